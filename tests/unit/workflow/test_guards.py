"""Every guard of every table is seen to pass and to refuse, in the office, with its own reason and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import attrs
import pytest
from tests.unit.workflow.small import act

from gridjustice.application.codec import from_plain
from gridjustice.application.request import Receipt
from gridjustice.domain.dispute import Consent, Dispute, DisputeState, Form, Party, Side
from gridjustice.domain.dispute_facts import AgreementMade
from gridjustice.domain.values import CourtPath, RecordId, named_id
from gridjustice.language import Catalogue, Language
from gridjustice.testing.district import COURT, SINCE, WAYS, District, grid, person, report_facts, unit
from gridjustice.workflow.dispute_guards import lacks_consent
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice.workflow.refusals import StepRefusedError
from gridjustice.workflow.table import Row

NOBODY = named_id("person", "nobody")
YESTERDAY, TODAY, TOMORROW, LONG_AGO = "2022-05-31", "2022-06-01", "2022-06-02", "2021-06-01"
BOTH = ["a1", "b1"]
SIGNED = [{"party": party, "signed_on": TODAY} for party in BOTH]

Found = Callable[[District], RecordId]


@attrs.frozen(kw_only=True)
class Attempt:
    """A step that somebody tries.

    Attributes:
        on: where the record stands, in the words of `WAYS`, or what finds it; None for a birth.
        before: changes the district, once the record stands there.
    """

    kind: str
    step: str
    who: str
    facts: Mapping[str, Any] = attrs.field(factory=dict)
    on: str | Found | None = None
    before: Callable[[District], object] | None = None


@attrs.frozen
class Prepared:
    district: District
    attempt: Attempt
    record: RecordId | None

    def row(self) -> Row:
        """The row that is meant."""
        office = self.district.office
        workflow = office.workflows[self.attempt.kind]
        facts = from_plain(workflow.kind.facts_of(self.attempt.step), self.attempt.facts)
        record = None if self.record is None else office.show("system", self.record).record
        return workflow.choose(record, self.record or "", self.attempt.step, facts)

    def take(self) -> Receipt:
        attempt = self.attempt
        actor = attempt.who if attempt.who in ("operator", "system") else person(attempt.who)
        if self.record is None:
            return self.district.office.begin(actor, attempt.kind, attempt.step, attempt.facts, key="tried")
        return self.district.office.take(actor, self.record, attempt.step, attempt.facts, key="tried")


def prepared(district: District, attempt: Attempt) -> Prepared:
    on = attempt.on
    record = None if on is None else district.bring_to(on) if isinstance(on, str) else on(district)
    if attempt.before is not None:
        attempt.before(district)
    return Prepared(district, attempt, record)


# Where a record may stand that is not on one of the district's ways.


def signalled(d: District) -> RecordId:
    return d.office.begin(person("worker"), "dispute", "note", NOTE, key="sign").record


def half_asked(d: District) -> RecordId:
    record = d.bring_to("asked")
    d.do("citizen_a", record, "consent", party="a1", form="online")
    return record


def failed_in_silence(d: District) -> RecordId:
    record = d.bring_to("in_mediation")
    d.do("mediator", record, "fail", ground="too_far_apart")
    return record


def fed_back(d: District, record: RecordId | None = None) -> RecordId:
    record = record or d.bring_to("referred")
    d.do("liaison", record, "feed_back", message="The county court is competent.")
    return record


def silent_and_fed_back(d: District) -> RecordId:
    return fed_back(d, failed_in_silence(d))


def ordered_about(d: District) -> RecordId:
    record = fed_back(d)
    facts = {"court": COURT, "unit": unit("farm"), "subject": record, "reason": "What became of it?"}
    d.office.begin(person("supervisor"), "order", "issue", facts, key="order")
    return record


def about(**report: Any) -> Found:
    """A dispute reported otherwise, brought to a state."""
    state = report.pop("state")
    return lambda d: d.bring_to(state, **report)


def with_unit_as_party(code: str) -> list[dict[str, Any]]:
    applicant, respondent = report_facts()["parties"]
    return [applicant, {**respondent, "person": None, "unit": unit(code)}]


def mediator_as_party(d: District) -> RecordId:
    applicant, respondent = report_facts()["parties"]
    return d.bring_to("received", parties=[applicant, {**respondent, "person": person("mediator")}])


def late(d: District) -> RecordId:
    """An agreement whose thirty days are over."""
    record = d.bring_to("agreed")
    d.go(date(2022, 7, 2))
    return record


def the(record: RecordId) -> Found:
    return lambda _: record


# What changes the district.


def second_judge(d: District) -> None:
    post = {"role": "judge", "scope": "court", "place": COURT, "since": "2021-01-01"}
    d.office.begin("operator", "person", "enrol", {"court": COURT, "handle": "judge2", "posts": [post]},
                   key="j2", record=person("judge2"))  # fmt: skip


def closing(code: str) -> Callable[[District], object]:
    return lambda d: d.do("operator", unit(code), "close", reason="merged")


def closed_grid(d: District) -> None:
    d.do("operator", grid(), "close", reason="merged")


def gone(handle: str) -> Callable[[District], object]:
    return lambda d: d.do("operator", person(handle), "leave", reason="moved away")


def idle_farm(d: District) -> None:
    facts = {"court": COURT, "code": "idle", "name": "idle", "kind": "forest_farm", "mediates": False}
    d.office.begin("operator", "unit", "adopt", facts, key="idle", record=unit("idle"))


def other_court(d: District) -> None:
    post = {"role": "supervisor", "scope": "court", "place": "yblq", "since": SINCE}
    d.office.begin("operator", "person", "enrol", {"court": "yblq", "handle": "chief", "posts": [post]},
                   key="chief", record=person("chief"))  # fmt: skip


NOTE = {"court": COURT, "unit": unit("farm"), "grid": grid(), "gist": "shouting at night"}
TRIAGE = {"jurisdiction": "ours", "route": "mediation", "reason": "suited"}
AGREE = {"content": "Half.", "form": "written", "signatures": SIGNED, "mediator_signed_on": TODAY, "sealed_on": TODAY}
ADOPT = {"court": COURT, "code": "farm3", "name": "third farm", "kind": "forest_farm", "parent": unit("enterprise")}
DRAW = {"court": COURT, "unit": unit("farm"), "code": "farm-2", "name": "second grid"}
MEDIATOR_POST = {"role": "mediator", "scope": "unit", "place": unit("farm"), "since": SINCE}
ENROL = {"court": COURT, "unit": unit("farm"), "handle": "new", "posts": [MEDIATOR_POST]}
ORDER = {"court": COURT, "unit": unit("farm"), "subject": grid(), "reason": "Nobody answers."}
JUDGE_POST = {"role": "judge", "scope": "court", "place": COURT, "since": TODAY}
OUTSIDE = "judge_holds_no_other_post"
MEDIATES = {"role": "mediator", "scope": "unit", "place": unit("farm"), "since": TODAY}
PRESIDENT_ABOVE = {"role": "president", "scope": "court", "place": "yblq", "since": TODAY}
WORKER = {"person": person("stranger"), "role": "grid_worker", "since": TODAY}

SOUND = {
    "note": Attempt(kind="dispute", step="note", who="worker", facts=NOTE),
    "report": Attempt(kind="dispute", step="report", who="worker", facts=report_facts()),
    "report a sign": Attempt(kind="dispute", step="report", who="worker", facts=report_facts(), on=signalled),
    "triage": Attempt(kind="dispute", step="triage", who="triage", facts=TRIAGE, on="reported"),
    "delegate": Attempt(kind="dispute", step="delegate", who="triage", facts={"unit": unit("farm")}, on="triaged"),
    "delegate what was brought": Attempt(
        kind="dispute", step="delegate", who="triage", facts={"unit": unit("farm"), "consented": True},
        on="brought after triage",
    ),
    "assign": Attempt(
        kind="dispute", step="assign", who="liaison", facts={"mediator": person("mediator")}, on="received"
    ),
    "consent": Attempt(
        kind="dispute", step="consent", who="citizen_a", facts={"party": "a1", "form": "online"}, on="asked"
    ),
    "last consent": Attempt(
        kind="dispute", step="consent", who="mediator", facts={"party": "b1", "form": "written"}, on=half_asked
    ),
    "refuse": Attempt(kind="dispute", step="refuse", who="citizen_b", facts={"party": "b1"}, on="in_mediation"),
    "extend": Attempt(
        kind="dispute", step="extend", who="mediator", facts={"days": 10, "agreed_by": BOTH}, on="in_mediation"
    ),
    "tell remedies": Attempt(kind="dispute", step="tell_remedies", who="mediator", on=failed_in_silence),
    "agree": Attempt(kind="dispute", step="agree", who="mediator", facts=AGREE, on="in_mediation"),
    "apply": Attempt(kind="dispute", step="apply", who="liaison", facts={"applicants": BOTH}, on="agreed"),
    "perform": Attempt(kind="dispute", step="perform", who="citizen_a", facts={"performed_on": TODAY}, on="agreed"),
    "bring": Attempt(kind="dispute", step="bring", who="citizen_a", facts={"party": "a1"}, on="reported"),
    "feed back": Attempt(kind="dispute", step="feed_back", who="liaison", facts={"message": "Settled."}, on="referred"),
    "archive": Attempt(kind="dispute", step="archive", who="liaison", on=lambda d: fed_back(d, d.bring_to("failed"))),
    "adopt": Attempt(kind="unit", step="adopt", who="president", facts=ADOPT),
    "name liaison": Attempt(
        kind="unit", step="name_liaison", who="president", on=the(unit("enterprise")),
        facts={"person": person("stranger"), "since": TODAY},
    ),
    "release liaison": Attempt(
        kind="unit", step="release_liaison", who="president", on=the(unit("farm")),
        facts={"person": person("liaison"), "until": TODAY},
    ),
    "draw": Attempt(kind="grid", step="draw", who="president", facts=DRAW),
    "assign to grid": Attempt(kind="grid", step="assign", who="president", facts=WORKER, on=the(grid())),
    "hand over": Attempt(
        kind="grid", step="hand_over", who="president", on=the(grid()), before=second_judge,
        facts={"person": person("judge2"), "since": TODAY},
    ),
    "relieve": Attempt(
        kind="grid", step="relieve", who="president", on=the(grid()),
        facts={"person": person("worker"), "role": "grid_worker", "until": TODAY},
    ),
    "enrol": Attempt(kind="person", step="enrol", who="liaison", facts=ENROL),
    "refer": Attempt(
        kind="dispute", step="triage", who="triage", on="reported",
        facts={"jurisdiction": "local_court", "route": "other_court", "reason": "not of the forest"},
    ),
    "resolve": Attempt(kind="dispute", step="resolve", who="worker", facts={"outcome": "settled"}, on="reported"),
    "receive": Attempt(kind="dispute", step="receive", who="liaison", facts={}, on="delegated"),
    "establish": Attempt(kind="court", step="establish", who="operator", facts={"court": "yblq/new", "name": "新法院"}),
    "take post": Attempt(
        kind="person", step="take_post", who="president", on=the(person("triage")), facts={"post": JUDGE_POST},
    ),
    "leave post": Attempt(
        kind="person", step="leave_post", who="president", on=the(person("triage")),
        facts={"role": "triage_officer", "place": COURT, "until": TODAY},
    ),
    "issue": Attempt(kind="order", step="issue", who="supervisor", facts=ORDER),
}  # fmt: skip
"""Steps that are lawful as they stand: every guard of their rows passes."""


@attrs.frozen(kw_only=True)
class Refused:
    """What must be changed in a sound attempt so that one guard refuses.

    Attributes:
        facts: laid over those of the attempt; None takes one away.
        codes: of all reasons that are given.
    """

    attempt: str
    guard: str
    codes: tuple[str, ...]
    who: str = ""
    facts: Mapping[str, Any] = attrs.field(factory=dict)
    on: str | Found | None = None
    before: Callable[[District], object] | None = None

    def tried(self) -> Attempt:
        sound = SOUND[self.attempt]
        facts = {name: value for name, value in {**sound.facts, **self.facts}.items() if value is not None}
        return attrs.evolve(
            sound, facts=facts, who=self.who or sound.who, on=self.on or sound.on, before=self.before or sound.before
        )


def refused(attempt: str, guard: str, *codes: str, **changes: Any) -> Refused:
    given = {name: changes.pop(name) for name in ("who", "on", "before") if name in changes}
    return Refused(attempt=attempt, guard=guard, codes=codes or (guard,), facts=changes, **given)


def place_refusals(attempt: str) -> Iterable[Refused]:
    yield refused(attempt, "unknown_place", "unknown_unit", unit=unit("nowhere"), grid=None, who="triage")
    yield refused(attempt, "unknown_place", "unknown_unit", before=closing("farm"))
    yield refused(attempt, "unknown_place", "unit_of_other_court", court="yblq", grid=None, who="liaison")
    yield refused(attempt, "unknown_place", "unknown_grid", grid=grid("nowhere"), who="liaison")
    yield refused(attempt, "unknown_place", "unknown_grid", before=closed_grid, who="triage")
    yield refused(attempt, "unknown_place", "unknown_grid", unit=unit("farm2"))


def party_refusals(attempt: str) -> Iterable[Refused]:
    yield refused(attempt, "unknown_party", party="z9", who="mediator")
    yield refused(attempt, "answers_for_another", party="a1", who="citizen_b")


def delegation_refusals(attempt: str, state: str) -> Iterable[Refused]:
    yield refused(attempt, "unit_does_not_mediate", unit=unit("nowhere"))
    yield refused(attempt, "unit_does_not_mediate", unit=unit("farm2"), before=closing("farm2"))
    yield refused(attempt, "unit_does_not_mediate", unit=unit("idle"), before=idle_farm)
    for code in ("farm", "enterprise"):
        yield refused(attempt, "unit_is_party", on=about(state=state, parties=with_unit_as_party(code)))
    above = about(state=state, parties=with_unit_as_party("farm2"))
    yield refused(attempt, "unit_is_party", unit=unit("enterprise"), on=above)


def account_refusals(attempt: str) -> Iterable[Refused]:
    applicant, respondent = report_facts()["parties"]
    yield refused(attempt, "unknown_account", parties=[applicant, {**respondent, "person": NOBODY}])
    yield refused(attempt, "unknown_account", parties=[applicant, {**respondent, "unit": NOBODY}])
    yield refused(attempt, "unknown_cause", cause="T9999", cause_version="2025")
    yield refused(attempt, "unknown_cause", cause="T137", cause_version="1999")


def worker_as_party(d: District) -> RecordId:
    applicant, respondent = report_facts()["parties"]
    return d.report(parties=[{**applicant, "person": person("worker")}, respondent])


def found_to_be_title(d: District) -> RecordId:
    record = d.report()
    way = {"jurisdiction": "ours", "route": "government", "matter": "title", "reason": "whose trees?"}
    d.do("triage", record, "triage", **way)
    d.do("citizen_a", record, "bring", party="a1")
    return record


def citizen_as_liaison(d: District) -> None:
    d.do("operator", unit("farm"), "release_liaison", person=person("liaison"), until="2022-05-31")
    d.do("operator", unit("farm"), "name_liaison", person=person("citizen_a"), since=TODAY)


OTHER_COURT = ("unit_of_other_court", "subject_of_other_court")
ONE_SIDED = [report_facts()["parties"][0]]
LATER_SEAL, LATER_SIGNATURE = {"sealed_on": TOMORROW}, [SIGNED[0], {"party": "b1", "signed_on": TOMORROW}]
REFUSALS = (
    *place_refusals("note"),
    *place_refusals("report"),
    *(each for each in place_refusals("report a sign") if each.facts.get("court") != "yblq"),
    refused("report", "lacks_sides", parties=ONE_SIDED),
    refused("report a sign", "lacks_sides", parties=ONE_SIDED),
    refused("triage", "not_ours_to_mediate", jurisdiction="local_court"),
    refused("triage", "not_ours_to_mediate", jurisdiction="concentrated"),
    refused("triage", "title_goes_to_government", on=about(state="reported", matter="title")),
    *delegation_refusals("delegate", "triaged"),
    *delegation_refusals("delegate what was brought", "brought after triage"),
    refused("delegate what was brought", "not_ours_to_mediate", on="brought"),
    refused("delegate what was brought", "title_goes_to_government", on=found_to_be_title),
    refused("refer", "sent_to_ourselves", jurisdiction="ours"),
    *account_refusals("report"),
    *account_refusals("report a sign"),
    refused("resolve", "acts_in_own_matter", on=worker_as_party),
    refused("receive", "acts_in_own_matter", who="citizen_a", before=citizen_as_liaison),
    refused("assign", "acts_in_own_matter", who="citizen_a", before=citizen_as_liaison),
    refused("extend", "named_wrongly", agreed_by=["a1", "b1", "z9"]),
    refused("extend", "named_wrongly", agreed_by=["a1", "b1", "b1"]),
    refused("apply", "named_wrongly", applicants=["a1", "b1", "z9"]),
    refused("agree", "lacks_day", form="oral", signatures=[], mediator_signed_on=None, sealed_on=None),
    refused("agree", "agreed_too_long_ago", form="oral", agreed_on="1901-01-01"),
    refused("bring", "answers_for_another", party="b1", who="citizen_a"),
    refused("establish", "unknown_court_above", "unknown_court", court="nowhere/below"),
    refused("take post", "judge_mediates_for_unit", OUTSIDE, on=the(person("judge")), post=MEDIATES),
    refused("enrol", "judge_mediates_for_unit", OUTSIDE, who="president", posts=[JUDGE_POST, MEDIATES]),
    refused("delegate what was brought", "lacks_consent_to_delegation", consented=False),
    refused("assign", "not_a_mediator_here", mediator=person("mediator2")),
    refused("assign", "not_a_mediator_here", mediator=NOBODY),
    refused("assign", "not_a_mediator_here", mediator=person("judge")),
    refused("assign", "mediator_is_party", on=mediator_as_party),
    *party_refusals("consent"),
    refused("last consent", "answers_for_another", who="citizen_a"),
    refused("refuse", "unknown_party", party="z9", who="mediator"),
    refused("refuse", "answers_for_another", party="a1"),
    refused("consent", "already_answered", on=half_asked),
    refused("consent", "cannot_read_it", language="ko-CN"),
    refused("last consent", "cannot_read_it", language="ko-CN"),
    refused("extend", "not_all_extend", agreed_by=["a1"]),
    refused("extend", "not_all_extend", agreed_by=[]),
    refused("tell remedies", "already_told", on="failed"),
    refused("agree", "lacks_signature", signatures=SIGNED[:1]),
    refused("agree", "lacks_signature", signatures=[]),
    refused("agree", "lacks_signature", mediator_signed_on=None),
    refused("agree", "lacks_seal", sealed_on=None),
    refused("agree", "signed_by_stranger", signatures=[*SIGNED, {"party": "z9", "signed_on": TODAY}]),
    refused("agree", "signed_in_future", "in_the_future", sealed_on=TOMORROW),
    refused("agree", "signed_in_future", "in_the_future", mediator_signed_on=TOMORROW),
    refused("agree", "signed_in_future", "in_the_future", signatures=LATER_SIGNATURE),
    refused("apply", "not_joint", applicants=["a1"]),
    refused("apply", "not_joint", applicants=[], who="citizen_a"),
    refused("apply", "applied_too_late", on=late),
    refused("apply", "cannot_be_confirmed", on=about(state="agreed", matter="personal_status")),
    refused("perform", "performed_in_future", "in_the_future", performed_on=TOMORROW),
    refused("bring", "unknown_party", party="z9"),
    refused("feed back", "already_fed_back", on=fed_back),
    refused("archive", "lacks_feedback", on="failed"),
    refused("archive", "lacks_remedies", on=silent_and_fed_back),
    refused("archive", "has_open_orders", on=ordered_about),
    refused("adopt", "unknown_court", court="yblq/nowhere", who="operator"),
    refused("adopt", "unknown_parent", parent=unit("nowhere")),
    refused("adopt", "unknown_parent", parent=grid()),
    refused("name liaison", "unknown_person", person=NOBODY),
    refused("name liaison", "unknown_person", before=gone("stranger")),
    refused("name liaison", "another_liaison", on=the(unit("farm"))),
    refused("name liaison", "another_liaison", on=the(unit("farm")), since=LONG_AGO),
    refused("name liaison", "judge_holds_no_other_post", person=person("judge")),
    refused("release liaison", "not_assigned", person=person("other_liaison")),
    refused("release liaison", "not_assigned", on=the(unit("enterprise"))),
    refused("draw", "unknown_court", "unknown_court", "unit_of_other_court", court="yblq/nowhere", who="operator"),
    refused("draw", "unknown_unit", unit=unit("nowhere")),
    refused("draw", "unknown_unit", before=closing("farm")),
    refused("draw", "unknown_unit", "unit_of_other_court", court="yblq", who="operator"),
    refused("assign to grid", "unknown_person", person=NOBODY),
    refused("assign to grid", "not_a_judge_here", role="judge_assistant"),
    refused("assign to grid", "another_judge", person=person("judge2"), role="judge", before=second_judge),
    refused("assign to grid", "already_assigned", person=person("worker")),
    refused("assign to grid", "judge_holds_no_other_post", person=person("judge")),
    refused("hand over", "unknown_person", "unknown_person", "not_a_judge_here", person=NOBODY),
    refused("hand over", "not_a_judge_here", person=person("stranger")),
    refused("hand over", "judge_of_later_day", since=LONG_AGO),
    refused("relieve", "not_assigned", person=person("stranger")),
    refused("relieve", "not_assigned", role="judge"),
    refused("enrol", "unknown_court", "unknown_court", "post_elsewhere", court="yblq/nowhere", who="operator"),
    refused("enrol", "post_elsewhere", who="president", posts=[PRESIDENT_ABOVE]),
    refused("enrol", "post_elsewhere", who="president", posts=[{**PRESIDENT_ABOVE, "place": "yblq/nowhere"}]),
    refused("enrol", "post_elsewhere", who="operator", posts=[{**MEDIATOR_POST, "place": unit("nowhere")}]),
    refused("take post", "post_elsewhere", post=PRESIDENT_ABOVE),
    refused("take post", "post_already_held", post={**JUDGE_POST, "role": "triage_officer"}),
    refused("enrol", "only_own_mediators", posts=[{**MEDIATOR_POST, "place": unit("farm2")}]),
    refused("enrol", "only_own_mediators", posts=[
        {"role": "judge", "scope": "court", "place": COURT, "since": SINCE}]),
    refused("leave post", "post_not_held", role="judge"),
    refused("leave post", "post_not_held", place="yblq"),
    refused("leave post", "post_not_held", until=LONG_AGO),
    refused("issue", "not_written_to_unit", unit=unit("nowhere")),
    refused("issue", "not_written_to_unit", unit=person("worker")),
    refused("issue", "not_written_to_unit", before=closing("farm")),
    refused("issue", "cannot_be_pointed_at", subject=grid("nowhere")),
    refused("issue", "cannot_be_pointed_at", subject=person("worker")),
    refused("issue", "cannot_be_pointed_at", *OTHER_COURT, court="yblq", who="chief", before=other_court),
)  # fmt: skip

NEVER = {("agree", "lacks_consent")}
"""Guards that the table itself already keeps from refusing: nobody gets into mediation without every consent."""


def entries() -> dict[tuple[str, str, int], Row]:
    """Each line of each table as it is written, by kind, step and place: its first row."""
    return {
        (kind.name, step.step, place): next(iter(step.rows()))
        for kind in BUILT_IN
        for place, step in enumerate(kind.steps)
        if step.refused_if
    }


def entry_of(kind: str, row: Row) -> tuple[str, str, int]:
    (table,) = (each for each in BUILT_IN if each.name == kind)
    return kind, row.step, next(place for place, step in enumerate(table.steps) if row in step.rows())


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_attempt_passes_every_guard(district: District, name: str) -> None:
    """The step is taken."""
    ready = prepared(district, SOUND[name])
    assert ready.row().refused_if
    assert ready.take().step == SOUND[name].step


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{n}-{c.attempt}-{c.guard}") for n, c in enumerate(REFUSALS)])
def test_a_guard_refuses_with_its_own_reason_and_no_other(district: District, case: Refused) -> None:
    """Nothing is stored, and the reason can be read in three languages, with what to do instead."""
    ready = prepared(district, case.tried())
    assert case.guard in [guard.__name__ for guard in ready.row().refused_if]
    before = district.office.count("system", by=("id",))
    with pytest.raises(StepRefusedError) as refusal:
        ready.take()
    assert tuple(reason.code for reason in refusal.value.reasons) == case.codes
    assert district.office.count("system", by=("id",)) == before
    catalogue = Catalogue()
    for reason in refusal.value.reasons:
        assert bool(reason.citation) is bool(reason.basis)
        for language in Language:
            assert "{" not in reason.text(language, catalogue) + reason.remedy(language, catalogue)


def test_every_guard_of_every_row_is_seen_to_pass(district: District) -> None:
    """No line of a table is left out."""
    passed = {entry_of(each.kind, prepared(district, each).row()) for each in SOUND.values()}
    assert passed == set(entries())


def test_every_guard_of_every_row_is_seen_to_refuse() -> None:
    """No guard is left out, wherever it stands; those that cannot refuse are named."""
    wanted = {(kind, step, guard.__name__) for (kind, step, _), row in entries().items() for guard in row.refused_if}
    seen = {(SOUND[c.attempt].kind, SOUND[c.attempt].step, c.guard) for c in REFUSALS}
    assert wanted - {("dispute", *pair) for pair in NEVER} == seen


def test_ways_of_the_district_lead_where_they_say(district: District) -> None:
    """The states that attempts start from are those of their names."""
    for state in WAYS:
        assert district.show(district.bring_to(state)).record.state.value == state.partition(" after ")[0]


@pytest.mark.parametrize(("given", "missing"), [((), ["a1", "b1"]), (("a1",), ["b1"]), (("a1", "b1"), [])])
def test_p05_an_agreement_needs_every_partys_express_consent(given: tuple[str, ...], missing: list[str]) -> None:
    """The table leads nobody into mediation without it; the guard would hold all the same."""
    parties = tuple(Party(id=id_, side=side, name=id_) for id_, side in zip(BOTH, Side, strict=True))
    consents = tuple(Consent(party=id_, given_on=date(2022, 6, 1), form=Form.ORAL) for id_ in given)
    record = Dispute(
        id=named_id("dispute", "1"), state=DisputeState.IN_MEDIATION, court=CourtPath(COURT), number="1",
        gist="a wall", parties=parties, consents=consents,
    )  # fmt: skip
    reason = lacks_consent(record, from_plain(AgreementMade, AGREE), act())
    assert (reason.values["missing"] if reason else []) == missing
