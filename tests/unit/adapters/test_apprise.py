"""Channels by way of Apprise: whom they may reach, what arrives at real servers on loopback, and what no log shows."""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree as ET

import apprise
import attrs
import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.kakaotalk import NotifyKakaoTalk
from apprise.plugins.wechat import NotifyWeChat
from apprise.plugins.wecombot import NotifyWeComBot
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.adapters.loopback import BREAK, DRIP_BODY, DRIP_HEADERS, HANG, Saying, Server
from tests.unit.adapters.mail_server import MailServer, text_of

import gridjustice_apprise.plugin
from gridjustice.errors import AdapterError, AdapterRejectedError, AdapterUnavailableError, InvalidError
from gridjustice.hooks import Plugins, builtin
from gridjustice.ports.channel import Channel, Medium, Message, Reach
from gridjustice.ports.settings import Secret, Section
from gridjustice.testing.plugins import PluginContract
from gridjustice_apprise.channel import AppriseChannel
from gridjustice_apprise.schemes import GROUPS, PERSONS
from gridjustice_apprise.services import LOGGERS, MOST_HANGING
from gridjustice_apprise.template import Template

TEXT = (
    '金某花：\n请于 12 月 1 日 9:30 到和龙市人民法院 "第二" 调解室。\n.\n'
    "화룡시 련락원 𠮷 👩\u200d🌾 ${HOME} :smile: \\n <b>&amp;"
)
IN_TIME = 10
"""Seconds: so long a call that is given a third of one may take on a busy machine."""

MESSAGE = Message(key="7c2e-3.app", address="jin.hua", language="zh", title="调解通知", text=TEXT)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as listening:
        yield listening


def channel(**values: Any) -> AppriseChannel:
    """A channel of settings."""
    return AppriseChannel.from_settings("wecom", Section({"timeout_seconds": 5, **values}, "channels.wecom"))


def gateway(server: Server, **values: Any) -> AppriseChannel:
    """A channel to a gateway of the office's own."""
    url = f"json://user:pass-word@127.0.0.1:{server.port}/notify?:to={{address}}&+webhook-id={{key}}"
    return channel(**{"url": url, **values})


class TestPlugin(PluginContract):
    """What holds of every plugin."""

    @pytest.fixture
    def plugin(self) -> tuple[str, object]:
        return ("apprise", gridjustice_apprise.plugin)


def test_an_office_s_file_finds_it(server: Server) -> None:
    """Under the name ``apprise``."""
    plugins = Plugins([("builtin", builtin), ("apprise", gridjustice_apprise.plugin)])
    found: Channel = plugins.channel(
        "apprise", "x", Section({"url": f"json://127.0.0.1:{server.port}/{{address}}"}, "x")
    )
    found.send(MESSAGE)
    assert [arrived.path for arrived in server.arrived] == ["/jin.hua"]


def test_where_apprise_is_missing_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where an office asks for it: others never load it, as in the demonstration."""
    monkeypatch.setitem(sys.modules, "apprise", None)
    plugins = Plugins([("builtin", builtin), ("apprise", gridjustice_apprise.plugin)])
    with pytest.raises(InvalidError, match=r"pip install .gridjustice\[apprise\]."):
        plugins.channel("apprise", "x", Section({"url": "jsons://gateway.example/{address}"}, "channels.x"))


# Whom it reaches.


@pytest.mark.clause("2.1.4")
@pytest.mark.clause("P49")
@pytest.mark.parametrize("scheme", sorted(GROUPS))
@pytest.mark.parametrize("reach", [{}, {"reach": "person"}])
def test_the_robot_of_a_group_is_no_channel_to_a_person(scheme: str, reach: dict[str, str]) -> None:
    """Whatever the settings say, and in whatever letters: a dispute's notice in a group cannot be taken back."""
    with pytest.raises(InvalidError, match="impersonal content only") as problem:
        channel(url=f"{scheme.upper()}://abcdefghijkl/{{address}}", **reach)
    assert problem.value.path == "channels.wecom.reach"


@pytest.mark.parametrize(
    "url", ["wecombot://key-of-the-bot", "dingtalk://tokentoken", "feishu://token", "lark://token"]
)
def test_the_robot_of_a_group_is_public(url: str) -> None:
    """Once the office says so: then only impersonal content is sent to it."""
    made = channel(url=url, reach="public")
    assert (made.reach, made.medium) == (Reach.PUBLIC, Medium.GROUP)


@pytest.mark.parametrize(
    "url",
    [
        "wechat://corp:secret@1000002/{address}",
        "kakaotalk://client/refresh/{address}",
        "mailtos://user:word@mail.example?to={address}&from=court@mail.example",
        "jsons://gateway.example/{address}",
    ],
)
def test_an_account_is_a_person(url: str) -> None:
    """Where the service is known to reach one."""
    made = channel(url=url)
    assert (made.reach, made.medium) == (Reach.PERSON, Medium.APP)


def test_the_medium_is_as_the_office_says() -> None:
    """A gateway may send short messages."""
    assert channel(url="jsons://gateway.example/{address}", medium="sms").medium is Medium.SMS


@pytest.mark.clause("P49")
def test_a_service_that_is_not_known_is_decided_by_the_office() -> None:
    """`slack` reaches a person or a group, as its address says."""
    url = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/@{address}"
    with pytest.raises(InvalidError, match="not known whom slack://"):
        channel(url=url)
    assert channel(url=url, reach="person").reach is Reach.PERSON


def test_every_scheme_that_is_told_of_exists() -> None:
    """A misspelt one would keep nobody out."""
    known = {each for service in apprise.Apprise().details(show_disabled=True)["schemas"] for each in _schemes(service)}
    assert {*GROUPS, *PERSONS} - known == set()
    assert GROUPS.isdisjoint(PERSONS)


def _schemes(service: dict[str, Any]) -> set[str]:
    return {*(service["protocols"] or ()), *(service["secure_protocols"] or ())}


@pytest.mark.parametrize(
    ("scheme", "address"),
    [
        ("wechat", "@all"),
        ("wechat", "all"),
        ("wechat", "ALL"),
        ("wechat", "#2"),
        ("wechat", "+3"),
        ("wechat", "a,b"),
        ("wechat", "a b"),
        ("wechat", "a/b"),
        ("wechat", "a%2Cb"),
        ("wechat", ""),
        ("kakaotalk", "me"),
        ("kakaotalk", "a/b"),
        ("kakaotalk", "a,me"),
        ("mailto", "a@b.cn,c@d.cn"),
        ("mailto", "a@b.cn c@d.cn"),
        ("mailto", "a@b.cn\r\nBcc: c@d.cn"),
        ("mailto", "nobody"),
        ("json", "a\r\nX-Other: b"),
    ],
)
def test_an_address_reaches_one_person_or_nobody(server: Server, scheme: str, address: str) -> None:
    """No word that the service takes for everybody, for a department or for several people."""
    urls = {
        "wechat": "wechat://corp:secret@1000002/{address}",
        "kakaotalk": "kakaotalk://client/refresh/{address}",
        "mailto": f"mailto://127.0.0.1:{server.port}?to={{address}}&from=court@mail.example",
        "json": f"json://127.0.0.1:{server.port}/?:to={{address}}",
    }
    with pytest.raises(AdapterRejectedError, match="cannot reach such an address"):
        channel(url=urls[scheme]).send(attrs.evolve(MESSAGE, address=address))
    assert server.connections == 0


@given(address=st.text(min_size=1), key=st.text(min_size=1))
def test_an_address_stays_in_its_place(address: str, key: str) -> None:
    """Nothing in it can end its part of the URL, nor be taken for another place."""
    url = Template(Secret("json://host/{address}/end?+id={key}")).url(
        address.encode(errors="ignore").decode(), key.encode(errors="ignore").decode()
    )
    assert url.startswith("json://host/")
    assert url.count("/") == 4
    assert url.count("?") == 1
    assert "&" not in url
    assert "{" not in url


# What arrives.


def test_a_message_arrives_as_json(server: Server) -> None:
    """The text as it was, the address in the body, the key in a header."""
    assert gateway(server).send(attrs.evolve(MESSAGE, address="金花/1")).detail == "taken"
    arrived = server.arrived[0]
    body = json.loads(arrived.body)
    assert (body["title"], body["message"], body["to"]) == (MESSAGE.title, TEXT, "金花/1")
    assert arrived.headers["webhook-id"] == MESSAGE.key
    assert arrived.path == "/notify"


def test_a_message_arrives_as_a_form_and_as_xml(server: Server) -> None:
    """Likewise."""
    channel(url=f"form://127.0.0.1:{server.port}/f/{{address}}?+webhook-id={{key}}").send(MESSAGE)
    channel(url=f"xml://127.0.0.1:{server.port}/x/{{address}}?+webhook-id={{key}}").send(MESSAGE)
    form, xml = server.arrived
    assert parse_qs(form.body.decode())["message"] == [TEXT]
    assert TEXT.split("\n")[1] in "".join(ET.fromstring(xml.body).itertext())
    assert [arrived.headers["webhook-id"] for arrived in (form, xml)] == [MESSAGE.key] * 2
    assert [arrived.path for arrived in (form, xml)] == ["/f/jin.hua", "/x/jin.hua"]


def test_a_message_arrives_as_a_letter() -> None:
    """To one mailbox, with its title and its text."""
    with MailServer() as mail:
        url = f"mailto://127.0.0.1:{mail.port}?to={{address}}&from=court@mail.example&format=text"
        channel(url=url, medium="email").send(attrs.evolve(MESSAGE, address="jin.hua+1@mail.example"))
        envelope, letter = mail.letters[0]
    assert envelope.rcpt_tos == ["jin.hua+1@mail.example"]
    assert letter["subject"] == MESSAGE.title
    assert text_of(letter).strip() == TEXT


@pytest.fixture
def wecom(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The services' own addresses lead to the server on loopback; the rest of them is as it is."""
    there = f"http://127.0.0.1:{server.port}"
    monkeypatch.setattr(NotifyWeChat, "token_url", f"{there}/gettoken")
    monkeypatch.setattr(NotifyWeChat, "notify_url", f"{there}/message/send")
    monkeypatch.setattr(NotifyKakaoTalk, "token_url", f"{there}/oauth/token")
    monkeypatch.setattr(NotifyKakaoTalk, "notify_friend_url", f"{there}/friends")
    monkeypatch.setattr(NotifyWeComBot, "notify_url", f"{there}/bot?key={{key}}")
    monkeypatch.setattr(NotifyDingTalk, "notify_url", f"{there}/robot?access_token={{token}}")
    monkeypatch.setattr(NotifyFeishu, "notify_url", f"{there}/hook/{{token}}/")
    return server


def said(**values: Any) -> Saying:
    return Saying(status=200, body=json.dumps(values).encode())


def test_wecom_is_told_whom(wecom: Server) -> None:
    """One account; its number for "no such account" is a no, and a token that ran out is not."""
    wecom.says = said(errcode=0, access_token="t", expires_in=7200)
    made = channel(url="wechat://corp:secret@1000002/{address}")
    made.send(MESSAGE)
    sent = json.loads(wecom.arrived[-1].body)
    assert (sent["touser"], "toparty" in sent, "totag" in sent) == ("jin.hua", False, False)
    assert sent["text"]["content"] == f"{MESSAGE.title}\r\n{TEXT}"
    for number, error in ((81013, AdapterRejectedError), (42001, AdapterUnavailableError)):
        wecom.says = said(errcode=number, errmsg="no")
        with pytest.raises(error):
            made.send(MESSAGE)


@pytest.mark.parametrize(("has_folder", "asked"), [(False, 3), (True, 1)])
def test_tokens_are_kept_where_there_is_a_folder(wecom: Server, tmp_path: Path, has_folder: bool, asked: int) -> None:
    """WeCom gives one for two hours, and shuts out who asks too often."""
    wecom.says = said(errcode=0, access_token="t", expires_in=7200)
    made = channel(url="wechat://corp:secret@1000002/{address}", folder=str(tmp_path / "kept") if has_folder else "")
    for number in range(3):
        made.send(attrs.evolve(MESSAGE, address=f"account{number}"))
    assert len([arrived for arrived in wecom.arrived if arrived.path.startswith("/gettoken")]) == asked
    assert len(wecom.arrived) == 3 + asked


def test_kakaotalk_is_told_whom(wecom: Server) -> None:
    """One friend of the account that was signed in."""
    wecom.says = said(access_token="t", expires_in=3600, successful_receiver_uuids=["uuid1"])
    channel(url="kakaotalk://client/refresh/{address}").send(attrs.evolve(MESSAGE, address="uuid1", text="짧은 글"))
    assert json.loads(parse_qs(wecom.arrived[-1].body.decode())["receiver_uuids"][0]) == ["uuid1"]


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("wecombot://key-of-the-bot", "/bot?key=key-of-the-bot"),
        ("dingtalk://tokentoken", "/robot?access_token=tokentoken"),
        ("feishu://token", "/hook/token/"),
    ],
)
def test_groups_are_told_what_is_for_everybody(wecom: Server, url: str, path: str) -> None:
    """The robots of WeCom, DingTalk and Feishu."""
    wecom.says = said(errcode=0, code=0)
    channel(url=url, reach="public").send(attrs.evolve(MESSAGE, address="group-1", text="法官将于周三到网格"))
    assert wecom.arrived[0].path == path
    assert "法官将于周三到网格" in json.dumps(json.loads(wecom.arrived[0].body), ensure_ascii=False)


# What is made of an answer.


@pytest.mark.parametrize("status", [400, 404, 410, 413, 422])
def test_no_means_never(server: Server, status: int) -> None:
    """Where Apprise lets it be known."""
    server.says = Saying(status=status)
    with pytest.raises(AdapterRejectedError):
        gateway(server).send(MESSAGE)


@pytest.mark.parametrize(("status", "for_all"), [(409, False), (423, False), (425, False), (429, True), (503, True)])
def test_one_message_may_have_to_wait_alone(server: Server, status: int, for_all: bool) -> None:
    """A conflict, a lock or "too early" is about one request; too many requests, or a service that is down, is not."""
    server.says = Saying(status=status)
    with pytest.raises(AdapterUnavailableError) as problem:
        gateway(server).send(MESSAGE)
    assert problem.value.for_all is for_all


@pytest.mark.parametrize("says", [Saying(status=s) for s in (302, 401, 403, 408, 429, 500, 503)] + [BREAK])
def test_the_rest_means_later_and_is_tried_once(server: Server, says: Saying | str) -> None:
    """A redirect is not followed; a word that is refused is mended by the office, and then everything goes out."""
    server.says = says
    with pytest.raises(AdapterUnavailableError):
        gateway(server).send(MESSAGE)
    assert len(server.arrived) == 1


def test_nobody_there_means_later(server: Server) -> None:
    """Also at the start: an office opens while its gateway is down."""
    server.leave()
    with pytest.raises(AdapterUnavailableError):
        gateway(server).send(MESSAGE)


@pytest.mark.parametrize("says", [HANG, DRIP_HEADERS, DRIP_BODY])
def test_a_call_ends_in_time(server: Server, says: str) -> None:
    """Whatever the other side does, which goes on with it until it is left; and the next one is not held up."""
    server.says = says
    began = time.monotonic()
    # Of a silent side both clocks run out at once, Apprise's for a read and ours for the call: either may be first.
    with pytest.raises(AdapterUnavailableError, match=r"timed out|failed"):
        gateway(server, timeout_seconds=0.3).send(MESSAGE)
    assert time.monotonic() - began < IN_TIME
    server.says = Saying()
    gateway(server, timeout_seconds=IN_TIME).send(MESSAGE)


def test_calls_that_hang_are_not_heaped_up(server: Server) -> None:
    """So many, and no more are begun until one ends."""
    before = set(threading.enumerate())
    server.says = DRIP_BODY
    made = gateway(server, timeout_seconds=0.1)
    for _ in range(MOST_HANGING + 3):
        with pytest.raises(AdapterUnavailableError):
            made.send(MESSAGE)
    hanging = [each for each in threading.enumerate() if each not in before and each.name == "gridjustice-apprise"]
    assert len(hanging) == MOST_HANGING
    server.leave()
    for each in hanging:
        each.join(10)
    with pytest.raises(AdapterUnavailableError, match="failed"):
        made.send(MESSAGE)


def test_threads_use_it_together(server: Server) -> None:
    """Nothing is lost, nothing is mixed."""
    made = gateway(server)
    messages = [attrs.evolve(MESSAGE, key=f"k{n}", address=f"a{n}") for n in range(24)]
    with ThreadPoolExecutor(8) as threads:
        assert len(list(threads.map(made.send, messages))) == 24
    pairs = {(arrived.headers["webhook-id"], json.loads(arrived.body)["to"]) for arrived in server.arrived}
    assert pairs == {(message.key, message.address) for message in messages}


# What nobody sees.


@pytest.mark.parametrize("says", [Saying(), Saying(status=400, body=TEXT.encode()), Saying(status=500), BREAK, HANG])
def test_nobodys_words_in_a_log(server: Server, caplog: pytest.LogCaptureFixture, says: Saying | str) -> None:
    """Nor in an error, at any level: no text, no address, no part of the URL."""
    caplog.set_level(logging.DEBUG)
    for name in LOGGERS:
        caplog.set_level(logging.DEBUG, logger=name)
    server.says = says
    made = gateway(server, timeout_seconds=0.3)
    shown = [repr(made)]
    try:
        shown.append(str(made.send(MESSAGE)))
    except AdapterError as problem:
        shown += traceback.format_exception(problem)
    everything = "\n".join([*shown, caplog.text])
    assert [word for word in (*TEXT.split("\n")[:2], "jin.hua", "pass-word", "127.0.0.1") if word in everything] == []


def test_a_host_s_own_use_of_apprise_is_logged_as_ever(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    """Only what is done here is kept from its log."""
    caplog.set_level(logging.DEBUG, logger="apprise")
    gateway(server).send(MESSAGE)
    assert caplog.text == ""
    own = apprise.Apprise()
    own.add(f"json://127.0.0.1:{server.port}/own")
    own.notify(body="x")
    assert "Sent JSON" in caplog.text


# Settings.


@pytest.mark.parametrize(
    ("values", "at", "says"),
    [
        ({}, "url", "is missing"),
        ({"url": "pass-word/{address}"}, "url", "no scheme"),
        ({"url": "wechat://corp:pass-word@1000002/jin.hua"}, "url", "everybody's messages"),
        ({"url": "wechat://corp:pass-word@notanumber/{address}"}, "url", "does not understand"),
        ({"url": "nosuch://pass-word/{address}", "reach": "person"}, "url", "does not understand"),
        ({"url": "mailto://pass-word.example?to={address},a@b.cn&from=c@d.cn"}, "url", "several places"),
        ({"url": "json://pass-word/{address}?retry=2"}, "url", "one try"),
        ({"url": "json://pass-word/{address}?redirect=yes"}, "url", "one try"),
        ({"url": "json://pass-word/{address}?overflow=split"}, "url", "one try"),
        ({"url": "jsons://pass-word/{address}?verify=no"}, "url", "verify=no"),
        ({"url": "json://pass-word/{address}", "reach": "everybody"}, "reach", "none of"),
        ({"url": "json://pass-word/{address}", "medium": "group"}, "medium", "none of"),
        ({"url": "json://pass-word/", "reach": "public", "medium": "app"}, "medium", "no such setting"),
        ({"url": "json://pass-word/{address}", "retries": 3}, "retries", "no such setting"),
    ],
)
def test_a_wrong_setting_is_named_and_no_secret_shown(values: dict[str, Any], at: str, says: str) -> None:
    """At the start, and not when the first message is lost."""
    with pytest.raises(InvalidError, match=says) as problem:
        channel(**values)
    assert problem.value.path == f"channels.wecom.{at}"
    assert "pass-word" not in str(problem.value)
