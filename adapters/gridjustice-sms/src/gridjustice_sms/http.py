"""A request over HTTP and its reply, in time; nothing is followed and nothing repeated.

This module is the one that knows `http.client`.
"""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

import attrs

from gridjustice.errors import AdapterError, AdapterRejectedError, AdapterUnavailableError
from gridjustice.ports.deadline import Deadline
from gridjustice.ports.settings import Section

MOST = 1 << 20
"""So many octets of a reply are read."""

LATER = frozenset({401, 402, 403, 404, 405, 407, 408, 409, 421, 423, 425, 429})
"""Statuses that are no fault of the message: who asks, where and when. The rest of the 4xx is."""


@attrs.frozen
class Endpoint:
    """Where requests go.

    Attributes:
        url: with the path that is asked for.
        context: by which a certificate is checked; None where nothing is encrypted.
        seconds: how long one message may take.
    """

    url: SplitResult
    context: ssl.SSLContext | None
    seconds: float

    @classmethod
    def read(cls, section: Section, setting: str, default: str | None = None) -> Endpoint:
        """The endpoint of a section.

        Raises:
            InvalidError: it is no address of the web, or the authority's certificate cannot be read.
        """
        text = section.text(setting, default)
        url = urlsplit(text)
        try:
            port = url.port
        except ValueError:
            port = 0
        plain = text.isascii() and text.isprintable() and not {" ", "#", "@"} & {*text}
        if not plain or url.scheme not in {"http", "https"} or not url.hostname or port == 0:
            raise section.wrong(setting, "is no address that begins with https:// or http://")
        authority = section.text("ca", "")
        try:
            context = ssl.create_default_context(cafile=authority or None) if url.scheme == "https" else None
        except OSError as problem:
            raise section.wrong("ca", f"{authority} cannot be used: {type(problem).__name__}") from None
        return cls(url, context, section.number("seconds", 10, least=0.1, most=600))

    @property
    def host(self) -> str:
        """As it stands in the request."""
        return self.url.netloc


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
        return AdapterUnavailableError(said, retry_after_seconds=self.retry_after)


def ask(endpoint: Endpoint, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
    """The reply to one request.

    Args:
        endpoint: whom to ask.
        method: of HTTP.
        target: path and query.
        headers: by names, the host's in small letters if it is among them.
        body: as it is sent.

    Raises:
        AdapterUnavailableError: there was no whole reply in time.
    """
    with Deadline(endpoint.seconds) as deadline:
        connection = http.client.HTTPConnection(str(endpoint.url.hostname))
        try:
            connection.sock = _connected(endpoint, deadline)
            connection.request(method, target, body, {"host": endpoint.host, "Connection": "close", **headers})
            response = connection.getresponse()
            content = response.read(MOST)
            if deadline.passed:
                raise TimeoutError
            if response.length and len(content) < MOST:  # what `read` with a limit does not mind
                raise http.client.IncompleteRead(content, response.length)
        except (OSError, http.client.HTTPException) as problem:
            late = deadline.passed or isinstance(problem, TimeoutError)
            said = "did not answer in time" if late else f"cannot be reached: {type(problem).__name__}"
            raise AdapterUnavailableError(f"the gateway {said}") from None
        finally:
            connection.close()
    return Reply(response.status, _json(content), _seconds(response.getheader("Retry-After")))


def _connected(endpoint: Endpoint, deadline: Deadline) -> Any:
    host = str(endpoint.url.hostname)
    connection = deadline.connect(host, endpoint.url.port or (443 if endpoint.context else 80))
    return deadline.encrypt(connection, endpoint.context, host) if endpoint.context else connection


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _seconds(header: str | None) -> float | None:
    """What the header says: so many seconds, or until a date (RFC 9110)."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
