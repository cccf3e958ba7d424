"""Whatever is done to a network in whatever order, every open record has one home, every day at most one who answers.

A few runs here; ``GRIDJUSTICE_NETWORK_RUNS=500`` takes more.
"""

from __future__ import annotations

import os
from copy import copy
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gridjustice.application.answering import answering
from gridjustice.application.coverage import coverage
from gridjustice.application.office import Office
from gridjustice.application.redrawing import apply_redrawing, close_place, plan_redrawing, undo_redrawing
from gridjustice.application.redrawing_rule import Change, heads_of
from gridjustice.application.rows import projection_of
from gridjustice.domain.criteria import Everything
from gridjustice.domain.network import Grid, Person, Unit
from gridjustice.domain.record import Record, Role
from gridjustice.domain.redrawing import Redraw, Redrawing, RedrawingState, Successor
from gridjustice.domain.values import RecordId, named_id
from gridjustice.errors import InvalidValueError, NotFoundError
from gridjustice.hooks import Plugins, builtin
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.district import COURT, SINCE, START, District, person, report_facts, small_district
from gridjustice.testing.memory import MemoryStorage
from gridjustice.workflow.refusals import StepRefusedError

RUNS = int(os.environ.get("GRIDJUSTICE_NETWORK_RUNS", "40"))
CHIEF = person("president")
REFUSED = (StepRefusedError, InvalidValueError, NotFoundError)
JUDGES = ("judge", "judge2", "judge3")
PEOPLE = ("liaison", "other_liaison", "worker", "citizen_a", "stranger")

_OPENED: list[Office] = []


def opened() -> District:
    """A district of its own; the tables are compiled once."""
    if not _OPENED:
        _OPENED.append(Office(MemoryStorage(), Plugins([("builtin", builtin)]), prepare=True))
    office, clock = copy(_OPENED[0]), FixedClock(START)
    office.storage, office.clock = MemoryStorage(), clock
    office.storage.prepare([projection_of(kind) for kind in office.kinds.values()])
    office.storage.use([projection_of(kind) for kind in office.kinds.values()])
    district = small_district(office, clock)
    for handle in JUDGES[1:]:
        post = {"role": "judge", "scope": "court", "place": COURT, "since": SINCE}
        facts = {"court": COURT, "handle": handle, "posts": [post]}
        office.begin("operator", "person", "enrol", facts, key=handle)
    return district


class NetworkOverTime(RuleBasedStateMachine):
    """Redrawings, assignments, leave, substitutes, hand-overs, undoings, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.number = 0
        self.taken = 0
        self.redrawn = 0

    @initialize()
    def begin(self) -> None:
        self.d = opened()
        self.draw(0)

    # What is there.

    def records(self) -> dict[RecordId, Any]:
        with self.d.office.storage.read() as reader:
            heads = list(heads_of(reader, Everything()))
        return {RecordId(h.id): self.d.office.codec.record(h.kind, h.body) for h in heads}

    def there(self, cls: type[Record]) -> list[Any]:
        return [r for r in self.records().values() if isinstance(r, cls) and r.state_name == "active"]

    def pick(self, cls: type[Record], number: int) -> Any:
        found = sorted(self.there(cls), key=lambda r: getattr(r, "code", r.id))
        return found[number % len(found)]

    def attempt(self, record: str, step: str, **facts: Any) -> None:
        try:
            self.d.do("president", record, step, **facts)
            self.taken += 1
        except REFUSED:
            pass

    def fresh(self) -> str:
        self.number += 1
        return f"t{self.number}"

    def day(self, ahead: int) -> str:
        return (self.d.office.today() + timedelta(ahead)).isoformat()

    # What happens.

    @rule(number=st.integers(0, 9))
    def draw(self, number: int) -> None:
        """A grid with a judge."""
        code, of = self.fresh(), self.pick(Unit, number)
        facts = {"court": COURT, "unit": of.id, "code": code, "name": code}
        self.d.office.begin("operator", "grid", "draw", facts, key=code)
        self.attempt(named_id("grid", code), "assign", person=person("judge"), role="judge", since=self.day(0))

    @rule(number=st.integers(0, 9))
    def report(self, number: int) -> None:
        """A dispute in some grid."""
        if self.there(Grid):
            grid = self.pick(Grid, number)
            facts = {**report_facts(), "unit": grid.unit, "grid": grid.id}
            self.d.office.begin(person("triage"), "dispute", "report", facts, key=self.fresh())

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        self.d.go(self.d.office.today() + timedelta(days))

    @rule(number=st.integers(0, 9), judge=st.sampled_from(JUDGES), ahead=st.integers(-5, 20), days=st.integers(0, 15))
    def judges(self, number: int, judge: str, ahead: int, days: int) -> None:
        """A hand-over or a substitution."""
        if self.there(Grid):
            grid, since = self.pick(Grid, number), self.day(ahead)
            if days % 2:
                self.attempt(grid.id, "hand_over", person=person(judge), since=since)
            else:
                self.attempt(grid.id, "substitute", person=person(judge), since=since, until=self.day(ahead + days))

    @rule(number=st.integers(0, 9), who=st.sampled_from(PEOPLE), ahead=st.integers(-5, 20), days=st.integers(0, 15))
    def liaisons(self, number: int, who: str, ahead: int, days: int) -> None:
        """Named, handed over, stood in for, released."""
        of, since = self.pick(Unit, number), self.day(ahead)
        match days % 4:
            case 0:
                self.attempt(of.id, "name_liaison", person=person(who), since=since)
            case 1:
                self.attempt(of.id, "hand_over_liaison", person=person(who), since=since)
            case 2:
                self.attempt(of.id, "stand_in", person=person(who), since=since, until=self.day(ahead + days))
            case _:
                self.attempt(of.id, "release_liaison", person=person(who), until=since)

    @rule(who=st.sampled_from((*JUDGES, *PEOPLE)), ahead=st.integers(-5, 20), days=st.integers(0, 15))
    def leave(self, who: str, ahead: int, days: int) -> None:
        """Taken, ended early; a judge leaves for good."""
        if days == 15 and who != "judge":  # seldom
            self.attempt(person(who), "leave", reason="moved away")
        elif days % 3:
            self.attempt(person(who), "take_leave", since=self.day(ahead), until=self.day(ahead + days))
        else:
            self.attempt(person(who), "return_early", back_on=self.day(ahead))

    @rule(
        how=st.sampled_from(Redraw), of=st.sampled_from((Grid, Grid, Unit)), one=st.integers(0, 9),
        other=st.integers(0, 9), goes_on=st.booleans(),
    )  # fmt: skip
    def redraw(self, how: Redraw, of: type[Any], one: int, other: int, goes_on: bool) -> None:
        """Planned and applied, as far as it is lawful."""
        if len(self.there(of)) < 2:  # a pair
            return
        first, second = self.pick(of, one), self.pick(of, other)
        new = Successor(code=self.fresh(), name="new")
        old = Successor(code=second.code) if goes_on else Successor(code=self.fresh(), name="also new")
        subjects: tuple[RecordId, ...] = (first.id,)
        more: dict[str, Any] = {}
        match how:
            case Redraw.SPLIT:
                more = {"successors": (new, old), "rest": old.code}
            case Redraw.MERGE:
                subjects, more = (first.id, second.id), {"successors": (old if goes_on else new,)}
            case Redraw.CLOSE:
                more = {"successors": (old,)}
            case Redraw.MOVE:
                more = {"new_unit": self.pick(Unit, other).id}
            case Redraw.RENAME:
                more = {"name": f"name {self.fresh()}"}
        change = Change(how=how, subjects=subjects, since=self.d.office.today(), reason="a new map", **more)
        try:
            plan = plan_redrawing(self.d.office, CHIEF, change, key=self.fresh())
            apply_redrawing(self.d.office, CHIEF, plan.id, batch=2)
            self.redrawn += 1
        except REFUSED:
            return

    @precondition(lambda self: self.redrawn)
    @rule()
    def undo(self) -> None:
        """The newest that is applied, as far as it is lawful."""
        applied = [r for r in self.records().values() if isinstance(r, Redrawing) and r.state is RedrawingState.APPLIED]
        with self.d.office.storage.read() as reader:
            begun = {r.id: reader.entries(r.id)[0].at for r in applied}
        for redrawing in sorted(applied, key=lambda r: begun[r.id], reverse=True)[:1]:
            try:
                undo_redrawing(self.d.office, CHIEF, redrawing.id, batch=2)
            except REFUSED:
                return

    @rule(number=st.integers(0, 9))
    def close(self, number: int) -> None:
        """By hand; refused while something is open."""
        if len(self.there(Grid)) > 1:
            try:
                close_place(self.d.office, CHIEF, self.pick(Grid, number).id, "gone", key=self.fresh())
            except REFUSED:
                return

    # What always holds.

    @invariant()
    def every_open_record_has_one_home_that_is_there(self) -> None:
        if not hasattr(self, "d"):
            return
        records = self.records()
        for record in records.values():
            kind = next(k for k in self.d.office.kinds.values() if type(record) is k.record)
            if record.state_name in kind.ends:
                continue
            unit_id, grid_id = record.home
            for place in (unit_id, grid_id):
                assert place is None or records[place].state_name == "active", (kind.name, record)
            if isinstance(record, Grid):
                assert record.unit_on(self.d.office.today()) == record.unit, record

    @invariant()
    def nobody_answers_twice_and_a_gap_is_named(self) -> None:
        if not hasattr(self, "d"):
            return
        today = self.d.office.today()
        records = self.records()
        for record in records.values():
            if not isinstance(record, (Grid, Unit)):
                continue
            periods = record.assignments if isinstance(record, Grid) else record.liaisons
            once = [a for a in periods if a.role in (Role.JUDGE, Role.LIAISON)]
            homes = record.homes
            substitutes = getattr(record, "substitutions", ())
            for held in (once, homes, substitutes):
                for each in held:
                    assert sum(other.holds_on(each.since) for other in held) == 1, record
        for day in (today - timedelta(9), today, today + timedelta(9)):
            report = coverage(self.d.office, CHIEF, day)
            named = {(gap.grid, gap.what) for gap in report.gaps}
            here = [r for r in records.values() if isinstance(r, Grid) and r.unit_on(day) is not None]
            assert report.grids == len(here)
            for grid in here:
                judge = self.expected(grid, records, day)
                gap = {(grid.id, "no_judge"), (grid.id, "judge_away")} & named
                assert (judge is None) == bool(gap), (grid, day)
        for grid in here[:1]:
            answers = answering(self.d.office, CHIEF, grid.id, day)
            responsible = answers.responsible.person if answers.responsible else None
            assert responsible == self.expected(grid, records, day)

    def expected(self, grid: Grid, records: dict[RecordId, Any], day: date) -> RecordId | None:
        """Who answers, told again in the plainest words."""
        judges = [s.person for s in grid.substitutions if s.holds_on(day)]
        judges += [a.person for a in grid.assignments if a.role is Role.JUDGE and a.holds_on(day)]
        for judge in judges:
            found = records[judge]
            if isinstance(found, Person) and found.holds(Role.JUDGE, COURT, day) and not found.is_away(day):
                return judge
        return None

    def teardown(self) -> None:
        if hasattr(self, "d"):
            assert not self.d.office.verify().faults, "replayed, every record is what is stored of it"


NetworkOverTime.TestCase.settings = settings(
    max_examples=RUNS, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestNetworkOverTime = NetworkOverTime.TestCase
