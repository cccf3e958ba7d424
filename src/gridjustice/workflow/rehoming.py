"""Moving home: the one step that every kind has whose records lie in a unit or a grid, built-in or a plugin's.

It is taken by the system while a redrawing of the network is applied or undone, and by nobody otherwise.
"""

from __future__ import annotations

import attrs

from gridjustice.domain.network import Grid, NetworkState, Unit
from gridjustice.domain.record import Record
from gridjustice.domain.redrawing import Redrawing, RedrawingState, Rehomed
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.rules import SYSTEM
from gridjustice.workflow.table import SAME, Act, Kind, Step

REHOME = "rehome"
AT_WORK = (RedrawingState.APPLYING, RedrawingState.UNDOING)


def new_home_near_party(record: Record, facts: Rehomed, act: Act) -> tuple[str, ...]:
    """Finds the new unit where it is a party's own, or lies above or below one (3.3)."""
    parties = {party.unit for party in getattr(record, "parties", ()) if getattr(party, "unit", None)}
    if facts.unit is None or not parties:
        return ()
    near = not parties.isdisjoint(units_above(facts.unit, act))
    return (facts.unit,) if near or any(facts.unit in units_above(each, act) for each in sorted(parties)) else ()


def units_above(unit: str, act: Act) -> tuple[str, ...]:
    """The unit and all units above it, from below."""
    line: dict[str, None] = {}
    above: str | None = unit
    while above is not None and above not in line:
        line[above] = None
        found = act.look(above)
        above = found.parent if isinstance(found, Unit) else None
    return tuple(line)


def not_redrawn(record: Record, facts: Rehomed, act: Act) -> Reason | None:
    """Refuses to move anything but under a redrawing of its court that is being applied or undone."""
    redrawing = act.look(facts.redrawing)
    at_work = isinstance(redrawing, Redrawing) and redrawing.state in AT_WORK and redrawing.court == record.court
    return None if at_work else Reason("not_redrawn", "plan.network")


def moved_meanwhile(record: Record, facts: Rehomed, act: Act) -> Reason | None:
    """Refuses to move what no longer lies where the plan found it."""
    was = (facts.was_unit, facts.was_grid)
    return None if record.home == was else Reason("moved_meanwhile")


def no_such_home(record: Record, facts: Rehomed, act: Act) -> Reason | None:
    """Refuses a home that is not there, or is another court's."""
    for place, cls in ((facts.unit, Unit), (facts.grid, Grid)):
        if place is None or place == record.id:
            continue
        found = act.look(place)
        if not isinstance(found, cls) or found.state is not NetworkState.ACTIVE or found.court != record.court:
            return Reason("no_such_home", values={"place": place})
    return None


GUARDS = (not_redrawn, moved_meanwhile, no_such_home)


def lies_somewhere(kind: Kind) -> bool:
    """Whether records of the kind can lie in a unit or grid: a step's facts name one, or moving means more to them."""
    named = any(name in {"unit", "grid"} for names in kind.fields.values() for name in names)
    return named or kind.record.rehomed is not Record.rehomed


def with_rehoming(kind: Kind) -> Kind:
    """The kind with the step `rehome` from every state but its last ones, where its records can lie somewhere."""
    if REHOME in kind.facts or not lies_somewhere(kind):
        return kind
    sources = tuple(state for state in kind.states if str(state.value) not in kind.ends)
    step = Step(REHOME, sources, SAME, SYSTEM, Rehomed, GUARDS, "plan.network", finds=(new_home_near_party,))
    return attrs.evolve(kind, steps=(*kind.steps, step))
