"""What a storage keeps for the relay: what is still to be told to whom, who has it in hand, and what became of it.

Part of the storage port (`gridjustice.ports.storage`), in the same database and the same transactions. Its promises:

11. **Every event is spread once.** Each outbox row becomes one delivery to every target that is enrolled when
    `RelayWriter.spread` comes to it, and is not spread again. A delivery is there until `settle` or `replace` takes it
    away, whoever is killed in between.
12. **In order, and never past a failure.** Deliveries of one *lane* (target, record, recipient) are claimed by version,
    and none behind one that waits for a later time or is in somebody's hands; one that was given up (dead) holds
    nothing back, nor does another lane.
14. **In one pair of hands.** A delivery that was claimed is claimed by nobody else until its time has run out. Who no
    longer has it can neither put it back nor replace it; what was told is done with, whoever told it.
15. **Replaced together.** `replace` takes a delivery away and puts others in its place, or does nothing at all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from typing import NamedTuple

OPEN_BUNDLE = "+"
"""What stands in the bundle of a delivery that is to be told together with others, and has not been yet."""

Key = tuple[str, str, str, int, str]
"""What names a delivery: target, record, recipient, version, template."""


NOTICES = "notices"
"""The target whose deliveries are replaced by one for each person who is to be told."""


CHANNEL = "channel:"
"""What the targets begin with that tell people; the rest is the channel's name. No event is spread to them: they are
told what is put there by `RelayWriter.replace` and `RelayWriter.add`."""


class DeliveryRow(NamedTuple):
    """That a target is still to be told of an event: one row of the table ``delivery``, gone once it was told.

    Attributes:
        target: by what it is told: ``plugin:visits``, ``feed:archive``, ``notices``, ``channel:sms``.
        recipient: whom, where the target tells people: id of a person's record, or ``party:a1`` for a party without an
            account; else empty.
        template: what sort of text, where the target tells people; a deliberate repetition has another (``step~2``).
        attempts: how often it failed since it was last revived.
        due: the instant from which it may be tried, the next time; while it is in somebody's hands, until when.
        error: why it failed the last time, without personal data; empty as long as it did not.
        dead: 1 where it was given up: it is kept, and not tried again by itself; else 0.
        worker: who has it in hand; empty for nobody.
        bundle: of what is told together in one message: `OPEN_BUNDLE` until that message is first made, then its key;
            else empty.
        urgent: 1 where it cannot wait for a target that is down; else 0.
    """

    target: str
    record: str
    recipient: str
    version: int
    template: str
    attempts: int = 0
    due: str = ""
    error: str = ""
    dead: int = 0
    worker: str = ""
    bundle: str = ""
    urgent: int = 0

    @property
    def lane(self) -> tuple[str, str, str]:
        """What is told one after the other: target, record, recipient."""
        return self[:3]

    @property
    def key(self) -> Key:
        """What names it in the table."""
        return self[:5]

    @property
    def name(self) -> str:
        """The key under which it is told, the same every time; for events, without recipient and template."""
        if not self.recipient:
            return f"{self.target}:{self.record}:{self.version}"
        return f"{self.target}:{self.record}:{self.version}:{self.recipient}:{self.template}"


class TryRow(NamedTuple):
    """That somebody was told, or was tried to be told: one row of the table ``attempt``; never changed.

    Attributes:
        at: the instant at which it had ended.
        outcome: one of `OUTCOMES`.
        detail: what was answered, or why not, without personal data.
    """

    target: str
    record: str
    recipient: str
    version: int
    template: str
    at: str
    outcome: str
    detail: str


OUTCOMES = ("told", "unavailable", "rejected", "withheld")
"""Taken by the other side; may be taken later; will not be taken; not handed over at all, and why: also where there is
no way to somebody who should have been told."""


class TargetRow(NamedTuple):
    """How a target is doing: one row of the table ``target``, there for every target that is enrolled.

    Attributes:
        name: which.
        failures: how often in a row it could not be reached.
        open_until: the instant before which it is left alone; empty where it is not.
        told_at: the instant at which it last took something after a failure, or for the first time; empty for never.
        error: why it could not be reached, without personal data.
    """

    name: str
    failures: int = 0
    open_until: str = ""
    told_at: str = ""
    error: str = ""


class Backlog(NamedTuple):
    """What a target has still to be told.

    Attributes:
        target: enrolled, or with deliveries left.
        waiting: deliveries that are not dead.
        failing: of these, those that have failed before.
        dead: deliveries that were given up.
        next_due: when the first of those that are not dead may be tried; None without any.
    """

    target: str
    waiting: int
    failing: int
    dead: int
    next_due: str | None


class PulseRow(NamedTuple):
    """That something that runs by itself has run: one row of the table ``pulse`` for each name.

    Attributes:
        name: as ``sweep``.
        at: the instant of its last sign of life.
        detail: what it did, without personal data.
    """

    name: str
    at: str
    detail: str


class RelayReader(ABC):
    """What can be seen of it."""

    @abstractmethod
    def backlog(self) -> list[Backlog]:
        """What every target has still to be told, by target."""

    @abstractmethod
    def unspread(self) -> int:
        """How many outbox rows are not spread yet."""

    @abstractmethod
    def targets(self) -> list[TargetRow]:
        """Every target that is enrolled, by name."""

    @abstractmethod
    def deliveries(
        self, *, target: str | None = None, record: str | None = None, dead: bool = False, limit: int = 100
    ) -> list[DeliveryRow]:
        """Deliveries, by target, record, recipient, version and template.

        Args:
            target: of this target alone.
            record: of this record alone.
            dead: only those that were given up.
            limit: how many at the most.
        """

    @abstractmethod
    def overtaken(self, target: str, instant: str, *, tried: bool, limit: int) -> list[DeliveryRow]:
        """Deliveries in nobody's hands for which another way is to be found while their target is down.

        Args:
            target: whose.
            instant: what is due since then at the least, and what is urgent.
            tried: also what has been tried and failed.
            limit: how many at the most, the longest waiting first.
        """

    @abstractmethod
    def tries(self, record: str, version: int | None = None) -> list[TryRow]:
        """What was tried for a record, in the order in which it was kept."""

    @abstractmethod
    def pulses(self) -> list[PulseRow]:
        """The last sign of life of each name, by name."""


class RelayWriter(RelayReader):
    """What the relay changes."""

    @abstractmethod
    def enrol(self, targets: Collection[str]) -> None:
        """From now on every outbox row is spread to these targets too (but `CHANNEL`); what is enrolled stays so."""

    @abstractmethod
    def forget(self, target: str) -> None:
        """Nothing is spread to the target any more, and what it was still to be told is gone."""

    @abstractmethod
    def spread(self, instant: str, limit: int) -> int:
        """Make deliveries of the outbox rows that are not spread yet, due at that instant; promise 11.

        A row without audiences is not spread to `NOTICES`: there is nobody to be told.

        Returns:
            How many rows were spread, at most ``limit``; 0 when none is left.
        """

    @abstractmethod
    def claim(self, target: str, instant: str, until: str, worker: str, limit: int) -> list[DeliveryRow]:
        """Take deliveries in hand that are due at that instant, the longest waiting first; promises 12 and 14.

        Args:
            target: whose.
            instant: now.
            until: how long nobody else gets them.
            worker: who takes them; no other worker has the name.
            limit: how many at the most.

        Returns:
            The rows as they were, with the worker in them; of those due at one instant, all of a recipient's together;
            each lane in the order of its versions.
        """

    @abstractmethod
    def settle(
        self,
        told: Collection[Key],
        changed: Collection[DeliveryRow] = (),
        tried: Collection[TryRow] = (),
    ) -> None:
        """Take away what was told, put others back, and keep what was tried.

        What is not there (any more) is left so. A row of ``changed`` is put back only where its ``worker`` has it in
        hand, who has it no longer then.
        """

    @abstractmethod
    def replace(self, row: DeliveryRow, by: Sequence[DeliveryRow]) -> bool:
        """Put others in the place of a delivery that a worker has in hand; promise 15.

        Args:
            row: with its worker.
            by: what stands there then; what has the key of one that is there takes its place.

        Returns:
            False, and nothing is changed, where the worker has it in hand no longer.
        """

    @abstractmethod
    def add(self, rows: Collection[DeliveryRow]) -> int:
        """Put deliveries there that are not; how many were."""

    @abstractmethod
    def revive(self, instant: str, *, target: str | None = None, key: Key | None = None) -> int:
        """Deliveries that were given up are tried again from that instant, as if they had never failed; how many.

        Each is told alone then, whatever it was to be told together with.
        """

    @abstractmethod
    def mark(self, target: TargetRow) -> None:
        """How an enrolled target is doing now."""

    @abstractmethod
    def target(self, name: str) -> TargetRow | None:
        """How a target is doing, and nobody else changes it before this transaction ends; None where not enrolled."""

    @abstractmethod
    def beat(self, pulse: PulseRow) -> None:
        """Something gives a sign of life."""
