"""What the command line offers to the core: its words, so that a province may use its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gridjustice import hookimpl
from gridjustice_cli.words import LOCALE


@hookimpl
def gridjustice_provide_catalogues() -> Sequence[Path]:
    """The words of the command line."""
    return (LOCALE,)
