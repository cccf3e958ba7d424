"""Lists and networks coming in: against the raw driver writing the same rows, and in records a second.

Run by ``make bench ARGS='exchange'``. The list is the nation's units where ``../shared/data`` is there, else as many
made-up ones. The raw side writes the same rows by one `executemany` into the same empty table, in the same run.
"""

from __future__ import annotations

import csv
import gzip
import resource
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gridjustice import OPERATOR, import_network, load_list
from gridjustice.application.office import Office
from gridjustice.hooks import Plugins

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
PLACES = 20_000


class Rate(NamedTuple):
    """How many in how long.

    Attributes:
        seconds: by the clock on the wall.
        processor: seconds of this process's own work; on a busy machine the fairer of the two.
    """

    name: str
    number: int
    seconds: float
    processor: float
    peak_mib: int

    def told(self) -> str:
        """A line for people."""
        each = f"{self.number / self.seconds:9,.0f}/s by the clock, {self.number / self.processor:9,.0f}/s of processor"
        return f"  {self.name:44} {self.number:9,} {each}, peak {self.peak_mib} MiB"


def measure(folder: Path) -> Iterator[Rate]:
    """A list, the same by hand, then a network of `PLACES` units."""
    files = list_files(folder)
    office = _office(folder / "list.db")
    rate = _timed("list: load_list", lambda: load_list(office, OPERATOR, "units", "1", files, level="village").entries)
    yield rate
    rows = _stored(folder / "list.db")
    _office(folder / "raw.db").storage.close()
    yield _timed("list: raw executemany of the same rows", lambda: _raw(folder / "raw.db", rows))
    rows.clear()
    network = _office(folder / "network.db")
    tables = network_files(folder, PLACES)
    yield _timed(
        f"network: {PLACES:,} places, grids, people, assignments",
        lambda: import_network(network, OPERATOR, tables).created,
    )


def list_files(folder: Path) -> list[Path]:
    """The nation's units, or as many made-up ones."""
    found = [SHARED / "china_upper_units.csv.gz", SHARED / "china_village_units.csv.gz"]
    if all(path.is_file() for path in found):
        return found
    made = folder / "units.csv.gz"
    with gzip.open(made, "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("code", "level", "name", "parent_code"))
        writer.writerows((f"{town:06}", "township", f"某镇{town}", "") for town in range(40_000))
        writer.writerows((f"{n // 15:06}{n % 15:03}", "village", f"某村{n}", f"{n // 15:06}") for n in range(600_000))
    return [made]


def network_files(folder: Path, places: int) -> list[Path]:
    """Tables of a court with so many units, each with a grid, a grid worker and an assignment."""
    numbers = range(places)
    tables: dict[str, list[tuple[object, ...]]] = {
        "courts": [("path", "name", "level"), ("yb", "某院", "basic")],
        "units": [("code", "name", "court", "kind"), *((f"U{n}", f"村{n}", "yb", "community") for n in numbers)],
        "grids": [
            ("code", "name", "court", "unit", "nature"),
            *((f"G{n}", f"格{n}", "yb", f"U{n}", "basic") for n in numbers),
        ],
        "people": [
            ("handle", "name", "phone", "court", "unit"),
            *((f"p{n}", f"人{n}", f"139{n:08}", "yb", f"U{n}") for n in numbers),
        ],
        "assignments": [
            ("place", "role", "handle", "since"),
            *((f"G{n}", "grid_worker", f"p{n}", "2022-05-23") for n in numbers),
        ],
    }
    paths = []
    for name, rows in tables.items():
        paths.append(folder / f"{name}.csv")
        with paths[-1].open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return paths


def _office(path: Path) -> Office:
    plugins = Plugins.found()
    return Office(plugins.storage(f"sqlite:///{path}"), plugins, prepare=True)


def _timed(name: str, work: object) -> Rate:
    assert callable(work)
    began, worked = time.perf_counter(), time.process_time()
    number = work()
    seconds, processor = time.perf_counter() - began, time.process_time() - worked
    return Rate(name, number, seconds, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)


def _stored(path: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT * FROM list_entry").fetchall()
    connection.close()
    return rows


def _raw(path: Path, rows: list[tuple[object, ...]]) -> int:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO list_entry VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    connection.execute("COMMIT")
    connection.close()
    return len(rows)


def main(folder: Path) -> None:
    """Print what was measured."""
    rates = []
    for rate in measure(folder):
        print(rate.told(), flush=True)
        rates.append(rate)
    loaded, raw, *_ = rates
    by_clock = (loaded.number / loaded.seconds) / (raw.number / raw.seconds)
    of_work = (loaded.number / loaded.processor) / (raw.number / raw.processor)
    print(f"  the list at {by_clock:.2f} of the raw rate by the clock, {of_work:.2f} by the processor")
