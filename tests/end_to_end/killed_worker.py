"""Run as a process of its own by ``killing.py``: takes steps until it is killed, and notes what it asked and was told.

Before a step it writes what it is going to ask, after it what it was answered, each by one call of the system: what was
written survives the process. When it is started again it first asks again what it had no answer to, under the same key.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import gridjustice_holidays.plugin
import gridjustice_sqlalchemy.plugin
from gridjustice.application.office import Office
from gridjustice.hooks import Plugins, builtin
from gridjustice.testing.district import person, report_facts

SENT = {"jurisdiction": "ours", "route": "mediation", "reason": "suited", "same_matter_checked": True}
THREADS = 3


class Notebook:
    """What one thread asked and was told; a file that only grows."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.lines = [json.loads(line) for line in path.read_text().splitlines() if line.endswith("}")]

    def write(self, line: dict[str, Any]) -> None:
        os.write(self._file, (json.dumps(line) + "\n").encode())

    def unanswered(self) -> dict[str, Any] | None:
        """The last step that was asked, where nothing says what became of it."""
        last = self.lines[-1] if self.lines else {}
        return last if last.get("asked") else None


def asked(office: Office, book: Notebook, request: dict[str, Any]) -> dict[str, Any]:
    """One step, noted before and after."""
    book.write({"asked": True, **request})
    actor, key = person(request["actor"]), request["key"]
    if request["record"]:
        receipt = office.take(actor, request["record"], request["step"], SENT, key=key)
    else:
        receipt = office.begin(actor, "dispute", request["step"], report_facts(), key=key)
    told = {"actor": actor, "key": key, "record": receipt.record, "version": receipt.version}
    book.write(told)
    return told


def requests(prefix: str) -> Iterator[tuple[str, str, str]]:
    """Actor, step and key, in turns: a report, and its triage."""
    for number in count():
        yield "worker", "report", f"{prefix}-{number}-r"
        yield "triage", "triage", f"{prefix}-{number}-t"


def work(office: Office, path: Path, prefix: str) -> None:
    """Steps without end."""
    book = Notebook(path)
    record = ""
    if (open_one := book.unanswered()) is not None:
        told = asked(office, book, {key: open_one[key] for key in ("actor", "step", "key", "record")})
        record = told["record"] if open_one["step"] == "report" else ""
    for actor, step, key in requests(f"{prefix}-{len(book.lines)}"):
        if bool(record) is (step == "report"):
            continue
        told = asked(office, book, {"actor": actor, "step": step, "key": key, "record": record})
        record = told["record"] if step == "report" else ""


def main(database: str, folder: str, name: str) -> None:
    """All threads, until the process is killed."""
    offered = (
        ("builtin", builtin),
        ("sqlalchemy", gridjustice_sqlalchemy.plugin),
        ("holidays", gridjustice_holidays.plugin),
    )
    plugins = Plugins(offered)
    office = Office(plugins.storage(f"sqlite:///{database}?timeout=60"), plugins)
    threads = [
        threading.Thread(target=work, args=(office, Path(folder) / f"{name}-{number}.jsonl", f"{name}-{number}"))
        for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
