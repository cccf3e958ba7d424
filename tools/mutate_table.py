"""``make mutation``: leave one thing out of the dispute's tables at a time, and see that a test fails.

Left out are each guard of each line, each ``when``, each ``profiles``, and of each limit what moves or ends it.
The tests are collected once and run once, to learn which of them ask for which steps. Each mutant is then a fork of
that one process in which the table is changed in place and the tests that ask for its step are run, the likeliest
first, until one fails. What survives is tried again by a process that collects and runs them all on the changed table.
"""

from __future__ import annotations

import argparse
import os
import pickle
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest

from gridjustice.errors import GridJusticeError
from gridjustice.workflow.engine import Workflow
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice.workflow.table import Kind, Limit, Step

KINDS = ("dispute", "session", "protection")
OF_LIMITS = (
    "ends", "applies_when", "extended_by", "paused_by", "resumed_by", "left_out_by", "expires_as", "from_day",
)  # fmt: skip
FILES = (
    "tests/unit/workflow/test_guards.py",
    "tests/unit/workflow/test_choosers.py",
    "tests/unit/workflow/test_pitfalls.py",
    "tests/unit/workflow/test_limits.py",
    "tests/test_scenarios.py",
)
SECONDS = 400
"""How long the tests of one mutant may take; one that hangs them has been noticed."""

QUIET = (
    "-q",
    "--continue-on-collection-errors",
    "--capture=no",
    "--no-header",
    "--no-summary",
    "-p",
    "no:xdist",
    "-p",
    "no:cacheprovider",
)


@attrs.frozen
class Mutant:
    """A table from which one thing is left out.

    Attributes:
        name: kind, line and what is left out.
        words: what the tests that should notice are likely called after, the most telling first.
        touches: the steps, as (kind, step), without which nobody can notice.
        steps: the table's lines then.
        limits: its limits then.
    """

    name: str
    kind: Kind
    words: tuple[str, ...]
    touches: frozenset[tuple[str, str]]
    steps: tuple[Step, ...]
    limits: tuple[Limit, ...]

    def put_in(self) -> None:
        """Every reference to the kind sees the changed table from now on; for a process that ends with it."""
        for name, value in (("steps", self.steps), ("limits", self.limits)):
            object.__setattr__(self.kind, name, value)
        for cached in ("rows", "fields", "facts"):
            try:
                object.__delattr__(self.kind, cached)
            except AttributeError:
                continue


def mutants() -> Iterator[Mutant]:
    """Every one, in the order of the tables."""
    for kind in BUILT_IN:
        if kind.name in KINDS:
            for number, step in enumerate(kind.steps):
                yield from _of_step(kind, number, step)
            for number, limit in enumerate(kind.limits):
                yield from _of_limit(kind, number, limit)


def _of_step(kind: Kind, number: int, step: Step) -> Iterator[Mutant]:
    def without(what: str, word: str, **changes: Any) -> Mutant:
        steps = (*kind.steps[:number], attrs.evolve(step, **changes), *kind.steps[number + 1 :])
        again = [other.step for other in kind.steps[:number]].count(step.step)
        line = f"{step.step}({again + 1})" if again else step.step
        touches = frozenset(((kind.name, step.step),))
        return Mutant(f"{kind.name}.{line}: {what}", kind, (word, step.step), touches, steps, kind.limits)

    for place, guard in enumerate(step.refused_if):
        rest = (*step.refused_if[:place], *step.refused_if[place + 1 :])
        yield without(f"guard {guard.__name__}", guard.__name__, refused_if=rest)
    if step.when is not None:
        yield without(f"when {step.when.__name__}", step.when.__name__, when=None)
    if step.profiles:
        yield without("profiles", "profile", profiles=())


def _of_limit(kind: Kind, number: int, limit: Limit) -> Iterator[Mutant]:
    for field in OF_LIMITS:
        value = getattr(limit, field)
        if value:
            nothing: dict[str, Any] = {field: type(value)() if isinstance(value, (tuple, str)) else None}
            changed = attrs.evolve(limit, **nothing)
            limits = (*kind.limits[:number], changed, *kind.limits[number + 1 :])
            words = (limit.name, limit.figure, getattr(value, "__name__", ""))
            # A test that takes none of the steps named in the field cannot notice that they are gone.
            named = value if isinstance(value, tuple) else limit.starts
            touches = frozenset((kind.name, step) for step in named)
            name = f"{kind.name}.limit {limit.name} ({limit.figure}): {field}"
            yield Mutant(name, kind, words, touches, kind.steps, limits)


def unchanged() -> Mutant:
    """A mutant that is none."""
    kind = BUILT_IN[0]
    return Mutant("the table as it is", kind, (), frozenset(), kind.steps, kind.limits)


@attrs.frozen
class Outcome:
    """What became of a mutant.

    Attributes:
        by: the test that failed, or why else it is dead; empty if it survived.
    """

    mutant: Mutant
    by: str
    seconds: float


@attrs.define
class Running:
    """A process that tries a mutant."""

    mutant: Mutant
    pipe: int
    began: float


def tried(
    all_of_them: Sequence[Mutant], attempt: Callable[[Mutant], str], jobs: int, told: Callable[[Outcome], None]
) -> list[Outcome]:
    """The outcome of each, a process each, so many at once."""
    waiting, running, outcomes = list(reversed(all_of_them)), dict[int, Running](), list[Outcome]()
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            pid, pipe = _forked(mutant, attempt)
            running[pid] = Running(mutant, pipe, time.monotonic())
        pid, status = os.wait()
        if pid not in running:
            continue
        ended = running.pop(pid)
        with os.fdopen(ended.pipe, encoding="utf-8") as said:
            by = said.read()
        if not by and status:
            by = f"the process ended with {status}"
        outcomes.append(Outcome(ended.mutant, by, time.monotonic() - ended.began))
        told(outcomes[-1])
    return outcomes


def _forked(mutant: Mutant, attempt: Callable[[Mutant], str]) -> tuple[int, int]:
    """A process in which the mutant is tried, and where to read what killed it."""
    sys.stdout.flush()
    reads, writes = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writes)
        return pid, reads
    os.close(reads)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    signal.alarm(SECONDS)
    by = "nothing could be run"
    try:
        mutant.put_in()
        try:
            Workflow(mutant.kind)
        except GridJusticeError:
            by = "the table's own check"
        else:
            by = attempt(mutant)
    finally:
        os.write(writes, by.encode())
        os._exit(0)


@attrs.define
class Learnt:
    """What one test does on the table as it is."""

    failed: bool = False
    seconds: float = 0.0
    steps: set[tuple[str, str]] = attrs.Factory(set)


class Tests:
    """A plugin of pytest: once the tests are collected, it tries the mutants on them in place of running them."""

    def __init__(self, wanted: argparse.Namespace, chosen: Sequence[Mutant]) -> None:
        self.wanted = wanted
        self.chosen = chosen
        self.outcomes: list[Outcome] = []
        self.items: list[pytest.Item] = []
        self.learnt: dict[str, Learnt] = {}
        self.uncollected = 0
        self._failed = ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what failed."""
        if report.failed:
            self._failed = report.nodeid

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try the mutants."""
        self.uncollected = session.testsfailed
        if session.testsfailed:
            print(f"left out, for they cannot be collected: {session.testsfailed} files")
        self._learn(session.items)
        for item in session.items:
            if self.learnt[item.nodeid].failed:
                print(f"left out, for it fails on the table as it is: {item.nodeid}")
            else:
                self.items.append(item)
        print(f"{len(self.items)} tests, {len(self.chosen)} mutants", flush=True)
        progress = Progress(len(self.chosen))
        self.outcomes = tried(self.chosen, self._attempt, self.wanted.jobs, progress.tell)
        while spoilt := self._failing_by_now():
            self.items = [item for item in self.items if item.nodeid not in spoilt]
            once_more = [outcome.mutant for outcome in self.outcomes if outcome.by in spoilt]
            print(f"these fail by now without any mutant, so {len(once_more)} are tried again: {', '.join(spoilt)}")
            progress = Progress(len(once_more))
            self.outcomes = [outcome for outcome in self.outcomes if outcome.by not in spoilt]
            self.outcomes += tried(once_more, self._attempt, self.wanted.jobs, progress.tell)
        return True

    def _failing_by_now(self) -> set[str]:
        """Those that killed a mutant and fail without one: somebody has changed what they read meanwhile."""
        killers = {outcome.by for outcome in self.outcomes}
        items = [item for item in self.items if item.nodeid in killers]

        def failing(_: Mutant) -> str:
            signal.alarm(0)
            return "\n".join(self._run(items, stop=False))

        (outcome,) = tried([unchanged()], failing, 1, lambda _: None)
        for nodeid in outcome.by.splitlines():
            self.learnt[nodeid].failed = True
        return set(outcome.by.splitlines())

    def left_out(self) -> frozenset[str]:
        """The tests that fail on the table as it is."""
        return frozenset(nodeid for nodeid, learnt in self.learnt.items() if learnt.failed)

    def _learn(self, items: Sequence[pytest.Item]) -> None:
        """What every test does on the table as it is, found out by a process of its own."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "learnt"

            def all_of_them(_: Mutant) -> str:
                signal.alarm(0)
                path.write_bytes(pickle.dumps(self._learning(items)))
                return "learnt"

            (outcome,) = tried([unchanged()], all_of_them, 1, lambda _: None)
            self.learnt = pickle.loads(path.read_bytes())
        print(f"the table as it is: {outcome.seconds:.0f} s for all tests")
        # What is played once for several tests is asked for by the first of them alone.
        groups: dict[str, set[tuple[str, str]]] = {}
        for item in items:
            groups.setdefault(_group(item), set()).update(self.learnt[item.nodeid].steps)
        for item in items:
            self.learnt[item.nodeid].steps = groups[_group(item)]

    def _learning(self, items: Sequence[pytest.Item]) -> dict[str, Learnt]:
        learnt: dict[str, Learnt] = {item.nodeid: Learnt() for item in items}
        steps: set[tuple[str, str]] = set()
        choose = Workflow.choose

        def noted(workflow: Workflow, record: Any, record_id: str, step: str, facts: Any) -> Any:
            steps.add((workflow.kind.name, step))
            return choose(workflow, record, record_id, step, facts)

        setattr(Workflow, "choose", noted)  # noqa: B010  # in a process that ends with it
        for item, following in zip(items, (*items[1:], None), strict=True):
            steps.clear()
            began = time.monotonic()
            failed = any(True for _ in self._run([item], stop=False, following=following))
            learnt[item.nodeid] = Learnt(failed, time.monotonic() - began, set(steps))
        return learnt

    def _attempt(self, mutant: Mutant) -> str:
        """The first test that fails, or nothing."""

        def unlikely(item: pytest.Item) -> tuple[int, float]:
            hits = [place for place, word in enumerate(mutant.words) if word and word in item.nodeid]
            return (min(hits, default=9) - 2 * (len(hits) > 1), self.learnt[item.nodeid].seconds)

        def may_notice(item: pytest.Item) -> bool:
            steps = self.learnt[item.nodeid].steps
            return not steps or bool(steps & mutant.touches)

        return next(self._run(sorted(filter(may_notice, self.items), key=unlikely), stop=True), "")

    def _run(self, items: Sequence[pytest.Item], *, stop: bool, following: pytest.Item | None = None) -> Iterator[str]:
        """The tests that fail, in their order."""
        for item, then in zip(items, (*items[1:], following), strict=True):
            self._failed = ""
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=then)
            if self._failed:
                yield self._failed
                if stop:
                    return


def _group(item: pytest.Item) -> str:
    """The tests of a file that are about one thing, as a scenario."""
    name = item.nodeid.rpartition("[")[2] if item.nodeid.endswith("]") else item.name
    return f"{item.path}[{name}"


class Progress:
    """A line for each that survived, and one every ten seconds."""

    def __init__(self, of: int) -> None:
        self.of = of
        self.done = 0
        self.survived = 0
        self.began = time.monotonic()
        self.told = self.began

    def tell(self, outcome: Outcome) -> None:
        """One more is done."""
        self.done += 1
        now = time.monotonic()
        if not outcome.by:
            self.survived += 1
            print(f"  survived {outcome.mutant.name} ({outcome.seconds:.0f} s)", flush=True)
        if now - self.told > 10 or self.done == self.of:
            self.told = now
            rate = self.done / (now - self.began)
            left = (self.of - self.done) / rate
            print(
                f"{self.done} of {self.of}, {rate:.2f} a second, {left:.0f} s left; survivors: {self.survived}",
                flush=True,
            )


class Heard:
    """A plugin of pytest that leaves out what fails anyway, and remembers the first failure."""

    def __init__(self, left_out: frozenset[str]) -> None:
        self.left_out = left_out
        self.failed = ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave them out."""
        items[:] = [item for item in items if item.nodeid not in self.left_out]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember it."""
        if report.failed:
            self.failed = self.failed or report.nodeid


def again(left_out: frozenset[str], uncollected: int) -> Callable[[Mutant], str]:
    """Tries a mutant on tests that are collected with the changed table."""

    def attempt(_: Mutant) -> str:
        for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
            del sys.modules[name]
        heard = Heard(left_out)
        code = pytest.main(["-x", *QUIET, *_files()], plugins=[heard])
        fine = uncollected or code == pytest.ExitCode.OK
        return heard.failed or ("" if fine else f"pytest ended with {code}")

    return attempt


def _files() -> list[str]:
    return [file for file in FILES if Path(file).exists()]


def main(arguments: Iterable[str] | None = None) -> int:
    """Try all mutants; 1 if one survives."""
    parser = argparse.ArgumentParser(prog="python tools/mutate_table.py", description=__doc__)
    parser.add_argument("--only", default="", help="those whose name holds this text, as in `--list`")
    parser.add_argument("--list", action="store_true", help="only name them")
    parser.add_argument("--jobs", type=int, default=2, help="processes at once")
    parser.add_argument("--killed", action="store_true", help="name also what killed each of the others")
    parser.add_argument("--once", action="store_true", help="do not try what survives a second time")
    wanted = parser.parse_args(None if arguments is None else list(arguments))
    chosen = [mutant for mutant in mutants() if wanted.only in mutant.name]
    if wanted.list:
        print("\n".join(mutant.name for mutant in chosen))
        return 0
    began = time.monotonic()
    tests = Tests(wanted, chosen)
    code = pytest.main([*QUIET, *_files()], plugins=[tests])
    if not tests.outcomes:
        print(f"no mutant was tried: pytest ended with {code}")
        return 1
    outcomes = {outcome.mutant.name: outcome for outcome in tests.outcomes}
    suspects = [outcome.mutant for outcome in tests.outcomes if not outcome.by]
    if suspects and not wanted.once:
        print(f"{len(chosen) - len(suspects)} of {len(chosen)} killed so far, {time.monotonic() - began:.0f} s")
        print(f"once more, with tests collected on the changed table: {len(suspects)}")
        once_more = again(tests.left_out(), tests.uncollected)
        told = Progress(len(suspects)).tell
        outcomes |= {outcome.mutant.name: outcome for outcome in tried(suspects, once_more, wanted.jobs, told)}
    return summary([outcomes[mutant.name] for mutant in chosen], wanted.killed, time.monotonic() - began)


def summary(outcomes: Sequence[Outcome], with_killed: bool, seconds: float) -> int:
    """The table of what was killed and what survived, and the score."""
    for outcome in outcomes:
        if with_killed or not outcome.by:
            print(f"{'killed  ' if outcome.by else 'SURVIVED'}  {outcome.mutant.name:70}  {outcome.by}")
    for what in ("guard", "when", "profiles", "limit"):
        of = [o for o in outcomes if what in o.mutant.name.split(":")[what != "limit"].split()]
        if of:
            print(f"  {what:9} {sum(bool(o.by) for o in of):4} of {len(of)} killed")
    killed = sum(bool(outcome.by) for outcome in outcomes)
    lint = sum(outcome.by == "the table's own check" for outcome in outcomes)
    score = 100 * killed / len(outcomes)
    print(f"score {score:.1f} %: {killed} of {len(outcomes)} killed ({lint} by the table's own check), {seconds:.0f} s")
    return 0 if killed == len(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
