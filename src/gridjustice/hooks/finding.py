"""Finding what is installed: every plugin on its own, so that one that cannot be loaded hides no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import EntryPoint, entry_points

import attrs

from gridjustice.errors import NotFoundError, place_of
from gridjustice.hooks.specifications import PROJECT

BUILT_IN = "builtin"
"""The name of the core's own plugin."""


@attrs.frozen
class Candidate:
    """A plugin that is installed or was handed in, whether it can be used or not.

    Attributes:
        name: of its entry point.
        plugin: the module or object; None where it could not be loaded.
        distribution: the distribution it comes with; empty where it was handed in.
        version: of the distribution.
        problem: why it could not be loaded; empty where it could.
    """

    name: str
    plugin: object = None
    distribution: str = ""
    version: str = ""
    problem: str = ""


def find_plugins(extra: Iterable[tuple[str, object]] = (), *, without: Iterable[str] = ()) -> list[Candidate]:
    """What is installed in the entry point group ``gridjustice``, the core's own first, and what is handed in.

    Args:
        extra: more plugins, as (name, module or object).
        without: names of plugins that are switched off: they are not even loaded.

    Raises:
        NotFoundError: a name that is switched off is not there, or is the core's own.
    """
    points = sorted(entry_points(group=PROJECT), key=lambda p: (p.name != BUILT_IN, p.name))
    handed = list(extra)
    off = set(without)
    there = {point.name for point in points} | {name for name, _ in handed}
    if unknown := sorted(off - there):
        raise NotFoundError(
            f"no plugin {', '.join(map(repr, unknown))} could be switched off; there are {', '.join(sorted(there))}"
        )
    if BUILT_IN in off:
        raise NotFoundError(f"{BUILT_IN!r} is the core itself; it cannot be switched off")
    found = [_loaded(point) for point in points if point.name not in off]
    return [*found, *(Candidate(name, plugin) for name, plugin in handed if name not in off)]


def _loaded(point: EntryPoint) -> Candidate:
    distribution, version = (point.dist.name, point.dist.version) if point.dist else ("", "")
    try:
        return Candidate(point.name, point.load(), distribution, version)
    except (Exception, SystemExit) as problem:  # noqa: BLE001  # a module may do anything when it is imported
        why = f"{point.value} cannot be loaded: {problem} ({place_of(problem)})"
        return Candidate(point.name, None, distribution, version, why)


def usable(found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Those that could be loaded."""
    return (candidate for candidate in found if not candidate.problem)
