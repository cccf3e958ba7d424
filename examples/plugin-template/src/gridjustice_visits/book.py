"""A grid's visit book: one record a grid, a line in its history for each visit."""

from __future__ import annotations

from datetime import date
from enum import Enum

import attrs

from gridjustice.authoring import (
    CourtPath,
    Event,
    Facts,
    Record,
    RecordId,
    calendar_day,
    court_path,
    personal,
    text,
)


class BookState(str, Enum):
    """A book is kept until it is closed."""

    KEPT = "kept"
    CLOSED = "closed"


@attrs.frozen(kw_only=True)
class VisitBook(Record):
    """The visit book of a grid.

    Attributes:
        code: of the grid.
        visited_on: the day of the last visit; None before the first.
    """

    state: BookState
    code: str = text()
    visited_on: date | None = None


@attrs.frozen(kw_only=True)
class BookOpened(Facts):
    """A book is begun for a grid.

    Attributes:
        grid: the grid's record.
        code: the grid's code, which names the book: a grid has one.
    """

    court: CourtPath = court_path()
    grid: RecordId
    code: str = text()

    def applied(self, record: None, event: Event) -> VisitBook:
        """The book, empty."""
        state = BookState(event.target)
        return VisitBook(id=event.record, state=state, court=self.court, grid=self.grid, code=self.code)


@attrs.frozen(kw_only=True)
class VisitMade(Facts):
    """Somebody called on people of the grid.

    Attributes:
        visited_on: the day.
        note: what it was about; people write names into it, so it is personal.
    """

    visited_on: date = calendar_day()
    note: str | None = personal(default=None)

    def applied(self, record: VisitBook, event: Event) -> VisitBook:
        """The book with its last visit; one that is noted late changes nothing but the history."""
        last = record.visited_on
        return (
            record if last is not None and last > self.visited_on else attrs.evolve(record, visited_on=self.visited_on)
        )


@attrs.frozen(kw_only=True)
class CalledOnParties(Facts):
    """Somebody called on the parties of a dispute: a step on a kind that is there already.

    It leaves the dispute as it is: what happened stands in the history.
    """

    visited_on: date = calendar_day()
    note: str | None = personal(default=None)
