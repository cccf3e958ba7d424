"""The storage port's contract, held by the fake and by SQLite."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gridjustice.ports.storage import Storage
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
