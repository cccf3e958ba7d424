"""Causes of action (案由): every list that was in force, what became of a cause in the next one, and search.

A code belongs to a version: the numbers change, and some names stand at two levels. So a cause is named by its
version and its code, never by its name or number alone. The lists are data (``data/causes.toml`` and its CSV files).
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import attrs

from gridjustice.errors import DefinitionError, NotFoundError
from gridjustice.law.tables import Table, read_toml
from gridjustice.law.timeline import Dated, clash, holds, ordered

DATA = Path(__file__).parent / "data"


@attrs.frozen(kw_only=True)
class Cause:
    """One cause of action in one version of the list.

    Attributes:
        version: of the list.
        code: its key in that version.
        number: as printed in the list, empty where it is not known.
        name: its Chinese name, which is its legal one.
        level: 1 to 4, the fourth being the most specific.
        parent: code of the cause it stands under, empty at the first level.
        older: whether it is not in the text of that version but still met in records, being older.
        successor: its code in the next version, empty where the list says nothing: then a person chooses.
    """

    version: str
    code: str
    number: str
    name: str
    level: int
    parent: str
    older: bool
    successor: str


@attrs.frozen(kw_only=True)
class Hit:
    """A cause that was found, with what it stands under.

    Attributes:
        cause: what was found.
        path: its ancestors from the first level down, without itself.
    """

    cause: Cause
    path: tuple[Cause, ...]


@attrs.frozen(kw_only=True, eq=False)
class CauseList(Dated):
    """The causes of one version.

    Attributes:
        version: its label.
        causes: by code, in the order of the list.
    """

    version: str
    causes: Mapping[str, Cause]

    def get(self, code: str) -> Cause:
        """The cause with that code.

        Raises:
            NotFoundError: this version has no such code.
        """
        cause = self.causes.get(code)
        if cause is None:
            raise NotFoundError(f"the causes of action of {self.version} have no code {code!r}")
        return cause

    def path(self, cause: Cause) -> tuple[Cause, ...]:
        """What the cause stands under, from the first level down, without itself."""
        above: list[Cause] = []
        while cause.parent:
            cause = self.get(cause.parent)
            above.append(cause)
        return tuple(reversed(above))

    def children(self, code: str = "") -> tuple[Cause, ...]:
        """What stands directly under a cause; without a code, the first level."""
        if code:
            self.get(code)
        return tuple(cause for cause in self.causes.values() if cause.parent == code)

    def search(self, words: str, limit: int = 20, *, older: bool = False) -> tuple[Hit, ...]:
        """The causes whose names hold every word, the best first.

        A name that is the words (with or without 纠纷, "dispute") comes before one that begins with them, and that
        before one that holds them; among equals the more specific comes first, then the order of the list.

        Args:
            words: parts of names, or a code, separated by spaces.
            limit: the most that are returned.
            older: whether causes that are only met in older records are searched too.
        """
        wanted = [part for part in _normal(words).split() if part]
        if not wanted:
            return ()
        found = []
        for place, cause in enumerate(self.causes.values()):
            rank = _rank(cause, wanted)
            if rank is not None and (older or not cause.older):
                found.append((rank, -cause.level, place, cause))
        found.sort(key=lambda entry: entry[:3])
        return tuple(Hit(cause=cause, path=self.path(cause)) for *_, cause in found[:limit])


@attrs.frozen(kw_only=True, eq=False)
class Causes:
    """Every version of the list, oldest first."""

    lists: tuple[CauseList, ...]

    @staticmethod
    def load() -> Causes:
        """The lists that come with the library; read once."""
        return _built_in()

    def on(self, day: date) -> CauseList:
        """The list in force on that day.

        Raises:
            NotFoundError: the library has no list for a day so long ago.
        """
        for causes in self.lists:
            if holds(causes, day):
                return causes
        raise NotFoundError(f"no list of causes of action for {day}; the oldest begins on {self.lists[0].in_force}")

    def version(self, label: str) -> CauseList:
        """The list of that label.

        Raises:
            NotFoundError: there is no such version.
        """
        for causes in self.lists:
            if causes.version == label:
                return causes
        known = ", ".join(causes.version for causes in self.lists)
        raise NotFoundError(f"no list of causes of action {label!r}; there are {known}")

    def successor(self, cause: Cause) -> Cause:
        """What the cause is called in the next version.

        Raises:
            NotFoundError: it is of the newest version, or was renamed, split or dropped: a person chooses.
        """
        place = self.lists.index(self.version(cause.version)) + 1
        if not cause.successor or place == len(self.lists):
            raise NotFoundError(f"{cause.name} ({cause.code}) of {cause.version} has no known successor: choose one")
        return self.lists[place].get(cause.successor)

    def counterparts(self, cause: Cause, version: str) -> tuple[Cause, ...]:
        """What the cause is in another version, earlier or later; empty where nothing is known.

        Raises:
            NotFoundError: there is no such version.
        """
        labels = [causes.version for causes in self.lists]
        place, target = labels.index(self.version(cause.version).version), labels.index(self.version(version).version)
        found: tuple[Cause, ...] = (cause,)
        while place < target:
            place += 1
            found = tuple(self.lists[place].get(each.successor) for each in found if each.successor)
        while place > target:
            place -= 1
            found = tuple(old for each in found for old in self.predecessors(each))
        return found

    def elsewhere(self, words: str, version: str, limit: int = 20, *, older: bool = False) -> tuple[Hit, ...]:
        """What the other versions call so: names and codes that the version itself may not know, the best first.

        Args:
            words: parts of names, or a code, separated by spaces.
            version: the one that is left out.
            limit: the most that are returned.
            older: whether causes that are only met in older records are searched too.
        """
        others = [causes for causes in reversed(self.lists) if causes.version != version]
        hits = [hit for causes in others for hit in causes.search(words, limit, older=older)]
        return tuple(hits[:limit])

    def nearest(self, cause: Cause, version: str, limit: int = 3) -> tuple[Cause, ...]:
        """What a person may choose from, where the version has no counterpart: names most like it, in the same part.

        A proposal and never a mapping: what a cause became is said by the lists alone.
        """
        target = self.version(version)
        above = self.version(cause.version).path(cause)
        inside = next(filter(None, (self.counterparts(ancestor, version) for ancestor in reversed(above))), ())
        parts = {each.code for each in inside or (() if above else target.children())}
        name = cause.name.removesuffix(_DISPUTE)
        alike = [
            (SequenceMatcher(None, name, each.name.removesuffix(_DISPUTE)).ratio(), place, each)
            for place, each in enumerate(target.causes.values())
            if not each.older and not parts.isdisjoint(one.code for one in (*target.path(each), each))
        ]
        alike.sort(key=lambda entry: (-entry[0], entry[1]))
        return tuple(each for ratio, _, each in alike[:limit] if ratio >= _ALIKE)

    def predecessors(self, cause: Cause) -> tuple[Cause, ...]:
        """What became this cause, in the version before; empty where nothing is known."""
        place = self.lists.index(self.version(cause.version))
        if place == 0:
            return ()
        before = self.lists[place - 1]
        return tuple(old for old in before.causes.values() if old.successor == cause.code)


_DISPUTE = "纠纷"
_ALIKE = 0.4


@lru_cache(maxsize=4096)
def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _rank(cause: Cause, wanted: list[str]) -> int | None:
    if wanted == [cause.code.casefold()]:
        return 0
    name = _normal(cause.name)
    if not all(part in name for part in wanted):
        return None
    first = wanted[0]
    if len(wanted) == 1 and name in {first, first + _DISPUTE}:
        return 0
    return 1 if name.startswith(first) else 2


@lru_cache(maxsize=1)
def _built_in() -> Causes:
    file = read_toml(DATA / "causes.toml")
    lists = ordered(_list(label, table) for label, table in file.entries("list").items())
    file.finish()
    if pair := clash(lists):
        raise DefinitionError(f"{pair[0].version} and {pair[1].version} are both in force", path="causes.toml")
    for causes, after in pairwise(lists):
        for cause in causes.causes.values():
            if cause.successor:
                after.get(cause.successor)
    return Causes(lists=lists)


def _list(label: str, table: Table) -> CauseList:
    in_force, until = table.days()
    name = table.text("file")
    table.text("note", "")
    table.finish()
    causes: dict[str, Cause] = {}
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            cause = Cause(
                version=label, code=row["code"], number=row["number"], name=row["name"], level=int(row["level"]),
                parent=row["parent"], older=row["older"] == "1", successor=row["successor"],
            )  # fmt: skip
            if cause.code in causes or (cause.parent and causes[cause.parent].level >= cause.level):
                raise DefinitionError("stands twice, or not below its parent", path=f"{name}: {cause.code}")
            causes[cause.code] = cause
    return CauseList(version=label, in_force=in_force, until=until, causes=MappingProxyType(causes))
