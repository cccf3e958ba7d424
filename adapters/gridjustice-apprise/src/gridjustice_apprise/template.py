"""A URL of Apprise in which the address and the key of each message are put."""

from __future__ import annotations

import re
from hashlib import sha256
from urllib.parse import quote

from gridjustice.ports.settings import Secret

ADDRESS, KEY = "{address}", "{key}"
_PLACE = re.compile(r"\{(address|key)\}")
_PLAIN = re.compile(r"[!-$&-~]+")
_SCHEME = re.compile(r"([a-z0-9]{2,20})://", re.IGNORECASE)


class Template:
    """What stands in the settings; a secret, since tokens are parts of such URLs.

    Attributes:
        scheme: in small letters; empty where there is none.
        has_address: whether each message goes to an address of its own.
    """

    def __init__(self, secret: Secret) -> None:
        self._secret = secret
        found = _SCHEME.match(secret.reveal())
        self.scheme = found[1].lower() if found else ""
        self.has_address = ADDRESS in secret.reveal()

    def url(self, address: str, key: str) -> str:
        """The URL of one message: both are quoted, so that neither can end the part of the URL where it stands.

        A key that a header cannot carry, or that would be another one if it were unquoted twice, goes as its digest.
        """
        key = key if _PLAIN.fullmatch(key) else sha256(key.encode()).hexdigest()
        values = {"address": quote(address, safe=""), "key": quote(key, safe="")}
        return _PLACE.sub(lambda place: values[place[1]], self._secret.reveal())
