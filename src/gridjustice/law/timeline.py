"""What held from one day to another: finding what is in force, and putting a newer rule over an older one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

import attrs


@attrs.frozen(kw_only=True)
class Dated:
    """Anything that holds for a while.

    Attributes:
        in_force: its first day.
        until: its last day, None where there is no end.
    """

    in_force: date
    until: date | None


D = TypeVar("D", bound=Dated)

_DAY = timedelta(days=1)


def holds(entry: Dated, day: date) -> bool:
    """Whether the entry is in force on that day."""
    return entry.in_force <= day and (entry.until is None or day <= entry.until)


def overlap(one: Dated, other: Dated) -> bool:
    """Whether there is a day on which both are in force."""
    starts_in_time = other.until is None or one.in_force <= other.until
    return starts_in_time and (one.until is None or other.in_force <= one.until)


def ordered(entries: Iterable[D]) -> tuple[D, ...]:
    """The entries, oldest first."""
    return tuple(sorted(entries, key=lambda entry: entry.in_force))


def clash(entries: Sequence[D]) -> tuple[D, D] | None:
    """Two neighbours of an ordered line that are in force on one day, or None where every day is clear."""
    for older, newer in pairwise(entries):
        if overlap(older, newer):
            return older, newer
    return None


def turns(line: Iterable[D]) -> Iterator[tuple[date, D | None, D | None]]:
    """The days on which an ordered line without clashes turns: the day, what held until then, what holds from then.

    None stands where nothing held before, or holds from then on.
    """
    older: D | None = None
    for newer in line:
        if older is not None and older.until is not None:
            followed = older.until + _DAY == newer.in_force
            if not followed:
                yield older.until + _DAY, older, None
            yield newer.in_force, older if followed else None, newer
        else:
            yield newer.in_force, None, newer
        older = newer
    if older is not None and older.until is not None and older.until < date.max:
        yield older.until + _DAY, older, None


def laid_over(entries: Iterable[D], newer: D) -> tuple[D, ...]:
    """The line with the newer entry in it: what stood on its days gives way, before and after it stays."""
    kept: list[D] = [newer]
    for entry in entries:
        if not overlap(entry, newer):
            kept.append(entry)
            continue
        if entry.in_force < newer.in_force:
            kept.append(attrs.evolve(entry, until=newer.in_force - _DAY))
        if newer.until is not None and (entry.until is None or newer.until < entry.until):
            kept.append(attrs.evolve(entry, in_force=newer.until + _DAY))
    return ordered(kept)
