"""What a plugin may offer, decide and hear of.

Three families, each with the prefix ``gridjustice_``: ``provide_*`` offers something, ``decide_*`` answers a question
(the first answer that is not None counts), ``on_*`` hears of a stored event. A plugin is a module (or object) with
functions of these names, marked with `hookimpl`, and an entry point in the group ``gridjustice``. Plugins are trusted
code. Hooks are never asked at import time and never while `apply` replays a history.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pluggy

from gridjustice.law import WorkingDays
from gridjustice.ports.storage import Storage
from gridjustice.workflow.table import Kind

if TYPE_CHECKING:
    from gridjustice.domain.planning import Candidate, Demand, Proposal

PROJECT = "gridjustice"
"""Name of the pluggy project and of the entry point group."""

_spec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a plugin's functions. Wrappers (``wrapper=True``) are refused: one could swallow another's decision."""


@_spec
def gridjustice_provide_storages() -> Mapping[str, Callable[[str], Storage]]:  # type: ignore[empty-body]
    """Offer storage adapters, by the scheme of the address they open.

    Asked once, when `gridjustice.open_office` is called. ``{"sqlite": open}`` offers to open ``sqlite:///court.db``;
    the function gets the whole address. Two plugins with the same scheme are an error. An exception here stops the
    opening and names the plugin. Since 0.1.
    """


@_spec
def gridjustice_provide_calendars() -> Mapping[str, Callable[[], WorkingDays]]:  # type: ignore[empty-body]
    """Offer calendars of working days, by a name for the configuration.

    Asked once. The function is called when the calendar is chosen. With exactly one offered it is used; with several,
    the configuration names one. Without any, weeks are plain and every deadline is provisional. Since 0.1.
    """


@_spec
def gridjustice_provide_kinds() -> Sequence[Kind]:  # type: ignore[empty-body]
    """Offer kinds of record, each with its table.

    Asked once. The built-in kinds come through this hook too. Two kinds of one name are an error. Since 0.1.
    """


@_spec
def gridjustice_provide_catalogues() -> Sequence[Path]:  # type: ignore[empty-body]
    """Offer folders of gettext catalogues (``<language>/LC_MESSAGES/*.mo`` for zh, ko and en).

    Asked once. Words of plugins win over built-in ones, so a province may use its own terms. Since 0.1.
    """


@_spec
def gridjustice_provide_commands() -> Mapping[str, str]:  # type: ignore[empty-body]
    """Offer commands for the command line, by name, as ``"module:attribute"`` of a click command.

    Asked once by the command line; the module is imported only when the command is used. Since 0.1.
    """


@_spec(firstresult=True)
def gridjustice_decide_assignments(
    demands: Sequence[Demand], candidates: Sequence[Candidate], day: date
) -> Sequence[Proposal] | None:
    """Decide which judge is to answer for which grid.

    Asked by `gridjustice.plan_assignments`, once a plan. None means no opinion; the built-in greedy planner answers
    last. An exception stops the plan and names the plugin; nothing is stored, since a plan is only proposed. Since 0.1.
    """
