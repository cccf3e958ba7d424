"""The engine: which row is meant, who may take it, what refuses it, what it leaves behind.

The only door to the library *transitions*, which chooses the row and nothing else: one shared machine per kind and
profile, and a small slotted carrier per firing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

import attrs
from transitions import EventData, Machine, MachineError, Transition

from gridjustice.domain.criteria import matches
from gridjustice.domain.record import (
    NEW,
    Appointment,
    CitationOf,
    Deadline,
    Decided,
    Derived,
    Event,
    Facts,
    Found,
    LedBy,
    Record,
    Role,
)
from gridjustice.domain.values import RecordId
from gridjustice.errors import DefinitionError, GridJusticeError, NotFoundError
from gridjustice.law import LawBook
from gridjustice.workflow.lint import structural_problems
from gridjustice.workflow.refusals import Reason, StepRefusedError, failed_plugin
from gridjustice.workflow.rules import Rule, Standing
from gridjustice.workflow.table import Act, Kind, Limit, Row
from gridjustice.workflow.timing import Timing


class _Firing:
    """What transitions is shown instead of a record: it only carries the choice out."""

    __slots__ = ("facts", "record", "row", "state")

    def __init__(self, state: str, record: Record | None, facts: Facts) -> None:
        self.state = state
        self.record = record
        self.facts = facts
        self.row: Row | None = None

    def chose(self, row: Row) -> bool:
        if row.when is not None and not row.when(self.record, self.facts):
            return False
        self.row = row
        return True


class _Choice(Transition):
    """A transition that is chosen and not carried out: nobody reads the state that the carrier would be left in."""

    def execute(self, event_data: EventData) -> bool:
        return all(condition.check(event_data) for condition in self.conditions)


class _Machine(Machine):
    transition_cls = _Choice


@attrs.frozen
class Subject:
    """What a step is taken on.

    Attributes:
        id: also when it is to be born.
        record: as it is now, or None for a birth.
        version: of the record now; 0 for a birth.
    """

    id: RecordId
    record: Record | None
    version: int


@attrs.frozen
class Asked:
    """A step that is tried.

    Attributes:
        step: of the kind's table.
        facts: an instance of the step's facts class.
        key: the idempotency key; empty for a consequence.
        request: fingerprint of what was asked under it.
        cause: the event this one follows from.
    """

    step: str
    facts: Facts
    key: str = ""
    request: str = ""
    cause: LedBy | None = None


@attrs.frozen
class Decision:
    """What a step would leave behind, before it is stored."""

    row: Row
    event: Event
    record: Record


Settle = Callable[[Row, Subject, Facts, Act], tuple[Facts, Decided | None]]
"""Asks plugins what a row decides: the facts with what they left open filled in, and what was decided on what."""


class Workflow:
    """A kind's table, compiled; immutable, so threads may share it.

    Raises:
        DefinitionError: the table contradicts itself, with all that is wrong with it.
    """

    def __init__(self, kind: Kind) -> None:
        if problems := structural_problems(kind):
            raise DefinitionError(f"the table of {kind.name} cannot be used: " + "; ".join(problems))
        self.kind = kind
        self._timing = Timing(kind)
        self._by_itself = {row.step for row in kind.rows if {held.role for held in row.who.leaves()} == {Role.SYSTEM}}
        profiles = {None, *(p for row in kind.rows for p in row.profiles)}
        self._machines = {profile: _machine(kind, profile) for profile in profiles}

    def choose(self, record: Record | None, record_id: str, step: str, facts: Facts) -> Row:
        """The row that is meant.

        Raises:
            NotFoundError: the kind has no such step.
            StepRefusedError: the step cannot be taken from the record's state, or not under its profile.
        """
        profile = getattr(record, "profile", None)
        machine = self._machines.get(profile) or self._machines[None]
        state = NEW if record is None else record.state_name
        try:
            event = machine.events[step]
        except KeyError:
            if step not in self.kind.facts:
                raise NotFoundError(
                    f"{self.kind.name} has no step {step!r}; it has {', '.join(sorted(self.kind.facts))}"
                ) from None
            raise self._refused(record_id, step, self._not_from_here(record, step)) from None
        firing = _Firing(state, record, facts)
        try:
            event.trigger(firing)
        except MachineError:
            raise self._refused(record_id, step, self._not_from_here(record, step)) from None
        if firing.row is None:
            raise self._refused(record_id, step, self._not_from_here(record, step))
        return firing.row

    def decide(
        self, subject: Subject, asked: Asked, standing: Standing, act: Act, settle: Settle | None = None
    ) -> Decision:
        """What the step leaves behind, when it may be taken.

        Args:
            subject: what it is taken on.
            asked: what is tried.
            standing: what the actor may stand on today.
            act: the circumstances.
            settle: asked where the row decides something, of those who may take the step and before its guards are.

        Raises:
            StepRefusedError: with every reason at once: the table, or who, or else all guards.
        """
        record, step, facts = subject.record, asked.step, asked.facts
        record_id = subject.id if record else ""
        row = self.choose(record, record_id, step, facts)
        mediation = _mediation(record, facts, self.kind.cited_by) if record and self.kind.cited_by else ""
        decided: Decided | None = None
        if row.decides and settle is not None and record is not None and self.holds(row.who, standing, record):
            facts, decided = settle(row, subject, facts, act)
            asked = attrs.evolve(asked, facts=facts)
        event = self._event(row, subject, asked, act, mediation)
        if decided is not None:
            # Finished in place, as with the deadlines below.
            object.__setattr__(event.derived, "decision", decided)
        # A birth is asked of the record that would be born; other facts are applied only once nothing refuses them.
        concerned = record or self._applied(None, event)
        if not self.holds(row.who, standing, concerned):
            roles = dict.fromkeys(held.word for held in row.who.leaves())
            reason = Reason("not_yours", row.basis, {"roles": list(roles)})
            raise self._refused(record_id, step, [reason.on(act.law, act.day, mediation)])
        if reasons := [why for guard in row.refused_if if (why := guard(record, facts, act)) is not None]:
            raise self._refused(record_id, step, [why.on(act.law, act.day, mediation) for why in reasons])
        after = concerned if record is None else self._applied(record, event)
        deadlines = self._timing.after(row, facts, record, after, act)
        if deadlines is not None:
            # Nobody has seen the event yet, so it is finished in place: evolving twice costs more than the guards.
            object.__setattr__(event.derived, "deadlines", deadlines)
        return Decision(row, event, _moved(record, after, event))

    def limit_of(self, deadline: Deadline) -> Limit | None:
        """The line of the table that a deadline runs by; None where there is none any more."""
        return self._timing.limit_of(deadline)

    def holds(self, rule: Rule, standing: Standing, record: Record) -> bool:
        """Whether the rule holds for this actor towards this record."""
        return matches(standing.criterion(rule), _Headed(self.kind.name, record), _Appointed(record))

    def open_steps(self, record: Record | None, standing: Standing) -> tuple[Row, ...]:
        """The rows that start where the record is and that this actor may take, guards not asked."""
        state = NEW if record is None else record.state_name
        rows = self.kind.rows_from.get(state, ())
        if record is None:
            return tuple(row for row in rows if _in_profile(row, None))
        profile = getattr(record, "profile", None)
        headed, appointed = _Headed(self.kind.name, record), _Appointed(record)
        # Rows of a table share their rules, so each is asked once.
        rules = {id(row.who): row.who for row in rows}
        may = {key: matches(standing.criterion(rule), headed, appointed) for key, rule in rules.items()}
        return tuple(row for row in rows if may[id(row.who)] and _in_profile(row, profile))

    def _applied(self, record: Record | None, event: Event) -> Record:
        """What the facts make of the record, held to what a table's author has to keep."""
        try:
            after = event.facts.applied(record, event)
        except Exception as problem:
            plugin = self.kind.brought.get(event.step)
            if plugin is None or isinstance(problem, GridJusticeError):
                raise
            raise failed_plugin(plugin, f"step {event.step}", problem) from problem
        if not isinstance(after, self.kind.record) or not isinstance(after.state, self.kind.states):
            wanted = f"a {self.kind.record.__name__} whose state is a member of {self.kind.states.__name__}"
            raise DefinitionError(
                f"{self.kind.name}: {event.step}: {type(event.facts).__name__}.applied must give {wanted}"
            )
        return after

    def _event(self, row: Row, subject: Subject, asked: Asked, act: Act, mediation: str) -> Event:
        """The event, but for what was decided, and the deadlines, which need the record after it."""
        return Event(
            record=subject.id,
            version=subject.version + 1,
            kind=self.kind.name,
            step=row.step,
            source=row.source,
            target=row.target,
            actor=act.actor,
            at=act.at,
            day=act.day,
            facts=asked.facts,
            derived=Derived(
                basis=_cited(act.law, row.basis, act.day, mediation) if row.basis else None,
                profile=act.law.profile(act.day).key if row.step == self.kind.leaves_by else None,
                tells=row.told_of(subject.record, asked.facts, act),
                found=_found(row, subject.record, asked.facts, act) if row.finds else (),
            ),
            key=asked.key,
            request=asked.request,
            cause=asked.cause,
        )

    def _not_from_here(self, record: Record | None, step: str) -> list[Reason]:
        state = NEW if record is None else record.state_name
        profile = getattr(record, "profile", None)
        now = {r.step: None for r in self.kind.rows if r.source == state and _in_profile(r, profile)}
        code = "not_from_here" if step not in now else "no_row_fits"
        if any(r.step == step and r.source == state and not _in_profile(r, profile) for r in self.kind.rows):
            code = "not_in_this_profile"
        values = {
            "step": f"{self.kind.name}.step.{step}",
            "state": f"{self.kind.name}.state.{state}",
            "steps": [f"{self.kind.name}.step.{s}" for s in now if s not in self._by_itself],
            "profile": f"profile.{profile}",
        }
        return [Reason(code, values=values)]

    def _refused(self, record_id: str, step: str, reasons: list[Reason]) -> StepRefusedError:
        return StepRefusedError(self.kind.name, record_id, step, reasons)


def apply(record: Record | None, event: Event) -> Any:
    """The record after an event: pure, so that a history replays to the same record for ever.

    Calls no guard, law, clock or plugin; the target is read, never recomputed.
    """
    return _moved(record, event.facts.applied(record, event), event)


def _moved(before: Record | None, after: Record, event: Event) -> Record:
    """The record that the facts made, in its new state and with its deadlines."""
    # To ask who may take a birth, its roles may have been computed before it was finished: its fields alone are kept.
    if before is None or after is before:
        after = after.copy()
    # Nobody else has seen this record yet, so it is finished in place: evolving again would ask all validators again.
    object.__setattr__(after, "state", type(after.state)(event.target))
    if event.derived.deadlines is not None:
        object.__setattr__(after, "deadlines", event.derived.deadlines)
    return after


def replay(events: Iterable[Event]) -> Any:
    """The record that a history leads to, or None of no events."""
    record = None
    for event in events:
        record = apply(record, event)
    return record


@lru_cache(maxsize=1024)
def _cited(law: LawBook, basis: str, day: date, mediation: str) -> CitationOf:
    found = law.cite(basis, day, mediation)
    return CitationOf(basis=basis, instrument=found.instrument, version=found.version, article=found.article)


def _mediation(record: Record, facts: Facts, attribute: str) -> str:
    """The kind of mediation under which articles are cited; empty for none."""
    named = getattr(facts, attribute, None) or getattr(record, attribute)
    return str(getattr(named, "value", named) or "")


def _found(row: Row, record: Record | None, facts: Facts, act: Act) -> tuple[Found, ...]:
    return tuple(Found(finder.__name__, tuple(finder(record, facts, act))) for finder in row.finds)


class _Appointed:
    """The appointments a record gives, computed only if a rule asks for them."""

    __slots__ = ("_record",)

    def __init__(self, record: Record) -> None:
        self._record = record

    def __iter__(self) -> Iterator[Appointment]:
        return iter(self._record.appointed)


@attrs.frozen
class _Headed:
    """A record seen as its head, for criteria."""

    kind: str
    record: Record

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def court(self) -> str:
        return self.record.court

    @property
    def unit(self) -> str | None:
        return self.record.unit

    @property
    def grid(self) -> str | None:
        return self.record.grid

    @property
    def state(self) -> str:
        return self.record.state_name

    @property
    def due(self) -> str | None:
        return None  # no rule asks about time; lists do, of the stored head


def _in_profile(row: Row, profile: str | None) -> bool:
    return not row.profiles or profile in row.profiles


def _machine(kind: Kind, profile: str | None) -> Machine:
    machine = _Machine(
        model=None,
        states=[NEW, *(str(s.value) for s in kind.states)],
        initial=None,
        auto_transitions=False,
        send_event=True,
    )
    for row in kind.rows:
        if _in_profile(row, profile):
            # A default argument binds the row of this turn of the loop; transitions hands in its own event data.
            machine.add_transition(
                row.step, row.source, row.target, conditions=[lambda data, row=row: data.model.chose(row)]
            )
    return machine
