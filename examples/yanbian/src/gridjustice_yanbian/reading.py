"""Reading a story from its file, with every mistake in it named by file and step."""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from gridjustice import COURT_ZONE, RecordId, named_id
from gridjustice_yanbian.stories import ANSWERING, FOLDER, LOOK, SWEEP, Expected, Story, StoryStep

DATA = Path(__file__).parent / "data"
LANGUAGES = {"zh", "ko", "en"}

AFTERWARDS = {"due", "not_due", "seen_by", "hidden_from", "profile", "told", "proposed"}
OF_STORY = {"title", "about", "place", "law", "featured", "pair", "open", "parties", "steps", "end"}
OF_STEP = {"day", "at", "actor", "on", "step", "facts", "refused", "article", "takes", "then"} | AFTERWARDS
OF_END = {"on", "state"} | AFTERWARDS
OF_PLACE = {"court", "unit", "grid"}

_OPENING = time(9)
_PAUSE = timedelta(minutes=15)
_NETWORK = {"court": ("courts", "path"), "unit": ("units", "code"), "grid": ("grids", "code"), "person": ("", "")}
"""Kinds of which a record is named by its code or handle, with the table and column of the codes."""

_NAMED = re.compile(r"(unit|grid|person):(\S+)")
_OWN = re.compile(r"@[a-z_]+(?::[a-z0-9-]+)?")
_CLAUSE = re.compile(r"P[1-9]\d*|\d+(?:\.\d+)*")


class StoryError(Exception):
    """A story's file is not written as it should be; the message names the file, and the step where there is one."""


def read_stories(folder: Path = FOLDER) -> list[Story]:
    """All stories of a folder, in the order of their names.

    Raises:
        StoryError: with everything that is wrong in any of them.
    """
    stories, problems = [], []
    for path in sorted(folder.glob("*.toml")):
        try:
            stories.append(read_story(path))
        except StoryError as problem:
            problems.append(str(problem))
    if problems:
        raise StoryError("\n".join(problems))
    return stories


def read_story(path: Path) -> Story:
    """The story of a file.

    Raises:
        StoryError: with everything that is wrong in it.
    """
    return parse_story(path.stem, path.read_text("utf-8"))


def parse_story(name: str, text: str) -> Story:
    """The story of that name from its text; errors as in `read_story`."""
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise StoryError(f"{name}.toml: {problem}") from problem
    file = _File(name, plain)
    story = file.story() if file.has_outline() else None
    if file.problems or story is None:
        raise StoryError("\n".join(file.problems))
    return story


class _File:
    """One file while it is read."""

    def __init__(self, name: str, plain: Mapping[str, Any]) -> None:
        self.name = name
        self.plain = plain
        self.problems: list[str] = []
        self._number = 0
        self._known: dict[str, Any] = {}
        self._handles: set[object] = {*_listed("people", "handle"), *_listed("citizens", "handle")}

    def has_outline(self) -> bool:
        """Whether what every story needs is there: without it nothing else can be said."""
        steps = self.plain.get("steps")
        if not isinstance(steps, list) or not steps or not all(isinstance(each, dict) for each in steps):
            self._wrong("has no [[steps]]")
            return False
        place = self.plain.get("place")
        if not isinstance(place, dict) or place.keys() != OF_PLACE:
            self._wrong("place needs court, unit and grid")
        for number, step in enumerate(steps, 1):
            self._number = number
            if type(step.get("day")) is not date:
                self._wrong("day must be a date, as 2022-06-07")
            if not isinstance(step.get("step"), str):
                self._wrong("step is missing")
        self._number = 0
        return not self.problems

    def story(self) -> Story:
        """What the file says."""
        plain = self.plain
        self._keys(plain, OF_STORY)
        for words in ("title", "about"):
            if not isinstance(plain.get(words), dict) or plain[words].keys() != LANGUAGES:
                self._wrong(f"{words} must be there in zh, ko and en")
        for clause in (law := self._texts(plain, "law")):
            if not _CLAUSE.fullmatch(clause):
                self._wrong(f"law: {clause!r} is no pitfall (P16) and no clause (2.3.2)")
        place = plain["place"]
        for kind, code in place.items():
            self._is_listed(kind, code)
        self._meet()
        steps = self._steps()
        self._number = 0
        return Story(
            name=self.name,
            title=plain.get("title", {}),
            about=plain.get("about", {}),
            law=law,
            unit=named_id("unit", place["unit"]),
            grid=named_id("grid", place["grid"]),
            dispute=next((step.record for step in steps if step.kind == "dispute"), None),
            steps=steps,
            end=self._end(),
            open=plain.get("open", False),
            featured=plain.get("featured", False),
            pair=plain.get("pair", ""),
        )

    def _meet(self) -> None:
        """Learn what may be referred to: the place, the parties, the story's records and those it enrols."""
        place = self.plain["place"]
        self._known = {
            "@court": place["court"],
            "@unit": named_id("unit", place["unit"]),
            "@grid": named_id("grid", place["grid"]),
        }
        for step in self.plain["steps"]:
            on = str(step.get("on", "dispute"))
            if on.partition(":")[0] not in _NETWORK:
                self._known.setdefault(f"@{on}", _dated_id(on, self.name, step["day"]))
            if isinstance(handle := step.get("facts", {}).get("handle"), str):
                self._handles.add(handle)
        parties = self.plain.get("parties", {})
        if parties:
            self._known["@parties"] = [{"id": party, **self._resolved(each)} for party, each in parties.items()]

    def _steps(self) -> tuple[StoryStep, ...]:
        steps: list[StoryStep] = []
        for number, plain in enumerate(self.plain["steps"], 1):
            self._number = number
            steps.append(self._step(plain, steps[-1].at if steps else None))
        return tuple(steps)

    def _step(self, plain: Mapping[str, Any], before: datetime | None) -> StoryStep:
        self._keys(plain, OF_STEP)
        step, actor, refused = plain["step"], plain.get("actor", ""), self._texts(plain, "refused")
        articles, takes = self._texts(plain, "article"), plain.get("takes", "")
        if step in (SWEEP, LOOK):
            if actor or plain.get("facts") or refused:
                self._wrong(f"{step} has no actor, no facts, and cannot be refused")
        else:
            self._is_somebody("actor", actor)
        if takes and step != SWEEP:
            self._wrong("takes belongs to a sweep")
        if articles and not refused:
            self._wrong("article belongs to a refusal")
        record, kind = self._on(plain)
        return StoryStep(
            number=self._number,
            key=f"demo:{self.name}:{self._number}",
            at=self._instant(plain["day"], plain.get("at"), before),
            actor=actor,
            record=record,
            kind=kind,
            step=step,
            facts=self._resolved(plain.get("facts", {}), is_refused=bool(refused)),
            refused=refused,
            articles=articles,
            takes=takes,
            expected=self._expected(plain, record, kind, plain.get("then", "")),
        )

    def _end(self) -> Expected | None:
        plain = self.plain.get("end")
        if plain is None:
            return None
        self._keys(plain, OF_END, "end: ")
        record, kind = self._on(plain)
        if f"@{plain.get('on', 'dispute')}" not in self._known and kind not in _NETWORK:
            self._wrong(f"end: no step is taken on {plain.get('on', 'dispute')}")
        return self._expected(plain, record, kind, plain.get("state", ""))

    def _expected(self, plain: Mapping[str, Any], record: RecordId, kind: str, state: str) -> Expected:
        due = plain.get("due", {})
        if not isinstance(due, dict) or not all(isinstance(last, date) for last in due.values()):
            self._wrong("due must name limits with their last days, as { triage = 2022-06-09 }")
            due = {}
        if plain.get("proposed"):
            self._is_somebody("proposed", plain["proposed"])
        people = {name: self._texts(plain, name) for name in ("seen_by", "hidden_from")}
        for name, handles in people.items():
            for handle in handles:
                self._is_somebody(name, handle)
        return Expected(
            record=record,
            kind=kind,
            state=state,
            profile=plain.get("profile", ""),
            due=due,
            not_due=self._texts(plain, "not_due"),
            told=self._texts(plain, "told"),
            proposed=plain.get("proposed", ""),
            **people,
        )

    def _on(self, plain: Mapping[str, Any]) -> tuple[RecordId, str]:
        """The id and kind of the record that is meant."""
        on = str(plain.get("on", "dispute"))
        kind, _, code = on.partition(":")
        if kind not in _NETWORK:
            return RecordId(self._known.get(f"@{on}", "")), kind
        if not code and kind != "person":
            code = self.plain["place"][kind]
        self._is_listed(kind, code)
        return named_id(kind, code), kind

    def _instant(self, day: date, at: object, before: datetime | None) -> datetime:
        """Nine o'clock, or a quarter of an hour after the step before, unless the file says at what time."""
        if isinstance(at, time):
            instant = datetime.combine(day, at, COURT_ZONE)
        elif at is None:
            instant = datetime.combine(day, _OPENING, COURT_ZONE)
            if before is not None and before.date() == day:
                instant = before + _PAUSE
        else:
            self._wrong("at must be a time, as 14:30:00")
            return datetime.combine(day, _OPENING, COURT_ZONE)
        if before is not None and instant <= before:
            self._wrong(f"{instant:%Y-%m-%d %H:%M} is not after the step before it, {before:%Y-%m-%d %H:%M}")
        return instant

    def _resolved(self, value: Any, *, is_refused: bool = False) -> Any:
        """The same value with ids for what stands for them, and days as texts."""
        if isinstance(value, dict):
            return {name: self._resolved(each, is_refused=is_refused) for name, each in value.items()}
        if isinstance(value, list):
            return [self._resolved(each, is_refused=is_refused) for each in value]
        if isinstance(value, datetime):
            return (value if value.tzinfo else value.replace(tzinfo=COURT_ZONE)).isoformat()
        if isinstance(value, (date, time)):
            return value.isoformat()
        if isinstance(value, str):
            if value in self._known:
                return self._known[value]
            if _OWN.fullmatch(value):
                self._wrong(f"nothing is called {value}; there are {', '.join(sorted(self._known))}")
            if found := _NAMED.fullmatch(value):
                if not is_refused:  # a refusal may be just about a unit that is not there
                    self._is_listed(found[1], found[2])
                return named_id(found[1], found[2])
        return value

    def _is_listed(self, kind: str, code: object) -> None:
        table, column = _NETWORK[kind]
        known: set[object] | frozenset[object] = _listed(table, column) if table else self._handles
        if code not in known:
            self._wrong(f"no {kind} is called {code!r}")

    def _is_somebody(self, key: str, handle: object) -> None:
        if handle not in ANSWERING and handle not in self._handles:
            self._wrong(f"{key}: nobody has the handle {handle!r}")

    def _texts(self, plain: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """One text or several."""
        value = plain.get(key, ())
        texts = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, (list, tuple)) else (None,)
        if not all(isinstance(each, str) for each in texts):
            self._wrong(f"{key} must be a text or a list of texts")
            return ()
        return texts

    def _keys(self, plain: Mapping[str, Any], known: set[str], where: str = "") -> None:
        for key in plain:
            if key not in known:
                self._wrong(f"{where}unknown key {key!r}; known are {', '.join(sorted(known))}")

    def _wrong(self, what: str) -> None:
        where = f", step {self._number}" if self._number else ""
        self.problems.append(f"{self.name}.toml{where}: {what}")


def _dated_id(on: str, name: str, day: date) -> RecordId:
    """A UUIDv7 of that day that is the same in every run, so that lists are in the order of time."""
    instant = int(datetime.combine(day, _OPENING, COURT_ZONE).timestamp() * 1000)
    rest = int.from_bytes(hashlib.sha256(f"{on}:{name}".encode()).digest()[:10])
    value = (instant << 80 | rest) & ~(0xF << 76) | 0x7 << 76
    return RecordId(str(uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)))


@lru_cache
def _listed(table: str, column: str) -> frozenset[object]:
    """The codes or handles of a table of the demonstration."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row[column] for row in csv.DictReader(file))
