"""Notices: who is told of what, by which channel, when and in which words."""

from gridjustice.application.notices.delivery import DeliveryRow, delivery_key
from gridjustice.application.notices.levels import Level, level_of
from gridjustice.application.notices.notices import Notices
from gridjustice.application.notices.outreach import PhoneChannel, VisitChannel, outreach_script
from gridjustice.application.notices.rendering import Unsent
from gridjustice.application.notices.settings import NoticeSettings

__all__ = [
    "DeliveryRow",
    "Level",
    "NoticeSettings",
    "Notices",
    "PhoneChannel",
    "Unsent",
    "VisitChannel",
    "delivery_key",
    "level_of",
    "outreach_script",
]
