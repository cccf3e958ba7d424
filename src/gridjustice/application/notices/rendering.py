"""Messages, made when they are sent: of the event as it was stored, and of record and recipient as they are now."""

from __future__ import annotations

from datetime import datetime

import attrs

from gridjustice.application.notices.delivery import PARTY, PUBLIC, ROUND, template_of
from gridjustice.application.notices.detail import detail_of
from gridjustice.application.notices.outreach import task_values
from gridjustice.application.notices.reaching import Addressee, Link, addressee_of, chain, may_be_told, seen_by
from gridjustice.application.notices.routes import Routes
from gridjustice.application.notices.scene import Case, Scene, entry_of, scene_of
from gridjustice.application.notices.settings import ASKED_OF_PEOPLE, NoticeSettings
from gridjustice.application.notices.whom import is_for_everybody
from gridjustice.application.notices.wording import Told, Wording, calendar_entry, language_of
from gridjustice.application.office import Office
from gridjustice.domain.record import Event
from gridjustice.errors import NotFoundError
from gridjustice.language import Language
from gridjustice.ports.channel import Channel, Message
from gridjustice.ports.clock import court_day
from gridjustice.ports.relaying import DeliveryRow
from gridjustice.ports.storage import EntryRow, Reader

VALUES = ("number", "court", "line")
"""The names of what a gateway's own template may fill in."""


@attrs.frozen
class Unsent:
    """Something is not sent, because of what is so now.

    Attributes:
        reason: ``record`` (it is gone, or its kind's plugin is away), ``step`` (the step's plugin is), ``sight`` (the
            recipient may not see it, or not any more), ``recipient`` (has left), ``address`` (there is none, or none
            that may be used).
    """

    reason: str

    @property
    def instead(self) -> bool:
        """Whether the next way to the recipient is to be tried; not where they may not know at all."""
        return self.reason == "address"


@attrs.frozen
class Found:
    """What a row is about, now.

    Attributes:
        addressee: None for the public.
        links: by which the addressee can be reached.
    """

    case: Case
    addressee: Addressee | None
    links: tuple[Link, ...] = ()


class Rendering:
    """Makes messages of rows."""

    def __init__(self, office: Office, settings: NoticeSettings, routes: Routes) -> None:
        self._office = office
        self._settings = settings
        self._routes = routes

    def found(self, reader: Reader, row: DeliveryRow, now: datetime) -> Found | Unsent:
        """What a row is about and by what its recipient can be reached, if they may still be told."""
        day = court_day(now, self._office.clock.zone)
        public = row.recipient.startswith(PUBLIC)
        scene = scene_of(self._office, reader, row.record, day, grouped=public)
        entry = entry_of(reader, row.record, row.version)
        if scene is None or entry is None:
            return Unsent("record")
        event = self.event(entry)
        if event is None:
            return Unsent("step")
        case = Case(scene, event)
        if public:
            return Found(case, None) if is_for_everybody(case) else Unsent("sight")
        persons = () if row.recipient.startswith(PARTY) else (row.recipient,)
        addressee = addressee_of(scene, row.recipient, reader.load(ids=persons, people=persons), self._office)
        if addressee is None:
            return Unsent("recipient")
        template = template_of(row)
        if not may_be_told(self._office, case, addressee, template):
            return Unsent("sight")
        return Found(case, addressee, chain(case, addressee, template, self._routes, self._settings))

    def event(self, entry: EntryRow) -> Event | None:
        """The event as it was stored; None where its plugin is away."""
        try:
            return self._office.codec.event(entry.body)
        except NotFoundError:
            return None

    def message(self, reader: Reader, row: DeliveryRow, channel: Channel, now: datetime) -> Message | Unsent:
        """What is sent for one row."""
        if not Routes.admits(channel, row.recipient):
            return Unsent("sight")
        found = self.found(reader, row, now)
        if isinstance(found, Unsent):
            return found
        if found.addressee is None:
            return self._public(found.case, row, channel)
        link = next((each for each in found.links if each.channel.medium is channel.medium), None)
        if link is None:
            return Unsent("address")
        return self._personal(found, found.addressee, link, row)

    def together(self, rows: list[tuple[DeliveryRow, Message]]) -> Message:
        """One message of several to the same recipient."""
        (row, first), *_ = rows
        wording = self._wording(next(each for each in Language if each.tag == first.language))
        entitled = any(message.title for _, message in rows)
        return attrs.evolve(
            first,
            key=row.bundle,
            title=wording.say("notices.digest_title", count=len(rows)) if entitled else "",
            text="\n\n".join("\n".join(filter(None, (m.title, m.text))) for _, m in rows),
            template="digest",
            entry=None,
        )

    def _personal(self, found: Found, addressee: Addressee, link: Link, row: DeliveryRow) -> Message:
        case, medium = found.case, link.channel.medium
        view = seen_by(self._office, case, addressee)
        clear = view is not None and view.clear
        template = template_of(row)
        account = addressee.person is not None
        level = detail_of(template, medium, account=account, own=link.own, clear=clear)
        told = Told(case, level, template, view.record if view else None, clear)
        wording = self._wording(language_of(addressee.languages))
        values = self._values(case.scene, wording)
        message = Message(
            key=row.name,
            address=link.contact.address,
            language=wording.language.tag,
            title=wording.title(told),
            text="\n".join(wording.lines(told)),
            template=row.template.partition(ROUND)[0],
            values=values,
            entry=calendar_entry(told, wording, self._office.clock.zone),
        )
        if medium not in ASKED_OF_PEOPLE:
            return message
        task = task_values(case, addressee, self._settings, first=link == found.links[0])
        return attrs.evolve(message, text="\n".join(wording.spoken(case.scene)), values=(*values, *task), entry=None)

    def _public(self, case: Case, row: DeliveryRow, channel: Channel) -> Message | Unsent:
        """A group's text, in the languages that are spoken in the grid."""
        scene = case.scene
        grid = next((each for each in scene.grids if row.recipient == f"{PUBLIC}{each.id}"), None)
        if grid is None or self._routes.to_public(grid.code) is not channel:
            return Unsent("address")
        tags = grid.languages or (scene.unit.languages if scene.unit else ()) or self._settings.languages
        wordings = [self._wording(each) for each in dict.fromkeys(language_of((tag,)) for tag in tags)]
        told = Told(case, detail_of("public", channel.medium, account=False, own=False, clear=False), "public")
        return Message(
            key=row.name,
            address=self._routes.group(grid.code),
            language=wordings[0].language.tag,
            title="",
            text="\n\n".join("\n".join(each.lines(told)) for each in wordings),
            template="public",
            values=self._values(scene, wordings[0]),
        )

    def _values(self, scene: Scene, wording: Wording) -> tuple[tuple[str, str], ...]:
        """What a gateway's own template may fill in: `VALUES`."""
        number = str(getattr(scene.about, "number", "") or "")
        line = self._settings.line_of(scene.head.court)
        return tuple(zip(VALUES, (number, wording.court(scene), line), strict=True))

    def _wording(self, language: Language) -> Wording:
        return Wording(self._office.catalogue, self._settings, language)
