"""Excel workbooks as a table format: openpyxl reads them row by row, XlsxWriter writes them row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gridjustice.errors import InvalidError
from gridjustice.ports.tables import (
    Cell,
    ColumnToWrite,
    Line,
    Sheet,
    SheetToWrite,
    TableFormat,
    UnreadableError,
    replacing,
)
from gridjustice_xlsx.archives import check_archive

ROWS, COLUMNS, CHARACTERS = 1 << 20, 1 << 14, 32_767
"""What a sheet, a row and a cell of this format hold at the most."""

VALIDATED = 20_000
"""Rows of a template that have drop-downs."""


class Workbooks(TableFormat):
    """``.xlsx``: many sheets; a hidden one is left out in reading."""

    many = True

    def read(self, path: Path) -> Iterator[Sheet]:
        """See `TableFormat.read`."""
        from openpyxl import load_workbook  # type: ignore[import-untyped]  # noqa: PLC0415  # slow to import

        check_archive(path)
        try:
            book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        except Exception as problem:  # noqa: BLE001  # openpyxl raises whatever the damage happens to cause
            raise UnreadableError("no_workbook", why=f"{type(problem).__name__}: {problem}"[:200]) from None
        try:
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    yield Sheet(sheet.title, _lines(sheet))
        finally:
            book.close()

    def write(self, path: Path, sheets: Iterable[SheetToWrite]) -> None:
        """See `TableFormat.write`."""
        from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415  # slow to import
        from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]  # noqa: PLC0415

        with replacing(path) as partial:
            try:
                book = Workbook(str(partial), {"constant_memory": True, "strings_to_formulas": False})
                _Writing(book).write(sheets)
                book.close()
            except XlsxWriterException as problem:
                raise InvalidError(f"{path.name} cannot be written: {problem}") from problem


def _lines(sheet: Any) -> Iterator[Line]:
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    rows = sheet.iter_rows(values_only=True)
    number = 0
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except Exception as problem:  # noqa: BLE001  # as above
            raise UnreadableError("no_workbook", row=number, why=f"{type(problem).__name__}: {problem}"[:200]) from None
        number += 1
        if number > ROWS or len(cells) > COLUMNS:
            raise UnreadableError("too_many_cells", row=number, rows=ROWS, columns=COLUMNS)
        if any(cell not in (None, "") for cell in cells):
            yield Line(number, tuple(cells))


class _Writing:
    """One workbook while it is written.

    Rows come in their order (XlsxWriter keeps one in memory), so drop-downs and widths are set before them.
    """

    def __init__(self, book: Any) -> None:
        self._book = book
        self._heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._needed = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#FFF2CC"}
        )
        self._remark = book.add_format({"italic": True, "font_color": "#7F7F7F", "text_wrap": True, "valign": "top"})
        self._text = book.add_format({"num_format": "@"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._lists: list[tuple[str, ...]] = []

    def write(self, sheets: Iterable[SheetToWrite]) -> None:
        """Write all sheets, and behind them the hidden one that the drop-downs take their choices from."""
        for sheet in sheets:
            self._sheet(sheet)
        if self._lists:
            self._write_lists()

    def _sheet(self, sheet: SheetToWrite) -> None:
        page = self._book.add_worksheet(_title(sheet.name))
        first = 1 + len(sheet.remarks)
        page.freeze_panes(1, 0)
        for place, column in enumerate(sheet.columns):
            # The format of the column, so that what people type into it is a text and keeps its leading zeros.
            page.set_column(place, place, column.width, self._text)
            self._drop_down(page, place, first, column)
        for place, column in enumerate(sheet.columns):
            page.write_string(0, place, column.heading, self._needed if column.required else self._heading)
        number = 1
        for remark in sheet.remarks:
            for place, said in enumerate(remark):
                page.write_string(number, place, said, self._remark)
            number += 1
        for cells in sheet.rows:
            if number >= ROWS:
                raise InvalidError(f"the sheet {sheet.name!r} holds more than {ROWS} rows; write CSV instead")
            self._row(page, number, cells)
            number += 1

    def _row(self, page: Any, number: int, cells: Sequence[Cell]) -> None:
        for place, cell in enumerate(cells):
            if cell is None or cell == "":
                continue
            if isinstance(cell, datetime):
                page.write_datetime(number, place, cell, self._day)
            elif isinstance(cell, date):
                page.write_datetime(number, place, datetime(cell.year, cell.month, cell.day), self._day)  # noqa: DTZ001
            elif isinstance(cell, (int, float)):
                page.write_number(number, place, cell)
            else:
                said = str(cell)
                if len(said) > CHARACTERS:
                    raise InvalidError(f"a text of {len(said)} characters is too long for a cell of a workbook")
                page.write_string(number, place, said, self._text)

    def _drop_down(self, page: Any, place: int, first: int, column: ColumnToWrite) -> None:
        source = ""
        if column.choices:
            if column.choices not in self._lists:
                self._lists.append(column.choices)
            letter = _letter(self._lists.index(column.choices))
            source = f"=_lists!${letter}$1:${letter}${len(column.choices)}"
        elif column.choices_from is not None:
            name, index = column.choices_from
            letter = _letter(index)
            quoted = _title(name).replace("'", "''")
            source = f"='{quoted}'!${letter}${first + 1}:${letter}${VALIDATED}"
        if source:
            told = {"validate": "list", "source": source, "ignore_blank": True, "error_type": "warning"}
            if column.explanation:
                told["input_message"] = column.explanation[:255]
            page.data_validation(first, place, VALIDATED, place, told)

    def _write_lists(self) -> None:
        page = self._book.add_worksheet("_lists")
        page.hide()
        for number in range(max(map(len, self._lists))):
            for place, choices in enumerate(self._lists):
                if number < len(choices):
                    page.write_string(number, place, choices[number])


def _letter(index: int) -> str:
    return chr(ord("A") + index) if index < 26 else _letter(index // 26 - 1) + chr(ord("A") + index % 26)


def _title(name: str) -> str:
    """A sheet's name, without what Excel does not take."""
    return "".join("_" if c in "[]:*?/\\" else c for c in name)[:31]
