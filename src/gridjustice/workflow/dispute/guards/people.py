"""Guards about parties and those who act for them: who they are, who answers, who signs, who judges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from gridjustice.domain.dispute import Dispute
from gridjustice.domain.dispute.choices import AgentKind, Form, Matter
from gridjustice.domain.dispute.court import Bringing, StatementAsked
from gridjustice.domain.dispute.mediation import (
    ConsentGiven,
    Examination,
    Extension,
    PartAgreed,
    Settled,
)
from gridjustice.domain.dispute.parties import Agent, Party, Signature
from gridjustice.domain.dispute.prevention import AgentNamed, Report, TakenOver
from gridjustice.domain.network import Court, CourtLevel, NetworkState, Person, Unit
from gridjustice.domain.record import Record, Role, Scope
from gridjustice.domain.values import RecordId, named_id
from gridjustice.workflow.dispute.guards.choosing import acts_for_itself
from gridjustice.workflow.refusals import Reason
from gridjustice.workflow.table import Act

ALL_AGREE = {
    Extension: "mediation.extend",
    Examination: "mediation.appraisal_pause",
    Settled: "mediation.settled_by_parties",
}
"""Where the law says that all parties must agree."""


class NamesParty(Protocol):
    """Facts that name a party."""

    @property
    def party(self) -> str: ...  # its short name


class HasSignatures(Protocol):
    """Facts with signatures of parties."""

    @property
    def signatures(self) -> tuple[Signature, ...]: ...  # in any order


class NamesJudge(Protocol):
    """Facts that name a judge."""

    @property
    def judge(self) -> RecordId: ...  # id of the judge's record


class Sealed(Protocol):
    """Facts of a document that bears a court's seal."""

    @property
    def seal(self) -> str: ...  # path of the court


def unknown_account(record: Dispute | None, facts: Report | TakenOver, act: Act) -> Reason | None:
    """Refuses a party, or an agent, whose account or unit is not there, and an agent who holds office here."""
    for party in facts.parties:
        if any(_holds_office(agent, facts.court, facts.unit, act) for agent in party.agents):
            return Reason("agent_holds_office", "agreement.authority")
        for account in party.accounts:
            person = act.look(account)
            if not (isinstance(person, Person) and person.state is NetworkState.ACTIVE):
                return Reason("unknown_account", values={"party": party.id})
        if party.unit and not isinstance(act.look(party.unit), Unit):
            return Reason("unknown_account", values={"party": party.id})
    return None


def unknown_party(record: Dispute, facts: NamesParty, act: Act) -> Reason | None:
    """Refuses what is said of somebody who is no party."""
    if record.party(facts.party) is None:
        return Reason("unknown_party", values={"party": facts.party, "parties": [p.id for p in record.parties]})
    return None


def answers_for_another(record: Dispute, facts: NamesParty, act: Act) -> Reason | None:
    """Refuses a party that acts for another, and what only the party itself declares: online, or who its agents are.

    The mediator, or the court's window, records what a party declares on paper or by word of mouth.
    """
    party = record.party(facts.party)
    if party is None:
        return None  # `unknown_party` says so
    speaks_for = {p.id for p in record.parties if act.actor in p.accounts}
    online = isinstance(facts, ConsentGiven) and facts.form is Form.ONLINE
    itself = party.accounts if online else (party.person,) if isinstance(facts, AgentNamed) else ()
    if facts.party not in speaks_for and (speaks_for or any(itself)):
        basis = "mediation.consent" if isinstance(facts, ConsentGiven) else "agreement.authority"
        return Reason("answers_for_another", basis, {"party": facts.party})
    return None


def agent_mediated(record: Dispute, facts: AgentNamed, act: Act) -> Reason | None:
    """Refuses as a party's agent whoever mediates, or has mediated, in the same matter (P11), or holds office here."""
    if _holds_office(facts.agent, record.court, record.unit, act):
        return Reason("agent_holds_office", "agreement.authority")
    return Reason("agent_mediated", "mediator.later_roles") if facts.agent.person in record.mediators else None


def lacks_papers(record: Dispute, facts: AgentNamed, act: Act) -> Reason | None:
    """Refuses an agent without the paper that proves by what right they act."""
    return None if facts.papers else Reason("lacks_papers", "agreement.authority")


def unknown_agent(record: Dispute, facts: ConsentGiven | Bringing, act: Act) -> Reason | None:
    """Refuses what an agent is said to declare whom the party has not named."""
    party = record.party(facts.party)
    if party is None or facts.by is None or party.agent(facts.by) is not None:
        return None
    return Reason("unknown_agent", "agreement.authority", {"agent": facts.by, "party": party.id})


def lacks_guardian(record: Dispute, facts: ConsentGiven | Bringing, act: Act) -> Reason | None:
    """Refuses what a party declares that cannot act for itself, unless its statutory agent does."""
    party = record.party(facts.party)
    if party is None or acts_for_itself(party.capacity):
        return None
    agent = party.agent(facts.by)
    if agent is None or agent.kind is not AgentKind.STATUTORY:
        return Reason("lacks_guardian", "agreement.statutory_agent", {"party": party.id})
    return None


def lacks_authority(record: Dispute, facts: HasSignatures, act: Act) -> Reason | None:
    """Refuses a signature for a party by somebody without authority to settle for it (P48).

    An authorised agent needs special authority; a representative signs for others only where the parties on that side
    are many; a party that cannot act for itself is signed for by its statutory agent.
    """
    for signature in facts.signatures:
        party = record.party(signature.party)
        if party is None:
            continue  # `signed_by_stranger` says so
        agent = party.agent(signature.by)
        if signature.by is None:
            allowed = acts_for_itself(party.capacity)
        elif agent is None:
            allowed = False
        elif not acts_for_itself(party.capacity):
            allowed = agent.kind is AgentKind.STATUTORY
        elif agent.kind is AgentKind.REPRESENTATIVE:
            many = act.law.figure("party.representatives", act.day).value
            allowed = agent.may_settle and sum(p.side is party.side for p in record.parties) >= many
        elif agent.kind is AgentKind.LEGAL_REPRESENTATIVE:
            allowed = party.credit_code is not None or party.unit is not None
        else:
            allowed = agent.kind is AgentKind.AUTHORISED and agent.may_settle
        if not allowed:
            return Reason("lacks_authority", _authority(party, agent), {"party": party.id})
    return None


def _holds_office(agent: Agent, court: str, unit: RecordId | None, act: Act) -> bool:
    """Whether somebody serves at that court, or one above it, or is the liaison of that unit: they act for no party."""
    if agent.person is None:
        return False
    person, home = act.look(agent.person), act.look(unit) if unit else None
    posts = person.posts if isinstance(person, Person) else ()
    serves = any(
        p.scope is Scope.COURT and p.holds_on(act.day) and (court == p.place or court.startswith(f"{p.place}/"))
        for p in posts
    )
    return serves or (isinstance(home, Unit) and home.liaison_on(act.day) == agent.person)


def _authority(party: Party, agent: Agent | None) -> str:
    """Where the law says who may sign for such a party."""
    if not acts_for_itself(party.capacity):
        return "agreement.statutory_agent"
    many = agent is not None and agent.kind is AgentKind.REPRESENTATIVE
    return "agreement.representatives" if many else "agreement.authority"


def divorced_by_agent(record: Dispute, facts: HasSignatures, act: Act) -> Reason | None:
    """Refuses an agreement on a divorce that an agent signed: husband and wife sign themselves."""
    if record.matter is not Matter.DIVORCE:
        return None
    able = {p.id for p in record.parties if acts_for_itself(p.capacity)}
    signed = [s.party for s in facts.signatures if s.by is not None and s.party in able]
    return Reason("divorced_by_agent", "agreement.divorce_in_person", {"parties": signed}) if signed else None


def signed_by_stranger(record: Dispute, facts: HasSignatures, act: Act) -> Reason | None:
    """Refuses a signature of somebody who is no party."""
    strangers = [s.party for s in facts.signatures if record.party(s.party) is None]
    return Reason("signed_by_stranger", values={"strangers": strangers}) if strangers else None


def not_joint(record: Dispute, facts: HasSignatures, act: Act) -> Reason | None:
    """Refuses an application that is not made by all parties together, each with its signature (P1)."""
    signed = {s.party for s in facts.signatures}
    missing = [p.id for p in record.parties if p.id not in signed]
    basis = "statement.apply" if isinstance(facts, StatementAsked) else "confirmation.joint_application"
    return Reason("not_joint", basis, {"missing": missing}) if missing else None


def not_all_agree(record: Dispute, facts: Extension | Examination | Settled, act: Act) -> Reason | None:
    """Refuses what takes the agreement of all parties, while one is missing (P8)."""
    missing = [p.id for p in record.parties if p.id not in facts.agreed_by]
    return Reason("not_all_agree", ALL_AGREE[type(facts)], {"missing": missing}) if missing else None


def named_wrongly(record: Dispute, facts: Extension | Examination | Settled, act: Act) -> Reason | None:
    """Refuses somebody who is no party, or is named twice, among those who agree."""
    wrong = wrongly_named(record, facts.agreed_by)
    return Reason("named_wrongly", values={"wrong": wrong}) if wrong else None


def binds_strangers(record: Dispute, facts: PartAgreed, act: Act) -> Reason | None:
    """Refuses a partial agreement for somebody who is no party, or for nobody on one of the sides."""
    wrong = wrongly_named(record, facts.parties)
    sides = {p.side for p in record.parties if p.id in facts.parties}
    one_sided = len(sides) < len({p.side for p in record.parties})
    return Reason("binds_strangers", values={"wrong": wrong or list(facts.parties)}) if wrong or one_sided else None


def not_a_judge_here(record: Record, facts: NamesJudge, act: Act) -> Reason | None:
    """Refuses somebody who is no judge of the record's court, or of one above it, today."""
    person = act.look(facts.judge)
    posts = person.posts if isinstance(person, Person) and person.state is NetworkState.ACTIVE else ()
    here = any(
        p.role is Role.JUDGE
        and p.holds_on(act.day)
        and (record.court == p.place or record.court.startswith(f"{p.place}/"))
        for p in posts
    )
    return None if here else Reason("not_a_judge_here")


def judge_is_party(record: Dispute, facts: NamesJudge, act: Act) -> Reason | None:
    """Refuses a judge who is a party, or speaks for one."""
    if any(facts.judge in p.accounts for p in record.parties):
        return Reason("judge_is_party", "judge.recusal")
    return None


def judge_mediated(record: Dispute, facts: NamesJudge, act: Act) -> Reason | None:
    """Refuses as judge whoever mediated in the same matter (P11)."""
    return Reason("judge_mediated", "judge.one_procedure") if facts.judge in record.mediators else None


def judge_acts_for_party(record: Dispute, facts: object, act: Act) -> Reason | None:
    """Refuses a ruling by whoever is a party, speaks for one, or has mediated (P11)."""
    if any(act.actor in p.accounts for p in record.parties):
        return Reason("judge_is_party", "judge.recusal")
    return Reason("judge_mediated", "judge.one_procedure") if act.actor in record.mediators else None


def tribunal_seal(record: Record, facts: Sealed, act: Act) -> Reason | None:
    """Refuses a document under any seal but that of the court that decides: a tribunal's own seal makes none (P21)."""
    court = act.look(named_id("court", facts.seal))
    of_this_court = record.court == facts.seal or record.court.startswith(f"{facts.seal}/")
    if not of_this_court or not isinstance(court, Court) or court.level is CourtLevel.TRIBUNAL:
        return Reason("tribunal_seal", "seal.basic_court", {"seal": facts.seal})
    return None


def wrongly_named(record: Dispute, named: Sequence[str]) -> list[str]:
    """Those among the names that are no party, or stand there twice."""
    return [name for name in dict.fromkeys(named) if record.party(name) is None or named.count(name) > 1]


def not_after_today(day: date, act: Act) -> Reason | None:
    """Refuses a day to come."""
    return Reason("in_the_future", values={"day": day, "today": act.day}) if day > act.day else None
