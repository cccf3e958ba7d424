"""Steps, notices and the relay together: people are told by real channels, once, in order, and by the next way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from gridjustice.application.hearers import hearers_of
from gridjustice.application.informed import informed, tell_again
from gridjustice.application.notices import Notices, NoticeSettings
from gridjustice.application.office import Office
from gridjustice.application.patience import Patience
from gridjustice.application.relay import Relay
from gridjustice.errors import AdapterRejectedError, AdapterUnavailableError, NotFoundError, UnreachableError
from gridjustice.hooks import Plugins, builtin
from gridjustice.ports.channel import Answer, Channel, Medium, Message
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.district import START, District, person, small_district
from gridjustice.testing.memory import MemoryStorage


class Wire(Channel):
    """A channel that keeps what it is handed, and fails where it is told to."""

    def __init__(self, medium: Medium) -> None:
        super().__init__(medium.value)
        self.medium = medium
        self.sent: list[Message] = []
        self.problem: Callable[[Message], Exception | None] = lambda message: None

    def send(self, message: Message) -> Answer:
        if problem := self.problem(message):
            raise problem
        self.sent.append(message)
        return Answer(reference=f"{self.name}-{len(self.sent)}")


MAIL = {"medium": "email", "address": "a@court.example", "owner": "own"}
SMS = {"medium": "sms", "address": "13900000001", "owner": "own"}


@pytest.fixture
def district() -> District:
    clock = FixedClock(START)
    return small_district(Office(MemoryStorage(), Plugins([("builtin", builtin)]), clock=clock, prepare=True), clock)


def reached(district: District, handle: str, *contacts: dict[str, Any]) -> None:
    district.do("supervisor", person(handle), "set_contacts", contacts=list(contacts))


def telling(district: District, *channels: Channel, **patience: Any) -> Relay:
    notices = Notices(district.office, NoticeSettings.default(), {channel.name: channel for channel in channels})
    relay = Relay(district.office, hearers=hearers_of(district.office, notices=notices), patience=Patience(**patience))
    relay.drain()
    return relay


def later(district: District, **span: float) -> None:
    district.clock.set(district.clock.now() + timedelta(**span))


def to(channel: Wire, address: str) -> list[Message]:
    return [message for message in channel.sent if message.address == address]


def test_a_step_tells_its_people_once_and_in_order(district: District) -> None:
    """Whoever is concerned has a message of each step, under keys of their own; a second run tells nothing."""
    mail = Wire(Medium.EMAIL)
    reached(district, "citizen_a", MAIL)
    relay = telling(district, mail)
    dispute = district.bring_to("in_mediation")
    relay.drain()
    keys = [message.key for message in to(mail, "a@court.example")]
    assert len(keys) > 2
    assert len(set(keys)) == len(keys)
    versions = [int(key.split(":")[3]) for key in keys]
    assert versions == sorted(versions)
    before = len(mail.sent)
    relay.drain()
    assert len(mail.sent) == before
    told = [
        each for each in informed(district.office, person("judge"), dispute) if each.recipient == person("citizen_a")
    ]
    assert [each.version for each in told if each.outcome == "told"] == versions
    assert told[0].detail == "email-1" or told[0].detail.startswith("email-")


def test_what_mail_will_not_take_goes_by_text_message_and_then_to_a_call(district: District) -> None:
    """Without cause, opponent or title; and when nothing takes it, somebody of the place is asked to call, once."""
    mail, sms = Wire(Medium.EMAIL), Wire(Medium.SMS)
    reached(district, "citizen_a", MAIL, SMS)
    mail.problem = lambda message: AdapterRejectedError("550 no such mailbox")
    relay = telling(district, mail, sms)
    district.bring_to("received")
    relay.drain()
    brief = to(sms, "13900000001")
    assert brief
    for message in brief:
        assert message.template == "brief"
        assert message.title == ""
        assert "乙某" not in message.text
    sms.problem = lambda message: AdapterRejectedError("no such number")
    other = district.bring_to("received")
    relay.drain()
    tasks = [v for v in district.office.find(person("liaison")) if v.kind == "outreach"]
    assert tasks
    for_other = [v for v in tasks if v.record.subject == other and v.record.person == person("citizen_a")]
    assert {v.record.form.value for v in for_other} == {"call"}
    before = len(tasks)
    relay.drain()
    assert len([v for v in district.office.find(person("liaison")) if v.kind == "outreach"]) == before


def test_a_full_mailbox_keeps_nobody_else_waiting(district: District) -> None:
    """What is only one recipient's trouble leaves the channel alone; it is tried again, in order."""
    mail = Wire(Medium.EMAIL)
    reached(district, "citizen_a", MAIL)
    reached(district, "citizen_b", {**MAIL, "address": "b@court.example"})
    relay = telling(district, mail, opens_after=1)
    full = AdapterUnavailableError("452 mailbox full", for_all=False)
    mail.problem = lambda message: full if message.address == "a@court.example" else None
    district.bring_to("in_mediation")
    relay.drain()
    assert to(mail, "b@court.example")
    assert not to(mail, "a@court.example")
    assert {row.name: row.failures for row in relay.targets()}["channel:email"] == 0
    mail.problem = lambda message: None
    later(district, hours=2)
    relay.drain()
    versions = [int(message.key.split(":")[3]) for message in to(mail, "a@court.example")]
    assert versions == sorted(versions)
    assert len(versions) > 1


def test_a_digest_goes_out_once_in_one_message(district: District) -> None:
    """With the key of its first part; killed between sending and marking, it comes again as it was."""
    mail = Wire(Medium.EMAIL)
    reached(district, "citizen_a", MAIL)
    district.do("citizen_a", person("citizen_a"), "set_preferences", preferences={"digest": True})
    relay = telling(district, mail)
    district.bring_to("received")
    relay.drain()
    assert to(mail, "a@court.example") == []
    later(district, days=1)
    first: list[Message] = []

    def dies(message: Message) -> Exception | None:
        if message.address != "a@court.example":
            return None
        first.append(message)
        raise KeyboardInterrupt

    mail.problem = dies
    with pytest.raises(KeyboardInterrupt):
        relay.drain()
    mail.problem = lambda message: None
    district.bring_to("received")
    later(district, hours=1)
    relay.drain()
    (again,) = to(mail, "a@court.example")
    assert (again.key, again.text) == (first[0].key, first[0].text)


def test_the_delivery_record_is_shown_by_the_access_rule(district: District) -> None:
    """A party reads what it was told itself; a stranger does not learn that there is a record."""
    mail = Wire(Medium.EMAIL)
    reached(district, "citizen_a", MAIL)
    reached(district, "judge", {**MAIL, "address": "j@court.example"})
    relay = telling(district, mail)
    dispute = district.bring_to("received")
    relay.drain()
    with pytest.raises(NotFoundError):
        informed(district.office, person("stranger"), dispute)
    everything = informed(district.office, person("judge"), dispute)
    assert {each.recipient for each in everything} > {person("citizen_a")}
    mine = informed(district.office, person("worker"), dispute)
    assert {each.recipient for each in mine} <= {person("worker")}


def test_a_deliberate_repetition_has_a_key_of_its_own(district: District) -> None:
    """Whoever handles the matter may have it told again, a party to itself alone; asked twice at once it is one."""
    mail = Wire(Medium.EMAIL)
    reached(district, "citizen_a", MAIL)
    relay = telling(district, mail)
    dispute = district.bring_to("received")
    relay.drain()
    (first,) = to(mail, "a@court.example")
    version = int(first.key.split(":")[3])
    notices = Notices(district.office, NoticeSettings.default(), {"email": mail})
    asked = (dispute, version, person("citizen_a"))
    for actor in ("citizen_b", "worker", "stranger"):
        with pytest.raises(NotFoundError):
            tell_again(notices, person(actor), *asked)
    for _ in range(2):
        tell_again(notices, person("triage"), *asked)
    relay.drain()
    tell_again(notices, person("citizen_a"), *asked)
    relay.drain()
    keys = [message.key for message in to(mail, "a@court.example")]
    assert keys == [first.key, f"{first.key}~2", f"{first.key}~3"]
    with pytest.raises(NotFoundError):
        tell_again(notices, person("triage"), dispute, version, person("stranger"))


def test_what_was_digested_goes_out_after_an_outage(district: District) -> None:
    """Several people's digests wait for a server that is down for hours, then each comes once and whole."""
    mail = Wire(Medium.EMAIL)
    for handle, address in (("citizen_a", "a@court.example"), ("citizen_b", "b@court.example")):
        reached(district, handle, {**MAIL, "address": address})
        district.do(handle, person(handle), "set_preferences", preferences={"digest": True})
    relay = telling(district, mail, opens_after=2)
    for _ in range(3):
        district.bring_to("in_mediation")
    relay.drain()
    mail.problem = lambda message: AdapterUnavailableError("nobody listens there")
    later(district, days=1)
    for _ in range(60):
        relay.drain()
        later(district, minutes=10)
    assert mail.sent == []
    (target,) = [row for row in relay.targets() if row.name == "channel:email"]
    assert target.failures < 20
    mail.problem = lambda message: None
    later(district, hours=1)
    for _ in range(3):
        relay.drain()
        later(district, hours=1)
    for address in ("a@court.example", "b@court.example"):
        (digest,) = to(mail, address)
        assert digest.text.count("20220601-") >= 9
    assert relay.dead() == []


def test_what_is_urgent_does_not_wait_for_a_server_that_is_down(district: District) -> None:
    """It goes by the next way at once, and once; what can wait does so some hours, and then goes by it too."""
    mail, sms = Wire(Medium.EMAIL), Wire(Medium.SMS)
    reached(district, "triage", MAIL, SMS)
    relay = telling(district, mail, sms, opens_after=1)
    mail.problem = lambda message: AdapterUnavailableError("nobody listens there")
    district.report()
    relay.drain()
    later(district, minutes=1)
    dispute = district.report()
    district.do("worker", dispute, "call_help", danger={"kind": "violence", "called": ["police"]})
    relay.drain()
    later(district, seconds=40)
    relay.drain()
    assert [int(message.key.split(":")[3]) for message in to(sms, "13900000001")] == [1, 2]
    later(district, hours=5)
    relay.drain()
    relay.drain()
    keys = [message.key for message in to(sms, "13900000001")]
    assert len(keys) == len(set(keys)) == 3
    mail.problem = lambda message: None
    later(district, hours=1)
    relay.drain()
    assert mail.sent == []
    told = [each for each in informed(district.office, person("judge"), dispute) if each.outcome == "told"]
    assert {each.target for each in told} == {"channel:sms"}


def test_nobody_is_told_of_what_happened_before_there_were_notices(district: District) -> None:
    """The first channel does not tell years of history; from then on everything is told."""
    mail = Wire(Medium.EMAIL)
    reached(district, "citizen_a", MAIL)
    dispute = district.bring_to("received")
    telling(district, mail)
    assert mail.sent == []
    relay = telling(district, mail)
    district.do("liaison", dispute, "assign", mediator=person("mediator"))
    relay.drain()
    assert len(to(mail, "a@court.example")) == 1


def test_whom_nothing_reaches_any_more_is_said_to_be_so(district: District) -> None:
    """Whoever asks may ask; there is only no way to them, and nothing is stored."""
    mail = Wire(Medium.EMAIL)
    reached(district, "citizen_a", MAIL)
    relay = telling(district, mail)
    dispute = district.bring_to("received")
    relay.drain()
    (first,) = to(mail, "a@court.example")
    district.do("president", person("citizen_a"), "leave", reason="moved away")
    notices = Notices(district.office, NoticeSettings.default(), {"email": mail})
    with pytest.raises(UnreachableError) as problem:
        tell_again(notices, person("triage"), dispute, int(first.key.split(":")[3]), person("citizen_a"))
    assert problem.value.recipient == person("citizen_a")
    with district.office.storage.read() as reader:
        left = [row for row in reader.relay.deliveries(record=dispute, limit=100) if "~" in row.template]
    assert left == []
