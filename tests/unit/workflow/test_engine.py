"""The engine: which row is meant, who may take it, what refuses it, what it leaves behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from tests.unit.workflow.small import (
    COURT,
    JUDGE,
    LAW,
    LIAISON,
    STEPS,
    Marked,
    Note,
    Opened,
    Paused,
    S,
    act,
    decide,
    never_even,
    note,
    office,
    small,
    standing,
)

from gridjustice.domain.dispute import Dispute, DisputeState
from gridjustice.domain.dispute.choices import Jurisdiction, Side
from gridjustice.domain.dispute.confirmation import JointApplication
from gridjustice.domain.dispute.court import Bringing
from gridjustice.domain.dispute.mediation import Delegation
from gridjustice.domain.dispute.parties import Party, Signature
from gridjustice.domain.dispute.record import Proceeding
from gridjustice.domain.network import NetworkState, Unit, UnitKind
from gridjustice.domain.record import Derived, Event, Facts, Found, LedBy, NoFacts, Role, Scope
from gridjustice.domain.values import RecordId
from gridjustice.errors import DefinitionError, NotFoundError
from gridjustice.language import Catalogue, Language
from gridjustice.ports.clock import FixedClock
from gridjustice.workflow.dispute import DISPUTE
from gridjustice.workflow.engine import Asked, Subject, Workflow, apply, replay
from gridjustice.workflow.refusals import Reason, StepRefusedError
from gridjustice.workflow.rules import BARRED, Anyone, But, Holds, Standing
from gridjustice.workflow.table import SAME, Act, Consequence, Step

FARM = RecordId("farm")


def codes(refusal: pytest.ExceptionInfo[StepRefusedError]) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def dispute(state: DisputeState, **changes: Any) -> Dispute:
    sides = ((Side.APPLICANT, "a1"), (Side.RESPONDENT, "b1"))
    parties = tuple(Party(id=id_, side=side, name=f"party {id_}", person=RecordId(id_)) for side, id_ in sides)
    given = {"id": RecordId("d1"), "unit": FARM, "number": "1", "gist": "a wall", "parties": parties, **changes}
    return Dispute(state=state, court=COURT, **given)


def signed(*parties: str) -> tuple[Signature, ...]:
    return tuple(Signature(party=party, signed_on=date(2022, 6, 1)) for party in parties)


def on_dispute(record: Dispute, step: str, facts: Any, by: Standing, day: date = date(2022, 6, 1)) -> Any:
    farm = Unit(id=FARM, state=NetworkState.ACTIVE, court=COURT, code="1", name="farm", kind=UnitKind.FOREST_FARM)
    return Workflow(DISPUTE).decide(
        Subject(record.id, record, 5), Asked(step, facts), by, act(day, actor=by.person, others={FARM: farm})
    )


LIAISON_OF_FARM = standing(LIAISON, at=FARM)
OFFICER = standing(Holds(Role.TRIAGE_OFFICER, Scope.COURT))


# Which row.


@pytest.mark.parametrize(("before", "target"), [(0, S.OPEN), (1, S.OPEN), (2, S.DONE)])
def test_when_chooses_among_the_rows_of_one_step(before: int, target: S) -> None:
    """The third mark is another row than the first two."""
    assert decide(small(), note(marked=before), "mark", Marked()).record.state is target


def test_when_never_refuses() -> None:
    """Where no row fits, that is said, and no guard is blamed."""
    with pytest.raises(StepRefusedError) as refusal:
        decide(small(), note(marked=3), "mark", Marked())
    assert codes(refusal) == ["no_row_fits"]


def test_an_unknown_step_is_not_found() -> None:
    """With those that there are."""
    with pytest.raises(NotFoundError, match=r"note has no step 'fly'; it has answer, drop, go_on"):
        decide(small(), note(), "fly")


def test_a_step_that_starts_elsewhere_is_refused_with_those_that_start_here() -> None:
    """In the order of the table, as keys of the catalogue."""
    with pytest.raises(StepRefusedError) as refusal:
        decide(small(), note(S.WAITING), "mark", Marked())
    assert codes(refusal) == ["not_from_here"]
    values = refusal.value.reasons[0].values
    assert values["state"] == "note.state.waiting"
    assert values["steps"] == [f"note.step.{step}" for step in ("pause", "lengthen", "answer", "go_on", "drop")]


def test_a_record_cannot_be_born_twice_nor_live_unborn() -> None:
    """A birth starts from nothing, and every other step from a state."""
    for record, step, facts in ((note(), "open", Opened()), (None, "mark", Marked())):
        with pytest.raises(StepRefusedError) as refusal:
            decide(small(), record, step, facts)
        assert codes(refusal) == ["not_from_here"]


@pytest.mark.parametrize("profile", ["old", "older"])
def test_a_row_of_a_profile_holds_in_it(profile: str) -> None:
    """In each that it names."""
    assert decide(small(), note(profile=profile), "shelve").record.state is S.DROPPED


@pytest.mark.parametrize("profile", [None, "new"])
def test_a_row_of_a_profile_does_not_hold_elsewhere(profile: str | None) -> None:
    """Neither for what has no profile nor in one that no row names; the refusal says that it is the profile."""
    with pytest.raises(StepRefusedError) as refusal:
        decide(small(), note(profile=profile), "shelve")
    assert codes(refusal) == ["not_in_this_profile"]
    assert refusal.value.reasons[0].values["profile"] == f"profile.{profile}"


@pytest.mark.parametrize("profile", [None, "old", "new"])
def test_a_row_without_a_profile_holds_in_all(profile: str | None) -> None:
    """Also in one that the table has never heard of."""
    assert decide(small(), note(profile=profile), "pause", Paused()).record.state is S.WAITING


def test_p27_a_court_delegates_before_docketing_under_the_old_profile_only() -> None:
    """Since 2025 it dockets first."""
    consented = Delegation(unit=FARM, consented=("a1",))
    for profile, lawful in (("court_annexed_2022", True), ("docket_first_2025", False)):
        brought = Proceeding(brought_on=date(2022, 6, 1), brought_by="a1", profile=profile)
        record = dispute(DisputeState.BROUGHT, proceedings=(brought,), jurisdiction=Jurisdiction.OURS)
        if lawful:
            assert on_dispute(record, "delegate", consented, OFFICER).record.state is DisputeState.DELEGATED
        else:
            with pytest.raises(StepRefusedError) as refusal:
                on_dispute(record, "delegate", consented, OFFICER)
            assert codes(refusal) == ["not_in_this_profile"]


# Who, and whether.


def test_who_comes_before_the_guards() -> None:
    """Whoever may not take a step does not learn what its guards know, and no guard is asked."""

    def never_asked(record: Note, facts: Marked, act: Act) -> None:
        raise AssertionError("this guard must not be asked")

    kind = small().extended(steps=(Step("ask", S.OPEN, S.OPEN, LIAISON, Marked, (never_asked,)),))
    with pytest.raises(StepRefusedError) as refusal:
        decide(kind, note(unit=FARM), "ask", Marked())
    assert codes(refusal) == ["not_yours"]
    assert refusal.value.reasons[0].values == {"roles": ["role.liaison"]}


def test_every_reason_is_told_at_once() -> None:
    """In the order of the table; nobody corrects one thing only to hear of the next."""
    with pytest.raises(StepRefusedError) as refusal:
        decide(small(), note(unit=FARM), "stamp", Marked(times=12), by=LIAISON_OF_FARM)
    assert codes(refusal) == ["too_many", "even"]
    assert (refusal.value.kind, refusal.value.record, refusal.value.step) == ("note", "n1", "stamp")


def test_a_guard_that_does_not_refuse_is_silent() -> None:
    """Each one speaks for itself."""
    with pytest.raises(StepRefusedError) as refusal:
        decide(small(), note(unit=FARM), "stamp", Marked(times=2), by=LIAISON_OF_FARM)
    assert codes(refusal) == ["even"]
    stamped = decide(small(), note(unit=FARM), "stamp", Marked(times=5), by=LIAISON_OF_FARM).record
    assert stamped == note(unit=FARM, marked=5)


def test_a_birth_is_asked_of_the_record_that_would_be_born() -> None:
    """A judge opens notes of the own court, not of another."""
    assert decide(small(), None, "open", Opened()).record.court == COURT
    with pytest.raises(StepRefusedError) as refusal:
        decide(small(), None, "open", Opened(court="elsewhere"))  # type: ignore[arg-type]  # as it comes from outside
    assert codes(refusal) == ["not_yours"]


def test_a_refusal_changes_nothing() -> None:
    """Records are values."""
    record = note(unit=FARM)
    before = attrs.asdict(record)
    with pytest.raises(StepRefusedError):
        decide(small(), record, "stamp", Marked(times=2), by=LIAISON_OF_FARM)
    assert attrs.asdict(record) == before


# Under which article.


@pytest.mark.parametrize(
    ("day", "version", "article"),
    [(date(2022, 6, 1), "2021", "201"), (date(2023, 12, 31), "2021", "201"), (date(2024, 1, 1), "2023", "205")],
)
def test_p26_a_refusal_cites_the_article_of_its_day(day: date, version: str, article: str) -> None:
    """The same rule had another number before 2024."""
    by = standing(Holds(Role.LIAISON, Scope.UNIT), at=FARM, day=day)
    with pytest.raises(StepRefusedError) as refusal:
        on_dispute(dispute(DisputeState.AGREED), "apply", JointApplication(signatures=signed("a1")), by, day)
    (reason,) = refusal.value.reasons
    assert reason.code == "not_joint"
    assert reason.citation is not None
    assert (reason.citation.instrument, reason.citation.version, reason.citation.article) == ("cpl", version, article)
    texts = [reason.text(language, Catalogue()) for language in Language]
    assert all(version in text for text in texts)
    assert article in texts[-1]


@pytest.mark.parametrize(("day", "article"), [(date(2022, 6, 1), "201"), (date(2026, 6, 1), "205")])
def test_p26_an_event_keeps_the_article_of_its_day(day: date, article: str) -> None:
    """It is written down with the event, and never looked up again."""
    by = standing(Holds(Role.LIAISON, Scope.UNIT), at=FARM, day=day)
    facts = JointApplication(signatures=signed("a1", "b1"))
    event = on_dispute(dispute(DisputeState.AGREED), "apply", facts, by, day).event
    assert (event.derived.basis.basis, event.derived.basis.article) == ("confirmation.joint_application", article)


def citing(mediation: str | None) -> Note:
    return note(mediation=mediation, unit=FARM)


SETTLE = Step("settle", S.OPEN, SAME, JUDGE, Marked, (never_even,), "agreement.effect")
CITING = small(cited_by="mediation").extended(steps=(SETTLE,))


@pytest.mark.parametrize("mediation", ["people", "people_oral", "invited", "entrusted"])
def test_an_event_cites_the_article_for_the_kind_of_mediation(mediation: str) -> None:
    """One of its own for each of these."""
    cited = decide(CITING, citing(mediation), "settle", Marked()).event.derived.basis
    assert cited is not None
    wanted = LAW.cite("agreement.effect", act().day, mediation)
    assert (cited.instrument, cited.article) == (wanted.instrument, wanted.article)
    assert wanted != LAW.cite("agreement.effect", act().day)


@pytest.mark.parametrize("mediation", ["online", "", None])
def test_a_kind_of_mediation_without_an_article_of_its_own_cites_the_one_for_all(mediation: str | None) -> None:
    """So does a record that has none."""
    cited = decide(CITING, citing(mediation), "settle", Marked()).event.derived.basis
    assert cited == decide(small().extended(steps=(SETTLE,)), citing("people"), "settle", Marked()).event.derived.basis


def test_a_birth_is_cited_for_no_kind_of_mediation() -> None:
    """There is no record yet that names one."""

    @attrs.frozen(kw_only=True)
    class OpenedAs(Opened):
        def applied(self, record: Note | None, event: Event) -> Note:
            return attrs.evolve(super().applied(record, event), mediation="people")

    birth = Step("open", "new", S.OPEN, JUDGE, OpenedAs, (), "agreement.effect")
    kind = small(cited_by="mediation", steps=(birth, *STEPS[1:]))
    cited = decide(kind, None, "open", OpenedAs()).event.derived.basis
    assert cited is not None
    assert cited.article == LAW.cite("agreement.effect", act().day).article


def test_refusals_cite_the_article_for_the_kind_of_mediation() -> None:
    """Those of guards, and that of who."""

    def never(record: Note, facts: Marked, act: Act) -> Reason:
        return Reason("no", "agreement.effect")

    step = attrs.evolve(SETTLE, refused_if=(never,))
    kind = small(cited_by="mediation").extended(steps=(step,))
    for by in (standing(JUDGE), standing()):
        with pytest.raises(StepRefusedError) as refusal:
            decide(kind, citing("people"), "settle", Marked(), by=by)
        assert refusal.value.reasons[0].citation == LAW.cite("agreement.effect", act().day, "people")


# What it leaves behind.


def test_an_event_says_all_that_happened() -> None:
    """What, from where to where, by whom, when, asked under which key, as a consequence of what."""
    moment = act()
    asked = Asked("pause", Paused(), "key-1", "f" * 64, LedBy(record=RecordId("o1"), version=3))
    event = Workflow(small()).decide(Subject(RecordId("n1"), note(), 6), asked, standing(JUDGE), moment).event
    assert (event.record, event.version, event.kind, event.step) == ("n1", 7, "note", "pause")
    assert (event.source, event.target, event.actor) == ("open", "waiting", "p")
    assert (event.at, event.day) == (datetime(2022, 6, 1, 1, tzinfo=UTC), date(2022, 6, 1))
    assert (event.key, event.request, event.cause) == ("key-1", "f" * 64, LedBy(record=RecordId("o1"), version=3))
    assert event.facts == Paused()


def test_an_event_says_whom_to_tell() -> None:
    """The audiences of its row."""
    event = on_dispute(dispute(DisputeState.DELEGATED), "receive", NoFacts(), LIAISON_OF_FARM).event
    assert event.derived.tells == ("court", "parties")


@pytest.mark.parametrize(
    ("day", "profile"), [(date(2024, 12, 31), "court_annexed_2022"), (date(2025, 1, 1), "docket_first_2025")]
)
def test_p46_a_bringing_takes_the_profile_of_its_day(day: date, profile: str) -> None:
    """It is derived when the step is taken, so that a replay needs no law."""
    by = Standing.of("a1", (), day)
    decision = on_dispute(
        dispute(DisputeState.REPORTED, reported_on=date(2024, 1, 1)), "bring", Bringing(party="a1"), by, day
    )
    assert decision.event.derived.profile == profile
    assert decision.record.profile == profile


@attrs.frozen(kw_only=True)
class Joined(Facts):
    """Notes nearby are counted in."""

    def applied(self, record: Note | None, event: Event) -> Note:
        born = record or Opened().applied(None, event)
        return attrs.evolve(born, marked=len(event.derived.of("neighbours")))


def neighbours(record: Note | None, facts: Joined, act: Act) -> tuple[str, ...]:
    """Those there are of two."""
    return tuple(id_ for id_ in ("n2", "n3") if act.look(id_) is not None)


def nothing(record: Note | None, facts: Joined, act: Act) -> tuple[str, ...]:
    """None."""
    return ()


JOINING = small(
    steps=(
        Step("open", "new", S.OPEN, JUDGE, Joined, finds=(neighbours,)),
        *STEPS[1:],
        Step("join", S.OPEN, SAME, JUDGE, Joined, finds=(neighbours, nothing)),
    )
)


def test_what_finders_find_is_kept_in_the_event() -> None:
    """By their names, so that applying it looks nothing up, today or in a replay."""
    around = act(others={"n3": note()})
    decision = decide(JOINING, note(), "join", Joined(), circumstances=around)
    assert decision.event.derived.found == (Found("neighbours", ("n3",)), Found("nothing", ()))
    assert decision.record == note(marked=1)
    assert apply(note(), decision.event) == decision.record


def test_a_birth_may_use_what_finders_found() -> None:
    """They are asked before the record is made."""
    around = act(others={"n2": note(), "n3": note()})
    born = decide(JOINING, None, "open", Joined(), circumstances=around).record
    assert attrs.evolve(born, deadlines=()) == note(marked=2)


def test_an_event_finds_nothing_where_its_row_has_no_finder() -> None:
    """And tells so of every name."""
    assert decide(JOINING, note(), "drop").event.derived.found == ()
    two = Derived(found=(Found("other", ("c",)), Found("one", ("a", "b"))))
    assert (two.of("other"), two.of("one"), two.of("none")) == (("c",), ("a", "b"), ())
    assert Derived().of("one") == ()


def test_finders_refuse_nothing() -> None:
    """Table, who and guards speak in their order, whatever was found before."""

    def never(record: Note, facts: Joined, act: Act) -> Reason:
        return Reason("never")

    step = Step("refuse", S.OPEN, SAME, JUDGE, Joined, (never,), finds=(neighbours,))
    kind = small().extended(steps=(step,))
    for record, by, code in (
        (note(S.WAITING), standing(JUDGE), "not_from_here"),
        (note(), standing(), "not_yours"),
        (note(), standing(JUDGE), "never"),
    ):
        with pytest.raises(StepRefusedError) as refusal:
            decide(kind, record, "refuse", Joined(), by=by, circumstances=act(others={"n2": note()}))
        assert codes(refusal) == [code]


def test_what_was_found_is_stored_with_the_event() -> None:
    """The history says it, and an audit replays it."""
    court = office(JOINING, clock=FixedClock(datetime(2022, 6, 1, 1, tzinfo=UTC)))
    record = court.begin("operator", "note", "open", {}, key="1").record
    court.take("operator", record, "join", key="2")
    assert court.history("operator", record)[1].derived.found == (Found("neighbours", ()), Found("nothing", ()))
    assert court.verify().is_clean


@attrs.frozen(kw_only=True)
class Passed(Facts):
    """What is to be done elsewhere, if anything is."""

    to: RecordId | None = None


def other_of(record: Note, facts: Passed) -> RecordId | None:
    """The other note, if one is named."""
    return facts.to


def nothing_more(record: Note, facts: Passed) -> NoFacts:
    """Asked only where something follows."""
    assert facts.to is not None
    return NoFacts()


def test_a_consequence_follows_where_there_is_something_for_it_to_follow_on() -> None:
    """Where there is not, the step stands alone."""
    passing = Step("pass", S.OPEN, SAME, JUDGE, Passed, leads_to=(Consequence("drop", other_of, nothing_more),))
    court = office(small().extended(steps=(passing,)), clock=FixedClock(datetime(2022, 6, 1, 1, tzinfo=UTC)))
    one, two = (court.begin("operator", "note", "open", {}, key=key).record for key in "ab")
    assert court.take("operator", one, "pass", {}, key="c").version == 2
    assert court.show("operator", two).record.state is S.OPEN
    court.take("operator", one, "pass", {"to": two}, key="d")
    assert court.show("operator", two).record.state is S.DROPPED


# Who is barred.


GUARDED = small().extended(steps=(Step("guard", S.OPEN, SAME, But(JUDGE | LIAISON, BARRED)),))


@pytest.mark.parametrize(
    ("barred", "by", "may"),
    [
        ((), LIAISON_OF_FARM, True),
        (("p",), LIAISON_OF_FARM, False),
        ((FARM,), LIAISON_OF_FARM, False),
        (("q", "mill"), LIAISON_OF_FARM, True),
        ((FARM,), standing(JUDGE), True),
        (("p",), standing(JUDGE), False),
        ((COURT,), standing(JUDGE), True),
    ],
    ids=["nobody", "by name", "with the unit", "others", "a judge for a unit", "a judge by name", "not by court"],
)
def test_whom_the_record_bars_may_not(barred: tuple[str, ...], by: Standing, may: bool) -> None:
    """By name, or with the unit."""
    workflow = Workflow(GUARDED)
    record = note(unit=FARM, barred=barred)
    assert ("guard" in [row.step for row in workflow.open_steps(record, by)]) is may
    if not may:
        with pytest.raises(StepRefusedError) as refusal:
            decide(workflow, record, "guard", by=by)
        assert refusal.value.reasons[0].values == {"roles": ["role.judge", "role.liaison"]}


def test_no_other_step_takes_a_profile() -> None:
    """It belongs to the bringing."""
    event = on_dispute(dispute(DisputeState.DELEGATED), "receive", NoFacts(), LIAISON_OF_FARM).event
    assert event.derived.profile is None


def test_applying_an_event_gives_the_record_that_was_decided() -> None:
    """So does replaying all of them."""
    events, record = [], None
    workflow = Workflow(small())
    for step, facts in (("open", Opened()), ("mark", Marked()), ("pause", Paused()), ("go_on", NoFacts())):
        decision = decide(workflow, record, step, facts)
        assert apply(record, decision.event) == decision.record
        record = decision.record
        events.append(decision.event)
    assert replay(events) == record
    assert replay([]) is None


def test_the_state_after_an_event_is_read_and_never_recomputed() -> None:
    """A history replays to the same record after the table has changed."""
    decision = decide(small(), note(marked=2), "mark", Marked())
    moved = attrs.evolve(decision.event, target="dropped")
    assert apply(note(marked=2), moved).state is S.DROPPED


# What is open.


def test_open_steps_are_those_that_start_here_for_this_actor() -> None:
    """In the order of the table, a row for each way it may go; guards are not asked."""
    workflow = Workflow(small())
    assert [row.step for row in workflow.open_steps(note(), standing(JUDGE))] == ["mark", "mark", "pause", "drop"]
    stamped = workflow.open_steps(note(unit=FARM), LIAISON_OF_FARM)
    assert [row.step for row in stamped] == ["stamp", "pause"]
    assert workflow.open_steps(note(S.DONE), standing(JUDGE)) == ()
    assert workflow.open_steps(note(), standing()) == ()


def test_open_steps_are_those_of_the_profile() -> None:
    """What would be refused for its profile is not offered."""
    offered = Workflow(small()).open_steps(note(profile="old"), standing(JUDGE))
    assert "shelve" in [row.step for row in offered]
    assert "shelve" not in [row.step for row in Workflow(small()).open_steps(note(), standing(JUDGE))]


def test_births_are_open_to_everybody_until_it_is_known_where() -> None:
    """There is no record yet of which a rule could be asked."""
    assert [row.step for row in Workflow(small()).open_steps(None, standing())] == ["open"]


# The machine itself.


def test_a_broken_table_is_refused_when_it_is_defined() -> None:
    """Not when a judge first takes the step."""
    with pytest.raises(DefinitionError, match=r"the table of note cannot be used: .*no step starts from NEW"):
        Workflow(small(steps=STEPS[1:]))


def test_a_workflow_is_shared_by_threads() -> None:
    """What one thread decides does not show in what another one does."""
    workflow = Workflow(small(may_see=Anyone()))

    def marked(times: int) -> bool:
        before = times % 3
        decided = decide(workflow, note(marked=before), "mark", Marked()).record
        return decided == note(S.DONE if before == 2 else S.OPEN, marked=before + 1)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(marked, range(400)))
