"""Causes of action: two lists, what became of each cause, and search."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from gridjustice.errors import NotFoundError
from gridjustice.law import CauseList, Causes


@pytest.fixture(scope="module")
def causes() -> Causes:
    """Both lists."""
    return Causes.load()


@pytest.fixture(scope="module")
def newest(causes: Causes) -> CauseList:
    """The list of 2026."""
    return causes.on(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("day", "version"), [(date(2021, 1, 1), "2021"), (date(2025, 12, 31), "2021"), (date(2026, 1, 1), "2025")]
)
def test_the_list_is_that_of_the_day(causes: Causes, day: date, version: str) -> None:
    """The new one holds from the first day of 2026."""
    assert causes.on(day).version == version


def test_there_is_no_list_for_long_ago(causes: Causes) -> None:
    """The error says from when on there is one."""
    with pytest.raises(NotFoundError, match="oldest begins on 2021-01-01"):
        causes.on(date(2020, 12, 31))


def test_the_new_list_is_complete(newest: CauseList) -> None:
    """Twelve parts, 59 second, 514 third and 470 fourth levels."""
    levels = Counter(cause.level for cause in newest.causes.values())
    assert levels == {1: 12, 2: 59, 3: 514, 4: 470}
    assert len(newest.children()) == 12


def test_one_name_at_two_levels_is_two_causes(newest: CauseList) -> None:
    """Key by code: some names stand twice."""
    hits = newest.search("人格权纠纷")
    assert [(hit.cause.code, hit.cause.level) for hit in hits[:2]] == [("S01", 2), ("P01", 1)]


def test_a_cause_knows_what_it_stands_under(newest: CauseList) -> None:
    """From the part down."""
    lending = newest.get("T108.03")
    assert lending.name == "民间借贷纠纷"
    assert [above.code for above in newest.path(lending)] == ["P04", "S10", "T108"]
    assert lending in newest.children("T108")


@pytest.mark.clause("2.3.2")
@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("离婚", "T014"),
        ("离婚纠纷", "T014"),
        ("林业", "T137"),
        ("借贷", "T108.03"),
        ("民间借贷", "T108.03"),
        ("借款", "T108"),
        ("土地 继承", "T065.03"),
        ("t137", "T137"),
        ("司法确认调解协议", "T448"),
    ],
)
def test_words_of_two_characters_find_their_cause(newest: CauseList, words: str, first: str) -> None:
    """Exact names come first, then those that begin with the words, then those that hold them."""
    assert newest.search(words)[0].cause.code == first


def test_a_hit_shows_where_it_stands(newest: CauseList) -> None:
    """A name alone is often not enough to choose by."""
    hit = newest.search("林业")[0]
    assert [above.name for above in hit.path] == ["合同、准合同纠纷", "合同纠纷"]


def test_search_is_bounded_and_finds_nothing_for_nothing(newest: CauseList) -> None:
    """Neither an empty box nor a stranger's word lists a thousand causes."""
    assert newest.search("  ") == ()
    assert newest.search("量子") == ()
    assert len(newest.search("纠纷", 7)) == 7


def test_older_causes_are_found_only_when_asked_for(causes: Causes) -> None:
    """Records of before 2021 carry names that the text no longer has."""
    list_2021 = causes.version("2021")
    assert not [hit for hit in list_2021.search("生命权纠纷") if hit.cause.older]
    assert list_2021.search("生命权纠纷", older=True)[0].cause.code == "9848"


def test_a_cause_leads_to_its_successor_and_back(causes: Causes) -> None:
    """A record of 2024 is shown under the name of 2026."""
    divorce = causes.version("2021").search("离婚纠纷")[0].cause
    successor = causes.successor(divorce)
    assert (successor.version, successor.code) == ("2025", "T014")
    assert divorce in causes.predecessors(successor)
    assert causes.predecessors(divorce) == ()


def test_without_a_known_successor_a_person_chooses(causes: Causes) -> None:
    """A cause that was split or renamed is not mapped by guess; nor has the newest list any successor."""
    lost = [cause for cause in causes.version("2021").causes.values() if not cause.successor and not cause.older]
    assert len(lost) == 45
    with pytest.raises(NotFoundError, match="choose one"):
        causes.successor(lost[0])
    with pytest.raises(NotFoundError, match="choose one"):
        causes.successor(causes.version("2025").get("T014"))


def test_an_unknown_code_or_version_is_an_error(causes: Causes, newest: CauseList) -> None:
    """A code of one version is not one of another."""
    with pytest.raises(NotFoundError, match="2025 have no code '9001'"):
        newest.get("9001")
    with pytest.raises(NotFoundError, match="have no code"):
        newest.children("T999")
    with pytest.raises(NotFoundError, match="there are 2021, 2025"):
        causes.version("2008")


def test_a_cause_has_its_counterpart_in_every_other_version(causes: Causes) -> None:
    """Forth and back, and itself in its own; empty where the lists say nothing."""
    lending = causes.version("2025").get("T108.03")
    (older,) = causes.counterparts(lending, "2021")
    assert (older.version, older.code) == ("2021", "9181")
    assert causes.counterparts(older, "2025") == (lending,)
    assert causes.counterparts(lending, "2025") == (lending,)
    assert causes.counterparts(causes.version("2021").get("9576"), "2025") == ()
    assert causes.counterparts(causes.version("2025").get("T199"), "2021") == ()
    with pytest.raises(NotFoundError, match="there are 2021, 2025"):
        causes.counterparts(lending, "2008")


def test_every_counterpart_leads_back(causes: Causes) -> None:
    """No mapping is of one direction only."""
    for cause in causes.version("2021").causes.values():
        for newer in causes.counterparts(cause, "2025"):
            assert cause in causes.counterparts(newer, "2021")


@pytest.mark.parametrize(
    ("words", "version", "code"), [("发起人", "2025", "9576"), ("9181", "2025", "9181"), ("数据权属", "2021", "T199")]
)
def test_a_name_or_code_of_another_version_is_found(causes: Causes, words: str, version: str, code: str) -> None:
    """A record of 2024 and a judge of 2026 use other words for one thing."""
    assert causes.version(version).search(words) == ()
    assert causes.elsewhere(words, version)[0].cause.code == code
    assert causes.elsewhere(words, version, 0) == ()


@pytest.mark.parametrize(
    ("code", "version", "proposed"),
    [
        ("9576", "2025", "T303"),  # 发起人责任 was replaced by 设立人责任
        ("9588", "2025", "T316"),  # 清算责任, 公司清算责任
        ("9569", "2025", "T297"),  # 请求公司收购股份, 股权、股份
        ("9461", "2025", "P07"),  # a part that became wider
    ],
)
def test_where_nothing_is_known_names_like_it_are_proposed(
    causes: Causes, code: str, version: str, proposed: str
) -> None:
    """In the same part of the list; a person chooses."""
    older = next(causes.version(label) for label in ("2021", "2025") if label != version)
    assert causes.nearest(older.get(code), version)[0].code == proposed


def test_nothing_is_proposed_across_parts_or_unlike(causes: Causes) -> None:
    """A new part of 2025 has nothing near in 2021; a poor likeness is none."""
    assert causes.nearest(causes.version("2025").get("T199"), "2021") == ()
    assert causes.nearest(causes.version("2021").get("9950"), "2025") == ()
