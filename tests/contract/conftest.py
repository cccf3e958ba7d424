"""The kits' asserts say as much when they fail as those of a test module."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite(
    "gridjustice.testing.channel",
    "gridjustice.testing.feed",
    "gridjustice.testing.lending",
    "gridjustice.testing.lists",
    "gridjustice.testing.storage",
    "gridjustice.testing.storage_reading",
    "gridjustice.testing.storage_relaying",
    "gridjustice.testing.storage_writing",
)
