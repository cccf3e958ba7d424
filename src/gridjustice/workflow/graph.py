"""Ways between states: what is reached, what leads on, what goes round for ever; each in time linear in the ways.

One core for the tables of this repository (`gridjustice.workflow.lint`) and for those of strangers
(`gridjustice.workflow.foreign`). Nothing here calls itself, so that no table is too long for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

Ways = Mapping[str, Iterable[str]]
"""From each state the states that one step leads to."""


def reached(start: Iterable[str], onward: Ways) -> set[str]:
    """The states of the start and all that can be reached from them."""
    seen = set(start)
    ahead = list(seen)
    while ahead:
        for state in onward.get(ahead.pop(), ()):
            if state not in seen:
                seen.add(state)
                ahead.append(state)
    return seen


def turned(onward: Ways) -> dict[str, list[str]]:
    """The same ways, walked backwards."""
    back: dict[str, list[str]] = {}
    for source, targets in onward.items():
        for target in targets:
            back.setdefault(target, []).append(source)
    return back


def traps(states: Iterable[str], onward: Ways) -> list[list[str]]:
    """Groups of states that lead to one another and nowhere else, each in the order it was found.

    A state from which no way leads is a group of its own.
    """
    group_of: dict[str, int] = {}
    groups: list[list[str]] = []
    for group in _groups(states, onward):
        for state in group:
            group_of[state] = len(groups)
        groups.append(group)
    return [
        group
        for number, group in enumerate(groups)
        if all(group_of[target] == number for state in group for target in onward.get(state, ()))
    ]


def _groups(states: Iterable[str], onward: Ways) -> Iterator[list[str]]:
    """The strongly connected components (Tarjan 1972), with a stack of its own instead of recursion."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    held: dict[str, None] = {}
    for root in states:
        if root in number:
            continue
        number[root] = lowest[root] = len(number)
        held[root] = None
        walk = [(root, iter(onward.get(root, ())))]
        while walk:
            state, ways = walk[-1]
            for target in ways:
                if target not in number:
                    number[target] = lowest[target] = len(number)
                    held[target] = None
                    walk.append((target, iter(onward.get(target, ()))))
                    break
                if target in held:
                    lowest[state] = min(lowest[state], number[target])
            else:
                walk.pop()
                if walk:
                    before = walk[-1][0]
                    lowest[before] = min(lowest[before], lowest[state])
                if lowest[state] == number[state]:
                    yield list(_taken(held, state))


def _taken(held: dict[str, None], last: str) -> Iterator[str]:
    """Take from what is held, newest first, up to and with the last."""
    while True:
        state, _ = held.popitem()
        yield state
        if state == last:
            return
