"""Records by the names people use (a unit's code, a person's handle, a dispute's number), and names for people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gridjustice.application.forms import Field
from gridjustice.application.office import Office
from gridjustice.application.request import View
from gridjustice.domain.values import RecordId, named_id
from gridjustice.errors import NotFoundError
from gridjustice.language import Language
from gridjustice.law import Causes

COLUMNS = {"dispute": ("number",), "unit": ("code", "name"), "grid": ("code", "name"), "person": ("handle",)}
"""By which columns of its projection a record of a kind can be named, the first being what it is called."""

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LINK = "place"
"""A field that holds a court's path or the id of a unit."""


class Names:
    """Names of records to ids, and ids to names, as one actor may see them and one language has them.

    It remembers the names it has looked up: make one for each page, not for each process.
    """

    def __init__(self, office: Office, actor: str, language: Language) -> None:
        self._office = office
        self._actor = actor
        self._language = language
        self._names: dict[str, str] = {}

    def id_of(self, name: str, *kinds: str) -> RecordId:
        """The id of the record that is called so.

        Args:
            name: a number, code, handle or id; with the kind before it (``grid:YB-01``) where several are possible.
            kinds: the kinds it may be of; any, where none is given.

        Raises:
            NotFoundError: nothing that the actor may see is called so, or several records are.
        """
        if _ID.fullmatch(name):
            return RecordId(name)
        prefix, mark, rest = name.partition(":")
        if mark and prefix in self._office.kinds:
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
                    return self._office.look_up(self._actor, kind, column, name)
                except NotFoundError as problem:
                    if "several" in str(problem):
                        raise
        of = ", ".join(self._office.catalogue.text(self._language, f"kind.{kind}") for kind in kinds)
        raise NotFoundError(self._office.catalogue.text(self._language, "names.nothing_called", name=name, kinds=of))

    def resolved(self, fields: tuple[Field, ...], plain: Mapping[str, Any]) -> dict[str, Any]:
        """The same plain facts, with ids where fields hold ids and a name was given.

        Raises:
            NotFoundError: as of `id_of`.
        """
        known = {field.name: field for field in fields}
        return {name: self._resolved(known.get(name), name, value) for name, value in plain.items()}

    def completed(self, fields: tuple[Field, ...], plain: Mapping[str, Any]) -> dict[str, Any]:
        """The same plain facts with what follows from them: ids, the court of a unit, short names of parties.

        Raises:
            NotFoundError: as of `id_of`.
        """
        facts = self.resolved(fields, plain)
        asked = {field.name for field in fields}
        for place in ("grid", "unit", "dispute"):
            if asked >= {place, "court"} and facts.get(place) and not (facts.get("court") and facts.get("unit")):
                view = self._view(facts[place])
                if view is None:
                    continue  # the step itself says what is wrong with it
                facts.setdefault("court", view.record.court)
                if "unit" in asked:
                    facts.setdefault("unit", view.record.unit)
        if asked >= {"cause", "cause_version"} and facts.get("cause"):
            facts.setdefault("cause_version", Causes.load().on(self._office.today()).version)
        for number, party in enumerate(each for each in facts.get("parties", ()) if isinstance(each, dict)):
            party.setdefault("id", f"{str(party.get('side', 'party'))[:1]}{number + 1}")
        return facts

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
        if self._language is Language.KO and getattr(record, "name_ko", None):
            return str(record.name_ko)
        for attribute in ("name", "number", "handle", "code"):
            if value := getattr(record, attribute, None):
                return str(value)
        return str(record.id)

    def code_of(self, view: View) -> str:
        """What a record can be named by in `id_of`."""
        for attribute in (COLUMNS.get(view.kind, ("",))[0], "court" if view.kind == "court" else ""):
            if attribute and (value := getattr(view.record, attribute, None)):
                return str(value)
        return str(view.record.id)

    def _resolved(self, field: Field | None, name: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._resolved(field, name, each) for each in value]
        if isinstance(value, dict) and field is not None:
            return self.resolved(field.fields, value)
        if not isinstance(value, str) or not value or field is None or field.type != "text":
            return value
        if name == _LINK:
            return self._place(value)
        return self.id_of(value, *field.kinds) if field.kinds else value

    def _place(self, value: str) -> str:
        try:
            return self.id_of(value, "unit")
        except NotFoundError:
            return value

    def _view(self, record: str) -> View | None:
        try:
            return self._office.show(self._actor, record)
        except NotFoundError:
            return None


def _short(record: str) -> str:
    return record[:8] + "…" if _ID.fullmatch(record) else record
