"""Conversations that end in time."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic

import pytest

from gridjustice.ports.deadline import Deadline


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def port(server: socket.socket) -> int:
    found: int = server.getsockname()[1]
    return found


def test_silence_is_cut(listening: socket.socket) -> None:
    """Whoever reads comes back when the time is over."""
    begun = monotonic()
    with Deadline(0.2) as deadline, deadline.connect("127.0.0.1", port(listening)) as connection:
        with suppress(TimeoutError):  # the socket's own limit may be the first
            assert connection.recv(1) == b""
        assert deadline.passed
    assert 0.15 < monotonic() - begun < 2


def test_an_octet_now_and_then_is_cut(listening: socket.socket) -> None:
    """Though each comes soon enough after the last."""
    stop = threading.Event()

    def drip() -> None:
        peer, _ = listening.accept()
        with peer:
            while not stop.wait(0.05):
                try:
                    peer.sendall(b"x")
                except OSError:
                    return

    thread = threading.Thread(target=drip)
    thread.start()
    begun = monotonic()
    with Deadline(0.3) as deadline, deadline.connect("127.0.0.1", port(listening)) as connection:
        while connection.recv(1):
            pass
        assert deadline.passed
    stop.set()
    thread.join()
    assert monotonic() - begun < 2


def test_encrypting_with_silence_is_cut(listening: socket.socket) -> None:
    """A server that takes the connection and never shakes hands."""
    with Deadline(0.2) as deadline:
        connection = deadline.connect("localhost", port(listening))
        with pytest.raises(OSError):  # noqa: PT011  # which one depends on who was the first
            deadline.encrypt(connection, ssl.create_default_context(), "localhost")
        assert connection.fileno() == -1


def test_what_ended_in_time_is_not_cut(listening: socket.socket) -> None:
    """A connection may be kept: the next deadline watches it."""
    with Deadline(0.1) as first:
        connection = first.connect("127.0.0.1", port(listening))
    peer, _ = listening.accept()
    assert threading.Event().wait(0.2) is False
    with connection, peer, Deadline(5) as second:
        second.watch(connection)
        peer.sendall(b"still here")
        assert connection.recv(10) == b"still here"


def test_nobody_listens() -> None:
    """Each address is tried; the last error is the one that is raised."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = port(server)
    with Deadline(5) as deadline, pytest.raises(ConnectionRefusedError):
        deadline.connect("127.0.0.1", closed)


@pytest.mark.parametrize("name", ["x" * 80, "", "no such name"])
def test_what_is_no_name(name: str) -> None:
    """Also one that cannot even be asked for."""
    with Deadline(5) as deadline, pytest.raises(OSError):  # noqa: PT011  # which one, the machine's resolver decides
        deadline.connect(name, 1)


def test_when_the_time_is_over_nothing_begins() -> None:
    """Neither names nor sockets."""
    with Deadline(0) as deadline, pytest.raises(TimeoutError):
        deadline.connect("127.0.0.1", 1)
