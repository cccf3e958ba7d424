"""What a plugin adds to a kind that is there already: steps, limits and guards, behind the kind's own and never weaker.

An added step is one of a new name. It leaves the record in its state, or it goes where the table goes from there
already, asks every guard that all of the table's own ways ask, and starts no less: nothing can be reached that could
not be reached, and by no easier way. An added limit has a new name and expires, if at all, as a step of the same
plugin. An added guard is asked beside those that are there. Nothing is ever taken away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce, wraps
from typing import Any

import attrs

from gridjustice.domain.record import NEW, Record
from gridjustice.errors import DefinitionError
from gridjustice.workflow.lint import Finding
from gridjustice.workflow.refusals import Reason, failed_plugin
from gridjustice.workflow.table import Act, Guard, Kind, Limit, Row, Step


def _is_text(thing: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if not isinstance(value, str) or not value:
        raise DefinitionError(f"{attribute.name} of an extension must be a text, not {value!r}")


def _are(wanted: type) -> Callable[[object, attrs.Attribute[Any], Any], None]:
    def validate(thing: object, attribute: attrs.Attribute[Any], value: Any) -> None:
        if not isinstance(value, tuple) or not all(isinstance(each, wanted) for each in value):
            raise DefinitionError(f"{attribute.name} of an extension must be a tuple of {wanted.__name__}: {value!r}")

    return validate


def _guards(thing: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if not isinstance(value, Mapping) or not all(
        isinstance(step, str) and isinstance(guards, tuple) and all(map(callable, guards))
        for step, guards in value.items()
    ):
        raise DefinitionError(f"guards of an extension must map a step's name to a tuple of functions, not {value!r}")


@attrs.frozen(kw_only=True)
class Extension:
    """What a plugin adds to one kind.

    Attributes:
        kind: name of the kind.
        steps: lines of its table.
        limits: lines of its table of limits.
        guards: by the name of a step that is there already, what else refuses it.
    """

    kind: str = attrs.field(validator=_is_text)
    steps: tuple[Step, ...] = attrs.field(default=(), validator=_are(Step))
    limits: tuple[Limit, ...] = attrs.field(default=(), validator=_are(Limit))
    guards: Mapping[str, tuple[Guard, ...]] = attrs.field(factory=dict, validator=_guards)


def extended(kind: Kind, extension: Extension, plugin: str) -> Kind:
    """The kind with what a plugin adds to it.

    Raises:
        DefinitionError: it would weaken the table, or names what the table does not have; says what, and who.
    """
    if found := list(weakened(kind, extension, plugin)):
        raise DefinitionError("; ".join(map(str, found)))
    steps = tuple(_guarded(step, extension.guards.get(step.step, ()), plugin) for step in kind.steps)
    there = {guard for row in kind.rows for guard in row.refused_if}
    added = [
        attrs.evolve(step, refused_if=tuple(g if g in there else _answering(g, plugin) for g in step.refused_if))
        for step in extension.steps
    ]
    longer = attrs.evolve(kind, steps=steps).extended(added, extension.limits)
    brought = {**kind.brought, **{step.step: plugin for step in extension.steps}}
    limits = {**kind.brought_limits, **{limit.name: plugin for limit in extension.limits}}
    return attrs.evolve(longer, brought=brought, brought_limits=limits)


def weakened(kind: Kind, extension: Extension, plugin: str) -> Iterator[Finding]:
    """What an extension must not do to a table, each with the plugin that brings it."""

    def finding(place: str, problem: str, detail: str) -> Finding:
        return Finding(kind.name, place, problem, f"plugin {plugin!r}: {detail}")

    own = {step.step: None for step in extension.steps}
    for row in (row for step in extension.steps for row in step.rows()):
        place = f"step {row.step} from {row.source}"
        if row.step in kind.facts:
            whose = kind.brought.get(row.step)
            has = f"plugin {whose!r} brings {row.step!r} too" if whose else f"the table has {row.step!r} already"
            yield finding(place, "weakens", f"{has}, and another row would pass by its guards; take a name of your own")
        elif detail := _easier(kind, row):
            yield finding(place, "weakens", detail)
    for limit in extension.limits:
        place = f"limit {limit.name}"
        if any(limit.name == other.name for other in kind.limits):
            yield finding(place, "weakens", "there is a limit of that name; take a name of your own")
        if limit.expires_as and limit.expires_as not in own:
            yield finding(place, "weakens", f"it may expire as a step of the same plugin, not as {limit.expires_as!r}")
    for step, guards in extension.guards.items():
        if step not in kind.facts:
            yield finding(f"guards of {step}", "dangling", f"{kind.name} has no step {step!r}")
        for guard in guards:
            if not getattr(guard, "__name__", "").isidentifier():
                yield finding(f"guards of {step}", "dangling", f"a guard is a function with a name, not {guard!r}")


def _easier(kind: Kind, row: Row) -> str:
    """Why the table would be weaker with this row of a new step; empty where it would not."""
    if row.source == row.target and row.source != NEW:
        return ""
    ways = [each for each in kind.rows if (each.source, each.target) == (row.source, row.target)]
    if not ways:
        return (
            f"the table has no way from {row.source!r} to {row.target!r}; leave the state as it is (SAME), or make a "
            "kind of your own that points at the record"
        )
    if missing := [g.__name__ for g in _shared(set(each.refused_if) for each in ways) - set(row.refused_if)]:
        return f"every way from {row.source!r} to {row.target!r} asks {', '.join(sorted(missing))}; ask it too"
    starts = ({limit.name for limit in kind.limits if each.step in limit.starts} for each in ways)
    if started := _shared(starts):
        return (
            f"every way from {row.source!r} to {row.target!r} starts {', '.join(sorted(started))}, and a step of a "
            "plugin cannot; leave the state as it is (SAME)"
        )
    return ""


def _shared(sets: Iterable[set[Any]]) -> set[Any]:
    return reduce(set.intersection, sets)


def _guarded(step: Step, guards: tuple[Guard, ...], plugin: str) -> Step:
    """The step with what else refuses it, asked after its own guards."""
    if not guards:
        return step
    return attrs.evolve(step, refused_if=(*step.refused_if, *(_answering(guard, plugin) for guard in guards)))


def _answering(guard: Guard, plugin: str) -> Guard:
    """The plugin's guard, which refuses with the plugin's name where it fails instead of answering."""

    @wraps(guard)
    def asked(record: Any, facts: Any, act: Act) -> Reason | None:
        outside: list[Exception] = []

        def look(record_id: str) -> Record | None:
            try:
                return act.look(record_id)
            except Exception as problem:
                outside.append(problem)  # the storage's, which the plugin is not to blame for
                raise

        try:
            answer = guard(record, facts, attrs.evolve(act, look=look))
            if answer is not None and not isinstance(answer, Reason):
                raise TypeError(f"a guard returns a Reason or None, not {type(answer).__name__}")
            if answer is not None and answer.basis and answer.basis not in act.law.bases():
                raise LookupError(f"the law has no basis {answer.basis!r}")
            return answer
        except Exception as problem:
            if outside:
                raise
            raise failed_plugin(plugin, f"guard {guard.__name__}", problem) from problem

    asked.brought_by = plugin  # type: ignore[attr-defined]  # an attribute of the function, for lists of what is added
    return asked
