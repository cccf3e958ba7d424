"""Playing a story on an office: each step taken on its day, each refusal met where it is expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gridjustice import (
    COURT_ZONE,
    OPERATOR,
    SYSTEM,
    Event,
    FixedClock,
    GridJusticeError,
    NotFoundError,
    Office,
    Role,
    StepRefusedError,
    named_id,
)
from gridjustice_yanbian.stories import Story, StoryStep


class UnexpectedError(Exception):
    """A story did not go as it is written: the demonstration or the library is wrong."""


@dataclass(frozen=True, kw_only=True)
class Played:
    """What became of a step.

    Attributes:
        actor: id of who took or tried it; of the system where it happened by itself.
        step: the step itself, also where a sweep took it.
        state: of the record afterwards; empty where it was refused.
        error: the refusal that was expected, or None.
    """

    asked: StoryStep
    actor: str
    step: str
    state: str
    error: GridJusticeError | None


class Player:
    """Plays stories, and leaves out what an earlier run has played."""

    def __init__(self, office: Office, clock: FixedClock) -> None:
        self._office = office
        self._clock = clock
        self._minutes = 0
        self._today: date | None = None

    def play(self, story: Story) -> Iterator[Played]:
        """What becomes of each step that was not taken before; nothing where the whole story was.

        Raises:
            UnexpectedError: a step was refused that should be taken, or the other way round.
        """
        for step in story.steps[self.taken(story) :]:
            self._move(step.day)
            yield self._sweep(step) if step.step == "sweep" else self._take(story, step)

    def taken(self, story: Story) -> int:
        """How many of its steps lie behind it: up to the last that left an event; all, if only refusals follow."""
        events = [e for record in dict.fromkeys(s.record for s in story.steps) for e in self._history(record)]
        keys = {event.key for event in events}
        swept = {event.step for event in events if event.actor == SYSTEM and event.key.startswith("expiry:")}
        left = [n for n, s in enumerate(story.steps, 1) if s.key in keys or (s.takes and s.takes in swept)]
        last = max((n for n, s in enumerate(story.steps, 1) if not s.refused), default=0)
        return len(story.steps) if left and left[-1] == last else max(left, default=0)

    def _history(self, record: str) -> list[Event]:
        for reader in (SYSTEM, OPERATOR):
            try:
                return self._office.history(reader, record)
            except NotFoundError:
                continue
        return []

    def _move(self, day: date) -> None:
        """A quarter of an hour later, or at nine o'clock of another day."""
        self._minutes = self._minutes + 15 if day == self._today else 0
        self._today = day
        self._clock.set(datetime(day.year, day.month, day.day, 9, tzinfo=COURT_ZONE) + timedelta(minutes=self._minutes))

    def _take(self, story: Story, step: StoryStep) -> Played:
        actor = self._actor(story, step)
        try:
            if self._history(step.record):
                receipt = self._office.take(actor, step.record, step.step, step.facts, key=step.key)
            else:
                receipt = self._office.begin(
                    actor, step.kind, step.step, step.facts, key=step.key, record=step.record
                )  # fmt: skip
        except (StepRefusedError, NotFoundError) as problem:
            codes = {r.code for r in problem.reasons} if isinstance(problem, StepRefusedError) else {"not_found"}
            if codes != set(step.refused):
                raise UnexpectedError(f"{step.key}: {step.step} was refused: {problem}") from problem
            return Played(asked=step, actor=actor, step=step.step, state="", error=problem)
        if step.refused:
            raise UnexpectedError(f"{step.key}: {step.step} was taken, though {', '.join(step.refused)} was expected")
        return Played(asked=step, actor=actor, step=step.step, state=receipt.state, error=None)

    def _sweep(self, step: StoryStep) -> Played:
        for outcome in self._office.sweep():
            if isinstance(outcome, GridJusticeError):
                raise UnexpectedError(f"{step.key}: {outcome}") from outcome
            if (outcome.record, outcome.step) == (step.record, step.takes):
                return Played(asked=step, actor=SYSTEM, step=outcome.step, state=outcome.state, error=None)
        raise UnexpectedError(f"{step.key}: nothing ran out, though {step.takes} was expected")

    def _actor(self, story: Story, step: StoryStep) -> str:
        if step.actor != "@judge":
            return named_id("person", step.actor)
        (judge,) = self._office.show(OPERATOR, story.grid).record.answering_on(Role.JUDGE, step.day)
        return str(judge)
