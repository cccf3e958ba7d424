"""Limits: every figure of the law book."""

from __future__ import annotations

from collections.abc import Mapping

from tools.reference.writing import table

from gridjustice.language import Catalogue, Language
from gridjustice.law import Citation, Confidence, Figure, LawBook
from gridjustice.workflow.table import Kind

CONFIDENCE = {
    Confidence.VERIFIED: "text read",
    Confidence.SECONDARY: "reported by others",
    Confidence.IN_CODE: "seen in public data",
    Confidence.MEMORY: "from memory",
    Confidence.INFERRED: "inferred",
    Confidence.DESIGN: "project's own",
}


def page(kinds: Mapping[str, Kind], law: LawBook, catalogue: Catalogue) -> str:
    """Every figure in each of its versions, with its source and the limits that use it."""
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
        + table(columns, rows)
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
