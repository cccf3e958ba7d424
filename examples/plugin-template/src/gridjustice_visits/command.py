"""``gridjustice visits``: the visit books that the actor may see, the one that is due first at the top."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import click

from gridjustice.authoring import equals

LIMIT = "next_visit"
HELP = {"help_option_names": ["--help", "-h"]}


@click.command(context_settings=HELP, help="The visit books, with the last visit and the day by which the next is due.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def visits(ctx: click.Context, as_json: bool) -> None:
    """Print the books."""
    session: Any = ctx.find_root().obj
    as_json = as_json or session.as_json
    views = session.office.find(session.actor, equals("kind", "visit_book"), order=("due",))
    if as_json:
        click.echo(json.dumps([_plain(view.record) for view in views], ensure_ascii=False))
        return
    for view in views:
        told = _plain(view.record)
        click.echo(f"{told['code']}  {told['visited_on'] or '–'}  → {told['due'] or '–'}")


def _plain(book: Any) -> dict[str, str | None]:
    deadline = book.deadline(LIMIT)
    return {"code": book.code, "visited_on": _day(book.visited_on), "due": _day(deadline.due if deadline else None)}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
