"""The contract kit's tests of what is kept for the relay: promises 11, 12, 14 and 15."""

from __future__ import annotations

import pytest

from gridjustice.ports.relaying import NOTICES, Backlog, DeliveryRow, PulseRow, TargetRow, TryRow
from gridjustice.ports.storage import Storage, Transaction
from gridjustice.testing.rows import INSTANT, change, head

SOON = "2026-11-23T01:30:00.000000Z"
LATER = "2026-11-23T02:00:00.000000Z"
TOMORROW = "2026-11-24T00:00:00.000000Z"


class _StopError(Exception):
    """Raised by a work in the middle."""


def stored(storage: Storage, *rows: tuple[str, int], tells: str = "court") -> None:
    """Events of records, in that order, each with its outbox row."""
    changes = [change(head(record, version), tells=tells) for record, version in rows]
    storage.run(lambda transaction: transaction.keep(changes))


def enrolled(storage: Storage, *targets: str) -> None:
    """Targets that are enrolled."""
    storage.run(lambda transaction: transaction.relay.enrol(targets))


def spread(storage: Storage, limit: int = 1000) -> int:
    """Spread what is not spread yet."""
    return storage.run(lambda transaction: transaction.relay.spread(INSTANT, limit))


def there(storage: Storage, target: str) -> list[tuple[str, int]]:
    """The records and versions of a target's deliveries."""
    with storage.read() as reader:
        return [(row.record, row.version) for row in reader.relay.deliveries(target=target, limit=1000)]


def claimed(
    storage: Storage,
    target: str,
    worker: str = "w",
    *,
    instant: str = INSTANT,
    until: str = LATER,
    limit: int = 1000,
) -> list[DeliveryRow]:
    """What a worker gets."""
    return storage.run(lambda transaction: transaction.relay.claim(target, instant, until, worker, limit))


def settled(storage: Storage, *told: DeliveryRow, changed: tuple[DeliveryRow, ...] = ()) -> None:
    """What a worker makes of what it got."""
    storage.run(lambda transaction: transaction.relay.settle([row.key for row in told], changed))


def places(rows: list[DeliveryRow]) -> list[tuple[str, int]]:
    """Records and versions."""
    return [(row.record, row.version) for row in rows]


def notice(recipient: str, version: int, due: str = INSTANT, target: str = "channel:x") -> DeliveryRow:
    """A delivery to somebody."""
    return DeliveryRow(target, "a", recipient, version, "step", due=due)


class Relaying:
    """Promises 11, 12, 14 and 15."""

    def test_11_a_row_is_spread_once_to_all_that_are_enrolled(self, storage: Storage) -> None:
        """Also when they are enrolled again; who comes later hears of what is spread later. Channels hear of none."""
        enrolled(storage, "channel:c")
        stored(storage, ("a", 1), ("b", 1))
        for _ in range(2):
            enrolled(storage, "x", "y")
        with storage.read() as reader:
            assert reader.relay.unspread() == 2
        assert (spread(storage), spread(storage)) == (2, 0)
        enrolled(storage, "z")
        stored(storage, ("a", 2))
        assert spread(storage) == 1
        assert there(storage, "x") == there(storage, "y") == [("a", 1), ("a", 2), ("b", 1)]
        assert there(storage, "z") == [("a", 2)]
        with storage.read() as reader:
            assert reader.relay.unspread() == 0
            assert reader.relay.targets() == [TargetRow(name) for name in ("channel:c", "x", "y", "z")]
            assert reader.relay.deliveries(target="channel:c") == []
            assert reader.relay.deliveries(target="x", limit=1) == [DeliveryRow("x", "a", "", 1, "", due=INSTANT)]

    def test_11_without_targets_rows_are_spread_to_nobody(self, storage: Storage) -> None:
        """They do not wait for a target that may never come."""
        stored(storage, ("a", 1))
        assert (spread(storage), spread(storage)) == (1, 0)
        enrolled(storage, "x")
        assert (spread(storage), there(storage, "x")) == (0, [])

    def test_11_what_tells_nobody_is_not_spread_to_notices(self, storage: Storage) -> None:
        """Others hear of it all the same."""
        enrolled(storage, NOTICES, "x")
        stored(storage, ("a", 1), tells="")
        stored(storage, ("b", 1), tells="parties,court")
        assert spread(storage) == 2
        assert there(storage, NOTICES) == [("b", 1)]
        assert there(storage, "x") == [("a", 1), ("b", 1)]

    def test_11_spreading_stops_at_the_limit(self, storage: Storage) -> None:
        """And goes on the next time."""
        stored(storage, *((name, 1) for name in "abcde"))
        enrolled(storage, "x")
        assert [spread(storage, 2) for _ in range(4)] == [2, 2, 1, 0]
        assert len(there(storage, "x")) == 5

    def test_11_a_spreading_that_fails_leaves_the_rows(self, storage: Storage) -> None:
        """Deliveries and what they come from are kept together, or not at all."""
        stored(storage, ("a", 1))
        enrolled(storage, "x")

        def work(transaction: Transaction) -> None:
            assert transaction.relay.spread(INSTANT, 10) == 1
            raise _StopError

        with pytest.raises(_StopError):
            storage.run(work)
        assert there(storage, "x") == []
        assert (spread(storage), there(storage, "x")) == (1, [("a", 1)])

    def test_11_what_was_told_is_gone_and_the_rest_stays(self, storage: Storage, reopened: Storage) -> None:
        """For every process; telling twice, or what is not there, changes nothing."""
        stored(storage, ("a", 1), ("a", 2))
        enrolled(storage, "x", "y")
        spread(storage)
        for _ in range(2):
            settled(storage, DeliveryRow("x", "a", "", 1, ""), DeliveryRow("x", "z", "", 9, ""))
        assert there(reopened, "x") == [("a", 2)]
        assert there(reopened, "y") == [("a", 1), ("a", 2)]
        settled(storage, changed=(DeliveryRow("x", "a", "", 1, "", attempts=3, due=LATER, error="late"),))
        assert there(reopened, "x") == [("a", 2)]

    def test_11_a_forgotten_target_leaves_nothing(self, storage: Storage) -> None:
        """The others are not touched."""
        stored(storage, ("a", 1))
        enrolled(storage, "x", "y")
        spread(storage)
        storage.run(lambda transaction: transaction.relay.forget("x"))
        stored(storage, ("b", 1))
        spread(storage)
        with storage.read() as reader:
            assert reader.relay.backlog() == [Backlog("y", 2, 0, 0, INSTANT)]

    def test_12_what_failed_holds_back_its_own_lane_only(self, storage: Storage) -> None:
        """Until its time has come, and then it comes before what is behind it; what was given up holds nothing back."""
        stored(storage, ("a", 1), ("a", 2), ("b", 1))
        enrolled(storage, "x", "y")
        spread(storage)
        first, second, other = claimed(storage, "x")
        settled(storage, changed=(first._replace(attempts=1, due=LATER, error="KeyError"), second, other))
        assert places(claimed(storage, "x", limit=1)) == [("b", 1)]
        assert claimed(storage, "x") == []
        assert places(claimed(storage, "y")) == [("a", 1), ("a", 2), ("b", 1)]
        # Now it is its turn again, ahead of what came after it although that is due for longer.
        again = claimed(storage, "x", instant=LATER, until=TOMORROW, limit=2)
        assert places(again) == [("a", 1), ("b", 1)]
        assert claimed(storage, "x", "other", instant=LATER, until=TOMORROW) == []
        settled(storage, changed=(again[0]._replace(dead=1),))
        assert places(claimed(storage, "x", instant=LATER, until=TOMORROW)) == [("a", 2)]
        with storage.read() as reader:
            assert reader.relay.backlog()[0][:4] == ("x", 2, 0, 1)
            assert places(reader.relay.deliveries(dead=True)) == [("a", 1)]

    def test_12_what_waits_for_one_recipient_keeps_no_other_waiting(self, storage: Storage) -> None:
        """Each recipient of a record has a lane of their own."""
        enrolled(storage, "channel:x")
        rows = [notice("p", 1, TOMORROW), notice("p", 2), notice("q", 1), notice("q", 2)]
        assert storage.run(lambda transaction: transaction.relay.add(rows)) == 4
        found = claimed(storage, "channel:x")
        assert [(row.recipient, row.version) for row in found] == [("q", 1), ("q", 2)]

    def test_12_a_limit_cuts_a_lane_behind_its_beginning(self, storage: Storage) -> None:
        """Whatever the limit, versions come in their order, with nothing twice and nothing left out."""
        rows = [(record, version) for record in "abc" for version in (1, 2, 3)]
        stored(storage, *rows)
        enrolled(storage, "x")
        spread(storage)
        seen: list[tuple[str, int]] = []
        while some := claimed(storage, "x", limit=2):
            seen += places(some)
            settled(storage, *some)
        assert sorted(seen) == rows
        assert [version for record, version in seen if record == "b"] == [1, 2, 3]

    def test_12_the_backlog_counts_what_fails_and_when_it_is_due(self, storage: Storage) -> None:
        """A target that is enrolled and has nothing to hear is there too."""
        stored(storage, ("a", 1), ("b", 1))
        enrolled(storage, "x", "idle")
        spread(storage)
        failed = tuple(row._replace(attempts=2, due=LATER, error="KeyError") for row in claimed(storage, "x"))
        settled(storage, *claimed(storage, "idle"), changed=failed)
        with storage.read() as reader:
            assert reader.relay.backlog() == [Backlog("idle", 0, 0, 0, None), Backlog("x", 2, 2, 0, LATER)]

    def test_14_what_one_has_in_hand_nobody_else_gets(self, storage: Storage, reopened: Storage) -> None:
        """Nor what comes behind it; until its time has run out, and then who was late can no longer put it back."""
        stored(storage, ("a", 1), ("a", 2))
        enrolled(storage, "x")
        spread(storage)
        (mine,) = claimed(storage, "x", "one", until=SOON, limit=1)
        assert mine == DeliveryRow("x", "a", "", 1, "", due=INSTANT, worker="one")
        assert claimed(reopened, "x", "two") == []
        assert claimed(reopened, "x", "two", instant=SOON, limit=1)[0].key == mine.key
        settled(storage, changed=(mine._replace(attempts=7, due=INSTANT),))
        assert claimed(reopened, "x", "three") == []
        settled(storage, mine)
        assert places(claimed(reopened, "x", "three")) == [("a", 2)]

    def test_14_what_is_put_back_can_be_taken_by_anybody(self, storage: Storage) -> None:
        """With what was noted of it."""
        stored(storage, ("a", 1))
        enrolled(storage, "x")
        spread(storage)
        (mine,) = claimed(storage, "x", "one")
        settled(storage, changed=(mine._replace(attempts=1, error="no answer", bundle="b"),))
        (again,) = claimed(storage, "x", "two")
        assert again == mine._replace(worker="two", attempts=1, error="no answer", bundle="b")

    def test_15_a_delivery_is_replaced_whole_or_not_at_all(self, storage: Storage) -> None:
        """By whoever has it in hand; what was there under one of the keys gives way."""
        stored(storage, ("a", 1))
        enrolled(storage, NOTICES, "channel:x")
        spread(storage)
        storage.run(lambda transaction: transaction.relay.add([notice("p", 1)._replace(attempts=5)]))
        (row,) = claimed(storage, NOTICES, "one")
        by = [notice("p", 1), notice("q", 1)]
        stranger = row._replace(worker="two")
        assert storage.run(lambda transaction: transaction.relay.replace(stranger, by)) is False
        assert len(there(storage, "channel:x")) == 1
        assert storage.run(lambda transaction: transaction.relay.replace(row, by)) is True
        assert storage.run(lambda transaction: transaction.relay.replace(row, by)) is False
        with storage.read() as reader:
            assert reader.relay.deliveries() == by
            assert reader.relay.deliveries(record="a", target="channel:x") == by

    def test_what_is_added_twice_is_there_once(self, storage: Storage) -> None:
        """What is there is not changed by it."""
        enrolled(storage, "channel:x")
        rows = [notice("p", 1), notice("p", 1), notice("q", 1)]
        assert storage.run(lambda transaction: transaction.relay.add(rows)) == 2
        assert storage.run(lambda transaction: transaction.relay.add([notice("p", 1, LATER)])) == 0
        assert len(claimed(storage, "channel:x")) == 2

    def test_what_was_given_up_is_revived(self, storage: Storage) -> None:
        """One, all of a target, or all there are; as if it had never failed."""
        enrolled(storage, "channel:x", "channel:y")
        dead = [
            notice(who, 1, TOMORROW, target)._replace(dead=1, attempts=4, error="no")
            for target in ("channel:x", "channel:y")
            for who in "pq"
        ]

        def revived(**which: object) -> int:
            return storage.run(lambda transaction: transaction.relay.revive(INSTANT, **which))  # type: ignore[arg-type]  # as each call says

        storage.run(lambda transaction: transaction.relay.add(dead))
        assert claimed(storage, "channel:x", instant=TOMORROW) == []
        assert [revived(key=dead[0].key), revived(key=dead[0].key), revived(target="channel:x"), revived()] == [
            1,
            0,
            1,
            2,
        ]
        found = claimed(storage, "channel:x")
        assert [(row.recipient, row.attempts, row.error) for row in found] == [("p", 0, "no"), ("q", 0, "no")]

    def test_what_cannot_wait_for_a_target_that_is_down_is_found(self, storage: Storage) -> None:
        """What is urgent, what has waited long, and, where it is asked for, what was tried; nothing that is in hand."""
        enrolled(storage, "channel:x")
        rows = [notice("old", 1), notice("new", 1, LATER), notice("dead", 1)._replace(dead=1)]
        rows += [notice("urgent", 1, TOMORROW)._replace(urgent=1), notice("tried", 1, TOMORROW)._replace(attempts=1)]
        storage.run(lambda transaction: transaction.relay.add(rows))

        def found(*, tried: bool, limit: int = 9) -> list[str]:
            with storage.read() as reader:
                some = reader.relay.overtaken("channel:x", SOON, tried=tried, limit=limit)
            return [row.recipient for row in some]

        assert found(tried=False) == ["old", "urgent"]
        assert found(tried=True) == ["old", "tried", "urgent"]
        assert found(tried=True, limit=1) == ["old"]
        claimed(storage, "channel:x", until=SOON, limit=1)
        assert found(tried=False) == ["urgent"]

    def test_what_was_tried_is_kept_in_its_order(self, storage: Storage, reopened: Storage) -> None:
        """For each record, and for each of its versions."""
        key = notice("p", 2).key
        tries = [TryRow(*key, INSTANT, "unavailable", "no answer"), TryRow(*key, LATER, "told", "250 OK 收到")]
        other = TryRow(*notice("p", 1).key, LATER, "rejected", "550")
        storage.run(lambda transaction: transaction.relay.settle([], (), tries))
        storage.run(lambda transaction: transaction.relay.settle([], (), [other]))
        with reopened.read() as reader:
            assert reader.relay.tries("a") == [*tries, other]
            assert reader.relay.tries("a", 2) == tries
            assert reader.relay.tries("b") == []

    def test_how_a_target_is_doing_is_kept(self, storage: Storage, reopened: Storage) -> None:
        """Of one that is enrolled; enrolling again changes nothing of it."""
        enrolled(storage, "x")
        down = TargetRow("x", 3, LATER, INSTANT, "ConnectionRefusedError")
        storage.run(lambda transaction: transaction.relay.mark(down))
        storage.run(lambda transaction: transaction.relay.mark(TargetRow("nobody", 1)))
        enrolled(storage, "x")
        with reopened.read() as reader:
            assert reader.relay.targets() == [down]
        assert storage.run(lambda transaction: transaction.relay.target("x")) == down
        assert storage.run(lambda transaction: transaction.relay.target("nobody")) is None

    def test_the_last_sign_of_life_counts(self, storage: Storage, reopened: Storage) -> None:
        """One of each name."""
        for pulse in (PulseRow("sweep", INSTANT, "0"), PulseRow("relay", INSTANT, ""), PulseRow("sweep", LATER, "3")):
            storage.run(lambda transaction, pulse=pulse: transaction.relay.beat(pulse))  # type: ignore[misc]  # bound in each turn
        with reopened.read() as reader:
            assert reader.relay.pulses() == [PulseRow("relay", INSTANT, ""), PulseRow("sweep", LATER, "3")]
