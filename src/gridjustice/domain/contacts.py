"""How somebody is reached: addresses by medium, whose they are, and what they wish."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any

import attrs

from gridjustice.domain.personal import personal
from gridjustice.domain.values import language_tag
from gridjustice.errors import InvalidValueError


class Owner(str, Enum):
    """Whose an address is; whatever is not one's own somebody else reads."""

    OWN = "own"
    RELATIVE = "relative"
    NEIGHBOUR = "neighbour"
    UNIT = "unit"
    UNKNOWN = "unknown"


class ContactMedium(str, Enum):
    """What people have addresses for; the values are those of the channels' media."""

    APP = "app"
    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"


@attrs.frozen(kw_only=True)
class Contact:
    """An address of a person.

    Attributes:
        medium: for what.
        address: an account, an e-mail address, a number.
        owner: whose it is.
    """

    medium: ContactMedium
    address: str = personal()
    owner: Owner = Owner.OWN


_HOUR = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]")


def is_time_of_day(value: str) -> bool:
    """Whether it is written as ``21:30``."""
    return bool(_HOUR.fullmatch(value))


def _time_of_day() -> Any:
    def validate(instance: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
        if value is not None and not is_time_of_day(value):
            raise InvalidValueError(f"{value!r} is no time of day; write it as 21:30")

    return attrs.field(default=None, validator=validate)


@attrs.frozen(kw_only=True)
class Preferences:
    """How a person wishes to be told; what is left out is as the office has it.

    Attributes:
        media: the first by which they can be reached is taken.
        quiet_from: when the hours begin in which nothing is sent that can wait, in the court's legal time.
        quiet_until: when they end.
        digest: whether what can wait comes once a day, together.
        language: BCP 47 tag; the first of their languages where it is None.
    """

    media: tuple[ContactMedium, ...] = ()
    quiet_from: str | None = _time_of_day()
    quiet_until: str | None = _time_of_day()
    digest: bool = False
    language: str | None = language_tag(default=None)

    def __attrs_post_init__(self) -> None:
        if (self.quiet_from is None) is not (self.quiet_until is None):
            raise InvalidValueError("quiet hours have a beginning and an end; give both or neither")
