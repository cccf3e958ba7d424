"""What happens by itself: limits that warn and expire, what would happen, and the recount by a new calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import click

from gridjustice_cli.framework import Command, Day, option
from gridjustice_cli.session import Session, current

if TYPE_CHECKING:
    from gridjustice import Fired, Swept


@click.command(cls=Command, help="cli.help.sweep")
@option("--dry-run", "dry", is_flag=True, help="cli.option.sweep_dry_run")
@option("--until", type=Day(), help="cli.option.sweep_until")
@option("--recount", "again", is_flag=True, help="cli.option.sweep_recount")
def sweep(*, dry: bool, until: date | None, again: bool) -> None:
    """What was due has happened: limits have warned, or taken the step of their expiry."""
    session = current()
    if until is not None and not dry:
        raise click.UsageError(session.say("cli.sweep.until_dry"))
    if again and dry:
        raise click.UsageError(session.say("cli.sweep.recount_dry"))
    if dry:
        _foretell(session, until)
    else:
        _end(session, session.office.recount() if again else session.office.sweep())


def _foretell(session: Session, until: date | None) -> None:
    """Show what would happen; nothing does."""
    from gridjustice_cli.output import done, print_json, show, table

    zone = session.office.clock.zone
    end = None if until is None else datetime.combine(until + timedelta(days=1), time.min, zone) - datetime.resolution
    coming = sorted(session.office.would_fire(end), key=lambda fired: (fired.at, fired.record, fired.limit))
    if session.as_json:
        print_json({"would_fire": [_data(fired, session) for fired in coming]})
        return
    if coming:
        names = ("at", "act", "limit", "due", "whom", "record")
        headings = [session.say(f"cli.sweep.column.{name}") for name in names]
        show(table(headings, [_cells(fired, session) for fired in coming], fixed=(0, 3)))
    done(session, session.say("cli.sweep.would", count=len(coming)))


def _end(session: Session, swept: Swept) -> None:
    """Tell what has happened, and end as the gravest failure says."""
    from gridjustice import GridJusticeError
    from gridjustice_cli.failures import BUG, as_data
    from gridjustice_cli.output import done, note, print_json

    failed = []
    for fired in swept.failed:
        problem = fired.problem
        # What is no error of ours may hold anything in its words: its class is all that is told.
        told = {"exit": BUG, "message": type(problem).__name__}
        if isinstance(problem, GridJusticeError):
            told = as_data(problem, session)
        failed.append({**_data(fired, session), **told})
    if session.as_json:
        print_json({"taken": [_data(fired, session) for fired in swept.taken], "failed": failed})
    for fired in swept.taken if not session.as_json else ():
        state = "" if fired.receipt is None else session.label(f"{fired.kind}.state.{fired.receipt.state}")
        what = session.label(f"{fired.kind}.step.{fired.step}")
        which = f" ({session.label(f'{fired.kind}.limit.{fired.limit}')})" if fired.limit else ""
        click.echo(f"{what}{which} → {state}  {_called(fired, session)}")
    for failure in failed:
        note(f"{failure['message']}")
    done(session, session.say("cli.sweep.done", taken=len(swept.taken), failed=len(failed)))
    if failed:
        raise click.exceptions.Exit(min(failure["exit"] for failure in failed))


def _cells(fired: Fired, session: Session) -> tuple[str, ...]:
    return (
        f"{fired.at.astimezone(session.office.clock.zone):%Y-%m-%d %H:%M}",
        session.label(f"{fired.kind}.step.{fired.step}") if fired.step else "?",
        session.label(f"{fired.kind}.limit.{fired.limit}"),
        fired.due.isoformat(),
        ", ".join(session.label(f"audience.{audience}") for audience in fired.tells),
        _called(fired, session),
    )


def _called(fired: Fired, session: Session) -> str:
    """What people call the record: its number, of a unit or grid its name; its id where it has neither.

    A name is said of what belongs to the network alone: of anything else it may be somebody's.
    """
    from gridjustice import SYSTEM, GridJusticeError

    try:
        record = session.office.show(SYSTEM, fired.record).record
    except GridJusticeError:
        return fired.record  # its plugin is away: the sweep says so itself
    named = getattr(record, "name", None) if session.office.kinds[fired.kind].lasting else None
    return str(getattr(record, "number", None) or named or fired.record)


def _data(fired: Fired, session: Session) -> dict[str, Any]:
    return {
        "record": fired.record,
        "kind": fired.kind,
        "limit": fired.limit,
        "act": fired.act,
        "step": fired.step,
        "at": fired.at.astimezone(session.office.clock.zone).isoformat(),
        "due": fired.due.isoformat(),
        "tells": list(fired.tells),
        "state": None if fired.receipt is None else fired.receipt.state,
    }
