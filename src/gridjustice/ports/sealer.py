"""The sealer port: personal data is sealed by the application, so that storage keeps bytes it cannot read.

The envelope is part of the event format from the first day. `NullSealer` writes it without hiding anything; a real
one (AES-256-GCM, or SM4 by a plugin) fills the same members.

Promises:

1. ``unseal(record, seal(record, subject, text)) == text``, in every process that has the keys.
2. An envelope of one record or subject cannot be unsealed as another's.
3. Once a subject's key is erased, `unseal` returns None for all its envelopes, for ever; it never raises for that.
4. `fingerprint` is the same for the same input in every process, and tells who lacks the key nothing of a short input.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple, Protocol


class Envelope(NamedTuple):
    """Sealed personal data of one subject.

    Attributes:
        alg: the algorithm; ``none`` where nothing is hidden.
        key: id of the key; empty where there is none.
        nonce: base64; empty where there is none.
        subject: whose data it is, inside the record.
        data: the ciphertext in base64, or the text itself under ``none``.
    """

    alg: str
    key: str
    nonce: str
    subject: str
    data: str


class Sealer(Protocol):
    """Seals and unseals canonical JSON texts of personal data."""

    def seal(self, record: str, subject: str, text: str) -> Envelope:
        """Hide the text."""
        ...

    def unseal(self, record: str, envelope: Envelope) -> str | None:
        """The text again, or None when its key was erased."""
        ...

    def fingerprint(self, content: bytes) -> str:
        """64 hexadecimal characters that stand for the content."""
        ...


class NullSealer:
    """Writes the envelope and hides nothing: for demonstrations, and until an office has keys."""

    def seal(self, record: str, subject: str, text: str) -> Envelope:
        """See `Sealer.seal`."""
        return Envelope("none", "", "", subject, text)

    def unseal(self, record: str, envelope: Envelope) -> str | None:
        """See `Sealer.unseal`."""
        if (envelope.alg, envelope.key, envelope.nonce) != ("none", "", ""):
            raise ValueError(f"sealed with {envelope.alg!r}, and no key ring was configured")
        return envelope.data

    def fingerprint(self, content: bytes) -> str:
        """See `Sealer.fingerprint`."""
        return hashlib.sha256(content).hexdigest()
