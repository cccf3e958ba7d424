"""Korean names of the places of Yanbian, as written there, each with how it came to be known."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import attrs

FILE = Path(__file__).parent / "data" / "yanbian_korean_names.csv"


@attrs.frozen
class PlaceName:
    """What a place is called in Korean.

    Attributes:
        code: of the place, in the statistical list.
        zh: its Chinese name.
        ko: its Korean name.
        is_attested: whether it was seen in print. Otherwise it was computed from the characters and may be wrong: it
            is proposed, never taken over, and stands on no paper before a person has checked it.
        source: where it was seen; empty for a computed one.
    """

    code: str
    zh: str
    ko: str
    is_attested: bool
    source: str


@cache
def places() -> Mapping[str, PlaceName]:
    """Every place of the list that has a Korean name, by its code; a name whose computing failed is left out."""
    with FILE.open(encoding="utf-8", newline="") as file:
        found = [_place(row) for row in csv.DictReader(file)]
    return MappingProxyType({place.code: place for place in found if place is not None})


def _place(row: Mapping[str, str]) -> PlaceName | None:
    attested = row["name_ko_attested"]
    if not attested and row["computed_complete"] != "1":
        return None
    name = attested or row["name_ko_computed"]
    return PlaceName(row["code"], row["name_zh"], name, bool(attested), row["attested_source"])


def place_of(code: str, name: str) -> PlaceName | None:
    """The place with that code, if its Chinese name is that one too: codes of farms are not of this list."""
    place = places().get(code)
    return place if place is not None and place.zh == name else None
