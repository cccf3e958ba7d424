"""A redrawing at work: steps in batches, each under a key of its own, so that whoever goes on repeats nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from gridjustice.application.access import SYSTEM
from gridjustice.application.office import ATTEMPTS, Office
from gridjustice.application.redrawing_rule import (
    Rule,
    heads_of,
    list_requests,
    listed_lines,
    open_in,
    parts,
    record_of,
    units_below,
)
from gridjustice.application.request import Request
from gridjustice.domain.network import Grid, Unit
from gridjustice.domain.record import Record
from gridjustice.domain.redrawing import Finished, Left, Line, Redraw, Redrawing, RedrawingState, Rehomed, Successor
from gridjustice.domain.values import RecordId
from gridjustice.errors import ConflictError, GridJusticeError
from gridjustice.ports.storage import Reader
from gridjustice.workflow.refusals import StepRefusedError
from gridjustice.workflow.rehoming import REHOME


class Work:
    """A redrawing that is being applied or undone."""

    def __init__(self, office: Office, redrawing: RecordId, batch: int, progress: Callable[[int], None] | None) -> None:
        self._office = office
        self._id = redrawing
        self._batch = batch
        self._progress = progress
        self._moved = 0
        self._left: dict[RecordId, Left] = {}
        with office.storage.read() as reader:
            record = record_of(office, reader, redrawing)
            assert isinstance(record, Redrawing), "who calls this has seen to it"
            self._plan = record
            self._is_applying = record.state is RedrawingState.APPLYING
            self._lines = listed_lines(office, reader, redrawing)

    def apply(self) -> None:
        """Successors are made, what lies in the subjects moves, subjects are closed."""
        plan = self._plan
        if plan.how is Redraw.RENAME:
            self._rename(plan.name, plan.name_ko, "rename")
        self._make()
        self._move(self._lines, "there")
        self._move_what_came()
        if plan.ending:
            successors = [id_ for s in plan.successors if (id_ := plan.successor(s.code))]
            for subject in plan.ending:
                if successors or self._is_empty(subject):
                    self._close(subject, plan.since.isoformat(), successors)
                else:
                    self._left[subject] = Left(record=subject, code="still_open_there")
            self._move_what_came()  # nothing can come any more: the guards of what is reported see that it is closed
        self._finish("finish")

    def undo(self) -> None:
        """Subjects are there again, what had moved goes back, successors that were made are closed."""
        plan = self._plan
        day = plan.undone_on
        assert day is not None, "the step that begins an undoing dates it"
        if plan.how is Redraw.RENAME and plan.was_name is not None:
            self._rename(plan.was_name, plan.was_name_ko, "rename back")
        for subject in plan.ending:
            facts = {"since": day.isoformat(), "redrawing": self._id}
            self._take([self._request(subject, "reopen", facts, f"reopen:{subject}")])
        newest = {line.record: line for line in self._lines}
        self._move([line.back() for record, line in newest.items() if record not in self._stayed()], "back")
        made = [id_ for s in plan.successors if s.is_new and (id_ := plan.successor(s.code))]
        if len(plan.subjects) == 1:
            self._bring_home(made, plan.subjects[0])
        for successor in made:
            if self._is_empty(successor):
                self._close(successor, day.isoformat(), plan.subjects)
            else:
                self._left[successor] = Left(record=successor, code="still_open_there")
        self._finish("finish_undo")

    # The network itself.

    def _make(self) -> None:
        """Successors that are not there are made, with those who answer for them."""
        plan = self._plan
        for successor in plan.successors:
            if not successor.is_new:
                continue
            id_ = plan.successor(successor.code)
            assert id_ is not None, "a successor has a code"
            requests = [self._made(successor)]
            for number, held in enumerate(successor.assignments):
                facts: dict[str, Any] = {"person": held.person, "since": held.since.isoformat()}
                step = "name_liaison"
                if plan.places == "grid":
                    step = "assign"
                    facts |= {"role": held.role.value, "until": held.until.isoformat() if held.until else None}
                requests.append(self._request(id_, step, facts, f"assign:{successor.code}:{number}"))
            self._take(requests)

    def _made(self, successor: Successor) -> Request:
        plan = self._plan
        with self._office.storage.read() as reader:
            first = record_of(self._office, reader, plan.subjects[0])
        facts: dict[str, Any] = {
            "court": plan.court,
            "code": successor.code,
            "name": successor.name,
            "name_ko": successor.name_ko,
            "since": plan.since.isoformat(),
        }
        if isinstance(first, Grid):
            facts |= {"unit": plan.was_units[0], "nature": first.nature.value, "causes": list(first.causes)}
            return self._request(None, "draw", facts, f"make:{successor.code}", kind="grid")
        assert isinstance(first, Unit), "a subject is a grid or a unit"
        facts |= {"kind": first.kind.value, "parent": first.parent, "mediates": first.mediates}
        return self._request(None, "adopt", facts, f"make:{successor.code}", kind="unit")

    def _rename(self, name: str | None, name_ko: str | None, key: str) -> None:
        facts = {"name": name, "name_ko": name_ko}
        self._take([self._request(self._plan.subjects[0], "rename", facts, key)])

    def _close(self, place: RecordId, on: str, successors: Sequence[RecordId]) -> None:
        facts = {
            "reason": self._plan.reason,
            "gone_on": on,
            "successors": list(successors),
            "redrawing": self._id,
        }
        self._take([self._request(place, "close", facts, f"close:{place}")])

    # What lies in it.

    def _move_what_came(self) -> None:
        """Whatever has come into the subjects since the plan was made moves by the same rule."""
        while True:
            with self._office.storage.read() as reader:
                came = [
                    line for line in Rule(self._office, reader, self._plan).lines() if line.record not in self._left
                ]
            if not came:
                return
            self._list_and_move(came, "there")

    def _bring_home(self, made: Sequence[RecordId], subject: RecordId) -> None:
        """What came into the successors later lies in what they came from."""
        places = self._plan.places
        while made:
            with self._office.storage.read() as reader:
                came = [line for line in self._home(reader, made, subject) if line.record not in self._left]
            if not came:
                return
            self._list_and_move(came, f"home to {places}")

    def _home(self, reader: Reader, made: Sequence[RecordId], subject: RecordId) -> list[Line]:
        lines: list[Line] = []
        for head in heads_of(reader, open_in(self._office, self._plan.places, made)):
            record: Record = self._office.codec.record(head.kind, head.body)
            unit, grid = record.home
            to = (unit, subject) if self._plan.places == "grid" else (subject, grid)
            lines.append(Line(record=record.id, kind=head.kind, was_unit=unit, was_grid=grid, unit=to[0], grid=to[1]))
        if self._plan.places == "unit":
            for unit_ in units_below(self._office, reader, made):
                below = record_of(self._office, reader, unit_)
                if below is not None:
                    lines.append(Line(record=unit_, kind="unit", was_unit=below.home[0], unit=subject))
        return sorted(lines, key=lambda line: (line.kind != "grid", line.record))

    def _is_empty(self, place: RecordId) -> bool:
        with self._office.storage.read() as reader:
            if self._plan.places == "unit" and units_below(self._office, reader, [place]):
                return False
            return not reader.count(open_in(self._office, self._plan.places, [place]))[()]

    def _stayed(self) -> set[RecordId]:
        """Records that could not be moved when it was applied."""
        return {each.record for each in self._plan.left}

    def _list_and_move(self, lines: Sequence[Line], way: str) -> None:
        self._take(list_requests(self._id, lines))
        self._move(lines, way)

    def _move(self, lines: Iterable[Line], way: str) -> None:
        since = self._plan.since if way == "there" else self._plan.undone_on
        assert since is not None, "an undoing is dated"
        requests = [
            self._request(
                line.record,
                REHOME,
                Rehomed(
                    was_unit=line.was_unit, was_grid=line.was_grid, unit=line.unit, grid=line.grid, since=since,
                    redrawing=self._id,
                ),
                f"{way}:{line.record}",
            )
            for line in lines
        ]  # fmt: skip
        for part in parts(requests, self._batch):
            self._take(part)
            self._moved += len(part)
            if self._progress is not None:
                self._progress(self._moved)

    # Steps.

    def _request(self, record: RecordId | None, step: str, facts: Any, key: str, kind: str = "") -> Request:
        return Request(
            actor=SYSTEM, record=record, kind=kind, step=step, facts=facts, key=f"{self._id}:{key}"
        )  # fmt: skip

    def _take(self, requests: Sequence[Request]) -> None:
        """Take the steps, again where somebody was faster; what is refused is left, with the reason."""
        for attempt in range(ATTEMPTS):
            try:
                outcomes = self._office.take_many(requests)
                break
            except ConflictError:
                if attempt == ATTEMPTS - 1:
                    raise
        for request, outcome in zip(requests, outcomes, strict=True):
            if isinstance(outcome, StepRefusedError) and request.record is not None:
                record, code = RecordId(request.record), outcome.reasons[0].code
                if not (self._is_applying and code in _FOUND_AGAIN):
                    self._left[record] = Left(record=record, code=code)
            elif isinstance(outcome, GridJusticeError):
                raise outcome

    def _finish(self, step: str) -> None:
        facts = Finished(left=tuple(self._left[each] for each in sorted(self._left)))
        outcome = self._office.take_many([self._request(self._id, step, facts, step)])[0]
        if isinstance(outcome, GridJusticeError):
            raise outcome


_FOUND_AGAIN = ("moved_meanwhile", "not_from_here")
"""Why a planned line is passed over when it is applied: what still lies there is found again, what has ended stays."""
