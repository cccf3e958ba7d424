"""A small table to test the workflow on, and what is needed to take its steps with and without an office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from enum import Enum
from pathlib import Path
from typing import Any

import attrs

from gridjustice import language
from gridjustice.application.office import Office
from gridjustice.domain.record import NEW, Appointment, Event, Facts, NoFacts, Record, Role, Scope
from gridjustice.domain.values import CourtPath, RecordId, court_path
from gridjustice.hooks import Plugins, hookimpl
from gridjustice.law import LawBook, PlainWeek, WorkingDays
from gridjustice.ports.clock import COURT_ZONE, FixedClock
from gridjustice.testing.memory import MemoryStorage
from gridjustice.workflow.engine import Asked, Decision, Subject, Workflow
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.rules import Anyone, Holds, Standing
from gridjustice.workflow.table import SAME, Act, Kind, Limit, Step

COURT = CourtPath("yblq")
WEDNESDAY = date(2022, 6, 1)
JUDGE = Holds(Role.JUDGE, Scope.COURT)
LIAISON = Holds(Role.LIAISON, Scope.UNIT)
LAW = LawBook.load()


class S(str, Enum):
    """The states of the small table."""

    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    DROPPED = "dropped"


@attrs.frozen(kw_only=True)
class Note(Record):
    """Something that is done when it was marked three times."""

    state: S
    marked: int = 0
    since: date | None = None
    moment: datetime | None = None
    profile: str | None = None
    mediation: str | None = None
    barred: tuple[str, ...] = ()

    def appointments(self) -> tuple[Appointment, ...]:
        return tuple(Appointment(each, Role.BARRED, Scope.RECORD, self.id, date.min) for each in self.barred)


@attrs.frozen(kw_only=True)
class Opened(Facts):
    """It begins."""

    court: CourtPath = court_path(default=COURT)
    profile: str | None = None

    def applied(self, record: Note | None, event: Event) -> Note:
        return Note(id=event.record, state=S(event.target), court=self.court, profile=self.profile)


@attrs.frozen(kw_only=True)
class Marked(Facts):
    """It is marked so many times more."""

    times: int = 1

    def applied(self, record: Note, event: Event) -> Note:
        return attrs.evolve(record, marked=record.marked + self.times)


@attrs.frozen(kw_only=True)
class Paused(Facts):
    """It waits, since a day that may lie before today, or since a moment."""

    since: date | None = None
    moment: datetime | None = None

    def applied(self, record: Note, event: Event) -> Note:
        return attrs.evolve(record, since=self.since, moment=self.moment)


@attrs.frozen(kw_only=True)
class Longer(Facts):
    """It waits for some more days."""

    days: int


def is_third(record: Note, facts: Marked) -> bool:
    """With these it has three marks."""
    return record.marked + facts.times == 3


def is_less(record: Note, facts: Marked) -> bool:
    """With these it has less than three."""
    return record.marked + facts.times < 3


def never_a_dozen(record: Note, facts: Marked, act: Act) -> Reason | None:
    """Refuses too many at once."""
    return Reason("too_many", values={"times": facts.times}) if facts.times >= 12 else None


def never_even(record: Note, facts: Marked, act: Act) -> Reason | None:
    """Refuses an even number, under an article whose number changed."""
    return Reason("even", "confirmation.joint_application") if facts.times % 2 == 0 else None


PLAN = "plan.report"
STAMPED = (never_a_dozen, never_even)

# fmt: off
STEPS = (
    Step("open",     NEW,       S.OPEN,    JUDGE,           Opened,  (),      PLAN),
    Step("mark",     S.OPEN,    S.DONE,    JUDGE,           Marked,  (),      PLAN, when=is_third),
    Step("mark",     S.OPEN,    SAME,      JUDGE,           Marked,  (),      PLAN, when=is_less),
    Step("stamp",    S.OPEN,    SAME,      LIAISON,         Marked,  STAMPED, PLAN),
    Step("pause",    S.OPEN,    S.WAITING, JUDGE | LIAISON, Paused,  (),      PLAN),
    Step("pause",    S.WAITING, SAME,      JUDGE | LIAISON, Paused,  (),      PLAN),
    Step("lengthen", S.WAITING, SAME,      JUDGE,           Longer,  (),      "mediation.extend"),
    Step("answer",   S.WAITING, SAME,      JUDGE,           NoFacts, (),      PLAN),
    Step("go_on",    S.WAITING, S.OPEN,    JUDGE,           NoFacts, (),      PLAN),
    Step("shelve",   S.OPEN,    S.DROPPED, JUDGE,           NoFacts, (),      PLAN, profiles=("old", "older")),
    Step("drop",     (S.OPEN, S.WAITING), S.DROPPED, JUDGE, NoFacts, (),      "filing.right"),
)
LIMITS = (
    Limit(name="opening", figure="triage", starts=("open", "go_on"), runs_in=(S.OPEN,)),
    Limit(
        name="waiting", figure="mediation.delegated", starts=("pause",), from_day="since", runs_in=(S.WAITING,),
        ends=("answer",), extended_by=("lengthen",),
    ),
)
# fmt: on


def small(**changes: Any) -> Kind:
    """The small table, some of it changed."""
    given: dict[str, Any] = {
        "name": "note",
        "record": Note,
        "states": S,
        "steps": STEPS,
        "limits": LIMITS,
        "may_see": Anyone(),
        "may_read": JUDGE,
        "ends": (S.DONE, S.DROPPED),
        "leaves_by": "drop",
        "leaves_not": (S.DONE, S.DROPPED),
    }
    return Kind(**(given | changes))


def note(state: S = S.OPEN, **changes: Any) -> Note:
    """A record of the small table."""
    return Note(id=RecordId("n1"), state=state, court=COURT, **changes)


def standing(*held: Holds, at: str = COURT, day: date = WEDNESDAY) -> Standing:
    """Somebody with these roles at a place."""
    appointments = [Appointment(person="p", role=h.role, scope=h.scope, place=at, since=date.min) for h in held]
    return Standing.of("p", appointments, day)


def act(
    day: date = WEDNESDAY,
    *,
    actor: str = "p",
    calendar: WorkingDays | None = None,
    others: Mapping[str, Record] | None = None,
) -> Act:
    """A step's circumstances, at nine o'clock."""
    at = datetime.combine(day, time(1), tzinfo=UTC)
    return Act(actor, at, day, COURT_ZONE, LAW, calendar or PlainWeek(), (others or {}).get)


class Offered:
    """Kinds as a plugin offers them."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self.kinds = kinds

    @hookimpl
    def gridjustice_provide_kinds(self) -> Sequence[Kind]:
        return self.kinds

    @hookimpl
    def gridjustice_provide_catalogues(self) -> Sequence[Path]:
        return (language.BUILT_IN,)


def office(*kinds: Kind, clock: FixedClock) -> Office:
    """An office of these kinds, in memory, whose operator may take every step."""
    anybody = Holds(Role.OPERATOR, Scope.EVERYWHERE) | Holds(Role.SYSTEM, Scope.EVERYWHERE)
    offered = [
        attrs.evolve(kind, steps=tuple(attrs.evolve(s, who=anybody) for s in kind.steps), may_see=anybody)
        for kind in kinds
    ]
    plugins = Plugins((("offered", Offered(offered)),))
    return Office(MemoryStorage(), plugins, clock=clock, calendar=PlainWeek(), prepare=True)


def decide(
    kind: Kind | Workflow,
    record: Any,
    step: str,
    facts: Facts | None = None,
    *,
    by: Standing | None = None,
    circumstances: Act | None = None,
) -> Decision:
    """Take a step, as a judge of the court on that Wednesday unless something else is said."""
    workflow = kind if isinstance(kind, Workflow) else Workflow(kind)
    circumstances = circumstances or act()
    return workflow.decide(
        Subject(RecordId("n1"), record, 1 if record else 0),
        Asked(step, facts or NoFacts()),
        by or standing(JUDGE, day=circumstances.day),
        circumstances,
    )
