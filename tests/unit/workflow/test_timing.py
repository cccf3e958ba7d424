"""Deadlines: what a step starts, ends, extends and starts anew, counted from the table of limits and the law."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from tests.unit.workflow.small import (
    LIMITS,
    WEDNESDAY,
    Longer,
    Marked,
    Note,
    Opened,
    Paused,
    S,
    act,
    decide,
    note,
    small,
)

from gridjustice.domain.record import Deadline, NoFacts
from gridjustice.errors import InvalidValueError
from gridjustice.ports.clock import COURT_ZONE
from gridjustice.workflow.table import Limit
from gridjustice.workflow.timing import recount
from gridjustice_holidays.calendar import ChinaWorkingDays

CHINA = ChinaWorkingDays()


def opened(day: date = WEDNESDAY, **circumstances: Any) -> Note:
    return step(None, "open", Opened(), day, **circumstances)


def step(record: Note | None, name: str, facts: Any = None, day: date = WEDNESDAY, **circumstances: Any) -> Note:
    limits = circumstances.pop("limits", LIMITS)
    after = decide(
        small(limits=limits), record, name, facts or NoFacts(), circumstances=act(day, **circumstances)
    ).record
    assert isinstance(after, Note)
    return after


def waiting(since: date | None = None, day: date = WEDNESDAY) -> Note:
    return step(note(), "pause", Paused(since=since), day)


def only(record: Note) -> Deadline:
    (deadline,) = record.deadlines
    return deadline


def test_a_limit_starts_with_its_step_and_does_not_count_that_day() -> None:
    """Three working days from Wednesday end on Monday."""
    deadline = only(opened())
    assert (deadline.limit, deadline.figure, deadline.start) == ("opening", "triage", WEDNESDAY)
    assert deadline.due == date(2022, 6, 6)


def test_a_limit_has_run_out_at_the_end_of_its_last_day_in_court_time() -> None:
    """24:00 of that day, as an instant in UTC; that the sweep leaves it alone before is tested with the limits."""
    deadline = only(opened())
    assert deadline.runs_out == datetime(2022, 6, 7, tzinfo=COURT_ZONE) == datetime(2022, 6, 6, 16, tzinfo=UTC)
    assert deadline.runs_out.tzinfo is UTC


def test_p24_working_days_are_those_of_the_calendar() -> None:
    """The Dragon Boat holiday of 2022 took Friday, 3 June."""
    assert only(opened(calendar=CHINA)).due == date(2022, 6, 7)


def test_p24_a_make_up_day_is_worked() -> None:
    """Saturday and Sunday, 8 and 9 October 2022, were."""
    assert only(opened(date(2022, 9, 30), calendar=CHINA)).due == date(2022, 10, 10)


def test_p25_a_last_day_of_rest_moves_to_the_next_working_day() -> None:
    """30 days from 24 June 2022 end on a Sunday."""
    paused = step(note(), "pause", Paused(since=date(2022, 6, 24)), date(2022, 6, 24), calendar=CHINA)
    assert only(paused).due == date(2022, 7, 25)


def test_p03_a_limit_starts_on_the_day_that_the_record_says() -> None:
    """Not on the day of entry; where the record says none, on the day of the step."""
    earlier = date(2022, 5, 10)
    assert (only(waiting(earlier)).start, only(waiting(earlier)).due) == (earlier, date(2022, 6, 9))
    assert only(waiting()).start == WEDNESDAY


def test_leaving_its_states_ends_a_limit() -> None:
    """Whichever step leaves them."""
    assert [d.limit for d in step(opened(), "pause", Paused()).deadlines] == ["waiting"]
    assert step(waiting(), "drop").deadlines == ()


def test_a_step_that_ends_a_limit_ends_it_where_the_record_is() -> None:
    """The record stays in its state."""
    answered = step(waiting(), "answer")
    assert answered.state is S.WAITING
    assert answered.deadlines == ()


def test_other_steps_leave_a_limit_alone() -> None:
    """Its start and its end stay, however late they are taken."""
    before = opened()
    after = step(before, "mark", Marked(), WEDNESDAY + timedelta(40))
    assert after.deadlines == before.deadlines


def test_an_event_tells_of_deadlines_only_where_they_changed() -> None:
    """So that nothing is written for nothing."""
    assert decide(small(), opened(), "mark", Marked()).event.derived.deadlines is None
    assert decide(small(), None, "open", Opened()).event.derived.deadlines == opened().deadlines
    assert decide(small(), opened(), "drop").event.derived.deadlines == ()
    assert decide(small(), note(), "drop").event.derived.deadlines is None


def test_an_extension_is_counted_onto_the_limit_and_not_from_its_own_day() -> None:
    """30 days from 1 June and ten more end on 11 July, whenever that is agreed."""
    for day in (WEDNESDAY, WEDNESDAY + timedelta(20)):
        longer = only(step(waiting(), "lengthen", Longer(days=10), day))
        assert (longer.start, longer.due, longer.extended) == (WEDNESDAY, date(2022, 7, 11), 10)


def test_extensions_add_up() -> None:
    """Ten days and five."""
    longer = only(step(step(waiting(), "lengthen", Longer(days=10)), "lengthen", Longer(days=5)))
    assert (longer.extended, longer.due) == (15, date(2022, 7, 18))
    assert date(2022, 7, 16).weekday() == 5


def test_a_limit_that_the_law_lets_nobody_extend_is_not_extended() -> None:
    """The law book refuses, and nothing happens."""
    limit = Limit(name="strict", figure="confirmation.application", starts=("pause",), extended_by=("lengthen",))
    paused = step(note(), "pause", Paused(), limits=(limit,))
    with pytest.raises(InvalidValueError, match="cannot be extended"):
        step(paused, "lengthen", Longer(days=1), limits=(limit,))


def test_the_step_that_started_a_limit_starts_it_anew() -> None:
    """There is one deadline of a name, and an extension of the old one is forgotten."""
    longer = step(waiting(), "lengthen", Longer(days=10))
    again = only(step(longer, "pause", Paused(), WEDNESDAY + timedelta(7)))
    assert (again.start, again.extended) == (WEDNESDAY + timedelta(7), 0)


def test_a_limit_does_not_start_where_it_does_not_run() -> None:
    """The third mark ends the note: there is nothing left to open."""
    limit = Limit(name="marking", figure="triage", starts=("mark",), runs_in=(S.OPEN,))
    assert step(note(marked=2), "mark", Marked(), limits=(limit,)).deadlines == ()
    assert only(step(note(marked=1), "mark", Marked(), limits=(limit,))).limit == "marking"


def test_a_limit_without_states_runs_in_all() -> None:
    """Until a step ends it."""
    limit = Limit(name="everywhere", figure="triage", starts=("open",), ends=("answer",))
    kept = step(step(opened(limits=(limit,)), "pause", Paused(), limits=(limit,)), "drop", limits=(limit,))
    assert only(kept).limit == "everywhere"


def test_a_limit_applies_only_to_the_records_it_is_for() -> None:
    """It is asked of the record as it is after the step."""

    def was_marked_twice(record: Note) -> bool:
        return record.marked == 2

    limit = Limit(name="second", figure="triage", starts=("mark",), applies_when=was_marked_twice)
    assert step(note(), "mark", Marked(), limits=(limit,)).deadlines == ()
    assert only(step(note(marked=1), "mark", Marked(), limits=(limit,))).limit == "second"


def test_a_limit_takes_the_figure_of_the_day_on_which_it_starts() -> None:
    """And keeps that version of it, also when it is extended after the law has changed."""
    started = waiting(day=date(2024, 12, 20))
    assert only(started).figure_since < date(2025, 1, 1)
    longer = only(step(started, "lengthen", Longer(days=10), date(2025, 1, 6)))
    assert longer.figure_since == only(started).figure_since
    assert only(waiting(day=date(2025, 1, 1))).figure_since == date(2025, 1, 1)


def test_a_deadline_past_the_published_calendar_is_provisional() -> None:
    """It says by which calendar it was counted."""
    assert only(opened()).provisional
    assert only(opened()).calendar == "plain-week"
    published = only(opened(calendar=CHINA))
    assert not published.provisional
    assert published.calendar == CHINA.version
    last = date(CHINA.published_until, 12, 29)
    assert only(opened(last, calendar=CHINA)).provisional


def test_a_deadline_of_a_limit_that_is_gone_stays() -> None:
    """A plugin that was removed takes no duty with it."""
    before = opened()
    after = step(before, "pause", Paused(), limits=LIMITS[1:])
    assert [d.limit for d in after.deadlines] == ["opening", "waiting"]


@pytest.mark.parametrize("extended", [0, 3, 40])
def test_a_deadline_can_be_counted_again(extended: int) -> None:
    """The count behind it gives the same day, so that it can be explained."""
    record = waiting()
    if extended:
        record = step(record, "lengthen", Longer(days=extended))
    counted = recount(only(record), act().law, act().calendar)
    assert (counted.due, counted.start, counted.extended) == (only(record).due, WEDNESDAY, extended)


def test_a_record_finds_its_deadline_by_name() -> None:
    """Or nothing."""
    record = waiting()
    assert record.deadline("waiting") == only(record)
    assert attrs.evolve(record, deadlines=()).deadline("waiting") is None


def test_a_deadline_at_the_end_of_the_calendar_runs_out_with_it() -> None:
    """There is no next day at whose beginning it would."""
    deadline = only(opened(date(9999, 12, 28)))
    assert deadline.due == date.max
    assert deadline.runs_out == datetime.max.replace(tzinfo=UTC)
