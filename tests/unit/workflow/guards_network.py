"""Attempts at the steps of a network that changes: leave, substitutes, deputies, rosters, redrawings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.unit.workflow.guards_attempts import (
    NOBODY,
    TODAY,
    TOMORROW,
    YESTERDAY,
    Attempt,
    Forged,
    Refused,
    gone,
    refused,
    second_judge,
    the,
    tried,
)

from gridjustice.application.redrawing import apply_redrawing, plan_redrawing
from gridjustice.application.redrawing_rule import Change
from gridjustice.domain.redrawing import Redraw, Successor
from gridjustice.domain.values import RecordId, named_id
from gridjustice.testing.district import COURT, District, grid, person, unit

CHIEF = person("president")
REDRAWING = named_id("redrawing", f"{CHIEF}:k")
SUCCESSORS = [{"code": "farm-2", "name": "second grid"}]
MERGED: Mapping[str, Any] = {
    "court": COURT,
    "how": "close",
    "places": "grid",
    "subjects": [grid()],
    "successors": SUCCESSORS,
    "since": TODAY,
    "reason": "a new map",
    "was_units": [unit("farm")],
}
DAYS: Mapping[str, Any] = {"since": TODAY, "until": TOMORROW}


def planned(d: District) -> RecordId:
    """The district's grid is to be closed into a new one."""
    change = Change(
        how=Redraw.CLOSE, subjects=(grid(),), since=d.office.today(), reason="a new map",
        successors=(Successor(code="farm-2", name="second grid"),),
    )  # fmt: skip
    return plan_redrawing(d.office, CHIEF, change, key="k").id


def planned_unit(d: District) -> RecordId:
    """One farm is to be closed into the other."""
    change = Change(
        how=Redraw.CLOSE, subjects=(unit("farm"),), since=d.office.today(), reason="a new map",
        successors=(Successor(code="farm2"),),
    )  # fmt: skip
    return plan_redrawing(d.office, CHIEF, change, key="k").id


def applying(d: District) -> None:
    d.do("president", planned(d), "apply")


def applied(d: District) -> RecordId:
    return apply_redrawing(d.office, CHIEF, planned(d)).id


def undoing(d: District) -> None:
    d.do("president", applied(d), "undo")


def undoing_unit(d: District) -> None:
    d.do("president", apply_redrawing(d.office, CHIEF, planned_unit(d)).id, "undo")


def later(d: District) -> RecordId:
    """A plan for a day to come."""
    facts = {**MERGED, "since": TOMORROW}
    return d.office.begin(CHIEF, "redrawing", "plan", facts, key="later").record


def farm_closed(d: District) -> RecordId:
    d.do("president", unit("farm"), "close", reason="merged")
    return unit("farm")


def grid_closed(d: District) -> None:
    d.do("president", grid(), "close", reason="merged")


def successor_closed(d: District) -> None:
    d.do("president", grid("farm-2"), "close", reason="merged")


def substituted(d: District) -> None:
    second_judge(d)
    d.do("president", grid(), "substitute", person=person("judge2"), **DAYS)


def second_judge_gone(d: District) -> None:
    second_judge(d)
    gone("judge2")(d)


def on_leave(handle: str) -> Any:
    def change(d: District) -> None:
        second_judge(d)
        d.do("president", person(handle), "take_leave", **DAYS)

    return change


def deputised(d: District) -> None:
    d.do("president", unit("farm"), "stand_in", person=person("citizen_a"), **DAYS)


def later_liaison(d: District) -> None:
    d.do("president", unit("farm"), "release_liaison", person=person("liaison"), until=TODAY)
    d.do("president", unit("farm"), "name_liaison", person=person("citizen_a"), since="2022-07-01")


def order(d: District) -> None:
    facts = {"court": COURT, "unit": unit("farm"), "subject": grid(), "reason": "Nobody answers."}
    d.office.begin(person("supervisor"), "order", "issue", facts, key="order")


OUTSIDE = "judge_holds_no_other_post"
FARM, GRID = the(unit("farm")), the(grid())

SOUND: Mapping[str, Attempt] = {
    "hand over liaison": tried(
        "hand_over_liaison", "president", FARM, of="unit", person=person("stranger"), since=TODAY
    ),
    "stand in": tried("stand_in", "president", FARM, of="unit", person=person("stranger"), **DAYS),
    "confirm roster": tried("confirm_roster", "liaison", FARM, of="unit", people=[person("mediator")]),
    "close unit in redrawing": tried(
        "close", "system", FARM, of="unit", before=applying, reason="a new map", redrawing=REDRAWING
    ),
    "reopen unit": tried(
        "reopen", "system", FARM, of="unit", before=undoing_unit, since=TODAY, redrawing=REDRAWING
    ),
    "substitute": tried(
        "substitute", "president", GRID, of="grid", before=second_judge, person=person("judge2"), **DAYS
    ),
    "end substitution": tried("end_substitution", "president", GRID, of="grid", before=substituted, back_on=TOMORROW),
    "close grid in redrawing": tried(
        "close", "system", GRID, of="grid", before=applying, reason="a new map", redrawing=REDRAWING
    ),
    "close grid": tried("close", "president", GRID, of="grid", nth=1, reason="merged"),
    "reopen grid": tried("reopen", "system", GRID, of="grid", before=undoing, since=TODAY, redrawing=REDRAWING),
    "take leave": tried("take_leave", "judge", the(person("judge")), of="person", **DAYS),
    "return early": tried(
        "return_early", "judge", the(person("judge")), of="person", before=on_leave("judge"), back_on=TOMORROW
    ),
    "plan redrawing": tried("plan", "president", of="redrawing", **MERGED),
    "apply redrawing": tried("apply", "president", planned, of="redrawing"),
    "undo redrawing": tried("undo", "president", applied, of="redrawing"),
}  # fmt: skip
"""Steps that are lawful as they stand: every guard of their rows passes."""

REFUSALS: Sequence[Refused] = (
    refused("hand over liaison", "unknown_person", person=NOBODY),
    refused("hand over liaison", "unknown_person", before=gone("stranger")),
    refused("hand over liaison", "liaison_of_later_day", before=later_liaison),
    refused("hand over liaison", OUTSIDE, person=person("judge")),
    refused("stand in", "unknown_person", person=NOBODY),
    refused("stand in", "stands_in_already", before=deputised),
    refused("stand in", "stands_in_already", person=person("liaison")),
    refused("stand in", "away_then", before=on_leave("stranger")),
    refused("stand in", OUTSIDE, person=person("judge")),
    refused("confirm roster", "not_of_this_unit", people=[person("mediator"), person("mediator2")]),
    refused("confirm roster", "not_of_this_unit", before=gone("mediator")),
    refused("close unit in redrawing", "not_in_redrawing", "not_redrawn", redrawing=NOBODY),
    refused("close unit in redrawing", "not_in_redrawing", "not_redrawn", before=planned),
    refused("reopen unit", "not_in_redrawing", "not_redrawn", before=farm_closed),
    refused("substitute", "unknown_person", before=second_judge_gone),
    refused("substitute", "not_a_judge_here", person=person("stranger")),
    refused("substitute", "substituted_already", before=substituted),
    refused("substitute", "substituted_already", person=person("judge")),
    refused("substitute", "away_then", before=on_leave("judge2")),
    refused("end substitution", "not_substituted", before=second_judge),
    refused("end substitution", "not_substituted", back_on="2022-06-10"),
    refused("close grid in redrawing", "not_in_redrawing", "not_redrawn", redrawing=NOBODY),
    refused("close grid in redrawing", "not_in_redrawing", "not_redrawn", before=planned),
    refused("close grid", "has_open_orders", before=order),
    refused("reopen grid", "not_in_redrawing", "not_redrawn", before=grid_closed),
    refused("take leave", "leave_overlaps", before=on_leave("judge")),
    refused("return early", "not_away", back_on=YESTERDAY),
    refused("plan redrawing", "unknown_subject", subjects=[grid("nowhere")]),
    refused("plan redrawing", "unknown_subject", before=grid_closed),
    refused("plan redrawing", "unknown_successor", successors=[{"code": "nowhere", "is_new": False}]),
    refused("plan redrawing", "unknown_successor", successors=[{"code": "farm-2"}]),
    refused("plan redrawing", "unknown_target", how="move", successors=[], new_unit=unit("nowhere")),
    refused("apply redrawing", "too_early", on=later),
    refused("apply redrawing", "changed_since", before=grid_closed),
    refused("undo redrawing", "built_upon", before=successor_closed),
)  # fmt: skip

FORGED: Sequence[Forged] = ()
