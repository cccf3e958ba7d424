"""What judges, liaisons and mediators have open, of what the actor may see: to share work out, never to rank people."""

from __future__ import annotations

from collections import Counter

import attrs

from gridjustice.application.access import visible
from gridjustice.application.codec import instant_text
from gridjustice.application.network_day import NetworkDay, names_of
from gridjustice.application.office import Office
from gridjustice.domain.criteria import AtMost, Criterion, In, Not, Under, equals
from gridjustice.domain.record import Role
from gridjustice.ports.storage import Reader

DISPUTE = "dispute"


@attrs.frozen(kw_only=True)
class Load:
    """What somebody has open.

    Attributes:
        role: ``judge`` (of grids), ``liaison`` or ``mediator``.
        grids: those they answer for; of a liaison, those of their units.
        open: disputes that are not archived: in their grids, with their units, or mediated by them.
        overdue: how many of these have a limit that has run out.
    """

    person: str
    name: str
    role: str
    grids: int
    open: int
    overdue: int


def workload(office: Office, actor: str, court: str | None = None) -> list[Load]:
    """What each judge, liaison and mediator has open today, by role and then by name.

    The number of statements does not grow with the network. Only disputes that the actor may know of are counted.

    Args:
        office: whose.
        actor: who asks.
        court: grids, units and disputes of this court and those below it; all by default.
    """
    today = office.today()
    late = AtMost("due", instant_text(office.clock.now()))
    with office.storage.read() as reader:
        standing = office.standing(reader, actor)
        network = NetworkDay.read(office, reader, standing, today)
        there = equals("kind", DISPUTE) & Not(In("state", frozenset(office.kinds[DISPUTE].ends)))
        there &= visible(office.kinds, standing)
        if court is not None:
            there &= Under("court", court)
        tallies = [_Tally.of(reader, where, today.isoformat()) for where in (there, there & late)]
        rows = list(_shares(network, court, *tallies))
        names = names_of(office, reader, standing, {row.person for row in rows})
    named = [attrs.evolve(row, name=names.get(row.person, row.person)) for row in rows]
    return sorted(named, key=lambda row: (_ROLES.index(row.role), row.name, row.person))


@attrs.frozen
class _Tally:
    """Disputes by grid, by unit, and by who mediates them."""

    grids: dict[str, int]
    units: dict[str, int]
    mediators: Counter[str]

    @classmethod
    def of(cls, reader: Reader, where: Criterion, day: str) -> _Tally:
        grids = {str(grid): number for (grid,), number in reader.count(where, ("grid",)).items() if grid}
        units = {str(unit): number for (unit,), number in reader.count(where, ("unit",)).items() if unit}
        given = reader.given(DISPUTE, (Role.MEDIATOR.value,), day, where)
        return cls(grids, units, Counter(person for _, person, _, _ in given))


def _shares(network: NetworkDay, court: str | None, now: _Tally, late: _Tally) -> list[Load]:
    def is_asked(place: str) -> bool:
        path = network.courts.get(place, "")
        return court is None or path == court or path.startswith(court + "/")

    grids: dict[tuple[str, str], list[str]] = {}
    units: dict[str, list[str]] = {}
    for grid, judge in network.responsible.items():
        if is_asked(grid):
            grids.setdefault(("judge", judge), []).append(grid)
    for unit in network.liaisons:
        if is_asked(unit) and (liaison := network.liaison(unit)) is not None:
            units.setdefault(liaison, []).append(unit)
    below = Counter(network.units.values())
    found = [
        Load(
            person=judge, name="", role=role, grids=len(held),
            open=sum(now.grids.get(g, 0) for g in held), overdue=sum(late.grids.get(g, 0) for g in held),
        )
        for (role, judge), held in grids.items()
    ]  # fmt: skip
    found += [
        Load(
            person=liaison, name="", role="liaison", grids=sum(below[u] for u in held),
            open=sum(now.units.get(u, 0) for u in held), overdue=sum(late.units.get(u, 0) for u in held),
        )
        for liaison, held in units.items()
    ]  # fmt: skip
    mediators = {m for unit, m in network.mediators.items() if is_asked(unit)} | now.mediators.keys()
    found += [
        Load(
            person=m, name="", role="mediator", grids=0, open=now.mediators[m], overdue=late.mediators[m]
        )
        for m in mediators
    ]  # fmt: skip
    return found


_ROLES = ("judge", "liaison", "mediator")
