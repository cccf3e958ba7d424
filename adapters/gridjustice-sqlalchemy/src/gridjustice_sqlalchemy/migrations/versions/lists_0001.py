"""Reference lists: versions and their entries."""

from __future__ import annotations

import sqlalchemy as sa

from gridjustice_sqlalchemy.preparing import operations

revision = "lists_0001"
down_revision = None
branch_labels = ("lists",)
depends_on = None


def upgrade() -> None:
    """Create them."""
    op = operations()
    op.create_table(
        "list_version",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("list", sa.String(64), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("loaded_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("number", name="list_version_pk"),
        sa.UniqueConstraint("list", "version", name="list_version_list_version"),
    )
    op.create_table(
        "list_entry",
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_ko", sa.Text, nullable=False),
        sa.Column("level", sa.String(64), nullable=False),
        sa.Column("parent", sa.String(64), nullable=False),
        sa.Column("extra", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("version", "code", name="list_entry_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("list_entry_parent", "list_entry", ["version", "parent", "code"])
