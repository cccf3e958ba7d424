"""Small questions to planners, for the tests of all of them."""

from __future__ import annotations

from datetime import date

import attrs
from hypothesis import strategies as st

from gridjustice.domain.network import GridNature, Place
from gridjustice.domain.planning import Candidate, Demand, JudgeRule, PairRule, Rules, Terms, Weights
from gridjustice.domain.values import CourtPath, RecordId

DAY = date(2022, 7, 1)
HELONG, HUNCHUN, ABOVE = CourtPath("yblq/helong"), CourtPath("yblq/hunchun"), CourtPath("yblq")
COURTS = (ABOVE, HELONG, HUNCHUN)
CAUSES = ("T137", "T137.01", "T144", "T055")
LANGUAGES = ("zh-CN", "ko-CN")
WEIGHTS = Weights(
    speciality=600, dedicated=1200, distance=5, no_distance=250, language=400, court_above=2000, load=10, keep=250,
    gap=1_000_000,
)  # fmt: skip
KIN = {"T137.01": frozenset({"T137.01", "T137"})}
TERMS = Terms(weights=WEIGHTS, kin=KIN)


def demand(grid: str, court: CourtPath = HELONG, *, judge: str | None = None, causes: tuple[str, ...] = (),
           nature: GridNature = GridNature.DEDICATED, languages: tuple[str, ...] = (),
           place: Place | None = None, occurring: tuple[tuple[str, int], ...] = (),
           work: int = 0) -> Demand:  # fmt: skip
    held = RecordId(judge) if judge else None
    return Demand(
        grid=RecordId(grid), name=grid, court=court, nature=nature, causes=causes, judge=held, languages=languages,
        place=place, occurring=occurring, work=work,
    )  # fmt: skip


def candidate(judge: str, court: CourtPath = HELONG, *, knows: tuple[str, ...] = (), load: int = 0,
              languages: tuple[str, ...] = ("zh-CN",), place: Place | None = None,
              takes_new: bool = True) -> Candidate:  # fmt: skip
    return Candidate(
        judge=RecordId(judge), name=f"judge {judge}", court=court, specialities=knows, load=load, languages=languages,
        place=place, takes_new=takes_new,
    )  # fmt: skip


def some(of: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(of)).map(lambda found: tuple(sorted(found)))


places = st.builds(
    lambda north, east: Place(latitude=f"{42 + north / 100}", longitude=f"{128 + east / 100}"),
    st.integers(0, 200),
    st.integers(0, 200),
)


@st.composite
def questions(draw: st.DrawFn, *, most: int = 12, work: bool = True) -> tuple[list[Demand], list[Candidate], Terms]:
    """Grids, judges and terms: some judges of two courts, some on leave, some grids held, some rules."""
    names = [f"j{number}" for number in range(draw(st.integers(0, 5)))]
    judges = [
        candidate(
            name, court, knows=draw(some(CAUSES)), languages=draw(some(LANGUAGES)), place=draw(st.none() | places),
            takes_new=draw(st.integers(0, 4)) > 0,
        )
        for name in names
        for court in sorted(draw(st.sets(st.sampled_from(COURTS), min_size=1, max_size=2)))
    ]  # fmt: skip
    grids = [
        demand(
            f"g{number:02}", draw(st.sampled_from(COURTS)), nature=draw(st.sampled_from(GridNature)),
            causes=draw(some(CAUSES)), languages=draw(some(LANGUAGES)), place=draw(st.none() | places),
            judge=draw(st.sampled_from(["gone", *names]) | st.none()),
            occurring=tuple((code, draw(st.integers(1, 9))) for code in draw(some(CAUSES))),
            work=draw(st.integers(0, 9)),
        )
        for number in range(draw(st.integers(0, most)))
    ]  # fmt: skip
    held = {name: [grid for grid in grids if grid.judge == name] for name in names}
    beside = {name: draw(st.integers(0, 3)) for name in names}
    judges = [
        attrs.evolve(
            judge, load=len(held[judge.judge]) + beside[judge.judge],
            work=sum(grid.work for grid in held[judge.judge]) + beside[judge.judge],
        )
        for judge in judges
    ]  # fmt: skip
    return grids, judges, attrs.evolve(TERMS, rules=draw(rules(grids, judges, work=work)))


@st.composite
def rules(draw: st.DrawFn, grids: list[Demand], judges: list[Candidate], *, work: bool) -> Rules:
    """Rules that can be kept: a fixed pair is of a judge of the grid's own court, without a limit."""
    fixed: list[PairRule] = []
    forbidden: list[PairRule] = []
    for grid in grids:
        own = [judge.judge for judge in judges if judge.court == grid.court]
        kind = draw(st.sampled_from(("free", "free", "free", "fixed", "forbidden"))) if own else "free"
        pair = None if kind == "free" else PairRule(grid=grid.grid, judge=draw(st.sampled_from(own)), reason="r")
        if pair is not None:
            (fixed if kind == "fixed" else forbidden).append(pair)
    bound = {pair.judge for pair in fixed}
    limits = [
        JudgeRule(
            judge=judge,
            most_grids=draw(st.none() | st.integers(0, 6)),
            most_work=draw(st.none() | st.integers(0, 30)) if work else None,
            takes_new=draw(st.integers(0, 4)) > 0,
        )
        for judge in dict.fromkeys(judge.judge for judge in judges)
        if judge not in bound and draw(st.booleans())
    ]
    weights = draw(st.sampled_from(((), (("load", 0),), (("keep", 0),), (("distance", 50), ("load", 300)))))
    return Rules(fixed=tuple(fixed), forbidden=tuple(forbidden), judges=tuple(limits), weights=weights)
