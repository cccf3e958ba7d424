"""Which events a feed is told of: lists in its settings, empty where everything is wanted."""

from __future__ import annotations

import attrs

from gridjustice.ports.feed import Told
from gridjustice.ports.settings import Section


@attrs.frozen(kw_only=True)
class Wanted:
    """What is asked for and what is left out.

    Each list that is not empty must be met; it is met by any of its words. What one of the ``not_`` lists meets is left
    out even so.

    Attributes:
        kinds: of records.
        steps: that were taken.
        labels: as `Told.labels` has them.
        not_kinds: likewise, left out.
        not_steps: likewise, left out.
        not_labels: likewise, left out.
    """

    kinds: frozenset[str] = frozenset()
    steps: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    not_kinds: frozenset[str] = frozenset()
    not_steps: frozenset[str] = frozenset()
    not_labels: frozenset[str] = frozenset()

    @classmethod
    def from_settings(cls, section: Section) -> Wanted:
        """What the lists of a section say.

        Raises:
            InvalidError: one is no list of texts.
        """
        return cls(**{field.name: frozenset(section.texts(field.name, ())) for field in attrs.fields(cls)})

    def has(self, told: Told) -> bool:
        """Whether an event is among them."""
        return (
            (not self.kinds or told.kind in self.kinds)
            and (not self.steps or told.step in self.steps)
            and (not self.labels or not self.labels.isdisjoint(told.labels))
            and told.kind not in self.not_kinds
            and told.step not in self.not_steps
            and self.not_labels.isdisjoint(told.labels)
        )
