"""What a cell of a table means: a reader takes a cell that is not empty exactly as it is, or says why it cannot.

Cells come as texts; `as_text` makes one of what a workbook holds. Each kind of cell also says how it is written, so
that what was written is read again as the same value.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache
from typing import Any
from unicodedata import category

import attrs

from gridjustice.application.exchange.problems import CellError
from gridjustice.application.exchange.words import Words, normal
from gridjustice.domain.values import EARLIEST, LATEST, NAME_LENGTH, TEXT_LENGTH, check_court_path, check_text
from gridjustice.errors import InvalidValueError
from gridjustice.language import Language
from gridjustice.law import Causes
from gridjustice.ports.clock import COURT_ZONE
from gridjustice.ports.tables import Cell

CODE_LENGTH = 64
EXACT_DIGITS = 15
"""Digits of a number that a spreadsheet keeps; it rounds what comes behind them without a word."""


def as_text(cell: Cell) -> str:
    """A cell of a workbook as a text: codes that were typed as numbers, days as spreadsheets store them.

    Raises:
        CellError: it is a number that was rounded, a fraction, a time of day, or the error of a formula.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        if cell[:1] == "#" and cell in _FORMULA_ERRORS:
            raise CellError("formula_error")
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise CellError("time_of_day")
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        raise CellError("time_of_day")
    return _number(cell)


_FORMULA_ERRORS = frozenset(("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"))


def _number(cell: float) -> str:
    if cell != cell or cell in (float("inf"), float("-inf")):  # noqa: PLR0124  # the one number that is not itself
        raise CellError("formula_error")
    if abs(cell) >= 10**EXACT_DIGITS:
        raise CellError("number_rounded", digits=EXACT_DIGITS)
    return str(int(cell)) if cell == int(cell) else format(Decimal(repr(cell)), "f")


class CellKind(ABC):
    """A kind of cell.

    Attributes:
        remedy: code of the words that say what belongs here, where a problem has no remedy of its own.
    """

    remedy: str = "other"

    def as_text(self, cell: Cell) -> str:
        """A cell of a workbook as a text that `read` takes.

        Raises:
            CellError: as of the function of the same name.
        """
        return as_text(cell)

    @abstractmethod
    def read(self, cell: str, words: Words) -> Any:
        """What a cell that is not empty means.

        Raises:
            CellError: it cannot be taken as it is.
        """

    def write(self, value: Any, words: Words, language: Language) -> Cell:
        """The cell of a value that is not None."""
        return str(value)

    def choices(self, words: Words, language: Language) -> tuple[str, ...]:
        """What may stand in a cell, where that is one of a few."""
        return ()


def _checked(cell: str, most: int) -> str:
    """A text that a record can keep, exactly as it is."""
    try:
        check_text(cell, most)
    except InvalidValueError:
        if not cell.strip():
            raise CellError("blank") from None
        if len(cell) > most:
            raise CellError("too_long", length=len(cell), most=most) from None
        found = next((i, c) for i, c in enumerate(cell, 1) if c not in "\n\r\t" and category(c) in ("Cc", "Cs"))
        raise CellError("control_character", code=f"U+{ord(found[1]):04X}", position=found[0]) from None
    return cell


@attrs.frozen
class Text(CellKind):
    """A text that is kept exactly."""

    most: int = NAME_LENGTH
    remedy = "text"

    def read(self, cell: str, words: Words) -> str:
        """See `CellKind.read`."""
        return _checked(cell, self.most)


LONG = Text(TEXT_LENGTH)


class Code(CellKind):
    """A code: no blanks around it, since nobody sees them."""

    remedy = "code"

    def read(self, cell: str, words: Words) -> str:
        """See `CellKind.read`."""
        _checked(cell, CODE_LENGTH)
        if cell != cell.strip() or any(c in "\n\r\t" for c in cell):
            raise CellError("blanks_around")
        return cell


class Path(CellKind):
    """The path of a court."""

    remedy = "path"

    def read(self, cell: str, words: Words) -> str:
        """See `CellKind.read`."""
        _checked(cell, NAME_LENGTH)
        try:
            check_court_path(None, None, cell)  # type: ignore[arg-type]  # it looks at the value only
        except InvalidValueError:
            raise CellError("no_path") from None
        return cell


class Place(CellKind):
    """The path of a court, or the code of a unit or grid."""

    remedy = "place"

    def read(self, cell: str, words: Words) -> str:
        """See `CellKind.read`."""
        return Code().read(cell, words) if len(cell) <= CODE_LENGTH else Path().read(cell, words)


class Day(CellKind):
    """A day that the calendar has; written as spreadsheets store days."""

    remedy = "day"

    def read(self, cell: str, words: Words) -> date:
        """See `CellKind.read`."""
        return _day(cell)

    def write(self, value: Any, words: Words, language: Language) -> Cell:
        """See `CellKind.write`."""
        assert isinstance(value, date)
        return value


_DAY = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})-([0-9]{2})|年([0-9]{1,2})月([0-9]{1,2})日|년 ?([0-9]{1,2})월 ?([0-9]{1,2})일)"
)


@lru_cache(maxsize=4096)
def _day(cell: str) -> date:
    found = _DAY.fullmatch(cell)
    if not found:
        raise CellError("no_day")
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        read = date(year, month, day)
    except ValueError:
        raise CellError("impossible_day") from None
    if not EARLIEST <= read <= LATEST:
        raise CellError("day_out_of_range", first=EARLIEST.year, last=LATEST.year)
    return read


_TIME = re.compile(
    r"(?P<day>.+?)(?:[ T]+(?P<time>[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?))?(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?"
)


class Instant(CellKind):
    """A day and the time of day, in the court's legal time unless a zone stands behind it; or the day alone."""

    remedy = "instant"

    def as_text(self, cell: Cell) -> str:
        """See `CellKind.as_text`."""
        return cell.isoformat(" ", "seconds") if isinstance(cell, datetime) else as_text(cell)

    def read(self, cell: str, words: Words) -> datetime:
        """See `CellKind.read`."""
        found = _TIME.fullmatch(cell.strip())
        if not found:
            raise CellError("no_instant")
        day = _day(found["day"])
        try:
            at = time.fromisoformat((found["time"] or "00:00").replace("：", ":").rjust(5, "0"))
            zone = (
                COURT_ZONE
                if found["zone"] is None
                else datetime.fromisoformat(f"2000-01-01T00:00{found['zone']}").tzinfo
            )
        except ValueError:
            raise CellError("no_instant") from None
        return datetime.combine(day, at, zone)


class YesNo(CellKind):
    """Yes or no, in any of the languages."""

    remedy = "yes_no"

    def read(self, cell: str, words: Words) -> bool:
        """See `CellKind.read`."""
        try:
            return words.answers[normal(cell)]
        except KeyError:
            raise CellError("no_yes_or_no") from None

    def write(self, value: Any, words: Words, language: Language) -> Cell:
        """See `CellKind.write`."""
        return words.text(language, "exchange.yes" if value else "exchange.no")

    def choices(self, words: Words, language: Language) -> tuple[str, ...]:
        """See `CellKind.choices`."""
        return (words.text(language, "exchange.yes"), words.text(language, "exchange.no"))


@attrs.frozen
class OneOf(CellKind):
    """One of these values, by its name in the library or by its words in any of the languages."""

    members: tuple[Enum, ...]
    remedy = "one_of"

    def read(self, cell: str, words: Words) -> Enum:
        """See `CellKind.read`."""
        found = words.members(self.members).get(normal(cell))
        if found is None:
            raise CellError("not_one_of", choices=[words.key_of(member) for member in self.members])
        return found

    def write(self, value: Any, words: Words, language: Language) -> Cell:
        """See `CellKind.write`."""
        return words.member(value, language)

    def choices(self, words: Words, language: Language) -> tuple[str, ...]:
        """See `CellKind.choices`."""
        return tuple(words.member(member, language) for member in self.members)


def one_of(members: Iterable[Enum]) -> OneOf:
    """One of these values."""
    return OneOf(tuple(members))


@attrs.frozen
class Several(CellKind):
    """Some of a kind, with blanks between them.

    Attributes:
        each: raises `CellError` for one that cannot be taken.
        remedy: code of the words that say what belongs here.
    """

    each: Callable[[str], None]
    remedy: str

    def read(self, cell: str, words: Words) -> tuple[str, ...]:
        """See `CellKind.read`."""
        _checked(cell, NAME_LENGTH * 10)
        parts = tuple(cell.split())
        for part in parts:
            self.each(part)
        if repeated := [part for part, times in Counter(parts).items() if times > 1]:
            raise CellError("named_twice", part=repeated[0])
        return parts

    def write(self, value: Any, words: Words, language: Language) -> Cell:
        """See `CellKind.write`."""
        return " ".join(value)


def _cause(code: str) -> None:
    if not any(code in causes.causes for causes in Causes.load().lists):
        raise CellError("unknown_cause", part=code)


_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _language(tag: str) -> None:
    if not _TAG.fullmatch(tag):
        raise CellError("no_language", part=tag)


class OneLanguage(CellKind):
    """The tag of one language."""

    remedy = "languages"

    def read(self, cell: str, words: Words) -> str:
        """See `CellKind.read`."""
        _language(cell)
        return cell


@attrs.frozen
class SomeOf(CellKind):
    """Some of these values, with ``;`` between them, each as `OneOf` takes it."""

    members: tuple[Enum, ...]
    remedy = "one_of"

    def read(self, cell: str, words: Words) -> tuple[Enum, ...]:
        """See `CellKind.read`."""
        one = OneOf(self.members)
        return tuple(dict.fromkeys(one.read(name, words) for name in Names().read(cell, words)))

    def write(self, value: Any, words: Words, language: Language) -> Cell:
        """See `CellKind.write`."""
        return "；".join(words.member(member, language) for member in value)


CAUSES = Several(_cause, "causes")
"""Codes of causes of action, of any version of the list, with blanks between them."""

LANGUAGES = Several(_language, "languages")
"""BCP 47 tags with blanks between them."""


class Names(CellKind):
    """Names of people or organisations with ``;`` between them, as a register has them in one cell."""

    remedy = "names"

    def read(self, cell: str, words: Words) -> tuple[str, ...]:
        """See `CellKind.read`."""
        _checked(cell, NAME_LENGTH * 10)
        names = tuple(part.strip() for part in re.split("[;；、\n]", cell) if part.strip())
        for name in names:
            _checked(name, NAME_LENGTH)
        return names

    def write(self, value: Any, words: Words, language: Language) -> Cell:
        """See `CellKind.write`."""
        return "；".join(value)


class Yuan(CellKind):
    """An amount of money in yuan, with at most two places; in the library it is in fen."""

    remedy = "yuan"

    def read(self, cell: str, words: Words) -> int:
        """See `CellKind.read`."""
        try:
            amount = Decimal(cell.strip().replace(",", "").replace("，", "").removesuffix("元")) * 100
        except InvalidOperation:
            raise CellError("no_amount") from None
        if not amount.is_finite() or amount != amount.to_integral_value() or not 0 < amount < 2**53:
            raise CellError("no_amount")
        return int(amount)

    def write(self, value: Any, words: Words, language: Language) -> Cell:
        """See `CellKind.write`."""
        return f"{value // 100}.{value % 100:02d}".removesuffix(".00")
