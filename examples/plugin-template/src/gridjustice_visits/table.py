"""The table of visit books, and what is added to the tables that are there: read it from left to right."""

from __future__ import annotations

from typing import Any

from gridjustice.authoring import (
    GRID_WORKER,
    JUDGE_OF_GRID,
    MEDIATOR_OF,
    NEW,
    PRESIDENT,
    SAME,
    Act,
    Audience,
    DisputeState,
    Extension,
    Grid,
    Kind,
    Limit,
    NoFacts,
    Reason,
    Step,
    named_id,
)
from gridjustice_visits.book import BookOpened, BookState, CalledOnParties, VisitBook, VisitMade

S = BookState
VISITORS = GRID_WORKER | JUDGE_OF_GRID


# Guards: each returns the reason why it refuses, or None. Its words stand in the catalogues.


def visit_in_future(record: Any, facts: VisitMade | CalledOnParties, act: Act) -> Reason | None:
    """Refuses a visit that has not been made yet."""
    if facts.visited_on > act.day:
        return Reason("visit_in_future", values={"day": facts.visited_on, "today": act.day})
    return None


def visit_book_of_no_grid(record: None, facts: BookOpened, act: Act) -> Reason | None:
    """Refuses a book whose grid is not there, or has another code or court."""
    grid = act.look(facts.grid)
    if not isinstance(grid, Grid) or (grid.code, grid.court) != (facts.code, facts.court):
        return Reason("visit_book_of_no_grid", values={"code": facts.code})
    return None


def visit_book_open(record: Grid, facts: Any, act: Act) -> Reason | None:
    """Refuses to close a grid whose visit book is still kept: asked beside the guards of the built-in step."""
    book = act.look(named_id("visit_book", record.code))
    if isinstance(book, VisitBook) and book.state is S.KEPT:
        return Reason("visit_book_open", values={"code": record.code})
    return None


# fmt: off
VISIT_BOOK = Kind(
    name="visit_book", record=VisitBook, states=S, named_by="code",
    may_see=VISITORS | PRESIDENT, may_read=VISITORS, ends=(S.CLOSED,),
    steps=(
        #    step     source  target    who       facts       refused_if                 basis
        Step("open",  NEW,    S.KEPT,   VISITORS, BookOpened, (visit_book_of_no_grid,),  "visits.keep"),
        Step("visit", S.KEPT, SAME,     VISITORS, VisitMade,  (visit_in_future,),        "visits.keep"),
        Step("close", S.KEPT, S.CLOSED, VISITORS, NoFacts,    (),                        "visits.keep"),
    ),
    limits=(
        # How long is a figure of law/visits.toml; a later visit starts it anew, from the day of the last one.
        Limit(name="next_visit", figure="visits.next", starts=("open", "visit"), from_day="visited_on", runs_in=(S.KEPT,), owed_by=(Audience.GRID_WORKER,)),  # noqa: E501  # a table is read by its columns
    ),
)

ON_DISPUTES = Extension(
    kind="dispute",
    steps=(
        Step("call_on_parties", (DisputeState.REPORTED, DisputeState.IN_MEDIATION), SAME, GRID_WORKER | MEDIATOR_OF, CalledOnParties, (visit_in_future,), "visits.keep"),  # noqa: E501  # likewise
    ),
)

ON_GRIDS = Extension(kind="grid", guards={"close": (visit_book_open,)})
# fmt: on
