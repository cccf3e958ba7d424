"""An office with channels and a feed, run from the command line: what arrives at real servers, and what is mended."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from standardwebhooks import Webhook
from tests.end_to_end.conftest import NETWORK, REPORT, Run
from tests.unit.adapters.gateway_servers import KEY_ID, SECRET, FormServer
from tests.unit.adapters.loopback import Saying, Server
from tests.unit.adapters.mail_server import MailServer, text_of

from gridjustice.application.notices.notices import NO_ADDRESS
from gridjustice_cli.details import detail_of
from gridjustice_cli.main import cli

WORDS = ("zh", "ko", "en")
DAY = ("--today", "2022-11-01")
SIGNING = "whsec_" + "c2VjcmV0" * 4
OFFICE = """
[notices]
quiet_from = "00:00"
quiet_until = "00:00"
[notices.lines]
"yblq/helong" = "0433-4220000"

[channels.mail]
adapter = "smtp"
host = "127.0.0.1"
port = {mail}
security = "none"
from = "grid@court.example"
name = "和龙林区基层法院"

[channels.sms]
adapter = "sms"
vendor = "http"
url = "{sms}/send"
user = "{user}"
password = {{ env = "SMS_PASSWORD" }}
form = {{ mobile = "{{number}}", content = "【法院】{{text}}" }}
numbers = "local"
code_at = "result.code"
taken = ["0"]
reference_at = "result.id"

[feeds.archive]
adapter = "webhook"
url = "http://127.0.0.1:{archive}/hook"
secrets = [{{ env = "ARCHIVE_SECRET" }}]
kinds = ["dispute"]
"""
REPORTED = [f"{each},phone=13900000003" if each.endswith("张三") else each for each in REPORT]
TRIAGED = ("--jurisdiction", "ours", "--route", "mediation", "--reason", "双方愿意", "--same-matter-checked")
MAIL_OF_TRIAGE = """收到一起纠纷上报，编号{number}，等待分流。
目前阶段：{state}。
案由：民间借贷纠纷。
当事人：张三、이철수。
事由：=采伐界线纠纷
咨询：和龙林区基层法院，0433-4220000。"""
MAIL_OF_LIAISON = """분쟁 {number}의 조정이 파견위임되였습니다. 위임받은 단위는 늦어도 2022-11-04까지 \
접수를 확인해주십시오. 조정을 받아들이는가 하는것은 당사자가 자원적으로 결정합니다.
현재 단계: 파견위임(위탁)됨.
사건사유: 民间借贷纠纷.
당사자: 张三, 이철수.
사유: =采伐界线纠纷
문의: 화룡림구기층법원, 0433-4220000."""
SMS_OF_PARTY = """【法院】编号{number}的事项有新进展。
咨询：和龙林区基层法院，0433-4220000。
本消息仅作提醒，不是送达，任何期限都不从本消息起算。"""


@dataclass(frozen=True)
class Office:
    """A court with its file, the servers that it tells, and a dispute that was reported and of which nobody was told.

    Attributes:
        number: of the dispute.
    """

    run: Run
    number: str
    mail: MailServer
    sms: FormServer
    archive: Server

    def on(self, *arguments: str, actor: str = "triage", language: str = "en", code: int = 0) -> Result:
        """The command line, on the day of these tests; whatever it says is in words."""
        result = self.run(*DAY, "--lang", language, *arguments, actor=actor, code=code)
        assert "cli." not in result.output
        return result

    def takes(self, step: str, *facts: str, actor: str = "triage") -> None:
        """A step of the dispute was taken."""
        self.on("dispute", "step", self.number, step, *facts, actor=actor)

    def letters_to(self, handle: str) -> list[tuple[str, str]]:
        """Subject and text of what arrived in somebody's mailbox, in its order."""
        address = [f"{handle}@mail.example"]
        return [(str(m["subject"]), text_of(m)) for envelope, m in self.mail.letters if envelope.rcpt_tos == address]

    def letter_of_report(self, state: str = "已上报") -> tuple[str, str]:
        """What the triage officer reads of the dispute."""
        return "矛盾纠纷：上报纠纷", MAIL_OF_TRIAGE.format(number=self.number, state=state)

    def dead(self) -> list[str]:
        """The keys of what was given up."""
        return [each["key"] for each in json.loads(self.on("outbox", "dead", "--json").stdout)["dead"]]

    def waiting(self) -> dict[str, int]:
        """How much waits, by target."""
        targets = json.loads(self.on("--json", "outbox", "status").stdout)["targets"]
        return {each["target"]: each["waiting"] for each in targets}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A file to be copied, and the number of its dispute: triage officer and liaison set how they are reached."""
    folder = tmp_path_factory.mktemp("telling")
    for name, rows in NETWORK.items():
        (folder / f"{name}.csv").write_text(rows, "utf-8")

    def on(actor: str, *arguments: str) -> str:
        done = CliRunner().invoke(cli, ["--db", str(folder / "court.db"), "--as", actor, *DAY, *arguments])
        assert done.exit_code == 0, done.output
        return done.stdout

    on("operator", "init")
    on("operator", "network", "import", *(str(folder / f"{name}.csv") for name in NETWORK))
    for handle in ("triage", "liaison"):
        mailbox = f"medium=email,address={handle}@mail.example"
        on(handle, "record", "step", f"person:{handle}", "set_contacts", "--contacts", mailbox)
    on("liaison", "record", "step", "person:liaison", "set_preferences", "--preferences", "language=ko-CN")
    # People are told of what happens from here on.
    (folder / "first.toml").write_text("[notices]\n", "utf-8")
    on("operator", "--config", str(folder / "first.toml"), "run", "--once")
    number = json.loads(on("liaison", "dispute", *REPORTED, "--json"))["name"]
    return folder / "court.db", str(number)


@pytest.fixture
def office(prepared: tuple[Path, str], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The test's own, in the folder where its commands run."""
    monkeypatch.setenv("ARCHIVE_SECRET", SIGNING)
    monkeypatch.setenv("SMS_PASSWORD", SECRET)
    file, number = prepared
    shutil.copy(file, tmp_path / "court.db")
    with MailServer() as mail, FormServer() as sms, Server() as archive:
        text = OFFICE.format(mail=mail.port, sms=sms.url, user=KEY_ID, archive=archive.port)
        (tmp_path / "gridjustice.toml").write_text(text, "utf-8")
        yield Office(run, number, mail, sms, archive)


def test_what_was_stored_arrives_once(office: Office) -> None:
    """By mail whole and in the reader's language, by text message without what the matter is, signed at the archive."""
    office.on("run", "--once", language="zh")
    office.takes("triage", *TRIAGED)
    office.takes("delegate", "--unit", "HL01")
    office.on("run", "--once", language="ko")
    office.takes("receive", actor="liaison")
    for _ in range(2):
        office.on("run", "--once")

    assert office.letters_to("triage")[0] == office.letter_of_report()
    assert dict(office.letters_to("liaison"))["모순분쟁: 파견위임"] == MAIL_OF_LIAISON.format(number=office.number)
    assert len(office.mail.letters) == len({letter["X-GridJustice-Key"] for _, letter in office.mail.letters}) == 4

    (brief,) = office.sms.arrived
    assert (brief.address, brief.text) == ("13900000003", SMS_OF_PARTY.format(number=office.number))
    assert [word for word in ("借贷", "采伐", "이철수", "张三", "矛盾纠纷") if word in brief.text] == []

    events = [Webhook(SIGNING).verify(request.body, dict(request.headers)) for request in office.archive.arrived]
    assert [event["data"]["step"] for event in events] == ["report", "triage", "delegate", "receive"]
    assert [event["id"] for event in events] == [each.headers["webhook-id"] for each in office.archive.arrived]
    assert [event["data"]["number"] for event in events] == [office.number] * 4
    assert [name for name in ("张三", "이철수", "采伐") if name.encode() in office.archive.arrived[0].body] == []


def test_who_was_told_is_shown_in_three_languages(office: Office) -> None:
    """The core's own codes in words, what a server answered as it answered; for programs all as it is stored."""
    office.takes("triage", *TRIAGED)
    office.takes("delegate", "--unit", "HL01")
    office.takes("receive", actor="liaison")
    office.on("run", "--once")
    told = ("record", "told", f"dispute:{office.number}")
    for language, withheld in zip(WORDS, ("没有联系地址", "주소가 없음", "no address"), strict=True):
        shown = office.on(*told, language=language).stdout
        assert withheld in shown
        assert "204 No Content" in shown
        assert ("no address" in shown) is (language == "en")
    rows = json.loads(office.on("--json", *told, language="zh").stdout)["told"]
    assert {row["detail"] for row in rows if row["outcome"] == "withheld"} == {"no address"}
    assert {row["detail"] for row in rows if row["target"] == "channel:sms"} == {"77"}


@pytest.mark.parametrize("language", ["zh", "ko"])
def test_every_code_of_the_core_has_words(language: str) -> None:
    """Why something is withheld, and what our own channels answer; a server's answer is left alone, whatever it is."""
    reasons = ("record", "step", "sight", "recipient", "address", NO_ADDRESS)
    assert [each for each in reasons if detail_of(language, each, "withheld") == each] == []
    own = ("written", "taken", "the event is not there")
    assert [each for each in own if detail_of(language, each, "told") == each] == []
    for answer in ("step", "address", "204 No Content", "Q00001", ""):
        assert detail_of(language, answer, "told") == answer


def test_somebody_is_told_again(office: Office) -> None:
    """The same words under a new key, because somebody wanted it so."""
    office.on("outbox", "drain")
    again = ("record", "tell-again", f"dispute:{office.number}", "--version", "1", "--to", "triage")
    for language in WORDS:
        assert "mail" in office.on(*again, language=language).output
        office.on("outbox", "drain", language=language)
    assert office.letters_to("triage") == [office.letter_of_report()] * 4
    assert len({letter["X-GridJustice-Key"] for _, letter in office.mail.letters}) == 4


def test_what_was_given_up_is_tried_again_under_its_key(office: Office) -> None:
    """It is listed with the reason; it is tried by its key, its target or with all, and arrives once that is mended."""
    office.archive.says = Saying(status=400)
    office.on("run", "--once")
    (key,) = office.dead()
    for language, way in zip(WORDS, (("--key", key), ("feed:archive",), ("--all",)), strict=True):
        shown = office.on("outbox", "dead", language=language).stdout
        assert key in shown
        assert "400 Bad Request" in shown
        office.on("outbox", "retry", *way, language=language)
        if way == ("--all",):
            office.archive.says = Saying()
        office.on("outbox", "drain", language=language, code=0 if way == ("--all",) else 5)
    assert office.dead() == []
    assert [each.headers["webhook-id"] for each in office.archive.arrived] == [key] * 4
    assert len(office.mail.letters) == 1
    office.on("outbox", "retry", "--key", "none", language="zh", code=3)
    office.on("outbox", "retry", language="ko", code=2)


def test_a_target_that_will_not_come_back_is_forgotten(office: Office) -> None:
    """What waits for it is shown, and is gone then; nothing else is."""
    office.archive.says = Saying(status=503)
    office.on("outbox", "drain", code=5)
    assert office.waiting()["feed:archive"] == 1
    for language, target in zip(WORDS, ("feed:archive", "channel:visit", "channel:phone"), strict=True):
        shown = office.on("outbox", "status", language=language).output
        assert ("503 Service Unavailable" in shown) is (language == "zh")
        assert target in office.on("outbox", "forget", target, language=language).output
        assert "feed:nobody" in office.on("outbox", "forget", "feed:nobody", language=language, code=3).output
    assert office.waiting().get("feed:archive", 0) == 0
    assert office.letters_to("triage") == [office.letter_of_report()]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that a process could hear")
@pytest.mark.parametrize(("language", "signals"), [("zh", 1), ("ko", 2)])
def test_it_runs_until_it_is_told_to_stop(office: Office, language: str, signals: int) -> None:
    """Meanwhile what is stored is told; to be told to stop twice is no error."""
    command = [sys.executable, "-m", "gridjustice_cli", *DAY, "--lang", language, "run", "--poll", "0.02"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as process:
        guard = threading.Timer(60, process.kill)
        guard.start()
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            assert "feed:archive" in said
            while not (office.mail.letters and office.archive.arrived):
                line = process.stdout.readline()
                assert line, said
                said += line
            for _ in range(signals):
                process.send_signal(signal.SIGTERM)
            said += process.stdout.read()
            assert process.wait(60) == 0, said
        finally:
            guard.cancel()
            process.kill()
    assert [word for word in ("cli.", "Traceback") if word in said] == []
    assert office.letters_to("triage") == [office.letter_of_report()]
    office.on("run", "--once")  # what was in hand and was put back
    assert set(office.waiting().values()) == {0}
    assert len(office.mail.letters) == len(office.archive.arrived) == 1
