"""Whether a document has the form of a workflow: asked of the JSON Schema that is published, which says it once.

The schema uses few words of JSON Schema 2020-12, and these are read here; a test holds the answers equal to those of
``jsonschema``. A library that reads all of it would be a requirement of the core for one command.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from gridjustice.workflow.foreign.findings import Names, Path, TableFinding

FORMAT = 1

_SHOWN = 64

_TYPES: Mapping[str, tuple[type[Any], ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int, float),
    "number": (int, float),
}
_LEAST: Mapping[str, type[Any]] = {"minLength": str, "minItems": list}


@cache
def workflow_schema() -> dict[str, Any]:
    """The JSON Schema of the format."""
    text = files(__package__).joinpath("workflow.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def misshapen(document: object) -> Iterator[TableFinding]:
    """Every place at which a document is not of the form."""
    yield from _against(workflow_schema(), document, ())


def type_of(value: object) -> str:
    """What JSON calls the type of a value."""
    if value is None:
        return "null"
    return next(name for name, types in _TYPES.items() if isinstance(value, types) and _is(value, name))


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES[name]) and (name != "integer" or value == int(value))


@cache
def _defined(reference: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = workflow_schema()["$defs"][reference.rpartition("/")[2]]
    return found


def _against(schema: Mapping[str, Any], value: Any, path: Path) -> Iterator[TableFinding]:
    if "$ref" in schema:
        schema = _defined(schema["$ref"])
    if "const" in schema or "enum" in schema:
        allowed = schema.get("enum", [schema.get("const")])
        if not any(value == each and isinstance(value, bool) == isinstance(each, bool) for each in allowed):
            values = {"found": _short(value), "allowed": [_short(each) for each in allowed]}
            yield TableFinding("not_allowed", path, values)
        return
    types = schema.get("type", ())
    types = [types] if isinstance(types, str) else types
    if types and not any(_is(value, name) for name in types):
        yield TableFinding("wrong_type", path, {"found": type_of(value), "expected": list(types)})
        return
    for word, of in _LEAST.items():
        if word in schema and isinstance(value, of) and not value:
            yield TableFinding("empty", path)
    if "minimum" in schema and isinstance(value, (int, float)) and value < schema["minimum"]:
        yield TableFinding("too_small", path, {"found": value, "least": schema["minimum"]})
    if isinstance(value, dict):
        yield from _members(schema, value, path)
    elif isinstance(value, list) and "items" in schema:
        for place, item in enumerate(value):
            yield from _against(schema["items"], item, (*path, place))


def _members(schema: Mapping[str, Any], value: Mapping[str, object], path: Path) -> Iterator[TableFinding]:
    known: Mapping[str, Any] = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield TableFinding("missing_member", path, {"member": name})
    others = schema.get("additionalProperties", True)
    unknown = others is False and not value.keys() <= known.keys()
    names = Names(name for name in known if name not in value) if unknown else Names(())
    for name, member in value.items():
        if name in known:
            yield from _against(known[name], member, (*path, name))
        elif others is False:
            yield TableFinding("unknown_member", (*path, name), {"member": name, "near": names.near(name)})
        elif isinstance(others, dict):
            yield from _against(others, member, (*path, name))


def _short(value: object) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"
