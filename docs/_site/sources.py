"""Links that leave the Markdown pages: a source file that they name is a page of the site, a folder a list of files."""

from __future__ import annotations

import html
import os
from pathlib import Path
from string import Template
from typing import Any

from docutils import nodes
from pygments.lexers import get_lexer_for_filename
from pygments.util import ClassNotFound
from sphinx import addnodes
from sphinx.util.osutil import relative_uri

LEFT_OUT = {"__pycache__", "node_modules", "tests"}
SHOWN = 300_000
"""Longer files (the nation's lists) are named and not shown."""
PAGE = Template("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>$path</title>
<link rel="stylesheet" href="${up}_static/pygments.css"><link rel="stylesheet" href="${up}_static/site.css"></head>
<body class="source"><p><a href="${up}index.html">GridJustice</a> / $path</p>
$body
</body></html>
""")


def lead_to_sources(app: Any, doctree: nodes.document) -> None:
    """Links to files and folders that are no pages lead to pages that `write` makes (else Sphinx would copy files)."""
    linked = app.env.metadata[app.env.docname].setdefault("sources", [])
    found = [*doctree.findall(addnodes.download_reference), *doctree.findall(addnodes.pending_xref)]
    for node in found:
        if node.get("reftype") == "myst" and node.get("refdomain") is None:
            _relink(app, node, app.env.docname, linked)


def _relink(app: Any, node: nodes.Element, docname: str, linked: list[str]) -> None:
    root = Path(app.srcdir)
    target = (root / docname).parent.joinpath(node["reftarget"].partition("#")[0]).resolve()
    if not target.exists() or not target.is_relative_to(root):
        return
    path = target.relative_to(root).as_posix()
    page = f"{path}/README"
    if page not in app.env.found_docs:
        page = f"source/{path}"
        linked.append(path)
    uri = relative_uri(app.builder.get_target_uri(docname), app.builder.get_target_uri(page))
    node.replace_self(
        nodes.reference("", "", *[child.deepcopy() for child in node.children], refuri=uri, internal=True)
    )


def write(app: Any, problem: Exception | None) -> None:
    """Write a page for everything that was linked and what lies below it, where the one that is there is older."""
    root, out = Path(app.srcdir), Path(app.outdir)
    todo = [path for data in app.env.metadata.values() for path in data.get("sources", ())] if problem is None else []
    done = set()
    while todo:
        path = todo.pop()
        if path in done:
            continue
        done.add(path)
        file, page = root / path, out / "source" / f"{path}.html"
        inside = sorted(each for each in file.iterdir() if _is_shown(each)) if file.is_dir() else []
        todo += [each.relative_to(root).as_posix() for each in inside]
        if file.is_dir() or not page.exists() or page.stat().st_mtime < file.stat().st_mtime:
            page.parent.mkdir(parents=True, exist_ok=True)
            body = _list(inside, file) if file.is_dir() else _highlighted(app, file)
            up = Path(os.path.relpath(out, page.parent)).as_posix() + "/"
            page.write_text(PAGE.substitute(path=html.escape(path), up=up, body=body), "utf-8")


def _is_shown(file: Path) -> bool:
    return not file.name.startswith(".") and file.name not in LEFT_OUT and file.suffix not in {".mo", ".pyc", ".db"}


def _list(files: list[Path], folder: Path) -> str:
    rows = [f'<li><a href="{folder.name}/{each.name}.html">{html.escape(each.name)}</a></li>' for each in files]
    return "<ul>\n" + "\n".join(rows) + "\n</ul>"


def _highlighted(app: Any, file: Path) -> str:
    if file.stat().st_size > SHOWN:
        return "<p>Too long to be shown here.</p>"
    text = file.read_text("utf-8", errors="replace")
    try:
        # A page of Django begins with its tags, which are no HTML.
        language = "html+django" if text.startswith("{%") else get_lexer_for_filename(file.name).aliases[0]
    except (ClassNotFound, IndexError):
        language = "text"
    return str(app.builder.highlighter.highlight_block(text, language))


def setup(app: Any) -> dict[str, bool]:
    # Before Sphinx collects what is to be copied for download.
    app.connect("doctree-read", lead_to_sources, priority=100)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
