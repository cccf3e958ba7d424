"""By which medium, at whose address, when; and what is done where that fails."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.application.notices.kept import MEDIA, Telling, to, without_accounts

from gridjustice.application.notices import Unsent
from gridjustice.domain.values import RecordId
from gridjustice.ports.channel import Medium, Message
from gridjustice.ports.clock import COURT_ZONE
from gridjustice.testing.district import COURT, District, person, report_facts, unit

MAIL = {"medium": "email", "address": "a@example.org"}
ACCOUNT = {"medium": "app", "address": "account-a"}
NEIGHBOURS = {"medium": "sms", "address": "13900000009", "owner": "neighbour"}
DIGEST: dict[str, Any] = {"digest": True}
IN_DANGER = {"kind": "violence", "called": ["police"]}


def reached(district: District, *contacts: dict[str, Any], handle: str = "citizen_a", **preferences: Any) -> None:
    """How somebody is reached, and wishes to be."""
    district.do(handle, person(handle), "set_contacts", contacts=list(contacts))
    if preferences:
        district.do(handle, person(handle), "set_preferences", preferences=preferences)


def media(here: Telling, record: str, who: str = "citizen_a") -> list[str]:
    """The whole chain, each link tried in vain."""
    return [row.target.partition(":")[2] for row in here.chain(to(here.rows(record), who))]


def elderly(**changes: Any) -> list[dict[str, Any]]:
    applicant, respondent = report_facts()["parties"]
    return [{**applicant, "needs": ["elderly"], **changes}, respondent]


@pytest.mark.clause("2.4.2")
def test_the_chain_goes_from_the_person_to_their_door(district: District) -> None:
    """A message, a text message, a call, and for an elderly party a visit."""
    record = district.bring_to("received", parties=elderly())
    reached(district, ACCOUNT, MAIL)
    assert media(Telling(district, *MEDIA[:3]), record) == ["app", "email", "sms", "phone", "visit"]


def test_for_others_the_chain_ends_with_a_call(district: District) -> None:
    """Nobody stands at their door."""
    reached(district, MAIL)
    assert media(Telling(district, *MEDIA[:3]), district.bring_to("received")) == ["email", "sms", "phone"]


def test_each_link_has_a_key_of_its_own(district: District) -> None:
    """What is sent by another medium is another message."""
    reached(district, MAIL)
    here = Telling(district, *MEDIA[:3])
    rows = list(here.chain(to(here.rows(district.bring_to("received")), "citizen_a")))
    assert [row.template for row in rows] == ["step", "brief", "call"]
    assert len({here.text(row).key for row in rows}) == 3


def test_a_person_chooses_the_order(district: District) -> None:
    """What they did not name comes behind it."""
    reached(district, MAIL, ACCOUNT, media=["phone", "email"])
    record = district.bring_to("received", parties=elderly())
    assert media(Telling(district, *MEDIA[:3]), record) == ["phone", "email", "app", "sms", "visit"]


def test_an_office_chooses_it_for_the_others(district: District) -> None:
    """With the media it has channels for."""
    reached(district, MAIL, ACCOUNT)
    record = district.bring_to("received")
    assert media(Telling(district, *MEDIA[:3], media=(Medium.EMAIL, Medium.APP)), record) == ["email", "app", "phone"]


def test_the_old_number_of_a_person_still_counts(district: District) -> None:
    """For text messages and for calls."""
    district.do("president", person("liaison"), "change_contact", phone="13900000005")
    district.do("triage", record := district.bring_to("triaged"), "delegate", unit=unit("farm"))
    here = Telling(district, Medium.SMS)
    row = to(here.rows(record), "liaison")
    assert here.text(row).address == "13900000005"
    assert media(here, record, "liaison") == ["sms", "phone"]


def test_an_own_address_goes_before_somebody_elses(district: District) -> None:
    """Wherever it stands."""
    reached(district, NEIGHBOURS, {"medium": "sms", "address": "13900000008"})
    here = Telling(district, Medium.SMS)
    assert here.text(to(here.rows(district.bring_to("received")), "citizen_a")).address == "13900000008"


def test_by_somebody_elses_address_only_the_least_is_said(district: District) -> None:
    """Even where the medium would carry it all."""
    reached(district, {**MAIL, "owner": "unit"})
    here = Telling(district, Medium.EMAIL)
    message = here.text(to(here.rows(district.bring_to("received")), "citizen_a"))
    assert message.title == ""
    assert "甲某" not in message.text
    assert "乙某" not in message.text


def test_where_somebody_is_in_danger_nobody_elses_number_is_used(district: District) -> None:
    """Neither that of an account, nor that of a party without one."""
    applicant, respondent = without_accounts(phone_of="relative")
    record = district.bring_to("received", parties=[{**applicant, "phone_of": "own"}, respondent])
    reached(district, NEIGHBOURS)
    here = Telling(district, Medium.SMS)
    before = to(here.rows(record), "party:b1")
    assert before.dead == 0
    district.do("worker", record, "call_help", danger=IN_DANGER)
    assert to(here.rows(record, "receive"), "party:b1").dead == 1
    assert here.message(before) == Unsent("address")
    # The number in the dispute is the applicant's own.
    assert here.text(to(here.rows(record, "receive"), "citizen_a")).address == "13900000001"


def test_where_somebody_is_in_danger_a_number_of_which_nothing_is_said_counts_as_unknown(district: District) -> None:
    """Whose it is, nobody knows; elsewhere it counts as the party's own."""
    record = district.bring_to("received", parties=without_accounts())
    here = Telling(district, Medium.SMS)
    before = to(here.rows(record), "party:b1")
    assert (before.dead, here.text(before).address) == (0, "13900000002")
    district.do("worker", record, "call_help", danger=IN_DANGER)
    assert to(here.rows(record, "receive"), "party:b1").dead == 1
    assert here.message(before) == Unsent("address")


@pytest.mark.parametrize("danger", [True, False])
def test_nobody_is_sent_to_the_door_of_somebody_in_danger(district: District, danger: bool) -> None:
    """Whoever opens may be the one she fears; the call that comes before asks for no visit either."""
    parties = without_accounts(phone_of="own", needs=["elderly"])
    record = district.bring_to("received", parties=parties)
    if danger:
        district.do("worker", record, "call_help", danger=IN_DANGER)
    here = Telling(district, Medium.SMS)
    rows = list(here.chain(to(here.rows(record, "receive"), "party:b1")))
    assert [row.target for row in rows] == ["channel:sms", "channel:phone", *([] if danger else ["channel:visit"])]
    assert dict(here.text(rows[1]).values)["doorstep"] == ("" if danger else "1")


def test_of_a_guarded_step_nobody_elses_address_hears(district: District) -> None:
    """The officer's messenger account is the office's."""
    reached(district, {**ACCOUNT, "owner": "unit"}, MAIL, handle="triage")
    record = district.report()
    here = Telling(district, Medium.APP, Medium.EMAIL)
    assert to(here.rows(record), "triage").target == "channel:app"
    district.do("worker", record, "call_help", danger=IN_DANGER)
    assert to(here.rows(record), "triage").target == "channel:email"


def test_what_can_wait_waits_until_the_morning(district: District) -> None:
    """In the court's legal time, and as the person wishes it."""
    record = district.bring_to("received")
    district.clock.set(datetime(2022, 6, 1, 22, 0, tzinfo=COURT_ZONE))
    here = Telling(district, Medium.CONSOLE)
    assert to(here.rows(record), "citizen_a").due == "2022-06-01T23:00:00.000000Z"
    reached(district, quiet_from="23:00", quiet_until="06:00")
    assert to(here.rows(record), "citizen_a").due == "2022-06-01T14:00:00.000000Z"


def test_what_is_urgent_waits_for_nothing(district: District) -> None:
    """Danger, what only few may know of, hours, and what the office says."""
    reached(district, MAIL, handle="triage", **DIGEST)
    record = district.bring_to("received")
    district.clock.set(night := datetime(2022, 6, 1, 22, 0, tzinfo=COURT_ZONE))
    here = Telling(district, Medium.CONSOLE)
    now = night.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    assert to(here.rows(record), "triage").template == "digest"
    named = Telling(district, Medium.CONSOLE, urgent=frozenset({"dispute.receive"}))
    assert to(named.rows(record), "triage")[4:7] == ("step", 0, now)
    district.do("worker", record, "call_help", danger=IN_DANGER)
    for row in (*here.rows(record), *here.rows(record, "receive")):
        assert (row.template, row.due) == ("step", now)
    facts = {"court": COURT, "applied_by": "herself", "name": "甲某", "against": "乙某", "happened": "He hit her."}
    order = district.office.begin(person("citizen_a"), "protection", "apply", facts, key="protection").record
    hours = Telling(district, Medium.CONSOLE, urgent=frozenset())
    assert to(hours.rows(order), "triage").due == now


def test_a_digest_bundles_what_can_wait(district: District) -> None:
    """One message of all of it, at the office's hour, with one key."""
    reached(district, MAIL, **DIGEST)
    here = Telling(district, Medium.EMAIL)
    rows = [to(here.rows(district.bring_to("received")), "citizen_a") for _ in range(2)]
    assert {(row.template, row.due) for row in rows} == {("digest", "2022-06-02T00:00:00.000000Z")}
    assert len({(row.target, row.bundle) for row in rows}) == 1
    # What is told together is put together by the relay, which gives it its key.
    rows = [row._replace(bundle="channel:email:first~2") for row in rows]
    message = here.text(*rows)
    assert message.title == "今日汇总（2项）"
    assert message.text.count("确认接收") >= 2
    assert message.key == here.text(*reversed(rows)).key
    assert here.text(rows[0]).key == message.key, "what is left of a bundle is told under its key"


def test_what_a_digest_may_not_say_any_more_is_left_out(district: District) -> None:
    """And nothing is sent where nothing is left."""
    reached(district, MAIL, handle="mediator", **DIGEST)
    here = Telling(district, Medium.EMAIL)
    records = [district.bring_to("offered") for _ in range(2)]
    rows = [to(here.rows(record), "mediator") for record in records]
    district.do("mediator", records[0], "turn_down", ground="full", reason="Too much to do.")
    assert "汇总（1项）" in here.text(*rows).title
    district.do("mediator", records[1], "turn_down", ground="full", reason="Too much to do.")
    assert here.message(*rows) == Unsent("sight")


def test_a_failed_digest_is_told_step_by_step(district: District) -> None:
    """Each of its rows has a next link."""
    reached(district, MAIL, **DIGEST)
    here = Telling(district, *MEDIA[:3])
    row = to(here.rows(district.bring_to("received")), "citizen_a")
    assert [(each.template, each.bundle) for each in here.instead(row)] == [("brief", "")]


def test_a_resend_has_a_new_key_and_keeps_its_round(district: District) -> None:
    """Along the whole chain; the same number again is the same message."""
    record = district.bring_to("received")
    here = Telling(district, *MEDIA[:3])
    first = to(here.rows(record), "citizen_a")
    with district.office.storage.read() as reader:
        (again,) = here.notices.resend(reader, record, first.version, first.recipient)
        assert here.notices.resend(reader, record, first.version, first.recipient) == [again]
        (third,) = here.notices.resend(reader, record, first.version, first.recipient, number=3)
        assert here.notices.resend(reader, record, first.version, person("stranger")) == []
    assert [row.template for row in (first, again, third)] == ["brief", "brief~2", "brief~3"]
    assert len({here.text(row).key for row in (first, again, third)}) == 3
    assert [row.template for row in here.chain(again)] == ["brief~2", "call~2"]
    assert here.text(again).template == "brief", "a gateway's own template is that of the sort of text"


@pytest.mark.parametrize("gone", ["left", "sight", "address"])
def test_what_became_untrue_is_not_sent(district: District, gone: str) -> None:
    """A text is made when it is sent, of what is so then."""
    reached(district, MAIL, handle="mediator")
    record: RecordId = district.bring_to("offered")
    here = Telling(district, Medium.EMAIL)
    row = to(here.rows(record), "mediator")
    assert isinstance(here.message(row), Message)
    if gone == "left":
        district.do("president", person("mediator"), "leave", reason="moved away")
        assert here.message(row) == Unsent("recipient")
    elif gone == "sight":
        district.do("mediator", record, "turn_down", ground="full", reason="Too much to do.")
        assert here.message(row) == Unsent("sight")
    else:
        district.do("mediator", person("mediator"), "set_contacts", contacts=[])
        assert here.message(row) == Unsent("address")
    assert here.instead(row) == []


def test_of_what_is_not_there_nothing_is_sent(district: District) -> None:
    """Neither a record that is gone, nor an event, nor a party that is none."""
    here = Telling(district, *MEDIA)
    row = to(here.rows(district.bring_to("received")), "citizen_a")
    assert here.message(row._replace(record=person("nobody"))) == Unsent("record")
    assert here.message(row._replace(version=99)) == Unsent("record")
    assert here.message(row._replace(recipient="party:z9")) == Unsent("recipient")
    assert here.message(row._replace(recipient=person("nobody"))) == Unsent("recipient")
    assert here.message(row._replace(recipient=unit("farm"))) == Unsent("recipient")
