"""What this distribution offers to GridJustice: a planner, under the name ``optimal``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.util import find_spec

from gridjustice.domain.planning import Candidate, Demand, Proposal, Terms
from gridjustice.errors import AdapterUnsupportedError
from gridjustice.hooks import hookimpl


@hookimpl
def gridjustice_decide_assignments(
    demands: Sequence[Demand], candidates: Sequence[Candidate], day: date, terms: Terms, planner: str | None
) -> Sequence[Proposal] | None:
    """The plan that costs least; no opinion where OR-Tools is not installed and nobody asked for this planner."""
    if find_spec("ortools") is None:
        if planner is None:
            return None
        raise AdapterUnsupportedError(
            f"the planner {planner!r} needs OR-Tools, which is not installed here: "
            'pip install "gridjustice[planner]"; or plan with the built-in one: --planner builtin'
        )
    from gridjustice_planner.optimum import plan_optimally  # noqa: PLC0415  # numpy and OR-Tools are slow to load

    return plan_optimally(demands, candidates, day, terms)
