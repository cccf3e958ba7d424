"""What is still to be told to one recipient by one channel, as the relay keeps it."""

from __future__ import annotations

from typing import NamedTuple

CHANNEL = "channel:"
"""What the targets begin with that are channels; the rest is the channel's name."""

PARTY = "party:"
"""What recipients begin with that are parties without an account; the rest is their short name in the record."""

ROUND = "~"
"""What stands between a template and the number of a deliberate re-send."""

PUBLIC = "public:"
"""What recipients begin with that are no persons: whoever reads the group of a grid; the rest is the grid's id."""


class DeliveryRow(NamedTuple):
    """That a recipient is still to be told of an event by a channel.

    Attributes:
        target: ``channel:<name>``.
        recipient: id of a person's record, or with `PARTY` or `PUBLIC` before it.
        template: what sort of text; a deliberate re-send has another one, as ``step~2``.
        due: the instant from which it may be sent.
        dead: 1 where it was given up, or where there is no way to the recipient.
        bundle: rows of one target and bundle go out as one message; empty for a message of its own.
    """

    target: str
    record: str
    recipient: str
    version: int
    template: str
    attempts: int = 0
    due: str = ""
    error: str = ""
    dead: int = 0
    worker: str = ""
    bundle: str = ""


def delivery_key(row: DeliveryRow) -> str:
    """The key under which a row is sent, the same each time; of a bundle, that of all its rows."""
    if row.bundle:
        return f"{row.target}:{row.bundle}"
    return f"{row.target}:{row.record}:{row.recipient}:{row.version}:{row.template}"


def template_of(row: DeliveryRow) -> str:
    """What the row tells of, whatever carries it: ``step``, or one of the impersonal templates."""
    name = row.template.partition(ROUND)[0]
    return "step" if name in ("brief", "call", "visit", "digest") else name
