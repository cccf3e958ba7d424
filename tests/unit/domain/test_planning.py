"""The greedy planner: every grid that can have a judge has one, and nobody has much more than others."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridjustice.domain.network import GridNature
from gridjustice.domain.planning import SPECIALITY_WORTH, Candidate, Demand, Proposal, plan_greedily
from gridjustice.domain.values import CourtPath, RecordId

DAY = date(2022, 7, 1)
HELONG, HUNCHUN, ABOVE = CourtPath("yblq/helong"), CourtPath("yblq/hunchun"), CourtPath("yblq")
COURTS = (ABOVE, HELONG, HUNCHUN)
CAUSES = ("T137", "T144", "T055")


def demand(grid: str, court: CourtPath = HELONG, *, judge: str | None = None, causes: tuple[str, ...] = (),
           nature: GridNature = GridNature.DEDICATED) -> Demand:  # fmt: skip
    held = RecordId(judge) if judge else None
    return Demand(grid=RecordId(grid), name=grid, court=court, nature=nature, causes=causes, judge=held)


def candidate(judge: str, court: CourtPath = HELONG, *, knows: tuple[str, ...] = (), load: int = 0) -> Candidate:
    return Candidate(judge=RecordId(judge), name=f"judge {judge}", court=court, specialities=knows, load=load)


demands = st.lists(
    st.builds(
        demand,
        st.uuids().map(str),
        st.sampled_from(COURTS),
        nature=st.sampled_from(GridNature),
        causes=st.sets(st.sampled_from(CAUSES)).map(lambda found: tuple(sorted(found))),
    ),
    max_size=40,
    unique_by=lambda d: d.grid,
)
candidates = st.lists(
    st.builds(
        candidate,
        st.uuids().map(str),
        st.sampled_from(COURTS),
        knows=st.sets(st.sampled_from(CAUSES)).map(lambda found: tuple(sorted(found))),
        load=st.integers(0, 5),
    ),
    max_size=8,
    unique_by=lambda c: c.judge,
)


@pytest.mark.clause("2.1.1")
@given(demands, candidates)
def test_every_grid_has_a_line_and_a_judge_where_there_is_one(wanted: list[Demand], judges: list[Candidate]) -> None:
    """A grid stays without a judge only where neither its court nor one above has any; and the line says so."""
    lines = plan_greedily(wanted, judges, DAY)
    assert [line.grid for line in lines] == [d.grid for d in wanted]
    for asked, line in zip(wanted, lines, strict=True):
        reachable = {c.judge for c in judges if asked.court == c.court or asked.court.startswith(c.court + "/")}
        own = {c.judge for c in judges if c.court == asked.court}
        assert (line.judge is None) == (not reachable)
        assert (line.reason == "nobody") == (line.judge is None)
        assert line.judge is None or line.judge in (own or reachable)


@pytest.mark.clause("2.1.1")
@given(st.integers(0, 60), st.integers(1, 9))
def test_identical_judges_get_equal_numbers(grids: int, judges: int) -> None:
    """Between judges who differ in nothing, loads differ by one at the most."""
    lines = plan_greedily(
        [demand(f"g{n}") for n in range(grids)], [candidate(f"j{n}") for n in range(judges)], DAY
    )  # fmt: skip
    loads = Counter({RecordId(f"j{n}"): 0 for n in range(judges)})
    loads.update(line.judge for line in lines if line.judge)
    assert max(loads.values()) - min(loads.values()) <= 1


@given(demands, candidates)
def test_the_same_question_has_the_same_answer(wanted: list[Demand], judges: list[Candidate]) -> None:
    """The order in which judges are named decides nothing."""
    assert plan_greedily(wanted, judges, DAY) == plan_greedily(wanted, judges[::-1], DAY)


def by_grid(lines: list[Proposal]) -> dict[str, Proposal]:
    return {line.grid: line for line in lines}


@pytest.mark.clause("2.1.1")
def test_dedicated_grids_choose_first() -> None:
    """The one judge who knows forest contracts goes to the dedicated grid, though the other is named before it."""
    wanted = [
        demand("a-basic", causes=("T137",), nature=GridNature.BASIC),
        demand("b-dedicated", causes=("T137",)),
    ]
    lines = by_grid(plan_greedily(wanted, [candidate("one", knows=("T137",)), candidate("two")], DAY))
    assert lines["b-dedicated"].values == (("judge", "judge one"), ("load", "1"), ("cause", "T137"))
    assert dict(lines["a-basic"].values)["load"] == "2"


def test_a_speciality_is_worth_some_load() -> None:
    """A judge with a few more grids is taken when the grid's causes are theirs; the reason says which."""
    judges = [candidate("busy", knows=("T144",), load=SPECIALITY_WORTH), candidate("idle")]
    (line,) = plan_greedily([demand("farm", causes=("T137", "T144"))], judges, DAY)
    assert (line.judge, line.reason, dict(line.values)["cause"]) == ("busy", "speciality", "T144")


def test_a_speciality_is_not_worth_any_load() -> None:
    """The one who knows a cause does not get all the grids in which it occurs."""
    judges = [candidate("busy", knows=("T144",), load=SPECIALITY_WORTH + 1), candidate("idle")]
    (line,) = plan_greedily([demand("farm", causes=("T137", "T144"))], judges, DAY)
    assert (line.judge, line.reason) == ("idle", "load")


def test_otherwise_the_least_loaded_is_taken() -> None:
    """Grids of today count."""
    (line,) = plan_greedily([demand("farm")], [candidate("busy", load=2), candidate("idle", load=1)], DAY)
    assert (line.judge, line.reason) == ("idle", "load")


def test_a_grid_keeps_its_judge() -> None:
    """Nobody changes because somebody else has less to do."""
    (line,) = plan_greedily([demand("farm", judge="busy")], [candidate("busy", load=9), candidate("idle")], DAY)
    assert (line.judge, line.reason) == ("busy", "kept")


def test_a_judge_who_is_no_longer_there_is_replaced() -> None:
    """The judge of today counts only while they are a candidate."""
    (line,) = plan_greedily([demand("farm", judge="gone")], [candidate("idle")], DAY)
    assert (line.judge, line.reason) == ("idle", "load")


def test_a_court_above_helps_only_where_the_own_court_has_nobody() -> None:
    """And never a court beside it."""
    judges = [candidate("above", ABOVE), candidate("beside", HUNCHUN), candidate("own", HELONG, load=9)]
    assert [p.judge for p in plan_greedily([demand("farm")], judges, DAY)] == ["own"]
    assert [p.judge for p in plan_greedily([demand("farm")], judges[:2], DAY)] == ["above"]
    assert [p.judge for p in plan_greedily([demand("farm")], judges[1:2], DAY)] == [None]
