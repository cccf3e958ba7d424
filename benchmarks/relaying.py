"""What the relay's claiming and marking costs, against the raw driver with the same batch.

By hand: one table of what is pending; a batch is read and marked in one transaction, which is the least that can be
done and safe with one relay only. Ours: a batch is taken in hand in one transaction, so that any number of relays may
run and one that is killed loses nothing, and what was told is taken away in another. Both write to files of the same
synchronous mode, in turns.
"""

from __future__ import annotations

import sqlite3
import statistics
import time
from pathlib import Path
from typing import NamedTuple

from gridjustice.ports.relaying import DeliveryRow
from gridjustice.ports.storage import Storage
from gridjustice.testing.rows import PROJECTIONS
from gridjustice_sqlalchemy.plugin import open_sqlite

BATCH = 100
NOW, LATER = "2026-11-23T01:00:00.000000Z", "2026-11-23T01:05:00.000000Z"


class Measured(NamedTuple):
    """Rows a second, and what one is of the other.

    Attributes:
        raw: medians of the driver by hand.
        ours: medians of claim and settle.
        ratio: median of the rounds' ratios.
    """

    raw: float
    ours: float
    ratio: float


def measure(folder: Path, rounds: int, rows: int) -> Measured:
    """Claim and mark so many rows a round, in turns."""
    connection = _by_hand(folder / "raw.db")
    storage = open_sqlite(f"sqlite:///{folder}/ours.db")
    storage.prepare(PROJECTIONS)
    storage.use(PROJECTIONS)
    storage.run(lambda transaction: transaction.relay.enrol(["feed:x"]))
    raw, ours = [], []
    for number in range(rounds + 1):
        _fill_raw(connection, number, rows)
        _fill(storage, number, rows)
        raw.append(rows / _timed_raw(connection))
        ours.append(rows / _timed(storage))
    raw, ours = raw[1:], ours[1:]  # the first one warms
    storage.close()
    connection.close()
    return Measured(
        statistics.median(raw),
        statistics.median(ours),
        statistics.median(o / r for o, r in zip(ours, raw, strict=True)),
    )


def _by_hand(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=full")
    # Named by record and version, as what has to be told is; a number of its own would be smaller and quicker.
    connection.execute(
        "CREATE TABLE outbox (record TEXT, version INTEGER, due TEXT, sent INTEGER, PRIMARY KEY (record, version)) "
        "WITHOUT ROWID"
    )
    connection.execute("CREATE INDEX pending ON outbox (due, record, version) WHERE sent = 0")
    return connection


def _fill_raw(connection: sqlite3.Connection, number: int, rows: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    given = [(_record(number, each), 1, NOW) for each in range(rows)]
    connection.executemany("INSERT INTO outbox (record, version, due, sent) VALUES (?, ?, ?, 0)", given)
    connection.execute("COMMIT")


def _timed_raw(connection: sqlite3.Connection) -> float:
    started = time.perf_counter()
    while True:
        connection.execute("BEGIN IMMEDIATE")
        found = connection.execute(
            "SELECT record, version FROM outbox WHERE sent = 0 AND due <= ? ORDER BY due, record, version LIMIT ?",
            (NOW, BATCH),
        ).fetchall()
        connection.executemany("UPDATE outbox SET sent = 1 WHERE record = ? AND version = ?", found)
        connection.execute("COMMIT")
        if not found:
            return time.perf_counter() - started


def _fill(storage: Storage, number: int, rows: int) -> None:
    given = [DeliveryRow("feed:x", _record(number, each), "", 1, "", due=NOW) for each in range(rows)]
    storage.run(lambda transaction: transaction.relay.add(given))


def _timed(storage: Storage) -> float:
    started = time.perf_counter()
    while True:
        found = storage.run(lambda transaction: transaction.relay.claim("feed:x", NOW, LATER, "w", BATCH))
        if not found:
            return time.perf_counter() - started
        keys = [row.key for row in found]
        storage.run(lambda transaction, keys=keys: transaction.relay.settle(keys))  # type: ignore[misc]  # bound in each turn


def _record(number: int, each: int) -> str:
    return f"01811cc6-ce80-7000-{number:04d}-{each:012d}"
