"""Every guard of every line of every table is seen to pass and to refuse, in the office, with its own reason alone."""

from __future__ import annotations

from copy import copy
from datetime import date

import attrs
import pytest
from tests.unit.workflow import guards_confirmation as confirmation
from tests.unit.workflow import guards_court as court
from tests.unit.workflow import guards_kinds as kinds
from tests.unit.workflow import guards_mediation as mediation
from tests.unit.workflow import guards_network as network
from tests.unit.workflow import guards_outreach as outreach
from tests.unit.workflow import guards_prevention as prevention
from tests.unit.workflow.guards_attempts import BOTH, TODAY, Forged, Refused, line_of, lines, look, prepared
from tests.unit.workflow.small import act

from gridjustice.application.codec import from_plain
from gridjustice.application.office import Office
from gridjustice.application.rows import projection_of
from gridjustice.domain.dispute import Dispute, DisputeState
from gridjustice.domain.dispute.choices import Form, MediationKind, Side
from gridjustice.domain.dispute.mediation import AgreementMade
from gridjustice.domain.dispute.parties import Consent, Party
from gridjustice.domain.dispute.record import Mediation
from gridjustice.domain.values import CourtPath, named_id
from gridjustice.hooks import Plugins
from gridjustice.language import Catalogue, Language
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.district import COURT, START, WAYS, District, small_district
from gridjustice.testing.memory import MemoryStorage
from gridjustice.workflow.dispute.guards import lacks_consent
from gridjustice.workflow.refusals import StepRefusedError

PARTS = (kinds, network, prevention, mediation, confirmation, court, outreach)
SOUND = {name: attempt for part in PARTS for name, attempt in part.SOUND.items()}
"""Steps that are lawful as they stand: every guard of their lines passes."""

REFUSALS = tuple(each for part in PARTS for each in part.REFUSALS)
"""What must be changed in them so that one guard refuses."""

FORGED = tuple(each for part in PARTS for each in part.FORGED)
"""Guards that refuse only what no lawful way leads to."""


@pytest.fixture(scope="module")
def opened(plugins: Plugins) -> Office:
    """An office whose tables are compiled once for all attempts."""
    return Office(MemoryStorage(), plugins, prepare=True)


@pytest.fixture
def district(opened: Office) -> District:
    """A district of its own for every attempt."""
    office, clock = copy(opened), FixedClock(START)
    office.storage, office.clock = MemoryStorage(), clock
    office.storage.prepare([projection_of(kind) for kind in office.kinds.values()])
    return small_district(office, clock)


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_attempt_passes_every_guard(district: District, name: str) -> None:
    """The step is taken, on the line of the table that is meant."""
    ready = prepared(district, SOUND[name])
    assert line_of(ready.attempt.kind, ready.row()) == ready.attempt.line
    assert ready.take().step == ready.attempt.step


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{n}-{c.attempt}-{c.guard}") for n, c in enumerate(REFUSALS)])
def test_a_guard_refuses_with_its_own_reason_and_no_other(district: District, case: Refused) -> None:
    """Nothing is stored, and the reason can be read in three languages, with what to do instead.

    As it is the only reason, the step would be taken if the guard were not in that line.
    """
    ready = prepared(district, case.laid_over(SOUND[case.attempt]))
    row = ready.row()
    assert line_of(ready.attempt.kind, row) == ready.attempt.line
    assert case.guard in [guard.__name__ for guard in row.refused_if]
    before = district.office.count("system", by=("id",))
    with pytest.raises(StepRefusedError) as refusal:
        ready.take()
    (reason,) = refusal.value.reasons
    assert reason.code == case.code
    assert district.office.count("system", by=("id",)) == before
    catalogue = Catalogue()
    assert bool(reason.citation) is bool(reason.basis)
    for language in Language:
        assert "{" not in reason.text(language, catalogue) + reason.remedy(language, catalogue)


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{c.attempt}-{c.guard}") for c in FORGED])
def test_a_guard_would_refuse_what_no_step_leaves_behind(district: District, case: Forged) -> None:
    """The table leads nobody there; should it ever, the guard holds, and it alone."""
    sound = SOUND[case.attempt]
    ready = prepared(district, attrs.evolve(sound, facts={**sound.facts, **case.facts}))
    record = case.forge(ready.stands())
    row = ready.row(record)
    assert line_of(sound.kind, row) == sound.line
    circumstances = attrs.evolve(act(), look=lambda other: look(district, other))
    reasons = [guard(record, ready.known(), circumstances) for guard in row.refused_if]
    assert [reason.code for reason in reasons if reason] == [case.code]


def test_every_line_of_every_table_is_seen_to_pass() -> None:
    """No line that has guards is left out."""
    assert {each.line for each in SOUND.values()} == {line for line, step in lines().items() if step.refused_if}


def test_every_guard_of_every_line_is_seen_to_refuse() -> None:
    """No guard is left out, wherever it stands."""
    wanted = {(*line, guard.__name__) for line, step in lines().items() for guard in step.refused_if}
    seen = {(*SOUND[c.attempt].line, c.guard) for c in (*REFUSALS, *FORGED)}
    assert seen == wanted


def test_what_no_lawful_way_leads_to_is_not_refused_on_one() -> None:
    """A guard that an attempt in the office shows needs no forged record."""
    lawful = {(*SOUND[c.attempt].line, c.guard) for c in REFUSALS}
    assert not lawful & {(*SOUND[c.attempt].line, c.guard) for c in FORGED}


def test_ways_of_the_district_lead_where_they_say(district: District) -> None:
    """The states that attempts start from are those of their names; of some more than the state matters."""
    said = {"delegated by the court": "delegated", "entrusted": "delegated", "entrusted in mediation": "in_mediation"}
    for way in WAYS:
        state = said.get(way) or way.partition(" after ")[0].removeprefix("entrusted ")
        assert look(district, district.bring_to(way)).state.value == state


@pytest.mark.parametrize(("given", "missing"), [((), ["a1", "b1"]), (("a1",), ["b1"]), (("a1", "b1"), [])])
def test_p05_an_agreement_needs_every_partys_express_consent(given: tuple[str, ...], missing: list[str]) -> None:
    """The table leads nobody into mediation without it; the guard would hold all the same."""
    parties = tuple(Party(id=id_, side=side, name=id_) for id_, side in zip(BOTH, Side, strict=True))
    consents = tuple(Consent(party=id_, given_on=date(2022, 6, 1), form=Form.ORAL) for id_ in given)
    record = Dispute(
        id=named_id("dispute", "1"), state=DisputeState.IN_MEDIATION, court=CourtPath(COURT), number="1",
        gist="a wall", parties=parties, mediation=Mediation(kind=MediationKind.PEOPLE, consents=consents),
    )  # fmt: skip
    oral = {"content": "Half.", "form": "oral", "signatures": [], "agreed_on": TODAY}
    reason = lacks_consent(record, from_plain(AgreementMade, oral), act())
    assert (reason.values["missing"] if reason else []) == missing
