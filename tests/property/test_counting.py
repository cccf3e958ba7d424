"""Counting, held against its definition on any calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from gridjustice.law import (
    AmendedWorkingDays,
    Amendment,
    Citation,
    Confidence,
    Count,
    Extension,
    Figure,
    PlainWeek,
    Unit,
    WorkingDays,
    count,
)

DAY = timedelta(days=1)
FIRST = date(2023, 1, 1)
COUNTED_BY_DAYS = tuple(unit for unit in Unit if unit.is_time and unit is not Unit.HOUR)
starts = st.dates(FIRST, date(2024, 12, 31))

changes = st.dictionaries(st.dates(FIRST, date(2026, 12, 31)), st.booleans(), max_size=60)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingDays:
    """A plain week with days off and worked weekends anywhere, and a long holiday."""
    changed = draw(changes)
    holiday = draw(st.dates(FIRST, date(2025, 6, 30)))
    changed.update({holiday + step * DAY: False for step in range(draw(st.integers(0, 12)))})
    amendments = [Amendment(day=day, working=working, name="changed") for day, working in changed.items()]
    return AmendedWorkingDays(PlainWeek(), amendments, name="any", published_until=draw(st.integers(2022, 2027)))


@st.composite
def figures(draw: st.DrawFn, *units: Unit) -> Figure:
    """Any limit in one of the units."""
    unit = draw(st.sampled_from(units))
    most = {Unit.WORKING_DAY: 40, Unit.DAY: 200, Unit.MONTH: 15, Unit.YEAR: 2}[unit]
    return Figure(
        key="any.limit",
        value=draw(st.integers(1, most)),
        unit=unit,
        in_force=FIRST,
        until=None,
        citation=Citation(instrument="any", version="2023"),
        rolls=draw(st.booleans()),
        extension=Extension(by="all_parties", unit=unit, limit=None),
        pausable=unit is not Unit.WORKING_DAY,
        confidence=Confidence.VERIFIED,
        origin="test",
    )


def worked(first: date, last: date, calendar: WorkingDays) -> int:
    """How many days of a period are worked."""
    return sum(calendar.is_working_day(first + step * DAY) for step in range((last - first).days + 1))


def tail_is_right(counted: Count, calendar: WorkingDays) -> None:
    """The last day moves over days of rest alone, and only where the figure rolls."""
    passed = [counted.nominal + step * DAY for step in range((counted.due - counted.nominal).days)]
    assert [day for day, _ in counted.skipped] == passed
    assert not any(map(calendar.is_working_day, passed))
    if counted.figure.rolls:
        assert calendar.is_working_day(counted.due)
    else:
        assert counted.due == counted.nominal


@given(figures(Unit.WORKING_DAY), starts, calendars())
def test_a_limit_in_working_days_holds_that_many(figure: Figure, start: date, calendar: WorkingDays) -> None:
    """After the start and up to the last day, as many days are worked as the limit says, the last among them."""
    counted = count(figure, start, calendar)
    assert worked(start + DAY, counted.due, calendar) == figure.value
    assert calendar.is_working_day(counted.due)
    assert counted.nominal == counted.due


@given(figures(Unit.WORKING_DAY), starts, calendars())
def test_every_day_of_it_is_accounted_for(figure: Figure, start: date, calendar: WorkingDays) -> None:
    """Skipped and worked days together are the whole period; a made-up day is a worked weekend."""
    counted = count(figure, start, calendar)
    assert len(counted.skipped) + figure.value == (counted.due - start).days
    assert all(day.weekday() >= 5 and calendar.is_working_day(day) for day, _ in counted.made_up)
    assert not any(calendar.is_working_day(day) for day, _ in counted.skipped)


@given(figures(Unit.DAY), starts, calendars(), st.integers(0, 60), st.integers(0, 60))
def test_a_limit_in_days_leaves_the_start_out(
    figure: Figure, start: date, calendar: WorkingDays, paused: int, extended: int
) -> None:
    """Its nominal last day lies that many days after the start, longer by pause and extension."""
    counted = count(figure, start, calendar, paused_days=paused, extended=extended)
    assert (counted.nominal - start).days == figure.value + paused + extended
    tail_is_right(counted, calendar)


@given(figures(Unit.MONTH, Unit.YEAR), starts, calendars())
def test_a_limit_in_months_ends_on_the_corresponding_day(figure: Figure, start: date, calendar: WorkingDays) -> None:
    """Of the month so many months later, or on its last day where it is shorter."""
    counted = count(figure, start, calendar)
    months = figure.value * (12 if figure.unit is Unit.YEAR else 1)
    nominal = counted.nominal
    assert (nominal.year - start.year) * 12 + nominal.month - start.month == months
    assert nominal.day == min(start.day, monthrange(nominal.year, nominal.month)[1])
    tail_is_right(counted, calendar)


@given(figures(*COUNTED_BY_DAYS), starts, starts, calendars())
def test_who_starts_later_never_ends_earlier(figure: Figure, one: date, other: date, calendar: WorkingDays) -> None:
    """On every calendar."""
    earlier, later = sorted((one, other))
    assert count(figure, earlier, calendar).due <= count(figure, later, calendar).due


@given(figures(*COUNTED_BY_DAYS), starts, calendars(), st.integers(1, 5))
def test_an_extension_is_the_same_as_a_longer_limit(
    figure: Figure, start: date, calendar: WorkingDays, extended: int
) -> None:
    """It is added to the limit, not to a last day that had moved."""
    longer = attrs.evolve(figure, value=figure.value + extended)
    assert count(figure, start, calendar, extended=extended).due == count(longer, start, calendar).due


@given(figures(*COUNTED_BY_DAYS), starts, calendars(), st.dates(FIRST))
def test_only_what_is_provisional_can_be_moved_by_a_later_arrangement(
    figure: Figure, start: date, calendar: AmendedWorkingDays, moved: date
) -> None:
    """A change beyond the settled days leaves every count alone that was not provisional."""
    assume(moved > date(calendar.published_until, 12, 28))
    turned = Amendment(day=moved, working=not calendar.is_working_day(moved), name="moved")
    counted = count(figure, start, calendar)
    if not counted.provisional:
        assert count(figure, start, AmendedWorkingDays(calendar, [turned], name="later")).due == counted.due


@given(figures(*COUNTED_BY_DAYS), starts, calendars())
def test_the_same_question_has_the_same_answer(figure: Figure, start: date, calendar: WorkingDays) -> None:
    """Remembered or counted anew."""
    first = count(figure, start, calendar)
    assert count(attrs.evolve(figure), start, calendar) == first
