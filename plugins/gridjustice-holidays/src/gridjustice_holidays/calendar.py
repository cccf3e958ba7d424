"""The working days of mainland China, as the library *holidays* holds the State Council's yearly arrangements.

The library is loaded when the first calendar is made, not when this module is imported: it is slow to load.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING

import attrs

from gridjustice.law import MAKEUP, REST, WEEKEND

if TYPE_CHECKING:
    from holidays import HolidayBase

_DAY = timedelta(days=1)
_SATURDAY = 5
_LANGUAGE = "zh_CN"
_NAMES = {
    "元旦": "new_year",
    "农历除夕": "new_years_eve",
    "春节": "spring_festival",
    "春节延长假期": "spring_festival_extended",
    "清明节": "tomb_sweeping",
    "劳动节": "labour_day",
    "端午节": "dragon_boat",
    "中秋节": "mid_autumn",
    "国庆节": "national_day",
    "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日": "victory_70",
}
"""What the library calls a holiday, and the name under which the catalogue of the core has it in three languages."""
_BETWEEN_NAMES = "; "
_BEFORE_A_REMARK = "（"


@attrs.frozen
class _Year:
    working: frozenset[date]
    names: Mapping[date, str]


class ChinaWorkingDays:
    """Working days of mainland China (`gridjustice.law.WorkingDays`), make-up days (调休) among them.

    For a year whose arrangement is not published the library still answers, with the days that the regulation on
    holidays fixes and without any exchange of days. Such answers are given too, and `published_until` tells them apart.

    Attributes:
        version: the library's version and the last year of its data.
        published_until: the last year for which the library holds an arrangement.
    """

    def __init__(self) -> None:
        self.published_until = _last_arranged(_library())
        self.version = f"holidays-{version('holidays')}/cn-{self.published_until}"
        self._years: dict[int, _Year] = {}

    def is_working_day(self, day: date) -> bool:
        """Whether courts work: not on weekends and holidays, but on make-up days."""
        return day in self._year(day.year).working

    def name_of(self, day: date) -> str | None:
        """The holiday that a day off belongs to, ``makeup_workday``, ``weekend``, or None for an ordinary day."""
        return self._year(day.year).names.get(day)

    def _year(self, year: int) -> _Year:
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = _read(year)
        return known


def _library(*years: int) -> HolidayBase:
    from holidays import country_holidays  # noqa: PLC0415  # slow to load, and not every process needs a calendar

    return country_holidays("CN", years=years, language=_LANGUAGE)


def _last_arranged(library: HolidayBase) -> int:
    """The last year with an arrangement: one in which days are exchanged, as they have been in every published one.

    Where the library no longer tells, 0: then everything is provisional, which is the safe side.
    """
    arranged: Mapping[int, object] = getattr(library, "special_public_holidays", {})
    return max((year for year, days in arranged.items() if days), default=0)


@lru_cache(maxsize=256)
def _read(year: int) -> _Year:
    library = _library(year)
    day = date(year, 1, 1)
    working, names = set(), {}
    while day.year == year:
        if library.is_working_day(day):
            working.add(day)
            if day.weekday() >= _SATURDAY:
                names[day] = MAKEUP
        else:
            names[day] = _named(library, day)
        day += _DAY
    return _Year(working=frozenset(working), names=names)


def _named(library: HolidayBase, day: date) -> str:
    """The holiday of that day; for a day that was exchanged, the holiday nearest in the same run of days off."""
    if name := _holiday(library, day):
        return name
    if day not in library:
        return WEEKEND
    for distance in range(1, 10):
        for other in (day - distance * _DAY, day + distance * _DAY):
            if (name := _holiday(library, other)) and not any(map(library.is_working_day, _between(day, other))):
                return name
    return REST


def _holiday(library: HolidayBase, day: date) -> str:
    """The first holiday of the day under a name of the catalogue, empty where there is none."""
    for told in (library.get(day) or "").split(_BETWEEN_NAMES):
        if name := _NAMES.get(told.split(_BEFORE_A_REMARK, 1)[0]):
            return name
    return ""


def _between(one: date, other: date) -> list[date]:
    first, last = sorted((one, other))
    return [first + step * _DAY for step in range((last - first).days)]
