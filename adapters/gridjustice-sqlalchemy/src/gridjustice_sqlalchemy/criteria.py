"""Criteria as SQL, with the two truth values that they have in Python.

A leaf asks ``IS NOT NULL`` before it asks anything else, so that no third value reaches a NOT above it.

The text depends on the *shape* of criteria alone; their values travel as parameters. So a text that was compiled for
one judge serves all others, and building it, which takes as long as many lists, is seldom done.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator
from itertools import count
from typing import NamedTuple

import sqlalchemy as sa

from gridjustice.domain.criteria import All, Any, AtMost, Criterion, Everything, Gives, Held, In, Not, Nothing, Under
from gridjustice.domain.record import Scope
from gridjustice_sqlalchemy.branches import Below, HeldBy
from gridjustice_sqlalchemy.dialect import Dialect
from gridjustice_sqlalchemy.schema import OFF_RECORD, appointment, record


class Shape(NamedTuple):
    """What of criteria makes their text, and what it leaves open.

    Attributes:
        key: equal for criteria that have the same text.
        values: of the parameters ``v0``, ``v1`` and so on.
    """

    key: Hashable
    values: tuple[str, ...]


def shape(parts: Iterable[Criterion], dialect: Dialect) -> Shape:
    """The shape of criteria that stand in one statement.

    Raises:
        TypeError: one is no criterion.
    """
    shaping = _Shaping(dialect)
    keys = tuple([shaping.key(part) for part in parts])
    return Shape(keys, tuple(shaping.values))


class _Shaping:
    """Takes the values out of criteria, in the order in which `Conditions` takes parameters."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._held: dict[HeldBy, int] = {}
        self.values: list[str] = []

    def key(self, criterion: Criterion) -> Hashable:
        """What is left of it."""
        match criterion:
            case In():
                return "in", criterion.field, self._packed(criterion.values)
            case Under():
                self.values += (criterion.path, f"{criterion.path}/", f"{criterion.path}0")
                return "under", criterion.field
            case Below():
                self.values += (f"{criterion.path}/", f"{criterion.path}0")
                return "below"
            case AtMost():
                self.values.append(criterion.value)
                return "at most", criterion.field
            case Held() | HeldBy():
                return self._key_of_held(_held_by(criterion))
            case Gives():
                return self._key_of_given(criterion)
            case All() | Any():
                return type(criterion).__name__, tuple([self.key(part) for part in criterion.parts])
            case Not():
                return "not", self.key(criterion.part)
            case Everything() | Nothing():
                return type(criterion).__name__
        raise TypeError(f"{criterion!r} is no criterion")

    def _key_of_held(self, held: HeldBy) -> Hashable:
        if held in self._held:
            return "held", self._held[held]
        number = self._held[held] = len(self._held)
        key = "held", number, self._packed(held.people), self._packed({role.value for role in held.roles})
        self.values.append(held.day.isoformat())
        return key

    def _key_of_given(self, given: Gives) -> Hashable:
        if gives_nothing(given):
            return "nothing is given"
        key = "gives", self._packed({role.value for role in given.roles})
        places = None if given.places is None else self._packed(given.places)
        self.values += (given.scope.value, given.day.isoformat())
        return *key, places

    def _packed(self, values: Collection[str]) -> Hashable:
        packed = self._dialect.packed(values)
        self.values += packed.values
        return len(packed.values), packed.is_one


def _held_by(criterion: Held | HeldBy) -> HeldBy:
    if isinstance(criterion, HeldBy):
        return criterion
    return HeldBy(frozenset((criterion.person,)), criterion.roles, criterion.day)


def gives_nothing(given: Gives) -> bool:
    """Whether no record can give such a role, whatever is stored."""
    return not given.roles or given.scope is Scope.RECORD or given.places == frozenset()


class Conditions:
    """Makes the conditions of one statement; what several of them ask of roles is looked up once."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._parameters: Iterator[sa.BindParameter[str]] = (sa.bindparam(f"v{n}", "", sa.String()) for n in count())
        self._held: dict[HeldBy, sa.CTE] = {}

    def where(self, criterion: Criterion) -> sa.ColumnElement[bool]:
        """The condition on the table ``record`` that is true of the rows of which `criteria.matches` is, and no others.

        Raises:
            TypeError: it is no criterion.
        """
        match criterion:
            case In():
                column = record.c[criterion.field]
                return sa.and_(column.is_not(None), self._among(column, criterion.values))
            case Under():
                column = record.c[criterion.field]
                path, above, behind = next(self._parameters), next(self._parameters), next(self._parameters)
                # A range, not LIKE, in which ``_`` and ``%`` would match anything; ``0`` is what follows ``/``.
                below = sa.and_(column >= above, column < behind)
                return sa.and_(column.is_not(None), sa.or_(column == path, below))
            case Below():
                above, behind = next(self._parameters), next(self._parameters)
                return sa.and_(record.c.court >= above, record.c.court < behind)
            case AtMost():
                column = record.c[criterion.field]
                return sa.and_(column.is_not(None), column <= next(self._parameters))
            case Held() | HeldBy():
                return record.c.id.in_(sa.select(self._listed(_held_by(criterion)).c.record))
            case Gives():
                return sa.false() if gives_nothing(criterion) else self._given(criterion)
            case All():
                return sa.and_(sa.true(), *[self.where(part) for part in criterion.parts])
            case Any():
                return sa.or_(sa.false(), *[self.where(part) for part in criterion.parts])
            case Not():
                return sa.not_(self.where(criterion.part))
            case Everything():
                return sa.true()
            case Nothing():
                return sa.false()
        raise TypeError(f"{criterion!r} is no criterion")

    def _among(self, column: sa.ColumnElement[str], values: Collection[str]) -> sa.ColumnElement[bool]:
        packed = self._dialect.packed(values)
        given = [next(self._parameters) for _ in packed.values]
        return self._dialect.among(column, given, is_one=packed.is_one) if given else sa.false()

    def _given(self, given: Gives) -> sa.ColumnElement[bool]:
        """The records that give somebody the role at a place: a list, found by the index of places."""
        columns = appointment.c
        asked = [self._among(columns.role, {role.value for role in given.roles})]
        if given.places is not None:
            asked.append(self._among(columns.place, given.places))
        scope, day = next(self._parameters), next(self._parameters)
        # As the index says it, so that the database sees that the index holds all that is asked for.
        asked += [OFF_RECORD, columns.scope == scope, columns.since <= day]
        found = sa.select(columns.record).where(*asked, sa.or_(columns.until.is_(None), columns.until >= day))
        return record.c.id.in_(found)

    def _listed(self, held: HeldBy) -> sa.CTE:
        """The records on which somebody holds the role: a list rather than EXISTS, since people hold few."""
        if held not in self._held:
            columns = appointment.c
            people = self._among(columns.person, held.people)
            roles = self._among(columns.role, {role.value for role in held.roles})
            day = next(self._parameters)
            self._held[held] = (
                sa.select(columns.record)
                .where(
                    people,
                    columns.scope == Scope.RECORD.value,
                    columns.place == columns.record,
                    roles,
                    columns.since <= day,
                    sa.or_(columns.until.is_(None), columns.until >= day),
                )
                .cte(f"held_{len(self._held)}")
            )
        return self._held[held]
