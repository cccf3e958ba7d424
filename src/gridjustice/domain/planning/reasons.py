"""Why this judge, and what the next best would have cost: keys of sentences, and what they fill in.

A sentence is put together from clauses, each with a key of its own in the catalogues (``plan.<key>``), so that every
language says it in its own way; `gridjustice.application.planning.sentence` does that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import attrs

from gridjustice.domain.planning.costs import Costs, Parts, lacking_languages
from gridjustice.domain.planning.question import Candidate, Demand
from gridjustice.domain.values import RecordId


@attrs.frozen
class Said:
    """A clause: its key in the catalogues without ``plan.``, and its values."""

    key: str
    values: tuple[tuple[str, str], ...] = ()


@attrs.frozen(kw_only=True)
class Explained:
    """Why a grid has the judge that the plan gives it.

    Attributes:
        reason: ``kept``, ``fixed``, ``moved``, ``new``; or, without a judge, ``nobody``, ``forbidden``, ``full``.
        values: of the reason's sentence.
        clauses: what speaks for the choice, or against it.
        next_best: the judge whom the grid would have had otherwise, everything else being as planned; None: no other.
        next_clauses: in what the next best is worse, the weightiest first, and in what better.
        more: how many points more the next best would cost; None where there is none.
    """

    reason: str
    values: tuple[tuple[str, str], ...]
    clauses: tuple[Said, ...] = ()
    next_best: RecordId | None = None
    next_clauses: tuple[Said, ...] = ()
    more: int | None = None


class Reasons:
    """Explains the lines of one plan."""

    def __init__(self, costs: Costs, chosen: Sequence[RecordId | None]) -> None:
        """Take the plan: a judge, or nobody, for each demand of the costs, in their order."""
        self._costs = costs
        self._chosen = chosen
        self._grids = Counter(judge for judge in chosen if judge is not None)
        self._work = Counter[RecordId | None]()
        for demand, judge in zip(costs.demands, chosen, strict=True):
            self._work[judge] += demand.work

    def of(self, place: int, *, next_best: bool = True) -> Explained:
        """Why the demand at that place has its judge, and, where that is asked, what the next best would cost."""
        demand, judge = self._costs.demands[place], self._chosen[place]
        best = None if judge is None else self._costs.best(demand, judge)
        if judge is None or best is None:
            return self._gap(demand)
        candidate, parts = best
        load = self._load(judge)
        reason, values = self._reason(demand, candidate)
        clauses = (*self._clauses(demand, candidate, parts), Said("part.load", (("load", str(load)),)))
        asked = next_best and demand.grid not in self._costs.fixed
        other = self._next(demand, candidate, parts) if asked else None
        if other is None:
            return Explained(reason=reason, values=values, clauses=clauses)
        more, after, after_parts = other
        worse = self._differences(demand, (candidate, parts), (after, after_parts))
        named = (("judge", after.name), ("points", str(more)))
        return Explained(
            reason=reason, values=(*values, *((f"next_{name}", value) for name, value in named)), clauses=clauses,
            next_best=after.judge, next_clauses=worse, more=more,
        )  # fmt: skip

    def _reason(self, demand: Demand, candidate: Candidate) -> tuple[str, tuple[tuple[str, str], ...]]:
        values: tuple[tuple[str, str], ...] = (("judge", candidate.name),)
        rule = self._costs.fixed.get(demand.grid)
        if rule is not None:
            return "fixed", (*values, ("because", rule.reason))
        if demand.judge == candidate.judge:
            return "kept", values
        if not self._costs.is_held(demand) or demand.judge is None:
            return "new", values
        return "moved", (*values, ("from", self._costs.entries[demand.judge][0].name))

    def _gap(self, demand: Demand) -> Explained:
        eligible = self._costs.eligible(demand.court)
        if not eligible:
            return Explained(reason="nobody", values=(("court", demand.court),))
        allowed = [c for c in eligible if self._costs.parts(demand, c) is not None]
        values = (("court", demand.court), ("judges", str(len({c.judge for c in eligible}))))
        return Explained(reason="full" if allowed else "forbidden", values=values)

    def _clauses(self, demand: Demand, candidate: Candidate, parts: Parts) -> list[Said]:
        said = []
        missing, all_ = self._costs.unknown_causes(demand, candidate)
        if all_:
            share = 100 * (all_ - missing) // all_
            mix = sorted(demand.mix.items(), key=lambda item: (-item[1], item[0]))
            known = next((code for code, _ in mix if code in self._costs.known(candidate.specialities)), "")
            key = "part.speciality" if known else "part.no_speciality"
            said.append(Said(key, (("share", str(share)), ("cause", known or mix[0][0]))))
        if demand.place is not None and candidate.place is not None:
            said.append(Said("part.distance", (("km", str(demand.place.kilometres_to(candidate.place))),)))
        if demand.languages:
            lacking = lacking_languages(demand.languages, candidate.languages)
            spoken = str(len(demand.languages) - lacking)
            key = "part.language" if not lacking else "part.no_language"
            said.append(Said(key, (("spoken", spoken), ("languages", str(len(demand.languages))))))
        if parts.court:
            said.append(Said("part.court", (("court", candidate.court),)))
        return said

    def _next(self, demand: Demand, own: Candidate, parts: Parts) -> tuple[int, Candidate, Parts] | None:
        """The judge who would cost least if this one could not have the grid: points more, who, their parts."""
        costs, judge = self._costs, own.judge
        paid = parts.total + costs.load(judge, self._grids[judge])
        best: tuple[int, Candidate, Parts] | None = None
        for other in costs.eligible(demand.court):
            if other.judge == judge or not self._has_room(other.judge, demand.work):
                continue
            its = costs.parts(demand, other)
            if its is None:
                continue
            more = its.total + costs.load(other.judge, self._grids[other.judge] + 1) - paid
            if best is None or more < best[0]:
                best = (more, other, its)
        return best

    def _has_room(self, judge: RecordId, work: int) -> bool:
        most = self._costs.room_for_work(judge)
        return self._grids[judge] < self._costs.room(judge) and (most is None or self._work[judge] + work <= most)

    def _differences(
        self, demand: Demand, own: tuple[Candidate, Parts], other: tuple[Candidate, Parts]
    ) -> tuple[Said, ...]:
        """In what another choice costs more, the weightiest first; what costs less comes last."""
        (one, paid), (two, asked) = own, other
        number, its_number = self._load(one.judge), self._load(two.judge) + 1
        weigh = self._costs.weights.load * (2 * its_number - 2 * number)
        found: list[tuple[int, Said]] = [
            (asked.change - paid.change, Said("next.change" if asked.change else "next.no_change")),
            (asked.court - paid.court, Said("next.court", (("court", two.court),))),
            (weigh, Said("next.load", (("load", str(its_number)),))),
        ]
        missing, all_ = self._costs.unknown_causes(demand, two)
        if all_:
            share = str(100 * (all_ - missing) // all_)
            found.append((asked.speciality - paid.speciality, Said("next.speciality", (("share", share),))))
        if demand.place is not None and two.place is not None:
            km = str(demand.place.kilometres_to(two.place))
            found.append((asked.distance - paid.distance, Said("next.distance", (("km", km),))))
        if demand.languages:
            spoken = str(len(demand.languages) - lacking_languages(demand.languages, two.languages))
            values = (("spoken", spoken), ("languages", str(len(demand.languages))))
            found.append((asked.language - paid.language, Said("next.language", values)))
        ordered = sorted((f for f in found if f[0]), key=lambda f: -f[0])
        return tuple(said for _, said in ordered)

    def _load(self, judge: RecordId) -> int:
        return self._costs.elsewhere[judge] + self._grids[judge]
