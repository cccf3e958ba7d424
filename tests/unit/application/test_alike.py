"""Disputes that may be about the same matter are found before triage, and only those that the one who asks may see."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest

from gridjustice.application.alike import alike
from gridjustice.errors import NotFoundError
from gridjustice.testing.district import District, person, report_facts, unit

NUMBERS, TOLD = count(1), count()
WORDS = (
    "A wall between two gardens.",
    "他家的牛吃了我家的苗。",
    "로임을 주지 않습니다.",
    "Logs lie on the road to the mill.",
    "采伐界线不清。",
    "晒场被占了。",
)
"""Of six that follow one another no two are alike."""


def reasons(district: District, handle: str, record: str) -> dict[str, tuple[str, ...]]:
    return {each.view.record.id: each.because for each in alike(district.office, person(handle), record)}


def others(**changes: object) -> list[dict[str, object]]:
    """Two parties whom nobody knows, of names that nobody had before, the first with changes."""
    first, second = ({**p, "person": None, "phone": None} for p in report_facts()["parties"])
    return [{**first, "name": f"甲{next(NUMBERS)}", **changes}, second]


def about(district: District, **changes: object) -> str:
    """A dispute that is told in words of its own."""
    return district.report(gist=WORDS[next(TOLD) % len(WORDS)], **changes)


@pytest.mark.clause("1.2")
def test_p31_a_second_report_of_the_same_people_is_found(district: District) -> None:
    """By their accounts and telephone numbers, newest first, itself left out."""
    first, second = district.report(), district.report()
    assert reasons(district, "triage", second) == {first: ("party", "names", "telephone", "words")}


def test_what_has_nothing_in_common_is_not_found(district: District) -> None:
    """Being in the same grid is no reason."""
    record = about(district)
    about(district, parties=others(name="丙某"))
    assert reasons(district, "triage", record) == {}


def test_a_telephone_number_a_unit_or_a_cause_in_the_grid_are_reasons(district: District) -> None:
    """Each is named."""
    cause = {"cause": "T137", "cause_version": "2025"}
    record = about(district, **cause)
    called = about(district, parties=others(phone="13900000001"))
    caused = about(district, parties=others(), **cause)
    assert reasons(district, "triage", record) == {called: ("telephone",), caused: ("cause",)}
    with_unit = about(district, parties=others(unit=unit("farm2")))
    again = about(district, parties=others(unit=unit("farm2")))
    assert reasons(district, "triage", again) == {with_unit: ("party_unit",)}


@pytest.mark.parametrize(
    ("again", "found"),
    [
        ("他家的牛，昨天又吃了我家的苗！", True),
        ("他家的牛吃了我家的苗", True),
        ("苗的我家吃了牛家他", False),
        ("我家的狗咬了他", False),
        ("。！", False),
    ],
)
def test_nearly_the_same_words_are_a_reason(district: District, again: str, found: bool) -> None:
    """Signs, blanks and width do not count; the order of the words does."""
    first = district.report(gist="他家的牛吃了我家的苗。")
    record = district.report(gist=again, parties=others())
    assert (reasons(district, "triage", record) == {first: ("words",)}) is found


def test_what_is_older_than_a_year_is_not_found(district: District) -> None:
    """A repeat is one within twelve months."""
    old = district.report()
    district.go(date(2023, 6, 2))
    assert old not in reasons(district, "triage", district.report())


def test_nobody_finds_what_they_may_not_see(district: District) -> None:
    """A party finds its own; a stranger not even the one to begin with."""
    record = district.report()
    other = district.report(parties=others(phone="13900000001"))
    assert other not in reasons(district, "citizen_a", record)
    with pytest.raises(NotFoundError):
        alike(district.office, person("stranger"), record)
