"""Telling what was stored: what waits for whom, what was given up and is tried again, who was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gridjustice_cli.framework import Group, argument, option
from gridjustice_cli.session import Session, current

if TYPE_CHECKING:
    from gridjustice import Relay

outbox = Group("outbox", help="cli.help.outbox")


@outbox.command("drain", help="cli.help.outbox.drain")
def drain() -> None:
    """Whatever was due has been told, or waits for its next time."""
    from gridjustice_cli.failures import ADAPTER
    from gridjustice_cli.output import done, print_json

    session = current()
    drained = session.relay.drain()
    if session.as_json:
        print_json(
            {
                "spread": drained.spread,
                "told": drained.told,
                "failed": drained.failed,
                "unreached": drained.unreached,
            }
        )
    said = session.say("cli.outbox.drained", told=drained.told, failed=drained.failed)
    done(session, said, *unreached(session, drained.unreached))
    if drained.failed:
        raise click.exceptions.Exit(ADAPTER)


@outbox.command("status", help="cli.help.outbox.status")
def status() -> None:
    """What waits, for whom, and whether what runs by itself is alive."""
    from gridjustice_cli.output import note, print_json, show, table

    session = current()
    relay = session.relay
    doing = {row.name: row for row in relay.targets()}
    names = ("target", "waiting", "failing", "dead", "next_due")
    rows = [
        {name: getattr(backlog, name) for name in names}
        | {
            "open_until": (doing[backlog.target].open_until or None) if backlog.target in doing else None,
            "error": doing[backlog.target].error if backlog.target in doing else "",
        }
        for backlog in relay.status()
    ]
    pulses = relay.pulses()
    if session.as_json:
        signs = [{"name": pulse.name, "at": pulse.at, "detail": pulse.detail} for pulse in pulses]
        print_json({"targets": rows, "unspread": relay.unspread(), "pulses": signs})
        return
    if not rows:
        note(session.say("cli.outbox.none"))
    else:
        headings = [session.say(f"cli.column.{name}") for name in rows[0]]
        show(table(headings, [tuple(row.values()) for row in rows], fixed=(0,)))
    for pulse in pulses:
        note(session.say("cli.outbox.pulse", what=_called(session, pulse.name), at=pulse.at))
    note(session.say("cli.outbox.unspread", number=relay.unspread()))


@outbox.command("dead", help="cli.help.outbox.dead")
@argument("target", required=False, help="cli.argument.target")
@option("--limit", type=click.IntRange(1, 100_000), default=100, help="cli.option.limit")
def dead(target: str | None, limit: int) -> None:
    """What was given up, and why."""
    from gridjustice_cli.details import detail_of
    from gridjustice_cli.output import note, print_json, show, table

    session = current()
    rows = session.relay.dead(target and _known(session.relay, target), limit=limit)
    if session.as_json:
        told = [{"key": row.name, "attempts": row.attempts, "error": row.error} for row in rows]
        print_json({"dead": told})
    elif not rows:
        note(session.say("cli.outbox.no_dead"))
    else:
        headings = [session.say(f"cli.column.{name}") for name in ("key", "attempts", "error")]
        shown = [(row.name, row.attempts, detail_of(session.language, row.error)) for row in rows]
        show(table(headings, shown, fixed=(0,)))


@outbox.command("retry", help="cli.help.outbox.retry")
@argument("target", required=False, help="cli.argument.target")
@option("--key", metavar="KEY", help="cli.option.key_of_delivery")
@option("--all", "everything", is_flag=True, help="cli.option.all_targets")
def retry(target: str | None, key: str | None, *, everything: bool) -> None:
    """What was given up is tried again."""
    from gridjustice import NotFoundError
    from gridjustice_cli.output import done, print_json

    session = current()
    if not (target or key or everything):
        raise click.UsageError(session.say("cli.outbox.retry_what"))
    revived = session.relay.retry(target and _known(session.relay, target), name=key)
    if key and not revived:
        raise NotFoundError(session.say("cli.outbox.no_such_dead", name=key))
    if session.as_json:
        print_json({"revived": revived})
    done(session, session.say("cli.outbox.revived", number=revived))


@outbox.command("forget", help="cli.help.outbox.forget")
@argument("target", help="cli.argument.target")
def forget(target: str) -> None:
    """The target is told nothing any more."""
    from gridjustice_cli.output import done, print_json

    session = current()
    session.relay.forget(_known(session.relay, target))
    if session.as_json:
        print_json({"forgotten": target})
    done(session, session.say("cli.outbox.forgotten", target=target))


def _called(session: Session, pulse: str) -> str:
    """What gives a sign of life, as people call it; a target is called by its name."""
    return pulse if ":" in pulse else session.say(f"cli.pulse.{pulse}")


def unreached(session: Session, number: int) -> list[str]:
    """That there are people whom nothing reaches."""
    return [session.say("cli.outbox.unreached", number=number)] if number else []


def _known(relay: Relay, target: str) -> str:
    """The same target, which is there.

    Raises:
        NotFoundError: it is not.
    """
    from gridjustice import NotFoundError

    there = [backlog.target for backlog in relay.status()]
    if target not in there:
        raise NotFoundError(current().say("cli.outbox.unknown", target=target, targets=", ".join(there) or "–"))
    return target
