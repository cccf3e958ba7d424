"""What the pages say can be done, can be done: their code runs, their commands and targets exist."""

from __future__ import annotations

import codeop
import contextlib
import io
import json
import os
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from gridjustice import Office
from gridjustice_cli.main import cli

ROOT = Path(__file__).resolve().parents[2]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
PAGES = (*READMES, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
WITH_CODE = [
    page
    for page in PAGES
    if "reference" not in page.parts and re.search("^```(python|console)$", page.read_text("utf-8"), re.MULTILINE)
]

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_RUN = re.compile(r"<!-- not run: (?:(?!-->).)+ -->\n\s*\Z", re.DOTALL)
ONCE = re.compile(r"^<!-- run once: .+ -->$", re.MULTILINE)
RUN = ("python", "console")
FOLLOWED = {
    ROOT / "docs" / "how-to" / "embed.md": ("py", "html", "sh", "text"),
    ROOT / "docs" / "how-to" / "receive-webhooks.md": ("js",),
}
"""Pages of which more is run, by a test of their own (`test_embed.py`, `test_outward.py`)."""

DATA = {"toml": tomllib.loads, "json": json.loads}
"""Languages of blocks that are read, not run."""

LINK = re.compile(r"\]\(([^)#\s]+)")
INDENTED = re.compile(r"(?:^    .+\n)+", re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")


class Block(NamedTuple):
    """A fenced piece of a page.

    Attributes:
        line: of the page, on which its first line stands.
        is_run: whether nothing above it says that it is not.
    """

    language: str
    text: str
    line: int
    is_run: bool = True


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    return [
        Block(m[1], m[2], text.count("\n", 0, m.start(2)) + 1, not NOT_RUN.search(text, 0, m.start()))
        for m in BLOCK.finditer(text)
    ]


def commands(page: Path) -> list[str]:
    """What stands in code spans, in indented blocks and in shell blocks, a line each."""
    text = page.read_text("utf-8")
    shell = [block.text for block in blocks(page) if block.language in ("sh", "console")]
    prose = BLOCK.sub("", text)
    lines = [
        line.strip().removeprefix("$ ") for piece in (*shell, *INDENTED.findall(prose)) for line in piece.splitlines()
    ]
    return [*lines, *SPAN.findall(INDENTED.sub("", prose))]


def run(page: Path) -> Iterator[tuple[Block, str]]:
    """Each block of a page that runs, in its order and with the names of those before it, and what it printed."""
    names: dict[str, Any] = {"__name__": "example"}
    try:
        for block in blocks(page):
            if block.is_run and block.language == "python":
                # Blank lines in front give an error the line of the page on which it happened.
                code = compile("\n" * (block.line - 1) + block.text, str(page), "exec", dont_inherit=True)
                printed = io.StringIO()
                with contextlib.redirect_stdout(printed):
                    exec(code, names)
                yield block, printed.getvalue()
            elif block.is_run and block.language == "console":
                lines = [line for line in block.text.splitlines() if line.startswith("$ ")]
                yield block, "".join(map(typed, lines))
    finally:
        for value in names.values():
            if isinstance(value, Office):
                value.storage.close()


def typed(line: str) -> str:
    """A line of a terminal with what it answers."""
    program, *arguments = shlex.split(line.removeprefix("$ "))
    if program == "export":
        os.environ.update({name: value for name, _, value in (each.partition("=") for each in arguments)})
        return f"{line}\n"
    assert program == "gridjustice", f"only gridjustice is run, not {program}; mark the block as not run"
    told = CliRunner().invoke(cli, arguments).output
    return "".join(f"{each.rstrip()}\n" for each in (line, *told.splitlines()))


def as_pattern(output: str) -> str:
    """A page's output as a pattern: ``…`` stands for anything in its line, and alone on a line for some lines."""
    escaped = re.sub(r"^…$", "(?:.*\n)*.*", re.escape(output).replace("\\\n", "\n"), flags=re.MULTILINE)
    return escaped.replace("…", ".*")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to run a page in, with nothing set for the command line."""
    monkeypatch.chdir(tmp_path)
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("GRIDJUSTICE_", "LC_", "LANG", "COLUMNS"))}
    # What a page exports is gone after it.
    with patch.dict(os.environ, {**kept, "XDG_CACHE_HOME": str(tmp_path / "cache")}, clear=True):
        yield tmp_path


@pytest.mark.parametrize("page", WITH_CODE, ids=named)
def test_the_code_of_a_page_prints_what_the_page_says(page: Path, folder: Path) -> None:
    """All of it, in one folder, and once more on what the first time has left there."""
    expected = {}
    for code, below in zip(blocks(page), [*blocks(page)[1:], Block("", "", 0, is_run=False)], strict=True):
        if code.is_run and code.language == "python":
            expected[code] = below.text if below.language == "text" and below.is_run else ""
        elif code.is_run and code.language == "console":
            expected[code] = code.text
    for _ in range(1 if ONCE.search(page.read_text("utf-8")) else 2):
        printed = dict(run(page))
        assert printed.keys() == expected.keys()
        for block, output in printed.items():
            if not re.fullmatch(as_pattern(expected[block]), output):
                assert output == expected[block], f"{named(page)}:{block.line}"


@pytest.mark.parametrize("page", [page for page in PAGES if "reference" not in page.parts], ids=named)
def test_every_block_is_run_or_says_why_not(page: Path) -> None:
    """Code runs, data is read, output stands behind code; what does none of it has ``<!-- not run: why -->`` above."""
    unread = []
    before = ""
    runs = (*RUN, *FOLLOWED.get(page, ()))
    for block in blocks(page):
        if block.is_run and block.language in DATA:
            DATA[block.language](block.text)
        elif block.is_run and (block.language, before) != ("text", "python") and block.language not in runs:
            unread.append(f"{named(page)}:{block.line}: {block.language or 'no language'}")
        before = block.language
    assert unread == []


def test_the_tutorial_can_be_pasted() -> None:
    """Line by line, as an interactive Python takes it: there an indented piece ends with an empty line."""
    for block in blocks(ROOT / "docs" / "tutorial.md"):
        waiting: list[str] = []
        for line in [*block.text.splitlines(), ""] if block.language == "python" else ():
            waiting.append(line)
            if codeop.compile_command("\n".join(waiting), "tutorial.md", "single"):
                waiting = []
        assert "".join(waiting) == "", f"tutorial.md:{block.line}"


@pytest.mark.parametrize("readme", READMES, ids=named)
def test_the_first_code_is_near_the_top(readme: Path) -> None:
    """Who opens the page sees code without scrolling, and little enough to read."""
    code = blocks(readme)[0]
    assert code.language == "python"
    assert code.line <= 26
    assert len([line for line in code.text.splitlines() if line.strip()]) <= 25


def test_the_readmes_lead_to_the_same_places() -> None:
    """What one of them tells of, the other tells of too."""
    english, chinese = ({*LINK.findall(page.read_text("utf-8"))} - {p.name for p in READMES} for page in READMES)
    assert english == chinese


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_what_make_is_asked_for_exists(page: Path) -> None:
    """Every `make target` is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    asked = {match[1] for line in commands(page) if (match := re.match(r"make ([a-z]+)", line))}
    assert asked - targets == set()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_what_pip_is_asked_for_exists(page: Path) -> None:
    """Every extra is one of the core's."""
    extras = set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"])
    asked = {extra for line in commands(page) for extra in re.findall(r"gridjustice\[([\w,]+)\]", line)}
    assert {one for extra in asked for one in extra.split(",")} - extras == set()


COMMANDS = sorted(
    {
        match[1]
        for page in PAGES
        for line in commands(page)
        if (match := re.match(r"gridjustice ((?:[a-z]+)(?: [a-z]+)*)", line))
    }
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_a_page_names_exists(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command line tells of it when it is asked for help."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        cli.main([*command.split(), "--help"])
    assert ended.value.code == 0, capsys.readouterr().err
