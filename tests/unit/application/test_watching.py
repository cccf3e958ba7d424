"""The sweep of an office: what it says it did, what failed, what would come, and the recount by a new calendar."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import attrs
import pytest
from tests.unit.workflow.small import JUDGE, LIMITS, STEPS, Note, S, small
from tests.unit.workflow.test_limits import RUNS, running, seen

from gridjustice.application.office import Office
from gridjustice.application.telling import timeline
from gridjustice.application.watching import Fired
from gridjustice.domain.record import Deadline
from gridjustice.domain.values import RecordId
from gridjustice.errors import DefinitionError
from gridjustice.hooks import Plugins, builtin, hookimpl
from gridjustice.language import Language
from gridjustice.law import LawBook, PlainWeek
from gridjustice.ports.clock import COURT_ZONE, FixedClock
from gridjustice.testing.district import START, District, person, small_district
from gridjustice.testing.memory import MemoryStorage
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.rules import SYSTEM
from gridjustice.workflow.table import Act, Kind, Step
from gridjustice_holidays.calendar import ChinaWorkingDays

ASKING = ("dispute", "asking", "mediation.notify_other_party")
RECEIPT = ("dispute", "receipt", "assignment.receipt")
TUESDAY = datetime(2022, 6, 7, 9, tzinfo=COURT_ZONE)
"""The last day of three working days from 1 June; its reminder comes on Monday."""


def about(fired: Sequence[Fired], record: RecordId, limit: str) -> list[Fired]:
    return [each for each in fired if (each.record, each.limit) == (record, limit)]


def test_a_sweep_says_what_it_did(district: District) -> None:
    """Record, limit, act, whom, when it was due, and the receipt of its step."""
    record, deadline = running(district, ASKING)
    district.clock.set(TUESDAY - timedelta(hours=20))
    swept = district.office.sweep()
    (fired,) = about(swept.taken, record, "asking")
    assert (fired.kind, fired.act, fired.step, fired.tells) == ("dispute", "remind", "remind", ("mediator",))
    assert (fired.at, fired.due) == (datetime(2022, 6, 6, 1, tzinfo=UTC), deadline.due)
    assert fired.receipt is not None
    assert (fired.receipt.record, fired.receipt.state, fired.receipt.repeated) == (record, "asked", False)
    assert swept.counts["remind"] == len(swept.taken) == len([f for f in swept.taken if f.act == "remind"])
    assert (swept.at, swept.failed) == (district.clock.now(), ())
    event = district.office.history("system", record)[-1]
    assert (event.step, event.actor, event.derived.tells) == ("remind", "system", ("mediator",))


def test_the_notice_of_a_warning_goes_out_through_the_outbox(district: District) -> None:
    """With its audiences, as that of any other step."""
    record, _ = running(district, ASKING)
    district.clock.set(TUESDAY)
    district.office.sweep()
    with district.office.storage.read() as reader:
        (bundle,) = (each for each in reader.bundles() if each.id == record)
    assert [(row.version, row.tells) for row in bundle.outbox][-1] == (bundle.heads[0].version, "mediator")
    assert district.office.verify().is_clean


def test_a_reminder_that_comes_too_late_tells_nobody(district: District) -> None:
    """Of a party's own period nothing else follows: it is not told of a last day that is over."""
    record, deadline = running(district, ("dispute", "application", "confirmation.application"))
    district.clock.set(deadline.runs_out + timedelta(days=40))
    assert [f.tells for f in about(list(district.office.would_fire()), record, "application")] == [()]
    (fired,) = about(district.office.sweep().taken, record, "application")
    assert (fired.act, fired.tells) == ("remind", ())
    assert district.office.history("system", record)[-1].derived.tells == ()
    assert about(district.office.sweep().taken, record, "application") == []


@pytest.mark.parametrize("until", [None, TUESDAY])
def test_what_would_happen_is_said_and_nothing_is_taken(district: District, until: datetime | None) -> None:
    """By default what a sweep would do now; with an instant, also what would come until then, in its order."""
    record, _ = running(district, ASKING)
    version = district.office.show("system", record).version
    assert list(district.office.would_fire()) == []
    district.clock.set(TUESDAY - timedelta(hours=24) if until is None else START)
    coming = about(list(district.office.would_fire(until)), record, "asking")
    assert [(f.act, f.at, f.receipt) for f in coming] == [("remind", datetime(2022, 6, 6, 1, tzinfo=UTC), None)]
    far = list(district.office.would_fire(datetime(2022, 6, 20, tzinfo=UTC)))
    assert [f.act for f in about(far, record, "asking")] == ["remind", "urge", "call_supervision"]
    assert district.office.show("system", record).version == version


def test_what_would_happen_ends_with_the_expiry(district: District) -> None:
    """Nothing is urged of what has expired."""
    record, _ = running(district, RECEIPT)
    coming = about(list(district.office.would_fire(datetime(2023, 1, 1, tzinfo=UTC))), record, "receipt")
    assert [(f.act, f.step) for f in coming] == [("remind", "remind"), ("expiry", "lapse")]
    assert coming[1].tells == ("court", "liaison"), "of a step that has several rows there, those of all of them"


def test_two_sweeps_at_once_say_everything_once(plugins: Plugins, tmp_path: Path) -> None:
    """The second finds what the first has left; both see the same rows, on a real store."""
    storage, clock = plugins.storage(f"sqlite:///{tmp_path / 'court.db'}"), FixedClock(START)
    district = small_district(Office(storage, plugins, clock=clock, prepare=True), clock)
    record, _ = running(district, ASKING)
    clock.set(TUESDAY)
    other = Office(plugins.storage(f"sqlite:///{tmp_path / 'court.db'}"), plugins, clock=clock)
    try:
        first, second = district.office.sweep(), other.sweep()
        assert [f.act for f in about(first.taken, record, "asking")] == ["remind"]
        assert (second.taken, second.failed) == ((), ())
        steps = [event.step for event in other.history("system", record)]
        assert steps.count("remind") == 1
        assert other.verify().is_clean
    finally:
        other.storage.close()
        storage.close()


class Broken:
    """A plugin whose guard of an expiry fails on some records, with what they hold in its words."""

    @hookimpl
    def gridjustice_provide_kinds(self) -> Sequence[Kind]:
        drop = Step("forget", S.OPEN, S.DROPPED, SYSTEM, refused_if=(breaks_on_marked,), basis="plan.report")
        opening = attrs.evolve(LIMITS[0], expires_as="forget")
        return (small(may_see=JUDGE | SYSTEM, steps=(*STEPS, drop), limits=(opening, *LIMITS[1:])),)


def breaks_on_marked(record: Note, facts: object, act: Act) -> Reason | None:
    """Fails, as a guard should not."""
    if record.marked:
        raise RuntimeError("the secret of 甲某")
    return None


def test_what_fails_stops_no_other_is_logged_without_its_words_and_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Its class and its place are told: the rest may hold anything."""
    clock = FixedClock(START)
    plugins = Plugins((("builtin", builtin), ("broken", Broken())))
    office = Office(MemoryStorage(), plugins, clock=clock, prepare=True)
    district = small_district(office, clock)
    first, second, third = (
        office.begin(person("judge"), "note", "open", {"court": "yblq/helong"}, key=f"{n}").record for n in range(3)
    )
    office.take(person("judge"), second, "mark", key="marked")
    district.go(date(2022, 7, 1))
    with caplog.at_level(logging.WARNING, "gridjustice.watching"):
        swept = office.sweep()
    assert {f.record for f in swept.taken if f.kind == "note"} == {first, third}
    (failed,) = swept.failed
    assert (failed.record, failed.limit, failed.act, failed.step) == (second, "opening", "expiry", "forget")
    assert isinstance(failed.problem, RuntimeError)
    (line,) = [record.getMessage() for record in caplog.records if record.name == "gridjustice.watching"]
    assert "expiry of note.opening" in line
    assert "RuntimeError" in line
    assert "甲" not in line
    assert len(office.sweep().failed) == 1


def test_a_record_whose_plugin_is_away_is_named_and_stops_no_other(plugins: Plugins) -> None:
    """Its limits stay, and wait for the plugin."""
    storage, clock = MemoryStorage(), FixedClock(START)
    both = Office(storage, Plugins((("builtin", builtin), ("broken", Broken()))), clock=clock, prepare=True)
    district = small_district(both, clock)
    left = both.begin(person("judge"), "note", "open", {"court": "yblq/helong"}, key="left").record
    record, _ = running(district, RECEIPT)
    alone = Office(storage, Plugins((("builtin", builtin),)), clock=clock)
    district.go(date(2022, 6, 20))
    swept = alone.sweep()
    assert [f.record for f in swept.failed] == [left]
    assert [f.act for f in about(swept.taken, record, "receipt")] == ["expiry"]
    assert [f.record for f in alone.would_fire() if f.problem] == [left]


def test_a_court_that_names_nobody_known_is_not_opened(plugins: Plugins, tmp_path: Path) -> None:
    """Before anything is warned of by such rules."""
    (tmp_path / "own.toml").write_text('[path.parties]\nurge = ["parties"]\n', "utf-8")
    with pytest.raises(DefinitionError, match="nobody is urged of a right or period of their own"):
        Office(MemoryStorage(), plugins, law=LawBook.load(tmp_path / "own.toml"))


# A calendar is published.


def reopened(storage: MemoryStorage, clock: FixedClock, plugins: Plugins) -> Office:
    return Office(storage, plugins, clock=clock, calendar=ChinaWorkingDays())


def test_a_published_calendar_moves_what_was_provisional(plugins: Plugins) -> None:
    """By a step of each record, once; what it does not move keeps what was said of it."""
    storage, clock = MemoryStorage(), FixedClock(START)
    district = small_district(Office(storage, plugins, clock=clock, calendar=PlainWeek(), prepare=True), clock)
    record, before = running_by_plain_week(district)
    assert (before.due, before.provisional) == (date(2022, 6, 6), True)
    office = reopened(storage, clock, plugins)
    swept = office.recount()
    assert record in {f.record for f in swept.taken}
    assert {(f.act, f.step) for f in swept.taken} == {("recount", "recount")}
    assert len({f.record for f in swept.taken}) == len(swept.taken), "all limits of a record at once"
    after = seen(attrs.evolve(district, office=office), record).deadline("asking")
    assert (after.due, after.provisional, after.start) == (date(2022, 6, 7), False, before.start)
    event = office.history("system", record)[-1]
    assert (event.step, event.facts.calendar) == ("recount", office.calendar.version)  # type: ignore[attr-defined]  # its facts
    again = office.recount()
    assert (again.taken, again.failed) == ((), ())
    assert office.verify().is_clean


def running_by_plain_week(district: District) -> tuple[RecordId, Deadline]:
    on = RUNS[ASKING].on
    assert isinstance(on, str)
    record = district.bring_to(on)
    deadline: Deadline = seen(district, record).deadline("asking")
    return record, deadline


@pytest.mark.parametrize("page", [1, 2, 1000])
def test_a_recount_and_a_sweep_reach_everything_however_they_page(plugins: Plugins, page: int) -> None:
    """Also where one step changes several rows that were still to come."""
    storage, clock = MemoryStorage(), FixedClock(START)
    district = small_district(Office(storage, plugins, clock=clock, calendar=PlainWeek(), prepare=True), clock)
    records = {district.bring_to("received") for _ in range(3)}
    office = reopened(storage, clock, plugins)
    assert records <= {f.record for f in office.recount(page=page).taken}
    clock.set(TUESDAY)
    fired = office.sweep(page=page).taken
    assert {f.record for f in fired if f.limit == "assignment"} == records
    assert office.sweep(page=page).taken == ()


def test_the_time_line_says_which_limit_was_warned_of_and_starts_nothing(district: District) -> None:
    """In words; the limit runs as it ran before."""
    record, _ = running(district, ASKING)
    district.clock.set(TUESDAY)
    district.office.sweep()
    entry = timeline(district.office, person("triage"), record, Language.EN)[-1]
    assert entry.label == "remind"
    assert ("due", "2022-06-07") in entry.facts
    assert [value for name, value in entry.facts if name == "time limit"] == [
        district.office.catalogue.text(Language.EN, "dispute.limit.asking")
    ]
    assert entry.started == ()
