"""Other disputes that may be about the same matter: shown before triage, so that one matter is not counted twice.

A person decides; what is found here is only worth a look.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import timedelta

import attrs

from gridjustice.application.office import Office
from gridjustice.application.request import View
from gridjustice.domain.criteria import Held, In, equals, some
from gridjustice.domain.dispute import Dispute
from gridjustice.domain.record import Role

LOOKED_AT = 500


@attrs.frozen
class Alike:
    """A dispute that may be about the same.

    Attributes:
        view: as the one who asks may see it.
        because: why it was found: ``party``, ``telephone``, ``party_unit``, ``cause``.
    """

    view: View
    because: tuple[str, ...]


def alike(office: Office, actor: str, record: str) -> list[Alike]:
    """Disputes of the last twelve months that share a party, a telephone number, a unit or a cause in the same grid.

    Newest first; only what the actor may see, and only by what the actor may read. Two queries, whatever is found.

    Args:
        office: whose.
        actor: who asks.
        record: id of the dispute.

    Raises:
        NotFoundError: no such dispute, or not for this actor.
    """
    mine: Dispute = office.show(actor, record).record
    since = office.today() - timedelta(office.law.figure("same_matter.look_back", office.today()).value)
    accounts = {account for party in mine.parties for account in party.accounts}
    near = some(Held(account, frozenset((Role.PARTY,)), office.today()) for account in sorted(accounts))
    places = {place for place in (mine.origin, mine.unit) if place}
    where = equals("kind", "dispute") & (near | In("unit", frozenset(places)))
    found = []
    for view in office.find(actor, where, order=("-id",), limit=LOOKED_AT):
        other: Dispute = view.record
        if other.id == mine.id or (other.reported_on or since) < since:
            continue
        if because := _because(mine, other, accounts):
            found.append(Alike(view, because))
    return found


def _because(mine: Dispute, other: Dispute, accounts: AbstractSet[str]) -> tuple[str, ...]:
    """Why the two may be about the same; a masked telephone number is no reason."""
    phones = {p.phone for p in mine.parties if p.phone and p.phone.isdigit()}
    units = {p.unit for p in mine.parties if p.unit}
    reasons = {
        "party": any(account in accounts for p in other.parties for account in p.accounts),
        "telephone": any(p.phone in phones for p in other.parties),
        "party_unit": any(p.unit in units for p in other.parties),
        "cause": mine.cause is not None
        and mine.grid is not None
        and (mine.cause, mine.cause_version, mine.grid) == (other.cause, other.cause_version, other.grid),
    }
    return tuple(name for name, holds in reasons.items() if holds)
