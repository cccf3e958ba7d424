"""What this distribution offers to GridJustice: one more adapter of channels."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gridjustice.hooks import hookimpl
from gridjustice.ports.channel import Channel
from gridjustice.ports.settings import Section


@hookimpl
def gridjustice_provide_channels() -> Mapping[str, Callable[[str, Section], Channel]]:
    """``adapter = "smtp"``."""
    return {"smtp": _mail}


def _mail(name: str, section: Section) -> Channel:
    from gridjustice_smtp.channel import SmtpChannel  # noqa: PLC0415  # every start of the command line comes by here

    return SmtpChannel.from_settings(name, section)
