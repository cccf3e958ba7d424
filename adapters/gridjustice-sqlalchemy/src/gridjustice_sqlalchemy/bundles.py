"""Everything that is stored, record by record, from all tables side by side."""

from __future__ import annotations

from collections.abc import Generator
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
from gridjustice_sqlalchemy.statements import Statements

_ROWS: tuple[tuple[type[NamedTuple], int], ...] = (
    (HeadRow, 0),
    (EntryRow, 0),
    (DeadlineRow, 0),
    (AppointmentRow, 0),
    (OutboxRow, 0),
    (ReceiptRow, ReceiptRow._fields.index("record")),
)
"""Each row class with the place of the record's id in it, in the order of `Statements.everything`."""


class _Shelf:
    """A table being read in the order of the records' ids."""

    def __init__(self, connection: Connection, sql: str, key: int) -> None:
        self._cursor = connection.cursor()
        self._cursor.execute(sql)
        self._key = key
        self._row: tuple[Any, ...] | None = self._cursor.fetchone()

    @property
    def next_id(self) -> str | None:
        return None if self._row is None else self._row[self._key]

    def taken(self, record: str) -> list[tuple[Any, ...]]:
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
    try:
        for sql, key in wanted:
            shelves.append(_Shelf(connection, sql, key))  # one by one: what was opened is closed, whatever fails
        while waiting := [id_ for shelf in shelves if (id_ := shelf.next_id) is not None]:
            record = min(waiting)
            parts = [shelf.taken(record) for shelf in shelves]
            core: list[Any] = [
                [row._make(values) for values in rows] for (row, _), rows in zip(_ROWS, parts, strict=False)
            ]
            projected: dict[str, list[dict[str, Value]]] = {
                kind: [dict(zip(table.columns, values[1:], strict=True)) for values in rows]
                for (kind, table), rows in zip(listed.items(), parts[len(_ROWS) :], strict=True)
                if rows
            }
            heads, entries, deadlines, appointments, outbox, receipts = core
            yield Bundle(record, heads, entries, deadlines, appointments, projected, outbox, receipts)
    finally:
        for shelf in shelves:
            shelf.close()
