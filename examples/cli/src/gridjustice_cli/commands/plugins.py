"""The plugins: what each adds, and what is wrong with them, also when nothing else works any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from gridjustice_cli.framework import Group
from gridjustice_cli.session import Session, current

if TYPE_CHECKING:
    from gridjustice import Ailment, Offer

SHOWN = 6
"""So many names of one sort are shown to people; `--json` has them all."""


@click.group(cls=Group, help="cli.help.plugins", no_args_is_help=False, invoke_without_command=True)
@click.pass_context
def plugins(ctx: click.Context) -> None:
    """The list, where no other command is named."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_)


@plugins.command("list", help="cli.help.plugins.list")
def list_() -> None:
    """What is installed, what it adds, and how it is."""
    from gridjustice import list_plugins
    from gridjustice_cli.output import print_json, show, table

    session = current()
    offers, ailments = list_plugins(session.candidates), _ailments(session)
    ill = {offer.name: [each for each in ailments if offer.name in each.plugin.split(", ")] for offer in offers}
    if session.as_json:
        print_json({"plugins": [_offer(offer, session, ill[offer.name]) for offer in offers]})
        return
    headings = [session.say(f"cli.column.{name}") for name in ("plugin", "distribution", "version", "adds", "health")]
    rows = [(o.name, o.distribution, o.version, _adds(o.adds), _health(session, len(ill[o.name]))) for o in offers]
    show(table(headings, rows, fixed=(0, 1, 2)))


@plugins.command("doctor", help="cli.help.plugins.doctor")
def doctor() -> None:
    """Whatever is wrong has been named, with its remedy."""
    from gridjustice_cli.failures import FOUND
    from gridjustice_cli.output import done, note, print_json, show, table

    session = current()
    ailments = _ailments(session)
    if session.as_json:
        print_json({"plugins": len(session.candidates), "ailments": [_ailment(each, session) for each in ailments]})
    elif ailments:
        headings = [session.say(f"cli.column.{name}") for name in ("plugin", "problem", "detail", "remedy")]
        rows = [(each.plugin, each.problem, each.detail, _remedy(each, session)) for each in ailments]
        show(table(headings, rows, fixed=(0, 1)))
        note(session.say("cli.plugins.found", number=len(ailments)))
    if ailments:
        raise click.exceptions.Exit(FOUND)
    done(session, session.say("cli.plugins.all_well", number=len(session.candidates)))


def _ailments(session: Session) -> list[Ailment]:
    """What the core finds, and what only the command line can know: requirements, and names of its own commands."""
    from gridjustice import Ailment, examine_plugins, list_plugins
    from gridjustice_cli.main import COMMANDS
    from gridjustice_cli.requirements import unmet

    found = examine_plugins(session.candidates, choices=session.choices)
    for candidate in session.candidates:
        found += [Ailment(candidate.name, "requirement", detail) for detail in unmet(candidate.distribution)]
    for offer in list_plugins(session.candidates):
        for name in sorted({*offer.adds.get("commands", ())} & COMMANDS.keys()):
            found.append(Ailment(offer.name, "clash", f"the command {name!r} is the command line's own, which is run"))
    return found


def _offer(offer: Offer, session: Session, ailments: list[Ailment]) -> dict[str, object]:
    return {
        "name": offer.name,
        "distribution": offer.distribution,
        "version": offer.version,
        "adds": {what: list(names) for what, names in offer.adds.items()},
        "ailments": [_ailment(each, session) for each in ailments],
    }


def _ailment(ailment: Ailment, session: Session) -> dict[str, str]:
    told = {name: getattr(ailment, name) for name in ("plugin", "problem", "detail")}
    return {**told, "remedy": _remedy(ailment, session)}


def _remedy(ailment: Ailment, session: Session) -> str:
    from gridjustice import Catalogue

    # The core's own words: those of the plugins may be what is wrong.
    return ailment.remedy(session.tongue, Catalogue())


def _adds(adds: Mapping[str, tuple[str, ...]]) -> str:
    lines = []
    for what, names in adds.items():
        more = f" … ({len(names)})" if len(names) > SHOWN else ""
        lines.append(f"{what}: {', '.join(names[:SHOWN])}{more}")
    return "\n".join(lines)


def _health(session: Session, number: int) -> str:
    return session.say("cli.plugins.ill", number=number) if number else session.say("cli.plugins.well")
