"""Where a step has several lines, each ``when`` is seen to choose: the step leads where the line says that is meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import pytest
from tests.unit.workflow import guards_confirmation as confirmation
from tests.unit.workflow import guards_court as court
from tests.unit.workflow import guards_mediation as mediation
from tests.unit.workflow import guards_outreach as outreach
from tests.unit.workflow import guards_prevention as prevention
from tests.unit.workflow.guards_attempts import (
    APPLIED,
    ASSIGNED,
    BROUGHT,
    FED_BACK,
    RECEIVED,
    REPLACED,
    SUSPECTED,
    Found,
    Line,
    after,
    in_new_order,
    line_of,
    lines,
    look,
    owing,
    prepared,
    tried,
)

from gridjustice.domain.network_facts import PlaceClosed
from gridjustice.domain.values import RecordId
from gridjustice.testing.district import District, Taken, person
from gridjustice.workflow.network import is_redrawn
from gridjustice.workflow.refusals import StepRefusedError
from gridjustice.workflow.table import SAME

NOT_DOCKETED: Taken = ("triage", "refuse_docketing", dict(court.SOUND["refuse docketing"].facts))
CLEARED: Mapping[str, Any] = {"reason": "There is such a loan."}
RAN_OUT: Taken = ("system", "run_out", {})
TIED: Mapping[str, Any] = {"disclosed": [{"party": "a1", "relation": "relative"}]}

ANOTHER: Taken = ("triage", "designate", {"mediator": person("mediator2")})
NEXT_MEDIATOR = after("in_mediation", REPLACED, ANOTHER)

UNGUARDED = {
    "decline on docket": tried("decline", "liaison", "entrusted", reason="no mediator"),
    "decline before docketing": tried("decline", "liaison", "delegated by the court", nth=1, reason="no mediator"),
    "decline": tried("decline", "liaison", "delegated", nth=2, reason="no mediator"),
    "lapse on docket": tried("lapse", "system", "entrusted"),
    "lapse before docketing": tried("lapse", "system", "delegated by the court", nth=1),
    "lapse": tried("lapse", "system", "delegated", nth=2),
    "clear too late on docket": tried(
        "clear", "triage", after("entrusted in mediation", SUSPECTED, RAN_OUT), **CLEARED
    ),
    "clear too late": tried("clear", "triage", after("suspended", RAN_OUT), nth=1, **CLEARED),
    "clear a mediation": tried("clear", "triage", "suspended", nth=2, **CLEARED),
    "clear a mediation on docket": tried(
        "clear", "triage", after("entrusted in mediation", SUSPECTED), nth=2, **CLEARED
    ),
    "clear an agreement": tried("clear", "triage", after("agreed", SUSPECTED), nth=3, **CLEARED),
    "clear an application": tried("clear", "triage", after("agreed", APPLIED, SUSPECTED), nth=4, **CLEARED),
    "clear a review": tried("clear", "judge", after("under_review", SUSPECTED), nth=5, **CLEARED),
    "run out on docket": tried("run_out", "system", "entrusted in mediation", nth=1),
    "run out": tried("run_out", "system", "in_mediation", nth=2),
}  # fmt: skip
"""Steps on lines that have no guards."""

HALF = {
    "accept with a tie": tried("accept", "mediator", after("entrusted", RECEIVED, ASSIGNED), nth=1, **TIED),
    "accept again": tried("accept", "mediator2", NEXT_MEDIATOR),
    "pay last on docket": tried(
        "pay", "citizen_a", after("entrusted in mediation", owing("2022-07-01")), nth=1, paid_on="today"
    ),
}  # fmt: skip
"""Steps for which only a part of what a ``when`` asks is so."""

TRIED = {
    **{
        name: each
        for part in (prevention, mediation, confirmation, court, outreach)
        for name, each in part.SOUND.items()
    },
    **UNGUARDED,
    **HALF,
}

LEADS = {
    ("triage", 0): "triaged", ("triage", 1): "referred",
    ("decline", 0): "docketed", ("decline", 1): "brought", ("decline", 2): "triaged",
    ("lapse", 0): "docketed", ("lapse", 1): "brought", ("lapse", 2): "triaged",
    ("choose", 0): "offered", ("choose", 1): SAME,
    ("deem_refused", 0): "in_trial", ("deem_refused", 1): "failed",
    ("accept", 0): "in_mediation", ("accept", 1): "asked",
    ("recuse", 0): SAME, ("recuse", 1): "received",
    ("decide_challenge", 0): "received", ("decide_challenge", 1): SAME,
    ("consent", 0): "in_mediation", ("consent", 1): SAME,
    ("refuse", 0): "in_trial", ("refuse", 1): "failed",
    ("clear", 0): "in_trial", ("clear", 1): "failed", ("clear", 2): "in_mediation",
    ("clear", 3): "agreed", ("clear", 4): "applied", ("clear", 5): "under_review",
    ("end_as_sham", 0): "in_trial", ("end_as_sham", 1): "failed",
    ("fail", 0): "in_trial", ("fail", 1): "failed",
    ("run_out", 1): "in_trial", ("run_out", 2): "failed",
    ("settle", 0): "in_trial", ("settle", 1): "settled",
    ("pay", 0): "performed", ("pay", 1): SAME,
    ("sign_statement", 0): "closed", ("sign_statement", 1): SAME,
    ("repudiate", 0): "failed", ("repudiate", 1): "in_trial",
    ("miss", 0): "asked", ("miss", 1): "not_reached",
}  # fmt: skip
"""Where each of the lines between which a ``when`` chooses leads, said once more than the table says it."""

PLACES = ("unit", "grid")
"""Kinds whose one choice, how they are closed, is looked at by itself."""

CHOOSING = {name: each for name, each in TRIED.items() if each.line[1:] in LEADS}

OTHER_ORDER: dict[Line, tuple[str, str | Found, str | Line]] = {
    ("dispute", "delegate", 1): (
        "delegate what was brought", in_new_order("brought after triage"), "not_in_this_profile",
    ),
    ("dispute", "entrust", 1): ("entrust in trial", in_new_order("in_trial"), "not_in_this_profile"),
    ("dispute", "ask_fee", 0): ("ask fee", in_new_order("docketed"), "not_in_this_profile"),
    ("dispute", "ask_fee", 1): ("ask fee at transfer", "in_trial", ("dispute", "ask_fee", 0)),
}  # fmt: skip
"""Of the lines that hold in one order of things: a sound attempt, where it stands in the other, and what happens."""


def rivals(line: Line) -> set[Line]:
    """The lines below that could be meant from some of the states from which this one is."""
    kind, step, nth = line
    sources = {row.source for row in lines()[line].rows()}
    below = {x: {row.source for row in lines()[x].rows()} for x in lines() if x[:2] == (kind, step) and x[2] > nth}
    return {other for other, of in below.items() if sources & of}


@pytest.mark.parametrize("name", CHOOSING)
def test_a_step_leads_where_the_line_says_that_is_meant(district: District, name: str) -> None:
    """The state after it is that of the line, and the line is the one that is meant."""
    attempt = CHOOSING[name]
    ready = prepared(district, attempt)
    before = ready.stands().state.value
    assert line_of(attempt.kind, ready.row()) == attempt.line
    record = ready.take().record
    wanted = LEADS[attempt.line[1:]]
    assert look(district, record).state.value == (before if wanted == SAME else wanted)


def test_every_when_is_seen_to_choose_and_not_to_choose(district: District) -> None:
    """If a ``when`` were left out, what is now led to a line below from the same state would be led by this line."""
    starts: dict[Line, set[str]] = {}
    for each in CHOOSING.values():
        starts.setdefault(each.line, set()).add(prepared(district, each).stands().state.value)
    chosen = {line for line, step in lines().items() if step.when is not None and line[0] not in PLACES}
    assert chosen | {below for line in chosen for below in rivals(line)} == set(starts)
    for line in chosen:
        assert rivals(line), f"{line} is chosen where no other line could be"
        for below in rivals(line):
            shared = {row.source for row in lines()[line].rows()} & {row.source for row in lines()[below].rows()}
            assert starts[below] & shared, f"{below} is never tried from where {line} could be meant"


@pytest.mark.parametrize("line", OTHER_ORDER, ids=lambda line: f"{line[1]}-{line[2]}")
def test_a_line_of_one_order_is_not_meant_for_what_was_brought_in_the_other(district: District, line: Line) -> None:
    """It is refused for that reason, or another line is meant; the sound attempt shows where the line itself is."""
    name, on, wanted = OTHER_ORDER[line]
    sound = TRIED[name]
    assert sound.line == line
    ready = prepared(district, attrs.evolve(sound, on=on))
    try:
        meant: str | Line = line_of(sound.kind, ready.row())
        ready.take()
    except StepRefusedError as refusal:
        (reason,) = refusal.reasons
        meant = reason.code
    assert meant == wanted


def test_every_line_of_one_order_is_tried_in_the_other() -> None:
    """No line that holds in one profile only is left out."""
    assert set(OTHER_ORDER) == {line for line, step in lines().items() if step.profiles}


NOT_RUNNING = {
    "delegation": after("reported", ("triage", "triage", {**prevention.TRIAGE, "route": "docketing"})),
    "feedback": after("resolved", FED_BACK, BROUGHT, NOT_DOCKETED),
}
"""Where a limit does not apply that the same step starts otherwise; `test_limits` sees the rest of them."""


@pytest.mark.parametrize("limit", NOT_RUNNING)
def test_a_limit_that_does_not_apply_does_not_run(district: District, limit: str) -> None:
    """Nobody is to delegate what goes to the docket, nor to tell again what the reporter was told."""
    assert look(district, NOT_RUNNING[limit](district)).deadline(limit) is None


def test_a_place_is_closed_in_a_redrawing_or_by_hand() -> None:
    """The facts say which of the two lines of ``close`` is meant; both lead to the same state."""
    by_hand = PlaceClosed(reason="empty")
    for kind in PLACES:
        first, second = (step for (of, name, _), step in lines().items() if (of, name) == (kind, "close"))
        assert first.when is is_redrawn
        assert second.when is None
    assert is_redrawn(None, attrs.evolve(by_hand, redrawing=RecordId("r1")))
    assert not is_redrawn(None, by_hand)
