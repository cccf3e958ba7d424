"""The choice of a mediator on the command line: who could, why, who is set aside; and the sentence that is kept."""

from __future__ import annotations

import json

import pytest
from tests.end_to_end.conftest import Run

TODAY = ("--today", "2022-11-02")


@pytest.fixture
def received(court: Run, number: str) -> str:
    """A dispute with the farm, which has a second mediator; one of its parties reads Korean."""
    post = "role=mediator,scope=unit,place=HL01,since=2022-01-01"
    named = ("--court", "yblq/helong", "--unit", "HL01", "--posts", post, "--languages", "zh-CN,ko-CN")
    court(*TODAY, "record", "begin", "person", "enrol", "--handle", "chen", "--name", "陈调解", *named, actor="super")
    checked = ("--jurisdiction", "ours", "--reason", "林区纠纷", "--same-matter-checked", "--route", "mediation")
    court(*TODAY, "dispute", "step", number, "triage", *checked, actor="triage")
    court(*TODAY, "dispute", "step", number, "delegate", "--unit", "HL01", actor="triage")
    court(*TODAY, "dispute", "step", number, "receive", actor="liaison")
    return number


@pytest.mark.clause("3.2")
def test_who_could_mediate_is_shown_with_the_reason_and_assigned(court: Run, received: str) -> None:
    """In three languages; what to type next is said, and the time line keeps the sentence."""
    for language, words in (("en", "Not proposed"), ("zh", "推荐"), ("ko", "추천")):
        shown = court("--lang", language, *TODAY, "dispute", "mediators", received, actor="liaison")
        assert "陈调解" in shown.stdout
        assert f"dispute assign {received}" in shown.stdout
        assert words in shown.stdout or language == "en"
        assert not [word for word in ("cli.", "mediators.", "refusal.") if word in shown.output]
    told = json.loads(court("--json", *TODAY, "dispute", "mediators", received, actor="liaison").stdout)
    assert [each["name"] for each in told["candidates"]] == ["陈调解", "박조정"]
    assert (told["step"], told["decider"], told["set_aside"], told["waits"]) == ("assign", "builtin", [], None)
    taken = court("--lang", "en", *TODAY, "dispute", "assign", received, actor="liaison").stdout
    assert (
        "陈调解: Placed before 1 more who could mediate: speaks the language of every party, has no mediation open."
        in taken
    )
    line = court("--lang", "en", *TODAY, "dispute", "timeline", received, actor="liaison").stdout
    assert "Why: Placed before 1 more who could mediate" in line
    assert "Order, by builtin: 陈调解" in line
    assert "Order, by" not in court("--lang", "en", *TODAY, "dispute", "timeline", received, actor="judge").stdout


def test_somebody_else_can_be_named(court: Run, received: str) -> None:
    """By handle; that it was another one is said, and the key makes it safe to repeat."""
    named = ("dispute", "assign", received, "--mediator", "mediator", "--key", "k1")
    first = json.loads(court("--json", *TODAY, *named, actor="liaison").stdout)
    assert (first["decision"]["followed"], first["decision"]["named"]) == (False, True)
    again = json.loads(court("--json", *TODAY, *named, actor="liaison").stdout)
    assert (again["repeated"], again["version"]) == (True, first["version"])
    shown = court("--lang", "en", *TODAY, "dispute", "timeline", received, actor="liaison").stdout
    assert "somebody other than the first" in shown


def test_of_several_the_first_who_is_free_presides(court: Run, received: str) -> None:
    """Whoever is named beside is not proposed twice."""
    beside = ("dispute", "assign", received, "--co-mediator", "chen")
    taken = json.loads(court("--json", *TODAY, *beside, actor="liaison").stdout)["decision"]
    assert [each["reasons"] for each in taken["set_aside"]] == [["chairs_twice"]]
    assert (taken["followed"], taken["named"]) == (True, False)


def test_the_step_itself_takes_the_proposal_too(court: Run, received: str) -> None:
    """By an officer it is a designation."""
    court(*TODAY, "dispute", "step", received, "assign", actor="liaison")
    court(*TODAY, "dispute", "step", received, "turn_down", "--reason", "病了", "--ground", "ill", actor="chen")
    aside = court("--lang", "en", *TODAY, "dispute", "mediators", received, actor="liaison").stdout
    assert "Not proposed" in aside
    assert "declined" in aside
    taken = json.loads(court("--json", *TODAY, "dispute", "assign", received, actor="triage").stdout)
    assert taken["step"] == "designate"
    court(*TODAY, "dispute", "step", received, "turn_down", "--reason", "没空", actor="mediator")
    nobody = court("--lang", "en", *TODAY, "dispute", "mediators", received, actor="liaison")
    assert "there is nobody who could be proposed" in nobody.output
    refused = court("--json", *TODAY, "dispute", "assign", received, actor="liaison", code=1)
    assert [each["code"] for each in json.loads(refused.stdout)["error"]["reasons"]] == ["nobody_to_mediate"]


def test_while_the_parties_choose_nobody_is_proposed(court: Run, received: str) -> None:
    """And that is said, with the day."""
    chosen = ("--party", "a1", "--mediator", "chen")
    court(*TODAY, "dispute", "step", received, "choose", *chosen, actor="liaison")
    waits = court("--lang", "en", *TODAY, "dispute", "mediators", received, actor="liaison").output
    assert "2022-11-04" in waits
    told = json.loads(court("--json", *TODAY, "dispute", "mediators", received, actor="liaison").stdout)
    assert (told["waits"]["code"], told["candidates"]) == ("choice_still_open", [])
