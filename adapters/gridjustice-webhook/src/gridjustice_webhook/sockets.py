"""Sockets that end with a call: whatever the other side does, nothing is read or written after its deadline.

A timeout of the standard library, as of most HTTP clients, is one of a single read; a server that sends one byte a
minute keeps such a client for days. Here each read and write has what is left of the whole call.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from typing import Any

from gridjustice.errors import AdapterRejectedError


class _Timed:
    """What both kinds of sockets share: the instant, of the monotonic clock, at which they end."""

    deadline = 0.0

    def arm(self) -> None:
        """The next operation has what is left.

        Raises:
            TimeoutError: nothing is.
        """
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.settimeout(left)  # type: ignore[attr-defined]  # of the socket that it is mixed into


class TimedSocket(_Timed, socket.socket):
    """A plain connection."""

    def recv_into(self, *arguments: Any, **named: Any) -> int:
        self.arm()
        return super().recv_into(*arguments, **named)

    def sendall(self, data: Any, flags: int = 0) -> None:
        self.arm()  # the timeout of one `sendall` is of all it sends
        super().sendall(data, flags)


class TimedTls(_Timed, ssl.SSLSocket):
    """A connection by TLS, made by a context whose ``sslsocket_class`` it is."""

    def recv_into(self, *arguments: Any, **named: Any) -> int:
        self.arm()
        return super().recv_into(*arguments, **named)

    def send(self, data: Any, flags: int = 0) -> int:
        self.arm()
        return super().send(data, flags)


def connected(host: str, port: int, *, connect_seconds: float, deadline: float, public_only: bool) -> TimedSocket:
    """A connection to the first address of a host that takes one.

    What was checked is what is connected to: the name is looked up once.

    Raises:
        AdapterRejectedError: ``public_only``, and the name leads to an address that is none of the open internet.
        OSError: no address takes a connection in time; TimeoutError is one.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if public_only and not all(ipaddress.ip_address(str(address[0])).is_global for *_, address in found):
        raise AdapterRejectedError("its name leads to an address that is not public")
    problem: OSError = OSError("no address")
    for family, kind, protocol, _, address in found:
        made = TimedSocket(family, kind, protocol)
        made.deadline = min(deadline, time.monotonic() + connect_seconds)
        try:
            made.arm()
            made.connect(address)
        except OSError as failed:
            made.close()
            problem = failed
            continue
        made.deadline = deadline
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made
    raise problem
