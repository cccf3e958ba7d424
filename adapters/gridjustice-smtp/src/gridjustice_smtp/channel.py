"""Mail as a channel: letters to a server that carries them further, one recipient each."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Self

from gridjustice.errors import AdapterRejectedError
from gridjustice.ports.channel import Answer, Channel, Medium, Message
from gridjustice.ports.deadline import Deadline
from gridjustice.ports.settings import Section
from gridjustice_smtp.addresses import NotAnAddressError, mailbox
from gridjustice_smtp.connections import Connections, no_answer
from gridjustice_smtp.letters import letter, needs_utf8
from gridjustice_smtp.settings import SmtpSettings


class SmtpChannel(Channel):
    """A mail server with its settings.

    That the server took a letter is all that is known: whether it reached the mailbox, only the reader of
    `SmtpSettings.envelope` learns.
    """

    medium = Medium.EMAIL

    def __init__(
        self, name: str, settings: SmtpSettings, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        super().__init__(name)
        self._settings = settings
        self._connections = Connections(settings)
        self._now = now

    @classmethod
    def from_settings(cls, name: str, section: Section) -> Self:
        """The channel of a section; no connection is opened.

        Raises:
            InvalidError: a setting is wrong.
        """
        return cls(name, SmtpSettings.read(section))

    def send(self, message: Message) -> Answer:
        try:
            recipient = mailbox(message.address)
            octets = letter(message, recipient, self._settings, self._now()).as_bytes()
        except NotAnAddressError:
            raise AdapterRejectedError("the recipient's address is no e-mail address") from None
        except UnicodeError:
            raise AdapterRejectedError("the message is no text: it holds half a character") from None
        utf8 = needs_utf8(recipient, self._settings)
        deadline = Deadline(self._settings.seconds)
        try:
            with self._connections.one(deadline) as connection:
                detail, reference = connection.deliver(recipient.addr_spec, octets, utf8=utf8)
        except (OSError, smtplib.SMTPException) as problem:
            raise no_answer(problem, deadline) from None
        return Answer(reference=reference, detail=detail)

    def close(self) -> None:
        self._connections.close()
