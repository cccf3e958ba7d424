"""A feed that is told by signed HTTP requests, after Standard Webhooks, with CloudEvents as their bodies."""

from __future__ import annotations

import http.client
import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from gridjustice.errors import AdapterRejectedError, AdapterUnavailableError
from gridjustice.ports.channel import Answer
from gridjustice.ports.clock import Clock, SystemClock
from gridjustice.ports.feed import Feed, Told
from gridjustice.ports.settings import Secret, Section
from gridjustice_webhook import signing
from gridjustice_webhook.client import Client, Endpoint, Reply
from gridjustice_webhook.envelope import CONTENT_TYPE, enveloped
from gridjustice_webhook.wanting import Wanted

LATER = frozenset({408, 425, 429})
"""Answers of the range 4xx that mean "not now"; what else is in it means "never"."""

GONE = 410
LONGEST_SECONDS = 86_400.0
"""No receiver may ask for more: it could silence itself for a year by a slip."""


class WebhookFeed(Feed):
    """One endpoint of another system."""

    def __init__(
        self,
        name: str,
        *,
        client: Client,
        signer: signing.Signer,
        wanted: Wanted,
        source: str = "",
        authorization: Secret | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Nothing is sent yet.

        Args:
            name: as the office's file names it.
            client: of the endpoint.
            signer: with its secrets.
            wanted: what it is told of.
            source: what stands before the court in ``source``; a URI, or the beginning of a path.
            authorization: the header of that name, for endpoints behind a gateway.
            clock: for the time of a try; the machine's where None.
        """
        super().__init__(name)
        self._client = client
        self._signer = signer
        self._wanted = wanted
        self._source = source
        self._authorization = authorization
        self._clock: Clock = clock or SystemClock()

    @classmethod
    def from_settings(cls, name: str, section: Section, *, clock: Clock | None = None) -> WebhookFeed:
        """A feed of an office's file.

        Raises:
            InvalidError: a setting is missing, wrong or unknown.
        """
        endpoint = Endpoint.from_settings(section)
        signer = signing.Signer(signing.checked(section, "secrets"))
        wanted = Wanted.from_settings(section)
        source = section.text("source", "").rstrip("/")
        authorization = section.secret("authorization", "")
        if not (authorization.reveal().isascii() and authorization.reveal().isprintable()) and authorization.reveal():
            raise section.wrong("authorization", "cannot stand in a header")
        section.done()
        try:
            client = Client(endpoint)
        except OSError as problem:
            raise section.wrong("ca_file", f"cannot be read: {type(problem).__name__}") from None
        return cls(
            name, client=client, signer=signer, wanted=wanted, source=source, authorization=authorization, clock=clock
        )

    def wants(self, told: Told) -> bool:
        return self._wanted.has(told)

    def tell(self, told: Told) -> Answer:
        body = enveloped(told, self._source)
        headers = {
            "content-type": CONTENT_TYPE,
            "user-agent": "gridjustice-webhook",
            **self._signer.headers(told.key, body, self._clock.now()),
        }
        if self._authorization is not None and self._authorization.reveal():
            headers["authorization"] = self._authorization.reveal()
        try:
            reply = self._client.post(body, headers)
        except AdapterRejectedError as problem:
            raise AdapterRejectedError(f"feed {self.name!r} was not told: {problem}") from None
        except (OSError, http.client.HTTPException) as problem:
            failed = type(problem).__name__  # what it says may hold the address
        else:
            return self._answer(reply)
        raise AdapterUnavailableError(f"feed {self.name!r} could not be told: {failed}")

    def close(self) -> None:
        self._client.close()

    def _answer(self, reply: Reply) -> Answer:
        """What an answer means.

        Raises:
            AdapterUnavailableError: it may be taken later.
            AdapterRejectedError: it will not be taken.
        """
        status = reply.status
        if 200 <= status < 300:
            return Answer(detail=reply.words)
        if status < 200 or status >= 500 or status in LATER:
            raise AdapterUnavailableError(
                f"feed {self.name!r} answered {reply.words}",
                retry_after_seconds=retry_after(reply.retry_after, self._clock.now()),
            )
        what = "that it wants no more" if status == GONE else "no"
        if 300 <= status < 400:
            what = "that it is elsewhere, where nobody follows"
        raise AdapterRejectedError(f"feed {self.name!r} answered {reply.words}: {what}")


def retry_after(value: str, now: datetime) -> float | None:
    """How many seconds a header ``Retry-After`` asks for: a number, or an instant; None where it says nothing.

    Never negative, and never more than a day.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        seconds = float(value)
    else:
        try:
            until = parsedate_to_datetime(value)
        except ValueError:
            return None
        until = until.replace(tzinfo=until.tzinfo or UTC)
        seconds = (until - now).total_seconds()
    return max(0.0, min(seconds, LONGEST_SECONDS)) if math.isfinite(seconds) else LONGEST_SECONDS
