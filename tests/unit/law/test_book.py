"""The law book: what holds on a day, and what an office may set."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from gridjustice.errors import DefinitionError, NotFoundError
from gridjustice.language import Catalogue, Language
from gridjustice.law import Citation, Confidence, LawBook, Unit
from gridjustice.law.timeline import holds, overlap

WriteFile = Callable[[str], Path]


@pytest.fixture
def office(tmp_path: Path) -> WriteFile:
    """Writes a law file of an office."""

    def write(text: str) -> Path:
        path = tmp_path / "office.toml"
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("key", "day", "limit", "article"),
    [
        ("mediator.choice", date(2022, 6, 1), (2, Unit.WORKING_DAY), "10"),
        ("mediator.designation", date(2022, 6, 1), (3, Unit.WORKING_DAY), "10"),
        ("assignment.acceptance", date(2022, 6, 1), (3, Unit.WORKING_DAY), "12"),
        ("mediation.notify_other_party", date(2022, 6, 1), (3, Unit.WORKING_DAY), "15"),
        ("mediation.delegated", date(2022, 6, 1), (30, Unit.DAY), "24"),
        ("mediation.entrusted_ordinary", date(2022, 6, 1), (15, Unit.DAY), "24"),
        ("mediation.entrusted_summary", date(2022, 6, 1), (7, Unit.DAY), "24"),
        ("mediation.people", date(2022, 6, 1), (1, Unit.MONTH), "33"),
        ("confirmation.application", date(2012, 6, 1), (30, Unit.DAY), "33"),
        ("confirmation.application", date(2022, 6, 1), (30, Unit.DAY), "201"),
        ("confirmation.application", date(2024, 1, 1), (30, Unit.DAY), "205"),
        ("confirmation.decision", date(2012, 6, 1), (15, Unit.DAY), "5"),
        ("confirmation.decision", date(2024, 1, 1), (30, Unit.DAY), "187"),
        ("filing.decision", date(2017, 8, 1), (7, Unit.DAY), "123"),
        ("filing.decision", date(2024, 1, 1), (7, Unit.DAY), "126"),
        ("protection.decision", date(2024, 1, 1), (72, Unit.HOUR), "28"),
    ],
)
def test_the_limits_are_those_of_the_law(
    book: LawBook, key: str, day: date, limit: tuple[int, Unit], article: str
) -> None:
    """The table of limits of the domain facts, row by row."""
    figure = book.figure(key, day)
    assert ((figure.value, figure.unit), figure.citation.article) == (limit, article)
    assert not figure.is_default


@pytest.mark.clause("3.2")
@pytest.mark.parametrize(
    "key", ["assignment.receipt", "assignment.assign", "triage", "feedback", "guidance.answer", "follow_through.answer"]
)
def test_what_no_rule_fixes_is_a_default(book: LawBook, key: str) -> None:
    """The plan sets no number of days: the figure is marked, so that nobody presents it as statutory."""
    figure = book.figure(key, date(2026, 3, 2))
    assert figure.is_default
    assert figure.confidence is Confidence.DESIGN
    assert figure.citation.instrument == "plan"


def test_the_agreed_extension_has_a_cap_only_since_2025(book: LawBook) -> None:
    """Thirty days more by both parties under the opinions of 2025; no cap in the rules before."""
    older = book.figure("mediation.entrusted_ordinary", date(2024, 12, 31)).extension
    newer = book.figure("mediation.entrusted_ordinary", date(2025, 1, 1)).extension
    assert older is not None
    assert (older.by, older.limit) == ("all_parties", None)
    assert newer is not None
    assert (newer.by, newer.limit, newer.unit) == ("both_parties", 30, Unit.DAY)


def test_the_pause_for_an_appraisal_is_not_carried_over_into_2025(book: LawBook) -> None:
    """Whether it survived is open, so it is not assumed."""
    assert book.figure("mediation.delegated", date(2024, 12, 31)).pausable
    assert not book.figure("mediation.delegated", date(2025, 1, 1)).pausable


def test_every_key_has_at_most_one_figure_a_day(book: LawBook) -> None:
    """No day has two answers."""
    for line in book.figures().values():
        assert list(line) == sorted(line, key=lambda figure: figure.in_force)
        assert not any(overlap(a, b) for i, a in enumerate(line) for b in line[i + 1 :])


def test_every_basis_has_at_most_one_citation_a_day_and_kind(book: LawBook) -> None:
    """No act has two answers."""
    for line in book.bases().values():
        assert not any(overlap(a, b) for i, a in enumerate(line) for b in line[i + 1 :] if a.kind == b.kind)


def test_nothing_is_cited_outside_the_days_of_its_version(book: LawBook) -> None:
    """A law that was not yet, or no longer, in force grounds nothing."""
    for entry in (entry for lines in (book.bases(), book.figures()) for line in lines.values() for entry in line):
        version = book.instruments[entry.citation.instrument].versions[entry.citation.version]
        assert holds(version, entry.in_force)
        assert version.until is None or (entry.until is not None and entry.until <= version.until)


def test_every_instrument_is_named_in_every_language(book: LawBook) -> None:
    """And its versions do not overlap."""
    assert len(book.instruments) > 25
    for instrument in book.instruments.values():
        assert all(instrument.names[language].strip() for language in Language)
        versions = list(instrument.versions.values())
        assert not any(overlap(a, b) for i, a in enumerate(versions) for b in versions[i + 1 :])


def test_every_figure_profile_and_tag_has_words_in_every_language(book: LawBook, catalogue: Catalogue) -> None:
    """A limit without a name could not explain itself."""
    keys = [f"law.figure.{key}" for key in book.figures()]
    keys += [f"law.profile.{profile.key}" for profile in book.profiles]
    keys += [f"law.confidence.{tag.value}" for tag in Confidence]
    extensions = [figure.extension for line in book.figures().values() for figure in line]
    keys += [f"law.agreed_by.{extension.by}" for extension in extensions if extension]
    missing = [(language, key) for language in Language for key in keys if not catalogue.has(language, key)]
    assert missing == []


def test_no_words_are_left_without_a_figure(book: LawBook, catalogue: Catalogue) -> None:
    """A figure that is renamed takes its words along."""
    named = {key.removeprefix("law.figure.") for key in catalogue.words(Language.ZH) if key.startswith("law.figure.")}
    assert named == set(book.figures())


def test_a_misspelt_limit_is_answered_with_its_neighbours(book: LawBook) -> None:
    """The error helps."""
    with pytest.raises(NotFoundError, match=r"'confirmation.aplication'.*did you mean 'confirmation.application'"):
        book.figure("confirmation.aplication", date(2026, 1, 1))


def test_a_misspelt_basis_is_answered_with_its_neighbours(book: LawBook) -> None:
    """The error helps."""
    with pytest.raises(NotFoundError, match=r"did you mean 'mediation\.consent'"):
        book.cite("mediation.consnt", date(2026, 1, 1))


def test_a_day_before_the_first_figure_is_an_error(book: LawBook) -> None:
    """The error says from when on the limit is known."""
    with pytest.raises(NotFoundError, match=r"2010-01-01.*'confirmation.application'.*known from 2011-01-01"):
        book.figure("confirmation.application", date(2010, 1, 1))


def test_a_day_before_the_plan_has_no_ground_in_it(book: LawBook) -> None:
    """The plan grounds nothing before it was issued."""
    assert book.cite("plan.one_liaison", date(2022, 5, 23)).article == "二(一)2"
    with pytest.raises(NotFoundError, match="known from 2022-05-23"):
        book.cite("plan.one_liaison", date(2022, 5, 22))


@pytest.mark.parametrize(
    ("kind", "instrument", "article"),
    [
        ("", "online_mediation", "19"),
        ("people", "people_mediation", "29"),
        ("people_oral", "people_mediation", "30"),
        ("invited", "invited_mediation", "24"),
        ("entrusted", "cpl", "100"),
        ("lawyer", "online_mediation", "19"),
    ],
)
def test_when_an_agreement_takes_effect_depends_on_the_kind(
    book: LawBook, kind: str, instrument: str, article: str
) -> None:
    """Four rules, by the kind of mediation; a kind without a rule of its own takes the general one."""
    citation = book.cite("agreement.effect", date(2024, 6, 1), kind)
    assert (citation.instrument, citation.article) == (instrument, article)


@pytest.mark.parametrize(
    "key",
    [
        "agreement.effect",
        "assignment.receive",
        "assignment.redesignate",
        "confirmation.joint_application",
        "confirmation.ruling",
        "danger.report",
        "filing.register",
        "filing.right",
        "judge.no_outside_post",
        "jurisdiction.decided_by_person",
        "mediation.consent",
        "mediation.end",
        "mediation.extend",
        "mediator.recusal",
        "plan.feedback",
        "plan.follow_through",
        "plan.one_judge_many_grids",
        "plan.one_liaison",
        "plan.register",
        "plan.report",
        "remedies.told",
        "title.government_first",
    ],
)
def test_the_acts_of_the_plan_have_a_ground_on_its_first_day_and_today(book: LawBook, key: str) -> None:
    """What the workflow rests on is there from the day of the plan."""
    for day in (date(2022, 5, 23), date(2026, 11, 23)):
        assert book.cite(key, day).instrument in book.instruments


def test_an_office_sets_a_default_from_a_day_on(office: WriteFile) -> None:
    """Before that day the built-in figure stays, and the new one is still no statutory one."""
    book = LawBook.load(office("[figure.feedback]\nvalue = 2\nin_force = 2026-03-01\n"))
    before, after = book.figure("feedback", date(2026, 2, 28)), book.figure("feedback", date(2026, 3, 1))
    assert (before.value, before.origin) == (3, "built-in")
    assert (after.value, after.origin, after.unit) == (2, "office.toml", Unit.WORKING_DAY)
    assert after.is_default
    assert LawBook.load().figure("feedback", date(2026, 3, 1)).value == 3


def test_a_setting_that_ends_gives_the_default_back(office: WriteFile) -> None:
    """A trial period needs no second entry."""
    book = LawBook.load(office("[figure.triage]\nvalue = 5\nin_force = 2026-03-01\nuntil = 2026-06-30\n"))
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [book.figure("triage", day).value for day in days] == [3, 5, 5, 3]


@pytest.mark.parametrize("key", ["filing.decision", "confirmation.application", "mediation.entrusted_ordinary"])
def test_an_office_cannot_set_what_the_law_sets(office: WriteFile, key: str) -> None:
    """The error names the file, the key and the law."""
    with pytest.raises(DefinitionError, match=rf"office.toml: figure.{key}: is set by the law .*only defaults"):
        LawBook.load(office(f'[figure."{key}"]\nvalue = 60\nin_force = 2026-01-01\n'))


def test_a_setting_without_a_day_is_refused(office: WriteFile) -> None:
    """Otherwise what was counted last year would read differently today."""
    with pytest.raises(DefinitionError, match="'in_force' is missing"):
        LawBook.load(office("[figure.feedback]\nvalue = 2\n"))


def test_a_plugin_brings_its_own_law(office: WriteFile) -> None:
    """New instruments, bases and figures, statutory ones included."""
    path = office(
        """
        [instrument.local]
        zh = "某州条例"
        ko = "어느 주 조례"
        en = "Some Prefecture's Regulations"
        versions = [{ label = "2025", in_force = 2025-05-01, confidence = "V" }]
        [basis]
        "local.visit" = [{ instrument = "local", version = "2025", article = "3", confidence = "V" }]
        [figure."local.visit"]
        value = 10
        unit = "day"
        instrument = "local"
        version = "2025"
        article = "4"
        confidence = "V"
        """
    )
    book = LawBook.load(path)
    citation = book.cite("local.visit", date(2025, 5, 1))
    assert book.text(citation, Language.ZH) == "《某州条例》（2025）第三条"
    assert not book.figure("local.visit", date(2025, 5, 1)).is_default


def test_a_ground_that_was_read_cannot_be_replaced(office: WriteFile) -> None:
    """But a number from memory can be corrected by an office that has read the text."""
    row = '[basis]\n"{}" = [{{ instrument = "cpl", version = "{}", article = "999", confidence = "V" }}]\n'
    with pytest.raises(DefinitionError, match="is set by the law"):
        LawBook.load(office(row.format("confirmation.ruling", "2023")))
    book = LawBook.load(office(row.format("confirmation.ruling", "2021")))
    assert book.cite("confirmation.ruling", date(2022, 6, 1)) == Citation(
        instrument="cpl", version="2021", article="999"
    )
    assert book.cite("confirmation.ruling", date(2024, 6, 1)).article == "206"


FIGURE = '[figure."x.y"]\nvalue = 3\nunit = "day"\ninstrument = "cpl"\nversion = "2023"\nconfidence = "V"\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (FIGURE.replace("= 3", "= -1"), "'value' must be a whole number of at least 0"),
        (
            FIGURE.replace("= 3", "= 0").replace('"day"', '"working_day"'),
            "'value' must be a whole number of at least 1",
        ),
        (FIGURE.replace('"day"', '"fortnight"'), "'unit' must be one of hour, day"),
        (FIGURE.replace('"cpl"', '"clp"'), "cites the instrument 'clp', which there is not"),
        (FIGURE.replace('"2023"', '"2024"'), "version '2024', but it has 2012, 2017, 2021, 2023"),
        (FIGURE + "in_force = 2020-01-01\n", "reaches beyond the days"),
        (FIGURE.replace('"2023"', '"2021"') + "until = 2024-01-01\n", "reaches beyond the days"),
        (FIGURE + "until = 2023-12-31\n", "ends on 2023-12-31 before it begins"),
        (FIGURE + "in_force = 2024-01-01T08:00:00\n", "'in_force' must be a day"),
        (FIGURE + "rols = true\n", "unknown field 'rols'"),
        (FIGURE.replace('"V"', '"X"'), "'confidence' must be one of V, S"),
        (FIGURE.replace('"day"', '"hour"') + "rolls = true\n", "does not move to the next working day"),
        (FIGURE.replace('"day"', '"working_day"') + "pausable = true\n", "cannot be paused"),
        (FIGURE + 'extension = "all_parties"\nextension_unit = "working_day"\n', "cannot be extended by working_days"),
        (FIGURE + "versions = [{ }, { in_force = 2025-01-01 }]\n", "two versions are in force on 2025-01-01"),
        ("[figur.x]\nvalue = 1\n", "unknown field 'figur'"),
        ("[figure]\nx = 1\n", "must be a table"),
        ("[figure.x\n", "cannot be read as TOML"),
        ('[instrument.cpl]\nzh = "法"\n', "there already is such an instrument"),
        ('[instrument.n]\nzh = "法"\nko = "법"\nversions = []\n', "'en' must be a text"),
        ('[instrument.n]\nzh = "法"\nko = "법"\nen = "Law"\nversions = []\n', "'versions' must be a list of tables"),
    ],
)
def test_a_law_file_that_is_wrong_is_refused_by_name(office: WriteFile, text: str, complaint: str) -> None:
    """The complaint says what, and its path names the file."""
    with pytest.raises(DefinitionError) as caught:
        LawBook.load(office(text))
    assert complaint in str(caught.value)
    assert caught.value.path.startswith("office.toml")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A missing file of settings is never taken for an empty one."""
    with pytest.raises(DefinitionError, match=r"none.toml"):
        LawBook.load(tmp_path / "none.toml")


def test_loading_again_costs_nothing() -> None:
    """The built-in law is read once; a bound a hundred times what was measured."""
    first = LawBook.load()
    begun = time.perf_counter()
    again = LawBook.load()
    assert again is first
    assert time.perf_counter() - begun < 0.001
