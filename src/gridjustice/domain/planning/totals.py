"""What a whole plan costs, part by part: for comparing plans with one another and with today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import attrs

from gridjustice.domain.planning.costs import Costs, Parts
from gridjustice.domain.values import RecordId


@attrs.frozen(kw_only=True)
class Totals:
    """The points of a plan, and the figures behind them.

    Attributes:
        with_judge: grids that have one.
        speciality, distance, language, court, change, load, gap: points of each part.
        kilometres: between grids and the courts of their judges, where both are known.
        known: disputes and declared causes that the judge of the grid knows.
        causes: all of them, in grids that have a judge.
        most: grids of the judge who has most, those outside the plan included; 0 where there are no judges.
        least: of the judge who has least.
    """

    grids: int
    with_judge: int
    speciality: int
    distance: int
    language: int
    court: int
    change: int
    load: int
    gap: int
    kilometres: int
    known: int
    causes: int
    most: int
    least: int

    @property
    def points(self) -> int:
        """What the plan costs; the less, the better."""
        return self.speciality + self.distance + self.language + self.court + self.change + self.load + self.gap


def totals(costs: Costs, chosen: Sequence[RecordId | None]) -> Totals:
    """What a choice of judges costs.

    A judge who may not have a grid (as who holds one today that the rules forbid) counts as none.

    Args:
        costs: of the question.
        chosen: a judge, or nobody, for each of its demands, in their order.
    """
    parts: Counter[str] = Counter()
    grids: Counter[RecordId] = Counter()
    kilometres = known = causes = 0
    for demand, judge in zip(costs.demands, chosen, strict=True):
        best = None if judge is None else costs.best(demand, judge)
        if judge is None or best is None:
            continue
        candidate, paid = best
        grids[judge] += 1
        parts.update(attrs.asdict(paid))
        missing, all_ = costs.unknown_causes(demand, candidate)
        known, causes = known + all_ - missing, causes + all_
        if demand.place is not None and candidate.place is not None:
            kilometres += demand.place.kilometres_to(candidate.place)
    with_judge = grids.total()
    loads = [costs.elsewhere[judge] + grids[judge] for judge in costs.judges]
    return Totals(
        grids=len(costs.demands), with_judge=with_judge,
        load=sum(costs.load(judge, n) for judge, number in grids.items() for n in range(1, number + 1)),
        gap=costs.weights.gap * (len(costs.demands) - with_judge),
        kilometres=kilometres, known=known, causes=causes,
        most=max(loads, default=0), least=min(loads, default=0),
        **{field.name: parts[field.name] for field in attrs.fields(Parts)},
    )  # fmt: skip
