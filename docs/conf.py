"""How `make docs` makes the site: every Markdown page of the repository, and the sources that they link to.

The source folder is the repository, not ``docs``, so that the links which work on a code host work on the site as they
stand. Nothing is fetched when a page is read: no fonts, no scripts from elsewhere; it can be opened from a folder.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs" / "_site"))

project = "GridJustice"
author = "The GridJustice developers"
version = release = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

extensions = ["myst_parser", "contents", "diagrams", "sources", "self_contained"]
root_doc = "docs/README"
include_patterns = [
    "*.md",
    "docs/**.md",
    "adapters/*/README.md",
    "plugins/*/README.md",
    "examples/*/README.md",
    "src/**/README.md",
    "changelog.d/README.md",
]
exclude_patterns = ["**/.*", ".*", "build", "tests", "**/node_modules", "**/tests", "docs/_site"]

myst_heading_anchors = 4
myst_fence_as_directive = ["mermaid"]
myst_links_external_new_tab = False
smartquotes = False
nitpicky = True

html_theme = "furo"
html_title = f"GridJustice {version}"
html_static_path = ["_site/static"]
html_extra_path = ["_site/extra"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
