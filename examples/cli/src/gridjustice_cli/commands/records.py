"""Disputes, orders and records of any kind: begun, carried on by steps, shown, listed; all derived from the tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from gridjustice_cli.commands import mediators, telling
from gridjustice_cli.completing import complete_kind, complete_name
from gridjustice_cli.framework import Group, argument, option
from gridjustice_cli.naming import Naming
from gridjustice_cli.routing import BeginCommand, StepCommand
from gridjustice_cli.session import Session, current
from gridjustice_cli.stepping import BirthCommand

if TYPE_CHECKING:
    from gridjustice import Alike

BIRTHS = {
    "dispute": ("report", "note", "take_over"),
    "session": ("arrange",),
    "protection": ("apply",),
    "order": ("issue",),
}
"""The steps by which a record of a kind is born, known here so that lists of commands need not load the tables."""

ORDERS = {"newest": ("-id",), "oldest": ("id",), "due": ("due",)}


def _show(kind: str | None) -> Callable[..., None]:
    def show(name: str) -> None:
        from gridjustice_cli.output import print_json
        from gridjustice_cli.output import show as print_parts
        from gridjustice_cli.views import Words, as_data, card

        session = current()
        naming = Naming(session)
        view = session.office.show(session.actor, naming.id_of(name, *_kinds(kind)))
        if session.as_json:
            print_json(as_data(view))
        else:
            print_parts(*card(Words(session, naming), view))

    return show


def _timeline(kind: str | None) -> Callable[..., None]:
    def timeline(name: str) -> None:
        from gridjustice import timeline as entries_of
        from gridjustice_cli.output import print_json, show, text
        from gridjustice_cli.views import event_data, time_line

        session = current()
        naming = Naming(session)
        record = naming.id_of(name, *_kinds(kind))
        entries = entries_of(session.office, session.actor, record, session.tongue)
        if session.as_json:
            print_json({"record": record, "events": [event_data(entry.event) for entry in entries]})
            return
        show(text(f"{session.label(f'kind.{entries[0].event.kind}')} {naming.name_of(record)}", "bold"))
        show(time_line(entries))

    return timeline


def _proceedings(name: str) -> None:
    """Each bringing to a court, with the order of things that holds for it."""
    from gridjustice_cli.output import note, print_json, show, text
    from gridjustice_cli.views import Words, proceedings, proceedings_data

    session = current()
    naming = Naming(session)
    view = session.office.show(session.actor, naming.id_of(name, "dispute"))
    if session.as_json:
        print_json({"record": view.record.id, "proceedings": proceedings_data(session, view.record)})
        return
    show(text(f"{session.label('kind.dispute')} {naming.code_of(view)}", "bold"))
    if view.record.proceedings:
        show(*proceedings(Words(session, naming), view.record))
    else:
        note(session.say("cli.proceedings.none"))


def alike_of(name: str) -> None:
    """Other disputes that may be about the same matter."""
    from gridjustice import alike
    from gridjustice_cli.output import note, print_json
    from gridjustice_cli.views import as_data

    session = current()
    naming = Naming(session)
    record = naming.id_of(name, "dispute")
    found = alike(session.office, session.actor, record)
    if session.as_json:
        print_json({"record": record, "alike": [{"because": each.because, **as_data(each.view)} for each in found]})
        return
    if not found:
        note(session.say("cli.alike.none"))
        return
    show_alike(session, name, found)


def show_alike(session: Session, number: str, found: Sequence[Alike]) -> None:
    """The disputes that a dispute looks like, why, and how it is linked to the first of them."""
    from gridjustice_cli.output import done, show, table
    from gridjustice_cli.views import Words

    naming = Naming(session)
    words = Words(session, naming)
    headings = [session.say(f"cli.column.{heading}") for heading in ("number", "state", "why")]
    rows = [
        (
            naming.code_of(each.view),
            words.state("dispute", each.view.record.state.value),
            ", ".join(session.say(f"cli.alike.{reason}") for reason in each.because),
        )
        for each in found
    ]
    show(table(headings, rows, fixed=(0,)))
    done(session, session.say("cli.alike.link", number=number, other=rows[0][0]))


def _list(kind: str | None) -> Callable[..., None]:
    def list_(limit: int, order: str, kind: str | None = kind, **where: Any) -> None:
        from gridjustice_cli.output import note, print_json, show
        from gridjustice_cli.views import Words, as_data, listing

        session = current()
        naming = Naming(session)
        criterion = _criterion(session, naming, kind=kind, **where)
        order = "due" if where["overdue"] else order
        views = session.office.find(session.actor, criterion, order=ORDERS[order], limit=limit + 1)
        more, views = len(views) > limit, views[:limit]
        if session.as_json:
            print_json({"records": [as_data(view) for view in views], "more": more})
            return
        if not views:
            note(session.say("cli.list.empty"))
        words = Words(session, naming)
        for each in dict.fromkeys(view.kind for view in views):
            show(listing(words, each, [view for view in views if view.kind == each]))
        if more:
            note(session.say("cli.list.more", limit=limit))

    return list_


def _criterion(
    session: Session,
    naming: Naming,
    *,
    kind: str | None,
    state: tuple[str, ...],
    unit: tuple[str, ...],
    grid: tuple[str, ...],
    court: str | None,
    mine: bool,
    overdue: bool,
) -> Any:
    """The records that the options of a list mean."""
    from datetime import UTC

    from gridjustice import AtMost, Held, In, NotFoundError, Role, Under, equals

    if kind is not None and kind not in session.office.kinds:
        known = ", ".join(session.office.kinds)
        raise NotFoundError(session.say("cli.error.no_kind", kind=kind, kinds=known))
    known_states = {s.value for k in session.office.kinds.values() if kind in (None, k.name) for s in k.states}
    if unknown := sorted(set(state) - known_states):
        raise click.BadParameter(
            session.say("cli.error.no_state", state=unknown[0], states=", ".join(sorted(known_states))),
            param_hint="--state",
        )
    parts = [equals("kind", kind)] if kind else []
    if state:
        parts.append(In("state", frozenset(state)))
    for field, names in (("unit", unit), ("grid", grid)):
        if names:
            parts.append(In(field, frozenset(naming.id_of(name, field) for name in names)))
    if court:
        parts.append(Under("court", court))
    if mine:
        parts.append(Held(session.actor, frozenset(Role), session.office.today()))
    if overdue:
        now = session.office.clock.now().astimezone(UTC)
        parts.append(AtMost("due", f"{now:%Y-%m-%dT%H:%M:%S.%f}Z"))
    criterion = None
    for part in parts:
        criterion = part if criterion is None else criterion & part
    return criterion


def _kinds(kind: str | None) -> tuple[str, ...]:
    return (kind,) if kind else ()


def _group(name: str, kind: str | None) -> Group:
    """The commands for records of a kind, or of any."""
    group = Group(name, help=f"cli.help.{name}")
    for birth in BIRTHS.get(kind or "", ()):
        group.add_command(BirthCommand(birth, kind or "", help=f"cli.help.{name}.{birth}"))
    if kind is None:
        group.add_command(BeginCommand("begin", help="cli.help.record.begin"))
    metavar = "NUMBER" if kind == "dispute" else "ID" if kind else "KIND:NAME"
    group.add_command(StepCommand("step", kind, metavar, help="cli.help.record.step"))
    named = argument("name", metavar=metavar, help="cli.argument.record", shell_complete=complete_name(kind))
    group.command("show", help="cli.help.record.show")(named(_show(kind)))
    group.command("timeline", help="cli.help.record.timeline")(named(_timeline(kind)))
    telling.add_to(group, kind, metavar)
    if kind == "dispute":
        group.command("proceedings", help="cli.help.dispute.proceedings")(named(_proceedings))
        group.command("alike", help="cli.help.dispute.alike")(named(alike_of))
        mediators.add_to(group)
    lists = _list(kind)
    for each in reversed(_list_options(kind)):
        lists = each(lists)
    group.command("list", help="cli.help.record.list")(lists)
    return group


def _list_options(kind: str | None) -> list[Callable[[Any], Any]]:
    options = [
        option("--state", multiple=True, metavar="STATE", help="cli.option.state"),
        option("--unit", multiple=True, metavar="UNIT", help="cli.option.unit"),
        option("--grid", multiple=True, metavar="GRID", help="cli.option.grid"),
        option("--court", metavar="COURT", help="cli.option.court"),
        option("--mine", is_flag=True, help="cli.option.mine"),
        option("--overdue", is_flag=True, help="cli.option.overdue"),
        option(
            "--order", type=click.Choice(tuple(ORDERS)), default="newest", show_default=True, help="cli.option.order"
        ),
        option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="cli.option.limit"),
    ]
    if kind is None:
        options.insert(0, option("--kind", metavar="KIND", help="cli.option.kind", shell_complete=complete_kind))
    return options


dispute = _group("dispute", "dispute")
session = _group("session", "session")
protection = _group("protection", "protection")
order = _group("order", "order")
record = _group("record", None)
