"""Reading, on one cursor of the driver inside one transaction."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Sequence
from typing import Any

from gridjustice.domain.criteria import Criterion
from gridjustice.errors import AdapterRejectedError
from gridjustice.ports.storage import (
    EVERYTHING,
    AppointmentRow,
    Bundle,
    DeadlineRow,
    EntryRow,
    HeadRow,
    Loaded,
    Reader,
    ReceiptRow,
    Value,
    sorting,
)
from gridjustice_sqlalchemy.branches import Below, Branch
from gridjustice_sqlalchemy.bundles import bundles
from gridjustice_sqlalchemy.connections import Connection
from gridjustice_sqlalchemy.relaying import SqlRelayReader
from gridjustice_sqlalchemy.statements import MANY, Parts, Statements


class SqlReader(Reader):
    """What is stored, as one transaction sees it.

    Attributes:
        is_open: whether the transaction has begun, and has not ended.
    """

    _locks = False

    def __init__(self, connection: Connection, statements: Statements) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._statements = statements
        self._walks: list[Generator[Bundle]] = []
        self.is_open = False

    @property
    def relay(self) -> SqlRelayReader:
        return SqlRelayReader(self._cursor, self._statements)

    @property
    def cursor(self) -> Any:
        """The driver's cursor inside the transaction, for what this class has no statements for."""
        return self._cursor

    def begin(self, text: str) -> None:
        """The transaction has begun."""
        self._cursor.execute(text)
        self.is_open = True

    def commit(self) -> None:
        """What was done is kept; nothing can be read any more."""
        self._finish("COMMIT")

    def roll_back(self) -> None:
        """Nothing of it is there, and its locks are given back; without effect where it has ended."""
        if self.is_open:
            self._finish("ROLLBACK")

    def end(self) -> None:
        """Nothing can be read through it any more, since its connection may be somebody else's by then."""
        self._cursor.close()
        self._connection = self._cursor = _ENDED

    def is_prepared(self, revisions: Collection[str]) -> bool:
        """Whether the store is at these revisions, and has the tables of all projections with their columns."""
        self._cursor.execute(self._statements.revisions)
        if not set(revisions) <= {row[0] for row in self._cursor.fetchall()}:
            return False
        for listed in self._statements.listed.values():
            self._cursor.execute(listed.probe)
            self._cursor.fetchall()
        return True

    def load(
        self,
        ids: Collection[str] = (),
        keys: Collection[tuple[str, str]] = (),
        people: Collection[str] = (),
    ) -> Loaded:
        texts = self._statements
        heads = {
            row[0]: HeadRow._make(row)
            for row in self._looked_up(texts.locked_heads if self._locks else texts.heads, ids)
        }
        receipts = {row[:2]: ReceiptRow._make(row) for row in self._looked_up(texts.receipts, keys, 2)}
        appointments: dict[str, list[AppointmentRow]] = {}
        for row in self._looked_up(texts.people, people):
            appointments.setdefault(row[1], []).append(AppointmentRow._make(row))
        return Loaded(heads, receipts, appointments)

    def entries(self, record: str, after: int = 0) -> list[EntryRow]:
        self._cursor.execute(self._statements.entries, (record, after))
        return [EntryRow._make(row) for row in self._cursor.fetchall()]

    def entries_of(self, keys: Collection[tuple[str, int]]) -> dict[tuple[str, int], EntryRow]:
        rows = map(EntryRow._make, self._looked_up(self._statements.single_entries, keys, 2))
        return {(row.record, row.version): row for row in rows}

    def find(
        self,
        criterion: Criterion,
        *,
        order: Sequence[str] = ("id",),
        after: HeadRow | None = None,
        limit: int = 100,
        bodies: bool = True,
    ) -> list[HeadRow]:
        order, asked = tuple(order), self._statements.asked(criterion, self._is_empty)
        if not (sorting(order)[0] and asked.is_walk):
            return self._found(asked, order, "all", after, limit, bodies=bodies)
        found: list[HeadRow] = []
        if after is None or after.due is not None:
            found = self._found(asked, order, "due", after, limit, bodies=bodies)
            after = None
        if len(found) < limit:
            found += self._found(asked, order, "idle", after, limit - len(found), bodies=bodies)
        return found

    def count(self, criterion: Criterion, by: Sequence[str] = ()) -> dict[tuple[str | None, ...], int]:
        question = self._statements.counting(criterion, by)
        self._cursor.execute(question.sql, question.parameters())
        return {tuple(row[:-1]): row[-1] for row in self._cursor.fetchall()}

    def tally(self, people: Collection[str], roles: Collection[str], criterion: Criterion, day: str) -> dict[str, int]:
        counted: dict[str, int] = {}
        wanted = sorted(set(people))
        for start in range(0, len(wanted) if roles else 0, MANY):
            question = self._statements.tally(wanted[start : start + MANY], roles, criterion)
            self._cursor.execute(question.sql, question.parameters(day=day))
            counted.update(self._cursor.fetchall())
        return counted

    def watched(self, instant: str, *, after: DeadlineRow | None = None, limit: int = 1000) -> list[DeadlineRow]:
        question = self._statements.watched
        since, behind, named = (after.watch, after.record, after.name) if after else ("", "", "")
        asked = question.parameters(instant=instant, since=since, behind=behind, named=named, many=max(limit, 0))
        self._cursor.execute(question.sql, asked)
        return [DeadlineRow._make(row) for row in self._cursor.fetchall()]

    def provisional(self, calendar: str, *, after: DeadlineRow | None = None, limit: int = 1000) -> list[DeadlineRow]:
        question = self._statements.provisional
        behind, named = (after.record, after.name) if after else ("", "")
        asked = question.parameters(calendar=calendar, behind=behind, named=named, many=max(limit, 0))
        self._cursor.execute(question.sql, asked)
        return [DeadlineRow._make(row) for row in self._cursor.fetchall()]

    def numbers(self, kind: str, column: str, value: str) -> list[str]:
        question = self._statements.numbers(kind, column)
        self._cursor.execute(question.sql, question.parameters(value=value))
        return [row[0] for row in self._cursor.fetchall()]

    def given(
        self, kind: str, roles: Collection[str], day: str, criterion: Criterion = EVERYTHING
    ) -> list[tuple[str, str, str, str]]:
        question = self._statements.given(kind, frozenset(roles), criterion)
        self._cursor.execute(question.sql, question.parameters(day=day))
        rows: list[tuple[str, str, str, str]] = self._cursor.fetchall()
        return rows

    def listed(self, kind: str, columns: Sequence[str], ids: Collection[str] | None = None) -> list[tuple[Value, ...]]:
        everything, some = self._statements.columns(kind, tuple(columns))
        if ids is not None:
            return sorted(self._looked_up(some, ids), key=_first)
        self._cursor.execute(everything)
        rows: list[tuple[Value, ...]] = self._cursor.fetchall()
        return rows

    def count_listed(
        self, kind: str, by: Sequence[str], criterion: Criterion, *, since: tuple[str, str] | None = None
    ) -> dict[tuple[Value, ...], int]:
        question = self._statements.counting_listed(kind, by, criterion, since[0] if since else None)
        asked = question.parameters(since=since[1]) if since else question.parameters()
        self._cursor.execute(question.sql, asked)
        return {tuple(row[:-1]): row[-1] for row in self._cursor.fetchall()}

    def bundles(self) -> Iterator[Bundle]:
        walk = bundles(self._connection, self._statements)
        self._walks.append(walk)
        return walk

    def _finish(self, text: str) -> None:
        for walk in self._walks:
            walk.close()  # an open cursor would hold this state of the store beyond the transaction
        self._cursor.execute(text)
        self.is_open = False

    def _is_empty(self, branch: Branch) -> bool:
        """Whether there is no court below this one; most are the lowest."""
        assert isinstance(branch.place, Below)
        question, path = self._statements.lies_below, branch.place.path
        self._cursor.execute(question.sql, question.parameters(above=f"{path}/", behind=f"{path}0"))
        return not self._cursor.fetchall()

    def _found(
        self, asked: Parts, order: tuple[str, ...], part: str, after: HeadRow | None, limit: int, *, bodies: bool
    ) -> list[HeadRow]:
        question = self._statements.question(asked, order, after, part, bodies=bodies)
        last = {"last_id": after.id, "last_due": after.due} if after is not None else {}
        self._cursor.execute(question.sql, question.parameters(many=max(limit, 0), **last))
        found = self._cursor.fetchall()
        return [HeadRow._make(row if bodies else (*row, b"")) for row in found]

    def _looked_up(self, text: Any, keys: Collection[Any], width: int = 1) -> list[tuple[Any, ...]]:
        """Rows by their keys, one statement for each `MANY`."""
        if not keys:
            return []
        wanted = list(keys)
        if len(wanted) == 1:
            self._cursor.execute(text(1), wanted if width == 1 else wanted[0])
            rows: list[tuple[Any, ...]] = self._cursor.fetchall()
            return rows
        rows = []
        wanted = list(dict.fromkeys(wanted))
        for start in range(0, len(wanted), MANY):
            some = wanted[start : start + MANY]
            # Rounded up, so that few texts serve every number; a key that is asked for twice is found once.
            size = 1 << (len(some) - 1).bit_length()
            some += some[-1:] * (size - len(some))
            self._cursor.execute(text(size), some if width == 1 else [part for key in some for part in key])
            rows += self._cursor.fetchall()
        return rows


def _first(row: tuple[Any, ...]) -> Any:
    return row[0]


class _Ended:
    """Stands where the connection was."""

    def __getattr__(self, name: str) -> Any:
        raise AdapterRejectedError("this transaction has ended; nothing more can be asked of it")


_ENDED: Any = _Ended()
