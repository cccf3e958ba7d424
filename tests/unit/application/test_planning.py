"""The plan as a court asks for it: what occurs, its own rules, several planners, comparison, reasons, steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gridjustice import (
    InvalidError,
    Language,
    NotFoundError,
    Office,
    Plan,
    Receipt,
    apply_plan,
    plan_assignments,
    read_rules,
    sentence,
)
from gridjustice.application.occurring import occurring
from gridjustice.domain.criteria import Everything
from gridjustice.domain.network_facts import GridAssignment
from gridjustice.domain.planning import Candidate, Demand, PairRule, Proposal, Rules
from gridjustice.domain.record import Role
from gridjustice.domain.values import named_id
from gridjustice.errors import DefinitionError
from gridjustice.hooks import Plugins, builtin, hookimpl
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.district import START, District, grid, person, report_facts, small_district, unit
from gridjustice.testing.memory import MemoryStorage

DAY = date(2022, 7, 1)
OPERATOR = "operator"


@pytest.fixture
def district() -> District:
    """The small district with two more judges and three more grids."""
    return grown(Plugins([("builtin", builtin)]))


def grown(plugins: Plugins) -> District:
    clock = FixedClock(START)
    office = Office(MemoryStorage(), plugins, clock=clock, prepare=True)
    found = small_district(office, clock)
    for handle, knows in (("forest", ["T137"]), ("loans", ["T108"])):
        post = {"role": "judge", "scope": "court", "place": "yblq/helong", "since": "2022-01-01", "specialities": knows}
        facts = {"court": "yblq/helong", "handle": handle, "name": f"法官{handle}", "posts": [post]}
        office.begin(OPERATOR, "person", "enrol", facts, key=handle, record=person(handle))
    for number, causes in ((2, ["T137"]), (3, []), (4, [])):
        facts = {"court": "yblq/helong", "unit": unit("farm"), "code": f"farm-{number}", "name": f"第{number}格",
                 "nature": "dedicated", "causes": causes}  # fmt: skip
        office.begin(OPERATOR, "grid", "draw", facts, key=f"g{number}", record=grid(f"farm-{number}"))
    return found


def judges(plan: Plan) -> dict[str, str | None]:
    names = {named_id("person", handle): handle for handle in ("judge", "forest", "loans")}
    codes = {grid(f"farm-{number}"): f"farm-{number}" for number in range(1, 5)}
    return {codes[line.grid]: names[line.judge] if line.judge else None for line in plan.lines}


@pytest.mark.clause("2.1.1")
def test_what_really_occurs_decides_over_what_was_declared(district: District) -> None:
    """Five disputes about loans in a grid without declared causes bring it to the judge who knows loans."""
    office = district.office
    about = {**report_facts(), "grid": grid("farm-3"), "cause": "T108.03", "cause_version": "2025"}
    for number in range(5):
        office.begin(person("liaison"), "dispute", "report", about, key=f"r{number}")
    before = plan_assignments(office, OPERATOR, DAY)
    found = plan_assignments(office, person("president"), DAY)
    seen = {d.grid: d for d in found.costs.demands}
    assert (seen[grid("farm-3")].occurring, seen[grid("farm-3")].work) == ((("T108.03", 5),), 5)
    assert judges(found)["farm-3"] == "loans"
    assert {d.work for d in before.costs.demands} == {0}, "who may see no dispute plans by declared causes"


def test_disputes_are_counted_by_the_year_and_open_ones_for_ever(district: District) -> None:
    """After the look-back what ended is forgotten; what is open is still work."""
    district.report()
    district.bring_to("agreed")
    district.go(date(2023, 8, 1))
    office = district.office
    found = occurring(office, person("president"), Everything(), office.today())
    assert (found.causes, found.work[grid()]) == ({}, 1)


def test_places_and_languages_are_told_to_the_planner(district: District) -> None:
    """A grid's own, else its unit's; a court's place is its judges'."""
    office = district.office
    here = {"latitude": "42.54", "longitude": "129.01"}
    office.take(OPERATOR, named_id("court", "yblq/helong"), "locate", {"place": here}, key="l1")
    there = {"place": {"latitude": "42.90", "longitude": "129.01"}, "languages": ["ko-CN"]}
    office.take(OPERATOR, unit("farm"), "describe", there, key="l2")
    office.take(OPERATOR, grid("farm-2"), "describe", {"languages": ["zh-CN"]}, key="l3")
    plan = plan_assignments(office, OPERATOR, DAY)
    seen = {d.grid: d for d in plan.costs.demands}
    assert seen[grid("farm-3")].languages == ("ko-CN",)
    assert seen[grid("farm-2")].languages == ("zh-CN",)
    why = sentence(office.catalogue, Language.EN, plan, plan.lines[plan.places[grid("farm-2")]])
    assert "the court is 40 km away" in why
    with pytest.raises(InvalidError, match="no degrees of latitude"):
        office.take(OPERATOR, grid(), "describe", {"place": {"latitude": "91", "longitude": "1"}}, key="l4")


@pytest.mark.clause("2.1.1")
def test_a_judge_on_leave_keeps_what_they_have_and_takes_nothing_new(district: District) -> None:
    """Their grid stays theirs while another takes their place for a time, which counts for nobody; back, they take."""
    judge, days = person("judge"), {"since": "2022-06-20", "until": "2022-07-10"}
    district.do("judge", judge, "take_leave", **days)
    district.do("president", grid(), "substitute", person=person("forest"), **days)
    for day, takes in ((DAY, False), (date(2022, 7, 10), False), (date(2022, 7, 11), True)):
        plan = plan_assignments(district.office, person("president"), day)
        seen = {c.judge: (c.load, c.takes_new) for c in plan.costs.candidates}
        assert (seen[judge], seen[person("forest")]) == ((1, takes), (0, True))
        away = {d.grid: plan.costs.best(d, judge) is None for d in plan.costs.demands}
        assert judges(plan)["farm-1"] == "judge"
        assert away == {grid(): False, **{grid(f"farm-{number}"): not takes for number in (2, 3, 4)}}


@pytest.mark.clause("2.1.1")
def test_the_grids_of_a_judge_who_has_left_are_handed_over(district: District) -> None:
    """Who has left is no candidate and holds nothing; the plan finds somebody else, and its step hands over."""
    office = district.office
    district.go(date(2022, 6, 20))
    district.do("president", person("judge"), "leave", reason="moved to another court")
    for day in (date(2022, 6, 20), DAY):
        plan = plan_assignments(office, person("president"), day)
        assert person("judge") not in {c.judge for c in plan.costs.candidates}
        assert None not in judges(plan).values()
    taken = apply_plan(office, person("president"), plan)
    assert sorted(receipt.step for receipt in taken if isinstance(receipt, Receipt)) == ["assign"] * 3 + ["hand_over"]
    district.go(date(2022, 7, 5))
    again = plan_assignments(office, person("president"), date(2022, 6, 19))
    assert person("judge") in {c.judge for c in again.costs.candidates}, "of a day before they left"
    on_that_day = plan_assignments(office, person("president"), date(2022, 6, 21))
    assert person("judge") not in {c.judge for c in on_that_day.costs.candidates}


RULES = """
most_grids = 2
[weights]
keep = 0
[[fixed]]
grid = "farm-3"
judge = "forest"
reason = "他主办过该场的案件"
[[forbidden]]
grid = "farm-2"
judge = "forest"
reason = "与场长有亲属关系"
[[judges]]
judge = "loans"
most_grids = 0
"""


@pytest.mark.clause("2.1.1")
def test_a_court_has_rules_of_its_own(district: District, tmp_path: Path) -> None:
    """From a file, by the names people use; the reason that was given stands in the sentence."""
    (tmp_path / "rules.toml").write_text(RULES, "utf-8")
    office = district.office
    plan = plan_assignments(office, OPERATOR, DAY, rules=read_rules(tmp_path / "rules.toml"))
    found = judges(plan)
    assert (found["farm-3"], found["farm-2"] == "forest") == ("forest", False)
    assert "loans" not in found.values()
    assert all(list(found.values()).count(name) <= 2 for name in ("judge", "forest"))
    assert plan.costs.weights.keep == 0
    why = sentence(office.catalogue, Language.ZH, plan, plan.lines[plan.places[grid("farm-3")]])
    assert "他主办过该场的案件" in why


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[fixed]]\ngrid = 'farm-2'\njudge = 'nobody'\nreason = 'r'", r"rules.toml: fixed\[0\].judge: .*'nobody'"),
        ("[[forbidden]]\ngrid = 'x'\njudge = 'forest'\nreason = 'r'", r"forbidden\[0\].grid: there is no grid 'x'"),
        ("[[fixed]]\ngrid = 'farm-2'\njudge = 'forest'", r"fixed\[0\]: 'reason' must be a text"),
        ("most_grids = -1", "'most_grids' must be a whole number"),
        ("[weights]\nspeed = 3", "weights: unknown field 'speed'"),
        ("fix = 1", "unknown field 'fix'"),
        ("[[", "cannot be read"),
        (RULES.replace('"farm-2"', '"farm-3"'), "farm-3 and judge forest are both fixed and forbidden"),
        ("[[fixed]]\ngrid = 'farm-2'\njudge = 'worker'\nreason = 'r'", "is no judge of yblq/helong"),
    ],
)
def test_wrong_rules_are_named_with_their_place(district: District, tmp_path: Path, text: str, complaint: str) -> None:
    """File, place, and what is wrong there."""
    (tmp_path / "rules.toml").write_text(text, "utf-8")
    with pytest.raises(InvalidError, match=complaint):
        plan_assignments(district.office, OPERATOR, DAY, rules=read_rules(tmp_path / "rules.toml"))


class Ruling:
    """A plugin with a court's rules."""

    @hookimpl
    def gridjustice_provide_planning_rules(self) -> Rules:
        return Rules(fixed=(PairRule(grid=grid("farm-2"), judge=person("loans"), reason="so it is"),))


class Stubborn:
    """A planner that gives everything to one judge."""

    @hookimpl
    def gridjustice_decide_assignments(self, demands: Sequence[Demand], candidates: Sequence[Candidate]) -> Any:
        return [Proposal(grid=d.grid, judge=person("forest"), since=DAY, reason="kept") for d in demands]


def test_rules_and_planners_come_from_plugins() -> None:
    """A plugin's rules hold unless others are given; of two planners one must be named; the built-in one always can."""
    found = grown(Plugins([("builtin", builtin), ("ruling", Ruling())])).office
    assert judges(plan_assignments(found, OPERATOR, DAY))["farm-2"] == "loans"
    assert judges(plan_assignments(found, OPERATOR, DAY, rules=Rules()))["farm-2"] == "forest"
    one = grown(Plugins([("builtin", builtin), ("stubborn", Stubborn())])).office
    assert plan_assignments(one, OPERATOR, DAY).planner == "stubborn"
    assert plan_assignments(one, OPERATOR, DAY, planner="builtin").planner == "builtin"
    with pytest.raises(NotFoundError, match="builtin, stubborn can"):
        plan_assignments(one, OPERATOR, DAY, planner="best")
    with pytest.raises(DefinitionError, match="more than the rules allow"):
        plan_assignments(one, OPERATOR, DAY, rules=Rules(most_grids=2))
    pair = PairRule(grid=grid("farm-2"), judge=person("forest"), reason="r")
    with pytest.raises(DefinitionError, match="may not have it"):
        plan_assignments(one, OPERATOR, DAY, rules=Rules(forbidden=(pair,)))
    rivals = [("builtin", builtin), ("a", Stubborn()), ("b", Stubborn())]
    with pytest.raises(DefinitionError, match="several plugins offer decide_assignments"):
        grown(Plugins(rivals))
    assert (
        plan_assignments(grown(Plugins(rivals, choices={"decide_assignments": "b"})).office, OPERATOR, DAY).planner
        == "b"
    )
    both = grown(Plugins([("builtin", builtin), ("a", Ruling()), ("b", Ruling())])).office
    with pytest.raises(DefinitionError, match="several plugins offer rules"):
        plan_assignments(both, OPERATOR, DAY)


@pytest.mark.clause("2.1.1")
def test_a_plan_is_compared_with_today(district: District) -> None:
    """Who moves and what each part gains; what the whole costs before and after."""
    office = district.office
    wrong = {"person": person("loans"), "role": "judge", "since": "2022-06-01"}
    office.take(OPERATOR, grid("farm-2"), "assign", wrong, key="a1")
    pair = PairRule(grid=grid("farm-2"), judge=person("loans"), reason="a case against the farm")
    compared = plan_assignments(office, OPERATOR, DAY, rules=Rules(forbidden=(pair,))).compared()
    move = next(m for m in compared.moves if m.grid == grid("farm-2"))
    assert (move.before, move.after) == (person("loans"), person("forest"))
    assert compared.after.with_judge == 4
    assert compared.after.gap == 0 < compared.before.gap
    plain = plan_assignments(office, OPERATOR, DAY)
    assert grid("farm-2") not in {m.grid for m in plain.compared().moves}


@pytest.mark.clause("2.1.1")
def test_the_reason_is_kept_with_the_step(district: District) -> None:
    """So that «why this judge» can be answered later; a judge who was relieved can be proposed again."""
    office = district.office
    plan = plan_assignments(office, OPERATOR, DAY)
    told: list[tuple[int, int]] = []
    outcomes = apply_plan(office, OPERATOR, plan, language=Language.EN, progress=lambda *at: told.append(at))
    number = len(outcomes)
    assert told == [(number, number)]
    assert apply_plan(office, OPERATOR, plan) == []
    last = office.history(OPERATOR, grid("farm-2"))[-1]
    assert last.step == "assign"
    assert isinstance(last.facts, GridAssignment)
    assert (last.facts.reason or "").startswith("法官forest is proposed: knows 100 %")
    gone = {"person": person("forest"), "role": "judge", "until": "2022-06-01"}
    office.take(OPERATOR, grid("farm-2"), "relieve", gone, key="r1")
    assert len(apply_plan(office, OPERATOR, plan)) == 1
    assert office.show(OPERATOR, grid("farm-2")).record.answering_on(Role.JUDGE, DAY) == (person("forest"),)


def test_every_sentence_is_whole_in_three_languages(district: District) -> None:
    """No key shows, nothing is left to fill in, whatever the reason."""
    office = district.office
    held = {"person": person("loans"), "role": "judge", "since": "2022-06-01"}
    office.take(OPERATOR, grid("farm-2"), "assign", held, key="a")
    pairs = tuple(PairRule(grid=grid("farm-4"), judge=person(h), reason="r") for h in ("judge", "forest", "loans"))
    asked = (
        Rules(), Rules(most_grids=1), Rules(most_grids=0), Rules(forbidden=pairs),
        Rules(fixed=pairs[1:2]), Rules(forbidden=(PairRule(grid=grid("farm-2"), judge=person("loans"), reason="r"),)),
    )  # fmt: skip
    reasons = set()
    for rules in asked:
        plan = plan_assignments(office, OPERATOR, DAY, rules=rules)
        for line in plan.lines:
            reasons.add(line.reason)
            for language in Language:
                said = sentence(office.catalogue, language, plan, line)
                assert "{" not in said
                assert "plan." not in said
    assert reasons >= {"new", "kept", "fixed", "full", "forbidden", "moved"}
