"""Connections to a mail server, each used by one thread at a time and kept for a while.

This module is the one that knows `smtplib`.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from time import monotonic

import attrs

from gridjustice.errors import AdapterError, AdapterRejectedError, AdapterUnavailableError
from gridjustice.ports.deadline import Deadline
from gridjustice_smtp.replies import numbers, reference, refusal
from gridjustice_smtp.settings import SmtpSettings

KEPT = 4
"""So many connections are kept at most, however many threads there were."""

LEAVE_SECONDS = 0.1
"""So long it may take to hand over a word of farewell."""


class Connection(smtplib.SMTP):
    """One conversation: encrypted and logged in as the settings ask, or it does not come about."""

    def __init__(self, settings: SmtpSettings, deadline: Deadline) -> None:
        self.used = monotonic()
        self._settings = settings
        self._deadline = deadline
        try:
            super().__init__(settings.host, settings.port, settings.hello, timeout=settings.seconds)
            self.ehlo_or_helo_if_needed()
            if settings.security == "starttls":
                self.starttls(context=_Encrypting(settings.context, deadline))  # type: ignore[call-overload]  # all it needs
            if settings.user:
                self.login(settings.user, settings.password.reveal())
        except BaseException:
            self.close()
            raise

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """Called by `smtplib.SMTP.connect`, as `smtplib.SMTP_SSL` has it called."""
        connection = self._deadline.connect(host, port)
        if self._settings.security != "tls":
            return connection
        return self._deadline.encrypt(connection, self._settings.context, host)

    def is_alive(self, deadline: Deadline) -> bool:
        """Whether the server still listens; from now on this deadline counts."""
        try:
            deadline.watch(self._connected())
            return self.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def deliver(self, recipient: str, letter: bytes, *, utf8: bool) -> tuple[str, str]:
        """The server took the letter; what it said, in numbers, and its own number for the letter.

        Raises:
            AdapterError: it answered that it does not.
            OSError, smtplib.SMTPException: it did not answer.
        """
        if utf8 and not self.has_extn("smtputf8"):
            raise AdapterRejectedError("the mail server takes no address beyond ASCII (SMTPUTF8)")
        options = ["SMTPUTF8", "BODY=8BITMIME"] if utf8 else []
        if self.has_extn("size"):
            options.append(f"SIZE={len(letter)}")
        self.command_encoding = "utf-8" if utf8 else "ascii"
        self._agreed("sender", *self.mail(self._settings.envelope, options))
        self._agreed("recipient", *self.rcpt(recipient))
        try:
            code, text = self.data(letter)
        except smtplib.SMTPDataError as problem:
            code, text = problem.smtp_code, _octets(problem.smtp_error)
        self._agreed("letter", code, text)
        self.used = monotonic()
        return numbers(code, text), reference(text)

    def leave(self) -> None:
        """The server is told, and not waited for: what it has to say to that is of no use."""
        with suppress(OSError, smtplib.SMTPException):
            Deadline(LEAVE_SECONDS).watch(self._connected())
            self.putcmd("quit")
        self.close()

    def _agreed(self, stage: str, code: int, text: bytes) -> None:
        if code not in {250, 251, 252}:
            raise refusal(stage, code, text)

    def _connected(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("no connection")
        return self.sock


@attrs.frozen
class _Encrypting:
    """Stands where `smtplib.SMTP.starttls` asks for a context: the handshake, too, ends with the conversation."""

    context: ssl.SSLContext
    deadline: Deadline

    def wrap_socket(self, connection: socket.socket, *, server_hostname: str) -> ssl.SSLSocket:
        """As `ssl.SSLContext` has it."""
        return self.deadline.encrypt(connection, self.context, server_hostname)


class Connections:
    """The connections of a channel."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._kept: deque[Connection] = deque()

    @contextmanager
    def one(self, deadline: Deadline) -> Iterator[Connection]:
        """A connection for this thread alone; afterwards it is kept if all went well, and closed if not."""
        connection = self._take(deadline) or Connection(self._settings, deadline)
        try:
            yield connection
        except AdapterRejectedError:
            # The server is well, and waits for the next letter once it has forgotten this one.
            try:
                forgotten = connection.rset()[0] == 250
            except (OSError, smtplib.SMTPException):
                forgotten = False
            self._give_back(connection, keep=forgotten)
            raise
        except BaseException:
            connection.leave()
            raise
        self._give_back(connection, keep=True)

    def close(self) -> None:
        """None is left."""
        with self._lock:
            kept, self._kept = self._kept, deque()
        for connection in kept:
            connection.leave()

    def _take(self, deadline: Deadline) -> Connection | None:
        """The one used last, if it still answers: asked before anything is handed over, so nothing is sent twice."""
        while True:
            with self._lock:
                connection = self._kept.pop() if self._kept else None
            if connection is None:
                return None
            if monotonic() - connection.used < self._settings.keep_seconds and connection.is_alive(deadline):
                return connection
            connection.leave()

    def _give_back(self, connection: Connection, *, keep: bool) -> None:
        with self._lock:
            if keep and self._settings.keep_seconds and len(self._kept) < KEPT:
                self._kept.append(connection)
                return
        connection.leave()


def no_answer(problem: Exception, deadline: Deadline) -> AdapterError:
    """The error of a conversation that did not come to an answer: it is nobody's fault but the connection's."""
    match problem:
        case _ if deadline.passed or isinstance(problem, TimeoutError):
            said = "the mail server did not answer in time"
        case smtplib.SMTPAuthenticationError():
            said = f"the mail server does not let us log in: {problem.smtp_code}"
        case smtplib.SMTPResponseException():
            return refusal("connection", problem.smtp_code, _octets(problem.smtp_error))
        case smtplib.SMTPNotSupportedError():
            said = "the mail server does not offer what the settings ask for (STARTTLS or a login)"
        case smtplib.SMTPServerDisconnected():
            said = "the mail server hung up"
        case _:
            said = f"the mail server cannot be reached: {type(problem).__name__}"
    return AdapterUnavailableError(said)


def _octets(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "replace")
