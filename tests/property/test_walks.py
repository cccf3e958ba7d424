"""Random walks with hostile actors: whatever anybody tries at any state, tables and histories hold."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from enum import Enum
from typing import Any, get_args, get_type_hints

import attrs
import pytest

from gridjustice.application.access import standing_of
from gridjustice.application.codec import from_plain, to_plain
from gridjustice.application.request import Receipt, Request
from gridjustice.domain.criteria import Everything
from gridjustice.domain.network import Grid, Unit
from gridjustice.domain.personal import unwrap
from gridjustice.domain.record import NEW, Facts, Record, Role
from gridjustice.domain.values import RecordId
from gridjustice.errors import GridJusticeError, InvalidError
from gridjustice.ports.storage import HeadRow
from gridjustice.testing.district import COURT, OTHERS, POSTS, WAYS, District, grid, person, report_facts, unit
from gridjustice.workflow.engine import Workflow, replay
from gridjustice.workflow.table import Act, Kind, Row

PEOPLE = [*map(person, (*POSTS, "mediator", "mediator2", *OTHERS, "nobody")), "system", "operator"]
UNITS = [unit(code) for code in ("farm", "farm2", "enterprise", "nowhere")]
TEXTS = ["a wall", "", " ", "\x00", "👩‍👩‍👧‍👦", "'; DROP TABLE record; --", "長" * 300, "\ud800", "〔2022〕1号"]


def _names(cls: Any) -> list[str]:
    return [field.name for field in attrs.fields(cls)]


@attrs.define
class Walk:
    """A walk by chance.

    Attributes:
        kinds: those whose steps are tried.
        records: those that steps are tried on.
    """

    district: District
    dice: random.Random
    kinds: tuple[str, ...]
    records: list[RecordId]
    steps: set[tuple[str, str]] = attrs.Factory(set)
    taken: int = 0
    number: int = 0

    def move(self) -> None:
        """Let time pass, or let somebody try something."""
        chance = self.dice.random()
        if chance < 0.04:
            self.district.clock.go(self.district.office.today() + timedelta(self.dice.choice([0, 1, 2, 5, 40])))
        elif chance < 0.08:
            outcomes = self.district.office.sweep()
            assert all(isinstance(outcome, Receipt) for outcome in outcomes), outcomes
            self.taken += len(outcomes)
        else:
            self.attempt(sensibly=self.dice.random() < 0.75)

    def attempt(self, *, sensibly: bool) -> None:
        """One step is tried; if it is taken, it was lawful; if not, nothing has changed."""
        office = self.district.office
        born = self.dice.random() < 0.08 or not self.records
        record_id = None if born else self.dice.choice(self.records)
        head = None if record_id is None else self.head(record_id)
        kind = office.kinds[head.kind if head else self.dice.choice(self.kinds)]
        record: Record | None = None if head is None else office.codec.record(head.kind, head.body)
        actor, step = self.chosen(office.workflows[kind.name], record, sensibly=sensibly)
        facts = self.facts(kind.facts_of(step), record, sensibly=sensibly)
        act, standing = self.circumstances(actor), self.standing(actor)
        row = self.meant(office.workflows[kind.name], record, step, facts)
        before = self.everything()
        self.number += 1
        request = Request(actor=actor, kind=kind.name, step=step, record=record_id, facts=facts, key=f"w{self.number}")
        (outcome,) = office.take_many([request])
        if isinstance(outcome, Receipt):
            assert row is not None
            assert outcome.state == row.target
            made = from_plain(kind.facts_of(step), facts)
            assert [guard.__name__ for guard in row.refused_if if guard(record, made, act)] == []
            asked = record if record is not None else office.show("system", outcome.record).record
            assert office.workflows[kind.name].holds(row.who, standing, asked)
            self.steps.add((kind.name, step))
            self.taken += 1
            if record_id is None:
                self.records.append(outcome.record)
            self.has_a_way_on(kind, outcome.record)
        else:
            assert isinstance(outcome, GridJusticeError)
            assert self.everything() == before

    def chosen(self, workflow: Workflow, record: Record | None, *, sensibly: bool) -> tuple[str, str]:
        """Who tries what: anybody anything, or somebody something that is theirs."""
        if sensibly:
            open_ = [(who, row.step) for who in PEOPLE for row in workflow.open_steps(record, self.standing(who))]
            rare = [(who, step) for who, step in open_ if (workflow.kind.name, step) not in self.steps]
            if open_:
                return self.dice.choice(rare if rare and self.dice.random() < 0.6 else open_)
        return self.dice.choice(PEOPLE), self.dice.choice(list(workflow.kind.facts))

    def meant(self, workflow: Workflow, record: Record | None, step: str, facts: Any) -> Row | None:
        try:
            return workflow.choose(record, "", step, from_plain(workflow.kind.facts_of(step), facts))
        except GridJusticeError:
            return None

    def head(self, record: str) -> HeadRow:
        with self.district.office.storage.read() as reader:
            return reader.load(ids=(record,)).heads[record]

    def standing(self, actor: str) -> Any:
        with self.district.office.storage.read() as reader:
            return self.district.office.standing(reader, actor)

    def circumstances(self, actor: str) -> Act:
        office = self.district.office

        def look(record: str) -> Record | None:
            with office.storage.read() as reader:
                head = reader.load(ids=(record,)).heads.get(record)
            return None if head is None else office.codec.record(head.kind, head.body)

        now = office.clock.now()
        return Act(actor, now, office.today(), office.clock.zone, office.law, office.calendar, look)

    def everything(self) -> dict[str, str]:
        with self.district.office.storage.read() as reader:
            return {head.id: head.hash for head in reader.find(Everything(), limit=100_000)}

    def facts(self, cls: type[Facts], record: Record | None, *, sensibly: bool) -> dict[str, Any]:
        """What somebody might say, from what there is; sometimes nonsense."""
        hints = get_type_hints(cls)
        given = {name: self.value(name, hints[name], record) for name in _names(cls)}
        if sensibly:
            usual = {name: "some words" for name in given if hints[name] is str} | self.sensible(record)
            careful = self.dice.random() < 0.75
            given |= {name: usual[name] for name in given if name in usual and (careful or self.dice.random() < 0.9)}
        elif self.dice.random() < 0.2:
            given[self.dice.choice([*given, "colour"])] = self.dice.choice([None, 1.5, [], {}, *TEXTS])
        return {name: value for name, value in given.items() if value is not None}

    def sensible(self, record: Record | None) -> dict[str, Any]:
        """What is usually right, by the name of the fact."""
        today = self.district.office.today().isoformat()
        parties = [p.id for p in getattr(record, "parties", ())] or ["a1"]
        return {
            **report_facts(),
            "level": "blue",
            "cause": "T137",
            "cause_version": "2025",
            "jurisdiction": "ours",
            "route": "mediation",
            "matter": "civil",
            "consented": True,
            "mediator": person("mediator"),
            "party": self.dice.choice(parties),
            "form": "oral",
            "language": "zh-CN",
            "agreed_by": parties,
            "applicants": parties,
            "days": 10,
            "signatures": [{"party": party, "signed_on": today} for party in parties],
            "mediator_signed_on": today,
            "sealed_on": today,
            "agreed_on": today,
            "performed_on": today,
            "subject": self.dice.choice([r for r in self.records if r]) if self.records else grid(),
            "since": today,
            "until": today,
            "parent": unit("enterprise"),
        }

    def value(self, name: str, hint: Any, record: Record | None) -> Any:
        if type(None) in get_args(hint) and self.dice.random() < 0.4:
            return None
        inner, many = unwrap(hint)
        if many:
            return [self.one(name, inner, record) for _ in range(self.dice.choice([0, 1, 2]))]
        return self.one(name, inner, record)

    def one(self, name: str, cls: Any, record: Record | None) -> Any:
        today = self.district.office.today()
        if attrs.has(cls):
            hints = get_type_hints(cls)
            return {f.name: self.value(f.name, hints[f.name], record) for f in attrs.fields(cls)}
        if isinstance(cls, type) and issubclass(cls, Enum):
            return self.dice.choice(
                [*(str(member.value) for member in cls), "nonsense"][: len(cls) + (self.dice.random() < 0.1)]
            )
        pools: dict[str, list[Any]] = {
            "court": [COURT, COURT, "yblq", "yblq/nowhere", "NO"],
            "unit": UNITS,
            "parent": UNITS,
            "grid": [grid(), grid("nowhere")],
            "subject": [*self.records, grid()],
            "place": [COURT, *UNITS],
            "party": ["a1", "b1", "z9"],
            "applicants": ["a1", "b1", "z9"],
            "agreed_by": ["a1", "b1", "z9"],
        }
        if name in ("person", "mediator", "order"):
            return self.dice.choice([*PEOPLE, *self.records[:3]])
        if name in pools:
            return self.dice.choice(pools[name])
        if cls is date:
            return (today + timedelta(self.dice.choice([-400, -30, -1, 0, 0, 1, 30]))).isoformat()
        plain: dict[Any, Callable[[], Any]] = {
            bool: lambda: self.dice.random() < 0.5,
            int: lambda: self.dice.choice([-1, 0, 1, 30, 367, 2**60]),
            str: lambda: self.dice.choice(TEXTS) if self.dice.random() < 0.3 else f"t{self.number}",
        }
        return plain[cls]()

    def has_a_way_on(self, kind: Kind, record: RecordId) -> None:
        """From where the record now is an end can be reached, in its profile; a dispute can leave for the court."""
        view = self.district.office.show("system", record).record
        profile = getattr(view, "profile", None)
        ahead, seen = [view.state_name], {view.state_name}
        while ahead:
            state = ahead.pop()
            for row in kind.rows:
                if row.source == state and row.target not in seen and (not row.profiles or profile in row.profiles):
                    seen.add(row.target)
                    ahead.append(row.target)
        assert seen & set(kind.ends), f"no way on from {view.state_name}"
        if kind.leaves_by and view.state_name not in kind.leaves_not:
            assert any(row.step == kind.leaves_by and row.source == view.state_name for row in kind.rows)

    def histories(self) -> Iterator[tuple[Record, Record]]:
        """(stored, replayed) of every record."""
        codec = self.district.office.codec
        with self.district.office.storage.read() as reader:
            for bundle in reader.bundles():
                (head,) = bundle.heads
                yield codec.read_record(head.kind, head.body), replay(codec.event(e.body) for e in bundle.entries)

    def finished(self) -> None:
        """What holds at the end of every walk."""
        for stored, replayed in self.histories():
            assert stored == replayed
        verdict = self.district.office.verify()
        assert verdict.is_clean, [str(fault) for fault in verdict.faults]


@pytest.mark.parametrize("seed", range(40))
def test_walks_of_disputes_and_orders(district: District, seed: int) -> None:
    """No state without a way on, no guard passed that refuses, every history replays to its row."""
    dice = random.Random(seed)
    start = [district.bring_to(dice.choice(list(WAYS))) for _ in range(2)]
    walk = Walk(district, dice, ("dispute", "order"), start)
    for _ in range(110):
        walk.move()
    walk.finished()
    assert walk.taken >= 5


@pytest.mark.parametrize("seed", range(12))
def test_walks_of_the_network(district: District, seed: int) -> None:
    """Besides: on no day has a grid two judges or a unit two liaisons (P41), and nobody gets a role by a trick."""
    dice = random.Random(1000 + seed)
    records = [*UNITS[:3], grid(), *map(person, ("judge", "stranger", "mediator"))]
    walk = Walk(district, dice, ("court", "unit", "grid", "person"), [RecordId(r) for r in records])
    for _ in range(90):
        walk.move()
    walk.finished()
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
            if isinstance(stored, (Unit, Grid)):
                assert given.place == stored.id


def test_walks_reach_every_step_of_the_disputes_table(district: District) -> None:
    """They would prove nothing about steps that are never taken."""
    kinds = ("dispute", "order")
    walk = Walk(district, random.Random(7), kinds, [])
    for state in WAYS:
        for _ in range(5):
            walk.records = [district.bring_to(state)]
            for _ in range(8):
                walk.attempt(sensibly=True)
    order = {"court": COURT, "unit": unit("farm"), "subject": grid(), "reason": "Nobody answers."}
    for number in range(12):
        walk.records = [district.office.begin(person("supervisor"), "order", "issue", order, key=f"o{number}").record]
        for _ in range(6):
            walk.attempt(sensibly=True)
    steps = {(kind, step) for kind in kinds for step in district.office.kinds[kind].facts}
    by_consequence = {("dispute", "note_order"), ("dispute", "lift_order")}
    assert steps - walk.steps <= by_consequence


@pytest.mark.parametrize("state", WAYS)
def test_p52_a_party_leaves_for_the_court_from_every_state(district: District, state: str) -> None:
    """Nothing and nobody stands in the way; where it is before the court already, it is there."""
    record = district.bring_to(state)
    if state.startswith(("brought", "docketed")):
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
