"""Clauses: which tests carry the mark of which clause of the court's plan, or the number of which pitfall."""

from __future__ import annotations

import re
from pathlib import Path

from tools.reference.writing import ROOT, link, table

FOLDERS = ("tests", "adapters", "plugins", "examples")
MARKED = re.compile(r"pytest\.mark\.clause\(([^)]*)\)")
IN_NAME = re.compile(r"def test_p(\d+)_")


def cited() -> dict[str, list[str]]:
    """Every clause that a test names, with the files that do."""
    found: dict[str, list[str]] = {}
    for file in _tests():
        text = file.read_text("utf-8")
        names = [name for arguments in MARKED.findall(text) for name in re.findall(r'"([^"]+)"', arguments)]
        names += [f"P{int(number)}" for number in IN_NAME.findall(text)]
        for name in dict.fromkeys(names):
            found.setdefault(name, []).append(file.relative_to(ROOT).as_posix())
    return found


def _tests() -> list[Path]:
    found = [file for folder in FOLDERS for file in (ROOT / folder).rglob("test_*.py")]
    # The tests of these pages tell of marks without bearing them.
    return sorted(file for file in found if ROOT / "tests" / "docs" not in file.parents)


def page() -> str:
    """A row for each clause, in the plan's order."""
    found = cited()
    rows = [(name, ", ".join(link(file) for file in found[name])) for name in sorted(found, key=_order)]
    return (
        "# Clauses and their tests\n\nThe tests that carry the number of a clause of the court's plan, "
        '`@pytest.mark.clause("2.1.1")`, or of a pitfall of the law in their name, `test_p46_...`. What stands behind '
        "each, and what is missing, is told in [coverage](../coverage.md).\n\n"
        + table(("clause", "tests that carry it"), rows)
    )


def _order(name: str) -> tuple[bool, list[int]]:
    return name.startswith("P"), [int(number) for number in re.findall(r"\d+", name)]
