"""Notices: what the relay asks: whom an event is told to, in which words, and what is done where that fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import attrs

from gridjustice.application.codec import instant_text
from gridjustice.application.notices.delivery import PUBLIC, ROUND
from gridjustice.application.notices.detail import IMPERSONAL, SHOWN_TO_BYSTANDERS
from gridjustice.application.notices.outreach import with_tasks
from gridjustice.application.notices.people import Recipient
from gridjustice.application.notices.reaching import Addressee, Link, chain
from gridjustice.application.notices.rendering import VALUES, Rendering, Unsent
from gridjustice.application.notices.routes import Routes, is_public
from gridjustice.application.notices.scene import Case, scene_of
from gridjustice.application.notices.settings import ASKED_OF_PEOPLE, NoticeSettings
from gridjustice.application.notices.timing import Wishes, due_at
from gridjustice.application.notices.whom import told_of
from gridjustice.application.notices.wording import is_meeting
from gridjustice.application.office import Office
from gridjustice.language import Language
from gridjustice.ports.channel import Channel, Medium, Message
from gridjustice.ports.clock import court_day
from gridjustice.ports.relaying import CHANNEL, OPEN_BUNDLE, DeliveryRow
from gridjustice.ports.storage import EntryRow, Reader
from gridjustice.workflow.table import Audience

NO_ADDRESS = "no address"

_TEMPLATES: Mapping[Medium, str] = {Medium.SMS: "brief", Medium.PHONE: "call", Medium.VISIT: "visit"}
"""What sort of text a medium carries where it is not the whole notice."""


class Notices:
    """What an office tells people.

    Attributes:
        office: whose records.
        channels: by name, with those by which people are asked to call or to go somewhere.
    """

    def __init__(self, office: Office, settings: NoticeSettings, channels: Mapping[str, Channel]) -> None:
        """Nothing is told yet.

        Raises:
            InvalidError: a group of the settings lies on no public channel, or a channel knows nothing of a sort of
                message that it will be handed.
        """
        self.channels = with_tasks(office, channels)
        self.office = office
        self._settings = settings
        self._routes = Routes(self.channels, settings)
        self._rendering = Rendering(office, settings, self._routes)
        for channel in self.channels.values():
            for template in _sorts(channel):
                for language in Language:
                    channel.expect(template, language.tag, VALUES)

    def planned(self, reader: Reader, entry: EntryRow, now: datetime) -> list[DeliveryRow]:
        """Whom an event is told to, each once, and from when; never who took the step.

        The number of queries does not grow with the number of recipients. Somebody whom nothing reaches has a row that
        is given up from the beginning; the relay keeps it in the record of tries, where it can be seen.
        """
        event = self._rendering.event(entry)
        tells = event.derived.tells if event else ()
        grouped = Audience.PUBLIC.value in tells and self._routes.has_groups()
        if event is None or not (grouped or set(tells) - {Audience.PUBLIC.value}):
            return []
        day = court_day(now, self.office.clock.zone)
        scene = scene_of(self.office, reader, entry.record, day, tells, grouped=grouped)
        if scene is None:
            return []
        case = Case(scene, event)
        rows = []
        for meant in told_of(self.office, reader, case):
            if meant.addressee is None:
                rows.append(self._grouped(case, meant.recipient, now))
            else:
                rows.append(self._first(case, meant.addressee, meant.recipient.template, now))
        return [row for row in rows if row is not None]

    def message(self, reader: Reader, rows: Sequence[DeliveryRow], channel: Channel, now: datetime) -> Message | Unsent:
        """What is sent, as the record and the recipient are now.

        Args:
            reader: what is there.
            rows: one, or all of a bundle: what of it may not be told any more is left out of the message.
            channel: by which.
            now: the instant.
        """
        made = [(row, self._rendering.message(reader, row, channel, now)) for row in rows]
        sent = [(row, message) for row, message in made if isinstance(message, Message)]
        if not sent:
            return next(problem for _, problem in made)
        return self._rendering.together(sent) if rows[0].bundle else sent[0][1]

    def instead(self, reader: Reader, row: DeliveryRow, now: datetime) -> list[DeliveryRow]:
        """The next link of the chain, after what was to be sent was given up or could not be; empty at its end."""
        found = self._rendering.found(reader, row, now)
        if isinstance(found, Unsent) or found.addressee is None:
            return []
        order = found.addressee.media(self._settings)
        tried = self.channels.get(row.target.removeprefix(CHANNEL))
        behind = order.index(tried.medium) if tried is not None and tried.medium in order else -1
        for link in found.links:
            if order.index(link.channel.medium) > behind:
                return [self._linked(found.case, found.addressee, link, row.template, now)]
        return []

    def resend(
        self, reader: Reader, record: str, version: int, recipient: str, *, number: int = 2
    ) -> list[DeliveryRow]:
        """The same told once more, because somebody wants it so: under a new key, by the first link of the chain.

        Args:
            reader: what is there.
            record: its id.
            version: of the event.
            recipient: as in a row.
            number: the how manieth time it is sent; the same number again is the same message.
        """
        now = self.office.clock.now()
        row = DeliveryRow("", record, recipient, version, f"step{ROUND}{number}")
        found = self._rendering.found(reader, row, now)
        if isinstance(found, Unsent) or found.addressee is None or not found.links:
            return []
        return [self._linked(found.case, found.addressee, found.links[0], row.template, now)]

    def _first(self, case: Case, addressee: Addressee, template: str, now: datetime) -> DeliveryRow | None:
        """The row of the first link of the chain, in a digest where one is wished for."""
        links = chain(case, addressee, template, self._routes, self._settings)
        if not links:
            channel = next(filter(None, map(self._routes.to_person, addressee.media(self._settings))), None)
            if channel is None:
                return None
            row = self._routes.row(channel, case.event, addressee.id, template)
            return row._replace(due=_text(now), dead=1, error=NO_ADDRESS)
        row = self._linked(case, addressee, links[0], template, now)
        wishes = addressee.wishes(self._settings)
        if not wishes.digest_at or row.template != "step" or self._is_sent_at_once(case, links[0]):
            return row
        due = self._due(wishes, now)
        return row._replace(template="digest", due=due, bundle=OPEN_BUNDLE)

    def _is_sent_at_once(self, case: Case, link: Link) -> bool:
        """Whether it is in no digest: what is urgent, what others see, and meetings, which people put in calendars."""
        bystanders = link.channel.medium in SHOWN_TO_BYSTANDERS
        return bystanders or case.is_urgent(self._settings.urgent) or is_meeting(case.event.kind, case.event.step)

    def _linked(self, case: Case, addressee: Addressee, link: Link, template: str, now: datetime) -> DeliveryRow:
        """The row by which a link is tried: its own sort of text, in the same round."""
        medium = link.channel.medium
        name = template.partition(ROUND)[0]
        named = name if name in IMPERSONAL else _TEMPLATES.get(medium, "step")
        row = self._routes.row(link.channel, case.event, addressee.id, named + template.removeprefix(name))
        urgent = case.is_urgent(self._settings.urgent)
        if medium in ASKED_OF_PEOPLE or urgent:
            return row._replace(due=_text(now), urgent=int(urgent))
        return row._replace(due=self._due(attrs.evolve(addressee.wishes(self._settings), digest_at=""), now))

    def _grouped(self, case: Case, recipient: Recipient, now: datetime) -> DeliveryRow | None:
        """The row of a grid's group, where it has one."""
        grid = next(each for each in case.scene.grids if recipient.id == f"{PUBLIC}{each.id}")
        channel = self._routes.to_public(grid.code)
        if channel is None:
            return None
        quiet = Wishes(quiet_from=self._settings.quiet_from, quiet_until=self._settings.quiet_until)
        return self._routes.row(channel, case.event, recipient.id, recipient.template)._replace(
            due=self._due(quiet, now)
        )

    def _due(self, wishes: Wishes, now: datetime) -> str:
        return _text(due_at(now, self.office.clock.zone, wishes))


def _sorts(channel: Channel) -> tuple[str, ...]:
    """The sorts of message that a channel may be handed."""
    if is_public(channel):
        return ("public",)
    if channel.medium in ASKED_OF_PEOPLE:
        return (_TEMPLATES[channel.medium],)
    personal = tuple(sorted(IMPERSONAL - {"public"}))
    named = _TEMPLATES.get(channel.medium)
    return (named, *personal) if named else ("step", "digest", *personal)


def _text(instant: datetime) -> str:
    return instant_text(instant.astimezone(UTC))
