"""A durable step through `Office.take` on SQLite, against the raw driver writing the very same rows.

Both sides run in one process, in interleaved rounds, on two files of one folder. The office's rows are captured as it
writes them; the raw side then writes those rows with hand-written statements on one `sqlite3` connection: one
transaction a step, read the record, compare and set, event, deadlines, appointments, projection, outbox, key, commit.
It computes nothing: no guard, no JSON, no hash. So the ratio is all that the library costs.
"""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs

from benchmarks.raw import WRITERS, Writer, copy_store, feed
from gridjustice.application.codec import from_plain
from gridjustice.application.office import Office
from gridjustice.application.request import Request
from gridjustice.domain.record import Facts
from gridjustice.domain.values import RecordId
from gridjustice.hooks import Plugins
from gridjustice.ports.clock import FixedClock
from gridjustice.ports.storage import Change
from gridjustice.testing.district import START, WAYS, District, person, report_facts, small_district

WAY = WAYS["agreed"]


Turn = dict[str, float]
"""Seconds a step in one round, by who wrote: ``office``, ``batched`` and the names of `WRITERS`."""


@attrs.frozen
class Measured:
    """The rounds of a run."""

    turns: tuple[Turn, ...]

    def microseconds(self, name: str) -> float:
        """Median microseconds a step."""
        return statistics.median(turn[name] for turn in self.turns) * 1e6

    def ratio(self, name: str, to: str = "raw") -> float:
        """Median of the rounds' ratios of one to another."""
        return statistics.median(turn[name] / turn[to] for turn in self.turns)


def measure(folder: Path, rounds: int = 15, disputes: int = 100) -> Measured:
    """Take each of some disputes from its report to its agreement, round by round; the others write the same."""
    office, district, clock, changes = capturing_office(folder / "office.db")
    writers = {}
    for name, make in WRITERS:
        copy_store(folder / "office.db", folder / f"{name}.db")
        writers[name] = make(folder / f"{name}.db")
    turns: list[Turn] = []
    for turn in range(rounds + 2):
        clock.set(START + timedelta(minutes=turn))
        changes.clear()
        times: Turn = {"office": _taken_singly(district, f"r{turn}", disputes)}
        kept = list(changes)
        for name, (write, _) in writers.items():
            times[name] = _written(write, kept)
        times["batched"] = _taken_in_batches(district, f"b{turn}", disputes)
        for name in writers:  # every file holds the same rows, else the trees of the office's would be the deepest
            feed(folder / f"{name}.db", changes[len(kept) :])
        if turn >= 2:  # the first rounds warm caches and files up
            turns.append(times)
    for _, close in writers.values():
        close()
    office.storage.close()

    return Measured(tuple(turns))


def parts(folder: Path, disputes: int = 100) -> list[tuple[str, float]]:
    """Where the time of a single step goes: (part, microseconds a step), the whole first; parts nest."""
    office, district, _, _ = capturing_office(folder / "parts.db")
    _taken_singly(district, "warm", disputes)
    spent: Counter[str] = Counter()

    def timed(owner: Any, name: str, label: str) -> None:
        function = getattr(owner, name)

        def wrapped(*given: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return function(*given, **named)
            finally:
                spent[label] += time.perf_counter() - began  # type: ignore[assignment]  # a Counter of seconds

        setattr(owner, name, wrapped)

    def opened(work: Callable[[Any], Any]) -> Any:
        def seen(transaction: Any) -> Any:
            for name in ("load", "keep"):
                timed(transaction, name, f"storage: {name}")
            return work(transaction)

        return run(seen)

    run = office.storage.run
    office.storage.run = opened  # type: ignore[method-assign]  # only here, to see inside
    timed(office.deciding, "decide", "inside the transaction")
    timed(office.workflows["dispute"], "decide", "engine: row, who, guards, deadlines")
    timed(office.codec, "event_body", "codec: event")
    timed(office.codec, "record_body", "codec: record")
    whole = _taken_singly(district, "parts", disputes * 4)
    steps = disputes * 4 * (len(WAY) + 1)
    office.storage.close()
    rest = [(name, seconds / steps * 1e6) for name, seconds in spent.most_common()]
    inside = dict(rest)["inside the transaction"]
    return [("the whole", whole * 1e6), ("begin, commit (fsync), release", whole * 1e6 - inside), *rest]


def capturing_office(path: Path) -> tuple[Office, District, FixedClock, list[Change]]:
    """An office with a small network on a new file, and the list its changes are noted in."""
    clock = FixedClock(START)
    plugins = Plugins.found()
    office = Office(plugins.storage(f"sqlite:///{path}"), plugins, clock=clock, prepare=True)
    district = small_district(office, clock)
    changes: list[Change] = []
    run = office.storage.run

    def noting(work: Callable[[Any], Any]) -> Any:
        def noted(transaction: Any) -> Any:
            keep = transaction.keep

            def kept(given: Sequence[Change]) -> None:
                changes.extend(given)
                keep(given)

            transaction.keep = kept
            try:
                return work(transaction)
            finally:
                del transaction.keep

        return run(noted)

    office.storage.run = noting  # type: ignore[method-assign]  # only here, to see the rows that are written
    return office, district, clock, changes


def asked(district: District) -> tuple[Facts, list[tuple[RecordId, str, Facts]]]:
    """The facts of the report and of the steps behind it, as objects: what an embedding host has at hand."""
    classes = district.office.kinds["dispute"].facts
    ways = [(person(h), step, from_plain(classes[step], district.dated(facts))) for h, step, facts in WAY]
    return from_plain(classes["report"], report_facts()), ways


def _taken_singly(district: District, name: str, disputes: int) -> float:
    facts, ways = asked(district)
    office = district.office
    began = time.perf_counter()
    for index in range(disputes):
        key = f"{name}-{index}"
        record = office.begin(person("worker"), "dispute", "report", facts, key=key).record
        for number, (actor, step, given) in enumerate(ways):
            office.take(actor, record, step, given, key=f"{key}-{number}")
    return (time.perf_counter() - began) / (disputes * (len(ways) + 1))


def _taken_in_batches(district: District, name: str, disputes: int, size: int = 100) -> float:
    facts, ways = asked(district)
    births = [
        Request(actor=person("worker"), kind="dispute", step="report", facts=facts, key=f"{name}-{i}")
        for i in range(disputes * 4)
    ]
    taken = 0
    began = time.perf_counter()
    records: list[str] = []
    for start in range(0, len(births), size):
        records += [r.record for r in district.office.take_many(births[start : start + size])]  # type: ignore[union-attr]  # none is refused
    taken += len(births)
    requests = [
        Request(actor=actor, record=record, step=step, facts=given, key=f"{name}-{record}-{number}")
        for number, (actor, step, given) in enumerate(ways)
        for record in records
    ]
    for start in range(0, len(requests), size):
        for outcome in district.office.take_many(requests[start : start + size]):
            if isinstance(outcome, Exception):
                raise outcome
    taken += len(requests)
    return (time.perf_counter() - began) / taken


def _written(write: Writer, changes: Sequence[Change]) -> float:
    began = time.perf_counter()
    for change in changes:
        write(change)
    return (time.perf_counter() - began) / len(changes)
