"""Redrawing the network: a plan that is shown first, applied batch by batch, and undone.

Every step has a key made of the redrawing and of what it is taken on. So a process that is killed in between is gone
on with by the next call, and every record moves once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs

from gridjustice.application.access import visible
from gridjustice.application.office import Office
from gridjustice.application.redrawing_rule import (
    Change,
    Rule,
    facts_of,
    held_at,
    list_requests,
    listed_lines,
    open_in,
    parts,
    record_of,
    units_below,
)
from gridjustice.application.redrawing_work import Work
from gridjustice.application.request import Receipt, Request
from gridjustice.domain.criteria import In
from gridjustice.domain.network import Assignment, Grid, Unit
from gridjustice.domain.redrawing import Left, Line, Redraw, Redrawing, RedrawingState
from gridjustice.domain.values import RecordId, named_id
from gridjustice.errors import GridJusticeError, NotFoundError
from gridjustice.ports.storage import Reader
from gridjustice.workflow.redrawing import still_open_there
from gridjustice.workflow.refusals import StepRefusedError

BATCH = 500
"""Records that are moved in one transaction."""

Progress = Callable[[int], None]


@attrs.frozen(kw_only=True)
class RedrawingView:
    """A redrawing as the actor may see it, with what it moves.

    Attributes:
        redrawing: the record.
        lines: the records that move, of those the actor may know of.
        made: (id of a grid or unit, assignment) that begin with it.
        ended: those that end with it.
        left: what could not be moved, or not be put back.
    """

    id: RecordId
    redrawing: Redrawing
    lines: tuple[Line, ...]
    made: tuple[tuple[RecordId, Assignment], ...]
    ended: tuple[tuple[RecordId, Assignment], ...]
    left: tuple[Left, ...]


def plan_redrawing(office: Office, actor: str, change: Change, *, key: str) -> RedrawingView:
    """Work out what a change moves, and keep it as a plan; nothing has moved.

    Args:
        office: whose network.
        actor: one who manages the court.
        change: what is wanted.
        key: idempotency key; the same key and change give the same plan.

    Raises:
        StepRefusedError: something of it is not there, or the actor manages another court.
        NotFoundError: a subject is none.
        InvalidError: the change contradicts itself.
    """
    redrawing = named_id("redrawing", f"{actor}:{key}")
    with office.storage.read() as reader:
        facts = facts_of(office, reader, change)
        if facts.how is Redraw.CLOSE and not facts.successors:
            for place in facts.subjects:
                _must_be_empty(office, reader, facts.places, place)
        lines = list(Rule(office, reader, facts).lines())
    listed = list_requests(redrawing, lines)
    begin = Request(actor=actor, kind="redrawing", record=redrawing, step="plan", facts=facts, key=key)
    for outcome in office.take_many([begin, *listed], together=True):
        if isinstance(outcome, GridJusticeError):
            raise outcome
    return show_redrawing(office, actor, redrawing)


def show_redrawing(office: Office, actor: str, redrawing: str) -> RedrawingView:
    """A redrawing with what it moves, of which the actor sees what they may know of.

    Raises:
        NotFoundError: there is none, or not for this actor.
    """
    view = office.show(actor, redrawing)
    if not isinstance(view.record, Redrawing):
        raise NotFoundError(f"there is no redrawing {redrawing}")
    with office.storage.read() as reader:
        record = record_of(office, reader, redrawing)
        assert isinstance(record, Redrawing), "it was one a moment ago"
        lines = listed_lines(office, reader, redrawing)
        seen = _seen(office, reader, actor, {line.record for line in lines} | {each.record for each in record.left})
        subjects = [record_of(office, reader, each) for each in record.subjects]
    return RedrawingView(
        id=RecordId(redrawing),
        redrawing=view.record,
        lines=tuple(line for line in lines if line.record in seen),
        made=tuple((id_, a) for s in record.successors if (id_ := record.successor(s.code)) for a in s.assignments),
        ended=tuple(
            (place.id, a)
            for place in subjects
            if isinstance(place, (Grid, Unit)) and place.id in record.ending
            for a in held_at(place)
            if a.overlaps(record.since, None)
        ),
        left=tuple(each for each in record.left if each.record in seen),
    )


def apply_redrawing(
    office: Office, actor: str, redrawing: str, *, batch: int = BATCH, progress: Progress | None = None
) -> RedrawingView:
    """The network is as it was planned; what was killed on the way goes on.

    Args:
        office: whose network.
        actor: one who manages the court.
        redrawing: its id.
        batch: how many records move in one transaction.
        progress: called with the number of records that have moved.

    Raises:
        StepRefusedError: it is not planned, or cannot be applied yet or any more.
    """
    _begin(office, actor, redrawing, "apply", RedrawingState.APPLYING)
    Work(office, RecordId(redrawing), batch, progress).apply()
    return show_redrawing(office, actor, redrawing)


def undo_redrawing(
    office: Office, actor: str, redrawing: str, *, batch: int = BATCH, progress: Progress | None = None
) -> RedrawingView:
    """The network is as it was before, but for what has changed meanwhile: that is named in ``left``.

    Arguments and errors are those of `apply_redrawing`.
    """
    _begin(office, actor, redrawing, "undo", RedrawingState.UNDOING)
    Work(office, RecordId(redrawing), batch, progress).undo()
    return show_redrawing(office, actor, redrawing)


def close_place(office: Office, actor: str, place: str, reason: str, *, key: str, on: date | None = None) -> Receipt:
    """A grid or unit in which nothing is open is there no longer.

    Raises:
        StepRefusedError: something open lies there; close it by a redrawing, which says where that goes.
    """
    with office.storage.read() as reader:
        record = record_of(office, reader, place)
        if not isinstance(record, (Grid, Unit)):
            raise NotFoundError(f"there is no grid or unit {place}")
        kind = "grid" if isinstance(record, Grid) else "unit"
        _must_be_empty(office, reader, kind, record.id)
    facts: dict[str, Any] = {"reason": reason, "gone_on": on.isoformat() if on else None}
    return office.take(actor, record.id, "close", facts, key=key)


def _begin(office: Office, actor: str, redrawing: str, step: str, at_work: RedrawingState) -> None:
    """The redrawing is at work, in the name of the actor, who may have it so."""
    view = office.show(actor, redrawing)
    if not isinstance(view.record, Redrawing):
        raise NotFoundError(f"there is no redrawing {redrawing}")
    if view.record.state is at_work:
        office.take(actor, redrawing, "go_on", key=f"{redrawing}:go_on:{view.version}")
    else:
        office.take(actor, redrawing, step, key=f"{redrawing}:{step}:{view.version}")


def _must_be_empty(office: Office, reader: Reader, places: str, place: RecordId) -> None:
    """Refuse to close a grid or unit in which something open lies."""
    below = places == "unit" and units_below(office, reader, [place])
    if below or reader.count(open_in(office, places, [place]))[()]:
        record = record_of(office, reader, place)
        reason = still_open_there(str(getattr(record, "name", place)))
        raise StepRefusedError(places, place, "close", [reason.on(office.law, office.today())])


def _seen(office: Office, reader: Reader, actor: str, ids: set[RecordId]) -> set[RecordId]:
    """Those of the records that the actor may know of."""
    may_see = visible(office.kinds, office.standing(reader, actor))
    seen: set[RecordId] = set()
    for part in parts(sorted(ids)):
        seen.update(RecordId(head.id) for head in reader.find(In("id", frozenset(part)) & may_see, limit=len(part)))
    return seen
