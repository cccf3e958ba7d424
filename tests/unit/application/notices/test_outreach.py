"""Calls and visits: tasks for people of the place, once for each message, never for somebody near a party."""

from __future__ import annotations

import io
from typing import Any

import attrs
import pytest
from tests.unit.application.notices.kept import Kept, Telling, to, told, without_accounts

from gridjustice.application.notices import NoticeSettings, PhoneChannel, outreach_script, whom_to_reach
from gridjustice.domain.criteria import equals
from gridjustice.domain.outreach import OutreachForm, OutreachReason, OutreachState
from gridjustice.domain.values import RecordId
from gridjustice.errors import AdapterRejectedError, InvalidError, NotFoundError
from gridjustice.hooks import Plugins
from gridjustice.language import Language
from gridjustice.ports.channel import Medium, Message
from gridjustice.ports.console import ConsoleChannel
from gridjustice.ports.settings import Section
from gridjustice.testing.district import District, person, report_facts


def called(d: District, **b1: Any) -> tuple[RecordId, Any]:
    """A dispute, and the task that its second party's call became."""
    record = d.bring_to("received", parties=without_accounts(**b1))
    here = Telling(d)
    row = to(here.rows(record), "party:b1")
    here.notices.channels["phone"].send(here.text(row))
    return record, task(d)


def task(d: District) -> Any:
    """The one task that there is."""
    (view,) = d.office.find("system", equals("kind", "outreach"))
    return view.record


def test_a_call_is_a_task_for_somebody_of_the_place(district: District) -> None:
    """It says whom to reach and about what, and nothing of what the news is."""
    dispute, found = called(district)
    assert (found.subject, found.party, found.person) == (dispute, "b1", None)
    assert (found.form, found.reason) == (OutreachForm.CALL, OutreachReason.NO_ADDRESS)
    assert found.state is OutreachState.ASKED
    assert told(Telling(district, Medium.CONSOLE).rows(found.id)) == ["liaison", "worker"]
    assert [deadline.limit for deadline in found.deadlines] == ["outreach"]


def test_what_is_read_out_is_brief(district: District) -> None:
    """The number and the court; no cause, no opponent, no name."""
    record = district.bring_to("received", parties=without_accounts())
    here = Telling(district)
    message = here.text(to(here.rows(record), "party:b1"))
    number = district.show(record).record.number
    assert message.text.startswith("您好，我受某林区基层法院委托联系您。")
    assert (number in message.text, "甲某" in message.text, message.title, message.entry) == (True, False, "", None)
    here.notices.channels["phone"].send(message)
    settings = NoticeSettings.default()
    assert outreach_script(district.office, settings, person("worker"), task(district).id) == message.text
    korean = outreach_script(district.office, settings, person("worker"), task(district).id, Language.KO)
    assert "련락드립니다" in korean
    with pytest.raises(NotFoundError):
        outreach_script(district.office, settings, person("citizen_a"), task(district).id)


def test_whoever_calls_learns_whom_as_far_as_they_may_read_it(district: District) -> None:
    """The number of the party, or of the account; nobody who may not know of the task."""
    dispute, found = called(district)
    settings, office = NoticeSettings.default(), district.office
    seen = district.show(dispute, "worker").record.parties[1]
    whom = whom_to_reach(office, settings, person("worker"), found.id)
    assert (whom.name, whom.phone) == (seen.name, seen.phone)
    clear = whom_to_reach(office, settings, person("triage"), found.id)
    assert (clear.name, clear.phone) == ("乙某", "13900000002")
    with pytest.raises(NotFoundError):
        whom_to_reach(office, settings, person("citizen_a"), found.id)


def test_in_danger_no_number_is_read_out_of_which_nothing_is_said(district: District) -> None:
    """Only one that is said to be their own."""
    for phone_of, number in ((None, ""), ("own", "13900000002")):
        dispute = district.bring_to("received", parties=without_accounts(phone_of=phone_of))
        district.do("worker", dispute, "call_help", danger={"kind": "violence", "called": ["police"]})
        asked = {"court": "yblq/helong", "subject": dispute, "party": "b1", "form": "call", "reason": "no_address"}
        record = district.office.begin("system", "outreach", "ask", asked, key=f"ask {phone_of}").record
        whom = whom_to_reach(district.office, NoticeSettings.default(), person("triage"), record)
        assert (whom.name, whom.phone) == ("乙某", number)


def test_the_same_call_twice_is_one_task(district: District) -> None:
    """The relay may hand it over again."""
    record = district.bring_to("received", parties=without_accounts())
    here = Telling(district)
    message = here.text(to(here.rows(record), "party:b1"))
    phone = here.notices.channels["phone"]
    assert phone.send(message) == phone.send(message)
    assert len(district.office.find("system", equals("kind", "outreach"))) == 1


@pytest.mark.clause("2.4.2")
@pytest.mark.parametrize(
    ("needs", "after"), [(["elderly"], "asked"), (["disabled"], "asked"), (["ill"], "not_reached")]
)
def test_who_is_not_reached_by_a_call_is_visited_where_that_is_owed(
    district: District, needs: list[str], after: str
) -> None:
    """At once, on the same record; for others the call is the end, and the court is told."""
    _, found = called(district, needs=needs)
    district.do("worker", found.id, "take")
    district.do("worker", found.id, "miss")
    missed = task(district)
    assert missed.state.value == after
    assert (missed.form is OutreachForm.VISIT) is (after == "asked")
    rows = Telling(district, Medium.CONSOLE).rows(found.id)
    assert told(rows) == (["liaison"] if after == "asked" else ["triage"])
    if after == "asked":
        (deadline,) = missed.deadlines
        assert deadline.figure == "outreach.visit"
        district.do("liaison", found.id, "miss")
        assert (task(district).state.value, task(district).taken_by) == ("not_reached", person("liaison"))


def test_what_asks_people_to_reach_others_is_never_a_task_itself(district: District) -> None:
    """Otherwise a worker without a telephone would be called about calling."""
    _, found = called(district)
    district.do("president", person("worker"), "change_contact", phone="13900000007")
    here = Telling(district, Medium.SMS)
    row = to(here.rows(found.id), "worker")
    assert (row.target, here.instead(row)) == ("channel:sms", [])


@pytest.mark.parametrize("who", ["worker", "liaison"])
def test_who_may_not_handle_the_dispute_does_not_see_the_task(district: District, who: str) -> None:
    """A party is nobody's messenger to the other."""
    applicant, respondent = report_facts()["parties"]
    parties = [{**applicant, "person": person(who)}, {**respondent, "person": None}]
    report = {**report_facts(), "parties": parties}
    record = district.office.begin(person("triage"), "dispute", "report", report, key="report").record
    facts = {"court": "yblq/helong", "subject": record, "party": "b1", "form": "visit", "reason": "not_delivered"}
    place = {"unit": report_facts()["unit"], "grid": report_facts()["grid"]}
    asked = district.office.begin("system", "outreach", "ask", {**facts, **place}, key="ask").record
    with pytest.raises(NotFoundError):
        district.show(asked, who)
    with pytest.raises(NotFoundError):
        district.do(who, asked, "take")
    district.do("triage", asked, "take")
    assert district.show(asked).record.taken_by == person("triage")


def test_a_party_sees_no_task(district: District) -> None:
    """Who is to be reached learns of it by being reached."""
    _, found = called(district)
    for who in ("citizen_a", "citizen_b", "stranger", "mediator"):
        with pytest.raises(NotFoundError):
            district.show(found.id, who)


def test_once_it_is_docketed_the_court_does_it(district: District) -> None:
    """The grid is kept from it, so the task goes to the court."""
    record = district.bring_to("docketed", parties=without_accounts())
    here = Telling(district)
    row = to(here.rows(record), "party:b1")
    here.notices.channels["phone"].send(here.text(row))
    found = task(district)
    assert told(Telling(district, Medium.CONSOLE).rows(found.id)) == ["triage"]
    with pytest.raises(NotFoundError):
        district.show(found.id, "worker")


def test_a_task_that_is_refused_is_given_up_without_anybodys_words(district: District) -> None:
    """The relay goes on with the next link."""
    phone = PhoneChannel("phone", district.office)
    message = Message(key="k", address="13900000002", language="zh-CN", title="", text="甲某")
    for values in (
        (),
        tuple((name, "x") for name in ("recipient", "court_path", "unit", "grid", "subject", "reason", "doorstep")),
    ):
        with pytest.raises(AdapterRejectedError) as problem:
            phone.send(attrs.evolve(message, values=values))
        assert "甲某" not in str(problem.value)


def test_an_offices_own_channel_for_calls_is_used(district: District) -> None:
    """A call centre, say."""
    here = Telling(district, Medium.PHONE)
    row = to(here.rows(district.bring_to("received", parties=without_accounts())), "party:b1")
    assert isinstance(here.notices.channels["phone"], Kept)
    message = here.text(row)
    assert (message.address, dict(message.values)["recipient"]) == ("13900000002", "party:b1")


def test_the_console_writes_a_message_whole() -> None:
    """With its address and title before it, and its lines set in."""
    stream = io.StringIO()
    channel = ConsoleChannel("console", stream)
    message = Message(key="k", address="worker", language="zh-CN", title="标题", text="一。\n\n二。")
    assert channel.send(message).detail == "written"
    assert stream.getvalue() == "→ worker · 标题\n  一。\n\n  二。\n"


def test_the_console_is_offered_by_the_hook(plugins: Plugins) -> None:
    """And takes no settings."""
    channel = plugins.channel("console", "screen", Section({}, "channels.screen"))
    assert (channel.name, channel.medium) == ("screen", Medium.CONSOLE)
    with pytest.raises(InvalidError):
        ConsoleChannel.from_settings("screen", Section({"colour": "red"}, "channels.screen"))
