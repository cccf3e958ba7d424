"""``gridjustice demo``: a forest court of Yanbian at work, in a database that stays for looking around."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import click

from gridjustice import (
    COURT_ZONE,
    OPERATOR,
    SYSTEM,
    FixedClock,
    NotFoundError,
    Office,
    apply_plan,
    coverage,
    import_network,
    named_id,
    open_office,
    plan_assignments,
)
from gridjustice_cli.framework import Command, Option, session_of
from gridjustice_cli.output import progress
from gridjustice_cli.session import Session, address_of, current
from gridjustice_yanbian import informing
from gridjustice_yanbian.playing import Player
from gridjustice_yanbian.reading import DATA, read_stories
from gridjustice_yanbian.showing import Stage
from gridjustice_yanbian.stories import Story
from gridjustice_yanbian.telling import Teller, Told

DEFAULT_FILE = "yanbian.db"

PLAN_DAY = date(2022, 5, 23)
"""The day of the court's plan: the network is set up."""

FIRST_DAY = date(2022, 6, 1)
"""From which judges answer for the grids."""

LAST_DAY = informing.DAY
"""What the demonstration calls today at its end."""

MARK = named_id("person", "zhang-hongqihe")
"""Somebody whom no other store has: this store is the demonstration's."""

WAITING = "16-waits-for-the-liaison"
"""The story that ends with a dispute for the reader to receive."""

LIAISON, JUDGE, READER = "liaison-bajiazi-guandi", "judge-wangqing-1", "president-yblq"


class _Command(Command):
    """A command whose help stands in this plugin's own catalogue."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """See `click.Command`."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(session_of(ctx).label(self.help or ""))


class _Option(Option):
    """An option whose help stands there too."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """See `click.Option`."""
        record = super().get_help_record(ctx)
        return record and (record[0], session_of(ctx).label(self.help or ""))


@click.command("demo", cls=_Command, help="demo.help")
@click.option("--db", "address", cls=_Option, metavar="ADDRESS", help="demo.option.db")
@click.option("--all", "in_full", cls=_Option, is_flag=True, help="demo.option.all")
def demo(address: str | None, *, in_full: bool) -> None:
    """The district is loaded, its grids have judges, and its disputes have gone from the early sign to the archive."""
    session = current()
    if address is None:
        chosen = session.address != Session().address
        address = session.address if chosen else DEFAULT_FILE
    session.address = address_of(address)
    clock = FixedClock(at_nine(PLAN_DAY))
    office = open_office(session.address, plugins=session.plugins, clock=clock, law=session.law, prepare=True)
    click.get_current_context().call_on_close(office.storage.close)
    if not _is_ours(office):
        raise click.UsageError(session.catalogue.text(session.tongue, "demo.other_data", address=session.address))
    stage = Stage(session, office)
    stage.open(address)
    set_up(session, office, stage)
    stories = read_stories()
    tell(session, stories, Player(office, clock), stage, in_full=in_full)
    clock.set(at_nine(LAST_DAY))
    stage.chapter("told")
    informing.inform(office, stage)
    look_around(session, office, stage)
    stage.close(address, number=_waiting(office, stories), liaison=LIAISON, judge=JUDGE)


def set_up(session: Session, office: Office, stage: Stage) -> None:
    """The network is there, and every grid has a judge."""
    stage.chapter("network")
    with progress(session, stage.say("demo.importing")) as tick:
        report = import_network(
            office, OPERATOR, sorted(DATA.glob("*.csv")), progress=lambda _, done, total: tick(done, total)
        )
    if report.problems:
        raise click.ClickException("\n".join(f"{p.file}:{p.row} {p.column}: {p.problem}" for p in report.problems))
    stage.imported(report)
    before = coverage(office, OPERATOR, FIRST_DAY)
    if before.with_judge < before.grids:
        stage.coverage(before, "demo.coverage.before")
    plan = plan_assignments(office, OPERATOR, FIRST_DAY, planner="builtin")
    outcomes = apply_plan(office, OPERATOR, plan)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
    stage.planned(plan, len(outcomes))
    stage.coverage(coverage(office, OPERATOR, FIRST_DAY), "demo.coverage.after")


def tell(session: Session, stories: Sequence[Story], player: Player, stage: Stage, *, in_full: bool) -> None:
    """Every story has been played, now or by an earlier run; those of now are shown, all or some of them in full."""
    stage.chapter("stories")
    told = []
    with progress(session, stage.say("demo.playing")) as tick:
        for number, story in enumerate(stories):
            tick(number, len(stories))
            if played := list(player.play(story)):
                told.append(Told(number, story, played))
    teller = Teller(stage)
    teller.known(len(stories) - len(told))
    for each in told:
        if in_full or each.story.featured:
            teller.in_full(each)
    if brief := [each for each in told if not (in_full or each.story.featured)]:
        teller.in_brief(brief)
    teller.endings(stories)
    pairs: defaultdict[str, list[Told]] = defaultdict(list)
    for each in told:
        pairs[each.story.pair].append(each)
    for pair, two in pairs.items():
        if pair and len(two) == 2:
            teller.side_by_side(*two)


def look_around(session: Session, office: Office, stage: Stage) -> None:
    """What people see at the end, and that nothing was rewritten."""
    stage.chapter("today")
    stage.inbox(LIAISON)
    stage.inbox(JUDGE)
    stage.register(named_id("person", READER), 6)
    stage.coverage(coverage(office, OPERATOR, LAST_DAY), "demo.coverage.today", gaps=True)
    with progress(session, stage.say("demo.verifying")) as tick:
        verdict = office.verify(progress=lambda done: tick(done, 0))
    stage.verified(verdict)
    if not verdict.is_clean:
        raise click.ClickException("\n".join(map(str, verdict.faults)))


def _waiting(office: Office, stories: Sequence[Story]) -> str:
    """The number of the dispute that waits to be received by the liaison, also once somebody has received it."""
    (dispute,) = (dispute for story in stories if story.name == WAITING for dispute in story.disputes)
    return str(office.show(SYSTEM, dispute).record.number)


def _is_ours(office: Office) -> bool:
    """Whether the store is empty or the demonstration's own: nobody's work is mixed with invented people."""
    try:
        office.show(OPERATOR, MARK)
    except NotFoundError:
        counted: dict[Any, int] = office.count(OPERATOR)
        return not any(counted.values())
    return True


def at_nine(day: date) -> datetime:
    """Nine o'clock of that day, at the court."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=COURT_ZONE)
