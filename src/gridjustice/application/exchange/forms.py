"""The tables a network and its open disputes are written down in: which columns they have and what may stand in each.

Reading, checking, writing, templates and the reference page follow from `FORMS`; words stand in the catalogues.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import attrs

from gridjustice.application.exchange.cells import (
    CAUSES,
    LANGUAGES,
    LONG,
    CellKind,
    Code,
    Day,
    Names,
    OneLanguage,
    Path,
    Place,
    Text,
    YesNo,
    Yuan,
    one_of,
)
from gridjustice.application.exchange.problems import SHOWN, CellError, RowProblem
from gridjustice.application.exchange.words import Words
from gridjustice.domain.contacts import Owner
from gridjustice.domain.dispute.choices import Level, Matter, Side
from gridjustice.domain.network import CourtLevel, GridNature, UnitKind
from gridjustice.domain.network_facts import GRID_ROLES, POSTS
from gridjustice.domain.record import Role

NEVER_EMPTY: Any = object()
"""In a column: a cell must not be empty."""


@attrs.frozen
class Column:
    """A column of a table.

    Attributes:
        name: in the library; headings stand in the catalogues.
        kind: what a cell means.
        may_lack: whether the heading may do without it.
        empty: what an empty cell means.
        points_at: (table, column) of what a cell names, where that is one table.
        width: in characters, where it is written.
    """

    name: str
    kind: CellKind
    may_lack: bool = False
    empty: Any = NEVER_EMPTY
    points_at: tuple[str, str] | None = None
    width: int = 16


@attrs.frozen
class TableForm:
    """A table: its columns and what makes a row unique."""

    name: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """All columns it knows."""
        return frozenset(c.name for c in self.columns)

    @cached_property
    def kinds(self) -> Mapping[str, CellKind]:
        """What the cells of each column are."""
        return {c.name: c.kind for c in self.columns}

    @property
    def needs(self) -> frozenset[str]:
        """The columns a heading must have to be this table's."""
        return frozenset(c.name for c in self.columns if not c.may_lack)

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(c for c in self.columns if c.name == name)


@attrs.frozen(kw_only=True)
class TableRow:
    """A row whose every cell could be taken.

    Attributes:
        number: in the spool, where it lies until it is needed.
        cells: as they stood there, by column.
        values: what they mean, by column; those of missing columns too.
    """

    table: str
    file: str
    row: int
    cells: Mapping[str, str]
    values: Mapping[str, Any]
    number: int = 0

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def problem(self, column: str, code: str, /, **values: object) -> RowProblem:
        """Something that is wrong with this row."""
        value = self.cells.get(column, "")[:SHOWN]
        return RowProblem(file=self.file, row=self.row, column=column, value=value, code=code, values=values)


def read_row(
    form: TableForm, cells: Mapping[str, str], words: Words
) -> tuple[dict[str, Any], list[tuple[str, CellError]]]:
    """What the cells of a row mean, and what is wrong with those that cannot be taken."""
    values: dict[str, Any] = {}
    wrong: list[tuple[str, CellError]] = []
    for column in form.columns:
        cell = cells.get(column.name, "")
        if cell:
            try:
                values[column.name] = column.kind.read(cell, words)
            except CellError as problem:
                wrong.append((column.name, problem))
        elif column.empty is NEVER_EMPTY:
            wrong.append((column.name, CellError("empty")))
        else:
            values[column.name] = column.empty
    if (until := values.get("until")) is not None and until < values.get("since", until):
        wrong.append(("until", CellError("until_before_since")))
    return values, wrong


TEXT, CODE, DAY = Text(), Code(), Day()

NAME = Column("name", TEXT, width=28)
NAME_KO = Column("name_ko", TEXT, may_lack=True, empty=None, width=28)
COURT = Column("court", Path(), points_at=("courts", "path"), width=18)
UNIT = Column("unit", CODE, points_at=("units", "code"))
HANDLE = Column("handle", CODE, points_at=("people", "handle"))
PLACE = Column("place", Place())
SINCE = Column("since", DAY, width=12)
UNTIL = Column("until", DAY, may_lack=True, empty=None, width=12)
NUMBER = Column("number", CODE, width=22)
GIST = Column("gist", LONG, width=48)
POST_ROLES = tuple(role for roles in POSTS.values() for role in roles)
ASSIGNED_ROLES = (Role.LIAISON, *GRID_ROLES)


def _optional(column: Column, empty: Any = None) -> Column:
    return attrs.evolve(column, may_lack=True, empty=empty)


FORMS = (
    TableForm(
        "courts",
        (Column("path", Path(), width=18), NAME, NAME_KO, Column("level", one_of(CourtLevel), width=12)),
        ("path",),
    ),
    TableForm(
        "units",
        (
            Column("code", CODE), NAME, NAME_KO, COURT, Column("kind", one_of(UnitKind), width=18),
            Column("parent", CODE, may_lack=True, empty=None, points_at=("units", "code")),
            Column("mediates", YesNo(), may_lack=True, empty=True, width=10),
        ),
        ("code",),
    ),
    TableForm(
        "people",
        (
            Column("handle", CODE), _optional(Column("name", TEXT)), COURT,
            _optional(Column("phone", TEXT)), _optional(Column("languages", LANGUAGES), ("zh-CN",)), _optional(UNIT),
        ),
        ("handle",),
    ),
    TableForm(
        "grids",
        (
            Column("code", CODE), NAME, NAME_KO, COURT, UNIT, Column("nature", one_of(GridNature), width=12),
            _optional(Column("causes", CAUSES), ()),
        ),
        ("code",),
    ),
    TableForm(
        "posts",
        (
            HANDLE, Column("role", one_of(POST_ROLES)), PLACE, SINCE, UNTIL,
            _optional(Column("specialities", CAUSES), ()),
        ),
        ("handle", "role", "place", "since"),
    ),
    TableForm(
        "assignments",
        (PLACE, Column("role", one_of(ASSIGNED_ROLES)), HANDLE, SINCE, UNTIL),
        ("place", "role", "handle", "since"),
    ),
    TableForm(
        "disputes",
        (
            NUMBER, Column("reported_on", DAY, width=12), _optional(Column("asked_on", DAY, width=12)), COURT, UNIT,
            _optional(Column("grid", CODE, points_at=("grids", "code"))), GIST,
            _optional(Column("applicants", Names(), width=24), ()),
            _optional(Column("respondents", Names(), width=24), ()),
            _optional(Column("cause", CODE)), _optional(Column("cause_version", CODE)),
            _optional(Column("claimed", Yuan())),
            _optional(Column("matter", one_of(Matter)), Matter.CIVIL),
            _optional(Column("level", one_of(Level)), Level.BLUE),
            _optional(Column("stood", TEXT, width=24)),
        ),
        ("court", "number"),
    ),
    TableForm(
        "parties",
        (
            COURT, attrs.evolve(NUMBER, points_at=("disputes", "number")), Column("party", CODE, width=8),
            Column("side", one_of(Side), width=12), NAME, _optional(Column("phone", TEXT)),
            _optional(Column("phone_of", one_of(Owner), width=12)),
            _optional(Column("id_number", CODE, width=20)), _optional(Column("credit_code", CODE, width=20)),
            _optional(Column("address", TEXT, width=28)), _optional(Column("language", OneLanguage()), "zh-CN"),
            _optional(HANDLE), _optional(UNIT),
        ),
        ("court", "number", "party"),
    ),
)  # fmt: skip
"""In the order in which their steps are taken; parties come with their disputes."""

BY_NAME = {form.name: form for form in FORMS}

NAMED_BY = {
    "court": ("courts", "path"),
    "unit": ("units", "code"),
    "grid": ("grids", "code"),
    "person": ("people", "handle"),
}
"""The table and column that give each kind of record its id."""
