"""What comes in, taken in as a clerk would at the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from gridjustice import DangerKind, IntakeChannel, Level
from gridjustice_cli.commands import intake

Run = Callable[..., Result]

TEXT = "邻居把我家晒场占了，说了几次都不让。"
PARTIES = ("--party", "side=applicant,name=张三", "--party", "side=respondent,name=이철수,language=ko-CN")


@pytest.fixture
def take(court: Run) -> Callable[..., Any]:
    """Takes something in on 2022-11-01 as the triage officer, and gives the answer as data."""

    def take(*words: str, actor: str = "triage") -> Any:
        said = words if {"--danger", "--no-danger"} & set(words) or words[0] == "batch" else (*words, "--no-danger")
        return json.loads(court("--today", "2022-11-01", "--json", "intake", *said, actor=actor).stdout)

    return take


@pytest.mark.clause("2.1.4")
def test_the_same_call_is_one_record_whoever_enters_it_again(take: Callable[..., Any]) -> None:
    """The officer takes it, the liaison enters it once more: the number is the same, and nothing was stored."""
    call = ("call", TEXT, "--unit", "HL01", "--source", "12368-0017", "--phone", "13900000001")
    first = take(*call)
    assert (first["outcome"], first["alike"]) == ("noted", [])
    again = take(*call, actor="liaison")
    assert (again["outcome"], again["record"]) == ("known", first["record"])


def test_two_sides_make_a_report_on_the_record_of_the_sign(court: Run, take: Callable[..., Any]) -> None:
    """Who calls first names nobody; later the parties are known: one dispute, one number (P31)."""
    call = ("call", TEXT, "--unit", "HL01", "--source", "12368-0018")
    first, grown = take(*call), take(*call, *PARTIES)
    assert (grown["outcome"], grown["number"]) == ("reported", first["number"])
    shown = json.loads(court("--json", "dispute", "show", first["number"], actor="triage").stdout)["record"]
    assert [party["name"] for party in shown["parties"]] == ["张三", "이철수"]
    assert shown["jurisdiction"] is None


def test_another_call_is_kept_and_said_to_look_like_the_first(court: Run, take: Callable[..., Any]) -> None:
    """It says why; linking is the officer's step, and --link takes it at once for the same caller on the same day."""
    said = ("--unit", "HL01", "--caller", "张三", "--phone", "13900000001")
    first = take("call", TEXT, *said, "--source", "1")
    second = take("call", TEXT + "又来了。", *said, "--source", "2")
    assert second["outcome"] == "noted"
    assert [(a["number"], a["because"]) for a in second["alike"]] == [
        (first["number"], ["telephone", "words", "again"])
    ]
    told = court("--today", "2022-11-01", "--lang", "en", "intake", "alike", second["number"], actor="triage").output
    assert "nearly the same words" in told
    third = take("call", TEXT, *said, "--source", "3", "--link")
    assert third["outcome"] == "linked"
    linked = json.loads(court("--json", "dispute", "show", third["number"], actor="triage").stdout)["record"]
    assert linked["same_as"] in {first["record"], second["record"]}


@pytest.mark.clause("2.1.4")
def test_p49_what_can_be_answered_in_a_group_names_nobody(take: Callable[..., Any], court: Run) -> None:
    """Not even the number; who called by telephone is told it."""
    message = take("message", TEXT, "--unit", "HL01", "--source", "wx-1", "--caller", "张三", *PARTIES)
    assert not any(word in message["reply"] for word in (message["number"], "张三", "晒场"))
    call = take("call", TEXT, "--unit", "HL01", "--source", "12368-2")
    assert call["number"] in call["reply"]
    in_group = [court("--lang", lang, "intake", "message", "x", "--unit", "HL01", "--source", "wx-2", "--no-danger",
                      actor="triage").output for lang in ("zh", "ko", "en")]  # fmt: skip
    assert all("110" in told for told in in_group)


@pytest.mark.clause("1.6")
def test_p54_whoever_takes_a_call_says_whether_somebody_is_in_danger(court: Run, take: Callable[..., Any]) -> None:
    """Without it nothing is taken in; words alone decide nothing; with it the hours run."""
    call = ("intake", "call", "他拿刀要砍人，孩子在哭。", "--unit", "HL01", "--source", "9")
    assert "--no-danger" in court("--lang", "en", *call, actor="triage", code=2).output
    assert "--no-danger" in court(*call, "--no-danger", "--minor", actor="triage", code=2).output
    taken = take("call", "他拿刀要砍人。", "--unit", "HL01", "--danger", "violence", "--minor")
    shown = json.loads(court("--json", "dispute", "show", taken["number"], actor="triage").stdout)["record"]
    assert {"danger_report", "arrival"} <= {deadline["limit"] for deadline in shown["deadlines"]}
    calm = take("call", "他拿刀要砍人。", "--unit", "HL01", "--no-danger")
    assert json.loads(court("--json", "dispute", "show", calm["number"], actor="triage").stdout)["record"][
        "danger"
    ] is None  # fmt: skip


def test_a_text_comes_from_stdin_and_a_time_has_a_zone(court: Run) -> None:
    """A message is piped in; what came later than now is refused with its time."""
    words = ("--today", "2022-11-01", "--json", "intake", "message", "-", "--unit", "HL01", "--no-danger")
    taken = json.loads(court(*words, "--received", "2022-11-01 08:30", actor="triage", typed=TEXT).stdout)
    shown = json.loads(court("--json", "dispute", "show", taken["number"], actor="triage").stdout)["record"]
    assert (shown["gist"], shown["intake"]["received_at"]) == (TEXT, "2022-11-01T00:30:00Z")
    late = court(*words, "--received", "2022-11-01 20:00", actor="triage", typed=TEXT, code=1)
    assert "received_in_future" in late.output
    assert "2022-11-01 09:30" in court(*words, "--received", "soon", actor="triage", typed=TEXT, code=2).output


def test_a_batch_takes_in_what_is_right_and_names_what_is_wrong(court: Run, tmp_path: Path) -> None:
    """A wrong row stops no other; corrected, the same table is taken in again and only the row is new."""
    rows = [
        "来电编号,来电内容,单位,来电时间,来电人,电话,被申请人,申请人,危险",
        f"1,{TEXT},HL01,2022-11-01 08:00,张三,13900000001,,,",
        "2,工钱没有发,NOWHERE,2022-11-01 08:10,,,,,",
        "3,,HL01,2022-11-01 08:20,,,,,",
        "4,欠我三万元,HL01,2022-11-01,李四,,王五,李四,",
        f"1,{TEXT},HL01,2022-11-01 08:00,张三,13900000001,,,",
        "1,别的内容,HL01,2022-11-01 08:00,张三,13900000001,,,",
        "5,他要打我,HL01,明天,,,,,暴力",
    ]
    table, wrong = tmp_path / "calls.csv", tmp_path / "wrong.csv"
    table.write_text("\n".join(rows), "utf-8")
    words = ("--today", "2022-11-01", "intake", "batch", str(table), "--channel", "hotline", "--errors", str(wrong))
    told = json.loads(court("--json", *words, actor="triage", code=2).stdout)
    assert told["outcomes"] == {"noted": 1, "reported": 1, "known": 1}
    assert [(p["row"], p["column"]) for p in sorted(told["problems"], key=lambda p: p["row"])] == [
        (3, "unit"), (4, "gist"), (7, "source"), (8, "received_at"),
    ]  # fmt: skip
    assert "NOWHERE" in wrong.read_text("utf-8-sig")
    table.write_text("\n".join([*rows[:2], rows[2].replace("NOWHERE", "HL01"), rows[4]]), "utf-8")
    again = json.loads(court("--json", *words[:5], "--channel", "hotline", actor="triage").stdout)
    assert again["outcomes"] == {"known": 2, "noted": 1}
    shown = court("--lang", "en", *words[:5], "--channel", "hotline", actor="triage").output
    assert "3 known already" in shown


def test_a_template_is_filled_in_and_read_again(court: Run, tmp_path: Path) -> None:
    """Headings of each language are understood; the row that explains is none."""
    for language in ("zh", "ko", "en"):
        path = tmp_path / f"{language}.csv"
        court("--lang", language, "intake", "template", str(path))
        heading, *_ = path.read_text("utf-8-sig").splitlines()
        columns = len(heading.split(","))
        line = ",".join([f"{language}-1", f"{TEXT}{language}", *[""] * (columns - 2)])
        path.write_text(path.read_text("utf-8-sig") + line + "\n", "utf-8")
        told = json.loads(court("--json", "intake", "batch", str(path), "--unit", "HL01", actor="triage").stdout)
        assert told["outcomes"] == {"noted": 1}, language


def test_who_may_not_report_there_takes_nothing_in(court: Run) -> None:
    """A mediator is refused, and is not told of what others took in either."""
    call = ("intake", "call", TEXT, "--unit", "HL01", "--source", "1", "--no-danger")
    court(*call, actor="triage")
    assert "not_yours" in court("--json", *call, actor="mediator", code=1).output


def test_the_choices_that_help_shows_are_those_of_the_tables() -> None:
    """What is written down for quick help says what the tables say."""
    for written, members in ((intake.CHANNELS, IntakeChannel), (intake.DANGERS, DangerKind), (intake.LEVELS, Level)):
        assert written == tuple(member.value for member in members)
