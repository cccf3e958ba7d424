"""``make bench``: what a durable step costs, in ratios measured side by side in one run; or what lists cost."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import lists, network, steps

LINES = (
    ("raw sqlite3, the same rows", "raw"),
    ("raw sqlite3, 100 a transaction", "raw_batched"),
    ("SQLAlchemy Core, execute", "core"),
    ("SQLAlchemy ORM, a lean session", "orm"),
    ("Office.take", "office"),
    ("Office.take_many, 100 a transaction", "batched"),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="interleaved rounds, of which the median is taken")
    parser.add_argument("--disputes", type=int, default=100, help="disputes a round, in hundreds: nine steps each")
    parser.add_argument(
        "--grids", type=int, default=20_000, help="of the network whose coverage is measured; 0 for none"
    )
    parser.add_argument("--folder", type=Path, help="where the files are put; its disk is what is measured")
    parser.add_argument("--lists", type=int, metavar="NUMBER", help="lists among so many disputes, instead of steps")
    parser.add_argument("--keep", type=Path, help="with --lists: this file, which is filled if it is not there")
    wanted = parser.parse_args()
    if wanted.lists:
        _lists(wanted.lists, wanted.keep, wanted.folder)
        return
    with tempfile.TemporaryDirectory(dir=wanted.folder or Path.cwd(), prefix="bench-") as folder:
        measured = steps.measure(Path(folder), wanted.rounds, wanted.disputes)
        parts = steps.parts(Path(folder), wanted.disputes)
        covered = network.measure(Path(folder), wanted.grids) if wanted.grids else None
    print(f"a durable step on SQLite (WAL, synchronous=FULL), median of {wanted.rounds} interleaved rounds")
    for label, name in LINES:
        print(f"  {label:36} {measured.microseconds(name):8.0f} µs   {measured.ratio(name):4.2f}")
    gains = measured.ratio("office", "batched"), measured.ratio("raw", "raw_batched")
    print("  in batches of 100: {:.1f} times the steps a second of single ones (raw: {:.1f})".format(*gains))
    print("where the time of a single step goes (parts nest; the first line is the whole)")
    for name, microseconds in parts:
        print(f"  {name:36} {microseconds:8.1f} µs")
    if covered is not None:
        print(f"coverage of {covered.grids} grids on a day: {covered.seconds:.3f} s, from {covered.rows} rows")
        print(f"  {covered.ratio:.2f} times what the raw driver takes to read them")


def _lists(number: int, kept: Path | None, folder: Path | None) -> None:
    with tempfile.TemporaryDirectory(dir=folder or Path.cwd(), prefix="bench-") as made:
        filled = lists.fill(kept or Path(made) / "lists.db", number)
        print("milliseconds: the first time, warm, of it the processor, of it in (statements), and by hand")
        for timed in lists.measure(filled):
            took = f"{timed.first:8.1f} {timed.warm:7.1f} {timed.busy:7.1f} {timed.storage:7.1f} ({timed.statements})"
            print(f"  {timed.name:32} {timed.rows:4} {took} {timed.by_hand:7.1f}", flush=True)
        filled.office.storage.close()


if __name__ == "__main__":
    main()
