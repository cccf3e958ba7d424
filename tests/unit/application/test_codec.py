"""Domain objects to canonical JSON and back: byte for byte, personal data in envelopes, nothing silently dropped."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar, get_args, get_type_hints

import attrs
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from gridjustice.application.codec import (
    Codec,
    canonical,
    check_class,
    digest,
    from_plain,
    instant_text,
    parse,
    schema,
    to_plain,
)
from gridjustice.domain.dispute import Dispute
from gridjustice.domain.dispute.confirmation import Performance
from gridjustice.domain.dispute.mediation import Extension, MediatorAssigned
from gridjustice.domain.dispute.prevention import Report, Triage
from gridjustice.domain.network_facts import PersonEnrolled
from gridjustice.domain.personal import ERASED, marks, personal, unwrap
from gridjustice.domain.record import NEW, CitationOf, Derived, Event, Facts, LedBy, Record
from gridjustice.domain.values import EARLIEST, LATEST, RecordId, named_id
from gridjustice.errors import DefinitionError, InvalidError, InvalidValueError, NotFoundError
from gridjustice.ports.sealer import Envelope, NullSealer
from gridjustice.testing.district import report_facts
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice.workflow.rules import Anyone
from gridjustice.workflow.table import Kind, Step

KINDS = {kind.name: kind for kind in BUILT_IN}
SAFE = 2**53 - 1


class Shift(Enum):
    EARLY = "early"


@attrs.frozen(kw_only=True)
class Moment(Facts):
    at: datetime
    shift: Shift = Shift.EARLY
    number: int = 0
    tags: tuple[str, ...] = ()


# Canonical JSON.


@pytest.mark.parametrize("name", ["arrays", "unicode"])
def test_the_vectors_of_rfc_8785_are_reproduced_byte_for_byte(shared: Path, name: str) -> None:
    """Those without floats, with keys in ASCII: the whole that the codec allows."""
    vectors = shared / "interop" / "rfc8785" / "testdata"
    given_, expected = (vectors / of / f"{name}.json" for of in ("input", "output"))
    assert canonical(parse(given_.read_bytes())) == expected.read_bytes().strip()


@pytest.mark.parametrize("name", ["structures", "values"])
def test_vectors_with_floats_are_refused_where_they_come_in(shared: Path, name: str) -> None:
    """Also a float without a fraction, as 56.0."""

    def floats(thing: object) -> list[float]:
        if isinstance(thing, Mapping):
            return [x for value in thing.values() for x in floats(value)]
        if isinstance(thing, list):
            return [x for value in thing for x in floats(value)]
        return [thing] if isinstance(thing, float) else []

    found = floats(parse((shared / "interop" / "rfc8785" / "testdata" / "input" / f"{name}.json").read_bytes()))
    assert found
    for number in found:
        with pytest.raises(InvalidError, match="is a number with a fraction"):
            from_plain(Extension, {"days": number, "agreed_by": []})


@pytest.mark.parametrize("name", ["french", "weird"])
def test_vectors_with_other_keys_cannot_come_up(shared: Path, name: str) -> None:
    """A class with such a field is refused when an office is put together."""
    keys = parse((shared / "interop" / "rfc8785" / "testdata" / "input" / f"{name}.json").read_bytes())
    foreign = [key for key in keys if not key.isascii()]
    assert foreign
    cls = attrs.make_class("Foreign", {"péché": attrs.field(type=str)}, bases=(Facts,))
    with pytest.raises(DefinitionError, match=r"Foreign\.péché has a name that is not ASCII"):
        check_class(cls)


texts = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ["👩‍👩‍👧‍👦", "\u2028\u2029", "\x00\x1f\x7f", '"\\/\b\f\n\r\t', "𠮷\U0010ffff", "\ue000\ufb33", "</script>"]
)
allowed = st.recursive(
    st.none() | st.booleans() | st.integers(-SAFE, SAFE) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts.filter(str.isascii), inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=400)
@given(allowed)
def test_canonical_json_is_that_of_an_independent_implementation(thing: Any) -> None:
    """Whatever the codec allows: nested, empty, emoji, line separators, the greatest safe number."""
    assert canonical(thing) == rfc8785.dumps(thing)
    assert parse(canonical(thing)) == thing


def test_what_is_no_json_is_said_to_be_none() -> None:
    """With an error of ours."""
    for wrong in (b"", b"{", b"\xff", b"[1,]", "NaN"):
        with pytest.raises(InvalidError, match="is no JSON"):
            parse(wrong)


def test_an_instant_is_written_in_utc_with_a_fixed_width() -> None:
    """Text order is time order; the zone it was given in does not matter."""
    court = timezone(timedelta(hours=8))
    assert instant_text(datetime(2022, 6, 1, 9, 0, 0, 5, tzinfo=court)) == "2022-06-01T01:00:00.000005Z"
    assert instant_text(datetime(2022, 6, 1, 1, tzinfo=UTC)) == "2022-06-01T01:00:00.000000Z"


# What comes from outside.


PARTY = {"id": "a", "side": "applicant", "name": "x"}
NO_INSTANTS = ("2022-06-01T01:02:03", "2022-06-01T01:02:03.000005", "2022-06-01", "yesterday", "2022-13-01T00:00:00Z")
NO_DAYS = ("2022-02-30", "2022-6-1", "1.6.2022", "20220601", "2022-06-01T00:00:00Z", "")
GONE = [({"kind": "tree"}, "no kind 'tree'"), ({"step": "fly"}, "no step 'fly'")]


def refused(cls: type, plain: Any) -> InvalidError:
    with pytest.raises(InvalidError) as refusal:
        from_plain(cls, plain)
    return refusal.value


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"colour": "red"}, "$.colour", "is unknown here; Report takes court, unit"),
        ({"parties": [{**PARTY, "age": 3}]}, "$.parties[0].age", "is unknown here"),
        ({"parties": [{**PARTY, "side": "left"}]}, "$.parties[0].side", "'left' is none of applicant"),
        ({"parties": [{"id": "a", "side": "applicant"}]}, "$.parties[0]", "missing required field `name`"),
        ({"parties": [{**PARTY, "name": " "}]}, "$.parties[0].name", "must not be blank"),
        ({"parties": [{**PARTY, "name": "a\x00"}]}, "$.parties[0].name", r"U\+0000"),
        ({"parties": []}, "$", "name at least one"),
        ({"parties": "a1"}, "$.parties", "Expected `array`"),
        ({"parties": {"id": "a"}}, "$.parties", "Expected `array`"),
        ({"gist": 7}, "$.gist", "Expected `str`"),
        ({"gist": None}, "$.gist", "Expected `str`"),
        ({"gist": "x" * 20_001}, "$.gist", "at most 20000"),
        ({"level": "purple"}, "$.level", "'purple' is none of blue, yellow, orange, red"),
        ({"cause": 1.5}, "$.cause", "is a number with a fraction"),
        ({"court": "No Court"}, "$.court", "is no court path"),
        ({"unit": "\ud800"}, "$.unit", "surrogate"),
        (
            {"parties": [{"id": "a", "side": "applicant", "name": "x", "person": "a\udfff"}]},
            "$.parties[0].person",
            "surrog",
        ),
    ],
)
def test_a_wrong_member_is_refused_with_its_path(changes: dict[str, Any], path: str, message: str) -> None:
    """Unknown members, wrong types, broken rules, half characters: nothing is dropped and nothing is guessed."""
    refusal = refused(Report, {**report_facts(), **changes})
    assert re.search(message, str(refusal))
    assert refusal.path == path


@pytest.mark.parametrize("plain", [None, [], "x", 3, 1.5, [("days", 1)]])
def test_facts_are_an_object(plain: Any) -> None:
    """Nothing else is facts."""
    assert refused(Extension, plain).path == "$"


@pytest.mark.parametrize(
    "at",
    [
        "2022-06-01T01:02:03",
        "2022-06-01T01:02:03.000005",
        "2022-06-01",
        "yesterday",
        1654045323,
        "2022-13-01T00:00:00Z",
    ],
)
def test_an_instant_without_a_zone_is_refused(at: Any) -> None:
    """It would be read as if it were in UTC."""
    assert refused(Moment, {"at": at}).path.startswith("$.at")


@pytest.mark.parametrize("at", ["2022-06-01T01:02:03Z", "2022-06-01T09:02:03+08:00"])
def test_an_instant_with_a_zone_is_taken(at: str) -> None:
    """However it is written."""
    assert from_plain(Moment, {"at": at}).at == datetime(2022, 6, 1, 1, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize("day", [*NO_DAYS, 19144])
def test_an_impossible_day_is_refused(day: Any) -> None:
    """Never moved to the next one."""
    assert refused(Performance, {"performed_on": day}).path == "$.performed_on"


@pytest.mark.parametrize(("number", "is_safe"), [(SAFE, True), (-SAFE, True), (SAFE + 1, False), (-SAFE - 1, False)])
def test_numbers_that_other_programs_would_round_are_refused(number: int, is_safe: bool) -> None:
    """JSON of other languages has 53 bits."""
    plain = {"at": "2022-06-01T01:02:03Z", "number": number}
    if is_safe:
        assert from_plain(Moment, plain).number == number
    else:
        assert refused(Moment, plain).path == "$.number"


@pytest.mark.parametrize("number", [True, "1", 1.0])
def test_a_number_is_a_number(number: Any) -> None:
    """Not a text, not a truth, not a fraction that happens to be whole."""
    assert refused(Moment, {"at": "2022-06-01T01:02:03Z", "number": number}).path == "$.number"


@pytest.mark.parametrize("text", ["'; DROP TABLE record; --", "👩‍👩‍👧‍👦", "a\u2028b", "a\tb\r\n", "長" * 10_000])
def test_odd_texts_are_kept_exactly(text: str) -> None:
    """From outside to the body and back."""
    facts = from_plain(Triage, {"jurisdiction": "ours", "route": "mediation", "reason": text})
    assert to_plain(facts)["reason"] == text
    codec = Codec(KINDS, NullSealer())
    assert codec.event(codec.event_body(event(facts, "triage"), "")).facts == facts


@pytest.mark.parametrize("cls", [f for kind in BUILT_IN for f in [kind.record]], ids=lambda cls: cls.__name__)
def test_a_class_has_a_json_schema(cls: type) -> None:
    """For those who want to know before they send."""
    described = schema(cls)
    assert set(described["$defs"][cls.__name__]["properties"]) == {field.name for field in attrs.fields(cls)}


# What may be said at all.


@attrs.frozen
class WithFloat(Facts):
    share: float


@attrs.frozen
class WithHiddenFloat(Facts):
    shares: tuple[float | None, ...] = ()


@attrs.frozen
class WithAbsent(Facts):
    name: str | None


@attrs.frozen
class WithOtherAbsent(Facts):
    name: str | None = "x"


@attrs.frozen
class Outer(Facts):
    inner: tuple[WithFloat, ...]


@pytest.mark.parametrize(
    ("cls", "message"),
    [
        (WithFloat, r"WithFloat\.share holds a float"),
        (WithHiddenFloat, r"WithHiddenFloat\.shares holds a float"),
        (WithAbsent, r"WithAbsent\.name may be None but is not None by default"),
        (WithOtherAbsent, r"WithOtherAbsent\.name may be None but is not None by default"),
        (Outer, r"WithFloat\.share holds a float"),
    ],
    ids=["float", "hidden float", "absent", "other absent", "inside"],
)
def test_a_class_that_canonical_json_cannot_say_is_refused(cls: type, message: str) -> None:
    """When the office is put together, not when the first record is read back."""
    with pytest.raises(DefinitionError, match=message):
        check_class(cls)
    kind = Kind(
        name="odd", record=Record, states=Shift, may_see=Anyone(), may_read=Anyone(),
        steps=(Step("begin", NEW, Shift.EARLY, Anyone(), cls),),
    )  # fmt: skip
    with pytest.raises(DefinitionError, match=message):
        Codec({"odd": kind}, NullSealer())


# Bodies.


class Secret:
    """A sealer whose texts cannot be read, and of which one subject can be forgotten."""

    def __init__(self) -> None:
        self.forgotten: set[str] = set()

    def seal(self, record: str, subject: str, text: str) -> Envelope:
        return Envelope("test", "k1", "", subject, text.encode("utf-16").hex())

    def unseal(self, record: str, envelope: Envelope) -> str | None:
        return None if envelope.subject in self.forgotten else bytes.fromhex(envelope.data).decode("utf-16")

    def fingerprint(self, content: bytes) -> str:
        return digest(b"secret" + content)


def event(facts: Facts, step: str, kind: str = "dispute", **changes: Any) -> Event:
    given_ = {
        "record": named_id("dispute", "1"), "version": 3, "kind": kind, "step": step, "source": "reported",
        "target": "triaged", "actor": "p1", "at": datetime(2022, 6, 1, 1, 2, 3, 4, tzinfo=UTC),
        "day": date(2022, 6, 1), "facts": facts, "key": "k", "request": "f" * 64, **changes,
    }  # fmt: skip
    return Event(**given_)


NUMBERS = {
    "id_number": ("11010519491231002X", "440524188001010014"),
    "credit_code": ("91350100M000100Y43", "91330106673959654P"),
}


@attrs.define
class Filler:
    """Makes an instance of any class of the domain, each personal text a new token."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    tokens: list[str] = attrs.Factory(list)

    def instance(self, cls: Any) -> Any:
        hints = get_type_hints(cls)
        made = {f.name: self.value(hints[f.name], marked=bool(f.metadata.get("personal"))) for f in attrs.fields(cls)}
        fixed = {
            "court": "yblq/helong",
            "seal": "yblq/helong",
            "deadlines": (),
            "days": 3,
            "months": 2,
            "fen": 50,
        }
        fixed |= {"quiet_from": "21:00", "quiet_until": "07:00"}
        fixed |= {"case_number": "（2022）示例民初1号", "language": "ko-CN", "most_open": 5, "claimed_fen": 50}
        made |= {name: value for name, value in fixed.items() if name in made}
        for name, numbers in NUMBERS.items():
            if made.get(name) is not None:
                # A number with a check digit cannot be made up: one of its kind stands for the token.
                self.tokens[self.tokens.index(made[name])] = made[name] = self.draw(st.sampled_from(numbers))
        if "posts" in made:
            made["posts"] = ()
        if cls.__name__ == "GridAssignment":
            made["role"] = "grid_worker"
        if cls.__name__ == "RedrawingPlanned":
            made |= {"how": "close", "places": "grid", "subjects": ("a",), "successors": ()}
        if cls.__name__ == "PostTaken":
            made["post"] = attrs.evolve(made["post"], role="judge", scope="court")
        return cls(**made)

    def value(self, hint: Any, *, marked: bool) -> Any:
        if type(None) in get_args(hint) and self.draw(st.booleans()):
            return None
        inner, many = unwrap(hint)
        if many:
            return tuple(self.one(inner, marked) for _ in range(self.draw(st.integers(1, 3))))
        return self.one(inner, marked)

    def one(self, cls: Any, marked: bool) -> Any:
        if attrs.has(cls):
            return self.instance(cls)
        if isinstance(cls, type) and issubclass(cls, Enum):
            return self.draw(st.sampled_from([m for m in cls if m.value not in {"president", "system", "liaison"}]))
        if marked:
            self.tokens.append(f"✂{len(self.tokens)}✂")
            return self.tokens[-1]
        plain = {
            str: st.sampled_from("abcdefgh"),
            int: st.integers(0, 9),
            bool: st.booleans(),
            date: st.dates(EARLIEST, LATEST),
        }
        plain[datetime] = st.just(datetime(2022, 6, 1, tzinfo=UTC))
        return self.draw(plain[cls])


CLASSES = list(
    dict.fromkeys((kind.name, step, cls) for kind in BUILT_IN for step, cls in kind.facts.items() if marks(cls))
)
MARKED = [pytest.param(*each, id=f"{each[0]}-{each[1]}") for each in CLASSES]


def stripped(thing: Any) -> Any:
    if isinstance(thing, dict):
        return {name: stripped(value) for name, value in thing.items() if name != "~"}
    return [stripped(each) for each in thing] if isinstance(thing, list) else thing


def made(draw: Any, cls: type) -> tuple[Any, list[str]]:
    filler = Filler(draw)
    for _ in range(50):
        try:
            return filler.instance(cls), filler.tokens
        except (InvalidValueError, ValueError) as problem:
            last = problem
            filler.tokens.clear()
    raise AssertionError(f"no {cls.__name__} could be made: {last}")


@pytest.mark.parametrize(("kind", "step", "cls"), MARKED)
@settings(max_examples=12)
@given(data=st.data())
def test_no_personal_value_of_an_event_stands_outside_its_envelopes(
    kind: str, step: str, cls: type[Facts], data: st.DataObject
) -> None:
    """For all facts of all steps; what is sealed comes back, and what is hidden cannot be read."""
    facts, tokens = made(data.draw, cls)
    told = event(facts, step, kind)
    clear, hiding = Codec(KINDS, NullSealer()), Codec(KINDS, Secret())
    body = clear.event_body(told, "")
    outside = json.dumps(stripped(parse(body)), ensure_ascii=False)
    assert [token for token in tokens if token in outside] == []
    assert all(token in body.decode() for token in tokens)
    hidden = hiding.event_body(told, "").decode()
    assert [token for token in tokens if token in hidden] == []
    assert clear.event(body) == hiding.event(hidden.encode()) == told


@pytest.mark.parametrize("kind", [kind for kind in BUILT_IN if marks(kind.record)], ids=lambda kind: kind.name)
@settings(max_examples=25)
@given(data=st.data())
def test_no_personal_value_of_a_record_stands_outside_its_envelopes(kind: Kind, data: st.DataObject) -> None:
    """Disputes with parties and agreements, orders, people; the body is canonical and comes back equal."""
    record, tokens = made(data.draw, kind.record)
    codec = Codec(KINDS, NullSealer())
    body = codec.record_body(record)
    outside = json.dumps(stripped(parse(body)), ensure_ascii=False)
    assert [token for token in tokens if token in outside] == []
    assert body == rfc8785.dumps(parse(body))
    assert codec.read_record(kind.name, body) == record


def test_an_envelope_says_whose_data_it_holds() -> None:
    """A party's own data, or the matter's."""
    plain = parse(Codec(KINDS, NullSealer()).event_body(event(from_plain(Report, report_facts()), "report"), ""))
    assert plain["facts"]["~"]["subject"] == "matter"
    assert [party["~"]["subject"] for party in plain["facts"]["parties"]] == ["a1", "b1"]
    assert set(plain["facts"]["~"]) == {"alg", "key", "nonce", "subject", "data"}
    assert json.loads(plain["facts"]["parties"][0]["~"]["data"]) == {"name": "甲某", "phone": "13900000001"}


def test_who_is_forgotten_is_erased_everywhere_and_the_rest_stays() -> None:
    """The body does not change, so its hash does not either; it is read with a sign in place of the person."""
    secret = Secret()
    codec = Codec(KINDS, secret)
    told = event(from_plain(Report, report_facts()), "report")
    body = codec.event_body(told, "")
    secret.forgotten.add("a1")
    first, second = codec.event(body).facts.parties  # type: ignore[attr-defined]  # they are those of a report
    assert (first.name, first.phone, first.address) == (ERASED, ERASED, ERASED)
    assert (first.id, first.person) == ("a1", report_facts()["parties"][0]["person"])
    assert second.name == "乙某"
    assert codec.event_body(told, "") == body


def test_an_event_comes_back_as_it_was() -> None:
    """With basis, deadlines, cause and all."""
    cause = LedBy(record=named_id("order", "1"), version=2)
    basis = CitationOf(basis="b", instrument="cpl", version="2023", article="205")
    derived = Derived(basis=basis, profile="court_annexed_2022", tells=("court", "parties"), deadlines=())
    told = event(MediatorAssigned(mediator=RecordId("m")), "assign", cause=cause, derived=derived)
    codec = Codec(KINDS, NullSealer())
    assert codec.event(codec.event_body(told, "")) == told
    assert codec.event(codec.event_body(attrs.evolve(told, cause=None, derived=Derived()), "")).cause is None


def test_an_event_is_chained_to_the_one_before() -> None:
    """Another predecessor is another body and another hash."""
    codec = Codec(KINDS, NullSealer())
    told = event(MediatorAssigned(mediator=RecordId("m")), "assign")
    first, second = codec.event_body(told, "0" * 64), codec.event_body(told, "1" * 64)
    assert digest(first) != digest(second)
    assert parse(second)["prev"] == "1" * 64


def test_a_body_of_another_format_is_not_read() -> None:
    """It says which, and which is read here."""
    codec = Codec(KINDS, NullSealer())
    plain = parse(codec.event_body(event(MediatorAssigned(mediator=RecordId("m")), "assign"), ""))
    with pytest.raises(InvalidError, match="is an event of format 2, this library reads 1"):
        codec.event(canonical({**plain, "v": 2}))


@pytest.mark.parametrize(("change", "message"), GONE)
def test_an_event_of_a_plugin_that_is_gone_is_not_found(change: dict[str, str], message: str) -> None:
    """It is still a body with a hash."""
    codec = Codec(KINDS, NullSealer())
    plain = parse(codec.event_body(event(MediatorAssigned(mediator=RecordId("m")), "assign"), ""))
    with pytest.raises(NotFoundError, match=message):
        codec.event(canonical({**plain, **change}))


def test_a_record_is_remembered_by_its_whole_body() -> None:
    """Equal bodies give the same object, and a body that was changed is read anew."""
    codec = Codec(KINDS, NullSealer())
    record = Dispute(id=named_id("dispute", "1"), state="reported", court="yblq", number="1", gist="a wall")  # type: ignore[arg-type]  # as it is read
    body = codec.record_body(record)
    assert codec.record("dispute", body) is record
    other = body.replace(b'"number":"1"', b'"number":"2"')
    assert codec.record("dispute", other).number == "2"


# Versions of facts.


@attrs.frozen(kw_only=True)
class Hearing1(Facts):
    room: str
    note: str = personal()


@attrs.frozen(kw_only=True)
class Hearing2(Facts):
    VERSION: ClassVar[int] = 2
    UPCASTERS: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {
        1: lambda old: {**{k: v for k, v in old.items() if k != "room"}, "place": f"room {old['room']}"}
    }
    place: str
    note: str = personal()


@attrs.frozen(kw_only=True)
class Hearing3(Facts):
    VERSION: ClassVar[int] = 3
    UPCASTERS: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {
        **Hearing2.UPCASTERS,
        2: lambda old: {**old, "online": False},
    }
    place: str
    online: bool
    note: str = personal()


def hearings(cls: type[Facts]) -> Codec:
    step = Step("hold", NEW, Shift.EARLY, Anyone(), cls)
    kind = Kind(name="hearing", record=Record, states=Shift, steps=(step,), may_see=Anyone(), may_read=Anyone())
    return Codec({"hearing": kind}, NullSealer())


OLD_BODY = hearings(Hearing1).event_body(event(Hearing1(room="4", note="bring the map"), "hold", "hearing"), "")


def test_an_old_event_is_read_as_facts_of_today() -> None:
    """Step by step, its personal data untouched."""
    assert hearings(Hearing2).event(OLD_BODY).facts == Hearing2(place="room 4", note="bring the map")
    assert hearings(Hearing3).event(OLD_BODY).facts == Hearing3(place="room 4", online=False, note="bring the map")


def test_new_events_say_the_version_of_their_facts() -> None:
    """So that they are brought up from there."""
    body = hearings(Hearing2).event_body(event(Hearing2(place="room 5", note="x"), "hold", "hearing"), "")
    assert parse(OLD_BODY)["facts_version"] == 1
    assert parse(body)["facts_version"] == 2
    assert hearings(Hearing3).event(body).facts == Hearing3(place="room 5", online=False, note="x")


def test_an_event_of_a_newer_version_is_not_read_as_an_older_one() -> None:
    """What an older library does not know it must not drop."""
    body = hearings(Hearing2).event_body(event(Hearing2(place="room 5", note="x"), "hold", "hearing"), "")
    with pytest.raises(NotFoundError, match="version 2"):
        hearings(Hearing1).event(body)


# Keys.


def test_a_fingerprint_stands_for_all_that_was_asked() -> None:
    """Kind, record, step and facts, also what is personal in them."""
    codec = Codec(KINDS, Secret())
    facts = from_plain(PersonEnrolled, {"court": "yblq", "handle": "x", "name": "张三"})
    same = from_plain(PersonEnrolled, {"court": "yblq", "handle": "x", "name": "张三"})
    one = codec.fingerprint("person", "r", "enrol", facts)
    assert one == codec.fingerprint("person", "r", "enrol", same)
    others = [
        codec.fingerprint("people", "r", "enrol", facts),
        codec.fingerprint("person", "s", "enrol", facts),
        codec.fingerprint("person", "r", "leave", facts),
        codec.fingerprint("person", "r", "enrol", attrs.evolve(facts, name="李四")),
    ]
    assert len({one, *others}) == 5
    assert "张三" not in one


def test_a_decimal_is_kept_as_a_text() -> None:
    """Sums of money are exact."""

    @attrs.frozen
    class Sum(Facts):
        amount: Decimal

    check_class(Sum)
    assert canonical(Sum(Decimal("1234567890.10"))) == b'{"amount":"1234567890.10"}'


def test_threads_may_read_a_class_for_the_first_time_at_once() -> None:
    """In a process of its own: where this goes wrong, it is the process that ends."""
    worker = Path(__file__).with_name("convert_worker.py")
    done = subprocess.run([sys.executable, str(worker)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-500:]
