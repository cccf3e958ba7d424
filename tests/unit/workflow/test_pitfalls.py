"""What a naive programme gets wrong (facts, sections 7 and 9.2), and what happens here instead."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gridjustice.domain.dispute import EndGround
from gridjustice.domain.record import Role
from gridjustice.domain.values import RecordId
from gridjustice.errors import InvalidError, NotFoundError
from gridjustice.testing.district import COURT, SINCE, District, grid, person, report_facts, unit
from gridjustice.workflow.refusals import StepRefusedError

TODAY = "2022-06-01"


def refusal(d: District, handle: str, record: str, step: str, **facts: Any) -> list[str]:
    """The codes of all reasons."""
    with pytest.raises(StepRefusedError) as refused:
        d.do(handle, record, step, **facts)
    return [reason.code for reason in refused.value.reasons]


def state(d: District, record: str) -> str:
    return str(d.office.show("system", record).record.state_name)


@pytest.mark.clause("2.3.2", "3.2")
@pytest.mark.parametrize("handle", ["citizen_a", "liaison", "mediator"])
def test_p01_nobody_applies_for_confirmation_alone(district: District, handle: str) -> None:
    """Whoever sends it: the applicants are all the parties together."""
    record = district.bring_to("agreed")
    assert refusal(district, handle, record, "apply", applicants=["a1"]) == ["not_joint"]
    district.do(handle, record, "apply", applicants=["a1", "b1"])
    assert state(district, record) == "applied"


def test_p02_an_agreement_needs_no_confirmation(district: District) -> None:
    """It may be performed and put away without any court."""
    record = district.bring_to("performed")
    district.do("liaison", record, "feed_back", message="Done.")
    district.do("liaison", record, "archive")
    assert state(district, record) == "archived"


def test_p03_too_late_is_counted_from_the_effect_and_not_from_the_entry(district: District) -> None:
    """On the last day it is in time."""
    record = district.bring_to("in_mediation")
    district.go(date(2022, 6, 20))
    signatures = [{"party": party, "signed_on": TODAY} for party in ("a1", "b1")]
    facts = {"content": "Half.", "form": "written", "mediator_signed_on": TODAY, "sealed_on": TODAY}
    district.do("mediator", record, "agree", signatures=signatures, **facts)
    district.go(date(2022, 7, 2))
    assert refusal(district, "liaison", record, "apply", applicants=["a1", "b1"]) == ["applied_too_late"]
    district.go(date(2022, 7, 1))
    district.do("liaison", record, "apply", applicants=["a1", "b1"])


def test_p05_one_refusal_ends_the_mediation(district: District) -> None:
    """At any time, without any reason, and only for oneself."""
    for start in ("asked", "in_mediation"):
        record = district.bring_to(start)
        assert refusal(district, "citizen_b", record, "refuse", party="a1") == ["answers_for_another"]
        district.do("citizen_b", record, "refuse", party="b1")
        view = district.show(record).record
        assert (view.state.value, view.ground) == ("failed", EndGround.REFUSED)


def test_p05_silence_leads_to_no_mediation(district: District) -> None:
    """Thirty days without an answer end the asking."""
    record = district.bring_to("asked")
    district.do("citizen_a", record, "consent", party="a1", form="online")
    district.go(date(2022, 7, 2))
    district.office.sweep()
    view = district.show(record).record
    assert (view.state.value, view.ground) == ("failed", EndGround.TIME_RAN_OUT)


@pytest.mark.parametrize("agreed", [["a1"], ["b1"], []])
def test_p08_mediation_goes_on_only_if_all_agree(district: District, agreed: list[str]) -> None:
    """One is not enough."""
    record = district.bring_to("in_mediation")
    assert refusal(district, "mediator", record, "extend", days=10, agreed_by=agreed) == ["not_all_extend"]


@pytest.mark.clause("2.1.1")
def test_p13_a_judge_holds_no_post_of_a_unit(district: District) -> None:
    """Neither as grid worker nor as liaison."""
    facts = {"person": person("judge"), "role": "grid_worker", "since": TODAY}
    codes = refusal(district, "president", grid(), "assign", **facts)
    assert codes == ["judge_holds_no_other_post"]
    codes = refusal(district, "president", unit("enterprise"), "name_liaison", person=person("judge"), since=TODAY)
    assert codes == ["judge_holds_no_other_post"]


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


def test_p16_title_is_the_governments_to_decide(district: District) -> None:
    """It is not sent to mediation, and an agreement about it is not confirmed."""
    record = district.report(matter="title")
    mediation = {"jurisdiction": "ours", "route": "mediation", "reason": "x"}
    assert refusal(district, "triage", record, "triage", **mediation) == ["title_goes_to_government"]
    district.do("triage", record, "triage", jurisdiction="ours", route="government", reason="forest law")
    assert state(district, record) == "referred"


def test_p18_personal_status_is_not_confirmed(district: District) -> None:
    """The rest of what was agreed may be performed."""
    record = district.bring_to("agreed", matter="personal_status")
    assert refusal(district, "liaison", record, "apply", applicants=["a1", "b1"]) == ["cannot_be_confirmed"]
    district.do("citizen_a", record, "perform", performed_on=TODAY)


@pytest.mark.parametrize(
    ("day", "lawful"), [(date(2024, 12, 30), True), (date(2025, 1, 2), False)], ids=["2024", "2025"]
)
def test_p27_since_2025_a_court_dockets_first(district: District, day: date, lawful: bool) -> None:
    """What is brought to it is not sent away to mediation first."""
    record = district.bring_to("triaged")
    district.go(day)
    district.do("citizen_a", record, "bring", party="a1")
    if lawful:
        district.do("triage", record, "delegate", unit=unit("farm"), consented=True)
        assert state(district, record) == "delegated"
    else:
        codes = refusal(district, "triage", record, "delegate", unit=unit("farm"), consented=True)
        assert codes == ["not_in_this_profile"]
        district.do("triage", record, "docket", case_number="（2025）吉7502民初1号")


def test_p34_an_identity_number_is_asked_of_nobody(district: District) -> None:
    """It is optional, and masked where it is given."""
    applicant, respondent = report_facts()["parties"]
    record = district.report(parties=[{**applicant, "id_number": "222401199001011234"}, respondent])
    assert district.show(record, "supervisor").record.parties[0].id_number == "2＊＊＊"
    assert district.show(record).record.parties[1].id_number is None


@pytest.mark.clause("2.1.1")
def test_p41_a_hand_over_keeps_who_answered_before(district: District) -> None:
    """The grid's history says who was responsible on any day."""
    post = {"role": "judge", "scope": "court", "place": COURT, "since": SINCE}
    district.do("operator", person("stranger"), "take_post", post=post)
    district.do("president", grid(), "hand_over", person=person("stranger"), since="2022-06-10")
    kept = district.office.show("system", grid()).record
    assert kept.answering_on(Role.JUDGE, date(2022, 6, 9)) == (person("judge"),)
    assert kept.answering_on(Role.JUDGE, date(2022, 6, 10)) == (person("stranger"),)


def test_p44_a_failure_has_its_ground(district: District) -> None:
    """There is no mere "failed"."""
    record = district.bring_to("in_mediation")
    with pytest.raises(InvalidError) as refused:
        district.do("mediator", record, "fail")
    assert "ground" in str(refused.value)
    with pytest.raises(InvalidError):
        district.do("mediator", record, "fail", ground="failed")


def test_p46_a_dispute_that_was_brought_twice_has_two_profiles(district: District) -> None:
    """Accepted under the old rules, failed, and brought again under the new ones."""
    record = district.bring_to("triaged")
    district.go(date(2024, 12, 30))
    district.do("citizen_a", record, "bring", party="a1")
    district.do("triage", record, "delegate", unit=unit("farm"), consented=True)
    district.go(date(2025, 2, 5))
    district.do("citizen_a", record, "bring", party="a1")
    profiles = [p.profile for p in district.show(record).record.proceedings]
    assert profiles == ["court_annexed_2022", "docket_first_2025"]


@pytest.mark.clause("3.3")
@pytest.mark.parametrize("party", ["farm", "enterprise", "farm2"])
def test_p47_a_unit_near_a_party_does_not_mediate(district: District, party: str) -> None:
    """Neither the party itself, nor the unit above it, nor one below it; a neutral one does."""
    applicant, respondent = report_facts()["parties"]
    respondent = {**respondent, "person": None, "unit": unit(party)}
    record = district.bring_to("triaged", parties=[applicant, respondent])
    near = ("farm", "farm2", "enterprise") if party == "enterprise" else (party, "enterprise")
    for code in near:
        assert refusal(district, "triage", record, "delegate", unit=unit(code)) == ["unit_is_party"]
    if party == "farm2":
        district.do("triage", record, "delegate", unit=unit("farm"))


@pytest.mark.clause("1.1")
@pytest.mark.parametrize("handle", ["citizen_a", "triage"])
def test_p52_a_party_goes_to_the_court_while_mediation_runs(district: District, handle: str) -> None:
    """By itself, or at the court's counter; nobody has to agree."""
    record = district.bring_to("in_mediation")
    district.do(handle, record, "bring", party="a1")
    assert state(district, record) == "brought"


@pytest.mark.clause("2.3.2")
@pytest.mark.parametrize("missing", ["jurisdiction", "route", "reason"])
def test_p53_jurisdiction_is_decided_by_a_person_who_says_why(district: District, missing: str) -> None:
    """It has no default."""
    facts = {"jurisdiction": "ours", "route": "mediation", "reason": "suited"}
    facts.pop(missing)
    record = district.report()
    with pytest.raises(InvalidError, match=missing):
        district.do("triage", record, "triage", **facts)


def test_p61_a_failure_is_not_put_away_before_the_ways_out_were_told(district: District) -> None:
    """And once they were, it is."""
    record = district.bring_to("in_mediation")
    district.do("mediator", record, "fail", ground="too_far_apart")
    district.do("liaison", record, "feed_back", message="No agreement.")
    assert refusal(district, "liaison", record, "archive") == ["lacks_remedies"]
    district.do("mediator", record, "tell_remedies")
    district.do("liaison", record, "archive")


@pytest.mark.clause("3.2")
def test_p62_the_parties_own_application_needs_no_liaison(district: District) -> None:
    """Also while the post is vacant."""
    record = district.bring_to("agreed")
    district.do("president", unit("farm"), "release_liaison", person=person("liaison"), until="2022-05-31")
    district.do("citizen_b", record, "apply", applicants=["a1", "b1"])
    assert state(district, record) == "applied"


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
