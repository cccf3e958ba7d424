"""What must be known to mediate: who mediates, who consents, how it goes on, how it ends."""

from __future__ import annotations

from datetime import date

import attrs

from gridjustice.domain.dispute.choices import (
    Body,
    DisputeState,
    EndGround,
    Form,
    GuidanceForm,
    MediationKind,
    TurnDownGround,
    WayOut,
)
from gridjustice.domain.dispute.parties import (
    Choice,
    Consent,
    Disclosure,
    Interpreter,
    Signature,
)
from gridjustice.domain.dispute.record import Agreement, Dispute, Instalment, Interest, Mediation, Part
from gridjustice.domain.personal import personal
from gridjustice.domain.record import Event, Facts
from gridjustice.domain.values import TEXT_LENGTH, RecordId, calendar_day, evolve, language_tag, text

MOST_DAYS = 366
"""Nobody agrees on more at once; a longer extension is a mistyped one."""


@attrs.frozen(kw_only=True)
class Delegation(Facts):
    """The court delegates the dispute to a unit's or an organisation's mediators (委派).

    Attributes:
        consented: parties that agreed to mediation before filing; of somebody who came to sue it is asked.
        transition: why it is still delegated, where the order of things changed after it was brought.
    """

    unit: RecordId
    consented: tuple[str, ...] = ()
    transition: str | None = personal(TEXT_LENGTH, default=None)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is with that unit, and what an earlier mediation left is cleared."""
        kind = MediationKind.INVITED if record.is_before_court else MediationKind.PEOPLE
        return evolve(
            record,
            unit=self.unit,
            mediation=Mediation(kind=kind, bringing=len(record.proceedings)),
            agreement=record.agreement if record.agreement and record.agreement.confirmed_on else None,
            application=None,
            told_remedies=False,
            fed_back=False,
        )


@attrs.frozen(kw_only=True)
class Entrustment(Facts):
    """The court entrusts a docketed case to mediators, with the parties' consent (委托).

    Attributes:
        consented: the parties that agreed.
        form: how they did.
    """

    unit: RecordId
    consented: tuple[str, ...]
    form: Form

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is with that unit; the consents are on record."""
        consents = tuple(
            Consent(party=p.id, given_on=event.day, form=self.form, language=p.language)
            for p in record.parties
            if p.id in self.consented
        )
        kind, bringing = MediationKind.ENTRUSTED, len(record.proceedings)
        mediation = Mediation(kind=kind, bringing=bringing, consents=consents)
        changed = evolve(
            record,
            unit=self.unit,
            mediation=mediation,
            agreement=record.agreement if record.agreement and record.agreement.confirmed_on else None,
            application=None,
            told_remedies=False,
            fed_back=False,
        )
        return changed.with_proceeding(entrusted=True)


@attrs.frozen(kw_only=True)
class Refusal(Facts):
    """A unit does not take the dispute, and says why."""

    reason: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is nobody's to mediate."""
        return evolve(record, mediation=None)


@attrs.frozen(kw_only=True)
class DelegationLapsed(Facts):
    """A unit did not say in time that it received the dispute."""

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is nobody's to mediate."""
        return evolve(record, mediation=None)


@attrs.frozen(kw_only=True)
class MediatorChosen(Facts):
    """A party names the mediator it wants."""

    party: str = text(32)
    mediator: RecordId

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """Its choice is on record; where all have chosen the same, that mediator is asked."""
        assert record.mediation is not None, "it was received, so there is a mediation"
        kept = tuple(c for c in record.mediation.choices if c.party != self.party)
        choices = (*kept, Choice(party=self.party, mediator=self.mediator))
        agreed = event.target == DisputeState.OFFERED.value
        return record.with_mediation(choices=choices, mediator=self.mediator if agreed else None, co_mediators=())


@attrs.frozen(kw_only=True)
class MediatorAssigned(Facts):
    """The unit's liaison assigns a mediator (指派), or the court designates one (指定).

    Attributes:
        mediator: who mediates, and presides where there are several; None for whoever is proposed. In the event it is
            whoever was taken.
        co_mediators: the others, for what is great or asks for special knowledge.
    """

    mediator: RecordId | None = None
    co_mediators: tuple[RecordId, ...] = ()

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """They are asked."""
        return record.with_mediation(mediator=self.mediator, co_mediators=self.co_mediators)


@attrs.frozen(kw_only=True)
class AssignmentAccepted(Facts):
    """The mediator accepts, and discloses every tie to a party."""

    disclosed: tuple[Disclosure, ...] = ()

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The mediator has the dispute; the time for mediation runs from the first acceptance.

        Who consented before a tie was disclosed is asked again.
        """
        assert record.mediation is not None, "somebody was asked to mediate"
        accepted = record.mediation.accepted_on or event.day
        consents = () if self.disclosed else record.mediation.consents
        asked = (record.mediation.mediator, *record.mediation.co_mediators)
        known = tuple(dict.fromkeys((*record.mediated_by, *(person for person in asked if person))))
        accepted_by = record.with_mediation(accepted_on=accepted, disclosures=self.disclosed, consents=consents)
        return evolve(accepted_by, mediated_by=known)


@attrs.frozen(kw_only=True)
class OfferTurnedDown(Facts):
    """The mediator who was asked does not take it, and says why; another one has to be found.

    Attributes:
        ground: what stands in the way, as far as it can be named; without one it is counted as unexcused.
    """

    reason: str = personal(TEXT_LENGTH)
    ground: TurnDownGround = TurnDownGround.OTHER

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """All who were asked with that mediator are out of it."""
        return without_mediator(record)


@attrs.frozen(kw_only=True)
class MediatorLost(Facts):
    """A mediator is recused; another one has to be found.

    Attributes:
        co_mediator: of several, the one who leaves while the one who presides goes on.
    """

    reason: str = personal(TEXT_LENGTH)
    co_mediator: RecordId | None = text(64, default=None)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """Whoever leaves does not come back; without the one who presides, all are found anew."""
        if self.co_mediator is None:
            return recused(record)
        assert record.mediation is not None, "there are mediators"
        rest = tuple(m for m in record.mediation.co_mediators if m != self.co_mediator)
        left = record.with_mediation(co_mediators=rest, excluded=(*record.mediation.excluded, self.co_mediator))
        return evolve(left, recused=(*record.recused, self.co_mediator))


@attrs.frozen(kw_only=True)
class MediatorSilent(Facts):
    """The mediator who was asked did not answer in time."""

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """Another one has to be found."""
        return without_mediator(record)


@attrs.frozen(kw_only=True)
class MediatorReplaced(Facts):
    """The parties want another mediator."""

    party: str = text(32)
    reason: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is counted, for who has been given another one and then chooses none refuses mediation."""
        assert record.mediation is not None, "there is a mediator to replace"
        return without_mediator(record).with_mediation(replaced=record.mediation.replaced + 1)


def without_mediator(record: Dispute) -> Dispute:
    """The dispute, with its mediators gone and kept from coming back into this mediation."""
    assert record.mediation is not None, "there is a mediator to lose"
    return record.with_mediation(
        mediator=None,
        co_mediators=(),
        choices=(),
        disclosures=(),
        challenged_by=None,
        left=record.mediation.mediator,
        excluded=tuple(dict.fromkeys((*record.mediation.excluded, *record.mediation.panel))),
    )


def recused(record: Dispute) -> Dispute:
    """The dispute, with its mediators gone for their ties: they come back into no mediation of it."""
    assert record.mediation is not None, "there is a mediator to recuse"
    gone = tuple(dict.fromkeys((*record.recused, *record.mediation.panel)))
    return evolve(without_mediator(record), recused=gone)


@attrs.frozen(kw_only=True)
class Challenge(Facts):
    """A party asks that the mediator be recused, and says why."""

    party: str = text(32)
    relation: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It waits for a decision; meanwhile nothing is agreed."""
        return record.with_mediation(challenged_by=self.party)


@attrs.frozen(kw_only=True)
class ChallengeDecided(Facts):
    """The organisation or the court decides whether the mediator may go on."""

    upheld: bool
    reason: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The mediator is out of it, or goes on."""
        return recused(record) if self.upheld else record.with_mediation(challenged_by=None)


@attrs.frozen(kw_only=True)
class InterpreterAppointed(Facts):
    """Somebody interprets.

    Attributes:
        disclosed: the interpreter's ties to the parties.
    """

    interpreter: Interpreter
    disclosed: tuple[Disclosure, ...] = ()

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """Parties of that language may be asked in another one, through the interpreter."""
        assert record.mediation is not None, "interpreters are appointed for a mediation"
        return record.with_mediation(interpreters=(*record.mediation.interpreters, self.interpreter))


@attrs.frozen(kw_only=True)
class ConsentGiven(Facts):
    """A party says yes to mediation, expressly, in a language it reads.

    Attributes:
        by: the agent who says so.
        waives: the party knows what the mediator disclosed, and does not mind.
    """

    party: str = text(32)
    form: Form
    language: str = language_tag(default="zh-CN")
    by: str | None = text(32, default=None)
    waives: bool = False

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """Its consent is on record."""
        assert record.mediation is not None, "consent is asked for a mediation"
        given = Consent(party=self.party, given_on=event.day, form=self.form, language=self.language, by=self.by)
        return record.with_mediation(consents=(*record.mediation.consents, given))


@attrs.frozen(kw_only=True)
class MediationRefused(Facts):
    """A party says no to mediation, or no longer wants it; no reason is asked."""

    party: str = text(32)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The mediation is over."""
        return record.with_mediation(ground=EndGround.REFUSED)


@attrs.frozen(kw_only=True)
class SessionArranged(Facts):
    """A session was arranged."""

    held_on: date

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """Its day is on record."""
        return record.with_mediation(meeting_on=self.held_on)


@attrs.frozen(kw_only=True)
class SessionNoted(Facts):
    """A session was held; what was said there stays there."""

    undisputed: bool = False

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is counted."""
        assert record.mediation is not None, "a session belongs to a mediation"
        undisputed = record.mediation.undisputed or self.undisputed
        return record.with_mediation(sessions=record.mediation.sessions + 1, meeting_on=None, undisputed=undisputed)


@attrs.frozen(kw_only=True)
class GuidanceGiven(Facts):
    """A judge guides the mediation, on law and method."""

    form: GuidanceForm
    note: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The judge is on record: whoever guided does not try the case unless the parties agree."""
        return evolve(record, guided_by=tuple(dict.fromkeys((*record.guided_by, RecordId(event.actor)))))


@attrs.frozen(kw_only=True)
class Extension(Facts):
    """All parties agree to go on for some more days."""

    days: int = attrs.field(validator=(attrs.validators.ge(1), attrs.validators.le(MOST_DAYS)))
    agreed_by: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Examination(Facts):
    """All parties agree that an expert examines or values something first."""

    question: str = personal(TEXT_LENGTH)
    agreed_by: tuple[str, ...]


@attrs.frozen(kw_only=True)
class ExaminationDone(Facts):
    """The expert's opinion is there, or is no longer waited for."""

    result: str = personal(TEXT_LENGTH)


@attrs.frozen(kw_only=True)
class ShamSuspected(Facts):
    """The mediation looks like a sham that would harm others."""

    reason: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It stands still, from where it stood."""
        return record.with_mediation(suspended_from=DisputeState(event.source))


@attrs.frozen(kw_only=True)
class ShamDecided(Facts):
    """The court has looked into the suspicion.

    Attributes:
        reported_to: for a sham, who was told of it.
    """

    reason: str = personal(TEXT_LENGTH)
    reported_to: tuple[Body, ...] = ()

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It goes on where it stood, or it is over; of a sham nothing stands."""
        if event.step == "end_as_sham":
            ended = record.with_mediation(suspended_from=None, ground=EndGround.OTHER)
            if record.proceedings:
                ended = ended.with_proceeding(statement_asked=False, statement_on=None, statement_signed=())
            return evolve(ended, agreement=None, application=None)
        return record.with_mediation(suspended_from=None)


@attrs.frozen(kw_only=True)
class MediationFailed(Facts):
    """The mediator ends the mediation without an agreement, and writes the failure record.

    Attributes:
        told: the ways out that the parties were told.
        raised_cost: conduct of a party that made the other's litigation dearer.
        alerts: what else the court should know; never what was conceded.
    """

    ground: EndGround
    told: tuple[WayOut, ...] = ()
    raised_cost: str | None = personal(TEXT_LENGTH, default=None)
    alerts: str | None = personal(TEXT_LENGTH, default=None)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The ground is on record."""
        return evolve(record.with_mediation(ground=self.ground), told_remedies=bool(self.told))


@attrs.frozen(kw_only=True)
class MediationRanOut(Facts):
    """The time for mediation ran out, and not everybody agreed to go on."""

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The ground is on record."""
        return record.with_mediation(ground=EndGround.TIME_RAN_OUT)


@attrs.frozen(kw_only=True)
class Settled(Facts):
    """The parties settled among themselves and no longer ask for mediation."""

    agreed_by: tuple[str, ...]

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The mediation is over, and not for having failed."""
        return record.with_mediation(ground=EndGround.SETTLED)


@attrs.frozen(kw_only=True)
class AgreementMade(Facts):
    """The parties agree.

    Attributes:
        language: BCP 47 tag of the language it is written in.
        mediator_signed_on: the day the mediator signed.
        sealed_on: the day the organisation sealed it.
        agreed_on: the day of an oral agreement.
        instalments: what is paid when, in the order of the days.
        interest: of a loan.
        ends_on: the last day for doing what was agreed, where it is not paid in instalments.
    """

    content: str = personal(TEXT_LENGTH)
    form: Form
    language: str = language_tag(default="zh-CN")
    signatures: tuple[Signature, ...]
    mediator_signed_on: date | None = calendar_day(default=None)
    sealed_on: date | None = calendar_day(default=None)
    agreed_on: date | None = calendar_day(default=None)
    instalments: tuple[Instalment, ...] = ()
    interest: Interest | None = None
    ends_on: date | None = calendar_day(default=None)

    @property
    def kind_of_mediation(self) -> str | None:
        """The kind by which an agreement of this form is cited, where the form decides."""
        return {Form.ONLINE: "online", Form.ORAL: "people_oral"}.get(self.form)

    def takes_effect_on(self, kind: MediationKind | None) -> date | None:
        """The day from which it binds; each form has its own rule (`agreement.effect`, `agreement.oral`).

        On paper, of people's mediation: the last signature or seal; of mediation for a court: the last party's
        signature. Online: the last party's signature. Orally: the day they agreed.
        """
        if self.form is Form.ORAL:
            return self.agreed_on
        days = [s.signed_on for s in self.signatures]
        if self.form is Form.WRITTEN and kind is MediationKind.PEOPLE:
            days += [d for d in (self.mediator_signed_on, self.sealed_on) if d]
        return max(days, default=None)

    def agreement(self, record: Dispute, day: date) -> Agreement:
        """The agreement, in force from the day it takes effect."""
        kind = record.mediation.kind if record.mediation else None
        last = max((i.due_on for i in self.instalments), default=None)
        return Agreement(
            content=self.content,
            form=self.form,
            signatures=self.signatures,
            effective_on=self.takes_effect_on(kind) or day,
            instalments=self.instalments,
            interest=self.interest,
            ends_on=last or self.ends_on,
        )

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The agreement stands, from the day it takes effect."""
        agreed = record.with_mediation(ground=EndGround.AGREED)
        return evolve(agreed, agreement=self.agreement(record, event.day), application=None)


@attrs.frozen(kw_only=True)
class PartAgreed(AgreementMade):
    """Some of the parties agree, or all of them on some of the questions; the rest goes on.

    Attributes:
        part: short name of the part, as ``g1``.
        parties: whom it binds.
    """

    part: str = text(32)
    parties: tuple[str, ...]

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The part stands, from the day it takes effect; the mediation goes on with the rest."""
        made = Part(id=self.part, parties=self.parties, agreement=self.agreement(record, event.day))
        return evolve(record, parts=(*record.parts, made))
