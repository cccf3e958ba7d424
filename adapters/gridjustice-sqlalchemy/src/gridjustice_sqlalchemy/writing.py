"""Keeping changes: few statements, whatever the number of changes, and a compare-and-set for each record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from gridjustice.errors import KeyReusedError, NotFoundError, VersionConflictError
from gridjustice.ports.storage import Change, HeadRow, Loaded, ReceiptRow, Transaction, Value
from gridjustice_sqlalchemy.connections import Connection
from gridjustice_sqlalchemy.dialect import Dialect
from gridjustice_sqlalchemy.reader import SqlReader
from gridjustice_sqlalchemy.relaying import SqlRelayWriter, sent
from gridjustice_sqlalchemy.statements import Listed, Statements

Row = Sequence[Any]


class SqlTransaction(SqlReader, Transaction):
    """Reading and writing on one connection, from the begin to the commit of its storage.

    Attributes:
        lost: why the transaction must not be committed, once `keep` has raised.
    """

    _locks = True

    def __init__(self, connection: Connection, statements: Statements, dialect: Dialect) -> None:
        super().__init__(connection, statements)
        self._dialect = dialect
        self._heads: dict[str, HeadRow] = {}
        self._receipts: list[ReceiptRow] = []
        self.lost: BaseException | None = None

    @property
    def relay(self) -> SqlRelayWriter:
        return SqlRelayWriter(self._cursor, self._statements)

    def load(
        self,
        ids: Collection[str] = (),
        keys: Collection[tuple[str, str]] = (),
        people: Collection[str] = (),
    ) -> Loaded:
        loaded = super().load(ids, keys, people)
        # They are locked from now on, so that `keep` need not ask for their versions again.
        self._heads.update(loaded.heads)
        return loaded

    def keep(self, changes: Sequence[Change]) -> None:
        if self.lost is not None:
            raise self.lost
        try:
            self._keep(changes)
        except BaseException as problem:
            self.lost = problem
            raise

    def _keep(self, changes: Sequence[Change]) -> None:
        if len(changes) == 1:
            merged: Collection[Change] = changes
            reads: Iterable[tuple[str, int]] = changes[0].reads
        else:
            whole, asked = _merged(changes)
            merged, reads = whole.values(), asked.items()
        self._check(merged, reads)
        self._keep_heads(merged)
        texts = self._statements
        self._send(texts.insert_event, [change.entry for change in changes])
        self._keep_deadlines(merged)
        self._keep_appointments(merged)
        self._keep_listed(merged)
        self._send(texts.insert_outbox, [change.outbox for change in changes])
        self._keep_receipts(changes)
        for change in merged:
            self._heads[change.head.id] = change.head

    def _check(self, merged: Iterable[Change], reads: Iterable[tuple[str, int]]) -> None:
        """What this transaction has seen itself is at the versions that are expected; others are looked up."""
        heads = self._heads
        for change in merged:
            known = heads.get(change.head.id)
            if known is not None and known.version != change.before:
                raise VersionConflictError(change.head.id, change.before, known.version)
        unknown = {}
        for record, version in reads:
            known = heads.get(record)
            if known is None:
                unknown[record] = version
            elif known.version != version:
                raise VersionConflictError(record, version, known.version)
        if unknown:
            found = dict(self._looked_up(self._statements.versions, unknown))
            for record, version in unknown.items():
                if found.get(record, 0) != version:
                    raise VersionConflictError(record, version, found.get(record, 0))

    def _keep_heads(self, merged: Collection[Change]) -> None:
        texts = self._statements
        births: list[Row] = []
        everywhere: list[Row] = []
        in_place: list[Row] = []
        in_time: list[Row] = []
        still: list[Row] = []
        for change in merged:
            head = change.head
            if change.before == 0:
                births.append(head)
                continue
            known = self._heads.get(head.id)
            if known is None or known[1:5] != head[1:5]:
                everywhere.append((*head[1:], head.id, change.before))
            elif known.due != head.due:
                in_place.append((*head[5:], head.id, change.before))
            elif known.state != head.state:
                in_time.append((head.state, head.version, head.hash, head.body, head.id, change.before))
            else:
                still.append((head.version, head.hash, head.body, head.id, change.before))
        try:
            kept = self._send(texts.insert_head, births)
        except Exception as problem:
            if self._dialect.is_duplicate(problem):
                raise self._conflict(merged) from problem
            raise
        kept += self._send(texts.update_head, everywhere)
        kept += self._send(texts.update_in_place, in_place)
        kept += self._send(texts.update_in_time, in_time)
        kept += self._send(texts.update_still, still)
        if kept != len(merged):
            raise self._conflict(merged)

    def _keep_deadlines(self, merged: Iterable[Change]) -> None:
        changed = [change for change in merged if change.deadlines is not None]
        if changed:
            texts = self._statements
            self._send(texts.delete_deadlines, [(change.head.id,) for change in changed if change.before])
            self._send(texts.insert_deadline, [row for change in changed for row in change.deadlines or ()])

    def _keep_appointments(self, merged: Iterable[Change]) -> None:
        changed = [change for change in merged if change.appointments is not None]
        if changed:
            texts = self._statements
            self._send(texts.delete_appointments, [(change.head.id,) for change in changed if change.before])
            rows = [
                (row.record, position, *row[1:])
                for change in changed
                for position, row in enumerate(change.appointments or ())
            ]
            self._send(texts.insert_appointment, rows)

    def _keep_listed(self, merged: Iterable[Change]) -> None:
        births: dict[str, list[Change]] = {}
        others: dict[str, list[Change]] = {}
        for change in merged:
            if change.listed is not None:
                (others if change.before else births).setdefault(change.head.kind, []).append(change)
        for kind, changed in births.items():
            listed = self._listed(kind)
            self._send(listed.insert, [(change.head.id, *_values(listed, kind, change.listed)) for change in changed])
        for kind, changed in others.items():
            self._change_listed(self._listed(kind), kind, changed)

    def _change_listed(self, listed: Listed, kind: str, changed: Sequence[Change]) -> None:
        rows = [(*_values(listed, kind, change.listed), change.head.id) for change in changed]
        if listed.update and self._send(listed.update, rows) == len(rows):
            return
        # Some had no row yet: the projection is younger than they are.
        self._send(listed.delete, [row[-1:] for row in rows])
        self._send(listed.insert, [(row[-1], *row[:-1]) for row in rows])

    def _keep_receipts(self, changes: Sequence[Change]) -> None:
        rows = [change.receipt for change in changes if change.receipt is not None]
        self._receipts += rows
        try:
            self._send(self._statements.insert_receipt, rows)
        except Exception as problem:
            if self._dialect.is_duplicate(problem):
                raise self._key_reused() from problem
            raise

    def _conflict(self, merged: Collection[Change]) -> VersionConflictError:
        """Which record was at another version, found out after rolling back: a failed transaction answers nothing."""
        self.roll_back()
        found = dict(self._looked_up(self._statements.versions, [change.head.id for change in merged]))
        for change in merged:
            # Those that were seen here were compared before; what is stored of them may be older than what was seen.
            if change.head.id not in self._heads and found.get(change.head.id, 0) != change.before:
                return VersionConflictError(change.head.id, change.before, found.get(change.head.id, 0))
        first = next(iter(merged))
        return VersionConflictError(first.head.id, first.before, None)

    def _key_reused(self) -> KeyReusedError:
        """Which key it was, found out after rolling back: it was stored before, or stands twice among ours."""
        self.roll_back()
        used = {row[:2] for row in self._looked_up(self._statements.receipts, [r[:2] for r in self._receipts], 2)}
        for receipt in self._receipts:
            if receipt[:2] in used:
                return KeyReusedError(receipt.actor, receipt.key)
            used.add(receipt[:2])
        raise AssertionError("the database refused a key that nobody had used")

    def _listed(self, kind: str) -> Listed:
        try:
            return self._statements.listed[kind]
        except KeyError:
            raise NotFoundError(f"no projection of {kind!r} is known here; `use` it first") from None

    def _send(self, text: str, rows: Sequence[Row]) -> int:
        """The number of rows that were changed by one statement."""
        return sent(self._cursor, text, rows)


def _values(listed: Listed, kind: str, row: Mapping[str, Value] | None) -> tuple[Value, ...]:
    assert row is not None
    if unknown := row.keys() - set(listed.columns):
        raise NotFoundError(f"the projection of {kind!r} has no column {', '.join(sorted(unknown))}")
    return tuple(map(row.get, listed.columns))


def _merged(changes: Sequence[Change]) -> tuple[dict[str, Change], dict[str, int]]:
    """One change for each record, from its first ``before`` to its last head, and the versions read of others.

    Raises:
        VersionConflictError: the changes contradict one another.
    """
    merged: dict[str, Change] = {}
    reads: dict[str, int] = {}
    for change in changes:
        for record, version in change.reads:
            earlier = merged.get(record)
            expected = reads.setdefault(record, version) if earlier is None else earlier.head.version
            if expected != version:
                raise VersionConflictError(record, version, expected)
        earlier = merged.get(change.head.id)
        if earlier is None:
            merged[change.head.id] = change
            continue
        if earlier.head.version != change.before:
            raise VersionConflictError(change.head.id, change.before, earlier.head.version)
        merged[change.head.id] = change._replace(
            before=earlier.before,
            deadlines=earlier.deadlines if change.deadlines is None else change.deadlines,
            appointments=earlier.appointments if change.appointments is None else change.appointments,
            listed=earlier.listed if change.listed is None else change.listed,
        )
    return merged, reads
