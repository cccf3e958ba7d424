"""A memory for what was used lately: bounded, safe for threads, and never wrong, since its keys say everything."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Between ``size`` and twice as many of the values used last.

    Two generations instead of a list of uses: what is not asked for while one fills up is forgotten with the next.
    Single operations on dicts are atomic, and a value lost in a race is only computed once more.
    """

    __slots__ = ("_new", "_old", "_size")

    def __init__(self, size: int) -> None:
        self._size = size
        self._new: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """The value, if it is remembered."""
        value = self._new.get(key)
        if value is None:
            value = self._old.get(key)
            if value is not None:
                self.put(key, value)
        return value

    def put(self, key: K, value: V) -> None:
        """Remember a value."""
        if len(self._new) >= self._size:
            self._old, self._new = self._new, {}
        self._new[key] = value
