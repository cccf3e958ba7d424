"""What an office says of its channels and feeds in its file: read once, checked whole, secrets never shown.

An adapter takes what it knows out of its `Section` and then calls `Section.done`, so that a misspelt setting is an
error at the start and not a silence for months. A secret stands in the file as ``{env = "NAME"}`` or
``{file = "path"}``; in plain it is taken too, for a trial.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gridjustice.errors import InvalidError


class Secret:
    """A text that no log, message or error shows; `reveal` is called where it is used."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__


class Section:
    """The settings of one channel or feed, taken out one by one.

    Attributes:
        path: where it stands in the file, as ``channels.mail``, for messages.
    """

    def __init__(self, values: Mapping[str, Any], path: str, *, environment: Mapping[str, str] | None = None) -> None:
        """Nothing is taken yet.

        Args:
            values: as they were read.
            path: where they stand.
            environment: where secrets are looked for; the process's own where it is None.
        """
        self.path = path
        self._values = dict(values)
        # No default in the signature: pages that show signatures would show what stands in it.
        self._environment = os.environ if environment is None else environment

    def text(self, name: str, default: str | None = None) -> str:
        """A text.

        Raises:
            InvalidError: it is missing and has no default, or is no text.
        """
        value = self._value(name, default)
        if not isinstance(value, str):
            raise self.wrong(name, f"{value!r} is no text")
        return value

    def choice(self, name: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """One of several texts.

        Raises:
            InvalidError: it is missing, or none of them.
        """
        value = self.text(name, default)
        if value not in choices:
            raise self.wrong(name, f"{value!r} is none of {', '.join(choices)}")
        return value

    def number(self, name: str, default: float | None = None, *, least: float = 0, most: float = 1e9) -> float:
        """A number between two others, both included; whole numbers are numbers.

        Raises:
            InvalidError: it is missing, no number, or outside.
        """
        value = self._value(name, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
            raise self.wrong(name, f"{value!r} is no number from {least:g} to {most:g}")
        return value

    def yes(self, name: str, default: bool | None = None) -> bool:
        """Whether something is so.

        Raises:
            InvalidError: it is missing, or neither true nor false.
        """
        value = self._value(name, default)
        if not isinstance(value, bool):
            raise self.wrong(name, f"{value!r} is neither true nor false")
        return value

    def texts(self, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Several texts; one stands for a list of one.

        Raises:
            InvalidError: they are missing, or one is no text.
        """
        value = self._value(name, default)
        several = (value,) if isinstance(value, str) else value
        if not isinstance(several, (list, tuple)) or not all(isinstance(each, str) for each in several):
            raise self.wrong(name, f"{value!r} is no list of texts")
        return tuple(several)

    def mapping(self, name: str, default: Mapping[str, str] | None = None) -> dict[str, str]:
        """Texts by names.

        Raises:
            InvalidError: they are missing, or one is no text.
        """
        value = self._value(name, default)
        if not isinstance(value, Mapping) or not all(isinstance(each, str) for each in value.values()):
            raise self.wrong(name, f"{value!r} are no texts by names")
        return dict(value)

    def section(self, name: str) -> Section:
        """A table inside this one, to be `done` too; empty where it is missing.

        Raises:
            InvalidError: it is no table.
        """
        value = self._value(name, {})
        if not isinstance(value, Mapping):
            raise self.wrong(name, f"{value!r} is no table")
        return Section(value, f"{self.path}.{name}", environment=self._environment)

    def names(self) -> tuple[str, ...]:
        """What was not taken yet, as for tables whose names an office chooses."""
        return tuple(self._values)

    def secret(self, name: str, default: str | None = None) -> Secret:
        """A secret: a text, or where it is to be found.

        Raises:
            InvalidError: it is missing, or not where it is said to be.
        """
        return self._revealed(name, self._value(name, default))

    def secrets(self, name: str) -> tuple[Secret, ...]:
        """One or several secrets, the newest first, as for changing one without a gap.

        Raises:
            InvalidError: they are missing, or not where they are said to be.
        """
        value = self._value(name, None)
        several = value if isinstance(value, list) else [value]
        if not several:
            raise self.wrong(name, "names no secret")
        return tuple(self._revealed(name, each) for each in several)

    def done(self) -> None:
        """Everything was taken.

        Raises:
            InvalidError: something is left that nobody knows.
        """
        if self._values:
            raise self.wrong(min(self._values), "there is no such setting here")

    def wrong(self, name: str, message: str) -> InvalidError:
        """The error of one setting."""
        return InvalidError(message, path=f"{self.path}.{name}")

    def _value(self, name: str, default: Any) -> Any:
        value = self._values.pop(name, default)
        if value is None:
            raise self.wrong(name, "is missing")
        return value

    def _revealed(self, name: str, value: Any) -> Secret:
        match value:
            case str():
                return Secret(value)
            case {"env": str(variable), **rest} if not rest:
                if not (found := self._environment.get(variable)):
                    raise self.wrong(name, f"the environment has no {variable}")
                return Secret(found)
            case {"file": str(path), **rest} if not rest:
                try:
                    return Secret(Path(path).read_text(encoding="utf-8").strip())
                except (OSError, UnicodeDecodeError) as problem:
                    raise self.wrong(name, f"{path} cannot be read: {type(problem).__name__}") from None
        raise self.wrong(name, 'a secret is a text, {env = "NAME"} or {file = "path"}')
