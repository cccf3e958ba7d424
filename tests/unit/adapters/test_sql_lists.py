"""Lists of many records: as many statements as of few, each by an index, and the same records as without."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import attrs
import pytest
import sqlalchemy as sa

from gridjustice.application.access import visible, waiting
from gridjustice.application.office import Office
from gridjustice.application.request import Request
from gridjustice.domain.criteria import (
    All,
    Any,
    AtMost,
    Criterion,
    Everything,
    Held,
    In,
    Not,
    Nothing,
    Under,
    equals,
    matches,
)
from gridjustice.domain.record import Role
from gridjustice.hooks import Plugins
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.district import COURT, START, District, person, report_facts, small_district
from gridjustice_sqlalchemy.branches import Below, Branch, HeldBy, branches, simplified
from gridjustice_sqlalchemy.sqlite import Sqlite
from gridjustice_sqlalchemy.storage import SqlStorage

DAY = date(2022, 6, 1)
PEOPLE = ("liaison", "worker", "judge", "triage", "mediator", "citizen_a", "president", "stranger")


class Traced(Sqlite):
    """SQLite that tells what it is asked."""

    def __init__(self, address: str, said: list[str]) -> None:
        super().__init__(address)
        self.said = said

    def engine(self) -> sa.Engine:
        engine = super().engine()
        sa.event.listen(engine, "connect", lambda connection, _: connection.set_trace_callback(self.said.append))
        return engine


@attrs.frozen
class Watched:
    """A district whose storage tells what it is asked."""

    district: District
    said: list[str]

    def statements(self, work: Callable[[], object]) -> list[str]:
        """What the work asks of the database."""
        self.said.clear()
        work()
        return list(self.said)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    said: list[str] = []
    clock = FixedClock(START)
    office = Office(
        SqlStorage(Traced(f"sqlite:///{tmp_path}/court.db", said)), Plugins.found(), clock=clock, prepare=True
    )
    yield Watched(small_district(office, clock), said)
    office.storage.close()


def report(office: Office, number: int, since: int = 0) -> None:
    """So many disputes more."""
    asked = [
        Request(actor=person("worker"), kind="dispute", step="report", facts=report_facts(), key=f"r{n}")
        for n in range(since, number)
    ]
    for start in range(0, len(asked), 100):
        assert not [each for each in office.take_many(asked[start : start + 100]) if isinstance(each, Exception)]


@pytest.mark.clause("2.1.2")
@pytest.mark.clause("3.2")
def test_a_list_of_a_thousand_takes_as_many_statements_as_one_of_ten(watched: Watched) -> None:
    """Inbox, list, next page and count, whoever asks: nothing is asked once more for each record."""
    office = watched.district.office
    disputes = equals("kind", "dispute")

    def counts() -> dict[tuple[str, str], int]:
        found = {}
        for handle in PEOPLE:
            who = person(handle)
            first = office.find(who, disputes, limit=5)
            for name, work in (
                ("inbox", lambda who=who: office.inbox(who)),
                ("list", lambda who=who: office.find(who, disputes)),
                ("by due", lambda who=who: office.find(who, disputes, order=("due",))),
                ("next", lambda who=who, first=first: office.find(who, disputes, after=first[-1] if first else None)),
                ("count", lambda who=who: office.count(who, disputes, ("state",))),
            ):
                found[handle, name] = len(watched.statements(work))
        return found

    report(office, 10)
    few = counts()
    report(office, 1_000, since=10)
    assert counts() == few
    assert max(few.values()) <= 7  # begin, the actor's record and posts, whether courts lie below, the list, commit
    assert len(office.inbox(person("triage"))) == 100


@pytest.mark.parametrize("handle", PEOPLE)
def test_no_list_of_a_person_reads_the_whole_table(watched: Watched, handle: str, tmp_path: Path) -> None:
    """Whoever has a unit, a grid, a court or records of their own is answered by an index of these."""
    office = watched.district.office
    report(office, 10)
    who = person(handle)
    raw = sqlite3.connect(tmp_path / "court.db")
    for work in (
        lambda: office.inbox(who),
        lambda: office.find(who, equals("kind", "dispute")),
        lambda: office.count(who, equals("kind", "dispute"), ("state",)),
    ):
        for said in watched.statements(work):
            if said.startswith(("SELECT", "WITH")):
                plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {said}")]
                assert [line for line in plan if line.startswith("SCAN record")] == []
    raw.close()


def test_an_inbox_is_what_its_rule_says(watched: Watched) -> None:
    """The same as if every record were asked one by one."""
    district = watched.district
    office = district.office
    for state in ("reported", "triaged", "delegated", "received", "asked", "in_mediation", "agreed", "archived"):
        district.bring_to(state)
    for handle in PEOPLE:
        with office.storage.read() as reader:
            standing = office.standing(reader, person(handle))
            rule = waiting(office.kinds, standing) & visible(office.kinds, standing)
            heads = reader.find(Everything(), limit=1_000)
        records = {head.id: office.codec.record(head.kind, head.body) for head in heads}
        true = [head for head in heads if matches(rule, head, records[head.id].appointed)]
        due = [head.id for head in sorted(true, key=lambda head: (head.due is None, head.due or "", head.id))]
        assert [view.record.id for view in office.inbox(person(handle))] == due


U, G = In("unit", frozenset("u")), In("grid", frozenset("g"))
STATE, DISPUTE = equals("state", "open"), equals("kind", "dispute")
MINE = Held("p", frozenset((Role.PARTY,)), DAY)
MINE_ALSO = HeldBy(frozenset("p"), frozenset((Role.PARTY,)), DAY)


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        (Nothing(), []),
        (Everything(), None),
        (STATE, None),
        (AtMost("due", "2022"), None),
        (~U, None),
        (U | STATE, None),
        (U, [Branch(U, Everything())]),
        (U & STATE, [Branch(U, STATE)]),
        (U | G, [Branch(U, Everything()), Branch(G, Everything())]),
        (U | In("unit", frozenset("v")), [Branch(In("unit", frozenset("uv")), Everything())]),
        (STATE & (U | (G & DISPUTE)), [Branch(U, STATE), Branch(G, All((STATE, Any((U, DISPUTE)))))]),
        (MINE, [Branch(MINE_ALSO, Everything())]),
        (U & G, [Branch(U, G)]),
        (U & MINE, [Branch(MINE_ALSO, U)]),
        (equals("id", "a") & U & MINE, [Branch(equals("id", "a"), All((U, MINE_ALSO)))]),
        (
            Under("court", "c"),
            [Branch(equals("court", "c"), Everything()), Branch(Below("c"), Everything())],
        ),
        ((DISPUTE & U) & (equals("kind", "unit") | (DISPUTE & STATE)), [Branch(U, All((DISPUTE, STATE)))]),
        (DISPUTE & U & equals("kind", "unit"), []),
    ],
)
def test_a_criterion_is_taken_apart_by_where_its_records_lie(
    criterion: Criterion, expected: list[Branch] | None
) -> None:
    """The narrowest places of an `All`, all places of an `Any`, and nothing where one part has none."""
    found = branches(criterion)
    assert found is None if expected is None else sorted(found or (), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        (Not(Not(STATE)), STATE),
        (
            (DISPUTE & STATE) | (DISPUTE & equals("state", "shut")),
            All((In("state", frozenset(("open", "shut"))), DISPUTE)),
        ),
        (equals("court", "c/d") & Under("court", "c"), equals("court", "c/d")),
        (equals("court", "d") & Under("court", "c"), Nothing()),
        (In("court", frozenset(("c", "d"))) & Under("court", "c"), None),
        (MINE | Held("q", frozenset((Role.PARTY,)), DAY), HeldBy(frozenset("pq"), frozenset((Role.PARTY,)), DAY)),
        (
            MINE | Held("p", frozenset((Role.JUDGE,)), DAY),
            HeldBy(frozenset("p"), frozenset((Role.PARTY, Role.JUDGE)), DAY),
        ),
        (Held("p", frozenset(), DAY), Nothing()),
        (In("state", frozenset()), Nothing()),
    ],
)
def test_what_is_asked_is_made_short(criterion: Criterion, expected: Criterion | None) -> None:
    """Parts that say the same, or the contrary, are said once."""
    made = simplified(criterion)
    if expected is None:
        assert made != criterion
    else:
        assert made == expected


def test_one_text_serves_all_who_ask_alike(watched: Watched) -> None:
    """Its values travel apart, so nothing is compiled anew for the next liaison."""
    office = watched.district.office
    texts = []
    for handle in ("liaison", "other_liaison"):
        with office.storage.read() as reader:
            standing = office.standing(reader, person(handle))
        statements = office.storage._statements  # type: ignore[attr-defined]  # the adapter's own
        asked = statements.asked(waiting(office.kinds, standing) & visible(office.kinds, standing))
        texts.append(statements.question(asked, ("due",), None))
    assert texts[0].sql is texts[1].sql
    assert texts[0].values != texts[1].values
    assert COURT not in texts[0].sql
