"""Who could mediate a dispute, proposed before anybody is asked; and what is told of a decision that was kept."""

from __future__ import annotations

from datetime import UTC, date

import attrs

from gridjustice.application.choosing import Sought, Weighing, weigh
from gridjustice.application.desk import Desk
from gridjustice.application.office import Office
from gridjustice.domain.choosing import MediatorCandidate
from gridjustice.domain.dispute import Dispute
from gridjustice.domain.dispute.mediation import MediatorAssigned
from gridjustice.domain.record import Decided, Said, ScorePart
from gridjustice.domain.values import RecordId
from gridjustice.errors import NotFoundError
from gridjustice.language import Catalogue, Language
from gridjustice.workflow.dispute.guards import choice_still_open
from gridjustice.workflow.engine import Workflow
from gridjustice.workflow.refusals import Reason, StepRefusedError
from gridjustice.workflow.rules import Standing
from gridjustice.workflow.table import Act, Row

QUESTION = "mediators"


@attrs.frozen(kw_only=True)
class SuggestedMediator:
    """Somebody who could mediate, with what speaks for them.

    Attributes:
        score: in points; the sum of the parts for the built-in decider.
        answers: (turned down without a ground, with one, left unanswered) of the offers in the time that counts; None
            where the one who asks may not know of it.
    """

    mediator: RecordId
    name: str
    unit: RecordId
    unit_name: str
    score: int
    parts: tuple[ScorePart, ...]
    capacity: int
    open: int
    languages: tuple[str, ...]
    specialities: tuple[str, ...]
    distance_km: int | None
    known: int
    agreed: int
    answers: tuple[int, int, int] | None


@attrs.frozen(kw_only=True)
class UnsuggestedMediator:
    """Somebody who may not mediate it, or should not be asked now, with every reason and its article."""

    mediator: RecordId
    name: str
    unit_name: str
    reasons: tuple[Reason, ...]


@attrs.frozen(kw_only=True)
class Suggestion:
    """Who could mediate a dispute.

    Attributes:
        step: by which the one who asks names somebody: ``assign`` or ``designate``.
        waits: why nobody is proposed: the parties have chosen, or may still; None otherwise.
        decider: the plugin that ranked them; empty where nobody was asked.
        candidates: the best first; none is a gap, of which ``refusal.nobody_to_mediate`` says what to do.
        set_aside: who is no candidate.
        reason: why the first is first, ``mediators.<reason>``, with `values`; `sentence` says it.
    """

    dispute: RecordId
    step: str
    day: date
    waits: Reason | None = None
    decider: str = ""
    candidates: tuple[SuggestedMediator, ...] = ()
    set_aside: tuple[UnsuggestedMediator, ...] = ()
    reason: str = ""
    values: tuple[Said, ...] = ()

    def sentence(self, language: Language, catalogue: Catalogue) -> str:
        """Why the first is first; empty where there is nobody."""
        return _sentence(self.reason, self.values, language, catalogue)


def propose_mediators(office: Office, actor: str, dispute: str) -> Suggestion:
    """Who could mediate a dispute, as the step itself would decide it now; nothing is stored.

    Args:
        office: whose dispute.
        actor: may take the step by which a mediator is named.
        dispute: its id.

    Raises:
        NotFoundError: no such dispute, or not for this actor.
        StepRefusedError: the actor may not name a mediator, or none is to be named now.
        PluginFailedError: the plugin that ranks them failed.
    """
    with office.storage.read() as reader:
        desk = Desk(reader, office.codec, (), office.clock.now().astimezone(UTC), office.today())
        standing = office.standing(reader, actor)
        held = desk.held(dispute)
        workflow = office.workflows.get(held.kind)
        if workflow is None or not workflow.holds(workflow.kind.may_see, standing, held.record):
            raise NotFoundError(f"there is no record {dispute}")
        if not isinstance(held.record, Dispute):
            raise NotFoundError(f"{dispute} is no dispute, but a {held.kind}")
        zone = office.clock.zone
        act = Act(actor, desk.now, desk.day, zone, office.law, office.calendar, lambda other: desk.held(other).record)
        row = _row(workflow, held.record, standing, act)
        sought = Sought(desk, row, held.record, MediatorAssigned(), act)
        if waits := _waits(sought):
            kind = held.record.kind_of_mediation or ""
            waiting = waits.on(act.law, act.day, kind)
            return Suggestion(dispute=held.record.id, step=row.step, day=act.day, waits=waiting)
        if row.source != held.record.state_name:
            workflow.choose(held.record, dispute, row.step, sought.facts)  # raises: from here nobody names one
        return _suggestion(office, standing, sought, weigh(sought, office.plugins))


def decision_text(decided: Decided, language: Language, catalogue: Catalogue) -> str:
    """What was decided and why, in a sentence or two; no names, which whoever reads it may not all know."""
    first = _sentence(decided.reason, decided.values, language, catalogue)
    if not decided.decider:
        return catalogue.text(language, f"{QUESTION}.nobody_proposed")
    if decided.followed:
        return first
    return catalogue.text(language, f"{QUESTION}.named_another", first=first)


def _sentence(reason: str, values: tuple[Said, ...], language: Language, catalogue: Catalogue) -> str:
    if not reason:
        return ""
    joint = catalogue.text(language, f"{QUESTION}.joint")
    plain = {each.name: joint.join(each.words) for each in values}
    told = {each.name: joint.join(catalogue.text(language, word, **plain) for word in each.words) for each in values}
    return catalogue.text(language, f"{QUESTION}.{reason}", **told)


def _row(workflow: Workflow, record: Dispute, standing: Standing, act: Act) -> Row:
    """The row by which the actor names a mediator; of several the one that starts where the dispute is.

    Raises:
        StepRefusedError: there is none.
    """
    deciding = [row for row in workflow.kind.rows if row.decides == QUESTION]
    deciding.sort(key=lambda row: row.source != record.state_name)
    for row in deciding:
        if workflow.holds(row.who, standing, record):
            return row
    roles = dict.fromkeys(held.word for row in deciding for held in row.who.leaves())
    reason = Reason("not_yours", deciding[0].basis, {"roles": list(roles)})
    raise StepRefusedError(
        "dispute", record.id, deciding[0].step, [reason.on(act.law, act.day, record.kind_of_mediation or "")]
    )


def _waits(sought: Sought) -> Reason | None:
    """Why the parties' own choice comes first, if it does."""
    record: Dispute = sought.record
    if record.mediation is None:
        return None
    chosen = {choice.mediator for choice in record.mediation.choices}
    if record.mediation.choices and chosen == {record.mediator}:
        return Reason("parties_chose", "mediator.choose")
    return choice_still_open(record, sought.facts, sought.act)


def _suggestion(office: Office, standing: Standing, sought: Sought, weighing: Weighing) -> Suggestion:
    known = {candidate.mediator: candidate for candidate in weighing.candidates}
    candidates = []
    for ranked in weighing.ranking.ranked:
        candidate = known[ranked.mediator]
        told = SuggestedMediator(
            mediator=candidate.mediator,
            name=_name(sought.desk, candidate.mediator),
            unit=candidate.unit,
            unit_name=_name(sought.desk, candidate.unit),
            score=ranked.score,
            parts=ranked.parts,
            capacity=candidate.capacity,
            open=candidate.open,
            languages=candidate.languages,
            specialities=candidate.specialities,
            distance_km=candidate.distance_km,
            known=candidate.known,
            agreed=candidate.agreed,
            answers=_answers(office, standing, sought.desk, candidate),
        )
        candidates.append(told)
    set_aside = tuple(
        UnsuggestedMediator(
            mediator=who,
            name=_name(sought.desk, who),
            unit_name=_name(sought.desk, sought.desk.held(who).record.unit),
            reasons=reasons,
        )
        for who, reasons in weighing.set_aside
    )
    return Suggestion(
        dispute=sought.record.id,
        step=sought.row.step,
        day=sought.act.day,
        decider=weighing.decider,
        candidates=tuple(candidates),
        set_aside=set_aside,
        reason=weighing.ranking.reason,
        values=weighing.ranking.values,
    )


def _answers(
    office: Office, standing: Standing, desk: Desk, candidate: MediatorCandidate
) -> tuple[int, int, int] | None:
    """How offers were answered, for those who may know what is guarded on the mediator's own record."""
    workflow = office.workflows["person"]
    may_know = workflow.kind.may_know
    if may_know is None or not workflow.holds(may_know, standing, desk.held(candidate.mediator).record):
        return None
    return candidate.turned_down, candidate.excused, candidate.silent


def _name(desk: Desk, record: str | None) -> str:
    """What a person or a unit is called; both are posted in each grid anyway."""
    found = desk.held(record).record if record else None
    return str(getattr(found, "name", None) or getattr(found, "handle", None) or record or "")
