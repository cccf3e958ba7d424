"""The table of mediation sessions: arranged and held by the mediator, seen by nobody but the mediator and the parties."""

from __future__ import annotations

from gridjustice.domain.dispute import Dispute, DisputeState
from gridjustice.domain.dispute.mediation import SessionArranged, SessionNoted
from gridjustice.domain.record import NEW, Record, Role, Scope
from gridjustice.domain.session import (
    Keeping,
    Session,
    SessionCancelled,
    SessionHeld,
    SessionMode,
    SessionMoved,
    SessionPlanned,
)
from gridjustice.domain.session import SessionState as S
from gridjustice.domain.values import RecordId
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.rules import MEDIATOR_OF, PARTY, SYSTEM
from gridjustice.workflow.table import SAME, Act, Audience, Consequence, Kind, Stage, Step


def dispute_of(record: Session, facts: object) -> RecordId:
    """What is mediated."""
    return record.dispute


def arranged(record: Session, facts: object) -> SessionArranged:
    """What the dispute learns of a session that is arranged."""
    return SessionArranged(held_on=record.held_on)


def noted(record: Session, facts: SessionHeld) -> SessionNoted:
    """What the dispute learns of a session that was held: nothing of what was said."""
    return SessionNoted(undisputed=facts.undisputed is not None)


def parties_of_dispute(record: Record | None, facts: SessionPlanned, act: Act) -> tuple[str, ...]:
    """Finds the accounts of the parties."""
    dispute = act.look(facts.dispute)
    return tuple(a for p in dispute.parties for a in p.accounts) if isinstance(dispute, Dispute) else ()


def not_its_mediator(record: Session | None, facts: SessionPlanned, act: Act) -> Reason | None:
    """Refuses a session of a dispute that the actor does not mediate, or that is not in mediation."""
    dispute = act.look(facts.dispute)
    mediation = dispute.mediation if isinstance(dispute, Dispute) else None
    if mediation is None or act.actor not in (mediation.mediator, *mediation.co_mediators):
        return Reason("not_its_mediator", "mediation.start")
    assert isinstance(dispute, Dispute), "a mediation belongs to a dispute"
    in_mediation = dispute.state is DisputeState.IN_MEDIATION and dispute.court == facts.court
    return None if in_mediation else Reason("not_in_mediation", "mediation.consent")


def mediates_no_longer(record: Session, facts: object, act: Act) -> Reason | None:
    """Refuses what is done about a session by somebody who no longer mediates the dispute."""
    dispute = act.look(record.dispute)
    mediation = dispute.mediation if isinstance(dispute, Dispute) else None
    now = mediation is not None and act.actor in (mediation.mediator, *mediation.co_mediators)
    return None if now else Reason("not_its_mediator", "mediation.start")


def held_in_past(record: Session | None, facts: SessionPlanned | SessionMoved, act: Act) -> Reason | None:
    """Refuses to arrange a session for a day that is over."""
    if facts.held_on < act.day:
        return Reason("held_in_past", values={"day": facts.held_on, "today": act.day})
    return None


def not_all_apart(record: Session | None, facts: SessionPlanned, act: Act) -> Reason | None:
    """Refuses to hear the parties at separate times unless all of them agreed to it."""
    dispute = act.look(facts.dispute)
    if facts.mode is not SessionMode.APART or not isinstance(dispute, Dispute) or dispute.mediator != act.actor:
        return None  # who does not mediate it learns nothing of its parties
    missing = [p.id for p in dispute.parties if p.id not in facts.agreed_apart]
    return Reason("not_all_apart", "mediation.mode", {"missing": missing}) if missing else None


def not_yet_held(record: Session, facts: SessionHeld, act: Act) -> Reason | None:
    """Refuses to write down a session before its day."""
    return Reason("not_yet_held", values={"day": record.held_on}) if act.day < record.held_on else None


def nobody_identified(record: Session, facts: SessionHeld, act: Act) -> Reason | None:
    """Refuses a session in which nobody's identity was checked."""
    return None if facts.identified else Reason("nobody_identified", "mediation.identity")


def nobody_warned(record: Session, facts: SessionHeld, act: Act) -> Reason | None:
    """Refuses a session in which nobody was warned of sham mediation (P38)."""
    return None if facts.warned else Reason("nobody_warned", "mediation.rights_told")


def recorded_without_consent(record: Session, facts: SessionHeld, act: Act) -> Reason | None:
    """Refuses a recording in place of a transcript unless everybody who was there agreed expressly (P10)."""
    missing = [party for party in facts.attended if party not in facts.agreed_recording]
    if facts.keeping is Keeping.RECORDING and (missing or not facts.attended):
        return Reason("recorded_without_consent", "mediation.recording", {"missing": missing})
    return None


def undisputed_unsigned(record: Session, facts: SessionHeld, act: Act) -> Reason | None:
    """Refuses to call facts undisputed that not everybody signed for (P9)."""
    dispute = act.look(record.dispute)
    parties = [p.id for p in dispute.parties] if isinstance(dispute, Dispute) else []
    missing = [party for party in parties if party not in facts.undisputed_signed]
    if facts.undisputed is not None and missing:
        return Reason("undisputed_unsigned", "mediation.undisputed_facts", {"missing": missing})
    return None


def attended_by_strangers(record: Session, facts: SessionHeld, act: Act) -> Reason | None:
    """Refuses a session that a party is said to have attended who is none, or that no party attended."""
    dispute = act.look(record.dispute)
    wrong = [party for party in facts.attended if isinstance(dispute, Dispute) and dispute.party(party) is None]
    return Reason("attended_by_strangers", values={"strangers": wrong}) if wrong or not facts.attended else None


PARTIES = (Audience.PARTIES,)
HELD = (mediates_no_longer, not_yet_held, nobody_identified, nobody_warned, recorded_without_consent, undisputed_unsigned, attended_by_strangers)  # fmt: skip

# fmt: off
STEPS = (
    #    step      source      target       who          facts             refused_if                                       basis
    Step("arrange", NEW,        S.ARRANGED,  MEDIATOR_OF, SessionPlanned,   (not_its_mediator, held_in_past, not_all_apart), "mediation.mode",       stage=Stage.MEDIATION, tells=PARTIES, finds=(parties_of_dispute,), leads_to=(Consequence("arrange", dispute_of, arranged),)),
    Step("move",    S.ARRANGED, SAME,        MEDIATOR_OF, SessionMoved,     (mediates_no_longer, held_in_past),                               "mediation.mode",       stage=Stage.MEDIATION, tells=PARTIES),
    Step("hold",    S.ARRANGED, S.HELD,      MEDIATOR_OF, SessionHeld,      HELD,                                            "mediation.transcript", stage=Stage.MEDIATION, leads_to=(Consequence("note_session", dispute_of, noted),)),
    Step("cancel",  S.ARRANGED, S.CANCELLED, MEDIATOR_OF, SessionCancelled, (),                                              "mediation.mode",       stage=Stage.MEDIATION, tells=PARTIES),
)
# fmt: on

SESSION = Kind(
    name="session",
    record=Session,
    states=S,
    steps=STEPS,
    may_see=MEDIATOR_OF | PARTY | SYSTEM,
    may_read=MEDIATOR_OF | PARTY,
    gives=((Role.MEDIATOR, Scope.RECORD), (Role.PARTY, Scope.RECORD)),
    ends=(S.HELD, S.CANCELLED),
    untimed=tuple(S),
)
