"""Builders of rows for those who test a storage: everything has a value, and a test names only what it is about."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

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

PROJECTIONS = (
    Projection("dispute", (Column("number", "text"), Column("level", "text"), Column("fed_back", "integer"))),
    Projection("unit", (Column("code", "text"), Column("name", "text"))),
)
"""Projections of two kinds, as the kit prepares every storage for."""

DAY = "2026-11-23"
INSTANT = "2026-11-23T01:02:03.000000Z"


def head(id_: str = "a", version: int = 1, **changed: Any) -> HeadRow:
    """The head of a record."""
    body = b'{"id":"%s","version":%d}' % (id_.encode(), version)
    row = HeadRow(
        id=id_,
        kind="dispute",
        court="yblq/helong",
        unit=None,
        grid=None,
        state="reported",
        version=version,
        due=None,
        hash=hashlib.sha256(body).hexdigest(),
        body=body,
    )
    return row._replace(**changed)


def entry(of: HeadRow, **changed: Any) -> EntryRow:
    """The event that led to a head."""
    row = EntryRow(
        record=of.id,
        version=of.version,
        kind=of.kind,
        court=of.court,
        unit=of.unit,
        grid=of.grid,
        step="report",
        state=of.state,
        actor="p1",
        day=DAY,
        at=INSTANT,
        hash=of.hash,
        body=b'{"of":"%s"}' % of.id.encode(),
    )
    return row._replace(**changed)


def deadline(
    record: str = "a", name: str = "triage", runs_out: str = "2026-12-01T16:00:00.000000Z", **changed: Any
) -> DeadlineRow:
    """An open deadline of which nothing is said before it runs out, counted by a calendar that is settled."""
    row = DeadlineRow(record, name, "dispute", runs_out[:10], runs_out, watch=runs_out, provisional=None)
    return row._replace(**changed)


def appointment(record: str, person: str, role: str = "party", scope: str = "record", **changed: Any) -> AppointmentRow:
    """A role that a record gives to a person, at the record itself."""
    return AppointmentRow(record, person, role, scope, record, "2026-01-01", None)._replace(**changed)


def change(
    after: HeadRow,
    *,
    before: int | None = None,
    event: EntryRow | None = None,
    deadlines: Sequence[DeadlineRow] | None = None,
    appointments: Sequence[AppointmentRow] | None = None,
    listed: Mapping[str, Value] | None = None,
    tells: str = "",
    key: str | None = None,
    actor: str = "p1",
    reads: Sequence[tuple[str, int]] = (),
) -> Change:
    """A step that led to a head, from the version before it."""
    return Change(
        before=after.version - 1 if before is None else before,
        head=after,
        entry=event or entry(after),
        deadlines=None if deadlines is None else tuple(deadlines),
        appointments=None if appointments is None else tuple(appointments),
        listed=listed,
        outbox=OutboxRow(after.id, after.version, tells),
        receipt=None if key is None else ReceiptRow(actor, key, "0" * 64, after.id, after.version),
        reads=tuple(reads),
    )
