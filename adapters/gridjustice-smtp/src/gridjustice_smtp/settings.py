"""What an office says of its mail server."""

from __future__ import annotations

import re
import ssl
from email.headerregistry import Address
from typing import Self

import attrs

from gridjustice.ports.deadline import authorities
from gridjustice.ports.settings import Secret, Section
from gridjustice_smtp.addresses import NotAnAddressError, mailbox

NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._:-]*")
"""A name of a host, or its number."""

PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""How a connection is encrypted, and the port that is usual for it (RFC 6409, RFC 8314)."""


@attrs.frozen(kw_only=True)
class SmtpSettings:
    """One mail server, and in whose name it is asked to send.

    Attributes:
        host: its name, as its certificate has it.
        port: where it listens.
        security: one of `PORTS`: encrypted on demand, from the first octet, or not at all.
        context: by which its certificate is checked.
        user: who logs in; empty where nobody does.
        password: theirs.
        sender: who stands in the letter.
        reply_to: who reads answers; None where the sender does.
        envelope: whom the servers tell of what could not be delivered; empty for nobody.
        hello: the name by which this side introduces itself.
        seconds: how long one message may take.
        keep_seconds: how long a connection is kept for the next message; 0 opens one for each.
    """

    host: str
    port: int
    security: str
    context: ssl.SSLContext = attrs.field(repr=False)
    user: str = attrs.field(repr=False)
    password: Secret
    sender: Address
    reply_to: Address | None
    envelope: str
    hello: str
    seconds: float
    keep_seconds: float

    @classmethod
    def read(cls, section: Section) -> Self:
        """The settings of a section, all of it; no connection is opened.

        Raises:
            InvalidError: something is missing, unknown or contradicts itself.
        """
        security = section.choice("security", tuple(PORTS), "starttls")
        user = section.text("user", "")
        password = section.secret("password", "" if not user else None)
        if user and security == "none":
            raise section.wrong("security", "a password is not sent over a connection that is not encrypted")
        if not (user.isascii() and password.reveal().isascii()):
            raise section.wrong("user", "only ASCII can be used to log in")
        sender = _address(section, "from", section.text("from"), section.text("name", ""))
        answers = section.text("reply_to", "")
        envelope = section.text("envelope", sender.addr_spec)
        if envelope:
            envelope = _address(section, "envelope", envelope).addr_spec
        settings = cls(
            host=_host(section, "host"),
            port=int(section.number("port", PORTS[security], least=1, most=65535)),
            security=security,
            context=authorities(section, "ca"),
            user=user,
            password=password,
            sender=sender,
            reply_to=_address(section, "reply_to", answers) if answers else None,
            envelope=envelope,
            hello=_host(section, "hello", sender.domain),
            seconds=section.number("seconds", 30, least=0.1, most=600),
            keep_seconds=section.number("keep_seconds", 20, most=600),
        )
        section.done()
        return settings


def _host(section: Section, setting: str, default: str | None = None) -> str:
    host = section.text(setting, default)
    if not NAME.fullmatch(host):
        raise section.wrong(setting, f"{host!r} is no name of a host")
    return host


def _address(section: Section, setting: str, text: str, name: str = "") -> Address:
    try:
        return mailbox(text, name)
    except NotAnAddressError:
        raise section.wrong(setting, "is no e-mail address") from None
