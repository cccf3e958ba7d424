"""Notices: who is told of what, by which channel, when and in which words."""

from gridjustice.application.notices.detail import Detail, detail_of
from gridjustice.application.notices.notices import Notices
from gridjustice.application.notices.outreach import (
    PhoneChannel,
    ToReach,
    VisitChannel,
    outreach_script,
    whom_to_reach,
)
from gridjustice.application.notices.rendering import Unsent
from gridjustice.application.notices.settings import NoticeSettings

__all__ = [
    "Detail",
    "NoticeSettings",
    "Notices",
    "PhoneChannel",
    "ToReach",
    "Unsent",
    "VisitChannel",
    "detail_of",
    "outreach_script",
    "whom_to_reach",
]
