"""Who somebody is today, and what they may see: resolved once, used for single reads and for lists alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from gridjustice.application.rows import appointment_of
from gridjustice.domain.criteria import Criterion, In, equals, some
from gridjustice.domain.network import NetworkState, Person
from gridjustice.domain.record import NEW, Appointment, Record, Role, Scope
from gridjustice.ports.storage import AppointmentRow
from gridjustice.workflow.rules import Rule, Standing
from gridjustice.workflow.table import Kind, Row

SYSTEM = "system"
"""The actor of what happens by itself: expiries and consequences."""

OPERATOR = "operator"
"""The actor of the host that sets an office up: establishes courts, imports networks. Never a person."""

BUILT_IN_ACTORS = {
    SYSTEM: (Appointment(person=SYSTEM, role=Role.SYSTEM, scope=Scope.EVERYWHERE, place="", since=date.min),),
    OPERATOR: (Appointment(person=OPERATOR, role=Role.OPERATOR, scope=Scope.EVERYWHERE, place="", since=date.min),),
}


def standing_of(actor: str, rows: Iterable[AppointmentRow], day: date, record: Record | None = None) -> Standing:
    """What an actor may stand on today.

    Args:
        actor: who.
        rows: the roles that records give to the actor.
        day: the court-local day.
        record: the actor's own, if there is one: a person who has left stands on nothing, whatever is still on record,
            and neither does what is no person.
    """
    is_built_in = actor in BUILT_IN_ACTORS
    if record is None or is_built_in or (isinstance(record, Person) and record.state is NetworkState.ACTIVE):
        return _standing(actor, () if is_built_in else tuple(rows), day)
    return Standing("", (), day)


@lru_cache(maxsize=4096)
def _standing(actor: str, rows: tuple[AppointmentRow, ...], day: date) -> Standing:
    """The same object for the same roles: it remembers what the rules of the tables come to for it."""
    return Standing.of(actor, BUILT_IN_ACTORS.get(actor) or map(appointment_of, rows), day)


def visible(kinds: Mapping[str, Kind], standing: Standing) -> Criterion:
    """The records the actor may know of."""
    return some(equals("kind", kind.name) & standing.criterion(kind.may_see) for kind in kinds.values())


def waiting(kinds: Mapping[str, Kind], standing: Standing) -> Criterion:
    """The records that wait for the actor: state and who, guards not asked.

    A step counts when it carries the record on, or ends a limit. The way out to the court, which is always open, does
    not, nor what can be done at any time without changing anything, nor what is guarded and goes on beside all the
    rest. Kinds on which no limit ever runs, as grids and people, wait for nobody.
    """
    return some(
        equals("kind", kind.name) & In("state", states) & standing.criterion(who)
        for kind in kinds.values()
        for who, states in _carried_on(kind)
    )


@lru_cache(maxsize=256)
def _carried_on(kind: Kind) -> tuple[tuple[Rule, frozenset[str]], ...]:
    """Each rule with the states from which those for whom it holds can carry a record on."""
    if not kind.limits:
        return ()
    states: dict[Rule, set[str]] = {}
    for row in kind.rows:
        if _carries_on(kind, row):
            states.setdefault(row.who, set()).add(row.source)
    return tuple((who, frozenset(sources)) for who, sources in states.items())


def _carries_on(kind: Kind, row: Row) -> bool:
    if row.source == NEW or row.source in kind.ends or row.step == kind.leaves_by or row.guarded:
        return False
    ends_limit = any(row.step in limit.ends for limit in kind.limits)
    return ends_limit or (row.target != row.source and not kind.lasting)
