"""The storage port's contract, held by the fake, by SQLite and over a lent connection."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.adapters.sqlite_host import SqliteHost

from gridjustice.ports.storage import Storage
from gridjustice.testing.lending import Host, LentStorageContract
from gridjustice.testing.memory import MemoryStorage
from gridjustice.testing.storage import StorageContract
from gridjustice_sqlalchemy.plugin import open_sqlite


class TestMemoryStorage(StorageContract):
    """The fake in plain Python."""

    @pytest.fixture
    def opening(self) -> Callable[[], Storage]:
        first = MemoryStorage()
        return lambda: MemoryStorage(first)


class TestSqlite(StorageContract):
    """One SQLite file."""

    @pytest.fixture
    def opening(self, tmp_path: Path) -> Callable[[], Storage]:
        return lambda: open_sqlite(f"sqlite:///{tmp_path}/court.db")


class TestSqliteWithPrefix(StorageContract):
    """One SQLite file in which every name has a prefix."""

    @pytest.fixture
    def opening(self, tmp_path: Path) -> Callable[[], Storage]:
        return lambda: open_sqlite(f"sqlite:///{tmp_path}/court.db?prefix=gj_")


class TestLentSqlite(LentStorageContract):
    """A SQLite connection that a host lends."""

    @pytest.fixture
    def hosting(self, tmp_path: Path) -> Callable[[], Host]:
        return lambda: SqliteHost(tmp_path / "host.db")
