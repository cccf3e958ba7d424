"""A host in plain Python: a SQLite file with a table of notes, and a connection for each thread."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from gridjustice.testing.lending import Host
from gridjustice_sqlalchemy import lent


class SqliteHost(Host):
    """Begins its transactions as it is told; its connections are opened as its own ways want them."""

    def __init__(self, path: Path, *, begin: str = "BEGIN IMMEDIATE", timeout: float = 5, prefix: str = "gj_") -> None:
        self.path = path
        self.begin = begin
        self.timeout = timeout
        self._here = threading.local()
        self._all: list[sqlite3.Connection] = []
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("CREATE TABLE IF NOT EXISTS note (text TEXT)")
        self.storage = lent(lambda: self.connection, prefix=prefix)

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's."""
        known = getattr(self._here, "connection", None)
        if known is None:
            known = self._here.connection = sqlite3.connect(
                self.path, isolation_level=None, check_same_thread=False, timeout=self.timeout
            )
            self._all.append(known)
        assert isinstance(known, sqlite3.Connection)
        return known

    @contextmanager
    def transaction(self) -> Generator[None]:
        connection = self.connection
        if connection.in_transaction:
            yield
            return
        connection.execute(self.begin)
        try:
            yield
        except BaseException:
            connection.rollback()
            raise
        connection.execute("COMMIT")

    def note(self, text: str) -> None:
        self.connection.execute("INSERT INTO note VALUES (?)", (text,))

    def notes(self) -> list[str]:
        return [row[0] for row in self.connection.execute("SELECT text FROM note ORDER BY text")]

    def close(self) -> None:
        while self._all:
            self._all.pop().close()
