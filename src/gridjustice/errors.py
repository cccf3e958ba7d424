"""Every error of GridJustice, in one tree whose types say whether to try again.

========================  ==========================================================
type                      what the caller should do
========================  ==========================================================
``RefusedError``          nothing, until the facts change: the law or the table says no
``ConflictError``         load again and decide again: somebody was faster
``NotFoundError``         correct the name or the id
``InvalidError``          correct the value at ``path``
``AdapterError``          see its three children: wait, correct, or do without
========================  ==========================================================
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Protocol


class GridJusticeError(Exception):
    """The root: catch it to catch everything the library raises on purpose."""


class ReasonLike(Protocol):
    """What a refusal must be able to say; `gridjustice.workflow.refusals.Reason` is one."""

    @property
    def code(self) -> str: ...


class RefusedError(GridJusticeError):
    """A step was refused, with every reason at once and nothing stored.

    Attributes:
        reasons: all of them, each with its article; never empty.
    """

    def __init__(self, message: str, reasons: Sequence[ReasonLike]) -> None:
        super().__init__(message)
        self.reasons = tuple(reasons)


class PluginFailedError(RefusedError):
    """A plugin failed where it had to decide or refuse: what was asked for is refused, and nothing is stored.

    What the plugin said is the error's cause and stands in no message: it may hold personal data.

    Attributes:
        plugin: its name.
        hook: what it was asked: a hook without the common prefix, as ``decide_mediators``, or ``guard lacks_visit``.
    """

    def __init__(self, plugin: str, hook: str, problem: BaseException, reasons: Sequence[ReasonLike]) -> None:
        super().__init__(f"plugin {plugin!r} failed in {hook} ({place_of(problem)}); nothing was stored", reasons)
        self.plugin = plugin
        self.hook = hook


def place_of(problem: BaseException) -> str:
    """The type of an error and where it happened, never what it says: ``KeyError, planner.py:31``."""
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    name = type(problem).__name__
    return name if trace is None else f"{name}, {PurePath(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


class ConflictError(GridJusticeError):
    """Somebody was faster: nothing was stored, and loading again may help."""


class VersionConflictError(ConflictError):
    """A record is no longer at the version that was expected.

    Attributes:
        record_id: the record.
        expected: the version the caller or a guard had read; 0 means "not yet born".
        found: the version stored now, or None when the storage cannot tell.
    """

    def __init__(self, record_id: str, expected: int, found: int | None) -> None:
        now = "another version" if found is None else f"version {found}"
        super().__init__(f"record {record_id} was expected at version {expected} but is at {now}")
        self.record_id = record_id
        self.expected = expected
        self.found = found


class KeyReusedError(ConflictError):
    """An idempotency key was used before by this actor, for something else."""

    def __init__(self, actor: str, key: str) -> None:
        super().__init__(f"the key {key!r} was already used by {actor} for other content; take a new key")
        self.actor = actor
        self.key = key


class NotFoundError(GridJusticeError):
    """There is no such thing, or the one who asks may not know that there is."""


class UnreachableError(NotFoundError):
    """Somebody is known, and no way leads to them.

    Attributes:
        recipient: who: id of a person's record, or ``party:a1``.
    """

    def __init__(self, recipient: str) -> None:
        super().__init__(f"no way leads to {recipient!r}: no address of theirs may be used, or they may not be told")
        self.recipient = recipient


class InvalidError(GridJusticeError):
    """A value cannot be taken as it is.

    Attributes:
        path: where it stands, as ``$.parties[0].name``; empty when the value stands alone.
        values: what a translated message needs.
    """

    def __init__(self, message: str, *, path: str = "", values: Mapping[str, object] | None = None) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.values = dict(values or {})


class InvalidValueError(InvalidError, ValueError):
    """A domain rule about a single value is broken (a ``ValueError``, so codecs add the path)."""


class DefinitionError(InvalidError):
    """A step table, a law file or a plugin contradicts itself; found when it is defined."""


class AdapterError(GridJusticeError):
    """Something outside the core did not do its part."""


class AdapterUnavailableError(AdapterError):
    """It may work later: the other side is down, locked or slow.

    Attributes:
        retry_after_seconds: how long the other side asked to be left alone; None where it said nothing.
        for_all: anything else that is sent there now would meet the same. False where it is about what was sent or to
            whom, as a full mailbox or the hourly limit of one number: others need not wait.
    """

    def __init__(self, message: str, *, retry_after_seconds: float | None = None, for_all: bool = True) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
        self.for_all = for_all


class AdapterRejectedError(AdapterError):
    """It will not work as asked: the other side understood and said no."""


class AdapterUnsupportedError(AdapterError):
    """This adapter does not offer that."""
