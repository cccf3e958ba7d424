"""A few processes are killed at random instants; ``make torture`` does the same some hundred times."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.end_to_end.killing import Torture


@pytest.mark.slow
def test_killed_anywhere_nothing_is_lost_and_nothing_happens_twice(tmp_path: Path) -> None:
    """Every answered step is there once; everything arrived in order, what came again under one key and rarely."""
    found = Torture(tmp_path, seed=5).run(8)
    assert found.faults == []
    assert found.answered > 0
    assert min(found.arrived["archive"], found.arrived["sms"]) > 0
