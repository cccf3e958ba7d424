"""Workflows of others on the command line: linted by path, converted, ours exported."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from tests.unit.workflow.samples_foreign import DEFINITION, LOAN, PERMIT, changed

from gridjustice_cli.words import LANGUAGES

Run = Callable[..., Result]


def written(path: Path, data: object) -> str:
    path.write_text(json.dumps(data), "utf-8")
    return str(path)


def test_a_mistake_is_told_by_its_path(run: Run, tmp_path: Path) -> None:
    """With what is wrong, what may be meant and what to do; the exit code says so too."""
    told = run(
        "workflow", "lint", written(tmp_path / "loan.json", changed(LOAN, ("steps.3.to", "bakc"))), code=6
    ).stdout
    line = next(line for line in told.splitlines() if line.startswith("$.steps[3].to"))
    assert "There is no state bakc. Is back meant?" in line
    assert "Add it to the states, or correct the name." in line


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict",), 6)])
def test_a_warning_ends_well_unless_it_must_not(run: Run, tmp_path: Path, options: tuple[str, ...], code: int) -> None:
    """`--strict` is for those who build."""
    path = written(tmp_path / "loan.json", changed(LOAN, ("roles.2", {"name": "guest"})))
    told = run("workflow", "lint", path, *options, code=code)
    assert "$.roles[2]" in told.stdout


def test_json_has_all_that_people_are_told(run: Run, tmp_path: Path) -> None:
    """One object, the same with every finding; notes do not make a failure."""
    given = json.loads(run("--json", "workflow", "lint", written(tmp_path / "d.json", DEFINITION)).stdout)
    assert given["workflows"] == [{"name": "Boundary", "form": "ccd", "file": None}]
    first = given["findings"][0]
    assert (first["code"], first["severity"], first["path"]) == ("ccd_end_assumed", "note", "$.State[2]")
    assert first.keys() == {"file", "workflow", "path", "code", "severity", "message", "remedy"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_findings_are_told_in_three_languages(run: Run, tmp_path: Path, language: str) -> None:
    """No key shows."""
    path = written(tmp_path / "loan.json", changed(LOAN, ("steps.0.to", 5)))
    told = run("--lang", language, "workflow", "lint", path, code=6).stdout
    assert "$.steps[0].to" in told
    assert "table." not in told
    assert "{" not in told


def test_what_is_exported_lints_clean(run: Run, tmp_path: Path) -> None:
    """Even strictly; and so does what was converted."""
    exported = tmp_path / "dispute.json"
    exported.write_text(run("workflow", "export", "dispute").stdout, "utf-8")
    assert "nothing is wrong: dispute" in run("workflow", "lint", str(exported), "--strict").stdout
    permits = written(tmp_path / "p.json", {"BusinessServices": [PERMIT]})
    converted = tmp_path / "converted.json"
    converted.write_text(run("workflow", "convert", permits).stdout, "utf-8")
    assert json.loads(converted.read_text("utf-8"))["name"] == "TIMBER"
    run("workflow", "lint", str(converted), "--strict")


def test_one_of_several_is_converted_by_its_name(run: Run, tmp_path: Path) -> None:
    """Without a name they are told."""
    two = written(tmp_path / "two.json", [PERMIT, {**PERMIT, "businessService": "GINSENG"}])
    assert "TIMBER, GINSENG" in run("workflow", "convert", two, code=3).stderr
    assert json.loads(run("workflow", "convert", two, "--name", "GINSENG").stdout)["name"] == "GINSENG"


def test_a_file_that_is_not_there_is_no_kind(run: Run) -> None:
    """What looks like a file is looked for as one, all else as a kind."""
    assert "no file or folder none.json" in run("workflow", "lint", "none.json", code=3).stderr
    assert "there is no kind none" in run("workflow", "lint", "none", code=3).stderr


def test_what_is_no_json_is_a_finding(run: Run, tmp_path: Path) -> None:
    """With line and column, not a failure of the program."""
    path = tmp_path / "x.json"
    path.write_bytes(b"{'format': 1}")
    told = json.loads(run("--json", "workflow", "lint", str(path), code=6).stdout)["findings"]
    assert [(each["code"], each["path"]) for each in told] == [("not_json", "$")]
