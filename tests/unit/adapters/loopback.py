"""What the servers of these tests share, and a real HTTP server on loopback, which does as the tests say."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import attrs
import trustme

from gridjustice.testing.channel import OtherSide


@attrs.frozen(kw_only=True)
class Request:
    """A request as it arrived; the names of headers in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@attrs.frozen(kw_only=True)
class Saying:
    """What is answered."""

    status: int = 204
    headers: Mapping[str, str] = attrs.field(factory=dict)
    body: bytes = b""


BREAK, CUT, HANG, DRIP_HEADERS, DRIP_BODY = "break", "cut", "hang", "drip headers", "drip body"


def certified(authority: trustme.CA) -> ssl.SSLContext:
    """With a certificate for ``localhost`` that this authority signed."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    return context


class Steered(OtherSide):
    """Keeps what it was told to do.

    Attributes:
        behaviour: ``takes``, ``hangs``, ``drips``, ``drops``, or what a subclass adds.
    """

    behaviour = "takes"

    def takes(self) -> None:
        self.behaviour = "takes"

    def hangs(self) -> None:
        self.behaviour = "hangs"

    def drips(self) -> None:
        self.behaviour = "drips"

    def drops(self) -> None:
        self.behaviour = "drops"


class Server:
    """Hears requests, and answers them as `says` says at that moment: an answer, or one of the words above.

    Attributes:
        says: what is answered, or who knows it.
        arrived: what was heard, in its order.
        connections: how many were made.
    """

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.says: Saying | str | Callable[[Request], Saying | str] = Saying()
        self.arrived: list[Request] = []
        self.connections = 0
        self._ended = threading.Event()
        self._open: set[socket.socket] = set()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                server.connections += 1
                server._open.add(self.connection)

            def do_POST(self) -> None:
                server._hear(self)

            do_GET = do_PUT = do_POST  # noqa: N815  # the standard library calls it by this name

            def log_message(self, *_: Any) -> None:
                pass

        class Listener(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_: Any) -> None:
                pass  # who tells has gone: many of these tests are about that

        self._listener = Listener(("127.0.0.1", 0), Handler)
        if context is not None:
            self._listener.socket = context.wrap_socket(self._listener.socket, server_side=True)
        self.port = self._listener.server_port
        self._thread = threading.Thread(target=self._listener.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def leave(self) -> None:
        """Nobody listens any more, and nothing is left open."""
        if not self._ended.is_set():
            self._ended.set()
            self._listener.shutdown()
            self._thread.join()
            self._listener.server_close()
            for each in list(self._open):
                self._cut(each)

    def _hear(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in request.headers.items()}
        arrived = Request(method=request.command, path=request.path, headers=headers, body=body)
        says = self.says(arrived) if callable(self.says) else self.says
        self.arrived.append(arrived)
        match says:
            case Saying():
                request.send_response(says.status)
                for name, value in {"Content-Length": str(len(says.body)), **says.headers}.items():
                    request.send_header(name, value)
                request.end_headers()
                request.wfile.write(says.body)
                return
            case "cut":
                request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{")
            case "hang":
                self._ended.wait()
            case "drip headers":
                self._drip(request, b"HTTP/1.1 200 OK\r\nX-Drip: ")
            case "drip body":
                self._drip(request, b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        request.close_connection = True
        self._cut(request.connection)

    def _drip(self, request: BaseHTTPRequestHandler, begin: bytes) -> None:
        request.wfile.write(begin)
        while not self._ended.wait(0.02):
            request.wfile.write(b"x")

    def _cut(self, connection: socket.socket) -> None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
