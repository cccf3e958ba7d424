"""The contract kit of the storage port: each promise as tests, for whoever writes an adapter.

Subclass `StorageContract` in a test module of your own, and say where the storage is::

    class TestMyStorage(StorageContract):
        @pytest.fixture
        def opening(self, tmp_path: Path) -> Callable[[], Storage]:
            return lambda: MyStorage(tmp_path / "court.db")

Each call opens the same place again; the place is empty and unprepared when the test begins. A test is named after the
number of its promise in `gridjustice.ports.storage`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from gridjustice.errors import NotFoundError
from gridjustice.ports.storage import Storage
from gridjustice.testing.rows import PROJECTIONS, change, head
from gridjustice.testing.storage_reading import Criteria, Order, Verbatim
from gridjustice.testing.storage_relaying import Relaying
from gridjustice.testing.storage_writing import AllOrNothing, CompareAndSet, Concurrency, Keys

Opening = Callable[[], Storage]


class StorageContract(AllOrNothing, CompareAndSet, Keys, Concurrency, Verbatim, Order, Criteria, Relaying):
    """Every promise of the storage port. Give it the fixture ``opening``."""

    @pytest.fixture
    def opening(self) -> Opening:
        """A function that opens the same storage, at first empty and unprepared, each time it is called."""
        raise NotImplementedError("a contract test gives the fixture `opening`")

    @pytest.fixture
    def storage(self, opening: Opening) -> Iterator[Storage]:
        """A storage that was prepared and is in use."""
        storage = opening()
        storage.prepare(PROJECTIONS)
        storage.use(PROJECTIONS)
        yield storage
        storage.close()

    @pytest.fixture
    def reopened(self, storage: Storage, opening: Opening) -> Iterator[Storage]:
        """The same place, opened a second time as another process would."""
        again = opening()
        again.use(PROJECTIONS)
        yield again
        again.close()

    def test_a_storage_that_nobody_prepared_says_so(self, opening: Opening) -> None:
        """`use` names what to do, and creates nothing."""
        for _ in range(2):
            storage = opening()
            with pytest.raises(NotFoundError, match="gridjustice init"):
                storage.use(PROJECTIONS)
            storage.close()

    def test_preparing_again_loses_nothing(self, storage: Storage, opening: Opening) -> None:
        """`prepare` is safe to call again."""
        storage.run(lambda t: t.keep([change(head("a"), listed={"number": "1"})]))
        again = opening()
        again.prepare(PROJECTIONS)
        again.use(PROJECTIONS)
        with again.read() as reader:
            assert reader.load(ids=["a"]).heads == {"a": head("a")}
            assert reader.numbers("dispute", "number", "1") == ["a"]
        again.close()
