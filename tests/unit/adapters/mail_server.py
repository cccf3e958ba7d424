"""A real mail server on the loopback, which does what a test tells it to."""

from __future__ import annotations

import asyncio
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from tests.unit.adapters.loopback import Steered, certified

from gridjustice.testing.channel import Arrived

PASSWORD = "correct-horse-battery"
USER = "notices"


def free_port() -> int:
    """A port on which nobody listens (`Controller` cannot choose one itself)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server(SMTP):
    """Speaks SMTP; one a connection."""

    event_handler: MailServer

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.event_handler.transports.append(transport)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  # aiosmtpd finds it by this name
        if self.event_handler.behaviour != "drops":
            await super().smtp_DATA(arg)
            return
        await self.push("354 go on")
        await self._reader.readexactly(100)
        self.event_handler.transports[-1].abort()


class MailServer(Steered):
    """Takes letters for anybody, with a login or without."""

    loggers = ("mail.log", "mail.debug", "asyncio")
    address = "zhang.san@mail.example"

    def __init__(self, security: str = "none", authority: trustme.CA | None = None, *, utf8: bool = True) -> None:
        self.port = free_port()
        self.security = security
        self.answer = ""
        self.at = "RCPT"
        self.letters: list[tuple[Envelope, EmailMessage]] = []
        self.taken: list[Arrived] = []
        self.transports: list[Any] = []
        self.logins: list[str] = []
        self.handed = 0
        context = None
        if authority is not None:
            context = certified(authority)
            self.secrets = (PASSWORD,)
        starttls = security == "starttls"
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            server_hostname="localhost",  # else it asks for the name of this machine, for each connection
            ssl_context=context if security == "tls" else None,
            tls_context=context if starttls else None,
            require_starttls=starttls and authority is not None,
            authenticator=self._log_in,
            auth_require_tls=starttls,
            auth_required=starttls,
            enable_SMTPUTF8=utf8,
        )
        self._controller.factory = lambda: Server(self, **self._controller.SMTP_kwargs)  # type: ignore[method-assign]

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.stops()

    def refuses(self) -> None:
        self.says("550 5.1.1 <{address}>: Recipient address rejected: User unknown")

    def puts_off(self, seconds: float | None) -> None:
        when = "later" if seconds is None else f"in {seconds:.0f} seconds"
        self.says(f"451 4.7.1 <{{address}}>: Greylisted, please try again {when}")

    def says(self, answer: str, at: str = "RCPT") -> None:
        """It answers one command so."""
        self.behaviour, self.answer, self.at = "says", answer, at

    def stops(self) -> None:
        if self._controller.loop.is_running():
            self.hang_up()
            self._controller.stop(no_assert=True)

    def hang_up(self) -> None:
        """It ends every connection, and listens for new ones."""
        for transport in self.transports:
            self._controller.loop.call_soon_threadsafe(transport.abort)

    @property
    def connections(self) -> int:
        """How many there were, but for the one by which the controller saw that it listens."""
        return len(self.transports) - 1

    @property
    def arrived(self) -> list[Arrived]:
        return self.taken  # aiosmtpd looks at every attribute for each connection: nothing is made here

    @property
    def tries(self) -> int:
        return self.handed

    def _log_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(mechanism)
        good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=good, handled=good)

    async def handle_MAIL(  # noqa: N802  # aiosmtpd finds it by this name
        self, server: Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.handed += 1
        if self.behaviour == "says" and self.at == "MAIL":
            return self.answer.format(address=address)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  # aiosmtpd finds it by this name
        self, server: Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.behaviour == "says" and self.at == "RCPT":
            return self.answer.format(address=address)
        if self.behaviour == "hangs":
            await asyncio.Event().wait()
        while self.behaviour == "drips":
            await self._drip(server)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Server, session: Session, envelope: Envelope) -> str:  # noqa: N802  # likewise
        content = envelope.original_content
        assert content is not None
        letter = message_from_bytes(content, EmailMessage, policy=policy.default)
        if self.behaviour == "says":
            return self.answer.format(address=envelope.rcpt_tos[0], text=text_of(letter))
        self.letters.append((envelope, letter))
        key, address = letter["X-GridJustice-Key"], envelope.rcpt_tos[0]
        self.taken.append(Arrived(key=key, text=text_of(letter), address=address))
        return f"250 2.0.0 Ok: queued as Q{len(self.letters):05}"

    async def _drip(self, server: Server) -> None:
        transport = self.transports[-1]
        if transport.is_closing():
            raise ConnectionResetError("nobody listens")
        transport.write(b"2")
        await asyncio.sleep(0.1)


def text_of(letter: EmailMessage) -> str:
    """The text as whoever reads it has it."""
    part = letter.get_body(("plain",))
    assert part is not None
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode(str(part.get_content_charset())).replace("\r\n", "\n")
