"""What the pages write into an office's file, an office can be opened with: every block of it, as it stands there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridjustice import Office, Plugins, Settings
from gridjustice.testing.memory import MemoryStorage

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r'\bfile = "([^"]+)"')
VARIABLE = re.compile(r'\benv = "([^"]+)"')
TABLES = ("relay", "notices", "channels", "feeds")
SECRETS = {
    "WECOM_URL": "wechat://corp:secret@1000002/{address}",
    "service-group.url": "wecombot://key-of-the-bot",
}
"""Those that are more than a word; all others are one that a webhook takes too."""

ANY_SECRET = "whsec_" + "c2VjcmV0" * 4


def files() -> Iterator[tuple[str, str]]:
    """Where each block stands that is an office's file, and its text."""
    for page in sorted((ROOT / "docs").rglob("*.md")):
        text = page.read_text("utf-8")
        for block in BLOCK.finditer(text):
            if any(table in tomllib.loads(block[1]) for table in TABLES):
                line = text.count("\n", 0, block.start(1)) + 1
                yield f"{page.relative_to(ROOT).as_posix()}:{line}", block[1]


FILES = dict(files())


@pytest.fixture(scope="module")
def office() -> Office:
    """One with every adapter that is installed."""
    return Office(MemoryStorage(), Plugins.found(), prepare=True)


@pytest.mark.parametrize("place", FILES)
def test_an_office_can_be_opened_with_what_a_page_writes(place: str, office: Office, tmp_path: Path) -> None:
    """Every channel, feed, notice and patience of it is made; no setting is one that nobody knows."""

    def kept(match: re.Match[str]) -> str:
        there = tmp_path / Path(match[1]).name
        there.write_text(SECRETS.get(there.name, ANY_SECRET), "utf-8")
        return f'file = "{there.as_posix()}"'

    text = FILES[place]
    values = tomllib.loads(FILE.sub(kept, text))
    environment = {name: SECRETS.get(name, ANY_SECRET) for name in VARIABLE.findall(text)}
    settings = Settings.of(values, environment)
    relay = settings.relay(office)
    try:
        wanted = {f"channel:{name}" for name in values.get("channels", {})}
        wanted |= {f"feed:{name}" for name in values.get("feeds", {})}
        wanted |= {"notices"} if {"channels", "notices"} & values.keys() else set()
        assert wanted <= set(relay.hearers)
    finally:
        relay.close()


def test_the_pages_that_tell_of_the_file_are_among_them() -> None:
    """A block that is written otherwise would be passed over."""
    pages = {Path(place.partition(":")[0]).stem for place in FILES}
    assert pages >= {"run-an-office", "send-mail-and-sms", "send-webhooks", "tell-people", "tell-people-by-apprise"}
