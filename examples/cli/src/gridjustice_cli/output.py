"""What people look at, and what programs read: tables and time lines on a terminal, plain lines in a pipe, JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from gridjustice_cli import width
from gridjustice_cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console, RenderableType
    from rich.text import Text

UNBOUND = 10_000
"""The width of a pipe: nothing is wrapped there, so that ``grep`` finds whole lines."""

NARROW = 8
"""No column of a table that wraps gets narrower than that, in cells."""


def print_json(thing: object) -> None:
    """Print plain data as JSON with sorted keys, so that two runs can be compared."""
    click.echo(json.dumps(thing, ensure_ascii=False, sort_keys=True, indent=2))


def show(*parts: RenderableType) -> None:
    """Print tables, texts and panels; in a pipe without colours, wrapping and trailing blanks."""
    console = _console()
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    lines = captured.get().split("\n")
    click.echo("\n".join(line if console.is_terminal else line.rstrip() for line in lines), nl=False, color=True)


def table(
    headings: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "", fixed: Iterable[int] = ()
) -> RenderableType:
    """A table; one value under the other where the terminal is too narrow for it.

    Args:
        headings: of the columns.
        rows: their cells.
        title: stands above it.
        fixed: columns that are never wrapped, as numbers and days should not be.
    """
    from rich import box
    from rich.table import Table

    console = _console()
    unbound = console.width == UNBOUND
    cells = [[text(cell) for cell in row] for row in rows]
    kept = set(fixed)
    if not unbound and _least(headings, cells, kept) > console.width:
        return _stacked(headings, cells, title)
    drawn = Table(
        box=box.SIMPLE_HEAD if console.is_terminal else None,
        title=title or None,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        pad_edge=False,
    )
    for place, heading in enumerate(headings):
        drawn.add_column(heading, no_wrap=unbound or place in kept, overflow="fold")
    for row in cells:
        drawn.add_row(*row)
    return drawn


def _least(headings: Sequence[str], cells: Sequence[Sequence[Text]], fixed: set[int]) -> int:
    """The least width in which a table can still be read."""
    least = 2 * len(headings)
    for place, heading in enumerate(headings):
        natural = max((line.cell_len for row in cells for line in row[place].split()), default=0)
        natural = max(natural, width.cells(heading))
        least += natural if place in fixed else min(natural, NARROW)
    return least


def _stacked(headings: Sequence[str], cells: Sequence[Sequence[Text]], title: str) -> RenderableType:
    """Each row as a block of names and values; what is empty is left out."""
    from rich.console import Group
    from rich.text import Text

    parts: list[RenderableType] = [Text(title, "bold")] if title else []
    for row in cells:
        parts += [pairs((h, cell) for h, cell in zip(headings, row, strict=True) if cell.plain), Text("")]
    return Group(*parts)


def pairs(rows: Iterable[tuple[str, Any]]) -> RenderableType:
    """Names and values, side by side."""
    from rich.table import Table

    drawn = Table.grid(padding=(0, 2))
    drawn.add_column(no_wrap=True, style="dim")
    drawn.add_column(no_wrap=_console().width == UNBOUND, overflow="fold")
    for name, value in rows:
        drawn.add_row(text(name), text(value))
    return drawn


def text(value: Any, style: str = "") -> Text:
    """A value as it is shown, never read as markup; line breaks in it stay in its column."""
    from rich.text import Text

    if isinstance(value, Text):
        return value
    shown = "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
    if _console().width == UNBOUND:
        shown = "; ".join(line for line in shown.split("\n") if line)
    return Text(shown, style)


def columns() -> int:
    """How many cells a line has."""
    return _console().width


def print_failure(session: Session, data: dict[str, Any]) -> None:
    """Tell on stderr what went wrong, every reason with its article, and what to do next."""
    click.echo(f"{sign('✗', 'red')} {data['message']}", err=True)
    for number, reason in enumerate(data.get("reasons", ()), 1):
        click.echo(f"  {number}. {reason.get('text', reason['code'])}", err=True)
        if remedy := reason.get("remedy"):
            click.echo(f"     → {remedy}", err=True)
    if data["hint"]:
        click.echo(f"  {data['hint']}", err=True)


def sign(mark: str, colour: str) -> str:
    """A coloured mark, where colours are wanted (https://no-color.org); Click itself drops them in a pipe."""
    return mark if os.environ.get("NO_COLOR") else click.style(mark, fg=colour)


def done(session: Session, message: str, *hints: str) -> None:
    """Say that something was done, and what could be done next."""
    if not session.as_json:
        click.echo(f"{sign('✓', 'green')} {message}")
        for hint in hints:
            click.echo(f"  → {hint}")


def note(message: str) -> None:
    """Say something beside the result, on stderr."""
    click.echo(message, err=True)


@contextmanager
def progress(session: Session, message: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr, where somebody looks at it; told how many are done, and of how many (0 where nobody knows)."""
    if session.as_json or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(message, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)


def _console() -> Console:
    """A console for stdout as it is now: tests, and Click itself, change it."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    columns = os.environ.get("COLUMNS", "")
    wide = int(columns) if columns.isdecimal() and int(columns) else None if terminal else UNBOUND
    return Console(
        file=sys.stdout, width=wide, markup=False, highlight=False, emoji=False, soft_wrap=False,
        force_terminal=terminal, legacy_windows=False,
    )  # fmt: skip
