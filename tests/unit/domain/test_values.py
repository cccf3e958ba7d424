"""Ids that never clash, court paths that nest, texts that are kept exactly or refused."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridjustice.domain.network import court_at_or_above
from gridjustice.domain.values import (
    NAME_LENGTH,
    TEXT_LENGTH,
    CourtPath,
    check_text,
    court_path,
    fresh_id,
    named_id,
    text,
)
from gridjustice.errors import InvalidValueError

AT = datetime(2022, 6, 1, 1, 2, 3, 456000, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Named:
    name: str = text()
    nickname: str | None = text(default=None)


@attrs.frozen
class Located:
    court: str = court_path()


def test_a_name_gives_the_same_id_every_time() -> None:
    """Imports are idempotent; the id is one for ever, so it is written out here."""
    assert named_id("unit", "231-01") == named_id("unit", "231-01")
    assert named_id("unit", "farm") == "93f6d610-0249-5b83-9edb-4548f7719d97"


def test_a_name_of_another_kind_gives_another_id() -> None:
    """A unit and a grid may have the same code."""
    assert named_id("unit", "1") != named_id("grid", "1")


def test_a_fresh_id_is_a_uuid_of_version_7() -> None:
    """RFC 9562: version 7, variant 10, the milliseconds of the instant in front."""
    value = uuid.UUID(fresh_id(AT))
    assert (value.version, value.variant) == (7, uuid.RFC_4122)
    assert value.int >> 80 == int(AT.timestamp() * 1000)


def test_fresh_ids_are_ordered_by_their_instant() -> None:
    """Text order is time order."""
    ids = [fresh_id(AT + timedelta(milliseconds=number)) for number in range(50)]
    assert ids == sorted(ids)


def test_fresh_ids_of_one_instant_differ() -> None:
    """74 random bits stand behind the instant."""
    assert len({fresh_id(AT) for _ in range(2000)}) == 2000


@pytest.mark.parametrize("path", ["yblq", "yblq/helong", "yb-lq/he.long_2/3"])
def test_a_court_path_is_codes_from_the_highest_court_down(path: str) -> None:
    """Lower-case letters, digits and inner marks."""
    assert Located(path).court == path


@pytest.mark.parametrize(
    "path",
    ["", "/", "yblq/", "/yblq", "yblq//helong", "Yblq", "延边", "yblq/helong ", "yblq\n", "-yblq", "a/../b", "%"],
)
def test_anything_else_is_no_court_path(path: str) -> None:
    """It is refused, not repaired."""
    with pytest.raises(InvalidValueError, match="is no court path"):
        Located(path)


def test_a_court_is_above_its_own_subtree_only() -> None:
    """A common beginning of two codes is no common court."""
    above, below, beside = CourtPath("yblq"), CourtPath("yblq/helong"), CourtPath("yblqx")
    assert court_at_or_above(above, below)
    assert court_at_or_above(below, below)
    assert not court_at_or_above(below, above)
    assert not court_at_or_above(above, beside)


@pytest.mark.parametrize(
    "value",
    [
        "张三",
        "김철수",
        "👩‍👩‍👧‍👦 ☕️ 🏳️‍🌈",
        "𠮷野家",
        "a\tb\r\nc",
        " led by a blank",
        "'; DROP TABLE record; --",
        "\u2028\u200d\ufeff",
    ],
)
def test_a_text_is_kept_exactly(value: str) -> None:
    """Han, Hangul, emoji with joiners, rare ideographs, line breaks, tabs, blanks, SQL."""
    assert Named(name=value).name == value


@pytest.mark.parametrize("value", ["", " ", "\t\r\n", "\u3000"])
def test_a_blank_text_is_refused(value: str) -> None:
    """Also one of an ideographic space."""
    with pytest.raises(InvalidValueError, match="must not be blank"):
        Named(name=value)


@pytest.mark.parametrize("code", [0x00, 0x07, 0x08, 0x0B, 0x0C, 0x0E, 0x1B, 0x1F, 0x7F, 0x80, 0x9F])
def test_a_control_character_is_refused_with_its_place(code: int) -> None:
    """The message names it, so that it can be found in a spreadsheet."""
    with pytest.raises(InvalidValueError, match=rf"U\+{code:04X} at position 3"):
        Named(name=f"ab{chr(code)}")


@pytest.mark.parametrize("code", [0xD800, 0xDBFF, 0xDC00, 0xDFFF])
def test_half_a_surrogate_pair_is_refused(code: int) -> None:
    """No database and no UTF-8 keeps it."""
    with pytest.raises(InvalidValueError, match=f"{code:04X}"):
        Named(name=f"ab{chr(code)}")


def test_a_text_is_as_long_as_it_may_be_and_no_longer() -> None:
    """Characters are counted, not bytes."""
    assert len(Named(name="亿" * NAME_LENGTH).name) == NAME_LENGTH
    with pytest.raises(InvalidValueError, match=f"has {NAME_LENGTH + 1} characters, at most {NAME_LENGTH}"):
        Named(name="亿" * (NAME_LENGTH + 1))


@pytest.mark.parametrize("length", [10_000, TEXT_LENGTH])
def test_ten_thousand_characters_are_a_free_text(length: int) -> None:
    """A whole statement can be pasted in."""
    check_text("长" * length, TEXT_LENGTH)
    with pytest.raises(InvalidValueError, match="shorten it"):
        check_text("长" * (TEXT_LENGTH + 1), TEXT_LENGTH)


def test_an_absent_text_is_none_and_not_blank() -> None:
    """Where the type allows it."""
    assert Named(name="a").nickname is None
    with pytest.raises(InvalidValueError):
        Named(name="a", nickname="")


@given(st.text(min_size=1, max_size=60))
def test_every_text_is_kept_exactly_or_refused(value: str) -> None:
    """There is no third way: nothing is trimmed, folded or normalised."""
    try:
        kept = Named(name=value).name
    except InvalidValueError:
        assert not value.strip() or any(
            ord(c) < 0x20 or 0x7F <= ord(c) <= 0x9F or 0xD800 <= ord(c) <= 0xDFFF for c in value
        )
    else:
        assert kept == value
        assert value.encode()
