"""Holds that a page loads nothing from elsewhere; what it links to is another matter."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.util import logging

LOADED = re.compile(
    r"""<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=["']((?:https?:)?//[^"']+)|@import|url\(["']?(https?:[^)]+)"""
)

log = logging.getLogger(__name__)


def check(app: Any, problem: Exception | None) -> None:
    """Warn, which fails the build, of whatever a page would fetch."""
    for file in [*Path(app.outdir).rglob("*.html"), *Path(app.outdir).rglob("*.css")] if problem is None else ():
        if "source" in file.relative_to(app.outdir).parts[:1]:
            continue
        for match in LOADED.finditer(file.read_text("utf-8")):
            log.warning("%s loads %s from elsewhere", file.relative_to(app.outdir), match[1] or match[2] or match[0])


def setup(app: Any) -> dict[str, bool]:
    app.connect("build-finished", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
