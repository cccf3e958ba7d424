"""Many processes take steps on the same records of one file: every step is kept, or refused with a typed error."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gridjustice.testing.district import District, grid

WORKER = Path(__file__).with_name("step_worker.py")
PROCESSES, STEPS = 4, 25


@pytest.fixture
def told(sql_district: District, sql_file: Path) -> tuple[District, dict[str, int], list[dict[str, Any]]]:
    """The district after all processes have ended, the versions before, and what each process tells."""
    disputes = [sql_district.bring_to("in_mediation") for _ in range(3)]
    records: list[str] = [*disputes, grid()]
    before = {record: sql_district.office.show("system", record).version for record in records}
    processes = [
        subprocess.Popen(
            [sys.executable, str(WORKER), str(sql_file), str(number), str(STEPS), *disputes],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    answers: list[dict[str, Any]] = []
    for process in processes:
        output, problems = process.communicate(timeout=120)
        assert process.returncode == 0, problems
        answers.append(json.loads(output))
    return sql_district, before, answers


@pytest.mark.slow
def test_no_step_of_any_process_is_lost(told: tuple[District, dict[str, int], list[dict[str, Any]]]) -> None:
    """What was kept adds up to the versions, keys have one answer everywhere, and the store is sound."""
    district, before, answers = told
    office = district.office
    for record, version in before.items():
        kept = sum(answer["kept"][record] for answer in answers)
        assert office.show("system", record).version == version + kept
        assert kept
    for answer in answers:
        tried = STEPS + STEPS + sum(1 for step in range(STEPS) if step % 5 == 0)
        assert sum(answer["kept"].values()) + answer["conflicts"] + answer["repeated"] == tried
        assert answer["refused"] == STEPS
    assert len({json.dumps(answer["receipts"], sort_keys=True) for answer in answers}) == 1
    orders = office.show("system", grid()).record.orders
    assert len(orders) == len(set(orders)) == sum(answer["kept"][grid()] for answer in answers)
    born = answers[0]["receipts"]["born"][0]
    assert office.show("system", born).version == 1
    verdict = office.verify()
    assert verdict.is_clean, [str(fault) for fault in verdict.faults]
