"""The parties' joint application for judicial confirmation, the ruling, objections to it, and performance."""

from __future__ import annotations

from gridjustice.domain.dispute import DisputeState as S
from gridjustice.domain.dispute import confirmation as f
from gridjustice.workflow.dispute import guards as g
from gridjustice.workflow.dispute.actors import (
    COURT,
    HEAD_OF_COURT,
    JUDGE_OF_CASE,
    LIAISON,
    MEDIATOR,
    OFFICER,
    PARTIES,
    TO_LIAISON,
    TO_MEDIATOR,
)
from gridjustice.workflow.rules import JUDGE_OF_COURT, PARTY
from gridjustice.workflow.table import SAME, Audience, Limit, Stage, Step

BOUND = (S.SUSPENDED, S.AGREED, S.APPLIED, S.UNDER_REVIEW, S.CONFIRMED, S.OBJECTED)
TRANSMITTERS = PARTY | LIAISON | MEDIATOR | OFFICER
SIGNED = (g.signed_by_stranger, g.lacks_authority, g.signed_in_future)
WITH_PARTS = (S.IN_MEDIATION, S.UNDER_EXAMINATION, S.AGREED, S.FAILED, S.SETTLED, S.BROUGHT)

# fmt: off
STEPS = (
    #    step                  source                        target          who                   facts                   refused_if                                                              basis
    Step("apply",              S.AGREED,                     S.APPLIED,      TRANSMITTERS,         f.JointApplication,     (g.not_joint, *SIGNED, g.confirmed_after_docketing, g.statement_is_out, g.applied_too_late, g.cannot_be_confirmed, g.interest_above_cap), "confirmation.joint_application", stage=Stage.CONFIRMATION, tells=(COURT, PARTIES)),
    Step("supply",             S.APPLIED,                    SAME,           TRANSMITTERS,         f.MaterialsSupplied,    (),                                                                     "confirmation.materials",    stage=Stage.CONFIRMATION, tells=(COURT,)),
    Step("accept_application", S.APPLIED,                    S.UNDER_REVIEW, OFFICER,              f.ApplicationAccepted,  (g.lacks_materials, g.not_a_judge_here, g.judge_is_party, g.judge_mediated), "confirmation.joint_application", stage=Stage.CONFIRMATION, tells=(PARTIES,)),
    Step("refuse_application", (S.APPLIED, S.UNDER_REVIEW),  S.AGREED,       OFFICER | JUDGE_OF_CASE, f.ApplicationRefused, (),                                                                    "confirmation.excluded",     stage=Stage.CONFIRMATION, tells=(PARTIES, TO_LIAISON)),
    Step("withdraw",           (S.APPLIED, S.UNDER_REVIEW),  S.AGREED,       PARTY | OFFICER,      f.ApplicationWithdrawn, (),                                                                     "confirmation.withdrawal",   stage=Stage.CONFIRMATION, tells=(COURT, PARTIES)),
    Step("treat_as_withdrawn", (S.APPLIED, S.UNDER_REVIEW),  S.AGREED,       OFFICER | JUDGE_OF_CASE, f.TreatedAsWithdrawn, (),                                                                    "confirmation.withdrawal",   stage=Stage.CONFIRMATION, tells=(PARTIES,)),
    Step("extend_review",      (S.UNDER_REVIEW, S.OBJECTED), SAME,           HEAD_OF_COURT,            f.ReviewExtended,       (),                                                                     "confirmation.time_to_decide", stage=Stage.CONFIRMATION, tells=(PARTIES,)),
    Step("confirm",            S.UNDER_REVIEW,               S.CONFIRMED,    JUDGE_OF_CASE,        f.Confirmation,         (g.not_heard_together, g.tribunal_seal),                                "confirmation.ruling",       stage=Stage.CONFIRMATION, tells=(PARTIES, TO_LIAISON, TO_MEDIATOR)),
    Step("reject",             S.UNDER_REVIEW,               S.REJECTED,     JUDGE_OF_CASE,        f.Rejection,            (g.tribunal_seal,),                                                     "confirmation.reject",       stage=Stage.CONFIRMATION, tells=(PARTIES, TO_LIAISON, TO_MEDIATOR)),
    Step("object",             S.CONFIRMED,                  S.OBJECTED,     PARTY | OFFICER,      f.Objection,            (g.unknown_objector, g.answers_for_another, g.objects_too_late),                               "confirmation.objection",    stage=Stage.CONFIRMATION, tells=(COURT, PARTIES)),
    Step("uphold",             S.OBJECTED,                   S.CONFIRMED,    JUDGE_OF_CASE,        f.ObjectionDecided,     (),                                                                     "confirmation.objection",    stage=Stage.CONFIRMATION, tells=(PARTIES,)),
    Step("revoke",             S.OBJECTED,                   S.REJECTED,     JUDGE_OF_CASE,        f.ObjectionDecided,     (),                                                                     "confirmation.objection",    stage=Stage.CONFIRMATION, tells=(PARTIES, TO_LIAISON)),
    Step("apply_in_part",      WITH_PARTS,                   SAME,           TRANSMITTERS,         f.PartApplication,      (g.unknown_part, g.part_not_joint, *SIGNED, g.confirmed_after_docketing, g.part_too_late, g.cannot_be_confirmed, g.interest_above_cap), "confirmation.joint_application", stage=Stage.CONFIRMATION, tells=(COURT, PARTIES)),
    Step("rule_on_part",       WITH_PARTS,                   SAME,           JUDGE_OF_COURT,       f.PartRuling,           (g.unknown_part, g.part_not_applied, g.confirmed_after_docketing, g.tribunal_seal, g.judge_acts_for_party), "confirmation.ruling", stage=Stage.CONFIRMATION, tells=(PARTIES, TO_LIAISON)),

    Step("pay",                (S.AGREED, S.CONFIRMED),      S.PERFORMED,    TRANSMITTERS,         f.InstalmentPaid,       (g.paid_in_future, g.debtor_alone),                                     "agreement.performance",     when=g.pays_last, stage=Stage.TRACKING, tells=(PARTIES, COURT)),
    Step("pay",                (*BOUND, S.CLOSED),           SAME,           TRANSMITTERS,         f.InstalmentPaid,       (g.owes_nothing, g.paid_in_future, g.debtor_alone),                                     "agreement.performance",     stage=Stage.TRACKING, tells=(PARTIES,)),
    Step("perform",            (S.AGREED, S.CONFIRMED),      S.PERFORMED,    TRANSMITTERS,         f.Performance,          (g.performed_in_future, g.performed_before_agreed, g.case_is_open, g.debtor_alone),                                "agreement.performance",     stage=Stage.TRACKING, tells=(PARTIES, COURT)),
)

LIMITS = (
    Limit(name="application",      figure="confirmation.application", starts=("agree", "withdraw", "treat_as_withdrawn", "refuse_application"), from_day="effective_on", runs_in=(S.AGREED, S.SUSPENDED), applies_when=g.is_not_docketed, owed_by=(Audience.PARTIES,)),
    Limit(name="part_application", figure="confirmation.application", starts=("agree_in_part", "apply_in_part"), from_day="part_effective_on", ends=("apply_in_part", "docket"), applies_when=g.has_open_part, owed_by=(Audience.PARTIES,)),
    Limit(name="taking_up",        figure="confirmation.acceptance",  starts=("apply",),                       runs_in=(S.APPLIED, S.SUSPENDED), owed_by=(Audience.COURT,)),
    Limit(name="decision",         figure="confirmation.decision",    starts=("accept_application", "object"), runs_in=(S.UNDER_REVIEW, S.OBJECTED, S.SUSPENDED), extended_by=("extend_review",), owed_by=(Audience.JUDGE,)),
    Limit(name="performance",      figure="agreement.performance",    starts=("agree", "pay"), from_day="next_due_on", runs_in=(*BOUND, S.CLOSED), applies_when=g.is_owed, owed_by=(Audience.DEBTOR,)),
    Limit(name="enforcement",      figure="enforcement.application",  starts=("confirm", "sign_statement", "judge"), from_day="performance_ends_on", ends=("revoke", "perform", "follow"), applies_when=g.is_enforceable, owed_by=(Audience.CREDITOR,)),
)
# fmt: on
