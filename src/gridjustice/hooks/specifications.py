"""What a plugin may offer, decide and hear of.

Three families, each with the prefix ``gridjustice_``: ``provide_*`` offers something, ``decide_*`` answers a question
(the first answer that is not None counts), ``on_*`` hears of a stored event. A plugin is a module (or object) with
functions of these names, marked with `hookimpl`, and an entry point in the group ``gridjustice``. A function may leave
out arguments that it does not need. Plugins are trusted code. Hooks are never asked at import time and never while
`apply` replays a history.

What an exception does: in ``provide_*`` the office does not open, and the error names the plugin (``gridjustice plugins
doctor`` names every other one too); in ``decide_*`` what was asked for is refused with `PluginFailedError`, which names
plugin and hook, and nothing is stored; in ``on_*`` nobody else is harmed, and that plugin is told again later.

Where several plugins decide the same, the office names one (``--choose decide_assignments=planner``, or ``choices`` of
`Plugins`); several without a choice are an error. What the core decides itself is asked last, and is no rival.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pluggy

from gridjustice.law import WorkingDays
from gridjustice.ports.channel import Channel
from gridjustice.ports.feed import Feed
from gridjustice.ports.settings import Section
from gridjustice.ports.storage import Storage
from gridjustice.ports.tables import TableFormat
from gridjustice.workflow.extending import Extension
from gridjustice.workflow.table import Kind

if TYPE_CHECKING:
    from gridjustice.domain.choosing import MediationCase, MediatorCandidate, MediatorRanking
    from gridjustice.domain.planning import Candidate, Demand, Proposal, Rules, Terms
    from gridjustice.domain.record import Event

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
def gridjustice_provide_extensions() -> Sequence[Extension]:  # type: ignore[empty-body]
    """Offer steps, limits and guards for kinds that are there, the built-in ones and those of other plugins.

    Asked once, after all kinds are known; extensions are laid on in the order of the plugins' names. They stand behind
    what is there and never weaken it: a row that would pass by the guards of another is refused, and so is a limit
    under a name that is taken; see `Extension`. A guard that fails refuses the step with the plugin's name. Since 0.1.
    """


@_spec
def gridjustice_provide_law() -> Sequence[Path]:  # type: ignore[empty-body]
    """Offer law: folders of files ``*.toml`` with instruments, bases, figures and profiles, as in ``law/data``.

    Asked once, before the tables are checked. Every file is held to the rules of the built-in ones: dated, cited, with
    its confidence. All keys are new ones: one that is there, built in or brought by another plugin, is an error. What
    is marked as a default an office may set by a file of its own. Since 0.1.
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


@_spec
def gridjustice_provide_table_formats() -> Mapping[str, TableFormat]:  # type: ignore[empty-body]
    """Offer formats of files that hold tables, by the suffix of their names, as ``".xlsx"``.

    Asked whenever files are imported or exported. ``.csv`` is built in and comes through this hook too. Two formats of
    one suffix are an error, as is an exception here: both name the plugin. Since 0.1.
    """


@_spec
def gridjustice_provide_channels() -> Mapping[str, Callable[[str, Section], Channel]]:  # type: ignore[empty-body]
    """Offer channels, by the name of the adapter that an office's file asks for.

    Asked once, when settings are read. ``{"smtp": SmtpChannel.from_settings}`` offers to make a channel of what stands
    under ``[channels.<name>]`` with ``adapter = "smtp"``; the function gets the name and the section. It opens no
    connection: an office must start while its mail server is down. Two plugins with one name are an error; an
    `InvalidError` names the setting. Since 0.1.
    """


@_spec
def gridjustice_provide_feeds() -> Mapping[str, Callable[[str, Section], Feed]]:  # type: ignore[empty-body]
    """Offer feeds, by the name of the adapter that an office's file asks for under ``[feeds.<name>]``.

    As for channels; more than one feed may be made by the same function. Since 0.1.
    """


@_spec(firstresult=True)
def gridjustice_decide_assignments(
    demands: Sequence[Demand], candidates: Sequence[Candidate], day: date, terms: Terms, planner: str | None
) -> Sequence[Proposal] | None:
    """Decide which judge is to answer for which grid.

    Asked by `gridjustice.plan_assignments`, once a plan, with a line expected for each demand, in any order. ``terms``
    are the weights and the court's own rules: `gridjustice.domain.planning.Costs` says what each choice costs on them,
    and every planner should mean the same by it. ``planner`` is the plugin's own name where the caller named it, else
    None. A plugin takes only the arguments it names. None means no opinion; the built-in greedy planner answers last.
    With more than one plugin beside it the caller names one. An exception stops the plan and names the plugin; nothing
    is stored, since a plan is only proposed. Since 0.1.
    """


@_spec
def gridjustice_provide_planning_rules() -> Rules:  # type: ignore[empty-body]
    """Offer a court's own rules for plans: fixed and forbidden pairs, what a judge can carry, other weights.

    Asked by `gridjustice.plan_assignments` where the caller gives no rules, once a plan. Two plugins with rules are an
    error, as is one that fails: a plan that forgot the court's rules would be worse than none. Since 0.1.
    """


@_spec(firstresult=True)
def gridjustice_decide_mediators(
    case: MediationCase, candidates: Sequence[MediatorCandidate], day: date
) -> MediatorRanking | None:
    """Rank those who could mediate a dispute, with a reason.

    Asked inside the transaction of every step that names a mediator for a unit or a court (`assign`, `designate`),
    whether somebody was named or not, and by `gridjustice.propose_mediators`; never on replay. Not asked while the
    parties choose, nor where nobody could be chosen. Candidates are those whom no guard of the step refuses, who are
    not away and not full; there is at least one. None means no opinion; the built-in order answers last. It may be
    asked again for the same step, so it must be quick and change nothing. An exception, and an answer that names
    nobody, somebody twice or somebody who is no candidate, refuses the step and names the plugin; nothing is stored.
    Since 0.1.
    """


@_spec
def gridjustice_on_stored(event: Event, key: str) -> None:
    """Hear of an event that was stored.

    Asked by the relay (``gridjustice outbox drain``, `Relay`), never inside the step: once the step is committed, at
    least once for each event, those of one record in their order. ``key`` is the same each time the same event is
    told: whoever passes something on passes the key on with it, or remembers it. A plugin hears of what was stored
    since the relay first saw it; one that is switched off meanwhile hears of it later.

    An exception harms nobody else: what the record has for this plugin waits, with growing delay, and is told again;
    other records and other plugins go on. The log says where it failed, never what the error said. Personal data is in
    clear: plugins are trusted code. Since 0.1.
    """
