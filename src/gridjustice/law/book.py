"""The law book: what the law says on a day, from dated data, with an office's own settings over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import attrs

from gridjustice.errors import DefinitionError, NotFoundError
from gridjustice.language import Language
from gridjustice.law.changes import Change, changes
from gridjustice.law.citations import Citation, Instrument, built_in_instruments, instrument_from
from gridjustice.law.figures import Figure
from gridjustice.law.profiles import Profile
from gridjustice.law.reading import BUILT_IN, Basis, bases_from, figures_from, profile_from
from gridjustice.law.tables import Table, read_toml
from gridjustice.law.timeline import Dated, clash, holds, laid_over, ordered, overlap
from gridjustice.law.watching import Watching, with_watching

DATA = Path(__file__).parent / "data"
_FILES = ("bases.toml", "figures.toml", "profiles.toml", "watch.toml")
_NO_KIND = ""

T = TypeVar("T")
F = TypeVar("F", Figure, Basis)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class LawBook:
    """Limits, legal grounds, profiles and instruments by their keys and days; immutable, share it between threads.

    Attributes:
        instruments: by key.
        profiles: in the order of their days.
        brought_by: the plugins whose law is in it.
        watching: when somebody is warned of a limit, and whom it concerns.
    """

    instruments: Mapping[str, Instrument]
    profiles: tuple[Profile, ...]
    _figures: Mapping[str, tuple[Figure, ...]] = attrs.field(alias="figures")
    _bases: Mapping[str, tuple[Basis, ...]] = attrs.field(alias="bases")
    brought_by: frozenset[str] = frozenset()
    watching: Watching = Watching()

    @staticmethod
    def load(*extra: Path, over: LawBook | None = None) -> LawBook:
        """The built-in law with the files of an office laid over it, later files over earlier ones.

        A file may set figures and bases that are marked as defaults, and the rules by which limits are watched, add
        new ones and new instruments, and add case codes that a profile lists as unknown.

        Args:
            extra: the files.
            over: instead of the built-in law, as `Plugins.law` gives it, so that an office may set the defaults of a
                plugin too.

        Raises:
            DefinitionError: a file cannot be read, contradicts itself or another, or sets what the law has set;
                its path names the file and the key.
        """
        book = over or _built_in()
        for path in extra:
            book = _extended(book, read_toml(path), path.name)
        return book

    def joined_by(self, plugin: str, folder: Path) -> LawBook:
        """This law and what a plugin brings: every file ``*.toml`` of its folder, held to the same rules.

        A plugin brings new keys only: what the law, an office or another plugin has set, it cannot set again. What
        its files say of one another is read in the order of their names.

        Raises:
            DefinitionError: a file cannot be read, contradicts itself, or brings a key that is there.
        """
        files = [read_toml(path) for path in sorted(folder.glob("*.toml"))]
        if not files:
            raise DefinitionError(f"plugin {plugin!r} brings law from {folder.name!r}, which has no file *.toml")
        book = self
        for file in files:
            file.place = f"plugin {plugin!r}: {file.place}"
            book = _extended(book, file, f"plugin {plugin}", only_new=True)
        return attrs.evolve(book, brought_by=self.brought_by | {plugin})

    def figure(self, key: str, day: date) -> Figure:
        """The limit for what starts on that day.

        Raises:
            NotFoundError: there is no such key, or no figure was in force on that day.
        """
        for figure in _named(self._figures, key, "limit"):
            if holds(figure, day):
                return figure
        raise _none_on(day, f"the limit {key!r}", self._figures[key])

    def figures(self) -> Mapping[str, tuple[Figure, ...]]:
        """Every limit with its versions, oldest first."""
        return self._figures

    def cite(self, basis: str, day: date, kind: str = _NO_KIND) -> Citation:
        """The ground of an act of that day.

        Args:
            basis: its key.
            day: of the act.
            kind: the kind of mediation (``people``, ``invited``, ``entrusted``, ...); where the kind has no ground
                of its own, that for all kinds is cited.

        Raises:
            NotFoundError: there is no such key, or nothing was in force on that day.
        """
        entries = _named(self._bases, basis, "legal basis")
        general = None
        for entry in entries:
            if holds(entry, day):
                if entry.kind == kind:
                    return entry.citation
                if not entry.kind:
                    general = entry.citation
        if general is None:
            raise _none_on(day, f"the legal basis {basis!r}" + (f" for {kind!r}" if kind else ""), entries)
        return general

    def bases(self) -> Mapping[str, tuple[Basis, ...]]:
        """Every legal ground with its versions, oldest first."""
        return self._bases

    def profile(self, day: date) -> Profile:
        """How a court proceeds with what is brought to it on that day.

        Raises:
            NotFoundError: the library knows of no profile for a day so long ago.
        """
        for profile in self.profiles:
            if holds(profile, day):
                return profile
        raise _none_on(day, "the order of proceedings", self.profiles)

    def changes(self, first: date = date.min, last: date = date.max) -> tuple[Change, ...]:
        """What became another rule, began or ended from the first day to the last, both of them counted."""
        return tuple(each for each in changes(self.profiles, self._figures, self._bases) if first <= each.day <= last)

    def text(self, citation: Citation, language: Language) -> str:
        """A citation in words, with the names of this book's instruments."""
        return citation.text(language, self.instruments)


def _named(entries: Mapping[str, tuple[T, ...]], key: str, what: str) -> tuple[T, ...]:
    found = entries.get(key)
    if found is None:
        near = get_close_matches(key, entries, n=3, cutoff=0.5)
        hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
        raise NotFoundError(f"there is no {what} {key!r}{hint}")
    return found


def _none_on(day: date, what: str, entries: Iterable[Dated]) -> NotFoundError:
    known = ", ".join(f"from {entry.in_force}" + (f" to {entry.until}" if entry.until else "") for entry in entries)
    return NotFoundError(f"nothing is in force on {day} for {what}; known {known}")


@lru_cache(maxsize=1)
def _built_in() -> LawBook:
    book = LawBook(instruments=built_in_instruments(), profiles=(), figures={}, bases={})
    for name in _FILES:
        book = _extended(book, read_toml(DATA / name), BUILT_IN)
    return book


def _extended(book: LawBook, file: Table, origin: str, *, only_new: bool = False) -> LawBook:
    def entries(name: str, known: Iterable[str]) -> dict[str, Table]:
        found = file.entries(name)
        if only_new and (there := sorted(found.keys() & set(known))):
            raise found[there[0]].wrong(f"there already is such a {name}; take a key of your own")
        return found

    instruments = dict(book.instruments)
    for key, table in file.entries("instrument").items():
        if key in instruments:
            raise table.wrong("there already is such an instrument")
        instruments[key] = instrument_from(key, table)
    bases, figures = dict(book.bases()), dict(book.figures())
    for key, table in entries("basis", bases).items():
        bases[key] = _with_bases(bases.get(key, ()), bases_from(key, table, instruments, origin), table)
    for key, table in entries("figure", figures).items():
        line = figures.get(key, ())
        template = line[-1] if line else None
        figures[key] = _with_new(line, figures_from(key, table, instruments, template, origin), table)
    profiles = _with_profiles(
        book.profiles, entries("profile", (each.key for each in book.profiles)), instruments, figures
    )
    watching = with_watching(book.watching, file, figures, origin, only_new=only_new)
    file.finish()
    return LawBook(
        instruments=MappingProxyType(instruments),
        profiles=profiles,
        figures=MappingProxyType(figures),
        bases=MappingProxyType(bases),
        brought_by=book.brought_by,
        watching=watching,
    )


def _with_new(line: tuple[F, ...], new: list[F], table: Table) -> tuple[F, ...]:
    if pair := clash(ordered(new)):
        raise table.wrong(f"two versions are in force on {pair[1].in_force}")
    for entry in new:
        for older in line:
            if overlap(older, entry) and not older.confidence.is_default:
                cited = older.citation
                source = f"{cited.instrument} {cited.version} {cited.article}".rstrip()
                raise table.wrong(f"is set by the law ({source}), not by an office: only defaults can be set")
        line = laid_over(line, entry)
    return line


def _with_bases(line: tuple[Basis, ...], new: list[Basis], table: Table) -> tuple[Basis, ...]:
    whole: list[Basis] = []
    for kind in sorted({entry.kind for entry in (*line, *new)}):
        of_kind = tuple(entry for entry in line if entry.kind == kind)
        whole += _with_new(of_kind, [entry for entry in new if entry.kind == kind], table)
    return ordered(whole)


def _with_profiles(
    profiles: tuple[Profile, ...],
    tables: Mapping[str, Table],
    instruments: Mapping[str, Instrument],
    figures: Mapping[str, tuple[Figure, ...]],
) -> tuple[Profile, ...]:
    known = {profile.key: profile for profile in profiles}
    for key, table in tables.items():
        old = known.get(key)
        known[key] = profile_from(key, table, instruments, figures) if old is None else _with_codes(old, table)
        line = ordered(known.values())
        if pair := clash(line):
            raise table.wrong(f"{pair[0].key!r} and {pair[1].key!r} are both in force on {pair[1].in_force}")
    return ordered(known.values())


def _with_codes(profile: Profile, table: Table) -> Profile:
    codes = table.texts("case_codes")
    table.finish()
    if fixed := sorted(set(codes) - set(profile.unknown_codes)):
        raise table.wrong(f"only codes that are not known can be set, not {', '.join(fixed)}")
    return attrs.evolve(
        profile,
        case_codes=MappingProxyType({**profile.case_codes, **codes}),
        unknown_codes=tuple(purpose for purpose in profile.unknown_codes if purpose not in codes),
    )
