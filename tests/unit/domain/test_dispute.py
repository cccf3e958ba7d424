"""A dispute: when its agreement takes effect, who has answered, which proceeding is the current one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from gridjustice.domain.dispute import Dispute, DisputeState
from gridjustice.domain.dispute.choices import (
    AgentKind,
    EndGround,
    Form,
    MediationKind,
    Relation,
    Side,
    Visibility,
)
from gridjustice.domain.dispute.confirmation import InstalmentPaid
from gridjustice.domain.dispute.court import Bringing, ClosedHearingAsked, ClosedHearingTold, Docketing
from gridjustice.domain.dispute.mediation import (
    AgreementMade,
    AssignmentAccepted,
    Delegation,
    Entrustment,
    Extension,
    PartAgreed,
)
from gridjustice.domain.dispute.parties import Agent, Consent, Disclosure, Party, Signature
from gridjustice.domain.dispute.prevention import AgentNamed, Report, SignNoted, number_of
from gridjustice.domain.dispute.record import Application, Instalment, Mediation, Proceeding
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
    under_way = Mediation(kind=MediationKind.PEOPLE)
    given = {"parties": parties("a1", "b1"), "reported_on": date(2022, 6, 1), "mediation": under_way, **changes}
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
    assert made.takes_effect_on(MediationKind.PEOPLE) == date(2022, 6, effective)
    after = made.applied(dispute(), event(made))
    assert after.agreement is not None
    assert after.agreement.effective_on == date(2022, 6, effective)


def test_p03_an_oral_agreement_takes_effect_on_the_day_they_agreed() -> None:
    """Whatever was signed about it, and whenever it was entered."""
    made = attrs.evolve(agreement(3, 5, mediator=7, seal=9), form=Form.ORAL, agreed_on=date(2022, 6, 2))
    after = made.applied(dispute(), event(made))
    assert after.agreement is not None
    assert after.agreement.effective_on == date(2022, 6, 2)


def test_p03_an_agreement_online_takes_effect_with_the_last_party() -> None:
    """The mediator's signature and the seal do not move it."""
    made = attrs.evolve(agreement(3, 5, mediator=7, seal=9), form=Form.ONLINE)
    assert {made.takes_effect_on(kind) for kind in (*MediationKind, None)} == {date(2022, 6, 5)}


@pytest.mark.parametrize("kind", [MediationKind.INVITED, MediationKind.ENTRUSTED])
def test_p03_what_is_mediated_for_a_court_takes_effect_with_the_last_party(kind: MediationKind) -> None:
    """On paper too: the seal belongs to it, and does not move it."""
    assert agreement(3, 5, mediator=7, seal=9).takes_effect_on(kind) == date(2022, 6, 5)


@pytest.mark.parametrize(
    ("form", "kind"), [(Form.ONLINE, "online"), (Form.ORAL, "people_oral"), (Form.WRITTEN, "invited")]
)
def test_an_agreement_is_cited_by_its_form_or_by_its_mediation(form: Form, kind: str) -> None:
    """The form decides where it has an article of its own."""
    made = attrs.evolve(agreement(3, 3), form=form)
    record = dispute(mediation=Mediation(kind=MediationKind.INVITED))
    assert (made.kind_of_mediation or record.kind_of_mediation) == kind


def test_a_new_agreement_has_no_applicants_yet() -> None:
    """An application for the one before does not count for it."""
    made = agreement(3, 3)
    assert made.applied(dispute(application=Application(signatures=())), event(made)).application is None


def test_parties_that_have_not_answered_are_known() -> None:
    """Silence is not consent (P5)."""
    given = Consent(party="a1", given_on=TODAY, form=Form.ORAL)
    asked = Mediation(kind=MediationKind.PEOPLE, consents=(given,))
    assert [p.id for p in dispute(mediation=asked).unanswered()] == ["b1"]
    assert [p.id for p in dispute().unanswered()] == ["a1", "b1"]
    assert [p.id for p in dispute(mediation=None).unanswered()] == ["a1", "b1"]


def test_who_consented_is_asked_again_when_a_tie_is_disclosed() -> None:
    """Consent to somebody of whom one did not know it is none; without any tie it stands."""
    given = Consent(party="a1", given_on=TODAY, form=Form.ORAL)
    record = dispute(mediation=Mediation(kind=MediationKind.PEOPLE, mediator=RecordId("m1"), consents=(given,)))
    tied = AssignmentAccepted(disclosed=(Disclosure(party="a1", relation=Relation.RELATIVE),))
    for facts, consents in ((AssignmentAccepted(), (given,)), (tied, ())):
        after = facts.applied(record, event(facts, "asked"))
        assert after.mediation is not None
        assert (after.mediation.consents, after.accepted_on) == (consents, TODAY)


def test_a_delegation_clears_what_an_earlier_mediation_left() -> None:
    """Consent is asked for anew, of another mediator."""
    given = Consent(party="a1", given_on=TODAY, form=Form.ORAL)
    facts = Delegation(unit=RecordId("u2"))
    before = Mediation(kind=MediationKind.PEOPLE, consents=(given,), mediator=RecordId("m1"), ground=EndGround.REFUSED)
    after = facts.applied(dispute(mediation=before, told_remedies=True, fed_back=True), event(facts))
    assert (after.unit, after.mediator, after.ground) == ("u2", None, None)
    assert [p.id for p in after.unanswered()] == ["a1", "b1"]
    assert not after.told_remedies
    assert not after.fed_back


def test_an_entrustment_keeps_the_consents_of_the_parties_and_of_nobody_else() -> None:
    """They agreed to mediation when the court asked them; a name that is no party is dropped."""
    facts = Entrustment(unit=RecordId("u2"), consented=("a1", "b1", "x"), form=Form.WRITTEN)
    brought = Proceeding(brought_on=TODAY, brought_by="a1", profile="a", case_number="1")
    after = facts.applied(dispute(proceedings=(brought,)), event(facts, "delegated"))
    assert after.unanswered() == ()
    assert after.mediation is not None
    assert [c.party for c in after.mediation.consents] == ["a1", "b1"]
    assert (after.kind_of_mediation, after.proceedings[-1].entrusted) == ("entrusted", True)


@pytest.mark.parametrize(("brought", "kind"), [(True, "invited"), (False, "people")])
def test_who_mediates_by_what_right_depends_on_whether_a_court_sent_it(brought: bool, kind: str) -> None:
    """委派 is the court's act on what was brought to it."""
    facts = Delegation(unit=RecordId("u2"))
    proceedings = (Proceeding(brought_on=TODAY, brought_by="a1", profile="a"),) if brought else ()
    assert facts.applied(dispute(proceedings=proceedings), event(facts, "delegated")).kind_of_mediation == kind


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
    old = Proceeding(brought_on=TODAY, brought_by="a1", profile="a", case_number="1")
    facts = Docketing(case_number="（2022）示例民初2号")
    after = facts.applied(
        dispute(proceedings=(old, Proceeding(brought_on=TODAY, brought_by="a1", profile="b"))), event(facts)
    )
    assert [p.case_number for p in after.proceedings] == ["1", "（2022）示例民初2号"]


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


def roles(record: Dispute) -> set[tuple[str, Role]]:
    return {(a.person, a.role) for a in record.appointments()}


def test_the_roles_a_dispute_gives() -> None:
    """Parties, mediators, judge and reporter, as far as they have accounts; from the day of the report."""
    without = attrs.evolve(parties("c1")[0], person=None)
    lawyer = Agent(id="lawyer", kind=AgentKind.AUTHORISED, name="x", person=RecordId("p-lawyer"))
    spoken_for = attrs.evolve(parties("d1")[0], agents=(lawyer,))
    mediation = Mediation(
        kind=MediationKind.PEOPLE, mediator=RecordId("m1"), co_mediators=(RecordId("m2"),), excluded=(RecordId("m0"),)
    )
    whole = dispute(
        parties=(*parties("a1"), spoken_for, without),
        mediation=mediation,
        reporter=RecordId("r1"),
        application=Application(signatures=(), judge=RecordId("j1")),
    )
    speakers = {"p-a1", "p-d1", "p-lawyer"}
    assert roles(whole) == {
        *((who, Role.PARTY) for who in speakers),
        *(("m1", Role.MEDIATOR), ("m2", Role.MEDIATOR), ("m0", Role.BARRED)),
        *(("r1", Role.REPORTER), ("j1", Role.JUDGE)),
    }
    assert {(a.place, a.since) for a in whole.appointments()} == {(ID, date(2022, 6, 1))}


def barred_by(record: Dispute) -> set[str]:
    return {who for who, role in roles(record) if role is Role.BARRED}


PLACES = {"unit": RecordId("u1"), "origin": RecordId("u0"), "grid": RecordId("g1")}


@pytest.mark.parametrize(
    ("proceedings", "barred"),
    [
        ((), set()),
        ((Proceeding(brought_on=TODAY, brought_by="a1", profile="a"),), set()),
        ((Proceeding(brought_on=TODAY, brought_by="a1", profile="a", case_number="1"),), {"u0", "u1", "g1"}),
        (
            (
                Proceeding(brought_on=TODAY, brought_by="a1", profile="a", case_number="1"),
                Proceeding(brought_on=TODAY, brought_by="a1", profile="b"),
            ),
            {"u0", "u1", "g1"},
        ),
        (
            (
                Proceeding(
                    brought_on=TODAY,
                    brought_by="a1",
                    profile="a",
                    case_number="1",
                    shared=True,
                    visibility=Visibility.PUBLIC,
                ),
            ),
            set(),
        ),
    ],
    ids=["never brought", "brought", "docketed", "brought again", "shared"],
)
def test_p14_once_it_is_docketed_the_grid_is_barred(proceedings: tuple[Proceeding, ...], barred: set[str]) -> None:
    """The unit and the grid it came from, and the unit it went to; until it is shared."""
    ended = Mediation(kind=MediationKind.PEOPLE, ground=EndGround.REFUSED)
    record = dispute(proceedings=proceedings, mediation=ended, **PLACES)
    assert barred_by(record) == barred


def test_p14_the_unit_that_a_case_is_entrusted_to_is_not_barred_while_it_is() -> None:
    """The grid and the unit it came from are; and when the mediation has failed all of them are."""
    docketed = (Proceeding(brought_on=TODAY, brought_by="a1", profile="a", case_number="1"),)
    for ground, barred in ((None, {"u0", "g1"}), (EndGround.REFUSED, {"u0", "u1", "g1"})):
        mediation = Mediation(bringing=1, kind=MediationKind.ENTRUSTED, ground=ground)
        record = dispute(proceedings=docketed, mediation=mediation, **PLACES)
        assert barred_by(record) == barred


def test_p47_a_unit_that_is_near_a_party_is_barred() -> None:
    """For as long as there is the dispute."""
    assert barred_by(dispute(conflicted=(RecordId("u9"),))) == {"u9"}


def test_an_agent_who_is_named_again_replaces_the_one_before() -> None:
    """Under the same short name; others stay."""
    first, second = (Agent(id="lawyer", kind=AgentKind.AUTHORISED, name=name) for name in ("x", "y"))
    record = dispute()
    for agent in (first, Agent(id="son", kind=AgentKind.AUTHORISED, name="z"), second):
        facts = AgentNamed(party="b1", agent=agent, papers=True)
        record = facts.applied(record, event(facts, "asked"))
    assert record.parties[0].agents == ()
    assert {a.id: a.name for a in record.parties[1].agents} == {"lawyer": "y", "son": "z"}


def test_instalments_are_paid_one_after_the_other() -> None:
    """The one that is owed is the first that is not paid; performance is waited for until the last."""
    due = (date(2022, 7, 1), date(2022, 8, 1))
    made = attrs.evolve(agreement(3, 3), instalments=tuple(Instalment(due_on=day, fen=1) for day in due))
    record = made.applied(dispute(), event(made))
    assert (record.next_due_on, record.performance_ends_on) == due
    paid = InstalmentPaid(paid_on=TODAY)
    record = paid.applied(record, event(paid))
    assert record.next_due_on == due[1]
    assert record.agreement is not None
    assert [i.paid_on for i in record.agreement.instalments] == [TODAY, None]
    assert paid.applied(record, event(paid)).next_due_on is None


def test_a_part_binds_from_its_own_day_and_leaves_the_rest_open() -> None:
    """No agreement on the whole comes of it."""
    made = PartAgreed(
        part="g1", parties=("a1", "b1"), content="Half.", form=Form.WRITTEN,
        signatures=agreement(3, 5).signatures, sealed_on=date(2022, 6, 9),
    )  # fmt: skip
    after = made.applied(dispute(), event(made, "in_mediation"))
    assert (after.agreement, after.ground, after.part_effective_on) == (None, None, date(2022, 6, 9))
    assert after.part("g1") is after.open_part


def test_p51_everybody_is_told_once_the_last_party_is() -> None:
    """And who asks for a closed hearing takes the judge's word back."""
    public = Proceeding(brought_on=TODAY, brought_by="a1", profile="a", case_number="1", visibility=Visibility.PUBLIC)
    record = dispute(proceedings=(public,))
    for party, told in (("a1", None), ("a1", None), ("b1", TODAY)):
        facts = ClosedHearingTold(party=party)
        record = facts.applied(record, event(facts, "docketed"))
        assert record.told_closed_on == told
    asked = ClosedHearingAsked(party="b1", reason="A trade secret.")
    after = asked.applied(record, event(asked, "docketed"))
    assert (after.proceedings[-1].visibility, after.proceedings[-1].asked_closed) == (None, ("b1",))


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
