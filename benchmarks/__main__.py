"""``make bench``: what a durable step costs, in ratios measured side by side in one run."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import steps


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="interleaved rounds, of which the median is taken")
    parser.add_argument("--disputes", type=int, default=25, help="disputes a round; each takes eight steps")
    parser.add_argument("--folder", type=Path, help="where the files are put; its disk is what is measured")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=wanted.folder or Path.cwd(), prefix="bench-") as folder:
        times = steps.measure(Path(folder), wanted.rounds, wanted.disputes)
        parts = steps.parts(Path(folder), wanted.disputes)
    print(f"a durable step on SQLite (WAL, synchronous=FULL), median of {wanted.rounds} interleaved rounds")
    print(f"  raw sqlite3, the same rows           {times.raw:8.0f} µs   1.00")
    print(f"  raw sqlite3, 100 a transaction       {times.raw_batched:8.0f} µs   {1 / times.raw_gain:4.2f}")
    print(f"  SQLAlchemy Core, execute             {times.core:8.0f} µs   {times.core_ratio:4.2f}")
    print(f"  SQLAlchemy ORM, a lean session       {times.orm:8.0f} µs   {times.orm_ratio:4.2f}")
    print(f"  Office.take                          {times.office:8.0f} µs   {times.ratio:4.2f}")
    print(f"  Office.take_many, 100 a transaction  {times.batched:8.0f} µs   {times.batched_ratio:4.2f}")
    print(
        f"  in batches of 100: {times.gain:.1f} times the steps a second of single ones (the raw driver: {times.raw_gain:.1f})"
    )
    print("where the time of a single step goes (parts nest; the first line is the whole)")
    for name, microseconds in parts:
        print(f"  {name:36} {microseconds:8.1f} µs")


if __name__ == "__main__":
    main()
