"""What is kept for the relay, in plain Python: part of the storage that forgets."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import attrs

from gridjustice.ports.relaying import (
    CHANNEL,
    NOTICES,
    Backlog,
    DeliveryRow,
    Key,
    PulseRow,
    RelayReader,
    RelayWriter,
    TargetRow,
    TryRow,
)


@attrs.define
class RelayShelves:
    """What is stored, by what makes each row unique.

    Attributes:
        unspread: by record and version, whom it tells.
    """

    unspread: dict[tuple[str, int], str] = attrs.Factory(dict)
    targets: dict[str, TargetRow] = attrs.Factory(dict)
    deliveries: dict[Key, DeliveryRow] = attrs.Factory(dict)
    tries: dict[int, TryRow] = attrs.Factory(dict)
    pulses: dict[str, PulseRow] = attrs.Factory(dict)


class MemoryRelayReader(RelayReader):
    """What the relay has to do, and did."""

    def __init__(self, shelves: RelayShelves) -> None:
        self._shelves = shelves

    def backlog(self) -> list[Backlog]:
        now, told = self._shelves, []
        for target in sorted({*now.targets, *(row.target for row in now.deliveries.values())}):
            rows = [row for row in now.deliveries.values() if row.target == target]
            alive = [row for row in rows if not row.dead]
            failing = len([row for row in alive if row.attempts])
            first = min((row.due for row in alive), default=None)
            told.append(Backlog(target, len(alive), failing, len(rows) - len(alive), first))
        return told

    def unspread(self) -> int:
        return len(self._shelves.unspread)

    def targets(self) -> list[TargetRow]:
        return sorted(self._shelves.targets.values())

    def deliveries(
        self, *, target: str | None = None, record: str | None = None, dead: bool = False, limit: int = 100
    ) -> list[DeliveryRow]:
        found = [
            row
            for _, row in sorted(self._shelves.deliveries.items())
            if target in (None, row.target) and record in (None, row.record) and (row.dead or not dead)
        ]
        return found[: max(limit, 0)]

    def overtaken(self, target: str, instant: str, *, tried: bool, limit: int) -> list[DeliveryRow]:
        found = [
            row
            for row in self._shelves.deliveries.values()
            if row.target == target and not row.dead and not row.worker
            if row.urgent or row.due <= instant or (tried and row.attempts)
        ]
        return sorted(found, key=_next)[: max(limit, 0)]

    def tries(self, record: str, version: int | None = None) -> list[TryRow]:
        return [r for r in self._shelves.tries.values() if r.record == record and version in (None, r.version)]

    def pulses(self) -> list[PulseRow]:
        return sorted(self._shelves.pulses.values())


class MemoryRelayWriter(MemoryRelayReader, RelayWriter):
    """What the relay changes, on shelves that are the transaction's own."""

    def enrol(self, targets: Collection[str]) -> None:
        now = self._shelves
        for name in targets:
            now.targets.setdefault(name, TargetRow(name))

    def forget(self, target: str) -> None:
        now = self._shelves
        now.targets.pop(target, None)
        for key in [key for key in now.deliveries if key[0] == target]:
            del now.deliveries[key]

    def spread(self, instant: str, limit: int) -> int:
        now = self._shelves
        rows = sorted(now.unspread.items())[: max(limit, 0)]
        for (record, version), tells in rows:
            del now.unspread[record, version]
            for target in now.targets:
                if (tells or target != NOTICES) and not target.startswith(CHANNEL):
                    row = DeliveryRow(target, record, "", version, "", due=instant)
                    now.deliveries[row.key] = row
        return len(rows)

    def claim(self, target: str, instant: str, until: str, worker: str, limit: int) -> list[DeliveryRow]:
        now = self._shelves
        alive = [row for row in now.deliveries.values() if row.target == target and not row.dead]
        found = sorted(
            (row for row in alive if row.due <= instant and not _waits_behind(row, alive)),
            key=_next,
        )[: max(limit, 0)]
        for row in found:
            now.deliveries[row.key] = row._replace(due=until, worker=worker)
        return [row._replace(worker=worker) for row in found]

    def settle(
        self, told: Collection[Key], changed: Collection[DeliveryRow] = (), tried: Collection[TryRow] = ()
    ) -> None:
        now = self._shelves
        for key in told:
            now.deliveries.pop(key, None)
        for row in changed:
            if self._is_held(row):
                now.deliveries[row.key] = row._replace(worker="")
        for number, each in enumerate(tried, len(now.tries) + 1):
            now.tries[number] = each

    def replace(self, row: DeliveryRow, by: Sequence[DeliveryRow]) -> bool:
        now = self._shelves
        if not self._is_held(row):
            return False
        del now.deliveries[row.key]
        now.deliveries.update({each.key: each for each in by})
        return True

    def add(self, rows: Collection[DeliveryRow]) -> int:
        now = self._shelves
        fresh = {row.key: row for row in rows if row.key not in now.deliveries}
        now.deliveries.update(fresh)
        return len(fresh)

    def revive(self, instant: str, *, target: str | None = None, key: Key | None = None) -> int:
        now = self._shelves
        found = [r for r in now.deliveries.values() if r.dead and target in (None, r.target) and key in (None, r.key)]
        now.deliveries.update({row.key: row._replace(dead=0, attempts=0, due=instant, bundle="") for row in found})
        return len(found)

    def mark(self, target: TargetRow) -> None:
        now = self._shelves
        if target.name in now.targets:
            now.targets[target.name] = target

    def target(self, name: str) -> TargetRow | None:
        return self._shelves.targets.get(name)

    def beat(self, pulse: PulseRow) -> None:
        self._shelves.pulses[pulse.name] = pulse

    def _is_held(self, row: DeliveryRow) -> bool:
        there = self._shelves.deliveries.get(row.key)
        return there is not None and there.worker == row.worker


def _next(row: DeliveryRow) -> tuple[str, str, str, int, str]:
    """In which order what is due is taken."""
    return row.due, row.recipient, row.record, row.version, row.template


def _waits_behind(row: DeliveryRow, alive: Collection[DeliveryRow]) -> bool:
    """Whether an earlier one of its lane waits longer than it does."""
    return any(each.lane == row.lane and each.version < row.version and each.due > row.due for each in alive)
