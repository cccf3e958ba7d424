"""A channel by way of Apprise: an account, a mailbox, a gateway of the office's own, or a group."""

from __future__ import annotations

from gridjustice.errors import AdapterRejectedError, AdapterUnavailableError
from gridjustice.ports.channel import Answer, Channel, Medium, Message, Reach
from gridjustice.ports.settings import Section
from gridjustice_apprise.schemes import GROUPS, PERSONS, addresses
from gridjustice_apprise.services import Outcome, Services, WrongUrlError
from gridjustice_apprise.template import ADDRESS, Template

SAMPLES = ("sample", "13800000000", "sample@example.org")
"""Addresses with which a URL is tried at the start; services differ in what they take for one."""

MEDIA = (Medium.APP, Medium.EMAIL, Medium.SMS)


class AppriseChannel(Channel):
    """A URL of Apprise, with the address of each message in it."""

    medium: Medium
    reach: Reach

    def __init__(self, name: str, *, template: Template, services: Services, medium: Medium, reach: Reach) -> None:
        """Nothing is sent yet; `from_settings` has checked that these belong together."""
        super().__init__(name)
        self.medium = medium
        self.reach = reach
        self._template = template
        self._services = services

    @classmethod
    def from_settings(cls, name: str, section: Section) -> AppriseChannel:
        """A channel of an office's file.

        Raises:
            InvalidError: a setting is missing, wrong or unknown; or a dispute's notices could reach a group. The URL is
                not shown.
        """
        template = Template(section.secret("url"))
        reach = _reach(section, template)
        medium = Medium.GROUP
        if reach is Reach.PERSON:
            medium = Medium(section.choice("medium", tuple(each.value for each in MEDIA), Medium.APP.value))
        services = Services(
            seconds=section.number("timeout_seconds", 20, least=0.1, most=300), folder=section.text("folder", "")
        )
        section.done()
        _check(section, template, services)
        return cls(name, template=template, services=services, medium=medium, reach=reach)

    def send(self, message: Message) -> Answer:
        address = message.address if self._template.has_address else ""
        if self._template.has_address and not addresses(self._template.scheme).fullmatch(address):
            raise AdapterRejectedError(f"channel {self.name!r} cannot reach such an address")
        try:
            outcome = self._services.send(
                self._template.url(address, message.key), address=address, title=message.title, text=message.text
            )
        except WrongUrlError as problem:
            raise AdapterRejectedError(f"channel {self.name!r} cannot reach such an address: {problem}") from None
        if outcome is Outcome.TAKEN:
            return Answer(detail="taken")
        if outcome is Outcome.REFUSED:
            raise AdapterRejectedError(f"channel {self.name!r}: the service refused the message")
        raise AdapterUnavailableError(
            f"channel {self.name!r}: the service has {outcome.value}", for_all=outcome is not Outcome.HELD
        )


def _reach(section: Section, template: Template) -> Reach:
    """Whom a URL reaches, as the office says and as far as it is known.

    Raises:
        InvalidError: the two do not fit, or neither says it.
    """
    said = section.choice("reach", ("", *(each.value for each in Reach)), "")
    scheme = template.scheme
    if not scheme:
        raise section.wrong("url", "has no scheme, as wechat://")
    if scheme in GROUPS and said != Reach.PUBLIC.value:
        raise section.wrong(
            "reach", f'{scheme}:// reaches a group: say reach = "public", and it gets impersonal content only'
        )
    if not said and scheme not in PERSONS:
        raise section.wrong("reach", f'it is not known whom {scheme}:// reaches: say "person" or "public"')
    reach = Reach(said or Reach.PERSON.value)
    if reach is Reach.PERSON and not template.has_address:
        raise section.wrong("url", f"has no {ADDRESS}: everybody's messages would go to one place")
    return reach


def _check(section: Section, template: Template, services: Services) -> None:
    """A URL can be sent to, at least with one of the addresses that services may take.

    Raises:
        InvalidError: with none of them.
    """
    problems: list[str] = []
    pattern = addresses(template.scheme)
    for address in [each for each in SAMPLES if pattern.fullmatch(each)] if template.has_address else [""]:
        try:
            services.check(template.url(address, "key"), address)
        except WrongUrlError as problem:
            problems.append(str(problem))
        else:
            return
    raise section.wrong("url", problems[0])
