"""The guards of a dispute's mediation: steps that pass them, and what makes each of them refuse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tests.unit.workflow.guards_attempts import (
    AGREE,
    AGREED_IN_PART,
    ASSIGNED,
    BOTH,
    BOTH_ASSIGNED,
    BROUGHT,
    CHALLENGED,
    CHILD,
    DOCKETED,
    FULL_LAWYER,
    LATER_SIGNATURE,
    NEW_ORDER,
    NEXT_WEEK,
    NOBODY,
    PART,
    RECEIVED,
    REPLACED,
    SUSPECTED,
    TODAY,
    TOMORROW,
    YESTERDAY,
    Attempt,
    Forged,
    Refused,
    after,
    by_party,
    chose,
    closing,
    consented,
    forged,
    gone,
    idle_farm,
    in_new_order,
    people,
    refused,
    side_of,
    signed,
    signing,
    third_mediator,
    tried,
    unit_as_party,
)
from tests.unit.workflow.guards_prevention import CHILD_IN_DANGER, TO_GOVERNMENT, TRIAGE

from gridjustice.domain.dispute.choices import Form
from gridjustice.domain.dispute.parties import Choice, Consent
from gridjustice.testing.district import SIGNED, Taken, person, unit

MEDIATOR = person("mediator")
CHOICE: Mapping[str, Any] = {"party": "a1", "mediator": MEDIATOR}
REFUSAL: Mapping[str, Any] = {"reason": "no time"}
TIED: Mapping[str, Any] = {"disclosed": [{"party": "a1", "relation": "relative"}]}
DISCLOSED: Taken = ("mediator", "accept", dict(TIED))
PAUSE: Mapping[str, Any] = {"question": "How old are the trees?", "agreed_by": BOTH}
KOREAN: Mapping[str, Any] = {"language": "ko-CN"}
TO_DOCKETING: Taken = ("triage", "triage", {**TRIAGE, "route": "docketing"})
B1_IS_MEDIATOR = people(b1={"person": MEDIATOR})
B1_NAMES_MEDIATOR: Taken = (
    "citizen_b", "name_agent", {"party": "b1", "agent": {**FULL_LAWYER, "person": MEDIATOR}, "papers": True},
)  # fmt: skip
HALF_ASKED = after("asked", consented("a1"))
CHALLENGE_OPEN = after("in_mediation", CHALLENGED)
DOCKETED_CHALLENGE_OPEN = after("entrusted in mediation", CHALLENGED)
REPLACED_IN_TIME = after("in_mediation", REPLACED)
DOCKETED_REPLACED_IN_TIME = after("entrusted in mediation", REPLACED)
RECUSED_BEFORE = after(
    "offered", ("mediator", "recuse", dict(REFUSAL)), ("citizen_b", "refuse", {"party": "b1"}),
    ("citizen_a", "bring", {"party": "a1"}), DOCKETED,
    ("triage", "entrust", {"unit": unit("farm"), "consented": BOTH, "form": "written"}), RECEIVED,
)  # fmt: skip
SAY_YES: Mapping[str, Any] = {"party": "a1", "form": "online"}
SPOKEN_FOR = {f"a{n}": "speaker" for n in range(2, 11)}


def by_many(many: int) -> dict[str, Any]:
    """An agreement that one of so many applicants signs for the others."""
    parties = side_of(many)
    spoken_for = dict(list(SPOKEN_FOR.items())[: many - 1])
    on = after("asked", *(consented(p["id"]) for p in parties), parties=parties)
    return {"on": on, "signatures": signed("a1", "b1", **spoken_for)}


SOUND: Mapping[str, Attempt] = {
    "delegate": tried("delegate", "triage", "triaged", unit=unit("farm")),
    "delegate what was brought": tried(
        "delegate", "triage", "brought after triage", nth=1, unit=unit("farm"), consented=["a1"]
    ),
    "delegate in spite of the change": tried(
        "delegate", "triage", after("brought after triage", NEW_ORDER),
        nth=1, unit=unit("farm"), consented=["a1"], transition="The parties had already met.",
    ),
    "entrust": tried("entrust", "triage", "docketed", unit=unit("farm"), consented=BOTH, form="written"),
    "entrust in trial": tried(
        "entrust", "judge", "in_trial", nth=1, unit=unit("farm"), consented=BOTH, form="written"
    ),
    "choose last": tried(
        "choose", "citizen_b", after("received", chose("a1", "citizen_a")), party="b1", mediator=MEDIATOR
    ),
    "choose": tried("choose", "citizen_a", "received", nth=1, **CHOICE),
    "assign": tried("assign", "liaison", "received", mediator=MEDIATOR),
    "designate": tried("designate", "triage", "received", mediator=MEDIATOR),
    "deem refused on docket": tried(
        "deem_refused", "triage", after("entrusted in mediation", REPLACED, NEXT_WEEK), party="a1"
    ),
    "deem refused": tried(
        "deem_refused", "triage", after("in_mediation", REPLACED, NEXT_WEEK), nth=1, party="a1"
    ),
    "accept at once": tried("accept", "mediator", after("entrusted", RECEIVED, ASSIGNED)),
    "accept": tried("accept", "mediator", "offered", nth=1),
    "turn down": tried("turn_down", "mediator", "offered", **REFUSAL),
    "recuse co-mediator": tried(
        "recuse", "mediator3", after("received", BOTH_ASSIGNED, first=third_mediator),
        co_mediator=person("mediator3"), **REFUSAL,
    ),
    "recuse": tried("recuse", "mediator", "offered", nth=1, **REFUSAL),
    "challenge": tried("challenge", "citizen_a", "in_mediation", party="a1", relation="cousins"),
    "uphold challenge": tried("decide_challenge", "liaison", CHALLENGE_OPEN, upheld=True, reason="cousins"),
    "dismiss challenge": tried("decide_challenge", "liaison", CHALLENGE_OPEN, nth=1, upheld=False, reason="no"),
    "replace": tried("replace", "citizen_a", "in_mediation", party="a1", reason="We do not get on."),
    "interpret": tried("interpret", "liaison", "in_mediation", interpreter={"name": "某译", **KOREAN}),
    "last consent": tried("consent", "mediator", HALF_ASKED, party="b1", form="written"),
    "consent": tried("consent", "citizen_a", "asked", nth=1, **SAY_YES),
    "refuse on docket": tried("refuse", "citizen_b", "entrusted in mediation", party="b1"),
    "refuse": tried("refuse", "citizen_b", "in_mediation", nth=1, party="b1"),
    "extend": tried("extend", "mediator", "in_mediation", days=10, agreed_by=BOTH),
    "examine": tried("examine", "mediator", "in_mediation", **PAUSE),
    "end as sham on docket": tried(
        "end_as_sham", "triage", after("entrusted in mediation", SUSPECTED), reason="no loan", reported_to=["police"]
    ),
    "end as sham": tried("end_as_sham", "triage", "suspended", nth=1, reason="no loan", reported_to=["police"]),
    "fail on docket": tried("fail", "mediator", "entrusted in mediation", ground="too_far_apart"),
    "fail": tried("fail", "mediator", "in_mediation", nth=1, ground="too_far_apart"),
    "settle on docket": tried("settle", "mediator", "entrusted in mediation", agreed_by=BOTH),
    "settle": tried("settle", "mediator", "in_mediation", nth=1, agreed_by=BOTH),
    "agree": tried("agree", "mediator", "in_mediation", **AGREE),
    "agree anew": tried("agree", "mediator", "rejected", **AGREE),
    "agree by one of ten": tried(
        "agree", "mediator", by_many(10)["on"], **{**AGREE, "signatures": by_many(10)["signatures"]}
    ),
    "agree in part": tried("agree_in_part", "mediator", "in_mediation", **PART),
    "agree in part on docket": tried("agree_in_part", "mediator", "entrusted in mediation", **PART),
}  # fmt: skip


def given_to_unit(attempt: str, state: str) -> Iterable[Refused]:
    """Units that do not mediate, and units that are, lie above or lie below a party, or speak for one."""
    yield refused(attempt, "unit_does_not_mediate", unit=unit("nowhere"))
    yield refused(attempt, "unit_does_not_mediate", unit=unit("farm2"), before=closing("farm2"))
    yield refused(attempt, "unit_does_not_mediate", unit=unit("idle"), before=idle_farm)
    for code in ("farm", "enterprise"):
        yield refused(attempt, "unit_is_party", on=after(state, parties=unit_as_party(code)))
    yield refused(attempt, "unit_is_party", unit=unit("enterprise"), on=after(state, parties=unit_as_party("farm2")))
    yield refused(attempt, "unit_is_party", on=after(state, parties=people(b1={"person": person("liaison")})))


def mediated_by(attempt: str) -> Iterable[Refused]:
    """Mediators who are a party, speak for one, or had it before; and those who are named while parties choose."""
    yield refused(attempt, "mediator_is_party", on=after("received", parties=B1_IS_MEDIATOR))
    yield refused(attempt, "mediator_excluded", on=after("in_mediation", REPLACED))
    yield refused(attempt, "mediator_excluded", on=RECUSED_BEFORE)
    yield refused(attempt, "chairs_twice", co_mediators=[MEDIATOR])
    yield refused(attempt, "nobody_to_mediate", mediator=None, before=gone("mediator"))
    yield refused(attempt, "choice_still_open", on=after("received", chose("a1", "citizen_a")))


def given_consent(attempt: str, party: str, on: str, *consents: Taken) -> Iterable[Refused]:
    """Consents by unknown agents, without a guardian, in the wrong language, and in spite of a tie."""
    child = people(**{party: CHILD})
    tied = after("offered", DISCLOSED, *((who, step, {**facts, "waives": True}) for who, step, facts in consents))
    yield refused(attempt, "unknown_agent", by="nobody")
    yield refused(attempt, "lacks_guardian", on=after(on, *consents, parties=child))
    yield refused(attempt, "lacks_guardian", on=after(on, *consents, parties=child), by="lawyer")
    yield refused(attempt, "cannot_read_it", **KOREAN)
    yield refused(attempt, "disclosure_not_waived", on=tied)


def all_asked(attempt: str) -> Iterable[Refused]:
    """What takes the agreement of all parties."""
    yield refused(attempt, "not_all_agree", agreed_by=["a1"])
    yield refused(attempt, "not_all_agree", agreed_by=[])
    yield refused(attempt, "named_wrongly", agreed_by=["a1", "b1", "z9"])
    yield refused(attempt, "named_wrongly", agreed_by=["a1", "b1", "b1"])


def no_failure(attempt: str, challenged: Any) -> Iterable[Refused]:
    """Grounds of ending that have steps of their own, and a challenge that waits."""
    for ground in ("agreed", "settled", "time_ran_out"):
        yield refused(attempt, "no_failure", ground=ground)
    yield refused(attempt, "challenge_open", on=challenged)


def agreed(attempt: str) -> Iterable[Refused]:
    """Agreements that bind nobody."""
    oral: dict[str, Any] = {"form": "oral", "signatures": [], "mediator_signed_on": None, "sealed_on": None}
    child = after("asked", consented("a1"), consented("b1", by="mother"), parties=people(b1=CHILD))
    divorced = after("in_mediation", matter="divorce", parties=people(b1={"agents": [FULL_LAWYER]}))
    later, sooner = {"due_on": "2022-08-01", "fen": 100}, {"due_on": "2022-07-01", "fen": 100}
    yield refused(attempt, "lacks_signature", signatures=SIGNED[:1])
    yield refused(attempt, "lacks_signature", signatures=[])
    yield refused(attempt, "lacks_signature", mediator_signed_on=None)
    yield refused(attempt, "lacks_seal", sealed_on=None)
    yield from signing(attempt, "in_mediation")
    yield refused(attempt, "lacks_authority", on=child)
    yield refused(attempt, "lacks_authority", on=child, signatures=signed("a1", b1="lawyer"))
    yield refused(attempt, "divorced_by_agent", on=divorced, signatures=signed("a1", b1="lawyer"))
    yield refused(attempt, "signed_in_future", "in_the_future", sealed_on=TOMORROW)
    yield refused(attempt, "signed_in_future", "in_the_future", mediator_signed_on=TOMORROW)
    yield refused(attempt, "signed_in_future", "in_the_future", signatures=LATER_SIGNATURE)
    yield refused(attempt, "signed_in_future", "in_the_future", **{**oral, "agreed_on": TOMORROW})
    yield refused(attempt, "lacks_day", **oral)
    yield refused(attempt, "agreed_before_mediation", **{**oral, "agreed_on": YESTERDAY})
    yield refused(attempt, "not_understood", **KOREAN)
    yield refused(attempt, "instalments_out_of_order", instalments=[later, sooner])
    yield refused(attempt, "instalments_out_of_order", instalments=[{**later, "paid_on": TODAY}])
    yield refused(attempt, "challenge_open", on=CHALLENGE_OPEN)


ASKED_STATEMENT: Taken = ("triage", "ask_statement", {"signatures": SIGNED})
ISSUED_STATEMENT: Taken = ("triage", "issue_statement", {"seal": "yblq/helong"})
STATEMENT_OUT = after("entrusted agreed", ASKED_STATEMENT, ISSUED_STATEMENT)
ONE_TIED_TO_STRANGER = [{"party": "z9", "relation": "relative"}]
UPON_DOCKET = after("entrusted", RECEIVED, BOTH_ASSIGNED, first=third_mediator)
OFFERED_TO_TWO = after("received", BOTH_ASSIGNED, first=third_mediator)

REFUSALS = (
    *given_to_unit("delegate", "triaged"),
    refused("delegate", "triaged_otherwise", on=after("reported", TO_DOCKETING)),
    refused("delegate", "danger_unreported", on=after("triaged", CHILD_IN_DANGER)),
    *given_to_unit("delegate what was brought", "brought after triage"),
    refused("delegate what was brought", "not_ours_to_mediate", on="brought"),
    refused("delegate what was brought", "danger_unreported", on=after("brought after triage", CHILD_IN_DANGER)),
    refused(
        "delegate what was brought", "title_goes_to_government",
        on=after("reported", TO_GOVERNMENT, BROUGHT, matter="title"),
    ),
    refused(
        "delegate what was brought", "not_mediable",
        on=after("reported", TO_DOCKETING, BROUGHT, matter="special_procedure"),
    ),
    refused("delegate what was brought", "lacks_consent_to_delegation", consented=[]),
    refused("delegate what was brought", "lacks_consent_to_delegation", consented=["b1", "z9"]),
    refused("delegate in spite of the change", "transition_undecided", transition=None),
    *given_to_unit("entrust", "docketed"),
    refused("entrust", "not_mediable", on=after("docketed", matter="personal_status")),
    refused("entrust", "lacks_consent_to_entrustment", consented=["a1"]),
    *given_to_unit("entrust in trial", "in_trial"),
    refused("entrust in trial", "not_mediable", on=after("in_trial", matter="special_procedure")),
    refused("entrust in trial", "lacks_consent_to_entrustment", consented=["b1", "z9"]),
    refused("choose last", "answers_for_another", who="citizen_a"),
    refused("choose last", "no_mediator_at_all", before=gone("mediator")),
    refused("choose last", "mediator_is_party", on=after("received", chose("a1", "citizen_a"), B1_NAMES_MEDIATOR)),
    *by_party("choose"),
    refused("choose", "no_mediator_at_all", mediator=NOBODY),
    refused("choose", "no_mediator_at_all", mediator=person("judge")),
    refused("choose", "mediator_is_party", on=after("received", parties=B1_IS_MEDIATOR)),
    refused(
        "choose", "mediator_is_party", mediator=person("mediator2"),
        on=after("received", parties=unit_as_party("farm2")),
    ),
    refused("choose", "mediator_excluded", on=REPLACED_IN_TIME),
    refused("assign", "not_a_mediator_here", mediator=person("mediator2")),
    refused("assign", "not_a_mediator_here", mediator=NOBODY),
    refused("assign", "not_a_mediator_here", co_mediators=[person("judge")]),
    *mediated_by("assign"),
    refused("designate", "no_mediator_at_all", mediator=NOBODY),
    refused("designate", "no_mediator_at_all", co_mediators=[person("stranger")]),
    *mediated_by("designate"),
    refused("deem refused on docket", "unknown_party", party="z9"),
    refused("deem refused on docket", "never_replaced", on=after("entrusted", RECEIVED)),
    refused("deem refused on docket", "may_still_choose", on=DOCKETED_REPLACED_IN_TIME),
    refused("deem refused", "unknown_party", party="z9"),
    refused("deem refused", "never_replaced", on="received"),
    refused("deem refused", "may_still_choose", on=REPLACED_IN_TIME),
    refused("accept at once", "not_the_chair", who="mediator3", on=UPON_DOCKET),
    refused("accept", "not_the_chair", who="mediator3", on=OFFERED_TO_TWO),
    refused("accept", "unknown_disclosed", disclosed=ONE_TIED_TO_STRANGER),
    refused("turn down", "not_the_chair", who="mediator3", on=OFFERED_TO_TWO),
    refused("recuse co-mediator", "no_co_mediator", who="mediator", co_mediator=MEDIATOR),
    refused("recuse co-mediator", "no_co_mediator", co_mediator=NOBODY),
    refused("recuse", "not_the_chair", who="mediator3", on=OFFERED_TO_TWO),
    *by_party("challenge"),
    refused("challenge", "challenge_open", on=CHALLENGE_OPEN),
    refused("uphold challenge", "nobody_challenged", on="in_mediation"),
    refused("dismiss challenge", "nobody_challenged", on="in_mediation"),
    *by_party("replace"),
    refused("interpret", "interpreter_mediates", interpreter={"name": "某译", "person": MEDIATOR, **KOREAN}),
    refused(
        "interpret", "interpreter_is_near", interpreter={"name": "某译", "person": person("citizen_b"), **KOREAN}
    ),
    refused("interpret", "interpreter_is_near", **TIED),
    refused("last consent", "answers_for_another", who="citizen_a"),
    *given_consent("last consent", "b1", "asked", consented("a1")),
    *by_party("consent"),
    refused("consent", "answers_for_another", who="mediator"),
    refused("consent", "already_answered", on=HALF_ASKED),
    *given_consent("consent", "a1", "asked"),
    *by_party("refuse on docket"),
    *by_party("refuse"),
    *all_asked("extend"),
    refused("extend", "extended_too_far", on=in_new_order("entrusted in mediation"), days=31),
    refused("extend", "extended_too_far", on=after("in_mediation", matter="labour")),
    refused("extend", "challenge_open", on=CHALLENGE_OPEN),
    *all_asked("examine"),
    refused("examine", "challenge_open", on=CHALLENGE_OPEN),
    refused("end as sham on docket", "sham_not_reported", reported_to=[]),
    refused("end as sham", "sham_not_reported", reported_to=[]),
    *no_failure("fail on docket", DOCKETED_CHALLENGE_OPEN),
    *no_failure("fail", CHALLENGE_OPEN),
    *all_asked("settle on docket"),
    *all_asked("settle"),
    *agreed("agree"),
    refused("agree", "lacks_authority", **by_many(9)),
    refused("agree", "statement_is_out", on=STATEMENT_OUT),
    *agreed("agree in part"),
    refused("agree in part", "part_is_known", on=after("in_mediation", AGREED_IN_PART)),
    refused("agree in part", "binds_strangers", parties=["a1"]),
    refused("agree in part", "binds_strangers", parties=["a1", "b1", "b1"]),
)  # fmt: skip


def all_consented(record: Any) -> Any:
    given = tuple(Consent(party=p.id, given_on=record.reported_on, form=Form.ORAL) for p in record.parties)
    return record.with_mediation(consents=given)


def all_chose(record: Any) -> Any:
    return record.with_mediation(choices=tuple(Choice(party=p.id, mediator=MEDIATOR) for p in record.parties))


FORGED: tuple[Forged, ...] = (
    # The last of all choices and consents is that of a party who had not answered: it cannot be a stranger's, nor a
    # second one; and a mediator who is out of it takes all choices with them.
    forged("choose last", "unknown_party", all_chose, party="z9"),
    forged("choose last", "mediator_excluded", lambda r: r.with_mediation(excluded=(MEDIATOR,))),
    forged("last consent", "unknown_party", all_consented, party="z9"),
    forged("last consent", "already_answered", all_consented),
    # Nobody gets into mediation without every consent (P5).
    forged("agree", "lacks_consent", lambda r: r.with_mediation(consents=())),
    forged("agree in part", "lacks_consent", lambda r: r.with_mediation(consents=())),
    # A statement is out only where there is an agreement, and no mediation goes on.
    forged("agree in part on docket", "statement_is_out", lambda r: r.with_proceeding(statement_on=r.reported_on)),
)
