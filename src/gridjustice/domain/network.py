"""The network: courts, governance units, grids, people, and who answers for what from when to when."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import ClassVar

import attrs

from gridjustice.domain.personal import personal
from gridjustice.domain.record import Appointment, Record, Role, Scope
from gridjustice.domain.values import CourtPath, RecordId, calendar_day, text
from gridjustice.errors import InvalidValueError


class NetworkState(str, Enum):
    """Courts, units, grids and people are there, or are there no longer."""

    ACTIVE = "active"
    CLOSED = "closed"


class CourtLevel(str, Enum):
    """The levels of court in a forest district; a tribunal (人民法庭) is part of a basic court and has no such seal."""

    INTERMEDIATE = "intermediate"
    BASIC = "basic"
    TRIBUNAL = "tribunal"


class UnitKind(str, Enum):
    """Governance units that have grids, and organisations that mediate."""

    FORESTRY_ENTERPRISE = "forestry_enterprise"
    GOVERNANCE_OFFICE = "governance_office"
    FOREST_FARM = "forest_farm"
    COMMUNITY = "community"
    ENTERPRISE = "enterprise"
    MEDIATION_ORGANISATION = "mediation_organisation"


class GridNature(str, Enum):
    """Grass-roots grids, and those dedicated to one community, forest farm or enterprise (专属网格)."""

    BASIC = "basic"
    DEDICATED = "dedicated"


@attrs.frozen(kw_only=True)
class Period:
    """From a first to a last day, both included.

    Attributes:
        until: None while it lasts.
    """

    since: date = calendar_day()
    until: date | None = calendar_day(default=None)

    def __attrs_post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise InvalidValueError(f"ends on {self.until}, before it starts on {self.since}")

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def overlaps(self, since: date, until: date | None) -> bool:
        """Whether the two periods share a day."""
        return (self.until is None or since <= self.until) and (until is None or self.since <= until)


@attrs.frozen(kw_only=True)
class Assignment(Period):
    """A person answers for a grid, or for a unit as its liaison, for a period."""

    person: RecordId
    role: Role


@attrs.frozen(kw_only=True)
class Post(Period):
    """A role that a person holds at a court or a unit, with the kinds of case they know.

    Attributes:
        place: a court path (scope court) or the id of a unit (scope unit).
        specialities: codes of causes of action, of any level.
    """

    role: Role
    scope: Scope
    place: str = text()
    specialities: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Court(Record):
    """A court of the district; its path is its `court`."""

    state: NetworkState
    name: str = text()
    name_ko: str | None = text(default=None)
    level: CourtLevel


@attrs.frozen(kw_only=True)
class Unit(Record):
    """A grass-roots governance unit, or a mediation organisation.

    Attributes:
        code: as the list it came from names it; unique among units.
        parent: the unit above it, as a forest farm's enterprise.
        liaisons: over time; at most one on any day.
        mediates: whether it is, or has, a lawfully established mediation organisation.
    """

    state: NetworkState
    code: str = text(64)
    name: str = text()
    name_ko: str | None = text(default=None)
    kind: UnitKind
    parent: RecordId | None = None
    mediates: bool = True
    liaisons: tuple[Assignment, ...] = ()

    def liaison_on(self, day: date) -> RecordId | None:
        """The unit's liaison on that day, or None while the post is vacant."""
        return next((a.person for a in self.liaisons if a.holds_on(day)), None)

    def appointments(self) -> tuple[Appointment, ...]:
        """Its liaisons, over time; a closed unit gives nobody a role."""
        return _appointments(self.liaisons, Scope.UNIT, self.id) if self.state is NetworkState.ACTIVE else ()


@attrs.frozen(kw_only=True)
class Grid(Record):
    """A grid with its assignments over time.

    Attributes:
        code: opaque and unique among grids; no national format exists.
        causes: codes of causes of action that really occur in it.
        assignments: judges, assistants and grid workers; on any day at most one judge answers for it.
        orders: follow-through orders that point at it and are open.
    """

    state: NetworkState
    code: str = text(64)
    name: str = text()
    name_ko: str | None = text(default=None)
    nature: GridNature
    causes: tuple[str, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    orders: tuple[RecordId, ...] = ()

    def answering_on(self, role: Role, day: date) -> tuple[RecordId, ...]:
        """Who held that role for the grid on that day."""
        return tuple(a.person for a in self.assignments if a.role is role and a.holds_on(day))

    def appointments(self) -> tuple[Appointment, ...]:
        """Its judges, assistants and grid workers, over time; a closed grid gives nobody a role."""
        return _appointments(self.assignments, Scope.GRID, self.id) if self.state is NetworkState.ACTIVE else ()


@attrs.frozen(kw_only=True)
class Person(Record):
    """Somebody who can take steps: a judge, a liaison, a grid worker, a mediator, or a citizen with an account.

    Attributes:
        handle: the name of the account; no personal data.
        languages: BCP 47 tags of what they speak and read.
        posts: at courts and units, over time. Liaisons stand in their unit, judges of a grid in the grid.
    """

    SUBJECT: ClassVar[str] = "handle"

    state: NetworkState
    handle: str = text(64)
    name: str | None = personal(default=None)
    phone: str | None = personal(default=None)
    languages: tuple[str, ...] = ("zh-CN",)
    posts: tuple[Post, ...] = ()

    def holds(self, role: Role, place: str, day: date) -> bool:
        """Whether the person has that post at that very court or unit on that day."""
        return any(p.role is role and p.place == place and p.holds_on(day) for p in self.posts)

    def appointments(self) -> tuple[Appointment, ...]:
        """Their posts, over time."""
        return tuple(
            Appointment(person=self.id, role=p.role, scope=p.scope, place=p.place, since=p.since, until=p.until)
            for p in self.posts
        )


def _appointments(assignments: tuple[Assignment, ...], scope: Scope, place: str) -> tuple[Appointment, ...]:
    return tuple(
        Appointment(person=a.person, role=a.role, scope=scope, place=place, since=a.since, until=a.until)
        for a in assignments
    )


def court_at_or_above(path: CourtPath, other: CourtPath) -> bool:
    """Whether ``path`` is ``other`` or one of the courts above it."""
    return other == path or other.startswith(path + "/")
