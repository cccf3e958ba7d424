"""The steps by which limits warn: when they come, whom they tell, who may take them, and what begins them anew."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.workflow.small import (
    JUDGE,
    LAW,
    LIMITS,
    STEPS,
    WEDNESDAY,
    Longer,
    Marked,
    Note,
    Opened,
    Paused,
    S,
    act,
    decide,
    note,
    small,
    standing,
)
from tests.unit.workflow.test_limits import IN_DANGER, running, taken_on

from gridjustice.domain.record import Deadline, NoFacts
from gridjustice.domain.watching import Alerted, Recounted, Reminded, SupervisionCalled, Urged, Watched
from gridjustice.language import Catalogue, Language
from gridjustice.law import LawBook, PlainWeek, Watch
from gridjustice.ports.clock import COURT_ZONE
from gridjustice.testing.district import District, person
from gridjustice.workflow.dispute import DISPUTE
from gridjustice.workflow.engine import Workflow
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice.workflow.lint import lint, unlawful_paths
from gridjustice.workflow.refusals import StepRefusedError
from gridjustice.workflow.rules import SYSTEM
from gridjustice.workflow.schedule import EXPIRY, Around, pending, rank
from gridjustice.workflow.table import OWN_RIGHT, SAME, SIDES, Audience, Kind, Limit, Step
from gridjustice.workflow.watching import ALERT, FACTS, RECOUNT, REMIND_RIGHT, step_of, with_watching
from gridjustice_holidays.calendar import ChinaWorkingDays

CHINA = ChinaWorkingDays()
BY_SYSTEM = standing(SYSTEM, at="")
COURT = (Audience.COURT,)
TICK = timedelta.resolution
# fmt: off
MORE_STEPS = (
    *STEPS,
    Step("appraise", S.WAITING, SAME, JUDGE),
    Step("appraised", S.WAITING, SAME, JUDGE),
    Step("secretly", S.OPEN, SAME, JUDGE),
)
WATCHED = (
    attrs.evolve(LIMITS[0], owed_by=COURT),
    attrs.evolve(LIMITS[1], owed_by=(Audience.PARTIES,), paused_by=("appraise",), resumed_by=("appraised",)),
    Limit(name="secret", figure="triage", starts=("secretly",), runs_in=(S.OPEN,), owed_by=COURT, guarded=True),
)
# fmt: on


def table(**changes: Any) -> Workflow:
    return Workflow(with_watching(small(**{"steps": MORE_STEPS, "limits": WATCHED, **changes})))


TABLE = table()


def taken(record: Note | None, step: str, facts: Any = None, at: datetime | date = WEDNESDAY, **around: Any) -> Note:
    """The record after a step, by whoever may take it."""
    law, workflow = around.pop("law", LAW), around.pop("workflow", TABLE)
    day = at.astimezone(COURT_ZONE).date() if isinstance(at, datetime) else at
    circumstances = attrs.evolve(act(day, **around), law=law)
    if isinstance(at, datetime):
        circumstances = attrs.evolve(circumstances, at=at)
    by = BY_SYSTEM if isinstance(facts, (Watched, Recounted)) else None
    after = decide(workflow, record, step, facts or NoFacts(), by=by, circumstances=circumstances).record
    assert isinstance(after, Note)
    return after


def only(record: Note) -> Deadline:
    (deadline,) = record.deadlines
    return deadline


def nine(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time().replace(hour=9), COURT_ZONE)


def codes(record: Note, step: str, facts: Any, at: datetime) -> list[str]:
    with pytest.raises(StepRefusedError) as refused:
        taken(record, step, facts, at)
    return [reason.code for reason in refused.value.reasons]


OPENED = taken(None, "open", Opened())
DUE = date(2022, 6, 6)
"""Three working days after Wednesday, 1 June, by a plain week."""


def test_a_limit_that_starts_knows_its_next_instant_and_each_warning_leads_to_the_next() -> None:
    """Friday at nine, Tuesday at nine, Thursday at nine, and then nothing more: it stays open, and overdue."""
    record = OPENED
    assert (only(record).watch, only(record).warned) == (nine(date(2022, 6, 3)), "")
    for facts, day, following in (
        (Reminded(limit="opening", due=DUE), date(2022, 6, 3), nine(date(2022, 6, 7))),
        (Urged(limit="opening", due=DUE), date(2022, 6, 7), nine(date(2022, 6, 9))),
        (SupervisionCalled(limit="opening", due=DUE), date(2022, 6, 9), None),
    ):
        record = taken(record, facts.act.value, facts, nine(day))
        assert (only(record).watch, only(record).warned) == (following, facts.act.value)
        assert (only(record).due, record.state) == (DUE, S.OPEN)


def test_a_warning_tells_those_whom_the_data_names_for_whoever_the_limit_binds() -> None:
    """And the audiences stand in the event, for ever."""
    told = {}
    for facts, at in (
        (Reminded(limit="opening", due=DUE), nine(DUE)),
        (Urged(limit="opening", due=DUE), nine(DUE) + timedelta(2)),
    ):
        circumstances = attrs.evolve(act(DUE), at=at)
        decision = decide(TABLE, OPENED, facts.act.value, facts, by=BY_SYSTEM, circumstances=circumstances)
        told[facts.act] = decision.event.derived.tells
    assert told == {Watch.REMIND: ("court",), Watch.URGE: ("court", "supervisor")}


def test_nobody_but_the_system_warns() -> None:
    """Not even a judge."""
    with pytest.raises(StepRefusedError) as refused:
        decide(
            TABLE, OPENED, "remind", Reminded(limit="opening", due=DUE), circumstances=attrs.evolve(act(), at=nine(DUE))
        )
    assert [reason.code for reason in refused.value.reasons] == ["not_yours"]


@pytest.mark.parametrize(
    ("step", "facts", "at", "expected"),
    [
        ("remind", Reminded(limit="opening", due=DUE), nine(date(2022, 6, 3)) - TICK, ["nothing_to_warn_of"]),
        ("remind", Reminded(limit="opening", due=DUE + timedelta(1)), nine(DUE), ["not_running_so"]),
        ("remind", Reminded(limit="waiting", due=DUE), nine(DUE), ["warned_of_otherwise", "not_running_so"]),
        ("remind", Reminded(limit="secret", due=DUE), nine(DUE), ["warned_of_otherwise", "not_running_so"]),
        (ALERT, Alerted(watch=Watch.REMIND, limit="opening", due=DUE), nine(DUE), ["warned_of_otherwise"]),
        (RECOUNT, Recounted(calendar="plain-week"), nine(DUE), ["nothing_to_recount"]),
        (RECOUNT, Recounted(calendar="another"), nine(DUE), ["nothing_to_recount"]),
    ],
)  # fmt: skip
def test_what_is_not_due_is_refused(step: str, facts: Any, at: datetime, expected: list[str]) -> None:
    """Before its time, for another last day, of a limit that does not run, or by the step of others."""
    assert codes(OPENED, step, facts, at) == expected


def test_what_was_said_is_not_said_again_nor_what_came_before_it() -> None:
    """An urged limit is not reminded of."""
    urged = taken(OPENED, "urge", Urged(limit="opening", due=DUE), nine(date(2022, 6, 7)))
    late = nine(date(2022, 6, 20))
    assert codes(urged, "remind", Reminded(limit="opening", due=DUE), late) == ["nothing_to_warn_of"]
    assert codes(urged, "urge", Urged(limit="opening", due=DUE), late) == ["nothing_to_warn_of"]


def test_a_party_is_reminded_of_its_own_time_and_never_urged() -> None:
    """Whatever the data says: day 25 of 30, and then nothing."""
    waiting = taken(note(), "pause", Paused())
    assert only(waiting).watch == nine(date(2022, 6, 26))
    reminded = taken(waiting, REMIND_RIGHT, Reminded(limit="waiting", due=date(2022, 7, 1)), nine(date(2022, 6, 26)))
    assert only(reminded).watch is None


def test_a_reminder_of_a_partys_own_right_asks_for_nothing() -> None:
    """Whether it is used is for the party to say (P2): its step and sentence are other ones than of a duty."""
    waiting = taken(note(), "pause", Paused())
    facts, at = Reminded(limit="waiting", due=date(2022, 7, 1)), nine(date(2022, 6, 26))
    assert codes(waiting, "remind", facts, at) == ["not_from_here"]
    assert only(taken(waiting, REMIND_RIGHT, facts, at)).warned == "remind"
    at_will = {limit.name for kind in BUILT_IN for limit in kind.limits if limit.is_at_will}
    assert {"application", "enforcement", "choice", "answer"} <= at_will
    assert not {"performance", "acceptance", "trial", "feedback", "danger_report"} & at_will
    catalogue = Catalogue()
    values = {"number": "7", "limit": "x", "due": "y"}
    right = catalogue.text(Language.ZH, "notice.dispute.remind_right", **values)
    assert "由您决定" in right
    assert "请在此之前办理" not in right
    assert "请在此之前办理" in catalogue.text(Language.ZH, "notice.dispute.remind", **values)


def test_a_limit_that_is_extended_or_starts_again_warns_anew() -> None:
    """By its new last day."""
    waiting = taken(note(), "pause", Paused())
    reminded = taken(waiting, REMIND_RIGHT, Reminded(limit="waiting", due=date(2022, 7, 1)), nine(date(2022, 6, 27)))
    longer = taken(reminded, "lengthen", Longer(days=10), date(2022, 6, 28))
    assert (only(longer).due, only(longer).watch, only(longer).warned) == (
        date(2022, 7, 11),
        nine(date(2022, 7, 6)),
        "",
    )
    again = taken(reminded, "pause", Paused(), date(2022, 6, 28))
    assert (only(again).warned, only(again).watch) == ("", nine(date(2022, 7, 23)))


def test_a_step_that_leaves_the_last_day_leaves_the_warnings() -> None:
    """A mark changes nothing, nor does a pause that starts the same limit from the same day."""
    marked = taken(OPENED, "mark", Marked())
    assert only(marked) == only(OPENED)
    since = date(2022, 5, 31)
    waiting = taken(note(), "pause", Paused(since=since))
    reminded = taken(waiting, REMIND_RIGHT, Reminded(limit="waiting", due=only(waiting).due), nine(date(2022, 6, 26)))
    again = taken(reminded, "pause", Paused(since=since), date(2022, 6, 27))
    assert only(again) == only(reminded)


def test_what_stands_still_says_nothing_until_it_goes_on() -> None:
    """Then it counts from its new last day."""
    paused = taken(taken(note(), "pause", Paused()), "appraise")
    assert only(paused).watch is None
    gone_on = taken(paused, "appraised", at=date(2022, 6, 11))
    assert (only(gone_on).due, only(gone_on).watch) == (date(2022, 7, 11), nine(date(2022, 7, 6)))
    at_once = taken(paused, "appraised")
    assert only(at_once).watch == nine(date(2022, 6, 26))


def test_a_reminder_that_would_come_at_once_is_left_out_for_those_alone_whom_the_step_tells() -> None:
    """Whom it does not tell, the next sweep does; that it is over is said all the same."""
    since = Paused(since=date(2022, 5, 3))
    late = taken(note(), "pause", since)
    assert (only(late).due, only(late).watch) == (date(2022, 6, 2), nine(date(2022, 5, 28)))
    around = Around(WATCHED[1], "note", LAW, PlainWeek(), COURT_ZONE, WEDNESDAY)
    now = nine(WEDNESDAY)
    assert [firing.act for firing in pending(only(late), around, now, now)] == ["remind"]
    telling = tuple(attrs.evolve(s, tells=(Audience.PARTIES,)) if s.step == "pause" else s for s in MORE_STEPS)
    assert only(taken(note(), "pause", since, workflow=table(steps=telling))).watch is None
    owed = table(limits=(attrs.evolve(WATCHED[1], owed_by=COURT),))
    over = taken(note(), "pause", Paused(since=date(2022, 4, 1)), workflow=owed)
    assert only(over).watch == nine(date(2022, 5, 3)), "the first working day after 2 May"


@pytest.mark.parametrize("side", [side for side in Audience if side in SIDES])
def test_a_step_that_tells_all_parties_has_told_each_side(side: Audience) -> None:
    """And one that tells the one side has not told the other."""
    limits = (attrs.evolve(WATCHED[1], owed_by=(side,)),)
    for told, is_left_out in ((Audience.PARTIES, True), (side, True), (Audience.REPORTER, False)):
        telling = tuple(attrs.evolve(s, tells=(told,)) if s.step == "pause" else s for s in MORE_STEPS)
        late = taken(note(), "pause", Paused(since=date(2022, 5, 3)), workflow=table(steps=telling, limits=limits))
        assert (only(late).watch is None) is is_left_out


def test_supervision_is_called_only_once_somebody_was_urged_and_had_time() -> None:
    """After an outage the urging comes first, and the days to the call count from it; so it is foretold too."""
    around = Around(WATCHED[0], "note", LAW, PlainWeek(), COURT_ZONE, date(2022, 7, 1))
    friday = datetime(2022, 7, 1, 15, 30, tzinfo=COURT_ZONE)
    foretold = pending(only(OPENED), around, friday, friday + timedelta(30))
    assert [(f.act, f.at) for f in foretold][1:] == [("call_supervision", nine(date(2022, 7, 5)))]
    assert [f.act for f in pending(only(OPENED), around, friday, friday)] == ["urge"]
    urged = taken(OPENED, "urge", Urged(limit="opening", due=DUE), friday)
    assert only(urged).watch == nine(date(2022, 7, 5)), "two working days after it, as between the two rules"
    assert pending(only(urged), around, friday, friday + timedelta(3)) == ()
    called = SupervisionCalled(limit="opening", due=DUE)
    assert codes(urged, "call_supervision", called, friday + timedelta(2)) == ["nothing_to_warn_of"]
    tuesday = nine(date(2022, 7, 5))
    assert [(f.act, f.at) for f in pending(only(urged), around, tuesday, tuesday)] == [("call_supervision", tuesday)]
    assert only(taken(urged, "call_supervision", called, tuesday)).watch is None


def test_of_hours_the_call_waits_its_hours_from_the_urging() -> None:
    """An hour lies between the two."""
    limit = attrs.evolve(WATCHED[0], figure="protection.decision")
    workflow = table(limits=(limit, *WATCHED[1:]))
    record = taken(None, "open", Opened(), nine(WEDNESDAY), workflow=workflow)
    late = nine(date(2022, 6, 10)) + timedelta(minutes=7)
    urged = taken(record, "urge", Urged(limit="opening", due=only(record).due), late, workflow=workflow)
    assert only(urged).watch == late + timedelta(hours=1)


def test_a_guarded_limit_is_warned_of_by_a_guarded_step() -> None:
    """All three by one, and nothing of it stands where those see it who may not know."""
    secret = taken(note(), "secretly")
    alerted = taken(secret, ALERT, Alerted(watch=Watch.REMIND, limit="secret", due=DUE), nine(date(2022, 6, 3)))
    assert (only(alerted).warned, only(alerted).watch) == ("remind", nine(date(2022, 6, 7)))
    kind = TABLE.kind
    assert {step.step for step in kind.steps if step.guarded} == {ALERT}
    without = with_watching(small(limits=WATCHED[:1]))
    assert ALERT not in without.facts
    only_secret = with_watching(small(steps=MORE_STEPS, limits=WATCHED[2:]))
    assert not {watch.value for watch in Watch} & only_secret.facts.keys()


def test_an_alert_is_not_in_the_history_of_those_who_may_not_know(district: District) -> None:
    """A party of a dispute in danger sees neither the limit nor that anybody was reminded of it."""
    record = taken_on("reported", danger=IN_DANGER)(district)
    district.clock.set(district.clock.now() + timedelta(minutes=30))
    (fired,) = district.office.sweep().taken
    assert (fired.step, fired.limit, fired.act) == (ALERT, "danger_report", "remind")
    assert not {"parties", "claimant", "reporter"} & set(fired.tells)
    office = district.office
    worker, party = (office.history(person(handle), record) for handle in ("worker", "citizen_b"))
    assert [event.step for event in worker] == ["report", ALERT]
    assert [event.step for event in party] == ["report"]
    for event in party:
        assert [deadline.limit for deadline in event.derived.deadlines or ()] == ["triage"]


# Counting anew.


def test_a_recount_moves_what_was_counted_provisionally_and_begins_its_warnings_anew() -> None:
    """By a plain week 6 June; the Dragon Boat holiday makes it the 7th."""
    reminded = taken(OPENED, "remind", Reminded(limit="opening", due=DUE), nine(date(2022, 6, 3)))
    assert only(reminded).provisional
    again = taken(reminded, RECOUNT, Recounted(calendar=CHINA.version), nine(date(2022, 6, 3)), calendar=CHINA)
    moved = only(again)
    assert (moved.due, moved.provisional, moved.calendar) == (date(2022, 6, 7), False, CHINA.version)
    assert (moved.warned, moved.watch) == ("", nine(date(2022, 6, 6)))


def test_a_recount_that_moves_nothing_keeps_what_was_said() -> None:
    """And it is provisional no more."""
    opened = taken(None, "open", Opened(), date(2022, 6, 13))
    due = date(2022, 6, 16)
    reminded = taken(opened, "remind", Reminded(limit="opening", due=due), nine(date(2022, 6, 15)))
    again = taken(reminded, RECOUNT, Recounted(calendar=CHINA.version), date(2022, 6, 15), calendar=CHINA)
    expected = attrs.evolve(only(reminded), provisional=False, calendar=CHINA.version)
    assert only(again) == expected


def test_a_recount_keeps_a_pause() -> None:
    """What stands still is counted anew too, and still says nothing."""
    paused = taken(taken(note(), "pause", Paused()), "appraise")
    again = taken(paused, RECOUNT, Recounted(calendar=CHINA.version), calendar=CHINA)
    assert (only(again).paused_since, only(again).watch, only(again).provisional) == (WEDNESDAY, None, False)


# The tables.


@pytest.mark.parametrize("kind", BUILT_IN, ids=lambda kind: kind.name)
def test_every_kind_with_limits_has_the_steps_and_their_words(kind: Kind, law: LawBook) -> None:
    """From every state in which a limit can run; nothing else changes, and the lint finds nothing."""
    watched = with_watching(kind)
    if not kind.limits:
        assert watched is kind
        return
    kinds = {each.name: with_watching(each) for each in BUILT_IN}
    assert [str(finding) for finding in lint(watched, kinds, law, Catalogue())] == []
    assert watched.steps[: len(kind.steps)] == kind.steps
    assert with_watching(watched) is watched
    for limit in kind.limits:
        steps = {step_of(limit, watch, DUE)[0] for watch in Watch}
        running_in = set(limit.runs_in) or {str(state.value) for state in kind.states}
        for state in running_in:
            assert steps | {RECOUNT} <= {row.step for row in watched.rows_from[state]}
    assert {watched.facts_of(watch.value) for watch in Watch} == set(FACTS.values())


def test_words_are_shared_by_all_kinds() -> None:
    """Labels and notices, in all languages; a kind may still have its own."""
    catalogue = Catalogue()
    for language in Language:
        for step in ("remind", REMIND_RIGHT, "urge", "call_supervision", "alert"):
            assert catalogue.text(language, f"dispute.step.{step}") == catalogue.text(language, f"step.{step}")
            shared = catalogue.text(language, f"notice.order.{step}", number="7", limit="x", due="y")
            assert "7" in shared
            assert catalogue.has(language, f"notice.{step}")
        assert not catalogue.has(language, "notice.dispute.no_such")


def found(kind: Kind, law: LawBook) -> list[str]:
    named = {kind.name: kind}
    return [str(each) for each in lint(kind, named, law, Catalogue()) if each.problem == "no_path"]


def test_the_lint_finds_limits_that_nobody_is_warned_of_and_rules_of_nothing(law: LawBook, tmp_path: Any) -> None:
    """Each with its place."""
    (unwatched,) = found(small(limits=(WATCHED[0], LIMITS[1])), law)
    assert "limit waiting: nobody is said to be bound by it" in unwatched
    (pathless,) = found(small(limits=(attrs.evolve(WATCHED[0], owed_by=(Audience.PUBLIC,)), WATCHED[1])), law)
    assert "the data has no path for 'public'" in pathless
    (shown,) = found(
        small(limits=(attrs.evolve(WATCHED[0], owed_by=(Audience.PARTIES,), guarded=True), WATCHED[1])), law
    )
    assert "it is guarded, and 'parties' would learn of it" in shown
    file = tmp_path / "own.toml"
    file.write_text(
        '[watch.a]\nwatch = "remind"\nlimit = "note.none"\nnever = true\n'
        '[watch.b]\nwatch = "remind"\nlimit = "none.such"\nnever = true\n'
        '[path.parties]\nurge = ["parties"]\n[path.court]\nremind = ["nobody"]\n',
        "utf-8",
    )
    own = LawBook.load(file)
    said = found(small(limits=WATCHED[:2]), own)
    assert [each.split(": ")[1] for each in said] == ["watch a", "watch b", "path parties", "path court"]
    assert unlawful_paths(own) == [
        "path parties: nobody is urged of a right or period of their own",
        "path court: there is no audience 'nobody'",
    ]
    assert unlawful_paths(law) == []


def test_every_limit_of_the_dispute_says_whom_it_binds() -> None:
    """A guarded one never a party; a court's own time binds the court."""
    for limit in DISPUTE.limits:
        assert limit.owed_by
        if limit.guarded:
            assert not OWN_RIGHT & set(limit.owed_by)
    bound = {limit.name: limit.owed_by for limit in DISPUTE.limits}
    assert bound["application"] == (Audience.PARTIES,)
    assert bound["answer"] == (Audience.RESPONDENT,)
    assert (bound["performance"], bound["enforcement"]) == ((Audience.DEBTOR,), (Audience.CREDITOR,))
    assert bound["filing"] == bound["triage"] == COURT


# What is left.

FIGURES = (
    "triage",
    "filing.decision",
    "mediation.delegated",
    "mediation.people",
    "trial.ordinary",
    "protection.decision",
)
OWING = st.sampled_from([(), COURT, (Audience.PARTIES,), (Audience.LIAISON, Audience.COURT), (Audience.JUDGE,)])


@lru_cache
def one_limit(figure: str, owed_by: tuple[Audience, ...], expires: bool) -> Workflow:
    limit = Limit(
        name="x", figure=figure, starts=("pause",), from_day="since", runs_in=(S.WAITING,), owed_by=owed_by,
        expires_as="drop" if expires else "",
    )  # fmt: skip
    forget = Step("drop", S.WAITING, S.DROPPED, SYSTEM)
    steps = (*(step for step in STEPS if step.step != "drop"), forget, Step("drop", S.OPEN, S.DROPPED, JUDGE))
    return table(steps=steps, limits=(limit,))


@given(
    figure=st.sampled_from(FIGURES),
    owed_by=OWING,
    expires=st.booleans(),
    since=st.dates(date(2022, 6, 1), date(2023, 6, 30)),
    entered=st.integers(0, 60),
    hours=st.lists(st.integers(1, 24 * 20), max_size=8),
)
def test_the_next_instant_is_always_the_earliest_of_what_is_left(
    figure: str, owed_by: tuple[Audience, ...], *, expires: bool, since: date, entered: int, hours: list[int]
) -> None:
    """However late and whenever somebody sweeps: nothing before it, something at it, in order, each once."""
    workflow = one_limit(figure, owed_by, expires)
    (limit,) = workflow.kind.limits
    now = nine(since + timedelta(entered))
    record = taken(note(), "pause", Paused(since=since), now, workflow=workflow)
    said: list[str] = []
    for step in (*hours, 24 * 365):
        deadline = record.deadline("x")
        if deadline is None:
            break
        around = Around(limit, "note", LAW, PlainWeek(), COURT_ZONE, now.astimezone(COURT_ZONE).date())
        if deadline.watch is not None:
            assert deadline.watch.tzinfo is UTC
            before = max(deadline.watch - timedelta.resolution, now - timedelta(days=9999))
            assert pending(deadline, around, before, before) == ()
            (first, *_) = pending(deadline, around, deadline.watch, deadline.watch)
            assert first.at <= deadline.watch
        now += timedelta(hours=step)
        due = pending(deadline, around, now, now)
        assert bool(due) == (deadline.watch is not None and deadline.watch <= now)
        if not due:
            continue
        (firing,) = due
        said.append(firing.act)
        if firing.act == EXPIRY:
            assert deadline.runs_out <= now
            record = taken_by_system(record, "drop", now, workflow)
        else:
            step_name, facts = step_of(limit, Watch(firing.act), deadline.due)
            record = taken(record, step_name, facts, now, workflow=workflow)
    assert [rank(each) for each in said] == sorted({rank(each) for each in said})
    assert (EXPIRY in said) is expires
    if not owed_by and not expires:
        assert said == []
    if owed_by == (Audience.PARTIES,):
        assert set(said) <= {"remind", EXPIRY}


def taken_by_system(record: Note, step: str, at: datetime, workflow: Workflow) -> Note:
    circumstances = attrs.evolve(act(at.astimezone(COURT_ZONE).date()), at=at)
    after = decide(workflow, record, step, by=BY_SYSTEM, circumstances=circumstances).record
    assert isinstance(after, Note)
    return after


def test_a_record_with_two_due_limits_gives_both_warnings_in_one_sweep(district: District) -> None:
    """The second is decided on the record as the first has left it."""
    record, _ = running(district, ("dispute", "choice", "mediator.choice"))
    district.clock.set(nine(date(2022, 6, 2)))
    swept = district.office.sweep()
    assert sorted(f.limit for f in swept.taken if f.record == record) == ["assignment", "choice"]
    assert swept.failed == ()
