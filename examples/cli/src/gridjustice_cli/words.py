"""The command line's own words, read without loading the core, so that help in three languages stays quick."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
"""The catalogue folder that the plugin ``cli`` offers to the core."""

CLICK_LOCALE = Path(__file__).parent / "click" / "locale"
"""Click's own sentences; apart, because their keys are English sentences."""

LANGUAGES = ("zh", "ko", "en")


def language_of(environment: Mapping[str, str]) -> str:
    """The language that the environment asks for; English where it asks for none of the three."""
    for variable in ("GRIDJUSTICE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if wanted := environment.get(variable):
            return next((language for language in LANGUAGES if wanted.lower().startswith(language)), "en")
    return "en"


def say(language: str, key: str, **values: object) -> str:
    """The sentence of a key with its ``{names}`` filled in; the key itself where there is none."""
    sentence = _words(language).get(key, key)
    return sentence.format(**values) if values else sentence


def has(language: str, key: str) -> bool:
    """Whether there is a sentence for the key."""
    return key in _words(language)


def teach_click(language: str) -> None:
    """From now on Click's own sentences come in that language, in this process and those it starts."""
    # Click says everything through the default domain of `gettext`, and offers no other way in.
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("messages", str(CLICK_LOCALE))


@lru_cache(maxsize=len(LANGUAGES))
def _words(language: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for compiled in sorted((LOCALE / language / "LC_MESSAGES").glob("*.mo")):
        with compiled.open("rb") as file:
            # The private attribute is the only way stdlib offers to a whole catalogue.
            catalogue: dict[object, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        words.update({key: text for key, text in catalogue.items() if isinstance(key, str) and key})
    return words
