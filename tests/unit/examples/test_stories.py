"""What is said of a story that is written wrongly, or does not go as it is written."""

from __future__ import annotations

import re
from itertools import count

import pytest

from gridjustice import OPERATOR, FixedClock, NotFoundError, Office, Plugins, import_network
from gridjustice.testing.memory import MemoryStorage
from gridjustice_yanbian.demo import PLAN_DAY, at_nine
from gridjustice_yanbian.playing import Played, Player, UnexpectedError
from gridjustice_yanbian.reading import DATA, StoryError, parse_story
from gridjustice_yanbian.stories import Story

WRITTEN = """
title = { zh = "一", ko = "하나", en = "One" }
about = { zh = "二", ko = "둘", en = "Two" }
place = { court = "yblq/helong", unit = "222406401509", grid = "222406401509-01" }

[[steps]]
day = 2022-06-06
actor = "supervisor-helong"
on = "order"
step = "issue"
[steps.facts]
court = "@court"
unit = "@unit"
subject = "@grid"
reason = "请报送本季度排查情况"

[[steps]]
day = 2022-06-07
actor = "@liaison"
on = "order"
step = "acknowledge"

[end]
on = "order"
state = "acknowledged"
"""

LAST = 'step = "acknowledge"'
names = (f"x{number}" for number in count())


def written(*changes: tuple[str, str]) -> str:
    """The small story with something changed."""
    text = WRITTEN
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("day = 2022-06-07", "day = 2022-06-05", ", step 2: 2022-06-05 09:00 is not after the step before it"),
        (LAST, f'{LAST}\nrefsued = "a"', ", step 2: unknown key 'refsued'"),
        ("supervisor-helong", "nobody", ", step 1: actor: nobody has the handle 'nobody'"),
        ('"@unit"', '"@untt"', ", step 1: nothing is called @untt; there are @court, @grid, @order, @unit"),
        ('"@unit"', '"unit:1"', ", step 1: no unit is called '1'"),
        ("222406401509-01", "1", ": no grid is called '1'"),
        ("[end]", "[end]\nthen = 1", ": end: unknown key 'then'"),
        ('on = "order"\nstate', 'on = "dispute"\nstate', ": end: no step is taken on dispute"),
        ("about = {", "about = { fr = '', ", ": about must be there in zh, ko and en"),
        ("place", 'law = "Q1"\nplace', ": law: 'Q1' is no pitfall (P16) and no clause (2.3.2)"),
        ("day = 2022-06-06", 'day = "2022-06-06"', ", step 1: day must be a date"),
        (LAST, "", ", step 2: step is missing"),
        (LAST, 'step = "sweep"', ", step 2: sweep has no actor"),
        (LAST, f'{LAST}\ntakes = "escalate"', ", step 2: takes belongs to a sweep"),
        (LAST, f'{LAST}\nseen_by = "me"', ", step 2: seen_by: nobody has the handle 'me'"),
        (LAST, f'{LAST}\narticle = "1"', ", step 2: article belongs to a refusal"),
        (LAST, f"{LAST}\nat = 9", ", step 2: at must be a time"),
        (LAST, f"{LAST}\ndue = 2022-06-09", ", step 2: due must name limits with their last days"),
        (LAST, f"{LAST}\nrefused = 7", ", step 2: refused must be a text or a list of texts"),
        ("place = {", "place = { town = 1, ", ": place needs court, unit and grid"),
        ("[[steps]]", "[[stops]]", ": Cannot"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_step(old: str, new: str, said: str) -> None:
    """Before anything is played."""
    parse_story("x", WRITTEN)
    with pytest.raises(StoryError, match="^" + re.escape(f"x.toml{said}")):
        parse_story("x", written((old, new)))


def test_every_mistake_is_named_at_once() -> None:
    """Whoever writes need not try again and again."""
    with pytest.raises(StoryError) as wrong:
        parse_story("x", written(("supervisor-helong", "nobody"), (LAST, f"{LAST}\nrefsued = 1")))
    assert len(str(wrong.value).splitlines()) == 2


def test_a_refusal_may_be_about_what_is_not_there() -> None:
    """An unknown unit is a mistake of the file only where the step is to be taken."""
    refused = 'step = "issue"\nrefused = "not_written_to_unit"'
    parse_story("x", written(('"@unit"', '"unit:1"'), ('step = "issue"', refused)))


def test_two_records_of_one_kind_are_told_apart() -> None:
    """Each has an id of its own, the same whenever the file is read."""
    second = written((f'on = "order"\n{LAST}', f'on = "order:second"\n{LAST}'))
    first, again = parse_story("x", second), parse_story("x", second)
    assert len(set(first.records)) == 2
    assert first.records == again.records
    assert not set(parse_story("y", second).records) & set(first.records)


def test_parties_are_said_once() -> None:
    """With the names of their tables as ids."""
    parties = '[parties.a1]\nside = "applicant"\nname = "某"\nperson = "person:ma-guandi"\n\n[[steps]]'
    story = parse_story("x", written(("[[steps]]", parties), ('subject = "@grid"', 'parties = "@parties"')))
    ((party,),) = [step.facts["parties"] for step in story.steps if "parties" in step.facts]
    assert party.keys() == {"id", "side", "name", "person"}
    assert party["id"] == "a1"
    assert party["person"] != "person:ma-guandi"


# Playing.


@pytest.fixture(scope="module")
def office(plugins: Plugins) -> Office:
    """The network of the demonstration, on which each story has records of its own."""
    office = Office(MemoryStorage(), plugins, clock=FixedClock(at_nine(PLAN_DAY)), prepare=True)
    assert import_network(office, OPERATOR, sorted(DATA.glob("*.csv"))).problems == ()
    return office


def play(office: Office, *changes: tuple[str, str]) -> tuple[Story, list[Played]]:
    """The small story, changed, under a name that no other has."""
    story = parse_story(next(names), written(*changes))
    assert isinstance(office.clock, FixedClock)
    return story, list(Player(office, office.clock).play(story))


DONE = "(2022-06-07 @liaison acknowledge on order)"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (LAST, 'step = "accept"', "(2022-06-07 @liaison accept on order): no refusal was expected, and"),
        (LAST, 'step = "acknowlege"', "(2022-06-07 @liaison acknowlege on order): the table of order has no such step"),
        (LAST, f"{LAST}\nfacts = {{ day = 1 }}", f"{DONE}: $.day: is unknown here"),
        (LAST, f'{LAST}\nrefused = "not_yours"', f"{DONE}: it was taken, though not_yours was expected"),
        (LAST, f'{LAST}\nthen = "issued"', f"{DONE}: the state should be issued, and is acknowledged"),
        (LAST, f"{LAST}\ndue = {{ answer = 2022-06-08 }}", f"{DONE}: answer should run until 2022-06-08, and runs"),
        (LAST, f"{LAST}\ndue = {{ answer = 2022-06-08T09:00:00 }}", f"{DONE}: answer should run out at 2022-06-08"),
        (LAST, f"{LAST}\ndue = {{ review = 2022-06-08 }}", f"{DONE}: review should run until 2022-06-08, and does"),
        (LAST, f'{LAST}\nnot_due = "answer"', f"{DONE}: answer should not run, and runs until"),
        (LAST, f'{LAST}\nprofile = "docket_first_2025"', f"{DONE}: the profile should be docket_first_2025, and is"),
        (LAST, f'{LAST}\ntold = ["parties"]', f"{DONE}: parties should be told, and court is"),
        (LAST, f'{LAST}\nseen_by = "@worker"', f"{DONE}: @worker should see it, and cannot; @worker should find"),
        (LAST, f'{LAST}\nhidden_from = "@liaison"', f"{DONE}: @liaison should not see it, and can; @liaison finds it"),
        (LAST, f'{LAST}\nseen_by = "@judge"', f"{DONE}: nobody is @judge on 2022-06-07"),
        ('actor = "@liaison"\non = "order"\n' + LAST, 'on = "order"\nstep = "sweep"\ntakes = "escalate"',
         "(2022-06-07  sweep on order): escalate was expected to happen by itself, and nothing did"),
        (LAST, f'{LAST}\n\n[[steps]]\nday = 2022-07-29\non = "order"\nstep = "sweep"',
         "(2022-07-29  sweep on order): nothing was expected to happen by itself, and escalate did"),
    ],
)  # fmt: skip
def test_what_goes_otherwise_is_named_with_its_step(office: Office, old: str, new: str, said: str) -> None:
    """What was expected, and what is."""
    with pytest.raises(UnexpectedError, match=r"^x\d+, step [23] " + re.escape(said)):
        play(office, (old, new))


def test_what_is_expected_at_the_end_is_said_of_the_end(office: Office) -> None:
    """After the last step."""
    with pytest.raises(UnexpectedError, match=r"^x\d+, at the end: the state should be closed, and is acknowledged$"):
        play(office, ('state = "acknowledged"', 'state = "closed"'))


def test_a_refusal_cites_the_article_that_is_asked_for(office: Office) -> None:
    """With its instrument or without; another is named with those that are cited."""
    refused = f'{LAST}\nrefused = "not_yours"\narticle = '
    other = ('"@liaison"', '"supervisor-helong"')
    for article in ("一(三)", "plan 一(三)"):
        _, played = play(office, other, (LAST, f'{refused}"{article}"'), ("acknowledged", "issued"))
        assert played[-1].error is not None
    with pytest.raises(UnexpectedError, match=r"should cite 205, and cites plan 一\(三\)$"):
        play(office, other, (LAST, f'{refused}"205"'))


def test_what_is_true_is_passed_over(office: Office) -> None:
    """Everything that can be asked at once, and a look at a record after it."""
    asked = f"""{LAST}
at = 14:30:00
then = "acknowledged"
profile = "none"
due = {{ answer = 2022-06-13 }}
not_due = ["review"]
told = "court"
seen_by = ["@liaison", "supervisor-helong"]
hidden_from = ["@worker", "ma-guandi"]

[[steps]]
day = 2022-06-08
on = "order"
step = "look"
then = "acknowledged"

[[steps]]
day = 2022-06-08
on = "order"
step = "sweep"
"""
    story, played = play(office, (LAST, asked), ('state = "ack', 'told = ["liaison", "court"]\nstate = "ack'))
    assert [each.step for each in played] == ["issue", "acknowledge", "look", "sweep"]
    (events,) = (office.history(OPERATOR, record) for record in story.records)
    assert [(e.step, e.at.hour) for e in events] == [("issue", 1), ("acknowledge", 6)]


def test_a_story_goes_on_where_it_was_left(office: Office) -> None:
    """Steps that an earlier run has taken are not taken again; a whole story leaves nothing to play."""
    name = next(names)
    story = parse_story(name, WRITTEN)
    assert isinstance(office.clock, FixedClock)
    player = Player(office, office.clock)
    for _ in player.play(story):
        break
    assert player.taken(story) == 1
    assert [each.step for each in player.play(story)] == ["acknowledge"]
    assert list(player.play(story)) == []
    with pytest.raises(NotFoundError):
        office.show(OPERATOR, parse_story("never", WRITTEN).records[0])
