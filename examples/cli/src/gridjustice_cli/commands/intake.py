"""What comes in: a call, a message of the service group, somebody at the door, a table; each once, none lost."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gridjustice_cli.commands.exchange import errors_to, phases, show_problems
from gridjustice_cli.commands.records import show_alike
from gridjustice_cli.completing import complete_name
from gridjustice_cli.framework import Command, Group, argument, option
from gridjustice_cli.session import Session, current

if TYPE_CHECKING:
    from gridjustice import IntakeReport, TakenIn

CHANNELS = ("hotline", "service_group", "walk_in", "letter", "online", "batch")
DANGERS = ("violence", "domestic_violence", "self_harm", "mass_incident", "crime")
LEVELS = ("blue", "yellow", "orange", "red")
"""Written down here so that help need not load the core; a test holds them to the tables."""

intake = Group("intake", help="cli.help.intake")

linking = option("--link", is_flag=True, help="cli.option.intake.link")


class Received(click.ParamType[str]):
    """When something came in: a day and the time, in the court's legal time unless a zone stands behind it."""

    name = "time"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """See `click.ParamType`."""
        return "'YYYY-MM-DD HH:MM'"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """An instant with its zone, as the core takes it."""
        try:
            at = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(current().say("cli.intake.no_time", text=value), param, ctx)
        if at.tzinfo is None:
            from gridjustice import COURT_ZONE

            at = at.replace(tzinfo=COURT_ZONE)
        return at.isoformat()


OPTIONS = (
    option("--unit", metavar="UNIT", required=True, help="cli.option.intake.unit"),
    option("--grid", metavar="GRID", help="cli.option.intake.grid"),
    option("--source", metavar="NUMBER", help="cli.option.intake.source"),
    option("--caller", metavar="NAME", help="cli.option.intake.caller"),
    option("--phone", metavar="NUMBER", help="cli.option.intake.phone"),
    option("--received", type=Received(), help="cli.option.intake.received"),
    option("--taken-by", "taken_by", metavar="HANDLE", help="cli.option.intake.taken_by"),
    option("--reference", metavar="TEXT", help="cli.option.intake.reference"),
    option("--party", "parties", multiple=True, metavar="side=…,name=…", help="cli.option.intake.party"),
    option("--asked-on", "asked_on", metavar="YYYY-MM-DD", help="cli.option.intake.asked_on"),
    option("--cause", metavar="CODE", help="cli.option.intake.cause"),
    option("--level", type=click.Choice(LEVELS), help="cli.option.intake.level"),
    option("--danger", type=click.Choice(DANGERS), help="cli.option.intake.danger"),
    option("--no-danger", "no_danger", is_flag=True, help="cli.option.intake.no_danger"),
    option("--minor", is_flag=True, help="cli.option.intake.minor"),
    option("--called", multiple=True, metavar="BODY", help="cli.option.intake.called"),
    linking,
    option("--key", metavar="KEY", help="cli.option.key"),
)


def _one(channel: str, told: str) -> None:
    def take(text: str | None, **given: Any) -> None:
        _take(channel, text, given)

    decorated: Callable[..., Any] = argument("text", metavar="[TEXT]", required=False, help="cli.argument.intake.text")(
        take
    )
    for each in reversed(OPTIONS):
        decorated = each(decorated)
    name = {"hotline": "call", "service_group": "message", "walk_in": "walk-in"}[channel]
    intake.add_command(click.command(name, cls=Command, help=told)(decorated))


def _take(channel: str, text: str | None, given: dict[str, Any]) -> None:
    """It is a sign or a report, or known already."""
    from gridjustice import Incoming, form_of, parse_field, take_in
    from gridjustice_cli.naming import Naming

    session = current()
    form = form_of(Incoming)
    fields = {field.name: field for field in form}
    danger = _danger(session, given)
    plain: dict[str, Any] = {"channel": channel, "text": _text(session, text)}
    for name in ("unit", "grid", "source", "taken_by", "reference", "asked_on", "cause", "level"):
        if given[name] is not None:
            plain[name] = given[name]
    if given["received"]:
        plain["received_at"] = given["received"]
    if given["caller"] or given["phone"]:
        plain["caller"] = {name: given[key] for name, key in (("name", "caller"), ("phone", "phone")) if given[key]}
    if given["parties"]:
        plain["parties"] = [parse_field(fields["parties"], each) for each in given["parties"]]
    if danger is not None:
        plain["danger"] = danger
    plain = Naming(session).completed(form, plain)
    taken = take_in(session.office, session.actor, plain, key=given["key"], link=given["link"])
    _tell(session, taken, danger)


def _text(session: Session, text: str | None) -> str:
    """What was told: the argument, stdin for ``-``, or what is typed now."""
    if text == "-":
        return sys.stdin.read().rstrip("\n")
    if text is not None:
        return text
    if not session.is_asked():
        raise click.UsageError(session.say("cli.intake.no_text"))
    return str(click.prompt(session.say("cli.intake.ask_text"), err=True))


def _danger(session: Session, given: dict[str, Any]) -> dict[str, Any] | None:
    """Whether somebody is in danger says whoever takes the call, each time."""
    kind = given["danger"]
    if given["no_danger"]:
        if kind or given["minor"] or given["called"]:
            raise click.UsageError(session.say("cli.intake.danger_both"))
        return None
    if kind is None and session.is_asked():
        if not click.confirm(session.say("cli.intake.ask_danger"), err=True):
            return None
        kind = click.prompt(session.say("cli.intake.ask_kind"), type=click.Choice(DANGERS), err=True)
    if kind is None:
        raise click.UsageError(session.say("cli.intake.danger_unsaid"))
    return {"kind": kind, "minor": given["minor"], "called": list(given["called"])}


def _data(session: Session, taken: TakenIn) -> dict[str, Any]:
    alike = [
        {"record": e.view.record.id, "number": e.view.record.number, "because": list(e.because), "repeat": e.is_repeat}
        for e in taken.alike
    ]
    return {
        "record": taken.record,
        "number": taken.number,
        "outcome": taken.outcome.value,
        "linked_to": taken.linked_to,
        "alike": alike,
        "reply": taken.reply(session.tongue, session.catalogue),
    }


def _tell(session: Session, taken: TakenIn, danger: dict[str, Any] | None) -> None:
    """What became of it, what it looks like, and what the caller may be told."""
    from gridjustice_cli.output import done, note, print_json

    if session.as_json:
        print_json(_data(session, taken))
        return
    hints = []
    if danger is not None:
        hints.append(session.say("cli.intake.in_danger", number=taken.number or taken.record))
    said = session.say(f"cli.intake.outcome.{taken.outcome.value}", number=taken.number or taken.record)
    done(session, said, *hints)
    if taken.alike:
        note(session.say("cli.intake.looks_like"))
        show_alike(session, taken.number, taken.alike)
    note(session.say("cli.intake.reply", reply=taken.reply(session.tongue, session.catalogue)))


_one("hotline", "cli.help.intake.call")
_one("service_group", "cli.help.intake.message")
_one("walk_in", "cli.help.intake.walk_in")


@intake.command("batch", help="cli.help.intake.batch")
@argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="cli.argument.intake.files",
)  # fmt: skip
@option("--unit", metavar="UNIT", help="cli.option.intake.rows_unit")
@option("--channel", type=click.Choice(CHANNELS), default="batch", show_default=True, help="cli.option.intake.channel")
@errors_to
@linking
def batch(files: tuple[Path, ...], unit: str | None, channel: str, errors: Path | None, link: bool) -> None:
    """Each row is a sign or a report; a wrong one stops no other."""
    from gridjustice import IntakeChannel, take_in_tables, write_problems
    from gridjustice_cli.failures import USAGE
    from gridjustice_cli.naming import Naming
    from gridjustice_cli.output import note

    session = current()
    place = None if unit is None else Naming(session).id_of(unit, "unit")
    with phases(session) as tell:
        report = take_in_tables(
            session.office, session.actor, files, unit=place, channel=IntakeChannel(channel), link=link, progress=tell
        )
    if errors is not None and report.problems:
        write_problems(session.office, errors, report.problems, session.tongue)
    _tell_rows(session, report)
    if report.problems:
        if errors is not None and not session.as_json:
            note(session.say("cli.import.errors", path=errors))
        raise click.exceptions.Exit(USAGE)


def _tell_rows(session: Session, report: IntakeReport) -> None:
    from gridjustice_cli.output import done, note, print_json, show, table

    counted = Counter(row.taken.outcome.value for row in report.rows)
    if session.as_json:
        told = (session.tongue, session.catalogue)
        print_json(
            {
                "outcomes": dict(counted),
                "rows": [{"file": row.file, "row": row.row, **_data(session, row.taken)} for row in report.rows],
                "problems": [
                    {
                        **{name: getattr(p, name) for name in ("file", "row", "column", "code")},
                        "problem": p.text(*told),
                        "remedy": p.what_to_do(*told),
                    }
                    for p in report.problems
                ],
            }
        )
        return
    near = [row for row in report.rows if row.taken.alike and row.taken.outcome.value != "known"]
    if near:
        headings = [session.say(f"cli.column.{name}") for name in ("where", "number", "alike", "why")]
        rows = [
            (
                f"{row.file}:{row.row}",
                row.taken.number,
                row.taken.alike[0].view.record.number,
                ", ".join(session.say(f"cli.alike.{reason}") for reason in row.taken.alike[0].because),
            )
            for row in near
        ]
        show(table(headings, rows, fixed=(0, 1, 2)))
        note(session.say("cli.intake.rows_alike", number=len(near)))
    if report.problems:
        show_problems(session, report.problems)
        note(session.say("cli.intake.rows_wrong", number=len(report.problems)))
    parts = {name: counted[name] for name in ("reported", "noted", "linked", "known")}
    done(session, session.say("cli.intake.rows", **parts))


@intake.command("template", help="cli.help.intake.template")
@argument("path", metavar="PATH", type=click.Path(path_type=Path), help="cli.argument.path")
def template(path: Path) -> None:
    """An empty table to fill in."""
    from gridjustice import write_intake_form
    from gridjustice_cli.output import done, print_json

    session = current()
    files = write_intake_form(session.plugins, path, session.tongue)
    if session.as_json:
        print_json({"files": [str(file) for file in files]})
    done(session, session.say("cli.template.done", path=path), session.say("cli.intake.template_next", path=path))


@intake.command("alike", help="cli.help.intake.alike")
@argument("name", metavar="NUMBER", help="cli.argument.record", shell_complete=complete_name("dispute"))
def alike(name: str) -> None:
    """Other disputes that may be about the same matter."""
    from gridjustice_cli.commands.records import alike_of

    alike_of(name)
