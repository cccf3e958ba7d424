"""A feed that is told by signed HTTP requests, after Standard Webhooks, with CloudEvents as their bodies."""

from __future__ import annotations

from gridjustice.errors import AdapterRejectedError, AdapterUnavailableError
from gridjustice.ports.channel import Answer
from gridjustice.ports.clock import Clock, SystemClock
from gridjustice.ports.feed import Feed, Told
from gridjustice.ports.settings import Secret, Section
from gridjustice.ports.web import ONE_ALONE, Client, Endpoint, Reply, retry_after
from gridjustice_webhook import signing
from gridjustice_webhook.envelope import CONTENT_TYPE, enveloped
from gridjustice_webhook.wanting import Wanted

LATER = frozenset({408, 425, 429})
"""Answers of the range 4xx that mean "not now"; what else is in it means "never"."""

GONE = 410
KEEP_SECONDS = 30.0


class WebhookFeed(Feed):
    """One endpoint of another system."""

    def __init__(
        self,
        name: str,
        endpoint: Endpoint,
        *,
        signer: signing.Signer,
        wanted: Wanted,
        source: str = "",
        authorization: Secret | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Nothing is sent yet.

        Args:
            name: as the office's file names it.
            endpoint: where it is told.
            signer: with its secrets.
            wanted: what it is told of.
            source: what stands before the court in ``source``; a URI, or the beginning of a path.
            authorization: the header of that name, for endpoints behind a gateway.
            clock: for the time of a try; the machine's where None.
        """
        super().__init__(name, kinds=wanted.kinds)
        self._client = Client(endpoint)
        self._target = endpoint.target
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
        seconds = section.number("timeout_seconds", 15, least=0.1, most=300)
        endpoint = Endpoint.read(
            section,
            "url",
            name=f"feed {name!r}",
            ca="ca_file",
            seconds=seconds,
            connect_seconds=min(seconds, section.number("connect_seconds", 5, least=0.1, most=300)),
            keep_seconds=KEEP_SECONDS,
            public_only=section.yes("public_only", default=False),
        )
        signer = signing.Signer(signing.checked(section, "secrets"))
        wanted = Wanted.from_settings(section)
        source = section.text("source", "").rstrip("/")
        authorization = section.secret("authorization", "")
        if not (authorization.reveal().isascii() and authorization.reveal().isprintable()) and authorization.reveal():
            raise section.wrong("authorization", "cannot stand in a header")
        section.done()
        return cls(
            name, endpoint, signer=signer, wanted=wanted, source=source, authorization=authorization, clock=clock
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
        return self._answer(self._client.ask("POST", self._target, headers, body, is_read=False))

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
                for_all=status not in ONE_ALONE,
            )
        what = "that it wants no more" if status == GONE else "no"
        if 300 <= status < 400:
            what = "that it is elsewhere, where nobody follows"
        raise AdapterRejectedError(f"feed {self.name!r} answered {reply.words}: {what}")
