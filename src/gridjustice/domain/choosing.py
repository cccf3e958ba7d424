"""Who is to mediate: what a decider is told of a case and of those who could, what it answers, and the built-in order.

Nothing here names anybody: people are ids, parties are counted. Whoever may not mediate is not among the candidates;
that is settled by the guards of the step before any decider is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from gridjustice.domain.record import Said, ScorePart
from gridjustice.domain.values import CourtPath, RecordId

LANGUAGE, SPECIALITY, LOAD, DISTANCE, AFFINITY, ANSWERS = (
    "language",
    "speciality",
    "load",
    "distance",
    "affinity",
    "answers",
)
PARTS = (LANGUAGE, SPECIALITY, LOAD, DISTANCE, AFFINITY, ANSWERS)
"""What speaks for a mediator; each has a weight among the law's figures, ``mediator.weight.<part>``."""

FULL = 100
"""What a part measures at the most, before its weight: all parties' languages, the very cause, nothing open."""


@attrs.frozen(kw_only=True)
class ChoosingPolicy:
    """The office's figures of the day (`mediator.*`), which an office may set.

    Attributes:
        capacity: open mediations at once of a mediator for whom no other number is on record.
        unanswered: so many offers that were left unanswered, or turned down without a ground, take all of `ANSWERS`.
        known: so many earlier mediations in the place give all of `AFFINITY`; one that ended in an agreement on a like
            cause counts double.
        far_km: from this distance on nothing of `DISTANCE` is left.
        weights: (part, points) of each of `PARTS`.
    """

    capacity: int
    unanswered: int
    known: int
    far_km: int
    weights: tuple[tuple[str, int], ...]

    def weight(self, part: str) -> int:
        """The points of a part; none where it has no weight."""
        return dict(self.weights).get(part, 0)


@attrs.frozen(kw_only=True)
class MediationCase:
    """What a decider may know of a dispute that needs a mediator.

    Attributes:
        kind: of mediation: ``people``, ``invited`` or ``entrusted``.
        causes: codes of its cause of action and of what that stands under, the most specific first; of one version.
        languages: BCP 47 tag of the language each party reads, a tag for each party.
        needs: what parties need, as ``elderly``; each once.
        policy: the office's figures.
    """

    kind: str
    court: CourtPath
    unit: RecordId | None
    grid: RecordId | None
    causes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    policy: ChoosingPolicy


@attrs.frozen(kw_only=True)
class MediatorCandidate:
    """Somebody who may mediate the dispute; no guard refuses them, they are not away and not full.

    Attributes:
        unit: the unit or organisation whose mediator they are, the dispute's own where they are of several.
        own: whether that is the unit the dispute is with.
        capacity: the most open mediations at once.
        open: mediations that are open with them now.
        specialities: codes of causes of action, of any level.
        languages: BCP 47 tags of what they speak and read.
        distance_km: from their unit to the grid; None where coordinates are missing on one side.
        known: earlier mediations of theirs in that grid, or where there is none in that unit.
        agreed: those among them that ended in an agreement on a like cause.
        turned_down: offers turned down without a ground, in the time that counts (`mediator.counted`).
        excused: offers turned down with a ground, in that time.
        silent: offers left unanswered in that time.
    """

    mediator: RecordId
    unit: RecordId
    own: bool
    capacity: int
    open: int = 0
    specialities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    distance_km: int | None = None
    known: int = 0
    agreed: int = 0
    turned_down: int = 0
    excused: int = 0
    silent: int = 0


@attrs.frozen(kw_only=True)
class RankedMediator:
    """A candidate's place in a ranking.

    Attributes:
        parts: what the score is made of, in whole points.
    """

    mediator: RecordId
    score: int
    parts: tuple[ScorePart, ...] = ()


@attrs.frozen(kw_only=True)
class MediatorRanking:
    """What a decider answers.

    Attributes:
        ranked: candidates, the best first; who is left out is not proposed.
        reason: why the first one is first: key of a sentence in the catalogues, ``mediators.<reason>``.
        values: what the sentence fills in; words that are keys of the catalogues are said in the reader's language.
    """

    ranked: tuple[RankedMediator, ...]
    reason: str
    values: tuple[Said, ...] = ()


def rank_mediators(case: MediationCase, candidates: Sequence[MediatorCandidate]) -> MediatorRanking:
    """The candidates by their scores; those of one score by fewest open mediations, then by id.

    A part is measured from 0 to `FULL` and counts with its weight. By the figures that are shipped, the parties' own
    languages outweigh everything else together: they are a right, the rest is convenience.
    """
    scored = [_scored(case, candidate) for candidate in candidates]
    known = {candidate.mediator: candidate for candidate in candidates}
    ranked = sorted(scored, key=lambda each: (-each.score, known[each.mediator].open, each.mediator))
    first = known[ranked[0].mediator]
    values = (
        Said(name="others", words=(str(len(ranked) - 1),)),
        Said(name="merits", words=_merits(case, first)),
        Said(name="open", words=(str(first.open),)),
        Said(name="capacity", words=(str(first.capacity),)),
    )
    return MediatorRanking(ranked=tuple(ranked), reason="only" if len(ranked) == 1 else "first", values=values)


def speaks(languages: Sequence[str], language: str) -> bool:
    """Whether one of the languages is that one; ``ko`` and ``ko-CN`` are one language to talk in."""
    wanted = language.partition("-")[0].lower()
    return any(each.partition("-")[0].lower() == wanted for each in languages)


def _scored(case: MediationCase, candidate: MediatorCandidate) -> RankedMediator:
    weight = case.policy.weight
    points = {name: measured(name, case, candidate) * weight(name) // FULL for name in PARTS}
    parts = tuple(ScorePart(name=name, points=number) for name, number in points.items())
    return RankedMediator(mediator=candidate.mediator, score=sum(part.points for part in parts), parts=parts)


def measured(part: str, case: MediationCase, candidate: MediatorCandidate) -> int:
    """How much of a part there is, from 0 to `FULL`; half where nothing is known of the distance."""
    match part:
        case "language":
            spoken = sum(speaks(candidate.languages, language) for language in case.languages)
            return FULL * spoken // len(case.languages) if case.languages else FULL
        case "speciality":
            found = _speciality(case, candidate)
            return FULL * (len(case.causes) - found) // len(case.causes) if found is not None else 0
        case "load":
            return FULL * (candidate.capacity - candidate.open) // candidate.capacity if candidate.capacity else 0
        case "distance":
            if candidate.distance_km is None:
                return FULL // 2
            return FULL - FULL * min(candidate.distance_km, case.policy.far_km) // case.policy.far_km
        case "affinity":
            return FULL * min(candidate.known + candidate.agreed, case.policy.known) // case.policy.known
        case "answers":
            left = min(candidate.turned_down + candidate.silent, case.policy.unanswered)
            return FULL - FULL * left // case.policy.unanswered
    raise ValueError(f"{part!r} is none of {', '.join(PARTS)}")


def _speciality(case: MediationCase, candidate: MediatorCandidate) -> int | None:
    """How far above the dispute's own cause the nearest is that the candidate knows; None where none is."""
    return next((place for place, code in enumerate(case.causes) if code in candidate.specialities), None)


def _merits(case: MediationCase, candidate: MediatorCandidate) -> tuple[str, ...]:
    """What speaks for somebody, in words; of refusals nothing, since parties read the sentence too."""
    merits = []
    if case.languages and all(speaks(candidate.languages, language) for language in case.languages):
        merits.append("mediators.merit.language")
    if _speciality(case, candidate) is not None:
        merits.append("mediators.merit.speciality")
    if candidate.distance_km is not None and candidate.distance_km < case.policy.far_km:
        merits.append("mediators.merit.near")
    if candidate.agreed:
        merits.append("mediators.merit.agreed")
    elif candidate.known:
        merits.append("mediators.merit.known")
    merits.append("mediators.merit.load" if candidate.open else "mediators.merit.free")
    return tuple(merits)
