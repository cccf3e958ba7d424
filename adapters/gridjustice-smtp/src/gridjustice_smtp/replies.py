"""What a mail server's answers mean.

Of an answer nothing is ever repeated but its numbers: servers like to quote the address, and sometimes the text.
"""

from __future__ import annotations

import re

from gridjustice.errors import AdapterError, AdapterRejectedError, AdapterUnavailableError

ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")
WAIT = re.compile(r"\b(?:in|after|for)\s+(\d{1,6})\s*(s|sec|seconds?|m|min|minutes?|h|hours?)\b", re.IGNORECASE)
QUEUED = re.compile(r"\b(?:queued as|id=|queue[- ]?id[:= ])\s*([A-Za-z0-9.-]{4,64})(?=\s|$|[,;)>])", re.IGNORECASE)
UNIT = {"s": 1, "m": 60, "h": 3600}


def numbers(code: int, text: bytes) -> str:
    """The code and, where there is one, the enhanced code (RFC 3463): ``550 5.1.1``."""
    enhanced = ENHANCED.match(text.decode("ascii", "replace"))
    return f"{code} {enhanced[0]}" if enhanced else str(code)


def reference(text: bytes) -> str:
    """The server's own number for a letter that it took; empty where it named none."""
    found = QUEUED.search(text.decode("ascii", "replace"))
    return found[1] if found else ""


def refusal(stage: str, code: int, text: bytes) -> AdapterError:
    """The error of an answer that is no yes.

    A 5 is final for what was said to be sent, and to whom. It is not where the sender or the connection was refused:
    there the channel is not set up as the server wants it, and every other letter would fare the same.

    Args:
        stage: what was answered: ``connection``, ``sender``, ``recipient`` or ``letter``.
        code: as RFC 5321 has them.
        text: what stood beside it.
    """
    said = f"the mail server answered {numbers(code, text)} to the {stage}"
    if code == 421 or stage == "connection":
        return AdapterUnavailableError(said, retry_after_seconds=_wait(text))
    if stage == "sender" and code not in {552, 555}:  # too large (RFC 1870); parameters it does not know, as SMTPUTF8
        return AdapterUnavailableError(said, retry_after_seconds=_wait(text))
    if 500 <= code < 600:
        return AdapterRejectedError(said)
    return AdapterUnavailableError(said, retry_after_seconds=_wait(text), for_all=stage != "recipient")


def _wait(text: bytes) -> float | None:
    """How long the server asked to wait, as those do that make strangers wait (greylisting)."""
    found = WAIT.search(text.decode("ascii", "replace"))
    return float(found[1]) * UNIT[found[2][0].lower()] if found else None
