"""The built-in order of mediators: each part moves it as it should, and nothing else does."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridjustice.application.choosing import policy_on
from gridjustice.domain.choosing import (
    FULL,
    PARTS,
    ChoosingPolicy,
    MediationCase,
    MediatorCandidate,
    measured,
    rank_mediators,
    speaks,
)
from gridjustice.domain.values import CourtPath, RecordId
from gridjustice.law import LawBook

POLICY = policy_on(LawBook.load(), date(2025, 6, 2))
CASE = MediationCase(
    kind="people",
    court=CourtPath("yblq/helong"),
    unit=RecordId("farm"),
    grid=RecordId("farm-1"),
    causes=("C3", "C2", "C1", "C0"),
    languages=("zh-CN", "ko-CN"),
    policy=POLICY,
)


def candidate(name: str = "m", **known: Any) -> MediatorCandidate:
    return MediatorCandidate(
        **{
            "mediator": RecordId(name), "unit": RecordId("farm"), "own": True, "capacity": 8, "open": 2,
            "languages": ("zh-CN",), **known,
        }
    )  # fmt: skip


BETTER: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "language": ({"languages": ("zh-CN", "ko-CN")}, {"languages": ("zh-CN",)}),
    "speciality": ({"specialities": ("C3",)}, {"specialities": ("C2",)}),
    "load": ({"open": 1}, {"open": 2}),
    "distance": ({"distance_km": 3}, {"distance_km": 40}),
    "affinity": ({"known": 2}, {"known": 1}),
    "answers": ({"silent": 0}, {"silent": 1}),
}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_moves_the_ranking(part: str) -> None:
    """With everything else alike, whoever has more of it comes first, by that part alone, whoever enrolled first."""
    more, less = BETTER[part]
    ranking = rank_mediators(CASE, [candidate("a", **less), candidate("b", **more)])
    first, second = ranking.ranked
    assert (first.mediator, second.mediator) == ("b", "a")
    differ = {one.name for one, other in zip(first.parts, second.parts, strict=True) if one != other}
    assert differ == {part}
    assert first.score == sum(each.points for each in first.parts)


@pytest.mark.parametrize(
    ("part", "known", "much"),
    [
        ("language", {"languages": ("zh-CN",)}, 50),
        ("language", {"languages": ("ko",)}, 50),
        ("language", {"languages": ("en", "ko-CN", "zh-CN")}, 100),
        ("language", {"languages": ()}, 0),
        ("speciality", {"specialities": ("C3",)}, 100),
        ("speciality", {"specialities": ("C0",)}, 25),
        ("speciality", {"specialities": ("D1",)}, 0),
        ("load", {"open": 0}, 100),
        ("load", {"open": 8}, 0),
        ("distance", {"distance_km": None}, 50),
        ("distance", {"distance_km": 0}, 100),
        ("distance", {"distance_km": 500}, 0),
        ("affinity", {"known": 5}, 100),
        ("affinity", {"known": 1, "agreed": 1}, 40),
        ("affinity", {"known": 90}, 100),
        ("answers", {"turned_down": 1, "silent": 1}, 60),
        ("answers", {"excused": 9}, 100),
        ("answers", {"silent": 90}, 0),
    ],
)
def test_how_much_there_is_of_a_part(part: str, known: dict[str, Any], much: int) -> None:
    """By the figures that are shipped; offers turned down with a ground take nothing."""
    assert measured(part, CASE, candidate(**known)) == much


def test_a_partys_language_outweighs_all_the_rest() -> None:
    """However near, free, known and expert the other one is."""
    poor = candidate("z", languages=("zh-CN", "ko-CN"), open=7, distance_km=400, silent=9)
    rich = candidate("a", open=0, distance_km=0, known=9, agreed=9, specialities=("C3",))
    assert [each.mediator for each in rank_mediators(CASE, [rich, poor]).ranked] == ["z", "a"]


def test_of_a_dispute_without_a_cause_everybody_knows_as_much() -> None:
    """And where nobody's language is known everybody speaks it."""
    bare = attrs.evolve(CASE, causes=(), languages=())
    assert measured("speciality", bare, candidate(specialities=("C3",))) == 0
    assert measured("language", bare, candidate(languages=())) == FULL


@pytest.mark.parametrize("known", [("ko",), ("ko-CN",), ("ko-KR", "en")])
def test_a_language_is_one_wherever_it_is_written(known: tuple[str, ...]) -> None:
    """To talk in, not to write in."""
    assert speaks(known, "ko-CN")
    assert not speaks(known, "zh-CN")


@given(seed=st.integers(0, 1000), number=st.integers(1, 8))
def test_the_order_does_not_depend_on_the_order_of_the_question(seed: int, number: int) -> None:
    """Those of one score come by fewest open mediations, then by id; everybody is in it once."""
    dice = random.Random(seed)
    people = [
        candidate(f"m{n}", open=dice.randrange(3), known=dice.randrange(2), silent=dice.randrange(2))
        for n in range(number)
    ]
    shuffled = dice.sample(people, number)
    ranked = rank_mediators(CASE, people).ranked
    assert rank_mediators(CASE, shuffled).ranked == ranked
    assert sorted(each.mediator for each in ranked) == sorted(each.mediator for each in people)
    open_ = {each.mediator: each.open for each in people}
    assert [(-each.score, open_[each.mediator], each.mediator) for each in ranked] == sorted(
        (-each.score, open_[each.mediator], each.mediator) for each in ranked
    )


def test_the_sentence_says_what_speaks_for_the_first_and_nothing_of_refusals() -> None:
    """Parties read it too."""
    ranking = rank_mediators(CASE, [candidate("a", agreed=1, known=2, specialities=("C1",), silent=4), candidate("b")])
    said = {each.name: each.words for each in ranking.values}
    assert ranking.reason == "first"
    assert said["merits"] == ("mediators.merit.speciality", "mediators.merit.agreed", "mediators.merit.load")
    assert (said["others"], said["open"], said["capacity"]) == (("1",), ("2",), ("8",))
    alone = rank_mediators(CASE, [candidate(languages=("ko-CN", "zh"), open=0, distance_km=2, known=1)])
    assert alone.reason == "only"
    assert next(each.words for each in alone.values if each.name == "merits") == (
        "mediators.merit.language", "mediators.merit.near", "mediators.merit.known", "mediators.merit.free",
    )  # fmt: skip


def test_the_figures_are_the_offices_own() -> None:
    """None of them is law; all are marked so, and each part has a weight."""
    law = LawBook.load()
    figures = [
        key for key in law.figures() if key.startswith("mediator.") and law.figure(key, date(2025, 6, 2)).is_default
    ]
    assert {f"mediator.weight.{part}" for part in PARTS} < set(figures)
    assert dict(POLICY.weights).keys() == set(PARTS)
    assert POLICY.weight("language") > sum(points for part, points in POLICY.weights if part != "language")
    assert ChoosingPolicy(capacity=1, unanswered=1, known=1, far_km=1, weights=()).weight("load") == 0


def test_a_part_that_there_is_not_is_named() -> None:
    """A misspelt part is no silent nothing."""
    with pytest.raises(ValueError, match="'luck' is none of"):
        measured("luck", CASE, candidate())
