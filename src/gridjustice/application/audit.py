"""Proof that history was not rewritten: every table is a function of the events, so everything is recomputed.

`verify` recomputes the hash chains, replays every record and compares what it gets with every row that is stored. What
no store can find in itself (a record that is gone altogether, a consistently cut tail) is found against a checkpoint
that was kept elsewhere. What the relay has still to tell is no function of the events, and is not proven.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs

from gridjustice.application.codec import Codec, canonical, digest, instant_text, parse, without_envelopes
from gridjustice.application.rows import (
    appointment_rows,
    deadline_rows,
    due_of,
    listed_of,
    outbox_row,
    receipt_row,
)
from gridjustice.domain.record import Event, Record
from gridjustice.errors import GridJusticeError, InvalidError, NotFoundError
from gridjustice.ports.storage import Bundle, EntryRow, HeadRow, Storage
from gridjustice.workflow.engine import apply

CHECKPOINT_FORMAT = "gridjustice-checkpoint-1"


@attrs.frozen
class Fault:
    """Something that does not fit.

    Attributes:
        record: id of the record.
        table: where it shows.
        version: of the event, 0 where it concerns no single one.
        what: one word for the kind of fault, as `FAULTS` has them.
        detail: what exactly, in English; no personal data.
    """

    record: str
    table: str
    version: int
    what: str
    detail: str

    def __str__(self) -> str:
        at = f" version {self.version}" if self.version else ""
        return f"{self.table} {self.record}{at}: {self.what}: {self.detail}"


FAULTS = ("changed", "missing", "inserted", "cut", "gone", "unreadable")


@attrs.frozen
class Verdict:
    """What `verify` found.

    Attributes:
        records: how many were read.
        events: how many were read.
        faults: everything that does not fit.
        not_replayed: events whose kind or step no installed plugin knows; their hashes are verified all the same.
    """

    records: int
    events: int
    faults: tuple[Fault, ...]
    not_replayed: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def verify(
    storage: Storage,
    codec: Codec,
    *,
    checkpoint: Iterable[str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Verdict:
    """Recompute everything that is stored and name what does not fit.

    Args:
        storage: what is verified, read in one consistent state.
        codec: reads bodies.
        checkpoint: lines of a checkpoint file to hold it against.
        progress: called with the number of records read so far.

    Raises:
        InvalidError: the checkpoint is none.
    """
    expected = dict(read_checkpoint(checkpoint)) if checkpoint is not None else {}
    faults: list[Fault] = []
    records = events = not_replayed = 0
    with storage.read() as reader:
        for bundle in reader.bundles():
            records += 1
            events += len(bundle.entries)
            check = _Check(bundle, codec)
            faults += check.run()
            not_replayed += check.not_replayed
            if bundle.id in expected:
                faults += _against(bundle, *expected.pop(bundle.id))
            if progress:
                progress(records)
    for record, (version, _) in expected.items():
        faults.append(Fault(record, "record", version, "gone", "the checkpoint has it, the store does not"))
    return Verdict(records, events, tuple(faults), not_replayed)


def checkpoint_lines(storage: Storage, at: datetime) -> Iterator[str]:
    """The lines of a checkpoint file: a heading, then (record, version, hash) of every record, then their digest.

    Keep the file outside the database, out of reach of whoever can write to it.
    """
    heading = canonical({"format": CHECKPOINT_FORMAT, "at": instant_text(at)}).decode()
    yield heading
    lines = [heading]
    with storage.read() as reader:
        for bundle in reader.bundles():
            if bundle.entries:
                last = bundle.entries[-1]
                line = canonical([last.record, last.version, last.hash]).decode()
                lines.append(line)
                yield line
    yield canonical({"digest": digest("\n".join(lines).encode())}).decode()


def read_checkpoint(lines: Iterable[str]) -> Iterator[tuple[str, tuple[int, str]]]:
    """(record, (version, hash)) of a checkpoint file.

    Raises:
        InvalidError: it is none, or it was changed.
    """
    kept = [line.rstrip("\r\n") for line in lines if line.strip()]
    heading: Any = parse(kept[0]) if kept else None
    if not isinstance(heading, dict) or heading.get("format") != CHECKPOINT_FORMAT:
        raise InvalidError("is no checkpoint of GridJustice")
    closing = parse(kept[-1])
    if not isinstance(closing, dict) or closing.get("digest") != digest("\n".join(kept[:-1]).encode()):
        raise InvalidError("this checkpoint was changed or cut after it was written")
    for line in kept[1:-1]:
        record, version, hash_ = parse(line)
        yield record, (version, hash_)


def _against(bundle: Bundle, version: int, hash_: str) -> Iterator[Fault]:
    found = next((e for e in bundle.entries if e.version == version), None)
    if found is None:
        yield Fault(bundle.id, "event", version, "cut", "the checkpoint has this version, the store does not")
    elif found.hash != hash_:
        yield Fault(bundle.id, "event", version, "changed", "another event stood here at the checkpoint")


class _Check:
    """Everything stored under one record id, held against its events."""

    def __init__(self, bundle: Bundle, codec: Codec) -> None:
        self._bundle = bundle
        self._codec = codec
        self._faults: list[Fault] = []
        self.not_replayed = 0

    def run(self) -> list[Fault]:
        """All faults of this record."""
        for table, detail in self._bundle.oddities:
            self._fault(table, 0, "changed", detail)
        events = self._chain()
        record = self._replay(events) if events is not None else None
        self._head(record)
        if record is not None and events:
            self._derived_rows(events, record)
        elif not self._bundle.entries:
            self._orphans()
        return self._faults

    def _fault(self, table: str, version: int, what: str, detail: str) -> None:
        self._faults.append(Fault(_printable(self._bundle.id), table, version, what, detail))

    def _chain(self) -> list[Event] | None:
        """The events, when all can be read; hashes and columns are checked in any case."""
        events: list[Event] = []
        previous, expected = "", 1
        readable = True
        for entry in self._bundle.entries:
            if _is_damaged(entry.version, int) or _is_damaged(entry.body, bytes):
                self._fault("event", expected, "unreadable", "its version is no number, or its body no bytes")
                readable = False
                continue
            if entry.version != expected:
                kind, detail = ("missing", f"version {expected} is not there")
                if entry.version < expected:
                    kind, detail = ("inserted", "this version is there twice")
                self._fault("event", expected, kind, detail)
                expected = entry.version
            if digest(entry.body) != entry.hash:
                self._fault("event", entry.version, "changed", "its body does not have its hash")
            try:
                plain = parse(entry.body)
                if canonical(plain) != entry.body:
                    self._fault("event", entry.version, "changed", "its body is not canonical")
                if plain["prev"] != previous:
                    self._fault("event", entry.version, "changed", "it does not continue the event before it")
                self._columns(entry, plain)
                events.append(self._codec.event(entry.body))
            except NotFoundError:
                self.not_replayed += 1
                readable = False
            except (GridJusticeError, KeyError, TypeError, ValueError) as problem:
                self._fault("event", entry.version, "unreadable", f"its body is no event ({type(problem).__name__})")
                readable = False
            previous = entry.hash
            expected += 1
        return events if readable else None

    def _columns(self, entry: EntryRow, plain: Mapping[str, Any]) -> None:
        pairs = (
            ("record", entry.record, plain["record"]),
            ("version", entry.version, plain["version"]),
            ("kind", entry.kind, plain["kind"]),
            ("step", entry.step, plain["step"]),
            ("state", entry.state, plain["target"]),
            ("actor", entry.actor, plain["actor"]),
            ("day", entry.day, plain["day"]),
            ("at", entry.at, plain["at"]),
        )
        for name, column, told in pairs:
            if column != told:
                self._fault("event", entry.version, "changed", f"column {name} is not what the event says")

    def _replay(self, events: Sequence[Event]) -> Record | None:
        record: Record | None = None
        for entry, event in zip(self._bundle.entries, events, strict=True):
            try:
                replayed = apply(record, event)
            except Exception as problem:  # noqa: BLE001  # whatever a forged history makes apply stumble over is a finding
                self._fault("event", event.version, "unreadable", f"it cannot be replayed ({type(problem).__name__})")
                return None
            record = replayed
            if (entry.court, entry.unit, entry.grid) != (replayed.court, replayed.unit, replayed.grid):
                self._fault(
                    "event", event.version, "changed", "column court, unit or grid is not what the replay gives"
                )
        return record

    def _head(self, record: Record | None) -> None:
        bundle = self._bundle
        if not bundle.heads:
            if bundle.entries:
                self._fault("record", 0, "missing", "its events are there, its row is not")
            return
        head = bundle.heads[0]
        if not bundle.entries:
            self._fault("record", 0, "inserted", "it has a row but no event")
            return
        last = bundle.entries[-1]
        if _is_damaged(head.version, int):
            self._fault("record", 0, "changed", "its version is no number")
        elif _is_damaged(last.version, int):
            pass  # the event was found fault with
        elif head.version != last.version:
            what = "cut" if head.version > last.version else "changed"
            self._fault(
                "record", last.version, what, f"its row is at version {head.version}, its history at {last.version}"
            )
        elif head.hash != last.hash:
            self._fault("record", head.version, "changed", "its row does not have the hash of its newest event")
        columns = operator.attrgetter("kind", "court", "unit", "grid", "state")
        if columns(head) != columns(last):
            self._fault("record", _version(head), "changed", "its columns are not those of its newest event")
        if record is not None:
            self._body(head, last.kind, record)

    def _body(self, head: HeadRow, kind: str, record: Record) -> None:
        told = (record.court, record.unit, record.grid, record.state_name, due_of(record.deadlines))
        if (head.court, head.unit, head.grid, head.state, head.due) != told:
            self._fault("record", _version(head), "changed", "its columns are not what its history replays to")
        try:
            plain = parse(head.body)
            bare = canonical(without_envelopes(plain)) == self._codec.bare_body(record)
            same = bare and canonical(plain) == head.body and self._codec.read_record(kind, head.body) == record
        except (GridJusticeError, KeyError, TypeError, ValueError) as problem:
            self._fault("record", _version(head), "unreadable", f"its body is no record ({type(problem).__name__})")
            return
        if not same:
            self._fault("record", _version(head), "changed", "its body is not what its history replays to")

    def _derived_rows(self, events: Sequence[Event], record: Record) -> None:
        bundle = self._bundle
        kind = events[0].kind
        self._same("deadline", bundle.deadlines, deadline_rows(kind, record))
        appointments = appointment_rows(record)
        self._same("appointment", bundle.appointments, appointments)
        if len(bundle.appointments) == len(appointments) and tuple(bundle.appointments) != appointments:
            self._fault("appointment", 0, "changed", "its rows are not in the order of its history")
        listed = listed_of(record)
        for name, rows in {kind: (), **bundle.listed}.items():
            wanted = [sorted(listed.items())] if name == kind else []
            self._same(f"listed_{name}", [tuple(sorted(r.items())) for r in rows], [tuple(w) for w in wanted])
        self._same("outbox", bundle.outbox, map(outbox_row, events))
        self._same("receipt", bundle.receipts, filter(None, map(receipt_row, events)))

    def _same(self, table: str, stored: Iterable[Any], computed: Iterable[Any]) -> None:
        there, wanted = list(stored), list(computed)
        for row in wanted:
            if row in there:
                there.remove(row)
            else:
                self._fault(table, _version(row), "missing", f"{_name(row)} should be there and is not, or was changed")
        for row in there:
            self._fault(table, _version(row), "inserted", f"{_name(row)} is there, or was changed, against its history")

    def _orphans(self) -> None:
        bundle = self._bundle
        for table, rows in (
            ("deadline", bundle.deadlines),
            ("appointment", bundle.appointments),
            ("outbox", bundle.outbox),
            ("receipt", bundle.receipts),
            *((f"listed_{name}", found) for name, found in bundle.listed.items()),
        ):
            for row in rows:
                self._fault(table, _version(row), "inserted", f"{_name(row)} belongs to no record")


def _is_damaged(value: object, type_: type) -> bool:
    """Whether a cell holds something else than its column can: some databases let that happen."""
    return not isinstance(value, type_)


def _version(row: Any) -> int:
    version = getattr(row, "version", 0)
    return version if isinstance(version, int) else 0


def _printable(text: str) -> str:
    """The text with whatever cannot be printed spelt out: damaged ids stand in findings too."""
    return text.encode("utf-8", "backslashreplace").decode()


def _name(row: Any) -> str:
    """What a row is called in a finding: never its content, which may be personal."""
    for attribute in ("name", "role", "key"):
        if hasattr(row, attribute):
            return f"a row ({attribute} {getattr(row, attribute)!r})"
    return "a row"
