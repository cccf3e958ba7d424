"""What happens between a request and what is stored for it: key, record, who, whether, consequences."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextvars import Context
from datetime import datetime, tzinfo
from typing import NamedTuple

from gridjustice.application.access import SYSTEM, standing_of
from gridjustice.application.choosing import DECISIONS, Sought
from gridjustice.application.codec import Codec, from_plain
from gridjustice.application.desk import Desk, Sheet
from gridjustice.application.request import Receipt, Request
from gridjustice.application.rows import Stored, change_of
from gridjustice.domain.record import Decided, Event, Facts, LedBy
from gridjustice.domain.values import RecordId, is_record_id, named_id
from gridjustice.errors import (
    DefinitionError,
    GridJusticeError,
    InvalidError,
    KeyReusedError,
    NotFoundError,
    VersionConflictError,
)
from gridjustice.hooks import Plugins
from gridjustice.law import LawBook, WorkingDays
from gridjustice.ports.clock import court_day
from gridjustice.ports.storage import Transaction
from gridjustice.workflow.engine import Asked, Subject, Workflow
from gridjustice.workflow.rules import Standing
from gridjustice.workflow.table import Act, Row


class Circumstances(NamedTuple):
    """What stays the same from step to step."""

    zone: tzinfo
    law: LawBook
    calendar: WorkingDays


class Deciding:
    """Decides batches of requests; immutable, so threads may share it."""

    def __init__(
        self, workflows: Mapping[str, Workflow], codec: Codec, circumstances: Circumstances, plugins: Plugins
    ) -> None:
        """Put it together.

        Raises:
            DefinitionError: a row decides something that nothing here settles.
        """
        self._workflows = workflows
        self._codec = codec
        self._circumstances = circumstances
        self._plugins = plugins
        for workflow in workflows.values():
            if unknown := {row.decides for row in workflow.kind.rows} - {"", *DECISIONS}:
                known = ", ".join(DECISIONS)
                raise DefinitionError(f"{workflow.kind.name} decides {min(unknown)!r}; what can be decided is {known}")

    def decide(
        self,
        transaction: Transaction,
        requests: Sequence[Request],
        now: datetime,
        together: bool,
        near: Collection[str] = (),
        *,
        within: Sequence[Context] = (),
    ) -> list[Receipt | GridJusticeError]:
        """Decide the requests in their order, and keep what is decided.

        Each request is decided on a sheet of its own, which is laid on the desk once it is whole: what is refused
        half-way leaves nothing. The arguments are those of `Office.take_many`, with the instant of the batch in UTC
        and, in `near`, ids of records that guards will look at, to be loaded with the rest. Where `within` has a
        context for each request, it is decided in it.
        """
        day = court_day(now, self._circumstances.zone)
        desk = Desk(transaction, self._codec, requests, now, day, near=near)
        outcomes: list[Receipt | GridJusticeError] = []
        for number, request in enumerate(requests):
            try:
                if within:
                    outcomes.append(within[number].run(self._answer, desk, request))
                else:
                    outcomes.append(self._answer(desk, request))
            except GridJusticeError as refusal:
                outcomes.append(self._veiled(desk, request, refusal))
        if desk.changes and not (together and any(isinstance(o, GridJusticeError) for o in outcomes)):
            transaction.keep(desk.changes)
        return outcomes

    def _answer(self, desk: Desk, request: Request) -> Receipt:
        kind = (desk.held(request.record).kind if request.record else "") or request.kind
        facts = self._facts(kind, request)
        fingerprint = self._codec.fingerprint(kind, request.record or "", request.step, facts)
        known = desk.receipts.get((request.actor, request.key))
        if known is not None:
            if known.request != fingerprint:
                raise KeyReusedError(request.actor, request.key)
            return self._repeated(desk, known.record, known.version)
        sheet = Sheet(desk)
        record_id = self._record_id(desk, kind, request, facts)
        held = sheet.held(record_id)
        if request.expected_version not in (None, held.version):
            raise VersionConflictError(record_id, request.expected_version or 0, held.version)
        asked = Asked(request.step, facts, request.key, fingerprint)
        event = self._step(sheet, record_id, kind, asked, desk.standing(request.actor))
        desk.lay(sheet)
        return _receipt(event)

    def _veiled(self, desk: Desk, request: Request, problem: GridJusticeError) -> GridJusticeError:
        """The problem itself, or, for who may not know of the record, what an unknown id would give."""
        held = desk.held(request.record) if request.record else None
        if held is None or held.record is None:
            return problem
        workflow = self.workflow(held.kind)
        if workflow.holds(workflow.kind.may_see, desk.standing(request.actor), held.record):
            return problem
        return NotFoundError(f"there is no record {request.record}")

    def _record_id(self, desk: Desk, kind: str, request: Request, facts: Facts) -> RecordId:
        """The id of the record a step is taken on, or of the one that is to be born."""
        if request.record and desk.held(request.record).record is not None:
            return RecordId(request.record)
        named_by = self.workflow(kind).kind.named_by
        if named_by and hasattr(facts, named_by):
            named = named_id(kind, getattr(facts, named_by))
            if request.record not in (None, named):
                raise InvalidError(f"a {kind} gets its id from its {named_by}; leave the id out")
            return named
        if request.record is None:
            return desk.fresh_id()
        if not is_record_id(request.record):
            raise InvalidError(f"{request.record!r} is no id of a record")
        return RecordId(request.record)

    def _step(self, sheet: Sheet, record_id: RecordId, kind: str, asked: Asked, standing: Standing) -> Event:
        """Decide one step and its consequences on the sheet."""
        workflow = self.workflow(kind)
        held = sheet.held(record_id)
        around = self._circumstances
        act = Act(standing.person, sheet.now, sheet.day, around.zone, around.law, around.calendar, sheet.look)

        def settle(row: Row, subject: Subject, facts: Facts, act: Act) -> tuple[Facts, Decided | None]:
            return DECISIONS[row.decides](Sought(sheet.desk, row, subject.record, facts, act), self._plugins)

        decision = workflow.decide(Subject(record_id, held.record, held.version), asked, standing, act, settle)
        event = decision.event
        change = change_of(self._codec, event, held, decision.record, sheet.reads())
        sheet.write(Stored(kind, decision.record, event.version, change.head.hash), change)
        for consequence in decision.row.leads_to:
            other = consequence.on(decision.record, asked.facts)
            if other is None:
                continue
            follows = Asked(
                consequence.step,
                consequence.facts(decision.record, asked.facts),
                cause=LedBy(record=record_id, version=event.version),
            )
            self._step(sheet, other, sheet.held(other).kind, follows, standing_of(SYSTEM, (), sheet.day))
        return event

    def _repeated(self, desk: Desk, record: str, version: int) -> Receipt:
        return _receipt(self._codec.event(desk.entry(record, version).body), repeated=True)

    def _facts(self, kind: str, request: Request) -> Facts:
        if not kind:
            raise NotFoundError(f"there is no record {request.record}")
        table = self.workflow(kind).kind
        cls = table.facts.get(request.step)
        if cls is None:
            raise NotFoundError(f"{kind} has no step {request.step!r}; it has {', '.join(sorted(table.facts))}")
        if isinstance(request.facts, Mapping):
            return from_plain(cls, request.facts)
        if type(request.facts) is not cls:
            raise InvalidError(f"step {request.step!r} takes {cls.__name__}, not {type(request.facts).__name__}")
        return request.facts

    def workflow(self, kind: str) -> Workflow:
        """The compiled table of a kind.

        Raises:
            NotFoundError: no installed plugin offers it.
        """
        try:
            return self._workflows[kind]
        except KeyError:
            raise NotFoundError(f"there is no kind {kind!r}; there are {', '.join(sorted(self._workflows))}") from None


def _receipt(event: Event, *, repeated: bool = False) -> Receipt:
    return Receipt(
        record=event.record,
        kind=event.kind,
        step=event.step,
        version=event.version,
        state=event.target,
        at=event.at,
        repeated=repeated,
    )
