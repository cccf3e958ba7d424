"""Who may see what, written from the law and not from the rules: an oracle for single reads and for lists."""

from __future__ import annotations

from datetime import date

import attrs
from tests.property.lawful import Ledger

from gridjustice.domain.dispute import Dispute
from gridjustice.domain.protection import Protection
from gridjustice.domain.record import Record
from gridjustice.domain.session import Session

COURT_ROLES = frozenset(("president", "supervisor", "triage_officer", "judge"))


@attrs.frozen
class Place:
    """What somebody is, somewhere: a role at a court, a unit or a grid."""

    role: str
    scope: str
    place: str
    since: date = date.min
    until: date | None = None


@attrs.define
class Town:
    """The network as the oracle knows it.

    Attributes:
        posts: of each person.
        above: the unit above each unit.
        unit_of: the unit of each grid.
    """

    posts: dict[str, tuple[Place, ...]] = attrs.Factory(dict)
    above: dict[str, str | None] = attrs.Factory(dict)
    unit_of: dict[str, str] = attrs.Factory(dict)
    _days: dict[date, Town] = attrs.Factory(dict)

    def on(self, day: date) -> Town:
        """The network on that day."""
        if day not in self._days:
            held = {
                who: tuple(p for p in places if p.since <= day and (p.until is None or day <= p.until))
                for who, places in self.posts.items()
            }
            self._days[day] = Town(held, self.above, self.unit_of)
        return self._days[day]

    def at_court(self, who: str, court: str) -> set[str]:
        """The roles somebody holds at a court, or at one above it."""
        return {
            p.role
            for p in self.posts.get(who, ())
            if p.scope == "court" and (court == p.place or court.startswith(p.place + "/"))
        }

    def at(self, who: str, scope: str, place: str | None) -> set[str]:
        """The roles somebody holds at a unit or grid."""
        return {p.role for p in self.posts.get(who, ()) if (p.scope, p.place) == (scope, place)}

    def line(self, unit: str) -> list[str]:
        """The unit and those above it."""
        found: list[str] = []
        at: str | None = unit
        while at is not None:
            found.append(at)
            at = self.above.get(at)
        return found

    def is_near(self, unit: str | None, dispute: Dispute) -> bool:
        """Whether the unit is a party, or lies above or below one."""
        if unit is None:
            return False
        units = [p.unit for p in dispute.parties if p.unit]
        return any(party in self.line(unit) or unit in self.line(party) for party in units)

    def acts_for_near(self, who: str, dispute: Dispute) -> bool:
        """Whether somebody is liaison of such a unit, or grid worker in it."""
        return any(
            self.is_near(p.place if p.scope == "unit" else self.unit_of.get(p.place), dispute)
            for p in self.posts.get(who, ())
            if p.role in {"liaison", "grid_worker"}
        )


def reads(who: str, dispute: Dispute, ledger: Ledger, town: Town) -> bool | None:
    """Whether somebody reads a dispute in clear (True), masked (False) or not at all (None)."""
    if who == "system":
        return False
    if any(who in p.accounts for p in dispute.parties):
        return True
    mediation = dispute.mediation
    gone = ledger.recused | set(mediation.excluded if mediation else ())
    if who == dispute.judge:
        return True
    if who in gone:
        return None
    court, grid = town.at_court(who, dispute.court), town.at(who, "grid", dispute.grid)
    if "triage_officer" in court or grid & {"judge", "judge_assistant"}:
        return True
    open_ = mediation is not None and (mediation.ground is None or mediation.ground.value == "agreed")
    closed_to_grid = ledger.was_docketed and not ledger.shared
    mediators = (mediation.mediator, *mediation.co_mediators) if mediation is not None else ()
    if who in mediators and (open_ or not ledger.was_docketed):
        return True
    kind = mediation.kind.value if mediation is not None else ""
    now = mediation is not None and mediation.bringing == len(dispute.proceedings)
    given = open_ and now and (kind == "entrusted" or (kind == "invited" and dispute.is_before_court))
    is_liaison = "liaison" in town.at(who, "unit", dispute.unit) and not town.acts_for_near(who, dispute)
    if is_liaison and (not closed_to_grid or given):
        return True
    if court & COURT_ROLES:
        return False
    of_grid = "grid_worker" in grid or who == dispute.reporter
    if of_grid and not closed_to_grid and not town.acts_for_near(who, dispute):
        return False
    return None


def reads_protection(who: str, record: Protection, town: Town) -> bool | None:
    """The same of a protection order: she, who applied for her, the officer, the judge; he masked, once served."""
    if who == "system":
        return False
    if who in (record.applicant, record.protected):
        return True
    if who == record.respondent:
        return False if record.served_on else None
    if who == record.judge or "triage_officer" in town.at_court(who, record.court):
        return True
    return None


def reads_session(who: str, record: Session) -> bool | None:
    """The same of a session: its mediator and the parties."""
    if who == "system":
        return False
    return True if who == record.mediator or who in record.parties else None


def expected(who: str, record: Record, ledger: Ledger | None, town: Town) -> bool | None:
    """The same of any record that is not the network's."""
    if isinstance(record, Dispute):
        assert ledger is not None
        return reads(who, record, ledger, town)
    if isinstance(record, Protection):
        return reads_protection(who, record, town)
    assert isinstance(record, Session)
    return reads_session(who, record)
