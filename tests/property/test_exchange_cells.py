"""Whatever a value is: written in one language and read again, in whatever format, it is the same value."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from gridjustice.application.exchange.cells import CAUSES, LONG, CellKind, Code, Day, Text, YesNo, Yuan, as_text, one_of
from gridjustice.application.exchange.words import Words
from gridjustice.domain.dispute.choices import Level, Matter
from gridjustice.domain.network import CourtLevel, GridNature, UnitKind
from gridjustice.domain.record import Role
from gridjustice.domain.values import EARLIEST, LATEST, check_text
from gridjustice.errors import InvalidValueError
from gridjustice.language import Catalogue, Language
from gridjustice.ports.csv_tables import CsvTables
from gridjustice.ports.tables import ColumnToWrite, SheetToWrite, TableFormat
from gridjustice_xlsx.workbooks import Workbooks

WORDS = Words(Catalogue())


def kept(text: str) -> bool:
    try:
        check_text(text, 200)
    except InvalidValueError:
        return False
    return True


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60).filter(kept)
codes = texts.filter(lambda text: text == text.strip() and len(text) <= 64)
values = st.one_of(
    st.tuples(st.just(Text()), texts),
    st.tuples(st.just(LONG), texts),
    st.tuples(st.just(Code()), codes),
    st.tuples(st.just(Code()), st.from_regex("0[0-9]{2,20}", fullmatch=True)),
    st.tuples(st.just(Day()), st.dates(EARLIEST, LATEST)),
    st.tuples(st.just(YesNo()), st.booleans()),
    st.tuples(st.just(Yuan()), st.integers(1, 2**53 - 1)),
    st.tuples(st.just(CAUSES), st.sampled_from([("T137",), ("9255", "T137")])),
    *(
        st.tuples(st.just(one_of(enum)), st.sampled_from(list(enum)))
        for enum in (UnitKind, CourtLevel, GridNature, Role, Matter, Level)
    ),
)


@given(st.lists(values, min_size=1, max_size=8), st.sampled_from(Language), st.sampled_from((CsvTables(), Workbooks())))
@settings(max_examples=60)
def test_what_is_written_is_read_again(
    row: list[tuple[CellKind, object]], language: Language, tables: TableFormat
) -> None:
    """Codes with leading zeros, formulas, days, choices, any letters."""
    cells = [kind.write(value, WORDS, language) for kind, value in row]
    columns = [ColumnToWrite(f"c{number}") for number in range(len(row))]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "one.xlsx"
        tables.write(path, [SheetToWrite("one", columns, [cells])])
        # The file is closed behind its last sheet, so lines are read while the sheet is at hand.
        ((heading, line),) = [list(sheet.lines) for sheet in tables.read(path)]
    assert list(heading.cells) == [column.heading for column in columns]
    for (kind, value), cell in zip(row, line.cells, strict=True):
        assert kind.read(as_text(cell), WORDS) == value, cell
