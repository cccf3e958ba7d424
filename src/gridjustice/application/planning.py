"""A plan that puts judges into grids: asked of a planner, compared with today, applied as steps."""

from __future__ import annotations

from datetime import date

import attrs

from gridjustice.application.network import Network
from gridjustice.application.office import Office
from gridjustice.application.request import Receipt, Request
from gridjustice.domain.network import Grid
from gridjustice.domain.planning import Demand, Proposal
from gridjustice.domain.record import Role
from gridjustice.errors import DefinitionError, GridJusticeError


@attrs.frozen(kw_only=True)
class Plan:
    """A proposed assignment of judges to grids; nothing is stored until it is applied.

    Attributes:
        planner: name of the plugin that proposed it.
    """

    day: date
    planner: str
    lines: tuple[Proposal, ...]


def plan_assignments(office: Office, actor: str, day: date, court: str | None = None) -> Plan:
    """Propose a judge for every grid that has none; nothing is stored.

    The plugin that decides assignments answers; the built-in planner is greedy.

    Args:
        office: whose network.
        actor: sees the grids and judges of the plan.
        day: the first day of the assignments.
        court: this court and those below it; all by default.

    Raises:
        DefinitionError: the planner failed, or left grids out or made some up.
    """
    network = Network.read(office, actor, day, court)
    demands = [
        Demand(
            grid=grid.id,
            name=grid.name,
            court=grid.court,
            nature=grid.nature,
            causes=grid.causes,
            judge=network.judge(grid),
        )
        for grid in network.chosen
    ]
    planner, lines = office.plugins.decide_assignments(demands, network.candidates(), day)
    if sorted(line.grid for line in lines) != sorted(demand.grid for demand in demands):
        raise DefinitionError(f"the plan of {planner!r} has not one line for each of the {len(demands)} grids")
    return Plan(day=day, planner=planner, lines=tuple(lines))


def apply_plan(office: Office, actor: str, plan: Plan) -> list[Receipt | GridJusticeError]:
    """Take the plan's lines as steps, each with its own outcome; a grid that has the proposed judge takes none.

    A grid without a judge on the day gets one by ``assign``, one with another judge by ``hand_over``. Applying the
    same plan twice changes nothing.

    Raises:
        VersionConflictError: somebody changed a grid meanwhile; nothing was stored, plan again.
    """
    with office.storage.read() as reader:
        heads = reader.load(ids={line.grid for line in plan.lines}).heads
    grids = {id_: office.codec.record(head.kind, head.body) for id_, head in heads.items()}
    requests = []
    for line in plan.lines:
        grid = grids.get(line.grid)
        now = grid.answering_on(Role.JUDGE, line.since) if isinstance(grid, Grid) else ()
        if line.judge is None or line.judge in now:
            continue
        step, facts = "hand_over", {"person": line.judge, "since": line.since.isoformat()}
        if not now:
            step, facts = "assign", {**facts, "role": Role.JUDGE.value}
        key = f"plan:{line.grid}:{line.judge}:{line.since}"
        requests.append(Request(actor=actor, record=line.grid, step=step, facts=facts, key=key))
    return office.take_many(requests) if requests else []
