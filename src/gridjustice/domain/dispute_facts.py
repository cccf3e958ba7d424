"""What must be known for each step on a dispute, and what the step changes."""

from __future__ import annotations

from datetime import date

import attrs

from gridjustice.domain.dispute import (
    Agreement,
    ClosingManner,
    Consent,
    Dispute,
    DisputeState,
    EndGround,
    Form,
    Jurisdiction,
    Level,
    Matter,
    Party,
    Proceeding,
    RejectionGround,
    Route,
    Signature,
)
from gridjustice.domain.personal import personal
from gridjustice.domain.record import Event, Facts
from gridjustice.domain.values import TEXT_LENGTH, CourtPath, RecordId, calendar_day, court_path, text
from gridjustice.errors import InvalidValueError

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def number_of(record: RecordId, day: date) -> str:
    """A number for people: the day and six characters out of the id, as ``20261123-7K3F9Q``."""
    rest = int(record.replace("-", "")[-8:], 16)
    return f"{day:%Y%m%d}-" + "".join(_CROCKFORD[rest >> shift & 31] for shift in (25, 20, 15, 10, 5, 0))


@attrs.frozen(kw_only=True)
class SignNoted(Facts):
    """Something that may become a dispute was seen (苗头)."""

    court: CourtPath = court_path()
    unit: RecordId
    grid: RecordId | None = None
    gist: str = personal(TEXT_LENGTH)
    level: Level = Level.BLUE

    def applied(self, record: Dispute | None, event: Event) -> Dispute:
        """The dispute has its record, with nobody named as a party yet."""
        return Dispute(
            id=event.record,
            state=DisputeState(event.target),
            court=self.court,
            unit=self.unit,
            grid=self.grid,
            number=number_of(event.record, event.day),
            gist=self.gist,
            level=self.level,
            reporter=RecordId(event.actor),
            reported_on=event.day,
            origin=self.unit,
        )


@attrs.frozen(kw_only=True)
class Report(Facts):
    """Somebody asks for help with a dispute.

    Attributes:
        parties: at least one on each side.
        cause: code in the list of causes of ``cause_version``.
        matter: whether the law sends it elsewhere first.
    """

    court: CourtPath = court_path()
    unit: RecordId
    grid: RecordId | None = None
    gist: str = personal(TEXT_LENGTH)
    parties: tuple[Party, ...] = attrs.field()
    level: Level = Level.BLUE
    matter: Matter = Matter.CIVIL
    cause: str | None = text(16, default=None)
    cause_version: str | None = text(16, default=None)

    @parties.validator
    def _are_distinct(self, attribute: attrs.Attribute[tuple[Party, ...]], value: tuple[Party, ...]) -> None:
        if not value:
            raise InvalidValueError("a dispute has parties; name at least one")
        if len({p.id for p in value}) != len(value):
            raise InvalidValueError("two parties have the same short id")

    def applied(self, record: Dispute | None, event: Event) -> Dispute:
        """The dispute is reported; a sign that was noted before keeps its number and its reporter."""
        if record is None:
            record = Dispute(
                id=event.record,
                state=DisputeState(event.target),
                court=self.court,
                number=number_of(event.record, event.day),
                gist=self.gist,
                reporter=RecordId(event.actor),
            )
        return attrs.evolve(
            record,
            court=self.court,
            unit=self.unit,
            grid=self.grid,
            gist=self.gist,
            parties=self.parties,
            level=self.level,
            matter=self.matter,
            cause=self.cause,
            cause_version=self.cause_version,
            reported_on=event.day,
            origin=self.unit,
        )


@attrs.frozen(kw_only=True)
class Resolution(Facts):
    """It was settled on the spot, without mediation (化解)."""

    outcome: str = personal(TEXT_LENGTH)


@attrs.frozen(kw_only=True)
class Triage(Facts):
    """A person decides whose case it would be and which way it goes, and says why.

    Attributes:
        matter: what it really is about, where the report had it wrong; None to leave it.
    """

    jurisdiction: Jurisdiction
    route: Route
    reason: str = personal(TEXT_LENGTH)
    matter: Matter | None = None

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The decision is on record, for every later step that depends on it."""
        matter = self.matter or record.matter
        return attrs.evolve(record, jurisdiction=self.jurisdiction, route=self.route, matter=matter)


@attrs.frozen(kw_only=True)
class Delegation(Facts):
    """The court delegates the dispute to a unit's or an organisation's mediators."""

    unit: RecordId
    consented: bool = False
    """Whether the party that came to the court agreed to mediation before filing."""

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is with that unit, and what an earlier mediation left is cleared."""
        return attrs.evolve(
            record,
            unit=self.unit,
            mediator=None,
            consents=(),
            ground=None,
            agreement=None,
            applicants=(),
            told_remedies=False,
            fed_back=False,
        )


@attrs.frozen(kw_only=True)
class Refusal(Facts):
    """A unit does not take the dispute, and says why."""

    reason: str = personal(TEXT_LENGTH)


@attrs.frozen(kw_only=True)
class MediatorAssigned(Facts):
    """The unit's liaison assigns a mediator (指派)."""

    mediator: RecordId

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The mediator has the dispute."""
        return attrs.evolve(record, mediator=self.mediator)


@attrs.frozen(kw_only=True)
class ConsentGiven(Facts):
    """A party says yes to mediation, expressly, in a language it reads."""

    party: str = text(32)
    form: Form
    language: str = text(16, default="zh-CN")

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """Its consent is on record."""
        given = Consent(party=self.party, given_on=event.day, form=self.form, language=self.language)
        return attrs.evolve(record, consents=(*record.consents, given))


@attrs.frozen(kw_only=True)
class MediationRefused(Facts):
    """A party says no to mediation, or no longer wants it; no reason is asked."""

    party: str = text(32)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The mediation is over."""
        return attrs.evolve(record, ground=EndGround.REFUSED)


@attrs.frozen(kw_only=True)
class Extension(Facts):
    """All parties agree to go on for some more days."""

    days: int = attrs.field(validator=(attrs.validators.ge(1), attrs.validators.le(366)))
    agreed_by: tuple[str, ...]


@attrs.frozen(kw_only=True)
class AgreementMade(Facts):
    """The parties agree.

    Attributes:
        mediator_signed_on: the day the mediator signed.
        sealed_on: the day the organisation sealed it.
        agreed_on: the day of an oral agreement.
    """

    content: str = personal(TEXT_LENGTH)
    form: Form
    signatures: tuple[Signature, ...]
    mediator_signed_on: date | None = calendar_day(default=None)
    sealed_on: date | None = calendar_day(default=None)
    agreed_on: date | None = calendar_day(default=None)

    @property
    def effective_on(self) -> date | None:
        """The day from which it binds; each form has its own rule (`agreement.effect`, `agreement.oral`).

        On paper: the last signature or seal. Online: the last party's signature. Orally: the day they agreed.
        """
        if self.form is Form.ORAL:
            return self.agreed_on
        days = [s.signed_on for s in self.signatures]
        if self.form is Form.WRITTEN:
            days += [d for d in (self.mediator_signed_on, self.sealed_on) if d]
        return max(days, default=None)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The agreement stands, from the day it takes effect."""
        made = Agreement(
            content=self.content,
            form=self.form,
            signatures=self.signatures,
            effective_on=self.effective_on or event.day,
        )
        return attrs.evolve(record, agreement=made, applicants=())


@attrs.frozen(kw_only=True)
class MediationFailed(Facts):
    """The mediator ends the mediation without an agreement."""

    ground: EndGround
    told_remedies: bool = False
    """Whether the parties were told that they may go to court, to arbitration or to the administration."""

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The ground is on record."""
        return attrs.evolve(record, ground=self.ground, told_remedies=self.told_remedies)


@attrs.frozen(kw_only=True)
class MediationRanOut(Facts):
    """The time for mediation ran out, and not everybody agreed to go on."""

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The ground is on record."""
        return attrs.evolve(record, ground=EndGround.TIME_RAN_OUT)


@attrs.frozen(kw_only=True)
class RemediesTold(Facts):
    """The parties were told the ways that are open to them."""

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is on record."""
        return attrs.evolve(record, told_remedies=True)


@attrs.frozen(kw_only=True)
class JointApplication(Facts):
    """The parties apply together for judicial confirmation; whoever sends it only transmits."""

    applicants: tuple[str, ...]

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The applicants are on record."""
        return attrs.evolve(record, applicants=self.applicants)


@attrs.frozen(kw_only=True)
class ApplicationWithdrawn(Facts):
    """The parties take their application back before the ruling."""

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The agreement stands as it was."""
        return attrs.evolve(record, applicants=())


@attrs.frozen(kw_only=True)
class Confirmation(Facts):
    """The court's ruling that confirms the agreement (确认裁定)."""

    case_number: str = text(64)


@attrs.frozen(kw_only=True)
class Rejection(Facts):
    """The court's ruling that rejects the application, with its ground."""

    case_number: str = text(64)
    ground: RejectionGround
    reason: str = personal(TEXT_LENGTH)


@attrs.frozen(kw_only=True)
class Performance(Facts):
    """What was agreed has been done."""

    performed_on: date = calendar_day()


@attrs.frozen(kw_only=True)
class Bringing(Facts):
    """A party takes the dispute to the court; nothing and nobody may stand in the way."""

    party: str = text(32)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """A proceeding is open, under the rules of its own day."""
        profile = event.derived.profile or ""
        return attrs.evolve(
            record, proceedings=(*record.proceedings, Proceeding(brought_on=event.day, profile=profile))
        )


@attrs.frozen(kw_only=True)
class Docketing(Facts):
    """The court dockets the case (立案)."""

    case_number: str = text(64)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The proceeding has its number."""
        current = attrs.evolve(record.proceedings[-1], case_number=self.case_number)
        return attrs.evolve(record, proceedings=(*record.proceedings[:-1], current))


@attrs.frozen(kw_only=True)
class CaseClosed(Facts):
    """The court closes the docketed case."""

    manner: ClosingManner

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The proceeding says how it ended."""
        current = attrs.evolve(record.proceedings[-1], closed_as=self.manner)
        return attrs.evolve(record, proceedings=(*record.proceedings[:-1], current))


@attrs.frozen(kw_only=True)
class Feedback(Facts):
    """The one who reported it is told how it ended, without what is confidential."""

    message: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The duty is done."""
        return attrs.evolve(record, fed_back=True)
