"""What a shell can put in next: kinds, steps, limits, names of records; nothing where nothing is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click
from click.shell_completion import CompletionItem

from gridjustice_cli.framework import session_of
from gridjustice_cli.naming import Naming


def items(names: Iterable[tuple[str, str]], incomplete: str) -> list[CompletionItem[Any]]:
    """Those of the names that begin so, each with its words."""
    return [CompletionItem(name, help=said) for name, said in names if name.startswith(incomplete)]


def complete_kind(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
    """Kinds of record."""
    session = session_of(ctx)
    return items(((kind, session.label(f"kind.{kind}")) for kind in session.plugins.kinds()), incomplete)


def complete_step(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
    """Steps of the kind that was named before."""
    return steps_of(ctx, str(ctx.params.get("kind")), incomplete)


def complete_figure(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
    """Keys of limits."""
    session = session_of(ctx)
    return items(((key, session.label(f"law.figure.{key}")) for key in session.law.figures()), incomplete)


def steps_of(ctx: click.Context, kind: str, incomplete: str, *, births: bool = False) -> list[CompletionItem[Any]]:
    """Steps of a kind; only those from NEW, where that is asked."""
    session = session_of(ctx)
    found = session.plugins.kinds().get(kind)
    rows = [row for row in found.rows if row.is_birth or not births] if found else []
    steps = dict.fromkeys(row.step for row in rows)
    return items(((step, session.label(f"{kind}.step.{step}")) for step in steps), incomplete)


def complete_name(kind: str | None) -> Callable[..., list[CompletionItem[Any]]]:
    """Completes the names of the newest records of a kind, where a storage is there and somebody acts."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
        from gridjustice import GridJusticeError, equals

        if kind is None:
            return []
        session = session_of(ctx)
        try:
            views = session.office.find(session.actor, equals("kind", kind), order=("-id",), limit=100)
        except (GridJusticeError, click.ClickException, OSError):
            return []  # a shell that completes has nobody to tell
        naming = Naming(session)
        codes = ((naming.code_of(view), session.label(f"{kind}.state.{view.record.state.value}")) for view in views)
        return [CompletionItem(code, help=state) for code, state in codes if code.startswith(incomplete)]

    return complete
