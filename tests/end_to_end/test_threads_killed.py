"""A process of many threads is killed while they commit together: what a thread had a receipt for is there."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from gridjustice.domain.criteria import equals
from gridjustice.testing.district import District, person, report_facts

WORKER = Path(__file__).with_name("threads_worker.py")
LONGER = {"days": 1, "agreed_by": ["a1", "b1"]}
THREADS, KILLS = 8, 5


@pytest.mark.slow
@pytest.mark.clause("1.5")
def test_no_receipt_of_a_killed_process_is_lost(sql_district: District, sql_file: Path) -> None:
    """Each step that was answered is kept once, each that was not is whole or not there, and the store is sound."""
    office = sql_district.office
    common = sql_district.bring_to("in_mediation")
    since = office.show("system", common).version
    instants = random.Random(5)
    receipts: dict[str, tuple[str, str]] = {}
    for kill in range(KILLS):
        for line in killed_after(instants.randrange(1, 200), sql_file, f"p{kill}", common):
            key, record, version = line.split()
            assert key not in receipts
            receipts[key] = record, version
        verdict = office.verify()
        assert verdict.is_clean, [str(fault) for fault in verdict.faults]
    for key, (record, version) in receipts.items():
        if int(key.split("-")[2]) % 3:
            again = office.take(person("mediator"), common, "extend", LONGER, key=key)
        else:
            again = office.begin(person("worker"), "dispute", "report", report_facts(), key=key)
        assert f"{again.record} {again.version} {again.repeated}" == f"{record} {version} True"
    answered = [version for record, version in receipts.values() if record == common]
    assert len(answered) == len(set(answered))
    # At the most one step of each thread was under way when it was killed.
    unanswered = office.show("system", common).version - since - len(answered)
    assert 0 <= unanswered <= THREADS * KILLS
    (reported,) = office.count("system", equals("kind", "dispute")).values()
    assert 0 <= reported - 1 - (len(receipts) - len(answered)) <= THREADS * KILLS


def killed_after(lines: int, path: Path, name: str, common: str) -> list[str]:
    """The lines of a process that is killed with SIGKILL once it has told so many; those told meanwhile count too."""
    command = [sys.executable, str(WORKER), str(path), name, str(THREADS), common]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        told += process.stdout.readlines()
    assert process.returncode == -9
    return told
