"""The last column of a delivery record: the core's own codes in words, what another side answered as it stands."""

from __future__ import annotations

from gridjustice_cli import words


def detail_of(language: str, detail: str, outcome: str = "") -> str:
    """The words for a code of the core's; the detail itself where it is none.

    Args:
        language: ``zh``, ``ko`` or ``en``.
        detail: as the delivery record has it.
        outcome: what became of the delivery. The codes of what was withheld (``step``, ``sight``) are ordinary words,
            with which a server may well answer, so they are read as codes there only.
    """
    code = detail.replace(" ", "_")
    keys = ("cli.withheld.", "cli.detail.") if outcome == "withheld" else ("cli.detail.",)
    key = next((each + code for each in keys if words.has(language, each + code)), None)
    return words.say(language, key) if key else detail
