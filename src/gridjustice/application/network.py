"""The network as a whole, as a planner needs it: grids, units and people, read from one consistent state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import attrs

from gridjustice.application.access import visible
from gridjustice.application.office import Office
from gridjustice.domain.criteria import Criterion, Everything, In, Under
from gridjustice.domain.network import Court, Grid, NetworkState, Person, Post, Unit, court_at_or_above
from gridjustice.domain.personal import masked
from gridjustice.domain.planning import Candidate
from gridjustice.domain.record import Record, Role
from gridjustice.domain.values import CourtPath, RecordId
from gridjustice.ports.storage import HeadRow, Reader

KINDS = frozenset(("court", "unit", "grid", "person"))
"""Kinds of record that a network is made of."""

PAGE = 1000
"""Records read at a time."""


@attrs.frozen(kw_only=True)
class Network:
    """Grids, units and people as one actor sees them, read from one consistent state, a page at a time.

    Attributes:
        grids: of the whole tree of courts, since judges of a court above answer for grids below.
        chosen: those that were asked about.
        courts: by path.
        mediators: by unit, those of the day.
    """

    day: date
    today: date
    grids: Sequence[Grid]
    chosen: Sequence[Grid]
    courts: Mapping[str, Court]
    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    mediators: Mapping[str, Sequence[RecordId]]

    @classmethod
    def read(cls, office: Office, actor: str, day: date, court: str | None) -> Network:
        """The tree of courts that the court stands in, or everything."""
        tree = Everything() if court is None else Under("court", court.partition("/")[0])
        grids: list[Grid] = []
        courts: dict[str, Court] = {}
        units: dict[str, Unit] = {}
        people: dict[str, Person] = {}
        mediators: dict[str, list[RecordId]] = {}
        today = office.today()
        with office.storage.read() as reader:
            for record in _seen(office, reader, actor, tree & In("kind", KINDS)):
                match record:
                    case Grid(state=NetworkState.ACTIVE):
                        grids.append(record)
                    case Court():
                        courts[record.court] = record
                    case Unit():
                        units[record.id] = record
                    case Person() if record.state is NetworkState.ACTIVE or day < today:
                        people[record.id] = record
                        for place in {p.place for p in posts_on(record, Role.MEDIATOR, day)}:
                            mediators.setdefault(place, []).append(record.id)
        chosen = [g for g in grids if court is None or court_at_or_above(CourtPath(court), g.court)]
        return cls(
            day=day, today=today, grids=grids, chosen=chosen, courts=courts, units=units, people=people,
            mediators=mediators,
        )  # fmt: skip

    def judge(self, grid: Grid) -> RecordId | None:
        """Whose grid it is: a judge of its court, or of one above it, who has not left.

        Judges on leave keep their grids: whoever substitutes for them answers for a time only.
        """
        for judge in grid.answering_on(Role.JUDGE, self.day):
            person = self.people.get(judge)
            posts = posts_on(person, Role.JUDGE, self.day) if person and not self._has_left(person) else []
            if any(court_at_or_above(CourtPath(p.place), grid.court) for p in posts):
                return judge
        return None

    def loads(self, grids: Iterable[Grid]) -> Counter[RecordId]:
        """How many of the grids each judge answers for."""
        return Counter(judge for grid in grids if (judge := self.judge(grid)) is not None)

    def candidates(self) -> list[Candidate]:
        """The judges, one entry for each court at which they are one.

        Who has left is none; who is on leave that day keeps what they have and takes nothing new.
        """
        loads = self.loads(self.grids)
        return [
            Candidate(
                judge=person.id,
                name=self.name(person.id),
                court=CourtPath(post.place),
                specialities=post.specialities,
                languages=person.languages,
                place=self.courts[post.place].place if post.place in self.courts else None,
                load=loads[person.id],
                takes_new=not person.is_away(self.day),
            )
            for person in self.people.values()
            if not self._has_left(person)
            for post in posts_on(person, Role.JUDGE, self.day)
        ]

    def _has_left(self, person: Person) -> bool:
        return any(absence.until is None and absence.holds_on(self.day) for absence in person.absences)

    def name(self, person: RecordId) -> str:
        """What somebody is called."""
        return self.people[person].name or self.people[person].handle


def posts_on(person: Person, role: Role, day: date) -> list[Post]:
    """The posts of that role that a person holds on that day."""
    return [p for p in person.posts if p.role is role and p.since <= day and (p.until is None or day <= p.until)]


def _seen(office: Office, reader: Reader, actor: str, where: Criterion) -> Iterator[Record]:
    """The records that the actor may see, personal data masked as in `Office.show`, in a read for each page."""
    standing = office.standing(reader, actor)
    criterion = where & visible(office.kinds, standing)
    after: HeadRow | None = None
    while page := reader.find(criterion, after=after, limit=PAGE):
        for head in page:
            record: Record = office.codec.record(head.kind, head.body)
            workflow = office.workflows[head.kind]
            yield record if workflow.holds(workflow.kind.may_read, standing, record) else masked(record)
        after = page[-1]
