"""The relay: what was stored is told to those who asked to hear of it, at least once, after the commit.

Every event leaves an outbox row in its own transaction. The relay *spreads* these rows: each becomes a delivery to
every target that is enrolled, once. Then it *tells*: the deliveries of a record to a target in the order of its
versions, each with a key that is the same every time. What was told is taken away; what failed waits, and what the same
record has for the same target waits behind it, while everything else goes on. It may be killed at any instant: what was
told and not yet marked is told again, under the same key, and nothing is lost.

Run one relay at a time on a storage: two would tell the same things twice.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import attrs

from gridjustice.application.codec import instant_text
from gridjustice.application.office import Office
from gridjustice.errors import GridJusticeError, place_of
from gridjustice.ports.storage import Backlog, DeliveryRow, EntryRow

PLUGIN = "plugin:"
"""What the targets begin with that are plugins; the rest is the plugin's name."""

_SPREAD_AT_ONCE = 1000
_ERROR_LENGTH = 200

logger = logging.getLogger("gridjustice.relay")


@attrs.frozen(kw_only=True)
class Patience:
    """How long what failed waits before it is tried again: configuration of an office, no rule of law.

    Attributes:
        first_seconds: after the first failure.
        factor: so many times longer after each further one.
        longest_seconds: and never longer than that.
        attempts: after so many failures it is given up: kept as dead, and the record goes on; None for never.
    """

    first_seconds: int = attrs.field(default=60, validator=attrs.validators.ge(0))
    factor: int = attrs.field(default=2, validator=attrs.validators.ge(1))
    longest_seconds: int = attrs.field(default=3600, validator=attrs.validators.ge(0))
    attempts: int | None = attrs.field(default=None, validator=attrs.validators.optional(attrs.validators.ge(1)))

    def after(self, failures: int) -> timedelta:
        """How long to wait after so many failures."""
        # The exponent is kept small: years of failures are as long as the longest time all the same.
        seconds = self.first_seconds * self.factor ** min(failures - 1, 64)
        return timedelta(seconds=min(seconds, self.longest_seconds))


@attrs.frozen
class Drained:
    """What one run of the relay did.

    Attributes:
        spread: outbox rows that became deliveries.
        told: deliveries that were told.
        failed: deliveries that failed; they wait, or were given up.
    """

    spread: int
    told: int
    failed: int


class Relay:
    """Tells the subscribers of an office's plugins what was stored."""

    def __init__(self, office: Office, *, patience: Patience | None = None, batch: int = 100) -> None:
        """Nothing is told yet.

        Args:
            office: whose storage, plugins and clock.
            patience: how long what failed waits.
            batch: so many deliveries are marked at once; one that is killed tells at most so many again.
        """
        self._office = office
        self._patience = patience or Patience()
        self._batch = batch

    def drain(self) -> Drained:
        """Whatever is due has been told, or waits for its next time."""
        storage, plugins = self._office.storage, self._office.plugins
        here = {f"{PLUGIN}{name}": name for name in plugins.subscribers()}
        with storage.read() as reader:
            enrolled = {backlog.target for backlog in reader.backlog()}
        if new := here.keys() - enrolled:
            storage.run(lambda transaction: transaction.enrol(new))
        spread = 0
        while some := storage.run(lambda transaction: transaction.spread(self._now(), _SPREAD_AT_ONCE)):
            spread += some
        told = failed = 0
        for target, plugin in here.items():
            told_here, failed_here = self._tell(target, plugin)
            told, failed = told + told_here, failed + failed_here
        return Drained(spread, told, failed)

    def status(self) -> list[Backlog]:
        """What every target has still to be told; what is not spread yet is not among it."""
        with self._office.storage.read() as reader:
            return reader.backlog()

    def unspread(self) -> int:
        """How many events no run of the relay has seen yet."""
        with self._office.storage.read() as reader:
            return reader.unspread()

    def forget(self, target: str) -> None:
        """The target is not told anything any more, and what waits for it is gone: its plugin will not come back."""
        self._office.storage.run(lambda transaction: transaction.forget(target))

    def _tell(self, target: str, plugin: str) -> tuple[int, int]:
        """How many deliveries to this target were told, and how many failed."""
        storage, instant = self._office.storage, self._now()
        told_in_all = failed_in_all = 0
        after = ("", 0)
        while True:
            with storage.read() as reader:
                rows = reader.waiting(target, instant, after=after, limit=self._batch)
                first = {row.record: row.version for row in reversed(rows)}
                entries = {
                    (entry.record, entry.version): entry
                    for record, version in first.items()
                    for entry in reader.entries(record, after=version - 1)
                }
            if not rows:
                return told_in_all, failed_in_all
            told, failed = self._told(plugin, rows, entries)
            storage.run(lambda transaction, told=told, failed=failed: transaction.settle(told, failed))  # type: ignore[misc]  # bound in each turn
            told_in_all, failed_in_all = told_in_all + len(told), failed_in_all + len(failed)
            after = rows[-1].record, rows[-1].version

    def _told(
        self, plugin: str, rows: Sequence[DeliveryRow], entries: dict[tuple[str, int], EntryRow]
    ) -> tuple[list[tuple[str, str, int]], list[DeliveryRow]]:
        """Which of the rows were told, and which failed; behind a failure, those of its record are left for later."""
        told: list[tuple[str, str, int]] = []
        failed: list[DeliveryRow] = []
        held = ""
        for row in rows:
            if row.record == held:
                continue
            error = self._heard(plugin, row, entries.get((row.record, row.version)))
            if error:
                again = self._again(row, error)
                failed.append(again)
                held = "" if again.dead else row.record
                logger.warning(
                    "%s failed on version %d of record %s, for the %d. time: %s; %s",
                    row.target, row.version, row.record, again.attempts, error,
                    "given up" if again.dead else f"again from {again.due}",
                )  # fmt: skip
            else:
                told.append((row.target, row.record, row.version))
        return told, failed

    def _heard(self, plugin: str, row: DeliveryRow, entry: EntryRow | None) -> str:
        """Where it failed; empty where the plugin has heard it."""
        if entry is None:
            return "the event is not there"
        try:
            event = self._office.codec.event(entry.body)
        except GridJusticeError as problem:
            return f"the event cannot be read: no plugin knows {entry.kind}.{entry.step} ({type(problem).__name__})"
        try:
            self._office.plugins.hear(plugin, event, delivery_key(row))
        except (Exception, SystemExit) as problem:  # noqa: BLE001  # whatever it raises harms nobody else
            return place_of(problem)
        return ""

    def _again(self, row: DeliveryRow, error: str) -> DeliveryRow:
        attempts = row.attempts + 1
        dead = self._patience.attempts is not None and attempts >= self._patience.attempts
        due = self._office.clock.now().astimezone(UTC) + self._patience.after(attempts)
        return row._replace(attempts=attempts, due=instant_text(due), error=error[:_ERROR_LENGTH], dead=int(dead))

    def _now(self) -> str:
        now: datetime = self._office.clock.now()
        return instant_text(now.astimezone(UTC))


def delivery_key(row: DeliveryRow) -> str:
    """The key under which a delivery is told, the same every time."""
    return f"{row.target}:{row.record}:{row.version}"
