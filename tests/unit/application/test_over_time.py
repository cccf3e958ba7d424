"""Leave, substitutes, deputies, hand-overs, rosters and workload: who answers on which day, and what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gridjustice.application.answering import answering
from gridjustice.application.coverage import coverage
from gridjustice.application.roster import Correction, confirm_roster, roster
from gridjustice.application.workload import workload
from gridjustice.errors import NotFoundError
from gridjustice.testing.district import COURT, SINCE, District, grid, person, unit
from gridjustice.workflow.refusals import StepRefusedError

CHIEF = person("president")
BEFORE, FIRST, LAST, AFTER = date(2022, 6, 5), date(2022, 6, 6), date(2022, 6, 10), date(2022, 6, 11)
DAYS = {"since": FIRST.isoformat(), "until": LAST.isoformat()}


def second_judge(d: District) -> None:
    post = {"role": "judge", "scope": "court", "place": COURT, "since": SINCE}
    d.office.begin("operator", "person", "enrol", {"court": COURT, "handle": "judge2", "posts": [post]}, key="j2")


def gaps(d: District, day: date) -> dict[str, str | None]:
    """What is missing in the grid of the district, and who stands in."""
    return {gap.what: gap.deputy for gap in coverage(d.office, CHIEF, day).gaps}


def responsible(d: District, day: date) -> str | None:
    found = answering(d.office, CHIEF, grid(), day).responsible
    return found.person if found else None


@pytest.mark.clause("2.1.1")
def test_a_judge_on_leave_is_a_named_gap_with_a_deputy(district: District) -> None:
    """On these days and on no others; the leave is the judge's own step."""
    second_judge(district)
    district.do("judge", person("judge"), "take_leave", **DAYS)
    assert gaps(district, BEFORE) == {}
    assert gaps(district, FIRST) == gaps(district, LAST) == {"judge_away": person("judge2")}
    assert gaps(district, AFTER) == {}
    answers = answering(district.office, CHIEF, grid(), FIRST)
    assert answers.responsible is None
    assert [(gap.what, gap.deputy) for gap in answers.gaps] == [("judge_away", person("judge2"))]


@pytest.mark.clause("2.1.1")
def test_a_substitute_answers_and_may_act_on_these_days(district: District) -> None:
    """Whose place they take is on record; before and after it they may do nothing in the grid."""
    second_judge(district)
    record = district.report()
    district.do("president", grid(), "substitute", person=person("judge2"), **DAYS)
    assert [responsible(district, day) for day in (BEFORE, FIRST, LAST, AFTER)] == [
        person("judge"), person("judge2"), person("judge2"), person("judge"),
    ]  # fmt: skip
    instead = answering(district.office, CHIEF, grid(), FIRST).instead_of
    assert instead is not None
    assert instead.person == person("judge")
    for day, clear in ((BEFORE, False), (FIRST, True), (LAST, True), (AFTER, False)):
        district.go(day)
        assert district.show(record, "judge2").clear is clear


def test_a_substitution_ends_early(district: District) -> None:
    """From that day on the judge answers."""
    second_judge(district)
    district.do("president", grid(), "substitute", person=person("judge2"), **DAYS)
    district.do("president", grid(), "end_substitution", back_on="2022-06-08")
    assert responsible(district, date(2022, 6, 7)) == person("judge2")
    assert responsible(district, date(2022, 6, 8)) == person("judge")


def test_a_substitute_who_is_away_leaves_the_judge_answering(district: District) -> None:
    """Whoever is there."""
    second_judge(district)
    district.do("president", grid(), "substitute", person=person("judge2"), **DAYS)
    district.do("operator", person("judge2"), "take_leave", since="2022-06-07", until="2022-06-07")
    assert responsible(district, date(2022, 6, 7)) == person("judge")


def test_a_judge_who_leaves_or_whose_post_ends_is_a_gap(district: District) -> None:
    """Named no_judge, for nobody will be back; the days before stay as they were."""
    second_judge(district)
    district.do("president", person("judge"), "leave_post", role="judge", place=COURT, until="2022-06-10")
    assert gaps(district, LAST) == {}
    assert gaps(district, AFTER) == {"no_judge": person("judge2")}
    district.go(BEFORE)
    district.do("president", person("worker"), "leave", reason="retired")
    assert gaps(district, date(2022, 6, 4)) == {}
    assert gaps(district, BEFORE) == {"no_grid_worker": person("liaison")}


def test_who_is_back_early_answers_again(district: District) -> None:
    """The rest of the leave is gone."""
    district.do("judge", person("judge"), "take_leave", **DAYS)
    district.go(FIRST)
    district.do("judge", person("judge"), "return_early", back_on="2022-06-08")
    assert responsible(district, date(2022, 6, 7)) is None
    assert responsible(district, date(2022, 6, 8)) == person("judge")


def test_leave_is_taken_by_oneself_management_or_the_liaison(district: District) -> None:
    """And by nobody else."""
    for handle in ("mediator", "president", "liaison"):
        district.do(handle, person("mediator"), "take_leave", **DAYS)
        district.do(handle, person("mediator"), "return_early", back_on=FIRST.isoformat())
    for handle in ("other_liaison", "judge", "stranger"):
        with pytest.raises((StepRefusedError, NotFoundError)):
            district.do(handle, person("mediator"), "take_leave", **DAYS)


# Liaisons.


@pytest.mark.clause("2.1.2")
def test_who_stands_in_is_the_one_liaison_of_these_days(district: District) -> None:
    """With a liaison's rights, which the liaison has not meanwhile; afterwards it is as before."""
    record = district.report()
    district.do("president", unit("farm"), "stand_in", person=person("stranger"), **DAYS)
    turns = ((BEFORE, "liaison", "stranger"), (FIRST, "stranger", "liaison"), (AFTER, "liaison", "stranger"))
    for day, who, other in turns:
        district.go(day)
        assert answering(district.office, CHIEF, grid(), day).liaison is not None
        assert district.show(unit("farm")).record.liaison_on(day) == person(who)
        assert district.show(record, who).clear
        with pytest.raises(NotFoundError):
            district.show(record, other)


@pytest.mark.clause("2.1.2")
def test_a_liaison_is_handed_over_in_one_act(district: District) -> None:
    """No day is without one, none has two."""
    district.do("president", unit("farm"), "hand_over_liaison", person=person("stranger"), since=FIRST.isoformat())
    held = district.show(unit("farm")).record
    assert [held.liaison_on(day) for day in (BEFORE, FIRST)] == [person("liaison"), person("stranger")]


@pytest.mark.clause("2.1.2")
def test_a_liaison_on_leave_is_a_gap_with_the_one_above_as_deputy(district: District) -> None:
    """Until somebody stands in."""
    district.do("president", unit("enterprise"), "name_liaison", person=person("stranger"), since=SINCE)
    district.do("liaison", person("liaison"), "take_leave", **DAYS)
    assert gaps(district, FIRST) == {"liaison_away": person("stranger")}
    district.do("president", unit("farm"), "stand_in", person=person("citizen_a"), **DAYS)
    assert gaps(district, FIRST) == {}


# The roster.


def roster_due(d: District) -> date | None:
    deadline = d.show(unit("farm")).record.deadline("roster")
    return deadline.due if deadline else None


@pytest.mark.clause("2.1.2")
def test_the_roster_is_confirmed_once_each_calendar_quarter(district: District) -> None:
    """P42: ten days after its end; within a quarter that was confirmed nothing changes; nothing piles up."""
    assert roster_due(district) == date(2022, 7, 11)
    confirm_roster(district.office, person("liaison"), unit("farm"))
    assert roster_due(district) == date(2022, 10, 10)
    district.go(date(2022, 6, 20))
    confirm_roster(district.office, person("liaison"), unit("farm"))
    assert roster_due(district) == date(2022, 10, 10)
    district.go(date(2023, 2, 1))
    confirm_roster(district.office, person("liaison"), unit("farm"))
    assert roster_due(district) == date(2023, 4, 10)


@pytest.mark.clause("2.1.2")
def test_the_roster_waits_in_the_liaisons_inbox_and_in_nobody_elses(district: District) -> None:
    """With its day; once it is over it is overdue there."""
    (waiting,) = district.office.inbox(person("liaison"))
    assert (waiting.kind, waiting.record.id) == ("unit", unit("farm"))
    assert district.office.inbox(CHIEF) == []
    district.go(date(2022, 7, 12))
    (late,) = district.office.inbox(person("liaison"))
    assert late.record.running[0].due < district.office.today()


@pytest.mark.clause("2.1.2")
def test_corrections_and_confirmation_are_one_act(district: District) -> None:
    """Somebody new, somebody gone, another number: all of it, or nothing."""
    liaison, office = person("liaison"), district.office
    post = {"role": "mediator", "scope": "unit", "place": unit("farm"), "since": "2022-06-01"}
    new: dict[str, Any] = {"court": COURT, "unit": unit("farm"), "handle": "new", "posts": [post]}
    corrections = [
        Correction(step="enrol", facts=new),
        Correction(step="change_contact", person=person("mediator"), facts={"phone": "13900000007"}),
        Correction(step="leave", person=person("mediator"), facts={"reason": "retired"}),
    ]
    wrong = Correction(step="leave", person=person("mediator2"), facts={"reason": "not ours"})
    with pytest.raises((StepRefusedError, NotFoundError)):
        confirm_roster(office, liaison, unit("farm"), [*corrections, wrong])
    assert [view.record.handle for view in roster(office, liaison, unit("farm"))] == ["mediator"]
    receipts = confirm_roster(office, liaison, unit("farm"), corrections)
    assert [receipt.step for receipt in receipts] == ["enrol", "change_contact", "leave", "confirm_roster"]
    assert [view.record.handle for view in roster(office, liaison, unit("farm"))] == ["new"]


def test_only_the_liaison_confirms(district: District) -> None:
    """Nobody else knows the people."""
    for handle in ("president", "other_liaison", "mediator"):
        with pytest.raises(StepRefusedError):
            confirm_roster(district.office, person(handle), unit("farm"))


# Workload.


@pytest.mark.clause("2.1.1")
def test_workload_is_what_is_open_and_what_of_it_is_overdue(district: District) -> None:
    """Of what the actor may see; by role and name, since nobody is ranked (P60)."""
    district.report()
    district.bring_to("in_mediation")
    district.bring_to("archived")
    district.go(date(2022, 6, 9))
    district.report()
    loads = workload(district.office, person("triage"))
    assert [(x.role, x.person, x.grids, x.open, x.overdue) for x in loads] == [
        ("judge", person("judge"), 1, 3, 1),
        ("liaison", person("liaison"), 1, 3, 1),
        ("liaison", person("other_liaison"), 0, 0, 0),
        ("mediator", person("mediator"), 0, 1, 0),
        ("mediator", person("mediator2"), 0, 0, 0),
    ]
    assert all(load.open == 0 for load in workload(district.office, person("other_liaison")))
    assert workload(district.office, person("triage"), "yblq/nowhere") == []
