"""Applications for a protection order (人身安全保护令): a fast path of their own that nobody else can see."""

from __future__ import annotations

from datetime import date
from enum import Enum

import attrs

from gridjustice.domain.personal import personal
from gridjustice.domain.record import Appointment, Event, Facts, Record, Role, Scope
from gridjustice.domain.values import TEXT_LENGTH, CourtPath, RecordId, calendar_day, court_path, text


class ProtectionState(str, Enum):
    """Where the application stands."""

    APPLIED = "applied"
    ISSUED = "issued"
    SERVED = "served"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class AppliedBy(str, Enum):
    """Who applies; others than herself only where she cannot, or dares not."""

    HERSELF = "herself"
    RELATIVE = "relative"
    POLICE = "police"
    WOMENS_FEDERATION = "womens_federation"
    RESIDENTS_COMMITTEE = "residents_committee"
    VILLAGERS_COMMITTEE = "villagers_committee"
    RESCUE_BODY = "rescue_body"
    FOREST_FARM = "forest_farm"
    OTHER = "other"


class Measure(str, Enum):
    """What the order forbids or commands."""

    NO_VIOLENCE = "no_violence"
    NO_CONTACT = "no_contact"
    LEAVE_HOME = "leave_home"
    OTHER = "other"


@attrs.frozen(kw_only=True)
class Protection(Record):
    """An application for a protection order, and the order.

    Attributes:
        applicant: the account that applied, for herself or for her.
        protected: her account, if she has one.
        respondent: the account of the one it is against, who sees it once it was served.
        urgent: whether the shorter limit runs.
        judge: who decides.
        valid_until: the last day of the order.
        served_on: the day it reached the one it is against.
    """

    state: ProtectionState
    applicant: RecordId
    protected: RecordId | None = None
    respondent: RecordId | None = None
    applied_by: AppliedBy
    name: str = personal()
    against: str = personal()
    happened: str = personal(TEXT_LENGTH)
    urgent: bool = False
    judge: RecordId | None = None
    measures: tuple[Measure, ...] = ()
    valid_until: date | None = None
    served_on: date | None = None

    def appointments(self) -> tuple[Appointment, ...]:
        """She, who applied for her, the judge; once it was served, the one it is against, who handles it never."""
        roles = {(person, Role.PARTY) for person in (self.applicant, self.protected) if person}
        if self.judge:
            roles.add((self.judge, Role.JUDGE))
        if self.respondent and self.served_on:
            roles.add((self.respondent, Role.PARTY))
        if self.respondent:
            roles.add((self.respondent, Role.BARRED))
        return tuple(
            Appointment(person=person, role=role, scope=Scope.RECORD, place=self.id, since=date.min)
            for person, role in sorted(roles)
        )


@attrs.frozen(kw_only=True)
class ProtectionAsked(Facts):
    """Somebody asks for a protection order; no suit for divorce is needed.

    Attributes:
        protected: her account, where somebody else applies for her.
        cannot_herself: of others than herself, whether she cannot apply, or is kept from it.
    """

    court: CourtPath = court_path()
    applied_by: AppliedBy
    cannot_herself: bool = False
    protected: RecordId | None = text(64, default=None)
    respondent: RecordId | None = text(64, default=None)
    name: str = personal()
    against: str = personal()
    happened: str = personal(TEXT_LENGTH)
    urgent: bool = False

    def applied(self, record: Protection | None, event: Event) -> Protection:
        """The application is there, and its hours run."""
        return Protection(
            id=event.record,
            state=ProtectionState(event.target),
            court=self.court,
            applicant=RecordId(event.actor),
            protected=self.protected,
            respondent=self.respondent,
            applied_by=self.applied_by,
            name=self.name,
            against=self.against,
            happened=self.happened,
            urgent=self.urgent,
        )


@attrs.frozen(kw_only=True)
class ProtectionJudge(Facts):
    """A judge has it."""

    judge: RecordId

    def applied(self, record: Protection, event: Event) -> Protection:
        """The judge is on record."""
        return attrs.evolve(record, judge=self.judge)


@attrs.frozen(kw_only=True)
class ProtectionIssued(Facts):
    """The court issues the order."""

    measures: tuple[Measure, ...]
    valid_until: date = calendar_day()
    seal: CourtPath = court_path()

    def applied(self, record: Protection, event: Event) -> Protection:
        """It holds from now on."""
        return attrs.evolve(record, measures=self.measures, valid_until=self.valid_until)


@attrs.frozen(kw_only=True)
class ProtectionRefused(Facts):
    """The court does not issue it, and says why."""

    reason: str = personal(TEXT_LENGTH)
    seal: CourtPath = court_path()


@attrs.frozen(kw_only=True)
class ProtectionServed(Facts):
    """It reached the one it is against, and the police and the committee that help to carry it out."""

    served_on: date = calendar_day()
    proof: bool

    def applied(self, record: Protection, event: Event) -> Protection:
        """The day is on record."""
        return attrs.evolve(record, served_on=self.served_on)


@attrs.frozen(kw_only=True)
class ProtectionChanged(Facts):
    """The court makes it longer, or changes what it commands."""

    measures: tuple[Measure, ...]
    valid_until: date = calendar_day()
    seal: CourtPath = court_path()

    def applied(self, record: Protection, event: Event) -> Protection:
        """It holds as it is now."""
        return attrs.evolve(record, measures=self.measures, valid_until=self.valid_until)


@attrs.frozen(kw_only=True)
class ProtectionEnded(Facts):
    """She withdraws, or the court takes it back."""

    reason: str = personal(TEXT_LENGTH)
