"""A plan that puts judges into grids: asked of a planner, explained, compared with today, applied as steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

import attrs

from gridjustice.application.network import Network
from gridjustice.application.occurring import Occurring, kin, occurring
from gridjustice.application.office import Office
from gridjustice.application.planning_rules import RuleSheet
from gridjustice.application.request import Receipt, Request
from gridjustice.domain.criteria import Everything, Under
from gridjustice.domain.network import Grid
from gridjustice.domain.planning import (
    Candidate,
    Costs,
    Demand,
    Explained,
    Parts,
    Proposal,
    Reasons,
    Rules,
    Said,
    Terms,
    Totals,
    Weights,
    totals,
)
from gridjustice.domain.planning.rules import WEIGHTS
from gridjustice.domain.record import Role
from gridjustice.domain.values import RecordId
from gridjustice.errors import DefinitionError, GridJusticeError
from gridjustice.language import Catalogue, Language

BATCH = 500
"""Lines of a plan that are stored in one transaction."""


@attrs.frozen(kw_only=True)
class Move:
    """A grid whose judge the plan changes.

    Attributes:
        before: who answers today; None for nobody.
        after: who is proposed; None for nobody.
        gains: by part of the costs, points that the change saves; empty where there is no judge before or after.
    """

    grid: RecordId
    before: RecordId | None
    after: RecordId | None
    gains: Mapping[str, int]


@attrs.frozen(kw_only=True)
class Comparison:
    """A plan against today's assignments.

    Attributes:
        before: what today's assignments cost.
        after: what the plan costs, changes included.
    """

    before: Totals
    after: Totals
    moves: tuple[Move, ...]


@attrs.frozen(kw_only=True, slots=False)
class Plan:
    """A proposed assignment of judges to grids; nothing is stored until it is applied.

    Attributes:
        planner: name of the plugin that proposed it.
        lines: one for each grid.
        costs: what each choice costs.
    """

    day: date
    planner: str
    lines: tuple[Proposal, ...]
    costs: Costs = attrs.field(eq=False, repr=False)

    @property
    def chosen(self) -> list[RecordId | None]:
        """The judges, line by line."""
        return [line.judge for line in self.lines]

    @cached_property
    def reasons(self) -> Reasons:
        """Why each grid has its judge."""
        return Reasons(self.costs, self.chosen)

    @cached_property
    def places(self) -> Mapping[RecordId, int]:
        """By grid, the number of its line."""
        return {line.grid: place for place, line in enumerate(self.lines)}

    def explained(self, grid: RecordId) -> Explained:
        """Why a grid has the judge that is proposed, and what the next best would cost."""
        return self.reasons.of(self.places[grid])

    def compared(self) -> Comparison:
        """What the plan changes, and what that gains."""
        costs = self.costs
        today = [demand.judge if costs.is_held(demand) else None for demand in costs.demands]
        moves = []
        for demand, now, line in zip(costs.demands, today, self.lines, strict=True):
            if now == line.judge:
                continue
            gains = _gains(costs, demand, now, line.judge)
            moves.append(Move(grid=line.grid, before=now, after=line.judge, gains=gains))
        return Comparison(before=totals(costs, today), after=totals(costs, self.chosen), moves=tuple(moves))


def plan_assignments(
    office: Office,
    actor: str,
    day: date,
    court: str | None = None,
    *,
    rules: Rules | RuleSheet | None = None,
    planner: str | None = None,
) -> Plan:
    """Propose a judge for every grid; nothing is stored.

    A plugin that decides assignments answers; the built-in planner is greedy and only fills gaps. What each choice
    costs stands in the law's data (figures ``planning.*``, defaults of the project) and in the rules.

    Args:
        office: whose network.
        actor: sees the grids and judges of the plan, and the disputes that are counted as what occurs in a grid.
        day: the first day of the assignments.
        court: this court and those below it; all by default.
        rules: the court's own; by default those that a plugin offers.
        planner: the plugin that is to plan; needed where several are installed.

    Raises:
        InvalidError: the rules name what is not there, or ask for what cannot be.
        DefinitionError: the planner failed, left grids out, made some up, or broke the rules.
        NotFoundError: there is no such planner.
    """
    network = Network.read(office, actor, day, court)
    where = Everything() if court is None else Under("court", court.partition("/")[0])
    found = occurring(office, actor, where, office.today())
    demands = [_demand(network, grid, found) for grid in network.chosen]
    candidates = _candidates(network, found)
    terms = _terms(office, network, rules, demands)
    costs = Costs(demands, candidates, terms)
    name, lines = office.plugins.decide_assignments(demands, candidates, day, terms, planner)
    if sorted(line.grid for line in lines) != sorted(demand.grid for demand in demands):
        raise DefinitionError(f"the plan of {name!r} has not one line for each of the {len(demands)} grids")
    by_grid = {line.grid: line for line in lines}
    ordered = [by_grid[demand.grid] for demand in demands]
    _check(costs, name, ordered)
    plan = Plan(day=day, planner=name, lines=tuple(ordered), costs=costs)
    return attrs.evolve(plan, lines=tuple(_with_reason(plan, place, line) for place, line in enumerate(ordered)))


def sentence(catalogue: Catalogue, language: Language, plan: Plan, line: Proposal, *, next_best: bool = True) -> str:
    """Why the line's grid has its judge, as a judge can read it.

    Args:
        catalogue: of the office.
        language: in which.
        plan: the line's.
        line: of the plan.
        next_best: whether the next best judge is named, with what they would have cost more.
    """
    why = plan.explained(line.grid)
    if line.reason != why.reason:  # the planner's own
        return catalogue.text(language, f"plan.{line.reason}", **dict(line.values))

    def said(clauses: Iterable[Said]) -> str:
        comma = catalogue.text(language, "plan.comma")
        return comma.join(catalogue.text(language, f"plan.{each.key}", **dict(each.values)) for each in clauses)

    whole = catalogue.text(language, f"plan.{why.reason}", clauses=said(why.clauses), **dict(why.values))
    if not next_best or why.next_best is None:
        return whole
    values = {**dict(why.values), "clauses": said(why.next_clauses)}
    then = catalogue.text(language, "plan.next" if why.next_clauses else "plan.next_equal", **values)
    return catalogue.text(language, "plan.with_next", why=whole, next=then)


def apply_plan(
    office: Office,
    actor: str,
    plan: Plan,
    *,
    language: Language = Language.ZH,
    progress: Callable[[int, int], None] | None = None,
) -> list[Receipt | GridJusticeError]:
    """Take the plan's lines as steps, each with its own outcome; a grid that has the proposed judge takes none.

    A grid without a judge on the day gets one by ``assign``, one with another judge by ``hand_over``; the reason is
    kept with the step. Applying the same plan twice changes nothing, and a plan whose applying was broken off goes on
    where it stopped: the lines are stored in batches of `BATCH`.

    Args:
        office: whose.
        actor: who assigns.
        plan: what was proposed.
        language: of the reason that is kept.
        progress: called with the number of lines done, and of how many.

    Raises:
        VersionConflictError: somebody changed a grid meanwhile; what is stored by then stays, plan again.
    """
    with office.storage.read() as reader:
        heads = reader.load(ids={line.grid for line in plan.lines}).heads
    requests = []
    for line in plan.lines:
        head = heads.get(line.grid)
        grid = None if head is None else office.codec.record(head.kind, head.body)
        now = grid.answering_on(Role.JUDGE, line.since) if isinstance(grid, Grid) else ()
        if line.judge is None or line.judge in now:
            continue
        reason = sentence(office.catalogue, language, plan, line)
        step, facts = "hand_over", {"person": line.judge, "since": line.since.isoformat(), "reason": reason}
        if not now:
            step, facts = "assign", {**facts, "role": Role.JUDGE.value}
        # The version stands in the key, since a judge may be taken from the grid again and proposed again.
        key = f"plan:{line.grid}:{head.version if head else 0}:{line.judge}:{line.since}"
        requests.append(Request(actor=actor, record=line.grid, step=step, facts=facts, key=key))
    outcomes: list[Receipt | GridJusticeError] = []
    for start in range(0, len(requests), BATCH):
        outcomes += office.take_many(requests[start : start + BATCH])
        if progress is not None:
            progress(len(outcomes), len(requests))
    return outcomes


def _demand(network: Network, grid: Grid, found: Occurring) -> Demand:
    unit = network.units.get(grid.unit or "")
    return Demand(
        grid=grid.id,
        name=grid.name,
        court=grid.court,
        nature=grid.nature,
        causes=grid.causes,
        occurring=tuple(sorted(found.causes.get(grid.id, {}).items())),
        work=found.work[grid.id],
        languages=grid.languages or (unit.languages if unit else ()),
        place=grid.place or (unit.place if unit else None),
        judge=network.judge(grid),
    )


def _candidates(network: Network, found: Occurring) -> list[Candidate]:
    work: Counter[RecordId] = Counter()
    for grid in network.grids:
        judge = network.judge(grid)
        if judge is not None:
            work[judge] += found.work[grid.id]
    return [attrs.evolve(candidate, work=work[candidate.judge]) for candidate in network.candidates()]


def _terms(office: Office, network: Network, rules: Rules | RuleSheet | None, demands: Sequence[Demand]) -> Terms:
    if isinstance(rules, RuleSheet):
        grids = {grid.code: grid.id for grid in network.grids}
        people = {person.handle: person.id for person in network.people.values()}
        rules = rules.resolved(grids, people)
    if rules is None:
        rules = office.plugins.planning_rules()
    today = office.today()
    weights = Weights(**{name: office.law.figure(f"planning.{name}", today).value for name in WEIGHTS})
    codes = frozenset(code for demand in demands for code in demand.mix)
    return Terms(weights=weights, rules=rules or Rules(), kin=kin(codes))


def _check(costs: Costs, planner: str, lines: Sequence[Proposal]) -> None:
    """No line gives a grid to somebody who may not have it, and nobody has more grids than the rules allow."""
    grids: Counter[RecordId] = Counter()
    for demand, line in zip(costs.demands, lines, strict=True):
        if line.judge is None:
            continue
        if costs.best(demand, line.judge) is None:
            raise DefinitionError(f"the plan of {planner!r} gives {demand.name!r} to {line.judge}, who may not have it")
        grids[line.judge] += 1
    for judge, number in grids.items():
        if number > costs.room(judge):
            raise DefinitionError(f"the plan of {planner!r} gives {judge} {number} grids, more than the rules allow")


def _with_reason(plan: Plan, place: int, line: Proposal) -> Proposal:
    """The line with its reason's key, where the planner gave none."""
    return line if line.reason else attrs.evolve(line, reason=plan.reasons.of(place, next_best=False).reason)


def _gains(costs: Costs, demand: Demand, before: RecordId | None, after: RecordId | None) -> Mapping[str, int]:
    had = None if before is None else costs.best(demand, before)
    gets = None if after is None else costs.best(demand, after)
    if had is None or gets is None:
        return {}
    names = [field.name for field in attrs.fields(Parts) if field.name != "change"]
    return {name: getattr(had[1], name) - getattr(gets[1], name) for name in names}
