"""The plugin as an office has it: its kind, its step, its guard, its limit, its words, its command, its subscriber."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from gridjustice import FixedClock, Office, Plugins, Relay, StepRefusedError
from gridjustice.hooks import builtin
from gridjustice.testing.district import COURT, START, District, grid, person, small_district
from gridjustice.testing.memory import MemoryStorage
from gridjustice.testing.plugins import PluginContract
from gridjustice_visits import plugin, telling
from gridjustice_visits.command import visits


class TestAsAnyPlugin(PluginContract):
    """Whatever holds of every plugin: the doctor finds nothing, every word is there, an office opens."""

    @pytest.fixture
    def plugin(self) -> tuple[str, object]:
        return ("visits", plugin)


@pytest.fixture
def district() -> District:
    """A very small district whose office has this plugin, at nine o'clock on 2022-06-01."""
    clock = FixedClock(START)
    plugins = Plugins([("builtin", builtin), ("visits", plugin)])
    return small_district(Office(MemoryStorage(), plugins, clock=clock, prepare=True), clock)


@pytest.fixture
def book(district: District) -> str:
    """The book of the district's grid."""
    facts = {"court": COURT, "grid": grid(), "code": "farm-1"}
    return district.office.begin(person("worker"), "visit_book", "open", facts, key="b").record


def codes(refused: StepRefusedError) -> list[str]:
    return [reason.code for reason in refused.reasons]


def test_a_visit_moves_the_next_one(district: District, book: str) -> None:
    """Ninety days from the day of the visit, not from its entry; a late note of an earlier one moves nothing back."""
    assert district.show(book, "worker").record.deadline("next_visit").due == date(2022, 8, 30)
    district.go(date(2022, 6, 10))
    district.do("worker", book, "visit", visited_on="2022-06-08", note="Everybody was well.")
    assert district.show(book, "worker").record.deadline("next_visit").due == date(2022, 9, 6)
    district.do("judge", book, "visit", visited_on="2022-06-02")
    assert district.show(book, "worker").record.visited_on == date(2022, 6, 8)
    assert district.office.verify().is_clean


def test_a_visit_is_not_noted_ahead(district: District, book: str) -> None:
    """Neither in a book nor on a dispute."""
    for record in (book, district.report()):
        step = "visit" if record == book else "call_on_parties"
        with pytest.raises(StepRefusedError) as refused:
            district.do("worker", record, step, visited_on="2022-06-02")
        assert codes(refused.value) == ["visit_in_future"]


def test_a_book_belongs_to_a_grid_that_is_there(district: District) -> None:
    """A grid has one, under its own code."""
    facts = {"court": COURT, "grid": grid(), "code": "farm-9"}
    with pytest.raises(StepRefusedError) as refused:
        district.office.begin(person("worker"), "visit_book", "open", facts, key="b")
    assert "visit_book_of_no_grid" in codes(refused.value)


def test_a_grid_is_not_closed_while_its_book_is_kept(district: District, book: str) -> None:
    """The built-in step asks our guard too."""
    with pytest.raises(StepRefusedError) as refused:
        district.do("operator", grid(), "close", reason="merged")
    assert codes(refused.value) == ["visit_book_open"]
    district.do("worker", book, "close")
    district.do("operator", grid(), "close", reason="merged")


def test_the_command_lists_the_books(district: District, book: str) -> None:
    """For whoever may see them."""
    for handle, seen in (("worker", ["farm-1"]), ("stranger", [])):
        session = SimpleNamespace(office=district.office, actor=person(handle), as_json=False)
        told = CliRunner().invoke(visits, ["--json"], obj=session)
        assert [each["code"] for each in json.loads(told.stdout)] == seen
    session.actor = person("judge")
    assert "farm-1  –  → 2022-08-30" in CliRunner().invoke(visits, [], obj=session).stdout


def test_visits_are_passed_on(district: District, book: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line each, with the key under which it was told, and without the note."""
    file = tmp_path / "visits.jsonl"
    monkeypatch.setenv(telling.FILE, str(file))
    district.do("worker", book, "visit", visited_on="2022-06-01", note="甲某")
    Relay(district.office).drain()
    assert [json.loads(line)["key"] for line in file.read_text("utf-8").splitlines()] == [f"plugin:visits:{book}:2"]
    assert "甲某" not in file.read_text("utf-8")
