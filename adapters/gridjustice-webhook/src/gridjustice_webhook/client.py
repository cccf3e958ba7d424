"""One HTTP endpoint that is posted to: connections are kept, redirects are not followed, nothing is tried twice.

It is the standard library's client: no other that was looked at bounds a whole call, and none of them connects to
exactly the address that was checked.
"""

from __future__ import annotations

import http.client
import selectors
import ssl
import time
from collections import deque
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import SplitResult, quote, urlsplit

import attrs

from gridjustice.ports.settings import Section
from gridjustice_webhook.sockets import TimedSocket, TimedTls, connected

READ_BYTES = 65_536  # of an answer, which is thrown away: enough to use the connection again
READ_SECONDS = 1.0  # likewise
IDLE_SECONDS = 30.0


@attrs.frozen(kw_only=True)
class Endpoint:
    """Where requests go, and how long one may take.

    Attributes:
        url: of http or https, without a user or a fragment.
        seconds: that a whole call may take.
        connect_seconds: that connecting to one address may take.
        ca_file: certificates of authorities to trust instead of the system's; empty for these.
        public_only: addresses that are private, of this machine or of the link are refused.
    """

    url: SplitResult
    seconds: float
    connect_seconds: float
    ca_file: str = ""
    public_only: bool = False

    @property
    def host(self) -> str:
        """The name or address to connect to, as it is looked up: a Chinese name in its ASCII form."""
        host = str(self.url.hostname)
        return host if ":" in host else host.encode("idna").decode()

    @property
    def target(self) -> str:
        """What stands behind the host, in ASCII."""
        whole = (self.url.path or "/") + (f"?{self.url.query}" if self.url.query else "")
        return quote(whole, safe="/?%!$&'()*+,;=:@-._~[]")

    @classmethod
    def from_settings(cls, section: Section) -> Endpoint:
        """What a section says.

        Raises:
            InvalidError: the URL is none that can be posted to; it is not shown, since it may hold a token.
        """
        text = section.text("url")
        try:
            url = urlsplit(text)
            able = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0
            str(url.hostname).encode("ascii" if ":" in str(url.hostname) else "idna")
            able = able and url.username is None and not url.fragment and text.isprintable() and " " not in text
        except ValueError:
            able = False
        if not able:
            raise section.wrong("url", "is no URL of http or https with a host, and without a user or a fragment")
        seconds = section.number("timeout_seconds", 15, least=0.1, most=300)
        return cls(
            url=url,
            seconds=seconds,
            connect_seconds=min(seconds, section.number("connect_seconds", 5, least=0.1, most=300)),
            ca_file=section.text("ca_file", ""),
            public_only=section.yes("public_only", default=False),
        )


@attrs.frozen(kw_only=True)
class Reply:
    """What the other side answered.

    Attributes:
        status: a number, as 204.
        retry_after: the header of that name as it stood; empty where there was none.
    """

    status: int
    retry_after: str

    @property
    def words(self) -> str:
        """The number, with the words that it has everywhere: the other side's own are not taken."""
        try:
            return f"{self.status} {HTTPStatus(self.status).phrase}"
        except ValueError:
            return str(self.status)


class Client:
    """Posts to one endpoint, from any thread."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Nothing is connected to yet.

        Raises:
            OSError: the authorities' certificates cannot be read.
        """
        self._endpoint = endpoint
        self._context: ssl.SSLContext | None = None
        if endpoint.url.scheme == "https":
            self._context = ssl.create_default_context(cafile=endpoint.ca_file or None)
            self._context.sslsocket_class = TimedTls
        self._idle: deque[tuple[float, _Connection]] = deque()
        self._closed = False

    def post(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        """One request, and what was answered to it.

        Raises:
            AdapterRejectedError: the address may not be connected to.
            OSError: no answer in time; also where the connection broke, or certificates are wrong.
            http.client.HTTPException: what was answered is no HTTP.
        """
        connection = self._taken()
        kept = False
        try:
            connection.begin(time.monotonic() + self._endpoint.seconds)
            connection.request("POST", self._endpoint.target, body=body, headers=dict(headers))
            answer = connection.getresponse()
            reply = Reply(status=answer.status, retry_after=answer.headers.get("retry-after", ""))
            kept = not answer.will_close and self._ends(connection, answer)
            return reply
        finally:
            if kept and not self._closed:
                self._idle.append((time.monotonic(), connection))
            else:
                connection.close()

    def close(self) -> None:
        """No connection is left."""
        self._closed = True
        while self._idle:
            self._idle.pop()[1].close()

    def _ends(self, connection: _Connection, answer: http.client.HTTPResponse) -> bool:
        """Whether an answer comes to its end soon, so that the next one can come behind it; what it says is dropped."""
        connection.begin(min(connection.deadline, time.monotonic() + READ_SECONDS))
        try:
            answer.read(READ_BYTES)
        except (OSError, http.client.HTTPException):
            return False  # what it means was said before
        return answer.isclosed()

    def _taken(self) -> _Connection:
        """A connection that was kept and is still open, or a new one."""
        while True:
            try:
                since, connection = self._idle.pop()
            except IndexError:
                return _Connection(self._endpoint, self._context)
            if time.monotonic() - since < IDLE_SECONDS and not connection.ended():
                return connection
            connection.close()


class _Connection(http.client.HTTPConnection):
    """A connection whose calls have a deadline each."""

    def __init__(self, endpoint: Endpoint, context: ssl.SSLContext | None) -> None:
        super().__init__(endpoint.host, endpoint.url.port or (443 if context else 80))
        self.default_port = 443 if context else 80  # what need not stand in Host
        self._endpoint = endpoint
        self._context = context
        self.deadline = 0.0

    def begin(self, deadline: float) -> None:
        """A call begins, which ends at that instant of the monotonic clock."""
        self.deadline = deadline
        if isinstance(self.sock, (TimedSocket, TimedTls)):
            self.sock.deadline = deadline

    def connect(self) -> None:
        endpoint = self._endpoint
        plain = connected(
            endpoint.host,
            self.port,
            connect_seconds=endpoint.connect_seconds,
            deadline=self.deadline,
            public_only=endpoint.public_only,
        )
        self.sock = plain
        if self._context is not None:
            plain.arm()  # the timeout of a handshake is of all of it
            self.sock = self._context.wrap_socket(plain, server_hostname=endpoint.host)
            self.begin(self.deadline)

    def ended(self) -> bool:
        """Whether the other side has closed it, or said something that nobody asked for."""
        if self.sock is None:
            return True
        with selectors.DefaultSelector() as selector:
            selector.register(self.sock, selectors.EVENT_READ)
            return bool(selector.select(0))
