"""Who may: rules about roles and scopes, in one small algebra.

A rule says nothing of any actor. `Rule.criterion` resolves it for an actor's appointments into a criterion about
records (`gridjustice.domain.criteria`); that one criterion is evaluated in Python when a step is taken and compiled
to SQL when a list is read, so a list cannot show what a single read would hide.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from datetime import date

import attrs

from gridjustice.domain.criteria import (
    Criterion,
    Everything,
    Held,
    In,
    Nothing,
    Under,
    every,
    some,
)
from gridjustice.domain.record import NO_STANDING, Appointment, Role, Scope


@attrs.frozen
class Standing:
    """What an actor may stand on, on a day: who they are and the roles they hold at places.

    Attributes:
        person: id of the actor.
        appointments: those in force, of every scope but ``record``, which are asked of the record itself.
        day: the court-local day.
    """

    person: str
    appointments: tuple[Appointment, ...]
    day: date
    _resolved: dict[int, tuple[Rule, Criterion]] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    def criterion(self, rule: Rule) -> Criterion:
        """The records for which the rule holds for this actor, resolved once: a list asks it of each of its records."""
        known = self._resolved.get(id(rule))
        if known is None:
            # The rule is kept, so that its id stays its own.
            known = self._resolved[id(rule)] = rule, rule.criterion(self)
        return known[1]

    @classmethod
    def of(cls, person: str, appointments: Iterable[Appointment], day: date) -> Standing:
        """The standing that remains of all appointments on that day."""
        held = (a for a in appointments if a.scope is not Scope.RECORD and a.role not in NO_STANDING)
        return cls(person, tuple(a for a in held if a.holds_on(day)), day)


class Rule(ABC):
    """Something that an actor may or may not be, towards a record."""

    @abstractmethod
    def criterion(self, standing: Standing) -> Criterion:
        """The records for which the rule holds for this actor."""

    def leaves(self) -> Iterator[Holds]:
        """The roles it names, for the permission matrix and for labels."""
        return iter(())

    def __or__(self, other: Rule) -> Rule:
        return AnyOf((*_parts(self, AnyOf), *_parts(other, AnyOf)))

    def __and__(self, other: Rule) -> Rule:
        return AllOf((*_parts(self, AllOf), *_parts(other, AllOf)))


@attrs.frozen
class Holds(Rule):
    """The actor holds the role where the record is.

    Attributes:
        role: which role.
        scope: at the record's court (a post at a court above it counts, since courts answer for their subtree),
            unit or grid; on the record itself; or anywhere.
    """

    role: Role
    scope: Scope

    @property
    def word(self) -> str:
        """Its key in the catalogues; the judge of a grid is not just any judge of the court."""
        is_grid_judge = (self.role, self.scope) == (Role.JUDGE, Scope.GRID)
        return "role.grid_judge" if is_grid_judge else f"role.{self.role.value}"

    def criterion(self, standing: Standing) -> Criterion:
        """See `Rule.criterion`."""
        if self.scope is Scope.RECORD:
            return Held(standing.person, frozenset((self.role,)), standing.day)
        places = [a.place for a in standing.appointments if a.role is self.role and a.scope is self.scope]
        if not places:
            return Nothing()
        if self.scope is Scope.EVERYWHERE:
            return Everything()
        if self.scope is Scope.COURT:
            return some(Under("court", place) for place in places)
        return In(self.scope.value, frozenset(places))

    def leaves(self) -> Iterator[Holds]:
        """Itself."""
        yield self


@attrs.frozen
class Oneself(Holds):
    """The record is the actor's own."""

    role: Role = Role.ONESELF
    scope: Scope = Scope.RECORD

    def criterion(self, standing: Standing) -> Criterion:
        """See `Rule.criterion`."""
        return In("id", frozenset((standing.person,))) if standing.person else Nothing()


@attrs.frozen
class AnyOf(Rule):
    """One of the rules holds."""

    parts: tuple[Rule, ...]

    def criterion(self, standing: Standing) -> Criterion:
        """See `Rule.criterion`."""
        return some(part.criterion(standing) for part in self.parts)

    def leaves(self) -> Iterator[Holds]:
        """Those of its parts."""
        for part in self.parts:
            yield from part.leaves()


@attrs.frozen
class AllOf(Rule):
    """All of the rules hold."""

    parts: tuple[Rule, ...]

    def criterion(self, standing: Standing) -> Criterion:
        """See `Rule.criterion`."""
        return every(part.criterion(standing) for part in self.parts)

    def leaves(self) -> Iterator[Holds]:
        """Those of its parts."""
        for part in self.parts:
            yield from part.leaves()


@attrs.frozen
class But(Rule):
    """The first rule holds and the second does not."""

    rule: Rule
    unless: Rule

    def criterion(self, standing: Standing) -> Criterion:
        """See `Rule.criterion`."""
        given = self.rule.criterion(standing)
        return given if isinstance(given, Nothing) else given & ~self.unless.criterion(standing)

    def leaves(self) -> Iterator[Holds]:
        """Those of the first rule: the second gives nothing."""
        return self.rule.leaves()


@attrs.frozen
class Anyone(Rule):
    """Every actor that has an account and some role."""

    def criterion(self, standing: Standing) -> Criterion:
        """See `Rule.criterion`."""
        return Everything() if standing.appointments else Nothing()


@attrs.frozen
class Public(Rule):
    """Everybody, with an account or without: what is posted in each grid anyway."""

    def criterion(self, standing: Standing) -> Criterion:
        """See `Rule.criterion`."""
        return Everything()


@attrs.frozen
class Barred(Rule):
    """The record bars the actor, by name or with the unit or grid that the actor acts for (回避).

    For the second place of a `But`: it takes away and gives nothing. A record bars by giving the id of a person, unit
    or grid the role `Role.BARRED` on itself.
    """

    def criterion(self, standing: Standing) -> Criterion:
        """See `Rule.criterion`."""
        places = [a.place for a in standing.appointments if a.scope in {Scope.UNIT, Scope.GRID}]
        barred = frozenset((Role.BARRED,))
        return some(Held(each, barred, standing.day) for each in dict.fromkeys((standing.person, *places)))


def _parts(rule: Rule, kind: type[AnyOf | AllOf]) -> tuple[Rule, ...]:
    return rule.parts if isinstance(rule, kind) else (rule,)


PRESIDENT = Holds(Role.PRESIDENT, Scope.COURT)
SUPERVISOR = Holds(Role.SUPERVISOR, Scope.COURT)
TRIAGE_OFFICER = Holds(Role.TRIAGE_OFFICER, Scope.COURT)
JUDGE_OF_COURT = Holds(Role.JUDGE, Scope.COURT)
JUDGE_OF_GRID = Holds(Role.JUDGE, Scope.GRID)
ASSISTANT_OF_GRID = Holds(Role.JUDGE_ASSISTANT, Scope.GRID)
LIAISON_OF_UNIT = Holds(Role.LIAISON, Scope.UNIT)
GRID_WORKER = Holds(Role.GRID_WORKER, Scope.GRID)
MEDIATOR_OF = Holds(Role.MEDIATOR, Scope.RECORD)
PARTY = Holds(Role.PARTY, Scope.RECORD)
REPORTER = Holds(Role.REPORTER, Scope.RECORD)
ONESELF = Oneself()
BARRED = Barred()
OPERATOR = Holds(Role.OPERATOR, Scope.EVERYWHERE)
SYSTEM = Holds(Role.SYSTEM, Scope.EVERYWHERE)
