"""Deadlines: what a step starts, ends, extends and starts anew, counted from the table of limits and the law."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from tests.unit.workflow.small import (
    JUDGE,
    LAW,
    LIMITS,
    STEPS,
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
    office,
    small,
)

from gridjustice.application.codec import Codec
from gridjustice.application.rows import deadline_rows, due_of
from gridjustice.domain.record import Deadline, Facts, NoFacts
from gridjustice.errors import InvalidValueError
from gridjustice.language import Catalogue, Language
from gridjustice.law import LawBook, Unit, explain
from gridjustice.ports.clock import COURT_ZONE, FixedClock
from gridjustice.ports.sealer import NullSealer
from gridjustice.workflow.table import SAME, Limit, Step
from gridjustice.workflow.timing import recount
from gridjustice_holidays.calendar import ChinaWorkingDays

CHINA = ChinaWorkingDays()
NO_LONGER_PAUSABLE = date(2025, 3, 3)


@attrs.frozen(kw_only=True)
class Months(Facts):
    """It waits for some more months."""

    months: int


# fmt: off
MORE_STEPS = (
    *STEPS,
    Step("appraise", S.WAITING, SAME, JUDGE),
    Step("appraised", S.WAITING, SAME, JUDGE),
    Step("leave_out", S.WAITING, SAME, JUDGE, Longer),
    Step("prolong", S.WAITING, SAME, JUDGE, Months),
)
PAUSED = (
    attrs.evolve(
        LIMITS[1], paused_by=("appraise",), resumed_by=("appraised",), left_out_by=("leave_out",), expires_as="drop",
    ),
)
# fmt: on


def opened(day: date = WEDNESDAY, **circumstances: Any) -> Note:
    return step(None, "open", Opened(), day, **circumstances)


def step(record: Note | None, name: str, facts: Any = None, day: date = WEDNESDAY, **circumstances: Any) -> Note:
    limits = circumstances.pop("limits", LIMITS)
    law = circumstances.pop("law", LAW)
    around = attrs.evolve(act(day, **circumstances), law=law)
    after = decide(
        small(steps=MORE_STEPS, limits=limits), record, name, facts or NoFacts(), circumstances=around
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


# Time that stands still.


def pausable(day: date = WEDNESDAY) -> Note:
    """A note that waits 30 days, which until 2024 could be paused."""
    return step(note(), "pause", Paused(), day, limits=PAUSED)


def days_later(number: int) -> date:
    return WEDNESDAY + timedelta(number)


def test_days_between_a_pause_and_its_end_are_left_out() -> None:
    """Ten of them: 30 days from 1 June end on 11 July."""
    paused = step(pausable(), "appraise", day=days_later(5), limits=PAUSED)
    assert (only(paused).paused_since, only(paused).due) == (days_later(5), date(2022, 7, 1))
    resumed = only(step(paused, "appraised", day=days_later(15), limits=PAUSED))
    assert (resumed.paused_days, resumed.paused_since, resumed.start) == (10, None, WEDNESDAY)
    assert resumed.due == date(2022, 7, 11)
    assert resumed.runs_out == datetime(2022, 7, 12, tzinfo=COURT_ZONE)


def test_pauses_add_up() -> None:
    """Two and three days."""
    record = pausable()
    for first, last in ((1, 3), (10, 13)):
        record = step(record, "appraise", day=days_later(first), limits=PAUSED)
        record = step(record, "appraised", day=days_later(last), limits=PAUSED)
    assert (only(record).paused_days, only(record).due) == (5, date(2022, 7, 6))


def test_a_pause_begins_once_and_ends_once() -> None:
    """A second step of the same sort changes nothing, nor does an end without a beginning."""
    paused = step(pausable(), "appraise", day=days_later(1), limits=PAUSED)
    assert only(step(paused, "appraise", day=days_later(4), limits=PAUSED)) == only(paused)
    assert step(pausable(), "appraised", day=days_later(4), limits=PAUSED).deadlines == pausable().deadlines


def test_a_step_may_end_one_pause_and_begin_another() -> None:
    """The days until then are left out, and time stands still from then on."""
    again = (attrs.evolve(PAUSED[0], resumed_by=("appraise",)),)
    paused = step(pausable(), "appraise", day=days_later(1), limits=again)
    twice = only(step(paused, "appraise", day=days_later(4), limits=again))
    assert (twice.paused_days, twice.paused_since) == (3, days_later(4))


def test_a_pause_by_itself_counts_nothing_anew() -> None:
    """With whatever calendar there is by then."""
    paused = only(step(pausable(), "appraise", day=days_later(1), limits=PAUSED, calendar=CHINA))
    assert paused.watch is None
    assert attrs.evolve(paused, paused_since=None, watch=only(pausable()).watch) == only(pausable())


def test_a_limit_that_stands_still_is_not_open() -> None:
    """It is still there, but neither due nor swept."""
    running = pausable()
    paused = step(running, "appraise", day=days_later(1), limits=PAUSED)
    assert [row.name for row in deadline_rows("note", running)] == ["waiting"]
    assert due_of(running.deadlines) == "2022-07-01T16:00:00.000000Z"
    assert (paused.running, deadline_rows("note", paused), due_of(paused.deadlines)) == ((), (), None)
    assert paused.deadline("waiting") == only(paused)


def test_what_runs_beside_a_limit_that_stands_still_is_due() -> None:
    """The head takes the instant of the other."""
    both = (*PAUSED, Limit(name="other", figure="trial.summary", starts=("pause",)))
    paused = step(step(note(), "pause", Paused(), limits=both), "appraise", limits=both)
    assert [d.limit for d in paused.running] == ["other"]
    assert due_of(paused.deadlines) == "2022-09-01T16:00:00.000000Z"


def test_only_what_the_law_lets_be_paused_is_paused() -> None:
    """The figure of 2025 is not: the clock runs on, nothing is left out, and no deadline is written again."""
    before = pausable(NO_LONGER_PAUSABLE)
    for name, facts in (("appraise", NoFacts()), ("appraised", NoFacts()), ("leave_out", Longer(days=5))):
        taken = decide(
            small(steps=MORE_STEPS, limits=PAUSED), before, name, facts, circumstances=act(NO_LONGER_PAUSABLE)
        )
        assert taken.event.derived.deadlines is None
        assert taken.record.deadlines == before.deadlines


def test_a_limit_keeps_the_law_of_its_start_while_it_is_paused() -> None:
    """The rule that ended with 2024 still holds for what began under it."""
    paused = step(pausable(date(2024, 12, 20)), "appraise", day=date(2025, 1, 6), limits=PAUSED)
    assert only(paused).paused_since == date(2025, 1, 6)


def test_days_that_do_not_count_are_left_out() -> None:
    """So many as the facts say, also beside a pause."""
    left_out = step(pausable(), "leave_out", Longer(days=7), limits=PAUSED)
    assert (only(left_out).paused_days, only(left_out).extended, only(left_out).due) == (7, 0, date(2022, 7, 8))
    paused = step(left_out, "appraise", limits=PAUSED)
    resumed = step(paused, "appraised", day=days_later(3), limits=PAUSED)
    assert (only(resumed).paused_days, only(resumed).due) == (10, date(2022, 7, 11))


def test_a_limit_can_end_while_it_stands_still() -> None:
    """By its step, or by leaving its states."""
    paused = step(pausable(), "appraise", limits=PAUSED)
    assert step(paused, "answer", limits=PAUSED).deadlines == ()
    assert step(paused, "drop", limits=PAUSED).deadlines == ()


def test_an_extension_does_not_end_a_pause() -> None:
    """Both are counted when it goes on."""
    paused = step(pausable(), "appraise", limits=PAUSED)
    longer = step(paused, "lengthen", Longer(days=10), limits=PAUSED)
    assert (only(longer).paused_since, only(longer).due) == (WEDNESDAY, date(2022, 7, 11))
    resumed = only(step(longer, "appraised", day=days_later(4), limits=PAUSED))
    assert (resumed.extended, resumed.paused_days, resumed.due) == (10, 4, date(2022, 7, 15))
    assert recount(resumed, LAW, act().calendar).due == resumed.due


def test_a_limit_that_starts_anew_does_not_stand_still() -> None:
    """What was left out of the old one is forgotten."""
    paused = step(step(pausable(), "leave_out", Longer(days=7), limits=PAUSED), "appraise", limits=PAUSED)
    again = only(step(paused, "pause", Paused(), days_later(9), limits=PAUSED))
    assert (again.paused_since, again.paused_days, again.start) == (None, 0, days_later(9))


def test_the_sweep_passes_over_what_stands_still() -> None:
    """Until it goes on, and then runs out; stored heads say so too, and an audit finds nothing."""
    clock = FixedClock(datetime(2022, 6, 1, 1, tzinfo=UTC))
    court = office(small(steps=MORE_STEPS, limits=PAUSED), clock=clock)
    record = court.begin("operator", "note", "open", {}, key="1").record
    for number, name in enumerate(("pause", "appraise")):
        court.take("operator", record, name, key=f"a{number}")
    clock.go(date(2022, 9, 1))
    assert court.sweep().taken == ()
    assert court.show("operator", record).record.deadline("waiting").paused_since == WEDNESDAY
    court.take("operator", record, "appraised", key="b")
    assert court.show("operator", record).record.deadline("waiting").due == date(2022, 10, 3)
    assert court.sweep().taken == ()
    clock.go(date(2022, 10, 4))
    assert court.sweep().counts == {"expiry": 1}
    assert court.show("operator", record).record.state is S.DROPPED
    assert court.verify().is_clean


# More time, in the unit that the law says.

TRIAL = (
    Limit(
        name="trial", figure="trial.ordinary", starts=("pause",), runs_in=(S.WAITING,), extended_by=("prolong",),
        extension="months",
    ),
)  # fmt: skip


def test_an_extension_says_by_how_much_in_its_own_unit() -> None:
    """Six months from 1 June end on 1 December; with three more, on 1 March."""
    trial = step(note(), "pause", Paused(), limits=TRIAL)
    assert only(trial).due == date(2022, 12, 1)
    longer = only(step(trial, "prolong", Months(months=3), limits=TRIAL))
    assert (longer.due, longer.extended) == (date(2023, 3, 1), 3)
    with pytest.raises(InvalidValueError, match="by 6 months at most"):
        step(trial, "prolong", Months(months=7), limits=TRIAL)


# Hours.

URGENT = Limit(name="order", figure="protection.decision", starts=("pause",), runs_in=(S.WAITING,), expires_as="drop")
FROM_MOMENT = (attrs.evolve(URGENT, from_day="moment"),)
NIGHT = datetime(2022, 6, 2, 15, 30, tzinfo=UTC)
"""23:30 of Thursday, in the court's time; the Dragon Boat holiday begins."""


def test_a_limit_in_hours_runs_from_instant_to_instant() -> None:
    """72 hours from nine o'clock on Wednesday end at nine on Saturday; it never moves to a working day."""
    order = only(step(note(), "pause", Paused(), limits=(URGENT,), calendar=CHINA))
    assert (order.start, order.due) == (WEDNESDAY, date(2022, 6, 4))
    assert order.started_at == act().at
    assert order.runs_out == act().at + timedelta(hours=72)
    assert order.runs_out.tzinfo is UTC
    assert not order.provisional


def test_a_limit_in_hours_starts_at_the_instant_that_the_record_says() -> None:
    """Or, where it says none, at the instant of the step; its days are the court's."""
    order = only(step(note(), "pause", Paused(moment=NIGHT), days_later(4), limits=FROM_MOMENT))
    assert (order.started_at, order.start, order.due) == (NIGHT, date(2022, 6, 2), date(2022, 6, 5))
    assert order.runs_out == NIGHT + timedelta(hours=72)
    assert only(step(note(), "pause", Paused(), limits=FROM_MOMENT)).started_at == act().at


def test_a_limit_in_hours_from_a_mere_day_starts_with_it() -> None:
    """The strictest reading; what ends at midnight ends with the day before, as a limit in days does."""
    limits = (attrs.evolve(URGENT, from_day="since"),)
    order = only(step(note(), "pause", Paused(since=WEDNESDAY), limits=limits))
    assert order.started_at == datetime(2022, 6, 1, tzinfo=COURT_ZONE)
    assert order.runs_out == datetime(2022, 6, 4, tzinfo=COURT_ZONE)
    assert order.due == date(2022, 6, 3)


def test_a_limit_in_days_starts_on_the_courts_day_of_an_instant() -> None:
    """16:30 UTC is the next day already."""
    limits = (attrs.evolve(LIMITS[1], from_day="moment"),)
    deadline = only(step(note(), "pause", Paused(moment=NIGHT + timedelta(hours=1)), limits=limits))
    assert (deadline.start, deadline.started_at) == (date(2022, 6, 3), None)


def test_an_instant_without_a_zone_starts_nothing() -> None:
    """It may be any of two dozen."""
    for limits in (FROM_MOMENT, (attrs.evolve(LIMITS[1], from_day="moment"),)):
        with pytest.raises(InvalidValueError, match="time zone"):
            step(note(), "pause", Paused(moment=NIGHT.replace(tzinfo=None)), limits=limits)


def test_hours_can_be_added_where_the_law_says_so(tmp_path: Path) -> None:
    """To the instant."""
    (tmp_path / "office.toml").write_text(
        """[figure."guard.watch"]
value = 24
unit = "hour"
extension = "president"
instrument = "plan"
version = "2022"
confidence = "D"
"""
    )
    law = LawBook.load(tmp_path / "office.toml")
    limits = (attrs.evolve(URGENT, figure="guard.watch", extended_by=("lengthen",)),)
    order = step(note(), "pause", Paused(), limits=limits, law=law)
    longer = only(step(order, "lengthen", Longer(days=6), days_later(1), limits=limits, law=law))
    assert (longer.runs_out, longer.extended) == (act().at + timedelta(hours=30), 6)
    assert longer.started_at == act().at
    assert recount(longer, law, act().calendar).ends_at == longer.runs_out


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (Language.ZH, ["自2022年6月2日23:30起算，连续计算，不扣除夜间和休息日。", "期限届满时间：2022年6月5日23:30。"]),
        (
            Language.KO,
            [
                "2022년 6월 2일 23:30부터 계산하며 밤과 휴식일에도 련속 계산한다.",
                "기한이 차는 시각: 2022년 6월 5일 23:30.",
            ],
        ),
        (
            Language.EN,
            [
                "It starts at 23:30 on 2 June 2022 and runs on through nights and days of rest.",
                "It ends at 23:30 on 5 June 2022.",
            ],
        ),
    ],
    ids=["zh", "ko", "en"],
)
def test_a_limit_in_hours_explains_itself_in_the_courts_time(language: Language, sentences: list[str]) -> None:
    """Also after it was stored and read again."""
    kind = small(limits=FROM_MOMENT)
    codec = Codec({"note": kind}, NullSealer())
    record = step(note(), "pause", Paused(moment=NIGHT), limits=FROM_MOMENT)
    body = codec.record_body(record)
    again = codec.read_record("note", body)
    assert again == record
    assert codec.record_body(again) == body
    counted = recount(only(again), LAW, act().calendar)
    assert counted.figure.unit is Unit.HOUR
    assert (counted.due, counted.ends_at) == (only(record).due, only(record).runs_out)
    assert explain(counted, language, Catalogue(), LAW)[1:] == sentences


def test_a_limit_in_hours_expires_at_its_instant() -> None:
    """Not at the end of the day."""
    clock = FixedClock(datetime(2022, 6, 1, 1, tzinfo=UTC))
    court = office(small(limits=(URGENT,)), clock=clock)
    record = court.begin("operator", "note", "open", {}, key="1").record
    court.take("operator", record, "pause", key="2")
    clock.set(datetime(2022, 6, 4, 0, 59, 59, tzinfo=UTC))
    assert court.sweep().taken == ()
    clock.set(datetime(2022, 6, 4, 1, tzinfo=UTC))
    assert court.sweep().counts == {"expiry": 1}
    assert court.show("operator", record).record.state is S.DROPPED
    assert court.verify().is_clean


# Days that were agreed.


@pytest.fixture
def agreed(tmp_path: Path) -> LawBook:
    """A law with a figure of no days."""
    (tmp_path / "office.toml").write_text(
        """[figure."agreed.day"]
value = 0
unit = "day"
instrument = "plan"
version = "2022"
confidence = "D"
"""
    )
    return LawBook.load(tmp_path / "office.toml")


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2022, 6, 1), date(2022, 6, 1)),
        (date(2022, 9, 1), date(2022, 9, 1)),
        (date(2022, 9, 3), date(2022, 9, 5)),
    ],
    ids=["today", "ahead", "a Saturday ahead"],
)
def test_a_limit_of_no_days_ends_with_the_day_it_starts_on(agreed: LawBook, day: date, due: date) -> None:
    """As an agreed day does, which may lie ahead, moved to a working day."""
    limits = (attrs.evolve(LIMITS[1], figure="agreed.day"),)
    deadline = only(step(note(), "pause", Paused(since=day), limits=limits, law=agreed))
    assert (deadline.start, deadline.due) == (day, due)
    assert recount(deadline, agreed, act().calendar).due == due


def test_a_limit_may_start_on_a_day_that_lies_ahead() -> None:
    """30 days from 1 September end on Saturday, and so on Monday, 3 October."""
    deadline = only(waiting(date(2022, 9, 1)))
    assert (deadline.start, deadline.due) == (date(2022, 9, 1), date(2022, 10, 3))


# Several figures for one limit.


def is_marked(record: Note) -> bool:
    """For the summary procedure."""
    return record.marked > 0


def is_marked_twice(record: Note) -> bool:
    """For the small-claims procedure."""
    return record.marked > 1


VARIANTS = (
    attrs.evolve(TRIAL[0], figure="trial.summary", applies_when=is_marked, extended_by=()),
    *TRIAL,
)


def test_the_first_limit_of_a_name_that_applies_is_the_one_that_runs() -> None:
    """Three months for a marked note, six for another, and never both."""
    marked = only(step(note(marked=1), "pause", Paused(), limits=VARIANTS))
    assert (marked.limit, marked.figure, marked.due) == ("trial", "trial.summary", date(2022, 9, 1))
    plain = only(step(note(), "pause", Paused(), limits=VARIANTS))
    assert (plain.limit, plain.figure, plain.due) == ("trial", "trial.ordinary", date(2022, 12, 1))


def test_a_limit_that_does_not_apply_gives_way_to_the_next_of_its_name() -> None:
    """Where none applies, none runs."""
    limits = (
        attrs.evolve(VARIANTS[0], applies_when=is_marked_twice),
        attrs.evolve(VARIANTS[0], figure="trial.small_claims"),
    )
    figures = [
        [d.figure for d in step(note(marked=times), "pause", Paused(), limits=limits).deadlines] for times in (2, 1, 0)
    ]
    assert figures == [["trial.summary"], ["trial.small_claims"], []]


def test_a_running_limit_changes_by_the_entry_of_its_own_figure() -> None:
    """Here only the ordinary procedure is extended; both end by leaving their states."""
    marked = step(note(marked=1), "pause", Paused(), limits=VARIANTS)
    assert step(marked, "prolong", Months(months=1), limits=VARIANTS).deadlines == marked.deadlines
    plain = step(note(), "pause", Paused(), limits=VARIANTS)
    assert only(step(plain, "prolong", Months(months=1), limits=VARIANTS)).extended == 1
    assert step(marked, "go_on", limits=VARIANTS).deadlines == ()


def test_a_limit_that_starts_anew_may_take_another_figure() -> None:
    """From the summary to the ordinary procedure there is still one deadline."""
    marked = step(note(marked=1), "pause", Paused(), limits=VARIANTS)
    converted = only(step(attrs.evolve(marked, marked=0), "pause", Paused(), limits=VARIANTS))
    assert converted.figure == "trial.ordinary"


def test_a_deadline_outlives_the_figure_that_the_table_gave_it() -> None:
    """It ends as the limit of its name does now, and is extended in its own figure."""
    plain = step(note(), "pause", Paused(), limits=TRIAL)
    now = (attrs.evolve(TRIAL[0], figure="trial.summary"),)
    assert step(plain, "go_on", limits=now).deadlines == ()
    longer = only(step(plain, "prolong", Months(months=1), limits=now))
    assert (longer.figure, longer.due) == ("trial.ordinary", date(2023, 1, 2))
