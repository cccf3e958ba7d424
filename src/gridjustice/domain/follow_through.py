"""Follow-through orders (督办): a court's dated request to a unit about a record, tracked until it is answered."""

from __future__ import annotations

from enum import Enum
from typing import Any

import attrs

from gridjustice.domain.personal import personal
from gridjustice.domain.record import Event, Facts, Record
from gridjustice.domain.values import TEXT_LENGTH, CourtPath, RecordId, court_path


class OrderState(str, Enum):
    """Where a follow-through order stands."""

    ISSUED = "issued"
    ACKNOWLEDGED = "acknowledged"
    ESCALATED = "escalated"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@attrs.frozen(kw_only=True)
class Order(Record):
    """A follow-through order; `unit` is the unit it is written to, never a person.

    Attributes:
        subject: the record it is about.
        returned: how often an answer was sent back.
    """

    state: OrderState
    subject: RecordId
    reason: str = personal(TEXT_LENGTH)
    answer: str | None = personal(TEXT_LENGTH, default=None)
    returned: int = 0


@attrs.frozen(kw_only=True)
class OrderIssued(Facts):
    """A court asks a unit to see to a record."""

    court: CourtPath = court_path()
    unit: RecordId
    subject: RecordId
    reason: str = personal(TEXT_LENGTH)

    def applied(self, record: Order | None, event: Event) -> Order:
        """The order is there."""
        return Order(
            id=event.record,
            state=OrderState(event.target),
            court=self.court,
            unit=self.unit,
            subject=self.subject,
            reason=self.reason,
        )


@attrs.frozen(kw_only=True)
class OrderAnswered(Facts):
    """The unit says what it did."""

    answer: str = personal(TEXT_LENGTH)

    def applied(self, record: Order, event: Event) -> Order:
        """The answer stands in the order."""
        return attrs.evolve(record, answer=self.answer)


@attrs.frozen(kw_only=True)
class OrderReturned(Facts):
    """The answer is not enough, with the reason."""

    reason: str = personal(TEXT_LENGTH)

    def applied(self, record: Order, event: Event) -> Order:
        """It is counted."""
        return attrs.evolve(record, returned=record.returned + 1)


@attrs.frozen(kw_only=True)
class OrderNoted(Facts):
    """On the record an order is about: the order is open from now on."""

    order: RecordId

    def applied(self, record: Record, event: Event) -> Record:
        """The record knows of it."""
        return _with_orders(record, (*_orders(record), self.order))


@attrs.frozen(kw_only=True)
class OrderLifted(Facts):
    """On the record an order is about: the order is done with."""

    order: RecordId

    def applied(self, record: Record, event: Event) -> Record:
        """The record no longer lists it as open."""
        return _with_orders(record, tuple(o for o in _orders(record) if o != self.order))


def _orders(record: Record) -> tuple[RecordId, ...]:
    """Open orders of a kind that can be pointed at: its class has a field ``orders``."""
    orders: tuple[RecordId, ...] = getattr(record, "orders")  # noqa: B009  # not every Record has it; the table decides
    return orders


def _with_orders(record: Record, orders: tuple[RecordId, ...]) -> Record:
    changes: dict[str, Any] = {"orders": orders}
    return attrs.evolve(record, **changes)
