"""Redrawings of the network: planned and shown, applied, undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from gridjustice_cli.framework import Command, Day, Group, argument, option
from gridjustice_cli.naming import Naming
from gridjustice_cli.session import Session, current

if TYPE_CHECKING:
    from gridjustice import RedrawingView, Successor

redraw = Group("redraw", help="cli.help.network.redraw")

OPTIONS = (
    option("--into", "into", multiple=True, metavar="CODE[=NAME]", help="cli.option.into"),
    option("--rest", metavar="CODE", help="cli.option.rest"),
    option("--give", multiple=True, metavar="CODE:RECORD", help="cli.option.give"),
    option("--cause", multiple=True, metavar="CODE:CAUSE", help="cli.option.cause_to"),
    option("--to", "unit", metavar="UNIT", help="cli.option.to_unit"),
    option("--name", metavar="NAME", help="cli.option.new_name"),
    option("--since", type=Day(), help="cli.option.since"),
    option("--reason", metavar="TEXT", required=True, help="cli.option.reason"),
    option("--apply", "apply", is_flag=True, help="cli.option.apply_redrawing"),
)
WANTED = {
    "split": ("into", "rest", "give", "cause"),
    "merge": ("into",),
    "move": ("unit",),
    "rename": ("name",),
    "close": ("into",),
}
"""The options of each way beside the common ones."""


def _plan_command(how: str) -> None:
    """Add the command that plans such a redrawing."""

    def run(subjects: tuple[str, ...], **given: Any) -> None:
        _planned(how, subjects, **given)

    command: Callable[..., None] = run
    for each, name in reversed(list(zip(OPTIONS, _NAMES, strict=True))):
        if name in WANTED[how] or name in _COMMON:
            command = each(command)
    command = argument("subjects", nargs=-1, required=True, help="cli.argument.subjects")(command)
    redraw.add_command(click.command(how, cls=Command, help=f"cli.help.network.redraw.{how}")(command))


_NAMES = ("into", "rest", "give", "cause", "unit", "name", "since", "reason", "apply")
_COMMON = ("since", "reason", "apply")


def _planned(how: str, names: tuple[str, ...], *, reason: str, apply: bool, since: date | None, **given: Any) -> None:
    from gridjustice import Change, Redraw, apply_redrawing, plan_redrawing

    session = current()
    naming = Naming(session)
    office, actor = session.office, _actor(session)
    successors = _successors(naming, given)
    change = Change(
        how=Redraw(how),
        subjects=tuple(naming.id_of(name, "grid", "unit") for name in names),
        since=since or office.today(),
        reason=reason,
        successors=successors,
        rest=given.get("rest") or (successors[0].code if len(successors) == 1 else None),
        new_unit=naming.id_of(given["unit"], "unit") if given.get("unit") else None,
        name=given.get("name"),
    )
    key = f"cli:{office.today()}:{change!r}"[:200]
    view = plan_redrawing(office, actor, change, key=key)
    if apply:
        view = apply_redrawing(office, actor, view.id)
    _show(session, view)


def _successors(naming: Naming, given: dict[str, Any]) -> tuple[Successor, ...]:
    from gridjustice import Successor

    def pairs(texts: tuple[str, ...]) -> list[tuple[str, str]]:
        return [(code, rest) for code, _, rest in (text.partition(":") for text in texts)]

    named = [text.partition("=") for text in given.get("into", ())]
    records = [(code, naming.id_of(name)) for code, name in pairs(given.get("give", ()))]
    causes = pairs(given.get("cause", ()))
    unknown = {code for code, _ in (*records, *causes)} - {code for code, _, _ in named}
    if unknown:
        raise click.UsageError(f"--into: {', '.join(sorted(unknown))}?")
    return tuple(
        Successor(
            code=code,
            name=name or None,
            records=tuple(record for to, record in records if to == code),
            causes=tuple(cause for to, cause in causes if to == code),
        )
        for code, _, name in named
    )


@redraw.command("show", help="cli.help.network.redraw.show")
@argument("redrawing", help="cli.argument.redrawing")
def show_(redrawing: str) -> None:
    """What a redrawing moves."""
    from gridjustice import show_redrawing

    session = current()
    _show(session, show_redrawing(session.office, _actor(session), redrawing))


@redraw.command("apply", help="cli.help.network.redraw.apply")
@argument("redrawing", help="cli.argument.redrawing")
def apply_(redrawing: str) -> None:
    """The network is as it was planned."""
    from gridjustice import apply_redrawing

    _work(apply_redrawing, redrawing)


@redraw.command("undo", help="cli.help.network.redraw.undo")
@argument("redrawing", help="cli.argument.redrawing")
def undo(redrawing: str) -> None:
    """The network is as it was before."""
    from gridjustice import undo_redrawing

    _work(undo_redrawing, redrawing)


def _work(call: Callable[..., RedrawingView], redrawing: str) -> None:
    from gridjustice_cli.output import progress

    session = current()
    with progress(session, session.say("cli.redraw.running")) as tick:
        view = call(session.office, _actor(session), redrawing, progress=lambda moved: tick(moved, 0))
    _show(session, view)


def _show(session: Session, view: RedrawingView) -> None:
    from gridjustice import to_plain
    from gridjustice_cli.output import done, note, print_json, show, table, text

    record, naming = view.redrawing, Naming(session)
    if session.as_json:
        print_json(to_plain(view))
        return
    subjects = ", ".join(naming.name_of(each) for each in record.subjects)
    how, state = session.label(f"redraw.{record.how.value}"), session.label(f"redrawing.state.{record.state.value}")
    show(text(session.say("cli.redraw.title", how=how, subjects=subjects, since=record.since, state=state), "bold"))

    def home(unit: str | None, grid: str | None) -> str:
        """Both by their names."""
        return " / ".join(_called(naming, view, each) for each in (unit, grid) if each) or "—"

    if view.lines:
        headings = [session.say(f"cli.column.{name}") for name in ("kind", "name", "from", "to")]
        rows = [
            (
                session.label(f"kind.{x.kind}"),
                naming.name_of(x.record),
                home(x.was_unit, x.was_grid),
                home(x.unit, x.grid),
            )
            for x in view.lines
        ]
        show(table(headings, rows))
    for key, held in (("cli.redraw.made", view.made), ("cli.redraw.ended", view.ended)):
        for place, assignment in held:
            role = session.label(f"role.{assignment.role.value}")
            who = naming.name_of(assignment.person)
            note(session.say(key, place=_called(naming, view, place), role=role, person=who))
    for each in view.left:
        why = session.label(f"refusal.{each.code}")
        note(session.say("cli.redraw.left", record=naming.name_of(each.record), why=why))
    done(session, session.say("cli.redraw.done", state=state, id=view.id), *_next(session, view))


_NEXT = {"planned": "apply", "applying": "apply", "applied": "undo", "undoing": "undo"}
"""What can be done next, by the state."""


def _called(naming: Naming, view: RedrawingView, place: str) -> str:
    """What a grid or unit is called, also one that is not made yet."""
    for each in view.redrawing.successors:
        if view.redrawing.successor(each.code) == place:
            return each.name or each.code
    return naming.name_of(place)


def _next(session: Session, view: RedrawingView) -> list[str]:
    step = {"planned": "apply", "applying": "apply", "applied": "undo", "undoing": "undo"}.get(
        view.redrawing.state.value
    )
    return [session.say(f"cli.redraw.next_{step}", id=view.id)] if step else []


def _actor(session: Session) -> str:
    session.handle = session.handle or "operator"
    return session.actor


for _how in WANTED:
    _plan_command(_how)
