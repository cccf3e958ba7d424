"""Exporting: what an actor may see of the network and its open disputes, as tables that can be imported again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from gridjustice.application.exchange.files import REMARK, format_of
from gridjustice.application.exchange.forms import ASSIGNED_ROLES, BY_NAME, FORMS, Column, TableForm
from gridjustice.application.exchange.problems import PROBLEM_COLUMNS, RowProblem, problem_rows
from gridjustice.application.exchange.words import Words
from gridjustice.application.office import Office
from gridjustice.application.request import View
from gridjustice.domain.criteria import Criterion, Not, Under, equals, some
from gridjustice.domain.dispute import DisputeState
from gridjustice.domain.network import NetworkState
from gridjustice.domain.record import Record
from gridjustice.errors import InvalidError
from gridjustice.hooks import Plugins
from gridjustice.language import Catalogue, Language
from gridjustice.ports.tables import Cell, ColumnToWrite, SheetToWrite, TableFormat

PAGE = 500
Tell = Callable[[str, int], None]
"""Called with the name of a table and how many of its rows are written."""

CLOSED = (
    DisputeState.LINKED, DisputeState.RESOLVED, DisputeState.SETTLED, DisputeState.PERFORMED, DisputeState.CLOSED,
    DisputeState.ARCHIVED,
)  # fmt: skip
"""States in which nothing about a dispute is open any more."""


@attrs.frozen(kw_only=True)
class ExportReport:
    """What an export wrote.

    Attributes:
        rows: by table.
        masked: disputes that were left out, because the actor may not read their personal data.
        files: that were written.
    """

    rows: Mapping[str, int]
    masked: int
    files: tuple[Path, ...]


def export_network(
    office: Office,
    actor: str,
    path: Path,
    *,
    tables: Sequence[str] = (),
    court: str | None = None,
    language: Language = Language.ZH,
    progress: Tell | None = None,
) -> ExportReport:
    """The network and its open disputes stand in a file, or, in a format of one table a file, in a folder of files.

    Import makes the same network of it in an empty office: what is closed is left out, and a dispute comes in as
    reported, with its number and days. A dispute that the actor sees only masked is left out and counted.

    Args:
        office: whose.
        actor: who exports.
        path: a file of a format with many sheets, as ``network.xlsx``; or a folder, for CSV.
        tables: names of `FORMS`; all by default.
        court: only what belongs to this court or those below it.
        language: of headings and values.
        progress: is told how far it is.

    Raises:
        InvalidError: there is no such table or format.
        OSError: it cannot be written.
    """
    wanted = _wanted(tables)
    writer = _Writer(office, actor, court, language, progress or _silent)
    sheets = (writer.sheet(form) for form in wanted)
    files = write_sheets(path, sheets, office.plugins.table_formats())
    return ExportReport(rows=dict(writer.rows), masked=writer.masked, files=files)


def write_template(
    plugins: Plugins, path: Path, *, tables: Sequence[str] = (), language: Language = Language.ZH
) -> tuple[Path, ...]:
    """Tables to fill in: headings, a row that explains each column and, where the format can, lists to choose from.

    Args:
        plugins: whose formats and words.
        path: a file of a format with many sheets, or a folder.
        tables: names of `FORMS`; all by default.
        language: of the headings.

    Returns:
        The files that were written.

    Raises:
        InvalidError: there is no such table or format.
        OSError: it cannot be written.
    """
    words = Words(Catalogue(plugins.catalogues()))
    sheets = (_to_fill_in(form, words, language) for form in _wanted(tables))
    return write_sheets(path, sheets, plugins.table_formats())


def write_problems(office: Office, path: Path, problems: Sequence[RowProblem], language: Language) -> None:
    """An error file: each problem with file, row, column, value, and what to do.

    Raises:
        InvalidError: no plugin writes that format.
        OSError: it cannot be written.
    """
    words = Words(office.catalogue)
    widths = (24, 8, 16, 24, 48, 48)
    headings = (words.text(language, f"exchange.errors.{name}") for name in PROBLEM_COLUMNS)
    columns = [ColumnToWrite(heading, width=width) for heading, width in zip(headings, widths, strict=True)]
    rows = problem_rows(problems, language, office.catalogue)
    sheet = SheetToWrite(words.text(language, "exchange.errors.name"), columns, rows)
    _format(path, office.plugins.table_formats()).write(path, [sheet])


def write_sheets(path: Path, sheets: Iterable[SheetToWrite], formats: Mapping[str, TableFormat]) -> tuple[Path, ...]:
    """The sheets stand in one file, or each in a CSV file of its own in a folder.

    Raises:
        InvalidError: no plugin writes that format.
        OSError: it cannot be written.
    """
    if path.suffix:
        found = _format(path, formats)
        if found.many:
            found.write(path, sheets)
            return (path,)
        if path.suffix.lower() in formats:
            raise InvalidError(
                f"{path.name} would hold one table; name a folder, or a file of a format with many sheets"
            )
    path.mkdir(parents=True, exist_ok=True)
    files = []
    for sheet in sheets:
        files.append(path / f"{sheet.name}.csv")
        formats[".csv"].write(files[-1], [sheet])
    return tuple(files)


def _format(path: Path, formats: Mapping[str, TableFormat]) -> TableFormat:
    found = format_of(path, formats)
    if found is None:
        known = ", ".join(sorted(formats))
        raise InvalidError(
            f"{path.name} is of no format that is known here (known: {known}); .xlsx needs gridjustice[xlsx]"
        )
    return found


def _wanted(tables: Sequence[str]) -> list[TableForm]:
    if unknown := set(tables) - BY_NAME.keys():
        raise InvalidError(f"there is no table {', '.join(sorted(unknown))}; there are {', '.join(BY_NAME)}")
    return [form for form in FORMS if not tables or form.name in tables]


def write_form(plugins: Plugins, path: Path, form: TableForm, language: Language) -> tuple[Path, ...]:
    """One table to fill in, as of `write_template`; a file of whatever format, or a folder."""
    words = Words(Catalogue(plugins.catalogues()))
    sheet = _to_fill_in(form, words, language)
    formats = plugins.table_formats()
    if path.suffix:
        _format(path, formats).write(path, [sheet])
        return (path,)
    return write_sheets(path, [sheet], formats)


def _to_fill_in(form: TableForm, words: Words, language: Language) -> SheetToWrite:
    name = words.table(form.name, language)
    return SheetToWrite(name, columns_of(form, words, language), (), [_remark(form, words, language)])


def columns_of(form: TableForm, words: Words, language: Language) -> list[ColumnToWrite]:
    """The columns of a table, as people see them."""
    return [_column(form, column, words, language) for column in form.columns]


def _column(form: TableForm, column: Column, words: Words, language: Language) -> ColumnToWrite:
    points_at = None
    if column.points_at is not None:
        table, name = column.points_at
        index = [c.name for c in BY_NAME[table].columns].index(name)
        points_at = (words.table(table, language), index)
    return ColumnToWrite(
        heading=words.heading(form.name, column.name, language),
        explanation=words.explanation(form.name, column.name, language),
        width=column.width,
        choices=column.kind.choices(words, language),
        choices_from=points_at,
        required=not column.may_lack,
    )


def _remark(form: TableForm, words: Words, language: Language) -> list[str]:
    said = [words.explanation(form.name, column.name, language) for column in form.columns]
    return [f"{REMARK} {said[0]}", *said[1:]]


def _silent(table: str, rows: int) -> None:
    """Nobody is told."""


class _Writer:
    """The rows of all tables for one actor, page by page."""

    def __init__(self, office: Office, actor: str, court: str | None, language: Language, tell: Tell) -> None:
        self._office = office
        self._actor = actor
        self._court = court
        self._language = language
        self._tell = tell
        self._words = Words(office.catalogue)
        self.rows: Counter[str] = Counter()
        self.masked = 0

    def sheet(self, form: TableForm) -> SheetToWrite:
        """A table with its rows, which are read while they are written."""
        columns = columns_of(form, self._words, self._language)
        return SheetToWrite(self._words.table(form.name, self._language), columns, self._cells(form))

    def _cells(self, form: TableForm) -> Iterator[list[Cell]]:
        self.rows[form.name] = 0
        for values in _ROWS[form.name](self):
            self.rows[form.name] += 1
            if not self.rows[form.name] % PAGE:
                self._tell(form.name, self.rows[form.name])
            yield [
                None if value is None or value == () else column.kind.write(value, self._words, self._language)
                for column, value in ((column, values.get(column.name)) for column in form.columns)
            ]
        self._tell(form.name, self.rows[form.name])

    def courts(self) -> Iterator[Mapping[str, Any]]:
        """Courts, each behind the one above it."""
        found = [view.record for page in self._pages("court") for view in page]
        for each in sorted(found, key=lambda record: record.court):
            yield {"path": each.court, "name": each.name, "name_ko": each.name_ko, "level": each.level}

    def units(self) -> Iterator[Mapping[str, Any]]:
        """Units, parents by their codes."""
        for page in self._pages("unit"):
            parents = self._named(view.record.parent for view in page)
            for unit in (view.record for view in page):
                yield _plain(unit) | {"parent": parents.get(unit.parent)}

    def people(self) -> Iterator[Mapping[str, Any]]:
        """People without what they hold, which is in posts and assignments."""
        for page in self._pages("person"):
            units = self._named(view.record.unit for view in page)
            for person in (view.record for view in page):
                yield _plain(person) | {"unit": units.get(person.unit)}

    def grids(self) -> Iterator[Mapping[str, Any]]:
        """Grids, units by their codes."""
        for page in self._pages("grid"):
            units = self._named(view.record.unit for view in page)
            for grid in (view.record for view in page):
                yield _plain(grid) | {"unit": units.get(grid.unit)}

    def posts(self) -> Iterator[Mapping[str, Any]]:
        """Posts over time; those at a unit by its code."""
        for page in self._pages("person"):
            places = self._named(post.place for view in page for post in view.record.posts)
            for person in (view.record for view in page):
                for post in person.posts:
                    yield _plain(post) | {"handle": person.handle, "place": places.get(post.place, post.place)}

    def assignments(self) -> Iterator[Mapping[str, Any]]:
        """Who answers for a grid, or for a unit as its liaison, over time."""
        for kind in ("unit", "grid"):
            for page in self._pages(kind):
                given = [(view.record, each) for view in page for each in _assignments(view.record)]
                people = self._named(each.person for _, each in given)
                for place, each in given:
                    if each.person in people:
                        yield _plain(each) | {"place": place.code, "handle": people[each.person]}

    def disputes(self) -> Iterator[Mapping[str, Any]]:
        """Open disputes that the actor may read in clear."""
        for page in self._pages("dispute"):
            codes = self._named(
                id_ for view in page for id_ in (view.record.unit, view.record.grid, view.record.origin)
            )
            for view in page:
                if not view.clear:
                    self.masked += 1
                    continue
                dispute = view.record
                unit = codes.get(dispute.origin) or codes.get(dispute.unit)
                stood = self._words.text(self._language, f"dispute.state.{dispute.state_name}")
                yield _plain(dispute) | {
                    "unit": unit, "grid": codes.get(dispute.grid), "claimed": dispute.claimed_fen, "stood": stood,
                }  # fmt: skip

    def parties(self) -> Iterator[Mapping[str, Any]]:
        """The parties of the same disputes."""
        for page in self._pages("dispute"):
            clear = [view.record for view in page if view.clear]
            codes = self._named(id_ for dispute in clear for p in dispute.parties for id_ in (p.person, p.unit))
            for dispute in clear:
                for party in dispute.parties:
                    yield _plain(party) | {
                        "court": dispute.court, "number": dispute.number, "party": party.id,
                        "handle": codes.get(party.person), "unit": codes.get(party.unit),
                    }  # fmt: skip

    def _pages(self, kind: str) -> Iterator[list[View]]:
        """The records of a kind that are open, page by page."""
        where: Criterion = equals("kind", kind)
        if kind == "dispute":
            where = where & Not(some(equals("state", state.value) for state in CLOSED))
            where = where & Not(equals("state", DisputeState.SIGNALLED.value))
        else:
            where = where & equals("state", NetworkState.ACTIVE.value)
        if self._court is not None:
            where = where & Under("court", self._court)
        last: View | None = None
        while True:
            page = self._office.find(self._actor, where, limit=PAGE, after=last)
            if page:
                yield page
            if len(page) < PAGE:
                return
            last = page[-1]

    def _named(self, ids: Iterable[str | None]) -> dict[str | None, str]:
        """What records are called in tables: a unit's or grid's code, a person's handle."""
        wanted = {id_ for id_ in ids if id_}
        with self._office.storage.read() as reader:
            heads = reader.load(ids=wanted).heads
        codec = self._office.codec
        records: dict[str, Record] = {id_: codec.record(head.kind, head.body) for id_, head in heads.items()}
        return {
            id_: name for id_, each in records.items() if (name := getattr(each, "code", getattr(each, "handle", "")))
        }


def _assignments(place: Any) -> Iterator[Any]:
    """The assignments of a unit or grid that are rows of the table."""
    for each in getattr(place, "liaisons", getattr(place, "assignments", ())):
        if each.role in ASSIGNED_ROLES:
            yield each


def _plain(thing: Any) -> dict[str, Any]:
    return {field.name: getattr(thing, field.name) for field in attrs.fields(type(thing))}


_ROWS: Mapping[str, Callable[[_Writer], Iterator[Mapping[str, Any]]]] = {
    "courts": _Writer.courts,
    "units": _Writer.units,
    "people": _Writer.people,
    "grids": _Writer.grids,
    "posts": _Writer.posts,
    "assignments": _Writer.assignments,
    "disputes": _Writer.disputes,
    "parties": _Writer.parties,
}
