"""The register (台账) writes itself from what happened."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gridjustice.application.register import REGISTER_COLUMNS, register
from gridjustice.application.request import Receipt, Request
from gridjustice.domain.criteria import equals
from gridjustice.domain.values import RecordId
from gridjustice.testing.district import WAYS, District, person, report_facts, unit

pytestmark = pytest.mark.clause("4.2")


def line(d: District, record: RecordId, handle: str = "triage") -> dict[str, Any]:
    number = d.office.show("system", record).record.number
    (found,) = (each for each in register(d.office, person(handle)) if each["number"] == number)
    return found


def test_every_line_has_every_column(either: District) -> None:
    """In their order, for a dispute in every state; nothing but texts, days, numbers or nothing."""
    for state in WAYS:
        either.bring_to(state)
    lines = list(register(either.office, person("triage")))
    assert len(lines) == len(WAYS) + 1, "the one to which another was linked"
    assert {tuple(each) for each in lines} == {REGISTER_COLUMNS}
    assert {type(value) for each in lines for value in each.values()} <= {str, int, date, type(None)}
    assert [each["state"] for each in lines] == [either.show(r).record.state.value for r in ids(either)]


def ids(d: District) -> list[RecordId]:
    return [view.record.id for view in d.office.find("system", equals("kind", "dispute"), limit=1000)]


def test_a_line_says_what_happened(district: District) -> None:
    """With the names of units, grids and mediators."""
    record = district.bring_to("in_mediation", cause="T137", cause_version="2025", level="orange")
    told = line(district, record)
    view = district.show(record).record
    assert told == {
        "number": view.number,
        "reported_on": date(2022, 6, 1),
        "unit": "一林场",
        "grid": "一林场一格",
        "cause": "T137",
        "level": "orange",
        "parties": "甲某、乙某",
        "state": "in_mediation",
        "mediator": told["mediator"],
        "ended_on": None,
        "days": 0,
        "ground": None,
        "brought": 0,
        "next_due": date(2022, 7, 1),
    }
    assert told["mediator"]


def test_parties_are_masked_for_who_may_not_read_them(district: District) -> None:
    """A supervisor counts disputes, not people."""
    record = district.report()
    assert line(district, record, "supervisor")["parties"] == "甲＊、乙＊"


def test_a_register_lists_what_its_reader_may_see(district: District) -> None:
    """And of that, what was asked for."""
    record = district.report()
    other = report_facts() | {"unit": unit("farm2"), "grid": None}
    district.office.begin(person("other_liaison"), "dispute", "report", other, key="other")
    assert len(list(register(district.office, person("triage")))) == 2
    assert [each["unit"] for each in register(district.office, person("other_liaison"))] == ["二林场"]
    assert list(register(district.office, person("stranger"))) == []
    asked = register(district.office, person("triage"), equals("unit", unit("farm")))
    assert [each["number"] for each in asked] == [district.show(record).record.number]


def test_days_run_from_the_report_to_the_first_outcome(district: District) -> None:
    """What comes after it (performance, feedback, archive) does not move the end; while it is open they run on."""
    record = district.bring_to("in_mediation")
    district.go(date(2022, 6, 11))
    assert (line(district, record)["ended_on"], line(district, record)["days"]) == (None, 10)
    district.do("mediator", record, "fail", ground="too_far_apart", told=["suit"])
    district.go(date(2022, 6, 21))
    district.do("liaison", record, "feed_back", message="No agreement.")
    district.do("liaison", record, "archive")
    told = line(district, record)
    assert (told["state"], told["ended_on"], told["days"]) == ("archived", date(2022, 6, 11), 10)
    assert told["ground"] == "too_far_apart"


def test_a_dispute_that_goes_on_has_no_end(district: District) -> None:
    """An outcome that was left behind is none; the next one counts."""
    record = district.bring_to("failed")
    district.go(date(2022, 6, 11))
    district.do("citizen_a", record, "bring", party="a1")
    told = line(district, record)
    assert (told["ended_on"], told["days"], told["brought"]) == (None, 10, 1)
    docketing = {"case_number": "（2022）示例民初22号", "jurisdiction": "ours", "reason": "forest land"}
    district.do("triage", record, "docket", **docketing)
    district.do("triage", record, "assign_judge", judge=person("judge"))
    district.go(date(2022, 7, 1))
    district.do("judge", record, "close", manner="withdrawal")
    assert (line(district, record)["ended_on"], line(district, record)["days"]) == (date(2022, 7, 1), 30)


def test_a_register_is_read_page_by_page(district: District) -> None:
    """Nothing is missing and nothing twice where it is longer than a page."""
    asked = [
        Request(actor=person("worker"), kind="dispute", step="report", facts=report_facts(), key=f"{number}")
        for number in range(1010)
    ]
    assert all(isinstance(outcome, Receipt) for outcome in district.office.take_many(asked))
    told = [each["number"] for each in register(district.office, person("triage"))]
    assert len(told) == len(set(told)) == len(asked)
