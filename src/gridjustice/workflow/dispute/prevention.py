"""Signs, emergencies, reports, triage, what is resolved on the spot or sent elsewhere; and what is told at the end."""

from __future__ import annotations

from gridjustice.domain.dispute import Dispute
from gridjustice.domain.dispute import DisputeState as S
from gridjustice.domain.dispute import prevention as f
from gridjustice.domain.follow_through import OrderLifted, OrderNoted
from gridjustice.domain.record import NEW, NoFacts
from gridjustice.domain.values import RecordId
from gridjustice.workflow.dispute import guards as g
from gridjustice.workflow.dispute.actors import (
    ARCHIVABLE,
    COURT,
    COURT_STAFF,
    EVERYWHERE,
    GRID_SIDE,
    HANDLERS,
    JUDGE_OF_CASE,
    LIAISON,
    MEDIATOR,
    NAMED,
    OBSERVERS,
    OFFICER,
    OPEN,
    OUTCOMES,
    PARTIES,
    REPORTER_TOO,
    TO_LIAISON,
    TO_WORKER,
)
from gridjustice.workflow.rules import OPERATOR, PARTY, SYSTEM
from gridjustice.workflow.table import SAME, Audience, Consequence, Limit, Stage, Step, TellsToo


def same_matter(record: Dispute, facts: f.Linked) -> RecordId:
    """The record on which the matter goes on."""
    return facts.same_as


def linked_here(record: Dispute, facts: f.Linked) -> f.SameNoted:
    """What that record learns."""
    return f.SameNoted(other=record.id)


ON_TIME = (g.danger_unreported,)
REPORTED = (g.unknown_place, g.lacks_sides, g.unknown_account, g.unknown_cause, g.asked_in_future)
RESCUERS = (TO_WORKER, TO_LIAISON)
"""Who must act where somebody is in danger, and so are told of it with the step by which it becomes known."""
RESCUERS_TOO = TellsToo(RESCUERS, g.is_danger_known)
TAKEN_IN = (g.received_in_future, g.unknown_taker)

# fmt: off
STEPS = (
    #    step             source                       target         who                             facts              refused_if                                                          basis
    Step("note",          NEW,                         S.SIGNALLED,   OBSERVERS,                      f.SignNoted,       (g.unknown_place, *TAKEN_IN),                                       "plan.report",                    stage=Stage.WARNING, tells=(COURT,), tells_by=RESCUERS_TOO),
    Step("report",        NEW,                         S.REPORTED,    OBSERVERS | PARTY,              f.Report,          (*REPORTED, *TAKEN_IN),                                             "plan.report",                    stage=Stage.WARNING, tells=(COURT,), tells_by=RESCUERS_TOO, finds=(g.units_near_parties,)),
    Step("report",        S.SIGNALLED,                 S.REPORTED,    OBSERVERS,                      f.Report,          (*REPORTED, *TAKEN_IN),                                             "plan.report",                    stage=Stage.WARNING, tells=(COURT,), tells_by=RESCUERS_TOO, finds=(g.units_near_parties,)),
    Step("take_over",     NEW,                         S.REPORTED,    OPERATOR | OFFICER,             f.TakenOver,       (*REPORTED, g.reported_in_future),                                  "plan.report",                    stage=Stage.WARNING, tells=(COURT,), finds=(g.units_near_parties,)),
    Step("name_agent",    NAMED,                       SAME,          PARTY | HANDLERS,               f.AgentNamed,      (g.unknown_party, g.answers_for_another, g.agent_mediated, g.lacks_papers), "agreement.authority"),

    Step("call_help",     OPEN,                        SAME,          GRID_SIDE | COURT_STAFF | MEDIATOR | PARTY, f.HelpCalled, (g.nobody_called,),                                          "danger.report",                  stage=Stage.WARNING, tells=(COURT, *RESCUERS), guarded=True),
    Step("report_danger", OPEN,                        SAME,          GRID_SIDE | COURT_STAFF | MEDIATOR, f.DangerReported, (g.nobody_in_danger, g.nobody_called),                          "danger.report",                  stage=Stage.WARNING, tells=(COURT,), guarded=True),
    Step("arrive",        OPEN,                        SAME,          GRID_SIDE | COURT_STAFF,        f.HelpArrived,     (g.nobody_in_danger,),                                              "emergency.respond",              stage=Stage.RESOLUTION, tells=(COURT, *RESCUERS), guarded=True),
    Step("hand_over",     OPEN,                        SAME,          GRID_SIDE | COURT_STAFF,        f.HandedOver,      (g.nobody_in_danger, g.danger_unreported),                          "emergency.respond",              stage=Stage.RESOLUTION, tells=(COURT,), guarded=True),

    Step("link",          (S.SIGNALLED, S.REPORTED),   S.LINKED,      OFFICER,                        f.Linked,          (g.not_the_same_matter,),                                           "same_matter.check",              stage=Stage.TRIAGE, tells=(REPORTER_TOO,), leads_to=(Consequence("note_same", same_matter, linked_here),)),
    Step("note_same",     EVERYWHERE,                  SAME,          SYSTEM,                         f.SameNoted,       (),                                                                 "same_matter.check",              stage=Stage.TRIAGE),
    Step("resolve",       (S.SIGNALLED, S.REPORTED, S.TRIAGED), S.RESOLVED, GRID_SIDE | COURT_STAFF,  f.Resolution,      ON_TIME,                                                            "plan.resolve",                   stage=Stage.RESOLUTION, tells=(COURT,)),
    Step("triage",        S.REPORTED,                  S.TRIAGED,     OFFICER,                        f.Triage,          (*ON_TIME, g.same_matter_unchecked, g.not_ours_to_mediate, g.title_goes_to_government, g.not_mediable, g.protection_not_told), "jurisdiction.decided_by_person", when=g.stays_with_us, stage=Stage.TRIAGE, tells=(REPORTER_TOO,)),
    Step("triage",        S.REPORTED,                  S.REFERRED,    OFFICER,                        f.Triage,          (*ON_TIME, g.same_matter_unchecked, g.sent_to_ourselves, g.labour_not_asked, g.arbitration_not_needed, g.state_not_kept, g.protection_not_told), "jurisdiction.decided_by_person", stage=Stage.TRIAGE, tells=(REPORTER_TOO, PARTIES)),

    Step("record_answer", S.REFERRED,                  SAME,          LIAISON | COURT_STAFF,          f.PartnerAnswered, (),                                                                 "partner.answer",                 stage=Stage.TRACKING, tells=(PARTIES,)),
    Step("take_back",     S.REFERRED,                  S.REPORTED,    OFFICER,                        f.TakenBack,       (),                                                                 "partner.answer",                 stage=Stage.TRIAGE, tells=(PARTIES,)),
    Step("serve_decision", (S.REFERRED, S.BROUGHT, S.NOT_DOCKETED), SAME,          OFFICER,                        f.DecisionServed,  (g.no_title_matter, g.lacks_proof, g.served_in_future, g.one_way_only), "title.both_ways",             stage=Stage.TRACKING, tells=(PARTIES,)),

    Step("tell_remedies", (S.FAILED, S.REJECTED, S.NOT_DOCKETED, S.REFERRED, S.CLOSED), SAME, HANDLERS | JUDGE_OF_CASE, f.RemediesTold, (g.already_told, g.names_no_way, g.one_way_only), "remedies.told",     stage=Stage.FEEDBACK, tells=(PARTIES,)),
    Step("feed_back",     (*OUTCOMES, S.ARCHIVED),     SAME,          HANDLERS | JUDGE_OF_CASE,       f.Feedback,        (g.already_fed_back,),                                              "plan.feedback",                  stage=Stage.FEEDBACK, tells=(REPORTER_TOO,)),
    Step("archive",       ARCHIVABLE,                  S.ARCHIVED,    LIAISON | OFFICER,              NoFacts,           (g.lacks_feedback, g.lacks_remedies, g.has_open_orders, g.danger_open), "file.archive",                stage=Stage.TRACKING),

    Step("note_order",    EVERYWHERE,                  SAME,          SYSTEM,                         OrderNoted,        (),                                                                 "plan.follow_through",            stage=Stage.FOLLOW_THROUGH),
    Step("lift_order",    EVERYWHERE,                  SAME,          SYSTEM,                         OrderLifted,       (),                                                                 "plan.follow_through",            stage=Stage.FOLLOW_THROUGH),
)

LIMITS = (
    Limit(name="danger_report", figure="danger.report",        starts=("note", "report", "take_over", "call_help"), ends=("report_danger", "hand_over"), applies_when=g.is_danger_unreported, guarded=True, owed_by=RESCUERS),
    Limit(name="arrival",       figure="emergency.arrival",    starts=("note", "report", "take_over", "call_help"), ends=("arrive", "hand_over"),         applies_when=g.is_in_danger, guarded=True, owed_by=RESCUERS),
    Limit(name="hand_over",     figure="emergency.hand_over",  starts=("arrive",),                     ends=("hand_over",), guarded=True, owed_by=RESCUERS),
    Limit(name="triage",        figure="triage",               starts=("report", "take_over", "take_back"), runs_in=(S.REPORTED,), owed_by=(Audience.COURT,)),
    Limit(name="partner",       figure="joint_action.answer",  starts=("triage",),                     runs_in=(S.REFERRED,), ends=("record_answer",), owed_by=(Audience.COURT,)),
    Limit(name="title_suit",    figure="title.suit",           starts=("serve_decision",),             runs_in=(S.REFERRED, S.BROUGHT, S.NOT_DOCKETED), from_day="decided_on", owed_by=(Audience.PARTIES,)),
    Limit(name="feedback",      figure="feedback",             starts=("link", "resolve", "refuse", "fail", "run_out", "settle", "agree", "close", "judge", "sign_statement", "fee_unpaid", "deem_refused", "refuse_docketing", "end_as_sham", "clear", "repudiate"), ends=("feed_back",), applies_when=g.is_answer_owed, owed_by=(Audience.LIAISON, Audience.COURT)),
)
# fmt: on
