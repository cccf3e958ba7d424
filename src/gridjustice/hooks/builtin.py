"""What the core itself offers, through the same hooks as everybody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from gridjustice import language
from gridjustice.domain.choosing import MediationCase, MediatorCandidate, MediatorRanking, rank_mediators
from gridjustice.domain.planning import Candidate, Demand, Proposal, Terms, plan_greedily
from gridjustice.hooks.specifications import hookimpl
from gridjustice.ports.channel import Channel
from gridjustice.ports.console import ConsoleChannel
from gridjustice.ports.csv_tables import CsvTables
from gridjustice.ports.settings import Section
from gridjustice.ports.tables import TableFormat
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice.workflow.table import Kind


@hookimpl
def gridjustice_provide_kinds() -> Sequence[Kind]:
    """Courts, people, units, grids, disputes, follow-through orders."""
    return BUILT_IN


@hookimpl
def gridjustice_provide_catalogues() -> Sequence[Path]:
    """The words of the core."""
    return (language.BUILT_IN,)


@hookimpl
def gridjustice_provide_table_formats() -> Mapping[str, TableFormat]:
    """CSV, in whatever encoding."""
    return {".csv": CsvTables()}


@hookimpl
def gridjustice_provide_channels() -> Mapping[str, Callable[[str, Section], Channel]]:
    """The terminal, for demonstrations."""
    return {"console": ConsoleChannel.from_settings}


@hookimpl
def gridjustice_decide_assignments(
    demands: Sequence[Demand], candidates: Sequence[Candidate], day: date, terms: Terms
) -> Sequence[Proposal]:
    """Greedy: it fills gaps, dedicated grids first, each with the judge who costs least at that moment."""
    return plan_greedily(demands, candidates, day, terms)


@hookimpl
def gridjustice_decide_mediators(
    case: MediationCase, candidates: Sequence[MediatorCandidate], day: date
) -> MediatorRanking:
    """By points: the parties' languages, the cause, what is open, distance, the place, how offers were answered."""
    return rank_mediators(case, candidates)
