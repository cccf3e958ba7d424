"""From words to commands that are made for them (``step NUMBER STEP …``), and what can stand next, for shells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click
from click.shell_completion import CompletionItem

from gridjustice_cli.completing import complete_kind, complete_name, steps_of
from gridjustice_cli.framework import Argument, Command, session_of
from gridjustice_cli.naming import Naming
from gridjustice_cli.stepping import BirthCommand, TakeCommand


class _WordsArgument(Argument):
    """Words that belong to another command; the path of that command says them itself."""

    def get_usage_pieces(self, ctx: click.Context) -> list[str]:
        """See `click.Argument`."""
        return super().get_usage_pieces(ctx) if self in ctx.command.params else []


class _Words(Command):
    """A command that takes words, and hands all that follows them to a command that is made for them."""

    def __init__(self, name: str, metavar: str, **settings: Any) -> None:
        words = _WordsArgument(
            ["words"], nargs=-1, type=click.UNPROCESSED, metavar=metavar, shell_complete=self.complete
        )
        settings["context_settings"] = {"allow_interspersed_args": False, "ignore_unknown_options": False}
        super().__init__(name, params=[words], no_args_is_help=True, **settings)

    def complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
        """What can stand next."""
        return []

    def made_for(self, ctx: click.Context, words: Sequence[str]) -> tuple[Command, list[str]] | None:
        """The command for the words and what is left to it; None where they are not enough."""
        raise NotImplementedError(type(self).__name__)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that the words mean."""
        words = list(ctx.params["words"])
        made = self.made_for(ctx, words)
        if made is None:
            return self.without_step(ctx, words)
        command, rest = made
        consumed = words[: len(words) - len(rest)]
        with command.make_context(" ".join(consumed), rest, parent=ctx) as inner:
            return command.invoke(inner)

    def without_step(self, ctx: click.Context, words: list[str]) -> None:
        """Say what could be meant, where no step was named."""
        raise NotImplementedError(type(self).__name__)


class StepCommand(_Words):
    """``dispute step NUMBER STEP``; without a step it lists those that are open."""

    def __init__(self, name: str, kind: str | None, record: str, **settings: Any) -> None:
        super().__init__(name, f"{record} [STEP [OPTIONS]]", **settings)
        self.kind = kind

    def made_for(self, ctx: click.Context, words: Sequence[str]) -> tuple[Command, list[str]] | None:
        """See `_Words`."""
        if len(words) < 2 or words[1].startswith("-"):
            return None
        session = session_of(ctx)
        kind = self.kind or words[0].partition(":")[0]
        if self.kind is None and kind not in session.plugins.kinds():
            kind = session.office.show(session.actor, Naming(session).id_of(words[0])).kind
        return TakeCommand(kind, words[1], words[0]), list(words[2:])

    def without_step(self, ctx: click.Context, words: list[str]) -> None:
        """List the steps that are open to the one who acts."""
        if set(words[1:]) & set(ctx.help_option_names):
            click.echo(ctx.get_help())
            return
        # What follows the record may still be global options.
        with Command("step").make_context("step", words[1:], parent=ctx):
            pass
        from gridjustice_cli.output import done, note, print_json, show, table

        session = session_of(ctx)
        kinds = (self.kind,) if self.kind else ()
        view = session.office.show(session.actor, Naming(session).id_of(words[0], *kinds))
        targets: dict[str, list[str]] = {}
        for row in view.steps:
            targets.setdefault(row.step, []).append(session.label(f"{view.kind}.state.{row.target}"))
        if session.as_json:
            print_json({"record": view.record.id, "version": view.version, "steps": list(targets)})
            return
        if not targets:
            note(session.say("cli.step.none"))
            return
        headings = [session.say(f"cli.column.{name}") for name in ("step", "label", "to")]
        rows = [(s, session.label(f"{view.kind}.step.{s}"), " / ".join(to)) for s, to in targets.items()]
        show(table(headings, rows, fixed=(0,)))
        done(session, session.say("cli.step.choose"), session.say("cli.step.help", command=ctx.command_path))

    def complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
        """Records, then steps of their kind, then choices of the option before."""
        words = list(ctx.params.get("words") or ())
        if not words:
            return complete_name(self.kind)(ctx, param, incomplete)
        made = self.made_for(ctx, [words[0], words[1] if len(words) > 1 else "?", *words[2:]])
        assert made is not None
        command = made[0]
        assert isinstance(command, TakeCommand)
        if len(words) == 1:
            return steps_of(ctx, command.kind, incomplete)
        before = words[-1]
        for field_option in command.get_params(ctx):
            if before in field_option.opts:
                return field_option.shell_complete(ctx, incomplete)
        return []

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[Any]]:
        """The options of the step, once it is named."""
        words = list(ctx.params.get("words") or ())
        made = self.made_for(ctx, words) if len(words) > 1 else None
        if made is None:
            return super().shell_complete(ctx, incomplete)
        return click.Command.shell_complete(made[0], ctx, incomplete)


class BeginCommand(_Words):
    """``record begin KIND STEP``."""

    def __init__(self, name: str, **settings: Any) -> None:
        super().__init__(name, "KIND STEP [OPTIONS]", **settings)

    def made_for(self, ctx: click.Context, words: Sequence[str]) -> tuple[Command, list[str]] | None:
        """See `_Words`."""
        if len(words) < 2 or words[1].startswith("-"):
            return None
        return BirthCommand(words[1], words[0], help="cli.help.record.begin"), list(words[2:])

    def complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
        """Kinds, then the steps by which they begin."""
        words = list(ctx.params.get("words") or ())
        if not words:
            return complete_kind(ctx, param, incomplete)
        return steps_of(ctx, words[0], incomplete, births=True) if len(words) == 1 else []

    def without_step(self, ctx: click.Context, words: list[str]) -> None:
        """Say by which steps a record of that kind begins."""
        session = session_of(ctx)
        kinds = session.plugins.kinds()
        births = dict.fromkeys(row.step for row in kinds[words[0]].rows if row.is_birth) if words[0] in kinds else kinds
        named = "STEP" if words[0] in kinds else "KIND"
        raise click.UsageError(session.say("cli.error.missing", names=f"{named} ({', '.join(births)})"), ctx)
