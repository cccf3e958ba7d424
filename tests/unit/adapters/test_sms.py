"""Text messages: signatures, templates, numbers, and what the gateways' codes mean."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import time_machine
import trustme
from tests.contract.test_channels import GATEWAYS, text_messages
from tests.unit.adapters.gateway_servers import (
    KEY_ID,
    SECRET,
    AliyunServer,
    FormServer,
    GatewayServer,
    JsonServer,
    TencentServer,
)

from gridjustice.errors import AdapterError, AdapterRejectedError, AdapterUnavailableError, InvalidError
from gridjustice.hooks import Plugins
from gridjustice.ports.channel import Answer, Message
from gridjustice.ports.settings import Section
from gridjustice_sms import aliyun, plugin, tencent
from gridjustice_sms.channel import SmsChannel
from gridjustice_sms.numbers import international, local

NOON = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
"""Twelve o'clock in China."""


def said(**more: Any) -> Message:
    told = {"key": "e-1", "address": "138 0013 8000", "language": "zh", "title": "", "text": "请来。"}
    told["template"] = "step"
    return Message(**{**told, **more})


def opened(server: GatewayServer, **more: object) -> SmsChannel:
    return text_messages(server, seconds=5, **more)


def failing(channel: SmsChannel, message: Message | None = None) -> AdapterError:
    with pytest.raises(AdapterError) as caught:
        channel.send(message or said())
    return caught.value


@pytest.fixture
def ali() -> Iterator[AliyunServer]:
    with AliyunServer() as server:
        yield server


@pytest.fixture
def ten() -> Iterator[TencentServer]:
    with TencentServer() as server:
        yield server


@pytest.fixture
def form() -> Iterator[FormServer]:
    with FormServer() as server:
        yield server


class TestSignatures:
    """Against the examples that the vendors publish, to the last sign."""

    def test_aliyun(self) -> None:
        """The example with fixed values of "Request syntax and signature method V3" on alibabacloud.com.

        alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature (the same on help.aliyun.com,
        zh/resource-management/common-parameters).
        """
        headers = {
            "host": "ecs.cn-shanghai.aliyuncs.com",
            "x-acs-action": "RunInstances",
            "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "x-acs-date": "2023-10-26T10:22:32Z",
            "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
            "x-acs-version": "2014-05-26",
        }
        image = "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"
        query = aliyun.canonical_query({"RegionId": "cn-shanghai", "ImageId": image})
        assert query == f"ImageId={image}&RegionId=cn-shanghai"
        assert aliyun.authorization("YourAccessKeyId", "YourAccessKeySecret", query, headers) == (
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;"
            "x-acs-date;x-acs-signature-nonce;x-acs-version,"
            "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        )

    @pytest.mark.parametrize(
        ("ending", "signature"),
        [
            ("*******", "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c"),
            ("EXAMPLE", "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"),
        ],
    )
    def test_tencent(self, ending: str, signature: str) -> None:
        """The example of "Signature v3", as cloud.tencent.com and tencentcloud.com print it, each with its own key.

        cloud.tencent.com/document/product/1108/42544; the key is signed as it is printed, stars and all.
        """
        body = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
        assert sha256(body).hexdigest() == "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064"
        found = tencent.authorization(
            f"AKIDz8krbsJ5yKBZQpn74WFkmLPx3{ending}",
            f"Gu5t9xGARNpq86cd98joQYCN3{ending}",
            service="cvm",
            host="cvm.tencentcloudapi.com",
            body=body,
            timestamp=1551113065,
        )
        assert found == (
            f"TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3{ending}/2019-02-25/cvm/tc3_request, "
            f"SignedHeaders=content-type;host, Signature={signature}"
        )

    @pytest.mark.parametrize("kind", [AliyunServer, TencentServer, FormServer, JsonServer])
    def test_a_wrong_secret_is_later(self, kind: type[GatewayServer]) -> None:
        """Until somebody has corrected it; no message is at fault."""
        names = ("access_key_secret", "secret_key", "password", "token")
        name = next(name for name in names if name in GATEWAYS[kind])
        with kind() as server:
            problem = failing(opened(server, **{name: "wrong"}))
            assert isinstance(problem, AdapterUnavailableError)
            assert problem.for_all
            assert server.taken == []

    def test_a_request_of_each_try_is_new(self, ali: AliyunServer) -> None:
        """The vendor takes a nonce once; the key is the same."""
        for _ in range(2):
            opened(ali).send(said())
        nonces = {request.headers["x-acs-signature-nonce"] for request in ali.requests}
        assert len(nonces) == 2
        assert {arrived.key for arrived in ali.taken} == {"e-1"}

    def test_a_key_that_is_too_long_travels_as_its_digest(self, ali: AliyunServer) -> None:
        """The field of the request has an end."""
        opened(ali).send(said(key="钥匙" * 60))
        assert ali.taken[0].key == sha256(("钥匙" * 60).encode()).hexdigest()


class TestCodes:
    """What the vendors' codes mean."""

    @pytest.mark.parametrize(
        ("code", "text", "rejected", "for_all", "wait"),
        [
            ("isv.MOBILE_NUMBER_ILLEGAL", "", True, None, None),
            ("isv.BLACK_KEY_CONTROL_LIMIT", "", True, None, None),
            ("isv.SMS_CONTENT_ILLEGAL", "", True, None, None),
            ("isv.SMS_TEMPLATE_ILLEGAL", "模板不合法", True, None, None),
            ("isv.BUSINESS_LIMIT_CONTROL", "触发分钟级流控Permits:1", False, False, 60),
            ("isv.BUSINESS_LIMIT_CONTROL", "触发小时级流控Permits:5", False, False, 3600),
            ("isv.BUSINESS_LIMIT_CONTROL", "触发天级流控Permits:10", False, False, 43200),
            ("isv.DAY_LIMIT_CONTROL", "", False, True, 43200),
            ("isv.AMOUNT_NOT_ENOUGH", "", False, True, None),
            ("isv.OUT_OF_SERVICE", "", False, True, None),
            ("isv.SMS_SIGNATURE_ILLEGAL", "", False, True, None),
            ("isp.SYSTEM_ERROR", "", False, True, None),
            ("isp.RAM_PERMISSION_DENY", "", False, True, None),
            ("isv.NOBODY_KNOWS", "", False, True, None),
        ],
    )
    def test_aliyun(  # noqa: PLR0917  # columns of a table
        self, ali: AliyunServer, code: str, text: str, rejected: bool, for_all: bool | None, wait: float | None
    ) -> None:
        """A number, a content or a template is final; a limit of one number lets the others go on."""
        ali.answers(200, {"Code": code, "Message": text, "RequestId": "r"})
        channel = opened(ali)
        with time_machine.travel(NOON, tick=False):
            self.check(failing(channel), code, rejected, for_all, wait)

    @pytest.mark.parametrize(
        ("code", "rejected", "for_all", "wait"),
        [
            ("InvalidParameterValue.IncorrectPhoneNumber", True, None, None),
            ("FailedOperation.PhoneNumberInBlacklist", True, None, None),
            ("FailedOperation.ContainSensitiveWord", True, None, None),
            ("FailedOperation.TemplateIncorrectOrUnapproved", True, None, None),
            ("UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber", True, None, None),
            ("LimitExceeded.PhoneNumberThirtySecondLimit", False, False, 30),
            ("LimitExceeded.PhoneNumberOneHourLimit", False, False, 3600),
            ("LimitExceeded.PhoneNumberDailyLimit", False, False, 43200),
            ("LimitExceeded.PhoneNumberSameContentDailyLimit", False, False, 43200),
            ("LimitExceeded.AppDailyLimit", False, True, 43200),
            ("FailedOperation.InsufficientBalanceInSmsPackage", False, True, None),
            ("FailedOperation.SignatureIncorrectOrUnapproved", False, True, None),
            ("RequestLimitExceeded", False, True, None),
            ("InternalError.Timeout", False, True, None),
            ("AuthFailure.SecretIdNotFound", False, True, None),
            ("UnauthorizedOperation.SerivceSuspendDueToArrears", False, True, None),
        ],
    )
    @pytest.mark.parametrize("where", ["status", "error"])
    def test_tencent(  # noqa: PLR0917  # columns of a table
        self, ten: TencentServer, where: str, code: str, rejected: bool, for_all: bool | None, wait: float | None
    ) -> None:
        """Of the request or of the one message in it."""
        if where == "status":
            ten.status(code)
        else:
            ten.answers(200, {"Response": {"Error": {"Code": code, "Message": "m"}, "RequestId": "r"}})
        channel = opened(ten)
        with time_machine.travel(NOON, tick=False):
            self.check(failing(channel), code, rejected, for_all, wait)

    def check(self, problem: AdapterError, code: str, rejected: bool, for_all: bool | None, wait: float | None) -> None:
        assert code in str(problem)
        if rejected:
            assert isinstance(problem, AdapterRejectedError)
        else:
            assert isinstance(problem, AdapterUnavailableError)
            assert (problem.for_all, problem.retry_after_seconds) == (for_all, wait)

    def test_a_code_that_is_none_is_not_repeated(self, ali: AliyunServer) -> None:
        """It might hold anything."""
        ali.answers(200, {"Code": "no +8613800138000 here", "Message": ""})
        assert "138" not in str(failing(opened(ali)))

    @pytest.mark.parametrize("kind", [AliyunServer, TencentServer, FormServer])
    @pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b"{}", b"null", b"[" * 100_000])
    def test_a_reply_that_says_nothing_is_later(self, kind: type[GatewayServer], content: bytes) -> None:
        """What became of the message is not known; a page of whatever stands between says no more."""
        with kind() as server:
            server.answers(200, content)
            assert isinstance(failing(opened(server)), AdapterUnavailableError)

    @pytest.mark.parametrize(
        ("status", "rejected"),
        [(500, False), (502, False), (503, False), (302, False), (401, False), (403, False), (404, False), (408, False),
         (409, False), (423, False), (429, False), (400, True), (413, True), (422, True)],
    )  # fmt: skip
    def test_a_status(self, status: int, rejected: bool) -> None:
        """A 4xx is about the message, unless it is about who asks, where or when; nothing is followed."""
        with JsonServer() as server:
            server.answers(status, b"", Location=f"{server.url}/elsewhere")
            problem = failing(opened(server))
            assert isinstance(problem, AdapterRejectedError) is rejected
            assert getattr(problem, "for_all", True) is (status not in {409, 423})
            assert server.tries == 1

    def test_a_wait_may_be_a_date(self) -> None:
        """As RFC 9110 lets it be; what is neither says nothing."""
        with JsonServer() as server, time_machine.travel(NOON, tick=False):
            for header, wait in ((format_datetime(NOON.replace(hour=5), usegmt=True), 3600.0), ("soon", None)):
                server.answers(503, b"", Retry_After=header)
                problem = failing(opened(server))
                assert isinstance(problem, AdapterUnavailableError)
                assert problem.retry_after_seconds == wait

    def test_the_answer_has_the_gateways_own_number(self, ali: AliyunServer, ten: TencentServer) -> None:
        """By which its later report is found."""
        assert opened(ali).send(said()) == Answer(reference="9006197469364984^0", detail="OK")
        assert opened(ten).send(said()) == Answer(reference="2019:538884", detail="Ok")
        with FormServer() as server:
            assert opened(server, reference_at="result.id").send(said()) == Answer(reference="77", detail="0")


class TestNumbers:
    """Telephone numbers."""

    @pytest.mark.parametrize(
        "written",
        ["13800138000", "+8613800138000", "8613800138000", "008613800138000", "138-0013-8000", "+86 (138) 0013 8000",
         "+86 013800138000", "138·0013·8000"],
    )  # fmt: skip
    def test_a_number_of_the_mainland(self, written: str) -> None:
        """However it is written, it is one."""
        assert international(written) == "+8613800138000"

    @pytest.mark.parametrize(
        ("written", "home", "number"),
        [
            ("+82 10-1234-5678", "86", "+821012345678"),
            ("+82 010-1234-5678", "86", "+821012345678"),
            ("010-1234-5678", "82", "+821012345678"),
            ("0081 90 1234 5678", "86", "+819012345678"),
            ("+85291234567", "86", "+85291234567"),
        ],
    )
    def test_a_number_abroad(self, written: str, home: str, number: str) -> None:
        """Many of Yanbian work in Korea."""
        assert international(written, home) == number

    @pytest.mark.parametrize(
        "written",
        ["", "12345", "12800138000", "1380013800", "138001380000", "0433-2512345", "110", "+86", "+8610012345678",
         "一三八", "13800138000,13900139000", "13800138000\r\nX: y", "+0123456789", "١٣٨٠٠١٣٨٠٠٠"],
    )  # fmt: skip
    def test_what_takes_no_messages(self, written: str) -> None:
        """Refused before anybody is asked, and without showing it."""
        with pytest.raises(AdapterRejectedError) as caught:
            international(written)
        assert not written or written not in str(caught.value)

    def test_as_a_gateway_at_home_takes_it(self) -> None:
        """Without the code of the country at home, without the plus abroad."""
        assert local("+8613800138000") == "13800138000"
        assert local("+821012345678") == "821012345678"

    def test_each_gateway_takes_its_own_form(self, ali: AliyunServer, ten: TencentServer, form: FormServer) -> None:
        """Aliyun as at home, Tencent in E.164, one's own as the settings say."""
        opened(ali).send(said())
        opened(ten).send(said())
        for numbers in ("e164", "digits", "local"):
            opened(form, numbers=numbers).send(said())
        addresses = [arrived.address for server in (ali, ten, form) for arrived in server.taken]
        assert addresses == ["13800138000", "+8613800138000", "+8613800138000", "8613800138000", "13800138000"]


class TestTemplates:
    """Templates that a gateway approved."""

    TEMPLATES = {  # noqa: RUF012  # not changed
        "step": {
            "zh": {"code": "SMS_1", "parameters": ["text=brief", "day"]},
            "ko": {"code": "SMS_2", "parameters": ["text"]},
            "any": {"code": "SMS_3", "parameters": ["text"]},
        }
    }

    @pytest.mark.parametrize(
        ("language", "code"),
        [("zh", "SMS_1"), ("zh-CN", "SMS_1"), ("ko-CN", "SMS_2"), ("KO", "SMS_2"), ("mn", "SMS_3")],
    )
    def test_the_language_chooses(self, ali: AliyunServer, language: str, code: str) -> None:
        """With its region, without it, or whichever is for any."""
        values = (("brief", "立案"), ("day", "12月1日"))
        opened(ali, templates=self.TEMPLATES).send(said(language=language, values=values))
        assert f"TemplateCode={code}&" in ali.requests[0].path

    def test_values_are_put_into_the_blanks(self, ali: AliyunServer) -> None:
        """Under the names that the template has for them."""
        opened(ali, templates=self.TEMPLATES).send(said(values=(("brief", "已立案"), ("day", "1日"), ("more", "x"))))
        assert ali.taken[0].text == "已立案"

    def test_a_sort_without_a_template_is_an_error_at_the_start(self, ali: AliyunServer) -> None:
        """It names the place in the file; and if it is sent all the same, it is refused."""
        channel = opened(ali)
        channel.expect("step", "zh", ["day"])
        with pytest.raises(InvalidError) as caught:
            channel.expect("brief", "zh", ["day"])
        assert caught.value.path == "channels.sms.templates.brief"
        assert isinstance(failing(channel, said(template="brief")), AdapterRejectedError)
        assert ali.tries == 0

    def test_a_blank_that_nothing_fills_is_an_error_at_the_start(self, ali: AliyunServer) -> None:
        """Likewise."""
        channel = opened(ali, templates=self.TEMPLATES)
        channel.expect("step", "zh", ["brief", "day"])
        with pytest.raises(InvalidError, match="asks for day, which"):
            channel.expect("step", "zh", ["brief"])
        assert isinstance(failing(channel, said(values=(("brief", "x"),))), AdapterRejectedError)

    def test_one_language_may_be_missing(self, ten: TencentServer) -> None:
        """Also for Tencent Cloud."""
        channel = opened(ten, templates={"step": {"zh": {"code": "1"}}})
        with pytest.raises(InvalidError, match="'ko'"):
            channel.expect("step", "ko", [])


class TestOwnGateway:
    """A gateway that the settings describe."""

    def test_a_form_in_the_address(self, form: FormServer) -> None:
        """With what stands there already."""
        form.answers(200, {"result": {"code": 0}})
        opened(form, method="GET", url=f"{form.url}/send?account=7").send(said(text="a&b=c 请"))
        request = form.requests[0]
        assert (request.method, request.body) == ("GET", b"")
        assert request.path == "/send?account=7&mobile=%2B8613800138000&content=a%26b%3Dc+%E8%AF%B7"

    def test_what_is_filled_in_is_not_looked_at_again(self, form: FormServer) -> None:
        """Braces in a text are braces."""
        opened(form).send(said(text="{number} {key} {x"))
        assert form.taken[0].text == "{number} {key} {x"

    def test_a_document_keeps_its_form(self) -> None:
        """Whatever the text holds."""
        with JsonServer() as server:
            json = '{"messages": [{"to": "{number}", "body": "[{value.name}] {text}", "n": 1}], "{text}": null}'
            opened(server, json=json).send(said(text='"}],"x":"\\', values=(("name", "法院"),)))
            assert server.taken[0].text == '[法院] "}],"x":"\\'

    def test_codes_and_values_are_expected(self, form: FormServer) -> None:
        """As for the vendors' templates."""
        channel = opened(form, form={"mobile": "{number}", "content": "{code} {value.day}"})
        with pytest.raises(InvalidError) as caught:
            channel.expect("step", "zh", ["day"])
        assert caught.value.path == "channels.sms.templates.step"
        known = {"step": {"any": {"code": "T7"}}}
        channel = opened(form, form={"mobile": "{number}", "content": "{code} {value.day}"}, templates=known)
        with pytest.raises(InvalidError) as caught:
            channel.expect("step", "zh", [])
        assert caught.value.path == "channels.sms.form"
        channel.expect("step", "zh", ["day"])
        channel.send(said(values=(("day", "1日"),)))
        assert form.taken[0].text == "T7 1日"
        assert isinstance(failing(channel), AdapterRejectedError)

    def test_headers_may_be_secrets(self, form: FormServer, tmp_path: Path) -> None:
        """Read from a file or the environment as any other."""
        (tmp_path / "key").write_text("s3cret\n", "utf-8")
        opened(form, headers={"X-Api-Key": {"file": str(tmp_path / "key")}, "X-App": "court"}).send(said())
        headers = form.requests[0].headers
        assert (headers["x-api-key"], headers["x-app"]) == ("s3cret", "court")


class TestSettings:
    """What an office's file may say."""

    def test_the_plugin_makes_a_channel(self) -> None:
        """By the hook, as an office does; secrets are not shown."""
        section = Section(dict(GATEWAYS[AliyunServer]), "channels.sms")
        made = Plugins([("sms", plugin)]).channel("sms", "sms", section)
        assert isinstance(made, SmsChannel)
        assert SECRET not in repr(vars(made))
        assert KEY_ID not in repr(vars(made))

    @pytest.mark.parametrize(
        ("kind", "wrong", "setting"),
        [
            (AliyunServer, {"vendor": "other"}, "vendor"),
            (AliyunServer, {"sign": None}, "sign"),
            (AliyunServer, {"access_key_secret": {"env": "NOBODY_SET_THIS"}}, "access_key_secret"),
            (AliyunServer, {"endpoint": "dysmsapi.aliyuncs.com"}, "endpoint"),
            (AliyunServer, {"endpoint": "https://x:99999"}, "endpoint"),
            (AliyunServer, {"endpoint": "https://a b/"}, "endpoint"),
            (AliyunServer, {"access_key_id": "a\r\nb"}, "access_key_id"),
            (TencentServer, {"region": "广州"}, "region"),
            (FormServer, {"key_header": "a: b"}, "key_header"),
            (AliyunServer, {"templates": {"step": {"zh": {"parameters": []}}}}, "templates.step.zh.code"),
            (AliyunServer, {"templates": {"step": {"zh": {"code": "1", "x": 1}}}}, "templates.step.zh.x"),
            (AliyunServer, {"templates": {"step": "SMS_1"}}, "templates.step"),
            (AliyunServer, {"country": "+86"}, "country"),
            (TencentServer, {"app_id": None}, "app_id"),
            (TencentServer, {"access_key_id": "x"}, "access_key_id"),
            (FormServer, {"form": {"a": "{nobody}"}}, "form"),
            (FormServer, {"json": "{}"}, "form"),
            (FormServer, {"taken": None}, "taken"),
            (FormServer, {"token": "x"}, "token"),
            (FormServer, {"headers": {"X-A": "a\r\nX-B: b"}}, "headers.X-A"),
            (FormServer, {"headers": {"X A": "a"}}, "headers.X A"),
            (FormServer, {"numbers": "other"}, "numbers"),
            (JsonServer, {"json": "{"}, "json"),
            (JsonServer, {"method": "GET"}, "form"),
            (JsonServer, {"ca": "no/such/file.pem"}, "ca"),
        ],
    )
    def test_what_is_wrong_is_named(self, kind: type[GatewayServer], wrong: dict[str, object], setting: str) -> None:
        """At the start, by its place in the file."""
        url = {"url": "https://sms.court.example/send"} if kind in {FormServer, JsonServer} else {}
        with pytest.raises(InvalidError) as caught:
            SmsChannel.from_settings("sms", Section({**GATEWAYS[kind], **url, **wrong}, "channels.sms"))
        assert caught.value.path == f"channels.sms.{setting}"
        assert SECRET not in str(caught.value)

    def test_a_certificate_is_checked(self, authority: trustme.CA, authority_file: str) -> None:
        """By whom the settings name; nobody else is told anything."""
        with JsonServer(authority) as server:
            opened(server, ca=authority_file).send(said())
            assert "SSLCertVerificationError" in str(failing(opened(server)))
            assert server.tries == 1

    def test_half_a_character_is_refused(self, ali: AliyunServer, ten: TencentServer) -> None:
        """A text that cannot be written as UTF-8 never will be."""
        for server in (ali, ten):
            assert isinstance(failing(opened(server), said(text="\ud800")), AdapterRejectedError)
            assert server.tries == 0
