"""Forms, derived from the facts of a step: what to ask for, of which type, with which choices."""

from __future__ import annotations

import re
from datetime import date
from enum import Enum
from typing import Any, get_args, get_type_hints

import attrs

from gridjustice.domain.personal import unwrap
from gridjustice.errors import InvalidError

_ESCAPE = re.compile(r"\\([,=;\\])")

REFERENCES = {
    "unit": ("unit",),
    "origin": ("unit",),
    "parent": ("unit",),
    "grid": ("grid",),
    "person": ("person",),
    "taken_by": ("person",),
    "mediator": ("person",),
    "reporter": ("person",),
    "judge": ("person",),
    "co_mediators": ("person",),
    "excluded": ("person",),
    "recused": ("person",),
    "left": ("person",),
    "guided_by": ("person",),
    "helper": ("person",),
    "applicant": ("person",),
    "protected": ("person",),
    "respondent": ("person",),
    "conflicted": ("unit",),
    "same_as": ("dispute",),
    "also": ("dispute",),
    "dispute": ("dispute",),
    "subject": ("dispute", "grid"),
    "order": ("order",),
    "orders": ("order",),
}
"""Fields that hold the id of a record, and the kinds it may be of."""

LONGEST_NUMBER = 16
"""Digits beyond those that JSON keeps exactly."""


@attrs.frozen(kw_only=True)
class Field:
    """One thing to ask for.

    Attributes:
        name: of the facts' field; its label stands in the catalogues under ``facts.<name>``.
        type: ``text``, ``number``, ``yes_no``, ``day``, ``choice`` or ``group``.
        many: whether several may be given.
        required: whether it must be given.
        personal: whether it is personal data, not to be shown back or logged.
        choices: the values of a choice; their labels stand under ``<choices_of>.<value>``.
        choices_of: the prefix of these labels.
        fields: what a group is made of.
        default: what counts where it is not given; None for nothing.
        kinds: of a text that is the id of a record, the kinds it may be of; `Names` finds ids by what people say.
    """

    name: str
    type: str
    many: bool = False
    required: bool = True
    personal: bool = False
    choices: tuple[str, ...] = ()
    choices_of: str = ""
    fields: tuple[Field, ...] = ()
    default: Any = None
    kinds: tuple[str, ...] = ()


def form_of(cls: type) -> tuple[Field, ...]:
    """The form of a facts class (or of a class inside one), in the order of its fields."""
    hints = get_type_hints(cls)
    return tuple(_field(field, hints[field.name]) for field in attrs.fields(cls))


def parse_field(field: Field, text: str) -> Any:
    r"""What somebody typed for a field, as plain data for `Office.take`.

    A group is typed as ``name=value,name=value``; a comma or ``=`` inside a value is written ``\,`` or ``\=``, and
    several values of one name have a ``;`` between them.

    Raises:
        InvalidError: it does not fit, with what would.
    """
    if field.type == "number":
        if not text.removeprefix("-").isdecimal() or len(text) > LONGEST_NUMBER:
            raise InvalidError(f"{text!r} is no whole number", path=field.name)
        return int(text)
    if field.type == "yes_no":
        if text.lower() not in _YES_NO:
            raise InvalidError(f"{text!r} is neither yes nor no", path=field.name)
        return _YES_NO[text.lower()]
    if field.type == "day":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise InvalidError(f"{text!r} is no day; write it as 2026-11-23", path=field.name) from None
    if field.type == "choice" and text not in field.choices:
        raise InvalidError(f"{text!r} is none of {', '.join(field.choices)}", path=field.name)
    if field.type == "group":
        return _parse_group(field, text)
    return text


_YES_NO = {
    **dict.fromkeys(("yes", "true", "1", "是", "예"), True),
    **dict.fromkeys(("no", "false", "0", "否", "아니"), False),
}


def _parse_group(field: Field, text: str) -> dict[str, Any]:
    known = {inner.name: inner for inner in field.fields}
    plain: dict[str, Any] = {}
    for part in _split(text, ","):
        name, *rest = _split(part, "=", once=True)
        name = _unescaped(name).strip()
        if name not in known or not rest:
            raise InvalidError(f"{part!r} is not name=value with one of the names {', '.join(known)}", path=field.name)
        inner = known[name]
        values = _split(rest[0], ";") if inner.many else rest
        parsed = [parse_field(inner, _unescaped(each)) for each in values]
        plain[name] = parsed if inner.many else parsed[0]
    return plain


def _split(text: str, mark: str, *, once: bool = False) -> list[str]:
    """Split at the mark, but not where a backslash stands before it; the backslashes stay."""
    parts: list[str] = []
    start, escaped = 0, False
    for position, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == mark and not (once and parts):
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]


def _unescaped(text: str) -> str:
    r"""The text without the backslashes before ``,``, ``=``, ``;`` and ``\``; others stay."""
    return _ESCAPE.sub(r"\1", text)


def _field(field: attrs.Attribute[Any], hint: Any) -> Field:
    inner, many = unwrap(hint)
    required = field.default is attrs.NOTHING
    default = None if required or isinstance(field.default, attrs.Factory) else field.default  # type: ignore[arg-type]  # attrs.Factory is a class at run time
    kind, choices_of = "text", ""
    choices: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    if attrs.has(inner):
        kind, fields = "group", form_of(inner)
    elif isinstance(inner, type) and issubclass(inner, Enum):
        kind, choices = "choice", tuple(str(m.value) for m in inner)
        choices_of = "".join("_" + c.lower() if c.isupper() else c for c in inner.__name__).lstrip("_")
    elif inner is bool:
        kind = "yes_no"
    elif inner is int:
        kind = "number"
    elif inner is date:
        kind = "day"
    return Field(
        name=field.name,
        type=kind,
        many=many,
        required=required and type(None) not in get_args(hint),
        personal=bool(field.metadata.get("personal")),
        choices=choices,
        choices_of=choices_of,
        fields=fields,
        default=default.value if isinstance(default, Enum) else default,
        kinds=REFERENCES.get(field.name, ()) if kind == "text" else (),
    )
