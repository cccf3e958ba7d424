"""What this distribution offers to GridJustice: storages, by the scheme of their address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gridjustice.hooks import hookimpl
from gridjustice.ports.storage import Storage

PREFIX = "gridjustice_"
"""Before the names of the tables in a host's own database, unless it is told otherwise."""


@hookimpl
def gridjustice_provide_storages() -> Mapping[str, Callable[[str], Storage]]:
    """``sqlite:///court.db`` or, from the root, ``sqlite:////srv/court.db``; options are in `Sqlite`."""
    return {"sqlite": open_sqlite}


def open_sqlite(address: str) -> Storage:
    """The storage in a SQLite file, which need not exist yet.

    Raises:
        InvalidError: the address names no file, or has an option that does not exist.
    """
    # Here, because every start of the command line imports this module, and SQLAlchemy takes longer than all the rest.
    from gridjustice_sqlalchemy.sqlite import Sqlite  # noqa: PLC0415
    from gridjustice_sqlalchemy.storage import SqlStorage  # noqa: PLC0415

    return SqlStorage(Sqlite(address))


def lent(connection: Callable[[], Any], *, prefix: str = PREFIX) -> Storage:
    """The storage over a connection that the host lends: steps are kept when the host commits, with what it wrote.

    It makes savepoints inside the host's transaction and never commits, rolls back or closes; a step outside of a
    transaction is refused, reading works everywhere. ``sqlite:///…?prefix=gridjustice_`` opens the same tables with
    connections of its own, for cron and the command line.

    Args:
        connection: gives the driver's connection (today a `sqlite3.Connection`) that the calling thread works on now.
        prefix: stands before the name of every table and index, so that they cannot clash with the host's.

    Raises:
        InvalidError: the prefix is no short lower-case identifier.
    """
    from gridjustice_sqlalchemy.lending import LentStorage  # noqa: PLC0415

    return LentStorage(connection, prefix)
