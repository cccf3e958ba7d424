"""Lists among many disputes on SQLite, against the best statement that was written by hand for each.

The store is filled in bulk with the adapter's own tables: heads, appointments, deadlines and projections of disputes
that were really played, each copied under other ids and places. 500 disputes a unit, of which some 60 are open; ten
grids a unit; eight units a judge; twenty units a court.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from gridjustice.application.access import OPERATOR
from gridjustice.application.office import Office
from gridjustice.application.request import View
from gridjustice.domain.criteria import In, Under, equals
from gridjustice.domain.values import RecordId, named_id
from gridjustice.hooks import Plugins
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.district import COURT, START, grid, person, small_district, unit

A_UNIT, GRIDS, UNITS, JUDGED = 500, 10, 20, 8
"""Disputes a unit, grids a unit, units a court, units a judge."""

OPEN = ("reported", "triaged", "delegated", "received", "offered", "asked", "in_mediation", "agreed", "applied",
        "under_review", "confirmed", "brought", "docketed", "in_trial")  # fmt: skip
DONE = ("archived",)
PEOPLE = ("citizen_a", "citizen_b", "mediator", "worker", "liaison", "judge", "triage")
"""Whose ids a played dispute holds."""


@attrs.frozen
class Played:
    """A dispute that was really played, as the rows that are stored of it.

    Attributes:
        record: its id, under which everything is stored.
        head: its row.
        deadlines: rows.
        appointments: rows.
        listed: the row of its projection, with the names of the columns.
    """

    record: str
    head: tuple[Any, ...]
    deadlines: tuple[tuple[Any, ...], ...]
    appointments: tuple[tuple[Any, ...], ...]
    listed: tuple[Any, ...]


@attrs.frozen
class Filled:
    """The store with its people, who ask.

    Attributes:
        office: over it.
        path: of the file.
        number: of disputes.
    """

    office: Office
    path: Path
    number: int

    def raw(self) -> sqlite3.Connection:
        """A connection of the driver alone."""
        return sqlite3.connect(self.path, isolation_level=None)


def court_of(index: int) -> str:
    """The court of a unit: ten courts below each intermediate one."""
    court = index // UNITS
    return f"c{court // 10:02}/b{court % 10}"


def unit_of(index: int) -> RecordId:
    """The id of a unit."""
    return named_id("unit", f"u{index}")


def grid_of(index: int, number: int) -> RecordId:
    """The id of a grid of a unit."""
    return named_id("grid", f"u{index}-{number}")


def fill(path: Path, number: int, progress: Callable[[str], None] = print) -> Filled:
    """A store with so many disputes, and an office over it; a file that is there already is taken as it is."""
    if not path.exists():
        began = time.perf_counter()
        office = _office(path, prepare=True)
        district = small_district(office, office.clock)  # type: ignore[arg-type]  # it stands still
        _network(office, -(-number // A_UNIT))
        records = {state: district.bring_to(state) for state in (*OPEN, *DONE)}
        office.storage.close()
        raw = sqlite3.connect(path, isolation_level=None)
        _insert(raw, {state: _played(raw, record) for state, record in records.items()}, number)
        raw.close()
        progress(f"{number:,} disputes in {time.perf_counter() - began:.0f} s, {path.stat().st_size / 2**30:.1f} GiB")
    return Filled(_office(path), path, number)


def _office(path: Path, *, prepare: bool = False) -> Office:
    plugins = Plugins.found()
    return Office(plugins.storage(f"sqlite:///{path}"), plugins, clock=FixedClock(START), prepare=prepare)


def _network(office: Office, units: int) -> None:
    """The people who will ask: of the first units and grids; the others exist as ids alone."""

    def begin(of: str, step: str, record: RecordId, **facts: Any) -> None:
        office.begin(OPERATOR, of, step, facts, key=f"bench-{record}", record=record)

    def take(record: RecordId, step: str, **facts: Any) -> None:
        office.take(OPERATOR, record, step, facts, key=f"bench-{record}-{step}-{facts.get('person')}")

    since = "2022-01-01"
    for court in ("c00", court_of(0)):
        begin("court", "establish", named_id("court", court), court=court, name=court)
    for index in range(min(JUDGED, units)):
        place = {"court": court_of(0), "kind": "forest_farm"}
        begin("unit", "adopt", unit_of(index), code=f"u{index}", name=f"u{index}", **place)
    posts = {"big_triage": "triage_officer", "big_judge": "judge", "upper_president": "president"}
    for handle in ("big_liaison", *posts):
        role, at = posts.get(handle), "c00" if handle == "upper_president" else court_of(0)
        post = [{"role": role, "scope": "court", "place": at, "since": since}] if role else []
        begin("person", "enrol", person(handle), court=at, handle=handle, posts=post)
    take(unit_of(0), "name_liaison", person=person("big_liaison"), since=since)
    for index in range(min(JUDGED, units)):
        for number in range(GRIDS):
            code = f"u{index}-{number}"
            begin("grid", "draw", grid_of(index, number), court=court_of(0), unit=unit_of(index), code=code, name=code)
            take(grid_of(index, number), "assign", person=person("big_judge"), role="judge", since=since)


def _played(raw: sqlite3.Connection, record: str) -> Played:
    def rows(table: str, key: str = "record") -> tuple[tuple[Any, ...], ...]:
        return tuple(raw.execute(f"SELECT * FROM {table} WHERE {key} = ?", (record,)))

    (head,), (listed,) = rows("record", "id"), rows("listed_dispute")
    return Played(record, head, rows("deadline"), rows("appointment"), listed)


def _insert(raw: sqlite3.Connection, played: dict[str, Played], number: int) -> None:
    """The disputes, in the order of their ids; their indexes are made afterwards, which is quicker."""
    dice = random.Random(7)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000"):
        raw.execute(f"PRAGMA {pragma}")
    tables = ("record", "deadline", "appointment", "listed_dispute")
    indexes = [
        (name, sql)
        for name, sql, table in raw.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'index'")
        if sql and table in tables
    ]
    columns = {table: len(raw.execute(f"PRAGMA table_info({table})").fetchall()) for table in tables}
    for name, _ in indexes:
        raw.execute(f"DROP INDEX {name}")
    raw.execute("BEGIN")
    waiting: dict[str, list[tuple[Any, ...]]] = {table: [] for table in tables}
    for index in range(number):
        for table, row in _copied(played, index, number, dice):
            waiting[table].append(row)
        if index % 5_000 == 4_999 or index == number - 1:
            for table, given in waiting.items():
                raw.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns[table])})", given)
                given.clear()
    raw.execute("COMMIT")
    for _, sql in indexes:
        raw.execute(sql)
    raw.execute("PRAGMA journal_mode=WAL")


def _copied(
    played: dict[str, Played], index: int, number: int, dice: random.Random
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The rows of one more dispute: another id, place, number and people; open ones are due on some day."""
    units = -(-number // A_UNIT)
    place = dice.randrange(units)
    state = dice.choice(OPEN) if dice.random() < 0.12 else DONE[0]
    of = played[state]
    record = f"018f{index:08x}"[:8] + f"-{index & 0xFFFF:04x}-7000-8000-{index:012x}"
    mediator = person(f"mediator of {place}-{dice.randrange(3)}")
    others = {
        "citizen_a": person(f"citizen {index // 2}"),
        "citizen_b": person(f"citizen {index}"),
        "mediator": mediator,
    }
    swapped = {of.record: record, unit("farm"): unit_of(place), grid(): grid_of(place, dice.randrange(GRIDS))}
    swapped |= {person(handle): others.get(handle, person(f"{handle} of {place}")) for handle in PEOPLE}
    swapped[COURT] = court_of(place)
    day = f"2022-{dice.randrange(6, 13):02}-{dice.randrange(1, 29):02}"

    def text(value: Any) -> Any:
        return swapped.get(value, value) if isinstance(value, str) else value

    body = of.head[-1]
    for old, new in swapped.items():
        body = body.replace(old.encode(), new.encode())
    id_, kind, court, unit_, grid_, state_, version, due, hash_, _ = map(text, of.head)
    due = f"{day}{due[10:]}" if due else None
    yield "record", (id_, kind, court, unit_, grid_, state_, version, due, hash_, body)
    for row in of.deadlines:
        runs_out = f"{day}{row[4][10:]}"
        yield "deadline", (record, *row[1:3], day, runs_out, runs_out, None)
    for row in of.appointments:
        yield "appointment", tuple(map(text, row))
    yield (
        "listed_dispute",
        (record, *(f"（2022）示例{index}号" if v == of.listed[1] else text(v) for v in of.listed[1:])),
    )


# What is asked.


@attrs.frozen
class Asked:
    """A question, as an office is asked and as a hand would write it.

    Attributes:
        name: of the question.
        office: asks the office; returns how many there were.
        sql: the statement written by hand, with its parameters; it says nothing of who may see what.
    """

    name: str
    office: Callable[[], int]
    sql: str
    parameters: Sequence[Any]


HEADS = "SELECT id, kind, court, unit, grid, state, version, due, hash, body FROM record"
BY_ID, BY_DUE = "id", "due IS NULL, due, id"


def by_hand(where: str, order: str = BY_ID, more: str = "") -> str:
    """The best statement for the first hundred: their ids first, so that no body is read in vain."""
    chosen = f"SELECT id FROM record WHERE {where} ORDER BY {order} LIMIT 100{more}"
    return f"{HEADS} WHERE id IN ({chosen}) ORDER BY {order}"


def questions(filled: Filled) -> list[Asked]:
    """Lists, inboxes, counts and look-ups of those who are there, and of a court above."""
    office, court = filled.office, court_of(0)
    liaison, judge, triage = person("big_liaison"), person("big_judge"), person("big_triage")
    mediator, citizen, upper = person("mediator of 0-0"), person("citizen 7"), person("upper_president")
    grids = tuple(grid_of(index, n) for index in range(JUDGED) for n in range(GRIDS))
    in_grids, is_open = f"grid IN ({', '.join('?' * len(grids))})", f"state IN ({', '.join(map(repr, OPEN))})"
    held = "id IN (SELECT record FROM appointment WHERE person = ? AND scope = 'record')"
    disputes = equals("kind", "dispute")
    mine = disputes & In("grid", frozenset(grids))

    def found(actor: str, where: Any, **more: Any) -> Callable[[], int]:
        return lambda: len(office.find(actor, where, limit=100, **more))

    def state(name: str) -> Any:
        return disputes & equals("state", name)

    last: View | None = None
    for _ in range(20):
        last = office.find(judge, mine, limit=100, after=last)[-1]
    newest = "SELECT max(id) FROM record WHERE court = ? AND kind = 'dispute'"
    one = f"SELECT number FROM listed_dispute WHERE record = ({newest})"
    number = filled.raw().execute(one, (court,)).fetchone()[0]
    looked_up = "SELECT record FROM listed_dispute WHERE number = ?"
    states = "SELECT state, count(*) FROM record WHERE {} GROUP BY state"
    below = "court >= 'c00/' AND court < 'c000'"
    return [
        Asked(
            "inbox of a liaison",
            lambda: len(office.inbox(liaison)),
            by_hand(f"unit = ? AND {is_open}", BY_DUE),
            (unit_of(0),),
        ),
        Asked(
            "inbox of a judge", lambda: len(office.inbox(judge)), by_hand(f"{in_grids} AND {is_open}", BY_DUE), grids
        ),
        Asked(
            "inbox of a court's officer",
            lambda: len(office.inbox(triage)),
            by_hand(f"court = ? AND {is_open}", BY_DUE),
            (court,),
        ),
        Asked(
            "inbox of a mediator",
            lambda: len(office.inbox(mediator)),
            by_hand(f"{held} AND {is_open}", BY_DUE),
            (mediator,),
        ),
        Asked("a judge's list", found(judge, mine), by_hand(in_grids), grids),
        Asked("a judge's list, newest", found(judge, mine, order=("-id",)), by_hand(in_grids, "id DESC"), grids),
        Asked("a judge's list, by due", found(judge, mine, order=("due",)), by_hand(in_grids, BY_DUE), grids),
        Asked(
            "a judge's list, page 21", found(judge, mine, after=last), by_hand(in_grids, BY_ID, " OFFSET 2000"), grids
        ),
        Asked(
            "a judge's list, one state",
            found(judge, mine & equals("state", "in_trial")),
            by_hand(f"{in_grids} AND state = 'in_trial'"),
            grids,
        ),
        Asked(
            "a judge's list, one grid",
            found(judge, disputes & equals("grid", grids[0])),
            by_hand("grid = ?"),
            (grids[0],),
        ),
        Asked("all that a judge may see", found(judge, disputes), by_hand("court = ?"), (court,)),
        Asked("the same, by due", found(judge, disputes, order=("due",)), by_hand("court = ?", BY_DUE), (court,)),
        Asked(
            "a court's list, a rare state",
            found(triage, state("offered") & Under("court", court)),
            by_hand("court = ? AND state = 'offered'"),
            (court,),
        ),
        Asked("a list of the court above", found(upper, disputes), by_hand(below), ()),
        Asked("the same, a rare state", found(upper, state("offered")), by_hand(f"{below} AND state = 'offered'"), ()),
        Asked("a party's own list", found(citizen, disputes), by_hand(held), (citizen,)),
        Asked(
            "a judge's count by state",
            lambda: len(office.count(judge, mine, ("state",))),
            states.format(in_grids),
            grids,
        ),
        Asked(
            "a court's count by state",
            lambda: len(office.count(triage, disputes, ("state",))),
            states.format("court = ?"),
            (court,),
        ),
        Asked(
            "looked up by its number",
            lambda: len(office.look_up(triage, "dispute", "number", number)) // 36,
            looked_up,
            (number,),
        ),
    ]


@attrs.frozen
class Timed:
    """What a question takes, in milliseconds.

    Attributes:
        name: of the question.
        rows: that were found.
        first: the first time in this process: its text is compiled, its pages are read.
        warm: median of the later ones.
        busy: the processor's part of these, which is what they take where nobody else is at work.
        storage: what of one is spent in statements.
        statements: how many they are.
        by_hand: median of the statement written by hand, which brings rows and no records.
    """

    name: str
    rows: int
    first: float
    warm: float
    busy: float
    storage: float
    statements: int
    by_hand: float


def measure(filled: Filled, rounds: int = 7) -> Iterator[Timed]:
    """Each question, one after the other."""
    raw = filled.raw()

    def by_hand(asked: Asked) -> float:
        return _milliseconds(lambda: raw.execute(asked.sql, asked.parameters).fetchall())

    for asked in questions(filled):
        first = _milliseconds(asked.office)
        rows = asked.office()
        began = time.process_time()
        warm = statistics.median([_milliseconds(asked.office) for _ in range(rounds)])
        busy = (time.process_time() - began) / rounds * 1e3
        spent, statements = _inside(filled.office, asked.office)
        by_hand(asked)
        hand = statistics.median([by_hand(asked) for _ in range(rounds)])
        yield Timed(asked.name, rows, first, warm, busy, spent, statements, hand)
    raw.close()


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


class _Watched:
    """A cursor that counts its statements and the time they take."""

    spent = 0.0
    number = 0

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def execute(self, *given: Any) -> Any:
        began = time.perf_counter()
        try:
            return self._cursor.execute(*given)
        finally:
            _Watched.number += 1
            _Watched.spent += time.perf_counter() - began

    def fetchall(self) -> Sequence[Any]:
        began = time.perf_counter()
        try:
            rows: Sequence[Any] = self._cursor.fetchall()
            return rows
        finally:
            _Watched.spent += time.perf_counter() - began

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


def _inside(office: Office, work: Callable[[], object]) -> tuple[float, int]:
    """Milliseconds that the work spends in statements, and how many they are."""
    storage: Any = office.storage
    taken = storage._connections.take

    class Connection:
        def __init__(self, inner: Any) -> None:
            self.inner = inner

        def cursor(self) -> _Watched:
            return _Watched(self.inner.cursor())

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

    _Watched.spent, _Watched.number = 0.0, 0
    given = storage._connections.give_back
    storage._connections.take = lambda: Connection(taken())
    storage._connections.give_back = lambda connection: given(connection.inner)
    try:
        work()
    finally:
        storage._connections.take, storage._connections.give_back = taken, given
    return _Watched.spent * 1e3, _Watched.number
