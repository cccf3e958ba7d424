"""Mail: what a letter is made of, what a server's answers mean, how connections are used."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from hashlib import sha256
from time import monotonic
from typing import Any

import pytest
import trustme
from hypothesis import example, given
from hypothesis import strategies as st
from tests.unit.adapters.mail_server import PASSWORD, USER, MailServer

from gridjustice.errors import AdapterError, AdapterRejectedError, AdapterUnavailableError, InvalidError
from gridjustice.hooks import Plugins
from gridjustice.ports.channel import Answer, Message
from gridjustice.ports.settings import Section
from gridjustice_smtp import plugin
from gridjustice_smtp.addresses import mailbox, one_line
from gridjustice_smtp.channel import SmtpChannel
from gridjustice_smtp.letters import letter
from gridjustice_smtp.settings import SmtpSettings

PLAIN: dict[str, Any] = {"host": "localhost", "security": "none", "from": "notices@court.example"}
NOW = datetime(2026, 11, 30, 8, 5, 7, tzinfo=timezone(timedelta(hours=8)))


def settings(**more: object) -> SmtpSettings:
    return SmtpSettings.read(Section({**PLAIN, **more}, "channels.mail"))


def channel(server: MailServer, **more: object) -> SmtpChannel:
    given = {"port": server.port, "security": server.security, "seconds": 5, **more}
    return SmtpChannel.from_settings("mail", Section({**PLAIN, **given}, "channels.mail"))


def made(message: Message, **more: object) -> EmailMessage:
    """The letter of a message, as a mailbox reads it."""
    octets = letter(message, mailbox(message.address), settings(**more), NOW).as_bytes()
    return message_from_bytes(octets, EmailMessage, policy=policy.default)


def said(**more: Any) -> Message:
    told = {"key": "e-1", "address": "zhang.san@mail.example", "language": "zh", "title": "调解通知", "text": "请来。"}
    return Message(**{**told, **more})


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def failing(mail: SmtpChannel, message: Message) -> AdapterError:
    with pytest.raises(AdapterError) as caught:
        mail.send(message)
    mail.close()
    return caught.value


class TestLetter:
    """What a letter is made of."""

    def test_headers(self) -> None:
        """Whoever reads it sees the court; no machine answers it."""
        found = made(said(), name="和龙林区法院", reply_to="grid@court.example")
        assert found["From"] == "和龙林区法院 <notices@court.example>"
        assert found["To"] == "zhang.san@mail.example"
        assert found["Reply-To"] == "grid@court.example"
        assert found["Subject"] == "调解通知"
        assert found["Date"].datetime == NOW
        assert found["Auto-Submitted"] == "auto-generated"
        assert found["Content-Language"] == "zh"
        assert found["X-GridJustice-Key"] == "e-1"

    def test_the_message_id_is_the_keys(self) -> None:
        """The same at each try, whatever else changed; another for another key, which cannot be read in it."""
        first = made(said(key="notice/9"))["Message-ID"]
        assert made(said(key="notice/9", text="另外"))["Message-ID"] == first
        assert made(said(key="notice/10"))["Message-ID"] != first
        assert first.endswith("@court.example>")
        assert "notice" not in first

    def test_a_long_domain_is_not_folded_into_it(self) -> None:
        """What identifies a letter stands on one line, as it is."""
        domain = ".".join(("x" * 60,) * 3) + ".example"
        octets = letter(said(), mailbox("a@mail.example"), settings(**{"from": f"n@{domain}"}), NOW).as_bytes()
        assert re.search(rf"\r\nMessage-ID: <[0-9a-f]{{40}}@{domain}>\r\n", octets.decode("ascii"))

    def test_a_key_that_is_too_long_travels_as_its_digest(self) -> None:
        """No line of a letter is longer than servers take."""
        found = made(said(key="钥" * 400))
        assert found["X-GridJustice-Key"] == sha256(("钥" * 400).encode()).hexdigest()

    def test_only_ascii_in_short_lines_goes_on_the_wire(self) -> None:
        """Whatever was said and in whatever name, no server has a reason to change it; no line begins with a dot."""
        message = said(title="延边" * 80, text="." + "很长" * 2000, key="e-1")
        octets = letter(message, mailbox(message.address), settings(name="法院" * 40), NOW).as_bytes()
        assert octets.isascii()
        assert max(len(line) for line in octets.split(b"\r\n")) <= 78
        assert not any(line.startswith(b".") for line in octets.split(b"\r\n"))
        assert b"\n" not in octets.replace(b"\r\n", b"")

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
    @example("和龙林区  基层法院 关于 (2026)吉7503民初1号 =?utf-8?b?5L2g?= 的通知" * 3)
    @example("길림성 연변조선족자치주 화룡시 팔가자진 하남촌의 격자장에게 " * 4)
    def test_any_title_arrives(self, title: str) -> None:
        """Folded and encoded on the way, the same at the end; spaces at its ends do not count."""
        assert str(made(said(title=title))["Subject"] or "").strip() == one_line(title).strip()

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
    @example("길림성 화룡시 림구 기층 인민 법원 격자 련락 사무실 통지 담당자")
    @example('Court, "First" <x@mail.example>')
    def test_any_name_of_the_sender_arrives(self, name: str) -> None:
        """Beside the address, and never instead of it."""
        octets = letter(said(), mailbox("a@mail.example"), settings(name=name), NOW).as_bytes()
        # Read by the older half of `email`: the newer one sets spaces between encoded words that are none.
        words, address = parseaddr(message_from_bytes(octets)["From"])
        assert address == "notices@court.example"
        assert str(make_header(decode_header(words))).strip() == one_line(name).strip()

    @pytest.mark.parametrize("field", ["title", "key", "text", "language"])
    def test_no_header_can_be_smuggled_in(self, field: str) -> None:
        """A line break in a header is a space, or is written as something else."""
        found = made(said(**{field: "x\r\nBcc: thief@mail.example\r\n\r\nbody\u2028\x85\x0b"}))
        assert found["Bcc"] is None
        assert found.defects == []

    @pytest.mark.parametrize(
        "address",
        [
            "", "nobody", "@mail.example", "a@", "a b@mail.example", "a@mail.example\r\nRCPT TO:<b@mail.example>",
            "a@b@mail.example", '"a b"@mail.example', "<a@mail.example>", "a@mail.example, b@mail.example",
            "a@-x.example", "a@x..example", "a..b@mail.example", f"{'a' * 65}@mail.example", "a\x00@mail.example",
            "\ud800@mail.example",
        ],
    )  # fmt: skip
    def test_what_is_no_address_is_refused(self, address: str) -> None:
        """Before anybody is called, and without showing it."""
        mail = SmtpChannel("mail", settings(port=1))
        problem = failing(mail, said(address=address))
        assert isinstance(problem, AdapterRejectedError)
        assert not address or address not in str(problem)

    def test_half_a_character_is_refused(self) -> None:
        """A text that cannot be written as UTF-8 never will be."""
        assert isinstance(failing(SmtpChannel("mail", settings(port=1)), said(text="\ud800")), AdapterRejectedError)


class TestDelivery:
    """What the server is told, and what it answers."""

    def test_the_envelope(self, server: MailServer) -> None:
        """What cannot be delivered comes back to the one whom the settings name, or to nobody."""
        for envelope in ("bounces@court.example", ""):  # the server shows nobody as <>
            mail = channel(server, envelope=envelope)
            mail.send(said())
            mail.close()
        assert [found.mail_from for found, _ in server.letters] == ["bounces@court.example", "<>"]

    def test_the_answer_has_the_servers_own_number(self, server: MailServer) -> None:
        """By which an operator finds the letter in the server's log."""
        mail = channel(server)
        assert mail.send(said()) == Answer(reference="Q00001", detail="250 2.0.0")
        mail.close()

    def test_a_domain_of_chinese_needs_no_utf8(self, server: MailServer) -> None:
        """It is written as DNS has it."""
        mail = channel(server)
        mail.send(said(address="zhang@法院.example"))
        mail.close()
        envelope, found = server.letters[0]
        assert envelope.rcpt_tos == ["zhang@xn--nww899f.example"]
        assert "SMTPUTF8" not in envelope.mail_options
        assert found["To"] == "zhang@xn--nww899f.example"

    def test_a_name_of_chinese_needs_utf8(self, server: MailServer) -> None:
        """Then it is asked for, and only then."""
        mail = channel(server)
        mail.send(said(address="张三@法院.example"))
        mail.send(said(address="zhang@mail.example"))
        mail.close()
        (first, found), (second, _) = server.letters
        assert first.rcpt_tos == ["张三@xn--nww899f.example"]
        assert "SMTPUTF8" in first.mail_options
        assert found["To"] == "张三@xn--nww899f.example"
        assert "SMTPUTF8" not in second.mail_options

    def test_a_server_without_utf8_never_takes_it(self) -> None:
        """It is the address that does not go there."""
        with MailServer(utf8=False) as server:
            assert isinstance(failing(channel(server), said(address="张三@mail.example")), AdapterRejectedError)

    @pytest.mark.parametrize(
        ("at", "answer", "rejected", "for_all", "wait"),
        [
            ("RCPT", "550 5.1.1 <{address}> unknown", True, None, None),
            ("RCPT", "553 no such name", True, None, None),
            ("RCPT", "450 4.2.0 <{address}>: Greylisted, try again in 300 seconds", False, False, 300),
            ("RCPT", "452 4.2.2 mailbox of {address} is full", False, False, None),
            ("RCPT", "421 4.7.0 too many connections, try again after 5 minutes", False, True, 300),
            ("MAIL", "550 5.7.1 {address} may not send here", False, True, None),
            ("MAIL", "530 5.7.0 log in first", False, True, None),
            ("MAIL", "552 5.3.4 too large", True, None, None),
            ("MAIL", "452 4.3.1 no space", False, True, None),
            ("DATA", "554 5.7.1 spam: {text}", True, None, None),
            ("DATA", "451 4.3.0 wait for 2 hours", False, True, 7200),
            ("DATA", "354 what now", False, True, None),
        ],
    )
    def test_what_an_answer_means(  # noqa: PLR0917  # columns of a table
        self, server: MailServer, at: str, answer: str, rejected: bool, for_all: bool | None, wait: float | None
    ) -> None:
        """A 5 about letter or recipient is final; about the sender it is the settings; a 4 is later."""
        server.says(answer, at)
        problem = failing(channel(server), said())
        numbers = answer.split(" ", maxsplit=1)[0]
        assert numbers in str(problem)
        if rejected:
            assert isinstance(problem, AdapterRejectedError)
        else:
            assert isinstance(problem, AdapterUnavailableError)
            assert (problem.for_all, problem.retry_after_seconds) == (for_all, wait)


class TestConnections:
    """How connections are used."""

    def test_one_is_kept(self, server: MailServer) -> None:
        """Also behind a recipient that the server does not know."""
        mail = channel(server)
        mail.send(said())
        server.refuses()
        with pytest.raises(AdapterRejectedError):
            mail.send(said())
        server.takes()
        mail.send(said())
        mail.close()
        assert server.connections == 1

    def test_none_is_kept_where_the_settings_say_so(self, server: MailServer) -> None:
        """`keep_seconds = 0`."""
        mail = channel(server, keep_seconds=0)
        mail.send(said())
        mail.send(said())
        assert server.connections == 2

    def test_one_that_the_server_ended_is_replaced(self, server: MailServer) -> None:
        """Before anything is handed over: the letter arrives once, at the first try."""
        mail = channel(server)
        mail.send(said(key="a"))
        server.hang_up()
        mail.send(said(key="b"))
        mail.close()
        assert [arrived.key for arrived in server.arrived] == ["a", "b"]
        assert server.tries == 2

    def test_the_channel_can_be_used_after_it_was_closed(self, server: MailServer) -> None:
        """Nothing breaks; a connection is opened anew."""
        mail = channel(server)
        mail.send(said())
        mail.close()
        mail.send(said())
        mail.close()
        assert len(server.letters) == 2


class TestSecurity:
    """Encryption and login: what is not as the settings ask is no fault of the letter."""

    @pytest.mark.parametrize("security", ["starttls", "tls"])
    def test_a_wrong_password_is_later(self, security: str, authority: trustme.CA, authority_file: str) -> None:
        """Until somebody has corrected it, nothing is lost."""
        with MailServer(security, authority) as server:
            problem = failing(channel(server, user=USER, password="wrong", ca=authority_file), said())
            assert isinstance(problem, AdapterUnavailableError)
            assert problem.for_all
            assert "535" in str(problem)
            assert server.letters == []

    @pytest.mark.parametrize("security", ["starttls", "tls"])
    def test_a_certificate_that_nobody_vouches_for_is_later(self, security: str, authority: trustme.CA) -> None:
        """Nothing is said to whoever it is, least of all the password."""
        with MailServer(security, authority) as server:
            problem = failing(channel(server, user=USER, password=PASSWORD), said())
            assert isinstance(problem, AdapterUnavailableError)
            assert "SSLCertVerificationError" in str(problem)
            assert server.logins == []

    def test_a_certificate_of_another_name_is_later(self, authority: trustme.CA, authority_file: str) -> None:
        """The name in the settings is the one that counts."""
        with MailServer("tls", authority) as server:
            problem = failing(channel(server, host="127.0.0.1", ca=authority_file), said())
            assert "SSLCertVerificationError" in str(problem)

    def test_a_server_that_does_not_encrypt_is_told_nothing(self, server: MailServer) -> None:
        """Who stands between may have left the offer out."""
        problem = failing(channel(server, security="starttls", user=USER, password=PASSWORD), said())
        assert isinstance(problem, AdapterUnavailableError)
        assert "STARTTLS" in str(problem)
        assert (server.tries, server.logins) == (0, [])

    def test_a_handshake_that_never_ends_ends_in_time(self) -> None:
        """A server that offers STARTTLS, and behind it an octet now and then."""
        over = threading.Event()

        def work() -> None:
            peer, _ = listening.accept()
            with peer, peer.makefile("rb") as lines, suppress(OSError):
                peer.sendall(b"220 here\r\n")
                lines.readline()
                peer.sendall(b"250-here\r\n250 STARTTLS\r\n")
                lines.readline()
                peer.sendall(b"220 go on\r\n")
                lines.read(5)  # it begins to shake hands
                peer.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
                while not over.wait(0.03):
                    peer.sendall(b"\0")

        with socket.create_server(("127.0.0.1", 0)) as listening:
            thread = threading.Thread(target=work)
            thread.start()
            begun = monotonic()
            mail = SmtpChannel("mail", settings(port=listening.getsockname()[1], security="starttls", seconds=0.5))
            assert "did not answer in time" in str(failing(mail, said()))
            assert monotonic() - begun < 2
            over.set()
            thread.join()


class TestSettings:
    """What an office's file may say."""

    def test_the_plugin_makes_a_channel(self) -> None:
        """By the hook, as an office does."""
        made = Plugins([("smtp", plugin)]).channel("smtp", "mail", Section(PLAIN, "channels.mail"))
        assert isinstance(made, SmtpChannel)
        assert made.name == "mail"

    def test_what_is_usual_need_not_be_said(self) -> None:
        """Encrypted on demand, from the sender's domain, a minute's half, a connection for a while."""
        found = settings(security="starttls", user=USER, password=PASSWORD)
        assert (found.port, found.hello, found.envelope) == (587, "court.example", "notices@court.example")
        assert (found.seconds, found.keep_seconds) == (30, 20)
        assert settings(security="tls").port == 465
        assert PASSWORD not in repr(found)

    @pytest.mark.parametrize(
        ("wrong", "setting"),
        [
            ({"host": None}, "host"),
            ({"host": "mail court"}, "host"),
            ({"hello": "x\r\nMAIL FROM:<a@b.example>"}, "hello"),
            ({"from": "nobody"}, "from"),
            ({"reply_to": "nobody"}, "reply_to"),
            ({"envelope": "<>"}, "envelope"),
            ({"security": "ssl"}, "security"),
            ({"user": USER, "password": PASSWORD}, "security"),
            ({"security": "tls", "user": USER}, "password"),
            ({"security": "tls", "user": USER, "password": "密码"}, "user"),
            ({"port": 0}, "port"),
            ({"ca": "no/such/file.pem"}, "ca"),
            ({"subject": "x"}, "subject"),
        ],
    )
    def test_what_is_wrong_is_named(self, wrong: dict[str, object], setting: str) -> None:
        """At the start, by its place in the file."""
        with pytest.raises(InvalidError) as caught:
            settings(**wrong)
        assert caught.value.path == f"channels.mail.{setting}"
