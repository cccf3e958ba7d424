"""The typed face of all plugins: found through entry points, asked one by one, never global."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import attrs
import pluggy

from gridjustice.domain.choosing import MediationCase, MediatorCandidate, MediatorRanking
from gridjustice.domain.planning import Candidate, Demand, Proposal, Rules, Terms
from gridjustice.domain.record import Event
from gridjustice.errors import AdapterUnsupportedError, DefinitionError, NotFoundError
from gridjustice.hooks import finding, specifications
from gridjustice.hooks.finding import BUILT_IN
from gridjustice.law import LawBook, PlainWeek, WorkingDays
from gridjustice.ports.channel import Channel
from gridjustice.ports.feed import Feed
from gridjustice.ports.settings import Section
from gridjustice.ports.storage import Storage
from gridjustice.ports.tables import TableFormat
from gridjustice.workflow.engine import Workflow
from gridjustice.workflow.extending import Extension, extended
from gridjustice.workflow.refusals import failed_plugin
from gridjustice.workflow.rehoming import with_rehoming
from gridjustice.workflow.table import Kind
from gridjustice.workflow.watching import with_watching

T = TypeVar("T")

CALENDAR = "calendar"
"""What is chosen among calendars, beside the ``decide_*`` hooks."""


@attrs.frozen
class Found:
    """A plugin that was found.

    Attributes:
        name: of its entry point.
        distribution: the distribution it came with; empty where it was handed in.
        version: of the distribution.
        hooks: what it offers, without the common prefix.
    """

    name: str
    distribution: str
    version: str
    hooks: tuple[str, ...]


class Plugins:
    """The plugins of one office."""

    def __init__(
        self,
        plugins: Iterable[tuple[str, object]] = (),
        *,
        choices: Mapping[str, str] | None = None,
    ) -> None:
        """Take plugins as (name, module or object): these and no others, not even the built-in ones.

        `Plugins.found` adds to what is installed.

        Args:
            plugins: all there are.
            choices: which plugin decides where several do, by hook as ``decide_assignments``, and which calendar
                counts, under ``calendar``.

        Raises:
            DefinitionError: one has a misspelt hook, asks for arguments that do not exist, or wraps others.
        """
        self._manager = pluggy.PluginManager(specifications.PROJECT)
        self._manager.add_hookspecs(specifications)
        self._found: dict[str, finding.Candidate] = {}
        self._choices = dict(choices or {})
        self._kinds: dict[str, Kind] | None = None
        self._kinds_by: dict[str, str] = {}
        self._workflows: dict[str, Workflow] | None = None
        self._law: LawBook | None = None
        for name, plugin in plugins:
            self._register(finding.Candidate(name, plugin))
        self._check()

    @classmethod
    def found(
        cls,
        extra: Iterable[tuple[str, object]] = (),
        *,
        without: Iterable[str] = (),
        choices: Mapping[str, str] | None = None,
    ) -> Plugins:
        """The plugins that are installed, found through the entry point group ``gridjustice``, and extra ones.

        Args:
            extra: more of them, as (name, module or object).
            without: names of those that are switched off.
            choices: as of `Plugins`.

        Raises:
            DefinitionError: one cannot be loaded or used.
            NotFoundError: one that is switched off is not there.
        """
        self = cls(choices=choices)
        for candidate in finding.find_plugins(extra, without=without):
            if candidate.problem:
                raise DefinitionError(f"plugin {candidate.name!r}: {candidate.problem}")
            self._register(candidate)
        self._check()
        return self

    def __iter__(self) -> Iterator[Found]:
        for name, plugin in self._manager.list_name_plugin():
            if plugin is not None:
                hooks = sorted(caller.name for caller in self._manager.get_hookcallers(plugin) or ())
                short = tuple(hook.removeprefix(f"{specifications.PROJECT}_") for hook in hooks)
                known = self._found[name]
                yield Found(name, known.distribution, known.version, short)

    # What is offered.

    def storage(self, address: str) -> Storage:
        """Open the storage at an address, by its scheme.

        Raises:
            NotFoundError: no plugin opens such addresses; names those that can be opened.
        """
        offered = self._merged("provide_storages")
        scheme = address.partition(":")[0]
        opener = offered.get(scheme) or offered.get(scheme.partition("+")[0])
        if opener is None:
            able = ", ".join(sorted(offered)) or "none"
            raise NotFoundError(
                f"no plugin that was handed in opens {scheme!r} addresses (these can be opened: {able}); "
                "Plugins([...]) leaves out what is installed, Plugins.found([...]) adds to it; if none is installed: "
                'pip install "gridjustice[sqlalchemy]"'
            )
        storage: Storage = opener(address)
        return storage

    def calendar(self, name: str | None = None) -> WorkingDays:
        """The calendar of working days that is offered, or that is named here or in the choices.

        Raises:
            DefinitionError: several are offered and none is named.
            NotFoundError: the named one is not offered.
        """
        offered: Mapping[str, Callable[[], WorkingDays]] = self._merged("provide_calendars")
        name = name or self._choices.get(CALENDAR)
        if name is None:
            if not offered:
                return PlainWeek()
            if len(offered) > 1:
                raise DefinitionError(f"several calendars are installed ({', '.join(sorted(offered))}); name one")
            (name,) = offered
        if name not in offered:
            raise NotFoundError(f"no plugin offers the calendar {name!r}; offered: {', '.join(sorted(offered))}")
        return offered[name]()

    def kinds(self) -> dict[str, Kind]:
        """All kinds of record, by name, with what plugins add to them, and with what every such kind has.

        That is the step `rehome` where its records lie in places, and the steps of `gridjustice.workflow.watching`
        where limits run on them.

        Raises:
            DefinitionError: two have one name, or an extension would weaken a table; names the plugin.
        """
        if self._kinds is None:
            self._kinds, self._kinds_by = self._gathered()
        return dict(self._kinds)

    def workflows(self) -> dict[str, Workflow]:
        """The tables of all kinds, compiled once; every office of these plugins shares them.

        Raises:
            DefinitionError: as of `kinds`; or a table contradicts itself.
        """
        if self._workflows is None:
            self._workflows = {name: Workflow(kind) for name, kind in self.kinds().items()}
        return dict(self._workflows)

    def extensions(self) -> list[tuple[str, Extension]]:
        """What is added to kinds that are there, each with the plugin that adds it."""
        return [
            (plugin, extension)
            for plugin, offered in self._each("provide_extensions")
            for extension in _listed(plugin, "provide_extensions", offered, Extension)
        ]

    def bringer(self, kind: str, step: str) -> str:
        """The plugin that a step comes from; empty for what the core itself brings."""
        kinds = self.kinds()
        plugin = (kinds[kind].brought.get(step) if kind in kinds else None) or self._kinds_by.get(kind, "")
        return "" if plugin == BUILT_IN else plugin

    def law(self, book: LawBook | None = None) -> LawBook:
        """The law that plugins bring, laid beside the built-in law, or beside a book of the office's own.

        Raises:
            DefinitionError: a file contradicts itself, or brings a key that is there; names the plugin.
        """
        if book is None and self._law is not None:
            return self._law
        joined = book or LawBook.load()
        there = joined.brought_by
        for plugin, offered in self._each("provide_law"):
            if plugin not in there:
                for folder in _listed(plugin, "provide_law", offered, Path):
                    joined = joined.joined_by(plugin, folder)
        if book is None:
            self._law = joined
        return joined

    def catalogues(self) -> list[Path]:
        """All catalogue folders, built-in first, so that plugins win."""
        return [
            folder
            for plugin, offered in self._each("provide_catalogues")
            for folder in _listed(plugin, "provide_catalogues", offered, Path)
        ]

    def commands(self) -> dict[str, str]:
        """All commands, by name, as ``module:attribute``."""
        return self._merged("provide_commands")

    def table_formats(self) -> dict[str, TableFormat]:
        """All formats of tables, by the suffix of their files."""
        return self._merged("provide_table_formats")

    def channel(self, adapter: str, name: str, section: Section) -> Channel:
        """A channel of an office's file.

        Raises:
            InvalidError: no plugin offers the adapter, or a setting is wrong.
        """
        return self._made("provide_channels", adapter, name, section)  # type: ignore[no-any-return]  # hooks are untyped

    def feed(self, adapter: str, name: str, section: Section) -> Feed:
        """A feed of an office's file; errors as of `channel`."""
        return self._made("provide_feeds", adapter, name, section)  # type: ignore[no-any-return]  # hooks are untyped

    def _made(self, hook: str, adapter: str, name: str, section: Section) -> Any:
        offered = self._merged(hook)
        if adapter not in offered:
            able = ", ".join(sorted(offered)) or "none is installed"
            raise section.wrong("adapter", f"no plugin offers {adapter!r}; offered: {able}")
        return offered[adapter](name, section)

    def offered(self, hook: str) -> list[Any]:
        """Everything that is offered by a hook ``provide_*``, of a mapping the keys; for lists of what is there.

        Raises:
            DefinitionError: a plugin failed, or offers neither a list nor a mapping.
        """
        found: list[Any] = []
        for plugin, answer in self._each(hook):
            if isinstance(answer, str) or not isinstance(answer, Iterable):
                raise DefinitionError(f"plugin {plugin!r} must offer a list or a mapping by {hook}")
            found += answer
        return found

    # What is decided.

    def decide_assignments(
        self,
        demands: Sequence[Demand],
        candidates: Sequence[Candidate],
        day: date,
        terms: Terms,
        planner: str | None = None,
    ) -> tuple[str, Sequence[Proposal]]:
        """A plan, with the name of the plugin that made it.

        Args:
            demands: the grids.
            candidates: the judges.
            day: the first day of the assignments.
            terms: on what terms.
            planner: the plugin to ask; by default the one that was chosen or is the only one, and then the core.

        Raises:
            NotFoundError: no such plugin decides assignments, or it has no opinion.
            DefinitionError: several are installed and none was chosen.
            PluginFailedError: one failed.
        """
        hook = "decide_assignments"
        able = [name for name, _ in self._implementations(hook)]
        if planner is not None and planner not in able:
            raise NotFoundError(f"no plugin {planner!r} decides assignments; {_able(able)}")
        named = planner or self._choices.get(hook)
        question = {"demands": demands, "candidates": candidates, "day": day, "terms": terms, "planner": named}
        decided = self._decided(hook, (planner,) if planner else None, **question)
        if decided is None:
            raise NotFoundError(f"the planner {planner!r} has no plan" if planner else "no plugin decides assignments")
        return decided

    def decide_mediators(
        self, case: MediationCase, candidates: Sequence[MediatorCandidate], day: date
    ) -> tuple[str, MediatorRanking]:
        """The ranking of the plugin that decides, with its name; the built-in one answers last."""
        decided = self._decided("decide_mediators", case=case, candidates=candidates, day=day)
        if decided is None:
            raise NotFoundError("no plugin decides mediators")
        return decided

    def planning_rules(self) -> Rules | None:
        """The court's own rules for plans, where a plugin has any.

        Raises:
            DefinitionError: several plugins have rules.
        """
        offered = list(self._each("provide_planning_rules"))
        if len(offered) > 1:
            names = ", ".join(name for name, _ in offered)
            raise DefinitionError(f"several plugins offer rules for plans ({names}); give the rules yourself")
        return offered[0][1] if offered else None

    def deciders(self) -> dict[str, tuple[str, ...]]:
        """The plugins that decide, by hook, in the order in which they would be asked; the built-in one last.

        Raises:
            DefinitionError: several decide the same, and none was chosen.
            NotFoundError: one was chosen that does not decide, or for what nobody decides.
        """
        hooks = [each for each in vars(specifications) if each.startswith(f"{specifications.PROJECT}_decide_")]
        short = [hook.removeprefix(f"{specifications.PROJECT}_") for hook in hooks]
        if unknown := sorted(self._choices.keys() - {*short, CALENDAR}):
            raise NotFoundError(f"nothing can be chosen for {unknown[0]!r}; for {', '.join([*short, CALENDAR])} it can")
        return {hook: self._asked(hook) for hook in short}

    # What is told.

    def subscribers(self) -> tuple[str, ...]:
        """The names of the plugins that hear of stored events."""
        return tuple(sorted(name for name, _ in self._implementations("on_stored")))

    def hear(self, plugin: str, event: Event, key: str) -> None:
        """Tell one plugin of a stored event; whatever it raises is raised here."""
        implementation = dict(self._implementations("on_stored"))[plugin]
        arguments = {"event": event, "key": key}
        implementation.function(*(arguments[name] for name in implementation.argnames))

    # How plugins are asked.

    def _register(self, candidate: finding.Candidate) -> None:
        try:
            self._manager.register(candidate.plugin, candidate.name)
        except (ValueError, pluggy.PluginValidationError) as problem:
            raise DefinitionError(f"plugin {candidate.name!r} cannot be used: {problem}") from problem
        self._found[candidate.name] = candidate

    def _check(self) -> None:
        try:
            self._manager.check_pending()
        except pluggy.PluginValidationError as problem:
            raise DefinitionError(f"a plugin offers a hook that does not exist: {problem}") from problem
        for caller in (c for p in self._manager.get_plugins() for c in self._manager.get_hookcallers(p) or ()):
            for implementation in caller.get_hookimpls():
                if implementation.wrapper or implementation.hookwrapper:
                    raise DefinitionError(
                        f"plugin {implementation.plugin_name!r} wraps {caller.name}; wrappers are refused"
                    )

    def _implementations(self, hook: str) -> list[tuple[str, pluggy.HookImpl]]:
        caller = getattr(self._manager.hook, f"{specifications.PROJECT}_{hook}")
        return [(each.plugin_name, each) for each in caller.get_hookimpls()]

    def _each(
        self, hook: str, *, last: str = "", only: Collection[str] | None = None, **arguments: Any
    ) -> Iterator[tuple[str, Any]]:
        """Each plugin's answer, in the order of registration, the one named ``last`` at the end.

        Args:
            hook: without the common prefix.
            last: a plugin that is asked last.
            only: the plugins that are asked; all by default.
            arguments: of the hook; each plugin gets those it wants.

        Raises:
            PluginFailedError: a plugin failed in a ``decide_*`` hook.
            DefinitionError: it failed in another one.
        """
        for plugin, implementation in sorted(self._implementations(hook), key=lambda each: each[0] == last):
            if only is not None and plugin not in only:
                continue
            wanted = {name: arguments[name] for name in implementation.argnames}
            try:
                answer = implementation.function(**wanted)
            except AdapterUnsupportedError:
                raise  # it lacks what it needs here, and says itself what to install
            except Exception as problem:
                if hook.startswith("decide_"):
                    raise failed_plugin(plugin, hook, problem) from problem
                raise DefinitionError(f"plugin {plugin!r} failed in {hook}: {problem}") from problem
            yield plugin, answer

    def _decided(self, hook: str, only: Collection[str] | None = None, **arguments: Any) -> tuple[str, Any] | None:
        """The first answer that is not None, with the plugin's name: of ``only`` these, or of those to be asked."""
        asked = self._asked(hook) if only is None else only
        for plugin, answer in self._each(hook, last=BUILT_IN, only=asked, **arguments):
            if answer is not None:
                return plugin, answer
        return None

    def _asked(self, hook: str) -> tuple[str, ...]:
        """Who is asked to decide: the chosen one or the only one, then the core."""
        able = [plugin for plugin, _ in self._implementations(hook)]
        rivals = sorted(set(able) - {BUILT_IN})
        chosen = self._choices.get(hook)
        if chosen is not None:
            if chosen not in able:
                raise NotFoundError(f"{chosen!r} was chosen for {hook}, which it does not decide; {_able(able)}")
            rivals = [chosen]
        elif len(rivals) > 1:
            raise DefinitionError(f"several plugins offer {hook} ({', '.join(rivals)}); choose one of them")
        return tuple(dict.fromkeys((*rivals, *(each for each in able if each == BUILT_IN))))

    def _merged(self, hook: str) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for plugin, offered in self._each(hook):
            if not isinstance(offered, Mapping):
                raise DefinitionError(f"plugin {plugin!r} must offer a mapping by {hook}, not {offered!r}")
            for name in offered:
                if name in merged:
                    raise DefinitionError(f"plugin {plugin!r} offers {name!r} by {hook}, which is offered already")
            merged.update(offered)
        return merged

    def _gathered(self) -> tuple[dict[str, Kind], dict[str, str]]:
        kinds: dict[str, Kind] = {}
        brought: dict[str, str] = {}
        for plugin, offered in self._each("provide_kinds"):
            for kind in _listed(plugin, "provide_kinds", offered, Kind):
                if kind.name in kinds:
                    raise DefinitionError(f"plugin {plugin!r} offers the kind {kind.name!r}, which is there already")
                kinds[kind.name] = kind
                brought[kind.name] = plugin
        for plugin, extension in self.extensions():
            if extension.kind not in kinds:
                raise DefinitionError(f"plugin {plugin!r} extends the kind {extension.kind!r}, which is not there")
            kinds[extension.kind] = extended(kinds[extension.kind], extension, plugin)
        return {name: with_watching(with_rehoming(kind)) for name, kind in kinds.items()}, brought


def _listed(plugin: str, hook: str, offered: Any, wanted: type[T]) -> list[T]:
    """What was offered, as a list of what the hook asks for."""
    if isinstance(offered, (str, wanted)) or not isinstance(offered, Iterable):
        raise DefinitionError(f"plugin {plugin!r} must offer a list by {hook}, not {type(offered).__name__}")
    things = list(offered)
    for thing in things:
        if not isinstance(thing, wanted):
            raise DefinitionError(f"plugin {plugin!r} must offer {wanted.__name__} by {hook}, not {thing!r}")
    return things


def _able(names: Iterable[str]) -> str:
    told = ", ".join(sorted(names))
    return f"{told} can" if told else "nobody can"
