"""What is wrong with a stranger's workflow: its form first, then what its states, steps, people and limits mean.

Every finding is given, not the first alone: what is not of the form is left out of what follows. Time and memory are
linear in the size of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs

from gridjustice.workflow.foreign.findings import Names, Path, TableFinding
from gridjustice.workflow.foreign.shape import misshapen
from gridjustice.workflow.graph import reached, traps, turned

EVERY = "*"
"""As a source: every state; as a role: everybody."""

_LANGUAGES = 16
"""Where labels come in more languages than these, none is missed in any: something else was meant."""

_ANYWHERE, _ELSEWHERE = "\0anywhere", "\0elsewhere"
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def check(document: object) -> list[TableFinding]:
    """Everything that is wrong with a document of format 1; an empty list when nothing is."""
    found = list(misshapen(document))
    if isinstance(document, dict):
        outline = Outline(document)
        for part in (_names, _beginnings, _ends, _ambiguities, _people, _leaving, _limits):
            found += part(outline)
    return found


@attrs.frozen
class Named:
    """A name with where it stands."""

    name: str
    path: Path


@attrs.frozen
class Way:
    """An entry of the steps, as far as it is of the form.

    Attributes:
        name: of the step.
        path: of the entry.
        sources: states, `EVERY`, or none, where the step begins a record.
        target: a state, or None where the record stays.
        roles: who may take it; None where nothing is said of it.
        when: the condition; empty where there is none.
    """

    name: str
    path: Path
    sources: tuple[Named, ...]
    target: Named | None
    roles: tuple[Named, ...] | None
    when: str
    begins: bool


@attrs.define(slots=False)
class Outline:
    """What of a document can be read, for the checks."""

    document: dict[str, Any]
    _entries: dict[str, list[tuple[Path, dict[str, Any], str]]] = attrs.field(factory=dict, init=False)

    def entries(self, member: str) -> list[tuple[Path, dict[str, Any], str]]:
        """(path, entry, name) of what has a name."""
        if member in self._entries:
            return self._entries[member]
        given = self.document.get(member)
        self._entries[member] = [
            ((member, place), entry, entry["name"])
            for place, entry in enumerate(given if isinstance(given, list) else ())
            if isinstance(entry, dict) and isinstance(entry.get("name"), str) and entry["name"]
        ]
        return self._entries[member]

    @cached_property
    def states(self) -> dict[str, Named]:
        """The states by name, the first of each."""
        return _first(self.entries("states"))

    @cached_property
    def roles(self) -> dict[str, Named]:
        """The roles that are said to be there."""
        return _first(self.entries("roles"))

    @cached_property
    def ways(self) -> list[Way]:
        """The steps."""
        return [_way(*entry) for entry in self.entries("steps")]

    @cached_property
    def steps(self) -> dict[str, Named]:
        """The names of the steps."""
        return _first(self.entries("steps"))

    def marked(self, mark: str) -> list[Named]:
        """The states with a mark that is true, each once."""
        of = {
            name: Named(name, (*path, mark)) for path, entry, name in self.entries("states") if entry.get(mark) is True
        }
        return list(of.values())

    @cached_property
    def finals(self) -> set[str]:
        """The names of the final states."""
        return {state.name for state in self.marked("final")}

    @cached_property
    def births(self) -> list[Way]:
        """The steps that begin a record."""
        return [way for way in self.ways if way.begins]

    @cached_property
    def meant(self) -> dict[str, str]:
        """Each name of the steps that is no state, with the state that may be meant; empty where none is like it."""
        names, known = dict[str, str](), Names(self.states)
        for way in self.ways:
            for named in (*way.sources, *((way.target,) if way.target else ())):
                if named.name not in self.states and named.name not in names:
                    names[named.name] = known.near(named.name)
        return names

    def state(self, name: str) -> str:
        """The state of that name, the one that is meant by it, or the place behind all that is not known.

        So a misspelt name is told as such, and not once more as a state that nothing leaves or leads to.
        """
        return name if name in self.states else self.meant.get(name) or _ELSEWHERE

    @cached_property
    def onward(self) -> dict[str, list[str]]:
        """The ways between states; what can be taken everywhere goes through one place that is no state."""
        ways: dict[str, list[str]] = {state: [] for state in (*self.states, _ELSEWHERE)}
        anywhere = [self.state(way.target.name) for way in self.ways if way.target and _is_every(way)]
        if anywhere:
            for leads in ways.values():
                leads.append(_ANYWHERE)
            ways[_ANYWHERE] = list(dict.fromkeys(anywhere))
        for way in self.ways:
            target = self.state(way.target.name) if way.target else ""
            for source in way.sources if target else ():
                state = self.state(source.name)
                if source.name != EVERY and state != target:
                    ways[state].append(target)
        return ways

    def leaves(self, state: str) -> bool:
        """Whether some step leads from the state to another."""
        first = self.onward[state]
        if not first or first[0] != _ANYWHERE:
            return bool(first)
        return len(first) > 1 or self.onward[_ANYWHERE] != [state]

    @cached_property
    def reached(self) -> set[str]:
        """The states that a record can come to."""
        start = [state.name for state in self.marked("initial")]
        start += [self.state(way.target.name) for way in self.births if way.target]
        return reached(start, self.onward)


def _first(entries: Sequence[tuple[Path, object, str]]) -> dict[str, Named]:
    found: dict[str, Named] = {}
    for path, _, name in entries:
        found.setdefault(name, Named(name, path))
    return found


def _way(path: Path, entry: Mapping[str, Any], name: str) -> Way:
    target, when = entry.get("to"), entry.get("when")
    source = entry.get("from")
    if isinstance(source, str) and source:
        sources: tuple[Named, ...] = (Named(source, (*path, "from")),)
    else:
        sources = tuple(_listed(entry, "from", path))
    return Way(
        name=name,
        path=path,
        sources=sources,
        target=Named(target, (*path, "to")) if isinstance(target, str) and target else None,
        roles=tuple(_listed(entry, "roles", path)) if isinstance(entry.get("roles"), list) else None,
        when=when if isinstance(when, str) else "",
        begins="from" not in entry,
    )


def _listed(entry: Mapping[str, Any], member: str, path: Path) -> Iterator[Named]:
    given = entry.get(member)
    for place, name in enumerate(given if isinstance(given, list) else ()):
        if isinstance(name, str) and name:
            yield Named(name, (*path, member, place))


def _is_every(way: Way) -> bool:
    return any(source.name == EVERY for source in way.sources)


# Names.


def _names(outline: Outline) -> Iterator[TableFinding]:
    for member in ("states", "roles", "limits"):
        yield from _duplicates(outline, member)
    for state in outline.states.values():
        if not _PLAIN.fullmatch(state.name):
            yield TableFinding("not_plain", (*state.path, "name"), {"name": state.name})
    for member in ("states", "steps", "roles", "limits"):
        yield from _labels(outline, member)
    for way in outline.ways:
        for named in (*way.sources, *((way.target,) if way.target else ())):
            if named.name not in outline.states and (named.name != EVERY or named is way.target):
                yield TableFinding("unknown_state", named.path, {"name": named.name, "near": outline.meant[named.name]})


def _unknown(what: str, named: Named, known: Names) -> TableFinding:
    return TableFinding(f"unknown_{what}", named.path, {"name": named.name, "near": known.near(named.name)})


def _duplicates(outline: Outline, member: str) -> Iterator[TableFinding]:
    seen: dict[str, Path] = {}
    for path, _, name in outline.entries(member):
        if name in seen:
            yield TableFinding("duplicate_name", (*path, "name"), {"name": name, "at": seen[name]})
        seen.setdefault(name, path)


def _labels(outline: Outline, member: str) -> Iterator[TableFinding]:
    """Those that have no words in a language in which others of their sort have some."""
    given = {path: entry["label"] for path, entry, _ in outline.entries(member) if isinstance(entry.get("label"), dict)}
    languages = dict.fromkeys(language for words in given.values() for language in words)
    for path, words in given.items():
        for language in languages.keys() - words.keys() if len(languages) <= _LANGUAGES else ():
            yield TableFinding("no_label", (*path, "label"), {"language": language})


# Ways.


def _beginnings(outline: Outline) -> Iterator[TableFinding]:
    initial = outline.marked("initial")
    if not initial and not outline.births and outline.states:
        yield TableFinding("no_initial", ("states",))
    for state in initial[1:]:
        yield TableFinding("several_initial", state.path, {"name": state.name, "first": initial[0].name})
    if initial and outline.births:
        step = outline.births[0]
        yield TableFinding("starts_twice", initial[0].path, {"name": initial[0].name, "step": step.name})
    for way in outline.births:
        if way.target is None:
            yield TableFinding("begins_nowhere", way.path, {"step": way.name})
    if outline.reached - {_ELSEWHERE}:
        for name, state in outline.states.items():
            if name not in outline.reached:
                yield TableFinding("unreachable", state.path, {"state": name})


def _ends(outline: Outline) -> Iterator[TableFinding]:
    here = [name for name in outline.states if name in outline.reached or not outline.reached]
    if not outline.finals:
        if outline.states:
            stays = [name for name in here if not outline.leaves(name)][:10]
            yield TableFinding("no_final", ("states",), {"states": stays})
        return
    ending = reached({_ELSEWHERE, *outline.finals}, turned(outline.onward))
    stuck = [name for name in here if name not in ending]
    for group in traps(stuck, outline.onward):
        states = [name for name in group if name != _ANYWHERE]
        first = min((outline.states[name] for name in states), key=lambda state: state.path)
        if len(states) == 1:
            yield TableFinding("dead_end", first.path, {"state": first.name})
        else:
            yield TableFinding("trapped", first.path, {"states": sorted(states)[:10], "number": len(states)})
    way_out = _way_out(outline)
    for way in outline.ways:
        for source in way.sources if way.target and way.name != way_out else ():
            if way.target and source.name in outline.finals and source.name != way.target.name:
                yield TableFinding("final_goes_on", source.path, {"state": source.name, "step": way.name})


def _ambiguities(outline: Outline) -> Iterator[TableFinding]:
    """Entries of one step that hold for the same state under the same condition."""
    first: dict[tuple[str, str, str], tuple[Way, set[str]]] = {}
    for way in sorted(outline.ways, key=lambda each: not _is_every(each)):
        roles = {role.name for role in way.roles or ()}
        for source in way.sources or (Named("", way.path),):
            key = (way.name, source.name, way.when)
            before = first.get(key) or first.get((way.name, EVERY, way.when) if source.name else key)
            if before is None:
                first[key] = (way, roles)
                continue
            earlier, taken = before
            yield _ambiguous(
                way, source, earlier, shared=not (roles and taken) or bool(roles & taken | (roles | taken) & {EVERY})
            )
            taken |= roles


def _ambiguous(way: Way, source: Named, earlier: Way, *, shared: bool) -> TableFinding:
    targets = [each.target.name if each.target else source.name for each in (earlier, way)]
    values = {"step": way.name, "state": source.name, "targets": targets, "at": earlier.path}
    if targets[0] == targets[1]:
        return TableFinding("repeated_step", source.path, values)
    return TableFinding("ambiguous" if shared else "ambiguous_by_role", source.path, values)


# People.


def _people(outline: Outline) -> Iterator[TableFinding]:
    if not any(way.roles for way in outline.ways):
        if outline.ways:
            yield TableFinding("no_people", ("steps",))
    else:
        for way in outline.ways:
            if not way.roles:
                yield TableFinding("nobody", way.path, {"step": way.name})
    if "roles" not in outline.document:
        return
    known, used = Names(outline.roles), set[str]()
    for way in outline.ways:
        for role in way.roles or ():
            used.add(role.name)
            if role.name not in outline.roles and role.name != EVERY:
                yield _unknown("role", role, known)
    for name, role in outline.roles.items():
        if name not in used and EVERY not in used:
            yield TableFinding("unused_role", role.path, {"role": name})


def _way_out(outline: Outline) -> str:
    given = outline.document.get("leaves_by")
    step = given.get("step") if isinstance(given, dict) else None
    return step if isinstance(step, str) else ""


def _leaving(outline: Outline) -> Iterator[TableFinding]:
    """Whether a party can leave every state, and the step that is promised for it can be taken everywhere."""
    given = outline.document.get("leaves_by")
    excepted: set[str] = set()
    if isinstance(given, dict):
        for named in _listed(given, "except", ("leaves_by",)):
            excepted.add(named.name)
            if named.name not in outline.states:
                yield _unknown("state", named, Names(outline.states))
    parties = {name for path, entry, name in outline.entries("roles") if entry.get("party") is True} | {EVERY}
    step = _way_out(outline)
    by_step = _left(way for way in outline.ways if way.name == step)
    freed = _timed(outline) | _left(w for w in outline.ways if w.roles and parties & {role.name for role in w.roles})
    if step and step not in outline.steps:
        yield _unknown("step", Named(step, ("leaves_by", "step")), Names(outline.steps))
        step = ""
    for name, state in outline.states.items():
        if name in outline.finals or name in excepted or name not in outline.reached:
            continue
        if step and not by_step & {name, EVERY}:
            yield TableFinding("no_way_out", state.path, {"state": name, "step": step})
        if len(parties) > 1 and not freed & {name, EVERY} and outline.leaves(name):
            yield TableFinding("party_stuck", state.path, {"state": name})


def _timed(outline: Outline) -> set[str]:
    """The states out of which a limit leads in the end; `EVERY` where one runs in all of them."""
    states: set[str] = set()
    for path, entry, _ in outline.entries("limits"):
        expires = entry.get("expires_as")
        if isinstance(expires, str) and expires in outline.steps:
            states |= {state.name for state in _listed(entry, "runs_in", path)} or {EVERY}
    return states


def _left(ways: Iterator[Way]) -> set[str]:
    return {s.name for way in ways if way.target for s in way.sources if s.name != way.target.name}


# Limits.


def _limits(outline: Outline) -> Iterator[TableFinding]:
    states, steps = Names(outline.states), Names(outline.steps)
    for path, entry, name in outline.entries("limits"):
        expires = entry.get("expires_as")
        alone = [Named(expires, (*path, "expires_as"))] if isinstance(expires, str) and expires else []
        for named in (*_listed(entry, "starts", path), *_listed(entry, "ends", path), *alone):
            if named.name not in outline.steps:
                yield _unknown("step", named, steps)
        ended = any(named.name in outline.steps for named in _listed(entry, "ends", path))
        for state in _listed(entry, "runs_in", path):
            values = {"limit": name, "state": state.name}
            if state.name not in outline.states:
                yield _unknown("state", state, states)
            elif state.name in outline.finals:
                yield TableFinding("limit_in_final", state.path, values)
            elif not ended and not outline.leaves(state.name):
                yield TableFinding("limit_endless", state.path, values)
