"""The network: courts, governance units, grids, people, and who answers for what from when to when."""

from __future__ import annotations

import math
import re
from calendar import monthrange
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

import attrs

from gridjustice.domain.contacts import Contact, ContactMedium, Preferences
from gridjustice.domain.personal import guarded, personal
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


EARTH_KILOMETRES = 6371.0088
"""Mean radius of the earth (IUGG)."""

_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,7})?")


def _degrees(most: int) -> Any:
    def validate(instance: object, attribute: attrs.Attribute[Any], value: str) -> None:
        if not _DEGREES.fullmatch(value) or abs(float(value)) > most:
            raise InvalidValueError(
                f"{value!r} are no degrees of {attribute.name}: from -{most} to {most}, as 42.9107, at most 7 places"
            )

    return attrs.field(validator=validate)


@attrs.frozen(kw_only=True)
class Place:
    """Where something lies, in degrees of WGS 84, kept as they were written.

    Attributes:
        latitude: north of the equator.
        longitude: east of Greenwich.
    """

    latitude: str = _degrees(90)
    longitude: str = _degrees(180)

    @property
    def vector(self) -> tuple[float, float, float]:
        """The same from the middle of the earth, in kilometres."""
        return _vector(self.latitude, self.longitude)

    def kilometres_to(self, other: Place) -> int:
        """Whole kilometres in a straight line; at 500 km an eighth of a kilometre less than along the ground."""
        (x, y, z), (x2, y2, z2) = self.vector, other.vector
        return int(math.sqrt((x - x2) * (x - x2) + (y - y2) * (y - y2) + (z - z2) * (z - z2)))


@lru_cache(maxsize=1 << 17)
def _vector(latitude: str, longitude: str) -> tuple[float, float, float]:
    north, east = math.radians(float(latitude)), math.radians(float(longitude))
    return (
        EARTH_KILOMETRES * math.cos(north) * math.cos(east),
        EARTH_KILOMETRES * math.cos(north) * math.sin(east),
        EARTH_KILOMETRES * math.sin(north),
    )


@attrs.frozen(kw_only=True)
class Assignment(Period):
    """A person answers for a grid, or for a unit as its liaison, for a period.

    Attributes:
        acting: of a liaison: whether they only stand in, for as long as the post is vacant or its holder away.
    """

    person: RecordId
    role: Role
    acting: bool = False


@attrs.frozen(kw_only=True)
class Substitution(Period):
    """A judge takes the place of a grid's judge on given days, and may act for them."""

    person: RecordId


@attrs.frozen(kw_only=True)
class Home(Period):
    """A grid lay in a unit, or a unit below another, for a period.

    Attributes:
        unit: None for a unit that has none above it.
        since: `EARLIEST` where it was there for as long as anybody knows.
    """

    unit: RecordId | None = None


@attrs.frozen(kw_only=True)
class Shut:
    """How a grid or unit was closed, so that it can be opened again.

    Attributes:
        on: the first day on which it was there no longer.
        successors: what took its place; none where nothing did.
        cut: the assignments that were ended by it, as they had stood.
        substitutions: the same of substitutions.
        redrawing: the redrawing that closed it, if one did.
    """

    on: date
    successors: tuple[RecordId, ...] = ()
    cut: tuple[Assignment, ...] = ()
    substitutions: tuple[Substitution, ...] = ()
    redrawing: RecordId | None = None


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
    """A court of the district; its path is its `court`.

    Attributes:
        place: of its building; None where nobody has said.
    """

    state: NetworkState
    name: str = text()
    name_ko: str | None = text(default=None)
    level: CourtLevel
    place: Place | None = None


@attrs.frozen(kw_only=True)
class Unit(Record):
    """A grass-roots governance unit, or a mediation organisation.

    Attributes:
        code: as the list it came from names it; unique among units.
        parent: the unit above it, as a forest farm's enterprise.
        liaisons: over time, those who only stand in among them; at most one on any day.
        mediates: whether it is, or has, a lawfully established mediation organisation.
        homes: the units above it, over time; from the first day on which it was there.
        shut: how it was closed; None while it is there.
        roster_quarter: last day of the calendar quarter for which the liaison confirms the unit's people next; None
            where it never had a liaison.
        place: of its office; None where nobody has said.
        languages: BCP 47 tags of what is spoken there; empty where nobody has said.
    """

    state: NetworkState
    code: str = text(64)
    name: str = text()
    name_ko: str | None = text(default=None)
    kind: UnitKind
    parent: RecordId | None = None
    mediates: bool = True
    place: Place | None = None
    languages: tuple[str, ...] = ()
    liaisons: tuple[Assignment, ...] = ()
    homes: tuple[Home, ...] = ()
    shut: Shut | None = None
    roster_quarter: date | None = None

    def liaison_on(self, day: date) -> RecordId | None:
        """The unit's liaison on that day, or None while the post is vacant."""
        return next((a.person for a in self.liaisons if a.holds_on(day)), None)

    @property
    def home(self) -> tuple[RecordId | None, RecordId | None]:
        """The unit above it."""
        return self.parent, None

    def rehomed(
        self, unit: RecordId | None, grid: RecordId | None, since: date, near: tuple[RecordId, ...] = ()
    ) -> Unit:
        """The unit below another one: its home is the unit above it."""
        return attrs.evolve(self, parent=unit, homes=moved(self.homes, unit, since))

    def appointments(self) -> tuple[Appointment, ...]:
        """Its liaisons and the units above it, over time; a unit at the top says that it is its own."""
        liaisons = _appointments(self.liaisons, Scope.UNIT, self.id)
        return (*liaisons, *_homes(self.homes, self.id, self.court))


@attrs.frozen(kw_only=True)
class Grid(Record):
    """A grid with its assignments over time.

    Attributes:
        code: opaque and unique among grids; no national format exists.
        causes: codes of causes of action that really occur in it.
        place: of its middle; None where it is its unit's, or nobody has said.
        languages: BCP 47 tags of what is spoken there; empty where they are its unit's, or nobody has said.
        assignments: judges, assistants and grid workers; on any day at most one judge answers for it.
        orders: follow-through orders that point at it and are open.
        homes: the units it belonged to, over time; from the first day on which it was there.
        substitutions: judges who take the judge's place on given days; at most one on any day.
        shut: how it was closed; None while it is there.
    """

    state: NetworkState
    code: str = text(64)
    name: str = text()
    name_ko: str | None = text(default=None)
    nature: GridNature
    causes: tuple[str, ...] = ()
    place: Place | None = None
    languages: tuple[str, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    orders: tuple[RecordId, ...] = ()
    homes: tuple[Home, ...] = ()
    substitutions: tuple[Substitution, ...] = ()
    shut: Shut | None = None

    def answering_on(self, role: Role, day: date) -> tuple[RecordId, ...]:
        """Who held that role for the grid on that day."""
        return tuple(a.person for a in self.assignments if a.role is role and a.holds_on(day))

    def unit_on(self, day: date) -> RecordId | None:
        """The unit it belonged to on that day; None where it was not there."""
        return next((h.unit for h in self.homes if h.holds_on(day)), None)

    def substitute_on(self, day: date) -> RecordId | None:
        """Who takes the judge's place on that day."""
        return next((s.person for s in self.substitutions if s.holds_on(day)), None)

    def responsible_on(self, day: date) -> RecordId | None:
        """The one judge who answers for it on that day: the substitute where there is one. None is a gap."""
        judges = self.answering_on(Role.JUDGE, day)
        return self.substitute_on(day) or (judges[0] if judges else None)

    def rehomed(
        self, unit: RecordId | None, grid: RecordId | None, since: date, near: tuple[RecordId, ...] = ()
    ) -> Grid:
        """The grid in another unit; it stays the grid it lies in."""
        return attrs.evolve(self, unit=unit, homes=moved(self.homes, unit, since))

    def appointments(self) -> tuple[Appointment, ...]:
        """Its judges, substitutes, assistants and grid workers, and its units, over time."""
        return (
            *_appointments(self.assignments, Scope.GRID, self.id),
            *(
                Appointment(person=s.person, role=role, scope=Scope.GRID, place=self.id, since=s.since, until=s.until)
                for s in self.substitutions
                for role in (Role.JUDGE, Role.SUBSTITUTE)
            ),
            *_homes(self.homes, self.id, self.court),
        )


class OfferAnswer(str, Enum):
    """What became of an offer to mediate that the mediator did not accept."""

    EXCUSED = "excused"
    """Turned down, with a ground that stands in the way of this mediator or this mediation."""

    TURNED_DOWN = "turned_down"
    """Turned down without such a ground: done repeatedly, something a party may complain of."""

    SILENT = "silent"


@attrs.frozen(kw_only=True)
class OfferNotTaken:
    """An offer to mediate that somebody did not accept."""

    dispute: RecordId
    on: date
    answer: OfferAnswer


MOST_CAPACITY = 500
"""Nobody has more mediations open at once; a larger number is a mistyped one."""

OFFERS_KEPT = 100
"""So many offers that were not taken stand on a person's record, the last ones; the history has all."""


def mediations_at_once() -> Any:
    """An attrs field for the most mediations that are open with one mediator; None for the office's own number."""
    return attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.in_(range(1, MOST_CAPACITY + 1)))
    )


@attrs.frozen(kw_only=True)
class Person(Record):
    """Somebody who can take steps: a judge, a liaison, a grid worker, a mediator, or a citizen with an account.

    Attributes:
        handle: the name of the account; no personal data.
        languages: BCP 47 tags of what they speak and read.
        posts: at courts and units, over time. Liaisons stand in their unit, judges of a grid in the grid.
        absences: days of leave; from the day on which somebody left, one without an end.
        most_open: of a mediator, the most mediations that are open at once; None for the office's own number.
        contacts: how they are reached, the first of a medium first; `phone` counts as an own number beside them.
        preferences: how they wish to be told; None where they have said nothing.
        not_taken: offers to mediate that they did not accept, shown to those who manage the roster and to nobody else.
    """

    SUBJECT: ClassVar[str] = "handle"

    state: NetworkState
    handle: str = text(64)
    name: str | None = personal(default=None)
    phone: str | None = personal(default=None)
    contacts: tuple[Contact, ...] = ()
    preferences: Preferences | None = None
    languages: tuple[str, ...] = ("zh-CN",)
    posts: tuple[Post, ...] = ()
    absences: tuple[Period, ...] = ()
    most_open: int | None = mediations_at_once()
    not_taken: tuple[OfferNotTaken, ...] = guarded(())

    @property
    def addresses(self) -> tuple[Contact, ...]:
        """Every address: the contacts, and the telephone number for talking and for short messages."""
        known = {(c.medium, c.address) for c in self.contacts}
        numbers = (ContactMedium.SMS, ContactMedium.PHONE) if self.phone else ()
        own = (Contact(medium=medium, address=self.phone or "") for medium in numbers)
        return (*self.contacts, *(c for c in own if (c.medium, c.address) not in known))

    def is_away(self, day: date) -> bool:
        """Whether they are on leave that day, or have left."""
        return any(period.holds_on(day) for period in self.absences)

    def rehomed(
        self, unit: RecordId | None, grid: RecordId | None, since: date, near: tuple[RecordId, ...] = ()
    ) -> Person:
        """The person in another unit, with the posts they hold at the one before."""
        before, last = self.unit, since - timedelta(days=1)
        posts: list[Post] = []
        for post in self.posts:
            if unit is None or post.scope is not Scope.UNIT or post.place != before or not post.overlaps(since, None):
                posts.append(post)
                continue
            if post.since <= last:
                posts.append(attrs.evolve(post, until=last))
            posts.append(attrs.evolve(post, place=unit, since=max(post.since, since)))
        return attrs.evolve(self, unit=unit, posts=tuple(posts))

    def holds(self, role: Role, place: str, day: date) -> bool:
        """Whether the person has that post at that very court or unit on that day."""
        return any(p.role is role and p.place == place and p.holds_on(day) for p in self.posts)

    def appointments(self) -> tuple[Appointment, ...]:
        """Their posts and the days on which they are away, over time."""
        held = [
            Appointment(person=self.id, role=p.role, scope=p.scope, place=p.place, since=p.since, until=p.until)
            for p in self.posts
        ]
        away = [
            Appointment(self.id, Role.GONE if a.until is None else Role.ABSENT, Scope.EVERYWHERE, "", a.since, a.until)
            for a in self.absences
        ]
        return (*held, *away)


def _appointments(assignments: tuple[Assignment, ...], scope: Scope, place: str) -> tuple[Appointment, ...]:
    return tuple(
        Appointment(person=a.person, role=a.role, scope=scope, place=place, since=a.since, until=a.until)
        for a in assignments
    )


def _homes(homes: tuple[Home, ...], of: RecordId, court: CourtPath) -> tuple[Appointment, ...]:
    """Where a grid or unit lay, as rows: the unit as person, the court as place."""
    return tuple(
        Appointment(person=h.unit or of, role=Role.HOME, scope=Scope.COURT, place=court, since=h.since, until=h.until)
        for h in homes
    )


def moved(homes: tuple[Home, ...], unit: RecordId | None, since: date) -> tuple[Home, ...]:
    """The homes of what lies in that unit from that day on: no day is missing and none is counted twice."""
    return (*ended_before(homes, since), Home(unit=unit, since=since))


P = TypeVar("P", bound=Period)


def ended_before(periods: tuple[P, ...], day: date) -> tuple[P, ...]:
    """The periods without that day and those after it; what had not begun is dropped."""
    last = day - timedelta(days=1)
    return tuple(
        attrs.evolve(each, until=last) if each.overlaps(day, None) else each
        for each in periods
        if each.since <= last or not each.overlaps(day, None)
    )


def quarter_end(day: date) -> date:
    """The last day of the calendar quarter in which the day lies (P42)."""
    month = (day.month + 2) // 3 * 3
    return date(day.year, month, monthrange(day.year, month)[1])


def court_at_or_above(path: CourtPath, other: CourtPath) -> bool:
    """Whether ``path`` is ``other`` or one of the courts above it."""
    return other == path or other.startswith(path + "/")
