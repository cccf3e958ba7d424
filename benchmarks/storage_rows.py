"""What the SQLAlchemy adapter costs above the driver: one durable step, against the same statements by hand.

    .venv/bin/python -m benchmarks.storage_rows [--records 5000] [--rounds 40] [--steps 50] [--synchronous full]

A step loads its record, its key and its actor's appointments, and keeps a change: the head, an event of some 900 bytes,
a deadline that moves, an outbox row and a receipt. Both sides write to stores of the same content, in turns, so that
what the machine does meanwhile hits both.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from gridjustice.ports.storage import Change, HeadRow, Storage, Transaction
from gridjustice.testing.rows import PROJECTIONS, appointment, change, deadline, entry, head
from gridjustice_sqlalchemy.plugin import open_sqlite

BODY, EVENT = 900, 900


class Result(NamedTuple):
    """Microseconds a step, and their ratio.

    Attributes:
        raw: median of the driver with statements by hand.
        adapter: median of `SqlStorage`.
        ratio: median of the rounds' ratios.
        spread: the middle half of the rounds' ratios.
        wal: bytes written to the log in a step.
        steps: measured on each side.
    """

    raw: float
    adapter: float
    ratio: float
    spread: tuple[float, float]
    wal: float
    steps: int


class Raw:
    """The same statements, written by hand for the driver."""

    def __init__(self, path: Path, synchronous: str) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA busy_timeout=5000")
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute(f"PRAGMA synchronous={synchronous}")

    def step(self, change: Change) -> None:
        cursor = self.connection.cursor()
        after, receipt = change.head, change.receipt
        assert receipt is not None
        assert change.deadlines is not None
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute(
            "SELECT id, kind, court, unit, grid, state, version, due, hash, body FROM record WHERE id = ?", (after.id,)
        )
        cursor.fetchall()
        cursor.execute(
            "SELECT actor, key, request, record, version FROM receipt WHERE actor = ? AND key = ?",
            (receipt.actor, receipt.key),
        )
        cursor.fetchall()
        cursor.execute(
            "SELECT record, person, role, scope, place, since, until FROM appointment "
            "WHERE scope IN ('court', 'unit', 'grid', 'everywhere') AND person = ? ORDER BY record, position",
            (receipt.actor,),
        )
        cursor.fetchall()
        cursor.execute(
            "UPDATE record SET state=?, version=?, due=?, hash=?, body=? WHERE id = ? AND version = ?",
            (after.state, after.version, after.due, after.hash, after.body, after.id, change.before),
        )
        if cursor.rowcount != 1:
            raise RuntimeError
        cursor.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", change.entry)
        cursor.execute("DELETE FROM deadline WHERE record = ?", (after.id,))
        cursor.execute("INSERT INTO deadline VALUES (?, ?, ?, ?, ?, ?, ?)", change.deadlines[0])
        cursor.execute("INSERT INTO outbox (record, version, tells) VALUES (?, ?, ?)", change.outbox)
        cursor.execute("INSERT INTO receipt VALUES (?, ?, ?, ?, ?)", receipt)
        cursor.execute("COMMIT")


class Adapter:
    """The storage port."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def step(self, change: Change) -> None:
        receipt = change.receipt
        assert receipt is not None

        def work(transaction: Transaction) -> None:
            transaction.load(ids=(change.head.id,), keys=((receipt.actor, receipt.key),), people=(receipt.actor,))
            transaction.keep((change,))

        self.storage.run(work)


def births(records: int) -> list[Change]:
    """Records with a deadline each, and people with a post."""
    dice = random.Random(1)
    changes = []
    for number in range(records):
        id_ = f"{0x019A00000000 + number * 977:012x}{dice.getrandbits(96):024x}"
        instant = _instant(dice)
        row = head(id_, unit=f"unit-{number % 200}", grid=f"grid-{number % 1000}", due=instant, body=os.urandom(BODY))
        given = [appointment(id_, f"p{number}", "liaison", "unit", place=f"unit-{number}")] if number < 100 else []
        changes.append(
            change(
                row,
                event=entry(row, body=os.urandom(EVENT)),
                deadlines=[deadline(id_, runs_out=instant)],
                appointments=given,
            )
        )
    return changes


def steps(heads: list[HeadRow], seed: int) -> Iterator[Change]:
    """An endless sequence of steps on records chosen at random; each seed gives the same one."""
    dice = random.Random(seed)
    latest = {row.id: row for row in heads}
    ids = list(latest)
    number = 0
    while True:
        number += 1
        before = latest[dice.choice(ids)]
        instant = _instant(dice)
        after = before._replace(
            version=before.version + 1, state=f"s{number % 7}", due=instant, body=dice.randbytes(BODY)
        )
        latest[after.id] = after
        yield change(
            after,
            event=entry(after, body=dice.randbytes(EVENT)),
            deadlines=[deadline(after.id, runs_out=instant)],
            tells="court,parties",
            key=f"{dice.getrandbits(128):032x}",
            actor=f"p{number % 100}",
        )


def _instant(dice: random.Random) -> str:
    return f"2026-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}T16:00:00.000000Z"


def measure(records: int = 5000, rounds: int = 40, batch: int = 50, synchronous: str = "full") -> Result:
    """Both sides, in turns; the first tenth of the rounds warms up and is left out."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("GRIDJUSTICE_BENCH_FOLDER")) as folder:
        paths = [Path(folder) / name for name in ("raw.db", "adapter.db")]
        born = births(records)
        storages = [open_sqlite(f"sqlite:///{path}?synchronous={synchronous}") for path in paths]
        for storage in storages:
            storage.prepare(PROJECTIONS)
            storage.use(PROJECTIONS)
            storage.run(lambda transaction: transaction.keep(born))
        storages[0].close()
        sides: list[Callable[[Change], None]] = [Raw(paths[0], synchronous).step, Adapter(storages[1]).step]
        wanted = [steps([b.head for b in born], 2) for _ in sides]
        times: list[list[float]] = [[], []]
        ratios = []
        for number in range(rounds):
            middle = [0.0, 0.0]
            for side in (0, 1) if number % 2 else (1, 0):
                taken = _timed(sides[side], [next(wanted[side]) for _ in range(batch)])
                middle[side] = statistics.median(taken)
                if number >= rounds // 10:
                    times[side] += taken
            if number >= rounds // 10:
                ratios.append(middle[1] / middle[0])
        with sqlite3.connect(paths[1], isolation_level=None) as log:
            log.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            for _ in range(100):
                sides[1](next(wanted[1]))
            wal = (paths[1].with_name("adapter.db-wal")).stat().st_size / 100
        log.close()
        storages[1].close()
    quarters = statistics.quantiles(ratios, n=4)
    raw, adapter = (statistics.median(each) * 1e6 for each in times)
    return Result(raw, adapter, statistics.median(ratios), (quarters[0], quarters[2]), wal, len(times[0]))


def _timed(step: Callable[[Change], None], changes: list[Change]) -> list[float]:
    taken = []
    for each in changes:
        start = time.perf_counter()
        step(each)
        taken.append(time.perf_counter() - start)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--steps", type=int, default=50, help="in a round, on each side")
    parser.add_argument("--synchronous", choices=("full", "normal"), default="full")
    given = parser.parse_args()
    result = measure(given.records, given.rounds, given.steps, given.synchronous)
    low, high = result.spread
    print(f"raw driver  {result.raw:7.1f} µs a step")
    print(f"SqlStorage  {result.adapter:7.1f} µs a step, {result.wal / 1024:.1f} kB of log")
    print(f"ratio       {result.ratio:7.3f} (half of the rounds {low:.3f} to {high:.3f}), {result.steps} steps each")


if __name__ == "__main__":
    main()
