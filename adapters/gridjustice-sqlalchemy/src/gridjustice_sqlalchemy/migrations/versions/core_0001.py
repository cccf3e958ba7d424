"""The tables of the core, as they were in 0.1."""

from __future__ import annotations

import sqlalchemy as sa

from gridjustice_sqlalchemy.preparing import operations

revision = "core_0001"
down_revision = None
branch_labels = ("core",)
depends_on = None


def upgrade() -> None:
    """Create them."""
    op = operations()
    op.create_table(
        "record",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("court", sa.String(200), nullable=False),
        sa.Column("unit", sa.String(64), nullable=True),
        sa.Column("grid", sa.String(64), nullable=True),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("due", sa.String(27), nullable=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="record_pk"),
    )
    op.create_index(
        "record_due",
        "record",
        ["due", "id"],
        sqlite_where=sa.text("due IS NOT NULL"),
        postgresql_where=sa.text("due IS NOT NULL"),
    )
    for place in ("unit", "grid", "court"):
        op.create_index(f"record_{place}", "record", [place, "id", "state", "kind", "due"])
    op.create_table(
        "event",
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("court", sa.String(200), nullable=False),
        sa.Column("unit", sa.String(64), nullable=True),
        sa.Column("grid", sa.String(64), nullable=True),
        sa.Column("step", sa.String(64), nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("record", "version", name="event_pk"),
    )
    op.create_table(
        "deadline",
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("due", sa.String(10), nullable=False),
        sa.Column("runs_out", sa.String(27), nullable=False),
        sa.Column("watch", sa.String(27), nullable=True),
        sa.Column("provisional", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("record", "name", name="deadline_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("deadline_watch", "deadline", ["watch"])
    op.create_table(
        "appointment",
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("role", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(64), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("since", sa.String(10), nullable=False),
        sa.Column("until", sa.String(10), nullable=True),
        sa.PrimaryKeyConstraint("record", "position", name="appointment_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("appointment_person", "appointment", ["person", "scope"])
    op.create_index(
        "appointment_place",
        "appointment",
        ["role", "place"],
        sqlite_where=sa.text("scope != 'record'"),
        postgresql_where=sa.text("scope != 'record'"),
    )
    op.create_table(
        "outbox",
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("tells", sa.String(200), nullable=False),
        sa.Column("spread", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("record", "version", name="outbox_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "outbox_spread",
        "outbox",
        ["spread"],
        sqlite_where=sa.text("spread = 0"),
        postgresql_where=sa.text("spread = 0"),
    )
    op.create_table(
        "target",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("open_until", sa.String(27), nullable=False),
        sa.Column("told_at", sa.String(27), nullable=False),
        sa.Column("error", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("name", name="target_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "delivery",
        sa.Column("target", sa.String(200), nullable=False),
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("recipient", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("template", sa.String(64), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("due", sa.String(27), nullable=False),
        sa.Column("error", sa.String(200), nullable=False),
        sa.Column("dead", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("worker", sa.String(64), nullable=False),
        sa.Column("bundle", sa.String(300), nullable=False),
        sa.Column("urgent", sa.Integer, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("target", "record", "recipient", "version", "template", name="delivery_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "delivery_due",
        "delivery",
        ["target", "due", "recipient", "record", "version", "template"],
        sqlite_where=sa.text("dead = 0"),
        postgresql_where=sa.text("dead = 0"),
    )
    op.create_table(
        "attempt",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("target", sa.String(200), nullable=False),
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("recipient", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("template", sa.String(64), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("outcome", sa.String(64), nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("number", name="attempt_pk"),
    )
    op.create_index("attempt_record", "attempt", ["record", "version"])
    op.create_table(
        "pulse",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pulse_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "receipt",
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name="receipt_pk"),
        sqlite_with_rowid=False,
    )
