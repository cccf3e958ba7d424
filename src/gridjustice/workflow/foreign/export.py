"""A table of this repository as plain data of format 1: what the lint of strangers' workflows finds clean."""

from __future__ import annotations

from typing import Any

from gridjustice.domain.record import NEW, Role
from gridjustice.language import Catalogue, Language
from gridjustice.law import LawBook
from gridjustice.workflow.foreign.checking import EVERY
from gridjustice.workflow.foreign.shape import FORMAT
from gridjustice.workflow.rules import Holds
from gridjustice.workflow.table import Kind, Row


def as_workflow(kind: Kind, law: LawBook, catalogue: Catalogue) -> dict[str, Any]:
    """The states, steps, roles and limits of a kind, with their words in every language.

    Facts, guards, notices and legal bases are left out: the format has no place for them. A limit has the length that
    is in force after the last change that the law book knows of.
    """

    def label(key: str) -> dict[str, str]:
        words = {language.tag: catalogue.text(language, key) for language in Language if catalogue.has(language, key)}
        return {"label": words} if words else {}  # type: ignore[dict-item]  # one text for each language

    roles = {_role(held): held for row in kind.rows for held in row.who.leaves()}
    document: dict[str, Any] = {
        "format": FORMAT,
        "name": kind.name,
        **label(f"kind.{kind.name}"),
        "roles": [
            {"name": name, **label(held.word), **({"party": True} if held.role is Role.PARTY else {})}
            for name, held in roles.items()
        ],
        "states": [
            {
                "name": state.value,
                **label(f"{kind.name}.state.{state.value}"),
                **({"final": True} if state.value in kind.ends else {}),
            }
            for state in kind.states
        ],
        "steps": [{**step, **label(f"{kind.name}.step.{step['name']}")} for step in _steps(kind)],
        "limits": [{**limit, **label(f"{kind.name}.limit.{limit['name']}")} for limit in _limits(kind, law)],
    }
    if kind.leaves_by:
        document["leaves_by"] = {"step": kind.leaves_by, "except": list(kind.leaves_not)}
    return document


def _role(held: Holds) -> str:
    return f"{held.role.value}@{held.scope.value}"


def _steps(kind: Kind) -> list[dict[str, Any]]:
    """The rows, those that differ by their source alone in one entry."""
    entries: dict[tuple[object, ...], dict[str, Any]] = {}
    for row in kind.rows:
        stays = row.target == row.source
        roles = list(dict.fromkeys(_role(held) for held in row.who.leaves())) or [EVERY]
        when = _when(row)
        key = (row.step, None if stays else row.target, tuple(roles), when, row.is_birth)
        if key not in entries:
            entry: dict[str, Any] = {"name": row.step, "roles": roles}
            if not row.is_birth:
                entry["from"] = []
            if not stays:
                entry["to"] = row.target
            if when:
                entry["when"] = when
            entries[key] = entry
        if row.source != NEW:
            entries[key]["from"].append(row.source)
    return list(entries.values())


def _when(row: Row) -> str:
    """What chooses the row: its condition, and the order of things in which it holds."""
    profiles = f"in {', '.join(sorted(row.profiles))}" if row.profiles else ""
    return "; ".join(filter(None, (row.when.__name__ if row.when else "", profiles)))


def _limits(kind: Kind, law: LawBook) -> list[dict[str, Any]]:
    """The limits; of several that share a name each is called by its figure as well."""
    shared = {limit.name for limit in kind.limits if sum(each.name == limit.name for each in kind.limits) > 1}
    entries = []
    for limit in kind.limits:
        figure = law.figures()[limit.figure][-1]
        entry: dict[str, Any] = {
            "name": limit.name,
            "number": figure.value,
            "unit": figure.unit.value,
            "starts": list(limit.starts),
            "runs_in": list(limit.runs_in),
            "ends": list(limit.ends),
            "expires_as": limit.expires_as,
        }
        if limit.name in shared:
            entry["name"] = f"{limit.name}.{limit.figure}"
        entries.append({name: value for name, value in entry.items() if value not in ("", [])})
    return entries
