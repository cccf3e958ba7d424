"""Attempts at calls and visits that somebody of the place is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.unit.workflow.guards_attempts import Attempt, Forged, Found, Refused, refused, tried

from gridjustice.domain.values import RecordId, named_id
from gridjustice.testing.district import COURT, WAYS, District, grid, person, unit

PLACE = {"court": COURT, "unit": unit("farm"), "grid": grid()}
ASK: Mapping[str, Any] = {**PLACE, "person": person("citizen_a"), "form": "call", "reason": "no_address"}


def reported(d: District) -> RecordId:
    return d.report()


def asked(*, docketed: bool = False, **changes: Any) -> Found:
    """A call that waits; the dispute it is about is docketed meanwhile, and its grid barred."""

    def found(d: District) -> RecordId:
        subject = d.report()
        record = d.office.begin(
            "system", "outreach", "ask", {**ASK, "subject": subject, **changes}, key=f"ask {subject}"
        ).record
        for handle, step, facts in WAYS["docketed"] if docketed else ():
            d.do(handle, subject, step, **{name: d.dated(value) for name, value in facts.items()})
        return record

    return found


SOUND: Mapping[str, Attempt] = {
    "ask": tried("ask", "system", of="outreach", **ASK, subject=reported),
    "take": tried("take", "worker", asked(), of="outreach"),
    "reach": tried("reach", "liaison", asked(), of="outreach"),
    "miss, and visit": tried("miss", "worker", asked(doorstep=True), of="outreach"),
    "miss": tried("miss", "worker", asked(), of="outreach", nth=1),
    "miss a visit": tried("miss", "worker", asked(doorstep=True, form="visit"), of="outreach", nth=1),
    "take for the court": tried("take", "triage", asked(docketed=True), of="outreach"),
}

REFUSALS: Sequence[Refused] = (
    refused("ask", "about_nobody", person=None),
    refused("ask", "about_nobody", party="a1"),
    refused("ask", "unknown_matter", subject=named_id("dispute", "nowhere")),
    refused("take", "barred_by_subject", on=asked(docketed=True)),
    refused("reach", "barred_by_subject", on=asked(docketed=True)),
    refused("miss, and visit", "barred_by_subject", on=asked(docketed=True, doorstep=True)),
    refused("miss", "barred_by_subject", on=asked(docketed=True)),
)

FORGED: Sequence[Forged] = ()
