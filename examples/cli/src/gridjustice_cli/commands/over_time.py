"""The network over time: who answered on a day, who has what open, and the roster of a unit."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gridjustice_cli.framework import Command, Day, argument, option
from gridjustice_cli.naming import Naming
from gridjustice_cli.session import Session, current

if TYPE_CHECKING:
    from gridjustice import Answerer, Answers


def _actor(session: Session) -> str:
    session.handle = session.handle or "operator"
    return session.actor


@click.command("answering", cls=Command, help="cli.help.network.answering")
@argument("grid", help="cli.argument.grid")
@option("--on", "day", type=Day(), help="cli.option.on")
def answering(grid: str, day: date | None) -> None:
    """Who answered for a grid on a day."""
    from gridjustice import answering as answering_of
    from gridjustice import to_plain
    from gridjustice_cli.output import print_json

    session = current()
    office, actor = session.office, _actor(session)
    found = answering_of(office, actor, Naming(session).id_of(grid, "grid"), day or office.today())
    if session.as_json:
        print_json(to_plain(found))
    else:
        _show_answers(session, found)


def _show_answers(session: Session, found: Answers) -> None:
    from gridjustice_cli.output import note, pairs, show, text

    show(text(session.say("cli.answering.title", grid=found.grid_name, day=found.day.isoformat()), "bold"))
    if not found.was_there:
        after = ", ".join(name for _, name in found.successors)
        note(session.say("cli.answering.gone", successors=after or "—"))
        return

    def called(people: tuple[Answerer | None, ...]) -> str:
        named = [(p.name + (f" ({session.say('cli.answering.away')})" if p.is_away else "")) for p in people if p]
        return ", ".join(named) or "—"

    rows = [
        (session.label("role.grid_judge"), called((found.responsible,))),
        (session.say("cli.answering.instead_of"), called((found.instead_of,))),
        (session.label("role.judge_assistant"), called(found.assistants)),
        (session.label("role.grid_worker"), called(found.workers)),
        (session.label("kind.unit"), found.unit_name),
        (session.label("role.liaison"), called((found.liaison,))),
    ]
    show(pairs(rows))
    for gap in found.gaps:
        deputy = gap.deputy_name
        who = (
            session.catalogue.text(session.tongue, "gap.deputy", name=deputy)
            if deputy
            else session.label("gap.no_deputy")
        )
        note(f"{session.label(f'gap.{gap.what}')}: {who}\n  → {session.label(f'gap.{gap.what}.remedy')}")


@click.command("workload", cls=Command, help="cli.help.network.workload")
@option("--court", metavar="COURT", help="cli.option.court")
def workload(court: str | None) -> None:
    """What judges, liaisons and mediators have open."""
    from gridjustice import to_plain
    from gridjustice import workload as workload_of
    from gridjustice_cli.output import print_json, show, table

    session = current()
    loads = workload_of(session.office, _actor(session), court)
    if session.as_json:
        print_json({"workload": [to_plain(load) for load in loads]})
        return
    headings = [session.say(f"cli.column.{name}") for name in ("role", "name", "grids", "open", "overdue")]
    rows = [(session.label(f"role.{x.role}"), x.name, x.grids, x.open, x.overdue) for x in loads]
    show(table(headings, rows, fixed=(2, 3, 4)))


@click.command("roster", cls=Command, help="cli.help.network.roster")
@argument("unit", help="cli.argument.unit")
@option("--confirm", is_flag=True, help="cli.option.confirm")
@option(
    "--corrections", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="cli.option.corrections"
)  # fmt: skip
def roster(unit: str, confirm: bool, corrections: Path | None) -> None:
    """The people of a unit; corrected and confirmed where that was asked."""
    from gridjustice import Correction, confirm_roster
    from gridjustice import roster as roster_of
    from gridjustice_cli.output import done, print_json, show, table

    session = current()
    naming = Naming(session)
    office, actor = session.office, session.actor
    id_ = naming.id_of(unit, "unit")
    taken = 0
    if confirm:
        given: list[dict[str, Any]] = json.loads(corrections.read_text("utf-8")) if corrections else []
        made = [
            Correction(
                step=each["step"], facts=each.get("facts", {}),
                person=naming.id_of(each["person"], "person") if each.get("person") else None,
            )
            for each in given
        ]  # fmt: skip
        taken = len(confirm_roster(office, actor, id_, made))
    people = roster_of(office, actor, id_)
    if session.as_json:
        listed = [{"person": v.record.id, "handle": v.record.handle, "name": v.record.name} for v in people]
        print_json({"people": listed, "steps": taken})
        return
    headings = [session.say(f"cli.column.{name}") for name in ("handle", "name", "telephone")]
    show(table(headings, [(v.record.handle, v.record.name or "—", v.record.phone or "—") for v in people]))
    if confirm:
        done(session, session.say("cli.roster.confirmed", people=len(people), corrections=taken - 1))
    else:
        done(session, session.say("cli.roster.shown", people=len(people)), session.say("cli.roster.next", unit=unit))
