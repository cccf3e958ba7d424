"""Requests over HTTP: where they go, what is kept of a connection, and how long a server wants to be left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.adapters.loopback import CUT, Saying, Server

from gridjustice.errors import AdapterUnavailableError
from gridjustice.ports.settings import Section
from gridjustice.ports.web import Client, Endpoint, retry_after

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("90", 90.0),
        (" 90 ", 90.0),
        ("9" * 400, 86_400.0),
        (format_datetime(NOW + timedelta(minutes=2), usegmt=True), 120.0),
        (format_datetime(NOW - timedelta(days=2), usegmt=True), 0.0),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 0.0),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_when_is_said_in_seconds_or_as_an_instant(value: str, seconds: float | None) -> None:
    """Both forms of ``Retry-After``; a wrong one says nothing."""
    assert retry_after(value, NOW) == seconds


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d{1,9} [A-Z][a-z]{2} \d{1,9} \d{1,3}:\d{1,3}:\d{1,3} \S{1,6}"))
def test_no_header_breaks_it(value: str) -> None:
    """Whatever the other side says, it is nothing, or from none to a day of seconds."""
    assert 0 <= (retry_after(value, NOW) or 0) <= 86_400


@pytest.mark.parametrize(
    ("url", "address", "host", "target"),
    [
        ("https://court.example", ("court.example", 443), "court.example", "/"),
        ("https://Court.Example:443/in", ("court.example", 443), "court.example", "/in"),
        ("http://court.example:8080/?a=%26", ("court.example", 8080), "court.example:8080", "/?a=%26"),
        ("http://[::1]:8080/in", ("::1", 8080), "[::1]:8080", "/in"),
        ("https://法院.example/접수", ("xn--nww899f.example", 443), "xn--nww899f.example", "/%EC%A0%91%EC%88%98"),
    ],
)
def test_where_a_request_goes(url: str, address: tuple[str, int], host: str, target: str) -> None:
    """What is connected to, what the header says (which some sign), and what is asked for: all of it ASCII."""
    found = Endpoint.read(Section({"url": url}, "x"), "url", name="the court", ca="ca", seconds=1)
    assert (found.address, found.host, found.target) == (address, host, target)


def test_a_connection_is_kept_only_where_it_is_asked_for() -> None:
    """And an answer that is read leaves it as good as one that is dropped; one that breaks off is none."""
    with Server() as server:
        server.says = Saying(status=200, body=b"x" * 100_000)
        for keep_seconds, connections in ((0, 3), (30, 4)):
            section = Section({"url": f"http://127.0.0.1:{server.port}"}, "x")
            where = Endpoint.read(section, "url", name="it", ca="ca", seconds=5, keep_seconds=keep_seconds)
            client = Client(where)
            for _ in range(3):
                assert client.ask("POST", where.target, {}, b"").content == b"x" * 100_000
            assert server.connections == connections
        server.says = CUT
        with pytest.raises(AdapterUnavailableError, match="IncompleteRead"):
            client.ask("POST", where.target, {}, b"")
        client.close()
