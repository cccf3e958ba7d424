"""A workflow that came from somewhere: in the form of format 1, with the places in its file that its parts have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from gridjustice.workflow.foreign.findings import Path, TableFinding


@attrs.frozen
class Source:
    """A file that was read.

    Attributes:
        name: as findings show it; empty where there is one file only.
        data: what it holds.
        called: its name with the folders above it.
    """

    name: str
    data: Any
    called: str = ""


@attrs.frozen
class Place:
    """Where something stands."""

    file: str
    path: Path


@attrs.frozen
class Imported:
    """A workflow in the form of format 1.

    Attributes:
        name: of the workflow.
        form: whose format it came in.
        document: the workflow as plain data.
        places: where its parts stand in the file, by their path in the document; empty where it is the file itself.
        findings: what was found as it was brought into this form, and later what the check found.
        file: in which it stands; empty where there is one file only.
    """

    name: str
    form: str
    document: Any
    places: Mapping[Path, Place] = attrs.field(factory=dict)
    findings: tuple[TableFinding, ...] = ()
    file: str = ""

    def traced(self, findings: Iterable[TableFinding]) -> list[TableFinding]:
        """The findings about the document, each once and at its place in the file it came from.

        What stands there once may have become several parts of the document, as an event with conditions does.
        """
        if not self.places:
            return [attrs.evolve(finding, table=self.name, file=self.file) for finding in findings]
        traced = (self._traced(finding) for finding in findings)
        return list({(each.code, each.file, each.path, str(each.values)): each for each in traced}.values())

    def _traced(self, finding: TableFinding) -> TableFinding:
        values = dict(finding.values)
        if "at" in values:
            values["at"] = self._place(values["at"]).path  # type: ignore[arg-type]  # always a path
        place = self._place(finding.path)
        return attrs.evolve(finding, path=place.path, file=place.file, table=self.name, values=values)

    def _place(self, path: Path) -> Place:
        """The place of the path, or of the nearest part above it that has one."""
        for length in range(len(path), -1, -1):
            if place := self.places.get(path[:length]):
                return place
        return Place(self.file, ())
