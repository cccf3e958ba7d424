"""The contract of reference lists, held by the fake and by SQLite, also under a prefix and in a host's transaction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.adapters.sqlite_host import SqliteHost

from gridjustice.errors import InvalidError
from gridjustice.ports.storage import Storage
from gridjustice.testing.lists import AT, UNITS, ListsContract
from gridjustice.testing.memory import MemoryStorage
from gridjustice_sqlalchemy.plugin import open_sqlite


class TestMemoryLists(ListsContract):
    """The fake in plain Python."""

    @pytest.fixture
    def opening(self) -> Callable[[], Storage]:
        first = MemoryStorage()
        return lambda: MemoryStorage(first)


class TestSqliteLists(ListsContract):
    """One SQLite file."""

    @pytest.fixture
    def opening(self, tmp_path: Path) -> Callable[[], Storage]:
        return lambda: open_sqlite(f"sqlite:///{tmp_path}/court.db")


class TestSqliteListsWithPrefix(ListsContract):
    """One SQLite file in which every name has a prefix."""

    @pytest.fixture
    def opening(self, tmp_path: Path) -> Callable[[], Storage]:
        return lambda: open_sqlite(f"sqlite:///{tmp_path}/court.db?prefix=gj_")


def test_a_list_is_loaded_in_a_hosts_transaction(tmp_path: Path) -> None:
    """It is there once the host commits, and gone with the host's rollback; what failed leaves the host's notes."""
    host = SqliteHost(tmp_path / "host.db")
    with host.transaction():
        host.storage.prepare(())
    host.storage.use(())
    lists = host.storage.lists()

    def changing_its_mind() -> None:
        with host.transaction():
            lists.load("units", "2023", UNITS, loaded_at=AT)
            raise OSError("the host changed its mind")

    with pytest.raises(OSError, match="the host"):
        changing_its_mind()
    assert lists.versions() == []
    with host.transaction():
        host.note("before")
        with pytest.raises(InvalidError):
            lists.load("units", "2023", (*UNITS, UNITS[0]), loaded_at=AT)
        lists.load("units", "2023", UNITS[:2], loaded_at=AT)
    assert host.notes() == ["before"]
    assert [(version.version, version.entries) for version in lists.versions()] == [("2023", 2)]
    assert lists.search("units", "2023", "吉林") == [UNITS[0]]
    host.close()
