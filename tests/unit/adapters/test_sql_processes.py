"""Many processes on one file, and processes that die."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gridjustice.domain.criteria import Everything
from gridjustice.testing.rows import PROJECTIONS, change, head
from gridjustice_sqlalchemy.plugin import open_sqlite

WORKER = Path(__file__).with_name("sql_worker.py")


def start(job: str, path: Path, number: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(WORKER), job, str(path), str(number)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def answer(process: subprocess.Popen[str]) -> list[int]:
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return [int(word) for word in said.split()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A prepared store."""
    storage = open_sqlite(f"sqlite:///{tmp_path}/court.db")
    storage.prepare(PROJECTIONS)
    storage.close()
    return tmp_path / "court.db"


def test_increments_of_four_processes_are_kept_or_refused(path: Path) -> None:
    """None of 800 is lost, and none is refused otherwise than as a conflict."""
    storage = open_sqlite(f"sqlite:///{path}")
    storage.use(PROJECTIONS)
    storage.run(lambda t: t.keep([change(head(id_)) for id_ in "abc"]))
    answers = [answer(process) for process in [start("increments", path, number) for number in range(4)]]
    kept = sum(kept for kept, _ in answers)
    assert kept + sum(refused for _, refused in answers) == 800
    assert kept >= 200
    with storage.read() as reader:
        assert sum(row.version - 1 for row in reader.find(Everything())) == kept
        for id_ in "abc":
            entries = reader.entries(id_)
            assert [row.version for row in entries] == list(range(1, len(entries) + 1))
    storage.close()


def test_a_writer_that_is_killed_leaves_all_or_nothing(path: Path) -> None:
    """Twenty times, at some instant: two records are at the same version, with all that belongs to it."""
    versions = answer(start("killed", path, 20))
    assert len(versions) == 21


def test_a_child_process_does_not_use_its_parents_connections(path: Path) -> None:
    """Four processes that share a storage by fork lose nothing."""
    assert answer(start("forked", path, 0)) == [81, 81]
