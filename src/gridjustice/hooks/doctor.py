"""What is wrong with the plugins that are installed, every one of them and all at once.

An office that cannot open names the first thing it stumbles over; the doctor examines each plugin on its own, then all
of them together, and goes on where an office would have stopped. It opens no storage and takes no step.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import pluggy

from gridjustice.errors import DefinitionError, GridJusticeError, place_of
from gridjustice.hooks import specifications
from gridjustice.hooks.finding import BUILT_IN, Candidate, usable
from gridjustice.hooks.plugins import CALENDAR, Plugins
from gridjustice.language import Catalogue, Language
from gridjustice.law import LawBook
from gridjustice.workflow.extending import Extension, extended, weakened
from gridjustice.workflow.lint import lint
from gridjustice.workflow.table import Kind

PREFIX = f"{specifications.PROJECT}_"

AILMENTS = (
    "cannot_load",
    "requirement",
    "no_hooks",
    "unmarked",
    "misspelt",
    "arguments",
    "wrapper",
    "fails",
    "clash",
    "undecided",
    "choice",
    "table",
    "law",
    "catalogue",
    "command",
)
"""Every problem that is found; what to do about each is ``plugins.remedy.<problem>`` of the catalogues."""


@attrs.frozen
class Ailment:
    """One thing that is wrong with a plugin.

    Attributes:
        plugin: its name; several, joined by commas, where they clash.
        problem: one of `AILMENTS`.
        detail: what exactly, in English.
    """

    plugin: str
    problem: str
    detail: str

    def __str__(self) -> str:
        return f"{self.plugin}: {self.detail} [{self.problem}]"

    def remedy(self, language: Language, catalogue: Catalogue) -> str:
        """What to do about it."""
        return catalogue.text(language, f"plugins.remedy.{self.problem}", plugin=self.plugin)


def examine_plugins(candidates: Iterable[Candidate], *, choices: Mapping[str, str] | None = None) -> list[Ailment]:
    """Everything that is wrong with these plugins; an empty list when nothing is.

    Args:
        candidates: as `gridjustice.hooks.finding.find_plugins` finds them.
        choices: which plugin decides what, as of `Plugins`.
    """
    found = list(candidates)
    ailments = [Ailment(each.name, "cannot_load", each.problem) for each in found if each.problem]
    sound: list[Candidate] = []
    for candidate in usable(found):
        if any(candidate.name == other.name for other in sound):
            ailments.append(Ailment(candidate.name, "clash", "two plugins have this name; no office opens with both"))
            continue
        alone = list(_hooks(candidate))
        ailments += alone
        if not any(each.problem in {"arguments", "wrapper", "misspelt"} for each in alone):
            sound.append(candidate)
    together = _Together(sound, choices or {})
    return [*ailments, *together.all()]


# A plugin on its own.


def _hooks(candidate: Candidate) -> Iterator[Ailment]:
    """What is wrong with the functions themselves, none of which is called."""
    manager = pluggy.PluginManager(specifications.PROJECT)
    known = {name for name in vars(specifications) if name.startswith(PREFIX)}
    marked = 0
    for name in dir(candidate.plugin):
        try:
            function = getattr(candidate.plugin, name, None)
            options = manager.parse_hookimpl_opts(candidate.plugin, name)
        except Exception as problem:  # noqa: BLE001  # an object may do anything when it is asked for its attributes
            yield Ailment(candidate.name, "fails", f"its attribute {name!r} cannot be read ({type(problem).__name__})")
            continue
        if options is None:
            if name.startswith(PREFIX) and callable(function):
                yield Ailment(candidate.name, "unmarked", f"{name} is not marked with hookimpl, so nobody asks it")
                marked += 1
            continue
        marked += 1
        hook = options.get("specname") or name
        if hook not in known:
            near = get_close_matches(hook, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield Ailment(candidate.name, "misspelt", f"there is no hook {hook}{hint}")
        elif options["wrapper"] or options["hookwrapper"]:
            yield Ailment(candidate.name, "wrapper", f"{name} wraps what others answer")
        else:
            yield from _arguments(candidate.name, hook, function)
    if not marked:
        yield Ailment(candidate.name, "no_hooks", "it offers, decides and hears nothing")


def _arguments(plugin: str, hook: str, function: Any) -> Iterator[Ailment]:
    able = list(inspect.signature(getattr(specifications, hook)).parameters)
    wanted = inspect.signature(function).parameters.values()
    for each in wanted:
        if each.kind in (each.VAR_POSITIONAL, each.VAR_KEYWORD):
            yield Ailment(plugin, "arguments", f"{hook} takes {each}, which is never filled; name the arguments")
        elif each.name not in able:
            told = ", ".join(able) or "none"
            yield Ailment(plugin, "arguments", f"{hook} asks for {each.name!r}; its arguments are: {told}")


# All of them together.


class _Together:
    """Plugins whose hooks can be asked, each asked on its own, and what they say laid side by side."""

    def __init__(self, candidates: Sequence[Candidate], choices: Mapping[str, str]) -> None:
        self._plugins = {each.name: Plugins([(each.name, each.plugin)]) for each in candidates}
        self._choices = choices
        self._ailments: list[Ailment] = []

    def all(self) -> list[Ailment]:
        """Everything that is wrong."""
        self._names_offered_twice()
        self._deciders()
        self._tables()
        self._catalogues()
        self._commands()
        return self._ailments

    def _found(self, plugin: str, problem: str, detail: str) -> None:
        self._ailments.append(Ailment(plugin, problem, detail))

    def _asking(self, hook: str) -> list[tuple[str, Plugins]]:
        return [(name, alone) for name, alone in self._plugins.items() for found in alone if hook in found.hooks]

    @cached_property
    def _offered(self) -> dict[str, dict[str, list[Any]]]:
        """By hook and plugin, what is offered, as a list; what fails is found fault with once."""
        hooks = [name.removeprefix(PREFIX) for name in vars(specifications) if name.startswith(f"{PREFIX}provide_")]
        offered: dict[str, dict[str, list[Any]]] = {}
        for hook in hooks:
            for name, alone in self._asking(hook):
                try:
                    offered.setdefault(hook, {})[name] = alone.offered(hook)
                except GridJusticeError as problem:
                    self._found(name, "fails", str(problem))
        return offered

    def _of(self, hook: str, wanted: type) -> Iterator[tuple[str, Any]]:
        """What is offered and is of the right class; the rest is found fault with."""
        for name, things in self._offered.get(hook, {}).items():
            for thing in things:
                if isinstance(thing, wanted):
                    yield name, thing
                else:
                    self._found(name, "fails", f"it offers {thing!r} by {hook}, which is no {wanted.__name__}")

    def _names_offered_twice(self) -> None:
        for hook, by_plugin in self._offered.items():
            holders: dict[str, list[str]] = {}
            for name, things in by_plugin.items():
                for thing in dict.fromkeys(each for each in things if isinstance(each, str)):
                    holders.setdefault(thing, []).append(name)
            for thing, names in holders.items():
                if len(names) > 1:
                    self._found(", ".join(names), "clash", f"{thing!r} is offered by each of them ({hook})")
        calendars = {
            thing: name for name, things in self._offered.get("provide_calendars", {}).items() for thing in things
        }
        chosen = self._choices.get(CALENDAR)
        if chosen is not None and chosen not in calendars:
            self._found(chosen, "choice", f"no plugin offers the calendar {chosen!r}")
        elif chosen is None and len(calendars) > 1:
            self._found(", ".join(dict.fromkeys(calendars.values())), "undecided", f"calendars: {', '.join(calendars)}")

    def _deciders(self) -> None:
        hooks = [name.removeprefix(PREFIX) for name in vars(specifications) if name.startswith(f"{PREFIX}decide_")]
        for hook in hooks:
            able = [name for name, _ in self._asking(hook)]
            rivals = [name for name in able if name != BUILT_IN]
            chosen = self._choices.get(hook)
            if chosen is not None and chosen not in able:
                self._found(chosen, "choice", f"it was chosen for {hook}, which it does not decide")
            elif chosen is None and len(rivals) > 1:
                self._found(", ".join(rivals), "undecided", f"each of them offers {hook}")
        for hook in sorted(self._choices.keys() - {*hooks, CALENDAR}):
            self._found(self._choices[hook], "choice", f"it was chosen for {hook!r}, of which nothing can be chosen")

    def _tables(self) -> None:
        kinds: dict[str, Kind] = {}
        brought: dict[str, str] = {}
        for name, kind in self._of("provide_kinds", Kind):
            if kind.name in kinds:
                self._found(
                    f"{brought[kind.name]}, {name}", "clash", f"the kind {kind.name!r} is offered by each of them"
                )
                continue
            kinds[kind.name], brought[kind.name] = kind, name
        for name, extension in self._of("provide_extensions", Extension):
            if extension.kind not in kinds:
                self._found(name, "table", f"it extends the kind {extension.kind!r}, which is not there")
            elif faults := list(weakened(kinds[extension.kind], extension, name)):
                for fault in faults:
                    self._found(name, "table", str(fault))
            else:
                kinds[extension.kind] = extended(kinds[extension.kind], extension, name)
        law, catalogue = self._law(), self._catalogue()
        for kind in kinds.values():
            try:
                findings = lint(kind, kinds, law, catalogue)
            except Exception as problem:  # noqa: BLE001  # a table may be made of anything
                self._found(brought[kind.name], "table", f"{kind.name} cannot be examined ({place_of(problem)})")
                continue
            for finding in findings:
                of = kind.brought_limits if finding.place.startswith("limit ") else kind.brought
                word = _subject(finding.place)
                self._found(of.get(word) or brought[kind.name], "table", str(finding))

    def _law(self) -> LawBook:
        law = LawBook.load()
        for name, folder in self._of("provide_law", Path):
            try:
                law = law.joined_by(name, folder)
            except DefinitionError as problem:
                self._found(name, "law", str(problem))
        return law

    def _catalogue(self) -> Catalogue:
        """The words of all plugins whose catalogues can be read."""
        folders = []
        for _, folder in self._of("provide_catalogues", Path):
            catalogue = Catalogue([folder])
            try:
                for language in Language:
                    catalogue.words(language)
            except (DefinitionError, OSError, UnicodeDecodeError):
                continue  # found fault with among the catalogues
            folders.append(folder)
        return Catalogue(folders)

    def _catalogues(self) -> None:
        for name, folders in self._offered.get("provide_catalogues", {}).items():
            for folder in (each for each in folders if isinstance(each, Path)):
                for detail in _gaps(folder):
                    self._found(name, "catalogue", detail)

    def _commands(self) -> None:
        for name, alone in self._asking("provide_commands"):
            if name not in self._offered.get("provide_commands", {}):
                continue
            for command, target in alone.commands().items():
                if problem := _unloadable(target):
                    self._found(name, "command", f"the command {command!r} is {target!r}: {problem}")


def _subject(place: str) -> str:
    """The step or limit that a finding of the lint is about: ``step visit from reported``, ``facts of visit``."""
    words = place.split()
    return words[2] if place.startswith("facts of ") else words[1] if len(words) > 1 else ""


def _gaps(folder: Path) -> Iterator[str]:
    """What a folder of catalogues says in one language and not in another."""
    words: dict[Language, set[str]] = {}
    for language in Language:
        try:
            words[language] = set(Catalogue([folder]).words(language))
        except (DefinitionError, OSError, UnicodeDecodeError) as problem:
            yield f"{language.tag}: {problem if isinstance(problem, DefinitionError) else type(problem).__name__}"
            continue
        sources = folder / language.value / "LC_MESSAGES"
        for source in sorted(sources.glob("*.po")):
            if not source.with_suffix(".mo").exists():
                yield f"{language.tag}: {source.name} is not compiled (pybabel compile)"
    whole = set().union(*words.values())
    for language, known in words.items():
        for key in sorted(whole - known):
            yield f"{key!r} has no {language.tag} text"


def _unloadable(target: object) -> str:
    """Why a command cannot be loaded; empty where it can."""
    module, _, attribute = str(target).partition(":")
    if not isinstance(target, str) or not module or not attribute:
        return "write it as 'module:attribute'"
    try:
        found = import_module(module)
    except (Exception, SystemExit) as problem:  # noqa: BLE001  # a module may do anything when it is imported
        return f"{module} cannot be imported ({type(problem).__name__}: {problem})"
    return "" if callable(getattr(found, attribute, None)) else f"{module} has no command {attribute!r}"
