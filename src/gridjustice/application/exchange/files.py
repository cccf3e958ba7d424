"""Files as rows of the tables: the format is found by the name, the table by the heading, in any of the languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from gridjustice.application.exchange.cells import as_text
from gridjustice.application.exchange.forms import FORMS, TableForm
from gridjustice.application.exchange.problems import SHOWN, CellError, RowProblem
from gridjustice.application.exchange.words import Words, normal
from gridjustice.ports.tables import Cell, Line, Sheet, TableFormat, UnreadableError

REMARK = "※"
"""A row that begins with this sign explains and says nothing."""

WIDEST = 200
"""No table has as many columns; what is wider was made to fill the memory."""

TITLES = 5
"""So many rows with a single cell, as the merged title of a sheet, may stand above a heading."""


@attrs.frozen(kw_only=True)
class ReadRow:
    """A row with a text in each column that its heading names.

    Attributes:
        headings: what the columns are headed with, by name, for who is told of a problem.
    """

    form: TableForm
    file: str
    row: int
    cells: Mapping[str, str]
    headings: Mapping[str, str]


def format_of(path: Path, formats: Mapping[str, TableFormat]) -> TableFormat | None:
    """The format of a file by the end of its name; ``.gz`` behind it does not count."""
    name = path.name.lower().removesuffix(".gz")
    return next((found for suffix, found in formats.items() if name.endswith(suffix)), None)


def read_file(
    path: Path, formats: Mapping[str, TableFormat], words: Words, forms: Sequence[TableForm] = FORMS
) -> Iterator[ReadRow | RowProblem]:
    """The rows of a file one after the other, and what is wrong with it where that is seen.

    Args:
        path: of the file.
        formats: by the end of its name.
        words: of headings and values.
        forms: the tables that it may hold.
    """
    try:
        found = format_of(path, formats)
        if found is None:
            raise UnreadableError("unknown_format", known=sorted(formats))
        empty = True
        for sheet in found.read(path):
            file = f"{path.name}[{sheet.name}]" if found.many else path.name
            reading = _Reading(file, sheet, found.many, words, forms)
            yield from reading.rows()
            empty = empty and reading.empty
        if empty:
            raise UnreadableError("empty_file")
    except UnreadableError as why:
        values = {"file": path.name, "row": why.row, "column": "", "value": why.found[:SHOWN]}
        yield RowProblem(**values, code=why.code, values=why.values)  # type: ignore[arg-type]  # as the dict says
    except OSError as problem:
        why_not = {"why": problem.strerror or str(problem)}
        yield RowProblem(file=path.name, row=0, column="", value="", code="cannot_open", values=why_not)


class _Reading:
    """One sheet while it is read.

    Attributes:
        empty: whether not even a heading was found.
    """

    def __init__(self, file: str, sheet: Sheet, ragged: bool, words: Words, forms: Sequence[TableForm]) -> None:
        self._file = file
        self._forms = forms
        self._sheet = sheet
        self._ragged = ragged
        self._words = words
        self.empty = True

    def rows(self) -> Iterator[ReadRow | RowProblem]:
        """The rows below the heading, and what is wrong with them or with it."""
        lines = iter(self._sheet.lines)
        titles: list[Line] = []
        for line in lines:
            self.empty = False
            if len(titles) == TITLES or not self._is_title(line):
                break
            titles.append(line)
        else:
            if titles:  # of which one was meant as a heading
                yield from self._recognised(titles[0], _heading(titles[0]))[2]
            return
        heading = _heading(line)
        form, columns, problems = self._recognised(line, heading)
        yield from problems
        if form is None:
            return
        named = {name: head for name, head in zip(columns, heading, strict=True) if name and name != head}
        for line in lines:
            if not str(line.cells[0] or "").startswith(REMARK):
                yield from self._row(form, columns, named, line)

    def _is_title(self, line: Line) -> bool:
        """Whether it is a single cell above a heading, as the merged title of a sheet."""
        said = [head for head in _heading(line) if head]
        return len(said) == 1 and not any(
            normal(said[0]) in self._words.headings(form.name, column.name)
            for form in self._forms
            for column in form.columns
        )

    def _row(
        self, form: TableForm, columns: list[str], named: dict[str, str], line: Line
    ) -> Iterator[ReadRow | RowProblem]:
        texts: dict[str, str] = {}
        kinds = form.kinds
        cells = _trimmed_cells(line.cells, len(columns))
        if len(cells) > len(columns) or (len(cells) < len(columns) and not self._ragged):
            said = " | ".join(str(cell) for cell in cells[:WIDEST])
            yield self._problem(line.number, "", said, "row_of_other_width", cells=len(cells), columns=len(columns))
            return
        wrong = False
        for name, cell in zip(columns, cells, strict=False):
            if not name:
                if cell not in (None, ""):
                    wrong = True
                    yield self._problem(line.number, "", str(cell), "no_heading")
                continue
            try:
                texts[name] = kinds[name].as_text(cell)
            except CellError as problem:
                wrong = True
                told = self._problem(line.number, name, str(cell), problem.code, **problem.values)
                yield attrs.evolve(told, heading=named.get(name, ""))
        if not wrong:
            yield ReadRow(form=form, file=self._file, row=line.number, cells=texts, headings=named)

    def _recognised(self, line: Line, heading: tuple[str, ...]) -> tuple[TableForm | None, list[str], list[RowProblem]]:
        """The table that the heading is one of, with the library's name of each column."""
        said = list(map(normal, heading[:WIDEST]))
        form, known = self._nearest(said)
        columns = [known.get(each, "") for each in said]
        table = f"exchange.table.{form.name}"
        all_of_it = [f"exchange.column.{c.name}" for c in form.columns]
        wrong: list[tuple[str, str, dict[str, object]]] = []
        found = {name for name in columns if name}
        for name, times in Counter(columns).items():
            if name and times > 1:
                wrong.append((name, "column_twice", {"name": name, "times": times}))
        if len(heading) > WIDEST:
            wrong = [("", "too_many_columns", {"columns": WIDEST})]
        elif found:
            unknown = [head for head, name in zip(heading, columns, strict=True) if not name and head]
            wrong += [(n, "no_such_column", {"name": n, "table": table, "columns": all_of_it}) for n in unknown]
            missing = [c.name for c in form.columns if not c.may_lack and c.name not in found]
            wrong += [(n, "column_missing", {"name": n, "table": table, "columns": all_of_it}) for n in missing]
        else:
            wrong = [("", "no_table", {"tables": [f"exchange.table.{each.name}" for each in self._forms]})]
        value = " | ".join(heading[:WIDEST])
        problems = [self._problem(line.number, column, value, code, **values) for column, code, values in wrong]
        return None if wrong else form, columns, problems

    def _nearest(self, said: list[str]) -> tuple[TableForm, dict[str, str]]:
        """The table that shares most columns, the sheet's name counted where several do."""
        best: tuple[tuple[int, int, bool], TableForm, dict[str, str]] | None = None
        found = set(said)
        for form in self._forms:
            known = {each: c.name for c in form.columns for each in self._words.headings(form.name, c.name)}
            shared = {known[each] for each in found & known.keys()}
            named = normal(self._sheet.name) in self._words.table_names(form.name)
            rank = (len(shared) - len(found - known.keys() - {""}), -len(form.needs - shared), named)
            if best is None or rank > best[0]:
                best = (rank, form, known)
        assert best is not None, "there are tables"
        return best[1], best[2]

    def _problem(self, row: int, column: str, value: str, code: str, /, **values: object) -> RowProblem:
        return RowProblem(file=self._file, row=row, column=column, value=value[:SHOWN], code=code, values=values)


def _heading(line: Line) -> tuple[str, ...]:
    """The names in a heading, without blanks around them."""
    try:
        return _trimmed(tuple(as_text(cell).strip() for cell in line.cells))
    except CellError:
        return tuple(str(cell) for cell in line.cells)


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Without the empty cells that spreadsheets put behind a row."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _trimmed_cells(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    end = len(cells)
    while end > width and cells[end - 1] in (None, ""):
        end -= 1
    return cells[:end]
