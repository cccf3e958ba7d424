"""Tencent Cloud: ``SendSms`` of the service sms, version 2021-01-11, signed by TC3-HMAC-SHA256.

The signature: https://cloud.tencent.com/document/product/1108/42544
The request: https://cloud.tencent.com/document/api/382/55981
The codes: https://cloud.tencent.com/document/api/382/59177 (read on 2026-11-29)
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection
from datetime import UTC, datetime
from hashlib import sha256
from typing import Self

import attrs

from gridjustice.errors import AdapterError, AdapterRejectedError, AdapterUnavailableError
from gridjustice.ports.channel import Answer, Message
from gridjustice.ports.settings import Secret, Section
from gridjustice.ports.web import Endpoint
from gridjustice_sms.gateways import Asked, Gateway, at, short, shown, until_tomorrow
from gridjustice_sms.http import Reply, endpoint, header
from gridjustice_sms.templates import Templates

ACTION, VERSION, SERVICE = "SendSms", "2021-01-11", "sms"
CONTENT_TYPE = "application/json; charset=utf-8"
KEY_OCTETS = 511

FINAL = (
    "FailedOperation",
    "InvalidParameter",
    "MissingParameter",
    "UnsupportedOperation",
    "LimitExceeded.PhoneNumberCount",
)
"""Beginnings of codes about a number, a content or a template: the same message never goes. All others are later, and
so is a code that nobody knows, of which the relay tires in the end."""

LATER_AFTER_ALL = frozenset(
    {
        "FailedOperation",
        "FailedOperation.InsufficientBalanceInSmsPackage",
        "FailedOperation.MissingSignature",
        "FailedOperation.SignatureIncorrectOrUnapproved",
        "InvalidParameterValue.SdkAppIdNotExist",
    }
)
"""What begins like those and is about the account."""

LIMITS_OF_A_NUMBER = {
    "LimitExceeded.DeliveryFrequencyLimit": None,
    "LimitExceeded.PhoneNumberThirtySecondLimit": 30.0,
    "LimitExceeded.PhoneNumberOneHourLimit": 3600.0,
}
"""Limits that others need not wait for, each with its span."""

LIMITS_OF_A_DAY = ("LimitExceeded.PhoneNumberDailyLimit", "LimitExceeded.PhoneNumberSameContentDailyLimit")


@attrs.frozen
class Tencent(Gateway):
    """An application of Tencent Cloud.

    Attributes:
        endpoint: of the service.
        secret_id: names the account.
        secret: by which it signs.
        app_id: the application of the service.
        sign: the name that stands before each text, as it was approved.
        region: where the service is asked.
        templates: as they were approved.
    """

    endpoint: Endpoint
    secret_id: str = attrs.field(repr=False)
    secret: Secret
    app_id: str
    sign: str
    region: str
    templates: Templates

    @classmethod
    def read(cls, section: Section) -> Self:
        """The application of a section.

        Raises:
            InvalidError: a setting is wrong.
        """
        return cls(
            endpoint(section, "endpoint", "https://sms.tencentcloudapi.com"),
            header(section, "secret_id", section.text("secret_id")),
            section.secret("secret_key"),
            section.text("app_id"),
            section.text("sign"),
            header(section, "region", section.text("region", "ap-guangzhou")),
            Templates.read(section.section("templates")),
        )

    def request(self, message: Message, number: str, now: datetime) -> Asked:
        template = self.templates.for_message(message)
        body = json.dumps(
            {
                "PhoneNumberSet": [number],
                "SmsSdkAppId": self.app_id,
                "SignName": self.sign,
                "TemplateId": template.code,
                "TemplateParamSet": [value for _, value in template.filled(message)],
                "SessionContext": short(message.key, KEY_OCTETS),
            },
            ensure_ascii=False,
        ).encode()
        host, timestamp = self.endpoint.host, int(now.timestamp())
        signed = authorization(
            self.secret_id, self.secret.reveal(), service=SERVICE, host=host, body=body, timestamp=timestamp
        )
        headers = {
            "Authorization": signed,
            "Content-Type": CONTENT_TYPE,
            "X-TC-Action": ACTION,
            "X-TC-Region": self.region,
            "X-TC-Timestamp": str(timestamp),
            "X-TC-Version": VERSION,
        }
        return Asked("POST", "/", headers, body)

    def answer(self, reply: Reply, now: datetime) -> Answer:
        code = at(reply.content, "Response.Error.Code") or at(reply.content, "Response.SendStatusSet.0.Code")
        if code.lower() == "ok":
            return Answer(reference=shown(at(reply.content, "Response.SendStatusSet.0.SerialNo")), detail=code)
        if not code:
            raise reply.refusal() if reply.status >= 300 else AdapterUnavailableError("Tencent's reply says nothing")
        raise refusal(code, reply.retry_after, now)

    def expect(self, template: str, language: str, values: Collection[str]) -> None:
        self.templates.expect(template, language, values)


def refusal(code: str, wait: float | None, now: datetime) -> AdapterError:
    """The error of a code."""
    said = f"Tencent Cloud answered {shown(code) or 'no code'}"
    if code.startswith(FINAL) and code not in LATER_AFTER_ALL:
        return AdapterRejectedError(said)
    if code in LIMITS_OF_A_NUMBER:
        return AdapterUnavailableError(said, retry_after_seconds=wait or LIMITS_OF_A_NUMBER[code], for_all=False)
    if code in LIMITS_OF_A_DAY:
        return AdapterUnavailableError(said, retry_after_seconds=until_tomorrow(now), for_all=False)
    if code.startswith("LimitExceeded.") and code.endswith("DailyLimit"):
        return AdapterUnavailableError(said, retry_after_seconds=until_tomorrow(now))
    return AdapterUnavailableError(said, retry_after_seconds=wait)


def authorization(secret_id: str, secret: str, *, service: str, host: str, body: bytes, timestamp: int) -> str:
    """The header by which the account shows that this is its request.

    Args:
        secret_id: names the account.
        secret: by which it signs.
        service: whom it asks.
        host: where.
        body: what is asked.
        timestamp: when, in seconds since 1970.
    """
    day = datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%d")  # in universal time, whatever the time zone here
    scope = f"{day}/{service}/tc3_request"
    lines = f"content-type:{CONTENT_TYPE}\nhost:{host.lower()}\n"
    canonical = "\n".join(("POST", "/", "", lines, "content-type;host", sha256(body).hexdigest()))
    to_sign = f"TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    key = f"TC3{secret}".encode()
    for part in (day, service, "tc3_request", to_sign):
        key = hmac.new(key, part.encode(), sha256).digest()
    return f"TC3-HMAC-SHA256 Credential={secret_id}/{scope}, SignedHeaders=content-type;host, Signature={key.hex()}"
