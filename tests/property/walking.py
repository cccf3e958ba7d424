"""A walk by chance: hostile actors try every step at every state, and each attempt is held against table and law."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import attrs
from tests.property.lawful import Ledger
from tests.property.lawful_besides import told_of_protection, told_of_session
from tests.property.saying import HANDLES, PEOPLE, Speaker
from tests.property.sight import Town, expected

from gridjustice.application.codec import from_plain
from gridjustice.application.office import Office
from gridjustice.application.request import Receipt, Request
from gridjustice.domain.criteria import In
from gridjustice.domain.dispute import Dispute
from gridjustice.domain.record import NEW, Event, Facts, Record
from gridjustice.domain.session import Session
from gridjustice.domain.values import RecordId
from gridjustice.errors import GridJusticeError, InvalidError, NotFoundError
from gridjustice.testing.district import WAYS, District, person
from gridjustice.workflow.engine import apply, replay
from gridjustice.workflow.refusals import StepRefusedError
from gridjustice.workflow.rules import Standing
from gridjustice.workflow.table import Act, Kind, Row

DISPUTES = ("dispute", "session", "protection", "order")
WATCHED = frozenset(("dispute", "session", "protection"))
LAST = date(2026, 12, 31)


@attrs.define
class Walk:
    """A walk.

    Attributes:
        kinds: those whose steps are tried.
        found: what was unlawful, with the seed's own words for where.
        had: steps that need not be tried first, having been taken before; by default those of this walk.
        share: of the moves after which everybody's sight is looked at; the rest is held against the law all the same.
    """

    district: District
    dice: random.Random
    kinds: tuple[str, ...]
    records: list[RecordId]
    share: float = 0.1
    people: list[str] = attrs.field(factory=lambda: list(PEOPLE))
    town: Town | None = None
    had: set[tuple[str, str]] | None = None
    steps: set[tuple[str, str]] = attrs.Factory(set)
    states: set[tuple[str, str]] = attrs.Factory(set)
    profiles: set[str] = attrs.Factory(set)
    guards: set[str] = attrs.Factory(set)
    found: dict[str, str] = attrs.Factory(dict)
    focus: RecordId | None = None
    tried: int = 0
    taken: int = 0
    disputes: int = 0
    known: dict[str, tuple[Record, int]] = attrs.Factory(dict)
    kind_of: dict[str, str] = attrs.Factory(dict)
    ledgers: dict[str, Ledger] = attrs.Factory(dict)
    speaker: Speaker = attrs.field(init=False)
    _standings: dict[tuple[str, date], Standing] = attrs.Factory(dict)
    _shelves: Any = None

    def __attrs_post_init__(self) -> None:
        about: dict[str, list[str]] = {}
        self.speaker = Speaker(self.dice, self.district.office.today, about, self.dispute, self.town is None)
        self.catch_up()
        for record in self.records:
            about.setdefault(self.kind_of[record], []).append(record)

    @property
    def office(self) -> Office:
        return self.district.office

    # Moves.

    def move(self) -> None:
        """Let time pass, or let somebody try something."""
        chance = self.dice.random()
        if chance < 0.05:
            self.pass_time()
        elif chance < 0.08:
            self.sweep()
        else:
            self.attempt(sensibly=self.dice.random() < 0.7)

    def goes(self, moves: int, lists: int = 40) -> None:
        """So many moves, with another dispute every now and then; after every so many, somebody looks at all lists."""
        for number in range(1, moves + 1):
            if number % 80 == 0:
                self.begin_another()
            self.move()
            if number % lists == 0:
                self.look_in_lists(self.dice.choice(self.people))

    def begin_another(self) -> None:
        """Another dispute, somewhere on its way."""
        record = begun(self.district, self.dice)
        self.catch_up()
        self.born("dispute", record)
        self.focus = record

    def pass_time(self) -> None:
        """A few days, or to the day after some deadline."""
        today = self.office.today()
        day = today + timedelta(self.dice.choice([0, 1, 1, 2, 5, 16, 40]))
        deadlines = self.dice.choice([*self.known.values()])[0].running
        if deadlines and self.dice.random() < 0.5:
            day = self.dice.choice(deadlines).due + timedelta(1)
        self.district.clock.go(min(max(day, today), today + timedelta(400), LAST))

    def sweep(self) -> None:
        """What expires by itself is taken, and nothing that had to expire is left."""
        swept = self.office.sweep()
        for fired in swept.failed:
            self.wrong("a sweep failed", repr(fired))
        self.taken += len(swept.taken)
        self.catch_up()
        if self.office.sweep().taken:
            self.wrong("a second sweep had something left", "")
        self.catch_up()

    def attempt(self, *, sensibly: bool) -> None:
        """One step is tried; if it is taken, it was lawful; if not, nothing has changed."""
        born = self.dice.random() < 0.04 or not self.records
        if self.dice.random() < 0.04 and self.records:
            self.focus = self.dice.choice(self.records)
        record_id = None if born else self.focus
        if record_id is None or self.dice.random() < 0.2:
            record_id = None if born else self.dice.choice(self.records)
        record = self.known[record_id][0] if record_id else None
        kind = self.office.kinds[self.kind_of[record_id] if record_id else self.dice.choice(self.kinds)]
        actor, step = self.chosen(kind, record, sensibly=sensibly)
        sensible = sensibly or self.dice.random() < 0.5
        facts = self.speaker.facts(kind.facts_of(step), actor, record, sensibly=sensible)
        self.ask(kind, record, actor, step, facts)

    def ask(self, kind: Kind, record: Record | None, actor: str, step: str, facts: dict[str, Any]) -> bool:
        """Somebody asks for a step; whatever the answer, it is held against table and law."""
        self.tried += 1
        made, row, refusals, holds = self.meant(kind, record, actor, step, facts)
        request = Request(
            actor=actor,
            kind=kind.name,
            step=step,
            record=record.id if record else None,
            facts=facts,
            key=f"w{self.tried}",
        )
        what = f"{actor} {kind.name} {step} from {record.state_name if record else NEW} with {facts}"
        before = self.shelves()
        try:
            (outcome,) = self.office.take_many([request])
        except Exception as crash:  # noqa: BLE001  # whatever it is, it is what is looked for
            self.wrong(f"{type(crash).__name__} at {step}", what)
            return False
        if not isinstance(outcome, Receipt):
            self.refused(record, actor, outcome, before, what)
            if holds and row is not None and not refusals:
                self.refused_by_nobody(record, outcome, what)
            return False
        self.taken += 1
        if row is None or outcome.state != row.target:
            self.wrong("another row was taken than was meant", what)
        else:
            asked = record or self.record_of(outcome.record)
            if holds is False or not self.office.workflows[kind.name].holds(row.who, self.standing(actor), asked):
                self.wrong("taken by somebody who may not", what)
            if row.decides and record is not None:
                # What was left open was decided: the guards are held against whoever was chosen.
                refusals = self.refusing(row, record, self.stored(outcome).facts, actor)
            if refusals:
                self.wrong(f"taken although {refusals[0]} refuses", what)
        del made
        if record is None:
            self.born(kind.name, outcome.record)
        elif self.town is not None and kind.name in WATCHED and actor in self.people and not self.sees(actor, record):
            self.wrong(f"{kind.name}: {step} by somebody who may not even see it", what)
        self.catch_up()
        self.has_a_way_on(kind, outcome.record)
        if self.dice.random() < self.share:
            self.look(outcome.record)
        return True

    def stored(self, receipt: Receipt) -> Event:
        with self.office.storage.read() as reader:
            (entry,) = reader.entries(receipt.record, after=receipt.version - 1)
        return self.office.codec.event(entry.body)

    def refused(self, record: Record | None, actor: str, outcome: object, before: object, what: str) -> None:
        """It left nothing; and who may not see the record learns nothing of it."""
        if not isinstance(outcome, GridJusticeError):
            self.wrong("refused otherwise than with an error", what)
        if self.shelves() is not before:
            self.wrong("a refused attempt left something", what)
        if self.town is None or record is None or self.kind_of[record.id] not in WATCHED or actor not in self.people:
            return
        if not self.sees(actor, record):
            hidden = isinstance(outcome, NotFoundError) and str(outcome) == f"there is no record {record.id}"
            if not hidden:
                self.wrong(f"a refusal tells that the {self.kind_of[record.id]} is there", f"{what}: {outcome!r}")

    def refused_by_nobody(self, record: Record | None, outcome: object, what: str) -> None:
        """Only what the step leads to elsewhere, or facts that do not fit together, may still stand in its way."""
        if not isinstance(outcome, (InvalidError, StepRefusedError)):
            self.wrong(f"{type(outcome).__name__}, though nothing refuses it", f"{what}: {outcome}")
        elif isinstance(outcome, StepRefusedError) and record is not None and outcome.record == record.id:
            self.wrong("refused, though nothing refuses it", f"{what}: {outcome}")

    def born(self, kind: str, record: RecordId) -> None:
        self.records.append(record)
        if self.dice.random() < 0.5:
            self.focus = record
        self.speaker.about.setdefault(kind, []).append(record)
        self.disputes += kind == "dispute"

    def chosen(self, kind: Kind, record: Record | None, *, sensibly: bool) -> tuple[str, str]:
        """Who tries what: somebody something that is theirs, or anybody anything."""
        state = NEW if record is None else record.state_name
        rows = rows_from(kind, state)
        if rows and (sensibly or self.dice.random() < 0.5):
            had = self.steps if self.had is None else self.had
            rare = [row for row in rows if (kind.name, row.step) not in had]
            row = self.dice.choice(rare if rare and self.dice.random() < 0.4 else rows)
            if sensibly and record is not None:
                workflow = self.office.workflows[kind.name]
                for who in self.dice.sample(self.people, len(self.people)):
                    if workflow.holds(row.who, self.standing(who), record):
                        return who, row.step
            if sensibly and kind.name == "session":
                return self.speaker.mediated()[1], row.step
            return self.dice.choice(self.people), row.step
        return self.dice.choice(self.people), self.dice.choice([*kind.facts])

    # What must hold, asked once more.

    def meant(
        self, kind: Kind, record: Record | None, actor: str, step: str, facts: dict[str, Any]
    ) -> tuple[Facts | None, Row | None, list[str], bool | None]:
        """The row by the table alone, the guards that refuse, and whether its rule holds."""
        try:
            made = from_plain(kind.facts_of(step), facts)
        except GridJusticeError:
            return None, None, [], None
        state = NEW if record is None else record.state_name
        profile = getattr(record, "profile", None)
        try:
            row = next(
                row
                for row in rows_from(kind, state)
                if row.step == step
                and (not row.profiles or profile in row.profiles)
                and (row.when is None or row.when(record, made))
            )
        except (StopIteration, AttributeError, AssertionError):
            return made, None, [], None
        if record is None:
            return made, row, self.refusing(row, None, made, actor), None
        holds = self.office.workflows[kind.name].holds(row.who, self.standing(actor), record)
        return made, row, self.refusing(row, record, made, actor) if holds else [], holds

    def refusing(self, row: Row, record: Record | None, made: Facts, actor: str) -> list[str]:
        act = self.circumstances(actor)
        names = []
        for guard in row.refused_if:
            try:
                reason = guard(record, made, act)
            except Exception as crash:  # noqa: BLE001  # a guard never raises
                self.wrong(f"the guard {guard.__name__} raises {type(crash).__name__}", f"{row.step} {made}")
                continue
            if reason is not None:
                names.append(guard.__name__)
        self.guards.update(names)
        return names

    def standing(self, actor: str) -> Standing:
        place = actor, self.office.today()
        if self.town is None or place not in self._standings:
            with self.office.storage.read() as reader:
                self._standings[place] = self.office.standing(reader, actor)
        return self._standings[place]

    def circumstances(self, actor: str) -> Act:
        office = self.office
        now = office.clock.now()
        return Act(actor, now, office.today(), office.clock.zone, office.law, office.calendar, self.looked_up)

    def looked_up(self, record: str) -> Record | None:
        return self.known[record][0] if record in self.known else None

    def dispute(self, record: str | None) -> Dispute | None:
        found = self.looked_up(record) if record else None
        return found if isinstance(found, Dispute) else None

    def shelves(self) -> Any:
        """What the storage holds: another object after every change, and the same one while nothing has changed."""
        return self.office.storage._place.shelves  # type: ignore[attr-defined]  # MemoryStorage's own

    def wrong(self, what: str, where: str) -> None:
        self.found.setdefault(what, where)

    # What was kept.

    def catch_up(self) -> None:
        """Tell the ledgers every event that is new, and replay it."""
        shelves, old = self.shelves(), self._shelves
        if shelves is old:
            return
        self._shelves = shelves
        changed = [id_ for id_, head in shelves.heads.items() if old is None or old.heads.get(id_) is not head]
        codec = self.office.codec
        news: list[tuple[Event, Record | None, Record]] = []
        for id_ in changed:
            record, version = self.known.get(id_, (None, 0))
            for entry in shelves.entries[id_][version:]:
                event = codec.event(entry.body)
                after = apply(record, event)
                news.append((event, record, after))
                record, version = after, event.version
                self.steps.add((event.kind, event.step))
                self.states.add((event.kind, event.target))
            head = shelves.heads[id_]
            if record != codec.record(head.kind, head.body) or record is None:
                self.wrong("a history does not replay to its record", id_)
                continue
            self.known[id_], self.kind_of[id_] = (record, version), head.kind
        if self.town is not None:
            for event, before, after in sorted(news, key=lambda new: new[0].at):
                self.hold_against_law(event, before, after)

    def hold_against_law(self, event: Event, before: Record | None, after: Record) -> None:
        wrong: list[str] = []
        if isinstance(after, Dispute):
            ledger = self.ledgers.setdefault(after.id, Ledger())
            assert before is None or isinstance(before, Dispute)
            wrong.extend(ledger.tell(before, event, after))
            if after.profile:
                self.profiles.add(after.profile)
        elif isinstance(after, Session):
            # Its consequence has changed the dispute in nothing that is asked here.
            wrong.extend(told_of_session(event, after, self.looked_up(after.dispute)))
        elif event.kind == "protection":
            wrong.extend(told_of_protection(event, before, after))
        for what in wrong:
            self.wrong(what, f"{event.step} on {event.day} from {event.source} with {event.facts}")

    def has_a_way_on(self, kind: Kind, record_id: str) -> None:
        """From where the record now is an end can be reached, in its profile; a dispute can leave for the court."""
        record = self.record_of(record_id)
        if not reaches_end(kind, record.state_name, getattr(record, "profile", None)):
            self.wrong(f"no way on from {record.state_name}", kind.name)
        if kind.leaves_by and self.dice.random() < self.share:
            self.can_leave(record)

    def can_leave(self, record: Record) -> None:
        """A party brings it to the court, now, unless it is there; nothing is kept of this trial."""
        assert isinstance(record, Dispute)
        if not record.parties or record.state_name in {"brought", "docketed", "in_trial"}:
            return
        if self.ledgers[record.id].docketed if self.town is not None else record.is_docketed:
            return
        party = self.dice.choice(record.parties)
        by = self.speaker.statutory(party)
        officer = person("triage")
        actor = party.person if party.person and by is None else officer
        if actor == officer and any(officer in p.accounts for p in record.parties):
            return
        if party.capacity.value != "full" and by is None:
            return
        self.tried += 1
        facts = {"party": party.id, "by": by}
        bring = Request(actor=actor, step="bring", record=record.id, facts=facts, key=f"l{self.tried}")
        spoils = Request(actor=actor, step="no such step", record=record.id, facts={}, key=f"m{self.tried}")
        before = self.shelves()
        outcome, _ = self.office.take_many([bring, spoils], together=True)
        if not isinstance(outcome, Receipt):
            self.wrong(f"a party cannot leave for the court from {record.state_name}", f"{outcome!r} {facts}")
        if self.shelves() is not before:
            self.wrong("a trial left something", "bring")

    # Who sees what.

    def sees(self, who: str, record: Record) -> bool:
        assert self.town is not None
        return expected(who, record, self.ledgers.get(record.id), self.town.on(self.office.today())) is not None

    def look(self, record_id: str) -> None:
        """Everybody sees of one record what the law lets them see."""
        if self.town is None or self.kind_of[record_id] not in WATCHED:
            return
        for who in self.people:
            self.look_as(who, record_id)

    def look_as(self, who: str, record_id: str) -> bool:
        assert self.town is not None
        record = self.record_of(record_id)
        may = expected(who, record, self.ledgers.get(record_id), self.town.on(self.office.today()))
        try:
            view = self.office.show(who, record_id)
        except NotFoundError:
            shown = None
        else:
            shown = view.clear
        if shown is not may:
            words = {None: "nothing", False: "it masked", True: "it in clear"}
            handle = next((h for h in HANDLES if person(h) == who), who)
            state = f"{self.kind_of[record_id]} {record.state_name}"
            self.wrong(
                f"{handle} sees {words[shown]}, not {words[may]}",
                f"{state}, after {[e.step for e in self.office.history('system', record_id)]}, {record}",
            )
        return shown is not None

    def look_in_lists(self, who: str) -> None:
        """Lists, counts and the inbox show what single reads show, and nothing else."""
        office = self.office
        seen = set()
        for id_, kind in self.kind_of.items():
            if kind in WATCHED and self.town is not None:
                if self.look_as(who, id_):
                    seen.add(id_)
            elif self.shows(who, id_):
                seen.add(id_)
        listed = {view.record.id for view in office.find(who, limit=10_000)}
        if listed != seen:
            self.wrong("a list and single reads differ", f"{who}: {[self.kind_of[i] for i in listed ^ seen]}")
        counted = office.count(who, by=("kind",))
        if counted != {(kind,): n for kind, n in Counter(self.kind_of[id_] for id_ in seen).items()}:
            self.wrong("a count and single reads differ", f"{who}: {counted}")
        waiting = {view.record.id for view in office.inbox(who, limit=10_000)}
        if not waiting <= seen:
            self.wrong("an inbox shows what single reads hide", f"{who}: {waiting - seen}")
        for id_ in self.dice.sample(self.records, min(3, len(self.records))):
            alone = office.find(who, In("id", frozenset((id_,))))
            if bool(alone) is not (id_ in seen):
                self.wrong("a list of one and single reads differ", who)

    def shows(self, who: str, record_id: str) -> bool:
        try:
            self.office.show(who, record_id)
        except NotFoundError:
            return False
        return True

    def record_of(self, record_id: str) -> Record:
        if record_id not in self.known:
            self.catch_up()
        return self.known[record_id][0]

    # The end.

    def histories(self) -> Iterator[tuple[Record, Record]]:
        """(stored, replayed) of every record."""
        codec = self.office.codec
        with self.office.storage.read() as reader:
            for bundle in reader.bundles():
                (head,) = bundle.heads
                yield codec.read_record(head.kind, head.body), replay(codec.event(e.body) for e in bundle.entries)

    def finished(self) -> None:
        """What holds at the end of every walk."""
        for stored, replayed in self.histories():
            if stored != replayed:
                self.wrong("a history does not replay to its record", stored.id)
        verdict = self.office.verify()
        if not verdict.is_clean:
            self.wrong("the audit finds faults", str([str(fault) for fault in verdict.faults]))


@cache
def rows_from(kind: Kind, state: str) -> tuple[Row, ...]:
    return tuple(row for row in kind.rows if row.source == state)


@cache
def reaches_end(kind: Kind, start: str, profile: str | None) -> bool:
    ahead, seen = [start], {start}
    while ahead:
        for row in rows_from(kind, ahead.pop()):
            if row.target not in seen and (not row.profiles or profile in row.profiles):
                seen.add(row.target)
                ahead.append(row.target)
    return bool(seen & set(kind.ends))


def begun(district: District, dice: random.Random) -> RecordId:
    """A dispute of some sort on one of the district's ways: at its end, or where the law lets it go no further."""
    speaker = Speaker(dice, district.office.today, {})
    record = district.report(**speaker.report() if dice.random() < 0.3 else {})
    try:
        for handle, step, facts in WAYS[dice.choice([*WAYS])]:
            district.do(handle, record, step, **{name: district.dated(value) for name, value in facts.items()})
    except GridJusticeError:
        return record
    return record
