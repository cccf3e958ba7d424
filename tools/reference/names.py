"""Public names: what a driver or a host uses, and what authors of plugins and adapters use beside it."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
import sys
from enum import Enum
from importlib import import_module
from types import ModuleType
from typing import Any

from tools.reference.writing import ROOT, first_line, link, methods, prose, said_of_value, signature, table

import gridjustice
from gridjustice.language import Catalogue, Language
from gridjustice.workflow.render import who_text
from gridjustice.workflow.rules import Rule

FOR_AUTHORS = ("errors", "hooks", "law", "domain.values", "domain.record", "domain.personal", "domain.criteria",
               "workflow.table", "workflow.rules", "workflow.refusals", "testing.district", "testing.memory",
               "testing.storage")  # fmt: skip
"""Modules below `gridjustice` that the guides tell authors to use; what adapters and plugins import is added."""

IMPORTED = re.compile(r"^\s*from gridjustice\.([\w.]+) import", re.MULTILINE)


def page() -> str:
    """Every name of `gridjustice.__all__`, by the module it comes from."""
    origins = _origins()
    head = (
        "# Public names\n\nWhat drivers, such as command lines, web desks and hosts, import from `gridjustice` itself; "
        "they use these names and no others. Authors of plugins and adapters have [more](for-authors.md). "
        "Errors have [a page of their own](errors.md).\n"
    )
    parts = [head]
    by_module: dict[str, list[str]] = {}
    for name in sorted(gridjustice.__all__, key=str.lower):
        by_module.setdefault(origins.get(name, "gridjustice"), []).append(name)
    by_module.pop("gridjustice.errors", None)
    for module, names in sorted(by_module.items()):
        said = first_line(sys.modules[module])
        parts.append(f"## {module}\n\n{said} {_file(sys.modules[module])}\n")
        parts += [_entry(module, name, getattr(gridjustice, name)) for name in names]
    return "\n".join(parts)


def _origins(of: ModuleType = gridjustice) -> dict[str, str]:
    """Where each name that a module hands on is imported from."""
    tree = ast.parse(inspect.getsource(of))
    found = {
        each.asname or each.name: str(node.module)
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for each in node.names
    }
    for name, module in found.items():
        # A package hands names on; they are told of where they are defined.
        defined = getattr(getattr(of, name, None), "__module__", "")
        if isinstance(defined, str) and defined.startswith(f"{module}."):
            found[name] = defined
    return found


def _file(module: ModuleType) -> str:
    return link(_path(module))


def _path(module: ModuleType) -> str:
    return str(inspect.getfile(module)).removeprefix(f"{ROOT}/")


def _entry(module: str, name: str, thing: Any) -> str:
    head = f"### `{name}`\n\n"
    thing = inspect.unwrap(thing) if callable(thing) else thing  # what only remembers its answers is that function
    if not (inspect.isclass(thing) or inspect.isfunction(thing)):
        said = said_of_value(_defining(module, name), name)
        return f"{head}{prose(said)}\n"
    call = signature(name, thing, prefix="class " if inspect.isclass(thing) else "def ")
    if inspect.isclass(thing) and issubclass(thing, Exception):
        return f"{head}{first_line(thing)} In the tree of [errors](errors.md#{name.lower()}).\n"
    text = f"{head}```text\n{call}\n```\n\n{prose(thing)}\n"
    of_it = list(methods(thing)) if inspect.isclass(thing) else []
    if inspect.isclass(thing) and issubclass(thing, Enum):
        of_it = [(f"`{each.name}`", f"`{each.value}`") for each in thing] + of_it
    return text + ("\n" + table(("of it", "what it does"), of_it) if of_it else "")


def _defining(module: str, name: str) -> str:
    """The module whose source assigns a value."""
    for each in (module, *(key for key in sys.modules if key.startswith(f"{module}."))):
        if said_of_value(each, name):
            return each
    return module


# For authors: the modules below it.


def modules() -> list[ModuleType]:
    """The modules that authors use: those named above, every port, and what the ones in this repository import."""
    ports = [f"ports.{each.name}" for each in pkgutil.iter_modules(import_module("gridjustice.ports").__path__)]
    imported = {
        name
        for folder in ("adapters", "plugins")
        for file in (ROOT / folder).glob("*/src/**/*.py")
        for name in IMPORTED.findall(file.read_text("utf-8"))
    }
    return [import_module(f"gridjustice.{name}") for name in sorted({*FOR_AUTHORS, *ports, *imported})]


def for_authors() -> str:
    """Their public names, a line each."""
    head = (
        "# Names for authors\n\nWhat authors of plugins and adapters import from below `gridjustice`, beside its "
        "[public names](names.md). Adapters and plugins import from `hooks` downwards; their tests may import "
        "`testing`.\n"
    )
    parts = [head]
    for module in modules():
        rows = [(f"`{name}`", _kind(thing), _says(module, name, thing)) for name, thing in public(module)]
        parts.append(f"## {module.__name__}\n\n{prose(first_line(module))} {_file(module)}\n")
        parts.append(table(("name", "", "what it is"), rows))
    return "\n".join(parts)


def public(module: ModuleType) -> list[tuple[str, Any]]:
    """The public names that a module defines or, as a package, hands on."""
    if handed := getattr(module, "__all__", None):
        things = ((name, getattr(module, name)) for name in sorted(handed, key=str.lower))
        return [(name, inspect.unwrap(thing) if callable(thing) else thing) for name, thing in things]
    return [
        (name, inspect.unwrap(thing) if callable(thing) else thing)
        for name, thing in sorted(vars(module).items(), key=lambda pair: pair[0].lower())
        if not name.startswith("_") and (_is_own(module, thing) or said_of_value(module.__name__, name))
    ]


def _is_own(module: ModuleType, thing: Any) -> bool:
    plain = inspect.unwrap(thing) if callable(thing) else thing
    return (inspect.isclass(plain) or inspect.isfunction(plain)) and plain.__module__ == module.__name__


def _kind(thing: Any) -> str:
    return "class" if inspect.isclass(thing) else "function" if inspect.isfunction(thing) else "value"


def _says(module: ModuleType, name: str, thing: Any) -> str:
    if inspect.isclass(thing) or inspect.isfunction(thing):
        return first_line(thing)
    if isinstance(thing, Rule):
        leaves = any(thing.leaves())
        return f"The rule: {who_text(thing, Language.EN, Catalogue())}." if leaves else first_line(type(thing))
    said = said_of_value(_defining(_origins(module).get(name, module.__name__), name), name)
    return prose(said).replace("\n", " ")
