"""Records and events as people read them, derived from their classes: labels, names for ids, words for choices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import gridjustice
from gridjustice_cli.naming import Naming
from gridjustice_cli.output import columns, pairs, table, text
from gridjustice_cli.session import Session
from gridjustice_cli.width import wrapped

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from gridjustice import Event, TimelineEntry, View

_MARGIN = 20
"""What instant and rule of a time line take, in cells."""

HEAD = ("id", "state", "deadlines", "number", "barred")
"""What a card does not list: what it begins with, and whom a record bars, which is for the rule of access alone."""

LEVELS = {"red": "red", "orange": "dark_orange", "yellow": "yellow", "blue": "blue"}

LISTED: dict[str, tuple[str, ...]] = {
    "dispute": ("level", "cause", "parties", "unit", "grid"),
    "order": ("subject", "unit", "returned"),
    "unit": ("name", "kind", "parent"),
    "grid": ("name", "nature", "unit"),
    "person": ("name", "unit"),
    "court": ("name", "level"),
}
"""What a list shows of a record of a kind, beside what it is called, its state and its deadline."""


def as_data(view: View) -> dict[str, Any]:
    """A record as plain data."""
    from gridjustice import to_plain

    return {
        "kind": view.kind,
        "id": view.record.id,
        "version": view.version,
        "clear": view.clear,
        "state": view.record.state.value,
        "due": due_of(view),
        "record": to_plain(view.record),
        "steps": list(dict.fromkeys(row.step for row in view.steps)),
    }


def event_data(event: Event) -> dict[str, Any]:
    """An event as plain data."""
    from gridjustice import to_plain

    plain: dict[str, Any] = to_plain(event)
    plain["facts"] = to_plain(event.facts)
    return plain


def due_of(view: View) -> str | None:
    """The day of the record's earliest open deadline."""
    return min((d.due.isoformat() for d in view.record.running), default=None)


class Words(gridjustice.Words):
    """Values in words, with the command line's own names of fields, and days that show how near they are."""

    def __init__(self, session: Session, naming: Naming) -> None:
        super().__init__(session.office, session.actor, session.tongue)
        self.session = session
        self.naming = naming

    def field(self, name: str, kind: str = "") -> str:
        """What a field is called; on records of that kind, where it is called otherwise there."""
        return self.label(f"{kind}.facts.{name}" if kind else f"facts.{name}", f"cli.field.{name}")

    def left(self, due: date) -> Text:
        """A last day, with the days that are left."""
        days = (due - self.session.office.today()).days
        style = "bold red" if days < 0 else "red" if days == 0 else "yellow" if days <= 2 else ""
        key = "cli.due.over" if days < 0 else "cli.due.today" if days == 0 else "cli.due.left"
        return text(f"{due.isoformat()} {self.session.say(key, days=abs(days))}", style)

    def until(self, deadline: Any) -> Text:
        """Until when a deadline runs: a day, an instant where it is counted in hours, or that time stands still."""
        from gridjustice import COURT_ZONE

        if deadline.paused_since is not None:
            return text(self.session.say("cli.due.paused", day=deadline.paused_since.isoformat()), "cyan")
        if deadline.started_at is None:
            return self.left(deadline.due)
        over = deadline.runs_out <= self.session.office.clock.now()
        return text(f"{deadline.runs_out.astimezone(COURT_ZONE):%Y-%m-%d %H:%M}", "bold red" if over else "yellow")


def card(words: Words, view: View) -> list[RenderableType]:
    """Everything of a record: its head, what is known, what runs, what can be done."""
    session, record = words.session, view.record
    title = text(f"{session.label(f'kind.{view.kind}')} {words.naming.code_of(view)}", "bold")
    title.append(f"  {words.state(view.kind, record.state.value)}", "bold cyan")
    parts: list[RenderableType] = [title]
    parts.append(pairs((words.field(name, view.kind), said) for name, said in _facts(words, record, HEAD)))
    if record.deadlines:
        lines = ((session.label(f"{view.kind}.limit.{d.limit}"), words.until(d)) for d in sorted_by_due(record))
        parts += [text(""), text(session.say("cli.show.deadlines"), "bold"), pairs(lines)]
    open_steps = dict.fromkeys(row.step for row in view.steps)
    if open_steps:
        steps = ((step, words.step(view.kind, step)) for step in open_steps)
        parts += [text(""), text(session.say("cli.show.steps"), "bold"), pairs(steps)]
    if not view.clear:
        parts += [text(""), text(session.say("cli.show.masked"), "dim")]
    parts += [text(""), text(session.say("cli.show.version", version=view.version, id=record.id), "dim")]
    return parts


def proceedings(words: Words, record: Any) -> list[RenderableType]:
    """Each bringing to a court: its day, the order of things that holds for it, what became of it."""
    parts: list[RenderableType] = []
    for number, each in enumerate(record.proceedings, 1):
        order = words.session.law.profile(each.brought_on)
        said = [(words.field(name), value) for name, value in _facts(words, each, ("profile",))]
        under = words.session.law.text(order.citation, words.session.tongue)
        rule = f"{words.session.label(f'law.profile.{order.key}')} ({under})"
        parts += [text(f"{number}.", "bold"), pairs([(words.field("profile"), rule), *said]), text("")]
    return parts[:-1]


def proceedings_data(session: Session, record: Any) -> list[dict[str, Any]]:
    """The same for programs, with what the order of things says."""
    from gridjustice import to_plain

    lines = []
    for each in record.proceedings:
        order = session.law.profile(each.brought_on)
        rules = {
            "dockets_first": order.dockets_first,
            "mediations": list(order.mediations),
            "success": list(order.success),
            "failure": order.failure,
            "fee_notice": order.fee_notice,
            "under": session.law.text(order.citation, session.tongue),
        }
        lines.append({**to_plain(each), "order": rules})
    return lines


def sorted_by_due(record: Any) -> list[Any]:
    """The open deadlines, the soonest first."""
    return sorted(record.deadlines, key=lambda deadline: deadline.runs_out)


def listing(words: Words, kind: str, views: Sequence[View]) -> RenderableType:
    """A table of records of one kind."""
    from gridjustice import form_of

    session = words.session
    listed = LISTED.get(kind, ("unit",))
    # A fact of emergencies is named so too: "called" here is what a record is called.
    headings = [session.say("cli.field.called"), words.field("state"), words.field("due")]
    headings += [words.field(name, kind) for name in listed]
    rows = []
    for view in views:
        fields = {field.name: field for field in form_of(type(view.record))}
        due = min((d.due for d in view.record.running), default=None)
        row: list[Any] = [words.naming.code_of(view), words.state(kind, view.record.state.value)]
        row.append(words.left(due) if due else "")
        for column in listed:
            value = getattr(view.record, column, None)
            if column == "parties":
                row.append("、".join(party.name for party in value or ()))
            elif column == "level" and kind == "dispute" and value is not None:
                row.append(text(session.label(f"level.{value.value}"), LEVELS.get(value.value, "")))
            else:
                row.append(words.value(fields[column], value) if column in fields else "")
        rows.append(row)
    return table(headings, rows, fixed=(0, 2))


def time_line(entries: Iterable[TimelineEntry]) -> RenderableType:
    """What happened, when, by whom, under which article, and which limits it left running."""
    from rich.table import Table

    drawn = Table.grid(padding=(0, 1))
    drawn.add_column(no_wrap=True)
    drawn.add_column(no_wrap=True)
    drawn.add_column(overflow="fold")
    room = max(columns() - _MARGIN, _MARGIN)
    for entry in entries:
        head = text(entry.label, "bold")
        head.append(f" → {entry.state}", "cyan")
        drawn.add_row(text(f"{entry.at:%Y-%m-%d %H:%M}"), text("●", "green"), head)
        for part in (part for line in entry.lines for part in wrapped(line, room)):
            drawn.add_row("", text("│", "dim"), text(part))
    return drawn


def _facts(words: Words, thing: Any, left_out: Sequence[str] = ()) -> Iterable[tuple[str, str]]:
    """(name, value in words) of what is known of a thing."""
    return ((name, said) for name, said in words.values(thing) if name not in left_out)
