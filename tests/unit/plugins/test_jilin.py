"""The ways of Jilin: what is known is said, what is computed is marked, what is unsettled is left to the office."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

import gridjustice_jilin.plugin
from gridjustice.application.access import OPERATOR
from gridjustice.application.office import Office
from gridjustice.domain.values import named_id
from gridjustice.errors import DefinitionError, NotFoundError
from gridjustice.hooks import Plugins, builtin
from gridjustice.language import Catalogue, Language
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.district import COURT, START, District, person, small_district, unit
from gridjustice.testing.memory import MemoryStorage
from gridjustice.testing.plugins import PluginContract
from gridjustice.workflow.refusals import StepRefusedError
from gridjustice_jilin.command import jilin
from gridjustice_jilin.letterhead import letterhead
from gridjustice_jilin.places import place_of, places
from gridjustice_jilin.settings import GRID_CODE, LETTERHEAD, read


class TestAsAnyPlugin(PluginContract):
    """With a form of grid codes, so that its guard is examined too."""

    @pytest.fixture
    def plugin(self, monkeypatch: pytest.MonkeyPatch) -> tuple[str, object]:
        monkeypatch.setenv(GRID_CODE, r"[a-z0-9-]+")
        return ("jilin", gridjustice_jilin.plugin)


def district() -> District:
    clock = FixedClock(START)
    plugins = Plugins([("builtin", builtin), ("jilin", gridjustice_jilin.plugin)])
    return small_district(Office(MemoryStorage(), plugins, clock=clock, prepare=True), clock)


def adopted(d: District, code: str, name: str, **more: Any) -> str:
    facts = {"court": COURT, "code": code, "name": name, "kind": "community", **more}
    return d.office.begin(OPERATOR, "unit", "adopt", facts, key=code, record=unit(code)).record


def told(d: District, *arguments: str, as_json: bool = True, handle: str = "president") -> Any:
    session = SimpleNamespace(
        office=d.office, actor=person(handle), as_json=as_json, catalogue=d.office.catalogue, language="en"
    )
    result = CliRunner().invoke(jilin, list(arguments), obj=session)
    if result.exception is not None:
        raise result.exception
    return json.loads(result.stdout) if as_json else result.stdout


# Places.


def test_every_name_says_how_it_came_to_be_known() -> None:
    """Attested ones with their source; those whose computing failed are left out."""
    known = places()
    attested = [place for place in known.values() if place.is_attested]
    assert len(attested) == 84
    assert all(place.source for place in attested)
    assert not any(place.source for place in known.values() if not place.is_attested)
    assert len(known) == 1644
    assert known["222403101"].ko == "황니허진"


def test_a_place_is_known_by_code_and_name() -> None:
    """A farm whose code happens to be that of a village is not taken for it."""
    code, name = next((place.code, place.zh) for place in places().values())
    assert place_of(code, name) is not None
    assert place_of(code, "松江林场") is None
    assert place_of("0", name) is None


def some_place(attested: bool) -> Any:
    """Some place of the list."""
    return next(place for place in places().values() if place.is_attested is attested)


def test_attested_names_are_taken_over_and_computed_ones_are_not() -> None:
    """As steps, once; the standing of each is told."""
    d = district()
    sure, guess = some_place(True), some_place(False)
    adopted(d, sure.code, sure.zh)
    adopted(d, guess.code, guess.zh)
    assert {each["code"]: each["standing"] for each in told(d, "names")} == {
        sure.code: "attested",
        guess.code: "computed",
    }
    for _ in range(2):
        after = {each["code"]: each["standing"] for each in told(d, "names", "--apply")}
        assert after == {sure.code: "taken", guess.code: "computed"}
    assert d.show(unit(sure.code)).record.name_ko == sure.ko
    assert d.show(unit(guess.code)).record.name_ko is None
    assert [event.step for event in d.office.history(OPERATOR, unit(sure.code))] == ["adopt", "take_korean_name"]
    assert "[computed, may be wrong]" in told(d, "names", as_json=False)


def test_a_computed_name_needs_a_person() -> None:
    """It cannot be taken over; once checked it stands, until the unit is renamed."""
    d = district()
    guess = some_place(False)
    adopted(d, guess.code, guess.zh)
    with pytest.raises(StepRefusedError) as refused:
        d.do("president", unit(guess.code), "take_korean_name", name_ko=guess.ko)
    assert [reason.code for reason in refused.value.reasons] == ["korean_name_not_attested"]
    with pytest.raises(StepRefusedError):
        d.do("worker", unit(guess.code), "check_korean_name", name_ko=guess.ko)
    d.do("president", unit(guess.code), "check_korean_name", name_ko="삼장촌")
    (checked,) = told(d, "names")
    assert (checked["has"], checked["standing"]) == ("삼장촌", "checked")
    assert d.office.verify().is_clean


def test_who_may_not_take_the_step_does_not_by_the_command() -> None:
    """The command is no way around the table."""
    d = district()
    sure = some_place(True)
    adopted(d, sure.code, sure.zh)
    with pytest.raises(StepRefusedError):
        told(d, "names", "--apply", handle="worker")


# Codes of grids.


def test_no_form_of_grid_codes_is_assumed() -> None:
    """Nobody has found one that holds for the province."""
    assert read({}).grid_code is None
    d = district()
    assert "draw" in d.office.kinds["grid"].facts
    assert not any(
        guard.__name__ == "grid_code_of_another_form" for row in d.office.kinds["grid"].rows for guard in row.refused_if
    )


def test_an_offices_own_form_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """A code of another form is refused, whoever draws the grid."""
    monkeypatch.setenv(GRID_CODE, r"farm-\d+|\d{12}-\d{2}")
    d = district()

    def draw(code: str) -> None:
        facts = {"court": COURT, "unit": unit("farm"), "code": code, "name": "二格"}
        d.office.begin(OPERATOR, "grid", "draw", facts, key=code, record=named_id("grid", code))

    draw("222403101001-01")
    with pytest.raises(StepRefusedError) as refused:
        draw("HL-1")
    (reason,) = refused.value.reasons
    assert reason.code == "grid_code_of_another_form"
    assert "HL-1" in reason.text(Language.ZH, d.office.catalogue)


@pytest.mark.parametrize("wrong", [{GRID_CODE: "("}, {LETTERHEAD: "ko"}, {LETTERHEAD: "zh,en"}])
def test_a_setting_that_cannot_be_one_is_an_error(wrong: dict[str, str]) -> None:
    """The office does not open with it."""
    with pytest.raises(DefinitionError):
        read(wrong)


# Headings.


@pytest.mark.clause("P36")
def test_a_heading_has_the_order_that_the_office_has_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """And none while it has not: the regulation changed, and nothing is assumed (P36)."""
    d = district()
    court = named_id("court", COURT)
    d.do("operator", court, "rename", name="和龙林区基层法院", name_ko="화룡림구기층법원")
    with pytest.raises(NotFoundError, match=LETTERHEAD):
        told(d, "letterhead", COURT)
    names = ["화룡림구기층법원", "和龙林区基层法院"]
    monkeypatch.setenv(LETTERHEAD, "ko, zh")
    assert told(d, "letterhead", COURT) == names
    monkeypatch.setenv(LETTERHEAD, "zh,ko")
    assert told(d, "letterhead", COURT) == names[::-1]


def test_a_court_without_a_korean_name_has_no_such_heading() -> None:
    """It says what to do."""
    d = district()
    record = d.office.show(OPERATOR, named_id("court", COURT)).record
    with pytest.raises(NotFoundError, match="rename"):
        letterhead(record, read({LETTERHEAD: "ko,zh"}))


# Words.


def test_the_provinces_words_win_where_the_core_speaks_of_an_e_court() -> None:
    """And the hotline has its number."""
    core, here = Catalogue(), district().office.catalogue
    for language, name in ((Language.ZH, "吉林电子法院"), (Language.KO, "길림전자법원")):
        assert here.text(language, "filing_way.e_court") == name
        assert core.text(language, "filing_way.e_court") != name
        assert "12368" in here.text(language, "notice.dispute.decide_jurisdiction")
    assert "12368" in told(district(), "services", as_json=False)
