"""Playing a story on an office: steps taken on their days, refusals met, everything true where it is expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gridjustice import (
    SYSTEM,
    FixedClock,
    GridJusticeError,
    NotFoundError,
    Office,
    StepRefusedError,
)
from gridjustice_yanbian.expecting import Observer
from gridjustice_yanbian.stories import LOOK, SWEEP, Story, StoryStep


class UnexpectedError(Exception):
    """A story did not go as it is written: the story, the demonstration or the library is wrong."""


@dataclass(frozen=True, kw_only=True)
class Played:
    """What became of a step.

    Attributes:
        actor: id of who took or tried it; of the system where it happened by itself, or not at all.
        step: the step itself, also where a sweep took it.
        state: of the record afterwards; empty where it was refused, or nothing happened.
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
        self._observer = Observer(office)

    def play(self, story: Story) -> Iterator[Played]:
        """What becomes of each step that was not taken before; nothing where the whole story was.

        Raises:
            UnexpectedError: something was taken, refused or true that the story does not expect, or the other way
                round; the message names the story and the step.
        """
        behind = self.taken(story)
        for step in story.steps[behind:]:
            self._clock.set(step.at)
            yield self._played(story, step)
            if differences := self._observer.differences(story, step.expected, step):
                raise _unexpected(story, step, "; ".join(differences))
        if story.end is None or behind == len(story.steps):
            return
        if differences := self._observer.differences(story, story.end, story.steps[-1], at_end=True):
            raise UnexpectedError(f"{story.name}, at the end: {'; '.join(differences)}")

    def taken(self, story: Story) -> int:
        """How many of its steps lie behind it: up to the last that left an event; all, if only others follow."""
        events = [event for record in story.records for event in self._observer.history(record)]
        keys = {event.key for event in events}
        swept = {event.step for event in events if event.actor == SYSTEM and event.key.startswith("expiry:")}
        left = [s.number for s in story.steps if s.key in keys or (s.takes and s.takes in swept)]
        last = max((s.number for s in story.steps if s.leaves_event), default=0)
        return len(story.steps) if left and left[-1] == last else max(left, default=0)

    def _played(self, story: Story, step: StoryStep) -> Played:
        if step.step == LOOK:
            return Played(asked=step, actor=SYSTEM, step=LOOK, state="", error=None)
        return self._sweep(story, step) if step.step == SWEEP else self._take(story, step)

    def _take(self, story: Story, step: StoryStep) -> Played:
        office = self._office
        kind = office.kinds.get(step.kind)
        if kind is None or step.step not in kind.facts:
            raise _unexpected(story, step, f"the table of {step.kind} has no such step")
        actor = self._observer.person(story, step.actor, step.day)
        if actor is None:
            raise _unexpected(story, step, f"nobody is {step.actor} on that day")
        try:
            if self._observer.history(step.record):
                receipt = office.take(actor, step.record, step.step, step.facts, key=step.key)
            else:
                receipt = office.begin(actor, step.kind, step.step, step.facts, key=step.key, record=step.record)
        except (StepRefusedError, NotFoundError) as problem:
            _check_refusal(story, step, problem)
            return Played(asked=step, actor=actor, step=step.step, state="", error=problem)
        except GridJusticeError as problem:
            raise _unexpected(story, step, str(problem)) from problem
        if step.refused:
            raise _unexpected(story, step, f"it was taken, though {', '.join(step.refused)} was expected")
        return Played(asked=step, actor=actor, step=step.step, state=receipt.state, error=None)

    def _sweep(self, story: Story, step: StoryStep) -> Played:
        """What ran out by itself on the step's record; other stories' records may run out in passing."""
        steps, state = [], ""
        swept = self._office.sweep()
        for fired in swept.failed:
            raise _unexpected(story, step, str(fired.problem)) from fired.problem
        for fired in swept.taken:
            if fired.record == step.record and fired.receipt is not None and fired.act == "expiry":
                steps.append(fired.step)
                state = fired.receipt.state
        if steps != [step.takes] * bool(step.takes):
            expected, happened = step.takes or "nothing", ", ".join(steps) or "nothing"
            raise _unexpected(story, step, f"{expected} was expected to happen by itself, and {happened} did")
        return Played(asked=step, actor=SYSTEM, step=step.takes or SWEEP, state=state, error=None)


def _check_refusal(story: Story, step: StoryStep, problem: StepRefusedError | NotFoundError) -> None:
    """The refusal is the one that is expected, and cites what it should."""
    reasons = problem.reasons if isinstance(problem, StepRefusedError) else ()
    codes = {reason.code for reason in reasons} or {"not_found"}
    if codes != set(step.refused):
        expected = ", ".join(step.refused) or "no refusal"
        met = ", ".join(sorted(codes))
        raise _unexpected(story, step, f"{expected} was expected, and it was refused: {met} ({problem})") from problem
    citations = [reason.citation for reason in reasons if reason.citation]
    cited = {c.article for c in citations} | {f"{c.instrument} {c.article}" for c in citations}
    if missing := [article for article in step.articles if article not in cited]:
        shown = ", ".join(sorted(f"{c.instrument} {c.article}" for c in citations)) or "nothing"
        raise _unexpected(story, step, f"the refusal should cite {', '.join(missing)}, and cites {shown}")


def _unexpected(story: Story, step: StoryStep, what: str) -> UnexpectedError:
    on = "" if step.kind == "dispute" else f" on {step.kind}"
    return UnexpectedError(f"{story.name}, step {step.number} ({step.day} {step.actor} {step.step}{on}): {what}")
