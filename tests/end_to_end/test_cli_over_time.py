"""The network over time on the command line: answering, workload, rosters, redrawings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from gridjustice import named_id

Run = Callable[..., Result]
DAY = ("--today", "2022-11-02")


def plain(result: Result) -> Any:
    return json.loads(result.stdout)


@pytest.mark.clause("2.1.1")
def test_who_answered_on_a_day(court: Run) -> None:
    """The judge, the unit and its liaison; what is missing, with a deputy and what to do."""
    said = court(*DAY, "network", "answering", "HL01-1").output
    assert all(word in said for word in ("김법관", "荒沟林场", "최련락", "no grid worker"))
    found = plain(court(*DAY, "--json", "network", "answering", "HL01-2", "--on", "2022-11-01"))
    assert found["responsible"] is None
    assert [gap["what"] for gap in found["gaps"]] == ["no_judge", "no_grid_worker"]


@pytest.mark.clause("2.1.1")
def test_what_people_have_open(court: Run, number: str) -> None:
    """Judges by their grids, liaisons by their units, mediators by what they mediate."""
    assert number
    loads = plain(court(*DAY, "--json", "network", "workload", actor="triage"))["workload"]
    assert {(x["role"], x["name"], x["grids"], x["open"]) for x in loads} == {
        ("judge", "김법관", 1, 1),
        ("liaison", "최련락", 2, 1),
        ("mediator", "박조정", 0, 0),
    }
    assert "김법관" in court(*DAY, "network", "workload", actor="triage").output


@pytest.mark.clause("2.1.2")
def test_a_liaison_confirms_the_roster_in_one_act(court: Run, tmp_path: Path) -> None:
    """It stands in the inbox with its day; corrections and confirmation are one act, or nothing."""
    assert "2023-01-10" in court(*DAY, "inbox", actor="liaison").output
    wrong, right = tmp_path / "wrong.json", tmp_path / "right.json"
    change = {"step": "change_contact", "person": "mediator", "facts": {"phone": "13900000009"}}
    not_away = {"step": "return_early", "person": "mediator", "facts": {"back_on": "2022-11-02"}}
    wrong.write_text(json.dumps([change, not_away]))
    right.write_text(json.dumps([change]))
    confirm = (*DAY, "network", "roster", "HL01", "--confirm", "--corrections")
    court(*confirm, str(wrong), actor="liaison", code=1)
    assert "13900000009" not in court(*DAY, "network", "roster", "HL01", actor="liaison").output
    assert "13900000009" in court(*confirm, str(right), actor="liaison").output
    inbox = court(*DAY, "inbox", actor="liaison").output
    assert "2023-01-10" not in inbox
    assert "2023-04-10" in inbox


@pytest.mark.clause("2.1.1")
def test_a_grid_is_redrawn_and_put_back(court: Run, number: str) -> None:
    """The plan is shown first, then applied, then undone; the dispute moves and comes back."""
    into = ("--into", "HL01-8=北网格", "--into", "HL01-9=南网格", "--rest", "HL01-9", "--give", f"HL01-8:{number}")
    plan = plain(
        court(*DAY, "--json", "network", "redraw", "split", "HL01-1", *into, "--reason", "新地图", actor="super")
    )
    assert plan["redrawing"]["state"] == "planned"
    assert "HL01-9" in json.dumps(plan)
    said = court(*DAY, "network", "redraw", "show", plan["id"], actor="super").output
    assert "network redraw apply" in said
    court(*DAY, "network", "redraw", "apply", plan["id"], actor="super")
    shown = plain(court(*DAY, "--json", "dispute", "show", number, actor="triage"))
    assert shown["record"]["grid"] == named_id("grid", "HL01-8")
    gone = court(*DAY, "network", "answering", "HL01-1", actor="super").output
    assert "北网格" in gone
    court(*DAY, "network", "redraw", "undo", plan["id"], actor="super")
    back = plain(court(*DAY, "--json", "network", "answering", "HL01-1", actor="super"))
    assert back["was_there"]
    assert plain(court("--json", "audit", "verify"))["clean"]


def test_a_redrawing_is_refused_with_what_to_do(court: Run, number: str) -> None:
    """What is open needs a successor."""
    assert number
    done = court(*DAY, "network", "redraw", "close", "HL01-1", "--reason", "x", actor="super", code=1)
    assert "redraw close" in done.output
    court(*DAY, "network", "redraw", "rename", "HL01-1", "--name", "新名", "--reason", "x", "--apply", actor="super")
    assert "新名" in court(*DAY, "network", "answering", "HL01-1", actor="super").output
