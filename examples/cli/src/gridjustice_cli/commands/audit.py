"""Proof that history was not rewritten, and the checkpoint that is kept elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gridjustice_cli.framework import Group, argument, option
from gridjustice_cli.session import Session, current

if TYPE_CHECKING:
    from gridjustice import Verdict

audit = Group("audit", help="cli.help.audit")


@audit.command("verify", help="cli.help.audit.verify")
@option("--against", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="cli.option.against")
def verify_(against: Path | None) -> None:
    """Everything that is stored has been recomputed, and what does not fit is named."""
    from gridjustice_cli.failures import FOUND
    from gridjustice_cli.output import done, print_json, progress

    session = current()
    office = session.office
    checkpoint = _lines(against) if against else None
    with progress(session, session.say("cli.audit.running")) as tick:
        verdict = office.verify(checkpoint=checkpoint, progress=lambda done_: tick(done_, 0))
    if session.as_json:
        print_json(_data(verdict))
    else:
        _show(session, verdict)
    if not verdict.is_clean:
        raise click.exceptions.Exit(FOUND)
    done(
        session,
        session.say("cli.audit.clean", records=verdict.records, events=verdict.events),
        *(() if against else (session.say("cli.audit.next"),)),
    )


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8").splitlines()
    except UnicodeDecodeError as problem:
        raise click.BadParameter(f"{file}: {problem}", param_hint="--against") from problem


def _data(verdict: Verdict) -> dict[str, object]:
    names = ("record", "table", "version", "what", "detail")
    return {
        "clean": verdict.is_clean,
        "records": verdict.records,
        "events": verdict.events,
        "not_replayed": verdict.not_replayed,
        "faults": [{name: getattr(fault, name) for name in names} for fault in verdict.faults],
    }


def _show(session: Session, verdict: Verdict) -> None:
    from gridjustice_cli.output import note, show, table

    if verdict.not_replayed:
        note(session.say("cli.audit.not_replayed", events=verdict.not_replayed))
    if verdict.faults:
        headings = [session.say(f"cli.column.{name}") for name in ("record", "table", "version", "fault", "detail")]
        rows = [
            (f.record, f.table, f.version or "", session.say(f"cli.fault.{f.what}"), f.detail) for f in verdict.faults
        ]
        show(table(headings, rows, fixed=(1, 2)))
        note(session.say("cli.audit.found", number=len(verdict.faults)))


@audit.command("checkpoint", help="cli.help.audit.checkpoint")
@argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), help="cli.argument.checkpoint")
@option("--force", is_flag=True, help="cli.option.force")
def checkpoint(file: Path, force: bool) -> None:
    """The file says which version and hash every record has now."""
    from gridjustice_cli.output import done, print_json

    session = current()
    lines = session.office.checkpoint()
    if str(file) == "-":
        for line in lines:
            click.echo(line)
        return
    if file.exists() and not force:
        raise click.BadParameter(session.say("cli.error.exists", file=file), param_hint="FILE")
    number = _written(file, lines)
    if session.as_json:
        print_json({"file": str(file), "records": number})
    done(session, session.say("cli.audit.written", file=file, records=number), session.say("cli.audit.keep"))


def _written(file: Path, lines: Iterable[str]) -> int:
    """The number of records in the file, which is there whole or not at all."""
    number = 0
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as stream:
            for number, line in enumerate(lines):  # noqa: B007  # counted here, used below: heading and digest are none
                stream.write(line + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    return max(number - 1, 0)
