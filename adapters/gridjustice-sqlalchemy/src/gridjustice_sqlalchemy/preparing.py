"""Tables are made and brought up to date: migrations for what is kept for ever, the rest from the projections."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic import op as installed
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import MigrateOperation, Operations

from gridjustice.ports.storage import Projection
from gridjustice_sqlalchemy.schema import NAMING, listed

MIGRATIONS = Path(__file__).parent / "migrations"

_alone = threading.Lock()  # Alembic hands its context to the migrations through a module


class PrefixedOperations(Operations):
    """Alembic's operations, in which every table, index and constraint gets the prefix before its name."""

    prefix: str = ""

    def invoke(self, operation: MigrateOperation) -> Any:
        """Do what the operation says, under the names with the prefix."""
        for place in ("table_name", "source_table", "referent_table", "index_name", "constraint_name"):
            if name := getattr(operation, place, None):
                setattr(operation, place, self.prefix + name)
        for part in getattr(operation, "columns", ()):
            if isinstance(part, sa.Constraint) and isinstance(part.name, str):
                part.name = self.prefix + part.name
        return super().invoke(operation)


def operations() -> PrefixedOperations:
    """What a migration works with, instead of ``alembic.op``: the store's prefix is known here."""
    context = installed.get_context()
    mine = PrefixedOperations(context)
    mine.prefix = context.opts["prefix"]
    return mine


def configuration(connection: sa.Connection, prefix: str = "") -> Config:
    """Alembic's configuration, without a file; every branch of migrations is in one folder."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["prefix"] = prefix
    return config


def prepare(engine: sa.Engine, projections: Sequence[Projection], prefix: str = "") -> None:
    """Every branch of migrations is at its newest revision, and every projection has its table, in one transaction.

    A projection is made from records and can be made again, so what its migration does not bring (it comes with a
    plugin, or a field is new) is simply added; nothing is ever dropped here.
    """
    with _alone, engine.begin() as connection:
        command.upgrade(configuration(connection, prefix), "heads")
        _add_missing(connection, projections, prefix)


def _add_missing(connection: sa.Connection, projections: Sequence[Projection], prefix: str) -> None:
    inspector = sa.inspect(connection)
    operations = Operations(MigrationContext.configure(connection))
    tables = sa.MetaData(naming_convention=NAMING)
    for name, table in sorted((table.name, table) for table in (listed(p, tables, prefix) for p in projections)):
        if not inspector.has_table(name):
            table.create(connection)
            continue
        there = {column["name"] for column in inspector.get_columns(name)}
        for column in table.columns:
            if column.name not in there:
                operations.add_column(name, sa.Column(column.name, column.type, nullable=True))
        indexes = {index["name"] for index in inspector.get_indexes(name)}
        for index in table.indexes:
            if index.name not in indexes:
                index.create(connection)
