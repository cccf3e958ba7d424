"""The pages about webhooks and Apprise: their settings make feeds and channels, their receivers receive."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.node.running import HERE, found_node
from tests.unit.adapters.loopback import Server

import gridjustice_apprise.plugin
import gridjustice_webhook.plugin
from gridjustice.errors import AdapterRejectedError
from gridjustice.hooks import Plugins
from gridjustice.ports.channel import Reach
from gridjustice.ports.feed import Told
from gridjustice.ports.settings import Section
from gridjustice_webhook.envelope import enveloped
from gridjustice_webhook.feed import WebhookFeed

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to"
SECRET = "whsec_" + base64.b64encode(b"the secret of this test has 40 bytes ...").decode()
OTHER = "whsec_" + base64.b64encode(b"another secret, which nobody was given..").decode()
PLUGINS = Plugins([("apprise", gridjustice_apprise.plugin), ("webhook", gridjustice_webhook.plugin)])


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", (HOW_TO / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)


def sections(page: str, part: str, files: Path) -> Iterator[tuple[str, str, Section]]:
    """Each section of a page: its adapter, its name, and itself; files and variables are what its comments say."""
    known = {"WECOM_URL": "wechat://corp:secret@1000002/{address}"}
    environment = {**dict.fromkeys(("ARCHIVE_SECRET", "ARCHIVE_SECRET_NEW"), SECRET), **known}
    for text in blocks(page, "toml"):
        for name, values in tomllib.loads(text).get(part, {}).items():
            for found in re.findall(r'file = "([^"]+)"', text):
                there = files / Path(found).name
                there.write_text("wecombot://key-of-the-bot" if "group" in found else SECRET)
                values = _with(values, found, str(there))
            yield values.pop("adapter"), name, Section(values, f"{part}.{name}", environment=environment)


def _with(value: Any, old: str, new: str) -> Any:
    match value:
        case dict():
            return {key: _with(each, old, new) for key, each in value.items()}
        case list():
            return [_with(each, old, new) for each in value]
    return new if value == old else value


def told(version: int, key: str = "", state: str = "agreed") -> Told:
    return Told(
        key=key or f"9f31-{version}.archive",
        record="9f31",
        version=version,
        kind="dispute",
        step="agree",
        state=state,
        court="222406-01",
        unit="222406100",
        grid=None,
        at=datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC),
        day=date(2026, 11, 23),
        number="",
        labels=frozenset({"stage:mediation", "state:agreed"}),
        facts={"parties": [{"name": "金*花"}]},
    )


def test_the_settings_of_webhooks_make_feeds(tmp_path: Path) -> None:
    """Every section of the page."""
    made = [PLUGINS.feed(*each) for each in sections("send-webhooks.md", "feeds", tmp_path)]
    assert [feed.name for feed in made] == ["archive", "statistics", "rotating"]


def test_the_settings_of_apprise_make_channels(tmp_path: Path) -> None:
    """Every section of the page, and every URL of its table."""
    made = [PLUGINS.channel(*each) for each in sections("tell-people-by-apprise.md", "channels", tmp_path)]
    assert [(channel.name, channel.reach) for channel in made] == [
        ("wecom", Reach.PERSON),
        ("service_group", Reach.PUBLIC),
    ]
    page = (HOW_TO / "tell-people-by-apprise.md").read_text("utf-8")
    urls = re.findall(r"^\| .* \| `(\w+://[^`]+)` \|", page, re.MULTILINE)
    assert len(urls) == 4
    for url in urls:
        filled = url.replace("AGENT", "1000002").replace("HOST", "mail.example")
        PLUGINS.channel("apprise", "x", Section({"url": filled}, "channels.x"))


def test_the_envelope_of_the_page_is_the_one_that_is_sent() -> None:
    """Member by member."""
    shown = json.loads(blocks("send-webhooks.md", "json")[0])
    assert json.loads(enveloped(told(4))) == shown
    assert list(json.loads(enveloped(told(4)))) == list(shown)


@pytest.fixture
def telling() -> Iterator[Callable[[int, str], WebhookFeed]]:
    made: list[WebhookFeed] = []

    def making(port: int, secret: str) -> WebhookFeed:
        settings = {"url": f"http://127.0.0.1:{port}/", "secrets": [secret]}
        made.append(WebhookFeed.from_settings("archive", Section(settings, "feeds.archive")))
        return made[-1]

    yield making
    for feed in made:
        feed.close()


def test_the_python_of_the_page_receives(telling: Callable[[int, str], WebhookFeed]) -> None:
    """What a feed sends: once, by version, and nothing that another has signed."""
    names: dict[str, Any] = {}
    exec(blocks("receive-webhooks.md", "python")[0], names)
    receive: Callable[[Mapping[str, str], bytes], int] = names["receive"]
    with Server() as server:
        mine, others = telling(server.port, names["SECRET"]), telling(server.port, OTHER)
        for event in (told(4), told(4), told(3, state="in_mediation"), told(5, state="signed")):
            mine.tell(event)
        others.tell(told(6))
        assert [receive(arrived.headers, arrived.body) for arrived in server.arrived] == [204, 204, 204, 204, 401]
    assert names["db"].execute("SELECT * FROM record").fetchall() == [("9f31", 5, "signed")]
    assert names["db"].execute("SELECT count(*) FROM seen").fetchone() == (3,)
    names["db"].close()


def test_the_node_of_the_page_receives(telling: Callable[[int, str], WebhookFeed], tmp_path: Path) -> None:
    """The server of the page, as a process, told by a feed."""
    (tmp_path / "node_modules").symlink_to(HERE / "node_modules")
    script = tmp_path / "receive.mjs"
    script.write_text(blocks("receive-webhooks.md", "js")[0], encoding="utf-8")
    environment = {**os.environ, "SECRET": SECRET, "PORT": "0"}
    with subprocess.Popen([found_node(), str(script)], stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        mine, others = telling(port, SECRET), telling(port, OTHER)
        for event in (told(4), told(4), told(3, state="in_mediation"), told(5, state="signed")):
            mine.tell(event)
        with pytest.raises(AdapterRejectedError, match="401"):
            others.tell(told(6))
        process.terminate()
        said = process.stdout.read()
    assert said.splitlines() == ["9f31 is agreed in version 4", "9f31 is signed in version 5"]
