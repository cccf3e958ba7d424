"""What is wrong with a table, said precisely: found when it is defined, and by ``gridjustice workflow lint``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from gridjustice.domain.record import NEW, Role, Scope
from gridjustice.language import Catalogue, Language
from gridjustice.law import LawBook, Watch
from gridjustice.workflow.graph import reached, turned
from gridjustice.workflow.rules import Public
from gridjustice.workflow.table import OWN_RIGHT, Audience, Kind, Limit, Row

BUILT_IN_ROLES = ((Role.OPERATOR, Scope.EVERYWHERE), (Role.SYSTEM, Scope.EVERYWHERE))


@attrs.frozen
class Finding:
    """One thing that is wrong.

    Attributes:
        kind: name of the table.
        place: ``step report from new``, ``state failed``, ``limit triage`` ...
        problem: one of `PROBLEMS`.
        detail: what exactly, in English.
    """

    kind: str
    place: str
    problem: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.place}: {self.detail} [{self.problem}]"


PROBLEMS = (
    "dangling",
    "facts",
    "hidden",
    "ambiguous",
    "weakens",
    "no_birth",
    "unreachable",
    "dead_end",
    "no_way_out",
    "nobody",
    "no_limit",
    "no_figure",
    "no_basis",
    "no_path",
    "no_notice",
    "no_label",
    "public",
)

UNUSABLE = frozenset(("dangling", "facts", "hidden", "ambiguous", "no_birth", "public"))
"""Those of the problems with which no step could be taken as the table means it, or must not be (P49)."""


def lint(kind: Kind, kinds: Mapping[str, Kind], law: LawBook, catalogue: Catalogue) -> list[Finding]:
    """Everything that is wrong with a table; an empty list when nothing is.

    Args:
        kind: the table.
        kinds: all tables, since the roles that one asks for are given by others.
        law: must know every figure and basis.
        catalogue: must have every label and notice, in all languages.
    """
    findings = [*_structure(kind), *_people(kind, kinds), *_law(kind, law), *_watching(kind, kinds, law)]
    for language in Language:
        for place, key in words_of(kind):
            if not catalogue.has(language, key):
                problem = "no_notice" if key.startswith("notice.") else "no_label"
                findings.append(Finding(kind.name, place, problem, f"no {language.tag} text for {key}"))
    return findings


def unlawful(kind: Kind, law: LawBook) -> list[str]:
    """What of the law a table names that the law book does not have."""
    return [str(finding) for finding in _law(kind, law)]


def unlawful_paths(law: LawBook) -> list[str]:
    """What the law book says of whom warnings tell that no table could follow."""
    return [f"{place}: {detail}" for place, detail in _paths(law)]


def structural_problems(kind: Kind) -> list[str]:
    """What makes a table unusable at all."""
    return [str(f) for f in _structure(kind) if f.problem in UNUSABLE]


def words_of(kind: Kind) -> list[tuple[str, str]]:
    """(place, key) of every word a table needs in the catalogues."""
    words = [("kind", f"kind.{kind.name}")]
    words += [(f"state {s.value}", f"{kind.name}.state.{s.value}") for s in kind.states]
    words += [(f"step {step}", f"{kind.name}.step.{step}") for step in kind.facts]
    words += [(f"limit {limit.name}", f"{kind.name}.limit.{limit.name}") for limit in kind.limits]
    told = dict.fromkeys(row.step for row in kind.rows if row.tells or row.tells_by)
    words += [(f"step {step}", f"notice.{kind.name}.{step}") for step in told]
    roles = dict.fromkeys(held.word for row in kind.rows for held in row.who.leaves())
    words += [(word.replace(".", " "), word) for word in roles]
    words += [(f"facts of {step}", f"facts.{name}") for step, names in kind.fields.items() for name in names]
    return list(dict.fromkeys(words))


def _structure(kind: Kind) -> Iterable[Finding]:
    """What can be seen in the table alone."""
    states = {str(s.value) for s in kind.states}
    yield from _rows(kind, states)
    if kind.cited_by and not _has(kind.record, kind.cited_by):
        yield Finding(kind.name, "table", "dangling", f"a {kind.name} has no {kind.cited_by!r}")
    yield from _limits(kind, states)
    yield from _variants(kind)
    yield from _ways(kind, states)


def _rows(kind: Kind, states: set[str]) -> Iterable[Finding]:
    alike: dict[tuple[str, str], list[Row]] = {}
    for row in kind.rows:
        for state in {row.source, row.target} - states - {NEW}:
            yield Finding(kind.name, _place(row), "dangling", f"{state!r} is no state of {kind.name}")
        if row.target == NEW:
            yield Finding(kind.name, _place(row), "dangling", "nothing goes back to before its birth")
        if row.facts is not kind.facts[row.step]:
            yield Finding(kind.name, _place(row), "facts", "rows of one step ask for different facts")
        if row.decides and row.is_birth:
            yield Finding(kind.name, _place(row), "facts", "nothing is decided about what is not born yet")
        if Audience.PUBLIC in row.may_tell and (row.guarded or not isinstance(kind.may_see, Public)):
            yield Finding(kind.name, _place(row), "public", "it tells everybody of what not everybody may see")
        before = alike.setdefault((row.step, row.source), [])
        for earlier in before:
            if _hides(earlier, row):
                detail = f"an earlier row to {earlier.target!r} always comes first"
                yield Finding(kind.name, _place(row), "hidden", detail)
        before.append(row)
    if not any(row.is_birth for row in kind.rows):
        yield Finding(kind.name, "table", "no_birth", "no step starts from NEW")


def _limits(kind: Kind, states: set[str]) -> Iterable[Finding]:
    steps = {row.step for row in kind.rows}
    for limit in kind.limits:
        place = f"limit {limit.name}"
        for step in dict.fromkeys((*limit.starts, *limit.ends, *sorted(limit.changed_by), limit.expires_as)):
            if step and step not in steps:
                yield Finding(kind.name, place, "dangling", f"{step!r} is no step of {kind.name}")
        for state in set(limit.runs_in) - states:
            yield Finding(kind.name, place, "dangling", f"{state!r} is no state of {kind.name}")
        if limit.from_day and not _has(kind.record, limit.from_day):
            yield Finding(kind.name, place, "dangling", f"a {kind.name} has no {limit.from_day!r}")
        measured = [(s, limit.extension) for s in limit.extended_by] + [(s, "days") for s in limit.left_out_by]
        for step, fact in dict.fromkeys(measured):
            if step in steps and not _has(kind.facts_of(step), fact):
                yield Finding(kind.name, place, "dangling", f"the facts of {step!r} have no {fact!r}")


def _variants(kind: Kind) -> Iterable[Finding]:
    """Limits of one name: told apart by their figures, alike in how they expire, each with a chance to apply."""
    for index, limit in enumerate(kind.limits):
        place = f"limit {limit.name}"
        for earlier in (each for each in kind.limits[:index] if each.name == limit.name):
            if earlier.figure == limit.figure:
                detail = f"the figure {limit.figure!r} stands there twice"
                yield Finding(kind.name, place, "ambiguous", detail)
            if earlier.expires_as != limit.expires_as:
                detail = f"expires as {earlier.expires_as!r} and as {limit.expires_as!r}"
                yield Finding(kind.name, place, "ambiguous", detail)
            if _forestalls(earlier, limit):
                detail = f"an earlier one with {earlier.figure!r} always applies first"
                yield Finding(kind.name, place, "hidden", detail)


def _forestalls(earlier: Limit, later: Limit) -> bool:
    runs = not earlier.runs_in or (later.runs_in and set(earlier.runs_in) >= set(later.runs_in))
    applies = earlier.applies_when is None or earlier.applies_when is later.applies_when
    return bool(runs and applies and set(earlier.starts) >= set(later.starts))


def _has(cls: type, attribute: str) -> bool:
    """Whether the class has that field or property."""
    return attribute in {field.name for field in attrs.fields(cls)} or hasattr(cls, attribute)


def _ways(kind: Kind, states: set[str]) -> Iterable[Finding]:
    def finding(place: str, problem: str, detail: str) -> Finding:
        return Finding(kind.name, place, problem, detail)

    onward: dict[str, set[str]] = {state: set() for state in (*states, NEW)}
    for row in kind.rows:
        onward.setdefault(row.source, set()).add(row.target)
    found = reached([NEW], onward)
    for state in sorted(states - found):
        yield finding(f"state {state}", "unreachable", "no way leads to it")
    ending = reached(kind.ends, turned(onward))
    for state in sorted(states & found - set(kind.ends)):
        if state not in ending:
            yield finding(f"state {state}", "dead_end", "no way leads from it to an end")
        if not any(state in limit.runs_in for limit in kind.limits) and state not in kind.untimed:
            yield finding(f"state {state}", "no_limit", "no limit runs in it, and it is not said to be untimed")
    if kind.leaves_by:
        leaving = {row.source for row in kind.rows if row.step == kind.leaves_by and not row.profiles}
        for state in sorted(states - leaving - set(kind.leaves_not)):
            yield finding(f"state {state}", "no_way_out", f"{kind.leaves_by!r} cannot be taken from it")


def _people(kind: Kind, kinds: Mapping[str, Kind]) -> Iterable[Finding]:
    given = {*BUILT_IN_ROLES}
    for other in kinds.values():
        given.update((role, scope) for role, scope in other.gives if scope is not Scope.RECORD)
    given.update((role, scope) for role, scope in kind.gives if scope is Scope.RECORD)
    for row in kind.rows:
        if not any((held.role, held.scope) in given for held in row.who.leaves()):
            yield Finding(kind.name, _place(row), "nobody", "no kind of record gives anybody the role it asks for")


def _law(kind: Kind, law: LawBook) -> Iterable[Finding]:
    figures, bases = set(law.figures()), set(law.bases())
    for limit in kind.limits:
        if limit.figure not in figures:
            yield Finding(kind.name, f"limit {limit.name}", "no_figure", f"the law has no figure {limit.figure!r}")
        elif not all(figure.unit.is_time for figure in law.figures()[limit.figure]):
            yield Finding(kind.name, f"limit {limit.name}", "no_figure", f"{limit.figure!r} is no length of time")
    for row in kind.rows:
        if row.basis and row.basis not in bases:
            yield Finding(kind.name, _place(row), "no_basis", f"the law has no basis {row.basis!r}")


def _watching(kind: Kind, kinds: Mapping[str, Kind], law: LawBook) -> Iterable[Finding]:
    """Limits that nobody is warned of, and rules of the data for limits and people that there are not."""
    rules = law.watching
    is_first = kind.name == next(iter(kinds), kind.name)

    def finding(place: str, detail: str) -> Finding:
        return Finding(kind.name, place, "no_path", detail)

    for limit in kind.limits:
        place = f"limit {limit.name}"
        if not limit.owed_by:
            yield finding(place, "nobody is said to be bound by it (owed_by), so nobody is reminded of it")
        for bound in limit.owed_by:
            if bound.value not in rules.paths:
                yield finding(place, f"the data has no path for {bound.value!r}, whom it binds")
            if limit.guarded and bound in OWN_RIGHT:
                yield finding(place, f"it is guarded, and {bound.value!r} would learn of it")
    for key, line in rules.rules.items():
        of, _, name = line[-1].limit.partition(".")
        if of == kind.name and all(limit.name != name for limit in kind.limits):
            yield finding(f"watch {key}", f"the table has no limit {name!r}")
        if of and of not in kinds and is_first:
            yield finding(f"watch {key}", f"there is no kind {of!r}")
    if is_first:  # the paths are those of all tables: they are looked at with the first
        yield from (finding(place, detail) for place, detail in _paths(law))


def _paths(law: LawBook) -> Iterable[tuple[str, str]]:
    """What no path of the data may say, with its place."""
    audiences = {audience.value for audience in Audience}
    for path in (each for line in law.watching.paths.values() for each in line):
        place = f"path {path.bound}"
        if unknown := sorted({path.bound, *(name for told in path.tells.values() for name in told)} - audiences):
            yield place, f"there is no audience {unknown[0]!r}"
        elif Audience(path.bound) in OWN_RIGHT and any(path.tells[w] for w in Watch if w is not Watch.REMIND):
            yield place, "nobody is urged of a right or period of their own"


def _hides(earlier: Row, later: Row) -> bool:
    covers = not earlier.profiles or (later.profiles and earlier.profiles >= later.profiles)
    return bool(covers and (earlier.when is None or earlier.when is later.when))


def _place(row: Row) -> str:
    return f"step {row.step} from {row.source}"
