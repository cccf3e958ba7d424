"""The one place where a recipient meets a channel: a person never a public one, a public never another (P49)."""

from __future__ import annotations

from collections.abc import Mapping

from gridjustice.application.notices.delivery import PUBLIC
from gridjustice.application.notices.settings import NoticeSettings
from gridjustice.domain.record import Event
from gridjustice.errors import DefinitionError, InvalidError
from gridjustice.ports.channel import Channel, Medium, Reach
from gridjustice.ports.relaying import CHANNEL, DeliveryRow


def is_public(channel: Channel) -> bool:
    """Whether it reaches whoever is there; a group always does."""
    return channel.reach is Reach.PUBLIC or channel.medium is Medium.GROUP


class Routes:
    """The channels of an office, by whom they reach.

    Attributes:
        channels: all of them, by name.
    """

    def __init__(self, channels: Mapping[str, Channel], settings: NoticeSettings) -> None:
        """Hold the groups of the settings against the channels.

        Raises:
            InvalidError: a group is said to lie on a channel that is not there, or that is no public one.
        """
        self.channels = dict(channels)
        self._groups = {code: group.partition(":")[::2] for code, group in settings.groups.items()}
        for code, (name, _) in self._groups.items():
            if name not in self.channels or not is_public(self.channels[name]):
                raise InvalidError(f"{name!r} is no public channel", path=f"notices.groups.{code}")

    def to_person(self, medium: Medium) -> Channel | None:
        """The channel by which a person is reached with that medium: the first in the office's order."""
        return next((c for c in self.channels.values() if c.medium is medium and not is_public(c)), None)

    def to_public(self, grid_code: str) -> Channel | None:
        """The channel of a grid's group, if it has one."""
        found = self._groups.get(grid_code)
        return self.channels[found[0]] if found else None

    def group(self, grid_code: str) -> str:
        """The address of a grid's group; empty where it has none."""
        return self._groups.get(grid_code, ("", ""))[1]

    def has_groups(self) -> bool:
        """Whether any grid has a group."""
        return bool(self._groups)

    @staticmethod
    def admits(channel: Channel, recipient: str) -> bool:
        """Whether that recipient may ever be told by that channel."""
        return is_public(channel) is recipient.startswith(PUBLIC)

    def row(self, channel: Channel, event: Event, recipient: str, template: str) -> DeliveryRow:
        """The only way a row is made; when it is due, and in which bundle, is laid on it.

        Raises:
            DefinitionError: the recipient may not be told by that channel.
        """
        if not self.admits(channel, recipient):
            raise DefinitionError(f"channel {channel.name!r} is not for such a recipient")
        return DeliveryRow(f"{CHANNEL}{channel.name}", event.record, recipient, event.version, template)
