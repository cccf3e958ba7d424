"""What an office of the province decides for itself: facts that are not settled are settings here, never defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

import attrs

from gridjustice.authoring import DefinitionError

GRID_CODE = "GRIDJUSTICE_JILIN_GRID_CODE"
LETTERHEAD = "GRIDJUSTICE_JILIN_LETTERHEAD"
ORDERS = ("ko,zh", "zh,ko")


@attrs.frozen
class Settings:
    """The settings of one process.

    Attributes:
        grid_code: the form that the codes of new grids must have; None where the office has none. No national or
            provincial form could be verified, and a forest farm may have no statistical code to begin one with.
        letterhead: the languages of a heading from above, ``ko,zh`` or ``zh,ko``; empty where the office has not said.
            The prefecture's regulation on the work in Korean was revised in 2024 and its present order of the two
            languages could not be read, so none is taken for granted.
    """

    grid_code: re.Pattern[str] | None
    letterhead: tuple[str, ...]


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings that the environment makes.

    Raises:
        DefinitionError: a value cannot be one.
    """
    form, order = environment.get(GRID_CODE, ""), environment.get(LETTERHEAD, "").replace(" ", "")
    if order and order not in ORDERS:
        raise DefinitionError(f"{LETTERHEAD} is {order!r}; write {' or '.join(ORDERS)}")
    try:
        return Settings(re.compile(form) if form else None, tuple(order.split(",")) if order else ())
    except re.error as problem:
        raise DefinitionError(f"{GRID_CODE} is no regular expression: {problem}") from problem
