"""When limits warn and whom they tell: rules that are data, of which the most particular holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from gridjustice.errors import DefinitionError
from gridjustice.law import LawBook, PlainWeek, Watch, WatchRule
from gridjustice.ports.clock import COURT_ZONE
from gridjustice_holidays.calendar import ChinaWorkingDays

DAY = date(2022, 6, 1)
CHINA = ChinaWorkingDays()
WriteFile = Callable[[str], Path]


@pytest.fixture
def office(tmp_path: Path) -> WriteFile:
    """Writes a law file of an office."""

    def write(text: str) -> Path:
        path = tmp_path / "office.toml"
        path.write_text(text, "utf-8")
        return path

    return write


def rule(law: LawBook, watch: Watch, figure: str, limit: str = "dispute.any", day: date = DAY) -> WatchRule | None:
    return law.watching.rule(watch, limit, law.figure(figure, DAY), day)


def key(law: LawBook, figure: str, limit: str = "dispute.any", watch: Watch = Watch.REMIND, day: date = DAY) -> str:
    found = rule(law, watch, figure, limit, day)
    return "" if found is None else found.key


@pytest.mark.parametrize(
    ("figure", "name"),
    [
        ("assignment.receipt", "remind_working_days"),
        ("filing.decision", "remind_short"),
        ("confirmation.decision", "remind_days"),
        ("mediation.people", "remind_one_month"),
        ("trial.small_claims", "remind_months"),
        ("enforcement.application", "remind_years"),
        ("protection.decision", "remind_hours"),
        ("feedback", "remind_feedback"),
        ("follow_through.answer", "remind_follow_through"),
        ("conference.ordinary", "remind_conference"),
    ],
)
def test_a_reminder_goes_by_unit_and_length_unless_its_figure_has_one_of_its_own(
    law: LawBook, figure: str, name: str
) -> None:
    """The least ``up_to`` that holds it comes first; a figure before a unit."""
    assert key(law, figure) == name


def test_a_court_sets_its_own_rules(law: LawBook, office: WriteFile) -> None:
    """Of a rule that is there it says only what differs; a limit comes before a figure; ``never`` takes one away."""
    own = LawBook.load(
        office("""
            [watch.remind_short]
            before = 3
            in_force = 2022-06-10

            [watch.own_mediation]
            watch = "remind"
            limit = "dispute.mediation"
            before = 7
            in = "day"
            at = "08:30"

            [watch.no_urging_for_feedback]
            watch = "urge"
            figure = "feedback"
            never = true

            [path.mediator]
            remind = ["mediator", "liaison"]
        """)
    )
    before, after = (rule(own, Watch.REMIND, "filing.decision", day=day) for day in (DAY, date(2022, 6, 10)))
    assert before is not None
    assert after is not None
    assert (before.number, after.number, after.at, after.origin) == (2, 3, before.at, "office.toml")
    assert key(own, "mediation.people", "dispute.mediation") == "own_mediation"
    assert key(own, "mediation.people", "dispute.other") == "remind_one_month"
    assert key(own, "feedback", watch=Watch.URGE) == ""
    assert key(own, "triage", watch=Watch.URGE) == "urge"
    assert own.watching.tells(Watch.REMIND, "mediator", DAY) == ("mediator", "liaison")
    assert own.watching.tells(Watch.URGE, "mediator", DAY) == ()
    assert law.watching.tells(Watch.URGE, "mediator", DAY) == ("mediator", "liaison")
    assert law.watching.tells(Watch.URGE, "nobody", DAY) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[watch.x]\nwatch = "shout"\nbefore = 1', "'watch' must be one of remind, urge, call_supervision"),
        ('[watch.x]\nwatch = "remind"\nin = "day"\nat = "09:00"', "neither 'before' nor 'after' nor 'share'"),
        ('[watch.x]\nwatch = "remind"\nbefore = 1\nafter = 1\nin = "day"', "both 'before' and 'after'"),
        ('[watch.x]\nwatch = "remind"\nbefore = 1\nat = "09:00"', "'in' is missing"),
        ('[watch.x]\nwatch = "remind"\nbefore = 1\nin = "day"', "'at' is missing"),
        ('[watch.x]\nwatch = "remind"\nbefore = 1\nin = "month"\nat = "09:00"', "must be one of hour, day"),
        ('[watch.x]\nwatch = "remind"\nbefore = 1\nin = "day"\nat = "nine"', "'at' must be an hour such as 09:00"),
        ('[watch.x]\nwatch = "remind"\nafter = 1\nin = "day"\nat = "09:00"', "a reminder comes before the last day"),
        ('[watch.x]\nwatch = "urge"\nbefore = 1\nin = "day"\nat = "09:00"', "a reminder comes before the last day"),
        ('[watch.x]\nwatch = "remind"\nshare = 50\nunit = "day"', "only of a limit in hours can a share be said"),
        ('[watch.x]\nwatch = "remind"\nshare = 100\nunit = "hour"', "'share' is less than 100 percent"),
        ('[watch.x]\nwatch = "remind"\nlimit = "mediation"\nbefore = 1\nin = "hour"', "'limit' is kind.limit"),
        ('[watch.x]\nwatch = "remind"\nfigure = "no.such"\nbefore = 1\nin = "hour"', "which there is not"),
        ('[watch.x]\nwatch = "remind"\nunit = "day"\nbefore = 1\nin = "hour"', "is for the same as 'remind_days'"),
        ('[watch.x]\nwatch = "remind"\nbefore = 1\nin = "hour"\nconfidence = "V"', "'confidence' must be one of D, M"),
        ('[watch.urge]\nin_force = 2022-02-02\nuntil = 2022-01-01', "ends on 2022-01-01 before it begins"),
        ('[watch.urge]\nbeside = 2', "unknown field 'beside'"),
        ('[path.court]\nshout = ["court"]', "unknown field 'shout'"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_hold_is_refused_by_name(office: WriteFile, text: str, message: str) -> None:
    """With its file and its key."""
    with pytest.raises(DefinitionError, match=message) as wrong:
        LawBook.load(office(text))
    assert "office.toml" in str(wrong.value)


def test_a_plugin_sets_rules_of_its_own_limits_and_figures_only(law: LawBook, tmp_path: Path) -> None:
    """Nothing that would change when another limit warns, and nothing that is there."""
    for text, message in (
        ('[watch.urge]\nafter = 2', "there already is such a watch"),
        ('[path.court]\nremind = ["court"]', "there already is such a path"),
        ('[watch.x]\nwatch = "urge"\nunit = "day"\nup_to = 3\nafter = 2\nin = "hour"', "names the limit or the figure"),
    ):  # fmt: skip
        (tmp_path / "x.toml").write_text(text, "utf-8")
        with pytest.raises(DefinitionError, match=message):
            law.joined_by("x", tmp_path)
    own = '[watch."x.y"]\nwatch = "remind"\nlimit = "x.y"\nbefore = 9\nin = "working_day"\nat = "09:00"'
    (tmp_path / "x.toml").write_text(own, "utf-8")
    assert key(law.joined_by("x", tmp_path), "triage", "x.y") == "x.y"


def at(law: LawBook, watch: Watch, figure: str, due: date) -> datetime | None:
    found = rule(law, watch, figure)
    assert found is not None
    runs_out = datetime.combine(due + timedelta(1), datetime.min.time(), COURT_ZONE)
    return found.instant(due, runs_out, None, COURT_ZONE, CHINA)


def test_working_days_are_those_of_the_calendar_in_both_directions(law: LawBook) -> None:
    """3 June 2022 is the Dragon Boat holiday, before a weekend; Saturday, 8 October, is worked."""
    assert at(law, Watch.REMIND, "triage", date(2022, 6, 6)) == nine(date(2022, 6, 2))
    assert at(law, Watch.URGE, "triage", date(2022, 6, 2)) == nine(date(2022, 6, 6))
    assert at(law, Watch.CALL_SUPERVISION, "triage", date(2022, 9, 30)) == nine(date(2022, 10, 10))


def nine(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time().replace(hour=9), COURT_ZONE)


def test_an_instant_that_no_calendar_reaches_is_none(law: LawBook) -> None:
    """Instead of an error, years ahead of anything that happens."""
    found = rule(law, Watch.URGE, "triage")
    assert found is not None
    last = datetime.max.replace(tzinfo=UTC)
    assert found.instant(date.max, last, None, COURT_ZONE, PlainWeek()) is None
    share = rule(law, Watch.REMIND, "protection.decision")
    assert share is not None
    assert share.instant(DAY, last, None, COURT_ZONE, PlainWeek()) is None


def test_every_rule_and_path_of_the_data_says_that_it_is_a_default(law: LawBook) -> None:
    """None of it is law; each audience has one path, and each warning a rule for any limit."""
    assert {line[0].origin for line in law.watching.rules.values()} == {"built-in"}
    for watch in Watch:
        for figure in ("triage", "filing.decision", "trial.ordinary", "enforcement.application", "protection.decision"):
            assert rule(law, watch, figure) is not None
