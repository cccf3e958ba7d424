"""The written disputes (``stories/*.toml``): who takes which step on which day, and which of them is refused.

In them ``@court``, ``@unit`` and ``@grid`` stand for the story's place, ``@dispute`` and ``@order`` for its records,
and ``unit:…``, ``grid:…``, ``person:…`` for the id of what has that code or handle. The actor ``@judge`` is whoever
answers for the grid on that day.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gridjustice import COURT_ZONE, RecordId, named_id

FOLDER = Path(__file__).parent / "stories"

_NAMED = re.compile(r"(unit|grid|person):(\S+)")


@dataclass(frozen=True, kw_only=True)
class StoryStep:
    """One line of a story.

    Attributes:
        key: idempotency key, the same in every run.
        actor: a handle, or ``@judge``; empty for the sweep.
        record: the id of what it is taken on.
        kind: of that record.
        step: of the kind's table, or ``sweep``.
        facts: what must be known.
        refused: codes of the reasons for which it is refused; empty where it is taken.
        takes: of a sweep, the step that it takes.
    """

    key: str
    day: date
    actor: str
    record: RecordId
    kind: str
    step: str
    facts: Mapping[str, Any]
    refused: tuple[str, ...]
    takes: str


@dataclass(frozen=True, kw_only=True)
class Story:
    """A story: its words by language, its place, its steps in the order of their days.

    Attributes:
        dispute: the id of its dispute, if it has one.
        open: whether it is still open at the end.
    """

    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    unit: RecordId
    grid: RecordId
    dispute: RecordId
    steps: tuple[StoryStep, ...]
    open: bool


def read_stories() -> list[Story]:
    """All stories, in the order of their days."""
    return [_story(path) for path in sorted(FOLDER.glob("*.toml"))]


def _story(path: Path) -> Story:
    plain = tomllib.loads(path.read_text("utf-8"))
    place = plain["place"]
    known = {
        "@court": place["court"],
        "@unit": named_id("unit", place["unit"]),
        "@grid": named_id("grid", place["grid"]),
        "@dispute": _dated_id("dispute", path.stem, plain["steps"][0]["day"]),
        "@order": _dated_id("order", path.stem, plain["steps"][0]["day"]),
    }
    return Story(
        name=path.stem,
        title=plain["title"],
        about=plain["about"],
        unit=named_id("unit", place["unit"]),
        grid=named_id("grid", place["grid"]),
        dispute=RecordId(known["@dispute"]),
        steps=tuple(_step(f"demo:{path.stem}:{n}", step, known) for n, step in enumerate(plain["steps"], 1)),
        open=plain.get("open", False),
    )


def _dated_id(kind: str, name: str, day: date) -> RecordId:
    """A UUIDv7 of that day that is the same in every run, so that lists are in the order of time."""
    instant = int(datetime(day.year, day.month, day.day, 9, tzinfo=COURT_ZONE).timestamp() * 1000)
    rest = int.from_bytes(hashlib.sha256(f"{kind}:{name}".encode()).digest()[:10])
    value = (instant << 80 | rest) & ~(0xF << 76) | 0x7 << 76
    return RecordId(str(uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)))


def _step(key: str, plain: Mapping[str, Any], known: Mapping[str, str]) -> StoryStep:
    on = plain.get("on", "dispute")
    refused = plain.get("refused", ())
    return StoryStep(
        key=key,
        day=plain["day"],
        actor=plain.get("actor", ""),
        record=RecordId(_resolved(f"@{on}", known) if f"@{on}" in known else _resolved(on, known)),
        kind=on.partition(":")[0],
        step=plain["step"],
        facts=_resolved(plain.get("facts", {}), known),
        refused=(refused,) if isinstance(refused, str) else tuple(refused),
        takes=plain.get("takes", ""),
    )


def _resolved(value: Any, known: Mapping[str, str]) -> Any:
    """The same value with ids for what stands for them, and days as texts."""
    if isinstance(value, dict):
        return {name: _resolved(each, known) for name, each in value.items()}
    if isinstance(value, list):
        return [_resolved(each, known) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        if value in known:
            return known[value]
        if found := _NAMED.fullmatch(value):
            return named_id(found[1], found[2])
    return value
