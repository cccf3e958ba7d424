"""Attempts at the steps of the kinds beside the dispute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.unit.workflow.guards_attempts import (
    BOTH,
    LONG_AGO,
    NEXT_WEEK,
    NOBODY,
    TODAY,
    TOMORROW,
    YESTERDAY,
    Attempt,
    Forged,
    Found,
    Refused,
    closing,
    gone,
    other_court,
    refused,
    sealed,
    second_judge,
    the,
    tried,
)

from gridjustice.domain.values import RecordId, named_id
from gridjustice.testing.district import COURT, SINCE, District, grid, person, unit

# Where a session or an application for protection stands.


def in_mediation(d: District) -> RecordId:
    return d.bring_to("in_mediation")


def planned(d: District) -> RecordId:
    facts = {**PLAN, "dispute": in_mediation(d)}
    return d.office.begin(person("mediator"), "session", "arrange", facts, key="session").record


def moved(d: District) -> RecordId:
    record = planned(d)
    d.do("mediator", record, "move", held_on=TOMORROW, place="the farm")
    return record


def left(d: District) -> RecordId:
    record = planned(d)
    d.do("mediator", d.office.show("system", record).record.dispute, "recuse", reason="A cousin of one of them.")
    return record


def protection(*steps: tuple[str, str, dict[str, Any]], **asked: Any) -> Found:
    def found(d: District) -> RecordId:
        facts = {**ASK_PROTECTION, **asked}
        record = d.office.begin(person("citizen_a"), "protection", "apply", facts, key="protection").record
        for who, step, facts in steps:
            d.do(who, record, step, **facts)
        return record

    return found


# What changes the district.


def dissolved(d: District) -> None:
    d.do("operator", named_id("court", COURT), "dissolve", reason="merged")


def second_judge_gone(d: District) -> None:
    second_judge(d)
    gone("judge2")(d)


def court_above(d: District) -> None:
    """The court above has a supervisor, a unit and a grid of its own."""
    other_court(d)
    facts = {"court": "yblq", "code": "far", "name": "far", "kind": "forest_farm"}
    d.office.begin("operator", "unit", "adopt", facts, key="far", record=unit("far"))
    facts = {"court": "yblq", "unit": unit("far"), "code": "far-1", "name": "far"}
    d.office.begin("operator", "grid", "draw", facts, key="far-1", record=grid("far-1"))


def next_week(d: District) -> None:
    d.go(NEXT_WEEK)


PLAN: Mapping[str, Any] = {"court": COURT, "mode": "together", "held_on": TODAY, "place": "the office"}
ASK_PROTECTION: Mapping[str, Any] = {
    "court": COURT,
    "applied_by": "herself",
    "name": "甲某",
    "against": "乙某",
    "happened": "He hit her.",
}
JUDGED = ("triage", "assign_judge", {"judge": person("judge")})
ORDERED: dict[str, Any] = {"measures": ["no_violence"], "valid_until": TOMORROW, "seal": COURT}
ISSUED = ("judge", "issue", ORDERED)
HELD: Mapping[str, Any] = {"attended": BOTH, "identified": True, "warned": True, "keeping": "transcript"}
UNDISPUTED = "The ditch is the border."
ADOPT: Mapping[str, Any] = {
    "court": COURT,
    "code": "farm3",
    "name": "third farm",
    "kind": "forest_farm",
    "parent": unit("enterprise"),
}
DRAW: Mapping[str, Any] = {"court": COURT, "unit": unit("farm"), "code": "farm-2", "name": "second grid"}
MEDIATOR_POST = {"role": "mediator", "scope": "unit", "place": unit("farm"), "since": SINCE}
ENROL: Mapping[str, Any] = {"court": COURT, "unit": unit("farm"), "handle": "new", "posts": [MEDIATOR_POST]}
ORDER: Mapping[str, Any] = {"court": COURT, "unit": unit("farm"), "subject": grid(), "reason": "Nobody answers."}
JUDGE_POST = {"role": "judge", "scope": "court", "place": COURT, "since": TODAY}
MEDIATES = {**MEDIATOR_POST, "since": TODAY}
PRESIDENT_ABOVE = {"role": "president", "scope": "court", "place": "yblq", "since": TODAY}
WORKER: Mapping[str, Any] = {"person": person("stranger"), "role": "grid_worker", "since": TODAY}
OUTSIDE = "judge_holds_no_other_post"

SOUND: Mapping[str, Attempt] = {
    "arrange": tried("arrange", "mediator", of="session", **PLAN, dispute=in_mediation),
    "move": tried("move", "mediator", planned, of="session", held_on=TOMORROW, place="the farm"),
    "hold": tried("hold", "mediator", planned, of="session", **HELD),
    "ask protection": tried("apply", "citizen_a", of="protection", **ASK_PROTECTION),
    "assign protection": tried("assign_judge", "triage", protection(), of="protection", judge=person("judge")),
    "issue protection": tried("issue", "judge", protection(JUDGED), of="protection", **ORDERED),
    "refuse protection": tried(
        "refuse", "judge", protection(JUDGED), of="protection", reason="nothing shown", seal=COURT
    ),
    "serve protection": tried(
        "serve", "judge", protection(JUDGED, ISSUED), of="protection", served_on=TODAY, proof=True
    ),
    "change protection": tried("change", "judge", protection(JUDGED, ISSUED), of="protection", **ORDERED),
    "order": tried("issue", "supervisor", of="order", **ORDER),
    "order from above": tried(
        "issue", "chief", of="order", before=court_above,
        **{**ORDER, "court": "yblq", "unit": unit("far"), "subject": grid("far-1")},
    ),
    "establish": tried("establish", "operator", of="court", court="yblq/new", name="新法院"),
    "adopt": tried("adopt", "president", of="unit", **ADOPT),
    "name liaison": tried(
        "name_liaison", "president", the(unit("enterprise")), of="unit", person=person("stranger"), since=TODAY
    ),
    "release liaison": tried(
        "release_liaison", "president", the(unit("farm")), of="unit", person=person("liaison"), until=TODAY
    ),
    "draw": tried("draw", "president", of="grid", **DRAW),
    "assign to grid": tried("assign", "president", the(grid()), of="grid", **WORKER),
    "hand over": tried(
        "hand_over", "president", the(grid()), of="grid", before=second_judge, person=person("judge2"), since=TODAY
    ),
    "relieve": tried(
        "relieve", "president", the(grid()), of="grid", person=person("worker"), role="grid_worker", until=TODAY
    ),
    "enrol": tried("enrol", "liaison", of="person", **ENROL),
    "take post": tried("take_post", "president", the(person("triage")), of="person", post=JUDGE_POST),
    "leave post": tried(
        "leave_post", "president", the(person("triage")), of="person", role="triage_officer", place=COURT, until=TODAY
    ),
}  # fmt: skip
"""Steps that are lawful as they stand: every guard of their rows passes."""

REFUSALS: Sequence[Refused] = (
    refused("arrange", "not_its_mediator", who="mediator2"),
    refused("arrange", "not_its_mediator", dispute=NOBODY),
    refused("arrange", "not_its_mediator", "not_in_mediation", dispute=lambda d: d.bring_to("asked")),
    refused("arrange", "held_in_past", held_on=YESTERDAY),
    refused("arrange", "not_all_apart", mode="apart", agreed_apart=["a1"]),
    refused("move", "mediates_no_longer", "not_its_mediator", on=left),
    refused("move", "held_in_past", held_on=YESTERDAY),
    refused("hold", "mediates_no_longer", "not_its_mediator", on=left),
    refused("hold", "not_yet_held", on=moved),
    refused("hold", "nobody_identified", identified=False),
    refused("hold", "nobody_warned", warned=False),
    refused("hold", "recorded_without_consent", keeping="recording", agreed_recording=["a1"]),
    refused("hold", "undisputed_unsigned", undisputed=UNDISPUTED, undisputed_signed=["a1"]),
    refused("hold", "attended_by_strangers", attended=[*BOTH, "z9"]),
    refused("hold", "attended_by_strangers", attended=[]),
    refused("ask protection", "unknown_applicant", who="nobody"),
    refused("ask protection", "may_not_apply_for_her", applied_by="relative"),
    refused("ask protection", "may_not_apply_for_her", applied_by="forest_farm", cannot_herself=True),
    refused("ask protection", "one_person_only", respondent=person("citizen_a")),
    refused("ask protection", "one_person_only", respondent=NOBODY, protected=NOBODY),
    refused("assign protection", "not_a_judge_here", judge=person("stranger")),
    refused(
        "assign protection", "judge_is_respondent", "judge_is_party", on=protection(respondent=person("judge"))
    ),
    refused("issue protection", "orders_nothing", measures=[]),
    refused("issue protection", "orders_nothing", valid_until=YESTERDAY),
    refused("issue protection", "valid_too_long", valid_until="2023-06-01"),
    *sealed("issue protection"),
    *sealed("refuse protection"),
    refused("serve protection", "unproved_service", "lacks_proof", proof=False),
    refused("serve protection", "unproved_service", "in_the_future", served_on=TOMORROW),
    refused("change protection", "ran_out_before", before=next_week, valid_until="2022-07-01"),
    refused("change protection", "orders_nothing", measures=[]),
    refused("change protection", "valid_too_long", valid_until="2023-06-01"),
    *sealed("change protection"),
    refused("order", "not_written_to_unit", unit=unit("nowhere")),
    refused("order", "not_written_to_unit", unit=person("worker")),
    refused("order", "not_written_to_unit", before=closing("farm")),
    refused("order from above", "not_written_to_unit", "unit_of_other_court", unit=unit("farm")),
    refused("order", "cannot_be_pointed_at", subject=grid("nowhere")),
    refused("order", "cannot_be_pointed_at", subject=person("worker")),
    refused("order from above", "cannot_be_pointed_at", "subject_of_other_court", subject=grid()),
    refused("establish", "unknown_court_above", "unknown_court", court="nowhere/below"),
    refused("adopt", "unknown_court", court="yblq/nowhere", who="operator"),
    refused("adopt", "unknown_court", before=dissolved),
    refused("adopt", "unknown_parent", parent=unit("nowhere")),
    refused("adopt", "unknown_parent", parent=grid()),
    refused("name liaison", "unknown_person", person=NOBODY),
    refused("name liaison", "unknown_person", before=gone("stranger")),
    refused("name liaison", "another_liaison", on=the(unit("farm"))),
    refused("name liaison", "another_liaison", on=the(unit("farm")), since=LONG_AGO),
    refused("name liaison", OUTSIDE, person=person("judge")),
    refused("release liaison", "not_assigned", person=person("other_liaison")),
    refused("release liaison", "not_assigned", on=the(unit("enterprise"))),
    refused("draw", "unknown_court", before=dissolved),
    refused("draw", "unknown_unit", unit=unit("nowhere")),
    refused("draw", "unknown_unit", before=closing("farm")),
    refused("draw", "unknown_unit", "unit_of_other_court", court="yblq", who="operator"),
    refused("assign to grid", "unknown_person", person=NOBODY),
    refused("assign to grid", "not_a_judge_here", role="judge_assistant"),
    refused("assign to grid", "another_judge", person=person("judge2"), role="judge", before=second_judge),
    refused("assign to grid", "already_assigned", person=person("worker")),
    refused("assign to grid", OUTSIDE, person=person("judge")),
    refused("hand over", "unknown_person", before=second_judge_gone),
    refused("hand over", "not_a_judge_here", person=person("stranger")),
    refused("hand over", "judge_of_later_day", since=LONG_AGO),
    refused("relieve", "not_assigned", person=person("stranger")),
    refused("relieve", "not_assigned", role="judge"),
    refused("enrol", "unknown_court", before=dissolved),
    refused("enrol", "post_elsewhere", who="president", posts=[PRESIDENT_ABOVE]),
    refused("enrol", "post_elsewhere", who="president", posts=[{**PRESIDENT_ABOVE, "place": "yblq/nowhere"}]),
    refused("enrol", "post_elsewhere", who="operator", posts=[{**MEDIATOR_POST, "place": unit("nowhere")}]),
    refused("enrol", "only_own_mediators", posts=[{**MEDIATOR_POST, "place": unit("farm2")}]),
    refused("enrol", "only_own_mediators", posts=[JUDGE_POST]),
    refused("enrol", "judge_mediates_for_unit", OUTSIDE, who="president", posts=[JUDGE_POST, MEDIATES]),
    refused("take post", "post_elsewhere", post=PRESIDENT_ABOVE),
    refused("take post", "post_already_held", post={**JUDGE_POST, "role": "triage_officer"}),
    refused("take post", "judge_mediates_for_unit", OUTSIDE, on=the(person("judge")), post=MEDIATES),
    refused("leave post", "post_not_held", role="judge"),
    refused("leave post", "post_not_held", place="yblq"),
    refused("leave post", "post_not_held", until=LONG_AGO),
)  # fmt: skip

FORGED: Sequence[Forged] = ()
