"""What somebody might say when a step asks for facts: what is usually right, or anything at all."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, get_args, get_type_hints

import attrs

from gridjustice.domain.dispute import Dispute
from gridjustice.domain.dispute.choices import Capacity, Need
from gridjustice.domain.dispute.parties import Party
from gridjustice.domain.personal import unwrap
from gridjustice.domain.record import Facts, Record
from gridjustice.testing.district import COURT, MATERIALS, grid, person, report_facts, unit

TEXTS = ["a wall", "", " ", "\x00", "👩‍👩‍👧‍👦", "'; DROP TABLE record; --", "長" * 300, "\ud800", "〔2022〕1号"]
MEDIATORS = {"farm": ("mediator", "both"), "farm2": ("mediator2",), "town": ("mediator3",), "enterprise": ()}
GRIDS = {"farm": "farm-1", "farm2": "farm2-1"}
HANDLES = (
    "president", "supervisor", "triage", "judge", "judge2", "assistant", "both", "mediator", "mediator2", "mediator3",
    "liaison", "other_liaison", "liaison3", "head", "worker", "worker2", "citizen_a", "citizen_b", "lawyer", "parent",
    "stranger", "nobody",
)  # fmt: skip
PEOPLE = [*map(person, HANDLES), "operator"]
UNITS = [unit(code) for code in ("farm", "farm2", "town", "enterprise", "nowhere")]


@attrs.define
class Speaker:
    """Somebody who fills in forms by chance.

    Attributes:
        today: the court-local day.
        about: records there are, by kind.
        looked_up: a dispute by its id, as it is now.
        network: whether courts, units, grids and people are spoken of.
    """

    dice: random.Random
    today: Callable[[], date]
    about: dict[str, list[str]]
    looked_up: Callable[[str | None], Dispute | None] = lambda _: None  # a walk puts its own in
    network: bool = False
    number: int = 0

    def facts(self, cls: type[Facts], actor: str, record: Record | None, *, sensibly: bool) -> dict[str, Any]:
        """What somebody might say, from what there is; sometimes nonsense."""
        self.number += 1
        hints = hints_of(cls)
        names = [field.name for field in attrs.fields(cls)]  # type: ignore[arg-type]  # every Facts is an attrs class
        if not sensibly:
            given = {name: self.value(name, hints[name]) for name in names}
            if self.dice.random() < 0.2:
                given[self.dice.choice([*names, "colour"])] = self.dice.choice([None, 1.5, [], {}, *TEXTS])
            return {name: value for name, value in given.items() if value is not None}
        usual = self.of_network() if self.network else self.usual(cls.__name__, actor, record)
        careful = self.dice.random() < 0.7
        given = {}
        for name in names:
            if name in usual and (careful or self.dice.random() < 0.8):
                given[name] = usual[name]
            elif self.left_out(name, hints[name], usual) and (careful or self.dice.random() < 0.7):
                continue
            elif hints[name] is str and (careful or self.dice.random() < 0.9):
                given[name] = "some words"
            else:
                given[name] = self.value(name, hints[name])
        return {name: value for name, value in given.items() if value is not None}

    def left_out(self, name: str, hint: Any, usual: dict[str, Any]) -> bool:
        """Whether most people say nothing of it."""
        return not self.network and name not in usual and type(None) in get_args(hint)

    # What is usually right.

    def of_network(self) -> dict[str, Any]:
        """For courts, units, grids and people."""
        today = self.today().isoformat()
        return {
            "court": COURT,
            "unit": unit("farm"),
            "grid": grid(),
            "since": today,
            "until": today,
            "parent": unit("enterprise"),
        }

    def usual(self, cls: str, actor: str, record: Record | None) -> dict[str, Any]:
        """For disputes and what belongs to them, by the name of the fact; some depend on the class."""
        dice = self.dice
        dispute = record if isinstance(record, Dispute) else self.subject(record)
        parties = dispute.parties if dispute else ()
        ids = [p.id for p in parties]
        chosen = self.party_of(actor, parties)
        today = self.today()
        mediators = self.mediators_of(dispute)
        said: dict[str, Any] = {
            **self.common(today),
            **self.chances(today),
            "signatures": self.signed(parties),
            "party": chosen.id if chosen else "a1",
            "by": self.statutory(chosen),
            "language": chosen.language if chosen and cls == "ConsentGiven" else "zh-CN",
            "mediator": None if cls == "MediatorAssigned" and dice.random() < 0.5 else dice.choice(mediators),
            "agreed_by": ids, "agreed_apart": ids, "agreed_online": ids, "agreed_recording": ids, "attended": ids,
            "undisputed_signed": ids, "heard": ids, "no_objection": ids, "consented": ids,
            "applicants": ids, "unit": unit(dice.choice(("farm", "farm", "farm2", "town"))),
            "part": dice.choice(dispute.parts).id if dispute and dispute.parts else f"g{self.number}",
            "dispute": self.one_of("dispute"), "same_as": self.one_of("dispute"),
            "subject": self.one_of("dispute") if dice.random() < 0.8 else grid(),
        }  # fmt: skip
        return said | self.of_step(cls, dispute, ids, today)

    def common(self, today: date) -> dict[str, Any]:
        """What is right of every dispute alike."""
        day = today.isoformat()
        later = (today + timedelta(self.dice.choice((1, 30, 90)))).isoformat()
        return {
            "court": COURT, "seal": COURT, "grid": None, "co_mediators": [], "disclosed": [], "waives": True,
            "jurisdiction": "ours", "matter": None, "same_matter_checked": True, "asked_about_labour": True,
            "told_keep_as_is": True, "told_protection": True, "labour": None, "proof": True, "agreed": True,
            "called": ["police"], "ways": ["suit", "reconsideration", "administrative_suit"], "told": ["suit"],
            "transition": "It was nearly done.", "days": 10, "months": 2, "mediator_signed_on": day, "sealed_on": day,
            "agreed_on": day, "materials": MATERIALS, "leaves_out_status": True, "paid_on": day, "performed_on": day,
            "case_number": f"（{today.year}）吉7502民初{self.number}号", "new_circumstances": True,
            "divorce_barred": False, "observers": False, "streamed": False, "held_on": day, "served_on": day,
            "began_on": day, "identified": True, "warned": True, "reported_to": ["police"], "valid_until": later,
            "papers": True, "measures": ["no_violence"], "applied_by": "herself", "cannot_herself": True,
            "helper": None, "instalments": [], "interest": None, "ends_on": later, "level": "blue",
            "cause": "T137", "cause_version": "2025",
        }  # fmt: skip

    def chances(self, today: date) -> dict[str, Any]:
        """What is one thing or another, all of it right."""
        dice = self.dice
        past = (today - timedelta(dice.choice((0, 1, 3, 29, 45)))).isoformat()
        return {
            "route": dice.choice((*("mediation",) * 5, "docketing", "on_the_spot", "government", "other_court")),
            "form": dice.choice(("oral", "written", "online")),
            "judge": person(dice.choice(("judge", "judge", "judge2", "both"))),
            "knew_on": past if dice.random() < 0.3 else None,
            "upheld": dice.random() < 0.5,
            "confirmed": dice.random() < 0.7,
            "procedure": dice.choice(("ordinary", "summary", "small_claims")),
            "document": dice.choice(("complaint", "ruling", "judgment")),
            "method": dice.choice(("direct", "post", "electronic")),
            "visibility": dice.choice(("public", "public", "closed_by_law")),
            "manner": dice.choice(("withdrawal", "dismissal", "other")),
            "undisputed": "It is his." if dice.random() < 0.3 else None,
            "respondent": person(dice.choice(("citizen_b", "citizen_a", "stranger", "judge", "triage"))),
            "protected": person("citizen_a") if dice.random() < 0.3 else None,
            "urgent": dice.random() < 0.5,
        }  # fmt: skip

    def of_step(self, cls: str, dispute: Dispute | None, ids: list[str], today: date) -> dict[str, Any]:
        """What one step alone calls so."""
        dice = self.dice
        if cls in {"Report", "SignNoted"}:
            code = dice.choice(("farm", "farm", "farm2"))
            danger = self.danger() if dice.random() < 0.15 else None
            return {"unit": unit(code), "grid": grid(GRIDS[code]), "danger": danger} | (
                self.report() if cls == "Report" else {}
            )
        if cls == "HelpCalled":
            return {"danger": self.danger()}
        matter = dispute.matter.value if dispute is not None else ""
        if cls == "Triage" and matter in {"labour", "title"}:
            return {"route": {"labour": dice.choice(("arbitration", "mediation")), "title": "government"}[matter]}
        if cls == "Docketing":
            return {"reason": "Forest land.", "labour": "arbitrated" if matter == "labour" else None}
        if cls == "AgentNamed":
            return {"agent": self.agent()}
        if cls == "InterpreterAppointed":
            who = dice.choice((None, person("stranger"), person("mediator3")))
            return {"interpreter": {"name": "丙某", "language": "ko-CN", "person": who}}
        if cls == "AssignmentAccepted" and ids and dice.random() < 0.2:
            return {"disclosed": [{"party": ids[0], "relation": "other"}]}
        if cls in {"AgreementMade", "PartAgreed"}:
            return self.concluded(ids, today) | (
                {"parties": ids, "part": f"g{self.number}"} if cls == "PartAgreed" else {}
            )
        fixed: dict[str, dict[str, Any]] = {
            "SessionPlanned": {"dispute": self.mediated()[0], "mode": dice.choice(("apart", "venue"))},
            "SessionHeld": {"keeping": dice.choice(("transcript", "recording"))},
            "MediationFailed": {"ground": dice.choice(("too_far_apart", "refused", "unreachable"))},
        }
        return fixed.get(cls, {})

    def concluded(self, ids: list[str], today: date) -> dict[str, Any]:
        """What an agreement says besides."""
        if self.dice.random() < 0.3:
            days = [today + timedelta(n) for n in (10, 40)]
            return {"instalments": [{"due_on": day.isoformat(), "fen": 100} for day in days], "ends_on": None}
        if self.dice.random() < 0.2:
            back = (today - timedelta(self.dice.choice((5, 29, 31)))).isoformat()
            return {"form": "oral", "agreed_on": back}
        return {}

    def report(self) -> dict[str, Any]:
        """Two sides, of every sort."""
        dice = self.dice
        parties = [dict(p) for p in report_facts()["parties"]]
        for party in parties:
            if dice.random() < 0.12:
                guardian = {"id": "mother", "kind": "statutory", "name": "丁某", "person": person("parent")}
                party |= {"capacity": "none", "agents": [guardian], "needs": [Need.MINOR.value]}
            if dice.random() < 0.12:
                party["language"] = "ko-CN"
            if dice.random() < 0.1:
                del party["person"]
        if dice.random() < 0.12:
            parties[1]["unit"] = unit(dice.choice(("farm", "enterprise", "town", "farm2")))
        if dice.random() < 0.15:
            parties.append({"id": "b2", "side": "respondent", "name": "戊某"})
        matters = ("civil",) * 10 + ("labour", "divorce", "family", "title", "lending", "personal_status")
        return {"parties": parties, "matter": dice.choice(matters)}

    def danger(self) -> dict[str, Any]:
        called = self.dice.choice(([], ["police"], ["other"]))
        return {"kind": "domestic_violence", "minor": self.dice.random() < 0.5, "called": called}

    def agent(self) -> dict[str, Any]:
        """Somebody who acts for a party, and perhaps should not."""
        dice = self.dice
        who = dice.choice(("lawyer", "lawyer", "lawyer", "stranger", "mediator", "mediator2", "both", "judge", None))
        return {
            "id": dice.choice(("lawyer", "second")),
            "kind": dice.choice(("authorised", "authorised", "representative", "statutory")),
            "name": "己某",
            "person": person(who) if who else None,
            "may_settle": dice.random() < 0.6,
        }

    def signed(self, parties: Sequence[Party]) -> list[dict[str, Any]]:
        """All of them, each by whoever may."""
        today = self.today()
        back = self.dice.choice((0, 0, 0, 0, 1, 5, 29, 40))
        return [
            {"party": p.id, "signed_on": (today - timedelta(back)).isoformat(), "by": self.statutory(p)}
            for p in parties
        ]

    def statutory(self, party: Party | None) -> str | None:
        """Who acts for a party that cannot."""
        if party is None or party.capacity is Capacity.FULL:
            return None
        return next((a.id for a in party.agents if a.kind.value == "statutory"), None)

    def party_of(self, actor: str, parties: Sequence[Party]) -> Party | None:
        """The actor's own party, or one by chance."""
        mine = [p for p in parties if actor in p.accounts]
        if mine and self.dice.random() < 0.9:
            return mine[0]
        return self.dice.choice(parties) if parties else None

    def mediators_of(self, dispute: Dispute | None) -> list[str]:
        codes = [code for code in MEDIATORS if dispute is not None and unit(code) == dispute.unit]
        handles = MEDIATORS[codes[0]] if codes and MEDIATORS[codes[0]] else ("mediator", "mediator2", "both")
        return [person(handle) for handle in handles]

    def subject(self, record: Record | None) -> Dispute | None:
        """The dispute that a session is about; the walk looks it up."""
        return self.looked_up(getattr(record, "dispute", None))

    def one_of(self, kind: str) -> str:
        return self.dice.choice(self.about.get(kind) or [grid()])

    def mediated(self) -> tuple[str, str]:
        """A dispute that is in mediation, if there is one, and who mediates it."""
        for record in self.about.get("dispute", ()):
            dispute = self.looked_up(record)
            if dispute is not None and dispute.state_name == "in_mediation" and dispute.mediator:
                return record, dispute.mediator
        return self.one_of("dispute"), person("mediator")

    # Anything at all.

    def value(self, name: str, hint: Any) -> Any:
        """Something of that type, or nearly."""
        if type(None) in get_args(hint) and self.dice.random() < 0.4:
            return None
        inner, many = unwrap(hint)
        if many:
            return [self.one(name, inner) for _ in range(self.dice.choice([0, 1, 2]))]
        return self.one(name, inner)

    def one(self, name: str, cls: Any) -> Any:
        dice = self.dice
        if attrs.has(cls):
            hints = hints_of(cls)
            return {f.name: self.value(f.name, hints[f.name]) for f in attrs.fields(cls)}
        if isinstance(cls, type) and issubclass(cls, Enum):
            members = [str(member.value) for member in cls]
            return "nonsense" if dice.random() < 0.02 else dice.choice(members)
        pools = self.pools()
        if name in pools:
            return dice.choice(pools[name])
        if cls is datetime:
            day = self.today() + timedelta(dice.choice([-400, -1, 0, 1]))
            return f"{day.isoformat()}T00:30:00{dice.choice(['Z', '+08:00', ''])}"
        if cls is date:
            return (self.today() + timedelta(dice.choice([-400, -30, -1, 0, 0, 1, 30]))).isoformat()
        plain: dict[Any, Callable[[], Any]] = {
            bool: lambda: dice.random() < 0.5,
            int: lambda: dice.choice([-1, 0, 1, 30, 367, 2**60]),
            str: lambda: dice.choice(TEXTS) if dice.random() < 0.3 else f"t{self.number}",
        }
        return plain[cls]()

    def pools(self) -> dict[str, list[Any]]:
        records = [each for ids in self.about.values() for each in ids]
        parties = ["a1", "b1", "z9"]
        people = [*PEOPLE, *records[:3]]
        return {
            "court": [COURT, COURT, "yblq", "yblq/nowhere", "NO"],
            "seal": [COURT, "yblq", "yblq/helong/gate"],
            "unit": UNITS, "parent": UNITS, "grid": [grid(), grid("farm2-1"), grid("nowhere")],
            "subject": [*records, grid()], "dispute": [*records, grid()], "same_as": [*records, grid()],
            "place": [COURT, *UNITS], "case_number": ["（2022）吉7502民初22号", "22"],
            "party": parties, "applicants": parties, "agreed_by": parties, "consented": parties, "heard": parties,
            "attended": parties, "agreed_recording": parties, "person": people, "mediator": people, "judge": people,
            "co_mediators": people, "taken_by": people, "order": people, "respondent": people, "protected": people,
            "language": ["zh-CN", "ko-CN", "en"], "transition": ["why", None],
        }  # fmt: skip


_HINTS: dict[Any, dict[str, Any]] = {}


def hints_of(cls: Any) -> dict[str, Any]:
    """The types of a class's fields, resolved once."""
    if cls not in _HINTS:
        _HINTS[cls] = get_type_hints(cls)
    return _HINTS[cls]
