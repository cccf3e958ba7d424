"""The storage port's contract over the connections that Django lends, in Django's own transactions."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction

from courtcases import settings
from gridjustice.testing.lending import Host, LentStorageContract
from gridjustice_sqlalchemy import lent


class DjangoHost(Host):
    """Django with an alias, and so connections, of its own."""

    _numbers = itertools.count(1)

    def __init__(self, path: Path) -> None:
        self._alias = f"host{next(self._numbers)}"
        ours = {**settings.DATABASES["default"], "NAME": str(path)}
        configured = connections.configure_settings({"default": {}, self._alias: ours})
        connections.settings[self._alias] = configured[self._alias]
        self._lent: set[Any] = set()
        self._lend()
        with connections[self._alias].cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS note (text TEXT)")
        self.storage = lent(self._lend, prefix="gj_")

    def _lend(self) -> Any:
        mine = connections[self._alias]
        mine.ensure_connection()
        self._lent.add(mine.connection)
        return mine.connection

    def transaction(self) -> AbstractContextManager[object]:
        block: AbstractContextManager[object] = transaction.atomic(using=self._alias)
        return block

    def note(self, text: str) -> None:
        with connections[self._alias].cursor() as cursor:
            cursor.execute("INSERT INTO note VALUES (%s)", [text])

    def notes(self) -> list[str]:
        with connections[self._alias].cursor() as cursor:
            cursor.execute("SELECT text FROM note ORDER BY text")
            return [row[0] for row in cursor.fetchall()]

    def close(self) -> None:
        connections[self._alias].close()
        for each in self._lent:
            each.close()  # those of threads that have ended, which Django would leave to the collector


class TestLentByDjango(LentStorageContract):
    """Every promise, with Django's converters, savepoints and threads."""

    @pytest.fixture
    def hosting(self, tmp_path: Path) -> Callable[[], Host]:
        return lambda: DjangoHost(tmp_path / "host.sqlite3")
