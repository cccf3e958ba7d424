"""The dispute's table: from the early sign to the archive, with the way out to the court from every state.

A true but short table. What it leaves to the next part of the work stands in ``docs/coverage.md``.
"""

from __future__ import annotations

from gridjustice.domain import dispute_facts as f
from gridjustice.domain.dispute import Dispute
from gridjustice.domain.dispute import DisputeState as S
from gridjustice.domain.follow_through import OrderLifted, OrderNoted
from gridjustice.domain.record import NEW, NoFacts, Role, Scope
from gridjustice.workflow import dispute_guards as g
from gridjustice.workflow.rules import (
    ASSISTANT_OF_GRID,
    GRID_WORKER,
    JUDGE_OF_COURT,
    JUDGE_OF_GRID,
    LIAISON_OF_UNIT,
    MEDIATOR_OF,
    PARTY,
    PRESIDENT,
    REPORTER,
    SUPERVISOR,
    SYSTEM,
    TRIAGE_OFFICER,
)
from gridjustice.workflow.table import SAME, Audience, Kind, Limit, Stage, Step

WITHIN_COURT = (S.BROUGHT, S.DOCKETED)
OUTSIDE_COURT = tuple(s for s in S if s not in WITHIN_COURT)
EVERYWHERE = tuple(S)
OUTCOMES = (S.RESOLVED, S.REFERRED, S.AGREED, S.CONFIRMED, S.REJECTED, S.PERFORMED, S.FAILED, S.CLOSED)
ARCHIVABLE = tuple(s for s in OUTCOMES if s is not S.AGREED)

OBSERVERS = GRID_WORKER | LIAISON_OF_UNIT | JUDGE_OF_GRID | TRIAGE_OFFICER
COURT_STAFF = TRIAGE_OFFICER | JUDGE_OF_GRID | ASSISTANT_OF_GRID
HANDLERS = LIAISON_OF_UNIT | MEDIATOR_OF | COURT_STAFF
PARTIES, COURT, LIAISON, MEDIATOR, REPORTER_TOO = (
    Audience.PARTIES,
    Audience.COURT,
    Audience.LIAISON,
    Audience.MEDIATOR,
    Audience.REPORTER,
)
ANNEXED = ("court_annexed_2022",)
"""The profile in which a court may delegate, with consent, before it dockets; the later one dockets first."""

# fmt: off
STEPS = (
    #    step                source            target          who                            facts                  refused_if                                                     basis
    Step("note",             NEW,              S.SIGNALLED,    OBSERVERS,                     f.SignNoted,           (g.unknown_place,),                                            "plan.report",                     stage=Stage.WARNING, tells=(COURT,)),
    Step("report",           NEW,              S.REPORTED,     OBSERVERS | PARTY,             f.Report,              (g.unknown_place, g.lacks_sides, g.unknown_account, g.unknown_cause),                              "plan.report",                     stage=Stage.WARNING, tells=(COURT,)),
    Step("report",           S.SIGNALLED,      S.REPORTED,     OBSERVERS,                     f.Report,              (g.unknown_place, g.lacks_sides, g.unknown_account, g.unknown_cause),                              "plan.report",                     stage=Stage.WARNING, tells=(COURT,)),
    Step("resolve",          (S.SIGNALLED, S.REPORTED, S.TRIAGED), S.RESOLVED, OBSERVERS,     f.Resolution,          (g.acts_in_own_matter,),                                                            "plan.resolve",                    stage=Stage.RESOLUTION, tells=(COURT,)),
    Step("triage",           S.REPORTED,       S.TRIAGED,      TRIAGE_OFFICER,                f.Triage,              (g.not_ours_to_mediate, g.title_goes_to_government),           "jurisdiction.decided_by_person",  when=g.goes_to_mediation, stage=Stage.TRIAGE, tells=(REPORTER_TOO,)),
    Step("triage",           S.REPORTED,       S.REFERRED,     TRIAGE_OFFICER,                f.Triage,              (g.sent_to_ourselves,),                                                            "jurisdiction.decided_by_person",  stage=Stage.TRIAGE, tells=(REPORTER_TOO, PARTIES)),

    Step("delegate",         S.TRIAGED,        S.DELEGATED,    TRIAGE_OFFICER | JUDGE_OF_GRID, f.Delegation,         (g.unit_does_not_mediate, g.unit_is_party),                    "assignment.delegate",             stage=Stage.TRIAGE, tells=(LIAISON,)),
    Step("delegate",         S.BROUGHT,        S.DELEGATED,    TRIAGE_OFFICER,                f.Delegation,          (g.unit_does_not_mediate, g.unit_is_party, g.not_ours_to_mediate, g.title_goes_to_government, g.lacks_consent_to_delegation), "assignment.delegate", profiles=ANNEXED, stage=Stage.TRIAGE, tells=(LIAISON, PARTIES)),
    Step("receive",          S.DELEGATED,      S.RECEIVED,     LIAISON_OF_UNIT,               NoFacts,               (g.acts_in_own_matter,),                                                            "assignment.receive",              stage=Stage.MEDIATION, tells=(COURT,)),
    Step("decline",          S.DELEGATED,      S.BROUGHT,      LIAISON_OF_UNIT,               f.Refusal,             (),                                                            "assignment.redesignate",          when=g.is_before_court, stage=Stage.TRIAGE, tells=(COURT,)),
    Step("decline",          S.DELEGATED,      S.TRIAGED,      LIAISON_OF_UNIT,               f.Refusal,             (),                                                            "assignment.redesignate",          stage=Stage.TRIAGE, tells=(COURT,)),
    Step("lapse",            S.DELEGATED,      S.BROUGHT,      SYSTEM,                        NoFacts,               (),                                                            "assignment.redesignate",          when=g.is_before_court, stage=Stage.TRIAGE, tells=(COURT, LIAISON)),
    Step("lapse",            S.DELEGATED,      S.TRIAGED,      SYSTEM,                        NoFacts,               (),                                                            "assignment.redesignate",          stage=Stage.TRIAGE, tells=(COURT, LIAISON)),
    Step("assign",           S.RECEIVED,       S.ASKED,        LIAISON_OF_UNIT,               f.MediatorAssigned,    (g.not_a_mediator_here, g.mediator_is_party, g.acts_in_own_matter),                  "assignment.assign",               stage=Stage.MEDIATION, tells=(MEDIATOR, PARTIES)),

    Step("consent",          S.ASKED,          S.IN_MEDIATION, PARTY | MEDIATOR_OF,           f.ConsentGiven,        (g.unknown_party, g.answers_for_another, g.already_answered, g.cannot_read_it), "mediation.consent", when=g.last_consent, stage=Stage.MEDIATION, tells=(PARTIES, MEDIATOR)),
    Step("consent",          S.ASKED,          S.ASKED,        PARTY | MEDIATOR_OF,           f.ConsentGiven,        (g.unknown_party, g.answers_for_another, g.already_answered, g.cannot_read_it), "mediation.consent", stage=Stage.MEDIATION, tells=(MEDIATOR,)),
    Step("refuse",           (S.ASKED, S.IN_MEDIATION), S.FAILED, PARTY | MEDIATOR_OF | TRIAGE_OFFICER,       f.MediationRefused,    (g.unknown_party, g.answers_for_another),                      "mediation.end",                   stage=Stage.MEDIATION, tells=(PARTIES, COURT)),
    Step("extend",           S.IN_MEDIATION,   SAME,           MEDIATOR_OF,                   f.Extension,           (g.not_all_extend, g.named_wrongly),                                           "mediation.extend",                stage=Stage.MEDIATION, tells=(PARTIES,)),
    Step("fail",             (S.ASKED, S.IN_MEDIATION), S.FAILED, MEDIATOR_OF,                f.MediationFailed,     (),                                                            "mediation.end",                   stage=Stage.MEDIATION, tells=(PARTIES, COURT)),
    Step("run_out",          (S.RECEIVED, S.ASKED, S.IN_MEDIATION), S.FAILED, SYSTEM,         f.MediationRanOut,     (),                                                            "mediation.end",                   stage=Stage.MEDIATION, tells=(PARTIES, MEDIATOR, COURT)),
    Step("tell_remedies",    S.FAILED,         SAME,           HANDLERS,                      f.RemediesTold,        (g.already_told,),                                             "remedies.told",                   stage=Stage.FEEDBACK),

    Step("agree",            (S.IN_MEDIATION, S.REJECTED), S.AGREED, MEDIATOR_OF,             f.AgreementMade,       (g.lacks_consent, g.lacks_signature, g.lacks_seal, g.signed_by_stranger, g.signed_in_future, g.lacks_day, g.agreed_too_long_ago), "agreement.effect", stage=Stage.MEDIATION, tells=(PARTIES, COURT)),
    Step("apply",            S.AGREED,         S.APPLIED,      PARTY | LIAISON_OF_UNIT | MEDIATOR_OF | TRIAGE_OFFICER, f.JointApplication, (g.not_joint, g.named_wrongly, g.applied_too_late, g.cannot_be_confirmed),  "confirmation.joint_application",  stage=Stage.CONFIRMATION, tells=(COURT, PARTIES)),
    Step("withdraw",         S.APPLIED,        S.AGREED,       PARTY | TRIAGE_OFFICER,                     f.ApplicationWithdrawn, (),                                                           "confirmation.withdrawal",         stage=Stage.CONFIRMATION, tells=(COURT, PARTIES)),
    Step("confirm",          S.APPLIED,        S.CONFIRMED,    JUDGE_OF_COURT,                f.Confirmation,        (),                                                            "confirmation.ruling",             stage=Stage.CONFIRMATION, tells=(PARTIES, LIAISON)),
    Step("reject",           S.APPLIED,        S.REJECTED,     JUDGE_OF_COURT,                f.Rejection,           (),                                                            "confirmation.ruling",             stage=Stage.CONFIRMATION, tells=(PARTIES, LIAISON)),
    Step("perform",          (S.AGREED, S.CONFIRMED), S.PERFORMED, PARTY | MEDIATOR_OF | LIAISON_OF_UNIT | TRIAGE_OFFICER, f.Performance, (g.performed_in_future,),                                "agreement.performance",           stage=Stage.TRACKING, tells=(PARTIES, COURT)),

    Step("bring",            OUTSIDE_COURT,    S.BROUGHT,      PARTY | TRIAGE_OFFICER,        f.Bringing,            (g.unknown_party, g.answers_for_another),                                            "filing.right",                    tells=(COURT, PARTIES)),
    Step("docket",           S.BROUGHT,        S.DOCKETED,     TRIAGE_OFFICER | JUDGE_OF_COURT, f.Docketing,         (),                                                            "filing.register",                 tells=(PARTIES,)),
    Step("close",            S.DOCKETED,       S.CLOSED,       JUDGE_OF_COURT,                f.CaseClosed,          (),                                                            "filing.closing",                  tells=(PARTIES,)),

    Step("feed_back",        (*OUTCOMES, S.ARCHIVED), SAME,    HANDLERS | JUDGE_OF_COURT,     f.Feedback,            (g.already_fed_back,),                                         "plan.feedback",                   stage=Stage.FEEDBACK, tells=(REPORTER_TOO,)),
    Step("archive",          ARCHIVABLE,       S.ARCHIVED,     LIAISON_OF_UNIT | TRIAGE_OFFICER, NoFacts,            (g.lacks_feedback, g.lacks_remedies, g.has_open_orders),       "file.archive",                    stage=Stage.TRACKING),

    Step("note_order",       EVERYWHERE,       SAME,           SYSTEM,                        OrderNoted,            (),                                                            "plan.follow_through",             stage=Stage.FOLLOW_THROUGH),
    Step("lift_order",       EVERYWHERE,       SAME,           SYSTEM,                        OrderLifted,           (),                                                            "plan.follow_through",             stage=Stage.FOLLOW_THROUGH),
)

LIMITS = (
    Limit(name="triage",      figure="triage",                    starts=("report",),                              runs_in=(S.REPORTED,)),
    Limit(name="delegation",  figure="mediator.designation",      starts=("triage", "decline", "lapse"),           runs_in=(S.TRIAGED,)),
    Limit(name="receipt",     figure="assignment.receipt",        starts=("delegate",),                            runs_in=(S.DELEGATED,), expires_as="lapse"),
    Limit(name="assignment",  figure="assignment.assign",         starts=("receive",),                             runs_in=(S.RECEIVED,)),
    Limit(name="asking",      figure="mediation.notify_other_party", starts=("assign",),                           runs_in=(S.ASKED,)),
    Limit(name="mediation",   figure="mediation.delegated",       starts=("receive",),                             runs_in=(S.RECEIVED, S.ASKED, S.IN_MEDIATION), extended_by=("extend",), expires_as="run_out"),
    Limit(name="application", figure="confirmation.application",  starts=("agree", "withdraw"), from_day="effective_on", runs_in=(S.AGREED,)),
    Limit(name="decision",    figure="confirmation.decision",     starts=("apply",),                               runs_in=(S.APPLIED,)),
    Limit(name="filing",      figure="filing.decision",           starts=("bring", "decline", "lapse"),                               runs_in=(S.BROUGHT,)),
    Limit(name="feedback",    figure="feedback",                  starts=("resolve", "refuse", "fail", "run_out", "agree", "close"), ends=("feed_back",), applies_when=g.has_reporter),
)
# fmt: on

DISPUTE = Kind(
    name="dispute",
    record=Dispute,
    states=S,
    steps=STEPS,
    limits=LIMITS,
    may_see=HANDLERS | JUDGE_OF_COURT | PARTY | REPORTER | GRID_WORKER | SUPERVISOR | PRESIDENT | SYSTEM,
    may_read=HANDLERS | PARTY,
    gives=((Role.PARTY, Scope.RECORD), (Role.MEDIATOR, Scope.RECORD), (Role.REPORTER, Scope.RECORD)),
    ends=(S.ARCHIVED,),
    # Nothing runs while a judge tries a docketed case (trial limits come with part 2), nor after an outcome but the
    # answer to the reporter, which runs beside every state.
    untimed=(S.SIGNALLED, S.DOCKETED, *ARCHIVABLE),
    leaves_by="bring",
    leaves_not=WITHIN_COURT,
)
