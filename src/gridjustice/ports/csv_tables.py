"""CSV as people send it: in whatever encoding and with whatever separator, read exactly or refused.

Nothing is guessed that could turn out otherwise: a file whose bytes can mean two things is refused, with what to do.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import itertools
import re
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import IO, NamedTuple

from gridjustice.errors import InvalidError
from gridjustice.ports.tables import Cell, Line, Sheet, SheetToWrite, TableFormat, UnreadableError, replacing

SEPARATORS = ",\t;"
BLOCK = 1 << 20
GZIP = b"\x1f\x8b"

MOST_BYTES = 2 << 30
"""No table is larger, unpacked; a compressed file that is was made to fill a disk."""


class CsvTables(TableFormat):
    """One file, one table; ``.csv.gz`` is read too."""

    def read(self, path: Path) -> Iterator[Sheet]:
        """See `TableFormat.read`."""
        try:
            with _opened(path) as file:
                encoding = find_encoding(file)
            with _opened(path) as file:
                yield Sheet(path.name.partition(".")[0], _lines(file, encoding))
        except (gzip.BadGzipFile, zlib.error, EOFError):
            raise UnreadableError("damaged_archive") from None
        except OSError as problem:
            raise UnreadableError("cannot_open", why=problem.strerror or str(problem)) from None

    def write(self, path: Path, sheets: Iterable[SheetToWrite]) -> None:
        """See `TableFormat.write`; UTF-8 with a byte order mark, which every spreadsheet understands.

        Raises:
            InvalidError: there is not exactly one sheet.
        """
        sheet, *more = sheets
        if more:
            raise InvalidError(f"{path.name} holds one table; name a folder to write {1 + len(more)} of them")
        with replacing(path) as partial, partial.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.heading for column in sheet.columns])
            writer.writerows(sheet.remarks)
            writer.writerows(map(_texts, sheet.rows))


LONGEST_LINE = 4 << 20
"""Characters; what has no line end for longer is no table, and is not read into memory to find out."""

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
"""What a spreadsheet takes for a formula when it opens a CSV file, and the same behind an apostrophe."""


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [_text(cell) for cell in cells]


def _text(cell: Cell) -> str:
    """A cell as CSV holds it, with an apostrophe before what would be a formula; `unguarded` takes it away again."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    said = str(cell)
    return f"'{said}" if isinstance(cell, str) and _FORMULA.match(said) else said


def unguarded(cell: str) -> str:
    """The text that `_text` has guarded."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell


@contextmanager
def open_csv(path: Path) -> Iterator[Iterator[list[str]]]:
    """The rows of a file as texts, without their numbers: for lists of a million rows, which come from no clerk.

    Raises:
        UnreadableError: it cannot be read.
    """
    try:
        with _opened(path) as file:
            encoding = find_encoding(file)
        with _opened(path) as file:
            text = text_of(file, encoding)
            yield (row for row in csv.reader(_short(text), strict=True) if row)
            with suppress(ValueError):
                text.detach()
    except (gzip.BadGzipFile, zlib.error, EOFError):
        raise UnreadableError("damaged_archive") from None
    except OSError as problem:
        raise UnreadableError("cannot_open", why=problem.strerror or str(problem)) from None


class Encoding(NamedTuple):
    """How bytes become text.

    Attributes:
        skip: bytes before the text.
    """

    name: str
    skip: int = 0


def find_encoding(file: IO[bytes]) -> Encoding:
    """The encoding of a file in UTF-8 (with or without byte order mark), UTF-16 or GB18030 (which holds GBK, GB2312).

    Reads the file once, a block at a time.

    Raises:
        UnreadableError: it is none of them, damaged, or could be read in two ways.
    """
    head = file.read(BLOCK)
    if head.startswith(BOM_UTF8):
        return _held(file, head[len(BOM_UTF8) :], Encoding("utf-8", len(BOM_UTF8)))
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        name = "utf-16-le" if head.startswith(BOM_UTF16_LE) else "utf-16-be"
        return _held(file, head[2:], Encoding(name, 2))
    if head[1:2] == b"\0" != head[:1]:
        return _held(file, head, Encoding("utf-16-le"))
    if head[:1] == b"\0" != head[1:2]:
        return _held(file, head, Encoding("utf-16-be"))
    return _unmarked(file, head)


def _unmarked(file: IO[bytes], head: bytes) -> Encoding:
    """UTF-8 where it is that and nothing else; it is mostly that, so the rest is tried only where it is not."""
    utf8, is_ascii, is_far = _Trial("utf-8"), True, False
    for block, last in _blocks(file, head):
        text = utf8.take(block, last)
        if utf8.problem is not None:
            break
        if not is_far and not text.isascii():
            is_ascii = False
            is_far = any(c >= "\u0800" for c in text)
    if utf8.problem is None and (is_ascii or is_far):
        return Encoding("utf-8")
    return _either(file, utf8)


def _either(file: IO[bytes], utf8: _Trial) -> Encoding:
    """UTF-8 or GB18030, for bytes that are not plainly the first.

    Short names in GBK are sometimes valid UTF-8 of Latin, Greek or Cyrillic letters by accident; Chinese and Korean in
    UTF-8 never are.
    """
    gb18030, damaged = _Trial("gb18030"), _Damage()
    file.seek(0)
    for block, last in _blocks(file, file.read(BLOCK)):
        gb18030.take(block, last)
        damaged.take(block, last)
    if utf8.problem is not None:
        tried = utf8 if damaged.is_utf8 else gb18030
        if tried.problem is not None:
            raise tried.problem
        return Encoding(tried.name)
    if gb18030.problem is None:
        raise UnreadableError("two_encodings")
    return Encoding("utf-8")


def _held(file: IO[bytes], head: bytes, encoding: Encoding) -> Encoding:
    trial = _Trial(encoding.name)
    for block, last in _blocks(file, head):
        trial.take(block, last)
    if trial.problem is not None:
        raise trial.problem
    return encoding


def _blocks(file: IO[bytes], block: bytes) -> Iterator[tuple[bytes, bool]]:
    """(block, whether it is the last), to the end or the most that is read."""
    read = len(block)
    while True:
        following = file.read(BLOCK)
        yield block, not following
        if not following:
            return
        block = following
        read += len(block)
        if read > MOST_BYTES:
            raise UnreadableError("too_large", most=MOST_BYTES >> 20)


class _Trial:
    """An encoding that is tried on the blocks of a file.

    Attributes:
        problem: the first byte that stands for nothing, if there is one.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.problem: UnreadableError | None = None
        self._decode = codecs.getincrementaldecoder(name)().decode
        self._rows = 1

    def take(self, block: bytes, last: bool) -> str:
        """The text of the block, empty once it could not be read."""
        if self.problem is not None:
            return ""
        try:
            text = self._decode(block, last)
        except UnicodeDecodeError as wrong:
            before = wrong.object[: wrong.start].decode(self.name, "ignore")
            row = self._rows + before.count("\n")
            if before.endswith("\n") and wrong.start == len(wrong.object):
                row -= 1
            found = wrong.object[wrong.start : wrong.end].hex(" ")
            self.problem = UnreadableError(
                "damaged_text", row=row, found=found, encoding=self.name.upper(), bytes=found, line=row
            )
            return ""
        self._rows += text.count("\n")
        return text


class _Damage:
    """Whether most of what is not ASCII is UTF-8 all the same: then GB18030 would make other letters of it."""

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
        self._halves = codecs.getincrementaldecoder("utf-8")("surrogatepass").decode
        self._good = self._bad = 0
        self._has_halves = True

    def take(self, block: bytes, last: bool) -> None:
        """Count in another block."""
        text = self._decode(block, last)
        if not text.isascii():
            bad = len(re.findall("[\udc80-\udcff]", text))
            self._bad += bad
            self._good += sum(1 for c in text if not c.isascii()) - bad
        if self._has_halves:
            try:
                self._halves(block, last)
            except UnicodeDecodeError:
                self._has_halves = False

    @property
    def is_utf8(self) -> bool:
        """Halves of surrogate pairs are UTF-8 of a kind, which GB18030 would read as Chinese."""
        return self._has_halves or self._good > self._bad


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
        file.seek(0)
        if packed:
            with gzip.open(file) as unpacked:
                yield unpacked  # type: ignore[misc]  # a GzipFile reads bytes as any other file
        else:
            yield file


def text_of(file: IO[bytes], encoding: Encoding) -> io.TextIOWrapper:
    """The file as a text, line ends kept."""
    file.read(encoding.skip)
    return io.TextIOWrapper(file, encoding.name, newline="")


def _lines(file: IO[bytes], encoding: Encoding) -> Iterator[Line]:
    text = text_of(file, encoding)
    lines = _short(text)
    separator = ""
    number = 0
    before: list[str] = []
    for first in lines:  # the separator is the one that stands most often in the first line with something in it
        before.append(first)
        if first.strip("\r\n"):
            separator = max(SEPARATORS, key=re.split(r"[\r\n]", first.lstrip("\r\n"), maxsplit=1)[0].count)
            break
    rows = csv.reader(itertools.chain(before, lines), delimiter=separator or ",", strict=True)
    try:
        for number, cells in enumerate(rows, 1):
            if any(cells):
                yield Line(number, tuple(map(unguarded, cells)))
    except csv.Error as problem:
        raise UnreadableError("no_cells", row=number + 1, why=str(problem)) from None
    finally:
        with suppress(ValueError):  # closed by who opened it, where nobody has read to the end
            text.detach()


def _short(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE:
            raise csv.Error("a line without end")
        yield line
