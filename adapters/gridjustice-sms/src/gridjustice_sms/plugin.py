"""What this distribution offers to GridJustice: one more adapter of channels."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gridjustice.hooks import hookimpl
from gridjustice.ports.channel import Channel
from gridjustice.ports.settings import Section


@hookimpl
def gridjustice_provide_channels() -> Mapping[str, Callable[[str, Section], Channel]]:
    """``adapter = "sms"``."""
    return {"sms": _messages}


def _messages(name: str, section: Section) -> Channel:
    from gridjustice_sms.channel import SmsChannel  # noqa: PLC0415  # every start of the command line comes by here

    return SmsChannel.from_settings(name, section)
