"""How an office tells people: read from its file, each default standing as data in ``defaults.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import attrs

from gridjustice.domain.contacts import is_time_of_day
from gridjustice.domain.dispute.choices import Need
from gridjustice.ports.channel import Medium
from gridjustice.ports.settings import Section

E = TypeVar("E", bound=Enum)

ASKED_OF_PEOPLE = (Medium.PHONE, Medium.VISIT)
"""Media that are a task for somebody of the place: they come last, and in this order."""


@attrs.frozen(kw_only=True)
class NoticeSettings:
    """How people are told.

    Attributes:
        media: in which order they are tried, before calls and visits.
        quiet_from: when the hours begin in which nothing is sent that can wait; in the court's legal time.
        quiet_until: when they end.
        digest_at: when the digest is sent.
        urgent: kinds, and steps as ``kind.step``, that never wait.
        doorstep: whose needs bring somebody to the door.
        languages: of texts for everybody, where nobody has said what is spoken in the grid.
        groups: by code of a grid, its group as ``channel:address``.
        lines: by path of a court, its office line; a court without one has that of the court above it.
    """

    media: tuple[Medium, ...]
    quiet_from: str
    quiet_until: str
    digest_at: str
    urgent: frozenset[str]
    doorstep: frozenset[Need]
    languages: tuple[str, ...]
    groups: Mapping[str, str] = attrs.field(factory=dict)
    lines: Mapping[str, str] = attrs.field(factory=dict)

    @classmethod
    def read(cls, section: Section) -> NoticeSettings:
        """What stands in the section ``[notices]``, and the defaults for what does not.

        Raises:
            InvalidError: a setting is wrong, or nobody knows it.
        """
        default = _defaults()
        settings = cls(
            media=_members(section, "media", Medium, default, without=(*ASKED_OF_PEOPLE, Medium.GROUP)),
            quiet_from=_time(section, "quiet_from", default),
            quiet_until=_time(section, "quiet_until", default),
            digest_at=_time(section, "digest_at", default),
            urgent=frozenset(section.texts("urgent", tuple(default["urgent"]))),
            doorstep=frozenset(_members(section, "doorstep", Need, default)),
            languages=section.texts("languages", tuple(default["languages"])),
            groups=section.mapping("groups", {}),
            lines=section.mapping("lines", {}),
        )
        if wrong := [code for code, group in settings.groups.items() if not all(group.partition(":"))]:
            raise section.wrong("groups", f"the group of {min(wrong)} is no channel:address")
        section.done()
        return settings

    @classmethod
    def default(cls, **changes: Any) -> NoticeSettings:
        """The defaults, with changes."""
        return attrs.evolve(cls.read(Section({}, "notices")), **changes)

    def line_of(self, court: str) -> str:
        """The office line of a court, or of the first court above it that has one; empty where none has."""
        while court and court not in self.lines:
            court = court.rpartition("/")[0]
        return self.lines.get(court, "")


@cache
def _defaults() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("defaults.toml").read_text("utf-8"))


def _time(section: Section, name: str, default: Mapping[str, Any]) -> str:
    value = section.text(name, default[name])
    if not is_time_of_day(value):
        raise section.wrong(name, f"{value!r} is no time of day; write it as 21:30")
    return value


def _members(
    section: Section, name: str, cls: type[E], default: Mapping[str, Any], without: tuple[Enum, ...] = ()
) -> tuple[E, ...]:
    known = {member.value: member for member in cls if member not in without}
    values = section.texts(name, tuple(default[name]))
    if unknown := [value for value in values if value not in known]:
        raise section.wrong(name, f"{unknown[0]!r} is none of {', '.join(known)}")
    return tuple(known[value] for value in values)
