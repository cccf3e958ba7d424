"""A figure that the law, or an office's own rule, sets: how much, in which unit, since when, under which article.

Most are limits: lengths of time that can be counted. A few are measures: how many persons, how old, how many times, at
which rate. The figures themselves are data (``data/figures.toml``).
"""

from __future__ import annotations

from enum import Enum

import attrs

from gridjustice.law.citations import Citation, Confidence
from gridjustice.law.timeline import Dated


class Unit(str, Enum):
    """What a figure is counted in."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"
    YEAR_OF_AGE = "year_of_age"
    """How old somebody is (周岁): no length of time that starts with an act."""
    PERSON = "person"
    CASE = "case"
    POINT = "point"
    """What a score is made of, and what one consideration weighs against others."""
    KILOMETRE = "kilometre"
    TIMES = "times"
    """So many times something else, as a rate of interest is of another."""
    PERCENT = "percent"
    BASIS_POINT = "basis_point"
    """A hundredth of a percent, so that rates are whole numbers."""

    @property
    def is_time(self) -> bool:
        """Whether a figure in it is a limit, with a last day or hour, and no measure."""
        return self in _TIMES


_TIMES = frozenset({Unit.HOUR, Unit.DAY, Unit.WORKING_DAY, Unit.MONTH, Unit.YEAR})


@attrs.frozen(kw_only=True, cache_hash=True)
class Extension:
    """That, and how, a limit may be made longer.

    Attributes:
        by: who must agree, as in ``all_parties``, ``both_parties``, ``president``.
        unit: what the extension is counted in.
        limit: the most that may be added, None where the text names no cap.
    """

    by: str
    unit: Unit
    limit: int | None


@attrs.frozen(kw_only=True, cache_hash=True)
class Figure(Dated):
    """One limit, or one measure, as it stands for what starts on the days on which it is in force.

    Attributes:
        key: what it limits or measures, as in ``confirmation.application``.
        value: how many units; a limit of no days ends on the very day it starts from, where that is worked.
        unit: of the value.
        citation: the rule that sets it; for a default, the rule that asks for the act without a number.
        rolls: whether a last day that is a day of rest moves to the next working day.
        extension: how it may be made longer, None where it may not.
        pausable: whether days can be left out of it (an expert's appraisal, for example).
        confidence: how the figure came to be known.
        origin: "built-in", or the name of the file of the office or plugin that set it.
    """

    key: str
    value: int
    unit: Unit
    citation: Citation
    rolls: bool
    extension: Extension | None
    pausable: bool
    confidence: Confidence
    origin: str

    @property
    def is_default(self) -> bool:
        """Whether this is an agreed time limit (约定时限) that an office may set, and never a statutory one."""
        return self.confidence.is_default
