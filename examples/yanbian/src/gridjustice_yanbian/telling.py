"""How the demonstration tells its stories: in full, in a line, in numbers, and two of them side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from gridjustice import SYSTEM, StepRefusedError
from gridjustice_cli.output import columns, show, table, text
from gridjustice_cli.width import cells
from gridjustice_yanbian.expecting import Observer
from gridjustice_yanbian.playing import Played
from gridjustice_yanbian.showing import Stage
from gridjustice_yanbian.stories import LOOK, SWEEP, Story

PROFILES = (None, "court_annexed_2022", "docket_first_2025")
"""The columns of the ways of ending: never brought to a court, and the profiles of the court proceeding."""

_DETAILS = {
    "failed": "end_ground",
    "referred": "route",
    "rejected": "rejection_ground",
    "not_docketed": "refusal_ground",
    "closed": "closing_manner",
}
"""Ways of ending that have kinds, with the words for them."""

_LONGEST = {"place": 12, "title": 42, "ending": 24}
_LEGIBLE = 40
"""In fewer cells than that a refusal stands on a line of its own."""


@dataclass(frozen=True)
class Told:
    """A story that was played just now.

    Attributes:
        number: its place among all stories.
    """

    number: int
    story: Story
    played: Sequence[Played]

    @property
    def refusals(self) -> list[Played]:
        """What was refused on the way."""
        return [each for each in self.played if each.error is not None]


class Teller:
    """Tells stories on a stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._say = stage.say
        self._observer = Observer(stage.office)

    def in_full(self, told: Told) -> None:
        """Its title and place, its path, its refusals, where it stands."""
        stage, story = self._stage, told.story
        stage.gap()
        head = text("").append(f"● {told.number} ", "magenta").append(self._words(story.title), "bold")
        head.append(f"  {stage.name(story.unit)}", "cyan")
        show(head.append(f"  {self._say('demo.illustration')}", "dim"))
        stage.hang(" ", "", text(self._words(story.about), "dim"))
        if story.law:
            stage.hang("§", "dim", text(" · ".join(story.law), "dim"))
        path: list[Played] = []
        for each in told.played:
            if each.error is None:
                path.append(each)
                continue
            self._path(story, path)
            path = []
            self._refusal(each)
        self._path(story, path)
        for dispute in story.disputes:
            self._standing(story, dispute)

    def in_brief(self, several: Sequence[Told]) -> None:
        """A line each: days, place, title, how it ended, how often something was refused and why first."""
        stage = self._stage
        stage.gap()
        show(text(self._say("demo.brief"), "bold"))
        rows = [
            (
                f"{told.number:>3} {_span(told.story)}",
                _fitted(stage.name(told.story.unit), _LONGEST["place"]),
                _fitted(self._words(told.story.title), _LONGEST["title"]),
                _fitted("; ".join(self._endings(told.story)), _LONGEST["ending"]),
                self._first_refusal(told),
            )
            for told in several
        ]
        widths = [max(map(cells, column), default=0) for column in zip(*rows, strict=True)]
        room = columns() - sum(widths[:4]) - 8
        for span, place, title, ending, refusal in rows:
            line = text("").append(f"{_padded(span, widths[0])}  ", "dim")
            line.append(f"{_padded(place, widths[1])}  ", "cyan")
            if room >= _LEGIBLE:
                line.append(f"{_padded(title, widths[2])}  ", "bold").append(f"{_padded(ending, widths[3])}  ", "cyan")
                show(line.append(_fitted(refusal, room), "red"))
                continue
            rest = columns() - widths[0] - widths[1] - cells(ending) - 6
            show(line.append(_fitted(title, max(rest, _LEGIBLE // 2)), "bold").append(f"  {ending}", "cyan"))
            if refusal:
                show(text("    ").append(_fitted(refusal, columns() - 4), "red"))

    def endings(self, stories: Sequence[Story]) -> None:
        """In how many ways disputes end, under which profile."""
        counted: Counter[tuple[int, str, str | None]] = Counter()
        for story in stories:
            for dispute in story.disputes:
                ending, place, profile = self._ending(dispute)
                counted[place, ending, profile] += 1
        profiles = [*PROFILES, *sorted({p for _, _, p in counted if p} - set(PROFILES))]
        rows = []
        for place, ending in sorted({(place, ending) for place, ending, _ in counted}):
            numbers = [counted[place, ending, profile] for profile in profiles]
            rows.append([ending, *(number or "" for number in numbers), sum(numbers)])
        sums = [sum(n for (_, _, p), n in counted.items() if p == profile) for profile in profiles]
        self._stage.gap()
        show(text(self._say("demo.endings", disputes=sum(sums), ways=len(rows)), "bold"))
        whole = self._say("demo.column.sum")
        headings = [self._say("demo.column.ending"), *(self._say(f"profile.{p}") for p in profiles), whole]
        show(table(headings, [*rows, [whole, *sums, sum(sums)]]))

    def side_by_side(self, left: Told, right: Told) -> None:
        """Two stories in two columns, step beside step: the day, the state, what was due, what was refused."""
        self._stage.gap()
        show(text(self._say("demo.side_by_side"), "bold"))
        moments = [list(self._moments(told)) for told in (left, right)]
        rows = []
        for ours, theirs in _aligned([name for name, _ in moments[0]], [name for name, _ in moments[1]]):
            rows.append(["" if n is None else side[n][1] for n, side in zip((ours, theirs), moments, strict=True)])
        titles = [f"{told.number} {self._words(told.story.title)}" for told in (left, right)]
        show(table(titles, [row for pair in rows for row in (pair, ["", ""])][:-1]))

    def known(self, stories: int) -> None:
        """How many stories an earlier run has played."""
        if stories:
            self._stage.done(self._say("demo.played.again", stories=stories))

    # The parts of a story.

    def _words(self, words: Mapping[str, str]) -> str:
        return words.get(self._stage.language, words["zh"])

    def _path(self, story: Story, path: Sequence[Played]) -> None:
        """Steps that were taken one after the other, what they left running, and for whom the record is not there."""
        if taken := [each for each in path if each.step not in (LOOK, SWEEP)]:
            self._steps(taken)
        running = {(each.asked.kind, name): due for each in path for name, due in each.asked.expected.due.items()}
        if running:
            said = " · ".join(self._until(f"{kind}.limit.{name}", due) for (kind, name), due in running.items())
            self._stage.hang("◷", "yellow", text(said, "yellow"))
        for each in path:
            if each.asked.expected.hidden_from:
                people = ", ".join(self._who(story, each, word) for word in each.asked.expected.hidden_from)
                self._stage.hang("◌", "dim", text(self._say("demo.hidden", people=people), "dim"))

    def _steps(self, path: Sequence[Played]) -> None:
        """The days with their steps; what happened by itself stands out."""
        line, day = text(""), None
        for each in path:
            if each.asked.day != day:
                line.append(f"{'  ' if day else ''}{each.asked.day.isoformat()} ", "dim")
                day = each.asked.day
            else:
                line.append(" › ", "dim")
            step = self._say(f"{each.asked.kind}.step.{each.step}")
            line.append(step, "bold yellow" if each.actor == SYSTEM else "")
        line.append(f" → {self._say(f'{path[-1].asked.kind}.state.{path[-1].state}')}", "cyan")
        self._stage.hang("✓", "green", line)

    def _refusal(self, played: Played) -> None:
        asked = played.asked
        line = text("").append(f"{asked.day.isoformat()} ", "dim")
        line.append(self._say(f"{asked.kind}.step.{asked.step}"), "red")
        line.append(f"  {self._handle(played.actor)}", "dim")
        self._stage.hang("✗", "bold red", line)
        for why, remedy in self._reasons(played.error):
            self._stage.hang(" ", "", text(why))
            self._stage.hang("→", "dim", text(remedy, "dim"), indent="     ")

    def _handle(self, person: str) -> str:
        """Who it is, by handle, also where the story says who answers for the place."""
        return str(self._observer.record(person).handle)

    def _who(self, story: Story, played: Played, word: str) -> str:
        person = self._observer.person(story, word, played.asked.day)
        return word if person is None else self._handle(person)

    def _reasons(self, problem: Any) -> Iterator[tuple[str, str]]:
        session = self._stage.session
        if isinstance(problem, StepRefusedError):
            for reason in problem.reasons:
                yield reason.text(session.tongue, session.catalogue), reason.remedy(session.tongue, session.catalogue)
        else:
            yield self._say("demo.not_found"), self._say("demo.not_found.remedy")

    def _first_refusal(self, told: Told) -> str:
        if not told.refusals:
            return ""
        why, _ = next(self._reasons(told.refusals[0].error))
        return f"✗{len(told.refusals)} {why}"

    def _standing(self, story: Story, dispute: str) -> None:
        record = self._stage.office.show(SYSTEM, dispute).record
        line = text("").append(record.number, "bold")
        line.append(f" {self._say(f'dispute.state.{record.state.value}')}", "bold cyan")
        for deadline in record.deadlines:
            line.append(f"  {self._due(deadline)}", "yellow")
        self._stage.hang("◌" if story.open else "■", "cyan", line)

    def _due(self, deadline: Any) -> str:
        return self._until(f"dispute.limit.{deadline.limit}", deadline.due)

    def _until(self, limit: str, due: date) -> str:
        """A limit with its last day, or the minute at which it runs out."""
        last = due.strftime("%Y-%m-%d %H:%M") if isinstance(due, datetime) else due.isoformat()
        return self._say("demo.due", limit=self._say(limit), due=last)

    def _endings(self, story: Story) -> list[str]:
        """How its disputes ended; where there is none, where its last record stands, whoever may know of it."""
        if story.disputes:
            return [self._ending(dispute, detailed=False)[0] for dispute in story.disputes]
        last = story.steps[-1]
        state = self._observer.record(last.record).state_name
        return [self._say(f"{last.kind}.state.{state}")]

    def _ending(self, dispute: str, *, detailed: bool = True) -> tuple[str, int, str | None]:
        """How it ended (what it was before the archive, in which way), its place in the table, and its profile."""
        office, kind = self._stage.office, self._stage.office.kinds["dispute"]
        record = office.show(SYSTEM, dispute).record
        state = record.state_name
        if state in kind.ends:  # the last step that led there, not what was still noted in the archive
            archived = [e for e in office.history(SYSTEM, dispute) if e.target == state != e.source]
            state = str(archived[-1].source)
        place = [member.value for member in kind.states].index(state)
        said = self._say(f"dispute.state.{state}")
        if detailed and (detail := self._detail(dispute, record, state)):
            said = self._say("demo.ending.detail", ending=said, detail=detail)
        if record.state_name in kind.ends:
            return said, place, record.profile
        return self._say("demo.ending.open", ending=said), place + len(kind.states), record.profile

    def _detail(self, dispute: str, record: Any, state: str) -> str:
        """Why mediation failed, where it was sent, why a court refused, how the case was closed."""
        proceedings = record.proceedings
        details = {
            "failed": record.ground,
            "referred": record.route,
            "closed": proceedings[-1].closed_as if proceedings else None,
        }
        detail = details.get(state)
        if detail is None and state in _DETAILS:  # a ruling's ground stands with the step that made it
            rulings = [e for e in self._stage.office.history(SYSTEM, dispute) if e.target == state]
            detail = next((ground for e in reversed(rulings) if (ground := getattr(e.facts, "ground", None))), None)
        return "" if detail is None else self._say(f"{_DETAILS[state]}.{detail.value}")

    def _moments(self, told: Told) -> Iterator[tuple[str, Any]]:
        """(step, what is said of it) of everything that was taken or refused on the story's dispute."""
        office, dispute = self._stage.office, told.story.dispute
        if dispute is None:
            return
        events = {event.key: event for event in office.history(SYSTEM, dispute)}
        swept = [event for event in events.values() if event.actor == SYSTEM]
        running: dict[str, date] = {}
        arrow = "→" if self._stage.language == "zh" else "→ "  # a line may break behind a blank, and nowhere else does
        for each in told.played:
            if each.asked.record != dispute or each.step in (LOOK, SWEEP):
                continue
            day, step = each.asked.day.isoformat(), self._say(f"dispute.step.{each.step}")
            if each.error is not None:
                reasons = [part for why, remedy in self._reasons(each.error) for part in (why, f"{arrow}{remedy}")]
                yield each.step, text("\n".join((f"{day} ✗ {step}", *reasons)), "red")
                continue
            event = events.get(each.asked.key) or next((e for e in swept if e.step == each.step), None)
            deadlines = () if event is None or event.derived.deadlines is None else event.derived.deadlines
            new = [self._due(d) for d in deadlines if running.get(d.limit) != d.due]
            running.update({d.limit: d.due for d in deadlines})
            line = f"{day} {step} → {self._say(f'dispute.state.{each.state}')}"
            yield each.step, text("\n".join((line, *(f"  {due}" for due in new))))


def _span(story: Story) -> str:
    """From the first to the last day, the year said once where it is one."""
    first, last = story.steps[0].day, story.steps[-1].day
    if first == last:
        return first.isoformat()
    return f"{first.isoformat()}–{last.strftime('%m-%d') if first.year == last.year else last.isoformat()}"


def _aligned(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Places of equal names beside one another, what lies between them in its order; None where a side has no more."""
    for tag, i, i_end, j, j_end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(range(i, i_end), range(j, j_end), strict=True)
        else:
            yield from zip_longest(range(i, i_end), range(j, j_end))


def _padded(said: str, width: int) -> str:
    return said + " " * (width - cells(said))


def _fitted(said: str, width: int) -> str:
    """As much of it as the width holds, with a sign where something is left out."""
    if cells(said) <= width:
        return said
    kept, taken = "", 1
    for character in said:
        taken += cells(character)
        if taken > width:
            break
        kept += character
    return f"{kept.rstrip()}…"
