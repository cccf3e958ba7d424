"""Business services of DIGIT (eGovernments Foundation, also DRISTI of PUCAR) as workflows of format 1.

What is read: `businessService`, its `states` with `state`, `isStartState`, `isTerminateState`, `sla`, and their
`actions` with `action`, `nextState` (a state's name, or its uuid where a service was exported), `roles` and `active`.
A state without a name is where records begin: its actions become steps without `from`. Lengths are milliseconds.

What is lost: tenants, audit details, `docUploadRequired`, `isStateUpdatable`, `applicationStatus`; and whatever a
service does in its code when an action is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gridjustice.workflow.foreign.findings import Path, TableFinding
from gridjustice.workflow.foreign.imported import Imported, Place, Source
from gridjustice.workflow.foreign.shape import FORMAT, type_of

_UNITS = (("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000), ("second", 1_000))


def recognises(data: object) -> bool:
    """Whether it is a business service, or a request or answer with some."""
    return any(True for _ in _services(data))


def imported(sources: Sequence[Source]) -> Iterator[Imported]:
    """Every business service of the files."""
    for source in sources:
        for path, service in _services(source.data):
            yield _Service(source.name, path, service).imported()


def _services(data: object) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    if isinstance(data, dict) and "BusinessServices" in data:
        given = data["BusinessServices"]
        listed, path = (given, ("BusinessServices",)) if isinstance(given, list) else ([given], ())
    else:
        listed, path = (data, ()) if isinstance(data, list) else ([data], ())
    for place, service in enumerate(listed):
        if isinstance(service, dict) and isinstance(service.get("states"), list) and "businessService" in service:
            yield (*path, place) if listed is data or path else _above(data), service


def _above(data: object) -> Path:
    return ("BusinessServices",) if isinstance(data, dict) and "BusinessServices" in data else ()


class _Service:
    """One business service on its way into the form of format 1."""

    def __init__(self, file: str, path: Path, service: Mapping[str, Any]) -> None:
        self.file, self.path, self.service = file, path, service
        given = service["businessService"]
        self.name = given if isinstance(given, str) else ""
        self.document: dict[str, Any] = {"format": FORMAT, "name": given, "states": [], "steps": []}
        self.places: dict[Path, Place] = {(): Place(file, path)}
        self.findings: list[TableFinding] = []
        self.limits: list[dict[str, Any]] = []
        self.names = {
            state["uuid"]: state["state"]
            for state in service["states"]
            if isinstance(state, dict) and isinstance(state.get("uuid"), str) and state.get("state")
        }

    def imported(self) -> Imported:
        self._at(("name",), ("businessService",))
        states = [(("states", place), state) for place, state in enumerate(self.service["states"])]
        for path, state in states:
            if not isinstance(state, dict):
                values = {"found": type_of(state), "expected": ["object"]}
                self._find("wrong_type", path, values)
        kept = [(path, state) for path, state in states if isinstance(state, dict)]
        begins = any(not state.get("state") for _, state in kept)
        for path, state in kept:
            if state.get("state"):
                self._state(path, state, begins=begins)
            for place, action in enumerate(_list(state.get("actions"))):
                self._action((*path, "actions", place), state, action)
        self._limit("sla", self.service.get("businessServiceSla"), ("businessServiceSla",), {})
        if self.limits:
            self.document["limits"] = self.limits
        return Imported(self.name, "digit", self.document, self.places, tuple(self.findings), self.file)

    def _state(self, path: Path, state: Mapping[str, Any], *, begins: bool) -> None:
        entry: dict[str, Any] = {"name": state["state"]}
        at: Path = ("states", len(self.document["states"]))
        if state.get("isStartState") is True:
            if begins:
                self._find("digit_start", (*path, "isStartState"), {"state": state["state"]})
            else:
                entry["initial"] = True
        if state.get("isTerminateState") is True:
            entry["final"] = True
        self.document["states"].append(entry)
        self._at(at, path)
        for member, theirs in (("name", "state"), ("initial", "isStartState"), ("final", "isTerminateState")):
            self._at((*at, member), (*path, theirs))
        self._limit(f"sla of {state['state']}", state.get("sla"), (*path, "sla"), {"runs_in": [state["state"]]})

    def _action(self, path: Path, state: Mapping[str, Any], action: object) -> None:
        if not isinstance(action, dict):
            self._find("wrong_type", path, {"found": type_of(action), "expected": ["object"]})
            return
        if action.get("active") is False:
            self._find("digit_inactive", path, {"step": action.get("action")})
            return
        at: Path = ("steps", len(self.document["steps"]))
        following = action.get("nextState")
        entry = {"name": action.get("action"), "to": _named(self.names, following)}
        if state.get("state"):
            entry["from"] = [state["state"]]
        if action.get("roles") is not None:
            entry["roles"] = action["roles"]
        self.document["steps"].append(entry)
        self._at(at, path)
        for member, theirs in (("name", "action"), ("to", "nextState"), ("roles", "roles")):
            self._at((*at, member), (*path, theirs))
        for place, _ in enumerate(_list(action.get("roles"))):
            self._at((*at, "roles", place), (*path, "roles", place))

    def _limit(self, name: str, length: object, path: Path, more: Mapping[str, Any]) -> None:
        if length is None or length == 0:
            return
        if not isinstance(length, int) or isinstance(length, bool) or length < 0 or length % 1_000:
            self._find("digit_length", path, {"found": str(length)[:40]})
            return
        unit, size = next((unit, size) for unit, size in _UNITS if length % size == 0)
        at: Path = ("limits", len(self.limits))
        self.limits.append({"name": name, "number": length // size, "unit": unit, **more})
        self._at(at, path)

    def _at(self, ours: Path, theirs: Path) -> None:
        self.places[ours] = Place(self.file, (*self.path, *theirs))

    def _find(self, code: str, path: Path, values: Mapping[str, object]) -> None:
        self.findings.append(TableFinding(code, (*self.path, *path), values, self.name, self.file))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _named(names: Mapping[str, str], state: object) -> object:
    return names.get(state, state) if isinstance(state, str) else state
