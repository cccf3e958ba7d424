"""When somebody is warned of a limit that runs, and whom it concerns: rules that are data (``data/watch.toml``).

A rule says which warning comes when, seen from a limit's last day. Of several that fit, the most particular one holds:
one for a limit of a table before one for a figure, that before one for a unit, with the least ``up_to`` first. A path
says, of those whom a limit binds, whom each warning tells: a court's power over them differs, so each has its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum
from types import MappingProxyType

import attrs

from gridjustice.law.calendars import WorkingDays
from gridjustice.law.figures import Figure, Unit
from gridjustice.law.tables import Table
from gridjustice.law.timeline import Dated, clash, holds, laid_over, ordered, overlap

_DAY = timedelta(days=1)
_MEASURES = frozenset({Unit.HOUR, Unit.DAY, Unit.WORKING_DAY})
_WHOLE = 100


class Watch(str, Enum):
    """What a limit that runs does by itself before it expires, or once it is overdue; each is said once."""

    REMIND = "remind"
    """提醒: whom it binds is reminded of its last day."""
    URGE = "urge"
    """催办: it has run out; whom it binds, and who stands next above them, are urged."""
    CALL_SUPERVISION = "call_supervision"
    """提请督办: it is still not done; the court's supervision is asked to decide what follows."""


@attrs.frozen(kw_only=True, cache_hash=True)
class WatchRule(Dated):
    """When one warning comes.

    Attributes:
        key: of the rule.
        watch: which warning.
        limit: the limit of a table it is for, as ``dispute.mediation``; empty for all.
        figure: the figure it is for; empty for all.
        unit: of the figures it is for; None for all.
        up_to: the greatest value of these figures; None for any.
        never: whether there is no such warning at all; then the rest says nothing.
        number: how many units before the last day or, if `overdue`, after it.
        measure: hours, days or working days of the court's calendar; of hours the instant counts at which it ends.
        share: instead of a number, how much of the whole time has passed, in percent; of limits in hours.
        overdue: whether it comes once the limit has run out.
        at: the hour of the legal day; None where it is counted in hours.
        origin: "built-in", or the name of the file that set it.
    """

    key: str
    watch: Watch
    limit: str
    figure: str
    unit: Unit | None
    up_to: int | None
    never: bool
    number: int
    measure: Unit
    share: int | None
    overdue: bool
    at: time | None
    origin: str

    @property
    def scope(self) -> tuple[str, str, str, int]:
        """What it is for; of two rules with the same one, none is more particular."""
        return self.limit, self.figure, self.unit.value if self.unit else "", self.up_to or 0

    def covers(self, limit: str, figure: Figure) -> bool:
        """Whether it is for this limit of a table, counted with this figure."""
        return (
            self.limit in {"", limit}
            and self.figure in {"", figure.key}
            and self.unit in {None, figure.unit}
            and (self.up_to is None or figure.value <= self.up_to)
        )

    @property
    def particular(self) -> tuple[bool, bool, bool, int]:
        """The greater, the more particular."""
        return bool(self.limit), bool(self.figure), self.unit is not None, -(self.up_to or 2**31)

    def instant(
        self, due: date, runs_out: datetime, started_at: datetime | None, zone: tzinfo, calendar: WorkingDays
    ) -> datetime | None:
        """When it comes, in the court's time; None where the calendar does not reach so far.

        Args:
            due: the last day.
            runs_out: the instant at which the limit has run out.
            started_at: of a limit in hours, the instant it started.
            zone: the court's legal time.
            calendar: its working days.
        """
        try:
            if self.share is not None:
                if started_at is None:
                    return None
                return (started_at + (runs_out - started_at) * self.share / _WHOLE).astimezone(zone)
            signed = self.number if self.overdue else -self.number
            if self.measure is Unit.HOUR:
                return (runs_out + timedelta(hours=signed)).astimezone(zone)
            assert self.at is not None, "reading gave it an hour"
            day = due + signed * _DAY if self.measure is Unit.DAY else _worked(due, signed, calendar)
            return datetime.combine(day, self.at, tzinfo=zone)
        except (OverflowError, ValueError):
            return None


@attrs.frozen(kw_only=True)
class WatchPath(Dated):
    """Whom the warnings of a limit tell that binds somebody.

    Attributes:
        bound: whom it binds: an audience of the step tables.
        tells: the audiences, by warning; where there are none, there is no such warning.
        origin: "built-in", or the name of the file that set it.
    """

    bound: str
    tells: Mapping[Watch, tuple[str, ...]]
    origin: str


@attrs.frozen(kw_only=True)
class Watching:
    """All rules and paths, by their keys, oldest version first."""

    rules: Mapping[str, tuple[WatchRule, ...]] = MappingProxyType({})
    paths: Mapping[str, tuple[WatchPath, ...]] = MappingProxyType({})

    def rule(self, watch: Watch, limit: str, figure: Figure, day: date) -> WatchRule | None:
        """The rule for one warning of a limit; None where there is none, or it says that none comes.

        Args:
            watch: the warning.
            limit: of a table, as ``dispute.mediation``.
            figure: it is counted with.
            day: on which it is asked.
        """
        fitting = [
            rule
            for line in self.rules.values()
            for rule in line
            if rule.watch is watch and holds(rule, day) and rule.covers(limit, figure)
        ]
        best = max(fitting, key=lambda rule: rule.particular, default=None)
        return None if best is None or best.never else best

    def tells(self, watch: Watch, bound: str, day: date) -> tuple[str, ...]:
        """Whom one warning tells of a limit that binds this audience; nobody where there is no path."""
        for path in self.paths.get(bound, ()):
            if holds(path, day):
                return path.tells.get(watch, ())
        return ()


def with_watching(
    known: Watching, file: Table, figures: Mapping[str, object], origin: str, *, only_new: bool = False
) -> Watching:
    """The rules with those of a file laid over them.

    Args:
        known: what there is.
        file: its tables ``watch`` and ``path``.
        figures: those that a rule may name.
        origin: "built-in", or the name of the file.
        only_new: whether the file is a plugin's, which may bring rules of its own limits and figures only.

    Raises:
        DefinitionError: a rule contradicts itself or another, names a figure that is not there, or is not the
            plugin's to set.
    """
    rules, paths = dict(known.rules), dict(known.paths)
    for key, table in file.entries("watch").items():
        if only_new and key in rules:
            raise table.wrong("there already is such a watch; take a key of your own")
        line = rules.get(key, ())
        for rule in [_rule(key, row, line[-1] if line else None, origin) for row in table.versions()]:
            if rule.figure and rule.figure not in figures:
                raise table.wrong(f"names the figure {rule.figure!r}, which there is not")
            if only_new and not (rule.limit or rule.figure):
                raise table.wrong("a plugin's rule names the limit or the figure that it is for")
            line = laid_over(line, rule)
        rules[key] = line
        _check_alone(key, line, rules, table)
    for bound, table in file.entries("path").items():
        if only_new and bound in paths:
            raise table.wrong("there already is such a path; take a key of your own")
        new = ordered(_path(bound, row, origin) for row in table.versions())
        if pair := clash(new):
            raise table.wrong(f"two versions are in force on {pair[1].in_force}")
        there = paths.get(bound, ())
        for path in new:
            there = laid_over(there, path)
        paths[bound] = there
    return Watching(rules=MappingProxyType(rules), paths=MappingProxyType(paths))


def _check_alone(
    key: str, line: tuple[WatchRule, ...], rules: Mapping[str, tuple[WatchRule, ...]], table: Table
) -> None:
    """No other rule is for the very same: which of them holds could not be said."""
    for other, versions in rules.items():
        for mine, theirs in ((one, two) for one in line for two in versions if other != key):
            if (mine.watch, mine.scope) == (theirs.watch, theirs.scope) and overlap(mine, theirs):
                raise table.wrong(f"is for the same as {other!r}; set that one")


def _rule(key: str, row: Table, template: WatchRule | None, origin: str) -> WatchRule:
    watch = row.choice("watch", Watch, template.watch.value if template else None)
    limit = row.text("limit", template.limit if template else "")
    figure = row.text("figure", template.figure if template else "")
    unit = row.choice("unit", Unit) if row.has("unit") else template.unit if template else None
    up_to = row.whole("up_to", least=0) if row.has("up_to") else template.up_to if template else None
    never = row.flag("never", default=False)
    number, measure, share, overdue, at = _when(row, template, never)
    row.text("note", "")
    row.choice("confidence", _Confidence, _Confidence.DESIGN.value)
    in_force, until = row.day("in_force") or date.min, row.day("until")
    row.finish()
    if until is not None and until < in_force:
        raise row.wrong(f"ends on {until} before it begins on {in_force}")
    if limit and limit.count(".") != 1:
        raise row.wrong(f"'limit' is kind.limit, as dispute.mediation, not {limit!r}")
    if not never and overdue is (watch is Watch.REMIND):
        raise row.wrong("a reminder comes before the last day, urging and calling come after it")
    if share is not None and unit is not Unit.HOUR:
        raise row.wrong("only of a limit in hours can a share be said")
    return WatchRule(
        key=key, watch=watch, limit=limit, figure=figure, unit=unit, up_to=up_to, never=never, number=number,
        measure=measure, share=share, overdue=overdue, at=at, in_force=in_force, until=until, origin=origin,
    )  # fmt: skip


class _Confidence(str, Enum):
    """No rule of law says when somebody is warned: all that can be said is that it is a default (D, M)."""

    DESIGN = "D"
    MEMORY = "M"


def _when(row: Table, template: WatchRule | None, never: bool) -> tuple[int, Unit, int | None, bool, time | None]:
    """Number, measure, share, whether overdue, and the hour; what the file does not say is as in the template."""
    given = [name for name in ("before", "after", "share") if row.has(name)]
    at = _hour(row) if row.has("at") else template.at if template else None
    measure = row.choice("in", Unit) if row.has("in") else template.measure if template else None
    if len(given) > 1:
        raise row.wrong(f"says both {given[0]!r} and {given[1]!r}")
    share = None
    if given == ["share"]:
        share, number, overdue, measure = row.whole("share"), 0, False, Unit.HOUR
    elif given:
        number, overdue = row.whole(given[0], least=0), given == ["after"]
    elif template is not None:
        number, overdue, share = template.number, template.overdue, template.share
    elif never:
        number, overdue = 0, False
    else:
        raise row.wrong("says neither 'before' nor 'after' nor 'share', nor that it is never")
    if measure is None:
        if not never:
            raise row.wrong("'in' is missing: hour, day or working_day")
        measure = Unit.DAY
    if measure not in _MEASURES:
        raise row.wrong(f"'in' must be one of hour, day, working_day, not {measure.value!r}")
    if share is not None and share >= _WHOLE:
        raise row.wrong("'share' is less than 100 percent: then it has run out")
    if measure is Unit.HOUR:
        at = None
    elif at is None and not never:
        raise row.wrong("'at' is missing: the hour of the day, as 09:00")
    return number, measure, share, overdue, at


def _hour(row: Table) -> time:
    said = row.text("at")
    try:
        return time.fromisoformat(said)
    except ValueError:
        raise row.wrong(f"'at' must be an hour such as 09:00, not {said!r}") from None


def _path(bound: str, row: Table, origin: str) -> WatchPath:
    tells = {watch: row.words(watch.value) for watch in Watch}
    row.text("note", "")
    in_force, until = row.day("in_force") or date.min, row.day("until")
    row.finish()
    return WatchPath(bound=bound, tells=MappingProxyType(tells), in_force=in_force, until=until, origin=origin)


def _worked(day: date, number: int, calendar: WorkingDays) -> date:
    """So many working days after a day, before it where the number is negative; itself where it is none."""
    step = _DAY if number > 0 else -_DAY
    left = abs(number)
    while left:
        day += step
        left -= calendar.is_working_day(day)
    return day
