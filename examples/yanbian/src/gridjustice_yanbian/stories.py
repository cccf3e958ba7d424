"""The written disputes (``stories/*.toml``): who takes which step on which day, what is refused, what is true then.

They are the disputes of the demonstration and the scenarios of the tests. How a file is written stands in
``docs/how-to/write-a-scenario.md``; `gridjustice_yanbian.reading` reads it, `gridjustice_yanbian.playing` plays it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gridjustice import RecordId

FOLDER = Path(__file__).parent / "stories"

JUDGE, LIAISON, WORKER = "@judge", "@liaison", "@worker"
ANSWERING = (JUDGE, LIAISON, WORKER)
"""Whoever answers for the story's grid or unit on the day of the step."""

SWEEP, LOOK = "sweep", "look"
"""Written as steps: what happens by itself, and nothing at all (only what must be true is looked at)."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What must be true of a record; what is left empty is not asked.

    Attributes:
        profile: the policy profile of the current court proceeding; ``none`` while it was never brought to a court.
        due: limits that run, each with its last day, or with the minute at which it runs out.
        not_due: limits that do not run.
        seen_by: handles, or `ANSWERING`, of those who find the record when they look for it.
        hidden_from: of those for whom there is no such record.
        told: audiences of the notice of the step; at the end, of any notice.
        proposed: handle of whom the step took because they were proposed first; nobody else was named.
    """

    record: RecordId
    kind: str
    state: str = ""
    profile: str = ""
    due: Mapping[str, date] = field(default_factory=dict)
    not_due: tuple[str, ...] = ()
    seen_by: tuple[str, ...] = ()
    hidden_from: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    proposed: str = ""


@dataclass(frozen=True, kw_only=True)
class StoryStep:
    """One line of a story.

    Attributes:
        number: its place in the file, from 1.
        key: idempotency key, the same in every run.
        at: the instant at which it is tried.
        actor: a handle, or one of `ANSWERING`; empty for `SWEEP` and `LOOK`.
        record: the id of what it is taken on.
        kind: of that record.
        step: of the kind's table, or `SWEEP` or `LOOK`.
        facts: what must be known.
        refused: codes of the reasons for which it is refused; empty where it is taken.
        articles: those that the refusal must cite.
        takes: of a sweep, the step that it takes; empty where nothing may run out.
        expected: what must be true afterwards.
    """

    number: int
    key: str
    at: datetime
    actor: str
    record: RecordId
    kind: str
    step: str
    facts: Mapping[str, Any]
    refused: tuple[str, ...]
    articles: tuple[str, ...]
    takes: str
    expected: Expected

    @property
    def day(self) -> date:
        """The court-local day."""
        return self.at.date()

    @property
    def leaves_event(self) -> bool:
        """Whether the record's history has it afterwards."""
        return not self.refused and self.step != LOOK and (self.step != SWEEP or bool(self.takes))


@dataclass(frozen=True, kw_only=True)
class Story:
    """A story: its words by language, its place, its steps in the order of their days.

    Attributes:
        law: pitfalls and clauses that it illustrates, as ``P16`` or ``2.3.2``.
        dispute: the id of its first dispute, if it has one.
        steps: at least one.
        end: what must be true after the last.
        open: whether it is still open at the end.
        featured: whether the demonstration shows it in full.
        pair: two stories of one pair are shown side by side.
    """

    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    law: tuple[str, ...]
    unit: RecordId
    grid: RecordId
    dispute: RecordId | None
    steps: tuple[StoryStep, ...]
    end: Expected | None
    open: bool
    featured: bool
    pair: str

    @property
    def records(self) -> tuple[RecordId, ...]:
        """Everything that its steps are taken on."""
        return tuple(dict.fromkeys(step.record for step in self.steps))

    @property
    def disputes(self) -> tuple[RecordId, ...]:
        """Its disputes, in the order in which they come up."""
        return tuple(dict.fromkeys(step.record for step in self.steps if step.kind == "dispute"))
