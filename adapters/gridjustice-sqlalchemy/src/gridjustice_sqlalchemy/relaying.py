"""What is kept for the relay: its statements, and the parts of reading and writing that send them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

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
from gridjustice_sqlalchemy import schema
from gridjustice_sqlalchemy.schema import ALIVE

if TYPE_CHECKING:
    from gridjustice_sqlalchemy.statements import Statements


class Relaying:
    """The statements in one database's dialect; each parameter list is named where it is sent."""

    def __init__(self, statements: Statements) -> None:
        outbox, target, delivery = schema.outbox, schema.target, schema.delivery
        attempt, pulse = schema.attempt, schema.pulse
        text = statements.text
        key = sa.and_(*(column == sa.bindparam(f"of_{column.name}") for column in delivery.primary_key.columns))
        held = delivery.c.worker == sa.bindparam("of_worker")
        # A literal zero, so that the index of what is not spread can be used.
        unspread = outbox.c.spread == sa.literal_column("0")
        self.targets = text(sa.select(target).order_by(target.c.name))
        self.target = text(sa.select(target).where(target.c.name == sa.bindparam("key")).with_for_update())
        self.insert_target = text(target.insert())
        self.update_target = text(
            target.update()
            .values({c.name: sa.bindparam(f"new_{c.name}") for c in target.c if c.name != "name"})
            .where(target.c.name == sa.bindparam("key"))
        )
        self.delete_target = text(target.delete().where(target.c.name == sa.bindparam("key")))
        self.delete_deliveries = text(delivery.delete().where(delivery.c.target == sa.bindparam("key")))
        self.unspread = statements.compiled(
            sa.select(outbox.c.record, outbox.c.version, outbox.c.tells)
            .where(unspread)
            .order_by(outbox.c.record, outbox.c.version)
            .limit(sa.bindparam("many", 0))
            .with_for_update()
        )
        self.count_unspread = text(sa.select(sa.func.count()).select_from(outbox).where(unspread))
        self.mark_spread = text(
            outbox.update()
            .values(spread=sa.literal_column("1"))
            .where(outbox.c.record == sa.bindparam("of_record"), outbox.c.version == sa.bindparam("of_version"))
        )
        self.insert_delivery = text(delivery.insert())
        self.delete_delivery = text(delivery.delete().where(key))
        self.delete_held = text(delivery.delete().where(key, held))
        changing = ("attempts", "due", "error", "dead", "bundle")
        self.update_held = text(
            delivery.update()
            .values({name: sa.bindparam(f"new_{name}") for name in changing} | {"worker": sa.literal_column("''")})
            .where(key, held)
        )
        self.hold = text(
            delivery.update().values(due=sa.bindparam("new_due"), worker=sa.bindparam("new_worker")).where(key)
        )
        self.there = text(sa.select(sa.literal_column("1")).select_from(delivery).where(key))
        earlier = delivery.alias("earlier")
        # Behind one that waits longer than itself nothing is taken: so of every lane that is taken, its beginning is.
        behind = sa.exists().where(
            earlier.c.target == delivery.c.target,
            earlier.c.record == delivery.c.record,
            earlier.c.recipient == delivery.c.recipient,
            earlier.c.version < delivery.c.version,
            earlier.c.dead == sa.literal_column("0"),
            earlier.c.due > delivery.c.due,
        )
        self.claim = statements.compiled(
            sa.select(delivery)
            .where(delivery.c.target == sa.bindparam("to", ""), ALIVE, delivery.c.due <= sa.bindparam("instant", ""))
            .where(~behind)
            .order_by(*schema.NEXT)
            .limit(sa.bindparam("many", 0))
            .with_for_update(skip_locked=True, of=delivery)
        )
        waits_long = delivery.c.due <= sa.bindparam("instant", "")
        cannot_wait = (delivery.c.urgent == sa.literal_column("1")) | waits_long
        self.overtaken = {
            tried: statements.compiled(
                sa.select(delivery)
                .where(delivery.c.target == sa.bindparam("to", ""), ALIVE, delivery.c.worker == sa.literal_column("''"))
                .where(cannot_wait | (delivery.c.attempts > sa.literal_column("0")) if tried else cannot_wait)
                .order_by(*schema.NEXT)
                .limit(sa.bindparam("many", 0))
            )
            for tried in (False, True)
        }
        dead = delivery.c.dead == sa.literal_column("1")
        revived: dict[str, Any] = {
            "dead": sa.literal_column("0"),
            "attempts": sa.literal_column("0"),
            "due": sa.bindparam("new_due"),
        }
        self.revive_all = text(delivery.update().values(revived).where(dead))
        self.revive_target = text(
            delivery.update().values(revived).where(dead, delivery.c.target == sa.bindparam("of_target"))
        )
        self.revive_one = text(delivery.update().values(revived).where(dead, key))
        listed = sa.select(delivery).order_by(*delivery.primary_key.columns).limit(sa.bindparam("many", 0))
        of_target = delivery.c.target == sa.bindparam("of_target", "")
        of_record = delivery.c.record == sa.bindparam("of_record", "")
        asked = ((), (of_target,), (of_record,), (of_target, of_record))
        self.listed = {
            (of_target in some, of_record in some, given_up): statements.compiled(
                listed.where(*some, *((dead,) if given_up else ()))
            )
            for some in asked
            for given_up in (False, True)
        }
        one, none = sa.literal_column("1", sa.Integer), sa.literal_column("0", sa.Integer)
        failing = sa.case((ALIVE & (delivery.c.attempts > none), one), else_=none)
        self.backlog = text(
            sa.select(
                delivery.c.target,
                sa.func.count() - sa.func.sum(delivery.c.dead),
                sa.func.sum(failing),
                sa.func.sum(delivery.c.dead),
                sa.func.min(sa.case((ALIVE, delivery.c.due))),
            )
            .group_by(delivery.c.target)
            .order_by(delivery.c.target)
        )
        tried = [column for column in attempt.c if column.name != "number"]
        self.insert_try = text(attempt.insert().values({column.name: sa.bindparam(column.name) for column in tried}))
        tries = sa.select(*tried).where(attempt.c.record == sa.bindparam("of_record")).order_by(attempt.c.number)
        self.tries = text(tries)
        self.tries_of = text(tries.where(attempt.c.version == sa.bindparam("of_version")))
        self.pulses = text(sa.select(pulse).order_by(pulse.c.name))
        self.delete_pulse = text(pulse.delete().where(pulse.c.name == sa.bindparam("key")))
        self.insert_pulse = text(pulse.insert())


class SqlRelayReader(RelayReader):
    """What the relay has to do, and did."""

    def __init__(self, cursor: Any, statements: Statements) -> None:
        self._cursor = cursor
        self._relay = statements.relay

    def backlog(self) -> list[Backlog]:
        relay = self._relay
        told = {row.name: Backlog(row.name, 0, 0, 0, None) for row in self.targets()}
        self._cursor.execute(relay.backlog)
        told |= {row[0]: Backlog._make(row) for row in self._cursor.fetchall()}
        return [told[name] for name in sorted(told)]

    def unspread(self) -> int:
        self._cursor.execute(self._relay.count_unspread)
        return int(self._cursor.fetchone()[0])

    def targets(self) -> list[TargetRow]:
        self._cursor.execute(self._relay.targets)
        return [TargetRow._make(row) for row in self._cursor.fetchall()]

    def deliveries(
        self, *, target: str | None = None, record: str | None = None, dead: bool = False, limit: int = 100
    ) -> list[DeliveryRow]:
        question = self._relay.listed[target is not None, record is not None, dead]
        asked = question.parameters(of_target=target, of_record=record, many=max(limit, 0))
        self._cursor.execute(question.sql, asked)
        return [DeliveryRow._make(row) for row in self._cursor.fetchall()]

    def overtaken(self, target: str, instant: str, *, tried: bool, limit: int) -> list[DeliveryRow]:
        question = self._relay.overtaken[tried]
        self._cursor.execute(question.sql, question.parameters(to=target, instant=instant, many=max(limit, 0)))
        return [DeliveryRow._make(row) for row in self._cursor.fetchall()]

    def tries(self, record: str, version: int | None = None) -> list[TryRow]:
        relay = self._relay
        if version is None:
            self._cursor.execute(relay.tries, (record,))
        else:
            self._cursor.execute(relay.tries_of, (record, version))
        return [TryRow._make(row) for row in self._cursor.fetchall()]

    def pulses(self) -> list[PulseRow]:
        self._cursor.execute(self._relay.pulses)
        return [PulseRow._make(row) for row in self._cursor.fetchall()]


class SqlRelayWriter(SqlRelayReader, RelayWriter):
    """What the relay changes."""

    def enrol(self, targets: Collection[str]) -> None:
        there = {row.name for row in self.targets()}
        self._send(self._relay.insert_target, [TargetRow(name) for name in sorted(set(targets) - there)])

    def forget(self, target: str) -> None:
        relay = self._relay
        self._send(relay.delete_target, [(target,)])
        self._send(relay.delete_deliveries, [(target,)])

    def spread(self, instant: str, limit: int) -> int:
        relay = self._relay
        targets = [row.name for row in self.targets() if not row.name.startswith(CHANNEL)]
        self._cursor.execute(relay.unspread.sql, relay.unspread.parameters(many=max(limit, 0)))
        rows = self._cursor.fetchall()
        fresh = [
            DeliveryRow(name, record, "", version, "", due=instant)
            for name in targets
            for record, version, tells in rows
            if tells or name != NOTICES
        ]
        self._send(relay.insert_delivery, fresh)
        self._send(relay.mark_spread, [row[:2] for row in rows])
        return len(rows)

    def claim(self, target: str, instant: str, until: str, worker: str, limit: int) -> list[DeliveryRow]:
        relay = self._relay
        asked = relay.claim.parameters(to=target, instant=instant, many=max(limit, 0))
        self._cursor.execute(relay.claim.sql, asked)
        found = self._cursor.fetchall()
        self._send(relay.hold, [(until, worker, *row[:5]) for row in found])
        return [DeliveryRow._make((*row[:9], worker, *row[10:])) for row in found]

    def settle(
        self, told: Collection[Key], changed: Collection[DeliveryRow] = (), tried: Collection[TryRow] = ()
    ) -> None:
        relay = self._relay
        self._send(relay.delete_delivery, list(told))
        self._send(
            relay.update_held,
            [(row.attempts, row.due, row.error, row.dead, row.bundle, *row.key, row.worker) for row in changed],
        )
        self._send(relay.insert_try, list(tried))

    def replace(self, row: DeliveryRow, by: Sequence[DeliveryRow]) -> bool:
        relay = self._relay
        if not self._send(relay.delete_held, [(*row.key, row.worker)]):
            return False
        self._send(relay.delete_delivery, [each.key for each in by])
        self._send(relay.insert_delivery, list(by))
        return True

    def add(self, rows: Collection[DeliveryRow]) -> int:
        relay = self._relay
        fresh = []
        for row in {row.key: row for row in rows}.values():
            self._cursor.execute(relay.there, row.key)
            if self._cursor.fetchone() is None:
                fresh.append(row)
        self._send(relay.insert_delivery, fresh)
        return len(fresh)

    def revive(self, instant: str, *, target: str | None = None, key: Key | None = None) -> int:
        relay = self._relay
        if key is not None:
            return self._send(relay.revive_one, [(instant, *key)])
        if target is not None:
            return self._send(relay.revive_target, [(instant, target)])
        return self._send(relay.revive_all, [(instant,)])

    def mark(self, target: TargetRow) -> None:
        self._send(self._relay.update_target, [(*target[1:], target.name)])

    def target(self, name: str) -> TargetRow | None:
        self._cursor.execute(self._relay.target, (name,))
        row = self._cursor.fetchone()
        return None if row is None else TargetRow._make(row)

    def beat(self, pulse: PulseRow) -> None:
        relay = self._relay
        self._send(relay.delete_pulse, [(pulse.name,)])
        self._send(relay.insert_pulse, [pulse])

    def _send(self, text: str, rows: Sequence[Sequence[Any]]) -> int:
        return sent(self._cursor, text, rows)


def sent(cursor: Any, text: str, rows: Sequence[Sequence[Any]]) -> int:
    """The number of rows that were changed by one statement."""
    if not rows:
        return 0
    if len(rows) == 1:
        cursor.execute(text, rows[0])
    else:
        cursor.executemany(text, rows)
    return int(cursor.rowcount)
