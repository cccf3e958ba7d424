"""One batch that a relay has in hand: each is told and marked, and what cannot be told now is put back."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import attrs

from gridjustice.application.codec import instant_text
from gridjustice.application.hearers import Hearer, Outcome
from gridjustice.application.patience import Patience
from gridjustice.ports.relaying import OPEN_BUNDLE, DeliveryRow, Key, TargetRow, TryRow
from gridjustice.ports.storage import EntryRow, Storage, Transaction

_DETAIL_LENGTH = 200
logger = logging.getLogger("gridjustice.relay")


@attrs.frozen
class Drained:
    """What one run of the relay did.

    Attributes:
        spread: outbox rows that became deliveries.
        told: deliveries that were told, or had nothing to tell.
        failed: deliveries that failed; they wait, or were given up.
        unreached: people who were to be told and whom nothing reaches: no address, no channel.
    """

    spread: int = 0
    told: int = 0
    failed: int = 0
    unreached: int = 0

    def __add__(self, other: Drained) -> Drained:
        return Drained(*map(sum, zip(attrs.astuple(self), attrs.astuple(other), strict=True)))

    def __bool__(self) -> bool:
        return bool(self.spread or self.told or self.failed)


class Turn:
    """A batch in hand: each is told and marked, and what cannot be told now is put back."""

    def __init__(
        self,
        hearer: Hearer,
        rows: Sequence[DeliveryRow],
        state: TargetRow,
        *,
        is_cut: bool,
        storage: Storage,
        now: Callable[[], datetime],
        patience: Patience,
    ) -> None:
        """Nothing is told yet.

        Args:
            hearer: who is told.
            rows: what is in hand.
            state: how the target was doing when they were taken.
            is_cut: whether more may be due than is in hand.
            storage: where it is marked.
            now: tells the instant, UTC.
            patience: how long what failed waits.
        """
        self._storage = storage
        self._now = now
        self._patience = patience
        self._hearer = hearer
        self._rows = rows
        self._ends = now() + timedelta(seconds=patience.lease_seconds / 2)
        self._state = state
        self._is_cut = is_cut
        self._unreached = 0
        with self._storage.read() as reader:
            self._entries = reader.entries_of({(row.record, row.version) for row in rows})
        self._marking: list[tuple[Sequence[DeliveryRow], Outcome]] = []

    def told(self, until: threading.Event | None) -> tuple[Drained, bool]:
        """What was done, and whether the target can be told more at once."""
        groups = list(together(self._rows))
        told = failed = 0
        held: set[tuple[str, str, str]] = set()
        goes_on = True
        for place, rows in enumerate(groups):
            stops = (until is not None and until.is_set()) or self._now() >= self._ends
            if stops or self._state.open_until > instant_text(self._now()):
                self._flush()
                self._put_back([row for group in groups[place:] for row in group])
                goes_on = stops and place > 0
                break
            if not held.isdisjoint(row.lane for row in rows) or (self._is_cut and not _is_whole(rows)):
                self._put_back(rows)
                continue
            outcome = self._hearer.tell(rows, self._entry(rows[0]), self._now())
            if outcome.outcome == "unavailable":
                self._flush()
                if not self._failed(rows, outcome):
                    held.update(row.lane for row in rows)
                failed += len(rows)
            else:
                self._marking.append((rows, outcome))
                if len(self._marking) >= self._hearer.at_once:
                    self._flush()
                told, failed = told + len(rows), failed + (len(rows) if outcome.outcome == "rejected" else 0)
        self._flush()
        return Drained(told=told, failed=failed, unreached=self._unreached), goes_on

    def _entry(self, row: DeliveryRow) -> EntryRow | None:
        return self._entries.get((row.record, row.version))

    def _flush(self) -> None:
        """What was told is marked, with what it leads to, in one transaction."""
        if not self._marking:
            return
        marking, self._marking = self._marking, []
        reached = self._hearer.reaches_out and any(outcome.outcome in ("told", "rejected") for _, outcome in marking)
        at = instant_text(self._now())
        state = TargetRow(self._hearer.target, told_at=at)

        def work(transaction: Transaction) -> None:
            relay = transaction.relay
            done: list[Key] = []
            tried: list[TryRow] = []
            for rows, outcome in marking:
                tried += [_tried(row, at, outcome) for row in rows if self._hearer.is_recorded]
                for row in rows:
                    led_to = _of(outcome, row)
                    if outcome.outcome == "rejected" and not led_to:
                        led_to = [_gone(row, outcome)]
                    elif not outcome.instead:
                        done.append(row.key)
                        continue
                    # Whom nothing reaches is told of in the record of tries; there is nothing to try again.
                    relay.replace(row, [each for each in led_to if not each.dead or outcome.outcome == "rejected"])
                    unreached = [each for each in led_to if each.dead and outcome.outcome != "rejected"]
                    tried += [TryRow(*each.key, at, "withheld", each.error) for each in unreached]
            relay.settle(done, (), tried)
            if reached and (self._state.failures or not self._state.told_at):
                relay.mark(state)

        self._storage.run(work)
        self._unreached += sum(each.dead for _, outcome in marking if outcome.outcome == "" for each in outcome.instead)
        if reached:
            self._state = state
        for rows, outcome in marking:
            if outcome.outcome == "rejected":
                first = rows[0]
                logger.warning(
                    "%s will not take version %d of record %s: %s; given up",
                    first.target, first.version, first.record, _short(outcome.detail),
                )  # fmt: skip

    def _failed(self, rows: Sequence[DeliveryRow], outcome: Outcome) -> bool:
        """Whether one message was given up; otherwise it waits. The target may be left alone from now on."""
        now, patience = self._now(), self._patience
        reaches_out = self._hearer.reaches_out and outcome.for_all
        was_down = reaches_out and patience.is_down(self._state.failures)
        failures = self._state.failures + 1
        opens = patience.opens(failures, now, outcome.retry_after_seconds) if patience.is_down(failures) else None
        # While the target as a whole cannot be reached, no failure is the message's own.
        attempts = max(row.attempts for row in rows) + (0 if was_down else 1)
        asked = timedelta(seconds=outcome.retry_after_seconds or 0)
        due = now + max(patience.after(max(attempts, 1)), asked, timedelta(microseconds=1))
        dead = not was_down and patience.is_over(attempts)
        if reaches_out and opens is not None:
            # Behind all others, so that another one finds out whether the target or this one is the trouble.
            due = max(due, opens + timedelta(seconds=1))
        error = _short(outcome.detail)
        changes: dict[str, Any] = {"attempts": attempts, "due": instant_text(due), "error": error, "dead": int(dead)}
        left = [row._replace(**changes, worker="") for row in rows]
        instead = [self._hearer.given_up(row, now) if dead else () for row in rows]
        state = self._state._replace(failures=failures, open_until=instant_text(opens) if opens else "", error=error)

        def work(transaction: Transaction) -> None:
            relay = transaction.relay
            for row, again, others in zip(rows, left, instead, strict=True):
                relay.replace(row, others or [again])
            if self._hearer.is_recorded:
                relay.settle((), (), [_tried(row, instant_text(now), outcome) for row in rows])
            if reaches_out:
                relay.mark(state)

        self._storage.run(work)
        if reaches_out:
            self._state = state
        first = rows[0]
        logger.warning(
            "%s failed on version %d of record %s, for the %d. time: %s; %s",
            first.target, first.version, first.record, attempts, error,
            "given up" if dead else f"again from {instant_text(due)}",
        )  # fmt: skip
        return dead

    def _put_back(self, rows: Sequence[DeliveryRow]) -> None:
        if rows:
            self._storage.run(lambda transaction: transaction.relay.settle((), rows))


def new_bundles(rows: Sequence[DeliveryRow]) -> Iterator[list[DeliveryRow]]:
    """What is to be told together and was not put together yet, by recipient."""
    waiting = sorted((row for row in rows if row.bundle == OPEN_BUNDLE), key=lambda row: row.recipient)
    for _, group in groupby(waiting, key=lambda row: row.recipient):
        yield list(group)


def together(rows: Sequence[DeliveryRow]) -> Iterator[list[DeliveryRow]]:
    """The rows as they are told: alone, or with all of their bundle, where its first one stands."""
    bundles: dict[str, list[DeliveryRow]] = {}
    for row in rows:
        if row.bundle:
            bundles.setdefault(row.bundle, []).append(row)
    for row in rows:
        if not row.bundle:
            yield [row]
        elif bundles[row.bundle][0] is row:
            yield bundles[row.bundle]


def _is_whole(rows: Sequence[DeliveryRow]) -> bool:
    """Whether all are there that are told together: the end of a batch may have cut them."""
    bundle = rows[0].bundle
    return not bundle or int(bundle.rpartition("~")[2]) == len(rows)


def _of(outcome: Outcome, row: DeliveryRow) -> list[DeliveryRow]:
    """What is told in the place of one row."""
    return [each for each in outcome.instead if (each.record, each.version) == (row.record, row.version)]


def _tried(row: DeliveryRow, at: str, outcome: Outcome) -> TryRow:
    return TryRow(*row.key, at, outcome.outcome or "told", _short(outcome.detail))


def _gone(row: DeliveryRow, outcome: Outcome) -> DeliveryRow:
    """A delivery that was given up at once."""
    return row._replace(dead=1, worker="", attempts=row.attempts + 1, error=_short(outcome.detail))


def _short(detail: str) -> str:
    return detail[:_DETAIL_LENGTH]
