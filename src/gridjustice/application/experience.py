"""Who has mediated in a place before, and with what outcome: read of each dispute once, and remembered.

Most disputes of a place are over and stay as they are, so whoever chooses a mediator again needs their heads alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from gridjustice.application.desk import Desk
from gridjustice.application.recent import Recent
from gridjustice.domain.criteria import In, equals
from gridjustice.domain.dispute import Dispute
from gridjustice.domain.values import RecordId
from gridjustice.errors import NotFoundError
from gridjustice.law import Causes

LOOKED_BACK = 200
"""So many disputes of a place are looked at for who has mediated there, the newest."""


class _Earlier(NamedTuple):
    """What counts of an earlier dispute.

    Attributes:
        by: who has mediated it.
        agreed_with: who mediates it, where there is an agreement.
        causes: as of `causes_of`.
    """

    by: tuple[RecordId, ...]
    agreed_with: RecordId | None
    causes: tuple[str, ...]


_recent: Recent[str, _Earlier] = Recent(16_384)
"""By the hash of the newest event, which says all that happened to a dispute."""


def experience(desk: Desk, record: Dispute, causes: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """Who has mediated in the dispute's place before: how often, and how often with an agreement on a like cause.

    Args:
        desk: reads.
        record: the dispute, which is not counted itself.
        causes: its own, as of `causes_of`.
    """
    known: dict[str, tuple[int, int]] = {}
    for earlier in _earlier(desk, record):
        for mediator in earlier.by:
            times, agreed = known.get(mediator, (0, 0))
            like = mediator == earlier.agreed_with and _are_like(causes, earlier.causes)
            known[mediator] = times + 1, agreed + like
    return known


@lru_cache(maxsize=1024)
def causes_of(code: str | None, version: str | None) -> tuple[str, ...]:
    """A cause and what it stands under, the most specific first; a code that no list knows stands alone."""
    if code is None:
        return ()
    try:
        causes = Causes.load().version(version or "")
        cause = causes.get(code)
    except NotFoundError:
        return (code,)
    return (code, *(above.code for above in reversed(causes.path(cause))))


def _earlier(desk: Desk, record: Dispute) -> list[_Earlier]:
    disputes = equals("kind", "dispute")
    place = equals("grid", record.grid) if record.grid else equals("unit", record.unit or "")
    found = desk.find(disputes & place, limit=LOOKED_BACK, newest_first=True, bodies=False)
    known = {head.id: _recent.get(head.hash) for head in found if head.id != record.id}
    unread = frozenset(id_ for id_, earlier in known.items() if earlier is None)
    for head in desk.find(disputes & In("id", unread), limit=len(unread)) if unread else ():
        other: Dispute = desk.record(head)
        agreed_with = None if other.agreement is None else other.mediator
        earlier = _Earlier(other.mediated_by, agreed_with, causes_of(other.cause, other.cause_version))
        _recent.put(head.hash, earlier)
        known[head.id] = earlier
    return [earlier for earlier in known.values() if earlier is not None]


def _are_like(causes: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether two causes are one, or stand together under the same one above the most specific."""
    if not (causes and others):
        return False
    return causes[0] == others[0] or (len(others) > 1 and others[1:2] == causes[1:2])
