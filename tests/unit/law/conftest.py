"""What the tests of the law share."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from gridjustice.language import BUILT_IN, Catalogue, Language
from gridjustice.law import LawBook


@pytest.fixture(scope="session")
def book() -> LawBook:
    """The built-in law."""
    return LawBook.load()


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The law's sentences, compiled from what people write, so that no build step can hide a mistake."""
    folder = tmp_path_factory.mktemp("locale")
    for language in Language:
        messages = Path(language.value) / "LC_MESSAGES"
        (folder / messages).mkdir(parents=True)
        with (BUILT_IN / messages / "law.po").open("rb") as source, (folder / messages / "law.mo").open("wb") as target:
            write_mo(target, read_po(source, abort_invalid=True))
    return Catalogue((folder,))
