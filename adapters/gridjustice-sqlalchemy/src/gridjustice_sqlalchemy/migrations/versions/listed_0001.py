"""The projections of the built-in kinds, as they were in 0.1."""

from __future__ import annotations

import sqlalchemy as sa

from gridjustice_sqlalchemy.preparing import operations

revision = "listed_0001"
down_revision = None
branch_labels = ("listed",)
depends_on = None


def upgrade() -> None:
    """Create them."""
    op = operations()
    op.create_table(
        "listed_court",
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=True),
        sa.Column("name_ko", sa.Text, nullable=True),
        sa.Column("level", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("record", name="listed_court_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "listed_person",
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("handle", sa.Text, nullable=True),
        sa.Column("most_open", sa.BigInteger, nullable=True),
        sa.PrimaryKeyConstraint("record", name="listed_person_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("listed_person_handle", "listed_person", ["handle"])
    op.create_table(
        "listed_unit",
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("code", sa.Text, nullable=True),
        sa.Column("name", sa.Text, nullable=True),
        sa.Column("name_ko", sa.Text, nullable=True),
        sa.Column("kind", sa.Text, nullable=True),
        sa.Column("parent", sa.Text, nullable=True),
        sa.Column("mediates", sa.BigInteger, nullable=True),
        sa.Column("roster_quarter", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("record", name="listed_unit_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("listed_unit_code", "listed_unit", ["code"])
    op.create_table(
        "listed_grid",
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("code", sa.Text, nullable=True),
        sa.Column("name", sa.Text, nullable=True),
        sa.Column("name_ko", sa.Text, nullable=True),
        sa.Column("nature", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("record", name="listed_grid_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("listed_grid_code", "listed_grid", ["code"])
    op.create_table(
        "listed_dispute",
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("number", sa.Text, nullable=True),
        sa.Column("level", sa.Text, nullable=True),
        sa.Column("matter", sa.Text, nullable=True),
        sa.Column("jurisdiction", sa.Text, nullable=True),
        sa.Column("route", sa.Text, nullable=True),
        sa.Column("cause", sa.Text, nullable=True),
        sa.Column("cause_version", sa.Text, nullable=True),
        sa.Column("claimed_fen", sa.BigInteger, nullable=True),
        sa.Column("reported_on", sa.Text, nullable=True),
        sa.Column("asked_on", sa.Text, nullable=True),
        sa.Column("reporter", sa.Text, nullable=True),
        sa.Column("origin", sa.Text, nullable=True),
        sa.Column("same_as", sa.Text, nullable=True),
        sa.Column("decided_on", sa.Text, nullable=True),
        sa.Column("told_remedies", sa.BigInteger, nullable=True),
        sa.Column("fed_back", sa.BigInteger, nullable=True),
        sa.PrimaryKeyConstraint("record", name="listed_dispute_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("listed_dispute_number", "listed_dispute", ["number"])
    op.create_table(
        "listed_session",
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("dispute", sa.Text, nullable=True),
        sa.Column("mediator", sa.Text, nullable=True),
        sa.Column("mode", sa.Text, nullable=True),
        sa.Column("held_on", sa.Text, nullable=True),
        sa.Column("place", sa.Text, nullable=True),
        sa.Column("keeping", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("record", name="listed_session_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "listed_protection",
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("applicant", sa.Text, nullable=True),
        sa.Column("protected", sa.Text, nullable=True),
        sa.Column("respondent", sa.Text, nullable=True),
        sa.Column("applied_by", sa.Text, nullable=True),
        sa.Column("urgent", sa.BigInteger, nullable=True),
        sa.Column("judge", sa.Text, nullable=True),
        sa.Column("valid_until", sa.Text, nullable=True),
        sa.Column("served_on", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("record", name="listed_protection_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "listed_order",
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("subject", sa.Text, nullable=True),
        sa.Column("returned", sa.BigInteger, nullable=True),
        sa.PrimaryKeyConstraint("record", name="listed_order_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "listed_redrawing",
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("how", sa.Text, nullable=True),
        sa.Column("places", sa.Text, nullable=True),
        sa.Column("rest", sa.Text, nullable=True),
        sa.Column("new_unit", sa.Text, nullable=True),
        sa.Column("name", sa.Text, nullable=True),
        sa.Column("name_ko", sa.Text, nullable=True),
        sa.Column("was_name", sa.Text, nullable=True),
        sa.Column("was_name_ko", sa.Text, nullable=True),
        sa.Column("since", sa.Text, nullable=True),
        sa.Column("undone_on", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("record", name="listed_redrawing_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "listed_outreach",
        sa.Column("record", sa.String(64), nullable=False),
        sa.Column("subject", sa.Text, nullable=True),
        sa.Column("person", sa.Text, nullable=True),
        sa.Column("party", sa.Text, nullable=True),
        sa.Column("form", sa.Text, nullable=True),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("doorstep", sa.BigInteger, nullable=True),
        sa.Column("taken_by", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("record", name="listed_outreach_pk"),
        sqlite_with_rowid=False,
    )
