"""Storage over a connection that the host lends: savepoints inside the host's transaction, which stays the host's.

Of the promises of `gridjustice.ports.storage` these read differently here, because the host commits and not this:

* 1: what `run` was given is there once the *host* commits, and gone with the host's rollback; if `run` raises, nothing
  of it is there and the host's transaction goes on as before.
* 5: the write lock that `run` takes is held until the host's transaction ends; `read` inside that transaction sees
  what the host has not committed yet.
* 8: a work is called once. Whoever tries again begins with the host's transaction.
* 10: by many threads, if each is lent a connection of its own.

`gridjustice.testing.lending` has the contract in these words.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa

from gridjustice.errors import (
    AdapterError,
    AdapterRejectedError,
    AdapterUnavailableError,
    AdapterUnsupportedError,
    GridJusticeError,
    InvalidError,
)
from gridjustice.ports.storage import Projection, Reader, Storage, Transaction, not_prepared
from gridjustice_sqlalchemy import schema
from gridjustice_sqlalchemy.connections import Connection
from gridjustice_sqlalchemy.lists import SqlLists
from gridjustice_sqlalchemy.reader import SqlReader
from gridjustice_sqlalchemy.sqlite import Sqlite, checked_prefix
from gridjustice_sqlalchemy.statements import Statements
from gridjustice_sqlalchemy.writing import SqlTransaction

T = TypeVar("T")

SAVEPOINT = "SAVEPOINT gridjustice"
RELEASE = "RELEASE gridjustice"
UNDO = "ROLLBACK TO gridjustice"

_OURS = {"VARCHAR", "TEXT", "INTEGER", "BIGINT", "BLOB"}
"""What our columns are declared as; a converter for one of these would change what comes back."""


class LentStorage(Storage):
    """Records, events and all the rest in the host's own database, in the host's own transactions."""

    def __init__(self, connection: Callable[[], Connection], prefix: str) -> None:
        """Nothing is asked yet: neither the function nor the database.

        Args:
            connection: gives the driver's connection that the calling thread works on now.
            prefix: stands before the name of every table and index.
        """
        self._lent = connection
        self._dialect = _LentSqlite(prefix)
        self._statements = Statements(self._dialect, self._dialect.engine())
        self._touch = self._statements.text(schema.outbox.delete().where(sa.false()))
        self._here = threading.local()

    def run(self, work: Callable[[Transaction], T]) -> T:
        if getattr(self._here, "running", False):
            raise AdapterUnavailableError("a transaction was begun inside another one, by the same thread")
        with self._borrowed() as connection:
            _demand_transaction(connection)
            transaction = _LentTransaction(connection, self._statements, self._dialect)
            self._here.running = True
            try:
                transaction.begin(SAVEPOINT)
                transaction.lock(self._touch)
                result = work(transaction)
                if transaction.lost is not None:
                    raise transaction.lost
                transaction.commit()
                return result
            finally:
                self._here.running = False
                transaction.roll_back()
                transaction.end()

    @contextmanager
    def read(self) -> Generator[Reader]:
        with self._borrowed() as connection:
            reader = _LentReader(connection, self._statements)
            try:
                reader.begin("BEGIN")
                yield reader
            except UnicodeEncodeError as problem:
                raise InvalidError("holds half a surrogate pair, which no database keeps; remove it") from problem
            finally:
                reader.roll_back()
                reader.end()

    def prepare(self, projections: Iterable[Projection]) -> None:
        from gridjustice_sqlalchemy.preparing import prepare  # noqa: PLC0415  # Alembic is heavy, and not needed later

        with self._borrowed() as connection:
            _demand_transaction(connection)
            engine = self._dialect.engine_over(connection)
            try:
                prepare(engine, tuple(projections), self._dialect.prefix)
            except sa.exc.DBAPIError as problem:
                raise self._dialect.problem(problem.orig or problem) from problem
            finally:
                engine.dispose()

    def use(self, projections: Iterable[Projection]) -> None:
        self._statements.use(projections)
        with self.read() as reader:
            assert isinstance(reader, SqlReader)
            if not reader.is_prepared(schema.REVISIONS):
                raise not_prepared(self._dialect.where)

    def lists(self) -> SqlLists:
        return SqlLists(self._dialect, self._statements.text, self.run, self.read)

    def close(self) -> None:
        """Nothing to give back: the connections are the host's."""

    @contextmanager
    def _borrowed(self) -> Generator[sqlite3.Connection]:
        """The host's connection, giving back bytes and texts as they were kept; afterwards as the host left it."""
        connection = self._lent()
        if not isinstance(connection, sqlite3.Connection):
            raise AdapterUnsupportedError(
                f"a {type(connection).__module__}.{type(connection).__qualname__} was lent; only SQLite's connections "
                "can be lent so far. Lend the driver's own sqlite3.Connection: in Django `connection.connection` after "
                "`connection.ensure_connection()`, in SQLAlchemy `session.connection().connection.dbapi_connection`"
            )
        if changed := _OURS & {name.upper() for name in getattr(sqlite3, "converters", ())}:
            raise AdapterRejectedError(
                f"the host has registered a converter for {', '.join(sorted(changed))} with the module sqlite3, which "
                "would change what is read; give its own columns a type of their own name"
            )
        factories = connection.row_factory, connection.text_factory
        if factories != (None, str):
            connection.row_factory, connection.text_factory = None, str
        began = False
        try:
            began = connection.in_transaction
            yield connection
        except sqlite3.Error as problem:
            raise self._problem(problem, gone=began and not _is_in_transaction(connection)) from problem
        finally:
            if factories != (None, str):
                connection.row_factory, connection.text_factory = factories

    def _problem(self, problem: sqlite3.Error, *, gone: bool) -> GridJusticeError:
        if gone:
            return AdapterUnavailableError(
                f"the database has undone the host's whole transaction ({problem}); let this error out of its block "
                "(Django: out of `transaction.atomic()`), then try all of it again"
            )
        return self._dialect.problem(problem)


def _demand_transaction(connection: sqlite3.Connection) -> None:
    if not connection.in_transaction:
        raise AdapterRejectedError(
            "no transaction is open on the lent connection, so nothing was kept; open one around this call and commit "
            "it (Django: `with transaction.atomic():`)"
        )


def _is_in_transaction(connection: sqlite3.Connection) -> bool:
    try:
        return connection.in_transaction
    except sqlite3.ProgrammingError:  # it was closed
        return False


class _LentTransaction(SqlTransaction):
    """Between a savepoint and its release; the host's transaction around it is never ended."""

    def lock(self, touch: str) -> None:
        """From now on nobody else writes, or the driver says that the host's snapshot is older than what is stored."""
        self._cursor.execute(touch)

    def commit(self) -> None:
        self._finish(RELEASE)

    def roll_back(self) -> None:
        if not self.is_open:
            return
        if not _is_in_transaction(self._connection):
            self.is_open = False  # the database has undone everything, the savepoint with it
            return
        self._cursor.execute(UNDO)
        self._finish(RELEASE)


class _LentReader(SqlReader):
    """Inside the host's transaction as it stands; outside of one, a view of its own that changes nothing."""

    _begun = False

    def begin(self, text: str) -> None:
        if not self._connection.in_transaction:
            super().begin(text)
            self._begun = True
        self.is_open = True

    def roll_back(self) -> None:
        for walk in self._walks:
            walk.close()
        # Not ROLLBACK: it is not ours to undo what the host may have written meanwhile.
        if self._begun and _is_in_transaction(self._connection):
            self._cursor.execute("COMMIT")
        self.is_open = self._begun = False


class _LentSqlite(Sqlite):
    """SQLite as somebody else opened it: journal, durability and patience are the host's."""

    where = "the lent connection"

    def __init__(self, prefix: str) -> None:
        self.prefix = checked_prefix(prefix)

    def engine(self) -> sa.Engine:
        """An engine that knows the dialect and never connects."""
        return sa.create_engine("sqlite://", poolclass=sa.NullPool)

    def engine_over(self, connection: sqlite3.Connection) -> sa.Engine:
        """An engine whose only connection is the lent one, and whose transactions are savepoints."""
        lent = _Borrowed(connection)
        engine = sa.create_engine("sqlite://", poolclass=sa.NullPool, creator=lambda: lent)
        sa.event.listen(engine, "begin", lambda _: lent.begin())
        return engine

    def exists(self) -> bool:
        return True

    def problem(self, error: BaseException) -> GridJusticeError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return AdapterUnavailableError(
                f"somebody else was writing, or has written since the host's transaction began to read ({error}); "
                "nothing of the step was kept. Let the host's transactions begin with BEGIN IMMEDIATE (Django 5.1 and "
                'later: DATABASES["default"]["OPTIONS"]["transaction_mode"] = "IMMEDIATE"), and try all of it again'
            )
        if code == sqlite3.SQLITE_ERROR and "no such" in str(error):
            return not_prepared(self.where)
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        kind: type[AdapterError] = AdapterUnavailableError if self.may_be_better_later(code) else AdapterRejectedError
        return kind(f"{self.where} refused: {error} ({name})")


class _Borrowed:
    """The lent connection as SQLAlchemy may have it: nothing it does to a connection of its own reaches the host's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._is_open = False

    def begin(self) -> None:
        self._connection.execute(SAVEPOINT).close()
        self._is_open = True

    def commit(self) -> None:
        self._end()

    def rollback(self) -> None:
        if self._is_open and _is_in_transaction(self._connection):
            self._connection.execute(UNDO).close()
        self._end()

    def close(self) -> None:
        """The host closes it."""

    def create_function(self, *_: object, **__: object) -> None:
        """The host's own functions stay: SQLAlchemy brings a ``regexp`` of its own."""

    def _end(self) -> None:
        if self._is_open and _is_in_transaction(self._connection):
            self._connection.execute(RELEASE).close()
        self._is_open = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)
