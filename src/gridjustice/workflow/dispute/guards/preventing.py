"""Guards of the front of the way: places, danger, triage, what is sent elsewhere, what is told before the archive."""

from __future__ import annotations

from gridjustice.domain.dispute import Dispute, DisputeState
from gridjustice.domain.dispute.choices import (
    DangerKind,
    Jurisdiction,
    LabourGround,
    Matter,
    Route,
    Side,
    WayOut,
)
from gridjustice.domain.dispute.court import DocketingRefused, Judgment, Service
from gridjustice.domain.dispute.mediation import Delegation
from gridjustice.domain.dispute.prevention import (
    DangerReported,
    DecisionServed,
    HelpCalled,
    Linked,
    RemediesTold,
    Report,
    SignNoted,
    TakenOver,
    Triage,
)
from gridjustice.domain.network import Grid, NetworkState, Person, Unit
from gridjustice.domain.record import Record
from gridjustice.errors import NotFoundError
from gridjustice.law import Causes
from gridjustice.workflow.dispute.guards.choosing import is_answer_owed, is_danger_unreported
from gridjustice.workflow.dispute.guards.people import not_after_today
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.table import Act

EXCEPTIONS = {
    LabourGround.WAGE_NOTE: "labour.exception_wage_note",
    LabourGround.MEDIATED_PAY: "labour.exception_mediated_pay",
    LabourGround.CONFIRMED_PAY: "labour.exception_confirmed_pay",
}
"""Where the law lets a claim about work go to a court without arbitration."""

TITLE_GOES_TO = frozenset((Route.GOVERNMENT, Route.OTHER_COURT, Route.POLICE))
"""Where a dispute about title may be sent."""

TO_GOVERNMENT = frozenset((WayOut.RECONSIDERATION, WayOut.ADMINISTRATIVE_SUIT))
"""Both ways against a decision on title: which comes first is disputed, so both are told."""


def units_near_parties(record: Record | None, facts: Report | TakenOver, act: Act) -> tuple[str, ...]:
    """Finds the units that are a party or lie above one, and the report's own where it lies below one (P47).

    Its own are the unit it names and the one that noted the sign it grew from.
    """
    units = [party.unit for party in facts.parties if party.unit is not None]
    near = dict.fromkeys(unit for party in units for unit in line_of(party, act))
    own = (facts.unit, record.unit) if record is not None and record.unit else (facts.unit,)
    near.update((unit, None) for unit in own if not set(units).isdisjoint(line_of(unit, act)))
    return tuple(near)


def line_of(unit_id: str, act: Act) -> tuple[str, ...]:
    """The unit and all units above it, from below."""
    line: dict[str, None] = {}
    above: str | None = unit_id
    while above is not None and above not in line:
        line[above] = None
        unit = act.look(above)
        above = unit.parent if isinstance(unit, Unit) else None
    return tuple(line)


def unknown_place(record: Dispute | None, facts: Report | TakenOver | SignNoted, act: Act) -> Reason | None:
    """Refuses a unit or grid that the network does not have, or that do not belong together."""
    unit = act.look(facts.unit)
    if not isinstance(unit, Unit) or unit.state is not NetworkState.ACTIVE:
        return Reason("unknown_unit", values={"unit": facts.unit})
    if unit.court != facts.court:
        return Reason("unit_of_other_court", "unit.court_in_charge", {"unit": unit.name, "court": unit.court})
    if facts.grid is None:
        return None
    grid = act.look(facts.grid)
    if not isinstance(grid, Grid) or grid.state is not NetworkState.ACTIVE or grid.unit != facts.unit:
        return Reason("unknown_grid", values={"unit": unit.name})
    return None


def lacks_sides(record: Dispute | None, facts: Report | TakenOver, act: Act) -> Reason | None:
    """Refuses a dispute with nobody on one of its sides."""
    missing = [side for side in Side if not any(p.side is side for p in facts.parties)]
    return Reason("lacks_sides", values={"sides": [f"side.{s.value}" for s in missing]}) if missing else None


def unknown_cause(record: Dispute | None, facts: Report | TakenOver, act: Act) -> Reason | None:
    """Refuses a cause of action that the list of that version does not have."""
    if facts.cause is None:
        return None
    try:
        Causes.load().version(facts.cause_version or "").get(facts.cause)
    except NotFoundError:
        return Reason("unknown_cause", values={"cause": facts.cause, "version": facts.cause_version or "—"})
    return None


def asked_in_future(record: Dispute | None, facts: Report | TakenOver, act: Act) -> Reason | None:
    """Refuses a request dated after today: the limitation period is interrupted from its day (P39)."""
    return None if facts.asked_on is None else not_after_today(facts.asked_on, act)


def reported_in_future(record: Record | None, facts: TakenOver, act: Act) -> Reason | None:
    """Refuses a dispute that an older register reports after today."""
    return not_after_today(facts.reported_on, act)


def received_in_future(record: Dispute | None, facts: Report | SignNoted, act: Act) -> Reason | None:
    """Refuses a call that is said to have come in later than now."""
    received = facts.intake.received_at if facts.intake else None
    if received is None or received <= act.at:
        return None
    return Reason("received_in_future", values={"received": f"{received.astimezone(act.zone):%Y-%m-%d %H:%M}"})


def unknown_taker(record: Dispute | None, facts: Report | SignNoted, act: Act) -> Reason | None:
    """Refuses to say of somebody who is not enrolled that they took the call."""
    taker = facts.intake.taken_by if facts.intake else None
    if taker is None or isinstance(act.look(taker), Person):
        return None
    return Reason("unknown_person", values={"person": taker})


def nobody_called(record: Dispute, facts: HelpCalled | DangerReported, act: Act) -> Reason | None:
    """Refuses a call for help, or a report of danger, that names nobody who was called."""
    called = facts.danger.called if isinstance(facts, HelpCalled) else facts.called
    return None if called else Reason("nobody_called", "danger.report")


def nobody_in_danger(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses what is done about a danger where none is on record."""
    return Reason("nobody_in_danger") if record.danger is None else None


def danger_unreported(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to go on while those who must know of a danger at once were not called (P54)."""
    if not is_danger_unreported(record):
        return None
    assert record.danger is not None, "there is a danger that was not reported"
    violence = record.danger.kind is DangerKind.DOMESTIC_VIOLENCE
    basis = "danger.report_violence" if violence else "danger.report"
    return Reason("danger_unreported", "danger.report_minor" if record.danger.minor else basis)


def danger_open(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to archive while a danger was not handed over to those who are competent."""
    return Reason("danger_open", "emergency.respond") if record.danger is not None else None


def not_the_same_matter(record: Dispute, facts: Linked, act: Act) -> Reason | None:
    """Refuses to link to nothing, to itself, or to what was itself linked elsewhere (P31)."""
    other = act.look(facts.same_as)
    if not isinstance(other, Dispute) or other.id == record.id or other.state is DisputeState.LINKED:
        return Reason("not_the_same_matter", "same_matter.check")
    if other.court != record.court:
        return Reason("not_the_same_matter", "same_matter.check")
    return None


def same_matter_unchecked(record: Dispute, facts: Triage, act: Act) -> Reason | None:
    """Refuses to triage before somebody has looked whether another record is about the same (P31)."""
    return None if facts.same_matter_checked else Reason("same_matter_unchecked", "same_matter.check")


def not_ours_to_mediate(record: Dispute, facts: Triage | Delegation, act: Act) -> Reason | None:
    """Refuses to send to our mediators what belongs to another court, or what nobody has decided on (P53)."""
    jurisdiction = facts.jurisdiction if isinstance(facts, Triage) else record.jurisdiction
    if jurisdiction is not Jurisdiction.OURS:
        return Reason("not_ours_to_mediate", "jurisdiction.decided_by_person")
    return None


def sent_to_ourselves(record: Dispute, facts: Triage, act: Act) -> Reason | None:
    """Refuses to send to another court what is said to be ours."""
    if facts.route is Route.OTHER_COURT and facts.jurisdiction is Jurisdiction.OURS:
        return Reason("sent_to_ourselves", "jurisdiction.decided_by_person")
    return None


def title_goes_to_government(record: Dispute, facts: Triage | Delegation, act: Act) -> Reason | None:
    """Refuses to send a dispute about title to forest or land to mediation for the court's confirmation (P16)."""
    return (
        Reason("title_goes_to_government", "title.government_first") if _matter(record, facts) is Matter.TITLE else None
    )


def not_mediable(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to mediate what the law keeps from mediation: special procedures, and status as such."""
    if isinstance(facts, Triage) and facts.route is not Route.MEDIATION:
        return None
    if _matter(record, facts) in (Matter.SPECIAL_PROCEDURE, Matter.PERSONAL_STATUS):
        return Reason("not_mediable", "dispute.not_mediable")
    return None


def labour_not_asked(record: Dispute, facts: Triage, act: Act) -> Reason | None:
    """Refuses to send somebody to labour arbitration before the four questions of the exceptions were put (P17)."""
    if facts.route is not Route.ARBITRATION or facts.asked_about_labour:
        return None
    return Reason("labour_not_asked", "labour.arbitration_first")


def arbitration_not_needed(record: Dispute, facts: Triage, act: Act) -> Reason | None:
    """Refuses to send to arbitration what the law lets go to a court at once: a wage note, services, and so on (P55)."""
    if facts.route is Route.ARBITRATION and facts.labour is not None:
        ground = f"labour_ground.{facts.labour.value}"
        return Reason(
            "arbitration_not_needed", EXCEPTIONS.get(facts.labour, "labour.arbitration_first"), {"ground": ground}
        )
    return None


def state_not_kept(record: Dispute, facts: Triage, act: Act) -> Reason | None:
    """Refuses to send a dispute about title anywhere but to the government, or before they know to change nothing."""
    if _matter(record, facts) is Matter.TITLE and facts.route not in TITLE_GOES_TO:
        return Reason("title_goes_to_government", "title.government_first")
    if _matter(record, facts) is Matter.TITLE and facts.route is Route.GOVERNMENT and not facts.told_keep_as_is:
        return Reason("state_not_kept", "title.keep_as_it_is")
    return None


def protection_not_told(record: Dispute, facts: Triage, act: Act) -> Reason | None:
    """Refuses to triage violence in a family before she was told of the protection order."""
    violence = record.danger is not None and record.danger.kind is DangerKind.DOMESTIC_VIOLENCE
    return Reason("protection_not_told", "protection.apply") if violence and not facts.told_protection else None


def no_title_matter(record: Dispute, facts: DecisionServed, act: Act) -> Reason | None:
    """Refuses a decision on title where title is not what it is about."""
    return None if record.matter is Matter.TITLE else Reason("no_title_matter", "title.suit")


def lacks_proof(record: Dispute, facts: DecisionServed | Service, act: Act) -> Reason | None:
    """Refuses to count as service what has no proof of service: a message or a visit is none (P22, P50)."""
    return None if facts.proof else Reason("lacks_proof", "service.proof")


def served_in_future(record: Dispute, facts: DecisionServed | Service, act: Act) -> Reason | None:
    """Refuses a service dated after today."""
    return not_after_today(facts.served_on, act)


def one_way_only(record: Dispute, facts: DecisionServed | RemediesTold, act: Act) -> Reason | None:
    """Refuses to tell, of a decision on title, one way against it and not the other (P57)."""
    decided = isinstance(facts, DecisionServed) or record.route is Route.GOVERNMENT
    if record.matter is Matter.TITLE and decided and not set(facts.ways) >= TO_GOVERNMENT:
        return Reason("one_way_only", "title.both_ways")
    return None


def names_no_way(record: Dispute, facts: RemediesTold | DocketingRefused | Judgment, act: Act) -> Reason | None:
    """Refuses to say that the ways out were told while naming none (P61)."""
    ways = facts.ways if isinstance(facts, RemediesTold) else facts.told
    if isinstance(facts, DocketingRefused):
        basis = "filing.not_accepted_ways"
    else:
        basis = "remedies.told" if isinstance(facts, RemediesTold) else "judgment.give"
    return None if ways else Reason("names_no_way", basis)


def already_told(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to tell the remedies twice."""
    return Reason("already_told") if record.told_remedies else None


def already_fed_back(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses a second answer to the reporter, and one where nobody waits for it."""
    return None if is_answer_owed(record) else Reason("already_fed_back")


def lacks_feedback(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to archive while the reporter was not told the result."""
    return Reason("lacks_feedback", "plan.feedback") if is_answer_owed(record) else None


def lacks_remedies(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to archive what failed before the parties were told their ways out (P61)."""
    failed = record.state in (DisputeState.FAILED, DisputeState.REJECTED, DisputeState.NOT_DOCKETED)
    return Reason("lacks_remedies", "remedies.told") if failed and not record.told_remedies else None


def has_open_orders(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses to archive while a follow-through order about it is open."""
    return Reason("has_open_orders", "plan.follow_through") if record.orders else None


def _matter(record: Dispute, facts: object) -> Matter:
    return facts.matter or record.matter if isinstance(facts, Triage) else record.matter
