"""One run of the command line: who acts, where, in which language; the office is opened when it is first needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gridjustice_cli import words

if TYPE_CHECKING:
    from gridjustice import Candidate, Catalogue, Language, LawBook, Office, Plugins, RecordId, Relay, Settings

DEFAULT_ADDRESS = "sqlite:///gridjustice.db"
DEFAULT_CONFIG = "gridjustice.toml"
"""Read where it is there, in the folder where the command runs."""


class Session:
    """What the global options say, and what follows from them.

    Attributes:
        language: ``zh``, ``ko`` or ``en``.
        as_json: whether results and errors are JSON.
        address: of the storage.
        handle: of who acts; empty where nobody was named.
        without: the plugins that are switched off.
        choices: which plugin decides what.
        today: the day to act on; None for the machine's.
        config: the office's file; None where it has none.
    """

    def __init__(self, arguments: Sequence[str] = (), environment: Mapping[str, str] = os.environ) -> None:
        """Look ahead in the arguments for what even a wrong command line must be answered in."""
        self.language = words.language_of(environment)
        self.as_json = False
        self.address = address_of(environment.get("GRIDJUSTICE_DB") or DEFAULT_ADDRESS)
        self.handle = environment.get("GRIDJUSTICE_AS", "")
        self.today: date | None = None
        self.config = _file(environment.get("GRIDJUSTICE_CONFIG", ""))
        self.without = _listed(environment.get("GRIDJUSTICE_WITHOUT", ""))
        self.choices = dict(chosen(each) for each in _listed(environment.get("GRIDJUSTICE_CHOOSE", "")))
        for place, argument in enumerate(arguments):
            name, mark, value = argument.partition("=")
            value = value if mark else "".join(arguments[place + 1 : place + 2])
            if name == "--lang":
                self.language = value if value in words.LANGUAGES else self.language
            elif name == "--without":
                self.without = (*self.without, value)
            elif name == "--choose" and chosen(value)[1]:
                self.choices.update([chosen(value)])
            self.as_json = self.as_json or argument == "--json"

    def say(self, key: str, **values: object) -> str:
        """A sentence of the command line."""
        return words.say(self.language, key, **values)

    # What follows, each loaded when it is first asked for.

    @cached_property
    def plugins(self) -> Plugins:
        """The plugins that are installed, but for those that are switched off."""
        from gridjustice import Plugins

        return Plugins.found(without=self.without, choices=self.choices)

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The same, whether they can be used or not."""
        from gridjustice import find_plugins

        return find_plugins(without=self.without)

    @cached_property
    def tongue(self) -> Language:
        """The language, as the core names it."""
        from gridjustice import Language

        return Language(self.language)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The words of the core and of all plugins."""
        from gridjustice import Catalogue

        return Catalogue(self.plugins.catalogues())

    @cached_property
    def law(self) -> LawBook:
        """What the law says, that of plugins too, which needs no storage."""
        return self.plugins.law()

    @cached_property
    def office(self) -> Office:
        """The office over the storage, which must be there."""
        return self.open()

    def open(self, *, prepare: bool = False) -> Office:
        """An office over the storage.

        Args:
            prepare: create what is missing.
        """
        from gridjustice import COURT_ZONE, FixedClock, open_office

        clock = None
        if self.today is not None:
            clock = FixedClock(datetime.combine(self.today, time(9), COURT_ZONE))
        office = open_office(self.address, plugins=self.plugins, clock=clock, law=self.law, prepare=prepare)
        context = click.get_current_context(silent=True)
        if context is not None:
            context.find_root().call_on_close(office.storage.close)
        return office

    @cached_property
    def settings(self) -> Settings:
        """What the office's file says; nothing where it has none."""
        from gridjustice import Settings

        return Settings() if self.config is None else Settings.read(self.config)

    @cached_property
    def relay(self) -> Relay:
        """The office's relay, with everybody whom its file names."""
        relay = self.settings.relay(self.office)
        context = click.get_current_context(silent=True)
        if context is not None:
            context.find_root().call_on_close(relay.close)
        return relay

    @cached_property
    def actor(self) -> RecordId:
        """The id of who acts.

        Raises:
            UsageError: nobody was named.
            NotFoundError: nobody of that handle is enrolled.
        """
        from gridjustice import OPERATOR, NotFoundError, RecordId, named_id

        if not self.handle:
            raise click.UsageError(self.say("cli.error.nobody_acts"))
        if self.handle == OPERATOR:
            return RecordId(OPERATOR)
        person = named_id("person", self.handle)
        try:
            self.office.show(OPERATOR, person)
        except NotFoundError:
            raise NotFoundError(self.say("cli.error.unknown_handle", handle=self.handle)) from None
        return person

    def day(self) -> date:
        """Today, as the court counts; or the day that was named."""
        from gridjustice import SystemClock

        clock = SystemClock()
        return self.today or clock.now().astimezone(clock.zone).date()

    # Words for people.

    def label(self, *keys: str) -> str:
        """The words of the first key that has any; the last part of the last key where none has."""
        for key in keys:
            if self.catalogue.has(self.tongue, key):
                return self.catalogue.text(self.tongue, key)
        return keys[-1].rpartition(".")[2]

    def is_asked(self) -> bool:
        """Whether somebody sits at the terminal who could answer questions."""
        return sys.stdin.isatty()


def address_of(text: str) -> str:
    """The address of a storage: as it is, or of the SQLite file at a plain path."""
    scheme, mark, _ = text.partition(":")
    if mark and "/" not in scheme and "\\" not in scheme and len(scheme) > 1:
        return text
    return f"sqlite:///{text}"


def _file(name: str) -> Path | None:
    """The office's file: the one that is named, or the usual one where it is there."""
    usual = Path(DEFAULT_CONFIG)
    return Path(name) if name else usual if usual.is_file() else None


def chosen(text: str) -> tuple[str, str]:
    """What ``HOOK=PLUGIN`` says; an empty plugin where it says nothing."""
    hook, _, plugin = text.partition("=")
    return hook.strip(), plugin.strip()


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def current() -> Session:
    """The session of the command that runs."""
    session = click.get_current_context().find_root().obj
    assert isinstance(session, Session)
    return session
