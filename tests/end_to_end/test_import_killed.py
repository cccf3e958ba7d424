"""An import whose process is killed is gone on with: every row once, whenever it was."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from gridjustice import OPERATOR, Office, Plugins, import_network

UNITS = 4000


@pytest.fixture
def tables(tmp_path: Path) -> list[Path]:
    """A court with many units, each with a grid."""
    texts = {
        "courts": "path,name,level\nyb,某院,basic\n",
        "units": "code,name,court,kind\n" + "".join(f"u{n},村{n},yb,community\n" for n in range(UNITS)),
        "grids": "code,name,court,unit,nature\n" + "".join(f"g{n},格{n},yb,u{n},basic\n" for n in range(UNITS)),
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return sorted(tmp_path.glob("*.csv"))


@pytest.mark.slow
@pytest.mark.clause("2.1.1")
def test_a_killed_import_goes_on_where_it_stopped(plugins: Plugins, tmp_path: Path, tables: list[Path]) -> None:
    """Killed by SIGKILL as soon as something is stored; then the same files again."""
    storage = plugins.storage(f"sqlite:///{tmp_path}/court.db")
    office = Office(storage, plugins, prepare=True)
    code = (
        "import sys; from pathlib import Path; from gridjustice import import_network, open_office, OPERATOR\n"
        "def tell(phase, done, total):\n"
        "    if phase == 'write': print(done, flush=True); sys.stdin.readline()\n"
        "import_network(open_office(sys.argv[1]), OPERATOR, [Path(p) for p in sys.argv[2:]], progress=tell)\n"
    )
    arguments = [sys.executable, "-c", code, f"sqlite:///{tmp_path}/court.db", *map(str, tables)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        stored = 0
        for _ in range(3):  # it waits for a line before each further batch
            stored = int(process.stdout.readline())
            process.stdin.write("go on\n")
            process.stdin.flush()
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    there = office.count(OPERATOR)[()]
    assert stored <= there < 2 * UNITS + 1
    report = import_network(office, OPERATOR, tables)
    assert (report.problems, report.created, report.unchanged) == ((), 2 * UNITS + 1 - there, there)
    assert office.count(OPERATOR, by=("kind",)) == {("court",): 1, ("grid",): UNITS, ("unit",): UNITS}
    with storage.read() as reader:
        events = Counter(len(bundle.entries) for bundle in reader.bundles())
    assert events == {1: 2 * UNITS + 1}
    assert not office.verify().faults
    storage.close()
