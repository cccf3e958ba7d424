"""What is known when a limit that runs gives a warning by itself, or is counted anew by another calendar."""

from __future__ import annotations

from datetime import date

import attrs

from gridjustice.domain.record import Facts
from gridjustice.domain.values import calendar_day, text
from gridjustice.law import Watch


@attrs.frozen(kw_only=True)
class Watched(Facts):
    """A limit gives a warning.

    Attributes:
        limit: its name in the kind's table of limits.
        due: its last day as it was known then; if that has changed, the warning is out of date.
    """

    limit: str = text(length=64)
    due: date = calendar_day()

    @property
    def act(self) -> Watch:
        """Which warning it is."""
        raise NotImplementedError


@attrs.frozen(kw_only=True)
class Reminded(Watched):
    """Whom a limit binds is reminded of it (提醒)."""

    @property
    def act(self) -> Watch:
        """`Watch.REMIND`."""
        return Watch.REMIND


@attrs.frozen(kw_only=True)
class Urged(Watched):
    """Whom a limit binds, and who stands next above them, are urged: it has run out (催办)."""

    @property
    def act(self) -> Watch:
        """`Watch.URGE`."""
        return Watch.URGE


@attrs.frozen(kw_only=True)
class SupervisionCalled(Watched):
    """The court's supervision is asked to decide what follows (提请督办)."""

    @property
    def act(self) -> Watch:
        """`Watch.CALL_SUPERVISION`."""
        return Watch.CALL_SUPERVISION


@attrs.frozen(kw_only=True)
class Alerted(Watched):
    """One of these three of a guarded limit, of which only those learn who may know of it.

    Attributes:
        watch: which.
    """

    watch: Watch

    @property
    def act(self) -> Watch:
        """What it says."""
        return self.watch


@attrs.frozen(kw_only=True)
class Recounted(Facts):
    """Limits that reached past the last published calendar are counted anew.

    Attributes:
        calendar: version of the calendar.
    """

    calendar: str = text(length=500)
