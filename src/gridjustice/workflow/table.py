"""The step tables: one table a kind, written as data that a judge could read, checked when an office is opened.

Everything else is derived from these classes: state machine, permission matrix, deadlines, notices, forms, schemas,
diagrams. A cell that needs an ``if`` becomes a second row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, tzinfo
from enum import Enum
from functools import cached_property
from typing import Any, cast

import attrs

from gridjustice.domain.record import NEW, Facts, NoFacts, Record, Role, Scope
from gridjustice.domain.values import RecordId
from gridjustice.errors import DefinitionError
from gridjustice.law import LawBook, WorkingDays
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.rules import Rule

State = Enum
Birth = str
"""The pseudo-state `NEW`, from which a record is born."""


class Stage(str, Enum):
    """The eight functions of the plan, of which a step may be part."""

    WARNING = "warning"
    TRIAGE = "triage"
    MEDIATION = "mediation"
    RESOLUTION = "resolution"
    CONFIRMATION = "confirmation"
    TRACKING = "tracking"
    FEEDBACK = "feedback"
    FOLLOW_THROUGH = "follow_through"


class Audience(str, Enum):
    """Whom a step tells, and whom a limit binds."""

    PARTIES = "parties"
    CLAIMANT = "claimant"
    """The party that brought it to the court."""
    RESPONDENT = "respondent"
    """The parties against whom it was brought."""
    CREDITOR = "creditor"
    """The parties to whom something is owed by what was agreed or judged."""
    DEBTOR = "debtor"
    """The parties that owe it."""
    REPORTER = "reporter"
    MEDIATOR = "mediator"
    LIAISON = "liaison"
    LIAISON_ABOVE = "liaison_above"
    """The liaison of the unit above the record's: of a unit's own people, the one to whom a court can turn."""
    GRID_WORKER = "grid_worker"
    GRID_JUDGE = "grid_judge"
    JUDGE = "judge"
    """The judge of the case."""
    COURT = "court"
    SUPERVISOR = "supervisor"
    PRESIDENT = "president"
    PUBLIC = "public"
    """Whoever it may concern, in a place that everybody sees: impersonal content only."""


SIDES = frozenset({Audience.CLAIMANT, Audience.RESPONDENT, Audience.CREDITOR, Audience.DEBTOR})
"""Audiences that are some of the parties; where it is not known which of them, all."""

OWN_RIGHT = frozenset({Audience.PARTIES, Audience.REPORTER, Audience.PUBLIC, *SIDES})
"""Those of whom a limit is the own right or period: they are reminded of it, and never urged."""

AT_WILL = OWN_RIGHT - {Audience.DEBTOR}
"""Those of them who decide themselves whether they use it: a reminder tells them so, and asks for nothing."""


@attrs.frozen
class Act:
    """The circumstances of a step, for its guards.

    Attributes:
        actor: id of who takes it.
        at: the instant, UTC.
        day: the court-local day.
        zone: the court's legal time.
        law: what the law says.
        calendar: the working days.
        look: another record as it is now, by its id, or None; what is looked at is version-checked at commit.
    """

    actor: str
    at: datetime
    day: date
    zone: tzinfo
    law: LawBook
    calendar: WorkingDays
    look: Callable[[str], Record | None]


Guard = Callable[[Any, Any, Act], Reason | None]
"""``guard(record, facts, act)``: the reason it refuses, or None. ``record`` is None at a birth."""

Finder = Callable[[Any, Any, Act], tuple[str, ...]]
"""``finder(record, facts, act)``: the ids of what the step needs to know of, looked up when it is taken.

What it finds is kept in the event (`Derived.of` the function's name), so that `Facts.applied` looks nothing up.
``record`` is None at a birth. It is asked before who and guards are, so it sees facts that a guard will refuse: it
finds nothing then, and never raises.
"""

Teller = Callable[[Any, Any, Act], "tuple[Audience, ...]"]
"""``teller(record, facts, act)``: the audiences that data names, beside those that the table names.

It is asked before the guards are, so it sees facts that a guard will refuse: it names nobody then, and never raises.
"""

When = Callable[[Any, Any], bool]
"""``when(record, facts)``: which of several rows for the same step and state is meant; chooses, never refuses."""


@attrs.frozen
class TellsToo:
    """A teller of which it is known beforehand whom it may name, so that the tables can be checked and drawn by it.

    Attributes:
        audiences: who are told too.
        when: of (record before the step, facts): whether they are.
    """

    audiences: tuple[Audience, ...]
    when: When

    def __call__(self, record: Any, facts: Any, act: Act) -> tuple[Audience, ...]:
        """The audiences, where they are told."""
        return self.audiences if self.when(record, facts) else ()

    @property
    def __name__(self) -> str:
        """As of a function: what decides."""
        return self.when.__name__


@attrs.frozen
class Consequence:
    """A step that follows on another record, in the same transaction.

    Attributes:
        step: its name in the other kind's table, where its `who` must be the system.
        on: from (record after the step, facts): the id of the other record, or None where nothing follows.
        facts: from (record after the step, facts): the facts of the other step.
    """

    step: str
    on: Callable[[Any, Any], RecordId | None]
    facts: Callable[[Any, Any], Facts]


@attrs.frozen(kw_only=True)
class Row:
    """One line of a table: a step from one state to one state."""

    step: str
    source: str
    target: str
    who: Rule
    facts: type[Facts]
    refused_if: tuple[Guard, ...]
    basis: str
    when: When | None
    stage: Stage | None
    profiles: frozenset[str]
    leads_to: tuple[Consequence, ...]
    tells: tuple[Audience, ...]
    finds: tuple[Finder, ...] = ()
    guarded: bool = False
    decides: str = ""
    tells_by: Teller | None = None

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The audiences as plain texts."""
        return tuple(audience.value for audience in self.tells)

    @cached_property
    def may_tell(self) -> tuple[Audience, ...]:
        """The audiences, with those that are told only where something is so."""
        too = self.tells_by.audiences if isinstance(self.tells_by, TellsToo) else ()
        return tuple(dict.fromkeys((*self.tells, *too)))

    def told_of(self, record: Any, facts: Any, act: Act) -> tuple[str, ...]:
        """The audiences of one such step, those that data names among them."""
        if self.tells_by is None:
            return self.told
        return tuple(dict.fromkeys((*self.told, *(audience.value for audience in self.tells_by(record, facts, act)))))

    @property
    def is_birth(self) -> bool:
        """Whether a record is born by it."""
        return self.source == NEW


def _states(states: object) -> tuple[str, ...]:
    if isinstance(states, Enum):
        return (str(states.value),)
    if isinstance(states, str):
        return (states,)
    assert isinstance(states, Iterable)
    # `attrs.evolve` hands in again what this has converted before.
    return tuple(str(s.value) if isinstance(s, Enum) else str(s) for s in states)


def _is_facts(step: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if not (isinstance(value, type) and issubclass(value, Facts) and attrs.has(value)):
        raise DefinitionError(f"the facts of a step must be an attrs class derived from Facts, not {value!r}")


def _are_functions(step: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if not isinstance(value, tuple) or not all(callable(function) for function in value):
        raise DefinitionError(f"{attribute.name} must be a tuple of functions, not {value!r}; is a comma missing?")


def _are_named(step: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    names = [getattr(function, "__name__", "") for function in value]
    if not all(name.isidentifier() for name in names) or len(set(names)) < len(names):
        raise DefinitionError(f"{attribute.name} must be functions of different names, not {value!r}")


SAME = "same"
"""As a target: the record stays in the state it is in."""


@attrs.frozen
class Step:
    """A line of the table as it is written; several sources make several rows.

    Attributes:
        step: a verb.
        source: a state, several states, or `NEW`.
        target: a state, or `SAME`.
        who: role and relation to the record: a rule of `gridjustice.workflow.rules`.
        facts: the attrs class of what must be known.
        refused_if: guards, asked all of them.
        basis: key of ``law/data/bases.toml``, resolved to its article by the day of the act.
        when: which row is meant where several fit.
        stage: one of the eight functions.
        profiles: policy profiles of the current court proceeding in which the row holds; empty for all.
        leads_to: steps that follow on other records.
        tells: audiences of the notice.
        finds: finders, whose findings are kept in the event.
        guarded: whether only those who may know of it see in the history that it was taken.
        decides: what is asked of plugins before the guards are asked, as ``mediators``: whoever takes the step may
            leave out what they would decide, and the answer is kept in the event (`Derived.decision`).
        tells_by: names more audiences, where data and not the table says who they are.
    """

    step: str
    source: State | Birth | tuple[State, ...] = attrs.field()
    target: State | Birth
    who: Rule = attrs.field(validator=attrs.validators.instance_of(Rule))  # type: ignore[type-abstract]  # any kind of rule
    facts: type[Facts] = attrs.field(default=NoFacts, validator=_is_facts)
    refused_if: tuple[Guard, ...] = attrs.field(default=(), validator=_are_functions)
    basis: str = ""
    when: When | None = attrs.field(default=None, kw_only=True)
    stage: Stage | None = attrs.field(default=None, kw_only=True)
    profiles: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    leads_to: tuple[Consequence, ...] = attrs.field(default=(), kw_only=True)
    tells: tuple[Audience, ...] = attrs.field(default=(), kw_only=True)
    finds: tuple[Finder, ...] = attrs.field(default=(), kw_only=True, validator=[_are_functions, _are_named])
    guarded: bool = attrs.field(default=False, kw_only=True)
    decides: str = attrs.field(default="", kw_only=True)
    tells_by: Teller | None = attrs.field(default=None, kw_only=True)

    def rows(self) -> Iterator[Row]:
        """One row for each source."""
        for source in _states(self.source):
            (target,) = (source,) if self.target == SAME else _states(self.target)
            yield Row(
                step=self.step,
                source=source,
                target=target,
                who=self.who,
                facts=self.facts,
                refused_if=self.refused_if,
                basis=self.basis,
                when=self.when,
                stage=self.stage,
                profiles=frozenset(self.profiles),
                leads_to=self.leads_to,
                tells=self.tells,
                finds=self.finds,
                guarded=self.guarded,
                decides=self.decides,
                tells_by=self.tells_by,
            )


@attrs.frozen(kw_only=True, cache_hash=True)
class Limit:
    """A time limit that runs on a record.

    Several limits may share a name, each with another figure (an ordinary and a summary procedure): the first of them
    that applies when the step that starts it is taken is the one that runs, and there is one deadline of the name.

    Attributes:
        name: in the table.
        figure: key of ``law/data/figures.toml``: how long, in which unit, under which article.
        starts: the steps that start it (anew, if it runs); where it does not apply, one that runs is left alone.
        from_day: the attribute of the record after the step that gives the start: a day, which may lie ahead, or an
            instant; where it gives None, or is empty, the day of the step. A limit in hours starts at the instant
            (of a mere day, at its beginning, which is the strictest reading), others on its court-local day.
        runs_in: the states in which it runs; leaving them ends it. Empty for all.
        ends: the steps that end it wherever the record is.
        extended_by: steps by which it is extended.
        extension: the fact of these steps that says by how much, in the unit of the figure's extension.
        paused_by: steps from which on time stands still, if the law lets the figure be paused. Any other figure runs
            on: for it this and the next two change nothing.
        resumed_by: steps from which on it goes on; the days between are left out.
        left_out_by: steps whose facts have ``days`` that are not counted in it.
        applies_when: whether it applies to this record at all.
        expires_as: the step its expiry takes; without one it stays open, and overdue, until it ends.
        guarded: whether only those who may know of it see that it runs.
        owed_by: whom it binds. Data (``law/data/watch.toml``) says of each whom the warnings of the limit tell; without
            anybody there are none.
    """

    name: str
    figure: str
    starts: tuple[str, ...]
    from_day: str = ""
    runs_in: tuple[str, ...] = attrs.field(default=(), converter=_states)
    ends: tuple[str, ...] = ()
    extended_by: tuple[str, ...] = ()
    extension: str = "days"
    paused_by: tuple[str, ...] = ()
    resumed_by: tuple[str, ...] = ()
    left_out_by: tuple[str, ...] = ()
    applies_when: Callable[[Any], bool] | None = None
    expires_as: str = ""
    guarded: bool = False
    owed_by: tuple[Audience, ...] = ()

    @property
    def is_at_will(self) -> bool:
        """Whether whoever it binds decides whether anything is done in it at all."""
        return bool(self.owed_by) and AT_WILL.issuperset(self.owed_by)

    @cached_property
    def changed_by(self) -> frozenset[str]:
        """The steps that leave it running and may move its end."""
        return frozenset((*self.extended_by, *self.paused_by, *self.resumed_by, *self.left_out_by))


@attrs.frozen(kw_only=True, eq=False)
class Kind:
    """A kind of record with its one table.

    Attributes:
        name: ASCII, as it stands in the database.
        record: the attrs class of its records.
        states: the enum of its states.
        steps: the table.
        limits: the table beside it.
        may_see: who may know of a record and read it, personal data masked.
        may_read: who reads personal data in clear.
        may_know: who, of those that may see a record, knows of what is guarded in it; all of them where it is None.
        gives: the roles that records of this kind can give to people, by overriding `Record.appointments`.
        named_by: the fact of a birth that names the record for ever, as a unit's code: it gives the record its id, so
            that there is one record of each name. Empty for records that get a fresh id.
        cited_by: the attribute of a record that names the kind of mediation, or None, where articles depend on it;
            facts that have the attribute are asked first.
        ends: states that need no way on.
        untimed: states in which no limit needs to run.
        leaves_by: a step that must be possible from every state but those in `leaves_not`.
        brought: the steps that plugins have added, each with the plugin's name.
        brought_limits: the limits that plugins have added, likewise.
        lasting: whether its records are not worked through but stay, as units do: they wait for somebody only by a
            limit that a step of theirs ends.
    """

    name: str
    record: type[Record]
    states: type[Enum]
    steps: tuple[Step, ...]
    limits: tuple[Limit, ...] = ()
    may_see: Rule
    may_read: Rule
    may_know: Rule | None = None
    gives: tuple[tuple[Role, Scope], ...] = ()
    named_by: str = ""
    cited_by: str = ""
    ends: tuple[str, ...] = attrs.field(default=(), converter=_states)
    untimed: tuple[str, ...] = attrs.field(default=(), converter=_states)
    leaves_by: str = ""
    leaves_not: tuple[str, ...] = attrs.field(default=(), converter=_states)
    brought: Mapping[str, str] = attrs.field(factory=dict)
    brought_limits: Mapping[str, str] = attrs.field(factory=dict)
    lasting: bool = False

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The table, a row for each source."""
        return tuple(row for step in self.steps for row in step.rows())

    @cached_property
    def rows_from(self) -> Mapping[str, tuple[Row, ...]]:
        """The rows by the state they start from."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.source, []).append(row)
        return {source: tuple(rows) for source, rows in found.items()}

    @cached_property
    def guarded_steps(self) -> frozenset[str]:
        """The names of the guarded steps."""
        return frozenset(step.step for step in self.steps if step.guarded)

    def openly_told(self, step: str, tells: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the audiences of a step by which nothing can be inferred that is guarded.

        Whom a row tells only where something is so (`TellsToo`) would say that it is.
        """
        rows = [row for row in self.rows if row.step == step]
        always = {name for row in rows for name in row.told}
        sometimes = {audience.value for row in rows for audience in row.may_tell} - always
        return tuple(name for name in tells if name not in sometimes)

    @cached_property
    def guarded_limits(self) -> frozenset[str]:
        """The names of the guarded limits."""
        return frozenset(limit.name for limit in self.limits if limit.guarded)

    @cached_property
    def fields(self) -> Mapping[str, tuple[str, ...]]:
        """The names of what must be known for each step."""
        return {step: tuple(a.name for a in attrs.fields(cast("Any", facts))) for step, facts in self.facts.items()}

    @cached_property
    def facts(self) -> Mapping[str, type[Facts]]:
        """The facts class of each step, in the order of the table."""
        found: dict[str, type[Facts]] = {}
        for row in self.rows:
            found.setdefault(row.step, row.facts)
        return found

    def facts_of(self, step: str) -> type[Facts]:
        """The facts class of a step."""
        return self.facts[step]

    def extended(self, steps: Iterable[Step] = (), limits: Iterable[Limit] = ()) -> Kind:
        """The same kind with a plugin's rows and limits behind its own."""
        return attrs.evolve(self, steps=(*self.steps, *steps), limits=(*self.limits, *limits))
