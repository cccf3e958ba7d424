"""The typed face of all plugins: found through entry points, asked one by one, never global."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, TypeVar

import attrs
import pluggy

from gridjustice.domain.planning import Candidate, Demand, Proposal
from gridjustice.errors import DefinitionError, NotFoundError
from gridjustice.hooks import specifications
from gridjustice.law import PlainWeek, WorkingDays
from gridjustice.ports.storage import Storage
from gridjustice.workflow.table import Kind

T = TypeVar("T")


@attrs.frozen
class Found:
    """A plugin that was found.

    Attributes:
        name: of its entry point.
        distribution: name and version of the distribution it came with; empty where it was handed in.
        hooks: what it offers, without the common prefix.
    """

    name: str
    distribution: str
    hooks: tuple[str, ...]


class Plugins:
    """The plugins of one office."""

    def __init__(self, plugins: Iterable[tuple[str, object]] = ()) -> None:
        """Take plugins as (name, module or object): these and no others, not even the built-in ones.

        `Plugins.found` adds to what is installed.

        Raises:
            DefinitionError: one has a misspelt hook, asks for arguments that do not exist, or wraps others.
        """
        self._manager = pluggy.PluginManager(specifications.PROJECT)
        self._manager.add_hookspecs(specifications)
        self._distributions: dict[str, str] = {}
        for name, plugin in plugins:
            self._register(name, plugin, "")
        self._check()

    @classmethod
    def found(cls, extra: Iterable[tuple[str, object]] = ()) -> Plugins:
        """The plugins that are installed, found through the entry point group ``gridjustice``, and extra ones."""
        self = cls()
        points = sorted(entry_points(group=specifications.PROJECT), key=lambda p: (p.name != "builtin", p.name))
        for point in points:
            try:
                plugin = point.load()
            except Exception as problem:
                raise DefinitionError(f"plugin {point.name!r} ({point.value}) cannot be loaded: {problem}") from problem
            distribution = f"{point.dist.name} {point.dist.version}" if point.dist else ""
            self._register(point.name, plugin, distribution)
        for name, plugin in extra:
            self._register(name, plugin, "")
        self._check()
        return self

    def __iter__(self) -> Iterator[Found]:
        for name, plugin in self._manager.list_name_plugin():
            if plugin is not None:
                hooks = sorted(caller.name for caller in self._manager.get_hookcallers(plugin) or ())
                short = tuple(hook.removeprefix(f"{specifications.PROJECT}_") for hook in hooks)
                yield Found(name, self._distributions.get(name, ""), short)

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
        """The calendar of working days that is offered, or that is named.

        Raises:
            DefinitionError: several are offered and none is named.
            NotFoundError: the named one is not offered.
        """
        offered: Mapping[str, Callable[[], WorkingDays]] = self._merged("provide_calendars")
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
        """All kinds of record, by name."""
        kinds: dict[str, Kind] = {}
        for plugin, offered in self._each("provide_kinds"):
            if isinstance(offered, Kind) or not isinstance(offered, Iterable):
                raise DefinitionError(f"plugin {plugin!r} must offer a list of kinds by provide_kinds")
            for kind in offered:
                if kind.name in kinds:
                    raise DefinitionError(f"plugin {plugin!r} offers the kind {kind.name!r}, which is there already")
                kinds[kind.name] = kind
        return kinds

    def catalogues(self) -> list[Path]:
        """All catalogue folders, built-in first, so that plugins win."""
        return [folder for _, offered in self._each("provide_catalogues") for folder in offered]

    def commands(self) -> dict[str, str]:
        """All commands, by name, as ``module:attribute``."""
        return self._merged("provide_commands")

    def decide_assignments(
        self, demands: Sequence[Demand], candidates: Sequence[Candidate], day: date
    ) -> tuple[str, Sequence[Proposal]]:
        """The first plan that a plugin has, with the plugin's name; the built-in one answers last."""
        for plugin, answer in self._each(
            "decide_assignments", last="builtin", demands=demands, candidates=candidates, day=day
        ):
            if answer is not None:
                return plugin, answer
        raise NotFoundError("no plugin decides assignments")

    def _register(self, name: str, plugin: object, distribution: str) -> None:
        try:
            self._manager.register(plugin, name)
        except (ValueError, pluggy.PluginValidationError) as problem:
            raise DefinitionError(f"plugin {name!r} cannot be used: {problem}") from problem
        self._distributions[name] = distribution

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

    def _each(self, hook: str, *, last: str = "", **arguments: Any) -> Iterator[tuple[str, Any]]:
        """Each plugin's answer, in the order of registration, the one named ``last`` at the end."""
        caller = getattr(self._manager.hook, f"{specifications.PROJECT}_{hook}")
        implementations = sorted(caller.get_hookimpls(), key=lambda i: i.plugin_name == last)
        for implementation in implementations:
            wanted = {name: arguments[name] for name in implementation.argnames}
            try:
                answer = implementation.function(**wanted)
            except Exception as problem:
                raise DefinitionError(
                    f"plugin {implementation.plugin_name!r} failed in {caller.name}: {problem}"
                ) from problem
            yield implementation.plugin_name, answer

    def _merged(self, hook: str) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for plugin, offered in self._each(hook):
            for name in offered:
                if name in merged:
                    raise DefinitionError(f"plugin {plugin!r} offers {name!r} by {hook}, which is offered already")
            merged.update(offered)
        return merged
