"""The dispute's table: from the early sign to the archive, with the way out to the court from every state."""

from __future__ import annotations

from gridjustice.domain.dispute import Dispute
from gridjustice.domain.dispute import DisputeState as S
from gridjustice.domain.record import Role, Scope
from gridjustice.workflow.dispute import confirmation, court, mediation, prevention
from gridjustice.workflow.dispute.actors import (
    ARCHIVABLE,
    COURT_STAFF,
    GRID_SIDE,
    IN_PERSON,
    JUDGE_OF_CASE,
    LIAISON,
    MEDIATOR,
    WITHIN_COURT,
)
from gridjustice.workflow.rules import BARRED, JUDGE_OF_COURT, PARTY, PRESIDENT, REPORTER, SUPERVISOR, SYSTEM, But
from gridjustice.workflow.table import Kind

__all__ = ["DISPUTE"]

DISPUTE = Kind(
    name="dispute",
    record=Dispute,
    states=S,
    named_by="register_entry",
    steps=(*prevention.STEPS, *mediation.STEPS, *confirmation.STEPS, *court.STEPS),
    limits=(*prevention.LIMITS, *mediation.LIMITS, *confirmation.LIMITS, *court.LIMITS),
    may_see=(
        GRID_SIDE
        | MEDIATOR
        | COURT_STAFF
        | JUDGE_OF_CASE
        | PARTY
        | But(REPORTER, BARRED | PARTY)
        | But(JUDGE_OF_COURT | SUPERVISOR | PRESIDENT, IN_PERSON)
        | SYSTEM
    ),
    may_read=LIAISON | MEDIATOR | COURT_STAFF | JUDGE_OF_CASE | PARTY,
    # A danger, and what is done about it, is shown to those who help, and to no party: the other one would learn of it.
    may_know=GRID_SIDE | MEDIATOR | COURT_STAFF | JUDGE_OF_CASE | But(SUPERVISOR | PRESIDENT, IN_PERSON) | SYSTEM,
    gives=(
        (Role.PARTY, Scope.RECORD),
        (Role.MEDIATOR, Scope.RECORD),
        (Role.JUDGE, Scope.RECORD),
        (Role.REPORTER, Scope.RECORD),
        (Role.BARRED, Scope.RECORD),
    ),
    ends=(S.ARCHIVED,),
    # Nothing of its own runs before a case is reported, nor after an outcome but what runs beside every state.
    untimed=(S.SIGNALLED, S.SUSPENDED, *ARCHIVABLE),
    leaves_by="bring",
    leaves_not=WITHIN_COURT,
    cited_by="kind_of_mediation",
)
