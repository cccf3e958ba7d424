"""The command line as people and scripts use it: a dispute's whole way, refusals, proofs, three languages."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

import gridjustice_cli
from gridjustice_cli.main import cli
from gridjustice_cli.words import LANGUAGES

SOURCES = Path(gridjustice_cli.__file__).parent
COMMAND = str(Path(sys.executable).with_name("gridjustice"))

Run = Callable[..., Result]


def plain(result: Result) -> Any:
    return json.loads(result.stdout)


def step(run: Run, day: str, actor: str, number: str, *rest: str, code: int = 0) -> Any:
    return plain(run("--json", "--today", day, "dispute", "step", number, *rest, actor=actor, code=code))


SIGNED = """--sealed-on today --mediator-signed-on today
    --signatures party=a1,signed_on=2022-11-04 --signatures party=r2,signed_on=2022-11-04"""
APPLIED = """--signatures party=a1,signed_on=2022-11-07 --signatures party=r2,signed_on=2022-11-07
    --materials agreement,organisation_proof,identity"""
WAY = (
    (
        "2022-11-02",
        "triage",
        "triaged",
        "triage --jurisdiction ours --route mediation --same-matter-checked --reason 本院",
    ),
    ("2022-11-02", "triage", "delegated", "delegate --unit HL01"),
    ("2022-11-03", "liaison", "received", "receive"),
    ("2022-11-03", "liaison", "offered", "assign --mediator mediator"),
    ("2022-11-03", "mediator", "asked", "accept"),
    ("2022-11-03", "mediator", "asked", "consent --party a1 --form written"),
    ("2022-11-03", "mediator", "in_mediation", "consent --party r2 --form written --language ko-CN"),
    ("2022-11-03", "liaison", "in_mediation", "interpret --interpreter name=金某,language=ko-CN"),
    ("2022-11-04", "mediator", "agreed", f"agree --content 赔偿 --form written {SIGNED}"),
    ("2022-11-07", "liaison", "applied", f"apply {APPLIED}"),
    ("2022-11-07", "triage", "under_review", "accept_application --case-number （2022）示例诉前调确1号 --judge judge"),
    ("2022-11-08", "judge", "confirmed", "confirm --heard a1,r2 --seal yblq/helong"),
    ("2022-11-09", "mediator", "performed", "perform --performed-on 2022-11-09"),
    ("2022-11-09", "liaison", "performed", "feed_back --message 已办结"),
    ("2022-11-09", "liaison", "archived", "archive"),
)


@pytest.mark.clause("1.1")
def test_a_dispute_goes_its_whole_way(court: Run, number: str) -> None:
    """From the report to the archive, each step by the one whose it is; all of it stands in time line and register."""
    for version, (day, actor, state, words) in enumerate(WAY, 2):
        receipt = step(court, day, actor, number, *words.split())
        assert (receipt["state"], receipt["version"], receipt["repeated"]) == (state, version, False)
    events = plain(court("dispute", "timeline", number, "--json", actor="triage"))["events"]
    assert [event["target"] for event in events] == ["reported", *(state for _, _, state, _ in WAY)]
    (line,) = plain(court("register", "--format", "json", actor="triage"))["register"]
    assert (line["number"], line["state"], line["ended_on"]) == (number, "archived", "2022-11-08")
    assert plain(court("--json", "audit", "verify"))["clean"]


def test_the_whole_way_is_told_in_each_language(court: Run, number: str) -> None:
    """Receipt, card, time line and explanation are in the language that was asked for, and in no other's words."""
    word = {"zh": "已上报", "ko": "보고됨", "en": "reported"}
    for language in LANGUAGES:
        for command in (("dispute", "show", number), ("dispute", "timeline", number), ("dispute", "list")):
            told = court("--lang", language, *command, actor="triage").stdout
            assert word[language] in told
            assert not [other for other in LANGUAGES if other != language and word[other] in told]
    explained = court("law", "explain", number, "--lang", "ko", actor="triage").stdout
    assert "기한이 차는 날: 2022년 11월 4일" in explained


@pytest.mark.parametrize(("language", "why"), [("zh", "案件分流员"), ("ko", "사건배분원"), ("en", "triage officer")])
def test_a_refusal_says_why_and_what_to_do(court: Run, number: str, language: str, why: str) -> None:
    """Exit code 1; each reason with its article and its remedy, in the language."""
    words = ("dispute", "step", number, *WAY[0][3].split())
    refused = court("--lang", language, *words, actor="mediator", code=3)
    assert "Traceback" not in refused.output
    refused = court("--lang", language, *words, actor="liaison", code=1)
    assert refused.stdout == ""
    assert why in refused.stderr
    assert "→" in refused.stderr
    (reason,) = plain(court("--lang", language, *words, "--json", actor="liaison", code=1))["error"]["reasons"]
    assert reason["code"] == "not_yours"
    assert reason["text"] in refused.stderr
    assert reason["citation"] in reason["text"]
    assert reason["remedy"] in refused.stderr


def test_a_step_that_was_taken_under_the_same_key_is_not_taken_again(court: Run, number: str) -> None:
    """The receipt is the same and says so; other content under the key, or another version, is a conflict."""
    words = [*WAY[0][3].split(), "--key", "k1"]
    first = step(court, "2022-11-02", "triage", number, *words)
    again = step(court, "2022-11-03", "triage", number, *words)
    assert again == {**first, "repeated": True}
    other = [*words[:-3], "另一理由", "--key", "k1"]
    assert step(court, "2022-11-02", "triage", number, *other, code=4)["error"]["code"] == "key_reused"
    conflict = step(court, "2022-11-02", "triage", number, "delegate", "--unit", "HL01", "--expect", "1", code=4)
    assert (conflict["error"]["expected"], conflict["error"]["found"]) == (1, 2)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("dispute step {n} triage --route nowhere", 2, "nowhere"),
        ("dispute step {n} triage --route mediation --no-ask", 2, "--jurisdiction (ours|local_court|concentrated)"),
        ("dispute step {n} nostep", 3, "nostep"),
        ("dispute step {n} extend --days=--5", 2, "--5"),
        ("dispute step {n} triage --facts nofile.json", 2, "nofile.json"),
        ("dispute step {n} triage --nonsense x", 2, "--nonsense"),
        ("dispute step 20220101-NOBODY receive", 3, "20220101-NOBODY"),
        ("dispute show {n} --as nobody", 3, "nobody"),
        ("dispute list --limit many", 2, "many"),
        ("dispute list --state nostate", 2, "nostate"),
        ("dispute list --today 2022-13-01", 2, "2022-13-01"),
        ("dispute lst", 2, "list"),
        ("dispute show {n} --db other.db", 3, "gridjustice init"),
        ("record list --db postgres://nowhere/x", 3, "postgres"),
        ("record begin unit", 2, "adopt"),
        ("law limit confirmation.aplication", 3, "confirmation.application"),
        ("workflow show nokind", 3, "nokind"),
        ("network import nofile.csv", 2, "nofile.csv"),
        ("audit verify --against court.db", 2, "court.db"),
        ("law explain mediation.delegated --from 9999-12-31", 2, "between 1900-01-01 and 2199-12-31"),
        ("law explain mediation.delegated --extended 3000000", 2, "extended by 3000000"),
        ("law limit --from 1899-12-31", 2, "between 1900-01-01 and 2199-12-31"),
        ("sweep --today 9999-12-31", 2, "between 1900-01-01 and 2199-12-31"),
        ("sweep --until 2022-12-31", 2, "--dry-run"),
        ("sweep --recount --dry-run", 2, "--dry-run"),
        ("network coverage --on 0001-01-01", 2, "between 1900-01-01 and 2199-12-31"),
        ("init --db .", 5, "is a folder; name a file in it"),
        ("sweep --db .", 5, "is a folder; name a file in it"),
        ("register -o nofolder/x.csv", 5, "nofolder"),
    ],
)
def test_bad_input_is_answered_with_what_to_do(court: Run, number: str, words: str, code: int, told: str) -> None:
    """An exit code of its own kind and the value in question; never a traceback, in JSON as in words."""
    arguments = words.format(n=number).split()
    actor = "" if "--as" in arguments else "triage"
    result = court(*arguments, actor=actor, code=code)
    assert told in result.stderr
    assert "Traceback" not in result.output
    error = plain(court(*arguments, "--json", actor=actor, code=code))["error"]
    assert error["exit"] == code
    assert told in error["message"] + error["hint"]


def test_a_file_that_is_no_database_is_answered_with_a_remedy(run: Run, tmp_path: Path) -> None:
    """Which file, and what to do instead; the file stays as it is."""
    minutes = tmp_path / "minutes.txt"
    minutes.write_text("minutes of a meeting\n" * 100, "utf-8")
    for command in ("init", "sweep"):
        told = run(command, "--db", str(minutes), code=5).stderr
        assert "minutes.txt" in told
        assert "name another file, or move this one away" in told
    assert minutes.read_text("utf-8").startswith("minutes")


@pytest.mark.parametrize("words", ["dispute", "law", "nonsense", "law limit --nonsense", ""])
def test_a_wrong_command_line_is_answered_in_json(run: Run, words: str) -> None:
    """Also where people would get the whole help."""
    for arguments in (("--json", *words.split()), (*words.split(), "--json")):
        error = plain(run(*arguments, code=2))["error"]
        assert (error["code"], error["exit"]) == ("usage", 2)
        assert error["message"]
        assert "--help" in error["hint"]
        assert "\n" not in error["message"]
    assert "NUMBER [STEP" in plain(run("--json", "dispute", "step", code=2))["error"]["message"]


@pytest.mark.parametrize("words", [("",), (" ", "\u3000")])
def test_a_search_needs_words(run: Run, words: tuple[str, ...]) -> None:
    """Blanks are none."""
    assert "no words to look for" in run("causes", "search", *words, code=2).stderr
    assert "no words" in plain(run("--json", "causes", "search", *words, code=2))["error"]["message"]


@pytest.mark.clause("2.1.2")
def test_coverage_says_who_stands_in(court: Run) -> None:
    """In the table and in JSON; where nobody can be found, that too."""
    gaps = plain(court("--json", "network", "coverage", "--on", "2022-11-01"))["gaps"]
    named = {(gap["what"], gap["deputy_name"]) for gap in gaps}
    assert ("no_judge", "김법관") in named
    assert ("no_grid_worker", "최련락") in named
    assert all(gap["deputy"] for gap in gaps)
    table = court("network", "coverage", "--on", "2022-11-01").stdout
    assert "deputy" in table
    assert "최련락" in table
    assert "nobody was found" in court("network", "coverage", "--on", "2021-11-01").stdout


def test_nobody_acts_unless_somebody_says_who(court: Run) -> None:
    """A command that shows or changes records asks for the one who acts."""
    assert "--as HANDLE" in court("dispute", "list", code=2).stderr


def test_facts_can_come_from_a_file(court: Run, tmp_path: Path) -> None:
    """JSON on stdin or in a file, options before it; what it holds too much is named with its path."""
    facts = {
        "gist": "界线",
        "unit": "HL01",
        "parties": [{"side": s, "name": "王"} for s in ("applicant", "respondent")],
    }
    words = ("--json", "dispute", "report", "--facts", "-", "--level", "red")
    name = plain(court(*words, actor="liaison", typed=json.dumps(facts)))["name"]
    record = plain(court("dispute", "show", name, "--json", actor="liaison"))["record"]
    assert (record["level"], record["court"], record["parties"][1]["id"]) == ("red", "yblq/helong", "r2")
    facts["parties"][0]["nonsense"] = 1  # type: ignore[index]  # a list of dicts, which mypy sees as object
    error = plain(court(*words, actor="liaison", typed=json.dumps(facts), code=2))["error"]
    assert error["path"] == "$.parties[0].nonsense"
    (tmp_path / "facts.json").write_text("[]")
    assert "JSON object" in court("dispute", "report", "--facts", "facts.json", actor="liaison", code=2).stderr


def test_what_is_missing_is_asked_for(court: Run) -> None:
    """Choices are shown, a wrong answer is asked for again, several parties end with no."""
    answers = ["界线", "applicant", "王五", "y", "nobody", "respondent", "赵六", "n"]
    told = court(
        *("--lang", "zh", "dispute", "report", "--unit", "HL01", "--ask"),
        actor="liaison",
        typed="\n".join(answers) + "\n",
    )
    assert "被申请人" in told.stderr
    assert "nobody" in told.stderr
    assert "已上报" in told.stdout


def test_a_step_teaches_what_it_asks_for(court: Run, number: str) -> None:
    """Without a step those that are open are listed; ``--help`` behind one, and ``workflow show``, explain it."""
    listed = court("dispute", "step", number, actor="triage").stdout
    assert re.search(r"^triage +triage +", listed, re.MULTILINE)
    assert set(plain(court("dispute", "step", number, "--json", actor="triage"))["steps"]) == {
        *("resolve", "triage", "link", "bring", "guide_filing", "name_agent", "follow"),
        *("call_help", "report_danger", "arrive", "hand_over"),
    }
    taught = court("--lang", "zh", "dispute", "step", "ANY", "agree", "--help").stdout
    assert "--signatures party=…,signed_on=…" in taught
    assert "协议内容" in taught
    shown = court("--lang", "ko", "workflow", "show", "dispute", "agree").stdout
    assert "--sealed-on" in shown
    assert "도장" in shown


def test_lists_show_what_one_may_see(court: Run, number: str) -> None:
    """Filters narrow, personal data is masked for who may not read it, and an inbox holds what waits."""

    def names(*options: str, actor: str = "triage") -> list[str]:
        return [
            v["record"]["number"] for v in plain(court("dispute", "list", "--json", *options, actor=actor))["records"]
        ]

    assert names("--state", "reported", "--unit", "HL01", "--grid", "HL01-1") == [number]
    assert names("--grid", "HL01-2") == names("--state", "archived") == names("--mine") == names(actor="operator") == []
    assert names("--mine", actor="liaison") == names("--court", "yblq") == [number]
    assert names("--overdue", "--today", "2022-11-04") == []
    assert names("--overdue", "--today", "2022-11-05") == [number]
    masked = court("dispute", "show", number, actor="super").stdout
    assert "张三" not in masked
    assert "张＊" in masked
    (waiting,) = plain(court("--json", "inbox", actor="triage"))["records"]
    assert (waiting["record"]["number"], waiting["due"]) == (number, "2022-11-04")
    assert "2022-11-04 (1 days over)" in court("--today", "2022-11-05", "inbox", actor="triage").stdout
    assert "Nothing waits" in court("inbox", actor="mediator").stderr


@pytest.mark.clause("4.2")
def test_the_register_opens_in_a_spreadsheet(court: Run, number: str, tmp_path: Path) -> None:
    """CSV with a byte order mark, headings in the language, and nothing that would be taken for a formula."""
    shown = court("--lang", "zh", "register", "--format", "csv", actor="triage").stdout
    assert shown.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(shown.lstrip("\ufeff"))))
    assert rows[0][0] == "编号"
    assert rows[1][0] == number
    court("register", "-o", "register.csv", actor="triage")
    assert (tmp_path / "register.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert number in court("register", actor="triage").stdout


def test_a_changed_byte_is_found_and_named(court: Run, number: str, tmp_path: Path) -> None:
    """``audit verify`` ends with 6 and names record and table; a record that is gone shows against a checkpoint."""
    court("audit", "checkpoint", "kept.txt")
    assert "kept.txt" in court("audit", "checkpoint", "kept.txt", code=2).stderr
    assert "everything fits" in court("audit", "verify", "--against", "kept.txt").stdout
    record = plain(court("dispute", "show", number, "--json", actor="triage"))["id"]
    change(tmp_path, "UPDATE event SET body = replace(body, ?, ?) WHERE record = ?", "yellow", "orange", record)
    change(tmp_path, "UPDATE event SET body = replace(body, ?, ?) WHERE record = ?", "blue", "Blue", record)
    told = court("audit", "verify", code=6)
    assert record in told.stdout
    faults = plain(court("--json", "audit", "verify", code=6))["faults"]
    assert {(fault["record"], fault["table"]) for fault in faults} >= {(record, "event")}
    for table in ("event", "record", "deadline", "appointment", "listed_dispute", "outbox", "receipt"):
        column = "id" if table == "record" else "record"
        change(tmp_path, f"DELETE FROM {table} WHERE {column} = ?", record)
    court("audit", "verify")
    gone = plain(court("--json", "audit", "verify", "--against", "kept.txt", code=6))["faults"]
    assert [(fault["record"], fault["what"]) for fault in gone] == [(record, "gone")]


def change(folder: Path, statement: str, *values: str) -> None:
    """What somebody with access to the file could do."""
    connection = sqlite3.connect(folder / "court.db")
    if statement.startswith("UPDATE event"):
        statement = statement.replace("replace(body, ?, ?)", "CAST(replace(CAST(body AS TEXT), ?, ?) AS BLOB)")
    connection.execute(statement, values)
    connection.commit()
    connection.close()


@pytest.mark.clause("1.8")
def test_a_network_is_imported_whole_or_not_at_all(court: Run, tmp_path: Path) -> None:
    """Again it changes nothing; a wrong row is named with file, row, column, value and remedy; gaps get a plan."""
    again = plain(court("--json", "network", "import", *sorted(file.name for file in tmp_path.glob("*.csv"))))
    assert (again["created"], again["problems"]) == (0, [])
    units = (tmp_path / "units.csv").read_text("utf-8")
    (tmp_path / "bad.csv").write_text(units.replace("forest_farm", "castle").replace("HL01", "HL09"), "utf-8")
    refused = court("network", "import", "bad.csv", code=2)
    assert all(word in refused.stdout for word in ("bad.csv:2", "kind", "castle", "forest farm"))
    (problem,) = plain(court("--json", "network", "import", "bad.csv", code=2))["problems"]
    assert (problem["row"], problem["column"]) == (2, "kind")
    day = ("--on", "2022-11-01")
    assert plain(court("--json", "network", "coverage", *day))["with_judge"] == 1
    assert "만" not in court("--lang", "ko", "network", "plan", *day).stderr
    assert plain(court("--json", "network", "coverage", *day))["with_judge"] == 1
    court("network", "plan", *day, "--apply")
    assert plain(court("--json", "network", "coverage", *day))["with_judge"] == 2


def test_any_kind_is_begun_and_carried_on_by_the_same_words(court: Run, number: str) -> None:
    """``record`` takes every kind; an order about a dispute is written to a unit and answered by it."""
    adopted = ("begin", "unit", "adopt", "--court", "yblq/helong", "--code", "HL02", "--name", "新林场")
    court("record", *adopted, "--kind", "forest_farm", "--parent", "HL01", actor="operator")
    assert plain(court("record", "show", "unit:HL02", "--json", actor="triage"))["record"]["name"] == "新林场"
    court("record", "step", "grid:HL01-2", "rename", "--name", "第二格", actor="operator")
    assert "第二格" in court("record", "list", "--kind", "grid", actor="triage").stdout
    post = "role=triage_officer,scope=court,place=yblq/helong,since=2022-01-01,specialities=T108.03;T088"
    enrolled = ("begin", "person", "enrol", "--court", "yblq/helong", "--handle", "triage2", "--posts", post)
    court("record", *enrolled, "--posts", "role=mediator,scope=unit,place=HL01,since=2022-01-01", actor="operator")
    posts = plain(court("record", "show", "person:triage2", "--json", actor="triage"))["record"]["posts"]
    unit = plain(court("record", "show", "unit:HL01", "--json", actor="triage"))["id"]
    assert (posts[0]["specialities"], posts[1]["place"]) == (["T108.03", "T088"], unit)
    issued = ("order", "issue", "--unit", "HL01", "--subject", number, "--reason", "请三日内办理")
    order = plain(court("--json", *issued, actor="super"))["record"]
    court("order", "step", order, "answer", "--answer", "已办", actor="liaison")
    assert "answered" in court("order", "list", actor="super").stdout
    assert number in court("order", "show", order, actor="super").stdout


JSON = (
    "init", "plugins", "network coverage", "network plan", "dispute list", "inbox", "register", "register --format csv",
    "workflow show", "workflow show dispute", "workflow show dispute agree", "workflow lint", "workflow diagram",
    "workflow diagram order --format mermaid", "workflow permissions", "law limit", "law explain triage",
    "law limit confirmation.application --from 2021-06-01", "causes search 借款", "audit verify", "sweep --dry-run",
    "completion bash", "record list", "dispute list --nonsense", "nonsense", "dispute show nothing",
)  # fmt: skip


@pytest.mark.parametrize("words", JSON)
def test_json_everywhere(court: Run, words: str) -> None:
    """With ``--json``, before or behind, whatever happens is one JSON object on stdout and nothing else."""
    results = []
    for arguments in (["--json", *words.split()], [*words.split(), "--json"]):
        result = CliRunner().invoke(cli, ["--as", "triage", *arguments])
        results.append(plain(result))
        assert isinstance(results[-1], dict)
        assert result.stderr == ""
    assert results[0] == results[1]


def test_what_has_run_out_is_swept(court: Run, number: str) -> None:
    """The sweep takes the step of the limit that expired, once."""
    for day, actor, _, words in WAY[:2]:
        step(court, day, actor, number, *words.split())
    assert plain(court("--json", "--today", "2022-11-20", "sweep"))["taken"][0]["step"] == "lapse"
    assert plain(court("--json", "--today", "2022-11-20", "sweep"))["taken"] == []


@pytest.mark.parametrize(
    ("language", "remind", "whom"),
    [("zh", "提醒", "司法联络员"), ("ko", "알림", "사법련락원"), ("en", "remind", "judicial liaison")],
)
def test_a_dry_run_says_what_would_happen_and_takes_nothing(
    court: Run, number: str, language: str, remind: str, whom: str
) -> None:
    """When, what, for which limit, whom it tells; in words and as JSON, as often as one likes."""
    for day, actor, _, words in WAY[:2]:
        step(court, day, actor, number, *words.split())
    dry = ("--today", "2022-11-02", "sweep", "--dry-run", "--until", "2022-11-30")
    for _ in range(2):
        coming = [each for each in plain(court("--json", *dry))["would_fire"] if each["limit"] == "receipt"]
        assert [(each["act"], each["step"], each["tells"]) for each in coming] == [
            ("remind", "remind", ["liaison"]),
            ("expiry", "lapse", ["court", "liaison"]),
        ]
        assert [each["at"] for each in coming] == ["2022-11-04T09:00:00+08:00", "2022-11-08T00:00:00+08:00"]
    told = court("--lang", language, *dry).stdout
    assert f"{remind}" in told
    assert whom in told
    assert "2022-11-04 09:00" in told
    assert number in told
    assert coming[0]["record"] not in told, "people call a dispute by its number"
    assert plain(court("--json", "--today", "2022-11-02", "sweep", "--dry-run"))["would_fire"] == []


def test_limits_are_counted_anew_on_demand(court: Run, number: str) -> None:
    """Where no calendar was published since, nothing is."""
    assert plain(court("--json", "--today", "2022-11-02", "sweep", "--recount")) == {"taken": [], "failed": []}
    assert "0" in court("--today", "2022-11-02", "sweep", "--recount").output


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_align_whatever_the_width_of_the_letters(court: Run, number: str, language: str) -> None:
    """Each column begins at the same cell in every row, and nothing is wider than the terminal."""
    lines = court("--lang", language, "workflow", "show", "order").stdout.split("\n\n")[0].split("\n")[1:]
    words = {line.split()[0]: line for line in lines}
    starts = {cell_len(line[: re.search(r"  +(?=\S)", line).end()]) for line in words.values()}  # type: ignore[union-attr]  # every line has columns
    assert len(starts) == 1
    for columns in ("40", "79"):
        environment = {"COLUMNS": columns}
        for command in (
            ("dispute", "list"),
            ("dispute", "timeline", number),
            ("dispute", "show", number),
            ("register",),
        ):
            told = CliRunner().invoke(cli, ["--as", "triage", "--lang", language, *command], env=environment).stdout
            assert max(map(cell_len, told.split("\n"))) <= int(columns), told


def test_the_installed_command_runs(court: Run, tmp_path: Path) -> None:
    """The console script answers with the version, and with silence where nobody reads on."""
    told = subprocess.run([COMMAND, "--version"], capture_output=True, text=True, check=True)
    assert re.fullmatch(r"gridjustice \d+\.\d+\.\d+\n", told.stdout)
    unread = subprocess.Popen([COMMAND, "law", "limit"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert unread.stdout is not None
    unread.stdout.close()
    _, told_of_errors = unread.communicate()
    assert (unread.returncode, told_of_errors) == (141, b"")
    korean = subprocess.run(
        [COMMAND, "nonsense"], env={**os.environ, "LANG": "ko_KR.UTF-8"}, capture_output=True, text=True, check=False
    )
    assert (korean.returncode, korean.stderr.splitlines()[0]) == (2, "✗ 명령 'nonsense' 이(가) 없습니다.")
