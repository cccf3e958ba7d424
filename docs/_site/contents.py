"""The side bar: what lies in the folders of ``docs``, so that a new page is in it as soon as it exists."""

from __future__ import annotations

from typing import Any

PARTS = {
    "": ("docs/tutorial",),
    "How to": ("docs/how-to/*",),
    "Explanation": ("docs/explanation/*",),
    "Reference": ("docs/glossary", "docs/coverage", "docs/reference/*", "docs/reference/*/README"),
    "The repository": (
        "README",
        "中文 </README.zh-CN>",
        "CONTRIBUTING",
        "changelog.d/README",
        "*/*/README",
        "src/**/README",
    ),
}
"""Headings with what stands under them; of a page that fits twice, the first place counts."""


def add_contents(app: Any, docname: str, source: list[str]) -> None:
    """Put the lists of pages under the text: of everything under the first page, of a folder under its README."""
    if docname == app.config.root_doc:
        for name, patterns in PARTS.items():
            source[0] += _toctree([each if "<" in each else f"/{each}" for each in patterns], name)
    elif docname.startswith("docs/") and docname.endswith("/README"):
        source[0] += _toctree(["*"])


def _toctree(patterns: list[str], caption: str = "") -> str:
    options = ":hidden:\n:glob:\n" + (f":caption: {caption}\n" if caption else "")
    return f"\n\n```{{toctree}}\n{options}\n" + "\n".join(patterns) + "\n```\n"


def setup(app: Any) -> dict[str, bool]:
    app.connect("source-read", add_contents)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
