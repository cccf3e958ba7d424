"""What an office does by itself, for as long as it runs: sweeps what is due, and tells what was stored.

Every hearer that stands for something outside has a thread of its own, so that a slow one keeps nobody waiting; the
rest is done by the thread that runs. Nothing is kept in memory: it may be killed at any instant, and any number may be
running.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC

import attrs

from gridjustice.application.codec import instant_text
from gridjustice.application.office import Office
from gridjustice.application.relay import Relay
from gridjustice.application.turn import Drained
from gridjustice.errors import GridJusticeError, place_of
from gridjustice.ports.relaying import PulseRow

SWEEP, RELAY = "sweep", "relay"
"""What gives signs of life (`Relay.pulses`), beside every target that has a thread of its own."""

_PULSE_SECONDS = 10

logger = logging.getLogger("gridjustice.run")


@attrs.frozen(kw_only=True)
class Rhythm:
    """How often things are looked at, in seconds.

    Attributes:
        poll: for what is to be told.
        sweep: for what is due.
    """

    poll: float = attrs.field(default=1.0, validator=attrs.validators.gt(0))
    sweep: float = attrs.field(default=60.0, validator=attrs.validators.gt(0))


class Runner:
    """Runs an office by itself."""

    def __init__(
        self,
        office: Office,
        relay: Relay,
        *,
        rhythm: Rhythm | None = None,
        say: Callable[[str, int], None] | None = None,
    ) -> None:
        """Nothing runs yet.

        Args:
            office: whose deadlines.
            relay: tells what was stored.
            rhythm: how often it looks.
            say: called with (`SWEEP` or `RELAY`, how many) whenever something was done.
        """
        self._office = office
        self._relay = relay
        self._rhythm = rhythm or Rhythm()
        self._say = say or (lambda what, number: None)
        self._pulse = 0.0
        self._recounted = False

    def run(self, stop: threading.Event) -> None:
        """It has run until ``stop`` was set; what was in hand then is finished or put back."""
        outside = [target for target, hearer in self._relay.hearers.items() if hearer.reaches_out]
        threads = [
            threading.Thread(target=self._tell, args=(target, stop), name=f"gridjustice {target}", daemon=True)
            for target in outside
        ]
        for thread in threads:
            thread.start()
        swept: float | None = None
        try:
            while not stop.is_set():
                if swept is None or time.monotonic() - swept >= self._rhythm.sweep:
                    swept = time.monotonic()
                    self._guarded(SWEEP, self.sweep)
                self._guarded(RELAY, lambda: self._inside(stop))
                stop.wait(self._rhythm.poll)
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def once(self) -> tuple[int, Drained]:
        """What is due was done and what was stored was told; how much of either."""
        swept = self.sweep()
        drained = self._relay.drain()
        self._beat(RELAY, drained.told, drained.failed)
        return swept, drained

    def sweep(self) -> int:
        """What was due was taken; how many steps. The first time, what a newer calendar counts otherwise too."""
        if not self._recounted:
            # The calendar of a process stays the same; what was counted past an older one is counted once.
            self._recounted = True
            self._office.recount()
        swept = self._office.sweep()
        self._beat(SWEEP, len(swept.taken), len(swept.failed))
        return len(swept.taken)

    def _inside(self, stop: threading.Event) -> int:
        done = Drained(spread=self._relay.spread())
        for target, hearer in self._relay.hearers.items():
            if not hearer.reaches_out:
                done += self._relay.tell(target, until=stop)
        if time.monotonic() - self._pulse >= _PULSE_SECONDS:
            self._pulse = time.monotonic()
            self._beat(RELAY, done.told, done.failed)
        return done.told

    def _tell(self, target: str, stop: threading.Event) -> None:
        pulse = 0.0
        while not stop.is_set():
            done = Drained()

            def work() -> int:
                nonlocal done
                done = self._relay.tell(target, until=stop)
                return done.told

            self._guarded(RELAY, work)
            if time.monotonic() - pulse >= _PULSE_SECONDS:
                pulse = time.monotonic()
                self._beat(target, done.told, done.failed)
            stop.wait(self._rhythm.poll)

    def _guarded(self, what: str, work: Callable[[], int]) -> None:
        """Do the work; what fails is told in the log and tried the next time."""
        try:
            if done := work():
                self._say(what, done)
        except Exception as problem:  # noqa: BLE001  # nothing ends what runs by itself but being stopped
            logger.warning("%s failed: %s; it goes on", what, place_of(problem))

    def _beat(self, name: str, done: int, failed: int) -> None:
        now = instant_text(self._office.clock.now().astimezone(UTC))
        pulse = PulseRow(name, now, f"{done} done, {failed} failed")
        with suppress(GridJusticeError):
            self._office.storage.run(lambda transaction: transaction.relay.beat(pulse))
