"""A dispute, from the early sign to the archive: one record, one number, one history."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import ClassVar

import attrs

from gridjustice.domain.personal import personal
from gridjustice.domain.record import Appointment, Record, Role, Scope
from gridjustice.domain.values import TEXT_LENGTH, RecordId, calendar_day, text


class DisputeState(str, Enum):
    """Where a dispute stands; participles, in the order it usually goes."""

    SIGNALLED = "signalled"
    REPORTED = "reported"
    TRIAGED = "triaged"
    DELEGATED = "delegated"
    RECEIVED = "received"
    ASKED = "asked"
    IN_MEDIATION = "in_mediation"
    AGREED = "agreed"
    APPLIED = "applied"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    PERFORMED = "performed"
    FAILED = "failed"
    RESOLVED = "resolved"
    REFERRED = "referred"
    BROUGHT = "brought"
    DOCKETED = "docketed"
    CLOSED = "closed"
    ARCHIVED = "archived"


class Side(str, Enum):
    """Which side a party stands on."""

    APPLICANT = "applicant"
    RESPONDENT = "respondent"


class Level(str, Enum):
    """How great the risk is; no national scheme exists, so offices may read these as they are used to."""

    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


class Jurisdiction(str, Enum):
    """Whose case it would be; always a person's decision."""

    OURS = "ours"
    LOCAL_COURT = "local_court"
    CONCENTRATED = "concentrated"


class Route(str, Enum):
    """Where triage sends a dispute."""

    MEDIATION = "mediation"
    GOVERNMENT = "government"
    ARBITRATION = "arbitration"
    POLICE = "police"
    PETITION_OFFICE = "petition_office"
    OTHER_COURT = "other_court"


class Form(str, Enum):
    """How something was declared or concluded."""

    ONLINE = "online"
    WRITTEN = "written"
    ORAL = "oral"


class EndGround(str, Enum):
    """Why a mediation ended without an agreement (the grounds of the online mediation rules that mean failure)."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    TOO_FAR_APART = "too_far_apart"
    TIME_RAN_OUT = "time_ran_out"
    UNSIGNED = "unsigned"
    OTHER = "other"


class RejectionGround(str, Enum):
    """Why a court does not confirm an agreement."""

    BREAKS_LAW = "breaks_law"
    HARMS_OTHERS = "harms_others"
    PUBLIC_ORDER = "public_order"
    NOT_VOLUNTARY = "not_voluntary"
    UNCLEAR = "unclear"
    OTHER = "other"


class ClosingManner(str, Enum):
    """How a docketed case was closed."""

    JUDGMENT = "judgment"
    MEDIATION_STATEMENT = "mediation_statement"
    WITHDRAWAL = "withdrawal"
    OTHER = "other"


class Matter(str, Enum):
    """What the dispute is about where the law asks first; the cause of action is kept apart from it."""

    CIVIL = "civil"
    TITLE = "title"
    PERSONAL_STATUS = "personal_status"


@attrs.frozen(kw_only=True)
class Party:
    """A party to a dispute.

    Attributes:
        id: its short name inside the dispute, as ``a1``.
        person: the party's account, if it has one.
        unit: the governance unit that is the party, if it is one.
        language: BCP 47 tag of the language it reads.
    """

    SUBJECT: ClassVar[str] = "id"

    id: str = text(32)
    side: Side
    name: str = personal()
    phone: str | None = personal(default=None)
    id_number: str | None = personal(default=None)
    address: str | None = personal(default=None)
    person: RecordId | None = text(64, default=None)
    unit: RecordId | None = text(64, default=None)
    language: str = text(16, default="zh-CN")


@attrs.frozen(kw_only=True)
class Consent:
    """One party's express consent to mediation."""

    party: str
    given_on: date
    form: Form
    language: str = "zh-CN"


@attrs.frozen(kw_only=True)
class Signature:
    """A party's signature under an agreement, with its day."""

    party: str = text(32)
    signed_on: date = calendar_day()


@attrs.frozen(kw_only=True)
class Agreement:
    """What the parties agreed, and since when it binds them.

    Attributes:
        effective_on: the day on which the last of all required signatures and seals was there.
    """

    content: str = personal(TEXT_LENGTH)
    form: Form
    signatures: tuple[Signature, ...]
    effective_on: date


@attrs.frozen(kw_only=True)
class Proceeding:
    """One bringing of the dispute to a court; the policy profile belongs to it, not to the dispute.

    Attributes:
        profile: the policy profile of the day it was brought.
        case_number: once it is docketed.
    """

    brought_on: date
    profile: str
    case_number: str | None = text(64, default=None)
    closed_as: ClosingManner | None = None


@attrs.frozen(kw_only=True)
class Dispute(Record):
    """A dispute.

    Attributes:
        number: for people to say on the telephone; the id is what counts.
        reported_on: the day somebody asked for help with it.
        reporter: who reported it and is owed an answer, if they have an account.
        origin: the unit it was reported from.
        matter: whether the law sends it elsewhere first.
        jurisdiction: whose case it would be, once triage has decided it.
        route: where triage sent it.
        cause_version: version of the list of causes, with `cause`.
        mediator: who mediates it.
        applicants: parties that applied for confirmation.
        ground: why mediation ended without an agreement.
        told_remedies: whether the parties were told their ways out after a failure.
        fed_back: whether the reporter was told the result.
        orders: open follow-through orders about it.
    """

    state: DisputeState
    number: str = text(32)
    gist: str = personal(TEXT_LENGTH)
    level: Level = Level.BLUE
    matter: Matter = Matter.CIVIL
    jurisdiction: Jurisdiction | None = None
    route: Route | None = None
    cause: str | None = text(16, default=None)
    cause_version: str | None = text(16, default=None)
    reported_on: date | None = None
    reporter: RecordId | None = None
    origin: RecordId | None = None
    parties: tuple[Party, ...] = ()
    mediator: RecordId | None = None
    consents: tuple[Consent, ...] = ()
    agreement: Agreement | None = None
    applicants: tuple[str, ...] = ()
    ground: EndGround | None = None
    told_remedies: bool = False
    fed_back: bool = False
    proceedings: tuple[Proceeding, ...] = ()
    orders: tuple[RecordId, ...] = ()

    def party(self, party_id: str) -> Party | None:
        """The party of that short name."""
        return next((p for p in self.parties if p.id == party_id), None)

    def unanswered(self) -> tuple[Party, ...]:
        """Parties whose consent to mediation is still missing."""
        given = {c.party for c in self.consents}
        return tuple(p for p in self.parties if p.id not in given)

    @property
    def effective_on(self) -> date | None:
        """The day from which the agreement binds the parties, if there is one."""
        return self.agreement.effective_on if self.agreement else None

    @property
    def is_before_court(self) -> bool:
        """Whether a party has brought it to the court, and it is not docketed yet."""
        return bool(self.proceedings) and self.proceedings[-1].case_number is None

    @property
    def profile(self) -> str | None:
        """The policy profile of the current court proceeding; None while it was never brought to a court."""
        return self.proceedings[-1].profile if self.proceedings else None

    def appointments(self) -> tuple[Appointment, ...]:
        """Its parties, its mediator and its reporter, as far as they have accounts."""
        since = self.reported_on or date.min
        roles = [(p.person, Role.PARTY) for p in self.parties if p.person]
        if self.mediator:
            roles.append((self.mediator, Role.MEDIATOR))
        if self.reporter:
            roles.append((self.reporter, Role.REPORTER))
        return tuple(
            Appointment(person=person, role=role, scope=Scope.RECORD, place=self.id, since=since)
            for person, role in roles
        )
