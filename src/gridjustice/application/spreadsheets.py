"""Tables as people send them: CSV in whatever encoding and with whatever separator, read exactly or refused.

Nothing is guessed that could turn out otherwise: a file whose bytes can mean two things is refused, with what to do.
"""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

import attrs


@attrs.frozen(kw_only=True)
class RowProblem:
    """What is wrong with a row of a table: where, what was found, what to do.

    Attributes:
        file: its name.
        row: its number as a spreadsheet counts, the heading being row 1; 0 for the file as a whole.
        column: its heading, empty for the whole row.
        value: what was found, as it stood there.
        problem: why it cannot be taken, in English.
        remedy: what to do, in English.
    """

    file: str
    row: int
    column: str
    value: str
    problem: str
    remedy: str


@attrs.frozen(kw_only=True)
class Line:
    """A row with something in it: its number and its cells, exactly as they stood there."""

    row: int
    cells: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Spreadsheet:
    """A file that could be read.

    Attributes:
        file: its name.
        heading: its first row, without blanks around the names.
        lines: the rows behind it that are not empty.
    """

    file: str
    heading: tuple[str, ...]
    lines: tuple[Line, ...]


class UnreadableError(Exception):
    """A file that is no table; becomes a `RowProblem`, never leaves this module's users."""

    def __init__(self, problem: str, remedy: str, *, row: int = 0, value: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.row = row
        self.value = value


SAVE_AGAIN = "save it again as CSV in UTF-8 with a byte order mark (in a spreadsheet: CSV UTF-8)"
SEPARATORS = ",\t;"


def read_spreadsheet(path: Path) -> tuple[Spreadsheet | None, list[RowProblem]]:
    """A file's heading and rows, or what is wrong with it.

    Rows with too few or too many cells are left out and named.
    """
    try:
        lines = _records(decode(_bytes(path)))
    except UnreadableError as why:
        where = RowProblem(
            file=path.name, row=why.row, column="", value=why.value, problem=why.problem, remedy=why.remedy
        )
        return None, [where]
    heading = _trimmed(tuple(cell.strip() for cell in lines[0].cells))
    kept, problems = [], []
    for line in lines[1:]:
        cells = _trimmed(line.cells, len(heading))
        if len(cells) == len(heading):
            kept.append(Line(row=line.row, cells=cells))
        else:
            problem = f"the row has {len(cells)} cells, the heading has {len(heading)}"
            remedy = "give it a cell for each column; put a text with separators or line breaks into double quotes"
            value = " | ".join(cells)
            problems.append(
                RowProblem(file=path.name, row=line.row, column="", value=value, problem=problem, remedy=remedy)
            )
    return Spreadsheet(file=path.name, heading=heading, lines=tuple(kept)), problems


def decode(data: bytes) -> str:
    """The text of a file in UTF-8 (with or without byte order mark), UTF-16 or GB18030 (which holds GBK and GB2312).

    Raises:
        UnreadableError: it is none of them, damaged, or could be read in two ways.
    """
    if data.startswith(BOM_UTF8):
        return _strictly(data[len(BOM_UTF8) :], "utf-8")
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _strictly(data, "utf-16")
    if data[1:2] == b"\0" != data[:1]:
        return _strictly(data, "utf-16-le")
    if data[:1] == b"\0" != data[1:2]:
        return _strictly(data, "utf-16-be")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        if _is_damaged_utf8(data):
            return _strictly(data, "utf-8")
        return _strictly(data, "gb18030")
    if _reads_both_ways(text, data):
        raise UnreadableError("its bytes can be read as UTF-8 and as GB18030, with different letters", SAVE_AGAIN)
    return text


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise UnreadableError(f"cannot be read: {problem.strerror}", "check the name and who may read it") from None


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        before = data[: problem.start].decode(encoding, "ignore")
        row = len(before.splitlines()) or 1
        found = data[problem.start : problem.end].hex(" ")
        raise UnreadableError(
            f"is no {encoding.upper()} text: the bytes {found} in or near line {row} stand for no character",
            SAVE_AGAIN, row=row, value=found,
        ) from None  # fmt: skip


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether most of what is not ASCII is UTF-8 all the same: then GB18030 would make other letters of it."""
    try:
        data.decode("utf-8", "surrogatepass")
        return True  # halves of surrogate pairs, which GB18030 would read as Chinese
    except UnicodeDecodeError:
        read = data.decode("utf-8", "surrogateescape")
    good = sum(1 for c in read if not c.isascii() and not "\udc80" <= c <= "\udcff")
    bad = sum(1 for c in read if "\udc80" <= c <= "\udcff")
    return good > bad


def _reads_both_ways(text: str, data: bytes) -> bool:
    """Whether a UTF-8 text has no letter beyond the Latin, Greek, Cyrillic kind, and GB18030 reads Chinese in it.

    Short names in GBK are sometimes valid UTF-8 of that kind by accident; Chinese and Korean in UTF-8 never are.
    """
    beyond_ascii = [c for c in text if not c.isascii()]
    if not beyond_ascii or any(c >= "\u0800" for c in beyond_ascii):
        return False
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _records(text: str) -> list[Line]:
    first = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    separator = max(SEPARATORS, key=first.count)
    records: list[Line] = []
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1):
            if any(cells):
                records.append(Line(row=number, cells=tuple(cells)))
    except csv.Error as problem:
        raise UnreadableError(
            f"cannot be taken apart into cells: {problem}",
            "close every double quote, double those inside a text, and keep a cell below 131072 characters",
            row=number + 1,
        ) from None
    if not records:
        raise UnreadableError("the file is empty", "give it a heading and rows, or leave it out")
    return records


def _trimmed(cells: tuple[str, ...], width: int = 0) -> tuple[str, ...]:
    """Without the empty cells that spreadsheets put behind a row."""
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    return cells
