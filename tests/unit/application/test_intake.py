"""What comes in becomes a sign or a report, each of them once; what it looks like is said, and nothing is lost."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from gridjustice.application.incoming import Incoming, IntakeOutcome, TakenIn
from gridjustice.application.intake import TOGETHER, take_in, take_in_many
from gridjustice.application.office import Office
from gridjustice.domain.criteria import equals
from gridjustice.domain.dispute.choices import DangerKind, DisputeState, IntakeChannel, Side
from gridjustice.domain.dispute.intake import Caller, Intake
from gridjustice.domain.dispute.parties import Danger, Party
from gridjustice.domain.values import RecordId
from gridjustice.errors import (
    AdapterUnavailableError,
    ConflictError,
    GridJusticeError,
    InvalidError,
    InvalidValueError,
    KeyReusedError,
)
from gridjustice.language import Language
from gridjustice.ports.storage import Storage
from gridjustice.testing.district import District, grid, person, unit
from gridjustice.workflow.refusals import StepRefusedError

TEXT = "隔壁把我家晒场占了，说了几次都不让，还把木头堆在路口。"
CALL = Incoming(
    channel=IntakeChannel.HOTLINE,
    unit=unit("farm"),
    text=TEXT,
    source="12368-0017",
    caller=Caller(name="甲某", phone="139-0000-0001"),
)
APPLICANT = Party(id="a1", side=Side.APPLICANT, name="甲某", phone="13900000001")
RESPONDENT = Party(id="r1", side=Side.RESPONDENT, name="乙某", person=person("citizen_b"))


def call(**changes: Any) -> Incoming:
    return attrs.evolve(CALL, **changes)


def taken(district: District, incoming: Incoming, who: str = "triage", **settings: Any) -> TakenIn:
    return take_in(district.office, person(who), incoming, **settings)


def stored(district: District) -> int:
    return district.office.verify().events


def codes(problem: object) -> list[str]:
    assert isinstance(problem, StepRefusedError)
    return [reason.code for reason in problem.reasons]


@pytest.mark.clause("2.1.4")
def test_a_call_becomes_a_sign_that_says_who_took_it_and_how(district: District) -> None:
    """The whole text is kept; channel, caller, hour and the one who took it stand beside it."""
    received = datetime(2022, 5, 31, 8, 30, tzinfo=UTC)
    answer = taken(district, call(received_at=received, taken_by=person("liaison")))
    record = district.show(answer.record).record
    assert (answer.outcome, record.state, record.gist) == (IntakeOutcome.NOTED, DisputeState.SIGNALLED, TEXT)
    assert record.intake == Intake(
        channel=IntakeChannel.HOTLINE, received_at=received, taken_by=person("liaison"), source="12368-0017",
        caller=CALL.caller,
    )  # fmt: skip
    assert answer.number == record.number


def test_p53_nothing_is_filled_in_that_a_person_decides(district: District) -> None:
    """Neither jurisdiction nor route, and no danger where nobody set one, whatever the words are."""
    answer = taken(district, call(text="他拿刀要杀人，救命！", parties=(APPLICANT, RESPONDENT)))
    record = district.show(answer.record).record
    assert (record.state, record.jurisdiction, record.route, record.danger) == (DisputeState.REPORTED, None, None, None)
    in_danger = taken(district, call(source="2", danger=Danger(kind=DangerKind.VIOLENCE, minor=True)))
    limits = {d.limit for d in district.show(in_danger.record).record.deadlines}
    assert {"danger_report", "arrival"} <= limits


@pytest.mark.clause("2.1.4")
def test_the_same_source_is_the_same_record_whoever_enters_it(district: District) -> None:
    """Again by the same, by another, in a list: known, and nothing is stored."""
    first = taken(district, CALL)
    before = stored(district)
    again = (
        taken(district, CALL),
        taken(district, CALL, "liaison"),
        *take_in_many(district.office, person("triage"), [CALL, CALL]),
    )
    assert {(a.outcome, a.record) for a in again if isinstance(a, TakenIn)} == {(IntakeOutcome.KNOWN, first.record)}
    assert stored(district) == before


def test_another_channel_has_numbers_of_its_own(district: District) -> None:
    """A message may be called as a call is."""
    assert taken(district, CALL).record != taken(district, call(channel=IntakeChannel.SERVICE_GROUP)).record


def test_other_words_under_the_same_source_are_refused_and_not_lost(district: District) -> None:
    """Whoever enters them is told; nothing is overwritten, nothing dropped in silence."""
    first = taken(district, CALL)
    for other in (call(text="别的"), call(danger=Danger(kind=DangerKind.CRIME)), call(unit=unit("farm2"))):
        with pytest.raises(StepRefusedError) as refusal:
            taken(district, other)
        assert codes(refusal.value) == ["taken_in_otherwise"]
    assert district.show(first.record).record.gist == TEXT


@pytest.mark.clause("1.1")
def test_p31_a_sign_whose_parties_become_known_is_a_report_on_the_same_record(district: District) -> None:
    """One dispute, one number; and the sign entered once more afterwards is known."""
    sign = taken(district, call(parties=(APPLICANT,)))
    assert district.show(sign.record).record.intake.named == (APPLICANT,)
    report = taken(district, call(parties=(APPLICANT, RESPONDENT)))
    assert (report.outcome, report.record, report.number) == (IntakeOutcome.REPORTED, sign.record, sign.number)
    for known in (call(), call(parties=(APPLICANT,)), call(parties=(APPLICANT, RESPONDENT))):
        if known != CALL:
            assert taken(district, known).outcome is IntakeOutcome.KNOWN
    assert taken(district, CALL).outcome is IntakeOutcome.KNOWN
    stranger = attrs.evolve(RESPONDENT, id="x", name="丙某")
    with pytest.raises(StepRefusedError):
        taken(district, call(parties=(stranger,)))


def test_what_has_no_source_is_one_by_its_key(district: District) -> None:
    """The same key again is known, the same words without it are another visit; the key is for one thing only."""
    visit = call(source=None, channel=IntakeChannel.WALK_IN)
    first = taken(district, visit, key="k")
    assert taken(district, visit, key="k") == attrs.evolve(first, outcome=IntakeOutcome.KNOWN)
    assert taken(district, visit).record != first.record
    with pytest.raises(KeyReusedError):
        taken(district, attrs.evolve(visit, text="别的"), key="k")


def test_of_a_list_without_sources_the_content_is_the_name(district: District) -> None:
    """The same row again is known, in the same list and in the next; another hour is another row."""
    row = call(source=None, received_at=datetime(2022, 5, 1, tzinfo=UTC))
    later = attrs.evolve(row, received_at=datetime(2022, 5, 2, tzinfo=UTC))
    first = take_in_many(district.office, person("triage"), [row, later, row])
    assert [a.outcome.value for a in first if isinstance(a, TakenIn)] == ["noted", "noted", "known"]
    second = take_in_many(district.office, person("liaison"), [later, row])
    assert [a.outcome.value for a in second if isinstance(a, TakenIn)] == ["known", "known"]


def test_a_wrong_one_in_a_list_stops_no_other(district: District) -> None:
    """Each has its own answer, in its place; progress is told."""
    told: list[tuple[int, int]] = []
    items = [
        call(source="1"), call(source="2", text=" "), call(source="3", unit=unit("nowhere")),
        call(source="4", taken_by=person("nobody")), call(source="5", received_at=datetime(2022, 6, 2, tzinfo=UTC)),
        call(source="6"),
    ]  # fmt: skip
    answers = take_in_many(district.office, person("triage"), items, progress=lambda *done: told.append(done))
    assert [isinstance(a, TakenIn) for a in answers] == [True, False, False, False, False, True]
    assert isinstance(answers[1], InvalidError)
    assert [codes(a) for a in answers[2:5]] == [["unknown_unit"], ["unknown_person"], ["received_in_future"]]
    assert told == [(6, 6)]


@pytest.mark.clause("2.1.4")
def test_another_call_about_the_same_matter_is_kept_and_shown_with_the_first(district: District) -> None:
    """By telephone, people, words; never linked without a person."""
    first = taken(district, call(parties=(APPLICANT, RESPONDENT)))
    without_account = attrs.evolve(RESPONDENT, person=None)
    by = {
        "words": call(source="2", caller=None, text=TEXT.replace("几次", "三次")),
        "telephone": call(source="3", caller=Caller(phone="+86 139 0000 0001"), text="我想问问我的事办得怎么样了。"),
        "names": call(source="4", caller=None, text="他们又吵起来了。", parties=(APPLICANT, without_account)),
        "party": call(source="5", caller=None, text="同一个人。", parties=(RESPONDENT,)),
    }  # fmt: skip
    for reason, incoming in by.items():
        answer = taken(district, incoming)
        because = {a.view.record.id: a.because for a in answer.alike}
        assert reason in because[first.record]
        assert answer.outcome in (IntakeOutcome.NOTED, IntakeOutcome.REPORTED)
    assert taken(district, call(source="6", caller=None, text="果树被牛啃了。")).alike == ()


def test_nobody_is_shown_by_words_or_callers_that_they_may_not_read(district: District) -> None:
    """A grid worker sees disputes masked, so what they say is no reason there."""
    taken(district, call(grid=grid()))
    answer = taken(district, call(source="2", grid=grid()), "worker")
    assert [a.because for a in answer.alike] == []


def test_who_called_is_not_told_to_a_party(district: District) -> None:
    """The other side would learn who called; those who help do."""
    answer = taken(district, call(parties=(APPLICANT, RESPONDENT)))
    assert district.show(answer.record, "citizen_b").record.intake is None
    assert district.office.history(person("citizen_b"), answer.record)[0].facts.intake is None  # type: ignore[attr-defined]
    assert district.show(answer.record, "triage").record.intake.caller == CALL.caller


def test_a_repeat_is_linked_at_once_by_who_may_link(district: District) -> None:
    """The same caller, way and day with nearly the same words; not for a liaison, not on another day, not in danger."""
    first = taken(district, CALL)
    assert taken(district, call(source="2"), "liaison", link=True).outcome is IntakeOutcome.NOTED
    in_danger = call(source="3", danger=Danger(kind=DangerKind.VIOLENCE))
    assert taken(district, in_danger, link=True).outcome is IntakeOutcome.NOTED
    again = taken(district, call(source="4"), link=True)
    assert again.outcome is IntakeOutcome.LINKED
    assert district.show(again.record).record.same_as == again.linked_to != again.record
    assert first.record
    district.go(date(2022, 6, 2))
    assert taken(district, call(source="5"), link=True).outcome is IntakeOutcome.NOTED


def test_in_a_list_a_repeat_is_linked_to_what_was_there_before_it(district: District) -> None:
    """Never to what comes later, never to what is linked itself."""
    items = [call(source=str(number)) for number in range(5)]
    answers = take_in_many(district.office, person("triage"), items, link=True)
    assert [a.outcome.value for a in answers if isinstance(a, TakenIn)] == ["noted", *["linked"] * 4]
    first = answers[0]
    assert isinstance(first, TakenIn)
    assert {a.linked_to for a in answers[1:] if isinstance(a, TakenIn)} == {first.record}
    assert len(district.show(first.record).record.also) == 4


@pytest.mark.clause("2.1.4")
@pytest.mark.parametrize("language", list(Language))
def test_p49_a_group_is_answered_with_impersonal_words_alone(district: District, language: Language) -> None:
    """The same sentence whatever came in; by telephone the number is told."""
    catalogue = district.office.catalogue
    private = taken(district, CALL)
    assert private.number in private.reply(language, catalogue)
    replies = set()
    for number, parties in enumerate(((), (APPLICANT, RESPONDENT))):
        message = call(source=f"wx-{number}", channel=IntakeChannel.SERVICE_GROUP, parties=parties)
        replies.add(taken(district, message).reply(language, catalogue))
    (reply,) = replies
    assert "甲某" not in reply
    assert not any(character.isdecimal() for character in reply.replace("110", ""))


def test_who_may_not_take_in_learns_nothing(district: District) -> None:
    """A stranger is refused in the same words, whether it is known or not."""
    for incoming in (CALL, CALL):
        with pytest.raises(StepRefusedError) as refusal:
            taken(district, incoming, "stranger")
        assert codes(refusal.value) == ["not_yours"]
        take_in_many(district.office, person("triage"), [CALL])


def test_where_its_unit_is_a_party_the_liaison_hears_only_that_it_is_known(district: District) -> None:
    """The record is out of the liaison's sight, and the call is not entered twice."""
    own = attrs.evolve(RESPONDENT, person=None, unit=unit("farm"))
    first = taken(district, call(parties=(APPLICANT, own)))
    before = stored(district)
    try:
        answer: TakenIn | GridJusticeError = taken(district, call(parties=(APPLICANT, own)), "liaison")
    except GridJusticeError as problem:
        answer = problem
    assert stored(district) == before
    assert isinstance(answer, StepRefusedError) or (answer.record, answer.number) == (first.record, "")  # type: ignore[union-attr]


class _Rival:
    """A storage in which somebody else is faster, so many times."""

    def __init__(self, storage: Storage, times: int, first: Any) -> None:
        self._storage = storage
        self._times = times
        self._first = first

    def __getattr__(self, name: str) -> Any:
        return getattr(self._storage, name)

    def run(self, work: Any) -> Any:
        if self._times:
            self._times -= 1
            self._first()
            raise ConflictError("somebody was faster")
        return self._storage.run(work)


def test_two_who_take_the_same_call_at_once_make_one_record(district: District) -> None:
    """The slower one is told that it is known."""
    slow = Office(district.office.storage, district.office.plugins, clock=district.clock)
    slow.storage = _Rival(slow.storage, 1, lambda: taken(district, CALL))  # type: ignore[assignment]
    assert take_in(slow, person("liaison"), CALL).outcome is IntakeOutcome.KNOWN
    slow.storage = _Rival(district.office.storage, 99, lambda: None)  # type: ignore[assignment]
    with pytest.raises(ConflictError):
        take_in(slow, person("liaison"), call(source="2"))


@pytest.mark.clause("2.1.4")
def test_a_list_that_breaks_off_is_taken_in_again_and_whole(district: District) -> None:
    """What was stored before the storage went away is known, the rest is new, everything once."""
    items = [call(source=str(number), text=f"第{number}件") for number in range(TOGETHER * 2 + 5)]
    office = Office(district.office.storage, district.office.plugins, clock=district.clock)

    def gone() -> None:
        raise AdapterUnavailableError("the storage is gone")

    class Breaking(_Rival):
        def run(self, work: Any) -> Any:
            if district.office.count(person("triage"), equals("kind", "dispute"))[()] >= TOGETHER:
                self._first()
            return self._storage.run(work)

    office.storage = Breaking(district.office.storage, 0, gone)  # type: ignore[assignment]
    with pytest.raises(AdapterUnavailableError):
        take_in_many(office, person("triage"), items)
    answers = take_in_many(district.office, person("triage"), items)
    outcomes = Counter(answer.outcome.value for answer in answers if isinstance(answer, TakenIn))
    assert outcomes == {"known": TOGETHER, "noted": TOGETHER + 5}


def test_a_mapping_is_taken_as_an_incoming(district: District) -> None:
    """As drivers have it; what is wrong is named by its path."""
    plain = {"channel": "letter", "unit": unit("farm"), "text": TEXT, "reference": "信〔2022〕3号"}
    answer = take_in(district.office, person("triage"), plain)
    assert district.show(answer.record).record.intake.reference == "信〔2022〕3号"
    with pytest.raises(InvalidError, match="channel"):
        take_in(district.office, person("triage"), {**plain, "channel": "pigeon"})
    with pytest.raises(InvalidError, match="gist"):
        take_in(district.office, person("triage"), {**plain, "text": ""})


def test_an_instant_has_a_zone_and_a_likely_year() -> None:
    """Otherwise nobody knows when it was."""
    for wrong in (datetime(2022, 6, 1), datetime(1022, 6, 1, tzinfo=UTC)):  # noqa: DTZ001  # that is what is wrong
        with pytest.raises(InvalidValueError):
            Intake(channel=IntakeChannel.HOTLINE, received_at=wrong)
    assert RecordId(CALL.unit)
