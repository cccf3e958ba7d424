"""Requests over HTTP for adapters: each ends in time, nothing is followed, nothing is tried twice.

This is the standard library's client: no other that was looked at bounds a whole call, and none of them connects to
exactly the address that was checked.
"""

from __future__ import annotations

import http.client
import ipaddress
import math
import selectors
import socket
import ssl
import time
from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Self
from urllib.parse import SplitResult, quote, urlsplit

import attrs

from gridjustice.errors import AdapterRejectedError, AdapterUnavailableError
from gridjustice.ports.deadline import Deadline, authorities
from gridjustice.ports.settings import Section

MOST = 1 << 20
"""So many octets of an answer are read."""

DROPPED, DROPPED_SECONDS = 65_536, 1.0
"""So much of an answer that nobody reads is waited for: enough to use the connection again."""

ONE_ALONE = frozenset({409, 423, 425})
"""Statuses that are about one request: another under way is in its way, what it is about is locked, it came too early.
Where they mean "later" at all, others need not wait."""

LONGEST_SECONDS = 86_400.0
"""Nobody may ask to be left alone for longer: a slip could silence it for a year."""


@attrs.frozen(kw_only=True)
class Endpoint:
    """Where requests go, and how long one may take.

    Attributes:
        name: as errors call whoever is there.
        url: of http or https, without a user or a fragment.
        context: by which its certificate is checked; None where nothing is encrypted.
        seconds: that a whole call may take.
        connect_seconds: that connecting to one address may take; None for all of it.
        keep_seconds: how long a connection is kept for the next call; 0 opens one for each.
        public_only: addresses that are private, of this machine or of the link are refused.
    """

    name: str
    url: SplitResult = attrs.field(repr=False)
    context: ssl.SSLContext | None = attrs.field(repr=False)
    seconds: float
    connect_seconds: float | None = None
    keep_seconds: float = 0
    public_only: bool = False

    @classmethod
    def read(
        cls,
        section: Section,
        setting: str,
        default: str | None = None,
        *,
        name: str,
        ca: str,
        seconds: float,
        connect_seconds: float | None = None,
        keep_seconds: float = 0,
        public_only: bool = False,
    ) -> Self:
        """The endpoint of a section: its URL stands under one setting, the file of authorities under another.

        Raises:
            InvalidError: the URL is none that can be asked, and is not shown, since it may hold a token; or the file
                cannot be read.
        """
        text = section.text(setting, default)
        try:
            url = urlsplit(text)
            able = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0
            str(url.hostname).encode("ascii" if ":" in str(url.hostname) else "idna")
            able = able and url.username is None and not url.fragment and text.isprintable() and " " not in text
        except ValueError:
            able = False
        if not able:
            raise section.wrong(setting, "is no URL of http or https with a host, and without a user or a fragment")
        context = authorities(section, ca) if url.scheme == "https" else None
        section.text(ca, "")  # may stand there all the same
        return cls(
            name=name,
            url=url,
            context=context,
            seconds=seconds,
            connect_seconds=connect_seconds,
            keep_seconds=keep_seconds,
            public_only=public_only,
        )

    @property
    def address(self) -> tuple[str, int]:
        """The name or number to connect to, as it is looked up (a Chinese name in its ASCII form), and the port."""
        host = str(self.url.hostname)
        return host if ":" in host else host.encode("idna").decode(), self.url.port or self.usual_port

    @property
    def usual_port(self) -> int:
        """The one that need not be said."""
        return 443 if self.context else 80

    @property
    def host(self) -> str:
        """As the header of that name has it."""
        host, port = self.address
        host = f"[{host}]" if ":" in host else host
        return host if port == self.usual_port else f"{host}:{port}"

    @property
    def target(self) -> str:
        """What stands behind the host, in ASCII."""
        whole = (self.url.path or "/") + (f"?{self.url.query}" if self.url.query else "")
        return quote(whole, safe="/?%!$&'()*+,;=:@-._~[]")


@attrs.frozen(kw_only=True)
class Reply:
    """What the other side answered.

    Attributes:
        status: a number, as 204.
        retry_after: the header of that name as it stood; empty where there was none.
        content: the body, to the end or to `MOST`; empty where it is not read.
    """

    status: int
    retry_after: str
    content: bytes

    @property
    def words(self) -> str:
        """The number, with the words that it has everywhere: the other side's own are not taken."""
        try:
            return f"{self.status} {HTTPStatus(self.status).phrase}"
        except ValueError:
            return str(self.status)


class Client:
    """Asks one endpoint, from any thread."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Nothing is connected to yet."""
        self._endpoint = endpoint
        self._idle: deque[tuple[float, _Connection]] = deque()
        self._closed = False

    def ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes, *, is_read: bool = True) -> Reply:
        """One request, and what was answered to it.

        Args:
            method: of HTTP.
            target: path and query.
            headers: by their names.
            body: as it is sent.
            is_read: whether anybody reads the content of the answer; else its end is not waited for.

        Raises:
            AdapterRejectedError: the address may not be connected to.
            AdapterUnavailableError: there was no answer in time, or none that is HTTP.
        """
        connection = self._taken()
        kept = False
        try:
            connection.begin(Deadline(self._endpoint.seconds))
            keeps = {} if self._endpoint.keep_seconds else {"Connection": "close"}
            connection.request(method, target, body=body, headers={**keeps, **headers})
            answer = connection.getresponse()
            content = _content(answer) if is_read else b""
            kept = not answer.will_close and (answer.isclosed() or connection.drops(answer))
        except (OSError, http.client.HTTPException) as problem:  # what it says may hold the address
            late = isinstance(problem, TimeoutError)
            said = "did not answer in time" if late else f"cannot be reached: {type(problem).__name__}"
            raise AdapterUnavailableError(f"{self._endpoint.name} {said}") from None
        finally:
            if kept and self._endpoint.keep_seconds and not self._closed:
                self._idle.append((time.monotonic(), connection))
            else:
                connection.close()
        return Reply(status=answer.status, retry_after=answer.headers.get("retry-after", ""), content=content)

    def close(self) -> None:
        """No connection is left."""
        self._closed = True
        while self._idle:
            self._idle.pop()[1].close()

    def _taken(self) -> _Connection:
        """A connection that was kept and is still open, or a new one."""
        while True:
            try:
                since, connection = self._idle.pop()
            except IndexError:
                return _Connection(self._endpoint)
            if time.monotonic() - since < self._endpoint.keep_seconds and not connection.ended():
                return connection
            connection.close()


def retry_after(value: str, now: datetime) -> float | None:
    """How many seconds a header ``Retry-After`` asks for: a number, or an instant; None where it says nothing.

    Never negative, and never more than a day.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        seconds = float(value)
    else:
        try:
            until = parsedate_to_datetime(value)
        except ValueError:
            return None
        until = until.replace(tzinfo=until.tzinfo or UTC)
        seconds = (until - now).total_seconds()
    return max(0.0, min(seconds, LONGEST_SECONDS)) if math.isfinite(seconds) else LONGEST_SECONDS


class _Connection(http.client.HTTPConnection):
    """A connection whose calls have a deadline each."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(*endpoint.address)
        self.default_port = endpoint.usual_port  # what need not stand in Host
        self._endpoint = endpoint
        self._deadline = Deadline(0)

    def begin(self, deadline: Deadline) -> None:
        """A call begins, or a part of it, which ends with this deadline."""
        self._deadline = deadline
        if self.sock is not None:
            deadline.watch(self.sock)

    def connect(self) -> None:
        """What was checked is what is connected to: the name is looked up once."""
        endpoint = self._endpoint
        found = self._deadline.resolve(self.host, self.port)
        if endpoint.public_only and not all(ipaddress.ip_address(str(each[-1][0])).is_global for each in found):
            raise AdapterRejectedError(f"{endpoint.name} has a name that leads to an address that is not public")
        self.sock = self._deadline.connect_to(found, endpoint.connect_seconds)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if endpoint.context is not None:
            self.sock = self._deadline.encrypt(self.sock, endpoint.context, self.host)

    def drops(self, answer: http.client.HTTPResponse) -> bool:
        """Whether an answer comes to its end soon, so that the next can come behind it; what it says is dropped."""
        try:
            self.begin(Deadline(min(DROPPED_SECONDS, self._deadline.left())))
            answer.read(DROPPED)
        except (OSError, http.client.HTTPException):
            return False  # what it means was said before
        return answer.isclosed()

    def ended(self) -> bool:
        """Whether the other side has closed it, or said something that nobody asked for."""
        if self.sock is None:
            return True
        with selectors.DefaultSelector() as selector:
            selector.register(self.sock, selectors.EVENT_READ)
            return bool(selector.select(0))


def _content(answer: http.client.HTTPResponse) -> bytes:
    """The body of an answer.

    Raises:
        http.client.IncompleteRead: it breaks off.
    """
    content = answer.read(MOST)
    if answer.length and len(content) < MOST:  # what `read` with a limit does not mind
        raise http.client.IncompleteRead(content, answer.length)
    return content
