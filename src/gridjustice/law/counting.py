"""Counting a limit: from the day it starts to its last day, with every day that moved it.

The day of the start is not counted. Working days leave out weekends and holidays and take in make-up days. Months
and years end on the corresponding day, or on the month's last where there is none. A last day that is a day of rest
moves to the next working day, where the figure says so. The grounds are ``counting.*`` in the law book.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import attrs

from gridjustice.errors import InvalidValueError
from gridjustice.law.calendars import REST, WorkingDays, settled_until
from gridjustice.law.figures import Figure, Unit

_DAY = timedelta(days=1)
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}
_SATURDAY = 5


@attrs.frozen(kw_only=True)
class Count:
    """A limit that was counted, with all that `gridjustice.law.explain` needs to say how.

    Attributes:
        figure: the limit.
        start: the day it starts from, itself not counted.
        due: its last day.
        nominal: the last day before it moved to a working day; otherwise the same.
        skipped: days passed over, each with the reason: inside a limit in working days, or at the end of another.
        made_up: weekend days that were counted as working days, each with the reason.
        paused_days: days left out by a pause.
        extended: how much was added by agreement, in the unit of the figure's extension.
        provisional: whether a calendar still to be published may move the last day.
        calendar: version of the calendar.
        started_at: of a limit in hours, the instant it starts from; None for a limit that is counted by days.
        ends_at: of a limit in hours, the instant at which it ends, in the time zone of the start.
    """

    figure: Figure
    start: date
    due: date
    nominal: date
    skipped: tuple[tuple[date, str], ...]
    made_up: tuple[tuple[date, str], ...]
    paused_days: int
    extended: int
    provisional: bool
    calendar: str
    started_at: datetime | None = None
    ends_at: datetime | None = None


def count(figure: Figure, start: date, calendar: WorkingDays, *, paused_days: int = 0, extended: int = 0) -> Count:
    """The last day of a limit, and how it came about. The same question again costs a look-up.

    Args:
        figure: the limit.
        start: the court-local day of what starts it, which is not counted; for a limit in hours the instant, in the
            court's time zone, which gives the days of the count (see `count_hours`).
        calendar: says which days are worked.
        paused_days: days left out, for a figure that can be paused.
        extended: how much was agreed on top, in the unit of the figure's extension.

    Raises:
        InvalidValueError: the start has a time of day, or has none and the figure is in hours, the figure measures no
            time, it cannot be paused or extended, or not by so much, or its last day lies beyond the calendar.
    """
    if figure.unit is Unit.HOUR and isinstance(start, datetime):
        return _counted_hours(figure, start, calendar.version, paused_days, extended)
    return _counted(figure, start, calendar, calendar.version, paused_days, extended)


def count_hours(figure: Figure, start: datetime, *, extended: int = 0) -> datetime:
    """The instant, in UTC, at which a limit in hours ends. It runs through nights, weekends and holidays.

    Counted from the instant itself, the strictest reading: such limits protect somebody who is in danger.

    Args:
        figure: the limit, in hours.
        start: the instant, with a time zone.
        extended: hours that were added on top.

    Raises:
        InvalidValueError: the limit is not in hours, the instant has no time zone, or the end lies beyond the calendar.
    """
    _must_be_time(figure)
    if figure.unit is not Unit.HOUR:
        raise InvalidValueError(f"{figure.key} is a limit in {figure.unit.value}s: count it by days")
    if start.tzinfo is None:
        raise InvalidValueError(f"{figure.key} is counted from an instant with a time zone, not from {start}")
    try:
        return start.astimezone(UTC) + timedelta(hours=figure.value + extended)
    except OverflowError as problem:
        raise _beyond(figure, start, extended) from problem


def _counted_hours(figure: Figure, start: datetime, version: str, paused_days: int, extended: int) -> Count:
    _check_changes(figure, paused_days, extended)
    try:
        ends_at = count_hours(figure, start, extended=extended).astimezone(start.tzinfo)
    except OverflowError as problem:
        raise _beyond(figure, start, extended) from problem
    due = (ends_at - datetime.resolution).date()  # what ends at midnight ends with the day before, as all limits do
    return Count(
        figure=figure, start=start.date(), due=due, nominal=due, skipped=(), made_up=(), paused_days=0,
        extended=extended, provisional=False, calendar=version, started_at=start, ends_at=ends_at,
    )  # fmt: skip


@lru_cache(maxsize=16_384)
def _counted(  # noqa: PLR0917  # the cache is quicker without names
    figure: Figure, start: date, calendar: WorkingDays, version: str, paused_days: int, extended: int, /
) -> Count:
    _check(figure, start, paused_days, extended)
    skipped: list[tuple[date, str]] = []
    made_up: list[tuple[date, str]] = []
    try:
        if figure.unit is Unit.WORKING_DAY:
            nominal = due = _after_working_days(start, figure.value + extended, calendar, skipped, made_up)
        else:
            nominal = due = _after(figure, start, extended) + paused_days * _DAY
            while figure.rolls and not calendar.is_working_day(due):
                skipped.append((due, calendar.name_of(due) or REST))
                due += _DAY
    except InvalidValueError:
        raise
    except (OverflowError, ValueError) as problem:  # what `datetime`, or a calendar over it, says of the year 10000
        raise _beyond(figure, start, extended, paused_days) from problem
    asked = figure.rolls or figure.unit is Unit.WORKING_DAY
    return Count(
        figure=figure, start=start, due=due, nominal=nominal, skipped=tuple(skipped), made_up=tuple(made_up),
        paused_days=paused_days, extended=extended, provisional=asked and due > settled_until(calendar),
        calendar=version,
    )  # fmt: skip


def _beyond(figure: Figure, start: date, extended: int = 0, paused_days: int = 0) -> InvalidValueError:
    more = f", extended by {extended}" if extended else ""
    more += f", paused for {paused_days} days" if paused_days else ""
    return InvalidValueError(
        f"{figure.key} from {start}{more} has no last day: no calendar goes beyond {date.max}; check the year"
    )


def _must_be_time(figure: Figure) -> None:
    if not figure.unit.is_time:
        told = f"{figure.value} ({figure.unit.value})"
        raise InvalidValueError(f"{figure.key} is a measure of {told}, no length of time: it has no last day")


def _check(figure: Figure, start: date, paused_days: int, extended: int) -> None:
    if isinstance(start, datetime):
        raise InvalidValueError(f"{figure.key} is counted from a court-local day, not from the instant {start}")
    _must_be_time(figure)
    if figure.unit is Unit.HOUR:
        raise InvalidValueError(f"{figure.key} is a limit in hours: count_hours counts it from an instant")
    _check_changes(figure, paused_days, extended)


def _check_changes(figure: Figure, paused_days: int, extended: int) -> None:
    if paused_days and (paused_days < 0 or not figure.pausable):
        raise InvalidValueError(f"{figure.key} cannot be paused for {paused_days} days")
    if extended:
        extension = figure.extension
        if extension is None or extended < 0:
            raise InvalidValueError(f"{figure.key} cannot be extended by {extended}")
        if extension.limit is not None and extended > extension.limit:
            most = f"{extension.limit} {extension.unit.value}s"
            raise InvalidValueError(f"{figure.key} can be extended by {most} at most, not by {extended}")


def _after_working_days(
    start: date,
    number: int,
    calendar: WorkingDays,
    skipped: list[tuple[date, str]],
    made_up: list[tuple[date, str]],
) -> date:
    day = start
    while number:
        day += _DAY
        if calendar.is_working_day(day):
            number -= 1
            if day.weekday() >= _SATURDAY and (name := calendar.name_of(day)):
                made_up.append((day, name))
        else:
            skipped.append((day, calendar.name_of(day) or REST))
    return day


def _after(figure: Figure, start: date, extended: int) -> date:
    if not extended or figure.extension is None:
        return _moved(start, figure.value, figure.unit)
    if figure.extension.unit is figure.unit:
        return _moved(start, figure.value + extended, figure.unit)
    return _moved(_moved(start, figure.value, figure.unit), extended, figure.extension.unit)


def _moved(start: date, number: int, unit: Unit) -> date:
    if unit not in _MONTHS:
        return start + number * _DAY
    years, month = divmod(start.month - 1 + number * _MONTHS[unit], 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
