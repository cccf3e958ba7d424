"""`docs/how-to/embed.md` followed to the letter in an empty folder: its files written, its commands run in order."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "embed.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"(?:# |<!-- )([\w/.]+\.\w+)(, at its end)?(?: -->)?\n")


def written(folder: Path, text: str) -> None:
    """The file whose name stands in the block's first line is there, or is longer."""
    name = NAMED.match(text)
    assert name, f"a block says which file it is: {text[:60]!r}"
    file = folder / name[1]
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.read_text("utf-8") if name[2] else ""
    file.write_text(before + text, "utf-8")


def ran(folder: Path, commands: str) -> str:
    """What the commands printed; `pip` has been there before."""
    printed = ""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "COURTCASES"))}
    for line in commands.splitlines():
        words = shlex.split(line)
        assert words[0] == "python"
        if words[1:3] == ["-m", "pip"]:
            continue
        ended = subprocess.run(
            [sys.executable, "-W", "error", *words[1:]],
            cwd=folder,
            env={**environment, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert ended.returncode == 0, f"{line}\n{ended.stdout}{ended.stderr}"
        printed = ended.stdout
    return printed


@pytest.mark.slow
def test_the_page_can_be_followed_from_nothing(tmp_path: Path) -> None:
    """Each block in its order; what a command prints is what the page says."""
    last = ""
    said = 0
    for match in BLOCK.finditer(PAGE.read_text("utf-8")):
        language, text = match[1], match[2]
        match language:
            case "py" | "html":
                written(tmp_path, text)
            case "sh":
                last = ran(tmp_path, text)
            case "text" if last:
                assert last == text
                said += 1
                last = ""
    assert said == 3
    with contextlib.closing(sqlite3.connect(tmp_path / "db.sqlite3")) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert {"cases_case", "gridjustice_record", "gridjustice_alembic_version"} <= tables
    assert "alembic_version" not in tables
