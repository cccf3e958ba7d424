"""The table of follow-through orders (督办): written to a unit, about a record of any kind that can be pointed at."""

from __future__ import annotations

from gridjustice.domain.follow_through import (
    Order,
    OrderAnswered,
    OrderIssued,
    OrderLifted,
    OrderNoted,
    OrderReturned,
)
from gridjustice.domain.follow_through import OrderState as S
from gridjustice.domain.network import NetworkState, Unit
from gridjustice.domain.record import NEW, NoFacts, Record
from gridjustice.domain.values import RecordId
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.rules import LIAISON_OF_UNIT, OPERATOR, PRESIDENT, SUPERVISOR, SYSTEM
from gridjustice.workflow.table import Act, Audience, Consequence, Kind, Limit, Stage, Step

SUPERVISION = SUPERVISOR | PRESIDENT


def subject_of(record: Order, facts: object) -> RecordId:
    """The record the order is about."""
    return record.subject


def noted(record: Order, facts: object) -> OrderNoted:
    """What the subject learns when the order is issued."""
    return OrderNoted(order=record.id)


def lifted(record: Order, facts: object) -> OrderLifted:
    """What the subject learns when the order is done with."""
    return OrderLifted(order=record.id)


def not_written_to_unit(record: Order | None, facts: OrderIssued, act: Act) -> Reason | None:
    """Refuses an order to anybody but an active unit: a court has no power over a company's staff."""
    unit = act.look(facts.unit)
    if not isinstance(unit, Unit) or unit.state is not NetworkState.ACTIVE:
        return Reason("not_written_to_unit", "plan.follow_through")
    if unit.court != facts.court:
        return Reason("unit_of_other_court", "plan.follow_through", {"unit": unit.name, "court": unit.court})
    return None


def cannot_be_pointed_at(record: Order | None, facts: OrderIssued, act: Act) -> Reason | None:
    """Refuses an order about nothing, about something of another court, or about what keeps no list of orders."""
    subject: Record | None = act.look(facts.subject)
    if subject is None or not hasattr(subject, "orders"):
        return Reason("cannot_be_pointed_at", values={"subject": facts.subject})
    if subject.court != facts.court:
        return Reason("subject_of_other_court", "plan.follow_through", {"court": subject.court})
    return None


NOTE = (Consequence("note_order", subject_of, noted),)
LIFT = (Consequence("lift_order", subject_of, lifted),)
UNIT, COURT = Audience.LIAISON, Audience.COURT
WAITING = (S.ISSUED, S.ACKNOWLEDGED, S.ESCALATED)

# fmt: off
STEPS = (
    #    step           source                        target          who              facts          refused_if                                    basis
    Step("issue",       NEW,                          S.ISSUED,       SUPERVISION,     OrderIssued,   (not_written_to_unit, cannot_be_pointed_at),  "plan.follow_through", stage=Stage.FOLLOW_THROUGH, leads_to=NOTE, tells=(UNIT,)),
    Step("acknowledge", (S.ISSUED, S.ESCALATED),      S.ACKNOWLEDGED, LIAISON_OF_UNIT, NoFacts,       (),                                           "plan.follow_through", stage=Stage.FOLLOW_THROUGH, tells=(COURT,)),
    Step("answer",      WAITING,                      S.ANSWERED,     LIAISON_OF_UNIT, OrderAnswered, (),                                           "plan.follow_through", stage=Stage.FOLLOW_THROUGH, tells=(COURT,)),
    Step("escalate",    (S.ISSUED, S.ACKNOWLEDGED),   S.ESCALATED,    SYSTEM,          NoFacts,       (),                                           "plan.follow_through", stage=Stage.FOLLOW_THROUGH, tells=(UNIT, COURT)),
    Step("return",      S.ANSWERED,                   S.ISSUED,       SUPERVISION,     OrderReturned, (),                                           "plan.follow_through", stage=Stage.FOLLOW_THROUGH, tells=(UNIT,)),
    Step("accept",      S.ANSWERED,                   S.CLOSED,       SUPERVISION,     NoFacts,       (),                                           "plan.follow_through", stage=Stage.FOLLOW_THROUGH, leads_to=LIFT, tells=(UNIT,)),
    Step("withdraw",    (*WAITING, S.ANSWERED),       S.WITHDRAWN,    SUPERVISION,     OrderReturned, (),                                           "plan.follow_through", stage=Stage.FOLLOW_THROUGH, leads_to=LIFT, tells=(UNIT,)),
)

LIMITS = (
    Limit(name="answer", figure="follow_through.answer", starts=("issue", "return"), runs_in=(S.ISSUED, S.ACKNOWLEDGED), expires_as="escalate", owed_by=(Audience.LIAISON,)),
    Limit(name="review", figure="follow_through.review", starts=("answer",),         runs_in=(S.ANSWERED,), owed_by=(Audience.SUPERVISOR,)),
)
# fmt: on

ORDER = Kind(
    name="order",
    record=Order,
    states=S,
    steps=STEPS,
    limits=LIMITS,
    may_see=SUPERVISION | LIAISON_OF_UNIT | OPERATOR | SYSTEM,
    may_read=SUPERVISION | LIAISON_OF_UNIT,
    ends=(S.CLOSED, S.WITHDRAWN),
    untimed=(S.ESCALATED,),
)
