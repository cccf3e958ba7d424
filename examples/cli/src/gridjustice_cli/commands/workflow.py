"""The step tables: shown, explained step by step, checked, drawn; and who may take what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from gridjustice_cli.commands.foreign import FORMS, convert_file, is_file, lint_file
from gridjustice_cli.commands.records import BIRTHS
from gridjustice_cli.completing import complete_kind, complete_step
from gridjustice_cli.framework import Group, argument, option
from gridjustice_cli.session import Session, current

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gridjustice import Field, Finding, Plugins

workflow = Group("workflow", help="cli.help.workflow")

DRAWN = ("markdown", "mermaid", "json")
FORMATS = ("table", *DRAWN)
of_kind = argument("kind", metavar="[KIND]", required=False, help="cli.argument.kind", shell_complete=complete_kind)


def _kind(session: Session, plugins: Plugins, name: str) -> Any:
    from gridjustice import NotFoundError

    kinds = plugins.kinds()
    if name not in kinds:
        raise NotFoundError(session.say("cli.error.no_kind", kind=name, kinds=", ".join(kinds)))
    return kinds[name]


@workflow.command("show", help="cli.help.workflow.show")
@of_kind
@argument("step", metavar="[STEP]", required=False, help="cli.argument.step", shell_complete=complete_step)
@option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="cli.option.format")
def show_(kind: str | None, step: str | None, form: str) -> None:
    """A table of steps; or one step of it, with all that it asks for."""
    from gridjustice_cli.output import print_json, show, table

    session = current()
    form = "json" if session.as_json else form
    if kind is None:
        kinds = session.plugins.kinds()
        if form == "json":
            print_json({"kinds": {name: sorted(each.facts) for name, each in kinds.items()}})
            return
        headings = [session.say(f"cli.column.{name}") for name in ("kind", "label", "steps")]
        rows = [(name, session.label(f"kind.{name}"), ", ".join(each.facts)) for name, each in kinds.items()]
        show(table(headings, rows, fixed=(0,)))
    elif step is None:
        _show_kind(session, _kind(session, session.plugins, kind), form)
    else:
        _show_step(session, _kind(session, session.plugins, kind), step, form)


def _show_kind(session: Session, kind: Any, form: str) -> None:
    from gridjustice import as_data, markdown, mermaid, who_text
    from gridjustice_cli.output import print_json, show, table, text

    if form == "json":
        print_json(as_data(kind, session.law))
        return
    if form in ("markdown", "mermaid"):
        drawn = mermaid(kind, session.tongue, session.catalogue)
        click.echo(
            drawn if form == "mermaid" else markdown(kind, session.tongue, session.catalogue, session.law), nl=False
        )
        return
    label = session.label
    rows: dict[tuple[str, str, str], list[str]] = {}
    for row in kind.rows:
        target = (
            session.say("cli.workflow.same") if row.target == row.source else label(f"{kind.name}.state.{row.target}")
        )
        who = who_text(row.who, session.tongue, session.catalogue)
        rows.setdefault((row.step, target, who), []).append(label(f"{kind.name}.state.{row.source}"))
    headings = [session.say(f"cli.column.{name}") for name in ("step", "label", "from", "to", "who")]
    shown = [(s, label(f"{kind.name}.step.{s}"), ", ".join(f), t, w) for (s, t, w), f in rows.items()]
    show(text(f"{label(f'kind.{kind.name}')} ({kind.name})", "bold"), table(headings, shown, fixed=(0,)))
    if kind.limits:
        show(text(""), _limits(session, kind))


def _limits(session: Session, kind: Any) -> RenderableType:
    from gridjustice_cli.output import table

    headings = [session.say(f"cli.column.{name}") for name in ("limit", "label", "length", "starts", "expires_as")]
    rows = []
    for limit in kind.limits:
        figure = session.law.figures()[limit.figure][-1]
        starts = ", ".join(session.label(f"{kind.name}.step.{step}") for step in limit.starts)
        expires = session.label(f"{kind.name}.step.{limit.expires_as}") if limit.expires_as else ""
        rows.append(
            (limit.name, session.label(f"{kind.name}.limit.{limit.name}"), length(session, figure), starts, expires)
        )
    return table(headings, rows, fixed=(0,))


def length(session: Session, figure: Any) -> str:
    """How long a limit is, in words."""
    form = "one" if figure.value == 1 else "many"
    unit = f"law.unit.{figure.unit.value}.{form}"
    return session.catalogue.text(session.tongue, unit, number=figure.value)


def _show_step(session: Session, kind: Any, step: str, form: str) -> None:
    from gridjustice import NotFoundError, as_data, form_of, who_text
    from gridjustice_cli.facts import flag_of, shape, told
    from gridjustice_cli.output import done, pairs, print_json, show, table, text

    if step not in kind.facts:
        known = ", ".join(kind.facts)
        raise NotFoundError(session.say("cli.error.no_step", step=step, kind=kind.name, steps=known))
    rows = [row for row in kind.rows if row.step == step]
    fields = form_of(kind.facts[step])
    if form == "json":
        lines = [line for line in as_data(kind, session.law)["steps"] if line["step"] == step]
        asked = [_field_data(field) for field in fields]
        print_json({"kind": kind.name, "step": step, "rows": lines, "fields": asked})
        return
    label = session.label
    show(text(f"{label(f'{kind.name}.step.{step}')} ({kind.name} {step})", "bold"))
    for row in rows:
        who = who_text(row.who, session.tongue, session.catalogue)
        ways = [label(f"{kind.name}.state.{state}") for state in (row.source, row.target)]
        show(pairs([(f"{ways[0]} → {ways[1]}", who)]))
    if fields:
        headings = [session.say(f"cli.column.{name}") for name in ("option", "shape", "meaning")]
        show(text(""), table(headings, [(flag_of(f), shape(f), told(session, f)) for f in fields], fixed=(0,)))
    guards = {guard.__name__: guard for row in rows for guard in row.refused_if}
    if guards:
        show(text(""), text(session.say("cli.workflow.refused_if"), "bold"))
        for name, guard in guards.items():
            show(text(f"· {_refusal(session, name, guard)}"))
    done(session, session.say("cli.workflow.try", command=_command(kind, step, born=all(row.is_birth for row in rows))))


def _command(kind: Any, step: str, *, born: bool) -> str:
    """What to type for a step, and to be told of its options."""
    if kind.name in BIRTHS:
        return f"gridjustice {kind.name} {step if born else f'step NUMBER {step}'} --help"
    return f"gridjustice record {f'begin {kind.name} {step}' if born else f'step {kind.name}:NAME {step}'} --help"


def _field_data(field: Field) -> dict[str, Any]:
    names = ("name", "type", "required", "many", "personal")
    inner = [_field_data(each) for each in field.fields]
    return {**{name: getattr(field, name) for name in names}, "choices": list(field.choices), "fields": inner}


def _refusal(session: Session, name: str, guard: Any) -> str:
    """What a guard refuses, in the words of the refusal; what it would fill in stays open."""
    key = f"refusal.{name}"
    if session.catalogue.has(session.tongue, key):
        return re.sub(r"\{\w+\}", "…", session.catalogue.words(session.tongue)[key])
    return (guard.__doc__ or name).strip().partition("\n")[0]


@workflow.command("diagram", help="cli.help.workflow.diagram")
@of_kind
@option("--format", "form", type=click.Choice(DRAWN), default="mermaid", show_default=True, help="cli.option.format")
def diagram(kind: str | None, form: str) -> None:
    """The states and the ways between them."""
    from gridjustice import as_data
    from gridjustice_cli.output import print_json

    session = current()
    names = [kind] if kind else list(session.plugins.kinds())
    if session.as_json or form == "json":
        tables = [as_data(_kind(session, session.plugins, name), session.law) for name in names]
        print_json({"kinds": tables})
        return
    for name in names:
        _show_kind(session, _kind(session, session.plugins, name), form)


@workflow.command("lint", help="cli.help.workflow.lint")
@argument("kind", metavar="[KIND|FILE]", required=False, help="cli.argument.kind_or_file", shell_complete=complete_kind)
@option("--from", "form", type=click.Choice(FORMS), help="cli.option.workflow_from")
@option("--strict", is_flag=True, help="cli.option.strict")
def lint_(kind: str | None, form: str | None, strict: bool) -> None:
    """What is wrong with the tables, or with a workflow in a file."""
    from gridjustice import lint
    from gridjustice_cli.failures import FOUND
    from gridjustice_cli.output import done, print_json, show, table

    session = current()
    if kind and (form or is_file(kind)):
        lint_file(session, kind, form, strict=strict)
        return
    kinds = session.plugins.kinds()
    chosen = [_kind(session, session.plugins, kind)] if kind else list(kinds.values())
    found: list[Finding] = [each for one in chosen for each in lint(one, kinds, session.law, session.catalogue)]
    if session.as_json:
        names = ("kind", "place", "problem", "detail")
        print_json({"findings": [{name: getattr(each, name) for name in names} for each in found]})
    elif found:
        headings = [session.say(f"cli.column.{name}") for name in ("kind", "place", "problem", "detail")]
        show(table(headings, [(f.kind, f.place, f.problem, f.detail) for f in found], fixed=(0, 2)))
    if found:
        raise click.exceptions.Exit(FOUND)
    done(session, session.say("cli.lint.clean", kinds=", ".join(one.name for one in chosen)))


@workflow.command("export", help="cli.help.workflow.export")
@argument("kind", help="cli.argument.kind", shell_complete=complete_kind)
def export_(kind: str) -> None:
    """A table as plain JSON."""
    from gridjustice import as_workflow
    from gridjustice_cli.output import print_json

    session = current()
    print_json(as_workflow(_kind(session, session.plugins, kind), session.law, session.catalogue))


@workflow.command("convert", help="cli.help.workflow.convert")
@argument("file", help="cli.argument.workflow_file")
@option("--from", "form", type=click.Choice(FORMS), help="cli.option.workflow_from")
@option("--name", help="cli.option.workflow_name")
def convert_(file: str, form: str | None, name: str | None) -> None:
    """A workflow of others as plain JSON of our form."""
    convert_file(current(), file, form, name)


@workflow.command("permissions", help="cli.help.workflow.permissions")
def permissions_() -> None:
    """Who may take which step."""
    from gridjustice import permissions
    from gridjustice_cli.output import print_json, show, table

    session = current()
    matrix = permissions(session.plugins.kinds())
    if session.as_json:
        print_json(matrix)
        return
    headings = [session.say(f"cli.column.{name}") for name in ("role", "place", "kind", "steps")]
    rows = []
    for held, kinds in matrix.items():
        role, _, scope = held.partition("@")
        for kind, steps in kinds.items():
            said = ", ".join(session.label(f"{kind}.step.{step}") for step in steps)
            rows.append(
                (session.label(f"role.{role}"), session.label(f"scope.{scope}"), session.label(f"kind.{kind}"), said)
            )
    show(table(headings, rows))
