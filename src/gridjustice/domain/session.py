"""Mediation sessions: what is said in one stays with the mediator and the parties, and never reaches a trial."""

from __future__ import annotations

from datetime import date
from enum import Enum

import attrs

from gridjustice.domain.personal import personal
from gridjustice.domain.record import Appointment, Event, Facts, Record, Role, Scope
from gridjustice.domain.values import TEXT_LENGTH, CourtPath, RecordId, calendar_day, court_path, text


class SessionState(str, Enum):
    """Where a session stands."""

    ARRANGED = "arranged"
    HELD = "held"
    CANCELLED = "cancelled"


class SessionMode(str, Enum):
    """The four modes of the online mediation rules."""

    TOGETHER = "together"
    APART = "apart"
    VENUE = "venue"
    ON_SITE = "on_site"


class Keeping(str, Enum):
    """How it is kept what was said."""

    TRANSCRIPT = "transcript"
    RECORDING = "recording"


@attrs.frozen(kw_only=True)
class Session(Record):
    """One session of a mediation.

    Attributes:
        dispute: what is mediated.
        mediator: who arranged it.
        parties: accounts of the parties, as far as they have any.
        mode: who is where, and whether at the same time.
        held_on: its day.
        attended: the parties that were there.
        keeping: how it is kept what was said.
    """

    state: SessionState
    dispute: RecordId
    mediator: RecordId
    parties: tuple[RecordId, ...] = ()
    mode: SessionMode
    held_on: date
    place: str = text()
    attended: tuple[str, ...] = ()
    keeping: Keeping | None = None

    def appointments(self) -> tuple[Appointment, ...]:
        """Its mediator and the parties; nobody else may know of it."""
        roles = {(self.mediator, Role.MEDIATOR), *((p, Role.PARTY) for p in self.parties)}
        return tuple(
            Appointment(person=person, role=role, scope=Scope.RECORD, place=self.id, since=date.min)
            for person, role in sorted(roles)
        )


@attrs.frozen(kw_only=True)
class SessionPlanned(Facts):
    """A session is arranged.

    Attributes:
        agreed_apart: for sessions at separate times, the parties that agreed to it.
    """

    court: CourtPath = court_path()
    dispute: RecordId
    mode: SessionMode
    held_on: date = calendar_day()
    place: str = text()
    agreed_apart: tuple[str, ...] = ()

    def applied(self, record: Session | None, event: Event) -> Session:
        """The session has its record."""
        return Session(
            id=event.record,
            state=SessionState(event.target),
            court=self.court,
            dispute=self.dispute,
            mediator=RecordId(event.actor),
            parties=tuple(RecordId(p) for p in event.derived.of("parties_of_dispute")),
            mode=self.mode,
            held_on=self.held_on,
            place=self.place,
        )


@attrs.frozen(kw_only=True)
class SessionMoved(Facts):
    """It is held on another day, or elsewhere."""

    held_on: date = calendar_day()
    place: str = text()

    def applied(self, record: Session, event: Event) -> Session:
        """The new day is on record."""
        return attrs.evolve(record, held_on=self.held_on, place=self.place)


@attrs.frozen(kw_only=True)
class SessionHeld(Facts):
    """It was held.

    Attributes:
        identified: whether everybody's identity was checked.
        warned: whether they were warned that a sham mediation is punished.
        keeping: a transcript, or a recording in its place.
        agreed_recording: the parties that agreed to the recording expressly.
        said: what was proposed and conceded; nobody outside reads it, and no court uses it.
        undisputed: facts that no party disputes, where all signed for them.
        undisputed_signed: the parties that did.
    """

    attended: tuple[str, ...]
    identified: bool
    warned: bool
    keeping: Keeping
    agreed_recording: tuple[str, ...] = ()
    said: str | None = personal(TEXT_LENGTH, default=None)
    undisputed: str | None = personal(TEXT_LENGTH, default=None)
    undisputed_signed: tuple[str, ...] = ()

    def applied(self, record: Session, event: Event) -> Session:
        """Who was there is on record."""
        return attrs.evolve(record, attended=self.attended, keeping=self.keeping)


@attrs.frozen(kw_only=True)
class SessionCancelled(Facts):
    """It is not held."""

    reason: str = personal(TEXT_LENGTH)
