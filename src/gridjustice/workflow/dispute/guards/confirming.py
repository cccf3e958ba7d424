"""Guards of judicial confirmation and of performance."""

from __future__ import annotations

from gridjustice.domain.dispute import Dispute
from gridjustice.domain.dispute.choices import Document, Material, Matter, Side
from gridjustice.domain.dispute.confirmation import (
    Confirmation,
    InstalmentPaid,
    JointApplication,
    Objection,
    PartApplication,
    PartRuling,
    Performance,
)
from gridjustice.domain.dispute.record import Interest
from gridjustice.errors import NotFoundError
from gridjustice.law import count
from gridjustice.workflow.dispute.guards.people import not_after_today
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.table import Act

NEEDED = (Material.AGREEMENT, Material.ORGANISATION_PROOF, Material.IDENTITY)
"""What every application for confirmation has to hold."""

EXCLUDED = frozenset((Matter.PERSONAL_STATUS, Matter.TITLE, Matter.SPECIAL_PROCEDURE))
"""What no court confirms, whatever the agreement says."""


def confirmed_after_docketing(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses the confirmation of what was agreed in a docketed case: it gets a statement, or is withdrawn (P45)."""
    return Reason("confirmed_after_docketing", "confirmation.not_after_docketing") if record.is_docketed else None


def applied_too_late(record: Dispute, facts: JointApplication, act: Act) -> Reason | None:
    """Refuses an application after its time limit, counted from the agreement's effect (P3)."""
    running = record.deadline("application")
    if running is not None and act.day > running.due:
        return Reason("applied_too_late", "confirmation.joint_application", {"due": running.due})
    return None


def cannot_be_confirmed(record: Dispute, facts: JointApplication | PartApplication, act: Act) -> Reason | None:
    """Refuses matters that no court confirms: personal status, title, and the status part of a divorce (P16, P18)."""
    if record.matter in EXCLUDED or (record.matter is Matter.DIVORCE and not facts.leaves_out_status):
        return Reason("cannot_be_confirmed", "confirmation.excluded", {"matter": f"matter.{record.matter.value}"})
    return None


def interest_above_cap(record: Dispute, facts: JointApplication | PartApplication, act: Act) -> Reason | None:
    """Refuses to confirm interest above the cap: a multiple of the reference rate on the day of the loan.

    Of loans from before the rates that the law book has, a judge decides.
    """
    part = record.part(facts.part) if isinstance(facts, PartApplication) else None
    agreement = part.agreement if part else record.agreement
    interest = agreement.interest if agreement else None
    most = None if interest is None else _cap(interest, act)
    if interest is not None and most is not None and interest.basis_points > most:
        values = {"agreed": _percent(interest.basis_points), "most": _percent(most)}
        return Reason("interest_above_cap", "agreement.interest_cap", values)
    return None


def lacks_materials(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to take up an application from which something is missing that the law asks for."""
    handed = record.application.materials if record.application else ()
    missing = [f"material.{m.value}" for m in NEEDED if m not in handed]
    return Reason("lacks_materials", "confirmation.materials", {"missing": missing}) if missing else None


def not_heard_together(record: Dispute, facts: Confirmation, act: Act) -> Reason | None:
    """Refuses to confirm before all the parties were notified and asked together."""
    missing = [p.id for p in record.parties if p.id not in facts.heard]
    return Reason("not_heard_together", "confirmation.review", {"missing": missing}) if missing else None


def objects_too_late(record: Dispute, facts: Objection, act: Act) -> Reason | None:
    """Refuses an objection after its time: a party's from its service, somebody else's from when they knew."""
    if facts.party is not None:
        served = [s.served_on for s in record.services if s.document is Document.RULING and s.party == facts.party]
        figure = act.law.figure("confirmation.objection_party", act.day)
        late = bool(served) and act.day > count(figure, served[0], act.calendar).due
    elif facts.knew_on is not None:
        figure = act.law.figure("confirmation.objection_interested", act.day)
        late = act.day > count(figure, facts.knew_on, act.calendar).due
    else:
        late = False
    return Reason("objects_too_late", "confirmation.objection") if late else None


def unknown_objector(record: Dispute, facts: Objection, act: Act) -> Reason | None:
    """Refuses an objection that says neither which party objects nor since when somebody else knew."""
    is_party = any(act.actor in p.accounts for p in record.parties)
    if facts.party is None and (facts.knew_on is None or is_party):
        return Reason("unknown_objector", "confirmation.objection")
    if facts.party is not None and record.party(facts.party) is None:
        return Reason("unknown_objector", "confirmation.objection")
    return not_after_today(facts.knew_on, act) if facts.knew_on is not None else None


def unknown_part(record: Dispute, facts: PartApplication | PartRuling, act: Act) -> Reason | None:
    """Refuses what is said of a partial agreement that is not there."""
    if record.part(facts.part) is None:
        return Reason("unknown_part", values={"part": facts.part, "parts": [p.id for p in record.parts]})
    return None


def part_not_joint(record: Dispute, facts: PartApplication, act: Act) -> Reason | None:
    """Refuses an application for a partial agreement unless all whom it binds make it, once (P1)."""
    part = record.part(facts.part)
    if part is None:
        return None  # `unknown_part` says so
    signed = {s.party for s in facts.signatures}
    missing = [party for party in part.parties if party not in signed]
    if missing or part.applied_on is not None:
        return Reason("not_joint", "confirmation.joint_application", {"missing": missing or list(part.parties)})
    return None


def part_too_late(record: Dispute, facts: PartApplication, act: Act) -> Reason | None:
    """Refuses it after the time limit, counted from that agreement's effect (P3)."""
    part = record.part(facts.part)
    if part is None:
        return None  # `unknown_part` says so
    figure = act.law.figure("confirmation.application", part.agreement.effective_on)
    due = count(figure, part.agreement.effective_on, act.calendar).due
    return Reason("applied_too_late", "confirmation.joint_application", {"due": due}) if act.day > due else None


def part_not_applied(record: Dispute, facts: PartRuling, act: Act) -> Reason | None:
    """Refuses a ruling on a partial agreement that nobody applied for, or that was ruled on."""
    part = record.part(facts.part)
    if part is None or (part.applied_on is not None and part.confirmed is None):
        return None
    return Reason("part_not_applied", "confirmation.joint_application", {"part": facts.part})


def owes_nothing(record: Dispute, facts: InstalmentPaid, act: Act) -> Reason | None:
    """Refuses an instalment where none is owed."""
    owed = record.agreement.owed if record.agreement else None
    return None if owed is not None else Reason("owes_nothing")


def paid_in_future(record: Dispute, facts: InstalmentPaid, act: Act) -> Reason | None:
    """Refuses a payment dated after today."""
    return not_after_today(facts.paid_on, act)


def performed_in_future(record: Dispute, facts: Performance, act: Act) -> Reason | None:
    """Refuses a performance dated after today."""
    return not_after_today(facts.performed_on, act)


def performed_before_agreed(record: Dispute, facts: Performance, act: Act) -> Reason | None:
    """Refuses a performance dated before the agreement took effect."""
    since = record.effective_on
    if since is not None and facts.performed_on < since:
        return Reason("performed_before_agreed", values={"day": facts.performed_on, "since": since})
    return None


def debtor_alone(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses that only the other side says that it has paid or performed: the applicant, or whoever handles it, does."""
    mine = {p.side for p in record.parties if act.actor in p.accounts}
    return Reason("debtor_alone", "agreement.performance") if mine == {Side.RESPONDENT} else None


def case_is_open(record: Dispute, facts: Performance, act: Act) -> Reason | None:
    """Refuses to take a docketed case for done because the agreement was performed: the court closes it."""
    return Reason("case_is_open", "filing.closing") if record.is_docketed else None


def _cap(interest: Interest, act: Act) -> int | None:
    """The highest interest in basis points a year, or None where the law book has no rate for the day of the loan."""
    try:
        times = act.law.figure("lending.rate_multiple", interest.contract_on).value
        return times * act.law.figure("lending.reference_rate", interest.contract_on).value
    except NotFoundError:
        return None


def _percent(basis_points: int) -> str:
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02d} %"
