"""The office: the one way in for every step, whoever takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import attrs

from gridjustice.application import watching
from gridjustice.application.access import standing_of, visible, waiting
from gridjustice.application.audit import Verdict, checkpoint_lines, verify
from gridjustice.application.codec import Codec
from gridjustice.application.deciding import Circumstances, Deciding
from gridjustice.application.request import Receipt, Request, View
from gridjustice.application.rows import due_of, projection_of
from gridjustice.application.together import Asking, Together
from gridjustice.application.watching import Fired, Swept
from gridjustice.domain.criteria import Criterion, Everything, equals, matches
from gridjustice.domain.personal import masked, without_guarded
from gridjustice.domain.record import Event, Facts, Record
from gridjustice.domain.values import RecordId
from gridjustice.errors import (
    ConflictError,
    DefinitionError,
    GridJusticeError,
    NotFoundError,
)
from gridjustice.hooks import Plugins
from gridjustice.language import Catalogue
from gridjustice.law import LawBook, WorkingDays
from gridjustice.ports.clock import Clock, SystemClock, court_day
from gridjustice.ports.sealer import NullSealer, Sealer
from gridjustice.ports.storage import EntryRow, HeadRow, Reader, Storage
from gridjustice.workflow.lint import unlawful, unlawful_paths
from gridjustice.workflow.rules import Standing
from gridjustice.workflow.table import Kind

ATTEMPTS = 5
"""How often a single step is decided again when somebody was faster and the caller gave no expected version."""


class Office:
    """A court's office over one storage; threads may share it.

    Attributes:
        kinds: every kind of record, by name.
        law: what the law says.
        calendar: the working days.
        catalogue: the words, in three languages.
    """

    def __init__(
        self,
        storage: Storage,
        plugins: Plugins,
        *,
        clock: Clock | None = None,
        law: LawBook | None = None,
        calendar: WorkingDays | None = None,
        sealer: Sealer | None = None,
        prepare: bool = False,
    ) -> None:
        """Put an office together.

        Args:
            storage: where records are kept; the office does not close it.
            plugins: kinds, words and decisions.
            clock: tells the time; the machine's by default.
            law: built-in by default; what plugins bring is laid beside it.
            calendar: the one a plugin offers by default.
            sealer: hides personal data; by default nothing is hidden.
            prepare: create what the storage lacks, as ``gridjustice init`` does.

        Raises:
            DefinitionError: a table contradicts itself, plugins clash, or several decide the same and none is chosen.
            NotFoundError: the storage was never prepared.
        """
        self.storage = storage
        self.plugins = plugins
        self.clock = clock or SystemClock()
        plugins.deciders()
        self.law = plugins.law(law)
        self.calendar = calendar or plugins.calendar()
        self.kinds: Mapping[str, Kind] = plugins.kinds()
        self.catalogue = Catalogue(plugins.catalogues())
        self.workflows = plugins.workflows()
        if problems := [problem for kind in self.kinds.values() for problem in unlawful(kind, self.law)]:
            raise DefinitionError("; ".join(problems))
        if problems := unlawful_paths(self.law):
            raise DefinitionError("; ".join(problems))
        self.codec = Codec(self.kinds, sealer or NullSealer())
        around = Circumstances(self.clock.zone, self.law, self.calendar)
        self.deciding = Deciding(self.workflows, self.codec, around, plugins)
        self._together = Together(self._decided_together, self._decided_alone)
        projections = [projection_of(kind) for kind in self.kinds.values()]
        if prepare:
            storage.prepare(projections)
        storage.use(projections)

    def __copy__(self) -> Office:
        """Another office that may be given a storage or a clock of its own; what it decides, it decides itself."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._together = Together(other._decided_together, other._decided_alone)
        return other

    # Taking steps.

    def take(
        self,
        actor: str,
        record: str,
        step: str,
        facts: Facts | Mapping[str, Any] | None = None,
        *,
        key: str,
        expected_version: int | None = None,
    ) -> Receipt:
        """Take a step on a record.

        Args:
            actor: id of a person's record, or of a built-in actor.
            record: its id.
            step: a step of its kind's table.
            facts: what must be known, as the step's facts class or a mapping.
            key: idempotency key: the same key again gives the same receipt and stores nothing.
            expected_version: refuse with a conflict if the record is at another.

        Raises:
            StepRefusedError: with every reason, each with its article.
            VersionConflictError: the record is not at the expected version.
            KeyReusedError: the key was used for something else.
            NotFoundError: no such record, or not for this actor; no such step.
            InvalidError: the facts are wrong, with the path.
        """
        return self._one(
            Request(
                actor=actor, record=record, step=step, facts=facts or {}, key=key, expected_version=expected_version
            )
        )

    def begin(
        self,
        actor: str,
        kind: str,
        step: str,
        facts: Facts | Mapping[str, Any],
        *,
        key: str,
        record: str | None = None,
    ) -> Receipt:
        """Take a step by which a record is born; arguments and errors as in `take`.

        Args:
            actor: who.
            kind: of the record.
            step: a step from NEW.
            facts: what must be known.
            key: idempotency key.
            record: its id where a list names it (`named_id`); else a new one is made.
        """
        return self._one(Request(actor=actor, kind=kind, record=record, step=step, facts=facts, key=key))

    def take_many(self, requests: Sequence[Request], *, together: bool = False) -> list[Receipt | GridJusticeError]:
        """Take many steps in one transaction, in their order; each has its own outcome.

        A request that is refused leaves nothing and stops no other. What cannot be blamed on one request (a conflict
        with another process at commit, a storage that is gone) is raised, and nothing is kept.

        Args:
            requests: the steps; a later one sees what an earlier one did.
            together: keep all or none: if one is refused nothing is stored, and the receipts only say what would be.

        Raises:
            VersionConflictError: somebody changed a record between reading and storing.
            AdapterUnavailableError: the storage is locked or gone.
        """
        now = self.clock.now().astimezone(UTC)
        return self.storage.run(lambda transaction: self.deciding.decide(transaction, requests, now, together))

    def _one(self, request: Request) -> Receipt:
        if self.storage.may_share():
            outcome = self._together.ask(request)
        else:
            outcome = self._decided_alone(request)
        if isinstance(outcome, GridJusticeError):
            raise outcome
        return outcome

    def _decided_together(self, asked: Sequence[Asking[Request]]) -> list[Receipt | GridJusticeError]:
        """The steps that several threads take at once: one batch, each in the context of the thread that takes it."""
        now = self.clock.now().astimezone(UTC)
        requests = [each.question for each in asked]
        within = [each.context for each in asked] if len(asked) > 1 else ()
        return self.storage.run(lambda t: self.deciding.decide(t, requests, now, together=False, within=within))

    def _decided_alone(self, request: Request) -> Receipt | GridJusticeError:
        attempts = 1 if request.expected_version is not None else ATTEMPTS
        while True:
            attempts -= 1
            try:
                (outcome,) = self.take_many((request,))
            except ConflictError:
                if not attempts:
                    raise
                continue
            return outcome

    # Reading.

    def show(self, actor: str, record: str) -> View:
        """A record as the actor may see it.

        Raises:
            NotFoundError: no such record, or the actor may not know of it.
        """
        with self.storage.read() as reader:
            standing = self.standing(reader, actor)
            head = reader.load(ids=(record,)).heads.get(record)
            if head is None:
                raise NotFoundError(f"there is no record {record}")
            return self.view(head, standing)

    def history(self, actor: str, record: str) -> list[Event]:
        """The events of a record, oldest first, personal data masked as in `show`.

        A step whose plugin is away is told without its facts (`UnknownFacts`), to those who know of all there is.
        Whom a plugin ranked, and who was set aside, is told to those who may take such a step themselves.

        Raises:
            NotFoundError: no such record, or the actor may not know of it.
        """
        with self.storage.read() as reader:
            standing = self.standing(reader, actor)
            head = reader.load(ids=(record,)).heads.get(record)
            if head is None:
                raise NotFoundError(f"there is no record {record}")
            view = self.view(head, standing)
            events = [self._event(entry) for entry in reader.entries(record)]
            current: Record = self.codec.record(head.kind, head.body)
        kind = self.kinds[view.kind]
        if not view.knows:
            # What a step was whose plugin is away cannot be known: it may have been guarded.
            plain = kind.facts.keys() - kind.guarded_steps
            events = [_unguarded_event(kind, e) for e in events if e.step in plain]
        workflow = self.workflows[view.kind]
        judging = {r.step for r in kind.rows if r.decides and workflow.holds(r.who, standing, current)}
        events = [e if e.derived.decision is None or e.step in judging else _unranked_event(e) for e in events]
        return events if view.clear else [attrs.evolve(e, facts=masked(e.facts)) for e in events]

    def find(
        self,
        actor: str,
        where: Criterion | None = None,
        *,
        order: Sequence[str] = ("id",),
        limit: int = 100,
        after: View | None = None,
    ) -> list[View]:
        """Records that the actor may see, by the same rule as `show`; which steps are open is left out.

        Args:
            actor: who asks.
            where: which of them; all by default.
            order: ``id``, ``-id`` or ``due``.
            limit: how many at the most.
            after: go on behind this one, the last of the page before.
        """
        with self.storage.read() as reader:
            standing = self.standing(reader, actor)
            criterion = (where or Everything()) & visible(self.kinds, standing)
            behind = None if after is None else _cursor(after)
            heads = reader.find(criterion, order=order, limit=limit, after=behind)
            return [self.view(head, standing, with_steps=False) for head in heads]

    def count(
        self, actor: str, where: Criterion | None = None, by: Sequence[str] = ()
    ) -> dict[tuple[str | None, ...], int]:
        """How many records the actor may see, for each combination of the head's fields in ``by``."""
        with self.storage.read() as reader:
            standing = self.standing(reader, actor)
            return reader.count((where or Everything()) & visible(self.kinds, standing), by)

    def inbox(self, actor: str, *, limit: int = 100) -> list[View]:
        """What waits for the actor, the most urgent first."""
        with self.storage.read() as reader:
            standing = self.standing(reader, actor)
            criterion = waiting(self.kinds, standing) & visible(self.kinds, standing)
            return [self.view(h, standing) for h in reader.find(criterion, order=("due",), limit=limit)]

    def look_up(self, actor: str, kind: str, column: str, value: str) -> RecordId:
        """The id of the one record whose number, code or handle that is.

        Raises:
            NotFoundError: none that the actor may see, or several.
        """
        with self.storage.read() as reader:
            standing = self.standing(reader, actor)
            heads = reader.load(ids=reader.numbers(kind, column, value)).heads
            found = [h.id for h in heads.values() if self._sees(h, standing)]
        if len(found) != 1:
            raise NotFoundError(f"{'several records' if found else 'no record'} of kind {kind} with {column} {value!r}")
        return RecordId(found[0])

    def standing(self, reader: Reader, actor: str) -> Standing:
        """What an actor may stand on today."""
        loaded = reader.load(ids=(actor,), people=(actor,))
        head = loaded.heads.get(actor)
        own = None if head is None else self.codec.record(head.kind, head.body)
        return standing_of(actor, loaded.appointments.get(actor, ()), self.today(), own)

    def today(self) -> date:
        """The court-local day."""
        return court_day(self.clock.now(), self.clock.zone)

    def view(self, head: HeadRow, standing: Standing, *, with_steps: bool = True) -> View:
        """A head that was read as somebody of that standing may see it: the one rule of every reading.

        Raises:
            NotFoundError: they may not know of it.
        """
        workflow = self.deciding.workflow(head.kind)
        record: Record = self.codec.record(head.kind, head.body)
        if not workflow.holds(workflow.kind.may_see, standing, record):
            raise NotFoundError(f"there is no record {head.id}")
        clear = workflow.holds(workflow.kind.may_read, standing, record)
        knows = workflow.kind.may_know is None or workflow.holds(workflow.kind.may_know, standing, record)
        steps = workflow.open_steps(record, standing) if with_steps else ()
        shown = record if knows else _unguarded(workflow.kind, record)
        return View(
            kind=head.kind,
            record=shown if clear else masked(shown),
            version=head.version,
            clear=clear,
            knows=knows,
            steps=steps,
        )

    def _event(self, entry: EntryRow) -> Event:
        try:
            return self.codec.event(entry.body)
        except NotFoundError:
            return self.codec.outline(entry.body)

    def _sees(self, head: HeadRow, standing: Standing) -> bool:
        record: Record = self.codec.record(head.kind, head.body)
        criterion = equals("kind", head.kind) & self.kinds[head.kind].may_see.criterion(standing)
        return matches(criterion, head, record.appointed)

    # Proving.

    def verify(
        self, *, checkpoint: Iterable[str] | None = None, progress: Callable[[int], None] | None = None
    ) -> Verdict:
        """Recompute everything that is stored and name what does not fit; see `gridjustice.application.audit`.

        Args:
            checkpoint: lines of a checkpoint file to hold it against.
            progress: called with the number of records read so far.

        Raises:
            InvalidError: the checkpoint is none, or it was changed.
        """
        return verify(self.storage, self.codec, checkpoint=checkpoint, progress=progress)

    def checkpoint(self) -> Iterator[str]:
        """The lines of a checkpoint file, to be kept out of reach of whoever can write to the storage."""
        return checkpoint_lines(self.storage, self.clock.now())

    # What happens by itself.

    def sweep(self, *, page: int = 1000) -> Swept:
        """Take the step of everything that happens by itself by now: limits that expire, and their warnings.

        Safe at any time, and in several processes at once: what fails stops nothing else and is tried again by the
        next sweep, and nothing is taken twice. What has waited for long happens once: a limit expires, or gives the
        last of its warnings that have come.
        """
        return watching.sweep(self, page=page)

    def would_fire(self, until: datetime | None = None, *, page: int = 1000) -> Iterator[Fired]:
        """What a sweep would do now, and what sweeps would then do until an instant if nobody did anything meanwhile.

        Nothing is taken. Whether guards let each of them be taken is not asked; what it would start is not foreseen.

        Args:
            until: now by default.
            page: how many deadlines are read at once.
        """
        return watching.would_fire(self, until or self.clock.now(), page=page)

    def recount(self, *, page: int = 1000) -> Swept:
        """Count the limits anew that were counted by another calendar and reach past what it had published.

        To be called when a calendar year was published; doing it again does nothing. Warnings begin anew where a last
        day has moved.
        """
        return watching.recount(self, page=page)


def _cursor(view: View) -> HeadRow:
    """What of a head a page goes on behind: its id and when it is due."""
    record: Record = view.record
    due = due_of(record.deadlines)
    return HeadRow(record.id, view.kind, record.court, None, None, "", view.version, due, "", b"")


def open_office(address: str, *, plugins: Plugins | None = None, **settings: Any) -> Office:
    """An office over the storage at an address, with the plugins that are installed.

    Args:
        address: as ``sqlite:///court.db``; its scheme decides which plugin opens it.
        plugins: instead of the installed ones: ``Plugins.found([...])`` adds to them, ``Plugins([...])`` does not.
        settings: as of `Office`.
    """
    plugins = plugins or Plugins.found()
    return Office(plugins.storage(address), plugins, **settings)


def _unguarded(kind: Kind, record: Record) -> Record:
    """The record for those who may see it and not know of what is guarded in it."""
    shown = without_guarded(record)
    deadlines = tuple(d for d in record.deadlines if d.limit not in kind.guarded_limits)
    return shown if deadlines == record.deadlines else attrs.evolve(shown, deadlines=deadlines)


def _unguarded_event(kind: Kind, event: Event) -> Event:
    """The same of an event."""
    derived = event.derived
    if derived.deadlines is not None:
        kept = tuple(d for d in derived.deadlines if d.limit not in kind.guarded_limits)
        derived = attrs.evolve(derived, deadlines=kept)
    openly = kind.openly_told(event.step, derived.tells)
    if openly != derived.tells:
        derived = attrs.evolve(derived, tells=openly)
    return attrs.evolve(event, facts=without_guarded(event.facts), derived=derived)


def _unranked_event(event: Event) -> Event:
    """The same for those who do not choose: who was chosen and why, and nothing of the others."""
    assert event.derived.decision is not None, "it decided something"
    decision = attrs.evolve(event.derived.decision, candidates=(), set_aside=())
    return attrs.evolve(event, derived=attrs.evolve(event.derived, decision=decision))
