"""Which days are worked: the protocol, a plain week as the fallback, and dated changes over another calendar.

The calendar of a country is a plugin's (``gridjustice_provide_calendars``). Whatever computes a day records the
version of the calendar that computed it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

import attrs

from gridjustice.law.tables import Table, read_toml

WEEKEND = "weekend"
"""The name of a Saturday or Sunday that is no holiday."""
MAKEUP = "makeup_workday"
"""The name of a weekend day that is worked in exchange for a day off."""
REST = "rest_day"
"""The name of any other day off for which a calendar gives none."""

_DAY = timedelta(days=1)
_SATURDAY = 5
_LAST_SETTLED = (12, 28)


class WorkingDays(Protocol):
    """A calendar of working days.

    It does not change, so that counts can be remembered: one with other days is another object, with another version.
    """

    def __hash__(self) -> int: ...

    @property
    def version(self) -> str:
        """Names what the answers rest on: a library and the last year of its data, or a file and its content."""
        ...

    @property
    def published_until(self) -> int:
        """The last year whose arrangement is published; 0 where none is. Later answers are a guess."""
        ...

    def is_working_day(self, day: date) -> bool:
        """Whether courts work on that day: weekends and holidays are not worked, make-up days are."""
        ...

    def name_of(self, day: date) -> str | None:
        """What makes the day special, None for an ordinary one.

        A name that the catalogue knows under ``law.day.<name>`` (``weekend``, ``makeup_workday``,
        ``spring_festival``), or words to be shown as they are.
        """
        ...


def settled_until(calendar: WorkingDays) -> date:
    """The last day that no arrangement still to be published is expected to move.

    It lies before the end of the last published year, because the arrangement for New Year's Day of the next year
    has more than once taken the last three days of December: a make-up day on 29 December 2018, a day off on
    31 December 2018.
    """
    if calendar.published_until < date.min.year:
        return date.min
    if calendar.published_until > date.max.year:
        return date.max
    return date(calendar.published_until, *_LAST_SETTLED)


@attrs.frozen(eq=False)
class PlainWeek:
    """Monday to Friday are worked, and nothing is published: every day computed with it is provisional."""

    version: str = "plain-week"
    published_until: int = 0

    def is_working_day(self, day: date) -> bool:
        """Whether the day is neither Saturday nor Sunday."""
        return day.weekday() < _SATURDAY

    def name_of(self, day: date) -> str | None:
        """``weekend`` or None."""
        return None if day.weekday() < _SATURDAY else WEEKEND


@attrs.frozen(kw_only=True)
class Amendment:
    """One day that is not as the calendar below says.

    Attributes:
        day: which.
        working: whether it is worked.
        name: why, as `WorkingDays.name_of` tells it.
    """

    day: date
    working: bool
    name: str


class AmendedWorkingDays:
    """Another calendar with dated changes over it.

    Such as days on which a court is closed, an arrangement that was amended, or one that the library below does not
    hold yet.

    Attributes:
        version: that of the calendar below, the name of the changes, and a digest of what they are.
        published_until: the later of the calendar's own and the year that the changes complete.
    """

    def __init__(
        self, below: WorkingDays, amendments: Iterable[Amendment], *, name: str, published_until: int = 0
    ) -> None:
        self._below = below
        self._amended: Mapping[date, Amendment] = {amendment.day: amendment for amendment in amendments}
        self.published_until = max(below.published_until, published_until)
        told = sorted((str(one.day), one.working, one.name) for one in self._amended.values())
        digest = hashlib.sha256(repr((told, published_until)).encode()).hexdigest()[:8]
        self.version = f"{below.version}+{name}-{digest}"

    def is_working_day(self, day: date) -> bool:
        """What the changes say, and for other days the calendar below."""
        amendment = self._amended.get(day)
        return self._below.is_working_day(day) if amendment is None else amendment.working

    def name_of(self, day: date) -> str | None:
        """The name given with the change, and for other days that of the calendar below."""
        amendment = self._amended.get(day)
        return self._below.name_of(day) if amendment is None else amendment.name


def read_amendments(path: Path, below: WorkingDays) -> AmendedWorkingDays:
    """A calendar with the changes that an office wrote into a TOML file.

    The file has a list ``days``, each with ``from``, ``to`` (the same day where it is not given), ``working`` and
    ``name``; and ``published_until`` where the changes complete the arrangement of a year.

    Raises:
        DefinitionError: the file cannot be read, or changes one day twice.
    """
    file = read_toml(path)
    published = file.whole("published_until") if file.has("published_until") else 0
    amendments: dict[date, Amendment] = {}
    for row in file.rows("days"):
        for amendment in _amendments(row):
            if amendment.day in amendments:
                raise row.wrong(f"changes {amendment.day} twice")
            amendments[amendment.day] = amendment
    file.finish()
    return AmendedWorkingDays(below, amendments.values(), name=path.stem, published_until=published)


def _amendments(row: Table) -> list[Amendment]:
    first = row.day("from")
    if first is None:
        raise row.wrong("'from' is missing")
    last = row.day("to") or first
    if last < first:
        raise row.wrong(f"ends on {last} before it begins on {first}")
    working, name = row.flag("working", default=False), row.text("name")
    row.finish()
    length = (last - first).days + 1
    return [Amendment(day=first + step * _DAY, working=working, name=name) for step in range(length)]
