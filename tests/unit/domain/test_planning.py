"""What choices cost, the greedy planner, and why a judge was chosen."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.planning_questions import (
    ABOVE,
    DAY,
    HELONG,
    HUNCHUN,
    TERMS,
    WEIGHTS,
    candidate,
    demand,
    questions,
)

from gridjustice.domain.network import GridNature, Place
from gridjustice.domain.planning import (
    Candidate,
    Costs,
    Demand,
    Explained,
    JudgeRule,
    PairRule,
    Parts,
    Reasons,
    Rules,
    Terms,
    plan_greedily,
    totals,
    within_work,
)
from gridjustice.domain.values import RecordId
from gridjustice.errors import InvalidValueError

HERE, THERE = Place(latitude="42.5", longitude="129.0"), Place(latitude="43.5", longitude="129.0")


def judges_of(wanted: list[Demand], judges: list[Candidate], terms: Terms = TERMS) -> list[RecordId | None]:
    return [line.judge for line in plan_greedily(wanted, judges, DAY, terms)]


def parts(asked: Demand, judge: Candidate, **rules: Any) -> Parts | None:
    terms = attrs.evolve(TERMS, rules=Rules(**rules), kin={"T137.01": frozenset({"T137.01", "T137"})})
    return Costs([asked], [judge], terms).parts(asked, judge)


# What a choice costs.


def test_each_part_of_a_choice_is_counted_apart() -> None:
    """Half of the causes unknown, 111 km away, one of two languages, one level of court, a change of judge."""
    asked = demand("farm", causes=("T137", "T144"), judge="old", languages=("zh-CN", "ko-CN"), place=HERE)
    judge = candidate("new", ABOVE, knows=("T137",), languages=("zh-CN",), place=THERE)
    old = candidate("old")
    found = Costs([asked], [judge, old], TERMS).parts(asked, judge)
    assert found == Parts(speciality=600, distance=555, language=200, court=2000, change=250)
    assert found is not None
    assert found.total == 3605


def test_what_really_occurs_counts_by_its_disputes() -> None:
    """Nine disputes of one cause outweigh one that was only declared; in a grid that is not dedicated, by half."""
    asked = attrs.evolve(demand("farm", causes=("T137",), nature=GridNature.BASIC), occurring=(("T144", 9),))
    assert parts(asked, candidate("a", knows=("T144",))) == Parts(60, 0, 0, 0, 0)
    assert parts(asked, candidate("b", knows=("T137",))) == Parts(540, 0, 0, 0, 0)


def test_who_knows_a_cause_knows_what_stands_under_it() -> None:
    """The speciality may be of any level; the other way round it does not hold."""
    assert parts(demand("farm", causes=("T137.01",)), candidate("a", knows=("T137",))) == Parts(0, 0, 0, 0, 0)
    assert parts(demand("farm", causes=("T137",)), candidate("a", knows=("T137.01",))) == Parts(1200, 0, 0, 0, 0)


def test_a_place_that_nobody_knows_favours_nobody() -> None:
    """Of the grid: no judge is nearer. Of a court: it counts as a usual distance, not as none."""
    assert parts(demand("farm"), candidate("a", place=HERE)) == Parts(0, 0, 0, 0, 0)
    assert parts(demand("farm", place=HERE), candidate("a")) == Parts(0, WEIGHTS.no_distance, 0, 0, 0)


def test_the_rules_say_who_may_not() -> None:
    """A court beside, a forbidden pair, a judge who takes nothing new, everybody but the one who is fixed."""
    farm = demand("farm")
    pair = PairRule(grid=RecordId("farm"), judge=RecordId("a"), reason="a cousin")
    assert parts(farm, candidate("a", HUNCHUN)) is None
    assert parts(farm, candidate("a"), forbidden=(pair,)) is None
    assert parts(farm, candidate("a"), judges=(JudgeRule(judge=RecordId("a"), takes_new=False),)) is None
    assert parts(demand("farm", judge="a"), candidate("a", takes_new=False)) == Parts(0, 0, 0, 0, 0)
    costs = Costs([farm], [candidate("a"), candidate("b")], attrs.evolve(TERMS, rules=Rules(fixed=(pair,))))
    assert [costs.parts(farm, c) is None for c in costs.candidates] == [False, True]


def test_rules_that_cannot_be_are_named() -> None:
    """Before anything is planned, in words that lead to the mistake."""
    one = PairRule(grid=RecordId("farm"), judge=RecordId("a"), reason="r")
    other = PairRule(grid=RecordId("farm"), judge=RecordId("b"), reason="r")
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("fixed more than once", {"fixed": (one, other)}),
        ("both fixed and forbidden", {"fixed": (one,), "forbidden": (one,)}),
        ("no weight speed", {"weights": (("speed", 1),)}),
        ("given more than once", {"weights": (("load", 1), ("load", 2))}),
        ("more than one rule", {"judges": (JudgeRule(judge=RecordId("a")), JudgeRule(judge=RecordId("a")))}),
        ("most_grids must be", {"most_grids": -1}),
    ]
    for complaint, rules in wrong:
        with pytest.raises(InvalidValueError, match=complaint):
            Rules(**rules)
    with pytest.raises(InvalidValueError, match="no judge of yblq/helong"):
        parts(demand("farm"), candidate("a", HUNCHUN), fixed=(one,))
    with pytest.raises(InvalidValueError, match="fix 1 grids"):
        parts(demand("farm"), candidate("a"), fixed=(one,), most_grids=0)
    with pytest.raises(InvalidValueError, match="load must be a whole number"):
        parts(demand("farm"), candidate("a"), weights=(("load", -1),))


@given(questions())
def test_a_sum_is_made_of_its_parts(asked: tuple[list[Demand], list[Candidate], Terms]) -> None:
    """What a plan costs is what its choices cost, and each judge's load squared."""
    wanted, judges, terms = asked
    costs = Costs(wanted, judges, terms)
    chosen = judges_of(wanted, judges, terms)
    found = totals(costs, chosen)
    best = [costs.best(d, j) for d, j in zip(wanted, chosen, strict=True) if j is not None]
    loads = Counter(j for j in chosen if j is not None)
    squares = sum((costs.elsewhere[j] + n) ** 2 - costs.elsewhere[j] ** 2 for j, n in loads.items())
    assert found.with_judge == len(best) == loads.total()
    assert found.load == squares * costs.weights.load
    gaps = chosen.count(None) * costs.weights.gap
    assert found.points == sum(b[1].total for b in best if b) + found.load + gaps


# The greedy planner.


@pytest.mark.clause("2.1.1")
@given(questions())
def test_a_grid_is_without_a_judge_only_where_none_may_or_has_room(
    asked: tuple[list[Demand], list[Candidate], Terms],
) -> None:
    """Each grid has a line; nobody has more than the rules allow, or what is forbidden; who is there stays."""
    wanted, judges, terms = asked
    costs = Costs(wanted, judges, terms)
    lines = plan_greedily(wanted, judges, DAY, terms)
    assert [line.grid for line in lines] == [d.grid for d in wanted]
    grids = Counter(line.judge for line in lines)
    work = Counter[RecordId | None]()
    for each, line in zip(wanted, lines, strict=True):
        work[line.judge] += each.work
    for each, line in zip(wanted, lines, strict=True):
        if line.judge is not None:
            assert costs.best(each, line.judge) is not None
            assert grids[line.judge] <= costs.room(line.judge)
            most = costs.room_for_work(line.judge)
            assert most is None or work[line.judge] <= most
            continue
        for other in costs.eligible(each.court):
            most = costs.room_for_work(other.judge)
            assert (
                costs.parts(each, other) is None
                or grids[other.judge] >= costs.room(other.judge)
                or (most is not None and work[other.judge] + each.work > most)
            )


@pytest.mark.clause("2.1.1")
@given(st.integers(0, 60), st.integers(1, 9))
def test_identical_judges_get_equal_numbers(grids: int, judges: int) -> None:
    """Between judges who differ in nothing, loads differ by one at the most."""
    chosen = judges_of([demand(f"g{n}") for n in range(grids)], [candidate(f"j{n}") for n in range(judges)])
    loads = Counter({RecordId(f"j{n}"): 0 for n in range(judges)})
    loads.update(judge for judge in chosen if judge)
    assert max(loads.values()) - min(loads.values()) <= 1


@given(questions())
def test_the_same_question_has_the_same_answer(asked: tuple[list[Demand], list[Candidate], Terms]) -> None:
    """The order in which judges are named decides nothing."""
    wanted, judges, terms = asked
    assert judges_of(wanted, judges, terms) == judges_of(wanted, judges[::-1], terms)


@pytest.mark.clause("2.1.1")
def test_dedicated_grids_choose_first() -> None:
    """The one judge who knows forest contracts goes to the dedicated grid; with room for one, the other gets none."""
    wanted = [demand("a-basic", causes=("T137",), nature=GridNature.BASIC), demand("b-dedicated", causes=("T137",))]
    terms = attrs.evolve(TERMS, rules=Rules(most_grids=1))
    assert judges_of(wanted, [candidate("one", knows=("T137",)), candidate("two")], terms) == ["two", "one"]


def test_a_speciality_is_worth_some_load_but_not_any() -> None:
    """1,200 points for a dedicated grid: as much as the 61st grid of the one who knows over the other's first."""
    for load, judge in ((60, "busy"), (61, "idle")):
        judges = [candidate("busy", knows=("T144",), load=load), candidate("idle")]
        assert judges_of([demand("farm", causes=("T144",))], judges) == [judge]


def test_a_grid_keeps_its_judge_whatever_another_would_cost() -> None:
    """The greedy planner only fills gaps; a judge who is no candidate any more is one."""
    judges = [candidate("busy", load=90), candidate("idle")]
    assert judges_of([demand("farm", judge="busy")], judges) == ["busy"]
    assert judges_of([demand("farm", judge="gone")], judges[1:]) == ["idle"]


def test_a_court_above_helps_only_where_the_own_court_has_nobody_with_room() -> None:
    """And never a court beside it."""
    judges = [candidate("above", ABOVE), candidate("beside", HUNCHUN), candidate("own", HELONG, load=9)]
    assert judges_of([demand("farm")], judges) == ["own"]
    assert judges_of([demand("farm")], judges, attrs.evolve(TERMS, rules=Rules(most_grids=9))) == ["above"]
    assert judges_of([demand("farm")], judges[:2]) == ["above"]
    assert judges_of([demand("farm")], judges[1:2]) == [None]


def test_too_much_work_is_given_away_where_that_costs_least() -> None:
    """A choice is changed only as far as the rule about work asks for it; what is fixed stays."""
    wanted = [attrs.evolve(demand(name, causes=("T137",)), work=10) for name in ("far", "fixed", "known")]
    wanted[0] = attrs.evolve(wanted[0], causes=("T144",))
    pair = PairRule(grid=RecordId("fixed"), judge=RecordId("one"), reason="r")
    terms = attrs.evolve(TERMS, rules=Rules(fixed=(pair,), most_work=20))
    costs = Costs(wanted, [candidate("one", knows=("T137",)), candidate("two")], terms)
    one, two = RecordId("one"), RecordId("two")
    assert within_work(costs, [one, one, one]) == [two, one, one]
    assert within_work(costs, [two, one, two]) == [two, one, two]


# Why.


def explained(wanted: list[Demand], judges: list[Candidate], chosen: list[str | None], **rules: Any) -> list[Explained]:
    costs = Costs(wanted, judges, attrs.evolve(TERMS, rules=Rules(**rules)))
    reasons = Reasons(costs, [RecordId(judge) if judge else None for judge in chosen])
    return [reasons.of(place) for place in range(len(wanted))]


def test_a_reason_says_what_speaks_for_the_judge_and_who_is_next() -> None:
    """Share of the causes, kilometres, languages, load; and of the next best what they are worse in, first the most."""
    farm = demand("farm", causes=("T137", "T144"), languages=("ko-CN",), place=HERE)
    one = candidate("one", knows=("T137",), languages=("ko-CN",), place=HERE, load=3)
    two = candidate("two", place=THERE)
    (why,) = explained([farm], [one, two], ["one"])
    assert why.reason == "new"
    assert [(said.key, dict(said.values)) for said in why.clauses] == [
        ("part.speciality", {"share": "50", "cause": "T137"}),
        ("part.distance", {"km": "0"}),
        ("part.language", {"spoken": "1", "languages": "1"}),
        ("part.load", {"load": "4"}),
    ]
    assert (why.next_best, why.more) == ("two", 600 + 555 + 400 - 60)
    assert [said.key for said in why.next_clauses] == ["next.speciality", "next.distance", "next.language", "next.load"]


def test_a_reason_says_what_happens_to_the_judge_of_today() -> None:
    """Kept, moved with the one before, fixed with the court's reason."""
    judges = [candidate("one"), candidate("two")]
    pair = PairRule(grid=RecordId("farm"), judge=RecordId("two"), reason="she began it")
    farm = demand("farm", judge="one")
    assert explained([farm], judges, ["one"])[0].reason == "kept"
    (moved,) = explained([farm], judges, ["two"])
    assert (moved.reason, dict(moved.values)["from"]) == ("moved", "judge one")
    assert [said.key for said in moved.next_clauses] == ["next.no_change"]
    (fixed,) = explained([farm], judges, ["two"], fixed=(pair,))
    assert (fixed.reason, dict(fixed.values)["because"], fixed.next_best) == ("fixed", "she began it", None)


def test_a_gap_says_why_nobody_could_be_found() -> None:
    """No judge at all, all of them full, or none who may."""
    pair = PairRule(grid=RecordId("farm"), judge=RecordId("one"), reason="r")
    farm, one = demand("farm"), candidate("one", load=3)
    assert explained([farm], [candidate("one", HUNCHUN)], [None])[0].reason == "nobody"
    assert explained([farm], [one], [None], most_grids=3)[0].reason == "full"
    assert explained([farm], [one], [None], forbidden=(pair,))[0].reason == "forbidden"


@given(questions())
def test_the_next_best_is_what_the_grid_would_get_otherwise(
    asked: tuple[list[Demand], list[Candidate], Terms],
) -> None:
    """Giving the grid to the next best costs exactly the points more that the reason says."""
    wanted, judges, terms = asked
    costs = Costs(wanted, judges, terms)
    chosen = judges_of(wanted, judges, terms)
    before = totals(costs, chosen).points
    reasons = Reasons(costs, chosen)
    for place in range(len(wanted)):
        why = reasons.of(place)
        assert (why.next_best is None) == (why.more is None)
        if why.next_best is not None:
            other = [*chosen[:place], why.next_best, *chosen[place + 1 :]]
            assert totals(costs, other).points - before == why.more


def test_a_day_is_kept_in_every_line() -> None:
    """The plan's first day."""
    assert [line.since for line in plan_greedily([demand("farm")], [candidate("a")], date(2030, 1, 1), TERMS)] == [
        date(2030, 1, 1)
    ]
