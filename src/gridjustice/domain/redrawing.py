"""Redrawings: grids and units that are split, merged, moved, renamed or closed, with all that lies in them.

A redrawing is planned, shown, applied, and can be undone. What moves is listed line by line in its events, so that the
record itself stays small however much moves.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

import attrs

from gridjustice.domain.network import Assignment
from gridjustice.domain.personal import guarded, personal
from gridjustice.domain.record import Event, Facts, Record
from gridjustice.domain.values import TEXT_LENGTH, CourtPath, RecordId, calendar_day, court_path, named_id, text
from gridjustice.errors import InvalidValueError

KINDS = ("grid", "unit")
"""What can be redrawn."""


class RedrawingState(str, Enum):
    """Where a redrawing stands; while it is being applied or undone, any process may go on with it."""

    PLANNED = "planned"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    ABANDONED = "abandoned"


class Redraw(str, Enum):
    """What becomes of grids or units."""

    SPLIT = "split"
    MERGE = "merge"
    MOVE = "move"
    RENAME = "rename"
    CLOSE = "close"


@attrs.frozen(kw_only=True)
class Successor:
    """A grid or unit that takes over; it is made where there is none of its code.

    Attributes:
        code: of the grid or unit.
        name: what it is called; needed where it is made.
        causes: what goes to it by its cause of action, codes of any level.
        records: what goes to it by name.
        assignments: who answers for it from the first day on; of one that is there already, nobody else does.
        is_new: whether it is made.
    """

    code: str = text(64)
    name: str | None = text(default=None)
    name_ko: str | None = text(default=None)
    causes: tuple[str, ...] = ()
    records: tuple[RecordId, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    is_new: bool = True


@attrs.frozen(kw_only=True)
class Line:
    """A record that moves, with its old and its new home."""

    record: RecordId
    kind: str
    was_unit: RecordId | None = None
    was_grid: RecordId | None = None
    unit: RecordId | None = None
    grid: RecordId | None = None

    def back(self) -> Line:
        """The same record on its way back."""
        return attrs.evolve(
            self, was_unit=self.unit, was_grid=self.grid, unit=self.was_unit, grid=self.was_grid
        )  # fmt: skip


@attrs.frozen(kw_only=True)
class Left:
    """A record that could not be moved, and why: the code of the first reason."""

    record: RecordId
    code: str


@attrs.frozen(kw_only=True)
class Redrawing(Record):
    """A redrawing of grids or units of one court.

    Attributes:
        places: ``grid`` or ``unit``.
        subjects: what is redrawn.
        successors: what takes over; of a move or a mere new name, none.
        rest: code of the successor to which goes what nothing else says.
        new_unit: of a move: the unit of the grids, or above the units.
        since: the first day on which it is as it is redrawn.
        was_units: of grids, the unit of each, in the order of the subjects.
        was_name: of a new name, the one before; `was_name_ko` the same in Korean.
        undone_on: the day somebody asked for it to be undone.
        left: what could not be moved, or not be put back.
    """

    state: RedrawingState
    how: Redraw
    places: str = text(16)
    subjects: tuple[RecordId, ...]
    successors: tuple[Successor, ...] = ()
    rest: str | None = text(64, default=None)
    new_unit: RecordId | None = None
    name: str | None = text(default=None)
    name_ko: str | None = text(default=None)
    was_name: str | None = text(default=None)
    was_name_ko: str | None = text(default=None)
    since: date
    reason: str = personal(TEXT_LENGTH)
    was_units: tuple[RecordId, ...] = ()
    undone_on: date | None = None
    left: tuple[Left, ...] = guarded(())

    def successor(self, code: str | None) -> RecordId | None:
        """The id of the successor of that code."""
        return named_id(self.places, code) if code is not None else None

    @property
    def ending(self) -> tuple[RecordId, ...]:
        """The subjects that are there no longer once it is applied: those that are not among the successors."""
        if self.how in {Redraw.MOVE, Redraw.RENAME}:
            return ()
        kept = {self.successor(s.code) for s in self.successors}
        return tuple(s for s in self.subjects if s not in kept)


@attrs.frozen(kw_only=True)
class RedrawingPlanned(Facts):
    """What is to become of grids or units."""

    court: CourtPath = court_path()
    how: Redraw
    places: str = text(16)
    subjects: tuple[RecordId, ...]
    successors: tuple[Successor, ...] = ()
    rest: str | None = text(64, default=None)
    new_unit: RecordId | None = None
    name: str | None = text(default=None)
    name_ko: str | None = text(default=None)
    was_name: str | None = text(default=None)
    was_name_ko: str | None = text(default=None)
    since: date = calendar_day()
    reason: str = personal(TEXT_LENGTH)
    was_units: tuple[RecordId, ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.places not in KINDS:
            raise InvalidValueError(f"{self.places!r} cannot be redrawn; one of {', '.join(KINDS)} can")
        if not self.subjects or len(set(self.subjects)) < len(self.subjects):
            raise InvalidValueError("names what is redrawn, each once")
        if problem := _misshapen(self):
            raise InvalidValueError(problem)

    def applied(self, record: Redrawing | None, event: Event) -> Redrawing:
        """The plan is there; nothing has moved."""
        return Redrawing(
            id=event.record,
            state=RedrawingState(event.target),
            court=self.court,
            how=self.how,
            places=self.places,
            subjects=self.subjects,
            successors=self.successors,
            rest=self.rest,
            new_unit=self.new_unit,
            name=self.name,
            name_ko=self.name_ko,
            was_name=self.was_name,
            was_name_ko=self.was_name_ko,
            since=self.since,
            reason=self.reason,
            was_units=self.was_units,
        )


def _misshapen(facts: RedrawingPlanned) -> str:
    """What is wrong with a plan that can be seen in it alone."""
    codes = [s.code for s in facts.successors]
    if len(set(codes)) < len(codes):
        return "names a successor twice"
    match facts.how:
        case Redraw.SPLIT if len(facts.subjects) != 1 or len(codes) < 2:  # what a split is
            return "a split makes several of one"
        case Redraw.MERGE if len(codes) != 1 or len(facts.subjects) < 2:  # what a merger is
            return "a merger makes one of several"
        case Redraw.CLOSE if len(codes) > 1:
            return "what is closed goes to one successor; split it to give it to several"
        case Redraw.MOVE | Redraw.RENAME if codes:
            return f"a {facts.how.value} has no successors"
        case Redraw.RENAME if facts.name is None or len(facts.subjects) != 1:
            return "one grid or unit gets one new name"
        case Redraw.MOVE if facts.places == "grid" and facts.new_unit is None:
            return "a grid is moved into a unit"
    if len(codes) > 1 and facts.rest not in codes:
        return "says which successor gets what nothing else says: rest"
    return ""


@attrs.frozen(kw_only=True)
class LinesListed(Facts):
    """Some of what moves."""

    lines: tuple[Line, ...]


@attrs.frozen(kw_only=True)
class UndoAsked(Facts):
    """The network shall be as it was before."""

    def applied(self, record: Redrawing, event: Event) -> Redrawing:
        """What is put back is back from this day on."""
        return attrs.evolve(record, undone_on=event.day)


@attrs.frozen(kw_only=True)
class Finished(Facts):
    """A redrawing is applied, or undone, but for what could not be moved."""

    left: tuple[Left, ...] = ()

    def applied(self, record: Redrawing, event: Event) -> Redrawing:
        """What is left where it is has been named."""
        return attrs.evolve(record, left=self.left)


@attrs.frozen(kw_only=True)
class Rehomed(Facts):
    """A record moves to another unit or grid because the network is redrawn.

    Attributes:
        was_unit: where it lies; if it does not, somebody was faster.
        since: the first day in the new home.
        redrawing: under which it moves.
    """

    was_unit: RecordId | None = None
    was_grid: RecordId | None = None
    unit: RecordId | None = None
    grid: RecordId | None = None
    since: date = calendar_day()
    redrawing: RecordId

    def applied(self, record: Record, event: Event) -> Record:
        """It lies in its new home."""
        return record.rehomed(self.unit, self.grid, self.since, tuple(map(RecordId, event.derived.of(FOUND))))


FOUND = "new_home_near_party"
"""Name of the finder that says whether the new home is near a party of the record."""
