"""What the demonstration shows of the network, of today and of what to try next, in the reader's language."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from gridjustice import (
    OPERATOR,
    SYSTEM,
    CoverageReport,
    Fired,
    ImportReport,
    Informed,
    Office,
    Plan,
    Verdict,
    named_id,
    register,
    sentence,
)
from gridjustice_cli.output import pairs, show, table, text
from gridjustice_cli.session import Session

_SHOWN = ("number", "reported_on", "unit", "parties", "state", "ground", "days")
_LABELS = {"state": "dispute.state", "ground": "end_ground"}
_COVERED = ("covered", "with_judge", "with_liaison", "with_worker", "with_mediator")
_BAR = 24

ALL_FILE = "yanbian-all.db"
"""Where the stories can be played once more, to be read in full."""


class Stage:
    """Where the demonstration is shown.

    Attributes:
        session: of the command line.
        office: whose records are shown.
    """

    def __init__(self, session: Session, office: Office) -> None:
        self.session = session
        self.office = office
        self._chapters = 0
        self._colon = "：" if session.language == "zh" else ": "

    @property
    def language(self) -> str:
        """The reader's."""
        return self.session.language

    def say(self, key: str, **values: object) -> str:
        """A sentence of the demonstration."""
        return self.session.catalogue.text(self.session.tongue, key, **values)

    def open(self, address: str) -> None:
        """What this is, and that people and disputes are invented."""
        show(text(self.say("demo.title"), "bold magenta"), text(self.say("demo.invented"), "dim"))
        show(text(self.say("demo.database", address=address), "dim"))

    def chapter(self, name: str) -> None:
        """A heading."""
        self._chapters += 1
        self.gap()
        heading = text("").append(f"━━ {self._chapters} ", "magenta")
        show(heading.append(self.say(f"demo.chapter.{name}"), "bold").append(" ━━", "magenta"))

    # The network.

    def imported(self, report: ImportReport) -> None:
        """What came in."""
        key = "demo.imported" if report.created else "demo.imported.again"
        counted = self.office.count(OPERATOR, by=("kind",))
        numbers = {str(kind): number for (kind,), number in counted.items()}
        self.done(self.say(key, created=report.created, unchanged=report.unchanged))
        kinds = ("court", "unit", "grid", "person")
        show(text("  " + " · ".join(f"{self.say(f'kind.{kind}')} {numbers[kind]}" for kind in kinds), "cyan"))

    def coverage(self, report: CoverageReport, title: str, *, gaps: bool = False) -> None:
        """Who is there in how many of the grids, and the gaps that remain if they are few."""
        self.gap()
        show(text(self.say(title, day=report.day.isoformat()), "bold"))
        rows = []
        for name in _COVERED:
            number = getattr(report, name)
            full = _BAR * number // report.grids if report.grids else 0
            bar = text("").append("█" * full, "green" if number == report.grids else "yellow")
            bar.append("░" * (_BAR - full), "dim").append(f" {number} / {report.grids}")
            rows.append((self.say(f"demo.coverage.{name}"), bar))
        show(pairs(rows))
        if len(report.gaps) > 5 and not gaps:
            show(text(f"  {self.say('demo.gaps', number=len(report.gaps))}", "yellow"))
            return
        for gap in report.gaps:
            missing = f"{self.name(gap.grid)}{self._colon}{self.say(f'gap.{gap.what}')}"
            self.hang("○", "yellow", text(missing, "yellow"))
            deputy = self.say("gap.deputy", name=gap.deputy_name) if gap.deputy_name else self.say("gap.no_deputy")
            self.hang("→", "dim", text(deputy), indent="     ")
            self.hang("→", "dim", text(self.say(f"gap.{gap.what}.remedy"), "dim"), indent="     ")

    def planned(self, plan: Plan, taken: int) -> None:
        """How the judges were spread, court by court, and the first reasons."""
        if not taken:
            self.done(self.say("demo.planned.again", grids=len(plan.lines)))
            return
        self.done(self.say("demo.planned", grids=taken, planner=plan.planner))
        loads: dict[str, dict[str, int]] = {}
        for line in plan.lines:
            court = self.office.show(OPERATOR, line.grid).record.court
            of_court = loads.setdefault(court, {})
            of_court[str(line.judge)] = of_court.get(str(line.judge), 0) + 1
        headings = [self.say(f"demo.column.{name}") for name in ("court", "grids", "judges", "each")]
        rows = []
        for court, of in sorted(loads.items()):
            each = f"{min(of.values())}–{max(of.values())}"
            rows.append((self.name(named_id("court", court)), sum(of.values()), len(of), each))
        show(table(headings, rows))
        for line in plan.lines[:2]:
            why = sentence(self.office.catalogue, self.session.tongue, plan, line)
            self.hang(" ", "", text(f"{self.name(line.grid)}{self._colon}{why}", "dim"))

    # Who is told.

    def fired(self, fired: Fired) -> None:
        """Something that happened by itself."""
        record = self.office.show(SYSTEM, fired.record).record
        number = getattr(record, "number", None) or self.say(f"kind.{fired.kind}")
        limit = self.say(f"{fired.kind}.limit.{fired.limit}") if fired.limit else ""
        step = self.say(f"{fired.kind}.step.{fired.step}")
        said = self.say("demo.told.fired", step=step, number=number, limit=limit, due=fired.due.isoformat())
        self.hang("⏰", "yellow", text(said))

    def told_of(self, key: str, now: bool) -> None:
        """What the messages below are about; or that they were sent by an earlier run."""
        show(text(self.say(key if now else "demo.told.earlier"), "bold" if now else "dim"))

    def note(self, key: str, **values: object) -> None:
        """A sentence with a mark."""
        self.hang("✓", "green", text(self.say(key, **values)))

    def delivered(self, delivered: Sequence[Informed]) -> None:
        """Who was told of the call's dispute, and what was answered."""
        self.gap()
        show(text(self.say("demo.told.record"), "bold"))
        rows = [
            (
                self.say(f"dispute.step.{each.step}"),
                self.name(each.recipient) if not each.recipient.startswith("party:") else each.recipient,
                each.target.partition(":")[2],
                each.detail,
            )
            for each in delivered
        ]
        show(table([self.say(f"demo.column.{name}") for name in ("step", "to", "by", "answer")], rows))

    # The end.

    def inbox(self, handle: str) -> None:
        """What waits for somebody."""
        person = named_id("person", handle)
        self.gap()
        show(text(self.say("demo.inbox", name=self.name(person), handle=handle), "bold"))
        rows = []
        for view in self.office.inbox(person):
            away = self.office.kinds[view.kind].leaves_by
            steps = dict.fromkeys(self.say(f"{view.kind}.step.{r.step}") for r in view.steps if r.step != away)
            state = self.say(f"{view.kind}.state.{view.record.state.value}")
            due = min((d.due.isoformat() for d in view.record.deadlines), default="")
            called = getattr(view.record, "number", self.say(f"kind.{view.kind}"))
            rows.append((due, called, state, self.name(view.record.unit), " · ".join(steps)))
        headings = [self.say(f"demo.column.{name}") for name in ("due", "number", "state", "unit", "steps")]
        show(table(headings, rows, fixed=(0, 1)))

    def register(self, actor: str, lines: int) -> None:
        """The first lines of the register."""
        self.gap()
        show(text(self.say("demo.register", lines=lines), "bold"))
        rows = []
        for line in islice(register(self.office, actor), lines):
            said = {name: self.say(f"{prefix}.{line[name]}") for name, prefix in _LABELS.items() if line[name]}
            rows.append([said.get(name, line[name]) for name in _SHOWN])
        show(table([self.say(f"register.{name}") for name in _SHOWN], rows, fixed=(0, 1)))

    def verified(self, verdict: Verdict) -> None:
        """Whether everything stored is what its history says."""
        key = "demo.verified" if verdict.is_clean else "demo.verified.faults"
        self.gap()
        self.done(self.say(key, records=verdict.records, events=verdict.events, faults=len(verdict.faults)))

    def close(self, address: str, *, number: str, liaison: str, judge: str) -> None:
        """What to try next; with a dispute of that number, which waits for the liaison."""
        lang = "" if self.language == Session().language else f" --lang {self.language}"
        program = called()
        run = f"{program}{lang} --db {shlex.quote(address)}"
        self.gap()
        show(text(self.say("demo.next"), "bold"))
        lines = (
            ("inbox", f"{run} --as {liaison} inbox"),
            ("receive", f"{run} --as {liaison} dispute step {number} receive"),
            ("judge", f"{run} --as {judge} inbox"),
            ("list", f"{run} --as triage-helong dispute list"),
            ("timeline", f"{run} --as triage-helong dispute timeline {number}"),
            ("register", f"{run} --as president-yblq register"),
            ("table", f"{program}{lang} workflow show dispute"),
            ("law", f"{program}{lang} law explain confirmation.application --from 2024-02-26"),
            ("plan", f"{run} network coverage"),
            ("verify", f"{run} audit verify"),
            ("all", f"{program}{lang} demo --all --db {ALL_FILE}"),
        )
        show(pairs((self.say(f"demo.next.{name}"), text(command, "cyan")) for name, command in lines))

    def hang(self, mark: str, style: str, said: Any, *, indent: str = "  ") -> None:
        """A text behind a mark; its further lines stand below its first."""
        marked: Any = text(f"{indent}{mark}", style)
        show(pairs([(marked, said)]))

    def gap(self) -> None:
        """An empty line."""
        show(text(""))

    def done(self, message: str) -> None:
        """Something went well."""
        self.hang("✓", "green", text(message), indent="")

    def name(self, record: str | None) -> str:
        """What a court, unit, grid or person is called in the reader's language; nothing for nobody."""
        if record is None:
            return ""
        found = self.office.show(OPERATOR, record).record
        korean = getattr(found, "name_ko", None) if self.language == "ko" else None
        return str(korean or found.name or found.handle)


def called() -> str:
    """How the command line is called from here: by its name where the shell finds it, else by its path."""
    started = Path(sys.argv[0])
    if started.name != "gridjustice" or shutil.which("gridjustice"):
        return "gridjustice"
    return shlex.quote(os.path.relpath(started))
