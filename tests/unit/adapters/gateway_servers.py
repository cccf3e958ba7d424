"""Real gateways for text messages on the loopback, which check who asks and do what a test tells them to."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from abc import abstractmethod
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any, ClassVar, Self
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlsplit

import trustme
from tests.unit.adapters.loopback import CUT, DRIP_BODY, HANG, Request, Saying, Server, Steered, certified

from gridjustice.testing.channel import Arrived

KEY_ID, SECRET = "LTAI-of-the-court", "nobody-may-see-this"


Reply = tuple[int, dict[str, str], Any]


class GatewayServer(Steered):
    """Listens; what it says, each kind of gateway knows."""

    secrets = (SECRET,)
    address = "+8613800138000"

    def __init__(self, authority: trustme.CA | None = None) -> None:
        self.reply: Reply = (200, {}, {})
        self.lock = threading.Lock()
        self.taken: list[Arrived] = []
        self._server = Server(None if authority is None else certified(authority))
        self._server.says = self._says
        self._scheme = "http" if authority is None else "https"

    @property
    def url(self) -> str:
        return f"{self._scheme}://localhost:{self._server.port}"

    @property
    def requests(self) -> list[Request]:
        return self._server.arrived

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *problem: object) -> None:
        self.stops()

    def answers(self, status: int, content: Any, **headers: str) -> None:
        """It says this and nothing else."""
        self.behaviour = "answers"
        self.reply = (status, {name.replace("_", "-"): value for name, value in headers.items()}, content)

    def puts_off(self, seconds: float | None) -> None:
        self.answers(429, self.throttling, **({} if seconds is None else {"Retry_After": f"{seconds:.0f}"}))

    def stops(self) -> None:
        self._server.leave()

    @property
    def arrived(self) -> list[Arrived]:
        return self.taken

    @property
    def tries(self) -> int:
        return len(self.requests)

    throttling: ClassVar[Any] = None
    """What it says when it is asked too often."""

    def _says(self, request: Request) -> Saying | str:
        match self.behaviour:
            case "hangs":
                return HANG
            case "drops":
                return CUT
            case "drips":
                return DRIP_BODY
            case "answers":
                status, headers, content = self.reply
            case _:
                status, headers, content = self.take(request)
        octets = content if isinstance(content, bytes) else json.dumps(content).encode()
        return Saying(status=status, headers=headers, body=octets)

    @abstractmethod
    def take(self, request: Request) -> Reply:
        """Take a message, or say that who asks is not known."""


def digest(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode("utf-8"), hashlib.sha256).digest()


def basic() -> str:
    """The header of whoever logs in."""
    return f"Basic {b64encode(f'{KEY_ID}:{SECRET}'.encode()).decode()}"


class AliyunServer(GatewayServer):
    """Does as Aliyun's documentation says; it makes the signature again from what came over the wire."""

    address = "13800138000"
    throttling: ClassVar[Any] = {"Code": "Throttling.User", "Message": "Request was denied due to user flow control."}

    def refuses(self) -> None:
        self.answers(200, {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": f"{self.address} 谁也不该看到的一句话"})

    def take(self, request: Request) -> Reply:
        small = request.headers
        signed = sorted(name for name in small if name == "host" or name.startswith("x-acs-"))
        where = urlsplit(request.path)
        pairs = sorted(parse_qsl(where.query, keep_blank_values=True))
        canonical = "\n".join(
            [
                request.method,
                where.path,
                "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs),
                *(f"{name}:{small[name]}" for name in signed),
                "",
                ";".join(signed),
                hashlib.sha256(request.body).hexdigest(),
            ]
        )
        to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
        signature = digest(SECRET.encode(), to_sign).hex()
        expected = f"Credential={KEY_ID},SignedHeaders={';'.join(signed)},Signature={signature}"
        if small["authorization"] != f"ACS3-HMAC-SHA256 {expected}":
            return 400, {}, {"Code": "SignatureDoesNotMatch", "Message": "Specified signature does not match."}
        assert (small["x-acs-action"], small["x-acs-version"]) == ("SendSms", "2017-05-25")
        given = dict(pairs)
        with self.lock:
            text = json.loads(given["TemplateParam"])["text"]
            self.taken.append(Arrived(key=given["OutId"], text=text, address=given["PhoneNumbers"]))
        return 200, {}, {"Code": "OK", "Message": "OK", "BizId": "9006197469364984^0", "RequestId": "F655A8D5"}


class TencentServer(GatewayServer):
    """Does as Tencent Cloud's documentation says; likewise."""

    throttling: ClassVar[Any] = {
        "Response": {"Error": {"Code": "RequestLimitExceeded", "Message": "too many"}, "RequestId": "r"}
    }

    def refuses(self) -> None:
        self.status("InvalidParameterValue.IncorrectPhoneNumber")

    def status(self, code: str) -> None:
        """The message's own status is this code."""
        told = {"Code": code, "Message": "谁也不该看到的一句话", "PhoneNumber": self.address, "SerialNo": "", "Fee": 0}
        self.answers(200, {"Response": {"SendStatusSet": [told], "RequestId": "r"}})

    def take(self, request: Request) -> Reply:
        small = request.headers
        seconds = int(small["x-tc-timestamp"])
        day = f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"
        lines = [f"content-type:{small['content-type']}", f"host:{small['host']}"]
        canonical = "\n".join(
            [
                request.method,
                request.path,
                "",
                *lines,
                "",
                "content-type;host",
                hashlib.sha256(request.body).hexdigest(),
            ]
        )
        hashed = hashlib.sha256(canonical.encode()).hexdigest()
        to_sign = f"TC3-HMAC-SHA256\n{seconds}\n{day}/sms/tc3_request\n{hashed}"
        key = digest(digest(digest(f"TC3{SECRET}".encode(), day), "sms"), "tc3_request")
        credential, signature = f"{KEY_ID}/{day}/sms/tc3_request", digest(key, to_sign).hex()
        expected = f"Credential={credential}, SignedHeaders=content-type;host, Signature={signature}"
        if small["authorization"] != f"TC3-HMAC-SHA256 {expected}":
            error = {"Code": "AuthFailure.SignatureFailure", "Message": "The provided credentials are wrong."}
            return 200, {}, {"Response": {"Error": error, "RequestId": "r"}}
        assert (small["x-tc-action"], small["x-tc-version"]) == ("SendSms", "2021-01-11")
        given = json.loads(request.body)
        (number,), (text,) = given["PhoneNumberSet"], given["TemplateParamSet"]
        with self.lock:
            self.taken.append(Arrived(key=given["SessionContext"], text=text, address=number))
        told = {"SerialNo": "2019:538884", "PhoneNumber": number, "Fee": 1, "Code": "Ok", "Message": "send success"}
        return 200, {}, {"Response": {"SendStatusSet": [told], "RequestId": "a0aabda6"}}


class FormServer(GatewayServer):
    """A gateway as they are bought: a form, a login, and a code in the reply."""

    throttling: ClassVar[Any] = {"result": {"code": 7}}

    def refuses(self) -> None:
        self.answers(200, {"result": {"code": 3, "why": f"{self.address}: 谁也不该看到的一句话"}})

    def take(self, request: Request) -> Reply:
        if request.headers["authorization"] != basic():
            return 401, {}, b"who are you"
        given = parse_qs(
            request.body.decode() if request.method != "GET" else urlsplit(request.path).query, keep_blank_values=True
        )
        key = unquote(request.headers["idempotency-key"])
        with self.lock:
            self.taken.append(Arrived(key=key, text=given["content"][0], address=given["mobile"][0]))
        return 200, {}, {"result": {"code": 0, "id": 77}}


class JsonServer(GatewayServer):
    """A gateway whose status says all: a document and a token."""

    def refuses(self) -> None:
        self.answers(422, f"{self.address}: 谁也不该看到的一句话".encode())

    def take(self, request: Request) -> Reply:
        if request.headers["authorization"] != f"Bearer {SECRET}":
            return 403, {}, b""
        given = json.loads(request.body)
        with self.lock:
            key = unquote(request.headers["x-request-id"])
            self.taken.append(Arrived(key=key, text=given["messages"][0]["body"], address=given["messages"][0]["to"]))
        return 202, {}, b""


class AppriseServer(GatewayServer):
    """A gateway of the court's own, as Apprise asks it: a document and a login."""

    address = "jin.hua"

    def refuses(self) -> None:
        self.answers(422, f"{self.address}: 谁也不该看到的一句话".encode())

    def take(self, request: Request) -> Reply:
        if request.headers["authorization"] != basic():
            return 401, {}, b""
        given = json.loads(request.body)
        with self.lock:
            key = request.headers["webhook-id"]
            self.taken.append(Arrived(key=key, text=given["message"], address=given["to"]))
        return 200, {}, b""
