"""Conversations that end in time."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest
import trustme

from gridjustice.errors import InvalidError
from gridjustice.ports.deadline import Deadline, authorities
from gridjustice.ports.settings import Section


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def port(server: socket.socket) -> int:
    found: int = server.getsockname()[1]
    return found


@contextmanager
def answering(server: socket.socket, answer: Callable[[socket.socket, threading.Event], None]) -> Iterator[None]:
    """Whoever connects is answered by a function, until the test is over or the other side has gone."""
    over = threading.Event()

    def work() -> None:
        peer, _ = server.accept()
        with peer:
            try:
                answer(peer, over)
            except OSError:
                return

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


def dripping(begin: bytes = b"") -> Callable[[socket.socket, threading.Event], None]:
    """An octet now and then, each soon enough after the last."""

    def answer(peer: socket.socket, over: threading.Event) -> None:
        peer.sendall(begin)
        while not over.wait(0.03):
            peer.sendall(b"\0")

    return answer


def for_ever(work: Callable[[], object]) -> None:
    """Until it raises."""
    while True:
        work()


READING: dict[str, Callable[[socket.socket], object]] = {
    "recv": lambda connection: connection.recv(1),
    "recv_into": lambda connection: connection.recv_into(bytearray(1)),
    "makefile": lambda connection: connection.makefile("rb").readline(),
}
WRITING: dict[str, Callable[[socket.socket, bytes], object]] = {
    "send": lambda connection, octets: connection.send(octets),
    "sendall": lambda connection, octets: connection.sendall(octets),
}


@pytest.mark.parametrize("way", READING)
def test_silence_ends(listening: socket.socket, way: str) -> None:
    """Whoever reads comes back when the time is over, whichever way it reads."""
    begun = monotonic()
    deadline = Deadline(0.2)
    with deadline.connect("127.0.0.1", port(listening)) as connection, pytest.raises(TimeoutError):
        READING[way](connection)
    assert deadline.passed
    assert 0.15 < monotonic() - begun < 2


@pytest.mark.parametrize("way", READING)
def test_an_octet_now_and_then_ends(listening: socket.socket, way: str) -> None:
    """Though none of them is waited for long."""
    begun = monotonic()
    with (
        answering(listening, dripping()),
        Deadline(0.2).connect("127.0.0.1", port(listening)) as connection,
        pytest.raises(TimeoutError),
    ):
        for_ever(lambda: READING[way](connection))
    assert monotonic() - begun < 2


@pytest.mark.parametrize("way", WRITING)
def test_a_side_that_does_not_read_ends_it(listening: socket.socket, way: str) -> None:
    """Whoever writes comes back as well."""
    begun = monotonic()
    with Deadline(0.2).connect("127.0.0.1", port(listening)) as connection, pytest.raises(TimeoutError):
        for_ever(lambda: WRITING[way](connection, b"x" * (1 << 20)))
    assert monotonic() - begun < 2


def silent(_: socket.socket, over: threading.Event) -> None:
    """Nothing is said."""
    over.wait()


@pytest.mark.parametrize("answer", [silent, dripping(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")], ids=["hangs", "drips"])
def test_a_handshake_without_end_ends(
    listening: socket.socket, answer: Callable[[socket.socket, threading.Event], None]
) -> None:
    """A server that never shakes hands, and one that begins to and then sends an octet now and then."""
    begun = monotonic()
    with answering(listening, answer):
        deadline = Deadline(0.2)
        connection = deadline.connect("localhost", port(listening))
        with pytest.raises(TimeoutError):
            deadline.encrypt(connection, ssl.create_default_context(), "localhost")
        assert connection.fileno() == -1
    assert monotonic() - begun < 2


def test_what_is_encrypted_is_read_in_time(listening: socket.socket, tmp_path: Path) -> None:
    """Behind a handshake that succeeded: octets that drip, and then nothing that may be written."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(theirs)

    def answer(peer: socket.socket, over: threading.Event) -> None:
        with theirs.wrap_socket(peer, server_side=True) as encrypted:
            dripping(b"begin")(encrypted, over)

    with answering(listening, answer):
        deadline = Deadline(0.5)
        context = authorities(Section({"ca": str(tmp_path / "ca.pem")}, "x"), "ca")
        plain = deadline.connect("localhost", port(listening))
        with deadline.encrypt(plain, context, "localhost") as connection:
            assert connection.recv(5) == b"begin"
            with pytest.raises(TimeoutError):
                for_ever(lambda: connection.recv_into(bytearray(1)))
            with pytest.raises(TimeoutError):
                connection.sendall(b"x")


def test_a_connection_may_be_kept(listening: socket.socket) -> None:
    """The next deadline watches it, whatever became of the first; a socket from elsewhere it does not watch."""
    connection = Deadline(0.1).connect("127.0.0.1", port(listening))
    peer, _ = listening.accept()
    with connection, peer:
        with pytest.raises(TimeoutError):
            connection.recv(1)
        second = Deadline(5)
        second.watch(connection)
        peer.sendall(b"still here")
        assert connection.recv(10) == b"still here"
        with pytest.raises(TypeError):
            second.watch(peer)


def test_nobody_listens() -> None:
    """Each address is tried; the last error is the one that is raised."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = port(server)
    with pytest.raises(ConnectionRefusedError):
        Deadline(5).connect("127.0.0.1", closed)


def test_an_address_behind_one_that_refuses_is_connected_to(listening: socket.socket) -> None:
    """The name is not asked for again: what was looked at is what is connected to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = port(server)
    deadline = Deadline(5)
    found = [*deadline.resolve("127.0.0.1", closed), *deadline.resolve("127.0.0.1", port(listening))]
    with deadline.connect_to(found, each_seconds=1) as connection:
        assert connection.getpeername() == listening.getsockname()


def test_a_name_that_is_never_resolved_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The question itself cannot be interrupted."""
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answered.wait() and [])
    begun = monotonic()
    with pytest.raises(TimeoutError):
        Deadline(0.2).connect("court.example", 25)
    assert monotonic() - begun < 2
    answered.set()


@pytest.mark.parametrize("name", ["x" * 80, "", "no such name"])
def test_what_is_no_name(name: str) -> None:
    """Also one that cannot even be asked for."""
    with pytest.raises(OSError):  # noqa: PT011  # which one, the machine's resolver decides
        Deadline(5).connect(name, 1)


def test_when_the_time_is_over_nothing_begins() -> None:
    """Neither names nor sockets."""
    with pytest.raises(TimeoutError):
        Deadline(0).connect("127.0.0.1", 1)


def test_a_file_that_is_no_certificate_is_named(tmp_path: Path) -> None:
    """At its place in the office's file."""
    for file in (tmp_path / "missing", Path(__file__)):
        with pytest.raises(InvalidError) as caught:
            authorities(Section({"ca": str(file)}, "channels.mail"), "ca")
        assert caught.value.path == "channels.mail.ca"
