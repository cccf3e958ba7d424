"""What strangers can meet is documented: every hook, error, refusal, command, port and public name."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from tools.reference import errors, names, ports

import gridjustice
from gridjustice.hooks import specifications
from gridjustice.language import Catalogue, Language
from gridjustice_cli.main import COMMANDS, cli
from gridjustice_cli.session import Session

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"

HOOKS = [name for name in vars(specifications) if name.startswith("gridjustice_")]
CODES = [key for key in Catalogue().words(Language.EN) if key.startswith("refusal.") and key != "refusal.under"]
ERRORS = sorted(
    {
        name
        for folder in ("src", "adapters", "plugins", "examples")
        for file in (ROOT / folder).rglob("*.py")
        if "tests" not in file.parts
        for name in re.findall(r"^class ([A-Z]\w*Error)\b", file.read_text("utf-8"), re.MULTILINE)
    }
)


@cache
def sections(page: str) -> dict[str, str]:
    """What stands under each heading that is a name."""
    text = (REFERENCE / page).read_text("utf-8")
    parts = re.split(r"^#{2,3} `?([^`\n]+)`?\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@cache
def rows(page: str) -> dict[str, list[str]]:
    """The cells behind the first cell of each row, where that is a name."""
    text = (REFERENCE / page).read_text("utf-8")
    found = re.findall(r"^\| `([^`]+)` \| (.*) \|$", text, re.MULTILINE)
    return {name: re.split(r" \| ", cells) for name, cells in found}


def commands(command: click.Command, context: click.Context, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The names of the commands below one, with those of plugins."""
    yield " ".join(("gridjustice", *path))
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from commands(below, click.Context(below, parent=context, info_name=name), (*path, name))


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_told_of(hook: str) -> None:
    """When it is asked, what an exception does to the others or to the step, and since which version."""
    assert "Since" in sections("hooks.md")[hook]
    assert len(inspect.cleandoc(str(getattr(specifications, hook).__doc__)).split(". ")) > 1


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_is_told_of(error: str) -> None:
    """When it is raised; and of one that reaches callers, what to do and how the command line ends."""
    inside = rows("errors.md").get(error)
    if inside is not None:
        assert inside[0] != ""
        return
    said = sections("errors.md")[error]
    assert said.strip()
    line = next(line for line in (REFERENCE / "errors.md").read_text("utf-8").splitlines() if f"[`{error}`]" in line)
    *_, advice, code, _ = (cell.strip() for cell in line.split("|"))
    assert advice != ""
    assert code.isdigit()


def test_errors_that_stay_inside_are_none_of_the_tree() -> None:
    """Who catches `GridJusticeError` catches everything that is raised on purpose."""
    tree = {cls.__name__ for _, cls in errors.tree()}
    assert tree.isdisjoint(name for name, _, _ in errors.inside())
    assert {name for name in gridjustice.__all__ if name.endswith("Error")} <= tree


@pytest.mark.parametrize("code", CODES)
def test_a_refusal_is_told_of(code: str) -> None:
    """Why, and what to do instead."""
    says, instead, _ = rows("refusals.md")[code.partition(".")[2]]
    assert says != ""
    assert instead != ""


def test_every_command_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of plugins too, each with its help."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    session = Session((), {"GRIDJUSTICE_LANG": "en"})
    with click.Context(cli, obj=session) as context:
        known = list(commands(cli, context))
    told = sections("commands.md")
    assert len(known) > len(COMMANDS)
    assert [name for name in known if "Usage: " + name not in told.get(name, "")] == []


@pytest.mark.parametrize("name", [name for name in gridjustice.__all__ if not name.endswith("Error")])
def test_a_public_name_is_told_of(name: str) -> None:
    """What it is, in words of its own."""
    said = re.sub(r"```text\n.*?```", "", sections("names.md")[name], flags=re.DOTALL)
    assert said.strip()


@pytest.mark.parametrize("port", sorted(file.stem for file in (ROOT / "src/gridjustice/ports").glob("[a-z]*.py")))
def test_a_port_is_told_of(port: str) -> None:
    """On a page of its own, with all of its classes."""
    told = sections(f"ports/{port}.md")
    assert set(ports.ports()) >= {port}
    for name, thing in vars(ports.ports()[port]).items():
        if inspect.isclass(thing) and thing.__module__ == f"gridjustice.ports.{port}" and not name.startswith("_"):
            assert told[name].strip()


@pytest.mark.parametrize("module", [module.__name__ for module in names.modules()])
def test_names_for_authors_say_what_they_are(module: str) -> None:
    """Every class and function of a module that authors use has a line."""
    text = sections("for-authors.md")[module]
    found = re.findall(r"^\| `([^`]+)` \| (\w+) \| (.*) \|$", text, re.MULTILINE)
    assert found
    assert [name for name, _, says in found if not says.strip()] == []
