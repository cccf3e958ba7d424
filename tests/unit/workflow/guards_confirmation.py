"""Attempts at the steps of `gridjustice.workflow.dispute.confirmation`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.unit.workflow.guards_attempts import (
    ACCEPTED,
    AGREE,
    AGREED,
    AGREED_IN_PART,
    ASSIGNED,
    BOTH,
    BROUGHT,
    LATER_SIGNATURE,
    LAWYER,
    NEXT_MONTH,
    NEXT_YEAR,
    PART,
    RECEIVED,
    TODAY,
    TOMORROW,
    YESTERDAY,
    Attempt,
    Forged,
    Found,
    Refused,
    after,
    consented,
    mediator_turns_judge,
    names_agent,
    owing,
    people,
    refused,
    sealed,
    signed,
    signing,
    tried,
)

from gridjustice.testing.district import COURT, MATERIALS, SIGNED, Taken, person, unit

TO_MEDIATION: tuple[Taken, ...] = (RECEIVED, ASSIGNED, ACCEPTED, consented("a1"), consented("b1"))
TO_ENTRUSTED: tuple[Taken, ...] = (
    BROUGHT,
    ("triage", "docket", {"case_number": "（2022）示例民初22号", "jurisdiction": "ours", "reason": "forest land"}),
    ("triage", "entrust", {"unit": unit("farm"), "consented": ["a1", "b1"], "form": "written"}),
    *(RECEIVED, ASSIGNED, ACCEPTED),
)
ASKED_FOR_STATEMENT: Taken = ("mediator", "ask_statement", {"signatures": SIGNED})
STATED: Taken = ("triage", "issue_statement", {"seal": COURT})

USURY: Mapping[str, Any] = {"interest": {"basis_points": 1_481, "contract_on": TODAY}}
APPLIED_IN_PART: Taken = ("liaison", "apply_in_part", {"part": "g1", "signatures": SIGNED})
EXCLUDED: Mapping[str, Any] = {"jurisdiction": "ours", "reason": "whose child?", "matter": "personal_status"}
RULING: Mapping[str, Any] = {"document": "ruling", "method": "direct", "proof": True, "served_on": "today"}
PART_RULING: Mapping[str, Any] = {
    "part": "g1",
    "case_number": "（2022）示例诉前调确2号",
    "confirmed": True,
    "seal": COURT,
}
JUDGE_IS_PARTY = people(b1={"person": person("judge")})


def in_part(*more: Any, state: str = "in_mediation", **report: Any) -> Found:
    return after(state, AGREED_IN_PART, *more, **report)


SOUND: Mapping[str, Attempt] = {
    "apply": tried("apply", "liaison", "agreed", signatures=SIGNED, materials=MATERIALS),
    "accept application": tried(
        "accept_application", "triage", "applied", case_number="（2022）示例诉前调确1号", judge=person("judge")
    ),
    "confirm": tried("confirm", "judge", "under_review", heard=BOTH, seal=COURT),
    "reject": tried("reject", "judge", "under_review", ground="unclear", reason="which plot?", seal=COURT),
    "object": tried("object", "citizen_b", "confirmed", objector="乙某", party="b1", reason="The ditch was moved."),
    "object as somebody else": tried(
        "object", "triage", "confirmed", objector="丙某", knew_on=TODAY, reason="The plot is mine."
    ),
    "apply in part": tried("apply_in_part", "liaison", in_part(), part="g1", signatures=SIGNED),
    "rule on part": tried("rule_on_part", "judge", in_part(APPLIED_IN_PART), **PART_RULING),
    "pay the last": tried("pay", "citizen_a", after("in_mediation", owing(TODAY)), paid_on=TODAY),
    "pay": tried("pay", "citizen_a", after("in_mediation", owing(TODAY, TOMORROW)), nth=1, paid_on=TODAY),
    "perform": tried("perform", "citizen_a", "agreed", performed_on=TODAY),
}
"""Steps that are lawful as they stand: every guard of their rows passes."""


def judges(attempt: str, state: str) -> Iterable[Refused]:
    """Whom the court may not give a case, or an application, to."""
    yield refused(attempt, "not_a_judge_here", judge=person("stranger"))
    yield refused(attempt, "judge_is_party", on=after(state, parties=JUDGE_IS_PARTY))


REFUSALS: Sequence[Refused] = (
    refused("apply", "not_joint", signatures=SIGNED[:1]),
    refused("apply", "not_joint", signatures=[], who="citizen_a"),
    *signing("apply", "agreed"),
    refused("apply", "confirmed_after_docketing", on="entrusted agreed"),
    refused(
        "apply",
        "statement_is_out",
        on=after("delegated by the court", *TO_MEDIATION, AGREED, ASKED_FOR_STATEMENT, STATED),
    ),
    refused("apply", "applied_too_late", on=after("agreed", NEXT_MONTH)),
    refused("apply", "cannot_be_confirmed", on=after("agreed", matter="divorce")),
    refused("apply", "interest_above_cap", on=after("in_mediation", ("mediator", "agree", {**AGREE, **USURY}))),
    refused(
        "accept application",
        "lacks_materials",
        on=after("agreed", ("liaison", "apply", {"signatures": SIGNED, "materials": MATERIALS[1:]})),
    ),
    *judges("accept application", "applied"),
    refused("accept application", "judge_mediated", judge=person("mediator"), before=mediator_turns_judge),
    refused("confirm", "not_heard_together", heard=["a1"]),
    *sealed("confirm"),
    *sealed("reject"),
    refused("object", "unknown_objector", party="z9", who="triage"),
    refused("object", "answers_for_another", party="a1"),
    refused(
        "object", "objects_too_late", on=after("confirmed", ("triage", "serve", {**RULING, "party": "b1"}), NEXT_YEAR)
    ),
    refused("object", "unknown_objector", party=None),
    refused("object", "unknown_objector", party=None, knew_on="today"),
    refused("object as somebody else", "unknown_objector", "in_the_future", knew_on=TOMORROW),
    refused("object as somebody else", "objects_too_late", on=after("confirmed", NEXT_YEAR)),
    refused("apply in part", "unknown_part", part="g9"),
    refused("apply in part", "part_not_joint", "not_joint", signatures=SIGNED[:1]),
    refused("apply in part", "part_not_joint", "not_joint", on=in_part(APPLIED_IN_PART)),
    refused("apply in part", "signed_by_stranger", signatures=[*SIGNED, *signed("z9")]),
    refused("apply in part", "lacks_authority", signatures=signed("a1", b1="lawyer")),
    refused(
        "apply in part",
        "lacks_authority",
        on=in_part(names_agent("b1", LAWYER, "citizen_b")),
        signatures=signed("a1", b1="lawyer"),
    ),
    refused("apply in part", "signed_in_future", "in_the_future", signatures=LATER_SIGNATURE),
    refused("apply in part", "confirmed_after_docketing", on=in_part(state="entrusted in mediation")),
    refused("apply in part", "part_too_late", "applied_too_late", on=in_part(BROUGHT, NEXT_MONTH)),
    refused(
        "apply in part",
        "cannot_be_confirmed",
        on=in_part(BROUGHT, ("triage", "decide_jurisdiction", EXCLUDED)),
    ),
    refused(
        "apply in part",
        "interest_above_cap",
        on=after("in_mediation", ("mediator", "agree_in_part", {**PART, **USURY})),
    ),
    refused("rule on part", "unknown_part", part="g9"),
    refused("rule on part", "part_not_applied", on=in_part()),
    refused("rule on part", "confirmed_after_docketing", on=in_part(APPLIED_IN_PART, *TO_ENTRUSTED)),
    refused("rule on part", "part_not_applied", on=in_part(APPLIED_IN_PART, ("judge", "rule_on_part", PART_RULING))),
    *sealed("rule on part"),
    refused(
        "rule on part",
        "judge_acts_for_party",
        "judge_is_party",
        on=in_part(APPLIED_IN_PART, parties=JUDGE_IS_PARTY),
    ),
    refused("rule on part", "judge_acts_for_party", "judge_mediated", who="mediator", before=mediator_turns_judge),
    refused("pay the last", "paid_in_future", "in_the_future", paid_on=TOMORROW),
    refused("pay the last", "debtor_alone", who="citizen_b"),
    refused("pay", "debtor_alone", who="citizen_b"),
    refused("perform", "debtor_alone", who="citizen_b"),
    refused("pay", "owes_nothing", on="agreed"),
    refused("pay", "paid_in_future", "in_the_future", paid_on=TOMORROW),
    refused("perform", "performed_in_future", "in_the_future", performed_on=TOMORROW),
    refused("perform", "performed_before_agreed", performed_on=YESTERDAY),
    refused("perform", "case_is_open", on="entrusted agreed"),
)

FORGED: Sequence[Forged] = ()
