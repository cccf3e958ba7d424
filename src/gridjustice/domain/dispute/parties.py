"""The people of a dispute: parties with their agents, guardians, needs and languages, and who helps them speak."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import ClassVar

import attrs

from gridjustice.domain.contacts import Owner
from gridjustice.domain.dispute.choices import AgentKind, Body, Capacity, DangerKind, Form, Need, Relation, Side
from gridjustice.domain.identifiers import credit_code, identity_number
from gridjustice.domain.personal import personal
from gridjustice.domain.values import RecordId, calendar_day, language_tag, text


@attrs.frozen(kw_only=True)
class Agent:
    """Somebody who acts for a party.

    Attributes:
        id: short name inside the party, as ``lawyer``.
        person: the agent's account, if there is one.
        may_settle: whether the party gave authority to concede and to settle (特别授权); without it an authorised
            agent signs no agreement.
    """

    SUBJECT: ClassVar[str] = "id"

    id: str = text(32)
    kind: AgentKind
    name: str = personal()
    person: RecordId | None = text(64, default=None)
    may_settle: bool = False


@attrs.frozen(kw_only=True)
class Party:
    """A party to a dispute.

    Attributes:
        id: its short name inside the dispute, as ``a1``.
        phone_of: whose the number is; None for its own, and for unknown where somebody is in danger.
        id_number: of a person, never required; `other_document` for a passport and the like.
        credit_code: of an organisation.
        person: the party's account, if it has one.
        unit: the governance unit that is the party, if it is one.
        language: BCP 47 tag of the language it reads.
        capacity: whether it acts for itself.
        agents: who acts for it.
        needs: what calls for care, a visit, an earlier day.
    """

    SUBJECT: ClassVar[str] = "id"

    id: str = text(32)
    side: Side
    name: str = personal()
    phone: str | None = personal(default=None)
    phone_of: Owner | None = None
    id_number: str | None = identity_number(default=None)
    credit_code: str | None = credit_code(default=None)
    other_document: str | None = personal(default=None)
    address: str | None = personal(default=None)
    person: RecordId | None = text(64, default=None)
    unit: RecordId | None = text(64, default=None)
    language: str = language_tag(default="zh-CN")
    capacity: Capacity = Capacity.FULL
    agents: tuple[Agent, ...] = ()
    needs: tuple[Need, ...] = ()

    def agent(self, agent_id: str | None) -> Agent | None:
        """The agent of that short name."""
        return next((a for a in self.agents if a.id == agent_id), None)

    @cached_property
    def accounts(self) -> tuple[RecordId, ...]:
        """The accounts that speak for it: its own and its agents'."""
        return tuple(p for p in (self.person, *(a.person for a in self.agents)) if p)


@attrs.frozen(kw_only=True)
class Danger:
    """Somebody is in danger.

    Attributes:
        minor: whether a minor is harmed or in danger.
        called: who was called so far.
    """

    kind: DangerKind
    minor: bool = False
    called: tuple[Body, ...] = ()


@attrs.frozen(kw_only=True)
class Consent:
    """One party's express consent to mediation.

    Attributes:
        by: the agent who gave it, or None where the party did.
    """

    party: str
    given_on: date
    form: Form
    language: str = "zh-CN"
    by: str | None = None


@attrs.frozen(kw_only=True)
class Signature:
    """A party's signature, with its day.

    Attributes:
        by: the agent who signed, or None where the party did.
    """

    party: str = text(32)
    signed_on: date = calendar_day()
    by: str | None = text(32, default=None)


@attrs.frozen(kw_only=True)
class Choice:
    """The mediator whom a party wants."""

    party: str
    mediator: RecordId


@attrs.frozen(kw_only=True)
class Disclosure:
    """What a mediator disclosed: a tie to a party, without its particulars."""

    party: str = text(32)
    relation: Relation


@attrs.frozen(kw_only=True)
class Interpreter:
    """Somebody who interprets for the parties that do not read the language used.

    Attributes:
        person: the interpreter's account, if there is one.
        language: BCP 47 tag of the language interpreted into.
    """

    SUBJECT: ClassVar[str] = "language"

    name: str = personal()
    person: RecordId | None = text(64, default=None)
    language: str = language_tag()
