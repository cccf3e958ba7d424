"""Telephone numbers: as people write them, as E.164 has them, and as a gateway of one country wants them."""

from __future__ import annotations

import re

from gridjustice.errors import AdapterRejectedError

HOME = "86"
"""The country of a number that names none."""

MOBILE = {"86": re.compile(r"1[3-9]\d{9}"), "82": re.compile(r"1[016789]\d{7,8}")}
"""What takes text messages, where it is known: the mainland, and Korea, where many of Yanbian work."""


def international(written: str, home: str = HOME) -> str:
    """The number in E.164: a plus, the country, the rest, as ``+8613800138000``.

    Args:
        written: with spaces, hyphens or brackets, with ``+``, ``00``, the home country's code or nothing before it.
        home: the code of the country of numbers that name none.

    Raises:
        AdapterRejectedError: it is no number, or none that takes text messages; which one is not said.
    """
    digits = re.sub(r"[\s().\-\u2010-\u2015\u00b7]", "", written)
    if not re.fullmatch(r"\+?[0-9]{5,20}", digits):
        raise _wrong()
    if digits.startswith(("+", "00")):
        digits = digits.removeprefix("+").removeprefix("00")
    elif not (digits.startswith(home) and _is_mobile(home, digits.removeprefix(home))):
        digits = home + digits.removeprefix("0")
    for country in MOBILE:
        if digits.startswith(country):
            local = digits.removeprefix(country).removeprefix("0")
            if not _is_mobile(country, local):
                raise _wrong()
            return f"+{country}{local}"
    if not re.fullmatch(r"[1-9]\d{6,14}", digits):
        raise _wrong()
    return f"+{digits}"


def local(number: str, home: str = HOME) -> str:
    """A number in E.164 as gateways of the home country take it: at home without its code, abroad without the plus."""
    return number.removeprefix(f"+{home}") if number.startswith(f"+{home}") else number.removeprefix("+")


def _is_mobile(country: str, digits: str) -> bool:
    known = MOBILE.get(country)
    return known is None or known.fullmatch(digits) is not None


def _wrong() -> AdapterRejectedError:
    return AdapterRejectedError("the recipient's number takes no text messages, or is none")
