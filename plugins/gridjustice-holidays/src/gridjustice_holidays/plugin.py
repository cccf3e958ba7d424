"""What this distribution offers to GridJustice: one calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gridjustice.hooks import hookimpl
from gridjustice.law import WorkingDays
from gridjustice_holidays.calendar import ChinaWorkingDays


@hookimpl
def gridjustice_provide_calendars() -> Mapping[str, Callable[[], WorkingDays]]:
    """The calendar ``cn``."""
    return {"cn": ChinaWorkingDays}
