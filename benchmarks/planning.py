"""``make bench ARGS=planning``: how long the best plan of judges over grids takes, and that it is the best.

Every judge has a place, specialities and languages of their own and stands at one court, so that every pair of grid
and judge may be: nothing is shared, and the dense problem is as large as it can be. Four fifths of the grids have a
judge today. Each size runs in a process of its own, whose memory is the largest it ever held (on Linux); seconds are
the clock's and, beside it, the processor's, since others may be using this machine.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from datetime import date

import attrs

from gridjustice.domain.network import GridNature, Place
from gridjustice.domain.planning import Candidate, Costs, Demand, Terms, Weights, plan_greedily, totals
from gridjustice.domain.planning.rules import WEIGHTS
from gridjustice.domain.values import CourtPath, RecordId
from gridjustice.law import LawBook

SIZES = ((1_000, 50, 0.3), (10_000, 500, 3.0), (100_000, 5_000, 60.0))
"""(grids, judges, seconds that are aimed at)."""

DAY = date(2026, 3, 2)
COURT = CourtPath("yblq")
GREEDY_UP_TO = 1_000
"""Grids for which the greedy plan is made too: it looks at every pair in Python."""


def terms() -> Terms:
    """The weights of the law's data."""
    law = LawBook.load()
    return Terms(weights=Weights(**{name: law.figure(f"planning.{name}", DAY).value for name in WEIGHTS}))


def question(grids: int, judges: int, seed: int = 1) -> tuple[list[Demand], list[Candidate]]:
    """A made-up district of 330 by 330 kilometres."""
    chance = random.Random(seed)
    causes = [f"T{number:03}" for number in range(60)]

    def place() -> Place:
        return Place(latitude=f"{42 + 3 * chance.random():.5f}", longitude=f"{127 + 4 * chance.random():.5f}")

    def languages(share: float) -> tuple[str, ...]:
        return ("zh-CN", "ko-CN") if chance.random() < share else ("zh-CN",)

    candidates = [
        Candidate(
            judge=RecordId(f"j{number:05}"), name=f"J{number}", court=COURT, place=place(), languages=languages(0.4),
            specialities=tuple(sorted(chance.sample(causes, 5))),
        )
        for number in range(judges)
    ]  # fmt: skip
    demands = [
        Demand(
            grid=RecordId(f"g{number:06}"), name=f"G{number}", court=COURT, place=place(), languages=languages(0.3),
            nature=chance.choice(tuple(GridNature)), causes=tuple(chance.sample(causes, 2)),
            occurring=((chance.choice(causes), chance.randint(1, 9)),),
            judge=RecordId(f"j{chance.randrange(judges):05}") if chance.random() < 0.8 else None,
        )
        for number in range(grids)
    ]  # fmt: skip
    held: dict[RecordId | None, int] = {}
    for demand in demands:
        held[demand.judge] = held.get(demand.judge, 0) + 1
    return demands, [attrs.evolve(c, load=held.get(c.judge, 0)) for c in candidates]


def one(grids: int, judges: int) -> None:
    """One size, in this process: a line of figures."""
    from gridjustice_planner.optimum import plan_optimally

    demands, candidates = question(grids, judges)
    asked = terms()
    clock, processor = time.perf_counter(), time.process_time()
    lines = plan_optimally(demands, candidates, DAY, asked)
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    costs = Costs(demands, candidates, asked)
    points = totals(costs, [line.judge for line in lines]).points
    said = f"{grids:8,} × {judges:5,}  {clock:7.2f} s  ({processor:6.2f} s of processor)  {memory:6.0f} MiB"
    said += f"  {points:,} points"
    if grids <= GREEDY_UP_TO:
        said += f"; greedy {totals(costs, _greedy(demands, candidates, asked)).points:,}; scipy {_by_scipy(costs)}"
    print(said, flush=True)


def _greedy(demands: list[Demand], candidates: list[Candidate], asked: Terms) -> list[RecordId | None]:
    return [line.judge for line in plan_greedily(demands, candidates, DAY, asked)]


def _by_scipy(costs: Costs) -> str:
    """What `scipy.optimize.linear_sum_assignment` finds where each judge has a column for each grid they could have."""
    try:
        import numpy as np
        from scipy.optimize import linear_sum_assignment
    except ImportError:
        return "is not installed"
    each = 4 * len(costs.demands) // len(costs.judges)
    pairs = [[best[1].total if (best := costs.best(d, j)) else 1 << 40 for j in costs.judges] for d in costs.demands]
    loads = [[costs.load(judge, number) for number in range(1, each + 1)] for judge in costs.judges]
    dense = (np.array(pairs)[:, :, None] + np.array(loads)[None, :, :]).reshape(len(pairs), -1)
    rows, columns = linear_sum_assignment(dense)
    busiest = np.bincount(columns // each).max()
    assert busiest < each, "a judge used every column: there should be more"
    return f"{int(dense[rows, columns].sum()):,}"


def main(largest: int) -> None:
    """All sizes up to the largest, each in a process of its own."""
    print("the best plan of judges over grids (plan_optimally), four fifths of the grids assigned before")
    for grids, judges, aim in SIZES:
        if grids <= largest:
            print(f"aim {aim:5.1f} s ", end="", flush=True)
            subprocess.run([sys.executable, "-m", "benchmarks.planning", str(grids), str(judges)], check=True)


if __name__ == "__main__":
    one(int(sys.argv[1]), int(sys.argv[2]))
