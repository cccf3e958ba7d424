"""Real questions of the public as what comes in, one by one and as a table, twice: none lost, none there twice."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridjustice import (
    Incoming,
    IntakeChannel,
    IntakeOutcome,
    Language,
    Office,
    TakenIn,
    equals,
    take_in,
    take_in_tables,
)
from gridjustice.testing.district import District, person, unit

TASKS = {"consult_category": 150, "consult_answer": 100, "dispute_focus": 60, "marital_elements": 60}
"""How many of each are taken: short questions, long ones, and pleadings that were written after one pattern."""


@pytest.fixture(scope="module")
def texts(shared: Path) -> dict[str, str]:
    """Texts by what names them there."""
    left = Counter(TASKS)
    found = {}
    with (shared / "data" / "consult_cn_lawbench.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if left[row["task_name"]] > 0:
                left[row["task_name"]] -= 1
                found[f"{row['task']}-{row['idx']}"] = row["text"]
    assert not +left
    return found


def _gists(office: Office) -> Iterator[str]:
    last = None
    while page := office.find(person("triage"), equals("kind", "dispute"), limit=200, after=last):
        yield from (view.record.gist for view in page)
        last = page[-1]


def _table(path: Path, texts: dict[str, str], *, numbered: bool = True) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["消息编号", "消息内容"] if numbered else ["消息内容"])
        writer.writerows((name, text) if numbered else (text,) for name, text in texts.items())
    return path


@pytest.mark.clause("2.1.4")
def test_messages_and_the_table_of_the_same_messages_are_the_same_records(
    sql_district: District, texts: dict[str, str], tmp_path: Path
) -> None:
    """A third one by one, then all as a table, the table again: each text is there once, whole."""
    office, some = sql_district.office, list(texts.items())[::3]
    for name, text in some:
        message = Incoming(channel=IntakeChannel.SERVICE_GROUP, unit=unit("farm"), text=text, source=name)
        answer = take_in(office, person("liaison"), message)
        assert (answer.outcome, office.show(person("triage"), answer.record).record.gist) == ("noted", text)
        for language in Language:
            assert answer.number not in answer.reply(language, office.catalogue)
    table = _table(tmp_path / "group.csv", texts)
    for expected in ({"known": len(some), "noted": len(texts) - len(some)}, {"known": len(texts)}):
        report = take_in_tables(
            office, person("triage"), [table], unit=unit("farm"), channel=IntakeChannel.SERVICE_GROUP
        )
        assert report.problems == ()
        assert Counter(row.taken.outcome.value for row in report.rows) == expected
    assert Counter(_gists(office)) == Counter(texts.values())
    assert office.verify().faults == ()


@pytest.mark.clause("1.2")
def test_without_numbers_the_same_text_is_one_and_near_copies_are_shown(
    sql_district: District, texts: dict[str, str], tmp_path: Path
) -> None:
    """Of texts that nobody numbered the content is the name; only texts that are nearly the same are shown together."""
    office = sql_district.office
    table = _table(tmp_path / "list.csv", texts, numbered=False)
    first, second = (take_in_tables(office, person("triage"), [table], unit=unit("farm")) for _ in range(2))
    noted = [row.taken for row in first.rows if row.taken.outcome is IntakeOutcome.NOTED]
    assert len(noted) == len(set(texts.values()))
    assert {row.taken.outcome for row in second.rows} == {IntakeOutcome.KNOWN}
    assert Counter(_gists(office)) == Counter(set(texts.values()))
    questions = {text for name, text in texts.items() if not name.startswith(("2-2", "2-3"))}
    shown = [taken for taken in noted if taken.alike]
    of_questions = [t for t in shown if office.show(person("triage"), t.record).record.gist in questions]
    assert len(of_questions) <= len(questions) // 100


def test_a_call_that_is_told_again_in_other_words_is_shown_with_the_first(
    sql_district: District, texts: dict[str, str]
) -> None:
    """A few words changed, a sentence before and behind: of forty long enough, all are found."""
    office = sql_district.office
    told = [text for text in texts.values() if 40 <= len(text) <= 200][:40]
    assert len(told) == 40
    first: list[TakenIn] = []
    for number, text in enumerate(told):
        call = Incoming(channel=IntakeChannel.HOTLINE, unit=unit("farm"), text=text, source=f"a{number}")
        first.append(take_in(office, person("triage"), call))
    for number, text in enumerate(told):
        again = f"您好，{text.replace('我', '我家').replace('。', '，')}麻烦您了。"
        call = Incoming(channel=IntakeChannel.HOTLINE, unit=unit("farm"), text=again, source=f"b{number}")
        answer = take_in(office, person("triage"), call)
        assert answer.outcome is IntakeOutcome.NOTED
        assert first[number].record in {each.view.record.id for each in answer.alike if "words" in each.because}
