"""``make bench``: a durable step, in ratios measured side by side in one run, and coverage of a network.

``make bench ARGS=WHAT`` measures one thing alone: ``steps``, ``threads``, ``coverage``, ``lists``, ``planning``,
``exchange`` or ``relay``; each has arguments of its own, ``make bench ARGS='lists --help'``.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import exchange, lists, network, planning, relaying, steps, threads

LINES = (
    ("raw sqlite3, the same rows", "raw"),
    ("raw sqlite3, 100 a transaction", "raw_batched"),
    ("SQLAlchemy Core, execute", "core"),
    ("SQLAlchemy ORM, a lean session", "orm"),
    ("Office.take", "office"),
    ("Office.take_many, 100 a transaction", "batched"),
)


def main() -> None:
    """What was asked for is measured and said."""
    folder = argparse.ArgumentParser(add_help=False)
    folder.add_argument("--folder", type=Path, help="where the files are put; its disk is what is measured")
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.set_defaults(measure=_usual)
    chosen = parser.add_subparsers(metavar="WHAT", title="what is measured; steps and coverage, where nothing is named")

    wanted = chosen.add_parser("steps", parents=[folder], help="what a durable step costs")
    wanted.add_argument("--rounds", type=int, default=15, help="interleaved rounds, of which the median is taken")
    wanted.add_argument("--disputes", type=int, default=100, help="disputes a round, in hundreds: nine steps each")
    wanted.set_defaults(measure=_steps)

    wanted = chosen.add_parser("threads", parents=[folder], help="what it costs when threads take steps at once")
    wanted.add_argument("--rounds", type=int, default=9, help="interleaved rounds, of which the median is taken")
    wanted.set_defaults(measure=_threads)

    wanted = chosen.add_parser("coverage", parents=[folder], help="coverage of a network on a day")
    wanted.add_argument("--grids", type=int, default=20_000, help="of the network")
    wanted.set_defaults(measure=_coverage)

    wanted = chosen.add_parser("lists", parents=[folder], help="lists among many disputes")
    wanted.add_argument("--disputes", type=int, default=1_000_000, help="among so many")
    wanted.add_argument("--keep", type=Path, metavar="FILE", help="of the disputes; it is filled if it is not there")
    wanted.set_defaults(measure=_lists)

    wanted = chosen.add_parser("planning", help="the best plan of judges over grids")
    wanted.add_argument("--grids", type=int, default=100_000, help="of the largest plan")
    wanted.set_defaults(measure=_planning)

    wanted = chosen.add_parser("exchange", parents=[folder], help="a list of the country, and a network of many places")
    wanted.set_defaults(measure=_exchange)

    wanted = chosen.add_parser("relay", parents=[folder], help="claiming and marking what is to be told")
    wanted.add_argument("--rounds", type=int, default=9, help="interleaved rounds, of which the median is taken")
    wanted.add_argument("--rows", type=int, default=20_000, help="a round")
    wanted.set_defaults(measure=_relay)

    asked = parser.parse_args()
    asked.measure(asked)


def _relay(asked: argparse.Namespace) -> None:
    with _made(asked) as folder:
        measured = relaying.measure(Path(folder), asked.rounds, asked.rows)
    print(f"claim and mark, {relaying.BATCH} at once: {measured.ours:.0f} rows/s, by hand {measured.raw:.0f} rows/s")
    print(f"  {measured.ratio:.2f} of the raw driver's rate")


def _exchange(asked: argparse.Namespace) -> None:
    with _made(asked) as folder:
        exchange.main(Path(folder))


def _usual(_: argparse.Namespace) -> None:
    _steps(argparse.Namespace(rounds=15, disputes=100, folder=None))
    _coverage(argparse.Namespace(grids=20_000, folder=None))


def _made(asked: argparse.Namespace) -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(dir=asked.folder or Path.cwd(), prefix="bench-")


def _steps(asked: argparse.Namespace) -> None:
    with _made(asked) as folder:
        measured = steps.measure(Path(folder), asked.rounds, asked.disputes)
        parts = steps.parts(Path(folder), asked.disputes)
    print(f"a durable step on SQLite (WAL, synchronous=FULL), median of {asked.rounds} interleaved rounds")
    for label, name in LINES:
        print(f"  {label:36} {measured.microseconds(name):8.0f} µs   {measured.ratio(name):4.2f}")
    gains = measured.ratio("office", "batched"), measured.ratio("raw", "raw_batched")
    print("  in batches of 100: {:.1f} times the steps a second of single ones (raw: {:.1f})".format(*gains))
    print("where the time of a single step goes (parts nest; the first line is the whole)")
    for name, microseconds in parts:
        print(f"  {name:36} {microseconds:8.1f} µs")


def _threads(asked: argparse.Namespace) -> None:
    with _made(asked) as folder:
        threads.main(Path(folder), asked.rounds)


def _coverage(asked: argparse.Namespace) -> None:
    with _made(asked) as folder:
        covered = network.measure(Path(folder), asked.grids)
    print(f"coverage of {covered.grids} grids on a day: {covered.seconds:.3f} s, from {covered.rows} rows")
    print(f"  {covered.ratio:.2f} times what the raw driver takes to read them")


def _lists(asked: argparse.Namespace) -> None:
    with _made(asked) as made:
        filled = lists.fill(asked.keep or Path(made) / "lists.db", asked.disputes)
        print("milliseconds: the first time, warm, of it the processor, of it in (statements), and by hand")
        for timed in lists.measure(filled):
            took = f"{timed.first:8.1f} {timed.warm:7.1f} {timed.busy:7.1f} {timed.storage:7.1f} ({timed.statements})"
            print(f"  {timed.name:32} {timed.rows:4} {took} {timed.by_hand:7.1f}", flush=True)
        filled.office.storage.close()


def _planning(asked: argparse.Namespace) -> None:
    planning.main(asked.grids)


if __name__ == "__main__":
    main()
