"""What lists show is what single reads show, for every person and every record; who may not read sees masks."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from gridjustice.application.codec import parse, without_envelopes
from gridjustice.application.office import Office
from gridjustice.application.request import View
from gridjustice.domain.criteria import Criterion, equals
from gridjustice.domain.dispute import Dispute
from gridjustice.domain.personal import HIDDEN
from gridjustice.domain.record import NEW
from gridjustice.domain.values import RecordId, named_id
from gridjustice.errors import NotFoundError
from gridjustice.testing.district import COURT, OTHERS, POSTS, SINCE, WAYS, District, grid, person, report_facts, unit

HANDLES = (*POSTS, "mediator", "mediator2", *OTHERS, "nobody")
PEOPLE = {**{handle: person(handle) for handle in HANDLES}, "system": "system", "operator": "operator"}


ON_DOCKET = {state for state, way in WAYS.items() if any(step == "docket" for _, step, _ in way)}
ENTRUSTED = {state for state, way in WAYS.items() if any(step == "entrust" for _, step, _ in way)}


def populated(d: District) -> list[RecordId]:
    """A dispute in every state, what one was linked to, one without a grid, one of the other farm, two orders."""
    disputes = [d.bring_to(state) for state in WAYS]
    for handle, farm in (("liaison", "farm"), ("other_liaison", "farm2")):
        facts = report_facts() | {"unit": unit(farm), "grid": None}
        d.office.begin(person(handle), "dispute", "report", facts, key=farm)
    for number, subject in enumerate((grid(), disputes[0])):
        facts = {"court": COURT, "unit": unit("farm"), "subject": subject, "reason": "Nobody answers."}
        d.office.begin(person("supervisor"), "order", "issue", facts, key=f"order{number}")
    with d.office.storage.read() as reader:
        return [RecordId(bundle.id) for bundle in reader.bundles()]


def shown(office: Office, who: str, record: str) -> View | None:
    try:
        return office.show(who, record)
    except NotFoundError:
        return None


def all_found(office: Office, who: str, where: Criterion | None = None) -> dict[str, View]:
    return {view.record.id: view for view in office.find(who, where, limit=10_000)}


def test_what_find_shows_show_shows_and_conversely(either: District) -> None:
    """Every person, every record: the same records, equally masked; and counts agree."""
    records = populated(either)
    seen: dict[str, int] = {}
    for handle, who in PEOPLE.items():
        found = all_found(either.office, who)
        single = {str(record): view for record in records if (view := shown(either.office, who, record))}
        assert set(found) == set(single), handle
        for record, view in found.items():
            assert (view.record, view.version, view.clear) == (
                single[record].record,
                single[record].version,
                single[record].clear,
            )
        assert either.office.count(who) == {(): len(found)}
        assert sum(either.office.count(who, by=("kind", "state")).values()) == len(found)
        seen[handle] = sum(1 for view in found.values() if view.kind == "dispute")
    assert seen["nobody"] == seen["stranger"] == seen["mediator2"] == 0
    assert seen["other_liaison"] == 1
    assert {seen[handle] for handle in ("president", "supervisor", "triage", "judge", "citizen_a")} == {len(WAYS) + 3}
    # What a court has docketed is out of the grid's sight, but for the liaison to whose unit it is entrusted.
    assert seen["worker"] == len(WAYS) + 1 - len(ON_DOCKET)
    assert seen["liaison"] == len(WAYS) + 2 - len(ON_DOCKET - ENTRUSTED)
    assert 0 < seen["mediator"] < len(WAYS)


def test_an_inbox_holds_what_waits_for_somebody(either: District) -> None:
    """What can be seen, carried on or answered by this person; the way out to the court alone is no task."""
    populated(either)
    for handle, who in PEOPLE.items():
        inbox = {view.record.id: view for view in either.office.inbox(who, limit=10_000)}
        expected = set()
        for record, view in all_found(either.office, who).items():
            kind = either.office.kinds[view.kind]
            if not kind.limits:
                continue
            rows = either.office.show(who, record).steps
            ends = {step for limit in kind.limits for step in limit.ends}
            if any(
                row.step != kind.leaves_by
                and not row.guarded
                and row.source not in (NEW, *kind.ends)
                and (row.step in ends or (row.target != row.source and not kind.lasting))
                for row in rows
            ):
                expected.add(record)
        # A row of a profile counts in lists, since a head has no profile: a list may show more than can be done.
        assert expected <= set(inbox), handle
        surplus = {either.office.show(who, record).record.state.value for record in set(inbox) - expected}
        assert surplus <= {"brought"}, handle


def test_an_inbox_is_ordered_by_urgency(either: District) -> None:
    """What has no deadline comes last; what is masked in single reads is masked here."""
    populated(either)
    inbox = either.office.inbox(PEOPLE["triage"], limit=10_000)
    due = [min((d.runs_out for d in view.record.deadlines), default=None) for view in inbox]
    timed = [instant for instant in due if instant is not None]
    assert timed == sorted(timed)
    assert due[len(timed) :] == [None] * (len(due) - len(timed))
    assert all(view.clear for view in inbox)
    for view in either.office.inbox(PEOPLE["judge"], limit=10_000):
        assert view.clear == either.office.show(PEOPLE["judge"], view.record.id).clear


def test_a_question_cannot_widen_what_is_seen(either: District) -> None:
    """Whatever is asked for, the rule comes on top."""
    populated(either)
    everything = equals("kind", "dispute") | ~equals("kind", "dispute")
    for who in PEOPLE.values():
        assert set(all_found(either.office, who, everything)) == set(all_found(either.office, who))


@pytest.mark.parametrize("handle", HANDLES)
def test_steps_that_are_shown_as_open_are_open(district: District, handle: str) -> None:
    """Whoever takes one that is not shown is told that it is not theirs, or not from here."""
    record = district.bring_to("in_mediation")
    view = shown(district.office, PEOPLE[handle], record)
    offered = {row.step for row in view.steps} if view else set()
    party = {"refuse", "bring", "challenge", "replace", "name_agent", "apply_in_part", "call_help"}
    guiding = {"guide_filing", "call_help", "report_danger"}
    in_grid = {*guiding, "arrive", "hand_over"}
    naming = {"name_agent", "apply_in_part", "interpret", "settle"}
    window = {"challenge", "replace", "decide_challenge"}
    with_steps = {
        "mediator": {*guiding, *naming, "refuse", "extend", "examine", "fail", "agree", "agree_in_part"}
        | {"recuse", "suspect"},
        "citizen_a": party,
        "citizen_b": party,
        "triage": {*in_grid, *naming, *window, "refuse", "bring", "follow", "suspect"},
        "judge": {*in_grid, "name_agent", "guide", "suspect", "rule_on_part"},
        "liaison": {*in_grid, *naming, *window},
        "worker": in_grid,
    }
    assert offered == with_steps.get(handle, set())


# Masks.


def dispute_of(d: District, handle: str, record: str) -> Dispute:
    found: Dispute = d.office.show(person(handle), record).record
    return found


def test_p34_a_supervisor_sees_masks_and_a_mediator_reads(either: District) -> None:
    """In single reads, lists and histories alike."""
    record = either.bring_to("agreed")
    clear, masked_ = dispute_of(either, "mediator", record), dispute_of(either, "supervisor", record)
    assert [p.name for p in clear.parties] == ["甲某", "乙某"]
    assert [p.name for p in masked_.parties] == ["甲＊", "乙＊"]
    assert [p.phone for p in masked_.parties] == ["1＊＊＊"] * 2
    assert masked_.agreement is not None
    assert masked_.agreement.content == "T＊＊＊"
    assert (masked_.number, masked_.state) == (clear.number, clear.state)
    assert masked_.mediation is not None
    assert clear.mediation is not None
    assert masked_.mediation.consents == clear.mediation.consents
    assert all_found(either.office, person("supervisor"))[record].record == masked_
    told = either.office.history(person("supervisor"), record)[0].facts
    assert "甲某" not in repr(told)
    assert HIDDEN in repr(told)
    assert "甲某" in repr(either.office.history(person("mediator"), record)[0].facts)


@pytest.mark.parametrize(
    ("handle", "clear"),
    [
        ("mediator", True), ("liaison", True), ("triage", True), ("judge", True), ("assistant", True),
        ("citizen_a", True), ("supervisor", False), ("president", False), ("worker", False),
    ],
)  # fmt: skip
def test_who_reads_and_who_only_sees(district: District, handle: str, clear: bool) -> None:
    """Handlers and parties read; who supervises or only reported sees masks."""
    post = {"person": person("assistant"), "role": "judge_assistant", "since": SINCE}
    district.do("operator", grid(), "assign", **post)
    record = district.bring_to("in_mediation")
    view = district.office.show(person(handle), record)
    assert view.clear is clear
    assert (view.record.parties[0].name == "甲某") is clear


@pytest.mark.clause("3.3")
def test_p14_a_liaison_sees_the_disputes_of_the_own_unit_only(either: District) -> None:
    """Once it is with another unit, it is with that one's liaison."""
    record = either.bring_to("triaged")
    either.do("triage", record, "delegate", unit=unit("farm2"))
    assert shown(either.office, person("liaison"), record) is None
    assert shown(either.office, person("other_liaison"), record)


def test_a_court_above_sees_the_courts_below_it_and_not_conversely(district: District) -> None:
    """Courts answer for their subtree."""
    for handle, place in (("chief", "yblq"), ("neighbour", "yblq/dunhua"), ("alike", "yblq/hel")):
        if place != "yblq":
            facts = {"court": place, "name": place}
            district.office.begin("operator", "court", "establish", facts, key=place, record=named_id("court", place))
        post = {"role": "supervisor", "scope": "court", "place": place, "since": SINCE}
        enrolled = {"court": place, "handle": handle, "posts": [post]}
        district.office.begin("operator", "person", "enrol", enrolled, key=handle, record=person(handle))
    record = district.report()
    assert shown(district.office, person("chief"), record)
    assert shown(district.office, person("neighbour"), record) is None
    assert shown(district.office, person("alike"), record) is None


def test_a_post_counts_on_its_days(district: District) -> None:
    """Not before the first, not after the last."""
    record = district.report()
    post = {"role": "supervisor", "scope": "court", "place": COURT, "since": "2022-06-10", "until": "2022-06-20"}
    district.do("operator", person("stranger"), "take_post", post=post)
    sees = {}
    for number in (1, 9, 10, 20, 21):
        district.go(date(2022, 6, number))
        sees[number] = shown(district.office, person("stranger"), record) is not None
    assert sees == {1: False, 9: False, 10: True, 20: True, 21: False}


SECRETS = ("甲某", "乙某", "13900000001", "ginseng plot", "along the ditch", "They shook hands", "Nobody answers")


def test_p34_no_personal_text_stands_anywhere_but_in_envelopes(sql_district: District, sql_file: Path) -> None:
    """Every cell of every table of the file, bodies without their envelopes."""
    populated(sql_district)
    found: set[str] = set()
    sealed: set[str] = set()
    with closing(sqlite3.connect(sql_file)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in connection.execute(f"SELECT * FROM {table}"):
                for cell in row:
                    text = cell
                    if isinstance(cell, bytes):
                        sealed |= {secret for secret in SECRETS if secret in cell.decode()}
                        text = json.dumps(without_envelopes(parse(cell)), ensure_ascii=False)
                    found |= {f"{table}: {secret}" for secret in SECRETS if secret in str(text)}
    assert found == set()
    assert sealed == set(SECRETS)


@pytest.mark.clause("1.6")
def test_a_danger_is_shown_to_those_who_help_and_never_to_the_other_party(district: District) -> None:
    """Neither in the record nor in its history nor among what runs: whoever threatens must not learn who called."""
    danger = {"kind": "domestic_violence", "called": ["police"]}
    record = district.report(danger=danger)
    district.do("worker", record, "call_help", danger=danger)
    district.do("worker", record, "arrive", done="She is with her sister.")
    for handle in ("worker", "liaison", "triage", "judge", "supervisor", "president"):
        view = district.office.show(person(handle), record)
        assert view.record.danger is not None
        assert "hand_over" in {d.limit for d in view.record.deadlines}
        steps = [e.step for e in district.office.history(person(handle), record)]
        assert steps == ["report", "call_help", "arrive"]
    for handle in ("citizen_a", "citizen_b"):
        view = district.office.show(person(handle), record)
        assert view.record.danger is None
        assert {d.limit for d in view.record.deadlines} == {"triage"}
        (event,) = district.office.history(person(handle), record)
        assert (event.step, getattr(event.facts, "danger", "?")) == ("report", None)
        assert {d.limit for d in event.derived.deadlines or ()} == {"triage"}
        found = [v.record for v in district.office.find(person(handle)) if v.kind == "dispute"]
        assert [dispute.danger for dispute in found] == [None]
    told = {"jurisdiction": "ours", "route": "mediation", "reason": "x", "same_matter_checked": True}
    district.do("triage", record, "triage", told_protection=True, **told)
    known = {h: district.office.history(person(h), record)[-1].facts for h in ("citizen_b", "triage")}
    assert {handle: getattr(facts, "told_protection", None) for handle, facts in known.items()} == {
        "citizen_b": False,
        "triage": True,
    }
