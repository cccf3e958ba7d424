"""Connections that lie ready: taken for one transaction, given back after it, never carried into another process."""

from __future__ import annotations

import os
from collections import deque
from typing import Any

import sqlalchemy as sa

from gridjustice.errors import AdapterUnavailableError

Connection = Any
"""A connection of the driver (PEP 249), in autocommit mode."""

_orphans: list[Connection] = []
"""A parent's connections, kept in a child process for ever: closing them there would harm the parent's file."""


class Connections:
    """The driver's connections of one storage; there are as many as threads ever were in transactions at once.

    The one used last is taken first, because its cache of statements and pages is warm. SQLAlchemy's own pool would
    cost some 10 µs for each checkout and a rollback for each return.
    """

    def __init__(self, engine: sa.Engine, where: str) -> None:
        self._engine = engine
        self._where = where
        self._idle: deque[Connection] = deque()
        self._process = os.getpid()
        self._closed = False

    def take(self) -> Connection:
        """A connection outside any transaction, for the caller alone.

        Raises:
            AdapterUnavailableError: the storage was closed.
        """
        if self._process != os.getpid():
            self._forget()
        try:
            return self._idle.pop()
        except IndexError:
            pass
        if self._closed:
            raise AdapterUnavailableError(f"{self._where} was closed; open it again")
        fairy = self._engine.raw_connection()
        connection = fairy.dbapi_connection
        fairy.detach()
        return connection

    def give_back(self, connection: Connection) -> None:
        """The connection, outside any transaction again, may be taken by others."""
        if self._closed:
            connection.close()
        else:
            self._idle.append(connection)

    def close(self) -> None:
        """Every idle connection is closed; one that is in use is closed when it comes back."""
        self._closed = True
        if self._process != os.getpid():
            self._forget()
        while self._idle:
            self._idle.pop().close()
        self._engine.dispose()

    def _forget(self) -> None:
        _orphans.extend(self._idle)
        self._idle = deque()
        self._process = os.getpid()
