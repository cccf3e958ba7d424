"""Aliyun: ``SendSms`` of the service dysmsapi, version 2017-05-25, signed by ACS3-HMAC-SHA256.

The signature: https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature
The codes: https://help.aliyun.com/document_detail/101346.html (read on 2026-11-29)
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Self
from urllib.parse import quote
from uuid import uuid4

import attrs

from gridjustice.errors import AdapterError, AdapterRejectedError, AdapterUnavailableError
from gridjustice.ports.channel import Answer, Message
from gridjustice.ports.settings import Secret, Section
from gridjustice.ports.web import Endpoint
from gridjustice_sms.gateways import Asked, Gateway, at, short, shown, until_tomorrow
from gridjustice_sms.http import Reply, endpoint, header
from gridjustice_sms.numbers import local
from gridjustice_sms.templates import Templates

ACTION, VERSION = "SendSms", "2017-05-25"
KEY_OCTETS = 255

FINAL = frozenset(
    {
        "isv.BLACK_KEY_CONTROL_LIMIT",
        "isv.DOMESTIC_NUMBER_NOT_SUPPORTED",
        "isv.EXTEND_CODE_ERROR",
        "isv.INVALID_JSON_PARAM",
        "isv.INVALID_PARAMETERS",
        "isv.MOBILE_COUNT_OVER_LIMIT",
        "isv.MOBILE_NUMBER_ILLEGAL",
        "isv.PARAM_LENGTH_LIMIT",
        "isv.PARAM_NOT_SUPPORT_URL",
        "isv.SMS_CONTENT_ILLEGAL",
        "isv.SMS_SIGNATURE_SCENE_ILLEGAL",
        "isv.SMS_TEMPLATE_ILLEGAL",
        "isv.TEMPLATE_MISSING_PARAMETERS",
        "isv.TEMPLATE_PARAMS_ILLEGAL",
    }
)
"""Codes about a number, a content or a template: the same message never goes. All others are later: the account, the
signature, its quota, the service itself. So is a code that nobody knows, of which the relay tires in the end."""

SPANS = {"分钟": 60.0, "小时": 3600.0}
"""How ``isv.BUSINESS_LIMIT_CONTROL`` names the span of its limit; the third is a day."""


@attrs.frozen
class Aliyun(Gateway):
    """An account of Aliyun.

    Attributes:
        endpoint: of the service.
        key_id: names the account.
        secret: by which it signs.
        sign: the name that stands before each text, as it was approved.
        templates: as they were approved.
        home: the code of the country of numbers without one.
    """

    endpoint: Endpoint
    key_id: str = attrs.field(repr=False)
    secret: Secret
    sign: str
    templates: Templates
    home: str

    @classmethod
    def read(cls, section: Section, home: str) -> Self:
        """The account of a section.

        Raises:
            InvalidError: a setting is wrong.
        """
        return cls(
            endpoint(section, "endpoint", "https://dysmsapi.aliyuncs.com"),
            header(section, "access_key_id", section.text("access_key_id")),
            section.secret("access_key_secret"),
            section.text("sign"),
            Templates.read(section.section("templates")),
            home,
        )

    def request(self, message: Message, number: str, now: datetime) -> Asked:
        template = self.templates.for_message(message)
        parameters = {
            "OutId": short(message.key, KEY_OCTETS),
            "PhoneNumbers": local(number, self.home),
            "SignName": self.sign,
            "TemplateCode": template.code,
            "TemplateParam": json.dumps(dict(template.filled(message)), ensure_ascii=False),
        }
        query = canonical_query(parameters)
        headers = {
            "host": self.endpoint.host,
            "x-acs-action": ACTION,
            "x-acs-content-sha256": sha256(b"").hexdigest(),
            "x-acs-date": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": uuid4().hex,
            "x-acs-version": VERSION,
        }
        signed = authorization(self.key_id, self.secret.reveal(), query, headers)
        return Asked("POST", f"/?{query}", {**headers, "Authorization": signed}, b"")

    def answer(self, reply: Reply, now: datetime) -> Answer:
        code = at(reply.content, "Code")
        if code == "OK":
            return Answer(reference=shown(at(reply.content, "BizId")), detail=code)
        if not code:
            raise reply.refusal() if reply.status >= 300 else AdapterUnavailableError("Aliyun's reply says nothing")
        raise refusal(code, at(reply.content, "Message"), reply.retry_after, now)

    def expect(self, template: str, language: str, values: Collection[str]) -> None:
        self.templates.expect(template, language, values)


def refusal(code: str, text: str, wait: float | None, now: datetime) -> AdapterError:
    """The error of a code; the text beside it is read for the span of a limit and never shown."""
    said = f"Aliyun answered {shown(code) or 'no code'}"
    if code in FINAL:
        return AdapterRejectedError(said)
    if code == "isv.BUSINESS_LIMIT_CONTROL":  # of one number
        span = next((seconds for word, seconds in SPANS.items() if word in text), until_tomorrow(now))
        return AdapterUnavailableError(said, retry_after_seconds=span, for_all=False)
    if code == "isv.DAY_LIMIT_CONTROL":  # of the account
        return AdapterUnavailableError(said, retry_after_seconds=until_tomorrow(now))
    return AdapterUnavailableError(said, retry_after_seconds=wait)


def canonical_query(parameters: Mapping[str, str]) -> str:
    """The parameters in the order and the spelling that are signed (RFC 3986)."""
    return "&".join(f"{_spelt(name)}={_spelt(value)}" for name, value in sorted(parameters.items()))


def authorization(key_id: str, secret: str, query: str, headers: Mapping[str, str]) -> str:
    """The header by which the account shows that this is its request; the body is empty.

    Args:
        key_id: names the account.
        secret: by which it signs.
        query: as `canonical_query` has it.
        headers: all that are signed, by names in small letters.
    """
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    canonical = "\n".join(("POST", "/", query, lines, names, headers["x-acs-content-sha256"]))
    to_sign = f"ACS3-HMAC-SHA256\n{sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), sha256).hexdigest()
    return f"ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={names},Signature={signature}"


def _spelt(text: str) -> str:
    return quote(text, safe="-_.~")
