"""Calls and visits as channels: what they are handed becomes a task for somebody of the place, once for each key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import attrs

from gridjustice.application.access import SYSTEM
from gridjustice.application.notices.delivery import PARTY
from gridjustice.application.notices.people import party_of
from gridjustice.application.notices.reaching import Addressee, addressee_of, contact_of, is_visited
from gridjustice.application.notices.scene import Case, scene_of
from gridjustice.application.notices.settings import NoticeSettings
from gridjustice.application.notices.wording import Wording, language_of
from gridjustice.application.office import Office
from gridjustice.domain.contacts import Owner
from gridjustice.domain.network import Person
from gridjustice.domain.outreach import Outreach, OutreachForm, OutreachReason
from gridjustice.errors import (
    AdapterRejectedError,
    AdapterUnavailableError,
    ConflictError,
    GridJusticeError,
    NotFoundError,
)
from gridjustice.language import Language
from gridjustice.ports.channel import Answer, Channel, Medium, Message

_FACTS = ("recipient", "court_path", "unit", "grid", "subject", "reason", "doorstep")


class OutreachChannel(Channel):
    """Asks somebody of the place to reach a person; twice with the same key is once."""

    form: ClassVar[OutreachForm]

    def __init__(self, name: str, office: Office) -> None:
        super().__init__(name)
        self._office = office

    def send(self, message: Message) -> Answer:
        """The task is there; see `Channel.send`."""
        values = dict(message.values)
        if missing := [name for name in _FACTS if name not in values]:
            raise AdapterRejectedError(f"a task needs {missing[0]!r}")
        recipient = values["recipient"]
        is_party = recipient.startswith(PARTY)
        facts = {
            "court": values["court_path"],
            "unit": values["unit"] or None,
            "grid": values["grid"] or None,
            "subject": values["subject"],
            "person": None if is_party else recipient,
            "party": recipient.removeprefix(PARTY) if is_party else None,
            "form": self.form.value,
            "reason": values["reason"],
            "doorstep": bool(values["doorstep"]),
        }
        try:
            receipt = self._office.begin(SYSTEM, "outreach", "ask", facts, key=message.key)
        except ConflictError as problem:
            raise AdapterUnavailableError("the task could not be stored yet") from problem
        except AdapterUnavailableError:
            raise
        except GridJusticeError as problem:
            # Whatever refuses it may name what nobody outside is to read, so only its type is said.
            raise AdapterRejectedError(f"the task was refused: {type(problem).__name__}") from None
        return Answer(reference=receipt.record, detail=receipt.state)


class PhoneChannel(OutreachChannel):
    """A call that somebody of the place is asked to make."""

    medium = Medium.PHONE
    form = OutreachForm.CALL


class VisitChannel(OutreachChannel):
    """A visit at the door that somebody of the place is asked to make."""

    medium = Medium.VISIT
    form = OutreachForm.VISIT


def with_tasks(office: Office, channels: Mapping[str, Channel]) -> dict[str, Channel]:
    """The channels, and those by which people are asked, where the office has no other for that medium."""
    there = {channel.medium for channel in channels.values()}
    built_in = (PhoneChannel("phone", office), VisitChannel("visit", office))
    return {**channels, **{c.name: c for c in built_in if c.medium not in there and c.name not in channels}}


def task_values(
    case: Case, addressee: Addressee, settings: NoticeSettings, *, first: bool
) -> tuple[tuple[str, str], ...]:
    """What a task needs to know beside whom it is about.

    Args:
        case: what there is news of.
        addressee: who is to be reached.
        settings: say to whose door somebody goes.
        first: whether nothing else was tried before.
    """
    subject = case.scene.about or case.scene.record
    reason = OutreachReason.NO_ADDRESS if first else OutreachReason.NOT_DELIVERED
    return (
        ("recipient", addressee.id),
        ("court_path", subject.court),
        ("unit", subject.unit or ""),
        ("grid", subject.grid or ""),
        ("subject", subject.id),
        ("reason", reason.value),
        ("doorstep", "1" if is_visited(addressee, settings, exposed=case.is_exposed) else ""),
    )


def outreach_script(
    office: Office, settings: NoticeSettings, actor: str, outreach: str, language: Language | None = None
) -> str:
    """What is said when somebody is called or visited: brief, and nothing of what the news is.

    Args:
        office: the office.
        settings: have the court's line.
        actor: who reads it out.
        outreach: the task.
        language: of the text; by default the first that the one who is to be reached reads.

    Raises:
        NotFoundError: there is no such task, or the actor may not know of it; or what it is about is gone.
    """
    task: Outreach = office.show(actor, outreach).record
    recipient = task.person or f"{PARTY}{task.party}"
    with office.storage.read() as reader:
        scene = scene_of(office, reader, task.subject, office.today())
        if scene is None:
            raise NotFoundError(f"there is no record {task.subject}")
        persons = (task.person,) if task.person else ()
        addressee = addressee_of(scene, recipient, reader.load(ids=persons, people=persons), office)
    wording = Wording(office.catalogue, settings, language or language_of(addressee.languages if addressee else ()))
    return "\n".join(wording.spoken(scene))


@attrs.frozen(kw_only=True)
class ToReach:
    """Whom a task is about, as far as whoever does it may read it.

    Attributes:
        name: masked where the actor reads no personal data; empty where they may not even know who it is.
        phone: the number to call, likewise; empty where there is none, or none that may be used.
    """

    name: str
    phone: str


def whom_to_reach(office: Office, settings: NoticeSettings, actor: str, outreach: str) -> ToReach:
    """Who is to be called or visited, and by which number: read as the actor reads the records they stand in.

    Args:
        office: the office.
        settings: of the notices.
        actor: who calls, or goes there.
        outreach: the task.

    Raises:
        NotFoundError: there is no such task, or the actor may not know of it; or what it is about is gone.
    """
    task: Outreach = office.show(actor, outreach).record
    recipient = task.person or f"{PARTY}{task.party}"
    with office.storage.read() as reader:
        scene = scene_of(office, reader, task.subject, office.today())
    if scene is None:
        raise NotFoundError(f"there is no record {task.subject}")
    seen = _seen(office, actor, task.person) if task.person else None
    person = seen if isinstance(seen, Person) else None
    party = party_of(attrs.evolve(scene, about=_seen(office, actor, task.subject)), recipient)
    if party is not None and task.person and person is None and party.person != task.person:
        party = None  # they only speak for it, and the number of the party is not theirs
    addressee = Addressee(id=recipient, person=person, party=party, standing=None)
    exposed = scene.is_dangerous
    contact = contact_of(addressee, Medium.PHONE, settings, exposed=exposed)
    is_used = contact is not None and (contact.owner is Owner.OWN or not exposed)
    known = person or party
    return ToReach(name=(known.name or "") if known else "", phone=contact.address if contact and is_used else "")


def _seen(office: Office, actor: str, record: str) -> Any:
    """A record as the actor may see it; None where they may not know of it."""
    try:
        return office.show(actor, record).record
    except NotFoundError:
        return None
