"""What a naive programme gets wrong (facts, sections 7 and 9.2), and what happens here instead.

Each pitfall that touches a dispute is a test whose name bears its number; `NOT_OF_A_DISPUTE` lists the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from gridjustice.application.coverage import coverage
from gridjustice.application.register import register
from gridjustice.domain.criteria import equals
from gridjustice.domain.dispute.choices import Document, EndGround, ServiceMethod
from gridjustice.domain.record import Role
from gridjustice.domain.values import RecordId
from gridjustice.errors import InvalidError, NotFoundError
from gridjustice.language import Language
from gridjustice.testing.district import (
    COURT,
    MATERIALS,
    SIGNED,
    SINCE,
    WAYS,
    District,
    grid,
    person,
    report_facts,
    unit,
)
from gridjustice.workflow.dispute import DISPUTE
from gridjustice.workflow.dispute.actors import ON_DOCKET
from gridjustice.workflow.refusals import Reason, StepRefusedError
from gridjustice.workflow.table import Audience

TODAY = "2022-06-01"
BOTH = ["a1", "b1"]
TRIAGED = {"jurisdiction": "ours", "route": "mediation", "reason": "suited", "same_matter_checked": True}
DOCKETED = {"jurisdiction": "ours", "reason": "forest land"}

NOT_OF_A_DISPUTE = {
    30: ("assessment counts rates beside consent, delay and complaints: there is no assessment yet", "4.2, later"),
    37: ("a judicial suggestion is a paper of the court, with its committee and its president", "later"),
    40: ("a joint conference is convened by the court", "2.4.1, later"),
    42: ("the calendar quarter is that of reports and conferences", "2.4.1, later"),
    43: ("the two rates per ten thousand people are figures of the assessment", "1.2 and 4.2, later"),
    60: ("no person and no unit is ranked: there is no assessment yet", "4.2, later"),
}
"""Why a pitfall has no test here, and the clause of the plan whose part of the work brings it."""


def test_every_pitfall_is_tested_or_listed() -> None:
    """P1 to P62; a number stands on one side only."""
    tested = {
        int(number) for number in re.findall(r"^def test_p(\d\d)_", Path(__file__).read_text("utf-8"), re.MULTILINE)
    }
    assert tested | NOT_OF_A_DISPUTE.keys() == set(range(1, 63))
    assert tested & NOT_OF_A_DISPUTE.keys() == set()


def reasons(d: District, handle: str, record: str, step: str, **facts: Any) -> tuple[Reason, ...]:
    """Why it is refused."""
    with pytest.raises(StepRefusedError) as refused:
        d.do(handle, record, step, **facts)
    return tuple(refused.value.reasons)


def refusal(d: District, handle: str, record: str, step: str, **facts: Any) -> list[str]:
    """The codes of all reasons."""
    return [reason.code for reason in reasons(d, handle, record, step, **facts)]


def seen(d: District, record: str) -> Any:
    """The record, as the system sees it."""
    return d.office.show("system", record).record


def state(d: District, record: str) -> str:
    return str(seen(d, record).state_name)


EVERY_DOOR = {"show", "history", "find", "count", "inbox"}


def doors(d: District, handle: str, record: str) -> set[str]:
    """Through which doors somebody learns of a record."""
    office, who, where = d.office, person(handle), equals("id", record)
    found = set()
    for name, door in (("show", office.show), ("history", office.history)):
        try:
            door(who, record)
        except NotFoundError:
            continue
        found.add(name)
    if office.find(who, where) or record in [view.record.id for view in office.find(who, limit=1000)]:
        found.add("find")
    if any(office.count(who, where).values()):
        found.add("count")
    if record in [view.record.id for view in office.inbox(who, limit=1000)]:
        found.add("inbox")
    return found


def sees(d: District, handle: str, record: str) -> bool:
    """Whether somebody sees it; through one door as through the others."""
    open_doors = doors(d, handle, record) - {"inbox"}
    assert open_doors in (set(), EVERY_DOOR - {"inbox"}), f"{handle} sees it by {open_doors} only"
    return bool(open_doors)


def on_docket(d: District, *also: tuple[str, str, dict[str, Any]], **report: Any) -> RecordId:
    """A docketed case in which these steps were taken too."""
    record = d.bring_to("docketed", **report)
    for handle, step, facts in also:
        d.do(handle, record, step, **facts)
    return record


KEYS = count(1)


def begun(d: District, handle: str, of: str, step: str, **facts: Any) -> RecordId:
    """A record that somebody has begun."""
    actor = handle if handle == "operator" else person(handle)
    return d.office.begin(actor, of, step, facts, key=f"begun {next(KEYS)}").record


def judge_called(d: District, handle: str) -> RecordId:
    """One more judge of the court."""
    post = {"role": "judge", "scope": "court", "place": COURT, "since": SINCE}
    d.do("operator", person(handle), "take_post", post=post)
    return person(handle)


def agreed(**changes: Any) -> dict[str, Any]:
    """What is known of an agreement that was signed and sealed today."""
    given = {"content": "Half.", "form": "written", "signatures": today(SIGNED), "mediator_signed_on": TODAY}
    return {**given, "sealed_on": TODAY, **changes}


def mediated(d: District, record: RecordId) -> None:
    """What was delegated to the farm is received, and everybody consents."""
    d.do("liaison", record, "receive")
    d.do("liaison", record, "assign", mediator=person("mediator"))
    d.do("mediator", record, "accept")
    for handle, party in (("citizen_a", "a1"), ("citizen_b", "b1")):
        d.do(handle, record, "consent", party=party, form="online")


def today(signatures: Sequence[dict[str, Any]], day: str = TODAY) -> list[dict[str, Any]]:
    return [{**each, "signed_on": day} for each in signatures]


def between(*respondents: dict[str, Any], **applicant: Any) -> list[dict[str, Any]]:
    """Parties: the usual applicant with changes, and others in place of the respondent."""
    first, second = report_facts()["parties"]
    return [{**first, **applicant}, *({**second, **each} for each in respondents or ({},))]


@pytest.mark.clause("2.3.2", "3.2")
@pytest.mark.parametrize("handle", ["citizen_a", "liaison", "mediator"])
def test_p01_nobody_applies_for_confirmation_alone(district: District, handle: str) -> None:
    """Whoever sends it: the applicants are all the parties together, each with its signature."""
    record = district.bring_to("agreed")
    assert refusal(district, handle, record, "apply", signatures=today(SIGNED[:1])) == ["not_joint"]
    assert refusal(district, handle, record, "apply", signatures=[]) == ["not_joint"]
    district.do(handle, record, "apply", signatures=today(SIGNED))
    assert state(district, record) == "applied"


def test_p01_a_part_is_confirmed_only_if_all_whom_it_binds_apply(district: District) -> None:
    """Also where it is only a part of the dispute."""
    record = district.bring_to("in_mediation")
    district.do("mediator", record, "agree_in_part", part="g1", parties=BOTH, **agreed())
    part = {"part": "g1", "signatures": today(SIGNED[:1])}
    assert refusal(district, "citizen_a", record, "apply_in_part", **part) == ["not_joint"]
    district.do("citizen_a", record, "apply_in_part", part="g1", signatures=today(SIGNED))


def test_p02_an_agreement_needs_no_confirmation(district: District) -> None:
    """It may be performed and put away without any court."""
    record = district.bring_to("performed")
    district.do("liaison", record, "feed_back", message="Done.")
    district.do("liaison", record, "archive")
    assert state(district, record) == "archived"


def test_p02_only_a_mediation_organisation_brings_about_what_is_confirmed(district: District) -> None:
    """What mediates without being one is given nothing."""
    facts = {"court": COURT, "code": "yard", "name": "贮木场", "kind": "forest_farm", "mediates": False}
    begun(district, "operator", "unit", "adopt", **facts)
    record = district.bring_to("triaged")
    assert refusal(district, "triage", record, "delegate", unit=unit("yard")) == ["unit_does_not_mediate"]
    assert state(district, record) == "triaged"


def test_p03_too_late_is_counted_from_the_effect_and_not_from_the_entry(district: District) -> None:
    """On the last day it is in time."""
    record = district.bring_to("in_mediation")
    district.go(date(2022, 6, 20))
    district.do("mediator", record, "agree", **agreed())
    district.go(date(2022, 7, 2))
    assert refusal(district, "liaison", record, "apply", signatures=today(SIGNED)) == ["applied_too_late"]
    district.go(date(2022, 7, 1))
    district.do("liaison", record, "apply", signatures=today(SIGNED))


@pytest.mark.parametrize(
    ("start", "form", "effective"),
    [
        ("in_mediation", "written", date(2022, 6, 10)),
        ("delegated by the court", "written", date(2022, 6, 7)),
        ("in_mediation", "online", date(2022, 6, 7)),
        ("in_mediation", "oral", date(2022, 6, 2)),
    ],
)
def test_p03_each_form_takes_effect_on_a_day_of_its_own(
    district: District, start: str, form: str, effective: date
) -> None:
    """On paper with the last signature or seal, of what a court delegated and online with the last party's.

    Orally on the day they agreed; never on the day of the entry.
    """
    record = district.bring_to(start)
    if start != "in_mediation":
        mediated(district, record)
    district.go(date(2022, 6, 15))
    days = {"agreed_on": "2022-06-02", "sealed_on": "2022-06-10", "mediator_signed_on": "2022-06-08"}
    signatures = [{"party": "a1", "signed_on": "2022-06-07"}, {"party": "b1", "signed_on": "2022-06-06"}]
    district.do("mediator", record, "agree", **agreed(form=form, signatures=signatures, **days))
    assert seen(district, record).effective_on == effective
    assert seen(district, record).deadline("application").start == effective


def test_p04_what_confirms_is_a_ruling(district: District) -> None:
    """It is called 裁定, never 确认书 or 决定书; and its basis is the article on the ruling."""
    record = district.bring_to("confirmed")
    (event,) = [e for e in district.office.history("system", record) if e.step == "confirm"]
    assert event.derived.basis is not None
    assert event.derived.basis.basis == "confirmation.ruling"
    words = district.office.catalogue.words(Language.ZH)
    said = {key: text for key, text in words.items() if key.endswith((".confirm", ".confirmed"))}
    assert "裁定" in said["dispute.step.confirm"]
    assert "裁定" in said["dispute.state.confirmed"]
    assert [key for key, text in words.items() if "司法确认书" in text or "确认决定" in text] == []


@pytest.mark.parametrize("start", ["asked", "in_mediation", "received", "under_examination"])
def test_p05_one_refusal_ends_the_mediation(district: District, start: str) -> None:
    """At any time, without any reason, and only for oneself."""
    record = district.bring_to(start)
    assert refusal(district, "citizen_b", record, "refuse", party="a1") == ["answers_for_another"]
    district.do("citizen_b", record, "refuse", party="b1")
    view = seen(district, record)
    assert (view.state.value, view.ground) == ("failed", EndGround.REFUSED)


def test_p05_silence_leads_to_no_mediation(district: District) -> None:
    """A month without an answer ends the asking."""
    record = district.bring_to("asked")
    district.do("citizen_a", record, "consent", party="a1", form="online")
    assert state(district, record) == "asked"
    district.go(date(2022, 7, 2))
    district.office.sweep()
    view = seen(district, record)
    assert (view.state.value, view.ground) == ("failed", EndGround.TIME_RAN_OUT)


def test_p05_nobody_consents_for_another(district: District) -> None:
    """Not the other party, and not the mediator in the name of somebody's account."""
    record = district.bring_to("asked")
    for handle in ("citizen_a", "mediator"):
        codes = refusal(district, handle, record, "consent", party="b1", form="online")
        assert codes == ["answers_for_another"]


def test_p05_who_came_to_sue_is_asked_before_being_sent_to_mediators(district: District) -> None:
    """One before docketing; all of them for what is on the docket."""
    record = district.bring_to("brought after triage")
    assert refusal(district, "triage", record, "delegate", unit=unit("farm")) == ["lacks_consent_to_delegation"]
    record = on_docket(district)
    entrusted = {"unit": unit("farm"), "consented": ["a1"], "form": "written"}
    assert refusal(district, "triage", record, "entrust", **entrusted) == ["lacks_consent_to_entrustment"]


@pytest.mark.parametrize(("start", "then"), [("delegated", "triaged"), ("offered", "received")])
def test_p06_silence_leads_to_another_designation(district: District, start: str, then: str) -> None:
    """Of a unit as of a mediator: the dispute stays open, and another one is asked."""
    record = district.bring_to(start)
    district.go(date(2022, 6, 8))
    district.office.sweep()
    assert state(district, record) == then
    if start == "delegated":
        district.do("triage", record, "delegate", unit=unit("farm2"))
    else:
        codes = refusal(district, "liaison", record, "assign", mediator=person("mediator"))
        assert codes == ["mediator_excluded"]
        district.do("triage", record, "designate", mediator=person("mediator2"))


def test_p07_mediation_is_counted_from_the_acceptance(district: District) -> None:
    """Neither from the delegation, nor from the receipt, nor from the assignment, nor from a second acceptance."""
    record = district.bring_to("delegated")
    district.go(date(2022, 6, 6))
    district.do("liaison", record, "receive")
    district.go(date(2022, 6, 7))
    district.do("liaison", record, "assign", mediator=person("mediator"))
    district.go(date(2022, 6, 8))
    district.do("mediator", record, "accept")
    deadline = seen(district, record).deadline("mediation")
    assert (deadline.start, deadline.due) == (date(2022, 6, 8), date(2022, 7, 8))
    district.go(date(2022, 6, 20))
    district.do("mediator", record, "recuse", reason="A cousin.")
    district.do("triage", record, "designate", mediator=person("mediator2"))
    district.do("mediator2", record, "accept")
    assert seen(district, record).deadline("mediation").due == date(2022, 7, 8)


@pytest.mark.parametrize("agreed_by", [["a1"], ["b1"], []])
def test_p08_mediation_goes_on_only_if_all_agree(district: District, agreed_by: list[str]) -> None:
    """One is not enough; and without that it ends on its day."""
    record = district.bring_to("in_mediation")
    assert refusal(district, "mediator", record, "extend", days=10, agreed_by=agreed_by) == ["not_all_agree"]
    district.go(date(2022, 7, 2))
    district.office.sweep()
    assert state(district, record) == "failed"


def test_p08_nobody_agrees_twice_in_place_of_another(district: District) -> None:
    """Nor does a stranger."""
    record = district.bring_to("in_mediation")
    assert refusal(district, "mediator", record, "extend", days=1, agreed_by=[*BOTH, "a1"]) == ["named_wrongly"]
    assert refusal(district, "mediator", record, "extend", days=1, agreed_by=[*BOTH, "c1"]) == ["named_wrongly"]


def session_held(d: District, record: RecordId, **changes: Any) -> RecordId:
    facts = {"court": COURT, "dispute": record, "mode": "together", "held_on": TODAY, "place": "一林场"}
    session = begun(d, "mediator", "session", "arrange", **facts)
    held = {"attended": BOTH, "identified": True, "warned": True, "keeping": "transcript", **changes}
    d.do("mediator", session, "hold", **held)
    return session


def test_p09_what_was_conceded_in_mediation_does_not_reach_the_trial(district: District) -> None:
    """The judge of the case sees neither the session nor a word of what was said in it; nor does anybody else."""
    record = district.bring_to("in_mediation")
    session = session_held(district, record, said="I would pay 5,000 of it.")
    assert sees(district, "citizen_b", session)
    assert sees(district, "mediator", session)
    district.do("citizen_a", record, "refuse", party="a1")
    district.do("citizen_a", record, "bring", party="a1")
    district.do("triage", record, "docket", case_number="（2022）示例民初22号", **DOCKETED)
    district.do("triage", record, "assign_judge", judge=person("judge"))
    district.do("judge", record, "transfer")
    for handle in ("judge", "triage", "assistant", "president", "supervisor", "liaison", "worker", "stranger"):
        assert doors(district, handle, session) == set(), handle
    assert sees(district, "judge", record)
    told = [str(event) for event in district.office.history(person("judge"), record)]
    assert [line for line in told if "5,000" in line] == []
    assert "5,000" not in str(district.show(record, "judge").record)


def test_p09_facts_are_undisputed_only_if_all_sign_for_them(district: District) -> None:
    """Then the dispute says that there are some, and still not which."""
    record = district.bring_to("in_mediation")
    facts = {"court": COURT, "dispute": record, "mode": "together", "held_on": TODAY, "place": "一林场"}
    session = begun(district, "mediator", "session", "arrange", **facts)
    held = {"attended": BOTH, "identified": True, "warned": True, "keeping": "transcript", "undisputed": "The loan."}
    codes = refusal(district, "mediator", session, "hold", **held, undisputed_signed=["a1"])
    assert codes == ["undisputed_unsigned"]
    district.do("mediator", session, "hold", **held, undisputed_signed=BOTH)
    assert seen(district, record).mediation.undisputed


def test_p10_a_recording_needs_the_express_consent_of_all_who_were_there(district: District) -> None:
    """Without it there is a transcript."""
    record = district.bring_to("in_mediation")
    facts = {"court": COURT, "dispute": record, "mode": "together", "held_on": TODAY, "place": "一林场"}
    session = begun(district, "mediator", "session", "arrange", **facts)
    held = {"attended": BOTH, "identified": True, "warned": True, "keeping": "recording"}
    for some in ([], ["a1"], ["b1"]):
        codes = refusal(district, "mediator", session, "hold", **held, agreed_recording=some)
        assert codes == ["recorded_without_consent"]
    district.do("mediator", session, "hold", **held, agreed_recording=BOTH)


def test_p11_who_mediated_plays_no_other_part(district: District) -> None:
    """Neither as a party's agent, nor as the interpreter, nor as the judge."""
    record = district.bring_to("in_mediation")
    agent = {"id": "helper", "kind": "authorised", "name": "某", "person": person("mediator")}
    assert refusal(district, "citizen_a", record, "name_agent", party="a1", agent=agent, papers=True) == [
        "agent_mediated"
    ]
    interpreter = {"name": "某", "person": person("mediator"), "language": "ko-CN"}
    assert refusal(district, "liaison", record, "interpret", interpreter=interpreter) == ["interpreter_mediates"]
    district.do("mediator", record, "recuse", reason="A cousin.")
    assert refusal(district, "liaison", record, "interpret", interpreter=interpreter) == ["interpreter_mediates"]
    assert refusal(district, "citizen_a", record, "name_agent", party="a1", agent=agent, papers=True) == [
        "agent_mediated"
    ]


def become_judge(d: District, handle: str, home: str) -> RecordId:
    """A mediator who has left the unit and become a judge of the court."""
    left = {"role": "mediator", "place": unit(home), "until": d.office.today().isoformat()}
    d.do("operator", person(handle), "leave_post", **left)
    d.go(d.office.today() + timedelta(days=1))
    post = {"role": "judge", "scope": "court", "place": COURT, "since": d.office.today().isoformat()}
    d.do("operator", person(handle), "take_post", post=post)
    return person(handle)


@pytest.mark.parametrize("twice", [False, True], ids=["once", "mediated twice"])
def test_p11_who_mediated_does_not_try_the_case(district: District, twice: bool) -> None:
    """Nor one who mediated it before somebody else did."""
    record = district.bring_to("failed")
    district.do("citizen_a", record, "bring", party="a1")
    if twice:
        district.do("triage", record, "docket", case_number="（2022）示例民初22号", **DOCKETED)
        district.do("triage", record, "entrust", unit=unit("farm2"), consented=BOTH, form="written")
        district.do("other_liaison", record, "receive")
        district.do("citizen_a", record, "refuse", party="a1")
        codes = ["judge_mediated"]
    else:
        district.do("triage", record, "docket", case_number="（2022）示例民初22号", **DOCKETED)
        codes = ["judge_mediated"]
    judge = become_judge(district, "mediator", "farm")
    assert refusal(district, "triage", record, "assign_judge", judge=judge) == codes


@pytest.mark.parametrize("twice", [False, True], ids=["once", "mediated twice"])
def test_p12_a_judge_who_guided_tries_the_case_only_if_the_parties_do_not_mind(district: District, twice: bool) -> None:
    """All of them, and they know of it; another judge needs nothing of the kind."""
    record = district.bring_to("in_mediation")
    district.do("judge", record, "guide", form="advice", note="The ditch is a boundary.")
    district.do("citizen_a", record, "refuse", party="a1")
    district.do("citizen_a", record, "bring", party="a1")
    district.do("triage", record, "docket", case_number="（2022）示例民初22号", **DOCKETED)
    if twice:
        district.do("triage", record, "entrust", unit=unit("farm2"), consented=BOTH, form="written")
        district.do("other_liaison", record, "receive")
        district.do("citizen_a", record, "refuse", party="a1")
    codes = refusal(district, "triage", record, "assign_judge", judge=person("judge"), no_objection=["a1"])
    assert codes == ["judge_guided"]
    district.do("triage", record, "assign_judge", judge=judge_called(district, "stranger"))
    district.do("triage", record, "assign_judge", judge=person("judge"), no_objection=BOTH)


@pytest.mark.clause("2.1.1")
def test_p13_a_judge_holds_no_post_of_a_unit(district: District) -> None:
    """Neither as grid worker nor as liaison."""
    facts = {"person": person("judge"), "role": "grid_worker", "since": TODAY}
    codes = refusal(district, "president", grid(), "assign", **facts)
    assert codes == ["judge_holds_no_other_post"]
    codes = refusal(district, "president", unit("enterprise"), "name_liaison", person=person("judge"), since=TODAY)
    assert codes == ["judge_holds_no_other_post"]


GRID_SIDE = ("worker", "liaison")


def test_p14_the_grid_sees_what_is_its_own(district: District) -> None:
    """Another unit's liaison learns nothing, by no door."""
    record = district.bring_to("in_mediation")
    assert [sees(district, handle, record) for handle in GRID_SIDE] == [True, True]
    for handle in ("other_liaison", "mediator2", "stranger"):
        assert doors(district, handle, record) == set()


@pytest.mark.clause("2.3.3")
@pytest.mark.parametrize("start", ["docketed", "in_trial", "closed"])
def test_p14_the_grid_loses_sight_of_a_case_that_was_docketed(district: District, start: str) -> None:
    """The liaison, the grid worker, and the grid worker who reported it; the court and the parties see it."""
    record = district.bring_to(start)
    assert seen(district, record).reporter == person("worker")
    for handle in GRID_SIDE:
        assert doors(district, handle, record) == set(), handle
    for handle in ("citizen_a", "citizen_b", "triage", "judge"):
        assert sees(district, handle, record), handle


def test_p14_who_reported_it_gets_no_sight_back_by_leaving_the_grid(district: District) -> None:
    """What is not public is not seen by somebody who no longer answers for anything."""
    record = on_docket(district)
    facts = {"person": person("worker"), "role": "grid_worker", "until": TODAY}
    district.do("president", grid(), "relieve", **facts)
    district.go(date(2022, 6, 8))
    assert doors(district, "worker", record) == set()


def test_p14_a_mediator_whose_mediation_the_suit_has_ended_sees_no_case(district: District) -> None:
    """It went to the court while mediation ran, and there it is tried."""
    record = district.bring_to("in_mediation")
    district.do("citizen_a", record, "bring", party="a1")
    district.do("triage", record, "docket", case_number="（2022）示例民初22号", **DOCKETED)
    assert doors(district, "mediator", record) == set()


def test_p14_who_is_entrusted_with_a_case_sees_it_as_long_as_it_is(district: District) -> None:
    """The liaison of that unit and the mediator, until the mediation is over; the grid worker does not."""
    record = district.bring_to("entrusted in mediation")
    assert [sees(district, handle, record) for handle in ("liaison", "mediator", "worker")] == [True, True, False]
    district.do("citizen_a", record, "refuse", party="a1")
    assert state(district, record) == "in_trial"
    assert [doors(district, handle, record) for handle in ("liaison", "mediator", "worker")] == [set(), set(), set()]


@pytest.mark.clause("2.3.3")
def test_p15_observers_come_to_public_hearings_only(district: District) -> None:
    """Until a judge has said that it is one there are none, and nothing is broadcast."""
    record = district.bring_to("in_trial")
    hearing = {"mode": "circuit", "held_on": "2022-06-20", "place": "一林场", "observers": True, "streamed": True}
    both = ["observers_where_closed", "streamed_where_closed"]
    assert refusal(district, "judge", record, "set_hearing", **hearing) == both
    for visibility in ("closed_by_law", "closed_on_application"):
        district.do("judge", record, "classify", visibility=visibility, reason="A child.")
        assert refusal(district, "judge", record, "set_hearing", **hearing) == both
    district.do("judge", record, "classify", visibility="public", reason="A boundary.")
    district.do("judge", record, "set_hearing", **hearing)


def test_p15_a_request_for_a_closed_hearing_closes_it_until_the_judge_has_decided(district: District) -> None:
    """Nobody is invited meanwhile."""
    record = district.bring_to("in_trial")
    district.do("judge", record, "classify", visibility="public", reason="A boundary.")
    district.do("citizen_b", record, "ask_closed", party="b1", reason="A trade secret.")
    hearing = {"mode": "circuit", "held_on": "2022-06-20", "observers": True}
    assert refusal(district, "judge", record, "set_hearing", **hearing) == ["observers_where_closed"]


def test_p16_title_is_the_governments_to_decide(district: District) -> None:
    """It is not sent to mediation, nor docketed as a civil suit, and the parties are told to change nothing."""
    record = district.report(matter="title")
    assert refusal(district, "triage", record, "triage", **TRIAGED) == ["title_goes_to_government"]
    government = {**TRIAGED, "route": "government"}
    assert refusal(district, "triage", record, "triage", **government) == ["state_not_kept"]
    district.do("triage", record, "triage", **government, told_keep_as_is=True)
    assert state(district, record) == "referred"
    district.do("citizen_a", record, "bring", party="a1")
    docketing = {"case_number": "（2022）示例民初22号", **DOCKETED}
    assert refusal(district, "triage", record, "docket", **docketing) == ["title_not_for_civil_suit"]
    codes = refusal(district, "triage", record, "delegate", unit=unit("farm"), consented=["a1"])
    assert codes == ["title_goes_to_government"]


def test_p16_what_turns_out_to_be_title_is_not_confirmed(district: District) -> None:
    """Triage calls it title, whatever the report said; the court finds it at the latest."""
    record = district.report()
    codes = refusal(district, "triage", record, "triage", **TRIAGED, matter="title")
    assert codes == ["title_goes_to_government"]
    record = district.bring_to("applied")
    district.do("triage", record, "refuse_application", ground="title", reason="Whose land it is.")
    assert state(district, record) == "agreed"


def test_p17_a_labour_claim_goes_to_arbitration_first(district: District) -> None:
    """After the questions of the exceptions were put, whatever the report called it."""
    record = district.report(matter="labour")
    arbitration = {**TRIAGED, "route": "arbitration"}
    assert refusal(district, "triage", record, "triage", **arbitration) == ["labour_not_asked"]
    work = district.report(cause="T140", cause_version="2025")
    assert refusal(district, "triage", work, "triage", **arbitration) == ["labour_not_asked"]
    district.do("triage", work, "triage", **arbitration, asked_about_labour=True)
    assert state(district, work) == "referred"
    district.do("triage", record, "triage", **arbitration, asked_about_labour=True)
    district.do("citizen_a", record, "bring", party="a1")
    docketing = {"case_number": "（2022）示例民初22号", **DOCKETED}
    assert refusal(district, "triage", record, "docket", **docketing) == ["arbitration_comes_first"]
    district.do("triage", record, "docket", **docketing, labour="arbitrated")


def test_p18_personal_status_is_not_confirmed(district: District) -> None:
    """Of a divorce neither; what is agreed about money beside it may be."""
    record = district.report(matter="personal_status")
    assert refusal(district, "triage", record, "triage", **TRIAGED) == ["not_mediable"]
    record = district.bring_to("agreed", matter="divorce")
    application = {"signatures": today(SIGNED), "materials": MATERIALS}
    assert refusal(district, "liaison", record, "apply", **application) == ["cannot_be_confirmed"]
    district.do("liaison", record, "apply", **application, leaves_out_status=True)


def with_statement(d: District) -> RecordId:
    """A case in which the court has issued its mediation statement."""
    record = d.bring_to("entrusted agreed")
    d.do("liaison", record, "ask_statement", signatures=today(SIGNED))
    d.do("judge", record, "issue_statement", seal=COURT)
    return record


@pytest.mark.parametrize("method", ["left", "public_notice", "household"])
def test_p19_a_statement_reaches_the_party_in_person(district: District, method: str) -> None:
    """It is not left at the door, nor put up in public, nor given to the household."""
    record = with_statement(district)
    assert refusal(district, "judge", record, "sign_statement", party="a1", method=method) == ["not_in_person"]
    district.do("judge", record, "sign_statement", party="a1", method="direct")
    assert refusal(district, "judge", record, "sign_statement", party="b1", method=method) == ["not_in_person"]
    assert state(district, record) == "agreed"


def test_p20_a_statement_binds_with_the_last_signature(district: District) -> None:
    """Not on the day of its issue."""
    record = with_statement(district)
    district.go(date(2022, 6, 6))
    district.do("judge", record, "sign_statement", party="b1", method="direct")
    assert (state(district, record), seen(district, record).is_docketed) == ("agreed", True)
    district.go(date(2022, 6, 10))
    district.do("judge", record, "sign_statement", party="a1", method="direct")
    current = seen(district, record).proceeding
    assert (state(district, record), current.closed_on) == ("closed", date(2022, 6, 10))


def test_p20_who_goes_back_on_it_before_signing_is_tried(district: District) -> None:
    """Whoever has signed cannot."""
    record = with_statement(district)
    district.do("judge", record, "sign_statement", party="a1", method="direct")
    assert refusal(district, "citizen_a", record, "repudiate", party="a1") == ["statement_signed_by_it"]
    assert refusal(district, "citizen_a", record, "repudiate", party="b1") == ["answers_for_another"]
    district.do("citizen_b", record, "repudiate", party="b1")
    assert (state(district, record), seen(district, record).agreement) == ("in_trial", None)


def test_p21_a_tribunals_own_seal_makes_no_document(district: District) -> None:
    """Of no kind; the court's does."""
    tribunal = f"{COURT}/chaoyang"
    facts = {"court": tribunal, "name": "某法庭", "level": "tribunal"}
    begun(district, "operator", "court", "establish", **facts)
    refused = {"ground": "unclear", "reason": "x"}
    for way, handle, step, known in (
        ("under_review", "judge", "confirm", {"heard": BOTH}),
        ("under_review", "judge", "reject", refused),
        ("in_trial", "judge", "judge", {"told": ["appeal"]}),
        ("brought", "triage", "refuse_docketing", {"ground": "other_court", "reason": "x", "told": ["appeal"]}),
    ):
        record = district.bring_to(way)
        assert refusal(district, handle, record, step, seal=tribunal, **known) == ["tribunal_seal"]
        district.do(handle, record, step, seal=COURT, **known)
    record = district.bring_to("entrusted agreed")
    district.do("liaison", record, "ask_statement", signatures=today(SIGNED))
    assert refusal(district, "judge", record, "issue_statement", seal=tribunal) == ["tribunal_seal"]


def sharing(d: District, record: RecordId, **changes: Any) -> dict[str, Any]:
    return {"contact": "甲某 13900000001", "appointment": "Monday, at the farm", **changes}


def shared(d: District, **report: Any) -> RecordId:
    """A docketed case that is public and was shared with the grid."""
    record = on_docket(d, **report)
    d.do("triage", record, "assign_judge", judge=person("judge"))
    for party in BOTH:
        d.do("triage", record, "tell_closed", party=party)
    d.go(date(2022, 6, 8))
    d.office.sweep()
    d.do("judge", record, "classify", visibility="public", reason="A boundary.")
    d.do("judge", record, "share", **sharing(d, record))
    return record


SERVED = {"document": "complaint", "party": "b1", "method": "direct", "served_on": TODAY}


@pytest.mark.clause("3.2")
@pytest.mark.parametrize("handle", GRID_SIDE)
def test_p22_the_grid_helps_and_the_court_serves(district: District, handle: str) -> None:
    """Whoever helped is on record with the court's act, which has its proof."""
    record = shared(district)
    assert refusal(district, handle, record, "serve", **SERVED, proof=True) == ["not_yours"]
    assert refusal(district, "triage", record, "serve", **SERVED, proof=False) == ["lacks_proof"]
    district.do("triage", record, "serve", **SERVED, proof=True, helper=person(handle))
    (served,) = seen(district, record).services
    assert (served.party, served.method) == ("b1", ServiceMethod.DIRECT)


def test_p23_electronic_service_needs_consent_and_a_trace(district: District) -> None:
    """Either is missing: it is none."""
    record = on_docket(district)
    electronic = {**SERVED, "method": "electronic"}
    assert refusal(district, "triage", record, "serve", **electronic, proof=True) == ["lacks_electronic_consent"]
    assert refusal(district, "triage", record, "serve", **electronic, proof=False, agreed=True) == ["lacks_proof"]
    assert seen(district, record).services == ()
    district.do("triage", record, "serve", **electronic, proof=True, agreed=True)


def test_p24_working_days_are_those_of_the_published_calendar(district: District) -> None:
    """Delegated on Thursday, 29 September 2022: the 30th, then the two make-up days behind the holiday week."""
    record = district.bring_to("triaged")
    district.go(date(2022, 9, 29))
    district.do("triage", record, "delegate", unit=unit("farm"))
    assert seen(district, record).deadline("receipt").due == date(2022, 10, 9)


def test_p25_a_last_day_of_rest_moves_to_the_next_working_day(district: District) -> None:
    """Thirty days from 24 June 2022 end on a Sunday; on the Monday it is still in time."""
    record = district.bring_to("in_mediation")
    district.go(date(2022, 6, 24))
    signed = today(SIGNED, "2022-06-24")
    district.do("mediator", record, "agree", **agreed(signatures=signed, sealed_on="2022-06-24"))
    assert seen(district, record).deadline("application").due == date(2022, 7, 25)
    district.go(date(2022, 7, 26))
    assert refusal(district, "liaison", record, "apply", signatures=signed) == ["applied_too_late"]
    district.go(date(2022, 7, 25))
    district.do("liaison", record, "apply", signatures=signed)


@pytest.mark.parametrize(("day", "article"), [(date(2023, 12, 29), "201"), (date(2024, 1, 2), "205")])
def test_p26_an_act_is_cited_by_the_article_of_its_day(district: District, day: date, article: str) -> None:
    """What is refused as well as what is done; and it stays so however much later it is read."""
    record = district.bring_to("in_mediation")
    district.do("mediator", record, "extend", days=366, agreed_by=BOTH)
    district.do("mediator", record, "extend", days=366, agreed_by=BOTH)
    district.go(day)
    signed = today(SIGNED, day.isoformat())
    sealed = {"mediator_signed_on": day.isoformat(), "sealed_on": day.isoformat()}
    district.do("mediator", record, "agree", **agreed(signatures=signed, **sealed))
    (why,) = reasons(district, "liaison", record, "apply", signatures=signed[:1])
    assert why.citation is not None
    assert why.citation.article == article
    district.do("liaison", record, "apply", signatures=signed)
    district.go(date(2026, 3, 2))
    basis = district.office.history("system", record)[-1].derived.basis
    assert basis is not None
    assert basis.article == article


@pytest.mark.parametrize(
    ("day", "lawful"), [(date(2024, 12, 31), True), (date(2025, 1, 2), False)], ids=["2024", "2025"]
)
def test_p27_since_2025_a_court_dockets_first(district: District, day: date, lawful: bool) -> None:
    """What is brought to it is not sent away to mediation first; what never comes to it is mediated as before."""
    record = district.bring_to("triaged")
    district.go(day)
    district.do("citizen_a", record, "bring", party="a1")
    delegated = {"unit": unit("farm"), "consented": BOTH}
    if lawful:
        district.do("triage", record, "delegate", **delegated)
        assert state(district, record) == "delegated"
    else:
        assert refusal(district, "triage", record, "delegate", **delegated) == ["not_in_this_profile"]
        district.do("triage", record, "docket", case_number="（2025）示例民初1号", **DOCKETED)
        district.do("triage", record, "entrust", **delegated, form="written")
        never_brought = district.bring_to("delegated")
        assert state(district, never_brought) == "delegated"


def test_p27_what_was_open_on_the_day_of_the_change_is_decided_by_a_person(district: District) -> None:
    """Nothing was found about it: whoever still delegates says why."""
    record = district.bring_to("triaged")
    district.go(date(2024, 12, 31))
    district.do("citizen_a", record, "bring", party="a1")
    district.go(date(2025, 1, 2))
    delegated = {"unit": unit("farm"), "consented": BOTH}
    assert refusal(district, "triage", record, "delegate", **delegated) == ["transition_undecided"]
    district.do("triage", record, "delegate", **delegated, transition="Both asked for it on the last day of the year.")


@pytest.mark.clause("1.1")
def test_p28_a_suit_is_received_while_mediation_runs_and_decided_in_its_time(district: District) -> None:
    """The event is the dated receipt; what cannot be decided in seven days is docketed first."""
    record = district.bring_to("in_mediation")
    district.go(date(2022, 6, 10))
    receipt = district.do("citizen_a", record, "bring", party="a1")
    assert receipt.at.date() == date(2022, 6, 10)
    deadline = seen(district, record).deadline("filing")
    assert (deadline.start, deadline.due) == (date(2022, 6, 10), date(2022, 6, 17))
    district.go(date(2022, 6, 18))
    district.office.sweep()
    refused = {"ground": "other_court", "reason": "x", "told": ["appeal"], "seal": COURT}
    assert refusal(district, "triage", record, "refuse_docketing", **refused) == ["time_for_refusing_over"]
    district.do("triage", record, "docket", case_number="（2022）示例民初22号", **DOCKETED)


def test_p28_what_is_missing_is_told_once_and_the_time_runs_anew(district: District) -> None:
    """From the day on which it is there."""
    record = district.bring_to("brought")
    assert refusal(district, "citizen_a", record, "correct", party="a1") == ["nothing_to_correct"]
    district.do("triage", record, "ask_correction", missing="A copy of the contract.")
    assert seen(district, record).deadline("filing") is None
    assert refusal(district, "triage", record, "ask_correction", missing="More.") == ["corrections_asked_before"]
    district.go(date(2022, 6, 20))
    district.do("citizen_a", record, "correct", party="a1")
    deadline = seen(district, record).deadline("filing")
    assert (deadline.start, deadline.due) == (date(2022, 6, 20), date(2022, 6, 27))


def test_p29_mediation_and_confirmation_are_free(district: District) -> None:
    """No step outside a docketed case knows of a fee, and none asks for one."""
    docketed = {s.value for s in ON_DOCKET}
    fees = {"ask_fee", "pay_fee", "fee_unpaid"}
    assert {row.step for row in DISPUTE.rows if "fee" in row.step.split("_")} == fees
    assert {row.source for row in DISPUTE.rows if row.step in fees} == docketed
    asked = {name for step, names in DISPUTE.fields.items() if step not in fees for name in names}
    assert [name for name in asked if re.search("fee|price|charge|cost$", name)] == ["raised_cost"]
    for start in ("in_mediation", "agreed", "applied", "under_review", "brought"):
        assert refusal(district, "triage", district.bring_to(start), "ask_fee") == ["not_from_here"]


def test_p31_a_matter_that_is_reported_twice_is_one_dispute(district: District) -> None:
    """Who triages has to have looked; the second report points at the first, where it goes on."""
    first = district.report()
    unchecked = {**TRIAGED, "same_matter_checked": False}
    assert refusal(district, "triage", first, "triage", **unchecked) == ["same_matter_unchecked"]
    second = district.report()
    district.do("triage", second, "link", same_as=first, reason="The same ditch.")
    assert (seen(district, second).same_as, seen(district, first).also) == (first, (second,))
    assert refusal(district, "triage", first, "link", same_as=second, reason="x") == ["not_the_same_matter"]
    assert refusal(district, "triage", first, "link", same_as=first, reason="x") == ["not_the_same_matter"]


def test_p31_one_dispute_is_one_line_however_often_it_was_brought(district: District) -> None:
    """Alert, mediation and case are stretches of one record."""
    record = district.bring_to("failed")
    district.do("citizen_a", record, "bring", party="a1")
    district.do("triage", record, "docket", case_number="（2022）示例民初22号", **DOCKETED)
    district.do("triage", record, "close", manner="withdrawal")
    district.do("citizen_a", record, "bring", party="a1")
    (line,) = register(district.office, person("triage"))
    assert line["brought"] == 2
    assert district.office.count(person("triage"), equals("kind", "dispute")) == {(): 1}


def second_mediator(d: District) -> RecordId:
    """One more mediator of the farm."""
    post = {"role": "mediator", "scope": "unit", "place": unit("farm"), "since": SINCE}
    d.do("operator", person("stranger"), "take_post", post=post)
    return person("stranger")


def test_p32_of_several_mediators_exactly_one_presides(district: District) -> None:
    """Nobody stands among the others too."""
    record = district.bring_to("received")
    first, second = person("mediator"), second_mediator(district)
    for others in ([first], [second, second], [first, second]):
        codes = refusal(district, "liaison", record, "assign", mediator=first, co_mediators=others)
        assert codes == ["chairs_twice"]
    district.do("liaison", record, "assign", mediator=first, co_mediators=[second])
    mediation = seen(district, record).mediation
    assert (mediation.mediator, mediation.co_mediators) == (first, (second,))


def test_p33_a_replacement_is_on_record_and_has_its_consequence(district: District) -> None:
    """Whoever has been given another mediator and then chooses none refuses; before that nobody is taken to."""
    record = district.bring_to("received")
    assert refusal(district, "liaison", record, "deem_refused", party="a1") == ["never_replaced"]
    record = district.bring_to("in_mediation")
    district.do("citizen_a", record, "replace", party="a1", reason="He knows them too well.")
    mediation = seen(district, record).mediation
    assert (mediation.replaced, mediation.mediator, mediation.excluded) == (1, None, (person("mediator"),))
    assert refusal(district, "liaison", record, "assign", mediator=person("mediator")) == ["mediator_excluded"]
    assert refusal(district, "liaison", record, "deem_refused", party="a1") == ["may_still_choose"]
    district.go(date(2022, 6, 7))
    district.do("liaison", record, "deem_refused", party="a1")
    assert (state(district, record), seen(district, record).ground) == ("failed", EndGround.REFUSED)


def test_p34_an_identity_number_is_asked_of_nobody(district: District) -> None:
    """It is optional, and masked where it is given; not only for readers, also in the history they read."""
    number = "11010519491231002X"
    record = district.report(parties=between(id_number=number))
    assert district.show(record, "supervisor").record.parties[0].id_number == "1＊＊＊"
    assert district.show(record).record.parties[1].id_number is None
    assert number not in str(district.office.history(person("supervisor"), record))
    with pytest.raises(InvalidError):
        district.report(parties=between(id_number="110105194912310021"))


def test_p35_a_place_needs_no_region_code(district: District) -> None:
    """A farm of the forest is named as its list names it, and its disputes go the whole way."""
    begun(district, "operator", "unit", "adopt", court=COURT, code="大荒沟", name="大荒沟林场", kind="forest_farm")
    district.do("president", unit("大荒沟"), "name_liaison", person=person("stranger"), since=TODAY)
    facts = {**report_facts(), "unit": unit("大荒沟"), "grid": None}
    record = begun(district, "stranger", "dispute", "report", **facts)
    district.do("triage", record, "triage", **TRIAGED)
    district.do("triage", record, "delegate", unit=unit("大荒沟"))
    district.do("stranger", record, "receive")


@pytest.mark.parametrize("language", ["ko-CN", "zh-CN"])
def test_p36_no_language_comes_first(district: District, language: str) -> None:
    """Consent and agreement are in the one that the party reads, or somebody interprets."""
    other = {"ko-CN": "zh-CN", "zh-CN": "ko-CN"}[language]
    record = district.bring_to("triaged", parties=between({"language": language}, language=language))
    district.do("triage", record, "delegate", unit=unit("farm"))
    district.do("liaison", record, "receive")
    district.do("liaison", record, "assign", mediator=person("mediator"))
    district.do("mediator", record, "accept")
    consent = {"party": "a1", "form": "online"}
    assert refusal(district, "citizen_a", record, "consent", **consent, language=other) == ["cannot_read_it"]
    district.do("citizen_a", record, "consent", **consent, language=language)
    district.do("citizen_b", record, "consent", party="b1", form="online", language=language)
    assert refusal(district, "mediator", record, "agree", **agreed(language=other)) == ["not_understood"]
    district.do("mediator", record, "agree", **agreed(language=language))


@pytest.mark.parametrize("start", ["in_mediation", "agreed", "applied", "under_review"])
def test_p38_a_suspected_sham_stands_still_and_is_reported(district: District, start: str) -> None:
    """It goes on where it stood, or it ends, and then the police or another body knows of it."""
    record = district.bring_to(start)
    handle = "judge" if start == "under_review" else "mediator"
    district.do(handle, record, "suspect", reason="There is no such loan.")
    refusals = {"in_mediation": "agree", "agreed": "apply", "applied": "accept_application", "under_review": "confirm"}
    assert state(district, record) == "suspended"
    assert refusals[start] not in {row.step for row in district.show(record, "triage").steps}
    district.do("triage", record, "clear", reason="There is one.")
    assert state(district, record) == start
    district.do(handle, record, "suspect", reason="There is no such loan.")
    assert refusal(district, "triage", record, "end_as_sham", reason="x") == ["sham_not_reported"]
    district.do("triage", record, "end_as_sham", reason="x", reported_to=["police"])
    after = seen(district, record)
    assert (after.state.value, after.agreement, after.application) == ("failed", None, None)


def test_p38_nobody_mediates_unwarned(district: District) -> None:
    """Everybody is warned in every session, and shows who they are."""
    record = district.bring_to("in_mediation")
    facts = {"court": COURT, "dispute": record, "mode": "together", "held_on": TODAY, "place": "一林场"}
    session = begun(district, "mediator", "session", "arrange", **facts)
    held = {"attended": BOTH, "keeping": "transcript", "identified": False, "warned": False}
    assert refusal(district, "mediator", session, "hold", **held) == ["nobody_identified", "nobody_warned"]


def test_p39_the_day_of_the_request_is_kept(district: District) -> None:
    """From it the limitation period is interrupted: not from the entry, and not from a day to come."""
    assert seen(district, district.report(asked_on="2022-05-17")).asked_on == date(2022, 5, 17)
    assert seen(district, district.report()).asked_on == date(2022, 6, 1)
    with pytest.raises(StepRefusedError) as refused:
        district.report(asked_on="2022-06-02")
    assert [why.code for why in refused.value.reasons] == ["in_the_future"]


@pytest.mark.clause("2.1.1")
def test_p41_a_hand_over_keeps_who_answered_before(district: District) -> None:
    """The grid's history says who was responsible on any day."""
    judge_called(district, "stranger")
    district.do("president", grid(), "hand_over", person=person("stranger"), since="2022-06-10")
    kept = district.office.show("system", grid()).record
    assert kept.answering_on(Role.JUDGE, date(2022, 6, 9)) == (person("judge"),)
    assert kept.answering_on(Role.JUDGE, date(2022, 6, 10)) == (person("stranger"),)


@pytest.mark.clause("2.1.2")
def test_p41_a_disputes_history_outlives_its_liaison(district: District) -> None:
    """Who received it stays on record; who comes after goes on with it."""
    record = district.bring_to("received")
    district.do("president", unit("farm"), "release_liaison", person=person("liaison"), until=TODAY)
    district.do("president", unit("farm"), "name_liaison", person=person("stranger"), since="2022-06-02")
    district.go(date(2022, 6, 2))
    assert not sees(district, "liaison", record)
    district.do("stranger", record, "assign", mediator=person("mediator"))
    acted = {event.step: event.actor for event in district.office.history(person("triage"), record)}
    assert (acted["receive"], acted["assign"]) == (person("liaison"), person("stranger"))


def test_p44_a_failure_has_its_ground(district: District) -> None:
    """There is no mere "failed"; of the eight grounds three are no failures, and have steps of their own."""
    assert len(EndGround) == 8
    record = district.bring_to("in_mediation")
    with pytest.raises(InvalidError) as refused:
        district.do("mediator", record, "fail")
    assert "ground" in str(refused.value)
    with pytest.raises(InvalidError):
        district.do("mediator", record, "fail", ground="failed")
    for ground in EndGround:
        known = {"ground": ground.value, "told": ["suit"]}
        if ground in (EndGround.AGREED, EndGround.SETTLED, EndGround.TIME_RAN_OUT):
            assert refusal(district, "mediator", record, "fail", **known) == ["no_failure"]
        else:
            ended = district.bring_to("in_mediation")
            district.do("mediator", ended, "fail", **known)
            assert (state(district, ended), seen(district, ended).ground) == ("failed", ground)


def test_p44_a_settlement_is_no_failure(district: District) -> None:
    """It is put away without any remedies."""
    record = district.bring_to("settled")
    assert seen(district, record).ground is EndGround.SETTLED
    district.do("liaison", record, "feed_back", message="They made it up.")
    district.do("liaison", record, "archive")


def test_p45_what_was_agreed_in_a_docketed_case_is_not_confirmed(district: District) -> None:
    """It gets a statement, or the suit is withdrawn; no time for applying runs."""
    record = district.bring_to("entrusted agreed")
    assert seen(district, record).deadline("application") is None
    codes = refusal(district, "citizen_a", record, "apply", signatures=today(SIGNED), materials=MATERIALS)
    assert codes == ["confirmed_after_docketing"]
    district.do("citizen_a", record, "ask_statement", signatures=today(SIGNED))


def test_p46_a_dispute_that_was_brought_twice_has_two_profiles(district: District) -> None:
    """Delegated in December 2024, failed, brought in February 2025: the second time it is docketed first."""
    record = district.bring_to("triaged")
    district.go(date(2024, 12, 30))
    district.do("citizen_a", record, "bring", party="a1")
    district.do("triage", record, "delegate", unit=unit("farm"), consented=BOTH)
    district.do("liaison", record, "receive")
    district.do("liaison", record, "assign", mediator=person("mediator"))
    district.do("mediator", record, "accept")
    district.do("citizen_b", record, "refuse", party="b1")
    assert state(district, record) == "failed"
    district.go(date(2025, 2, 5))
    district.do("citizen_a", record, "bring", party="a1")
    profiles = [p.profile for p in seen(district, record).proceedings]
    assert profiles == ["court_annexed_2022", "docket_first_2025"]
    again = {"unit": unit("farm"), "consented": BOTH}
    assert refusal(district, "triage", record, "delegate", **again) == ["not_in_this_profile"]
    district.do("triage", record, "docket", case_number="（2025）示例民初1号", **DOCKETED)
    assert refusal(district, "triage", record, "ask_fee") == ["not_in_this_profile"]


NEAR = {
    "farm": ("farm", "enterprise"),
    "enterprise": ("farm", "farm2", "enterprise"),
    "farm2": ("farm2", "enterprise"),
}
"""For the unit that is the party: the units that are it, lie above it or below it."""


@pytest.mark.clause("3.3")
@pytest.mark.parametrize("party", NEAR)
def test_p47_a_unit_near_a_party_does_not_mediate(district: District, party: str) -> None:
    """Neither the party itself, nor the unit above it, nor one below it; a neutral one does."""
    record = district.bring_to("triaged", parties=between({"person": None, "unit": unit(party)}))
    for code in NEAR[party]:
        assert refusal(district, "triage", record, "delegate", unit=unit(code)) == ["unit_is_party"]
    if party == "farm2":
        district.do("triage", record, "delegate", unit=unit("farm"))


@pytest.mark.clause("3.3")
@pytest.mark.parametrize("party", NEAR)
def test_p47_the_liaison_of_a_unit_near_a_party_sees_nothing(district: District, party: str) -> None:
    """Of the party, of the unit above it and of the one below it; by no door, and it can take no step."""
    district.do("president", unit("enterprise"), "name_liaison", person=person("stranger"), since=SINCE)
    liaisons = {"farm": "liaison", "farm2": "other_liaison", "enterprise": "stranger"}
    parties = between({"person": None, "unit": unit(party)})
    record = begun(district, "triage", "dispute", "report", **{**report_facts(), "parties": parties})
    for code, handle in liaisons.items():
        if code in NEAR[party]:
            assert doors(district, handle, record) == set(), handle
            with pytest.raises(NotFoundError):
                district.do(handle, record, "resolve", outcome="Nothing.")
    assert sees(district, "liaison", record) == (party == "farm2"), "it is the farm's dispute"
    assert sees(district, "worker", record) == (party == "farm2"), "the farm's grid worker is the farm's"


@pytest.mark.clause("3.3")
def test_p47_a_mediator_of_a_unit_near_a_party_is_not_asked(district: District) -> None:
    """By nobody: neither by the court nor by the parties themselves."""
    record = district.bring_to("triaged", parties=between({"person": None, "unit": unit("farm2")}))
    district.do("triage", record, "delegate", unit=unit("farm"))
    district.do("liaison", record, "receive")
    mediator = person("mediator2")
    assert refusal(district, "triage", record, "designate", mediator=mediator) == ["mediator_is_party"]
    codes = refusal(district, "citizen_a", record, "choose", party="a1", mediator=mediator)
    assert codes == ["mediator_is_party"]


def many(number: int) -> list[dict[str, Any]]:
    """So many respondents, each with the same representative, who may settle."""
    chosen = {"id": "rep", "kind": "representative", "name": "代表", "may_settle": True}
    return between(*({"id": f"b{n}", "person": None, "agents": [chosen]} for n in range(number)))


@pytest.mark.parametrize(("number", "lawful"), [(9, False), (10, True)])
def test_p48_nine_people_are_not_many(district: District, number: int, lawful: bool) -> None:
    """One of nine does not sign for the other eight, whatever they gave him; of ten, a representative does."""
    parties = many(number)
    record = district.bring_to("asked", parties=parties)
    for party in parties:
        district.do(
            "mediator" if party["id"] != "a1" else "citizen_a", record, "consent", party=party["id"], form="written"
        )
    signatures = [{"party": p["id"], "signed_on": TODAY, **({} if p["id"] == "a1" else {"by": "rep"})} for p in parties]
    if lawful:
        district.do("mediator", record, "agree", **agreed(signatures=signatures))
    else:
        codes = refusal(district, "mediator", record, "agree", **agreed(signatures=signatures))
        assert codes == ["lacks_authority"]


@pytest.mark.parametrize(
    ("kind", "may_settle", "lawful"),
    [
        ("authorised", False, False),
        ("authorised", True, True),
        ("legal_representative", True, False),
        ("statutory", True, False),
    ],
)
def test_p48_who_settles_for_a_party_has_authority_to(
    district: District, kind: str, may_settle: bool, lawful: bool
) -> None:
    """特别授权, or by law; also where an application, or the court's statement, is signed for."""
    record = district.bring_to("in_mediation")
    agent = {"id": "lawyer", "kind": kind, "name": "律师", "may_settle": may_settle}
    assert refusal(district, "citizen_b", record, "name_agent", party="b1", agent=agent, papers=False) == [
        "lacks_papers"
    ]
    district.do("citizen_b", record, "name_agent", party="b1", agent=agent, papers=True)
    signatures = [today(SIGNED)[0], {"party": "b1", "signed_on": TODAY, "by": "lawyer"}]
    if not lawful:
        codes = refusal(district, "mediator", record, "agree", **agreed(signatures=signatures))
        assert codes == ["lacks_authority"]
        district.do("mediator", record, "agree", **agreed())
        assert refusal(district, "liaison", record, "apply", signatures=signatures) == ["lacks_authority"]
    else:
        district.do("mediator", record, "agree", **agreed(signatures=signatures))
        district.do("liaison", record, "apply", signatures=signatures)


def test_p48_a_stranger_signs_for_nobody(district: District) -> None:
    """Neither as an agent whom nobody named, nor as a party that is none."""
    record = district.bring_to("in_mediation")
    unnamed = [today(SIGNED)[0], {"party": "b1", "signed_on": TODAY, "by": "cousin"}]
    assert refusal(district, "mediator", record, "agree", **agreed(signatures=unnamed)) == ["lacks_authority"]
    third = [*today(SIGNED), {"party": "c1", "signed_on": TODAY}]
    assert refusal(district, "mediator", record, "agree", **agreed(signatures=third)) == ["signed_by_stranger"]


@pytest.mark.clause("2.1.4")
def test_p49_a_dispute_has_no_notice_for_a_group() -> None:
    """Whom a step tells are people of the case; the grid worker is told of what was shared, and of danger."""
    people = {Audience.PARTIES, Audience.CLAIMANT, Audience.REPORTER, Audience.MEDIATOR, Audience.LIAISON}
    told = {audience for row in DISPUTE.rows for audience in row.may_tell}
    assert told <= {*people, Audience.COURT, Audience.GRID_WORKER}
    assert {row.step for row in DISPUTE.rows if Audience.GRID_WORKER in row.tells} == {"share", "call_help", "arrive"}
    only_in_danger = {"note", "report"}
    assert {row.step for row in DISPUTE.rows if Audience.GRID_WORKER in row.may_tell} - only_in_danger == {
        "share", "call_help", "arrive",
    }  # fmt: skip


def test_p50_only_a_service_starts_a_partys_time(district: District) -> None:
    """Whatever else was told, nothing of a party's runs; and a service runs from its own day, not from its entry."""
    record = on_docket(district)
    district.do("triage", record, "assign_judge", judge=person("judge"))
    district.do("triage", record, "tell_closed", party="b1")
    assert seen(district, record).deadline("answer") is None
    assert refusal(district, "triage", record, "serve", **SERVED, proof=False) == ["lacks_proof"]
    assert seen(district, record).deadline("answer") is None
    district.go(date(2022, 6, 10))
    future = {**SERVED, "served_on": "2022-06-11", "proof": True}
    assert refusal(district, "triage", record, "serve", **future) == ["in_the_future"]
    district.do("triage", record, "serve", **{**SERVED, "served_on": "2022-06-07"}, proof=True)
    deadline = seen(district, record).deadline("answer")
    assert (deadline.start, deadline.due) == (date(2022, 6, 7), date(2022, 6, 22))
    assert seen(district, record).services[-1].document is Document.COMPLAINT


def test_p50_the_time_against_a_ruling_runs_from_its_service(district: District) -> None:
    """Not from the ruling."""
    record = district.bring_to("confirmed")
    assert seen(district, record).deadline("objection") is None
    district.go(date(2022, 7, 1))
    district.do("judge", record, "serve", **{**SERVED, "document": "ruling", "served_on": "2022-07-01"}, proof=True)
    assert seen(district, record).deadline("objection").due == date(2022, 7, 18), "the 16th is a Saturday"


@pytest.mark.clause("2.3.3")
def test_p51_nothing_is_shared_before_the_parties_were_told_and_their_time_has_run(district: District) -> None:
    """Both of them, three working days, and a judge has said that it is public."""
    record = on_docket(district)
    district.do("triage", record, "assign_judge", judge=person("judge"))
    share = sharing(district, record)
    assert refusal(district, "triage", record, "share", **share) == ["not_public", "sharing_not_open"]
    district.do("judge", record, "classify", visibility="public", reason="A boundary.")
    district.do("triage", record, "tell_closed", party="a1")
    district.go(date(2022, 6, 20))
    district.office.sweep()
    assert refusal(district, "triage", record, "share", **share) == ["sharing_not_open"]
    district.do("triage", record, "tell_closed", party="b1")
    deadline = seen(district, record).deadline("closed_request")
    assert (deadline.start, deadline.due) == (date(2022, 6, 20), date(2022, 6, 23))
    district.go(date(2022, 6, 23))
    district.office.sweep()
    assert refusal(district, "triage", record, "share", **share) == ["sharing_not_open"]
    district.go(date(2022, 6, 24))
    district.office.sweep()
    assert [sees(district, handle, record) for handle in GRID_SIDE] == [False, False]
    district.do("triage", record, "share", **share)
    assert [sees(district, handle, record) for handle in GRID_SIDE] == [True, True]


@pytest.mark.clause("2.3.3")
def test_p51_who_asks_for_a_closed_hearing_stops_the_sharing(district: District) -> None:
    """Until the judge has decided, and for good where the judge closes it."""
    record = on_docket(district)
    district.do("triage", record, "assign_judge", judge=person("judge"))
    district.do("judge", record, "classify", visibility="public", reason="A boundary.")
    for party in BOTH:
        district.do("triage", record, "tell_closed", party=party)
    district.do("citizen_b", record, "ask_closed", party="b1", reason="A trade secret.")
    district.go(date(2022, 6, 8))
    district.office.sweep()
    share = sharing(district, record)
    assert refusal(district, "triage", record, "share", **share) == ["not_public"]
    district.do("judge", record, "classify", visibility="closed_on_application", reason="It is one.")
    assert refusal(district, "triage", record, "share", **share) == ["not_public"]


@pytest.mark.parametrize("how", ["asked", "classified"])
def test_p51_what_is_closed_after_it_was_shared_is_out_of_sight_again(district: District, how: str) -> None:
    """From the moment a party asks for it, or a judge says so."""
    record = shared(district)
    assert [sees(district, handle, record) for handle in GRID_SIDE] == [True, True]
    if how == "asked":
        district.do("citizen_b", record, "ask_closed", party="b1", reason="A trade secret.")
    else:
        district.do("judge", record, "classify", visibility="closed_by_law", reason="Somebody's illness.")
    assert [doors(district, handle, record) for handle in GRID_SIDE] == [set(), set()]


@pytest.mark.parametrize("matter", ["family", "divorce"])
def test_p51_a_family_matter_is_shared_only_if_all_agree(district: District, matter: str) -> None:
    """Also where it is heard in public."""
    record = district.report(matter=matter)
    district.do("citizen_a", record, "bring", party="a1")
    docketing = {"case_number": "（2022）示例民初22号", **DOCKETED, "divorce_barred": False}
    district.do("triage", record, "docket", **docketing)
    district.do("triage", record, "assign_judge", judge=person("judge"))
    for party in BOTH:
        district.do("triage", record, "tell_closed", party=party)
    district.go(date(2022, 6, 8))
    district.office.sweep()
    district.do("judge", record, "classify", visibility="public", reason="Nobody asked.")
    share = sharing(district, record, agreed_by=["a1"])
    assert refusal(district, "judge", record, "share", **share) == ["family_does_not_agree"]
    district.do("judge", record, "share", **sharing(district, record, agreed_by=BOTH))


def test_p51_what_was_shared_of_one_suit_says_nothing_of_the_next(district: District) -> None:
    """A dispute that is brought again is out of the grid's sight again."""
    record = shared(district)
    district.do("judge", record, "close", manner="withdrawal")
    district.do("citizen_a", record, "bring", party="a1")
    district.do("triage", record, "docket", case_number="（2022）示例民初23号", **DOCKETED)
    assert [doors(district, handle, record) for handle in GRID_SIDE] == [set(), set()]


@pytest.mark.clause("1.1")
@pytest.mark.parametrize("start", [start for start, way in WAYS.items() if "bring" not in {step for _, step, _ in way}])
@pytest.mark.parametrize("handle", ["citizen_a", "triage"])
def test_p52_a_party_goes_to_the_court_from_wherever_it_stands(district: District, start: str, handle: str) -> None:
    """By itself, or at the court's counter; nobody has to agree."""
    record = district.bring_to(start)
    district.do(handle, record, "bring", party="a1")
    assert state(district, record) == "brought"


@pytest.mark.clause("1.1")
@pytest.mark.parametrize("start", ["entrusted in mediation"])
def test_p52_of_a_docketed_case_a_refusal_is_enough_to_be_tried(district: District, start: str) -> None:
    """The court has it: it is not brought a second time."""
    record = district.bring_to(start)
    assert refusal(district, "citizen_b", record, "bring", party="b1") == ["docketed_already"]
    district.do("citizen_b", record, "refuse", party="b1")
    assert state(district, record) == "in_trial"


@pytest.mark.clause("1.1")
def test_p52_no_state_is_a_dead_end(district: District) -> None:
    """What was withdrawn from the court and is brought again can be delegated, and the unit can receive it."""
    record = district.bring_to("triaged")
    district.do("citizen_a", record, "bring", party="a1")
    district.do("triage", record, "docket", case_number="（2022）示例民初22号", **DOCKETED)
    district.do("triage", record, "close", manner="withdrawal")
    district.do("citizen_a", record, "bring", party="a1")
    district.do("triage", record, "delegate", unit=unit("farm"), consented=BOTH)
    district.do("liaison", record, "receive")
    district.do("liaison", record, "assign", mediator=person("mediator"))
    district.do("mediator", record, "accept")


@pytest.mark.clause("2.3.2")
@pytest.mark.parametrize("missing", ["jurisdiction", "route", "reason"])
def test_p53_jurisdiction_is_decided_by_a_person_who_says_why(district: District, missing: str) -> None:
    """It has no default."""
    facts = dict(TRIAGED)
    facts.pop(missing)
    record = district.report()
    with pytest.raises(InvalidError, match=missing):
        district.do("triage", record, "triage", **facts)


@pytest.mark.clause("2.3.2")
@pytest.mark.parametrize("jurisdiction", ["local_court", "concentrated"])
def test_p53_what_is_not_ours_is_neither_mediated_nor_docketed_here(district: District, jurisdiction: str) -> None:
    """Nor is anything docketed of which nobody has decided whose it is."""
    record = district.report()
    elsewhere = {**TRIAGED, "jurisdiction": jurisdiction}
    assert refusal(district, "triage", record, "triage", **elsewhere) == ["not_ours_to_mediate"]
    district.do("triage", record, "triage", **{**elsewhere, "route": "other_court"})
    district.do("citizen_a", record, "bring", party="a1")
    number = {"case_number": "（2022）示例民初22号"}
    assert refusal(district, "triage", record, "docket", **number) == ["jurisdiction_undecided"]
    undecided = district.bring_to("brought")
    assert refusal(district, "triage", undecided, "docket", **number) == ["jurisdiction_undecided"]
    with pytest.raises(InvalidError, match="reason"):
        district.do("triage", undecided, "docket", **number, jurisdiction="ours")
    own = {**TRIAGED, "route": "other_court"}
    assert refusal(district, "triage", district.report(), "triage", **own) == ["sent_to_ourselves"]


@pytest.mark.clause("1.6")
def test_p54_a_minor_in_danger_is_reported_at_once(district: District) -> None:
    """Within the hour somebody is reminded; before it is done nothing else is, but the way to the court is open."""
    record = district.report(danger={"kind": "violence", "minor": True})
    deadline = seen(district, record).deadline("danger_report")
    assert deadline.runs_out == datetime(2022, 6, 1, 2, tzinfo=UTC), "one hour after nine o'clock"
    assert refusal(district, "triage", record, "triage", **TRIAGED) == ["danger_unreported"]
    assert refusal(district, "worker", record, "resolve", outcome="Calm now.") == ["danger_unreported"]
    assert refusal(district, "worker", record, "hand_over", to="police", message="x") == ["danger_unreported"]
    assert refusal(district, "worker", record, "report_danger", called=[]) == ["nobody_called"]
    district.do("worker", record, "report_danger", called=["ambulance"])
    assert refusal(district, "triage", record, "triage", **TRIAGED) == ["danger_unreported"]
    district.do("worker", record, "report_danger", called=["police"])
    assert seen(district, record).deadline("danger_report") is None
    district.do("triage", record, "triage", **TRIAGED)


@pytest.mark.clause("1.6")
def test_p54_a_minor_does_not_grow_up_by_another_call(district: District) -> None:
    """Who calls for help again, and says less, takes nothing back of what was said before."""
    record = district.report(danger={"kind": "domestic_violence", "minor": True})
    district.do("citizen_b", record, "call_help", danger={"kind": "violence", "called": ["ambulance"]})
    assert seen(district, record).danger.minor
    assert "danger_unreported" in refusal(district, "triage", record, "triage", **TRIAGED)


@pytest.mark.clause("1.6")
def test_p54_the_report_of_a_sign_takes_nothing_back(district: District) -> None:
    """A danger to a minor that was noted is still one when the dispute is reported."""
    facts = report_facts()
    noted = {k: facts[k] for k in ("court", "unit", "grid", "gist")}
    record = begun(district, "worker", "dispute", "note", **noted, danger={"kind": "violence", "minor": True})
    district.do("worker", record, "report", **facts, danger={"kind": "violence", "called": ["ambulance"]})
    assert refusal(district, "triage", record, "triage", **TRIAGED) == ["danger_unreported"]


@pytest.mark.parametrize("ground", ["wage_note", "services", "mediated_pay", "confirmed_pay", "payment_order"])
def test_p55_what_the_law_lets_go_to_a_court_is_not_blocked(district: District, ground: str) -> None:
    """Neither sent to arbitration nor refused the docket; each exception is one."""
    record = district.report(matter="labour")
    asked = {**TRIAGED, "asked_about_labour": True, "labour": ground}
    codes = refusal(district, "triage", record, "triage", **{**asked, "route": "arbitration"})
    assert codes == ["arbitration_not_needed"]
    district.do("triage", record, "triage", **{**asked, "route": "docketing"})
    district.do("citizen_a", record, "bring", party="a1")
    docketing = {"case_number": "（2022）示例民初22号", **DOCKETED, "labour": ground}
    if ground in {"confirmed_pay", "payment_order"}:
        # These go to the court on other ways than a suit.
        assert refusal(district, "triage", record, "docket", **docketing) == ["arbitration_comes_first"]
    else:
        district.do("triage", record, "docket", **docketing)


def test_p55_services_for_a_contractor_are_no_labour_matter(district: District) -> None:
    """They are docketed as anything else, whatever the report called them."""
    record = district.report(matter="labour")
    district.do("triage", record, "triage", **{**TRIAGED, "route": "docketing", "matter": "civil"})
    district.do("citizen_a", record, "bring", party="a1")
    district.do("triage", record, "docket", case_number="（2022）示例民初22号", **DOCKETED)


def test_p56_an_interpreter_is_near_nobody(district: District) -> None:
    """No party, no party's agent, nobody with a tie to one; and not the mediator."""
    record = district.bring_to("in_mediation")
    for known, codes in (
        ({"person": person("citizen_b")}, ["interpreter_is_near"]),
        ({"person": person("mediator")}, ["interpreter_mediates"]),
    ):
        interpreter = {"name": "某", "language": "ko-CN", **known}
        assert refusal(district, "mediator", record, "interpret", interpreter=interpreter) == codes
    tied = {"interpreter": {"name": "某", "language": "ko-CN"}, "disclosed": [{"party": "b1", "relation": "relative"}]}
    assert refusal(district, "mediator", record, "interpret", **tied) == ["interpreter_is_near"]
    district.do("mediator", record, "interpret", interpreter={"name": "某", "language": "ko-CN"})


def test_p57_a_decision_on_title_is_told_with_both_ways(district: District) -> None:
    """Reconsideration and the administrative suit: which comes first is disputed, so nobody hears of one alone."""
    record = district.report(matter="title")
    district.do("triage", record, "triage", **{**TRIAGED, "route": "government", "told_keep_as_is": True})
    served = {"served_on": TODAY, "proof": True}
    for one in (["administrative_suit"], ["reconsideration"], []):
        codes = refusal(district, "triage", record, "serve_decision", **served, ways=one)
        assert codes == ["one_way_only"]
        assert "one_way_only" in refusal(district, "triage", record, "tell_remedies", ways=one)
    both = ["administrative_suit", "reconsideration"]
    district.do("triage", record, "serve_decision", **served, ways=both)
    assert seen(district, record).deadline("title_suit").due == date(2022, 7, 1)


@pytest.mark.clause("1.8", "2.1.2")
def test_p58_a_vacant_post_is_named_and_stops_nobody(district: District) -> None:
    """The dispute is delegated all the same, goes back when nobody receives it, and the gap stands in the coverage."""
    district.do("president", unit("farm"), "release_liaison", person=person("liaison"), until="2022-05-31")
    record = district.bring_to("delegated")
    gaps = coverage(district.office, person("president"), district.office.today()).gaps
    assert [(gap.what, gap.unit) for gap in gaps] == [("no_liaison", unit("farm"))]
    district.go(date(2022, 6, 8))
    district.office.sweep()
    assert state(district, record) == "triaged"
    district.do("citizen_a", record, "bring", party="a1")


def protection(d: District, handle: str = "citizen_a", **changes: Any) -> RecordId:
    """An application for a protection order against the other citizen."""
    facts = {"court": COURT, "applied_by": "herself", "name": "甲某", "against": "乙某", "happened": "He hit her."}
    return begun(d, handle, "protection", "apply", **{**facts, "respondent": person("citizen_b"), **changes})


@pytest.mark.clause("1.6")
@pytest.mark.parametrize(("urgent", "hours"), [(False, 72), (True, 24)])
def test_p59_hours_run_through_a_holiday(district: District, urgent: bool, hours: int) -> None:
    """Asked at nine on Friday, 30 September 2022, before the seven days of the National Day: to the very hour."""
    district.go(date(2022, 9, 30))
    record = protection(district, urgent=urgent)
    deadline = seen(district, record).deadline("decision")
    assert deadline.runs_out == datetime(2022, 9, 30, 1, tzinfo=UTC) + timedelta(hours=hours)
    assert deadline.runs_out.date() == deadline.due


@pytest.mark.clause("1.6")
def test_p59_nobody_else_learns_of_an_application_for_protection(district: District) -> None:
    """Neither whoever manages the court, nor the grid, nor the one it is against before it reached him."""
    record = protection(district)
    others = ("supervisor", "president", "judge", "assistant", "liaison", "worker", "mediator", "citizen_b", "stranger")
    for handle in others:
        assert doors(district, handle, record) == set(), handle
    assert sees(district, "citizen_a", record)
    district.do("triage", record, "assign_judge", judge=person("judge"))
    order = {"measures": ["no_violence", "no_contact"], "valid_until": "2022-11-30", "seal": COURT}
    district.do("judge", record, "issue", **order)
    for handle in others:
        assert doors(district, handle, record) == (EVERY_DOOR if handle == "judge" else set())
    district.do("judge", record, "serve", served_on=TODAY, proof=True)
    assert sees(district, "citizen_b", record)
    assert [handle for handle in others if sees(district, handle, record)] == ["judge", "citizen_b"]


@pytest.mark.clause("1.6")
def test_p59_a_farm_applies_for_nobody(district: District) -> None:
    """It is not among those whom the law lets; the committee is, where she cannot."""
    for by, cannot, lawful in (
        ("forest_farm", True, False),
        ("other", True, False),
        ("residents_committee", False, False),
        ("residents_committee", True, True),
    ):
        facts = {"applied_by": by, "cannot_herself": cannot, "protected": person("citizen_a")}
        if lawful:
            assert sees(district, "citizen_a", protection(district, "worker", **facts))
        else:
            with pytest.raises(StepRefusedError) as refused:
                protection(district, "worker", **facts)
            assert [why.code for why in refused.value.reasons] == ["may_not_apply_for_her"]


def test_p61_a_failure_is_not_put_away_before_the_ways_out_were_told(district: District) -> None:
    """And once they were, it is."""
    record = district.bring_to("in_mediation")
    district.do("mediator", record, "fail", ground="too_far_apart")
    district.do("liaison", record, "feed_back", message="No agreement.")
    assert refusal(district, "liaison", record, "archive") == ["lacks_remedies"]
    assert refusal(district, "mediator", record, "tell_remedies", ways=[]) == ["names_no_way"]
    district.do("mediator", record, "tell_remedies", ways=["suit", "new_agreement"])
    district.do("liaison", record, "archive")


@pytest.mark.parametrize("start", ["refused", "run_out", "rejected", "sham"])
def test_p61_every_way_of_failing_asks_for_the_ways_out(district: District, start: str) -> None:
    """Not only the mediator's own record of it."""
    record = district.bring_to("rejected" if start == "rejected" else "in_mediation")
    if start == "refused":
        district.do("citizen_a", record, "refuse", party="a1")
    elif start == "run_out":
        district.go(date(2022, 7, 2))
        district.office.sweep()
    elif start == "sham":
        district.do("mediator", record, "suspect", reason="There is no such loan.")
        district.do("triage", record, "end_as_sham", reason="x", reported_to=["police"])
    district.do("triage", record, "feed_back", message="No agreement.")
    assert refusal(district, "triage", record, "archive") == ["lacks_remedies"]


@pytest.mark.clause("3.2")
def test_p62_the_parties_own_application_needs_no_liaison(district: District) -> None:
    """Also while the post is vacant."""
    record = district.bring_to("agreed")
    district.do("president", unit("farm"), "release_liaison", person=person("liaison"), until="2022-05-31")
    district.do("citizen_b", record, "apply", signatures=today(SIGNED), materials=MATERIALS)
    assert state(district, record) == "applied"


@pytest.mark.clause("3.2")
@pytest.mark.parametrize("step", ["receive", "decline"])
def test_receipt_for_a_unit_is_its_own_liaisons_alone(district: District, step: str) -> None:
    """Neither another unit's liaison nor the court takes it."""
    record = district.bring_to("delegated")
    facts = {"reason": "Too many."} if step == "decline" else {}
    assert refusal(district, "triage", record, step, **facts) == ["not_yours"]
    with pytest.raises(NotFoundError):
        district.do("other_liaison", record, step, **facts)
    district.do("liaison", record, step, **facts)


@pytest.mark.clause("4.2")
def test_an_order_that_nobody_answers_is_escalated_and_never_closed_by_itself(district: District) -> None:
    """It stays open until the unit answers and the court accepts."""
    facts = {"court": COURT, "unit": unit("farm"), "subject": grid(), "reason": "Nobody answers."}
    order = RecordId(district.office.begin(person("supervisor"), "order", "issue", facts, key="o").record)
    district.go(date(2022, 6, 10))
    district.office.sweep()
    assert state(district, order) == "escalated"
    district.go(date(2023, 6, 10))
    district.office.sweep()
    assert state(district, order) == "escalated"
    assert refusal(district, "liaison", order, "accept") == ["not_from_here"]
    district.do("liaison", order, "answer", answer="We went there.")
    assert refusal(district, "liaison", order, "accept") == ["not_yours"]
    district.do("supervisor", order, "accept")
    assert state(district, order) == "closed"
