"""The costs of the core, computed for many pairs at once.

`gridjustice.domain.planning.Costs` says what one pair costs; `Rows` gives the same whole numbers for a block of grids
against all judges, or some. What two pairs share is computed once: by kinds of judge (specialities, languages, court)
and by the places of courts. `optimum.plan_optimally` holds every plan against the core's own sum.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from gridjustice.domain.network import Place
from gridjustice.domain.planning import Candidate, Costs, Demand
from gridjustice.domain.planning.costs import lacking_languages, levels_above, speciality_weight

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]

NEVER = 1 << 50
"""More than any cost: this pair may not be."""


class Rows:
    """The costs of a question, a block of rows at a time.

    Attributes:
        grids: how many.
        entries: how many candidates; a judge of two courts is two.
        judge: by entry, the number of its judge in ``costs.judges``.
        held: by grid, the number of the judge who answers for it today; -1 for none.
    """

    def __init__(self, costs: Costs) -> None:
        self._costs = costs
        demands, candidates = costs.demands, costs.candidates
        self.grids, self.entries = len(demands), len(candidates)
        number = {judge: place for place, judge in enumerate(costs.judges)}
        self.judge = np.array([number[c.judge] for c in candidates], np.int64)
        self.held = np.array([number.get(d.judge, -1) if d.judge else -1 for d in demands], np.int64)
        self._put_standing(demands, candidates)
        self._put_causes(demands, candidates)
        self._put_places(demands, candidates)
        self._put_rules(demands, candidates)

    def block(self, rows: Whole, columns: Whole) -> Whole:
        """Costs of some grids with some entries; `NEVER` where they may not be. Shape (rows, columns)."""
        found = self._unknown(rows, columns)
        found += self._way(rows, columns)
        whole: Whole = found.astype(np.int64)
        groups, back = np.unique(self._group[rows], return_inverse=True)
        whole += self._standing[groups][:, self._class[columns]][back]
        self._rule(whole, rows, columns)
        return whole

    def bound(self, rows: Whole) -> Whole:
        """For each entry, less than or as much as any of these grids costs with it."""
        if not len(rows) or not self._known[rows].all():
            return np.zeros(self.entries, np.int64)
        middle = self._grid_at[rows].mean(axis=0)
        radius = np.sqrt(((self._grid_at[rows] - middle) ** 2).sum(axis=1)).max()
        away = np.sqrt(((self._place_at - middle) ** 2).sum(axis=1)) - radius
        least = np.maximum(np.floor(away - 1e-6), 0).astype(np.int64) * self._costs.weights.distance
        least[~self._place_known] = self._costs.weights.no_distance
        found: Whole = least[self._place]
        return found

    def fixed(self, rows: Whole) -> list[int]:
        """The entries that the rules fix for some of these grids."""
        return [entry for row in rows for entry in self._fixed.get(int(row), ())]

    def near(self, size: int) -> list[Whole]:
        """All grids, in blocks of grids that lie near one another, so that `bound` says much."""
        order = np.arange(self.grids)
        if self._known.any():
            at = self._grid_at
            strips = max(int(np.sqrt(self.grids / size)), 1)
            axis, other = _widest(at)
            strip = np.argsort(np.argsort(at[:, axis], kind="stable"), kind="stable") * strips // max(self.grids, 1)
            order = np.lexsort((order, at[:, other], strip, ~self._known))
        return [order[start : start + size] for start in range(0, self.grids, size)]

    def _put_standing(self, demands: Sequence[Demand], candidates: Sequence[Candidate]) -> None:
        """What languages and courts cost, by group of grids and class of entries."""
        groups, self._group = _distinct((d.languages, d.court) for d in demands)
        classes, self._class = _distinct((c.languages, c.court) for c in candidates)
        self._standing = np.array(
            [
                [min(_lacking(self._costs, spoken, known) + _levels(self._costs, home, court), NEVER)
                 for known, court in classes]
                for spoken, home in groups
            ],
            np.int64,
        ).reshape(len(groups), len(classes))  # fmt: skip

    def _put_causes(self, demands: Sequence[Demand], candidates: Sequence[Candidate]) -> None:
        specialities, self._speciality = _distinct(c.specialities for c in candidates)
        codes: dict[str, int] = {}
        grid, cause, number = [], [], []
        for place, demand in enumerate(demands):
            for code, count in demand.mix.items():
                grid.append(place)
                cause.append(codes.setdefault(code, len(codes)))
                number.append(count)
        self._cause, self._count = np.array(cause, np.int64), np.array(number, np.float64)
        self._from = np.searchsorted(np.array(grid, np.int64), np.arange(self.grids + 1))
        knows = [[code in self._costs.known(own) for code in codes] for own in specialities]
        self._strange = 1.0 - np.array(knows, np.float64).reshape(len(specialities), len(codes)).T
        self._all = np.bincount(np.array(grid, np.int64), self._count, self.grids)
        self._weight = np.array([speciality_weight(self._costs.weights, d.nature) for d in demands], np.float64)

    def _unknown(self, rows: Whole, columns: Whole) -> Real:
        """What the causes cost that an entry does not know.

        Real numbers hold whole ones exactly up to 2^53, and so far their quotient, rounded down, is that of whole ones.
        """
        kinds, back = _shared(self._speciality[columns])
        many = self._from[rows + 1] - self._from[rows]
        places = np.concatenate([np.arange(self._from[row], self._from[row + 1]) for row in rows])
        missing: Real = np.zeros((len(rows), len(kinds)))
        if len(places):  # sums of a few rows each: a product of matrices would set threads to work for less
            causes, which = np.unique(self._cause[places], return_inverse=True)
            strange = self._strange[np.ix_(causes, kinds)][which]
            strange *= self._count[places, None]
            first = np.cumsum(many) - many
            missing[many > 0] = np.add.reduceat(strange, first[many > 0], axis=0)
        missing *= self._weight[rows, None]
        missing /= np.maximum(self._all[rows, None], 1)
        np.floor(missing, out=missing)
        return missing if back is None else missing[:, back]

    def _put_places(self, demands: Sequence[Demand], candidates: Sequence[Candidate]) -> None:
        places, self._place = _distinct(c.place for c in candidates)
        self._place_at, self._place_known = _at(places)
        self._grid_at, self._known = _at([d.place for d in demands])

    def _way(self, rows: Whole, columns: Whole) -> Real:
        """What the distances cost; the same steps as `Place.kilometres_to`, so the same numbers."""
        places, back = _shared(self._place[columns])
        here, there = self._grid_at[rows], self._place_at[places]
        found: Real = np.zeros((len(rows), len(places)))
        for axis in range(3):
            apart = here[:, axis, None] - there[None, :, axis]
            apart *= apart
            found += apart
        np.sqrt(found, out=found)
        np.floor(found, out=found)
        found *= self._costs.weights.distance
        found[:, ~self._place_known[places]] = self._costs.weights.no_distance
        found[~self._known[rows]] = 0
        return found if back is None else found[:, back]

    def _put_rules(self, demands: Sequence[Demand], candidates: Sequence[Candidate]) -> None:
        costs = self._costs
        entries: dict[str, list[int]] = {}
        for place, candidate in enumerate(candidates):
            entries.setdefault(candidate.judge, []).append(place)
        grids = {demand.grid: place for place, demand in enumerate(demands)}
        full = [not (c.takes_new and costs.rules[c.judge].takes_new) for c in candidates]
        self._closed = np.array(full, bool)
        self._own = [entries.get(d.judge, []) if d.judge else [] for d in demands]
        self._barred: dict[int, list[int]] = {}
        for grid, judge in costs.forbidden:
            if grid in grids:
                self._barred.setdefault(grids[grid], []).extend(entries.get(judge, []))
        self._fixed = {grids[grid]: entries[r.judge] for grid, r in costs.fixed.items() if grid in grids}

    def _rule(self, found: Whole, rows: Whole, columns: Whole) -> None:
        """Changes cost what they cost, and what the rules forbid may not be."""
        place = np.full(self.entries, -1, np.int64)
        place[columns] = np.arange(len(columns))
        own = [(line, place[entry]) for line, row in enumerate(rows) for entry in self._own[row] if place[entry] >= 0]
        own_line, own_place = np.array(own, np.int64).reshape(len(own), 2).T
        kept = found[own_line, own_place]
        found += np.where(self.held[rows] >= 0, self._costs.weights.keep, 0)[:, None]
        found[:, self._closed[columns]] = NEVER
        found[own_line, own_place] = kept
        for line, row in enumerate(rows):
            barred = self._barred.get(int(row))
            if barred:
                gone = place[barred]
                found[line, gone[gone >= 0]] = NEVER
            fixed = self._fixed.get(int(row))
            if fixed is not None:
                self._fix(found, line, int(row), columns, fixed)
        np.minimum(found, NEVER, out=found)

    def _fix(self, found: Whole, line: int, row: int, columns: Whole, fixed: Sequence[int]) -> None:
        """Only the fixed judge may have the grid, on leave or not."""
        only = np.isin(columns, fixed)
        rows = np.array([row])
        cost = self._unknown(rows, columns[only])[0] + self._way(rows, columns[only])[0]
        cost += self._standing[self._group[row], self._class[columns[only]]]
        changes = self.held[row] >= 0 and self.held[row] != self.judge[fixed[0]]
        found[line] = NEVER
        found[line, only] = cost + (self._costs.weights.keep if changes else 0)


def _shared(numbers: Whole) -> tuple[Whole, Whole | None]:
    """Each number once, and where it stands among them; None where too few are shared to be worth gathering."""
    once, back = np.unique(numbers, return_inverse=True)
    return (once, back) if 2 * len(once) <= len(numbers) else (numbers, None)


def _distinct(things: Iterable[Hashable]) -> tuple[list[Any], Whole]:
    """Each thing once, and for each its number among them."""
    numbers: dict[Hashable, int] = {}
    at = np.array([numbers.setdefault(thing, len(numbers)) for thing in things], np.int64)
    return list(numbers), at


def _at(places: Sequence[Place | None]) -> tuple[Real, npt.NDArray[np.bool_]]:
    at = np.array([p.vector if p else (0.0, 0.0, 0.0) for p in places], np.float64).reshape(len(places), 3)
    return at, np.array([p is not None for p in places], bool)


def _widest(at: Real) -> tuple[int, int]:
    """The two axes along which the points are spread most."""
    axes = np.argsort(at.max(axis=0) - at.min(axis=0))
    return int(axes[-1]), int(axes[-2])


def _lacking(costs: Costs, spoken: Sequence[str], known: Sequence[str]) -> int:
    return costs.weights.language * lacking_languages(spoken, known) // len(spoken) if spoken else 0


def _levels(costs: Costs, home: Any, court: Any) -> int:
    levels = levels_above(court, home)
    return NEVER if levels is None else costs.weights.court_above * levels
