"""Citations: the right version, the right number, as each language writes it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from gridjustice.language import Language
from gridjustice.law import Citation, Division, LawBook
from gridjustice.law.citations import chinese_number


@pytest.mark.parametrize(
    ("language", "written"),
    [
        (Language.ZH, "《中华人民共和国民事诉讼法》（2023）第二百零五条"),
        (Language.KO, "《중화인민공화국민사소송법》(2023) 제205조"),
        (Language.EN, "Civil Procedure Law of the People's Republic of China (2023), art. 205"),
    ],
)
def test_an_article_is_written_as_the_language_writes_it(language: Language, written: str) -> None:
    """A citation needs no law book for the built-in instruments."""
    assert Citation(instrument="cpl", version="2023", article="205").text(language) == written


@pytest.mark.parametrize(
    ("article", "zh", "ko", "en"),
    [
        ("11.2", "第十一条第二款", "제11조 제2항", "art. 11, para. 2"),
        ("25(6)", "第二十五条第六项", "제25조 제6호", "art. 25, item 6"),
        ("3.1(3)", "第三条第一款第三项", "제3조 제1항 제3호", "art. 3, para. 1, item 3"),
    ],
)
def test_paragraphs_and_items_are_told_apart(article: str, zh: str, ko: str, en: str) -> None:
    """款 is a paragraph, 项 an item; they are never mixed up."""
    citation = Citation(instrument="cpl", version="2023", article=article)
    assert citation.text(Language.ZH).endswith(f"）{zh}")
    assert citation.text(Language.KO).endswith(f") {ko}")
    assert citation.text(Language.EN).endswith(f", {en}")


@pytest.mark.parametrize(
    ("article", "zh", "ko", "en"),
    [("二(一)1", "二（一）1", "2(1)1", "section 2(1)1"), ("二(四)一", "二（四）一", "2(4)1", "section 2(4)1")],
)
def test_the_plan_is_cited_by_its_headings(article: str, zh: str, ko: str, en: str) -> None:
    """The court's plan has no articles but numbered headings."""
    citation = Citation(instrument="plan", version="2022", article=article)
    assert citation.text(Language.ZH).endswith(f"（2022）{zh}")
    assert citation.text(Language.KO).endswith(f"(2022) {ko}")
    assert citation.text(Language.EN).endswith(f"(2022), {en}")


def test_an_instrument_can_be_cited_as_a_whole() -> None:
    """No article is invented where none is known."""
    citation = Citation(instrument="docketing_and_mediation", version="2024")
    assert citation.text(Language.ZH).endswith("意见》（2024）")
    assert citation.text(Language.EN).endswith("(2024)")


def test_an_unknown_instrument_is_shown_by_its_key() -> None:
    """The citation of a plugin that is gone can still be read."""
    gone = Citation(instrument="gone", version="2030", article="7")
    assert gone.text(Language.EN) == "gone (2030), art. 7"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (3, "三"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (85, "八十五"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (205, "二百零五"),
        (1000, "一千"),
        (1010, "一千零一十"),
        (1082, "一千零八十二"),
        (1260, "一千二百六十"),
    ],
)
def test_numbers_of_articles_are_chinese(number: int, written: str) -> None:
    """Zeros are written once, and never at the end."""
    assert chinese_number(number) == written


@pytest.mark.parametrize(
    ("day", "version", "article"),
    [
        (date(2013, 1, 1), "2012", "194"),
        (date(2021, 12, 31), "2017", "194"),
        (date(2022, 1, 1), "2021", "201"),
        (date(2022, 5, 23), "2021", "201"),
        (date(2023, 12, 31), "2021", "201"),
        (date(2024, 1, 1), "2023", "205"),
        (date(2026, 11, 23), "2023", "205"),
    ],
)
def test_the_joint_application_is_cited_by_the_number_of_its_day(
    book: LawBook, day: date, version: str, article: str
) -> None:
    """One rule, three numbers (pitfall P26)."""
    assert book.cite("confirmation.joint_application", day) == Citation(
        instrument="cpl", version=version, article=article
    )


PLACE = {
    Division.ARTICLE: r"第[一二三四五六七八九十百千零]+条(第.款)?(第.项)?",
    Division.SECTION: r"[一二三四](（[一二三四]）[一二三1234]?)?|第\d点",
}


def test_every_citation_of_the_data_can_be_written(book: LawBook) -> None:
    """No place in an instrument falls through to its raw notation."""
    cited = {basis.citation for line in book.bases().values() for basis in line}
    cited |= {figure.citation for line in book.figures().values() for figure in line}
    places = {citation for citation in cited if citation.article}
    assert len(places) > 150
    for citation in places:
        instrument = book.instruments[citation.instrument]
        head = f"《{instrument.names[Language.ZH]}》（{citation.version}）"
        written = book.text(citation, Language.ZH)
        assert written.startswith(head)
        assert re.fullmatch(PLACE[instrument.division], written.removeprefix(head)), citation
