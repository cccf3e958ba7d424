"""Options and questions of a step, derived from its facts; nothing here knows any step by name."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gridjustice_cli.framework import Option, session_of
from gridjustice_cli.session import Session

if TYPE_CHECKING:
    from gridjustice import Field

OWN = frozenset(("key", "expect", "facts", "ask", "db", "as", "lang", "json", "today", "help"))
"""Names of options that no field may take; such a field gets ``fact-`` before its name."""

FILLED = {"parties": ("id",)}
"""Members of groups that `Names.completed` fills in where nobody gave them."""


class FieldType(click.ParamType[Any]):
    """What a field takes, parsed as the core parses it."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.name = field.type

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The shape of what may be given."""
        return shape(self.field)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Plain data, or an error that names the option."""
        return parsed(self.field, str(value), param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem[Any]]:
        """The choices."""
        item = click.shell_completion.CompletionItem
        return [item(choice) for choice in self.field.choices if choice.startswith(incomplete)]


class FieldOption(Option):
    """The option of a field; its help is what the field is called, with its choices."""

    def __init__(self, session: Session, field: Field) -> None:
        self.field = field
        name, given_as = flag_of(field), f"fact_{field.name}"
        if field.type == "yes_no":
            super().__init__([f"{name}/--no-{name[2:]}", given_as], default=None, help=told(session, field))
        else:
            super().__init__(
                [name, given_as], type=FieldType(field), multiple=field.many, default=None, help=told(session, field)
            )


def flag_of(field: Field) -> str:
    """The name of a field's option."""
    name = field.name.replace("_", "-")
    return f"--fact-{name}" if field.name in OWN else f"--{name}"


def shape(field: Field) -> str:
    """What may be given for a field."""
    if field.choices:
        return "|".join(field.choices)
    if field.type == "group":
        return ",".join(f"{each.name}=…" for each in field.fields if each.required) + ",…"
    if field.type == "day":
        return "YYYY-MM-DD"
    if field.kinds:
        return "/".join(kind.upper() for kind in field.kinds)
    return {"number": "N", "yes_no": ""}.get(field.type, "TEXT")


def told(session: Session, field: Field) -> str:
    """What a field is, in words: its label, its choices, whether it must be given."""
    parts = [session.label(f"facts.{field.name}", f"cli.field.{field.name}")]
    if field.choices:
        parts.append(": " + ", ".join(f"{c} {session.label(f'{field.choices_of}.{c}')}" for c in field.choices))
    if field.fields:
        inner = ", ".join(f"{f.name} {told(session, f)}" for f in field.fields)
        parts.append(f": {inner}")
    marks = []
    if field.required:
        marks.append(session.say("cli.field_mark.required"))
    if field.many:
        marks.append(session.say("cli.field_mark.many"))
    if field.default not in (None, (), False):
        marks.append(session.say("cli.field_mark.default", value=field.default))
    return "".join(parts) + (f" [{'; '.join(marks)}]" if marks else "")


def parsed(field: Field, text: str, param: click.Parameter | None, ctx: click.Context | None) -> Any:
    """What was typed for a field, as plain data; several where a comma stands between them.

    Raises:
        BadParameter: it does not fit, with what would.
    """
    from gridjustice import InvalidError, parse_field

    if field.type == "day" and text == "today" and ctx is not None:
        return session_of(ctx).day().isoformat()
    try:
        if field.many and field.type != "group" and not field.personal:
            return [parse_field(field, each.strip()) for each in text.split(",") if each.strip()]
        return parse_field(field, text)
    except InvalidError as problem:
        raise click.BadParameter(str(problem), ctx, param, param_hint=flag_of(field)) from problem


def given(form: tuple[Field, ...], params: dict[str, Any], file: Path | None) -> dict[str, Any]:
    """The facts that options and a file say; an option wins over the file.

    Raises:
        UsageError: the file is no JSON object.
        OSError: it cannot be read.
    """
    plain = read_facts(file) if file is not None else {}
    for field in form:
        value = params.get(f"fact_{field.name}")
        if value is None or value == ():
            continue
        if field.many:
            value = [each for part in value for each in (part if isinstance(part, list) else [part])]
        plain[field.name] = value
    return plain


def read_facts(file: Path) -> dict[str, Any]:
    """The JSON object in a file, or on stdin for ``-``."""
    try:
        plain = json.loads(sys.stdin.read() if str(file) == "-" else file.read_text("utf-8-sig"))
    except (ValueError, FileNotFoundError, IsADirectoryError) as problem:
        reason = "no such file" if isinstance(problem, FileNotFoundError) else str(problem)
        raise click.BadParameter(f"{file}: {reason}", param_hint="--facts") from problem
    if not isinstance(plain, dict):
        raise click.BadParameter(f'{file}: a JSON object is needed, {{"name": value, …}}', param_hint="--facts")
    return plain


def missing(form: tuple[Field, ...], plain: dict[str, Any]) -> list[Field]:
    """The fields that must be given and are not."""
    return [field for field in form if field.required and field.name not in plain]


def ask(session: Session, field: Field) -> Any:
    """Ask for a field until the answer fits; several answers end with an empty line."""
    label = session.label(f"facts.{field.name}", f"cli.field.{field.name}")
    if not field.many:
        return _ask_once(session, field, label)
    answers: list[Any] = []
    while not answers or click.confirm(session.say("cli.ask.another", label=label), default=False, err=True):
        answer = _ask_once(session, field, label)
        answers += answer if isinstance(answer, list) else [answer]
    return answers


def _ask_once(session: Session, field: Field, label: str) -> Any:
    if field.type == "group":
        known = FILLED.get(field.name, ())
        return {each.name: ask(session, each) for each in field.fields if each.required and each.name not in known}
    if field.choices:
        for choice in field.choices:
            click.echo(f"    {choice:<16} {session.label(f'{field.choices_of}.{choice}')}", err=True)
    while True:
        prompt = f"{label} ({shape(field)})" if field.type != "yes_no" else f"{label} (yes|no)"
        answer = click.prompt(prompt, err=True)
        try:
            return parsed(field, answer, None, click.get_current_context())
        except click.BadParameter as problem:
            click.echo(f"  {problem.message}", err=True)
