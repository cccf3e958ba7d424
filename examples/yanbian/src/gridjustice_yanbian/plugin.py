"""What this distribution offers to GridJustice: the command ``demo`` and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from gridjustice import hookimpl


@hookimpl
def gridjustice_provide_commands() -> Mapping[str, str]:
    """``gridjustice demo``."""
    return {"demo": "gridjustice_yanbian.demo:demo"}


@hookimpl
def gridjustice_provide_catalogues() -> Sequence[Path]:
    """The sentences of the demonstration."""
    return (Path(__file__).parent / "locale",)
