"""The command line in a folder of its own, over a court with a tiny network."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gridjustice_cli.main import cli

NETWORK = {
    "courts": """path,name,name_ko,level
yblq,延边林区中级法院,연변림구중급법원,intermediate
yblq/helong,和龙林区基层法院,화룡림구기층법원,basic
""",
    "people": """handle,name,court,languages,unit
judge,김법관,yblq/helong,zh-CN ko-CN,
triage,李分流,yblq/helong,zh-CN,
super,吴督办,yblq/helong,zh-CN,
liaison,최련락,yblq/helong,zh-CN ko-CN,
mediator,박조정,yblq/helong,ko-CN,HL01
""",
    "units": """code,name,name_ko,court,kind,parent,mediates
HL01,荒沟林场,황구림장,yblq/helong,forest_farm,,yes
""",
    "grids": """code,name,name_ko,court,unit,nature,causes
HL01-1,荒沟第一网格,황구제1격자,yblq/helong,HL01,basic,
HL01-2,荒沟第二网格,황구제2격자,yblq/helong,HL01,dedicated,T108.03
""",
    "posts": """handle,role,place,since,until,specialities
judge,judge,yblq/helong,2022-01-01,,
triage,triage_officer,yblq/helong,2022-01-01,,
super,supervisor,yblq/helong,2022-01-01,,
mediator,mediator,HL01,2022-01-01,,
""",
    "assignments": """place,role,handle,since,until
HL01,liaison,liaison,2022-01-01,
HL01-1,judge,judge,2022-01-01,
""",
}
PARTIES = ("--parties", "side=applicant,name=张三", "--parties", "side=respondent,name=이철수,language=ko-CN")
REPORT = ("report", "--unit", "HL01", "--grid", "HL01-1", "--gist", "=采伐界线纠纷", "--cause", "9181", *PARTIES)

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command line in a folder of its own, in English unless a test says otherwise."""
    for name in [name for name in os.environ if name.startswith(("GRIDJUSTICE_", "LC_", "COLUMNS", "LANG"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("GRIDJUSTICE_DB", str(tmp_path / "court.db"))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, actor: str = "", typed: str | None = None, code: int = 0) -> Result:
        actor_is = ("--as", actor) if actor else ()
        result = CliRunner().invoke(cli, [*actor_is, *arguments], input=typed)
        assert result.exit_code == code, (arguments, result.output, result.exception)
        return result

    return run


@pytest.fixture
def court(run: Run, tmp_path: Path) -> Run:
    """A court with a tiny network, on 2022-11-01."""
    for name, rows in NETWORK.items():
        (tmp_path / f"{name}.csv").write_text(rows, "utf-8")
    run("init")
    run("--today", "2022-11-01", "network", "import", *(f"{name}.csv" for name in NETWORK))
    return run


@pytest.fixture
def number(court: Run) -> str:
    """The number of a dispute that was just reported."""
    return str(json.loads(court("--today", "2022-11-01", "dispute", *REPORT, "--json", actor="liaison").stdout)["name"])
