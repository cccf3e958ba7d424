"""Everything that is stored, record by record, from all tables side by side."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, NamedTuple

from gridjustice.ports.storage import (
    AppointmentRow,
    Bundle,
    DeadlineRow,
    EntryRow,
    HeadRow,
    OutboxRow,
    ReceiptRow,
    Value,
)
from gridjustice_sqlalchemy.connections import Connection
from gridjustice_sqlalchemy.statements import Listed, Statements

_ROWS: tuple[tuple[type[NamedTuple], int], ...] = (
    (HeadRow, 0),
    (EntryRow, 0),
    (DeadlineRow, 0),
    (AppointmentRow, 0),
    (OutboxRow, 0),
    (ReceiptRow, ReceiptRow._fields.index("record")),
)
"""Each row class with the place of the record's id in it, in the order of `Statements.everything`."""

_APPOINTMENTS = [row for row, _ in _ROWS].index(AppointmentRow)
"""Of these rows the database also tells the position."""


class _Shelf:
    """A table being read in the order of the records' ids."""

    def __init__(self, connection: Connection, sql: str, key: int) -> None:
        self._cursor = connection.cursor()
        self._cursor.execute(sql)
        self._key = key
        self._row: tuple[Any, ...] | None = self._cursor.fetchone()

    @property
    def is_empty(self) -> bool:
        return self._row is None

    @property
    def next_id(self) -> Any:
        """The id of the next row; damaged, it may be something else than a text."""
        return None if self._row is None else self._row[self._key]

    def taken(self, record: Any) -> list[tuple[Any, ...]]:
        """The rows of this record, if it is the next one here."""
        rows = []
        while self._row is not None and self._row[self._key] == record:
            rows.append(self._row)
            self._row = self._cursor.fetchone()
        return rows

    def close(self) -> None:
        self._cursor.close()


def bundles(connection: Connection, statements: Statements) -> Generator[Bundle]:
    """Every id that stands in any table, in order, with all that stands under it.

    Must be read to its end, or closed, before the transaction ends.
    """
    listed = dict(statements.listed)
    wanted = [(sql, key) for sql, (_, key) in zip(statements.everything, _ROWS, strict=True)]
    wanted += [(table.everything, 0) for table in listed.values()]
    shelves: list[_Shelf] = []
    with statements.dialect.reading_damage(connection):
        try:
            for sql, key in wanted:
                shelves.append(_Shelf(connection, sql, key))  # what was opened is closed, whatever fails
            while waiting := [shelf.next_id for shelf in shelves if not shelf.is_empty]:
                record = min(waiting, key=_place)
                parts = [shelf.taken(record) for shelf in shelves]
                yield _bundle(record, parts, listed)
        finally:
            for shelf in shelves:
                shelf.close()


def _bundle(record: Any, parts: list[list[tuple[Any, ...]]], listed: Mapping[str, Listed]) -> Bundle:
    positions = [values[-1] for values in parts[_APPOINTMENTS]]
    parts[_APPOINTMENTS] = [values[:-1] for values in parts[_APPOINTMENTS]]
    core: list[Any] = [[row._make(values) for values in rows] for (row, _), rows in zip(_ROWS, parts, strict=False)]
    projected: dict[str, list[dict[str, Value]]] = {
        kind: [dict(zip(table.columns, values[1:], strict=True)) for values in rows]
        for (kind, table), rows in zip(listed.items(), parts[len(_ROWS) :], strict=True)
        if rows
    }
    counted = positions == list(range(len(positions)))
    oddities = () if counted else (("appointment", "its positions do not count up"),)
    name = record if isinstance(record, str) else repr(record)
    heads, entries, deadlines, appointments, outbox, receipts = core
    return Bundle(name, heads, entries, deadlines, appointments, projected, outbox, receipts, oddities)


def _place(record: Any) -> tuple[bool, Any]:
    """Where an id stands in the order of the database, damaged ones behind all others."""
    return not isinstance(record, str), record
