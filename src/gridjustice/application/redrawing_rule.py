"""What a redrawing moves: from what somebody wants to every record that has to go, with its old and its new home."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

import attrs

from gridjustice.application.access import SYSTEM
from gridjustice.application.codec import canonical, digest
from gridjustice.application.office import Office
from gridjustice.application.request import Request
from gridjustice.domain.criteria import Criterion, In, Not, equals, some
from gridjustice.domain.network import Assignment, Grid, NetworkState, Person, Unit
from gridjustice.domain.record import Record, Role
from gridjustice.domain.redrawing import Line, LinesListed, Redraw, Redrawing, RedrawingPlanned, Successor
from gridjustice.domain.values import RecordId, named_id
from gridjustice.errors import NotFoundError
from gridjustice.law import Causes
from gridjustice.ports.storage import HeadRow, Reader
from gridjustice.workflow.rehoming import REHOME

T = TypeVar("T")

PAGE = 500
"""Records read at a time, and lines in one event."""


@attrs.frozen(kw_only=True)
class Change:
    """What somebody wants to become of grids or units.

    Attributes:
        how: split, merge, move, rename or close.
        subjects: ids of the grids or of the units.
        since: the first day on which it is so.
        reason: for the record.
        successors: what takes over; who answers for a new one may be left out: those who answered for
            what it comes from do.
        rest: code of the successor that gets what nothing else says; of one successor, that one.
        new_unit: of a move, the unit of the grids, or above the units.
        name: of a new name.
        name_ko: the same in Korean.
    """

    how: Redraw
    subjects: tuple[RecordId, ...]
    since: date
    reason: str
    successors: tuple[Successor, ...] = ()
    rest: str | None = None
    new_unit: RecordId | None = None
    name: str | None = None
    name_ko: str | None = None


def facts_of(office: Office, reader: Reader, change: Change) -> RedrawingPlanned:
    """The plan of a change, with what the network says of its subjects.

    Raises:
        NotFoundError: a subject is no grid or unit.
        InvalidValueError: the change contradicts itself.
    """
    found = [record_of(office, reader, subject) for subject in change.subjects]
    subjects = [place for place in found if isinstance(place, (Grid, Unit))]
    if not subjects or len(subjects) < len(found) or len({type(place) for place in subjects}) > 1:
        raise NotFoundError(f"{', '.join(change.subjects) or 'nothing'}: name grids, or units, that are there")
    first = subjects[0]
    places = "grid" if isinstance(first, Grid) else "unit"
    renamed = change.how is Redraw.RENAME
    return RedrawingPlanned(
        court=first.court,
        how=change.how,
        places=places,
        subjects=change.subjects,
        successors=tuple(_with_people(office, reader, s, subjects, change.since) for s in change.successors),
        rest=change.rest,
        new_unit=change.new_unit,
        name=change.name,
        name_ko=change.name_ko,
        was_name=first.name if renamed else None,
        was_name_ko=first.name_ko if renamed else None,
        since=change.since,
        reason=change.reason,
        was_units=tuple(place.unit for place in subjects if isinstance(place, Grid) and place.unit),
    )


def _with_people(
    office: Office, reader: Reader, successor: Successor, subjects: Sequence[Grid | Unit], since: date
) -> Successor:
    """The successor with those who answer for it: where it is new and nobody is named, who answered before."""
    places = "grid" if isinstance(subjects[0], Grid) else "unit"
    there = record_of(office, reader, named_id(places, successor.code))
    if there is not None:
        return attrs.evolve(successor, is_new=False, assignments=())
    taken: dict[tuple[RecordId, Role], Assignment] = {}
    for place in subjects:
        for held in held_at(place):
            alone = held.role in {Role.JUDGE, Role.LIAISON} and any(role is held.role for _, role in taken)
            if not held.overlaps(since, None) or held.acting or alone or (held.person, held.role) in taken:
                continue
            person = record_of(office, reader, held.person)
            if isinstance(person, Person) and person.state is NetworkState.ACTIVE:
                taken[held.person, held.role] = attrs.evolve(held, since=max(held.since, since))
    return attrs.evolve(successor, is_new=True, assignments=successor.assignments or tuple(taken.values()))


class Rule:
    """Where each record goes, as a plan says.

    What is named goes where it is named to. What lies in a grid goes with the grid. Otherwise its cause of action
    decides, and the rest goes to the successor of the rest. What another unit was given stays with that unit.
    """

    def __init__(self, office: Office, reader: Reader, plan: RedrawingPlanned | Redrawing) -> None:
        ids = {s.code: named_id(plan.places, s.code) for s in plan.successors}
        self._office = office
        self._reader = reader
        self._plan = plan
        self._named = {record: ids[s.code] for s in plan.successors for record in s.records}
        self._causes = {cause: ids[s.code] for s in plan.successors for cause in s.causes}
        self._rest = ids.get(plan.rest or (plan.successors[0].code if plan.successors else ""))
        self._successors = frozenset(ids.values())
        self._known: dict[str, Record | None] = {}

    def lines(self) -> Iterator[Line]:
        """Everything that lies in the subjects and has to go, in the order in which it has to."""
        plan = self._plan
        if plan.how is Redraw.RENAME or (plan.how is Redraw.CLOSE and self._rest is None):
            return
        if plan.how is Redraw.MOVE:
            yield from self._moved(plan.subjects, plan.new_unit)
            if plan.places == "unit":
                return
        elif plan.places == "unit":
            ending = [subject for subject in plan.subjects if subject not in self._successors]
            for below in units_below(self._office, self._reader, plan.subjects, but=ending):
                # What takes over from a unit above it comes to lie where that unit lay.
                target = self._above(below, ending) if below in self._successors else self._target(below)
                yield from self._moved((below,), target)
        heads = list(heads_of(self._reader, open_in(self._office, plan.places, plan.subjects)))
        for head in sorted(heads, key=lambda each: (_ORDER.get(each.kind, len(_ORDER)), each.id)):
            record: Record = self._office.codec.record(head.kind, head.body)
            was_unit, was_grid = record.home
            unit, grid = self._home(head.kind, record)
            if (unit, grid) != (was_unit, was_grid):
                line = Line(record=record.id, kind=head.kind, was_unit=was_unit, was_grid=was_grid)
                yield attrs.evolve(line, unit=unit, grid=grid)

    def _above(self, unit: RecordId, ending: Sequence[RecordId]) -> RecordId | None:
        """The nearest unit above one that does not end."""
        above: RecordId | None = unit
        while above is not None:
            place = self._look(above)
            above = place.home[0] if place is not None else None
            if above not in ending:
                break
        return above

    def _moved(self, places: Iterable[RecordId], unit: RecordId | None) -> Iterator[Line]:
        """The grids or units themselves, below another unit."""
        for id_ in places:
            place = self._look(id_)
            if isinstance(place, (Grid, Unit)) and place.state is NetworkState.ACTIVE:
                was_unit, grid = place.home
                kind = "grid" if isinstance(place, Grid) else "unit"
                if unit not in {was_unit, id_}:
                    yield Line(record=id_, kind=kind, was_unit=was_unit, was_grid=grid, unit=unit, grid=grid)

    def _home(self, kind: str, record: Record) -> tuple[RecordId | None, RecordId | None]:
        """The unit and the grid in which a record shall lie."""
        plan = self._plan
        unit, grid = record.home
        if plan.places == "unit":
            return self._target(record.id, record, kind), grid
        was_unit = dict(zip(plan.subjects, plan.was_units, strict=False)).get(grid or RecordId(""))
        if plan.how is Redraw.MOVE:
            return (plan.new_unit if unit == was_unit else unit), grid
        target = self._target(record.id, record)
        if target is None or target == grid:
            return unit, grid
        there = self._look(target)
        new_unit: RecordId | None = there.unit if isinstance(there, Grid) else plan.was_units[0]
        return (new_unit if unit == was_unit else unit), target

    def _target(self, id_: RecordId, record: Record | None = None, kind: str = "") -> RecordId | None:
        """The successor for a record."""
        if id_ in self._named:
            return self._named[id_]
        if record is None or kind == "grid":
            return self._rest
        if self._plan.places == "unit" and record.grid is not None:
            grid = self._look(record.grid)
            if isinstance(grid, Grid) and any(home.unit in self._plan.subjects for home in grid.homes):
                return self._named.get(record.grid, self._rest)
        for code in self._codes(record):
            if code in self._causes:
                return self._causes[code]
        return self._rest

    def _codes(self, record: Record) -> list[str]:
        """The record's cause of action and what it stands under, the nearest first."""
        cause, version = getattr(record, "cause", None), getattr(record, "cause_version", None)
        if cause is None or not self._causes:
            return []
        causes = Causes.load()
        known = causes.version(version) if version else causes.on(self._plan.since)
        return [cause, *(above.code for above in reversed(known.path(known.get(cause))))]

    def _look(self, id_: str) -> Record | None:
        if id_ not in self._known:
            self._known[id_] = record_of(self._office, self._reader, id_)
        return self._known[id_]


_ORDER = {"grid": 0, "person": 1}
"""Grids move first, so that what lies in them can follow."""


def open_in(office: Office, places: str, ids: Sequence[str]) -> Criterion:
    """Open records, of every kind that moves, that lie in these grids or units; not these themselves."""
    movable = (kind for kind in office.kinds.values() if REHOME in kind.facts)
    still_open = some(equals("kind", kind.name) & Not(In("state", frozenset(kind.ends))) for kind in movable)
    return still_open & In(places, frozenset(ids)) & Not(In("id", frozenset(ids)))


def units_below(office: Office, reader: Reader, ids: Sequence[str], but: Sequence[str] | None = None) -> list[RecordId]:
    """The units right below these that are there, in the order of their ids; without these themselves, or `but`."""
    wanted, without = set(ids), set(ids if but is None else but)
    found = [RecordId(str(unit)) for unit, parent in reader.listed("unit", ("parent",)) if parent in wanted]
    heads = reader.load(ids=found).heads
    return [unit for unit in sorted(found) if heads[unit].state == NetworkState.ACTIVE.value and unit not in without]


def heads_of(reader: Reader, criterion: Criterion) -> Iterator[HeadRow]:
    """All heads of a criterion, a page at a time."""
    after: HeadRow | None = None
    while page := reader.find(criterion, after=after, limit=PAGE):
        yield from page
        after = page[-1]


def record_of(office: Office, reader: Reader, id_: str) -> Record | None:
    """A record as it is now."""
    head = reader.load(ids=(id_,)).heads.get(id_)
    record: Record | None = None if head is None else office.codec.record(head.kind, head.body)
    return record


def held_at(place: Grid | Unit) -> tuple[Assignment, ...]:
    """Who answers for a grid or unit, over time."""
    return place.assignments if isinstance(place, Grid) else place.liaisons


def listed_lines(office: Office, reader: Reader, redrawing: str) -> list[Line]:
    """All lines of a redrawing, in the order in which they were listed."""
    events = (office.codec.event(entry.body) for entry in reader.entries(redrawing) if entry.step == "list")
    return [line for event in events if isinstance(event.facts, LinesListed) for line in event.facts.lines]


def list_requests(redrawing: RecordId, lines: Sequence[Line]) -> list[Request]:
    """The steps that list these lines, each under a key of its content."""
    listed = [LinesListed(lines=tuple(part)) for part in parts(lines)]
    return [
        Request(
            actor=SYSTEM, record=redrawing, step="list", facts=facts,
            key=f"{redrawing}:list:{digest(canonical(facts))[:32]}",
        )
        for facts in listed
    ]  # fmt: skip


def parts(items: Sequence[T], size: int = PAGE) -> Iterator[Sequence[T]]:
    """The items, so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
