"""The table port: formats in which offices keep what they have, read and written as a stream of rows.

A format knows nothing of courts and grids: it turns a file into sheets of cells and back. What a heading means and what
may stand in a cell is said once, in `gridjustice.application.exchange`, for every format.

The promises:

1. **Bounded.** Reading and writing hold some rows at a time, however many there are; what would unpack to far more than
   an office's table is refused before it is read.
2. **Values only.** A formula is read as the value that was last shown; nothing in a file is ever executed or fetched.
3. **Text stays text.** A cell that is written as a text comes back as the same text: leading zeros are kept, and what
   begins with ``=``, ``+``, ``-`` or ``@`` is never taken for a formula by a spreadsheet of this format.
4. **Whole or not at all.** What `write` wrote stands under its name only when all of it was written.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

Cell = str | int | float | bool | date | datetime | time | None
"""What stands in a cell; None, and the empty text, for nothing."""


class Line(NamedTuple):
    """A row with something in it.

    Attributes:
        number: as a spreadsheet counts; the first row is 1.
        cells: of its columns, from the first to the last that has something.
    """

    number: int
    cells: tuple[Cell, ...]


class Sheet(NamedTuple):
    """A sheet of a file; its lines must be read before the next sheet is asked for.

    Attributes:
        name: its own, or that of the file where a file is one sheet.
    """

    name: str
    lines: Iterator[Line]


class ColumnToWrite(NamedTuple):
    """A column as people see it.

    Attributes:
        heading: its name.
        explanation: what belongs into it, for formats that can show it beside the cell.
        width: in characters.
        choices: what may stand in a cell, where that is one of a few.
        choices_from: (name of a sheet, number of its column from 0), where it is what stands there.
        required: whether it must be filled in.
    """

    heading: str
    explanation: str = ""
    width: int = 16
    choices: tuple[str, ...] = ()
    choices_from: tuple[str, int] | None = None
    required: bool = False


class SheetToWrite(NamedTuple):
    """A sheet with its rows; the rows are asked for while they are written.

    Attributes:
        name: of the sheet, or of the file where a file is one sheet.
        columns: from the left.
        rows: behind the heading; texts, whole numbers, days.
        remarks: rows between the heading and the rest that explain and say nothing.
    """

    name: str
    columns: Sequence[ColumnToWrite]
    rows: Iterable[Sequence[Cell]]
    remarks: Sequence[Sequence[str]] = ()


class UnreadableError(Exception):
    """A file that cannot be read as tables of this format; caught where files are read, and told with its place.

    Attributes:
        code: names the words in the catalogues, ``exchange.problem.<code>`` and ``exchange.remedy.<code>``.
        values: what these words fill in.
        row: the row, as a spreadsheet counts; 0 for the file as a whole.
        found: what stood there.
    """

    def __init__(self, code: str, /, *, row: int = 0, found: str = "", **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
        self.row = row
        self.found = found


class TableFormat(ABC):
    """A format of files that hold tables; a plugin offers it by ``gridjustice_provide_table_formats``.

    Class attributes:
        many: whether a file holds many sheets; if not, a file is one sheet, named as the file.
    """

    many: bool = False

    @abstractmethod
    def read(self, path: Path) -> Iterator[Sheet]:
        """The sheets of a file, in their order.

        Raises:
            UnreadableError: it is no file of this format, damaged, or unpacks to more than any table; also while lines
                are read.
        """

    @abstractmethod
    def write(self, path: Path, sheets: Iterable[SheetToWrite]) -> None:
        """A file with these sheets stands at the path; one that stood there is replaced.

        Raises:
            OSError: it cannot be written.
            InvalidError: there are more rows or longer texts than the format can hold.
        """


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file beside the path to write to; it takes the path's place when all went well, and is removed if not."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
