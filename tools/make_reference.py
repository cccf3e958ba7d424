"""Writes the generated pages of ``docs/reference`` from the code and the law book: ``make reference``.

``tests/docs/test_reference.py`` holds every page equal to what stands here, so the pages cannot drift.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from gridjustice.application.forms import Field, form_of
from gridjustice.hooks import Plugins, builtin, specifications
from gridjustice.language import Catalogue, Language
from gridjustice.law import Citation, Confidence, Figure, LawBook
from gridjustice.ports import storage
from gridjustice.testing.storage import StorageContract
from gridjustice.workflow.foreign import FINDINGS, workflow_schema
from gridjustice.workflow.render import markdown, mermaid, permissions, who_text
from gridjustice.workflow.rules import Anyone, Rule
from gridjustice.workflow.table import Guard, Kind

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
HEADER = "<!-- Made by `make reference`; edit what it is made from, not this page. -->\n\n"

CONFIDENCE = {
    Confidence.VERIFIED: "text read",
    Confidence.SECONDARY: "reported by others",
    Confidence.IN_CODE: "seen in public data",
    Confidence.MEMORY: "from memory",
    Confidence.INFERRED: "inferred",
    Confidence.DESIGN: "project's own",
}


def pages() -> dict[str, str]:
    """Every generated page, by its path below ``docs/reference``."""
    plugins = Plugins([("builtin", builtin)])
    kinds, law, catalogue = plugins.kinds(), LawBook.load(), Catalogue(plugins.catalogues())
    made = {f"steps/{name}.md": _steps(kind, catalogue, law) for name, kind in kinds.items()}
    made["steps/README.md"] = _index(kinds, catalogue)
    made["permissions.md"] = _permissions(kinds, catalogue)
    made["limits.md"] = _limits(kinds, law, catalogue)
    made["hooks.md"] = _hooks()
    made["storage.md"] = _storage()
    made["workflow-json.md"] = _workflow_json(catalogue)
    written = {path: HEADER + text for path, text in made.items()}
    written["workflow.schema.json"] = json.dumps(workflow_schema(), indent=2, ensure_ascii=False) + "\n"
    return written


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def _first_line(thing: object) -> str:
    return _plain((inspect.getdoc(thing) or "").partition("\n")[0])


def _source(thing: Any) -> str:
    path = Path(inspect.getfile(thing)).resolve().relative_to(ROOT).as_posix()
    return f"[`{path}`]({{up}}{path})"


# Steps: a page a kind.


def _index(kinds: Mapping[str, Kind], catalogue: Catalogue) -> str:
    rows = [
        (
            f"[`{name}`]({name}.md)",
            *(catalogue.text(language, f"kind.{name}") for language in Language),
            len(kind.states),
            len(kind.facts),
            len(kind.limits),
        )
        for name, kind in kinds.items()
    ]
    columns = ("kind", *(language.tag for language in Language), "states", "steps", "limits")
    return (
        "# Step tables\n\nOne page for each built-in kind of record. A plugin's kinds are shown by "
        "`gridjustice workflow show`.\n\n" + _table(columns, rows)
    )


def _steps(kind: Kind, catalogue: Catalogue, law: LawBook) -> str:
    english = Language.EN
    head = (
        f"# {_title(kind, catalogue)}\n\n{_first_line(kind.record)}\n\n"
        f"The record is `{kind.record.__name__}` in {_source(kind.record)}. "
        f"May know of it: {_who(kind.may_see, catalogue)}. "
        f"May read its personal data: {_who(kind.may_read, catalogue)}.\n"
    )
    parts = [
        head,
        f"```mermaid\n{mermaid(kind, english, catalogue)}```\n",
        markdown(kind, english, catalogue, law).replace(f"(`{kind.name}`)", "step by step", 1),
    ]
    if guards := _distinct(guard for row in kind.rows for guard in row.refused_if):
        parts.append(_named("What refuses", "guard", guards))
    choosers: list[Any] = [row.when for row in kind.rows if row.when]
    if choosers := _distinct([*choosers, *(limit.applies_when for limit in kind.limits if limit.applies_when)]):
        parts.append(_named("What chooses among rows and limits", "name", choosers))
    facts = [
        (f"`{step}`", f"`{field.name}`", _type(field), "yes" if field.required else "", "yes" if field.personal else "")
        for step, cls in kind.facts.items()
        for field in form_of(cls)
    ]
    if facts:
        columns = ("step", "field", "type", "must be given", "personal data")
        parts.append("## What must be known\n\n" + _table(columns, facts))
    words = [("state", str(state.value)) for state in kind.states]
    words += [("step", step) for step in kind.facts] + [("limit", limit.name) for limit in kind.limits]
    rows = [
        (f"`{group}.{name}`", *(catalogue.text(language, f"{kind.name}.{group}.{name}") for language in Language))
        for group, name in words
    ]
    parts.append("## Words\n\n" + _table(("name", *(language.tag for language in Language)), rows))
    return "\n".join(parts).replace("{up}", "../../../")


def _title(kind: Kind, catalogue: Catalogue) -> str:
    names = dict.fromkeys(catalogue.text(language, f"kind.{kind.name}") for language in (Language.EN, Language.ZH))
    return f"{' · '.join(names)} (`{kind.name}`)"


def _who(rule: Rule, catalogue: Catalogue) -> str:
    some = isinstance(rule, Anyone)
    return "everybody who holds some role" if some else who_text(rule, Language.EN, catalogue)


def _distinct(functions: Iterable[Any]) -> list[Any]:
    return list({function.__name__: function for function in functions}.values())


def _named(heading: str, column: str, functions: Sequence[Guard | Any]) -> str:
    modules = _distinct_modules(functions)
    rows = [(f"`{function.__name__}`", _first_line(function)) for function in functions]
    where = ", ".join(_source(module) for module in modules)
    return f"## {heading}\n\nIn {where}.\n\n" + _table((column, "says"), rows)


def _distinct_modules(functions: Sequence[Any]) -> list[ModuleType]:
    return [sys.modules[name] for name in dict.fromkeys(function.__module__ for function in functions)]


def _type(field: Field) -> str:
    if field.type == "group":
        inner = ", ".join(f"`{each.name}`" + ("" if each.required else "?") for each in field.fields)
        return f"{'list of ' if field.many else ''}({inner})"
    kind = ", ".join(f"`{choice}`" for choice in field.choices) if field.type == "choice" else field.type
    return f"list of {kind}" if field.many else kind.replace("_", " ")


# Permissions: derived, never written down.


def _permissions(kinds: Mapping[str, Kind], catalogue: Catalogue) -> str:
    matrix = permissions(kinds)
    head = (
        "# Permissions\n\nWho may take which step, derived from the `who` column of the step tables. A role holds at a "
        "scope: a post at a court counts for the courts below it; `record` means a role that the record itself gives. "
        "Guards are not consulted here: a step that somebody may take can still be refused.\n\n"
        "Who may *see* a record, and who may read its personal data, are two rules of their own; both stand at the "
        "head of each [step table](steps/README.md).\n"
    )
    parts = [head]
    for name, kind in kinds.items():
        roles = [role for role, of in matrix.items() if name in of]
        rows = [(f"`{step}`", *("●" if step in matrix[role][name] else "" for role in roles)) for step in kind.facts]
        heads = [_role(role, catalogue) for role in roles]
        parts.append(f"## {_title(kind, catalogue)}\n\n" + _table(("step", *heads), rows))
    return "\n".join(parts)


def _role(role: str, catalogue: Catalogue) -> str:
    name, _, scope = role.partition("@")
    return f"{catalogue.text(Language.EN, f'role.{name}')} @ {scope}"


# Limits: every figure of the law book.


def _limits(kinds: Mapping[str, Kind], law: LawBook, catalogue: Catalogue) -> str:
    used: dict[str, list[str]] = {}
    for kind in kinds.values():
        for limit in kind.limits:
            used.setdefault(limit.figure, []).append(f"[`{kind.name}.{limit.name}`](steps/{kind.name}.md)")
    rows = [
        _figure(figure, _length(figure, catalogue), first=not place, law=law, used=", ".join(used.get(key, ())))
        for key, versions in sorted(law.figures().items())
        for place, figure in enumerate(versions)
    ]
    columns = ("limit", "length", "in force", "source", "known by", "office may set it", "extension", "used by")
    return (
        "# Limits\n\nEvery figure of the built-in law book "
        "([`src/gridjustice/law/data/figures.toml`](../../src/gridjustice/law/data/figures.toml)). A limit takes the "
        "figure in force on the day it starts. What an office may set is an agreed time limit (约定时限), never a "
        "statutory one: its source is the rule that asks for the act without a number, or one whose number nobody has "
        "checked yet. A figure that no step table uses yet is there for `gridjustice law limit` and for plugins.\n\n"
        + _table(columns, rows)
    )


def _length(figure: Figure, catalogue: Catalogue) -> str:
    unit = f"law.unit.{figure.unit.value}.{'one' if figure.value == 1 else 'many'}"
    return catalogue.text(Language.EN, unit, number=figure.value)


def _figure(figure: Figure, length: str, *, first: bool, law: LawBook, used: str) -> tuple[str, ...]:
    return (
        f"`{figure.key}`" if first else "",
        length,
        f"{figure.in_force} – {figure.until or ''}".strip(),
        _cited(figure.citation, law),
        CONFIDENCE[figure.confidence],
        "yes" if figure.is_default else "",
        _extension(figure),
        used if first else "",
    )


def _cited(citation: Citation, law: LawBook) -> str:
    return f"{law.text(citation, Language.EN)}<br>{law.text(citation, Language.ZH)}"


def _extension(figure: Figure) -> str:
    if figure.extension is None:
        return ""
    extension = figure.extension
    most = "no cap in the text" if extension.limit is None else f"at most {extension.limit} {extension.unit.value}s"
    return f"by {extension.by.replace('_', ' ')}, {most.replace('_', ' ')}"


# Hooks: from the docstrings of their specifications.


def _hooks() -> str:
    described = (inspect.getdoc(specifications) or "").partition("\n\n")[2]
    head = (
        f"# Hooks\n\n{_plain(described)}\n\nSpecified in {_source(specifications)}; asked by `Plugins` in "
        f"{_source(Plugins)}.\n"
    )
    parts = [head]
    implementations = dict(_implementations())
    for name, function in vars(specifications).items():
        if name.startswith("gridjustice_"):
            known = "".join(f"\n- {file}" for file in implementations.get(name, ())) or "\n- nobody yet"
            parts.append(
                f"## `{name}`\n\n```python\n{_signature(name, function)}\n```\n\n"
                f"{_plain(inspect.getdoc(function) or '')}\n\nOffered by:\n{known}\n"
            )
    return "\n".join(parts).replace("{up}", "../../")


def _signature(name: str, function: Any) -> str:
    signature = inspect.signature(function)
    arguments = [f"{each.name}: {each.annotation}" for each in signature.parameters.values()]
    head = f"def {name}({', '.join(arguments)}) -> {signature.return_annotation}"
    if len(head) > 100:
        head = f"def {name}(\n    {', '.join(arguments)},\n) -> {signature.return_annotation}"
    return head


def _implementations() -> Iterator[tuple[str, list[str]]]:
    """Each hook with the files of this repository that implement it."""
    found: dict[str, list[str]] = {}
    for file in sorted((*ROOT.glob("src/**/*.py"), *ROOT.glob("*/*/src/**/*.py"))):
        for name in re.findall(r"^@hookimpl\ndef (gridjustice_\w+)", file.read_text("utf-8"), re.MULTILINE):
            path = file.relative_to(ROOT).as_posix()
            found.setdefault(name, []).append(f"[`{path}`]({{up}}{path})")
    yield from found.items()


# The storage port: its promises, and the tests of the kit that hold them.


def _storage() -> str:
    promises = (inspect.getdoc(storage) or "").partition("\n\n")[2]
    tests: dict[int, list[tuple[str, str]]] = {}
    for name, test in inspect.getmembers(StorageContract, inspect.isfunction):
        if match := re.match(r"test_(\d+)_", name):
            tests.setdefault(int(match[1]), []).append((f"`{name}`", _first_line(test)))
    rows = [(number, *test) for number in sorted(tests) for test in tests[number]]
    methods = [
        (f"`{cls.__name__}.{name}`", _first_line(method))
        for cls in (storage.Storage, storage.Reader, storage.Transaction)
        for name, method in vars(cls).items()
        if inspect.isfunction(method)
    ]
    parts = (
        f"# The storage port\n\n{_plain(promises)}\n",
        f"The port is {_source(storage)}. [How to write an adapter](../how-to/write-a-storage-adapter.md).\n",
        "## What an adapter writes\n\n" + _table(("method", "what it does"), methods),
        f"## What holds the promises\n\n`StorageContract` in {_source(StorageContract)}, for every adapter.\n",
        _table(("promise", "test", "says"), rows),
    )
    return "\n".join(parts).replace("{up}", "../../")


# The form of strangers' workflows: from its schema, and from what the lint can say.


def _workflow_json(catalogue: Catalogue) -> str:
    schema = workflow_schema()
    links = "[How to](../how-to/lint-your-workflow.md) · [JSON Schema](workflow.schema.json)"
    parts = [f"# {schema['title']}\n\n{schema['description']} {links}\n", _members_of("The workflow", schema)]
    parts += [_members_of(f"A {name}", each) for name, each in schema["$defs"].items() if "properties" in each]
    codes = [
        (f"`{code}`", severity.value, _pattern(code, catalogue, "finding"), _pattern(code, catalogue, "remedy"))
        for code, severity in FINDINGS.items()
    ]
    head = "## What the lint can say\n\nNames in braces are filled in.\n\n"
    parts.append(head + _table(("code", "severity", "says", "what to do"), codes))
    return "\n".join(parts)


def _members_of(title: str, schema: Mapping[str, Any]) -> str:
    required = schema.get("required", ())
    rows = [
        (f"`{name}`", _json_type(each), "yes" if name in required else "", _described(each))
        for name, each in schema["properties"].items()
    ]
    said = f"{schema['description']}\n\n" if title != "The workflow" and "description" in schema else ""
    return f"## {title}\n\n{said}" + _table(("member", "value", "must be given", "says"), rows)


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


def _plain(text: str) -> str:
    """A docstring as Markdown."""
    return re.sub(r"``([^`]+)``", r"`\1`", text)


def main() -> None:
    """Write the pages, and remove those of kinds that are no longer there."""
    made = pages()
    for old in REFERENCE.rglob("*.md"):
        if old.read_text("utf-8").startswith(HEADER) and old.relative_to(REFERENCE).as_posix() not in made:
            old.unlink()
    for path, text in made.items():
        file = REFERENCE / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")
            print(f"wrote docs/reference/{path}")


if __name__ == "__main__":
    main()
