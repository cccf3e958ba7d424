"""Run as a process of its own by ``test_sql_processes.py``: ``python sql_worker.py <job> <file> [number]``."""

from __future__ import annotations

import os
import random
import signal
import sys
import time

from gridjustice.domain.criteria import Everything
from gridjustice.errors import VersionConflictError
from gridjustice.ports.storage import Storage, Transaction
from gridjustice.testing.rows import PROJECTIONS, change, deadline, head
from gridjustice.testing.storage_writing import keep
from gridjustice_sqlalchemy.plugin import open_sqlite

PAIR = ("a", "b")


def opened(path: str) -> Storage:
    storage = open_sqlite(f"sqlite:///{path}?timeout=60")
    storage.use(PROJECTIONS)
    return storage


def increments(path: str, process: int) -> None:
    """200 times a record is read, and set to the next version in a transaction that was begun later."""
    storage = opened(path)
    kept = refused = 0
    for number in range(200):
        id_ = "abc"[(process + number) % 3]
        with storage.read() as reader:
            version = reader.load(ids=[id_]).heads[id_].version
        step = change(head(id_, version + 1), key=f"{process}-{number}")
        try:
            keep(storage, step)
        except VersionConflictError:
            refused += 1
        else:
            kept += 1
    print(kept, refused)


def together(transaction: Transaction) -> None:
    """Two records go on by one version, with all that belongs to it."""
    heads = transaction.load(ids=PAIR).heads
    for id_ in PAIR:
        after = head(id_, heads[id_].version + 1 if id_ in heads else 1, body=os.urandom(3000))
        number = {"number": f"{id_}{after.version}"}
        transaction.keep(
            [change(after, deadlines=[deadline(id_, f"d{after.version}")], listed=number, key=f"{id_}{after.version}")]
        )


def killed(path: str, times: int) -> None:
    """So many times a writer is killed at some instant; what it left is looked at each time."""
    dice = random.Random()
    versions = [0]
    for turn in range(times):
        writer = os.fork()
        if not writer:
            storage = opened(path)
            while True:
                storage.run(together)
        # Ever later at the most: on a busy machine a writer may not get to its first commit for a while.
        time.sleep(dice.uniform(0.002, 0.06 + 0.02 * turn))
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
        storage = opened(path)
        with storage.read() as reader:
            bundles = list(reader.bundles())
        storage.close()
        version = bundles[0].heads[0].version if bundles else 0
        assert [bundle.id for bundle in bundles] == (list(PAIR) if version else [])
        for bundle in bundles:
            assert bundle.heads[0].version == version
            expected = list(range(1, version + 1))
            assert [row.version for row in bundle.entries] == [row.version for row in bundle.outbox] == expected
            assert sorted(row.version for row in bundle.receipts) == expected
            assert [row.name for row in bundle.deadlines] == [f"d{version}"]
            assert bundle.listed["dispute"][0]["number"] == f"{bundle.id}{version}"
        assert version >= versions[-1], "what was committed is gone"
        versions.append(version)
    assert versions[-1] > 0
    print(*versions)


def forked(path: str, _: int) -> None:
    """A child process uses the storage that it inherited, connections and all, and so does its parent meanwhile."""
    storage = opened(path)
    storage.run(together)
    children = []
    for _ in range(3):
        child = os.fork()
        if not child:
            for _ in range(20):
                storage.run(together)
            storage.close()
            os._exit(0)
        children.append(child)
    for _ in range(20):
        storage.run(together)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    with storage.read() as reader:
        print(*(row.version for row in reader.find(Everything())))


if __name__ == "__main__":
    {"increments": increments, "killed": killed, "forked": forked}[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
