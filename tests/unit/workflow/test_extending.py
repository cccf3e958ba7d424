"""What a plugin adds to a kind that is there never weakens it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import pytest

from gridjustice.application.office import Office
from gridjustice.domain.dispute import DisputeState as S
from gridjustice.domain.record import NEW, Event, Facts, UnknownFacts
from gridjustice.errors import DefinitionError, NotFoundError, PluginFailedError, place_of
from gridjustice.hooks import Plugins, builtin, hookimpl
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.district import START, District, person, small_district
from gridjustice.testing.memory import MemoryStorage
from gridjustice.workflow.dispute import DISPUTE
from gridjustice.workflow.engine import replay
from gridjustice.workflow.extending import Extension, extended, weakened
from gridjustice.workflow.refusals import Reason, StepRefusedError
from gridjustice.workflow.rules import GRID_WORKER, SYSTEM
from gridjustice.workflow.table import SAME, Act, Limit, Step

AGREEING = next(step for step in DISPUTE.steps if step.step == "agree")
REPORTING = next(step for step in DISPUTE.steps if step.step == "report").refused_if


@attrs.frozen(kw_only=True)
class Visited(Facts):
    """Somebody called on the parties."""

    fails: bool = False

    def applied(self, record: Any, event: Event) -> Any:
        if self.fails:
            raise KeyError("甲某")
        return record


def never_on_wednesdays(record: Any, facts: Any, act: Act) -> Reason | None:
    """Refuses on one day of the week."""
    return Reason("wednesday") if act.day.isoweekday() == 3 else None


VISIT = Step("visit", (S.REPORTED, S.IN_MEDIATION), SAME, GRID_WORKER, Visited)


def found(**extension: Any) -> list[tuple[str, str, str]]:
    added = Extension(kind="dispute", **extension)
    return [(each.place, each.problem, each.detail) for each in weakened(DISPUTE, added, "visits")]


def district_with(*guards_of: tuple[str, Any], steps: tuple[Step, ...] = (VISIT,)) -> District:
    """A district whose office has one more plugin."""

    class Visits:
        @hookimpl
        def gridjustice_provide_extensions(self) -> list[Extension]:
            guards: Mapping[str, Any] = {step: (guard,) for step, guard in guards_of}
            return [Extension(kind="dispute", steps=steps, guards=guards)]

    clock = FixedClock(START)
    plugins = Plugins([("builtin", builtin), ("visits", Visits())])
    return small_district(Office(MemoryStorage(), plugins, clock=clock, prepare=True), clock)


def test_an_added_step_is_taken_like_any_other() -> None:
    """It stands in the history, and replays."""
    district = district_with()
    dispute = district.report()
    district.do("worker", dispute, "visit")
    assert [event.step for event in district.office.history(person("worker"), dispute)] == ["report", "visit"]
    assert district.office.kinds["dispute"].brought == {"visit": "visits"}
    assert district.office.verify().is_clean


def test_an_added_guard_is_asked_after_those_that_are_there() -> None:
    """All reasons are told at once; without its own reason, the table's refuse as before."""
    district = district_with(("agree", never_on_wednesdays))
    dispute = district.bring_to("in_mediation")
    with pytest.raises(StepRefusedError) as refused:
        district.do("mediator", dispute, "agree", content="The ditch.", form="written", signatures=[])
    codes = [reason.code for reason in refused.value.reasons]
    assert codes[-1] == "wednesday"
    assert "lacks_signature" in codes
    plain = DISPUTE.steps[DISPUTE.steps.index(AGREEING)].refused_if
    longer = next(step for step in district.office.kinds["dispute"].steps if step.step == "agree").refused_if
    assert longer[: len(plain)] == plain


def failing(record: Any, facts: Any, act: Act) -> Reason | None:
    """Fails instead of answering."""
    raise KeyError("甲某")


def wordy(record: Any, facts: Any, act: Act) -> Any:
    """Answers with something else."""
    return True


def lawless(record: Any, facts: Any, act: Act) -> Reason | None:
    """Refuses under an article that there is not."""
    return Reason("no", "no.such.basis")


@pytest.mark.parametrize("guard", [failing, wordy, lawless])
def test_a_guard_that_fails_refuses_with_its_plugins_name(guard: Any) -> None:
    """And with no word of what it said; the rest of the batch is kept."""
    district = district_with(("triage", guard))
    dispute = district.report()
    facts = {"jurisdiction": "ours", "route": "mediation", "reason": "suited", "same_matter_checked": True}
    with pytest.raises(PluginFailedError) as failed:
        district.do("triage", dispute, "triage", **facts)
    assert (failed.value.plugin, failed.value.hook) == ("visits", f"guard {guard.__name__}")
    assert "甲某" not in str(failed.value)
    assert [reason.code for reason in failed.value.reasons] == ["plugin_failed"]
    assert [event.step for event in district.office.history(person("triage"), dispute)] == ["report"]


def test_what_the_storage_raises_is_not_laid_at_the_plugins_door() -> None:
    """A guard that looks when the storage is gone passes the storage's own error on."""

    class GoneError(Exception):
        pass

    def looking(record: Any, facts: Any, act: Act) -> Reason | None:
        act.look("somewhere")
        return None

    kind = extended(DISPUTE, Extension(kind="dispute", guards={"triage": (looking,)}), "visits")
    guard = next(step for step in kind.steps if step.step == "triage").refused_if[-1]

    def gone(_: str) -> Any:
        raise GoneError

    act = Act("a", START, START.date(), None, None, None, gone)  # type: ignore[arg-type]  # it looks at nothing else
    with pytest.raises(GoneError):
        guard(None, None, act)


def test_a_step_that_fails_when_it_is_applied_is_refused_by_name() -> None:
    """Nothing is stored, and what it said stands nowhere."""
    district = district_with()
    dispute = district.report()
    with pytest.raises(PluginFailedError, match="plugin 'visits' failed in step visit") as failed:
        district.do("worker", dispute, "visit", fails=True)
    assert "甲某" not in str(failed.value)
    assert place_of(KeyError("甲某")) == "KeyError"
    assert len(district.office.history(person("worker"), dispute)) == 1


def agree(source: Any, target: Any, guards: tuple[Any, ...] = (), step: str = "agree", facts: Any = None) -> Step:
    return Step(step, source, target, GRID_WORKER, facts or AGREEING.facts, guards)


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ((agree(S.IN_MEDIATION, S.AGREED),), "the table has 'agree' already"),
        ((agree(S.REPORTED, S.AGREED),), "the table has 'agree' already"),
        ((agree(S.REPORTED, S.AGREED, step="shortcut"),), "no way from 'reported' to 'agreed'"),
        ((agree(S.IN_MEDIATION, S.AGREED, step="shortcut"),), "lacks_signature"),
        ((agree(S.IN_MEDIATION, S.AGREED, AGREEING.refused_if, "shortcut"),), "starts"),
        ((agree(NEW, S.REPORTED, step="walk_in"),), "asks asked_in_future, lacks_sides"),
        ((agree(NEW, S.REPORTED, REPORTING, "walk_in"),), "starts arrival, danger_report, triage"),
        ((agree(NEW, S.AGREED, step="walk_in"),), "no way from 'new'"),
    ],
    ids=[
        "the same row",
        "another source",
        "no such way",
        "fewer guards",
        "no limit",
        "a birth",
        "a birth without its limit",
        "born agreed",
    ],
)
def test_no_row_passes_by_what_is_there(steps: tuple[Step, ...], told: str) -> None:
    """Neither under the same name nor under another; the finding says who brings it."""
    findings = found(steps=steps)
    assert [problem for _, problem, _ in findings] == ["weakens"]
    assert told in findings[0][2]
    assert findings[0][2].startswith("plugin 'visits': ")
    with pytest.raises(DefinitionError, match="plugin 'visits'"):
        extended(DISPUTE, Extension(kind="dispute", steps=steps), "visits")


def test_a_way_that_the_table_has_may_be_gone_with_all_its_guards() -> None:
    """Where it starts no limit: then the new step reaches nothing by an easier way."""
    archive = next(step for step in DISPUTE.steps if step.step == "archive")
    (row, *_) = archive.rows()
    mine = Step("put_away", S(row.source), S(row.target), GRID_WORKER, archive.facts, archive.refused_if)
    assert found(steps=(mine,)) == []
    if archive.refused_if:
        assert found(steps=(attrs.evolve(mine, refused_if=()),)) != []


def test_limits_have_names_and_expiries_of_their_own() -> None:
    """One that is there is not varied, and nothing built in expires earlier than its table says."""
    lapse = Step("lapse_visit", S.REPORTED, SAME, SYSTEM)
    mine = Limit(name="visit", figure="triage", starts=("visit",), expires_as="lapse_visit")
    assert found(steps=(VISIT, lapse), limits=(mine,)) == []
    assert "a limit of that name" in found(limits=(attrs.evolve(mine, name="triage", expires_as=""),))[0][2]
    assert "as a step of the same plugin" in found(limits=(attrs.evolve(mine, expires_as="fail"),))[0][2]


def test_a_guard_of_no_step_is_found() -> None:
    """So is one without a name to be told by."""
    assert found(guards={"agre": (never_on_wednesdays,)})[0][1:] == (
        "dangling",
        "plugin 'visits': dispute has no step 'agre'",
    )
    assert "with a name" in found(guards={"agree": (lambda record, facts, act: None,)})[0][2]


def test_a_second_plugin_cannot_touch_the_first_ones_step() -> None:
    """It is told whose the step is."""
    first = extended(DISPUTE, Extension(kind="dispute", steps=(VISIT,)), "visits")
    (finding, *_) = weakened(first, Extension(kind="dispute", steps=(VISIT,)), "others")
    assert "plugin 'visits' brings 'visit' too" in finding.detail


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": ""},
        {"kind": "dispute", "steps": [VISIT]},
        {"kind": "dispute", "steps": (1,)},
        {"kind": "dispute", "limits": ("visit",)},
        {"kind": "dispute", "guards": {"agree": never_on_wednesdays}},
        {"kind": "dispute", "guards": (never_on_wednesdays,)},
    ],
)
def test_an_extension_is_checked_when_it_is_written(wrong: Mapping[str, Any]) -> None:
    """A missing comma is found at once."""
    with pytest.raises(DefinitionError):
        Extension(**wrong)


def test_a_plugin_that_is_gone_leaves_its_steps_in_the_history() -> None:
    """The dispute goes on, its time line is told, the audit counts what it could not replay and is clean."""
    district = district_with(("triage", never_on_wednesdays))
    dispute = district.report()
    district.do("worker", dispute, "visit")
    plain = Office(district.office.storage, Plugins([("builtin", builtin)]), clock=district.clock)
    gone = District(plain, district.clock)
    assert [event.step for event in plain.history(person("worker"), dispute)] == ["report", "visit"]
    assert isinstance(plain.history(person("worker"), dispute)[1].facts, UnknownFacts)
    facts = {"jurisdiction": "ours", "route": "mediation", "reason": "suited", "same_matter_checked": True}
    plain.take(person("triage"), dispute, "triage", facts, key="later")
    assert gone.show(dispute).record.state_name == "triaged"
    verdict = plain.verify()
    assert verdict.faults == ()
    assert verdict.not_replayed == 1
    assert district.office.verify().not_replayed == 0
    with pytest.raises(NotFoundError, match="its plugin alone"):
        replay(plain.history(person("worker"), dispute))


def test_who_may_not_know_of_everything_is_not_told_of_a_step_whose_plugin_is_gone() -> None:
    """It may have been guarded."""
    district = district_with(steps=(attrs.evolve(VISIT, guarded=True),))
    dispute = district.report()
    district.do("worker", dispute, "visit")
    plain = Office(district.office.storage, Plugins([("builtin", builtin)]), clock=district.clock)
    kind = plain.kinds["dispute"]
    assert kind.may_know is not None
    for handle in ("worker", "citizen_a", "citizen_b", "triage", "judge"):
        with_plugin = [event.step for event in district.office.history(person(handle), dispute)]
        assert [event.step for event in plain.history(person(handle), dispute)] == with_plugin


def test_an_extension_of_no_kind_is_refused() -> None:
    """The office does not open, and says whose it is."""

    class Lost:
        @hookimpl
        def gridjustice_provide_extensions(self) -> list[Extension]:
            return [Extension(kind="disputes")]

    with pytest.raises(DefinitionError, match="plugin 'lost' extends the kind 'disputes', which is not there"):
        Plugins([("builtin", builtin), ("lost", Lost())]).kinds()
