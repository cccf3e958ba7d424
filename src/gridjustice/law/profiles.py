"""The order in which a court takes a matter that is brought to it: mediation before docketing, or docketing first.

A profile belongs to each bringing to a court, by its day: a dispute that was never brought to one has none, and one
that was brought twice may have two. The profiles are data (``data/profiles.toml``).
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from gridjustice.law.citations import Citation, Confidence
from gridjustice.law.timeline import Dated


@attrs.frozen(kw_only=True)
class Profile(Dated):
    """How courts proceed with what is brought to them on the days on which it is in force.

    Attributes:
        key: its name; the catalogue has the sentence under ``law.profile.<key>``.
        dockets_first: whether a court registers the suit before anybody mediates in it.
        mediations: the kinds of mediation a court hands out: ``delegated`` (委派), ``entrusted`` (委托).
        limits: key of the figure for each kind of mediation, and for ``entrusted`` each procedure.
        success: what may end it after an agreement, as in ``confirmation``, ``statement``, ``withdrawal``.
        failure: what follows where no agreement is reached: ``party_may_sue`` or ``transfer_to_trial``.
        fee_notice: when the court asks for its fee: ``at_docketing`` or ``at_transfer_to_trial``.
        case_codes: the type code of a case number for each purpose that is known.
        unknown_codes: purposes whose code was not found: an office sets them, the library never guesses.
        citation: what brought this order.
        confidence: how that came to be known.
    """

    key: str
    dockets_first: bool
    mediations: tuple[str, ...]
    limits: Mapping[str, str]
    success: tuple[str, ...]
    failure: str
    fee_notice: str
    case_codes: Mapping[str, str]
    unknown_codes: tuple[str, ...]
    citation: Citation
    confidence: Confidence
