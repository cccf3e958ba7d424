"""The network: its coverage on any day; plan, tables and redrawings stand in modules of their own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from gridjustice_cli.commands.exchange import adopt, export, import_, template
from gridjustice_cli.commands.over_time import answering, roster, workload
from gridjustice_cli.commands.planning import plan
from gridjustice_cli.commands.redraw import redraw
from gridjustice_cli.framework import Group
from gridjustice_cli.of_network import acting, of_court, on_day
from gridjustice_cli.session import Session, current

if TYPE_CHECKING:
    from gridjustice import CoverageReport

network = Group("network", help="cli.help.network")


@network.command("coverage", help="cli.help.network.coverage")
@on_day
@of_court
def coverage(day: date | None, court: str | None) -> None:
    """Who answers for the grids on a day, and what is missing."""
    from gridjustice import coverage as coverage_of
    from gridjustice_cli.output import print_json

    session = current()
    office, actor = session.office, acting(session)
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


for _command in (import_, export, template, adopt, plan, answering, workload, roster, redraw):
    network.add_command(_command)
