"""A criterion taken apart by where its records lie, so that a database finds them by an index instead of reading all.

Who may see what is an OR over kinds, roles and places; a database that is asked it as it stands reads every record.
But whatever it is true of lies in some unit, grid or court that it names, or is a record on which a person holds a
role. Each of these is a *branch*: a place that has an index, and what is left to ask there once the place is known.

A record may lie in several branches; the criterion is true of exactly those that are found in one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from typing import NamedTuple

from gridjustice.domain.criteria import (
    All,
    Any,
    Criterion,
    Everything,
    Gives,
    Held,
    In,
    Not,
    Nothing,
    Under,
    every,
    some,
)
from gridjustice.domain.record import Role

_RANKS = {"id": 0, "grid": 2, "unit": 2, "court": 3}
"""Fields that have an index, the narrowest first; on single records people hold few roles."""
_HELD_RANK = 1


@dataclass(frozen=True)
class Below(Criterion):
    """The court is one below this path, and not this one itself."""

    path: str


@dataclass(frozen=True)
class HeldBy(Criterion):
    """One of the people, or of the units and grids, has one of the roles on the record."""

    people: frozenset[str]
    roles: frozenset[Role]
    day: date


class Branch(NamedTuple):
    """Where to look, and what to ask there.

    Attributes:
        place: an `In` of a field that has an index, a `HeldBy`, a `Gives`, or `Below`.
        rest: what must be true besides.
    """

    place: Criterion
    rest: Criterion

    @property
    def is_wide(self) -> bool:
        """Whether it may be true of most of what is stored: that is read quicker in the order that is asked for."""
        return isinstance(self.place, Below) and not _asks("state", self.rest)


def branches(criterion: Criterion) -> list[Branch] | None:
    """Where the criterion's records lie, or None where it does not say so; an empty list where there are none."""
    whole = simplified(criterion)
    places = _places(whole)
    if places is None:
        return None
    found = (Branch(place, simplified(whole, _Known().and_(place))) for place in _merged(places))
    return [branch for branch in found if not isinstance(branch.rest, Nothing)]


def _asks(field: str, criterion: Criterion) -> bool:
    """Whether everything that it is true of has one of some values there."""
    match criterion:
        case In():
            return criterion.field == field
        case All():
            return any(_asks(field, part) for part in criterion.parts)
        case Any():
            return all(_asks(field, part) for part in criterion.parts)
    return False


# Places.


def _places(criterion: Criterion) -> list[Criterion] | None:
    """Places of which each record that it is true of lies in one; None where there are none such."""
    match criterion:
        case Nothing():
            return []
        case In() if criterion.field in _RANKS:
            return [criterion]
        case Under() if criterion.field == "court":
            return [In("court", frozenset((criterion.path,))), Below(criterion.path)]
        case HeldBy() | Gives():
            return [criterion]
        case All():
            known = [places for part in criterion.parts if (places := _places(part)) is not None]
            return min(known, key=_width, default=None)
        case Any():
            found: list[Criterion] = []
            for part in criterion.parts:
                places = _places(part)
                if places is None:
                    return None
                found += places
            return found
    return None


def _width(places: Iterable[Criterion]) -> tuple[int, int]:
    """The lower, the fewer records are to be looked at; a guess, since nothing is counted."""
    ranks = [_RANKS["court"] + 1 if isinstance(p, Below) else _rank(p) for p in places]
    return max(ranks, default=-1), len(ranks)


def _rank(place: Criterion) -> int:
    return _RANKS[place.field] if isinstance(place, In) else _HELD_RANK


def _merged(places: Iterable[Criterion]) -> list[Criterion]:
    """Each place once: one for all values of a field, one for all roles of a person."""
    values: dict[str, frozenset[str]] = {}
    held: dict[date, HeldBy] = {}
    below: dict[str, Below] = {}
    given: dict[Criterion, None] = {}
    for place in places:
        if isinstance(place, In):
            values[place.field] = values.get(place.field, frozenset()) | place.values
        elif isinstance(place, HeldBy):
            before = held.get(place.day, place)
            held[place.day] = HeldBy(place.people | before.people, place.roles | before.roles, place.day)
        elif isinstance(place, Below):
            below[place.path] = place
        elif isinstance(place, Gives):
            given[place] = None
    return [*(In(field, each) for field, each in values.items()), *held.values(), *given, *below.values()]


# What is left to ask.


@dataclass(frozen=True)
class _Known:
    """What is known to be true of a record.

    Attributes:
        fields: the values that a field may have; it is not absent then.
        true: other leaves.
    """

    fields: Mapping[str, frozenset[str]] = field(default_factory=dict)
    true: tuple[Criterion, ...] = ()

    def and_(self, leaf: Criterion) -> _Known:
        if isinstance(leaf, In):
            before = self.fields.get(leaf.field, leaf.values)
            return replace(self, fields={**self.fields, leaf.field: before & leaf.values})
        return replace(self, true=(*self.true, leaf))


def simplified(criterion: Criterion, known: _Known | None = None) -> Criterion:
    """What is true of the same records, of those of which the known is true, and shorter."""
    known = known or _Known()
    match criterion:
        case In():
            return _in(criterion, known)
        case Under():
            return _under(criterion, known)
        case Held():
            return simplified(HeldBy(frozenset((criterion.person,)), criterion.roles, criterion.day), known)
        case HeldBy():
            if not criterion.roles:
                return Nothing()
            return Everything() if any(_follows(criterion, leaf) for leaf in known.true) else criterion
        case Gives():
            return Everything() if criterion in known.true else criterion
        case Not():
            part = simplified(criterion.part, known)
            if isinstance(part, (Everything, Nothing)):
                return Nothing() if isinstance(part, Everything) else Everything()
            return part.part if isinstance(part, Not) else Not(part)
        case All():
            return _all(criterion, known)
        case Any():
            return _joined(some(simplified(part, known) for part in criterion.parts))
    return criterion


def _in(criterion: In, known: _Known) -> Criterion:
    possible = known.fields.get(criterion.field)
    if possible is None:
        return criterion if criterion.values else Nothing()
    if possible <= criterion.values:
        return Everything()
    both = possible & criterion.values
    return In(criterion.field, both) if both else Nothing()


def _under(criterion: Under, known: _Known) -> Criterion:
    if any(_follows(criterion, leaf) for leaf in known.true):
        return Everything()
    possible = known.fields.get(criterion.field)
    if possible is None:
        return criterion
    if inside := {value for value in possible if _lies(value, criterion.path)}:
        return Everything() if len(inside) == len(possible) else In(criterion.field, frozenset(inside))
    return Nothing()


def _follows(wanted: HeldBy | Under, leaf: Criterion) -> bool:
    """Whether what is wanted is true wherever the leaf is."""
    match leaf:
        case HeldBy() if isinstance(wanted, HeldBy):
            return leaf.day == wanted.day and leaf.people <= wanted.people and leaf.roles <= wanted.roles
        case Below() if isinstance(wanted, Under):
            return wanted.field == "court" and _lies(leaf.path, wanted.path)
    return False


def _lies(path: str, above: str) -> bool:
    return path == above or path.startswith(f"{above}/")


def _all(criterion: All, known: _Known) -> Criterion:
    """What one part says is known to the others."""
    flat = every(criterion.parts)
    parts = flat.parts if isinstance(flat, All) else (flat,)
    leaves = [part for part in parts if isinstance(part, In)]
    inside = reduce(_Known.and_, leaves, known)
    if not all(inside.fields[leaf.field] for leaf in leaves):
        return Nothing()
    kept = [_in(In(field, inside.fields[field]), known) for field in dict.fromkeys(leaf.field for leaf in leaves)]
    others = [simplified(part, inside) for part in parts if not isinstance(part, In)]
    return every((*kept, *others))


def _joined(criterion: Criterion) -> Criterion:
    """Parts of an `Any` that differ in one respect alone are one part."""
    for name in ("state", "kind", "grid", "unit"):
        if isinstance(criterion, Any):
            criterion = some(_fields_joined(criterion.parts, name))
    if not isinstance(criterion, Any):
        return criterion
    held = [part for part in criterion.parts if isinstance(part, HeldBy)]
    others = [part for part in criterion.parts if not isinstance(part, HeldBy)]
    people: dict[tuple[frozenset[Role], date], frozenset[str]] = {}
    for each in held:
        key = each.roles, each.day
        people[key] = people.get(key, frozenset()) | each.people
    roles: dict[tuple[frozenset[str], date], frozenset[Role]] = {}
    for (some_roles, day), who in people.items():
        roles[who, day] = roles.get((who, day), frozenset()) | some_roles
    return some((*(HeldBy(who, what, day) for (who, day), what in roles.items()), *dict.fromkeys(others)))


def _fields_joined(parts: Iterable[Criterion], field: str) -> list[Criterion]:
    """Parts that ask for some values of the field and otherwise the same ask once, for the values of all of them."""
    values: dict[frozenset[Criterion], frozenset[str]] = {}
    joined: dict[frozenset[Criterion], tuple[Criterion, ...]] = {}
    apart: list[Criterion] = []
    for part in parts:
        leaves = part.parts if isinstance(part, All) else (part,)
        mine = [leaf for leaf in leaves if isinstance(leaf, In) and leaf.field == field]
        if len(mine) != 1:
            apart.append(part)
            continue
        others = tuple(leaf for leaf in leaves if leaf is not mine[0])
        key = frozenset(others)
        values[key] = values.get(key, frozenset()) | mine[0].values
        joined.setdefault(key, others)
    return [*(every((In(field, values[key]), *others)) for key, others in joined.items()), *apart]
