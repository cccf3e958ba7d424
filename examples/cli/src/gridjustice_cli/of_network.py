"""What the commands about the network share: a day, a court, and who acts where nobody was named."""

from __future__ import annotations

from gridjustice_cli.framework import Day, option
from gridjustice_cli.session import Session

on_day = option("--on", "day", type=Day(), help="cli.option.on")
of_court = option("--court", metavar="COURT", help="cli.option.court")


def acting(session: Session) -> str:
    """Who acts; the operator, where nobody was named, since networks are set up before there are people."""
    session.handle = session.handle or "operator"
    return session.actor
