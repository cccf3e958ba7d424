"""How a sign or a report came in: by which way, when, who took it, who called, and what names that call elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import attrs

from gridjustice.domain.dispute.choices import IntakeChannel
from gridjustice.domain.dispute.parties import Party
from gridjustice.domain.personal import personal
from gridjustice.domain.values import EARLIEST, LATEST, RecordId, text
from gridjustice.errors import InvalidValueError


def _is_instant(intake: object, attribute: attrs.Attribute[Any], value: datetime | None) -> None:
    if value is None:
        return
    if value.tzinfo is None:
        raise InvalidValueError("is an instant without a zone; end it with Z or +08:00")
    if not EARLIEST <= value.date() <= LATEST:
        raise InvalidValueError(f"{value.date()} is not between {EARLIEST} and {LATEST}; check the year")


@attrs.frozen(kw_only=True)
class Caller:
    """Who called, wrote or came: not always a party.

    Attributes:
        id: whose data it is, inside the record.
    """

    SUBJECT: ClassVar[str] = "id"

    id: str = text(32, default="caller")
    name: str | None = personal(default=None)
    phone: str | None = personal(default=None)


@attrs.frozen(kw_only=True)
class Intake:
    """How something came in.

    Attributes:
        channel: by which way.
        taken_by: who took it, where that is not who entered it.
        received_at: when, where that is not when it was entered.
        caller: who called, wrote or came.
        reference: the caller's own, as the number of a letter.
        source: what names the call or message where it came from, as the hotline's call number: the same again is the
            same call. Personal, because systems make it of telephone numbers.
        named: parties that were named, too few for a report.
    """

    channel: IntakeChannel
    taken_by: RecordId | None = text(64, default=None)
    received_at: datetime | None = attrs.field(default=None, validator=_is_instant)
    caller: Caller | None = None
    reference: str | None = personal(default=None)
    source: str | None = personal(default=None)
    named: tuple[Party, ...] = ()
