"""A court's year on a virtual clock: every limit of every table warns and expires on its lawful day, once.

What is expected is written down here by hand, limit by limit, and counted with the published calendar; nothing of it is
read from the rules (``law/data/watch.toml``) or from what the office computes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

import attrs
import pytest
from tests.unit.workflow.test_limits import HOURS, NINE, RUNS, Key, limit_of, running

from gridjustice.application.notices.scene import Case, scene_of
from gridjustice.application.notices.whom import told_of
from gridjustice.application.office import Office
from gridjustice.application.watching import Fired
from gridjustice.domain.record import Event
from gridjustice.domain.values import RecordId
from gridjustice.domain.watching import Watched
from gridjustice.hooks import Plugins
from gridjustice.ports.clock import COURT_ZONE, FixedClock
from gridjustice.testing.district import OTHERS, POSTS, START, District, person, small_district
from gridjustice.testing.memory import MemoryStorage
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice_holidays.calendar import ChinaWorkingDays

CHINA = ChinaWorkingDays()
QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
HURRY, LAST = NINE + 4 * DAY, datetime(2023, 6, 2, tzinfo=COURT_ZONE)
"""Until when hours matter, and the end of the year; enforcement alone runs longer, and is looked at by itself."""

PATHS: Mapping[str, tuple[str, str, str]] = {
    # whom it binds: who is reminded, who is urged, whose supervision is called
    "parties": ("parties", "", ""),
    "claimant": ("claimant", "", ""),
    "respondent": ("respondent", "", ""),
    "creditor": ("creditor", "", ""),
    "debtor": ("debtor", "", ""),
    "mediator": ("mediator", "mediator liaison", "supervisor president"),
    "liaison": ("liaison", "liaison liaison_above", "supervisor president"),
    "grid": ("grid_worker liaison", "grid_worker liaison liaison_above", "supervisor president"),
    "court": ("court", "court supervisor", "supervisor president"),
    "liaison court": ("liaison court", "liaison liaison_above court supervisor", "supervisor president"),
    "judge": ("judge", "judge supervisor", "supervisor president"),
    "judge court": ("judge court", "judge supervisor court", "supervisor president"),
    "supervisor": ("supervisor", "supervisor president", "president"),
}


@attrs.frozen
class Warns:
    """What a limit does before its expiry, or after its last day.

    Attributes:
        bound: whom it binds, as `PATHS` calls them.
        reminder: how many days before the last day at nine o'clock, working days as ``1w``; hours from the start;
            empty where it would come no later than the step that starts the limit, which says its last day itself.
    """

    bound: str
    reminder: str


WARNS: dict[Key, Warns] = {
    ("unit", "roster", "roster.confirmation"): Warns("liaison", "2"),
    ("dispute", "danger_report", "danger.report"): Warns("grid", "0.5h"),
    ("dispute", "arrival", "emergency.arrival"): Warns("grid", "1h"),
    ("dispute", "hand_over", "emergency.hand_over"): Warns("grid", "12h"),
    ("dispute", "triage", "triage"): Warns("court", "1w"),
    ("dispute", "partner", "joint_action.answer"): Warns("court", "1w"),
    ("dispute", "delegation", "mediator.designation"): Warns("court", "1w"),
    ("dispute", "receipt", "assignment.receipt"): Warns("liaison", "1w"),
    ("dispute", "choice", "mediator.choice"): Warns("parties", "1w"),
    ("dispute", "assignment", "assignment.assign"): Warns("liaison", "1w"),
    ("dispute", "acceptance", "assignment.acceptance"): Warns("mediator", "1w"),
    ("dispute", "asking", "mediation.notify_other_party"): Warns("mediator", "1w"),
    ("dispute", "feedback", "feedback"): Warns("liaison court", "2w"),
    ("dispute", "challenge", "recusal.decision"): Warns("liaison court", "2"),
    ("dispute", "taking_up", "confirmation.acceptance"): Warns("court", "2"),
    ("dispute", "title_suit", "title.suit"): Warns("parties", "5"),
    ("dispute", "mediation", "labour.mediation"): Warns("mediator", "5"),
    ("dispute", "mediation", "mediation.people"): Warns("mediator", "5"),
    ("dispute", "mediation", "mediation.delegated"): Warns("mediator", "5"),
    ("dispute", "mediation", "mediation.entrusted_ordinary"): Warns("mediator", "5"),
    ("dispute", "mediation", "mediation.entrusted_summary"): Warns("mediator", "2"),
    ("dispute", "application", "confirmation.application"): Warns("parties", "5"),
    ("dispute", "part_application", "confirmation.application"): Warns("parties", "5"),
    ("dispute", "decision", "confirmation.decision"): Warns("judge", "5"),
    ("dispute", "performance", "agreement.performance"): Warns("debtor", "2"),
    ("dispute", "enforcement", "enforcement.application"): Warns("creditor", "90"),
    ("dispute", "objection", "confirmation.objection_party"): Warns("parties", "5"),
    ("dispute", "filing", "filing.decision"): Warns("court", "2"),
    ("dispute", "fee", "filing.fee_payment"): Warns("claimant", "2"),
    ("dispute", "answer", "service.answer"): Warns("respondent", "5"),
    ("dispute", "closed_request", "sharing.closed_hearing_request"): Warns("parties", "1w"),
    ("dispute", "statement", "statement.send_summary"): Warns("judge", "2"),
    ("dispute", "trial", "trial.ordinary"): Warns("judge", "15"),
    ("dispute", "trial", "trial.summary"): Warns("judge", "15"),
    ("dispute", "trial", "trial.small_claims"): Warns("judge", "15"),
    ("order", "answer", "follow_through.answer"): Warns("liaison", "2w"),
    ("order", "review", "follow_through.review"): Warns("supervisor", "1w"),
    ("outreach", "outreach", "outreach.call"): Warns("grid", ""),
    ("outreach", "outreach", "outreach.visit"): Warns("grid", "1w"),
    ("protection", "decision", "protection.decision"): Warns("judge court", "36h"),
    ("protection", "decision", "protection.decision_urgent"): Warns("judge court", "12h"),
    ("protection", "validity", "protection.validity"): Warns("claimant", "10"),
}
"""A limit that is new in a table needs its line here."""

Happened = tuple[str, datetime, tuple[str, ...]]
"""An act, when it happened or should, and whom it told; of an expiry, nobody is said."""


def worked(day: date, number: int) -> date:
    """The working day so many after a day, or before it; weekends and holidays are passed over, make-up days count."""
    while number:
        day += DAY if number > 0 else -DAY
        if CHINA.is_working_day(day):
            number -= 1 if number > 0 else -1
    return day


def nine(day: date) -> datetime:
    return datetime.combine(day, time(9), COURT_ZONE)


def lawful(key: Key) -> Iterator[Happened]:
    """What has to happen for a limit that runs from 1 June 2022 and of which nobody takes any notice."""
    runs, warns = RUNS[key], WARNS[key]
    reminded, urged, called = (tuple(told.split()) for told in PATHS[warns.bound])
    expires = bool(limit_of(key).expires_as)
    if isinstance(runs.due, datetime):
        yield "remind", NINE + float(warns.reminder.removesuffix("h")) * HOUR, reminded
        yield "urge", runs.due, urged
        yield "call_supervision", runs.due + HOUR, called
        return
    if warns.reminder:
        in_days = not warns.reminder.endswith("w")
        number = int(warns.reminder.removesuffix("w"))
        yield "remind", nine(runs.due - number * DAY if in_days else worked(runs.due, -number)), reminded
    if expires:
        yield "expiry", datetime.combine(runs.due + DAY, time(), COURT_ZONE), ()
    elif urged:
        yield "urge", nine(worked(runs.due, 1)), urged
        yield "call_supervision", nine(worked(runs.due, 3)), called


def seen_on(events: list[Event], key: Key, fired: list[Fired]) -> list[Happened]:
    """What happened for the limit, told by the history of its record; an expiry by what the sweeps say."""
    found: list[Happened] = [
        (event.facts.act.value, event.at.astimezone(COURT_ZONE), event.derived.tells)
        for event in events
        if isinstance(event.facts, Watched) and event.facts.limit == key[1]
    ]
    found += [
        ("expiry", each.receipt.at.astimezone(COURT_ZONE), ())
        for each in fired
        if (each.record, each.limit, each.act) == (events[0].record, key[1], "expiry") and each.receipt is not None
    ]
    return sorted(found, key=lambda happened: happened[1])


def year(clock: FixedClock, until: datetime) -> Iterator[datetime]:
    """Quarters of an hour while hours matter, then hours."""
    now = clock.now().astimezone(COURT_ZONE)
    while now < until:
        now += QUARTER if now < HURRY else HOUR
        clock.set(now)
        yield now


def court(plugins: Plugins) -> District:
    clock = FixedClock(START)
    return small_district(Office(MemoryStorage(), plugins, clock=clock, prepare=True), clock)


def played(district: District, until: datetime, keys: list[Key]) -> tuple[dict[Key, RecordId], list[Fired]]:
    """All these limits run in one court, and it is swept until that instant."""
    records = {key: running(district, key)[0] for key in keys}
    fired: list[Fired] = []
    for _ in year(district.clock, until):
        swept = district.office.sweep()
        assert swept.failed == ()
        fired += swept.taken
    return records, fired


def test_every_limit_of_every_table_has_its_line() -> None:
    """A new one, or another figure of a name, is not forgotten."""
    assert (
        set(WARNS) == {(kind.name, limit.name, limit.figure) for kind in BUILT_IN for limit in kind.limits} == set(RUNS)
    )


@pytest.mark.clause("1.7")
def test_a_year_of_a_court_in_which_everything_warns_and_expires_on_its_lawful_day(plugins: Plugins) -> None:
    """All limits of all tables at once, hour by hour; each act once, at its hour, to those it concerns."""
    district = court(plugins)
    records, fired = played(district, LAST, [key for key in RUNS if key[1] != "enforcement"])
    wrong = {}
    for key, record in records.items():
        events = district.office.history("system", record)
        expected, happened = list(lawful(key)), seen_on(events, key, fired)
        if happened[: len(expected)] != expected or [act for act, *_ in happened].count("expiry") > 1:
            wrong[key] = (expected, happened)
    assert wrong == {}
    assert {fired_.act for fired_ in fired} == {"remind", "urge", "call_supervision", "expiry"}
    assert district.office.verify().is_clean


def test_two_years_are_waited_for_too(plugins: Plugins) -> None:
    """The time to ask for enforcement ends in October 2024; its reminder comes in July."""
    key = ("dispute", "enforcement", "enforcement.application")
    district = court(plugins)
    record, deadline = running(district, key)
    (expected,) = lawful(key)
    district.clock.set(expected[1] - HOUR)
    district.office.sweep()
    district.clock.set(expected[1])
    assert [(f.act, f.limit) for f in district.office.sweep().taken if f.record == record and f.limit == key[1]] == [
        ("remind", "enforcement")
    ]
    assert seen_on(district.office.history("system", record), key, []) == [expected]
    assert deadline.due == date(2024, 10, 8)


DAYS = [key for key in RUNS if key not in HOURS and key[1] != "enforcement"]


def test_whoever_sweeps_once_a_day_says_the_same_on_the_same_days(plugins: Plugins) -> None:
    """At ten in the morning, and twice at once; only what is counted in hours is seen later."""
    hourly, daily = court(plugins), court(plugins)
    until = NINE + 60 * DAY
    of_hours, every_hour = played(hourly, until, DAYS)
    of_days = {key: running(daily, key)[0] for key in DAYS}
    every_day: list[Fired] = []
    now = NINE + HOUR
    while now <= until:
        daily.clock.set(now)
        every_day += daily.office.sweep().taken
        again = daily.office.sweep()
        assert (again.taken, again.failed) == ((), ())
        now += DAY

    def said(fired: list[Fired], records: dict[Key, RecordId]) -> set[tuple[Key, str, str, date, date]]:
        keys = {record: key for key, record in records.items()}
        return {
            (keys[each.record], each.limit, each.act, each.due, each.receipt.at.astimezone(COURT_ZONE).date())
            for each in fired
            if each.receipt is not None and each.record in keys
        }

    assert said(every_hour, of_hours) == said(every_day, of_days)


def test_after_a_long_outage_each_is_told_once_and_supervision_waits_for_the_urging(plugins: Plugins) -> None:
    """Nobody is reminded of what is over, nor urged of what has expired, nor called before anybody was urged."""
    district = court(plugins)
    records = {key: running(district, key)[0] for key in RUNS if key[1] != "enforcement"}
    district.clock.set(LAST)
    swept = district.office.sweep()
    assert swept.failed == ()
    urged = {}
    for key, record in records.items():
        acts = [fired.act for fired in swept.taken if (fired.record, fired.limit) == (record, key[1])]
        said = [act for act, *_ in lawful(key)]
        last = "urge" if "urge" in said else said[-1]
        led_away = any(f.act == "expiry" and f.limit != key[1] for f in swept.taken if f.record == record)
        assert acts == [last] or (not acts and led_away), key
        if acts == ["urge"]:
            urged[record, key[1]] = key
    assert district.office.sweep().taken == ()
    # An hour later what is counted in hours is called; the rest two working days after the day of the outage's end.
    called = {}
    for until in (LAST + HOUR, nine(worked(LAST.date(), 2)) - HOUR, nine(worked(LAST.date(), 2))):
        district.clock.set(until)
        for fired in district.office.sweep().taken:
            if (fired.record, fired.limit) in urged and fired.act == "call_supervision":
                called[urged[fired.record, fired.limit]] = until
    # What ran out on the way led some records on: there nobody has anything to call for.
    ended = {fired.record for fired in swept.taken if fired.act == "expiry"}
    left = {key for (record, _), key in urged.items() if record not in ended}
    assert set(called) >= left
    in_hours = {key for key in left if key in HOURS}
    assert in_hours
    assert {key for key, until in called.items() if until == LAST + HOUR} & left == in_hours
    assert {key for key, until in called.items() if until == nine(worked(LAST.date(), 2))} & left == left - in_hours


HANDLES = (*POSTS, "mediator", "mediator2", *OTHERS)

BOUND: Mapping[str, set[str]] = {
    # whom it binds, person by person: the district has one of each, a second liaison above, and two parties
    "parties": {"citizen_a", "citizen_b"},
    "debtor": {"citizen_b"},
    "creditor": {"citizen_a"},
    "respondent": {"citizen_b"},
    "claimant": {"citizen_a"},
    "mediator": {"mediator"},
    "court": {"triage"},
    "judge": {"judge"},
}
SAMPLED = [key for key in RUNS if key[0] == "dispute" and WARNS[key].bound in BOUND and key not in HOURS]
SAMPLED.remove(("dispute", "statement", "statement.send_summary"))  # the case that runs has no judge yet
SAMPLED.remove(("dispute", "mediation", "mediation.entrusted_summary"))  # nor this one a mediator


@pytest.mark.clause("1.7")
@pytest.mark.parametrize("key", SAMPLED, ids=lambda key: f"{key[1]}-{key[2]}")
def test_people_by_name_are_reminded_and_urged(plugins: Plugins, key: Key) -> None:
    """Whoever the limit binds, and beside them whoever stands next above; nobody else of the court."""
    district = court(plugins)
    record, _ = running(district, key)
    if key[1] == "trial":
        district.do("triage", record, "assign_judge", judge=person("judge"))
    told: dict[str, set[str]] = {}
    office = district.office
    for act, at, _ in lawful(key):
        district.clock.set(at)
        office.sweep()
        with office.storage.read() as reader:
            for event in office.history("system", record):
                if isinstance(event.facts, Watched) and (event.facts.limit, event.facts.act.value) == (key[1], act):
                    scene = scene_of(office, reader, record, office.today(), event.derived.tells)
                    assert scene is not None
                    whom = {meant.recipient.id for meant in told_of(office, reader, Case(scene, event))}
                    told[act] = {name for name in HANDLES if person(name) in whom}
                    assert len(whom) == len(told[act]), "nobody from elsewhere"
    bound = BOUND[WARNS[key].bound]
    beside = {"mediator": {"liaison"}, "court": {"supervisor"}, "judge": {"supervisor"}}
    expected = {"remind": bound}
    if WARNS[key].bound in beside and not limit_of(key).expires_as:
        expected["urge"] = bound | beside[WARNS[key].bound]
        expected["call_supervision"] = {"supervisor", "president"}
    assert told == expected


def test_the_year_that_would_be_is_the_year_that_comes(plugins: Plugins) -> None:
    """What a dry run foretells for a month is what sweeps then do, but for what their own steps start."""
    district = court(plugins)
    for key in DAYS:
        running(district, key)
    until = NINE + 30 * DAY
    foretold = {(f.record, f.limit, f.act, f.at, f.tells) for f in district.office.would_fire(until)}
    _, fired = played(district, until, [])
    came = {(f.record, f.limit, f.act, f.at, f.tells) for f in fired}
    started = {(f.record, f.limit) for f in fired} - {(f[0], f[1]) for f in foretold}
    ended = {f.record for f in fired if f.act == "expiry"}
    assert {each for each in came if (each[0], each[1]) not in started} <= foretold
    assert {each for each in foretold - came if each[0] not in ended} == set()
