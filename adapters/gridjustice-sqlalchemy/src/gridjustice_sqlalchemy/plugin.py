"""What this distribution offers to GridJustice: storages, by the scheme of their address."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gridjustice.hooks import hookimpl
from gridjustice.ports.storage import Storage


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
