"""A dispute: when its agreement takes effect, who has answered, which proceeding is the current one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from gridjustice.domain.dispute import (
    Consent,
    Dispute,
    DisputeState,
    Form,
    Party,
    Proceeding,
    Side,
    Signature,
)
from gridjustice.domain.dispute_facts import (
    AgreementMade,
    Bringing,
    Delegation,
    Docketing,
    Extension,
    Report,
    SignNoted,
    number_of,
)
from gridjustice.domain.record import Derived, Event, Facts, Role
from gridjustice.domain.values import CourtPath, RecordId, named_id
from gridjustice.errors import InvalidValueError

COURT = CourtPath("yblq/helong")
ID = named_id("dispute", "1")
TODAY = date(2022, 6, 20)


def parties(*ids: str) -> tuple[Party, ...]:
    return tuple(
        Party(
            id=id_, side=Side.APPLICANT if n == 0 else Side.RESPONDENT, name=f"party {id_}", person=RecordId(f"p-{id_}")
        )
        for n, id_ in enumerate(ids)
    )


def dispute(**changes: Any) -> Dispute:
    given = {"parties": parties("a1", "b1"), "reported_on": date(2022, 6, 1), **changes}
    return Dispute(id=ID, state=DisputeState.IN_MEDIATION, court=COURT, number="n", gist="a wall", **given)


def event(facts: Facts, target: str = "agreed", **changes: Any) -> Event:
    return Event(
        record=ID,
        version=2,
        kind="dispute",
        step="any",
        source="any",
        target=target,
        actor="p-worker",
        at=datetime(2022, 6, 20, tzinfo=UTC),
        day=TODAY,
        facts=facts,
        **changes,
    )


def agreement(*signed: int, mediator: int | None = None, seal: int | None = None) -> AgreementMade:
    return AgreementMade(
        content="Half and half.",
        form=Form.WRITTEN,
        signatures=tuple(Signature(party=f"p{n}", signed_on=date(2022, 6, number)) for n, number in enumerate(signed)),
        mediator_signed_on=None if mediator is None else date(2022, 6, mediator),
        sealed_on=None if seal is None else date(2022, 6, seal),
    )


@pytest.mark.parametrize(
    ("made", "effective"),
    [
        (agreement(3, 5, mediator=4, seal=4), 5),
        (agreement(5, 3, mediator=4, seal=4), 5),
        (agreement(3, 3, mediator=7, seal=4), 7),
        (agreement(3, 3, mediator=4, seal=9), 9),
        (agreement(3, 3), 3),
    ],
    ids=["last party", "first party last", "mediator last", "seal last", "parties only"],
)
def test_p03_an_agreement_takes_effect_with_the_last_signature_or_seal(made: AgreementMade, effective: int) -> None:
    """Never from the day on which it was entered."""
    assert made.effective_on == date(2022, 6, effective)
    after = made.applied(dispute(), event(made))
    assert after.agreement is not None
    assert after.agreement.effective_on == date(2022, 6, effective)


def test_an_oral_agreement_without_signatures_takes_effect_on_its_day() -> None:
    """The day the parties agreed, which is the day of the step."""
    made = agreement()
    assert made.effective_on is None
    after = made.applied(dispute(), event(made))
    assert after.agreement is not None
    assert after.agreement.effective_on == TODAY


def test_a_new_agreement_has_no_applicants_yet() -> None:
    """An application for the one before does not count for it."""
    made = agreement(3, 3)
    assert made.applied(dispute(applicants=("a1", "b1")), event(made)).applicants == ()


def test_parties_that_have_not_answered_are_known() -> None:
    """Silence is not consent (P5)."""
    given = Consent(party="a1", given_on=TODAY, form=Form.ORAL)
    assert [p.id for p in dispute(consents=(given,)).unanswered()] == ["b1"]
    assert [p.id for p in dispute().unanswered()] == ["a1", "b1"]


def test_a_delegation_clears_what_an_earlier_mediation_left() -> None:
    """Consent is asked for anew, of another mediator."""
    given = Consent(party="a1", given_on=TODAY, form=Form.ORAL)
    facts = Delegation(unit=RecordId("u2"))
    after = facts.applied(dispute(consents=(given,), mediator=RecordId("m1")), event(facts))
    assert (after.unit, after.mediator, after.consents, after.ground) == ("u2", None, (), None)


def test_p46_each_bringing_has_the_profile_of_its_own_day() -> None:
    """A dispute that was brought twice has two proceedings, and the rules of the last count."""
    facts = Bringing(party="a1")
    once = facts.applied(dispute(), event(facts, derived=Derived(profile="court_annexed_2022")))
    twice = facts.applied(once, event(facts, derived=Derived(profile="docket_first_2025")))
    assert [p.profile for p in twice.proceedings] == ["court_annexed_2022", "docket_first_2025"]
    assert dispute().profile is None
    assert twice.profile == "docket_first_2025"


def test_a_case_number_belongs_to_the_current_proceeding() -> None:
    """The one before keeps its own."""
    old = Proceeding(brought_on=TODAY, profile="a", case_number="1")
    facts = Docketing(case_number="2")
    after = facts.applied(dispute(proceedings=(old, Proceeding(brought_on=TODAY, profile="b"))), event(facts))
    assert [p.case_number for p in after.proceedings] == ["1", "2"]


@pytest.mark.clause("1.1")
def test_a_sign_that_becomes_a_dispute_keeps_its_number_and_its_reporter() -> None:
    """One record, one number, one history; a second person who reports it does not take it over (P31)."""
    sign = SignNoted(court=COURT, unit=RecordId("u1"), gist="shouting at night")
    noted = sign.applied(None, event(sign, "signalled"))
    report = Report(court=COURT, unit=RecordId("u1"), gist="a wall", parties=parties("a1", "b1"))
    reported = report.applied(noted, attrs.evolve(event(report, "reported"), actor="p-liaison"))
    assert (reported.id, reported.number, reported.reporter) == (noted.id, noted.number, "p-worker")
    assert reported.gist == "a wall"


def test_a_number_can_be_said_on_the_telephone() -> None:
    """The day, and six signs of which none is taken for another."""
    number = number_of(RecordId("018f0000-0000-7000-8000-00003fffffff"), TODAY)
    assert number == "20220620-ZZZZZZ"
    assert not set(number_of(ID, TODAY)) & set("ILOU")


def test_the_roles_a_dispute_gives() -> None:
    """Parties, mediator and reporter, as far as they have accounts; from the day of the report."""
    without = attrs.evolve(parties("c1")[0], person=None)
    whole = dispute(parties=(*parties("a1", "b1"), without), mediator=RecordId("m1"), reporter=RecordId("r1"))
    assert {(a.person, a.role) for a in whole.appointments()} == {
        ("p-a1", Role.PARTY),
        ("p-b1", Role.PARTY),
        ("m1", Role.MEDIATOR),
        ("r1", Role.REPORTER),
    }
    assert {(a.place, a.since) for a in whole.appointments()} == {(ID, date(2022, 6, 1))}


def test_a_report_names_parties_and_each_once() -> None:
    """A short id stands for one party only."""
    given: dict[str, Any] = {"court": COURT, "unit": RecordId("u1"), "gist": "a wall"}
    with pytest.raises(InvalidValueError, match="name at least one"):
        Report(parties=(), **given)
    with pytest.raises(InvalidValueError, match="same short id"):
        Report(parties=(*parties("a1"), *parties("a1")), **given)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_an_extension_is_of_some_days(days: int) -> None:
    """At least one, and not for ever."""
    with pytest.raises(ValueError, match=r"must be [<>]= "):
        Extension(days=days, agreed_by=())
