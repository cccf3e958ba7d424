"""How much a text says: chosen from who reads it and what carries it, by one pure function."""

from __future__ import annotations

from enum import Enum

from gridjustice.ports.channel import Medium


class Detail(str, Enum):
    """How much a text says, from the most to the least."""

    FULL = "full"
    """The step, the state, the cause and the people, in clear."""

    MASKED = "masked"
    """The same, personal data masked."""

    BRIEF = "brief"
    """That there is news, the number, the court and its line: no cause, no opponent, no title, no name."""

    IMPERSONAL = "impersonal"
    """A sentence about a place: nothing of any record that not everybody may see."""


IMPERSONAL = frozenset(("public", "gap", "above"))
"""Templates of texts that hold nothing of the record they were made for."""

SHOWN_TO_BYSTANDERS = frozenset((Medium.SMS, Medium.PHONE, Medium.VISIT, Medium.GROUP))
"""Media whose words others see or hear: a text message lights up on a table, a call is overheard."""


def detail_of(template: str, medium: Medium, *, account: bool, own: bool, clear: bool) -> Detail:
    """How much is said.

    Args:
        template: without its round.
        medium: what carries it.
        account: whether the recipient has one, so that it is known who reads it.
        own: whether the address is the recipient's own.
        clear: whether the recipient may read personal data of the record in clear.
    """
    if template in IMPERSONAL:
        return Detail.IMPERSONAL
    if medium in SHOWN_TO_BYSTANDERS or not account or not own:
        return Detail.BRIEF
    return Detail.FULL if clear else Detail.MASKED
