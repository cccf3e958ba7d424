"""What a lent SQLite connection adds to the contract: the host's ways, its locks, its death, names beside its own."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.unit.adapters.sqlite_host import SqliteHost

from gridjustice import FixedClock, Office, Plugins, StepRefusedError
from gridjustice.domain.criteria import Everything
from gridjustice.errors import (
    AdapterRejectedError,
    AdapterUnavailableError,
    AdapterUnsupportedError,
    InvalidError,
    NotFoundError,
)
from gridjustice.testing.district import START, person, report_facts, small_district
from gridjustice.testing.rows import PROJECTIONS, change, head
from gridjustice.testing.storage_writing import keep
from gridjustice_sqlalchemy import lent
from gridjustice_sqlalchemy.plugin import open_sqlite

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "host.db"


def prepared(path: Path, **ways: object) -> SqliteHost:
    host = SqliteHost(path, **ways)  # type: ignore[arg-type]  # as the test names them
    with host.transaction():
        host.storage.prepare(PROJECTIONS)
    host.storage.use(PROJECTIONS)
    return host


@pytest.fixture
def host(path: Path) -> Iterator[SqliteHost]:
    host = prepared(path, timeout=0.05)
    yield host
    host.close()


def ids(host: SqliteHost) -> list[str]:
    with host.storage.read() as reader:
        return [row.id for row in reader.find(Everything())]


@pytest.mark.parametrize("where", ["inside the step", "before the commit", "behind the commit"])
def test_a_killed_host_leaves_both_or_neither(path: Path, where: str) -> None:
    """The process is killed for real; what it left is read by another."""
    prepared(path).close()
    code = [sys.executable, "-m", "tests.unit.adapters.lent_worker", str(path), where]
    assert subprocess.run(code, cwd=ROOT, check=False).returncode == -9
    host = SqliteHost(path)
    host.storage.use(PROJECTIONS)
    expected = (["with the case"], ["a"]) if where == "behind the commit" else ([], [])
    assert (host.notes(), ids(host)) == expected
    with host.transaction():
        keep(host.storage, change(head("b")))
    host.close()


def test_a_deferred_transaction_whose_view_is_old_is_told_what_to_do(path: Path, host: SqliteHost) -> None:
    """Somebody wrote after the host had begun to read: the step is not kept, and BEGIN IMMEDIATE is named."""
    other = prepared(path)
    host.begin = "BEGIN"
    with host.transaction():
        assert host.notes() == []
        with other.transaction():
            other.note("first")
        with pytest.raises(AdapterUnavailableError, match=r"BEGIN IMMEDIATE.*transaction_mode"):
            keep(host.storage, change(head("a")))
    with host.transaction():
        keep(host.storage, change(head("a")))
    assert (ids(host), host.notes()) == (["a"], ["first"])
    other.close()


def test_a_lock_that_somebody_else_holds_is_told_in_the_same_words(path: Path, host: SqliteHost) -> None:
    """After the host's own patience; the host's transaction can go on reading."""
    other = prepared(path)
    host.begin = "BEGIN"
    expected = pytest.raises(AdapterUnavailableError, match="somebody else was writing")
    with other.transaction(), host.transaction(), expected:
        keep(host.storage, change(head("a")))
    other.close()


def test_a_transaction_that_the_database_has_undone_is_told(host: SqliteHost) -> None:
    """A full disk takes the host's transaction with it: it must not go on as if it were still open."""
    host.connection.execute("PRAGMA max_page_count=60")

    def too_much() -> None:
        with host.transaction():
            host.note("x" * 10_000)
            keep(host.storage, change(head("a", body=b"x" * 1_000_000)))

    with pytest.raises(AdapterUnavailableError, match="undone the host's whole transaction"):
        too_much()
    assert (ids(host), host.notes()) == ([], [])
    with host.transaction():
        keep(host.storage, change(head("a")))
    assert ids(host) == ["a"]


def test_the_hosts_own_way_to_read_rows_changes_nothing(host: SqliteHost) -> None:
    """Factories of rows and texts are the host's again afterwards, and do not touch ours meanwhile."""
    host.connection.row_factory = sqlite3.Row
    host.connection.text_factory = lambda raw: raw.decode().upper()
    with host.transaction():
        keep(host.storage, change(head("a", body=b"\x00 as it is \xff"), key="Key "))
        host.note("small")
    assert ids(host) == ["a"]
    with host.storage.read() as reader:
        assert reader.load(ids=["a"]).heads["a"] == head("a", body=b"\x00 as it is \xff")
        assert list(reader.load(keys=[("p1", "Key ")]).receipts) == [("p1", "Key ")]
    assert host.notes() == ["SMALL"]
    assert host.connection.row_factory is sqlite3.Row


def test_converters_for_dates_change_nothing_and_those_for_texts_are_refused(
    host: SqliteHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The module sqlite3 has one list of them for the whole process."""
    host.close()
    connection = sqlite3.connect(
        host.path, isolation_level=None, detect_types=sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES
    )
    storage = lent(lambda: connection, prefix="gj_")
    monkeypatch.setitem(sqlite3.converters, "DATE", lambda raw: None)
    monkeypatch.setitem(sqlite3.converters, "BOOL", lambda raw: None)
    storage.use(PROJECTIONS)
    connection.execute("BEGIN IMMEDIATE")
    keep(storage, change(head("a"), listed={"number": "2026-1", "fed_back": 1}))
    connection.execute("COMMIT")
    with storage.read() as reader:
        (bundle,) = reader.bundles()
    assert dict(bundle.listed["dispute"][0]) == {"number": "2026-1", "level": None, "fed_back": 1}
    monkeypatch.setitem(sqlite3.converters, "TEXT", lambda raw: raw.decode().upper())
    with pytest.raises(AdapterRejectedError, match="converter for TEXT"):
        storage.use(PROJECTIONS)
    connection.close()


def test_a_host_that_leaves_transactions_to_the_driver_is_served_too(path: Path) -> None:
    """The driver's own default: it begins before the host's first write, and `commit` is the host's."""
    prepared(path).close()
    connection = sqlite3.connect(path)
    storage = lent(lambda: connection, prefix="gj_")
    storage.use(PROJECTIONS)
    with pytest.raises(AdapterRejectedError, match="no transaction is open"):
        keep(storage, change(head("a")))
    for end in (connection.rollback, connection.commit):
        connection.execute("INSERT INTO note VALUES ('mine')")
        keep(storage, change(head("a")))
        end()
    with storage.read() as reader:
        assert reader.count(Everything()) == {(): 1}
    assert connection.execute("SELECT count(*) FROM note").fetchall() == [(1,)]
    connection.close()


@pytest.mark.parametrize("thing", [None, object(), SimpleNamespace(connection=None)])
def test_what_is_no_connection_of_the_driver_is_refused(thing: object) -> None:
    """With where to find it in Django and in SQLAlchemy."""
    storage = lent(lambda: thing)
    with pytest.raises(AdapterUnsupportedError, match=r"ensure_connection.*dbapi_connection"):
        storage.use(PROJECTIONS)


def test_our_tables_stand_beside_the_hosts_own(path: Path) -> None:
    """A host may have a `record`, an `event` and an Alembic of its own: every name of ours has the prefix."""
    with sqlite3.connect(path, isolation_level=None) as mine:
        for name in ("record", "event", "deadline", "outbox", "alembic_version"):
            mine.execute(f"CREATE TABLE {name} (mine TEXT)")
        before = set(mine.execute("SELECT name FROM sqlite_master"))
    host = prepared(path)
    with host.transaction():
        keep(host.storage, change(head("a"), listed={"number": "1"}))
    made = {row[0] for row in mine.execute("SELECT name FROM sqlite_master")} - {row[0] for row in before} - {"note"}
    assert {name for name in made if not name.startswith(("gj_", "sqlite_autoindex_gj_"))} == set()
    assert {"gj_record", "gj_listed_dispute", "gj_alembic_version", "gj_record_due"} <= made
    mine.close()
    host.close()


def test_the_prefix_changes_names_and_nothing_else(path: Path, tmp_path: Path) -> None:
    """The same tables, columns, keys and indexes."""
    made = []
    for file, prefix in ((path, ""), (tmp_path / "other.db", "gj_")):
        storage = open_sqlite(f"sqlite:///{file}?prefix={prefix}" if prefix else f"sqlite:///{file}")
        storage.prepare(PROJECTIONS)
        storage.use(PROJECTIONS)
        keep(storage, change(head("a"), key="k"))
        storage.close()
        with sqlite3.connect(file) as connection:
            rows = connection.execute("SELECT name, sql FROM sqlite_master").fetchall()
        connection.close()
        made.append({(name.replace(prefix, ""), (sql or "").replace(prefix, "")) for name, sql in rows})
    assert made[0] == made[1]


@pytest.mark.parametrize("prefix", ["Gj_", "g j", "1_", 'x"', "_a", "much_too_long_a_prefix_"])
def test_a_prefix_that_would_need_quotes_is_refused(prefix: str) -> None:
    """Before anything is opened."""
    with pytest.raises(InvalidError, match="prefix"):
        lent(lambda: None, prefix=prefix)
    with pytest.raises(InvalidError, match="prefix"):
        open_sqlite(f"sqlite:///court.db?prefix={prefix}")


def test_a_host_that_prepared_nothing_is_told(path: Path) -> None:
    """As any storage; also where the tables have another prefix."""
    prepared(path).close()
    host = SqliteHost(path, prefix="other_")
    with pytest.raises(NotFoundError, match="prepare=True"):
        host.storage.use(PROJECTIONS)
    host.close()


def test_the_host_and_a_process_of_its_own_work_on_the_same_records(path: Path, plugins: Plugins) -> None:
    """An office over the lent connection, one over the address with the prefix; both in one database, verified."""
    clock = FixedClock(START)
    host = SqliteHost(path, prefix="gridjustice_")
    with host.transaction():
        office = Office(host.storage, plugins, clock=clock, prepare=True)
        small_district(office, clock)
    with pytest.raises(AdapterRejectedError, match="no transaction is open"):
        office.begin(person("worker"), "dispute", "report", report_facts(), key="w")
    with host.transaction():
        host.note("case 1")
        dispute = office.begin(person("worker"), "dispute", "report", report_facts(), key="w").record
        with pytest.raises(StepRefusedError):
            office.take(person("triage"), dispute, "agree", _signed(), key="m")
        assert office.begin(person("worker"), "dispute", "report", report_facts(), key="w").repeated
    beside = Office(plugins.storage(f"sqlite:///{path}?prefix=gridjustice_"), plugins, clock=clock)
    assert [event.step for event in beside.history(person("triage"), dispute)] == ["report"]
    assert beside.verify().is_clean
    assert office.verify().is_clean
    assert host.notes() == ["case 1"]
    beside.storage.close()
    host.close()


def _signed() -> dict[str, object]:
    return {"content": "The ditch is the border.", "form": "written", "signatures": []}
