"""Days, effect and authority, counted without the law book: what the ledgers of the walks go by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import chinese_calendar  # type: ignore[import-untyped]  # it says nothing of its types

from gridjustice.domain.dispute import Dispute
from gridjustice.domain.dispute.choices import AgentKind, Capacity, Form, MediationKind
from gridjustice.domain.dispute.parties import Signature


@lru_cache(maxsize=10_000)
def last_day(start: date, days: int) -> date:
    """The last of so many days after a day, or the first working day after it."""
    day = start + timedelta(days)
    while not works(day):
        day += timedelta(1)
    return day


@lru_cache(maxsize=10_000)
def working_days_after(start: date, days: int) -> date:
    """The last of so many working days after a day."""
    day = start
    while days:
        day += timedelta(1)
        days -= works(day)
    return day


@lru_cache(maxsize=10_000)
def works(day: date) -> bool:
    """Whether courts work on it; where no calendar is published, as in any week."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def effect(facts: Any, kind: MediationKind | None) -> date | None:
    """The day from which an agreement binds: orally its own; else the last party's signature.

    On paper, of people's mediation, the mediator's signature and the seal count too.
    """
    if facts.form is Form.ORAL:
        found: date | None = facts.agreed_on
        return found
    days = [s.signed_on for s in facts.signatures]
    if facts.form is Form.WRITTEN and kind is MediationKind.PEOPLE:
        days += [day for day in (facts.mediator_signed_on, facts.sealed_on) if day]
    return max(days, default=None)


def without_authority(record: Dispute, signatures: Iterable[Signature]) -> Iterator[str]:
    """Signatures of those who could not give them."""
    for signature in signatures:
        party = record.party(signature.party)
        if party is None:
            yield "a stranger signed"
            continue
        agent = party.agent(signature.by)
        many = sum(p.side is party.side for p in record.parties) >= 10
        if party.capacity is not Capacity.FULL:
            lawful = agent is not None and agent.kind is AgentKind.STATUTORY
        elif signature.by is None:
            lawful = True
        else:
            lawful = agent is not None and (
                agent.kind in {AgentKind.STATUTORY, AgentKind.LEGAL_REPRESENTATIVE}
                or (agent.may_settle and (agent.kind is AgentKind.AUTHORISED or many))
            )
        if not lawful:
            yield "somebody signed without authority"
