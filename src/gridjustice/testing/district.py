"""A very small district to test on: two courts, three units, a grid, and one person for every role."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import attrs

from gridjustice.application.access import OPERATOR
from gridjustice.application.office import Office
from gridjustice.application.request import Receipt, View
from gridjustice.domain.values import RecordId, named_id
from gridjustice.ports.clock import FixedClock

COURT = "yblq/helong"
START = datetime(2022, 6, 1, 1, 0, tzinfo=UTC)
SINCE = "2022-01-01"

POSTS = {
    "president": ("president", "court"),
    "supervisor": ("supervisor", "court"),
    "triage": ("triage_officer", "court"),
    "judge": ("judge", "court"),
    "assistant": ("judge_assistant", "court"),
}
"""Handles of the court's people, with role and scope."""

OTHERS = ("liaison", "other_liaison", "worker", "citizen_a", "citizen_b", "stranger")
"""Handles of those who hold no post."""


def person(handle: str) -> RecordId:
    """The id of a person of the district."""
    return named_id("person", handle)


def unit(code: str) -> RecordId:
    """The id of a unit of the district: ``farm``, ``farm2`` (both of ``enterprise``)."""
    return named_id("unit", code)


def grid(code: str = "farm-1") -> RecordId:
    """The id of a grid of the district."""
    return named_id("grid", code)


@attrs.define
class District:
    """An office over a very small network, with short words for taking steps.

    Attributes:
        office: the office.
        clock: obeys.
    """

    office: Office
    clock: FixedClock
    _keys: Any = attrs.field(factory=lambda: count(1))

    def do(self, handle: str, record: str, step: str, **facts: Any) -> Receipt:
        """Take a step as a person of the district, or as ``system`` or ``operator``, under a new key."""
        actor = handle if handle in ("system", "operator") else person(handle)
        return self.office.take(actor, record, step, facts, key=f"k{next(self._keys)}")

    def report(self, **changes: Any) -> RecordId:
        """A dispute between two citizens, reported by the grid worker."""
        facts = {**report_facts(), **changes}
        return self.office.begin(person("worker"), "dispute", "report", facts, key=f"k{next(self._keys)}").record

    def bring_to(self, state: str, **report: Any) -> RecordId:
        """A dispute that was brought, by the shortest lawful way, to a state of `WAYS`."""
        record = self.report(**report)
        for handle, step, facts in WAYS[state]:
            self.do(handle, record, step, **{k: self.dated(v) for k, v in facts.items()})
        return record

    def dated(self, value: Any) -> Any:
        """A value of `WAYS`, with ``today`` put in."""
        if isinstance(value, list):
            return [self.dated(each) for each in value]
        if isinstance(value, dict):
            return {name: self.dated(each) for name, each in value.items()}
        if value == "another":
            return self.report()
        return self.office.today().isoformat() if value == "today" else value

    def show(self, record: str, handle: str = "triage") -> View:
        """A record as somebody sees it."""
        return self.office.show(person(handle), record)

    def go(self, day: date) -> None:
        """Move the clock to nine o'clock of that day."""
        self.clock.go(day)


def report_facts() -> dict[str, Any]:
    """What the grid worker reports."""
    return {
        "court": COURT,
        "unit": unit("farm"),
        "grid": grid(),
        "gist": "Two neighbours disagree about a ginseng plot (an illustration).",
        "parties": [
            {"id": "a1", "side": "applicant", "name": "甲某", "phone": "13900000001", "person": person("citizen_a")},
            {"id": "b1", "side": "respondent", "name": "乙某", "phone": "13900000002", "person": person("citizen_b")},
        ],
    }


Taken = tuple[str, str, dict[str, Any]]
"""(handle, step, facts); ``today`` and ``another`` in the facts stand for that day and for another dispute's id."""

SIGNED = [{"party": "a1", "signed_on": "today"}, {"party": "b1", "signed_on": "today"}]
MATERIALS = ["agreement", "organisation_proof", "identity"]

_CHECKED = {"jurisdiction": "ours", "reason": "suited", "same_matter_checked": True}
_TRIAGE: Taken = ("triage", "triage", {**_CHECKED, "route": "mediation"})
_REFER: Taken = ("triage", "triage", {**_CHECKED, "jurisdiction": "local_court", "route": "other_court"})
_DELEGATE: Taken = ("triage", "delegate", {"unit": unit("farm")})
_RECEIVE: Taken = ("liaison", "receive", {})
_ASSIGN: Taken = ("liaison", "assign", {"mediator": person("mediator")})
_ACCEPT: Taken = ("mediator", "accept", {})
_CONSENT_A: Taken = ("citizen_a", "consent", {"party": "a1", "form": "online"})
_CONSENT_B: Taken = ("mediator", "consent", {"party": "b1", "form": "written"})
_AGREE: Taken = (
    "mediator",
    "agree",
    {
        "content": "The plot is divided along the ditch.",
        "form": "written",
        "signatures": SIGNED,
        "mediator_signed_on": "today",
        "sealed_on": "today",
    },
)
_APPLY: Taken = ("liaison", "apply", {"signatures": SIGNED, "materials": MATERIALS})
_TAKE_UP: Taken = ("triage", "accept_application", {"case_number": "（2022）示例诉前调确1号", "judge": person("judge")})
_CONFIRM: Taken = ("judge", "confirm", {"heard": ["a1", "b1"], "seal": COURT})
_REJECT: Taken = ("judge", "reject", {"ground": "unclear", "reason": "which plot?", "seal": COURT})
_OBJECT: Taken = ("citizen_b", "object", {"objector": "乙某", "party": "b1", "reason": "The ditch was moved."})
_FAIL: Taken = ("mediator", "fail", {"ground": "too_far_apart", "told": ["suit"]})
_BRING: Taken = ("citizen_a", "bring", {"party": "a1"})
_DOCKET: Taken = (
    "triage",
    "docket",
    {"case_number": "（2022）示例民初22号", "jurisdiction": "ours", "reason": "forest land"},
)
_NO_DOCKET: Taken = (
    "triage",
    "refuse_docketing",
    {"ground": "other_court", "reason": "not of the forest", "told": ["suit", "appeal"], "seal": COURT},
)
_JUDGE: Taken = ("triage", "assign_judge", {"judge": person("judge")})
_TRANSFER: Taken = ("judge", "transfer", {})
_JUDGMENT: Taken = ("judge", "judge", {"told": ["appeal"], "seal": COURT})
_ENTRUST: Taken = ("triage", "entrust", {"unit": unit("farm"), "consented": ["a1", "b1"], "form": "written"})

_TO_ASKED = (_TRIAGE, _DELEGATE, _RECEIVE, _ASSIGN, _ACCEPT)
_TO_MEDIATION = (*_TO_ASKED, _CONSENT_A, _CONSENT_B)
_TO_AGREED = (*_TO_MEDIATION, _AGREE)
_TO_REVIEW = (*_TO_AGREED, _APPLY, _TAKE_UP)
_TO_DOCKET = (_BRING, _DOCKET)
_TO_TRIAL = (*_TO_DOCKET, _JUDGE, _TRANSFER)

WAYS: Mapping[str, tuple[Taken, ...]] = {
    "reported": (),
    "linked": (("triage", "link", {"same_as": "another", "reason": "The same ditch."}),),
    "resolved": (("worker", "resolve", {"outcome": "They shook hands."}),),
    "triaged": (_TRIAGE,),
    "referred": (_REFER,),
    "delegated": (_TRIAGE, _DELEGATE),
    "received": (_TRIAGE, _DELEGATE, _RECEIVE),
    "offered": (_TRIAGE, _DELEGATE, _RECEIVE, _ASSIGN),
    "asked": _TO_ASKED,
    "in_mediation": _TO_MEDIATION,
    "under_examination": (
        *_TO_MEDIATION,
        ("mediator", "examine", {"question": "How old are the trees?", "agreed_by": ["a1", "b1"]}),
    ),
    "suspended": (*_TO_MEDIATION, ("mediator", "suspect", {"reason": "There is no such loan."})),
    "settled": (*_TO_MEDIATION, ("mediator", "settle", {"agreed_by": ["a1", "b1"]})),
    "failed": (*_TO_MEDIATION, _FAIL),
    "agreed": _TO_AGREED,
    "applied": (*_TO_AGREED, _APPLY),
    "under_review": _TO_REVIEW,
    "confirmed": (*_TO_REVIEW, _CONFIRM),
    "objected": (*_TO_REVIEW, _CONFIRM, _OBJECT),
    "rejected": (*_TO_REVIEW, _REJECT),
    "performed": (*_TO_AGREED, ("citizen_a", "perform", {"performed_on": "today"})),
    "brought": (_BRING,),
    "brought after triage": (_TRIAGE, _BRING),
    "delegated by the court": (_TRIAGE, _BRING, ("triage", "delegate", {"unit": unit("farm"), "consented": ["a1"]})),
    "not_docketed": (_BRING, _NO_DOCKET),
    "docketed": _TO_DOCKET,
    "entrusted": (*_TO_DOCKET, _ENTRUST),
    "entrusted in mediation": (*_TO_DOCKET, _ENTRUST, _RECEIVE, _ASSIGN, _ACCEPT),
    "entrusted agreed": (*_TO_DOCKET, _JUDGE, _ENTRUST, _RECEIVE, _ASSIGN, _ACCEPT, _AGREE),
    "in_trial": _TO_TRIAL,
    "closed": (*_TO_TRIAL, _JUDGMENT),
    "archived": (
        _REFER,
        ("liaison", "feed_back", {"message": "The county court is competent."}),
        ("liaison", "archive", {}),
    ),
}
"""The shortest lawful way from a report to each state, and to some states in which more than the state matters."""


def small_district(office: Office, clock: FixedClock) -> District:
    """Fill an empty office with a very small network."""
    keys = count(1)

    def begin(of: str, step: str, record: RecordId, **facts: Any) -> None:
        office.begin(OPERATOR, of, step, facts, key=f"n{next(keys)}", record=record)

    def take(record: RecordId, step: str, **facts: Any) -> None:
        office.take(OPERATOR, record, step, facts, key=f"n{next(keys)}")

    begin("court", "establish", named_id("court", "yblq"), court="yblq", name="某林区中级法院", level="intermediate")
    begin("court", "establish", named_id("court", COURT), court=COURT, name="某林区基层法院")
    for code, name, parent in (
        ("enterprise", "某林业局", None),
        ("farm", "一林场", "enterprise"),
        ("farm2", "二林场", "enterprise"),
    ):
        kind = "forestry_enterprise" if parent is None else "forest_farm"
        above = unit(parent) if parent else None
        begin("unit", "adopt", unit(code), court=COURT, code=code, name=name, kind=kind, parent=above)
    for handle, (role, scope) in POSTS.items():
        post = {"role": role, "scope": scope, "place": COURT, "since": SINCE}
        begin("person", "enrol", person(handle), court=COURT, handle=handle, name=handle, posts=[post])
    for handle, home in (("mediator", "farm"), ("mediator2", "farm2")):
        post = {"role": "mediator", "scope": "unit", "place": unit(home), "since": SINCE}
        begin("person", "enrol", person(handle), court=COURT, handle=handle, unit=unit(home), posts=[post])
    for handle in OTHERS:
        begin("person", "enrol", person(handle), court=COURT, handle=handle)
    take(unit("farm"), "name_liaison", person=person("liaison"), since=SINCE)
    take(unit("farm2"), "name_liaison", person=person("other_liaison"), since=SINCE)
    begin("grid", "draw", grid(), court=COURT, unit=unit("farm"), code="farm-1", name="一林场一格", nature="dedicated")
    take(grid(), "assign", person=person("worker"), role="grid_worker", since=SINCE)
    take(grid(), "assign", person=person("judge"), role="judge", since=SINCE)
    return District(office, clock)
