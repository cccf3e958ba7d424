"""The webhook feed: what it sends, checked by the packages of receivers; what it makes of answers; its settings."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
import trustme
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError
from tests.node.running import HERE, node
from tests.unit.adapters.loopback import DRIP_BODY, Saying, Server, certified

import gridjustice_webhook.plugin
from gridjustice.errors import AdapterRejectedError, AdapterUnavailableError, InvalidError
from gridjustice.hooks import Plugins, builtin
from gridjustice.ports.clock import FixedClock
from gridjustice.ports.feed import Feed, Told
from gridjustice.ports.settings import Section
from gridjustice.testing.plugins import PluginContract
from gridjustice_webhook.envelope import enveloped
from gridjustice_webhook.feed import WebhookFeed

NEW = "whsec_" + base64.b64encode(b"the new secret: it has 32 bytes.").decode()
OLD = "whsec_" + base64.b64encode(b"the old secret: it has 32 bytes.").decode()
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

TOLD = Told(
    key="7c2e-3",
    record="7c2e",
    version=3,
    kind="dispute",
    step="agree",
    state="agreed",
    court="222406-01",
    unit="222406100",
    grid=None,
    at=NOW,
    day=date(2026, 11, 23),
    number="",
    labels=frozenset({"stage:mediation", "tells:parties"}),
    facts={"terms": "分三期付清", "parties": [{"name": "金*花"}]},
)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as listening:
        yield listening


@pytest.fixture
def make(server: Server) -> Iterator[Callable[..., WebhookFeed]]:
    """A feed to the server, with other settings than the usual ones."""
    made: list[WebhookFeed] = []

    def making(clock: FixedClock | None = None, **settings: Any) -> WebhookFeed:
        usual = {"url": f"http://127.0.0.1:{server.port}/in", "secrets": [NEW], "timeout_seconds": 5}
        made.append(WebhookFeed.from_settings("archive", Section({**usual, **settings}, "feeds.archive"), clock=clock))
        return made[-1]

    yield making
    for feed in made:
        feed.close()


class TestPlugin(PluginContract):
    """What holds of every plugin."""

    @pytest.fixture
    def plugin(self) -> tuple[str, object]:
        return ("webhook", gridjustice_webhook.plugin)


def test_an_office_s_file_finds_it(server: Server) -> None:
    """Under the name ``webhook``."""
    plugins = Plugins([("builtin", builtin), ("webhook", gridjustice_webhook.plugin)])
    section = Section({"url": f"http://127.0.0.1:{server.port}", "secrets": NEW}, "feeds.archive")
    feed: Feed = plugins.feed("webhook", "archive", section)
    feed.tell(TOLD)
    feed.close()
    assert [arrived.path for arrived in server.arrived] == ["/"]


# What is sent.


def test_the_body_is_a_cloud_event(make: Callable[..., WebhookFeed], server: Server) -> None:
    """The package of CloudEvents reads it, and finds what was told."""
    make().tell(TOLD)
    event = from_structured_event(HTTPMessage(dict(server.arrived[0].headers), server.arrived[0].body))
    assert server.arrived[0].headers["content-type"].startswith("application/cloudevents+json")
    assert (event.get_id(), event.get_subject(), event.get_time()) == (TOLD.key, TOLD.record, NOW)
    assert (event.get_type(), event.get_source()) == ("gridjustice.dispute.agree", "/courts/222406-01")
    assert event.get_datacontenttype() == "application/json"
    assert event.get_extension("court") == "222406-01"
    assert event.get_extension("partitionkey") == TOLD.record
    assert event.get_extension("recordversion") == 3
    data = event.get_data()
    assert isinstance(data, dict)
    assert data == {
        "record": "7c2e",
        "version": 3,
        "kind": "dispute",
        "step": "agree",
        "state": "agreed",
        "court": "222406-01",
        "unit": "222406100",
        "grid": None,
        "day": "2026-11-23",
        "number": "",
        "labels": ["stage:mediation", "tells:parties"],
        "facts": TOLD.facts,
    }


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(
    court=words, facts=st.dictionaries(words, st.recursive(words | st.integers() | st.none(), st.lists, max_leaves=5))
)
def test_whatever_is_told_is_a_cloud_event(court: str, facts: dict[str, Any]) -> None:
    """Names of courts with any signs, facts with any text."""
    body = enveloped(attrs.evolve(TOLD, court=court, facts=facts), "https://court.example")
    event = from_structured_event(HTTPMessage({"content-type": "application/cloudevents+json"}, body))
    data = event.get_data()
    assert isinstance(data, dict)
    assert data["facts"] == facts
    assert event.get_source().isascii()


def test_the_source_is_as_the_office_says(make: Callable[..., WebhookFeed], server: Server) -> None:
    """What stands before the court."""
    make(source="https://court.example/grid/").tell(TOLD)
    assert json.loads(server.arrived[0].body)["source"] == "https://court.example/grid/courts/222406-01"


@pytest.mark.parametrize("secret", [NEW, OLD])
def test_each_of_several_secrets_verifies(make: Callable[..., WebhookFeed], server: Server, secret: str) -> None:
    """The package of PyPI, with the new secret and with the old one, while both are in use."""
    make(secrets=[NEW, OLD]).tell(TOLD)
    arrived = server.arrived[0]
    assert Webhook(secret).verify(arrived.body, dict(arrived.headers))["id"] == TOLD.key


def test_another_secret_and_another_body_are_noticed(make: Callable[..., WebhookFeed], server: Server) -> None:
    """The signature is of this secret, this key and this body."""
    make(secrets=NEW).tell(TOLD)
    arrived = server.arrived[0]
    for secret, body, key in (
        (OLD, arrived.body, TOLD.key),
        (NEW, arrived.body.replace("分三期".encode(), "分四期".encode()), TOLD.key),
        (NEW, arrived.body, "another"),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body, {**arrived.headers, "webhook-id": key})


def test_node_verifies_it_too(make: Callable[..., WebhookFeed], server: Server) -> None:
    """The package of npm, with both secrets; a third is refused, and so is another body."""
    make(secrets=[NEW, OLD]).tell(TOLD)
    headers, body = dict(server.arrived[0].headers), server.arrived[0].body.decode()
    third = "whsec_" + base64.b64encode(b"x" * 32).decode()
    asked = [(NEW, body), (OLD, body), (third, body), (NEW, body + " ")]
    lines = [json.dumps({"secret": secret, "headers": headers, "body": text}) for secret, text in asked]
    said = [json.loads(line) for line in node(HERE / "verify.mjs", "\n".join(lines)).splitlines()]
    refused = {"refused": "No matching signature found"}
    assert said == [{"verified": TOLD.key}, {"verified": TOLD.key}, refused, refused]


def test_the_newest_secret_signs_first(make: Callable[..., WebhookFeed], server: Server) -> None:
    """A receiver that reads one signature only reads that of the newest."""
    clock = FixedClock(NOW)
    for secrets in ([NEW, OLD], [NEW], [OLD]):
        make(clock, secrets=secrets).tell(TOLD)
    both, new, old = (arrived.headers["webhook-signature"] for arrived in server.arrived)
    assert both == f"{new} {old}"


def test_a_repetition_has_the_same_key_and_body_and_the_time_of_the_try(
    make: Callable[..., WebhookFeed], server: Server
) -> None:
    """A receiver knows it again, and does not take it for a replay of long ago."""
    clock = FixedClock(NOW)
    feed = make(clock)
    feed.tell(TOLD)
    clock.set(NOW + timedelta(hours=10))
    feed.tell(TOLD)
    first, second = server.arrived
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == TOLD.key
    assert first.body == second.body
    stamps = [int(arrived.headers["webhook-timestamp"]) for arrived in server.arrived]
    assert stamps == [int(NOW.timestamp()), int(NOW.timestamp()) + 36_000]
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]


def test_a_gateway_is_given_its_word(make: Callable[..., WebhookFeed], server: Server) -> None:
    """The header ``authorization``, where the settings have one, and nowhere else."""
    make(authorization="Bearer abc").tell(TOLD)
    make().tell(TOLD)
    assert [arrived.headers.get("authorization") for arrived in server.arrived] == ["Bearer abc", None]


@pytest.mark.parametrize("facts", [{"fee": math.nan}, {"at": NOW}, {"name": "\ud800"}])
def test_facts_that_are_no_plain_data_are_refused_for_good(
    make: Callable[..., WebhookFeed], server: Server, facts: Mapping[str, Any]
) -> None:
    """Trying again would change nothing; and nothing is sent."""
    with pytest.raises(AdapterRejectedError, match="no plain data"):
        make().tell(attrs.evolve(TOLD, facts=facts))
    assert server.arrived == []


def test_a_key_cannot_bring_a_header_of_its_own(make: Callable[..., WebhookFeed], server: Server) -> None:
    """It is refused, and nothing is sent."""
    with pytest.raises(AdapterRejectedError, match="header"):
        make().tell(attrs.evolve(TOLD, key="1\r\nx-other: 2"))
    assert server.arrived == []


# What is wanted.


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({}, True),
        ({"kinds": ["session", "dispute"]}, True),
        ({"kinds": ["session"]}, False),
        ({"steps": "agree"}, True),
        ({"steps": ["sign"]}, False),
        ({"labels": ["stage:court", "tells:parties"]}, True),
        ({"labels": ["stage:court"]}, False),
        ({"kinds": ["dispute"], "steps": ["sign"]}, False),
        ({"kinds": ["dispute"], "steps": ["agree"], "labels": ["stage:mediation"]}, True),
        ({"kinds": ["dispute"], "not_steps": ["agree"]}, False),
        ({"not_labels": ["stage:court"]}, True),
        ({"labels": ["stage:mediation"], "not_labels": ["tells:parties"]}, False),
        ({"not_kinds": ["dispute"]}, False),
    ],
)
def test_it_wants_what_all_lists_ask_for(
    make: Callable[..., WebhookFeed], settings: dict[str, Any], wanted: bool
) -> None:
    """All that are given, by any word of each, and nothing that is left out."""
    assert make(**settings).wants(TOLD) is wanted


# What is made of an answer.


@pytest.mark.parametrize("status", [200, 202, 204, 299])
def test_what_is_taken_is_answered_with_its_number(
    make: Callable[..., WebhookFeed], server: Server, status: int
) -> None:
    """In words that the other side does not choose."""
    server.says = Saying(status=status, body=b"" if status == 204 else b"thank you")
    assert make().tell(TOLD).detail.split()[0] == str(status)


@pytest.mark.parametrize("status", [300, 301, 302, 307, 308, 400, 401, 403, 404, 409, 410, 413, 422])
def test_no_means_never(make: Callable[..., WebhookFeed], server: Server, status: int) -> None:
    """What is refused will not be tried again."""
    server.says = Saying(status=status, body=b"no")
    with pytest.raises(AdapterRejectedError, match=str(status)):
        make().tell(TOLD)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
def test_not_now_means_later(make: Callable[..., WebhookFeed], server: Server, status: int) -> None:
    """It may be tried again, whenever whoever tries thinks fit."""
    server.says = Saying(status=status)
    with pytest.raises(AdapterUnavailableError, match=str(status)) as problem:
        make().tell(TOLD)
    assert problem.value.retry_after_seconds is None
    assert problem.value.for_all is (status != 425)  # "too early" is about one event; the rest is about who is there


def test_a_redirect_is_not_followed(make: Callable[..., WebhookFeed], server: Server) -> None:
    """Nobody else is told, wherever it points."""
    with Server() as elsewhere:
        server.says = Saying(status=307, headers={"Location": f"http://127.0.0.1:{elsewhere.port}/"})
        with pytest.raises(AdapterRejectedError):
            make().tell(TOLD)
        assert elsewhere.arrived == []


def test_connections_are_used_again(make: Callable[..., WebhookFeed], server: Server) -> None:
    """Twenty events by one connection; what was said is read, so that the next answer is the next."""
    feed = make()
    for number in range(20):
        server.says = Saying(status=200 + number % 3, body=b"" if number % 3 == 2 else b"x" * 1000)
        assert feed.tell(TOLD).detail.startswith(str(200 + number % 3))
    assert server.connections == 1


def test_a_connection_that_ended_is_not_used_again(make: Callable[..., WebhookFeed], server: Server) -> None:
    """The other side may close it at any time between two events."""
    feed = make()
    server.says = Saying(headers={"Connection": "close"})
    for _ in range(3):
        feed.tell(TOLD)
    assert (server.connections, len(server.arrived)) == (3, 3)


@pytest.mark.parametrize("says", [DRIP_BODY, Saying(status=200, body=b"x" * 5_000_000)])
def test_a_long_answer_is_not_waited_for(make: Callable[..., WebhookFeed], server: Server, says: Saying | str) -> None:
    """What it means was said at its beginning; the connection is given up."""
    server.says = says
    feed = make(timeout_seconds=0.5)
    assert feed.tell(TOLD).detail == "200 OK"
    server.says = Saying()
    assert feed.tell(TOLD).detail == "204 No Content"
    assert server.connections == 2


def test_what_is_no_http_may_be_told_later(make: Callable[..., WebhookFeed], server: Server) -> None:
    """Something else may listen there for a while."""
    server.says = Saying(status=200, headers={"X": "x" * 70_000})
    with pytest.raises(AdapterUnavailableError):
        make().tell(TOLD)


# TLS, and where it may go.


@pytest.fixture
def secured(authority: trustme.CA) -> Iterator[Server]:
    """A server with a certificate."""
    with Server(certified(authority)) as listening:
        yield listening


def test_a_certificate_that_is_trusted_is_taken(
    make: Callable[..., WebhookFeed], secured: Server, authority_file: str
) -> None:
    """By the file of authorities that the settings name; and the connection is used again."""
    feed = make(url=f"https://localhost:{secured.port}/in", ca_file=authority_file)
    for _ in range(3):
        feed.tell(TOLD)
    assert (secured.connections, len(secured.arrived)) == (1, 3)


@pytest.mark.parametrize(("host", "trusted"), [("localhost", False), ("127.0.0.1", True)])
def test_another_certificate_is_not_taken(
    make: Callable[..., WebhookFeed], secured: Server, authority_file: str, host: str, trusted: bool
) -> None:
    """One that nobody trusts, and one of another name: nothing is said to whoever answers."""
    settings = {"ca_file": authority_file} if trusted else {}
    with pytest.raises(AdapterUnavailableError, match="SSLCertVerificationError"):
        make(url=f"https://{host}:{secured.port}/in", **settings).tell(TOLD)
    assert secured.arrived == []


def test_a_handshake_that_never_ends_ends_in_time(make: Callable[..., WebhookFeed], server: Server) -> None:
    """A server that speaks no TLS waits for more; so would we."""
    with pytest.raises(AdapterUnavailableError):
        make(url=f"https://127.0.0.1:{server.port}/in", timeout_seconds=0.3).tell(TOLD)
    assert server.arrived == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.1.2.3", "169.254.169.254", "192.168.0.1"])
def test_private_addresses_can_be_forbidden(make: Callable[..., WebhookFeed], server: Server, host: str) -> None:
    """By number and by name, before anything is connected to."""
    with pytest.raises(AdapterRejectedError, match="not public"):
        make(url=f"http://{host}:{server.port}/in", public_only=True).tell(TOLD)
    assert server.connections == 0


# Settings.


@pytest.mark.parametrize(
    ("settings", "at"),
    [
        ({"url": "ftp://court.example/in"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": "https:///in"}, "url"),
        ({"url": "https://user:pass-word@court.example/in"}, "url"),
        ({"url": "https://court.example/in#part"}, "url"),
        ({"url": "https://court.example:99999/in"}, "url"),
        ({"url": "https://court.example/in\r\nx: y"}, "url"),
        ({"url": "https://[::1/in"}, "url"),
        ({"url": 3}, "url"),
        ({"secrets": []}, "secrets"),
        ({"secrets": ["pass-word"]}, "secrets"),
        ({"secrets": ["whsec_" + base64.b64encode(b"short").decode()]}, "secrets"),
        ({"secrets": [NEW, "whsec_!pass-word!"]}, "secrets"),
        ({"secrets": [{"env": "NO_SUCH_VARIABLE_AT_ALL"}]}, "secrets"),
        ({"authorization": "pass-word\r\nx: y"}, "authorization"),
        ({"timeout_seconds": 0}, "timeout_seconds"),
        ({"kinds": 3}, "kinds"),
        ({"ca_file": "/no/such/file"}, "ca_file"),
        ({"retries": 3}, "retries"),
    ],
)
def test_a_wrong_setting_is_named_and_no_secret_shown(
    make: Callable[..., WebhookFeed], settings: dict[str, Any], at: str
) -> None:
    """At the start, and not when the first event is lost."""
    if at == "ca_file":
        settings = {**settings, "url": "https://court.example/in"}
    with pytest.raises(InvalidError) as problem:
        make(**settings)
    assert problem.value.path == f"feeds.archive.{at}"
    assert "pass-word" not in str(problem.value)


def test_a_name_in_chinese_and_a_path_in_korean_are_taken(make: Callable[..., WebhookFeed], server: Server) -> None:
    """The path is quoted; what is quoted already stays."""
    make(url=f"http://127.0.0.1:{server.port}/접수/%EC%9E%90?갈래=1&b=%26").tell(TOLD)
    assert server.arrived[0].path == "/%EC%A0%91%EC%88%98/%EC%9E%90?%EA%B0%88%EB%9E%98=1&b=%26"
    make(url="https://法院.example/in")
