"""Who was told of a record's events, by what, and what was answered: its delivery record, as one reader may see it."""

from __future__ import annotations

import attrs

from gridjustice.application.notices import Notices
from gridjustice.application.notices.delivery import ROUND
from gridjustice.application.office import Office
from gridjustice.domain.record import Role
from gridjustice.domain.values import RecordId
from gridjustice.errors import NotFoundError, UnreachableError
from gridjustice.ports.relaying import CHANNEL, DeliveryRow, TryRow
from gridjustice.ports.storage import Transaction

WAITING, GIVEN_UP = "waiting", "given_up"
"""Outcomes of what was not told yet, beside those of `gridjustice.ports.relaying.OUTCOMES`."""


@attrs.frozen(kw_only=True)
class Informed:
    """That somebody was told, or was to be told.

    Attributes:
        record: of what.
        version: of the record after the step it tells of.
        step: which step; empty where that is not known here any more.
        target: by what: ``channel:sms``, ``feed:archive``.
        recipient: id of a person's record, or ``party:a1``; empty for feeds.
        template: what sort of text.
        at: the instant of the try, as it is stored; of what waits, from when it may be tried.
        outcome: ``told``, ``unavailable``, ``rejected``, ``withheld``, ``waiting`` or ``given_up``.
        detail: what was answered, or why not.
        key: under which it was told, the same every time.
    """

    record: RecordId
    version: int
    step: str
    target: str
    recipient: str
    template: str
    at: str
    outcome: str
    detail: str
    key: str


def informed(office: Office, actor: str, record: str) -> tuple[Informed, ...]:
    """The delivery record of a record, by event and then in the order of what was tried; what still waits comes last.

    Those who read the record in clear see all of it, others what they were told themselves. Of a step that is hidden
    from the reader nothing is told.

    Raises:
        NotFoundError: no such record, or the actor may not know of it.
    """
    view = office.show(actor, record)
    steps = {event.version: event.step for event in office.history(actor, record)}
    with office.storage.read() as reader:
        tries = reader.relay.tries(record)
        left = [row for row in reader.relay.deliveries(record=record, limit=10_000) if row.target.startswith(CHANNEL)]
    found = [_tried(each, steps) for each in tries] + [_left(each, steps) for each in left]
    seen = (each for each in found if each.version in steps and (view.clear or each.recipient == actor))
    return tuple(sorted(seen, key=lambda each: each.version))


def tell_again(notices: Notices, actor: str, record: str, version: int, recipient: str) -> DeliveryRow:
    """Somebody is told of an event once more, because it is wanted so: under a new key, by the first way to them.

    For those who read the record in clear and are no party to it, and for whoever is to be told themselves. Asked again
    before it was sent, it is the same repetition.

    Args:
        notices: of the office, with the channels that are used.
        actor: who wants it.
        record: of what.
        version: of the record after the step.
        recipient: as `Informed.recipient`.

    Raises:
        NotFoundError: no such record or event, or the actor may not have it told.
        UnreachableError: nothing leads to the recipient.
    """
    office = notices.office
    view = office.show(actor, record)
    is_party = any(a.role is Role.PARTY and a.person == actor for a in view.record.appointed)
    known = {event.version for event in office.history(actor, record)}
    allowed = actor == recipient or (view.clear and not is_party)

    def work(transaction: Transaction) -> DeliveryRow | None:
        relay = transaction.relay
        waiting = [row for row in relay.deliveries(record=record, limit=10_000) if not row.dead]
        mine = [row for row in waiting if (row.version, row.recipient) == (version, recipient)]
        names = [row.template for row in mine]
        names += [row.template for row in relay.tries(record, version) if row.recipient == recipient]
        again = [row for row in mine if ROUND in row.template]
        if again or not names:
            return again[0] if again else None
        number = 1 + max(int(name.partition(ROUND)[2] or 1) for name in names)
        rows = notices.resend(transaction, record, version, recipient, number=number)
        if not rows:
            raise UnreachableError(recipient)
        relay.add(rows)
        return rows[0]

    row = office.storage.run(work) if allowed and version in known else None
    if row is None:
        raise NotFoundError(f"of version {version} of record {record} nobody can be told again as {recipient!r}")
    return row


def _tried(row: TryRow, steps: dict[int, str]) -> Informed:
    delivery = DeliveryRow(row.target, row.record, row.recipient, row.version, row.template)
    return _of(delivery, steps, row.at, row.outcome, row.detail)


def _left(row: DeliveryRow, steps: dict[int, str]) -> Informed:
    return _of(row, steps, row.due, GIVEN_UP if row.dead else WAITING, row.error)


def _of(row: DeliveryRow, steps: dict[int, str], at: str, outcome: str, detail: str) -> Informed:
    return Informed(
        record=RecordId(row.record),
        version=row.version,
        step=steps.get(row.version, ""),
        target=row.target,
        recipient=row.recipient,
        template=row.template,
        at=at,
        outcome=outcome,
        detail=detail,
        key=row.name,
    )
