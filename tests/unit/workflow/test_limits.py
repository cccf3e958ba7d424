"""Every limit of every table starts with its step and runs out on its lawful day; what expires is taken once.

The last days are computed by hand, with the published calendar; nothing here counts.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

import attrs
import pytest
from tests.unit.workflow.small import JUDGE, LIMITS, STEPS, Note, S, small

from gridjustice.application.office import Office
from gridjustice.application.watching import Swept
from gridjustice.domain.criteria import equals
from gridjustice.domain.dispute.choices import EndGround
from gridjustice.domain.record import Deadline
from gridjustice.domain.values import RecordId
from gridjustice.hooks import Plugins, builtin, hookimpl
from gridjustice.language import Language
from gridjustice.law import explain
from gridjustice.ports.clock import COURT_ZONE, FixedClock
from gridjustice.ports.storage import Reader
from gridjustice.testing.district import (
    COURT,
    MATERIALS,
    SIGNED,
    District,
    grid,
    person,
    small_district,
    unit,
)
from gridjustice.testing.memory import MemoryStorage
from gridjustice.workflow.dispute import DISPUTE
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice.workflow.refusals import Reason, StepRefusedError
from gridjustice.workflow.rules import SYSTEM
from gridjustice.workflow.schedule import EXPIRY
from gridjustice.workflow.table import Act, Kind, Limit, Step
from gridjustice.workflow.timing import recount

START = date(2022, 6, 1)
NINE = datetime(2022, 6, 1, 9, tzinfo=COURT_ZONE)
BOTH = ["a1", "b1"]
KEYS = count(1)
DOCKETED = {"case_number": "（2022）示例民初22号", "jurisdiction": "ours", "reason": "forest land"}
CHECKED = {"jurisdiction": "ours", "reason": "suited", "same_matter_checked": True}
SERVED = {"party": "b1", "method": "direct", "served_on": "2022-06-01", "proof": True}


def signed(day: str = "2022-06-01") -> list[dict[str, Any]]:
    return [{**each, "signed_on": day} for each in SIGNED]


def agreed(day: str = "2022-06-01", **changes: Any) -> dict[str, Any]:
    """What is known of an agreement that was signed and sealed on that day."""
    given = {"content": "Half.", "form": "written", "signatures": signed(day)}
    return {**given, "mediator_signed_on": day, "sealed_on": day, **changes}


def issued(d: District, subject: RecordId | None = None) -> RecordId:
    facts = {"court": COURT, "unit": unit("farm"), "subject": subject or grid(), "reason": "Nobody answers."}
    return d.office.begin(person("supervisor"), "order", "issue", facts, key=f"order {next(KEYS)}").record


def answered(d: District) -> RecordId:
    record = issued(d)
    d.do("liaison", record, "answer", answer="We went there.")
    return record


def protection(d: District, **changes: Any) -> RecordId:
    facts = {"court": COURT, "applied_by": "herself", "name": "甲某", "against": "乙某", "happened": "He hit her."}
    return d.office.begin(
        person("citizen_a"), "protection", "apply", {**facts, **changes}, key=f"p {next(KEYS)}"
    ).record


def urgent(d: District) -> RecordId:
    return protection(d, urgent=True)


def ordered(d: District) -> RecordId:
    record = protection(d)
    d.do("triage", record, "assign_judge", judge=person("judge"))
    d.do("judge", record, "issue", measures=["no_violence"], valid_until="2022-08-06", seal=COURT)
    return record


def to_reach(form: str) -> Callable[[District], RecordId]:
    """Somebody is to be called, or visited, about a dispute."""

    def ready(d: District) -> RecordId:
        facts = {"court": COURT, "grid": grid(), "subject": d.report(), "person": person("citizen_a"), "form": form}
        return d.office.begin(
            "system", "outreach", "ask", {**facts, "reason": "no_address"}, key=f"outreach-{form}"
        ).record

    return ready


def taken_on(start: str, *steps: tuple[str, str, dict[str, Any]], **report: Any) -> Callable[[District], RecordId]:
    """A dispute that was brought to a state of the district's ways and on which these steps were taken."""

    def ready(d: District) -> RecordId:
        record = d.bring_to(start, **report)
        for handle, step, facts in steps:
            d.do(handle, record, step, **facts)
        return record

    return ready


def docketed(procedure: str, *steps: tuple[str, str, dict[str, Any]]) -> Callable[[District], RecordId]:
    """A case that was docketed in that procedure."""
    return taken_on("brought", ("triage", "docket", {**DOCKETED, "procedure": procedure}), *steps)


ENTRUST = ("triage", "entrust", {"unit": unit("farm"), "consented": BOTH, "form": "written"})
RECEIVE: tuple[str, str, dict[str, Any]] = ("liaison", "receive", {})
ASSIGN = ("liaison", "assign", {"mediator": person("mediator")})
ACCEPT: tuple[str, str, dict[str, Any]] = ("mediator", "accept", {})
TITLE = ("triage", "triage", {**CHECKED, "route": "government", "told_keep_as_is": True})
DECIDED = {"served_on": "2022-06-01", "proof": True, "ways": ["administrative_suit", "reconsideration"]}
TOLD = [("triage", "tell_closed", {"party": party}) for party in BOTH]
IN_DANGER = {"kind": "violence", "minor": True}
HELPED = ("worker", "arrive", {"done": "They were parted."})


def named(d: District) -> RecordId:
    d.do("president", unit("enterprise"), "name_liaison", person=person("stranger"), since="2022-01-01")
    return unit("enterprise")


INSTALMENTS = [{"due_on": "2022-07-02", "fen": 50_000}, {"due_on": "2022-10-01", "fen": 50_000}]
PERFORMING = ("mediator", "agree", agreed(instalments=INSTALMENTS))
CONFIRMED = (
    ("liaison", "apply", {"signatures": signed(), "materials": MATERIALS}),
    ("triage", "accept_application", {"case_number": "（2022）示例诉前调确1号", "judge": person("judge")}),
    ("judge", "confirm", {"heard": BOTH, "seal": COURT}),
)


@attrs.frozen
class Runs:
    """A limit that runs.

    Attributes:
        on: where the record stands, on Wednesday, 1 June 2022, at nine o'clock.
        due: its last day, or its last instant: 3 June is the Dragon Boat holiday, 4 and 5 are a weekend.
        then: the state its expiry leads to, if its table says that it expires.
        start: the day from which it is counted, where that is another one.
    """

    on: str | Callable[[District], RecordId]
    due: date | datetime
    then: str = ""
    start: date = START


Key = tuple[str, str, str]
"""Kind, name of the limit, figure: several limits may share a name."""

RUNS: dict[Key, Runs] = {
    # Ten days after the quarter, which ends on 30 June, end on a Sunday: on Monday.
    ("unit", "roster", "roster.confirmation"): Runs(named, date(2022, 7, 11), start=date(2022, 6, 30)),
    # A minor in danger: hours, from the instant of the report.
    ("dispute", "danger_report", "danger.report"): Runs(
        taken_on("reported", danger=IN_DANGER), NINE + timedelta(hours=1)
    ),
    ("dispute", "arrival", "emergency.arrival"): Runs(
        taken_on("reported", danger=IN_DANGER), NINE + timedelta(hours=2)
    ),
    ("dispute", "hand_over", "emergency.hand_over"): Runs(
        taken_on("reported", HELPED, danger=IN_DANGER), NINE + timedelta(hours=24)
    ),
    # Three working days: 2, 6, 7 June; two: 2, 6; five: 2, 6, 7, 8, 9.
    ("dispute", "triage", "triage"): Runs("reported", date(2022, 6, 7)),
    ("dispute", "partner", "joint_action.answer"): Runs("referred", date(2022, 6, 9)),
    ("dispute", "delegation", "mediator.designation"): Runs("triaged", date(2022, 6, 7)),
    ("dispute", "receipt", "assignment.receipt"): Runs("delegated", date(2022, 6, 7), then="triaged"),
    ("dispute", "choice", "mediator.choice"): Runs("received", date(2022, 6, 6)),
    ("dispute", "assignment", "assignment.assign"): Runs("received", date(2022, 6, 6)),
    ("dispute", "acceptance", "assignment.acceptance"): Runs("offered", date(2022, 6, 7), then="received"),
    ("dispute", "asking", "mediation.notify_other_party"): Runs("asked", date(2022, 6, 7)),
    ("dispute", "feedback", "feedback"): Runs("resolved", date(2022, 6, 7)),
    # Three days end on Saturday, 4 June: on Monday.
    ("dispute", "challenge", "recusal.decision"): Runs(
        taken_on("asked", ("citizen_b", "challenge", {"party": "b1", "relation": "A cousin."})), date(2022, 6, 6)
    ),
    ("dispute", "taking_up", "confirmation.acceptance"): Runs("applied", date(2022, 6, 6)),
    # Thirty days end on Friday, 1 July; a month too; fifteen on Thursday, 16 June; seven on Wednesday, the 8th.
    ("dispute", "title_suit", "title.suit"): Runs(
        taken_on("reported", TITLE, ("triage", "serve_decision", DECIDED), matter="title"), date(2022, 7, 1)
    ),
    ("dispute", "mediation", "labour.mediation"): Runs(
        taken_on("in_mediation", matter="labour"), date(2022, 6, 16), then="failed"
    ),
    ("dispute", "mediation", "mediation.people"): Runs("in_mediation", date(2022, 7, 1), then="failed"),
    ("dispute", "mediation", "mediation.delegated"): Runs(
        taken_on("delegated by the court", RECEIVE, ASSIGN, ACCEPT), date(2022, 7, 1), then="failed"
    ),
    ("dispute", "mediation", "mediation.entrusted_ordinary"): Runs(
        "entrusted in mediation", date(2022, 6, 16), then="in_trial"
    ),
    ("dispute", "mediation", "mediation.entrusted_summary"): Runs(
        docketed("summary", ENTRUST, RECEIVE), date(2022, 6, 8), then="in_trial"
    ),
    ("dispute", "application", "confirmation.application"): Runs("agreed", date(2022, 7, 1)),
    ("dispute", "part_application", "confirmation.application"): Runs(
        taken_on("in_mediation", ("mediator", "agree_in_part", agreed(part="g1", parties=BOTH))), date(2022, 7, 1)
    ),
    ("dispute", "decision", "confirmation.decision"): Runs("under_review", date(2022, 7, 1)),
    # The first instalment is due on Saturday, 2 July: it is paid in time on Monday.
    ("dispute", "performance", "agreement.performance"): Runs(
        taken_on("in_mediation", PERFORMING), date(2022, 7, 4), start=date(2022, 7, 2)
    ),
    # Two years from the last instalment, 1 October 2022, end in the National Day week of 2024, which ends on the 7th.
    ("dispute", "enforcement", "enforcement.application"): Runs(
        taken_on("in_mediation", PERFORMING, *CONFIRMED), date(2024, 10, 8), start=date(2022, 10, 1)
    ),
    ("dispute", "objection", "confirmation.objection_party"): Runs(
        taken_on("confirmed", ("judge", "serve", {**SERVED, "document": "ruling"})), date(2022, 6, 16)
    ),
    ("dispute", "filing", "filing.decision"): Runs("brought", date(2022, 6, 8)),
    ("dispute", "fee", "filing.fee_payment"): Runs(taken_on("docketed", ("triage", "ask_fee", {})), date(2022, 6, 8)),
    ("dispute", "answer", "service.answer"): Runs(
        taken_on("docketed", ("triage", "serve", {**SERVED, "document": "complaint"})), date(2022, 6, 16)
    ),
    ("dispute", "closed_request", "sharing.closed_hearing_request"): Runs(
        taken_on("docketed", *TOLD), date(2022, 6, 7), then="docketed"
    ),
    # Ten days end on Saturday, 11 June.
    ("dispute", "statement", "statement.send_summary"): Runs(
        docketed("summary", ENTRUST, RECEIVE, ASSIGN, ACCEPT, ("mediator", "agree", agreed())), date(2022, 6, 13)
    ),
    # Six, three and two months: 1 December is a Thursday, 1 September too, 1 August a Monday.
    ("dispute", "trial", "trial.ordinary"): Runs("docketed", date(2022, 12, 1)),
    ("dispute", "trial", "trial.summary"): Runs(docketed("summary"), date(2022, 9, 1)),
    ("dispute", "trial", "trial.small_claims"): Runs(docketed("small_claims"), date(2022, 8, 1)),
    # Five working days: 2, 6, 7, 8, 9 June.
    ("order", "answer", "follow_through.answer"): Runs(issued, date(2022, 6, 9), then="escalated"),
    ("order", "review", "follow_through.review"): Runs(answered, date(2022, 6, 9)),
    # To the hour, and a last day that is a Saturday and stays one.
    ("protection", "decision", "protection.decision"): Runs(protection, NINE + timedelta(hours=72)),
    ("protection", "decision", "protection.decision_urgent"): Runs(urgent, NINE + timedelta(hours=24)),
    ("protection", "validity", "protection.validity"): Runs(
        ordered, date(2022, 8, 6), then="ended", start=date(2022, 8, 6)
    ),
    # One working day, and three: the dragon boat festival is on Friday, 3 June.
    ("outreach", "outreach", "outreach.call"): Runs(to_reach("call"), date(2022, 6, 2)),
    ("outreach", "outreach", "outreach.visit"): Runs(to_reach("visit"), date(2022, 6, 7)),
}
EXPIRING = [key for key, runs in RUNS.items() if runs.then]
HOURS = [key for key, runs in RUNS.items() if isinstance(runs.due, datetime)]


def running(d: District, key: Key) -> tuple[RecordId, Deadline]:
    on = RUNS[key].on
    record = d.bring_to(on) if isinstance(on, str) else on(d)
    deadline = d.office.show("system", record).record.deadline(key[1])
    assert deadline is not None, "it does not run there"
    assert deadline.figure == key[2]
    return record, deadline


def seen(d: District, record: RecordId) -> Any:
    """The record, as the system sees it."""
    return d.office.show("system", record).record


def state(d: District, record: RecordId) -> str:
    return str(seen(d, record).state_name)


def limit_of(key: Key) -> Limit:
    """The line of the table."""
    (kind,) = (kind for kind in BUILT_IN if kind.name == key[0])
    (limit,) = (limit for limit in kind.limits if (limit.name, limit.figure) == key[1:])
    return limit


def taken(swept: Swept) -> list[tuple[str, str]]:
    """The expiries: what warnings come is in ``test_watching.py``."""
    assert swept.failed == ()
    return [(fired.record, fired.step) for fired in swept.taken if fired.act == EXPIRY]


def refusal(d: District, handle: str, record: str, step: str, **facts: Any) -> list[str]:
    """The codes of all reasons."""
    with pytest.raises(StepRefusedError) as refused:
        d.do(handle, record, step, **facts)
    return [reason.code for reason in refused.value.reasons]


def test_every_limit_of_every_table_is_seen_to_run() -> None:
    """A new one, or another figure of a name, needs its lawful day here."""
    lines = [(kind.name, limit.name, limit.figure) for kind in BUILT_IN for limit in kind.limits]
    assert len(set(lines)) == len(lines)
    assert set(RUNS) == set(lines)
    assert set(EXPIRING) == {key for key in RUNS if limit_of(key).expires_as}


def test_every_limit_that_can_be_changed_is_seen_to_be(district: District) -> None:
    """Extended, paused, left out: each has its table below."""
    law = district.office.law
    changed = {key for key in RUNS if limit_of(key).changed_by}
    figures = {key: {f.unit: f for f in law.figures()[key[2]]} for key in changed}
    extendable = {key for key in changed if any(f.extension for fs in figures.values() for f in fs.values())}
    assert extendable == changed
    assert {key[2] for key in changed} == {
        *(case[0] for case in EXTENDED),
        *TRIALS,
        "labour.mediation",
        "confirmation.decision",
    }
    assert {key[2] for key in changed if any(f.pausable for f in law.figures()[key[2]])} == {
        "mediation.delegated",
        *TRIALS,
    }


@pytest.mark.parametrize("key", RUNS, ids="-".join)
def test_a_limit_runs_out_at_the_end_of_its_lawful_day(district: District, key: Key) -> None:
    """Counted by the published calendar; the day of the start is not counted. Hours run out at their instant."""
    runs = RUNS[key]
    _, deadline = running(district, key)
    if isinstance(runs.due, datetime):
        assert deadline.runs_out == runs.due
        assert (deadline.started_at, deadline.due) == (NINE, runs.due.date())
    else:
        assert (deadline.start, deadline.due) == (runs.start, runs.due)
        assert deadline.runs_out == datetime.combine(runs.due, time(16), tzinfo=UTC), "24:00 in China"
    assert not deadline.provisional


@pytest.mark.parametrize("key", RUNS, ids="-".join)
def test_a_limit_explains_itself(district: District, key: Key) -> None:
    """From what is stored with it, in every language, with the rule it rests on."""
    office = district.office
    _, deadline = running(district, key)
    counted = recount(deadline, office.law, office.calendar)
    assert counted.due == deadline.due
    for language in Language:
        told = "\n".join(explain(counted, language, office.catalogue, office.law))
        assert str(counted.figure.value or deadline.due.day) in told
        assert "law." not in told
        assert "{" not in told


@pytest.mark.parametrize("key", EXPIRING, ids="-".join)
def test_an_expiry_is_taken_at_its_instant_and_not_a_minute_before(district: District, key: Key) -> None:
    """24:00 court time of the last day."""
    record, deadline = running(district, key)
    expiry = limit_of(key).expires_as
    before = state(district, record)
    district.clock.set(deadline.runs_out - timedelta(minutes=1))
    assert (record, expiry) not in taken(district.office.sweep())
    assert state(district, record) == before
    district.clock.set(deadline.runs_out)
    assert (record, expiry) in taken(district.office.sweep())
    assert state(district, record) == RUNS[key].then
    assert seen(district, record).deadline(key[1]) is None


@pytest.mark.parametrize("key", EXPIRING, ids="-".join)
def test_an_expiry_is_taken_once(district: District, key: Key) -> None:
    """However often and however late anybody sweeps."""
    record, deadline = running(district, key)
    district.clock.set(deadline.runs_out)
    district.office.sweep()
    version = district.office.show("system", record).version
    assert record not in [of for of, _ in taken(district.office.sweep())]
    assert district.office.show("system", record).version == version


OPEN_ENDED = [key for key in RUNS if key not in EXPIRING]


@pytest.mark.parametrize("key", OPEN_ENDED, ids="-".join)
def test_a_limit_that_does_not_expire_stays_open_and_overdue(district: District, key: Key) -> None:
    """Nobody's delay takes anything away from anybody; it stands in the inbox until it is done."""
    record, deadline = running(district, key)
    district.clock.set(deadline.runs_out + timedelta(minutes=1))
    district.office.sweep()
    open_still = seen(district, record).deadline(key[1])
    assert (open_still.due, open_still.start, open_still.runs_out) == (deadline.due, deadline.start, deadline.runs_out)
    assert deadline.runs_out <= district.clock.now()


# Extended.

EXTENDED: Sequence[tuple[str, date, int, date]] = (
    # figure, the day on which its record stands, days more, the last day then
    ("mediation.people", START, 10, date(2022, 7, 11)),
    ("mediation.delegated", START, 10, date(2022, 7, 11)),
    ("mediation.entrusted_ordinary", START, 30, date(2022, 7, 18)),  # the 16th is a Saturday
    ("mediation.entrusted_ordinary", START, 366, date(2023, 6, 19)),  # the 17th is a Saturday; no cap before 2025
    ("mediation.entrusted_summary", START, 30, date(2022, 7, 8)),
    ("mediation.people", date(2025, 6, 4), 60, date(2025, 9, 2)),
    ("mediation.entrusted_ordinary", date(2025, 6, 4), 30, date(2025, 7, 21)),  # the 19th is a Saturday
    ("mediation.entrusted_summary", date(2025, 6, 4), 30, date(2025, 7, 11)),
)


def mediating(d: District, figure: str) -> tuple[RecordId, Deadline]:
    """A mediation that has just begun and runs under that figure."""
    start = {
        "mediation.people": taken_on("in_mediation"),
        "mediation.delegated": taken_on("delegated by the court", RECEIVE, ASSIGN, ACCEPT, *AGREED_TO),
        "mediation.entrusted_ordinary": taken_on("entrusted in mediation"),
        "mediation.entrusted_summary": docketed("summary", ENTRUST, RECEIVE, ASSIGN, ACCEPT),
        "labour.mediation": taken_on("in_mediation", matter="labour"),
    }[figure]
    record = start(d)
    deadline = seen(d, record).deadline("mediation")
    assert (deadline.figure, deadline.start) == (figure, d.office.today())
    return record, deadline


AGREED_TO = (
    ("citizen_a", "consent", {"party": "a1", "form": "online"}),
    ("citizen_b", "consent", {"party": "b1", "form": "online"}),
)


@pytest.mark.parametrize(("figure", "day", "days", "due"), EXTENDED)
def test_mediation_is_extended_by_all_parties(district: District, figure: str, day: date, days: int, due: date) -> None:
    """From the start, by what they agreed on; on the old last day the sweep finds nothing, on the new one it does."""
    district.go(day)
    record, deadline = mediating(district, figure)
    district.do("mediator", record, "extend", days=days, agreed_by=BOTH)
    longer = seen(district, record).deadline("mediation")
    assert (longer.start, longer.due, longer.extended) == (day, due, days)
    district.clock.set(deadline.runs_out)
    assert (record, "run_out") not in taken(district.office.sweep())
    district.clock.set(longer.runs_out)
    assert (record, "run_out") in taken(district.office.sweep())


@pytest.mark.parametrize("figure", ["mediation.entrusted_ordinary", "mediation.entrusted_summary"])
def test_since_2025_an_entrusted_mediation_goes_on_for_thirty_days_and_no_longer(
    district: District, figure: str
) -> None:
    """At once or bit by bit; the day before, the text named no cap."""
    district.go(date(2025, 6, 4))
    record, _ = mediating(district, figure)
    assert refusal(district, "mediator", record, "extend", days=31, agreed_by=BOTH) == ["extended_too_far"]
    district.do("mediator", record, "extend", days=20, agreed_by=BOTH)
    assert refusal(district, "mediator", record, "extend", days=11, agreed_by=BOTH) == ["extended_too_far"]
    district.do("mediator", record, "extend", days=10, agreed_by=BOTH)
    assert refusal(district, "mediator", record, "extend", days=1, agreed_by=BOTH) == ["extended_too_far"]
    district.go(date(2024, 12, 31))
    record, _ = mediating(district, figure)
    district.do("mediator", record, "extend", days=31, agreed_by=BOTH)


def test_labour_mediation_is_not_extended(district: District) -> None:
    """The law gives it fifteen days and names nobody who could agree on more."""
    record, deadline = mediating(district, "labour.mediation")
    assert refusal(district, "mediator", record, "extend", days=1, agreed_by=BOTH) == ["extended_too_far"]
    assert seen(district, record).deadline("mediation") == deadline


TRIALS = {
    # procedure, most months, the last days with the first and with all of them: from 1 June 2022
    "trial.ordinary": ("ordinary", 6, date(2023, 1, 3), date(2023, 6, 1)),
    "trial.summary": ("summary", 1, date(2022, 10, 8), date(2022, 10, 8)),
    "trial.small_claims": ("small_claims", 1, date(2022, 9, 1), date(2022, 9, 1)),
}
"""1 January 2023 is a Sunday, the 2nd a holiday; 1 October 2022 begins a holiday week that ends with the 7th."""


def test_a_review_is_extended_by_the_president(district: District) -> None:
    """By some days, and by nobody else."""
    record = district.bring_to("under_review")
    known = {"days": 10, "reason": "The witness is ill."}
    assert refusal(district, "judge", record, "extend_review", **known) == ["not_yours"]
    district.do("president", record, "extend_review", **known)
    longer = seen(district, record).deadline("decision")
    assert (longer.due, longer.extended) == (date(2022, 7, 11), 10)


def in_trial(d: District, procedure: str) -> RecordId:
    judge = ("triage", "assign_judge", {"judge": person("judge")})
    return docketed(procedure, judge, ("judge", "transfer", {}))(d)


@pytest.mark.parametrize("figure", TRIALS)
def test_a_trial_is_extended_by_the_president_in_months(district: District, figure: str) -> None:
    """Up to what the law lets the president give, and by nobody else."""
    procedure, most, first, last = TRIALS[figure]
    record = in_trial(district, procedure)
    known = {"months": 1, "reason": "The survey of the boundary."}
    assert refusal(district, "judge", record, "extend_trial", **known) == ["not_yours"]
    district.do("president", record, "extend_trial", **known)
    assert seen(district, record).deadline("trial").due == first
    if most > 1:
        district.do("president", record, "extend_trial", **{**known, "months": most - 1})
    assert seen(district, record).deadline("trial").due == last
    assert refusal(district, "president", record, "extend_trial", **known) == ["trial_extended_too_far"]


# Paused, and left out.

EXAMINE = {"question": "How old are the trees?", "agreed_by": BOTH}


def test_an_examination_stops_the_time_of_a_delegated_mediation(district: District) -> None:
    """From the step that begins it to the one that ends it: fourteen days, so it ends on 15 July."""
    record, deadline = mediating(district, "mediation.delegated")
    district.go(date(2022, 6, 10))
    district.do("mediator", record, "examine", **EXAMINE)
    assert seen(district, record).deadline("mediation").paused_since == date(2022, 6, 10)
    district.clock.set(deadline.runs_out)
    assert (record, "run_out") not in taken(district.office.sweep())
    district.go(date(2022, 6, 24))
    district.do("mediator", record, "resume", result="Forty years.")
    longer = seen(district, record).deadline("mediation")
    assert (longer.due, longer.paused_days, longer.paused_since) == (date(2022, 7, 15), 14, None)


def test_a_pause_that_lasts_past_the_last_day_is_not_run_out(district: District) -> None:
    """The time stands still; it runs out only when what was left of it has run."""
    record, deadline = mediating(district, "mediation.delegated")
    district.go(date(2022, 6, 10))
    district.do("mediator", record, "examine", **EXAMINE)
    district.clock.set(deadline.runs_out + timedelta(days=10))
    assert (record, "run_out") not in taken(district.office.sweep())
    assert state(district, record) == "under_examination"


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2025, 1, 2)])
def test_the_pause_is_not_carried_over_to_2025(district: District, day: date) -> None:
    """Delegated under the old order and accepted on its last day it stands still; accepted two days later it runs on.

    Whether the pause survived is open: the office says no, and the parties may agree on more time.
    """
    district.go(date(2024, 12, 30))
    record = taken_on("delegated by the court", RECEIVE, ASSIGN)(district)
    district.go(day)
    for handle, step, facts in (ACCEPT, *AGREED_TO, ("mediator", "examine", EXAMINE)):
        district.do(handle, record, step, **facts)
    deadline = seen(district, record).deadline("mediation")
    assert (deadline.paused_since is not None) == (day.year == 2024)
    district.go(date(2025, 1, 20))
    district.do("mediator", record, "resume", result="Forty years.")
    longer = seen(district, record).deadline("mediation")
    # Thirty days from 31 December end on 30 January, in the Spring Festival, and so do those from 2 January; with
    # twenty left out they end on 19 February.
    assert longer.due == (date(2025, 2, 19) if day.year == 2024 else date(2025, 2, 5))


@pytest.mark.parametrize("figure", ["mediation.people", "mediation.entrusted_ordinary", "labour.mediation"])
def test_time_that_the_law_does_not_stop_runs_on(district: District, figure: str) -> None:
    """An examination is agreed on all the same."""
    record, deadline = mediating(district, figure)
    district.go(date(2022, 6, 2))
    district.do("mediator", record, "examine", **EXAMINE)
    assert seen(district, record).deadline("mediation") == deadline
    district.go(date(2022, 6, 9))
    district.do("mediator", record, "resume", result="Forty years.")
    assert seen(district, record).deadline("mediation") == deadline


@pytest.mark.parametrize(
    ("procedure", "days", "due"),
    [
        ("ordinary", 10, date(2022, 12, 12)),  # the 11th is a Sunday
        ("summary", 7, date(2022, 9, 8)),
        ("small_claims", 30, date(2022, 8, 31)),
    ],
)
def test_a_trial_leaves_out_how_long_an_entrusted_mediation_was_extended(
    district: District, procedure: str, days: int, due: date
) -> None:
    """The mediation itself is counted in it, its extension is not."""
    record = docketed(procedure, ENTRUST, RECEIVE, ASSIGN, ACCEPT)(district)
    before = seen(district, record).deadline("trial")
    district.do("mediator", record, "extend", days=days, agreed_by=BOTH)
    after = seen(district, record).deadline("trial")
    assert (after.due, after.paused_days, after.extended) == (due, days, 0)
    assert after.start == before.start
    district.do("citizen_a", record, "refuse", party="a1")
    assert seen(district, record).deadline("trial") == after


@pytest.mark.parametrize(("procedure", "due"), [("ordinary", date(2022, 12, 12)), ("small_claims", date(2022, 8, 11))])
def test_a_change_of_procedure_counts_anew_from_the_docketing_and_keeps_what_was_left_out(
    district: District, procedure: str, due: date
) -> None:
    """Ten days of an extended mediation stay left out, whatever the procedure."""
    judge = ("triage", "assign_judge", {"judge": person("judge")})
    record = docketed("summary", judge, ENTRUST, RECEIVE, ASSIGN, ACCEPT)(district)
    district.do("mediator", record, "extend", days=10, agreed_by=BOTH)
    district.do("citizen_a", record, "refuse", party="a1")
    district.go(date(2022, 6, 20))
    district.do("judge", record, "change_procedure", procedure=procedure, reason="It is not simple.")
    deadline = seen(district, record).deadline("trial")
    assert (deadline.figure, deadline.start, deadline.due) == (f"trial.{procedure}", START, due)


# What starts, goes on and ends beside the usual way.


def test_an_entrusted_mediation_runs_from_the_receipt_whoever_mediates_it_then(district: District) -> None:
    """Neither from the entrustment nor from an acceptance."""
    record = docketed("ordinary", ENTRUST)(district)
    district.go(date(2022, 6, 2))
    for handle, step, facts in (RECEIVE, ASSIGN):
        district.do(handle, record, step, **facts)
    district.go(date(2022, 6, 6))
    district.do("mediator", record, "accept")
    deadline = seen(district, record).deadline("mediation")
    assert (deadline.start, deadline.due) == (date(2022, 6, 2), date(2022, 6, 17))


def test_each_partial_agreement_has_its_own_time(district: District) -> None:
    """That of the first for which nobody has applied; then that of the next; then none."""
    record = district.bring_to("in_mediation")
    district.do("mediator", record, "agree_in_part", **agreed(part="g1", parties=BOTH))
    district.go(date(2022, 6, 13))
    district.do("mediator", record, "agree_in_part", **agreed("2022-06-13", part="g2", parties=BOTH))
    assert seen(district, record).deadline("part_application").start == START
    district.do("citizen_a", record, "apply_in_part", part="g1", signatures=signed())
    deadline = seen(district, record).deadline("part_application")
    assert (deadline.start, deadline.due) == (date(2022, 6, 13), date(2022, 7, 13))
    district.do("citizen_a", record, "apply_in_part", part="g2", signatures=signed())
    assert seen(district, record).deadline("part_application") is None


def test_performance_waits_for_the_next_instalment_and_then_for_none(district: District) -> None:
    """The first on Saturday, 2 July, the second on 1 October, in the National Day week."""
    record = taken_on("in_mediation", PERFORMING)(district)
    district.go(date(2022, 7, 4))
    district.do("citizen_a", record, "pay", paid_on="2022-07-04")
    assert seen(district, record).deadline("performance").due == date(2022, 10, 8)
    district.do("citizen_a", record, "pay", paid_on="2022-07-04")
    assert (state(district, record), seen(district, record).deadline("performance")) == ("performed", None)


def test_a_danger_is_over_when_it_was_handed_over(district: District) -> None:
    """Each of its three limits ends with what it asks for."""
    record = taken_on("reported", danger=IN_DANGER)(district)
    hours = {"danger_report", "arrival", "hand_over"}
    assert {d.limit for d in seen(district, record).deadlines} & hours == {"danger_report", "arrival"}
    district.do("worker", record, "report_danger", called=["police"])
    district.do("worker", record, "arrive", done="They were parted.")
    assert {d.limit for d in seen(district, record).deadlines} & hours == {"hand_over"}
    district.do("worker", record, "hand_over", to="police", message="The boy is with his aunt.")
    assert {d.limit for d in seen(district, record).deadlines} & hours == set()


def test_an_adult_in_danger_for_whom_help_was_called_needs_no_reminder(district: District) -> None:
    """Help is under way; that somebody arrives is still waited for."""
    called = {"kind": "violence", "called": ["police"]}
    record = taken_on("reported", danger=called)(district)
    assert {d.limit for d in seen(district, record).deadlines} == {"triage", "arrival"}


def test_a_protection_order_that_is_made_longer_ends_with_its_new_last_day(district: District) -> None:
    """A Sunday as well."""
    record = ordered(district)
    district.do("judge", record, "change", measures=["no_contact"], valid_until="2022-11-06", seal=COURT)
    assert seen(district, record).deadline("validity").due == date(2022, 11, 6)


def test_a_decision_within_hours_ends_the_hours(district: District) -> None:
    """Whatever it is."""
    record = protection(district)
    district.do("triage", record, "assign_judge", judge=person("judge"))
    district.do("judge", record, "refuse", reason="Nothing was shown.", seal=COURT)
    assert seen(district, record).deadlines == ()


def test_every_limit_of_the_dispute_ends(district: District) -> None:
    """By a step that is named, or by leaving the states in which it runs."""
    assert [limit.name for limit in DISPUTE.limits if not (limit.ends or limit.runs_in)] == []


def test_p06_silence_leads_to_another_designation(district: District) -> None:
    """Nobody accepted: the dispute goes back, and the time to designate runs anew."""
    record, deadline = running(district, ("dispute", "receipt", "assignment.receipt"))
    district.clock.set(deadline.runs_out)
    district.office.sweep()
    view = seen(district, record)
    assert (view.state.value, [d.limit for d in view.deadlines]) == ("triaged", ["delegation"])
    assert view.deadlines[0].start == date(2022, 6, 8)


def test_p08_time_that_ran_out_ends_mediation(district: District) -> None:
    """It is not extended by itself, and the ground is that time ran out."""
    record, deadline = running(district, ("dispute", "mediation", "mediation.people"))
    district.clock.set(deadline.runs_out)
    district.office.sweep()
    assert seen(district, record).ground is EndGround.TIME_RAN_OUT


def test_p03_the_time_to_apply_runs_from_the_effect(district: District) -> None:
    """Signed on 2 June, sealed on the 10th, entered on the 20th: thirty days from the 10th end on a Sunday, 10 July."""
    record = district.bring_to("in_mediation")
    district.go(date(2022, 6, 20))
    facts = agreed("2022-06-02")
    district.do("mediator", record, "agree", **{**facts, "sealed_on": "2022-06-10"})
    deadline = seen(district, record).deadline("application")
    assert (deadline.start, deadline.due) == (date(2022, 6, 10), date(2022, 7, 11))


@pytest.mark.parametrize("step", ["withdraw", "treat_as_withdrawn", "refuse_application"])
def test_an_application_that_led_to_nothing_does_not_lengthen_the_time_to_apply(district: District, step: str) -> None:
    """It runs again from the agreement's effect, as if nobody had applied."""
    record = district.bring_to("applied")
    assert seen(district, record).deadline("application") is None
    district.go(date(2022, 6, 20))
    known: dict[str, Any] = {
        "withdraw": {},
        "treat_as_withdrawn": {"reason": "Nothing was supplied."},
        "refuse_application": {"ground": "other_court", "reason": "x"},
    }
    district.do("triage", record, step, **known[step])
    deadline = seen(district, record).deadline("application")
    assert (deadline.start, deadline.due) == (START, date(2022, 7, 1))


def test_the_answer_to_the_reporter_is_due_beside_everything_else(district: District) -> None:
    """It runs in whatever state, until it is given."""
    record = district.bring_to("agreed")
    assert {d.limit for d in seen(district, record).deadlines} == {"application", "feedback"}
    district.do("liaison", record, "feed_back", message="They agreed.")
    assert {d.limit for d in seen(district, record).deadlines} == {"application"}


def test_an_order_that_was_sent_back_runs_anew(district: District) -> None:
    """From the day of its return."""
    record = answered(district)
    district.go(date(2022, 6, 6))
    district.do("supervisor", record, "return", reason="That is no answer.")
    (deadline,) = seen(district, record).deadlines
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
    swept = office.sweep()
    assert swept.counts == {"expiry": 2}
    assert [(fired.record, type(fired.problem)) for fired in swept.failed] == [(second, StepRefusedError)]
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
    record, deadline = running(district, ("dispute", "mediation", "mediation.people"))
    clock.set(deadline.runs_out)

    def extended() -> None:
        clock.set(deadline.runs_out - timedelta(hours=8))
        district.do("mediator", record, "extend", days=10, agreed_by=BOTH)
        clock.set(deadline.runs_out)

    storage.meanwhile = extended
    district.office.sweep()
    assert state(district, record) == "in_mediation"


def test_an_expiry_of_an_earlier_delegation_does_not_hit_the_next_one(plugins: Plugins) -> None:
    """The unit declined and the dispute was delegated anew while the sweep ran."""
    storage, clock = Interrupted(), FixedClock(datetime(2022, 6, 1, 1, tzinfo=UTC))
    district = small_district(Office(storage, plugins, clock=clock, prepare=True), clock)
    record, deadline = running(district, ("dispute", "receipt", "assignment.receipt"))
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


@pytest.mark.parametrize("start", ["received", "delegated by the court"])
def test_the_time_for_mediation_does_not_run_before_a_mediator_has_accepted(district: District, start: str) -> None:
    """Receipt starts it only for what a court has entrusted, and for a dispute about work."""
    record = district.bring_to(start)
    if start != "received":
        district.do("liaison", record, "receive")
    assert seen(district, record).deadline("mediation") is None


@pytest.mark.parametrize("start", ["delegated", "delegated by the court"])
def test_another_mediator_does_not_start_the_time_anew(district: District, start: str) -> None:
    """It runs from the first acceptance, with what the parties have added since."""
    record = district.bring_to(start)
    post = {"role": "mediator", "scope": "unit", "place": unit("farm"), "since": "2022-01-01"}
    known = {"court": COURT, "handle": "mediator3", "unit": unit("farm"), "posts": [post]}
    district.office.begin("operator", "person", "enrol", known, key="m3", record=person("mediator3"))
    for handle, step, facts in (
        ("liaison", "receive", {}),
        ("liaison", "assign", {"mediator": person("mediator")}),
        ("mediator", "accept", {}),
        ("mediator", "consent", {"party": "a1", "form": "written"}),
        ("mediator", "consent", {"party": "b1", "form": "written"}),
        ("mediator", "extend", {"days": 10, "agreed_by": BOTH}),
    ):
        district.do(handle, record, step, **facts)
    before = seen(district, record).deadline("mediation")
    district.go(date(2022, 6, 14))
    district.do("mediator", record, "recuse", reason="A cousin.")
    district.do("liaison", record, "assign", mediator=person("mediator3"))
    district.do("mediator3", record, "accept")
    assert seen(district, record).deadline("mediation") == before
