"""How much of the wording of two texts is the same, in any of the three languages."""

from __future__ import annotations

import re
import unicodedata

_IGNORED = re.compile(r"[\W_]+")

Pairs = frozenset[str]
"""The pairs of neighbouring characters of a text, without case, width, blanks and signs."""


def pairs_of(text: str) -> Pairs:
    """The pairs of a text; of a single character that character."""
    plain = _IGNORED.sub("", unicodedata.normalize("NFKC", text).casefold())
    return frozenset(plain[i : i + 2] for i in range(max(len(plain) - 1, 1))) if plain else frozenset()


def is_near(one: Pairs, other: Pairs, percent: int) -> bool:
    """Whether at least so much of the two is shared: twice what both have, of what each has (Dice's measure)."""
    both = len(one) + len(other)
    if not one or not other or 200 * min(len(one), len(other)) < percent * both:
        return False  # even if all of the shorter one were shared
    return 200 * len(one & other) >= percent * both
