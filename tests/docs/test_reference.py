"""The generated pages of the reference are what the code says today."""

from __future__ import annotations

import pytest
from tools.make_reference import pages
from tools.reference.writing import HEADER, REFERENCE

MADE = pages()


@pytest.mark.parametrize("page", MADE)
def test_a_page_is_what_the_code_says(page: str) -> None:
    """`make reference` would write it as it stands."""
    assert (REFERENCE / page).read_text("utf-8") == MADE[page], "run `make reference`, and read what changed"


def test_no_page_is_left_over() -> None:
    """A page that is said to be generated is generated."""
    there = {file.relative_to(REFERENCE).as_posix() for file in REFERENCE.rglob("*.md")}
    generated = {page for page in there if (REFERENCE / page).read_text("utf-8").startswith(HEADER)}
    assert generated == {page for page in MADE if page.endswith(".md")}
