"""The roster of a unit: its people, corrected and confirmed in one act, each quarter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs

from gridjustice.application.codec import canonical, digest
from gridjustice.application.office import Office
from gridjustice.application.request import Receipt, Request, View
from gridjustice.domain.criteria import Not, equals
from gridjustice.domain.network import NetworkState
from gridjustice.domain.network_facts import RosterConfirmed
from gridjustice.domain.values import RecordId, named_id
from gridjustice.errors import GridJusticeError

PAGE = 500


@attrs.frozen(kw_only=True)
class Correction:
    """What is otherwise with one of the unit's people.

    Attributes:
        step: ``enrol``, ``leave``, ``change_contact``, ``take_leave`` or ``return_early``, or another step of a person.
        person: id of who it is about; None for somebody who is enrolled.
        facts: of the step.
    """

    step: str
    person: str | None = None
    facts: dict[str, Any] = attrs.Factory(dict)


def roster(office: Office, actor: str, unit: str) -> list[View]:
    """The people of a unit who have not left, in the order of their ids."""
    still_there = equals("kind", "person") & equals("unit", unit) & Not(equals("state", NetworkState.CLOSED.value))
    found: list[View] = []
    while page := office.find(actor, still_there, limit=PAGE, after=found[-1] if found else None):
        found += page
    return found


def confirm_roster(
    office: Office, actor: str, unit: str, corrections: Sequence[Correction] = (), *, on: date | None = None
) -> list[Receipt]:
    """The corrections are made and the whole list is confirmed, all of it or nothing.

    Args:
        office: whose network.
        actor: the unit's liaison.
        unit: its id.
        corrections: what is otherwise than on the list, in this order.
        on: the day in the key; today by default, so that a list that is sent twice on a day is confirmed once.

    Returns:
        A receipt for each correction, and that of the confirmation.

    Raises:
        StepRefusedError: one of the steps is refused; nothing was stored.
    """
    day = on or office.today()
    listed = {view.record.id for view in roster(office, actor, unit)}
    requests: list[Request] = []
    for each in corrections:
        content = digest(canonical((each.step, each.person, each.facts)))[:32]
        key = f"roster:{unit}:{day}:{content}"
        facts = dict(each.facts)
        if each.person is None:
            listed.add(named_id("person", str(facts.get("handle", ""))))
            requests.append(Request(actor=actor, kind="person", step=each.step, facts=facts, key=key))
            continue
        if each.step == "leave":
            listed.discard(RecordId(each.person))
        requests.append(Request(actor=actor, record=each.person, step=each.step, facts=facts, key=key))
    confirmed = RosterConfirmed(people=tuple(sorted(listed)))
    key = f"roster:{unit}:{day}:{digest(canonical(confirmed))[:32]}"
    requests.append(Request(actor=actor, record=unit, step="confirm_roster", facts=confirmed, key=key))
    outcomes = office.take_many(requests, together=True)
    receipts: list[Receipt] = []
    for outcome in outcomes:
        if isinstance(outcome, GridJusticeError):
            raise outcome
        receipts.append(outcome)
    return receipts
