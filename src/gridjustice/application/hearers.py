"""Who hears of what was stored: plugins, feeds, and people by channels; each says what became of telling it.

A hearer tells one thing at a time and decides nothing about order, repetition or giving up: that is the relay's.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

import attrs

from gridjustice.application.codec import to_plain
from gridjustice.application.notices import Notices, Unsent
from gridjustice.application.notices.settings import ASKED_OF_PEOPLE
from gridjustice.application.office import Office
from gridjustice.domain.personal import masked, without_guarded
from gridjustice.domain.record import Event, Role
from gridjustice.errors import AdapterRejectedError, AdapterUnavailableError, GridJusticeError, place_of
from gridjustice.ports.channel import Channel
from gridjustice.ports.feed import Feed, Told
from gridjustice.ports.relaying import CHANNEL, NOTICES, DeliveryRow
from gridjustice.ports.storage import EntryRow
from gridjustice.workflow.rules import Anyone, Public
from gridjustice.workflow.table import Kind

PLUGIN = "plugin:"
"""What the targets begin with that are plugins; the rest is the plugin's name."""

FEED = "feed:"
"""What the targets begin with that are feeds; the rest is the feed's name."""


@attrs.frozen(kw_only=True)
class Outcome:
    """What became of telling.

    Attributes:
        outcome: one of `gridjustice.ports.relaying.OUTCOMES`; empty where there was nothing to tell.
        detail: what was answered or why not, without personal data.
        retry_after_seconds: how long the other side asked to be left alone.
        for_all: of what is unavailable, whether anything else that is told there now would meet the same.
        instead: what is to be told in its place.
    """

    outcome: str = "told"
    detail: str = ""
    retry_after_seconds: float | None = None
    for_all: bool = True
    instead: tuple[DeliveryRow, ...] = ()


class Hearer(ABC):
    """Whom the relay tells.

    Class attributes:
        reaches_out: whether it stands for something outside that may be down as a whole.
        is_recorded: whether what was tried is kept.
        has_next_way: whether there may be another way to tell the same person.
        at_once: so many are marked as told together; whoever is killed between telling and marking tells again what
            was not marked, under the same keys.
    """

    reaches_out: ClassVar[bool] = True
    is_recorded: ClassVar[bool] = True
    has_next_way: ClassVar[bool] = False
    at_once: ClassVar[int] = 1

    def __init__(self, target: str) -> None:
        self.target = target

    @abstractmethod
    def tell(self, rows: Sequence[DeliveryRow], entry: EntryRow | None, now: datetime) -> Outcome:
        """Tell one thing.

        Args:
            rows: one delivery; or several that are told together, of the same recipient.
            entry: the event of the first; None where it is not there.
            now: the instant, UTC.
        """

    def given_up(self, row: DeliveryRow, now: datetime) -> tuple[DeliveryRow, ...]:
        """What is told instead once a delivery was given up."""
        return ()

    def overtaken(self, row: DeliveryRow, now: datetime) -> tuple[DeliveryRow, ...]:
        """What is told instead of a delivery that waits for a target that is down; nothing where it goes on waiting."""
        return ()

    def close(self) -> None:  # noqa: B027  # most hold nothing
        """Give back what it holds."""


class PluginHearer(Hearer):
    """A plugin's ``on_stored``."""

    reaches_out = False
    is_recorded = False

    def __init__(self, office: Office, plugin: str) -> None:
        super().__init__(f"{PLUGIN}{plugin}")
        self._office = office
        self._plugin = plugin

    def tell(self, rows: Sequence[DeliveryRow], entry: EntryRow | None, now: datetime) -> Outcome:
        """Let the plugin hear of the event; whatever it raises harms nobody else."""
        event, problem = _event(self._office, entry)
        if event is None:
            return Outcome(outcome="unavailable", detail=problem)
        try:
            self._office.plugins.hear(self._plugin, event, rows[0].name)
        except (Exception, SystemExit) as raised:  # noqa: BLE001  # a stranger's code: its error is its own
            return Outcome(outcome="unavailable", detail=place_of(raised))
        return Outcome()


class FeedHearer(Hearer):
    """Another system that hears of events."""

    def __init__(self, office: Office, feed: Feed) -> None:
        super().__init__(f"{FEED}{feed.name}")
        self._office = office
        self._feed = feed

    def tell(self, rows: Sequence[DeliveryRow], entry: EntryRow | None, now: datetime) -> Outcome:
        """Tell it what it wants to hear, references and masked facts; never of what is guarded."""
        event, problem = _event(self._office, entry)
        if event is None or entry is None:
            return Outcome(outcome="unavailable", detail=problem)
        kind = self._office.kinds[event.kind]
        if event.step in kind.guarded_steps or not (event.kind in self._feed.kinds or _is_overseen(kind)):
            return Outcome(outcome="")
        told = self._told(event, entry, rows[0].name)
        try:
            if not self._feed.wants(told):
                return Outcome(outcome="")
            answer = self._feed.tell(told)
        except Exception as raised:  # noqa: BLE001  # an adapter's fault must not stop the others
            return _failed(raised)
        return Outcome(detail=answer.reference or answer.detail)

    def close(self) -> None:
        """Close the feed."""
        self._feed.close()

    def _told(self, event: Event, entry: EntryRow, key: str) -> Told:
        kind = self._office.kinds[event.kind]
        stages = {row.stage.value for row in kind.rows if row.step == event.step and row.stage is not None}
        named = {"state": entry.state, "court": entry.court, "unit": entry.unit, "grid": entry.grid}
        # Whom a danger adds is told to nobody outside, for it tells of the danger.
        open_ones = kind.openly_told(event.step, event.derived.tells)
        labels = {f"{name}:{value}" for name, value in named.items() if value}
        labels |= {f"stage:{stage}" for stage in stages} | {f"tells:{each}" for each in open_ones}
        with self._office.storage.read() as reader:
            head = reader.load(ids=(event.record,)).heads[event.record]
        record = self._office.codec.record(head.kind, head.body)
        facts: Any = to_plain(masked(without_guarded(event.facts)))
        return Told(
            key=key,
            record=event.record,
            version=event.version,
            kind=event.kind,
            step=event.step,
            state=entry.state,
            court=entry.court,
            unit=entry.unit,
            grid=entry.grid,
            at=event.at,
            day=event.day,
            number=getattr(record, "number", None) or "",
            labels=frozenset(labels),
            facts=facts,
        )


class NoticeHearer(Hearer):
    """Turns an event into one delivery for each person who is to be told; nothing leaves the house here."""

    reaches_out = False
    is_recorded = False
    at_once = 100

    def __init__(self, office: Office, notices: Notices) -> None:
        super().__init__(NOTICES)
        self._office = office
        self._notices = notices

    def tell(self, rows: Sequence[DeliveryRow], entry: EntryRow | None, now: datetime) -> Outcome:
        """Plan who is told, and by what."""
        if entry is None:
            return Outcome(outcome="unavailable", detail="the event is not there")
        try:
            with self._office.storage.read() as reader:
                planned = self._notices.planned(reader, entry, now)
        except Exception as raised:  # noqa: BLE001  # one event that cannot be planned must not stop the others
            return Outcome(outcome="unavailable", detail=place_of(raised))
        return Outcome(outcome="", instead=tuple(planned))


class ChannelHearer(Hearer):
    """People, by one channel."""

    has_next_way = True

    def __init__(self, office: Office, notices: Notices, channel: Channel) -> None:
        super().__init__(f"{CHANNEL}{channel.name}")
        self._office = office
        self._notices = notices
        self._channel = channel

    def tell(self, rows: Sequence[DeliveryRow], entry: EntryRow | None, now: datetime) -> Outcome:
        """Make the message of what is there now, and send it."""
        try:
            with self._office.storage.read() as reader:
                message = self._notices.message(reader, rows, self._channel, now)
        except Exception as raised:  # noqa: BLE001  # as above
            return Outcome(outcome="rejected", detail=place_of(raised), instead=self.given_up(rows[0], now))
        if isinstance(message, Unsent):
            instead = tuple(each for row in rows for each in self.given_up(row, now)) if message.instead else ()
            return Outcome(outcome="withheld", detail=message.reason, instead=instead)
        try:
            answer = self._channel.send(message)
        except Exception as raised:  # noqa: BLE001  # as above
            failed = _failed(raised)
            if failed.outcome != "rejected":
                return failed
            return attrs.evolve(failed, instead=tuple(each for row in rows for each in self.given_up(row, now)))
        return Outcome(detail=answer.reference or answer.detail)

    def given_up(self, row: DeliveryRow, now: datetime) -> tuple[DeliveryRow, ...]:
        """The next way to tell the person."""
        try:
            with self._office.storage.read() as reader:
                return tuple(self._notices.instead(reader, row, now))
        except Exception:  # noqa: BLE001  # it stays visible as given up
            return ()

    def overtaken(self, row: DeliveryRow, now: datetime) -> tuple[DeliveryRow, ...]:
        """The next way; people are asked to call or to go only where it is urgent, or an outage would be their work."""
        asked = {f"{CHANNEL}{c.name}" for c in self._notices.channels.values() if c.medium in ASKED_OF_PEOPLE}
        return tuple(each for each in self.given_up(row, now) if row.urgent or each.target not in asked)

    def close(self) -> None:
        """Close the channel."""
        self._channel.close()


def hearers_of(
    office: Office,
    *,
    feeds: Sequence[Feed] = (),
    notices: Notices | None = None,
) -> dict[str, Hearer]:
    """Everybody whom an office's relay tells, by target; notices first, since they make work for channels."""
    found: list[Hearer] = []
    if notices is not None:
        found.append(NoticeHearer(office, notices))
    found += [PluginHearer(office, plugin) for plugin in office.plugins.subscribers()]
    found += [FeedHearer(office, feed) for feed in feeds]
    if notices is not None:
        found += [ChannelHearer(office, notices, channel) for channel in notices.channels.values()]
    return {hearer.target: hearer for hearer in found}


def _is_overseen(kind: Kind) -> bool:
    """Whether the court's supervision, or everybody, may see the kind's records."""
    roles = {held.role for held in kind.may_see.leaves()}
    return isinstance(kind.may_see, (Public, Anyone)) or not roles.isdisjoint((Role.SUPERVISOR, Role.PRESIDENT))


def _event(office: Office, entry: EntryRow | None) -> tuple[Event | None, str]:
    """The event of an entry, or why it cannot be read."""
    if entry is None:
        return None, "the event is not there"
    try:
        return office.codec.event(entry.body), ""
    except GridJusticeError as problem:
        name = type(problem).__name__
        return None, f"the event cannot be read: no plugin knows {entry.kind}.{entry.step} ({name})"


def _failed(problem: Exception) -> Outcome:
    """What an adapter's error means; of what is no adapter's error only where it happened is told."""
    if isinstance(problem, AdapterRejectedError):
        return Outcome(outcome="rejected", detail=str(problem))
    if isinstance(problem, AdapterUnavailableError):
        return Outcome(
            outcome="unavailable",
            detail=str(problem),
            retry_after_seconds=problem.retry_after_seconds,
            for_all=problem.for_all,
        )
    return Outcome(outcome="unavailable", detail=place_of(problem))
