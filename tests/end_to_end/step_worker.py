"""Run as a process of its own by ``test_processes.py``: its number, how many steps, and the disputes they are on."""

from __future__ import annotations

import json
import sys

import gridjustice_holidays.plugin
import gridjustice_sqlalchemy.plugin
from gridjustice.application.office import Office
from gridjustice.errors import ConflictError, RefusedError, VersionConflictError
from gridjustice.hooks import Plugins, builtin
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.district import COURT, START, grid, person, report_facts, unit

LONGER = {"days": 1, "agreed_by": ["a1", "b1"]}


def work(path: str, number: int, steps: int, disputes: list[str]) -> dict[str, object]:
    """Steps on the same records as all the other processes; what became of each is told."""
    plugins = Plugins(
        (
            ("builtin", builtin),
            ("sqlalchemy", gridjustice_sqlalchemy.plugin),
            ("holidays", gridjustice_holidays.plugin),
        )
    )
    office = Office(plugins.storage(f"sqlite:///{path}?timeout=60"), plugins, clock=FixedClock(START))
    mediator = person("mediator")
    kept: dict[str, int] = dict.fromkeys([*disputes, grid()], 0)
    told = {"conflicts": 0, "refused": 0, "repeated": 0}
    receipts: dict[str, list[object]] = {}
    for step in range(steps):
        record = disputes[(number + step) % len(disputes)]
        expected = office.show(mediator, record).version if step % 2 else None
        try:
            office.take(mediator, record, "extend", LONGER, key=f"{number}-{step}", expected_version=expected)
        except VersionConflictError:
            told["conflicts"] += 1
        else:
            kept[record] += 1
        # The same key in every process: one of them stores it, all of them get the same answer.
        receipt = office.take(mediator, record, "extend", LONGER, key=f"shared-{record}-{step // 10}")
        receipts[f"shared-{record}-{step // 10}"] = [receipt.record, receipt.version]
        kept[record] += not receipt.repeated
        told["repeated"] += receipt.repeated
        try:
            office.take(mediator, record, "consent", {"party": "a1", "form": "oral"}, key=f"again-{number}-{step}")
        except ConflictError:
            raise
        except RefusedError:
            told["refused"] += 1
        if step % 5 == 0:
            order = {"court": COURT, "unit": unit("farm"), "subject": grid(), "reason": f"{number}-{step}"}
            office.begin(person("supervisor"), "order", "issue", order, key=f"{number}-{step}")
            kept[grid()] += 1
    born = office.begin(person("worker"), "dispute", "report", report_facts(), key="the same in all processes")
    receipts["born"] = [born.record, born.version]
    office.storage.close()
    return {"kept": kept, "receipts": receipts, **told}


if __name__ == "__main__":
    print(json.dumps(work(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])))
