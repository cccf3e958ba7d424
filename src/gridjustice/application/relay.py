"""The relay: what was stored is told to those who are to hear of it, at least once, after the commit.

Every event leaves an outbox row in its own transaction. The relay *spreads* these rows: each becomes a delivery to
every target that is enrolled, once. Then it *tells*: it takes deliveries in hand for a while, oldest first and those
of one lane (target, record, recipient) by version, tells them one by one under a key that is the same every time, and
marks each before it tells the next. What failed waits, and what comes behind it in its lane waits with it, while all
else goes on; a target that is down as a whole is left alone, and tried with one delivery from time to time.

It may be killed at any instant: what it had in hand is free again once its time is over, and what was told and not yet
marked, one delivery of each hearer at the most, is told again under the same key. Any number of relays may run.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from gridjustice.application.codec import instant_text
from gridjustice.application.hearers import Hearer, hearers_of
from gridjustice.application.office import Office
from gridjustice.application.patience import Patience
from gridjustice.application.turn import Drained, Turn, new_bundles, together
from gridjustice.ports.relaying import NOTICES, Backlog, DeliveryRow, PulseRow, TargetRow, TryRow
from gridjustice.ports.storage import Transaction

_SPREAD_AT_ONCE = 1000
_OVERTAKEN_AT_ONCE = 1000
_LOOK_SECONDS = 30
"""So often it is looked for what cannot wait for a target that is down."""


class Relay:
    """Tells everybody who is to hear of what an office stored; threads may share it."""

    def __init__(
        self,
        office: Office,
        *,
        hearers: Mapping[str, Hearer] | None = None,
        patience: Patience | None = None,
        batch: int = 100,
    ) -> None:
        """Nothing is told yet.

        Args:
            office: whose storage and clock.
            hearers: who is told, by target (`hearers_of`); the subscribers among the office's plugins by default.
            patience: how long what failed waits.
            batch: so many deliveries are taken in hand at once.
        """
        self.hearers = dict(hearers_of(office) if hearers is None else hearers)
        self._office = office
        self._patience = patience or Patience()
        self._batch = batch
        self._worker = secrets.token_hex(8)
        self._enrolled = False
        self._looked: dict[str, datetime] = {}

    def drain(self) -> Drained:
        """Whatever is due has been told, or waits for its next time; also what telling has led to."""
        done = Drained()
        while True:
            some = self._once()
            done += some
            if not (some.spread or some.told):
                return done

    def _once(self) -> Drained:
        done = Drained(spread=self.spread())
        for target in self.hearers:
            done += self.tell(target)
        return done

    def spread(self) -> int:
        """Everything that was stored is spread to those who are enrolled; how many outbox rows were."""
        storage, spread = self._office.storage, 0
        if not self._enrolled:
            with storage.read() as reader:
                new = self.hearers.keys() - {row.name for row in reader.relay.targets()}
            storage.run(lambda transaction: transaction.relay.enrol(new - {NOTICES}))
            if NOTICES in new:
                # People are told of what happens from now on, not of years that are over.
                spread += self._spread()
                storage.run(lambda transaction: transaction.relay.enrol([NOTICES]))
            self._enrolled = True
        return spread + self._spread()

    def _spread(self) -> int:
        storage, spread = self._office.storage, 0
        while some := storage.run(lambda transaction: transaction.relay.spread(self._text(), _SPREAD_AT_ONCE)):
            spread += some
        return spread

    def tell(self, target: str, *, until: threading.Event | None = None) -> Drained:
        """What is due to a target has been told, or waits.

        Args:
            target: one of `hearers`.
            until: stop after the next delivery once this is set.
        """
        self._overtake(target)
        # What fails meanwhile is due later than this, however short it waits: it is not tried twice in one run.
        done, instant, storage = Drained(), self._text(), self._office.storage
        while not (until and until.is_set()):
            rows, state = storage.run(lambda transaction: self._taken(transaction, target, instant))
            if not rows:
                break
            turn = Turn(
                self.hearers[target], rows, state, is_cut=len(rows) >= self._batch, storage=storage,
                now=self._now, patience=self._patience,
            )  # fmt: skip
            some, goes_on = turn.told(until)
            done += some
            if not (some and goes_on):
                break
        return done

    def status(self) -> list[Backlog]:
        """What every target has still to be told; what is not spread yet is not among it."""
        with self._office.storage.read() as reader:
            return reader.relay.backlog()

    def targets(self) -> list[TargetRow]:
        """How every enrolled target is doing."""
        with self._office.storage.read() as reader:
            return reader.relay.targets()

    def pulses(self) -> list[PulseRow]:
        """The last signs of life of what runs by itself."""
        with self._office.storage.read() as reader:
            return reader.relay.pulses()

    def unspread(self) -> int:
        """How many events no run of the relay has seen yet."""
        with self._office.storage.read() as reader:
            return reader.relay.unspread()

    def dead(self, target: str | None = None, *, limit: int = 1000) -> list[DeliveryRow]:
        """The deliveries that were given up, of one target or of all."""
        with self._office.storage.read() as reader:
            return reader.relay.deliveries(target=target, dead=True, limit=limit)

    def retry(self, target: str | None = None, *, name: str | None = None) -> int:
        """What was given up is tried again, as if it had never failed, and a target that was left alone is not.

        Args:
            target: of this target alone; of all where it is None.
            name: only the delivery of this key (`DeliveryRow.name`).

        Returns:
            How many deliveries.
        """
        keys = None if name is None else [row.key for row in self.dead(target, limit=1_000_000) if row.name == name]

        def work(transaction: Transaction) -> int:
            relay = transaction.relay
            for row in relay.targets():
                if row.failures and target in (None, row.name):
                    relay.mark(row._replace(failures=0, open_until=""))
            if keys is not None:
                return sum(relay.revive(self._text(), key=key) for key in keys)
            return relay.revive(self._text(), target=target)

        return self._office.storage.run(work)

    def forget(self, target: str) -> None:
        """The target is not told anything any more, and what waits for it is gone: it will not come back."""
        self._office.storage.run(lambda transaction: transaction.relay.forget(target))

    def close(self) -> None:
        """Give back what the hearers hold."""
        for hearer in self.hearers.values():
            hearer.close()

    def _taken(self, transaction: Transaction, target: str, instant: str) -> tuple[list[DeliveryRow], TargetRow]:
        """What is due, in hand; one message alone where the target was down; nothing while it is left alone."""
        relay, now = transaction.relay, self._now()
        until = instant_text(now + timedelta(seconds=self._patience.lease_seconds))
        state = (relay.target(target) if self.hearers[target].reaches_out else None) or TargetRow(target)
        if state.open_until > instant_text(now):
            return [], state
        is_down = self._patience.is_down(state.failures)
        rows = relay.claim(target, instant, until, self._worker, self._batch)
        named = [row._replace(bundle=f"{group[0].name}~{len(group)}") for group in new_bundles(rows) for row in group]
        if named:
            # What is told together is settled before it is told, so that a repetition has the same key and content.
            fresh = {row.key: row for row in named}
            for row in named:
                relay.replace(row, [row._replace(due=until)])
            rows = [fresh.get(row.key, row) for row in rows]
        if rows and is_down:
            # Nobody else tries it meanwhile; if this relay is killed, somebody will.
            relay.mark(state._replace(open_until=until))
            one, *others = together(rows)
            relay.settle((), [row for group in others for row in group])
            rows = one
        return rows, state

    def _overtake(self, target: str) -> None:
        """What cannot wait for a target that is down is told by the next way to the person, where there is one."""
        hearer, now, storage = self.hearers[target], self._now(), self._office.storage
        if not hearer.has_next_way or now < self._looked.get(target, now):
            return
        self._looked[target] = now + timedelta(seconds=_LOOK_SECONDS)
        long_since = instant_text(now - timedelta(seconds=self._patience.next_way_seconds))
        with storage.read() as reader:
            state = next((row for row in reader.relay.targets() if row.name == target), TargetRow(target))
            if not self._patience.is_down(state.failures):
                return
            tried = self._patience.is_long_down(state.failures)
            rows = reader.relay.overtaken(target, long_since, tried=tried, limit=_OVERTAKEN_AT_ONCE)
        for row in rows:
            instead = hearer.overtaken(row, now)
            if instead:
                storage.run(lambda transaction, row=row, by=instead: _led_on(transaction, row, by, now, state))  # type: ignore[misc]  # bound in each turn

    def _now(self) -> datetime:
        return self._office.clock.now().astimezone(UTC)

    def _text(self) -> str:
        return instant_text(self._now())


def _led_on(
    transaction: Transaction, row: DeliveryRow, instead: Sequence[DeliveryRow], now: datetime, state: TargetRow
) -> None:
    """The next way stands in the place of a delivery that nobody has taken in hand meanwhile."""
    if transaction.relay.replace(row, instead):
        tried = TryRow(*row.key, instant_text(now), "unavailable", state.error)
        transaction.relay.settle((), (), [tried])
