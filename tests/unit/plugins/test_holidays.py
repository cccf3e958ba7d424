"""The calendar of mainland China, day by day against two other sources."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]  # ships no types
import pytest
from holidays import country_holidays

from gridjustice.language import BUILT_IN, Language
from gridjustice.law import LawBook, PlainWeek, count, settled_until
from gridjustice_holidays import plugin
from gridjustice_holidays.calendar import ChinaWorkingDays

YEARS = range(2018, 2027)


@pytest.fixture(scope="module")
def china() -> ChinaWorkingDays:
    """One calendar for all tests."""
    return ChinaWorkingDays()


def days(first: date, last: date) -> Iterator[date]:
    """Every day of a period."""
    yield from (first + timedelta(days=step) for step in range((last - first).days + 1))


@pytest.mark.parametrize("year", YEARS)
def test_every_day_is_as_chinesecalendar_has_it(china: ChinaWorkingDays, year: int) -> None:
    """An independent library, make-up days included."""
    period = list(days(date(year, 1, 1), date(year, 12, 31)))
    assert len(period) in {365, 366}
    assert [day for day in period if china.is_working_day(day) != chinese_calendar.is_workday(day)] == []


ORACLES_DIFFER: dict[date, str] = {}
"""Days on which the two libraries do not agree, each with the notice of the State Council that decides. None so far."""


@pytest.mark.parametrize("year", YEARS)
def test_every_day_is_as_both_libraries_have_it(china: ChinaWorkingDays, year: int) -> None:
    """Asked by themselves, without our reading of them: they agree, but for what is listed with its notice."""
    library = country_holidays("CN", years=year)
    period = list(days(date(year, 1, 1), date(year, 12, 31)))
    differ = [day for day in period if library.is_working_day(day) != chinese_calendar.is_workday(day)]
    assert differ == [day for day in ORACLES_DIFFER if day.year == year]
    ours = [day for day in period if china.is_working_day(day) != library.is_working_day(day)]
    assert [day for day in ours if day not in ORACLES_DIFFER] == []


@pytest.mark.parametrize("year", YEARS)
def test_each_year_has_its_holidays_and_make_up_days(year: int) -> None:
    """The comparison is not one of two plain weeks."""
    period = list(days(date(year, 1, 1), date(year, 12, 31)))
    off = [day for day in period if day.weekday() < 5 and not chinese_calendar.is_workday(day)]
    made_up = [day for day in period if day.weekday() >= 5 and chinese_calendar.is_workday(day)]
    assert len(off) >= 15
    assert len(made_up) >= 4


WORKED_EXAMPLES = [
    # the domain facts' own
    ("confirmation.application", date(2022, 6, 1), date(2022, 7, 1)),
    ("mediation.delegated", date(2022, 6, 24), date(2022, 7, 25)),
    # a last day in a holiday week moves past it, and past no make-up day
    ("confirmation.application", date(2024, 9, 1), date(2024, 10, 8)),
    ("filing.decision", date(2026, 2, 11), date(2026, 2, 24)),
    ("filing.decision", date(2026, 2, 7), date(2026, 2, 14)),  # a Saturday that is worked
    # working days around the Spring Festival of 2026 and the Dragon Boat Festival of 2022
    ("assignment.acceptance", date(2026, 2, 12), date(2026, 2, 24)),
    ("assignment.acceptance", date(2022, 6, 1), date(2022, 6, 7)),
    ("mediator.choice", date(2024, 9, 30), date(2024, 10, 9)),
]


@pytest.mark.parametrize(("key", "start", "due"), WORKED_EXAMPLES)
def test_the_worked_examples_come_out_on_the_real_calendar(
    china: ChinaWorkingDays, key: str, start: date, due: date
) -> None:
    """Thirty days from 1 June 2022 end on 1 July; from 24 June on Monday, 25 July."""
    counted = count(LawBook.load().figure(key, start), start, china)
    assert (counted.due, counted.provisional) == (due, False)


def test_every_day_is_as_the_table_beside_the_repository_has_it(china: ChinaWorkingDays, shared: Path) -> None:
    """A table of the published arrangements."""
    table = shared / "data" / "cn_calendar_2004_2026.csv"
    if not table.is_file():
        pytest.skip(f"{table.name} is not among the shared data")
    with table.open(encoding="utf-8") as file:
        kinds = {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(file)}
    wrong = []
    for day in days(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)):
        expected = {"holiday": False, "makeup_workday": True}.get(kinds.get(day, ""), day.weekday() < 5)
        if china.is_working_day(day) is not expected:
            wrong.append(day)
    assert wrong == []
    assert sum(kind == "makeup_workday" for kind in kinds.values()) == 150


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 1), "new_year"),
        (date(2026, 1, 2), "new_year"),  # exchanged for Sunday, 4 January
        (date(2026, 1, 4), "makeup_workday"),
        (date(2026, 2, 16), "new_years_eve"),
        (date(2026, 2, 23), "spring_festival"),  # exchanged for 28 February
        (date(2026, 4, 6), "tomb_sweeping"),  # in lieu of Sunday
        (date(2026, 5, 5), "labour_day"),
        (date(2026, 6, 19), "dragon_boat"),
        (date(2026, 9, 25), "mid_autumn"),
        (date(2026, 10, 7), "national_day"),
        (date(2026, 10, 10), "makeup_workday"),
        (date(2018, 12, 29), "makeup_workday"),
        (date(2018, 12, 31), "new_year"),  # of the year after
        (date(2020, 1, 31), "spring_festival_extended"),
        (date(2015, 9, 3), "victory_70"),
        (date(2026, 3, 7), "weekend"),
        (date(2026, 3, 9), None),
    ],
)
def test_a_day_has_the_name_of_its_holiday(china: ChinaWorkingDays, day: date, name: str | None) -> None:
    """A day off that was exchanged carries the name of the holiday it lengthens."""
    assert china.name_of(day) == name


def test_every_name_has_words_in_every_language(china: ChinaWorkingDays) -> None:
    """The reason for a skipped day can be told to every party; no day off is without a name."""
    names = {china.name_of(day) for day in days(date(2007, 1, 1), date(2027, 12, 31))} - {None}
    assert {"spring_festival", "makeup_workday", "weekend"} < names
    for language in Language:
        words = (BUILT_IN / language.value / "LC_MESSAGES" / "law.po").read_text("utf-8")
        assert [name for name in names if f'msgid "law.day.{name}"' not in words] == []


def test_a_day_off_always_has_a_name_and_a_working_weekend_too(china: ChinaWorkingDays) -> None:
    """And an ordinary day has none."""
    for day in days(date(2018, 1, 1), date(2026, 12, 31)):
        ordinary = china.is_working_day(day) and day.weekday() < 5
        assert (china.name_of(day) is None) is ordinary


def test_it_knows_how_far_the_arrangements_are_published(china: ChinaWorkingDays) -> None:
    """The library answers for later years without a warning; the calendar does not pretend that they are published."""
    year = china.published_until
    exchanged = country_holidays("CN", years=(year, year + 1)).weekend_workdays
    assert year >= 2026
    assert [day for day in exchanged if day.year == year]
    assert not [day for day in exchanged if day.year > year]
    assert china.version.endswith(f"/cn-{year}")
    assert not china.is_working_day(date(year + 1, 1, 1))


def test_a_library_that_no_longer_tells_makes_everything_provisional(monkeypatch: pytest.MonkeyPatch) -> None:
    """The safe side: no year is taken for published."""
    silent = country_holidays("CN")
    del silent.special_public_holidays
    monkeypatch.setattr("gridjustice_holidays.calendar._library", lambda *years: silent)
    assert ChinaWorkingDays().published_until == 0


def test_arrangements_reach_back_to_the_29th_of_december_at_the_earliest() -> None:
    """What `settled_until` rests on: New Year's arrangements are the only ones that ever took days of December."""
    december = set()
    for exchanges in country_holidays("CN").special_public_holidays.values():
        for month, day, *exchanged in exchanges:
            december |= {day} if month == 12 else set()
            december |= {exchanged[1]} if exchanged[0] == 12 else set()
    assert december == {29, 30, 31}


def test_the_end_of_the_published_years_is_provisional(china: ChinaWorkingDays) -> None:
    """A limit that ends before it is certain, one that ends after it is not."""
    figure = LawBook.load().figure("confirmation.application", date(2026, 1, 1))
    last = settled_until(china)
    assert not count(figure, last - timedelta(days=40), china).provisional
    assert count(figure, last - timedelta(days=29), china).provisional


def test_the_plugin_offers_the_calendar_by_a_name() -> None:
    """A configuration says ``cn``; the library is loaded only when the calendar is made."""
    offered = plugin.gridjustice_provide_calendars()
    assert list(offered) == ["cn"]
    calendar = offered["cn"]()
    assert calendar.is_working_day(date(2026, 2, 14))
    assert not PlainWeek().is_working_day(date(2026, 2, 14))


def test_offering_the_calendar_does_not_load_the_library() -> None:
    """Loading it takes longer than most commands run."""
    asked = "import sys; from gridjustice_holidays import plugin; plugin.gridjustice_provide_calendars();"
    asked += "print('holidays' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout
    assert told.strip() == "False"
