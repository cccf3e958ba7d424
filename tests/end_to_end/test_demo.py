"""The demonstration, through the real command: every ending is reached, refusals are shown, twice is like once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gridjustice import OPERATOR, SYSTEM, Event, FixedClock, Office, coverage, open_office
from gridjustice_yanbian.stories import read_stories

LAST = datetime(2026, 11, 20, 1, tzinfo=UTC)


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


def demonstrate(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run ``gridjustice demo`` there."""
    command = [sys.executable, "-m", "gridjustice_cli", "demo", *options]
    wide = {**os.environ, "COLUMNS": "300"}
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


@pytest.fixture(scope="module")
def histories(runs: Runs) -> dict[str, list[Event]]:
    """Every dispute's events, by story."""
    told = (story for story in read_stories() if any(step.kind == "dispute" for step in story.steps))
    return {story.name: runs.office.history(SYSTEM, story.dispute) for story in told}


@pytest.mark.clause("1.1")
def test_every_state_and_every_step_of_a_dispute_occurs(runs: Runs, histories: dict[str, list[Event]]) -> None:
    """Between them the stories end in every way that the table knows."""
    table = runs.office.kinds["dispute"]
    events = [event for history in histories.values() for event in history]
    assert {e.target for e in events} == {str(state.value) for state in table.states}
    assert {e.step for e in events} == set(table.facts)


@pytest.mark.clause("1.1")
def test_each_dispute_goes_its_own_way(histories: dict[str, list[Event]]) -> None:
    """What it passes through before the archive; two are left on somebody's desk."""
    before = {name: history[-1].source for name, history in histories.items() if history[-1].target == "archived"}
    assert sorted(before.values()) == sorted(
        ["resolved", "referred", "performed", "performed", "closed", "failed", "failed", "failed", "performed",
         "performed", "closed", "closed", "referred"]
    )  # fmt: skip
    assert {name: history[-1].target for name, history in histories.items() if name not in before} == {
        "15-waits-for-the-judge": "applied",
        "16-waits-for-the-liaison": "delegated",
    }


@pytest.mark.clause("P46")
def test_a_dispute_that_was_brought_twice_has_two_profiles(runs: Runs) -> None:
    """Each bringing has the rules of its own day."""
    (story,) = (s for s in read_stories() if s.name == "11-brought-twice")
    dispute = runs.office.show(SYSTEM, story.dispute).record
    assert [p.profile for p in dispute.proceedings] == ["court_annexed_2022", "docket_first_2025"]


def test_refusals_are_shown_with_their_article_and_what_to_do(runs: Runs) -> None:
    """As many as the stories expect, in words."""
    expected = sum(bool(step.refused) for story in read_stories() for step in story.steps)
    assert runs.first.output.count("✗") == expected > 20
    assert runs.first.output.count("→ ") > expected
    assert "第二百零五条" in runs.first.output
    assert "refusal." not in runs.first.output
    assert "remedy." not in runs.first.output


@pytest.mark.clause("2.1.1")
def test_every_grid_has_its_judge(runs: Runs) -> None:
    """And whatever else is missing is named."""
    report = coverage(runs.office, OPERATOR, LAST.date())
    assert report.with_judge == report.grids > 170
    assert [(gap.what, gap.grid_name) for gap in report.gaps] == [("no_mediator", "影壁林场网格")]
    assert "影壁林场网格" in runs.first.output


def test_the_gap_that_remains_names_who_stands_in(runs: Runs) -> None:
    """As of the last day: what is missing, the deputy, the remedy."""
    shown = runs.first.output.partition("截至 2026-11-20 的覆盖情况")[2]
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
    assert "没有任何变化" in runs.second.output


def test_it_takes_less_than_a_minute(runs: Runs) -> None:
    """With a wide margin."""
    assert runs.first.seconds < 60
    assert runs.second.seconds < 60


def test_it_says_what_to_try_next(runs: Runs) -> None:
    """Commands that can be copied, and that work."""
    lines = [line[line.index("gridjustice ") :] for line in runs.first.output.splitlines()[-10:]]
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
    assert (
        re.findall(r"\b(?:demo|gap|register|dispute|order|person|refusal|remedy|plan|kind)\.[a-z_]+", done.stdout) == []
    )
    assert done.stderr == ""
