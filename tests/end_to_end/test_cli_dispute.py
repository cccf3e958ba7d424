"""What the command line tells of proceedings, of what may be the same matter, and of what hardly anybody sees."""

from __future__ import annotations

import json

import pytest
from tests.end_to_end.conftest import REPORT, Run

CHECKED = ("--jurisdiction", "ours", "--reason", "林区纠纷", "--same-matter-checked")


def bring(court: Run, number: str, day: str) -> None:
    court("--today", day, "dispute", "step", number, "bring", "--party", "a1", actor="triage")


@pytest.mark.clause("1.1")
def test_p46_each_bringing_has_the_order_of_things_of_its_own_day(court: Run, number: str) -> None:
    """The same dispute, brought in 2024 and again in 2025."""
    court(
        "--today", "2024-12-31", "dispute", "step", number, "triage", *CHECKED, "--route", "docketing", actor="triage"
    )
    bring(court, number, "2024-12-31")
    refused = ("--ground", "barred_for_now", "--reason", "缺材料", "--told", "suit", "--seal", "yblq/helong")
    court("--today", "2025-01-02", "dispute", "step", number, "refuse_docketing", *refused, actor="triage")
    bring(court, number, "2025-01-02")
    told = court("--today", "2025-01-03", "--json", "dispute", "proceedings", number, actor="triage").stdout
    first, second = json.loads(told)["proceedings"]
    assert (first["profile"], second["profile"]) == ("court_annexed_2022", "docket_first_2025")
    assert (first["order"]["dockets_first"], second["order"]["dockets_first"]) == (False, True)
    for language in ("en", "zh", "ko"):
        shown = court(
            "--lang", language, "--today", "2025-01-03", "dispute", "proceedings", number, actor="triage"
        ).stdout
        assert "2024-12-31" in shown
        assert "2025-01-02" in shown
        assert "cli." not in shown


def test_a_dispute_that_was_never_brought_has_no_proceedings(court: Run, number: str) -> None:
    """And is told so."""
    assert "never brought" in court("--lang", "en", "dispute", "proceedings", number, actor="triage").output


@pytest.mark.clause("1.2")
def test_p31_what_may_be_the_same_matter_is_found_and_linked(court: Run, number: str) -> None:
    """By names, words and the cause in the same grid here; what to type next is said."""
    second = court("--today", "2022-11-02", "--json", "dispute", *REPORT, actor="judge").stdout
    other = json.loads(second)["record"]
    found = json.loads(court("--today", "2022-11-02", "--json", "dispute", "alike", number, actor="triage").stdout)[
        "alike"
    ]
    assert [each["because"] for each in found] == [["names", "cause", "words"]]
    shown = court("--today", "2022-11-02", "--lang", "en", "dispute", "alike", number, actor="triage").output
    assert f"dispute step {number} link" in shown
    linked = ("--same-as", other, "--reason", "同一条界线")
    court("--today", "2022-11-02", "dispute", "step", number, "link", *linked, actor="triage")
    assert "linked" in court("--lang", "en", "dispute", "show", number, actor="triage").stdout


def test_a_list_says_what_its_columns_are(court: Run, number: str) -> None:
    """The first is what a record is called, whatever facts are named the same."""
    heading = court("--lang", "en", "dispute", "list", actor="triage").stdout.splitlines()[0]
    assert heading.split()[:3] == ["called", "state", "due"]


def test_nothing_alike_is_said_in_words(court: Run, number: str) -> None:
    """Not an empty table."""
    assert "looks like this one" in court("--lang", "en", "dispute", "alike", number, actor="triage").output


@pytest.mark.clause("1.6")
def test_a_protection_order_is_applied_for_and_seen_by_nobody_else(court: Run) -> None:
    """Its limit is an instant; a supervisor cannot find it."""
    asked = (
        "--court",
        "yblq/helong",
        "--applied-by",
        "herself",
        "--name",
        "某女",
        "--against",
        "某男",
        "--happened",
        "打人",
    )
    applied = court("--today", "2022-11-05", "--json", "protection", "apply", *asked, actor="mediator").stdout
    record = json.loads(applied)["record"]
    shown = court("--today", "2022-11-05", "--lang", "en", "protection", "show", record, actor="triage").stdout
    assert "2022-11-08" in shown
    court("--today", "2022-11-05", "protection", "show", record, actor="super", code=3)
    assert record not in court("--today", "2022-11-05", "--json", "record", "list", actor="super").stdout
