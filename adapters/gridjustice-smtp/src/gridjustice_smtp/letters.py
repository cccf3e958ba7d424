"""A message as a letter (RFC 5322): its headers, its text, and the invitation to a meeting."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from hashlib import sha256
from typing import Self

from gridjustice.ports.channel import Message
from gridjustice_smtp.addresses import one_line
from gridjustice_smtp.invitations import Invitation
from gridjustice_smtp.settings import SmtpSettings

KEY = "X-GridJustice-Key"
"""The header that carries `Message.key`."""

FILE = "meeting.ics"


class Written(str):
    """A header as it stands on the wire. The policies of `email` fold by themselves, and lose spaces between words.

    Attributes:
        name: of the header; by it `email.policy.EmailPolicy` knows that there is nothing left to do.
    """

    __slots__ = ("name",)
    name: str

    @classmethod
    def as_it_is(cls, name: str, text: str) -> Self:
        """A header that needs nothing more."""
        written = cls(text)
        written.name = name
        return written

    @classmethod
    def words(cls, name: str, text: str, then: str = "") -> Self:
        """A text in words of RFC 2047, none longer than allowed, no character cut; plain ones are left as they are."""
        parts = [text] if re.fullmatch(r"[!-<>-~]?([ -<>-~]{0,50}[!-<>-~])?", text) and not then else _encoded(text)
        return cls.as_it_is(name, "\r\n ".join((*parts, then) if then else parts))

    @classmethod
    def address(cls, name: str, address: Address) -> Self:
        """An address with the name that is shown beside it."""
        if address.display_name:
            return cls.words(name, address.display_name, f"<{address.addr_spec}>")
        return cls.as_it_is(name, address.addr_spec)

    def fold(self, *, policy: object) -> str:  # the policy's own way of asking
        """The header's lines."""
        return f"{self.name}: {self}\r\n"


def _encoded(text: str) -> list[str]:
    words, octets = [], b""
    for character in text:
        more = character.encode()
        if len(octets) + len(more) > 42:
            words.append(octets)
            octets = b""
        octets += more
    return [f"=?utf-8?b?{b64encode(word).decode()}?=" for word in (*words, octets)]


def letter(message: Message, recipient: Address, settings: SmtpSettings, now: datetime) -> EmailMessage:
    """The letter of a message.

    Its Message-ID is the same for the same key, so that a mailbox may know a repetition; all letters about one meeting
    refer to the same place, so that they are shown together. Everything but names of ASCII is base64: no server on the
    way has a reason to touch it, and no line begins with a dot.

    Args:
        message: what is said.
        recipient: to whom.
        settings: in whose name.
        now: the instant of this try.
    """
    # Only a local part beyond ASCII needs servers that speak UTF-8 (RFC 6531): everything else is written in ASCII.
    made = EmailMessage(policy.SMTPUTF8 if needs_utf8(recipient, settings) else policy.SMTP)
    made["From"] = Written.address("From", settings.sender)
    made["To"] = Written.address("To", recipient)
    if settings.reply_to is not None:
        made["Reply-To"] = Written.address("Reply-To", settings.reply_to)
    made["Subject"] = Written.words("Subject", one_line(message.title))
    made["Date"] = now
    made["Message-ID"] = Written.as_it_is("Message-ID", _identity("message", message.key, settings))
    if message.entry is not None:
        made["References"] = Written.as_it_is("References", _identity("meeting", message.entry.uid, settings))
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence notice answers it
    made["X-Auto-Response-Suppress"] = "All"
    made[KEY] = Written.as_it_is(KEY, _key(message))
    made.set_content(_lines(message.text), "text", "plain", cte="base64", params={"charset": "utf-8"})
    if re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", message.language):
        made["Content-Language"] = message.language
    if message.entry is not None:
        _invite(made, Invitation(message.entry, settings.sender, recipient, message.language, now))
    return made


def needs_utf8(recipient: Address, settings: SmtpSettings) -> bool:
    """Whether an address of the letter cannot be written in ASCII."""
    answers = settings.reply_to.addr_spec if settings.reply_to else ""
    return not (recipient.addr_spec + settings.sender.addr_spec + settings.envelope + answers).isascii()


def _invite(made: EmailMessage, invitation: Invitation) -> None:
    """The invitation stands beside the text for programmes that know what to do with it, and as a file for the rest."""
    content = invitation.text().encode()
    made.add_alternative(
        content, "text", "calendar", cte="base64", params={"charset": "utf-8", "method": invitation.method}
    )
    made.add_attachment(content, "application", "ics", cte="base64", filename=FILE)


def _identity(sort: str, text: str, settings: SmtpSettings) -> str:
    return f"<{sha256(f'{sort}:{text}'.encode()).hexdigest()[:40]}@{settings.sender.domain}>"


def _key(message: Message) -> str:
    """The key as one line; its digest where that is too long."""
    line = message.plain_key
    return line if len(line) <= 900 else sha256(message.key.encode()).hexdigest()


def _lines(text: str) -> bytes:
    """A text in the canonical form that mail asks of texts: lines end with CRLF."""
    return text.replace("\n", "\r\n").encode()
