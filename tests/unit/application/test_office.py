"""The one way in: steps are kept once, together with all that follows from them, or refused with nothing left."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

import gridjustice
from gridjustice.application.office import Office, open_office
from gridjustice.application.request import Receipt, Request
from gridjustice.domain.criteria import equals
from gridjustice.domain.dispute.prevention import Feedback, Report
from gridjustice.domain.record import Event, Facts
from gridjustice.domain.values import RecordId, named_id
from gridjustice.errors import (
    ConflictError,
    DefinitionError,
    GridJusticeError,
    InvalidError,
    KeyReusedError,
    NotFoundError,
    RefusedError,
    VersionConflictError,
)
from gridjustice.hooks import Plugins, builtin, hookimpl
from gridjustice.ports.clock import FixedClock
from gridjustice.ports.storage import Change, Transaction
from gridjustice.testing.district import COURT, SINCE, START, District, grid, person, report_facts, small_district, unit
from gridjustice.testing.memory import MemoryStorage
from gridjustice.workflow.dispute import DISPUTE
from gridjustice.workflow.refusals import StepRefusedError
from gridjustice.workflow.table import Act, Kind

WORKER, TRIAGE, LIAISON, JUDGE = (person(handle) for handle in ("worker", "triage", "liaison", "judge"))
SEND: dict[str, Any] = {"jurisdiction": "ours", "route": "mediation", "reason": "suited", "same_matter_checked": True}
ORDER = {"court": COURT, "unit": unit("farm"), "subject": grid(), "reason": "Nobody answers."}


def stored(d: District) -> list[Any]:
    with d.office.storage.read() as reader:
        return list(reader.bundles())


def step(actor: str, step: str, record: str | None = None, *, key: str, **facts: Any) -> Request:
    return Request(actor=actor, step=step, record=record, facts=facts, key=key, kind="" if record else "dispute")


def reporting(key: str, **changes: Any) -> Request:
    return step(WORKER, "report", key=key, **{**report_facts(), **changes})


def is_clean(d: District) -> bool:
    return d.office.verify().is_clean


# A step that is taken.


@pytest.mark.clause("1.1")
def test_a_step_leaves_record_event_deadlines_outbox_and_key(either: District) -> None:
    """All of them, and what they say fits together."""
    receipt = either.office.begin(WORKER, "dispute", "report", report_facts(), key="k")
    (bundle,) = (b for b in stored(either) if b.id == receipt.record)
    (head,), (entry,) = bundle.heads, bundle.entries
    assert (head.version, head.state, head.hash) == (1, "reported", entry.hash)
    assert (entry.actor, entry.step, entry.day) == (WORKER, "report", "2022-06-01")
    assert [(d.name, d.runs_out) for d in bundle.deadlines] == [("triage", head.due)]
    assert {(a.role, a.person) for a in bundle.appointments} == {
        ("party", person("citizen_a")),
        ("party", person("citizen_b")),
        ("reporter", WORKER),
    }
    assert [row.tells for row in bundle.outbox] == ["court"]
    assert [(r.actor, r.key, r.version) for r in bundle.receipts] == [(WORKER, "k", 1)]
    assert bundle.listed["dispute"][0]["reporter"] == WORKER
    assert is_clean(either)


def test_a_receipt_says_what_was_stored(either: District) -> None:
    """Record, kind, step, version, state, instant."""
    record = either.report()
    receipt = either.do("triage", record, "triage", **SEND)
    assert receipt == Receipt(
        record=record, kind="dispute", step="triage", version=2, state="triaged", at=either.clock.now()
    )


def test_facts_may_be_given_as_their_class(either: District) -> None:
    """Or as a mapping; another class is refused."""
    record = either.bring_to("referred")
    with pytest.raises(InvalidError, match="takes Feedback, not Event"):
        either.office.take(LIAISON, record, "feed_back", attrs.evolve(event_of(either)), key="x")  # type: ignore[arg-type]  # as a careless host would
    assert either.office.take(LIAISON, record, "feed_back", Feedback(message="Done."), key="y").version == 3


def event_of(d: District) -> Event:
    return d.office.history(TRIAGE, d.report())[0]


def test_the_legal_day_is_the_courts(either: District) -> None:
    """At 16:30 UTC it is already the next day there."""
    either.clock.set(START.replace(hour=16, minute=30))
    record = either.report()
    assert either.show(record).record.reported_on == date(2022, 6, 2)


# Keys.


def test_the_same_key_gives_the_same_receipt_and_stores_nothing(either: District) -> None:
    """Also a day later, also after the record has gone on; it only says that it was repeated."""
    first = either.office.begin(WORKER, "dispute", "report", report_facts(), key="once")
    before = stored(either)
    again = either.office.begin(WORKER, "dispute", "report", report_facts(), key="once")
    assert stored(either) == before
    assert again == attrs.evolve(first, repeated=True)
    either.do("triage", first.record, "triage", **SEND)
    either.go(date(2022, 7, 1))
    assert either.office.begin(WORKER, "dispute", "report", report_facts(), key="once") == again


def test_a_key_counts_for_its_actor_only(either: District) -> None:
    """Two people may happen to choose the same one."""
    record = either.bring_to("referred")
    either.office.take(LIAISON, record, "feed_back", {"message": "Done."}, key="k1")
    assert not either.office.take(TRIAGE, record, "archive", key="k1").repeated


@pytest.mark.parametrize("other", ["facts", "personal facts", "step", "record"])
def test_a_key_used_for_other_content_is_a_conflict(either: District, other: str) -> None:
    """Nothing is stored, and the caller is told to take a new key."""
    one, two = either.report(), either.report()
    either.office.take(TRIAGE, one, "triage", SEND, key="k")
    facts = {**SEND, **({"route": "police"} if other == "facts" else {})}
    facts |= {"reason": "other words"} if other == "personal facts" else {}
    before = stored(either)
    record = two if other == "record" else one
    name, facts = ("bring", {"party": "a1"}) if other == "step" else ("triage", facts)
    with pytest.raises(KeyReusedError, match="take a new key"):
        either.office.take(TRIAGE, record, name, facts, key="k")
    assert stored(either) == before


def test_a_step_that_was_refused_does_not_use_up_its_key(either: District) -> None:
    """It may be tried again under the same one."""
    record = either.bring_to("triaged")
    with pytest.raises(RefusedError):
        either.office.take(TRIAGE, record, "delegate", {"unit": unit("nowhere")}, key="k")
    assert either.office.take(TRIAGE, record, "delegate", {"unit": unit("farm")}, key="k").version == 3


@pytest.mark.parametrize("key", ["", " ", "a\x00b", "\ud800", "k" * 201])
def test_a_key_that_cannot_be_kept_is_refused(either: District, key: str) -> None:
    """As an error of ours, before anything else."""
    record = either.report()
    with pytest.raises(InvalidError):
        either.office.take(TRIAGE, record, "triage", SEND, key=key)


# Versions.


def test_an_expected_version_that_is_passed_is_a_conflict(either: District) -> None:
    """It tells both, and is not tried again."""
    record = either.report()
    either.do("triage", record, "triage", **SEND)
    with pytest.raises(VersionConflictError) as conflict:
        either.office.take(TRIAGE, record, "delegate", {"unit": unit("farm")}, key="k", expected_version=1)
    assert (conflict.value.record_id, conflict.value.expected, conflict.value.found) == (record, 1, 2)
    taken = either.office.take(TRIAGE, record, "delegate", {"unit": unit("farm")}, key="k", expected_version=2)
    assert taken.version == 3


@pytest.mark.parametrize("version", ["1", True, 1.0])
def test_an_expected_version_is_a_whole_number(either: District, version: Any) -> None:
    """Anything else is a mistake of the caller, not a conflict to be tried again."""
    record = either.report()
    with pytest.raises(InvalidError):
        either.office.take(TRIAGE, record, "triage", SEND, key="k", expected_version=version)


def test_a_repeated_key_is_answered_whatever_version_is_expected(either: District) -> None:
    """The answer may have been lost on the way back; asking again is no conflict."""
    record = either.report()
    first = either.office.take(TRIAGE, record, "triage", SEND, key="k", expected_version=1)
    again = either.office.take(TRIAGE, record, "triage", SEND, key="k", expected_version=1)
    assert again == attrs.evolve(first, repeated=True)


class Contested(MemoryStorage):
    """A storage in which others change a record between reading and keeping, so many times."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0
        self.kept = 0

    def run(self, work: Any) -> Any:
        def contested(transaction: Transaction) -> Any:
            return work(_Contested(transaction, self))

        return super().run(contested)


class _Contested:
    def __init__(self, transaction: Transaction, storage: Contested) -> None:
        self._transaction, self._storage = transaction, storage

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transaction, name)

    def keep(self, changes: list[Change]) -> None:
        if self._storage.times:
            self._storage.times -= 1
            changes = [changes[0]._replace(before=changes[0].before + 1)]
        self._storage.kept += 1
        self._transaction.keep(changes)


@pytest.fixture
def contested(plugins: Plugins) -> District:
    clock = FixedClock(START)
    return small_district(Office(Contested(), plugins, clock=clock, prepare=True), clock)


def test_a_conflict_is_tried_again_where_no_version_was_expected(contested: District) -> None:
    """Somebody was faster, and the step is decided anew on what is there now."""
    storage = contested.office.storage
    assert isinstance(storage, Contested)
    record = contested.report()
    storage.times, storage.kept = 3, 0
    assert contested.do("triage", record, "triage", **SEND).version == 2
    assert storage.kept == 4


def test_a_conflict_is_not_tried_again_for_ever(contested: District) -> None:
    """The caller hears of it."""
    storage = contested.office.storage
    assert isinstance(storage, Contested)
    record = contested.report()
    storage.times = 1000
    with pytest.raises(ConflictError):
        contested.do("triage", record, "triage", **SEND)
    assert contested.show(record).version == 1


def test_a_conflict_is_not_tried_again_where_a_version_was_expected(contested: District) -> None:
    """It was decided on what the caller had seen."""
    storage = contested.office.storage
    assert isinstance(storage, Contested)
    record = contested.report()
    storage.times, storage.kept = 1, 0
    with pytest.raises(VersionConflictError):
        contested.office.take(TRIAGE, record, "triage", SEND, key="k", expected_version=1)
    assert storage.kept == 1


# Refusals.


def test_a_refusal_leaves_nothing(either: District) -> None:
    """No row of any table."""
    record = either.bring_to("triaged")
    before = stored(either)
    with pytest.raises(StepRefusedError):
        either.do("triage", record, "delegate", unit=unit("nowhere"))
    assert stored(either) == before


def test_wrong_facts_are_refused_before_anything_is_decided(either: District) -> None:
    """With the path."""
    record = either.report()
    with pytest.raises(InvalidError) as refusal:
        either.do("triage", record, "triage", **SEND, colour="red")
    assert refusal.value.path == "$.colour"


def test_what_does_not_exist_is_not_found(either: District) -> None:
    """Records, kinds, steps: each with its own sentence."""
    office, record = either.office, either.report()
    with pytest.raises(NotFoundError, match="there is no record x9"):
        office.take(TRIAGE, "x9", "triage", SEND, key="a")
    with pytest.raises(NotFoundError, match="dispute has no step 'fly'; it has accept, accept_application, agree"):
        office.take(TRIAGE, record, "fly", key="b")
    with pytest.raises(NotFoundError, match="there is no kind 'tree'; there are court, dispute"):
        office.begin(TRIAGE, "tree", "plant", {}, key="c")
    for read in (office.show, office.history):
        with pytest.raises(NotFoundError, match="there is no record x9"):
            read(TRIAGE, "x9")


@pytest.mark.parametrize("id_", ["\ud800", "a\x00b", "'; --", "x" * 300, " "])
def test_an_odd_id_is_only_an_id_that_does_not_exist(either: District, id_: str) -> None:
    """Nothing crashes, neither as a record nor as an actor."""
    record = either.report()
    with pytest.raises((NotFoundError, InvalidError)):
        either.office.take(TRIAGE, id_, "triage", SEND, key="k")
    with pytest.raises((NotFoundError, InvalidError)):
        either.office.take(id_, record, "triage", SEND, key="k")
    with pytest.raises((NotFoundError, InvalidError)):
        either.office.show(TRIAGE, id_)
    with pytest.raises((NotFoundError, InvalidError)):
        either.office.show(id_, record)


def test_a_birth_under_an_id_that_is_taken_changes_nothing(either: District) -> None:
    """Neither of the same kind nor of another one, under whatever key."""
    before = stored(either)
    facts = {"court": COURT, "code": "farm", "name": "another", "kind": "forest_farm"}
    with pytest.raises(StepRefusedError) as refusal:
        either.office.begin("operator", "unit", "adopt", facts, key="again", record=unit("farm"))
    assert [reason.code for reason in refusal.value.reasons] == ["not_from_here"]
    with pytest.raises(GridJusticeError):
        either.office.begin(
            "operator", "court", "establish", {"court": COURT, "name": "x"}, key="b", record=unit("farm")
        )
    assert stored(either) == before


def test_a_list_that_is_imported_twice_is_unchanged_the_second_time(plugins: Plugins) -> None:
    """Named ids and keys of its own make it safe to run again."""
    clock = FixedClock(START)
    district = small_district(Office(MemoryStorage(), plugins, clock=clock, prepare=True), clock)
    before = stored(district)
    small_district(district.office, clock)
    assert stored(district) == before


# Who may not know.


def unseen(d: District) -> list[tuple[RecordId, RecordId]]:
    """(actor, record) where the actor may not know of the record."""
    dispute = d.bring_to("received")
    order = d.office.begin(person("supervisor"), "order", "issue", ORDER, key="order").record
    strangers = [person(handle) for handle in ("stranger", "other_liaison", "mediator2", "nobody")]
    return [(who, dispute) for who in strangers] + [(who, order) for who in [*strangers, WORKER, person("citizen_a")]]


def outcome(d: District, request: Request) -> tuple[str, str]:
    (answer,) = d.office.take_many([request])
    assert isinstance(answer, GridJusticeError)
    return type(answer).__name__, str(answer)


FACTS: dict[str, dict[str, Any]] = {
    "triage": SEND,
    "assign": {"mediator": person("mediator")},
    "consent": {"party": "a1", "form": "online"},
    "bring": {"party": "a1"},
    "feed_back": {"message": "x"},
    "refuse": {"party": "a1"},
    "delegate": {"unit": unit("farm")},
    "answer": {"answer": "x"},
    "return": {"reason": "x"},
}


def test_p14_who_may_not_see_a_record_cannot_tell_it_from_none(either: District) -> None:
    """For every step, sensible or not, with good facts and bad, whatever version is expected, under any key."""
    pairs = unseen(either)
    for who, record in pairs:
        kind = "dispute" if record == pairs[0][1] else "order"
        absent = named_id("dispute", "absent")
        assert len(record) == len(absent)
        for name in (*either.office.kinds[kind].facts, "fly", "open_sesame"):
            for facts in (FACTS.get(name, {}), {"colour": "red"}, {}):
                for version in (None, 1, 99):
                    asked = Request(actor=who, step=name, facts=facts, key="k", record=record, expected_version=version)
                    problem, text = outcome(either, asked)
                    assert (problem, text.replace(record, absent)) == outcome(
                        either, attrs.evolve(asked, record=absent)
                    )


def test_p14_reading_does_not_tell_either(either: District) -> None:
    """By id, by number, in lists and in counts."""
    office = either.office
    for who, record in unseen(either):
        for read in (office.show, office.history):
            with pytest.raises(NotFoundError, match=f"^there is no record {record}$"):
                read(who, record)
        assert record not in [view.record.id for view in office.find(who, limit=1000)]
        assert record not in [view.record.id for view in office.inbox(who)]
        assert office.count(who, equals("id", record)) == {(): 0}
    number = either.show(either.report()).record.number
    with pytest.raises(NotFoundError, match=f"^no record of kind dispute with number '{number}'$"):
        office.look_up(person("stranger"), "dispute", "number", number)


def test_who_may_see_hears_what_is_refused(either: District) -> None:
    """A party that may not archive is told so, not that there is nothing."""
    record = either.bring_to("referred")
    with pytest.raises(StepRefusedError) as refusal:
        either.do("citizen_a", record, "archive")
    assert [reason.code for reason in refusal.value.reasons] == ["not_yours"]


@pytest.mark.parametrize("handle", ["liaison", "judge", "triage", "mediator", "citizen_a"])
def test_who_left_may_not_act_any_more(either: District, handle: str) -> None:
    """Whatever posts, assignments and parts in disputes are still on record."""
    record = either.bring_to("in_mediation")
    assert either.office.show(person(handle), record).version
    either.do("operator", person(handle), "leave", reason="moved away")
    with pytest.raises(NotFoundError):
        either.office.show(person(handle), record)
    with pytest.raises(NotFoundError):
        either.do(handle, record, "bring", party="a1")
    assert either.office.inbox(person(handle)) == []


def test_p41_who_is_no_longer_liaison_may_not_act_from_the_next_day(either: District) -> None:
    """On the last day they still may."""
    record = either.bring_to("delegated")
    either.do("president", unit("farm"), "release_liaison", person=LIAISON, until="2022-06-02")
    either.go(date(2022, 6, 2))
    assert either.office.show(LIAISON, record).version
    either.go(date(2022, 6, 3))
    with pytest.raises(NotFoundError):
        either.do("liaison", record, "receive")


# Many at once.


def test_many_steps_have_each_their_own_outcome(either: District) -> None:
    """What is refused stops no other, and the order is kept."""
    record = either.report()
    receipts = either.office.take_many(
        [
            step(TRIAGE, "triage", record, key="1", **SEND),
            step(TRIAGE, "triage", record, key="2", **SEND),
            step(TRIAGE, "delegate", record, key="3", unit=unit("farm")),
            step(TRIAGE, "delegate", "x9", key="4", unit=unit("farm")),
            step(LIAISON, "receive", record, key="5"),
        ]
    )
    assert [type(outcome).__name__ for outcome in receipts] == [
        *("Receipt", "StepRefusedError", "Receipt", "NotFoundError", "Receipt")
    ]
    assert either.show(record).version == 4
    assert is_clean(either)


def test_together_means_all_or_none(either: District) -> None:
    """The receipts only say what would be."""
    before = stored(either)
    good, bad = reporting("1"), reporting("2", unit=unit("nowhere"))
    outcomes = either.office.take_many([good, bad], together=True)
    assert [type(outcome).__name__ for outcome in outcomes] == ["Receipt", "StepRefusedError"]
    assert stored(either) == before
    outcomes = either.office.take_many([good, reporting("3")], together=True)
    assert all(isinstance(each, Receipt) and not each.repeated for each in outcomes)
    assert is_clean(either)


def test_a_step_sees_the_steps_before_it(either: District) -> None:
    """A unit, its liaison and a grid in one batch; the liaison acts in it, by an appointment that is not stored yet."""
    new = RecordId(unit("farm3"))
    adopt = {"court": COURT, "code": "farm3", "name": "third", "kind": "forest_farm"}
    enrol = {"court": COURT, "unit": new, "handle": "helper"}
    outcomes = either.office.take_many(
        [
            Request(actor="operator", kind="unit", step="adopt", record=new, facts=adopt, key="1"),
            step("operator", "name_liaison", new, key="2", person=person("stranger"), since=SINCE),
            Request(actor=person("stranger"), kind="person", step="enrol", facts=enrol, key="3"),
            step("operator", "release_liaison", new, key="4", person=person("stranger"), until="2022-05-31"),
            Request(actor=person("stranger"), kind="person", step="enrol", facts={**enrol, "handle": "h2"}, key="5"),
        ]
    )
    assert [type(outcome).__name__ for outcome in outcomes] == ["Receipt"] * 4 + ["StepRefusedError"]
    assert is_clean(either)


def test_the_same_key_twice_in_a_batch_is_one_step(either: District) -> None:
    """The second is a repetition; with other content it is a conflict."""
    outcomes = either.office.take_many([reporting("1"), reporting("1"), reporting("1", gist="another")])
    first, second, third = outcomes
    assert isinstance(first, Receipt)
    assert second == attrs.evolve(first, repeated=True)
    assert isinstance(third, KeyReusedError)
    assert is_clean(either)


def test_nothing_is_nothing(either: District) -> None:
    """An empty batch is no error."""
    assert either.office.take_many([]) == []


def test_a_batch_stands_at_one_instant(either: District) -> None:
    """All its events have it."""
    outcomes = either.office.take_many([reporting(str(number)) for number in range(5)])
    assert {each.at for each in outcomes if isinstance(each, Receipt)} == {either.clock.now()}


# Consequences.


@pytest.mark.clause("4.2")
def test_an_order_is_noted_on_what_it_is_about(either: District) -> None:
    """In the same transaction, as a step of the system that names its cause."""
    dispute = either.report()
    order = either.office.begin(person("supervisor"), "order", "issue", {**ORDER, "subject": dispute}, key="o").record
    assert either.show(dispute).record.orders == (order,)
    noted = either.office.history("system", dispute)[-1]
    assert (noted.step, noted.actor, noted.key) == ("note_order", "system", "")
    assert noted.cause is not None
    assert (noted.cause.record, noted.cause.version) == (order, 1)
    either.do("liaison", order, "answer", answer="Done.")
    either.do("supervisor", order, "accept")
    assert either.show(dispute).record.orders == ()
    assert is_clean(either)


def silent(record: Any, facts: Facts, act: Act) -> None:
    """Passes."""
    raise ConflictError("the consequence fails")


class Failing:
    """A dispute's table whose `note_order` fails."""

    @hookimpl
    def gridjustice_provide_kinds(self) -> tuple[Kind, ...]:
        steps = tuple(attrs.evolve(s, refused_if=(silent,)) if s.step == "note_order" else s for s in DISPUTE.steps)
        kinds = builtin.gridjustice_provide_kinds()
        return tuple(attrs.evolve(kind, steps=steps) if kind.name == "dispute" else kind for kind in kinds)

    @hookimpl
    def gridjustice_provide_catalogues(self) -> Any:
        return builtin.gridjustice_provide_catalogues()


def test_a_consequence_that_fails_takes_its_cause_with_it() -> None:
    """Nothing of either is stored; the other requests of the batch are."""
    clock = FixedClock(START)
    office = Office(MemoryStorage(), Plugins((("failing", Failing()),)), clock=clock, prepare=True)
    district = small_district(office, clock)
    dispute = district.report()
    before = {bundle.id: bundle for bundle in stored(district)}
    about = {**ORDER, "subject": dispute}
    order = Request(actor=person("supervisor"), kind="order", step="issue", facts=about, key="o")
    failed, kept = office.take_many([order, step(TRIAGE, "triage", dispute, key="t", **SEND)])
    assert isinstance(failed, ConflictError)
    assert isinstance(kept, Receipt)
    after = {bundle.id: bundle for bundle in stored(district)}
    assert {id_ for id_ in after if after[id_] != before.get(id_)} == {dispute}
    assert [event.step for event in office.history(TRIAGE, dispute)] == ["report", "triage"]


def test_a_bug_in_a_guard_stops_the_batch_and_keeps_nothing() -> None:
    """It is no refusal: it is raised as it is."""

    def broken(record: Any, facts: Facts, act: Act) -> None:
        raise ZeroDivisionError

    class Broken(Failing):
        @hookimpl
        def gridjustice_provide_kinds(self) -> tuple[Kind, ...]:
            steps = tuple(attrs.evolve(s, refused_if=(broken,)) if s.step == "triage" else s for s in DISPUTE.steps)
            kinds = builtin.gridjustice_provide_kinds()
            return tuple(attrs.evolve(kind, steps=steps) if kind.name == "dispute" else kind for kind in kinds)

    clock = FixedClock(START)
    office = Office(MemoryStorage(), Plugins((("broken", Broken()),)), clock=clock, prepare=True)
    district = small_district(office, clock)
    dispute = district.report()
    before = stored(district)
    with pytest.raises(ZeroDivisionError):
        office.take_many([reporting("1"), step(TRIAGE, "triage", dispute, key="2", **SEND)])
    assert stored(district) == before


# What a guard read.


def test_a_step_is_refused_when_what_its_guard_read_has_changed(plugins: Plugins) -> None:
    """Two offices over one store: what the guards looked at is kept with the change, the unit and its liaison's."""
    clock = FixedClock(START)
    storage = MemoryStorage()
    district = small_district(Office(storage, plugins, clock=clock, prepare=True), clock)
    record = district.bring_to("triaged")
    seen: list[tuple[tuple[str, int], ...]] = []

    class Watching(MemoryStorage):
        def run(self, work: Any) -> Any:
            return super().run(lambda transaction: work(_Watching(transaction, seen)))

    office = Office(Watching(storage), plugins, clock=clock)
    office.take(TRIAGE, record, "delegate", {"unit": unit("farm")}, key="k")
    (read,) = seen
    assert set(read) == {
        (code, district.office.show(TRIAGE, code).version) for code in (unit("farm"), unit("enterprise"))
    }


class _Watching:
    def __init__(self, transaction: Transaction, seen: list[tuple[tuple[str, int], ...]]) -> None:
        self._transaction, self._seen = transaction, seen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transaction, name)

    def keep(self, changes: list[Change]) -> None:
        self._seen += [change.reads for change in changes]
        self._transaction.keep(changes)


# Reading.


def test_a_page_goes_on_behind_the_last(either: District) -> None:
    """In each order, without gaps and without repetitions."""
    for _ in range(7):
        either.report()
    either.bring_to("agreed")
    either.bring_to("archived")
    disputes = equals("kind", "dispute")
    for order in ("id", "-id", "due"):
        whole = [v.record.id for v in either.office.find(TRIAGE, disputes, order=(order,), limit=100)]
        paged: list[str] = []
        last = None
        while page := either.office.find(TRIAGE, disputes, order=(order,), limit=2, after=last):
            paged += [v.record.id for v in page]
            last = page[-1]
        assert paged == whole
        assert len(whole) == 9


def test_a_record_is_looked_up_by_what_people_call_it(either: District) -> None:
    """Number, code or handle; one, or an error."""
    record = either.report()
    assert either.office.look_up(TRIAGE, "dispute", "number", either.show(record).record.number) == record
    assert either.office.look_up(TRIAGE, "unit", "code", "farm") == unit("farm")
    with pytest.raises(NotFoundError, match="no record of kind unit with code 'nowhere'"):
        either.office.look_up(TRIAGE, "unit", "code", "nowhere")
    with pytest.raises(NotFoundError):
        either.office.look_up(TRIAGE, "unit", "colour", "red")


def test_a_history_is_told_in_order(either: District) -> None:
    """From the birth to the last step."""
    record = either.bring_to("agreed")
    events = either.office.history(TRIAGE, record)
    assert [event.version for event in events] == list(range(1, len(events) + 1))
    assert [event.step for event in events] == [
        *("report", "triage", "delegate", "receive", "assign", "accept", "consent", "consent", "agree")
    ]


# Putting an office together.


def test_an_office_opens_what_a_plugin_can_open(plugins: Plugins, sql_file: Path) -> None:
    """By the scheme of the address; the public name does the same."""
    office = open_office(f"sqlite:///{sql_file}", plugins=plugins)
    assert gridjustice.open_office is open_office
    assert office.show("system", unit("farm")).record.code == "farm"
    office.storage.close()
    with pytest.raises(NotFoundError, match=r"opens 'oracle' addresses \(these can be opened: sqlite\)"):
        open_office("oracle://x", plugins=plugins)


def test_a_store_that_nobody_prepared_is_not_used(plugins: Plugins, tmp_path: Path) -> None:
    """What to do is said."""
    for storage in (MemoryStorage(), plugins.storage(f"sqlite:///{tmp_path}/none.db")):
        with pytest.raises(NotFoundError, match="run `gridjustice init`"):
            Office(storage, plugins)
    assert not (tmp_path / "none.db").exists()


def test_plugins_are_found_by_their_entry_points() -> None:
    """The core's own, the SQLAlchemy adapter and the calendar, through nothing else."""
    found = {plugin.name: plugin for plugin in Plugins.found()}
    assert found["builtin"].hooks == (
        "decide_assignments", "decide_mediators", "provide_catalogues", "provide_channels", "provide_kinds",
        "provide_table_formats",
    )  # fmt: skip
    assert found["sqlalchemy"].hooks == ("provide_storages",)
    assert found["holidays_cn"].hooks == ("provide_calendars",)
    assert found["sqlalchemy"].distribution == "gridjustice-sqlalchemy"
    assert found["sqlalchemy"].version


def test_two_plugins_with_one_kind_are_an_error() -> None:
    """Neither wins silently."""
    with pytest.raises(DefinitionError, match="plugin 'again' offers the kind"):
        Office(MemoryStorage(), Plugins((("builtin", builtin), ("again", Failing()))), prepare=True)


@contextmanager
def closing(office: Office) -> Generator[Office]:
    yield office
    office.storage.close()


def test_two_offices_over_one_file_see_the_same(plugins: Plugins, sql_file: Path) -> None:
    """What one has stored the other reads at once."""
    clock = FixedClock(START)
    with (
        closing(Office(plugins.storage(f"sqlite:///{sql_file}"), plugins, clock=clock)) as one,
        closing(Office(plugins.storage(f"sqlite:///{sql_file}"), plugins, clock=clock)) as other,
    ):
        record = one.begin(WORKER, "dispute", "report", report_facts(), key="k").record
        assert other.show(TRIAGE, record).version == 1
        other.take(TRIAGE, record, "triage", SEND, key="k")
        assert one.show(TRIAGE, record).version == 2
        assert one.begin(WORKER, "dispute", "report", report_facts(), key="k").repeated


def test_facts_of_a_report_are_a_class_of_their_own() -> None:
    """What the public door takes is what the table names."""
    assert DISPUTE.facts_of("report") is Report
