"""Which of several rows, or of several limits, is meant: these choose and never refuse."""

from __future__ import annotations

from gridjustice.domain.dispute import Dispute, DisputeState
from gridjustice.domain.dispute.choices import (
    Body,
    Capacity,
    ClosingManner,
    DangerKind,
    Document,
    EndGround,
    Matter,
    MediationKind,
    Procedure,
    Route,
)
from gridjustice.domain.dispute.confirmation import InstalmentPaid
from gridjustice.domain.dispute.court import StatementSigned
from gridjustice.domain.dispute.mediation import (
    AssignmentAccepted,
    ChallengeDecided,
    ConsentGiven,
    MediatorChosen,
    MediatorLost,
)
from gridjustice.domain.dispute.parties import Danger
from gridjustice.domain.dispute.prevention import Report, SignNoted, Triage

STAYS = frozenset((Route.ON_THE_SPOT, Route.MEDIATION, Route.DOCKETING))
"""Routes on which it stays with the court and the grid."""

PROTECTORS = frozenset((Body.POLICE, Body.CIVIL_AFFAIRS))
RESCUERS = frozenset((Body.POLICE, Body.AMBULANCE, Body.FIRE_BRIGADE))


def stays_with_us(record: Dispute, facts: Triage) -> bool:
    """Triage keeps it with the grid and the court."""
    return facts.route in STAYS


def is_docketed(record: Dispute, facts: object) -> bool:
    """A court has it on its docket: it goes back there, and no confirmation follows."""
    return record.is_docketed


def is_before_court(record: Dispute, facts: object) -> bool:
    """A party has brought it to the court, and it is not docketed: it goes back there, not to a new delegation."""
    return record.is_before_court


def all_chose_same(record: Dispute, facts: MediatorChosen) -> bool:
    """With this choice all parties want the same mediator."""
    assert record.mediation is not None, "it was received, so there is a mediation"
    chosen = {c.party: c.mediator for c in record.mediation.choices} | {facts.party: facts.mediator}
    return all(chosen.get(p.id) == facts.mediator for p in record.parties)


def needs_no_more_consent(record: Dispute, facts: AssignmentAccepted) -> bool:
    """Every party has consented before, and nothing was disclosed that it would have to know of."""
    return not record.unanswered() and not facts.disclosed


def is_upheld(record: Dispute, facts: ChallengeDecided) -> bool:
    """The mediator is recused."""
    return facts.upheld


def last_consent(record: Dispute, facts: ConsentGiven) -> bool:
    """With this answer every party has consented."""
    return all(p.id == facts.party for p in record.unanswered())


def was_in_mediation(record: Dispute, facts: object) -> bool:
    """It was being mediated when a sham was suspected."""
    return _suspended_from(record) is DisputeState.IN_MEDIATION


def was_agreed(record: Dispute, facts: object) -> bool:
    """The parties had agreed when a sham was suspected."""
    return _suspended_from(record) is DisputeState.AGREED


def was_applied(record: Dispute, facts: object) -> bool:
    """Confirmation had been applied for when a sham was suspected."""
    return _suspended_from(record) is DisputeState.APPLIED


def ran_out(record: Dispute, facts: object) -> bool:
    """The time for mediation ran out while a sham was suspected."""
    return record.ground is EndGround.TIME_RAN_OUT


def ran_out_on_docket(record: Dispute, facts: object) -> bool:
    """The same, of a docketed case: it goes back to trial."""
    return ran_out(record, facts) and record.is_docketed


def is_off_docket(record: Dispute, facts: object) -> bool:
    """No court has it on its docket."""
    return not record.is_docketed


def is_co_mediator(record: Dispute, facts: MediatorLost) -> bool:
    """One of several leaves, and the one who presides goes on."""
    return facts.co_mediator is not None


def pays_last(record: Dispute, facts: InstalmentPaid) -> bool:
    """With this payment nothing is owed any more, and no case is open."""
    owed = [i for i in record.agreement.instalments if i.paid_on is None] if record.agreement else []
    return len(owed) == 1 and not record.is_docketed


def signs_last(record: Dispute, facts: StatementSigned) -> bool:
    """With this signature every party has signed for the mediation statement."""
    current = record.proceeding
    signed = {s.party for s in current.statement_signed} if current else set()
    return facts.party not in signed and all(p.id in signed or p.id == facts.party for p in record.parties)


def is_unreported(danger: Danger) -> bool:
    """Nobody was called who must know of such a danger at once."""
    if danger.minor:
        needed = PROTECTORS
    else:
        needed = RESCUERS if danger.kind is DangerKind.SELF_HARM else frozenset((Body.POLICE,))
    return not needed & frozenset(danger.called)


def is_danger_unreported(record: Dispute) -> bool:
    """Somebody is in danger, and those who must know at once were not called."""
    return record.danger is not None and is_unreported(record.danger)


def is_danger_known(record: Dispute | None, facts: SignNoted | Report) -> bool:
    """Somebody is in danger, by what is told now or was known before."""
    return facts.danger is not None or (record is not None and record.danger is not None)


def is_in_danger(record: Dispute) -> bool:
    """Somebody is in danger."""
    return record.danger is not None


def is_answer_owed(record: Dispute) -> bool:
    """Somebody waits for an answer."""
    return record.reporter is not None and not record.fed_back


def is_to_be_mediated(record: Dispute) -> bool:
    """Triage has sent it to mediation."""
    return record.route is Route.MEDIATION


def is_about_labour(record: Dispute) -> bool:
    """An organisation mediates it by itself, and it is about work."""
    return _kind(record) is MediationKind.PEOPLE and record.matter is Matter.LABOUR


def is_with_people(record: Dispute) -> bool:
    """An organisation mediates it by itself, and it is not about work."""
    return _kind(record) is MediationKind.PEOPLE and record.matter is not Matter.LABOUR


def is_with_invited(record: Dispute) -> bool:
    """A court has delegated it before docketing."""
    return _kind(record) is MediationKind.INVITED


def is_entrusted_ordinary(record: Dispute) -> bool:
    """A court has entrusted a case that is tried in ordinary procedure."""
    return _kind(record) is MediationKind.ENTRUSTED and is_ordinary(record)


def is_entrusted_otherwise(record: Dispute) -> bool:
    """A court has entrusted a case that is tried in summary or small-claims procedure."""
    return _kind(record) is MediationKind.ENTRUSTED and not is_ordinary(record)


def is_not_docketed(record: Dispute) -> bool:
    """No court has it on its docket."""
    return not record.is_docketed


def has_open_part(record: Dispute) -> bool:
    """There is a partial agreement for whose confirmation nobody has applied, and no case."""
    return record.open_part is not None and not record.is_docketed


def is_owed(record: Dispute) -> bool:
    """Something that was agreed is due on a day of its own."""
    return record.next_due_on is not None


def is_enforceable(record: Dispute) -> bool:
    """A court's ruling or statement stands behind an agreement, or behind a part of it; or a judgment sets a day."""
    stated = any(p.closed_as is ClosingManner.MEDIATION_STATEMENT for p in record.proceedings)
    agreed = (record.agreement, *(part.agreement for part in record.parts))
    confirmed = any(a is not None and a.confirmed_on is not None for a in agreed)
    judged = any(p.performs_by is not None for p in record.proceedings)
    return (record.agreement is not None and stated) or confirmed or judged


def is_complaint_served(record: Dispute) -> bool:
    """What was served last is the complaint, on a party that did not bring it."""
    served, brought = record.services[-1], record.proceedings[-1].brought_by if record.proceedings else ""
    return served.document is Document.COMPLAINT and served.party != brought


def is_ruling_served(record: Dispute) -> bool:
    """What was served last is a ruling."""
    return record.services[-1].document is Document.RULING


def is_everybody_told(record: Dispute) -> bool:
    """Every party was told of its right to ask for a closed hearing."""
    return record.told_closed_on is not None


def is_summary_case(record: Dispute) -> bool:
    """A court has it on its docket in summary procedure."""
    return record.is_docketed and is_summary(record)


def is_ordinary(record: Dispute) -> bool:
    """Its case is tried in ordinary procedure."""
    return _procedure(record) is Procedure.ORDINARY


def is_summary(record: Dispute) -> bool:
    """Its case is tried in summary procedure."""
    return _procedure(record) is Procedure.SUMMARY


def is_small_claims(record: Dispute) -> bool:
    """Its case is tried in small-claims procedure."""
    return _procedure(record) is Procedure.SMALL_CLAIMS


def acts_for_itself(party_capacity: Capacity) -> bool:
    """A party of that capacity needs no statutory agent."""
    return party_capacity is Capacity.FULL


def _suspended_from(record: Dispute) -> DisputeState | None:
    return record.mediation.suspended_from if record.mediation else None


def _kind(record: Dispute) -> MediationKind | None:
    return record.mediation.kind if record.mediation else None


def _procedure(record: Dispute) -> Procedure | None:
    return record.proceeding.procedure if record.proceeding else None
