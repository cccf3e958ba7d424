"""What the registry of guards is made of: a step that somebody tries, and what has to be so before it is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

import attrs

from gridjustice.application.codec import from_plain
from gridjustice.application.request import Receipt
from gridjustice.domain.record import Facts
from gridjustice.domain.values import RecordId, named_id
from gridjustice.testing.district import (
    COURT,
    SIGNED,
    SINCE,
    District,
    Taken,
    grid,
    person,
    report_facts,
    unit,
)
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice.workflow.table import Row, Step

NOBODY = named_id("person", "nobody")
YESTERDAY, TODAY, TOMORROW, LONG_AGO = "2022-05-31", "2022-06-01", "2022-06-02", "2021-06-01"
BOTH = ["a1", "b1"]
NEXT_WEEK, NEXT_MONTH, NEXT_YEAR, NEW_ORDER = date(2022, 6, 12), date(2022, 7, 2), date(2023, 6, 1), date(2025, 1, 2)

Found = Callable[[District], RecordId]
Change = Callable[[District], object]
Line = tuple[str, str, int]
"""A line of a table as it is written: its kind, its step, and which of the lines of that step it is."""


@attrs.frozen(kw_only=True)
class Attempt:
    """A step that somebody tries.

    Attributes:
        nth: which of the table's lines of this step is meant.
        on: where the record stands, in the words of `WAYS`, or what finds it; None for a birth.
        before: changes the district, once the record stands there.
        facts: a text may be one of the words of `WAYS`, or ``itself`` for the record; a function is asked for a value.
    """

    kind: str
    step: str
    nth: int
    who: str
    on: str | Found | None
    before: Change | None
    facts: Mapping[str, Any]

    @property
    def line(self) -> Line:
        return self.kind, self.step, self.nth


def tried(
    step: str,
    who: str,
    on: str | Found | None = None,
    *,
    of: str = "dispute",
    nth: int = 0,
    before: Change | None = None,
    **facts: Any,
) -> Attempt:
    return Attempt(kind=of, step=step, nth=nth, who=who, on=on, before=before, facts=facts)


@attrs.frozen(kw_only=True)
class Refused:
    """What must be changed in a sound attempt so that one guard refuses, and no other.

    Attributes:
        attempt: name of the sound one.
        code: of the one reason that is given.
        facts: laid over those of the attempt; None takes one away.
    """

    attempt: str
    guard: str
    code: str
    who: str
    on: str | Found | None
    before: Change | None
    facts: Mapping[str, Any]

    def laid_over(self, sound: Attempt) -> Attempt:
        facts = {name: value for name, value in {**sound.facts, **self.facts}.items() if value is not None}
        who, on, before = self.who or sound.who, self.on or sound.on, self.before or sound.before
        return attrs.evolve(sound, facts=facts, who=who, on=on, before=before)


def refused(
    attempt: str,
    guard: str,
    code: str = "",
    *,
    who: str = "",
    on: str | Found | None = None,
    before: Change | None = None,
    **facts: Any,
) -> Refused:
    return Refused(attempt=attempt, guard=guard, code=code or guard, who=who, on=on, before=before, facts=facts)


@attrs.frozen(kw_only=True)
class Forged:
    """A guard that no lawful way lets refuse: it is asked about a record that no step leaves behind.

    Attributes:
        forge: makes that record out of one that a sound attempt starts from.
    """

    attempt: str
    guard: str
    code: str
    forge: Callable[[Any], Any]
    facts: Mapping[str, Any]


def forged(attempt: str, guard: str, forge: Callable[[Any], Any], **facts: Any) -> Forged:
    return Forged(attempt=attempt, guard=guard, code=guard, forge=forge, facts=facts)


@attrs.frozen
class Prepared:
    """An attempt that may be made: the record stands where it should."""

    district: District
    attempt: Attempt
    record: RecordId | None
    facts: Mapping[str, Any]

    def known(self) -> Facts:
        workflow = self.district.office.workflows[self.attempt.kind]
        return from_plain(workflow.kind.facts_of(self.attempt.step), self.facts)

    def stands(self) -> Any:
        """The record as it is now, or None for a birth."""
        return None if self.record is None else look(self.district, self.record)

    def row(self, record: Any = None) -> Row:
        """The row that is meant, for that record or for the one that there is."""
        workflow = self.district.office.workflows[self.attempt.kind]
        return workflow.choose(record or self.stands(), self.record or "", self.attempt.step, self.known())

    def take(self) -> Receipt:
        attempt, office = self.attempt, self.district.office
        actor = attempt.who if attempt.who in ("operator", "system") else person(attempt.who)
        if self.record is None:
            return office.begin(actor, attempt.kind, attempt.step, self.facts, key="tried")
        return office.take(actor, self.record, attempt.step, self.facts, key="tried")


def look(district: District, record: str) -> Any:
    """A record as it is kept, or None."""
    office = district.office
    with office.storage.read() as reader:
        head = reader.load(ids=(record,)).heads.get(record)
    return None if head is None else office.codec.record(head.kind, head.body)


def prepared(district: District, attempt: Attempt) -> Prepared:
    on = attempt.on
    record = None if on is None else district.bring_to(on) if isinstance(on, str) else on(district)
    if attempt.before is not None:
        attempt.before(district)
    return Prepared(district, attempt, record, filled(attempt.facts, district, record))


def filled(facts: Mapping[str, Any], district: District, record: RecordId | None = None) -> dict[str, Any]:
    def value(given: Any) -> Any:
        if callable(given):
            return given(district)
        return record if given == "itself" else district.dated(given)

    return {name: value(given) for name, given in facts.items()}


@cache
def lines() -> Mapping[Line, Step]:
    """Each line of each table as it is written."""
    found: dict[Line, Step] = {}
    for kind in BUILT_IN:
        for step in kind.steps:
            nth = sum((kind.name, step.step) == line[:2] for line in found)
            found[kind.name, step.step, nth] = step
    return found


def line_of(kind: str, row: Row) -> Line:
    (found,) = (line for line, step in lines().items() if line[0] == kind and row in step.rows())
    return found


# Where a record may stand that is not on one of the district's ways.


def after(state: str, *more: Taken | date | Change, first: Change | None = None, **report: Any) -> Found:
    """A dispute reported otherwise, brought to a state, on which more was done, or about which something changed."""

    def found(d: District) -> RecordId:
        if first is not None:
            first(d)
        record = d.bring_to(state, **report)
        for each in more:
            if isinstance(each, date):
                d.go(each)
            elif callable(each):
                each(d)
            else:
                who, step, facts = each
                d.do(who, record, step, **filled(facts, d, record))
        return record

    return found


def in_new_order(state: str, *more: Taken | date | Change, **report: Any) -> Found:
    """The same from its report on in 2025, when a court dockets first."""
    return after(state, *more, first=lambda d: d.go(NEW_ORDER), **report)


def the(record: RecordId) -> Found:
    return lambda _: record


def people(a1: Mapping[str, Any] | None = None, b1: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """The two parties, of whom something else is said."""
    applicant, respondent = report_facts()["parties"]
    return [{**applicant, **(a1 or {})}, {**respondent, **(b1 or {})}]


def unit_as_party(code: str) -> list[dict[str, Any]]:
    return people(b1={"person": None, "unit": unit(code)})


def side_of(many: int) -> list[dict[str, Any]]:
    """So many applicants, of whom one represents the others, and one respondent."""
    applicant, respondent = people()
    others = [
        {"id": f"a{n}", "side": "applicant", "name": f"甲{n}", "agents": [REPRESENTATIVE]} for n in range(2, many + 1)
    ]
    return [applicant, *others, respondent]


def signed(*parties: str, **by: str) -> list[dict[str, Any]]:
    """Signatures of today; ``a1="lawyer"`` where an agent signs for a party."""
    own = [{"party": party, "signed_on": "today"} for party in parties]
    return [*own, *({"party": party, "signed_on": "today", "by": agent} for party, agent in by.items())]


LATER_SIGNATURE = [SIGNED[0], {"party": "b1", "signed_on": TOMORROW}]
REPRESENTATIVE: Mapping[str, Any] = {"id": "speaker", "kind": "representative", "name": "甲某", "may_settle": True}
LAWYER: Mapping[str, Any] = {"id": "lawyer", "kind": "authorised", "name": "某律师"}
FULL_LAWYER: Mapping[str, Any] = {**LAWYER, "may_settle": True}
MOTHER: Mapping[str, Any] = {"id": "mother", "kind": "statutory", "name": "某母"}
CHILD: Mapping[str, Any] = {"capacity": "none", "agents": [MOTHER, FULL_LAWYER]}
AGREE: Mapping[str, Any] = {
    "content": "Half.", "form": "written", "signatures": SIGNED, "mediator_signed_on": "today", "sealed_on": "today",
}  # fmt: skip
PART: Mapping[str, Any] = {**AGREE, "part": "g1", "parties": BOTH}

FED_BACK: Taken = ("triage", "feed_back", {"message": "The county court is competent."})
RECEIVED: Taken = ("liaison", "receive", {})
ASSIGNED: Taken = ("liaison", "assign", {"mediator": person("mediator")})
BOTH_ASSIGNED: Taken = (
    "liaison", "assign", {"mediator": person("mediator"), "co_mediators": [person("mediator3")]},
)  # fmt: skip
ACCEPTED: Taken = ("mediator", "accept", {})
CHALLENGED: Taken = ("citizen_a", "challenge", {"party": "a1", "relation": "They are cousins."})
REPLACED: Taken = ("citizen_a", "replace", {"party": "a1", "reason": "We do not get on."})
SUSPECTED: Taken = ("mediator", "suspect", {"reason": "There is no such loan."})
FAILED_SILENTLY: Taken = ("mediator", "fail", {"ground": "too_far_apart"})
AGREED: Taken = ("mediator", "agree", dict(AGREE))
AGREED_IN_PART: Taken = ("mediator", "agree_in_part", dict(PART))
APPLIED: Taken = ("liaison", "apply", {"signatures": SIGNED})
BROUGHT: Taken = ("citizen_a", "bring", {"party": "a1"})
DOCKET: Mapping[str, Any] = {"case_number": "（2022）示例民初22号", "jurisdiction": "ours", "reason": "forest land"}
DOCKETED: Taken = ("triage", "docket", dict(DOCKET))


def consented(party: str, who: str = "mediator", **facts: Any) -> Taken:
    return who, "consent", {"party": party, "form": "written", **facts}


def chose(party: str, who: str) -> Taken:
    return who, "choose", {"party": party, "mediator": person("mediator")}


def names_agent(party: str, agent: Mapping[str, Any], who: str = "mediator") -> Taken:
    return who, "name_agent", {"party": party, "agent": dict(agent), "papers": True}


def owing(*days: str, **agreed: Any) -> Taken:
    """An agreement with an instalment on each of these days."""
    instalments = [{"due_on": day, "fen": 50_000} for day in days]
    return "mediator", "agree", {**AGREE, "instalments": instalments, **agreed}


# What changes the district.


def second_judge(d: District) -> None:
    post = {"role": "judge", "scope": "court", "place": COURT, "since": "2021-01-01"}
    facts = {"court": COURT, "handle": "judge2", "posts": [post]}
    d.office.begin("operator", "person", "enrol", facts, key="judge2", record=person("judge2"))


def third_mediator(d: District) -> None:
    post = {"role": "mediator", "scope": "unit", "place": unit("farm"), "since": SINCE}
    facts = {"court": COURT, "unit": unit("farm"), "handle": "mediator3", "posts": [post]}
    d.office.begin("operator", "person", "enrol", facts, key="mediator3", record=person("mediator3"))


def mediator_turns_judge(d: District) -> None:
    own = {"role": "mediator", "place": unit("farm"), "until": YESTERDAY}
    d.do("operator", person("mediator"), "leave_post", **own)
    post = {"role": "judge", "scope": "court", "place": COURT, "since": TODAY}
    d.do("operator", person("mediator"), "take_post", post=post)


def dissolved(d: District) -> None:
    d.do("operator", named_id("court", COURT), "dissolve", reason="merged")


def tribunal(d: District) -> None:
    facts = {"court": f"{COURT}/tribunal", "name": "某人民法庭", "level": "tribunal"}
    d.office.begin("operator", "court", "establish", facts, key="tribunal")


def closing(code: str) -> Change:
    return lambda d: d.do("operator", unit(code), "close", reason="merged")


def closed_grid(d: District) -> None:
    d.do("operator", grid(), "close", reason="merged")


def gone(handle: str) -> Change:
    return lambda d: d.do("operator", person(handle), "leave", reason="moved away")


def idle_farm(d: District) -> None:
    facts = {"court": COURT, "code": "idle", "name": "idle", "kind": "forest_farm", "mediates": False}
    d.office.begin("operator", "unit", "adopt", facts, key="idle", record=unit("idle"))


def other_court(d: District) -> None:
    post = {"role": "supervisor", "scope": "court", "place": "yblq", "since": SINCE}
    facts = {"court": "yblq", "handle": "chief", "posts": [post]}
    d.office.begin("operator", "person", "enrol", facts, key="chief", record=person("chief"))


# Refusals that several lines have in common.


def by_party(attempt: str) -> Iterable[Refused]:
    """Somebody who is no party, and a party that acts for another one."""
    yield refused(attempt, "unknown_party", party="z9", who="citizen_a")
    yield refused(attempt, "answers_for_another", party="a1", who="citizen_b")


def sealed(attempt: str) -> Iterable[Refused]:
    """A tribunal's own seal, one of another court, and one of no court at all."""
    yield refused(attempt, "tribunal_seal", before=tribunal, seal=f"{COURT}/tribunal")
    yield refused(attempt, "tribunal_seal", seal="yblq/nowhere")


def signing(attempt: str, state: str, *more: Taken) -> Iterable[Refused]:
    """A stranger's signature, those that an agent may not give, and one of tomorrow."""
    yield refused(attempt, "signed_by_stranger", signatures=[*SIGNED, *signed("z9")])
    yield refused(attempt, "lacks_authority", signatures=signed("a1", b1="lawyer"))
    on = after(state, *more, parties=people(b1={"agents": [LAWYER]}))
    yield refused(attempt, "lacks_authority", on=on, signatures=signed("a1", b1="lawyer"))
    yield refused(attempt, "signed_in_future", "in_the_future", signatures=LATER_SIGNATURE)
