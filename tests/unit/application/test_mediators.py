"""The choice of a mediator: who may not be chosen, who is asked, what is kept, who sees it, on each storage."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gridjustice_holidays.plugin
from gridjustice.application.choosing import DECISIONS
from gridjustice.application.mediators import decision_text, propose_mediators
from gridjustice.application.office import Office
from gridjustice.application.request import Receipt, Request
from gridjustice.domain.choosing import MediationCase, MediatorCandidate, MediatorRanking, RankedMediator
from gridjustice.domain.network import Person
from gridjustice.domain.record import Decided, Event
from gridjustice.domain.values import RecordId
from gridjustice.errors import DefinitionError, NotFoundError, PluginFailedError
from gridjustice.hooks import Plugins, builtin, hookimpl
from gridjustice.language import Language
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.district import COURT, SINCE, START, District, person, report_facts, small_district, unit
from gridjustice.testing.memory import MemoryStorage
from gridjustice.workflow.dispute import DISPUTE
from gridjustice.workflow.engine import replay
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice.workflow.refusals import StepRefusedError
from gridjustice.workflow.table import Kind

KOREAN = ["zh-CN", "ko-CN"]


class Decider:
    """A plugin that ranks as it is told, and remembers what it was told."""

    def __init__(self, answer: Callable[[Sequence[MediatorCandidate]], Any] = lambda candidates: None) -> None:
        self.answer = answer
        self.told: list[tuple[MediationCase, tuple[MediatorCandidate, ...]]] = []

    @hookimpl
    def gridjustice_decide_mediators(self, case: MediationCase, candidates: Sequence[MediatorCandidate]) -> Any:
        self.told.append((case, tuple(candidates)))
        return self.answer(candidates)


def order(*names: str) -> MediatorRanking:
    """An answer that names these."""
    ranked = tuple(RankedMediator(mediator=RecordId(name), score=-n) for n, name in enumerate(names))
    return MediatorRanking(ranked=ranked, reason="first")


def with_plugin(decider: object) -> District:
    """A district in memory in which that plugin decides."""
    clock = FixedClock(START)
    found = Plugins([("builtin", builtin), ("holidays", gridjustice_holidays.plugin), ("chooser", decider)])
    return small_district(Office(MemoryStorage(), found, clock=clock, prepare=True), clock)


def enrol(district: District, handle: str, home: str = "farm", **known: Any) -> RecordId:
    """Another mediator."""
    post = {
        "role": "mediator", "scope": "unit", "place": unit(home), "since": SINCE,
        "specialities": known.pop("specialities", []),
    }  # fmt: skip
    facts = {"court": COURT, "handle": handle, "unit": unit(home), "posts": [post], **known}
    return district.office.begin("operator", "person", "enrol", facts, key=handle).record


def in_korean(**changes: Any) -> dict[str, Any]:
    """What is reported of a dispute of which one party reads Korean."""
    parties = [dict(party) for party in report_facts()["parties"]]
    parties[0]["language"] = "ko-CN"
    return {"parties": parties, **changes}


def assigned(district: District, dispute: str, **facts: Any) -> Decided:
    """What is kept of an assignment."""
    district.do("liaison", dispute, "assign", **facts)
    decided = last(district, dispute).derived.decision
    assert decided is not None
    return decided


def last(district: District, dispute: str, who: str = "liaison") -> Event:
    return district.office.history(person(who), dispute)[-1]


def aside(decided: Decided) -> dict[str, tuple[str, ...]]:
    return {each.candidate: each.reasons for each in decided.set_aside}


# What is proposed and taken.


@pytest.mark.clause("3.2")
def test_a_korean_speaking_party_gets_a_korean_speaking_mediator(either: District) -> None:
    """Where there is one, however busy; the sentence says so in three languages."""
    kim = enrol(either, "kim", languages=KOREAN, most_open=2)
    for _ in range(1):
        either.do("liaison", either.bring_to("received"), "assign", mediator=kim)
    dispute = either.bring_to("received", **in_korean())
    suggestion = propose_mediators(either.office, person("liaison"), dispute)
    decided = assigned(either, dispute)
    assert (decided.chosen, decided.named, decided.followed, decided.decider) == (kim, False, True, "builtin")
    assert either.show(dispute).record.mediator == kim
    assert [each.candidate for each in decided.candidates] == [kim, person("mediator")]
    assert [each.mediator for each in suggestion.candidates] == [kim, person("mediator")]
    assert suggestion.candidates[0].parts == decided.candidates[0].parts
    for language, words in (
        (Language.EN, "speaks the language of every party, has 1 of 2 mediations open"),
        (Language.ZH, "会说各方当事人的语言，手上有1件在办（最多2件）"),
        (Language.KO, "당사자 모두의 언어를 할줄 앎, 처리중인 조정이 1건임(최고 2건)"),
    ):
        said = decision_text(decided, language, either.office.catalogue)
        assert words in said
        assert said == suggestion.sentence(language, either.office.catalogue)
        assert "{" not in said


def test_whoever_knows_the_cause_comes_first(either: District) -> None:
    """Codes of any level: of the cause itself, or of what it stands under."""
    enrol(either, "zhao", specialities=["T137"])
    known = in_korean(parties=report_facts()["parties"], cause="T137", cause_version="2025")
    dispute = either.bring_to("received", **known)
    assert assigned(either, dispute).chosen == person("zhao")


def test_somebody_else_may_be_named_and_the_ranking_is_kept_all_the_same(either: District) -> None:
    """Also somebody who is full: the number is advice, and the record says that the proposal was not followed."""
    kim = enrol(either, "kim", languages=KOREAN)
    full = enrol(either, "full", most_open=1)
    either.do("liaison", either.bring_to("received"), "assign", mediator=full)
    decided = assigned(either, either.bring_to("received", **in_korean()), mediator=full)
    assert (decided.chosen, decided.named, decided.followed) == (full, True, False)
    assert decided.candidates[0].candidate == kim
    assert aside(decided) == {full: ("mediator_full",)}
    text = decision_text(decided, Language.EN, either.office.catalogue)
    assert text.startswith("Whoever assigned named somebody other than the first")
    named = assigned(either, either.bring_to("received", **in_korean()), mediator=kim)
    assert (named.chosen, named.named, named.followed) == (kim, True, True)


def test_what_was_decided_is_in_the_event_and_replay_asks_nobody(either: District) -> None:
    """The history alone gives the record, and an audit finds nothing; ids, never names."""
    enrol(either, "kim", languages=KOREAN, name="金某")
    dispute = either.bring_to("received", **in_korean())
    either.do("liaison", dispute, "assign")
    with either.office.storage.read() as reader:
        entries = reader.entries(dispute)
    events = [either.office.codec.event(entry.body) for entry in entries]
    assert replay(events) == either.show(dispute).record
    assert events[-1].derived.decision == last(either, dispute).derived.decision
    assert "金某" not in entries[-1].body.decode()
    assert either.office.verify().is_clean


def test_a_repeated_request_gives_the_same_receipt(either: District) -> None:
    """By what was asked, not by what was decided."""
    dispute = either.bring_to("received")
    first = either.office.take(person("liaison"), dispute, "assign", {}, key="once")
    enrol(either, "kim", languages=KOREAN)
    again = either.office.take(person("liaison"), dispute, "assign", {}, key="once")
    assert again == attrs.evolve(first, repeated=True)


def test_who_designates_looks_at_mediation_organisations_too(either: District) -> None:
    """Of the court; mediators of other units are not proposed."""
    facts = {"court": COURT, "code": "centre", "name": "调解中心", "kind": "mediation_organisation"}
    either.office.begin("operator", "unit", "adopt", facts, key="centre")
    lawyer = enrol(either, "lawyer", "centre", languages=KOREAN)
    dispute = either.bring_to("received", **in_korean())
    suggestion = propose_mediators(either.office, person("triage"), dispute)
    assert suggestion.step == "designate"
    assert [(each.mediator, each.unit_name) for each in suggestion.candidates] == [
        (lawyer, "调解中心"), (person("mediator"), "一林场"),
    ]  # fmt: skip
    either.do("triage", dispute, "designate")
    assert either.show(dispute).record.mediator == lawyer
    assert [
        c.mediator for c in propose_mediators(either.office, person("liaison"), either.bring_to("received")).candidates
    ] == [person("mediator")]


# Who may not be chosen.


def test_who_is_set_aside_is_told_with_the_reason(either: District) -> None:
    """Recused, near a party, full; each with its article where there is one."""
    enrol(either, "near")
    enrol(either, "full", most_open=1)
    either.do("liaison", either.bring_to("received"), "assign", mediator=person("full"))
    parties = [*report_facts()["parties"]]
    parties[1] = {**parties[1], "person": person("near")}
    dispute = either.bring_to("offered", parties=parties)
    either.do("mediator", dispute, "recuse", reason="cousins")
    suggestion = propose_mediators(either.office, person("liaison"), dispute)
    assert suggestion.candidates == ()
    assert {each.name: [reason.code for reason in each.reasons] for each in suggestion.set_aside} == {
        "mediator": ["mediator_excluded"], "near": ["mediator_is_party"], "full": ["mediator_full"],
    }  # fmt: skip
    catalogue = either.office.catalogue
    for each in suggestion.set_aside:
        for language in Language:
            (reason,) = each.reasons
            assert reason.citation is not None
            assert "refusal." not in reason.text(language, catalogue)
            assert reason.remedy(language, catalogue) != ""
    with pytest.raises(StepRefusedError) as refusal:
        either.do("liaison", dispute, "assign")
    assert [reason.code for reason in refusal.value.reasons] == ["nobody_to_mediate"]
    named = assigned(either, dispute, mediator=person("full"))
    assert (named.decider, named.candidates, named.followed) == ("", (), False)
    assert "Nobody could be proposed" in decision_text(named, Language.EN, catalogue)


def test_who_is_on_leave_is_not_proposed_and_may_be_named(either: District) -> None:
    """From the first day to the last; whoever agrees to take it all the same is named."""
    day = either.office.today()
    leave = {"since": day.isoformat(), "until": (day + timedelta(2)).isoformat()}
    either.do("liaison", person("mediator"), "take_leave", **leave)
    dispute = either.bring_to("received")
    (aside,) = propose_mediators(either.office, person("liaison"), dispute).set_aside
    assert [reason.code for reason in aside.reasons] == ["mediator_away"]
    either.go(day + timedelta(3))
    assert propose_mediators(either.office, person("liaison"), dispute).set_aside == ()
    either.go(day + timedelta(2))
    assert assigned(either, dispute, mediator=person("mediator")).named


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=st.lists(st.sampled_from(["mediator", "near", "gone", "ok", "ok2", "mediator2", "stranger"]), max_size=4))
def test_no_plugin_overrides_an_exclusion(hostile: tuple[District, Decider, str], answer: list[str]) -> None:
    """Whatever it answers: candidates, each once, or the step is refused with its name and nothing is stored."""
    district, decider, dispute = hostile
    decider.answer = lambda candidates: order(*(person(name) for name in answer))
    version = district.show(dispute).version
    requests = [
        Request(actor=person("liaison"), record=dispute, step="assign", facts={}, key=f"h{answer}"),
        Request(actor=person("liaison"), record=dispute, step="no such step", facts={}, key="spoils"),
    ]
    outcome, _ = district.office.take_many(requests, together=True)  # kept back, so that the next example finds it so
    assert district.show(dispute).version == version
    if set(answer) <= {"ok", "ok2"} and len(set(answer)) == len(answer) > 0:
        assert isinstance(outcome, Receipt)
    else:
        assert isinstance(outcome, PluginFailedError)
        assert (outcome.plugin, outcome.hook) == ("chooser", "decide_mediators")
    assert {each.mediator for each in decider.told[-1][1]} == {person("ok"), person("ok2")}


@pytest.fixture(scope="module")
def hostile() -> tuple[District, Decider, str]:
    """A dispute of which one mediator was recused, one is a party, one has left; two may mediate."""
    decider = Decider()
    district = with_plugin(decider)
    for handle in ("near", "gone", "ok", "ok2"):
        enrol(district, handle)
    parties = [*report_facts()["parties"]]
    parties[1] = {**parties[1], "person": person("near")}
    dispute = district.bring_to("offered", parties=parties)
    district.do("mediator", dispute, "recuse", reason="cousins")
    district.do("operator", person("gone"), "leave", reason="moved")
    return district, decider, dispute


@pytest.mark.parametrize("answer", [order, lambda: "mediator", lambda: 1 // 0], ids=["nobody", "no ranking", "raises"])
def test_a_plugin_that_fails_refuses_the_step_with_its_name(answer: Callable[[], Any]) -> None:
    """Nothing is stored, and whoever asks for a proposal is told the same."""
    district = with_plugin(Decider(lambda candidates: answer()))
    dispute = district.bring_to("delegated")
    district.do("liaison", dispute, "receive")
    for facts in ({}, {"mediator": person("mediator")}):
        with pytest.raises(PluginFailedError, match="'chooser' failed in decide_mediators"):
            district.do("liaison", dispute, "assign", **facts)
    with pytest.raises(PluginFailedError):
        propose_mediators(district.office, person("liaison"), dispute)
    assert district.show(dispute).record.state.value == "received"


def test_a_plugin_decides_before_the_core_and_none_is_no_opinion() -> None:
    """What it is told names nobody: languages, needs, the path of the cause, ids."""
    decider = Decider()
    district = with_plugin(decider)
    parties = [{**party, "needs": ["elderly"]} for party in in_korean()["parties"]]
    dispute = district.bring_to("received", parties=parties, cause="T137", cause_version="2025")
    decided = assigned(district, dispute)
    assert decided.decider == "builtin"
    (case, candidates), *_ = decider.told
    assert (case.languages, case.needs, case.kind, case.unit) == (
        ("ko-CN", "zh-CN"),
        ("elderly",),
        "people",
        unit("farm"),
    )
    assert case.causes[0] == "T137"
    assert len(case.causes) > 1
    assert "某" not in repr(case) + repr(candidates)
    decider.answer = lambda candidates: order(candidates[-1].mediator)
    second = assigned(district, district.bring_to("received", **in_korean()))
    assert (second.decider, second.chosen) == ("chooser", person("mediator"))


@pytest.mark.clause("3.2")
def test_the_parties_own_choice_comes_first() -> None:
    """While one of them has chosen and the time for it runs nobody is asked, and whoever asks is told why."""
    decider = Decider()
    district = with_plugin(decider)
    enrol(district, "kim")
    dispute = district.bring_to("received")
    district.do("citizen_a", dispute, "choose", party="a1", mediator=person("kim"))
    suggestion = propose_mediators(district.office, person("liaison"), dispute)
    assert suggestion.waits is not None
    assert (suggestion.waits.code, suggestion.candidates, suggestion.decider) == ("choice_still_open", (), "")
    with pytest.raises(StepRefusedError) as refusal:
        district.do("liaison", dispute, "assign")
    assert "choice_still_open" in [reason.code for reason in refusal.value.reasons]
    district.do("citizen_b", dispute, "choose", party="b1", mediator=person("kim"))
    chosen = propose_mediators(district.office, person("liaison"), dispute)
    assert chosen.waits is not None
    assert chosen.waits.code == "parties_chose"
    assert last(district, dispute).derived.decision is None
    assert decider.told == []
    assert chosen.sentence(Language.EN, district.office.catalogue) == ""


def test_a_choice_that_was_not_made_in_time_binds_nobody(either: District) -> None:
    """Then somebody is proposed again, and nobody's single wish counts for more."""
    enrol(either, "kim")
    dispute = either.bring_to("received")
    either.do("citizen_a", dispute, "choose", party="a1", mediator=person("mediator"))
    either.go(either.office.today() + timedelta(7))
    assert assigned(either, dispute).chosen == person("kim")


# Load and numbers.


def test_a_batch_counts_what_it_has_assigned_itself(either: District) -> None:
    """Three assignments in one transaction fill two mediators of one place each; the third finds nobody."""
    either.do("operator", person("mediator"), "set_most_open", most_open=1)
    enrol(either, "kim", most_open=1)
    disputes = [either.bring_to("received") for _ in range(3)]
    requests = [Request(actor=person("liaison"), record=d, step="assign", facts={}, key=f"b{d}") for d in disputes]
    *done, refused = either.office.take_many(requests)
    assert all(isinstance(each, Receipt) for each in done)
    assert {either.show(d).record.mediator for d in disputes[:2]} == {person("kim"), person("mediator")}
    assert isinstance(refused, StepRefusedError)
    assert [reason.code for reason in refused.reasons] == ["nobody_to_mediate"]


def test_two_at_once_do_not_fill_one_mediator_twice(plugins: Plugins, sql_file: Path) -> None:
    """Each in a process of its own, as far as the storage knows."""
    clock = FixedClock(START)
    offices = [Office(plugins.storage(f"sqlite:///{sql_file}"), plugins, clock=clock) for _ in range(2)]
    district = District(offices[0], clock)
    district.do("operator", person("mediator"), "set_most_open", most_open=1)
    disputes = [district.bring_to("received") for _ in offices]
    barrier, outcomes = threading.Barrier(2), []

    def work(office: Office, dispute: str) -> None:
        barrier.wait()
        try:
            outcomes.append(office.take(person("liaison"), dispute, "assign", {}, key=dispute).state)
        except StepRefusedError as refused:
            outcomes.append(refused.reasons[0].code)

    threads = [threading.Thread(target=work, args=each) for each in zip(offices, disputes, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["nobody_to_mediate", "offered"]
    for office in offices:
        office.storage.close()


def test_what_ended_is_no_load(either: District) -> None:
    """Only what is offered or under way."""
    either.do("operator", person("mediator"), "set_most_open", most_open=1)
    either.bring_to("failed")
    either.bring_to("agreed")
    suggestion = propose_mediators(either.office, person("liaison"), either.bring_to("received"))
    (only,) = suggestion.candidates
    assert (only.open, only.capacity, only.known) == (0, 1, 2)


def test_agreements_on_like_causes_in_the_grid_count(either: District) -> None:
    """Of whoever presided; a cause of another sort does not."""
    like = {"cause": "T137", "cause_version": "2025"}
    either.bring_to("agreed", **like)
    either.bring_to("failed", **like)
    either.bring_to("agreed", cause="T009", cause_version="2025")
    suggestion = propose_mediators(either.office, person("liaison"), either.bring_to("received", **like))
    (only,) = suggestion.candidates
    assert (only.known, only.agreed) == (3, 1)


@pytest.mark.parametrize("many", [1, 40])
def test_the_number_of_statements_does_not_grow_with_the_mediators(sql_district: District, many: int) -> None:
    """Nor with what they have open."""
    for number in range(many):
        enrol(sql_district, f"more{number}")
    sql_district.bring_to("in_mediation")
    dispute = sql_district.bring_to("received")
    statements: list[str] = []
    storage = sql_district.office.storage

    def traced(transaction: Any) -> Any:
        cursor = transaction._cursor

        class Cursor:
            def __getattr__(self, name: str) -> Any:
                return execute if name == "execute" else getattr(cursor, name)

        def execute(text: str, *rest: Any) -> Any:
            statements.append(text)
            return cursor.execute(text, *rest)

        transaction._cursor = Cursor()
        return transaction

    run = storage.run
    storage.run = lambda work: run(lambda transaction: work(traced(transaction)))  # type: ignore[method-assign]  # counts only
    sql_district.do("liaison", dispute, "assign")
    reading = [text for text in statements if text.startswith("SELECT")]
    assert len(reading) == 8, statements


# Offers that were not taken.


@pytest.mark.clause("3.2")
def test_offers_that_were_not_taken_are_counted(either: District) -> None:
    """Turned down with a ground or without, or left unanswered; within the time that counts."""
    for ground in ({"ground": "ill"}, {}):
        either.do("mediator", either.bring_to("offered"), "turn_down", reason="no", **ground)
    silent = either.bring_to("offered")
    either.go(either.office.today() + timedelta(14))
    either.office.sweep()
    assert either.show(silent).record.state.value == "received"
    dispute = either.bring_to("received")
    (only,) = propose_mediators(either.office, person("liaison"), dispute).candidates
    assert only.answers == (1, 1, 1)
    noted = either.show(person("mediator"), "liaison").record.not_taken
    assert [offer.answer.value for offer in noted] == ["excused", "turned_down", "silent"]
    assert noted[-1].dispute == silent
    either.go(either.office.today() + timedelta(366))
    (later,) = propose_mediators(either.office, person("liaison"), dispute).candidates
    assert later.answers == (0, 0, 0)
    assert either.office.verify().is_clean


def test_p60_how_offers_were_answered_is_shown_to_those_who_ask_mediators_and_to_nobody_else(either: District) -> None:
    """Neither on the mediator's record nor in its history."""
    either.do("mediator", either.bring_to("offered"), "turn_down", reason="no")
    for who in ("liaison", "president", "supervisor", "triage"):
        assert either.show(person("mediator"), who).record.not_taken != ()
    for who in ("mediator", "mediator2", "judge", "worker", "other_liaison"):
        view = either.show(person("mediator"), who)
        assert isinstance(view.record, Person)
        assert view.record.not_taken == ()
        assert "note_offer" not in [event.step for event in either.office.history(person(who), person("mediator"))]


def test_p60_parties_and_mediators_see_who_was_chosen_and_why_and_no_ranking(either: District) -> None:
    """Those who choose see all of it."""
    enrol(either, "kim", languages=KOREAN)
    dispute = either.bring_to("received", **in_korean())
    either.do("liaison", dispute, "assign")
    for who, ranked in (("liaison", 2), ("triage", 0), ("citizen_a", 0), ("kim", 0), ("worker", 0)):
        decided = last(either, dispute, who).derived.decision
        assert decided is not None
        assert len(decided.candidates) == ranked
        assert decided.chosen == person("kim")
        assert "speaks the language" in decision_text(decided, Language.EN, either.office.catalogue)


def test_only_the_last_hundred_stand_on_the_record(either: District) -> None:
    """The history has all of them."""
    answers = [{"dispute": "d", "answer": "silent"}] * 103
    requests = [
        Request(actor="system", record=person("mediator"), step="note_offer", facts=each, key=f"n{number}")
        for number, each in enumerate(answers)
    ]
    either.office.take_many(requests)
    assert len(either.show(person("mediator"), "liaison").record.not_taken) == 100
    assert len(either.office.history(person("liaison"), person("mediator"))) == 104


# Who may ask.


def test_only_who_may_name_a_mediator_is_told_who_could_be_one(either: District) -> None:
    """Others are refused, or do not know of the dispute at all."""
    dispute = either.bring_to("received")
    for who in ("citizen_a", "worker", "judge"):
        with pytest.raises(StepRefusedError) as refusal:
            propose_mediators(either.office, person(who), dispute)
        assert [reason.code for reason in refusal.value.reasons] == ["not_yours"]
    for who in ("stranger", "other_liaison"):
        with pytest.raises(NotFoundError):
            propose_mediators(either.office, person(who), dispute)
    for record in (unit("farm"), "nothing"):
        with pytest.raises(NotFoundError):
            propose_mediators(either.office, person("liaison"), record)
    for state in ("triaged", "in_mediation"):
        with pytest.raises(StepRefusedError) as refusal:
            propose_mediators(
                either.office, person("liaison" if state == "in_mediation" else "triage"), either.bring_to(state)
            )
        assert [reason.code for reason in refusal.value.reasons] == ["not_from_here"]


def test_a_row_decides_only_what_can_be_decided() -> None:
    """A misspelt name is found when the office opens; a step that names no mediator is found when it is taken."""

    def opened(decides: str, step: str) -> Office:
        steps = tuple(attrs.evolve(each, decides=decides if each.step == step else "") for each in DISPUTE.steps)
        kinds: list[Kind] = [attrs.evolve(DISPUTE, steps=steps), *(k for k in BUILT_IN if k.name != "dispute")]

        class Other:
            gridjustice_provide_catalogues = staticmethod(builtin.gridjustice_provide_catalogues)
            gridjustice_decide_mediators = staticmethod(builtin.gridjustice_decide_mediators)

            @hookimpl
            def gridjustice_provide_kinds(self) -> list[Kind]:
                return kinds

        return Office(MemoryStorage(), Plugins([("other", Other())]), clock=FixedClock(START), prepare=True)

    with pytest.raises(DefinitionError, match="decides 'mediator'; what can be decided is mediators"):
        opened("mediator", "assign")
    assert set(DECISIONS) == {"mediators"}
    office = opened("mediators", "receive")
    district = small_district(office, office.clock)  # type: ignore[arg-type]  # it is the clock that was given
    with pytest.raises(DefinitionError, match="'receive' names no mediator"):
        district.do("liaison", district.bring_to("delegated"), "receive")
