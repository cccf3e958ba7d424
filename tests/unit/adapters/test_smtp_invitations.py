"""Invitations to meetings, read back by a library that knows nothing of ours."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from typing import Any

import attrs
import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.adapters.test_smtp import NOW, made, said

from gridjustice.errors import InvalidValueError
from gridjustice.ports.channel import CalendarEntry
from gridjustice_smtp.addresses import mailbox
from gridjustice_smtp.invitations import Invitation, folded

COURT = timezone(timedelta(hours=8))
ENTRY = CalendarEntry(
    uid="meeting-17@gridjustice",
    sequence=2,
    starts=datetime(2026, 12, 1, 9, 0, tzinfo=COURT),
    ends=datetime(2026, 12, 1, 10, 30, tzinfo=COURT),
    title="诉前调解，第一次",
    place="和龙市文化街1号；二楼, 调解室\\A\n进门左转",
)
SEEN = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120)


def invitation(entry: CalendarEntry) -> str:
    sender, recipient = mailbox("notices@court.example"), mailbox("zhang.san@mail.example")
    return Invitation(entry=entry, sender=sender, recipient=recipient, language="zh", said_at=NOW).text()


def parts(letter: EmailMessage) -> dict[str, Any]:
    return {part.get_content_type(): part for part in letter.walk()}


def event_in(text: str | bytes) -> tuple[icalendar.Calendar, Any]:
    calendar = icalendar.Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_a_meeting_comes_with_an_invitation() -> None:
    """Beside the text for programmes that know what to do with it, and as a file for the rest, both the same."""
    found = parts(made(said(entry=ENTRY)))
    offered, file = found["text/calendar"], found["application/ics"]
    assert offered["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
    assert file.get_filename() == "meeting.ics"
    assert offered.get_payload(decode=True) == file.get_payload(decode=True)
    assert found["text/plain"].get_payload(decode=True) == "请来。".encode()


def test_it_says_when_and_where() -> None:
    """In universal time; every sign of title and place as it was."""
    calendar, event = event_in(parts(made(said(entry=ENTRY)))["text/calendar"].get_payload(decode=True))
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    assert event["UID"] == ENTRY.uid
    assert event["SEQUENCE"] == 2
    assert event["DTSTART"].dt == ENTRY.starts
    assert event["DTSTART"].to_ical() == b"20261201T010000Z"
    assert event["DTEND"].dt == ENTRY.ends
    assert event["DTSTAMP"].dt == NOW
    assert event["SUMMARY"] == ENTRY.title
    assert event["LOCATION"] == ENTRY.place
    assert event["ORGANIZER"] == "mailto:notices@court.example"
    assert event["ATTENDEE"] == "mailto:zhang.san@mail.example"
    assert event["STATUS"] == "CONFIRMED"


def test_a_meeting_that_is_called_off_is_taken_out_again() -> None:
    """The same meeting, by its own identity, and later in order."""
    gone = attrs.evolve(ENTRY, cancelled=True, sequence=3)
    part = parts(made(said(entry=gone)))["text/calendar"]
    calendar, event = event_in(part.get_payload(decode=True))
    assert part["Content-Type"].params["method"] == calendar["METHOD"] == "CANCEL"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (ENTRY.uid, 3, "CANCELLED")


def test_letters_about_one_meeting_are_shown_together() -> None:
    """They refer to the same place, though each has an identity of its own."""
    first = made(said(key="a", entry=ENTRY))
    moved = made(said(key="b", entry=attrs.evolve(ENTRY, sequence=3)))
    assert first["References"] == moved["References"]
    assert first["Message-ID"] != moved["Message-ID"]
    assert made(said())["References"] is None


@given(SEEN)
def test_lines_are_folded_by_octets(text: str) -> None:
    """No more than 75 of them in a line, no character cut in two, and the same text when it is unfolded."""
    lines = list(folded(f"SUMMARY:{text}"))
    assert max(len(line.encode()) for line in lines) <= 75
    assert lines[0] + "".join(line.removeprefix(" ") for line in lines[1:]) == f"SUMMARY:{text}"


@given(SEEN, SEEN)
def test_any_words_can_be_read_back(title: str, place: str) -> None:
    """Also those that have a meaning there."""
    _, event = event_in(invitation(attrs.evolve(ENTRY, title=title, place=place)))
    assert event["SUMMARY"] == title
    assert event.get("LOCATION", "") == place


def test_nothing_can_be_smuggled_in() -> None:
    """A line break is part of the text."""
    text = invitation(attrs.evolve(ENTRY, title="x\r\nATTENDEE:mailto:thief@mail.example\r\nBEGIN:VALARM\x00"))
    _, event = event_in(text)
    assert event["ATTENDEE"] == "mailto:zhang.san@mail.example"
    assert event.walk("VALARM") == []


def test_an_instant_without_a_zone_is_none() -> None:
    """Nobody would know when to come."""
    with pytest.raises(InvalidValueError, match="starts has no time zone"):
        attrs.evolve(ENTRY, starts=datetime(2026, 12, 1, 9, 0))  # noqa: DTZ001  # the point
