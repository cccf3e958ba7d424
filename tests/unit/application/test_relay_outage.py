"""Targets that are down, slow, or cannot bear one message: everything arrives, in order, and nothing hammers."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from gridjustice.application.hearers import hearers_of
from gridjustice.application.office import Office
from gridjustice.application.patience import Patience
from gridjustice.application.relay import Relay
from gridjustice.application.running import Rhythm, Runner
from gridjustice.errors import AdapterRejectedError, AdapterUnavailableError
from gridjustice.hooks import Plugins, builtin
from gridjustice.ports.channel import Answer
from gridjustice.ports.clock import FixedClock
from gridjustice.ports.feed import Feed, Told
from gridjustice.testing.district import COURT, START, District, person, report_facts, small_district
from gridjustice.testing.memory import MemoryStorage

SENT = {"jurisdiction": "ours", "route": "mediation", "reason": "suited", "same_matter_checked": True}


class Receiver(Feed):
    """Another system, which may be down, or refuse what it is told to refuse."""

    def __init__(self, name: str = "archive", *named: str) -> None:
        super().__init__(name, kinds=frozenset(named))
        self.taken: list[Told] = []
        self.calls: list[Told] = []
        self.problem: Callable[[Told], Exception | None] = lambda told: None

    def wants(self, told: Told) -> bool:
        return told.kind in (self.kinds or {"dispute"})

    def tell(self, told: Told) -> Answer:
        self.calls.append(told)
        if problem := self.problem(told):
            raise problem
        self.taken.append(told)
        return Answer(reference=f"n{len(self.taken)}")

    def versions(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for told in self.taken:
            found[told.record].append(told.version)
        return dict(found)


def is_down(told: Told) -> Exception:
    return AdapterUnavailableError("nobody listens there")


@pytest.fixture
def district() -> District:
    clock = FixedClock(START)
    return small_district(Office(MemoryStorage(), Plugins([("builtin", builtin)]), clock=clock, prepare=True), clock)


def relay_of(district: District, *feeds: Feed, **patience: Any) -> Relay:
    return Relay(district.office, hearers=hearers_of(district.office, feeds=feeds), patience=Patience(**patience))


def reported(district: District, number: int) -> str:
    return district.office.begin(person("worker"), "dispute", "report", report_facts(), key=f"r{number}").record


def triaged(district: District, dispute: str) -> None:
    district.office.take(person("triage"), dispute, "triage", SENT, key=f"t{dispute}")


def later(district: District, **span: float) -> None:
    district.clock.set(district.clock.now() + timedelta(**span))


def test_ten_hours_of_outage_under_load(district: District) -> None:
    """Every minute something happens and the relay looks; in ten hours the target is tried a few times only."""
    receiver = Receiver()
    relay = relay_of(district, receiver)
    relay.drain()
    receiver.problem = is_down
    disputes = []
    for minute in range(600):
        if minute % 3 == 0:
            disputes.append(reported(district, minute))
        elif minute % 3 == 1:
            triaged(district, disputes[-1])
        relay.drain()
        later(district, minutes=1)
    assert receiver.taken == []
    assert len(receiver.calls) <= 5 + 7 + 10  # until it is left alone; growing pauses; once an hour
    (target,) = relay.targets()
    assert target.failures == len(receiver.calls)
    receiver.problem = lambda told: None
    later(district, hours=1)
    relay.drain()
    assert relay.targets()[0].failures == 0
    later(district, hours=2)
    relay.drain()
    assert receiver.versions() == {dispute: [1, 2] for dispute in disputes}
    assert len({told.key for told in receiver.taken}) == len(receiver.taken) == 400
    assert [(each.waiting, each.dead) for each in relay.status()] == [(0, 0)]


def test_a_poisoned_message_stops_nobody(district: District) -> None:
    """It is tried again with patience, then given up; what comes behind it in its record goes on, others at once."""
    receiver = Receiver()
    relay = relay_of(district, receiver, attempts=4)
    poisoned, *others = (reported(district, number) for number in range(6))
    receiver.problem = lambda told: ValueError("甲某") if (told.record, told.version) == (poisoned, 1) else None
    for dispute in (poisoned, *others):
        triaged(district, dispute)
    relay.drain()
    assert receiver.versions() == {dispute: [1, 2] for dispute in others}
    for _ in range(8):
        later(district, hours=1)
        relay.drain()
    assert receiver.versions()[poisoned] == [2]
    assert Counter(told.record for told in receiver.calls)[poisoned] == 5
    (dead,) = relay.dead()
    assert (dead.record, dead.version, dead.attempts) == (poisoned, 1, 4)
    assert dead.error.startswith("ValueError, test_relay_outage.py")
    # Somebody has mended it.
    receiver.problem = lambda told: None
    assert relay.retry(name="feed:archive:nothing:1") == 0
    assert relay.retry(name=dead.name) == 1
    relay.drain()
    assert receiver.versions()[poisoned] == [2, 1]
    assert relay.dead() == []


def test_one_that_cannot_be_taken_alone_finds_out_whether_the_target_is_down(district: District) -> None:
    """Where nothing else was told, the target is left alone; the next thing that happens goes before the poison."""
    receiver = Receiver()
    relay = relay_of(district, receiver, opens_after=2)
    poisoned = reported(district, 1)
    receiver.problem = lambda told: is_down(told) if told.record == poisoned else None
    relay.drain()
    later(district, seconds=60)
    relay.drain()
    assert relay.targets()[0].failures == 2
    healthy = reported(district, 2)
    relay.drain()
    assert receiver.taken == []
    later(district, seconds=60)
    relay.drain()
    assert receiver.versions() == {healthy: [1]}
    assert relay.targets()[0].failures == 0


def test_what_is_refused_for_ever_is_not_tried_again(district: District) -> None:
    """It is dead at once, the target is well, and the record of tries says what was answered."""
    receiver = Receiver()
    relay = relay_of(district, receiver)
    refused = reported(district, 1)
    receiver.problem = lambda told: AdapterRejectedError("410 Gone") if told.version == 1 else None
    triaged(district, refused)
    relay.drain()
    assert receiver.versions() == {refused: [2]}
    assert [(row.version, row.error) for row in relay.dead()] == [(1, "410 Gone")]
    assert relay.targets()[0].failures == 0
    with district.office.storage.read() as reader:
        tries = reader.relay.tries(refused)
    assert [(each.version, each.outcome, each.detail) for each in tries] == [
        (1, "rejected", "410 Gone"),
        (2, "told", "n1"),
    ]


def test_a_target_may_say_when_to_come_again(district: District) -> None:
    """And is not asked before."""
    receiver = Receiver()
    relay = relay_of(district, receiver)
    dispute = reported(district, 1)
    receiver.problem = lambda told: AdapterUnavailableError("busy", retry_after_seconds=900)
    relay.drain()
    receiver.problem = lambda told: None
    later(district, seconds=899)
    relay.drain()
    assert receiver.taken == []
    later(district, seconds=1)
    relay.drain()
    assert receiver.versions() == {dispute: [1]}


def test_two_relays_tell_nothing_twice(district: District) -> None:
    """What one has in hand the other does not get, and neither overtakes the other within a record."""
    first, second = Receiver(), Receiver()
    relays = [relay_of(district, first), relay_of(district, second)]
    disputes = [reported(district, number) for number in range(20)]
    for dispute in disputes:
        triaged(district, dispute)
    for relay in relays:
        relay.spread()
    threads = [threading.Thread(target=relay.drain) for relay in relays]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = Counter((each.record, each.version) for each in (*first.taken, *second.taken))
    assert told == {(dispute, version): 1 for dispute in disputes for version in (1, 2)}


def test_a_slow_target_keeps_nobody_waiting_and_keeps_its_deliveries(district: District) -> None:
    """Each has a thread of its own in what runs; the slow one is healthy and gets everything."""
    slow, quick = Receiver("slow"), Receiver("quick")
    goes_on, stop = threading.Event(), threading.Event()

    def waits(told: Told) -> None:
        assert goes_on.wait(30)

    slow.problem = waits
    disputes = [reported(district, number) for number in range(3)]
    runner = Runner(district.office, relay_of(district, slow, quick), rhythm=Rhythm(poll=0.01, sweep=60))
    thread = threading.Thread(target=runner.run, args=(stop,))
    thread.start()
    until(lambda: len(quick.taken) == 3)
    assert slow.taken == []
    goes_on.set()
    until(lambda: len(slow.taken) == 3)
    stop.set()
    thread.join()
    assert slow.versions() == quick.versions() == {dispute: [1] for dispute in disputes}


def test_who_was_slower_than_the_time_in_hand_puts_the_rest_back(district: District) -> None:
    """So that what another relay takes meanwhile is not told by both."""
    receiver = Receiver()
    relay = relay_of(district, receiver, lease_seconds=100)
    for number in range(4):
        reported(district, number)

    def takes_long(told: Told) -> None:
        later(district, seconds=30)

    receiver.problem = takes_long
    relay.drain()
    assert len(receiver.taken) == 4
    assert len({told.key for told in receiver.taken}) == 4


def test_a_feed_hears_nothing_of_what_is_guarded_and_no_personal_data(district: District) -> None:
    """Who asks for help in a danger is told to nobody outside; names are masked."""
    receiver = Receiver()
    relay = relay_of(district, receiver)
    dispute = reported(district, 1)
    called = {"danger": {"kind": "violence", "called": ["police"]}}
    district.office.take(person("worker"), dispute, "call_help", called, key="h")
    relay.drain()
    assert receiver.versions() == {dispute: [1]}
    (told,) = receiver.taken
    assert {"state:reported", "tells:court", "stage:warning"} <= told.labels
    assert told.facts["parties"][0]["name"].endswith("＊")
    assert "danger" not in told.facts or told.facts["danger"] is None


def test_a_feed_hears_of_what_nobody_oversees_only_where_it_names_it(district: District) -> None:
    """A protection order and a session of mediation are told to nobody by default."""
    everything, named = Receiver("everything"), Receiver("named", "protection")
    everything.wants = lambda told: True  # type: ignore[method-assign]  # it asks for whatever there is
    relay = relay_of(district, everything, named)
    asked = {"court": COURT, "applied_by": "herself", "against": "乙某", "happened": "He hit her."}
    asked |= {"name": "甲某", "protected": person("citizen_a"), "respondent": person("citizen_b")}
    district.office.begin(person("citizen_a"), "protection", "apply", asked, key="p")
    relay.drain()
    assert {told.kind for told in everything.taken} == {"court", "unit", "grid", "person"}
    assert {told.kind for told in named.taken} == {"protection"}


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that another thread does."""
    waiting = threading.Event()
    for _ in range(3000):
        if holds():
            return
        waiting.wait(0.01)
    pytest.fail("it never came")
