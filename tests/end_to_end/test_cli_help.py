"""What the command line says of itself: quick help in three languages, completion, commands of plugins, its words."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result

import gridjustice_cli
from gridjustice import Plugins
from gridjustice_cli.commands.records import BIRTHS
from gridjustice_cli.main import COMMANDS, cli
from gridjustice_cli.width import cells, wrapped
from gridjustice_cli.words import LANGUAGES, has

SOURCES = Path(gridjustice_cli.__file__).parent
COMMAND = str(Path(sys.executable).with_name("gridjustice"))

Run = Callable[..., Result]


def pages(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        names = COMMANDS if not path else command.list_commands(click.Context(command))
        for name in names:
            below = command.get_command(click.Context(command), name)
            assert below is not None
            yield from pages(below, (*path, name))


PAGES = list(pages(cli))


@pytest.mark.parametrize("path", PAGES, ids=" ".join)
def test_every_command_has_help_in_three_languages(run: Run, path: tuple[str, ...]) -> None:
    """Each page is another in each language, and no key of a catalogue shows."""
    told = [run("--lang", language, *path, "--help").stdout for language in LANGUAGES]
    assert len(set(told)) == len(LANGUAGES)
    assert "cli." not in "".join(told)


@pytest.mark.parametrize(
    "path",
    [p for p in PAGES if p not in {(kind, birth) for kind, births in BIRTHS.items() for birth in births}],
    ids=" ".join,
)
def test_help_loads_neither_the_core_nor_anything_heavy(run: Run, path: tuple[str, ...]) -> None:
    """Help is quick because nothing is imported for it; at the root, once the plugins' commands are remembered."""
    if not path:
        run("--help")
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "gridjustice_cli", *path, "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert "gridjustice_cli.main" in loaded
    assert not {name for name in loaded if name.split(".")[0] in {"gridjustice", "rich", "sqlalchemy", "attrs"}}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete(run: Run, shell: str) -> None:
    """The script is there; commands, steps and choices are completed."""
    script = run("completion", shell).stdout
    assert "_GRIDJUSTICE_COMPLETE" in script

    def completed(words: str) -> list[str]:
        environment = {"COMP_WORDS": f"gridjustice {words}", "COMP_CWORD": str(words.count(" ") + 1)}
        told = subprocess.run(
            [COMMAND],
            env={**os.environ, **environment, "_GRIDJUSTICE_COMPLETE": "bash_complete"},
            capture_output=True,
            text=True,
            check=True,
        )
        return re.findall(r"^plain,(.*)$", told.stdout, re.MULTILINE)

    if shell == "bash":
        assert completed("dis") == ["dispute"]
        assert completed("dispute step X tri") == ["triage"]
        assert "mediation" in completed("dispute step X triage --route ")
        assert completed("record begin unit ") == ["adopt"]
        assert completed("--as nobody dispute show ") == []


def test_commands_of_plugins_stand_beside_ours(run: Run, tmp_path: Path) -> None:
    """They are asked for once and remembered; a memory of other plugins, or a spoilt one, is not believed."""
    offered = set(Plugins.found().commands())
    for spoil in ("", "{", '{"installed": [], "commands": {"ghost": ["a:b", {}]}}'):
        if spoil:
            (tmp_path / "cache/gridjustice/commands.json").write_text(spoil)
        told = run("--help").stdout
        assert "ghost" not in told
        assert all(f"  {name}  " in told for name in offered)
    assert "ghost" in run("ghost", code=2).stderr


def test_every_word_that_is_said_stands_in_the_catalogues() -> None:
    """Each key in the code is in all three, and where a key is put together there are keys that begin so."""
    code = "\n".join(path.read_text("utf-8") for path in SOURCES.rglob("*.py"))
    keys = set(re.findall(r"[\"'](cli\.[a-z_.0-9]+)[\"']", code))
    assert len(keys) > 100
    assert [key for key in keys for language in LANGUAGES if not has(language, key)] == []


def test_the_births_that_have_commands_are_those_of_the_tables() -> None:
    """What is written down for quick help says what the tables say."""
    kinds = Plugins.found().kinds()
    for kind, births in BIRTHS.items():
        assert set(births) == {row.step for row in kinds[kind].rows if row.is_birth}


def test_text_is_wrapped_by_what_is_seen() -> None:
    """Wide letters count two; no line begins with a sign that clings to the word before it."""
    lines = wrapped("法官进网格，调解在基层。 The rest is English 그리고 조선말.", 12)
    assert all(cells(line) <= 12 + 2 for line in lines)
    assert [line for line in lines if line[:1] in "，。."] == []
    assert "".join(lines).replace(" ", "") == "法官进网格，调解在基层。TherestisEnglish그리고조선말."
