"""What an event is told from: the record as it is now, with the place, the people of the place, and the parties."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import attrs

from gridjustice.application.office import Office
from gridjustice.domain.criteria import In, equals
from gridjustice.domain.network import Court, Grid, Unit
from gridjustice.domain.record import Event, Role
from gridjustice.domain.values import named_id
from gridjustice.ports.storage import EntryRow, HeadRow, Reader
from gridjustice.workflow.table import Audience, Kind

OFFICERS = (Role.TRIAGE_OFFICER, Role.SUPERVISOR, Role.PRESIDENT)
"""Roles of a court's people that are told of things."""

DANGEROUS = frozenset(("protection",))
"""Kinds of record in which somebody is in danger by their very nature."""

_PART_OF, _POINTS_AT = "dispute", "subject"
"""Attributes by which a record names the dispute it is a part of, and another one it only points at."""

_MOST_GRIDS = 1000


@attrs.frozen(kw_only=True)
class Scene:
    """A record with what is around it, as it is now.

    Attributes:
        kind: of the record.
        head: of the record.
        record: itself, nothing masked.
        about: the record whose parties and number are meant: itself, or the dispute it is a part of; None where that
            one is gone.
        subject: another record that it points at, of which nothing is said.
        day: the court-local day.
        unit: the unit it is with.
        above: the unit above that one.
        grid: the grid it lies in.
        court: the court responsible for it.
        officers: (person, role, court) of the people of that court and of those above it.
        grids: the grids in whose groups it is told, where everybody is.
    """

    kind: Kind
    head: HeadRow
    record: Any
    about: Any
    subject: Any = None
    day: date
    unit: Unit | None = None
    above: Unit | None = None
    grid: Grid | None = None
    court: Court | None = None
    officers: tuple[tuple[str, Role, str], ...] = ()
    grids: tuple[Grid, ...] = ()

    @property
    def is_kept_quiet(self) -> bool:
        """Whether nothing says what it is: its very kind would give somebody away."""
        return self.kind.name in DANGEROUS

    @property
    def is_dangerous(self) -> bool:
        """Whether somebody is in danger in it."""
        return self.is_kept_quiet or any(
            getattr(each, "danger", None) for each in (self.record, self.about, self.subject)
        )


@attrs.frozen
class Case:
    """An event and its scene: what is told."""

    scene: Scene
    event: Event

    @property
    def guarded(self) -> bool:
        """Whether only those who may know of it are told."""
        return self.event.step in self.scene.kind.guarded_steps

    @property
    def is_exposed(self) -> bool:
        """Whether somebody could be harmed if it were read by others than those who are told."""
        return self.guarded or self.scene.is_dangerous

    def is_urgent(self, named: frozenset[str]) -> bool:
        """Whether it breaks quiet hours and digests: what is so named, and what is dangerous or counted in hours."""
        event = self.event
        started = {limit.name for limit in self.scene.kind.limits if event.step in limit.starts}
        in_hours = any(d.started_at is not None and d.limit in started for d in event.derived.deadlines or ())
        return self.is_exposed or in_hours or not named.isdisjoint((event.kind, f"{event.kind}.{event.step}"))


def scene_of(
    office: Office, reader: Reader, record: str, day: date, tells: Collection[str] = (), *, grouped: bool = False
) -> Scene | None:
    """The scene of a record; None where the record is gone, or its kind's plugin away.

    The number of queries does not grow with the number of people.

    Args:
        office: whose kinds and codec.
        reader: what is there.
        record: its id.
        day: the court-local day.
        tells: audiences; nobody's officers are looked up for those that need none.
        grouped: whether the groups of grids are wanted too.
    """
    head = reader.load(ids=(record,)).heads.get(record)
    kind = office.kinds.get(head.kind) if head else None
    if head is None or kind is None:
        return None
    found = office.codec.record(head.kind, head.body)
    part_of, subject = getattr(found, _PART_OF, None), getattr(found, _POINTS_AT, None)
    court = named_id("court", head.court)
    near = _records(office, reader, [head.unit, head.grid, court, part_of, subject])
    unit = found if isinstance(found, Unit) else near.get(head.unit or "")
    grid = found if isinstance(found, Grid) else near.get(head.grid or "")
    above = _records(office, reader, [unit.parent]) if isinstance(unit, Unit) and unit.parent else {}
    courts = near.get(court)
    return Scene(
        kind=kind,
        head=head,
        record=found,
        about=near.get(part_of) if part_of else found,
        subject=near.get(subject or ""),
        day=day,
        unit=unit if isinstance(unit, Unit) else None,
        above=next((each for each in above.values() if isinstance(each, Unit)), None),
        grid=grid if isinstance(grid, Grid) else None,
        court=courts if isinstance(courts, Court) else None,
        officers=_officers(reader, head.court, day) if set(tells) - _WITHOUT_OFFICERS else (),
        grids=_grids(office, reader, found) if grouped else (),
    )


def entry_of(reader: Reader, record: str, version: int) -> EntryRow | None:
    """The event of a record at a version."""
    return next((e for e in reader.entries(record, after=version - 1) if e.version == version), None)


_WITHOUT_OFFICERS = frozenset(
    each.value
    for each in (
        Audience.PARTIES, Audience.CLAIMANT, Audience.REPORTER, Audience.GRID_JUDGE, Audience.PUBLIC,
    )
)  # fmt: skip


def _records(office: Office, reader: Reader, ids: list[Any]) -> dict[str, Any]:
    wanted = {str(each) for each in ids if each}
    heads = reader.load(ids=wanted).heads if wanted else {}
    return {id_: office.codec.record(h.kind, h.body) for id_, h in heads.items() if h.kind in office.kinds}


def _officers(reader: Reader, court: str, day: date) -> tuple[tuple[str, Role, str], ...]:
    parts = court.split("/")
    # Nobody holds a post at a court that their own one does not answer for, so no other people are read.
    courts = frozenset("/".join(parts[:length]) for length in range(1, len(parts) + 1))
    rows = reader.given("person", [r.value for r in OFFICERS], day.isoformat(), In("court", courts))
    return tuple((person, Role(role), place) for _, person, role, place in rows)


def _grids(office: Office, reader: Reader, record: Any) -> tuple[Grid, ...]:
    """The grid itself, or the grids of a unit."""
    if isinstance(record, Grid):
        return (record,)
    if not isinstance(record, Unit):
        return ()
    heads = reader.find(equals("kind", "grid") & equals("unit", record.id), limit=_MOST_GRIDS)
    grids = [office.codec.record(head.kind, head.body) for head in heads]
    return tuple(grid for grid in grids if isinstance(grid, Grid))
