"""Strangers' plugins at the terminal: hostile ones are named with a remedy, and the command line stays usable."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.conftest import Run

Install = Callable[..., None]

IMPORTS = "from gridjustice.hooks import hookimpl\n"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts a distribution with one module where Python finds it, as an installer would."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))

    def install(name: str, code: str, *, requires: tuple[str, ...] = (), version: str = "1.0") -> None:
        module = f"stranger_{name}_{abs(hash((name, code, str(tmp_path)))) % 10**8}"
        (site / f"{module}.py").write_text(IMPORTS + textwrap.dedent(code), "utf-8")
        info = site / f"stranger_{name}-{version}.dist-info"
        info.mkdir()
        needs = "".join(f"Requires-Dist: {each}\n" for each in requires)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: stranger-{name}\nVersion: {version}\n{needs}")
        (info / "entry_points.txt").write_text(f"[gridjustice]\n{name} = {module}\n")

    return install


def ailments(run: Run, *arguments: str) -> list[dict[str, str]]:
    told: list[dict[str, str]] = json.loads(run("plugins", "doctor", "--json", *arguments, code=6).stdout)["ailments"]
    return told


HOSTILE: dict[str, tuple[str, str, str]] = {
    "cannot_load": ("raise RuntimeError('no')", "RuntimeError", "cannot be loaded"),
    "leaves": ("import sys; sys.exit(3)", "SystemExit", "cannot be loaded"),
    "misspelt": ("@hookimpl\ndef gridjustice_provide_kind(): return ()", "gridjustice_provide_kinds", "misspelt"),
    "arguments": ("@hookimpl\ndef gridjustice_on_stored(event, notice): ...", "'notice'", "arguments"),
    "unmarked": ("def gridjustice_provide_kinds(): return ()", "not marked", "unmarked"),
    "no_hooks": ("x = 1", "nothing", "no_hooks"),
    "wrapper": ("@hookimpl(wrapper=True)\ndef gridjustice_provide_kinds(): return (yield)", "wraps", "wrapper"),
    "fails": ("@hookimpl\ndef gridjustice_provide_kinds(): raise ValueError('no')", "provide_kinds", "fails"),
    "odd": ("@hookimpl\ndef gridjustice_provide_kinds(): return ['dispute']", "no Kind", "fails"),
    "clash": (
        (
            "from gridjustice.workflow.follow_through import ORDER\n"
            "@hookimpl\ndef gridjustice_provide_kinds(): return (ORDER,)"
        ),
        "'order'",
        "clash",
    ),
    "hides": ("@hookimpl\ndef gridjustice_provide_commands(): return {'init': 'json:dumps'}", "'init'", "clash"),
    "command": ("@hookimpl\ndef gridjustice_provide_commands(): return {'x': 'nowhere:x'}", "nowhere", "command"),
    "catalogue": (
        "from pathlib import Path\n@hookimpl\ndef gridjustice_provide_catalogues(): return [Path('nowhere')]",
        "no catalogue",
        "catalogue",
    ),
    "law": (
        "from pathlib import Path\n@hookimpl\ndef gridjustice_provide_law(): return [Path('nowhere')]",
        "no file",
        "law",
    ),
    "table": (
        (
            "from gridjustice.workflow.extending import Extension\nfrom gridjustice.workflow.dispute import DISPUTE\n"
            "@hookimpl\ndef gridjustice_provide_extensions():\n"
            "    return [Extension(kind='dispute', steps=(DISPUTE.steps[0],))]"
        ),
        "the table has 'note' already",
        "table",
    ),
    "unlawful": (
        (
            "from gridjustice.workflow.extending import Extension\nfrom gridjustice.workflow.table import SAME, Step\n"
            "from gridjustice.workflow.rules import PRESIDENT\n"
            "from gridjustice.domain.dispute import DisputeState as S\n"
            "@hookimpl\ndef gridjustice_provide_extensions():\n"
            "    return [Extension(kind='dispute', steps=(Step('x', S.REPORTED, SAME, PRESIDENT, basis='no.basis'),))]"
        ),
        "no.basis",
        "table",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_doctor_names_a_hostile_plugin(run: Run, install: Install, name: str) -> None:
    """What is wrong, and what to do; nothing is laid at anybody else's door."""
    code, detail, problem = HOSTILE[name]
    install(name, code)
    found = ailments(run)
    assert {name in each["plugin"] for each in found} == {True}
    expected = "cannot_load" if problem == "cannot be loaded" else problem
    (first, *_) = (each for each in found if each["problem"] == expected)
    assert detail in first["detail"]
    assert first["remedy"]
    assert not first["remedy"].startswith("plugins.")


@pytest.mark.parametrize("name", ["cannot_load", "leaves", "misspelt", "wrapper", "table", "odd"])
def test_a_court_can_work_without_it(run: Run, install: Install, name: str) -> None:
    """It stops an office by name; switched off it harms nobody; help, list and doctor work in any case."""
    install(name, HOSTILE[name][0])
    assert "init" in run("--help").stdout
    assert name in run("plugins").stdout
    refused = run("init", code=5).stderr
    assert name in refused or "hook that does not exist" in refused
    run("init", "--without", name)
    run("--without", name, "init")
    assert f"\n{name} " not in run("plugins", "--without", name).stdout
    run("plugins", "doctor", "--without", name)


def test_the_environment_switches_off_too(run: Run, install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    """By names with commas; a name that is not there is a mistake."""
    install("bad", "raise RuntimeError")
    install("worse", "raise RuntimeError")
    monkeypatch.setenv("GRIDJUSTICE_WITHOUT", "bad, worse")
    run("init")
    run("plugins", "doctor")
    assert "holidays_cnn" in run("init", "--without", "holidays_cnn", code=3).stderr


DECIDER = "@hookimpl\ndef gridjustice_decide_assignments(): return []"


def test_two_deciders_need_a_choice(court: Run, install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the command line or in the environment; the doctor says so before anybody stumbles."""
    install("first", DECIDER)
    install("second", DECIDER)
    assert [(each["plugin"], each["problem"]) for each in ailments(court)] == [("first, optimal, second", "undecided")]
    assert "choose one" in court("network", "plan", "--as", "operator", code=5).stderr
    asked = court("network", "plan", "--as", "operator", "--choose", "decide_assignments=second", code=5)
    assert "the plan of 'second'" in asked.stderr
    court("network", "plan", "--as", "operator", "--choose", "decide_assignments=builtin")
    court("plugins", "doctor", "--choose", "decide_assignments=second")
    assert ailments(court, "--choose", "decide_assignments=third")[0]["problem"] == "choice"
    court("plugins", "--choose", "second", code=2)
    monkeypatch.setenv("GRIDJUSTICE_CHOOSE", "decide_assignments=first")
    court("plugins", "doctor")


def test_a_decider_that_fails_refuses_the_plan(court: Run, install: Install) -> None:
    """With its name and in the reader's language, without a word of what it said."""
    install("clever", "@hookimpl\ndef gridjustice_decide_assignments(): raise KeyError('甲某')")
    plan = ("network", "plan", "--as", "operator", "--choose", "decide_assignments=clever")
    ended = court("--lang", "zh", *plan, code=5)
    assert "插件“clever”在“decide_assignments”中出错" in ended.stderr
    assert "甲某" not in ended.output
    told = json.loads(court("--json", *plan, code=5).stdout)["error"]
    assert (told["code"], told["plugin"], told["hook"]) == ("plugin_failed", "clever", "decide_assignments")


def test_requirements_are_held_against_what_is_installed(run: Run, install: Install) -> None:
    """What is missing, and what is there in another version; extras that nobody asked for are not."""
    needs = ("nowhere-at-all>=2", "attrs>=999", "click>=1", 'other; extra == "more"', "pluggy")
    install("needy", DECIDER, requires=needs)
    details = [each["detail"] for each in ailments(run) if each["problem"] == "requirement"]
    assert details[0] == "it needs nowhere-at-all>=2, which is not installed"
    assert details[1].startswith("it needs attrs>=999; installed is ")
    assert len(details) == 2


def test_the_list_says_what_each_adds(run: Run) -> None:
    """By name, with version and health; for people and as JSON."""
    told = json.loads(run("plugins", "list", "--json").stdout)["plugins"]
    by_name: dict[str, Any] = {each["name"]: each for each in told}
    assert "dispute" in by_name["builtin"]["adds"]["kinds"]
    assert by_name["builtin"]["adds"]["decides"] == ["assignments", "mediators"]
    assert by_name["sqlalchemy"]["adds"] == {"storages": ["sqlite"]}
    assert by_name["yanbian"]["adds"]["commands"] == ["demo"]
    assert all(each["version"] and each["ailments"] == [] for each in told)
    shown = run("plugins").stdout
    assert all(name in shown for name in by_name)
    assert str(Path.home()) not in shown


HEARING = """
from pathlib import Path
@hookimpl
def gridjustice_on_stored(event, key):
    with Path("heard.txt").open("a") as file:
        file.write(f"{event.kind}.{event.step} {key}\\n")
    if Path("fail").exists():
        raise KeyError("甲某")
"""


def test_subscribers_are_told_at_the_terminal(run: Run, install: Install, tmp_path: Path) -> None:
    """What fails is counted and waits; a subscriber that will not come back is forgotten."""
    install("hearing", HEARING)
    run("init")
    assert "Nobody subscribes" in run("outbox", "status").stderr
    (tmp_path / "courts.csv").write_text("path,name,level\nyblq,延边林区中级法院,intermediate\n", "utf-8")
    run("network", "import", "courts.csv")
    assert json.loads(run("outbox", "status", "--json").stdout) == {"targets": [], "unspread": 1, "pulses": []}
    (tmp_path / "fail").touch()
    assert "1 failed" in run("outbox", "drain", code=5).stdout
    (waiting,) = json.loads(run("outbox", "status", "--json").stdout)["targets"]
    assert (waiting["target"], waiting["waiting"], waiting["failing"]) == ("plugin:hearing", 1, 1)
    (tmp_path / "fail").unlink()
    assert json.loads(run("outbox", "drain", "--json").stdout) == {"failed": 0, "spread": 0, "told": 0, "unreached": 0}
    run("outbox", "drain", "--today", "2099-01-01")
    first, second = (tmp_path / "heard.txt").read_text().splitlines()
    assert first == second
    assert first.startswith("court.establish plugin:hearing:")
    assert "plugin:hearing" in run("outbox", "status").stdout
    assert "there are: plugin:hearing" in run("outbox", "forget", "plugin:nobody", code=3).stderr
    run("outbox", "forget", "plugin:hearing")
    assert json.loads(run("outbox", "status", "--json").stdout)["targets"] == []
