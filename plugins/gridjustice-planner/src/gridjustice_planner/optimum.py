"""The loop: solve over few pairs, price all the others, add those that would help, until none would.

Then the plan is the best of all plans over every pair of grid and judge, not only over those that were looked at: no
pair outside can lower the cost, by the prices of `flow.prices`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs
import numpy as np

from gridjustice.domain.planning import Candidate, Costs, Demand, Proposal, Terms, plan_greedily, totals, within_work
from gridjustice.domain.values import RecordId
from gridjustice_planner.flow import Loads, Pairs, cheapest, prices
from gridjustice_planner.rows import NEVER, Rows, Whole


def plan_optimally(
    demands: Sequence[Demand], candidates: Sequence[Candidate], day: date, terms: Terms
) -> list[Proposal]:
    """The plan that costs least (`Costs`), of all that the rules allow.

    Where the rules say how much *work* a judge can have, it is the best plan without that rule, changed until it is
    kept, or the greedy one where that is cheaper: then it is a good plan, and not proven to be the best.

    Args:
        demands: the grids.
        candidates: the judges.
        day: the first day of the assignments.
        terms: on what terms.

    Returns:
        A line for each grid, in the order of ``demands``.

    Raises:
        ArithmeticError: the weights are too large for the solver.
    """
    costs = Costs(demands, candidates, terms)
    chosen, points = optimum(costs)
    if (said := totals(costs, chosen).points) != points:
        raise ArithmeticError(f"the plan was found at {points} points, but the core's costs say {said}")
    kept = within_work(costs, chosen)
    if kept != chosen:
        greedy = [line.judge for line in plan_greedily(demands, candidates, day, terms)]
        chosen = min(kept, greedy, key=lambda judges: totals(costs, judges).points)
    return [Proposal(grid=demand.grid, judge=judge, since=day) for demand, judge in zip(demands, chosen, strict=True)]


@attrs.frozen(kw_only=True)
class Effort:
    """How the optimum is looked for; what is found is the same.

    Attributes:
        dense: with no more pairs than that all of them are looked at from the start.
        nearest: judges per grid to start with: those who cost least.
        around: entries to look among for them: those that may lie nearest to a block of grids.
        added: the most pairs that one grid gets in one round, the most promising first.
        block: grids that are priced at a time: so few that what is kept of them stays near the processor.
    """

    dense: int = 100_000
    nearest: int = 12
    around: int = 400
    added: int = 6
    block: int = 256


def optimum(costs: Costs, effort: Effort = Effort()) -> tuple[list[RecordId | None], int]:
    """The judges of the best plan, by demand, and what it costs; work is not looked at."""
    if not costs.demands:
        return [], 0
    if not costs.candidates:
        return [None] * len(costs.demands), costs.weights.gap * len(costs.demands)
    rows = Rows(costs)
    loads = _loads(costs)
    blocks = rows.near(effort.block)
    every = rows.grids * rows.entries <= effort.dense
    pairs = _first_pairs(rows, loads, blocks, effort, rows.entries if every else min(effort.nearest, rows.entries))
    most = _enough(rows, loads)
    while True:
        chosen = cheapest(rows.grids, pairs, loads, most)
        full = np.bincount(pairs.judge[chosen[chosen >= 0]], minlength=len(loads.room)).max() >= most
        if full and most < rows.grids:
            most = min(2 * most, rows.grids)
            continue
        if every:
            break
        price, worth = prices(pairs, chosen, loads)
        found = _promising(rows, blocks, price, worth, nearly=loads.step, added=effort.added)
        if not len(found):
            break
        pairs = pairs.with_(found)
    return _named(costs, pairs, chosen, loads)


def _named(costs: Costs, pairs: Pairs, chosen: Whole, loads: Loads) -> tuple[list[RecordId | None], int]:
    placed = chosen[chosen >= 0]
    number = np.bincount(pairs.judge[placed], minlength=len(loads.room))
    load = int((number * loads.first + loads.step * (number * (number - 1) // 2)).sum())
    points = int(pairs.cost[placed].sum()) + load + loads.gap * int((chosen < 0).sum())
    judges = [None if place < 0 else costs.judges[pairs.judge[place]] for place in chosen]
    return judges, points


def _loads(costs: Costs) -> Loads:
    return Loads(
        first=np.array([costs.load(judge, 1) for judge in costs.judges], np.int64),
        step=2 * costs.weights.load,
        room=np.array([costs.room(judge) for judge in costs.judges], np.int64),
        gap=costs.weights.gap,
    )


def _enough(rows: Rows, loads: Loads) -> int:
    """So many arcs of load for each judge to begin with; more are made where somebody uses all of them."""
    return min(rows.grids, 3 * rows.grids // max(int((loads.room > 0).sum()), 1) + 8)


def _first_pairs(rows: Rows, loads: Loads, blocks: Sequence[Whole], effort: Effort, nearest: int) -> Pairs:
    """For each grid the judges who cost least, and the one it has."""
    grids, entries, asked = [], [], []
    for block in blocks:
        columns = _around(rows, block, max(effort.around, nearest))
        cost = rows.block(block, columns)
        by_load = cost + loads.first[rows.judge[columns]]
        near = np.argpartition(by_load, nearest - 1, axis=1)[:, :nearest]
        line, place = np.repeat(np.arange(len(block)), nearest), near.ravel()
        own_line, own_place = np.nonzero(rows.judge[columns][None, :] == rows.held[block][:, None])
        line, place = np.r_[line, own_line], np.r_[place, own_place]
        value = cost[line, place]
        may = value < NEVER
        grids.append(block[line[may]])
        entries.append(columns[place[may]])
        asked.append(value[may])
    entry = np.concatenate(entries)
    return Pairs.of(np.concatenate(grids), entry, rows.judge[entry], np.concatenate(asked))


def _around(rows: Rows, block: Whole, many: int) -> Whole:
    """The entries to look among for a block's first pairs: all where nobody knows where things are.

    Those of today's judges and of the rules' fixed pairs are among them, wherever they are.
    """
    if rows.entries <= many:
        return np.arange(rows.entries)
    bound = rows.bound(block)
    near = bound <= np.partition(bound, many - 1)[many - 1]
    near |= np.isin(rows.judge, rows.held[block])
    near[rows.fixed(block)] = True
    return np.flatnonzero(near)


def _promising(rows: Rows, blocks: Sequence[Whole], price: Whole, worth: Whole, *, nearly: int, added: int) -> Pairs:
    """Pairs to look at next; none where the plan is the best, since none could make it cheaper by the prices.

    Those that would, and where there are any, those that ``nearly`` would by so many points: the prices will have moved
    by then, and a round costs more than some pairs in vain.
    """
    grids, entries, asked = [], [], []
    by_entry = price[rows.judge]
    helps = False
    for block in blocks:
        columns = np.flatnonzero(rows.bound(block) + by_entry < worth[block].max() + nearly)
        if not len(columns):
            continue
        cost = rows.block(block, columns)
        gain = cost + by_entry[columns]
        gain -= worth[block][:, None]
        helps = helps or bool((gain < 0).any())
        line, column = _lowest(gain, nearly, added)
        grids.append(block[line])
        entries.append(columns[column])
        asked.append(cost[line, column])
    if not helps:
        return Pairs.of(*(np.zeros(0, np.int64),) * 4)
    entry = np.concatenate(entries)
    return Pairs.of(np.concatenate(grids), entry, rows.judge[entry], np.concatenate(asked))


def _lowest(gain: Whole, below: int, most: int) -> tuple[Whole, Whole]:
    """(line, column) of what is below a number, at most so many a line, the lowest first."""
    if gain.shape[1] > most:
        lowest = np.argpartition(gain, most - 1, axis=1)[:, :most]
        line, place = np.nonzero(np.take_along_axis(gain, lowest, axis=1) < below)
        return line, lowest[line, place]
    line, place = np.nonzero(gain < below)
    return line, place
