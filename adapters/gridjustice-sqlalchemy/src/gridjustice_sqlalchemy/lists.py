"""The port of lists over a database: a version is loaded in one transaction, so it is there whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from typing import Any

import sqlalchemy as sa

from gridjustice.errors import InvalidError
from gridjustice.ports.lists import ListEntry, Lists, ListVersion, other_content, wrong_entry
from gridjustice.ports.storage import Reader
from gridjustice_sqlalchemy import schema
from gridjustice_sqlalchemy.dialect import Dialect
from gridjustice_sqlalchemy.reader import SqlReader

MANY = 2_000
"""So many entries are sent at once, and are in memory at a time."""

_NOTHING: Any = sa.literal_column("''")  # written out, so that a statement has no parameters but those it names

LAST = "\U0010ffff"
"""Behind every code that begins with a text comes the text with this sign."""

Cursor = Any
Compile = Callable[[sa.sql.ClauseElement], str]


class SqlLists(Lists):
    """Lists in two tables beside those of the records.

    Part of a name is found by looking at every entry of the version, some 0.1 s for the whole nation: an index of
    three letters would not find the many names of two, and one of two would take longer to load than all the rest.
    """

    def __init__(
        self,
        dialect: Dialect,
        text: Compile,
        run: Callable[[Callable[[Any], ListVersion]], ListVersion],
        read: Callable[[], AbstractContextManager[Reader]],
    ) -> None:
        """Take what a storage lends.

        Args:
            dialect: of the database.
            text: the driver's text of a statement.
            run: does work in a transaction and commits it, as `Storage.run`.
            read: a consistent view, as `Storage.read`.
        """
        self._dialect = dialect
        self._run = run
        self._read = read
        version, entry = schema.list_version, schema.list_entry
        fields = [entry.c[name] for name in ListEntry._fields]
        key = entry.c.version == sa.bindparam("number")
        self._insert_version = text(version.insert())
        self._insert_entry = text(entry.insert())
        self._versions = text(
            sa.select(*(version.c[name] for name in ListVersion._fields)).order_by(version.c.list, version.c.version)
        )
        self._number = text(
            sa.select(version.c.number, version.c.entries, version.c.digest, version.c.loaded_at).where(
                version.c.list == sa.bindparam("name"), version.c.version == sa.bindparam("version")
            )
        )
        self._last = text(sa.select(sa.func.coalesce(sa.func.max(version.c.number), sa.literal_column("0"))))
        parents = sa.select(entry.c.version, entry.c.parent).where(key).distinct().subquery()
        there = sa.exists().where(entry.c.version == parents.c.version, entry.c.code == parents.c.parent)
        self._orphan = text(sa.select(parents.c.parent).where(parents.c.parent != _NOTHING, ~there))
        self._entry = text(sa.select(*fields).where(key, entry.c.code == sa.bindparam("code")))
        self._children = text(
            sa.select(*fields)
            .where(key, entry.c.parent == sa.bindparam("parent"), entry.c.code > sa.bindparam("after"))
            .order_by(entry.c.code)
        )
        said: sa.BindParameter[str] = sa.bindparam("said", type_=sa.Text)
        found = (dialect.holds(entry.c.name, said), dialect.holds(entry.c.name_ko, said))
        begins = (entry.c.code >= said) & (entry.c.code < sa.bindparam("behind"))
        self._named = text(sa.select(*fields).where(key, sa.or_(*found, begins)))

    def load(self, name: str, version: str, entries: Iterable[ListEntry], *, loaded_at: str) -> ListVersion:
        digest = _Digest(entries)
        with self._reading() as cursor:
            known = self._known(cursor, name, version)
        if known is not None:
            for _ in digest.batches():
                pass  # only their hash is wanted
            if digest.value() != known[2]:
                raise other_content(name, version)
            return ListVersion(name, version, *known[1:])
        return self._run(lambda transaction: self._load(transaction.cursor, name, version, digest, loaded_at))

    def _load(self, cursor: Cursor, name: str, version: str, digest: _Digest, loaded_at: str) -> ListVersion:
        if self._known(cursor, name, version) is not None:
            raise other_content(name, version)  # of the same moment; whoever loads again is told whether it is the same
        cursor.execute(self._last)
        number = cursor.fetchone()[0] + 1
        for batch in digest.batches():
            self._insert(cursor, name, number, batch)
        cursor.execute(self._orphan, (number,))
        if orphan := cursor.fetchone():
            raise wrong_entry(name, orphan[0], "is named as a parent and is not there")
        made = ListVersion(name, version, digest.number, digest.value(), loaded_at)
        cursor.execute(self._insert_version, (number, *made))
        return made

    def _insert(self, cursor: Cursor, name: str, number: int, batch: list[ListEntry]) -> None:
        if any(not entry.code for entry in batch):
            raise wrong_entry(name, "", "has no code")
        try:
            cursor.executemany(self._insert_entry, map((number,).__add__, batch))
        except Exception as problem:
            if not self._dialect.is_duplicate(problem):
                raise
            seen: set[str] = set()
            twice = next((e.code for e in batch if e.code in seen or seen.add(e.code)), batch[0].code)  # type: ignore[func-returns-value]  # None, so that the code is noted
            raise wrong_entry(name, twice, "or one near it stands there twice") from problem

    def versions(self) -> list[ListVersion]:
        with self._reading() as cursor:
            cursor.execute(self._versions)
            return [ListVersion._make(row) for row in cursor.fetchall()]

    def entries(self, name: str, version: str, codes: Collection[str]) -> dict[str, ListEntry]:
        found: dict[str, ListEntry] = {}
        with self._reading() as cursor:
            if (known := self._known(cursor, name, version)) is not None:
                for code in codes:
                    cursor.execute(self._entry, (known[0], code))
                    found |= {row[0]: ListEntry._make(row) for row in cursor.fetchall()}
        return found

    def children(self, name: str, version: str, parent: str, *, after: str = "", limit: int = 1000) -> list[ListEntry]:
        with self._reading() as cursor:
            if (known := self._known(cursor, name, version)) is None:
                return []
            cursor.execute(self._children, (known[0], parent, after))
            return [ListEntry._make(row) for row in cursor.fetchmany(limit)]

    def search(self, name: str, version: str, text: str, *, limit: int = 50) -> list[ListEntry]:
        ranked: list[tuple[int, int, ListEntry]] = []
        with self._reading() as cursor:
            known = self._known(cursor, name, version)
            if known is None or not text:
                return []
            cursor.execute(self._named, (known[0], text, text, text, text + LAST))
            while rows := cursor.fetchmany(MANY):
                # Looked at again here: some databases take letters for equal that are not.
                ranked += [(_rank(row, text), len(row[0]), ListEntry._make(row)) for row in rows if _holds(row, text)]
        return [entry for _, _, entry in sorted(ranked)[:limit]]

    @contextmanager
    def _reading(self) -> Iterator[Cursor]:
        with self._read() as reader:
            assert isinstance(reader, SqlReader), "the storage that lent it reads like this"
            yield reader.cursor

    def _known(self, cursor: Cursor, name: str, version: str) -> Any:
        cursor.execute(self._number, (name, version))
        return cursor.fetchone()


def _holds(row: tuple[str, ...], text: str) -> bool:
    return text in row[1] or text in row[2] or row[0].startswith(text)


def _rank(row: tuple[str, ...], text: str) -> int:
    if text in row[1:3]:
        return 0
    return 1 if row[1].startswith(text) or row[2].startswith(text) or row[0].startswith(text) else 2


class _Digest:
    """Entries in batches, and the hash of all that came by.

    Attributes:
        number: how many came by.
    """

    def __init__(self, entries: Iterable[ListEntry]) -> None:
        self._entries = iter(entries)
        self._hash = hashlib.sha256()
        self.number = 0

    def batches(self) -> Iterator[list[ListEntry]]:
        """All entries, `MANY` at a time."""
        while batch := list(islice(self._entries, MANY)):
            said = "\x1e".join(map("\x1f".join, batch))
            if said.count("\x1f") != (len(ListEntry._fields) - 1) * len(batch) or said.count("\x1e") != len(batch) - 1:
                raise InvalidError("an entry of the list holds a control character; nothing was loaded")
            self._hash.update(said.encode())
            self._hash.update(b"\x1e")
            self.number += len(batch)
            yield batch

    def value(self) -> str:
        """The hash, hexadecimal."""
        return self._hash.hexdigest()
