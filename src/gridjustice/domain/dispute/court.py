"""What must be known where a court has it: filing, docketing, service, hearing, closing, and what follows."""

from __future__ import annotations

from datetime import date

import attrs

from gridjustice.domain.dispute.choices import (
    ClosingManner,
    Derivative,
    Document,
    EndGround,
    FilingWay,
    HearingMode,
    Jurisdiction,
    LabourGround,
    Matter,
    Procedure,
    RefusalGround,
    ServiceMethod,
    Visibility,
    WayOut,
)
from gridjustice.domain.dispute.parties import Signature
from gridjustice.domain.dispute.record import Dispute, Followed, Proceeding, Served
from gridjustice.domain.identifiers import case_number
from gridjustice.domain.personal import personal
from gridjustice.domain.record import Event, Facts
from gridjustice.domain.values import TEXT_LENGTH, CourtPath, RecordId, calendar_day, court_path, evolve, text
from gridjustice.errors import InvalidValueError


@attrs.frozen(kw_only=True)
class FilingGuided(Facts):
    """A party is shown how to file online; it files itself, and only its own papers travel."""

    party: str = text(32)
    way: FilingWay


@attrs.frozen(kw_only=True)
class Bringing(Facts):
    """A party takes the dispute to the court; nothing and nobody may stand in the way.

    The event is the receipt: it bears the day.

    Attributes:
        by: the agent who does.
    """

    party: str = text(32)
    way: FilingWay = FilingWay.WINDOW
    by: str | None = text(32, default=None)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """A proceeding is open, under the rules of its own day; a mediation that ran is over."""
        opened = Proceeding(brought_on=event.day, brought_by=self.party, profile=event.derived.profile or "")
        if record.mediation is not None and record.mediation.ground is None:
            record = record.with_mediation(ground=EndGround.OTHER)
        return evolve(record, proceedings=(*record.proceedings, opened))


@attrs.frozen(kw_only=True)
class CorrectionAsked(Facts):
    """The court tells the party, once and in full, what is missing."""

    missing: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It was told; it is not told a second time."""
        return record.with_proceeding(corrections_asked=True)


@attrs.frozen(kw_only=True)
class Corrected(Facts):
    """What was missing is there."""

    party: str = text(32)


@attrs.frozen(kw_only=True)
class JurisdictionDecided(Facts):
    """A person decides whose case it is, and what it is really about, before anything is done with a suit."""

    jurisdiction: Jurisdiction
    reason: str = personal(TEXT_LENGTH)
    matter: Matter | None = None

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The decision is on record."""
        return evolve(record, jurisdiction=self.jurisdiction, matter=self.matter or record.matter)


@attrs.frozen(kw_only=True)
class Docketing(Facts):
    """The court dockets the case (立案).

    Attributes:
        procedure: in which it is tried.
        jurisdiction: where triage has not decided it, decided now, by a person.
        reason: for that decision.
        labour: for a claim about work, why it may be heard.
        new_circumstances: for a second suit for divorce within the time the law sets, whether there are any.
        divorce_barred: whether the law keeps this plaintiff from suing for divorce now, as a husband while his wife
            is expecting; a person answers it for every divorce, None is no answer.
    """

    case_number: str = case_number()
    procedure: Procedure = Procedure.ORDINARY
    jurisdiction: Jurisdiction | None = None
    reason: str | None = personal(TEXT_LENGTH, default=None)
    labour: LabourGround | None = None
    new_circumstances: bool = False
    divorce_barred: bool | None = None

    def __attrs_post_init__(self) -> None:
        if self.jurisdiction is not None and self.reason is None:
            raise InvalidValueError("a decision on jurisdiction needs its reason")

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The proceeding has its number."""
        jurisdiction = self.jurisdiction or record.jurisdiction
        docketed = record.with_proceeding(case_number=self.case_number, docketed_on=event.day, procedure=self.procedure)
        return evolve(docketed, jurisdiction=jurisdiction, application=None)


@attrs.frozen(kw_only=True)
class DocketingRefused(Facts):
    """The court rules that it does not take the suit (不予受理), and tells the ways against it."""

    ground: RefusalGround
    reason: str = personal(TEXT_LENGTH)
    told: tuple[WayOut, ...]
    seal: CourtPath = court_path()

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The proceeding is over."""
        ended = record.with_proceeding(closed_as=ClosingManner.DISMISSAL, closed_on=event.day)
        return evolve(ended, told_remedies=bool(self.told))


@attrs.frozen(kw_only=True)
class JudgeAssigned(Facts):
    """A judge has the case.

    Attributes:
        no_objection: of a judge who guided the mediation, the parties that know it and do not mind.
    """

    judge: RecordId
    no_objection: tuple[str, ...] = ()

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The judge is on record."""
        return record.with_proceeding(judge=self.judge)


@attrs.frozen(kw_only=True)
class TransferredToTrial(Facts):
    """The case goes to trial: nobody wants mediation, or it was tried."""


@attrs.frozen(kw_only=True)
class FeeAsked(Facts):
    """The court asks for its fee."""

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is owed."""
        return record.with_proceeding(fee_asked=True)


@attrs.frozen(kw_only=True)
class FeePaid(Facts):
    """The fee was paid, put off, reduced or waived."""

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """Nothing is owed."""
        return record.with_proceeding(fee_paid=True)


@attrs.frozen(kw_only=True)
class Service(Facts):
    """The court served a document on a party; a message, a call or a visit is none.

    Attributes:
        served_on: the day of the proof of service.
        proof: whether there is a proof (送达回证), or the trace that counts as one.
        agreed: for electronic service, whether the party agreed to it.
        helper: the liaison or grid worker who found, accompanied or witnessed.
    """

    document: Document
    party: str = text(32)
    method: ServiceMethod
    served_on: date = calendar_day()
    proof: bool
    agreed: bool = False
    helper: RecordId | None = None

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is on record, and a limit may start from its day."""
        served = Served(document=self.document, party=self.party, method=self.method, served_on=self.served_on)
        return evolve(record, services=(*record.services, served))


@attrs.frozen(kw_only=True)
class Classified(Facts):
    """A judge says whether the case is heard in public."""

    visibility: Visibility
    reason: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is on record; what was shared is shared no longer where it is not public."""
        shared = record.proceedings[-1].shared and self.visibility is Visibility.PUBLIC
        return record.with_proceeding(visibility=self.visibility, shared=shared)


@attrs.frozen(kw_only=True)
class ClosedHearingTold(Facts):
    """A party is told of its right to ask for a closed hearing."""

    party: str = text(32)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """Once all were told, the time for asking runs."""
        current = record.proceedings[-1]
        told = tuple(dict.fromkeys((*current.told_closed, self.party)))
        all_told = all(p.id in told for p in record.parties)
        return record.with_proceeding(told_closed=told, told_closed_on=event.day if all_told else None)


@attrs.frozen(kw_only=True)
class ClosedHearingAsked(Facts):
    """A party asks for a closed hearing; a judge decides."""

    party: str = text(32)
    reason: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is on record, and nothing is shared before the judge has decided."""
        current = record.proceedings[-1]
        asked = (*current.asked_closed, self.party)
        return record.with_proceeding(asked_closed=asked, visibility=None, shared=False)


@attrs.frozen(kw_only=True)
class SharingOpened(Facts):
    """The time for asking for a closed hearing has run."""

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """What may be heard in public may be shared."""
        return record.with_proceeding(may_share=True)


@attrs.frozen(kw_only=True)
class Sharing(Facts):
    """The court lets the grid worker and the liaison know of a case that is heard in public.

    Attributes:
        agreed_by: of family matters, the parties that agree to it.
        contact: name and telephone number of the one to be visited.
        appointment: what is to be done when.
    """

    agreed_by: tuple[str, ...] = ()
    contact: str = personal()
    appointment: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """They may see that it is there."""
        return record.with_proceeding(shared=True)


@attrs.frozen(kw_only=True)
class HearingSet(Facts):
    """A hearing is set.

    Attributes:
        agreed_online: the parties that agreed to take part online.
        observers: whether people of the grid are invited to listen.
        streamed: whether it is broadcast.
    """

    mode: HearingMode
    held_on: date = calendar_day()
    agreed_online: tuple[str, ...] = ()
    observers: bool = False
    streamed: bool = False
    place: str = text(default="-")

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """Its day and mode are on record."""
        return record.with_proceeding(hearing=self.mode, hearing_on=self.held_on)


@attrs.frozen(kw_only=True)
class ProcedureChanged(Facts):
    """The case is tried in another procedure from now on; the time for trial still runs from the docketing."""

    procedure: Procedure
    reason: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is on record."""
        return record.with_proceeding(procedure=self.procedure)


@attrs.frozen(kw_only=True)
class TrialExtended(Facts):
    """The president gives the trial more time."""

    months: int = attrs.field(validator=(attrs.validators.ge(1), attrs.validators.le(12)))
    reason: str = personal(TEXT_LENGTH)


@attrs.frozen(kw_only=True)
class StatementAsked(Facts):
    """The parties ask for the court's mediation statement (调解书)."""

    signatures: tuple[Signature, ...]

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It was asked for."""
        return record.with_proceeding(statement_asked=True)


@attrs.frozen(kw_only=True)
class StatementIssued(Facts):
    """The court issues its mediation statement (调解书); it binds once the last party has signed for it."""

    seal: CourtPath = court_path()

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It waits for the parties."""
        return record.with_proceeding(statement_on=event.day, statement_signed=())


@attrs.frozen(kw_only=True)
class StatementSigned(Facts):
    """A party signs for the mediation statement, in person or by the receiver it named.

    Attributes:
        method: how it reached the party.
    """

    party: str = text(32)
    method: ServiceMethod

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """With the last signature it binds, and the case is closed."""
        signed = (*record.proceedings[-1].statement_signed, Signature(party=self.party, signed_on=event.day))
        if all(p.id in {s.party for s in signed} for p in record.parties):
            return record.with_proceeding(
                statement_signed=signed, closed_as=ClosingManner.MEDIATION_STATEMENT, closed_on=event.day
            )
        return record.with_proceeding(statement_signed=signed)


@attrs.frozen(kw_only=True)
class Repudiation(Facts):
    """A party goes back on the agreement before it has signed for the statement."""

    party: str = text(32)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """There is nothing left to enforce; the case is tried."""
        back = record.with_proceeding(statement_on=None, statement_signed=(), statement_asked=False)
        return evolve(back, agreement=None, told_remedies=False)


@attrs.frozen(kw_only=True)
class CaseClosed(Facts):
    """The court closes the docketed case otherwise than by judgment or statement."""

    manner: ClosingManner

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The proceeding says how it ended."""
        return record.with_proceeding(closed_as=self.manner, closed_on=event.day)


@attrs.frozen(kw_only=True)
class FeeNeverPaid(Facts):
    """The fee was not paid in time: the suit is treated as withdrawn."""

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The proceeding says so."""
        return record.with_proceeding(closed_as=ClosingManner.TREATED_AS_WITHDRAWN, closed_on=event.day)


@attrs.frozen(kw_only=True)
class Judgment(Facts):
    """The court gives judgment.

    Attributes:
        told: the ways against it, as the appeal.
        performs_by: the last day for doing what it orders, where it orders anything.
    """

    told: tuple[WayOut, ...]
    performs_by: date | None = calendar_day(default=None)
    seal: CourtPath = court_path()

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The case is closed by it."""
        closed = record.with_proceeding(
            closed_as=ClosingManner.JUDGMENT, closed_on=event.day, performs_by=self.performs_by
        )
        return evolve(closed, told_remedies=bool(self.told))


@attrs.frozen(kw_only=True)
class FollowedBy(Facts):
    """An appeal, a retrial, an enforcement or a petition followed."""

    kind: Derivative
    began_on: date = calendar_day()

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is counted with the dispute it comes from."""
        return evolve(record, followed=(*record.followed, Followed(kind=self.kind, began_on=self.began_on)))


@attrs.frozen(kw_only=True)
class Answered(Facts):
    """A party answers the suit."""

    party: str = text(32)
