"""Records and events as people read them: labels, names for ids, words for choices, and a record's time line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import attrs

from gridjustice.application.access import OPERATOR, SYSTEM
from gridjustice.application.forms import Field, form_of
from gridjustice.application.mediators import decision_text
from gridjustice.application.naming import Names
from gridjustice.application.office import Office
from gridjustice.domain.record import CitationOf, Deadline, Decided, Event
from gridjustice.language import Language


class Words:
    """What stands in records and events, in the words of one reader.

    Attributes:
        names: of the records that are pointed at.
    """

    def __init__(self, office: Office, actor: str, language: Language) -> None:
        self.names = Names(office, actor, language)
        self._office = office
        self._language = language

    def label(self, *keys: str) -> str:
        """The words of the first key that has any; the last part of the last key where none has."""
        catalogue = self._office.catalogue
        for key in keys:
            if catalogue.has(self._language, key):
                return catalogue.text(self._language, key)
        return keys[-1].rpartition(".")[2]

    def say(self, key: str, **values: object) -> str:
        """A sentence of the catalogues with its ``{names}`` filled in."""
        return self._office.catalogue.text(self._language, key, **values)

    def state(self, kind: str, state: str) -> str:
        """What a state is called."""
        return self.label(f"{kind}.state.{state}")

    def step(self, kind: str, step: str) -> str:
        """What a step is called."""
        return self.label(f"{kind}.step.{step}")

    def limit(self, kind: str, limit: str) -> str:
        """What a limit is called."""
        return self.label(f"{kind}.limit.{limit}")

    def field(self, name: str, kind: str = "") -> str:
        """What a field is called; on records of that kind, where it is called otherwise there."""
        return self.label(f"{kind}.facts.{name}" if kind else f"facts.{name}")

    def choice(self, field: Field, value: str) -> str:
        """What a choice of a field is called."""
        words = re.sub("_state$", ".state", field.choices_of)  # states are called by their kind
        return self.label(f"{words}.{value}")

    def actor(self, actor: str) -> str:
        """Who took a step."""
        return self.label(f"role.{actor}") if actor in (SYSTEM, OPERATOR) else self.names.name_of(actor)

    def value(self, field: Field, value: Any) -> str:
        """A value of a field, in words; empty where there is none, and a line for each of several groups."""
        if value in (None, ()):
            return ""
        if isinstance(value, tuple):
            separator = "\n" if field.type == "group" else ", "
            return separator.join(self._one(field, each) for each in value)
        return self._one(field, value)

    def values(self, thing: Any) -> Iterator[tuple[str, str]]:
        """(name of a field, its value in words) of what is known of a record, of facts, or of a group in them."""
        for field in form_of(type(thing)):
            if said := self.value(field, getattr(thing, field.name)):
                yield field.name, said

    def citation(self, basis: CitationOf) -> str:
        """The article that a step was taken under."""
        key = (basis.instrument, basis.version, basis.article)
        for known in self._office.law.bases().get(basis.basis, ()):
            citation = known.citation
            if (citation.instrument, citation.version, citation.article) == key:
                return self._office.law.text(citation, self._language)
        return f"{basis.instrument} ({basis.version}) {basis.article}"

    def decision(self, decided: Decided) -> Iterator[str]:
        """Why somebody was chosen, and, where it is told, in which order the others stood and who was set aside."""
        why = decision_text(decided, self._language, self._office.catalogue)
        yield self.say("timeline.why", why=why)
        name = self.names.name_of
        if decided.candidates:
            ranked = ", ".join(f"{name(each.candidate)} {each.score}" for each in decided.candidates)
            yield self.say("timeline.ranked", decider=decided.decider, ranked=ranked)
        if decided.set_aside:
            yield self.say("timeline.set_aside", people=", ".join(name(each.candidate) for each in decided.set_aside))

    def _one(self, field: Field, value: Any) -> str:
        if field.choices:
            return self.choice(field, getattr(value, "value", value))
        if field.type == "yes_no":
            return self.say("words.yes" if value else "words.no")
        if field.type == "group":
            inner = ((each, self.value(each, getattr(value, each.name))) for each in field.fields)
            return " · ".join(f"{self.field(each.name)} {said}" for each, said in inner if said)
        if isinstance(value, str):
            if field.kinds or field.name == "place":
                return self.names.name_of(value)
            if field.name in ("language", "languages"):
                return self.label(f"language.{value}")
            if field.name == "profile":
                return self.label(f"profile.{value}")
        if isinstance(value, datetime):
            return f"{value.astimezone(self._office.clock.zone):%Y-%m-%d %H:%M}"
        return value.isoformat() if isinstance(value, date) else str(value)


@attrs.frozen(kw_only=True)
class TimelineEntry:
    """One step of a record as one reader sees it, in words.

    Attributes:
        at: the instant, in the court's legal time.
        day: the legal day.
        label: what the step is called.
        state: the state after it, as people call it.
        actor: who took it, by name.
        facts: (label, value) of what was known.
        citation: the article it was taken under; empty where no rule of law but the table says it.
        started: (limit, last day) of each limit that it left running and that did not run so before.
        lines: the same as sentences: who, what was known, under which article, which limits run.
        event: as it was stored, personal data masked as the reader may see it.
    """

    at: datetime
    day: date
    label: str
    state: str
    actor: str
    facts: tuple[tuple[str, str], ...]
    citation: str
    started: tuple[tuple[str, date], ...]
    lines: tuple[str, ...]
    event: Event


def timeline(office: Office, actor: str, record: str, language: Language) -> tuple[TimelineEntry, ...]:
    """What happened to a record, oldest first, as one who may see it reads it.

    Raises:
        NotFoundError: no such record, or the actor may not know of it.
    """
    words = Words(office, actor, language)
    entries = []
    running: tuple[Deadline, ...] = ()
    for event in office.history(actor, record):
        entries.append(_entry(office, words, event, running))
        running = running if event.derived.deadlines is None else event.derived.deadlines
    return tuple(entries)


def _entry(office: Office, words: Words, event: Event, before: tuple[Deadline, ...]) -> TimelineEntry:
    who = words.actor(event.actor)
    facts = tuple(
        (words.field(name, event.kind), words.limit(event.kind, said) if name == "limit" else said)
        for name, said in words.values(event.facts)
    )
    citation = words.citation(event.derived.basis) if event.derived.basis else ""
    # What was said of a limit changes the deadline too, and nothing that it is.
    known = {(each.limit, each.figure, each.start, each.due) for each in before}
    started = tuple(
        (words.limit(event.kind, each.limit), each.due)
        for each in event.derived.deadlines or ()
        if (each.limit, each.figure, each.start, each.due) not in known
    )
    lines = [words.say("timeline.by", actor=who)]
    lines += [f"{name}: {line}" for name, said in facts for line in said.split("\n")]
    if event.derived.decision is not None:
        lines += words.decision(event.derived.decision)
    if citation:
        lines.append(words.say("timeline.under", citation=citation))
    lines += [words.say("timeline.runs", limit=limit, due=due.isoformat()) for limit, due in started]
    return TimelineEntry(
        at=event.at.astimezone(office.clock.zone),
        day=event.day,
        label=words.step(event.kind, event.step),
        state=words.state(event.kind, event.target),
        actor=who,
        facts=facts,
        citation=citation,
        started=started,
        lines=tuple(lines),
        event=event,
    )
