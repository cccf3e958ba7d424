"""Guards of an agreement: who signed it, what it may say, from when it binds; and of what was agreed in part."""

from __future__ import annotations

from itertools import pairwise

from gridjustice.domain.dispute import Dispute
from gridjustice.domain.dispute.choices import Form, MediationKind
from gridjustice.domain.dispute.mediation import AgreementMade, PartAgreed
from gridjustice.workflow.dispute.guards.people import HasSignatures, not_after_today
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.table import Act


def lacks_consent(record: Dispute, facts: AgreementMade, act: Act) -> Reason | None:
    """Refuses an agreement while a party's express consent to mediation is missing (P5)."""
    missing = [p.id for p in record.unanswered()]
    return Reason("lacks_consent", "mediation.consent", {"missing": missing}) if missing else None


def lacks_signature(record: Dispute, facts: AgreementMade, act: Act) -> Reason | None:
    """Refuses an agreement that not every party it binds and the mediator signed; by word only people's mediation ends."""
    if _is_oral(record, facts):
        return None
    bound = facts.parties if isinstance(facts, PartAgreed) else tuple(p.id for p in record.parties)
    signed = {s.party for s in facts.signatures}
    missing = [party for party in bound if party not in signed]
    if facts.mediator_signed_on is None:
        missing.append("role.mediator")
    return Reason("lacks_signature", "agreement.effect", {"missing": missing}) if missing else None


def lacks_seal(record: Dispute, facts: AgreementMade, act: Act) -> Reason | None:
    """Refuses an agreement that the mediation organisation has not sealed, unless it is a lawful oral one."""
    if not _is_oral(record, facts) and facts.sealed_on is None:
        return Reason("lacks_seal", "agreement.effect")
    return None


def lacks_day(record: Dispute, facts: AgreementMade, act: Act) -> Reason | None:
    """Refuses an oral agreement without the day on which the parties agreed: from then on it binds (P3)."""
    if facts.form is Form.ORAL and facts.agreed_on is None:
        return Reason("lacks_day", "agreement.oral")
    return None


def agreed_before_mediation(record: Dispute, facts: AgreementMade, act: Act) -> Reason | None:
    """Refuses an agreement that would bind from before a mediator accepted: it was not mediated, or a day is mistyped."""
    effective = facts.takes_effect_on(record.mediation.kind if record.mediation else None)
    since = record.accepted_on
    if effective is not None and since is not None and effective < since:
        return Reason("agreed_before_mediation", values={"day": effective, "since": since})
    return None


def statement_is_out(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses another title, or another agreement, while the court's mediation statement waits for its signatures."""
    current = record.proceeding
    out = current is not None and current.statement_on is not None and current.closed_as is None
    return Reason("statement_is_out", "statement.effect") if out else None


def signed_in_future(record: Dispute, facts: HasSignatures, act: Act) -> Reason | None:
    """Refuses a signature or seal dated after today."""
    days = [s.signed_on for s in facts.signatures]
    if isinstance(facts, AgreementMade):
        days += [d for d in (facts.mediator_signed_on, facts.sealed_on, facts.agreed_on) if d]
    return not_after_today(max(days), act) if days else None


def not_understood(record: Dispute, facts: AgreementMade, act: Act) -> Reason | None:
    """Refuses an agreement in a language that a party does not read, unless somebody interpreted for it."""
    bound = facts.parties if isinstance(facts, PartAgreed) else tuple(p.id for p in record.parties)
    interpreted = {i.language for i in record.mediation.interpreters} if record.mediation else set()
    lost = [
        p.id for p in record.parties if p.id in bound and p.language != facts.language and p.language not in interpreted
    ]
    return Reason("not_understood", "language.right", {"parties": lost}) if lost else None


def instalments_out_of_order(record: Dispute, facts: AgreementMade, act: Act) -> Reason | None:
    """Refuses instalments that do not follow one another, or that are paid before they were agreed."""
    days = [i.due_on for i in facts.instalments]
    if any(later <= earlier for earlier, later in pairwise(days)) or any(i.paid_on for i in facts.instalments):
        return Reason("instalments_out_of_order")
    return None


def part_is_known(record: Dispute, facts: PartAgreed, act: Act) -> Reason | None:
    """Refuses a second partial agreement under the same short name."""
    return Reason("part_is_known", values={"part": facts.part}) if record.part(facts.part) is not None else None


def _is_oral(record: Dispute, facts: AgreementMade) -> bool:
    """An agreement by word of mouth, where the law knows one: in people's mediation."""
    kind = record.mediation.kind if record.mediation else None
    return facts.form is Form.ORAL and kind is MediationKind.PEOPLE
