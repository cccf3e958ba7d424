"""The contract kit's tests of what is found: promises 4, 6 and 7, and the port's smaller questions."""

from __future__ import annotations

import json
from datetime import date

import pytest

from gridjustice.domain.criteria import (
    FIELDS,
    All,
    Any,
    AtMost,
    Criterion,
    Everything,
    Gives,
    Held,
    In,
    Not,
    Nothing,
    Under,
    equals,
)
from gridjustice.domain.record import Role, Scope
from gridjustice.errors import InvalidError, NotFoundError
from gridjustice.ports.storage import HeadRow, OutboxRow, ReceiptRow, Storage
from gridjustice.testing.rows import appointment, change, deadline, entry, head
from gridjustice.testing.storage_writing import keep

TEXTS = [
    "Mixed CASE",
    "trailing blanks   ",
    "  leading",
    "'; DROP TABLE record; --",
    '"double" %s ? :name {brace}',
    "a_b%c",
    "和龙林业局 敦化",
    "𠮷野家",
    "한글",
    "\u1112\u1161\u11ab\u1100\u1173\u11af",
    "e\u0301 is not \u00e9",
    "🌲👨‍👩‍👧",
    "line\u2028separator\u2029and\r\nbreaks\ttabs",
    "\ufeffbom\u200b",
    "NULL",
    "0123",
    "1e5",
]


class Verbatim:
    """Promise 4."""

    @pytest.mark.parametrize("text", TEXTS, ids=[f"text{number}" for number in range(len(TEXTS))])
    def test_4_texts_come_back_as_they_were_given(self, storage: Storage, text: str) -> None:
        """In every column that people fill, and as what is looked for."""
        row = head("a", state=text, unit=text, grid=text, body=text.encode())
        kept = change(
            row,
            event=entry(row, actor=text, body=text.encode()),
            deadlines=[deadline("a", text)],
            appointments=[appointment("a", text, scope="unit", place=text)],
            listed={"number": text, "level": text},
            tells=text,
            key=text,
        )
        storage.run(lambda t: t.keep([kept]))
        with storage.read() as reader:
            loaded = reader.load(ids=["a"], keys=[("p1", text)], people=[text])
            assert loaded.heads["a"] == row
            assert loaded.receipts["p1", text] == kept.receipt
            assert list(loaded.appointments[text]) == list(kept.appointments or ())
            assert reader.entries("a") == [kept.entry]
            assert reader.find(equals("unit", text) & Under("grid", text)) == [row]
            assert reader.find(equals("unit", text + " ") | equals("unit", text.swapcase() + "x")) == []
            assert reader.numbers("dispute", "number", text) == ["a"]
            (bundle,) = reader.bundles()
            assert bundle.listed["dispute"][0]["level"] == text
            assert list(bundle.deadlines) == [deadline("a", text)]
            assert list(bundle.outbox) == [OutboxRow("a", 1, text)]

    def test_4_bodies_are_opaque_bytes(self, storage: Storage) -> None:
        """Every byte, 100 kB of them, and members in their order."""
        large = json.dumps({str(number): "和龙" * 20 for number in range(500)}).encode()
        bodies = {"a": bytes(range(256)), "b": large + b" " * 100_000, "c": b'{"z":1, "a":2}\n', "d": b""}
        storage.run(lambda t: t.keep([change(head(id_, body=body)) for id_, body in bodies.items()]))
        with storage.read() as reader:
            assert {id_: row.body for id_, row in reader.load(ids=list(bodies)).heads.items()} == bodies

    def test_4_one_person_may_be_given_the_same_role_twice(self, storage: Storage) -> None:
        """Rows that say the same stay two, in the order they were given in."""
        given = [
            appointment("a", "p2"),
            appointment("a", "p1"),
            appointment("a", "p2", until="2026-12-31"),
            appointment("a", "p2"),
        ]
        storage.run(lambda t: t.keep([change(head("a"), appointments=given)]))
        with storage.read() as reader:
            assert list(next(reader.bundles()).appointments) == given


class Order:
    """Promise 6, and lists page by page."""

    def test_6_events_come_by_version(self, storage: Storage) -> None:
        """Behind the one that is named; 10 is more than 9."""
        for version in range(1, 13):
            keep(storage, change(head("a", version)), change(head("b", version)))
        with storage.read() as reader:
            assert [row.version for row in reader.entries("a")] == list(range(1, 13))
            assert [(row.record, row.version) for row in reader.entries("a", after=9)] == [
                ("a", v) for v in (10, 11, 12)
            ]
            assert reader.entries("a", after=12) == reader.entries("z") == []

    def test_6_ids_are_in_code_point_order(self, storage: Storage) -> None:
        """Capitals before small letters, ASCII before the rest, and what lies beyond U+FFFF last."""
        ids = ["0", "9", "A", "B", "_", "a", "ab", "b", "é", "가", "\uffee", "🌲", "𠮷"]
        storage.run(lambda t: t.keep([change(head(id_)) for id_ in reversed(ids)]))
        with storage.read() as reader:
            assert [row.id for row in reader.find(Everything())] == ids
            assert [row.id for row in reader.find(Everything(), order=("-id",))] == ids[::-1]
            assert [bundle.id for bundle in reader.bundles()] == ids

    @pytest.mark.parametrize(
        "order", [("id",), ("-id",), ("due",), ("due", "-id")], ids=["id", "-id", "due", "due -id"]
    )
    @pytest.mark.parametrize("limit", [1, 2, 3, 100])
    def test_6_pages_follow_one_another(self, storage: Storage, order: tuple[str, ...], limit: int) -> None:
        """Nothing twice and nothing left out, whatever the order; without a deadline comes last."""
        dues = {"a": "2026-02", "b": None, "c": "2026-01", "d": "2026-02", "e": None, "f": "2026-03", "g": "2026-02"}
        storage.run(lambda t: t.keep([change(head(id_, due=due)) for id_, due in dues.items()]))
        expected = {
            ("id",): "abcdefg",
            ("-id",): "gfedcba",
            ("due",): "cadgfbe",
            ("due", "-id"): "cgdafeb",
        }[order]
        with storage.read() as reader:
            found: list[HeadRow] = []
            while page := reader.find(Not(Nothing()), order=order, after=found[-1] if found else None, limit=limit):
                assert len(page) <= limit
                found += page
            assert "".join(row.id for row in found) == expected
            assert reader.find(Everything(), order=order, limit=0) == []
            bare = reader.find(Everything(), order=order, bodies=False)
            assert bare == [row._replace(body=b"") for row in reader.find(Everything(), order=order)]

    @pytest.mark.parametrize("order", [(), ("state",), ("-due",), ("id", "due"), ("due; --",)], ids=str)
    def test_6_an_order_that_does_not_exist_is_refused(self, storage: Storage, order: tuple[str, ...]) -> None:
        """By name, not by a wrong order."""
        with storage.read() as reader, pytest.raises(InvalidError):
            reader.find(Everything(), order=order)

    def test_6_watched_deadlines_come_oldest_first(self, storage: Storage) -> None:
        """By the instant at which something happens: at that very instant included, later ones and others not."""
        instants = {
            "a": "2026-03-02T16:00:00.000000Z",
            "b": "2026-03-01T16:00:00.000000Z",
            "c": "2026-03-03T16:00:00.000000Z",
        }
        rows = {
            id_: [
                deadline(id_, "w", "2024" + instant[4:], watch=None),
                deadline(id_, "x", "2028" + instant[4:], watch=instant),
                deadline(id_, "y", "2027" + instant[4:]),
            ]
            for id_, instant in instants.items()
        }
        storage.run(lambda t: t.keep([change(head(id_), deadlines=row) for id_, row in rows.items()]))
        with storage.read() as reader:
            assert [row.record for row in reader.watched(instants["a"])] == ["b", "a"]
            assert reader.watched(instants["a"], limit=1) == [rows["b"][1]]
            assert reader.watched("2026-03-01T15:59:59.999999Z") == []
            everything = reader.watched("2028")
            assert len(everything) == 6
            pages, last = [], None
            while page := reader.watched("2028", after=last, limit=1):
                pages += page
                last = page[-1]
            assert pages == everything

    def test_6_provisional_deadlines_are_those_of_another_calendar(self, storage: Storage) -> None:
        """By record, then name; what is settled, and what this very calendar has counted, are left out."""
        rows = {
            id_: [
                deadline(id_, "v", provisional="2026"),
                deadline(id_, "w"),
                deadline(id_, "x", provisional="2025"),
                deadline(id_, "y", provisional="plain", watch=None),
            ]
            for id_ in "ba"
        }
        storage.run(lambda t: t.keep([change(head(id_), deadlines=row) for id_, row in rows.items()]))
        with storage.read() as reader:
            everything = reader.provisional("2026")
            assert everything == [*rows["a"][2:], *rows["b"][2:]]
            assert reader.provisional("2026", limit=1) == [rows["a"][2]]
            pages, last = [], None
            while page := reader.provisional("2026", after=last, limit=1):
                pages += page
                last = page[-1]
            assert pages == everything

    def test_6_bundles_hold_what_fits_nowhere_too(self, storage: Storage) -> None:
        """Rows of a record that has no head are under its id, each kind of row alone."""
        odd = change(
            head("m"),
            event=entry(head("e1")),
            deadlines=[deadline("d1")],
            appointments=[appointment("p1", "x")],
            listed={"number": "1"},
        )._replace(outbox=OutboxRow("o1", 7, "court"), receipt=ReceiptRow("who", "key", "0" * 64, "r1", 3))
        storage.run(lambda t: t.keep([odd, change(head("z"))]))
        with storage.read() as reader:
            found = {bundle.id: bundle for bundle in reader.bundles()}
        assert list(found) == ["d1", "e1", "m", "o1", "p1", "r1", "z"]
        assert list(found["e1"].entries) == [odd.entry]
        assert list(found["d1"].deadlines) == [deadline("d1")]
        assert list(found["p1"].appointments) == [appointment("p1", "x")]
        assert list(found["o1"].outbox) == [odd.outbox]
        assert list(found["r1"].receipts) == [odd.receipt]
        assert list(found["m"].heads) == [odd.head]
        assert found["m"].listed == {"dispute": [{"number": "1", "level": None, "fed_back": None}]}
        assert not found["m"].entries
        assert not found["z"].listed


ROWS = (
    head("1", court="yblq", unit="u1", grid="g1", due="2026-01-01T00:00:00.000000Z"),
    head("2", court="yblq/helong", unit=None, grid="g1/x", state="triaged"),
    head("3", court="yblqx", unit="u_1", grid=None, due="2026-06-01T00:00:00.000000Z"),
    head("4", court="yblq.x", unit="u%1", grid="g_"),
    head("5", court="yblq/x", unit="u11", grid="gx", kind="unit"),
    head("6", court="yblq0", unit=None, grid=None),
    head("7", court="ybl", unit="U1", grid="g1", state="closed"),
    head("8", court="yblq-x/helong", unit="", grid="g1."),
)
DAY = date(2026, 11, 23)
GIVEN = (
    appointment("1", "p", "mediator", since="2026-11-23"),
    appointment("2", "p", "mediator", until="2026-11-23"),
    appointment("3", "p", "mediator", since="2026-11-24"),
    appointment("4", "p", "mediator", until="2026-11-22"),
    appointment("5", "p", "party"),
    appointment("6", "q", "mediator"),
    appointment("7", "p", "mediator", "unit"),
    appointment("8", "p", "mediator", place="1"),
)
CASES: tuple[tuple[Criterion, str], ...] = (
    (Everything(), "12345678"),
    (Nothing(), ""),
    (Under("court", "yblq"), "125"),
    (Under("court", "yblq/helong"), "2"),
    (Under("grid", "g1"), "127"),
    (Under("grid", "g_"), "4"),
    (Under("unit", "u_1"), "3"),
    (Under("unit", "u%1"), "4"),
    (Not(Under("grid", "g1")), "34568"),
    (equals("unit", "u1"), "1"),
    (Not(equals("unit", "u1")), "2345678"),
    (In("unit", frozenset()), ""),
    (Not(In("unit", frozenset())), "12345678"),
    (In("unit", frozenset({"u1", "U1", ""})), "178"),
    (In("unit", frozenset({"u1", "None", "NULL"})), "1"),
    (In("id", frozenset({"1", "8", "9"})), "18"),
    (AtMost("due", "2026-01-01T00:00:00.000000Z"), "1"),
    (Not(AtMost("due", "2026-01-01T00:00:00.000000Z")), "2345678"),
    (AtMost("due", "2027"), "13"),
    (AtMost("unit", "u"), "78"),
    (Held("p", frozenset({Role.MEDIATOR}), DAY), "12"),
    (Held("p", frozenset({Role.MEDIATOR, Role.PARTY}), DAY), "125"),
    (Held("p", frozenset(), DAY), ""),
    (Not(Held("p", frozenset({Role.MEDIATOR}), DAY)), "345678"),
    (Held("nobody", frozenset(Role), DAY), ""),
    (Gives(frozenset({Role.MEDIATOR}), Scope.UNIT, None, DAY), "7"),
    (Gives(frozenset({Role.MEDIATOR}), Scope.UNIT, frozenset({"7"}), DAY), "7"),
    (Gives(frozenset({Role.MEDIATOR}), Scope.UNIT, frozenset({"1", "P"}), DAY), ""),
    (Gives(frozenset({Role.MEDIATOR}), Scope.UNIT, frozenset(), DAY), ""),
    (Gives(frozenset({Role.MEDIATOR}), Scope.UNIT, None, date(2000, 1, 1)), ""),
    (Gives(frozenset({Role.PARTY}), Scope.UNIT, None, DAY), ""),
    (Gives(frozenset(), Scope.UNIT, None, DAY), ""),
    (Gives(frozenset(Role), Scope.COURT, None, DAY), ""),
    (Gives(frozenset(Role), Scope.RECORD, None, DAY), ""),
    (Not(Gives(frozenset({Role.MEDIATOR}), Scope.UNIT, None, DAY)), "1234568"),
    (All(()), "12345678"),
    (Any(()), ""),
    (Not(All(())), ""),
    (Not(Not(equals("grid", "g1"))), "17"),
    (Not(All((equals("unit", "u1"), equals("grid", "g1")))), "2345678"),
    (Not(Any((equals("unit", "u1"), Not(Under("court", "yblq"))))), "25"),
    (equals("kind", "unit") | (equals("state", "triaged") & Under("court", "yblq")), "25"),
)


class Criteria:
    """Promise 7, and the rest of what can be asked."""

    @pytest.fixture
    def filled(self, storage: Storage) -> Storage:
        """A storage with rows that are easily mistaken for one another."""
        storage.run(
            lambda t: t.keep([change(row, appointments=[a for a in GIVEN if a.record == row.id]) for row in ROWS])
        )
        return storage

    @pytest.mark.parametrize(("criterion", "ids"), CASES, ids=[f"case{number}" for number in range(len(CASES))])
    def test_7_a_criterion_is_true_of_these(self, filled: Storage, criterion: Criterion, ids: str) -> None:
        """Of these rows and no others, in lists and in counts; nothing is neither true nor false."""
        with filled.read() as reader:
            assert "".join(row.id for row in reader.find(criterion)) == ids
            assert reader.count(criterion) == {(): len(ids)}
            assert reader.count(Not(criterion)) == {(): len(ROWS) - len(ids)}

    def test_7_long_lists(self, filled: Storage) -> None:
        """An actor may be responsible for more units than a statement has room for."""
        many = frozenset(f"unit-{number:06}-with-an-id-of-36-characters" for number in range(40_000)) | {"u1", "u%1"}
        with filled.read() as reader:
            assert [row.id for row in reader.find(In("unit", many))] == ["1", "4"]
            assert reader.count(Not(In("unit", many)) & Not(In("id", many))) == {(): 6}

    def test_7_counts_by_fields(self, filled: Storage) -> None:
        """Each combination that occurs, what is absent as None."""
        with filled.read() as reader:
            assert reader.count(Under("court", "yblq"), ("kind", "unit")) == {
                ("dispute", "u1"): 1,
                ("dispute", None): 1,
                ("unit", "u11"): 1,
            }
            assert reader.count(Nothing(), ("state",)) == {}
            assert sum(reader.count(Everything(), FIELDS).values()) == len(ROWS)
            with pytest.raises(InvalidError):
                reader.count(Everything(), ("body",))

    def test_13_tallies_by_fields_and_columns(self, storage: Storage) -> None:
        """Of one kind, heads and projection together; what is absent is None, and is later than no day."""
        rows = [("1", "g1", "2022-01-05"), ("2", "g1", "2022-03-05"), ("3", "g1", "2022-03-06"), ("4", None, None)]
        changes = [
            change(head(id_, grid=grid), listed={"number": "n" if id_ < "3" else "m", "level": day})
            for id_, grid, day in rows
        ]
        other = change(head("u", kind="unit", grid="g1"), listed={"code": "n"})
        storage.run(lambda t: t.keep([*changes, other]))
        with storage.read() as reader:
            counted = reader.count_listed("dispute", ("grid", "number"), Everything())
            assert counted == {("g1", "n"): 2, ("g1", "m"): 1, (None, "m"): 1}
            since = ("level", "2022-03-05")
            assert reader.count_listed("dispute", ("grid", "number"), Everything(), since=since) == {
                ("g1", "n"): 1,
                ("g1", "m"): 1,
            }
            assert reader.count_listed("dispute", ("number",), equals("grid", "g1") & Not(equals("id", "2"))) == {
                ("n",): 1,
                ("m",): 1,
            }
            assert reader.count_listed("unit", ("grid",), Everything()) == {("g1",): 1}
            for kind, by, column in (("stranger", (), "x"), ("unit", ("number",), "code"), ("unit", (), "grid")):
                with pytest.raises(NotFoundError):
                    reader.count_listed(kind, by, Everything(), since=(column, ""))

    def test_7_pages_of_a_criterion(self, filled: Storage) -> None:
        """The head to go on behind need not be one that the criterion is true of."""
        with filled.read() as reader:
            found = reader.find(Under("court", "yblq"), order=("due",), after=ROWS[0])
            assert [row.id for row in found] == ["2", "5"]

    def test_9_what_people_hold_is_tallied(self, filled: Storage) -> None:
        """As `Held` says it of each of them, however many they are; who is two things on a record counts once there."""
        day, both = DAY.isoformat(), {"mediator", "party"}
        again = change(head("9", unit="u1"), appointments=[appointment("9", "q", role) for role in sorted(both)])
        filled.run(lambda t: t.keep([again]))
        with filled.read() as reader:
            assert reader.tally(["p", "q", "nobody"], {"mediator"}, Everything(), day) == {"p": 2, "q": 2}
            assert reader.tally(["p", "q"], both, Everything(), day) == {"p": 3, "q": 2}
            assert reader.tally(["p", "q"], both, equals("unit", "u1"), day) == {"p": 1, "q": 1}
            assert reader.tally(["p"], both, Not(In("id", frozenset({"5"}))), "2026-11-22") == {"p": 2}
            assert reader.tally([], both, Everything(), day) == reader.tally(["p"], [], Everything(), day) == {}
            many = [f"person-{number:05}" for number in range(5_000)]
            assert reader.tally([*many, "p"], {"mediator"}, Everything(), day) == {"p": 2}

    def test_people_are_loaded_with_what_they_are_elsewhere(self, filled: Storage) -> None:
        """Appointments of every scope but the record's own; of people who have none, nothing."""
        with filled.read() as reader:
            assert reader.load(people=["p", "q"]).appointments == {"p": [GIVEN[6]]}
            assert reader.load() == ({}, {}, {})

    def test_numbers_are_looked_up_in_one_column_of_one_kind(self, storage: Storage) -> None:
        """Exactly, in order, ten at the most; a column that is not there is named."""
        changes = [change(head(f"{number:02}"), listed={"number": "n", "level": f"{number}"}) for number in range(12)]
        other = change(head("u", kind="unit"), listed={"code": "n"})
        storage.run(lambda t: t.keep([*changes, other]))
        with storage.read() as reader:
            assert reader.numbers("dispute", "number", "n") == [f"{number:02}" for number in range(10)]
            assert reader.numbers("dispute", "level", "7") == ["07"]
            assert reader.numbers("unit", "code", "n") == ["u"]
            assert reader.numbers("unit", "code", "N") == []
            for kind, column in (("stranger", "number"), ("unit", "number"), ("dispute", "x = 1 --")):
                with pytest.raises(NotFoundError):
                    reader.numbers(kind, column, "n")

    def test_13_what_records_of_a_kind_give_on_a_day(self, storage: Storage) -> None:
        """In force on that day, of these roles, by record and then as given; only where the criterion is true."""
        rows = [
            appointment("b", "p", "judge", "grid", since="2026-01-01", until="2026-11-23"),
            appointment("b", "q", "judge", "grid", since="2026-11-24"),
            appointment("b", "p", "mediator", "grid"),
            appointment("a", "z", "judge", "grid", place="there"),
            appointment("a", "y", "judge", "grid"),
        ]
        changes = [
            change(head(id_, kind="unit", court=court), listed={}, appointments=[r for r in rows if r.record == id_])
            for id_, court in (("b", "yblq"), ("a", "other"))
        ]
        other = change(head("c"), listed={}, appointments=[appointment("c", "p", "judge", "grid")])
        storage.run(lambda t: t.keep([*changes, other]))
        with storage.read() as reader:
            of_a = [("a", "z", "judge", "there"), ("a", "y", "judge", "a")]
            assert reader.given("unit", ["judge"], "2026-11-23") == [*of_a, ("b", "p", "judge", "b")]
            assert reader.given("unit", ["judge"], "2026-11-24") == [*of_a, ("b", "q", "judge", "b")]
            assert reader.given("unit", ["judge"], "2025-12-31") == []
            assert reader.given("unit", ["mediator", "judge"], "2026-11-23", equals("court", "yblq")) == [
                ("b", "p", "judge", "b"),
                ("b", "p", "mediator", "b"),
            ]
            mediates = Held("p", frozenset({Role.JUDGE}), DAY)
            assert reader.given("unit", ["judge"], "2026-11-23", mediates) == []
            assert reader.given("unit", [], "2026-11-23") == []
            with pytest.raises(NotFoundError):
                reader.given("stranger", ["judge"], "2026-11-23")

    def test_13_columns_of_every_record_of_a_kind(self, storage: Storage) -> None:
        """By id, what is absent as None."""
        changes = [
            change(head("b", kind="unit"), listed={"code": "2"}),
            change(head("a", kind="unit"), listed={"code": "1", "name": "one"}),
            change(head("c"), listed={"number": "3", "fed_back": 1}),
        ]
        storage.run(lambda t: t.keep(changes))
        with storage.read() as reader:
            assert reader.listed("unit", ["name", "code"]) == [("a", "one", "1"), ("b", None, "2")]
            assert reader.listed("dispute", ["fed_back"]) == [("c", 1)]
            assert reader.listed("unit", ["code"], ["b", "c", "z", "b"]) == [("b", "2")]
            assert reader.listed("unit", ["code"], ["b", "a"]) == [("a", "1"), ("b", "2")]
            assert reader.listed("unit", ["code"], []) == []
            assert reader.listed("unit", []) == [("a",), ("b",)]
            for kind, column in (("stranger", "number"), ("unit", "number")):
                with pytest.raises(NotFoundError):
                    reader.listed(kind, [column])
