"""Who handles a dispute, and the states that its tables take together."""

from __future__ import annotations

from gridjustice.domain.dispute import DisputeState as S
from gridjustice.domain.record import Role, Scope
from gridjustice.workflow.rules import (
    ASSISTANT_OF_GRID,
    BARRED,
    GRID_WORKER,
    JUDGE_OF_GRID,
    LIAISON_OF_UNIT,
    MEDIATOR_OF,
    PARTY,
    PRESIDENT,
    TRIAGE_OFFICER,
    But,
    Holds,
)
from gridjustice.workflow.table import Audience

# Whoever speaks for a party, or was recused, handles nothing; a unit that is near a party has no say and no sight.
IN_PERSON = Holds(Role.BARRED, Scope.RECORD) | PARTY
GRID_SIDE = But(GRID_WORKER | LIAISON_OF_UNIT, BARRED | PARTY)
LIAISON = But(LIAISON_OF_UNIT, BARRED | PARTY)
MEDIATOR = But(MEDIATOR_OF, IN_PERSON)
OFFICER = But(TRIAGE_OFFICER, IN_PERSON)
GRID_JUDGE = But(JUDGE_OF_GRID, IN_PERSON)
COURT_STAFF = OFFICER | But(JUDGE_OF_GRID | ASSISTANT_OF_GRID, IN_PERSON)
JUDGE_OF_CASE = But(Holds(Role.JUDGE, Scope.RECORD), IN_PERSON)
HEAD_OF_COURT = But(PRESIDENT, IN_PERSON)
HANDLERS = LIAISON | MEDIATOR | COURT_STAFF
OBSERVERS = GRID_WORKER | LIAISON_OF_UNIT | JUDGE_OF_GRID | TRIAGE_OFFICER

PARTIES, COURT, TO_LIAISON, TO_MEDIATOR, REPORTER_TOO, TO_WORKER, CLAIMANT = (
    Audience.PARTIES,
    Audience.COURT,
    Audience.LIAISON,
    Audience.MEDIATOR,
    Audience.REPORTER,
    Audience.GRID_WORKER,
    Audience.CLAIMANT,
)

EVERYWHERE = tuple(S)
WITHIN_COURT = (S.BROUGHT, S.DOCKETED, S.IN_TRIAL)
OUTSIDE_COURT = tuple(s for s in S if s not in WITHIN_COURT)
OPEN = tuple(s for s in S if s is not S.ARCHIVED)
NAMED = tuple(s for s in OPEN if s is not S.SIGNALLED)
WITH_MEDIATOR = (S.OFFERED, S.ASKED, S.IN_MEDIATION)
MEDIATING = (S.RECEIVED, S.OFFERED, S.ASKED, S.IN_MEDIATION, S.UNDER_EXAMINATION)
ON_DOCKET = (S.DOCKETED, S.IN_TRIAL)
OUTCOMES = (
    S.LINKED,
    S.RESOLVED,
    S.REFERRED,
    S.SETTLED,
    S.FAILED,
    S.AGREED,
    S.CONFIRMED,
    S.REJECTED,
    S.PERFORMED,
    S.NOT_DOCKETED,
    S.CLOSED,
)
ENDED = frozenset(state.value for state in (*OUTCOMES, S.ARCHIVED))
"""States in which nobody works on it any more."""
ARCHIVABLE = tuple(s for s in OUTCOMES if s is not S.AGREED)
ANNEXED = ("court_annexed_2022",)
"""The profile in which a court may delegate, with consent, before it dockets; the later one dockets first."""
