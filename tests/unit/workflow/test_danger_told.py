"""Danger is told at once to those who must act, and to nobody who must not learn of it."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from tests.unit.workflow.small import STEPS, small
from tests.unit.workflow.test_limits import HELPED, IN_DANGER, taken_on

from gridjustice.application.notices.scene import Case, scene_of
from gridjustice.application.notices.whom import told_of
from gridjustice.domain.record import Event
from gridjustice.domain.values import RecordId
from gridjustice.language import Catalogue
from gridjustice.law import LawBook
from gridjustice.testing.district import COURT, District, grid, person, unit
from gridjustice.workflow.dispute import DISPUTE
from gridjustice.workflow.lint import lint
from gridjustice.workflow.render import as_data
from gridjustice.workflow.table import Audience, TellsToo

RESCUERS = {"grid_worker", "liaison"}


def last(district: District, record: RecordId, step: str, reader: str = "system") -> Event:
    by = reader if reader == "system" else person(reader)
    return next(event for event in reversed(district.office.history(by, record)) if event.step == step)


def people_told(district: District, record: RecordId, event: Event) -> set[str]:
    office = district.office
    with office.storage.read() as reader:
        scene = scene_of(office, reader, record, office.today(), event.derived.tells)
        assert scene is not None
        return {meant.recipient.id for meant in told_of(office, reader, Case(scene, event))}


def test_a_report_of_danger_tells_the_worker_and_the_liaison_with_the_report(district: District) -> None:
    """Nobody waits for a limit to be half over; without danger it is the court alone that is told."""
    quiet, danger = district.bring_to("reported"), taken_on("reported", danger=IN_DANGER)(district)
    assert last(district, quiet, "report").derived.tells == ("court",)
    report = last(district, danger, "report")
    assert {"court", *RESCUERS} == set(report.derived.tells)
    told = people_told(district, danger, report)
    # Whoever reports it knows it: the liaison is told of what the worker saw, and the other way round.
    assert {person("worker"), person("liaison")} - {report.actor} <= told
    assert not {person("citizen_a"), person("citizen_b")} & told


def test_a_sign_of_danger_tells_them_too(district: District) -> None:
    """Before anybody is named as a party."""
    sign = {"court": COURT, "unit": unit("farm"), "grid": grid(), "gist": "Shouts.", "danger": IN_DANGER}
    record = district.office.begin(person("liaison"), "dispute", "note", sign, key="sign").record
    event = last(district, record, "note")
    assert set(event.derived.tells) >= RESCUERS
    assert person("worker") in people_told(district, record, event)


@pytest.mark.parametrize("step", ["call_help", "arrive"])
def test_help_that_is_called_or_has_come_is_told_to_them(district: District, step: str) -> None:
    """From the call on they come; once somebody is there, they hand over in time."""
    record = district.bring_to("triaged")
    called: dict[str, Any] = {"danger": {**IN_DANGER, "called": ["police"]}}
    district.do("triage", record, "call_help", **called)
    if step == "arrive":
        district.do(HELPED[0], record, HELPED[1], **HELPED[2])
    event = last(district, record, step)
    assert set(event.derived.tells) >= RESCUERS
    assert person("liaison") in people_told(district, record, event)
    assert not {person("citizen_a"), person("citizen_b")} & people_told(district, record, event)


def test_nobody_who_must_not_know_of_danger_infers_it_from_whom_a_report_tells(district: District) -> None:
    """A party sees the same audiences whether somebody is in danger or not."""
    quiet, danger = district.bring_to("reported"), taken_on("reported", danger=IN_DANGER)(district)
    seen = [last(district, record, "report", "citizen_b").derived.tells for record in (quiet, danger)]
    assert seen == [("court",), ("court",)]
    assert set(last(district, danger, "report", "worker").derived.tells) >= RESCUERS


def test_every_step_that_starts_a_limit_of_danger_may_tell_whom_it_binds() -> None:
    """Of whatever table row; what comes out of an older register knows of no danger."""
    for limit in DISPUTE.limits:
        if not limit.guarded:
            continue
        for row in DISPUTE.rows:
            if row.step in limit.starts and row.step != "take_over":
                assert set(limit.owed_by) <= set(row.may_tell), (limit.name, row.step)
    assert "danger" not in DISPUTE.fields["take_over"]


def test_whom_a_row_may_tell_is_drawn_and_checked(law: LawBook) -> None:
    """As if the table said it: in JSON, and by the lint."""
    (row,) = [r for r in as_data(DISPUTE, law)["steps"] if (r["step"], r["from"]) == ("report", "new")]
    assert (row["tells"], row["tells_by"]) == (["court"], "is_danger_known")
    assert set(row["may_tell"]) == {"court", *RESCUERS}
    loud = TellsToo((Audience.PUBLIC,), lambda record, facts: True)
    steps = tuple(attrs.evolve(s, tells_by=loud) if s.step == "mark" else s for s in STEPS)
    kind = small(steps=steps)
    assert "public" in {finding.problem for finding in lint(kind, {kind.name: kind}, law, Catalogue())}


def test_what_is_kept_of_a_birth_are_its_fields_alone(district: District) -> None:
    """Whoever may take it is asked of the record that would be born; what was computed for that is not kept."""
    dispute = district.bring_to("in_mediation")
    facts = {"court": COURT, "dispute": dispute, "mode": "venue", "held_on": "2022-06-10", "place": "the office"}
    session = district.office.begin(person("mediator"), "session", "arrange", facts, key="arrange").record
    with district.office.storage.read() as reader:
        assert b"appointed" not in reader.load(ids=(session,)).heads[session].body
    assert district.office.verify().is_clean
