"""Every scenario of ``tests/scenarios`` goes as it is written, and between them they show the whole dispute.

The files are the disputes of the demonstration, read here and there alike; ``docs/how-to/write-a-scenario.md`` says how
they are written. Each is played on a copy of the same network of its own, in memory.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import attrs
import pytest

import gridjustice.workflow.engine
from gridjustice import OPERATOR, Event, FixedClock, Office, Plugins, apply_plan, import_network, plan_assignments
from gridjustice.testing.memory import MemoryStorage
from gridjustice.workflow.dispute import DISPUTE
from gridjustice.workflow.engine import replay
from gridjustice_yanbian.demo import FIRST_DAY, LAST_DAY, PLAN_DAY, at_nine
from gridjustice_yanbian.playing import Played, Player
from gridjustice_yanbian.reading import DATA, parse_story, read_stories, read_story
from gridjustice_yanbian.stories import FOLDER, Story

ROOT = Path(__file__).resolve().parents[1]
SCENARIOS = ROOT / "tests" / "scenarios"
NAMES = sorted(path.stem for path in SCENARIOS.glob("*.toml"))
PAGE = ROOT / "docs" / "how-to" / "write-a-scenario.md"

AT_LEAST = 75
"""How many scenarios there must be; it is raised with every new one, and never lowered."""

NOT_WRITTEN: set[str] = set()
"""Codes of refusals of a dispute that no scenario shows yet; every new scenario makes this shorter."""

CANNOT_OCCUR = {
    "lacks_consent": "mediation begins with the last consent, so that none is missing where an agreement is written",
    "no_row_fits": "a table of which every group of rows has a last one without `when` never says so",
}
"""Codes that no scenario can show, with the reason."""

PERSON = re.compile(r"(?:[\u4e00-\u9fff]+的)?\S*?[\u4e00-\u9fff]某[某甲乙丙丁]?")
"""An invented person is called by a family name and 某, perhaps behind what they are."""

ORGANISATION = re.compile(r".*(?:林场|公司|合作社|林业局|村|村民委员会|社区|厂|店|站|组织|经营部|队)")


class CopiedStorage(MemoryStorage):
    """A storage in memory of which copies cost nothing: its rows never change."""

    def copied(self) -> CopiedStorage:
        """Another storage with the same rows."""
        new = CopiedStorage()
        new._place = attrs.evolve(self._place, shelves=self._place.shelves.copied(), lock=threading.Lock(), owner=0)
        return new


@dataclass(frozen=True)
class Outcome:
    """A scenario that was played.

    Attributes:
        events: of every record of the story.
    """

    story: Story
    office: Office
    played: list[Played]
    events: dict[str, list[Event]]


@pytest.fixture(scope="module")
def network(plugins: Plugins) -> Office:
    """The network of the demonstration with a judge for every grid; nothing is played on it."""
    office = Office(CopiedStorage(), plugins, clock=FixedClock(at_nine(PLAN_DAY)), prepare=True)
    assert import_network(office, OPERATOR, sorted(DATA.glob("*.csv"))).problems == ()
    apply_plan(office, OPERATOR, plan_assignments(office, OPERATOR, FIRST_DAY))
    return office


@pytest.fixture(scope="module")
def play(network: Office) -> Callable[[str], Outcome]:
    """Plays the scenario of that name, once."""

    @cache
    def played(name: str) -> Outcome:
        return outcome_of(network, read_story(SCENARIOS / f"{name}.toml"))

    return played


def outcome_of(network: Office, story: Story) -> Outcome:
    """What becomes of a story on a copy of the network."""
    storage = network.storage
    assert isinstance(storage, CopiedStorage)
    clock = FixedClock(at_nine(PLAN_DAY))
    office = Office(storage.copied(), network.plugins, clock=clock, law=network.law, calendar=network.calendar)
    steps = list(Player(office, clock).play(story))
    with office.storage.read() as reader:
        events: dict[str, list[Event]] = {
            record: [office.codec.event(e.body) for e in reader.entries(record)] for record in story.records
        }
    return Outcome(story, office, steps, events)


# Each scenario.


@pytest.mark.parametrize("name", NAMES)
def test_it_goes_as_it_is_written(play: Callable[[str], Outcome], name: str) -> None:
    """Every step is taken or refused as the file says, and everything is true that it says is true."""
    outcome = play(name)
    assert len(outcome.played) == len(outcome.story.steps)


@pytest.mark.parametrize("name", NAMES)
def test_its_history_says_what_is_stored(play: Callable[[str], Outcome], name: str) -> None:
    """Replayed, each of its records is what is stored of it."""
    outcome = play(name)
    office = outcome.office
    for record, events in outcome.events.items():
        with office.storage.read() as reader:
            head = reader.load(ids=(record,)).heads.get(record)
        assert (head is None) is (not events)
        if head is not None:
            assert replay(iter(events)) == office.codec.read_record(head.kind, head.body)


@pytest.mark.parametrize("name", NAMES)
def test_a_dispute_that_is_not_open_is_archived(play: Callable[[str], Outcome], name: str) -> None:
    """A file that leaves something open says so, by `open = true`."""
    outcome = play(name)
    last = [events[-1] for events in outcome.events.values() if events and events[0].kind == "dispute"]
    assert outcome.story.open is any(event.target not in DISPUTE.ends for event in last)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_in_it_is_real(name: str) -> None:
    """A party is an organisation of the place, or has a family name and 某 for the rest; no telephone is anybody's."""
    story = read_story(SCENARIOS / f"{name}.toml")
    assert "示例" in (SCENARIOS / f"{name}.toml").read_text("utf-8").splitlines()[0]
    for party in (party for step in story.steps if step.step == "report" for party in step.facts["parties"]):
        assert PERSON.fullmatch(party["name"]) or ORGANISATION.fullmatch(party["name"]), party["name"]
        assert party.get("phone", "13900000000").startswith("1390000")


# All of them.


def test_they_are_the_disputes_of_the_demonstration() -> None:
    """One folder, seen from two places."""
    assert SCENARIOS.resolve() == FOLDER.resolve()


def test_there_are_enough() -> None:
    """And their titles differ in each language."""
    stories = read_stories()
    assert len(stories) >= AT_LEAST
    for language in ("zh", "ko", "en"):
        assert len({story.title[language] for story in stories}) == len(stories)


def test_what_they_illustrate_is_on_the_page_of_coverage() -> None:
    """Each pitfall and clause that a file names."""
    known = re.findall(r"^\| (P?\d+(?:\.\d+)*) \|", (ROOT / "docs" / "coverage.md").read_text("utf-8"), re.MULTILINE)
    assert {law for story in read_stories() for law in story.law} - set(known) == set()


def test_a_handful_is_featured_and_pairs_are_two() -> None:
    """The demonstration stays short enough to be read."""
    stories = read_stories()
    assert 5 <= sum(story.featured for story in stories) <= 8
    pairs = [story.pair for story in stories if story.pair]
    assert pairs != []
    assert {pairs.count(pair) for pair in pairs} == {2}


NOT_PLAYED = {
    "take_over",  # a story gives its dispute an id, this step makes one of the entry: tests/unit/application/exchange
}


def test_every_state_and_every_step_of_a_dispute_occurs(play: Callable[[str], Outcome]) -> None:
    """Between them they go everywhere that the table goes."""
    events = list(disputes(play))
    assert {str(state.value) for state in DISPUTE.states} - {event.target for event in events} == set()
    assert set(DISPUTE.facts) - {event.step for event in events} == NOT_PLAYED


def test_disputes_end_under_every_profile(play: Callable[[str], Outcome]) -> None:
    """Never brought to a court, and under each profile of the law."""
    profiles = {event.derived.profile for event in disputes(play)}
    assert profiles == {None, *DISPUTE_PROFILES}


def test_every_refusal_is_shown_or_said_why_not(play: Callable[[str], Outcome]) -> None:
    """Of the dispute's guards, of its table and of sight."""
    steps = [step for name in NAMES for step in play(name).story.steps if step.kind == "dispute"]
    shown = {code for step in steps for code in step.refused}
    assert refusals() - shown == NOT_WRITTEN | CANNOT_OCCUR.keys()
    assert shown - refusals() <= {"not_found"}


def test_no_step_before_the_last_day_of_the_demonstration_is_in_the_future() -> None:
    """Whoever looks around afterwards sees what has happened."""
    assert max(step.day for story in read_stories() for step in story.steps) <= LAST_DAY


def test_played_one_after_the_other_everything_verifies(network: Office) -> None:
    """On one office, as the demonstration does it; and a second time nothing is left to play."""
    storage = network.storage
    assert isinstance(storage, CopiedStorage)
    clock = FixedClock(at_nine(PLAN_DAY))
    office = Office(storage.copied(), network.plugins, clock=clock, law=network.law, calendar=network.calendar)
    player = Player(office, clock)
    for story in read_stories():
        assert len(list(player.play(story))) == len(story.steps)
    assert [story.name for story in read_stories() if list(player.play(story))] == []
    assert office.verify().is_clean


def test_the_example_of_the_page_can_be_played(network: Office) -> None:
    """Who copies it has a scenario that goes."""
    (example,) = re.findall(r"^```toml\n(title.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    outcome_of(network, parse_story("example", example))


DISPUTE_PROFILES = {"court_annexed_2022", "docket_first_2025"}


def disputes(play: Callable[[str], Outcome]) -> Iterator[Event]:
    """Every event of every dispute."""
    for name in NAMES:
        for events in play(name).events.values():
            yield from (event for event in events if event.kind == "dispute")


def refusals() -> set[str]:
    """Codes of every refusal that a dispute can meet, read from the modules of its guards and of the engine."""
    modules = [module for name, module in sys.modules.items() if name.startswith("gridjustice.workflow.dispute")]
    return {code for module in (*modules, gridjustice.workflow.engine) for code in codes_in(module)}


def codes_in(module: ModuleType) -> Iterator[str]:
    """The first argument of every `Reason`, also where a choice or a name stands for it."""
    for function in ast.walk(ast.parse(inspect.getsource(module))):
        if not isinstance(function, ast.FunctionDef):
            continue
        named: dict[str, list[ast.expr]] = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                named.setdefault(node.targets[0].id, []).append(node.value)
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason":
                first = node.args[0]
                sources = named.get(first.id, []) if isinstance(first, ast.Name) else [first]
                for source in sources:
                    answers = (source.body, source.orelse) if isinstance(source, ast.IfExp) else (source,)
                    for answer in answers:
                        texts = (n.value for n in ast.walk(answer) if isinstance(n, ast.Constant))
                        yield from (text for text in texts if isinstance(text, str) and text)
