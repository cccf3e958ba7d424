"""Tables in three languages and two formats: what goes out comes in again, and each fault is told where it stands."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]  # what a spreadsheet would write and read

import gridjustice_xlsx.plugin
from gridjustice import (
    OPERATOR,
    Adoption,
    ExportReport,
    ImportReport,
    Language,
    NotFoundError,
    Office,
    RefusedError,
    adopt_places,
    export_network,
    import_network,
    load_list,
    named_id,
    write_problems,
    write_template,
)
from gridjustice.application.exchange.forms import FORMS
from gridjustice.application.exchange.words import Words
from gridjustice.hooks import Plugins, builtin
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.memory import MemoryStorage

PLUGINS = Plugins([("builtin", builtin), ("xlsx", gridjustice_xlsx.plugin)])
NOW = datetime(2022, 6, 1, 1, tzinfo=UTC)

NETWORK = {
    "法院": (
        "法院路径,名称,朝鲜文名称,级别\n"
        "yblq,某林区中级法院,,中级法院\n"
        "yblq/helong,和龙林区基层法院,화룡림구기층법원,basic\n"
    ),
    "单位": (
        "编码,名称,朝鲜文名称,所属法院,类别,上级单位,有调解组织\n"
        "007,荒沟林场,황구림장,yblq/helong,林场,,是\n"
        "008,=cmd|'/c calc'!A1,,yblq/helong,community,007,否\n"
    ),
    "人员": (
        "账号,姓名,所属法院,电话,语言,所属单位\n"
        "officer,李分流,yblq/helong,+86 139,zh-CN ko-CN,\n"
        "judge,김법관,yblq/helong,,,\n"
        "liaison,최련락,yblq/helong,,ko-CN,007\n"
    ),
    "网格": ("编码,名称,所属法院,所属单位,网格性质,常见案由\n0071,荒沟第一网格,yblq/helong,007,dedicated,T137\n"),
    "任职": (
        "账号,职责,任职或分工地点,起始日期,截止日期,擅长案由\n"
        "officer,triage_officer,yblq/helong,2022-01-01,,\n"
        "judge,judge,yblq/helong,2022年1月1日,,T137\n"
    ),
    "分工": (
        "任职或分工地点,职责,账号,起始日期,截止日期\n"
        "007,司法联络员,liaison,2022-05-23,\n"
        "0071,judge,judge,2022-05-23,2022-12-31\n"
    ),
    "未结纠纷": (
        "编号,上报日期,所属法院,所属单位,所在网格,纠纷摘要,申请方,被申请方,标的额（元）,原台账进展\n"
        "2021-7,2021-09-01,yblq/helong,007,0071,=松子地界线,张某；李某,王某,12000.5,调解中\n"
    ),
}

Import = Callable[..., ImportReport]


@pytest.fixture
def office() -> Office:
    """An office over nothing, that reads and writes workbooks."""
    return Office(MemoryStorage(), PLUGINS, clock=FixedClock(NOW), prepare=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the tables, headed in Chinese."""
    for name, text in NETWORK.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return tmp_path


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.csv"))


def content(office: Office, actor: str = OPERATOR) -> dict[str, Any]:
    """Every record that the actor sees, without what differs from one taking over to the next."""
    found = {}
    for view in office.find(actor, limit=1000):
        plain = attrs.asdict(view.record)
        plain.pop("deadlines")
        found[view.record.id] = plain
    return found


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    """A workbook as a spreadsheet leaves it."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def only(report: ImportReport) -> tuple[str, int, str, str]:
    """Where the one problem is, and its code; it has words in each language."""
    (problem,) = report.problems
    assert report.created == 0
    words = Words(Office(MemoryStorage(), PLUGINS, prepare=True).catalogue)
    for language in Language:
        for said in (problem.text(language, words.catalogue), problem.what_to_do(language, words.catalogue)):
            assert said
            assert "exchange." not in said
            assert "{" not in said
    return problem.file, problem.row, problem.column, problem.code


# In and out again.


@pytest.mark.clause("2.1.1")
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("target", ["out.xlsx", "out"])
def test_what_goes_out_makes_the_same_network_elsewhere(
    office: Office, folder: Path, language: Language, target: str
) -> None:
    """In each language and format; disputes too, with their numbers, days and amounts."""
    assert import_network(office, OPERATOR, files(folder)).problems == ()
    officer = named_id("person", "officer")
    report = export_network(office, officer, folder / target, language=language)
    assert dict(report.rows) | {"parties": 3, "disputes": 1} == dict(report.rows)
    other = Office(MemoryStorage(), PLUGINS, clock=FixedClock(NOW), prepare=True)
    assert import_network(other, OPERATOR, report.files).problems == ()
    assert content(other, officer) == content(office, officer)
    assert import_network(office, OPERATOR, report.files).created == 0


def test_a_dispute_of_an_older_register_keeps_its_number_and_days(office: Office, folder: Path) -> None:
    """What the register says and nothing else: it is reported, and nobody here waits as its reporter."""
    import_network(office, OPERATOR, files(folder))
    (view,) = [v for v in office.find(named_id("person", "officer")) if v.kind == "dispute"]
    dispute = view.record
    assert (dispute.number, dispute.reported_on, dispute.asked_on) == ("2021-7", date(2021, 9, 1), date(2021, 9, 1))
    assert (dispute.state_name, dispute.claimed_fen, dispute.reporter) == ("reported", 1_200_050, None)
    assert [(p.id, p.side.value, p.name) for p in dispute.parties] == [
        ("a1", "applicant", "张某"), ("a2", "applicant", "李某"), ("r1", "respondent", "王某"),
    ]  # fmt: skip
    assert dispute.deadline("triage") is not None
    history = office.history(named_id("person", "officer"), dispute.id)
    assert [event.step for event in history] == ["take_over"]


def test_nobody_exports_what_they_may_not_read(office: Office, folder: Path) -> None:
    """The operator sees no dispute; whoever sees one masked has it left out and counted."""
    import_network(office, OPERATOR, files(folder))
    report = export_network(office, OPERATOR, folder / "none.xlsx", tables=("disputes", "parties"))
    assert report == ExportReport(rows={"disputes": 0, "parties": 0}, masked=0, files=(folder / "none.xlsx",))
    report = export_network(office, named_id("person", "judge"), folder / "masked.xlsx", tables=("disputes",))
    assert (report.rows["disputes"], report.masked) in {(0, 1), (1, 0)}


def test_what_a_spreadsheet_takes_for_a_formula_is_written_as_text(office: Office, folder: Path) -> None:
    """In a workbook the cell is a text; in CSV an apostrophe stands before it, which import takes away."""
    import_network(office, OPERATOR, files(folder))
    export_network(office, OPERATOR, folder / "out.xlsx", tables=("units", "people"))
    cells = [c for page in load_workbook(folder / "out.xlsx") for row in page.iter_rows() for c in row]
    assert {c.data_type for c in cells} <= {"s", "n"}
    assert {"007", "=cmd|'/c calc'!A1", "+86 139"} <= {c.value for c in cells}
    (units,) = export_network(office, OPERATOR, folder / "csv", tables=("units",)).files
    assert "'=cmd|" in units.read_text("utf-8-sig")


# What people send.


def test_a_workbook_as_people_fill_it_in(office: Office, folder: Path) -> None:
    """A title above the heading, days as days, codes as numbers, empty rows, several tables, yes and no, formulas."""
    path = workbook(
        folder / "mine.xlsx",
        Courts=[["path", "name", "level"], ["yb", "某院", "basic"]],
        随便=[
            ["和龙林区单位一览", None, None, None, None],
            ["编码", "名称", "所属法院", "类别", "有调解组织"],
            [None] * 5,
            [222406400, "和龙林业局", "yb", "林业企业", True],
        ],
        人=[["账号", "姓名", "所属法院"], ["judge", "王某", "yb"]],
        posts=[
            ["handle", "role", "place", "since", "specialities"],
            ["judge", "judge", "yb", datetime(2022, 1, 1), None],  # noqa: DTZ001  # a workbook's days have no zone
        ],
    )
    report = import_network(office, OPERATOR, [path])
    assert [(p.row, p.column, p.problem) for p in report.problems] == []
    unit = office.show(OPERATOR, named_id("unit", "222406400")).record
    assert (unit.name, unit.mediates) == ("和龙林业局", True)
    assert office.show(OPERATOR, named_id("person", "judge")).record.posts[0].since == date(2022, 1, 1)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (2224064001234567890, "number_rounded"),
        ("#REF!", "formula_error"),
        (datetime(2022, 1, 1, 12, 30), "time_of_day"),  # noqa: DTZ001  # a workbook's days have no zone
        (" x", "blanks_around"),
        ("x" * 65, "too_long"),
    ],
)
def test_a_cell_that_a_spreadsheet_has_spoilt_is_named(office: Office, tmp_path: Path, cell: Any, code: str) -> None:
    """Rather than taken as another code."""
    courts = [["path", "name", "level"], ["yb", "某院", "basic"]]
    units = [["code", "name", "court", "kind"], [cell, "某林场", "yb", "forest_farm"]]
    report = import_network(office, OPERATOR, [workbook(tmp_path / "a.xlsx", courts=courts, units=units)])
    assert only(report) == ("a.xlsx[units]", 2, "code", code)


def test_each_language_has_headings_of_its_own_that_no_other_column_has() -> None:
    """Else a heading would mean two columns."""
    words = Words(Office(MemoryStorage(), PLUGINS, prepare=True).catalogue)
    for form in FORMS:
        seen: dict[str, str] = {}
        for column in form.columns:
            for heading in words.headings(form.name, column.name):
                assert seen.setdefault(heading, column.name) == column.name, f"{form.name}: {heading}"
            for language in Language:
                assert "exchange." not in words.heading(form.name, column.name, language)
                assert "exchange." not in words.explanation(form.name, column.name, language)
            choices = [column.kind.choices(words, language) for language in Language]
            for said in choices:
                assert len(set(said)) == len(said)


@pytest.mark.parametrize("language", Language)
def test_a_template_can_be_filled_in_and_imported(office: Office, tmp_path: Path, language: Language) -> None:
    """Its remarks are no rows, its drop-downs offer what import takes."""
    path = tmp_path / "template.xlsx"
    write_template(PLUGINS, path, language=language)
    assert import_network(office, OPERATOR, [path]) == ImportReport(created=0, unchanged=0, problems=())
    book = load_workbook(path)
    words = Words(office.catalogue)
    page = book[words.table("courts", language)]
    assert page.cell(2, 1).value.startswith("※")
    (levels,) = [v for v in page.data_validations.dataValidation if "_lists" in v.formula1]
    column = re.search(r"\$([A-Z])\$1", levels.formula1)[1]  # type: ignore[index]  # there is one
    basic = next(
        c.value
        for c in book["_lists"][column]
        if "basic" in str(c.value).lower() or "기층" in str(c.value) or "基层" in str(c.value)
    )
    page.append(["yb", "某院", None, basic])
    units = book[words.table("units", language)]
    references = [v.formula1 for v in units.data_validations.dataValidation]
    assert any(words.table("courts", language) in formula for formula in references)
    book.save(path)
    assert import_network(office, OPERATOR, [path]).created == 1


def test_a_template_in_csv_is_a_folder(office: Office, tmp_path: Path) -> None:
    """A file a table."""
    written = write_template(PLUGINS, tmp_path / "tables", language=Language.ZH)
    assert len(written) == len(FORMS)
    assert import_network(office, OPERATOR, written) == ImportReport(created=0, unchanged=0, problems=())


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_an_error_file_says_where_what_and_what_to_do(office: Office, folder: Path, suffix: str) -> None:
    """In the reader's language, with the heading that stands in the file."""
    (folder / "单位.csv").write_text("编码,名称,所属法院,类别\nx,,yblq/nowhere,城堡\n", "utf-8")
    report = import_network(office, OPERATOR, files(folder))
    path = folder / f"errors{suffix}"
    write_problems(office, path, report.problems, Language.KO)
    if suffix == ".csv":
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    else:
        rows = [[str(c) for c in row] for row in load_workbook(path).active.iter_rows(values_only=True)]
    assert rows[0] == ["파일", "줄", "렬", "적힌 내용", "문제", "고치는 방법"]
    (kind,) = [row for row in rows if row[0] == "单位.csv" and row[2] == "类别"]
    assert kind[1] == "2"
    assert kind[3] == "城堡"
    assert "림장" in kind[5]


def test_a_dry_run_stores_nothing_and_says_what_would_be(office: Office, folder: Path) -> None:
    """The same numbers as the real one."""
    dry = import_network(office, OPERATOR, files(folder), dry=True)
    assert (dry.dry, dry.problems, office.count(OPERATOR)[()]) == (True, (), 0)
    real = import_network(office, OPERATOR, files(folder))
    assert (real.created, real.unchanged) == (dry.created, dry.unchanged)
    assert dry.created


def test_who_may_not_import_is_refused_row_by_row(office: Office, folder: Path) -> None:
    """A judge manages no network; nothing is stored."""
    import_network(office, OPERATOR, files(folder))
    (folder / "单位.csv").write_text("编码,名称,所属法院,类别\n009,又一个,yblq/helong,林场\n", "utf-8")
    report = import_network(office, named_id("person", "judge"), [folder / "单位.csv"])
    assert only(report) == ("单位.csv", 2, "", "refused")
    with pytest.raises(NotFoundError):
        office.show(OPERATOR, named_id("unit", "009"))


# Hostile files.


def zipped(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return path


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"[Content_Types].xml": b"<x/>", "xl__sharedStrings.xml": b" " * (129 << 20)}, "too_large"),
        ({"[Content_Types].xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}, "no_workbook"),
        ({"[Content_Types].xml": b"<x/>"}, "no_workbook"),
        ({"notes.txt": b"hello"}, "no_workbook"),
    ],
)
def test_an_archive_that_is_no_workbook_is_refused(
    office: Office, tmp_path: Path, parts: dict[str, bytes], code: str
) -> None:
    """Before it is unpacked, where it would fill the memory."""
    assert only(import_network(office, OPERATOR, [zipped(tmp_path / "a.xlsx", **parts)]))[3] == code


def rows_of(path: Path, xml: bytes) -> Path:
    """A workbook with one sheet whose XML is given."""
    workbook(path, courts=[["path", "name", "level"]])
    inner = zipfile.ZipFile(path)
    parts = {name: inner.read(name) for name in inner.namelist()}
    inner.close()
    name = next(n for n in parts if n.startswith("xl/worksheets/sheet"))
    parts[name] = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + xml
        + b"</sheetData></worksheet>"
    )  # fmt: skip
    return zipped(path, **{n.replace("/", "__"): data for n, data in parts.items()})


def cell(place: str, text: str) -> bytes:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()


HEAD = b'<row r="1">' + cell("A1", "path") + cell("B1", "name") + cell("C1", "level") + b"</row>"


def test_a_workbook_that_claims_rows_without_end_is_refused(office: Office, tmp_path: Path) -> None:
    """A row of a number that no sheet has."""
    far = HEAD + b'<row r="2000000">' + cell("A2000000", "yb") + b"</row>"
    assert only(import_network(office, OPERATOR, [rows_of(tmp_path / "a.xlsx", far)]))[3] == "too_many_cells"


def test_a_workbook_with_columns_without_end_is_refused(office: Office, tmp_path: Path) -> None:
    """In its heading, or behind it."""
    wide = HEAD + b'<row r="2">' + cell("A2", "yb") + cell("ZZZ2", "far away") + b"</row>"
    report = import_network(office, OPERATOR, [rows_of(tmp_path / "a.xlsx", wide)])
    assert only(report)[3] in {"too_many_cells", "row_of_other_width"}


def test_a_million_columns_of_csv_are_refused(office: Office, tmp_path: Path) -> None:
    """Or a heading of them."""
    path = tmp_path / "wide.csv"
    path.write_text("path,name,level" + "," * 1_000_000 + "x\n", "utf-8")
    assert only(import_network(office, OPERATOR, [path]))[3] == "too_many_columns"
    path.write_text("path,name,level\n" + "x," * 1_000_000 + "x\n", "utf-8")
    assert only(import_network(office, OPERATOR, [path]))[3] == "row_of_other_width"


def test_a_line_without_end_is_refused(office: Office, tmp_path: Path) -> None:
    """Without reading it into the memory."""
    path = tmp_path / "long.csv"
    path.write_text("path,name,level\n" + "x" * (5 << 20), "utf-8")
    assert only(import_network(office, OPERATOR, [path]))[3] == "no_cells"


def test_a_cell_of_a_megabyte_is_shown_by_its_beginning(office: Office, tmp_path: Path) -> None:
    """In the problem, and in the error file."""
    huge = HEAD + b'<row r="2">' + cell("A2", "yb") + cell("B2", "x" * (1 << 20)) + cell("C2", "basic") + b"</row>"
    report = import_network(office, OPERATOR, [rows_of(tmp_path / "a.xlsx", huge)])
    assert only(report) == ("a.xlsx[courts]", 2, "name", "too_long")
    assert len(report.problems[0].value) == 1000


# Lists, and the places of them that a court adopts.

PLACES = """code,level,name,parent_code
2224,prefecture,延边朝鲜族自治州,
222406,county,和龙市,2224
222406100,township,八家子镇,222406
222406100001,village,八家子社区,222406100
222406100002,village,河南社区,222406100
222406101,township,福洞镇,222406
222406101001,village,福洞社区,222406101
"""


@pytest.fixture
def adopting(office: Office, folder: Path) -> Office:
    """An office with a court and a list of places."""
    (folder / "places.txt").write_text(PLACES, "utf-8")
    load_list(office, OPERATOR, "units", "2023", [folder / "places.txt"])
    import_network(office, OPERATOR, [folder / "法院.csv"])
    return office


def units(office: Office) -> Iterator[Any]:
    for view in office.find(OPERATOR, limit=1000):
        if view.kind == "unit":
            yield view.record


@pytest.mark.clause("1.4")
def test_a_court_adopts_everything_under_a_place(adopting: Office) -> None:
    """With the place itself, a grid for each place at the bottom, and nothing the second time."""
    wanted = Adoption(court="yblq/helong", under="222406100", grids=True)
    assert adopt_places(adopting, OPERATOR, wanted, dry=True).created == 5
    assert adopt_places(adopting, OPERATOR, wanted) == ImportReport(created=5, unchanged=0, problems=())
    assert adopt_places(adopting, OPERATOR, wanted) == ImportReport(created=0, unchanged=5, problems=())
    found = {unit.code: (unit.name, unit.kind.value, unit.parent) for unit in units(adopting)}
    above = named_id("unit", "222406100")
    assert found == {
        "222406100": ("八家子镇", "governance_office", None),
        "222406100001": ("八家子社区", "community", above),
        "222406100002": ("河南社区", "community", above),
    }
    assert adopting.show(OPERATOR, named_id("grid", "222406100001-01")).record.name == "八家子社区网格"


def test_a_court_adopts_single_places_with_the_township_above(adopting: Office) -> None:
    """And another time those of another court are refused."""
    wanted = Adoption(court="yblq/helong", codes=("222406100002", "222406101001"))
    assert adopt_places(adopting, OPERATOR, wanted).created == 4
    assert {unit.code for unit in units(adopting)} == {"222406100", "222406100002", "222406101", "222406101001"}
    report = adopt_places(adopting, OPERATOR, attrs.evolve(wanted, court="yblq"))
    assert report.problems
    assert report.created == 0


def test_places_that_are_not_in_the_list_are_named(adopting: Office) -> None:
    """As is a list that nobody has loaded."""
    with pytest.raises(NotFoundError, match="999"):
        adopt_places(adopting, OPERATOR, Adoption(court="yblq", under="999"))
    with pytest.raises(NotFoundError, match="gridjustice list load"):
        adopt_places(adopting, OPERATOR, Adoption(court="yblq", under="2224", list="else"))


def test_only_the_operator_loads_lists(adopting: Office, folder: Path) -> None:
    """They are the same for every court."""
    with pytest.raises(RefusedError):
        load_list(adopting, named_id("person", "judge"), "units", "2024", [folder / "places.txt"])


@pytest.mark.slow
@pytest.mark.reads_shared
def test_the_whole_country_is_loaded_and_found(shared: Path, tmp_path: Path) -> None:
    """665,276 places; a name of two characters is found in them."""
    from gridjustice_sqlalchemy.plugin import open_sqlite

    storage = open_sqlite(f"sqlite:///{tmp_path}/court.db")
    office = Office(storage, PLUGINS, clock=FixedClock(NOW), prepare=True)
    data = shared / "data"
    paths = [data / "china_upper_units.csv.gz", data / "china_village_units.csv.gz"]
    made = load_list(office, OPERATOR, "units", "2023", paths, level="village")
    assert made.entries == 620_573 + 44_703
    assert load_list(office, OPERATOR, "units", "2023", paths, level="village") == made
    assert "222406" in [entry.code for entry in storage.lists().search("units", "2023", "和龙")]
    storage.close()
