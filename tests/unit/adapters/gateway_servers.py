"""Real gateways for text messages on the loopback, which check who asks and do what a test tells them to."""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import threading
from abc import abstractmethod
from base64 import b64encode
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Self
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlsplit

import trustme

from gridjustice.testing.channel import Arrived, OtherSide

KEY_ID, SECRET = "LTAI-of-the-court", "nobody-may-see-this"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: _Server

    def do_POST(self) -> None:  # http.server finds it by this name
        gateway = self.server.gateway
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with gateway.lock:
            gateway.requests.append((self.command, self.path, dict(self.headers.items()), body))
        match gateway.behaviour:
            case "hangs":
                gateway.over.wait()
            case "drops":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{")
            case "drips":
                with suppress(OSError):
                    self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
                    while not gateway.over.wait(0.1):
                        self.wfile.write(b" ")
            case _:
                status, headers, content = gateway.reply(self.command, self.path, dict(self.headers.items()), body)
                octets = json.dumps(content).encode() if not isinstance(content, bytes) else content
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(octets)))
                self.end_headers()
                self.wfile.write(octets)

    do_GET = do_PUT = do_POST  # noqa: N815  # likewise

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # as http.server names it
        """Nothing is written down."""


class _Server(ThreadingHTTPServer):
    block_on_close = False
    request_queue_size = 64
    gateway: GatewayServer
    context: ssl.SSLContext | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.context is None:
            super().finish_request(request, client_address)
            return
        with suppress(ssl.SSLError), self.context.wrap_socket(request, server_side=True) as encrypted:
            super().finish_request(encrypted, client_address)


Reply = tuple[int, dict[str, str], Any]


class GatewayServer(OtherSide):
    """Listens; what it says, each kind of gateway knows."""

    secrets = (SECRET,)
    address = "+8613800138000"

    def __init__(self, authority: trustme.CA | None = None) -> None:
        self.behaviour = "takes"
        self.says: Reply = (200, {}, {})
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.taken: list[Arrived] = []
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.gateway = self
        self._scheme = "http" if authority is None else "https"
        if authority is not None:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            authority.issue_cert("localhost").configure_cert(context)
            self._server.context = context
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def url(self) -> str:
        return f"{self._scheme}://localhost:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.stops()

    def takes(self) -> None:
        self.behaviour = "takes"

    def answers(self, status: int, content: Any, **headers: str) -> None:
        """It says this and nothing else."""
        self.behaviour = "says"
        self.says = (status, {name.replace("_", "-"): value for name, value in headers.items()}, content)

    def puts_off(self, seconds: float | None) -> None:
        self.answers(429, self.throttling, **({} if seconds is None else {"Retry_After": f"{seconds:.0f}"}))

    def hangs(self) -> None:
        self.behaviour = "hangs"

    def drips(self) -> None:
        self.behaviour = "drips"

    def drops(self) -> None:
        self.behaviour = "drops"

    def stops(self) -> None:
        self.over.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    @property
    def arrived(self) -> list[Arrived]:
        return self.taken

    @property
    def tries(self) -> int:
        return len(self.requests)

    throttling: ClassVar[Any] = None
    """What it says when it is asked too often."""

    def reply(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """What it answers; a message that it takes is among `taken`."""
        return self.says if self.behaviour == "says" else self.take(method, path, headers, body)

    @abstractmethod
    def take(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """Take a message, or say that who asks is not known."""


def digest(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode("utf-8"), hashlib.sha256).digest()


class AliyunServer(GatewayServer):
    """Does as Aliyun's documentation says; it makes the signature again from what came over the wire."""

    address = "13800138000"
    throttling: ClassVar[Any] = {"Code": "Throttling.User", "Message": "Request was denied due to user flow control."}

    def refuses(self) -> None:
        self.answers(200, {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": f"{self.address} 谁也不该看到的一句话"})

    def take(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        small = {name.lower(): value for name, value in headers.items()}
        signed = sorted(name for name in small if name == "host" or name.startswith("x-acs-"))
        where = urlsplit(path)
        pairs = sorted(parse_qsl(where.query, keep_blank_values=True))
        canonical = "\n".join(
            [
                method,
                where.path,
                "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs),
                *(f"{name}:{small[name]}" for name in signed),
                "",
                ";".join(signed),
                hashlib.sha256(body).hexdigest(),
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

    def take(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        small = {name.lower(): value for name, value in headers.items()}
        seconds = int(small["x-tc-timestamp"])
        day = f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"
        lines = [f"content-type:{small['content-type']}", f"host:{small['host']}"]
        canonical = "\n".join([method, path, "", *lines, "", "content-type;host", hashlib.sha256(body).hexdigest()])
        hashed = hashlib.sha256(canonical.encode()).hexdigest()
        to_sign = f"TC3-HMAC-SHA256\n{seconds}\n{day}/sms/tc3_request\n{hashed}"
        key = digest(digest(digest(f"TC3{SECRET}".encode(), day), "sms"), "tc3_request")
        credential, signature = f"{KEY_ID}/{day}/sms/tc3_request", digest(key, to_sign).hex()
        expected = f"Credential={credential}, SignedHeaders=content-type;host, Signature={signature}"
        if small["authorization"] != f"TC3-HMAC-SHA256 {expected}":
            error = {"Code": "AuthFailure.SignatureFailure", "Message": "The provided credentials are wrong."}
            return 200, {}, {"Response": {"Error": error, "RequestId": "r"}}
        assert (small["x-tc-action"], small["x-tc-version"]) == ("SendSms", "2021-01-11")
        given = json.loads(body)
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

    def take(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        login = b64encode(f"{KEY_ID}:{SECRET}".encode()).decode()
        if headers["Authorization"] != f"Basic {login}":
            return 401, {}, b"who are you"
        given = parse_qs(body.decode() if method != "GET" else urlsplit(path).query, keep_blank_values=True)
        key = unquote(headers["Idempotency-Key"])
        with self.lock:
            self.taken.append(Arrived(key=key, text=given["content"][0], address=given["mobile"][0]))
        return 200, {}, {"result": {"code": 0, "id": 77}}


class JsonServer(GatewayServer):
    """A gateway whose status says all: a document and a token."""

    def refuses(self) -> None:
        self.answers(422, f"{self.address}: 谁也不该看到的一句话".encode())

    def take(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        if headers["Authorization"] != f"Bearer {SECRET}":
            return 403, {}, b""
        given = json.loads(body)
        with self.lock:
            key = unquote(headers["X-Request-Id"])
            self.taken.append(Arrived(key=key, text=given["messages"][0]["body"], address=given["messages"][0]["to"]))
        return 202, {}, b""
