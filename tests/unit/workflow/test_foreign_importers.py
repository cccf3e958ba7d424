"""Importers from DIGIT and HMCTS CCD: what becomes of their parts, and findings at the places of their own files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.workflow.samples_foreign import AUTHORISATIONS, DEFINITION, EVENTS, PERMIT, STATES, changed, read, told

from gridjustice.workflow.foreign import Reading, read_contents, read_workflows


def document(reading: Reading) -> Any:
    (one,) = reading.workflows
    return one.document


def test_a_business_service_becomes_a_workflow() -> None:
    """The state without a name begins records; a uuid is resolved; milliseconds become lengths."""
    assert document(read(PERMIT)) == {
        "format": 1,
        "name": "TIMBER",
        "states": [{"name": "PENDING"}, {"name": "GRANTED", "final": True}, {"name": "REFUSED", "final": True}],
        "steps": [
            {"name": "APPLY", "to": "PENDING", "roles": ["CITIZEN"]},
            {"name": "GRANT", "from": ["PENDING"], "to": "GRANTED", "roles": ["RANGER"]},
            {"name": "REFUSE", "from": ["PENDING"], "to": "REFUSED", "roles": ["RANGER"]},
            {"name": "NOTE", "from": ["PENDING"], "to": "PENDING", "roles": ["*"]},
        ],
        "limits": [
            {"name": "sla of PENDING", "number": 36, "unit": "hour", "runs_in": ["PENDING"]},
            {"name": "sla", "number": 5, "unit": "day"},
        ],
    }


@pytest.mark.parametrize(
    ("wrapped", "root"),
    [
        (lambda it: it, "$"),
        (lambda it: [it], "$[0]"),
        (lambda it: {"RequestInfo": {"apiId": "x"}, "BusinessServices": [it]}, "$.BusinessServices[0]"),
        (lambda it: {"BusinessServices": it}, "$.BusinessServices"),
    ],
    ids=["bare", "list", "request", "one in a request"],
)
def test_a_finding_stands_where_it_is_in_the_file_of_digit(wrapped: Any, root: str) -> None:
    """However the service is wrapped up."""
    broken = changed(PERMIT, ("states.1.actions.1.nextState", "REFUSE"))
    assert told(wrapped(broken)) == [("unknown_state", f"{root}.states[1].actions[1].nextState")]


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ((("states.1.isStartState", True),), "digit_start", "$.states[1].isStartState"),
        ((("states.1.sla", -5),), "digit_length", "$.states[1].sla"),
        ((("states.1.sla", "3 days"),), "digit_length", "$.states[1].sla"),
        ((("businessServiceSla", 1500),), "digit_length", "$.businessServiceSla"),
        ((("states.1.actions.2", "x"),), "wrong_type", "$.states[1].actions[2]"),
        ((("states.4", None),), "wrong_type", "$.states[4]"),
        ((("states.1.actions.0.roles", []),), "nobody", "$.states[1].actions[0]"),
        ((("states.1.actions.0.roles", "RANGER"),), "wrong_type", "$.states[1].actions[0].roles"),
        (
            (("states.3.actions", [{"action": "REOPEN", "nextState": "PENDING", "roles": ["*"]}]),),
            "final_goes_on",
            "$.states[3].actions[0]",
        ),
        ((("businessService", None),), "wrong_type", "$.businessService"),
    ],
)
def test_what_is_wrong_in_a_business_service(changes: Any, code: str, place: str) -> None:
    """Each in the words of the place where it stands."""
    assert (code, place) in told(changed(PERMIT, *changes))


def test_an_action_that_is_not_active_is_left_out_with_a_note() -> None:
    """It is no way of the workflow."""
    reading = read(changed(PERMIT, ("states.1.actions.2.active", False)))
    assert [(each.code, each.place) for each in reading.findings] == [("digit_inactive", "$.states[1].actions[2]")]
    assert "NOTE" not in [step["name"] for step in document(reading)["steps"]]


def test_a_start_state_with_a_name_is_the_initial_one() -> None:
    """Where no state is without one."""
    named = changed(PERMIT, ("states.0", ...), ("states.0.isStartState", True))
    assert document(read(named))["states"][0] == {"name": "PENDING", "initial": True}
    assert told(named) == []


def test_a_definition_becomes_a_workflow() -> None:
    """Conditions become ways of one step, `*` every state and the same state, roles those that may create the event."""
    assert document(read(DEFINITION)) == {
        "format": 1,
        "name": "Boundary",
        "states": [
            {"name": "open", "label": "Open"},
            {"name": "heard", "label": "Heard"},
            {"name": "allowed", "label": "Allowed", "final": True},
            {"name": "dismissed", "label": "Dismissed", "final": True},
        ],
        "steps": [
            {"name": "begin", "to": "open", "roles": ["caseworker-citizen"]},
            {
                "name": "hear",
                "from": ["open", "heard"],
                "to": "heard",
                "when": 'listed="Yes"',
                "roles": ["caseworker-judge"],
            },
            {
                "name": "decide",
                "from": ["heard"],
                "to": "allowed",
                "when": 'result="yes" AND why!="a;b(c"',
                "roles": ["caseworker-judge"],
            },
            {"name": "decide", "from": ["heard"], "to": "dismissed", "roles": ["caseworker-judge"]},
            {"name": "note", "from": "*", "roles": ["clerk"]},
        ],
    }


BEFORE, AFTER = "PreConditionState(s)", "PostConditionState"


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        (((f"CaseEvent.1.{BEFORE}", "open;herd"),), "unknown_state", f"$.CaseEvent[1]['{BEFORE}']"),
        (((f"CaseEvent.2.{AFTER}", "alowed(x):1;dismissed"),), "unknown_state", f"$.CaseEvent[2].{AFTER}"),
        (((f"CaseEvent.2.{AFTER}", "allowed(x):1;dismissed(y):2"),), "ccd_no_default", f"$.CaseEvent[2].{AFTER}"),
        (((f"CaseEvent.2.{AFTER}", 'allowed(x="):1;dismissed'),), "ccd_condition", f"$.CaseEvent[2].{AFTER}"),
        (((f"CaseEvent.2.{AFTER}", "(x):1;dismissed"),), "ccd_condition", f"$.CaseEvent[2].{AFTER}"),
        (((f"CaseEvent.2.{AFTER}", "allowed;dismissed"),), "ambiguous", f"$.CaseEvent[2]['{BEFORE}']"),
        (((f"CaseEvent.2.{AFTER}", ...),), "missing_member", "$.CaseEvent[2]"),
        ((("CaseEvent.3.ID", ...),), "missing_member", "$.CaseEvent[3]"),
        ((("State.0.ID", ...),), "missing_member", "$.State[0]"),
        ((("State.4", changed(STATES[0])),), "duplicate_name", "$.State[4].ID"),
        (
            (("AuthorisationCaseEvent.0.CaseEventID", "bigin"),),
            "ccd_unknown_event",
            "$.AuthorisationCaseEvent[0].CaseEventID",
        ),
        ((("AuthorisationCaseEvent.0.CRUD", "RU"),), "nobody", "$.CaseEvent[0]"),
        ((("CaseEvent", []),), "ccd_no_events", "$.State"),
        ((("CaseEvent.0", 5),), "wrong_type", "$.CaseEvent[0]"),
        ((("AuthorisationCaseEvent", []),), "no_people", "$.CaseEvent"),
    ],
)
def test_what_is_wrong_in_a_definition(changes: Any, code: str, place: str) -> None:
    """At the sheet, the row and the column."""
    assert (code, place) in told(changed(DEFINITION, *changes))


def test_what_a_definition_does_not_say_is_noted() -> None:
    """Which states are final; which there are, where no sheet says so."""
    ends = [("ccd_end_assumed", "$.State[2]"), ("ccd_end_assumed", "$.State[3]")]
    assert [(each.code, each.place) for each in read(DEFINITION).findings] == ends
    alone = read(EVENTS)
    assert [state["name"] for state in document(alone)["states"]] == ["open", "heard", "allowed", "dismissed"]
    assert [each.code for each in alone.findings] == [
        "ccd_states_assumed",
        "ccd_end_assumed",
        "ccd_end_assumed",
        "no_people",
    ]


def test_a_folder_of_sheets_and_fragments_is_one_definition(tmp_path: Path) -> None:
    """Files named like their sheet, parts of it behind a dash or in a folder; the other sheets are left alone."""
    (tmp_path / "json" / "CaseEvent").mkdir(parents=True)
    (tmp_path / "json" / "State.json").write_text(json.dumps(STATES))
    (tmp_path / "json" / "CaseField.json").write_text("no JSON at all")
    (tmp_path / "json" / "CaseEventToFields.json").write_text("[]")
    (tmp_path / "json" / "CaseEvent" / "first.json").write_text(json.dumps(EVENTS[:2]))
    (tmp_path / "json" / "CaseEvent-nonprod.json").write_text(json.dumps(changed(EVENTS[2:], (f"0.{BEFORE}", "hard"))))
    (tmp_path / "json" / "AuthorisationCaseEvent.json").write_text(json.dumps(AUTHORISATIONS))
    reading = read_workflows(tmp_path)
    assert [each.name for each in reading.workflows] == ["Boundary"]
    wrong = [(each.file, each.place) for each in reading.findings if each.code == "unknown_state"]
    assert wrong == [("json/CaseEvent-nonprod.json", f"$[0]['{BEFORE}']")]


def test_each_case_type_is_a_workflow_of_its_own() -> None:
    """Rows are kept apart by their CaseTypeID."""
    other = [{**row, "CaseTypeID": "Other"} for row in EVENTS]
    reading = read([*EVENTS, *other], STATES)
    assert [each.name for each in reading.workflows] == ["Boundary", "Other"]
    assert {each.table for each in reading.findings} == {"Boundary", "Other"}


def test_a_form_can_be_named() -> None:
    """Then nothing is guessed."""
    content = json.dumps({"BusinessServices": [PERMIT]}).encode()
    assert [each.form for each in read_contents([("x", content)], "digit").workflows] == ["digit"]
    assert [each.code for each in read_contents([("x", content)], "ccd").findings] == ["not_recognised"]
