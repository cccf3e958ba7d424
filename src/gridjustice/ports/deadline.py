"""A conversation over the network that ends in time, whatever the other side does.

The time limit of a socket counts from one octet to the next: whoever sends one now and then holds a caller for ever. A
`Deadline` counts from the beginning, and covers names, connecting, encrypting and everything that is said.
"""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread, Timer
from time import monotonic
from typing import Any, Self

Resolved = list[tuple[int, int, int, str, Any]]
"""As `socket.getaddrinfo` has it."""


class Deadline:
    """So many seconds, for one conversation; to be used with ``with``.

    When they are over, the socket is cut: whoever reads from it or writes to it gets an `OSError` or the end of the
    stream. `passed` tells this apart from a side that hung up.
    """

    def __init__(self, seconds: float) -> None:
        self._ends = monotonic() + seconds
        self._lock = Lock()
        self._socket: socket.socket | None = None
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._timer.cancel()
        with self._lock:
            self._socket = None

    @property
    def passed(self) -> bool:
        """Whether the time is over."""
        return monotonic() >= self._ends

    def left(self) -> float:
        """The seconds that are left.

        Raises:
            TimeoutError: there are none.
        """
        left = self._ends - monotonic()
        if left <= 0:
            raise TimeoutError("the time is over")
        return left

    def watch(self, connection: socket.socket) -> None:
        """This socket is the one that is cut; it waits for nothing longer than what is left."""
        connection.settimeout(self.left())
        with self._lock:
            self._socket = connection

    def connect(self, host: str, port: int) -> socket.socket:
        """A socket that is connected to the first address that answers, and watched.

        Raises:
            OSError: none does, or there is no such name.
        """
        problem: OSError = OSError("the name has no address")
        for family, kind, protocol, _, address in self._resolved(host, port):
            connection = socket.socket(family, kind, protocol)
            try:
                self.watch(connection)
                connection.connect(address)
            except OSError as found:
                connection.close()
                problem = found
            else:
                return connection
        raise problem

    def encrypt(self, connection: socket.socket, context: ssl.SSLContext, host: str) -> ssl.SSLSocket:
        """The same connection, encrypted, its certificate checked as the context says, and watched.

        Raises:
            OSError: it cannot be; `ssl.SSLError` is one.
        """
        try:
            encrypted = context.wrap_socket(connection, server_hostname=host, do_handshake_on_connect=False)
        except BaseException:
            connection.close()
            raise
        try:
            self.watch(encrypted)
            encrypted.do_handshake()
        except BaseException:
            encrypted.close()
            raise
        return encrypted

    def _resolved(self, host: str, port: int) -> Resolved:
        """The addresses of a name; asked in a thread of its own, because nothing can interrupt the question."""
        found: SimpleQueue[Resolved | OSError] = SimpleQueue()

        def ask() -> None:
            try:
                found.put(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
            except (OSError, UnicodeError) as problem:
                found.put(problem if isinstance(problem, OSError) else OSError("this is no name of a host"))

        Thread(target=ask, daemon=True).start()
        try:
            answer = found.get(timeout=self.left())
        except Empty:
            raise TimeoutError("the name was not resolved in time") from None
        if isinstance(answer, OSError):
            raise answer
        return answer

    def _cut(self) -> None:
        with self._lock:
            if self._socket is not None:
                with suppress(OSError):  # it was closed, or never connected: nobody waits for it
                    # Not the method of an encrypted socket: that one would first stop encrypting.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
