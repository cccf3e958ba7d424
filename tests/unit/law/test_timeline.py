"""What holds from one day to another, and what is laid over it."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from gridjustice.law.timeline import Dated, clash, holds, laid_over, overlap, turns


@attrs.frozen(kw_only=True)
class Rule(Dated):
    """Anything dated."""

    name: str


def rule(name: str, first: int, last: int | None) -> Rule:
    """A rule from one day of March to another."""
    return Rule(name=name, in_force=date(2026, 3, first), until=None if last is None else date(2026, 3, last))


def shown(rules: tuple[Rule, ...]) -> list[tuple[str, int, int | None]]:
    """The days of March again."""
    return [(one.name, one.in_force.day, one.until.day if one.until else None) for one in rules]


def test_both_ends_are_included() -> None:
    """The first and the last day count."""
    days = [2, 3, 5, 6]
    assert [holds(rule("a", 3, 5), date(2026, 3, day)) for day in days] == [False, True, True, False]
    assert holds(rule("a", 3, None), date(2099, 1, 1))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((1, 5), (5, 9), True),
        ((1, 5), (6, 9), False),
        ((1, None), (6, 9), True),
        ((1, None), (6, None), True),
        ((1, 3), (6, None), False),
        ((6, None), (6, 6), True),
    ],
)
def test_two_rules_overlap_on_a_common_day(
    one: tuple[int, int | None], other: tuple[int, int | None], *, expected: bool
) -> None:
    """In whichever order they are asked."""
    assert overlap(rule("a", *one), rule("b", *other)) is expected
    assert overlap(rule("b", *other), rule("a", *one)) is expected


def test_a_clash_is_found_in_a_line() -> None:
    """And none where each day is clear."""
    clear = (rule("a", 1, 5), rule("b", 6, None))
    assert clash(clear) is None
    assert clash((rule("a", 1, 6), rule("b", 6, None))) == (rule("a", 1, 6), rule("b", 6, None))


@pytest.mark.parametrize(
    ("newer", "line"),
    [
        ((10, None), [("old", 1, 9), ("new", 10, None)]),
        ((10, 12), [("old", 1, 9), ("new", 10, 12), ("old", 13, None)]),
        ((1, 4), [("new", 1, 4), ("old", 5, None)]),
        ((1, None), [("new", 1, None)]),
    ],
)
def test_a_newer_rule_takes_its_days_and_no_others(
    newer: tuple[int, int | None], line: list[tuple[str, int, int | None]]
) -> None:
    """What stood before and after it stays."""
    assert shown(laid_over((rule("old", 1, None),), rule("new", *newer))) == line


def test_rules_of_other_days_are_left_alone() -> None:
    """Also where the newer one lies between them, or covers one whole."""
    old = (rule("a", 1, 5), rule("b", 6, 8), rule("c", 9, None))
    assert shown(laid_over(old, rule("new", 6, 8))) == [("a", 1, 5), ("new", 6, 8), ("c", 9, None)]
    assert shown(laid_over(old, rule("new", 5, 9))) == [("a", 1, 4), ("new", 5, 9), ("c", 10, None)]


def test_a_line_turns_where_something_begins_follows_or_ends() -> None:
    """A gap is an end and, later, a beginning; what reaches the end of the calendar never ends."""
    first = Dated(in_force=date(2020, 1, 1), until=date(2020, 12, 31))
    second = Dated(in_force=date(2021, 1, 1), until=date(2021, 6, 30))
    later = Dated(in_force=date(2022, 1, 1), until=date.max)
    assert list(turns([first, second, later])) == [
        (date(2020, 1, 1), None, first),
        (date(2021, 1, 1), first, second),
        (date(2021, 7, 1), second, None),
        (date(2022, 1, 1), None, later),
    ]
    assert list(turns([second]))[-1] == (date(2021, 7, 1), second, None)
