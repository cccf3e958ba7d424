"""The glossary holds every term of the field in three languages, and says which Korean was seen in print."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "glossary.md").read_text("utf-8")
HEADING = "English | 中文 | 조선말 | in the code | checked"


def rows(text: str) -> list[list[str]]:
    """The cells of every row of every table, headings left out."""
    found = [line.strip().strip("|").split("|") for line in text.splitlines() if re.match(r"\| ?[^-| ]", line)]
    return [cells for row in found if (cells := [cell.strip() for cell in row])[0] not in ("English", "中文")]


def test_every_term_stands_in_three_languages() -> None:
    """With a word on whether somebody has read the Korean."""
    assert PAGE.count(HEADING) == 2
    assert len(rows(PAGE)) > 100
    assert [row for row in rows(PAGE) if len(row) != 5 or not all(row[:3])] == []
    assert [row for row in rows(PAGE) if not re.search(r"\b(seen|open)\b", row[4])] == []
    assert "needs a native reviewer" in PAGE


def test_a_term_stands_once() -> None:
    """One concept, one word: no English and no Chinese term has two rows in a table."""
    for table in PAGE.split(HEADING)[1:]:
        for column in (0, 1):
            terms = [row[column] for row in rows(table)]
            assert sorted(set(terms)) == sorted(terms)


def test_every_term_of_the_facts_is_there(shared: Path) -> None:
    """In Chinese; and where the facts say that the Korean was seen, the page says so too."""
    facts = (shared / "domain" / "facts.md").read_text("utf-8")
    terms = rows(re.split(r"^## ", facts.partition("## 6. Glossary")[2], flags=re.MULTILINE)[0])
    assert len(terms) > 100
    known = {row[1]: row for row in rows(PAGE)}
    assert [term for term, *_ in terms if term not in known] == []
    seen = [term for term, _, korean in terms if re.search(r"(?<!\w)v\b", korean)]
    assert [term for term in seen if "seen" not in known[term][4]] == []
