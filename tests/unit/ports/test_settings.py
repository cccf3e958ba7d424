"""Tables inside the tables of an office's file."""

from __future__ import annotations

import pytest

from gridjustice.errors import InvalidError
from gridjustice.ports.settings import Secret, Section


def test_a_table_inside_knows_where_it_stands() -> None:
    """Its errors name the whole way, and its secrets are looked for where the others are."""
    section = Section({"a": {"b": {"x": 1, "key": {"env": "K"}}}}, "channels.sms", environment={"K": "secret"})
    inside = section.section("a").section("b")
    assert inside.names() == ("x", "key")
    assert inside.secret("key") == Secret("secret")
    with pytest.raises(InvalidError) as caught:
        inside.done()
    assert caught.value.path == "channels.sms.a.b.x"
    section.done()


def test_a_table_that_is_missing_is_empty() -> None:
    """So it need not be written down."""
    assert Section({}, "channels.sms").section("templates").names() == ()


def test_what_is_no_table_is_an_error() -> None:
    """It is named."""
    with pytest.raises(InvalidError) as caught:
        Section({"templates": "SMS_1"}, "channels.sms").section("templates")
    assert caught.value.path == "channels.sms.templates"
