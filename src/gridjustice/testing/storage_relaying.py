"""The contract kit's tests of what the relay asks for: promises 11 and 12."""

from __future__ import annotations

import pytest

from gridjustice.ports.storage import Backlog, DeliveryRow, Storage, Transaction
from gridjustice.testing.rows import INSTANT, change, head

LATER = "2026-11-23T02:00:00.000000Z"
TOMORROW = "2026-11-24T00:00:00.000000Z"


class _StopError(Exception):
    """Raised by a work in the middle."""


def stored(storage: Storage, *rows: tuple[str, int]) -> None:
    """Events of records, in that order, each with its outbox row."""
    storage.run(lambda transaction: transaction.keep([change(head(record, version)) for record, version in rows]))


def spread(storage: Storage, limit: int = 1000) -> int:
    """Spread what is not spread yet."""
    return storage.run(lambda transaction: transaction.spread(INSTANT, limit))


def waiting(storage: Storage, target: str, instant: str = INSTANT, limit: int = 1000) -> list[tuple[str, int]]:
    """The records and versions that may be told to a target."""
    with storage.read() as reader:
        return [(row.record, row.version) for row in reader.waiting(target, instant, limit=limit)]


class Relaying:
    """Promises 11 and 12."""

    def test_11_a_row_is_spread_once_to_all_that_are_enrolled(self, storage: Storage) -> None:
        """Also when they are enrolled again; who comes later hears of what is spread later."""
        stored(storage, ("a", 1), ("b", 1))
        for _ in range(2):
            storage.run(lambda transaction: transaction.enrol(["x", "y"]))
        with storage.read() as reader:
            assert reader.unspread() == 2
        assert (spread(storage), spread(storage)) == (2, 0)
        storage.run(lambda transaction: transaction.enrol(["z"]))
        stored(storage, ("a", 2))
        assert spread(storage) == 1
        assert waiting(storage, "x") == waiting(storage, "y") == [("a", 1), ("a", 2), ("b", 1)]
        assert waiting(storage, "z") == [("a", 2)]
        with storage.read() as reader:
            assert reader.unspread() == 0
            assert reader.waiting("x", INSTANT, limit=1) == [DeliveryRow("x", "a", 1, 0, INSTANT, "", 0)]

    def test_11_without_targets_rows_are_spread_to_nobody(self, storage: Storage) -> None:
        """They do not wait for a target that may never come."""
        stored(storage, ("a", 1))
        assert (spread(storage), spread(storage)) == (1, 0)
        storage.run(lambda transaction: transaction.enrol(["x"]))
        assert (spread(storage), waiting(storage, "x")) == (0, [])

    def test_11_spreading_stops_at_the_limit(self, storage: Storage) -> None:
        """And goes on the next time."""
        stored(storage, *((name, 1) for name in "abcde"))
        storage.run(lambda transaction: transaction.enrol(["x"]))
        assert [spread(storage, 2) for _ in range(4)] == [2, 2, 1, 0]
        assert len(waiting(storage, "x")) == 5

    def test_11_a_spreading_that_fails_leaves_the_rows(self, storage: Storage) -> None:
        """Deliveries and what they come from are kept together, or not at all."""
        stored(storage, ("a", 1))
        storage.run(lambda transaction: transaction.enrol(["x"]))

        def work(transaction: Transaction) -> None:
            assert transaction.spread(INSTANT, 10) == 1
            raise _StopError

        with pytest.raises(_StopError):
            storage.run(work)
        assert waiting(storage, "x") == []
        assert (spread(storage), waiting(storage, "x")) == (1, [("a", 1)])

    def test_11_what_was_told_is_gone_and_the_rest_stays(self, storage: Storage, reopened: Storage) -> None:
        """For every process; telling twice, or what is not there, changes nothing."""
        stored(storage, ("a", 1), ("a", 2))
        storage.run(lambda transaction: transaction.enrol(["x", "y"]))
        spread(storage)
        for _ in range(2):
            storage.run(lambda transaction: transaction.settle([("x", "a", 1), ("x", "z", 9)]))
        assert waiting(reopened, "x") == [("a", 2)]
        assert waiting(reopened, "y") == [("a", 1), ("a", 2)]
        gone = DeliveryRow("x", "a", 1, 3, LATER, "late", 0)
        storage.run(lambda transaction: transaction.settle([], [gone]))
        assert waiting(reopened, "x", TOMORROW) == [("a", 2)]

    def test_11_a_forgotten_target_leaves_nothing(self, storage: Storage) -> None:
        """The others are not touched."""
        stored(storage, ("a", 1))
        storage.run(lambda transaction: transaction.enrol(["x", "y"]))
        spread(storage)
        storage.run(lambda transaction: transaction.forget("x"))
        stored(storage, ("b", 1))
        spread(storage)
        with storage.read() as reader:
            assert reader.backlog() == [Backlog("y", 2, 0, 0, INSTANT)]

    def test_12_what_failed_holds_back_its_own_record_only(self, storage: Storage) -> None:
        """Until its time has come; what was given up holds nothing back."""
        stored(storage, ("a", 1), ("a", 2), ("a", 3), ("b", 1))
        storage.run(lambda transaction: transaction.enrol(["x", "y"]))
        spread(storage)
        failed = DeliveryRow("x", "a", 2, 1, LATER, "KeyError, x.py:1", 0)
        storage.run(lambda transaction: transaction.settle([], [failed]))
        assert waiting(storage, "x") == [("a", 1), ("b", 1)]
        assert waiting(storage, "x", LATER) == [("a", 1), ("a", 2), ("a", 3), ("b", 1)]
        assert len(waiting(storage, "y")) == 4
        storage.run(lambda transaction: transaction.settle([], [failed._replace(dead=1)]))
        assert waiting(storage, "x", LATER) == [("a", 1), ("a", 3), ("b", 1)]
        with storage.read() as reader:
            assert reader.waiting("x", LATER, limit=9)[-1].attempts == 0
            assert reader.backlog() == [Backlog("x", 3, 0, 1, INSTANT), Backlog("y", 4, 0, 0, INSTANT)]

    def test_12_pages_go_on_behind_the_last_row(self, storage: Storage) -> None:
        """By record, then version, with nothing twice and nothing left out."""
        rows = [(record, version) for record in "abc" for version in (1, 2, 3)]
        stored(storage, *rows)
        storage.run(lambda transaction: transaction.enrol(["x"]))
        spread(storage)
        seen: list[tuple[str, int]] = []
        while True:
            with storage.read() as reader:
                page = reader.waiting("x", INSTANT, after=seen[-1] if seen else ("", 0), limit=2)
            if not page:
                break
            seen += [(row.record, row.version) for row in page]
        assert seen == rows

    def test_12_the_backlog_counts_what_fails_and_when_it_is_due(self, storage: Storage) -> None:
        """A target that is enrolled and has nothing to hear is there too."""
        stored(storage, ("a", 1), ("b", 1))
        storage.run(lambda transaction: transaction.enrol(["x", "idle"]))
        spread(storage)
        failed = [DeliveryRow("x", name, 1, 2, LATER, "KeyError", 0) for name in "ab"]
        told = [("idle", name, 1) for name in "ab"]
        storage.run(lambda transaction: transaction.settle(told, failed))
        with storage.read() as reader:
            assert reader.backlog() == [Backlog("idle", 0, 0, 0, None), Backlog("x", 2, 2, 0, LATER)]
