"""An office that runs by itself: it sweeps what is due and tells what was stored, until it is stopped."""

from __future__ import annotations

import click

from gridjustice_cli.framework import Command, option
from gridjustice_cli.session import current


@click.command(cls=Command, help="cli.help.run")
@option("--once", is_flag=True, help="cli.option.once")
@option("--poll", type=click.FloatRange(0.01, 3600), default=1.0, metavar="SECONDS", help="cli.option.poll")
@option(
    "--sweep-every", type=click.FloatRange(0.01, 86400), default=60.0, metavar="SECONDS", help="cli.option.sweep_every"
)
def run(*, once: bool, poll: float, sweep_every: float) -> None:
    """It has run until it was stopped, or once."""
    import signal
    import threading

    from gridjustice import Rhythm, Runner
    from gridjustice_cli.commands.outbox import unreached
    from gridjustice_cli.output import done, note, print_json

    session = current()

    def say(what: str, number: int) -> None:
        if session.as_json:
            print_json({"did": what, "number": number})
        else:
            click.echo(session.say(f"cli.run.{what}", number=number))

    runner = Runner(session.office, session.relay, rhythm=Rhythm(poll=poll, sweep=sweep_every), say=say)
    if once:
        swept, drained = runner.once()
        counted = {"swept": swept, "told": drained.told, "failed": drained.failed}
        if session.as_json:
            print_json({**counted, "unreached": drained.unreached})
        done(session, session.say("cli.run.once", **counted), *unreached(session, drained.unreached))
        return
    stop, signalled = threading.Event(), []
    for wanted in (signal.SIGTERM, signal.SIGINT):
        # A handler interrupts the very thread that may hold the event's lock: it only leaves a mark.
        signal.signal(wanted, lambda *_: signalled.append(True))
    note(session.say("cli.run.started", targets=", ".join(session.relay.hearers) or "–"))
    running = threading.Thread(target=runner.run, args=(stop,), name="gridjustice run")
    running.start()
    while running.is_alive():
        running.join(0.1)
        if signalled:
            stop.set()
    done(session, session.say("cli.run.stopped"))
