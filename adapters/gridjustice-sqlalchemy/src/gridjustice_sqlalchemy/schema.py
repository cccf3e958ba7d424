"""The tables, as SQLAlchemy sees them; the migrations hold the same as a static snapshot, and a test compares both.

Which table has which index was measured (see ``benchmarks/storage_rows.py``): an index costs pages in every step that
changes its columns. So there is none on ``state``, and none for ledgers; what is indexed is what the port asks for:

======================  ========================================  ==========================================
index                   asked by                                  costs
======================  ========================================  ==========================================
``record.due``          inboxes (`find` soonest first)            steps that move the earliest deadline
``record.unit/grid``    lists of one unit or grid                 births and moves only
``deadline.watch``      the sweep (`watched`)                     steps that change deadlines
``appointment.person``  `load` of people (scope), `Held`          steps that change appointments
``appointment.role``    `Gives` (role, place)                     steps that change roles at places
``listed_*``            `numbers`                                 steps that change the projection
``outbox.spread``       the relay (`spread`)                      every step, and every row that is spread
``delivery.due``        the relay (`claim`)                       every delivery, three times
``attempt.record``      who was told (`tries`)                    every notice that was tried
======================  ========================================  ==========================================

Small rows are kept without a rowid (one tree instead of two). Heads and events are not: their bodies would spill into
overflow pages, which made the file three times as large. There are no foreign keys: what does not fit together must
be readable, so that ``audit verify`` can say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import sqlalchemy as sa

from gridjustice.domain.record import Scope
from gridjustice.errors import DefinitionError
from gridjustice.ports.storage import Projection

REVISIONS = frozenset({"core_0001", "listed_0001", "lists_0001"})
"""The newest revision of every branch of migrations; the store must be at all of them (a test holds them equal)."""

NAMING = {
    "ix": "%(table_name)s_%(column_0_N_name)s",
    "pk": "%(table_name)s_pk",
}
LOOKED_UP = ("number", "code", "handle")
"""Names of the projection columns by which people look a record up: the first that a kind has is indexed."""

metadata = sa.MetaData(naming_convention=NAMING)


def _id(name: str, *, nullable: bool = False, primary: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=nullable, primary_key=primary)


def _word(name: str, *, primary: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=False, primary_key=primary)


def _name(name: str, *, primary: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(200), nullable=False, primary_key=primary)


def _day(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(10), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(27), nullable=nullable)


def _hash(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=False)


def _whole(name: str, *, primary: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, primary_key=primary, autoincrement=False)


def _body() -> sa.Column[bytes]:
    return sa.Column("body", sa.LargeBinary, nullable=False)


# Columns stand in the order of the port's rows, so that a row is its own list of parameters.
record = sa.Table(
    "record",
    metadata,
    _id("id", primary=True),
    _word("kind"),
    _name("court"),
    _id("unit", nullable=True),
    _id("grid", nullable=True),
    _word("state"),
    _whole("version"),
    _instant("due", nullable=True),
    _hash("hash"),
    _body(),
)
sa.Index(
    "record_due",
    record.c.due,
    record.c.id,
    sqlite_where=record.c.due.is_not(None),
    postgresql_where=record.c.due.is_not(None),
)
# Places with what lists ask and show of the records there, by id: a step changes an entry where it stands.
for _place in (record.c.unit, record.c.grid, record.c.court):
    sa.Index(f"record_{_place.name}", _place, record.c.id, record.c.state, record.c.kind, record.c.due)

event = sa.Table(
    "event",
    metadata,
    _id("record", primary=True),
    _whole("version", primary=True),
    _word("kind"),
    _name("court"),
    _id("unit", nullable=True),
    _id("grid", nullable=True),
    _word("step"),
    _word("state"),
    _id("actor"),
    _day("day"),
    _instant("at"),
    _hash("hash"),
    _body(),
)

deadline = sa.Table(
    "deadline",
    metadata,
    _id("record", primary=True),
    _word("name", primary=True),
    _word("kind"),
    _day("due"),
    _instant("runs_out"),
    _instant("watch", nullable=True),
    sa.Column("provisional", sa.String(500), nullable=True),
    sqlite_with_rowid=False,
)
sa.Index("deadline_watch", deadline.c.watch)

# The position makes rows distinct that say the same (one person on both sides of a dispute) and keeps their order.
appointment = sa.Table(
    "appointment",
    metadata,
    _id("record", primary=True),
    _whole("position", primary=True),
    _id("person"),
    _word("role"),
    _word("scope"),
    _name("place"),
    _day("since"),
    _day("until", nullable=True),
    sqlite_with_rowid=False,
)
sa.Index("appointment_person", appointment.c.person, appointment.c.scope)
OFF_RECORD = appointment.c.scope != sa.literal_column(f"'{Scope.RECORD.value}'")
"""Roles at places; those on single records are many, and no index of places needs them."""
sa.Index(
    "appointment_place",
    appointment.c.role,
    appointment.c.place,
    sqlite_where=OFF_RECORD,
    postgresql_where=OFF_RECORD,
)

outbox = sa.Table(
    "outbox",
    metadata,
    _id("record", primary=True),
    _whole("version", primary=True),
    _name("tells"),
    sa.Column("spread", sa.Integer, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)
# Only what is not spread yet stands in it, where the database can say so: the index stays as small as the backlog.
sa.Index("outbox_spread", outbox.c.spread, sqlite_where=outbox.c.spread == 0, postgresql_where=outbox.c.spread == 0)

target = sa.Table(
    "target",
    metadata,
    _name("name", primary=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("open_until", sa.String(27), nullable=False),
    sa.Column("told_at", sa.String(27), nullable=False),
    _name("error"),
    sqlite_with_rowid=False,
)

delivery = sa.Table(
    "delivery",
    metadata,
    _name("target", primary=True),
    _id("record", primary=True),
    _id("recipient", primary=True),
    _whole("version", primary=True),
    _word("template", primary=True),
    _whole("attempts"),
    _instant("due"),
    _name("error"),
    _whole("dead"),
    _word("worker"),
    sa.Column("bundle", sa.String(300), nullable=False),
    _whole("urgent"),
    sqlite_with_rowid=False,
)
# What may be tried next, of each target, in its order; what was given up does not stand in the way.
ALIVE = delivery.c.dead == sa.literal_column("0")
NEXT = (delivery.c.due, delivery.c.recipient, delivery.c.record, delivery.c.version, delivery.c.template)
sa.Index("delivery_due", delivery.c.target, *NEXT, sqlite_where=ALIVE, postgresql_where=ALIVE)

attempt = sa.Table(
    "attempt",
    metadata,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    _name("target"),
    _id("record"),
    _id("recipient"),
    _whole("version"),
    _word("template"),
    _instant("at"),
    _word("outcome"),
    _name("detail"),
)
sa.Index("attempt_record", attempt.c.record, attempt.c.version)

pulse = sa.Table(
    "pulse", metadata, _word("name", primary=True), _instant("at"), _name("detail"), sqlite_with_rowid=False
)

receipt = sa.Table(
    "receipt",
    metadata,
    _id("actor", primary=True),
    _name("key", primary=True),
    _hash("request"),
    _id("record"),
    _whole("version"),
    sqlite_with_rowid=False,
)

list_version = sa.Table(
    "list_version",
    metadata,
    _whole("number", primary=True),
    _word("list"),
    _word("version"),
    _whole("entries"),
    _hash("digest"),
    _instant("loaded_at"),
    sa.UniqueConstraint("list", "version", name="list_version_list_version"),
)

list_entry = sa.Table(
    "list_entry",
    metadata,
    _whole("version", primary=True),
    _word("code", primary=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_ko", sa.Text, nullable=False),
    _word("level"),
    _word("parent"),
    sa.Column("extra", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
sa.Index("list_entry_parent", list_entry.c.version, list_entry.c.parent, list_entry.c.code)

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,50}")
_TYPES: dict[str, type[sa.Text | sa.BigInteger]] = {"text": sa.Text, "integer": sa.BigInteger}


def listed_name(kind: str) -> str:
    """The name of a kind's projection table."""
    return f"listed_{kind}"


def listed(projection: Projection, into: sa.MetaData, prefix: str = "") -> sa.Table:
    """The table of a projection, with an index on the column by which people look it up.

    Args:
        projection: which.
        into: where the table belongs.
        prefix: of its name and of those of its index and key.

    Raises:
        DefinitionError: a name is no plain lower-case identifier, stands twice, or a type is unknown.
    """
    names = [column.name for column in projection.columns]
    for name in (projection.kind, *names):
        if not _IDENTIFIER.fullmatch(name):
            raise DefinitionError(f"{name!r} in the projection of {projection.kind!r} is no name for a table or column")
    if len({"record", *names}) != len(names) + 1:
        raise DefinitionError(f"the projection of {projection.kind!r} has a column twice, or one named 'record'")
    if unknown := {column.type for column in projection.columns} - _TYPES.keys():
        raise DefinitionError(f"the projection of {projection.kind!r} has columns of unknown types: {sorted(unknown)}")
    table = sa.Table(
        prefix + listed_name(projection.kind),
        into,
        _id("record", primary=True),
        *(sa.Column(column.name, _TYPES[column.type](), nullable=True) for column in projection.columns),
        sqlite_with_rowid=False,
    )
    looked_up = next((name for name in names if name in LOOKED_UP and isinstance(table.c[name].type, sa.Text)), None)
    if looked_up is not None:
        sa.Index(f"{table.name}_{looked_up}", table.c[looked_up])
    return table


def with_listed(projections: Iterable[Projection]) -> sa.MetaData:
    """All tables: those of the core and those of the projections."""
    everything = sa.MetaData(naming_convention=NAMING)
    for table in metadata.sorted_tables:
        table.to_metadata(everything)
    for projection in projections:
        listed(projection, everything)
    return everything
