"""GridJustice over Django's own connection: one transaction for both."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import get_language

import gridjustice
from gridjustice import Language, Office, Plugins, Relay, Settings
from gridjustice_sqlalchemy import lent


def open_office(**options: Any) -> Office:
    """An office that keeps what it is asked to keep when Django commits."""
    return Office(lent(_connection_of_this_thread), Plugins.found(), **options)


@lru_cache(maxsize=1)
def office() -> Office:
    """The office of this process; threads share it, each with its own connection."""
    return open_office()


def office_beside() -> Office:
    """An office with connections of its own, for commands that take many steps in short transactions."""
    return gridjustice.open_office(f"sqlite:///{settings.DATABASES['default']['NAME']}?prefix=gridjustice_")


def relay_of(office: Office) -> Relay:
    """Who tells people and systems what was stored: those of the office's file, where the settings name one.

    Raises:
        InvalidError: the file cannot be read, or a setting of it is wrong.
    """
    file = settings.GRIDJUSTICE_CONFIG
    return (Settings.read(Path(file)) if file else Settings()).relay(office)


def language() -> Language:
    """The language of the page."""
    return Language((get_language() or settings.LANGUAGE_CODE)[:2])


def _connection_of_this_thread() -> Any:
    connection.ensure_connection()
    return connection.connection
