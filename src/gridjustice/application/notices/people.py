"""Audiences as people: each resolved from the role and the scope that its rule names, on the day it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs

from gridjustice.application.notices.delivery import PARTY, PUBLIC
from gridjustice.application.notices.scene import Scene
from gridjustice.domain.dispute.choices import ClosingManner, Side
from gridjustice.domain.dispute.parties import Party
from gridjustice.domain.protection import Protection
from gridjustice.domain.record import Role, Scope
from gridjustice.workflow.rules import (
    GRID_WORKER,
    JUDGE_OF_GRID,
    LIAISON_OF_UNIT,
    MEDIATOR_OF,
    PRESIDENT,
    REPORTER,
    SUPERVISOR,
    TRIAGE_OFFICER,
    Holds,
)
from gridjustice.workflow.table import Audience


@attrs.frozen
class Recipient:
    """Who is told, and by what sort of text.

    Attributes:
        id: as in a row: a person's id, or a party or public with its prefix.
        template: ``step``, or one of the impersonal ones.
    """

    id: str
    template: str = "step"


def holding(rule: Holds) -> Callable[[Scene], Iterator[Recipient]]:
    """Those who hold the role where the record is."""

    def resolve(scene: Scene) -> Iterator[Recipient]:
        return (Recipient(person) for person in dict.fromkeys(_HOLDERS[rule.scope](scene, rule.role)))

    return resolve


def parties_of(scene: Scene) -> tuple[Party, ...]:
    """The parties of the record, or of the dispute it belongs to."""
    parties = getattr(scene.about, "parties", ())
    return tuple(each for each in parties if isinstance(each, Party))


def party_of(scene: Scene, recipient: str) -> Party | None:
    """The party that a recipient is: by its short name without an account, or by one of its accounts."""
    for party in parties_of(scene):
        if recipient in party.accounts or (not party.accounts and recipient == f"{PARTY}{party.id}"):
            return party
    return None


def all_parties(scene: Scene) -> Iterator[Recipient]:
    """Every account that speaks for a party, and every party that has none."""
    yield from holding(Holds(Role.PARTY, Scope.RECORD))(scene)
    yield from (Recipient(f"{PARTY}{party.id}") for party in parties_of(scene) if not party.accounts)


def claimant(scene: Scene) -> Iterator[Recipient]:
    """The party that brought it to the court; of a protection order who applied, and whom it protects."""
    if isinstance(scene.about, Protection):
        # Never the one it is against, though an order that was served makes that one a party too.
        yield from map(Recipient, dict.fromkeys(p for p in (scene.about.applicant, scene.about.protected) if p))
        return
    proceeding = getattr(scene.about, "proceeding", None)
    for party in parties_of(scene):
        if proceeding is not None and party.id == proceeding.brought_by:
            yield from map(Recipient, party.accounts or (f"{PARTY}{party.id}",))


def _of_side(*, owes: bool) -> Callable[[Scene], Iterator[Recipient]]:
    """The side that owes, or the one to which it is owed: by an agreement it is the respondents that owe.

    Of what was judged nobody here knows which side has to do what, so it is all of them; as where a side has nobody.
    """

    def resolve(scene: Scene) -> Iterator[Recipient]:
        side = Side.RESPONDENT if owes else Side.APPLICANT
        proceeding = getattr(scene.about, "proceeding", None)
        judged = proceeding is not None and proceeding.closed_as is ClosingManner.JUDGMENT
        yield from _recipients(scene, lambda party: party.side is side and not judged)

    return resolve


def respondent(scene: Scene) -> Iterator[Recipient]:
    """The parties of the other side than the one that brought it to the court."""
    proceeding = getattr(scene.about, "proceeding", None)
    brought_by = proceeding.brought_by if proceeding is not None else ""
    sides = {party.side for party in parties_of(scene) if party.id == brought_by}
    yield from _recipients(scene, lambda party: bool(sides) and party.side not in sides)


def _recipients(scene: Scene, is_meant: Callable[[Party], bool]) -> Iterator[Recipient]:
    """Those parties, or all where it is none of them: accounts that speak for them, or they themselves."""
    meant = [party for party in parties_of(scene) if is_meant(party)]
    if not meant:
        yield from all_parties(scene)
    for party in meant:
        yield from map(Recipient, party.accounts or (f"{PARTY}{party.id}",))


def liaison(scene: Scene) -> Iterator[Recipient]:
    """The unit's liaison; while the post is vacant, those who have to fill it are told of the gap (P58)."""
    found = list(holding(LIAISON_OF_UNIT)(scene))
    if found or scene.unit is None:
        yield from found
        return
    above = [Recipient(each.id, "gap") for each in liaison_above(scene)]
    yield from above or [Recipient(each.id, "gap") for each in holding(TRIAGE_OFFICER)(scene)]


def liaison_above(scene: Scene) -> Iterator[Recipient]:
    """The liaison of the unit above: told that something waits, and nothing of a record they may not see."""
    person = scene.above.liaison_on(scene.day) if scene.above else None
    if person:
        yield Recipient(person, "above")


def everybody(scene: Scene) -> Iterator[Recipient]:
    """The groups of the grids it is about: the only recipients that are no persons."""
    yield from (Recipient(f"{PUBLIC}{grid.id}", "public") for grid in scene.grids)


def _on_record(scene: Scene, role: Role) -> Iterable[str]:
    return [a.person for a in scene.record.appointed if a.role is role and a.holds_on(scene.day)]


def _of_unit(scene: Scene, role: Role) -> Iterable[str]:
    found = scene.unit.liaison_on(scene.day) if scene.unit else None
    return [found] if found else []


def _of_grid(scene: Scene, role: Role) -> Iterable[str]:
    if scene.grid is None:
        return []
    if role is Role.JUDGE:
        judge = scene.grid.responsible_on(scene.day)
        return [judge] if judge else []
    return scene.grid.answering_on(role, scene.day)


def _of_court(scene: Scene, role: Role) -> Iterable[str]:
    """Those of the court itself; where it has none, of the nearest court above it."""
    court = scene.head.court
    while court:
        if found := [person for person, held, place in scene.officers if held is role and place == court]:
            return found
        court = court.rpartition("/")[0]
    return []


_HOLDERS: Mapping[Scope, Callable[[Scene, Role], Iterable[str]]] = {
    Scope.RECORD: _on_record,
    Scope.UNIT: _of_unit,
    Scope.GRID: _of_grid,
    Scope.COURT: _of_court,
}

RESOLVED: Mapping[Audience, Callable[[Scene], Iterable[Recipient]]] = {
    Audience.PARTIES: all_parties,
    Audience.CLAIMANT: claimant,
    Audience.RESPONDENT: respondent,
    Audience.CREDITOR: _of_side(owes=False),
    Audience.DEBTOR: _of_side(owes=True),
    Audience.REPORTER: holding(REPORTER),
    Audience.MEDIATOR: holding(MEDIATOR_OF),
    Audience.JUDGE: holding(Holds(Role.JUDGE, Scope.RECORD)),
    Audience.LIAISON: liaison,
    Audience.LIAISON_ABOVE: liaison_above,
    Audience.GRID_WORKER: holding(GRID_WORKER),
    Audience.GRID_JUDGE: holding(JUDGE_OF_GRID),
    Audience.COURT: holding(TRIAGE_OFFICER),
    Audience.SUPERVISOR: holding(SUPERVISOR),
    Audience.PRESIDENT: holding(PRESIDENT),
    Audience.PUBLIC: everybody,
}

FALLS_TO_COURT = frozenset((Audience.LIAISON, Audience.GRID_WORKER))
"""Audiences of a place: where nobody of them may see the record, the court is told instead."""

WARNED_BY_COURT = FALLS_TO_COURT | {Audience.JUDGE, Audience.MEDIATOR}
"""Audiences that a limit may bind before anybody is named: meanwhile the court, which names them, is warned."""
