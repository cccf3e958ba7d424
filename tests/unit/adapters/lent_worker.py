"""A process of its own that is killed between a step and the host's commit: ``lent_worker.py <file> <where>``."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tests.unit.adapters.sqlite_host import SqliteHost

from gridjustice.ports.storage import Transaction
from gridjustice.testing.rows import PROJECTIONS, change, head
from gridjustice.testing.storage_writing import keep


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dies_inside(transaction: Transaction) -> None:
    transaction.keep([change(head("a"))])
    die()


host = SqliteHost(Path(sys.argv[1]))
host.storage.use(PROJECTIONS)
host.connection.execute("BEGIN IMMEDIATE")
host.note("with the case")
if sys.argv[2] == "inside the step":
    host.storage.run(dies_inside)
keep(host.storage, change(head("a"), key="k"))
if sys.argv[2] == "before the commit":
    die()
host.connection.execute("COMMIT")
die()
