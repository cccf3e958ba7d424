"""The table of outreach: calls and visits that people of the place are asked for where no message arrived."""

from __future__ import annotations

from gridjustice.domain.network import Person
from gridjustice.domain.outreach import (
    Outreach,
    OutreachAsked,
    OutreachDone,
    OutreachForm,
    OutreachMissed,
    OutreachTaken,
)
from gridjustice.domain.outreach import OutreachState as S
from gridjustice.domain.record import NEW, Record, Role, Scope
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.rules import (
    ASSISTANT_OF_GRID,
    BARRED,
    GRID_WORKER,
    JUDGE_OF_GRID,
    LIAISON_OF_UNIT,
    PRESIDENT,
    SUPERVISOR,
    SYSTEM,
    TRIAGE_OFFICER,
    But,
)
from gridjustice.workflow.table import Act, Audience, Kind, Limit, Stage, Step

HELPERS = But(GRID_WORKER | LIAISON_OF_UNIT | JUDGE_OF_GRID | ASSISTANT_OF_GRID | TRIAGE_OFFICER, BARRED)
ON_THE_SPOT = (Audience.GRID_WORKER, Audience.LIAISON)


def kept_away(record: Outreach | None, facts: OutreachAsked, act: Act) -> tuple[str, ...]:
    """Finds whom the subject bars, its parties, and whoever is to be reached: none of them is the one who goes."""
    subject: Record | None = act.look(facts.subject)
    found: list[str] = [facts.person] if facts.person else []
    found += [a.person for a in subject.appointed if a.role in (Role.BARRED, Role.PARTY)] if subject else []
    return tuple(dict.fromkeys(found))


def about_nobody(record: Outreach | None, facts: OutreachAsked, act: Act) -> Reason | None:
    """Refuses what is about nobody, or about two at once."""
    return None if (facts.person is None) is not (facts.party is None) else Reason("about_nobody")


def unknown_matter(record: Outreach | None, facts: OutreachAsked, act: Act) -> Reason | None:
    """Refuses news of a record that is not there, or of another court's."""
    subject: Record | None = act.look(facts.subject)
    return None if subject is not None and subject.court == facts.court else Reason("unknown_matter")


def barred_by_subject(record: Outreach, facts: object, act: Act) -> Reason | None:
    """Refuses whoever may not handle the subject as it is now, with the unit or grid that they come from."""
    subject: Record | None = act.look(record.subject)
    barred = {a.person for a in subject.appointed if a.role in (Role.BARRED, Role.PARTY)} if subject else set()
    person = act.look(act.actor)
    posts = person.posts if isinstance(person, Person) else ()
    of_court = any(p.scope is Scope.COURT and p.holds_on(act.day) for p in posts)
    is_barred = act.actor in barred or (not of_court and not barred.isdisjoint((record.unit, record.grid)))
    return Reason("barred_by_subject", "plan.circuit_service") if is_barred else None


def visit_follows(record: Outreach, facts: object) -> bool:
    """A call to somebody elderly or disabled has reached nobody."""
    return record.visit_follows


def is_visit(record: Outreach) -> bool:
    """Somebody goes there."""
    return record.form is OutreachForm.VISIT


def is_call(record: Outreach) -> bool:
    """Somebody calls."""
    return not is_visit(record)


OPEN = (S.ASKED, S.TAKEN)

# fmt: off
STEPS = (
    #    step    source   target         who      facts           refused_if                        basis
    Step("ask",  NEW,     S.ASKED,       SYSTEM,  OutreachAsked,  (about_nobody, unknown_matter),  "plan.circuit_service", stage=Stage.TRACKING, tells=ON_THE_SPOT, finds=(kept_away,)),
    Step("take", S.ASKED, S.TAKEN,       HELPERS, OutreachTaken,  (barred_by_subject,),             "plan.circuit_service", stage=Stage.TRACKING),
    Step("reach", OPEN,   S.REACHED,     HELPERS, OutreachDone,   (barred_by_subject,),             "plan.circuit_service", stage=Stage.TRACKING),
    Step("miss", OPEN,    S.ASKED,       HELPERS, OutreachMissed, (barred_by_subject,),             "plan.circuit_service", stage=Stage.TRACKING, tells=ON_THE_SPOT, when=visit_follows),
    Step("miss", OPEN,    S.NOT_REACHED, HELPERS, OutreachMissed, (barred_by_subject,),             "plan.circuit_service", stage=Stage.TRACKING, tells=(Audience.COURT,)),
)

LIMITS = (
    Limit(name="outreach", figure="outreach.call",  starts=("ask",),        runs_in=OPEN, owed_by=ON_THE_SPOT, applies_when=is_call),
    Limit(name="outreach", figure="outreach.visit", starts=("ask", "miss"), runs_in=OPEN, owed_by=ON_THE_SPOT, applies_when=is_visit),
)
# fmt: on

OUTREACH = Kind(
    name="outreach",
    record=Outreach,
    states=S,
    steps=STEPS,
    limits=LIMITS,
    may_see=HELPERS | But(SUPERVISOR | PRESIDENT, BARRED) | SYSTEM,
    may_read=HELPERS,
    gives=((Role.BARRED, Scope.RECORD),),
    ends=(S.REACHED, S.NOT_REACHED),
    untimed=(S.REACHED, S.NOT_REACHED),
)
