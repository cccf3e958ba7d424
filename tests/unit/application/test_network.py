"""Importing a network, its coverage on any day, and the plan that puts judges into its grids."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import attrs
import pytest

from gridjustice.application.access import OPERATOR
from gridjustice.application.coverage import coverage
from gridjustice.application.exchange.importing import ImportReport, import_network, read_tables
from gridjustice.application.exchange.problems import SHOWN, RowProblem
from gridjustice.application.office import Office
from gridjustice.application.planning import apply_plan, plan_assignments
from gridjustice.domain.planning import Candidate, Demand, Proposal
from gridjustice.domain.record import Role
from gridjustice.domain.values import named_id
from gridjustice.errors import DefinitionError, RefusedError
from gridjustice.hooks import Plugins, builtin, hookimpl
from gridjustice.ports.clock import FixedClock
from gridjustice.ports.storage import Reader
from gridjustice.testing.memory import MemoryStorage

TABLES = {
    "courts": """\
path,name,name_ko,level
yblq/helong,和龙林区基层法院,화룡림구기층법원,basic
yblq,某林区中级法院,,intermediate
""",
    "units": """\
code,name,name_ko,kind,parent,court,mediates
farm,荒沟林场,황구림장,forest_farm,enterprise,yblq/helong,
enterprise,和龙林业局,화룡림업국,forestry_enterprise,,yblq/helong,yes
""",
    "people": """\
handle,name,phone,languages,unit,court
judge-1,王某,,zh-CN,,yblq/helong
judge-2,김某,,zh-CN ko-CN,,yblq/helong
liaison-farm,李某,13900000001,,farm,yblq/helong
worker-farm,赵某,,,farm,yblq/helong
mediator-farm,孙某,,,farm,yblq/helong
""",
    "posts": """\
handle,role,place,since,until,specialities
judge-1,judge,yblq/helong,2022-01-01,,T137 9255
judge-2,judge,yblq/helong,2022-01-01,,
mediator-farm,mediator,farm,2022-01-01,,
""",
    "grids": """\
code,name,name_ko,nature,unit,court,causes
farm-1,荒沟林场一格,,dedicated,farm,yblq/helong,T137
enterprise-1,局址一格,,basic,enterprise,yblq/helong,
""",
    "assignments": """\
place,role,handle,since,until
farm,liaison,liaison-farm,2022-05-23,
farm-1,grid_worker,worker-farm,2022-05-23,
""",
}

ROWS = sum(table.count("\n") - 1 for table in TABLES.values())
DAY = date(2022, 7, 1)

Import = Callable[..., ImportReport]


@pytest.fixture
def office() -> Office:
    """An office over nothing."""
    clock = FixedClock(datetime(2022, 6, 1, 1, tzinfo=UTC))
    return Office(MemoryStorage(), Plugins([("builtin", builtin)]), clock=clock, prepare=True)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., list[Path]]:
    """Writes the tables, some of them otherwise, and gives their paths, the last that is needed first."""

    def write(encoding: str = "utf-8", **changes: str) -> list[Path]:
        paths: list[Path] = []
        for name, text in {**TABLES, **changes}.items():
            paths.insert(0, tmp_path / f"{name}.csv")
            paths[0].write_bytes(text.encode(encoding))
        return paths

    return write


@pytest.fixture
def load(office: Office, write: Callable[..., list[Path]]) -> Import:
    """Imports the tables, some of them otherwise."""
    return lambda encoding="utf-8", **changes: import_network(office, OPERATOR, write(encoding, **changes))


def stored(office: Office) -> dict[str, int]:
    """How many records of each kind there are."""
    return {str(kind): number for (kind,), number in office.count(OPERATOR, by=("kind",)).items()}


# Importing.


@pytest.mark.clause("2.1.1")
def test_a_network_is_imported_whatever_the_order_of_files_and_rows(office: Office, load: Import) -> None:
    """Units before their parents, assignments before everything: the steps find their order."""
    assert load() == ImportReport(created=ROWS, unchanged=0, problems=())
    assert stored(office) == {"court": 2, "unit": 2, "person": 5, "grid": 2}
    farm = office.show(OPERATOR, named_id("unit", "farm")).record
    assert (farm.name, farm.name_ko, farm.parent) == ("荒沟林场", "황구림장", named_id("unit", "enterprise"))
    assert farm.mediates
    assert farm.liaison_on(DAY) == named_id("person", "liaison-farm")
    judge = office.show(OPERATOR, named_id("person", "judge-1")).record
    assert judge.posts[0].specialities == ("T137", "9255")


def test_importing_again_changes_nothing(office: Office, load: Import) -> None:
    """Every row is counted as unchanged, for whoever imports."""
    load()
    before = office.count(OPERATOR)
    assert load() == ImportReport(created=0, unchanged=ROWS, problems=())
    assert office.count(OPERATOR) == before


def test_another_importer_finds_everything_there(
    office: Office, load: Import, write: Callable[..., list[Path]]
) -> None:
    """What the network says already is unchanged, whoever said it."""
    load(people=TABLES["people"] + "boss,,,,,yblq\n", posts=TABLES["posts"] + "boss,president,yblq,2022-01-01,,\n")
    report = import_network(office, named_id("person", "boss"), write())
    assert report == ImportReport(created=0, unchanged=ROWS, problems=())


def test_a_row_that_was_changed_by_a_step_stays_unchanged(office: Office, load: Import) -> None:
    """An old file does not undo a renaming."""
    load()
    farm = named_id("unit", "farm")
    office.take(OPERATOR, farm, "rename", {"name": "新荒沟林场"}, key="k1")
    assert load().unchanged == ROWS
    assert office.show(OPERATOR, farm).record.name == "新荒沟林场"


def test_new_rows_are_added_to_what_is_there(office: Office, load: Import) -> None:
    """A table may point at what an earlier import brought."""
    load()
    more = TABLES["grids"] + "farm-2,荒沟林场二格,,dedicated,farm,yblq/helong,\n"
    assert load(grids=more) == ImportReport(created=1, unchanged=ROWS, problems=())


def test_a_liaison_of_the_past_leaves_room_for_the_next(office: Office, load: Import) -> None:
    """A liaison with a last day is named and released, whatever the order of the rows."""
    rows = TABLES["assignments"] + "farm,liaison,worker-farm,2022-01-01,2022-05-22\n"
    assert load(assignments=rows).created == ROWS + 2
    farm = office.show(OPERATOR, named_id("unit", "farm")).record
    assert farm.liaison_on(date(2022, 5, 22)) == named_id("person", "worker-farm")
    assert farm.liaison_on(date(2022, 5, 23)) == named_id("person", "liaison-farm")
    assert load(assignments=rows).unchanged == ROWS + 1


def test_progress_is_reported(office: Office, write: Callable[..., list[Path]]) -> None:
    """Of reading, checking and writing, each to its end."""
    seen: list[tuple[str, int, int]] = []
    import_network(office, OPERATOR, write(), progress=lambda *told: seen.append(told))
    assert list(dict.fromkeys(phase for phase, _, _ in seen)) == ["read", "check", "write"]
    assert {told for told in seen if told[1] == ROWS} == {(phase, ROWS, ROWS) for phase in ("read", "check", "write")}


def test_tables_are_read_as_steps_without_an_office(write: Callable[..., list[Path]]) -> None:
    """Who only wants to look gets the steps in the order in which they can be taken."""
    requests, problems = read_tables(write())
    assert problems == ()
    assert [r.step for r in requests[:5]] == ["establish", "establish", "adopt", "adopt", "enrol"]
    assert len({r.key for r in requests}) == ROWS


# Encodings and shapes.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_the_encoding_is_found_out(office: Office, load: Import, encoding: str) -> None:
    """UTF-8 with and without byte order mark, UTF-16, GB18030."""
    assert load(encoding).problems == ()
    assert office.show(OPERATOR, named_id("unit", "farm")).record.name == "荒沟林场"


def test_gbk_is_found_out(office: Office, load: Import) -> None:
    """As older spreadsheets save it; GBK has no Korean letters, so names in it stay Chinese."""
    chinese = {name: text.replace("화룡림구기층법원", "").replace("황구림장", "") for name, text in TABLES.items()}
    chinese = {name: text.replace("화룡림업국", "").replace("김某", "金某") for name, text in chinese.items()}
    assert load("gbk", **chinese).problems == ()
    assert office.show(OPERATOR, named_id("court", "yblq/helong")).record.name == "和龙林区基层法院"


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_accepted(load: Import, separator: str) -> None:
    """Spreadsheets of other countries write them."""
    assert load(**{name: text.replace(",", separator) for name, text in TABLES.items()}).problems == ()


def test_line_ends_blank_rows_and_empty_cells_behind_do_no_harm(load: Import) -> None:
    """As spreadsheets leave them."""
    text = TABLES["units"].replace("\n", ",,\r\n") + ",,,,,,,,\r\n\r\n"
    assert load(units=text).problems == ()


@pytest.mark.parametrize(
    "name",
    [
        "'; DROP TABLE record; --",
        "荒沟🌲林场",
        "e\u0301 é",
        " blanks stay ",
        'with "quotes", commas\nand lines',
        "\u202eright to left",
        "x" * 200,
        "𠀀𪛖",
        "%_\\",
    ],
)
def test_strange_names_are_kept_exactly(office: Office, load: Import, name: str) -> None:
    """Whatever a name is, it comes back character for character."""
    quoted = name.replace('"', '""')
    row = f'odd,"{quoted}",,forest_farm,enterprise,yblq/helong,no\n'
    assert load(units=TABLES["units"] + row).problems == ()
    assert office.show(OPERATOR, named_id("unit", "odd")).record.name == name


def problem_of(report: ImportReport) -> RowProblem:
    """The one problem, which says where, what and what to do."""
    assert report.created == report.unchanged == 0
    (problem,) = report.problems
    assert problem.problem
    assert problem.remedy
    return problem


UNIT = "new,{name},,{kind},{parent},{court},{mediates}\n"
GOOD_UNIT = {"name": "新林场", "kind": "forest_farm", "parent": "enterprise", "court": "yblq/helong", "mediates": "yes"}


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("name", "", "must not be empty"),
        ("name", "   ", "blank"),
        ("name", "长" * 10_000, "10000 characters"),
        ("name", "\x07bell", "U+0007"),
        ("name", "nul\x00", "U+0000"),
        ("kind", "castle", "is none of"),
        ("parent", "nowhere", "no unit 'nowhere'"),
        ("parent", "new", "below the unit itself"),
        ("parent", " enterprise", "blanks around"),
        ("court", "yblq/nowhere", "no court 'yblq/nowhere'"),
        ("court", "延边", "court path"),
        ("mediates", "perhaps", "neither yes nor no"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_stored(
    office: Office, load: Import, column: str, value: str, says: str
) -> None:
    """File, row, column, value, reason and remedy."""
    report = load(units=TABLES["units"] + UNIT.format(**{**GOOD_UNIT, column: value}))
    problem = problem_of(report)
    assert (problem.file, problem.row, problem.column, problem.value) == ("units.csv", 4, column, value[:SHOWN])
    assert says in problem.problem
    assert stored(office) == {}


@pytest.mark.parametrize(
    ("table", "row", "column", "says"),
    [
        ("posts", "judge-1,judge,yblq,2022-02-30,,", "since", "no calendar has"),
        ("posts", "judge-1,judge,yblq,2022-2-3,,", "since", "no day written as"),
        ("posts", "judge-1,judge,yblq,0001-01-01,,", "since", "not between"),
        ("posts", "judge-1,judge,yblq,2022-02-03,2022-02-02,", "until", "before `since`"),
        ("posts", "judge-1,judge,yblq,2022-02-03,,T99999", "specialities", "T99999"),
        ("posts", "judge-1,judge,yblq,2022-02-03,,T137 T137", "specialities", "twice"),
        ("posts", "judge-1,judge,farm,2022-02-03,,", "place", "no court 'farm'"),
        ("posts", "judge-1,mediator,yblq,2022-02-03,,", "place", "no unit 'yblq'"),
        ("posts", "judge-1,liaison,farm,2022-02-03,,", "role", "is none of"),
        ("posts", "nobody,judge,yblq,2022-02-03,,", "handle", "no person 'nobody'"),
        ("posts", "judge-1,judge,yblq/helong,2022-01-01,,", "handle", "posts.csv row 2"),
        ("people", "x,,,中文,,yblq", "languages", "language tag"),
        ("people", "judge-1,,,,,yblq", "handle", "people.csv row 2"),
        ("people", "y,,,,castle,yblq", "unit", "no unit 'castle'"),
        ("courts", "other/deep,某院,,basic", "path", "no court 'other'"),
        ("units", "farm,又一个,,forest_farm,,yblq,", "code", "units.csv row 2"),
        ("grids", "g,某格,,dedicated,farm,yblq,", "court", ""),
        ("grids", "farm-1,某格,,dedicated,farm,yblq/helong,", "code", "grids.csv row 2"),
        ("assignments", "farm-1,judge,worker-farm,2022-06-01,", "handle", ""),
        ("assignments", "farm-1,grid_worker,judge-1,2022-06-01,", "role", ""),
        ("assignments", "farm,liaison,worker-farm,2022-06-01,", "handle", ""),
        ("assignments", "farm-1,liaison,worker-farm,2022-06-01,", "place", "no unit 'farm-1'"),
        ("assignments", "farm,grid_worker,worker-farm,2022-06-01,", "place", "no grid 'farm'"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_stored(load: Import, table: str, row: str, column: str, says: str) -> None:
    """Whether the table, the other tables or a guard of a step refuses it; a guard says it in the catalogues' words."""
    problem = problem_of(load(**{table: TABLES[table] + row + "\n"}))
    assert (problem.file, problem.row) == (f"{table}.csv", TABLES[table].count("\n") + 1)
    assert problem.column == column
    assert says in problem.problem


def test_units_in_a_circle_are_each_named(load: Import) -> None:
    """A below B below A."""
    rows = "a,甲,,forest_farm,b,yblq,\nb,乙,,forest_farm,a,yblq,\nc,丙,,forest_farm,a,yblq,\n"
    assert [(p.row, p.column, p.value) for p in load(units=TABLES["units"] + rows).problems] == [
        (4, "parent", "b"),
        (5, "parent", "a"),
    ]


def test_a_bad_row_is_not_named_again_by_all_that_point_at_it(load: Import) -> None:
    """One mistake, one problem."""
    assert problem_of(load(units=TABLES["units"].replace("荒沟林场", "\x01"))).column == "name"


def test_all_problems_are_named_at_once(load: Import) -> None:
    """In the order of files and rows."""
    report = load(
        units=TABLES["units"] + "x,,,castle,,yblq,\n",
        grids=TABLES["grids"].replace("dedicated", "round"),
    )
    assert [(p.file, p.row, p.column) for p in report.problems] == [
        ("grids.csv", 2, "nature"),
        ("units.csv", 4, "name"),
        ("units.csv", 4, "kind"),
    ]


@pytest.mark.parametrize(
    ("text", "row", "says"),
    [
        ("", 0, "empty"),
        ("\n\n\n", 0, "empty"),
        ("何,か\n1,2\n", 1, "that of no table"),
        ("path,name,level,colour\n", 1, "no column 'colour'"),
        ("path,name\n", 1, "'level' is missing"),
        ("path,name,level,name\n", 1, "2 times"),
        ("path，name，level\n", 1, "that of no table"),
        ('path,name,level\nyb,"never closed,basic\n', 2, "taken apart"),
        ('path,name,level\nyb,"closed"early,basic\n', 2, "taken apart"),
        ("path,name,level\nyb,too few\n", 2, "2 cells"),
        ("path,name,level\nyb,too,many,basic\n", 2, "4 cells"),
        (f"path,name,level\nyb,{'x' * 200_000},basic\n", 2, "taken apart"),
    ],
)
def test_a_file_of_another_shape_is_refused(
    office: Office, tmp_path: Path, text: str, row: int, says: str
) -> None:  # fmt: skip
    """With the row, and what a good one looks like."""
    path = tmp_path / "courts.csv"
    path.write_text(text, "utf-8")
    problem = problem_of(import_network(office, OPERATOR, [path]))
    assert (problem.file, problem.row) == ("courts.csv", row)
    assert says in problem.problem


@pytest.mark.parametrize(
    ("data", "row"),
    [
        ("path,name,level\nyb,延边,basic\n".encode()[:-10], 2),
        (b"path,name,level\nyb,\xe5\xbb\xb6\xed\xa0\x80,basic\n", 2),
        ("path,name,level\nyb,名字很长的一个法院".encode() + b"\xff,basic\n", 2),
        ("path,name,level\nyb,é,basic\n".encode(), 0),
        ("path,name,level\nyb,延边,basic\n".encode("utf-16")[:-1], 2),
        (b"path,name,level\nyb,\x80\xff,basic\n", 2),
    ],
)
def test_damaged_or_ambiguous_bytes_are_refused(office: Office, tmp_path: Path, data: bytes, row: int) -> None:
    """Rather than read as other letters."""
    path = tmp_path / "courts.csv"
    path.write_bytes(data)
    problem = problem_of(import_network(office, OPERATOR, [path]))
    assert problem.row == row


def test_a_file_that_is_not_there_is_named(office: Office, tmp_path: Path) -> None:
    """As every other problem."""
    assert problem_of(import_network(office, OPERATOR, [tmp_path / "none.csv"])).row == 0


def test_a_row_that_contradicts_the_network_is_refused(office: Office, load: Import) -> None:
    """What changes is changed by a step, not by a table."""
    load()
    problem = problem_of(load(units=TABLES["units"].replace("荒沟林场,황구림장", "黄沟林场,황구림장")))
    assert (problem.row, problem.column, problem.value) == (2, "name", "黄沟林场")
    assert "荒沟林场" in problem.problem


def test_a_row_about_something_that_was_closed_is_refused(office: Office, load: Import) -> None:
    """Unless it is the very row that was imported."""
    load()
    office.take(OPERATOR, named_id("grid", "farm-1"), "close", {"reason": "merged"}, key="k1")
    assert load().problems == ()
    assert "closed" in problem_of(load(grids=TABLES["grids"].replace("一格,,ded", "某格,,ded"))).problem


# Coverage and plan.


@contextmanager
def counted(office: Office) -> Iterator[list[str]]:
    """Every call of the storage's reader while it lasts."""
    calls: list[str] = []
    original = office.storage.read

    class Counting:
        def __init__(self, reader: Reader) -> None:
            self.reader = reader

        def __getattr__(self, name: str) -> object:
            calls.append(name)
            return getattr(self.reader, name)

    @contextmanager
    def read() -> Iterator[Counting]:
        with original() as reader:
            yield Counting(reader)

    office.storage.read = read  # type: ignore[method-assign, assignment]  # counts, and hands on everything else
    yield calls
    office.storage.read = original  # type: ignore[method-assign]  # as it was


@pytest.mark.clause("2.1.1")
def test_coverage_names_every_gap(office: Office, load: Import) -> None:
    """Grid by grid: judge, liaison, grid worker, mediator."""
    load()
    report = coverage(office, OPERATOR, DAY)
    assert (report.grids, report.covered) == (2, 0)
    assert (report.with_judge, report.with_liaison, report.with_worker, report.with_mediator) == (0, 1, 1, 1)
    assert {(gap.what, gap.grid_name, gap.unit_name) for gap in report.gaps} == {
        ("no_judge", "荒沟林场一格", "荒沟林场"),
        *((what, "局址一格", "和龙林业局") for what in ("no_judge", "no_liaison", "no_grid_worker", "no_mediator")),
    }


def deputies(office: Office, day: date = DAY) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    """By gap and grid, the id and the name of who stands in."""
    report = coverage(office, OPERATOR, day)
    return {(gap.what, gap.grid_name): (gap.deputy, gap.deputy_name) for gap in report.gaps}


def called(handle: str, name: str) -> tuple[str | None, str | None]:
    """Somebody's id and name."""
    return named_id("person", handle), name


@pytest.mark.clause("1.8")
@pytest.mark.clause("2.1.2")
def test_every_gap_names_a_deputy(office: Office, load: Import) -> None:
    """The judge with the fewest grids, the parent's liaison, the unit's liaison, a mediator of the organisation."""
    load(
        units=TABLES["units"]
        + "post,林场管护站,,forest_farm,farm,yblq/helong,\n"
        + "hall,调解委员会,,mediation_organisation,,yblq/helong,yes\n",
        people=TABLES["people"] + "hall-mediator,吴某,,,hall,yblq/helong\n",
        posts=TABLES["posts"] + "hall-mediator,mediator,hall,2022-01-01,,\n",
        grids=TABLES["grids"].replace("farm-1", "farm-0")
        + "farm-1,荒沟林场二格,,basic,farm,yblq/helong,\npost-1,管护站一格,,basic,post,yblq/helong,\n",
        assignments=TABLES["assignments"] + "farm-0,judge,judge-1,2022-06-01,\npost-1,judge,judge-1,2022-06-01,\n",
    )
    assert deputies(office) == {
        ("no_grid_worker", "荒沟林场一格"): called("liaison-farm", "李某"),
        ("no_judge", "荒沟林场二格"): called("judge-2", "김某"),
        ("no_liaison", "管护站一格"): called("liaison-farm", "李某"),
        ("no_grid_worker", "管护站一格"): (None, None),
        ("no_mediator", "管护站一格"): called("hall-mediator", "吴某"),
        ("no_judge", "局址一格"): called("judge-2", "김某"),
        ("no_liaison", "局址一格"): (None, None),
        ("no_grid_worker", "局址一格"): (None, None),
        ("no_mediator", "局址一格"): called("hall-mediator", "吴某"),
    }


@pytest.mark.clause("2.1.2")
def test_a_deputy_is_looked_for_further_up(office: Office, load: Import) -> None:
    """A judge of the court above, a mediator and a liaison of the units above, where nobody is nearer."""
    load(
        units=TABLES["units"]
        + "post,林场管护站,,forest_farm,farm,yblq/helong,\nhut,管护点,,forest_farm,post,yblq/helong,\n",
        people=TABLES["people"] + "boss,정某,,,,yblq\n",
        posts="handle,role,place,since,until,specialities\nboss,judge,yblq,2022-01-01,,\n"
        "mediator-farm,mediator,farm,2022-01-01,,\n",
        grids=TABLES["grids"] + "hut-1,管护点一格,,basic,hut,yblq/helong,\n",
    )
    found = deputies(office)
    assert found["no_judge", "管护点一格"] == called("boss", "정某")
    assert found["no_liaison", "管护点一格"] == called("liaison-farm", "李某")
    assert found["no_mediator", "管护点一格"] == called("mediator-farm", "孙某")
    assert found["no_mediator", "局址一格"] == (None, None)


@pytest.mark.clause("2.1.2")
def test_a_deputy_is_that_of_the_day(office: Office, load: Import) -> None:
    """Nobody stands in before they were anything, or after they left."""
    load()
    assert deputies(office)["no_judge", "局址一格"] != (None, None)
    assert set(deputies(office, date(2021, 12, 31)).values()) == {(None, None)}
    for judge in ("judge-1", "judge-2"):
        office.take(OPERATOR, named_id("person", judge), "leave", {"reason": "retired"}, key=judge)
    assert deputies(office)["no_judge", "局址一格"] == (None, None)


@pytest.mark.clause("2.1.1")
def test_a_plan_fills_every_gap_that_a_judge_can_fill(office: Office, load: Import) -> None:
    """Proposed first, stored only when applied, and applying it again changes nothing."""
    load()
    plan = plan_assignments(office, OPERATOR, DAY)
    assert plan.planner == "builtin"
    assert {line.judge for line in plan.lines} == {named_id("person", "judge-1"), named_id("person", "judge-2")}
    assert coverage(office, OPERATOR, DAY).with_judge == 0
    assert len(apply_plan(office, OPERATOR, plan)) == 2
    report = coverage(office, OPERATOR, DAY)
    assert (report.with_judge, report.covered) == (2, 1)
    assert {(name, number) for _, name, number in report.loads} == {("王某", 1), ("김某", 1)}
    assert apply_plan(office, OPERATOR, plan) == []
    assert [line.reason for line in plan_assignments(office, OPERATOR, DAY).lines] == ["kept", "kept"]


@pytest.mark.clause("P41")
def test_coverage_is_that_of_the_day(office: Office, load: Import) -> None:
    """Who answers from a day on did not answer before it, and what ended is still known."""
    load()
    apply_plan(office, OPERATOR, plan_assignments(office, OPERATOR, DAY))
    assert coverage(office, OPERATOR, date(2022, 6, 30)).with_judge == 0
    farm = named_id("grid", "farm-1")
    worker = {"person": named_id("person", "worker-farm"), "role": "grid_worker", "until": "2022-09-30"}
    office.take(OPERATOR, farm, "relieve", worker, key="k1")
    assert coverage(office, OPERATOR, date(2022, 9, 30)).covered == 1
    assert coverage(office, OPERATOR, date(2022, 10, 1)).covered == 0


def test_a_judge_who_left_the_court_is_replaced_by_a_hand_over(office: Office, load: Import) -> None:
    """The grid's history keeps both."""
    load()
    apply_plan(office, OPERATOR, plan_assignments(office, OPERATOR, DAY))
    later = date(2023, 3, 1)
    left = {"role": "judge", "place": "yblq/helong", "until": "2023-02-28"}
    office.take(OPERATOR, named_id("person", "judge-1"), "leave_post", left, key="k1")
    assert coverage(office, OPERATOR, date(2023, 2, 28)).with_judge == 2
    assert coverage(office, OPERATOR, later).with_judge == 1
    (receipt,) = apply_plan(office, OPERATOR, plan_assignments(office, OPERATOR, later))
    assert getattr(receipt, "step", "") == "hand_over"
    grid = office.show(OPERATOR, named_id("grid", "farm-1")).record
    assert grid.answering_on(Role.JUDGE, date(2023, 2, 28)) == (named_id("person", "judge-1"),)
    assert grid.answering_on(Role.JUDGE, later) == (named_id("person", "judge-2"),)


def test_who_left_answers_for_nothing_from_today_on(office: Office, load: Import) -> None:
    """But did, before."""
    load()
    worker = named_id("person", "worker-farm")
    office.take(OPERATOR, worker, "leave", {"reason": "moved away"}, key="k1")
    assert coverage(office, OPERATOR, office.today()).with_worker == 0
    assert coverage(office, OPERATOR, date(2022, 5, 31)).with_worker == 1


def test_a_court_is_planned_apart(office: Office, load: Import) -> None:
    """Only its grids, and what its judges have elsewhere counts as load."""
    load(
        courts=TABLES["courts"] + "yblq/hunchun,某院,,basic\n",
        units=TABLES["units"] + "sea,某场,,forest_farm,,yblq/hunchun,\n",
        grids=TABLES["grids"] + "sea-1,某格,,basic,sea,yblq/hunchun,\n",
    )
    assert coverage(office, OPERATOR, DAY, "yblq/helong").grids == 2
    assert coverage(office, OPERATOR, DAY, "yblq").grids == 3
    plan = plan_assignments(office, OPERATOR, DAY, "yblq/hunchun")
    assert [(line.judge, line.reason) for line in plan.lines] == [(None, "nobody")]
    assert apply_plan(office, OPERATOR, plan) == []


def test_reads_do_not_grow_with_the_network(office: Office, load: Import) -> None:
    """A page at a time, not a grid at a time."""
    load()
    with counted(office) as few:
        coverage(office, OPERATOR, DAY)
    rows = "".join(f"grid-{n},格{n},,dedicated,farm,yblq/helong,\n" for n in range(300))
    load(grids=TABLES["grids"] + rows)
    with counted(office) as many:
        coverage(office, OPERATOR, DAY)
    assert many == few


def test_a_refused_line_stops_no_other(office: Office, load: Import) -> None:
    """Each line has its own outcome."""
    load()
    plan = plan_assignments(office, OPERATOR, DAY)
    wrong = attrs.evolve(plan.lines[0], judge=named_id("person", "worker-farm"))
    outcomes = apply_plan(office, OPERATOR, attrs.evolve(plan, lines=(wrong, *plan.lines[1:])))
    assert isinstance(outcomes[0], RefusedError)
    assert not isinstance(outcomes[1], Exception)


class Forgetful:
    """A planner that forgets grids."""

    @hookimpl
    def gridjustice_decide_assignments(self, demands: list[Demand], candidates: list[Candidate]) -> list[Proposal]:
        return []


def test_a_plan_that_leaves_grids_out_is_no_plan(office: Office, load: Import) -> None:
    """The planner is named."""
    load()
    other = Office(office.storage, Plugins([("builtin", builtin), ("forgetful", Forgetful())]), clock=office.clock)
    with pytest.raises(DefinitionError, match="forgetful"):
        plan_assignments(other, OPERATOR, DAY)
