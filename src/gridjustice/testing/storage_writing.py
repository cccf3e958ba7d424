"""The contract kit's tests of what is kept: promises 1, 2, 3, 5, 8, 9 and 10."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from itertools import pairwise

import pytest

from gridjustice.domain.criteria import Everything
from gridjustice.errors import (
    AdapterUnavailableError,
    ConflictError,
    KeyReusedError,
    NotFoundError,
    VersionConflictError,
)
from gridjustice.ports.storage import Bundle, Change, Reader, ReceiptRow, Storage, Transaction
from gridjustice.testing.rows import appointment, change, deadline, head


def keep(storage: Storage, *changes: Change) -> None:
    """Keep changes in one transaction."""
    storage.run(lambda transaction: transaction.keep(changes))


def everything(storage: Storage) -> list[Bundle]:
    """All that is stored, every sequence as a list."""
    with storage.read() as reader:
        return [
            bundle._replace(
                heads=list(bundle.heads),
                entries=list(bundle.entries),
                deadlines=list(bundle.deadlines),
                appointments=list(bundle.appointments),
                listed={kind: list(rows) for kind, rows in bundle.listed.items()},
                outbox=list(bundle.outbox),
                receipts=list(bundle.receipts),
            )
            for bundle in reader.bundles()
        ]


class _StopError(Exception):
    """Raised by a work in the middle."""


class AllOrNothing:
    """Promise 1."""

    def test_1_what_was_kept_is_there_when_opened_again(self, storage: Storage, reopened: Storage) -> None:
        """All parts of a change are there, under the record's id."""
        kept = change(
            head("a", due="2026-12-01T16:00:00.000000Z"),
            deadlines=[deadline("a")],
            appointments=[appointment("a", "p2")],
            listed={"number": "2026-1", "level": "red", "fed_back": 1},
            tells="court,parties",
            key="k",
        )
        keep(storage, kept)
        assert everything(reopened) == [
            Bundle(
                "a",
                [kept.head],
                [kept.entry],
                [deadline("a")],
                [appointment("a", "p2")],
                {"dispute": [{"number": "2026-1", "level": "red", "fed_back": 1}]},
                [kept.outbox],
                [kept.receipt] if kept.receipt else [],
            )
        ]

    def test_1_a_work_that_raises_keeps_nothing(self, storage: Storage) -> None:
        """Neither what was kept before the error, nor in an earlier call of keep."""
        keep(storage, change(head("a")))
        before = everything(storage)

        def work(transaction: Transaction) -> None:
            transaction.keep([change(head("a", 2), deadlines=[deadline("a")], key="k")])
            transaction.keep([change(head("b"), listed={"number": "1"}), change(head("c"))])
            raise _StopError

        with pytest.raises(_StopError):
            storage.run(work)
        assert everything(storage) == before
        keep(storage, change(head("a", 2), key="k"))

    def test_1_a_conflict_that_is_swallowed_keeps_nothing(self, storage: Storage) -> None:
        """Once keep has raised, the transaction is lost, whatever the work does about it."""
        keep(storage, change(head("a")))
        before = everything(storage)

        def work(transaction: Transaction) -> str:
            transaction.keep([change(head("b"))])
            with pytest.raises(VersionConflictError):
                transaction.keep([change(head("c")), change(head("a", 5))])
            return "nothing happened"

        with pytest.raises(VersionConflictError):
            storage.run(work)
        assert everything(storage) == before

    def test_1_none_leaves_as_it_is_and_empty_removes(self, storage: Storage) -> None:
        """Deadlines and appointments that a change does not name stay; an empty tuple takes them away."""
        keep(storage, change(head("a"), deadlines=[deadline("a")], appointments=[appointment("a", "p2")]))
        keep(storage, change(head("a", 2)))
        (bundle,) = everything(storage)
        assert (len(bundle.deadlines), len(bundle.appointments)) == (1, 1)
        keep(storage, change(head("a", 3), deadlines=[deadline("a", "other")], appointments=[]))
        (bundle,) = everything(storage)
        assert list(bundle.deadlines) == [deadline("a", "other")]
        assert list(bundle.appointments) == []

    def test_1_a_projection_follows_its_record(self, storage: Storage) -> None:
        """A row may come later than its record, changes with it, and is nothing where it names nothing."""
        keep(storage, change(head("a")), change(head("b"), listed={"number": "b1", "level": None}))
        keep(storage, change(head("a", 2), listed={"number": "a1"}), change(head("b", 2), listed={"number": "b2"}))
        listed = [bundle.listed["dispute"][0] for bundle in everything(storage)]
        assert listed == [
            {"number": "a1", "level": None, "fed_back": None},
            {"number": "b2", "level": None, "fed_back": None},
        ]

    def test_1_a_projection_nobody_knows_is_refused(self, storage: Storage) -> None:
        """And so is a column that it does not have; nothing is kept then."""
        for wrong in (
            change(head("a", kind="stranger"), listed={"number": "1"}),
            change(head("a"), listed={"stranger": "1"}),
        ):
            with pytest.raises(NotFoundError):
                keep(storage, wrong)
        assert everything(storage) == []


class CompareAndSet:
    """Promise 2."""

    def test_2_another_version_is_a_conflict(self, storage: Storage) -> None:
        """Born twice, changed from an older or a newer version, or never born: the error tells what was found."""
        keep(storage, change(head("a")), change(head("b")))
        keep(storage, change(head("a", 2)))
        before = everything(storage)
        for wrong, expected, found in (
            (change(head("a", 1)), 0, 2),
            (change(head("a", 2)), 1, 2),
            (change(head("a", 9)), 8, 2),
            (change(head("z", 4)), 3, 0),
        ):
            with pytest.raises(VersionConflictError) as conflict:
                keep(storage, change(head("c")), change(head("b", 2)), wrong)
            assert (conflict.value.record_id, conflict.value.expected) == (wrong.head.id, expected)
            assert conflict.value.found in (found, None)
            with pytest.raises(VersionConflictError):
                keep(storage, wrong)
        assert everything(storage) == before

    def test_2_what_was_read_is_checked(self, storage: Storage) -> None:
        """A record that a guard read must be as it was read, and one that was not there must still not be there."""
        keep(storage, change(head("a")), change(head("b")), change(head("c")))
        keep(storage, change(head("a", 2), reads=[("b", 1), ("c", 1), ("z", 0)]))
        before = everything(storage)
        for reads, record in (([("b", 2)], "b"), ([("z", 1)], "z"), ([("c", 1), ("b", 0)], "b")):
            with pytest.raises(VersionConflictError) as conflict:
                keep(storage, change(head("n")), change(head("a", 3), reads=reads))
            assert conflict.value.record_id == record
            with pytest.raises(VersionConflictError):
                keep(storage, change(head("a", 3), reads=reads))
        assert everything(storage) == before

    def test_2_what_was_loaded_and_read_is_checked(self, storage: Storage) -> None:
        """Also where the transaction itself has loaded what it then claims to have read otherwise."""
        keep(storage, change(head("a")), change(head("b")))

        def work(transaction: Transaction) -> None:
            transaction.load(ids=["a", "b"])
            transaction.keep([change(head("a", 2), reads=[("b", 2)])])

        with pytest.raises(VersionConflictError):
            storage.run(work)

    def test_2_a_record_may_change_several_times(self, storage: Storage) -> None:
        """In one keep, and in several of one transaction; the last one stands, every event is there."""

        def work(transaction: Transaction) -> None:
            transaction.keep(
                [
                    change(head("a"), deadlines=[deadline("a")], listed={"number": "1"}, key="k1"),
                    change(head("b"), reads=[("a", 1)]),
                    change(head("a", 2), deadlines=[deadline("a", "second")], reads=[("b", 1)], key="k2"),
                    change(head("a", 3, state="triaged"), listed={"number": "3"}),
                ]
            )
            assert transaction.load(ids=["a"]).heads["a"].version == 3
            transaction.keep([change(head("a", 4, state="closed"), reads=[("b", 1)])])

        storage.run(work)
        bundle = everything(storage)[0]
        assert [(row.version, row.state) for row in bundle.heads] == [(4, "closed")]
        assert [row.version for row in bundle.entries] == [1, 2, 3, 4]
        assert [row.version for row in bundle.outbox] == [1, 2, 3, 4]
        assert [row.key for row in bundle.receipts] == ["k1", "k2"]
        assert list(bundle.deadlines) == [deadline("a", "second")]
        assert bundle.listed["dispute"][0]["number"] == "3"

    @pytest.mark.parametrize(
        "changes",
        [
            (change(head("a")), change(head("a"))),
            (change(head("a")), change(head("a", 3))),
            (change(head("a", 2)), change(head("a"))),
            (change(head("a")), change(head("b"), reads=[("a", 0)])),
            (change(head("b"), reads=[("a", 1)]), change(head("a"))),
        ],
        ids=["born twice", "a version left out", "changed before born", "read before", "read too early"],
    )
    def test_2_changes_that_contradict_one_another_are_a_conflict(
        self, storage: Storage, changes: tuple[Change, ...]
    ) -> None:
        """In one keep, and one after the other in one transaction."""
        with pytest.raises(VersionConflictError):
            keep(storage, *changes)

        def one_by_one(transaction: Transaction) -> None:
            for each in changes:
                transaction.keep([each])

        with pytest.raises(VersionConflictError):
            storage.run(one_by_one)
        assert everything(storage) == []


class Keys:
    """Promise 3."""

    def test_3_a_key_is_kept_once(self, storage: Storage) -> None:
        """By the same actor, for another record or in the same keep; others may use the same key."""
        keep(storage, change(head("a"), key="k"), change(head("b"), key="k", actor="p2"))
        before = everything(storage)
        for wrong in (
            [change(head("c"), key="k")],
            [change(head("c"), key="free"), change(head("d"), key="k")],
            [change(head("c"), key="twice"), change(head("d"), key="twice")],
        ):
            with pytest.raises(KeyReusedError) as reused:
                keep(storage, *wrong)
            assert (reused.value.actor, reused.value.key) == ("p1", wrong[-1].receipt.key)  # type: ignore[union-attr]
        assert everything(storage) == before

    def test_3_a_receipt_is_found_by_its_key(self, storage: Storage) -> None:
        """Exactly by actor and key; one that is not there is missing."""
        keep(storage, change(head("a"), key="k"), change(head("b"), key="K"), change(head("c"), key="k", actor="p2"))
        with storage.read() as reader:
            receipts = reader.load(keys=[("p1", "k"), ("p2", "K"), ("p1", "k ")]).receipts
            assert receipts == {("p1", "k"): ReceiptRow("p1", "k", "0" * 64, "a", 1)}
            assert list(reader.load(keys=[("p2", "k")]).receipts) == [("p2", "k")]


class Concurrency:
    """Promises 5, 8, 9 and 10."""

    def test_5_a_transaction_sees_its_own_changes_and_others_do_not(self, storage: Storage) -> None:
        """Until it is committed."""
        keep(storage, change(head("a")))

        def work(transaction: Transaction) -> None:
            transaction.keep([change(head("a", 2), appointments=[appointment("a", "p2", scope="grid")], key="k")])
            assert transaction.load(ids=["a"]).heads["a"].version == 2
            assert [row.version for row in transaction.entries("a")] == [1, 2]
            assert list(transaction.load(keys=[("p1", "k")], people=["p2"]).appointments) == ["p2"]
            assert transaction.find(Everything())[0].version == 2
            with storage.read() as reader:
                assert reader.load(ids=["a"]).heads["a"].version == 1

        storage.run(work)

    def test_5_a_view_does_not_change_while_it_is_read(self, storage: Storage, reopened: Storage) -> None:
        """And keeps no writer waiting."""
        keep(storage, change(head("a")))
        with storage.read() as reader:
            assert reader.count(Everything()) == {(): 1}
            keep(reopened, change(head("a", 2)), change(head("b")))
            assert reader.count(Everything()) == {(): 1}
            assert reader.load(ids=["a"]).heads["a"].version == 1
            assert [bundle.id for bundle in reader.bundles()] == ["a"]
        with storage.read() as reader:
            assert reader.count(Everything()) == {(): 2}

    def test_5_a_view_that_was_left_early_holds_nothing_back(self, storage: Storage) -> None:
        """Neither bundles that were not read to their end, nor an error inside."""
        keep(storage, change(head("a")), change(head("b")))
        with pytest.raises(_StopError), storage.read() as reader:
            _leave_early(reader)
        keep(storage, change(head("a", 2)))
        with storage.read() as reader:
            assert reader.load(ids=["a"]).heads["a"].version == 2

    def test_5_a_transaction_inside_a_transaction_is_refused(self, storage: Storage) -> None:
        """It could only wait for itself."""

        def work(transaction: Transaction) -> None:
            transaction.keep([change(head("a"))])
            with pytest.raises(AdapterUnavailableError):
                keep(storage, change(head("b")))

        storage.run(work)
        assert [bundle.id for bundle in everything(storage)] == ["a"]

    def test_8_a_work_that_is_called_again_is_kept_once(self, storage: Storage) -> None:
        """However often the work was called, what it did is there once."""
        calls = []

        def work(transaction: Transaction) -> int:
            calls.append(len(transaction.load(ids=["a"]).heads))
            transaction.keep([change(head("a"), key="k")])
            return len(calls)

        assert storage.run(work) == len(calls)
        assert set(calls) == {0}
        (bundle,) = everything(storage)
        assert (len(bundle.entries), len(bundle.outbox), len(bundle.receipts)) == (1, 1, 1)

    def test_9_many_items_at_once(self, storage: Storage) -> None:
        """Thousands of records are kept, loaded and changed by one call each."""
        ids = [f"{number:05}" for number in range(2500)]
        keep(storage, *(change(head(id_), key=id_, deadlines=[deadline(id_)], listed={"number": id_}) for id_ in ids))

        def work(transaction: Transaction) -> None:
            loaded = transaction.load(ids=ids, keys=[("p1", id_) for id_ in ids])
            assert len(loaded.heads) == len(loaded.receipts) == len(ids)
            pairs = pairwise(ids)
            transaction.keep([change(head(id_, 2), deadlines=[], reads=[(after, 1)]) for id_, after in pairs])

        storage.run(work)
        with storage.read() as reader:
            assert reader.count(Everything()) == {(): 2500}
            assert [row.record for row in reader.watched("9")] == [ids[-1]]

    def test_10_no_increment_of_many_threads_is_lost(self, storage: Storage) -> None:
        """Each thread reads and sets; what is not refused as a conflict is kept."""
        keep(storage, *(change(head(id_)) for id_ in "abc"))
        kept, errors = [0] * 6, list[BaseException]()

        def increments(thread: int) -> None:
            for number in range(25):
                id_ = "abc"[(thread + number) % 3]
                with storage.read() as reader:
                    version = reader.load(ids=[id_]).heads[id_].version
                try:
                    keep(storage, change(head(id_, version + 1), key=f"{thread}-{number}"))
                except ConflictError:
                    storage.run(partial(increment, id_=id_))
                kept[thread] += 1

        in_threads(increments, len(kept), errors)
        assert errors == []
        assert sum(kept) == 150
        with storage.read() as reader:
            assert sum(row.version for row in reader.find(Everything())) == 3 + 150

    def test_10_who_is_in_its_turn_shares_with_nobody(self, storage: Storage) -> None:
        """A thread inside `run` is never asked to wait for another one; other threads are not concerned."""
        outside = storage.may_share()
        seen: list[bool] = []

        def work(transaction: Transaction) -> None:
            seen.append(storage.may_share())
            in_threads(lambda _: seen.append(storage.may_share()), 1, [])
            transaction.keep([change(head("a"))])

        storage.run(work)
        assert seen[:2] == [False, outside]
        assert storage.may_share() is outside


def _leave_early(reader: Reader) -> None:
    walk = reader.bundles()
    next(walk)
    raise _StopError


def increment(transaction: Transaction, id_: str) -> None:
    """The record goes on by one version, whichever it is at."""
    transaction.keep([change(head(id_, transaction.load(ids=[id_]).heads[id_].version + 1))])


def in_threads(work: Callable[[int], None], threads: int, errors: list[BaseException]) -> None:
    """Run the work in so many threads at once, each with its number, and collect what they raise."""

    def guarded(number: int) -> None:
        try:
            work(number)
        except BaseException as problem:  # noqa: BLE001  # an error in a thread would go unnoticed
            errors.append(problem)

    running = [threading.Thread(target=guarded, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
