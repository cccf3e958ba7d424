"""Profiles: the order in which courts take what is brought to them, before and after 2025."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gridjustice.errors import DefinitionError, NotFoundError
from gridjustice.law import LawBook


@pytest.mark.parametrize(
    ("day", "key", "dockets_first"),
    [
        (date(2022, 1, 1), "court_annexed_2022", False),
        (date(2024, 12, 31), "court_annexed_2022", False),
        (date(2025, 1, 1), "docket_first_2025", True),
        (date(2026, 11, 23), "docket_first_2025", True),
    ],
)
def test_the_order_changed_on_the_first_day_of_2025(book: LawBook, day: date, key: str, *, dockets_first: bool) -> None:
    """Each bringing follows the order of its own day (pitfalls P27, P46)."""
    profile = book.profile(day)
    assert (profile.key, profile.dockets_first) == (key, dockets_first)


def test_before_docketing_nobody_mediates_since_2025(book: LawBook) -> None:
    """Delegation is of the older order; entrusting is of both."""
    assert book.profile(date(2024, 12, 31)).mediations == ("delegated", "entrusted")
    assert book.profile(date(2025, 1, 1)).mediations == ("entrusted",)
    assert "delegated" not in book.profile(date(2025, 1, 1)).limits


def test_a_docketed_case_is_not_confirmed(book: LawBook) -> None:
    """What ends a docketed case is a statement, a withdrawal or another closing (pitfall P45)."""
    assert "confirmation" not in book.profile(date(2025, 1, 1)).success


def test_the_number_for_confirmations_after_2025_is_not_guessed(book: LawBook) -> None:
    """It was not found, so it is listed as unknown."""
    assert book.profile(date(2022, 6, 1)).case_codes["confirmation"] == "诉前调确"
    newer = book.profile(date(2025, 6, 1))
    assert "confirmation" not in newer.case_codes
    assert "confirmation" in newer.unknown_codes


def test_an_office_sets_a_code_that_is_unknown(book: LawBook, tmp_path: Path) -> None:
    """And then it is known, for that office."""
    path = tmp_path / "office.toml"
    path.write_text('[profile.docket_first_2025.case_codes]\nconfirmation = "民特"\n', "utf-8")
    set_by_office = LawBook.load(path).profile(date(2025, 6, 1))
    assert set_by_office.case_codes == {"first_instance": "民初", "confirmation": "民特"}
    assert set_by_office.unknown_codes == ("confirmation_of_organisation",)
    assert "confirmation" not in book.profile(date(2025, 6, 1)).case_codes


@pytest.mark.parametrize(
    "text",
    [
        '[profile.docket_first_2025.case_codes]\nfirst_instance = "民特"\n',
        "[profile.docket_first_2025]\ndockets_first = false\n",
    ],
)
def test_an_office_changes_nothing_else_of_a_profile(tmp_path: Path, text: str) -> None:
    """The order is the law's, not an office's."""
    path = tmp_path / "office.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(DefinitionError, match=r"office.toml: profile.docket_first_2025"):
        LawBook.load(path)


def test_there_is_no_profile_for_long_ago(book: LawBook) -> None:
    """The error says from when on there is one."""
    with pytest.raises(NotFoundError, match="on 2021-12-31 for the order of proceedings; known from 2022-01-01"):
        book.profile(date(2021, 12, 31))
