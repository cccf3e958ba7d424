"""Whatever is imported: nothing crashes, nothing is half-written, and what is accepted comes back exactly."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import assume, example, given
from hypothesis import strategies as st

from gridjustice.application.access import OPERATOR
from gridjustice.application.exchange.importing import ImportReport, import_network
from gridjustice.application.office import Office
from gridjustice.domain.values import named_id
from gridjustice.hooks import Plugins, builtin
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.memory import MemoryStorage

COURT = "path,name,name_ko,level\nyb,某院,,basic\n"
PLUGINS = Plugins([("builtin", builtin)])
ENCODINGS = ("utf-8-sig", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030")
HEADINGS = (
    "path,name,name_ko,level",
    "code,name,name_ko,kind,parent,court,mediates",
    "handle,name,phone,languages,unit,court",
    "handle,role,place,since,until,specialities",
    "code,name,name_ko,nature,unit,court,causes",
    "place,role,handle,since,until",
)

anything = st.text(st.characters(), max_size=40)
awkward = st.sampled_from(
    ["", " ", "yb", "farm", "2022-02-30", "2022-05-23", "judge", "basic", "'; DROP TABLE record; --", "\x00", "🌲",
     '"', ",", "\n", "\r", "é", "荒沟林场", "ㄹ", "x" * 10_000, "yes", "forest_farm", "dedicated", "\ufeff", "\udc80"]
)  # fmt: skip
cells = st.one_of(awkward, anything)


@contextmanager
def imported(*files: bytes) -> Iterator[tuple[Office, ImportReport]]:
    """An empty office into which these files were imported, and the report."""
    office = Office(MemoryStorage(), PLUGINS, clock=FixedClock(datetime(2022, 6, 1, tzinfo=UTC)), prepare=True)
    with TemporaryDirectory() as folder:
        paths = []
        for number, data in enumerate(files):
            paths.append(Path(folder) / f"{number}.csv")
            paths[-1].write_bytes(data)
        yield office, import_network(office, OPERATOR, paths)


def check(office: Office, report: ImportReport) -> None:
    """Everything or nothing, and every problem says where and what to do."""
    there = office.count(OPERATOR)[()]
    assert bool(there) == bool(report.created)
    assert not (report.problems and (report.created or report.unchanged))
    for problem in report.problems:
        assert problem.file
        assert problem.row >= 0
        assert problem.problem
        assert problem.remedy


def written(heading: str, rows: list[list[str]], encoding: str) -> bytes:
    """A table as a spreadsheet writes it."""
    text = io.StringIO()
    text.write(heading + "\r\n")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")


@given(st.binary(max_size=300), st.sampled_from(("", *HEADINGS)))
def test_arbitrary_bytes(data: bytes, heading: str) -> None:
    """With a good heading before them or without."""
    with imported(COURT.encode(), heading.encode() + b"\n" + data) as (office, report):
        check(office, report)


@given(
    st.sampled_from(HEADINGS).flatmap(
        lambda heading: st.tuples(
            st.just(heading),
            st.lists(st.lists(cells, min_size=heading.count(",") + 1, max_size=heading.count(",") + 1), max_size=4),
        )
    ),
    st.sampled_from(ENCODINGS),
)
def test_arbitrary_cells(table: tuple[str, list[list[str]]], encoding: str) -> None:
    """In every table, in every encoding."""
    with imported(COURT.encode(), written(*table, encoding)) as (office, report):
        check(office, report)


@given(st.text(st.characters(), max_size=200), st.sampled_from((",", ";", "\t", "，", "|")))
def test_arbitrary_text_with_any_separator(text: str, separator: str) -> None:
    """Unquoted, unbalanced, ragged."""
    for heading in HEADINGS:
        data = f"{heading}\n{text}\n".replace(",", separator).encode("utf-8", "surrogatepass")
        with imported(COURT.encode(), data) as (office, report):
            check(office, report)


@given(
    st.lists(st.tuples(anything, anything, anything), min_size=1, max_size=5),
    st.sampled_from(ENCODINGS),
)
@example([("a", "'; DROP TABLE record; --", "𠀀\n"), ("b", " e\u0301 ", "🌲")], "gb18030")
@example([("甲", "涓枃", "")], "gb18030")
@example([("a", "é", "")], "gb18030")
def test_what_is_accepted_comes_back_exactly(rows: list[tuple[str, str, str]], encoding: str) -> None:
    """Code, name and Korean name of a unit, character for character."""
    table = [[code, name, name_ko, "forest_farm", "", "yb", "yes"] for code, name, name_ko in rows]
    data = written(HEADINGS[1], table, encoding)
    assume(encoding != "gb18030" or not any("\ud800" <= c <= "\udfff" for row in rows for cell in row for c in cell))
    # The only text that cannot be told from another: GB18030 bytes that are also good UTF-8 of Chinese letters.
    assume(encoding != "gb18030" or not is_utf8(data) or "涓枃" not in data.decode("gb18030"))
    with imported(COURT.encode(), data) as (office, report):
        check(office, report)
        if not report.problems:
            assert report.created == len(rows) + 1
            for code, name, name_ko in rows:
                unit = office.show(OPERATOR, named_id("unit", code)).record
                assert (unit.code, unit.name, unit.name_ko) == (code, name, name_ko or None)


def is_utf8(data: bytes) -> bool:
    """Whether it can be read as UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
