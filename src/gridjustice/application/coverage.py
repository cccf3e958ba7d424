"""Coverage of the network as of any day: by judge, liaison, grid worker and mediator, every gap with its remedy."""

from __future__ import annotations

from collections import Counter
from datetime import date

import attrs

from gridjustice.application.network_day import NetworkDay, names_of
from gridjustice.application.office import Office


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
    """Who answered for the grids on a day, and every gap.

    A grid is covered when, on that day, it has a judge of its court (or of one above) and a grid worker, and its unit
    has a liaison and at least one mediator, none of them on leave. Grids and units are those of that day, in the homes
    they had then. However large the network is, it is read by a constant number of statements.

    Args:
        office: whose network.
        actor: sees the grids that are counted.
        day: any day, past or to come.
        court: this court and those below it; all by default.
    """
    with office.storage.read() as reader:
        standing = office.standing(reader, actor)
        network = NetworkDay.read(office, reader, standing, day)
        lacked = {g: what for g, what in network.lacked.items() if _is_below(network.courts[g], court)}
        answered = network.responsible
        if court is not None:
            answered = {g: judge for g, judge in answered.items() if _is_below(network.courts[g], court)}
        grids = sum(_is_below(path, court) for grid, path in network.courts.items() if grid in network.units)
        loads = Counter(answered.values())
        deputies = {(what, grid): network.deputy(what, grid) for grid, whats in lacked.items() for what in whats}
        people = names_of(office, reader, standing, {*loads, *(d for d in deputies.values() if d)})
        names = {id_: str(name) for id_, name in reader.listed("grid", ("name",), lacked)}
        units = {id_: str(name) for id_, name in reader.listed("unit", ("name",), {network.units[g] for g in lacked})}
    had = Counter(what for whats in lacked.values() for what in whats)
    gaps = tuple(
        Gap(
            what=what,
            grid=grid,
            grid_name=names[grid],
            unit=network.units[grid],
            unit_name=units.get(network.units[grid], ""),
            court=network.courts[grid],
            deputy=deputy,
            deputy_name=people.get(deputy) if deputy else None,
        )
        for (what, grid), deputy in deputies.items()
    )
    return CoverageReport(
        day=day,
        grids=grids,
        covered=grids - len(lacked),
        with_judge=grids - had["no_judge"] - had["judge_away"],
        with_liaison=grids - had["no_liaison"] - had["liaison_away"],
        with_worker=grids - had["no_grid_worker"],
        with_mediator=grids - had["no_mediator"],
        gaps=gaps,
        loads=tuple(
            (judge, people.get(judge, judge), number)
            for judge, number in sorted(loads.items(), key=lambda entry: (-entry[1], entry[0]))
        ),
    )


def _is_below(court: str, path: str | None) -> bool:
    return path is None or court == path or court.startswith(path + "/")
