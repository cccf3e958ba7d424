"""Rows that wait on disk until all tables are read: in their order, each once, in memory that does not grow."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from gridjustice.application.codec import canonical, parse
from gridjustice.application.exchange.forms import BY_NAME, FORMS, TableForm, TableRow, read_row
from gridjustice.application.exchange.words import Words
from gridjustice.application.rehearsal import scratch

_TABLES = """
CREATE TABLE row (number INTEGER PRIMARY KEY, form TEXT, code TEXT, above TEXT, sort TEXT, file TEXT, line INTEGER,
    cells BLOB, rank INTEGER NOT NULL DEFAULT 0);
CREATE TABLE said (form TEXT, uniq TEXT, number INTEGER, PRIMARY KEY (form, uniq)) WITHOUT ROWID;
CREATE TABLE named (form TEXT, code TEXT, PRIMARY KEY (form, code)) WITHOUT ROWID;
"""

SOME = 500


class Spool:
    """Rows of the tables, kept aside; use `spooling`.

    Attributes:
        rows: how many there are.
    """

    def __init__(self, kept: sqlite3.Connection, words: Words) -> None:
        self._kept = kept
        self._words = words
        self.rows = 0

    def name(self, form: TableForm, code: str) -> None:
        """Somebody named this, even if the row cannot be taken: so one mistake is told once."""
        self._kept.execute("INSERT OR IGNORE INTO named VALUES (?, ?)", (form.name, code))

    def add(self, form: TableForm, row: TableRow) -> TableRow | None:
        """The row waits; or, where another says the same already, that one."""
        uniq = "\x1f".join(_plain(row[name]) for name in form.unique)
        number = self.rows + 1
        found = self._kept.execute("INSERT OR IGNORE INTO said VALUES (?, ?, ?)", (form.name, uniq, number))
        if not found.rowcount:
            query = "SELECT r.* FROM said JOIN row r USING (number) WHERE said.form = ? AND uniq = ?"
            return self._row(self._kept.execute(query, (form.name, uniq)).fetchone())
        self.rows = number
        values = row.values
        code = values.get(form.unique[0])
        sort = "" if form.name != "assignments" else f"{values['place']}\x1f{values['since']}"
        if form.name in ("disputes", "parties"):
            code = dispute_code(values["court"], values["number"])
        rank = values["path"].count("/") if form.name == "courts" else 0
        packed = canonical([row.cells.get(column.name, "") for column in form.columns])
        self._kept.execute(
            "INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, form.name, code, values.get("parent"), sort, row.file, row.row, packed, rank),
        )
        return None

    def finish(self) -> Iterator[TableRow]:
        """All rows are there, and units in an order in which each comes behind its parent; gives those in a circle."""
        run = self._kept.execute
        run("CREATE INDEX row_code ON row (form, code)")
        run("CREATE INDEX row_above ON row (form, above)")
        run(
            "CREATE TEMP TABLE level AS WITH RECURSIVE level (number, code, rank) AS ("
            " SELECT number, code, 0 FROM row WHERE form = 'units' AND (above IS NULL OR NOT EXISTS ("
            "  SELECT 1 FROM row p WHERE p.form = 'units' AND p.code = row.above))"
            " UNION ALL SELECT r.number, r.code, level.rank + 1 FROM level JOIN row r"
            "  ON r.form = 'units' AND r.above = level.code) SELECT number, rank FROM level"
        )
        run("UPDATE row SET rank = level.rank FROM level WHERE level.number = row.number AND level.rank > 0")
        query = "SELECT * FROM row WHERE form = 'units' AND number NOT IN (SELECT number FROM level) ORDER BY number"
        unreached = [self._row(found) for found in run(query).fetchall()]
        parents = {row["code"]: row["parent"] for row in unreached}
        for row in unreached:
            if _is_in_circle(row["code"], parents):
                yield row

    def chunks(self, size: int = SOME) -> Iterator[list[TableRow]]:
        """All rows but those of parties, in the order in which their steps can be taken.

        No chunk holds a court or unit together with the one above it.
        """
        for form in FORMS:
            if form.name == "parties":
                continue
            ranks = self._kept.execute("SELECT DISTINCT rank FROM row WHERE form = ? ORDER BY rank", (form.name,))
            for (rank,) in ranks.fetchall():
                query = "SELECT * FROM row WHERE form = ? AND rank = ? ORDER BY sort, number"
                found = self._kept.cursor().execute(query, (form.name, rank))
                while rows := found.fetchmany(size):
                    yield [self._row(row) for row in rows]

    def names(self, table: str, codes: Collection[str]) -> set[str]:
        """Which of these codes stand in a table, in a good row or a bad one."""
        found: set[str] = set()
        wanted = list(codes)
        for start in range(0, len(wanted), SOME):
            some = wanted[start : start + SOME]
            marks = ",".join("?" * len(some))
            for kept in ("row", "named"):
                query = f"SELECT code FROM {kept} WHERE form = ? AND code IN ({marks})"  # noqa: S608  # our own names
                found.update(code for (code,) in self._kept.execute(query, (table, *some)))
        return found

    def of_dispute(self, code: str) -> list[TableRow]:
        """The parties of a dispute, in the order of their rows."""
        query = "SELECT * FROM row WHERE form = 'parties' AND code = ? ORDER BY number"
        return [self._row(row) for row in self._kept.execute(query, (code,)).fetchall()]

    def orphans(self) -> Iterator[TableRow]:
        """Parties whose dispute is in none of the files."""
        query = (
            "SELECT * FROM row WHERE form = 'parties' AND NOT EXISTS (SELECT 1 FROM row d WHERE d.form = 'disputes' "
            "AND d.code = row.code) AND NOT EXISTS (SELECT 1 FROM named n WHERE n.form = 'disputes' "
            "AND n.code = row.code) ORDER BY number"
        )
        for found in self._kept.execute(query):
            yield self._row(found)

    def _row(self, found: Sequence[Any]) -> TableRow:
        number, form_name, _, _, _, file, line, packed, _ = found
        form = BY_NAME[form_name]
        cells = dict(zip((c.name for c in form.columns), parse(packed), strict=True))
        values, _ = read_row(form, cells, self._words)
        return TableRow(table=form.name, file=file, row=line, cells=cells, values=values, number=number)


@contextmanager
def spooling(words: Words) -> Iterator[Spool]:
    """A spool that is gone afterwards, whatever happens."""
    with scratch(_TABLES) as kept:
        yield Spool(kept, words)


def dispute_code(court: str, number: str) -> str:
    """What names a dispute of an older register: numbers are unique in a court."""
    return f"{court}:{number}"


def _plain(value: Any) -> str:
    return str(getattr(value, "value", value))


def _is_in_circle(code: str, parents: dict[str, str | None]) -> bool:
    above, seen = parents.get(code), {code}
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return above == code
