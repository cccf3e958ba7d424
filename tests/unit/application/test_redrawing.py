"""Grids and units that are split, merged, moved, renamed and closed, with what lies in them; and back again."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from gridjustice.application.answering import answering
from gridjustice.application.coverage import coverage
from gridjustice.application.redrawing import (
    apply_redrawing,
    close_place,
    plan_redrawing,
    show_redrawing,
    undo_redrawing,
)
from gridjustice.application.redrawing_rule import Change
from gridjustice.domain.criteria import equals
from gridjustice.domain.network import Home
from gridjustice.domain.record import Record, Role
from gridjustice.domain.redrawing import Finished, Redraw, Successor
from gridjustice.domain.values import EARLIEST, RecordId
from gridjustice.errors import AdapterUnavailableError, InvalidValueError, NotFoundError
from gridjustice.ports.storage import Transaction
from gridjustice.testing.district import COURT, District, grid, person, report_facts, unit
from gridjustice.workflow.refusals import StepRefusedError

TODAY = date(2022, 6, 1)
CHIEF = person("president")


def change(how: str, *subjects: RecordId, since: date = TODAY, **more: Any) -> Change:
    return Change(how=Redraw(how), subjects=subjects, since=since, reason="a new map", **more)


def successor(code: str, **more: Any) -> Successor:
    return Successor(code=code, name=f"格 {code}", **more)


def split(*, rest: str = "farm-2", **first: Any) -> Change:
    """The district's grid in two."""
    return change("split", grid(), successors=(successor("farm-2"), successor("farm-3", **first)), rest=rest)


def reported(d: District, code: str = "farm-1", of: str = "farm", **more: Any) -> RecordId:
    """A dispute in some grid, reported to the court."""
    listed = {"cause_version": "2021"} if "cause" in more else {}
    facts = {**report_facts(), "unit": unit(of), "grid": grid(code), **listed, **more}
    count = d.office.count("system", equals("kind", "dispute"))[()]
    return d.office.begin(person("triage"), "dispute", "report", facts, key=f"report {count}").record


def held(d: District, record: str) -> Any:
    """A record as it is kept."""
    with d.office.storage.read() as reader:
        head = reader.load(ids=(record,)).heads[record]
    found: Record = d.office.codec.record(head.kind, head.body)
    return found


def homes(d: District, *records: RecordId) -> list[tuple[str | None, str | None]]:
    return [held(d, record).home for record in records]


def redrawn(d: District, wanted: Change, key: str = "k") -> RecordId:
    plan = plan_redrawing(d.office, CHIEF, wanted, key=key)
    assert apply_redrawing(d.office, CHIEF, plan.id).redrawing.state_name == "applied"
    return plan.id


def undone(d: District, redrawing: RecordId) -> Any:
    return undo_redrawing(d.office, CHIEF, redrawing)


def draw(d: District, code: str, of: str = "farm") -> RecordId:
    facts = {"court": COURT, "unit": unit(of), "code": code, "name": code}
    return d.office.begin("operator", "grid", "draw", facts, key=f"draw {code}").record


# A plan is shown and changes nothing.


@pytest.mark.clause("2.1.1")
def test_a_plan_shows_what_it_moves_and_who_answers_and_changes_nothing(district: District) -> None:
    """Each record with its old and new home, each assignment that is made or ended."""
    one, other = district.report(), district.report()
    plan = plan_redrawing(district.office, CHIEF, split(records=(other,)), key="k")
    assert {(line.record, line.was_grid, line.grid) for line in plan.lines} == {
        (one, grid(), grid("farm-2")),
        (other, grid(), grid("farm-3")),
    }
    assert all(line.was_unit == line.unit == unit("farm") for line in plan.lines)
    people = {("judge", person("judge")), ("grid_worker", person("worker"))}
    assert {(a.role.value, a.person) for _, a in plan.ended} == people
    assert {(place, a.role.value, a.person) for place, a in plan.made} == {
        (grid(code), role, who) for code in ("farm-2", "farm-3") for role, who in people
    }
    assert homes(district, one, other) == [(unit("farm"), grid())] * 2
    assert held(district, grid()).state_name == "active"
    assert plan.redrawing.state_name == "planned"


def test_the_same_key_gives_the_same_plan(district: District) -> None:
    """Asked for twice, planned once."""
    assert plan_redrawing(district.office, CHIEF, split(), key="k").id == (
        plan_redrawing(district.office, CHIEF, split(), key="k").id
    )


def test_a_plan_can_be_abandoned(district: District) -> None:
    """Then it can be applied no more."""
    plan = plan_redrawing(district.office, CHIEF, split(), key="k")
    district.do("president", plan.id, "abandon")
    with pytest.raises(StepRefusedError):
        apply_redrawing(district.office, CHIEF, plan.id)


def test_only_who_manages_the_court_plans_and_applies(district: District) -> None:
    """Others learn nothing of a plan."""
    with pytest.raises(StepRefusedError):
        plan_redrawing(district.office, person("liaison"), split(), key="k")
    plan = plan_redrawing(district.office, CHIEF, split(), key="k")
    for call in (apply_redrawing, undo_redrawing, show_redrawing):
        with pytest.raises(NotFoundError):
            call(district.office, person("liaison"), plan.id)


# Split, merged, moved, renamed, closed.


@pytest.mark.clause("2.1.1")
def test_a_grid_is_split_with_all_that_lies_in_it(district: District) -> None:
    """What nothing else says goes to the rest; who was archived stays where it was."""
    one, other = district.report(), reported(district, cause="9181")
    archived = district.bring_to("archived")
    redrawn(district, split(records=(other,)))
    assert homes(district, one, other) == [(unit("farm"), grid("farm-2")), (unit("farm"), grid("farm-3"))]
    assert homes(district, archived) == [(unit("farm"), grid())]
    assert held(district, grid()).state_name == "closed"
    for code in ("farm-2", "farm-3"):
        assert held(district, grid(code)).responsible_on(TODAY) == person("judge")
    assert not district.office.verify().faults


def test_a_grid_is_split_by_causes(district: District) -> None:
    """Of any level: what stands under it goes with it."""
    below, beside = reported(district, cause="9181"), reported(district)
    redrawn(district, split(causes=("9177",)))
    assert homes(district, below, beside) == [(unit("farm"), grid("farm-3")), (unit("farm"), grid("farm-2"))]


def test_a_part_is_split_off_and_the_grid_goes_on(district: District) -> None:
    """A grid that is among its successors is not closed, and keeps its people."""
    one, other = district.report(), district.report()
    wanted = change(
        "split", grid(), rest="farm-1", successors=(Successor(code="farm-1"), successor("farm-2", records=(other,)))
    )  # fmt: skip
    redrawn(district, wanted)
    assert homes(district, one, other) == [(unit("farm"), grid()), (unit("farm"), grid("farm-2"))]
    assert held(district, grid()).state_name == "active"


def test_grids_of_two_units_are_merged(district: District) -> None:
    """What was with the unit of its grid comes to the unit of the successor; what another unit was given stays."""
    draw(district, "farm2-1", "farm2")
    there = reported(district, "farm2-1", "farm2")
    here = district.report()
    given = reported(district, "farm2-1", "farm2")
    triage = {"jurisdiction": "ours", "reason": "suited", "same_matter_checked": True, "route": "mediation"}
    district.do("triage", given, "triage", **triage)
    district.do("triage", given, "delegate", unit=unit("farm"))
    wanted = change("merge", grid(), grid("farm2-1"), successors=(Successor(code="farm2-1"),))
    redrawn(district, wanted)
    assert homes(district, there, here) == [(unit("farm2"), grid("farm2-1"))] * 2
    assert homes(district, given) == [(unit("farm"), grid("farm2-1"))]


@pytest.mark.clause("2.1.1")
def test_a_grid_is_moved_to_another_unit(district: District) -> None:
    """Its open disputes come to the new unit's liaison, who sees them from then on, and the other no more."""
    record = district.report()
    with pytest.raises(NotFoundError):
        district.show(record, "other_liaison")
    redrawn(district, change("move", grid(), new_unit=unit("farm2")))
    assert homes(district, record, grid()) == [(unit("farm2"), grid())] * 2
    assert district.show(record, "other_liaison").clear
    with pytest.raises(NotFoundError):
        district.show(record, "liaison")
    assert held(district, grid()).homes == (
        Home(unit=unit("farm"), since=EARLIEST, until=TODAY - timedelta(1)),
        Home(unit=unit("farm2"), since=TODAY),
    )


def test_a_grid_gets_another_name_and_its_old_one_back(district: District) -> None:
    """Nothing moves."""
    before = held(district, grid()).name
    id_ = redrawn(district, change("rename", grid(), name="新名网格"))
    assert held(district, grid()).name == "新名网格"
    undone(district, id_)
    assert held(district, grid()).name == before


@pytest.mark.clause("2.1.2")
def test_a_unit_is_closed_into_another_with_everything(district: District) -> None:
    """Grids, people with their posts, disputes and orders; what lies in a grid goes with it."""
    record = district.report()
    facts = {"court": COURT, "unit": unit("farm"), "subject": grid(), "reason": "Nobody answers."}
    order = district.office.begin(person("supervisor"), "order", "issue", facts, key="order").record
    redrawn(district, change("close", unit("farm"), successors=(Successor(code="farm2"),)))
    assert homes(district, grid(), record) == [(unit("farm2"), grid())] * 2
    assert homes(district, order, person("mediator")) == [(unit("farm2"), None)] * 2
    assert held(district, person("mediator")).holds(Role.MEDIATOR, unit("farm2"), TODAY)
    assert not held(district, person("mediator")).holds(Role.MEDIATOR, unit("farm"), TODAY)
    assert district.show(order, "other_liaison").clear
    assert held(district, unit("farm")).state_name == "closed"
    assert not district.office.verify().faults


def test_a_unit_is_split_and_what_lies_in_a_grid_goes_with_the_grid(district: District) -> None:
    """Also where its cause of action would say otherwise."""
    draw(district, "farm-2")
    here, there = district.report(), reported(district, "farm-2", cause="9181")
    new = (successor("north"), successor("south", records=(grid("farm-2"), person("mediator"))))
    redrawn(district, change("split", unit("farm"), successors=new, rest="north"))
    assert homes(district, grid(), here) == [(unit("north"), grid())] * 2
    assert homes(district, grid("farm-2"), there) == [(unit("south"), grid("farm-2"))] * 2
    assert held(district, person("mediator")).unit == unit("south")
    for code in ("north", "south"):
        assert held(district, unit(code)).liaison_on(TODAY) == person("liaison")
        assert held(district, unit(code)).parent == unit("enterprise")


def test_units_below_one_that_is_closed_go_with_the_rest(district: District) -> None:
    """No unit is left below one that is not there."""
    redrawn(district, change("close", unit("enterprise"), successors=(successor("bureau"),)))
    assert [held(district, unit(code)).parent for code in ("farm", "farm2")] == [unit("bureau")] * 2


def test_a_unit_takes_over_from_the_one_above_it(district: District) -> None:
    """It comes to lie where that one lay; no lower one can, for what lies between would lie below itself."""
    id_ = redrawn(district, change("close", unit("enterprise"), successors=(Successor(code="farm"),)))
    assert [held(district, unit(code)).parent for code in ("farm", "farm2")] == [None, unit("farm")]
    undone(district, id_)
    assert [held(district, unit(code)).parent for code in ("farm", "farm2")] == [unit("enterprise")] * 2
    redrawn(district, change("move", unit("farm2"), new_unit=unit("farm")), "2")
    lowest = change("close", unit("enterprise"), successors=(Successor(code="farm2"),))
    with pytest.raises(StepRefusedError, match="unknown successor"):
        plan_redrawing(district.office, CHIEF, lowest, key="3")


def test_a_unit_is_moved_below_another(district: District) -> None:
    """The units above it are those of the day."""
    id_ = redrawn(district, change("move", unit("farm"), new_unit=unit("farm2")))
    assert held(district, unit("farm")).parent == unit("farm2")
    with pytest.raises(StepRefusedError, match="unknown target"):
        plan_redrawing(district.office, CHIEF, change("move", unit("farm2"), new_unit=unit("farm")), key="circle")
    undone(district, id_)
    assert held(district, unit("farm")).parent == unit("enterprise")


@pytest.mark.clause("3.3")
def test_a_successor_that_is_near_a_party_handles_nothing(district: District) -> None:
    """Moved to a unit that is a party, or lies by one, a dispute is shown to nobody there."""
    parties = [
        {"id": "a1", "side": "applicant", "name": "甲某", "person": person("citizen_a")},
        {"id": "b1", "side": "respondent", "name": "二林场", "unit": unit("farm2")},
    ]
    record = district.report(parties=parties)
    redrawn(district, change("move", grid(), new_unit=unit("farm2")))
    assert homes(district, record) == [(unit("farm2"), grid())]
    with pytest.raises(NotFoundError):
        district.show(record, "other_liaison")


# Closing by hand.


def test_what_holds_something_open_is_not_closed_by_hand(district: District) -> None:
    """The remedy is a redrawing."""
    record = district.report()
    with pytest.raises(StepRefusedError, match="still open there"):
        close_place(district.office, CHIEF, grid(), "merged", key="close")
    with pytest.raises(StepRefusedError, match="still open there"):
        close_place(district.office, CHIEF, unit("enterprise"), "merged", key="close")
    with pytest.raises(StepRefusedError, match="still open there"):
        plan_redrawing(district.office, CHIEF, change("close", grid()), key="k")
    assert homes(district, record) == [(unit("farm"), grid())]


def test_what_holds_nothing_open_is_closed_by_hand_or_by_a_plan(district: District) -> None:
    """Nobody answers for it from that day on."""
    draw(district, "farm-2")
    assert close_place(district.office, CHIEF, grid(), "merged", key="close").state == "closed"
    assert held(district, grid()).responsible_on(TODAY) is None
    assert held(district, grid()).responsible_on(TODAY - timedelta(1)) == person("judge")
    redrawn(district, change("close", grid("farm-2")))
    assert held(district, grid("farm-2")).state_name == "closed"


# Undone.


@pytest.mark.parametrize(
    "wanted",
    [
        split(),
        change("merge", grid(), grid("farm-9"), successors=(successor("farm-8"),)),
        change("move", grid(), new_unit=unit("farm2")),
        change("close", grid(), successors=(Successor(code="farm-9"),)),
        change("close", unit("farm"), successors=(Successor(code="farm2"),)),
        change("split", unit("farm"), successors=(successor("n"), successor("s")), rest="s"),
    ],
    ids=["split", "merge", "move", "close", "close unit", "split unit"],
)
def test_undone_everything_is_where_it_was(district: District, wanted: Change) -> None:
    """Homes, assignments, rights; and the history says that it was otherwise meanwhile."""
    draw(district, "farm-9")
    records = [district.report(), reported(district, "farm-9"), person("mediator"), grid()]
    before = homes(district, *records)
    id_ = redrawn(district, wanted)
    district.go(date(2022, 6, 20))
    assert undone(district, id_).left == ()
    assert homes(district, *records) == before
    assert held(district, grid()).responsible_on(date(2022, 6, 20)) == person("judge")
    assert held(district, unit("farm")).liaison_on(date(2022, 6, 20)) == person("liaison")
    assert district.show(records[0], "liaison").clear
    assert held(district, id_).state_name == "undone"
    assert not district.office.verify().faults
    closed = [code for code in ("farm-2", "farm-3", "farm-8", "n", "s") if (_p := kept(district, code)) is not None]
    assert all(kept(district, code).state_name == "closed" for code in closed)


def kept(d: District, code: str) -> Any:
    with d.office.storage.read() as reader:
        heads = reader.load(ids=(grid(code), unit(code))).heads
    return next((d.office.codec.record(h.kind, h.body) for h in heads.values()), None)


def test_what_came_later_goes_where_what_it_lay_in_came_from(district: District) -> None:
    """Of a split, to the one that was split."""
    id_ = redrawn(district, split())
    later = reported(district, "farm-3")
    assert undone(district, id_).left == ()
    assert homes(district, later) == [(unit("farm"), grid())]


def test_what_cannot_be_put_back_is_named(district: District) -> None:
    """What moved on stays there; what came into a merged grid belongs to neither of the two, so that it stays open."""
    draw(district, "farm-2")
    record = district.report()
    id_ = redrawn(district, change("merge", grid(), grid("farm-2"), successors=(successor("farm-3"),)))
    later = reported(district, "farm-3")
    redrawn(district, change("split", grid("farm-3"), rest="farm-3", successors=(
        Successor(code="farm-3"), successor("farm-4", records=(record,)))), key="another")  # fmt: skip
    view = undone(district, id_)
    assert homes(district, record, later) == [(unit("farm"), grid("farm-4")), (unit("farm"), grid("farm-3"))]
    with district.office.storage.read() as reader:
        finished = district.office.codec.event(reader.entries(id_)[-1].body).facts
    assert isinstance(finished, Finished)
    left = finished.left
    assert {(each.record, each.code) for each in left} == {
        (record, "moved_meanwhile"),
        (grid("farm-3"), "still_open_there"),
    }
    assert {each.record for each in view.left} == {record, grid("farm-3")} - {record} | (
        {record} if sees(district, record) else set()
    )


def sees(d: District, record: RecordId) -> bool:
    try:
        d.office.show(CHIEF, record)
    except NotFoundError:
        return False
    return True


def test_an_older_redrawing_is_not_undone_below_a_newer_one(district: District) -> None:
    """The newer one first."""
    first = redrawn(district, split())
    second = redrawn(
        district, change("split", grid("farm-2"), rest="b", successors=(successor("a"), successor("b"))), "2"
    )
    with pytest.raises(StepRefusedError, match="built upon"):
        undone(district, first)
    undone(district, second)
    undone(district, first)
    assert held(district, grid()).state_name == "active"


# Killed on the way.


def killed_after(d: District, monkeypatch: pytest.MonkeyPatch, transactions: int) -> None:
    """The storage is gone after so many transactions."""
    run = d.office.storage.run
    left = [transactions]

    def failing(work: Callable[[Transaction], Any]) -> Any:
        if not left[0]:
            raise AdapterUnavailableError("gone")
        left[0] -= 1
        return run(work)

    monkeypatch.setattr(d.office.storage, "run", failing)


@pytest.mark.parametrize("transactions", range(1, 14))
def test_killed_at_any_point_it_goes_on_and_moves_everything_once(
    district: District, monkeypatch: pytest.MonkeyPatch, transactions: int
) -> None:
    """Applied and undone, each by two processes of which the first dies."""
    records = [district.report() for _ in range(5)]
    plan = plan_redrawing(district.office, CHIEF, split(records=tuple(records[:2])), key="k")

    def twice(call: Callable[..., Any]) -> None:
        with monkeypatch.context() as patch:
            killed_after(district, patch, transactions)
            with contextlib.suppress(AdapterUnavailableError):
                call(district.office, CHIEF, plan.id, batch=2)
        if held(district, plan.id).state_name in ("planned", "applying", "applied", "undoing"):
            try:
                call(district.office, CHIEF, plan.id, batch=2)
            except StepRefusedError:
                assert held(district, plan.id).state_name in ("applied", "undone")

    twice(apply_redrawing)
    assert [h[1] for h in homes(district, *records)] == [grid("farm-3")] * 2 + [grid("farm-2")] * 3
    assert held(district, plan.id).state_name == "applied"
    twice(undo_redrawing)
    assert [h[1] for h in homes(district, *records)] == [grid()] * 5
    for record in records:
        steps = [event.step for event in district.office.history("system", record)]
        assert steps.count("rehome") == 2
    assert not district.office.verify().faults


def test_what_is_reported_after_the_plan_was_made_moves_too(district: District) -> None:
    """By the same rule; what was moved on meanwhile is found again where it is."""
    plan = plan_redrawing(district.office, CHIEF, split(), key="k")
    later = district.report()
    delegated = district.bring_to("delegated")
    apply_redrawing(district.office, CHIEF, plan.id)
    assert [home[1] for home in homes(district, later, delegated)] == [grid("farm-2")] * 2
    shown = show_redrawing(district.office, person("supervisor"), plan.id)
    assert {line.record for line in shown.lines} >= {later}


# Refused.


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (change("move", grid(), new_unit=unit("nowhere")), "unknown target"),
        (
            change("split", grid(), successors=(successor("a"), Successor(code="b")), rest="a"),
            "unknown successor",
        ),
        (change("close", grid(), successors=(Successor(code="nowhere"),)), "unknown successor"),
    ],
    ids=["target", "new", "old"],
)
def test_a_plan_that_leads_nowhere_is_refused(district: District, wanted: Change, code: str) -> None:
    """Nothing is stored."""
    with pytest.raises(StepRefusedError, match=code):
        plan_redrawing(district.office, CHIEF, wanted, key="k")


@pytest.mark.parametrize(
    "wanted",
    [
        change("split", grid(), successors=(successor("a"),)),
        change("split", grid(), successors=(successor("a"), successor("b"))),
        change("split", grid(), successors=(successor("a"), successor("a")), rest="a"),
        change("merge", grid(), successors=(successor("a"),)),
        change("rename", grid()),
        change("move", grid()),
        change("move", grid(), new_unit=unit("farm2"), successors=(successor("a"),)),
        change("close", grid(), successors=(successor("a"), successor("b"))),
        change("close", grid(), grid(), successors=(successor("a"),)),
    ],
    ids=range(9),
)
def test_a_change_that_contradicts_itself_is_invalid(district: District, wanted: Change) -> None:
    """Said at once."""
    with pytest.raises(InvalidValueError):
        plan_redrawing(district.office, CHIEF, wanted, key="k")


def test_what_is_no_grid_and_no_unit_cannot_be_redrawn(district: District) -> None:
    """Nor can both together."""
    for subjects in ((person("judge"),), (grid(), unit("farm")), (grid("nowhere"),), ()):
        with pytest.raises(NotFoundError):
            plan_redrawing(district.office, CHIEF, change("move", *subjects, new_unit=unit("farm2")), key="k")


def test_it_is_not_applied_before_its_day_nor_once_its_ground_has_changed(district: District) -> None:
    """Until then the network is as it is."""
    early = plan_redrawing(
        district.office, CHIEF, change("move", grid(), since=date(2022, 7, 1), new_unit=unit("farm2")), key="a"
    )
    with pytest.raises(StepRefusedError, match="too early"):
        apply_redrawing(district.office, CHIEF, early.id)
    plan = plan_redrawing(district.office, CHIEF, split(), key="b")
    close_place(district.office, CHIEF, grid(), "gone", key="close")
    with pytest.raises(StepRefusedError, match="changed since"):
        apply_redrawing(district.office, CHIEF, plan.id)


# Then and now.


@pytest.mark.clause("1.8")
@pytest.mark.clause("2.1.1")
def test_coverage_and_answers_are_those_of_the_day(district: District) -> None:
    """Of the grids that were there, in the units to which they belonged."""
    office = district.office
    district.go(date(2022, 6, 10))
    id_ = redrawn(district, change("split", grid(), since=date(2022, 6, 10), rest="farm-2",
        successors=(successor("farm-2"), successor("farm-3"))))  # fmt: skip
    redrawn(district, change("move", grid("farm-3"), since=date(2022, 6, 10), new_unit=unit("farm2")), "2")
    assert coverage(office, CHIEF, date(2022, 6, 9)).grids == 1
    assert coverage(office, CHIEF, date(2022, 6, 10)).grids == 2
    before, after = (answering(office, CHIEF, grid(), date(2022, 6, n)) for n in (9, 10))
    assert before.was_there
    assert before.responsible is not None
    assert (before.responsible.person, before.unit) == (person("judge"), unit("farm"))
    assert [w.person for w in before.workers] == [person("worker")]
    assert before.liaison is not None
    assert before.liaison.person == person("liaison")
    assert not after.was_there
    assert {code for code, _ in after.successors} == {grid("farm-2"), grid("farm-3")}
    moved = answering(office, CHIEF, grid("farm-3"), date(2022, 6, 10))
    assert (moved.unit, moved.liaison.person if moved.liaison else None) == (unit("farm2"), person("other_liaison"))
    assert id_
