"""The algebra of criteria: what simplifies away, and what each leaf is true of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from gridjustice.domain import criteria
from gridjustice.domain.criteria import (
    All,
    AtMost,
    Criterion,
    Everything,
    Held,
    In,
    Not,
    Nothing,
    Under,
    equals,
    every,
    matches,
    some,
)
from gridjustice.domain.record import Appointment, Role, Scope

DAY = date(2022, 6, 1)
A, B, C = (equals("state", state) for state in "abc")


@attrs.frozen(kw_only=True)
class Head:
    id: str = "r1"
    kind: str = "dispute"
    court: str = "yblq/helong"
    unit: str | None = None
    grid: str | None = None
    state: str = "a"
    due: str | None = None


def party(**changes: Any) -> Appointment:
    given = {"person": "p", "role": Role.PARTY, "scope": Scope.RECORD, "place": "r1", "since": DAY, **changes}
    return Appointment(**given)


def held(criterion: Held, *appointments: Appointment) -> bool:
    return matches(criterion, Head(), appointments)


@pytest.mark.parametrize(
    ("built", "simple"),
    [
        (A & Everything(), A),
        (A & Nothing(), Nothing()),
        (A | Everything(), Everything()),
        (A | Nothing(), A),
        (every(()), Everything()),
        (some(()), Nothing()),
        (every((A,)), A),
        (some((B,)), B),
        (A & B & C, All((A, B, C))),
        (A | (B | C), criteria.Any((A, B, C))),
        (every((A, Nothing(), B)), Nothing()),
        ((A | B) & C, All((criteria.Any((A, B)), C))),
        (~A, Not(A)),
    ],
)
def test_criteria_are_flattened_and_simplified(built: Criterion, simple: Criterion) -> None:
    """So that an actor who may see nothing costs no query's worth of conditions."""
    assert built == simple


def test_a_leaf_asks_about_a_column_of_the_head_only() -> None:
    """There is no criterion about a body."""
    for leaf in (lambda: In("gist", frozenset()), lambda: Under("body", "x"), lambda: AtMost("name", "x")):
        with pytest.raises(ValueError, match="must be in"):
            leaf()


def test_an_absent_value_is_in_nothing_and_not_in_everything_else() -> None:
    """Two-valued: the leaf is false, its opposite is true."""
    without = Head(unit=None)
    for leaf in (equals("unit", ""), Under("unit", ""), AtMost("due", "9")):
        assert not matches(leaf, without, ())
        assert matches(~leaf, without, ())


@pytest.mark.parametrize(
    ("path", "is_under"), [("yblq", True), ("yblq/helong", True), ("yblq/hel", False), ("yblqx", False), ("ybl", False)]
)
def test_a_court_is_under_itself_and_the_courts_above_it(path: str, is_under: bool) -> None:
    """Codes count, not beginnings of texts."""
    assert matches(Under("court", path), Head(), ()) is is_under


def test_at_most_is_text_order() -> None:
    """Which is time order for instants of fixed width."""
    due = Head(due="2022-06-07T16:00:00.000000Z")
    assert matches(AtMost("due", "2022-06-07T16:00:00.000000Z"), due, ())
    assert not matches(AtMost("due", "2022-06-07T15:59:59.999999Z"), due, ())


def test_a_role_is_held_on_the_very_record_on_the_day() -> None:
    """From the first to the last day, both included."""
    asked = Held("p", frozenset((Role.PARTY, Role.MEDIATOR)), DAY)
    assert held(asked, party())
    assert held(asked, party(until=DAY))
    assert not held(asked, party(since=DAY + timedelta(1)))
    assert not held(asked, party(since=DAY - timedelta(9), until=DAY - timedelta(1)))


@pytest.mark.parametrize(
    "other",
    [{"person": "q"}, {"role": Role.REPORTER}, {"scope": Scope.UNIT}, {"place": "r2"}],
    ids=lambda other: str(next(iter(other))),
)
def test_a_role_of_somebody_or_somewhere_else_does_not_count(other: dict[str, Any]) -> None:
    """Person, role, scope and place must all fit."""
    assert not held(Held("p", frozenset((Role.PARTY,)), DAY), party(**other))


def test_an_unknown_criterion_is_an_error() -> None:
    """It is never taken for true or false."""
    with pytest.raises(TypeError, match="is no criterion"):
        matches(Criterion(), Head(), ())
