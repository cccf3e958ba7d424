"""Changes of law: each on its day and on the day before, from the data and from a table written by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gridjustice.errors import NotFoundError
from gridjustice.law import Basis, Change, Changed, Citation, Confidence, Figure, LawBook, Profile
from gridjustice.law.timeline import holds

DAY = timedelta(days=1)

BASES = """
2022-01-01 | mediation.consent              | cpl 2017 122                | online_mediation 2021 4
2022-01-01 | mediation.first                | cpl 2017 122                | cpl 2021 125
2022-01-01 | filing.register                | cpl 2017 123                | cpl 2021 126
2022-01-01 | filing.refuse                  | cpl 2017 123                | cpl 2021 126
2022-01-01 | confirmation.joint_application | cpl 2017 194                | cpl 2021 201
2022-01-01 | confirmation.ruling            | cpl 2017 195                | cpl 2021 202
2024-01-01 | confirmation.joint_application | cpl 2021 201                | cpl 2023 205
2024-01-01 | confirmation.period            | cpl 2021 201                | cpl 2023 205
2024-01-01 | confirmation.organisation      | cpl 2021 201                | cpl 2023 205
2024-01-01 | confirmation.competent_court   | cpl 2021 201                | cpl 2023 205
2024-01-01 | confirmation.ruling            | cpl 2021 202                | cpl 2023 206
2024-01-01 | confirmation.rejected_ways     | cpl 2021 202                | cpl 2023 206
2024-01-01 | performance.enforce            | cpl 2021 246                | cpl 2023 250
2024-01-01 | agreement.instalments          | cpl 2021 246                | cpl 2023 250
2024-01-01 | counting.rest_day              | cpl 2021 85                 | cpl 2023 85
2024-01-01 | language.interpreter           | cpl 2021 11                 | cpl 2023 11
2024-01-01 | title.both_ways                | forest_law 2019 22          | reconsideration_law 2023 23
2024-04-26 | danger.report_minor            | minors_law 2020 11.2        | minors_law 2024 11.2
2024-04-26 | minor.wishes                   | minors_law 2020 107         | minors_law 2024 107
2025-01-01 | mediation.entrust              | online_mediation 2021 24    | docketing_and_mediation 2024 -
2025-01-01 | filing.transfer_to_trial       | online_mediation 2021 21    | docketing_and_mediation 2024 -
2025-01-01 | filing.closing                 | online_mediation 2021 20    | docketing_and_mediation 2024 -
"""
"""First day, ground; instrument, version and article before and after."""

FIGURES = """
2013-01-01 | confirmation.application     | 30 people_mediation 2010 33     | 30 cpl 2012 194
2013-01-01 | confirmation.decision        | 15 confirmation_rules 2011 5    | 30 cpl 2012 180
2022-01-01 | confirmation.application     | 30 cpl 2017 194                 | 30 cpl 2021 201
2022-01-01 | filing.decision              | 7 cpl 2017 123                  | 7 cpl 2021 126
2022-01-01 | mediation.delegated          | 30 invited_mediation 2016 27    | 30 online_mediation 2021 24
2022-01-01 | mediation.entrusted_summary  | 7 invited_mediation 2016 27     | 7 online_mediation 2021 24
2024-01-01 | confirmation.application     | 30 cpl 2021 201                 | 30 cpl 2023 205
2024-01-01 | enforcement.application      | 2 cpl 2021 246                  | 2 cpl 2023 250
2024-01-01 | trial.summary                | 3 cpl 2021 164                  | 3 cpl 2023 164
2024-04-26 | suggestion.reply_minors      | 1 minors_law 2020 114           | 1 minors_law 2024 114
2025-01-01 | mediation.entrusted_ordinary | 15 online_mediation 2021 24     | 15 docketing_and_mediation 2024 -
2025-01-01 | mediation.entrusted_summary  | 7 online_mediation 2021 24      | 7 docketing_and_mediation 2024 -
2021-01-01 | lending.rate_multiple        | 4 private_lending 2020-08 -     | 4 private_lending 2020 25
2022-08-22 | lending.reference_rate       | 370 loan_prime_rate 2019 -      | 365 loan_prime_rate 2019 -
"""
"""First day, figure; value, instrument, version and article before and after."""


def rows(table: str) -> list[list[str]]:
    """The cells of each line."""
    return [[cell.strip() for cell in line.split("|")] for line in table.splitlines() if line]


def place(citation: Citation) -> str:
    """A citation as the tables have it."""
    return f"{citation.instrument} {citation.version} {citation.article or '-'}"


@pytest.mark.clause("3.2")
@pytest.mark.parametrize("row", rows(BASES), ids=lambda row: f"{row[1]} on {row[0]}")
def test_a_ground_is_another_from_that_day_on(book: LawBook, row: list[str]) -> None:
    """An act of the day before is grounded by the older text, one of the day by the newer (pitfall P26)."""
    first, key, before, after = row
    day = date.fromisoformat(first)
    assert place(book.cite(key, day - DAY)) == before
    assert place(book.cite(key, day)) == after


@pytest.mark.parametrize("row", rows(FIGURES), ids=lambda row: f"{row[1]} on {row[0]}")
def test_a_figure_is_another_from_that_day_on(book: LawBook, row: list[str]) -> None:
    """What starts the day before runs under the older text, what starts on the day under the newer."""
    first, key, *both = row
    day = date.fromisoformat(first)
    for on, told in zip((day - DAY, day), both, strict=True):
        figure = book.figure(key, on)
        assert f"{figure.value} {place(figure.citation)}" == told


@pytest.mark.parametrize("kind", ["entrusted", ""])
def test_the_ground_of_an_extension_changed_for_entrusted_mediation_alone(book: LawBook, kind: str) -> None:
    """On 2025-01-01; what an organisation mediates by itself goes on as before."""
    cited = [book.cite("mediation.extend", day, kind).instrument for day in (date(2024, 12, 31), date(2025, 1, 1))]
    assert cited == ["online_mediation", "docketing_and_mediation" if kind else "online_mediation"]


def test_the_pause_for_an_appraisal_is_no_longer_certain_since_2025(book: LawBook) -> None:
    """The rule of the older flow stays the ground, but only by inference."""
    (change,) = (each for each in book.changes(date(2025, 1, 1)) if each.key == "mediation.appraisal_pause")
    assert change.before is not None
    assert change.after is not None
    assert (change.before.confidence, change.after.confidence) == (Confidence.VERIFIED, Confidence.INFERRED)


ALL = LawBook.load().changes()


def _named(change: Change) -> str:
    return f"{change.day} {change.what.value} {change.key} {change.kind}".strip()


@pytest.mark.parametrize("change", ALL, ids=_named)
def test_every_change_is_seen_on_its_day_and_not_the_day_before(book: LawBook, change: Change) -> None:
    """The book answers with what held until the day before, and from the day on with what holds then."""
    assert _answer(book, change, change.day - DAY) == change.before
    assert _answer(book, change, change.day) == change.after
    assert change.before != change.after
    for rule, day in ((change.before, change.day - DAY), (change.after, change.day)):
        assert rule is None or holds(rule, day)


def _answer(book: LawBook, change: Change, day: date) -> Figure | Basis | Profile | None:
    try:
        if change.what is Changed.PROFILE:
            return book.profile(day)
        if change.what is Changed.FIGURE:
            return book.figure(change.key, day)
    except NotFoundError:
        return None
    rules = (rule for rule in book.bases()[change.key] if rule.kind == change.kind and holds(rule, day))
    found = next(rules, None)
    assert found is None or book.cite(change.key, day, change.kind) == found.citation
    return found


def test_every_version_of_the_book_is_in_the_changes(book: LawBook) -> None:
    """Nothing begins unseen."""
    lines = [*book.figures().values(), *book.bases().values(), book.profiles]
    versions = [rule for line in lines for rule in line]
    begun = [change.after for change in ALL if change.after is not None]
    assert len(begun) == len(versions)
    assert all(rule in begun for rule in versions)
    assert [change.day for change in ALL] == sorted(change.day for change in ALL)


def test_the_great_changes_are_these_days(book: LawBook) -> None:
    """Since the plan, what replaced something: two amended laws, the opinions of 2025, and the rates."""
    since = [change for change in book.changes(date(2022, 5, 24)) if not change.is_first]
    days = {change.day for change in since if change.key != "lending.reference_rate"}
    assert days == {date(2024, 1, 1), date(2024, 4, 26), date(2025, 1, 1)}
    (order,) = (change for change in since if change.what is Changed.PROFILE)
    assert order.day == date(2025, 1, 1)
    assert isinstance(order.before, Profile)
    assert isinstance(order.after, Profile)
    assert (order.before.key, order.after.key) == ("court_annexed_2022", "docket_first_2025")


def test_both_bounds_are_counted(book: LawBook) -> None:
    """One day is asked for by naming it twice."""
    day = date(2025, 1, 1)
    assert book.changes(day, day) == tuple(change for change in ALL if change.day == day)
    assert book.changes(date(2024, 12, 31), date(2024, 12, 31)) == ()
