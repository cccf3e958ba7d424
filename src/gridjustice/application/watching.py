"""What happens by itself on the limits that run: the sweep, what it would do, and the recount by a new calendar.

A sweep asks the storage one question, which deadlines something happens for by now, and takes the step of each: the
expiry that the table names, or a warning. One that fails stops no other and is tried again by the next sweep; a sweep
may be killed at any instant, and two may run at once.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import attrs

from gridjustice.application.access import SYSTEM
from gridjustice.application.codec import instant_text
from gridjustice.application.request import Receipt
from gridjustice.application.rows import deadline_rows
from gridjustice.domain.record import Deadline, Facts, Record
from gridjustice.domain.values import RecordId
from gridjustice.domain.watching import Recounted
from gridjustice.errors import ConflictError, NotFoundError, place_of
from gridjustice.law import Watch
from gridjustice.ports.storage import DeadlineRow, Reader
from gridjustice.workflow.schedule import EXPIRY, Around, Firing, is_too_late, pending, told
from gridjustice.workflow.table import Kind
from gridjustice.workflow.watching import RECOUNT, step_of

if TYPE_CHECKING:
    from gridjustice.application.office import Office

ATTEMPTS = 5
"""How often one thing is decided again when somebody was faster."""

logger = logging.getLogger("gridjustice.watching")


@attrs.frozen(kw_only=True)
class Fired:
    """One thing that happened by itself on a record, failed to, or would happen.

    Attributes:
        record: its id.
        kind: of the record.
        limit: its name in the table; empty where it is about all that run.
        act: ``remind``, ``urge``, ``call_supervision``, ``expiry`` or ``recount``.
        step: that is taken for it; empty where it failed before that was known.
        at: the instant, UTC, at which it was to happen.
        due: the last day of the limit.
        tells: the audiences of its notice.
        receipt: of the step; None where it failed, or was not tried.
        problem: why it failed; None where it did not.
    """

    record: RecordId
    kind: str
    limit: str
    act: str
    step: str
    at: datetime
    due: date
    tells: tuple[str, ...] = ()
    receipt: Receipt | None = None
    problem: Exception | None = None


@attrs.frozen(kw_only=True)
class Swept:
    """What one sweep did.

    Attributes:
        at: the instant of the sweep, UTC.
        taken: what happened, in the order in which it was to.
        failed: what did not; the next sweep tries it again.
    """

    at: datetime
    taken: tuple[Fired, ...]
    failed: tuple[Fired, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many things happened, by act."""
        return Counter(fired.act for fired in self.taken)


def sweep(office: Office, *, page: int) -> Swept:
    """See `Office.sweep`."""
    now = office.clock.now().astimezone(UTC)
    return _each(
        office, now, lambda reader, last: reader.watched(instant_text(now), after=last, limit=page), page, _due
    )


def recount(office: Office, *, page: int) -> Swept:
    """See `Office.recount`."""
    now, version = office.clock.now().astimezone(UTC), office.calendar.version
    return _each(
        office, now, lambda reader, last: reader.provisional(version, after=last, limit=page), page, _recounting
    )


def would_fire(office: Office, until: datetime, *, page: int) -> Iterator[Fired]:
    """See `Office.would_fire`."""
    now = office.clock.now().astimezone(UTC)
    until = max(now, until.astimezone(UTC))
    for rows in _pages(office, lambda reader, last: reader.watched(instant_text(until), after=last, limit=page), page):
        for row in rows:
            try:
                with office.storage.read() as reader:
                    found = _looked_at(office, reader, row)
                coming = [] if found is None else [each.fired for each in _pending(office, row, found[0], now, until)]
            except Exception as problem:  # noqa: BLE001  # as in a sweep: it would fail, and stop nothing else
                coming = [_failed(_unknown(row, now), problem)]
            yield from coming


Question = Callable[[Reader, DeadlineRow | None], Sequence[DeadlineRow]]
"""Rows of deadlines that something happens for, behind one."""


@attrs.frozen
class _Next:
    """The step that something is."""

    fired: Fired
    facts: Facts


Chooser = Callable[["Office", DeadlineRow, Record, datetime], "_Next | None"]


def _pages(office: Office, question: Question, page: int) -> Iterator[Sequence[DeadlineRow]]:
    last: DeadlineRow | None = None
    while True:
        with office.storage.read() as reader:
            rows = question(reader, last)
        yield rows
        if len(rows) < page:
            return
        last = rows[-1]


def _each(office: Office, now: datetime, question: Question, page: int, choose: Chooser) -> Swept:
    taken: list[Fired] = []
    failed: list[Fired] = []
    for rows in _pages(office, question, page):
        for row in rows:
            fired = _fired(office, row, now, choose)
            if fired is not None:
                (taken if fired.problem is None else failed).append(fired)
    return Swept(at=now, taken=tuple(taken), failed=tuple(failed))


def _fired(office: Office, row: DeadlineRow, now: datetime, choose: Chooser) -> Fired | None:
    """What happened for a row; None where nothing had to any more, since somebody was faster."""
    fired = _unknown(row, now)
    left = ATTEMPTS
    while True:
        left -= 1
        try:
            with office.storage.read() as reader:
                found = _looked_at(office, reader, row)
            chosen = None if found is None else choose(office, row, found[0], now)
            if found is None or chosen is None:
                return None
            fired = chosen.fired
            return attrs.evolve(fired, receipt=_taken(office, chosen, version=found[1]))
        except ConflictError as problem:
            if not left:
                return _failed(fired, problem)
        except Exception as problem:  # noqa: BLE001  # what is wrong with one record, or its plugin, stops no other
            return _failed(fired, problem)


def _unknown(row: DeadlineRow, now: datetime) -> Fired:
    """Something of which nothing is known but the row."""
    due = date.fromisoformat(row.due)
    return Fired(record=RecordId(row.record), kind=row.kind, limit=row.name, act="", step="", at=now, due=due)


def _taken(office: Office, chosen: _Next, version: int) -> Receipt:
    """The receipt of a step that is taken once on that version of the record, whoever sweeps."""
    fired = chosen.fired
    key = f"{fired.act}:{fired.record}:{fired.limit}:{version}"
    return office.take(SYSTEM, fired.record, fired.step, chosen.facts, key=key, expected_version=version)


def _failed(fired: Fired, problem: Exception) -> Fired:
    """It is logged by what it is and where: its message may say what a record holds."""
    logger.warning(
        "%s of %s.%s on %s failed: %s (%s)",
        fired.act or "sweep", fired.kind, fired.limit, fired.record, type(problem).__name__, place_of(problem),
    )  # fmt: skip
    return attrs.evolve(fired, problem=problem)


def _looked_at(office: Office, reader: Reader, row: DeadlineRow) -> tuple[Record, int] | None:
    """The record and its version, where the row still says what is so.

    Raises:
        NotFoundError: no plugin offers its kind.
    """
    head = reader.load(ids=(row.record,)).heads.get(row.record)
    if head is None:
        return None
    if head.kind not in office.kinds:
        raise NotFoundError(f"no plugin offers the kind {head.kind!r}")
    record: Record = office.codec.record(head.kind, head.body)
    return (record, head.version) if row in deadline_rows(head.kind, record) else None


def _due(office: Office, row: DeadlineRow, record: Record, now: datetime) -> _Next | None:
    """The step of what happens for the deadline by now."""
    return next(_pending(office, row, record, now, now), None)


def _recounting(office: Office, row: DeadlineRow, record: Record, now: datetime) -> _Next | None:
    """The step by which all that run on the record are counted anew: the row of the next one is out of date then."""
    due = date.fromisoformat(row.due)
    fired = Fired(record=record.id, kind=row.kind, limit="", act=RECOUNT, step=RECOUNT, at=now, due=due)
    return _Next(fired, Recounted(calendar=office.calendar.version))


def _pending(office: Office, row: DeadlineRow, record: Record, now: datetime, until: datetime) -> Iterator[_Next]:
    """What happens for the deadline, in its order; nothing where the table no longer has its limit."""
    deadline = record.deadline(row.name)
    limit = None if deadline is None else office.workflows[row.kind].limit_of(deadline)
    if deadline is None or limit is None:
        return
    around = Around(limit, row.kind, office.law, office.calendar, office.clock.zone, office.today())
    for firing in pending(deadline, around, now, until):
        yield _next(office.kinds[row.kind], record, deadline, firing, around, taken_at=max(now, firing.at))


def _next(
    kind: Kind, record: Record, deadline: Deadline, firing: Firing, around: Around, *, taken_at: datetime
) -> _Next:
    """The step that it is, its facts, and whom it tells."""
    facts: Facts
    if firing.act == EXPIRY:
        step = around.limit.expires_as
        facts = kind.facts_of(step)()
        here = (row for row in kind.rows_from.get(record.state_name, ()) if row.step == step)
        audiences = tuple(dict.fromkeys(audience for row in here for audience in row.told))
    else:
        watch = Watch(firing.act)
        step, facts = step_of(around.limit, watch, deadline.due)
        late = is_too_late(watch, deadline, taken_at)
        audiences = () if late else told(watch, around.limit, around.law, around.day)
    fired = Fired(
        record=record.id, kind=kind.name, limit=deadline.limit, act=firing.act, step=step, at=firing.at,
        due=deadline.due, tells=audiences,
    )  # fmt: skip
    return _Next(fired, facts)
