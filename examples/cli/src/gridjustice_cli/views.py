"""Records and events as people read them, derived from their classes: labels, names for ids, words for choices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from gridjustice_cli.naming import REFERENCES, Naming
from gridjustice_cli.output import columns, pairs, table, text
from gridjustice_cli.session import Session
from gridjustice_cli.width import wrapped

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from gridjustice import Event, Field, View

_MARGIN = 20
"""What instant and rule of a time line take, in cells."""

HEAD = ("id", "state", "deadlines", "number")
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


class Words:
    """Values in words."""

    def __init__(self, session: Session, naming: Naming) -> None:
        self.session = session
        self.naming = naming

    def state(self, kind: str, state: str) -> str:
        """What a state is called."""
        return self.session.label(f"{kind}.state.{state}")

    def step(self, kind: str, step: str) -> str:
        """What a step is called."""
        return self.session.label(f"{kind}.step.{step}")

    def name(self, field: str) -> str:
        """What a field is called."""
        return self.session.label(f"facts.{field}", f"cli.field.{field}")

    def shown(self, field: Field, value: Any) -> Any:
        """A value of a field, in words; groups in brackets, several values on a line each."""
        if value in (None, ()):
            return ""
        if isinstance(value, tuple):
            separator = "\n" if field.type == "group" else ", "
            return separator.join(str(self._one(field, each)) for each in value)
        return self._one(field, value)

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

    def actor(self, actor: str) -> str:
        """Who took a step."""
        if actor in ("system", "operator"):
            return self.session.label(f"role.{actor}")
        return self.naming.name_of(actor)

    def _one(self, field: Field, value: Any) -> Any:
        if field.choices:
            words = re.sub("_state$", ".state", field.choices_of)  # states are called by their kind
            return self.session.label(f"{words}.{getattr(value, 'value', value)}")
        if field.type == "yes_no":
            return self.session.say("cli.yes" if value else "cli.no")
        if field.type == "group":
            inner = ((each, self.shown(each, getattr(value, each.name))) for each in field.fields)
            return " · ".join(f"{self.name(each.name)} {said}" for each, said in inner if said != "")
        if isinstance(value, str):
            if field.name in REFERENCES:
                return self.naming.name_of(value)
            if field.name in ("language", "languages"):
                return self.session.label(f"language.{value}")
            if field.name == "profile":
                return self.session.label(f"profile.{value}")
            if field.name == "place":
                return self.naming.name_of(value)
        return value


def card(words: Words, view: View) -> list[RenderableType]:
    """Everything of a record: its head, what is known, what runs, what can be done."""
    session, record = words.session, view.record
    title = text(f"{session.label(f'kind.{view.kind}')} {words.naming.code_of(view)}", "bold")
    title.append(f"  {words.state(view.kind, record.state.value)}", "bold cyan")
    parts: list[RenderableType] = [title]
    parts.append(pairs((words.name(name), said) for name, said in _facts(words, type(record), record, HEAD)))
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
        said = [(words.name(name), value) for name, value in _facts(words, type(each), each, ("profile",))]
        under = words.session.law.text(order.citation, words.session.tongue)
        rule = f"{words.session.label(f'law.profile.{order.key}')} ({under})"
        parts += [text(f"{number}.", "bold"), pairs([(words.name("profile"), rule), *said]), text("")]
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
    headings = [session.say("cli.field.called"), words.name("state"), words.name("due"), *map(words.name, listed)]
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
                row.append(words.shown(fields[column], value) if column in fields else "")
        rows.append(row)
    return table(headings, rows, fixed=(0, 2))


def time_line(words: Words, events: Iterable[Event]) -> RenderableType:
    """What happened, when, by whom, under which article, and which limits it left running."""
    from rich.table import Table

    from gridjustice import COURT_ZONE

    session = words.session
    drawn = Table.grid(padding=(0, 1))
    drawn.add_column(no_wrap=True)
    drawn.add_column(no_wrap=True)
    drawn.add_column(overflow="fold")
    running: tuple[Any, ...] = ()
    for event in events:
        head = text(words.step(event.kind, event.step), "bold")
        head.append(f" → {words.state(event.kind, event.target)}", "cyan")
        drawn.add_row(text(f"{event.at.astimezone(COURT_ZONE):%Y-%m-%d %H:%M}"), text("●", "green"), head)
        lines = [session.say("cli.timeline.by", actor=words.actor(event.actor))]
        for name, said in _facts(words, type(event.facts), event.facts):
            lines += [f"{words.name(name)}: {line}" for line in str(said).split("\n")]
        if event.derived.basis:
            lines.append(_under(session, event.derived.basis))
        for deadline in event.derived.deadlines or ():
            if deadline in running:
                continue
            limit = session.label(f"{event.kind}.limit.{deadline.limit}")
            lines.append(session.say("cli.timeline.runs", limit=limit, due=deadline.due.isoformat()))
        running = running if event.derived.deadlines is None else event.derived.deadlines
        room = max(columns() - _MARGIN, _MARGIN)
        for part in (part for line in lines for part in wrapped(line, room)):
            drawn.add_row("", text("│", "dim"), text(part))
    return drawn


def _under(session: Session, basis: Any) -> str:
    for known in session.law.bases().get(basis.basis, ()):
        citation = known.citation
        if (citation.instrument, citation.version, citation.article) == (
            basis.instrument,
            basis.version,
            basis.article,
        ):
            return session.say("cli.timeline.under", citation=session.law.text(citation, session.tongue))
    return session.say("cli.timeline.under", citation=f"{basis.instrument} ({basis.version}) {basis.article}")


def _facts(words: Words, cls: type, thing: Any, left_out: Sequence[str] = ()) -> Iterable[tuple[str, Any]]:
    """(name, value in words) of what is known of a thing."""
    from gridjustice import form_of

    for field in form_of(cls):
        if field.name in left_out:
            continue
        said = words.shown(field, getattr(thing, field.name))
        if said != "":
            yield field.name, said
