"""Steps that threads take at once through `Office.take`, against the raw driver committing the same rows one by one.

As in `benchmarks.steps`, the raw side has its rows at hand and computes nothing; it writes them from one thread, each
step a transaction, and once more with as many steps a transaction as there are threads, which nobody can outrun.

One step in nine chooses a mediator, and looks for that at all earlier disputes of the grid: what it takes grows with
them, in one thread as in many. So the eight others are also told apart.

Both the time that passed and the processor's are told. On a machine that is loaded with other work only the second can
be compared; where it is the smaller one of both by far, the disk is what is waited for, and grouping can gain most.
"""

from __future__ import annotations

import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import attrs

from benchmarks.raw import Writer, by_driver, copy_store
from benchmarks.steps import asked, capturing_office
from gridjustice.ports.storage import Change
from gridjustice.testing.district import START, person

THREADS = (1, 8, 32)
DISPUTES = 64
"""Disputes a round, shared out among the threads."""


class Spent(NamedTuple):
    """Seconds.

    Attributes:
        wall: that passed.
        processor: that all threads of the process spent computing, in the kernel too.
    """

    wall: float = 0.0
    processor: float = 0.0

    @classmethod
    def now(cls) -> Spent:
        """What the clocks say."""
        return cls(time.perf_counter(), time.process_time())

    def plus(self, other: Spent) -> Spent:
        """Both together."""
        return Spent(self.wall + other.wall, self.processor + other.processor)

    def since(self, began: Spent) -> Spent:
        """What was spent between two looks at the clocks."""
        return Spent(self.wall - began.wall, self.processor - began.processor)

    def by(self, clock: str) -> float:
        """The seconds of one of them, by its name."""
        return dict(zip(self._fields, self, strict=True))[clock]


Turn = dict[str, tuple[Spent, Spent]]
"""What was spent in one round on all steps and on those that choose nobody, by who wrote."""


@attrs.frozen
class Measured:
    """The rounds of so many threads; each figure is a median of theirs, by one of the clocks."""

    threads: int
    turns: tuple[Turn, ...]

    def microseconds(self, name: str, clock: str) -> float:
        """Microseconds a step."""
        return statistics.median(turn[name][0].by(clock) for turn in self.turns) / (DISPUTES * 9) * 1e6

    def gain(self, name: str, clock: str, *, choosing: bool = True) -> float:
        """How many times the steps a second of the raw driver, with those that choose or without."""
        which = 0 if choosing else 1
        return statistics.median(turn["raw"][which].by(clock) / turn[name][which].by(clock) for turn in self.turns)


class Side:
    """So many threads of an office, and the two files into which the driver writes the same."""

    def __init__(self, folder: Path, threads: int) -> None:
        self.threads = threads
        path = folder / f"office{threads}.db"
        self.office, self.district, self.clock, self.changes = capturing_office(path)
        self._writers: dict[str, tuple[Writer, Callable[[], None]]] = {}
        for name, together in (("raw", 1), ("grouped", threads)):
            copy_store(path, folder / f"{name}{threads}.db")
            self._writers[name] = by_driver(folder / f"{name}{threads}.db", together)

    def turn(self, number: int) -> Turn:
        """One round."""
        self.clock.set(START + timedelta(minutes=number))
        turn: Turn = dict.fromkeys(("office", *self._writers), (Spent(), Spent()))
        for took, choosing, kept in _phases(self, f"r{number}"):
            spent = {"office": took, **{name: _written(write, kept) for name, (write, _) in self._writers.items()}}
            for name, more in spent.items():
                whole, rest = turn[name]
                turn[name] = whole.plus(more), rest if choosing else rest.plus(more)
        return turn

    def close(self) -> None:
        """Every file is closed."""
        for _, close in self._writers.values():
            close()
        self.office.storage.close()


def measure(folder: Path, rounds: int) -> list[Measured]:
    """Take disputes from their report to their agreement, round by round, by each number of threads."""
    sides = [Side(folder, threads) for threads in THREADS]
    turns: dict[int, list[Turn]] = {threads: [] for threads in THREADS}
    for number in range(rounds + 2):
        for side in sides:
            turn = side.turn(number)
            if number >= 2:  # the first rounds warm caches and files up
                turns[side.threads].append(turn)
    for side in sides:
        side.close()
    return [Measured(threads, tuple(of)) for threads, of in turns.items()]


def _phases(side: Side, name: str) -> Iterator[tuple[Spent, bool, list[Change]]]:
    """What was spent on every phase, whether a mediator is chosen in it, and what was kept."""
    facts, ways = asked(side.district)
    choice = next(index for index, (_, step, _) in enumerate(ways) if step == "assign")
    records: dict[str, str] = {}
    shares = [[f"{name}-{index}" for index in range(thread, DISPUTES, side.threads)] for thread in range(side.threads)]

    def report(keys: Sequence[str]) -> None:
        for key in keys:
            records[key] = side.office.begin(person("worker"), "dispute", "report", facts, key=key).record
            take(keys=(key,), steps=slice(0, choice))

    def take(keys: Sequence[str], steps: slice) -> None:
        for key in keys:
            for actor, step, given in ways[steps]:
                side.office.take(actor, records[key], step, given, key=f"{key}-{step}-{actor}")

    for choosing, work in (
        (False, report),
        (True, lambda keys: take(keys, slice(choice, choice + 1))),
        (False, lambda keys: take(keys, slice(choice + 1, None))),
    ):
        side.changes.clear()
        took = _in_threads(work, shares)
        yield took, choosing, list(side.changes)


def _in_threads(work: Callable[[Sequence[str]], None], shares: Sequence[Sequence[str]]) -> Spent:
    running = [threading.Thread(target=work, args=(share,)) for share in shares]
    began = Spent.now()
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return Spent.now().since(began)


def _written(write: Writer, changes: Sequence[Change]) -> Spent:
    began = Spent.now()
    for change in changes:
        write(change)
    return Spent.now().since(began)


def main(folder: Path, rounds: int) -> None:
    """Measure, and say it."""
    print(f"steps that threads take at once on SQLite, medians of {rounds} interleaved rounds: µs a step, and how many")
    print("times the steps a second of the raw driver committing one by one (in brackets: but for choosing a mediator)")
    for of in measure(folder, rounds):
        for clock, label in (("wall", f"{of.threads:3} threads:"), ("processor", "  processor:")):
            whole, rest = of.gain("office", clock), of.gain("office", clock, choosing=False)
            grouped, floor = of.microseconds("grouped", clock), of.gain("grouped", clock)
            print(
                f"  {label:12} Office.take {of.microseconds('office', clock):6.0f} µs {whole:5.2f} ({rest:.2f})"
                f"   raw {of.microseconds('raw', clock):6.0f} µs"
                f"   raw, {of.threads} a transaction {grouped:6.0f} µs {floor:5.2f}",
                flush=True,
            )
    print(f"load average of the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
