"""A record's time line, its words and names, as any front end may show them."""

from __future__ import annotations

import pytest

from gridjustice import Language, NotFoundError, form_of, timeline
from gridjustice.application.naming import Names
from gridjustice.application.telling import Words
from gridjustice.domain.dispute.prevention import Report, Triage
from gridjustice.testing.district import COURT, District, grid, person, unit


def test_a_time_line_tells_each_step_in_the_readers_language(district: District) -> None:
    """Who, what was known, under which article, and which limits it started: each limit once."""
    dispute = district.bring_to("in_mediation")
    entries = timeline(district.office, person("triage"), dispute, Language.EN)
    assert [entry.event.step for entry in entries] == [
        *("report", "triage", "delegate", "receive", "assign", "accept", "consent", "consent"),
    ]
    last = entries[-1]
    assert (last.at.isoformat(), last.day.isoformat()) == ("2022-06-01T09:00:00+08:00", "2022-06-01")
    assert last.actor == "mediator"
    assert last.lines[0] == "by mediator"
    assert last.citation in last.lines[-1]
    first = entries[0]
    (limit, due), *_ = first.started
    assert first.lines[-len(first.started)] == f"limit: {limit}, to {due.isoformat()}"
    assert sum(limit == name for entry in entries for name, _ in entry.started) == 1
    korean = timeline(district.office, person("triage"), dispute, Language.KO)
    assert [(a.label, a.state) for a in entries] != [(b.label, b.state) for b in korean]
    assert korean[-1].lines[0] == "처리한 사람: mediator"


def test_a_time_line_tells_no_more_than_the_reader_may_see(district: District) -> None:
    """Masked for those who may not read it, not there for those who may not know of it."""
    dispute = district.report()
    told = "\n".join(
        line for entry in timeline(district.office, person("president"), dispute, Language.ZH) for line in entry.lines
    )
    assert "甲某" not in told
    assert "甲＊" in told
    with pytest.raises(NotFoundError):
        timeline(district.office, person("stranger"), dispute, Language.ZH)


def test_values_are_words(district: District) -> None:
    """Choices, groups, yes and no, days and ids."""
    dispute = district.bring_to("triaged")
    words = Words(district.office, person("triage"), Language.EN)
    fields = {field.name: field for field in form_of(Triage)}
    assert words.value(fields["same_matter_checked"], True) == "yes"
    assert words.value(fields["route"], "mediation") == words.choice(fields["route"], "mediation")
    assert words.choice(fields["route"], "on_the_spot") != "on_the_spot"
    assert words.value(fields["reason"], None) == ""
    record = district.show(dispute).record
    told = dict(words.values(record))
    assert told["unit"] == "一林场"
    assert told["reported_on"] == "2022-06-01"
    assert told["parties"].split(" · ")[0].endswith("a1")
    assert Words(district.office, person("triage"), Language.ZH).actor("system") != "system"


def test_names_lead_to_records_and_back(district: District) -> None:
    """Codes, handles, numbers, courts, ids; and what nothing is called says where it was looked for."""
    names = Names(district.office, person("triage"), Language.EN)
    dispute = district.report()
    number = district.show(dispute).record.number
    assert names.id_of("farm", "unit") == unit("farm")
    assert names.id_of("grid:farm-1") == grid()
    assert names.id_of(COURT, "court") != names.id_of(number) == dispute
    assert names.id_of("mediator") == person("mediator")
    assert names.name_of(dispute) == number
    assert names.name_of(None) == ""
    assert names.name_of("01811cc6-ce80-78ac-9e95-0e155cf4d295") == "01811cc6…"
    with pytest.raises(NotFoundError, match="nothing is called “nobody”"):
        names.id_of("nobody", "person")


def test_facts_are_completed_with_what_follows_from_them(district: District) -> None:
    """A grid gives unit and court, a cause the list it is of, a party its short name; what was given stays."""
    names = Names(district.office, person("worker"), Language.EN)
    parties = [{"side": "applicant", "name": "甲某", "person": "citizen_a"}, {"side": "respondent", "name": "乙某"}]
    facts = names.completed(form_of(Report), {"grid": "farm-1", "gist": "a ditch", "parties": parties})
    assert (facts["court"], facts["unit"], facts["grid"]) == (COURT, unit("farm"), grid())
    assert [(party["id"], party.get("person")) for party in facts["parties"]] == [
        ("a1", person("citizen_a")),
        ("r2", None),
    ]
    assert district.office.begin(person("worker"), "dispute", "report", facts, key="x").state == "reported"


def test_a_field_says_which_records_it_points_at() -> None:
    """Only texts that hold ids do."""
    kinds = {field.name: field.kinds for field in form_of(Report)}
    assert (kinds["grid"], kinds["gist"], kinds["parties"]) == (("grid",), (), ())
