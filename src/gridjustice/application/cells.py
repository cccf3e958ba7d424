"""What a cell of a table means: each reader takes a cell that is not empty exactly as it is, or says why it cannot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from enum import Enum
from typing import Any

from gridjustice.domain.values import NAME_LENGTH, check_court_path, check_text
from gridjustice.errors import InvalidValueError
from gridjustice.law import Causes

Read = Callable[[str], Any]
"""Reads a cell that is not empty; raises `InvalidValueError` when it cannot be taken as it is."""

CODE_LENGTH = 64
FIRST_YEAR, LAST_YEAR = 1900, 2199


def read_name(cell: str) -> str:
    """A text that is kept exactly."""
    check_text(cell, NAME_LENGTH)
    return cell


def read_code(cell: str) -> str:
    """A code: no blanks around it, since nobody sees them."""
    check_text(cell, CODE_LENGTH)
    if cell != cell.strip() or any(c in "\n\r\t" for c in cell):
        raise InvalidValueError("has blanks around it or a line break inside")
    return cell


def read_path(cell: str) -> str:
    """The path of a court."""
    check_text(cell, NAME_LENGTH)
    check_court_path(None, None, cell)  # type: ignore[arg-type]  # it looks at the value only
    return cell


def read_place(cell: str) -> str:
    """The path of a court, or the code of a unit or grid."""
    check_text(cell, NAME_LENGTH)
    return read_code(cell) if len(cell) <= CODE_LENGTH else read_path(cell)


def read_day(cell: str) -> date:
    """A day that the calendar has."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        raise InvalidValueError("is no day written as 2022-05-23")
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        raise InvalidValueError("is a day that no calendar has") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidValueError(f"is not between {FIRST_YEAR} and {LAST_YEAR}")
    return day


def read_yes(cell: str) -> bool:
    """Yes or no."""
    try:
        return {"yes": True, "true": True, "1": True, "是": True, "no": False, "false": False, "0": False, "否": False}[
            cell.lower()
        ]
    except KeyError:
        raise InvalidValueError("is neither yes nor no") from None


def read_one_of(choices: Iterable[Enum]) -> Read:
    """A reader of one of these values."""
    by_value = {str(c.value): c for c in choices}

    def read(cell: str) -> Enum:
        if cell not in by_value:
            raise InvalidValueError(f"is none of {', '.join(by_value)}")
        return by_value[cell]

    return read


def _list_of(each: Callable[[str], None]) -> Read:
    def read(cell: str) -> tuple[str, ...]:
        check_text(cell, NAME_LENGTH * 10)
        parts = tuple(cell.split())
        for part in parts:
            each(part)
        if repeated := [part for part, times in Counter(parts).items() if times > 1]:
            raise InvalidValueError(f"names {repeated[0]!r} twice")
        return parts

    return read


def _cause(code: str) -> None:
    if not any(code in causes.causes for causes in Causes.load().lists):
        raise InvalidValueError(f"holds {code!r}, which is no code of a cause of action")


def _language(tag: str) -> None:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
        raise InvalidValueError(f"holds {tag!r}, which is no language tag as zh-CN or ko-CN")


read_causes = _list_of(_cause)
"""Codes of causes of action, of any version of the list, with blanks between them."""

read_languages = _list_of(_language)
"""BCP 47 tags with blanks between them."""
