"""Click's commands, options and help, taught three languages: every help text is a key of the catalogues."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import click

from gridjustice_cli.session import Session, address_of, chosen, current
from gridjustice_cli.width import cells, wrapped
from gridjustice_cli.words import LANGUAGES, has, language_of, say

HELP = {"help_option_names": ["--help", "-h"]}


class Formatter(click.HelpFormatter):
    """Help that is wrapped by what is seen, not by the number of characters."""

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        indent = " " * self.current_indent
        for number, paragraph in enumerate(text.split("\n\n")):
            if number:
                self.write("\n")
            lines = wrapped(" ".join(paragraph.split("\n")), max(self.width - self.current_indent, 20))
            self.write("".join(f"{indent}{line}\n" for line in lines))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write terms and what they mean, side by side."""
        rows = list(rows)
        first = min(max((cells(term) for term, _ in rows), default=0), col_max) + col_spacing
        indent = " " * self.current_indent
        for term, meaning in rows:
            lines = wrapped(meaning, max(self.width - self.current_indent - first, 20)) if meaning else [""]
            gap = first - cells(term)
            head = term + " " * gap if gap >= col_spacing else f"{term}\n{indent}{' ' * first}"
            self.write(f"{indent}{head}{lines[0]}".rstrip() + "\n")
            self.write("".join(f"{indent}{' ' * first}{line}\n" for line in lines[1:]))


class Context(click.Context):
    """A context that writes help with `Formatter`."""

    formatter_class = Formatter


class Option(click.Option):
    """An option whose help is a key."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """See `click.Option`."""
        told = copy.copy(self)
        told.help = _said(ctx, self.help)
        return click.Option.get_help_record(told, ctx)


class Argument(click.Argument):
    """An argument whose help is a key."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """See `click.Argument`."""
        return self.make_metavar(ctx), _said(ctx, self.help) or ""


def option(*declarations: str, **settings: Any) -> Callable[[Any], Any]:
    """Like `click.option`, with `Option`."""
    return click.option(*declarations, cls=Option, **settings)


def argument(*declarations: str, **settings: Any) -> Callable[[Any], Any]:
    """Like `click.argument`, with `Argument`."""
    return click.argument(*declarations, cls=Argument, **settings)


class Command(click.Command):
    """A command that takes the global options too, and whose help is a key: a line, an empty line, more."""

    context_class = Context

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        settings["context_settings"] = {**HELP, **(settings.get("context_settings") or {})}
        super().__init__(*arguments, **settings)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own and the global ones, which help shows at the root alone."""
        known = super().get_params(ctx)
        taken = {name for parameter in known for name in parameter.opts}
        return [*known, *(each for each in _HIDDEN if not taken & set(each.opts))]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """See `click.Command`."""
        if text := _said(ctx, self.help):
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(text)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Its first line."""
        context = click.get_current_context(silent=True)
        # A shell that completes asks outside of any context.
        language = session_of(context).language if context else language_of(os.environ)
        key = self.help or ""
        return (say(language, key) if has(language, key) else key).partition("\n")[0]


class Group(Command, click.Group):
    """A group of such commands."""

    command_class = Command

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        settings.setdefault("no_args_is_help", True)
        super().__init__(*arguments, **settings)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order they were added, which is that of their use."""
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """See `click.Group`."""
        click.Command.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)


class Day(click.ParamType[date]):
    """A day that records can hold, as 2026-11-23 or ``today``."""

    name = "day"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """See `click.ParamType`."""
        return "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """See `click.ParamType`."""
        if isinstance(value, date):
            return value
        if value == "today":
            return current().day()
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(current().say("cli.error.no_day", text=value), param, ctx)
        from gridjustice import EARLIEST, LATEST

        if not EARLIEST <= day <= LATEST:
            said = current().say("cli.error.day_out_of_range", text=value, earliest=EARLIEST, latest=LATEST)
            self.fail(said, param, ctx)
        return day


def global_options(*, hidden: bool) -> list[click.Option]:
    """The options that every command takes, before and after its name."""
    common: dict[str, Any] = {"expose_value": False, "hidden": hidden}
    eager = {**common, "is_eager": True}
    return [
        Option(["--db", "global_db"], metavar="ADDRESS", help="cli.option.db", callback=_db, **common),
        Option(["--as", "global_as"], metavar="HANDLE", help="cli.option.as", callback=_as, **common),
        Option(
            ["--lang", "global_lang"], type=click.Choice(LANGUAGES), help="cli.option.lang", callback=_lang, **eager
        ),
        Option(["--json", "global_json"], is_flag=True, help="cli.option.json", callback=_json, **eager),
        Option(["--config", "global_config"], metavar="FILE", help="cli.option.config", callback=_config, **common),
        Option(["--today", "global_today"], type=Day(), help="cli.option.today", callback=_today, **common),
        # What these two say the session has read ahead of them, because commands of plugins depend on it.
        Option(["--without", "global_without"], metavar="PLUGIN", multiple=True, help="cli.option.without", **common),
        Option(
            ["--choose", "global_choose"],
            metavar="HOOK=PLUGIN",
            multiple=True,
            help="cli.option.choose",
            callback=_choose,
            **common,
        ),
    ]


def session_of(ctx: click.Context) -> Session:
    """The session of a context, at its root."""
    session = ctx.find_root().obj
    assert isinstance(session, Session)
    return session


def _said(ctx: click.Context, key: str | None) -> str | None:
    """What a help key says; words that are no key stay as they are, as those of a plugin's command."""
    if not key:
        return key
    session = session_of(ctx)
    return session.say(key) if has(session.language, key) else key


def _db(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        session_of(ctx).address = address_of(value)


def _as(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        session_of(ctx).handle = value


def _lang(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        session_of(ctx).language = value


def _json(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        session_of(ctx).as_json = True


def _choose(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> None:
    for each in value:
        if not all(chosen(each)):
            raise click.BadParameter(session_of(ctx).say("cli.plugins.choose", text=repr(each)), ctx, param)


def _config(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        session_of(ctx).config = Path(value)


def _today(ctx: click.Context, param: click.Parameter, value: date | None) -> None:
    if value is not None:
        session_of(ctx).today = value


_HIDDEN = global_options(hidden=True)
