"""Attempts at the steps of `gridjustice.workflow.dispute.court`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs
from tests.unit.workflow.guards_attempts import (
    ACCEPTED,
    AGREED,
    ASSIGNED,
    BROUGHT,
    CHILD,
    DOCKET,
    DOCKETED,
    NEXT_MONTH,
    RECEIVED,
    TODAY,
    TOMORROW,
    YESTERDAY,
    Attempt,
    Forged,
    Found,
    Refused,
    after,
    by_party,
    consented,
    forged,
    in_new_order,
    mediator_turns_judge,
    people,
    refused,
    sealed,
    signing,
    tried,
)

from gridjustice.domain.dispute import Dispute
from gridjustice.domain.dispute.parties import Signature
from gridjustice.testing.district import COURT, SIGNED, Taken, person

# What is done on the way.
CORRECTION: Taken = ("triage", "ask_correction", {"missing": "an address"})
HAS_JUDGE: Taken = ("triage", "assign_judge", {"judge": person("judge")})
FEE: Taken = ("triage", "ask_fee", {})
PUBLIC: Taken = ("judge", "classify", {"visibility": "public", "reason": "No secret is in it."})
TOLD: tuple[Taken, ...] = (("triage", "tell_closed", {"party": "a1"}), ("triage", "tell_closed", {"party": "b1"}))
OPENED: Taken = ("system", "open_sharing", {})
GUIDED: Taken = ("judge", "guide", {"form": "advice", "note": "Look at the map."})
WITHDRAWN: Taken = ("triage", "close", {"manner": "withdrawal"})
DIVORCE: Taken = ("triage", "docket", {**DOCKET, "divorce_barred": False})
ASKED_FOR_STATEMENT: Taken = ("mediator", "ask_statement", {"signatures": SIGNED})
STATED: Taken = ("triage", "issue_statement", {"seal": COURT})

SUMMARY: Mapping[str, Any] = {**DOCKET, "procedure": "summary"}
SERVICE: Mapping[str, Any] = {
    "document": "complaint",
    "party": "b1",
    "method": "direct",
    "served_on": TODAY,
    "proof": True,
}
SHARING: Mapping[str, Any] = {"contact": "甲某 13900000001", "appointment": "on Friday"}
HEARING: Mapping[str, Any] = {"mode": "in_court", "held_on": TOMORROW}
TO_MEDIATION: tuple[Taken, ...] = (RECEIVED, ASSIGNED, ACCEPTED, consented("a1"), consented("b1"))


def signs(party: str) -> Taken:
    return "triage", "sign_statement", {"party": party, "method": "direct"}


def invited(*more: Taken) -> Found:
    """What was agreed in a mediation to which the court had sent it before docketing, in the order until 2024."""
    return after("delegated by the court", *TO_MEDIATION, AGREED, *more)


def entrusted(*more: Taken) -> Found:
    """The same in a docketed case."""
    return after("entrusted agreed", *more)


def shared(*more: Taken, **report: Any) -> Found:
    return after("docketed", HAS_JUDGE, *more, **report)


def divorcing(*more: Taken | date) -> Found:
    return after("brought", *more, matter="divorce")


JUDGE_IS_PARTY = people(b1={"person": person("judge")})
OUT = (ASKED_FOR_STATEMENT, STATED)

SOUND: Mapping[str, Attempt] = {
    "guide filing": tried("guide_filing", "worker", "reported", party="a1", way="e_court"),
    "bring": tried("bring", "citizen_a", "reported", party="a1"),
    "ask correction": tried("ask_correction", "triage", "brought", missing="an address"),
    "correct": tried("correct", "citizen_a", after("brought", CORRECTION), party="a1"),
    "docket": tried("docket", "triage", "brought", **DOCKET),
    "docket divorce": tried("docket", "triage", divorcing(), **DOCKET, divorce_barred=False),
    "refuse docketing": tried(
        "refuse_docketing", "triage", "brought",
        ground="other_court", reason="not of the forest", told=["suit", "appeal"], seal=COURT,
    ),
    "assign judge": tried("assign_judge", "triage", "docketed", judge=person("judge")),
    "transfer": tried("transfer", "triage", after("docketed", HAS_JUDGE)),
    "ask fee": tried("ask_fee", "triage", "docketed"),
    "ask fee at transfer": tried("ask_fee", "triage", in_new_order("in_trial"), nth=1),
    "pay fee": tried("pay_fee", "citizen_a", after("docketed", FEE)),
    "fee unpaid": tried("fee_unpaid", "triage", after("docketed", FEE, NEXT_MONTH)),
    "serve": tried("serve", "triage", "docketed", **SERVICE),
    "answer": tried("answer", "citizen_b", "docketed", party="b1"),
    "tell closed": tried("tell_closed", "triage", "docketed", party="a1"),
    "ask closed": tried("ask_closed", "citizen_a", "docketed", party="a1", reason="It is about my health."),
    "share": tried("share", "triage", shared(PUBLIC, *TOLD, OPENED), **SHARING),
    "set hearing": tried("set_hearing", "judge", "in_trial", **HEARING),
    "change procedure": tried("change_procedure", "judge", "in_trial", procedure="summary", reason="It is simple."),
    "extend trial": tried("extend_trial", "president", "in_trial", months=6, reason="an appraisal"),
    "ask statement": tried("ask_statement", "mediator", "entrusted agreed", signatures=SIGNED),
    "issue statement": tried("issue_statement", "triage", entrusted(ASKED_FOR_STATEMENT), seal=COURT),
    "sign last": tried("sign_statement", "triage", entrusted(*OUT, signs("a1")), party="b1", method="direct"),
    "sign": tried("sign_statement", "triage", entrusted(*OUT), nth=1, party="a1", method="direct"),
    "repudiate before docketing": tried("repudiate", "citizen_a", invited(*OUT), party="a1"),
    "repudiate": tried("repudiate", "citizen_a", entrusted(*OUT), nth=1, party="a1"),
    "judge": tried("judge", "judge", "in_trial", told=["appeal"], seal=COURT),
    "close": tried("close", "triage", "docketed", manner="withdrawal"),
    "close agreed": tried("close", "triage", "entrusted agreed", manner="withdrawal"),
    "follow": tried("follow", "triage", "closed", kind="enforcement", began_on=TODAY),
    "appeal": tried("follow", "triage", "closed", kind="appeal", began_on=TODAY),
}  # fmt: skip
"""Steps that are lawful as they stand: every guard of their rows passes."""


def served(attempt: str) -> Iterable[Refused]:
    yield refused(attempt, "unknown_party", party="z9")
    yield refused(attempt, "lacks_proof", proof=False)
    yield refused(attempt, "served_in_future", "in_the_future", served_on=TOMORROW)
    yield refused(attempt, "lacks_electronic_consent", method="electronic")
    on = after("brought", ("triage", "docket", dict(SUMMARY)))
    yield refused(attempt, "no_public_notice", on=on, method="public_notice")


REFUSALS: Sequence[Refused] = (
    refused("guide filing", "unknown_party", party="z9"),
    *by_party("bring"),
    refused("bring", "docketed_already", on="entrusted"),
    refused("bring", "unknown_agent", by="nobody"),
    refused("bring", "lacks_guardian", on=after("reported", parties=people(a1=CHILD))),
    refused("bring", "lacks_guardian", on=after("reported", parties=people(a1=CHILD)), by="lawyer"),
    refused("ask correction", "corrections_asked_before", on=after("brought", CORRECTION)),
    *by_party("correct"),
    refused("correct", "nothing_to_correct", on="brought"),
    refused("docket", "jurisdiction_undecided", jurisdiction=None, reason=None),
    refused("docket", "jurisdiction_undecided", jurisdiction="local_court"),
    refused("docket", "arbitration_comes_first", on=after("brought", matter="labour")),
    refused("docket", "arbitration_comes_first", on=after("brought", matter="labour"), labour="payment_order"),
    refused("docket", "title_not_for_civil_suit", on=after("brought", matter="title")),
    refused("docket divorce", "divorce_barred", divorce_barred=None),
    refused("docket divorce", "divorce_barred", divorce_barred=True),
    refused("docket divorce", "divorce_sued_too_soon", on=divorcing(DIVORCE, WITHDRAWN, NEXT_MONTH, BROUGHT)),
    refused("refuse docketing", "time_for_refusing_over", on=after("brought", NEXT_MONTH)),
    refused("refuse docketing", "names_no_way", told=[]),
    *sealed("refuse docketing"),
    refused("assign judge", "not_a_judge_here", judge=person("stranger")),
    refused("assign judge", "judge_is_party", on=after("docketed", parties=JUDGE_IS_PARTY)),
    refused(
        "assign judge", "judge_mediated", judge=person("mediator"), before=mediator_turns_judge,
        on=after("in_mediation", BROUGHT, DOCKETED),
    ),
    refused("assign judge", "judge_guided", on=after("asked", GUIDED, BROUGHT, DOCKETED), no_objection=["a1"]),
    refused("transfer", "has_no_judge", on="docketed"),
    refused("ask fee", "fee_asked_before", on=after("docketed", FEE)),
    refused("ask fee at transfer", "fee_asked_before", on=in_new_order("in_trial", FEE)),
    refused("pay fee", "no_fee_owed", on="docketed"),
    refused("pay fee", "no_fee_owed", on=after("docketed", FEE, ("triage", "pay_fee", {}))),
    refused("fee unpaid", "fee_not_overdue", on=after("docketed", FEE)),
    refused("fee unpaid", "fee_not_overdue", on="docketed"),
    *served("serve"),
    refused("answer", "unknown_party", party="z9", who="triage"),
    refused("answer", "answers_for_another", who="citizen_a"),
    refused("answer", "claimant_answers", party="a1", who="citizen_a"),
    refused("tell closed", "unknown_party", party="z9"),
    *by_party("ask closed"),
    refused("share", "not_public", on=shared(*TOLD, OPENED)),
    refused("share", "sharing_not_open", on=shared(PUBLIC, *TOLD)),
    refused("share", "family_does_not_agree", on=shared(PUBLIC, *TOLD, OPENED, matter="family"), agreed_by=["a1"]),
    refused("set hearing", "not_all_online", mode="online", agreed_online=["a1"]),
    refused("set hearing", "not_all_online", mode="mixed"),
    refused("set hearing", "observers_where_closed", observers=True),
    refused("set hearing", "streamed_where_closed", streamed=True),
    refused("set hearing", "streamed_where_closed", on=after("in_trial", PUBLIC, matter="family"), streamed=True),
    refused("set hearing", "heard_in_past", "held_in_past", held_on=YESTERDAY),
    refused("change procedure", "same_procedure", procedure="ordinary"),
    refused("extend trial", "trial_extended_too_far", months=7),
    refused("ask statement", "not_joint", signatures=SIGNED[:1]),
    *signing("ask statement", "entrusted agreed"),
    refused("ask statement", "no_case_for_statement", on="agreed"),
    refused("issue statement", "statement_not_asked", on="entrusted agreed"),
    refused("issue statement", "statement_not_asked", on=entrusted(*OUT)),
    *sealed("issue statement"),
    refused("sign last", "not_in_person", method="left"),
    refused("sign", "unknown_party", party="z9"),
    refused("sign", "no_statement_yet", on=entrusted(ASKED_FOR_STATEMENT)),
    refused("sign", "signed_already", on=entrusted(*OUT, signs("a1"))),
    refused("sign", "not_in_person", method="household"),
    *by_party("repudiate before docketing"),
    refused("repudiate before docketing", "no_statement_yet", on="agreed"),
    refused("repudiate before docketing", "statement_signed_by_it", on=invited(*OUT, signs("a1"))),
    *by_party("repudiate"),
    refused("repudiate", "statement_signed_by_it", on=entrusted(*OUT, signs("a1"))),
    refused("judge", "names_no_way", told=[]),
    *sealed("judge"),
    refused("close agreed", "not_on_docket", on="agreed"),
    refused("close", "closed_by_another_step", manner="judgment"),
    refused("close", "closed_by_another_step", manner="mediation_statement"),
    refused("close", "closed_by_another_step", manner="treated_as_withdrawn"),
    refused("follow", "not_enforceable", on="agreed"),
    refused("appeal", "nothing_was_judged", on="confirmed"),
    refused("appeal", "nothing_was_judged", on="confirmed", kind="retrial"),
    refused("follow", "followed_in_future", "in_the_future", began_on=TOMORROW),
)  # fmt: skip


def off_docket(record: Dispute) -> Dispute:
    """A statement was asked for where the court has no case."""
    earlier = record.proceedings[-1]
    return attrs.evolve(record, proceedings=(attrs.evolve(earlier, case_number=None, docketed_on=None),))


def all_signed(record: Dispute) -> Dispute:
    """Everybody has signed, and the case was not closed by it."""
    signed = tuple(Signature(party=p.id, signed_on=date(2022, 6, 1)) for p in record.parties)
    return record.with_proceeding(statement_signed=signed)


def not_issued(record: Dispute) -> Dispute:
    """Somebody has signed for what was not issued."""
    return record.with_proceeding(statement_on=None)


FORGED: Sequence[Forged] = (
    forged("issue statement", "no_case_for_statement", off_docket),
    forged("sign last", "unknown_party", all_signed, party="z9"),
    forged("sign last", "no_statement_yet", not_issued),
)
"""What the table keeps from being: nothing takes a case away from under a statement that was asked for; and the row
of the last signature is chosen only while exactly one party has not signed for what was issued."""
