"""The greedy planner: it fills gaps, takes nobody's grid away, and needs no library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from gridjustice.domain.network import GridNature
from gridjustice.domain.planning.costs import Costs
from gridjustice.domain.planning.question import Candidate, Demand, Proposal, Terms
from gridjustice.domain.values import RecordId


def plan_greedily(
    demands: Sequence[Demand], candidates: Sequence[Candidate], day: date, terms: Terms
) -> list[Proposal]:
    """A judge for every grid that has one to find: good enough to start with, not the optimum.

    A grid keeps the judge it has, as long as the rules and the judge's capacity allow it. Then the others choose in
    turn, each the judge who costs least at that moment: fixed pairs first, then dedicated grids (专业对接专属网格),
    those whose causes are known, those with most work.

    Args:
        demands: all grids of the plan.
        candidates: the judges.
        day: the first day of the assignments proposed.
        terms: on what terms.

    Returns:
        A line for each grid, in the order of ``demands``; ``judge`` is None where nobody can be found.
    """
    costs = Costs(demands, candidates, terms)
    taken = _Taken(costs)
    waiting = []
    for place in sorted(range(len(demands)), key=lambda place: _first(costs, costs.demands[place])):
        demand = costs.demands[place]
        if demand.judge is None or demand.grid in costs.fixed or not taken.put(place, demand.judge):
            waiting.append(place)
    for place in waiting:
        taken.put_cheapest(place)
    return [Proposal(grid=demand.grid, judge=taken.judge[place], since=day) for place, demand in enumerate(demands)]


def within_work(costs: Costs, chosen: Sequence[RecordId | None]) -> list[RecordId | None]:
    """The same choice, or one as near to it as can be found, in which nobody has more work than the rules allow.

    Which grids fit under so many disputes is a knapsack for each judge: no flow of whole grids can say it. So judges
    who have too much give grids away, those first whose next judge costs least more. Not the optimum, then.
    """
    if not any(rule.most_work is not None for rule in costs.rules.values()):
        return list(chosen)
    taken, left = _Taken(costs), []
    for place in sorted(range(len(chosen)), key=lambda place: _loss(costs, place, chosen[place])):
        judge = chosen[place]
        if judge is None or not taken.put(place, judge):
            left.append(place)
    for place in left:
        taken.put_cheapest(place)
    return taken.judge


class _Taken:
    """What was chosen so far.

    Attributes:
        judge: by the demand's place, who has it.
    """

    def __init__(self, costs: Costs) -> None:
        self._costs = costs
        self._grids: Counter[RecordId] = Counter()
        self._work: Counter[RecordId] = Counter()
        self.judge: list[RecordId | None] = [None] * len(costs.demands)

    def put(self, place: int, judge: RecordId) -> bool:
        """Give a grid to a judge; False where they may not have it, or not this much."""
        demand = self._costs.demands[place]
        if self._costs.best(demand, judge) is None or not self._has_room(demand, judge):
            return False
        self._give(place, demand, judge)
        return True

    def put_cheapest(self, place: int) -> None:
        """Give a grid to the judge who costs least now; to nobody where none may, or has room."""
        costs, demand = self._costs, self._costs.demands[place]
        best: tuple[int, RecordId] | None = None
        for candidate in costs.eligible(demand.court):
            judge = candidate.judge
            parts = costs.parts(demand, candidate)
            if parts is None or not self._has_room(demand, judge):
                continue
            cost = parts.total + costs.load(judge, self._grids[judge] + 1)
            if cost < costs.weights.gap and (best is None or (cost, judge) < best):
                best = (cost, judge)
        if best is not None:
            self._give(place, demand, best[1])

    def _has_room(self, demand: Demand, judge: RecordId) -> bool:
        most = self._costs.room_for_work(judge)
        return self._grids[judge] < self._costs.room(judge) and (
            most is None or self._work[judge] + demand.work <= most
        )

    def _give(self, place: int, demand: Demand, judge: RecordId) -> None:
        self.judge[place] = judge
        self._grids[judge] += 1
        self._work[judge] += demand.work


def _first(costs: Costs, demand: Demand) -> tuple[object, ...]:
    """Who chooses first."""
    fixed, dedicated = demand.grid in costs.fixed, demand.nature is GridNature.DEDICATED
    return (not fixed, not dedicated, not demand.mix, -demand.work, demand.name, demand.grid)


def _loss(costs: Costs, place: int, judge: RecordId | None) -> tuple[bool, int, RecordId]:
    """Fixed pairs first, then those that would lose most by another judge."""
    demand = costs.demands[place]
    own = costs.best(demand, judge) if judge is not None else None
    if own is None or judge is None:
        return (True, 0, demand.grid)
    others = _others(costs, demand, judge)
    return (demand.grid not in costs.fixed, own[1].total - min(others, default=costs.weights.gap), demand.grid)


def _others(costs: Costs, demand: Demand, judge: RecordId) -> Iterable[int]:
    for candidate in costs.eligible(demand.court):
        if candidate.judge != judge and (parts := costs.parts(demand, candidate)) is not None:
            yield parts.total
