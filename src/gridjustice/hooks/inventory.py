"""What each plugin adds, by name: asked of the plugins, written down nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from gridjustice.errors import GridJusticeError
from gridjustice.hooks.finding import Candidate, usable
from gridjustice.hooks.plugins import Plugins
from gridjustice.workflow.extending import Extension
from gridjustice.workflow.table import Kind


@attrs.frozen
class Offer:
    """A plugin and what it adds.

    Attributes:
        name: of its entry point.
        distribution: the distribution it came with; empty where it was handed in.
        version: of the distribution.
        adds: names of what it adds, by what it is: ``kinds``, ``steps``, ``limits``, ``guards``, ``decides``, ``hears``
            and, for every other hook ``provide_*``, what the hook is called behind that.
    """

    name: str
    distribution: str
    version: str
    adds: Mapping[str, tuple[str, ...]]


def list_plugins(candidates: Iterable[Candidate]) -> list[Offer]:
    """What each of them adds; a plugin that cannot be asked adds nothing."""
    found = list(candidates)
    added = {candidate.name: _added(candidate) for candidate in usable(found)}
    return [Offer(each.name, each.distribution, each.version, added.get(each.name, {})) for each in found]


def _added(candidate: Candidate) -> dict[str, tuple[str, ...]]:
    try:
        alone = Plugins([(candidate.name, candidate.plugin)])
        (found,) = alone
    except (GridJusticeError, ValueError):
        return {}
    adds: dict[str, list[str]] = {}
    for hook in found.hooks:
        family, _, what = hook.partition("_")
        if family == "decide":
            adds.setdefault("decides", []).append(what)
        elif family == "on":
            adds.setdefault("hears", []).append(what)
        else:
            for name, things in _offered(alone, hook, what).items():
                adds.setdefault(name, []).extend(things)
    return {name: tuple(things) for name, things in adds.items() if things}


def _offered(alone: Plugins, hook: str, what: str) -> dict[str, list[str]]:
    try:
        offered = alone.offered(hook)
    except GridJusticeError:
        return {}
    adds: dict[str, list[str]] = {}
    for thing in offered:
        match thing:
            case Kind():
                adds.setdefault("kinds", []).append(thing.name)
            case Extension():
                for name, things in _extension(thing).items():
                    adds.setdefault(name, []).extend(things)
            case _:
                adds.setdefault(what, []).append(_named(thing))
    return adds


def _extension(extension: Extension) -> dict[str, list[str]]:
    kind = extension.kind
    steps = dict.fromkeys(step.step for step in extension.steps)
    return {
        "steps": [f"{kind}.{step}" for step in steps],
        "limits": [f"{kind}.{limit.name}" for limit in extension.limits],
        "guards": [
            f"{kind}.{step}: {getattr(guard, '__name__', '?')}"
            for step, guards in extension.guards.items()
            for guard in guards
        ],
    }


def _named(thing: Any) -> str:
    """What a thing is called: a folder by its last parts, so that no path of this machine is told."""
    if isinstance(thing, Path):
        return "/".join(thing.parts[-2:])
    return str(getattr(thing, "name", thing))
