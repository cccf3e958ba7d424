"""The words of tables in three languages: headings, explanations, and the values that are one of a few."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Any

from gridjustice.language import Catalogue, Language

_IGNORED = re.compile(r"[\s_*＊:：-]+")


@lru_cache(maxsize=8192)
def normal(text: str) -> str:
    """A heading or a choice as it is compared: no matter of case, width, blanks or marks around it."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()


class Words:
    """What headings and values are called, and what they may be called in what people send.

    Attributes:
        answers: yes and no, in each language.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._members: dict[int, tuple[tuple[Enum, ...], dict[str, Enum]]] = {}
        self.answers: Mapping[str, bool] = {
            normal(said): answer
            for answer, key, fixed in (
                (True, "exchange.yes", ("yes", "true", "1", "y")),
                (False, "exchange.no", ("no", "false", "0", "n")),
            )
            for said in (*fixed, *self._each(key), *self._each(f"{key}.also"))
        }

    def text(self, language: Language, key: str, **values: object) -> str:
        """The words of a key."""
        return self.catalogue.text(language, key, **values)

    def table(self, name: str, language: Language) -> str:
        """What a table is called."""
        return self.text(language, f"exchange.table.{name}")

    def table_names(self, name: str) -> frozenset[str]:
        """What a table may be called, normal."""
        return frozenset(map(normal, (name, *self._each(f"exchange.table.{name}"))))

    def heading(self, table: str, column: str, language: Language) -> str:
        """What a column is headed with."""
        return self.text(language, self._own("exchange.column", table, column))

    def explanation(self, table: str, column: str, language: Language) -> str:
        """What belongs into a column."""
        return self.text(language, self._own("exchange.explain", table, column))

    def headings(self, table: str, column: str) -> frozenset[str]:
        """What a column may be headed with, normal: its name in the library, and its headings in each language."""
        found = {column, *self._each(self._own("exchange.column", table, column))}
        for key in (f"exchange.also.{column}", f"exchange.also.{table}.{column}"):
            found.update(self._each(key))
        return frozenset(map(normal, found))

    def key_of(self, member: Enum) -> str:
        """The key of a value's words."""
        prefix = re.sub(r"(?<!^)(?=[A-Z])", "_", type(member).__name__).lower()
        return f"{prefix}.{member.value}"

    def member(self, member: Enum, language: Language) -> str:
        """What a value is called."""
        key = self.key_of(member)
        return self.text(language, key) if self.catalogue.has(language, key) else str(member.value)

    def members(self, members: tuple[Enum, ...]) -> Mapping[str, Enum]:
        """Each of the values by what it may be called; what would mean two of them means none."""
        known = self._members.get(id(members))
        if known is None or known[0] is not members:
            known = self._members[id(members)] = (members, self._named(members))
        return known[1]

    def _named(self, members: tuple[Enum, ...]) -> dict[str, Enum]:
        named: dict[str, Enum] = {}
        twice: set[str] = set()
        for member in members:
            for said in dict.fromkeys(map(normal, self._each(self.key_of(member)))):
                if named.setdefault(said, member) is not member:
                    twice.add(said)
        for said in twice:
            del named[said]
        return named | {normal(str(member.value)): member for member in members}

    def _each(self, key: str) -> list[str]:
        """The words of a key in each language that has any; several are written with a bar between them."""
        found: list[Any] = [self.text(one, key) for one in Language if self.catalogue.has(one, key)]
        return [part for said in found for part in said.split("|")]

    def _own(self, prefix: str, table: str, column: str) -> str:
        own = f"{prefix}.{table}.{column}"
        return own if self.catalogue.has(Language.EN, own) else f"{prefix}.{column}"
