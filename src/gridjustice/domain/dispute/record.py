"""A dispute, from the early sign to the archive: one record, one number, one history.

What belongs to one stretch of its way is an object of its own and None before: a mediation, an agreement, an
application for confirmation; each bringing to a court is a proceeding.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from gridjustice.domain.dispute.choices import (
    ClosingManner,
    Derivative,
    DisputeState,
    Document,
    EndGround,
    Form,
    HearingMode,
    Jurisdiction,
    Level,
    Material,
    Matter,
    MediationKind,
    Procedure,
    Route,
    ServiceMethod,
    Visibility,
)
from gridjustice.domain.dispute.intake import Intake
from gridjustice.domain.dispute.parties import (
    Choice,
    Consent,
    Danger,
    Disclosure,
    Interpreter,
    Party,
    Signature,
)
from gridjustice.domain.personal import guarded, personal
from gridjustice.domain.record import Appointment, Record, Role, Scope
from gridjustice.domain.values import TEXT_LENGTH, RecordId, calendar_day, evolve, text


@attrs.frozen(kw_only=True)
class Mediation:
    """One mediation, with one organisation: from its delegation or entrustment to its end.

    Attributes:
        bringing: how often the dispute had been brought to a court when it was handed out.
        mediator: who presides, where there are several.
        co_mediators: the others.
        accepted_on: the day a mediator first accepted; the time for mediation runs from it.
        choices: the mediators whom parties want.
        disclosures: ties of the mediators to parties; each party has to know and not mind.
        consents: express, party by party.
        challenged_by: the party whose challenge of the mediator waits for a decision.
        excluded: mediators who were recused, declined, stayed silent or were replaced in this mediation.
        left: who presided, or was asked to, and left last.
        replaced: how often a mediator was replaced at the parties' wish.
        meeting_on: the day of the next session, once arranged.
        sessions: how many were held.
        undisputed: whether facts were recorded that no party disputes.
        suspended_from: where it stood when a sham was suspected.
        ground: why it ended.
    """

    kind: MediationKind
    bringing: int = 0
    mediator: RecordId | None = None
    co_mediators: tuple[RecordId, ...] = ()
    accepted_on: date | None = None
    choices: tuple[Choice, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    consents: tuple[Consent, ...] = ()
    interpreters: tuple[Interpreter, ...] = ()
    challenged_by: str | None = None
    excluded: tuple[RecordId, ...] = ()
    left: RecordId | None = None
    replaced: int = 0
    meeting_on: date | None = None
    sessions: int = 0
    undisputed: bool = False
    suspended_from: DisputeState | None = None
    ground: EndGround | None = None

    @property
    def panel(self) -> tuple[RecordId, ...]:
        """Those who mediate: who presides first."""
        return (self.mediator, *self.co_mediators) if self.mediator else self.co_mediators


@attrs.frozen(kw_only=True)
class Instalment:
    """A part of what was agreed, with its day.

    Attributes:
        paid_on: None while it is owed.
    """

    due_on: date = calendar_day()
    fen: int = attrs.field(validator=attrs.validators.ge(1))
    paid_on: date | None = calendar_day(default=None)


@attrs.frozen(kw_only=True)
class Interest:
    """What an agreement about a loan says of interest.

    Attributes:
        basis_points: a year.
        contract_on: the day the loan was made, whose reference rate sets the cap.
    """

    basis_points: int = attrs.field(validator=attrs.validators.ge(0))
    contract_on: date = calendar_day()


@attrs.frozen(kw_only=True)
class Agreement:
    """What the parties agreed, and since when it binds them.

    Attributes:
        effective_on: the day on which the last of all required signatures and seals was there.
        ends_on: the last day for doing what was agreed; of instalments, the last one's.
        confirmed_on: the day of the court's ruling that confirms it, while that ruling stands: it can be enforced.
    """

    content: str = personal(TEXT_LENGTH)
    form: Form
    signatures: tuple[Signature, ...]
    effective_on: date
    instalments: tuple[Instalment, ...] = ()
    interest: Interest | None = None
    ends_on: date | None = None
    confirmed_on: date | None = None

    @property
    def owed(self) -> Instalment | None:
        """The first instalment that is not paid."""
        return next((i for i in self.instalments if i.paid_on is None), None)


@attrs.frozen(kw_only=True)
class Part:
    """What was agreed on a part of the dispute, or between some of its parties, while the rest goes on.

    Attributes:
        id: short name, as ``g1``.
        parties: whom it binds.
        applied_on: the day its confirmation was applied for.
        confirmed: the court's answer, None while there is none.
    """

    id: str = text(32)
    parties: tuple[str, ...]
    agreement: Agreement
    applied_on: date | None = None
    confirmed: bool | None = None


@attrs.frozen(kw_only=True)
class Application:
    """The parties' joint application for judicial confirmation.

    Attributes:
        case_number: once the court has taken it up.
        judge: who decides on it.
        ruled_on: the day of the ruling.
    """

    signatures: tuple[Signature, ...]
    materials: tuple[Material, ...] = ()
    case_number: str | None = text(64, default=None)
    judge: RecordId | None = None
    ruled_on: date | None = None


@attrs.frozen(kw_only=True)
class Served:
    """A document that was served on a party, by a lawful method, with proof: what periods may start from."""

    document: Document
    party: str
    method: ServiceMethod
    served_on: date


@attrs.frozen(kw_only=True)
class Proceeding:
    """One bringing of the dispute to a court; the policy profile belongs to it, not to the dispute.

    Attributes:
        brought_by: the party that did.
        profile: the policy profile of the day it was brought.
        corrections_asked: whether the party was told, once and for all, what is missing.
        case_number: once it is docketed.
        judge: who tries it.
        visibility: whether it is heard in public, once a judge has said so.
        told_closed: parties that were told of their right to ask for a closed hearing.
        told_closed_on: the day on which the last of them was told.
        asked_closed: parties that asked for one.
        may_share: whether the time for asking has run.
        shared: whether what may be heard in public was shared with the grid.
        entrusted: whether it was entrusted to mediators.
        statement_on: the day the court issued its mediation statement.
        statement_signed: the parties that signed for it.
        performs_by: the last day for doing what a judgment orders.
        fee_asked: whether the court asked for its fee; `fee_paid` whether it was paid.
    """

    brought_on: date
    brought_by: str
    profile: str
    corrections_asked: bool = False
    case_number: str | None = text(64, default=None)
    docketed_on: date | None = None
    procedure: Procedure = Procedure.ORDINARY
    judge: RecordId | None = None
    visibility: Visibility | None = None
    told_closed: tuple[str, ...] = ()
    told_closed_on: date | None = None
    asked_closed: tuple[str, ...] = ()
    may_share: bool = False
    shared: bool = False
    entrusted: bool = False
    statement_asked: bool = False
    statement_on: date | None = None
    statement_signed: tuple[Signature, ...] = ()
    hearing: HearingMode | None = None
    hearing_on: date | None = None
    fee_asked: bool = False
    fee_paid: bool = False
    closed_as: ClosingManner | None = None
    closed_on: date | None = None
    performs_by: date | None = None


@attrs.frozen(kw_only=True)
class Followed:
    """A proceeding that followed after the dispute had ended."""

    kind: Derivative
    began_on: date = calendar_day()


@attrs.frozen(kw_only=True)
class Dispute(Record):
    """A dispute.

    Attributes:
        number: for people to say on the telephone; the id is what counts.
        reported_on: the day somebody asked for help with it.
        asked_on: the day a party first asked a mediation body for help: from then the limitation period is interrupted.
        reporter: who reported it and is owed an answer, if they have an account.
        origin: the unit it was reported from.
        matter: whether the law sends it elsewhere first.
        jurisdiction: whose case it would be, once triage has decided it.
        route: where triage sent it.
        same_as: the dispute it is the same as; `also` lists those that were linked to this one.
        cause_version: version of the list of causes, with `cause`.
        claimed_fen: what is claimed, in fen, where somebody has said it.
        danger: what somebody is in danger of, until it was handed over.
        intake: how it came in last; who called is not told to the parties.
        mediated_by: everybody who has accepted to mediate it, in whatever mediation; they play no other part later.
        recused: mediators who had to go for their ties; they come back into no mediation of it.
        guided_by: judges who guided any of its mediations.
        conflicted: units that are, lie above or lie below a party: their liaisons and grid workers handle nothing.
        told_remedies: whether the parties were told their ways out after a failure.
        fed_back: whether the reporter was told the result.
        decided_on: the day another body's decision reached the parties.
        orders: open follow-through orders about it.
    """

    state: DisputeState
    number: str = text(32)
    gist: str = personal(TEXT_LENGTH)
    level: Level = Level.BLUE
    matter: Matter = Matter.CIVIL
    jurisdiction: Jurisdiction | None = None
    route: Route | None = None
    cause: str | None = text(16, default=None)
    cause_version: str | None = text(16, default=None)
    claimed_fen: int | None = None
    reported_on: date | None = None
    asked_on: date | None = None
    reporter: RecordId | None = None
    origin: RecordId | None = None
    same_as: RecordId | None = None
    also: tuple[RecordId, ...] = ()
    danger: Danger | None = guarded()
    intake: Intake | None = guarded()
    parties: tuple[Party, ...] = ()
    conflicted: tuple[RecordId, ...] = ()
    mediation: Mediation | None = None
    mediated_by: tuple[RecordId, ...] = ()
    recused: tuple[RecordId, ...] = ()
    guided_by: tuple[RecordId, ...] = ()
    agreement: Agreement | None = None
    parts: tuple[Part, ...] = ()
    application: Application | None = None
    proceedings: tuple[Proceeding, ...] = ()
    services: tuple[Served, ...] = ()
    decided_on: date | None = None
    told_remedies: bool = False
    fed_back: bool = False
    followed: tuple[Followed, ...] = ()
    orders: tuple[RecordId, ...] = ()

    def rehomed(
        self, unit: RecordId | None, grid: RecordId | None, since: date, near: tuple[RecordId, ...] = ()
    ) -> Dispute:
        """The dispute with the successor of its unit, which is near a party where the one before it was (3.3)."""
        near += (unit,) if unit and self.unit in self.conflicted else ()
        conflicted = dict.fromkeys((*self.conflicted, *near))
        origin = unit if self.origin == self.unit else self.origin
        return evolve(self, unit=unit, grid=grid, origin=origin, conflicted=tuple(conflicted))

    def party(self, party_id: str) -> Party | None:
        """The party of that short name."""
        return next((p for p in self.parties if p.id == party_id), None)

    def part(self, part_id: str) -> Part | None:
        """The partial agreement of that short name."""
        return next((p for p in self.parts if p.id == part_id), None)

    def unanswered(self) -> tuple[Party, ...]:
        """Parties whose consent to the mediation is still missing."""
        given = {c.party for c in self.mediation.consents} if self.mediation else set()
        return tuple(p for p in self.parties if p.id not in given)

    def with_mediation(self, **changes: Any) -> Dispute:
        """The same dispute with changes in its mediation."""
        assert self.mediation is not None, "the table takes this step only while there is a mediation"
        return evolve(self, mediation=evolve(self.mediation, **changes))

    def with_application(self, **changes: Any) -> Dispute:
        """The same dispute with changes in its application for confirmation."""
        assert self.application is not None, "the table takes this step only after an application"
        return evolve(self, application=evolve(self.application, **changes))

    def with_proceeding(self, **changes: Any) -> Dispute:
        """The same dispute with changes in its current proceeding."""
        *earlier, current = self.proceedings
        return evolve(self, proceedings=(*earlier, evolve(current, **changes)))

    @property
    def mediator(self) -> RecordId | None:
        """Who mediates it, and presides where there are several."""
        return self.mediation.mediator if self.mediation else None

    @property
    def mediators(self) -> frozenset[RecordId]:
        """Everybody who mediates it, has mediated it, or was asked to and is out of it."""
        now = self.mediation
        asked = (now.mediator, *now.co_mediators, *now.excluded) if now else ()
        return frozenset((*self.mediated_by, *self.recused, *(person for person in asked if person)))

    @property
    def is_kept_from_grid(self) -> bool:
        """Whether a court has docketed it and has not shared what may be public."""
        return self.was_docketed and not self.proceedings[-1].shared

    @property
    def ground(self) -> EndGround | None:
        """Why the mediation ended."""
        return self.mediation.ground if self.mediation else None

    @property
    def kind_of_mediation(self) -> str | None:
        """The kind of mediation, as citations tell them apart."""
        return self.mediation.kind.value if self.mediation else None

    @property
    def accepted_on(self) -> date | None:
        """The day from which the time for mediation runs, once a mediator has accepted."""
        return self.mediation.accepted_on if self.mediation else None

    @property
    def effective_on(self) -> date | None:
        """The day from which the agreement binds the parties, if there is one."""
        return self.agreement.effective_on if self.agreement else None

    @property
    def open_part(self) -> Part | None:
        """The first partial agreement for whose confirmation nobody has applied."""
        return next((p for p in self.parts if p.applied_on is None), None)

    @property
    def part_effective_on(self) -> date | None:
        """The day from which that partial agreement binds."""
        return self.open_part.agreement.effective_on if self.open_part else None

    @property
    def owed_on(self) -> date | None:
        """The day of the first instalment that is not paid."""
        owed = self.agreement.owed if self.agreement else None
        return owed.due_on if owed else None

    @property
    def next_due_on(self) -> date | None:
        """The day on which something agreed is due next: an instalment, or the whole."""
        if self.agreement is None:
            return None
        return self.owed_on if self.agreement.instalments else self.agreement.ends_on

    @property
    def performance_ends_on(self) -> date | None:
        """The last day for doing what was judged or agreed: the time for enforcement runs from it.

        Of instalments it is the last one's; None where no day was set: then it runs from the ruling or statement.
        """
        if self.proceeding is not None and self.proceeding.performs_by is not None:
            return self.proceeding.performs_by
        return self.agreement.ends_on if self.agreement else None

    @property
    def proceeding(self) -> Proceeding | None:
        """The current, or last, court proceeding."""
        return self.proceedings[-1] if self.proceedings else None

    @property
    def is_before_court(self) -> bool:
        """Whether a party has brought it to the court, and it is not docketed yet."""
        current = self.proceeding
        return current is not None and current.case_number is None and current.closed_as is None

    @property
    def is_docketed(self) -> bool:
        """Whether a court has it on its docket and has not closed it."""
        current = self.proceeding
        return current is not None and current.case_number is not None and current.closed_as is None

    @property
    def was_docketed(self) -> bool:
        """Whether a court ever had it on its docket."""
        return any(p.case_number is not None for p in self.proceedings)

    @property
    def has_mediators(self) -> bool:
        """Whether somebody mediates it, or has brought about an agreement."""
        return self.mediation is not None and self.mediation.ground in (None, EndGround.AGREED)

    @property
    def docketed_on(self) -> date | None:
        """The day from which the time for trial runs."""
        return self.proceeding.docketed_on if self.proceeding else None

    @property
    def told_closed_on(self) -> date | None:
        """The day on which the last party was told of its right to a closed hearing."""
        return self.proceeding.told_closed_on if self.proceeding else None

    @property
    def served_on(self) -> date | None:
        """The day of the last lawful service, from which a limit may start."""
        return self.services[-1].served_on if self.services else None

    @property
    def profile(self) -> str | None:
        """The policy profile of the current court proceeding; None while it was never brought to a court."""
        return self.proceedings[-1].profile if self.proceedings else None

    @property
    def judge(self) -> RecordId | None:
        """The judge who has the case, or the application for confirmation."""
        if self.application is not None and self.application.judge is not None:
            return self.application.judge
        return self.proceeding.judge if self.proceeding else None

    def appointments(self) -> tuple[Appointment, ...]:
        """Its parties with their agents, its mediators, judge and reporter; and whom it bars.

        Barred are the units that are, or are near, a party; mediators who were recused; and once a court has docketed
        it, the grid it came from, unless the court has shared what may be public.
        """
        since = self.reported_on or date.min
        roles = [(account, Role.PARTY) for p in self.parties for account in p.accounts]
        if self.mediation is not None and self.mediation.mediator and (self.has_mediators or not self.was_docketed):
            roles += [(person, Role.MEDIATOR) for person in self.mediation.panel]
        if self.judge:
            roles.append((self.judge, Role.JUDGE))
        if self.reporter and not self.is_kept_from_grid:
            roles.append((self.reporter, Role.REPORTER))
        roles += [(barred, Role.BARRED) for barred in self.barred()]
        return tuple(Appointment(person, role, Scope.RECORD, self.id, since) for person, role in dict.fromkeys(roles))

    def barred(self) -> list[RecordId]:
        """Ids of people, units and grids that may not handle it, nor see it as those who answer for the grid."""
        barred = [*self.conflicted]
        if self.grid and self.origin in self.conflicted:
            barred.append(self.grid)
        barred += self.recused
        if self.mediation is not None:
            barred += self.mediation.excluded
        if self.is_kept_from_grid:
            mediation = self.mediation
            given = mediation is not None and mediation.bringing == len(self.proceedings) and self.has_mediators
            barred += [p for p in (self.grid, self.origin, self.unit) if p and not (given and p == self.unit)]
        return barred
