"""Adopting places of a reference list: they become units of a court, and grids if that is wanted, by the same steps."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import attrs

from gridjustice.application.exchange.files import ReadRow
from gridjustice.application.exchange.forms import BY_NAME
from gridjustice.application.exchange.importing import ImportReport, Progress, import_rows
from gridjustice.application.exchange.words import Words
from gridjustice.application.office import Office
from gridjustice.domain.network import GridNature, UnitKind
from gridjustice.domain.values import named_id
from gridjustice.errors import InvalidError, NotFoundError
from gridjustice.language import Language
from gridjustice.ports.lists import ListEntry, Lists, below, newest

SOME = 500


@attrs.frozen(kw_only=True)
class Adoption:
    """What is to become of places.

    Attributes:
        court: the path of the court that adopts them.
        list: the list they stand in, with its version; the newest by default.
        under: the code of a place: it and everything below it is adopted.
        codes: or these places alone, with the places above them as far as `up_to`.
        kind: of the units that places without any below them become.
        upper_kind: of the units that places with others below them become; they have no mediators of their own.
        up_to: the level of the highest place above the wanted ones that is adopted with them.
        grids: whether each place without any below it gets one grid.
        nature: of these grids.
    """

    court: str
    list: str = "units"
    version: str = ""
    under: str = ""
    codes: Sequence[str] = ()
    kind: UnitKind = UnitKind.COMMUNITY
    upper_kind: UnitKind = UnitKind.GOVERNANCE_OFFICE
    up_to: str = "township"
    grids: bool = False
    nature: GridNature = GridNature.BASIC


def adopt_places(
    office: Office, actor: str, adoption: Adoption, *, dry: bool = False, progress: Progress | None = None
) -> ImportReport:
    """The places are units of the court; safe to repeat, and to go on with after a crash, as `import_network` is.

    What the court has already under the code of a place stays as it is.

    Raises:
        InvalidError: neither a place nor codes are named, or both.
        NotFoundError: the list, or one of the places, is not there.
        AdapterError: the storage is locked, gone, or keeps no lists.
    """
    if bool(adoption.under) == bool(adoption.codes):
        raise InvalidError("name either a place under which everything is adopted, or the codes of places")
    lists = office.storage.lists()
    version = newest(lists.versions(), adoption.list, adoption.version).version
    choice = _Choice(office, lists, attrs.evolve(adoption, version=version))
    words = Words(office.catalogue)
    rows = choice.rows(words)
    return import_rows(office, actor, rows, words=words, dry=dry, progress=progress, as_it_is=True)


class _Choice:
    """The places that are meant, as rows of the tables of units and grids."""

    def __init__(self, office: Office, lists: Lists, adoption: Adoption) -> None:
        self._office = office
        self._lists = lists
        self._adoption = adoption
        self._above: set[str] = set()

    def rows(self, words: Words) -> Iterator[ReadRow]:
        """A row for each place, and one for its grid."""
        for number, (entry, is_upper, has_parent) in enumerate(self._places(), 1):
            yield self._unit(number, entry, is_upper, has_parent, words)
            if self._adoption.grids and not is_upper:
                yield self._grid(number, entry, words)

    def _places(self) -> Iterator[tuple[ListEntry, bool, bool]]:
        """(place, whether others lie below it, whether the place above it is a unit too)."""
        wanted = self._adoption
        if wanted.under:
            top = self._entries((wanted.under,))[wanted.under]
            yield top, bool(self._children(top.code)), self._is_unit(top.parent)
            for entry in below(self._lists, wanted.list, wanted.version, wanted.under):
                yield entry, bool(self._children(entry.code)), True
            return
        for start in range(0, len(wanted.codes), SOME):
            some = wanted.codes[start : start + SOME]
            found = self._entries(some)
            for code in some:
                yield from self._with_above(found[code])

    def _with_above(self, entry: ListEntry) -> Iterator[tuple[ListEntry, bool, bool]]:
        """The place, behind those above it that were not met before."""
        line = [entry]
        levels = [entry.level]
        while line[-1].parent:
            above = self._lists.entries(self._adoption.list, self._adoption.version, (line[-1].parent,))
            line.append(above[line[-1].parent])
            levels.append(line[-1].level)
        top = levels.index(self._adoption.up_to) if self._adoption.up_to in levels else 0
        for place in reversed(line[: top + 1]):
            if place.code not in self._above:
                self._above.add(place.code)
                yield place, place is not entry, place.parent in self._above or self._is_unit(place.parent)

    def _entries(self, codes: Collection[str]) -> Mapping[str, ListEntry]:
        found = self._lists.entries(self._adoption.list, self._adoption.version, codes)
        if missing := [code for code in codes if code not in found]:
            which = ", ".join(missing[:5])
            raise NotFoundError(f"version {self._adoption.version} of the list {self._adoption.list!r} has no {which}")
        return found

    def _children(self, code: str) -> list[ListEntry]:
        return self._lists.children(self._adoption.list, self._adoption.version, code, limit=1)

    def _is_unit(self, code: str) -> bool:
        if not code:
            return False
        unit = named_id("unit", code)
        with self._office.storage.read() as reader:
            return unit in reader.load(ids=(unit,)).heads

    def _unit(self, number: int, entry: ListEntry, is_upper: bool, has_parent: bool, words: Words) -> ReadRow:
        wanted = self._adoption
        kind = wanted.upper_kind if is_upper else wanted.kind
        cells = {
            "code": entry.code, "name": entry.name, "name_ko": entry.name_ko, "court": wanted.court,
            "kind": kind.value, "parent": entry.parent if has_parent else "", "mediates": "no" if is_upper else "yes",
        }  # fmt: skip
        return self._row("units", number, cells)

    def _grid(self, number: int, entry: ListEntry, words: Words) -> ReadRow:
        wanted = self._adoption
        name_ko = words.text(Language.KO, "exchange.grid_of", name=entry.name_ko) if entry.name_ko else ""
        cells = {
            "code": f"{entry.code}-01", "name": words.text(Language.ZH, "exchange.grid_of", name=entry.name),
            "name_ko": name_ko, "court": wanted.court, "unit": entry.code, "nature": wanted.nature.value,
        }  # fmt: skip
        return self._row("grids", number, cells)

    def _row(self, table: str, number: int, cells: Mapping[str, str]) -> ReadRow:
        file = f"{self._adoption.list} {self._adoption.version}"
        return ReadRow(form=BY_NAME[table], file=file, row=number, cells=cells, headings={})
