"""What must be known to have an agreement confirmed by a court, and to perform it."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from gridjustice.domain.dispute.choices import InadmissibleGround, Material, RejectionGround
from gridjustice.domain.dispute.parties import Signature
from gridjustice.domain.dispute.record import Application, Dispute, Part
from gridjustice.domain.identifiers import case_number
from gridjustice.domain.personal import personal
from gridjustice.domain.record import Event, Facts
from gridjustice.domain.values import TEXT_LENGTH, CourtPath, RecordId, calendar_day, court_path, evolve, text


@attrs.frozen(kw_only=True)
class JointApplication(Facts):
    """The parties apply together for judicial confirmation; whoever sends it only transmits.

    Attributes:
        signatures: of every applicant.
        materials: what is handed in; what is missing can be supplied later.
        leaves_out_status: of a divorce, whether nothing is asked about the marriage or the children themselves.
    """

    signatures: tuple[Signature, ...]
    materials: tuple[Material, ...] = ()
    leaves_out_status: bool = False

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The applicants are on record."""
        made = Application(signatures=self.signatures, materials=self.materials)
        return evolve(record, application=made)


@attrs.frozen(kw_only=True)
class MaterialsSupplied(Facts):
    """What was missing is handed in."""

    materials: tuple[Material, ...]

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is with the application."""
        assert record.application is not None, "an application was made"
        return record.with_application(materials=tuple(dict.fromkeys((*record.application.materials, *self.materials))))


@attrs.frozen(kw_only=True)
class ApplicationAccepted(Facts):
    """The court takes the application up (受理), under its own number, and names the judge."""

    case_number: str = case_number()
    judge: RecordId

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The judge has it."""
        return record.with_application(case_number=self.case_number, judge=self.judge)


@attrs.frozen(kw_only=True)
class ApplicationRefused(Facts):
    """The court does not take the application up, or finds afterwards that it should not have."""

    ground: InadmissibleGround
    reason: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The agreement stands as it was; no confirmation is under way."""
        return evolve(record, application=None)


@attrs.frozen(kw_only=True)
class ApplicationWithdrawn(Facts):
    """A party takes the application back before the ruling, or is treated as if it did."""

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The agreement stands as it was."""
        return evolve(record, application=None)


@attrs.frozen(kw_only=True)
class TreatedAsWithdrawn(ApplicationWithdrawn):
    """A party did not supply what was asked for, or refused to answer."""

    reason: str = personal(TEXT_LENGTH)


@attrs.frozen(kw_only=True)
class ReviewExtended(Facts):
    """The president gives the review some more days."""

    days: int = attrs.field(validator=(attrs.validators.ge(1), attrs.validators.le(366)))
    reason: str = personal(TEXT_LENGTH)


@attrs.frozen(kw_only=True)
class Confirmation(Facts):
    """The court's ruling that confirms the agreement (确认裁定).

    Attributes:
        heard: the parties that were notified and asked together.
        seal: the court whose seal it bears.
    """

    heard: tuple[str, ...]
    seal: CourtPath = court_path()

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It can be enforced."""
        assert record.agreement is not None, "an agreement is under review"
        ruled = record.with_application(ruled_on=event.day)
        return evolve(ruled, agreement=evolve(record.agreement, confirmed_on=event.day))


@attrs.frozen(kw_only=True)
class Rejection(Facts):
    """The court's ruling that rejects the application, with its ground."""

    ground: RejectionGround
    reason: str = personal(TEXT_LENGTH)
    seal: CourtPath = court_path()

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The agreement is not confirmed; the parties may change it, make another one, or sue."""
        return record.with_application(ruled_on=event.day)


@attrs.frozen(kw_only=True)
class Objection(Facts):
    """A party, or somebody whose rights it touches, objects to the ruling.

    Attributes:
        knew_on: for somebody who is no party, the day they knew, or should have known, of it.
    """

    objector: str = personal()
    party: str | None = text(32, default=None)
    knew_on: date | None = calendar_day(default=None)
    reason: str = personal(TEXT_LENGTH)


@attrs.frozen(kw_only=True)
class ObjectionDecided(Facts):
    """The court has looked at the objection."""

    reason: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The ruling stands, or nothing is left to enforce."""
        if event.step != "revoke" or record.agreement is None:
            return record
        return evolve(record, agreement=evolve(record.agreement, confirmed_on=None))


@attrs.frozen(kw_only=True)
class PartApplication(Facts):
    """Those whom a partial agreement binds apply together for its confirmation."""

    part: str = text(32)
    signatures: tuple[Signature, ...]
    leaves_out_status: bool = False

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is on record."""
        return _with_part(record, self.part, applied_on=event.day)


@attrs.frozen(kw_only=True)
class PartRuling(Facts):
    """The court's ruling on the confirmation of a partial agreement.

    Attributes:
        confirmed: whether it confirms it.
        ground: where it does not.
    """

    part: str = text(32)
    case_number: str = case_number()
    confirmed: bool
    ground: RejectionGround | None = None
    seal: CourtPath = court_path()

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is on record."""
        part = record.part(self.part)
        assert part is not None, "a guard asks for one that is there"
        ruled = evolve(part.agreement, confirmed_on=event.day if self.confirmed else None)
        return _with_part(record, self.part, confirmed=self.confirmed, agreement=ruled)


def _with_part(record: Dispute, part_id: str, **changes: Any) -> Dispute:
    parts: tuple[Part, ...] = tuple(evolve(p, **changes) if p.id == part_id else p for p in record.parts)
    return evolve(record, parts=parts)


@attrs.frozen(kw_only=True)
class InstalmentPaid(Facts):
    """The instalment that is next was paid."""

    paid_on: date = calendar_day()

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is paid; the next one is waited for."""
        assert record.agreement is not None, "a guard asks for an instalment that is owed"
        owed = record.agreement.owed
        paid = tuple(evolve(i, paid_on=self.paid_on) if i is owed else i for i in record.agreement.instalments)
        return evolve(record, agreement=evolve(record.agreement, instalments=paid))


@attrs.frozen(kw_only=True)
class Performance(Facts):
    """What was agreed has been done."""

    performed_on: date = calendar_day()
