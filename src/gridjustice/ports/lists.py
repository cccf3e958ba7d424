"""The port of reference lists: the nation's units and whatever else is published, dated and replaced as a whole.

A list has versions; a version is loaded once, whole, and never changes afterwards. Entries are no records: nobody acts
on them. A place becomes a record when a court adopts it.

The promises, each with a test of its number in `gridjustice.testing.lists`:

1. **All or nothing.** A version is there with every entry, or not at all, whenever the process that loads it ends.
2. **Once.** Loading the same entries again under the same version changes nothing; other entries are refused.
3. **Whole.** A version has no code twice, and no parent that it does not have itself; else it is refused.
4. **Verbatim.** Texts come back as they were given.
5. **Bounded.** Loading keeps some entries in memory at a time, however many there are.
6. **Found.** `search` finds every entry with the text anywhere in one of its names, of two characters or one as well.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from gridjustice.errors import AdapterUnsupportedError, ConflictError, InvalidError, NotFoundError


class ListEntry(NamedTuple):
    """An entry of a list.

    Attributes:
        code: unique in the version.
        name: in Chinese.
        name_ko: in Korean, or empty.
        level: what kind of entry it is, in the list's own words; may be empty.
        parent: code of the entry above it; empty for none.
        extra: whatever else the list says, as canonical JSON; empty for nothing.
    """

    code: str
    name: str
    name_ko: str = ""
    level: str = ""
    parent: str = ""
    extra: str = ""


class ListVersion(NamedTuple):
    """A version of a list that is there.

    Attributes:
        list: its name, as ``units``.
        version: as it was called when it was loaded, as ``2023``.
        entries: how many.
        digest: SHA-256 of the entries in their order, hexadecimal.
        loaded_at: the instant, as rows of the storage hold it.
    """

    list: str
    version: str
    entries: int
    digest: str
    loaded_at: str


class Lists(ABC):
    """The reference lists of one storage."""

    @abstractmethod
    def load(self, name: str, version: str, entries: Iterable[ListEntry], *, loaded_at: str) -> ListVersion:
        """The version is there with these entries; parents may stand behind their children.

        Args:
            name: of the list.
            version: what it is to be called.
            entries: asked for one by one, once.
            loaded_at: the instant that is noted where it is new.

        Raises:
            ConflictError: the version is there with other entries.
            InvalidError: a code stands twice, is empty, or a parent is missing; nothing was loaded.
            AdapterUnavailableError: the storage is locked or gone.
        """

    @abstractmethod
    def versions(self) -> list[ListVersion]:
        """All versions of all lists, by list, then version."""

    @abstractmethod
    def entries(self, name: str, version: str, codes: Collection[str]) -> dict[str, ListEntry]:
        """The entries of these codes, by code; what is not there is missing."""

    @abstractmethod
    def children(self, name: str, version: str, parent: str, *, after: str = "", limit: int = 1000) -> list[ListEntry]:
        """The entries right below a code (empty: those with none above), by code, behind the code ``after``."""

    @abstractmethod
    def search(self, name: str, version: str, text: str, *, limit: int = 50) -> list[ListEntry]:
        """Entries whose code begins with the text, or in one of whose names it stands.

        Those whose name it is come first, then those that begin with it; among equals those with shorter codes, which
        are further up in most lists, then by code.
        """


def newest(versions: Iterable[ListVersion], name: str, version: str = "") -> ListVersion:
    """The version of that name, or the last by name where none is named.

    Raises:
        NotFoundError: there is none.
    """
    found = [each for each in versions if each.list == name and version in ("", each.version)]
    if not found:
        what = f"version {version!r} of the list {name!r}" if version else f"version of the list {name!r}"
        raise NotFoundError(f"no {what} is loaded; `gridjustice list load` loads one")
    return max(found, key=lambda each: each.version)


def below(lists: Lists, name: str, version: str, code: str) -> Iterator[ListEntry]:
    """Everything below a code, each behind the entry above it."""
    waiting = [code]
    while waiting:
        parent, after = waiting.pop(), ""
        while found := lists.children(name, version, parent, after=after):
            yield from found
            waiting += [each.code for each in found]
            after = found[-1].code


def other_content(name: str, version: str) -> ConflictError:
    """The error of a version that is there with other entries."""
    return ConflictError(f"version {version!r} of the list {name!r} is there with other entries; name another version")


def wrong_entry(name: str, code: str, why: str) -> InvalidError:
    """The error of an entry that cannot be loaded."""
    return InvalidError(f"the entry {code!r} of the list {name!r} {why}; nothing was loaded")


def no_lists() -> AdapterUnsupportedError:
    """The error of a storage that keeps no lists."""
    return AdapterUnsupportedError("this storage keeps no reference lists")
