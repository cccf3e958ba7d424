"""The contract kit for storages over a connection that a host lends: every promise, and what the host's commit means.

Subclass `LentStorageContract`, and say who the host is::

    class TestMyLentStorage(LentStorageContract):
        @pytest.fixture
        def hosting(self, tmp_path: Path) -> Callable[[], Host]:
            return lambda: MyHost(tmp_path / "host.db")

The whole of `StorageContract` is run, each `run` and `prepare` in a transaction of the host's own. One test reads
otherwise: inside its transaction the host sees what it has not committed yet (`test_5_...`). The others are added.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import TypeVar

import pytest

from gridjustice.domain.criteria import Everything
from gridjustice.errors import AdapterRejectedError, KeyReusedError, VersionConflictError
from gridjustice.ports.storage import Projection, Reader, Storage, Transaction
from gridjustice.testing.rows import PROJECTIONS, appointment, change, head
from gridjustice.testing.storage import Opening, StorageContract
from gridjustice.testing.storage_writing import keep

T = TypeVar("T")


class Host(ABC):
    """A programme with a database and notes of its own, which lends its connections.

    Attributes:
        storage: over these connections; threads may share it.
    """

    storage: Storage

    @abstractmethod
    def transaction(self) -> AbstractContextManager[object]:
        """A transaction of this thread that can write: committed at its end, undone where an error leaves it.

        Inside another one it is part of that one.
        """

    @abstractmethod
    def note(self, text: str) -> None:
        """Write a note into the host's own table."""

    @abstractmethod
    def notes(self) -> list[str]:
        """The notes, in the order of their texts."""

    @abstractmethod
    def close(self) -> None:
        """Close every connection."""


class Hosted(Storage):
    """A lent storage as any other: each `run` and `prepare` stands in a transaction of the host's own."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def run(self, work: Callable[[Transaction], T]) -> T:
        with self._host.transaction():
            return self._host.storage.run(work)

    def read(self) -> AbstractContextManager[Reader]:
        return self._host.storage.read()

    def prepare(self, projections: Iterable[Projection]) -> None:
        with self._host.transaction():
            self._host.storage.prepare(projections)

    def use(self, projections: Iterable[Projection]) -> None:
        self._host.storage.use(projections)

    def close(self) -> None:
        self._host.storage.close()
        self._host.close()


class _HostError(Exception):
    """The host's own failure."""


class LentStorageContract(StorageContract):
    """Every promise of the storage port over a lent connection. Give it the fixture ``hosting``."""

    @pytest.fixture
    def hosting(self) -> Callable[[], Host]:
        """A function that opens the same database as another host would, at first empty, each time it is called."""
        raise NotImplementedError("a contract test gives the fixture `hosting`")

    @pytest.fixture
    def opening(self, hosting: Callable[[], Host]) -> Opening:
        """The lent storage as any other."""
        return lambda: Hosted(hosting())

    @pytest.fixture
    def host(self, hosting: Callable[[], Host]) -> Iterator[Host]:
        """A host whose database is prepared."""
        host = hosting()
        with host.transaction():
            host.storage.prepare(PROJECTIONS)
        host.storage.use(PROJECTIONS)
        yield host
        host.close()

    @pytest.fixture
    def other(self, host: Host, hosting: Callable[[], Host]) -> Iterator[Host]:
        """Another host on the same database."""
        again = hosting()
        again.storage.use(PROJECTIONS)
        yield again
        again.close()

    def test_1_the_hosts_commit_keeps_both(self, host: Host, other: Host) -> None:
        """What the host wrote and what was kept are there together, and not before."""
        with host.transaction():
            host.note("before")
            keep(host.storage, change(head("a"), key="k"))
            host.note("behind")
            assert (other.notes(), _ids(other)) == ([], [])
        assert (other.notes(), _ids(other)) == (["before", "behind"], ["a"])

    def test_1_the_hosts_rollback_takes_both(self, host: Host, other: Host) -> None:
        """An error of the host's own, after everything of ours went well."""

        def both() -> None:
            with host.transaction():
                host.note("before")
                keep(host.storage, change(head("a"), key="k"), change(head("b")))
                raise _HostError

        with pytest.raises(_HostError):
            both()
        assert (other.notes(), _ids(other)) == ([], [])
        with host.transaction():
            keep(host.storage, change(head("a"), key="k"))
        assert _ids(other) == ["a"]

    def test_1_what_fails_leaves_the_hosts_transaction_as_it_was(self, host: Host, other: Host) -> None:
        """A conflict, a used key, an error of the work: the host goes on and commits, with nothing of them."""
        with host.transaction():
            keep(host.storage, change(head("a"), key="k"))
        with host.transaction():
            host.note("before")
            with pytest.raises(VersionConflictError):
                keep(host.storage, change(head("b")), change(head("a", 7)))
            with pytest.raises(KeyReusedError):
                keep(host.storage, change(head("b"), key="k"))
            with pytest.raises(_HostError):
                host.storage.run(_fails)
            keep(host.storage, change(head("c")))
            host.note("behind")
        assert (other.notes(), _ids(other)) == (["before", "behind"], ["a", "c"])

    def test_1_outside_of_a_transaction_nothing_is_kept(self, host: Host) -> None:
        """It says what to do, and calls no work."""
        called: list[Transaction] = []
        with pytest.raises(AdapterRejectedError, match="open one around this call"):
            host.storage.run(called.append)
        with pytest.raises(AdapterRejectedError, match="open one around this call"):
            host.storage.prepare(PROJECTIONS)
        assert called == []

    def test_1_tables_are_made_with_the_hosts_commit(self, hosting: Callable[[], Host]) -> None:
        """Its rollback takes them away again."""
        host = hosting()

        def prepared_in_vain() -> None:
            with host.transaction():
                host.storage.prepare(PROJECTIONS)
                host.storage.use(PROJECTIONS)
                raise _HostError

        with pytest.raises(_HostError):
            prepared_in_vain()
        with host.transaction():
            host.storage.prepare(PROJECTIONS)
        host.storage.use(PROJECTIONS)
        host.close()

    def test_5_a_transaction_sees_its_own_changes_and_others_do_not(self, storage: Storage) -> None:
        """As in `StorageContract`, but reading beside it is reading inside the host's transaction, on its connection.

        What others see is held by `test_1_the_hosts_commit_keeps_both`.
        """
        keep(storage, change(head("a")))

        def work(transaction: Transaction) -> None:
            transaction.keep([change(head("a", 2), appointments=[appointment("a", "p2", scope="grid")], key="k")])
            assert transaction.load(ids=["a"]).heads["a"].version == 2
            assert [row.version for row in transaction.entries("a")] == [1, 2]
            assert list(transaction.load(keys=[("p1", "k")], people=["p2"]).appointments) == ["p2"]
            assert transaction.find(Everything())[0].version == 2
            with storage.read() as reader:
                assert reader.load(ids=["a"]).heads["a"].version == 2

        storage.run(work)

    def test_5_reading_works_inside_and_outside(self, host: Host) -> None:
        """Inside it sees what is not committed; a reader in a reader, and what the host writes meanwhile, are safe."""
        with host.transaction():
            keep(host.storage, change(head("a")))
            assert _ids(host) == ["a"]
        with host.storage.read() as outer:
            assert _ids(host) == ["a"]
            assert outer.count(Everything()) == {(): 1}
            host.note("meanwhile")
        assert host.notes() == ["meanwhile"]


def _fails(transaction: Transaction) -> None:
    transaction.keep([change(head("b"), key="free")])
    raise _HostError


def _ids(host: Host) -> list[str]:
    with host.storage.read() as reader:
        return [row.id for row in reader.find(Everything())]
