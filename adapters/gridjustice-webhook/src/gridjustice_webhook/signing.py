"""The headers of Standard Webhooks: who sent it, when it was tried, and that nobody changed it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook

from gridjustice.errors import AdapterRejectedError
from gridjustice.ports.settings import Secret, Section

PREFIX = "whsec_"
LEAST_BYTES, MOST_BYTES = 24, 64  # Standard Webhooks, "signature scheme"


class Signer:
    """Signs with several secrets at once, so that one can be changed without a gap."""

    def __init__(self, secrets: Sequence[Secret]) -> None:
        """Secrets as `checked`, the newest first."""
        self._webhooks = tuple(Webhook(secret.reveal()) for secret in secrets)

    def headers(self, key: str, body: bytes, now: datetime) -> Mapping[str, str]:
        """``webhook-id``, ``webhook-timestamp`` and ``webhook-signature``, one signature a secret, in their order.

        Raises:
            AdapterRejectedError: the key cannot stand in a header.
        """
        if not (key.isascii() and key.isprintable() and key and " " not in key):
            raise AdapterRejectedError("the key of what was to be told cannot stand in a header")
        utc = now.astimezone(UTC)  # the package drops any other zone without converting it
        signatures = [webhook.sign(key, utc, body.decode()) for webhook in self._webhooks]
        return {
            "webhook-id": key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
        }


def checked(section: Section, name: str) -> tuple[Secret, ...]:
    """The secrets of a setting, the newest first.

    Raises:
        InvalidError: they are missing, or one is not ``whsec_`` with 24 to 64 bytes in Base64; it is not shown.
    """
    secrets = section.secrets(name)
    for number, secret in enumerate(secrets, 1):
        prefix, text = secret.reveal()[: len(PREFIX)], secret.reveal()[len(PREFIX) :]
        try:
            length = len(base64.b64decode(text + "=" * (-len(text) % 4), validate=True))
        except (binascii.Error, ValueError):
            length = 0
        if prefix != PREFIX or not LEAST_BYTES <= length <= MOST_BYTES:
            raise section.wrong(
                name, f"secret {number} is not {PREFIX} and then {LEAST_BYTES} to {MOST_BYTES} bytes in Base64"
            )
    return secrets
