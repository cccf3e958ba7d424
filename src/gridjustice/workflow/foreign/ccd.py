"""Definitions of HMCTS Core Case Data as workflows of format 1, one for each case type.

What is read: the sheets State, CaseEvent and AuthorisationCaseEvent, as JSON arrays of rows (a file named like the
sheet, fragments in a folder named like it, or all of them in one object). An event without `PreConditionState(s)`
begins a case; several states stand between semicolons; ``*`` is every state, and as `PostConditionState` the state it
is in. ``Decided(granted="Yes"):1;Refused`` becomes two ways of one step. Roles are those with C for the event.

What is lost: callbacks (which may change the state as well), fields, pages, dates of validity, security
classifications; `EventEnablingCondition` and conditions are kept as text and not read. CCD does not say which states
are final: one that nothing leaves is taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple

from gridjustice.workflow.foreign.findings import Path, TableFinding
from gridjustice.workflow.foreign.imported import Imported, Place, Source
from gridjustice.workflow.foreign.shape import FORMAT, type_of

STATES, EVENTS, AUTHORISATIONS = "State", "CaseEvent", "AuthorisationCaseEvent"
SHEETS = (STATES, EVENTS, AUTHORISATIONS)
BEFORE, AFTER = "PreConditionState(s)", "PostConditionState"


class _Row(NamedTuple):
    """A row of a sheet with its place."""

    place: Place
    cells: Mapping[str, Any]

    def at(self, *column: str | int) -> Place:
        """The place of a cell."""
        return Place(self.place.file, (*self.place.path, *column))


def sheet_named(path: PurePath) -> str:
    """The sheet that a file or its folder is named like; empty where there is none."""
    names = (re.split(r"[-.]", path.name)[0], path.parent.name)
    return next((name for name in names if name in SHEETS), "")


def recognises(source: Source) -> bool:
    """Whether it holds one of the three sheets."""
    return any(True for _ in _sheets(source))


def _sheets(source: Source) -> Iterator[tuple[str, Path, list[Any]]]:
    data = source.data
    if isinstance(data, dict) and data.keys() & set(SHEETS):
        yield from ((name, (name,), data[name]) for name in SHEETS if isinstance(data.get(name), list))
    elif isinstance(data, list) and (sheet := sheet_named(PurePath(source.called)) or _sheet_of(data)):
        yield sheet, (), data


def _sheet_of(rows: Sequence[object]) -> str:
    """The sheet that the columns of the first row belong to."""
    first = next((row for row in rows if isinstance(row, dict)), {})
    if first.keys() & {BEFORE, AFTER}:
        return EVENTS
    if "CaseEventID" in first and first.keys() & {"UserRole", "UserRoles", "AccessProfile", "AccessControl"}:
        return AUTHORISATIONS if "CaseFieldID" not in first else ""
    return STATES if {"CaseTypeID", "ID", "TitleDisplay"} <= first.keys() else ""


def imported(sources: Sequence[Source]) -> Iterator[Imported]:
    """Every case type of the definition."""
    rows: dict[str, list[_Row]] = {sheet: [] for sheet in SHEETS}
    broken: list[TableFinding] = []
    for source in sources:
        for sheet, path, given in _sheets(source):
            for place, cells in enumerate(given):
                if isinstance(cells, dict):
                    rows[sheet].append(_Row(Place(source.name, (*path, place)), cells))
                else:
                    values = {"found": type_of(cells), "expected": ["object"]}
                    broken.append(TableFinding("wrong_type", (*path, place), values, file=source.name))
    types = dict.fromkeys(str(row.cells.get("CaseTypeID") or "") for row in (*rows[STATES], *rows[EVENTS]))
    by_type: dict[str, dict[str, list[_Row]]] = {name: {sheet: [] for sheet in SHEETS} for name in types}
    for sheet, given_rows in rows.items():
        for row in given_rows:
            if (name := str(row.cells.get("CaseTypeID") or "")) in by_type:
                by_type[name][sheet].append(row)
    for name, sheets in by_type.items():
        one = _CaseType(name, sheets).imported()
        yield Imported(one.name, one.form, one.document, one.places, (*broken, *one.findings), one.file)
        broken = []


class _CaseType:
    """One case type on its way into the form of format 1."""

    def __init__(self, name: str, sheets: Mapping[str, Sequence[_Row]]) -> None:
        self.name, self.sheets = name, sheets
        self.document: dict[str, Any] = {"format": FORMAT, "name": name or "?", "states": [], "steps": []}
        first = next(row for sheet in (EVENTS, STATES) for row in sheets[sheet])
        self.places: dict[Path, Place] = {(): Place(first.place.file, first.place.path[:-1])}
        self.findings: list[TableFinding] = []
        self.left: set[str] = set()

    def imported(self) -> Imported:
        if not self.sheets[EVENTS]:
            self._find("ccd_no_events", self.places[()], {})
        roles = self._authorised()
        for row in self.sheets[EVENTS]:
            self._event(row, roles)
        for row in self.sheets[STATES] or self._assumed():
            self._state(row)
        return Imported(self.name, "ccd", self.document, self.places, tuple(self.findings), self.places[()].file)

    def _authorised(self) -> dict[str, dict[str, Place]]:
        """The roles that may take each event, with their places."""
        events = {row.cells.get("ID") for row in self.sheets[EVENTS] if isinstance(row.cells.get("ID"), str)}
        found: dict[str, dict[str, Place]] = {}
        for row in self.sheets[AUTHORISATIONS]:
            event = row.cells.get("CaseEventID")
            if not isinstance(event, str) or event not in events:
                self._find("ccd_unknown_event", row.at("CaseEventID"), {"step": str(event)[:80]})
                continue
            for role, place in _roles(row):
                found.setdefault(event, {}).setdefault(role, place)
        return found

    def _event(self, row: _Row, roles: Mapping[str, Mapping[str, Place]]) -> None:
        event = row.cells.get("ID")
        for column in ("ID", AFTER):
            if not row.cells.get(column):
                self._find("missing_member", row.place, {"member": column})
        if not isinstance(event, str) or not event:
            return
        sources, enabling = _split(row.cells.get(BEFORE)), row.cells.get("EventEnablingCondition")
        ways = list(_ways(row.cells.get(AFTER)))
        if any(way is None for way in ways):
            self._find("ccd_condition", row.at(AFTER), {"found": str(row.cells.get(AFTER))[:120]})
        targets = [way for way in ways if way]
        if targets and all(condition for _, condition in targets):
            self._find("ccd_no_default", row.at(AFTER), {"step": event})
        for target, condition in targets:
            entry: dict[str, Any] = {"name": event}
            if sources:
                entry["from"] = "*" if "*" in sources else sources
            if target != "*":
                entry["to"] = target
                self.left.update(source for source in sources if source != target)
            if when := " AND ".join(str(each) for each in (enabling, condition) if each):
                entry["when"] = when
            if self.sheets[AUTHORISATIONS]:
                entry["roles"] = list(roles.get(event, ()))
            self._add("steps", entry, row, {"name": "ID", "from": BEFORE, "to": AFTER, "when": AFTER})
            at: Path = ("steps", len(self.document["steps"]) - 1, "roles")
            self.places.update({(*at, n): place for n, place in enumerate(roles.get(event, {}).values())})

    def _assumed(self) -> list[_Row]:
        """Rows for the states that the events name, where there is no sheet of states."""
        found: dict[str, _Row] = {}
        for row in self.sheets[EVENTS]:
            targets = [way[0] for way in _ways(row.cells.get(AFTER)) if way]
            for column, names in ((BEFORE, _split(row.cells.get(BEFORE))), (AFTER, targets)):
                for name in names:
                    found.setdefault(name, _Row(row.at(column), {"ID": name}))
        found.pop("*", None)
        if found:
            self._find("ccd_states_assumed", self.places[()], {"number": len(found)})
        return list(found.values())

    def _state(self, row: _Row) -> None:
        name = row.cells.get("ID")
        entry: dict[str, Any] = {"name": name}
        if not name:
            self._find("missing_member", row.place, {"member": "ID"})
            return
        if isinstance(label := row.cells.get("Name"), str) and label:
            entry["label"] = label
        if self.sheets[EVENTS] and name not in self.left and "*" not in self.left:
            entry["final"] = True
            self._find("ccd_end_assumed", row.place, {"state": name})
        self._add("states", entry, row, {"name": "ID", "label": "Name"} if self.sheets[STATES] else {})

    def _add(self, member: str, entry: dict[str, Any], row: _Row, columns: Mapping[str, str]) -> None:
        at: Path = (member, len(self.document[member]))
        self.document[member].append(entry)
        self.places[at] = row.place
        self.places.update({(*at, ours): row.at(theirs) for ours, theirs in columns.items() if theirs in row.cells})

    def _find(self, code: str, place: Place, values: Mapping[str, object]) -> None:
        self.findings.append(TableFinding(code, place.path, values, self.name, place.file))


def _roles(row: _Row) -> Iterator[tuple[str, Place]]:
    """The roles that a row lets take its event: one, several, or groups of several with rights of their own."""
    groups = row.cells.get("AccessControl")
    for number, group in enumerate(groups if isinstance(groups, list) else [row.cells]):
        if not isinstance(group, dict) or "C" not in str(group.get("CRUD", "")).upper():
            continue
        above: Path = ("AccessControl", number) if isinstance(groups, list) else ()
        for column in ("UserRole", "AccessProfile", "UserRoles"):
            given = group.get(column)
            for place, role in enumerate(given if isinstance(given, list) else [given]):
                if isinstance(role, str) and role:
                    yield role, row.at(*above, column, *((place,) if isinstance(given, list) else ()))


def _split(states: object) -> list[str]:
    given = states if isinstance(states, str) else ""
    return list(dict.fromkeys(name for each in re.split("[;,]", given) if (name := each.strip())))


_WAY = re.compile(r"(?P<state>[^()]*?)\s*(?:\((?P<condition>.*)\))?\s*(?::\s*\d+)?", re.DOTALL)


def _ways(after: object) -> Iterator[tuple[str, str] | None]:
    """(state, condition) of each part of a `PostConditionState`, None for one that cannot be read."""
    for part in _parts(after if isinstance(after, str) else ""):
        match = _WAY.fullmatch(part)
        if match is None or not match["state"].strip() or match["condition"] == "" or _open(part):
            yield None
        else:
            yield match["state"].strip(), (match["condition"] or "").strip()


def _parts(text: str) -> Iterator[str]:
    """What stands between semicolons that are in no quotes and no brackets."""
    depth, quoted, start = 0, False, 0
    for place, sign in enumerate(f"{text};"):
        if sign == '"':
            quoted = not quoted
        elif not quoted:
            depth += (sign == "(") - (sign == ")")
        if place == len(text) or (sign == ";" and depth <= 0 and not quoted):
            if part := text[start:place].strip():
                yield part
            start = place + 1


def _open(part: str) -> bool:
    bare = re.sub(r'"[^"]*"', "", part)
    return '"' in bare or bare.count("(") != bare.count(")")
