"""The storage port over a database: a transaction is some ten statements on one of the driver's own connections."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, nullcontext
from typing import TypeVar

import sqlalchemy as sa

from gridjustice.errors import AdapterUnavailableError, InvalidError
from gridjustice.ports.storage import Projection, Reader, Storage, Transaction, not_prepared
from gridjustice_sqlalchemy.connections import Connection, Connections
from gridjustice_sqlalchemy.dialect import Dialect
from gridjustice_sqlalchemy.lists import SqlLists
from gridjustice_sqlalchemy.reader import SqlReader
from gridjustice_sqlalchemy.schema import REVISIONS
from gridjustice_sqlalchemy.statements import Statements
from gridjustice_sqlalchemy.writing import SqlTransaction

T = TypeVar("T")


class SqlStorage(Storage):
    """Records, events and all the rest in one relational database."""

    def __init__(self, dialect: Dialect) -> None:
        """Nothing is opened yet; `prepare` or `use` does it."""
        self._dialect = dialect
        self._engine = dialect.engine()
        self._connections = Connections(self._engine, dialect.where)
        self._statements = Statements(dialect, self._engine)
        self._errors: type[Exception] = self._engine.dialect.loaded_dbapi.Error
        self._turn = _Turn(dialect) if dialect.one_writer else _NoTurn()

    def run(self, work: Callable[[Transaction], T]) -> T:
        with self._turn:
            connection = self._taken()
            transaction = SqlTransaction(connection, self._statements, self._dialect)
            try:
                transaction.begin(self._dialect.begin_writing)
                result = work(transaction)
                if transaction.lost is not None:
                    raise transaction.lost
                transaction.commit()
                return result
            except self._errors as problem:
                raise self._dialect.problem(problem) from problem
            finally:
                self._release(connection, transaction)

    def may_share(self) -> bool:
        return self._turn.may_share()

    @contextmanager
    def read(self) -> Generator[Reader]:
        connection = self._taken()
        reader = SqlReader(connection, self._statements)
        try:
            reader.begin(self._dialect.begin_reading)
            yield reader
        except UnicodeEncodeError as problem:
            raise InvalidError("holds half a surrogate pair, which no database keeps; remove it") from problem
        except self._errors as problem:
            raise self._dialect.problem(problem) from problem
        finally:
            self._release(connection, reader)

    def prepare(self, projections: Iterable[Projection]) -> None:
        from gridjustice_sqlalchemy.preparing import prepare  # noqa: PLC0415  # Alembic is heavy, and not needed later

        try:
            prepare(self._engine, tuple(projections), self._dialect.prefix)
        except sa.exc.DBAPIError as problem:
            raise self._dialect.problem(problem.orig or problem) from problem
        except self._errors as problem:
            raise self._dialect.problem(problem) from problem

    def use(self, projections: Iterable[Projection]) -> None:
        if not self._dialect.exists():
            raise not_prepared(self._dialect.where)
        self._statements.use(projections)
        with self.read() as reader:
            assert isinstance(reader, SqlReader)
            if not reader.is_prepared(REVISIONS):
                raise not_prepared(self._dialect.where)

    def lists(self) -> SqlLists:
        return SqlLists(self._dialect, self._statements.text, self.run, self.read)

    def close(self) -> None:
        self._connections.close()

    def _taken(self) -> Connection:
        try:
            return self._connections.take()
        except self._errors as problem:
            raise self._dialect.problem(problem) from problem

    def _release(self, connection: Connection, reader: SqlReader) -> None:
        """What was not committed is not there; the connection is used again if it still answers."""
        try:
            reader.roll_back()
            reader.end()
        except self._errors:
            connection.close()
        else:
            self._connections.give_back(connection)


class _NoTurn(nullcontext[None]):
    """The database lets many writers in, and gathers their commits itself."""

    def may_share(self) -> bool:
        return False


class _Turn:
    """Threads take turns here: the database would let them sleep and try again, which takes many times as long."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._lock = threading.Lock()
        self._owner = 0
        self._process = os.getpid()

    def __enter__(self) -> None:
        if self._process != os.getpid():
            # The threads of the parent process, of which one may have held the lock, do not exist here.
            self._lock, self._owner, self._process = threading.Lock(), 0, os.getpid()
        me = threading.get_ident()
        if self._owner == me:
            raise AdapterUnavailableError("a transaction was begun inside another one, by the same thread")
        if not self._lock.acquire(timeout=self._dialect.patience):
            raise AdapterUnavailableError(
                f"{self._dialect.where} was locked by another thread for more than {self._dialect.patience:g} s; "
                "nothing was kept, try again"
            )
        self._owner = me

    def may_share(self) -> bool:
        """Whether this thread is not in its turn already."""
        return self._owner != threading.get_ident()

    def __exit__(self, kind: object, problem: object, trace: object) -> None:
        self._owner = 0
        self._lock.release()
