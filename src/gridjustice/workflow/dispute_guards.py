"""The guards of a dispute's table: each returns the reason it refuses, or None; and the choosers of its rows."""

from __future__ import annotations

from datetime import date

from gridjustice.domain.dispute import Dispute, DisputeState, Form, Jurisdiction, Matter, Route, Side
from gridjustice.domain.dispute_facts import (
    AgreementMade,
    Bringing,
    ConsentGiven,
    Delegation,
    Extension,
    JointApplication,
    MediationRefused,
    MediatorAssigned,
    Performance,
    Report,
    SignNoted,
    Triage,
)
from gridjustice.domain.network import Grid, NetworkState, Person, Unit
from gridjustice.domain.record import Role
from gridjustice.errors import NotFoundError
from gridjustice.law import Causes
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.table import Act

# Choosers: which of several rows is meant; they never refuse.


def goes_to_mediation(record: Dispute, facts: Triage) -> bool:
    """Triage sends it to mediation."""
    return facts.route is Route.MEDIATION


def is_before_court(record: Dispute, facts: object) -> bool:
    """A party has brought it to the court, and it is not docketed: it goes back there, not to a new delegation."""
    return record.is_before_court


def last_consent(record: Dispute, facts: ConsentGiven) -> bool:
    """With this answer every party has consented."""
    return all(p.id == facts.party for p in record.unanswered())


def has_reporter(record: Dispute) -> bool:
    """Somebody waits for an answer."""
    return record.reporter is not None and not record.fed_back


# Guards.


def unknown_place(record: Dispute | None, facts: Report | SignNoted, act: Act) -> Reason | None:
    """Refuses a unit or grid that the network does not have, or that do not belong together."""
    unit = act.look(facts.unit)
    if not isinstance(unit, Unit) or unit.state is not NetworkState.ACTIVE:
        return Reason("unknown_unit", values={"unit": facts.unit})
    if unit.court != facts.court:
        return Reason("unit_of_other_court", "jurisdiction.decided_by_person", {"unit": unit.name, "court": unit.court})
    if facts.grid is None:
        return None
    grid = act.look(facts.grid)
    if not isinstance(grid, Grid) or grid.state is not NetworkState.ACTIVE or grid.unit != facts.unit:
        return Reason("unknown_grid", values={"unit": unit.name})
    return None


def lacks_sides(record: Dispute | None, facts: Report, act: Act) -> Reason | None:
    """Refuses a dispute with nobody on one of its sides."""
    missing = [side for side in Side if not any(p.side is side for p in facts.parties)]
    return Reason("lacks_sides", values={"sides": [f"side.{s.value}" for s in missing]}) if missing else None


def not_ours_to_mediate(record: Dispute, facts: Triage | Delegation, act: Act) -> Reason | None:
    """Refuses to send to our mediators what belongs to another court, or what nobody has decided on (P53)."""
    jurisdiction = facts.jurisdiction if isinstance(facts, Triage) else record.jurisdiction
    if jurisdiction is not Jurisdiction.OURS:
        return Reason("not_ours_to_mediate", "jurisdiction.decided_by_person")
    return None


def sent_to_ourselves(record: Dispute, facts: Triage, act: Act) -> Reason | None:
    """Refuses to send to another court what is said to be ours."""
    if facts.route is Route.OTHER_COURT and facts.jurisdiction is Jurisdiction.OURS:
        return Reason("sent_to_ourselves", "jurisdiction.decided_by_person")
    return None


def title_goes_to_government(record: Dispute, facts: Triage | Delegation, act: Act) -> Reason | None:
    """Refuses to send a dispute about title to forest or land to mediation for the court's confirmation (P16)."""
    matter = facts.matter or record.matter if isinstance(facts, Triage) else record.matter
    return Reason("title_goes_to_government", "title.government_first") if matter is Matter.TITLE else None


def unit_is_party(record: Dispute, facts: Delegation, act: Act) -> Reason | None:
    """Refuses to delegate to a unit that is a party, or lies above or below one, or whose liaison is a party (P47)."""
    unit = act.look(facts.unit)
    if not isinstance(unit, Unit):
        return None
    liaison = unit.liaison_on(act.day)
    for party in record.parties:
        near = party.unit is not None and (party.unit in _line(unit.id, act) or unit.id in _line(party.unit, act))
        if near or (liaison is not None and party.person == liaison):
            return Reason("unit_is_party", "mediator.recusal", {"unit": unit.name})
    return None


def acts_in_own_matter(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses whoever is a party, or is the liaison of a unit that is one, as the one who handles it (P47)."""
    for party in record.parties:
        unit = act.look(party.unit) if party.unit else None
        liaison = unit.liaison_on(act.day) if isinstance(unit, Unit) else None
        if act.actor in (party.person, liaison):
            return Reason("acts_in_own_matter", "liaison.own_interest")
    return None


def unknown_account(record: Dispute | None, facts: Report, act: Act) -> Reason | None:
    """Refuses a party whose account or unit is not there."""
    for party in facts.parties:
        person = act.look(party.person) if party.person else None
        if party.person and not (isinstance(person, Person) and person.state is NetworkState.ACTIVE):
            return Reason("unknown_account", values={"party": party.id})
        if party.unit and not isinstance(act.look(party.unit), Unit):
            return Reason("unknown_account", values={"party": party.id})
    return None


def unknown_cause(record: Dispute | None, facts: Report, act: Act) -> Reason | None:
    """Refuses a cause of action that the list of that version does not have."""
    if facts.cause is None:
        return None
    try:
        Causes.load().version(facts.cause_version or "").get(facts.cause)
    except NotFoundError:
        return Reason("unknown_cause", values={"cause": facts.cause, "version": facts.cause_version or "—"})
    return None


def unit_does_not_mediate(record: Dispute, facts: Delegation, act: Act) -> Reason | None:
    """Refuses to delegate to what is no active mediation organisation of the network."""
    unit = act.look(facts.unit)
    if not isinstance(unit, Unit) or unit.state is not NetworkState.ACTIVE or not unit.mediates:
        name = unit.name if isinstance(unit, Unit) else facts.unit
        return Reason("unit_does_not_mediate", "confirmation.organisation", {"unit": name})
    return None


def lacks_consent_to_delegation(record: Dispute, facts: Delegation, act: Act) -> Reason | None:
    """Refuses to send away to mediation, without consent, somebody who came to the court to sue."""
    if record.state is DisputeState.BROUGHT and not facts.consented:
        return Reason("lacks_consent_to_delegation", "mediation.consent")
    return None


def not_a_mediator_here(record: Dispute, facts: MediatorAssigned, act: Act) -> Reason | None:
    """Refuses somebody who is no mediator of the unit today."""
    person = act.look(facts.mediator)
    unit = record.unit or ""
    if not isinstance(person, Person) or not person.holds(Role.MEDIATOR, unit, act.day):
        return Reason("not_a_mediator_here", "assignment.assign")
    return None


def mediator_is_party(record: Dispute, facts: MediatorAssigned, act: Act) -> Reason | None:
    """Refuses a mediator who is a party to the dispute."""
    if any(p.person == facts.mediator for p in record.parties):
        return Reason("mediator_is_party", "mediator.recusal")
    return None


def unknown_party(record: Dispute, facts: ConsentGiven | MediationRefused, act: Act) -> Reason | None:
    """Refuses an answer for somebody who is no party."""
    if record.party(facts.party) is None:
        return Reason("unknown_party", values={"party": facts.party, "parties": [p.id for p in record.parties]})
    return None


def answers_for_another(record: Dispute, facts: ConsentGiven | MediationRefused | Bringing, act: Act) -> Reason | None:
    """Refuses a party who acts for another party, and an online consent that somebody else would give for an account.

    The mediator, or the court's window, records what a party declares on paper or by word of mouth.
    """
    own = {p.id for p in record.parties if p.person == act.actor}
    party = record.party(facts.party)
    if party is None:
        return None  # `unknown_party` says so
    has_account = party.person is not None
    online = isinstance(facts, ConsentGiven) and facts.form is Form.ONLINE
    if facts.party not in own and ((own and record.mediator != act.actor) or (online and has_account)):
        return Reason("answers_for_another", "mediation.consent", {"party": facts.party})
    return None


def already_answered(record: Dispute, facts: ConsentGiven, act: Act) -> Reason | None:
    """Refuses a second consent of one party."""
    if any(c.party == facts.party for c in record.consents):
        return Reason("already_answered", values={"party": facts.party})
    return None


def cannot_read_it(record: Dispute, facts: ConsentGiven, act: Act) -> Reason | None:
    """Refuses a written consent in a language the party does not read."""
    party = record.party(facts.party)
    if party is not None and facts.form is not Form.ORAL and facts.language != party.language:
        return Reason("cannot_read_it", "language.right", {"party": party.id, "language": f"language.{party.language}"})
    return None


def not_all_extend(record: Dispute, facts: Extension, act: Act) -> Reason | None:
    """Refuses to extend the mediation unless all parties agree (P8)."""
    missing = [p.id for p in record.parties if p.id not in facts.agreed_by]
    return Reason("not_all_extend", "mediation.extend", {"missing": missing}) if missing else None


def named_wrongly(record: Dispute, facts: Extension | JointApplication, act: Act) -> Reason | None:
    """Refuses somebody who is no party, or is named twice, among those who agree or apply."""
    named = facts.agreed_by if isinstance(facts, Extension) else facts.applicants
    wrong = [name for name in dict.fromkeys(named) if record.party(name) is None or named.count(name) > 1]
    return Reason("named_wrongly", values={"wrong": wrong}) if wrong else None


def lacks_consent(record: Dispute, facts: AgreementMade, act: Act) -> Reason | None:
    """Refuses an agreement while a party's express consent to mediation is missing (P5)."""
    missing = [p.id for p in record.unanswered()]
    return Reason("lacks_consent", "mediation.consent", {"missing": missing}) if missing else None


def lacks_signature(record: Dispute, facts: AgreementMade, act: Act) -> Reason | None:
    """Refuses a written or online agreement that not every party and the mediator signed; an oral one needs none."""
    signed = {s.party for s in facts.signatures}
    missing = [p.id for p in record.parties if p.id not in signed]
    if facts.form is not Form.ORAL and facts.mediator_signed_on is None:
        missing.append("role.mediator")
    if facts.form is Form.ORAL:
        return None
    return Reason("lacks_signature", "agreement.effect", {"missing": missing}) if missing else None


def lacks_day(record: Dispute, facts: AgreementMade, act: Act) -> Reason | None:
    """Refuses an oral agreement without the day on which the parties agreed: from then on it binds (P3)."""
    if facts.form is Form.ORAL and facts.agreed_on is None:
        return Reason("lacks_day", "agreement.oral")
    return None


def agreed_too_long_ago(record: Dispute, facts: AgreementMade, act: Act) -> Reason | None:
    """Refuses an agreement that would bind from a day for which the law book has no limit: most likely a mistyped year."""
    effective = facts.effective_on
    since = act.law.figures()["confirmation.application"][0].in_force
    if effective is not None and effective < since:
        return Reason("agreed_too_long_ago", values={"day": effective, "since": since})
    return None


def lacks_seal(record: Dispute, facts: AgreementMade, act: Act) -> Reason | None:
    """Refuses a written agreement that the mediation organisation has not sealed."""
    if facts.form is not Form.ORAL and facts.sealed_on is None:
        return Reason("lacks_seal", "agreement.effect")
    return None


def signed_by_stranger(record: Dispute, facts: AgreementMade, act: Act) -> Reason | None:
    """Refuses a signature of somebody who is no party."""
    strangers = [s.party for s in facts.signatures if record.party(s.party) is None]
    return Reason("signed_by_stranger", values={"strangers": strangers}) if strangers else None


def signed_in_future(record: Dispute, facts: AgreementMade, act: Act) -> Reason | None:
    """Refuses a signature or seal dated after today."""
    days = [s.signed_on for s in facts.signatures]
    days += [d for d in (facts.mediator_signed_on, facts.sealed_on, facts.agreed_on) if d]
    return _not_after_today(max(days), act) if days else None


def not_joint(record: Dispute, facts: JointApplication, act: Act) -> Reason | None:
    """Refuses an application for confirmation that is not made by all parties together (P1)."""
    missing = [p.id for p in record.parties if p.id not in facts.applicants]
    return Reason("not_joint", "confirmation.joint_application", {"missing": missing}) if missing else None


def applied_too_late(record: Dispute, facts: JointApplication, act: Act) -> Reason | None:
    """Refuses an application after its time limit, counted from the agreement's effect (P3)."""
    running = record.deadline("application")
    if running is not None and act.day > running.due:
        return Reason("applied_too_late", "confirmation.joint_application", {"due": running.due})
    return None


def cannot_be_confirmed(record: Dispute, facts: JointApplication, act: Act) -> Reason | None:
    """Refuses matters that no court confirms: personal status, title (P16, P18)."""
    if record.matter in (Matter.PERSONAL_STATUS, Matter.TITLE):
        return Reason("cannot_be_confirmed", "confirmation.excluded", {"matter": f"matter.{record.matter.value}"})
    return None


def performed_in_future(record: Dispute, facts: Performance, act: Act) -> Reason | None:
    """Refuses a performance dated after today."""
    return _not_after_today(facts.performed_on, act)


def lacks_feedback(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to archive while the reporter was not told the result."""
    return Reason("lacks_feedback", "plan.feedback") if has_reporter(record) else None


def lacks_remedies(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to archive a failed mediation before the parties were told their ways out (P61)."""
    if record.state is DisputeState.FAILED and not record.told_remedies:
        return Reason("lacks_remedies", "remedies.told")
    return None


def has_open_orders(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to archive while a follow-through order about it is open."""
    return Reason("has_open_orders", "plan.follow_through") if record.orders else None


def already_fed_back(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses a second answer to the reporter, and one where nobody waits for it."""
    return None if has_reporter(record) else Reason("already_fed_back", "plan.feedback")


def already_told(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to tell the remedies twice."""
    return Reason("already_told", "remedies.told") if record.told_remedies else None


def _line(unit_id: str, act: Act) -> set[str]:
    """The unit and all units above it."""
    line: set[str] = set()
    above: str | None = unit_id
    while above is not None and above not in line:
        line.add(above)
        unit = act.look(above)
        above = unit.parent if isinstance(unit, Unit) else None
    return line


def _not_after_today(day: date, act: Act) -> Reason | None:
    return Reason("in_the_future", values={"day": day, "today": act.day}) if day > act.day else None
