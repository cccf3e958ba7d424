"""What this distribution offers to GridJustice: each function is a hook, asked by the library and never by us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from gridjustice.authoring import Event, Extension, Kind, hookimpl
from gridjustice_visits import telling
from gridjustice_visits.table import ON_DISPUTES, ON_GRIDS, VISIT_BOOK

HERE = Path(__file__).parent


@hookimpl
def gridjustice_provide_kinds() -> Sequence[Kind]:
    """A kind of our own: the visit book of a grid."""
    return (VISIT_BOOK,)


@hookimpl
def gridjustice_provide_extensions() -> Sequence[Extension]:
    """A step on disputes; a guard on the closing of grids."""
    return (ON_DISPUTES, ON_GRIDS)


@hookimpl
def gridjustice_provide_law() -> Sequence[Path]:
    """The figure of our limit, and the ground of our steps."""
    return (HERE / "law",)


@hookimpl
def gridjustice_provide_catalogues() -> Sequence[Path]:
    """Our words, in three languages."""
    return (HERE / "locale",)


@hookimpl
def gridjustice_provide_commands() -> Mapping[str, str]:
    """``gridjustice visits``; the module is imported only when the command is used."""
    return {"visits": "gridjustice_visits.command:visits"}


@hookimpl
def gridjustice_on_stored(event: Event, key: str) -> None:
    """Each visit becomes a line of the list that the office asked for, if it asked for one."""
    telling.tell(event, key)
