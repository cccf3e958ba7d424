"""The table of protection orders (人身安全保护令): decided within hours, seen by nobody who does not have to."""

from __future__ import annotations

from gridjustice.domain.network import NetworkState, Person
from gridjustice.domain.protection import (
    AppliedBy,
    Protection,
    ProtectionAsked,
    ProtectionChanged,
    ProtectionEnded,
    ProtectionIssued,
    ProtectionJudge,
    ProtectionRefused,
    ProtectionServed,
)
from gridjustice.domain.protection import ProtectionState as S
from gridjustice.domain.record import NEW, NoFacts, Role, Scope
from gridjustice.law import count
from gridjustice.workflow.dispute.actors import JUDGE_OF_CASE, OFFICER
from gridjustice.workflow.dispute.guards.people import not_a_judge_here, not_after_today, tribunal_seal
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.rules import PARTY, SYSTEM, But, Holds
from gridjustice.workflow.table import SAME, Act, Audience, Kind, Limit, Step

MAY_APPLY_FOR_HER = frozenset(set(AppliedBy) - {AppliedBy.HERSELF, AppliedBy.FOREST_FARM, AppliedBy.OTHER})
"""Who the law lets apply for somebody who cannot; a forest farm is not among them."""


def is_urgent(record: Protection) -> bool:
    """The shorter limit runs."""
    return record.urgent


def is_not_urgent(record: Protection) -> bool:
    """The longer limit runs."""
    return not record.urgent


def may_not_apply_for_her(record: Protection | None, facts: ProtectionAsked, act: Act) -> Reason | None:
    """Refuses an application for her by whoever the law does not let make one, or while she can herself."""
    if facts.applied_by is AppliedBy.HERSELF:
        return None
    if facts.applied_by not in MAY_APPLY_FOR_HER or not facts.cannot_herself:
        return Reason("may_not_apply_for_her", "protection.apply", {"by": f"applied_by.{facts.applied_by.value}"})
    return None


def unknown_applicant(record: Protection | None, facts: ProtectionAsked, act: Act) -> Reason | None:
    """Refuses an application by nobody whom the network knows: she must be reached with the answer."""
    person = act.look(act.actor)
    known = isinstance(person, Person) and person.state is NetworkState.ACTIVE
    return None if known else Reason("unknown_applicant", "protection.apply")


def one_person_only(record: Protection | None, facts: ProtectionAsked, act: Act) -> Reason | None:
    """Refuses an application against oneself: the one it is against must not see it."""
    same = facts.respondent is not None and facts.respondent in (act.actor, facts.protected)
    return Reason("one_person_only", "protection.apply") if same else None


def judge_is_respondent(record: Protection, facts: ProtectionJudge, act: Act) -> Reason | None:
    """Refuses as judge the one it is against, and those who apply."""
    involved = (record.respondent, record.applicant, record.protected)
    return Reason("judge_is_party", "judge.recusal") if facts.judge in involved else None


def valid_too_long(record: Protection, facts: ProtectionIssued | ProtectionChanged, act: Act) -> Reason | None:
    """Refuses an order for longer than the law lets one last."""
    last = count(act.law.figure("protection.longest", act.day), act.day, act.calendar).due
    return Reason("valid_too_long", "protection.decide", {"until": last}) if facts.valid_until > last else None


def orders_nothing(record: Protection, facts: ProtectionIssued | ProtectionChanged, act: Act) -> Reason | None:
    """Refuses an order that forbids and commands nothing, or that would end before it starts."""
    return None if facts.measures and facts.valid_until >= act.day else Reason("orders_nothing", "protection.decide")


def unproved_service(record: Protection, facts: ProtectionServed, act: Act) -> Reason | None:
    """Refuses a service without proof, or dated after today (P50)."""
    return not_after_today(facts.served_on, act) if facts.proof else Reason("lacks_proof", "service.proof")


def ran_out_before(record: Protection, facts: object, act: Act) -> Reason | None:
    """Refuses to change an order that has run out: another one is applied for."""
    over = record.valid_until is not None and act.day > record.valid_until
    return Reason("ran_out_before", "protection.decide") if over else None


PARTIES, COURT = (Audience.PARTIES,), (Audience.COURT,)

# fmt: off
STEPS = (
    #    step           source                           target       who             facts              refused_if                                basis
    Step("apply",        NEW,                             S.APPLIED,   PARTY,          ProtectionAsked,   (unknown_applicant, may_not_apply_for_her, one_person_only), "protection.apply",  tells=COURT),
    Step("assign_judge", S.APPLIED,                       SAME,        OFFICER,        ProtectionJudge,   (not_a_judge_here, judge_is_respondent),                      "protection.decide"),
    Step("issue",        S.APPLIED,                       S.ISSUED,    JUDGE_OF_CASE,  ProtectionIssued,  (orders_nothing, valid_too_long, tribunal_seal),          "protection.decide", tells=PARTIES),
    Step("refuse",       S.APPLIED,                       S.REFUSED,   JUDGE_OF_CASE,  ProtectionRefused, (tribunal_seal,),                         "protection.decide", tells=PARTIES),
    Step("withdraw",     S.APPLIED,                       S.WITHDRAWN, PARTY,          ProtectionEnded,   (),                                       "protection.apply",  tells=COURT),
    Step("serve",        S.ISSUED,                        S.SERVED,    JUDGE_OF_CASE,  ProtectionServed,  (unproved_service,),                      "protection.serve",  tells=PARTIES),
    Step("change",       (S.ISSUED, S.SERVED),            SAME,        JUDGE_OF_CASE,  ProtectionChanged, (ran_out_before, orders_nothing, valid_too_long, tribunal_seal),          "protection.decide", tells=PARTIES),
    Step("revoke",       (S.ISSUED, S.SERVED),            S.ENDED,     JUDGE_OF_CASE,  ProtectionEnded,   (),                                       "protection.decide", tells=PARTIES),
    Step("expire",       (S.ISSUED, S.SERVED),            S.ENDED,     SYSTEM,         NoFacts,           (),                                       "protection.decide", tells=PARTIES),
)

LIMITS = (
    Limit(name="decision", figure="protection.decision",        starts=("apply",), runs_in=(S.APPLIED,), applies_when=is_not_urgent, owed_by=(Audience.JUDGE, Audience.COURT)),
    Limit(name="decision", figure="protection.decision_urgent", starts=("apply",), runs_in=(S.APPLIED,), applies_when=is_urgent, owed_by=(Audience.JUDGE, Audience.COURT)),
    Limit(name="validity", figure="protection.validity",        starts=("issue", "change"), from_day="valid_until", runs_in=(S.ISSUED, S.SERVED), expires_as="expire", owed_by=PARTIES),
)
# fmt: on

PROTECTION = Kind(
    name="protection",
    record=Protection,
    states=S,
    steps=STEPS,
    limits=LIMITS,
    may_see=PARTY | OFFICER | JUDGE_OF_CASE | SYSTEM,
    may_read=But(PARTY, Holds(Role.BARRED, Scope.RECORD)) | OFFICER | JUDGE_OF_CASE,
    gives=((Role.PARTY, Scope.RECORD), (Role.JUDGE, Scope.RECORD), (Role.BARRED, Scope.RECORD)),
    ends=(S.REFUSED, S.WITHDRAWN, S.ENDED),
    untimed=(S.REFUSED, S.WITHDRAWN, S.ENDED),
)
