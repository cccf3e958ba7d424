"""The optimal planner: no plan costs less, and none of the rules is broken; held against an oracle of another kind."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.domain.planning_questions import CAUSES, DAY, TERMS, candidate, demand, places, questions, some

from gridjustice.domain.planning import Candidate, Costs, Demand, Rules, Terms, plan_greedily, totals
from gridjustice.domain.values import RecordId
from gridjustice.errors import AdapterUnsupportedError
from gridjustice.hooks import Plugins, builtin
from gridjustice_planner import plugin
from gridjustice_planner.optimum import Effort, optimum, plan_optimally
from gridjustice_planner.rows import NEVER, Rows

Question = tuple[list[Demand], list[Candidate], Terms]

FEW = Effort(dense=0, nearest=1, around=1, added=1, block=3)
"""So little to start with that nearly everything has to be priced in."""


def cheapest_by_paths(costs: Costs) -> int:
    """What the best plan costs, found grid by grid along cheapest paths (Bellman and Ford), in plain Python.

    After each grid the plan is the best for the grids so far, so after all of them it is the best.
    """
    nobody = RecordId("")
    held: dict[RecordId, set[int]] = {judge: set() for judge in (*costs.judges, nobody)}
    cost = [
        {j: best[1].total for j in costs.judges if (best := costs.best(d, j)) is not None} | {nobody: costs.weights.gap}
        for d in costs.demands
    ]
    for grid in range(len(cost)):
        for judge, moved, before in reversed(cheapest_path(costs, cost, held, grid)):
            held[judge].add(moved)
            if before is not None:
                held[before].discard(moved)
    chosen = [next(judge for judge, grids in held.items() if grid in grids) or None for grid in range(len(cost))]
    return totals(costs, chosen).points


Step = tuple[RecordId, int, RecordId | None]
"""(judge, grid, from whom): the judge gets the grid."""


def cheapest_path(
    costs: Costs, cost: list[dict[RecordId, int]], held: dict[RecordId, set[int]], grid: int
) -> list[Step]:
    """Who gets the grid, who takes a grid from them in turn, and so on to somebody with room, at the least cost."""
    away: dict[RecordId, tuple[int, list[Step]]] = {}
    for judge, price in cost[grid].items():
        away[judge] = (price, [(judge, grid, None)])
    for _ in held:
        for judge, others in held.items():
            for other in others if judge in away else ():
                for target, price in cost[other].items():
                    found = away[judge][0] + price - cost[other][judge]
                    if target not in away or found < away[target][0]:
                        away[target] = (found, [*away[judge][1], (target, other, judge)])
    ends = {}
    for judge, (price, _) in away.items():
        number = len(held[judge])
        if not judge:
            ends[judge] = price
        elif number < costs.room(judge):
            ends[judge] = price + costs.load(judge, number + 1)
    return away[min(ends, key=lambda judge: (ends[judge], judge))][1]


@settings(max_examples=60, deadline=None)
@given(questions())
def test_rows_of_costs_are_those_of_the_core(asked: Question) -> None:
    """Pair by pair, over any part of the entries; and no bound is above what it bounds."""
    costs = Costs(*asked)
    if not costs.demands or not costs.candidates:
        return
    import numpy as np

    rows = Rows(costs)
    every, half = np.arange(rows.grids), np.arange(0, rows.entries, 2)
    whole = rows.block(every, np.arange(rows.entries))
    for grid, each in enumerate(costs.demands):
        parts = [costs.parts(each, c) for c in costs.candidates]
        assert whole[grid].tolist() == [NEVER if p is None else p.total for p in parts]
    assert (rows.block(every[::-1], half) == whole[::-1, half]).all()
    assert (rows.bound(every) <= whole.min(axis=0)).all()
    assert sorted(np.concatenate(rows.near(2)).tolist()) == every.tolist()


@pytest.mark.clause("2.1.1")
@settings(max_examples=60, deadline=None)
@given(questions(work=False))
def test_no_plan_costs_less(asked: Question) -> None:
    """Whether all pairs are looked at from the start or nearly all are priced in; never more than the greedy plan."""
    costs = Costs(*asked)
    best = cheapest_by_paths(costs)
    for effort in (Effort(), FEW):
        chosen, points = optimum(costs, effort)
        assert points == best == totals(costs, chosen).points
    greedy = [line.judge for line in plan_greedily(asked[0], asked[1], DAY, asked[2])]
    assert best <= totals(costs, greedy).points


@pytest.mark.clause("2.1.1")
@settings(max_examples=60, deadline=None)
@given(questions())
def test_every_grid_has_a_line_and_no_rule_is_broken(asked: Question) -> None:
    """Capacity in grids and in work, forbidden and fixed pairs, leave; the same answer for every order of judges."""
    wanted, judges, terms = asked
    costs = Costs(wanted, judges, terms)
    lines = plan_optimally(wanted, judges, DAY, terms)
    assert [line.grid for line in lines] == [d.grid for d in wanted]
    assert lines == plan_optimally(wanted, judges[::-1], DAY, terms)
    grids, work = Counter(line.judge for line in lines), Counter[RecordId | None]()
    for each, line in zip(wanted, lines, strict=True):
        work[line.judge] += each.work
        assert line.judge is None or costs.best(each, line.judge) is not None
    for judge in costs.judges:
        assert grids[judge] <= costs.room(judge)
        most = costs.room_for_work(judge)
        assert most is None or work[judge] <= most
    greedy = [line.judge for line in plan_greedily(wanted, judges, DAY, terms)]
    assert totals(costs, [line.judge for line in lines]).points <= totals(costs, greedy).points


@given(st.integers(0, 30), st.integers(1, 8))
@settings(max_examples=30, deadline=None)
def test_who_holds_a_grid_keeps_it_where_moving_gains_less_than_it_costs(load: int, other: int) -> None:
    """With weights of 10 for load and 250 for a change, one grid is worth moving over a difference of 13 or more."""
    held = [demand(f"g{n}", judge="busy") for n in range(load)]
    judges = [candidate("busy", load=load), candidate("idle", load=other)]
    lines = plan_optimally(held, judges, DAY, TERMS)
    moved = [line for line in lines if line.judge == "idle"]
    assert bool(moved) == (10 * (2 * load - 1) - 10 * (2 * other + 1) > 250)


def test_the_best_plan_gives_the_one_who_knows_to_the_grid_that_needs_it() -> None:
    """The greedy planner lets the first grid take the only near judge; the best plan sees both."""
    wanted = [demand("a", causes=("T137", "T144")), demand("b", causes=("T137",))]
    judges = [candidate("both", knows=("T137", "T144")), candidate("one", knows=("T144",))]
    terms = attrs.evolve(TERMS, rules=Rules(most_grids=1))
    greedy = [line.judge for line in plan_greedily(wanted, judges, DAY, terms)]
    best = [line.judge for line in plan_optimally(wanted, judges, DAY, terms)]
    assert (greedy, best) == (["both", "one"], ["one", "both"])


@settings(max_examples=5, deadline=None)
@given(st.data())
def test_a_larger_question_is_priced_to_the_optimum(data: st.DataObject) -> None:
    """Two hundred grids and twenty judges, one pair each to start with."""
    seed = data.draw(st.randoms(use_true_random=False))
    judges = [candidate(f"j{n:02}", knows=data.draw(some(CAUSES)), place=data.draw(places)) for n in range(20)]
    wanted = [
        attrs.evolve(
            demand(f"g{n:03}", causes=(seed.choice(CAUSES),), judge=f"j{seed.randrange(20):02}"),
            place=judges[seed.randrange(20)].place,
        )
        for n in range(200)
    ]
    costs = Costs(wanted, judges, TERMS)
    assert optimum(costs, FEW)[1] == optimum(costs)[1]


def test_a_question_without_grids_or_judges_has_an_answer() -> None:
    """No lines, or gaps."""
    assert plan_optimally([], [candidate("a")], DAY, TERMS) == []
    assert [line.judge for line in plan_optimally([demand("g")], [], date(2022, 7, 1), TERMS)] == [None]


def test_without_or_tools_it_has_no_opinion_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The core plans then, unless this planner was asked for by its name."""
    plugins = Plugins([("builtin", builtin), ("optimal", plugin)])
    asked: tuple[list[Demand], list[Candidate]] = [demand("g")], [candidate("a")]
    assert plugins.decide_assignments(*asked, DAY, TERMS)[0] == "optimal"
    monkeypatch.setitem(sys.modules, "ortools", None)
    assert plugins.decide_assignments(*asked, DAY, TERMS)[0] == "builtin"
    with pytest.raises(AdapterUnsupportedError, match=r"pip install .gridjustice\[planner\]"):
        plugins.decide_assignments(*asked, DAY, TERMS, "optimal")
