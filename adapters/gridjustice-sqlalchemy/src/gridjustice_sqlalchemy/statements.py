"""Every statement on the way of a step, compiled once to the driver's own text with positional parameters.

``connection.execute`` of SQLAlchemy costs as much again as the driver itself; the text it would send does not change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from gridjustice.domain.criteria import FIELDS, All, Criterion, Everything, Nothing
from gridjustice.domain.record import Scope
from gridjustice.errors import InvalidError, NotFoundError
from gridjustice.ports.storage import HeadRow, Projection, sorting
from gridjustice_sqlalchemy import schema
from gridjustice_sqlalchemy.branches import Branch, branches, simplified
from gridjustice_sqlalchemy.criteria import Conditions, shape
from gridjustice_sqlalchemy.dialect import Dialect, Packed
from gridjustice_sqlalchemy.relaying import Relaying

_MARK = "prefix_of_gridjustice"
"""Stands as a schema before every table's name while a statement is compiled: SQLAlchemy knows where names stand."""

MANY = 1024
"""So many keys are looked up by one statement."""


_REMEMBERED = 512
"""Texts of lists, one for each shape of a criterion."""


class Listed(NamedTuple):
    """The statements of a projection's table.

    Attributes:
        table: as SQLAlchemy sees it.
        columns: names, in the order of the parameters.
        insert: parameters are the record and the columns.
        update: parameters are the columns and the record; empty where there are no columns.
        delete: the parameter is the record.
        everything: all rows, by record.
        probe: fails where the table or a column is missing.
    """

    table: sa.Table
    columns: tuple[str, ...]
    insert: str
    update: str
    delete: str
    everything: str
    probe: str


class Question(NamedTuple):
    """A compiled question.

    Attributes:
        sql: its text.
        names: the names of its parameters, in their order.
        values: those that the criterion gave.
    """

    sql: str
    names: tuple[str, ...]
    values: Mapping[str, Any]

    def parameters(self, **given: Any) -> tuple[Any, ...]:
        """All parameters in their order."""
        return tuple(given[name] if name in given else self.values[name] for name in self.names)


class Parts(NamedTuple):
    """A criterion as it is asked of the database.

    Attributes:
        parts: of which one must be true.
        is_walk: whether records are read in the order that is asked for until enough are found.
    """

    parts: tuple[Criterion, ...]
    is_walk: bool


class Statements:
    """The statements in one database's dialect."""

    def __init__(self, dialect: Dialect, engine: sa.Engine) -> None:
        self.dialect = dialect
        self._engine = engine
        head, event, deadline = schema.record, schema.event, schema.deadline
        appointment, outbox, receipt = schema.appointment, schema.outbox, schema.receipt
        given = [column for column in appointment.c if column.name != "position"]
        told = [column for column in outbox.c if column.name != "spread"]

        self.insert_head = self.text(head.insert())
        self.insert_event = self.text(event.insert())
        self.insert_deadline = self.text(deadline.insert())
        self.insert_appointment = self.text(appointment.insert())
        self.insert_outbox = self.text(outbox.insert().values({c.name: sa.bindparam(c.name) for c in told}))
        self.insert_receipt = self.text(receipt.insert())
        # What was not changed is not named, because an index is written again for every column that is.
        self.update_head = self._update(*(c.name for c in head.c if c.name != "id"))
        self.update_in_place = self._update("state", "version", "due", "hash", "body")
        self.update_in_time = self._update("state", "version", "hash", "body")
        self.update_still = self._update("version", "hash", "body")
        self.delete_deadlines = self.text(deadline.delete().where(deadline.c.record == sa.bindparam("key")))
        self.delete_appointments = self.text(appointment.delete().where(appointment.c.record == sa.bindparam("key")))

        self.entries = self.text(
            sa.select(event)
            .where(event.c.record == sa.bindparam("key"), event.c.version > sa.bindparam("after"))
            .order_by(event.c.version)
        )
        self.watched = self.compiled(
            sa.select(deadline)
            .where(deadline.c.watch <= sa.bindparam("instant"), deadline.c.watch >= sa.bindparam("since"))
            .where(
                (deadline.c.watch > sa.bindparam("since"))
                | (deadline.c.record > sa.bindparam("behind"))
                | ((deadline.c.record == sa.bindparam("behind")) & (deadline.c.name > sa.bindparam("named")))
            )
            .order_by(deadline.c.watch, deadline.c.record, deadline.c.name)
            .limit(sa.bindparam("many", 0))
        )
        # No index: once a year the whole table is read, and it holds open deadlines only.
        self.provisional = self.compiled(
            sa.select(deadline)
            .where(deadline.c.provisional.is_not(None), deadline.c.provisional != sa.bindparam("calendar"))
            .where(deadline.c.record >= sa.bindparam("behind"))
            .where((deadline.c.record > sa.bindparam("behind")) | (deadline.c.name > sa.bindparam("named")))
            .order_by(deadline.c.record, deadline.c.name)
            .limit(sa.bindparam("many", 0))
        )
        self.everything: tuple[str, ...] = tuple(
            self.text(sa.select(*columns).order_by(*order))
            for columns, order in (
                (head.c, (head.c.id,)),
                (event.c, (event.c.record, event.c.version)),
                (deadline.c, (deadline.c.record, deadline.c.name)),
                ([*given, appointment.c.position], (appointment.c.record, appointment.c.position)),
                (told, (outbox.c.record, outbox.c.version)),
                (receipt.c, (receipt.c.record, receipt.c.actor, receipt.c.key)),
            )
        )
        # A whole table: only these get the prefix.
        self.revisions = self.text(sa.select(sa.Table("alembic_version", sa.MetaData(), sa.Column("version_num"))))
        self.heads = self._lookup(sa.select(head).order_by(head.c.id), head.c.id)
        self.locked_heads = self._lookup(sa.select(head).order_by(head.c.id).with_for_update(), head.c.id)
        self.versions = self._lookup(
            sa.select(head.c.id, head.c.version).order_by(head.c.id).with_for_update(read=True), head.c.id
        )
        self.receipts = self._lookup(sa.select(receipt), receipt.c.actor, receipt.c.key)
        self.single_entries = self._lookup(sa.select(event), event.c.record, event.c.version)
        self.people = self._lookup(
            sa.select(*given)
            # Named one by one, so that the index leaves out what may be many: roles on single records.
            .where(appointment.c.scope.in_([sa.literal_column(f"'{s.value}'") for s in Scope if s is not Scope.RECORD]))
            .order_by(appointment.c.record, appointment.c.position),
            appointment.c.person,
        )
        self.relay = Relaying(self)
        self._questions: dict[Hashable, Question] = {}
        self.lies_below = self.compiled(
            sa.select(sa.literal_column("1"))
            .where(head.c.court >= sa.bindparam("above", ""), head.c.court < sa.bindparam("behind", ""))
            .limit(1)
        )
        self.listed: dict[str, Listed] = {}

    def use(self, projections: Iterable[Projection]) -> None:
        """Statements for the tables of these projections are there, and of no others."""
        tables = sa.MetaData()
        listed: dict[str, Listed] = {}
        for projection in projections:
            table = schema.listed(projection, tables)
            columns = tuple(column.name for column in projection.columns)
            update = table.update().where(table.c.record == sa.bindparam("key"))
            listed[projection.kind] = Listed(
                table,
                columns,
                self.text(table.insert()),
                self.text(update.values({name: sa.bindparam(f"new_{name}") for name in columns})) if columns else "",
                self.text(table.delete().where(table.c.record == sa.bindparam("key"))),
                self.text(sa.select(table).order_by(table.c.record)),
                self.text(sa.select(table).where(sa.false())),
            )
        self.listed = listed

    def text(self, statement: sa.sql.ClauseElement) -> str:
        """The statement as the driver takes it; its parameters stand in the order in which they are written."""
        return self._prefixed(str(statement.compile(self._engine, **self._marked)))

    def numbers(self, kind: str, column: str) -> Question:
        """Ids by the value of a projection's text column, at most 10.

        Raises:
            NotFoundError: there is no such projection or column.
        """
        if kind not in self.listed or column not in self.listed[kind].columns:
            raise NotFoundError(f"no projection of {kind!r} has a column {column!r}")
        table = self.listed[kind].table
        wanted = table.c[column] == sa.bindparam("value", "")
        return self.compiled(sa.select(table.c.record).where(wanted).order_by(table.c.record).limit(10))

    def columns(self, kind: str, columns: tuple[str, ...]) -> tuple[str, Callable[[int], str]]:
        """The id and these columns of a projection by id: of all records, and of so many ids.

        Raises:
            NotFoundError: there is no such projection or column.
        """
        if kind not in self.listed or not {*columns} <= {*self.listed[kind].columns}:
            raise NotFoundError(f"no projection of {kind!r} has the columns {', '.join(columns)}")
        table = self.listed[kind].table
        statement = sa.select(table.c.record, *(table.c[name] for name in columns)).order_by(table.c.record)
        return self.text(statement), self._lookup(statement, table.c.record)

    def given(self, kind: str, roles: frozenset[str], criterion: Criterion) -> Question:
        """The appointments that a kind's records give, in force on a day; heads are read only where one must be asked.

        Raises:
            NotFoundError: there is no such projection.
        """
        if kind not in self.listed:
            raise NotFoundError(f"no projection of {kind!r}")
        wanted = tuple(sorted(roles))
        asked = (simplified(criterion),)
        return self._filled(("given", kind, wanted), asked, lambda parts: self._given(kind, wanted, asked, parts))

    def _given(
        self, kind: str, roles: Sequence[str], asked: Sequence[Criterion], parts: Sequence[sa.ColumnElement[bool]]
    ) -> sa.Select[Any]:
        table, held = self.listed[kind].table, schema.appointment.c
        day: sa.BindParameter[str] = sa.bindparam("day", "")
        # Looked for in a list of ids, not joined: SQLite would walk over the appointments of every record there is.
        records = sa.select(table.c.record)
        if asked != (Everything(),):
            source = table.join(schema.record, schema.record.c.id == table.c.record)
            records = records.select_from(source).where(*parts)
        return (
            sa.select(held.record, held.person, held.role, held.place)
            .where(held.record.in_(records), held.role.in_(roles))
            .where(held.since <= day, held.until.is_(None) | (held.until >= day))
            .order_by(held.record, held.position)
        )

    def counting(self, criterion: Criterion, by: Sequence[str]) -> Question:
        """How many heads the criterion is true of, for each combination of the fields in ``by``.

        Raises:
            InvalidError: one of the fields is not in a head.
        """
        if unknown := set(by) - set(FIELDS):
            raise InvalidError(
                f"records cannot be counted by {', '.join(sorted(unknown))}; by {', '.join(FIELDS)} they can"
            )
        asked = self.asked(criterion).parts
        return self._filled(("count", tuple(by)), asked, lambda parts: self._counting(parts, by))

    def tally(self, people: Collection[str], roles: Collection[str], criterion: Criterion) -> Question:
        """On how many heads that the criterion is true of each of the people holds one of the roles on a day."""
        who, what = self.dialect.packed(people), self.dialect.packed(roles)
        key = ("tally", len(who.values), who.is_one, len(what.values), what.is_one)
        asked = (simplified(criterion),)
        known = self._filled(key, asked, lambda parts: self._tally(parts, who, what))
        given = {f"who{n}": value for n, value in enumerate(who.values)}
        given |= {f"what{n}": value for n, value in enumerate(what.values)}
        return known._replace(values={**known.values, **given})

    def _tally(self, parts: Sequence[sa.ColumnElement[bool]], who: Packed, what: Packed) -> sa.Select[Any]:
        held, head = schema.appointment.c, schema.record.c
        day: sa.BindParameter[str] = sa.bindparam("day", "")
        people = [sa.bindparam(f"who{n}", "", sa.String()) for n in range(len(who.values))]
        roles = [sa.bindparam(f"what{n}", "", sa.String()) for n in range(len(what.values))]
        return (
            sa.select(held.person, sa.func.count(sa.distinct(head.id)))
            .select_from(schema.appointment.join(schema.record, head.id == held.record))
            .where(self.dialect.among(held.person, people, is_one=who.is_one), held.scope == Scope.RECORD.value)
            .where(self.dialect.among(held.role, roles, is_one=what.is_one), held.place == held.record)
            .where(held.since <= day, held.until.is_(None) | (held.until >= day), *parts)
            .group_by(held.person)
        )

    def counting_listed(self, kind: str, by: Sequence[str], criterion: Criterion, since: str | None) -> Question:
        """How many heads of a kind the criterion is true of, for each combination of head fields and listed columns.

        Raises:
            NotFoundError: there is no such projection or column.
        """
        if kind not in self.listed:
            raise NotFoundError(f"there is no projection of {kind!r}")
        for name in (*by, *((since,) if since else ())):
            if name not in self.listed[kind].columns and (name not in FIELDS or name == since):
                raise NotFoundError(f"no projection of {kind!r} has a column {name!r}")
        key = ("count listed", kind, tuple(by), since)
        return self._filled(key, (simplified(criterion),), lambda parts: self._counting_listed(kind, by, since, parts))

    def _counting_listed(
        self, kind: str, by: Sequence[str], since: str | None, parts: Sequence[sa.ColumnElement[bool]]
    ) -> sa.Select[Any]:
        head, table = schema.record, self.listed[kind].table
        fields = [head.c[name] if name in FIELDS else table.c[name] for name in by]
        statement = (
            sa.select(*fields, sa.func.count())
            .select_from(head.join(table, table.c.record == head.c.id))
            .where(head.c.kind == kind, *parts)
        )
        if since is not None:
            statement = statement.where(table.c[since] >= sa.bindparam("since", ""))
        return statement.group_by(*fields) if fields else statement

    def asked(self, criterion: Criterion, is_empty: Callable[[Branch], bool] | None = None) -> Parts:
        """The criterion in parts that have an index each, or as a whole where it has none or is read quicker so.

        Args:
            criterion: what is asked.
            is_empty: whether nothing lies at a place that may be wide; without it, as for counts, every part is taken.
        """
        found = branches(criterion)
        if found is not None and is_empty is not None:
            found = [branch for branch in found if not (branch.is_wide and is_empty(branch))]
        if found is None or (is_empty is not None and any(branch.is_wide for branch in found)):
            return Parts((simplified(criterion),), is_walk=True)
        return Parts(tuple(All((branch.place, branch.rest)) for branch in found) or (Nothing(),), is_walk=False)

    def question(
        self, asked: Parts, order: tuple[str, ...], after: HeadRow | None, part: str = "all", *, bodies: bool = True
    ) -> Question:
        """A list of heads.

        Args:
            asked: of what.
            order: as in `Reader.find`.
            after: it goes on behind this one.
            part: ``all``; or of a walk by due: ``due`` those with a deadline, ``idle`` those without. Two statements,
                since no index has what is absent last.
            bodies: whether the last column, which is the longest by far, is listed too.
        """
        behind = "" if after is None else "idle" if after.due is None else "due"
        columns = schema.record.c if bodies else schema.record.c[:-1]
        key = ("find", order, behind, part, bodies)
        return self._filled(key, asked.parts, lambda parts: self._question(parts, order, behind, part, columns))

    def _filled(
        self,
        kind: Hashable,
        parts: Sequence[Criterion],
        build: Callable[[list[sa.ColumnElement[bool]]], sa.Select[Any]],
    ) -> Question:
        """The question with the values of these parts, its text compiled once for all parts of their shapes."""
        key, values = shape(parts, self.dialect)
        known = self._questions.get((kind, key))
        if known is None:
            conditions = Conditions(self.dialect)
            known = self.compiled(build([conditions.where(part) for part in parts]))
            if len(self._questions) >= _REMEMBERED:
                self._questions.clear()
            self._questions[kind, key] = known
        return Question(known.sql, known.names, {**known.values, **{f"v{n}": v for n, v in enumerate(values)}})

    def _counting(self, parts: Sequence[sa.ColumnElement[bool]], by: Sequence[str]) -> sa.Select[Any]:
        """Counts; a record that lies in several parts is counted once."""
        head = schema.record
        names = dict.fromkeys(("id", *by))
        each = [sa.select(*(head.c[name] for name in names)).where(part) for part in parts]
        found = (sa.union(*each) if len(each) > 1 else each[0]).subquery()
        fields = [found.c[name] for name in by]
        statement = sa.select(*fields, sa.func.count()).select_from(found)
        return statement.group_by(*fields) if fields else statement

    def _question(
        self,
        parts: Sequence[sa.ColumnElement[bool]],
        order: tuple[str, ...],
        behind: str,
        of: str,
        listed: Iterable[sa.ColumnElement[Any]],
    ) -> sa.Select[Any]:
        """A list of heads: each part in its order and as long as the whole at the most, then the first of them all.

        Bodies are read for those alone that are listed.

        Args:
            parts: conditions, of which one must be true.
            order: as in `Reader.find`.
            behind: where it goes on: behind a head that is ``due`` or ``idle``; empty at the beginning.
            of: as in `question`.
            listed: the columns.
        """
        many: sa.BindParameter[int] = sa.bindparam("many", 0)
        names = ("id", "due") if sorting(order)[0] else ("id",)
        chosen = []
        for part in parts:
            columns = schema.record.c
            one = sa.select(*(columns[name] for name in names)).where(part)
            if of != "all":
                one = one.where(columns.due.is_not(None) if of == "due" else columns.due.is_(None))
            if behind:
                one = one.where(_later(columns, order, behind, of))
            chosen.append(one.order_by(*_sorted(columns, order, of)).limit(many).subquery())
        if len(chosen) > 1:
            each = sa.union(*(sa.select(*(one.c[name] for name in names)) for one in chosen)).subquery()
            first = sa.select(each.c.id).order_by(*_sorted(each.c, order)).limit(many).subquery()
        else:
            (first,) = chosen
        wanted = schema.record.c.id.in_(sa.select(first.c.id))
        return sa.select(*listed).where(wanted).order_by(*_sorted(schema.record.c, order, of))

    def compiled(self, statement: sa.Select[Any]) -> Question:
        """The statement with the names of its parameters, where they do not stand in the order of its writing."""
        compiled = statement.compile(self._engine, compile_kwargs={"render_postcompile": True}, **self._marked)
        assert isinstance(compiled, sa.sql.compiler.SQLCompiler)
        return Question(self._prefixed(str(compiled)), tuple(compiled.positiontup or ()), dict(compiled.params))

    @property
    def _marked(self) -> dict[str, Any]:
        """What the compiler is told where tables have a prefix."""
        if not self.dialect.prefix:
            return {}
        return {"schema_translate_map": {None: _MARK}, "render_schema_translate": True}

    def _prefixed(self, sql: str) -> str:
        return sql.replace(f"{_MARK}.", self.dialect.prefix)

    def _update(self, *names: str) -> str:
        head = schema.record
        return self.text(
            head.update()
            .where(head.c.id == sa.bindparam("key"), head.c.version == sa.bindparam("before"))
            .values({name: sa.bindparam(f"new_{name}") for name in names})
        )

    def _lookup(self, statement: sa.Select[Any], *key: sa.Column[Any]) -> Callable[[int], str]:
        """A function from a number of keys to the text that looks so many up."""

        def text(count: int) -> str:
            if count == 1:
                return self.text(statement.where(*(column == sa.bindparam(None) for column in key)))
            if len(key) == 1:
                return self.compiled(statement.where(key[0].in_([""] * count))).sql
            # A join: SQLite reads the whole table for ``(actor, key) IN (...)``.
            names = [sa.column(column.name, column.type) for column in key]
            wanted = sa.values(*names, name="wanted").data([("",) * len(key)] * count).cte("wanted")
            same = sa.and_(*(column == wanted.c[column.name] for column in key))
            return self.text(statement.select_from(wanted.join(key[0].table, same)))

        return lru_cache(maxsize=32)(text)


def _sorted(columns: Any, order: tuple[str, ...], of: str = "all") -> list[sa.ColumnElement[Any]]:
    """The order of a list; what is never due comes last, which not every database can be told."""
    by_due, newest_first = sorting(order)
    ordered = columns.id.desc() if newest_first else columns.id.asc()
    if not by_due or of == "idle":
        return [ordered]
    return [columns.due, ordered] if of == "due" else [_is_idle(columns), columns.due, ordered]


def _is_idle(columns: Any) -> sa.ColumnElement[int]:
    return sa.case((columns.due.is_(None), sa.literal_column("1")), else_=sa.literal_column("0"))


def _later(columns: Any, order: tuple[str, ...], behind: str, of: str) -> sa.ColumnElement[bool]:
    """What comes behind the last head of the page before."""
    by_due, newest_first = sorting(order)
    last_id: sa.BindParameter[str] = sa.bindparam("last_id", "")
    last_due: sa.BindParameter[str] = sa.bindparam("last_due", "")
    later: sa.ColumnElement[bool] = columns.id < last_id if newest_first else columns.id > last_id
    if not by_due:
        return later
    if behind == "idle":
        return sa.and_(columns.due.is_(None), later)
    # The first half says nothing new, but lets an index start in the right place.
    due = sa.and_(columns.due >= last_due, sa.or_(columns.due > last_due, later))
    return due if of == "due" else sa.or_(due, columns.due.is_(None))
