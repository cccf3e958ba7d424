"""Reading law files: every field checked, every complaint with the file and the key it is about."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TypeVar

from gridjustice.errors import DefinitionError

E = TypeVar("E", bound=Enum)


class Table:
    """One table of a law file; each getter takes a field away, and `finish` complains of what is left.

    Attributes:
        place: the file and the key, as ``figures.toml: figure.filing.decision``.
    """

    def __init__(self, fields: Mapping[str, object], place: str) -> None:
        self._fields = dict(fields)
        self.place = place

    def wrong(self, message: str) -> DefinitionError:
        """The error to raise about this table."""
        return DefinitionError(message, path=self.place)

    def has(self, name: str) -> bool:
        """Whether the field was given and not yet taken."""
        return name in self._fields

    def text(self, name: str, default: str | None = None) -> str:
        """A string; without a default it must be given."""
        value = self._fields.pop(name, default)
        if not isinstance(value, str):
            raise self.wrong(f"{name!r} must be a text, not {value!r}")
        return value

    def whole(self, name: str, least: int = 1) -> int:
        """A whole number of at least so much."""
        value = self._fields.pop(name, None)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.wrong(f"{name!r} must be a whole number of at least {least}, not {value!r}")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false."""
        value = self._fields.pop(name, default)
        if not isinstance(value, bool):
            raise self.wrong(f"{name!r} must be true or false, not {value!r}")
        return value

    def day(self, name: str) -> date | None:
        """A day without a time, or None where the field was not given."""
        value = self._fields.pop(name, None)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise self.wrong(f"{name!r} must be a day such as 2022-01-01, not {value!r}")
        return value

    def days(self) -> tuple[date, date | None]:
        """``in_force``, which must be given, and ``until``, which may be absent and is not before it."""
        in_force, until = self.day("in_force"), self.day("until")
        if in_force is None:
            raise self.wrong("'in_force' is missing: law and settings alike hold from a day on")
        if until is not None and until < in_force:
            raise self.wrong(f"ends on {until} before it begins on {in_force}")
        return in_force, until

    def choice(self, name: str, kind: type[E], default: str | None = None) -> E:
        """A member of an enumeration, by its value."""
        value = self.text(name, default)
        try:
            return kind(value)
        except ValueError:
            allowed = ", ".join(str(member.value) for member in kind)
            raise self.wrong(f"{name!r} must be one of {allowed}, not {value!r}") from None

    def texts(self, name: str) -> dict[str, str]:
        """A table of strings, empty where the field was not given."""
        value = self._fields.pop(name, {})
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise self.wrong(f"{name!r} must be a table of texts, not {value!r}")
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """A list of strings, empty where the field was not given."""
        value = self._fields.pop(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(f"{name!r} must be a list of texts, not {value!r}")
        return tuple(value)

    def rows(self, name: str) -> list[Table]:
        """The tables of a list, at least one, each with this table's place."""
        return [Table(row, self.place) for row in self._list(name)]

    def versions(self) -> list[Table]:
        """One table per version: the fields that all share, and over them those of the version."""
        if "versions" not in self._fields:
            return [self]
        rows = self._list("versions")
        return [Table({**self._fields, **row}, self.place) for row in rows]

    def table(self, name: str) -> Table:
        """The table under a field, an empty one where the field was not given."""
        value = self._fields.pop(name, {})
        if not isinstance(value, dict):
            raise self.wrong(f"{name!r} must be a table, not {value!r}")
        return Table(value, f"{self.place}: {name}")

    def entries(self, name: str) -> dict[str, Table]:
        """The tables under a field, by their keys; empty where the field was not given."""
        value = self._fields.pop(name, {})
        if not isinstance(value, dict):
            raise self.wrong(f"{name!r} must be a table, not {value!r}")
        found = {}
        for key, fields in value.items():
            place = f"{self.place}: {name}.{key}"
            if isinstance(fields, list):
                fields = {"versions": fields}
            if not isinstance(fields, dict):
                raise DefinitionError(f"must be a table, not {fields!r}", path=place)
            found[key] = Table(fields, place)
        return found

    def _list(self, name: str) -> list[dict[str, object]]:
        value = self._fields.pop(name, None)
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            raise self.wrong(f"{name!r} must be a list of tables")
        return value

    def finish(self) -> None:
        """Nothing is left: a misspelt field is an error, not a silent default."""
        if self._fields:
            raise self.wrong(f"unknown field {', '.join(map(repr, sorted(self._fields)))}")


def read_toml(path: Path) -> Table:
    """The whole of a TOML file.

    Raises:
        DefinitionError: it cannot be read, or is no TOML.
    """
    try:
        return Table(tomllib.loads(path.read_text("utf-8")), path.name)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DefinitionError(f"cannot be read as TOML: {error}", path=path.name) from error
