"""State diagrams: Mermaid's text, drawn in the reader's browser by a copy of Mermaid that the site carries.

The copy comes from npm when the site is made, pinned by its hash, once. Where there is no npm, the diagrams stay the
text they are, above the table that says the same: the site needs nothing but Python.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.util import logging
from sphinx.util.fileutil import copy_asset

PACKAGE = "mermaid@11.17.2"
SHA512 = "V6K3C8EBdEsPFZXSKMJe6ppQOENxuHARr9GvHX4hh47lAbhMRD9qf4oEK7LoaRQxULMa80/qt5gHO73aCleBBg=="
NEEDED = {"package/dist/mermaid.min.js": "mermaid.min.js", "package/LICENSE": "mermaid.LICENSE.txt"}
DRAW = """mermaid.initialize({startOnLoad: true, theme: "neutral", maxTextSize: 500000, maxEdges: 2000});"""

log = logging.getLogger(__name__)


class Diagram(Directive):
    """A fenced block of Mermaid's text."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        text = "\n".join(self.content)
        self.state.document.settings.env.metadata[self.state.document.settings.env.docname]["diagram"] = "yes"
        escaped = nodes.unescape(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return [nodes.raw("", f'<pre class="mermaid">{escaped}</pre>', format="html")]


def fetch(app: Any, config: Any) -> None:
    """Have Mermaid beside the doctrees, if npm can be asked for it."""
    kept = Path(app.doctreedir).parent / "mermaid"
    if not all((kept / name).exists() for name in NEEDED.values()):
        try:
            _unpack(_packed(), kept)
        except (OSError, subprocess.SubprocessError, ValueError) as problem:
            log.info("diagrams stay text: Mermaid could not be had from npm (%s)", problem)
            kept = None
    app.mermaid = kept
    # Whether pages load it is a part of how they are written: they are written again when that changes.
    config.diagrams_are_drawn = kept is not None


def _packed() -> bytes:
    npm = shutil.which("npm")
    if npm is None:
        raise ValueError("there is no npm")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", PACKAGE, "--silent", "--pack-destination", folder]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        packed = next(Path(folder).iterdir()).read_bytes()
    if base64.b64encode(hashlib.sha512(packed).digest()).decode() != SHA512:
        raise ValueError(f"{PACKAGE} is not the one that was vetted")
    return packed


def _unpack(packed: bytes, kept: Path) -> None:
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile() as file:
        file.write(packed)
        file.seek(0)
        with tarfile.open(fileobj=file) as archive:
            for inside, name in NEEDED.items():
                member = archive.extractfile(inside)
                assert member is not None
                (kept / name).write_bytes(member.read())


def draw(app: Any, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Load Mermaid on pages that have a diagram, and on no other."""
    if app.mermaid and app.env.metadata.get(pagename, {}).get("diagram"):
        app.add_js_file("mermaid.min.js")
        app.add_js_file(None, body=DRAW)


def carry(app: Any, problem: Exception | None) -> None:
    """Put the copy beside the pages."""
    if app.mermaid and problem is None:
        for name in NEEDED.values():
            copy_asset(app.mermaid / name, Path(app.outdir) / "_static")


def setup(app: Any) -> dict[str, bool]:
    app.add_directive("mermaid", Diagram)
    app.add_config_value("diagrams_are_drawn", False, "html", types=(bool,))
    app.connect("config-inited", fetch)
    app.connect("html-page-context", draw)
    app.connect("build-finished", carry)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
