"""One small algebra for lists and for access, evaluated here in Python and compiled to SQL by storage adapters.

Two-valued on purpose: a leaf about an absent value is false, and `Not` of it is true. An adapter that compiles a
leaf must therefore add ``IS NOT NULL``, or SQL's third truth value leaks rows (seen: 555 of 3,000 random rules).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

import attrs

from gridjustice.domain.record import Appointment, Role, Scope

FIELDS = ("id", "kind", "court", "unit", "grid", "state", "due")
"""What a criterion may ask about: columns of a record's head. ``due`` is the earliest open deadline's instant."""


class Headed(Protocol):
    """Anything with the columns of a head."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def court(self) -> str: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def grid(self) -> str | None: ...
    @property
    def state(self) -> str: ...
    @property
    def due(self) -> str | None: ...


class Criterion:
    """A question about a record's head that is answered yes or no."""

    def __and__(self, other: Criterion) -> Criterion:
        return every((self, other))

    def __or__(self, other: Criterion) -> Criterion:
        return some((self, other))

    def __invert__(self) -> Criterion:
        return Not(self)


@attrs.frozen
class Everything(Criterion):
    """True of every record."""


@attrs.frozen
class Nothing(Criterion):
    """True of no record."""


@attrs.frozen
class In(Criterion):
    """The field is one of the values."""

    field: str = attrs.field(validator=attrs.validators.in_(FIELDS))
    values: frozenset[str]


@attrs.frozen
class Under(Criterion):
    """The path in the field is this one or lies below it (``yblq`` holds ``yblq/helong``, not ``yblqx``)."""

    field: str = attrs.field(validator=attrs.validators.in_(FIELDS))
    path: str


@attrs.frozen
class AtMost(Criterion):
    """The field is there and not greater than the value (text order, which is time order for instants)."""

    field: str = attrs.field(validator=attrs.validators.in_(FIELDS))
    value: str


@attrs.frozen
class Held(Criterion):
    """The person holds one of the roles on this very record, on that day."""

    person: str
    roles: frozenset[Role]
    day: date


@attrs.frozen
class Gives(Criterion):
    """The record gives somebody one of the roles at a place, on that day: a person's record their posts.

    Attributes:
        scope: of the role; not ``record``, which `Held` asks about.
        places: one of these; any, where it is None.
    """

    roles: frozenset[Role]
    scope: Scope
    places: frozenset[str] | None
    day: date


@attrs.frozen
class All(Criterion):
    """Every part is true; of no parts, true."""

    parts: tuple[Criterion, ...]


@attrs.frozen
class Any(Criterion):
    """Some part is true; of no parts, false."""

    parts: tuple[Criterion, ...]


@attrs.frozen
class Not(Criterion):
    """The part is false."""

    part: Criterion


def equals(field: str, value: str) -> Criterion:
    """The field has that value."""
    return In(field, frozenset((value,)))


def every(parts: Iterable[Criterion]) -> Criterion:
    """`All`, flattened and simplified."""
    flat: list[Criterion] = []
    for part in parts:
        if isinstance(part, Nothing):
            return Nothing()
        if isinstance(part, All):
            flat.extend(part.parts)
        elif not isinstance(part, Everything):
            flat.append(part)
    if not flat:
        return Everything()
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def some(parts: Iterable[Criterion]) -> Criterion:
    """`Any`, flattened and simplified."""
    flat: list[Criterion] = []
    for part in parts:
        if isinstance(part, Everything):
            return Everything()
        if isinstance(part, Any):
            flat.extend(part.parts)
        elif not isinstance(part, Nothing):
            flat.append(part)
    if not flat:
        return Nothing()
    return flat[0] if len(flat) == 1 else Any(tuple(flat))


def matches(criterion: Criterion, head: Headed, appointments: Iterable[Appointment]) -> bool:
    """Whether it is true of a record.

    Args:
        criterion: what is asked.
        head: the record's head, or the record itself.
        appointments: those that this record gives.
    """
    match criterion:
        case In():
            return getattr(head, criterion.field) in criterion.values
        case Under():
            value = getattr(head, criterion.field)
            return value is not None and (value == criterion.path or value.startswith(criterion.path + "/"))
        case Any():
            return any(matches(part, head, appointments) for part in criterion.parts)
        case All():
            return all(matches(part, head, appointments) for part in criterion.parts)
        case Held():
            return any(
                a.person == criterion.person
                and a.role in criterion.roles
                and a.scope is Scope.RECORD
                and a.place == head.id
                and a.holds_on(criterion.day)
                for a in appointments
            )
        case Gives():
            return any(
                a.role in criterion.roles
                and a.scope is criterion.scope
                and a.scope is not Scope.RECORD
                and (criterion.places is None or a.place in criterion.places)
                and a.holds_on(criterion.day)
                for a in appointments
            )
        case Not():
            return not matches(criterion.part, head, appointments)
        case AtMost():
            value = getattr(head, criterion.field)
            return value is not None and value <= criterion.value
        case Everything():
            return True
        case Nothing():
            return False
    raise TypeError(f"{criterion!r} is no criterion")
