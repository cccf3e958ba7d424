"""The register (台账): it writes itself from what happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from gridjustice.application.office import Office
from gridjustice.application.request import View
from gridjustice.domain.criteria import Criterion, equals
from gridjustice.domain.dispute import Dispute
from gridjustice.errors import NotFoundError
from gridjustice.workflow.dispute.actors import ENDED

REGISTER_COLUMNS = (
    "number",
    "reported_on",
    "unit",
    "grid",
    "cause",
    "level",
    "parties",
    "state",
    "mediator",
    "ended_on",
    "days",
    "ground",
    "brought",
    "next_due",
)
"""Its columns; labels stand in the catalogues under ``register.<column>``."""


def register(office: Office, actor: str, where: Criterion | None = None) -> Iterator[dict[str, Any]]:
    """A line for each dispute the actor may see, oldest first.

    Values are texts, dates, whole numbers or None; units, grids and mediators are names; parties are masked unless the
    actor may read them. ``days`` are those from the report to the first outcome, or to today.

    Args:
        office: whose.
        actor: who asks.
        where: which of the disputes.
    """
    disputes = equals("kind", "dispute") if where is None else equals("kind", "dispute") & where
    names: dict[str, str] = {}
    last: View | None = None
    while page := office.find(actor, disputes, after=last, limit=500):
        for view in page:
            yield _line(office, actor, view, names)
        last = page[-1]


def _line(office: Office, actor: str, view: View, names: dict[str, str]) -> dict[str, Any]:
    dispute: Dispute = view.record
    ended = _ended_on(office, actor, dispute)
    reported = dispute.reported_on or office.today()
    return {
        "number": dispute.number,
        "reported_on": dispute.reported_on,
        "unit": _name(office, actor, dispute.unit, names),
        "grid": _name(office, actor, dispute.grid, names),
        "cause": dispute.cause,
        "level": dispute.level.value,
        "parties": "、".join(p.name for p in dispute.parties),
        "state": dispute.state.value,
        "mediator": _name(office, actor, dispute.mediator, names),
        "ended_on": ended,
        "days": ((ended or office.today()) - reported).days,
        "ground": dispute.ground.value if dispute.ground else None,
        "brought": len(dispute.proceedings),
        "next_due": min((d.due for d in dispute.running), default=None),
    }


def _ended_on(office: Office, actor: str, dispute: Dispute) -> date | None:
    """The day of the first outcome since it was last brought or delegated; None while it is open."""
    if dispute.state.value not in ENDED:
        return None
    ended: date | None = None
    for event in office.history(actor, dispute.id):
        if event.target not in ENDED:
            ended = None
        elif ended is None:
            ended = event.day
    return ended


def _name(office: Office, actor: str, record: str | None, names: dict[str, str]) -> str | None:
    if record is None:
        return None
    if record not in names:
        try:
            names[record] = office.show(actor, record).record.name or record
        except NotFoundError:  # a party sees that there is a mediator, not the mediator's record
            names[record] = record
    return names[record]
