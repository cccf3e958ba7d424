"""Personal data: marked where it is defined, so that sealing, masking and projections need no list of their own.

Rules; the first is checked by `marks` when a class is first used, the others are the author's to keep:

* a personal field is a text (``str`` or ``str | None``);
* every free text is personal, because people write names into it;
* `ERASED` is a legal value of every personal field, else a record could not be replayed after erasure.
"""

from __future__ import annotations

import types
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs

from gridjustice.domain.values import NAME_LENGTH, check_text, per_class
from gridjustice.errors import DefinitionError

T = TypeVar("T")

ERASED = "\u2421"
"""What stands in a personal field whose key was erased."""

HIDDEN = "＊"
"""What stands in for each hidden character of a masked text."""

MATTER = "matter"
"""The subject of personal data that belongs to the record as a whole, as a free text does."""


def personal(length: int = NAME_LENGTH, **field: Any) -> Any:
    """An attrs field for personal data: a text that is kept exactly, sealed at rest, masked for most readers."""

    def validate(instance: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
        if value is not None and value != ERASED:
            check_text(value, length)

    metadata = {**field.pop("metadata", {}), "personal": True}
    return attrs.field(validator=validate, metadata=metadata, **field)


def guarded(default: Any = None) -> Any:
    """An attrs field that only those are shown who may know of it (`Kind.may_know`); for the others it says nothing."""
    return attrs.field(default=default, metadata={"guarded": True})


@per_class
def _guarded(cls: type) -> dict[str, Any]:
    return {field.name: field.default for field in attrs.fields(cls) if field.metadata.get("guarded")}


def without_guarded(thing: T) -> T:
    """A copy of an attrs object in which every guarded field says nothing."""
    hidden = _guarded(type(thing))
    return attrs.evolve(thing, **hidden) if hidden else thing  # type: ignore[misc]  # T is an attrs class


@attrs.frozen(kw_only=True)
class Marks:
    """Where personal data stands in a class.

    Attributes:
        fields: names of the personal fields.
        subject: the field that says whose data it is, or None for the record as a whole.
        nested: (field name, whether it is a tuple, marks of its class) of fields that hold marked classes.
    """

    fields: tuple[str, ...]
    subject: str | None
    nested: tuple[tuple[str, bool, Marks], ...]

    def __bool__(self) -> bool:
        return bool(self.fields or self.nested)


@per_class
def marks(cls: type) -> Marks:
    """The marks of an attrs class.

    A class whose data belongs to one person names the field that identifies them in ``SUBJECT``.

    Raises:
        DefinitionError: a marked field is not a text.
    """
    hints = get_type_hints(cls)
    fields: list[str] = []
    nested: list[tuple[str, bool, Marks]] = []
    for field in attrs.fields(cls):
        inner, many = unwrap(hints[field.name])
        if field.metadata.get("personal"):
            if inner is not str or many:
                raise DefinitionError(f"{cls.__name__}.{field.name} is marked personal but is no text")
            fields.append(field.name)
        elif attrs.has(inner) and (below := marks(inner)):
            nested.append((field.name, many, below))
    return Marks(fields=tuple(fields), subject=getattr(cls, "SUBJECT", None), nested=tuple(nested))


def unwrap(hint: Any) -> tuple[Any, bool]:
    """The class inside ``X``, ``X | None`` or ``tuple[X, ...]``, and whether it was a tuple."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = [a for a in get_args(hint) if a is not type(None)]
        return unwrap(inner[0]) if len(inner) == 1 else (hint, False)
    if origin is tuple:
        return unwrap(get_args(hint)[0])[0], True
    supertype = getattr(hint, "__supertype__", None)
    return (unwrap(supertype)[0] if supertype else hint), False


def mask_text(value: str) -> str:
    """The first character and then as many marks, at most three: 张三 → 张＊, 13900001111 → 1＊＊＊."""
    return value if value == ERASED else value[:1] + HIDDEN * min(max(len(value) - 1, 1), 3)


def masked(thing: T) -> T:
    """A copy of an attrs object in which every personal field is masked."""
    found = marks(type(thing))
    if not found:
        return thing
    changes: dict[str, Any] = {}
    for name in found.fields:
        value = getattr(thing, name)
        if value is not None:
            changes[name] = mask_text(value)
    for name, many, _ in found.nested:
        value = getattr(thing, name)
        if many:
            changes[name] = tuple(masked(each) for each in value)
        elif value is not None:
            changes[name] = masked(value)
    return attrs.evolve(thing, **changes)  # type: ignore[misc]  # T is known to be an attrs class: marks() read it
