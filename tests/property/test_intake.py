"""However a list of what came in is cut, ordered and repeated, and whoever enters it, the same records are there."""

from __future__ import annotations

from copy import copy
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridjustice.application.incoming import Incoming, IntakeOutcome, TakenIn
from gridjustice.application.intake import take_in, take_in_many
from gridjustice.application.office import Office
from gridjustice.application.rows import projection_of
from gridjustice.domain.dispute.choices import IntakeChannel, Side
from gridjustice.domain.dispute.intake import Caller
from gridjustice.domain.dispute.parties import Party
from gridjustice.hooks import Plugins
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.district import START, District, person, small_district, unit
from gridjustice.testing.memory import MemoryStorage
from gridjustice.workflow.refusals import StepRefusedError

SIDES = tuple(Party(id=side.value[:1], side=side, name=f"{side.value} 某") for side in Side)
WORDS = ("晒场被占", "工钱没有发，找了好多次", "他家的牛吃了我家的苗", "wages", "로임을 주지 않습니다", "他拿刀要砍人")


@st.composite
def _incoming(draw: Any, source: int) -> Incoming:
    """Something that came in, of which the source says all."""
    return Incoming(
        channel=draw(st.sampled_from(IntakeChannel)),
        unit=unit("farm"),
        text=draw(st.sampled_from(WORDS)),
        source=str(source),
        caller=draw(st.sampled_from((None, Caller(phone="13900000001"), Caller(name="甲某")))),
        parties=draw(st.sampled_from(((), SIDES[:1], SIDES))),
    )


@st.composite
def _lists(draw: Any) -> tuple[list[Incoming], list[list[Incoming]]]:
    """A list, and the same cut, shuffled and repeated, nothing left out."""
    items = [draw(_incoming(number)) for number in range(draw(st.integers(1, 8)))]
    entered = draw(st.permutations([*items, *draw(st.lists(st.sampled_from(items), max_size=8))]))
    cuts = sorted(draw(st.sets(st.integers(0, len(entered)), max_size=4)) | {0, len(entered)})
    return items, [entered[start:end] for start, end in pairwise(cuts)]


@pytest.fixture(scope="module")
def opened(plugins: Plugins) -> Office:
    """An office whose tables are compiled once."""
    return Office(MemoryStorage(), plugins, prepare=True)


def _district(opened: Office) -> District:
    office, clock = copy(opened), FixedClock(START)
    office.storage, office.clock = MemoryStorage(), clock
    office.storage.prepare([projection_of(kind) for kind in office.kinds.values()])
    return small_district(office, clock)


def _bare(district: District, ids: set[str]) -> dict[str, Any]:
    """What the records are, whoever entered them."""
    shown = (district.show(id_).record for id_ in ids)
    return {each.id: attrs.evolve(each, reporter=None, deadlines=()) for each in shown}


@pytest.mark.clause("2.1.4")
@settings(max_examples=40)
@given(lists=_lists(), single=st.data())
def test_any_cut_and_repetition_ends_in_the_same_records(
    opened: Office, lists: tuple[list[Incoming], list[list[Incoming]]], single: st.DataObject
) -> None:
    """One record for each, each text whole, every answer one of a record; the history is sound."""
    items, parts = lists
    once, often = _district(opened), _district(opened)
    expected = take_in_many(once.office, person("triage"), items)
    answers: list[object] = []
    for part in parts:
        who = person(single.draw(st.sampled_from(("triage", "liaison"))))
        if single.draw(st.booleans()):
            answers += take_in_many(often.office, who, part)
        else:
            answers += [take_in(often.office, who, each) for each in part]
    ids = {each.record for each in expected if isinstance(each, TakenIn)}
    assert len(ids) == len(items)
    assert all(isinstance(answer, TakenIn) and answer.record in ids for answer in answers)
    fresh = [a for a in answers if isinstance(a, TakenIn) and a.outcome is not IntakeOutcome.KNOWN]
    assert len(fresh) == len(items)
    assert _bare(often, set(ids)) == _bare(once, set(ids))
    assert sorted(each.gist for each in _bare(often, set(ids)).values()) == sorted(each.text for each in items)
    verdict = often.office.verify()
    assert (verdict.faults, verdict.events) == ((), once.office.verify().events)


@settings(max_examples=20)
@given(item=_incoming(1), words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))
def test_what_contradicts_what_is_there_is_always_told(opened: Office, item: Incoming, words: list[str]) -> None:
    """Every entry ends in a record that says its words, or in a refusal."""
    district = _district(opened)
    for text in words:
        (answer,) = take_in_many(district.office, person("triage"), [attrs.evolve(item, text=text)])
        if isinstance(answer, TakenIn):
            assert district.show(answer.record).record.gist == text
        else:
            assert isinstance(answer, StepRefusedError)
