"""Tables are made and brought up to date: migrations for what is kept for ever, the rest from the projections."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations

from gridjustice.ports.storage import Projection
from gridjustice_sqlalchemy.schema import with_listed

MIGRATIONS = Path(__file__).parent / "migrations"

_alone = threading.Lock()  # Alembic hands its context to the migrations through a module


def configuration(connection: sa.Connection) -> Config:
    """Alembic's configuration, without a file; every branch of migrations is in one folder."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def prepare(engine: sa.Engine, projections: Sequence[Projection]) -> None:
    """Every branch of migrations is at its newest revision, and every projection has its table, in one transaction.

    A projection is made from records and can be made again, so what its migration does not bring (it comes with a
    plugin, or a field is new) is simply added; nothing is ever dropped here.
    """
    with _alone, engine.begin() as connection:
        command.upgrade(configuration(connection), "heads")
        _add_missing(connection, projections)


def _add_missing(connection: sa.Connection, projections: Sequence[Projection]) -> None:
    inspector = sa.inspect(connection)
    operations = Operations(MigrationContext.configure(connection))
    tables = with_listed(projections).tables
    for name in sorted(table for table in tables if table.startswith("listed_")):
        table = tables[name]
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
