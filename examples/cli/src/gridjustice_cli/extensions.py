"""Commands of plugins: found through the core's hook, remembered so that the next ``--help`` need not load the core."""

from __future__ import annotations

import json
import os
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, NamedTuple

import click

from gridjustice_cli.session import Session
from gridjustice_cli.words import LANGUAGES


class Extension(NamedTuple):
    """A command that a plugin offers.

    Attributes:
        target: ``module:attribute`` of a click command.
        help: a line in each language; the key ``command.<name>`` of the plugin's catalogues, or empty.
    """

    target: str
    help: dict[str, str]


def extensions(session: Session) -> dict[str, Extension]:
    """All commands of plugins, by name; from the memory of an earlier run where the same plugins are installed."""
    installed = _installed(session)
    memory = _memory()
    try:
        kept = json.loads(memory.read_text("utf-8"))
        if kept["installed"] == installed:
            return {name: Extension(*entry) for name, entry in kept["commands"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        pass  # nothing is remembered, or not in this form: the plugins are asked
    return asked(session)


def asked(session: Session) -> dict[str, Extension]:
    """All commands of plugins, from the plugins themselves; remembered for the next time."""
    from gridjustice import Language

    found = {}
    for name, target in session.plugins.commands().items():
        key = f"command.{name}"
        told = {each: Language(each) for each in LANGUAGES if session.catalogue.has(Language(each), key)}
        found[name] = Extension(target, {each: session.catalogue.text(as_, key) for each, as_ in told.items()})
    _remember(session, found)
    return found


def load(target: str) -> click.Command:
    """The click command at ``module:attribute``.

    Raises:
        DefinitionError: there is none.
    """
    from gridjustice import DefinitionError

    module, _, attribute = target.partition(":")
    try:
        command: Any = getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as problem:
        raise DefinitionError(f"a plugin offers the command {target!r}, which cannot be loaded: {problem}") from problem
    if not isinstance(command, click.Command):
        raise DefinitionError(f"a plugin offers the command {target!r}, which is no click command")
    return command


def _remember(session: Session, found: dict[str, Extension]) -> None:
    memory = _memory()
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        partial = memory.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps({"installed": _installed(session), "commands": found}), "utf-8")
        partial.replace(memory)
    except OSError:
        pass  # then the plugins are asked again the next time


def _installed(session: Session) -> list[list[str]]:
    """What tells one set of plugins from another."""
    points = entry_points(group="gridjustice")
    used = (point for point in points if point.name not in session.without)
    return sorted([point.name, point.value, point.dist.version if point.dist else ""] for point in used)


def _memory() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "gridjustice" / "commands.json"
