"""Channels that keep what they are handed, and a small office that tells people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gridjustice.application.notices import Notices, NoticeSettings, Unsent
from gridjustice.domain.values import RecordId
from gridjustice.ports.channel import Answer, Channel, Medium, Message, Reach
from gridjustice.ports.relaying import DeliveryRow
from gridjustice.testing.district import District, person, report_facts

MEDIA = (Medium.APP, Medium.EMAIL, Medium.SMS, Medium.CONSOLE)


class Kept(Channel):
    """Keeps what it is handed."""

    def __init__(self, name: str, medium: Medium, reach: Reach = Reach.PERSON) -> None:
        super().__init__(name)
        self.medium = medium
        self.reach = reach
        self.sent: list[Message] = []

    def send(self, message: Message) -> Answer:
        self.sent.append(message)
        return Answer()


class Telling:
    """A district whose events are told at once, row by row."""

    def __init__(self, district: District, *media: Medium, **settings: Any) -> None:
        self.district = district
        self.channels = {medium.value: Kept(medium.value, medium) for medium in media}
        if "groups" in settings:
            self.channels["group"] = Kept("group", Medium.GROUP, Reach.PUBLIC)
        self.notices = Notices(district.office, NoticeSettings.default(**settings), self.channels)

    def rows(self, record: str, step: str = "") -> list[DeliveryRow]:
        """What is planned for the last event of a record, or for the last of that step."""
        office = self.district.office
        with office.storage.read() as reader:
            entries = [e for e in reader.entries(record) if step in ("", e.step)]
            return self.notices.planned(reader, entries[-1], office.clock.now())

    def message(self, *rows: DeliveryRow) -> Message | Unsent:
        office = self.district.office
        channel = self.notices.channels[rows[0].target.partition(":")[2]]
        with office.storage.read() as reader:
            return self.notices.message(reader, rows, channel, office.clock.now())

    def text(self, *rows: DeliveryRow) -> Message:
        message = self.message(*rows)
        assert isinstance(message, Message), message
        return message

    def instead(self, row: DeliveryRow) -> list[DeliveryRow]:
        office = self.district.office
        with office.storage.read() as reader:
            return self.notices.instead(reader, row, office.clock.now())

    def chain(self, row: DeliveryRow) -> Iterator[DeliveryRow]:
        """The row and all that comes instead."""
        yield row
        for each in self.instead(row):
            yield from self.chain(each)


def to(rows: list[DeliveryRow], handle: str) -> DeliveryRow:
    """The one row that goes to somebody of the district, or to a party."""
    (found,) = (row for row in rows if row.recipient in (handle, person(handle)))
    return found


def told(rows: list[DeliveryRow]) -> list[str]:
    """The handles, or what else recipients are, in order."""
    names = {person(handle): handle for handle in HANDLES}
    return sorted(names.get(RecordId(row.recipient), row.recipient) for row in rows)


def without_accounts(**b1: Any) -> list[dict[str, Any]]:
    """The two parties of a dispute, the second of whom has no account."""
    applicant, respondent = report_facts()["parties"]
    return [applicant, {**respondent, "person": None, **b1}]


HANDLES = (
    "president", "supervisor", "triage", "judge", "assistant", "mediator", "mediator2", "liaison", "other_liaison",
    "worker", "citizen_a", "citizen_b", "stranger",
)  # fmt: skip
