"""Explanations: a limit says how its last day came about, in three languages."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from gridjustice.language import Catalogue, Language
from gridjustice.law import (
    AmendedWorkingDays,
    Amendment,
    Confidence,
    LawBook,
    PlainWeek,
    WorkingDays,
    count,
    describe,
    explain,
)

PUBLISHED = attrs.evolve(PlainWeek(), version="weeks of 2026", published_until=2026)
SPRING = AmendedWorkingDays(
    PUBLISHED,
    [
        *(Amendment(day=date(2026, 2, day), working=False, name="spring_festival") for day in range(16, 24)),
        Amendment(day=date(2026, 2, 14), working=True, name="makeup_workday"),
        Amendment(day=date(2026, 2, 26), working=False, name="heating broken"),
    ],
    name="spring",
)


@attrs.frozen
class Teller:
    """Counts a built-in limit and explains it."""

    book: LawBook
    catalogue: Catalogue

    def tell(
        self, language: Language, key: str, start: date, calendar: WorkingDays = PUBLISHED, **more: int
    ) -> list[str]:
        """The sentences."""
        counted = count(self.book.figure(key, start), start, calendar, **more)
        return explain(counted, language, self.catalogue, self.book)


@pytest.fixture
def teller(book: LawBook, catalogue: Catalogue) -> Teller:
    """Over the built-in law."""
    return Teller(book, catalogue)


def test_a_statutory_limit_that_moved_explains_itself_in_chinese(teller: Teller) -> None:
    """Rule and article, start, move with its ground, last day."""
    assert teller.tell(Language.ZH, "confirmation.application", date(2022, 6, 24)) == [
        "依据《中华人民共和国民事诉讼法》（2021）第二百零一条，双方共同申请司法确认的期限为30日。",
        "自2022年6月24日起算，起算当日不计入（《中华人民共和国民事诉讼法》（2021）第八十五条）。",
        "期间最后一日2022年7月24日为休息日，跳过2022年7月24日（周末），顺延至2022年7月25日（《中华人民共和国民事诉讼法》（2021）第八十五条）。",
        "期限届满日：2022年7月25日。",
    ]


def test_a_default_says_that_it_is_not_statutory(teller: Teller) -> None:
    """An office's own time is an agreed one, in every language."""
    day = date(2026, 3, 2)
    assert "约定时限" in teller.tell(Language.ZH, "follow_through.answer", day)[0]
    assert "不是法定期限" in teller.tell(Language.ZH, "follow_through.answer", day)[0]
    assert "약정시한" in teller.tell(Language.KO, "follow_through.answer", day)[0]
    assert "not a statutory limit" in teller.tell(Language.EN, "follow_through.answer", day)[0]


def test_a_rule_that_was_only_reported_says_so(teller: Teller) -> None:
    """Nobody takes a newspaper for the law."""
    first = teller.tell(Language.EN, "mediation.entrusted_summary", date(2026, 3, 2))[0]
    assert "the text itself was not read" in first


def test_a_figure_from_memory_is_not_presented_as_statutory(book: LawBook, catalogue: Catalogue) -> None:
    """It may be a law, but nobody checked."""
    figure = attrs.evolve(book.figure("filing.decision", date(2026, 3, 2)), confidence=Confidence.MEMORY)
    assert "not presented as statutory" in describe(figure, Language.EN, catalogue, book)


def test_skipped_and_made_up_days_are_told_in_periods(teller: Teller) -> None:
    """Days in a row with one reason are one period; a reason in plain words is shown as it is."""
    sentences = teller.tell(Language.EN, "follow_through.answer", date(2026, 2, 12), SPRING)
    assert sentences[2:] == [
        (
            "These are not working days and are not counted: 15 February 2026 (weekend), "
            "16 February 2026 to 23 February 2026 (Spring Festival), 26 February 2026 (heating broken)."
        ),
        (
            "These weekend days are worked in exchange and are counted: "
            "14 February 2026 (weekend worked in exchange for a day off)."
        ),
        "Last day: 27 February 2026.",
    ]


def test_extension_and_pause_are_told(teller: Teller) -> None:
    """Who agreed, how much, and what was left out."""
    sentences = teller.tell(Language.EN, "mediation.delegated", date(2022, 6, 1), extended=1, paused_days=4)
    assert "It was extended by 1 day, agreed or approved by all parties." in sentences
    assert "A pause of 4 days is left out." in sentences


def test_months_tell_the_rule_of_the_corresponding_day(teller: Teller) -> None:
    """With its own article."""
    sentences = teller.tell(Language.ZH, "mediation.people", date(2026, 1, 12))
    assert any("对应日" in sentence and "第二百零二条" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("language", "word"), [(Language.ZH, "暂定"), (Language.KO, "림시"), (Language.EN, "provisional")]
)
def test_past_the_published_calendar_it_says_provisional(teller: Teller, language: Language, word: str) -> None:
    """And names the calendar that was used."""
    last = teller.tell(language, "confirmation.application", date(2026, 12, 10))[-1]
    assert word in last
    assert "weeks of 2026" in last


@pytest.mark.parametrize("language", list(Language))
def test_no_limit_leaves_a_hole_in_its_sentences(book: LawBook, catalogue: Catalogue, language: Language) -> None:
    """Every figure of the book, moved and provisional, is told without a bare key or an unfilled name."""
    for line in book.figures().values():
        for figure in line:
            assert "law." not in describe(figure, language, catalogue, book)
            if figure.unit.is_time and figure.unit.value != "hour":
                start = max(figure.in_force, date(2022, 6, 11))
                more = 1 if figure.extension else 0
                sentences = explain(count(figure, start, SPRING, extended=more), language, catalogue, book)
                assert len(sentences) >= 3
                assert not [sentence for sentence in sentences if "law." in sentence or "{" in sentence]


def test_before_anything_known_the_ground_of_counting_is_left_out(teller: Teller) -> None:
    """An old limit is explained without an article rather than with a wrong one."""
    sentences = teller.tell(Language.EN, "confirmation.application", date(2012, 6, 1))
    assert sentences[1] == "It starts from 1 June 2012; that day itself is not counted."


def test_an_agreed_day_is_told_as_the_day_that_was_agreed(teller: Teller) -> None:
    """Nobody reads of a limit of no days whose start is not counted."""
    sentences = teller.tell(Language.ZH, "agreement.performance", date(2022, 6, 10))
    assert sentences == [
        "依据《中华人民共和国人民调解法》（2010）第三十一条，履行调解协议以所定之日为准。",
        "所定之日为2022年6月10日。",
        "期限届满日：2022年6月10日。",
    ]


@pytest.mark.parametrize(
    ("key", "language", "told"),
    [
        (
            "hearing.wishes",
            Language.EN,
            (
                "Under Law of the People's Republic of China on the Protection of Minors (2020), art. 107, the age "
                "from which a child's own wishes are heard is 8 years."
            ),
        ),
        (
            "hearing.wishes",
            Language.ZH,
            "依据《中华人民共和国未成年人保护法》（2020）第一百零七条，应当听取未成年子女本人意愿的年龄为8岁。",
        ),
    ],
)
def test_a_measure_is_told_without_a_word_of_time(
    book: LawBook, catalogue: Catalogue, key: str, language: Language, told: str
) -> None:
    """How many and how old are no time limits."""
    assert describe(book.figure(key, date(2022, 6, 1)), language, catalogue, book) == told


def test_a_measure_from_memory_is_not_presented_as_law(book: LawBook, catalogue: Catalogue) -> None:
    """As with limits; and one that was only reported says so."""
    rate = book.figure("lending.reference_rate", date(2022, 6, 1))
    assert "未核对原文" in describe(rate, Language.ZH, catalogue, book)
    multiple = book.figure("lending.rate_multiple", date(2022, 6, 1))
    assert "원문은 대조하지 못하였다" in describe(multiple, Language.KO, catalogue, book)
    by_design = attrs.evolve(rate, confidence=Confidence.DESIGN)
    assert "no law does" in describe(by_design, Language.EN, catalogue, book)
