"""Permissions: derived, never written down."""

from __future__ import annotations

from collections.abc import Mapping

from tools.reference.steps import title
from tools.reference.writing import table

from gridjustice.language import Catalogue, Language
from gridjustice.workflow.render import permissions
from gridjustice.workflow.table import Kind


def page(kinds: Mapping[str, Kind], catalogue: Catalogue) -> str:
    """Who may take which step, kind by kind."""
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
        parts.append(f"## {title(kind, catalogue)}\n\n" + table(("step", *heads), rows))
    return "\n".join(parts)


def _role(role: str, catalogue: Catalogue) -> str:
    name, _, scope = role.partition("@")
    return f"{catalogue.text(Language.EN, f'role.{name}')} @ {scope}"
