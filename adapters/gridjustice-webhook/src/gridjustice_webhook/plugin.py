"""What this distribution offers to GridJustice: a feed that is told by signed HTTP requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gridjustice.hooks import hookimpl
from gridjustice.ports.feed import Feed
from gridjustice.ports.settings import Section


@hookimpl
def gridjustice_provide_feeds() -> Mapping[str, Callable[[str, Section], Feed]]:
    """``webhook``."""
    from gridjustice_webhook.feed import WebhookFeed  # noqa: PLC0415  # every start of the command line comes by here

    return {"webhook": WebhookFeed.from_settings}
