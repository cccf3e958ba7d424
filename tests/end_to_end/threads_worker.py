"""Run as a process of its own by ``test_threads_killed.py``: threads that take steps until they are killed.

Each receipt is told in one line as soon as its thread has it: key, record, version. A line is one write, never cut.
"""

from __future__ import annotations

import os
import sys
import threading

import gridjustice_holidays.plugin
import gridjustice_sqlalchemy.plugin
from gridjustice.application.office import Office
from gridjustice.hooks import Plugins, builtin
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.district import START, person, report_facts

LONGER = {"days": 1, "agreed_by": ["a1", "b1"]}


def work(path: str, name: str, threads: int, common: str) -> None:
    """Each thread reports disputes of its own, and lengthens the mediation of one that all have in common."""
    plugins = Plugins(
        (
            ("builtin", builtin),
            ("sqlalchemy", gridjustice_sqlalchemy.plugin),
            ("holidays", gridjustice_holidays.plugin),
        )
    )
    office = Office(plugins.storage(f"sqlite:///{path}?timeout=60"), plugins, clock=FixedClock(START))

    def steps(number: int) -> None:
        for turn in range(10_000):
            key = f"{name}-{number}-{turn}"
            if turn % 3:
                taken = office.take(person("mediator"), common, "extend", LONGER, key=key)
            else:
                taken = office.begin(person("worker"), "dispute", "report", report_facts(), key=key)
            os.write(1, f"{key} {taken.record} {taken.version}\n".encode())

    running = [threading.Thread(target=steps, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


if __name__ == "__main__":
    work(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
