"""Random walks with hostile actors: whatever anybody tries at any state, tables, law and histories hold.

A few here; ``make walks`` takes thousands of disputes.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.property.ground import Ground
from tests.property.lawful import NEW_ORDER
from tests.property.long_walks import Total, Walked
from tests.property.saying import HANDLES
from tests.property.walking import DISPUTES, Walk

from gridjustice.application.access import standing_of
from gridjustice.application.codec import from_plain, to_plain
from gridjustice.domain.network import Grid, Unit
from gridjustice.domain.record import NEW, Role
from gridjustice.domain.values import RecordId
from gridjustice.errors import InvalidError
from gridjustice.testing.district import COURT, WAYS, District, grid, person, unit

IN_OLD_ORDER, IN_NEW_ORDER = datetime(2022, 6, 1, 1, tzinfo=UTC), datetime(2025, 6, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def ground() -> Ground:
    """A district that is filled once."""
    return Ground.prepared()


@pytest.mark.clause("2.3.2", "3.2")
@pytest.mark.parametrize("seed", range(60))
def test_walks_of_disputes(ground: Ground, seed: int) -> None:
    """Nothing unlawful is kept, nobody sees what they may not, every history replays to its row."""
    walk = ground.walk(seed, share=0.15)
    walk.goes(110, lists=55)
    walk.finished()
    assert walk.found == {}
    assert walk.taken >= 5


@pytest.mark.parametrize("seed", range(12))
def test_walks_of_the_network(district: District, seed: int) -> None:
    """Besides: on no day has a grid two judges or a unit two liaisons (P41), and nobody gets a role by a trick."""
    places = [unit("farm"), unit("farm2"), unit("enterprise"), grid(), *map(person, ("judge", "stranger", "mediator"))]
    kinds = ("court", "unit", "grid", "person")
    people = [*map(person, HANDLES), "system", "operator"]
    walk = Walk(district, random.Random(1000 + seed), kinds, list(map(RecordId, places)), people=people)
    for _ in range(90):
        walk.move()
    walk.look_in_lists(walk.dice.choice(people))
    walk.finished()
    assert walk.found == {}
    for stored, _ in walk.histories():
        for held, role in (
            (getattr(stored, "assignments", ()), Role.JUDGE),
            (getattr(stored, "liaisons", ()), Role.LIAISON),
        ):
            periods = [a for a in held if a.role is role]
            for each in periods:
                assert sum(a.holds_on(each.since) for a in periods) == 1, stored
        for given in stored.appointed:
            assert given.role not in (Role.SYSTEM, Role.OPERATOR)
            if isinstance(stored, (Unit, Grid)) and given.role is not Role.HOME:
                assert given.place == stored.id


# Where a walk begins so that it reaches what chance alone seldom does.


def begun(walk: Walk, record: RecordId) -> RecordId:
    walk.catch_up()
    walk.born("dispute", record)
    walk.focus = record
    return record


def almost_shared(walk: Walk) -> None:
    """Every party was told of its right to a closed hearing, and its time for asking is over."""
    district = walk.district
    record = begun(walk, district.bring_to("docketed"))
    district.do("triage", record, "assign_judge", judge=person("judge"))
    district.do("judge", record, "classify", visibility="public", reason="Nothing private.")
    for party in ("a1", "b1"):
        district.do("judge", record, "tell_closed", party=party)
    walk.district.clock.go(walk.office.today() + timedelta(12))
    walk.sweep()


def about_title(walk: Walk) -> None:
    """The government decides on it."""
    record = begun(walk, walk.district.report(matter="title"))
    facts = {"jurisdiction": "ours", "reason": "Title.", "same_matter_checked": True, "told_keep_as_is": True}
    walk.district.do("triage", record, "triage", route="government", **facts)
    walk.catch_up()


def fee_overdue(walk: Walk) -> None:
    """The fee was asked for and not paid."""
    record = begun(walk, walk.district.bring_to("in_trial" if walk.office.today() >= NEW_ORDER else "docketed"))
    walk.district.do("triage", record, "ask_fee")
    walk.catch_up()
    walk.district.clock.go(walk.office.today() + timedelta(20))


def replaced(walk: Walk) -> None:
    """A party has been given another mediator."""
    record = begun(walk, walk.district.bring_to("in_mediation"))
    walk.district.do("citizen_a", record, "replace", party="a1", reason="He does not listen.")
    walk.catch_up()
    walk.district.clock.go(walk.office.today() + timedelta(9))


def in_session(walk: Walk) -> None:
    """A session is arranged."""
    record = begun(walk, walk.district.bring_to("in_mediation"))
    facts = {
        "court": COURT,
        "dispute": record,
        "mode": "venue",
        "held_on": walk.office.today().isoformat(),
        "place": "-",
    }
    session = walk.office.begin(person("mediator"), "session", "arrange", facts, key=f"s{walk.tried}").record
    walk.catch_up()
    walk.born("session", session)
    walk.focus = session


def protected(walk: Walk) -> None:
    """A protection order has its judge."""
    facts = {"court": COURT, "applied_by": "herself", "name": "甲某", "against": "乙某", "happened": "Blows."}
    facts["respondent"] = person("citizen_b")
    key = f"p{walk.tried}"
    order = walk.office.begin(person("citizen_a"), "protection", "apply", facts, key=key).record
    walk.district.do("triage", order, "assign_judge", judge=person("judge"))
    walk.catch_up()
    walk.born("protection", order)
    walk.focus = order


def issued(walk: Walk) -> None:
    """A protection order holds until tomorrow."""
    protected(walk)
    assert walk.focus is not None
    until = walk.office.today() + timedelta(1)
    facts = {"measures": ["no_violence"], "valid_until": until.isoformat(), "seal": COURT}
    walk.district.do("judge", walk.focus, "issue", **facts)
    walk.catch_up()
    walk.district.clock.go(until + timedelta(1))


def pointed_at(walk: Walk) -> None:
    """A follow-through order is out."""
    record = begun(walk, walk.district.bring_to("reported"))
    facts = {"court": COURT, "unit": unit("farm"), "subject": record, "reason": "Nobody answers."}
    order = walk.office.begin(person("supervisor"), "order", "issue", facts, key=f"o{walk.tried}").record
    walk.catch_up()
    walk.born("order", order)
    walk.focus = order


def agreed_in_part(walk: Walk) -> None:
    """The parties agree on a part, and the rest goes on."""
    record = begun(walk, walk.district.bring_to("in_mediation"))
    today = walk.office.today().isoformat()
    facts = {"form": "oral", "agreed_on": today, "signatures": [], "content": "The fence.", "parties": ["a1", "b1"]}
    walk.district.do("mediator", record, "agree_in_part", part="g1", **facts)
    walk.catch_up()


def stated(walk: Walk) -> None:
    """The parties of a docketed case have agreed and ask for the court's statement; every other time it is issued."""
    record = begun(walk, walk.district.bring_to("entrusted agreed"))
    today = walk.office.today().isoformat()
    signatures = [{"party": party, "signed_on": today} for party in ("a1", "b1")]
    walk.district.do("mediator", record, "ask_statement", signatures=signatures)
    if walk.dice.random() < 0.5:
        walk.district.do("judge", record, "issue_statement", seal=COURT)
    walk.catch_up()


def on_its_way(state: str) -> Callable[[Walk], None]:
    """One of the district's ways."""

    def begin(walk: Walk) -> None:
        begun(walk, walk.district.bring_to(state))

    return begin


SELDOM = (
    almost_shared, about_title, fee_overdue, replaced, in_session, protected, issued, pointed_at,
    agreed_in_part, stated,
)  # fmt: skip
STARTS: dict[str, Callable[[Walk], None]] = {
    **{state: on_its_way(state) for state in WAYS},
    **{way.__name__: way for way in SELDOM},
}


@pytest.mark.slow
def test_walks_reach_every_step_and_state_under_both_profiles(ground: Ground) -> None:
    """They would prove nothing about what is never reached."""
    kinds = ground.office.kinds
    # Redrawings walk by themselves, in test_network_over_time; what an older register has comes in by imports; every
    # warning comes in test_virtual_year, and no calendar is published meanwhile.
    apart = {"rehome", "take_over", "remind", "remind_right", "urge", "call_supervision", "alert", "recount"}
    steps = {(kind, step) for kind in DISPUTES for step in kinds[kind].facts if step not in apart}
    states = {(kind, str(state.value)) for kind in DISPUTES for state in kinds[kind].states}
    total = Total()
    for seed in range(20):
        instant = (IN_OLD_ORDER, IN_NEW_ORDER)[seed % 2]
        for name, start in STARTS.items():
            if instant is IN_NEW_ORDER and name == "delegated by the court":
                continue
            walk = ground.walk(2000 + seed, share=0.02, start=instant)
            start(walk)
            walk.had = total.steps | walk.steps
            for _ in range(25):
                walk.attempt(sensibly=True)
            walk.pass_time()
            walk.sweep()
            total.add(Walked.of(name, walk))
        if seed and steps <= total.steps and states <= total.states:
            break
    assert sorted(steps - total.steps) == []
    assert not states - total.states
    assert total.profiles == {"court_annexed_2022", "docket_first_2025"}
    assert not total.found, total.shown


@pytest.mark.parametrize("state", WAYS)
def test_p52_a_party_leaves_for_the_court_from_every_state(district: District, state: str) -> None:
    """Nothing and nobody stands in the way; where it is before the court already, it is there."""
    record = district.bring_to(state)
    if district.show(record).record.is_docketed or state.startswith("brought"):
        return
    district.do("citizen_b", record, "bring", party="b1")
    assert district.show(record).record.state.value == "brought"


@pytest.mark.parametrize("state", WAYS)
def test_every_state_is_told_the_same_in_plain_data_and_back(district: District, state: str) -> None:
    """What a front end sends back, untouched, is what it was given."""
    office, record = district.office, district.bring_to(state)
    for event in office.history(person("triage"), record):
        facts = to_plain(event.facts)
        assert from_plain(type(event.facts), facts) == event.facts
        with pytest.raises(InvalidError):
            from_plain(type(event.facts), {**facts, "colour": "red"})
    assert NEW not in [event.target for event in office.history(person("triage"), record)]


def test_an_actor_without_an_account_stands_on_nothing() -> None:
    """Neither today nor ever."""
    assert standing_of("nobody", (), date(2022, 6, 1)).appointments == ()
