"""Tables come in and go out: import, export, templates to fill in, places that a court adopts from a list."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gridjustice_cli.framework import Command, argument, option
from gridjustice_cli.of_network import acting
from gridjustice_cli.session import Session, current

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridjustice import ImportReport, RowProblem

TABLES = ("courts", "units", "people", "grids", "posts", "assignments", "disputes", "parties")
SHOWN = 20
"""So many problems are shown; all of them stand in the error file."""

of_tables = option("--table", "tables", multiple=True, type=click.Choice(TABLES), help="cli.option.table")
dry_run = option("--dry-run", "dry", is_flag=True, help="cli.option.dry_run")
errors_to = option("--errors", "errors", type=click.Path(path_type=Path, dir_okay=False), help="cli.option.errors")
to_path = argument("path", metavar="PATH", type=click.Path(path_type=Path), help="cli.argument.path")


@click.command("import", cls=Command, help="cli.help.network.import")
@argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True), help="cli.argument.files")
@dry_run
@errors_to
def import_(files: tuple[Path, ...], dry: bool, errors: Path | None) -> None:
    """The network is what the tables say."""
    from gridjustice import import_network

    session = current()
    office, actor = session.office, acting(session)
    with phases(session) as tell:
        report = import_network(office, actor, _each(session, files), dry=dry, progress=tell)
    conclude(session, report, errors)


def _each(session: Session, paths: tuple[Path, ...]) -> list[Path]:
    """The files, and those in folders whose format is known."""
    known = tuple(session.plugins.table_formats())
    found: list[Path] = []
    for path in paths:
        inside = sorted(p for p in path.iterdir() if p.name.lower().endswith(known)) if path.is_dir() else [path]
        found += inside
    return found


@click.command("export", cls=Command, help="cli.help.network.export")
@to_path
@of_tables
@option("--court", metavar="COURT", help="cli.option.court")
def export(path: Path, tables: tuple[str, ...], court: str | None) -> None:
    """The network and its open disputes stand in a file or folder."""
    from gridjustice import export_network
    from gridjustice_cli.output import done, note, print_json

    session = current()
    office, actor = session.office, acting(session)
    with phases(session) as tell:
        report = export_network(
            office, actor, path, tables=tables, court=court, language=session.tongue,
            progress=lambda table, rows: tell(table, rows, 0),
        )  # fmt: skip
    if session.as_json:
        files = [str(file) for file in report.files]
        print_json({"rows": dict(report.rows), "masked": report.masked, "files": files})
        return
    if report.masked:
        note(session.say("cli.export.masked", number=report.masked))
    rows = ", ".join(f"{session.label(f'exchange.table.{name}')} {number}" for name, number in report.rows.items())
    done(session, session.say("cli.export.done", path=path, rows=rows))


@click.command("template", cls=Command, help="cli.help.network.template")
@to_path
@of_tables
def template(path: Path, tables: tuple[str, ...]) -> None:
    """Tables to fill in."""
    from gridjustice import write_template
    from gridjustice_cli.output import done, print_json

    session = current()
    files = write_template(session.plugins, path, tables=tables, language=session.tongue)
    if session.as_json:
        print_json({"files": [str(file) for file in files]})
    done(session, session.say("cli.template.done", path=path), session.say("cli.template.next", path=path))


@click.command("adopt", cls=Command, help="cli.help.network.adopt")
@option("--list", "name", default="units", show_default=True, metavar="LIST", help="cli.option.list")
@option("--version", "version", default="", metavar="VERSION", help="cli.option.list_version")
@option("--under", default="", metavar="CODE", help="cli.option.under")
@option("--codes", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="cli.option.codes")
@option("--court", required=True, metavar="COURT", help="cli.option.adopting_court")
@option("--kind", default="community", show_default=True, help="cli.option.unit_kind")
@option("--grids", type=click.Choice(("none", "one-each")), default="none", show_default=True, help="cli.option.grids")
@dry_run
@errors_to
def adopt(
    *, name: str, version: str, under: str, codes: Path | None, court: str, kind: str, grids: str, dry: bool,
    errors: Path | None,
) -> None:  # fmt: skip
    """Places of a list are units of a court."""
    from gridjustice import Adoption, UnitKind, adopt_places

    session = current()
    office, actor = session.office, acting(session)
    named = tuple(codes.read_text("utf-8-sig").split()) if codes else ()
    kinds = {member.value: member for member in UnitKind}
    if kind not in kinds:
        raise click.BadParameter(", ".join(kinds), param_hint="--kind")
    adoption = Adoption(
        court=court, list=name, version=version, under=under, codes=named, kind=kinds[kind], grids=grids == "one-each"
    )
    with phases(session) as tell:
        report = adopt_places(office, actor, adoption, dry=dry, progress=tell)
    conclude(session, report, errors)


def conclude(session: Session, report: ImportReport, errors: Path | None) -> None:
    """What an import did is told; problems end it with the exit code of wrong usage, and stand in the error file."""
    from gridjustice import write_problems
    from gridjustice_cli.failures import USAGE
    from gridjustice_cli.output import done, note, print_json

    if errors is not None and report.problems:
        write_problems(session.office, errors, report.problems, session.tongue)
    if session.as_json:
        print_json(_as_data(session, report))
    elif report.problems:
        _show(session, report)
        if errors is not None:
            note(session.say("cli.import.errors", path=errors))
    if report.problems:
        raise click.exceptions.Exit(USAGE)
    told = "cli.import.would" if report.dry else "cli.import.done"
    done(session, session.say(told, created=report.created, unchanged=report.unchanged), session.say("cli.import.next"))


def _as_data(session: Session, report: ImportReport) -> dict[str, Any]:
    said = session.tongue, session.catalogue
    return {
        "created": report.created,
        "unchanged": report.unchanged,
        "dry": report.dry,
        "further": report.further,
        "problems": [
            {
                **{name: getattr(p, name) for name in ("file", "row", "column", "value", "code")},
                "problem": p.text(*said),
                "remedy": p.what_to_do(*said),
            }
            for p in report.problems
        ],
    }


def _show(session: Session, report: ImportReport) -> None:
    from gridjustice_cli.output import note

    show_problems(session, report.problems, report.further)
    note(session.say("cli.import.refused", number=len(report.problems) + report.further))


def show_problems(session: Session, problems: Sequence[RowProblem], further: int = 0) -> None:
    """The first of the problems, and how many there are beyond them."""
    from gridjustice_cli.output import note, show, table

    headings = [session.say(f"cli.column.{name}") for name in ("where", "column", "value", "problem", "remedy")]
    said = session.tongue, session.catalogue
    shown = problems[:SHOWN]
    rows = [
        (f"{p.file}:{p.row}", p.heading or p.column, _shortened(p.value), p.text(*said), p.what_to_do(*said))
        for p in shown
    ]
    show(table(headings, rows, fixed=(0,)))
    number = len(problems) + further
    if number > len(shown):
        note(session.say("cli.import.more", number=number - len(shown)))


def _shortened(value: str) -> str:
    return value if len(value) <= 60 else value[:57] + "..."


@contextmanager
def phases(session: Session) -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each phase on stderr, where somebody looks at it, with the rate and the time that is left."""
    import sys

    if session.as_json or not sys.stderr.isatty():
        yield lambda phase, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
    )  # fmt: skip
    tasks: dict[str, tuple[TaskID, float]] = {}
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:

        def tell(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                label = session.label(f"cli.phase.{phase}", f"exchange.table.{phase}")
                tasks[phase] = (bar.add_task(label, total=None, rate=""), time.monotonic())
            task, since = tasks[phase]
            passed = time.monotonic() - since
            rate = session.say("cli.phase.rate", rate=round(done / passed)) if passed > 0.5 else ""
            bar.update(task, completed=done, total=total or None, rate=rate)

        yield tell
