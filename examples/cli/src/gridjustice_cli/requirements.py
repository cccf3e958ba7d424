"""Whether what a distribution asks for is installed, in a version that it can work with."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import InvalidRequirement, Requirement


def unmet(distribution: str) -> Iterator[str]:
    """What the distribution asks for and does not find; nothing for a plugin that came with none."""
    if not distribution:
        return
    try:
        asked = requires(distribution) or ()
    except PackageNotFoundError:
        yield f"{distribution} is half removed: its entry point is there, its metadata is not"
        return
    for text in asked:
        try:
            wanted = Requirement(text)
        except InvalidRequirement:
            yield f"its requirement {text!r} cannot be understood"
            continue
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            there = version(wanted.name)
        except PackageNotFoundError:
            yield f"it needs {wanted.name}{wanted.specifier}, which is not installed"
            continue
        if not wanted.specifier.contains(there, prereleases=True):
            yield f"it needs {wanted.name}{wanted.specifier}; installed is {there}"
