"""What a server asks for when it wants to be left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridjustice.ports.web import retry_after

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
