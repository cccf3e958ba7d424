"""Commands: what each command of the command line says when it is asked for help, in English."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import click
from click.testing import CliRunner

from gridjustice_cli.main import COMMANDS, cli
from gridjustice_cli.session import Session

WIDTH = "80"


def commands() -> dict[str, str]:
    """Every command, groups before what is in them, with its help."""
    known = {name: None for name in os.environ if name.startswith(("GRIDJUSTICE_", "LC_", "LANG"))}
    with tempfile.TemporaryDirectory() as cache:
        # What an earlier run has remembered of plugins is not asked.
        settings = {**known, "COLUMNS": WIDTH, "XDG_CACHE_HOME": cache, "GRIDJUSTICE_LANG": "en"}
        runner = CliRunner(env=settings)
        return {" ".join(path): _help(runner, path) for path in paths()}


def paths() -> Iterator[tuple[str, ...]]:
    """The names of every command, of plugins too."""
    session = Session((), {"GRIDJUSTICE_LANG": "en"})
    with click.Context(cli, obj=session) as context:
        yield from _paths(cli, context, ())


def _paths(command: click.Command, context: click.Context, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        names = [*COMMANDS, *sorted(context.obj.plugins.commands().keys())] if not path else None
        for name in names or command.list_commands(context):
            if below := command.get_command(context, name):
                yield from _paths(below, click.Context(below, parent=context, info_name=name), (*path, name))


def _help(runner: CliRunner, path: tuple[str, ...]) -> str:
    result = runner.invoke(cli, [*path, "--help"])
    if result.exit_code:
        raise RuntimeError(f"gridjustice {' '.join(path)} --help ended with {result.exit_code}: {result.output}")
    return "\n".join(line.rstrip() for line in result.stdout.rstrip().splitlines())


def page() -> str:
    """The commands, each under its name."""
    head = (
        "# Commands\n\n`gridjustice` is an example of a driver, in [`examples/cli`](../../examples/cli): it uses the "
        "public names of the library and nothing else. It answers in Chinese, Korean or English (`--lang`), and in "
        "JSON for scripts (`--json`). What a step needs to know is told by `gridjustice dispute step NUMBER STEP "
        "--help`, and stands in the [step tables](steps/README.md).\n"
    )
    parts = [head]
    for name, told in commands().items():
        level = "#" * min(2 + (len(name.split()) > 1), 3)
        parts.append(f"{level} {f'gridjustice {name}'.strip()}\n\n```text\n{told}\n```\n")
    return "\n".join(parts)
