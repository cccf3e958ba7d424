"""How the demonstration tells people: a reminder that fires, notices in each reader's language, a dead letter replayed.

The people have no real addresses, so the channel is the terminal. The archive is invented too: a system beside the
court's, whose certificate has just expired.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import date
from io import StringIO
from typing import Any

from gridjustice import (
    AdapterRejectedError,
    Answer,
    ConsoleChannel,
    Feed,
    IntakeChannel,
    Notices,
    NoticeSettings,
    Office,
    Relay,
    Told,
    hearers_of,
    informed,
    named_id,
    take_in,
)
from gridjustice_yanbian.showing import Stage

DAY = date(2026, 11, 23)
"""A Monday, one working day before the last day of what waits for the liaison."""

CALL = "demo-0433-20261123-01"
"""What the hotline calls the call."""

_OFFICER, _LIAISON = "triage-wangqing", "liaison-wangqing-jincang"
_STEPS: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    (
        _OFFICER,
        "triage",
        {"jurisdiction": "ours", "route": "mediation", "same_matter_checked": True, "reason": "相邻纠纷，适宜调解"},
    ),
    (_OFFICER, "delegate", {"unit": named_id("unit", "222424400508")}),
    (_LIAISON, "receive", {}),
)


class Archive(Feed):
    """An invented archive that takes nothing until its certificate is renewed."""

    def __init__(self) -> None:
        super().__init__("archive")
        self.is_well = False
        self.taken = 0

    def wants(self, told: Told) -> bool:
        """The last step of the call alone, so that the demonstration stays short."""
        return told.step == "receive"

    def tell(self, told: Told) -> Answer:
        """Take it, or refuse it."""
        if not self.is_well:
            raise AdapterRejectedError("its certificate has expired")
        self.taken += 1
        return Answer(reference=f"archive-{self.taken}")


def inform(office: Office, stage: Stage) -> None:
    """What is due and what a call leads to has been told, now or by an earlier run."""
    archive = Archive()
    notices = Notices(office, NoticeSettings.default(), {"console": ConsoleChannel("console", _Terminal(stage))})
    hearers = hearers_of(office, feeds=[archive], notices=notices)
    # What happened before anybody asked to hear of it is told to nobody.
    Relay(office, hearers={}).spread()
    relay = Relay(office, hearers=hearers)
    relay.drain()

    swept = [fired for fired in office.sweep().taken if fired.tells]
    stage.told_of("demo.told.reminder", bool(swept))
    for fired in swept:
        stage.fired(fired)
    relay.drain()

    taken = take_in(office, named_id("person", _OFFICER), _call())
    stage.gap()
    stage.told_of("demo.told.call", taken.outcome.value == "reported")
    again = take_in(office, named_id("person", _OFFICER), _call())
    stage.note("demo.told.same_call", number=again.number)
    for handle, step, facts in _STEPS:
        office.take(named_id("person", handle), taken.record, step, facts, key=f"demo-told-{step}")
    with _quietly():
        relay.drain()

    for letter in relay.dead("feed:archive"):
        stage.gap()
        stage.note("demo.told.dead", name=letter.name, why=letter.error)
        archive.is_well = True
        relay.retry("feed:archive")
        relay.drain()
        stage.note("demo.told.replayed", reference=f"archive-{archive.taken}")
    relay.forget("feed:archive")
    stage.delivered([each for each in informed(office, named_id("person", _OFFICER), taken.record) if each.recipient])


class _Terminal(StringIO):
    """The stage as a stream: lines end where the terminal does."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage

    def write(self, text: str) -> int:
        """Show a whole message."""
        head, *lines = text.rstrip("\n").split("\n")
        self._stage.hang(head[:1], "cyan", head[2:], indent="")
        for line in lines:
            self._stage.hang(" ", "", line.strip(), indent="")
        return len(text)


@contextmanager
def _quietly() -> Generator[None]:
    """What the relay writes into the log is told by the demonstration itself."""
    log = logging.getLogger("gridjustice.relay")
    before = log.disabled
    log.disabled = True
    try:
        yield
    finally:
        log.disabled = before


def _call() -> dict[str, Any]:
    """A call as the triage officer writes it down; both parties speak for themselves, one of them in Korean."""
    return {
        "channel": IntakeChannel.HOTLINE.value,
        "unit": named_id("unit", "222424400508"),
        "grid": named_id("grid", "222424400508-01"),
        "text": "两户因院墙边的排水沟争吵，来电的一户希望请人调解。",
        "source": CALL,
        "caller": {"name": "崔某", "phone": "13900002301"},
        "parties": [
            {
                "id": "a1",
                "side": "applicant",
                "name": "崔某",
                "phone": "13900002301",
                "person": named_id("person", "cui-jincang"),
                "language": "ko-CN",
            },
            {"id": "b1", "side": "respondent", "name": "邻居于某", "phone": "13900002302"},
        ],
    }
