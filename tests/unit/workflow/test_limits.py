"""Every limit of every table starts with its step and runs out on its lawful day; what expires is taken once."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from tests.unit.workflow.small import JUDGE, LIMITS, STEPS, Note, S, small

from gridjustice.application.office import Office
from gridjustice.application.request import Receipt
from gridjustice.domain.criteria import equals
from gridjustice.domain.dispute import EndGround
from gridjustice.domain.record import Deadline
from gridjustice.domain.values import RecordId
from gridjustice.hooks import Plugins, builtin, hookimpl
from gridjustice.language import Language
from gridjustice.law import explain
from gridjustice.ports.clock import FixedClock
from gridjustice.ports.storage import Reader
from gridjustice.testing.district import COURT, District, grid, person, small_district, unit
from gridjustice.testing.memory import MemoryStorage
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.rules import SYSTEM
from gridjustice.workflow.table import Act, Kind, Step
from gridjustice.workflow.timing import recount

START = date(2022, 6, 1)


def issued(d: District, subject: RecordId | None = None) -> RecordId:
    facts = {"court": COURT, "unit": unit("farm"), "subject": subject or grid(), "reason": "Nobody answers."}
    return d.office.begin(person("supervisor"), "order", "issue", facts, key=f"order {subject}").record


def answered(d: District) -> RecordId:
    record = issued(d)
    d.do("liaison", record, "answer", answer="We went there.")
    return record


@attrs.frozen
class Runs:
    """A limit that runs.

    Attributes:
        on: where the record stands, on Wednesday, 1 June 2022.
        due: its last day: 3 June is the Dragon Boat holiday, 4 and 5 are a weekend.
        then: the state its expiry leads to, if its table says that it expires.
    """

    on: str | Callable[[District], RecordId]
    due: date
    then: str = ""


RUNS = {
    ("dispute", "triage"): Runs("reported", date(2022, 6, 7)),
    ("dispute", "delegation"): Runs("triaged", date(2022, 6, 7)),
    ("dispute", "receipt"): Runs("delegated", date(2022, 6, 7), then="triaged"),
    ("dispute", "assignment"): Runs("received", date(2022, 6, 6)),
    ("dispute", "asking"): Runs("asked", date(2022, 6, 7)),
    ("dispute", "mediation"): Runs("in_mediation", date(2022, 7, 1), then="failed"),
    ("dispute", "application"): Runs("agreed", date(2022, 7, 1)),
    ("dispute", "decision"): Runs("applied", date(2022, 7, 1)),
    ("dispute", "filing"): Runs("brought", date(2022, 6, 8)),
    ("dispute", "feedback"): Runs("resolved", date(2022, 6, 7)),
    ("order", "answer"): Runs(issued, date(2022, 6, 9), then="escalated"),
    ("order", "review"): Runs(answered, date(2022, 6, 9)),
}
EXPIRING = [key for key, runs in RUNS.items() if runs.then]


def running(d: District, key: tuple[str, str]) -> tuple[RecordId, Deadline]:
    on = RUNS[key].on
    record = d.bring_to(on) if isinstance(on, str) else on(d)
    deadline = d.office.show("system", record).record.deadline(key[1])
    assert deadline is not None, "it does not run there"
    return record, deadline


def state(d: District, record: RecordId) -> str:
    return str(d.office.show("system", record).record.state_name)


def taken(outcomes: list[Any]) -> list[tuple[str, str]]:
    assert all(isinstance(outcome, Receipt) for outcome in outcomes), outcomes
    return [(outcome.record, outcome.step) for outcome in outcomes if not outcome.repeated]


def test_every_limit_of_every_table_is_seen_to_run() -> None:
    """A new one needs its lawful day here."""
    assert set(RUNS) == {(kind.name, limit.name) for kind in BUILT_IN for limit in kind.limits}
    expiring = {(kind.name, limit.name) for kind in BUILT_IN for limit in kind.limits if limit.expires_as}
    assert set(EXPIRING) == expiring


@pytest.mark.parametrize("key", RUNS, ids="-".join)
def test_a_limit_runs_out_at_the_end_of_its_lawful_day(district: District, key: tuple[str, str]) -> None:
    """Counted by the published calendar; the day of the start is not counted."""
    _, deadline = running(district, key)
    assert (deadline.start, deadline.due) == (START, RUNS[key].due)
    midnight = datetime(deadline.due.year, deadline.due.month, deadline.due.day, 16, tzinfo=UTC)
    assert deadline.runs_out == midnight
    assert deadline.runs_out > midnight - timedelta(minutes=1)
    assert deadline.runs_out <= midnight
    assert not deadline.provisional


@pytest.mark.parametrize("key", RUNS, ids="-".join)
def test_a_limit_explains_itself(district: District, key: tuple[str, str]) -> None:
    """From what is stored with it, in every language, with the rule it rests on."""
    office = district.office
    _, deadline = running(district, key)
    counted = recount(deadline, office.law, office.calendar)
    assert counted.due == deadline.due
    for language in Language:
        told = "\n".join(explain(counted, language, office.catalogue, office.law))
        assert str(counted.figure.value) in told
        assert "law." not in told


@pytest.mark.parametrize("key", EXPIRING, ids="-".join)
def test_an_expiry_is_taken_at_its_instant_and_not_a_minute_before(district: District, key: tuple[str, str]) -> None:
    """24:00 court time of the last day."""
    record, deadline = running(district, key)
    before = state(district, record)
    district.clock.set(deadline.runs_out - timedelta(minutes=1))
    district.office.sweep()
    assert state(district, record) == before
    district.clock.set(deadline.runs_out)
    (limit,) = (x for x in district.office.kinds[key[0]].limits if x.name == key[1])
    assert (record, limit.expires_as) in taken(district.office.sweep())
    assert state(district, record) == RUNS[key].then


@pytest.mark.parametrize("key", EXPIRING, ids="-".join)
def test_an_expiry_is_taken_once(district: District, key: tuple[str, str]) -> None:
    """However often and however late anybody sweeps."""
    record, deadline = running(district, key)
    district.clock.set(deadline.runs_out)
    district.office.sweep()
    version = district.office.show("system", record).version
    assert record not in [of for of, _ in taken(district.office.sweep())]
    assert district.office.show("system", record).version == version


@pytest.mark.parametrize("key", sorted(set(RUNS) - set(EXPIRING)), ids="-".join)
def test_a_limit_that_does_not_expire_stays_open_and_overdue(district: District, key: tuple[str, str]) -> None:
    """A court's delay takes nothing away from anybody; it stands in the inbox until it is done."""
    record, deadline = running(district, key)
    district.clock.set(deadline.runs_out + timedelta(days=1))
    district.office.sweep()
    view = district.office.show("system", record).record
    assert view.deadline(key[1]) == deadline
    assert deadline.runs_out <= district.clock.now()


def test_p06_silence_leads_to_another_designation(district: District) -> None:
    """Nobody accepted: the dispute goes back, and the time to designate runs anew."""
    record, deadline = running(district, ("dispute", "receipt"))
    district.clock.set(deadline.runs_out)
    district.office.sweep()
    view = district.show(record).record
    assert (view.state.value, [d.limit for d in view.deadlines]) == ("triaged", ["delegation"])
    assert view.deadlines[0].start == date(2022, 6, 8)


def test_p07_mediation_is_counted_from_the_receipt(district: District) -> None:
    """Not from the delegation three days before, and not from the mediator's assignment after it."""
    record = district.bring_to("delegated")
    district.go(date(2022, 6, 6))
    district.do("liaison", record, "receive")
    district.go(date(2022, 6, 7))
    district.do("liaison", record, "assign", mediator=person("mediator"))
    deadline = district.show(record).record.deadline("mediation")
    assert (deadline.start, deadline.due) == (date(2022, 6, 6), date(2022, 7, 6))


def test_p08_time_that_ran_out_ends_mediation(district: District) -> None:
    """It is not extended by itself, and the ground is that time ran out."""
    record, deadline = running(district, ("dispute", "mediation"))
    district.clock.set(deadline.runs_out)
    district.office.sweep()
    assert district.show(record).record.ground is EndGround.TIME_RAN_OUT


def test_p08_an_extension_by_all_moves_the_end(district: District) -> None:
    """The sweep on the old last day finds nothing."""
    record, deadline = running(district, ("dispute", "mediation"))
    district.go(date(2022, 6, 20))
    district.do("mediator", record, "extend", days=10, agreed_by=["a1", "b1"])
    district.clock.set(deadline.runs_out)
    assert record not in [of for of, _ in taken(district.office.sweep())]
    longer = district.show(record).record.deadline("mediation")
    assert (longer.start, longer.due, longer.extended) == (START, date(2022, 7, 11), 10)


def test_p03_the_time_to_apply_runs_from_the_effect(district: District) -> None:
    """Signed on 20 May, sealed on 27 May, entered on 1 June: thirty days from 27 May end on a Sunday, 26 June."""
    record = district.bring_to("in_mediation")
    signatures = [{"party": party, "signed_on": "2022-05-20"} for party in ("a1", "b1")]
    facts = {"content": "Half.", "form": "written", "signatures": signatures, "mediator_signed_on": "2022-05-20"}
    district.do("mediator", record, "agree", **facts, sealed_on="2022-05-27")
    deadline = district.show(record).record.deadline("application")
    assert (deadline.start, deadline.due) == (date(2022, 5, 27), date(2022, 6, 27))


def test_a_withdrawn_application_does_not_lengthen_the_time_to_apply(district: District) -> None:
    """It runs again from the agreement's effect, as if nobody had applied."""
    record = district.bring_to("applied")
    assert district.show(record).record.deadline("application") is None
    district.go(date(2022, 6, 20))
    district.do("citizen_a", record, "withdraw")
    deadline = district.show(record).record.deadline("application")
    assert (deadline.start, deadline.due) == (START, date(2022, 7, 1))


def test_the_answer_to_the_reporter_is_due_beside_everything_else(district: District) -> None:
    """It runs in whatever state, until it is given."""
    record = district.bring_to("agreed")
    assert {d.limit for d in district.show(record).record.deadlines} == {"application", "feedback"}
    district.do("liaison", record, "feed_back", message="They agreed.")
    assert {d.limit for d in district.show(record).record.deadlines} == {"application"}


def test_an_order_that_was_sent_back_runs_anew(district: District) -> None:
    """From the day of its return."""
    record = answered(district)
    district.go(date(2022, 6, 6))
    district.do("supervisor", record, "return", reason="That is no answer.")
    (deadline,) = district.office.show("system", record).record.deadlines
    assert (deadline.limit, deadline.start) == ("answer", date(2022, 6, 6))


class Notes:
    """A plugin with the small table, in which a note that is open too long is dropped, unless somebody marked it."""

    @hookimpl
    def gridjustice_provide_kinds(self) -> Sequence[Kind]:
        drop = Step("forget", S.OPEN, S.DROPPED, SYSTEM, refused_if=(was_marked,), basis="plan.report")
        opening = attrs.evolve(LIMITS[0], expires_as="forget")
        return (small(may_see=JUDGE | SYSTEM, steps=(*STEPS, drop), limits=(opening, *LIMITS[1:])),)


def was_marked(record: Note, facts: object, act: Act) -> Reason | None:
    """Refuses to forget what somebody worked on."""
    return Reason("was_marked") if record.marked else None


def test_one_record_that_cannot_be_swept_stops_no_other() -> None:
    """Its refusal is among the outcomes."""
    clock = FixedClock(datetime(2022, 6, 1, 1, tzinfo=UTC))
    office = Office(MemoryStorage(), Plugins((("builtin", builtin), ("notes", Notes()))), clock=clock, prepare=True)
    district = small_district(office, clock)
    judge = person("judge")
    first, second, third = (
        office.begin(judge, "note", "open", {"court": COURT}, key=f"{number}").record for number in range(3)
    )
    office.take(judge, second, "mark", key="marked")
    district.go(date(2022, 7, 1))
    outcomes = office.sweep()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Receipt", "Receipt", "StepRefusedError"]
    assert [state(district, record) for record in (first, second, third)] == ["dropped", "open", "dropped"]


class Interrupted(MemoryStorage):
    """A storage in which something happens as soon as somebody has read."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], object] | None = None

    @contextmanager
    def read(self) -> Generator[Reader]:
        with super().read() as reader:
            yield reader
        if (happens := self.meanwhile) is not None:
            self.meanwhile = None
            happens()


def test_a_limit_that_was_extended_while_the_sweep_ran_does_not_expire(plugins: Plugins) -> None:
    """What was overdue when the sweep looked is looked at again before its expiry is taken."""
    storage, clock = Interrupted(), FixedClock(datetime(2022, 6, 1, 1, tzinfo=UTC))
    district = small_district(Office(storage, plugins, clock=clock, prepare=True), clock)
    record, deadline = running(district, ("dispute", "mediation"))
    clock.set(deadline.runs_out)
    both = ["a1", "b1"]
    storage.meanwhile = lambda: district.do("mediator", record, "extend", days=10, agreed_by=both)
    district.office.sweep()
    assert state(district, record) == "in_mediation"


def test_an_expiry_of_an_earlier_delegation_does_not_hit_the_next_one(plugins: Plugins) -> None:
    """The unit declined and the dispute was delegated anew while the sweep ran."""
    storage, clock = Interrupted(), FixedClock(datetime(2022, 6, 1, 1, tzinfo=UTC))
    district = small_district(Office(storage, plugins, clock=clock, prepare=True), clock)
    record, deadline = running(district, ("dispute", "receipt"))
    clock.set(deadline.runs_out)

    def delegated_anew() -> None:
        district.do("liaison", record, "decline", reason="Too many already.")
        district.do("triage", record, "delegate", unit=unit("farm"))

    storage.meanwhile = delegated_anew
    district.office.sweep()
    assert state(district, record) == "delegated"


@pytest.mark.parametrize("page", [1, 2, 100])
def test_the_sweep_reaches_everything_however_it_pages(district: District, page: int) -> None:
    """Also behind deadlines that stay overdue because nothing expires with them."""
    for _ in range(3):
        district.report()
    records = [district.bring_to("delegated") for _ in range(3)]
    district.go(date(2022, 6, 8))
    assert {of for of, _ in taken(district.office.sweep(page=page))} == set(records)
    assert district.office.count("system", equals("state", "delegated")) == {(): 0}
