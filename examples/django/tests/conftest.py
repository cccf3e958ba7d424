"""A court's case system on a database file of its own for each test; nothing of Django or GridJustice is replaced."""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

os.environ["DJANGO_SETTINGS_MODULE"] = "courtcases.settings"

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment

from courtcases.disputes.management.commands.seed import PASSWORD
from courtcases.disputes.office import office

ROOT = Path(__file__).resolve().parents[3]


def use(path: Path) -> None:
    """From now on this process works on that file."""
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = str(path)
    office.cache_clear()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A migrated and seeded database, to be copied."""
    setup_test_environment()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a good one takes its time
    path = tmp_path_factory.mktemp("courtcases") / "seeded.sqlite3"
    use(path)
    call_command("migrate", verbosity=0)
    call_command("seed", verbosity=0, stdout=io.StringIO())
    connection.close()
    yield path
    teardown_test_environment()


@pytest.fixture
def database(seeded: Path, tmp_path: Path) -> Iterator[Path]:
    """The test's own."""
    path = tmp_path / "courtcases.sqlite3"
    shutil.copy(seeded, path)
    use(path)
    yield path
    connection.close()


class Browser:
    """Somebody at the pages, who sees what they say and sends the forms they show."""

    def __init__(self, user: str = "", language: str = "en") -> None:
        self._client = Client(enforce_csrf_checks=True, headers={"accept-language": language})
        if user:
            self.open("/login/")
            self.send(username=user, password=PASSWORD)
            assert self.status == 302, "cannot log in"

    def open(self, path: str) -> Browser:
        """Go to a page."""
        self.path = path
        return self._see(self._client.get(path))

    def send(self, **values: Any) -> Browser:
        """Send the main form of the page with its hidden fields, as it is shown, and these values."""
        page = self.html[self.html.index("<main") :]
        hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))
        self.sent = {**{name: unescape(value) for name, value in hidden.items()}, **values}
        return self._see(self._client.post(self.path, self.sent))

    def send_again(self) -> Browser:
        """The same once more, as who clicks twice."""
        return self._see(self._client.post(self.path, self.sent))

    def follow(self) -> Browser:
        """To where the last answer leads."""
        return self.open(self.location)

    def _see(self, response: Any) -> Browser:
        self.status = response.status_code
        self.location = response.headers.get("Location", "")
        self.html = response.content.decode()
        self.text = " ".join(unescape(re.sub(r"<[^>]+>", " ", self.html[self.html.find("<main") :])).split())
        return self


@pytest.fixture
def browser(database: Path) -> type[Browser]:
    """Browsers, each with its own user."""
    return Browser
