"""A conversation over the network that ends in time, whatever the other side does.

The time limit of a socket counts from one octet to the next: whoever sends one now and then holds a caller for ever. A
`Deadline` counts from the beginning, and covers names, connecting, encrypting and everything that is said: each time
something is read or written, its sockets wait for no more than what is left.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from gridjustice.ports.settings import Section

Resolved = Sequence[tuple[int, int, int, str, Any]]
"""As `socket.getaddrinfo` has it."""


class Deadline:
    """So many seconds, from now on, for one conversation.

    When they are over, whoever reads from one of its sockets or writes to it gets a `TimeoutError`.
    """

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    @property
    def passed(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self._ends

    def left(self) -> float:
        """The seconds that are left.

        Raises:
            TimeoutError: there are none.
        """
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time is over")
        return left

    def watch(self, connection: socket.socket) -> None:
        """From now on this deadline counts for a socket, which another one made."""
        if not isinstance(connection, _Watched):
            raise TypeError("only sockets that a deadline made can be watched")
        connection.deadline = self

    def connect(self, host: str, port: int) -> socket.socket:
        """A socket that is connected to the first address of a name that answers, and watched.

        Raises:
            OSError: none does, or there is no such name.
        """
        return self.connect_to(self.resolve(host, port))

    def resolve(self, host: str, port: int) -> Resolved:
        """The addresses of a name; asked in a thread of its own, because nothing can interrupt the question.

        Raises:
            OSError: there is no such name.
        """
        found: SimpleQueue[Resolved | OSError] = SimpleQueue()

        def ask() -> None:
            try:
                found.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            except (OSError, UnicodeError) as problem:
                found.put(problem if isinstance(problem, OSError) else OSError("this is no name of a host"))

        left = self.left()
        Thread(target=ask, daemon=True).start()
        try:
            answer = found.get(timeout=left)
        except Empty:
            raise TimeoutError("the name was not resolved in time") from None
        if isinstance(answer, OSError):
            raise answer
        return answer

    def connect_to(self, addresses: Resolved, each_seconds: float | None = None) -> socket.socket:
        """A socket that is connected to the first of these addresses that answers, and watched.

        Args:
            addresses: as `resolve` found them; the name is not asked for again.
            each_seconds: that one of them may take; None leaves the first all that is left.

        Raises:
            OSError: none does.
        """
        problem: OSError = OSError("the name has no address")
        for family, kind, protocol, _, address in addresses:
            connection = _Plain(family, kind, protocol)
            try:
                connection.settimeout(self.left() if each_seconds is None else min(self.left(), each_seconds))
                connection.connect(address)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # nothing waits for more to be said
            except OSError as found:
                connection.close()
                problem = found
            else:
                self.watch(connection)
                return connection
        raise problem

    def encrypt(self, connection: socket.socket, context: ssl.SSLContext, host: str) -> ssl.SSLSocket:
        """The same connection, encrypted, its certificate checked as the context says, and watched.

        Raises:
            OSError: it cannot be; `ssl.SSLError` is one.
        """
        context.sslsocket_class = _Encrypted
        try:
            encrypted = context.wrap_socket(connection, server_hostname=host, do_handshake_on_connect=False)
        except BaseException:
            connection.close()
            raise
        try:
            self.watch(encrypted)
            encrypted.settimeout(self.left())  # the limit of a handshake is of all of it
            encrypted.do_handshake()
        except BaseException:
            encrypted.close()
            raise
        return encrypted


def authorities(section: Section, setting: str) -> ssl.SSLContext:
    """By which a certificate is always checked: those whom the machine trusts, or the file of a setting alone.

    Raises:
        InvalidError: the file cannot be read as certificates.
    """
    file = section.text(setting, "")
    try:
        return ssl.create_default_context(cafile=file or None)
    except OSError as problem:
        raise section.wrong(setting, f"{file} cannot be used: {type(problem).__name__}") from None


class _Watched:
    """What both kinds of sockets share: before each operation they ask what is left."""

    deadline: Deadline | None = None

    def arm(self) -> None:
        """The next operation waits for no more than what is left.

        Raises:
            TimeoutError: nothing is.
        """
        if self.deadline is not None:
            self.settimeout(self.deadline.left())  # type: ignore[attr-defined]  # of the socket that it is mixed into


class _Plain(_Watched, socket.socket):
    """Not encrypted."""

    def recv(self, *arguments: Any) -> bytes:
        self.arm()
        return super().recv(*arguments)

    def recv_into(self, *arguments: Any, **named: Any) -> int:
        self.arm()
        return super().recv_into(*arguments, **named)

    def send(self, *arguments: Any) -> int:
        self.arm()
        return super().send(*arguments)

    def sendall(self, *arguments: Any) -> None:
        self.arm()  # its limit is of all that it sends
        super().sendall(*arguments)


class _Encrypted(_Watched, ssl.SSLSocket):
    """Encrypted, by a context whose ``sslsocket_class`` it is; `recv` and `sendall` come by these two."""

    def read(self, *arguments: Any) -> Any:
        self.arm()
        return super().read(*arguments)

    def send(self, *arguments: Any) -> int:
        self.arm()
        return super().send(*arguments)
