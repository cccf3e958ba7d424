"""Workflows of strangers, made up for the tests, in the shapes that DIGIT and HMCTS CCD have."""

from __future__ import annotations

import copy
import json
from typing import Any

from gridjustice.workflow.foreign import Reading, read_contents

LOAN: dict[str, Any] = {
    "format": 1,
    "name": "loan",
    "roles": [{"name": "clerk"}, {"name": "reader", "party": True}],
    "states": [
        {"name": "asked", "initial": True},
        {"name": "lent"},
        {"name": "back", "final": True},
        {"name": "refused", "final": True},
    ],
    "steps": [
        {"name": "lend", "from": "asked", "to": "lent", "roles": ["clerk"]},
        {"name": "refuse", "from": "asked", "to": "refused", "roles": ["clerk"]},
        {"name": "withdraw", "from": ["asked"], "to": "refused", "roles": ["reader"]},
        {"name": "bring", "from": ["lent"], "to": "back", "roles": ["reader", "clerk"]},
        {"name": "remind", "from": "*", "roles": ["clerk"]},
    ],
    "limits": [{"name": "loan", "number": 4, "unit": "month", "runs_in": ["lent"], "expires_as": "remind"}],
}
"""Nothing is wrong with it."""

PERMIT: dict[str, Any] = {
    "tenantId": "yb",
    "businessService": "TIMBER",
    "business": "timber-services",
    "businessServiceSla": 5 * 86_400_000,
    "states": [
        {
            "uuid": "00000000-0000-4000-8000-000000000001",
            "sla": None,
            "state": None,
            "isStartState": True,
            "isTerminateState": False,
            "actions": [{"action": "APPLY", "nextState": "PENDING", "roles": ["CITIZEN"], "active": True}],
        },
        {
            "uuid": "00000000-0000-4000-8000-000000000002",
            "sla": 36 * 3_600_000,
            "state": "PENDING",
            "isStartState": False,
            "isTerminateState": False,
            "actions": [
                {"action": "GRANT", "nextState": "00000000-0000-4000-8000-000000000003", "roles": ["RANGER"]},
                {"action": "REFUSE", "nextState": "REFUSED", "roles": ["RANGER"]},
                {"action": "NOTE", "nextState": "PENDING", "roles": ["*"]},
            ],
        },
        {
            "uuid": "00000000-0000-4000-8000-000000000003",
            "state": "GRANTED",
            "isStartState": False,
            "isTerminateState": True,
            "actions": None,
        },
        {"state": "REFUSED", "isStartState": False, "isTerminateState": True},
    ],
}
"""A business service of DIGIT with which nothing is wrong: one state is meant by its uuid."""

STATES: list[dict[str, Any]] = [
    {"LiveFrom": "01/01/2024", "CaseTypeID": "Boundary", "ID": name, "Name": label, "TitleDisplay": "# ${n}"}
    for name, label in (("open", "Open"), ("heard", "Heard"), ("allowed", "Allowed"), ("dismissed", "Dismissed"))
]
EVENTS: list[dict[str, Any]] = [
    {"CaseTypeID": "Boundary", "ID": "begin", "Name": "Begin", "PostConditionState": "open"},
    {
        "CaseTypeID": "Boundary",
        "ID": "hear",
        "PreConditionState(s)": "open;heard;",
        "PostConditionState": "heard",
        "EventEnablingCondition": 'listed="Yes"',
    },
    {
        "CaseTypeID": "Boundary",
        "ID": "decide",
        "PreConditionState(s)": "heard",
        "PostConditionState": 'allowed(result="yes" AND why!="a;b(c"):1;dismissed',
    },
    {"CaseTypeID": "Boundary", "ID": "note", "PreConditionState(s)": "*", "PostConditionState": "*"},
]
AUTHORISATIONS: list[dict[str, Any]] = [
    {"CaseTypeID": "Boundary", "CaseEventID": "begin", "UserRole": "caseworker-citizen", "CRUD": "CRU"},
    {"CaseTypeID": "Boundary", "CaseEventID": "begin", "UserRole": "caseworker-judge", "CRUD": "R"},
    {"CaseTypeID": "Boundary", "CaseEventID": "hear", "UserRoles": ["caseworker-judge"], "CRUD": "CRUD"},
    {
        "CaseTypeID": "Boundary",
        "CaseEventID": "decide",
        "AccessControl": [{"UserRoles": ["caseworker-judge"], "CRUD": "C"}, {"UserRoles": ["clerk"], "CRUD": "R"}],
    },
    {"CaseTypeID": "Boundary", "CaseEventID": "note", "AccessProfile": "clerk", "CRUD": "crud"},
]
DEFINITION: dict[str, list[dict[str, Any]]] = {
    "State": STATES,
    "CaseEvent": EVENTS,
    "AuthorisationCaseEvent": AUTHORISATIONS,
}
"""A definition of HMCTS CCD with which nothing is wrong."""


def changed(sample: Any, *changes: tuple[str, Any]) -> Any:
    """A sample with values put at paths like ``steps.0.to``; ``...`` takes out what stands there."""
    made = copy.deepcopy(sample)
    for path, value in changes:
        *above, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
        at = made
        for part in above:
            at = at[part]
        if value is ...:
            del at[last]
        elif isinstance(at, list) and last == len(at):
            at.append(value)
        else:
            at[last] = value
    return made


def read(*data: object, form: str = "") -> Reading:
    """What is read from some files, called ``0.json``, ``1.json`` and so on."""
    return read_contents([(f"{n}.json", json.dumps(each).encode()) for n, each in enumerate(data)], form)


def told(*data: object, form: str = "") -> list[tuple[str, str]]:
    """(code, place) of every finding, notes left out."""
    return [(each.code, each.place) for each in read(*data, form=form).findings if each.severity.value != "note"]
