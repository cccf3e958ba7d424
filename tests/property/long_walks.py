"""``make walks``: thousands of disputes walked by chance, with what was unlawful and the seed that shows it."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
import traceback
from collections import Counter

import attrs
from tests.property.ground import Ground
from tests.property.walking import DISPUTES, Walk

from gridjustice.workflow.kinds import BUILT_IN

MOVES = 600
"""Of one walk."""

_GROUND: list[Ground] = []


@attrs.frozen
class Walked:
    """What a walk leaves to be counted."""

    seed: int | str
    disputes: int
    tried: int
    taken: int
    steps: frozenset[tuple[str, str]]
    states: frozenset[tuple[str, str]]
    profiles: frozenset[str]
    guards: frozenset[str]
    found: dict[str, str]

    @classmethod
    def of(cls, seed: int | str, walk: Walk) -> Walked:
        """What this walk leaves."""
        return cls(
            seed, walk.disputes, walk.tried, walk.taken, frozenset(walk.steps), frozenset(walk.states),
            frozenset(walk.profiles), frozenset(walk.guards), walk.found,
        )  # fmt: skip


@attrs.define
class Total:
    """What all walks come to."""

    walks: int = 0
    disputes: int = 0
    tried: int = 0
    taken: int = 0
    steps: set[tuple[str, str]] = attrs.Factory(set)
    states: set[tuple[str, str]] = attrs.Factory(set)
    profiles: set[str] = attrs.Factory(set)
    guards: set[str] = attrs.Factory(set)
    found: Counter[str] = attrs.Factory(Counter)
    shown: dict[str, tuple[int | str, str]] = attrs.Factory(dict)

    def add(self, walked: Walked) -> None:
        self.walks += 1
        self.disputes += walked.disputes
        self.tried += walked.tried
        self.taken += walked.taken
        self.steps |= walked.steps
        self.states |= walked.states
        self.profiles |= walked.profiles
        self.guards |= walked.guards
        for what, where in walked.found.items():
            self.found[what] += 1
            self.shown.setdefault(what, (walked.seed, where))


def walked(seed: int) -> Walked:
    """One walk, of this seed."""
    if not _GROUND:
        _GROUND.append(Ground.prepared())
    walk = _GROUND[0].walk(seed, share=0.1)
    try:
        walk.goes(MOVES)
        if seed % 10 == 0:
            walk.finished()
    except Exception as crash:  # noqa: BLE001  # the other walks go on, and this one is told of
        walk.wrong(f"the walk broke off: {type(crash).__name__}", traceback.format_exc())
    return Walked.of(seed, walk)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.property.long_walks", description=__doc__)
    parser.add_argument("--disputes", type=int, default=10_000, help="how many at least")
    parser.add_argument("--first", type=int, default=0, help="seed of the first walk")
    parser.add_argument("--seed", type=int, help="one walk alone, of this seed, with all that is wrong in full")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at once")
    wanted = parser.parse_args()
    if wanted.seed is not None:
        one = Total()
        one.add(walked(wanted.seed))
        sys.exit(summary(one, length=4000))
    total, began, told = Total(), time.monotonic(), 0.0
    with multiprocessing.get_context("fork").Pool(wanted.jobs) as pool:
        for result in pool.imap_unordered(walked, range(wanted.first, wanted.first + wanted.disputes)):
            total.add(result)
            seconds = time.monotonic() - began
            if seconds - told > 10:
                told = seconds
                print(progress(total, seconds, wanted.disputes), flush=True)
            if total.disputes >= wanted.disputes:
                pool.terminate()
                break
    print(progress(total, time.monotonic() - began, wanted.disputes))
    sys.exit(summary(total))


def progress(total: Total, seconds: float, wanted: int) -> str:
    rate = total.disputes / seconds
    left = max(wanted - total.disputes, 0) / rate
    return (
        f"{seconds:5.0f} s  {total.disputes:6} of {wanted} disputes, {rate:.1f} a second, {left:.0f} s left;"
        f" {total.tried} attempts, {total.tried / seconds:.0f} a second; wrong: {len(total.found)} kinds"
    )


def summary(total: Total, length: int = 400) -> int:
    """Tell what was reached and what was wrong; 1 if anything was, or if a step or state was never reached."""
    print(f"{total.walks} walks, {total.disputes} disputes, {total.tried} attempts: {total.taken} steps taken or swept")
    missed = []
    for kind in BUILT_IN:
        if kind.name in DISPUTES:
            steps = {step for of, step in total.steps if of == kind.name}
            states = {state for of, state in total.states if of == kind.name}
            every_state = {str(state.value) for state in kind.states}
            missed += [f"{kind.name}.{name}" for name in sorted((set(kind.facts) - steps) | (every_state - states))]
            print(f"  {kind.name}: {len(steps)} of {len(kind.facts)} steps, {len(states)} of {len(every_state)} states")
    guards = {g.__name__ for kind in BUILT_IN if kind.name in DISPUTES for row in kind.rows for g in row.refused_if}
    print(f"  profiles: {', '.join(sorted(total.profiles))}")
    print(f"  guards seen to refuse: {len(total.guards & guards)} of {len(guards)}")
    if guards - total.guards:
        print(f"  guards never seen to refuse: {', '.join(sorted(guards - total.guards))}")
    if missed:
        print(f"never reached: {', '.join(missed)}")
    for what, times in total.found.most_common():
        seed, where = total.shown[what]
        print(f"WRONG in {times} walks: {what}\n    --seed {seed}: {where[:length]}")
    print("nothing unlawful was kept" if not total.found else f"{len(total.found)} kinds of what must not be")
    return 1 if total.found or missed else 0


if __name__ == "__main__":
    main()
