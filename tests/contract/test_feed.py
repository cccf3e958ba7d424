"""The feed contract, on the adapter of this repository and a server on loopback."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

import pytest
from tests.unit.adapters.loopback import BREAK, DRIP_HEADERS, HANG, Saying, Server

from gridjustice.ports.feed import Feed
from gridjustice.ports.settings import Section
from gridjustice.testing.feed import Behaviour, FeedContract, Heard, OtherSide
from gridjustice_webhook.feed import WebhookFeed

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes ...").decode()

SAYS: dict[Behaviour, Saying | str] = {
    Behaviour.TAKES: Saying(),
    Behaviour.BUSY: Saying(status=503, headers={"Retry-After": "120"}, body=b"SYSTEM DOWN"),
    Behaviour.REFUSES: Saying(status=422, body="金*花 is not known here".encode()),
    Behaviour.BREAKS: BREAK,
    Behaviour.HANGS: HANG,
    Behaviour.DRIPS: DRIP_HEADERS,
}


class Receiver(OtherSide):
    """Somebody who receives webhooks."""

    secrets = (SECRET, SECRET.removeprefix("whsec_"), "a-token-in-the-path", "the-gateway-s-word", "SYSTEM DOWN")
    limit_seconds = 0.3

    def __init__(self, server: Server) -> None:
        self.server = server

    def feed(self) -> Feed:
        settings = {
            "url": f"http://127.0.0.1:{self.server.port}/a-token-in-the-path",
            "secrets": [SECRET],
            "authorization": "Bearer the-gateway-s-word",
            "timeout_seconds": self.limit_seconds,
        }
        return WebhookFeed.from_settings("archive", Section(settings, "feeds.archive"))

    def behave(self, behaviour: Behaviour) -> None:
        self.server.says = SAYS[behaviour]

    def heard(self) -> list[Heard]:
        return [
            Heard(
                key=arrived.headers["webhook-id"],
                record=event["subject"],
                version=event["recordversion"],
                facts=event["data"]["facts"],
            )
            for arrived, event in ((arrived, json.loads(arrived.body)) for arrived in list(self.server.arrived))
        ]

    def leave(self) -> None:
        self.server.leave()


class TestWebhook(FeedContract):
    """The webhook adapter."""

    @pytest.fixture
    def other(self) -> Iterator[OtherSide]:
        with Server() as server:
            yield Receiver(server)
