"""Layers: the contracts that import-linter holds, as they stand in ``pyproject.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from tools.reference.writing import ROOT, first_line, table


def contracts() -> list[Mapping[str, Any]]:
    """Every contract, in its order."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    return list(settings["contracts"])


def page() -> str:
    """The layers of the core, then every contract in a sentence."""
    head = (
        "# Layers and contracts\n\nWhat `make layers` holds, from `[tool.importlinter]` in "
        "[`pyproject.toml`](../../pyproject.toml). Why it is so: [layers](../explanation/layers.md).\n"
    )
    parts = [head]
    for contract in contracts():
        parts.append(f"## {contract['name']}\n")
        if contract["type"] == "layers":
            parts.append(_layers(contract))
        else:
            parts.append(_sentence(contract) + "\n")
    return "\n".join(parts)


def _layers(contract: Mapping[str, Any]) -> str:
    rows = []
    for number, layer in enumerate(contract["layers"], 1):
        for name in (each.strip() for each in layer.split("|")):
            inside = [import_module(f"{container}.{name}") for container in contract["containers"]]
            rows.append((number, f"`{name}`", " ".join(first_line(module) for module in inside)))
    return (
        "From top to bottom; each may import those with a higher number. Of two with the same number neither may "
        "import the other.\n\n" + table(("", "layer", "what it is"), rows)
    )


def _names(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _sentence(contract: Mapping[str, Any]) -> str:
    match contract["type"]:
        case "forbidden":
            return f"Never imported by {_names(contract['source_modules'])}: {_names(contract['forbidden_modules'])}."
        case "independence":
            return f"None of these imports another: {_names(contract['modules'])}."
        case "protected":
            allowed = _names(contract["allowed_importers"])
            return f"{_names(contract['protected_modules'])}: imported by {allowed} and by nothing else."
    raise ValueError(f"a contract of type {contract['type']!r} has no sentence here yet")
