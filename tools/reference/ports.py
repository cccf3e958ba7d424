"""Ports: a page for each module of `gridjustice.ports`, with its promises and what holds them."""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from tools.reference.writing import first_line, methods, on_one_line, prose, said_of_value, signature, source, table

import gridjustice.ports
import gridjustice.testing

GUIDES = {"storage": "../../how-to/write-a-storage-adapter.md"}
"""Where a page tells how an adapter of a port is written."""


def ports() -> dict[str, ModuleType]:
    """Every port, by its name."""
    names = sorted(module.name for module in pkgutil.iter_modules(gridjustice.ports.__path__))
    return {name: import_module(f"gridjustice.ports.{name}") for name in names}


def index() -> str:
    """The list of ports."""
    rows = []
    for name, port in ports().items():
        kit = _kit(name)
        promises = len(re.findall(r"^\d+\. ", inspect.getdoc(port) or "", re.MULTILINE))
        held = f"`{kit.__name__}`, for adapters of strangers too" if kit else "the tests of this repository"
        rows.append((f"[{name}]({name}.md)", first_line(port), promises or "", held))
    return (
        "# Ports\n\nWhat the core asks of the outside: small classes with numbered promises. An adapter is another "
        "class that keeps the promises.\n\n" + table(("port", "what it is", "promises", "held by"), rows)
    )


def page(name: str, port: ModuleType) -> str:
    """A port: what it promises, its classes, and the tests that hold it."""
    said = inspect.getdoc(port) or ""
    head, _, rest = said.partition("\n\n")
    guide = f" [How to write an adapter]({GUIDES[name]})." if name in GUIDES else ""
    parts = [
        f"# The {name} port\n\n{prose(rest or head)}\n",
        f"The port is {source(port, 3)}.{guide}\n",
        *_classes(port),
    ]
    if kit := _kit(name):
        rows = [(number, f"`{test.__name__}`", first_line(test)) for number, test in _tests(kit)]
        parts.append(f"## What holds the promises\n\n`{kit.__name__}` in {source(kit, 3)}, for every adapter.\n")
        parts.append(table(("promise", "test", "says"), rows))
    return "\n".join(parts)


def _classes(port: ModuleType) -> Iterator[str]:
    here = [
        (name, thing)
        for name, thing in vars(port).items()
        if not name.startswith("_") and getattr(thing, "__module__", "") == port.__name__
    ]
    for name, thing in here:
        if inspect.isclass(thing):
            yield f"## `{name}`\n\n{prose(thing)}\n"
            if rows := list(methods(thing)):
                yield table(("method", "what it does"), rows)
    functions = [(name, thing) for name, thing in here if inspect.isfunction(thing)]
    values = [(name, said_of_value(port.__name__, name)) for name in vars(port) if name.isupper()]
    others = [(f"`{on_one_line(signature(name, thing, prefix=''))}`", first_line(thing)) for name, thing in functions]
    others += [(f"`{name}`", prose(said)) for name, said in values if said]
    if others:
        yield "## Beside it\n\n" + table(("name", "what it is"), others)


def _kit(name: str) -> Any:
    """The contract for adapters of a port: a class of `gridjustice.testing` named after it."""
    if name not in {module.name for module in pkgutil.iter_modules(gridjustice.testing.__path__)}:
        return None
    return getattr(import_module(f"gridjustice.testing.{name}"), f"{name.capitalize()}Contract", None)


def _tests(kit: Any) -> list[tuple[int, Any]]:
    found = [
        (int(match[1]), test)
        for name, test in inspect.getmembers(kit, inspect.isfunction)
        if (match := re.match(r"test_(\d+)_", name))
    ]
    return sorted(found, key=lambda pair: (pair[0], pair[1].__name__))
