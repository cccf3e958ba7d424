"""SQLite: one file, one writer at a time, each commit one fsync."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from gridjustice.errors import AdapterRejectedError, AdapterUnavailableError, GridJusticeError, InvalidError
from gridjustice.ports.storage import not_prepared
from gridjustice_sqlalchemy.dialect import Dialect, Packed

FEW = 500
"""Above so many values a list travels as one JSON text: SQLite limits variables and the length of a statement."""

CHECKPOINT = 4000
"""Pages in the WAL before they are put into the file: many change again meanwhile, and one index block holds them."""

_WAIT = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_LATER = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_NOMEM,
}


class Sqlite(Dialect):
    """A SQLite file in WAL mode.

    The address may carry options: ``sqlite:///court.db?synchronous=normal&timeout=10``.

    * ``synchronous``: ``full`` (each commit survives the loss of power), ``extra``, or ``normal`` (the last commits may
      be lost then, the file is never damaged).
    * ``timeout``: seconds to wait for another writer; 5 unless told.
    * ``prefix``: stands before the name of every table, where the file is another programme's too; none unless told.
    """

    # Immediate: a transaction that reads first and locks later loses updates, or fails at once without waiting.
    begin_writing = "BEGIN IMMEDIATE"
    begin_reading = "BEGIN"
    one_writer = True

    def __init__(self, address: str) -> None:
        """Understand the address; nothing is opened.

        Raises:
            InvalidError: it names no file, or has an option that does not exist.
        """
        url = sa.make_url(address)
        if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
            raise InvalidError(f"{address!r} names no file; write sqlite:///court.db or sqlite:////srv/court.db")
        options = {key: value if isinstance(value, str) else ",".join(value) for key, value in url.query.items()}
        self.synchronous = options.pop("synchronous", "full").lower()
        timeout = options.pop("timeout", "5")
        if self.synchronous not in ("full", "extra", "normal"):
            raise InvalidError(f"synchronous={self.synchronous!r} in {address!r}: full, extra or normal")
        if not timeout.replace(".", "", 1).isascii() or not timeout.replace(".", "", 1).isdigit():
            raise InvalidError(f"timeout={timeout!r} in {address!r} is no number of seconds")
        self.prefix = checked_prefix(options.pop("prefix", ""))
        if options:
            raise InvalidError(f"unknown options in {address!r}: {', '.join(sorted(options))}")
        self.patience = float(timeout)
        self.path = Path(url.database)
        self.where = f"sqlite:///{url.database}"

    def engine(self) -> sa.Engine:
        """An engine; its connections may be used by one thread after the other."""
        engine = sa.create_engine(
            sa.URL.create("sqlite", database=str(self.path)),
            poolclass=sa.NullPool,
            connect_args={"isolation_level": None, "check_same_thread": False, "timeout": self.patience},
        )
        sa.event.listen(engine, "connect", self._settle)
        sa.event.listen(engine, "begin", self._begin)
        return engine

    def exists(self) -> bool:
        """Whether the file is there.

        Raises:
            AdapterRejectedError: a folder is.
        """
        if self.path.is_dir():
            raise self._is_folder()
        return self.path.is_file()

    @contextmanager
    def reading_damage(self, connection: sqlite3.Connection) -> Generator[object]:
        """Bytes that are no UTF-8 become half surrogate pairs, which nothing that was kept ever holds."""
        usual = connection.text_factory
        connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        try:
            yield connection
        finally:
            connection.text_factory = usual

    def packed(self, values: Collection[str]) -> Packed:
        """As variables, or as one JSON text where they are many."""
        return super().packed(values) if len(values) <= FEW else Packed((json.dumps(sorted(values)),), is_one=True)

    def among(
        self, column: sa.ColumnElement[Any], given: Sequence[sa.BindParameter[str]], *, is_one: bool
    ) -> sa.ColumnElement[bool]:
        """See `packed`."""
        if not is_one:
            return super().among(column, given, is_one=False)
        each = sa.func.json_each(given[0]).table_valued("value")
        return column.in_(sa.select(each.c.value))

    def problem(self, error: BaseException) -> GridJusticeError:
        """Locked, full and unreadable files may be better later; anything else will not."""
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte; the rest says more exactly why
        if code in _WAIT:
            return AdapterUnavailableError(
                f"{self.where} was locked by another process for more than {self.patience:g} s; "
                "nothing was kept, try again"
            )
        if self.path.is_dir():
            return self._is_folder()
        if code == sqlite3.SQLITE_NOTADB:
            return AdapterRejectedError(
                f"{self.where} refused: {error} ({name}); name another file, or move this one away and make a new "
                "database with gridjustice init, or put its backup in its place"
            )
        if self.may_be_better_later(code):
            return AdapterUnavailableError(f"{self.where} cannot be used now: {error} ({name})")
        if code == sqlite3.SQLITE_ERROR and "no such" in str(error):
            return not_prepared(self.where)
        return AdapterRejectedError(f"{self.where} refused: {error} ({name})")

    def may_be_better_later(self, code: int) -> bool:
        """Whether a (basic) error code says nothing against trying again."""
        return code in _LATER

    def is_duplicate(self, error: BaseException) -> bool:
        """Tables without a rowid, and those with one, name the same thing differently."""
        return getattr(error, "sqlite_errorcode", 0) in (
            sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
            sqlite3.SQLITE_CONSTRAINT_UNIQUE,
        )

    def _is_folder(self) -> AdapterRejectedError:
        return AdapterRejectedError(f"{self.where} is a folder; name a file in it: sqlite:///{self.path / 'court.db'}")

    def _settle(self, connection: sqlite3.Connection, _: object) -> None:
        for pragma in (
            f"busy_timeout={int(self.patience * 1000)}",
            "journal_mode=WAL",
            f"synchronous={self.synchronous}",
            "foreign_keys=ON",
            f"wal_autocheckpoint={CHECKPOINT}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    def _begin(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql(self.begin_writing)


def checked_prefix(prefix: str) -> str:
    """The same prefix of names, which needs no quotes.

    Raises:
        InvalidError: it is no short lower-case identifier.
    """
    if prefix and not re.fullmatch(r"[a-z][a-z0-9_]{0,19}", prefix):
        raise InvalidError(f"prefix={prefix!r} must be a lower-case name of at most 20 characters, as gridjustice_")
    return prefix
