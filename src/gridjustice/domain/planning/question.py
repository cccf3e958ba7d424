"""What a planner is told, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from gridjustice.domain.network import GridNature, Place
from gridjustice.domain.planning.rules import Rules, Weights
from gridjustice.domain.values import CourtPath, RecordId


@attrs.frozen(kw_only=True)
class Demand:
    """A grid that needs a judge.

    Attributes:
        causes: codes of the causes of action that were declared for it.
        occurring: (code, number of disputes) of the last twelve months, as far as the one who plans may see them.
        work: open disputes and those of the last twelve months, each once.
        languages: BCP 47 tags of what is spoken there; empty where nobody has said.
        place: None where nobody has said.
        judge: who answers for it today, if anybody.
    """

    grid: RecordId
    name: str
    court: CourtPath
    nature: GridNature
    causes: tuple[str, ...] = ()
    occurring: tuple[tuple[str, int], ...] = ()
    work: int = 0
    languages: tuple[str, ...] = ()
    place: Place | None = None
    judge: RecordId | None = None

    @property
    def mix(self) -> Mapping[str, int]:
        """What a judge of it should know: each declared cause counts once, and each dispute of the year once."""
        found = dict.fromkeys(self.causes, 1)
        for code, number in self.occurring:
            found[code] = found.get(code, 0) + number
        return found


@attrs.frozen(kw_only=True)
class Candidate:
    """A judge who could answer for grids, as judge of one court; who is judge of two is there twice.

    Attributes:
        court: the court of the judge's post.
        specialities: codes of causes of action, of any level: who knows one knows all that stand under it.
        place: of the court.
        load: grids they answer for today, of whatever court.
        work: the disputes of these grids, see `Demand.work`.
        takes_new: False where they are on leave: they keep what they have.
    """

    judge: RecordId
    name: str
    court: CourtPath
    specialities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    place: Place | None = None
    load: int = 0
    work: int = 0
    takes_new: bool = True


@attrs.frozen(kw_only=True)
class Terms:
    """On what terms judges are chosen.

    Attributes:
        weights: what each part of a choice costs.
        rules: the court's own.
        kin: by code of a cause, that cause and all it stands under; a cause that is missing stands for itself.
    """

    weights: Weights
    rules: Rules = Rules()
    kin: Mapping[str, frozenset[str]] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Proposal:
    """One line of a plan.

    Attributes:
        judge: None where nobody can be found: a named gap, never a silent one.
        reason: key of a sentence in the catalogues, ``plan.<reason>``. A planner may leave it empty: then the costs
            that the choice has give the reason.
        values: what the sentence fills in.
    """

    grid: RecordId
    judge: RecordId | None
    since: date
    reason: str = ""
    values: tuple[tuple[str, str], ...] = ()
