"""What must be known for each step on courts, units, grids and people, and what the step changes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeVar

import attrs

from gridjustice.domain.contacts import Contact, Preferences
from gridjustice.domain.network import (
    OFFERS_KEPT,
    Assignment,
    Court,
    CourtLevel,
    Grid,
    GridNature,
    Home,
    NetworkState,
    OfferAnswer,
    OfferNotTaken,
    Period,
    Person,
    Place,
    Post,
    Shut,
    Substitution,
    Unit,
    UnitKind,
    ended_before,
    mediations_at_once,
    quarter_end,
)
from gridjustice.domain.personal import personal
from gridjustice.domain.record import Event, Facts, Role, Scope
from gridjustice.domain.values import EARLIEST, TEXT_LENGTH, CourtPath, RecordId, calendar_day, court_path, text
from gridjustice.errors import InvalidValueError


@attrs.frozen(kw_only=True)
class CourtEstablished(Facts):
    """A court begins to use the library."""

    court: CourtPath = court_path()
    name: str = text()
    name_ko: str | None = text(default=None)
    level: CourtLevel = CourtLevel.BASIC
    place: Place | None = None

    def applied(self, record: Court | None, event: Event) -> Court:
        """The court is there."""
        return Court(
            id=event.record,
            state=NetworkState(event.target),
            court=self.court,
            name=self.name,
            name_ko=self.name_ko,
            level=self.level,
            place=self.place,
        )


@attrs.frozen(kw_only=True)
class UnitAdopted(Facts):
    """A court takes a governance unit into its network."""

    court: CourtPath = court_path()
    code: str = text(64)
    name: str = text()
    name_ko: str | None = text(default=None)
    kind: UnitKind
    parent: RecordId | None = None
    mediates: bool = True
    since: date | None = calendar_day(default=None)
    place: Place | None = None
    languages: tuple[str, ...] = ()

    def applied(self, record: Unit | None, event: Event) -> Unit:
        """The unit is there, for as long as anybody knows where no day is given; it is the unit it is with."""
        return Unit(
            id=event.record,
            state=NetworkState(event.target),
            court=self.court,
            unit=event.record,
            code=self.code,
            name=self.name,
            name_ko=self.name_ko,
            kind=self.kind,
            parent=self.parent,
            mediates=self.mediates,
            homes=(Home(unit=self.parent, since=self.since or EARLIEST),),
            place=self.place,
            languages=self.languages,
        )


@attrs.frozen(kw_only=True)
class Renaming(Facts):
    """A court, unit or grid gets another name."""

    name: str = text()
    name_ko: str | None = text(default=None)

    def applied(self, record: Court | Unit | Grid, event: Event) -> Court | Unit | Grid:
        """It bears the new name."""
        return attrs.evolve(record, name=self.name, name_ko=self.name_ko)


@attrs.frozen(kw_only=True)
class Located(Facts):
    """Where a court is."""

    place: Place

    def applied(self, record: Court, event: Event) -> Court:
        """It is there."""
        return attrs.evolve(record, place=self.place)


@attrs.frozen(kw_only=True)
class Described(Facts):
    """Where a unit or grid lies, and which languages are spoken there; what is left out stays as it was."""

    place: Place | None = None
    languages: tuple[str, ...] = ()

    def applied(self, record: Unit | Grid, event: Event) -> Unit | Grid:
        """So it is described from now on."""
        return attrs.evolve(record, place=self.place or record.place, languages=self.languages or record.languages)


@attrs.frozen(kw_only=True)
class Closing(Facts):
    """Something of the network ends, with the reason."""

    reason: str = personal(TEXT_LENGTH)


@attrs.frozen(kw_only=True)
class PlaceClosed(Closing):
    """A grid or unit is there no longer.

    Attributes:
        gone_on: the first day on which it is not; the day of the step by default.
        successors: what takes its place.
        redrawing: the redrawing that closes it; None where somebody closes it by hand.
    """

    gone_on: date | None = calendar_day(default=None)
    successors: tuple[RecordId, ...] = ()
    redrawing: RecordId | None = None

    def applied(self, record: Unit | Grid, event: Event) -> Unit | Grid:
        """It gives nobody a role from that day on; what it gave before stays on record."""
        on = self.gone_on or event.day
        held = record.assignments if isinstance(record, Grid) else record.liaisons
        taken = record.substitutions if isinstance(record, Grid) else ()
        shut = Shut(
            on=on,
            successors=self.successors,
            cut=tuple(a for a in held if a.overlaps(on, None)),
            substitutions=tuple(s for s in taken if s.overlaps(on, None)),
            redrawing=self.redrawing,
        )
        homes = ended_before(record.homes, on)
        if isinstance(record, Grid):
            return attrs.evolve(
                record,
                shut=shut,
                homes=homes,
                assignments=ended_before(held, on),
                substitutions=ended_before(taken, on),
            )
        return attrs.evolve(record, shut=shut, homes=homes, liaisons=ended_before(held, on))


@attrs.frozen(kw_only=True)
class PlaceReopened(Facts):
    """A grid or unit that a redrawing closed is there again, because the redrawing is undone.

    Attributes:
        since: the first day on which it is.
        redrawing: which.
    """

    since: date = calendar_day()
    redrawing: RecordId

    def applied(self, record: Unit | Grid, event: Event) -> Unit | Grid:
        """Those who held a role when it was closed hold it again, as long as they would have held it."""
        shut = record.shut
        assert shut is not None, "what is closed was closed somehow"
        home = Home(unit=record.home[0], since=self.since)
        if isinstance(record, Grid):
            return attrs.evolve(
                record,
                shut=None,
                homes=(*record.homes, home),
                assignments=_resumed(record.assignments, shut.cut, self.since),
                substitutions=_resumed(record.substitutions, shut.substitutions, self.since),
            )
        liaisons = _resumed(record.liaisons, shut.cut, self.since)
        return attrs.evolve(record, shut=None, homes=(*record.homes, home), liaisons=liaisons)


@attrs.frozen(kw_only=True)
class LiaisonNamed(Facts):
    """A unit names its liaison from a day on."""

    person: RecordId
    since: date = calendar_day()

    def applied(self, record: Unit, event: Event) -> Unit:
        """The person is the liaison from that day, and confirms the unit's people each quarter."""
        named = Assignment(person=self.person, role=Role.LIAISON, since=self.since)
        quarter = quarter_end(max(self.since, event.day))
        return attrs.evolve(record, liaisons=(*record.liaisons, named), roster_quarter=quarter)


@attrs.frozen(kw_only=True)
class LiaisonHandOver(Facts):
    """A unit's liaison changes: the one before serves to the day before, the next from this day on."""

    person: RecordId
    since: date = calendar_day()

    def applied(self, record: Unit, event: Event) -> Unit:
        """No day is without a liaison and none has two; whoever stood in stands in no longer."""
        named = Assignment(person=self.person, role=Role.LIAISON, since=self.since)
        quarter = quarter_end(max(self.since, event.day))
        return attrs.evolve(
            record, liaisons=(*ended_before(record.liaisons, self.since), named), roster_quarter=quarter
        )


@attrs.frozen(kw_only=True)
class LiaisonStoodIn(Facts):
    """Somebody stands in as a unit's liaison, while the post is vacant or its holder away."""

    person: RecordId
    since: date = calendar_day()
    until: date = calendar_day()

    def __attrs_post_init__(self) -> None:
        _check_order(self.since, self.until)

    def applied(self, record: Unit, event: Event) -> Unit:
        """On these days they are the one liaison; before and after them it is who it was."""
        acting = Assignment(person=self.person, role=Role.LIAISON, since=self.since, until=self.until, acting=True)
        kept: list[Assignment] = []
        for each in record.liaisons:
            if not each.overlaps(self.since, self.until):
                kept.append(each)
                continue
            if each.since < self.since:
                kept.append(attrs.evolve(each, until=self.since - ONE_DAY))
            if each.until is None or each.until > self.until:
                kept.append(attrs.evolve(each, since=self.until + ONE_DAY))
        quarter = record.roster_quarter or quarter_end(max(self.since, event.day))
        return attrs.evolve(record, liaisons=(*kept, acting), roster_quarter=quarter)


@attrs.frozen(kw_only=True)
class RosterConfirmed(Facts):
    """The liaison has gone through the list of all the unit's people, and it is right.

    Attributes:
        people: everybody who is on it.
    """

    people: tuple[RecordId, ...]

    def applied(self, record: Unit, event: Event) -> Unit:
        """The next quarter is asked for; within a quarter that was confirmed already nothing changes."""
        asked = record.roster_quarter or quarter_end(event.day)
        current = quarter_end(event.day)
        quarter = current if current > asked else quarter_end(asked + ONE_DAY) if current == asked else asked
        return attrs.evolve(record, roster_quarter=quarter)


@attrs.frozen(kw_only=True)
class LiaisonReleased(Facts):
    """A unit's liaison leaves the post, with the last day."""

    person: RecordId
    until: date = calendar_day()

    def applied(self, record: Unit, event: Event) -> Unit:
        """The post is vacant after that day."""
        return attrs.evolve(record, liaisons=_ended(record.liaisons, self.person, Role.LIAISON, self.until))


@attrs.frozen(kw_only=True)
class GridDrawn(Facts):
    """A grid of a unit enters the network."""

    court: CourtPath = court_path()
    unit: RecordId
    code: str = text(64)
    name: str = text()
    name_ko: str | None = text(default=None)
    nature: GridNature = GridNature.BASIC
    causes: tuple[str, ...] = ()
    since: date | None = calendar_day(default=None)
    place: Place | None = None
    languages: tuple[str, ...] = ()

    def applied(self, record: Grid | None, event: Event) -> Grid:
        """The grid is there, for as long as anybody knows where no day is given; it is the grid it lies in."""
        return Grid(
            id=event.record,
            state=NetworkState(event.target),
            court=self.court,
            unit=self.unit,
            grid=event.record,
            code=self.code,
            name=self.name,
            name_ko=self.name_ko,
            nature=self.nature,
            causes=self.causes,
            homes=(Home(unit=self.unit, since=self.since or EARLIEST),),
            place=self.place,
            languages=self.languages,
        )


@attrs.frozen(kw_only=True)
class GridAssignment(Facts):
    """Somebody answers for the grid from a day on.

    Attributes:
        reason: why this person, as it was planned or decided.
    """

    person: RecordId
    role: Role
    since: date = calendar_day()
    until: date | None = calendar_day(default=None)
    reason: str | None = personal(TEXT_LENGTH, default=None)

    def __attrs_post_init__(self) -> None:
        if self.role not in GRID_ROLES:
            raise InvalidValueError(f"{self.role.value} is no role of a grid; one of {[r.value for r in GRID_ROLES]}")

    def applied(self, record: Grid, event: Event) -> Grid:
        """The person holds the role from that day."""
        added = Assignment(person=self.person, role=self.role, since=self.since, until=self.until)
        return attrs.evolve(record, assignments=(*record.assignments, added))


@attrs.frozen(kw_only=True)
class GridSubstitution(Facts):
    """Another judge takes the place of the grid's judge on given days."""

    person: RecordId
    since: date = calendar_day()
    until: date = calendar_day()

    def __attrs_post_init__(self) -> None:
        _check_order(self.since, self.until)

    def applied(self, record: Grid, event: Event) -> Grid:
        """On these days the substitute answers for the grid."""
        added = Substitution(person=self.person, since=self.since, until=self.until)
        return attrs.evolve(record, substitutions=(*record.substitutions, added))


@attrs.frozen(kw_only=True)
class SubstitutionEnded(Facts):
    """The judge answers for the grid again, from a day on."""

    back_on: date = calendar_day()

    def applied(self, record: Grid, event: Event) -> Grid:
        """From that day on nobody takes the judge's place."""
        return attrs.evolve(record, substitutions=ended_before(record.substitutions, self.back_on))


GRID_ROLES = (Role.JUDGE, Role.JUDGE_ASSISTANT, Role.GRID_WORKER)


@attrs.frozen(kw_only=True)
class GridRelief(Facts):
    """Somebody no longer answers for the grid after a last day."""

    person: RecordId
    role: Role
    until: date = calendar_day()

    def applied(self, record: Grid, event: Event) -> Grid:
        """The assignment has its last day."""
        return attrs.evolve(record, assignments=_ended(record.assignments, self.person, self.role, self.until))


@attrs.frozen(kw_only=True)
class GridHandOver(Facts):
    """The grid's judge changes: the one before answers to the day before, the next from this day on.

    Attributes:
        reason: why this judge, as it was planned or decided.
    """

    person: RecordId
    since: date = calendar_day()
    reason: str | None = personal(TEXT_LENGTH, default=None)

    def applied(self, record: Grid, event: Event) -> Grid:
        """Nobody's day is missing and nobody's is counted twice."""
        last = self.since - timedelta(days=1)
        kept = []
        for each in record.assignments:
            if each.role is Role.JUDGE and each.holds_on(self.since):
                if each.since == self.since:
                    continue  # never answered for a whole day
                each = attrs.evolve(each, until=last)
            kept.append(each)
        kept.append(Assignment(person=self.person, role=Role.JUDGE, since=self.since))
        return attrs.evolve(record, assignments=tuple(kept))


@attrs.frozen(kw_only=True)
class PersonEnrolled(Facts):
    """Somebody gets an account, with the posts they hold."""

    court: CourtPath = court_path()
    unit: RecordId | None = None
    handle: str = text(64)
    name: str | None = personal(default=None)
    phone: str | None = personal(default=None)
    languages: tuple[str, ...] = ("zh-CN",)
    posts: tuple[Post, ...] = ()
    most_open: int | None = mediations_at_once()

    SUBJECT = "handle"

    def __attrs_post_init__(self) -> None:
        if self.handle in RESERVED_HANDLES:
            raise InvalidValueError(f"the handle {self.handle!r} is reserved; choose another")
        for post in self.posts:
            _check_post(post)

    def applied(self, record: Person | None, event: Event) -> Person:
        """The person is there."""
        return Person(
            id=event.record,
            state=NetworkState(event.target),
            court=self.court,
            unit=self.unit,
            handle=self.handle,
            name=self.name,
            phone=self.phone,
            languages=self.languages,
            posts=self.posts,
            most_open=self.most_open,
        )


@attrs.frozen(kw_only=True)
class MostOpenSet(Facts):
    """How many mediations a mediator has open at once, at the most.

    Attributes:
        most_open: None for the office's own number again.
    """

    most_open: int | None = mediations_at_once()

    def applied(self, record: Person, event: Event) -> Person:
        """Nobody who has so many is proposed for another one."""
        return attrs.evolve(record, most_open=self.most_open)


@attrs.frozen(kw_only=True)
class OfferNoted(Facts):
    """A mediator did not accept an offer to mediate."""

    dispute: RecordId
    answer: OfferAnswer

    def applied(self, record: Person, event: Event) -> Person:
        """It is counted, with its day."""
        noted = OfferNotTaken(dispute=self.dispute, on=event.day, answer=self.answer)
        return attrs.evolve(record, not_taken=(*record.not_taken, noted)[-OFFERS_KEPT:])


@attrs.frozen(kw_only=True)
class PostTaken(Facts):
    """A person takes a post at a court or a unit."""

    post: Post

    def __attrs_post_init__(self) -> None:
        _check_post(self.post)

    def applied(self, record: Person, event: Event) -> Person:
        """They hold it."""
        return attrs.evolve(record, posts=(*record.posts, self.post))


@attrs.frozen(kw_only=True)
class PostLeft(Facts):
    """A person leaves a post, with the last day."""

    role: Role
    place: str = text()
    until: date = calendar_day()

    def applied(self, record: Person, event: Event) -> Person:
        """The post has its last day."""
        posts = tuple(
            attrs.evolve(p, until=self.until)
            if p.role is self.role and p.place == self.place and p.until is None
            else p
            for p in record.posts
        )
        return attrs.evolve(record, posts=posts)


@attrs.frozen(kw_only=True)
class PersonLeft(Closing):
    """A person has left: they take no step from now on, and answer for nothing."""

    def applied(self, record: Person, event: Event) -> Person:
        """From that day on they are away for good; for what they answered before stays on record."""
        return attrs.evolve(record, absences=(*ended_before(record.absences, event.day), Period(since=event.day)))


@attrs.frozen(kw_only=True)
class LeaveTaken(Facts):
    """A person is away on given days."""

    since: date = calendar_day()
    until: date = calendar_day()

    def __attrs_post_init__(self) -> None:
        _check_order(self.since, self.until)

    def applied(self, record: Person, event: Event) -> Person:
        """They are away on these days."""
        return attrs.evolve(record, absences=(*record.absences, Period(since=self.since, until=self.until)))


@attrs.frozen(kw_only=True)
class ReturnedEarly(Facts):
    """A person is back before the end of their leave."""

    back_on: date = calendar_day()

    def applied(self, record: Person, event: Event) -> Person:
        """They are there from that day on; leave that begins later is taken all the same."""
        running = [a for a in record.absences if a.holds_on(self.back_on)]
        kept = tuple(a for a in record.absences if a not in running)
        return attrs.evolve(record, absences=(*kept, *ended_before(tuple(running), self.back_on)))


@attrs.frozen(kw_only=True)
class ContactChanged(Facts):
    """A person's telephone number changes."""

    phone: str = personal()

    def applied(self, record: Person, event: Event) -> Person:
        """The new number counts."""
        return attrs.evolve(record, phone=self.phone)


@attrs.frozen(kw_only=True)
class ContactsSet(Facts):
    """How a person is reached from now on, all of it.

    Attributes:
        contacts: by medium, each with whose it is; the first of a medium is taken.
    """

    contacts: tuple[Contact, ...]

    def applied(self, record: Person, event: Event) -> Person:
        """These addresses count, and no others but the telephone number."""
        return attrs.evolve(record, contacts=self.contacts)


@attrs.frozen(kw_only=True)
class PreferencesSet(Facts):
    """How a person wishes to be told from now on; what is left out is as the office has it."""

    preferences: Preferences

    def applied(self, record: Person, event: Event) -> Person:
        """So they are told."""
        return attrs.evolve(record, preferences=self.preferences)


RESERVED_HANDLES = ("operator", "system")
"""Names of the actors that are no persons."""

POSTS = {
    Scope.COURT: (Role.PRESIDENT, Role.SUPERVISOR, Role.TRIAGE_OFFICER, Role.JUDGE, Role.JUDGE_ASSISTANT),
    Scope.UNIT: (Role.MEDIATOR,),
}
"""Which roles are posts of a person, and where they are held."""


def _check_post(post: Post) -> None:
    if post.role not in POSTS.get(post.scope, ()):
        raise InvalidValueError(f"{post.role.value} is no post at a {post.scope.value}")


ONE_DAY = timedelta(days=1)

P = TypeVar("P", bound=Period)


def _check_order(since: date, until: date) -> None:
    if until < since:
        raise InvalidValueError(f"ends on {until}, before it starts on {since}")


def _resumed(now: tuple[P, ...], cut: tuple[P, ...], since: date) -> tuple[P, ...]:
    """The periods with those that were cut off, which go on from that day."""
    on = tuple(attrs.evolve(c, since=max(c.since, since)) for c in cut if c.overlaps(since, None))
    return (*now, *on)


def _ended(assignments: tuple[Assignment, ...], person: RecordId, role: Role, until: date) -> tuple[Assignment, ...]:
    """The same assignments, the person's open one ended on that day (and dropped where it had not begun)."""
    kept = []
    for each in assignments:
        if each.person == person and each.role is role and each.overlaps(until, None):
            if each.since > until:
                continue
            each = attrs.evolve(each, until=until)
        kept.append(each)
    return tuple(kept)
