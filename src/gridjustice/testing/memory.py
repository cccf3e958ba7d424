"""A storage that forgets: the port in plain Python, to test with and to read before writing an adapter."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from typing import TypeVar

import attrs

from gridjustice.domain.criteria import FIELDS, Criterion, matches
from gridjustice.domain.record import Appointment, Role, Scope
from gridjustice.errors import (
    AdapterRejectedError,
    AdapterUnavailableError,
    InvalidError,
    KeyReusedError,
    NotFoundError,
    VersionConflictError,
)
from gridjustice.ports.storage import (
    EVERYTHING,
    AppointmentRow,
    Bundle,
    Change,
    DeadlineRow,
    EntryRow,
    HeadRow,
    Loaded,
    OutboxRow,
    Projection,
    Reader,
    ReceiptRow,
    Storage,
    Transaction,
    Value,
    not_prepared,
    sorting,
)
from gridjustice.testing.memory_lists import MemoryLists
from gridjustice.testing.memory_relaying import MemoryRelayReader, MemoryRelayWriter, RelayShelves

T = TypeVar("T")
U = TypeVar("U")


@attrs.define
class _Shelves:
    """What is stored, by what makes each row unique; copied before it changes, so that readers keep what they saw."""

    heads: dict[str, HeadRow] = attrs.Factory(dict)
    entries: dict[str, tuple[EntryRow, ...]] = attrs.Factory(dict)
    deadlines: dict[tuple[str, str], DeadlineRow] = attrs.Factory(dict)
    appointments: dict[tuple[str, int], AppointmentRow] = attrs.Factory(dict)
    listed: dict[tuple[str, str], Mapping[str, Value]] = attrs.Factory(dict)
    outbox: dict[tuple[str, int], OutboxRow] = attrs.Factory(dict)
    receipts: dict[tuple[str, str], ReceiptRow] = attrs.Factory(dict)
    relay: RelayShelves = attrs.Factory(RelayShelves)

    def copied(self) -> _Shelves:
        return _copied(self, relay=_copied(self.relay))

    def given_by(self, record: str) -> list[AppointmentRow]:
        rows: list[AppointmentRow] = []
        while (record, len(rows)) in self.appointments:
            rows.append(self.appointments[record, len(rows)])
        return rows


@attrs.define
class _Place:
    """What outlives a storage that is closed and opened again."""

    shelves: _Shelves = attrs.Factory(_Shelves)
    projections: dict[str, tuple[str, ...]] | None = None
    lock: threading.Lock = attrs.Factory(threading.Lock)
    owner: int = 0
    lists: MemoryLists = attrs.Factory(MemoryLists)


class _MemoryReader(Reader):
    def __init__(self, place: _Place) -> None:
        self._place = place
        self._shelves = place.shelves
        self._ended = False

    def end(self) -> None:
        self._ended = True

    @property
    def _now(self) -> _Shelves:
        if self._ended:
            raise AdapterRejectedError("this transaction has ended; nothing more can be asked of it")
        return self._shelves

    @property
    def relay(self) -> MemoryRelayReader:
        return MemoryRelayReader(self._now.relay)

    def load(
        self,
        ids: Collection[str] = (),
        keys: Collection[tuple[str, str]] = (),
        people: Collection[str] = (),
    ) -> Loaded:
        now = self._now
        appointments: dict[str, list[AppointmentRow]] = {}
        wanted = set(people)
        if wanted:
            for _, row in sorted(now.appointments.items()):
                if row.person in wanted and row.scope != Scope.RECORD.value:
                    appointments.setdefault(row.person, []).append(row)
        return Loaded(
            {id_: now.heads[id_] for id_ in ids if id_ in now.heads},
            {key: now.receipts[key] for key in keys if key in now.receipts},
            appointments,
        )

    def entries(self, record: str, after: int = 0) -> list[EntryRow]:
        return [entry for entry in self._now.entries.get(record, ()) if entry.version > after]

    def entries_of(self, keys: Collection[tuple[str, int]]) -> dict[tuple[str, int], EntryRow]:
        found = {
            (each.record, each.version): each for record in {key[0] for key in keys} for each in self.entries(record)
        }
        return {key: found[key] for key in keys if key in found}

    def find(
        self,
        criterion: Criterion,
        *,
        order: Sequence[str] = ("id",),
        after: HeadRow | None = None,
        limit: int = 100,
        bodies: bool = True,
    ) -> list[HeadRow]:
        by_due, newest_first = sorting(order)
        found = sorted(self._matching(criterion), key=lambda head: head.id, reverse=newest_first)
        if by_due:
            found.sort(key=_soonest)
        if after is not None:
            found = [head for head in found if _is_behind(head, after, by_due, newest_first)]
        listed = found[: max(limit, 0)]
        return listed if bodies else [head._replace(body=b"") for head in listed]

    def count(self, criterion: Criterion, by: Sequence[str] = ()) -> dict[tuple[str | None, ...], int]:
        if unknown := set(by) - set(FIELDS):
            raise InvalidError(f"records cannot be counted by {', '.join(sorted(unknown))}")
        counted: Counter[tuple[str | None, ...]] = Counter() if by else Counter({(): 0})
        counted.update(tuple(getattr(head, field) for field in by) for head in self._matching(criterion))
        return dict(counted)

    def tally(self, people: Collection[str], roles: Collection[str], criterion: Criterion, day: str) -> dict[str, int]:
        wanted, among, counted = set(people), set(roles), Counter[str]()
        for head in self._matching(criterion) if wanted and among else ():
            holding = {
                row.person
                for row in self._now.given_by(head.id)
                if row.scope == Scope.RECORD.value
                and (row.place == head.id and row.person in wanted and row.role in among)
                and (row.since <= day and (row.until is None or day <= row.until))
            }
            counted.update(holding)
        return dict(counted)

    def watched(self, instant: str, *, after: DeadlineRow | None = None, limit: int = 1000) -> list[DeadlineRow]:
        def place(row: DeadlineRow) -> tuple[str, str, str]:
            return row.watch or "", row.record, row.name

        come = [row for row in self._now.deadlines.values() if row.watch is not None and row.watch <= instant]
        come = sorted((row for row in come if after is None or place(row) > place(after)), key=place)
        return come[: max(limit, 0)]

    def provisional(self, calendar: str, *, after: DeadlineRow | None = None, limit: int = 1000) -> list[DeadlineRow]:
        found = [row for row in self._now.deadlines.values() if row.provisional not in (None, calendar)]
        found = sorted(row for row in found if after is None or row[:2] > after[:2])
        return found[: max(limit, 0)]

    def numbers(self, kind: str, column: str, value: str) -> list[str]:
        if column not in (self._place.projections or {}).get(kind, ()):
            raise NotFoundError(f"no projection of {kind!r} has a column {column!r}")
        found = (id_ for (of, id_), row in self._now.listed.items() if of == kind and row.get(column) == value)
        return sorted(found)[:10]

    def given(
        self, kind: str, roles: Collection[str], day: str, criterion: Criterion = EVERYTHING
    ) -> list[tuple[str, str, str, str]]:
        now, wanted = self._now, set(roles)
        if kind not in (self._place.projections or {}):
            raise NotFoundError(f"no projection of {kind!r}")
        found: list[tuple[str, str, str, str]] = []
        for id_ in sorted(id_ for of, id_ in now.listed if of == kind):
            rows = now.given_by(id_)
            if matches(criterion, now.heads[id_], [_appointment(row) for row in rows]):
                found += [
                    (id_, row.person, row.role, row.place)
                    for row in rows
                    if row.role in wanted and row.since <= day and (row.until is None or day <= row.until)
                ]
        return found

    def listed(self, kind: str, columns: Sequence[str], ids: Collection[str] | None = None) -> list[tuple[Value, ...]]:
        if unknown := set(columns) - set((self._place.projections or {}).get(kind, ())):
            raise NotFoundError(f"no projection of {kind!r} has a column {', '.join(sorted(unknown))}")
        wanted = None if ids is None else set(ids)
        rows = {i: r for (of, i), r in self._now.listed.items() if of == kind and (wanted is None or i in wanted)}
        return [(id_, *(rows[id_].get(column) for column in columns)) for id_ in sorted(rows)]

    def count_listed(
        self, kind: str, by: Sequence[str], criterion: Criterion, *, since: tuple[str, str] | None = None
    ) -> dict[tuple[Value, ...], int]:
        columns = (self._place.projections or {}).get(kind)
        if columns is None:
            raise NotFoundError(f"there is no projection of {kind!r}")
        for name in (*by, *(since[:1] if since else ())):
            if name not in columns and (name not in FIELDS or (since and name == since[0])):
                raise NotFoundError(f"no projection of {kind!r} has a column {name!r}")
        counted: Counter[tuple[Value, ...]] = Counter()
        for head in self._matching(criterion):
            row = self._now.listed.get((kind, head.id))
            if row is None or head.kind != kind:
                continue
            if since is not None and ((value := row.get(since[0])) is None or str(value) < since[1]):
                continue
            counted[tuple(getattr(head, name) if name in FIELDS else row.get(name) for name in by)] += 1
        return dict(counted)

    def bundles(self) -> Iterator[Bundle]:
        now = self._now
        ids = {*now.heads, *now.entries, *(id_ for _, id_ in now.listed), *(r.record for r in now.receipts.values())}
        for shelf in (now.deadlines, now.appointments, now.outbox):
            ids.update(id_ for id_, _ in shelf)
        for id_ in sorted(ids):
            listed = {kind: [dict(row)] for (kind, of), row in sorted(now.listed.items()) if of == id_}
            yield Bundle(
                id_,
                [now.heads[id_]] if id_ in now.heads else [],
                list(now.entries.get(id_, ())),
                sorted(row for row in now.deadlines.values() if row.record == id_),
                now.given_by(id_),
                listed,
                sorted(row for row in now.outbox.values() if row.record == id_),
                sorted(row for row in now.receipts.values() if row.record == id_),
            )

    def _matching(self, criterion: Criterion) -> list[HeadRow]:
        now = self._now
        return [
            head
            for head in now.heads.values()
            if matches(criterion, head, [_appointment(row) for row in now.given_by(head.id)])
        ]


class _MemoryTransaction(_MemoryReader, Transaction):
    lost: BaseException | None = None

    def keep(self, changes: Sequence[Change]) -> None:
        if self.lost is not None:
            raise self.lost
        self._own()
        try:
            for change in changes:
                self._keep(change)
        except BaseException as problem:
            self.lost = problem
            raise

    @property
    def relay(self) -> MemoryRelayWriter:
        return MemoryRelayWriter(self._own().relay)

    def _own(self) -> _Shelves:
        """The shelves, copied before they are first changed."""
        if self._now is self._place.shelves:
            self._shelves = self._shelves.copied()
        return self._shelves

    def _keep(self, change: Change) -> None:
        now, head, entry = self._now, change.head, change.entry
        for id_, expected in ((head.id, change.before), *change.reads):
            found = now.heads[id_].version if id_ in now.heads else 0
            if found != expected:
                raise VersionConflictError(id_, expected, found)
        now.heads[head.id] = head
        before = now.entries.get(entry.record, ())
        if any(other.version == entry.version for other in before):
            raise AdapterRejectedError(f"there is an event {entry.version} of record {entry.record} already")
        now.entries[entry.record] = tuple(sorted((*before, entry), key=lambda other: other.version))
        if change.deadlines is not None:
            _drop(now.deadlines, [key for key in now.deadlines if key[0] == head.id])
            now.deadlines.update({(row.record, row.name): row for row in change.deadlines})
        if change.appointments is not None:
            _drop(now.appointments, [(head.id, n) for n in range(len(now.given_by(head.id)))])
            now.appointments.update({(row.record, n): row for n, row in enumerate(change.appointments)})
        if change.listed is not None:
            self._list(head, change.listed)
        now.outbox[change.outbox.record, change.outbox.version] = change.outbox
        now.relay.unspread[change.outbox.record, change.outbox.version] = change.outbox.tells
        if change.receipt is not None:
            key = (change.receipt.actor, change.receipt.key)
            if key in now.receipts:
                raise KeyReusedError(*key)
            now.receipts[key] = change.receipt

    def _list(self, head: HeadRow, row: Mapping[str, Value]) -> None:
        columns = (self._place.projections or {}).get(head.kind)
        if columns is None:
            raise NotFoundError(f"no projection of {head.kind!r} is known here; `use` it first")
        if unknown := row.keys() - set(columns):
            raise NotFoundError(f"the projection of {head.kind!r} has no column {', '.join(sorted(unknown))}")
        self._now.listed[head.kind, head.id] = {column: row.get(column) for column in columns}


class MemoryStorage(Storage):
    """A storage in this process alone, gone with it."""

    def __init__(self, of: MemoryStorage | None = None) -> None:
        """A new place, or the place of another storage opened again."""
        self._place: _Place = of._place if of is not None else _Place()

    def run(self, work: Callable[[Transaction], T]) -> T:
        place = self._place
        if place.owner == threading.get_ident():
            raise AdapterUnavailableError("a transaction was begun inside another one, by the same thread")
        with place.lock:
            place.owner = threading.get_ident()
            transaction = _MemoryTransaction(place)
            try:
                result = work(transaction)
                if transaction.lost is not None:
                    raise transaction.lost
                place.shelves = transaction._now
                return result
            finally:
                transaction.end()
                place.owner = 0

    def may_share(self) -> bool:
        return self._place.owner != threading.get_ident()

    @contextmanager
    def read(self) -> Generator[Reader]:
        reader = _MemoryReader(self._place)
        try:
            yield reader
        finally:
            reader.end()

    def prepare(self, projections: Iterable[Projection]) -> None:
        self._place.projections = (self._place.projections or {}) | _columns(projections)

    def use(self, projections: Iterable[Projection]) -> None:
        if self._place.projections is None or not _columns(projections).items() <= self._place.projections.items():
            raise not_prepared("this memory")

    def lists(self) -> MemoryLists:
        """Lists that are gone with it too."""
        return self._place.lists

    def close(self) -> None:
        """Nothing to give back; what was kept is there for a storage of the same place."""


@lru_cache(maxsize=4096)
def _appointment(row: AppointmentRow) -> Appointment:
    return Appointment(
        person=row.person,
        role=Role(row.role),
        scope=Scope(row.scope),
        place=row.place,
        since=date.fromisoformat(row.since),
        until=date.fromisoformat(row.until) if row.until else None,
    )


def _columns(projections: Iterable[Projection]) -> dict[str, tuple[str, ...]]:
    return {projection.kind: tuple(column.name for column in projection.columns) for projection in projections}


def _copied(shelves: T, **others: object) -> T:
    """The same shelves with copies of what stands on them."""
    names = [field.name for field in attrs.fields(type(shelves)) if field.name not in others]  # type: ignore[arg-type]  # attrs classes
    return type(shelves)(**{name: dict(getattr(shelves, name)) for name in names}, **others)


def _soonest(head: HeadRow) -> tuple[bool, str]:
    return head.due is None, head.due or ""


def _is_behind(head: HeadRow, after: HeadRow, by_due: bool, newest_first: bool) -> bool:
    if by_due and _soonest(head) != _soonest(after):
        return _soonest(head) > _soonest(after)
    return head.id < after.id if newest_first else head.id > after.id


def _drop(shelf: dict[T, U], keys: Iterable[T]) -> None:
    for key in keys:
        del shelf[key]
