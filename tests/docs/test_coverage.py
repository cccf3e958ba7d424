"""`docs/coverage.md`: clause, module, test. It knows every clause that a test holds, and names only what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tools.reference.clauses import cited

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "coverage.md").read_text("utf-8")
CORE = ROOT / "src" / "gridjustice"

NAMED = re.compile(r"^\| (P?\d+(?:\.\d+)*) \|", re.MULTILINE)
PLACE = re.compile(r"`([\w./-]+)`(?: \(((?:`\w+`(?:, )?)+)\))?")


def rows() -> dict[str, str]:
    """Each clause and pitfall, with its line."""
    return {match[1]: line for line in PAGE.splitlines() if (match := NAMED.match(line))}


def named_in(line: str) -> list[str]:
    """The files and folders that a row names."""
    found = [name for cell in line.split("|")[3:] for name, _ in PLACE.findall(cell)]
    return [name for name in found if "/" in name or name.endswith(".py")]


def is_there(line: str) -> bool:
    """Whether a row says that something of its clause is there."""
    return bool(named_in(line)) or not re.match(r"later|part \d", line.split("|")[3].strip())


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
    assert {name: files for name, files in cited().items() if name not in known} == {}


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


@pytest.mark.parametrize("clause", [name for name, line in rows().items() if is_there(line)])
def test_what_is_said_to_be_there_has_a_place_and_a_test(clause: str) -> None:
    """A row that promises something names a file of the code, and a test that holds it, by name or by its mark."""
    named = named_in(rows()[clause])
    assert [name for name in named if not name.startswith("tests/")] != []
    assert cited().get(clause) or [name for name in named if name.startswith("tests/")]


@pytest.mark.parametrize("clause", [name for name, line in rows().items() if not is_there(line)])
def test_what_is_said_to_be_missing_is_not_held_by_a_test(clause: str) -> None:
    """A row says so when its first part has come: a test that carries its number would be a lie on one side."""
    assert cited().get(clause, []) == []
