"""How Alembic runs the migrations: on a connection that is handed in, inside its transaction."""

from __future__ import annotations

from alembic import context

from gridjustice_sqlalchemy.schema import metadata

prefix = context.config.attributes["prefix"]
context.configure(
    connection=context.config.attributes["connection"],
    version_table=f"{prefix}alembic_version",
    prefix=prefix,
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
