"""Keeping house: preparing a storage, the completion of shells."""

from __future__ import annotations

import click

from gridjustice_cli.framework import Command, argument
from gridjustice_cli.session import current

SHELLS = ("bash", "zsh", "fish")


@click.command(cls=Command, help="cli.help.init")
def init() -> None:
    """The storage has what it needs."""
    from gridjustice_cli.output import done, print_json

    session = current()
    session.open(prepare=True)
    if session.as_json:
        print_json({"address": session.address, "prepared": True})
    done(session, session.say("cli.init.done", address=session.address), session.say("cli.init.next"))


@click.command(cls=Command, help="cli.help.completion")
@argument("shell", type=click.Choice(SHELLS), help="cli.argument.shell")
def completion(shell: str) -> None:
    """The script that makes a shell complete our commands."""
    from click.shell_completion import get_completion_class

    from gridjustice_cli.output import print_json

    found = get_completion_class(shell)
    assert found is not None
    root = click.get_current_context().find_root()
    script = found(root.command, {}, "gridjustice", "_GRIDJUSTICE_COMPLETE").source()
    if current().as_json:
        print_json({"shell": shell, "script": script})
    else:
        click.echo(script)
