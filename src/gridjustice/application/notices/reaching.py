"""How a recipient is reached: by which medium, at which address, and whose address that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from gridjustice.application.access import standing_of
from gridjustice.application.notices.delivery import PARTY
from gridjustice.application.notices.detail import IMPERSONAL
from gridjustice.application.notices.people import party_of
from gridjustice.application.notices.routes import Routes
from gridjustice.application.notices.scene import Case, Scene
from gridjustice.application.notices.settings import ASKED_OF_PEOPLE, NoticeSettings
from gridjustice.application.notices.timing import Wishes
from gridjustice.application.office import Office
from gridjustice.application.request import View
from gridjustice.domain.contacts import Contact, ContactMedium, Owner
from gridjustice.domain.dispute.parties import Party
from gridjustice.domain.network import NetworkState, Person
from gridjustice.domain.personal import ERASED
from gridjustice.errors import NotFoundError
from gridjustice.ports.channel import Channel, Medium
from gridjustice.ports.storage import Loaded
from gridjustice.workflow.rules import Standing


@attrs.frozen(kw_only=True)
class Addressee:
    """Somebody who is told.

    Attributes:
        id: as in a row.
        person: their account; None for a party without one.
        party: the party they are, or speak for; None for everybody else.
        standing: of the account.
    """

    id: str
    person: Person | None
    party: Party | None
    standing: Standing | None

    @property
    def is_party_itself(self) -> bool:
        """Whether they are the party, and not somebody who speaks for it."""
        return self.party is not None and (self.person is None or self.party.person == self.id)

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags of what they read, the first one first."""
        if self.person is None:
            return (self.party.language,) if self.party else ()
        wished = self.person.preferences.language if self.person.preferences else None
        return (wished, *self.person.languages) if wished else self.person.languages

    def wishes(self, settings: NoticeSettings) -> Wishes:
        """When they want to be told."""
        said = self.person.preferences if self.person else None
        quiet_from, quiet_until = settings.quiet_from, settings.quiet_until
        if said and said.quiet_from and said.quiet_until:
            quiet_from, quiet_until = said.quiet_from, said.quiet_until
        digest_at = settings.digest_at if said and said.digest else ""
        return Wishes(quiet_from=quiet_from, quiet_until=quiet_until, digest_at=digest_at)

    def media(self, settings: NoticeSettings) -> tuple[Medium, ...]:
        """In which order they are reached: as they wish, then as the office does, then by people."""
        said = self.person.preferences if self.person else None
        wished = [Medium(medium.value) for medium in said.media] if said else []
        return tuple(dict.fromkeys((*wished, *settings.media, *ASKED_OF_PEOPLE)))


@attrs.frozen
class Link:
    """One link of the chain by which somebody is reached."""

    channel: Channel
    contact: Contact

    @property
    def own(self) -> bool:
        """Whether nobody else reads it there."""
        return self.contact.owner is Owner.OWN


def addressee_of(scene: Scene, recipient: str, loaded: Loaded, office: Office) -> Addressee | None:
    """Who a recipient is now; None where there is no such person, or they have left."""
    party = party_of(scene, recipient)
    if recipient.startswith(PARTY):
        return Addressee(id=recipient, person=None, party=party, standing=None) if party else None
    head = loaded.heads.get(recipient)
    person = office.codec.record(head.kind, head.body) if head and head.kind in office.kinds else None
    if not isinstance(person, Person) or person.state is not NetworkState.ACTIVE:
        return None
    standing = standing_of(recipient, loaded.appointments.get(recipient, ()), scene.day, person)
    return Addressee(id=recipient, person=person, party=party, standing=standing)


def seen_by(office: Office, case: Case, addressee: Addressee) -> View | None:
    """The record as they see it, by the rule of every reading; None where they may not know of it, or of the step.

    A party without an account sees what a party with one sees; it is shown the least of it (`detail_of`).
    """
    if addressee.standing is None:
        return None
    try:
        view = office.view(case.scene.head, addressee.standing, with_steps=False)
    except NotFoundError:
        return None
    return None if case.guarded and not view.knows else view


def may_be_told(office: Office, case: Case, addressee: Addressee, template: str) -> bool:
    """Whether they may be told of a step at all."""
    if template in IMPERSONAL:
        return addressee.person is not None
    if addressee.person is None:
        return not case.guarded and addressee.party is not None
    return seen_by(office, case, addressee) is not None


def chain(
    case: Case, addressee: Addressee, template: str, routes: Routes, settings: NoticeSettings
) -> tuple[Link, ...]:
    """The links by which they can be reached now, in the order in which they are tried.

    An address that is not their own is left out where somebody is in danger, and of guarded steps; nor is anybody sent
    to the door then, since others may open it. What is impersonal, and what asks people to reach others, is never made
    a task for people.
    """
    found = []
    for medium in addressee.media(settings):
        if medium in ASKED_OF_PEOPLE and (template in IMPERSONAL or case.scene.kind.name == "outreach"):
            continue
        channel = routes.to_person(medium)
        contact = contact_of(addressee, medium, settings, exposed=case.is_exposed) if channel else None
        if channel and contact and not (case.is_exposed and contact.owner is not Owner.OWN):
            found.append(Link(channel, contact))
    return tuple(found)


def contact_of(addressee: Addressee, medium: Medium, settings: NoticeSettings, *, exposed: bool) -> Contact | None:
    """Their address for a medium: an own one where there is any.

    Args:
        addressee: who.
        medium: by which.
        settings: say to whose door somebody goes.
        exposed: whether somebody could be harmed if others read it: then nobody goes to a door, and a number of which
            nobody has said whose it is counts as unknown.
    """
    if medium is Medium.VISIT:
        return _door(addressee) if is_visited(addressee, settings, exposed=exposed) else None
    if medium is Medium.CONSOLE:
        name = addressee.person.handle if addressee.person else addressee.id
        return Contact(medium=ContactMedium.APP, address=name)
    if medium.value not in _ADDRESSED:
        return None
    known = [c for c in _contacts(addressee, exposed=exposed) if c.medium.value == medium.value and c.address != ERASED]
    return min(known, key=lambda c: c.owner is not Owner.OWN, default=None)


def is_visited(addressee: Addressee, settings: NoticeSettings, *, exposed: bool) -> bool:
    """Whether somebody goes to their door where a call reaches nobody; never to that of somebody in danger."""
    party = None if exposed else addressee.party
    return party is not None and addressee.is_party_itself and not settings.doorstep.isdisjoint(party.needs)


_ADDRESSED: Mapping[str, ContactMedium] = {medium.value: medium for medium in ContactMedium}


def _door(addressee: Addressee) -> Contact:
    return Contact(medium=ContactMedium.PHONE, address=addressee.id)


def _contacts(addressee: Addressee, *, exposed: bool) -> Iterator[Contact]:
    """Those of the account, and behind them the number that stands in the record."""
    if addressee.person is not None:
        yield from addressee.person.addresses
    party = addressee.party
    if party is not None and party.phone and addressee.is_party_itself:
        unsaid = Owner.UNKNOWN if exposed else Owner.OWN
        for medium in (ContactMedium.SMS, ContactMedium.PHONE):
            yield Contact(medium=medium, address=party.phone, owner=party.phone_of or unsaid)
