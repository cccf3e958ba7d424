"""The six tables a network is written down in: which columns they have and what may stand in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs

from gridjustice.application.cells import (
    CODE_LENGTH,
    Read,
    read_causes,
    read_code,
    read_day,
    read_languages,
    read_name,
    read_one_of,
    read_path,
    read_place,
    read_yes,
)
from gridjustice.application.spreadsheets import RowProblem, Spreadsheet, read_spreadsheet
from gridjustice.domain.network import CourtLevel, GridNature, UnitKind
from gridjustice.domain.network_facts import GRID_ROLES, POSTS
from gridjustice.domain.record import Role
from gridjustice.domain.values import NAME_LENGTH
from gridjustice.errors import InvalidValueError

NEVER_EMPTY: Any = object()
"""In a column: a cell must not be empty."""


@attrs.frozen
class Column:
    """A column of a table.

    Attributes:
        name: as it stands in the heading.
        read: what a cell means.
        remedy: what to do about a cell that cannot be taken.
        may_lack: whether the heading may do without it.
        empty: what an empty cell means.
    """

    name: str
    read: Read
    remedy: str
    may_lack: bool = False
    empty: Any = NEVER_EMPTY


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

    @property
    def needs(self) -> frozenset[str]:
        """The columns a heading must have to be this table's."""
        return frozenset(c.name for c in self.columns if not c.may_lack)


@attrs.frozen(kw_only=True)
class TableRow:
    """A row whose every cell could be taken.

    Attributes:
        cells: as they stood there, by column.
        values: what they mean, by column; those of missing columns too.
    """

    table: str
    file: str
    row: int
    cells: Mapping[str, str]
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def problem(self, column: str, problem: str, remedy: str) -> RowProblem:
        """Something that is wrong with this row."""
        value = self.cells.get(column, "")
        return RowProblem(
            file=self.file, row=self.row, column=column, value=value, problem=problem, remedy=remedy
        )  # fmt: skip


_NAME_REMEDY = f"write at most {NAME_LENGTH} characters without control characters"
_CODE_REMEDY = f"write the code as the list has it: at most {CODE_LENGTH} characters, no blanks around it"
_DAY_REMEDY = "write the day as year-month-day, as 2022-05-23"
_CAUSES_REMEDY = "write codes with blanks between them; `gridjustice causes search` finds them"

NAME = Column("name", read_name, _NAME_REMEDY)
NAME_KO = Column("name_ko", read_name, _NAME_REMEDY + ", or leave it empty", may_lack=True, empty=None)
CODE = Column("code", read_code, _CODE_REMEDY)
HANDLE = Column("handle", read_code, _CODE_REMEDY)
COURT = Column("court", read_path, "write the court's path, as yblq/helong")
SINCE = Column("since", read_day, _DAY_REMEDY)
UNTIL = Column("until", read_day, _DAY_REMEDY + ", or leave it empty while it lasts", may_lack=True, empty=None)
POST_ROLES = tuple(role for roles in POSTS.values() for role in roles)
PLACE = Column("place", read_place, "write the path of a court, or the code of a unit or grid")

FORMS = (
    TableForm(
        "courts",
        (
            Column("path", read_path, "write the court's codes from the highest down, joined by '/', as yblq/helong"),
            NAME, NAME_KO,
            Column("level", read_one_of(CourtLevel), f"write one of {', '.join(c.value for c in CourtLevel)}"),
        ),
        ("path",),
    ),
    TableForm(
        "people",
        (
            HANDLE, attrs.evolve(NAME, may_lack=True, empty=None), COURT,
            Column("phone", read_name, _NAME_REMEDY + ", or leave it empty", may_lack=True, empty=None),
            Column(
                "languages", read_languages, "write language tags with blanks between them, as zh-CN ko-CN",
                may_lack=True, empty=("zh-CN",),
            ),
            Column("unit", read_code, _CODE_REMEDY + ", or leave it empty", may_lack=True, empty=None),
        ),
        ("handle",),
    ),
    TableForm(
        "units",
        (
            CODE, NAME, NAME_KO, COURT,
            Column("kind", read_one_of(UnitKind), f"write one of {', '.join(k.value for k in UnitKind)}"),
            Column("parent", read_code, _CODE_REMEDY + ", or leave it empty", may_lack=True, empty=None),
            Column("mediates", read_yes, "write yes or no", may_lack=True, empty=True),
        ),
        ("code",),
    ),
    TableForm(
        "grids",
        (
            CODE, NAME, NAME_KO, COURT,
            Column("unit", read_code, "write the code of the grid's unit"),
            Column("nature", read_one_of(GridNature), f"write one of {', '.join(n.value for n in GridNature)}"),
            Column("causes", read_causes, _CAUSES_REMEDY, may_lack=True, empty=()),
        ),
        ("code",),
    ),
    TableForm(
        "posts",
        (
            HANDLE, PLACE, SINCE, UNTIL,
            Column("role", read_one_of(POST_ROLES), f"write one of {', '.join(r.value for r in POST_ROLES)}"),
            Column("specialities", read_causes, _CAUSES_REMEDY, empty=()),
        ),
        ("handle", "role", "place", "since"),
    ),
    TableForm(
        "assignments",
        (
            PLACE, HANDLE, SINCE, UNTIL,
            Column(
                "role", read_one_of((Role.LIAISON, *GRID_ROLES)),
                f"write one of {', '.join(r.value for r in (Role.LIAISON, *GRID_ROLES))}",
            ),
        ),
        ("place", "role", "handle", "since"),
    ),
)  # fmt: skip
"""In the order in which their steps are taken, but for people, who come before the posts at their units."""


@attrs.frozen
class Tables:
    """What stands in some files.

    Attributes:
        rows: by table, those of which every cell could be taken.
        named: (table, code) of all rows, so that a row that cannot be taken is named once, not by all that point at it.
        problems: everything that is wrong with the files.
    """

    rows: Mapping[str, list[TableRow]]
    named: set[tuple[str, str]]
    problems: list[RowProblem]


def read_rows(paths: Sequence[Path]) -> Tables:
    """The rows of all files, in the order of the files, and everything that is wrong with them."""
    tables = Tables({form.name: [] for form in FORMS}, set(), [])
    for path in paths:
        sheet, problems = read_spreadsheet(path)
        tables.problems.extend(problems)
        form = _recognised(sheet, tables.problems) if sheet else None
        if sheet and form:
            _read(sheet, form, tables)
    for form in FORMS:
        tables.problems.extend(_repeated(tables.rows[form.name], form.unique))
    return tables


def _recognised(sheet: Spreadsheet, problems: list[RowProblem]) -> TableForm | None:
    """The table that the heading is one of."""
    heading = [name.lower() for name in sheet.heading]
    found = set(heading)
    nearest = max(FORMS, key=lambda f: (len(found & f.names) - len(found - f.names), -len(f.needs - found)))
    wrong: list[tuple[str, str, str]] = [
        (name, f"the column {name!r} stands there {times} times", "keep one of them")
        for name, times in Counter(heading).items()
        if times > 1
    ]
    if found & nearest.names:
        known = f"the table of {nearest.name} has the columns {', '.join(c.name for c in nearest.columns)}"
        wrong += [(n, f"there is no column {n!r}", f"take it out; {known}") for n in heading if n not in nearest.names]
        wrong += [(n, f"the column {n!r} is missing", f"add it; {known}") for n in sorted(nearest.needs - found)]
    else:
        forms = "; ".join(f"{form.name}: {', '.join(c.name for c in form.columns)}" for form in FORMS)
        wrong = [("", "the heading is that of no table", f"begin with a row of column names ({forms})")]
    for column, problem, remedy in wrong:
        value = " | ".join(sheet.heading)
        problems.append(
            RowProblem(file=sheet.file, row=1, column=column, value=value, problem=problem, remedy=remedy)
        )  # fmt: skip
    return None if wrong else nearest


def _read(sheet: Spreadsheet, form: TableForm, tables: Tables) -> None:
    heading = [name.lower() for name in sheet.heading]
    for line in sheet.lines:
        cells = dict(zip(heading, line.cells, strict=True))
        values: dict[str, Any] = {}
        wrong: list[tuple[str, str, str]] = []
        for column in form.columns:
            try:
                values[column.name] = _value(column, cells.get(column.name, ""))
            except InvalidValueError as problem:
                wrong.append((column.name, str(problem), column.remedy))
        if (until := values.get("until")) is not None and until < values.get("since", until):
            wrong.append(("until", "lies before `since`", "write the last day, or leave it empty while it lasts"))
        row = TableRow(
            table=form.name, file=sheet.file, row=line.row,
            cells=MappingProxyType(cells), values=MappingProxyType(values),
        )  # fmt: skip
        tables.named.add((form.name, cells[form.unique[0]]))
        tables.problems.extend(row.problem(*each) for each in wrong)
        if not wrong:
            tables.rows[form.name].append(row)


def _value(column: Column, cell: str) -> Any:
    if cell:
        return column.read(cell)
    if column.empty is NEVER_EMPTY:
        raise InvalidValueError("must not be empty")
    return column.empty


def _repeated(rows: Iterable[TableRow], unique: tuple[str, ...]) -> Iterable[RowProblem]:
    """Rows that say again, or otherwise, what another row says."""
    first: dict[tuple[str, ...], TableRow] = {}
    for row in rows:
        key = tuple(row.cells[name] for name in unique)
        before = first.setdefault(key, row)
        if before is not row:
            yield row.problem(
                unique[0], f"stands there already, in {before.file} row {before.row}", "keep one of the two rows"
            )
