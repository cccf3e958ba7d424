"""When something may be sent: quiet hours and digests, in the court's legal time; what is urgent waits for neither."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

import attrs


@attrs.frozen(kw_only=True)
class Wishes:
    """When somebody wants to be told.

    Attributes:
        quiet_from: as ``21:00``; equal to the end where there are no quiet hours.
        quiet_until: as ``07:00``; before the beginning where midnight lies between.
        digest_at: when what can wait comes together; empty where it does not.
    """

    quiet_from: str
    quiet_until: str
    digest_at: str = ""


def due_at(now: datetime, zone: tzinfo, wishes: Wishes) -> datetime:
    """The first instant at which what can wait may be sent."""
    local = now.astimezone(zone)
    if wishes.digest_at:
        local = _next(local, time.fromisoformat(wishes.digest_at))
    begins, ends = time.fromisoformat(wishes.quiet_from), time.fromisoformat(wishes.quiet_until)
    clock = local.timetz().replace(tzinfo=None)
    is_quiet = begins <= clock < ends if begins <= ends else clock >= begins or clock < ends
    return _next(local, ends) if is_quiet else local


def _next(local: datetime, at: time) -> datetime:
    """The next instant at which a clock on the wall shows that time."""
    today = datetime.combine(local.date(), at, tzinfo=local.tzinfo)
    return today if today > local else datetime.combine(local.date() + timedelta(days=1), at, tzinfo=local.tzinfo)
