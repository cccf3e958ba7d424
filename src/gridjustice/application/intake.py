"""What comes in from outside (a call, a message, somebody at the door) becomes a sign or a report, each of them once.

There is no second path: what was told ends in the steps ``note`` and ``report`` of a dispute's table. What names the
call where it came from names the record too, so that the same call is the same record whoever enters it again; another
call about the same matter is a record of its own, shown with those that it looks like. Nothing here decides by words.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import attrs

from gridjustice.application.alike import Surroundings
from gridjustice.application.codec import from_plain
from gridjustice.application.incoming import Incoming, IntakeOutcome, TakenIn
from gridjustice.application.office import ATTEMPTS, Office
from gridjustice.application.rehearsal import rehearsing
from gridjustice.application.request import Receipt, Request, View
from gridjustice.domain.criteria import In
from gridjustice.domain.dispute.choices import DisputeState
from gridjustice.domain.dispute.prevention import Linked, Report, SignNoted
from gridjustice.domain.record import Facts
from gridjustice.domain.values import CourtPath, RecordId, named_id
from gridjustice.errors import ConflictError, GridJusticeError, NotFoundError
from gridjustice.language import Language
from gridjustice.ports.storage import Reader
from gridjustice.workflow.refusals import Reason, StepRefusedError

TOGETHER = 100
"""So many are stored in one transaction."""

Progress = Callable[[int, int], None]
"""Called with how many are done, and of how many."""


def take_in(
    office: Office, actor: str, incoming: Incoming | Mapping[str, Any], *, key: str | None = None, link: bool = False
) -> TakenIn:
    """A sign is noted or a dispute reported; what was taken in before is recognised by its source.

    A sign of which the parties become known, under the same source, becomes a report on the same record.

    Args:
        office: whose.
        actor: who enters it; may take the step ``note`` or ``report`` there.
        incoming: what was told, or a mapping to make it of.
        key: idempotency key of something that has no source.
        link: link it at once where the same caller came the same way on the same day with the same people or words,
            if the actor may take that step; a danger is never linked away.

    Raises:
        StepRefusedError: with every reason; also where the source was taken in before with other content.
        NotFoundError: no such unit.
        InvalidError: something cannot be taken as it is.
        KeyReusedError: the key was used for something else.
        ConflictError: others kept changing the same records.
    """
    if isinstance(incoming, Mapping):
        incoming = from_plain(Incoming, incoming)
    taking = _Taking(office, actor, link=link)
    (outcome,) = taking.all([taking.asked(incoming, key or f"intake:{uuid.uuid4()}")], None)
    if isinstance(outcome, GridJusticeError):
        raise outcome
    return outcome


def take_in_many(
    office: Office,
    actor: str,
    incoming: Sequence[Incoming],
    *,
    link: bool = False,
    progress: Progress | None = None,
) -> list[TakenIn | GridJusticeError]:
    """Each is taken in as by `take_in`, or its error stands in its place: one that is wrong stops no other.

    What has no source is named by all that it says, so the same list again stores nothing.

    Raises:
        ConflictError: others kept changing the same records; what is stored is whole, and the same again goes on.
        AdapterUnavailableError: the storage is locked or gone; as above.
    """
    taking = _Taking(office, actor, link=link)
    return taking.all([taking.asked(each, "") for each in incoming], progress)


@attrs.frozen(kw_only=True)
class _Asked:
    """Something that came in, with the step in which it is to end.

    Attributes:
        record: its id, where its source or its content names it.
        facts: or why there are none.
    """

    incoming: Incoming
    facts: SignNoted | Report | GridJusticeError
    record: RecordId | None
    key: str

    @property
    def step(self) -> str:
        return "report" if isinstance(self.facts, Report) else "note"


_Answer = TakenIn | GridJusticeError


class _Taking:
    """Takes in, for one actor."""

    def __init__(self, office: Office, actor: str, *, link: bool) -> None:
        self._office = office
        self._actor = actor
        self._link = link
        self._courts: dict[str, CourtPath] = {}

    def asked(self, incoming: Incoming, key: str) -> _Asked:
        """What it asks for; without a source and a key its content is its name."""
        try:
            facts = incoming.facts(incoming.court or self._court(incoming.unit))
        except GridJusticeError as problem:
            return _Asked(incoming=incoming, facts=problem, record=None, key=key)
        if incoming.source is None and key:
            return _Asked(incoming=incoming, facts=facts, record=None, key=key)
        named = ("source", incoming.source) if incoming.source is not None else ("content", self._content(facts))
        handle = self._office.codec.handle("intake", facts.court, incoming.channel.value, *named)
        record = named_id("dispute", f"intake:{handle}")
        content = self._office.codec.fingerprint("dispute", record, "intake", facts)[:32]
        return _Asked(incoming=incoming, facts=facts, record=record, key=f"intake:{record}:{content}")

    def _content(self, facts: Facts) -> str:
        return self._office.codec.fingerprint("dispute", "", "intake", facts)

    def _court(self, unit: str) -> CourtPath:
        if unit not in self._courts:
            try:
                self._courts[unit] = self._office.show(self._actor, unit).record.court
            except NotFoundError:
                reason = Reason("unknown_unit", values={"unit": unit})
                raise StepRefusedError("dispute", "", "note", [reason]) from None
        return self._courts[unit]

    def all(self, asked: Sequence[_Asked], progress: Progress | None) -> list[_Answer]:
        """What became of each, in their order."""
        answers: dict[int, _Answer] = {}
        for start in range(0, len(asked), TOGETHER):
            numbers = range(start, min(start + TOGETHER, len(asked)))
            answers.update(self._some({number: asked[number] for number in numbers}))
            if progress is not None:
                progress(len(answers), len(asked))
        told = _Telling(self._office, self._actor, answers.values())
        return [told.of(asked[number], answers[number], link=self._link) for number in range(len(asked))]

    def _some(self, pending: dict[int, _Asked]) -> dict[int, _Answer]:
        """In rounds: what names the same record waits for the one before it, and what lost a race is asked again."""
        answers: dict[int, _Answer] = {}
        lost = 0
        while pending:
            turn: dict[RecordId | int, int] = {}
            for number, each in pending.items():
                turn.setdefault(each.record or number, number)
            try:
                answered = self._round({number: pending[number] for number in turn.values()})
            except ConflictError:
                answered = {}
            lost = 0 if answered else lost + 1
            if lost == ATTEMPTS:
                raise ConflictError("others kept changing the same records; take in again what is left")
            answers.update(answered)
            pending = {number: each for number, each in pending.items() if number not in answered}
        return answers

    def _round(self, asked: Mapping[int, _Asked]) -> dict[int, _Answer]:
        answers: dict[int, _Answer] = {}
        requests: dict[int, Request] = {}
        with self._office.storage.read() as reader:
            there = reader.load(ids={each.record for each in asked.values() if each.record}).heads
            for number, each in asked.items():
                if isinstance(each.facts, GridJusticeError):
                    answers[number] = each.facts
                elif each.record is not None and each.record in there:
                    state = there[each.record].state
                    answer = self._known(reader, each, state)
                    if answer is None:
                        requests[number] = self._request(each, "")
                    else:
                        answers[number] = answer
                else:
                    requests[number] = self._request(each, "dispute")
        outcomes = self._office.take_many(tuple(requests.values())) if requests else []
        refused = [n for n, o in zip(requests, outcomes, strict=True) if isinstance(o, GridJusticeError)]
        overtaken = self._overtaken([asked[n] for n in refused if requests[n].kind])
        for number, outcome in zip(requests, outcomes, strict=True):
            if asked[number].record not in overtaken:
                answers[number] = outcome if isinstance(outcome, GridJusticeError) else _taken(asked[number], outcome)
        return answers

    def _request(self, asked: _Asked, kind: str) -> Request:
        assert isinstance(asked.facts, Facts)
        return Request(
            actor=self._actor, kind=kind, record=asked.record, step=asked.step, facts=asked.facts, key=asked.key
        )

    def _overtaken(self, refused: Sequence[_Asked]) -> set[RecordId | None]:
        """Of births that were refused, those that somebody else has taken in meanwhile."""
        ids = {each.record for each in refused if each.record}
        if not ids:
            return set()
        with self._office.storage.read() as reader:
            return set(map(RecordId, reader.load(ids=ids).heads))

    def _known(self, reader: Reader, asked: _Asked, state: str) -> _Answer | None:
        """The answer where the record is there; None where a sign of which the parties are known can be reported."""
        assert asked.record is not None
        assert isinstance(asked.facts, (SignNoted, Report))
        births = (entry for entry in reader.entries(asked.record) if entry.step in ("note", "report"))
        told = [self._office.codec.event(entry.body) for entry in births]
        if any(_says_as_much(event.facts, asked.facts) for event in told):
            return TakenIn(record=asked.record, channel=asked.incoming.channel, outcome=IntakeOutcome.KNOWN)
        if state == DisputeState.SIGNALLED.value and isinstance(asked.facts, Report):
            return None
        reason = Reason("taken_in_otherwise", values={"source": asked.incoming.source or "—"})
        return StepRefusedError("dispute", asked.record, asked.step, [reason])


class _Telling:
    """Says of what was taken in what it looks like, and links what repeats something that was there before."""

    def __init__(self, office: Office, actor: str, answers: Iterable[_Answer]) -> None:
        self._office = office
        self._actor = actor
        self._around = Surroundings(office, actor)
        taken = [each for each in answers if isinstance(each, TakenIn)]
        self._not_before = {each.record for each in taken if each.outcome is not IntakeOutcome.KNOWN}
        self._views: dict[str, View] = {}
        ids = sorted({each.record for each in taken})
        for start in range(0, len(ids), TOGETHER):
            some = frozenset(ids[start : start + TOGETHER])
            self._views |= {view.record.id: view for view in office.find(actor, In("id", some), limit=TOGETHER)}

    def of(self, asked: _Asked, answer: _Answer, *, link: bool) -> _Answer:
        """The answer with its number and what it looks like, where the actor may see it."""
        if isinstance(answer, GridJusticeError):
            return answer
        self._not_before.discard(answer.record)
        view = self._views.get(answer.record)
        if view is None:
            return self._unseen(asked, answer)
        found = tuple(self._around.of(view))
        answer = attrs.evolve(answer, number=view.record.number, alike=found)
        return self._linked(answer, view) if link and answer.outcome is not IntakeOutcome.KNOWN else answer

    def _unseen(self, asked: _Asked, answer: TakenIn) -> _Answer:
        """That it is known is told to those alone who might have taken it in themselves."""
        assert isinstance(asked.facts, Facts)
        request = Request(actor=self._actor, kind="dispute", step=asked.step, facts=asked.facts, key="intake:rehearsal")
        with rehearsing(self._office) as rehearsal:
            (outcome,) = rehearsal.decide([request])
        return outcome if isinstance(outcome, GridJusticeError) else answer

    def _linked(self, answer: TakenIn, view: View) -> TakenIn:
        """Linked to one that it repeats; as it was, where the actor may not link or somebody is in danger."""
        before = [each.view.record.id for each in answer.alike if each.is_repeat]
        before = [each for each in before if each not in self._not_before]
        if not before or view.record.danger is not None:
            return answer
        words = self._office.catalogue.text(Language.ZH, "intake.link.reason")
        facts = Linked(same_as=before[-1], reason=words)
        key = f"intake:link:{answer.record}:{before[-1]}"
        try:
            self._office.take(self._actor, answer.record, "link", facts, key=key)
        except StepRefusedError:
            return answer
        self._not_before.add(answer.record)  # nothing is linked to what is linked itself
        return attrs.evolve(answer, outcome=IntakeOutcome.LINKED, linked_to=before[-1])


def _taken(asked: _Asked, receipt: Receipt) -> TakenIn:
    outcome = IntakeOutcome.REPORTED if receipt.step == "report" else IntakeOutcome.NOTED
    return TakenIn(
        record=receipt.record,
        channel=asked.incoming.channel,
        outcome=IntakeOutcome.KNOWN if receipt.repeated else outcome,
    )


def _says_as_much(known: Any, facts: SignNoted | Report) -> bool:
    """Whether what is known says all that the facts say; who is named in a sign may be a party of what is known."""
    if known == facts:
        return True
    if isinstance(facts, Report) or not isinstance(known, Report) or known.intake is None or facts.intake is None:
        return False
    named = set(facts.intake.named) <= set(known.parties)
    same = attrs.evolve(facts.intake, named=()) == known.intake
    alike = all(getattr(known, name) == getattr(facts, name) for name in ("court", "unit", "grid", "gist", "level"))
    return named and same and alike and facts.danger in (None, known.danger)
