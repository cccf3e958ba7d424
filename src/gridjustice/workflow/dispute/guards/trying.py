"""Guards where a court has it: filing and docketing, fees, service, sharing with the grid, hearing, statement, closing."""

from __future__ import annotations

from gridjustice.domain.dispute import Dispute
from gridjustice.domain.dispute.choices import (
    ClosingManner,
    Derivative,
    HearingMode,
    Jurisdiction,
    LabourGround,
    Matter,
    MediationKind,
    Procedure,
    ServiceMethod,
    Visibility,
)
from gridjustice.domain.dispute.court import (
    Answered,
    CaseClosed,
    Docketing,
    FollowedBy,
    HearingSet,
    JudgeAssigned,
    ProcedureChanged,
    Repudiation,
    Service,
    Sharing,
    StatementSigned,
    TrialExtended,
)
from gridjustice.law import count
from gridjustice.workflow.dispute.guards.choosing import is_enforceable
from gridjustice.workflow.dispute.guards.people import not_after_today
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.table import Act

BY_ITS_OWN_STEP = frozenset(
    (ClosingManner.JUDGMENT, ClosingManner.MEDIATION_STATEMENT, ClosingManner.TREATED_AS_WITHDRAWN)
)
"""Manners of closing that have steps of their own."""

NOT_IN_PERSON = frozenset((ServiceMethod.LEFT, ServiceMethod.PUBLIC_NOTICE, ServiceMethod.HOUSEHOLD))
"""Ways in which a mediation statement does not reach the party itself."""

NO_SUITS = frozenset((LabourGround.CONFIRMED_PAY, LabourGround.PAYMENT_ORDER))
"""Ways about work that lead to a court, but not to its docket of suits."""

FAMILY = frozenset((Matter.FAMILY, Matter.DIVORCE, Matter.PERSONAL_STATUS))


def docketed_already(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to bring to the court what is on its docket: refusing mediation is enough for it to be tried."""
    return Reason("docketed_already", "filing.transfer_to_trial") if record.is_docketed else None


def corrections_asked_before(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to ask for more corrections, or for any once the time is over: the court tells all at once (P28)."""
    if record.proceedings[-1].corrections_asked:
        return Reason("corrections_asked_before", "filing.correction")
    return time_for_refusing_over(record, facts, act)


def nothing_to_correct(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses corrections that nobody asked for: the time for deciding would start anew."""
    asked = record.proceedings[-1].corrections_asked
    return None if asked else Reason("nothing_to_correct", "filing.correction")


def jurisdiction_undecided(record: Dispute, facts: Docketing, act: Act) -> Reason | None:
    """Refuses to docket what is not ours, or what nobody has decided on (P53)."""
    decided = facts.jurisdiction or record.jurisdiction
    return None if decided is Jurisdiction.OURS else Reason("jurisdiction_undecided", "jurisdiction.decided_by_person")


def arbitration_comes_first(record: Dispute, facts: Docketing, act: Act) -> Reason | None:
    """Refuses a claim about work that was not arbitrated, unless it is one of the law's exceptions (P17, P55)."""
    if record.matter is Matter.LABOUR and (facts.labour is None or facts.labour in NO_SUITS):
        return Reason("arbitration_comes_first", "labour.arbitration_first")
    return None


def title_not_for_civil_suit(record: Dispute, facts: Docketing, act: Act) -> Reason | None:
    """Refuses a civil suit about title to forest or land: the government decides, and its decision is sued (P16)."""
    return Reason("title_not_for_civil_suit", "title.suit") if record.matter is Matter.TITLE else None


def divorce_barred(record: Dispute, facts: Docketing, act: Act) -> Reason | None:
    """Refuses a suit for divorce that the law bars for now, and one for which nobody has looked."""
    if record.matter is not Matter.DIVORCE or facts.divorce_barred is False:
        return None
    return Reason("divorce_barred", "agreement.divorce_barred")


def divorce_sued_too_soon(record: Dispute, facts: Docketing, act: Act) -> Reason | None:
    """Refuses the same plaintiff's second suit for divorce within the time the law sets, unless something changed."""
    if record.matter is not Matter.DIVORCE or facts.new_circumstances:
        return None
    plaintiff = record.proceedings[-1].brought_by
    docketed = [p for p in record.proceedings if p.case_number is not None and p.brought_by == plaintiff]
    ended = [p.closed_on for p in docketed if p.closed_on is not None]
    if not ended:
        return None
    figure = act.law.figure("agreement.second_divorce_suit", ended[-1])
    free = count(figure, ended[-1], act.calendar).nominal
    if act.day <= free:
        return Reason("divorce_sued_too_soon", "agreement.second_divorce_suit", {"until": free})
    return None


def time_for_refusing_over(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to refuse a suit after the time for deciding: what could not be decided is docketed first (P28)."""
    running = record.deadline("filing")
    if running is not None and act.day > running.due:
        return Reason("time_for_refusing_over", "filing.undecidable", {"due": running.due})
    return None


def judge_guided(record: Dispute, facts: JudgeAssigned, act: Act) -> Reason | None:
    """Refuses a judge who guided the mediation, unless all parties know it and do not mind (P12)."""
    if facts.judge not in record.guided_by:
        return None
    missing = [p.id for p in record.parties if p.id not in facts.no_objection]
    return Reason("judge_guided", "guidance.give", {"missing": missing}) if missing else None


def has_no_judge(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to send a case to trial before a judge has it."""
    return None if record.proceedings[-1].judge is not None else Reason("has_no_judge", "filing.transfer_to_trial")


def fee_asked_before(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to ask twice for the fee."""
    return Reason("fee_asked_before", "filing.fee") if record.proceedings[-1].fee_asked else None


def no_fee_owed(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses a fee that was not asked for, or was paid."""
    current = record.proceedings[-1]
    return None if current.fee_asked and not current.fee_paid else Reason("no_fee_owed", "filing.fee")


def fee_not_overdue(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to treat a suit as withdrawn for a fee that is not overdue."""
    running = record.deadline("fee")
    return None if running is not None and act.day > running.due else Reason("fee_not_overdue", "filing.fee")


def lacks_electronic_consent(record: Dispute, facts: Service, act: Act) -> Reason | None:
    """Refuses electronic service on a party that did not agree to it (P23)."""
    if facts.method is ServiceMethod.ELECTRONIC and not facts.agreed:
        return Reason("lacks_electronic_consent", "service.electronic_consent")
    return None


def no_public_notice(record: Dispute, facts: Service, act: Act) -> Reason | None:
    """Refuses service by public notice in summary procedure, where there is none."""
    current = record.proceeding
    if facts.method is ServiceMethod.PUBLIC_NOTICE and current and current.procedure is not Procedure.ORDINARY:
        return Reason("no_public_notice", "service.public_notice")
    return None


def not_public(record: Dispute, facts: Sharing, act: Act) -> Reason | None:
    """Refuses to share with the grid what no judge has said may be heard in public (P14)."""
    if record.proceedings[-1].visibility is Visibility.PUBLIC:
        return None
    return Reason("not_public", "docket.share_with_grid")


def sharing_not_open(record: Dispute, facts: Sharing, act: Act) -> Reason | None:
    """Refuses to share before all parties were told of the closed hearing and their time for asking has run (P51)."""
    return None if record.proceedings[-1].may_share else Reason("sharing_not_open", "hearing.closed_on_application")


def family_does_not_agree(record: Dispute, facts: Sharing, act: Act) -> Reason | None:
    """Refuses to share a family matter unless all parties agree."""
    missing = [p.id for p in record.parties if p.id not in facts.agreed_by]
    if record.matter in FAMILY and missing:
        return Reason("family_does_not_agree", "docket.share_with_grid", {"missing": missing})
    return None


def not_all_online(record: Dispute, facts: HearingSet, act: Act) -> Reason | None:
    """Refuses a hearing online for a party that did not agree to it: those who did not are heard in the court."""
    agreed = [p.id for p in record.parties if p.id in facts.agreed_online]
    missing = [p.id for p in record.parties if p.id not in facts.agreed_online]
    if (facts.mode is HearingMode.ONLINE and missing) or (facts.mode is HearingMode.MIXED and not agreed):
        return Reason("not_all_online", "hearing.online_choice", {"missing": missing})
    return None


def observers_where_closed(record: Dispute, facts: HearingSet, act: Act) -> Reason | None:
    """Refuses to invite observers to a hearing that no judge has declared public (P15)."""
    public = record.proceedings[-1].visibility is Visibility.PUBLIC
    return Reason("observers_where_closed", "hearing.closed") if facts.observers and not public else None


def streamed_where_closed(record: Dispute, facts: HearingSet, act: Act) -> Reason | None:
    """Refuses to broadcast a hearing that no judge has declared public, or one of a family."""
    public = record.proceedings[-1].visibility is Visibility.PUBLIC and record.matter not in FAMILY
    return Reason("streamed_where_closed", "hearing.no_streaming") if facts.streamed and not public else None


def same_procedure(record: Dispute, facts: ProcedureChanged, act: Act) -> Reason | None:
    """Refuses to change to the procedure in which it is tried already."""
    return Reason("same_procedure") if record.proceedings[-1].procedure is facts.procedure else None


def trial_extended_too_far(record: Dispute, facts: TrialExtended, act: Act) -> Reason | None:
    """Refuses more time for the trial than the president may give."""
    running = record.deadline("trial")
    if running is None:
        return None
    extension = act.law.figure(running.figure, running.figure_since).extension
    most = extension.limit if extension else 0
    if most is not None and running.extended + facts.months > most:
        return Reason("trial_extended_too_far", "trial.extend", {"most": most, "had": running.extended})
    return None


def no_case_for_statement(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses a mediation statement where the court has no case.

    In the order until the end of 2024 a court also issued one for what it had delegated before docketing.
    """
    current = record.proceeding
    before = record.mediation is not None and record.mediation.kind is MediationKind.INVITED
    allowed = current is not None and before and "statement" in act.law.profile(current.brought_on).success
    if record.is_docketed or allowed:
        return None
    return Reason("no_case_for_statement", "statement.after_docketing")


def statement_not_asked(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to issue a mediation statement that the parties did not ask for, or a second one."""
    current = record.proceeding
    asked = current is not None and current.statement_asked and current.statement_on is None
    return None if asked else Reason("statement_not_asked", "statement.apply")


def no_statement_yet(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses a signature for a statement that was not issued."""
    current = record.proceeding
    issued = current is not None and current.statement_on is not None
    return None if issued else Reason("no_statement_yet", "statement.effect")


def signed_already(record: Dispute, facts: StatementSigned, act: Act) -> Reason | None:
    """Refuses a party's second signature for one statement."""
    current = record.proceeding
    signed = {s.party for s in current.statement_signed} if current else set()
    return Reason("signed_already", values={"party": facts.party}) if facts.party in signed else None


def not_in_person(record: Dispute, facts: StatementSigned, act: Act) -> Reason | None:
    """Refuses a statement that was left at the door, given to the household or put up in public (P19)."""
    if facts.method in NOT_IN_PERSON:
        return Reason("not_in_person", "statement.in_person", {"method": f"service_method.{facts.method.value}"})
    return None


def statement_signed_by_it(record: Dispute, facts: Repudiation, act: Act) -> Reason | None:
    """Refuses to let a party go back on a statement that it has signed for (P20)."""
    current = record.proceeding
    signed = {s.party for s in current.statement_signed} if current else set()
    return Reason("statement_signed_by_it", "statement.repudiated") if facts.party in signed else None


def not_on_docket(record: Dispute, facts: CaseClosed, act: Act) -> Reason | None:
    """Refuses to close a case that there is not."""
    return None if record.is_docketed else Reason("not_on_docket", "filing.closing")


def closed_by_another_step(record: Dispute, facts: CaseClosed, act: Act) -> Reason | None:
    """Refuses to close by hand as what has a step of its own: a judgment, a statement, an unpaid fee."""
    if facts.manner in BY_ITS_OWN_STEP:
        manner = f"closing_manner.{facts.manner.value}"
        return Reason("closed_by_another_step", "filing.closing", {"manner": manner})
    return None


def not_enforceable(record: Dispute, facts: FollowedBy, act: Act) -> Reason | None:
    """Refuses an enforcement where no ruling, statement or judgment stands behind it."""
    if facts.kind is Derivative.ENFORCEMENT and not (_was_judged(record) or is_enforceable(record)):
        return Reason("not_enforceable", "performance.enforce")
    return None


def nothing_was_judged(record: Dispute, facts: FollowedBy, act: Act) -> Reason | None:
    """Refuses an appeal or a retrial of what was never judged."""
    after_judgment = facts.kind in (Derivative.APPEAL, Derivative.RETRIAL)
    return Reason("nothing_was_judged", "judgment.give") if after_judgment and not _was_judged(record) else None


def followed_in_future(record: Dispute, facts: FollowedBy, act: Act) -> Reason | None:
    """Refuses a proceeding that begins after today."""
    return not_after_today(facts.began_on, act)


def heard_in_past(record: Dispute, facts: HearingSet, act: Act) -> Reason | None:
    """Refuses to set a hearing for a day that is over."""
    if facts.held_on < act.day:
        return Reason("held_in_past", values={"day": facts.held_on, "today": act.day})
    return None


def claimant_answers(record: Dispute, facts: Answered, act: Act) -> Reason | None:
    """Refuses an answer to the suit by the party that brought it."""
    mine = record.proceedings[-1].brought_by == facts.party
    return Reason("claimant_answers", "service.direct", {"party": facts.party}) if mine else None


def _was_judged(record: Dispute) -> bool:
    return any(p.closed_as is ClosingManner.JUDGMENT for p in record.proceedings)
