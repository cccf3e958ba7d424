"""The one door to Apprise: one service, one message, one try, and nothing of it in a log.

Apprise says what happened in its log, with addresses and tokens. In the context of a call of ours that log is not
written but listened to: the numbers of errors are kept, as they alone tell a refusal from a failure.
"""

from __future__ import annotations

import logging
import re
import threading
import warnings
from contextvars import ContextVar, copy_context
from enum import Enum
from urllib.parse import unquote

import attrs
from apprise import Apprise, AppriseAsset, NotifyFormat, OverflowMode
from apprise.manager_plugins import NotificationManager
from apprise.plugins import NotifyBase

from gridjustice.ports.web import ONE_ALONE

LOGGERS = ("apprise", "urllib3.connectionpool", "urllib3.connection", "urllib3.util.retry", "requests_oauthlib")
MOST_HANGING = 16
"""Calls of one channel that the other side may keep hanging; then no more is begun."""

REFUSALS = frozenset({400, 404, 405, 406, 410, 411, 413, 414, 415, 422})
"""HTTP answers that say that the same message will not be taken later; 401 and 403 are mended by the office."""

REFUSED_CODES = frozenset({40003, 81013})
"""WeCom's own numbers: no such account; none of the recipients may be written to. Its global error codes, 90313."""

_NUMBER = re.compile(r"\b(err(?:or|code))=(\d{3,6})\b")
_heard: ContextVar[list[tuple[str, int]] | None] = ContextVar("gridjustice_apprise_heard", default=None)


class _Listening(logging.Filter):
    """Keeps what is logged within a call of ours from every handler."""

    def filter(self, record: logging.LogRecord) -> bool:
        heard = _heard.get()
        if heard is None:
            return True
        heard.extend((name, int(number)) for name, number in _NUMBER.findall(record.getMessage()))
        return False


_LISTENING = _Listening()
for _logger in LOGGERS:
    logging.getLogger(_logger).addFilter(_LISTENING)

# Apprise loads its services when it is first asked for one. Here that is now, before there are threads. One of them
# asks for a module that Python is about to drop, which nobody here can mend.
with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    NotificationManager().load_modules()  # type: ignore[no-untyped-call]  # Apprise is typed in parts


class Outcome(Enum):
    """What became of a message."""

    TAKEN = "taken"
    REFUSED = "refused"
    HELD = "put it off"
    """This one alone: others may be taken."""

    FAILED = "failed"
    TIMED_OUT = "timed out"


class WrongUrlError(Exception):
    """A URL is none that one message could be sent to, once; inside this adapter only."""


@attrs.define
class Services:
    """Sends to services of Apprise, from any thread.

    Attributes:
        seconds: that a call may take.
        folder: where Apprise keeps tokens that it was given, as WeCom's; empty: each call asks for a new one.
    """

    seconds: float
    folder: str = ""
    _asset: AppriseAsset = attrs.field(init=False)
    _hanging: threading.BoundedSemaphore = attrs.field(
        factory=lambda: threading.BoundedSemaphore(MOST_HANGING), init=False
    )

    def __attrs_post_init__(self) -> None:
        self._asset = AppriseAsset(
            app_id="GridJustice",
            app_desc="GridJustice",
            async_mode=False,
            http_redirects=False,
            allow_templates=False,
            interpret_emojis=False,
            interpret_escapes=False,
            default_service_retry=0,
            service_timeout=0,
            storage_path=self.folder or None,
            pgp_autogen=False,
            pem_autogen=False,
        )

    def check(self, url: str, address: str = "") -> None:
        """Apprise understands a URL, which leads to one place, safely.

        Raises:
            WrongUrlError: it does not; what it says never shows the URL.
        """
        self._made(url, address)

    def send(self, url: str, *, address: str, title: str, text: str) -> Outcome:
        """One message to the one place of a URL, once.

        Raises:
            WrongUrlError: as of `check`.
        """
        service = self._made(url, address)
        if not self._hanging.acquire(blocking=False):
            return Outcome.TIMED_OUT
        told: list[Outcome] = []

        def work() -> None:
            try:
                told.append(self._notified(service, title, text))
            finally:
                self._hanging.release()

        # A thread of its own, because no timeout of Apprise ends a call whose answer never does; and a daemon, because
        # such a call must not keep the process from ending.
        thread = threading.Thread(target=copy_context().run, args=(work,), daemon=True, name="gridjustice-apprise")
        thread.start()
        thread.join(self.seconds)
        return told[0] if told else Outcome.TIMED_OUT if thread.is_alive() else Outcome.FAILED

    def _made(self, url: str, address: str) -> NotifyBase:
        token = _heard.set([])
        try:
            service = Apprise.instantiate(url, asset=self._asset)
            if not isinstance(service, NotifyBase):
                raise WrongUrlError("Apprise does not understand it")
            if service.overflow_mode is OverflowMode.SPLIT or service.retry or service.redirects:
                raise WrongUrlError("overflow=split, retry and redirect are not allowed: one message is one try")
            if len(service) != 1:
                raise WrongUrlError("it leads to several places")
            if not service.verify_certificate:
                raise WrongUrlError("verify=no is not allowed: nobody would know who is told")
            if _letters(address) not in _letters(unquote(service.url())):  # type: ignore[no-untyped-call]  # likewise
                raise WrongUrlError("the service has dropped the address")
        finally:
            _heard.reset(token)
        service.request_rate_per_sec = 0  # seconds that are slept before a second request, as behind one for a token
        service.socket_connect_timeout = min(5.0, self.seconds)
        service.socket_read_timeout = self.seconds
        return service

    def _notified(self, service: NotifyBase, title: str, text: str) -> Outcome:
        heard: list[tuple[str, int]] = []
        _heard.set(heard)
        apprise = Apprise(asset=self._asset)
        apprise.add(service)
        try:
            result = apprise.notify(body=text, title=title, body_format=NotifyFormat.TEXT)
        except Exception:  # noqa: BLE001  # of any of its hundred services; what it says may be personal
            return Outcome.FAILED
        if result:
            return Outcome.TAKEN
        if any(number in (REFUSALS if name == "error" else REFUSED_CODES) for name, number in heard):
            return Outcome.REFUSED
        held = any(name == "error" and number in ONE_ALONE for name, number in heard)
        return Outcome.HELD if held else Outcome.FAILED


def _letters(text: str) -> str:
    """Letters and digits only: services write numbers and names in forms of their own."""
    return "".join(filter(str.isalnum, text)).casefold()
