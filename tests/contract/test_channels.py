"""The contract of channels, held by mail and text messages against real servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme
from tests.unit.adapters.mail_server import PASSWORD, USER, MailServer

from gridjustice.ports.channel import Channel
from gridjustice.ports.settings import Section
from gridjustice.testing.channel import SECONDS, ChannelContract
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


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Who signs the certificates of these tests."""
    return trustme.CA()


@pytest.mark.parametrize("other_side", ["starttls", "tls"], indirect=True)
class TestEncryptedMail(ChannelContract):
    """Encrypted and with a login; a connection each."""

    @pytest.fixture
    def other_side(self, request: pytest.FixtureRequest, authority: trustme.CA) -> Iterator[MailServer]:
        with MailServer(request.param, authority) as server:
            yield server

    @pytest.fixture
    def opening(self, other_side: MailServer, authority: trustme.CA, tmp_path: Path) -> Callable[[], Channel]:
        file = tmp_path / "authority.pem"
        authority.cert_pem.write_to_path(str(file))
        return lambda: mail(other_side, user=USER, password=PASSWORD, ca=str(file), keep_seconds=0)
