"""Deadlines: what a step starts, ends and extends, computed from the table of limits and the law."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

import attrs

from gridjustice.domain.record import Deadline, Facts, Record, Role
from gridjustice.domain.watching import Recounted, Watched
from gridjustice.errors import InvalidValueError
from gridjustice.law import Count, Figure, LawBook, Unit, WorkingDays, count
from gridjustice.workflow.schedule import EXPIRY, Around, watched
from gridjustice.workflow.table import SIDES, Act, Audience, Kind, Limit, Row


class Timing:
    """The limits of a kind, arranged by the steps that touch them."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind.name
        self._by_name = {name: limits[0] for name, limits in _grouped(kind.limits).items()}
        self._by_figure = {(limit.name, limit.figure): limit for limit in kind.limits}
        self._started_by = {step: _grouped(x for x in kind.limits if step in x.starts) for step in kind.facts}

    def after(
        self, row: Row, facts: Facts, before: Record | None, after: Record, act: Act
    ) -> tuple[Deadline, ...] | None:
        """All deadlines that are not over once the step is taken, or None where it changes none.

        Args:
            row: the row that was chosen.
            facts: of the step.
            before: the record before it, None at a birth.
            after: the record after it, state and deadlines not yet set.
            act: the circumstances.
        """
        old = before.deadlines if before else ()
        starting = self._started_by.get(row.step, {})
        if not old and not starting:
            return None
        told_now = _told_now(row, facts, before, act)
        fresh: dict[str, Deadline] = {}
        running = {deadline.limit: deadline for deadline in old}
        for name, limits in starting.items():
            for limit in limits:
                if limit.runs_in and row.target not in limit.runs_in:
                    continue
                if limit.applies_when is None or limit.applies_when(after):
                    before_it = running.get(name)
                    carried = _carried(_started(limit, after, act), before_it, act)
                    fresh[name] = self._watched(carried, limit, before_it, act, told_now)
                    break
        kept: list[Deadline] = []
        for deadline in old:
            if deadline.limit in fresh:
                continue
            known = self.limit_of(deadline)
            if known is not None:
                if row.step in known.ends or (known.runs_in and row.target not in known.runs_in):
                    continue
                deadline = self._kept(deadline, known, row.step, facts, act, told_now)
            kept.append(deadline)
        kept += fresh.values()
        new = tuple(kept)
        return None if new == old else new

    def limit_of(self, deadline: Deadline) -> Limit | None:
        """The line of the table that a deadline runs by; None where a plugin's is away.

        Where the table has another figure now, the first limit of the name says when it ends.
        """
        return self._by_figure.get((deadline.limit, deadline.figure)) or self._by_name.get(deadline.limit)

    def around(self, limit: Limit, act: Act) -> Around:
        """What the instants of a limit depend on, in the circumstances of a step."""
        return Around(limit, self._kind, act.law, act.calendar, act.zone, act.day)

    def _kept(  # noqa: PLR0917  # what a step is, and what it changes
        self, deadline: Deadline, limit: Limit, step: str, facts: Facts, act: Act, told_now: frozenset[str]
    ) -> Deadline:
        """A deadline that a step does not end: changed by it, warned of, counted anew, or left as it was."""
        if step in limit.changed_by:
            return self._watched(_changed(deadline, limit, step, facts, act), limit, deadline, act, told_now)
        if isinstance(facts, Watched) and facts.limit == deadline.limit:
            return watched(deadline, self.around(limit, act), act.at, facts.act.value)
        if isinstance(facts, Recounted) and is_provisional(deadline, act.calendar.version):
            return self._watched(_recounted(deadline, act), limit, deadline, act, told_now)
        if limit.expires_as == step and deadline.runs_out <= act.at and deadline.warned != EXPIRY:
            return watched(deadline, self.around(limit, act), act.at, EXPIRY)
        return deadline

    def _watched(
        self, deadline: Deadline, limit: Limit, before: Deadline | None, act: Act, told_now: frozenset[str]
    ) -> Deadline:
        """The deadline with its next instant: its warnings begin anew, unless it still runs out when it did."""
        if before is None or (before.runs_out, before.figure) != (deadline.runs_out, deadline.figure):
            return watched(deadline, self.around(limit, act), act.at, "", told_now)
        if before.paused_since == deadline.paused_since:
            return attrs.evolve(deadline, warned=before.warned, watch=before.watch)
        return watched(deadline, self.around(limit, act), act.at, before.warned, told_now)


def is_provisional(deadline: Deadline, calendar: str) -> bool:
    """Whether it reaches past what was published when it was counted, and the calendar is another one now."""
    return deadline.provisional and deadline.calendar != calendar


def recount(deadline: Deadline, law: LawBook, calendar: WorkingDays) -> Count:
    """The count behind a deadline, for explaining it: same figure, start, extension and pauses.

    The days of a pause that still lasts are not yet among them.
    """
    figure = law.figure(deadline.figure, deadline.figure_since)
    start = deadline.started_at or deadline.start
    return count(figure, start, calendar, paused_days=deadline.paused_days, extended=deadline.extended)


_SELVES = {Role.MEDIATOR: Audience.MEDIATOR, Role.JUDGE: Audience.JUDGE}
"""Audiences of a record that somebody is by their role on it."""


def _told_now(row: Row, facts: Facts, before: Record | None, act: Act) -> frozenset[str]:
    """Whom a step tells, and who of a record's own people takes it: they know of the limits that it starts."""
    selves = {
        _SELVES[each.role].value
        for each in (before.appointed if before else ())
        if each.person == act.actor and each.role in _SELVES and each.holds_on(act.day)
    }
    told = set(row.told_of(before, facts, act))
    # Whoever tells all parties tells each side of them.
    sides = {side.value for side in SIDES} if Audience.PARTIES.value in told else set()
    return frozenset(told | selves | sides)


def _grouped(limits: Iterable[Limit]) -> dict[str, tuple[Limit, ...]]:
    """The limits by their names, in the order of the table."""
    found: dict[str, tuple[Limit, ...]] = {}
    for limit in limits:
        found[limit.name] = (*found.get(limit.name, ()), limit)
    return found


def _started(limit: Limit, after: Record, act: Act) -> Deadline:
    """The deadline of a limit that a step starts."""
    given = getattr(after, limit.from_day) if limit.from_day else None
    start = given or act.day
    if isinstance(start, datetime):
        if start.tzinfo is None:
            raise InvalidValueError(f"{limit.name} starts at an instant with a time zone, not at {start}")
        start = start.astimezone(act.zone).date()
    first = act.law.figures()[limit.figure][0]
    # What began before the first rule that the law book has is counted by that rule.
    figure = first if start < first.in_force else act.law.figure(limit.figure, start)
    if figure.unit is Unit.HOUR:
        start = _instant(given or act.at, act.zone)
    return _deadline(limit.name, figure, start, act)


def _carried(fresh: Deadline, running: Deadline | None, act: Act) -> Deadline:
    """A limit that starts again from the day it had started on is counted anew, not begun anew.

    Days that were left out stay left out; what was added stays where the figure is the same.
    """
    if running is None or fresh.start != running.start or fresh.started_at != running.started_at:
        return fresh
    same = (fresh.figure, fresh.figure_since) == (running.figure, running.figure_since)
    figure = act.law.figure(fresh.figure, fresh.figure_since)
    extended = running.extended if same else 0
    paused_days = running.paused_days if figure.pausable else 0
    start = fresh.started_at or fresh.start
    kept = _deadline(fresh.limit, figure, start, act, extended=extended, paused_days=paused_days)
    return attrs.evolve(kept, paused_since=running.paused_since if figure.pausable else None)


def _instant(given: date | datetime, zone: tzinfo) -> datetime:
    """An instant in the court's time; of a mere day, its beginning."""
    if isinstance(given, datetime):
        return given.astimezone(zone)
    return datetime.combine(given, time.min, tzinfo=zone)


def _changed(deadline: Deadline, limit: Limit, step: str, facts: Facts, act: Act) -> Deadline:
    """The deadline once a step has extended it, paused it, let it go on, or left days out of it."""
    extended, paused_days, paused_since = deadline.extended, deadline.paused_days, deadline.paused_since
    figure = act.law.figure(deadline.figure, deadline.figure_since)
    if step in limit.extended_by:
        extended += int(getattr(facts, limit.extension))
    if figure.pausable:
        if step in limit.left_out_by:
            paused_days += int(getattr(facts, "days"))  # noqa: B009  # the table says it has them
        if step in limit.resumed_by and paused_since is not None:
            paused_days += (act.day - paused_since).days
            paused_since = None
        if step in limit.paused_by:
            paused_since = paused_since or act.day
    if (extended, paused_days) == (deadline.extended, deadline.paused_days):
        return attrs.evolve(deadline, paused_since=paused_since)
    start = deadline.started_at or deadline.start
    again = _deadline(deadline.limit, figure, start, act, paused_days=paused_days, extended=extended)
    return again if paused_since is None else attrs.evolve(again, paused_since=paused_since)


def _recounted(deadline: Deadline, act: Act) -> Deadline:
    """The deadline by the calendar of today: same figure, start, extension and pauses."""
    figure = act.law.figure(deadline.figure, deadline.figure_since)
    start = deadline.started_at or deadline.start
    more = {"extended": deadline.extended, "paused_days": deadline.paused_days}
    return attrs.evolve(_deadline(deadline.limit, figure, start, act, **more), paused_since=deadline.paused_since)


def _deadline(
    limit: str, figure: Figure, start: date, act: Act, *, paused_days: int = 0, extended: int = 0
) -> Deadline:
    counted = count(figure, start, act.calendar, paused_days=paused_days, extended=extended)
    return Deadline(
        limit=limit,
        figure=figure.key,
        figure_since=figure.in_force,
        start=counted.start,
        due=counted.due,
        runs_out=_end_of(counted.due, act.zone) if counted.ends_at is None else counted.ends_at.astimezone(UTC),
        calendar=counted.calendar,
        extended=extended,
        provisional=counted.provisional,
        paused_days=paused_days,
        started_at=counted.started_at,
    )


@lru_cache(maxsize=4096)
def _end_of(day: date, zone: tzinfo) -> datetime:
    """24:00 of a court-local day, as an instant in UTC; the last instant there is, where the calendar ends before."""
    try:
        return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
