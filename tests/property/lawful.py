"""What must never have happened to a dispute, whatever the table says: kept apart from guards, figures and rules.

A ledger is told every event in its order, with the record before and after it. It keeps its own account, in its own
numbers, and names what is unlawful.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

import attrs
from tests.property.own_account import effect, last_day, without_authority, working_days_after

from gridjustice.domain.dispute import Dispute
from gridjustice.domain.dispute.choices import (
    AgentKind,
    Body,
    Capacity,
    ClosingManner,
    Document,
    EndGround,
    Form,
    Jurisdiction,
    Matter,
    MediationKind,
    ServiceMethod,
    Visibility,
)
from gridjustice.domain.dispute.parties import Signature
from gridjustice.domain.record import Event

NEW_ORDER = date(2025, 1, 1)
"""From this day on a court dockets first."""

MEDIATED_IN = frozenset(("received", "offered", "asked", "in_mediation", "under_examination", "suspended"))
TRIED_IN = frozenset(("docketed", "in_trial", "delegated", "agreed", *MEDIATED_IN))
BOUND_IN = frozenset(("agreed", "applied", "under_review", "suspended", "confirmed", "objected", "closed"))

RUNS_IN = {
    "triage": {"reported"},
    "partner": {"referred"},
    "title_suit": {"referred", "brought", "not_docketed"},
    "delegation": {"triaged"},
    "receipt": {"delegated"},
    "choice": {"received"},
    "assignment": {"received"},
    "acceptance": {"offered"},
    "asking": {"asked"},
    "challenge": {"offered", "asked", "in_mediation"},
    "mediation": MEDIATED_IN,
    "application": {"agreed", "suspended"},
    "taking_up": {"applied", "suspended"},
    "decision": {"under_review", "objected", "suspended"},
    "objection": {"confirmed"},
    "performance": BOUND_IN,
    "filing": {"brought"},
    "fee": TRIED_IN,
    "answer": TRIED_IN,
    "closed_request": TRIED_IN,
    "statement": {"agreed"},
    "trial": TRIED_IN,
}
"""The states in which each limit of a dispute may run at all; the others may run in every state."""

WATCHED_BY = {
    "reported": "triage",
    "delegated": "receipt",
    "received": "assignment",
    "offered": "acceptance",
    "in_mediation": "mediation",
    "under_examination": "mediation",
    "applied": "taking_up",
    "under_review": "decision",
    "objected": "decision",
    "docketed": "trial",
    "in_trial": "trial",
}
"""What must be running there: else nobody ever notices that nothing happens."""

SPOKEN_FOR = frozenset(
    ("choose", "consent", "refuse", "challenge", "replace", "bring", "correct", "answer", "ask_closed", "repudiate",
     "name_agent", "object")
)  # fmt: skip
"""Steps by which a party declares something: no other party may do it in its name."""

STATUS = frozenset((Matter.PERSONAL_STATUS, Matter.SPECIAL_PROCEDURE))


@attrs.define
class Ledger:
    """One dispute's account.

    Attributes:
        docketed: a court has it and has not closed it; `was_docketed`, whether one ever had.
        consented: who consented to the mediation that is under way.
        recused: mediators who had to go for their ties, in any mediation.
        mediated: whoever accepted to mediate, in any mediation.
        guided: judges who guided a mediation.
        fed_back: the reporter was told an outcome; `remedies`, the parties were told their ways out.
    """

    docketed: bool = False
    was_docketed: bool = False
    shared: bool = False
    consented: set[str] = attrs.Factory(set)
    asked: tuple[str, ...] = ()
    recused: set[str] = attrs.Factory(set)
    mediated: set[str] = attrs.Factory(set)
    guided: set[str] = attrs.Factory(set)
    brought: list[tuple[date, str]] = attrs.Factory(list)
    agreed_on: date | None = None
    applied_on: date | None = None
    applied_by: tuple[Signature, ...] = ()
    parts: dict[str, tuple[date, tuple[str, ...]]] = attrs.Factory(dict)
    part_ruled: bool = False
    parts_applied: set[str] = attrs.Factory(set)
    extended: int = 0
    told_closed: dict[str, date] = attrs.Factory(dict)
    visibility: Visibility | None = None
    ruling_served: dict[str, date] = attrs.Factory(dict)
    statement_asked: bool = False
    statement_out: bool = False
    statement_signed: set[str] = attrs.Factory(set)
    stated: bool = False
    judged: bool = False
    ruled: bool = False
    fee_asked_on: date | None = None
    fed_back: bool = False
    remedies: bool = False

    def tell(self, before: Dispute | None, event: Event, after: Dispute) -> Iterator[str]:
        """Hear of an event.

        Yields:
            a word for everything about it that is unlawful.
        """
        if before is not None:
            yield from self._who(before, event)
        told: Callable[..., Iterable[str] | None] | None = getattr(self, f"_{event.step}", None)
        if told is not None:
            yield from told(before, event, event.facts, after) or ()
        yield from self._stands(event, after)

    # What holds after every event.

    def _who(self, before: Dispute, event: Event) -> Iterator[str]:
        mine = {p.id for p in before.parties if event.actor in p.accounts}
        party = getattr(event.facts, "party", None)
        if mine and event.step in SPOKEN_FOR and party is not None and party not in mine:
            yield f"a party did {event.step} in another's name"
        if event.actor in self.recused and not mine:
            yield f"a recused mediator did {event.step}"

    def _stands(self, event: Event, after: Dispute) -> Iterator[str]:
        state = after.state_name
        names = [deadline.limit for deadline in after.deadlines]
        if len(set(names)) < len(names):
            yield "two deadlines of one name"
        for name in names:
            if name in RUNS_IN and state not in RUNS_IN[name]:
                yield f"the limit {name} runs while {state}"
        watch = self._watch(state)
        if watch and watch not in names:
            yield f"no {watch} runs while {state}"
        if self.docketed and state not in TRIED_IN:
            yield f"a docketed case is {state}"
        if state in {"docketed", "in_trial"} and not self.docketed:
            yield f"{state}, with no case on the docket"
        if [(p.brought_on, p.profile) for p in after.proceedings] != self.brought:
            yield "a proceeding's profile is not that of its day"
        yield from self._people(event, after)

    def _watch(self, state: str) -> str:
        """What must be running, if anything must."""
        if state == "agreed" and not self.docketed:
            return "application"
        return WATCHED_BY.get(state, "trial" if self.docketed else "")

    def _people(self, event: Event, after: Dispute) -> Iterator[str]:
        state = after.state_name
        accounts = {account for p in after.parties for account in p.accounts}
        if after.judge in accounts:
            yield "the judge speaks for a party"
        mediation = after.mediation
        if mediation is not None and state in MEDIATED_IN:
            mediators = {mediation.mediator, *mediation.co_mediators}
            if mediators & accounts:
                yield "a mediator speaks for a party"
            if mediators & self.recused:
                yield f"a recused mediator is asked again by {event.step}"
            if state in {"in_mediation", "under_examination"} and self._missing(after):
                yield f"mediation without every party's consent after {event.step}"

    def _missing(self, record: Dispute) -> list[str]:
        return [p.id for p in record.parties if p.id not in self.consented]

    # The front of the way.

    def _danger_first(self, before: Dispute | None, event: Event) -> Iterator[str]:
        danger = before.danger if before is not None else None
        if danger is not None:
            called = set(danger.called)
            needed = (
                {Body.POLICE, Body.CIVIL_AFFAIRS} if danger.minor else {Body.POLICE, Body.AMBULANCE, Body.FIRE_BRIGADE}
            )
            if not called & needed:
                yield f"{event.step} before those who must know of a danger were called"

    def _resolve(self, before: Dispute | None, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        yield from self._danger_first(before, event)

    def _triage(self, before: Dispute | None, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        yield from self._danger_first(before, event)
        self.remedies = False
        if event.target == "triaged" and after.jurisdiction is not Jurisdiction.OURS:
            yield "what is not ours stays with us"
        if event.target == "triaged" and after.matter is Matter.TITLE:
            yield "a dispute about title stays with us"

    def _feed_back(self, before: Dispute | None, event: Event, facts: Any, after: Dispute) -> None:
        self.fed_back = True

    def _tell_remedies(self, before: Dispute | None, event: Event, facts: Any, after: Dispute) -> None:
        self.remedies = True

    _serve_decision = _tell_remedies

    def _archive(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        if after.reporter and not self.fed_back:
            yield "archived, and the reporter was never told"
        if event.source in {"failed", "rejected", "not_docketed"} and not self.remedies:
            yield "archived after a failure, and the parties were never told their ways out"
        if before.danger is not None:
            yield "archived while somebody is in danger"

    def _name_agent(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        if facts.agent.person in self.mediated:
            yield "a mediator became a party's agent in the same matter"

    # Mediation.

    def _delegate(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        self._handed_over(())
        self.fed_back = self.remedies = False
        if event.source == "triaged":
            yield from self._danger_first(before, event)
            return
        brought_on = self.brought[-1][0]
        if brought_on >= NEW_ORDER:
            yield "delegated before docketing in the order of 2025"
        if event.day >= NEW_ORDER and facts.transition is None:
            yield "delegated across the change of order without a reason"
        if not set(facts.consented) & {p.id for p in before.parties}:
            yield "somebody who came to sue was sent to mediation unasked"
        if after.mediation is None or after.mediation.kind is not MediationKind.INVITED:
            yield "what a court delegates is not called so"

    def _entrust(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        self._handed_over(facts.consented)
        if not self.docketed:
            yield "entrusted before docketing"
        if self._missing(before):
            yield "entrusted without every party's consent"
        if event.source == "in_trial" and self.brought[-1][0] >= NEW_ORDER:
            yield "entrusted out of a trial in the order of 2025"

    def _handed_over(self, consented: Iterable[str]) -> None:
        self.consented, self.asked, self.extended = set(consented), (), 0
        self._agreement_gone()

    def _agreement_gone(self) -> None:
        self.agreed_on, self.applied_on, self.applied_by = None, None, ()
        # A ruling that stands can be enforced until it is revoked, whatever is tried beside it.
        self.statement_asked = self.statement_out = self.stated = False
        self.statement_signed = set()

    def _accept(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> None:
        if facts.disclosed:
            self.consented = set()
        assert after.mediation is not None
        self.mediated |= {m for m in (after.mediation.mediator, *after.mediation.co_mediators) if m}

    def _consent(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        party = before.party(facts.party)
        if party is None:
            yield "a stranger consented"
            return
        agent = party.agent(facts.by)
        if party.capacity is not Capacity.FULL and (agent is None or agent.kind is not AgentKind.STATUTORY):
            yield "somebody consented who cannot act without a guardian"
        if facts.form is Form.ONLINE and party.accounts and event.actor not in party.accounts:
            yield "somebody else consented online for an account"
        self.consented.add(facts.party)

    def _gone(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> None:
        assert before.mediation is not None
        alone = getattr(facts, "co_mediator", None)
        panel = (before.mediation.mediator, *before.mediation.co_mediators)
        self.recused |= {alone} if alone else {m for m in panel if m}

    _recuse = _gone

    def _decide_challenge(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> None:
        if facts.upheld:
            self._gone(before, event, facts, after)

    def _interpret(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        if facts.interpreter.person is not None:
            if facts.interpreter.person in self.mediated:
                yield "a mediator became the interpreter in the same matter"
            if any(facts.interpreter.person in p.accounts for p in before.parties):
                yield "somebody interprets who speaks for a party"

    def _guide(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> None:
        self.guided.add(event.actor)

    def _extend(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        if {p.id for p in before.parties} - set(facts.agreed_by):
            yield "more time for mediation without every party"

    _examine = _settle = _extend

    def _end_as_sham(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        self._agreement_gone()
        if after.agreement is not None or after.application is not None:
            yield "something of a sham stands"
        if not facts.reported_to:
            yield "a sham was reported to nobody"

    def _fail(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        self.remedies = bool(facts.told)
        if facts.ground in {EndGround.AGREED, EndGround.SETTLED}:
            yield "a success is called a failure"

    # Agreements.

    def _agree(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        self._agreement_gone()
        self.agreed_on = effect(facts, before.mediation.kind if before.mediation else None)
        yield from self._concluded(before, event, facts, [p.id for p in before.parties])
        if after.agreement is None or after.agreement.effective_on != self.agreed_on:
            yield "the agreement does not bind from the day of its effect"

    def _agree_in_part(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        effective = effect(facts, before.mediation.kind if before.mediation else None)
        yield from self._concluded(before, event, facts, facts.parties)
        if effective is not None:
            self.parts[facts.part] = (effective, facts.parties)

    def _concluded(self, before: Dispute, event: Event, facts: Any, bound: Iterable[str]) -> Iterator[str]:
        signed = {s.party for s in facts.signatures}
        if self._missing(before):
            yield f"{event.step} without every party's consent to mediation"
        if facts.form is not Form.ORAL and (set(bound) - signed or None in (facts.mediator_signed_on, facts.sealed_on)):
            yield f"{event.step} without a signature or seal"
        effective = effect(facts, before.mediation.kind if before.mediation else None)
        if effective is None or effective > event.day:
            yield f"{event.step} without a day of effect"
        if before.mediation is not None and before.mediation.challenged_by is not None:
            yield f"{event.step} while the mediator is challenged"
        yield from without_authority(before, facts.signatures)
        if before.matter is Matter.DIVORCE and any(s.by for s in facts.signatures):
            yield "divorced by an agent"

    # Confirmation.

    def _apply(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        self.applied_on, self.applied_by = event.day, facts.signatures
        if self.agreed_on is None or event.day > last_day(self.agreed_on, 30):
            yield "confirmation applied for after thirty days"
        if self.docketed:
            yield "confirmation applied for in a docketed case"
        yield from without_authority(before, facts.signatures)

    def _application_gone(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> None:
        self.applied_on, self.applied_by = None, ()

    _withdraw = _treat_as_withdrawn = _refuse_application = _application_gone

    def _accept_application(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        yield from self._may_judge(before, facts.judge, "an application")

    def _confirm(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        parties = {p.id for p in before.parties}
        self.ruled = True
        if parties - {s.party for s in self.applied_by}:
            yield "confirmed without the signatures of all parties"
        if parties - set(facts.heard):
            yield "confirmed without having asked all parties"
        if self.agreed_on is None or self.applied_on is None or self.applied_on > last_day(self.agreed_on, 30):
            yield "confirmed after more than thirty days"
        if self.docketed:
            yield "a docketed case was confirmed"
        if before.matter in {*STATUS, Matter.TITLE}:
            yield "confirmed what no court confirms"
        if self._missing(before):
            yield "confirmed without every party's consent to mediation"
        yield from self._may_judge(before, event.actor, "confirmation")

    def _reject(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        self.remedies = False
        self.ruled = event.step == "uphold"
        yield from self._may_judge(before, event.actor, "rejection")

    _revoke = _uphold = _reject

    def _object(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        served = self.ruling_served.get(facts.party) if facts.party else None
        if served is not None and event.day > last_day(served, 15):
            yield "a party objected more than fifteen days after its service"

    def _apply_in_part(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        effective, bound = self.parts[facts.part]
        self.parts_applied.add(facts.part)
        if set(bound) - {s.party for s in facts.signatures}:
            yield "a part applied for without all whom it binds"
        if event.day > last_day(effective, 30):
            yield "a part applied for after thirty days"
        if self.docketed:
            yield "a part applied for in a docketed case"
        yield from without_authority(before, facts.signatures)

    def _rule_on_part(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        if facts.part not in self.parts_applied:
            yield "a part ruled on that nobody applied for"
        self.part_ruled |= facts.confirmed
        if facts.confirmed and self.docketed:
            yield "a part of a docketed case was confirmed"
        yield from self._may_judge(before, event.actor, "a part")

    def _may_judge(self, before: Dispute, judge: str, what: str) -> Iterator[str]:
        if judge in self.mediated:
            yield f"whoever mediated judges {what}"
        if any(judge in p.accounts for p in before.parties):
            yield f"whoever speaks for a party judges {what}"

    # Before the court.

    def _bring(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        profile = "court_annexed_2022" if event.day < NEW_ORDER else "docket_first_2025"
        self.brought.append((event.day, profile))
        self.shared, self.told_closed, self.visibility, self.fee_asked_on = False, {}, None, None
        self.statement_asked = self.statement_out = False
        if self.docketed:
            yield "brought while it is on the docket"

    def _docket(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        self.docketed = self.was_docketed = True
        if after.jurisdiction is not Jurisdiction.OURS:
            yield "docketed while nobody has decided that it is ours"
        if before.matter is Matter.TITLE:
            yield "title docketed as a civil suit"
        if before.matter is Matter.LABOUR and facts.labour is None:
            yield "a claim about work docketed before arbitration"
        if before.matter is Matter.DIVORCE and facts.divorce_barred is not False:
            yield "a barred divorce docketed"

    def _refuse_docketing(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        self.remedies = bool(facts.told)
        if not facts.told:
            yield "refused without naming a way"

    def _assign_judge(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        yield from self._may_judge(before, facts.judge, "the case")
        if facts.judge in self.guided and {p.id for p in before.parties} - set(facts.no_objection):
            yield "whoever guided the mediation judges the case unasked"

    def _ask_fee(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        self.fee_asked_on = event.day
        if event.source == "docketed" and self.brought[-1][0] >= NEW_ORDER:
            yield "a fee asked for before the trial in the order of 2025"

    def _pay_fee(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> None:
        self.fee_asked_on = None

    def _fee_unpaid(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        self.docketed = False
        if self.fee_asked_on is None or event.day <= last_day(self.fee_asked_on, 7):
            yield "treated as withdrawn for a fee that was not overdue"

    def _serve(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        if facts.document is Document.RULING:
            self.ruling_served[facts.party] = facts.served_on
        if not facts.proof or facts.served_on > event.day:
            yield "served without proof"
        if facts.method is ServiceMethod.ELECTRONIC and not facts.agreed:
            yield "served electronically without consent"

    def _classify(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> None:
        self.visibility = facts.visibility

    def _tell_closed(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> None:
        self.told_closed.setdefault(facts.party, event.day)

    def _ask_closed(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> None:
        self.visibility = None

    def _share(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        self.shared = True
        if self.visibility is not Visibility.PUBLIC:
            yield "shared, and no judge has said that it is public"
        told = [self.told_closed.get(p.id) for p in before.parties]
        days = [day for day in told if day is not None]
        if len(days) < len(told) or event.day <= working_days_after(max(days), 3):
            yield "shared before the time for asking for a closed hearing was over"

    def _set_hearing(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        if (facts.observers or facts.streamed) and self.visibility is not Visibility.PUBLIC:
            yield "observers at a hearing that is not public"

    def _ask_statement(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        self.statement_asked = True
        if {p.id for p in before.parties} - {s.party for s in facts.signatures}:
            yield "a statement asked for by some only"
        yield from without_authority(before, facts.signatures)

    def _issue_statement(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        self.statement_out, self.statement_signed = True, set()
        if not self.statement_asked:
            yield "a statement nobody asked for"
        if not self.docketed and (not self.brought or self.brought[-1][0] >= NEW_ORDER):
            yield "a statement without a case"

    def _sign_statement(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        if not self.statement_out:
            yield "a statement signed for that was not issued"
        if facts.method in {ServiceMethod.LEFT, ServiceMethod.HOUSEHOLD, ServiceMethod.PUBLIC_NOTICE}:
            yield "a statement that did not reach the party itself"
        self.statement_signed.add(facts.party)
        all_signed = {p.id for p in before.parties} <= self.statement_signed
        if (event.target == "closed") is not all_signed:
            yield "a statement is effective otherwise than with the last signature"
        if all_signed:
            self.stated, self.docketed = True, False

    def _repudiate(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        if facts.party in self.statement_signed:
            yield "a party went back on what it had signed for"
        self._agreement_gone()

    def _judge(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        self.docketed, self.judged, self.remedies = False, True, bool(facts.told)
        yield from self._may_judge(before, event.actor, "the case")

    def _close(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        self.docketed = False
        if facts.manner in {ClosingManner.JUDGMENT, ClosingManner.MEDIATION_STATEMENT}:
            yield "closed by hand as if judged"

    def _follow(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        enforced = facts.kind.value == "enforcement"
        if enforced and not (self.judged or self.stated or self.ruled or self.part_ruled):
            yield "enforced, and nothing stands behind it"

    # Performance.

    def _perform(self, before: Dispute, event: Event, facts: Any, after: Dispute) -> Iterator[str]:
        if event.target == "performed" and self.docketed:
            yield "a docketed case is taken for done"

    _pay = _perform
