"""What a plan weighs, and what a court's own rules say of it: figures and pairs, never code."""

from __future__ import annotations

from collections import Counter
from typing import Any

import attrs

from gridjustice.domain.values import NAME_LENGTH, RecordId, text
from gridjustice.errors import InvalidValueError

MOST_POINTS = 1_000_000_000
"""The most that a weight may be, so that sums over a whole province stay far below 2^63."""


def points(**field: Any) -> Any:
    """An attrs field for a number of points: whole, 0 or more."""

    def validate(instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_POINTS:
            raise InvalidValueError(f"{attribute.name} must be a whole number from 0 to {MOST_POINTS}, not {value!r}")

    return attrs.field(validator=validate, **field)


def most(**field: Any) -> Any:
    """An attrs field for the most of something: whole, 0 or more; None where there is no such limit."""

    def validate(instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            raise InvalidValueError(f"{attribute.name} must be a whole number of at least 0, not {value!r}")

    return attrs.field(validator=validate, default=None, **field)


@attrs.frozen(kw_only=True)
class Weights:
    """What each part of a choice costs, in points; the less, the better. Only their ratios matter.

    Attributes:
        speciality: of a grid none of whose causes the judge knows; in proportion where some are known.
        dedicated: the same of a dedicated grid (专业对接专属网格).
        distance: of each whole kilometre between grid and court.
        no_distance: where the grid's place is known and that of the judge's court is not.
        language: of a judge who speaks none of the grid's languages; in proportion where some are spoken.
        court_above: of each level between the grid's court and a court above it whose judge takes the grid.
        load: of the n-th grid of a judge, times 2n - 1: so n grids cost n² times this, and even loads cost least.
        keep: of taking a grid from the judge who answers for it today.
        gap: of a grid without a judge.
    """

    speciality: int = points()
    dedicated: int = points()
    distance: int = points()
    no_distance: int = points()
    language: int = points()
    court_above: int = points()
    load: int = points()
    keep: int = points()
    gap: int = points()


WEIGHTS = tuple(field.name for field in attrs.fields(Weights))
"""Names of the weights; each is the figure ``planning.<name>`` of the law's data."""


@attrs.frozen(kw_only=True)
class PairRule:
    """A judge who must, or must not, answer for a grid, and why."""

    grid: RecordId
    judge: RecordId
    reason: str = text(NAME_LENGTH)


@attrs.frozen(kw_only=True)
class JudgeRule:
    """What one judge can carry.

    Attributes:
        most_grids: all grids together, those outside the plan included; None: as for everybody.
        most_work: the same in disputes, see `Demand.work`.
        takes_new: False where the judge keeps what they have and gets nothing more.
    """

    judge: RecordId
    most_grids: int | None = most()
    most_work: int | None = most()
    takes_new: bool = True


@attrs.frozen(kw_only=True)
class Rules:
    """A court's own rules for its plan.

    Attributes:
        fixed: pairs that must be.
        forbidden: pairs that must not be.
        judges: what single judges can carry.
        most_grids: what every other judge can; None without a limit.
        most_work: the same in disputes.
        weights: (name of a weight, points) where the court's are others than the law data's.
    """

    fixed: tuple[PairRule, ...] = ()
    forbidden: tuple[PairRule, ...] = ()
    judges: tuple[JudgeRule, ...] = ()
    most_grids: int | None = most()
    most_work: int | None = most()
    weights: tuple[tuple[str, int], ...] = ()

    def __attrs_post_init__(self) -> None:
        if twice := _twice(rule.grid for rule in self.fixed):
            raise InvalidValueError(f"the grid {twice} is fixed more than once; one judge answers for a grid")
        if twice := _twice(rule.judge for rule in self.judges):
            raise InvalidValueError(f"the judge {twice} has more than one rule")
        pairs = {(rule.grid, rule.judge) for rule in self.forbidden}
        for rule in self.fixed:
            if (rule.grid, rule.judge) in pairs:
                raise InvalidValueError(f"grid {rule.grid} and judge {rule.judge} are both fixed and forbidden")
        if unknown := sorted({name for name, _ in self.weights} - set(WEIGHTS)):
            raise InvalidValueError(f"there is no weight {', '.join(unknown)}; there are {', '.join(WEIGHTS)}")
        if twice := _twice(name for name, _ in self.weights):
            raise InvalidValueError(f"the weight {twice} is given more than once")

    def of(self, judge: RecordId) -> JudgeRule:
        """What that judge can carry."""
        own = next((rule for rule in self.judges if rule.judge == judge), None)
        if own is None:
            return JudgeRule(judge=judge, most_grids=self.most_grids, most_work=self.most_work)
        return attrs.evolve(
            own,
            most_grids=self.most_grids if own.most_grids is None else own.most_grids,
            most_work=self.most_work if own.most_work is None else own.most_work,
        )


def _twice(names: Any) -> str:
    return next((str(name) for name, number in Counter(names).items() if number > 1), "")
