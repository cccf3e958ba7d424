"""Deadlines: what a step starts, ends and extends, computed from the table of limits and the law."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from gridjustice.domain.record import Deadline, Facts, Record
from gridjustice.law import Count, LawBook, WorkingDays, count
from gridjustice.workflow.table import Act, Kind, Limit, Row


class Timing:
    """The limits of a kind, arranged by the steps that touch them."""

    def __init__(self, kind: Kind) -> None:
        self._limits = {limit.name: limit for limit in kind.limits}
        self._started_by: dict[str, tuple[Limit, ...]] = {
            step: tuple(limit for limit in kind.limits if step in limit.starts) for step in kind.facts
        }

    def after(
        self, row: Row, facts: Facts, before: Record | None, after: Record, act: Act
    ) -> tuple[Deadline, ...] | None:
        """All open deadlines once the step is taken, or None where it changes none.

        Args:
            row: the row that was chosen.
            facts: of the step.
            before: the record before it, None at a birth.
            after: the record after it, state and deadlines not yet set.
            act: the circumstances.
        """
        old = before.deadlines if before else ()
        starting = self._started_by.get(row.step, ())
        if not old and not starting:
            return None
        kept: list[Deadline] = []
        anew = {limit.name for limit in starting}
        for deadline in old:
            limit = self._limits.get(deadline.limit)
            if deadline.limit in anew:
                continue
            if limit is not None:
                if row.step in limit.ends or (limit.runs_in and row.target not in limit.runs_in):
                    continue
                if row.step in limit.extended_by:
                    more = deadline.extended + int(getattr(facts, "days"))  # noqa: B009  # the table says it has them
                    deadline = _deadline(limit, deadline.start, more, act)
            kept.append(deadline)
        for limit in starting:
            if limit.runs_in and row.target not in limit.runs_in:
                continue
            if limit.applies_when is not None and not limit.applies_when(after):
                continue
            start = getattr(after, limit.from_day) if limit.from_day else None
            kept.append(_deadline(limit, start or act.day, 0, act))
        new = tuple(kept)
        return None if new == old else new


def recount(deadline: Deadline, law: LawBook, calendar: WorkingDays) -> Count:
    """The count behind a deadline, for explaining it: same figure, start and extension."""
    figure = law.figure(deadline.figure, deadline.figure_since)
    return count(figure, deadline.start, calendar, extended=deadline.extended)


def _deadline(limit: Limit, start: date, extended: int, act: Act) -> Deadline:
    figure = act.law.figure(limit.figure, start)
    counted = count(figure, start, act.calendar, extended=extended)
    return Deadline(
        limit=limit.name,
        figure=figure.key,
        figure_since=figure.in_force,
        start=start,
        due=counted.due,
        runs_out=_end_of(counted.due, act.zone),
        calendar=counted.calendar,
        extended=extended,
        provisional=counted.provisional,
    )


@lru_cache(maxsize=4096)
def _end_of(day: date, zone: tzinfo) -> datetime:
    """24:00 of a court-local day, as an instant in UTC; the last instant there is, where the calendar ends before."""
    try:
        return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
