"""Who is told: everybody in an event's audiences, once, who may see it, as things are that day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.unit.application.notices.kept import MEDIA, Telling, to, told, without_accounts
from tests.unit.workflow.test_limits import RUNS, Key, limit_of, running

from gridjustice.application.notices.people import RESOLVED
from gridjustice.application.notices.scene import Case, scene_of
from gridjustice.application.notices.whom import told_of
from gridjustice.domain.record import Derived, Event
from gridjustice.domain.values import RecordId
from gridjustice.domain.watching import Reminded
from gridjustice.ports.channel import Medium
from gridjustice.ports.storage import Reader
from gridjustice.testing.district import COURT, START, WAYS, District, grid, person, report_facts, unit
from gridjustice.workflow.table import SIDES, Audience


def telling(district: District, **settings: Any) -> Telling:
    return Telling(district, Medium.CONSOLE, **settings)


def ordered(d: District, code: str = "farm") -> RecordId:
    facts = {"court": COURT, "unit": unit(code), "subject": grid(), "reason": "Nobody answers."}
    return d.office.begin(person("supervisor"), "order", "issue", facts, key=f"order {code}").record


def test_every_audience_is_resolved() -> None:
    """A new one needs its line."""
    assert RESOLVED.keys() == set(Audience)


def test_everybody_in_the_audiences_is_told_and_not_who_took_the_step(district: District) -> None:
    """The liaison acknowledged receipt; the parties and the court hear of it."""
    record = district.bring_to("received")
    assert told(telling(district).rows(record)) == ["citizen_a", "citizen_b", "triage"]


def test_who_is_in_two_audiences_is_told_once(district: District) -> None:
    """A party reported it herself."""
    record = district.office.begin(person("citizen_a"), "dispute", "report", report_facts(), key="report").record
    _, step, facts = WAYS["referred"][0]
    district.do("triage", record, step, **facts)
    assert told(telling(district).rows(record)) == ["citizen_a", "citizen_b"]


def test_a_party_without_an_account_is_told_too(district: District) -> None:
    """By its short name; who speaks for it with an account is told in its place."""
    record = district.bring_to("received", parties=without_accounts())
    assert told(telling(district).rows(record)) == ["citizen_a", "party:b1", "triage"]
    agents = [{"id": "lawyer", "kind": "authorised", "name": "某律师", "person": person("stranger")}]
    record = district.bring_to("received", parties=without_accounts(agents=agents))
    assert told(telling(district).rows(record)) == ["citizen_a", "stranger", "triage"]


def test_the_claimant_is_the_party_that_brought_it(district: District) -> None:
    """And nobody else is asked for what is missing."""
    record = district.bring_to("brought")
    district.do("triage", record, "ask_correction", missing="the number of the plot")
    assert told(telling(district).rows(record)) == ["citizen_a"]


def test_who_stands_in_is_told_and_not_who_is_away(district: District) -> None:
    """On the days of the stand-in, and on no others."""
    order = ordered(district)
    assert told(telling(district).rows(order)) == ["liaison"]
    district.do(
        "president", unit("farm"), "stand_in", person=person("stranger"), since="2022-06-02", until="2022-06-03"
    )
    for day, who in ((1, "liaison"), (2, "stranger"), (3, "stranger"), (4, "liaison")):
        district.go(date(2022, 6, day))
        assert told(telling(district).rows(order)) == [who]


def test_a_vacancy_is_a_gap_that_is_named_to_the_unit_above(district: District) -> None:
    """Who has to fill it hears that something waits, and nothing of what (P58)."""
    district.do("president", unit("enterprise"), "name_liaison", person=person("stranger"), since="2022-01-01")
    district.do("president", unit("farm"), "release_liaison", person=person("liaison"), until="2022-05-31")
    order = ordered(district)
    here = telling(district)
    (row,) = here.rows(order)
    assert (told([row]), row.template) == (["stranger"], "gap")
    message = here.text(row)
    assert "一林场" in message.text
    assert "Nobody answers." not in message.text + message.title
    assert (message.title, here.instead(row)) == ("", [])


def test_a_vacancy_with_no_liaison_above_is_named_to_the_court(district: District) -> None:
    """Whoever triages there sees to it."""
    district.do("president", unit("farm"), "release_liaison", person=person("liaison"), until="2022-05-31")
    (row,) = telling(district).rows(ordered(district))
    assert (told([row]), row.template) == (["triage"], "gap")


def test_the_liaison_of_a_unit_near_a_party_is_told_nothing(district: District) -> None:
    """The court is told in its place (P47)."""
    applicant, respondent = report_facts()["parties"]
    parties = [applicant, {**respondent, "person": None, "unit": unit("farm")}]
    record = district.bring_to("triaged", parties=parties)
    district.do("triage", record, "delegate", unit=unit("farm2"))
    assert told(telling(district).rows(record)) == ["other_liaison"]
    subject = {"subject": record, "court": COURT, "unit": unit("farm"), "grid": grid(), "party": "b1"}
    asked = {**subject, "form": "call", "reason": "no_address"}
    outreach = district.office.begin("system", "outreach", "ask", asked, key="ask").record
    assert told(telling(district).rows(outreach)) == ["triage"]


def test_a_guarded_step_is_told_to_those_who_may_know_of_it(district: District) -> None:
    """The officer hears of the emergency, and the liaison who has to act beside the worker; no party ever does."""
    record = district.report()
    district.do("worker", record, "call_help", danger={"kind": "violence", "called": ["police"]})
    assert told(telling(district).rows(record)) == ["liaison", "triage"]


def test_who_has_left_is_told_nothing(district: District) -> None:
    """The post is still on record."""
    record = district.bring_to("received")
    district.do("president", person("triage"), "leave", reason="retired")
    assert told(telling(district).rows(record)) == ["citizen_a", "citizen_b"]


def test_where_a_court_has_no_officer_the_one_above_is_told(district: District) -> None:
    """Courts answer for those below them."""
    post = {"role": "triage_officer", "scope": "court", "place": "yblq", "since": "2022-01-01"}
    district.office.begin(
        "operator", "person", "enrol", {"court": "yblq", "handle": "above", "posts": [post]}, key="above"
    )
    record = district.report()
    assert told(telling(district).rows(record)) == ["triage"]
    district.do("president", person("triage"), "leave_post", role="triage_officer", place=COURT, until="2022-05-31")
    assert [row.recipient for row in telling(district).rows(record)] == [person("above")]


def test_who_nothing_reaches_has_a_row_that_can_be_seen(district: District) -> None:
    """It is given up from the beginning, with the reason."""
    record = district.bring_to("received", parties=without_accounts(phone=None))
    row = to(Telling(district, *MEDIA[:3]).rows(record), "party:b1")
    assert (row.dead, row.error) == (1, "no address")


def test_without_any_channel_nobody_is_told(district: District) -> None:
    """But by people: a call is asked for where there is a number."""
    here = Telling(district)
    rows = here.rows(district.bring_to("received"))
    assert {(row.recipient, row.target) for row in rows if not row.dead} == {
        (person("citizen_a"), "channel:phone"),
        (person("citizen_b"), "channel:phone"),
    }


class Counting:
    """A reader that counts the queries that go through it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.queries = 0

    def __getattr__(self, name: str) -> Any:
        self.queries += 1
        return getattr(self._reader, name)


def test_the_number_of_queries_does_not_grow_with_the_number_of_people(either: District) -> None:
    """Two parties or forty, it is the same."""

    def queries(many: int) -> int:
        applicant, *others = report_facts()["parties"]
        for n in range(many):
            facts = {"court": COURT, "handle": f"many{n}", "name": f"丙{n}"}
            either.office.begin("operator", "person", "enrol", facts, key=f"many {many} {n}")
            who = {"id": f"m{n}", "side": "applicant", "name": f"丙{n}", "person": person(f"many{n}")}
            others.append(who)
        record = either.bring_to("received", parties=[applicant, *others])
        office, here = either.office, telling(either)
        with office.storage.read() as reader:
            counting: Any = Counting(reader)
            rows = here.notices.planned(counting, reader.entries(record)[-1], office.clock.now())
        assert len(rows) == many + 3
        return int(counting.queries)

    assert queries(0) == queries(40) <= 6


@pytest.mark.parametrize("audience", Audience)
def test_an_audience_of_a_record_without_a_place_is_nobody(district: District, audience: Audience) -> None:
    """A protection order lies in no grid and is with no unit; nothing fails."""
    facts = {"court": COURT, "applied_by": "herself", "name": "甲某", "against": "乙某", "happened": "He hit her."}
    record = district.office.begin(person("citizen_a"), "protection", "apply", facts, key="protection").record
    with district.office.storage.read() as reader:
        scene = scene_of(district.office, reader, record, district.office.today(), [audience.value])
    assert scene is not None
    found = {each.id for each in RESOLVED[audience](scene)}
    expected = {
        Audience.PARTIES: {person("citizen_a")},
        # Nobody knows which side of it somebody is, so each is all of its parties; its claimant is whom it protects.
        **{side: {person("citizen_a")} for side in SIDES},
        Audience.COURT: {person("triage")},
        Audience.SUPERVISOR: {person("supervisor")},
        Audience.PRESIDENT: {person("president")},
    }
    assert found == expected.get(audience, set())


@pytest.mark.clause("1.7")
@pytest.mark.parametrize("key", RUNS, ids="-".join)
def test_whom_a_limit_binds_is_somebody_wherever_it_runs(district: District, key: Key) -> None:
    """A reminder that goes to nobody is none; who is not named yet is stood in for by the court."""
    record, deadline = running(district, key)
    office = district.office
    facts = Reminded(limit=deadline.limit, due=deadline.due)
    assert limit_of(key).owed_by
    with office.storage.read() as reader:
        for bound in limit_of(key).owed_by:
            scene = scene_of(office, reader, record, office.today(), [bound.value])
            assert scene is not None
            at = scene.record.state_name
            event = Event(
                record=scene.record.id, version=scene.head.version, kind=key[0], step="remind", source=at, target=at,
                actor="system", at=START, day=START.date(), facts=facts, derived=Derived(tells=(bound.value,)),
            )  # fmt: skip
            assert told_of(office, reader, Case(scene, event)), bound


@pytest.mark.clause("1.7")
def test_the_end_of_a_protection_order_is_told_to_her_and_never_to_whom_it_is_against(district: District) -> None:
    """To whoever applied for her too; the one it is against is a party once it was served."""
    facts = {"court": COURT, "applied_by": "relative", "cannot_herself": True, "name": "甲某", "against": "乙某"}
    people = {"protected": person("stranger"), "respondent": person("citizen_b"), "happened": "He hit her."}
    record = district.office.begin(person("citizen_a"), "protection", "apply", {**facts, **people}, key="p").record
    district.do("triage", record, "assign_judge", judge=person("judge"))
    district.do("judge", record, "issue", measures=["no_violence"], valid_until="2022-08-06", seal=COURT)
    district.do("judge", record, "serve", served_on=START.date().isoformat(), proof=True)
    with district.office.storage.read() as reader:
        scene = scene_of(district.office, reader, record, district.office.today())
    assert scene is not None
    assert {each.id for each in RESOLVED[Audience.CLAIMANT](scene)} == {person("citizen_a"), person("stranger")}
    assert person("citizen_b") in {each.id for each in RESOLVED[Audience.PARTIES](scene)}


def test_a_side_is_those_of_the_parties_that_a_time_is_for(district: District) -> None:
    """By an agreement the respondents owe; of a judgment nobody knows, so both are told."""

    def sides(record: str) -> dict[Audience, set[str]]:
        with district.office.storage.read() as reader:
            scene = scene_of(district.office, reader, record, district.office.today(), ["debtor"])
        assert scene is not None
        return {side: {each.id for each in RESOLVED[side](scene)} for side in SIDES}

    a, b = {person("citizen_a")}, {person("citizen_b")}
    agreed = sides(district.bring_to("agreed"))
    assert (agreed[Audience.CREDITOR], agreed[Audience.DEBTOR]) == (a, b)
    assert agreed[Audience.RESPONDENT] == a | b, "nobody has brought it to a court"
    docketed = sides(district.bring_to("docketed"))
    assert (docketed[Audience.CLAIMANT], docketed[Audience.RESPONDENT]) == (a, b)
    found = sides(district.bring_to("closed"))
    assert found[Audience.CREDITOR] == found[Audience.DEBTOR] == a | b
