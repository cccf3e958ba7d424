"""A subscriber: visits are passed on to a file, a line each, without a word of what was said."""

from __future__ import annotations

import json
import os
from pathlib import Path

from gridjustice.authoring import Event

FILE = "GRIDJUSTICE_VISITS_FILE"
"""The variable of the environment that names the file; without it nothing is passed on."""


def tell(event: Event, key: str) -> None:
    """The event has its line.

    It may be told more than once, with the same key each time: the key stands in the line, for whoever reads it.
    """
    file = os.environ.get(FILE)
    if file and (event.kind, event.step) == ("visit_book", "visit"):
        line = {"key": key, "book": event.record, "entered_on": event.day.isoformat()}
        with Path(file).open("a", encoding="utf-8") as list_:
            list_.write(json.dumps(line) + "\n")
