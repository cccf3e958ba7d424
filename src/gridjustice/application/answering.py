"""Who answered for a grid on a day: for any day, also of grids that were moved or are closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from gridjustice.application.coverage import Gap
from gridjustice.application.network_day import NetworkDay, names_of
from gridjustice.application.office import Office
from gridjustice.application.redrawing_rule import record_of
from gridjustice.domain.network import Grid, Unit
from gridjustice.domain.record import Role
from gridjustice.domain.values import RecordId
from gridjustice.errors import NotFoundError


@attrs.frozen(kw_only=True)
class Answerer:
    """Somebody who answered for a grid or its unit.

    Attributes:
        is_away: whether they were on leave that day, or had left.
        acting: of a liaison, whether they only stood in.
    """

    person: str
    name: str
    is_away: bool = False
    acting: bool = False


@attrs.frozen(kw_only=True)
class Answers:
    """Who answered for a grid on a day.

    Attributes:
        was_there: whether there was such a grid that day; if not, all else but `successors` is empty.
        unit: the unit it belonged to that day.
        responsible: the one judge who answered: its judge, or who took the judge's place; None is a gap, named below.
        instead_of: the judge whose place was taken.
        gaps: what was missing, each with its deputy.
        successors: of a grid that was closed by then: what took its place.
    """

    day: date
    grid: str
    grid_name: str
    was_there: bool
    unit: str | None = None
    unit_name: str = ""
    responsible: Answerer | None = None
    instead_of: Answerer | None = None
    assistants: tuple[Answerer, ...] = ()
    workers: tuple[Answerer, ...] = ()
    liaison: Answerer | None = None
    gaps: tuple[Gap, ...] = ()
    successors: tuple[tuple[str, str], ...] = ()


def answering(office: Office, actor: str, grid: str, day: date) -> Answers:
    """Who answered for a grid on a day, by the same rows as `coverage`.

    Args:
        office: whose network.
        actor: sees the grid.
        grid: its id; it may be closed by now, or have been moved.
        day: any day, past or to come.

    Raises:
        NotFoundError: there is no such grid, or not for this actor.
    """
    record = office.show(actor, grid).record
    if not isinstance(record, Grid):
        raise NotFoundError(f"there is no grid {grid}")
    with office.storage.read() as reader:
        standing = office.standing(reader, actor)
        network = NetworkDay.read(office, reader, standing, day)
        unit_id = record.unit_on(day)
        if unit_id is None or grid not in network.units:
            shut = record.shut.successors if record.shut and record.shut.on <= day else ()
            after = [(each, record_of(office, reader, each)) for each in shut]
            named = tuple((str(each), place.name) for each, place in after if isinstance(place, Grid))
            return Answers(day=day, grid=grid, grid_name=record.name, was_there=False, successors=named)
        unit = record_of(office, reader, unit_id)
        gaps = [(what, network.deputy(what, grid)) for what in network.lacked.get(grid, ())]
        people = {role: record.answering_on(role, day) for role in (Role.JUDGE, Role.JUDGE_ASSISTANT, Role.GRID_WORKER)}
        liaisons = [a for a in unit.liaisons if a.holds_on(day)] if isinstance(unit, Unit) else []
        responsible = network.responsible.get(grid)
        asked = {p for held in people.values() for p in held} | {a.person for a in liaisons}
        asked |= {RecordId(each) for _, each in gaps if each} | ({RecordId(responsible)} if responsible else set())
        names = names_of(office, reader, standing, asked)

    def shown(held: Iterable[str]) -> tuple[Answerer, ...]:
        return tuple(Answerer(person=p, name=names.get(p, p), is_away=p in network.away) for p in held)

    unit_name = unit.name if isinstance(unit, Unit) else ""
    replaced = [judge for judge in people[Role.JUDGE] if responsible is not None and judge != responsible]
    return Answers(
        day=day,
        grid=grid,
        grid_name=record.name,
        was_there=True,
        unit=unit_id,
        unit_name=unit_name,
        responsible=next(iter(shown([responsible] if responsible else [])), None),
        instead_of=next(iter(shown(replaced)), None),
        assistants=shown(people[Role.JUDGE_ASSISTANT]),
        workers=shown(people[Role.GRID_WORKER]),
        liaison=next((attrs.evolve(shown([a.person])[0], acting=a.acting) for a in liaisons), None),
        gaps=tuple(
            Gap(
                what=what,
                grid=grid,
                grid_name=record.name,
                unit=unit_id,
                unit_name=unit_name,
                court=record.court,
                deputy=deputy,
                deputy_name=names.get(deputy) if deputy else None,
            )
            for what, deputy in gaps
        ),
    )
