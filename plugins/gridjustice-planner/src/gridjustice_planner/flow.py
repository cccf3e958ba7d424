"""The flow over the pairs that are looked at, and what it says of all the others.

A unit flows from each grid to a judge and on to the sink, or straight to the sink (a gap). The judge's n-th unit costs
more than the one before, so an arc of capacity 1 for each n says the load exactly. OR-Tools finds the cheapest flow;
its prices it does not tell in Python, so they are computed here: the price of a judge is what one grid more with this
judge would cost the whole plan, the shortest way to the sink in what the flow leaves open.
"""

from __future__ import annotations

import attrs
import numpy as np
from ortools.graph.python import min_cost_flow

from gridjustice_planner.rows import NEVER, Whole


@attrs.frozen(eq=False)
class Pairs:
    """Pairs of grid and entry with their costs, sorted by grid, each once.

    Attributes:
        grid: numbers of grids.
        entry: numbers of entries.
        judge: numbers of the entries' judges.
        cost: in points.
    """

    grid: Whole
    entry: Whole
    judge: Whole
    cost: Whole

    def __len__(self) -> int:
        return len(self.grid)

    @staticmethod
    def of(grid: Whole, entry: Whole, judge: Whole, cost: Whole) -> Pairs:
        """Those pairs, sorted; of two entries of one judge the cheaper."""
        order = np.lexsort((entry, cost, judge, grid))
        grid, entry, judge, cost = grid[order], entry[order], judge[order], cost[order]
        first = np.ones(len(grid), bool)
        first[1:] = (grid[1:] != grid[:-1]) | (judge[1:] != judge[:-1])
        return Pairs(grid[first], entry[first], judge[first], cost[first])

    def with_(self, other: Pairs) -> Pairs:
        """These and others."""
        both = [np.concatenate(pair) for pair in zip(attrs.astuple(self, recurse=False),
                                                     attrs.astuple(other, recurse=False), strict=True)]  # fmt: skip
        return Pairs.of(*both)


@attrs.frozen(eq=False)
class Loads:
    """What each judge's n-th grid of the plan costs, and how many they can have.

    Attributes:
        first: by judge, the cost of the first.
        step: what each costs more than the one before.
        room: by judge, the most.
        gap: the cost of a grid without a judge.
    """

    first: Whole
    step: int
    room: Whole
    gap: int

    def of(self, judge: Whole, number: Whole) -> Whole:
        """The cost of the n-th grid."""
        found: Whole = self.first[judge] + self.step * (number - 1)
        return found


def cheapest(grids: int, pairs: Pairs, loads: Loads, most: int) -> Whole:
    """For each grid the pair that the cheapest flow takes, as its place in ``pairs``; -1 for a gap.

    Args:
        grids: how many.
        pairs: that may be taken.
        loads: of the judges.
        most: arcs of load for each judge; the plan is the cheapest of those in which nobody has more.
    """
    judges = len(loads.room)
    sink = grids + judges
    flow = min_cost_flow.SimpleMinCostFlow()
    one = np.ones(len(pairs), np.int64)
    arcs = flow.add_arcs_with_capacity_and_unit_cost(_node(pairs.grid), _node(grids + pairs.judge), one, pairs.cost)
    slabs = np.minimum(loads.room, most)
    judge = np.repeat(np.arange(judges), slabs)
    number = np.arange(len(judge)) - np.repeat(np.cumsum(slabs) - slabs, slabs) + 1
    out = np.full(len(judge), sink)
    flow.add_arcs_with_capacity_and_unit_cost(
        _node(grids + judge), _node(out), np.ones(len(judge), np.int64), loads.of(judge, number)
    )
    every = np.arange(grids)
    flow.add_arcs_with_capacity_and_unit_cost(
        _node(every), _node(np.full(grids, sink)), np.ones(grids, np.int64), np.full(grids, loads.gap, np.int64)
    )
    supply = np.zeros(sink + 1, np.int64)
    supply[:grids], supply[sink] = 1, -grids
    flow.set_nodes_supplies(_node(np.arange(sink + 1)), supply)
    status = flow.solve()
    if status != flow.OPTIMAL:  # a gap is always possible, so there is a flow
        raise ArithmeticError(f"OR-Tools ended with {status}; the weights may be too large")
    taken = np.flatnonzero(flow.flows(arcs))
    chosen = np.full(grids, -1, np.int64)
    chosen[pairs.grid[taken]] = taken
    return chosen


def prices(pairs: Pairs, chosen: Whole, loads: Loads) -> tuple[Whole, Whole]:
    """By judge, what one grid more would cost the whole plan; and by grid, what its place in the plan is worth.

    A pair outside ``pairs`` can make the plan cheaper only if its cost and its judge's price together are less than
    what the grid's place is worth: these are the dual prices of the flow.
    """
    judges = len(loads.room)
    placed = np.flatnonzero(chosen >= 0)
    at = pairs.judge[chosen[placed]]
    paid = pairs.cost[chosen[placed]]
    number = np.bincount(at, minlength=judges)
    everyone = np.arange(judges)
    price = np.where(number < loads.room, loads.of(everyone, number + 1), NEVER)
    starts = np.flatnonzero(np.r_[True, pairs.grid[1:] != pairs.grid[:-1]]) if len(pairs) else np.zeros(0, np.int64)
    owners = pairs.grid[starts]
    free = np.ones(len(pairs), bool)
    free[chosen[placed]] = False
    while True:
        elsewhere = np.full(len(chosen), loads.gap, np.int64)
        if len(pairs):
            asked = np.where(free, pairs.cost + price[pairs.judge], NEVER)
            elsewhere[owners] = np.minimum(np.minimum.reduceat(asked, starts), loads.gap)
        better = price.copy()
        np.minimum.at(better, at, elsewhere[placed] - paid)
        if (better == price).all():
            break
        price = better
    worth = np.full(len(chosen), loads.gap, np.int64)
    worth[placed] = paid + price[at]
    return price, worth


def _node(numbers: Whole) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return numbers.astype(np.int32)
