"""The feed port: another system that hears of what was stored, as a webhook does.

A feed gets *references* and masked facts, never personal data in clear: who receives one is another handler of personal
information, and what it needs beyond that it asks for under its own account. Order, repetition and what is given up are
the relay's, as with channels. The promises 1 to 7 of `gridjustice.ports.channel` hold here too, and one more; each has
a test of its number in `gridjustice.testing.feed`:

8.  **In order.** What a record has for a feed comes by version, and nothing of it overtakes what failed, until that is
    given up. For an adapter that means: when `Feed.tell` returns, the other side has it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs

from gridjustice.ports.channel import Answer


@attrs.frozen(kw_only=True)
class Told:
    """A stored event as others may hear of it.

    Attributes:
        key: the same each time the same event is told to the same feed.
        record: its id.
        version: of the record after it.
        kind: of the record.
        step: that was taken.
        state: after it.
        court: the court responsible.
        unit: the unit it lies in, or None.
        grid: the grid it lies in, or None.
        at: the instant, UTC.
        day: the legal day, court-local.
        number: by which people know the record; empty where it has none.
        labels: what filters ask for: ``stage:mediation``, ``tells:parties``, ``state:agreed``, ``court:…``, ``unit:…``,
            ``grid:…``.
        facts: what was known, as plain data (what JSON has: texts, numbers, true and false, None, lists, and
            dictionaries by texts), every personal field masked; nothing of what is guarded.
    """

    key: str
    record: str
    version: int
    kind: str
    step: str
    state: str
    court: str
    unit: str | None
    grid: str | None
    at: datetime
    day: date
    number: str
    labels: frozenset[str]
    facts: Mapping[str, Any]


class Feed(ABC):
    """Another system with its settings.

    Attributes:
        name: as the office's file names it.
        kinds: those that it names itself; of a kind that even the court's own supervision cannot see, as sessions of
            mediation and protection orders, it hears only where it names it.
    """

    def __init__(self, name: str, *, kinds: frozenset[str] = frozenset()) -> None:
        self.name = name
        self.kinds = kinds

    def wants(self, told: Told) -> bool:
        """Whether it is to be told of this one; what it does not want is done with."""
        return True

    @abstractmethod
    def tell(self, told: Told) -> Answer:
        """Tell it of one event.

        Raises:
            AdapterUnavailableError: it may take it later.
            AdapterRejectedError: it will not take it.
        """

    def close(self) -> None:  # noqa: B027  # most have nothing to give back
        """Give back connections; the feed is not used again."""
