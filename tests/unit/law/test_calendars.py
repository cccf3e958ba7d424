"""Calendars: the plain week, dated changes over another, and how far an answer can be trusted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import attrs
import pytest

from gridjustice.errors import DefinitionError
from gridjustice.law import MAKEUP, WEEKEND, AmendedWorkingDays, Amendment, PlainWeek, read_amendments, settled_until

MONDAY = date(2026, 3, 2)
SATURDAY = date(2026, 3, 7)


def test_a_plain_week_works_from_monday_to_friday() -> None:
    """And publishes nothing: all that is counted with it is provisional."""
    week = PlainWeek()
    days = [date(2026, 3, day) for day in range(2, 9)]
    assert [week.is_working_day(day) for day in days] == [True] * 5 + [False] * 2
    assert week.name_of(MONDAY) is None
    assert week.name_of(SATURDAY) == WEEKEND
    assert settled_until(week) == date.min


def test_the_end_of_the_last_published_year_is_not_settled() -> None:
    """The next New Year's arrangement may still take its last days."""
    below = attrs.evolve(PlainWeek(), published_until=2018)
    assert settled_until(below) == date(2018, 12, 28)


def test_a_calendar_that_is_published_for_ever_is_settled() -> None:
    """Whatever year its file says."""
    assert settled_until(attrs.evolve(PlainWeek(), published_until=99_999)) == date.max


def test_changes_lie_over_the_calendar_below() -> None:
    """A closed Monday, a worked Saturday; every other day is as below."""
    changed = AmendedWorkingDays(
        PlainWeek(),
        [
            Amendment(day=MONDAY, working=False, name="court_closed"),
            Amendment(day=SATURDAY, working=True, name=MAKEUP),
        ],
        name="hunchun",
    )
    assert not changed.is_working_day(MONDAY)
    assert changed.name_of(MONDAY) == "court_closed"
    assert changed.is_working_day(SATURDAY)
    assert changed.name_of(SATURDAY) == MAKEUP
    assert changed.is_working_day(date(2026, 3, 3))
    assert changed.name_of(date(2026, 3, 8)) == WEEKEND


def test_the_version_tells_the_changes() -> None:
    """Other changes under one name are another version; the same changes in another order are not."""
    one = Amendment(day=MONDAY, working=False, name="court_closed")
    other = Amendment(day=SATURDAY, working=True, name=MAKEUP)
    both = AmendedWorkingDays(PlainWeek(), [one, other], name="hunchun")
    assert both.version.startswith("plain-week+hunchun-")
    assert both.version == AmendedWorkingDays(PlainWeek(), [other, one], name="hunchun").version
    assert both.version != AmendedWorkingDays(PlainWeek(), [one], name="hunchun").version


def test_an_office_writes_changes_into_a_file(tmp_path: Path) -> None:
    """Periods and single days; and the arrangement of a year that the library below does not hold yet."""
    path = tmp_path / "arrangement-2027.toml"
    path.write_text(
        """
        published_until = 2027
        days = [
          { from = 2027-02-05, to = 2027-02-11, name = "spring_festival" },
          { from = 2027-01-30, working = true, name = "makeup_workday" },
        ]
        """,
        "utf-8",
    )
    calendar = read_amendments(path, PlainWeek())
    assert calendar.published_until == 2027
    assert "+arrangement-2027-" in calendar.version
    assert [day for day in range(1, 29) if not calendar.is_working_day(date(2027, 2, day))] == [
        5, 6, 7, 8, 9, 10, 11, 13, 14, 20, 21, 27, 28,
    ]  # fmt: skip
    assert calendar.is_working_day(date(2027, 1, 30))


@pytest.mark.parametrize(
    ("days", "complaint"),
    [
        ('[{ from = 2027-02-05, name = "a" }, { from = 2027-02-01, to = 2027-02-05, name = "b" }]', "2027-02-05 twice"),
        ('[{ from = 2027-02-05, to = 2027-02-01, name = "a" }]', "before it begins"),
        ('[{ to = 2027-02-01, name = "a" }]', "'from' is missing"),
        ("[{ from = 2027-02-01 }]", "'name' must be a text"),
        ('[{ from = 2027-02-01, name = "a", closed = true }]', "unknown field 'closed'"),
        ("[]", "'days' must be a list of tables"),
    ],
)
def test_a_file_of_changes_that_is_wrong_is_refused(tmp_path: Path, days: str, complaint: str) -> None:
    """Nothing is guessed."""
    path = tmp_path / "wrong.toml"
    path.write_text(f"days = {days}\n", "utf-8")
    with pytest.raises(DefinitionError, match=complaint) as caught:
        read_amendments(path, PlainWeek())
    assert caught.value.path.startswith("wrong.toml")
