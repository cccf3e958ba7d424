"""Coverage of a large network as of a day, against the raw driver reading the very rows it is computed from.

Both sides read one SQLite file in interleaved rounds. The raw side runs the office's own statements, as they were
captured, on a plain `sqlite3` connection and fetches everything; it computes nothing.
"""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs

from gridjustice.application.access import OPERATOR
from gridjustice.application.coverage import coverage
from gridjustice.application.office import Office
from gridjustice.application.request import Request
from gridjustice.domain.values import named_id
from gridjustice.errors import GridJusticeError
from gridjustice.hooks import Plugins
from gridjustice.ports.clock import FixedClock

COURT, SINCE = "yblq/helong", "2022-01-01"
DAY = date(2022, 7, 1)
BATCH = 1000


@attrs.frozen
class Measured:
    """Seconds of each round."""

    grids: int
    gaps: int
    office: tuple[float, ...]
    raw: tuple[float, ...]
    rows: int

    @property
    def seconds(self) -> float:
        """Median of the office's."""
        return statistics.median(self.office)

    @property
    def ratio(self) -> float:
        """Median of the rounds' ratios to the raw driver."""
        return statistics.median(o / r for o, r in zip(self.office, self.raw, strict=True))


def measure(folder: Path, grids: int = 20_000, rounds: int = 9) -> Measured:
    """Coverage of so many grids: four a unit, forty a judge, a worker each, and one in a hundred without a judge."""
    file = folder / "network.db"
    office = Office(
        Plugins.found().storage(f"sqlite:///{file}"),
        Plugins.found(),
        clock=FixedClock(datetime(2022, 6, 1, 1, tzinfo=UTC)),
        prepare=True,
    )
    requests = list(_network(grids))
    for start in range(0, len(requests), BATCH):
        outcomes = office.take_many(requests[start : start + BATCH])
        assert not any(isinstance(outcome, GridJusticeError) for outcome in outcomes), outcomes
    with captured(office) as asked:
        report = coverage(office, OPERATOR, DAY)
    raw = sqlite3.connect(file)
    offices: list[float] = []
    raws: list[float] = []
    rows = 0
    for turn in range(rounds + 2):
        began = time.perf_counter()
        coverage(office, OPERATOR, DAY)
        middle = time.perf_counter()
        rows = sum(len(raw.execute(sql, parameters).fetchall()) for sql, parameters in asked)
        ended = time.perf_counter()
        if turn >= 2:
            offices.append(middle - began)
            raws.append(ended - middle)
    raw.close()
    office.storage.close()
    assert report.grids == grids
    return Measured(grids, len(report.gaps), tuple(offices), tuple(raws), rows)


@contextmanager
def captured(office: Office) -> Iterator[list[tuple[str, Any]]]:
    """The statements that the office's readers run meanwhile."""
    asked: list[tuple[str, Any]] = []
    read = office.storage.read

    @contextmanager
    def reading() -> Iterator[Any]:
        with read() as reader:
            cursor = reader._cursor  # type: ignore[attr-defined]  # the adapter's own; measured here, used nowhere
            execute = cursor.execute

            class Cursor:
                def __getattr__(self, name: str) -> Any:
                    return getattr(cursor, name)

                def execute(self, sql: str, parameters: Any = ()) -> Any:
                    if sql.startswith("SELECT"):
                        asked.append((sql, parameters))
                    return execute(sql, parameters)

            reader._cursor = Cursor()  # type: ignore[attr-defined]  # as above
            yield reader

    office.storage.read = reading  # type: ignore[method-assign]  # for the capture alone
    try:
        yield asked
    finally:
        office.storage.read = read  # type: ignore[method-assign]  # as it was


def _network(grids: int) -> Iterator[Request]:
    """The steps by which it comes to be."""

    def begin(of: str, step: str, named: str, /, **facts: Any) -> Request:
        record = named_id(of, named)
        return Request(actor=OPERATOR, record=record, kind=of, step=step, facts=facts, key=f"{step}:{of}:{named}")

    def take(of: str, step: str, named: str, key: str, /, **facts: Any) -> Request:
        return Request(actor=OPERATOR, record=named_id(of, named), step=step, facts=facts, key=key)

    yield begin("court", "establish", "yblq", court="yblq", name="某林区中级法院", level="intermediate")
    yield begin("court", "establish", COURT, court=COURT, name="某林区基层法院")
    for n in range(max(grids // 40, 1)):
        post = {"role": "judge", "scope": "court", "place": COURT, "since": SINCE}
        yield begin("person", "enrol", f"judge{n}", court=COURT, handle=f"judge{n}", posts=[post])
    for n in range(max(grids // 4, 1)):
        unit = named_id("unit", f"u{n}")
        yield begin("unit", "adopt", f"u{n}", court=COURT, code=f"u{n}", name=f"{n}林场", kind="forest_farm")
        post = {"role": "mediator", "scope": "unit", "place": unit, "since": SINCE}
        yield begin("person", "enrol", f"m{n}", court=COURT, handle=f"m{n}", unit=unit, posts=[post])
        yield begin("person", "enrol", f"l{n}", court=COURT, handle=f"l{n}", unit=unit)
        yield take("unit", "name_liaison", f"u{n}", f"l{n}", person=named_id("person", f"l{n}"), since=SINCE)
    for n in range(grids):
        unit = named_id("unit", f"u{n % max(grids // 4, 1)}")
        worker, judge = named_id("person", f"w{n}"), named_id("person", f"judge{n % max(grids // 40, 1)}")
        yield begin("person", "enrol", f"w{n}", court=COURT, handle=f"w{n}", unit=unit)
        yield begin("grid", "draw", f"g{n}", court=COURT, unit=unit, code=f"g{n}", name=f"{n}格")
        yield take("grid", "assign", f"g{n}", f"w{n}", person=worker, role="grid_worker", since=SINCE)
        if n % 100:
            yield take("grid", "assign", f"g{n}", f"j{n}", person=judge, role="judge", since=SINCE)
