"""Text messages as a channel: one request for each to a gateway, which carries it further."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Self

from gridjustice.errors import AdapterRejectedError
from gridjustice.ports.channel import Answer, Channel, Medium, Message
from gridjustice.ports.settings import Section
from gridjustice_sms.aliyun import Aliyun
from gridjustice_sms.gateways import Gateway
from gridjustice_sms.http import ask
from gridjustice_sms.numbers import HOME, international
from gridjustice_sms.own import OwnGateway
from gridjustice_sms.tencent import Tencent

VENDORS = ("aliyun", "tencent", "http")


class SmsChannel(Channel):
    """A gateway with its settings.

    That the gateway took a message is all that is known: whether a telephone showed it, only its later report says.
    """

    medium = Medium.SMS

    def __init__(
        self,
        name: str,
        gateway: Gateway,
        *,
        home: str = HOME,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(name)
        self._gateway = gateway
        self._home = home
        self._now = now

    @classmethod
    def from_settings(cls, name: str, section: Section) -> Self:
        """The channel of a section; no connection is opened.

        Raises:
            InvalidError: a setting is wrong.
        """
        vendor = section.choice("vendor", VENDORS)
        home = section.text("country", HOME)
        if not (home.isascii() and home.isdecimal() and len(home) <= 3):
            raise section.wrong("country", f"{home!r} is no code of a country, as 86 or 82")
        gateway: Gateway
        match vendor:
            case "aliyun":
                gateway = Aliyun.read(section, home)
            case "tencent":
                gateway = Tencent.read(section)
            case _:
                gateway = OwnGateway.read(section, home)
        section.done()
        return cls(name, gateway, home=home)

    def expect(self, template: str, language: str, values: Collection[str]) -> None:
        self._gateway.expect(template, language, values)

    def send(self, message: Message) -> Answer:
        number = international(message.address, self._home)
        try:
            asked = self._gateway.request(message, number, self._now())
        except UnicodeError:
            raise AdapterRejectedError("the message is no text: it holds half a character") from None
        reply = ask(self._gateway.endpoint, asked.method, asked.target, asked.headers, asked.body)
        return self._gateway.answer(reply, self._now())
