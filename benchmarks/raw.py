"""The same rows, written by hand: the raw driver, SQLAlchemy Core through ``execute``, and a lean ORM session.

Each of them does a step as anybody would who has its rows at hand: one transaction, look the key up, read the record,
compare and set, event, deadlines, appointments, projection, outbox, key, commit. None computes anything.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, registry

from gridjustice.ports.storage import AppointmentRow, Change, EntryRow, HeadRow, OutboxRow, ReceiptRow
from gridjustice_sqlalchemy import schema

Writer = Callable[[Change], None]

HEAD = f"INSERT INTO record VALUES ({','.join('?' * len(HeadRow._fields))})"
SET = "UPDATE record SET kind=?,court=?,unit=?,grid=?,state=?,version=?,due=?,hash=?,body=? WHERE id=? AND version=?"
ENTRY = f"INSERT INTO event VALUES ({','.join('?' * len(EntryRow._fields))})"
OUTBOX = f"INSERT INTO outbox ({','.join(OutboxRow._fields)}) VALUES (?,?,?)"
RECEIPT = f"INSERT INTO receipt ({','.join(chr(34) + n + chr(34) for n in ReceiptRow._fields)}) VALUES (?,?,?,?,?)"
APPOINTMENT = f"INSERT INTO appointment (position,{','.join(AppointmentRow._fields)}) VALUES (?,?,?,?,?,?,?,?)"
KNOWN = "SELECT * FROM receipt WHERE actor=? AND key=?"
SETTINGS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=4000")


def copy_store(source: Path, target: Path) -> None:
    """The same tables and rows in another file."""
    origin, copy = sqlite3.connect(source), sqlite3.connect(target)
    origin.backup(copy)
    origin.close()
    copy.close()


def by_driver(path: Path, together: int = 1) -> tuple[Writer, Callable[[], None]]:
    """Write with `sqlite3` alone, some changes a transaction; the writer, and what closes it."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in SETTINGS:
        connection.execute(f"PRAGMA {pragma}")
    cursor = connection.cursor()
    written = 0

    def write(change: Change) -> None:
        nonlocal written
        if written % together == 0:
            cursor.execute("BEGIN IMMEDIATE")
        written += 1
        _write_head(cursor, change)
        cursor.execute(ENTRY, change.entry)
        _write_derived(cursor, change)
        cursor.execute(OUTBOX, change.outbox)
        if change.receipt is not None:
            cursor.execute(RECEIPT, change.receipt)
        if written % together == 0:
            cursor.execute("COMMIT")

    return write, connection.close


def by_driver_in_batches(path: Path) -> tuple[Writer, Callable[[], None]]:
    """As `by_driver`, a hundred changes a transaction."""
    return by_driver(path, together=100)


def _write_head(cursor: sqlite3.Cursor, change: Change) -> None:
    head = change.head
    if change.receipt is not None:
        cursor.execute(KNOWN, (change.receipt.actor, change.receipt.key)).fetchone()
    if not change.before:
        cursor.execute(HEAD, head)
        return
    cursor.execute("SELECT * FROM record WHERE id=?", (head.id,)).fetchone()
    cursor.execute(SET, (*head[1:], head.id, change.before))
    assert cursor.rowcount == 1


def _write_derived(cursor: sqlite3.Cursor, change: Change) -> None:
    record = change.head.id
    if change.deadlines is not None:
        if change.before:
            cursor.execute("DELETE FROM deadline WHERE record=?", (record,))
        cursor.executemany("INSERT INTO deadline VALUES (?,?,?,?,?,?,?)", change.deadlines)
    if change.appointments is not None:
        if change.before:
            cursor.execute("DELETE FROM appointment WHERE record=?", (record,))
        cursor.executemany(APPOINTMENT, [(i, *row) for i, row in enumerate(change.appointments)])
    if change.listed is not None:
        names, marks = ",".join(change.listed), ",".join("?" * len(change.listed))
        statement = f"INSERT OR REPLACE INTO listed_{change.head.kind} (record,{names}) VALUES (?,{marks})"
        cursor.execute(statement, (record, *change.listed.values()))


def feed(path: Path, changes: Sequence[Change]) -> None:
    """Write changes in one transaction."""
    if changes:
        write, close = by_driver(path, together=len(changes))
        for change in changes:
            write(change)
        close()


def engine_of(path: Path) -> sa.Engine:
    """An engine set as carefully as the adapter's: without this, SQLAlchemy on SQLite loses updates silently."""
    engine = sa.create_engine(f"sqlite:///{path}")

    @sa.event.listens_for(engine, "connect")
    def connected(connection: Any, record: object) -> None:
        connection.isolation_level = None
        for pragma in SETTINGS:
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def by_core(path: Path) -> tuple[Writer, Callable[[], None]]:
    """Write with SQLAlchemy Core, as its tutorial does."""
    engine = engine_of(path)
    head_of, key_of = schema.record.c, schema.receipt.c

    def write(change: Change) -> None:
        head = change.head
        with engine.begin() as connection:
            if change.receipt is not None:
                known = (key_of.actor == change.receipt.actor) & (key_of.key == change.receipt.key)
                connection.execute(sa.select(schema.receipt).where(known)).first()
            if change.before:
                connection.execute(sa.select(schema.record).where(head_of.id == head.id)).first()
                there = (head_of.id == head.id) & (head_of.version == change.before)
                assert connection.execute(schema.record.update().where(there).values(head._asdict())).rowcount == 1
            else:
                connection.execute(schema.record.insert(), head._asdict())
            connection.execute(schema.event.insert(), change.entry._asdict())
            _by_core(connection, change)
            connection.execute(schema.outbox.insert(), change.outbox._asdict())
            if change.receipt is not None:
                connection.execute(schema.receipt.insert(), change.receipt._asdict())

    return write, engine.dispose


def _names(table: sa.Table) -> list[str]:
    """The columns in the order of the port's rows, the place in the list last."""
    return [c.name for c in table.c if c.name != "position"] + [c.name for c in table.c if c.name == "position"]


def _by_core(connection: sa.Connection, change: Change) -> None:
    """Deadlines, appointments and projection."""
    record = change.head.id
    for table, rows in ((schema.deadline, change.deadlines), (schema.appointment, change.appointments)):
        if rows is not None:
            if change.before:
                connection.execute(table.delete().where(table.c.record == record))
            given = [dict(zip(_names(table), (*row, place), strict=False)) for place, row in enumerate(rows)]
            if given:
                connection.execute(table.insert(), given)
    if change.listed is not None:
        columns: list[sa.ColumnClause[object]] = [sa.column(name) for name in ("record", *change.listed)]
        listed = sa.table(f"listed_{change.head.kind}", *columns)
        if change.before:
            connection.execute(listed.delete().where(listed.c.record == record))
        connection.execute(listed.insert(), {"record": record, **change.listed})


class _Head:
    pass


class _Entry:
    pass


class _Outbox:
    pass


class _Receipt:
    pass


_MAPPED = registry()
_MAPPED.map_imperatively(_Head, schema.record)
_MAPPED.map_imperatively(_Entry, schema.event)
_MAPPED.map_imperatively(_Outbox, schema.outbox)
_MAPPED.map_imperatively(_Receipt, schema.receipt)


def by_orm(path: Path) -> tuple[Writer, Callable[[], None]]:
    """Write with a lean ORM session: one `get`, plain attributes, no relationships, no lazy loads."""
    engine = engine_of(path)

    def write(change: Change) -> None:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            if change.receipt is not None:
                session.get(_Receipt, (change.receipt.actor, change.receipt.key))
            head = session.get(_Head, change.head.id) if change.before else None
            if head is None:
                head = _Head()
                session.add(head)
            else:
                assert head.version == change.before  # type: ignore[attr-defined]  # mapped imperatively
            _fill(head, change.head)
            session.add(_fill(_Entry(), change.entry))
            session.add(_fill(_Outbox(), change.outbox))
            if change.receipt is not None:
                session.add(_fill(_Receipt(), change.receipt))
            session.flush()
            _by_core(session.connection(), change)

    return write, engine.dispose


def _fill(thing: Any, row: Any) -> Any:
    for name, value in row._asdict().items():
        setattr(thing, name, value)
    return thing


WRITERS: Sequence[tuple[str, Callable[[Path], tuple[Writer, Callable[[], None]]]]] = (
    ("raw", by_driver),
    ("raw_batched", by_driver_in_batches),
    ("core", by_core),
    ("orm", by_orm),
)
