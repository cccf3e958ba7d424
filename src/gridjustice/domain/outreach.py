"""Outreach: somebody whom no message reached is called, or visited at the door, by a person of the place."""

from __future__ import annotations

from datetime import date
from enum import Enum

import attrs

from gridjustice.domain.record import Appointment, Event, Facts, Record, Role, Scope
from gridjustice.domain.values import CourtPath, RecordId, court_path, text


class OutreachState(str, Enum):
    """Where it stands."""

    ASKED = "asked"
    TAKEN = "taken"
    REACHED = "reached"
    NOT_REACHED = "not_reached"


class OutreachForm(str, Enum):
    """How somebody is to be reached."""

    CALL = "call"
    VISIT = "visit"


class OutreachReason(str, Enum):
    """Why a person has to do it."""

    NO_ADDRESS = "no_address"
    """There is no other way to them."""

    NOT_DELIVERED = "not_delivered"
    """What was sent did not arrive."""


@attrs.frozen(kw_only=True)
class Outreach(Record):
    """A call or a visit that somebody of the place is asked for: it is no service, and no period runs from it (P50).

    Attributes:
        subject: the record of which there is news; what the news is, is not said here.
        person: the account that is to be reached.
        party: of a party without an account, its short name in the subject.
        doorstep: whether somebody goes there when a call has reached nobody: of elderly and disabled people.
        barred: people, units and grids that may not handle the subject, and those who are to be reached.
        taken_by: who does it.
    """

    state: OutreachState
    subject: RecordId
    person: RecordId | None = None
    party: str | None = text(32, default=None)
    form: OutreachForm
    reason: OutreachReason
    doorstep: bool = False
    barred: tuple[RecordId, ...] = ()
    taken_by: RecordId | None = None

    @property
    def visit_follows(self) -> bool:
        """Whether a visit follows where a call reached nobody."""
        return self.doorstep and self.form is OutreachForm.CALL

    def appointments(self) -> tuple[Appointment, ...]:
        """Whom it bars."""
        return tuple(Appointment(each, Role.BARRED, Scope.RECORD, self.id, date.min) for each in self.barred)


@attrs.frozen(kw_only=True)
class OutreachAsked(Facts):
    """Somebody of the place is asked to call or to go there."""

    court: CourtPath = court_path()
    unit: RecordId | None = None
    grid: RecordId | None = None
    subject: RecordId
    person: RecordId | None = text(64, default=None)
    party: str | None = text(32, default=None)
    form: OutreachForm
    reason: OutreachReason
    doorstep: bool = False

    def applied(self, record: Outreach | None, event: Event) -> Outreach:
        """It waits for somebody to take it."""
        return Outreach(
            id=event.record,
            state=OutreachState(event.target),
            court=self.court,
            unit=self.unit,
            grid=self.grid,
            subject=self.subject,
            person=self.person,
            party=self.party,
            form=self.form,
            reason=self.reason,
            doorstep=self.doorstep,
            barred=tuple(RecordId(each) for each in event.derived.of("kept_away")),
        )


@attrs.frozen(kw_only=True)
class OutreachTaken(Facts):
    """Somebody does it."""

    def applied(self, record: Outreach, event: Event) -> Outreach:
        """Who it is stands there."""
        return attrs.evolve(record, taken_by=RecordId(event.actor))


@attrs.frozen(kw_only=True)
class OutreachDone(Facts):
    """They were reached: in person, and told that there is news and where it can be asked for."""

    def applied(self, record: Outreach, event: Event) -> Outreach:
        """Who did it stands there."""
        return attrs.evolve(record, taken_by=RecordId(event.actor))


@attrs.frozen(kw_only=True)
class OutreachMissed(Facts):
    """Nobody was reached."""

    def applied(self, record: Outreach, event: Event) -> Outreach:
        """A call becomes a visit where one follows, and waits for somebody again."""
        if event.target == OutreachState.ASKED.value:
            return attrs.evolve(record, form=OutreachForm.VISIT, taken_by=None)
        return attrs.evolve(record, taken_by=RecordId(event.actor))
