"""Counting: worked examples, each with its day of the week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest

from gridjustice.errors import InvalidValueError
from gridjustice.law import AmendedWorkingDays, Amendment, LawBook, PlainWeek, count, count_hours

WEEK = PlainWeek()
PUBLISHED = attrs.evolve(WEEK, version="published", published_until=2026)
CLOSED = [date(2022, 6, 3)]
DRAGON_BOAT = AmendedWorkingDays(
    WEEK, [Amendment(day=day, working=False, name="dragon_boat") for day in CLOSED], name="dragon-boat"
)
SPRING = AmendedWorkingDays(
    WEEK,
    [
        *(Amendment(day=date(2026, 2, day), working=False, name="spring_festival") for day in range(16, 24)),
        Amendment(day=date(2026, 2, 14), working=True, name="makeup_workday"),
    ],
    name="spring",
    published_until=2026,
)


def due(book: LawBook, key: str, start: date, calendar: Any = WEEK, **more: int) -> date:
    """The last day of a built-in limit."""
    return count(book.figure(key, start), start, calendar, **more).due


def test_thirty_days_from_an_effect_on_the_first_of_june(book: LawBook) -> None:
    """Effective on 2022-06-01: the application is in time until Friday 2022-07-01."""
    counted = count(book.figure("confirmation.application", date(2022, 6, 1)), date(2022, 6, 1), WEEK)
    assert counted.due == counted.nominal == date(2022, 7, 1)
    assert counted.skipped == ()


def test_a_last_day_on_a_sunday_moves_to_monday(book: LawBook) -> None:
    """Accepted on 2022-06-24: the thirtieth day is Sunday 2022-07-24, so Monday 2022-07-25 (pitfall P25)."""
    counted = count(book.figure("mediation.delegated", date(2022, 6, 24)), date(2022, 6, 24), WEEK)
    assert counted.nominal == date(2022, 7, 24)
    assert counted.due == date(2022, 7, 25)
    assert counted.skipped == ((date(2022, 7, 24), "weekend"),)


def test_days_of_rest_inside_a_limit_in_days_are_counted(book: LawBook) -> None:
    """Only the last day moves; the weekends within stay."""
    assert due(book, "filing.decision", date(2022, 6, 1)) == date(2022, 6, 8)


def test_working_days_leave_out_weekends_and_holidays(book: LawBook) -> None:
    """Three working days from Wednesday 2022-06-01 over the Dragon Boat Festival end on Tuesday (pitfall P24)."""
    figure = book.figure("assignment.acceptance", date(2022, 6, 1))
    counted = count(figure, date(2022, 6, 1), DRAGON_BOAT)
    assert counted.due == date(2022, 6, 7)
    assert counted.skipped == (
        (date(2022, 6, 3), "dragon_boat"),
        (date(2022, 6, 4), "weekend"),
        (date(2022, 6, 5), "weekend"),
    )


def test_make_up_days_are_working_days(book: LawBook) -> None:
    """Friday 13, Saturday 14 (made up) and, after the festival, Tuesday 24 February 2026."""
    figure = book.figure("assignment.acceptance", date(2026, 2, 12))
    counted = count(figure, date(2026, 2, 12), SPRING)
    assert counted.due == date(2026, 2, 24)
    assert counted.made_up == ((date(2026, 2, 14), "makeup_workday"),)
    assert [day.day for day, _ in counted.skipped] == [15, 16, 17, 18, 19, 20, 21, 22, 23]


def test_a_start_on_a_day_of_rest_is_not_counted_either(book: LawBook) -> None:
    """Received on Saturday: Monday is the first day."""
    assert due(book, "assignment.acceptance", date(2022, 6, 11)) == date(2022, 6, 15)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 1, 12), date(2026, 2, 12)),
        (date(2025, 1, 31), date(2025, 2, 28)),
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2025, 12, 15), date(2026, 1, 15)),
    ],
)
def test_a_month_ends_on_the_corresponding_day_or_the_last(book: LawBook, start: date, end: date) -> None:
    """One month of people's mediation."""
    assert due(book, "mediation.people", start) == end


def test_a_year_ends_on_the_corresponding_day(book: LawBook) -> None:
    """Two years from 29 February end on 28 February, which in 2026 is a Saturday: Monday, 2 March."""
    figure = book.figure("enforcement.application", date(2024, 2, 29))
    counted = count(figure, date(2024, 2, 29), WEEK)
    assert counted.nominal == date(2026, 2, 28)
    assert counted.due == date(2026, 3, 2)


def test_an_agreed_extension_is_added_before_the_last_day_moves(book: LawBook) -> None:
    """Thirty days and ten, from one start: not ten days from a last day that had moved."""
    assert due(book, "mediation.delegated", date(2022, 6, 24), extended=10) == date(2022, 8, 3)


def test_days_can_be_agreed_on_top_of_a_month(book: LawBook) -> None:
    """One month from 15 June 2022 and six days."""
    assert due(book, "mediation.people", date(2022, 6, 15), extended=6) == date(2022, 7, 21)


def test_months_can_be_added_to_months(book: LawBook) -> None:
    """Half a year and, by the president, as much again: from 31 August to 31 August."""
    assert due(book, "trial.ordinary", date(2025, 8, 29), extended=6) == date(2026, 8, 31)


def test_a_pause_is_left_out(book: LawBook) -> None:
    """Twelve days of appraisal before docketing, under the rules of 2022."""
    start = date(2022, 6, 1)
    assert due(book, "mediation.delegated", start, paused_days=12) == date(2022, 7, 13)


@pytest.mark.parametrize(
    ("key", "more", "complaint"),
    [
        ("confirmation.application", {"extended": 1}, "cannot be extended"),
        ("confirmation.application", {"paused_days": 1}, "cannot be paused"),
        ("mediation.delegated", {"extended": -1}, "cannot be extended by -1"),
        ("mediation.delegated", {"paused_days": 3}, "cannot be paused for 3 days"),
        ("mediation.entrusted_summary", {"extended": 31}, "by 30 days at most, not by 31"),
        ("protection.decision", {}, "count_hours"),
    ],
)
def test_what_the_law_does_not_allow_is_not_counted(
    book: LawBook, key: str, more: dict[str, int], complaint: str
) -> None:
    """Nobody extends, pauses or stretches a limit further than its rule."""
    with pytest.raises(InvalidValueError, match=complaint):
        due(book, key, date(2025, 6, 2), **more)


def test_a_pause_cannot_be_negative(book: LawBook) -> None:
    """It would shorten the limit."""
    with pytest.raises(InvalidValueError, match="cannot be paused for -3 days"):
        due(book, "mediation.delegated", date(2022, 6, 1), paused_days=-3)


def test_an_instant_is_no_legal_day(book: LawBook) -> None:
    """Which day an instant belongs to depends on the court's place: the caller decides, not the count."""
    figure = book.figure("filing.decision", date(2022, 6, 1))
    with pytest.raises(InvalidValueError, match="court-local day"):
        count(figure, datetime(2022, 6, 1, 23, 30, tzinfo=UTC), WEEK)


@pytest.mark.parametrize(
    ("start", "provisional"),
    [
        (date(2026, 11, 23), False),  # ends on Wednesday 2026-12-23
        (date(2026, 11, 28), False),  # ends on Monday 2026-12-28, the last settled day
        (date(2026, 11, 30), True),  # ends on Wednesday 2026-12-30, which a New Year's arrangement may move
        (date(2026, 12, 7), True),  # ends in 2027
    ],
)
def test_past_the_published_calendar_a_day_is_provisional(book: LawBook, start: date, *, provisional: bool) -> None:
    """The arrangement for the next year is not out yet."""
    assert count(book.figure("confirmation.application", start), start, PUBLISHED).provisional is provisional


def test_with_a_plain_week_every_day_that_can_move_is_provisional(book: LawBook) -> None:
    """A limit that does not move is certain without any calendar."""
    start = date(2022, 6, 1)
    assert count(book.figure("filing.decision", start), start, WEEK).provisional
    assert not count(book.figure("conference.ordinary", start), start, WEEK).provisional


def test_a_count_names_its_calendar(book: LawBook) -> None:
    """So that a recalculation knows what has changed."""
    start = date(2026, 2, 12)
    assert count(book.figure("triage", start), start, SPRING).calendar == SPRING.version


def test_two_calendars_of_one_version_are_not_mixed_up(book: LawBook) -> None:
    """What is remembered belongs to the calendar, not to a name that two may share."""

    class Never(PlainWeek):
        def is_working_day(self, day: date) -> bool:
            return day >= date(2022, 6, 20)

    start = date(2022, 6, 1)
    figure = book.figure("filing.decision", start)
    assert count(figure, start, WEEK).due == date(2022, 6, 8)
    assert count(figure, start, Never()).due == date(2022, 6, 20)


def test_hours_run_through_nights_and_holidays(book: LawBook) -> None:
    """A protection order within 72 hours of Friday evening in Yanbian is due on Monday evening (pitfall P59)."""
    beijing = timezone(timedelta(hours=8))
    friday = datetime(2026, 2, 13, 18, 20, tzinfo=beijing)
    end = count_hours(book.figure("protection.decision", friday.date()), friday)
    assert end == datetime(2026, 2, 16, 18, 20, tzinfo=beijing)
    assert end.tzinfo is UTC


def test_hours_need_an_instant_and_a_limit_in_hours(book: LawBook) -> None:
    """Without a time zone an hour is ambiguous."""
    day = date(2026, 2, 13)
    with pytest.raises(InvalidValueError, match="time zone"):
        count_hours(book.figure("protection.decision", day), datetime(2026, 2, 13, 18, 20))  # noqa: DTZ001  # the point
    with pytest.raises(InvalidValueError, match="count it by days"):
        count_hours(book.figure("filing.decision", day), datetime(2026, 2, 13, 18, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("key", "start", "extended"),
    [
        ("mediation.delegated", date(2026, 11, 24), 3_000_000),
        ("mediation.delegated", date(2026, 11, 24), 10**30),
        ("mediation.delegated", date.max, 0),
        ("consent.answer", date(9999, 12, 30), 0),
        ("trial.summary", date(9999, 12, 1), 0),
        ("enforcement.application", date(9998, 1, 1), 0),
    ],
)
def test_a_last_day_beyond_the_calendar_is_an_invalid_value(
    book: LawBook, key: str, start: date, extended: int
) -> None:
    """Days, working days, months and years alike: what was counted from when, not a crash."""
    with pytest.raises(InvalidValueError, match=rf"{key} from {start}.*beyond 9999-12-31"):
        due(book, key, start, extended=extended)


def test_an_instant_beyond_the_calendar_is_an_invalid_value(book: LawBook) -> None:
    """As for days."""
    figure = book.figure("protection.decision", date(2026, 2, 13))
    with pytest.raises(InvalidValueError, match="beyond 9999-12-31"):
        count_hours(figure, datetime(9999, 12, 30, tzinfo=UTC))
