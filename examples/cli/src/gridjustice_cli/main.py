"""All commands under one root: global options, commands that load themselves when they are called, exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from gridjustice_cli.framework import Group, Option, global_options
from gridjustice_cli.session import Session

COMMANDS = {
    "init": "house:init",
    "network": "network:network",
    "list": "lists:lists",
    "intake": "intake:intake",
    "dispute": "records:dispute",
    "session": "records:session",
    "protection": "records:protection",
    "order": "records:order",
    "record": "records:record",
    "inbox": "desk:inbox",
    "register": "desk:register",
    "workflow": "workflow:workflow",
    "law": "law:law",
    "causes": "law:causes",
    "audit": "audit:audit",
    "sweep": "sweeping:sweep",
    "outbox": "outbox:outbox",
    "run": "run:run",
    "plugins": "plugins:plugins",
    "completion": "house:completion",
}
"""Our own commands, each as ``module:attribute`` below `gridjustice_cli.commands`."""


class Root(Group):
    """The commands of this package, and those of plugins; what a run ends in is said by `failures`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Ours in the order of their use, then those of plugins."""
        return [*COMMANDS, *sorted(_extensions(ctx).keys() - COMMANDS.keys())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, loaded now."""
        if cmd_name in COMMANDS:
            module, _, attribute = COMMANDS[cmd_name].partition(":")
            found = getattr(import_module(f"gridjustice_cli.commands.{module}"), attribute)
            assert isinstance(found, click.Command)
            return found
        from gridjustice_cli.extensions import asked, load

        # What is remembered serves lists; what is run comes from the plugins as they are now.
        extension = asked(ctx.find_root().obj).get(cmd_name)
        return load(extension.target) if extension else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading one."""
        session: Session = ctx.find_root().obj
        rows = [(name, session.say(f"cli.help.{name}").partition("\n")[0]) for name in COMMANDS]
        with formatter.section(session.say("cli.help.commands")):
            formatter.write_dl(rows)
        offered = sorted((name, each) for name, each in _extensions(ctx).items() if name not in COMMANDS)
        if offered:
            with formatter.section(session.say("cli.help.extensions")):
                formatter.write_dl([(n, each.help.get(session.language) or each.target) for n, each in offered])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say what the exit codes mean, and that nobody is authenticated here."""
        session: Session = ctx.find_root().obj
        with formatter.section(session.say("cli.help.exit_codes")):
            codes = ("0", "1", "2", "3", "4", "5", "6", "70", "130")
            formatter.write_dl([(code, session.say(f"cli.exit.{code}")) for code in codes])
        formatter.write_paragraph()
        formatter.write_text(session.say("cli.help.not_authenticated"))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error of the system passes by Click, which would take a closed pipe for a failure."""
        try:
            return super().invoke(ctx)
        except OSError as problem:
            raise _SystemFailedError(problem) from problem

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[Any]]:
        """Names of commands, none of which is loaded for it; then options."""
        session: Session = ctx.find_root().obj
        named = [(name, session.say(f"cli.help.{name}").partition("\n")[0]) for name in COMMANDS]
        named += [(name, each.help.get(session.language, "")) for name, each in _extensions(ctx).items()]
        found = [CompletionItem(name, help=said) for name, said in named if name.startswith(incomplete)]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def main(self, args: Sequence[str] | None = None, *rest: Any, **settings: Any) -> Any:
        """Run, and end with an exit code; never with a traceback for what is no bug."""
        from gridjustice_cli.failures import ended_by

        arguments = list(sys.argv[1:] if args is None else args)
        session = Session(arguments)
        settings.update(standalone_mode=False, obj=session, prog_name="gridjustice")
        try:
            code = super().main(arguments, *rest, **settings)
            sys.stdout.flush()
        except _SystemFailedError as failed:
            code = ended_by(failed.problem, session)
        except Exception as problem:  # noqa: BLE001  # the last place where a failure can be given words and a code
            code = ended_by(problem, session)
        sys.exit(code if isinstance(code, int) else 0)


class _SystemFailedError(Exception):
    def __init__(self, problem: OSError) -> None:
        super().__init__(str(problem))
        self.problem = problem


def _extensions(ctx: click.Context) -> dict[str, Any]:
    """The commands of plugins; none where a plugin is so broken that they cannot be asked: help is needed then."""
    from gridjustice_cli.extensions import extensions

    session: Session = ctx.find_root().obj
    try:
        return dict(extensions(session))
    except Exception as problem:
        if not _is_ours(problem):
            raise
        click.echo(session.say("cli.plugins.broken"), err=True)
        return {}


def _is_ours(problem: Exception) -> bool:
    from gridjustice import GridJusticeError

    return isinstance(problem, GridJusticeError)


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"gridjustice {version('gridjustice')}")
        ctx.exit()


_AT_ONCE: dict[str, Any] = {"is_flag": True, "is_eager": True, "expose_value": False}

cli = Root(
    name="gridjustice",
    help="cli.help",
    params=[
        *global_options(hidden=False),
        Option(["--version"], callback=_show_version, help="cli.option.version", **_AT_ONCE),
    ],
)
