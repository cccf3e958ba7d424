"""What happens by itself for a limit that runs: its warnings, by rules that are data, and then its expiry.

The instants are computed when a limit starts, changes or has just given a warning, and the next of them is kept with the
deadline (`Deadline.watch`), so that the sweep is one look into an index and replay computes nothing.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

import attrs

from gridjustice.domain.record import Deadline
from gridjustice.domain.values import evolve
from gridjustice.law import LawBook, Watch, WatchRule, WorkingDays
from gridjustice.workflow.table import OWN_RIGHT, Limit

EXPIRY = "expiry"
"""What happens last, where the table says which step an expiry takes."""

_REMIND, _URGE, _CALL = (watch.value for watch in Watch)
_RANKS = {act: rank for rank, act in enumerate(("", *(watch.value for watch in Watch), EXPIRY))}


@attrs.frozen
class Firing:
    """One thing that happens by itself.

    Attributes:
        act: a member of `Watch` as text, or `EXPIRY`.
        at: the instant, UTC.
        between: of the call for supervision that an urging comes before, the rule by which it is counted from it.
    """

    act: str
    at: datetime
    between: WatchRule | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen
class Around:
    """What the instants of one limit depend on.

    Attributes:
        limit: the line of the table of limits.
        kind: name of its kind.
        law: holds the rules.
        calendar: the working days.
        zone: the court's legal time.
        day: on which it is asked: the rules of that day hold.
    """

    limit: Limit
    kind: str
    law: LawBook
    calendar: WorkingDays
    zone: tzinfo
    day: date


def firings(deadline: Deadline, around: Around) -> tuple[Firing, ...]:
    """All that happens by itself for a deadline that runs, whether it has happened or not, in its order."""
    figure, since = deadline.figure, deadline.figure_since
    return _firings(around, figure, since, deadline.due, deadline.runs_out, deadline.started_at)


@lru_cache(maxsize=16_384)
def _firings(  # noqa: PLR0917  # the cache is quicker without names
    around: Around, figure: str, since: date, due: date, runs_out: datetime, started_at: datetime | None
) -> tuple[Firing, ...]:
    found = []
    urge: WatchRule | None = None
    expires = bool(around.limit.expires_as)
    for rule in _rules(around.limit, around.kind, around.law, figure, since, around.day):
        at = rule.instant(due, runs_out, started_at, around.zone, around.calendar)
        # What expires has its own step at that instant, and nothing is left to urge after it.
        if at is not None and not (expires and at >= runs_out):
            found.append(Firing(rule.watch.value, at.astimezone(UTC), urge and _between(urge, rule)))
            urge = rule if rule.watch is Watch.URGE else None
    if expires:
        found.append(Firing(EXPIRY, runs_out))
    return tuple(found)


def _between(urge: WatchRule, call: WatchRule) -> WatchRule:
    """The rule for calling supervision, counted from the urging and no longer from the last day."""
    same = urge.measure is call.measure
    return attrs.evolve(call, number=max(call.number - urge.number, 0) if same else call.number)


def told(watch: Watch, limit: Limit, law: LawBook, day: date) -> tuple[str, ...]:
    """Whom one warning of a limit tells: of each whom the limit binds, those on their own path; each once.

    Nobody is urged of a right or period that is the party's own, whatever the data says.
    """
    bound = (a for a in limit.owed_by if watch is Watch.REMIND or a not in OWN_RIGHT)
    return tuple(dict.fromkeys(name for a in bound for name in law.watching.tells(watch, a.value, day)))


def is_too_late(watch: Watch, deadline: Deadline, at: datetime) -> bool:
    """Whether what a warning says is no longer so: nobody swept in time, and the last day is over."""
    return watch is Watch.REMIND and deadline.runs_out <= at


def rank(act: str) -> int:
    """Its place in the order in which things happen for a deadline; nothing comes before everything."""
    return _RANKS.get(act, 0)


def watched(
    deadline: Deadline, around: Around, since: datetime, warned: str, told_now: frozenset[str] = frozenset()
) -> Deadline:
    """The deadline with what last happened by itself for it, and the instant at which the next thing does.

    A reminder that would have come by ``since`` comes with the next sweep. It is left out where the step itself tells
    all whom it would tell, or where the last day is over: then it has nothing to say. Calling supervision waits its
    days from an urging that came late.

    Args:
        deadline: as the step leaves it.
        around: what its instants depend on.
        since: the instant of the step, UTC.
        warned: what last happened by itself for it.
        told_now: the audiences that the step tells, and those that whoever takes it is.
    """
    left = []
    for firing in firings(deadline, around) if deadline.paused_since is None else ():
        if rank(firing.act) <= rank(warned) or _is_said(firing, deadline, around, since, told_now):
            continue
        left.append(_after_urging(firing, around, since).at if warned == _URGE else firing.at)
    return evolve(deadline, warned=warned, watch=min(left, default=None))


def _is_said(firing: Firing, deadline: Deadline, around: Around, since: datetime, told_now: frozenset[str]) -> bool:
    """Whether a reminder is left out."""
    if firing.act != _REMIND or firing.at > since:
        return False
    whom = told(Watch.REMIND, around.limit, around.law, around.day)
    return deadline.runs_out <= since or told_now.issuperset(whom)


def _after_urging(firing: Firing, around: Around, urged: datetime) -> Firing:
    """Calling supervision, so long after the urging as the rules put between them; anything else as it was."""
    if firing.act != _CALL or firing.between is None:
        return firing
    day = urged.astimezone(around.zone).date()
    again = firing.between.instant(day, urged, None, around.zone, around.calendar)
    return firing if again is None else attrs.evolve(firing, at=max(firing.at, again.astimezone(UTC)))


def pending(deadline: Deadline, around: Around, now: datetime, until: datetime) -> tuple[Firing, ...]:
    """What happens by itself for a deadline now, at most one thing, and what then happens until an instant.

    What has been waiting for long happens once: expiry before any warning, and of several warnings the last, but never
    the call for supervision before the urging, which is given first and its days waited for. It is the next step that is
    decided here; whether its guards let it be taken is asked when it is.
    """
    watch = deadline.watch
    if watch is None or watch > until:
        return ()
    # A reminder before that instant was left out; nothing else was, and nothing comes before it.
    left = [
        attrs.evolve(f, at=max(f.at, watch))
        for f in firings(deadline, around)
        if rank(f.act) > rank(deadline.warned) and (f.act != _REMIND or f.at >= watch)
    ]
    late = [f for f in left if f.at <= now]
    if len(late) > 1 and late[-1].act == _CALL:
        late = [f for f in late if f.act != _CALL]
    waited = late[-1:]
    for firing in left:
        if waited and rank(firing.act) <= rank(waited[-1].act):
            continue
        if waited and waited[-1].act == _URGE:
            firing = _after_urging(firing, around, max(now, waited[-1].at))
        if firing.at > now:
            waited.append(firing)
    return tuple(firing for firing in waited if firing.at <= until)


@lru_cache(maxsize=4096)
def _rules(limit: Limit, kind: str, law: LawBook, figure: str, since: date, day: date) -> tuple[WatchRule, ...]:  # noqa: PLR0917  # likewise
    """The rules of those warnings of a limit that tell somebody, in the order of the warnings."""
    counted = law.figure(figure, since)
    watches = [watch for watch in Watch if limit.owed_by and told(watch, limit, law, day)]
    rules = [law.watching.rule(watch, f"{kind}.{limit.name}", counted, day) for watch in watches]
    return tuple(rule for rule in rules if rule is not None)
