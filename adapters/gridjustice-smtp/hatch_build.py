"""Compiles the catalogues of sentences (``.po``, which people write) to what programmes read (``.mo``).

Hatchling runs it for every wheel and every editable installation. Each distribution that has catalogues carries
this same file, because it must build from its own source archive alone; a test holds the copies equal.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(folder: Path) -> list[Path]:
    """Every catalogue below the folder has its compiled form beside it; returns those that were out of date."""
    compiled = []
    for source in sorted(folder.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        from babel.messages import mofile, pofile  # here, because nothing to do should cost nothing

        with source.open("rb") as words:
            catalogue = pofile.read_po(words, abort_invalid=True)
        partial = target.with_suffix(".partial")
        with partial.open("wb") as file:
            mofile.write_mo(file, catalogue)
        partial.replace(target)  # whoever reads at this moment sees the old words or the new, never half of them
        compiled.append(target)
    return compiled


class Catalogues(BuildHookInterface[Any]):
    """The build hook: compiles before hatchling collects the files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """The compiled catalogues are there to be packed."""
        compile_catalogues(Path(self.root) / "src")
