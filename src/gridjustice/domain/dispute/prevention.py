"""What must be known at the front of the way: signs, emergencies, reports, triage, and what is sent elsewhere."""

from __future__ import annotations

from datetime import date

import attrs

from gridjustice.domain.dispute.choices import (
    Body,
    DisputeState,
    Jurisdiction,
    LabourGround,
    Level,
    Matter,
    Route,
    WayOut,
)
from gridjustice.domain.dispute.intake import Intake
from gridjustice.domain.dispute.parties import Agent, Danger, Party
from gridjustice.domain.dispute.record import Dispute
from gridjustice.domain.personal import guarded, personal
from gridjustice.domain.record import Event, Facts
from gridjustice.domain.values import TEXT_LENGTH, CourtPath, RecordId, calendar_day, court_path, evolve, text
from gridjustice.errors import InvalidValueError

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def number_of(record: RecordId, day: date) -> str:
    """A number for people: the day and six characters out of the id, as ``20261123-7K3F9Q``."""
    rest = int(record.replace("-", "")[-8:], 16)
    return f"{day:%Y%m%d}-" + "".join(_CROCKFORD[rest >> shift & 31] for shift in (25, 20, 15, 10, 5, 0))


def _together(known: Danger | None, heard: Danger | None) -> Danger | None:
    """What is known of a danger after more was heard of it."""
    if known is None or heard is None:
        return heard or known
    called = tuple(dict.fromkeys((*known.called, *heard.called)))
    return Danger(kind=heard.kind, minor=known.minor or heard.minor, called=called)


def _are_distinct(facts: object, attribute: attrs.Attribute[tuple[Party, ...]], value: tuple[Party, ...]) -> None:
    if not value:
        raise InvalidValueError("a dispute has parties; name at least one")
    if len({p.id for p in value}) != len(value):
        raise InvalidValueError("two parties have the same short id")


@attrs.frozen(kw_only=True)
class SignNoted(Facts):
    """Something that may become a dispute was seen (苗头).

    Attributes:
        danger: where somebody is in danger: help is called at once.
        intake: how it came in, where somebody called, wrote or came.
    """

    court: CourtPath = court_path()
    unit: RecordId
    grid: RecordId | None = None
    gist: str = personal(TEXT_LENGTH)
    level: Level = Level.BLUE
    danger: Danger | None = guarded()
    intake: Intake | None = guarded()

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
            danger=self.danger,
            intake=self.intake,
            reporter=RecordId(event.actor),
            reported_on=event.day,
            origin=self.unit,
        )


@attrs.frozen(kw_only=True)
class Report(Facts):
    """Somebody asks for help with a dispute.

    Attributes:
        parties: at least one on each side.
        asked_on: the day a party first asked for mediation, where that was earlier than today.
        cause: code in the list of causes of ``cause_version``.
        matter: whether the law sends it elsewhere first.
        danger: where somebody is in danger.
        intake: how it came in, where somebody called, wrote or came.
    """

    court: CourtPath = court_path()
    unit: RecordId
    grid: RecordId | None = None
    gist: str = personal(TEXT_LENGTH)
    parties: tuple[Party, ...] = attrs.field(validator=_are_distinct)
    level: Level = Level.BLUE
    matter: Matter = Matter.CIVIL
    cause: str | None = text(16, default=None)
    cause_version: str | None = text(16, default=None)
    asked_on: date | None = calendar_day(default=None)
    danger: Danger | None = guarded()
    intake: Intake | None = guarded()

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
        return evolve(
            record,
            court=self.court,
            unit=self.unit,
            grid=self.grid,
            gist=self.gist,
            parties=self.parties,
            conflicted=tuple(RecordId(unit) for unit in event.derived.of("units_near_parties")),
            level=self.level,
            matter=self.matter,
            cause=self.cause,
            cause_version=self.cause_version,
            reported_on=event.day,
            asked_on=self.asked_on or event.day,
            danger=_together(record.danger, self.danger),
            intake=self.intake or record.intake,
            origin=self.unit,
        )


@attrs.frozen(kw_only=True)
class TakenOver(Facts):
    """An open dispute comes in from a register that was kept elsewhere before, with its number and its days.

    What that register says beyond this, as a mediation that is under way, is no step that was taken here: it is told
    in words by ``stood`` and triaged anew.

    Attributes:
        number: in that register; it stays the dispute's number, and with the court it is the dispute's name.
        reported_on: the day it was reported there.
        asked_on: the day a party first asked for mediation; where the register has none, the day it was reported.
        claimed_fen: what is claimed, in fen.
        stood: where it stood, in the words of that register.
    """

    court: CourtPath = court_path()
    number: str = text(32)
    reported_on: date = calendar_day()
    asked_on: date | None = calendar_day(default=None)
    unit: RecordId
    grid: RecordId | None = None
    gist: str = personal(TEXT_LENGTH)
    parties: tuple[Party, ...] = attrs.field(validator=_are_distinct)
    level: Level = Level.BLUE
    matter: Matter = Matter.CIVIL
    cause: str | None = text(16, default=None)
    cause_version: str | None = text(16, default=None)
    claimed_fen: int | None = attrs.field(default=None)
    stood: str | None = personal(default=None)

    @claimed_fen.validator
    def _is_positive(self, attribute: attrs.Attribute[int | None], value: int | None) -> None:
        if value is not None and value < 1:
            raise InvalidValueError("must be more than nothing, or left out")

    @property
    def register_entry(self) -> str:
        """What names it for ever, so that it comes in once."""
        return f"{self.court}:{self.number}"

    def applied(self, record: Dispute | None, event: Event) -> Dispute:
        """The dispute is reported, on the day it was reported there; nobody here is its reporter."""
        return Dispute(
            id=event.record,
            state=DisputeState(event.target),
            court=self.court,
            unit=self.unit,
            grid=self.grid,
            number=self.number,
            gist=self.gist,
            parties=self.parties,
            conflicted=tuple(RecordId(unit) for unit in event.derived.of("units_near_parties")),
            level=self.level,
            matter=self.matter,
            cause=self.cause,
            cause_version=self.cause_version,
            claimed_fen=self.claimed_fen,
            reported_on=self.reported_on,
            asked_on=self.asked_on or self.reported_on,
            origin=self.unit,
        )


@attrs.frozen(kw_only=True)
class AgentNamed(Facts):
    """A party says who acts for it, with what authority.

    Attributes:
        papers: whether the power of attorney, or what proves the office, was handed in.
    """

    party: str = text(32)
    agent: Agent
    papers: bool

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The agent stands with the party; an earlier one of the same short name is replaced."""
        parties = tuple(
            evolve(p, agents=(*(a for a in p.agents if a.id != self.agent.id), self.agent)) if p.id == self.party else p
            for p in record.parties
        )
        return evolve(record, parties=parties)


@attrs.frozen(kw_only=True)
class HelpCalled(Facts):
    """Somebody is in danger now; help was called, by whom and whom."""

    danger: Danger

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The danger is on record until it is handed over; what was known of it before is not forgotten."""
        return evolve(record, danger=_together(record.danger, self.danger))


@attrs.frozen(kw_only=True)
class DangerReported(Facts):
    """The danger was reported to those who must know at once."""

    called: tuple[Body, ...]

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """They are on record."""
        assert record.danger is not None, "a guard refuses it where nobody is in danger"
        called = tuple(dict.fromkeys((*record.danger.called, *self.called)))
        return evolve(record, danger=evolve(record.danger, called=called))


@attrs.frozen(kw_only=True)
class HelpArrived(Facts):
    """Somebody is there, and did what had to be done first."""

    done: str = personal(TEXT_LENGTH)


@attrs.frozen(kw_only=True)
class HandedOver(Facts):
    """The emergency is in the hands of those who are competent."""

    to: Body
    message: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is over, for this record."""
        return evolve(record, danger=None)


@attrs.frozen(kw_only=True)
class Resolution(Facts):
    """It was settled on the spot, without mediation (化解)."""

    outcome: str = personal(TEXT_LENGTH)


@attrs.frozen(kw_only=True)
class Triage(Facts):
    """A person decides whose case it would be and which way it goes, and says why.

    Attributes:
        matter: what it really is about, where the report had it wrong; None to leave it.
        same_matter_checked: whether it was looked up that no other record is about the same.
        labour: for a claim about work, why a court may hear it; None where arbitration comes first.
        asked_about_labour: whether the questions that the law's exceptions ask were put.
        told_keep_as_is: for title to forest or land, whether the parties were told to change nothing meanwhile.
        told_protection: for violence in a family, whether she was told of the protection order.
    """

    jurisdiction: Jurisdiction
    route: Route
    reason: str = personal(TEXT_LENGTH)
    matter: Matter | None = None
    same_matter_checked: bool = False
    labour: LabourGround | None = None
    asked_about_labour: bool = False
    told_keep_as_is: bool = False
    told_protection: bool = guarded(default=False)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The decision is on record, for every later step that depends on it."""
        matter = self.matter or record.matter
        return evolve(record, jurisdiction=self.jurisdiction, route=self.route, matter=matter)


@attrs.frozen(kw_only=True)
class Linked(Facts):
    """It is the same matter as another record; it goes on there."""

    same_as: RecordId
    reason: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It points there."""
        return evolve(record, same_as=self.same_as)


@attrs.frozen(kw_only=True)
class SameNoted(Facts):
    """On the record that goes on: another report of the same matter was linked to it."""

    other: RecordId

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is counted once, with both reports."""
        return evolve(record, also=(*record.also, self.other))


@attrs.frozen(kw_only=True)
class PartnerAnswered(Facts):
    """The body it was sent to says what it did."""

    body: Body
    answer: str = personal(TEXT_LENGTH)


@attrs.frozen(kw_only=True)
class TakenBack(Facts):
    """The body it was sent to is not competent, or gave it back."""

    reason: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is triaged again, and what was told of the first way is told anew of the next."""
        return evolve(record, told_remedies=False, fed_back=False)


@attrs.frozen(kw_only=True)
class DecisionServed(Facts):
    """The government's decision on title reached the parties, who were told every way against it.

    Attributes:
        served_on: the day of its service: the time for a suit runs from it.
        proof: whether there is a proof of service.
        ways: the ways the parties were told.
    """

    served_on: date = calendar_day()
    proof: bool
    ways: tuple[WayOut, ...]

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The day is on record."""
        return evolve(record, decided_on=self.served_on, told_remedies=True)


@attrs.frozen(kw_only=True)
class RemediesTold(Facts):
    """The parties were told the ways that are open to them."""

    ways: tuple[WayOut, ...]

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """It is on record."""
        return evolve(record, told_remedies=True)


@attrs.frozen(kw_only=True)
class Feedback(Facts):
    """The one who reported it is told how it ended, without what is confidential."""

    message: str = personal(TEXT_LENGTH)

    def applied(self, record: Dispute, event: Event) -> Dispute:
        """The duty is done."""
        return evolve(record, fed_back=True)
