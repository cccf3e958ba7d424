"""The plan of judges over grids: proposed, explained, compared with today, and stored where that was asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gridjustice_cli.framework import Command, option
from gridjustice_cli.naming import Naming
from gridjustice_cli.of_network import acting, of_court, on_day
from gridjustice_cli.session import Session, current

if TYPE_CHECKING:
    from gridjustice import Comparison, Plan, Totals


@click.command("plan", cls=Command, help="cli.help.network.plan")
@on_day
@of_court
@option(
    "--rules", "rules_file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
    help="cli.option.rules",
)  # fmt: skip
@option("--planner", metavar="NAME", help="cli.option.planner")
@option("--compare", is_flag=True, help="cli.option.compare")
@option("--apply", "apply", is_flag=True, help="cli.option.apply")
def plan(
    *, day: date | None, court: str | None, rules_file: Path | None, planner: str | None, compare: bool, apply: bool
) -> None:
    """A judge for every grid, and why; stored where that was asked."""
    from gridjustice import GridJusticeError, apply_plan, plan_assignments, read_rules
    from gridjustice_cli.failures import as_data
    from gridjustice_cli.output import done, note, print_json, progress

    session = current()
    office, actor = session.office, acting(session)
    rules = read_rules(rules_file) if rules_file else None
    proposed = plan_assignments(office, actor, day or office.today(), court, rules=rules, planner=planner)
    outcomes = []
    if apply:
        with progress(session, session.say("cli.plan.applying")) as tick:
            outcomes = apply_plan(office, actor, proposed, language=session.tongue, progress=tick)
    failures = [as_data(outcome, session) for outcome in outcomes if isinstance(outcome, GridJusticeError)]
    if session.as_json:
        compared = {"comparison": _comparison_data(proposed.compared())} if compare else {}
        applied = {"applied": len(outcomes) - len(failures), "failed": failures}
        print_json({**_plan_data(session, proposed), **compared, **applied})
    else:
        _show_plan(session, proposed, compare=compare)
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


def _plan_data(session: Session, proposed: Plan) -> dict[str, Any]:
    from gridjustice import sentence

    lines = []
    for line in proposed.lines:
        why = proposed.explained(line.grid)
        lines.append(
            {
                "grid": line.grid,
                "judge": line.judge,
                "since": line.since.isoformat(),
                "reason": line.reason,
                "values": dict(line.values or why.values),
                "sentence": sentence(session.catalogue, session.tongue, proposed, line),
                "next_best": why.next_best,
                "more": why.more,
            }
        )
    return {"day": proposed.day.isoformat(), "planner": proposed.planner, "lines": lines}


def _comparison_data(compared: Comparison) -> dict[str, Any]:
    return {
        "before": {name: getattr(compared.before, name) for name in _TOTALS},
        "after": {name: getattr(compared.after, name) for name in _TOTALS},
        "moves": [
            {"grid": move.grid, "before": move.before, "after": move.after, "gains": dict(move.gains)}
            for move in compared.moves
        ],
    }


_COUNTED = ("grids", "with_judge", "kilometres", "known", "causes", "most", "least")
_POINTS = ("speciality", "distance", "language", "court", "change", "load", "gap", "points")
_TOTALS = (*_COUNTED, *_POINTS)


def _show_plan(session: Session, proposed: Plan, *, compare: bool) -> None:
    from gridjustice_cli.output import show, text

    title = session.say("cli.plan.title", day=proposed.day.isoformat(), planner=proposed.planner)
    show(text(title, "bold"))
    naming = Naming(session)
    if compare:
        _show_comparison(session, naming, proposed)
    else:
        _show_lines(session, naming, proposed)


def _show_lines(session: Session, naming: Naming, proposed: Plan) -> None:
    from gridjustice import sentence
    from gridjustice_cli.output import show, table, text

    headings = [session.say(f"cli.column.{name}") for name in ("grid", "judge", "why")]
    rows = []
    for line in proposed.lines:
        judge = naming.name_of(line.judge) if line.judge else text("—", "bold red")
        rows.append((naming.name_of(line.grid), judge, sentence(session.catalogue, session.tongue, proposed, line)))
    show(table(headings, rows))


def _show_comparison(session: Session, naming: Naming, proposed: Plan) -> None:
    """Today and the plan side by side, then who moves, each with what it gains and why."""
    from gridjustice import sentence
    from gridjustice_cli.output import show, table, text

    compared = proposed.compared()
    headings = [session.say(f"cli.plan.column.{name}") for name in ("what", "today", "plan", "gain")]
    rows = [
        (session.say(f"cli.plan.{name}"), before, after, gain)
        for name, before, after, gain in _sides(compared.before, compared.after)
    ]
    show(table(headings, rows, fixed=(1, 2, 3)))
    if not compared.moves:
        show(text(session.say("cli.plan.no_moves")))
        return
    headings = [session.say(f"cli.column.{name}") for name in ("grid",)]
    headings += [session.say(f"cli.plan.column.{name}") for name in ("from", "to", "gains")]
    headings += [session.say("cli.column.why")]
    moves = []
    for move in compared.moves:
        gains = "; ".join(f"{session.say(f'cli.plan.{part}')} {won:+d}" for part, won in move.gains.items() if won)
        line = proposed.lines[proposed.places[move.grid]]
        why = sentence(session.catalogue, session.tongue, proposed, line)
        before, after = (naming.name_of(judge) if judge else "—" for judge in (move.before, move.after))
        moves.append((naming.name_of(move.grid), before, after, gains, why))
    show(text(""), table(headings, moves))


def _sides(before: Totals, after: Totals) -> list[tuple[str, str, str, str]]:
    """The lines of the comparison: what, today, in the plan, and points gained where it is weighed."""
    lines = [
        ("with_judge", f"{before.with_judge} / {before.grids}", f"{after.with_judge} / {after.grids}", ""),
        ("known", _share(before), _share(after), ""),
        ("kilometres", str(before.kilometres), str(after.kilometres), ""),
        ("spread", f"{before.least}–{before.most}", f"{after.least}–{after.most}", ""),
    ]
    for name in _POINTS:
        old, new = getattr(before, name), getattr(after, name)
        if old or new:
            lines.append((name, str(old), str(new), f"{old - new:+d}"))
    return lines


def _share(totals: Totals) -> str:
    return f"{100 * totals.known // totals.causes} %" if totals.causes else "—"
