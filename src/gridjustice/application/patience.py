"""How long what failed waits, and when a target is left alone: configuration of an office, no rule of law."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from gridjustice.errors import InvalidValueError


@attrs.frozen(kw_only=True)
class Patience:
    """How what failed is tried again.

    Attributes:
        first_seconds: so long after the first failure.
        factor: so many times longer after each further one.
        longest_seconds: and never longer than that.
        attempts: after so many failures of its own it is given up: kept as dead, and what comes behind it goes on;
            None for never. While its target cannot be reached at all, no failure is its own.
        opens_after: after so many failures in a row, of whatever is told, the target itself is taken to be down and
            left alone, at first for `first_seconds`; then one delivery tries whether it is there again.
        next_way_seconds: what has waited so long for a target that is down is told by the next way to the person, if
            there is one; what is urgent, at once.
        lease_seconds: so long nobody else gets what a relay has in hand; longer than any one call can take.
    """

    first_seconds: float = attrs.field(default=60, validator=attrs.validators.ge(0))
    factor: float = attrs.field(default=2, validator=attrs.validators.ge(1))
    longest_seconds: float = attrs.field(default=3600, validator=attrs.validators.ge(0))
    attempts: int | None = 10
    opens_after: int = attrs.field(default=5, validator=attrs.validators.ge(1))
    next_way_seconds: float = attrs.field(default=14_400, validator=attrs.validators.ge(0))
    lease_seconds: float = attrs.field(default=300, validator=attrs.validators.gt(0))

    def __attrs_post_init__(self) -> None:
        if self.attempts is not None and self.attempts < 1:
            raise InvalidValueError(f"after {self.attempts} attempts nothing would be told at all")
        if self.longest_seconds < self.first_seconds:
            raise InvalidValueError(f"longest_seconds {self.longest_seconds:g} are less than first_seconds")

    def after(self, failures: int) -> timedelta:
        """How long to wait after so many failures."""
        # The exponent is kept small: years of failures are as long as the longest time all the same.
        seconds = self.first_seconds * self.factor ** min(max(failures - 1, 0), 64)
        return timedelta(seconds=min(seconds, self.longest_seconds))

    def is_over(self, attempts: int) -> bool:
        """Whether so many failures of its own are enough."""
        return self.attempts is not None and attempts >= self.attempts

    def is_down(self, failures: int) -> bool:
        """Whether a target with so many failures in a row is taken to be down."""
        return failures >= self.opens_after

    def is_long_down(self, failures: int) -> bool:
        """Whether it has been down for some time: what was tried there is not waited for any longer."""
        return failures >= self.opens_after + 3

    def opens(self, failures: int, now: datetime, asked_seconds: float | None = None) -> datetime:
        """Until when a target that is down is left alone.

        Args:
            failures: in a row.
            now: the instant of the last of them.
            asked_seconds: how long the target itself asked for, which is heeded up to the longest time.
        """
        pause = self.after(failures - self.opens_after + 1)
        if asked_seconds is not None:
            pause = max(pause, timedelta(seconds=min(asked_seconds, self.longest_seconds)))
        return now + pause
