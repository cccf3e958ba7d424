"""What the law says on which day: limits, legal grounds, profiles, causes of action, and counting by a calendar.

Nothing here decides; everything is dated, cited data in ``law/data`` and the arithmetic on it.
"""

from gridjustice.law.book import LawBook
from gridjustice.law.calendars import (
    MAKEUP,
    REST,
    WEEKEND,
    AmendedWorkingDays,
    Amendment,
    PlainWeek,
    WorkingDays,
    read_amendments,
    settled_until,
)
from gridjustice.law.causes import Cause, CauseList, Causes, Hit
from gridjustice.law.changes import Change, Changed
from gridjustice.law.citations import Citation, Confidence, Division, Instrument, Version
from gridjustice.law.counting import Count, count, count_hours
from gridjustice.law.explain import describe, explain
from gridjustice.law.figures import Extension, Figure, Unit
from gridjustice.law.profiles import Profile
from gridjustice.law.reading import Basis
from gridjustice.law.watching import Watch, Watching, WatchPath, WatchRule

__all__ = [
    "MAKEUP",
    "REST",
    "WEEKEND",
    "AmendedWorkingDays",
    "Amendment",
    "Basis",
    "Cause",
    "CauseList",
    "Causes",
    "Change",
    "Changed",
    "Citation",
    "Confidence",
    "Count",
    "Division",
    "Extension",
    "Figure",
    "Hit",
    "Instrument",
    "LawBook",
    "PlainWeek",
    "Profile",
    "Unit",
    "Version",
    "Watch",
    "WatchPath",
    "WatchRule",
    "Watching",
    "WorkingDays",
    "count",
    "count_hours",
    "describe",
    "explain",
    "read_amendments",
    "settled_until",
]
