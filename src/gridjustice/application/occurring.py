"""What really occurs in the grids: how many disputes of which cause, as far as somebody may see them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import attrs

from gridjustice.application.access import visible
from gridjustice.application.office import Office
from gridjustice.domain.criteria import Criterion, In, Not, equals
from gridjustice.law import Causes
from gridjustice.workflow.dispute.actors import ENDED

LOOK_BACK = "planning.look_back"
"""The figure of the law's data that says how far back."""


@attrs.frozen
class Occurring:
    """What occurred in grids.

    Attributes:
        causes: by grid, the number of disputes of each cause of action in the time looked back on.
        work: by grid, disputes of that time and those still open, each once.
    """

    causes: dict[str, Counter[str]]
    work: Counter[str]


def occurring(office: Office, actor: str, where: Criterion, day: date) -> Occurring:
    """Count disputes by grid and cause, in two questions to the storage, however many there are.

    Only disputes that the actor may see are counted: who sees none plans by the declared causes alone.

    Args:
        office: whose.
        actor: who asks.
        where: which disputes.
        day: looked back from here.
    """
    since = day - timedelta(days=office.law.figure(LOOK_BACK, office.today()).value)
    causes: dict[str, Counter[str]] = {}
    work: Counter[str] = Counter()
    with office.storage.read() as reader:
        seen = where & equals("kind", "dispute") & visible(office.kinds, office.standing(reader, actor))
        recent = reader.count_listed(
            "dispute", ("grid", "cause", "state"), seen, since=("reported_on", since.isoformat())
        )
        unfinished = reader.count_listed("dispute", ("grid",), seen & Not(In("state", ENDED)))
    for (grid, cause, state), number in recent.items():
        if grid is None:
            continue
        if cause is not None:
            causes.setdefault(str(grid), Counter())[str(cause)] += number
        if state in ENDED:  # those still open are counted below, however old they are
            work[str(grid)] += number
    for (grid,), number in unfinished.items():
        if grid is not None:
            work[str(grid)] += number
    return Occurring(causes, work)


def kin(codes: frozenset[str]) -> dict[str, frozenset[str]]:
    """For each code of a cause: itself, what it stands under, and what these are in every version of the list."""
    causes = Causes.load()
    found = {}
    for code in codes:
        related = {code}
        for version in causes.lists:
            cause = version.causes.get(code)
            for each in () if cause is None else (cause, *version.path(cause)):
                related |= {same.code for other in causes.lists for same in causes.counterparts(each, other.version)}
        found[code] = frozenset(related)
    return found
