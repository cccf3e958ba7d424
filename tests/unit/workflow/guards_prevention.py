"""The guards of a dispute's front: steps that pass them, and what makes each of them refuse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs
from tests.unit.workflow.guards_attempts import (
    FAILED_SILENTLY,
    FED_BACK,
    LAWYER,
    NOBODY,
    TOMORROW,
    Attempt,
    Forged,
    Refused,
    after,
    by_party,
    closed_grid,
    closing,
    people,
    refused,
    tried,
)

from gridjustice.testing.district import COURT, District, Taken, grid, person, report_facts, unit

NOTE: Mapping[str, Any] = {"court": COURT, "unit": unit("farm"), "grid": grid(), "gist": "shouting at night"}
TRIAGE: Mapping[str, Any] = {
    "jurisdiction": "ours",
    "route": "mediation",
    "reason": "suited",
    "same_matter_checked": True,
}
REFER: Mapping[str, Any] = {**TRIAGE, "jurisdiction": "local_court", "route": "other_court"}
TO_GOVERNMENT: Taken = ("triage", "triage", {**TRIAGE, "route": "government", "told_keep_as_is": True})
VIOLENCE = {"kind": "violence", "called": ["police"]}
UNREPORTED = {"kind": "violence"}
AT_HOME = {"kind": "domestic_violence", "called": ["police"]}
CHILD_IN_DANGER: Taken = (
    "worker", "call_help", {"danger": {"kind": "violence", "minor": True, "called": ["ambulance"]}},
)  # fmt: skip
BOTH_WAYS = ["reconsideration", "administrative_suit"]
ARBITRATION: Mapping[str, Any] = {"route": "arbitration", "jurisdiction": "ours", "asked_about_labour": True}


def signalled(d: District) -> Any:
    return d.office.begin(person("worker"), "dispute", "note", NOTE, key="sign").record


def elsewhere(d: District) -> Any:
    """A dispute of the court above."""
    facts = {"court": "yblq", "code": "above", "name": "above", "kind": "forest_farm"}
    d.office.begin("operator", "unit", "adopt", facts, key="above", record=unit("above"))
    post = {"role": "triage_officer", "scope": "court", "place": "yblq", "since": "2022-01-01"}
    enrolled = {"court": "yblq", "handle": "above", "posts": [post]}
    d.office.begin("operator", "person", "enrol", enrolled, key="officer", record=person("above"))
    report = {**report_facts(), "court": "yblq", "unit": unit("above"), "grid": None}
    return d.office.begin(person("above"), "dispute", "report", report, key="elsewhere").record


def ordered(d: District) -> Any:
    record = after("referred", FED_BACK)(d)
    facts = {"court": COURT, "unit": unit("farm"), "subject": record, "reason": "What became of it?"}
    d.office.begin(person("supervisor"), "order", "issue", facts, key="order")
    return record


TITLE_REFERRED = after("reported", TO_GOVERNMENT, matter="title")
IN_DANGER = after("reported", danger=VIOLENCE)
NOT_REPORTED = after("reported", danger=UNREPORTED)

TAKEN_OVER: Mapping[str, Any] = {**report_facts(), "number": "2021-7", "reported_on": "2021-09-01"}

SOUND: Mapping[str, Attempt] = {
    "note": tried("note", "worker", **NOTE),
    "report": tried("report", "worker", **report_facts()),
    "report a sign": tried("report", "worker", signalled, nth=1, **report_facts()),
    "take over": tried("take_over", "operator", **TAKEN_OVER),
    "name agent": tried("name_agent", "citizen_a", "in_mediation", party="a1", agent=LAWYER, papers=True),
    "call help": tried("call_help", "worker", "reported", danger=VIOLENCE),
    "report danger": tried("report_danger", "worker", NOT_REPORTED, called=["police"]),
    "arrive": tried("arrive", "worker", IN_DANGER, done="They were parted."),
    "hand over danger": tried("hand_over", "worker", IN_DANGER, to="police", message="They were parted."),
    "link": tried("link", "triage", "reported", same_as="another", reason="The same ditch."),
    "resolve": tried("resolve", "worker", "reported", outcome="They shook hands."),
    "triage": tried("triage", "triage", "reported", **TRIAGE),
    "refer": tried("triage", "triage", "reported", nth=1, **REFER),
    "refer to arbitration": tried(
        "triage", "triage", after("reported", matter="labour"), nth=1, **{**REFER, **ARBITRATION}
    ),
    "serve decision": tried(
        "serve_decision", "triage", TITLE_REFERRED, served_on="today", proof=True, ways=BOTH_WAYS
    ),
    "tell remedies": tried("tell_remedies", "mediator", after("in_mediation", FAILED_SILENTLY), ways=["suit"]),
    "feed back": tried("feed_back", "liaison", "referred", message="The county court is competent."),
    "archive": tried("archive", "liaison", after("failed", FED_BACK)),
}  # fmt: skip


def placed(attempt: str) -> Iterable[Refused]:
    """Units and grids that are not there, or do not belong together."""
    yield refused(attempt, "unknown_place", "unknown_unit", unit=unit("nowhere"), grid=None, who="triage")
    yield refused(attempt, "unknown_place", "unknown_unit", before=closing("farm"))
    yield refused(attempt, "unknown_place", "unknown_grid", grid=grid("nowhere"), who="liaison")
    yield refused(attempt, "unknown_place", "unknown_grid", before=closed_grid, who="triage")
    yield refused(attempt, "unknown_place", "unknown_grid", unit=unit("farm2"))


def reported(attempt: str) -> Iterable[Refused]:
    """Parties, causes and days that a report has wrong."""
    yield refused(attempt, "lacks_sides", parties=people()[:1])
    yield refused(attempt, "unknown_account", parties=people(b1={"person": NOBODY}))
    yield refused(attempt, "unknown_account", parties=people(b1={"unit": NOBODY}))
    yield refused(attempt, "unknown_account", parties=people(b1={"agents": [{**LAWYER, "person": NOBODY}]}))
    yield refused(attempt, "unknown_cause", cause="T9999", cause_version="2025")
    yield refused(attempt, "unknown_cause", cause="T137", cause_version="1999")
    yield refused(attempt, "asked_in_future", "in_the_future", asked_on=TOMORROW)


def taken_in(attempt: str) -> Iterable[Refused]:
    """What is said wrong of how something came in."""
    late = {"channel": "hotline", "received_at": f"{TOMORROW}T00:00:00Z"}
    yield refused(attempt, "received_in_future", intake=late)
    yield refused(attempt, "unknown_taker", "unknown_person", intake={"channel": "walk_in", "taken_by": NOBODY})


def triaged(attempt: str) -> Iterable[Refused]:
    """What must be done before anything is triaged, wherever it goes."""
    yield refused(attempt, "danger_unreported", on=NOT_REPORTED)
    yield refused(attempt, "same_matter_unchecked", same_matter_checked=False)
    yield refused(attempt, "protection_not_told", on=after("reported", danger=AT_HOME))


REFUSALS = (
    *placed("note"),
    refused("note", "unknown_place", "unit_of_other_court", court="yblq", grid=None, who="liaison"),
    *taken_in("note"),
    *taken_in("report"),
    *taken_in("report a sign"),
    *placed("report"),
    refused("report", "unknown_place", "unit_of_other_court", court="yblq", grid=None, who="liaison"),
    *reported("report"),
    *placed("report a sign"),
    *reported("report a sign"),
    *(attrs.evolve(each, who="operator") for each in placed("take over")),
    *reported("take over"),
    refused("take over", "reported_in_future", "in_the_future", reported_on=TOMORROW),
    *by_party("name agent"),
    refused("name agent", "agent_mediated", agent={**LAWYER, "person": person("mediator")}),
    refused("name agent", "lacks_papers", papers=False),
    refused("call help", "nobody_called", danger=UNREPORTED),
    refused("report danger", "nobody_in_danger", on="reported"),
    refused("report danger", "nobody_called", called=[]),
    refused("arrive", "nobody_in_danger", on="reported"),
    refused("hand over danger", "nobody_in_danger", on="reported"),
    refused("hand over danger", "danger_unreported", on=NOT_REPORTED),
    refused("link", "not_the_same_matter", same_as=NOBODY),
    refused("link", "not_the_same_matter", same_as="itself"),
    refused("link", "not_the_same_matter", same_as=lambda d: d.bring_to("linked")),
    refused("link", "not_the_same_matter", same_as=elsewhere),
    refused("resolve", "danger_unreported", on=NOT_REPORTED),
    *triaged("triage"),
    refused("triage", "not_ours_to_mediate", jurisdiction="local_court"),
    refused("triage", "not_ours_to_mediate", jurisdiction="concentrated", route="docketing"),
    refused("triage", "title_goes_to_government", on=after("reported", matter="title")),
    refused("triage", "title_goes_to_government", matter="title"),
    refused("triage", "not_mediable", matter="special_procedure"),
    refused("triage", "not_mediable", matter="personal_status"),
    *triaged("refer"),
    refused("refer", "sent_to_ourselves", jurisdiction="ours"),
    refused("refer to arbitration", "labour_not_asked", asked_about_labour=False),
    refused("refer to arbitration", "arbitration_not_needed", labour="wage_note"),
    refused("refer to arbitration", "arbitration_not_needed", labour="services"),
    refused("refer", "state_not_kept", matter="title", route="government"),
    refused("serve decision", "no_title_matter", on="referred"),
    refused("serve decision", "lacks_proof", proof=False),
    refused("serve decision", "served_in_future", "in_the_future", served_on=TOMORROW),
    refused("serve decision", "one_way_only", ways=["reconsideration"]),
    refused("serve decision", "one_way_only", ways=["administrative_suit"]),
    refused("tell remedies", "already_told", on="failed"),
    refused("tell remedies", "names_no_way", ways=[]),
    refused("tell remedies", "one_way_only", who="triage", on=TITLE_REFERRED),
    refused("feed back", "already_fed_back", on=after("referred", FED_BACK)),
    refused("archive", "lacks_feedback", on="failed"),
    refused("archive", "lacks_remedies", on=after("in_mediation", FAILED_SILENTLY, FED_BACK)),
    refused("archive", "lacks_remedies", on=after("rejected", FED_BACK)),
    refused("archive", "has_open_orders", on=ordered),
    refused("archive", "danger_open", on=after("referred", FED_BACK, danger=VIOLENCE)),
)


FORGED: tuple[Forged, ...] = ()
