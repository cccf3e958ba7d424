"""What changed in the law on which day: each figure, legal ground and order of proceedings, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from itertools import groupby

import attrs

from gridjustice.law.figures import Figure
from gridjustice.law.profiles import Profile
from gridjustice.law.reading import Basis
from gridjustice.law.timeline import turns


class Changed(str, Enum):
    """What a change is of."""

    PROFILE = "profile"
    FIGURE = "figure"
    BASIS = "basis"


@attrs.frozen(kw_only=True)
class Change:
    """One rule that is another from a day on, begins with it, or has ended the day before.

    Attributes:
        day: the first on which it is as it is after.
        what: a figure, a basis or the profile.
        key: of the figure or basis; empty for the profile.
        kind: the kind of mediation, for the basis of one kind.
        before: what held until the day before; None where there was nothing.
        after: what holds from the day on; None where there is nothing more.
    """

    day: date
    what: Changed
    key: str
    kind: str
    before: Figure | Basis | Profile | None
    after: Figure | Basis | Profile | None

    @property
    def is_first(self) -> bool:
        """Whether the book knows of nothing before."""
        return self.before is None


def changes(
    profiles: Iterable[Profile],
    figures: Mapping[str, Iterable[Figure]],
    bases: Mapping[str, Iterable[Basis]],
) -> tuple[Change, ...]:
    """Every change, by day, and on one day the profile first, then figures, then bases, each by key."""
    found = [*_of(Changed.PROFILE, "", "", profiles)]
    for key, line in figures.items():
        found += _of(Changed.FIGURE, key, "", line)
    for key, entries in bases.items():
        by_kind = sorted(entries, key=lambda entry: (entry.kind, entry.in_force))
        for kind, of_kind in groupby(by_kind, key=lambda entry: entry.kind):
            found += _of(Changed.BASIS, key, kind, of_kind)
    order = list(Changed)
    return tuple(sorted(found, key=lambda change: (change.day, order.index(change.what), change.key, change.kind)))


def _of(what: Changed, key: str, kind: str, line: Iterable[Figure | Basis | Profile]) -> Iterator[Change]:
    for day, before, after in turns(line):
        yield Change(day=day, what=what, key=key, kind=kind, before=before, after=after)
