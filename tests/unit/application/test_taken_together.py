"""Many threads take steps of one office: they share transactions, and each gets its own receipt or refusal."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import attrs
import pytest

from gridjustice.application.office import Office
from gridjustice.domain.criteria import equals
from gridjustice.errors import (
    AdapterRejectedError,
    AdapterUnavailableError,
    GridJusticeError,
    KeyReusedError,
    VersionConflictError,
)
from gridjustice.hooks import Plugins
from gridjustice.ports.clock import FixedClock
from gridjustice.ports.sealer import NullSealer
from gridjustice.ports.storage import Change, Storage, Transaction
from gridjustice.testing.district import START, WAYS, District, person, report_facts, small_district
from gridjustice.testing.memory import MemoryStorage
from gridjustice.testing.storage_writing import in_threads
from gridjustice.workflow.refusals import StepRefusedError

LONGER = {"days": 1, "agreed_by": ["a1", "b1"]}
TRIAGED = {"jurisdiction": "ours", "route": "mediation", "reason": "suited", "same_matter_checked": True}


@pytest.fixture(params=["memory", "sqlite"])
def shared(request: pytest.FixtureRequest, plugins: Plugins, tmp_path: Path) -> Iterator[District]:
    """A district on a storage whose threads share transactions."""
    clock = FixedClock(START)
    sqlite = request.param == "sqlite"
    storage = plugins.storage(f"sqlite:///{tmp_path}/court.db?timeout=60") if sqlite else MemoryStorage()
    yield small_district(Office(storage, plugins, clock=clock, prepare=True), clock)
    storage.close()


def until(is_so: Callable[[], bool]) -> None:
    """Give the other threads way until it is so."""
    late = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < late
        os.sched_yield()


def at_once(threads: int, work: Callable[[int], object]) -> None:
    """The work is done by so many threads, which all begin at the same moment; none may fail."""
    ready = threading.Barrier(threads)
    problems: list[BaseException] = []

    def begun(number: int) -> None:
        ready.wait()
        work(number)

    in_threads(begun, threads, problems)
    assert problems == []


@pytest.mark.clause("1.5")
@pytest.mark.parametrize("threads", [8, 32])
def test_each_thread_gets_its_own_receipts_and_refusals(shared: District, threads: int) -> None:
    """Steps that are lawful, refused, repeated, in conflict or under a key of others: all at once, none mixed up."""
    office = shared.office
    common = shared.bring_to("in_mediation")
    since = office.show("system", common).version
    kept: Counter[str] = Counter()
    mine: dict[int, str] = {}
    conflicts: list[tuple[str, bool]] = []

    def work(number: int) -> None:
        key = f"t{number}"
        receipt = office.begin(person("worker"), "dispute", "report", report_facts(), key=key)
        assert (receipt.step, receipt.version, receipt.repeated) == ("report", 1, False)
        mine[number] = receipt.record
        for count, (handle, step, facts) in enumerate(WAYS["received"], 2):
            taken = office.take(person(handle), receipt.record, step, facts, key=f"{key}-{step}")
            assert (taken.record, taken.step, taken.version) == (receipt.record, step, count)
            assert office.take(person(handle), receipt.record, step, facts, key=f"{key}-{step}") == attrs.evolve(
                taken, repeated=True
            )
        with pytest.raises(StepRefusedError) as refused:
            office.take(person("liaison"), receipt.record, "receive", key=f"{key}-no")
        assert (refused.value.record, refused.value.step) == (receipt.record, "receive")
        with pytest.raises(KeyReusedError):
            office.take(person("worker"), receipt.record, "resolve", {"outcome": "done"}, key=key)
        for turn in range(3):
            expected = office.show("system", common).version
            try:
                taken = office.take(
                    person("mediator"), common, "extend", LONGER, key=f"{key}-{turn}", expected_version=expected
                )
            except VersionConflictError as problem:
                conflicts.append((problem.record_id, problem.expected == expected))
            else:
                assert taken.version == expected + 1
                kept["expected"] += 1
            office.take(person("mediator"), common, "extend", LONGER, key=f"{key}-{turn}-any")
            shared_key = office.take(person("mediator"), common, "extend", LONGER, key=f"all-{turn}")
            kept["shared"] += not shared_key.repeated

    at_once(threads, work)
    assert len(set(mine.values())) == threads
    assert kept["shared"] == 3
    assert set(conflicts) <= {(common, True)}
    assert office.show("system", common).version == since + kept["expected"] + kept["shared"] + 3 * threads
    assert {office.show("system", record).version for record in mine.values()} == {len(WAYS["received"]) + 1}
    verdict = office.verify()
    assert verdict.is_clean, [str(fault) for fault in verdict.faults]


class Watched(MemoryStorage):
    """A storage that counts its transactions, and keeps nothing of who is told to fail."""

    def __init__(self) -> None:
        super().__init__()
        self.runs = 0
        self.poison: Callable[[Change], GridJusticeError | None] = lambda change: None
        self.held = threading.Event()
        self.held.set()

    def run(self, work: Any) -> Any:
        def watched(transaction: Transaction) -> Any:
            assert self.held.wait(60)
            return work(_Watched(transaction, self))

        self.runs += 1
        return super().run(watched)


class _Watched:
    def __init__(self, transaction: Transaction, storage: Watched) -> None:
        self._transaction, self._storage = transaction, storage

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transaction, name)

    def keep(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if problem := self._storage.poison(change):
                raise problem
        self._transaction.keep(changes)


@pytest.fixture
def watched(plugins: Plugins) -> District:
    clock = FixedClock(START)
    return small_district(Office(Watched(), plugins, clock=clock, prepare=True), clock)


def gathered(district: District, threads: int, work: Callable[[int], object]) -> None:
    """The work is done by so many threads behind a step of another one, which is held up until all have asked."""
    storage = district.office.storage
    assert isinstance(storage, Watched)
    waits = threading.Thread(target=district.report)
    storage.held.clear()
    storage.runs = 0
    waits.start()
    until(lambda: storage.runs > 0)
    releasing = threading.Thread(target=_release, args=(district.office, storage, threads))
    releasing.start()
    at_once(threads, work)
    waits.join()
    releasing.join()


def _release(office: Office, storage: Watched, threads: int) -> None:
    until(lambda: office._together.waiting == threads)
    storage.held.set()


def test_steps_that_are_taken_at_once_share_a_transaction(watched: District) -> None:
    """Eight wait while one is committed, and are committed together."""
    records = [watched.report() for _ in range(8)]
    gathered(watched, 8, lambda n: watched.office.take(person("triage"), records[n], "triage", TRIAGED, key=f"{n}"))
    storage = watched.office.storage
    assert isinstance(storage, Watched)
    assert storage.runs == 2
    assert {watched.show(record).version for record in records} == {2}


@pytest.mark.parametrize(
    "problem", [AdapterRejectedError("too large"), VersionConflictError("a", 1, 2), ZeroDivisionError()]
)
def test_what_the_storage_makes_of_one_step_hits_no_other(watched: District, problem: Exception) -> None:
    """The group is not kept, and everybody's step is taken anew; the error is raised where it belongs."""
    records = [watched.report() for _ in range(8)]
    storage = watched.office.storage
    assert isinstance(storage, Watched)
    storage.poison = lambda change: problem if change.head.id == records[3] else None  # type: ignore[return-value, assignment]  # also what is no error of ours

    def work(number: int) -> None:
        take = watched.office.take
        if number == 3:
            with pytest.raises(type(problem)):
                take(person("triage"), records[3], "triage", TRIAGED, key="3")
        else:
            assert take(person("triage"), records[number], "triage", TRIAGED, key=f"{number}").version == 2

    gathered(watched, 8, work)
    storage.poison = lambda change: None
    assert [watched.show(record).version for record in records] == [2, 2, 2, 1, 2, 2, 2, 2]


def test_a_storage_that_is_not_to_be_had_is_told_to_each(watched: District) -> None:
    """Nothing of theirs is there, and the same keys do it later."""
    records = [watched.report() for _ in range(8)]
    storage = watched.office.storage
    assert isinstance(storage, Watched)
    gone = AdapterUnavailableError("the disk is full")
    storage.poison = lambda change: gone if change.head.id in records else None

    def work(number: int) -> None:
        with pytest.raises(AdapterUnavailableError, match="the disk is full"):
            watched.office.take(person("triage"), records[number], "triage", TRIAGED, key=f"{number}")

    gathered(watched, 8, work)
    assert storage.runs == 2
    storage.poison = lambda change: None
    for number, record in enumerate(records):
        assert watched.show(record).version == 1
        assert not watched.office.take(person("triage"), record, "triage", TRIAGED, key=f"{number}").repeated


def test_a_step_inside_a_step_is_refused_at_once(shared: District) -> None:
    """By the same thread it could only wait for itself; nobody else waits with it."""
    record = shared.report()
    storage: Storage = shared.office.storage

    def work(transaction: Transaction) -> None:
        assert not storage.may_share()
        with pytest.raises(AdapterUnavailableError, match="inside another one"):
            shared.do("triage", record, "triage", **TRIAGED)

    assert storage.may_share()
    storage.run(work)
    assert shared.do("triage", record, "triage", **TRIAGED).version == 2


def test_a_step_is_decided_in_the_context_of_who_takes_it(plugins: Plugins) -> None:
    """Whatever thread decides it: what a host keeps in context variables is its own."""
    who: ContextVar[int] = ContextVar("who", default=-1)
    seen: list[tuple[int, str]] = []

    class Asking(NullSealer):
        def fingerprint(self, content: bytes) -> str:
            seen.append((who.get(), content.decode()))
            return super().fingerprint(content)

    clock = FixedClock(START)
    office = Office(Watched(), plugins, clock=clock, prepare=True, sealer=Asking())
    district = small_district(office, clock)
    records = [district.report() for _ in range(8)]
    seen.clear()

    def work(number: int) -> None:
        who.set(number)
        office.take(person("triage"), records[number], "triage", TRIAGED, key=f"{number}")

    gathered(district, 8, work)
    assert len(seen) == 9
    assert all(records[number] in plain for number, plain in seen if number >= 0)


def test_reports_of_many_threads_are_each_counted_once(shared: District) -> None:
    """Under one key of one actor, too: one is stored, the others are told of it."""
    births: Counter[str] = Counter()

    def work(number: int) -> None:
        receipt = shared.office.begin(person("worker"), "dispute", "report", report_facts(), key="the same")
        births[receipt.record] += not receipt.repeated

    at_once(16, work)
    assert list(births.values()) == [1]
    assert shared.office.count("system", equals("kind", "dispute")) == {(): 1}
