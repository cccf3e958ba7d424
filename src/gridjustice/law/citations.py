"""Which rule, in which version, under which number: an instrument, its versions, and a citation of one of them.

The same rule has had other numbers in other years, so a citation is never a bare number. Instruments and numbers
are data (``data/instruments.toml``, ``data/bases.toml``); this module only knows how each language writes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import attrs

from gridjustice.language import Language
from gridjustice.law.tables import Table, read_toml
from gridjustice.law.timeline import Dated

_FILE = Path(__file__).parent / "data" / "instruments.toml"


class Confidence(str, Enum):
    """How a fact about the law came to be known; its value is the tag used in the data."""

    VERIFIED = "V"
    """The text itself was read."""
    SECONDARY = "S"
    """A page that reports the rule was read, not the rule."""
    IN_CODE = "C"
    """Seen in public source code or data."""
    MEMORY = "M"
    """Plausible, not checked."""
    INFERRED = "I"
    """Follows from verified facts."""
    DESIGN = "D"
    """No legal fact: a default proposed by the project."""

    @property
    def is_default(self) -> bool:
        """Whether an office may set something else, because no rule was read that fixes it."""
        return self in _SETTABLE


_SETTABLE = frozenset({Confidence.MEMORY, Confidence.DESIGN})


class Division(str, Enum):
    """How an instrument numbers its parts."""

    ARTICLE = "article"
    """``205``, ``205.2`` (second paragraph), ``25(6)`` (sixth item), ``3.1(3)``."""
    SECTION = "section"
    """As headings are numbered, for example by Chinese numerals and brackets."""


@attrs.frozen(kw_only=True)
class Version(Dated):
    """An instrument as it stood for a while.

    Attributes:
        label: what tells it from the others, usually the year of the amendment.
        number: the number of the document, where it has one and it is known.
        confidence: of these dates.
    """

    label: str
    number: str
    confidence: Confidence


@attrs.frozen(kw_only=True)
class Instrument:
    """A law, an interpretation, or the plan of a court.

    Attributes:
        key: its short name in the data.
        names: its full name in each language, without quotation marks.
        division: how its parts are numbered.
        versions: by label, oldest first.
    """

    key: str
    names: Mapping[Language, str]
    division: Division
    versions: Mapping[str, Version]


@attrs.frozen(kw_only=True)
class Citation:
    """A place in an instrument. Three strings, so that it can be stored and read again years later.

    Attributes:
        instrument: key of the instrument.
        version: label of its version.
        article: the place, in the notation of `Division`; empty for the instrument as a whole.
    """

    instrument: str
    version: str
    article: str = ""

    def text(self, language: Language, instruments: Mapping[str, Instrument] | None = None) -> str:
        """The citation as a paper in that language would print it.

        Args:
            language: of the paper.
            instruments: `LawBook.instruments`, where an office or plugin has added to the built-in ones. An
                instrument that is not among them is shown by its key.
        """
        known = (built_in_instruments() if instruments is None else instruments).get(self.instrument)
        name = self.instrument if known is None else known.names[language]
        division = Division.ARTICLE if known is None else known.division
        place = _place(self.article, division, language)
        if language is Language.ZH:
            return f"《{name}》（{self.version}）{place}"
        head = f"{name} ({self.version})" if language is Language.EN else f"《{name}》({self.version})"
        if not place:
            return head
        return f"{head}, {place}" if language is Language.EN else f"{head} {place}"


def instrument_from(key: str, table: Table) -> Instrument:
    """An instrument with its names in every language and its versions.

    Raises:
        DefinitionError: a name is missing, a version stands twice or ends before it begins.
    """
    names = {language: table.text(language.value) for language in Language}
    division = table.choice("division", Division, Division.ARTICLE.value)
    versions: dict[str, Version] = {}
    for row in table.rows("versions"):
        label = row.text("label")
        if label in versions:
            raise row.wrong(f"the version {label!r} stands twice")
        in_force, until = row.days()
        number, confidence = row.text("number", ""), row.choice("confidence", Confidence)
        row.finish()
        versions[label] = Version(label=label, in_force=in_force, until=until, number=number, confidence=confidence)
    table.finish()
    return Instrument(key=key, names=MappingProxyType(names), division=division, versions=MappingProxyType(versions))


@lru_cache(maxsize=1)
def built_in_instruments() -> Mapping[str, Instrument]:
    """The instruments that come with the library, by key; read once."""
    file = read_toml(_FILE)
    found = {key: instrument_from(key, table) for key, table in file.entries("instrument").items()}
    file.finish()
    return MappingProxyType(found)


_ARTICLE = re.compile(r"(\d+)(?:\.(\d+))?(?:\((\d+)\))?")
_NUMBERED = {
    Language.ZH: (("第{}条", "第{}款", "第{}项"), ""),
    Language.KO: (("제{}조", "제{}항", "제{}호"), " "),
    Language.EN: (("art. {}", "para. {}", "item {}"), ", "),
}
_POINT = {Language.ZH: "第{}点", Language.KO: "제{}점", Language.EN: "point {}"}
_DIGITS = "零一二三四五六七八九"
_POWERS = ((1000, "千"), (100, "百"), (10, "十"))


def _place(article: str, division: Division, language: Language) -> str:
    if not article:
        return ""
    if division is Division.SECTION:
        return _section(article, language)
    match = _ARTICLE.fullmatch(article)
    if match is None:
        return article
    patterns, separator = _NUMBERED[language]
    parts = []
    for pattern, number in zip(patterns, match.groups(), strict=True):
        if number is not None:
            parts.append(pattern.format(chinese_number(int(number)) if language is Language.ZH else number))
    return separator.join(parts)


def _section(article: str, language: Language) -> str:
    if article.isdecimal():
        return _POINT[language].format(article)
    if language is Language.ZH:
        return article.replace("(", "（").replace(")", "）")
    plain = article.replace("十", "10")
    for value, digit in enumerate(_DIGITS):
        plain = plain.replace(digit, str(value))
    return f"section {plain}" if language is Language.EN else plain


def chinese_number(number: int) -> str:
    """A number from 1 to 9999 as articles are numbered: 205 is 二百零五, 10 is 十, 1082 is 一千零八十二."""
    written, rest, gap = "", number, False
    for power, sign in _POWERS:
        digit, rest = divmod(rest, power)
        if digit:
            written += ("零" if gap else "") + _DIGITS[digit] + sign
        gap = bool(written) and not digit
    if rest:
        written += ("零" if gap else "") + _DIGITS[rest]
    return written.removeprefix("一") if number // 10 == 1 else written
