"""Tables of calls, messages and letters: each row is taken in by itself, and one that is wrong stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import attrs

from gridjustice.application.exchange.cells import LONG, Day, Instant, Names, SomeOf, YesNo, one_of
from gridjustice.application.exchange.exporting import write_form
from gridjustice.application.exchange.files import read_file
from gridjustice.application.exchange.forms import CODE, COURT, TEXT, UNIT, Column, TableForm, TableRow, read_row
from gridjustice.application.exchange.problems import RowProblem
from gridjustice.application.exchange.words import Words
from gridjustice.application.incoming import Incoming, TakenIn
from gridjustice.application.intake import take_in_many
from gridjustice.application.office import Office
from gridjustice.domain.dispute.choices import Body, DangerKind, IntakeChannel, Level, Matter, Side
from gridjustice.domain.dispute.intake import Caller
from gridjustice.domain.dispute.parties import Danger, Party
from gridjustice.domain.values import RecordId, named_id
from gridjustice.errors import GridJusticeError
from gridjustice.hooks import Plugins
from gridjustice.language import Language
from gridjustice.workflow.refusals import StepRefusedError

SOME = 500
"""So many rows are taken in before the next are read."""


def _optional(name: str, kind: object, width: int = 16) -> Column:
    return Column(name, kind, may_lack=True, empty=None, width=width)  # type: ignore[arg-type]  # kinds of cells alone are given


INTAKE = TableForm(
    "intake",
    (
        _optional("source", CODE, 22), Column("gist", LONG, width=60), _optional("channel", one_of(IntakeChannel)),
        _optional("received_at", Instant(), 20), _optional("taken_by", CODE),
        attrs.evolve(COURT, may_lack=True, empty=None, points_at=None),
        attrs.evolve(UNIT, may_lack=True, empty=None, points_at=None), _optional("grid", CODE),
        _optional("caller", TEXT), _optional("phone", TEXT), _optional("reference", TEXT),
        attrs.evolve(_optional("applicants", Names(), 24), empty=()),
        attrs.evolve(_optional("respondents", Names(), 24), empty=()),
        _optional("asked_on", Day(), 12), _optional("cause", CODE), _optional("cause_version", CODE),
        attrs.evolve(_optional("matter", one_of(Matter)), empty=Matter.CIVIL),
        attrs.evolve(_optional("level", one_of(Level)), empty=Level.BLUE),
        _optional("danger", one_of(DangerKind)), attrs.evolve(_optional("minor", YesNo()), empty=False),
        attrs.evolve(_optional("called", SomeOf(tuple(Body)), 20), empty=()),
    ),
    ("source",),
)  # fmt: skip
"""What a hotline, a service group or another body hands over as a table; of the columns only the text is needed."""

Progress = Callable[[str, int, int], None]
"""Called with the phase, how many rows are done, and of how many; 0 where nobody knows yet."""


@attrs.frozen(kw_only=True)
class TakenRow:
    """What became of a row.

    Attributes:
        row: its number as a spreadsheet counts.
    """

    file: str
    row: int
    taken: TakenIn


@attrs.frozen(kw_only=True)
class IntakeReport:
    """What became of the rows of tables.

    Attributes:
        rows: those that were taken in, or were there already.
        problems: those that could not be taken in; correct them and take the same file in again.
    """

    rows: tuple[TakenRow, ...]
    problems: tuple[RowProblem, ...]


def take_in_tables(
    office: Office,
    actor: str,
    paths: Sequence[Path],
    *,
    unit: str | None = None,
    channel: IntakeChannel = IntakeChannel.BATCH,
    link: bool = False,
    progress: Progress | None = None,
) -> IntakeReport:
    """Each row of the tables is a sign or a report; safe to repeat, and to go on with after a crash.

    Args:
        office: whose.
        actor: who enters them.
        paths: files in any format that a plugin reads.
        unit: id of the unit of rows that name none.
        channel: of rows that name none.
        link: as of `take_in`.
        progress: is told how far it is.

    Raises:
        ConflictError: others kept changing the same records; taking the same in again goes on.
        AdapterUnavailableError: the storage is locked or gone; as above.
    """
    words = Words(office.catalogue)
    problems: list[RowProblem] = []
    taken: list[TakenRow] = []
    waiting: list[tuple[TableRow, Incoming]] = []

    def store() -> None:
        items = [incoming for _, incoming in waiting]
        for (row, _), answer in zip(waiting, take_in_many(office, actor, items, link=link), strict=True):
            if isinstance(answer, GridJusticeError):
                problems.append(_refused(row, answer))
            else:
                taken.append(TakenRow(file=row.file, row=row.row, taken=answer))
        waiting.clear()
        if progress is not None:
            progress("write", len(taken), 0)

    for read in _rows(office, paths, words):
        if isinstance(read, RowProblem):
            problems.append(read)
            continue
        if not read["danger"] and (read["minor"] or read["called"]):
            problems.append(read.problem("danger", "danger_unsaid"))
            continue
        try:
            waiting.append((read, _incoming(read, unit, channel)))
        except GridJusticeError as problem:
            problems.append(_refused(read, problem))
        if len(waiting) == SOME:
            store()
    store()
    return IntakeReport(rows=tuple(taken), problems=tuple(problems))


def write_intake_form(plugins: Plugins, path: Path, language: Language = Language.ZH) -> tuple[Path, ...]:
    """An empty table to fill in, with a row that explains each column.

    Args:
        plugins: whose formats and words.
        path: a file, or a folder for CSV.
        language: of the headings.

    Raises:
        InvalidError: no plugin writes that format.
        OSError: it cannot be written.
    """
    return write_form(plugins, path, INTAKE, language)


def _rows(office: Office, paths: Sequence[Path], words: Words) -> Iterator[TableRow | RowProblem]:
    formats = office.plugins.table_formats()
    for path in paths:
        for read in read_file(path, formats, words, (INTAKE,)):
            if isinstance(read, RowProblem):
                yield read
                continue
            values, wrong = read_row(read.form, read.cells, words)
            row = TableRow(table="intake", file=read.file, row=read.row, cells=read.cells, values=values)
            for name, problem in wrong:
                told = row.problem(name, problem.code, **problem.values)
                yield attrs.evolve(told, heading=read.headings.get(name, ""))
            if not wrong:
                yield row


def _incoming(row: TableRow, unit: str | None, channel: IntakeChannel) -> Incoming:
    place = named_id("unit", row["unit"]) if row["unit"] else unit
    caller = Caller(name=row["caller"], phone=row["phone"]) if row["caller"] or row["phone"] else None
    danger = Danger(kind=row["danger"], minor=row["minor"], called=row["called"]) if row["danger"] else None
    return Incoming(
        channel=row["channel"] or channel, unit=RecordId(place or ""), court=row["court"], text=row["gist"],
        grid=named_id("grid", row["grid"]) if row["grid"] else None, source=row["source"],
        received_at=row["received_at"], caller=caller, reference=row["reference"], parties=tuple(_parties(row)),
        taken_by=named_id("person", row["taken_by"]) if row["taken_by"] else None,
        level=row["level"], matter=row["matter"], cause=row["cause"], cause_version=row["cause_version"],
        asked_on=row["asked_on"], danger=danger,
    )  # fmt: skip


def _parties(row: TableRow) -> Iterator[Party]:
    for letter, side, names in (("a", Side.APPLICANT, "applicants"), ("r", Side.RESPONDENT, "respondents")):
        for number, name in enumerate(row[names], 1):
            yield Party(id=f"{letter}{number}", side=side, name=name)


_COLUMN_OF = {
    "unknown_unit": "unit",
    "unit_of_other_court": "court",
    "unknown_grid": "grid",
    "unknown_person": "taken_by",
    "unknown_cause": "cause",
    "received_in_future": "received_at",
    "in_the_future": "asked_on",
    "taken_in_otherwise": "source",
}
"""The column that a guard's reason is about."""


def _refused(row: TableRow, problem: GridJusticeError) -> RowProblem:
    if not isinstance(problem, StepRefusedError):
        return row.problem("", "other", why=str(problem))
    column = _COLUMN_OF.get(problem.reasons[0].code, "")
    return attrs.evolve(row.problem(column, "refused"), reasons=tuple(problem.reasons))
