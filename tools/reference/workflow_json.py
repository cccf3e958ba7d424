"""The form of strangers' workflows: from its schema, and from what the lint can say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tools.reference.writing import table

from gridjustice.language import Catalogue, Language
from gridjustice.workflow.foreign import FINDINGS, workflow_schema


def schema() -> str:
    """The JSON Schema itself, to be linked."""
    return json.dumps(workflow_schema(), indent=2, ensure_ascii=False) + "\n"


def page(catalogue: Catalogue) -> str:
    """The form, member by member, and the findings."""
    schema = workflow_schema()
    links = "[How to](../how-to/lint-your-workflow.md) · [JSON Schema](workflow.schema.json)"
    parts = [f"# {schema['title']}\n\n{schema['description']} {links}\n", _members_of("The workflow", schema)]
    parts += [_members_of(f"A {name}", each) for name, each in schema["$defs"].items() if "properties" in each]
    codes = [
        (f"`{code}`", severity.value, _pattern(code, catalogue, "finding"), _pattern(code, catalogue, "remedy"))
        for code, severity in FINDINGS.items()
    ]
    head = "## What the lint can say\n\nNames in braces are filled in.\n\n"
    parts.append(head + table(("code", "severity", "says", "what to do"), codes))
    return "\n".join(parts)


def _members_of(title: str, schema: Mapping[str, Any]) -> str:
    required = schema.get("required", ())
    rows = [
        (f"`{name}`", _json_type(each), "yes" if name in required else "", _described(each))
        for name, each in schema["properties"].items()
    ]
    said = f"{schema['description']}\n\n" if title != "The workflow" and "description" in schema else ""
    return f"## {title}\n\n{said}" + table(("member", "value", "must be given", "says"), rows)


def _json_type(schema: Mapping[str, Any]) -> str:
    if "const" in schema or "enum" in schema:
        return ", ".join(f"`{json.dumps(each)}`" for each in schema.get("enum", [schema.get("const")]))
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    of = f" of {_json_type(schema['items'])}s" if "items" in schema else ""
    inner = ", ".join(f"`{name}`" for name in schema.get("properties", ()))
    return " or ".join(types) + of + (f" ({inner})" if inner else "")


def _described(schema: Mapping[str, Any]) -> str:
    defined = workflow_schema()["$defs"].get(str(schema.get("$ref", "")).rpartition("/")[2], {})
    return str(schema.get("description") or defined.get("description", ""))


def _pattern(code: str, catalogue: Catalogue, part: str) -> str:
    return catalogue.text(Language.EN, f"table.{part}.{code}")
