"""The contract of channels, held by mail, text messages and Apprise against real servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import trustme
from tests.unit.adapters.gateway_servers import (
    KEY_ID,
    SECRET,
    AliyunServer,
    AppriseServer,
    FormServer,
    GatewayServer,
    JsonServer,
    TencentServer,
)
from tests.unit.adapters.mail_server import PASSWORD, USER, MailServer

from gridjustice.ports.channel import Channel
from gridjustice.ports.settings import Section
from gridjustice.testing.channel import SECONDS, TEXTS, WAIT, ChannelContract, OtherSide
from gridjustice_apprise.channel import AppriseChannel
from gridjustice_sms.channel import SmsChannel
from gridjustice_smtp.channel import SmtpChannel


def mail(server: MailServer, **more: object) -> SmtpChannel:
    """A channel to a mail server."""
    settings = {"host": "localhost", "port": server.port, "security": server.security, "from": "notices@court.example"}
    return SmtpChannel.from_settings("mail", Section({**settings, "seconds": SECONDS, **more}, "channels.mail"))


class TestMail(ChannelContract):
    """Without encryption, as to a server on the same machine; connections are kept."""

    @pytest.fixture
    def other_side(self) -> Iterator[MailServer]:
        with MailServer() as server:
            yield server

    @pytest.fixture
    def opening(self, other_side: MailServer) -> Callable[[], Channel]:
        return lambda: mail(other_side)


@pytest.mark.parametrize("other_side", ["starttls", "tls"], indirect=True)
class TestEncryptedMail(ChannelContract):
    """Encrypted and with a login; a connection each."""

    @pytest.fixture
    def other_side(self, request: pytest.FixtureRequest, authority: trustme.CA) -> Iterator[MailServer]:
        with MailServer(request.param, authority) as server:
            yield server

    @pytest.fixture
    def opening(self, other_side: MailServer, authority_file: str) -> Callable[[], Channel]:
        return lambda: mail(other_side, user=USER, password=PASSWORD, ca=authority_file, keep_seconds=0)


TEMPLATES = {"step": {"any": {"code": "SMS_1", "parameters": ["text"]}}}
GATEWAYS: dict[type[GatewayServer], dict[str, object]] = {
    AliyunServer: {
        "vendor": "aliyun",
        "access_key_id": KEY_ID,
        "access_key_secret": SECRET,
        "sign": "和龙林区法院",
        "templates": TEMPLATES,
    },
    TencentServer: {
        "vendor": "tencent",
        "secret_id": KEY_ID,
        "secret_key": SECRET,
        "app_id": "1400006666",
        "sign": "和龙林区法院",
        "templates": TEMPLATES,
    },
    FormServer: {
        "vendor": "http",
        "form": {"mobile": "{number}", "content": "{text}"},
        "user": KEY_ID,
        "password": SECRET,
        "code_at": "result.code",
        "taken": "0",
        "later": ["7"],
    },
    JsonServer: {
        "vendor": "http",
        "json": '{"messages": [{"to": "{number}", "body": "{text}", "priority": 1}]}',
        "token": SECRET,
        "key_header": "X-Request-Id",
    },
}


def text_messages(server: GatewayServer, **more: object) -> SmsChannel:
    """A channel to a gateway."""
    where = "url" if isinstance(server, FormServer | JsonServer) else "endpoint"
    values = {**GATEWAYS[type(server)], where: server.url, "seconds": SECONDS, **more}
    return SmsChannel.from_settings("sms", Section(values, "channels.sms"))


@pytest.mark.parametrize("other_side", list(GATEWAYS), indirect=True, ids=lambda kind: kind.__name__)
class TestTextMessages(ChannelContract):
    """By each vendor, and by gateways of the court's own."""

    @pytest.fixture
    def other_side(self, request: pytest.FixtureRequest) -> Iterator[GatewayServer]:
        with request.param() as server:
            yield server

    @pytest.fixture
    def opening(self, other_side: GatewayServer) -> Callable[[], Channel]:
        return lambda: text_messages(other_side)


def broken(value: object, reason: str) -> object:
    """A case of a promise that a channel cannot keep; the day it does, this has to go."""
    return pytest.param(value, marks=pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason))


class TestApprise(ChannelContract):
    """By Apprise, which keeps all promises but two, as its documents say."""

    @pytest.mark.parametrize("seconds", [None, broken(WAIT, "Apprise does not hand on when to come again")])
    def test_3_later_is_later(self, channel: Channel, other_side: OtherSide, seconds: float | None) -> None:
        """Promise 3, but for the time that the other side named."""
        super().test_3_later_is_later(channel, other_side, seconds)

    @pytest.mark.parametrize(
        "sort", [*sorted(TEXTS.keys() - {"lines"}), broken("lines", "Apprise drops what is white at the end of a text")]
    )
    def test_5_any_text_arrives(self, channel: Channel, other_side: OtherSide, sort: str) -> None:
        """Promise 5, but for white space at the end."""
        super().test_5_any_text_arrives(channel, other_side, sort)

    @pytest.fixture
    def other_side(self) -> Iterator[AppriseServer]:
        with AppriseServer() as server:
            yield server

    @pytest.fixture
    def opening(self, other_side: AppriseServer) -> Callable[[], Channel]:
        where = other_side.url.replace("http://", f"json://{KEY_ID}:{SECRET}@")
        url = f"{where}/notify?:to={{address}}&+webhook-id={{key}}"
        settings = {"url": url, "timeout_seconds": SECONDS}
        return lambda: AppriseChannel.from_settings("gateway", Section(settings, "channels.gateway"))
