"""Importing a network: tables become steps, in the order in which they depend on one another, all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from gridjustice.application.access import OPERATOR
from gridjustice.application.network_rows import AskedStep, circles, references, steps_of
from gridjustice.application.network_tables import TableRow, Tables, read_rows
from gridjustice.application.office import Office
from gridjustice.application.request import Request
from gridjustice.application.spreadsheets import RowProblem
from gridjustice.domain.network import Assignment, Grid, NetworkState, Person, Unit
from gridjustice.domain.network_facts import GridAssignment, LiaisonNamed, LiaisonReleased, PostTaken
from gridjustice.domain.record import Facts, Record
from gridjustice.domain.values import named_id
from gridjustice.errors import GridJusticeError
from gridjustice.language import Language
from gridjustice.workflow.refusals import StepRefusedError


@attrs.frozen(kw_only=True)
class ImportReport:
    """What an import did: everything, or nothing if there is a problem.

    Attributes:
        created: steps that were taken.
        unchanged: rows that were there already.
        problems: rows that cannot be taken; with any, nothing was stored.
    """

    created: int
    unchanged: int
    problems: tuple[RowProblem, ...]


def read_tables(paths: Sequence[Path]) -> tuple[list[Request], tuple[RowProblem, ...]]:
    """Read network tables (CSV) as the steps they ask for, in the name of the operator.

    Which table a file is, its heading says. What a row points at need not be in the files.

    Returns:
        The steps in the order in which they can be taken, and everything that is wrong with the files.
    """
    tables = read_rows(paths)
    problems = [*tables.problems, *circles(tables.rows["units"])]
    return [asked.request(OPERATOR) for asked in steps_of(tables.rows)], _sorted(problems)


def import_network(
    office: Office, actor: str, paths: Sequence[Path], *, progress: Callable[[int, int], None] | None = None
) -> ImportReport:
    """Import network tables, all or nothing; safe to repeat.

    A row that was imported before, or that the network already says, is counted as unchanged. A row about something
    that is there with other values is refused: what changes is changed by a step, so that its day is known.

    Args:
        office: whose network.
        actor: who imports; the operator, or who manages the network.
        paths: the tables, in any order.
        progress: called with the number of steps that are prepared, and of all.

    Raises:
        VersionConflictError: somebody changed the same records meanwhile; nothing was stored.
        AdapterUnavailableError: the storage is locked or gone.
    """
    tables = read_rows(paths)
    steps = steps_of(tables.rows)
    stored = _Stored.of(office, actor, steps, tables)
    problems = [*tables.problems, *circles(tables.rows["units"]), *_dangling(tables, stored.records)]
    new: list[tuple[AskedStep, Request]] = []
    for done, asked in enumerate(steps, 1):
        request = asked.request(actor)
        if (actor, request.key) not in stored.keys and not _says_already(stored.records.get(asked.record), asked.facts):
            new.append((asked, request))
            problems += _contradiction(stored.records.get(asked.record), asked)
        if progress:
            progress(done, len(steps))
    if not problems and new:
        outcomes = office.take_many([request for _, request in new], together=True)
        for (asked, _), outcome in zip(new, outcomes, strict=True):
            if isinstance(outcome, GridJusticeError):
                problems.append(_refused(office, asked.row, outcome))
    if problems:
        return ImportReport(created=0, unchanged=0, problems=_sorted(problems))
    changed = {id(asked.row) for asked, _ in new}
    return ImportReport(created=len(new), unchanged=sum(map(len, tables.rows.values())) - len(changed), problems=())


_NAMED_BY = {
    "court": ("courts", "path"),
    "unit": ("units", "code"),
    "grid": ("grids", "code"),
    "person": ("people", "handle"),
}
"""The table and column that give each kind of record its id."""


def _dangling(tables: Tables, stored: Mapping[str, Record]) -> Iterator[RowProblem]:
    """Rows that point at something which neither the files nor the network have."""
    for row in (row for rows in tables.rows.values() for row in rows):
        for column, kind, code in references(row):
            table = _NAMED_BY[kind][0]
            if (table, code) not in tables.named and named_id(kind, code) not in stored:
                yield row.problem(
                    column,
                    f"there is no {kind} {code!r}, neither in the files nor in the network",
                    f"add it to the table of {table}, or correct it here",
                )


@attrs.frozen
class _Stored:
    """What of all this is there already: records by id, and keys that were used."""

    records: Mapping[str, Record]
    keys: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, office: Office, actor: str, steps: Sequence[AskedStep], tables: Tables) -> _Stored:
        """Read everything that the rows name, at once."""
        ids = {asked.record for asked in steps}
        ids |= {named_id(kind, code) for rows in tables.rows.values() for r in rows for _, kind, code in references(r)}
        with office.storage.read() as reader:
            loaded = reader.load(ids=ids, keys={(actor, asked.request(actor).key) for asked in steps})
        records = {id_: office.codec.record(head.kind, head.body) for id_, head in loaded.heads.items()}
        return cls(records, frozenset(loaded.receipts))


_LATER = frozenset(("posts",))
"""Facts of a birth that an import leaves to steps of their own."""


def _says_already(record: Any, facts: Facts) -> bool:
    """Whether the network says what the facts would make it say."""
    match record, facts:
        case None, _:
            return False
        case Person(), PostTaken():
            return facts.post in record.posts
        case Unit(), LiaisonNamed():
            return any((a.person, a.since) == (facts.person, facts.since) for a in record.liaisons)
        case Unit(), LiaisonReleased():
            return any((a.person, a.until) == (facts.person, facts.until) for a in record.liaisons)
        case Grid(), GridAssignment():
            wanted = Assignment(person=facts.person, role=facts.role, since=facts.since, until=facts.until)
            return wanted in record.assignments
    return not _differing(record, facts) and record.state is NetworkState.ACTIVE


def _differing(record: Record, facts: Any) -> list[str]:
    names = [field.name for field in attrs.fields(type(facts)) if field.name not in _LATER]
    return [name for name in names if getattr(record, name, None) != getattr(facts, name)]


def _contradiction(record: Record | None, asked: AskedStep) -> Iterator[RowProblem]:
    """A row about something that is there, but otherwise."""
    if isinstance(record, Person) and isinstance(asked.facts, PostTaken):
        new = asked.facts.post
        if any((p.role, p.place, p.since) == (new.role, new.place, new.since) for p in record.posts):
            remedy = "end it by the step `leave_post` and let the new one begin on another day, or correct the row"
            yield asked.row.problem("role", "this post is there already, otherwise", remedy)
    if record is None or asked.row.table in ("posts", "assignments"):
        return
    if record.state is not NetworkState.ACTIVE:
        column = _NAMED_BY[asked.kind][1]
        yield asked.row.problem(column, f"this {asked.kind} was closed", "take the row out, or use another code")
        return
    for name in _differing(record, asked.facts):
        now = getattr(record, name)
        other = f"another {name}" if name in ("unit", "parent") else repr(str(getattr(now, "value", now)))
        yield asked.row.problem(
            name,
            f"this {asked.kind} is there already with {other}",
            "change it by a step on the record (as `rename`), so that its day is known, or correct the row",
        )


_COLUMN_OF = {
    "unknown_court": "court",
    "unknown_parent": "parent",
    "unknown_unit": "unit",
    "unit_of_other_court": "court",
    "unknown_person": "handle",
    "not_a_judge_here": "handle",
    "another_judge": "handle",
    "another_liaison": "handle",
    "already_assigned": "handle",
    "judge_holds_no_other_post": "role",
    "not_assigned": "until",
}
"""The column that a guard's reason is about."""


def _refused(office: Office, row: TableRow, outcome: GridJusticeError) -> RowProblem:
    if not isinstance(outcome, StepRefusedError):
        return row.problem("", str(outcome), "correct the row")
    column = _COLUMN_OF.get(outcome.reasons[0].code, "")
    why = "; ".join(reason.text(Language.EN, office.catalogue) for reason in outcome.reasons)
    instead = "; ".join(reason.remedy(Language.EN, office.catalogue) for reason in outcome.reasons)
    return row.problem(column, why, instead)


def _sorted(problems: Iterable[RowProblem]) -> tuple[RowProblem, ...]:
    return tuple(sorted(problems, key=lambda p: (p.file, p.row)))
