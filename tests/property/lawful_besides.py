"""What must never have happened to what belongs to a dispute: mediation sessions and protection orders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gridjustice.domain.dispute import Dispute
from gridjustice.domain.record import Event, Record
from gridjustice.domain.session import Keeping, Session


def told_of_session(event: Event, after: Session, dispute: Record | None) -> Iterator[str]:
    """What is unlawful about an event of a mediation session."""
    assert isinstance(dispute, Dispute)
    facts: Any = event.facts
    parties = {p.id for p in dispute.parties}
    if event.step == "arrange":
        mediation = dispute.mediation
        if dispute.state_name != "in_mediation" or mediation is None:
            yield "a session outside a mediation"
        elif event.actor not in (mediation.mediator, *mediation.co_mediators):
            yield "a session arranged by somebody who does not mediate"
        if facts.mode.value == "apart" and parties - set(facts.agreed_apart):
            yield "heard apart without every party's consent"
    if event.step == "hold":
        if facts.keeping is Keeping.RECORDING and (
            not facts.attended or set(facts.attended) - set(facts.agreed_recording)
        ):
            yield "recorded without consent"
        if facts.undisputed is not None and parties - set(facts.undisputed_signed):
            yield "called undisputed without every party"
        if not facts.warned or not facts.identified or set(facts.attended) - parties:
            yield "held without warning, with strangers, or with nobody identified"
        if after.held_on > event.day:
            yield "held before its day"


def told_of_protection(event: Event, before: Any, after: Any) -> Iterator[str]:
    """What is unlawful about an event of a protection order."""
    if event.step in {"issue", "refuse", "change", "revoke", "serve"}:
        if event.actor != before.judge:
            yield f"a protection order: {event.step} by somebody else than its judge"
        if event.actor in (before.applicant, before.protected, before.respondent):
            yield "a protection order: a judge decides in their own matter"
    if event.step == "serve" and (not event.facts.proof or event.facts.served_on > event.day):  # type: ignore[attr-defined]
        yield "a protection order served without proof"
    if event.step in {"issue", "change"} and (after.valid_until < event.day or not after.measures):
        yield "a protection order that orders nothing"
    if event.step == "withdraw" and event.actor not in (before.applicant, before.protected):
        yield "a protection order withdrawn by somebody else"
    names = [deadline.limit for deadline in after.deadlines]
    runs = {"decision": {"applied"}, "validity": {"issued", "served"}}
    if len(set(names)) < len(names) or any(after.state_name not in runs[name] for name in names):
        yield f"a protection order: {names} run while {after.state_name}"
    if after.state_name in {"applied", "issued", "served"} and not names:
        yield f"a protection order: nothing runs while {after.state_name}"
