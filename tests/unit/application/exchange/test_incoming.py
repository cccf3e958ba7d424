"""Tables of what comes in: each row by itself, in the formats and languages in which people send them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]  # what a spreadsheet would write and read

import gridjustice_xlsx.plugin
from gridjustice.application.exchange.cells import Instant, SomeOf
from gridjustice.application.exchange.incoming import SOME, take_in_tables, write_intake_form
from gridjustice.application.exchange.problems import CellError
from gridjustice.application.exchange.words import Words
from gridjustice.application.incoming import IntakeOutcome
from gridjustice.application.office import Office
from gridjustice.domain.dispute.choices import Body, DangerKind, IntakeChannel
from gridjustice.errors import InvalidError
from gridjustice.hooks import Plugins, builtin
from gridjustice.language import Catalogue, Language
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.district import START, District, person, small_district, unit
from gridjustice.testing.memory import MemoryStorage

PLUGINS = Plugins([("builtin", builtin), ("xlsx", gridjustice_xlsx.plugin)])
WORDS = Words(Catalogue())


@pytest.fixture
def reading() -> District:
    """A district whose office reads workbooks too."""
    clock = FixedClock(START)
    return small_district(Office(MemoryStorage(), PLUGINS, clock=clock, prepare=True), clock)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("2022-11-01 09:30", datetime(2022, 11, 1, 1, 30, tzinfo=UTC)),
        ("2022-11-01T09:30:15", datetime(2022, 11, 1, 1, 30, 15, tzinfo=UTC)),
        ("2022-11-01T09:30Z", datetime(2022, 11, 1, 9, 30, tzinfo=UTC)),
        ("2022-11-01 9：30", datetime(2022, 11, 1, 1, 30, tzinfo=UTC)),
        ("2022年11月1日 9:30", datetime(2022, 11, 1, 1, 30, tzinfo=UTC)),
        ("2022년 11월 1일 9:30", datetime(2022, 11, 1, 1, 30, tzinfo=UTC)),
        ("2022-11-01", datetime(2022, 10, 31, 16, tzinfo=UTC)),
        ("2022-11-01 09:30:00+09:00", datetime(2022, 11, 1, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_as_people_write_it(cell: str, read: datetime) -> None:
    """In the court's legal time, unless a zone stands behind it."""
    assert Instant().read(cell, WORDS) == read


@pytest.mark.parametrize("cell", ["soon", "09:30", "2022-11-01 25:00", "2022-13-01 09:30", "2022-11-01 09:30+99:00"])
def test_what_is_no_time_is_said_to_be_none(cell: str) -> None:
    """Never guessed."""
    with pytest.raises(CellError):
        Instant().read(cell, WORDS)


def test_several_bodies_stand_in_one_cell() -> None:
    """In any of the languages; what was written is read again."""
    kind = SomeOf(tuple(Body))
    assert kind.read("police；womens_federation; police", WORDS) == (Body.POLICE, Body.WOMENS_FEDERATION)
    for language in Language:
        assert kind.read(str(kind.write(tuple(Body), WORDS, language)), WORDS) == tuple(Body)


@pytest.mark.clause("2.1.4")
def test_a_workbook_is_read_with_its_own_times_and_words(reading: District, tmp_path: Path) -> None:
    """A time that a spreadsheet holds as one is taken; a danger that somebody wrote down starts its hours."""
    book = Workbook()
    book.active.append(["编号", "来电内容", "来电时间", "渠道", "现有危险", "已通知的机关", "来电人", "电话"])
    at = datetime(2022, 5, 31, 8, 30)  # noqa: DTZ001  # a spreadsheet's times have no zone
    book.active.append([17, "他要打我", at, "诉讼服务热线", "家庭暴力", "公安机关", "甲某", "139"])
    book.active.append(["18", "工钱没有发", date(2022, 5, 31), None, None, "公安机关", None, None])
    path = tmp_path / "calls.xlsx"
    book.save(path)
    report = take_in_tables(reading.office, person("triage"), [path], unit=unit("farm"))
    (row,) = report.rows
    record = reading.show(row.taken.record).record
    assert (row.row, record.intake.channel, record.intake.source) == (2, IntakeChannel.HOTLINE, "17")
    assert record.intake.received_at == datetime(2022, 5, 31, 0, 30, tzinfo=UTC)
    assert (record.danger.kind, record.danger.called) == (DangerKind.DOMESTIC_VIOLENCE, (Body.POLICE,))
    (problem,) = report.problems
    assert (problem.row, problem.column, problem.code) == (3, "danger", "danger_unsaid")


@pytest.mark.parametrize("language", list(Language))
def test_a_form_says_what_belongs_into_it(tmp_path: Path, language: Language) -> None:
    """As a workbook or as CSV; in a format that nobody writes there is none."""
    write_intake_form(PLUGINS, tmp_path / "form.xlsx", language)
    heading, remark = list(load_workbook(tmp_path / "form.xlsx").active.iter_rows(values_only=True))[:2]
    assert len(heading) == len(set(heading)) == len(remark)
    (written,) = write_intake_form(PLUGINS, tmp_path / "folder", language)
    assert written.read_text("utf-8-sig").splitlines()[0].split(",") == list(heading)
    with pytest.raises(InvalidError):
        write_intake_form(PLUGINS, tmp_path / "form.pdf", language)


def test_a_table_longer_than_what_is_taken_in_at_once_is_taken_in_whole(reading: District, tmp_path: Path) -> None:
    """Each row is told of, and how far it is."""
    path = tmp_path / "long.csv"
    rows = [f"{number},某人第{number}次反映的第{number * 7}件事" for number in range(SOME + 20)]
    path.write_text("\n".join(["source,text", *rows, "0,某人第0次反映的第0件事"]), "utf-8")
    told: list[int] = []
    report = take_in_tables(
        reading.office, person("triage"), [path], unit=unit("farm"), progress=lambda _, done, __: told.append(done)
    )
    assert report.problems == ()
    assert [row.taken.outcome for row in report.rows].count(IntakeOutcome.NOTED) == SOME + 20
    assert report.rows[-1].taken.outcome is IntakeOutcome.KNOWN
    assert told == [SOME, SOME + 21]


def test_a_file_that_is_no_table_of_calls_is_named(reading: District, tmp_path: Path) -> None:
    """Its heading says nothing of a text; other files are taken in all the same."""
    (tmp_path / "other.csv").write_text("colour,size\nred,5\n", "utf-8")
    (tmp_path / "calls.csv").write_text("text\n工钱没有发\n", "utf-8")
    paths = [tmp_path / name for name in ("other.csv", "missing.csv", "calls.csv")]
    report = take_in_tables(reading.office, person("triage"), paths, unit=unit("farm"))
    assert [problem.file for problem in report.problems] == ["other.csv", "missing.csv"]
    assert len(report.rows) == 1
