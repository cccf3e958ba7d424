"""The network that disputes walk in, filled once and copied for every walk, and where they begin."""

from __future__ import annotations

import copy
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
from tests.property.sight import Place, Town
from tests.property.walking import DISPUTES, Walk, begun

import gridjustice_holidays.plugin
from gridjustice.application.office import Office
from gridjustice.domain.network import Grid, Person, Unit
from gridjustice.domain.values import RecordId, named_id
from gridjustice.hooks import Plugins, builtin
from gridjustice.ports.clock import FixedClock
from gridjustice.testing.district import COURT, SINCE, START, District, grid, person, small_district, unit
from gridjustice.testing.memory import MemoryStorage


def larger_district(office: Office, clock: FixedClock) -> Town:
    """The small district with more people, some of them with two hats, and what the oracle knows of it."""
    small_district(office, clock)
    keys = iter(range(1000))

    def begin(of: str, step: str, record: RecordId, **facts: Any) -> None:
        office.begin("operator", of, step, facts, key=f"L{next(keys)}", record=record)

    def take(record: RecordId, step: str, **facts: Any) -> None:
        office.take("operator", record, step, facts, key=f"L{next(keys)}")

    gate = f"{COURT}/gate"
    begin("court", "establish", named_id("court", gate), court=gate, name="某人民法庭", level="tribunal")
    begin("unit", "adopt", unit("town"), court=COURT, code="town", name="某社区", kind="community")
    judge = {"role": "judge", "scope": "court", "place": COURT, "since": SINCE}

    def mediates(code: str) -> dict[str, Any]:
        return {"role": "mediator", "scope": "unit", "place": unit(code), "since": SINCE}

    people: dict[str, list[dict[str, Any]]] = {
        "judge2": [judge], "mediator3": [mediates("town")], "liaison3": [],
        "both": [mediates("farm") | {"until": "2024-11-30"}, judge | {"since": "2024-12-01"}],
        "head": [], "worker2": [], "lawyer": [], "parent": [],
    }  # fmt: skip
    for handle, posts in people.items():
        begin("person", "enrol", person(handle), court=COURT, handle=handle, posts=posts)
    take(unit("town"), "name_liaison", person=person("liaison3"), since=SINCE)
    take(unit("enterprise"), "name_liaison", person=person("head"), since=SINCE)
    begin(
        "grid",
        "draw",
        grid("farm2-1"),
        court=COURT,
        unit=unit("farm2"),
        code="farm2-1",
        name="二林场一格",
        nature="basic",
    )
    take(grid("farm2-1"), "assign", person=person("worker2"), role="grid_worker", since=SINCE)
    take(grid("farm2-1"), "assign", person=person("judge2"), role="judge", since=SINCE)
    take(grid(), "assign", person=person("assistant"), role="judge_assistant", since=SINCE)
    return town_of(office)


def town_of(office: Office) -> Town:
    """The network as the oracle knows it; it does not change on these walks."""
    town = Town()
    with office.storage.read() as reader:
        for bundle in reader.bundles():
            (head,) = bundle.heads
            record = office.codec.record(head.kind, head.body)
            if isinstance(record, Unit):
                town.above[record.id] = record.parent
            if isinstance(record, Grid):
                town.unit_of[record.id] = record.unit or ""
            if isinstance(record, (Unit, Grid, Person)):
                for given in record.appointed:
                    place = Place(given.role.value, given.scope.value, given.place, given.since, given.until)
                    town.posts[given.person] = (*town.posts.get(given.person, ()), place)
    return town


@attrs.frozen
class Ground:
    """A district that is filled once and walked in many times.

    Attributes:
        office: over a storage that is never walked in.
    """

    office: Office
    town: Town

    @classmethod
    def prepared(cls) -> Ground:
        """With what this repository brings to every court, and nothing else that is installed."""
        clock = FixedClock(START)
        plugins = Plugins((("builtin", builtin), ("holidays", gridjustice_holidays.plugin)))
        office = Office(MemoryStorage(), plugins, clock=clock, prepare=True)
        return cls(office, larger_district(office, clock))

    def copied(self, start: datetime) -> District:
        """A district of its own, at that instant."""
        office = copy.copy(self.office)
        storage = MemoryStorage()
        place, fresh = self.office.storage._place, storage._place  # type: ignore[attr-defined]  # MemoryStorage's own
        fresh.shelves, fresh.projections = place.shelves.copied(), place.projections
        clock = FixedClock(start)
        office.storage, office.clock = storage, clock
        return District(office, clock)

    def walk(self, seed: int, *, share: float, start: datetime | None = None) -> Walk:
        """A walk that begins with two disputes somewhere on their ways, on some day of four years."""
        dice = random.Random(seed)
        district = self.copied(start or some_instant(dice))
        records = [begun(district, dice) for _ in range(2)]
        walk = Walk(district, dice, DISPUTES, records, share=share, town=self.town)
        walk.disputes = sum(kind == "dispute" for kind in walk.kind_of.values())
        return walk


def some_instant(dice: random.Random) -> datetime:
    """A morning between June 2022 and June 2026; of some, shortly before the order of things changes."""
    first, days = (date(2024, 10, 1), 100) if dice.random() < 0.3 else (date(2022, 6, 1), 1460)
    day = first + timedelta(dice.randrange(days))
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
