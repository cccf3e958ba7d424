"""Loading a reference list from files as they are published: CSV in any encoding, packed or not, columns by name."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from gridjustice.application.access import OPERATOR
from gridjustice.application.codec import canonical, instant_text
from gridjustice.application.exchange.words import normal
from gridjustice.application.office import Office
from gridjustice.errors import InvalidError, RefusedError
from gridjustice.ports.csv_tables import open_csv
from gridjustice.ports.lists import ListEntry, ListVersion
from gridjustice.ports.tables import UnreadableError
from gridjustice.workflow.refusals import Reason

HEADINGS = {
    "code": ("code", "代码", "编码", "统计用区划代码", "코드"),
    "name": ("name", "name_zh", "名称", "명칭"),
    "name_ko": ("name_ko", "朝鲜文名称", "조선문명칭"),
    "level": ("level", "级别", "급별"),
    "parent": ("parent", "parent_code", "上级编码", "상급코드"),
}
"""What the columns of published lists are called; whatever else a list has is kept with the entry."""

_KNOWN = {normal(said): name for name, names in HEADINGS.items() for said in names}


def load_list(
    office: Office,
    actor: str,
    name: str,
    version: str,
    paths: Sequence[Path],
    *,
    level: str = "",
    progress: Callable[[int], None] | None = None,
) -> ListVersion:
    """A version of a list is there, with the rows of all files; safe to repeat, and to be killed.

    Args:
        office: beside whose records it is kept.
        actor: the operator; reference data is the same for everybody.
        name: of the list, as ``units``.
        version: as ``2023``.
        paths: CSV files, or the same packed by gzip; parents may stand in another file than their children.
        level: of the entries of files that have no such column.
        progress: called with the number of entries read so far.

    Raises:
        RefusedError: somebody else than the operator asks.
        ConflictError: the version is there with other entries.
        InvalidError: a file cannot be read, or the list is not whole; nothing was loaded.
        AdapterError: the storage is gone, or keeps no lists.
    """
    if actor != OPERATOR:
        raise RefusedError(
            f"{actor!r} may not load lists; the operator may",
            [Reason("not_yours", values={"roles": ["role.operator"]})],
        )
    return office.storage.lists().load(
        name, version, _entries(paths, level, progress), loaded_at=instant_text(office.clock.now())
    )


def _entries(paths: Sequence[Path], level: str, progress: Callable[[int], None] | None) -> Iterator[ListEntry]:
    before = number = 0
    for path in paths:
        try:
            for number, entry in enumerate(_of_file(path, level), before + 1):
                yield entry
                if progress and not number % 10_000:
                    progress(number)
        except UnreadableError as problem:
            raise InvalidError(
                f"{path.name} row {problem.row} cannot be read ({problem.code}); nothing was loaded"
            ) from None
        except csv.Error as problem:
            raise InvalidError(f"{path.name} cannot be taken apart into cells: {problem}; nothing was loaded") from None
        before = number


def _of_file(path: Path, level: str) -> Iterator[ListEntry]:
    with open_csv(path) as rows:
        heading = next(rows, [])
        columns = [_KNOWN.get(normal(head), "") for head in heading]
        if "code" not in columns or "name" not in columns:
            raise InvalidError(f"{path.name} has no columns `code` and `name`; it has {', '.join(heading) or 'none'}")
        if columns in _PLAIN:
            yield from _plainly(path, rows, columns, level)
            return
        others = [(place, head) for place, (head, name) in enumerate(zip(heading, columns, strict=True)) if not name]
        places = {name: columns.index(name) for name in columns if name}
        for line, row in enumerate(rows, 2):
            if len(row) != len(heading):
                raise _ragged(path, line, row, len(heading))
            said = {name: row[place] for name, place in places.items()}
            more = {head: row[place] for place, head in others if row[place]}
            extra = canonical(more).decode() if more else ""
            yield ListEntry(**{"level": level} | said, extra=extra)


_PLAIN = (["code", "name", "parent"], ["code", "level", "name", "parent"])
"""Headings of lists that are long, and have nothing beside."""


def _plainly(path: Path, rows: Iterator[list[str]], columns: list[str], level: str) -> Iterator[ListEntry]:
    """The same without a dict for each row."""
    make = ListEntry._make
    try:
        if len(columns) == 3:
            for code, name, parent in rows:
                yield make((code, name, "", level, parent, ""))
        else:
            for code, own, name, parent in rows:
                yield make((code, name, "", own, parent, ""))
    except ValueError:
        raise InvalidError(f"{path.name} has a row without {len(columns)} cells; nothing was loaded") from None


def _ragged(path: Path, line: int, row: list[str], width: int) -> InvalidError:
    return InvalidError(f"{path.name} row {line} has {len(row)} cells, the heading has {width}; nothing was loaded")
