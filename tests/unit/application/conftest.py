"""The district on each of its storages."""

from __future__ import annotations

import pytest

from gridjustice.testing.district import District


@pytest.fixture(params=["memory", "sqlite"])
def either(request: pytest.FixtureRequest) -> District:
    """The district in memory, and on SQLite."""
    found = request.getfixturevalue("district" if request.param == "memory" else "sql_district")
    assert isinstance(found, District)
    return found
