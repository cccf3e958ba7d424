"""The generated pages of the reference are what the code says today."""

from __future__ import annotations

import pytest
from tools.make_reference import pages
from tools.reference.writing import HEADER, REFERENCE


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """Every page as it would be written now."""
    return pages()


def test_every_page_is_what_the_code_says(made: dict[str, str]) -> None:
    """`make reference` would write each as it stands."""
    there = {page: REFERENCE / page for page in made}
    stale = [page for page, text in made.items() if not there[page].exists() or there[page].read_text("utf-8") != text]
    assert stale == [], "run `make reference`, and read what changed"


def test_no_page_is_left_over(made: dict[str, str]) -> None:
    """A page that is said to be generated is generated."""
    there = {file.relative_to(REFERENCE).as_posix() for file in REFERENCE.rglob("*.md")}
    generated = {page for page in there if (REFERENCE / page).read_text("utf-8").startswith(HEADER)}
    assert generated == {page for page in made if page.endswith(".md")}
