"""An office's file: by which channels people are told, which systems hear of events, how long what failed waits.

.. code-block:: toml

    [relay]
    longest_seconds = 1800

    [channels.mail]
    adapter = "smtp"
    host = "mail.example"
    password = { env = "MAIL_PASSWORD" }

    [feeds.archive]
    adapter = "webhook"
    url = "https://archive.example/hook"
    secrets = [{ env = "ARCHIVE_SECRET" }]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from gridjustice.application.hearers import hearers_of
from gridjustice.application.notices import Notices, NoticeSettings
from gridjustice.application.office import Office
from gridjustice.application.patience import Patience
from gridjustice.application.relay import Relay
from gridjustice.errors import InvalidError
from gridjustice.hooks import Plugins
from gridjustice.ports.channel import Channel
from gridjustice.ports.feed import Feed
from gridjustice.ports.settings import Section

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_TABLES = ("relay", "notices", "channels", "feeds")


@attrs.frozen
class Settings:
    """What an office's file says, not yet made into anything.

    Attributes:
        values: its tables; none where the office has no file.
        environment: where secrets are looked for; None stands for that of the process.
    """

    values: Mapping[str, Any] = attrs.field(factory=dict, repr=False)
    environment: Mapping[str, str] | None = attrs.field(default=None, repr=False)

    @classmethod
    def read(cls, path: Path, environment: Mapping[str, str] | None = None) -> Settings:
        """What a file says.

        Raises:
            InvalidError: it cannot be read, or has a table that there is not.
        """
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as problem:
            raise InvalidError(f"{path} cannot be read: {type(problem).__name__}") from problem
        except tomllib.TOMLDecodeError as problem:
            raise InvalidError(f"{path} is no TOML: {problem}") from problem
        return cls.of(values, environment)

    @classmethod
    def of(cls, values: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> Settings:
        """The same of what was read already.

        Raises:
            InvalidError: it has a table that there is not, or a channel or feed under no usable name.
        """
        for name, table in values.items():
            if name not in _TABLES:
                raise InvalidError(f"there is no such table; there are {', '.join(_TABLES)}", path=name)
            if not isinstance(table, Mapping):
                raise InvalidError("is no table", path=name)
        for kind in ("channels", "feeds"):
            for name, table in values.get(kind, {}).items():
                if not _NAME.fullmatch(name):
                    raise InvalidError("names are short, of a-z, 0-9, _ and -", path=f"{kind}.{name}")
                if not isinstance(table, Mapping):
                    raise InvalidError("is no table", path=f"{kind}.{name}")
        return cls(values, environment)

    def patience(self) -> Patience:
        """How long what failed waits.

        Raises:
            InvalidError: a setting is wrong.
        """
        section, usual, given = self.section("relay"), Patience(), {}
        for field in attrs.fields(Patience):
            value = getattr(usual, field.name)
            number = section.number(field.name, value)
            given[field.name] = int(number) if isinstance(value, int) and number == int(number) else number
        section.done()
        return Patience(**given)  # type: ignore[arg-type]  # numbers, each as its default is

    def channels(self, plugins: Plugins) -> dict[str, Channel]:
        """The channels, by name; none of them has been connected.

        Raises:
            InvalidError: an adapter is not installed, or a setting is wrong.
        """
        return {name: plugins.channel(*self._of_adapter("channels", name)) for name in self.values.get("channels", {})}

    def feeds(self, plugins: Plugins) -> list[Feed]:
        """The feeds; none of them has been connected.

        Raises:
            InvalidError: an adapter is not installed, or a setting is wrong.
        """
        return [plugins.feed(*self._of_adapter("feeds", name)) for name in self.values.get("feeds", {})]

    def relay(self, office: Office) -> Relay:
        """The relay of an office, with everybody whom the file names; nobody has been connected.

        Raises:
            InvalidError: an adapter is not installed, or a setting is wrong.
        """
        hearers = hearers_of(office, feeds=self.feeds(office.plugins), notices=self.notices(office))
        return Relay(office, hearers=hearers, patience=self.patience())

    def notices(self, office: Office) -> Notices | None:
        """Who is told what; None where the file names no channel and has no table ``[notices]``.

        Raises:
            InvalidError: a setting is wrong, or a channel cannot carry what it is for.
        """
        channels = self.channels(office.plugins)
        if not channels and "notices" not in self.values:
            return None
        return Notices(office, NoticeSettings.read(self.section("notices")), channels)

    def section(self, table: str, name: str = "") -> Section:
        """A table, or one of the tables in it; empty where there is none."""
        values = self.values.get(table, {})
        path = f"{table}.{name}" if name else table
        return Section(values.get(name, {}) if name else values, path, environment=self.environment)

    def _of_adapter(self, table: str, name: str) -> tuple[str, str, Section]:
        section = self.section(table, name)
        return section.text("adapter"), name, section
