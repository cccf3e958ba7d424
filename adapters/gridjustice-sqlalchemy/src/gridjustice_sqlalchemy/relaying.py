"""The statements of the relay: what is not spread yet, what waits for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from gridjustice_sqlalchemy import schema

if TYPE_CHECKING:
    from gridjustice_sqlalchemy.statements import Statements


class Relaying:
    """The statements in one database's dialect; each parameter list is named where it is sent."""

    def __init__(self, statements: Statements) -> None:
        outbox, target, delivery = schema.outbox, schema.target, schema.delivery
        text = statements.text
        key = sa.and_(
            delivery.c.target == sa.bindparam("of_target"),
            delivery.c.record == sa.bindparam("of_record"),
            delivery.c.version == sa.bindparam("of_version"),
        )
        # A literal zero, so that the index of what is not spread can be used.
        unspread = outbox.c.spread == sa.literal_column("0")
        alive = delivery.c.dead == sa.literal_column("0")
        self.targets = text(sa.select(target.c.name).order_by(target.c.name))
        self.insert_target = text(target.insert())
        self.delete_target = text(target.delete().where(target.c.name == sa.bindparam("key")))
        self.delete_deliveries = text(delivery.delete().where(delivery.c.target == sa.bindparam("key")))
        self.unspread = statements.compiled(
            sa.select(outbox.c.record, outbox.c.version)
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
        self.update_delivery = text(
            delivery.update()
            .values({name: sa.bindparam(f"new_{name}") for name in ("attempts", "due", "error", "dead")})
            .where(key)
        )
        earlier = delivery.alias("earlier")
        self.waiting = statements.compiled(
            sa.select(delivery)
            .where(delivery.c.target == sa.bindparam("to", ""), alive, delivery.c.due <= sa.bindparam("instant", ""))
            .where(
                (delivery.c.record > sa.bindparam("behind", ""))
                | ((delivery.c.record == sa.bindparam("behind", "")) & (delivery.c.version > sa.bindparam("last", 0)))
            )
            .where(
                ~sa.exists().where(
                    earlier.c.target == delivery.c.target,
                    earlier.c.record == delivery.c.record,
                    earlier.c.version < delivery.c.version,
                    earlier.c.dead == sa.literal_column("0"),
                    earlier.c.due > sa.bindparam("instant", ""),
                )
            )
            .order_by(delivery.c.record, delivery.c.version)
            .limit(sa.bindparam("many", 0))
        )
        one, none = sa.literal_column("1", sa.Integer), sa.literal_column("0", sa.Integer)
        failing = sa.case((alive & (delivery.c.attempts > none), one), else_=none)
        self.backlog = text(
            sa.select(
                delivery.c.target,
                sa.func.count() - sa.func.sum(delivery.c.dead),
                sa.func.sum(failing),
                sa.func.sum(delivery.c.dead),
                sa.func.min(sa.case((alive, delivery.c.due))),
            )
            .group_by(delivery.c.target)
            .order_by(delivery.c.target)
        )
