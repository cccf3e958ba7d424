"""A table for people and programs: Markdown, Mermaid, JSON; and the permission matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gridjustice.domain.record import NEW
from gridjustice.language import Catalogue, Language
from gridjustice.law import LawBook
from gridjustice.workflow.rules import Anyone, Public, Rule
from gridjustice.workflow.table import SAME, Kind, Limit, Row

_MANY = 4


def who_text(rule: Rule, language: Language, catalogue: Catalogue) -> str:
    """The roles of a rule, in words."""
    if isinstance(rule, (Anyone, Public)):
        return catalogue.text(language, "workflow.everybody")
    roles = dict.fromkeys(held.word for held in rule.leaves())
    return " / ".join(catalogue.text(language, role) for role in roles) or "—"


def markdown(kind: Kind, language: Language, catalogue: Catalogue, law: LawBook) -> str:
    """The table of steps and the table of limits, in one language, line by line as they are written.

    ``*`` stands for every state, ``* −`` for every state but those named, ``=`` for the state it is in. Articles are
    those in force after the last change the law book knows of.
    """
    word = _words(kind, language, catalogue)
    lines = [
        f"## {catalogue.text(language, f'kind.{kind.name}')} (`{kind.name}`)",
        "",
        "| step | from | to | who | must be known | refused if | under |",
        "|---|---|---|---|---|---|---|",
    ]
    for step in kind.steps:
        (row, *_), sources = tuple(step.rows()), [row.source for row in step.rows()]
        fields = ", ".join(kind.fields[row.step]) or "—"
        guards = ", ".join(guard.__name__ for guard in row.refused_if) or "—"
        when = f" ({row.when.__name__})" if row.when else ""
        when += f" [{', '.join(sorted(row.profiles))}]" if row.profiles else ""
        target = "=" if step.target == SAME else word("state", row.target)
        lines.append(
            f"| {word('step', row.step)} `{row.step}`{when} | {_from(kind, sources, word)} | {target} "
            f"| {who_text(row.who, language, catalogue)} | {fields} | {guards} | {_under(row, language, law)} |"
        )
    if kind.limits:
        lines += [
            "",
            "| limit | figure | starts with | from | runs in | ends with | longer with | stands still | expires as | binds |",
            "|---|---|---|---|---|---|---|---|---|---|",
        ]
    for limit in kind.limits:
        figure = law.figures()[limit.figure][-1]
        states = ", ".join(word("state", s) for s in limit.runs_in) or "*"
        when = f" ({limit.applies_when.__name__})" if limit.applies_when else ""
        lines.append(
            f"| {word('limit', limit.name)} `{limit.name}`{when} "
            f"| {figure.value} {figure.unit.value} (`{limit.figure}`) "
            f"| {', '.join(limit.starts)} | {limit.from_day or 'the day of the step'} | {states} "
            f"| {', '.join(limit.ends) or '—'} | {', '.join(limit.extended_by) or '—'} | {_still(limit)} "
            f"| {limit.expires_as or '—'} "
            f"| {', '.join(catalogue.text(language, f'audience.{bound.value}') for bound in limit.owed_by) or '—'} |"
        )
    return "\n".join(lines) + "\n"


def _from(kind: Kind, sources: list[str], word: Callable[[str, str], str]) -> str:
    """The states a step starts from; where they are most of them, those that are left out."""
    left_out = [s.value for s in kind.states if s.value not in sources]
    if NEW in sources or len(left_out) > len(kind.states) / 2 or len(sources) < _MANY:
        return ", ".join(word("state", s) for s in sources)
    return f"* − {', '.join(word('state', s) for s in left_out)}" if left_out else "*"


def mermaid(kind: Kind, language: Language, catalogue: Catalogue) -> str:
    """A state diagram: ASCII ids, labels in one language; the way out that is open everywhere is drawn once."""
    word = _words(kind, language, catalogue)
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{word("state", s.value)}" as {s.value}' for s in kind.states]
    drawn: dict[tuple[str, str], list[str]] = {}
    for row in kind.rows:
        if row.target == row.source or row.step == kind.leaves_by:
            continue
        source = "[*]" if row.source == NEW else row.source
        labels = drawn.setdefault((source, row.target), [])
        if (label := word("step", row.step)) not in labels:
            labels.append(label)
    lines += [f"    {source} --> {target} : {' / '.join(labels)}" for (source, target), labels in drawn.items()]
    if kind.leaves_by:
        target = next(row.target for row in kind.rows if row.step == kind.leaves_by)
        lines.append(
            f"    note left of {target} : {word('step', kind.leaves_by)} ← {catalogue.text(language, 'workflow.from_everywhere')}"
        )
    lines += [f"    {end} --> [*]" for end in kind.ends]
    return "\n".join(lines) + "\n"


def as_data(kind: Kind, law: LawBook) -> dict[str, Any]:
    """The table as plain data, for JSON."""
    return {
        "kind": kind.name,
        "states": [s.value for s in kind.states],
        "ends": list(kind.ends),
        "steps": [
            {
                "step": row.step,
                "from": row.source,
                "to": row.target,
                "who": [{"role": h.role.value, "scope": h.scope.value} for h in row.who.leaves()],
                "facts": row.facts.__name__,
                "fields": list(kind.fields[row.step]),
                "refused_if": [guard.__name__ for guard in row.refused_if],
                "when": row.when.__name__ if row.when else None,
                "stage": row.stage.value if row.stage else None,
                "profiles": sorted(row.profiles),
                "leads_to": [consequence.step for consequence in row.leads_to],
                "tells": [audience.value for audience in row.tells],
                "may_tell": [audience.value for audience in row.may_tell],
                "tells_by": row.tells_by.__name__ if row.tells_by else None,
                "finds": [finder.__name__ for finder in row.finds],
                "decides": row.decides or None,
                "basis": row.basis,
            }
            for row in kind.rows
        ],
        "limits": [
            {
                "limit": limit.name,
                "figure": limit.figure,
                "value": law.figures()[limit.figure][-1].value,
                "unit": law.figures()[limit.figure][-1].unit.value,
                "starts": list(limit.starts),
                "from": limit.from_day or None,
                "runs_in": list(limit.runs_in),
                "ends": list(limit.ends),
                "extended_by": list(limit.extended_by),
                "extension": limit.extension if limit.extended_by else None,
                "paused_by": list(limit.paused_by),
                "resumed_by": list(limit.resumed_by),
                "left_out_by": list(limit.left_out_by),
                "applies_when": limit.applies_when.__name__ if limit.applies_when else None,
                "expires_as": limit.expires_as or None,
                "owed_by": [bound.value for bound in limit.owed_by],
            }
            for limit in kind.limits
        ],
    }


def permissions(kinds: Mapping[str, Kind]) -> dict[str, dict[str, list[str]]]:
    """Who may take what: role at scope → kind → steps; derived, never written down."""
    matrix: dict[str, dict[str, list[str]]] = {}
    for kind in kinds.values():
        for row in kind.rows:
            for held in row.who.leaves():
                steps = matrix.setdefault(f"{held.role.value}@{held.scope.value}", {}).setdefault(kind.name, [])
                if row.step not in steps:
                    steps.append(row.step)
    return dict(sorted(matrix.items()))


def _still(limit: Limit) -> str:
    """From which steps to which time stands still, and which say of days that do not count."""
    paused = " → ".join(", ".join(steps) for steps in (limit.paused_by, limit.resumed_by) if steps)
    left_out = f"days of {', '.join(limit.left_out_by)}" if limit.left_out_by else ""
    return "; ".join(filter(None, (paused, left_out))) or "—"


def _under(row: Row, language: Language, law: LawBook) -> str:
    """The article as the engine would cite it today, after the last change the law book knows of."""
    if not row.basis:
        return "—"
    newest = max(basis.in_force for basis in law.bases()[row.basis] if not basis.kind)
    return law.text(law.cite(row.basis, newest), language)


def _words(kind: Kind, language: Language, catalogue: Catalogue) -> Callable[[str, str], str]:
    def word(group: str, name: str) -> str:
        return catalogue.text(language, f"{kind.name}.{group}.{name}")

    return word
