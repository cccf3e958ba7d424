"""The built-in kinds of record, in the order in which a network is built up."""

from __future__ import annotations

from gridjustice.workflow.dispute import DISPUTE
from gridjustice.workflow.follow_through import ORDER
from gridjustice.workflow.network import COURT, GRID, PERSON, UNIT
from gridjustice.workflow.outreach import OUTREACH
from gridjustice.workflow.protection import PROTECTION
from gridjustice.workflow.redrawing import REDRAWING
from gridjustice.workflow.session import SESSION

BUILT_IN = (COURT, PERSON, UNIT, GRID, DISPUTE, SESSION, PROTECTION, ORDER, REDRAWING, OUTREACH)
