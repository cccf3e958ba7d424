"""The text of a notice: sentences of the catalogues, filled in with what its level lets it say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

import attrs

from gridjustice.application.notices.detail import Detail
from gridjustice.application.notices.people import parties_of
from gridjustice.application.notices.scene import Case, Scene
from gridjustice.application.notices.settings import NoticeSettings
from gridjustice.domain.dispute import Dispute
from gridjustice.domain.network import Court, Grid, Unit
from gridjustice.domain.personal import mask_text
from gridjustice.domain.record import Event
from gridjustice.domain.session import Session
from gridjustice.domain.watching import Watched
from gridjustice.errors import NotFoundError
from gridjustice.language import Catalogue, Language
from gridjustice.law import Causes
from gridjustice.ports.channel import CalendarEntry
from gridjustice.workflow.table import SIDES, Audience

CONCERN_PARTIES = frozenset(each.value for each in (Audience.PARTIES, Audience.REPORTER, *SIDES))
"""Audiences of a step whose notice says that it is no service of process (P50)."""

MEETINGS = {"session": frozenset(("arrange", "move", "cancel"))}
"""Steps that arrange, move or cancel a meeting, by kind; their notices bring an entry for the calendar."""


def language_of(tags: Iterable[str]) -> Language:
    """The first of the languages that the library speaks; Chinese where it speaks none of them."""
    known = {language.value: language for language in Language}
    return next((known[base] for tag in tags if (base := tag.partition("-")[0]) in known), Language.ZH)


def is_meeting(kind: str, step: str) -> bool:
    """Whether the step arranges, moves or cancels a meeting."""
    return step in MEETINGS.get(kind, ())


@attrs.frozen
class Told:
    """What a text is made of.

    Attributes:
        case: the event, and what is around it.
        level: how much is said.
        template: what sort of text it is.
        shown: the record as its reader may see it; None where nothing of it is said.
        clear: whether personal data in it is in clear.
    """

    case: Case
    level: Detail
    template: str
    shown: Any = None
    clear: bool = False

    @property
    def scene(self) -> Scene:
        """What is around the event."""
        return self.case.scene

    @property
    def event(self) -> Event:
        """What happened."""
        return self.case.event


class Wording:
    """Says things in one language."""

    def __init__(self, catalogue: Catalogue, settings: NoticeSettings, language: Language) -> None:
        self._catalogue = catalogue
        self._settings = settings
        self.language = language

    def say(self, key: str, **values: object) -> str:
        """A sentence of the catalogues."""
        return self._catalogue.text(self.language, key, **values)

    def title(self, told: Told) -> str:
        """A line, where the level lets there be one; read in passing, it says nothing where somebody is in danger."""
        if told.level not in (Detail.FULL, Detail.MASKED):
            return ""
        if told.case.is_exposed:
            return self.say("notices.title_plain")
        kind, step = told.event.kind, told.event.step
        return self.say("notices.title", kind=self.say(f"kind.{kind}"), step=self.say(f"{kind}.step.{step}"))

    def lines(self, told: Told) -> Iterator[str]:
        """What is said, a sentence a line."""
        match told.level:
            case Detail.IMPERSONAL:
                yield self._impersonal(told)
            case Detail.BRIEF:
                yield self.news(told.scene, "notices.news")
            case _:
                yield self._notice(told)
                yield from self._details(told)
        yield self.questions(told.scene)
        if CONCERN_PARTIES.intersection(told.event.derived.tells):
            yield self.say("notices.no_service")

    def news(self, scene: Scene, key: str) -> str:
        """That there is news, with the number where there is one; what somebody reads out is said likewise."""
        number = getattr(scene.about, "number", None)
        return self.say(key, number=number, court=self.court(scene)) if number else self.say(
            f"{key}_plain", court=self.court(scene)
        )  # fmt: skip

    def spoken(self, scene: Scene) -> Iterator[str]:
        """What is said to somebody who is called or visited."""
        yield self.news(scene, "notices.call")
        yield self.questions(scene)
        yield self.say("notices.no_service")

    def questions(self, scene: Scene) -> str:
        """Whom to ask."""
        line = self._settings.line_of(scene.head.court)
        if line:
            return self.say("notices.ask", court=self.court(scene), line=line)
        return self.say("notices.ask_plain", court=self.court(scene))

    def court(self, scene: Scene) -> str:
        """What the court is called."""
        return self.called(scene.court) if scene.court else scene.head.court

    def called(self, place: Any) -> str:
        """What a court, unit or grid is called."""
        return (place.name_ko if self.language is Language.KO else None) or str(place.name)

    def naming(self, scene: Scene) -> str:
        """What a record is called in a sentence: its number, the name of a place, or else its kind, with the unit."""
        if scene.is_kept_quiet:
            return self.say("notices.called_plain")
        if number := getattr(scene.about, "number", None):
            return str(number)
        if isinstance(scene.record, (Court, Unit, Grid)):
            return self.called(scene.record)
        kind = self.say(f"kind.{scene.kind.name}")
        return self.say("notices.called", kind=kind, unit=self.called(scene.unit)) if scene.unit else kind

    def _notice(self, told: Told) -> str:
        event, scene = told.event, told.scene
        values: dict[str, object] = dict.fromkeys(("number", "place"), self.naming(scene))
        if isinstance(event.facts, Watched):
            # The name of the limit would say what it is about.
            limit = "notices.limit_plain" if scene.is_kept_quiet else f"{event.kind}.limit.{event.facts.limit}"
            values |= {"limit": self.say(limit), "due": event.facts.due.isoformat()}
        else:
            # A limit need not run on every record of the kind: then there is no day, and the one agreed on is meant.
            values["due"] = _due(told) or self.say("notices.agreed_day")
        sentence = self.say(f"notice.{event.kind}.{event.step}", **values)
        # A plugin's sentence may want what nothing fills in.
        return self.news(scene, "notices.news") if "{" in sentence else sentence

    def _details(self, told: Told) -> Iterator[str]:
        shown = told.shown
        if isinstance(shown, Dispute):
            yield self.say("notices.state", state=self.say(f"dispute.state.{shown.state_name}"))
            if cause := _cause(shown):
                yield self.say("notices.cause", cause=cause)
            if shown.parties:
                yield self.say("notices.parties", parties=self._listed(party.name for party in shown.parties))
            if told.level is Detail.FULL:
                yield self.say("notices.gist", gist=shown.gist)
        elif isinstance(shown, Session):
            mode = self.say(f"session_mode.{shown.mode.value}")
            yield self.say("notices.meeting", day=shown.held_on.isoformat(), place=shown.place, mode=mode)
            if names := [p.name if told.clear else mask_text(p.name) for p in parties_of(told.scene)]:
                yield self.say("notices.parties", parties=self._listed(names))

    def _listed(self, names: Iterable[str]) -> str:
        return self.say("notices.separator").join(names)

    def _impersonal(self, told: Told) -> str:
        scene = told.scene
        if told.template == "public":
            return self.say(f"notice.{told.event.kind}.{told.event.step}", place=self.called(scene.record))
        return self.say(f"notices.{told.template}", unit=self.called(scene.unit) if scene.unit else "")


def calendar_entry(told: Told, wording: Wording, zone: tzinfo) -> CalendarEntry | None:
    """The meeting, the whole of its day, without names or cause; None where the step is about none."""
    session = told.scene.record
    if not is_meeting(told.event.kind, told.event.step) or not isinstance(session, Session):
        return None
    starts = datetime.combine(session.held_on, time(), tzinfo=zone)
    return CalendarEntry(
        uid=f"{session.id}@gridjustice",
        sequence=told.scene.head.version,
        starts=starts,
        ends=starts + timedelta(days=1),
        title=wording.say("notices.calendar", court=wording.court(told.scene)),
        place=session.place if told.level is Detail.FULL else "",
        cancelled=session.state_name == "cancelled",
    )


def _due(told: Told) -> str:
    """The last day of the limit that the step started: as it is now, or else as it was."""
    limits = [limit.name for limit in told.scene.kind.limits if told.event.step in limit.starts]
    for name in limits:
        then = next((d for d in told.event.derived.deadlines or () if d.limit == name), None)
        found = told.scene.record.deadline(name) or then
        if found is not None:
            return str(found.due.isoformat())
    return ""


def _cause(dispute: Dispute) -> str:
    """The name of its cause, which is the legal one in every language; empty where there is none."""
    for causes in Causes.load().lists if dispute.cause else ():
        if causes.version == dispute.cause_version:
            try:
                return causes.get(dispute.cause or "").name
            except NotFoundError:
                return ""
    return ""
