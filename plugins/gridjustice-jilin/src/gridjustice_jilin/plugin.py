"""What this distribution offers to GridJustice: the province's words, a step and a guard, and a command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from gridjustice.authoring import Extension, hookimpl
from gridjustice_jilin.settings import read
from gridjustice_jilin.table import extensions


@hookimpl
def gridjustice_provide_extensions() -> Sequence[Extension]:
    """Korean names of units are checked by a person; codes of grids have the office's form, if it has set one."""
    return extensions(read())


@hookimpl
def gridjustice_provide_catalogues() -> Sequence[Path]:
    """The e-court and the hotline by name, where the core speaks of any."""
    return (Path(__file__).parent / "locale",)


@hookimpl
def gridjustice_provide_commands() -> Mapping[str, str]:
    """``gridjustice jilin``."""
    return {"jilin": "gridjustice_jilin.command:jilin"}
