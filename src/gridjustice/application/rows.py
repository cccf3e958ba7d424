"""Decisions of the engine as rows of the storage, and rows as domain objects again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, get_type_hints

import attrs

from gridjustice.application.codec import Codec, digest, instant_text
from gridjustice.domain.personal import unwrap
from gridjustice.domain.record import Appointment, Deadline, Event, Record, Role, Scope
from gridjustice.domain.values import per_class
from gridjustice.ports.storage import (
    AppointmentRow,
    Change,
    Column,
    DeadlineRow,
    EntryRow,
    HeadRow,
    OutboxRow,
    Projection,
    ReceiptRow,
    Value,
)
from gridjustice.workflow.table import Kind


class Stored(NamedTuple):
    """A record as it is known now.

    Attributes:
        kind: empty where there is no record.
        record: None where there is none.
        version: 0 where there is none.
        hash: of its newest event; empty where there is none.
    """

    kind: str
    record: Any
    version: int
    hash: str


_HEAD = frozenset(field.name for field in attrs.fields(Record))


def projection_of(kind: Kind) -> Projection:
    """The projection of a kind: every plain field of its class that is neither in the head nor personal."""
    return Projection(kind.name, tuple(Column(name, type_) for name, type_ in _listed_fields(kind.record)))


def listed_of(record: Record) -> dict[str, Value]:
    """The row of a record in its kind's projection."""
    return {name: _value(getattr(record, name)) for name, _ in _listed_fields(type(record))}


@per_class
def _listed_values(cls: type[Record]) -> Callable[[Record], object]:
    """Reads what a projection shows, for comparing."""
    names = [name for name, _ in _listed_fields(cls)]
    return attrgetter(*names) if names else lambda _: ()


def deadline_rows(kind: str, record: Record) -> tuple[DeadlineRow, ...]:
    """The open deadlines of a record; one that stands still is not open."""
    return tuple(
        DeadlineRow(
            record.id,
            d.limit,
            kind,
            d.due.isoformat(),
            instant_text(d.runs_out),
            None if d.watch is None else instant_text(d.watch),
            d.calendar if d.provisional else None,
        )
        for d in record.running
    )


def appointment_rows(record: Record) -> tuple[AppointmentRow, ...]:
    """The roles a record gives, each once."""
    rows = {
        (a.person, a.role, a.scope, a.place, a.since): AppointmentRow(
            record.id,
            a.person,
            a.role.value,
            a.scope.value,
            a.place,
            a.since.isoformat(),
            a.until.isoformat() if a.until else None,
        )
        for a in record.appointed
    }
    return tuple(rows.values())


@lru_cache(maxsize=4096)
def appointment_of(row: AppointmentRow) -> Appointment:
    """The appointment of a row."""
    return Appointment(
        person=row.person,
        role=Role(row.role),
        scope=Scope(row.scope),
        place=row.place,
        since=date.fromisoformat(row.since),
        until=date.fromisoformat(row.until) if row.until else None,
    )


def head_row(codec: Codec, kind: str, record: Record, version: int, hash_: str) -> HeadRow:
    """The head of a record."""
    return HeadRow(
        record.id,
        kind,
        record.court,
        record.unit,
        record.grid,
        record.state_name,
        version,
        due_of(record.deadlines),
        hash_,
        codec.record_body(record),
    )


def due_of(deadlines: tuple[Deadline, ...]) -> str | None:
    """The instant at which the first of the deadlines runs out; one that stands still does not."""
    first = min((d.runs_out for d in deadlines if d.paused_since is None), default=None)
    return None if first is None else instant_text(first)


def outbox_row(event: Event) -> OutboxRow:
    """What the relay will have to tell."""
    return OutboxRow(event.record, event.version, ",".join(event.derived.tells))


def receipt_row(event: Event) -> ReceiptRow | None:
    """The key the event was asked for under; a consequence has none."""
    if not event.key:
        return None
    return ReceiptRow(event.actor, event.key, event.request, event.record, event.version)


def change_of(codec: Codec, event: Event, held: Stored, after: Record, reads: tuple[tuple[str, int], ...]) -> Change:
    """A step's whole effect, as rows.

    Args:
        codec: makes the bodies.
        event: what happened.
        held: the record before it.
        after: the record after it.
        reads: what its guards read.
    """
    before: Record | None = held.record
    body = codec.event_body(event, held.hash)
    hash_ = digest(body)
    head = head_row(codec, event.kind, after, event.version, hash_)
    entry = EntryRow(
        event.record,
        event.version,
        event.kind,
        after.court,
        after.unit,
        after.grid,
        event.step,
        head.state,
        event.actor,
        event.day.isoformat(),
        instant_text(event.at),
        hash_,
        body,
    )
    given = before is None or before.appointed != after.appointed
    fields = _listed_values(type(after))
    return Change(
        before=event.version - 1,
        head=head,
        entry=entry,
        deadlines=None if event.derived.deadlines is None else deadline_rows(event.kind, after),
        appointments=appointment_rows(after) if given else None,
        listed=None if before and fields(before) == fields(after) else listed_of(after),
        outbox=outbox_row(event),
        receipt=receipt_row(event),
        reads=reads,
    )


@per_class
def _listed_fields(cls: type[Record]) -> tuple[tuple[str, str], ...]:
    hints = get_type_hints(cls)
    fields = []
    for field in attrs.fields(cls):
        if field.name in _HEAD or field.metadata.get("personal"):
            continue
        inner, many = unwrap(hints[field.name])
        if many or attrs.has(inner):
            continue
        fields.append((field.name, "integer" if issubclass(inner, (int, bool)) else "text"))
    return tuple(fields)


def _value(value: Any) -> Value:
    if value is None or type(value) is str:
        return value
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, int) else str(value)
