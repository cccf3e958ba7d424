"""The network as a whole, read from one consistent state, and its coverage on any day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import attrs

from gridjustice.application.access import visible
from gridjustice.application.office import Office
from gridjustice.domain.criteria import Criterion, Everything, In, Under
from gridjustice.domain.network import Grid, NetworkState, Person, Post, Unit, UnitKind, court_at_or_above
from gridjustice.domain.personal import masked
from gridjustice.domain.planning import Candidate
from gridjustice.domain.record import Record, Role
from gridjustice.domain.values import CourtPath, RecordId
from gridjustice.ports.storage import HeadRow, Reader

PAGE = 1000
"""Records read at a time."""


@attrs.frozen(kw_only=True)
class Gap:
    """Something that is missing in a grid, who stands in for it, and what to do about it.

    Attributes:
        what: ``no_judge``, ``no_liaison``, ``no_grid_worker`` or ``no_mediator``; labels under ``gap.<what>``,
            remedies under ``gap.<what>.remedy``.
        deputy: id of the person who stands in until the gap is closed (1.8, 2.1.2); None where nobody can be found.
        deputy_name: what the deputy is called; words under ``gap.deputy`` and ``gap.no_deputy``.
    """

    what: str
    grid: str
    grid_name: str
    unit: str
    unit_name: str
    court: str
    deputy: str | None
    deputy_name: str | None


@attrs.frozen(kw_only=True)
class CoverageReport:
    """Who answers for the grids on a day, and every gap.

    Attributes:
        covered: grids with a judge, a liaison, a grid worker and a mediator.
        loads: (judge's id, name, number of grids), the heaviest first.
    """

    day: date
    grids: int
    covered: int
    with_judge: int
    with_liaison: int
    with_worker: int
    with_mediator: int
    gaps: tuple[Gap, ...]
    loads: tuple[tuple[str, str, int], ...]


def coverage(office: Office, actor: str, day: date, court: str | None = None) -> CoverageReport:
    """Who answers for the grids on a day, and every gap.

    A grid is covered when, on that day, it has a judge of its court (or of one above) and a grid worker, and its unit
    has a liaison and at least one mediator. Grids and units are those of today; who left no longer answers for
    anything from today on.

    Args:
        office: whose network.
        actor: sees the grids that are counted.
        day: any day, past or to come.
        court: this court and those below it; all by default.
    """
    network = Network.read(office, actor, day, court)
    deputies = _Deputies(network)
    had: Counter[str] = Counter()
    gaps: list[Gap] = []
    for grid in network.chosen:
        unit = network.units.get(grid.unit or "")
        answers = network.answers(grid, unit)
        had.update(what for what, there in answers.items() if there)
        had["covered"] += all(answers.values())
        for what, there in answers.items():
            if there:
                continue
            deputy = deputies.of(what, grid, unit)
            gap = Gap(
                what=what,
                grid=grid.id,
                grid_name=grid.name,
                unit=grid.unit or "",
                unit_name=unit.name if unit else "",
                court=grid.court,
                deputy=deputy,
                deputy_name=network.name(deputy) if deputy else None,
            )
            gaps.append(gap)
    loads = sorted(network.loads(network.chosen).items(), key=lambda entry: (-entry[1], entry[0]))
    return CoverageReport(
        day=day,
        grids=len(network.chosen),
        covered=had["covered"],
        with_judge=had["no_judge"],
        with_liaison=had["no_liaison"],
        with_worker=had["no_grid_worker"],
        with_mediator=had["no_mediator"],
        gaps=tuple(gaps),
        loads=tuple((judge, network.name(judge), number) for judge, number in loads),
    )


@attrs.frozen(kw_only=True)
class Network:
    """Grids, units and people as one actor sees them, read from one consistent state, a page at a time.

    Attributes:
        grids: of the whole tree of courts, since judges of a court above answer for grids below.
        chosen: those that were asked about.
        mediators: by unit, those of the day.
    """

    day: date
    today: date
    grids: Sequence[Grid]
    chosen: Sequence[Grid]
    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    mediators: Mapping[str, Sequence[RecordId]]

    @classmethod
    def read(cls, office: Office, actor: str, day: date, court: str | None) -> Network:
        """The tree of courts that the court stands in, or everything."""
        tree = Everything() if court is None else Under("court", court.partition("/")[0])
        grids: list[Grid] = []
        units: dict[str, Unit] = {}
        people: dict[str, Person] = {}
        mediators: dict[str, list[RecordId]] = {}
        today = office.today()
        with office.storage.read() as reader:
            for record in _seen(office, reader, actor, tree & In("kind", frozenset(("grid", "unit", "person")))):
                match record:
                    case Grid(state=NetworkState.ACTIVE):
                        grids.append(record)
                    case Unit():
                        units[record.id] = record
                    case Person() if record.state is NetworkState.ACTIVE or day < today:
                        people[record.id] = record
                        for place in {p.place for p in posts_on(record, Role.MEDIATOR, day)}:
                            mediators.setdefault(place, []).append(record.id)
        chosen = [g for g in grids if court is None or court_at_or_above(CourtPath(court), g.court)]
        return cls(
            day=day, today=today, grids=grids, chosen=chosen, units=units, people=people, mediators=mediators
        )  # fmt: skip

    def answers(self, grid: Grid, unit: Unit | None) -> dict[str, bool]:
        """Whether each of those who must be there is."""
        return {
            "no_judge": self.judge(grid) is not None,
            "no_liaison": unit is not None and self.liaison(unit) is not None,
            "no_grid_worker": any(p in self.people for p in grid.answering_on(Role.GRID_WORKER, self.day)),
            "no_mediator": unit is not None and unit.id in self.mediators,
        }

    def liaison(self, unit: Unit) -> RecordId | None:
        """The unit's liaison that day."""
        liaison = unit.liaison_on(self.day)
        return liaison if liaison in self.people else None

    def above(self, unit: Unit) -> Iterator[Unit]:
        """The units above it that are there, the nearest first."""
        passed = {unit.id}
        parent = self.units.get(unit.parent or "")
        while parent is not None and parent.id not in passed:
            passed.add(parent.id)
            if parent.state is NetworkState.ACTIVE:
                yield parent
            parent = self.units.get(parent.parent or "")

    def judge(self, grid: Grid) -> RecordId | None:
        """Who answers for the grid and is a judge of its court, or of one above it."""
        for judge in grid.answering_on(Role.JUDGE, self.day):
            posts = posts_on(self.people[judge], Role.JUDGE, self.day) if judge in self.people else []
            if any(court_at_or_above(CourtPath(p.place), grid.court) for p in posts):
                return judge
        return None

    def loads(self, grids: Iterable[Grid]) -> Counter[RecordId]:
        """How many of the grids each judge answers for."""
        return Counter(judge for grid in grids if (judge := self.judge(grid)) is not None)

    def candidates(self) -> list[Candidate]:
        """The judges, one entry for each court at which they are one."""
        loads = self.loads(self.grids)
        return [
            Candidate(
                judge=person.id,
                name=self.name(person.id),
                court=CourtPath(post.place),
                specialities=post.specialities,
                languages=person.languages,
                load=loads[person.id],
            )
            for person in self.people.values()
            for post in posts_on(person, Role.JUDGE, self.day)
        ]

    def name(self, person: RecordId) -> str:
        """What somebody is called."""
        return self.people[person].name or self.people[person].handle


class _Deputies:
    """Who stands in where somebody is missing, from what was read already; each place is looked at once."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._judges: dict[str, RecordId] = {}
        for judge in sorted(network.candidates(), key=lambda each: (each.load, each.judge)):
            self._judges.setdefault(judge.court, judge.judge)
        self._mediators: dict[str, RecordId] = {}
        for unit in network.units.values():
            if unit.kind is UnitKind.MEDIATION_ORGANISATION and unit.state is NetworkState.ACTIVE:
                for mediator in network.mediators.get(unit.id, ()):
                    self._mediators.setdefault(unit.court, mediator)

    def of(self, what: str, grid: Grid, unit: Unit | None) -> RecordId | None:
        """Who stands in for what is missing in the grid; None where nobody can be found."""
        match what:
            case "no_judge":
                return self._judge(grid.court)
            case "no_grid_worker":
                return self._network.liaison(unit) if unit else None
            case "no_liaison":
                above = self._network.above(unit) if unit else ()
                return next((liaison for each in above if (liaison := self._network.liaison(each))), None)
            case "no_mediator":
                return self._mediators.get(grid.court) or (self._mediator_above(unit) if unit else None)
        return None

    def _judge(self, court: str) -> RecordId | None:
        """The judge with the fewest grids of the court, else of the nearest one above that has a judge."""
        while court and court not in self._judges:
            court = court.rpartition("/")[0]
        return self._judges.get(court)

    def _mediator_above(self, unit: Unit) -> RecordId | None:
        mediators = self._network.mediators
        return next((mediators[each.id][0] for each in self._network.above(unit) if each.id in mediators), None)


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
