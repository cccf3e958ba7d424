"""What must be known for each step on courts, units, grids and people, and what the step changes."""

from __future__ import annotations

from datetime import date, timedelta

import attrs

from gridjustice.domain.network import (
    Assignment,
    Court,
    CourtLevel,
    Grid,
    GridNature,
    NetworkState,
    Person,
    Post,
    Unit,
    UnitKind,
)
from gridjustice.domain.personal import personal
from gridjustice.domain.record import Event, Facts, Role, Scope
from gridjustice.domain.values import TEXT_LENGTH, CourtPath, RecordId, calendar_day, court_path, text
from gridjustice.errors import InvalidValueError


@attrs.frozen(kw_only=True)
class CourtEstablished(Facts):
    """A court begins to use the library."""

    court: CourtPath = court_path()
    name: str = text()
    name_ko: str | None = text(default=None)
    level: CourtLevel = CourtLevel.BASIC

    def applied(self, record: Court | None, event: Event) -> Court:
        """The court is there."""
        return Court(
            id=event.record,
            state=NetworkState(event.target),
            court=self.court,
            name=self.name,
            name_ko=self.name_ko,
            level=self.level,
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

    def applied(self, record: Unit | None, event: Event) -> Unit:
        """The unit is there; it is the unit it is with."""
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
class Closing(Facts):
    """Something of the network ends, with the reason."""

    reason: str = personal(TEXT_LENGTH)


@attrs.frozen(kw_only=True)
class LiaisonNamed(Facts):
    """A unit names its liaison from a day on."""

    person: RecordId
    since: date = calendar_day()

    def applied(self, record: Unit, event: Event) -> Unit:
        """The person is the liaison from that day."""
        named = Assignment(person=self.person, role=Role.LIAISON, since=self.since)
        return attrs.evolve(record, liaisons=(*record.liaisons, named))


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

    def applied(self, record: Grid | None, event: Event) -> Grid:
        """The grid is there; it is the grid it lies in."""
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
        )


@attrs.frozen(kw_only=True)
class GridAssignment(Facts):
    """Somebody answers for the grid from a day on."""

    person: RecordId
    role: Role
    since: date = calendar_day()
    until: date | None = calendar_day(default=None)

    def __attrs_post_init__(self) -> None:
        if self.role not in GRID_ROLES:
            raise InvalidValueError(f"{self.role.value} is no role of a grid; one of {[r.value for r in GRID_ROLES]}")

    def applied(self, record: Grid, event: Event) -> Grid:
        """The person holds the role from that day."""
        added = Assignment(person=self.person, role=self.role, since=self.since, until=self.until)
        return attrs.evolve(record, assignments=(*record.assignments, added))


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
    """The grid's judge changes: the one before answers to the day before, the next from this day on."""

    person: RecordId
    since: date = calendar_day()

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
        )


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
class ContactChanged(Facts):
    """A person's telephone number changes."""

    phone: str = personal()

    def applied(self, record: Person, event: Event) -> Person:
        """The new number counts."""
        return attrs.evolve(record, phone=self.phone)


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
