"""Importing tables: everything is checked before anything is stored, then stored batch by batch, each row once.

The first pass reads every file once, keeps its rows on disk, and rehearses every step they ask for, guards included;
the second carries out what was rehearsed. Who is killed in the second pass has whole batches, and goes on where it
stopped when the same files are imported again: a key made of a step's content tells what is there already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from gridjustice.application.access import OPERATOR
from gridjustice.application.exchange.agreeing import contradiction, is_there, says_already
from gridjustice.application.exchange.files import ReadRow, read_file
from gridjustice.application.exchange.forms import NAMED_BY, TableRow, read_row
from gridjustice.application.exchange.problems import RowProblem
from gridjustice.application.exchange.rows import AskedStep, references, steps_of
from gridjustice.application.exchange.spool import SOME, Spool, dispute_code, spooling
from gridjustice.application.exchange.words import Words
from gridjustice.application.office import Office
from gridjustice.application.rehearsal import Rehearsal, rehearsing
from gridjustice.application.request import Request
from gridjustice.domain.values import named_id
from gridjustice.errors import ConflictError, GridJusticeError, InvalidError
from gridjustice.language import Catalogue
from gridjustice.ports.csv_tables import CsvTables
from gridjustice.ports.tables import TableFormat
from gridjustice.workflow.refusals import StepRefusedError

MOST_PROBLEMS = 10_000
"""So many are named; a file that has more is of another kind altogether."""

ATTEMPTS = 5
"""How often the rest is decided again when somebody changed the same records meanwhile."""

Progress = Callable[[str, int, int], None]
"""Called with the phase (``read``, ``check``, ``write``), how many rows or steps of it are done, and of how many; 0
where nobody knows yet."""

Given = Iterable[ReadRow | RowProblem]


@attrs.frozen(kw_only=True)
class ImportReport:
    """What an import did, or, of a dry run, would do: everything, or nothing if there is a problem.

    Attributes:
        created: steps that were taken.
        unchanged: rows that were there already.
        problems: rows that cannot be taken; with any, nothing was stored.
        further: how many problems there are beyond those that are named.
        dry: whether nothing was to be stored in any case.
    """

    created: int
    unchanged: int
    problems: tuple[RowProblem, ...]
    further: int = 0
    dry: bool = False


def import_network(
    office: Office,
    actor: str,
    paths: Sequence[Path],
    *,
    dry: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Import tables in any format a plugin reads; safe to repeat, and to go on with after a crash.

    Nothing is stored if any row is wrong, refused by a guard or about something that is there with other values: what
    changes is changed by a step, so that its day is known. A row that was imported before, or that the network already
    says, is counted as unchanged.

    Args:
        office: whose network.
        actor: who imports; the operator, or who manages the network.
        paths: the files, in any order; which table a sheet is, its heading says.
        dry: only find out; store nothing.
        progress: is told how far it is.

    Raises:
        ConflictError: others kept changing the same records; what is stored is whole, and importing again goes on.
        AdapterUnavailableError: the storage is locked or gone; as above.
    """
    formats = office.plugins.table_formats()
    words = Words(office.catalogue)

    def given() -> Iterator[ReadRow | RowProblem]:
        for path in paths:
            yield from read_file(path, formats, words)

    return import_rows(office, actor, given(), words=words, dry=dry, progress=progress)


def import_rows(
    office: Office,
    actor: str,
    given: Given,
    *,
    words: Words,
    dry: bool = False,
    progress: Progress | None = None,
    as_it_is: bool = False,
) -> ImportReport:
    """Import rows from wherever they come; arguments and errors as in `import_network`.

    Args:
        office: whose network.
        actor: who imports.
        given: the rows, and what is wrong with those that cannot be read.
        words: of the tables.
        dry: only find out.
        progress: is told how far it is.
        as_it_is: what the same court has already under a code stays as it is, whatever a row says of it.
    """
    tell = progress or _silent
    created = 0
    with spooling(words) as spool:
        found = _Problems()
        _read(given, spool, words, found, tell)
        for attempt in range(ATTEMPTS):
            with rehearsing(office) as rehearsal:
                check = _Check(office, actor, spool, rehearsal, problems=_Problems(found), as_it_is=as_it_is)
                check.run(tell)
                if check.problems.number or dry:
                    return _report(check, created, dry)
                try:
                    rehearsal.carry_out(lambda done, total: tell("write", done, total))
                except ConflictError:
                    created += rehearsal.carried_out
                    if attempt == ATTEMPTS - 1:
                        raise
                    continue
            return _report(check, created, dry=False)
    raise AssertionError("the last attempt has returned or raised")


def _report(check: _Check, created: int, dry: bool) -> ImportReport:
    found = check.problems
    if found.number:
        named = tuple(sorted(found.named, key=lambda p: (p.file, p.row)))
        return ImportReport(created=created, unchanged=0, problems=named, further=found.number - len(named), dry=dry)
    return ImportReport(created=created + check.created, unchanged=check.unchanged - created, problems=(), dry=dry)


def read_tables(
    paths: Sequence[Path], *, formats: Mapping[str, TableFormat] | None = None
) -> tuple[list[Request], tuple[RowProblem, ...]]:
    """Read tables as the steps they ask for, in the name of the operator, without an office.

    Which table a file is, its heading says. What a row points at need not be in the files.

    Returns:
        The steps in the order in which they can be taken, and everything that is wrong with the files.
    """
    words, found = Words(Catalogue()), _Problems()
    known = {".csv": CsvTables()} if formats is None else formats
    requests: list[Request] = []
    with spooling(words) as spool:
        _read((row for path in paths for row in read_file(path, known, words)), spool, words, found, _silent)
        for rows in spool.chunks():
            for row in rows:
                requests += [asked.request(OPERATOR) for asked in _steps(row, spool, found)]
    return requests, tuple(sorted(found.named, key=lambda p: (p.file, p.row)))


def _silent(phase: str, done: int, total: int) -> None:
    """Nobody is told."""


class _Problems:
    """What is wrong so far.

    Attributes:
        named: the first of them.
        number: of all.
    """

    def __init__(self, before: _Problems | None = None) -> None:
        self.named: list[RowProblem] = [*before.named] if before else []
        self.number: int = before.number if before else 0

    def add(self, problem: RowProblem) -> None:
        self.number += 1
        if len(self.named) < MOST_PROBLEMS:
            self.named.append(problem)


def _read(given: Given, spool: Spool, words: Words, found: _Problems, tell: Progress) -> None:
    """Every row is read, looked at by itself and kept aside."""
    for number, row in enumerate(given, 1):
        if isinstance(row, RowProblem):
            found.add(row)
        else:
            _take_in(row, spool, words, found)
        if number % SOME == 0:
            tell("read", number, 0)
    for circle in spool.finish():
        found.add(circle.problem("parent", "circle"))
    for orphan in spool.orphans():
        found.add(orphan.problem("number", "no_dispute", number=orphan["number"]))
    tell("read", spool.rows, spool.rows)


def _take_in(read: ReadRow, spool: Spool, words: Words, found: _Problems) -> None:
    values, wrong = read_row(read.form, read.cells, words)
    row = TableRow(table=read.form.name, file=read.file, row=read.row, cells=read.cells, values=values)
    if wrong:
        for name, problem in wrong:
            told = row.problem(name, problem.code, **problem.values)
            found.add(attrs.evolve(told, heading=read.headings.get(name, "")))
        code = read.cells.get(read.form.unique[0], "")
        if read.form.name == "disputes":
            code = dispute_code(code, read.cells.get("number", ""))
        spool.name(read.form, code)
        return
    before = spool.add(read.form, row)
    if before is not None:
        column = read.form.unique[-1] if read.form.name in ("disputes", "parties") else read.form.unique[0]
        found.add(row.problem(column, "repeated", file=before.file, row=before.row))


def _steps(row: TableRow, spool: Spool, found: _Problems) -> list[AskedStep]:
    try:
        return steps_of(row, spool.of_dispute)
    except InvalidError as problem:
        found.add(row.problem(_column_of(row, problem), "other", why=str(problem)))
        return []


def _column_of(row: TableRow, problem: InvalidError) -> str:
    """The column that the facts complain of: people's handles and parties' numbers are checked there."""
    return "handle" if row.table == "people" else ""


class _Check:
    """The rehearsal of all rows.

    Attributes:
        created: steps that would be taken.
        unchanged: rows that ask for nothing new.
        problems: what is wrong.
    """

    def __init__(
        self,
        office: Office,
        actor: str,
        spool: Spool,
        rehearsal: Rehearsal,
        *,
        problems: _Problems,
        as_it_is: bool,
    ) -> None:
        self._as_it_is = as_it_is
        self._office = office
        self._actor = actor
        self._spool = spool
        self._rehearsal = rehearsal
        self.problems = problems
        self.created = self.unchanged = 0

    def run(self, tell: Progress) -> None:
        """Rehearse every row."""
        done = 0
        for rows in self._spool.chunks():
            self._rows(rows)
            done += len(rows)
            tell("check", done, self._spool.rows)

    def _rows(self, rows: Sequence[TableRow]) -> None:
        asked = [step for row in rows for step in _steps(row, self._spool, self.problems)]
        pointing = [(row, tuple(references(row))) for row in rows]
        near = {named_id(kind, code) for _, points in pointing for _, kind, code in points} | {self._actor}
        loaded = self._rehearsal.load({step.record for step in asked} | near, {(self._actor, s.key) for s in asked})
        codec = self._office.codec
        records = {id_: codec.record(head.kind, head.body) for id_, head in loaded.heads.items()}
        dangling = self._dangling(pointing, records)
        new: list[tuple[AskedStep, Request]] = []
        touched: set[int] = set()
        for step in asked:
            record = records.get(step.record)
            if (self._actor, step.key) in loaded.receipts or says_already(record, step.facts):
                continue
            if self._as_it_is and record is not None and is_there(record, step.facts):
                continue
            touched.add(step.row.number)
            if step.row.number in dangling:
                continue
            wrong = list(contradiction(records.get(step.record), step))
            for problem in wrong:
                self.problems.add(problem)
            if not wrong:
                new.append((step, step.request(self._actor)))
        self._decide(new, near)
        self.unchanged += len(rows) - len(touched)

    def _decide(self, new: Sequence[tuple[AskedStep, Request]], near: set[Any]) -> None:
        outcomes = self._rehearsal.decide([request for _, request in new], near)
        for (step, _), outcome in zip(new, outcomes, strict=True):
            if isinstance(outcome, GridJusticeError):
                self.problems.add(_refused(step.row, outcome))
            else:
                self.created += 1

    def _dangling(
        self, pointing: Sequence[tuple[TableRow, tuple[tuple[str, str, str], ...]]], records: Mapping[str, Any]
    ) -> set[int]:
        """Rows that point at nothing; told, where no row that could not be taken would have named it."""
        missing = [
            (row, column, kind, code)
            for row, points in pointing
            for column, kind, code in points
            if named_id(kind, code) not in records
        ]
        wanted: dict[str, set[str]] = {}
        for _, _, kind, code in missing:
            wanted.setdefault(NAMED_BY[kind][0], set()).add(code)
        named = {table: self._spool.names(table, codes) for table, codes in wanted.items()}
        for row, column, kind, code in missing:
            table = NAMED_BY[kind][0]
            if code not in named[table]:
                told = {"kind": f"exchange.kind.{kind}", "code": code, "table": f"exchange.table.{table}"}
                self.problems.add(row.problem(column, "nothing_there", **told))
        return {row.number for row, *_ in missing}


_COLUMN_OF = {
    "unknown_court": "court",
    "unknown_parent": "parent",
    "unknown_unit": "unit",
    "unknown_grid": "grid",
    "unit_of_other_court": "court",
    "unknown_person": "handle",
    "not_a_judge_here": "handle",
    "another_judge": "handle",
    "another_liaison": "handle",
    "already_assigned": "handle",
    "judge_holds_no_other_post": "role",
    "not_assigned": "until",
    "unknown_cause": "cause",
    "in_the_future": "reported_on",
}
"""The column that a guard's reason is about."""


def _refused(row: TableRow, outcome: GridJusticeError) -> RowProblem:
    if not isinstance(outcome, StepRefusedError):
        return row.problem("", "other", why=str(outcome))
    column = _COLUMN_OF.get(outcome.reasons[0].code, "")
    return attrs.evolve(row.problem(column, "refused"), reasons=tuple(outcome.reasons))
