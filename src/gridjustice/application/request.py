"""What is asked of an office, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from gridjustice.domain.record import Facts
from gridjustice.domain.values import RecordId, text
from gridjustice.errors import InvalidValueError
from gridjustice.workflow.table import Row


def _is_version(request: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise InvalidValueError(f"must be a whole number, not {value!r}")


@attrs.frozen(kw_only=True)
class Request:
    """A step that somebody asks for.

    Attributes:
        actor: id of a person's record, or of a built-in actor.
        step: a step of the kind's table.
        facts: an instance of the step's facts class, or a mapping to make one of.
        key: idempotency key, chosen by the caller and unique for the actor: the same key gives the same receipt.
        record: the record; None for a birth under a new id.
        kind: of the record to be born; empty where the record is there already.
        expected_version: refuse with a conflict if the record is at another.
    """

    actor: str = text(64)
    step: str
    facts: Facts | Mapping[str, Any] = attrs.field(factory=dict)
    key: str = text()
    record: str | None = text(64, default=None)
    kind: str = ""
    expected_version: int | None = attrs.field(default=None, validator=_is_version)


@attrs.frozen(kw_only=True)
class Receipt:
    """What was stored for a step.

    Attributes:
        version: of the record, after the step.
        repeated: the key had been used before, and nothing was stored this time.
    """

    record: RecordId
    kind: str
    step: str
    version: int
    state: str
    at: datetime
    repeated: bool = False


@attrs.frozen(kw_only=True)
class View:
    """A record as one actor may see it.

    Attributes:
        record: personal data masked unless the actor may read it.
        clear: whether it is not masked.
        knows: whether what is guarded is shown.
        steps: the rows that this actor may take from here, guards not asked.
    """

    kind: str
    record: Any
    version: int
    clear: bool
    knows: bool
    steps: tuple[Row, ...]
