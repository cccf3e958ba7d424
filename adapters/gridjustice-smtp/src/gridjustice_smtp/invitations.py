"""A meeting as iCalendar writes it (RFC 5545), to be taken into a calendar or out of it (RFC 5546, 6047)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.headerregistry import Address
from urllib.parse import quote

import attrs

from gridjustice.ports.channel import CalendarEntry

PRODUCT = "-//GridJustice//gridjustice-smtp//EN"


@attrs.frozen
class Invitation:
    """A meeting, told by one to another.

    Attributes:
        entry: the meeting.
        sender: who asks, or calls it off.
        recipient: who is asked.
        language: BCP 47 tag of title and place.
        said_at: when this was said; decides among messages of the same `CalendarEntry.sequence`.
    """

    entry: CalendarEntry
    sender: Address
    recipient: Address
    language: str
    said_at: datetime

    @property
    def method(self) -> str:
        """What is asked: to take it in, in this form, or out."""
        return "CANCEL" if self.entry.cancelled else "REQUEST"

    def text(self) -> str:
        """The whole, in lines of at most 75 octets that end as the standard asks."""
        return "".join(f"{part}\r\n" for line in self._lines() for part in folded(line))

    def _lines(self) -> Iterator[str]:
        entry = self.entry
        language = f";LANGUAGE={self.language}" if re.fullmatch(r"[A-Za-z0-9-]+", self.language) else ""
        yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", f"METHOD:{self.method}", "BEGIN:VEVENT")
        yield f"UID:{escaped(entry.uid)}"
        yield f"SEQUENCE:{entry.sequence}"
        yield f"DTSTAMP:{_utc(self.said_at)}"
        yield f"DTSTART:{_utc(entry.starts)}"
        yield f"DTEND:{_utc(entry.ends)}"
        yield f"SUMMARY{language}:{escaped(entry.title)}"
        if entry.place:
            yield f"LOCATION{language}:{escaped(entry.place)}"
        yield f"ORGANIZER:{_mailto(self.sender)}"
        yield f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:{_mailto(self.recipient)}"
        yield f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}"
        yield from ("CLASS:PRIVATE", "END:VEVENT", "END:VCALENDAR")


def escaped(text: str) -> str:
    """A text as a value: what has a meaning there is marked, and what may not stand there is left out."""
    text = re.sub(r"([\\;,])", r"\\\1", re.sub(r"\r\n?", "\n", text)).replace("\n", "\\n")
    return re.sub(r"[\x00-\x08\x0a-\x1f\x7f]", "", text)


def folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets; each but the first begins with a space, and no character is cut."""
    part, octets = "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > 75:
            yield part
            part, octets = " ", 1
        part, octets = part + character, octets + size
    yield part


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _mailto(address: Address) -> str:
    return f"mailto:{quote(address.addr_spec, safe='@!$&*+-._~')}"
