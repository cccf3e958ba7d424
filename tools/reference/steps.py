"""Steps: a page a kind, and the list of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tools.reference.writing import first_line, modules_of, source, table

from gridjustice.application.forms import Field, form_of
from gridjustice.language import Catalogue, Language
from gridjustice.law import LawBook
from gridjustice.workflow.render import markdown, mermaid, who_text
from gridjustice.workflow.rules import Anyone, Rule
from gridjustice.workflow.table import Guard, Kind


def index(kinds: Mapping[str, Kind], catalogue: Catalogue) -> str:
    """The list of kinds."""
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
        "`gridjustice workflow show`.\n\n" + table(columns, rows)
    )


def page(kind: Kind, catalogue: Catalogue, law: LawBook) -> str:
    """A kind: its diagram, table, limits, guards, facts and words."""
    english = Language.EN
    head = (
        f"# {title(kind, catalogue)}\n\n{first_line(kind.record)}\n\n"
        f"The record is `{kind.record.__name__}` in {source(kind.record, 3)}. "
        f"May know of it: {_who(kind.may_see, catalogue)}. "
        f"May read its personal data: {_who(kind.may_read, catalogue)}.\n"
    )
    parts = [
        head,
        f"```mermaid\n{mermaid(kind, english, catalogue)}```\n",
        markdown(kind, english, catalogue, law).replace(f"(`{kind.name}`)", "step by step", 1),
    ]
    if guards := distinct(guard for row in kind.rows for guard in row.refused_if):
        parts.append(_named("What refuses", "guard", guards))
    choosers: list[Any] = [row.when for row in kind.rows if row.when]
    if choosers := distinct([*choosers, *(limit.applies_when for limit in kind.limits if limit.applies_when)]):
        parts.append(_named("What chooses among rows and limits", "name", choosers))
    facts = [
        (f"`{step}`", f"`{field.name}`", _type(field), "yes" if field.required else "", "yes" if field.personal else "")
        for step, cls in kind.facts.items()
        for field in form_of(cls)
    ]
    if facts:
        columns = ("step", "field", "type", "must be given", "personal data")
        parts.append("## What must be known\n\n" + table(columns, facts))
    words = [("state", str(state.value)) for state in kind.states]
    words += [("step", step) for step in kind.facts] + [("limit", limit.name) for limit in kind.limits]
    rows = [
        (f"`{group}.{name}`", *(catalogue.text(language, f"{kind.name}.{group}.{name}") for language in Language))
        for group, name in words
    ]
    parts.append("## Words\n\n" + table(("name", *(language.tag for language in Language)), rows))
    return "\n".join(parts)


def title(kind: Kind, catalogue: Catalogue) -> str:
    """What a kind is called, as a heading."""
    names = dict.fromkeys(catalogue.text(language, f"kind.{kind.name}") for language in (Language.EN, Language.ZH))
    return f"{' · '.join(names)} (`{kind.name}`)"


def _who(rule: Rule, catalogue: Catalogue) -> str:
    some = isinstance(rule, Anyone)
    return "everybody who holds some role" if some else who_text(rule, Language.EN, catalogue)


def distinct(functions: Iterable[Any]) -> list[Any]:
    """Functions by their names, each once."""
    return list({function.__name__: function for function in functions}.values())


def _named(heading: str, column: str, functions: Sequence[Guard | Any]) -> str:
    modules = modules_of(functions)
    rows = [(f"`{function.__name__}`", first_line(function)) for function in functions]
    where = ", ".join(source(module, 3) for module in modules)
    return f"## {heading}\n\nIn {where}.\n\n" + table((column, "says"), rows)


def _type(field: Field) -> str:
    if field.type == "group":
        inner = ", ".join(f"`{each.name}`" + ("" if each.required else "?") for each in field.fields)
        return f"{'list of ' if field.many else ''}({inner})"
    kind = ", ".join(f"`{choice}`" for choice in field.choices) if field.type == "choice" else field.type
    return f"list of {kind}" if field.many else kind.replace("_", " ")
