"""What comes in, as whoever took it wrote it down, and what became of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import attrs

from gridjustice.application.alike import Alike
from gridjustice.application.codec import from_plain, to_plain
from gridjustice.domain.dispute.choices import IntakeChannel, Level, Matter, Side
from gridjustice.domain.dispute.intake import Caller
from gridjustice.domain.dispute.parties import Danger, Party
from gridjustice.domain.dispute.prevention import Report, SignNoted
from gridjustice.domain.values import CourtPath, RecordId
from gridjustice.language import Catalogue, Language


@attrs.frozen(kw_only=True)
class Incoming:
    """What somebody told, as whoever took it wrote it down.

    Attributes:
        channel: by which way it came.
        unit: the unit that it concerns or that is nearest.
        text: what was told, whole.
        court: the unit's own, where it is not said.
        source: what names it where it came from, as a call's number: the same again is the same call.
        received_at: where that is not now.
        taken_by: who took it, where that is not the one who enters it.
        caller: who called, wrote or came.
        reference: the caller's own, as the number of a letter.
        parties: with one on each side it is a report, otherwise a sign that keeps their names.
        danger: that somebody is in danger says the person who took it; nothing is read out of the text.
    """

    channel: IntakeChannel
    unit: RecordId
    text: str
    court: CourtPath | None = None
    grid: RecordId | None = None
    source: str | None = None
    received_at: datetime | None = None
    taken_by: RecordId | None = None
    caller: Caller | None = None
    reference: str | None = None
    parties: tuple[Party, ...] = ()
    level: Level = Level.BLUE
    matter: Matter = Matter.CIVIL
    cause: str | None = None
    cause_version: str | None = None
    asked_on: date | None = None
    danger: Danger | None = None

    @property
    def is_report(self) -> bool:
        """Whether there is somebody on each side."""
        return {party.side for party in self.parties} == set(Side)

    def facts(self, court: CourtPath) -> SignNoted | Report:
        """The facts of the step in which it ends.

        Raises:
            InvalidError: something cannot be taken as it is, with its path.
        """
        received = self.received_at
        intake = {
            "channel": self.channel, "taken_by": self.taken_by, "caller": self.caller, "reference": self.reference,
            "source": self.source, "named": () if self.is_report else self.parties,
            "received_at": received.astimezone(UTC) if received is not None and received.tzinfo else received,
        }  # fmt: skip
        said: dict[str, Any] = {
            "court": court, "unit": self.unit, "grid": self.grid, "gist": self.text, "level": self.level,
            "danger": self.danger, "intake": intake,
        }  # fmt: skip
        if not self.is_report:
            return from_plain(SignNoted, to_plain(said))
        said |= {
            "parties": self.parties, "matter": self.matter, "cause": self.cause, "cause_version": self.cause_version,
            "asked_on": self.asked_on,
        }  # fmt: skip
        return from_plain(Report, to_plain(said))


class IntakeOutcome(str, Enum):
    """What became of what came in."""

    NOTED = "noted"
    REPORTED = "reported"
    KNOWN = "known"
    LINKED = "linked"


@attrs.frozen(kw_only=True)
class TakenIn:
    """What became of something that came in.

    Attributes:
        number: for people; empty where the record may not be seen by the one who entered it.
        alike: disputes that it looks like, the newest first; to link them is a person's step.
        linked_to: the dispute it was linked to at once.
    """

    record: RecordId
    channel: IntakeChannel
    outcome: IntakeOutcome
    number: str = ""
    alike: tuple[Alike, ...] = ()
    linked_to: RecordId | None = None

    def reply(self, language: Language, catalogue: Catalogue) -> str:
        """What the caller can be told; where others read it, nothing of the matter and not even its number (P49)."""
        if self.channel.is_public or not self.number:
            return catalogue.text(language, "intake.reply.public")
        return catalogue.text(language, "intake.reply.private", number=self.number)
