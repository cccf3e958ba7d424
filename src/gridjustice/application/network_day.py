"""The network as it was on a day: who was what in which grid and unit, read in bulk and without opening a record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from functools import cached_property

import attrs

from gridjustice.application.office import Office
from gridjustice.domain.criteria import Nothing
from gridjustice.domain.network import Person, UnitKind
from gridjustice.domain.personal import masked
from gridjustice.domain.record import Role
from gridjustice.ports.storage import Reader
from gridjustice.workflow.rules import Standing

ROLES = {
    "grid": (Role.JUDGE, Role.GRID_WORKER, Role.SUBSTITUTE, Role.HOME),
    "unit": (Role.LIAISON, Role.HOME),
    "person": (Role.JUDGE, Role.MEDIATOR, Role.ABSENT, Role.GONE),
}
"""What is read of the records of each kind."""


@attrs.define(slots=False)
class NetworkDay:
    """Who was what, as rows of one consistent state say it of one day.

    Attributes:
        units: of each grid that was there.
        courts: of each grid and unit that was there.
        parents: of each unit that was there; a unit at the top is its own.
        judges: the judge of a grid, whether they were there or away.
        substitutes: of a grid, who took the judge's place.
        liaisons: of a unit; those who stand in among them.
        worked: grids with a grid worker who was there.
        mediators: of a unit, one who was there.
        benches: the courts at which somebody was a judge.
        away: those who were on leave, or had left; `gone` are the latter.
        bodies: units that are mediation organisations, as soon as one is needed.
    """

    day: date
    units: dict[str, str] = attrs.Factory(dict)
    courts: dict[str, str] = attrs.Factory(dict)
    parents: dict[str, str] = attrs.Factory(dict)
    judges: dict[str, str] = attrs.Factory(dict)
    substitutes: dict[str, str] = attrs.Factory(dict)
    worked: set[str] = attrs.Factory(set)
    liaisons: dict[str, str] = attrs.Factory(dict)
    mediators: dict[str, str] = attrs.Factory(dict)
    benches: dict[str, tuple[str, ...]] = attrs.Factory(dict)
    away: set[str] = attrs.Factory(set)
    gone: set[str] = attrs.Factory(set)
    bodies: tuple[str, ...] = ()

    @classmethod
    def read(cls, office: Office, reader: Reader, standing: Standing, day: date) -> NetworkDay:
        """What the rows say, of what the actor may see: a statement for each kind."""
        self = cls(day)
        self._read_people(_given(office, reader, standing, day, "person"))
        for record, person, role, place in _given(office, reader, standing, day, "unit"):
            if role == _HOME:
                self.parents[record] = person
                self.courts[record] = place
            else:
                self.liaisons[record] = person
        self._read_grids(_given(office, reader, standing, day, "grid"))
        if any("no_mediator" in what for what in self.lacked.values()):
            kinds = reader.listed("unit", ("kind",))
            self.bodies = tuple(str(u) for u, k in kinds if k == UnitKind.MEDIATION_ORGANISATION.value)
        return self

    def _read_people(self, rows: list[tuple[str, str, str, str]]) -> None:
        self.gone = {person for person, _, role, _ in rows if role == _GONE}
        self.away = self.gone | {person for person, _, role, _ in rows if role == _ABSENT}
        for person, _, role, place in rows:
            if role == _JUDGE:
                self.benches[person] = (*self.benches.get(person, ()), place)
            elif role == _MEDIATOR and person not in self.away:
                self.mediators.setdefault(place, person)

    def _read_grids(self, rows: list[tuple[str, str, str, str]]) -> None:
        # No object is made for a row: with so many, the collector of garbage would cost more than all else.
        units, courts, judges, worked, away = self.units, self.courts, self.judges, self.worked, self.away
        for record, person, role, place in rows:
            if role == _WORKER:
                if person not in away:
                    worked.add(record)
            elif role == _JUDGE:
                judges.setdefault(record, person)  # a substitute stands behind the judge
            elif role == _HOME:
                units[record] = person
                courts[record] = place
            else:
                self.substitutes[record] = person

    # Who answers.

    def holds_bench(self, person: str, court: str) -> bool:
        """Whether somebody was a judge of that court, or of one above it."""
        return any(court == bench or court.startswith(bench + "/") for bench in self.benches.get(person, ()))

    @cached_property
    def responsible(self) -> dict[str, str]:
        """Of each grid the judge who answered for it: the substitute, else the judge; who was away answered for none.

        Only a judge of the grid's court, or of one above it, can.
        """
        found: dict[str, str] = {}
        fits: dict[tuple[str, str], bool] = {}
        judges, courts, substitutes, away = self.judges, self.courts, self.substitutes, self.away
        for grid in self.units:
            court = courts[grid]
            for judge in (substitutes.get(grid), judges.get(grid)) if grid in substitutes else (judges.get(grid),):
                if judge is None or judge in away:
                    continue
                fit = fits.get((judge, court))
                if fit is None:
                    fit = fits[judge, court] = self.holds_bench(judge, court)
                if fit:
                    found[grid] = judge
                    break
        return found

    def is_judge_away(self, grid: str) -> bool:
        """Whether a grid had a judge of its court who was only on leave."""
        judge = self.judges.get(grid)
        return judge is not None and judge not in self.gone and self.holds_bench(judge, self.courts[grid])

    @cached_property
    def lacked(self) -> dict[str, tuple[str, ...]]:
        """What each grid lacked, in words of ``gap.*``; only grids that lacked something."""
        away = self.away
        served = {unit for unit, liaison in self.liaisons.items() if liaison not in away}
        answered, worked, mediated = self.responsible, self.worked, self.mediators
        found: dict[str, tuple[str, ...]] = {}
        for grid, unit in self.units.items():
            if not (grid in answered and unit in served and grid in worked and unit in mediated):
                found[grid] = tuple(self._missing(grid, unit))
        return found

    def _missing(self, grid: str, unit: str) -> Iterator[str]:
        if grid not in self.responsible:
            yield "judge_away" if self.is_judge_away(grid) else "no_judge"
        if self.liaison(unit) is None:
            on_leave = unit in self.liaisons and self.liaisons[unit] not in self.gone
            yield "liaison_away" if on_leave else "no_liaison"
        if grid not in self.worked:
            yield "no_grid_worker"
        if unit not in self.mediators:
            yield "no_mediator"

    def liaison(self, unit: str | None) -> str | None:
        """The one active liaison of a unit: nobody who was away."""
        liaison = self.liaisons.get(unit or "")
        return None if liaison is None or liaison in self.away else liaison

    def above(self, unit: str) -> Iterator[str]:
        """The units above a unit that were there, the nearest first."""
        passed = {unit}
        parent = self.parents.get(unit)
        while parent is not None and parent not in passed:
            passed.add(parent)
            if parent in self.parents:
                yield parent
            parent = self.parents.get(parent)

    # Who stands in.

    @cached_property
    def loads(self) -> Counter[str]:
        """How many grids each judge answered for."""
        return Counter(self.responsible.values())

    @cached_property
    def _lightest(self) -> dict[str, str]:
        """Of each court the judge with the fewest grids."""
        found: dict[str, str] = {}
        judges = (person for person in self.benches if person not in self.away)
        for judge in sorted(judges, key=lambda person: (self.loads[person], person)):
            for court in self.benches[judge]:
                found.setdefault(court, judge)
        return found

    @cached_property
    def _organisations(self) -> dict[str, str]:
        """Of each court a mediator of a mediation organisation."""
        found: dict[str, str] = {}
        for unit in self.bodies:
            if unit in self.parents and unit in self.mediators:
                found.setdefault(self.courts[unit], self.mediators[unit])
        return found

    def deputy(self, what: str, grid: str) -> str | None:
        """Who stands in for what is missing in a grid; None where nobody can be found."""
        unit = self.units[grid]
        match what:
            case "no_judge" | "judge_away":
                court = self.courts[grid]
                while court and court not in self._lightest:
                    court = court.rpartition("/")[0]
                return self._lightest.get(court)
            case "no_grid_worker":
                return self.liaison(unit)
            case "no_liaison" | "liaison_away":
                return next((found for each in self.above(unit) if (found := self.liaison(each))), None)
            case "no_mediator":
                of_court = self._organisations.get(self.courts[grid])
                above = (self.mediators[each] for each in self.above(unit) if each in self.mediators)
                return of_court or next(above, None)
        return None


def names_of(office: Office, reader: Reader, standing: Standing, people: Collection[str]) -> dict[str, str]:
    """What people are called, as the actor may read it."""
    heads = reader.load(ids=set(people)).heads
    workflow = office.workflows["person"]
    found: dict[str, str] = {}
    for id_, head in heads.items():
        person = office.codec.record(head.kind, head.body)
        if not isinstance(person, Person):
            continue
        shown = person if workflow.holds(workflow.kind.may_read, standing, person) else masked(person)
        found[id_] = shown.name or shown.handle
    return found


def _given(office: Office, reader: Reader, standing: Standing, day: date, kind: str) -> list[tuple[str, str, str, str]]:
    """Rows of the records of a kind that the actor may see."""
    may_see = office.kinds[kind].may_see.criterion(standing)
    if isinstance(may_see, Nothing):
        return []
    return reader.given(kind, [role.value for role in ROLES[kind]], day.isoformat(), may_see)


_HOME, _JUDGE, _WORKER = Role.HOME.value, Role.JUDGE.value, Role.GRID_WORKER.value
_SUBSTITUTE, _MEDIATOR, _GONE = Role.SUBSTITUTE.value, Role.MEDIATOR.value, Role.GONE.value
_ABSENT = Role.ABSENT.value
