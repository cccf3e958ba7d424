"""The body of a webhook: a CloudEvents 1.0 envelope in structured mode."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any
from urllib.parse import quote

from gridjustice.errors import AdapterRejectedError
from gridjustice.ports.feed import Told

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


def enveloped(told: Told, source: str = "") -> bytes:
    """The envelope as UTF-8: the same bytes for the same event, on every try.

    ``id`` is the key. ``source`` is ``<source>/courts/<court>``, ``type`` is ``gridjustice.<kind>.<step>``, ``subject``
    the record. Three extension attributes let a broker route and order without opening ``data``: ``court``,
    ``partitionkey`` (the record again, as the extension of that name has it) and ``recordversion``.

    Raises:
        AdapterRejectedError: the facts are not plain data.
    """
    envelope: dict[str, Any] = {
        "specversion": "1.0",
        "id": told.key,
        "source": f"{source}/courts/{quote(told.court, safe='')}",
        "type": f"gridjustice.{told.kind}.{told.step}",
        "subject": told.record,
        "time": told.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "court": told.court,
        "partitionkey": told.record,
        "recordversion": told.version,
        "data": {
            "record": told.record,
            "version": told.version,
            "kind": told.kind,
            "step": told.step,
            "state": told.state,
            "court": told.court,
            "unit": told.unit,
            "grid": told.grid,
            "day": told.day.isoformat(),
            "number": told.number,
            "labels": sorted(told.labels),
            "facts": dict(told.facts),
        },
    }
    try:
        return json.dumps(envelope, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError):
        pass  # what the error says, and the object it holds, may be personal: neither goes on from here
    raise AdapterRejectedError(f"version {told.version} of record {told.record} has facts that are no plain data")
