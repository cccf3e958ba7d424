"""How wide text is on a terminal, where Chinese and Korean take two cells a character, and how it is wrapped there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator


def cells(text: str) -> int:
    """The width of a text without line breaks."""
    if text.isascii():
        return len(text)
    return sum(_cell(character) for character in text)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines that are no wider than that, broken at blanks, and between wide characters where it must be."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, taken = "", 0
        for word in _words(paragraph):
            wide = cells(word)
            if taken and taken + wide > width and not word.isspace() and word[0] not in _CLINGING:
                lines.append(line.rstrip())
                line, taken = "", 0
            if not taken and word.isspace() and lines:
                continue
            line, taken = line + word, taken + wide
        lines.append(line.rstrip())
    return lines


_CLINGING = "，。；：、！？）》」』”’,.;:!?)]}"
"""What no line begins with."""


def _words(text: str) -> Iterator[str]:
    """Blanks, wide characters one by one, and words of narrow ones."""
    word = ""
    for character in text:
        wide = _cell(character) == 2 and not "\uac00" <= character <= "\ud7a3"
        if wide or character == " " or word == " ":
            if word:
                yield word
            word = ""
        if wide:
            yield character
        else:
            word += character
    if word:
        yield word


def _cell(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
