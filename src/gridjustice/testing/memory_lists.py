"""Reference lists that are forgotten: the port in plain Python."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable

from gridjustice.ports.lists import ListEntry, Lists, ListVersion, other_content, wrong_entry


class MemoryLists(Lists):
    """Lists in plain Python."""

    def __init__(self) -> None:
        self._versions: dict[tuple[str, str], tuple[ListVersion, dict[str, ListEntry]]] = {}

    def load(self, name: str, version: str, entries: Iterable[ListEntry], *, loaded_at: str) -> ListVersion:
        """See `Lists.load`."""
        kept: dict[str, ListEntry] = {}
        digest = hashlib.sha256()
        for entry in entries:
            if not entry.code or entry.code in kept:
                raise wrong_entry(name, entry.code, "stands there twice" if entry.code else "has no code")
            kept[entry.code] = entry
            digest.update(json.dumps(entry).encode())
        for entry in kept.values():
            if entry.parent and entry.parent not in kept:
                raise wrong_entry(name, entry.parent, "is named as a parent and is not there")
        made = ListVersion(name, version, len(kept), digest.hexdigest(), loaded_at)
        known = self._versions.get((name, version))
        if known is not None:
            if known[0].digest != made.digest:
                raise other_content(name, version)
            return known[0]
        self._versions[name, version] = (made, kept)
        return made

    def versions(self) -> list[ListVersion]:
        """See `Lists.versions`."""
        return [made for _, (made, _) in sorted(self._versions.items())]

    def entries(self, name: str, version: str, codes: Collection[str]) -> dict[str, ListEntry]:
        """See `Lists.entries`."""
        kept = self._kept(name, version)
        return {code: kept[code] for code in codes if code in kept}

    def children(self, name: str, version: str, parent: str, *, after: str = "", limit: int = 1000) -> list[ListEntry]:
        """See `Lists.children`."""
        found = (e for e in self._kept(name, version).values() if e.parent == parent and e.code > after)
        return sorted(found)[:limit]

    def search(self, name: str, version: str, text: str, *, limit: int = 50) -> list[ListEntry]:
        """See `Lists.search`."""

        def rank(entry: ListEntry) -> int:
            names = (entry.name, entry.name_ko)
            if text in names:
                return 0
            if any(each.startswith(text) for each in names) or entry.code.startswith(text):
                return 1
            return 2 if any(text in each for each in names) else 3

        found = [(rank(entry), len(entry.code), entry) for entry in self._kept(name, version).values()]
        return [entry for place, _, entry in sorted(found)[:limit] if place < 3] if text else []

    def _kept(self, name: str, version: str) -> dict[str, ListEntry]:
        return self._versions.get((name, version), (None, {}))[1]
