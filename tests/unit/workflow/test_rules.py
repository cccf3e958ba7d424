"""Who may: rules about roles and scopes, resolved for an actor into criteria about records."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gridjustice.domain.criteria import Everything, Held, In, Not, Nothing, Under, every, some
from gridjustice.domain.record import Appointment, Role, Scope
from gridjustice.workflow.rules import BARRED, AllOf, AnyOf, Anyone, But, Holds, Public, Rule, Standing

TODAY = date(2022, 6, 1)
JUDGE = Holds(Role.JUDGE, Scope.COURT)
OF_GRID = Holds(Role.JUDGE, Scope.GRID)
LIAISON = Holds(Role.LIAISON, Scope.UNIT)
PARTY = Holds(Role.PARTY, Scope.RECORD)
SYSTEM = Holds(Role.SYSTEM, Scope.EVERYWHERE)


def appointment(rule: Holds, place: str, since: int = -10, until: int | None = None) -> Appointment:
    last = None if until is None else TODAY + timedelta(until)
    first = TODAY + timedelta(since)
    return Appointment(person="p", role=rule.role, scope=rule.scope, place=place, since=first, until=last)


def standing(*appointments: Appointment) -> Standing:
    return Standing.of("p", appointments, TODAY)


JUDGE_AT_TWO = standing(appointment(JUDGE, "a"), appointment(JUDGE, "b/c"))


def test_a_role_at_a_court_holds_for_its_subtree() -> None:
    """And for each court at which it is held."""
    assert JUDGE.criterion(JUDGE_AT_TWO) == some((Under("court", "a"), Under("court", "b/c")))


@pytest.mark.parametrize("rule", [LIAISON, OF_GRID])
def test_a_role_at_a_unit_or_grid_holds_for_its_records(rule: Holds) -> None:
    """All of them in one question."""
    held = standing(appointment(rule, "x"), appointment(rule, "y"))
    assert rule.criterion(held) == In(rule.scope.value, frozenset("xy"))


def test_a_role_on_a_record_is_asked_of_the_record() -> None:
    """The actor's standing does not list every dispute somebody was ever a party to."""
    assert PARTY.criterion(standing()) == Held("p", frozenset((Role.PARTY,)), TODAY)
    assert standing(appointment(PARTY, "r1")).appointments == ()


def test_a_role_everywhere_holds_everywhere() -> None:
    """For whoever has it."""
    assert SYSTEM.criterion(standing(appointment(SYSTEM, ""))) == Everything()
    assert SYSTEM.criterion(standing()) == Nothing()


@pytest.mark.parametrize("rule", [JUDGE, LIAISON, OF_GRID, SYSTEM])
def test_a_role_that_is_not_held_holds_for_nothing(rule: Holds) -> None:
    """Neither do other roles help, nor the same role in another scope."""
    others = [appointment(other, "x") for other in (JUDGE, LIAISON, OF_GRID, SYSTEM) if other != rule]
    assert rule.criterion(standing(*others)) == Nothing()


@pytest.mark.parametrize(
    ("since", "until", "counts"), [(0, 0, True), (-5, -1, False), (1, None, False), (0, None, True)]
)
def test_p41_a_role_counts_from_its_first_to_its_last_day(since: int, until: int | None, counts: bool) -> None:
    """Who left yesterday may not today."""
    held = standing(appointment(LIAISON, "x", since, until))
    assert (LIAISON.criterion(held) != Nothing()) is counts


def test_any_of_the_rules_is_enough() -> None:
    """Nested choices become one."""
    assert AnyOf((JUDGE, LIAISON, PARTY)) == (JUDGE | LIAISON) | PARTY
    expected = some((JUDGE.criterion(JUDGE_AT_TWO), PARTY.criterion(JUDGE_AT_TWO)))
    assert (JUDGE | LIAISON | PARTY).criterion(JUDGE_AT_TWO) == expected


def test_all_of_the_rules_are_needed() -> None:
    """One that holds nowhere leaves nothing."""
    assert AllOf((JUDGE, PARTY, LIAISON)) == JUDGE & (PARTY & LIAISON)
    expected = every((JUDGE.criterion(JUDGE_AT_TWO), PARTY.criterion(JUDGE_AT_TWO)))
    assert (JUDGE & PARTY).criterion(JUDGE_AT_TWO) == expected
    assert (JUDGE & LIAISON).criterion(JUDGE_AT_TWO) == Nothing()


def test_a_choice_is_not_melted_into_a_conjunction() -> None:
    """Each keeps its own parts."""
    assert AllOf((AnyOf((JUDGE, PARTY)), LIAISON)) == (JUDGE | PARTY) & LIAISON


def test_but_takes_away() -> None:
    """A judge, unless a party."""
    rule = But(JUDGE, PARTY)
    assert rule.criterion(JUDGE_AT_TWO) == every((JUDGE.criterion(JUDGE_AT_TWO), Not(PARTY.criterion(JUDGE_AT_TWO))))


def test_who_is_barred_is_barred_by_name_or_with_unit_and_grid() -> None:
    """Each place is asked about once; a court bars nobody."""
    held = standing(
        appointment(LIAISON, "u"), appointment(OF_GRID, "g"), appointment(OF_GRID, "g"), appointment(JUDGE, "a")
    )
    barred = frozenset((Role.BARRED,))
    assert BARRED.criterion(held) == some(Held(each, barred, TODAY) for each in ("p", "u", "g"))
    assert BARRED.criterion(standing()) == Held("p", barred, TODAY)
    assert list(BARRED.leaves()) == []
    assert list(But(LIAISON | OF_GRID, BARRED).leaves()) == [LIAISON, OF_GRID]


def test_anyone_is_somebody_with_a_role() -> None:
    """An account alone opens nothing; neither does being a party to some dispute."""
    assert Anyone().criterion(JUDGE_AT_TWO) == Everything()
    assert Anyone().criterion(standing()) == Nothing()
    assert Anyone().criterion(standing(appointment(PARTY, "r1"))) == Nothing()


def test_what_is_public_is_open_to_everybody() -> None:
    """Also to whoever has no role, as a party that is told who its grid's judge is."""
    assert Public().criterion(standing()) == Everything()
    assert list(Public().leaves()) == []


def test_the_roles_a_rule_names() -> None:
    """For the permission matrix; what is taken away gives nothing."""
    rule: Rule = But(JUDGE | (LIAISON & PARTY), OF_GRID) | Anyone()
    assert list(rule.leaves()) == [JUDGE, LIAISON, PARTY]


def test_a_rule_must_say_what_it_means() -> None:
    """One that does not is no permission."""
    with pytest.raises(TypeError, match="criterion"):
        Rule()  # type: ignore[abstract]  # the type checker says so too
