"""Law files become bases, figures and profiles, each checked against the others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import attrs

from gridjustice.law.citations import Citation, Confidence, Instrument
from gridjustice.law.figures import Extension, Figure, Unit
from gridjustice.law.profiles import Profile
from gridjustice.law.tables import Table
from gridjustice.law.timeline import Dated

BUILT_IN = "built-in"

_BY_THE_CALENDAR = frozenset({Unit.DAY, Unit.MONTH, Unit.YEAR})


@attrs.frozen(kw_only=True)
class Basis(Dated):
    """The legal ground of an act under one key, for acts of the days on which it is in force.

    Attributes:
        key: what it is the ground of, as in ``mediation.consent``.
        kind: the kind of mediation that it is for; empty where it is for every kind that has none of its own.
        citation: instrument, version and article.
        confidence: how it came to be known.
        origin: "built-in", or the name of the file that added it.
    """

    key: str
    kind: str
    citation: Citation
    confidence: Confidence
    origin: str


def figures_from(
    key: str, table: Table, instruments: Mapping[str, Instrument], template: Figure | None, origin: str
) -> list[Figure]:
    """The versions of one limit.

    Args:
        key: of the figure.
        table: its fields; those shared by all versions stand once.
        instruments: those it may cite.
        template: the figure that an office's file changes; its fields stand where the file is silent.
        origin: "built-in" or the name of the file.
    """
    return [_figure(key, row, instruments, template, origin) for row in table.versions()]


def _figure(
    key: str, row: Table, instruments: Mapping[str, Instrument], template: Figure | None, origin: str
) -> Figure:
    unit = row.choice("unit", Unit, None if template is None else template.unit.value)
    value = row.whole("value", least=0 if unit is Unit.DAY else 1)
    rolls = row.flag("rolls", default=unit.is_time and unit is not Unit.HOUR if template is None else template.rolls)
    pausable = row.flag("pausable", default=template is not None and template.pausable)
    extension = _extension(row, unit, None if template is None else template.extension)
    row.text("note", "")
    confidence = row.choice("confidence", Confidence, None if template is None else Confidence.DESIGN.value)
    if template is None or row.has("instrument"):
        citation, in_force, until = _cited(row, instruments)
    else:
        citation = template.citation
        in_force, until = row.days()
    row.finish()
    if not unit.is_time and (rolls or pausable or extension):
        raise row.wrong(f"a measure in {unit.value} is no limit: it does not move, pause or get longer")
    if unit is Unit.HOUR and rolls:
        raise row.wrong("a limit in hours does not move to the next working day")
    if pausable and unit not in _BY_THE_CALENDAR:
        raise row.wrong(f"a limit in {unit.value}s cannot be paused")
    return Figure(
        key=key, value=value, unit=unit, in_force=in_force, until=until, citation=citation, rolls=rolls,
        extension=extension, pausable=pausable, confidence=confidence, origin=origin,
    )  # fmt: skip


def _extension(row: Table, unit: Unit, default: Extension | None) -> Extension | None:
    if not row.has("extension"):
        return default
    by = row.text("extension")
    extension_unit = row.choice("extension_unit", Unit, unit.value)
    limit = row.whole("extension_limit") if row.has("extension_limit") else None
    if extension_unit is not unit and not {unit, extension_unit} <= _BY_THE_CALENDAR:
        raise row.wrong(f"a limit in {unit.value}s cannot be extended by {extension_unit.value}s")
    return Extension(by=by, unit=extension_unit, limit=limit)


def bases_from(key: str, table: Table, instruments: Mapping[str, Instrument], origin: str) -> list[Basis]:
    """The versions of one legal ground."""
    found = []
    for row in table.versions():
        citation, in_force, until = _cited(row, instruments)
        kind, confidence = row.text("kind", ""), row.choice("confidence", Confidence)
        row.text("note", "")
        row.finish()
        found.append(
            Basis(
                key=key, kind=kind, in_force=in_force, until=until, citation=citation, confidence=confidence,
                origin=origin,
            )
        )  # fmt: skip
    return found


def profile_from(
    key: str, table: Table, instruments: Mapping[str, Instrument], figures: Mapping[str, tuple[Figure, ...]]
) -> Profile:
    """A profile whose limits are figures that exist."""
    citation, in_force, until = _cited(table, instruments)
    limits = table.texts("limits")
    for name in limits.values():
        if name not in figures:
            raise table.wrong(f"names the figure {name!r}, which there is not")
    profile = Profile(
        key=key,
        in_force=in_force,
        until=until,
        dockets_first=table.flag("dockets_first", default=False),
        mediations=table.words("mediations"),
        limits=MappingProxyType(limits),
        success=table.words("success"),
        failure=table.text("failure"),
        fee_notice=table.text("fee_notice"),
        case_codes=MappingProxyType(table.texts("case_codes")),
        unknown_codes=table.words("unknown_codes"),
        citation=citation,
        confidence=table.choice("confidence", Confidence),
    )
    table.text("note", "")
    table.finish()
    return profile


def _cited(row: Table, instruments: Mapping[str, Instrument]) -> tuple[Citation, date, date | None]:
    """The citation, and the days given or else those of the instrument's version, inside which they must lie."""
    name, label, article = row.text("instrument"), row.text("version"), row.text("article", "")
    instrument = instruments.get(name)
    if instrument is None:
        raise row.wrong(f"cites the instrument {name!r}, which there is not")
    version = instrument.versions.get(label)
    if version is None:
        raise row.wrong(f"cites {name!r} in a version {label!r}, but it has {', '.join(instrument.versions)}")
    in_force = row.day("in_force") or version.in_force
    until = row.day("until") or version.until
    if in_force < version.in_force or (version.until is not None and (until is None or until > version.until)):
        raise row.wrong(f"reaches beyond the days on which {name!r} of {label} is in force")
    if until is not None and until < in_force:
        raise row.wrong(f"ends on {until} before it begins on {in_force}")
    return Citation(instrument=name, version=label, article=article), in_force, until
