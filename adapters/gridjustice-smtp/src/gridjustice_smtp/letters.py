"""A message as a letter (RFC 5322): its headers, its text, and the invitation to a meeting."""

from __future__ import annotations

from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from hashlib import sha256
from urllib.parse import quote

from gridjustice.ports.channel import Message
from gridjustice_smtp.addresses import one_line
from gridjustice_smtp.invitations import Invitation
from gridjustice_smtp.settings import SmtpSettings

KEY = "X-GridJustice-Key"
"""The header that carries `Message.key`."""

FILE = "meeting.ics"


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
    made["From"] = settings.sender
    made["To"] = recipient
    if settings.reply_to is not None:
        made["Reply-To"] = settings.reply_to
    made["Subject"] = one_line(message.title)
    made["Date"] = now
    made["Message-ID"] = _identity("message", message.key, settings)
    if message.entry is not None:
        made["References"] = _identity("meeting", message.entry.uid, settings)
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence notice answers it
    made["X-Auto-Response-Suppress"] = "All"
    made[KEY] = quote(message.key, safe=" !#$&'()*+,/:;<=>?@[]^_`{|}~-.")
    if message.language.isascii() and message.language.replace("-", "").isalnum():
        made["Content-Language"] = message.language
    made.set_content(_lines(message.text), "text", "plain", cte="base64", params={"charset": "utf-8"})
    if message.entry is not None:
        _invite(made, message, Invitation(
            entry=message.entry, sender=settings.sender, recipient=recipient, language=message.language, said_at=now
        ))
    return made


def needs_utf8(recipient: Address, settings: SmtpSettings) -> bool:
    """Whether an address of the letter cannot be written in ASCII."""
    answers = settings.reply_to.addr_spec if settings.reply_to else ""
    return not (recipient.addr_spec + settings.sender.addr_spec + settings.envelope + answers).isascii()


def _invite(made: EmailMessage, message: Message, invitation: Invitation) -> None:
    """The invitation stands beside the text for programmes that know what to do with it, and as a file for the rest."""
    content = invitation.text().encode()
    made.add_alternative(
        content, "text", "calendar", cte="base64", params={"charset": "utf-8", "method": invitation.method}
    )
    made.add_attachment(content, "application", "ics", cte="base64", filename=FILE)


def _identity(sort: str, text: str, settings: SmtpSettings) -> str:
    return f"<{sha256(f'{sort}:{text}'.encode()).hexdigest()[:40]}@{settings.sender.domain}>"


def _lines(text: str) -> bytes:
    """A text in the canonical form that mail asks of texts: lines end with CRLF."""
    return text.replace("\n", "\r\n").encode()
