"""The desk a batch is decided on: records as the transaction sees them, with the batch's own changes laid over.

Each request is decided on a sheet of its own; only when all its steps are decided is the sheet laid on the desk, so a
request that is refused leaves nothing, whatever its consequences had got to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from gridjustice.application.access import standing_of
from gridjustice.application.codec import Codec
from gridjustice.application.request import Request
from gridjustice.application.rows import Stored
from gridjustice.domain.criteria import Criterion, matches
from gridjustice.domain.record import Record, Role, Scope
from gridjustice.domain.values import RecordId, fresh_id
from gridjustice.ports.storage import AppointmentRow, Change, EntryRow, HeadRow, Reader, ReceiptRow
from gridjustice.workflow.rules import Standing

_NOTHING = Stored("", None, 0, "")


class Desk:
    """What a batch has loaded and decided so far."""

    def __init__(
        self,
        transaction: Reader,
        codec: Codec,
        requests: Sequence[Request],
        now: datetime,
        day: date,
        *,
        near: Collection[str] = (),
    ) -> None:
        """Load what the requests name.

        Args:
            transaction: to load from; the desk itself only reads.
            codec: reads bodies.
            requests: the batch.
            now: the instant of the batch, UTC.
            day: its court-local day, on which standings are resolved.
            near: ids of records that guards will look at.
        """
        people = {r.actor for r in requests}
        self._known = people.union((r.record for r in requests if r.record), near)
        loaded = transaction.load(ids=self._known, keys={(r.actor, r.key) for r in requests}, people=people)
        self.now = now
        self.day = day
        self._transaction = transaction
        self._codec = codec
        self._heads: dict[str, HeadRow] = {**loaded.heads}
        self._held: dict[str, Stored] = {}
        self._appointments = dict(loaded.appointments)
        self._standings: dict[str, Standing] = {}
        self._changed_appointments: dict[str, tuple[AppointmentRow, ...]] = {}
        self._found: dict[tuple[Criterion, bool, bool], tuple[int, list[HeadRow]]] = {}
        self._tallied: dict[tuple[frozenset[str], frozenset[Role], Criterion], Counter[str]] = {}
        self._room = max(len(requests) - 1, 0)
        self.receipts: dict[tuple[str, str], ReceiptRow] = dict(loaded.receipts)
        self.changes: list[Change] = []

    def held(self, record_id: str) -> Stored:
        """The record of that id, as the batch has left it so far."""
        found = self._held.get(record_id)
        if found is None:
            head = self._head(record_id)
            found = (
                _NOTHING
                if head is None
                else Stored(head.kind, self._codec.record(head.kind, head.body), head.version, head.hash)
            )
            self._held[record_id] = found
        return found

    def standing(self, actor: str) -> Standing:
        """What the actor may stand on, the batch's own appointments counted."""
        known = self._standings.get(actor)
        if known is None:
            known = self._standings[actor] = self._standing(actor)
        return known

    def _standing(self, actor: str) -> Standing:
        rows = [row for row in self._appointments.get(actor, ()) if row.record not in self._changed_appointments]
        for changed in self._changed_appointments.values():
            rows += [row for row in changed if row.person == actor]
        return standing_of(actor, rows, self.day, self.held(actor).record)

    def fresh_id(self) -> RecordId:
        """The id of a record that is to be born; nobody else has it, so it is never looked for."""
        made = fresh_id(self.now)
        self._known.add(made)
        return made

    def learn(self, ids: Collection[str]) -> None:
        """Load records that will be asked for, in one go; where the storage locks what it loads, they are locked."""
        unknown = sorted({*ids} - self._known)
        if unknown:
            self._known.update(unknown)
            self._heads.update(self._transaction.load(ids=unknown).heads)

    def find(
        self, criterion: Criterion, *, limit: int, newest_first: bool = False, bodies: bool = True
    ) -> list[HeadRow]:
        """Heads that the criterion is true of, as the batch has left them, by id; without bodies as `Reader.find`."""
        changed = {change.head.id: change.head for change in self.changes}
        found = self._stored(criterion, limit + len(changed), newest_first, bodies)
        heads = [head for head in found if head.id not in changed]
        heads += [head for head in changed.values() if matches(criterion, head, self.held(head.id).record.appointed)]
        return sorted(heads, key=lambda head: head.id, reverse=newest_first)[:limit]

    def _stored(self, criterion: Criterion, many: int, newest_first: bool, bodies: bool) -> list[HeadRow]:
        """So many heads that are stored, or more: nothing is stored while the batch is decided, so each is asked once.

        The later requests of a batch need more, by what the earlier ones have changed.
        """
        question = criterion, newest_first, bodies
        asked, found = self._found.get(question, (0, []))
        if asked < many and (asked == 0 or len(found) == asked):
            asked = many + self._room
            order = ("-id" if newest_first else "id",)
            found = self._transaction.find(criterion, order=order, limit=asked, bodies=bodies)
            self._found[question] = asked, found
        return found

    def record(self, head: HeadRow) -> Any:
        """The record of a head that was found; nothing is remembered of it."""
        return self.held(head.id).record if head.id in self._known else self._codec.record(head.kind, head.body)

    def tally(self, people: Collection[str], roles: frozenset[Role], criterion: Criterion) -> Counter[str]:
        """On how many records that the criterion is true of each of the people holds one of the roles today."""
        wanted = frozenset(people)
        key = (wanted, roles, criterion)
        if key not in self._tallied:
            self._tallied[key] = Counter(
                self._transaction.tally(wanted, {role.value for role in roles}, criterion, self.day.isoformat())
            )
        counted = self._tallied[key].copy()
        for after in {change.head.id: change.head for change in self.changes}.values():
            before = self._heads.get(after.id)
            if before is not None:
                record: Record = self._codec.record(before.kind, before.body)
                counted.subtract(self._holding(before, record, wanted, roles, criterion))
            counted.update(self._holding(after, self.held(after.id).record, wanted, roles, criterion))
        return counted

    def _holding(
        self, head: HeadRow, record: Record, people: frozenset[str], roles: frozenset[Role], criterion: Criterion
    ) -> set[str]:
        """Those of the people who hold one of the roles on that record, if the criterion is true of it."""
        if not matches(criterion, head, record.appointed):
            return set()
        return {
            a.person
            for a in record.appointed
            if a.person in people and a.role in roles and a.scope is Scope.RECORD and a.holds_on(self.day)
        }

    def entry(self, record_id: str, version: int) -> EntryRow:
        """An event that is stored or decided, for the receipt of a key that was used before."""
        for change in self.changes:
            if (change.entry.record, change.entry.version) == (record_id, version):
                return change.entry
        return self._transaction.entries(record_id, after=version - 1)[0]

    def lay(self, sheet: Sheet) -> None:
        """Take over what a request decided."""
        self._held.update(sheet.held_here)
        self.changes += sheet.changes
        for change in sheet.changes:
            if change.appointments is not None:
                self._forget_standings(change.head.id, change.appointments)
                self._changed_appointments[change.head.id] = change.appointments
            self._standings.pop(change.head.id, None)
            if change.receipt is not None:
                self.receipts[change.receipt.actor, change.receipt.key] = change.receipt

    def _forget_standings(self, record_id: str, rows: tuple[AppointmentRow, ...]) -> None:
        """Those whom the record's appointments name are resolved anew, and nobody else: an import is one long batch."""
        named = {row.person for row in (*self._changed_appointments.get(record_id, ()), *rows)}
        for actor in list(self._standings):
            if actor in named or any(row.record == record_id for row in self._appointments.get(actor, ())):
                del self._standings[actor]

    def _head(self, record_id: str) -> HeadRow | None:
        if record_id not in self._known:
            self._known.add(record_id)
            self._heads.update(self._transaction.load(ids=(record_id,)).heads)
        return self._heads.get(record_id)


class Sheet:
    """One request's decisions, not yet laid on the desk."""

    def __init__(self, desk: Desk) -> None:
        self.now = desk.now
        self.day = desk.day
        self._desk = desk
        self.held_here: dict[str, Stored] = {}
        self.changes: list[Change] = []
        self._read: dict[str, int] = {}

    @property
    def desk(self) -> Desk:
        """The desk it will be laid on; it knows nothing of this request yet."""
        return self._desk

    def held(self, record_id: str) -> Stored:
        """The record of that id, as this request has left it so far."""
        return self.held_here.get(record_id) or self._desk.held(record_id)

    def look(self, record_id: str) -> Record | None:
        """What a guard sees of another record; remembered, to be version-checked at commit."""
        held = self.held(record_id)
        self._read[record_id] = held.version
        record: Record | None = held.record
        return record

    def reads(self) -> tuple[tuple[str, int], ...]:
        """What the guards of the step just decided have looked at."""
        reads, self._read = tuple(self._read.items()), {}
        return reads

    def write(self, held: Stored, change: Change) -> None:
        """Note a decision."""
        self.held_here[change.head.id] = held
        self.changes.append(change)
