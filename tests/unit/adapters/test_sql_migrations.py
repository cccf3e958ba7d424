"""The migrations, written out by hand, make the tables that the code uses."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from gridjustice.application.rows import projection_of
from gridjustice.errors import DefinitionError
from gridjustice.ports.storage import Column, Projection
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice_sqlalchemy.preparing import MIGRATIONS, prepare
from gridjustice_sqlalchemy.schema import REVISIONS, listed, with_listed
from gridjustice_sqlalchemy.sqlite import Sqlite

BUILT_IN_PROJECTIONS = tuple(projection_of(kind) for kind in BUILT_IN)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = Sqlite(f"sqlite:///{tmp_path}/court.db").engine()
    yield engine
    engine.dispose()


def statements(engine: sa.Engine) -> dict[str, str]:
    """Every table and index as the database describes it: also what SQLAlchemy's comparison passes over."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: " ".join(sql.split()) for name, sql in rows if name != "alembic_version"}


def test_the_migrations_alone_make_the_tables_of_the_code(engine: sa.Engine, tmp_path: Path) -> None:
    """Nothing is missing, nothing is over, nothing differs: neither for Alembic nor in the database's own words."""
    prepare(engine, ())
    tables = with_listed(BUILT_IN_PROJECTIONS)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables) == []
    fresh = Sqlite(f"sqlite:///{tmp_path}/fresh.db").engine()
    tables.create_all(fresh)
    assert statements(engine) == statements(fresh)
    fresh.dispose()


def test_the_code_knows_the_newest_revisions() -> None:
    """`use` compares with them, and must not load Alembic to find them out."""
    script = ScriptDirectory(str(MIGRATIONS))
    assert set(script.get_heads()) == REVISIONS
    assert {label for head in script.get_heads() for label in script.get_revision(head).branch_labels} == {
        "core",
        "listed",
        "lists",
    }


def test_a_plugins_projection_is_made_and_grows(engine: sa.Engine) -> None:
    """A new kind gets its table, a new field its column, a new number its index; what is there stays."""
    small = Projection("guidance", (Column("topic", "text"),))
    prepare(engine, (small,))
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO listed_guidance VALUES ('a', 'boundaries')")
    large = Projection("guidance", (Column("topic", "text"), Column("number", "text"), Column("answers", "integer")))
    for _ in range(2):
        prepare(engine, (large,))
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT record, topic, number, answers FROM listed_guidance").all()
        assert rows == [("a", "boundaries", None, None)]
    assert "listed_guidance_number" in statements(engine)


@pytest.mark.parametrize(
    "projection",
    [
        Projection("Guidance", ()),
        Projection('x"; DROP TABLE record; --', ()),
        Projection("guidance", (Column("two words", "text"),)),
        Projection("guidance", (Column("record", "text"),)),
        Projection("guidance", (Column("a", "text"), Column("a", "text"))),
        Projection("guidance", (Column("a", "json"),)),
    ],
    ids=["capital", "injection", "blank", "reserved", "twice", "type"],
)
def test_a_projection_that_cannot_be_a_table_is_refused(projection: Projection) -> None:
    """Its author hears of it when it is defined, not from the database."""
    with pytest.raises(DefinitionError):
        listed(projection, sa.MetaData())


def test_a_migration_that_fails_leaves_nothing(engine: sa.Engine, tmp_path: Path) -> None:
    """Preparing is one transaction."""
    with sqlite3.connect(tmp_path / "court.db", isolation_level=None) as other:
        other.execute("CREATE TABLE receipt (mine)")
    other.close()
    before = statements(engine)
    with pytest.raises(sa.exc.OperationalError, match="already exists"):
        prepare(engine, ())
    assert statements(engine) == before
