"""The law on the command line: limits, how they are counted, what changed when, and causes of action."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]

MEASURES = {
    "hearing.wishes", "lending.rate_multiple", "lending.reference_rate", "party.representatives", "person.elderly",
    "person.minor", "petition.representatives", "same_matter.near_text",
    "trial.small_claims_share", "trial.small_claims_share_agreed",
}  # fmt: skip


def plain(result: Result) -> Any:
    return json.loads(result.stdout)


@pytest.mark.clause("3.2")
def test_measures_are_listed_without_a_last_day(run: Run) -> None:
    """Ten persons never run out, nor what is weighed in points; nor does an hour that has not begun."""
    lines = {line["key"]: line for line in plain(run("--json", "law", "limit", "--from", "2025-06-02"))["limits"]}
    endless = {key for key, line in lines.items() if line["due"] is None}
    counted = {"hour", "case", "point", "kilometre"}
    assert endless == MEASURES | {key for key, line in lines.items() if line["unit"] in counted}
    assert lines["party.representatives"]["length"] == "10 persons"
    assert lines["lending.reference_rate"]["length"] == "300 basis points"
    assert lines["confirmation.application"]["due"] == "2025-07-02"


@pytest.mark.parametrize(
    ("language", "length"), [("zh", "370个基点"), ("ko", "370개 기준점"), ("en", "370 basis points")]
)
def test_a_measure_is_told_in_three_languages(run: Run, language: str, length: str) -> None:
    """With the unit of the language."""
    told = run("--lang", language, "law", "limit", "lending.reference_rate", "--from", "2022-06-01").stdout
    assert length in told
    explained = run("--lang", language, "law", "explain", "lending.reference_rate", "--from", "2022-06-01").stdout
    assert length in explained
    assert "→" not in explained


def test_one_limit_teaches_how_to_have_it_explained(run: Run) -> None:
    """The command that it names works."""
    for key, start in (("confirmation.application", ()), ("protection.decision", ("--at", "2026-02-13T18:20"))):
        told = run("law", "limit", key, *(start or ("--from", "2022-06-24"))).stdout
        command = told.rpartition("gridjustice ")[2].split()
        assert f"{key} → " in run(*command).stdout


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("zh", ("不扣除夜间和休息日", "期限届满时间：2026年2月16日18:20")),
        ("ko", ("밤과 휴식일에도 련속 계산한다", "기한이 차는 시각: 2026년 2월 16일 18:20")),
        ("en", ("runs on through nights and days of rest", "It ends at 18:20 on 16 February 2026")),
    ],
)
def test_hours_are_explained_from_an_instant(run: Run, language: str, sentences: tuple[str, str]) -> None:
    """Seventy-two hours from Friday evening, over the Spring Festival (pitfall P59)."""
    words = ("law", "explain", "protection.decision", "--at", "2026-02-13T18:20")
    told = run("--lang", language, *words).stdout
    assert all(sentence in told for sentence in sentences)
    (limit,) = plain(run("--json", *words))["limits"]
    assert limit["due"] == "2026-02-16T18:20:00+08:00"
    elsewhere = plain(run("--json", *words[:-1], "2026-02-13T10:20+00:00"))["limits"][0]
    assert elsewhere["due"] == limit["due"]


def test_extension_and_pause_are_counted_and_told(run: Run) -> None:
    """A summary trial of three months, a month more by the president, thirty days of mediation left out."""
    words = ("law", "explain", "trial.summary", "--from", "2025-03-03", "--extended", "1", "--paused", "30")
    (limit,) = plain(run("--json", *words))["limits"]
    assert limit["due"] == "2025-08-04"
    assert any("extended by 1 month" in sentence for sentence in limit["sentences"])
    assert any("pause of 30 days" in sentence for sentence in limit["sentences"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("law explain protection.decision", "--at 2022-06-01T08:00"),
        ("law explain protection.decision --at tomorrow", "2022-06-01T08:00"),
        ("law explain protection.decision --at 2022-06-01T08:00 --extended 1", "cannot be extended by 1"),
        ("law explain party.representatives --paused 1", "neither be extended nor paused"),
        ("law explain filing.decision --paused 2", "cannot be paused"),
        ("law explain filing.decision --from 2022-06-01 --at 2022-06-01T08:00", "--from or --at"),
        ("law explain protection.decision --at 1800-01-01T08:00", "between 1900-01-01"),
        ("law explain D-2022-1 --extended 2", "counts from its own days"),
        ("law changes --on 2025-01-01 --from 2024-01-01", "not both"),
        ("law changes --from 2025-01-01 --to 2024-01-01", "lies before"),
    ],
)
def test_what_cannot_be_counted_is_said(run: Run, words: str, told: str) -> None:
    """With what to give instead, and where help is."""
    result = run(*words.split(), code=2)
    assert told in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.clause("3.2")
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ("先登记立案，再委托调解", "最多30日", "据公开报道，原文未核对", "可以扣除")),
        ("ko", ("최대 30일", "멈출수 있음")),
        ("en", ("docketing first; then entrusted mediation", "at most 30 days", "the text was read", "can be paused")),
    ],
)
def test_a_change_is_told_before_and_after(run: Run, language: str, told: tuple[str, ...]) -> None:
    """The order of 2025: profile, figures and grounds, each with its article and how it is known."""
    shown = run("--lang", language, "law", "changes", "--on", "2025-01-01").stdout
    assert [each for each in told if each not in shown] == []
    assert "cli." not in shown
    assert "--first" in shown


def test_a_change_is_data_too(run: Run) -> None:
    """The renumbering of 2024, from 201 to 205 and from 202 to 206."""
    data = plain(run("--json", "law", "changes", "--on", "2024-01-01"))
    changes = {(each["what"], each["key"]): each for each in data["changes"]}
    joint = changes["basis", "confirmation.joint_application"]
    assert [joint[when]["article"] for when in ("before", "after")] == ["201", "205"]
    assert [joint[when]["version"] for when in ("before", "after")] == ["2021", "2023"]
    assert joint["before"]["until"] == "2023-12-31"
    ruling = changes["basis", "confirmation.ruling"]
    assert [(ruling[when]["article"], ruling[when]["confidence"]) for when in ("before", "after")] == [
        ("202", "M"), ("206", "V"),
    ]  # fmt: skip
    assert changes["figure", "confirmation.application"]["after"]["says"] == "30 days"


def test_changes_of_a_time_leave_out_what_only_began(run: Run) -> None:
    """Unless it is asked for; and a day without changes says so."""
    days = {each["day"] for each in plain(run("--json", "law", "changes", "--from", "2022-05-24"))["changes"]}
    assert {"2024-01-01", "2024-04-26", "2025-01-01", "2025-05-20"} <= days
    begun = plain(run("--json", "law", "changes", "--on", "2022-05-23", "--first"))["changes"]
    assert {each["before"] for each in begun} == {None}
    assert "plan" in {each["after"]["instrument"] for each in begun}
    assert plain(run("--json", "law", "changes", "--on", "2022-05-23"))["left_out"] == len(begun)
    assert "Nothing changed" in run("law", "changes", "--from", "2024-01-02", "--to", "2024-01-31").stdout


def test_a_cause_shows_what_it_is_in_the_other_version(run: Run) -> None:
    """Two characters find it; the code of the older list stands beside it, and leads back."""
    told = run("causes", "search", "借贷", "--on", "2026-01-01").stdout
    assert "T108.03" in told
    assert "2021: 9181" in told
    (hit, *_) = plain(run("--json", "causes", "search", "借贷", "--on", "2025-12-31"))["hits"]
    assert (hit["version"], hit["code"]) == ("2021", "9181")
    assert hit["elsewhere"] == [{"version": "2025", "code": "T108.03", "name": "民间借贷纠纷"}]


@pytest.mark.parametrize(
    ("code", "day", "here"), [("9181", "2026-03-02", "T108.03"), ("T108.03", "2024-03-04", "9181")]
)
def test_a_code_of_another_version_leads_to_the_one_of_the_day(run: Run, code: str, day: str, here: str) -> None:
    """Old records name old codes."""
    data = plain(run("--json", "causes", "search", code, "--on", day))
    assert data["hits"] == []
    assert [each["code"] for each in data["elsewhere"][0]["here"]] == [here]
    assert here in run("causes", "search", code, "--on", day).stdout


def test_an_old_name_that_is_gone_comes_with_what_to_choose_from(run: Run) -> None:
    """Nothing is mapped by guess: names like it are proposed, and a person chooses."""
    told = run("causes", "search", "发起人责任", "--on", "2026-03-02")
    assert "a person chooses" in told.stdout
    assert "T303 设立人责任纠纷" in told.stdout
    assert "nothing like" in told.stderr
    (other,) = plain(run("--json", "causes", "search", "发起人责任", "--on", "2026-03-02"))["elsewhere"]
    assert (other["version"], other["code"], other["here"]) == ("2021", "9576", [])


@pytest.mark.parametrize(
    ("language", "words", "hint"),
    [
        ("zh", "土地承包合同违约", "gridjustice causes search 土地承包"),
        ("ko", "借款凭证", "gridjustice causes search 借款"),
        ("en", "divorce", "the names are Chinese"),
        ("zh", "量子", "两三个字"),
    ],
)
def test_where_nothing_is_found_there_is_a_hint(run: Run, language: str, words: str, hint: str) -> None:
    """Fewer signs that do find something, or how to search at all; in JSON too."""
    result = run("--lang", language, "causes", "search", words, "--on", "2026-03-02")
    assert result.stdout == ""
    assert words in result.stderr
    assert hint in result.stderr
    data = plain(run("--json", "--lang", language, "causes", "search", words, "--on", "2026-03-02"))
    assert hint in data["hint"]
    assert (data["hits"], data["elsewhere"]) == ([], [])
