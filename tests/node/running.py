"""Node, as the tests run it: with the packages that `make setup` installs beside this file."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


def found_node() -> str:
    """The programme.

    Where there is no Node or no npm, the test is skipped; where only the packages are missing, it fails.
    """
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        pytest.skip("there is no node or no npm here: what receivers on Node do cannot be tried")
    assert (HERE / "node_modules" / "standardwebhooks").is_dir(), "run `make setup`: it installs the packages for Node"
    return found


def node(script: Path, stdin: str = "") -> str:
    """What a script prints."""
    command = [found_node(), str(script)]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
