"""What gateways that are asked over HTTP have in common: a request of one message, and the reply to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import attrs

from gridjustice.errors import AdapterError, AdapterRejectedError, AdapterUnavailableError
from gridjustice.ports.settings import Section
from gridjustice.ports.web import ONE_ALONE, Client, Endpoint, retry_after

LATER = frozenset({401, 402, 403, 404, 405, 407, 408, 409, 421, 423, 425, 429})
"""Statuses that are no fault of the message: who asks, where and when. The rest of the 4xx is."""


def endpoint(section: Section, setting: str, default: str | None = None) -> Endpoint:
    """The endpoint of a section, for which a connection is opened each time.

    Raises:
        InvalidError: it is no address of the web, or the authority's certificate cannot be read.
    """
    seconds = section.number("seconds", 10, least=0.1, most=600)
    return Endpoint.read(section, setting, default, name="the gateway", ca="ca", seconds=seconds)


def header(section: Section, setting: str, text: str) -> str:
    """A setting that is sent in a header.

    Raises:
        InvalidError: it holds what may not stand there; it is not shown, for it may be a secret.
    """
    if not (text.isascii() and text.isprintable()):
        raise section.wrong(setting, "cannot stand in a header")
    return text


@attrs.frozen
class Reply:
    """What came back.

    Attributes:
        status: of HTTP.
        content: the body, if it is JSON; None otherwise.
        retry_after: how many seconds the server asked to wait; None where it said nothing.
    """

    status: int
    content: Any
    retry_after: float | None

    def refusal(self) -> AdapterError:
        """The error of a status that is no success."""
        said = f"the gateway answered with the status {self.status}"
        if 400 <= self.status < 500 and self.status not in LATER:
            return AdapterRejectedError(said)
        for_all = self.status not in ONE_ALONE
        return AdapterUnavailableError(said, retry_after_seconds=self.retry_after, for_all=for_all)


def ask(where: Endpoint, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
    """The reply to one request.

    Raises:
        AdapterUnavailableError: there was no whole reply in time.
    """
    reply = Client(where).ask(method, target, headers, body)
    return Reply(reply.status, _json(reply.content), retry_after(reply.retry_after, datetime.now(UTC)))


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
