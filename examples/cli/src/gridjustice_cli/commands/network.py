"""The network: imported from tables, its coverage on any day, the plan that closes its gaps."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gridjustice_cli.commands.over_time import answering, roster, workload
from gridjustice_cli.commands.redraw import redraw
from gridjustice_cli.framework import Day, Group, argument, option
from gridjustice_cli.naming import Naming
from gridjustice_cli.session import Session, current

if TYPE_CHECKING:
    from gridjustice import CoverageReport, ImportReport, Plan

network = Group("network", help="cli.help.network")

on_day = option("--on", "day", type=Day(), help="cli.option.on")
of_court = option("--court", metavar="COURT", help="cli.option.court")


def _actor(session: Session) -> str:
    """Who acts; the operator, where nobody was named, since networks are set up before there are people."""
    session.handle = session.handle or "operator"
    return session.actor


@network.command("import", help="cli.help.network.import")
@argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="cli.argument.files",
)  # fmt: skip
def import_(files: tuple[Path, ...]) -> None:
    """The network is what the tables say."""
    from gridjustice import import_network
    from gridjustice_cli.failures import USAGE
    from gridjustice_cli.output import done, print_json, progress

    session = current()
    office, actor = session.office, _actor(session)
    with progress(session, session.say("cli.import.running")) as tick:
        report = import_network(office, actor, files, progress=tick)
    if session.as_json:
        print_json(
            {
                "created": report.created,
                "unchanged": report.unchanged,
                "problems": [
                    {name: getattr(p, name) for name in ("file", "row", "column", "value", "problem", "remedy")}
                    for p in report.problems
                ],
            }
        )
    elif report.problems:
        _show_problems(session, report)
    if report.problems:
        raise click.exceptions.Exit(USAGE)
    done(
        session,
        session.say("cli.import.done", created=report.created, unchanged=report.unchanged),
        session.say("cli.import.next"),
    )


def _show_problems(session: Session, report: ImportReport) -> None:
    from gridjustice_cli.output import note, show, table

    headings = [session.say(f"cli.column.{name}") for name in ("where", "column", "value", "problem", "remedy")]
    rows = [(f"{p.file}:{p.row}", p.column, _shortened(p.value), p.problem, p.remedy) for p in report.problems]
    show(table(headings, rows, fixed=(0,)))
    note(session.say("cli.import.refused", number=len(report.problems)))


def _shortened(value: str) -> str:
    return value if len(value) <= 60 else value[:57] + "..."


@network.command("coverage", help="cli.help.network.coverage")
@on_day
@of_court
def coverage(day: date | None, court: str | None) -> None:
    """Who answers for the grids on a day, and what is missing."""
    from gridjustice import coverage as coverage_of
    from gridjustice_cli.output import print_json

    session = current()
    office, actor = session.office, _actor(session)
    report = coverage_of(office, actor, day or office.today(), court)
    if session.as_json:
        print_json(_coverage_data(report))
    else:
        _show_coverage(session, report)


_COUNTED = ("grids", "covered", "with_judge", "with_liaison", "with_worker", "with_mediator")
_GAP = ("what", "grid", "grid_name", "unit", "unit_name", "court", "deputy", "deputy_name")


def _coverage_data(report: CoverageReport) -> dict[str, Any]:
    return {
        "day": report.day.isoformat(),
        **{name: getattr(report, name) for name in _COUNTED},
        "gaps": [{name: getattr(gap, name) for name in _GAP} for gap in report.gaps],
        "loads": [{"judge": judge, "name": name, "grids": grids} for judge, name, grids in report.loads],
    }


def _show_coverage(session: Session, report: CoverageReport) -> None:
    from gridjustice_cli.output import done, pairs, show, table, text

    share = {name: f"{getattr(report, name)} / {report.grids}" for name in _COUNTED[1:]}
    show(text(session.say("cli.coverage.title", day=report.day.isoformat()), "bold"))
    show(pairs((session.say(f"cli.coverage.{name}"), said) for name, said in share.items()))
    if report.loads:
        headings = [session.say(f"cli.column.{name}") for name in ("judge", "grids", "load")]
        most = max(grids for *_, grids in report.loads) or 1
        rows = [(name, grids, "█" * max(round(20 * grids / most), 1)) for _, name, grids in report.loads]
        show(text(""), table(headings, rows, fixed=(1, 2)))
    if report.gaps:
        headings = [session.say(f"cli.column.{name}") for name in ("grid", "unit", "gap", "deputy", "remedy")]
        rows_ = [
            (
                gap.grid_name,
                gap.unit_name,
                session.label(f"gap.{gap.what}"),
                gap.deputy_name or session.label("gap.no_deputy"),
                session.label(f"gap.{gap.what}.remedy"),
            )
            for gap in report.gaps
        ]
        show(text(""), table(headings, rows_))
        done(session, session.say("cli.coverage.gaps", number=len(report.gaps)), session.say("cli.coverage.next"))
    else:
        done(session, session.say("cli.coverage.whole"))


@network.command("plan", help="cli.help.network.plan")
@on_day
@of_court
@option("--apply", "apply", is_flag=True, help="cli.option.apply")
def plan(day: date | None, court: str | None, apply: bool) -> None:
    """A judge for every grid that has none; stored where that was asked."""
    from gridjustice import GridJusticeError, apply_plan, plan_assignments
    from gridjustice_cli.failures import as_data
    from gridjustice_cli.output import done, note, print_json

    session = current()
    office, actor = session.office, _actor(session)
    proposed = plan_assignments(office, actor, day or office.today(), court)
    outcomes = apply_plan(office, actor, proposed) if apply else []
    failures = [as_data(outcome, session) for outcome in outcomes if isinstance(outcome, GridJusticeError)]
    if session.as_json:
        print_json({**_plan_data(proposed), "applied": len(outcomes) - len(failures), "failed": failures})
    else:
        _show_plan(session, proposed)
        for failure in failures:
            note(f"✗ {failure['message']}")
            for reason in failure.get("reasons", ()):
                note(f"  {reason['text']}\n  → {reason['remedy']}")
        if apply:
            done(session, session.say("cli.plan.applied", taken=len(outcomes) - len(failures), failed=len(failures)))
        else:
            done(session, session.say("cli.plan.proposed"), session.say("cli.plan.next"))
    if failures:
        raise click.exceptions.Exit(min(failure["exit"] for failure in failures))


def _plan_data(proposed: Plan) -> dict[str, Any]:
    lines = [
        {
            "grid": line.grid,
            "judge": line.judge,
            "since": line.since.isoformat(),
            "reason": line.reason,
            "values": dict(line.values),
        }
        for line in proposed.lines
    ]
    return {"day": proposed.day.isoformat(), "planner": proposed.planner, "lines": lines}


def _show_plan(session: Session, proposed: Plan) -> None:
    from gridjustice_cli.output import show, table, text

    naming = Naming(session)
    headings = [session.say(f"cli.column.{name}") for name in ("grid", "judge", "why")]
    rows = []
    for line in proposed.lines:
        why = session.catalogue.text(session.tongue, f"plan.{line.reason}", **dict(line.values))
        judge = naming.name_of(line.judge) if line.judge else text("—", "bold red")
        rows.append((naming.name_of(line.grid), judge, why))
    show(text(session.say("cli.plan.title", day=proposed.day.isoformat(), planner=proposed.planner), "bold"))
    show(table(headings, rows))


for _command in (answering, workload, roster, redraw):
    network.add_command(_command)
