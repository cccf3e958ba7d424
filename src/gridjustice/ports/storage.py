"""The storage port: where records, events, deadlines, appointments, outbox rows and keys are kept together.

An adapter keeps *rows*, tuples of texts, numbers and opaque bytes; it knows nothing of disputes or courts. Instants
are texts of fixed width (``2026-11-23T01:02:03.000000Z``), days are ``2026-11-23``, so that text order is time order
on every database, and a row is byte for byte what the event says.

The promises, each with a test of its number in `gridjustice.testing.storage`:

1.  **All or nothing.** What `Transaction.keep` was given in one `Storage.run` is there after it returns, and survives
    the death of process and machine; if `run` raises, nothing of it is there.
2.  **Compare and set.** A change is kept only if the record is at ``change.before`` (0: not born), and every record in
    ``change.reads`` is at the version that was read; otherwise `VersionConflictError` and promise 1.
3.  **A key once.** A second receipt of the same (actor, key) is never kept: `KeyReusedError` and promise 1.
4.  **Verbatim.** Bytes and texts come back as they were given: case, trailing blanks, any Unicode, order of members.
5.  **Isolation.** Inside a `run`, `load` sees the latest committed rows, and no other writer changes a loaded record
    before it ends; a transaction sees its own changes.
6.  **Order.** Entries of a record come by version; heads by what was asked, then by id, in code-point order.
7.  **Two-valued criteria.** `find` and `count` return exactly the records for which `criteria.matches` is true.
8.  **May run again.** `run` may call ``work`` more than once (deadlock, lost connection before commit), never after a
    commit that may have happened: that is `AdapterUnavailableError`.
9.  **Constant statements.** The number of statements of `load`, `tally` and `keep` does not grow with the number of
    items beyond one for each thousand.
10. **Threads.** A storage may be used by many threads at once. `may_share` says whether they take turns in `run`, and
    is never true in a thread that is inside of it.
11. to 15. but 13.: what is kept for the relay, see `gridjustice.ports.relaying`.
13. **In bulk.** `given`, `count_listed`, and `listed` of all records take one statement each, however much there is;
    no body is read.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, TypeVar

from gridjustice.domain.criteria import Criterion, Everything
from gridjustice.errors import InvalidError, NotFoundError
from gridjustice.ports.lists import Lists, no_lists
from gridjustice.ports.relaying import RelayReader, RelayWriter

T = TypeVar("T")

EVERYTHING = Everything()


class HeadRow(NamedTuple):
    """A record as it is now: one row of the table ``record``.

    Attributes:
        due: the earliest instant at which an open deadline runs out, or None.
        hash: of its newest event, 64 hexadecimal characters.
        body: the record as canonical JSON, personal data sealed.
    """

    id: str
    kind: str
    court: str
    unit: str | None
    grid: str | None
    state: str
    version: int
    due: str | None
    hash: str
    body: bytes


class EntryRow(NamedTuple):
    """An event as it was stored: one row of the table ``event``; never changed, never deleted.

    Attributes:
        state: after the step.
        hash: SHA-256 of ``body``, hexadecimal; the body holds the hash of the event before it.
        body: the event as canonical JSON, personal data sealed.
    """

    record: str
    version: int
    kind: str
    court: str
    unit: str | None
    grid: str | None
    step: str
    state: str
    actor: str
    day: str
    at: str
    hash: str
    body: bytes


class DeadlineRow(NamedTuple):
    """An open deadline: one row of the table ``deadline``, for the sweep and the recount.

    Attributes:
        watch: the next instant at which something happens by itself for it; None where nothing more does.
        provisional: version of the calendar it was counted with, where a later one may move it; None where none will.
    """

    record: str
    name: str
    kind: str
    due: str
    runs_out: str
    watch: str | None
    provisional: str | None


class AppointmentRow(NamedTuple):
    """A role that a record gives to a person: one row of the table ``appointment``."""

    record: str
    person: str
    role: str
    scope: str
    place: str
    since: str
    until: str | None


class OutboxRow(NamedTuple):
    """What the relay has to tell, as a reference: texts are rendered when they are sent.

    Attributes:
        tells: audiences, joined by commas; may be empty, since subscribers hear of every event.
    """

    record: str
    version: int
    tells: str


class ReceiptRow(NamedTuple):
    """A key that was used: the same key with the same request gives the same receipt again.

    Attributes:
        request: fingerprint of what was asked.
        record: the record the step was taken on.
        version: its version after the step.
    """

    actor: str
    key: str
    request: str
    record: str
    version: int


Value = str | int | None
"""What stands in a projection's column: texts, whole numbers (0 and 1 for no and yes), or nothing."""


class Change(NamedTuple):
    """One step's whole effect.

    Attributes:
        before: the version the record must be at; 0 for a birth.
        head: the record after it.
        entry: the event.
        deadlines: all open deadlines after it, or None where they did not change.
        appointments: all appointments the record gives after it, or None where they did not change.
        listed: the row of the kind's projection, column to value, or None where it did not change.
        outbox: what the relay has to tell.
        receipt: the key it was asked under; None for a consequence.
        reads: (id, version) of the other records that its guards read; version 0 for "there was none".
    """

    before: int
    head: HeadRow
    entry: EntryRow
    deadlines: tuple[DeadlineRow, ...] | None
    appointments: tuple[AppointmentRow, ...] | None
    listed: Mapping[str, Value] | None
    outbox: OutboxRow
    receipt: ReceiptRow | None
    reads: tuple[tuple[str, int], ...]


class Loaded(NamedTuple):
    """What `Reader.load` found; what is not there is missing from the mappings."""

    heads: Mapping[str, HeadRow]
    receipts: Mapping[tuple[str, str], ReceiptRow]
    appointments: Mapping[str, Sequence[AppointmentRow]]


class Bundle(NamedTuple):
    """Everything stored under one record id, whether it fits together or not; for `audit verify`.

    Attributes:
        listed: by kind, the rows of its projection without the column ``record``; only kinds that have any.
        oddities: (table, what is wrong with it) where the adapter finds fault with what no row of the port shows.
    """

    id: str
    heads: Sequence[HeadRow]
    entries: Sequence[EntryRow]
    deadlines: Sequence[DeadlineRow]
    appointments: Sequence[AppointmentRow]
    listed: Mapping[str, Sequence[Mapping[str, Value]]]
    outbox: Sequence[OutboxRow]
    receipts: Sequence[ReceiptRow]
    oddities: Sequence[tuple[str, str]] = ()


class Column(NamedTuple):
    """A column of a projection.

    Attributes:
        type: ``text`` or ``integer``; days and instants are texts.
    """

    name: str
    type: str


class Projection(NamedTuple):
    """The table that shows a kind's plain fields to whoever writes SQL: made from the domain class.

    Attributes:
        kind: also the table's name, behind ``listed_``.
        columns: beside the primary key ``record``.
    """

    kind: str
    columns: tuple[Column, ...]


class Reader(ABC):
    """Reading, from one consistent state."""

    @property
    @abstractmethod
    def relay(self) -> RelayReader:
        """What is kept for the relay."""

    @abstractmethod
    def load(
        self,
        ids: Collection[str] = (),
        keys: Collection[tuple[str, str]] = (),
        people: Collection[str] = (),
    ) -> Loaded:
        """Heads by id, receipts by (actor, key), and people's appointments of every scope but ``record``."""

    @abstractmethod
    def entries(self, record: str, after: int = 0) -> list[EntryRow]:
        """The events of a record behind that version, in order."""

    @abstractmethod
    def entries_of(self, keys: Collection[tuple[str, int]]) -> dict[tuple[str, int], EntryRow]:
        """Events by (record, version), one statement for each thousand; what is not there is missing."""

    @abstractmethod
    def find(
        self,
        criterion: Criterion,
        *,
        order: Sequence[str] = ("id",),
        after: HeadRow | None = None,
        limit: int = 100,
        bodies: bool = True,
    ) -> list[HeadRow]:
        """Heads that the criterion is true of.

        Args:
            criterion: which.
            order: ``id`` (oldest first, ids being time-ordered), ``-id`` (newest first) or ``due`` (soonest first,
                those without a deadline last); the id breaks ties.
            after: go on behind this head.
            limit: how many at the most.
            bodies: whether their bodies are read; otherwise each head has an empty one.

        Raises:
            InvalidError: there is no such order.
        """

    @abstractmethod
    def count(self, criterion: Criterion, by: Sequence[str] = ()) -> dict[tuple[str | None, ...], int]:
        """How many records the criterion is true of, for each combination of the fields in ``by``.

        Without fields the answer is ``{(): number}``, also when there are none.

        Raises:
            InvalidError: one of the fields is none of `criteria.FIELDS`.
        """

    @abstractmethod
    def tally(self, people: Collection[str], roles: Collection[str], criterion: Criterion, day: str) -> dict[str, int]:
        """On how many records that the criterion is true of each of the people holds one of the roles that day.

        Asked of appointments of scope ``record``, as `criteria.Held` is; whoever holds none is missing.

        Args:
            people: ids.
            roles: as rows hold them.
            criterion: which records.
            day: as rows hold days.
        """

    @abstractmethod
    def watched(self, instant: str, *, after: DeadlineRow | None = None, limit: int = 1000) -> list[DeadlineRow]:
        """Deadlines whose `DeadlineRow.watch` has come at that instant.

        The oldest first; those of one instant by record, then name.
        """

    @abstractmethod
    def provisional(self, calendar: str, *, after: DeadlineRow | None = None, limit: int = 1000) -> list[DeadlineRow]:
        """Deadlines that were counted provisionally, with another calendar than that version; by record, then name."""

    @abstractmethod
    def numbers(self, kind: str, column: str, value: str) -> list[str]:
        """Ids of the kind's records whose projection has that value in that text column, at most 10, in order.

        Raises:
            NotFoundError: there is no such projection or column.
        """

    @abstractmethod
    def given(
        self, kind: str, roles: Collection[str], day: str, criterion: Criterion = EVERYTHING
    ) -> list[tuple[str, str, str, str]]:
        """The appointments that a kind's records give and that are in force on a day: who was what, in bulk.

        Args:
            kind: of the records.
            roles: which.
            day: as ``2026-11-23``, both ends of an appointment included.
            criterion: of which of the records.

        Returns:
            (record, person, role, place), by record and then as the record gives them.

        Raises:
            NotFoundError: there is no projection of that kind.
        """

    @abstractmethod
    def listed(self, kind: str, columns: Sequence[str], ids: Collection[str] | None = None) -> list[tuple[Value, ...]]:
        """The id and these columns of a kind's projection, by id.

        Args:
            kind: of the records.
            columns: which.
            ids: of these records alone, one statement for each thousand; of every record where it is None.

        Raises:
            NotFoundError: there is no such projection or column.
        """

    @abstractmethod
    def count_listed(
        self, kind: str, by: Sequence[str], criterion: Criterion, *, since: tuple[str, str] | None = None
    ) -> dict[tuple[Value, ...], int]:
        """How many records of a kind the criterion is true of, for each combination of the fields in ``by``.

        Args:
            kind: whose projection is counted together with the heads.
            by: fields of a head (`criteria.FIELDS`), or else columns of the projection.
            criterion: which records.
            since: (text column, value): only records whose column is there and not less than the value.

        Raises:
            NotFoundError: there is no such projection or column.
        """

    @abstractmethod
    def bundles(self) -> Iterator[Bundle]:
        """Everything stored, by record id, in memory that does not grow with the store; orphans included."""


class Transaction(Reader):
    """Reading and writing, all or nothing."""

    @property
    @abstractmethod
    def relay(self) -> RelayWriter:
        """What is kept for the relay, to be changed in the same transaction."""

    @abstractmethod
    def keep(self, changes: Sequence[Change]) -> None:
        """Store the changes in their order; a record may be changed more than once.

        Once it has raised, the transaction is lost: `Storage.run` raises the same error, whatever ``work`` makes of it.

        Raises:
            VersionConflictError: promise 2.
            KeyReusedError: promise 3.
        """


class Storage(ABC):
    """A place to keep a court's records; see the promises at the top of this module."""

    @abstractmethod
    def run(self, work: Callable[[Transaction], T]) -> T:
        """Do the work in one transaction and commit it.

        Args:
            work: pure but for the transaction, since it may be called again.

        Raises:
            AdapterUnavailableError: locked or gone; nothing was kept, or it cannot be known.
        """

    def may_share(self) -> bool:
        """Whether threads that write at once take turns here, so that they had better share a transaction.

        Then the steps that are taken while one thread is in its turn are decided and committed together by the next.
        Never where a transaction belongs to a thread (a lent connection), nor in a thread that is in its turn already.
        """
        return False

    @abstractmethod
    def read(self) -> AbstractContextManager[Reader]:
        """A consistent view that keeps no writer waiting."""

    @abstractmethod
    def prepare(self, projections: Iterable[Projection]) -> None:
        """Create what is missing (tables, indexes, migrations); safe to call again.

        Every process calls `use` instead; `prepare` is what ``gridjustice init`` does.
        """

    @abstractmethod
    def use(self, projections: Iterable[Projection]) -> None:
        """Take note of the projections.

        Raises:
            NotFoundError: the store was not prepared, or for an older version of the library.
        """

    def lists(self) -> Lists:
        """The reference lists that are kept beside the records.

        Raises:
            AdapterUnsupportedError: this storage keeps none.
        """
        raise no_lists()

    @abstractmethod
    def close(self) -> None:
        """Give back connections and files; the storage is not used again."""


def sorting(order: Sequence[str]) -> tuple[bool, bool]:
    """What an order of heads means: (soonest due first, newest first among those that are equal in that).

    Raises:
        InvalidError: there is no such order.
    """
    match tuple(order):
        case ("id" | "-id" as last,):
            return False, last == "-id"
        case ("due",) | ("due", "id"):
            return True, False
        case ("due", "-id"):
            return True, True
    raise InvalidError(f"records cannot be ordered by {', '.join(order)!r}; by id, -id or due they can")


def not_prepared(where: str) -> NotFoundError:
    """The error of a store that nobody has prepared."""
    return NotFoundError(
        f"{where} holds no GridJustice store of this version with the tables of all these kinds; "
        "run `gridjustice init`, or open it once with prepare=True and the same plugins"
    )
