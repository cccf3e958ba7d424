"""Delegation and entrustment, the choice of a mediator, consent, the mediation itself and its eight ends."""

from __future__ import annotations

from gridjustice.domain.dispute import DisputeState as S
from gridjustice.domain.dispute import mediation as f
from gridjustice.domain.record import NoFacts
from gridjustice.workflow.dispute import guards as g
from gridjustice.workflow.dispute.actors import (
    ANNEXED,
    COURT,
    COURT_STAFF,
    GRID_JUDGE,
    JUDGE_OF_CASE,
    LIAISON,
    MEDIATING,
    MEDIATOR,
    OFFICER,
    PARTIES,
    REPORTER_TOO,
    TO_LIAISON,
    TO_MEDIATOR,
    WITH_MEDIATOR,
)
from gridjustice.workflow.rules import PARTY, SYSTEM
from gridjustice.workflow.table import SAME, Audience, Consequence, Limit, Stage, Step

# An offer that was not taken is counted on the mediator's own record, where those who manage the roster find it.
NOTE_REFUSAL = Consequence("note_offer", on=g.mediator_who_left, facts=g.refusal_noted)
NOTE_SILENCE = Consequence("note_offer", on=g.mediator_who_left, facts=g.silence_noted)

TO_UNIT = (g.unit_does_not_mediate, g.unit_is_party)
NEUTRAL = (g.not_a_mediator_here, g.mediator_is_party, g.mediator_excluded, g.chairs_twice)
ANSWERED = (g.unknown_party, g.answers_for_another)
CONSENTED = (
    *ANSWERED,
    g.already_answered,
    g.unknown_agent,
    g.lacks_guardian,
    g.cannot_read_it,
    g.disclosure_not_waived,
)
BOUND = (g.lacks_consent, g.lacks_signature, g.lacks_seal, g.signed_by_stranger, g.lacks_authority, g.divorced_by_agent, g.signed_in_future, g.lacks_day, g.agreed_before_mediation, g.not_understood, g.instalments_out_of_order, g.challenge_open, g.statement_is_out)  # fmt: skip
GONE = S.RECEIVED
RUNNING = (*MEDIATING, S.SUSPENDED)

# fmt: off
STEPS = (
    #    step            source               target               who                              facts                 refused_if                                                            basis
    Step("delegate",     S.TRIAGED,           S.DELEGATED,         OFFICER | GRID_JUDGE,            f.Delegation,         (*TO_UNIT, g.triaged_otherwise, g.danger_unreported),                 "assignment.delegate",      stage=Stage.TRIAGE, tells=(TO_LIAISON,)),
    Step("delegate",     S.BROUGHT,           S.DELEGATED,         OFFICER,                         f.Delegation,         (*TO_UNIT, g.not_ours_to_mediate, g.title_goes_to_government, g.not_mediable, g.lacks_consent_to_delegation, g.transition_undecided, g.danger_unreported), "assignment.delegate", profiles=ANNEXED, stage=Stage.TRIAGE, tells=(TO_LIAISON, PARTIES)),
    Step("entrust",      S.DOCKETED,          S.DELEGATED,         OFFICER | JUDGE_OF_CASE,         f.Entrustment,        (*TO_UNIT, g.not_mediable, g.lacks_consent_to_entrustment),           "mediation.entrust",        stage=Stage.TRIAGE, tells=(TO_LIAISON, PARTIES)),
    Step("entrust",      S.IN_TRIAL,          S.DELEGATED,         JUDGE_OF_CASE,                   f.Entrustment,        (*TO_UNIT, g.not_mediable, g.lacks_consent_to_entrustment),           "mediation.entrust",        profiles=ANNEXED, stage=Stage.TRIAGE, tells=(TO_LIAISON, PARTIES)),
    Step("receive",      S.DELEGATED,         S.RECEIVED,          LIAISON,                         NoFacts,              (),                                                                   "assignment.receive",       stage=Stage.MEDIATION, tells=(COURT, PARTIES)),
    Step("decline",      S.DELEGATED,         S.DOCKETED,          LIAISON,                         f.Refusal,            (),                                                                   "assignment.redesignate",   when=g.is_docketed, stage=Stage.TRIAGE, tells=(COURT,)),
    Step("decline",      S.DELEGATED,         S.BROUGHT,           LIAISON,                         f.Refusal,            (),                                                                   "assignment.redesignate",   when=g.is_before_court, stage=Stage.TRIAGE, tells=(COURT,)),
    Step("decline",      S.DELEGATED,         S.TRIAGED,           LIAISON,                         f.Refusal,            (),                                                                   "assignment.redesignate",   stage=Stage.TRIAGE, tells=(COURT,)),
    Step("lapse",        S.DELEGATED,         S.DOCKETED,          SYSTEM,                          f.DelegationLapsed,   (),                                                                   "assignment.redesignate",   when=g.is_docketed, stage=Stage.TRIAGE, tells=(COURT, TO_LIAISON)),
    Step("lapse",        S.DELEGATED,         S.BROUGHT,           SYSTEM,                          f.DelegationLapsed,   (),                                                                   "assignment.redesignate",   when=g.is_before_court, stage=Stage.TRIAGE, tells=(COURT, TO_LIAISON)),
    Step("lapse",        S.DELEGATED,         S.TRIAGED,           SYSTEM,                          f.DelegationLapsed,   (),                                                                   "assignment.redesignate",   stage=Stage.TRIAGE, tells=(COURT, TO_LIAISON)),

    Step("choose",       S.RECEIVED,          S.OFFERED,           PARTY | LIAISON | OFFICER,                     f.MediatorChosen,     (*ANSWERED, g.no_mediator_at_all, g.mediator_is_party, g.mediator_excluded), "mediator.choose",   when=g.all_chose_same, stage=Stage.MEDIATION, tells=(TO_MEDIATOR, PARTIES)),
    Step("choose",       S.RECEIVED,          SAME,                PARTY | LIAISON | OFFICER,                     f.MediatorChosen,     (*ANSWERED, g.no_mediator_at_all, g.mediator_is_party, g.mediator_excluded), "mediator.choose",   stage=Stage.MEDIATION, tells=(TO_LIAISON, PARTIES)),
    Step("assign",       S.RECEIVED,          S.OFFERED,           LIAISON,                         f.MediatorAssigned,   (*NEUTRAL, g.choice_still_open, g.nobody_to_mediate),                 "assignment.assign",        stage=Stage.MEDIATION, tells=(TO_MEDIATOR, PARTIES), decides="mediators"),
    Step("designate",    S.RECEIVED,          S.OFFERED,           OFFICER,                         f.MediatorAssigned,   (g.no_mediator_at_all, g.mediator_is_party, g.mediator_excluded, g.chairs_twice, g.choice_still_open, g.nobody_to_mediate), "mediator.designate", stage=Stage.MEDIATION, tells=(TO_MEDIATOR, PARTIES, TO_LIAISON), decides="mediators"),
    Step("deem_refused", S.RECEIVED,          S.IN_TRIAL,          OFFICER | LIAISON,               f.MediationRefused,   (g.unknown_party, g.never_replaced, g.may_still_choose),                                  "mediator.change",          when=g.is_docketed, stage=Stage.MEDIATION, tells=(PARTIES, COURT)),
    Step("deem_refused", S.RECEIVED,          S.FAILED,            OFFICER | LIAISON,               f.MediationRefused,   (g.unknown_party, g.never_replaced, g.may_still_choose),                                  "mediator.change",          stage=Stage.MEDIATION, tells=(PARTIES, COURT)),
    Step("accept",       S.OFFERED,           S.IN_MEDIATION,      MEDIATOR,                        f.AssignmentAccepted, (g.not_the_chair,),                                               "mediation.start",          when=g.needs_no_more_consent, stage=Stage.MEDIATION, tells=(PARTIES, TO_LIAISON)),
    Step("accept",       S.OFFERED,           S.ASKED,             MEDIATOR,                        f.AssignmentAccepted, (g.not_the_chair, g.unknown_disclosed),                                               "mediation.start",          stage=Stage.MEDIATION, tells=(PARTIES, TO_LIAISON)),
    Step("turn_down",    S.OFFERED,           GONE,                MEDIATOR,                        f.OfferTurnedDown,    (g.not_the_chair,),                                                                   "assignment.refuse",        stage=Stage.MEDIATION, tells=(TO_LIAISON,), leads_to=(NOTE_REFUSAL,)),
    Step("lapse_offer",  S.OFFERED,           GONE,                SYSTEM,                          f.MediatorSilent,     (),                                                                   "assignment.redesignate",   stage=Stage.MEDIATION, tells=(TO_LIAISON, TO_MEDIATOR), leads_to=(NOTE_SILENCE,)),
    Step("recuse",       WITH_MEDIATOR,       SAME,                MEDIATOR,                        f.MediatorLost,       (g.no_co_mediator,),                                                  "mediator.recusal",         when=g.is_co_mediator, stage=Stage.MEDIATION, tells=(TO_LIAISON, PARTIES)),
    Step("recuse",       WITH_MEDIATOR,       GONE,                MEDIATOR,                        f.MediatorLost,       (g.not_the_chair,),                                                                   "mediator.recusal",         stage=Stage.MEDIATION, tells=(TO_LIAISON, PARTIES)),
    Step("challenge",    WITH_MEDIATOR,       SAME,                PARTY | LIAISON | OFFICER,                      f.Challenge,          (*ANSWERED, g.challenge_open),                                        "mediator.recusal",         stage=Stage.MEDIATION, tells=(TO_LIAISON, COURT)),
    Step("decide_challenge", WITH_MEDIATOR,   GONE,                LIAISON | OFFICER,               f.ChallengeDecided,   (g.nobody_challenged,),                                               "mediator.recusal",         when=g.is_upheld, stage=Stage.MEDIATION, tells=(PARTIES, TO_MEDIATOR)),
    Step("decide_challenge", WITH_MEDIATOR,   SAME,                LIAISON | OFFICER,               f.ChallengeDecided,   (g.nobody_challenged,),                                               "mediator.recusal",         stage=Stage.MEDIATION, tells=(PARTIES, TO_MEDIATOR)),
    Step("replace",      (S.ASKED, S.IN_MEDIATION), GONE,          PARTY | LIAISON | OFFICER,                      f.MediatorReplaced,   ANSWERED,                                                             "mediator.change",          stage=Stage.MEDIATION, tells=(PARTIES, TO_LIAISON)),
    Step("interpret",    (*MEDIATING, S.REJECTED), SAME,           MEDIATOR | LIAISON | OFFICER,    f.InterpreterAppointed, (g.interpreter_mediates, g.interpreter_is_near,),                   "language.interpreter",     stage=Stage.MEDIATION, tells=(PARTIES,)),

    Step("consent",      S.ASKED,             S.IN_MEDIATION,      PARTY | MEDIATOR,                f.ConsentGiven,       CONSENTED,                                                            "mediation.consent",        when=g.last_consent, stage=Stage.MEDIATION, tells=(PARTIES, TO_MEDIATOR)),
    Step("consent",      S.ASKED,             SAME,                PARTY | MEDIATOR,                f.ConsentGiven,       CONSENTED,                                                            "mediation.consent",        stage=Stage.MEDIATION, tells=(TO_MEDIATOR,)),
    Step("refuse",       (S.DELEGATED, *MEDIATING), S.IN_TRIAL,          PARTY | MEDIATOR | OFFICER,      f.MediationRefused,   ANSWERED,                                                             "mediation.end",            when=g.is_docketed, stage=Stage.MEDIATION, tells=(PARTIES, COURT)),
    Step("refuse",       (S.DELEGATED, *MEDIATING), S.FAILED,            PARTY | MEDIATOR | OFFICER,      f.MediationRefused,   ANSWERED,                                                             "mediation.end",            stage=Stage.MEDIATION, tells=(PARTIES, COURT)),
    Step("arrange",      S.IN_MEDIATION,      SAME,                SYSTEM,                          f.SessionArranged,    (),                                                                   "mediation.mode",           stage=Stage.MEDIATION),
    Step("note_session", (*MEDIATING, S.AGREED), SAME,             SYSTEM,                          f.SessionNoted,       (),                                                                   "mediation.transcript",     stage=Stage.MEDIATION),
    Step("guide",        (S.ASKED, S.IN_MEDIATION), SAME,          GRID_JUDGE,                      f.GuidanceGiven,      (),                                                                   "guidance.give",            stage=Stage.MEDIATION, tells=(TO_MEDIATOR,)),
    Step("extend",       S.IN_MEDIATION,      SAME,                MEDIATOR,                        f.Extension,          (g.not_all_agree, g.named_wrongly, g.extended_too_far, g.challenge_open),               "mediation.extend",         stage=Stage.MEDIATION, tells=(PARTIES, COURT)),
    Step("examine",      S.IN_MEDIATION,      S.UNDER_EXAMINATION, MEDIATOR,                        f.Examination,        (g.not_all_agree, g.named_wrongly, g.challenge_open),                                   "mediation.appraisal_pause", stage=Stage.MEDIATION, tells=(PARTIES, COURT)),
    Step("resume",       S.UNDER_EXAMINATION, S.IN_MEDIATION,      MEDIATOR,                        f.ExaminationDone,    (),                                                                   "mediation.appraisal_pause", stage=Stage.MEDIATION, tells=(PARTIES,)),
    Step("suspect",      (S.IN_MEDIATION, S.AGREED, S.APPLIED, S.UNDER_REVIEW), S.SUSPENDED, MEDIATOR | COURT_STAFF | JUDGE_OF_CASE, f.ShamSuspected, (),                                        "mediation.sham",           stage=Stage.MEDIATION, tells=(COURT,)),
    Step("clear",        S.SUSPENDED,         S.IN_TRIAL,          OFFICER | JUDGE_OF_CASE,         f.ShamDecided,        (),                                                                   "mediation.sham",           when=g.ran_out_on_docket, stage=Stage.MEDIATION, tells=(PARTIES, COURT)),
    Step("clear",        S.SUSPENDED,         S.FAILED,            OFFICER | JUDGE_OF_CASE,         f.ShamDecided,        (),                                                                   "mediation.sham",           when=g.ran_out, stage=Stage.MEDIATION, tells=(PARTIES, COURT)),
    Step("clear",        S.SUSPENDED,         S.IN_MEDIATION,      OFFICER | JUDGE_OF_CASE,         f.ShamDecided,        (),                                                                   "mediation.sham",           when=g.was_in_mediation, stage=Stage.MEDIATION, tells=(PARTIES, TO_MEDIATOR)),
    Step("clear",        S.SUSPENDED,         S.AGREED,            OFFICER | JUDGE_OF_CASE,         f.ShamDecided,        (),                                                                   "mediation.sham",           when=g.was_agreed, stage=Stage.MEDIATION, tells=(PARTIES, TO_MEDIATOR)),
    Step("clear",        S.SUSPENDED,         S.APPLIED,           OFFICER | JUDGE_OF_CASE,         f.ShamDecided,        (),                                                                   "mediation.sham",           when=g.was_applied, stage=Stage.MEDIATION, tells=(PARTIES, TO_MEDIATOR)),
    Step("clear",        S.SUSPENDED,         S.UNDER_REVIEW,      OFFICER | JUDGE_OF_CASE,         f.ShamDecided,        (),                                                                   "mediation.sham",           stage=Stage.MEDIATION, tells=(PARTIES, TO_MEDIATOR)),
    Step("end_as_sham",  S.SUSPENDED,         S.IN_TRIAL,          OFFICER | JUDGE_OF_CASE,         f.ShamDecided,        (g.sham_not_reported,),                                               "mediation.sham",           when=g.is_docketed, stage=Stage.MEDIATION, tells=(PARTIES, COURT)),
    Step("end_as_sham",  S.SUSPENDED,         S.FAILED,            OFFICER | JUDGE_OF_CASE,         f.ShamDecided,        (g.sham_not_reported,),                                               "mediation.sham",           stage=Stage.MEDIATION, tells=(PARTIES, COURT)),
    Step("fail",         (S.ASKED, S.IN_MEDIATION, S.UNDER_EXAMINATION), S.IN_TRIAL, MEDIATOR,      f.MediationFailed,    (g.no_failure, g.challenge_open),                                                      "mediation.end",            when=g.is_docketed, stage=Stage.MEDIATION, tells=(PARTIES, COURT)),
    Step("fail",         (S.ASKED, S.IN_MEDIATION, S.UNDER_EXAMINATION), S.FAILED, MEDIATOR,        f.MediationFailed,    (g.no_failure, g.challenge_open),                                                      "mediation.end",            stage=Stage.MEDIATION, tells=(PARTIES, COURT)),
    Step("run_out",      S.SUSPENDED,         SAME,                SYSTEM,                          f.MediationRanOut,    (),                                                                   "mediation.expired",        stage=Stage.MEDIATION, tells=(COURT,)),
    Step("run_out",      MEDIATING,           S.IN_TRIAL,          SYSTEM,                          f.MediationRanOut,    (),                                                                   "mediation.expired",        when=g.is_docketed, stage=Stage.MEDIATION, tells=(PARTIES, TO_MEDIATOR, COURT)),
    Step("run_out",      MEDIATING,           S.FAILED,            SYSTEM,                          f.MediationRanOut,    (),                                                                   "mediation.expired",        stage=Stage.MEDIATION, tells=(PARTIES, TO_MEDIATOR, COURT)),
    Step("settle",       MEDIATING,           S.IN_TRIAL,          LIAISON | MEDIATOR | OFFICER,    f.Settled,            (g.not_all_agree, g.named_wrongly),                                   "mediation.settled_by_parties", when=g.is_docketed, stage=Stage.MEDIATION, tells=(PARTIES, COURT)),
    Step("settle",       MEDIATING,           S.SETTLED,           LIAISON | MEDIATOR | OFFICER,    f.Settled,            (g.not_all_agree, g.named_wrongly),                                   "mediation.settled_by_parties", stage=Stage.MEDIATION, tells=(PARTIES, COURT)),

    Step("agree",        (S.IN_MEDIATION, S.AGREED, S.REJECTED), S.AGREED, MEDIATOR,                        f.AgreementMade,      BOUND,                                                                "agreement.effect",         stage=Stage.MEDIATION, tells=(PARTIES, COURT, REPORTER_TOO)),
    Step("agree_in_part", S.IN_MEDIATION,     SAME,                MEDIATOR,                        f.PartAgreed,         (*BOUND, g.part_is_known, g.binds_strangers),                         "agreement.part",           stage=Stage.MEDIATION, tells=(PARTIES, COURT)),
)

LIMITS = (
    Limit(name="delegation",  figure="mediator.designation",          starts=("triage", "decline", "lapse"), runs_in=(S.TRIAGED,), applies_when=g.is_to_be_mediated, owed_by=(Audience.COURT,)),
    Limit(name="receipt",     figure="assignment.receipt",            starts=("delegate", "entrust"),      runs_in=(S.DELEGATED,), expires_as="lapse", owed_by=(Audience.LIAISON,)),
    Limit(name="choice",      figure="mediator.choice",               starts=("receive", "replace"),       runs_in=(S.RECEIVED,), owed_by=(Audience.PARTIES,)),
    Limit(name="assignment",  figure="assignment.assign",             starts=("receive", "turn_down", "lapse_offer", "recuse", "decide_challenge", "replace"), runs_in=(S.RECEIVED,), owed_by=(Audience.LIAISON,)),
    Limit(name="acceptance",  figure="assignment.acceptance",         starts=("assign", "designate", "choose"), runs_in=(S.OFFERED,), expires_as="lapse_offer", owed_by=(Audience.MEDIATOR,)),
    Limit(name="asking",      figure="mediation.notify_other_party",  starts=("accept",),                  runs_in=(S.ASKED,), owed_by=(Audience.MEDIATOR,)),
    Limit(name="challenge",   figure="recusal.decision",              starts=("challenge",),               runs_in=WITH_MEDIATOR, ends=("decide_challenge",), owed_by=(Audience.LIAISON, Audience.COURT)),
    Limit(name="mediation",   figure="labour.mediation",              starts=("receive",),                          runs_in=RUNNING, ends=("run_out",), applies_when=g.is_about_labour,        extended_by=("extend",), paused_by=("examine",), resumed_by=("resume",), expires_as="run_out", owed_by=(Audience.MEDIATOR,)),
    Limit(name="mediation",   figure="mediation.people",              starts=("accept",),  from_day="accepted_on", runs_in=RUNNING, ends=("run_out",), applies_when=g.is_with_people,         extended_by=("extend",), paused_by=("examine",), resumed_by=("resume",), expires_as="run_out", owed_by=(Audience.MEDIATOR,)),
    Limit(name="mediation",   figure="mediation.delegated",           starts=("accept",),  from_day="accepted_on", runs_in=RUNNING, ends=("run_out",), applies_when=g.is_with_invited,        extended_by=("extend",), paused_by=("examine",), resumed_by=("resume",), expires_as="run_out", owed_by=(Audience.MEDIATOR,)),
    Limit(name="mediation",   figure="mediation.entrusted_ordinary",  starts=("receive",),                          runs_in=RUNNING, ends=("run_out",), applies_when=g.is_entrusted_ordinary,  extended_by=("extend",), paused_by=("examine",), resumed_by=("resume",), expires_as="run_out", owed_by=(Audience.MEDIATOR,)),
    Limit(name="mediation",   figure="mediation.entrusted_summary",   starts=("receive",),                          runs_in=RUNNING, ends=("run_out",), applies_when=g.is_entrusted_otherwise, extended_by=("extend",), paused_by=("examine",), resumed_by=("resume",), expires_as="run_out", owed_by=(Audience.MEDIATOR,)),
)
# fmt: on
