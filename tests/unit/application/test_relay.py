"""The relay tells what was stored: at least once, in order, each subscriber apart, wherever it is killed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gridjustice.application.office import Office
from gridjustice.application.patience import Patience
from gridjustice.application.relay import Relay
from gridjustice.application.turn import Drained
from gridjustice.domain.record import Event
from gridjustice.hooks import Plugins, builtin, hookimpl
from gridjustice.ports.clock import FixedClock
from gridjustice.ports.storage import Storage, Transaction
from gridjustice.testing.district import START, District, person, report_facts, small_district
from gridjustice.testing.memory import MemoryStorage

SENT = {"jurisdiction": "ours", "route": "mediation", "reason": "suited", "same_matter_checked": True}


class Killed(BaseException):
    """The process is gone at this point."""


class Hearing:
    """Writes down what it hears, and fails where it is told to."""

    def __init__(self, fails: Callable[[Event], BaseException | None] = lambda event: None) -> None:
        self.heard: list[tuple[str, int, str]] = []
        self.fails = fails

    @hookimpl
    def gridjustice_on_stored(self, event: Event, key: str) -> None:
        self.heard.append((event.record, event.version, key))
        if problem := self.fails(event):
            raise problem

    def versions(self, record: str) -> list[int]:
        return [version for of, version, _ in self.heard if of == record]


@pytest.fixture(params=["memory", "sqlite"])
def storage(request: pytest.FixtureRequest, plugins: Plugins, tmp_path: Path) -> Any:
    if request.param == "memory":
        yield MemoryStorage()
        return
    opened = plugins.storage(f"sqlite:///{tmp_path}/court.db")
    yield opened
    opened.close()


def district_of(storage: Storage, **subscribers: object) -> District:
    clock = FixedClock(START)
    plugins = Plugins([("builtin", builtin), *subscribers.items()])
    return small_district(Office(storage, plugins, clock=clock, prepare=True), clock)


def again(district: District, **subscribers: object) -> District:
    """The same storage and clock, with other plugins."""
    plugins = Plugins([("builtin", builtin), *subscribers.items()])
    return District(Office(district.office.storage, plugins, clock=district.clock), district.clock)


def reported(district: District, key: str) -> str:
    return district.office.begin(person("worker"), "dispute", "report", report_facts(), key=key).record


def triaged(district: District, dispute: str) -> None:
    district.office.take(person("triage"), dispute, "triage", SENT, key=f"t{dispute}")


def later(district: District, seconds: float) -> None:
    district.clock.set(district.clock.now() + timedelta(seconds=seconds))


def test_every_event_is_told_once_and_in_order(storage: Storage) -> None:
    """After the commit, never in the step; a second run tells nothing again."""
    hearing = Hearing()
    district = district_of(storage, one=hearing)
    dispute = reported(district, "1")
    triaged(district, dispute)
    assert hearing.heard == []
    relay = Relay(district.office, batch=3)
    drained = relay.drain()
    assert drained.told == drained.spread == len(hearing.heard)
    assert drained.failed == 0
    assert hearing.versions(dispute) == [1, 2]
    keys = [key for _, _, key in hearing.heard]
    assert len(set(keys)) == len(keys)
    assert f"plugin:one:{dispute}:2" in keys
    assert relay.drain() == Drained(0, 0, 0)
    assert [(each.target, each.waiting) for each in relay.status()] == [("plugin:one", 0)]
    assert district.office.verify().is_clean


def test_one_that_raises_harms_nobody_else(storage: Storage, caplog: pytest.LogCaptureFixture) -> None:
    """The others hear everything once; of the failing one only the rows of that record wait."""
    bad = Hearing(lambda event: KeyError("甲某") if event.step == "report" else None)
    good = Hearing()
    district = district_of(storage, bad=bad, good=good)
    dispute = reported(district, "1")
    triaged(district, dispute)
    relay = Relay(district.office)
    with caplog.at_level(logging.WARNING, "gridjustice.relay"):
        drained = relay.drain()
    assert drained.failed == 1
    assert good.versions(dispute) == [1, 2]
    assert bad.versions(dispute) == [1]
    assert len(bad.heard) == len(good.heard) - 1
    backlog = {each.target: each for each in relay.status()}
    assert (backlog["plugin:bad"].waiting, backlog["plugin:bad"].failing) == (2, 1)
    assert backlog["plugin:good"].waiting == 0
    (said,) = (record.getMessage() for record in caplog.records)
    assert "plugin:bad failed on version 1" in said
    assert "KeyError, test_relay.py:" in said
    assert "甲某" not in said


def test_it_is_told_again_with_growing_delay_and_the_others_are_not(storage: Storage) -> None:
    """After 60, 120, 240 seconds; once it succeeds the record goes on, each version under its own key."""
    failing = [True]
    bad = Hearing(lambda event: OSError() if failing[0] and event.kind == "dispute" else None)
    good = Hearing()
    district = district_of(storage, bad=bad, good=good)
    dispute = reported(district, "1")
    relay = Relay(district.office)
    relay.drain()
    triaged(district, dispute)
    told = len(good.heard)
    for wait in (60, 120, 240):
        later(district, wait - 1)
        assert relay.drain().failed == 0
        later(district, 1)
        assert relay.drain().failed == 1
    assert bad.versions(dispute) == [1] * 4
    assert len(good.heard) == told + 1
    failing[0] = False
    later(district, 3600)
    assert relay.drain() == Drained(0, 2, 0)
    assert bad.versions(dispute) == [1] * 5 + [2]
    assert len({key for of, version, key in bad.heard if (of, version) == (dispute, 1)}) == 1


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_killed_between_hearing_and_marking_it_tells_again_under_the_same_key(storage: Storage, batch: int) -> None:
    """Once what it had in hand is free again; nothing is lost, and the one that was not marked is heard twice."""
    dies_at = 4
    hearing = Hearing(lambda event: Killed() if len(hearing.heard) == dies_at else None)
    district = district_of(storage, one=hearing)
    relay = Relay(district.office, batch=batch)
    with pytest.raises(Killed):
        relay.drain()
    after = Relay(again(district, one=hearing).office, batch=batch)
    after.drain()
    later(district, Patience().lease_seconds)
    after.drain()
    keys = [key for _, _, key in hearing.heard]
    with storage.read() as reader:
        events = sum(len(bundle.entries) for bundle in reader.bundles())
    assert len(set(keys)) == events
    assert len(keys) - events == 1


class Dying(Storage):
    """Another storage, whose process dies at a transaction."""

    def __init__(self, inner: Storage, at: int) -> None:
        self.inner = inner
        self.left = at

    def run(self, work: Callable[[Transaction], Any]) -> Any:
        self.left -= 1
        if self.left == 0:
            raise Killed
        return self.inner.run(work)

    def read(self) -> Any:
        return self.inner.read()

    def prepare(self, projections: Any) -> None:
        self.inner.prepare(projections)

    def use(self, projections: Any) -> None:
        self.inner.use(projections)

    def close(self) -> None:
        self.inner.close()


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5])
def test_killed_at_any_transaction_nothing_is_lost(storage: Storage, at: int) -> None:
    """While it enrols, spreads or marks: the next relay tells whatever was not marked, under the same keys."""
    hearing = Hearing()
    district = district_of(storage, one=hearing)
    offered = Plugins([("builtin", builtin), ("one", hearing)])
    dying = Office(Dying(storage, at), offered, clock=district.clock)
    with pytest.raises(Killed):
        Relay(dying, batch=5).drain()
    later(district, Patience().lease_seconds)
    Relay(district.office, batch=5).drain()
    with storage.read() as reader:
        stored = {(entry.record, entry.version) for bundle in reader.bundles() for entry in bundle.entries}
    assert {(record, version) for record, version, _ in hearing.heard} == stored
    assert len(hearing.heard) - len(stored) in (0, 1)
    assert len({key for _, _, key in hearing.heard}) == len(stored)


def test_a_subscriber_that_is_away_hears_of_it_later(storage: Storage) -> None:
    """What others heard meanwhile waits for it; one that comes new hears of what comes new."""
    one, two = Hearing(), Hearing()
    district = district_of(storage, one=one)
    Relay(district.office).drain()
    dispute = reported(district, "1")
    without = again(district, two=two)
    relay = Relay(without.office)
    relay.drain()
    assert one.versions(dispute) == []
    assert two.versions(dispute) == [1]
    assert {(each.target, each.waiting) for each in relay.status()} == {("plugin:one", 1), ("plugin:two", 0)}
    Relay(again(district, one=one, two=two).office).drain()
    assert one.versions(dispute) == two.versions(dispute) == [1]


def test_a_plugin_that_will_not_come_back_is_forgotten(storage: Storage) -> None:
    """Nothing waits for it any more."""
    district = district_of(storage, one=Hearing())
    Relay(district.office).drain()
    reported(district, "1")
    relay = Relay(again(district).office)
    relay.drain()
    assert relay.status()[0].waiting == 1
    relay.forget("plugin:one")
    assert relay.status() == []


def test_what_is_given_up_is_kept_as_dead_and_the_record_goes_on(storage: Storage) -> None:
    """Only where the office says after how many attempts."""
    bad = Hearing(lambda event: OSError() if event.step == "report" else None)
    district = district_of(storage, bad=bad)
    dispute = reported(district, "1")
    triaged(district, dispute)
    relay = Relay(district.office, patience=Patience(first_seconds=0, attempts=2))
    relay.drain()
    later(district, 1)
    relay.drain()
    assert bad.versions(dispute) == [1, 1, 2]
    (backlog,) = relay.status()
    assert (backlog.waiting, backlog.dead) == (0, 1)


def test_a_subscriber_that_leaves_the_interpreter_is_only_one_that_failed(storage: Storage) -> None:
    """SystemExit is an error of the plugin; what stops the relay from outside stops it."""
    district = district_of(storage, bad=Hearing(lambda event: SystemExit(1)), good=(good := Hearing()))
    drained = Relay(district.office).drain()
    assert drained.failed > 0
    assert len(good.heard) == drained.told


def test_an_event_that_no_plugin_can_read_any_more_waits(storage: Storage) -> None:
    """Its kind went with a plugin: once that is back, the subscriber hears of it."""
    from tests.unit.workflow.small import Offered, small

    notes, one = Offered((small(),)), Hearing()
    district = district_of(storage, notes=notes, one=one)
    note = district.office.begin(person("judge"), "note", "open", {"court": "yblq/helong"}, key="1").record
    gone = again(district, one=one)
    relay = Relay(gone.office)
    assert relay.drain().failed == 1
    assert one.versions(note) == []
    later(district, 60)
    Relay(again(district, notes=notes, one=one).office).drain()
    assert one.versions(note) == [1]


def test_a_subscriber_may_take_steps() -> None:
    """Nothing is locked while it is told, and what it does is told too, in the same run."""
    offices: list[Office] = []

    class Acting:
        @hookimpl
        def gridjustice_on_stored(self, event: Event, key: str) -> None:
            if event.step == "report":
                offices[0].take(person("triage"), event.record, "triage", SENT, key=key)

    district = district_of(MemoryStorage(), acting=Acting())
    offices.append(district.office)
    dispute = reported(district, "1")
    relay = Relay(district.office)
    drained = relay.drain()
    assert [event.step for event in district.office.history(person("triage"), dispute)] == ["report", "triage"]
    assert drained.spread == drained.told
    assert relay.drain() == Drained(0, 0, 0)


def test_patience_ends_at_its_longest() -> None:
    """However often it failed."""
    waits = [Patience().after(failures).total_seconds() for failures in (1, 2, 3, 6, 7, 10_000)]
    assert waits == [60, 120, 240, 1920, 3600, 3600]
