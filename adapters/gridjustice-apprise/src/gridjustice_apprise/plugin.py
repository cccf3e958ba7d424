"""What this distribution offers to GridJustice: channels by way of Apprise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec

from gridjustice.hooks import hookimpl
from gridjustice.ports.channel import Channel
from gridjustice.ports.settings import Section


@hookimpl
def gridjustice_provide_channels() -> Mapping[str, Callable[[str, Section], Channel]]:
    """``apprise``."""
    return {"apprise": _made}


def _made(name: str, section: Section) -> Channel:
    """A channel; Apprise is loaded only where an office has one.

    Raises:
        InvalidError: Apprise is not installed, or a setting is wrong.
    """
    if find_spec("apprise") is None:
        raise section.wrong("adapter", 'needs Apprise, which is not installed here: pip install "gridjustice[apprise]"')
    from gridjustice_apprise.channel import AppriseChannel  # noqa: PLC0415  # it costs a third of a second

    return AppriseChannel.from_settings(name, section)
