"""What SQLite adds to the contract: addresses, locks, faults of the file, what opening costs."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa

from gridjustice.domain.criteria import Criterion, Everything, Held, In, Under
from gridjustice.domain.record import Role
from gridjustice.errors import (
    AdapterRejectedError,
    AdapterUnavailableError,
    InvalidError,
    NotFoundError,
)
from gridjustice.hooks import Plugins
from gridjustice.ports.storage import HeadRow, Storage, Transaction
from gridjustice.testing.rows import PROJECTIONS, change, deadline, head
from gridjustice.testing.storage_reading import DAY
from gridjustice.testing.storage_writing import keep
from gridjustice_sqlalchemy import plugin
from gridjustice_sqlalchemy.plugin import open_sqlite
from gridjustice_sqlalchemy.sqlite import Sqlite
from gridjustice_sqlalchemy.statements import Statements
from gridjustice_sqlalchemy.storage import SqlStorage


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "court.db"


@pytest.fixture
def storage(path: Path) -> Iterator[Storage]:
    """A prepared store that waits a twentieth of a second for locks."""
    storage = open_sqlite(f"sqlite:///{path}?timeout=0.05")
    storage.prepare(PROJECTIONS)
    storage.use(PROJECTIONS)
    yield storage
    storage.close()


@pytest.fixture
def other(storage: Storage, path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else on the same file."""
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    "address",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///court.db?synchronous=off",
        "sqlite:///court.db?timeout=soon",
        "sqlite:///court.db?cache=shared",
        "sqlite:///court.db?timeout=1&timeout=2",
    ],
)
def test_an_address_that_means_nothing_is_refused(address: str) -> None:
    """Before anything is opened."""
    with pytest.raises(InvalidError):
        open_sqlite(address)


def test_the_plugin_is_found_by_its_scheme(path: Path) -> None:
    """The hook offers what opens the whole address."""
    storage = Plugins([("sqlalchemy", plugin)]).storage(f"sqlite:///{path}")
    assert isinstance(storage, SqlStorage)
    storage.close()


@pytest.mark.parametrize(("options", "synchronous"), [("", 2), ("?synchronous=normal", 1), ("?synchronous=EXTRA", 3)])
def test_each_connection_is_durable_unless_told_otherwise(path: Path, options: str, synchronous: int) -> None:
    """In WAL mode, where a commit is one fsync; both halves decide whether a commit survives the loss of power."""
    engine = Sqlite(f"sqlite:///{path}{options}").engine()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == synchronous
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()


def test_a_file_that_is_locked_is_unavailable_and_can_still_be_read(
    storage: Storage, other: sqlite3.Connection
) -> None:
    """After the time that was asked for; nothing is kept, and later it works."""
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(AdapterUnavailableError, match="locked"):
        storage.run(lambda t: t.keep([change(head("a"))]))
    with storage.read() as reader:
        assert reader.count(Everything()) == {(): 0}
    other.execute("COMMIT")
    storage.run(lambda t: t.keep([change(head("a"))]))


def test_a_full_disk_keeps_nothing_and_can_be_emptied(path: Path, storage: Storage, other: sqlite3.Connection) -> None:
    """The page limit stands in for the disk: what did not fit is not there, what fits is kept."""
    storage.run(lambda t: t.keep([change(head("a"))]))
    storage.close()

    class Small(Sqlite):
        def engine(self) -> sa.Engine:
            engine = super().engine()
            sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=60"))
            return engine

    small = SqlStorage(Small(f"sqlite:///{path}"))
    small.use(PROJECTIONS)
    for _ in range(3):
        with pytest.raises(AdapterUnavailableError, match="full"):
            small.run(lambda t: t.keep([change(head("b")), change(head("c", body=b"x" * 1_000_000))]))
        small.run(lambda t: t.keep([change(head("a", t.load(ids=["a"]).heads["a"].version + 1))]))
    with small.read() as reader:
        assert [(row.id, row.version) for row in reader.find(Everything())] == [("a", 4)]
    small.close()


def test_a_folder_is_rejected(tmp_path: Path) -> None:
    """With what to name instead."""
    storage = open_sqlite(f"sqlite:///{tmp_path}")
    for call in (storage.prepare, storage.use):
        with pytest.raises(AdapterRejectedError, match=r"is a folder; name a file in it: sqlite:///.*\.db"):
            call(PROJECTIONS)
    storage.close()


def test_a_file_of_something_else_is_rejected(path: Path) -> None:
    """And left as it is."""
    path.write_text("minutes of a meeting\n" * 100, "utf-8")
    storage = open_sqlite(f"sqlite:///{path}")
    for call in (storage.prepare, storage.use):
        with pytest.raises(AdapterRejectedError, match="not a database"):
            call(PROJECTIONS)
    assert path.read_text("utf-8").startswith("minutes")
    storage.close()


def test_a_folder_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    """It may be mounted later."""
    storage = open_sqlite(f"sqlite:///{tmp_path}/nowhere/court.db")
    with pytest.raises(AdapterUnavailableError):
        storage.prepare(PROJECTIONS)
    with pytest.raises(NotFoundError, match="gridjustice init"):
        storage.use(PROJECTIONS)
    storage.close()


def test_a_store_of_another_version_is_not_used(storage: Storage, other: sqlite3.Connection) -> None:
    """Neither one with another revision, nor one without a column that a projection has."""
    other.execute("ALTER TABLE listed_unit DROP COLUMN name")
    with pytest.raises(NotFoundError, match="gridjustice init"):
        storage.use(PROJECTIONS)
    storage.use(PROJECTIONS[:1])
    other.execute("UPDATE alembic_version SET version_num = 'core_0000' WHERE version_num = 'core_0001'")
    with pytest.raises(NotFoundError, match="gridjustice init"):
        storage.use(PROJECTIONS[:1])


def test_what_has_ended_answers_no_more(storage: Storage) -> None:
    """A transaction or a view that was carried out of its block; and a storage after `close`."""
    kept: list[Transaction] = []
    storage.run(kept.append)
    with pytest.raises(AdapterRejectedError, match="has ended"):
        kept[0].load(ids=["a"])
    with pytest.raises(AdapterRejectedError, match="has ended"):
        kept[0].keep([change(head("a"))])
    storage.close()
    with pytest.raises(AdapterUnavailableError, match="closed"):
        storage.run(kept.append)


def test_a_thread_waits_for_another_as_long_as_for_a_process(storage: Storage) -> None:
    """A transaction that does not end makes the others unavailable, not stuck."""
    found: list[BaseException] = []

    def impatient() -> None:
        try:
            storage.run(lambda t: t.keep([change(head("b"))]))
        except AdapterUnavailableError as problem:
            found.append(problem)

    def work(_: Transaction) -> None:
        thread = Thread(target=impatient)
        thread.start()
        thread.join()

    storage.run(work)
    assert "another thread" in str(found[0])


def test_opening_does_not_load_what_only_preparing_needs(path: Path, storage: Storage) -> None:
    """The plugin loads no SQLAlchemy until a storage is opened, and opening loads no Alembic."""
    code = (
        "import sys, gridjustice_sqlalchemy.plugin as plugin; assert 'sqlalchemy' not in sys.modules;"
        f"plugin.open_sqlite('sqlite:///{path}').use(()); assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def plans() -> dict[str, tuple[Callable[[Statements], tuple[str, tuple[object, ...]]], str]]:
    few = In("state", frozenset({"triaged"}))
    unit, grid = In("unit", frozenset("u")), In("grid", frozenset("g"))
    held = Held("p", frozenset({Role.PARTY}), DAY)
    return {
        "load": (lambda s: (s.locked_heads(1), ("a",)), "record_1 (id=?)"),
        "load many": (lambda s: (s.locked_heads(4), tuple("abcd")), "record_1 (id=?)"),
        "keys": (lambda s: (s.receipts(4), tuple("abcdefgh")), "SEARCH receipt USING PRIMARY KEY (actor=? AND key=?)"),
        "people": (lambda s: (s.people(1), ("p",)), "appointment_person (person=? AND scope=?)"),
        "events": (lambda s: (s.entries, ("a", 0)), "event_1 (record=? AND version>?)"),
        "watched": (
            lambda s: (s.watched.sql, s.watched.parameters(instant="9", since="", behind="", named="", many=9)),
            "deadline_watch (watch>? AND watch<?)",
        ),
        "number": (
            lambda s: (s.numbers("dispute", "number").sql, s.numbers("dispute", "number").parameters(value="1")),
            "listed_dispute_number (number=?)",
        ),
        "all that is due": (lambda s: asked(s, few, "due", part="due"), "record_due"),
        "all that is due, next page": (lambda s: asked(s, few, "due", LAST, "due"), "record_due (due>?)"),
        "a unit's list": (
            lambda s: asked(s, few & unit, "id"),
            "COVERING INDEX record_unit (unit=?)",
        ),
        "a unit's list, next page": (
            lambda s: asked(s, few & unit, "id", LAST),
            "COVERING INDEX record_unit (unit=? AND id>?)",
        ),
        "a unit's inbox": (
            lambda s: asked(s, few & unit, "due"),
            "COVERING INDEX record_unit (unit=?)",
        ),
        "a mediator's list": (lambda s: asked(s, few & held, "id"), "record_1 (id=?)"),
        "a worker's list": (
            lambda s: asked(s, held | grid, "id"),
            "COVERING INDEX record_grid (grid=?)",
        ),
        "a court's list": (
            lambda s: asked(s, few & Under("court", "c"), "id"),
            "COVERING INDEX record_court (court=?)",
        ),
        "a list below a court": (
            lambda s: asked(s, few & Under("court", "c"), "id"),
            "COVERING INDEX record_court (court>? AND court<?)",
        ),
        "a court's numbers": (lambda s: counted(s, Under("court", "c")), "COVERING INDEX record_court (court=?)"),
    }


LAST = head("a", due="2026")


def asked(
    statements: Statements, criterion: Criterion, order: str, after: HeadRow | None = None, part: str = "all"
) -> tuple[str, tuple[object, ...]]:
    question = statements.question(statements.asked(criterion, lambda _: False), (order,), after, part)
    last = {"last_id": after.id, "last_due": after.due} if after else {}
    return question.sql, question.parameters(many=9, **last)


def counted(statements: Statements, criterion: Criterion) -> tuple[str, tuple[object, ...]]:
    question = statements.counting(criterion, ("state",))
    return question.sql, question.parameters()


@pytest.mark.parametrize("question", list(plans()))
def test_every_question_of_the_port_has_its_index(storage: Storage, other: sqlite3.Connection, question: str) -> None:
    """The database's own plan names the index; a plan that reads a whole table would say SCAN without one."""
    dialect = Sqlite("sqlite:///court.db")
    statements = Statements(dialect, dialect.engine())
    statements.use(PROJECTIONS)
    asks, index = plans()[question]
    sql, parameters = asks(statements)
    plan = "\n".join(row[3] for row in other.execute(f"EXPLAIN QUERY PLAN {sql}", parameters))
    assert index in plan.replace("sqlite_autoindex_", "")


def test_the_number_of_statements_does_not_grow(path: Path, storage: Storage) -> None:
    """Promise 9: a thousand keys are looked up by as many statements as one."""
    said: list[str] = []

    class Traced(Sqlite):
        def engine(self) -> sa.Engine:
            engine = super().engine()
            sa.event.listen(engine, "connect", lambda connection, _: connection.set_trace_callback(said.append))
            return engine

    traced = SqlStorage(Traced(f"sqlite:///{path}"))
    traced.use(PROJECTIONS)
    counts = []
    for number in (2, 1000):
        said.clear()
        ids = [f"{number}-{each}" for each in range(number)]
        with traced.read() as reader:
            reader.load(ids=ids, keys=[("p", id_) for id_ in ids], people=ids)
        reads = [(id_, 0) for id_ in ids]
        keep(traced, change(head(f"n{number}"), deadlines=[deadline(f"n{number}")], reads=reads))
        counts.append(len(said))
    assert counts[0] == counts[1]
    traced.close()
