"""Guards of a mediation: to whom it is given, who mediates, who consents, how long it goes on, why it ends."""

from __future__ import annotations

from gridjustice.domain.dispute import Dispute
from gridjustice.domain.dispute.choices import Body, EndGround, Form, Route, TurnDownGround
from gridjustice.domain.dispute.mediation import (
    AssignmentAccepted,
    ConsentGiven,
    Delegation,
    Entrustment,
    Extension,
    InterpreterAppointed,
    MediationFailed,
    MediatorAssigned,
    MediatorChosen,
    MediatorLost,
    OfferTurnedDown,
    ShamDecided,
)
from gridjustice.domain.network import NetworkState, OfferAnswer, Person, Unit
from gridjustice.domain.network_facts import OfferNoted
from gridjustice.domain.record import Role
from gridjustice.domain.values import RecordId
from gridjustice.workflow.dispute.guards.preventing import line_of
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.table import Act

Given = Delegation | Entrustment
Asked = MediatorAssigned | MediatorChosen

NOT_FAILURES = frozenset((EndGround.AGREED, EndGround.SETTLED, EndGround.TIME_RAN_OUT))
"""Grounds of ending that have steps of their own: two are successes, one happens by itself."""


def triaged_otherwise(record: Dispute, facts: Delegation, act: Act) -> Reason | None:
    """Refuses to delegate what triage sent to filing, or to be settled on the spot."""
    if record.route is Route.MEDIATION:
        return None
    return Reason(
        "triaged_otherwise", "triage.decide", {"route": f"route.{record.route.value if record.route else ''}"}
    )


def unit_does_not_mediate(record: Dispute, facts: Given, act: Act) -> Reason | None:
    """Refuses to hand it to what is no active mediation organisation of the network (P2)."""
    unit = act.look(facts.unit)
    if not isinstance(unit, Unit) or unit.state is not NetworkState.ACTIVE or not unit.mediates:
        name = unit.name if isinstance(unit, Unit) else facts.unit
        return Reason("unit_does_not_mediate", "confirmation.organisation", {"unit": name})
    return None


def unit_is_party(record: Dispute, facts: Given, act: Act) -> Reason | None:
    """Refuses to hand it to a unit that is a party, lies above or below one, or whose liaison speaks for one (P47)."""
    unit = act.look(facts.unit)
    if not isinstance(unit, Unit):
        return None
    liaison = unit.liaison_on(act.day)
    above = line_of(unit.id, act)
    for party in record.parties:
        near = party.unit is not None and (party.unit in above or unit.id in line_of(party.unit, act))
        if near or (liaison is not None and liaison in party.accounts):
            return Reason("unit_is_party", "mediator.recusal", {"unit": unit.name})
    return None


def lacks_consent_to_delegation(record: Dispute, facts: Delegation, act: Act) -> Reason | None:
    """Refuses to send away to mediation, without consent, somebody who came to the court to sue (P5)."""
    agreed = record.proceedings[-1].brought_by in facts.consented
    return None if agreed else Reason("lacks_consent_to_delegation", "mediation.consent")


def transition_undecided(record: Dispute, facts: Delegation, act: Act) -> Reason | None:
    """Refuses to delegate, once another order of things holds, what was brought before, unless a person says why.

    What holds for a case that was open on the day of the change was not found: it is decided, not computed.
    """
    changed = act.law.profile(act.day).key != record.profile
    return Reason("transition_undecided", "filing.docket_first") if changed and facts.transition is None else None


def lacks_consent_to_entrustment(record: Dispute, facts: Entrustment, act: Act) -> Reason | None:
    """Refuses to entrust a docketed case to mediators unless all parties agree (P5)."""
    missing = [p.id for p in record.parties if p.id not in facts.consented]
    return Reason("lacks_consent_to_entrustment", "mediation.entrust", {"missing": missing}) if missing else None


def not_a_mediator_here(record: Dispute, facts: MediatorAssigned, act: Act) -> Reason | None:
    """Refuses somebody who is no mediator of the unit today."""
    for mediator in _asked(facts):
        person = act.look(mediator)
        active = isinstance(person, Person) and person.state is NetworkState.ACTIVE
        if not active or not person.holds(Role.MEDIATOR, record.unit or "", act.day):  # type: ignore[union-attr]  # a Person, if active
            return Reason("not_a_mediator_here", "assignment.assign")
    return None


def no_mediator_at_all(record: Dispute, facts: Asked, act: Act) -> Reason | None:
    """Refuses somebody who is on no organisation's roster of mediators today."""
    for mediator in _asked(facts):
        person = act.look(mediator)
        active = isinstance(person, Person) and person.state is NetworkState.ACTIVE
        if not active or not any(p.role is Role.MEDIATOR and p.holds_on(act.day) for p in person.posts):  # type: ignore[union-attr]  # a Person, if active
            return Reason("no_mediator_at_all", "roster.show")
    return None


def mediator_is_party(record: Dispute, facts: Asked, act: Act) -> Reason | None:
    """Refuses a mediator who is a party to the dispute, speaks for one, or belongs to a unit that is near one (P47)."""
    for mediator in _asked(facts):
        person = act.look(mediator)
        posts = person.posts if isinstance(person, Person) else ()
        near = any(p.role is Role.MEDIATOR and p.holds_on(act.day) and p.place in record.conflicted for p in posts)
        if near or any(mediator in party.accounts for party in record.parties):
            return Reason("mediator_is_party", "mediator.recusal")
    return None


def mediator_excluded(record: Dispute, facts: Asked, act: Act) -> Reason | None:
    """Refuses a mediator who was recused in this matter, declined it, stayed silent or was replaced (P33).

    A recusal lasts: it holds in every later mediation of the dispute.
    """
    assert record.mediation is not None, "it was received, so there is a mediation"
    if not {*record.mediation.excluded, *record.recused}.isdisjoint(_asked(facts)):
        return Reason("mediator_excluded", "mediator.change")
    return None


def chairs_twice(record: Dispute, facts: MediatorAssigned, act: Act) -> Reason | None:
    """Refuses several mediators unless exactly one of them presides (P32)."""
    named = _asked(facts)
    return Reason("chairs_twice", "mediator.chair") if len(set(named)) < len(named) else None


def choice_still_open(record: Dispute, facts: MediatorAssigned, act: Act) -> Reason | None:
    """Refuses to name a mediator over the parties' heads while one of them has chosen and the time for it runs."""
    assert record.mediation is not None, "it was received, so there is a mediation"
    running = record.deadline("choice")
    if record.mediation.choices and running is not None and act.day <= running.due:
        return Reason("choice_still_open", "mediator.choose", {"due": running.due})
    return None


def nobody_to_mediate(record: Dispute, facts: MediatorAssigned, act: Act) -> Reason | None:
    """Refuses to ask nobody: no mediator was named, and there is none who could be proposed."""
    return None if facts.mediator else Reason("nobody_to_mediate", "assignment.redesignate")


def never_replaced(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to take it for a refusal that a party chooses no mediator, unless one was replaced at its wish (P33)."""
    replaced = record.mediation.replaced if record.mediation else 0
    return None if replaced else Reason("never_replaced", "mediator.change")


def may_still_choose(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to take it for a refusal while the time for choosing another mediator runs (P33)."""
    running = record.deadline("choice")
    replaced = record.mediation.replaced if record.mediation else 0
    if replaced and running is not None and act.day <= running.due:
        return Reason("may_still_choose", "mediator.choose", {"due": running.due})
    return None


def not_the_chair(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses what one of several mediators says for the one who presides: accepting, declining, leaving (P32)."""
    return None if act.actor == record.mediator else Reason("not_the_chair", "mediator.chair")


def no_co_mediator(record: Dispute, facts: MediatorLost, act: Act) -> Reason | None:
    """Refuses that anybody but a co-mediator leaves as one, and that another says it."""
    others = record.mediation.co_mediators if record.mediation else ()
    left = facts.co_mediator in others and act.actor in (facts.co_mediator, record.mediator)
    return None if left else Reason("no_co_mediator", "mediator.chair")


def unknown_disclosed(record: Dispute, facts: AssignmentAccepted, act: Act) -> Reason | None:
    """Refuses to disclose a tie to somebody who is no party."""
    strangers = [d.party for d in facts.disclosed if record.party(d.party) is None]
    return Reason("unknown_disclosed", values={"strangers": strangers}) if strangers else None


def challenge_open(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to go on while it is not decided whether the mediator is recused."""
    challenged = record.mediation is not None and record.mediation.challenged_by is not None
    return Reason("challenge_open", "mediator.recusal") if challenged else None


def nobody_challenged(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to decide a challenge that nobody has made, or that is made against whoever would decide it."""
    mediation = record.mediation
    if mediation is None or mediation.challenged_by is None:
        return Reason("nobody_challenged", "mediator.recusal")
    own = act.actor in (mediation.mediator, *mediation.co_mediators)
    return Reason("decides_own_challenge", "mediator.recusal") if own else None


def interpreter_mediates(record: Dispute, facts: InterpreterAppointed, act: Act) -> Reason | None:
    """Refuses as interpreter whoever mediates, or has mediated, in the same matter (P11, P56)."""
    if facts.interpreter.person in record.mediators:
        return Reason("interpreter_mediates", "interpreter.not_the_mediator")
    return None


def interpreter_is_near(record: Dispute, facts: InterpreterAppointed, act: Act) -> Reason | None:
    """Refuses an interpreter who is a party, speaks for one, or has a tie to one (P56)."""
    person = facts.interpreter.person
    speaks = person is not None and any(person in p.accounts for p in record.parties)
    return Reason("interpreter_is_near", "interpreter.recusal") if speaks or facts.disclosed else None


def already_answered(record: Dispute, facts: ConsentGiven, act: Act) -> Reason | None:
    """Refuses a second consent of one party."""
    consents = record.mediation.consents if record.mediation else ()
    if any(c.party == facts.party for c in consents):
        return Reason("already_answered", values={"party": facts.party})
    return None


def cannot_read_it(record: Dispute, facts: ConsentGiven, act: Act) -> Reason | None:
    """Refuses a consent in a language the party does not understand and nobody interprets for it."""
    party = record.party(facts.party)
    if party is None or facts.language == party.language:
        return None
    interpreters = record.mediation.interpreters if record.mediation else ()
    if facts.form is Form.ORAL and any(i.language == party.language for i in interpreters):
        return None
    return Reason("cannot_read_it", "language.right", {"party": party.id, "language": f"language.{party.language}"})


def disclosure_not_waived(record: Dispute, facts: ConsentGiven, act: Act) -> Reason | None:
    """Refuses a consent that does not say that the party knows of the mediator's ties, and does not mind."""
    disclosed = record.mediation.disclosures if record.mediation else ()
    return Reason("disclosure_not_waived", "mediator.disclose") if disclosed and not facts.waives else None


def extended_too_far(record: Dispute, facts: Extension, act: Act) -> Reason | None:
    """Refuses more time than the law lets the parties agree on, and any once the time is over (P8)."""
    running = record.deadline("mediation")
    if running is None:
        return None
    if act.day > running.due and running.paused_since is None:
        return Reason("too_late_to_extend", "mediation.extend", {"due": running.due})
    extension = act.law.figure(running.figure, running.figure_since).extension
    most = extension.limit if extension else 0
    if most is not None and running.extended + facts.days > most:
        return Reason("extended_too_far", "mediation.extend", {"most": most, "had": running.extended})
    return None


def sham_not_reported(record: Dispute, facts: ShamDecided, act: Act) -> Reason | None:
    """Refuses to end a mediation as a sham before the police, or another body, was told of it (P38)."""
    return None if frozenset(facts.reported_to) & frozenset(Body) else Reason("sham_not_reported", "mediation.sham")


def no_failure(record: Dispute, facts: MediationFailed, act: Act) -> Reason | None:
    """Refuses to call a failure what is none: an agreement, a settlement, the end of the time (P44)."""
    if facts.ground in NOT_FAILURES:
        return Reason("no_failure", "mediation.end", {"ground": f"end_ground.{facts.ground.value}"})
    return None


def mediator_who_left(record: Dispute, facts: object) -> RecordId | None:
    """Whose record has to know that an offer was not taken."""
    return record.mediation.left if record.mediation else None


def refusal_noted(record: Dispute, facts: OfferTurnedDown) -> OfferNoted:
    """That it was turned down, with a ground or without."""
    excused = facts.ground is not TurnDownGround.OTHER
    return OfferNoted(dispute=record.id, answer=OfferAnswer.EXCUSED if excused else OfferAnswer.TURNED_DOWN)


def silence_noted(record: Dispute, facts: object) -> OfferNoted:
    """That there was no answer."""
    return OfferNoted(dispute=record.id, answer=OfferAnswer.SILENT)


def _asked(facts: Asked) -> tuple[str, ...]:
    others = facts.co_mediators if isinstance(facts, MediatorAssigned) else ()
    return tuple(person for person in (facts.mediator, *others) if person)
