"""Criteria mean the same in Python and in SQL, whatever is nested in what."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridjustice.domain.criteria import (
    All,
    Any,
    AtMost,
    Criterion,
    Everything,
    Gives,
    Held,
    In,
    Not,
    Nothing,
    Under,
    matches,
)
from gridjustice.domain.record import Role, Scope
from gridjustice.ports.storage import AppointmentRow, HeadRow, Storage
from gridjustice.testing.memory import MemoryStorage
from gridjustice.testing.rows import PROJECTIONS, appointment, change, head
from gridjustice_sqlalchemy.plugin import open_sqlite

COURTS = ["yblq", "yblq/helong", "yblq/helong/1", "yblqx", "yblq.x", "yblq/x", "yblq0", "ybl", "yblq-x"]
PLACES = ["u1", "u_", "u%", "U1", "u1/x", "u1x", "u1.", "", "𠮷", "가", "u1 "]
STATES = ["reported", "triaged", "closed"]
DUES = [f"2026-0{month}-01T16:00:00.000000Z" for month in range(1, 6)]
PEOPLE = ["p", "q", "P"]
FIRST = date(2026, 1, 1)
FIELDS = {"court": COURTS, "unit": PLACES, "grid": PLACES, "state": STATES, "due": DUES, "kind": ["dispute", "unit"]}

leaves = st.one_of(
    st.just(Everything()),
    st.just(Nothing()),
    st.sampled_from(sorted(FIELDS)).flatmap(
        lambda field: st.one_of(
            st.builds(In, st.just(field), st.frozensets(st.sampled_from(FIELDS[field]), max_size=3)),
            st.builds(Under, st.just(field), st.sampled_from(FIELDS[field])),
            st.builds(AtMost, st.just(field), st.sampled_from(FIELDS[field])),
        )
    ),
    st.builds(
        Held,
        st.sampled_from(PEOPLE),
        st.frozensets(st.sampled_from([Role.PARTY, Role.MEDIATOR]), max_size=2),
        st.integers(0, 4).map(lambda days: FIRST + timedelta(days)),
    ),
    st.builds(
        Gives,
        st.frozensets(st.sampled_from([Role.PARTY, Role.MEDIATOR]), max_size=2),
        st.sampled_from([Scope.UNIT, Scope.RECORD]),
        st.none() | st.frozensets(st.sampled_from(["r0", "r1", "r2"]), max_size=3),
        st.integers(0, 4).map(lambda days: FIRST + timedelta(days)),
    ),
)
criteria: st.SearchStrategy[Criterion] = st.recursive(
    leaves,
    lambda parts: st.one_of(
        st.builds(Not, parts),
        st.builds(lambda some: All(tuple(some)), st.lists(parts, max_size=3)),
        st.builds(lambda some: Any(tuple(some)), st.lists(parts, max_size=3)),
    ),
    max_leaves=8,
)


def row(dice: random.Random, id_: str) -> tuple[HeadRow, list[AppointmentRow]]:
    given = [
        appointment(
            id_,
            dice.choice(PEOPLE),
            dice.choice(["party", "mediator"]),
            dice.choice(["record", "record", "unit"]),
            place=dice.choice([id_, id_, "r0"]),
            since=(FIRST + timedelta(dice.randrange(4))).isoformat(),
            until=dice.choice([None, (FIRST + timedelta(dice.randrange(4))).isoformat()]),
        )
        for _ in range(dice.randrange(3))
    ]
    return (
        head(
            id_,
            court=dice.choice(COURTS),
            unit=dice.choice([None, *PLACES]),
            grid=dice.choice([None, *PLACES]),
            state=dice.choice(STATES),
            due=dice.choice([None, *DUES]),
            kind=dice.choice(FIELDS["kind"]),
        ),
        given,
    )


@pytest.fixture(scope="module", params=[1, 2, 3, 4])
def stores(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Storage, Storage]]:
    """The fake and SQLite, with the same 120 random rows."""
    dice = random.Random(request.param)
    rows = [row(dice, f"r{number}") for number in range(120)]
    pair = MemoryStorage(), open_sqlite(f"sqlite:///{tmp_path_factory.mktemp('criteria')}/court.db")
    for storage in pair:
        storage.prepare(PROJECTIONS)
        storage.use(PROJECTIONS)
        storage.run(lambda t: t.keep([change(each, appointments=given) for each, given in rows]))
    yield pair
    for storage in pair:
        storage.close()


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(criterion=criteria)
def test_python_and_sql_find_the_same_records(stores: tuple[Storage, Storage], criterion: Criterion) -> None:
    """In lists by id and by due, and in counts; a criterion and its opposite share all records between them."""
    found = []
    for storage in stores:
        with storage.read() as reader:
            found.append(
                (
                    [each.id for each in reader.find(criterion, limit=1000)],
                    [each.id for each in reader.find(criterion, order=("due", "-id"), limit=1000)],
                    reader.count(criterion, ("unit", "due")),
                    reader.count(Not(criterion)),
                    reader.tally(PEOPLE, ["mediator", "party"], criterion, FIRST.isoformat()),
                )
            )
    assert found[0] == found[1]
    assert len(found[0][0]) + found[0][3][()] == 120


@settings(max_examples=300)
@given(criterion=criteria, seed=st.integers(0, 1000))
def test_the_operators_mean_what_the_classes_mean(criterion: Criterion, seed: int) -> None:
    """``~``, ``&`` and ``|`` simplify, and change nothing in what is true."""
    one, _ = row(random.Random(seed), "r0")
    truth = matches(criterion, one, ())
    assert matches(~criterion, one, ()) is not truth
    assert matches(criterion & Everything(), one, ()) is matches(criterion | Nothing(), one, ()) is truth
    assert matches(criterion & ~criterion, one, ()) is False
    assert matches(criterion | ~criterion, one, ()) is True
