"""What the command line says of calls and visits, and of whom nothing reaches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.end_to_end.conftest import Run

from gridjustice import equals, open_office


def begun(tmp_path: Path) -> str:
    """The task that the system asks for, about the one dispute that there is."""
    office = open_office(f"sqlite:///{tmp_path / 'court.db'}")
    (dispute,) = office.find("system", equals("kind", "dispute"))
    record = dispute.record
    asked = {"court": record.court, "unit": record.unit, "grid": record.grid, "subject": record.id}
    whom = {"party": record.parties[1].id, "form": "call", "reason": "no_address"}
    task = office.begin("system", "outreach", "ask", asked | whom, key="task")
    office.storage.close()
    return str(task.record)


@pytest.mark.usefixtures("number")
def test_who_calls_is_told_whom_and_what_to_say(court: Run, tmp_path: Path) -> None:
    """In the language of the one who is called, whatever the command line itself speaks."""
    task = begun(tmp_path)
    for language in ("en", "zh", "ko"):
        said = court("--lang", language, "record", "script", task, actor="triage").stdout
        assert "련락드립니다" in said
        assert "이철수" in said
        assert "采伐" not in said
        assert "; " not in said
        assert "cli." not in said
    data = json.loads(court("--json", "record", "script", task, actor="triage").stdout)
    assert (data["record"], data["name"], data["phone"]) == (task, "이철수", "")
    court("record", "script", task, actor="mediator", code=3)


@pytest.mark.usefixtures("number")
def test_a_task_is_shown_with_its_own_words_and_without_whom_it_bars(court: Run, tmp_path: Path) -> None:
    """It is no follow-through order; and who may not handle it is for the rule of access."""
    task = begun(tmp_path)
    shown = court("--lang", "zh", "record", "show", task, actor="triage").stdout
    assert "所涉事项" in shown
    assert "督办" not in shown
    assert "barred" not in shown


def test_that_nothing_reaches_somebody_is_said_in_words(court: Run, number: str, tmp_path: Path) -> None:
    """Not that they cannot be found; in each language."""
    (tmp_path / "gridjustice.toml").write_text("[notices]\n", "utf-8")
    court("outbox", "drain", actor="operator")
    way = ("--jurisdiction", "ours", "--route", "mediation", "--reason", "双方愿意", "--same-matter-checked")
    court("dispute", "step", number, "triage", *way, actor="triage")
    court("outbox", "drain", actor="operator")
    again = ("dispute", "tell-again", number, "--version", "2", "--to", "liaison")
    said = {
        language: court("--lang", language, *again, actor="triage", code=3).output for language in ("en", "zh", "ko")
    }
    assert "no way leads to them" in said["en"]
    assert "没有途径可以告知此人" in said["zh"]
    assert "알릴 길이 없습니다" in said["ko"]
