"""The template works when a stranger copies it: another name, a real installation, its own tests, the real command."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "examples" / "plugin-template"
UV = ROOT / ".tools" / "bin" / "uv"
SOURCES = sorted((TEMPLATE / "src").rglob("*.py"))


def ran(*command: str | Path, at: Path, site: Path | None = None) -> subprocess.CompletedProcess[str]:
    """What a command said, in a folder, with what was installed there; it must end well."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("GRIDJUSTICE_", "PYTEST_", "COV_"))
    }
    environment = {**clean, "XDG_CACHE_HOME": str(at), "GRIDJUSTICE_LANG": "en"}
    if site is not None:
        environment["PYTHONPATH"] = str(site)
    ended = subprocess.run(
        list(map(str, command)), cwd=at, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A copy under another name, and the folder it is installed in; nothing is fetched."""
    folder = tmp_path_factory.mktemp("stranger")
    copy, site = folder / "gridjustice-rounds", folder / "site"
    shutil.copytree(TEMPLATE, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "dist", "build"))
    ran(sys.executable, "rename.py", "rounds", at=copy)
    (copy / "rename.py").unlink()
    options = (
        "--quiet",
        "--offline",
        "--no-deps",
        "--no-build-isolation",
        "--python",
        sys.executable,
        "--target",
        site,
    )
    ran(UV, "pip", "install", *options, copy, at=folder)
    return copy, site


@pytest.mark.slow
def test_a_copy_has_nothing_of_the_old_name(installed: tuple[Path, Path]) -> None:
    """Neither in its files nor in their names."""
    copy, site = installed
    files = [file for folder in (copy, site) for file in folder.rglob("*") if file.is_file()]
    assert [file for file in files if "gridjustice_visits" in str(file)] == []
    texts = [file for file in files if file.suffix in {".py", ".toml", ".md", ".txt"}]
    assert [file for file in texts if "gridjustice_visits" in file.read_text("utf-8")] == []
    assert [file for file in texts if "gridjustice-visits" in file.read_text("utf-8")] == []


@pytest.mark.slow
@pytest.mark.clause("2.1.5")
def test_a_copys_own_tests_pass(installed: tuple[Path, Path]) -> None:
    """On what was installed, not on its sources."""
    copy, site = installed
    told = ran(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", at=copy, site=site).stdout
    assert " passed" in told
    assert "failed" not in told


@pytest.mark.slow
def test_the_command_line_knows_a_copy(installed: tuple[Path, Path], tmp_path: Path) -> None:
    """It is listed with all that it adds, the doctor finds nothing, its command runs."""
    _, site = installed

    def gridjustice(*arguments: str) -> str:
        return ran(sys.executable, "-m", "gridjustice_cli", *arguments, at=tmp_path, site=site).stdout

    told = json.loads(gridjustice("plugins", "--json"))["plugins"]
    (mine,) = (each for each in told if each["name"] == "rounds")
    assert mine["distribution"] == "gridjustice-rounds"
    assert mine["ailments"] == []
    assert mine["adds"] == {
        "hears": ["stored"],
        "catalogues": ["gridjustice_rounds/locale"],
        "commands": ["visits"],
        "steps": ["dispute.call_on_parties"],
        "guards": ["grid.close: visit_book_open"],
        "kinds": ["visit_book"],
        "law": ["gridjustice_rounds/law"],
    }
    gridjustice("plugins", "doctor")
    gridjustice("init")
    assert gridjustice("--as", "operator", "visits") == ""
    assert "The visit books" in gridjustice("--help")
    assert "visits" not in gridjustice("--help", "--without", "rounds")


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_the_template_imports_the_authors_names_only(source: Path) -> None:
    """`gridjustice.authoring`, its own modules, and what is none of ours."""
    imported = set()
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        match node:
            case ast.Import():
                imported |= {alias.name for alias in node.names}
            case ast.ImportFrom(module=str(module)):
                imported.add(module)
    ours = {name for name in imported if name.split(".")[0].startswith("gridjustice")}
    assert {name for name in ours if not name.startswith("gridjustice_visits")} <= {"gridjustice.authoring"}
