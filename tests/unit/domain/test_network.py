"""Who answers for what, from when to when: periods that leave no day out and count none twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridjustice.domain.network import (
    Assignment,
    Grid,
    GridNature,
    NetworkState,
    Person,
    Post,
    Unit,
    UnitKind,
)
from gridjustice.domain.network_facts import (
    GridAssignment,
    GridHandOver,
    GridRelief,
    LiaisonNamed,
    LiaisonReleased,
    PersonEnrolled,
    PostLeft,
    PostTaken,
)
from gridjustice.domain.record import Event, Facts, Role, Scope
from gridjustice.domain.values import CourtPath, RecordId, named_id
from gridjustice.errors import InvalidValueError

COURT = CourtPath("yblq")
FIRST = date(2022, 1, 1)
DAY = timedelta(1)
ANNE, BEN, CLEO = (RecordId(name) for name in ("anne", "ben", "cleo"))


def day(number: int) -> date:
    return FIRST + number * DAY


def judge(person: RecordId, since: int, until: int | None = None) -> Assignment:
    return Assignment(person=person, role=Role.JUDGE, since=day(since), until=None if until is None else day(until))


def grid(*assignments: Assignment) -> Grid:
    return Grid(
        id=named_id("grid", "1"),
        state=NetworkState.ACTIVE,
        court=COURT,
        code="1",
        name="first grid",
        nature=GridNature.BASIC,
        assignments=assignments,
    )


def unit(*liaisons: Assignment) -> Unit:
    return Unit(
        id=named_id("unit", "1"),
        state=NetworkState.ACTIVE,
        court=COURT,
        code="1",
        name="farm",
        kind=UnitKind.FOREST_FARM,
        liaisons=liaisons,
    )


def event(facts: Facts, step: str = "any") -> Event:
    return Event(
        record=named_id("any", "1"),
        version=2,
        kind="any",
        step=step,
        source="active",
        target="active",
        actor="operator",
        at=datetime(2022, 6, 1, tzinfo=UTC),
        day=date(2022, 6, 1),
        facts=facts,
    )


def judges_on(of: Grid, number: int) -> tuple[RecordId, ...]:
    return of.answering_on(Role.JUDGE, day(number))


def test_an_assignment_holds_on_both_its_ends() -> None:
    """From the first day to the last."""
    period = judge(ANNE, 10, 20)
    assert [period.holds_on(day(n)) for n in (9, 10, 15, 20, 21)] == [False, True, True, True, False]


def test_an_assignment_cannot_end_before_it_starts() -> None:
    """One day is the shortest."""
    assert judge(ANNE, 5, 5).holds_on(day(5))
    with pytest.raises(InvalidValueError, match="before it starts"):
        judge(ANNE, 5, 4)
    with pytest.raises(InvalidValueError, match="before it starts"):
        Post(role=Role.JUDGE, scope=Scope.COURT, place="yblq", since=day(5), until=day(4))


@given(*[st.tuples(st.integers(0, 30), st.none() | st.integers(0, 30)) for _ in range(2)])
def test_periods_overlap_where_they_share_a_day(one: tuple[int, int | None], other: tuple[int, int | None]) -> None:
    """Compared with counting the days themselves."""
    (a, b), (c, d) = one, other
    b = None if b is None else a + b
    d = None if d is None else c + d
    shared = any(a <= n and (b is None or n <= b) and c <= n and (d is None or n <= d) for n in range(62))
    assert judge(ANNE, a, b).overlaps(day(c), None if d is None else day(d)) is shared


@pytest.mark.clause("2.1.1")
def test_p41_who_answered_is_asked_of_a_day() -> None:
    """Nothing is deleted when a judge changes."""
    both = grid(judge(ANNE, 0, 9), judge(BEN, 10))
    assert judges_on(both, 9) == (ANNE,)
    assert judges_on(both, 10) == (BEN,)
    assert both.answering_on(Role.JUDGE, FIRST - DAY) == ()


@pytest.mark.clause("2.1.1")
@given(st.lists(st.integers(1, 200), min_size=1, max_size=6, unique=True).map(sorted))
def test_a_hand_over_leaves_no_day_uncovered_and_none_doubled(days: list[int]) -> None:
    """However often a grid is handed over, each day has one judge: the last who took it over by then."""
    now = grid(judge(ANNE, 0))
    people = [ANNE]
    for number, since in enumerate(days):
        people.append(RecordId(f"judge{number}"))
        facts = GridHandOver(person=people[-1], since=day(since))
        now = facts.applied(now, event(facts))
    for number in range(210):
        taken_over = sum(1 for since in days if since <= number)
        assert judges_on(now, number) == (people[taken_over],)


def test_a_hand_over_on_the_first_day_replaces_the_assignment() -> None:
    """Whoever never answered for a whole day is not listed as if they had."""
    facts = GridHandOver(person=BEN, since=day(0))
    now = facts.applied(grid(judge(ANNE, 0)), event(facts))
    assert [a.person for a in now.assignments] == [BEN]


def test_a_hand_over_touches_the_judge_only() -> None:
    """The grid worker stays."""
    worker = Assignment(person=CLEO, role=Role.GRID_WORKER, since=day(0))
    facts = GridHandOver(person=BEN, since=day(5))
    now = facts.applied(grid(judge(ANNE, 0), worker), event(facts))
    assert now.answering_on(Role.GRID_WORKER, day(9)) == (CLEO,)


def test_a_hand_over_to_a_grid_without_a_judge_fills_the_gap() -> None:
    """From that day on."""
    facts = GridHandOver(person=BEN, since=day(5))
    now = facts.applied(grid(judge(ANNE, 0, 2)), event(facts))
    assert [judges_on(now, n) for n in (2, 3, 4, 5)] == [(ANNE,), (), (), (BEN,)]


def test_relief_ends_the_persons_own_assignment_in_that_role() -> None:
    """Others, and the same person in another role, go on."""
    assistant = Assignment(person=ANNE, role=Role.JUDGE_ASSISTANT, since=day(0))
    facts = GridRelief(person=ANNE, role=Role.JUDGE, until=day(7))
    now = facts.applied(grid(judge(ANNE, 0), assistant), event(facts))
    assert judges_on(now, 7) == (ANNE,)
    assert judges_on(now, 8) == ()
    assert now.answering_on(Role.JUDGE_ASSISTANT, day(8)) == (ANNE,)


def test_relief_before_the_first_day_takes_the_assignment_away() -> None:
    """It never began."""
    facts = GridRelief(person=ANNE, role=Role.JUDGE, until=day(3))
    assert facts.applied(grid(judge(ANNE, 5)), event(facts)).assignments == ()


@pytest.mark.clause("2.1.2")
def test_a_unit_has_its_liaison_of_the_day_or_a_vacancy() -> None:
    """Named, released, named again."""
    now = unit()
    steps: list[LiaisonNamed | LiaisonReleased] = [
        LiaisonNamed(person=ANNE, since=day(0)),
        LiaisonReleased(person=ANNE, until=day(9)),
        LiaisonNamed(person=BEN, since=day(12)),
    ]
    for facts in steps:
        now = facts.applied(now, event(facts))
    assert [now.liaison_on(day(n)) for n in (0, 9, 10, 11, 12)] == [ANNE, ANNE, None, None, BEN]


def test_what_records_give_is_what_access_is_asked_about() -> None:
    """A unit's liaison at the unit, a grid's judge at the grid, a person's post at its place."""
    (liaison,) = unit(Assignment(person=ANNE, role=Role.LIAISON, since=day(0), until=day(1))).appointments()
    assert (liaison.person, liaison.role, liaison.scope, liaison.until) == (ANNE, Role.LIAISON, Scope.UNIT, day(1))
    assert liaison.place == named_id("unit", "1")
    (answering,) = grid(judge(BEN, 0)).appointments()
    assert (answering.role, answering.scope, answering.place) == (Role.JUDGE, Scope.GRID, named_id("grid", "1"))
    (post,) = person(at=COURT).appointments()
    assert (post.person, post.scope, post.place) == (named_id("person", "x"), Scope.COURT, COURT)


def person(at: str, role: Role = Role.JUDGE, **post: Any) -> Person:
    held = Post(role=role, scope=Scope.COURT, place=at, since=day(0), **post)
    return Person(id=named_id("person", "x"), state=NetworkState.ACTIVE, court=COURT, handle="x", posts=(held,))


def test_a_post_is_held_at_its_very_place_on_its_days() -> None:
    """The engine asks about courts above by itself."""
    someone = person("yblq", until=day(5))
    assert someone.holds(Role.JUDGE, "yblq", day(5))
    assert not someone.holds(Role.JUDGE, "yblq", day(6))
    assert not someone.holds(Role.JUDGE, "yblq/helong", day(5))
    assert not someone.holds(Role.PRESIDENT, "yblq", day(5))


def test_a_post_that_was_left_has_its_last_day() -> None:
    """And only the one that was left."""
    facts = PostLeft(role=Role.JUDGE, place="yblq", until=day(3))
    left = facts.applied(person("yblq"), event(facts))
    assert left.posts[0].until == day(3)
    untouched = facts.applied(person("yblq/helong"), event(facts))
    assert untouched.posts[0].until is None


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        (Role.LIAISON, Scope.UNIT),
        (Role.JUDGE, Scope.UNIT),
        (Role.MEDIATOR, Scope.COURT),
        (Role.PARTY, Scope.RECORD),
        (Role.SYSTEM, Scope.EVERYWHERE),
        (Role.OPERATOR, Scope.EVERYWHERE),
        (Role.GRID_WORKER, Scope.GRID),
    ],
)
def test_nobody_gets_a_role_as_a_post_that_is_none(role: Role, scope: Scope) -> None:
    """Neither when enrolled nor later: no person can be made the system or the operator."""
    post = Post(role=role, scope=scope, place="yblq", since=day(0))
    with pytest.raises(InvalidValueError, match="is no post at"):
        PostTaken(post=post)
    with pytest.raises(InvalidValueError, match="is no post at"):
        PersonEnrolled(court=COURT, handle="x", posts=(post,))


@pytest.mark.parametrize("role", [Role.LIAISON, Role.MEDIATOR, Role.PRESIDENT, Role.SYSTEM])
def test_a_grid_gives_only_its_own_roles(role: Role) -> None:
    """Judge, assistant, grid worker."""
    with pytest.raises(InvalidValueError, match="is no role of a grid"):
        GridAssignment(person=ANNE, role=role, since=day(0))
