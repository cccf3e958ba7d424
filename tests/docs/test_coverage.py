"""`docs/coverage.md` knows every clause that a test holds, and names only what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "coverage.md").read_text("utf-8")
CORE = ROOT / "src" / "gridjustice"

NAMED = re.compile(r"^\| (P?\d+(?:\.\d+)*) \|", re.MULTILINE)
MARKED = re.compile(r"pytest\.mark\.clause\(([^)]*)\)")
IN_NAME = re.compile(r"def test_p(\d+)_")
PLACE = re.compile(r"`([\w./-]+)`(?: \(((?:`\w+`(?:, )?)+)\))?")


def rows() -> dict[str, str]:
    """Each clause and pitfall, with its line."""
    return {match[1]: line for line in PAGE.splitlines() if (match := NAMED.match(line))}


def sources() -> list[Path]:
    return [
        file for folder in ("tests", "adapters", "plugins", "examples") for file in (ROOT / folder).rglob("test_*.py")
    ]


def cited() -> dict[str, str]:
    """Every clause that a test names, with one file that does."""
    found = {}
    for file in sources():
        if file == Path(__file__):
            continue
        text = file.read_text("utf-8")
        names = [name for arguments in MARKED.findall(text) for name in re.findall(r'"([^"]+)"', arguments)]
        names += [f"P{int(number)}" for number in IN_NAME.findall(text)]
        found.update(dict.fromkeys(names, file.relative_to(ROOT).as_posix()))
    return found


def place(name: str) -> Path:
    """Where a name of the page lies: below the core, or below the repository."""
    return CORE / name if (CORE / name).exists() else ROOT / name


def places() -> list[tuple[str, str]]:
    """(file or folder, names inside it) wherever a row has something like a path in its cells."""
    cells = [cell for line in PAGE.splitlines() if line.startswith("| ") for cell in line.split("|")[3:]]
    found = [match for cell in cells for match in PLACE.findall(cell)]
    return [(name, inside) for name, inside in found if "/" in name or name.endswith(".py")]


def test_a_row_stands_once() -> None:
    """A clause has one place on the page."""
    names = NAMED.findall(PAGE)
    assert sorted(names) == sorted(set(names))


def test_every_clause_that_a_test_holds_is_on_the_page() -> None:
    """Whoever reads the page learns of it."""
    known = rows()
    assert {name: file for name, file in cited().items() if name not in known} == {}


def test_every_clause_of_the_plan_is_on_the_page(shared: Path) -> None:
    """Also those for which nothing is there yet."""
    asked = NAMED.findall((shared / "mission" / "requirements.md").read_text("utf-8"))
    assert asked != []
    assert [name for name in asked if name not in rows()] == []


@pytest.mark.parametrize(("name", "inside"), sorted(set(places())))
def test_what_the_page_names_is_there(name: str, inside: str) -> None:
    """A file or folder, and in a file the names in brackets behind it."""
    file = place(name)
    assert file.exists()
    missing = [
        word for word in re.findall(r"`(\w+)`", inside) if not re.search(rf"\b{word}\b", file.read_text("utf-8"))
    ]
    assert missing == []
