"""E-mail addresses: taken whole or not at all, so that nothing else gets into a letter or a command with them."""

from __future__ import annotations

import re
from email.headerregistry import Address

# RFC 5322 dot-atom, with what RFC 6532 adds. Quoted local parts are nobody's, and a door for whoever looks for one.
LOCAL = re.compile(r"(?:[\w!#$%&'*+/=?^`{|}~-]+)(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)


class NotAnAddressError(ValueError):
    """A text is no e-mail address; the message does not show it."""


def mailbox(text: str, name: str = "") -> Address:
    """The address of a text, its domain in ASCII as it stands in DNS.

    Args:
        text: as somebody wrote it down; spaces around it do not count.
        name: what is shown beside it.

    Raises:
        NotAnAddressError: it is none.
    """
    local, at, domain = text.strip().rpartition("@")
    try:
        plain = domain.encode("idna").decode("ascii").lower()
        octets = len(local.encode())
    except UnicodeError:
        raise NotAnAddressError("no e-mail address") from None
    if not at or not LOCAL.fullmatch(local) or octets > 64 or not all(map(LABEL.fullmatch, plain.split("."))):
        raise NotAnAddressError("no e-mail address")
    return Address(one_line(name), local, plain)


def one_line(text: str) -> str:
    """The text without what breaks lines or is not seen, each run of it one space."""
    return re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]+", " ", text)
