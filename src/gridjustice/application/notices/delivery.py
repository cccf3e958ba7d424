"""How recipients and templates are written in deliveries."""

from __future__ import annotations

from gridjustice.ports.relaying import DeliveryRow

PARTY = "party:"
"""What recipients begin with that are parties without an account; the rest is their short name in the record."""

ROUND = "~"
"""What stands between a template and the number of a deliberate re-send."""

PUBLIC = "public:"
"""What recipients begin with that are no persons: whoever reads the group of a grid; the rest is the grid's id."""


def template_of(row: DeliveryRow) -> str:
    """What the row tells of, whatever carries it: ``step``, or one of the impersonal templates."""
    name = row.template.partition(ROUND)[0]
    return "step" if name in ("brief", "call", "visit", "digest") else name
