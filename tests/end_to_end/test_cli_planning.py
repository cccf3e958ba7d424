"""The plan of judges over grids, as a court's staff ask for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]
DAY = ("--on", "2022-11-01")


def plain(result: Result) -> Any:
    return json.loads(result.stdout)


@pytest.mark.clause("2.1.1")
def test_a_plan_is_read_compared_and_applied(court: Run) -> None:
    """Nothing is stored before --apply; the reason is in the grid's history afterwards; again nothing changes."""
    shown = court("network", "plan", *DAY, "--planner", "optimal").stdout
    assert "optimal" in shown
    assert "grids to answer for, this one included: 2" in shown
    compared = court("network", "plan", *DAY, "--compare").stdout
    assert "1 / 2" in compared
    assert "2 / 2" in compared
    data = plain(court("--json", "network", "plan", *DAY, "--compare", "--planner", "builtin"))
    assert (data["planner"], data["applied"]) == ("builtin", 0)
    assert data["comparison"]["after"]["with_judge"] == 2
    assert [move["before"] for move in data["comparison"]["moves"]] == [None]
    assert {line["reason"] for line in data["lines"]} == {"kept", "new"}
    assert plain(court("--json", "network", "plan", *DAY, "--apply"))["applied"] == 1
    assert plain(court("--json", "network", "plan", *DAY, "--apply"))["applied"] == 0
    assert "Nobody moves" in court("network", "plan", *DAY, "--compare").stdout
    told = court("record", "timeline", "grid:HL01-2", actor="super").stdout
    assert "is proposed" in told


def test_rules_come_from_a_file(court: Run, tmp_path: Path) -> None:
    """What they forbid is not proposed, and the sentence says so; what is wrong in them is named with its place."""
    pair = '[[forbidden]]\ngrid = "HL01-2"\njudge = "judge"\nreason = "a cousin"\n'
    (tmp_path / "rules.toml").write_text(pair, "utf-8")
    (line,) = [
        line
        for line in plain(court("--json", "network", "plan", *DAY, "--rules", "rules.toml"))["lines"]
        if line["judge"] is None
    ]
    assert line["reason"] == "forbidden"
    (tmp_path / "rules.toml").write_text(pair.replace("HL01-2", "HL09"), "utf-8")
    refused = court("network", "plan", *DAY, "--rules", "rules.toml", code=2)
    assert "rules.toml: forbidden[0].grid" in refused.stderr
    assert "'HL09'" in refused.stderr
    assert "builtin, optimal can" in court("network", "plan", "--planner", "best", code=3).stderr
