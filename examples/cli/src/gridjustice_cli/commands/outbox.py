"""Telling subscribers what was stored: the relay at the terminal, until something calls it by itself."""

from __future__ import annotations

import click

from gridjustice_cli.framework import Group, argument
from gridjustice_cli.session import current

outbox = Group("outbox", help="cli.help.outbox")


@outbox.command("drain", help="cli.help.outbox.drain")
def drain() -> None:
    """Whatever was due has been told, or waits for its next time."""
    from gridjustice import Relay
    from gridjustice_cli.failures import ADAPTER
    from gridjustice_cli.output import done, print_json

    session = current()
    drained = Relay(session.office).drain()
    if session.as_json:
        print_json({"spread": drained.spread, "told": drained.told, "failed": drained.failed})
    done(session, session.say("cli.outbox.drained", told=drained.told, failed=drained.failed))
    if drained.failed:
        raise click.exceptions.Exit(ADAPTER)


@outbox.command("status", help="cli.help.outbox.status")
def status() -> None:
    """What waits, for whom."""
    from gridjustice import Relay
    from gridjustice_cli.output import note, print_json, show, table

    session = current()
    relay = Relay(session.office)
    backlogs, unspread = relay.status(), relay.unspread()
    names = ("target", "waiting", "failing", "dead", "next_due")
    if session.as_json:
        told = [{name: getattr(each, name) for name in names} for each in backlogs]
        print_json({"targets": told, "unspread": unspread})
        return
    if not backlogs:
        note(session.say("cli.outbox.none"))
    else:
        headings = [session.say(f"cli.column.{name}") for name in names]
        show(table(headings, [tuple(getattr(each, name) for name in names) for each in backlogs], fixed=(0,)))
    note(session.say("cli.outbox.unspread", number=unspread))


@outbox.command("forget", help="cli.help.outbox.forget")
@argument("target", help="cli.argument.target")
def forget(target: str) -> None:
    """The subscriber is told nothing any more."""
    from gridjustice import NotFoundError, Relay
    from gridjustice_cli.output import done, print_json

    session = current()
    relay = Relay(session.office)
    there = [backlog.target for backlog in relay.status()]
    if target not in there:
        raise NotFoundError(session.say("cli.outbox.unknown", target=target, targets=", ".join(there) or "–"))
    relay.forget(target)
    if session.as_json:
        print_json({"forgotten": target})
    done(session, session.say("cli.outbox.forgotten", target=target))
