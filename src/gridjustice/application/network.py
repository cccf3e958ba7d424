"""The network as a whole: read from tables, imported as steps, its coverage on any day, its plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

import attrs

from gridjustice.application.office import Office
from gridjustice.application.request import Receipt, Request
from gridjustice.domain.planning import Proposal
from gridjustice.errors import GridJusticeError


@attrs.frozen(kw_only=True)
class RowProblem:
    """What is wrong with a row of a table: where, what was found, what to do.

    Attributes:
        file: its name.
        row: its number as a spreadsheet counts, the heading being row 1; 0 for the file as a whole.
        column: its heading, empty for the whole row.
        value: what was found, as it stood there.
        problem: why it cannot be taken, in English.
        remedy: what to do, in English.
    """

    file: str
    row: int
    column: str
    value: str
    problem: str
    remedy: str


@attrs.frozen(kw_only=True)
class ImportReport:
    """What an import did: everything, or nothing if there is a problem.

    Attributes:
        created: steps that were taken.
        unchanged: rows that were there already.
        problems: rows that cannot be taken; with any, nothing was stored.
    """

    created: int
    unchanged: int
    problems: tuple[RowProblem, ...]


@attrs.frozen(kw_only=True)
class Gap:
    """Something that is missing in a grid, and what to do about it.

    Attributes:
        what: ``no_judge``, ``no_liaison``, ``no_grid_worker`` or ``no_mediator``; labels under ``gap.<what>``,
            remedies under ``gap.<what>.remedy``.
    """

    what: str
    grid: str
    grid_name: str
    unit: str
    unit_name: str
    court: str


@attrs.frozen(kw_only=True)
class CoverageReport:
    """Who answers for the grids on a day, and every gap."""

    day: date
    grids: int
    covered: int
    with_judge: int
    with_liaison: int
    with_worker: int
    with_mediator: int
    gaps: tuple[Gap, ...]
    loads: tuple[tuple[str, str, int], ...]
    """(judge's id, name, number of grids), the heaviest first."""


@attrs.frozen(kw_only=True)
class Plan:
    """A proposed assignment of judges to grids; nothing is stored until it is applied."""

    day: date
    planner: str
    lines: tuple[Proposal, ...]


def read_tables(paths: Sequence[Path]) -> tuple[list[Request], list[RowProblem]]:
    """Read network tables (CSV) as the steps they ask for."""
    raise NotImplementedError


def import_network(
    office: Office, actor: str, paths: Sequence[Path], *, progress: Callable[[int, int], None] | None = None
) -> ImportReport:
    """Import network tables, all or nothing; safe to repeat."""
    raise NotImplementedError


def coverage(office: Office, actor: str, day: date, court: str | None = None) -> CoverageReport:
    """Who answers for the grids on a day, and every gap."""
    raise NotImplementedError


def plan_assignments(office: Office, actor: str, day: date, court: str | None = None) -> Plan:
    """Propose a judge for every grid that has none."""
    raise NotImplementedError


def apply_plan(office: Office, actor: str, plan: Plan) -> list[Receipt | GridJusticeError]:
    """Take the plan's lines as steps."""
    raise NotImplementedError


_ = Iterable
