"""The way out to the court, open from everywhere: filing, docketing, service, hearing, statement, judgment, closing."""

from __future__ import annotations

from gridjustice.domain.dispute import DisputeState as S
from gridjustice.domain.dispute import court as f
from gridjustice.workflow.dispute import guards as g
from gridjustice.workflow.dispute.actors import (
    CLAIMANT,
    COURT,
    COURT_STAFF,
    EVERYWHERE,
    GRID_SIDE,
    HEAD_OF_COURT,
    JUDGE_OF_CASE,
    LIAISON,
    MEDIATOR,
    OFFICER,
    ON_DOCKET,
    OUTSIDE_COURT,
    PARTIES,
    TO_LIAISON,
    TO_MEDIATOR,
    TO_WORKER,
)
from gridjustice.workflow.rules import PARTY, SYSTEM
from gridjustice.workflow.table import SAME, Audience, Limit, Stage, Step

BY_PARTY = (g.unknown_party, g.answers_for_another)
SERVED = (g.unknown_party, g.lacks_proof, g.served_in_future, g.lacks_electronic_consent, g.no_public_notice)
TRYING = (*ON_DOCKET, S.DELEGATED, S.RECEIVED, S.OFFERED, S.ASKED, S.IN_MEDIATION, S.UNDER_EXAMINATION, S.SUSPENDED, S.AGREED)  # fmt: skip

# fmt: off
STEPS = (
    #    step               source                    target           who                          facts                refused_if                                                               basis
    Step("guide_filing",    OUTSIDE_COURT,            SAME,            GRID_SIDE | COURT_STAFF | MEDIATOR, f.FilingGuided, (g.unknown_party,),                                                     "filing.guide_online",      stage=Stage.TRACKING),
    Step("bring",           OUTSIDE_COURT,            S.BROUGHT,       PARTY | OFFICER,             f.Bringing,          (*BY_PARTY, g.docketed_already, g.unknown_agent, g.lacks_guardian),                       "filing.right",             tells=(COURT, PARTIES)),
    Step("ask_correction",  S.BROUGHT,                SAME,            OFFICER,                     f.CorrectionAsked,   (g.corrections_asked_before,),                                           "filing.correction",        tells=(CLAIMANT,)),
    Step("correct",         S.BROUGHT,                SAME,            PARTY | OFFICER,             f.Corrected,         (*BY_PARTY, g.nothing_to_correct),                                       "filing.correction",        tells=(COURT,)),
    Step("decide_jurisdiction", S.BROUGHT,           SAME,            OFFICER,                     f.JurisdictionDecided, (),                                                                    "jurisdiction.decided_by_person", stage=Stage.TRIAGE, tells=(PARTIES,)),
    Step("docket",          S.BROUGHT,                S.DOCKETED,      OFFICER,                     f.Docketing,         (g.jurisdiction_undecided, g.arbitration_comes_first, g.title_not_for_civil_suit, g.divorce_barred, g.divorce_sued_too_soon), "filing.register", tells=(PARTIES,)),
    Step("refuse_docketing", S.BROUGHT,               S.NOT_DOCKETED,  OFFICER,                     f.DocketingRefused,  (g.time_for_refusing_over, g.names_no_way, g.tribunal_seal),             "filing.refuse",            tells=(PARTIES,)),
    Step("assign_judge",    ON_DOCKET,                SAME,            OFFICER | HEAD_OF_COURT,         f.JudgeAssigned,     (g.not_a_judge_here, g.judge_is_party, g.judge_mediated, g.judge_guided), "judge.recusal",            tells=(PARTIES,)),
    Step("transfer",        S.DOCKETED,               S.IN_TRIAL,      OFFICER | JUDGE_OF_CASE,     f.TransferredToTrial, (g.has_no_judge,),                                                      "filing.transfer_to_trial", tells=(PARTIES,)),
    Step("ask_fee",         ON_DOCKET,                SAME,            OFFICER,                     f.FeeAsked,          (g.fee_asked_before,),                                                   "filing.fee",               profiles=("court_annexed_2022",), tells=(PARTIES,)),
    Step("ask_fee",         S.IN_TRIAL,               SAME,            OFFICER,                     f.FeeAsked,          (g.fee_asked_before,),                                                   "filing.fee_at_transfer",   profiles=("docket_first_2025",), tells=(PARTIES,)),
    Step("pay_fee",         ON_DOCKET,                SAME,            OFFICER | PARTY,             f.FeePaid,           (g.no_fee_owed,),                                                        "filing.fee",               tells=(COURT,)),
    Step("fee_unpaid",      ON_DOCKET,                S.CLOSED,        OFFICER | JUDGE_OF_CASE,     f.FeeNeverPaid,      (g.fee_not_overdue,),                                                    "filing.fee",               tells=(PARTIES,)),

    Step("serve",           (*ON_DOCKET, S.AGREED, S.CONFIRMED, S.REJECTED, S.NOT_DOCKETED, S.CLOSED), SAME, COURT_STAFF | JUDGE_OF_CASE, f.Service, SERVED,                                           "service.proof",            stage=Stage.TRACKING),
    Step("answer",          ON_DOCKET,                SAME,            PARTY | OFFICER,             f.Answered,          (*BY_PARTY, g.claimant_answers),                                                                "service.direct",           tells=(COURT, PARTIES)),
    Step("classify",        ON_DOCKET,                SAME,            JUDGE_OF_CASE,               f.Classified,        (),                                                                      "docket.classify",          stage=Stage.TRIAGE, tells=(PARTIES,)),
    Step("tell_closed",     ON_DOCKET,                SAME,            COURT_STAFF | JUDGE_OF_CASE, f.ClosedHearingTold, (g.unknown_party,),                                                      "hearing.closed_on_application", tells=(PARTIES,)),
    Step("ask_closed",      ON_DOCKET,                SAME,            PARTY | OFFICER,             f.ClosedHearingAsked, BY_PARTY,                                                               "hearing.closed_on_application", tells=(COURT,)),
    Step("open_sharing",    TRYING,                   SAME,            SYSTEM,                      f.SharingOpened,     (),                                                                      "docket.share_with_grid"),
    Step("share",           ON_DOCKET,                SAME,            OFFICER | JUDGE_OF_CASE,     f.Sharing,           (g.not_public, g.sharing_not_open, g.family_does_not_agree),             "docket.share_with_grid",   stage=Stage.MEDIATION, tells=(TO_WORKER, TO_LIAISON)),
    Step("set_hearing",     S.IN_TRIAL,               SAME,            JUDGE_OF_CASE,               f.HearingSet,        (g.not_all_online, g.observers_where_closed, g.streamed_where_closed, g.heard_in_past),   "hearing.mode",             tells=(PARTIES,)),
    Step("change_procedure", S.IN_TRIAL,              SAME,            JUDGE_OF_CASE,               f.ProcedureChanged,  (g.same_procedure,),                                                     "procedure.change",         tells=(PARTIES,)),
    Step("extend_trial",    S.IN_TRIAL,               SAME,            HEAD_OF_COURT,                   f.TrialExtended,     (g.trial_extended_too_far,),                                             "trial.extend",             tells=(PARTIES,)),

    Step("ask_statement",   S.AGREED,                 SAME,            PARTY | LIAISON | MEDIATOR | OFFICER, f.StatementAsked, (g.not_joint, g.signed_by_stranger, g.lacks_authority, g.signed_in_future, g.no_case_for_statement), "statement.apply", stage=Stage.CONFIRMATION, tells=(COURT,)),
    Step("issue_statement", S.AGREED,                 SAME,            JUDGE_OF_CASE | OFFICER,     f.StatementIssued,   (g.statement_not_asked, g.no_case_for_statement, g.tribunal_seal),       "statement.issue",          stage=Stage.CONFIRMATION, tells=(PARTIES,)),
    Step("sign_statement",  S.AGREED,                 S.CLOSED,        COURT_STAFF | JUDGE_OF_CASE, f.StatementSigned,   (g.unknown_party, g.no_statement_yet, g.not_in_person),                  "statement.effect",         when=g.signs_last, stage=Stage.CONFIRMATION, tells=(PARTIES, TO_LIAISON)),
    Step("sign_statement",  S.AGREED,                 SAME,            COURT_STAFF | JUDGE_OF_CASE, f.StatementSigned,   (g.unknown_party, g.no_statement_yet, g.signed_already, g.not_in_person), "statement.effect",         stage=Stage.CONFIRMATION, tells=(PARTIES,)),
    Step("repudiate",       S.AGREED,                 S.FAILED,        PARTY | OFFICER,             f.Repudiation,       (*BY_PARTY, g.no_statement_yet, g.statement_signed_by_it),               "statement.repudiated",     when=g.is_off_docket, stage=Stage.CONFIRMATION, tells=(PARTIES, COURT)),
    Step("repudiate",       S.AGREED,                 S.IN_TRIAL,      PARTY | OFFICER,             f.Repudiation,       (*BY_PARTY, g.statement_signed_by_it),                                   "statement.repudiated",     stage=Stage.CONFIRMATION, tells=(PARTIES, COURT)),
    Step("judge",           S.IN_TRIAL,               S.CLOSED,        JUDGE_OF_CASE,               f.Judgment,          (g.names_no_way, g.tribunal_seal),                                       "judgment.give",            tells=(PARTIES,)),
    Step("close",           (*ON_DOCKET, S.AGREED),   S.CLOSED,        JUDGE_OF_CASE | OFFICER,     f.CaseClosed,        (g.not_on_docket, g.closed_by_another_step),                             "filing.closing",           tells=(PARTIES, TO_MEDIATOR)),
    Step("follow",          EVERYWHERE,               SAME,            OFFICER | JUDGE_OF_CASE,     f.FollowedBy,        (g.not_enforceable, g.nothing_was_judged, g.followed_in_future),                                                    "derived.record",           stage=Stage.TRACKING),
)

LIMITS = (
    Limit(name="filing",         figure="filing.decision",        starts=("bring", "decline", "lapse", "correct"), runs_in=(S.BROUGHT,), ends=("ask_correction",), owed_by=(Audience.COURT,)),
    Limit(name="fee",            figure="filing.fee_payment",     starts=("ask_fee",),      ends=("pay_fee",), runs_in=TRYING, owed_by=(Audience.CLAIMANT,)),
    Limit(name="answer",         figure="service.answer",         starts=("serve",),        from_day="served_on", runs_in=TRYING, ends=("answer",), applies_when=g.is_complaint_served, owed_by=(Audience.RESPONDENT,)),
    Limit(name="objection",      figure="confirmation.objection_party", starts=("serve",),  from_day="served_on", runs_in=(S.CONFIRMED,), applies_when=g.is_ruling_served, owed_by=(Audience.PARTIES,)),
    Limit(name="closed_request", figure="sharing.closed_hearing_request", starts=("tell_closed",), from_day="told_closed_on", runs_in=TRYING, ends=("open_sharing",), applies_when=g.is_everybody_told, expires_as="open_sharing", owed_by=(Audience.PARTIES,)),
    Limit(name="statement",      figure="statement.send_summary", starts=("agree",),        runs_in=(S.AGREED,), ends=("issue_statement",), applies_when=g.is_summary_case, owed_by=(Audience.JUDGE,)),
    Limit(name="trial",          figure="trial.ordinary",         starts=("docket", "change_procedure"), from_day="docketed_on", runs_in=TRYING, left_out_by=("extend",), extended_by=("extend_trial",), extension="months", applies_when=g.is_ordinary, owed_by=(Audience.JUDGE,)),
    Limit(name="trial",          figure="trial.summary",          starts=("docket", "change_procedure"), from_day="docketed_on", runs_in=TRYING, left_out_by=("extend",), extended_by=("extend_trial",), extension="months", applies_when=g.is_summary, owed_by=(Audience.JUDGE,)),
    Limit(name="trial",          figure="trial.small_claims",     starts=("docket", "change_procedure"), from_day="docketed_on", runs_in=TRYING, left_out_by=("extend",), extended_by=("extend_trial",), extension="months", applies_when=g.is_small_claims, owed_by=(Audience.JUDGE,)),
)
# fmt: on
