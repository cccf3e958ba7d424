"""Disputes: what they are made of, and what must be known for each step on them."""

from gridjustice.domain.dispute.choices import DisputeState
from gridjustice.domain.dispute.record import Dispute

__all__ = ["Dispute", "DisputeState"]
