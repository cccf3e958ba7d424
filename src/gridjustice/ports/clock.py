"""Time is an argument: the core never asks the machine what time it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Protocol

COURT_ZONE: tzinfo = timezone(timedelta(hours=8), "UTC+8")
"""China's one legal time; without daylight saving in any year the library covers."""


class Clock(Protocol):
    """Tells the instant, and the zone in which the court's days begin and end."""

    @property
    def zone(self) -> tzinfo:
        """The court's legal time."""
        ...

    def now(self) -> datetime:
        """The instant, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    zone = COURT_ZONE

    def now(self) -> datetime:
        """The instant, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is told to move: for tests, demonstrations and imports of old files."""

    zone = COURT_ZONE

    def __init__(self, instant: datetime) -> None:
        self._instant = instant.astimezone(UTC)

    def now(self) -> datetime:
        """The instant it was set to."""
        return self._instant

    def set(self, instant: datetime) -> None:
        """Move to that instant."""
        self._instant = instant.astimezone(UTC)

    def go(self, day: date, hour: int = 9) -> None:
        """Move to that court-local day and hour."""
        self.set(datetime(day.year, day.month, day.day, hour, tzinfo=self.zone))


def court_day(instant: datetime, zone: tzinfo) -> date:
    """The legal day of an instant."""
    return instant.astimezone(zone).date()
