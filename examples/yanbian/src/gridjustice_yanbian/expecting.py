"""Holding what a story expects against what is: the state, the limits, the profile, and who can see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from gridjustice import COURT_ZONE, OPERATOR, Event, NotFoundError, Office, Role, equals, named_id
from gridjustice_yanbian.stories import JUDGE, LIAISON, WORKER, Expected, Story, StoryStep


class Observer:
    """Looks at an office as the people of a story do."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def person(self, story: Story, word: str, day: date) -> str | None:
        """The id of whom a handle or `ANSWERING` word means on that day; None where the post is vacant."""
        if word == LIAISON:
            liaison: str | None = self._office.show(OPERATOR, story.unit).record.liaison_on(day)
            return liaison
        if word in (JUDGE, WORKER):
            role = Role.JUDGE if word == JUDGE else Role.GRID_WORKER
            answering = self._office.show(OPERATOR, story.grid).record.answering_on(role, day)
            return min(answering, default=None)
        return named_id("person", word)

    def record(self, record: str) -> Any:
        """The record as it is stored, whoever may see it; None where there is none."""
        with self._office.storage.read() as reader:
            head = reader.load(ids=(record,)).heads.get(record)
        return None if head is None else self._office.codec.record(head.kind, head.body)

    def history(self, record: str) -> list[Event]:
        """Its events as they are stored, oldest first."""
        with self._office.storage.read() as reader:
            return [self._office.codec.event(entry.body) for entry in reader.entries(record)]

    def differences(self, story: Story, expected: Expected, step: StoryStep, *, at_end: bool = False) -> list[str]:
        """What is not as it is expected, in words; nothing where all is well.

        Args:
            story: whose place it is.
            expected: what should be.
            step: what was done last: its day is the day on which people look, its notice is the one that is meant.
            at_end: whether all notices of the record are meant.
        """
        found = [*self._of_sight(story, expected, step.day)]
        asked = (expected.state, expected.profile, expected.due, expected.not_due, expected.told, expected.proposed)
        asks_more = any(asked)
        return [*self._of_record(expected, step, at_end), *found] if asks_more else found

    def _of_record(self, expected: Expected, step: StoryStep, at_end: bool) -> Iterator[str]:
        record = self.record(expected.record)
        if record is None:
            yield f"there is no such {expected.kind}"
            return
        if expected.state not in ("", record.state_name):
            yield f"the state should be {expected.state}, and is {record.state_name}"
        profile = getattr(record, "profile", None) or "none"
        if expected.profile not in ("", profile):
            yield f"the profile should be {expected.profile}, and is {profile}"
        yield from _of_limits(record, expected)
        if expected.proposed:
            yield from _of_proposal(self.history(expected.record)[-1], expected.proposed)
        if expected.told:
            told = _told(self.history(expected.record), "" if at_end else step.key)
            if missing := [audience for audience in expected.told if audience not in told]:
                yield f"{', '.join(missing)} should be told, and {', '.join(sorted(told)) or 'nobody'} is"

    def _of_sight(self, story: Story, expected: Expected, day: date) -> Iterator[str]:
        for word in (*expected.seen_by, *expected.hidden_from):
            person = self.person(story, word, day)
            if person is None:
                yield f"nobody is {word} on {day}"
                continue
            sees, lists = self._sees(person, expected.record), self._lists(person, expected.record)
            should = word in expected.seen_by
            if sees is not should:
                yield f"{word} {'should see it, and cannot' if should else 'should not see it, and can'}"
            if lists is not should:
                yield f"{word} {'should find it in a list, and does not' if should else 'finds it in a list'}"

    def _sees(self, person: str, record: str) -> bool:
        try:
            self._office.show(person, record)
        except NotFoundError:
            return False
        return True

    def _lists(self, person: str, record: str) -> bool:
        return bool(self._office.find(person, equals("id", record), limit=1))


def _of_proposal(event: Event, proposed: str) -> Iterator[str]:
    decided = event.derived.decision
    if decided is None or decided.named:
        yield f"{proposed} should have been proposed, and nobody was"
    elif decided.chosen != named_id("person", proposed):
        yield f"{proposed} should have been proposed, and {decided.chosen} was"


def _of_limits(record: Any, expected: Expected) -> Iterator[str]:
    # One for which time stands still does not run.
    running = {d.limit: d for d in record.deadlines if getattr(d, "paused_since", None) is None}
    for name, last in expected.due.items():
        deadline = running.get(name)
        if deadline is None:
            others = ", ".join(f"{d.limit} until {d.due}" for d in running.values()) or "nothing"
            yield f"{name} should run until {last}, and does not run; there is {others}"
        elif isinstance(last, datetime):
            runs_out = deadline.runs_out.astimezone(COURT_ZONE).replace(tzinfo=None)
            if runs_out != last.replace(tzinfo=None):
                yield f"{name} should run out at {last}, and does at {runs_out}"
        elif deadline.due != last:
            yield f"{name} should run until {last}, and runs until {deadline.due}"
    for name in expected.not_due:
        if name in running:
            yield f"{name} should not run, and runs until {running[name].due}"


def _told(events: list[Event], key: str) -> set[str]:
    """Audiences of the notice of the event with that key (the last, where it happened by itself), or of all."""
    if not key:
        return {audience for event in events for audience in event.derived.tells}
    meant = [event for event in events if event.key == key] or events[-1:]
    return {audience for event in meant for audience in event.derived.tells}
