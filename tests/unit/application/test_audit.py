"""Proof that history was not rewritten: whatever is changed in a real file is found and named."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import attrs
import pytest
import sqlalchemy as sa
from tests.unit.workflow.small import small

from gridjustice.application.audit import FAULTS, Fault, Verdict, checkpoint_lines, verify
from gridjustice.application.codec import Codec, canonical, digest, parse
from gridjustice.application.office import Office
from gridjustice.application.redrawing import apply_redrawing, plan_redrawing, undo_redrawing
from gridjustice.application.redrawing_rule import Change
from gridjustice.application.rows import projection_of
from gridjustice.domain.redrawing import Redraw, Successor
from gridjustice.domain.values import RecordId, named_id
from gridjustice.errors import InvalidError
from gridjustice.hooks import Plugins, builtin, hookimpl
from gridjustice.ports.clock import FixedClock
from gridjustice.ports.sealer import NullSealer
from gridjustice.ports.storage import Bundle, Storage
from gridjustice.testing.district import COURT, SINCE, START, WAYS, District, grid, person, unit
from gridjustice.workflow.kinds import BUILT_IN
from gridjustice.workflow.table import Kind
from gridjustice_sqlalchemy.schema import with_listed

WORKING = {
    "target": None,
    "delivery": None,
    "attempt": None,
    "pulse": None,
    "outbox": "spread",
    "list_version": None,
    "list_entry": None,
}
"""What no event says, so that no audit can prove it: what the relay has to tell and has told, lists from elsewhere."""
TABLES = {
    name: table
    for name, table in with_listed(projection_of(kind) for kind in BUILT_IN).tables.items()
    if WORKING.get(name, "") is not None
}
COLUMNS = [
    pytest.param(table.name, column.name, id=f"{table.name}-{column.name}")
    for table in TABLES.values()
    for column in table.columns
    if WORKING.get(table.name) != column.name
]
NEW_ID = "00000000-0000-7000-8000-000000000000"


def redraw(d: District) -> None:
    """Redrawings of every form, so that no column is empty."""
    chief = person("president")
    places: dict[str, Any] = {"subjects": (grid("farm-2"),), "since": d.office.today(), "reason": "a map"}
    for number, name in enumerate(("二格", "三格")):
        wanted = Change(how=Redraw.RENAME, name=name, name_ko=f"{name}격", **places)
        plan = plan_redrawing(d.office, chief, wanted, key=f"name{number}")
        apply_redrawing(d.office, chief, plan.id)
    undo_redrawing(d.office, chief, plan.id)
    plan_redrawing(d.office, chief, Change(how=Redraw.MOVE, new_unit=unit("farm2"), **places), key="move")
    new = (Successor(code="a", name="a"), Successor(code="b", name="b"))
    plan_redrawing(d.office, chief, Change(how=Redraw.SPLIT, successors=new, rest="b", **places), key="split")


def populate(d: District) -> None:
    """Something in every column of every table."""
    for state in WAYS:
        d.bring_to(state, cause="T137", cause_version="2025")
    for number, subject in enumerate((grid(), d.report())):
        facts = {"court": COURT, "unit": unit("farm"), "subject": subject, "reason": "Nobody answers."}
        d.office.begin(person("supervisor"), "order", "issue", facts, key=f"order{number}")
    korean = {"name": "一林场", "name_ko": "1림장"}
    d.do("operator", unit("farm"), "rename", **korean)
    d.do("operator", grid(), "rename", name="一林场一格", name_ko="1림장 1격자")
    d.do("operator", RecordId(d.office.look_up("operator", "court", "name", "某林区中级法院")), "rename", **korean)
    facts = {"court": COURT, "unit": unit("farm"), "code": "farm-2", "name": "二格"}
    d.office.begin("operator", "grid", "draw", facts, key="grid2", record=grid("farm-2"))
    post = {"role": "judge", "scope": "court", "place": COURT, "since": SINCE, "until": "2030-01-01"}
    d.do("operator", person("stranger"), "take_post", post=post)
    d.do("operator", person("mediator"), "set_most_open", most_open=3)
    dispute = d.bring_to("in_mediation")
    d.do("mediator", dispute, "extend", days=5, agreed_by=["a1", "b1"])
    reach = {"court": COURT, "unit": unit("farm"), "subject": dispute, "form": "call", "reason": "no_address"}
    recipients: tuple[dict[str, Any], ...] = ({"party": "a1"}, {"person": person("citizen_b")})
    for number, who in enumerate(recipients):
        asked_for = d.office.begin("system", "outreach", "ask", {**reach, **who}, key=f"reach{number}").record
        d.do("liaison", asked_for, "take")
    planned = {"court": COURT, "dispute": dispute, "mode": "together", "held_on": "2022-06-01", "place": "一林场"}
    redraw(d)
    session = d.office.begin(person("mediator"), "session", "arrange", planned, key="session").record
    held = {"attended": ["a1", "b1"], "identified": True, "warned": True, "keeping": "transcript"}
    d.do("mediator", session, "hold", **held)
    asked = {"court": COURT, "applied_by": "relative", "cannot_herself": True, "name": "甲某", "against": "乙某"}
    asked |= {"happened": "He hit her.", "protected": person("citizen_a"), "respondent": person("citizen_b")}
    order = d.office.begin(person("stranger"), "protection", "apply", asked, key="protection").record
    d.do("triage", order, "assign_judge", judge=person("judge"))
    d.do("judge", order, "issue", measures=["no_violence"], valid_until="2022-11-30", seal=COURT)
    d.do("judge", order, "serve", served_on="2022-06-01", proof=True)
    parties = [{"id": "a1", "side": "applicant", "name": "甲某"}, {"id": "b1", "side": "respondent", "name": "乙某"}]
    old: dict[str, Any] = {
        "court": COURT,
        "number": "2021-17",
        "reported_on": "2022-06-01",
        "unit": unit("farm"),
        "gist": "A debt.",
    }
    old |= {"parties": parties, "claimed_fen": 50_000}
    d.office.begin("operator", "dispute", "take_over", old, key="old", record=named_id("dispute", f"{COURT}:2021-17"))
    title = d.report(matter="title")
    government = {"jurisdiction": "ours", "route": "government", "reason": "forest law", "same_matter_checked": True}
    d.do("triage", title, "triage", **government, told_keep_as_is=True)
    ways = ["administrative_suit", "reconsideration"]
    d.do("triage", title, "serve_decision", served_on="2022-06-01", proof=True, ways=ways)
    # Of a year whose days of rest nobody has published yet.
    owing = d.bring_to("in_mediation")
    signed = [{"party": "a1", "signed_on": "2022-06-01"}, {"party": "b1", "signed_on": "2022-06-01"}]
    made = {"content": "Half.", "form": "written", "signatures": signed}
    made |= {"mediator_signed_on": "2022-06-01", "sealed_on": "2022-06-01"}
    d.do("mediator", owing, "agree", **made, instalments=[{"due_on": "2030-01-10", "fen": 50_000}])


@pytest.fixture(scope="session")
def audited(district_file: Path, plugins: Plugins, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with something in every column, to be copied and never changed."""
    path = Path(shutil.copy(district_file, tmp_path_factory.mktemp("audited") / "court.db"))
    clock = FixedClock(START)
    office = Office(plugins.storage(f"sqlite:///{path}"), plugins, clock=clock)
    populate(District(office, clock))
    office.storage.close()
    return path


@attrs.define
class Store:
    """A file that can be changed behind the office's back, and verified."""

    path: Path
    plugins: Plugins

    def change(self, sql: str, *values: Any) -> int:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            return connection.execute(sql, values).rowcount

    def ask(self, sql: str, *values: Any) -> list[Any]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(sql, values).fetchall()

    def open(self) -> Office:
        return Office(self.plugins.storage(f"sqlite:///{self.path}"), self.plugins, clock=FixedClock(START))

    def verdict(self, checkpoint: list[str] | None = None) -> Verdict:
        office = self.open()
        try:
            return office.verify(checkpoint=checkpoint)
        finally:
            office.storage.close()

    def checkpoint(self) -> list[str]:
        office = self.open()
        try:
            return list(office.checkpoint())
        finally:
            office.storage.close()

    def forked(self, name: str) -> Store:
        return Store(Path(shutil.copy(self.path, self.path.with_name(name))), self.plugins)

    def do(self, handle: str, record: str, step: str, **facts: Any) -> None:
        office = self.open()
        office.take(person(handle), record, step, facts, key=f"{handle} {step} {facts}")
        office.storage.close()


@pytest.fixture
def store(audited: Path, tmp_path: Path, plugins: Plugins) -> Store:
    """A copy of the file."""
    return Store(Path(shutil.copy(audited, tmp_path / "court.db")), plugins)


def named(verdict: Verdict, table: str, record: str) -> list[Fault]:
    return [fault for fault in verdict.faults if (fault.table, fault.record) == (table, record)]


def a_dispute(store: Store, state: str = "in_mediation") -> str:
    triaged = "SELECT record FROM event WHERE version = 2 AND step = 'triage'"
    ((id_,),) = store.ask(f"SELECT id FROM record WHERE state = ? AND id IN ({triaged}) ORDER BY id LIMIT 1", state)
    return str(id_)


def test_a_store_that_nobody_changed_is_clean(store: Store) -> None:
    """Everything is read, and nothing is found."""
    verdict = store.verdict()
    assert verdict.is_clean
    assert verdict.faults == ()
    assert verdict.not_replayed == 0
    assert [(verdict.records,), (verdict.events,)] == store.ask("SELECT count(*) FROM record") + store.ask(
        "SELECT count(*) FROM event"
    )
    assert verdict.events > 100


def test_the_file_has_the_tables_and_columns_that_are_tampered_with(store: Store) -> None:
    """All of them but the one that says which migrations were made, and the relay's own; each has a value somewhere."""
    names = {name for (name,) in store.ask("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert names - {"alembic_version", *(name for name, column in WORKING.items() if column is None)} == set(TABLES)
    for name, table in TABLES.items():
        assert [row[1] for row in store.ask(f"PRAGMA table_info({name})")] == [c.name for c in table.columns]
        for column in table.columns:
            assert store.ask(f"SELECT count(*) FROM {name} WHERE {column.name} IS NOT NULL") != [(0,)], column


# One value.


def other_text(value: Any) -> Any:
    return value[:-1] + ("?" if value[-1:] != "?" else "!")


def other_bytes(value: Any) -> Any:
    middle = len(value) // 2
    return value[:middle] + bytes([value[middle] ^ 1]) + value[middle + 1 :]


def another(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1
    if value is None:
        return "x"
    return other_text(value) if isinstance(value, str) else other_bytes(value)


CHANGES: dict[str, Callable[[Any], Any]] = {
    "another value": another,
    "cut": lambda v: v[:-1] if isinstance(v, (str, bytes)) else -1,
    "nothing": lambda v: None,
    "longer": lambda v: f"{v}x",
    "another type": lambda v: v.decode() if isinstance(v, bytes) else str(v).encode(),
    "a blank": lambda v: b"" if isinstance(v, bytes) else "",
}


def owner_of(table: str) -> str:
    """The column that says whose a row is."""
    return "id" if table == "record" else "record"


def keys_of(table: str) -> list[str]:
    return [column.name for column in TABLES[table].primary_key.columns]


def one_row(store: Store, table: str, column: str, where: str = "IS NOT NULL") -> tuple[Any, str, list[Any]] | None:
    """Value, record and key of some row."""
    keys = ", ".join(keys_of(table))
    rows = store.ask(f"SELECT {column}, {owner_of(table)}, {keys} FROM {table} WHERE {column} {where} ORDER BY {keys}")
    if not rows:
        return None
    value, record, *key = rows[len(rows) // 2]
    return value, str(record), key


def found_by(table: str) -> str:
    return " AND ".join(f"{key} IS ?" for key in keys_of(table))


def tampered(store: Store, table: str, column: str, change: str, *, absent: bool) -> str | None:
    """Change one value; the record it belonged to, or None where that cannot be done."""
    row = one_row(store, table, column, "IS NULL" if absent else "IS NOT NULL")
    if row is None:
        return None
    value, record, key = row
    try:
        store.change(f"UPDATE {table} SET {column} = ? WHERE {found_by(table)}", CHANGES[change](value), *key)
    except sqlite3.IntegrityError:
        return None  # the database itself refuses it
    after = store.ask(f"SELECT {column} FROM {table} WHERE {found_by(table)}", *key)
    unchanged = bool(after) and after[0][0] == value and type(after[0][0]) is type(value)
    return None if unchanged else record  # the column's type may have turned it back


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_changed_value_is_found_and_named(
    audited: Path, tmp_path: Path, plugins: Plugins, table: str, column: str
) -> None:
    """In every column of every table, in many ways, with the record and the table; and told without its content."""
    tried = 0
    for number, change in enumerate(CHANGES):
        for absent in (False, True):
            store = Store(Path(shutil.copy(audited, tmp_path / f"{number}{absent}.db")), plugins)
            record = tampered(store, table, column, change, absent=absent)
            if record is None:
                continue
            tried += 1
            verdict = store.verdict()
            # An event that bears the name of another record leaves a gap, of which its own record tells.
            gone = [fault for fault in verdict.faults if (table, column) == ("event", "record")]
            assert [fault.record for fault in gone or named(verdict, table, record)], f"{change}: {verdict}"
            assert all(fault.what in FAULTS for fault in verdict.faults)
            assert not any("甲某" in str(fault) or "1390000" in str(fault) for fault in verdict.faults)
            store.path.unlink()
    assert tried


@pytest.mark.parametrize("table", sorted(TABLES))
def test_bytes_that_are_no_text_are_found_and_named(store: Store, table: str) -> None:
    """A disk that lost a bit is named like a hand that changed it."""
    for column in TABLES[table].columns:
        if not isinstance(column.type, sa.String):
            continue
        row = one_row(store, table, column.name)
        assert row is not None
        fork = store.forked(f"damaged-{column.name}.db")
        fork.change(f"UPDATE {table} SET {column.name} = CAST(x'61ff' AS TEXT) WHERE {found_by(table)}", *row[2])
        verdict = fork.verdict()
        assert not verdict.is_clean
        assert all(str(fault).isprintable() for fault in verdict.faults)
        if column.name != owner_of(table):
            assert named(verdict, table, row[1]), column.name


class Shown:
    """What an audit reads, without a store."""

    def __init__(self, bundle: Bundle) -> None:
        self.shown = bundle

    @contextmanager
    def read(self) -> Iterator[Shown]:
        yield self

    def bundles(self) -> Iterator[Bundle]:
        yield self.shown


@pytest.mark.parametrize("table", ["event", "record"])
def test_every_changed_byte_of_a_body_is_found(district: District, table: str) -> None:
    """Wherever it stands: also in the name of a member that has its default value."""
    record = district.bring_to("agreed")
    with district.office.storage.read() as reader:
        (bundle,) = (each for each in reader.bundles() if each.id == record)
    rows: list[Any] = list(bundle.heads if table == "record" else bundle.entries[:1])
    body = rows[0].body
    for place in range(len(body)):
        other = body[:place] + bytes([body[place] ^ (1 << place % 8)]) + body[place + 1 :]
        changed = [rows[0]._replace(body=other)]
        shown = (
            bundle._replace(heads=changed)
            if table == "record"
            else bundle._replace(entries=[*changed, *bundle.entries[1:]])
        )
        verdict = verify(cast("Storage", Shown(shown)), district.office.codec)
        assert named(verdict, table, record), other[max(place - 20, 0) : place + 20]


@pytest.mark.parametrize("table", ["event", "record"])
def test_a_body_that_says_the_same_in_other_bytes_is_found(store: Store, table: str) -> None:
    """Other blanks, or members in another order."""
    owner = "id" if table == "record" else "record"
    record = a_dispute(store)
    ((body, version),) = store.ask(
        f"SELECT body, version FROM {table} WHERE {owner} = ? ORDER BY version LIMIT 1", record
    )
    for other in (body.replace(b'":"', b'": "', 1), body + b"\n"):
        assert parse(other) == parse(body)
        store.change(f"UPDATE {table} SET body = ? WHERE {owner} = ? AND version = ?", other, record, version)
        assert named(store.verdict(), table, record)


# Whole rows.


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_deleted_row_is_found_and_named(store: Store, table: str) -> None:
    """In every table."""
    row = one_row(store, table, owner_of(table))
    assert row is not None
    store.change(f"DELETE FROM {table} WHERE {found_by(table)}", *row[2])
    verdict = store.verdict()
    # The last event of a history is missed by the record's row, which is ahead of it; the only one by all its rows.
    missed = {fault.what for fault in verdict.faults if fault.record == row[1]}
    assert named(verdict, table, row[1]) or (table == "event" and missed & {"cut", "inserted"})


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_deleted_event_in_the_middle_is_missing(store: Store, version: int) -> None:
    """By its number."""
    record = a_dispute(store)
    store.change("DELETE FROM event WHERE record = ? AND version = ?", record, version)
    assert ("missing", version) in [(f.what, f.version) for f in named(store.verdict(), "event", record)]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_an_emptied_table_is_found_and_every_record_named(store: Store, table: str) -> None:
    """None of its rows is missed silently."""
    owner = owner_of(table)
    records = {record for (record,) in store.ask(f"SELECT DISTINCT {owner} FROM {table}")}
    store.change(f"DELETE FROM {table}")
    told = {fault.record for fault in store.verdict().faults}
    assert records <= told


@pytest.mark.parametrize("table", sorted(TABLES))
def test_an_inserted_row_is_found_and_named(store: Store, table: str) -> None:
    """A copy of another under a record that is there, and under one that is not."""
    columns = [c.name for c in TABLES[table].columns]
    owner = owner_of(table)
    free = {"name": "'invented'", "position": "position + 100", "version": "version + 100", "key": "'invented'"}
    keys = set(keys_of(table))
    for target in ("same", NEW_ID):
        if target == "same" and keys == {owner}:
            continue
        fork = store.forked(f"{target}.db")
        selected = [
            f"'{NEW_ID}'" if c == owner and target != "same" else free[c] if c in keys & free.keys() else c
            for c in columns
        ]
        ((record,),) = fork.ask(f"SELECT {owner} FROM {table} ORDER BY 1 DESC LIMIT 1")
        fork.change(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(selected)} FROM {table} "
            f"WHERE {owner} = ? ORDER BY 1 LIMIT 1",
            record,
        )
        assert named(fork.verdict(), table, record if target == "same" else NEW_ID)


def test_a_row_of_a_projection_of_another_kind_is_found(store: Store) -> None:
    """A dispute is no unit."""
    record = a_dispute(store)
    store.change("INSERT INTO listed_court (record, name, level) VALUES (?, 'x', 'basic')", record)
    assert named(store.verdict(), "listed_court", record)


def test_a_duplicated_event_is_found(store: Store) -> None:
    """The same event once more, as the next version."""
    record = a_dispute(store)
    columns = [c.name for c in TABLES["event"].columns]
    selected = ", ".join(
        "(SELECT max(version) + 1 FROM event WHERE record = ?1)" if c == "version" else c for c in columns
    )
    store.change(
        f"INSERT INTO event ({', '.join(columns)}) SELECT {selected} FROM event WHERE record = ?1 AND version = 2",
        record,
    )
    assert named(store.verdict(), "event", record)


@pytest.mark.parametrize("columns", ["body", "body, hash", "version", "step, actor, day, at, hash, body"])
def test_two_events_that_change_places_are_found(store: Store, columns: str) -> None:
    """Their bodies, with their hashes or without, their versions, or all they say."""
    record = a_dispute(store)
    with closing(sqlite3.connect(store.path)) as connection, connection:
        read = f"SELECT {columns} FROM event WHERE record = ? AND version = ?"
        write = (
            f"UPDATE event SET {', '.join(f'{c} = ?' for c in columns.split(', '))} WHERE record = ? AND version = ?"
        )
        two, three = (connection.execute(read, (record, version)).fetchone() for version in (2, 3))
        if columns == "version":
            for before, after in ((2, 99), (3, 2), (99, 3)):
                connection.execute(write, (after, record, before))
        else:
            connection.execute(write, (*three, record, 2))
            connection.execute(write, (*two, record, 3))
    assert {fault.version for fault in named(store.verdict(), "event", record)} >= {2, 3}


@pytest.mark.parametrize("columns", ["body", "hash", "version, hash, body", "state, due"])
def test_two_records_that_change_places_are_found(store: Store, columns: str) -> None:
    """Both are named."""
    records = [a_dispute(store, state) for state in ("asked", "agreed")]
    with closing(sqlite3.connect(store.path)) as connection, connection:
        rows = [connection.execute(f"SELECT {columns} FROM record WHERE id = ?", (id_,)).fetchone() for id_ in records]
        for id_, row in zip(reversed(records), rows, strict=True):
            write = ", ".join(f"{c} = ?" for c in columns.split(", "))
            connection.execute(f"UPDATE record SET {write} WHERE id = ?", (*row, id_))
    verdict = store.verdict()
    assert all(named(verdict, "record", id_) for id_ in records)


def test_two_records_that_exchange_their_whole_histories_are_found(store: Store) -> None:
    """Each event says whose it is."""
    one, other = (a_dispute(store, state) for state in ("asked", "agreed"))
    for table in TABLES:
        owner = owner_of(table)
        for before, after in ((one, NEW_ID), (other, one), (NEW_ID, other)):
            store.change(f"UPDATE {table} SET {owner} = ? WHERE {owner} = ?", after, before)
    verdict = store.verdict()
    assert named(verdict, "event", one)
    assert named(verdict, "event", other)


def test_rows_of_an_appointment_in_another_order_are_found(store: Store) -> None:
    """What comes first is part of what is stored."""
    record = a_dispute(store)
    store.change("UPDATE appointment SET position = position + 1000 WHERE record = ?", record)
    assert named(store.verdict(), "appointment", record)
    store.change("UPDATE appointment SET position = 1001 - position WHERE record = ? AND position < 1002", record)
    store.change("UPDATE appointment SET position = position - 1000 WHERE record = ? AND position >= 1000", record)
    positions = [row[0] for row in store.ask("SELECT position FROM appointment WHERE record = ? ORDER BY 1", record)]
    assert positions == list(range(len(positions)))
    assert named(store.verdict(), "appointment", record)


# What no store can find in itself.


@pytest.fixture
def marked(store: Store) -> tuple[Store, list[str]]:
    """A store, and a checkpoint that was taken of it."""
    return store, store.checkpoint()


def test_a_store_fits_its_checkpoint_and_goes_on_fitting(marked: tuple[Store, list[str]]) -> None:
    """Steps that are taken later are no fault."""
    store, checkpoint = marked
    assert store.verdict(checkpoint).is_clean
    store.do("mediator", a_dispute(store), "fail", ground="too_far_apart")
    assert store.verdict(checkpoint).is_clean


def test_a_cut_tail_is_found_against_a_checkpoint(store: Store) -> None:
    """The last step undone in all tables at once: only who kept the checkpoint can know."""
    before = store.forked("before.db")
    record = a_dispute(store)
    store.do("mediator", record, "fail", ground="too_far_apart")
    checkpoint = store.checkpoint()
    assert before.verdict().is_clean
    (fault,) = before.verdict(checkpoint).faults
    assert (fault.record, fault.what) == (record, "cut")


def test_a_cut_tail_with_a_row_left_behind_is_found_without_a_checkpoint(store: Store) -> None:
    """Its record is ahead of its history."""
    record = a_dispute(store)
    store.change(
        "DELETE FROM event WHERE record = ?1 AND version = (SELECT max(version) FROM event WHERE record = ?1)", record
    )
    assert "cut" in [fault.what for fault in named(store.verdict(), "record", record)]


def test_a_record_that_is_gone_altogether_is_found_against_a_checkpoint(marked: tuple[Store, list[str]]) -> None:
    """From all tables."""
    store, checkpoint = marked
    record = a_dispute(store)
    for table in TABLES:
        store.change(f"DELETE FROM {table} WHERE {owner_of(table)} = ?", record)
    assert store.verdict().is_clean
    (fault,) = store.verdict(checkpoint).faults
    assert (fault.record, fault.what, fault.table) == (record, "gone", "record")


def test_another_history_of_the_same_length_is_found_against_a_checkpoint(store: Store) -> None:
    """Two stores that went different ways from the same point, both sound in themselves."""
    other = store.forked("other.db")
    record = a_dispute(store)
    store.do("mediator", record, "fail", ground="too_far_apart")
    other.do("mediator", record, "fail", ground="refused")
    assert other.verdict().is_clean
    (fault,) = other.verdict(store.checkpoint()).faults
    assert (fault.record, fault.table, fault.what) == (record, "event", "changed")


def forge(store: Store, record: str) -> None:
    """Another reason in the second event, and everything after it made to fit: hashes, chain, row."""
    codec = Codec({kind.name: kind for kind in BUILT_IN}, NullSealer())
    entries = store.ask("SELECT version, body FROM event WHERE record = ? ORDER BY version", record)
    previous = ""
    for version, body in entries:
        plain = parse(body)
        if version == 2:
            plain["facts"]["~"]["data"] = canonical({"reason": "another reason"}).decode()
        plain["prev"] = previous
        forged = canonical(plain)
        assert codec.event(forged).version == version
        previous = digest(forged)
        store.change(
            "UPDATE event SET body = ?, hash = ? WHERE record = ? AND version = ?", forged, previous, record, version
        )
    store.change("UPDATE record SET hash = ? WHERE id = ?", previous, record)


def test_a_forged_chain_is_found_against_a_checkpoint(marked: tuple[Store, list[str]]) -> None:
    """In itself it is sound: that is what the checkpoint is for."""
    store, checkpoint = marked
    record = a_dispute(store)
    forge(store, record)
    assert store.verdict().is_clean
    (fault,) = store.verdict(checkpoint).faults
    assert (fault.record, fault.what) == (record, "changed")


def edits(lines: list[str]) -> Iterator[list[str]]:
    yield []
    yield lines[1:]
    yield lines[:-1]
    yield lines[: len(lines) // 2]
    yield [*lines[:3], *lines[4:]]
    yield [*lines[:3], lines[3], *lines[3:]]
    yield [lines[0], lines[2], lines[1], *lines[3:]]
    yield [lines[0].replace("2022", "2023"), *lines[1:]]
    yield [*lines[:5], re.sub(r",(\d+),", r",1\1,", lines[5]), *lines[6:]]
    yield [*lines[:-1], '{"digest":"' + "0" * 64 + '"}']
    yield [*lines, '["x",1,"y"]']
    yield ["not json", *lines[1:]]
    yield [canonical([1]).decode(), *lines[1:]]
    yield ["{}"]
    yield ["[]", "[]"]


def test_a_checkpoint_that_was_changed_is_refused(marked: tuple[Store, list[str]]) -> None:
    """A line less, more, elsewhere, other; cut; no checkpoint at all."""
    store, checkpoint = marked
    changed = list(edits(checkpoint))
    assert all(lines != checkpoint for lines in changed)
    for lines in changed:
        with pytest.raises(InvalidError):
            store.verdict(lines)


def test_a_checkpoint_survives_being_a_file(marked: tuple[Store, list[str]], tmp_path: Path) -> None:
    """Line ends of either kind, an empty line at the end."""
    store, checkpoint = marked
    for end in ("\n", "\r\n"):
        path = tmp_path / "checkpoint.txt"
        path.write_bytes((end.join(checkpoint) + end + end).encode())
        with path.open(encoding="utf-8", newline="") as file:
            assert store.verdict(list(file)).is_clean


def test_a_checkpoint_says_when_it_was_taken_in_utc(store: Store) -> None:
    """And nothing of any person."""
    office = store.open()
    lines = list(checkpoint_lines(office.storage, datetime(2026, 1, 1, tzinfo=UTC)))
    office.storage.close()
    assert parse(lines[0])["at"] == "2026-01-01T00:00:00.000000Z"
    assert "甲某" not in "".join(lines)
    assert len(lines) == store.ask("SELECT count(*) FROM record")[0][0] + 2


# What a plugin brought.


class Notes:
    """A plugin with a kind of its own."""

    @hookimpl
    def gridjustice_provide_kinds(self) -> tuple[Kind, ...]:
        return (small(),)


@pytest.fixture
def noted(plugins: Plugins, sql_file: Path) -> tuple[Store, str]:
    """A store with a record of a plugin's kind, opened without the plugin from here on."""
    offered = Plugins((("builtin", builtin), ("notes", Notes())))
    clock = FixedClock(START)
    office = Office(plugins.storage(f"sqlite:///{sql_file}"), offered, clock=clock, prepare=True)
    record = office.begin(person("judge"), "note", "open", {"court": COURT}, key="1").record
    office.take(person("judge"), record, "mark", {"times": 2}, key="2")
    assert office.verify().is_clean
    office.storage.close()
    return Store(sql_file, plugins), record


def test_an_event_whose_plugin_is_gone_is_not_replayed_but_verified(noted: tuple[Store, str]) -> None:
    """It is counted; the rest of the store is clean."""
    store, record = noted
    verdict = store.verdict()
    assert verdict.faults == ()
    assert verdict.not_replayed == 2
    ((body,),) = store.ask("SELECT body FROM event WHERE record = ? AND version = 2", record)
    store.change("UPDATE event SET body = ? WHERE record = ? AND version = 2", other_bytes(body), record)
    assert named(store.verdict(), "event", record)


@pytest.mark.parametrize("column", ["hash", "step", "actor", "state", "version", "day", "at"])
def test_a_changed_column_of_an_event_whose_plugin_is_gone_is_found(noted: tuple[Store, str], column: str) -> None:
    """What can be known without the plugin is held against its body."""
    store, record = noted
    ((value,),) = store.ask(f"SELECT {column} FROM event WHERE record = ? AND version = 2", record)
    other = CHANGES["another value"](value)
    store.change(f"UPDATE event SET {column} = ? WHERE record = ? AND version = 2", other, record)
    assert named(store.verdict(), "event", record)


@pytest.mark.parametrize("column", ["hash", "version", "state", "kind"])
def test_a_changed_row_of_a_record_whose_plugin_is_gone_is_found(noted: tuple[Store, str], column: str) -> None:
    """Its version, its hash, its state and its kind stand in its newest event."""
    store, record = noted
    ((value,),) = store.ask(f"SELECT {column} FROM record WHERE id = ?", record)
    store.change(f"UPDATE record SET {column} = ? WHERE id = ?", CHANGES["another value"](value), record)
    assert named(store.verdict(), "record", record)


def test_progress_is_told(store: Store) -> None:
    """After each record."""
    office = store.open()
    told: list[int] = []
    verdict = office.verify(progress=told.append)
    office.storage.close()
    assert told == list(range(1, verdict.records + 1))


def test_a_fault_reads_like_a_sentence() -> None:
    """Table, record, version, what, why."""
    assert str(Fault("r1", "event", 3, "changed", "its body does not have its hash")) == (
        "event r1 version 3: changed: its body does not have its hash"
    )
