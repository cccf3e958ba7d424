"""Run as a process of its own by ``test_codec.py``: many threads read classes that nobody has read before."""

from __future__ import annotations

import sys
import threading
from datetime import date  # noqa: F401  # the classes below name it
from typing import Any

import attrs

from gridjustice.application.codec import from_plain

THREADS, ROUNDS = 8, 150


def fresh(number: int) -> type:
    """A class with a class in it, as facts have, that was never read."""
    hints = {"day": "date | None", **{f"field_{n}": "str | None" for n in range(30)}}
    inner = attrs.make_class(f"Inner{number}", {n: attrs.field(default=None) for n in hints}, frozen=True, kw_only=True)
    inner.__annotations__ = hints
    both = {name: attrs.field(default=()) for name in ("one", "two")}
    outer = attrs.make_class(f"Outer{number}", both, frozen=True, kw_only=True)
    outer.__annotations__ = {"one": f"tuple[Inner{number}, ...]", "two": f"tuple[Inner{number}, ...]"}
    for cls in (inner, outer):
        cls.__module__ = __name__
        setattr(sys.modules[__name__], cls.__name__, cls)
    return outer


def main() -> None:
    sys.setswitchinterval(1e-6)
    for number in range(ROUNDS):
        cls = fresh(number)
        start = threading.Barrier(THREADS)
        problems: list[Exception] = []

        def read(cls: Any = cls, start: threading.Barrier = start, problems: list[Exception] = problems) -> None:
            start.wait()
            try:
                assert from_plain(cls, {"one": [{"day": "2026-11-29", "field_3": "甲"}]}).one[0].field_3 == "甲"
            except Exception as problem:  # noqa: BLE001  # told by the main thread
                problems.append(problem)

        threads = [threading.Thread(target=read) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if problems:
            raise problems[0]


if __name__ == "__main__":
    main()
