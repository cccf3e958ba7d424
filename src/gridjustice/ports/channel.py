"""The channel port: one medium by which a person, or a public, is told something.

An adapter carries a message and says what became of it; it decides nothing. Who is told, in which words, how much they
may read, when it is tried again and by which other medium: all that is decided before a channel is asked.

The promises, each with a test of its number in `gridjustice.testing.channel`:

1.  **One message, one try.** `Channel.send` hands the message over once and never tries again by itself: only the relay
    repeats.
2.  **The key travels.** Whatever field the medium has for it carries `Message.key`, so that the other side can tell a
    repetition: a header, an id of the request, a reference.
3.  **It says what happened.** It returns an `Answer` once the other side has taken the message. It raises
    `AdapterUnavailableError` where the same message may be taken later (and, where the other side says so, when), and
    `AdapterRejectedError` where it never will be (no such address, refused content).
4.  **Nobody's words in an error.** What it raises, logs or answers holds no text, no address and no secret.
5.  **Any text arrives.** Chinese, Korean, rare characters, line breaks, quotes and leading dots arrive as they were.
6.  **In time.** A call ends within the time the channel was set to, whatever the other side does.
7.  **Threads.** It may be used by several threads at once.
8.  **It says so at the start.** What its settings cannot carry, as a sort of message for which a gateway has no
    template, `Channel.expect` refuses before anything is sent.

What is wrong with the channel itself is no fault of a message: a password that is not taken, a certificate that does
not hold, an account without money are `AdapterUnavailableError`, so that nothing is lost until somebody has mended it.
Where only one message or one recipient has to wait, the error says so (``for_all=False``): the others need not.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from datetime import datetime
from enum import Enum
from urllib.parse import quote

import attrs

from gridjustice.errors import InvalidValueError


def _instant(entry: CalendarEntry, field: attrs.Attribute[datetime], value: datetime) -> None:
    if value.utcoffset() is None:
        raise InvalidValueError(f"{field.name} has no time zone")


class Reach(str, Enum):
    """Whom a channel reaches."""

    PERSON = "person"
    """One person, and nobody else: a dispute's notices may go there."""

    PUBLIC = "public"
    """Whoever is there, as in a service group of a grid: impersonal content only, and never a dispute's notice."""


class Medium(str, Enum):
    """What carries a message; people have an address for each."""

    APP = "app"
    """A message to an account: WeCom, DingTalk, Feishu, KakaoTalk and the like."""

    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    """A call that somebody is asked to make."""

    VISIT = "visit"
    """A visit at the door that somebody is asked to make."""

    GROUP = "group"
    """A group with its address; always public."""

    CONSOLE = "console"
    """The terminal of a demonstration."""


@attrs.frozen(kw_only=True)
class CalendarEntry:
    """A meeting that a message tells of, for the calendar of whoever reads it.

    Attributes:
        uid: the same for the same meeting, however often it is moved.
        sequence: higher each time it is changed.
        starts: an instant with a time zone.
        ends: likewise.
        title: what stands in the calendar: no names, no cause.
        place: where, as it may be read by whoever looks over a shoulder; empty where it is not said.
        cancelled: it will not take place.
    """

    uid: str
    sequence: int
    starts: datetime = attrs.field(validator=_instant)
    ends: datetime = attrs.field(validator=_instant)
    title: str
    place: str = ""
    cancelled: bool = False


@attrs.frozen(kw_only=True)
class Message:
    r"""What is handed to a channel.

    Attributes:
        key: the same each time the same thing is told to the same recipient by the same channel.
        address: as the medium has it: an e-mail address, a number, an account, a group.
        language: BCP 47 tag of the text.
        title: a line; empty where the medium has none.
        text: what is said; lines are divided by ``\n``.
        values: the same as names and values, for media that send templates of their own (`template`).
        template: what sort of message it is, as ``step`` or ``brief``; settings map it to a gateway's template.
        entry: a meeting it tells of.
    """

    key: str
    address: str
    language: str
    title: str
    text: str
    template: str = ""
    values: tuple[tuple[str, str], ...] = ()
    entry: CalendarEntry | None = None

    @property
    def plain_key(self) -> str:
        """The key for fields that take nothing but ASCII, as headers: itself, percent-encoded where it must be."""
        return quote(self.key, safe="!\"#$&'()*+,/:;<=>?@[]^_`{|}~-.")


@attrs.frozen(kw_only=True)
class Answer:
    """What the other side said when it took something.

    Attributes:
        reference: its own number for it; empty where it gave none.
        detail: short, without personal data, as ``250 OK``.
    """

    reference: str = ""
    detail: str = ""


class Channel(ABC):
    """A medium with its settings.

    Attributes:
        name: as the office's file names it.
        medium: what carries the messages; of the class, or of the one channel where its settings decide.
        reach: whom it reaches; likewise.
    """

    medium: Medium
    reach: Reach = Reach.PERSON

    def __init__(self, name: str) -> None:
        self.name = name

    @abstractmethod
    def send(self, message: Message) -> Answer:
        """Hand one message over; promises 1 to 6.

        Raises:
            AdapterUnavailableError: it may be taken later.
            AdapterRejectedError: it will not be taken.
        """

    def expect(self, template: str, language: str, values: Collection[str]) -> None:  # noqa: B027  # most take all
        """Nothing happens where messages of this sort can be carried; promise 8.

        Asked at the start of an office for every sort that it sends by this channel. No connection is opened.

        Args:
            template: as of `Message`.
            language: as of `Message`.
            values: the names that `Message.values` will have.

        Raises:
            InvalidError: the settings know nothing of it, or ask for a value that it will not have.
        """

    def close(self) -> None:  # noqa: B027  # most have nothing to give back
        """Give back connections; the channel is not used again."""
