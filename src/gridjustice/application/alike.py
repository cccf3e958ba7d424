"""Other disputes that may be about the same matter: shown before triage, so that one matter is not counted twice.

A person decides; what is found here is only worth a look.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from functools import cached_property

import attrs

from gridjustice.application.office import Office
from gridjustice.application.request import View
from gridjustice.application.wording import Pairs, is_near, pairs_of
from gridjustice.domain.criteria import Criterion, Held, In, equals, some
from gridjustice.domain.dispute import Dispute
from gridjustice.domain.dispute.choices import DisputeState, Side
from gridjustice.domain.dispute.parties import Party
from gridjustice.domain.record import Role
from gridjustice.ports.clock import court_day

PAGE = 500
LOOKED_AT = 5_000
"""So many disputes of one place are looked at; ids that come from a list say nothing of the day, so all are loaded."""


@attrs.frozen
class Alike:
    """A dispute that may be about the same.

    Attributes:
        view: as the one who asks may see it.
        because: why it was found: ``party``, ``names``, ``telephone``, ``party_unit``, ``cause``, ``words``; and
            ``again`` where the same caller came the same way on the same day with the same people or words.
    """

    view: View
    because: tuple[str, ...]

    @property
    def is_repeat(self) -> bool:
        """Whether whoever may link can link it at once: the same caller, way and day, and it was linked nowhere."""
        return "again" in self.because and self.view.record.state is not DisputeState.LINKED


def alike(office: Office, actor: str, record: str) -> list[Alike]:
    """Disputes of the last twelve months that share people, a telephone, words, a unit, or a cause in the same grid.

    Newest first; only what the actor may see, and only by what the actor may read. One query for every 500 disputes of
    the same place, of which 5,000 are looked at.

    Args:
        office: whose.
        actor: who asks.
        record: id of the dispute.

    Raises:
        NotFoundError: no such dispute, or not for this actor.
    """
    return Surroundings(office, actor).of(office.show(actor, record))


class Surroundings:
    """The disputes around others, as one actor sees them; what was loaded for one serves those of the same place.

    Make one for each batch, after its steps are taken: it learns nothing of what is stored later.
    """

    def __init__(self, office: Office, actor: str) -> None:
        today = office.today()
        self._office = office
        self._actor = actor
        self._since = today - timedelta(office.law.figure("same_matter.look_back", today).value)
        self._percent = office.law.figure("same_matter.near_text", today).value
        self._loaded: dict[tuple[frozenset[str], frozenset[str]], _Place] = {}

    def of(self, view: View) -> list[Alike]:
        """As `alike`, of a dispute as the actor sees it."""
        mine = _Seen(view, self._office)
        found = []
        for other in self._near(mine).sharing(mine, self._percent):
            if other.dispute.id == mine.dispute.id or (other.dispute.reported_on or self._since) < self._since:
                continue
            if because := self._because(mine, other):
                found.append(Alike(other.view, because))
        return found

    def _near(self, mine: _Seen) -> _Place:
        places = frozenset(place for place in (mine.dispute.origin, mine.dispute.unit) if place)
        around = (places, mine.accounts)
        if around not in self._loaded:
            today = self._office.today()
            near = some(Held(account, frozenset((Role.PARTY,)), today) for account in sorted(mine.accounts))
            where = equals("kind", "dispute") & (near | In("unit", places))
            seen = [_Seen(view, self._office) for view in self._all(where)]
            seen.sort(key=lambda each: each.dispute.reported_on or self._since, reverse=True)
            self._loaded[around] = _Place(seen)
        return self._loaded[around]

    def _all(self, where: Criterion) -> list[View]:
        found: list[View] = []
        while len(found) < LOOKED_AT:
            last = found[-1] if found else None
            page = self._office.find(self._actor, where, order=("-id",), limit=PAGE, after=last)
            found += page
            if len(page) < PAGE:
                break
        return found

    def _because(self, mine: _Seen, other: _Seen) -> tuple[str, ...]:
        """Why the two may be about the same."""
        reasons = {
            "party": not mine.accounts.isdisjoint(other.accounts),
            "names": all(not mine.names(side).isdisjoint(other.names(side)) for side in Side),
            "telephone": not mine.phones.isdisjoint(other.phones),
            "party_unit": not mine.units.isdisjoint(other.units),
            "cause": mine.cause == other.cause is not None,
            "words": is_near(mine.words, other.words, self._percent),
        }
        reasons["again"] = mine.caller == other.caller is not None and any(
            reasons[each] for each in ("party", "names", "words")
        )
        return tuple(name for name, holds in reasons.items() if holds)


class _Place:
    """The disputes of one place, found by what they share: many are compared with many."""

    def __init__(self, seen: list[_Seen]) -> None:
        self._seen = seen
        self._by: dict[object, set[int]] = {}
        for number, each in enumerate(seen):
            for trait in each.traits:
                self._by.setdefault(trait, set()).add(number)

    def sharing(self, mine: _Seen, percent: int) -> list[_Seen]:
        """Those that have anything in common with it, in their order."""
        words = mine.words
        near = {number for number, other in enumerate(self._seen) if is_near(words, other.words, percent)}
        numbers = near.union(*(self._by.get(trait, ()) for trait in mine.traits))
        return [self._seen[number] for number in sorted(numbers)]


class _Seen:
    """A dispute as one actor sees it, by what two may have in common; what is masked is nothing in common."""

    def __init__(self, view: View, office: Office) -> None:
        self.view = view
        self.dispute: Dispute = view.record
        self._zone = office.clock.zone

    @cached_property
    def people(self) -> tuple[Party, ...]:
        """The parties, and of a sign those who were named."""
        intake = self.dispute.intake
        return self.dispute.parties or (intake.named if intake else ())

    @cached_property
    def accounts(self) -> frozenset[str]:
        """Of the parties."""
        return frozenset(account for party in self.people for account in party.accounts)

    @cached_property
    def units(self) -> frozenset[str]:
        """That are parties."""
        return frozenset(party.unit for party in self.people if party.unit)

    @cached_property
    def phones(self) -> frozenset[str]:
        """Of the parties and of who called."""
        caller = self.dispute.intake.caller if self.dispute.intake else None
        given = (*(party.phone for party in self.people), caller.phone if caller else None)
        return frozenset(phone for phone in map(_dialled, given) if phone)

    @cached_property
    def cause(self) -> tuple[str, str | None, str] | None:
        """With the grid in which it is; None where one of them is not known."""
        of = self.dispute
        return (of.cause, of.cause_version, of.grid) if of.cause is not None and of.grid is not None else None

    @cached_property
    def traits(self) -> frozenset[tuple[str, object]]:
        """All of them but the words, each with what it is."""
        named = {(side.value, name) for side in Side for name in self.names(side)}
        several = {"account": self.accounts, "unit": self.units, "phone": self.phones, "name": named}
        found = {(what, each) for what, values in several.items() for each in values}
        return frozenset(found | {("cause", self.cause)} if self.cause else found)

    def names(self, side: Side) -> AbstractSet[str]:
        """Of the parties on one side."""
        return {party.name.strip() for party in self.people if party.side is side} if self.view.clear else set()

    @cached_property
    def words(self) -> Pairs:
        """Of what was told."""
        return pairs_of(self.dispute.gist) if self.view.clear else frozenset()

    @cached_property
    def caller(self) -> tuple[str, str, date | None] | None:
        """Who called in which way on which day; None where that is not known."""
        intake = self.dispute.intake
        phone = _dialled(intake.caller.phone) if intake and intake.caller else ""
        if intake is None or not phone:
            return None
        received = intake.received_at
        day = self.dispute.reported_on if received is None else court_day(received, self._zone)
        return phone, intake.channel.value, day


def _dialled(phone: str | None) -> str:
    """The digits of a telephone number; empty where it is masked."""
    plain = (phone or "").replace(" ", "").replace("-", "").removeprefix("+86")
    return plain if plain.isdecimal() else ""
