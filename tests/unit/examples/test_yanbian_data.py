"""The tables of the example, and the tool that makes them."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from gridjustice import read_tables
from gridjustice_yanbian.reading import DATA


def rows(name: str) -> list[dict[str, str]]:
    """A table of the example."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_tool_makes_what_is_shipped(shared: Path, root: Path, tmp_path: Path) -> None:
    """From the same lists the same tables, byte for byte; what was written by hand is left alone."""
    subprocess.run([sys.executable, root / "tools" / "make_yanbian.py", tmp_path], check=True, capture_output=True)
    made = {file.relative_to(tmp_path).as_posix(): file.read_bytes() for file in tmp_path.rglob("*.csv")}
    assert made == {name: (DATA / name).read_bytes() for name in made}
    shipped = {file.relative_to(DATA).as_posix() for file in DATA.rglob("*.csv")}
    assert shipped - made.keys() == {"citizens.csv"}


def test_the_tables_can_be_read() -> None:
    """Without a problem."""
    requests, problems = read_tables(sorted(DATA.glob("*.csv")))
    assert problems == ()
    assert len(requests) > 1000


@pytest.mark.clause("2.1.1")
def test_every_unit_has_a_grid_and_most_grids_are_dedicated() -> None:
    """A forestry enterprise, a farm, a community: each has its own grid; a mediation organisation needs none."""
    with_grids = {row["unit"] for row in rows("grids.csv")}
    assert {u["code"] for u in rows("units.csv") if u["kind"] != "mediation_organisation"} == with_grids
    assert {row["nature"] for row in rows("grids.csv")} == {"dedicated", "basic"}


def test_judges_come_from_the_plan_alone() -> None:
    """No table puts a judge into a grid."""
    assert {row["role"] for row in rows("assignments.csv")} == {"liaison", "grid_worker"}


def test_every_korean_name_says_whether_it_is_attested() -> None:
    """Each unit and court has a name and a mark."""
    marks = {row["code"]: (row["name_ko"], row["mark"]) for row in rows("marks/korean_names.csv")}
    assert {mark for _, mark in marks.values()} == {"attested", "computed"}
    for row in rows("units.csv"):
        assert marks[row["code"]][0] == row["name_ko"]
    for row in rows("courts.csv"):
        assert marks[row["path"]][0] == row["name_ko"]
