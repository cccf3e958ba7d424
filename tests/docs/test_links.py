"""Every link of every Markdown file leads somewhere: to a file of this repository, and to a heading in it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("docs", "src", "adapters", "plugins", "examples", "tests", "benchmarks", "changelog.d", "requirements")
PAGES = sorted(
    file
    for file in (*ROOT.glob("*.md"), *(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.md")))
    if not {".venv", "node_modules", "build"} & set(file.relative_to(ROOT).parts)
)
FENCED = re.compile(r"^(`{3,})[^\n]*\n.*?^\1$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^)\s]+)(?: \"[^\"]*\")?\)|^\[[^\]]+\]: (\S+)", re.MULTILINE)


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors of a page's headings, as code hosts and the site make them."""
    found: list[str] = []
    for heading in re.findall(r"^#{1,6} (.+)$", FENCED.sub("", page.read_text("utf-8")), re.MULTILINE):
        kept = [each for each in heading.strip().lower() if each in " -_" or unicodedata.category(each)[0] in "LNM"]
        slug = "".join(kept).replace(" ", "-")
        found.append(slug if slug not in found else f"{slug}-{found.count(slug)}")
    return frozenset(found)


def links(page: Path) -> list[str]:
    """Where a page's links lead, without those to other places."""
    text = FENCED.sub("", page.read_text("utf-8"))
    found = [inline or listed for inline, listed in LINK.findall(re.sub(r"`[^`\n]*\]\([^`\n]*`", "", text))]
    return [unquote(link) for link in found if not re.match(r"[a-z]+:", link)]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    """To a file or folder that is there, and to a heading of it where one is named."""
    wrong = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        has_anchor = not anchor or (target.suffix == ".md" and anchor in anchors(target))
        if not target.exists() or not target.is_relative_to(ROOT) or not has_anchor:
            wrong.append(link)
    assert wrong == []


def test_every_page_of_the_documentation_can_be_reached() -> None:
    """From its first page, by links alone."""
    first = ROOT / "docs" / "README.md"
    reached, todo = {first}, [first]
    while todo:
        page = todo.pop()
        targets = [(page.parent / link.partition("#")[0]).resolve() for link in links(page)]
        targets = [target / "README.md" if target.is_dir() else target for target in targets]
        new = {target for target in targets if target.suffix == ".md" and target.exists()} - reached
        reached |= new
        todo += new
    pages = {page for page in PAGES if page.is_relative_to(ROOT / "docs")}
    assert sorted(named(page) for page in pages - reached) == []


def test_anchors_are_made_as_the_site_makes_them() -> None:
    """Of code in a heading only the letters are left; a heading that stands twice is numbered."""
    assert "gridjusticeerror" in anchors(ROOT / "docs" / "reference" / "errors.md")
