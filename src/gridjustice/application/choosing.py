"""What a step decides with the help of plugins: who could be chosen, who may not be, what was answered, what is kept.

Who may not mediate is settled here, by the very guards of the row, before a plugin is asked: no plugin can put somebody
back whom a guard refuses, and an answer that tries to is an error that names it. What is decided is kept in the event,
so `apply` and an audit ask nobody again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import attrs

from gridjustice.application.desk import Desk
from gridjustice.application.experience import causes_of, experience
from gridjustice.domain.choosing import (
    PARTS,
    ChoosingPolicy,
    MediationCase,
    MediatorCandidate,
    MediatorRanking,
)
from gridjustice.domain.criteria import Gives, In, equals, every
from gridjustice.domain.dispute import Dispute, DisputeState
from gridjustice.domain.dispute.mediation import MediatorAssigned
from gridjustice.domain.network import NetworkState, OfferAnswer, Person, Post, Unit, UnitKind
from gridjustice.domain.record import Decided, Facts, Role, Scope, SetAside, Weighed
from gridjustice.domain.values import RecordId
from gridjustice.errors import DefinitionError
from gridjustice.hooks import Plugins
from gridjustice.law import LawBook
from gridjustice.workflow.dispute.guards import choice_still_open, not_a_mediator_here
from gridjustice.workflow.refusals import Reason, failed_plugin
from gridjustice.workflow.table import Act, Row

MOST_CANDIDATES = 500
"""So many mediators are looked at, at the most: those enrolled first."""

MEDIATOR = frozenset((Role.MEDIATOR,))
OPEN = frozenset(
    state.value
    for state in (
        DisputeState.OFFERED,
        DisputeState.ASKED,
        DisputeState.IN_MEDIATION,
        DisputeState.UNDER_EXAMINATION,
        DisputeState.SUSPENDED,
    )
)
"""The states in which a dispute is work for whoever mediates it, or is asked to."""


@attrs.frozen(kw_only=True)
class Weighing:
    """What a choice of a mediator is made from, and what a plugin made of it.

    Attributes:
        case: what the plugin was told of the dispute.
        candidates: whom it was told of.
        set_aside: who may not mediate it or should not be asked now, each with every reason.
        decider: the plugin that answered; empty where there was nobody to choose from.
        ranking: its answer.
    """

    case: MediationCase
    candidates: tuple[MediatorCandidate, ...]
    set_aside: tuple[tuple[RecordId, tuple[Reason, ...]], ...]
    decider: str = ""
    ranking: MediatorRanking = MediatorRanking(ranked=(), reason="")


@attrs.frozen
class Sought:
    """What somebody is sought for.

    Attributes:
        desk: reads, with what the batch has changed laid over.
        row: the step's; its guards say who may not be chosen.
        record: what the step is taken on.
        facts: what is known for it; somebody may be named.
    """

    desk: Desk
    row: Row
    record: Any
    facts: Any
    act: Act


Decision = Callable[[Sought, Plugins], tuple[Facts, Decided | None]]
"""What settles a row that decides something: the facts with what was left open, and what is kept."""


def settle_mediator(sought: Sought, plugins: Plugins) -> tuple[MediatorAssigned, Decided | None]:
    """The facts with a mediator, if there is one to propose, and the ranking, whoever was named.

    While a party has chosen and the time for choosing runs nobody is asked: a guard will refuse the step.

    Raises:
        PluginFailedError: a plugin failed, or answered what it may not; names it.
        DefinitionError: the row is none of a dispute by which a mediator is named.
    """
    facts = sought.facts
    if not isinstance(sought.record, Dispute) or not isinstance(facts, MediatorAssigned):
        raise DefinitionError(f"{sought.row.step!r} names no mediator of a dispute, so it cannot decide on one")
    if choice_still_open(sought.record, facts, sought.act) is not None:
        return facts, None
    weighing = weigh(sought, plugins)
    ranked = weighing.ranking.ranked
    chosen = facts.mediator or (ranked[0].mediator if ranked else None)
    if chosen is None:
        return facts, None
    decided = Decided(
        question=sought.row.decides,
        decider=weighing.decider,
        candidates=tuple(Weighed(candidate=r.mediator, score=r.score, parts=r.parts) for r in ranked),
        set_aside=tuple(
            SetAside(candidate=who, reasons=tuple(reason.code for reason in reasons))
            for who, reasons in weighing.set_aside
        ),
        chosen=chosen,
        named=facts.mediator is not None,
        followed=bool(ranked) and ranked[0].mediator == chosen,
        reason=weighing.ranking.reason,
        values=weighing.ranking.values,
    )
    return attrs.evolve(facts, mediator=chosen), decided


DECISIONS: Mapping[str, Decision] = {"mediators": settle_mediator}
"""What a row may decide, by the name in its column."""


def weigh(sought: Sought, plugins: Plugins) -> Weighing:
    """Who could mediate, who may not, and what the plugins make of it; the statements do not grow with the people.

    Raises:
        PluginFailedError: a plugin failed, or answered what it may not; names it.
    """
    desk, record, act = sought.desk, sought.record, sought.act
    roster = _roster(sought)
    # Whoever is not chosen need not stay as they were read: what is looked at here is not version-checked.
    sought = attrs.evolve(sought, act=attrs.evolve(act, look=lambda other: desk.held(other).record))
    case = _case(record, policy_on(act.law, act.day))
    open_ = desk.tally([person.id for person, _ in roster], MEDIATOR, equals("kind", "dispute") & In("state", OPEN))
    known = experience(desk, record, case.causes)
    candidates, set_aside = [], []
    for person, post in roster:
        candidate = _candidate(sought, case, person, post)
        times, agreed = known.get(person.id, (0, 0))
        candidate = attrs.evolve(candidate, open=open_[person.id], known=times, agreed=agreed)
        if reasons := _against(sought, person, candidate):
            set_aside.append((person.id, reasons))
        else:
            candidates.append(candidate)
    weighing = Weighing(case=case, candidates=tuple(candidates), set_aside=tuple(set_aside))
    return _answered(sought, plugins, weighing) if candidates else weighing


def policy_on(law: LawBook, day: date) -> ChoosingPolicy:
    """The office's figures of that day."""

    def value(name: str) -> int:
        return law.figure(f"mediator.{name}", day).value

    return ChoosingPolicy(
        capacity=value("capacity"),
        unanswered=value("unanswered"),
        known=value("known"),
        far_km=value("far"),
        weights=tuple((part, value(f"weight.{part}")) for part in PARTS),
    )


def _roster(sought: Sought) -> list[tuple[Person, Post]]:
    """The mediators that the row may name, each with the post that counts.

    A liaison names mediators of the unit; whoever designates for the court, those of its mediation organisations too.
    """
    desk, record = sought.desk, sought.record
    at = frozenset((record.unit or "",)) if not_a_mediator_here in sought.row.refused_if else None
    criterion = equals("kind", "person") & Gives(MEDIATOR, Scope.UNIT, at, desk.day)
    if at is None:
        criterion = every((criterion, equals("court", record.court)))
    found = desk.find(criterion, limit=MOST_CANDIDATES)
    # What was found says where they serve already, so that people and places are loaded at one go.
    places = {post.place for head in found for post in _posts(desk.record(head), desk.day)}
    desk.learn(places.union(head.id for head in found))
    roster = []
    for head in found:
        person: Person = desk.held(head.id).record
        fitting = [post for post in _posts(person, desk.day) if _sends(desk, record, post)]
        if fitting:
            roster.append((person, min(fitting, key=lambda post: post.place != record.unit)))
    return roster


def _posts(person: Person, day: date) -> list[Post]:
    """Where somebody is a mediator on that day."""
    is_here = person.state is NetworkState.ACTIVE
    return [post for post in person.posts if is_here and post.role is Role.MEDIATOR and post.holds_on(day)]


def _sends(desk: Desk, record: Dispute, post: Post) -> bool:
    """Whether mediators of that place are asked: the dispute's own unit, or a mediation organisation of the court."""
    if post.place == record.unit:
        return True
    unit = desk.held(post.place).record
    mediating = isinstance(unit, Unit) and unit.state is NetworkState.ACTIVE and unit.mediates
    return mediating and unit.kind is UnitKind.MEDIATION_ORGANISATION


def _case(record: Dispute, policy: ChoosingPolicy) -> MediationCase:
    return MediationCase(
        kind=record.kind_of_mediation or "",
        court=record.court,
        unit=record.unit,
        grid=record.grid,
        causes=causes_of(record.cause, record.cause_version),
        languages=tuple(party.language for party in record.parties),
        needs=tuple(sorted({need.value for party in record.parties for need in party.needs})),
        policy=policy,
    )


def _candidate(sought: Sought, case: MediationCase, person: Person, post: Post) -> MediatorCandidate:
    """What the person's own record says of them."""
    day = sought.act.day
    since = day - timedelta(sought.act.law.figure("mediator.counted", day).value)
    answers = [offer.answer for offer in person.not_taken if offer.on > since]
    return MediatorCandidate(
        mediator=person.id,
        unit=RecordId(post.place),
        own=post.place == case.unit,
        capacity=person.most_open or case.policy.capacity,
        specialities=post.specialities,
        languages=person.languages,
        turned_down=answers.count(OfferAnswer.TURNED_DOWN),
        excused=answers.count(OfferAnswer.EXCUSED),
        silent=answers.count(OfferAnswer.SILENT),
    )


def _against(sought: Sought, person: Person, candidate: MediatorCandidate) -> tuple[Reason, ...]:
    """Why somebody is no candidate: what the guards of the row say, and that they are away or full.

    The last two keep somebody from being proposed; whoever takes the step may name them all the same.
    """
    record, act, facts = sought.record, sought.act, sought.facts
    twice = tuple(each for each in facts.co_mediators if each == person.id)
    tried = attrs.evolve(facts, mediator=person.id, co_mediators=twice)
    reasons = [why for guard in sought.row.refused_if if (why := guard(record, tried, act)) is not None]
    if person.is_away(act.day):
        reasons.append(Reason("mediator_away", "roster.manage"))
    if candidate.open >= candidate.capacity:
        values = {"open": candidate.open, "capacity": candidate.capacity}
        reasons.append(Reason("mediator_full", "roster.manage", values))
    return tuple(reason.on(act.law, act.day, record.kind_of_mediation or "") for reason in reasons)


def _answered(sought: Sought, plugins: Plugins, weighing: Weighing) -> Weighing:
    """The weighing with the answer of the plugin that decides."""
    decider, ranking = plugins.decide_mediators(weighing.case, weighing.candidates, sought.act.day)
    if wrong := _wrong_with(ranking, weighing):
        problem = DefinitionError(f"plugin {decider!r} gave no usable ranking: {wrong}")
        raise failed_plugin(decider, "decide_mediators", problem) from problem
    return attrs.evolve(weighing, decider=decider, ranking=ranking)


def _wrong_with(ranking: object, weighing: Weighing) -> str:
    """What is wrong with an answer; empty where nothing is."""
    if not isinstance(ranking, MediatorRanking):
        return f"it answered {type(ranking).__name__}, not a MediatorRanking"
    named = [each.mediator for each in ranking.ranked]
    if aside := set(named) & {who for who, _ in weighing.set_aside}:
        return f"it named {min(aside)}, who may not be proposed"
    if strangers := set(named) - {each.mediator for each in weighing.candidates}:
        return f"it named {min(strangers)}, who is no candidate"
    if len(set(named)) < len(named) or not named:
        return "it named nobody" if not named else "it named somebody twice"
    return ""
