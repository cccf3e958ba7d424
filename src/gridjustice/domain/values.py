"""Small values that everything else is made of: ids, court paths, text."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import uuid
from collections.abc import Callable
from datetime import date, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NewType, TypeVar

import attrs

from gridjustice.errors import InvalidValueError

RecordId = NewType("RecordId", str)
"""The id of a record, as 36 characters: UUIDv7, or name-based for what comes from a list."""

CourtPath = NewType("CourtPath", str)
"""A court's place in its tree: codes joined by ``/`` from the highest court down, as ``yblq/helong``."""

_NAMES = uuid.UUID("6f1d3f3c-9d0b-5c0e-8a44-6a7564676573")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LANGUAGE = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_RECORD_ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_COURT_PATH = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)*")

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

if TYPE_CHECKING:

    def per_class(function: F) -> F:  # noqa: D103  # for the type checker only
        ...

else:
    per_class = functools.cache
    """Remembers what a function of a class gives; mypy does not take classes of attrs objects for hashable."""


@per_class
def _fields(cls: type) -> tuple[tuple[str, ...], Callable[[Any], Any]]:
    names = tuple(field.name for field in attrs.fields(cls))
    return names, attrgetter(*names)


def evolve(thing: T, **changes: Any) -> T:
    """A copy of an attrs object with changes, all validators asked; for objects of many fields, on the way of a step.

    `attrs.evolve` walks over the fields in Python, which costs more than making the object.
    """
    names, values = _fields(type(thing))
    return type(thing)(**dict(zip(names, values(thing), strict=True)) | changes)


NAME_LENGTH = 200
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""The first and the last day that a record can hold."""
TEXT_LENGTH = 20_000


@functools.lru_cache(maxsize=4096)
def named_id(kind: str, code: str) -> RecordId:
    """The id of something that a list names: the same (kind, code) gives the same id, so imports are idempotent.

    A UUIDv5 (RFC 9562), put together here because `uuid.uuid5` takes three times as long, and an import asks often.
    """
    named = hashlib.sha1(_NAMES.bytes + f"{kind}:{code}".encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(named[16], 16) & 3]
    return RecordId(f"{named[:8]}-{named[8:12]}-5{named[13:16]}-{variant}{named[17:20]}-{named[20:32]}")


def fresh_id(at: datetime) -> RecordId:
    """A new UUIDv7 (RFC 9562): sorted by the instant, 74 random bits behind it."""
    milliseconds = int(at.timestamp() * 1000)
    value = (milliseconds << 80) | (int.from_bytes(os.urandom(10), "big") & ((1 << 80) - 1))
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return RecordId(str(uuid.UUID(int=value)))


def check_text(value: str, length: int) -> None:
    """Accept a text exactly as it is, or raise.

    Raises:
        InvalidValueError: it is blank, longer than ``length`` characters, or holds a control character
            (line breaks and tabs are none) or half of a surrogate pair, which no database keeps.
    """
    if not value.strip():
        raise InvalidValueError("must not be blank")
    if len(value) > length:
        raise InvalidValueError(f"has {len(value)} characters, at most {length} are kept; shorten it")
    if found := _CONTROL.search(value):
        code, position = ord(found.group()), found.start() + 1
        raise InvalidValueError(f"holds the control character U+{code:04X} at position {position}; remove it")


def text(length: int = NAME_LENGTH, **field: Any) -> Any:
    """An attrs field for a text that is kept exactly or refused; ``None`` passes where the type allows it."""

    def validate(instance: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
        if value is None and attribute.default is None:
            return
        if not isinstance(value, str):
            raise InvalidValueError(f"must be a text, not {value!r}")
        check_text(value, length)

    return attrs.field(validator=validate, **field)


def is_record_id(value: str) -> bool:
    """Whether it has the form of a record's id."""
    return bool(_RECORD_ID.fullmatch(value))


def calendar_day(**field: Any) -> Any:
    """An attrs field for a day that somebody typed; ``None`` passes where the type allows it.

    Days outside the span are mistyped years; near the ends of the calendar nothing could be counted any more.
    """

    def validate(instance: object, attribute: attrs.Attribute[Any], value: date | None) -> None:
        if value is not None and not EARLIEST <= value <= LATEST:
            raise InvalidValueError(f"{value} is not between {EARLIEST} and {LATEST}; check the year")

    return attrs.field(validator=validate, **field)


def language_tag(**field: Any) -> Any:
    """An attrs field for the BCP 47 tag of a language, as ``zh-CN``; ``None`` passes where it is the default."""

    def validate(instance: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
        if value is None and attribute.default is None:
            return
        if value is None or not _LANGUAGE.fullmatch(value):
            raise InvalidValueError(f"{value!r} is no tag of a language; write it as zh-CN, ko-CN or en")

    return attrs.field(validator=validate, **field)


def check_court_path(instance: object, attribute: attrs.Attribute[Any], value: str) -> None:
    """Validator of a `CourtPath`."""
    if not _COURT_PATH.fullmatch(value):
        raise InvalidValueError(
            f"{value!r} is no court path: lower-case letters and digits, courts from the highest down joined by '/'"
        )


def court_path(**field: Any) -> Any:
    """An attrs field for a court path."""
    return attrs.field(validator=check_court_path, **field)
