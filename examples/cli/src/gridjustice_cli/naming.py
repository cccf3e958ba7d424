"""Records by the names people use: a unit's code, a person's handle, a dispute's number; and their names for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from gridjustice_cli.session import Session

if TYPE_CHECKING:
    from gridjustice import Field, RecordId, View

COLUMNS = {"dispute": ("number",), "unit": ("code", "name"), "grid": ("code", "name"), "person": ("handle",)}
"""By which columns of its projection a record of a kind can be named, the first being what it is called."""

REFERENCES = {
    "unit": ("unit",),
    "origin": ("unit",),
    "parent": ("unit",),
    "grid": ("grid",),
    "person": ("person",),
    "mediator": ("person",),
    "reporter": ("person",),
    "judge": ("person",),
    "co_mediators": ("person",),
    "excluded": ("person",),
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

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LINK = "place"
"""A field that holds a court's path or the id of a unit."""


class Naming:
    """Names of records to ids, and ids to names, as the one who acts may see them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: dict[str, str] = {}

    def id_of(self, name: str, *kinds: str) -> RecordId:
        """The id of the record that is called so.

        Args:
            name: a number, code, handle or id; with the kind before it (``grid:YB-01``) where several are possible.
            kinds: the kinds it may be of; any, where none is given.

        Raises:
            NotFoundError: nothing that the one who acts may see is called so.
        """
        from gridjustice import NotFoundError, RecordId, named_id

        if _ID.fullmatch(name):
            return RecordId(name)
        prefix, mark, rest = name.partition(":")
        if mark and prefix in self._session.office.kinds:
            kinds, name = (prefix,), rest
            if _ID.fullmatch(name):
                return RecordId(name)
        kinds = kinds or (*COLUMNS, "court")
        for kind in kinds:
            if kind == "court":
                court = named_id("court", name)
                if self._view(court) is not None:
                    return court
            for column in COLUMNS.get(kind, ()):
                try:
                    return self._session.office.look_up(self._session.actor, kind, column, name)
                except NotFoundError as problem:
                    if "several" in str(problem):
                        raise
        of = ", ".join(self._session.label(f"kind.{kind}") for kind in kinds)
        raise NotFoundError(self._session.say("cli.error.no_such_record", name=name, kinds=of))

    def resolved(self, fields: tuple[Field, ...], plain: dict[str, Any]) -> dict[str, Any]:
        """The same plain facts, with ids where fields hold ids and a name was given."""
        known = {field.name: field for field in fields}
        return {name: self._resolved(known.get(name), name, value) for name, value in plain.items()}

    def name_of(self, record: str | None) -> str:
        """What a record is called, for people; the beginning of its id where it may not be seen."""
        if not record:
            return ""
        if record not in self._names:
            view = self._view(record)
            self._names[record] = self.called(view) if view else _short(record)
        return self._names[record]

    def called(self, view: View) -> str:
        """What a record is called, for people."""
        record = view.record
        if self._session.language == "ko" and getattr(record, "name_ko", None):
            return str(record.name_ko)
        for attribute in ("name", "number", "handle", "code"):
            if value := getattr(record, attribute, None):
                return str(value)
        return str(record.id)

    def code_of(self, view: View) -> str:
        """What a record is called on a command line."""
        for attribute in (COLUMNS.get(view.kind, ("",))[0], "court" if view.kind == "court" else ""):
            if attribute and (value := getattr(view.record, attribute, None)):
                return str(value)
        return str(view.record.id)

    def _resolved(self, field: Field | None, name: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._resolved(field, name, each) for each in value]
        if isinstance(value, dict) and field is not None:
            return self.resolved(field.fields, value)
        if not isinstance(value, str) or (field is not None and field.type != "text"):
            return value
        if name == _LINK:
            return self._place(value)
        kinds = REFERENCES.get(name)
        return self.id_of(value, *kinds) if kinds and value else value

    def _place(self, value: str) -> str:
        from gridjustice import NotFoundError

        try:
            return self.id_of(value, "unit")
        except NotFoundError:
            return value

    def _view(self, record: str) -> View | None:
        from gridjustice import NotFoundError

        try:
            return self._session.office.show(self._session.actor, record)
        except NotFoundError:
            return None


def _short(record: str) -> str:
    return record[:8] + "…" if _ID.fullmatch(record) else record
