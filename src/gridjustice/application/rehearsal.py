"""A rehearsal: steps that are decided as if they were taken, kept aside, and then carried out or forgotten.

An import has to know that nothing of it is refused before it stores the first row, and must not keep everybody else
from working while it finds out. So its steps are decided against one consistent view of the storage, with what was
decided before laid over it on disk; nothing is locked. `Rehearsal.carry_out` then keeps the very decisions, batch by
batch, by compare and set: if somebody changed a record that was decided on or looked at, the batch is a conflict and
not kept, and who rehearses decides the rest anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC
from typing import TYPE_CHECKING, Any, NoReturn

from gridjustice.application.codec import pack_change, unpack_change
from gridjustice.application.request import Receipt, Request
from gridjustice.domain.criteria import Criterion
from gridjustice.errors import AdapterUnsupportedError, GridJusticeError, VersionConflictError
from gridjustice.ports.storage import (
    EVERYTHING,
    AppointmentRow,
    Bundle,
    Change,
    DeadlineRow,
    EntryRow,
    HeadRow,
    Loaded,
    Reader,
    Transaction,
    Value,
)

if TYPE_CHECKING:
    from gridjustice.application.office import Office

BATCH = 1000
"""So many changes are kept by one transaction: nobody waits long, and a disk's flush is shared by many."""

_TABLES = """
CREATE TABLE change (seq INTEGER PRIMARY KEY, packed BLOB NOT NULL);
CREATE TABLE head (id TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE receipt (actor TEXT, key TEXT, seq INTEGER NOT NULL, PRIMARY KEY (actor, key)) WITHOUT ROWID;
CREATE TABLE appointment (record TEXT, position INTEGER, person TEXT, role TEXT, scope TEXT, place TEXT, since TEXT,
    until TEXT, PRIMARY KEY (record, position)) WITHOUT ROWID;
CREATE INDEX appointment_person ON appointment (person);
CREATE TABLE given (record TEXT PRIMARY KEY) WITHOUT ROWID;
"""


@contextmanager
def scratch(tables: str) -> Iterator[sqlite3.Connection]:
    """A database that nobody else can open and that is gone with the process, however that ends.

    SQLite keeps it in memory while it is small, then in a file without a name; names and telephone numbers must not
    lie about in a temporary folder after a crash.
    """
    connection = sqlite3.connect("", isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA cache_size=-16384")
        connection.executescript(tables)
        connection.execute("BEGIN")
        yield connection
    finally:
        connection.close()


class Rehearsal:
    """Steps decided and not taken, over one view of the storage; use `rehearsing`.

    Attributes:
        carried_out: how many of its steps are stored.
    """

    def __init__(self, office: Office, reader: Reader, kept: sqlite3.Connection) -> None:
        self._office = office
        self._overlay = _Overlay(reader, kept)
        self._kept = kept
        self._actors: dict[str, list[tuple[Any, ...]]] = {}
        self.carried_out = 0

    @property
    def decided(self) -> int:
        """How many steps would be taken, those that follow from others included."""
        return self._overlay.seq

    def load(self, ids: Collection[str], keys: Collection[tuple[str, str]] = ()) -> Loaded:
        """Heads and receipts as they would be by now; of more than these, where more was asked for just before."""
        return self._overlay.load(ids=ids, keys=keys)

    def decide(self, requests: Sequence[Request], near: Collection[str] = ()) -> list[Receipt | GridJusticeError]:
        """What `Office.take_many` would answer now, after all that was decided before.

        Args:
            requests: the steps, in their order.
            near: ids of records that their guards will look at, so that they are loaded with the rest.
        """
        for actor in {r.actor for r in requests} - self._actors.keys():
            self._actors[actor] = _standing(self._overlay.reader, actor)
        now = self._office.clock.now().astimezone(UTC)
        return self._office.deciding.decide(self._overlay, requests, now, together=False, near=near)

    def carry_out(self, progress: Callable[[int, int], None] | None = None) -> None:
        """All that was decided is stored; each batch at once, so that who is killed has whole batches.

        Raises:
            VersionConflictError: somebody changed what was decided on, or an actor's roles; the batches before are
                stored, this one and those behind it are not.
            KeyReusedError: somebody used one of the keys meanwhile; as above.
            AdapterUnavailableError: the storage is locked or gone; as above.
        """
        total = self.decided
        rows = self._kept.execute("SELECT packed FROM change ORDER BY seq")
        while packed := rows.fetchmany(BATCH):
            changes = [unpack_change(row[0]) for row in packed]
            self._office.storage.run(lambda transaction, changes=changes: self._keep(transaction, changes))  # type: ignore[misc]  # binds the batch of this turn
            self.carried_out += len(changes)
            if progress:
                progress(self.carried_out, total)

    def _keep(self, transaction: Transaction, changes: Sequence[Change]) -> None:
        """Keep a batch, where those in whose names it was decided still stand where they stood."""
        for actor, before in self._actors.items():
            if _standing(transaction, actor) != before and not any(c.head.id == actor for c in changes):
                raise VersionConflictError(actor, 0, None)
        transaction.load(ids=[change.head.id for change in changes if change.before])
        transaction.keep(changes)


@contextmanager
def rehearsing(office: Office) -> Iterator[Rehearsal]:
    """A rehearsal over what is stored now; its view of the storage is given back at the end."""
    with scratch(_TABLES) as kept, office.storage.read() as reader:
        yield Rehearsal(office, reader, kept)


def _standing(reader: Reader, actor: str) -> list[tuple[Any, ...]]:
    """What an actor's roles rest on."""
    loaded = reader.load(ids=(actor,), people=(actor,))
    head = loaded.heads.get(actor)
    state = () if head is None else (head.state,)
    return [state, *sorted(map(tuple, loaded.appointments.get(actor, ())))]


class _Overlay(Transaction):
    """A view of the storage with what was decided laid over it; no write reaches the storage."""

    def __init__(self, reader: Reader, kept: sqlite3.Connection) -> None:
        self.reader = reader
        self.seq = 0
        self._kept = kept
        self._last = Loaded({}, {}, {})
        self._asked: tuple[set[str], set[tuple[str, str]]] = (set(), set())

    def load(
        self,
        ids: Collection[str] = (),
        keys: Collection[tuple[str, str]] = (),
        people: Collection[str] = (),
    ) -> Loaded:
        """As the port says; what was asked a moment ago is not looked up again, as long as nothing was kept since."""
        if not (self._asked[0].issuperset(ids) and self._asked[1].issuperset(keys)):
            self._last = self._looked_up(ids, keys)
            self._asked = (set(ids), set(keys))
        heads, receipts, _ = self._last
        given = self.reader.load(people=people).appointments if people else {}
        return Loaded(heads, receipts, {p: self._appointments(p, given.get(p, ())) for p in people})

    def _looked_up(self, ids: Collection[str], keys: Collection[tuple[str, str]]) -> Loaded:
        stored = self.reader.load(ids=ids, keys=keys)
        if not self.seq:
            return stored
        heads, receipts = dict(stored.heads), dict(stored.receipts)
        for change in self._changes("head", "id", list(ids)):
            heads[change.head.id] = change.head
        missing = [key for key in keys if key not in receipts]
        for actor in {actor for actor, _ in missing}:
            wanted = [key for each, key in missing if each == actor]
            for change in self._changes("receipt", "key", wanted, " AND actor = ?", actor):
                assert change.receipt is not None, "only changes with a receipt stand in that table"
                receipts[actor, change.receipt.key] = change.receipt
        return Loaded(heads, receipts, {})

    def _appointments(self, person: str, stored: Iterable[AppointmentRow]) -> list[AppointmentRow]:
        given = {row.record: self._given(row.record) for row in stored}
        rows = [row for row in stored if not given[row.record]]
        found = self._kept.execute(
            "SELECT record, person, role, scope, place, since, until FROM appointment WHERE person = ? "
            "AND scope <> 'record' ORDER BY record, position",
            (person,),
        )
        return [*rows, *map(AppointmentRow._make, found)]

    def _given(self, record: str) -> bool:
        return self._kept.execute("SELECT 1 FROM given WHERE record = ?", (record,)).fetchone() is not None

    def _changes(
        self, table: str, column: str, values: Sequence[str], besides: str = "", *more: str
    ) -> Iterator[Change]:
        for start in range(0, len(values), 500):
            some = values[start : start + 500]
            marks = ",".join("?" * len(some))
            found = self._kept.execute(
                f"SELECT packed FROM {table} JOIN change USING (seq) WHERE {column} IN ({marks}){besides}",  # noqa: S608  # names of our own tables
                (*some, *more),
            )
            for (packed,) in found.fetchall():
                yield unpack_change(packed)

    @property
    def relay(self) -> NoReturn:
        raise AdapterUnsupportedError("a rehearsal tells nobody of what it decided")

    def entries(self, record: str, after: int = 0) -> list[EntryRow]:
        return self.reader.entries(record, after)

    def keep(self, changes: Sequence[Change]) -> None:
        self._asked = (set(), set())
        numbered = list(enumerate(changes, self.seq + 1))
        self.seq += len(changes)
        send = self._kept.executemany
        send("INSERT INTO change VALUES (?, ?)", [(seq, pack_change(change)) for seq, change in numbered])
        send("INSERT OR REPLACE INTO head VALUES (?, ?)", [(change.head.id, seq) for seq, change in numbered])
        receipts = [(c.receipt.actor, c.receipt.key, seq) for seq, c in numbered if c.receipt is not None]
        send("INSERT INTO receipt VALUES (?, ?, ?)", receipts)
        gives = {c.head.id: c.appointments for c in changes if c.appointments is not None}
        later = [(record,) for record, rows in gives.items()]
        send("DELETE FROM appointment WHERE record = ?", later)
        send("INSERT OR IGNORE INTO given VALUES (?)", later)
        rows = [(row.record, position, *row[1:]) for given in gives.values() for position, row in enumerate(given)]
        send("INSERT INTO appointment VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    # What deciding never asks.

    def entries_of(self, keys: Collection[tuple[str, int]]) -> dict[tuple[str, int], EntryRow]:
        raise _no_lists()

    def find(
        self,
        criterion: Criterion,
        *,
        order: Sequence[str] = ("id",),
        after: HeadRow | None = None,
        limit: int = 100,
        bodies: bool = True,
    ) -> list[HeadRow]:
        raise _no_lists()

    def count(self, criterion: Criterion, by: Sequence[str] = ()) -> dict[tuple[str | None, ...], int]:
        raise _no_lists()

    def watched(self, instant: str, *, after: DeadlineRow | None = None, limit: int = 1000) -> list[DeadlineRow]:
        raise _no_lists()

    def provisional(self, calendar: str, *, after: DeadlineRow | None = None, limit: int = 1000) -> list[DeadlineRow]:
        raise _no_lists()

    def numbers(self, kind: str, column: str, value: str) -> list[str]:
        raise _no_lists()

    def given(
        self, kind: str, roles: Collection[str], day: str, criterion: Criterion = EVERYTHING
    ) -> list[tuple[str, str, str, str]]:
        raise _no_lists()

    def tally(self, people: Collection[str], roles: Collection[str], criterion: Criterion, day: str) -> dict[str, int]:
        raise _no_lists()

    def count_listed(
        self, kind: str, by: Sequence[str], criterion: Criterion, *, since: tuple[str, str] | None = None
    ) -> dict[tuple[Value, ...], int]:
        raise _no_lists()

    def listed(self, kind: str, columns: Sequence[str], ids: Collection[str] | None = None) -> list[tuple[Value, ...]]:
        raise _no_lists()

    def bundles(self) -> Iterator[Bundle]:
        raise _no_lists()


def _no_lists() -> AdapterUnsupportedError:
    return AdapterUnsupportedError("a rehearsal knows records by their ids and keeps no lists")
