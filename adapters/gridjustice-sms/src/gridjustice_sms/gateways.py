"""What every gateway has in common: a request is made of a message, and an answer of its reply."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import attrs

from gridjustice.ports.channel import Answer, Message
from gridjustice.ports.web import Endpoint
from gridjustice_sms.http import Reply

CHINA = timezone(timedelta(hours=8))


@attrs.frozen
class Asked:
    """A request.

    Attributes:
        method: of HTTP.
        target: path and query.
        headers: with whatever shows who asks.
        body: as it is sent.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


class Gateway(ABC):
    """Somebody who sends text messages.

    Attributes:
        endpoint: where they are asked.
    """

    endpoint: Endpoint

    @abstractmethod
    def request(self, message: Message, number: str, now: datetime) -> Asked:
        """The request for a message.

        Args:
            message: what is sent.
            number: to whom, in E.164.
            now: the instant.

        Raises:
            AdapterRejectedError: it cannot be sent by this gateway.
        """

    @abstractmethod
    def answer(self, reply: Reply, now: datetime) -> Answer:
        """What the gateway said.

        Raises:
            AdapterError: it did not take the message.
        """

    @abstractmethod
    def expect(self, template: str, language: str, values: Collection[str]) -> None:
        """As of `gridjustice.ports.channel.Channel`."""


def short(key: str, most: int) -> str:
    """A key that fits into a field of so many octets: itself, or where it is too long its digest."""
    return key if len(key.encode()) <= most else sha256(key.encode()).hexdigest()


def shown(code: str) -> str:
    """A code or number of the gateway's as it may be shown: nothing where it looks like more than that."""
    return code if re.fullmatch(r"[A-Za-z0-9_.:^-]{1,100}", code) else ""


def until_tomorrow(now: datetime) -> float:
    """The seconds until the next day begins in China: limits for a day count its days."""
    midnight = (now.astimezone(CHINA) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - now.astimezone(UTC)).total_seconds()


def at(content: Any, path: str) -> str:
    """The text or number under a path of names and places, as ``data.0.code``; empty where there is none."""
    for step in path.split("."):
        if isinstance(content, list) and step.isdecimal() and int(step) < len(content):
            content = content[int(step)]
        elif isinstance(content, dict) and step in content:
            content = content[step]
        else:
            return ""
    match content:
        case bool():
            return "true" if content else "false"
        case str() | int() | float():
            return str(content)
    return ""
