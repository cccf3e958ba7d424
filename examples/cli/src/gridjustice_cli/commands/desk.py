"""A person's desk: what waits, by deadline; and the register, which writes itself."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import IO, Any

import click

from gridjustice_cli.framework import Command, option
from gridjustice_cli.naming import Naming
from gridjustice_cli.session import Session, current

FORMATS = ("table", "csv", "json")
_LABELLED = {"state": "dispute.state", "level": "level", "ground": "end_ground"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@click.command(cls=Command, help="cli.help.inbox")
@option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="cli.option.limit")
def inbox(limit: int) -> None:
    """What waits for the one who acts, the most urgent first."""
    from gridjustice_cli.output import done, note, print_json, show, table
    from gridjustice_cli.views import Words, as_data

    session = current()
    naming = Naming(session)
    words = Words(session, naming)
    views = session.office.inbox(session.actor, limit=limit)
    if session.as_json:
        print_json({"records": [as_data(view) for view in views]})
        return
    if not views:
        note(session.say("cli.inbox.empty"))
        return
    rows = []
    for view in views:
        due = min((d.due for d in view.record.running), default=None)
        away = session.office.kinds[view.kind].leaves_by
        steps = dict.fromkeys(row.step for row in view.steps if row.step != away)
        rows.append(
            (
                words.left(due) if due else "",
                session.label(f"kind.{view.kind}"),
                naming.code_of(view),
                words.state(view.kind, view.record.state.value),
                naming.name_of(view.record.unit),
                "\n".join(_named(step, words.step(view.kind, step)) for step in steps),
            )
        )
    names = ("due", "kind", "number", "state", "unit", "steps")
    show(table([session.say(f"cli.column.{name}") for name in names], rows, fixed=(0, 2)))
    done(session, session.say("cli.inbox.number", number=len(views)), session.say("cli.inbox.next"))


def _named(step: str, label: str) -> str:
    return label if label == step else f"{step} {label}"


@click.command(cls=Command, help="cli.help.register")
@option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="cli.option.format")
@option("--output", "-o", "file", type=click.Path(path_type=Path, dir_okay=False), help="cli.option.output")
@option("--unit", metavar="UNIT", help="cli.option.unit")
@option("--state", metavar="STATE", multiple=True, help="cli.option.state")
def register(form: str, file: Path | None, unit: str | None, state: tuple[str, ...]) -> None:
    """A line for each dispute."""
    from gridjustice import Criterion, In
    from gridjustice import register as lines_of
    from gridjustice_cli.output import done, progress

    session = current()
    where: Criterion | None = In("state", frozenset(state)) if state else None
    if unit:
        at = In("unit", frozenset((Naming(session).id_of(unit, "unit"),)))
        where = at if where is None else where & at
    lines = []
    with progress(session, session.say("cli.register.running")) as tick:
        for line in lines_of(session.office, session.actor, where):
            lines.append(line)
            tick(len(lines), 0)
    form = "json" if session.as_json else form
    if file is None:
        _write(session, form, lines, None)
        return
    with file.open("w", encoding="utf-8", newline="") as stream:
        _write(session, form, lines, stream)
    done(session, session.say("cli.register.written", number=len(lines), file=file))


def _write(session: Session, form: str, lines: list[dict[str, Any]], stream: IO[str] | None) -> None:
    """Write the register; a file gets no table but CSV, since a table is for a screen."""
    import json

    from gridjustice_cli.output import print_json, show

    if form == "json":
        plain = [{k: v.isoformat() if isinstance(v, date) else v for k, v in line.items()} for line in lines]
        if stream is None:
            print_json({"register": plain})
        else:
            stream.write(json.dumps({"register": plain}, ensure_ascii=False, sort_keys=True, indent=2) + "\n")
    elif form == "csv" or stream is not None:
        _write_csv(session, lines, stream or sys.stdout)
    else:
        from gridjustice_cli.output import table

        headings, rows = _labelled(session, lines)
        show(table(headings, rows, fixed=(0, 1)))


def _labelled(session: Session, lines: Iterable[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    from gridjustice import REGISTER_COLUMNS

    headings = [session.label(f"register.{column}", f"cli.field.{column}") for column in REGISTER_COLUMNS]
    rows = []
    for line in lines:
        row = []
        for column in REGISTER_COLUMNS:
            value = line[column]
            row.append(session.label(f"{_LABELLED[column]}.{value}") if column in _LABELLED and value else value)
        rows.append(row)
    return headings, rows


def _write_csv(session: Session, lines: Iterable[dict[str, Any]], stream: IO[str]) -> None:
    """CSV that a spreadsheet opens as it is meant: with a byte order mark, and with no text taken for a formula."""
    import csv

    headings, rows = _labelled(session, lines)
    stream.write("\ufeff")
    writer = csv.writer(stream)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_harmless(value) for value in row])


def _harmless(value: Any) -> Any:
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value
