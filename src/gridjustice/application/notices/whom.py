"""Who is told of an event: everybody in its audiences, each once, who may be told of it."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from gridjustice.application.notices.delivery import PARTY, PUBLIC
from gridjustice.application.notices.detail import IMPERSONAL
from gridjustice.application.notices.people import FALLS_TO_COURT, RESOLVED, WARNED_BY_COURT, Recipient
from gridjustice.application.notices.reaching import Addressee, addressee_of, may_be_told
from gridjustice.application.notices.scene import Case
from gridjustice.application.office import Office
from gridjustice.domain.watching import Watched
from gridjustice.ports.storage import Loaded, Reader
from gridjustice.workflow.rules import Public
from gridjustice.workflow.table import Audience


@attrs.frozen
class Meant:
    """Somebody who is told.

    Attributes:
        recipient: how they were found.
        addressee: who they are; None for the public.
    """

    recipient: Recipient
    addressee: Addressee | None


def told_of(office: Office, reader: Reader, case: Case) -> list[Meant]:
    """Those who are told, each once however many audiences they are in, and never who took the step."""
    audiences = [each for each in Audience if each.value in case.event.derived.tells]
    groups = {audience: list(RESOLVED[audience](case.scene)) for audience in audiences}
    falls = WARNED_BY_COURT if isinstance(case.event.facts, Watched) else FALLS_TO_COURT
    court = list(RESOLVED[Audience.COURT](case.scene)) if falls.intersection(audiences) else []
    everybody = [each.id for group in (*groups.values(), court) for each in group]
    persons = {id_ for id_ in everybody if not id_.startswith((PARTY, PUBLIC))}
    loaded = reader.load(ids=persons, people=persons) if persons else Loaded({}, {}, {})
    told: dict[str, Meant] = {}
    for audience, group in groups.items():
        found = _reached(office, case, group, loaded)
        is_known = any(each.id == case.event.actor for each in group)
        if not found and not is_known and audience in falls:
            found = _reached(office, case, court, loaded)
        for meant in found:
            known = told.get(meant.recipient.id)
            # Who is told of the step itself needs no impersonal hint beside it.
            if known is None or known.recipient.template in IMPERSONAL:
                told[meant.recipient.id] = meant
    return list(told.values())


def _reached(office: Office, case: Case, group: Iterable[Recipient], loaded: Loaded) -> list[Meant]:
    """Those of a group who may be told."""
    found = []
    for recipient in group:
        if recipient.id == case.event.actor:
            continue
        if recipient.id.startswith(PUBLIC):
            if is_for_everybody(case):
                found.append(Meant(recipient, None))
            continue
        addressee = addressee_of(case.scene, recipient.id, loaded, office)
        if addressee is not None and may_be_told(office, case, addressee, recipient.template):
            found.append(Meant(recipient, addressee))
    return found


def is_for_everybody(case: Case) -> bool:
    """Whether the record is one that everybody may see, and the step one of which everybody may know (P49)."""
    return isinstance(case.scene.kind.may_see, Public) and not case.guarded
