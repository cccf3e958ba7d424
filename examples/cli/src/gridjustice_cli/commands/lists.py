"""Reference lists: the nation's units and whatever else is published, loaded version by version."""

from __future__ import annotations

from pathlib import Path

import click

from gridjustice_cli.commands.exchange import phases
from gridjustice_cli.framework import Group, argument, option
from gridjustice_cli.of_network import acting
from gridjustice_cli.session import current

lists = Group("list", help="cli.help.list")

of_list = argument("name", metavar="LIST", help="cli.argument.list")
of_version = option("--version", "version", default="", metavar="VERSION", help="cli.option.list_version")


@lists.command("load", help="cli.help.list.load")
@of_list
@argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="cli.argument.list_files",
)  # fmt: skip
@option("--version", "version", required=True, metavar="VERSION", help="cli.option.new_version")
@option("--level", default="", metavar="LEVEL", help="cli.option.level")
def load(name: str, files: tuple[Path, ...], version: str, level: str) -> None:
    """The version is there with the entries of these files."""
    from gridjustice import load_list
    from gridjustice_cli.output import done, print_json

    session = current()
    office, actor = session.office, acting(session)
    with phases(session) as tell:
        made = load_list(
            office, actor, name, version, files, level=level, progress=lambda number: tell("read", number, 0)
        )
    if session.as_json:
        print_json(made._asdict())
    done(session, session.say("cli.list.loaded", name=name, version=version, entries=made.entries))


@lists.command("show", help="cli.help.list.show")
@argument("code", metavar="[CODE]", required=False, default="", help="cli.argument.list_code")
@option("--list", "name", default="", metavar="LIST", help="cli.option.list")
@of_version
def show_(code: str, name: str, version: str) -> None:
    """Which lists are there; or what stands below a code."""
    from gridjustice import newest
    from gridjustice_cli.output import print_json, show, table

    session = current()
    kept = session.office.storage.lists()
    if not name:
        found = kept.versions()
        if session.as_json:
            print_json([each._asdict() for each in found])
            return
        headings = [session.say(f"cli.column.{each}") for each in ("list", "version", "entries", "loaded_at")]
        show(table(headings, [(v.list, v.version, v.entries, v.loaded_at[:10]) for v in found], fixed=(0, 1, 2, 3)))
        return
    version = newest(kept.versions(), name, version).version
    _show_entries(session, [*kept.entries(name, version, (code,)).values(), *kept.children(name, version, code)])


@lists.command("search", help="cli.help.list.search")
@argument("text", metavar="TEXT", help="cli.argument.list_text")
@option("--list", "name", default="units", show_default=True, metavar="LIST", help="cli.option.list")
@of_version
@option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="cli.option.limit")
def search(text: str, name: str, version: str, limit: int) -> None:
    """Entries of a list by code, name or a part of it."""
    from gridjustice import newest

    session = current()
    kept = session.office.storage.lists()
    version = newest(kept.versions(), name, version).version
    _show_entries(session, kept.search(name, version, text, limit=limit))


def _show_entries(session: object, entries: object) -> None:
    from gridjustice_cli.output import print_json, show, table
    from gridjustice_cli.session import Session

    assert isinstance(session, Session)
    assert isinstance(entries, list)
    if session.as_json:
        print_json([entry._asdict() for entry in entries])
        return
    headings = [session.say(f"cli.column.{name}") for name in ("code", "name", "name_ko", "level", "parent")]
    show(table(headings, [entry[:5] for entry in entries], fixed=(0, 4)))
