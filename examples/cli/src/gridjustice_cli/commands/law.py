"""What the law says on a day: limits, how a last day came about, causes of action."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from gridjustice_cli.completing import complete_figure
from gridjustice_cli.framework import Day, Group, argument, option
from gridjustice_cli.naming import Naming
from gridjustice_cli.session import Session, current

law = Group("law", help="cli.help.law")
causes = Group("causes", help="cli.help.causes")

from_day = option("--from", "start", type=Day(), help="cli.option.from")
of_figure = argument("key", metavar="[KEY]", required=False, help="cli.argument.figure", shell_complete=complete_figure)


@law.command("limit", help="cli.help.law.limit")
@of_figure
@from_day
def limit(key: str | None, start: date | None) -> None:
    """A limit that starts on a day, with its last day; or all of them."""
    from gridjustice import NotFoundError
    from gridjustice_cli.output import print_json, show, table

    session = current()
    day = start or session.day()
    keys = [key] if key else sorted(session.law.figures())
    lines = []
    for each in keys:
        try:
            lines.append(_limit_data(session, each, day))
        except NotFoundError:
            if key:
                raise
    if session.as_json:
        print_json({"limits": lines})
        return
    headings = [session.say(f"cli.column.{name}") for name in ("limit", "label", "length", "due", "under")]
    rows = [(each["key"], each["label"], each["length"], each["due"], each["citation"]) for each in lines]
    show(table(headings, rows, fixed=(0, 3), title=session.say("cli.law.starting", day=day.isoformat())))


def _limit_data(session: Session, key: str, day: date) -> dict[str, Any]:
    from gridjustice import InvalidError, count
    from gridjustice_cli.commands.workflow import length

    figure = session.law.figure(key, day)
    try:
        due = count(figure, day, session.plugins.calendar())
    except InvalidError:
        due = None  # a limit in hours has no last day
    return {
        "key": figure.key,
        "label": session.label(f"law.figure.{key}")
        if session.catalogue.has(session.tongue, f"law.figure.{key}")
        else key,
        "value": figure.value,
        "unit": figure.unit.value,
        "length": length(session, figure),
        "in_force": figure.in_force.isoformat(),
        "start": day.isoformat(),
        "due": due.due.isoformat() if due else None,
        "provisional": due.provisional if due else False,
        "citation": session.law.text(figure.citation, session.tongue),
        "is_default": figure.is_default,
        "confidence": figure.confidence.value,
    }


@law.command("explain", help="cli.help.law.explain")
@argument("name", metavar="NUMBER|KEY", help="cli.argument.explained", shell_complete=complete_figure)
@from_day
@option("--extended", type=click.IntRange(0), default=0, help="cli.option.extended")
def explain_(name: str, start: date | None, extended: int) -> None:
    """How a last day came about: of a limit, or of every deadline of a record."""
    from gridjustice import count, explain
    from gridjustice_cli.output import print_json, show, text

    session = current()
    counts: list[tuple[str, Any]] = []
    if name in session.law.figures():
        day = start or session.day()
        figure = session.law.figure(name, day)
        counts.append((name, count(figure, day, session.plugins.calendar(), extended=extended)))
    else:
        counts = _running(session, name)
    told = [(key, each, explain(each, session.tongue, session.catalogue, session.law)) for key, each in counts]
    if session.as_json:
        print_json(
            {
                "limits": [
                    {
                        "limit": key,
                        "figure": each.figure.key,
                        "start": each.start.isoformat(),
                        "due": each.due.isoformat(),
                        "provisional": each.provisional,
                        "sentences": sentences,
                    }
                    for key, each, sentences in told
                ]
            }
        )
        return
    if not told:
        show(text(session.say("cli.law.nothing_runs")))
    for key, each, sentences in told:
        show(text(f"{key} → {each.due.isoformat()}", "bold"))
        show(*(text(f"  {number}. {sentence}") for number, sentence in enumerate(sentences, 1)))


def _running(session: Session, name: str) -> list[tuple[str, Any]]:
    """The counts behind the open deadlines of a record, with the figures they were counted with."""
    from gridjustice import NotFoundError, recount
    from gridjustice_cli.views import sorted_by_due

    try:
        view = session.office.show(session.actor, Naming(session).id_of(name))
    except NotFoundError:
        # It may have been meant as a limit: the book knows which are like it.
        if "." in name and ":" not in name:
            session.law.figure(name, session.day())
        raise
    office = session.office
    return [
        (session.label(f"{view.kind}.limit.{d.limit}"), recount(d, office.law, office.calendar))
        for d in sorted_by_due(view.record)
    ]


@causes.command("search", help="cli.help.causes.search")
@argument("words", nargs=-1, required=True, help="cli.argument.words")
@option("--on", "day", type=Day(), help="cli.option.on")
@option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="cli.option.limit")
@option("--older", is_flag=True, help="cli.option.older")
def search(words: tuple[str, ...], day: date | None, limit: int, older: bool) -> None:
    """Causes of action whose names hold the words."""
    from gridjustice import Causes
    from gridjustice_cli.output import note, print_json, show, table

    session = current()
    if not "".join(words).strip():
        raise click.UsageError(session.say("cli.error.no_words"), click.get_current_context())
    found = Causes.load().on(day or session.day())
    hits = found.search(" ".join(words), limit, older=older)
    if session.as_json:
        names = ("version", "code", "number", "name", "level", "parent", "older", "successor")
        print_json(
            {
                "version": found.version,
                "hits": [
                    {**{n: getattr(hit.cause, n) for n in names}, "path": [above.name for above in hit.path]}
                    for hit in hits
                ],
            }
        )
        return
    if not hits:
        note(session.say("cli.causes.none", words=" ".join(words), version=found.version))
        return
    headings = [session.say(f"cli.column.{name}") for name in ("code", "name", "level", "above")]
    rows = [(h.cause.code, h.cause.name, h.cause.level, " › ".join(a.name for a in h.path)) for h in hits]
    show(table(headings, rows, fixed=(0, 2), title=session.say("cli.causes.title", version=found.version)))
