"""What it costs that a judge answers for a grid: one model for every planner, in whole numbers.

The cost of a plan is the sum of three things, in points (`Weights`):

*   for each grid with a judge, its `Parts`: causes that the judge does not know, distance, languages that the judge
    does not speak, levels of court between them, and the change of judge;
*   for each judge, the load: ``load × n²`` for n grids, those outside the plan included, less what those alone cost.
    The n-th grid costs ``load × (2n - 1)``, more than the one before it, so the best plan has even loads;
*   for each grid without a judge, ``gap``.

Whole numbers, because the optimum over whole numbers can be proven. Shares are rounded down to a point, distances to
a kilometre. A pair that may not be has no cost at all: `Costs.parts` gives None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import attrs

from gridjustice.domain.network import GridNature, court_at_or_above
from gridjustice.domain.planning.question import Candidate, Demand, Terms
from gridjustice.domain.planning.rules import JudgeRule, Weights
from gridjustice.domain.values import CourtPath, RecordId
from gridjustice.errors import InvalidValueError


@attrs.frozen
class Parts:
    """What one choice costs, part by part, its load apart."""

    speciality: int
    distance: int
    language: int
    court: int
    change: int

    @property
    def total(self) -> int:
        """All parts together."""
        return self.speciality + self.distance + self.language + self.court + self.change


class Costs:
    """The costs of one question.

    Attributes:
        demands: the grids, as they were given.
        candidates: the judges, in an order of their own: the same for every order in which they were given.
        judges: ids of the judges, each once, in that order.
        rules: by judge, what they can carry.
        elsewhere: by judge, grids they answer for outside the plan.
        work_elsewhere: the same in disputes.
    """

    def __init__(self, demands: Sequence[Demand], candidates: Sequence[Candidate], terms: Terms) -> None:
        """Put the costs together.

        Raises:
            InvalidValueError: the court's rules ask for what cannot be.
        """
        self.demands = tuple(demands)
        self.candidates = tuple(sorted(candidates, key=lambda c: (c.judge, c.court)))
        self.judges = tuple(dict.fromkeys(c.judge for c in self.candidates))
        self.terms = terms
        self.weights = _with(terms)
        own = {rule.judge: terms.rules.of(rule.judge) for rule in terms.rules.judges}
        self.rules = {judge: own.get(judge) or terms.rules.of(judge) for judge in self.judges}
        self.fixed = {rule.grid: rule for rule in terms.rules.fixed}
        self.forbidden = {(rule.grid, rule.judge): rule for rule in terms.rules.forbidden}
        held = Counter(d.judge for d in self.demands)
        work = Counter[RecordId | None]()
        for demand in self.demands:
            work[demand.judge] += demand.work
        self.elsewhere = {c.judge: max(c.load - held[c.judge], 0) for c in self.candidates}
        self.work_elsewhere = {c.judge: max(c.work - work[c.judge], 0) for c in self.candidates}
        self._of_court: dict[CourtPath, tuple[Candidate, ...]] = {}
        self._mix = {demand.grid: tuple(demand.mix.items()) for demand in self.demands}
        self._sum = {grid: sum(number for _, number in mix) for grid, mix in self._mix.items()}
        self._codes = frozenset(code for mix in self._mix.values() for code, _ in mix)
        self._known: dict[tuple[str, ...], frozenset[str]] = {}
        self._check()

    @cached_property
    def entries(self) -> dict[RecordId, tuple[Candidate, ...]]:
        """By judge, the candidates that are this judge."""
        found: dict[RecordId, list[Candidate]] = {}
        for candidate in self.candidates:
            found.setdefault(candidate.judge, []).append(candidate)
        return {judge: tuple(entries) for judge, entries in found.items()}

    def parts(self, demand: Demand, candidate: Candidate) -> Parts | None:
        """What it costs, its load apart; None where it may not be."""
        levels = levels_above(candidate.court, demand.court)
        if levels is None or not self.allows(demand, candidate.judge, takes_new=candidate.takes_new):
            return None
        weights = self.weights
        missing, all_ = self.unknown_causes(demand, candidate)
        lacking = lacking_languages(demand.languages, candidate.languages)
        return Parts(
            speciality=speciality_weight(weights, demand.nature) * missing // all_ if all_ else 0,
            distance=self.distance(demand, candidate),
            language=weights.language * lacking // len(demand.languages) if demand.languages else 0,
            court=weights.court_above * levels,
            change=weights.keep if self.is_held(demand) and candidate.judge != demand.judge else 0,
        )

    def best(self, demand: Demand, judge: RecordId) -> tuple[Candidate, Parts] | None:
        """As judge of which court somebody answers for the grid at the least cost; None where they may not."""
        found = [(parts, c) for c in self.entries.get(judge, ()) if (parts := self.parts(demand, c)) is not None]
        return min(((c, parts) for parts, c in found), key=lambda pair: pair[1].total, default=None)

    def allows(self, demand: Demand, judge: RecordId, *, takes_new: bool = True) -> bool:
        """Whether the court's rules, and the judge's leave, let them answer for the grid."""
        fixed = self.fixed.get(demand.grid)
        if fixed is not None:
            return judge == fixed.judge
        if (demand.grid, judge) in self.forbidden:
            return False
        return judge == demand.judge or (takes_new and self.rules[judge].takes_new)

    def is_held(self, demand: Demand) -> bool:
        """Whether somebody answers for it today who could go on."""
        return demand.judge is not None and demand.judge in self.entries

    def eligible(self, court: CourtPath) -> tuple[Candidate, ...]:
        """The judges of that court and of those above it."""
        known = self._of_court.get(court)
        if known is None:
            known = tuple(c for c in self.candidates if court_at_or_above(c.court, court))
            self._of_court[court] = known
        return known

    def load(self, judge: RecordId, number: int) -> int:
        """What the judge's n-th grid of the plan costs."""
        return self.weights.load * (2 * (self.elsewhere[judge] + number) - 1)

    def room(self, judge: RecordId) -> int:
        """How many grids of the plan the judge can have."""
        most = self.rules[judge].most_grids
        return len(self.demands) if most is None else max(min(most - self.elsewhere[judge], len(self.demands)), 0)

    def room_for_work(self, judge: RecordId) -> int | None:
        """How many disputes the judge's grids of the plan can have; None without a limit."""
        most = self.rules[judge].most_work
        return None if most is None else max(most - self.work_elsewhere[judge], 0)

    def unknown_causes(self, demand: Demand, candidate: Candidate) -> tuple[int, int]:
        """How much of what occurs in the grid the judge does not know, and of how much."""
        known = self.known(candidate.specialities)
        missing = sum(number for code, number in self._mix[demand.grid] if code not in known)
        return missing, self._sum[demand.grid]

    def known(self, specialities: tuple[str, ...]) -> frozenset[str]:
        """The causes that occur in the grids of the question and are known to whoever has these specialities."""
        found = self._known.get(specialities)
        if found is None:
            own, kin = frozenset(specialities), self.terms.kin
            found = frozenset(code for code in self._codes if not own.isdisjoint(kin.get(code, (code,))))
            self._known[specialities] = found
        return found

    def distance(self, demand: Demand, candidate: Candidate) -> int:
        """What the way costs: nothing where nobody knows where the grid is, since then no judge is nearer."""
        if demand.place is None:
            return 0
        if candidate.place is None:
            return self.weights.no_distance
        return self.weights.distance * demand.place.kilometres_to(candidate.place)

    def _check(self) -> None:
        names = {c.judge: c.name for c in self.candidates}
        fixed: Counter[RecordId] = Counter()
        for demand in self.demands:
            rule = self.fixed.get(demand.grid)
            if rule is None:
                continue
            if not any(court_at_or_above(c.court, demand.court) for c in self.entries.get(rule.judge, ())):
                who = names.get(rule.judge, rule.judge)
                raise InvalidValueError(
                    f"the rules fix {who} for the grid {demand.name!r}, but {who} is no judge of {demand.court} "
                    "or of a court above it on that day; take the pair out of the rules, or give the judge a post"
                )
            fixed[rule.judge] += 1
        for judge, number in fixed.items():
            if number > self.room(judge):
                raise InvalidValueError(
                    f"the rules fix {number} grids for {names[judge]} and allow {self.room(judge)}; "
                    "raise most_grids or fix fewer"
                )


def levels_above(court: CourtPath, other: CourtPath) -> int | None:
    """How many levels a court stands above another: 0 for itself, None where it does not."""
    return other.count("/") - court.count("/") if court_at_or_above(court, other) else None


def lacking_languages(spoken: Sequence[str], known: Sequence[str]) -> int:
    """How many of the languages somebody does not know."""
    return sum(language not in known for language in spoken)


def speciality_weight(weights: Weights, nature: GridNature) -> int:
    """What it costs that a judge knows nothing of what occurs in such a grid."""
    return weights.dedicated if nature is GridNature.DEDICATED else weights.speciality


def _with(terms: Terms) -> Weights:
    """The weights, with the court's own in their place."""
    own: dict[str, int] = dict(terms.rules.weights)
    return attrs.evolve(terms.weights, **own)


__all__ = ["Costs", "JudgeRule", "Parts", "lacking_languages", "levels_above", "speciality_weight"]
