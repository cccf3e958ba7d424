"""Access rules mean the same where a single record is read and where a list is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridjustice.application.access import visible, waiting
from gridjustice.application.codec import Codec
from gridjustice.application.rows import Stored, change_of, projection_of
from gridjustice.domain.dispute import Dispute, DisputeState
from gridjustice.domain.dispute.choices import MediationKind, Side
from gridjustice.domain.dispute.parties import Party
from gridjustice.domain.dispute.record import Mediation, Proceeding
from gridjustice.domain.record import NEW, Appointment, Event, NoFacts, Role, Scope
from gridjustice.domain.values import CourtPath, RecordId, named_id
from gridjustice.ports.sealer import NullSealer
from gridjustice.ports.storage import Storage
from gridjustice.testing.memory import MemoryStorage
from gridjustice.workflow.dispute import DISPUTE
from gridjustice.workflow.engine import Workflow
from gridjustice.workflow.rules import BARRED, AllOf, AnyOf, Anyone, But, Holds, Public, Rule, Standing
from gridjustice_sqlalchemy.plugin import open_sqlite

COURTS = ["yblq", "yblq/helong", "yblq/hel", "yblq/helong/1", "yblqx", "yblq.x"]
UNITS = ["u1", "u_", "U1", "u1 "]
GRIDS = ["g1", "g%", "G1"]
PERSONS = ["p1", "p2", "p3"]
TODAY = date(2022, 6, 1)
PLACES = {Scope.COURT: COURTS, Scope.UNIT: UNITS, Scope.GRID: GRIDS, Scope.RECORD: ["r1"], Scope.EVERYWHERE: [""]}

days = st.integers(-2, 2).map(lambda number: TODAY + timedelta(number))
scopes = st.sampled_from(list(Scope))
roles = st.sampled_from([Role.JUDGE, Role.LIAISON, Role.PARTY, Role.MEDIATOR, Role.REPORTER, Role.SYSTEM])
leaves: st.SearchStrategy[Rule] = st.one_of(
    *(st.builds(Holds, roles, scopes),) * 2, st.builds(Anyone), st.builds(Public), st.just(BARRED)
)
rules: st.SearchStrategy[Rule] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.builds(But, inner, inner),
    ),
    max_leaves=8,
)
appointments = scopes.flatmap(
    lambda scope: st.builds(
        Appointment,
        person=st.just("p1"),
        role=roles,
        scope=st.just(scope),
        place=st.sampled_from(PLACES[scope]),
        since=days,
        until=st.none() | days,
    )
)
standings = st.builds(Standing.of, st.sampled_from(PERSONS), st.lists(appointments, max_size=6), st.just(TODAY))


@attrs.frozen(kw_only=True)
class Guarded(Dispute):
    """A dispute that bars people, by name or with their unit or grid."""

    kept_out: tuple[str, ...] = ()

    def appointments(self) -> tuple[Appointment, ...]:
        given = (Appointment(each, Role.BARRED, Scope.RECORD, self.id, TODAY) for each in self.kept_out)
        return (*super().appointments(), *given)


GUARDED = attrs.evolve(DISPUTE, record=Guarded)
WORKFLOW = Workflow(GUARDED)


def dispute(dice: random.Random, number: int) -> Dispute:
    ids = dice.sample([*PERSONS, None, None], 2)
    parties = tuple(
        Party(id=f"x{n}", side=Side.APPLICANT, name="x", person=None if id_ is None else RecordId(id_))
        for n, id_ in enumerate(ids)
    )
    one, judge = dice.choice([*PERSONS, None]), dice.choice([*PERSONS, None])
    number_of_case = dice.choice([None, "（2022）示例民初1号"])
    brought = Proceeding(
        brought_on=TODAY,
        brought_by="x0",
        profile="court_annexed_2022",
        case_number=number_of_case,
        judge=None if judge is None else RecordId(judge),
        shared=dice.random() < 0.5,
    )
    return Guarded(
        kept_out=tuple(dice.sample([*PERSONS, *UNITS, *GRIDS], dice.choice([0, 0, 1, 3]))),
        id=named_id("dispute", str(number)),
        state=dice.choice(list(DisputeState)),
        court=CourtPath(dice.choice(COURTS)),
        unit=dice.choice([None, *map(RecordId, UNITS)]),
        grid=dice.choice([None, *map(RecordId, GRIDS)]),
        number=str(number),
        gist="a wall",
        parties=parties if dice.random() < 0.7 else (),
        mediation=None if one is None else Mediation(kind=dice.choice(list(MediationKind)), mediator=RecordId(one)),
        proceedings=(brought,) if dice.random() < 0.5 else (),
        reported_on=TODAY + timedelta(dice.choice([-1, 0, 1])),
    )


@pytest.fixture(scope="module", params=["memory", "sqlite"])
def stored(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Storage, list[Dispute]]]:
    """A store with 150 disputes by chance, as rows of the office."""
    dice = random.Random(5)
    disputes = [dispute(dice, number) for number in range(150)]
    codec = Codec({"dispute": GUARDED}, NullSealer())
    storage: Storage = (
        MemoryStorage()
        if request.param == "memory"
        else open_sqlite(f"sqlite:///{tmp_path_factory.mktemp('rules')}/court.db")
    )
    projections = [projection_of(GUARDED)]
    storage.prepare(projections)
    storage.use(projections)
    at = datetime(2022, 6, 1, 1, tzinfo=UTC)
    events = [
        Event(record=d.id, version=1, kind="dispute", step="report", source=NEW, target=d.state.value, actor="p",
              at=at, day=TODAY, facts=NoFacts())
        for d in disputes
    ]  # fmt: skip
    changes = [
        change_of(codec, event, Stored("", None, 0, ""), each, ()) for event, each in zip(events, disputes, strict=True)
    ]
    storage.run(lambda transaction: transaction.keep(changes))
    yield storage, disputes
    storage.close()


@settings(max_examples=350, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rule=rules, standing=standings)
def test_a_list_shows_what_a_single_read_shows(
    stored: tuple[Storage, list[Dispute]], rule: Rule, standing: Standing
) -> None:
    """For random rules, random roles of random people; and a count counts it."""
    storage, disputes = stored
    criterion = visible({"dispute": attrs.evolve(GUARDED, may_see=rule)}, standing)
    with storage.read() as reader:
        listed = {head.id for head in reader.find(criterion, limit=1000)}
        counted = reader.count(criterion)
    assert listed == {each.id for each in disputes if WORKFLOW.holds(rule, standing, each)}
    assert counted == {(): len(listed)}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(standing=standings)
def test_an_inbox_lists_what_the_table_lets_somebody_do(
    stored: tuple[Storage, list[Dispute]], standing: Standing
) -> None:
    """By the real table: state and who, for random roles."""
    storage, disputes = stored
    with storage.read() as reader:
        listed = {head.id for head in reader.find(waiting({"dispute": DISPUTE}, standing), limit=1000)}
    ends = {step for limit in DISPUTE.limits for step in limit.ends}
    expected = {
        each.id
        for each in disputes
        if each.state.value not in DISPUTE.ends
        and any(
            row.source == each.state.value
            and row.step != DISPUTE.leaves_by
            and not row.guarded
            and (row.target != row.source or row.step in ends)
            and WORKFLOW.holds(row.who, standing, each)
            for row in DISPUTE.rows
        )
    }
    assert listed == expected
