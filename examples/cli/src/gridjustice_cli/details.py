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
    keys = [f"cli.withheld.{code}"] if outcome == "withheld" else []
    key = next((each for each in (*keys, f"cli.detail.{code}") if words.has(language, each)), None)
    return detail if key is None else words.say(language, key)
