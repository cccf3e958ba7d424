"""Which judge is to answer for which grid: what a planner is told, what it answers, and the greedy planner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import attrs

from gridjustice.domain.network import GridNature, court_at_or_above
from gridjustice.domain.values import CourtPath, RecordId


@attrs.frozen(kw_only=True)
class Demand:
    """A grid that needs a judge.

    Attributes:
        causes: codes of the causes of action that really occur in it.
        judge: who answers for it today, if anybody.
    """

    grid: RecordId
    name: str
    court: CourtPath
    nature: GridNature
    causes: tuple[str, ...] = ()
    judge: RecordId | None = None


@attrs.frozen(kw_only=True)
class Candidate:
    """A judge who could answer for grids.

    Attributes:
        court: the court of the judge's post.
        specialities: codes of causes of action.
        load: grids they answer for today.
    """

    judge: RecordId
    name: str
    court: CourtPath
    specialities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    load: int = 0


@attrs.frozen(kw_only=True)
class Proposal:
    """One line of a plan.

    Attributes:
        judge: None where nobody can be found: a named gap, never a silent one.
        reason: key of a sentence in the catalogues, ``plan.<reason>``.
        values: what the sentence fills in.
    """

    grid: RecordId
    judge: RecordId | None
    since: date
    reason: str
    values: tuple[tuple[str, str], ...] = ()


SPECIALITY_WORTH = 3
"""How many grids of load a fitting speciality outweighs: a judge who knows the causes, but not at any price."""


def plan_greedily(demands: Sequence[Demand], candidates: Sequence[Candidate], day: date) -> list[Proposal]:
    """A judge for every grid that has one to find: good enough to start with, not the optimum.

    Dedicated grids choose first, and among them those whose causes a judge knows (专业对接专属网格). A grid keeps the
    judge it has. Otherwise the least loaded judge of the grid's own court is taken, a fitting speciality counting as
    much as `SPECIALITY_WORTH` grids; a judge of a court above only where the grid's own court has none.

    Args:
        demands: all grids of the plan.
        candidates: the judges.
        day: the first day of the assignments proposed.

    Returns:
        A line for each grid, in the order of ``demands``; ``judge`` is None where nobody can be found.
    """
    load = Counter({c.judge: c.load for c in candidates})
    lines: dict[RecordId, Proposal] = {}
    for demand in sorted(demands, key=lambda d: (d.nature is not GridNature.DEDICATED, not d.causes, d.name, d.grid)):
        lines[demand.grid] = _line(demand, candidates, load, day)
    return [lines[demand.grid] for demand in demands]


def _line(demand: Demand, candidates: Sequence[Candidate], load: Counter[RecordId], day: date) -> Proposal:
    known = {c.judge: c.name for c in candidates}
    if demand.judge is not None and demand.judge in known:
        return Proposal(
            grid=demand.grid, judge=demand.judge, since=day, reason="kept", values=(("judge", known[demand.judge]),)
        )
    fitting = [c for c in candidates if c.court == demand.court]
    fitting = fitting or [c for c in candidates if court_at_or_above(c.court, demand.court)]
    if not fitting:
        return Proposal(grid=demand.grid, judge=None, since=day, reason="nobody", values=(("court", demand.court),))

    def shared(candidate: Candidate) -> int:
        return len(set(candidate.specialities) & set(demand.causes))

    best = min(fitting, key=lambda c: (load[c.judge] - SPECIALITY_WORTH * bool(shared(c)), not shared(c), c.judge))
    load[best.judge] += 1
    speciality = next((code for code in best.specialities if code in demand.causes), "")
    values = (("judge", best.name), ("load", str(load[best.judge])), ("cause", speciality))
    return Proposal(
        grid=demand.grid, judge=best.judge, since=day, reason="speciality" if speciality else "load", values=values
    )
