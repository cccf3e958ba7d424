"""The demonstration, through the real command: stories in full and in a line, refusals, endings, twice is like once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from gridjustice import OPERATOR, SYSTEM, FixedClock, Office, coverage, open_office
from gridjustice_cli.width import cells
from gridjustice_yanbian.demo import LAST_DAY
from gridjustice_yanbian.reading import read_stories

LAST = datetime.combine(LAST_DAY, time(1), UTC)


@dataclass(frozen=True)
class Run:
    """One run of the demonstration, and what it left."""

    output: str
    events: int
    seconds: float


@dataclass(frozen=True)
class Runs:
    """Two runs in one folder."""

    first: Run
    second: Run
    office: Office


def demonstrate(folder: Path, *options: str, width: int = 300) -> subprocess.CompletedProcess[str]:
    """Run ``gridjustice demo`` there, on lines of so many cells."""
    command = [sys.executable, "-m", "gridjustice_cli", "demo", *options]
    wide = {**os.environ, "COLUMNS": str(width)}
    return subprocess.run(command, cwd=folder, env=wide, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """The demonstration, twice."""
    folder = tmp_path_factory.mktemp("demo")
    found = []
    for _ in range(2):
        started = datetime.now(UTC)
        done = demonstrate(folder, "--lang", "zh")
        assert done.returncode == 0, done.stderr
        seconds = (datetime.now(UTC) - started).total_seconds()
        office = open_office(f"sqlite:///{folder}/yanbian.db", clock=FixedClock(LAST))
        found.append(Run(done.stdout, office.verify().events, seconds))
        if len(found) == 1:
            office.storage.close()
    yield Runs(found[0], found[1], office)
    office.storage.close()


@pytest.mark.clause("P46")
def test_a_dispute_that_was_brought_twice_has_two_profiles(runs: Runs) -> None:
    """Each bringing has the rules of its own day."""
    (story,) = (s for s in read_stories() if s.name == "11-brought-twice")
    assert story.dispute is not None
    dispute = runs.office.show(SYSTEM, story.dispute).record
    assert [p.profile for p in dispute.proceedings] == ["court_annexed_2022", "docket_first_2025"]


def test_every_story_is_told(runs: Runs) -> None:
    """Some in full, each of the others in a line with its days, its place, its title and its first refusal."""
    lines = runs.first.output.partition("其余示例")[2].splitlines()
    for number, story in enumerate(read_stories()):
        if story.featured:
            assert f"● {number} {story.title['zh']}" in runs.first.output
            assert story.about["zh"] in runs.first.output
            continue
        (line,) = (line for line in lines if line.startswith(f"{number:>3} {story.steps[0].day}"))
        assert story.title["zh"] in line
        refusals = sum(bool(step.refused) for step in story.steps)
        assert (f" ✗{refusals} " in line) is bool(refusals)


def test_refusals_are_shown_with_their_article_and_what_to_do(tmp_path: Path) -> None:
    """With all stories in full, as many as they expect, in words; two of them once more where they stand in a pair."""
    output = demonstrate(tmp_path, "--lang", "zh", "--all").stdout
    stories = read_stories()
    expected = sum(bool(step.refused) for story in stories for step in story.steps)
    paired = sum(bool(step.refused) for story in stories for step in story.steps if story.pair)
    assert output.count("✗") == expected + paired
    assert output.count("→ ") > expected > 20
    assert "第二百零五条" in output
    assert "refusal." not in output
    assert "remedy." not in output
    assert "其余示例" not in output


def test_endings_are_counted_by_profile(runs: Runs) -> None:
    """Every dispute once, in a row for its ending and a column for the rules it was brought under."""
    for run in (runs.first, runs.second):
        counted = run.output.partition("种结局\n")[2].partition("\n\n")[0].splitlines()
        disputes = [dispute for story in read_stories() for dispute in story.disputes]
        assert [len(re.split(r"\s{2,}", counted[0]))] == [5]
        never, annexed, docketed, total = map(int, counted[-1].split()[1:])
        assert total == len(disputes) == never + annexed + docketed
        assert min(never, annexed, docketed) > 0


def test_the_same_loan_stands_side_by_side(runs: Runs) -> None:
    """The same step on the same line, with the rules of its own day on either side."""
    shown = runs.first.output.partition("并排对照")[2].partition("━━")[0]
    assert re.search(r"2024-12-31 诉至法院.*2025-01-02 诉至法院", shown)
    assert re.search(r"2024-12-31 ✗ 委派.*2025-01-02 ✗ 委派", shown)
    assert re.search(r"立案审查期限 2025-01-07.*立案审查期限 2025-01-09", shown)


def test_what_runs_in_hours_and_who_must_not_know_is_shown(runs: Runs) -> None:
    """Of an emergency and of a protection order: the minute, and those for whom there is no such record (P59)."""
    assert "到场处置约定时限 2022-10-29 22:10" in runs.first.output
    shown = runs.first.output.partition("作出裁定期限 2024-02-11 10:10")[2].partition("●")[0]
    assert re.search(r"对 [^。]*supervisor-hunchun[^。]* 来说，没有这件记录", shown)


@pytest.mark.parametrize(("language", "width"), [("zh", 80), ("ko", 100), ("en", 120)])
def test_no_line_is_wider_than_the_terminal(tmp_path: Path, language: str, width: int) -> None:
    """Chinese and Korean take two cells a character."""
    done = demonstrate(tmp_path, "--lang", language, width=width)
    assert [line for line in done.stdout.splitlines() if cells(line) > width] == []


@pytest.mark.clause("2.1.1")
def test_every_grid_has_its_judge(runs: Runs) -> None:
    """And whatever else is missing is named."""
    report = coverage(runs.office, OPERATOR, LAST.date())
    assert report.with_judge == report.grids > 170
    assert [(gap.what, gap.grid_name) for gap in report.gaps] == [("no_mediator", "影壁林场网格")]
    assert "影壁林场网格" in runs.first.output


def test_the_gap_that_remains_names_who_stands_in(runs: Runs) -> None:
    """As of the last day: what is missing, the deputy, the remedy."""
    shown = runs.first.output.partition(f"截至 {LAST_DAY} 的覆盖情况")[2]
    (gap,) = coverage(runs.office, OPERATOR, LAST.date()).gaps
    deputy = f"由 {gap.deputy_name} 代理" if gap.deputy_name else "没有找到可以代理的人"
    assert 0 < shown.index(gap.grid_name) < shown.index(deputy) < shown.index("列入名册")


def test_nothing_was_rewritten(runs: Runs) -> None:
    """The store verifies, and the demonstration says so."""
    assert runs.office.verify().is_clean
    assert "核验通过" in runs.first.output
    assert "核验通过" in runs.second.output


def test_a_second_run_changes_nothing(runs: Runs) -> None:
    """It says so, and the store has not one event more."""
    assert runs.second.events == runs.first.events
    assert "✗" not in runs.second.output
    assert "●" not in runs.second.output
    assert "没有任何变化" in runs.second.output


def test_it_takes_less_than_a_minute(runs: Runs) -> None:
    """With a wide margin."""
    assert runs.first.seconds < 60
    assert runs.second.seconds < 60


def test_it_says_what_to_try_next(runs: Runs) -> None:
    """Commands that can be copied, and that work."""
    lines = [line[line.index("gridjustice ") :] for line in runs.first.output.splitlines()[-11:]]
    assert all(line.startswith("gridjustice ") for line in lines)
    assert any(" inbox" in line for line in lines)
    assert any(" dispute timeline " in line for line in lines)


def test_another_store_is_left_alone(runs: Runs, tmp_path: Path) -> None:
    """Invented people are not mixed with anybody's work."""
    office = open_office(f"sqlite:///{tmp_path}/real.db", clock=FixedClock(LAST), prepare=True)
    office.begin(OPERATOR, "court", "establish", {"court": "real", "name": "某院"}, key="k1")
    office.storage.close()
    done = demonstrate(tmp_path, "--db", "real.db", "--lang", "en")
    assert done.returncode == 2
    assert "holds other data" in done.stderr


@pytest.mark.parametrize("language", ["zh", "ko", "en"])
def test_it_speaks_three_languages(tmp_path: Path, language: str) -> None:
    """No key of a catalogue shows."""
    done = demonstrate(tmp_path, "--lang", language)
    assert done.returncode == 0, done.stderr
    prefixes = "demo|gap|register|dispute|order|person|refusal|remedy|plan|kind|profile|route|end_ground|closing_manner"
    assert re.findall(rf"\b(?:{prefixes})\.[a-z_]+", done.stdout) == []
    assert done.stderr == ""
