"""What every kind of record has in common: a head, an history of events, deadlines, appointments.

A *record* is what a step is taken on; an *event* is what a step left behind. `apply` of the workflow engine turns
events into the record again, today and after law, tables and plugins have changed, so an event carries all it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, Self

import attrs

from gridjustice.domain.values import CourtPath, RecordId, court_path, evolve, per_class
from gridjustice.errors import NotFoundError

NEW = "new"
"""The state of a record before its birth."""


class Role(str, Enum):
    """What somebody is, to a place or to a record."""

    PRESIDENT = "president"
    SUPERVISOR = "supervisor"
    TRIAGE_OFFICER = "triage_officer"
    JUDGE = "judge"
    JUDGE_ASSISTANT = "judge_assistant"
    LIAISON = "liaison"
    GRID_WORKER = "grid_worker"
    MEDIATOR = "mediator"
    PARTY = "party"
    REPORTER = "reporter"
    BARRED = "barred"
    OPERATOR = "operator"
    SYSTEM = "system"
    ONESELF = "oneself"
    SUBSTITUTE = "substitute"
    ABSENT = "absent"
    GONE = "gone"
    HOME = "home"


NO_STANDING = frozenset((Role.SUBSTITUTE, Role.ABSENT, Role.GONE, Role.HOME))
"""Roles that let nobody do anything: who takes whose place, who is on leave or has left, where a place lies."""


class Scope(str, Enum):
    """Where a role holds."""

    COURT = "court"
    UNIT = "unit"
    GRID = "grid"
    RECORD = "record"
    EVERYWHERE = "everywhere"


class Appointment(NamedTuple):
    """Who holds which role where, from which day to which: what access rules are asked about.

    Attributes:
        person: id of the person's record, or of a built-in actor; for `Role.BARRED` also of a unit or grid, whose
            people are barred with it; for `Role.HOME` the unit to which a grid or unit belongs.
        place: a court path (scope court) or a record id; empty for everywhere.
        since: first day.
        until: last day, or None while it lasts.
    """

    person: str
    role: Role
    scope: Scope
    place: str
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on that day, both ends included."""
        return self.since <= day and (self.until is None or day <= self.until)


@attrs.frozen(kw_only=True)
class Deadline:
    """An open time limit of a record, with what it was computed from, so that it explains itself for ever.

    Attributes:
        limit: its name in the kind's table of limits.
        figure: key of the law's figure it was counted with.
        figure_since: the day from which that version of the figure is in force.
        start: the day it started; not counted.
        due: its last day, court-local.
        runs_out: the instant at which it has run out (24:00 of the last day, unless it is in hours), UTC.
        extended: units of the figure's extension that were added by those who may.
        provisional: whether it reaches past the last published working-day calendar.
        calendar: version of the calendar it was counted with.
        paused_days: days that were left out of it.
        paused_since: the day since which time stands still for it, or None while it runs. While it stands still it
            is not open: `due` and `runs_out` are those it would have if it went on at once.
        started_at: of a limit in hours, the instant it started, in the court's legal time, in which it is told again.
        watch: the next instant, UTC, at which something happens by itself for it: a warning, or its expiry; None where
            nothing more does, and while it stands still.
        warned: what last happened by itself for it: a member of `gridjustice.law.Watch`, or ``expiry``; empty where
            nothing did since it was last started, extended or moved.
    """

    limit: str
    figure: str
    figure_since: date
    start: date
    due: date
    runs_out: datetime
    calendar: str
    extended: int = 0
    provisional: bool = False
    paused_days: int = 0
    paused_since: date | None = None
    started_at: datetime | None = None
    watch: datetime | None = None
    warned: str = ""


@attrs.frozen(kw_only=True)
class Record:
    """The head of a record; each kind adds its own fields.

    Attributes:
        state: one of the kind's states.
        court: the court responsible for it.
        unit: the governance unit it is with, if any.
        grid: the grid it lies in, if any.
        deadlines: those running now or standing still, one of each limit.
    """

    id: RecordId
    state: str
    court: CourtPath = court_path()
    unit: RecordId | None = None
    grid: RecordId | None = None
    deadlines: tuple[Deadline, ...] = ()

    def copy(self) -> Self:
        """An equal record that is another object; no validator is asked again."""
        new = object.__new__(type(self))
        for name in _field_names(type(self)):
            object.__setattr__(new, name, getattr(self, name))
        return new

    @cached_property
    def appointed(self) -> tuple[Appointment, ...]:
        """`appointments`, computed once."""
        return self.appointments()

    @property
    def state_name(self) -> str:
        """The state as a plain text: `state` itself is a member of the kind's own enum."""
        return str(getattr(self.state, "value", self.state))

    @property
    def running(self) -> tuple[Deadline, ...]:
        """The deadlines that are open: without those for which time stands still."""
        return tuple(d for d in self.deadlines if d.paused_since is None)

    def appointments(self) -> tuple[Appointment, ...]:
        """The roles this record gives to people; none unless the kind says otherwise."""
        return ()

    @property
    def home(self) -> tuple[RecordId | None, RecordId | None]:
        """The unit and the grid it lies in."""
        return self.unit, self.grid

    def rehomed(
        self, unit: RecordId | None, grid: RecordId | None, since: date, near: tuple[RecordId, ...] = ()
    ) -> Self:
        """The same record in another home; a kind to which a home means more says what.

        Args:
            unit: the new unit.
            grid: the new grid.
            since: the first day there.
            near: the new unit where it is near one of the record's parties.
        """
        return evolve(self, unit=unit, grid=grid)

    def deadline(self, limit: str) -> Deadline | None:
        """The open deadline of that name."""
        return next((d for d in self.deadlines if d.limit == limit), None)


@per_class
def _field_names(cls: type) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(cls))


@attrs.frozen(kw_only=True)
class CitationOf:
    """The article a step was taken under, resolved on the day of the act."""

    basis: str
    instrument: str
    version: str
    article: str


@attrs.frozen
class Found:
    """What a finder of the row found when the step was taken.

    Attributes:
        name: of the finder's function.
        ids: of what it found, in its order.
    """

    name: str
    ids: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Said:
    """What a sentence fills in under a name.

    Attributes:
        words: one or several; one that is a key of the catalogues is said in the reader's language.
    """

    name: str
    words: tuple[str, ...]


@attrs.frozen(kw_only=True)
class ScorePart:
    """A part of a score, in whole points."""

    name: str
    points: int


@attrs.frozen(kw_only=True)
class Weighed:
    """A candidate that a decider put in its place.

    Attributes:
        candidate: id of a record; never a name.
    """

    candidate: RecordId
    score: int
    parts: tuple[ScorePart, ...] = ()


@attrs.frozen(kw_only=True)
class SetAside:
    """Somebody who was no candidate, with the codes of the refusals (`refusal.<code>`) that said so."""

    candidate: RecordId
    reasons: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Decided:
    """What was decided with a plugin's help when the step was taken, and on what.

    Attributes:
        question: what was asked, as ``mediators``.
        decider: name of the plugin that answered; empty where there was nobody to choose from.
        candidates: the best first.
        set_aside: who was no candidate, and why.
        chosen: whom the step names.
        named: whether whoever took the step named them; otherwise the first of the candidates was taken.
        followed: whether it is the first of the candidates.
        reason: why the first one is first: key of a sentence in the catalogues, ``<question>.<reason>``.
        values: what the sentence fills in.
    """

    question: str
    decider: str
    candidates: tuple[Weighed, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    chosen: RecordId
    named: bool
    followed: bool
    reason: str = ""
    values: tuple[Said, ...] = ()


@attrs.frozen(kw_only=True)
class Derived:
    """What was computed when the step was taken, kept so that replay computes nothing.

    Attributes:
        deadlines: all open deadlines after the step, or None when the step changed none.
        basis: the article the step was taken under.
        profile: the policy profile of the day, where the step brings the record before a court.
        tells: audiences of the notice.
        found: what the finders of the row found, in the order of the row.
        decision: what was decided with a plugin's help, where the row decides something.
    """

    deadlines: tuple[Deadline, ...] | None = None
    basis: CitationOf | None = None
    profile: str | None = None
    tells: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()
    decision: Decided | None = None

    def of(self, name: str) -> tuple[str, ...]:
        """What the finder of that name found; nothing where the row had no such finder."""
        return next((found.ids for found in self.found if found.name == name), ())


@attrs.frozen(kw_only=True)
class LedBy:
    """The event on another record that led to this one, in the same transaction."""

    record: RecordId
    version: int


class Facts:
    """What must be known to take a step, and what the step changes; an attrs class per step.

    Class attributes:
        VERSION: raised when a field changes its meaning.
        UPCASTERS: from each older version, a pure function from its dict to the next version's dict.
    """

    VERSION: ClassVar[int] = 1
    UPCASTERS: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}

    def applied(self, record: Any, event: Event) -> Any:
        """The record after this step; the engine sets state and deadlines itself.

        Pure: no clock, no law, no plugin. ``record`` is None when the step gives birth to it.
        """
        return record


@attrs.frozen(kw_only=True)
class NoFacts(Facts):
    """For a step that needs nothing to be known."""


@attrs.frozen(kw_only=True)
class UnknownFacts(Facts):
    """What was known stands in the store, and cannot be read while the plugin of the step is away.

    For looking at a history; never stored, and never applied: what it changed cannot be known.
    """

    def applied(self, record: Any, event: Event) -> Any:
        """Nothing can be said of the record after it."""
        raise NotFoundError(f"what {event.kind}.{event.step} changed is known to its plugin alone, which is away")


@attrs.frozen(kw_only=True)
class Event:
    """One step that was taken: everything `apply` needs, and nothing it would have to look up.

    Attributes:
        version: the record's version after it; the first is 1.
        source: the state before, `NEW` for a birth.
        target: the state after; read, never recomputed.
        actor: id of a person's record, or of a built-in actor.
        at: the instant, UTC.
        day: the legal day, court-local.
        key: the idempotency key; empty where the step was a consequence.
        request: fingerprint of what was asked under that key.
        cause: the event that led to it, if one did.
    """

    record: RecordId
    version: int
    kind: str
    step: str
    source: str
    target: str
    actor: str
    at: datetime
    day: date
    facts: Facts
    derived: Derived = Derived()
    key: str = ""
    request: str = ""
    cause: LedBy | None = None
