"""Watching: the steps that every kind has on which limits run, built-in or a plugin's, so that what is due is seen.

They are taken by the system while it sweeps, and by nobody otherwise. A warning is a step, so the history proves that it
was given, its key lets it happen once, and its notice goes out as any other. Whom it tells is data.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum

import attrs

from gridjustice.domain.record import Record
from gridjustice.domain.watching import Alerted, Recounted, Reminded, SupervisionCalled, Urged, Watched
from gridjustice.law import Watch
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.rules import SYSTEM
from gridjustice.workflow.schedule import is_too_late, rank, told
from gridjustice.workflow.table import SAME, Act, Audience, Guard, Kind, Limit, Stage, Step
from gridjustice.workflow.timing import is_provisional

ALERT, RECOUNT, REMIND_RIGHT = "alert", "recount", "remind_right"
FACTS: dict[Watch, type[Watched]] = {
    Watch.REMIND: Reminded,
    Watch.URGE: Urged,
    Watch.CALL_SUPERVISION: SupervisionCalled,
}
"""The facts of the step that each warning is, of limits that are not guarded."""

_BASES = {Watch.REMIND: "plan.track", Watch.URGE: "plan.follow_through", Watch.CALL_SUPERVISION: "plan.follow_through"}


def not_running_so(record: Record, facts: Watched, act: Act) -> Reason | None:
    """Refuses to warn of a limit that does not run, stands still, or has another last day by now."""
    deadline = record.deadline(facts.limit)
    runs = deadline is not None and deadline.paused_since is None and deadline.due == facts.due
    return None if runs else Reason("not_running_so", values={"limit": facts.limit})


def nothing_to_warn_of(record: Record, facts: Watched, act: Act) -> Reason | None:
    """Refuses to warn before it is time, and to say again what was said, or something that came before it."""
    deadline = record.deadline(facts.limit)
    if deadline is None:
        return None  # the guard above says so
    early = deadline.watch is None or deadline.watch > act.at
    said = rank(deadline.warned) >= rank(facts.act.value)
    return Reason("nothing_to_warn_of", values={"limit": facts.limit}) if early or said else None


def nothing_to_recount(record: Record, facts: Recounted, act: Act) -> Reason | None:
    """Refuses to count anew by any other calendar than today's, or where no limit waited for it."""
    todays = facts.calendar == act.calendar.version
    waited = any(is_provisional(deadline, act.calendar.version) for deadline in record.deadlines)
    return None if todays and waited else Reason("nothing_to_recount", values={"calendar": facts.calendar})


def with_watching(kind: Kind) -> Kind:
    """The kind with the steps by which its limits warn, from every state in which one of them can run."""
    if not kind.limits or RECOUNT in kind.facts:
        return kind
    open_ones = [limit for limit in kind.limits if not limit.guarded]
    guarded = [limit for limit in kind.limits if limit.guarded]
    tells = _telling(kind.limits)
    steps = []
    at_will = [limit for limit in open_ones if limit.is_at_will]
    duties = [limit for limit in open_ones if not limit.is_at_will]
    for watch, facts in FACTS.items() if open_ones else ():
        reminds = watch is Watch.REMIND
        guards = (_of_others([*guarded, *at_will] if reminds else guarded), not_running_so, nothing_to_warn_of)
        stage = Stage.TRACKING if watch is Watch.REMIND else Stage.FOLLOW_THROUGH
        steps.append(
            Step(
                watch.value,
                _states(kind, duties if reminds and duties else open_ones),
                SAME,
                SYSTEM,
                facts,
                guards,
                _BASES[watch],
                stage=stage,
                tells_by=tells,
            )
        )
    if at_will:
        # It asks for nothing, so its sentence is another one than that of a duty.
        guards = (_of_others([*guarded, *duties]), not_running_so, nothing_to_warn_of)
        steps.append(
            Step(
                REMIND_RIGHT, _states(kind, at_will), SAME, SYSTEM, Reminded, guards, _BASES[Watch.REMIND],
                stage=Stage.TRACKING, tells_by=tells,
            )
        )  # fmt: skip
    if guarded:
        guards = (_of_others(open_ones), not_running_so, nothing_to_warn_of)
        steps.append(
            Step(
                ALERT, _states(kind, guarded), SAME, SYSTEM, Alerted, guards, "plan.follow_through",
                stage=Stage.FOLLOW_THROUGH, guarded=True, tells_by=tells,
            )
        )  # fmt: skip
    steps.append(Step(RECOUNT, _states(kind, kind.limits), SAME, SYSTEM, Recounted, (nothing_to_recount,)))
    return attrs.evolve(kind, steps=(*kind.steps, *steps))


def step_of(limit: Limit, watch: Watch, due: date) -> tuple[str, Watched]:
    """The step that a warning of a limit is, and its facts."""
    if limit.guarded:
        return ALERT, Alerted(watch=watch, limit=limit.name, due=due)
    if watch is Watch.REMIND and limit.is_at_will:
        return REMIND_RIGHT, Reminded(limit=limit.name, due=due)
    return watch.value, FACTS[watch](limit=limit.name, due=due)


def _states(kind: Kind, limits: list[Limit] | tuple[Limit, ...]) -> tuple[Enum, ...]:
    """The states in which one of the limits can run, in the order of the kind."""
    anywhere = any(not limit.runs_in for limit in limits)
    running = {state for limit in limits for state in limit.runs_in}
    return tuple(state for state in kind.states if anywhere or str(state.value) in running)


def _telling(limits: tuple[Limit, ...]) -> Callable[[Record, Watched, Act], tuple[Audience, ...]]:
    """Who is told of a warning: those whom the data names for the limit that runs.

    A reminder that comes too late, because nobody swept, tells nobody: what it would say is no longer so.
    """
    by_figure = {(limit.name, limit.figure): limit for limit in limits}

    def whom_it_concerns(record: Record, facts: Watched, act: Act) -> tuple[Audience, ...]:
        deadline = record.deadline(facts.limit)
        limit = None if deadline is None else by_figure.get((deadline.limit, deadline.figure))
        if deadline is None or limit is None or is_too_late(facts.act, deadline, act.at):
            return ()
        return tuple(map(Audience, told(facts.act, limit, act.law, act.day)))

    return whom_it_concerns


def _of_others(limits: list[Limit]) -> Guard:
    """Refuses the limits that another step warns of: a guarded one may be seen by those only who may know of it."""
    names = frozenset(limit.name for limit in limits)

    def warned_of_otherwise(record: Record, facts: Watched, act: Act) -> Reason | None:
        return Reason("warned_of_otherwise", values={"limit": facts.limit}) if facts.limit in names else None

    warned_of_otherwise.__doc__ = _of_others.__doc__
    return warned_of_otherwise
