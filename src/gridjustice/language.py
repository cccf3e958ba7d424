"""The three languages of the programme, and the catalogues their words come from.

Keys, not sentences, stand in the code (``refusal.lacks_consent``); every sentence a person reads stands in a
gettext catalogue, one per language: ``locale/<language>/LC_MESSAGES/<domain>.po``. Plugins bring catalogues of
their own by the hook ``gridjustice_provide_catalogues``.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from pathlib import Path
from string import Formatter

from gridjustice.errors import DefinitionError


class Language(str, Enum):
    """A language of labels, notices, documents and pages; its value is the folder of its catalogues."""

    ZH = "zh"
    KO = "ko"
    EN = "en"

    @property
    def tag(self) -> str:
        """The BCP 47 tag: Korean here is the one written in Yanbian (조선말), hence ``ko-CN``."""
        return {"zh": "zh-CN", "ko": "ko-CN", "en": "en"}[self.value]


BUILT_IN = Path(__file__).parent / "locale"


class Catalogue:
    """The words of some catalogue folders, later folders winning over earlier ones.

    Attributes:
        folders: each holds ``<language>/LC_MESSAGES/*.mo``.
    """

    def __init__(self, folders: Iterable[Path] = (BUILT_IN,)) -> None:
        self.folders = tuple(folders)
        self._words: dict[Language, dict[str, str]] = {}

    def words(self, language: Language) -> dict[str, str]:
        """Every key of a language with its sentence."""
        known = self._words.get(language)
        if known is None:
            known = {}
            for folder in self.folders:
                known.update(_read(folder, language))
            self._words[language] = known
        return known

    def has(self, language: Language, key: str) -> bool:
        """Whether the language has a sentence for the key."""
        return self._sentence(language, key) is not None

    def text(self, language: Language, key: str, /, **values: object) -> str:
        """The sentence of a key with its ``{names}`` filled in; the key itself where there is none.

        A missing sentence never stops a court's work. The lint finds those of a table; those of reasons, which are
        made inside guards, are for the author's tests to find.
        """
        sentence = self._sentence(language, key)
        if sentence is None:
            return key
        return _fill.vformat(sentence, (), values) if "{" in sentence else sentence

    def _sentence(self, language: Language, key: str) -> str | None:
        """The sentence; of a word of one kind of record the one that all kinds share.

        ``dispute.step.rehome`` is ``step.rehome`` then, and ``notice.dispute.remind`` is ``notice.remind``.
        """
        words = self.words(language)
        found = words.get(key)
        if found is None and key.count(".") == 2:
            first, middle, last = key.split(".")
            found = words.get(f"notice.{last}" if first == "notice" else f"{middle}.{last}")
        return found


class _Fill(Formatter):
    """Fills what is known and shows ``{name}`` for what is not."""

    def get_value(self, key: int | str, args: object, kwargs: object) -> object:
        assert isinstance(kwargs, dict)
        return kwargs.get(key, "{" + str(key) + "}")

    def get_field(self, field_name: str, args: object, kwargs: object) -> tuple[object, str]:
        return self.get_value(field_name, args, kwargs), field_name


_fill = _Fill()


@lru_cache(maxsize=64)
def _read(folder: Path, language: Language) -> dict[str, str]:
    messages = folder / language.value / "LC_MESSAGES"
    if not messages.is_dir():
        raise DefinitionError(f"no catalogue for {language.tag} in {folder}")
    words: dict[str, str] = {}
    for compiled in sorted(messages.glob("*.mo")):
        with compiled.open("rb") as file:
            # The private attribute is the only way stdlib offers to a whole catalogue; `gettext()` reads the same.
            catalogue: dict[object, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        words.update({k: v for k, v in catalogue.items() if isinstance(k, str) and k})
    return words
