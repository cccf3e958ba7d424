"""What threads ask for at once is done by one of them for all, and each gets an outcome of its own.

Where a storage lets one writer in at a time, every thread would wait for its turn and then for a flush of the disk.
Instead the first to come leads: it takes up what has been asked meanwhile, does all of it at one go (one transaction,
one flush) and tells each asker. Nobody waits on purpose who is alone, and there is no thread but those that ask.

Doing things together is a shortcut and never the only way: whatever goes wrong with a group, each of its members does
its own again, alone and in its own thread. So what is asked must be safe to do again after it was done: a step is, by
its key. Only that the storage is not to be had is told to all, since each would find it out again, one after the other.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import Context, copy_context
from queue import Empty, SimpleQueue
from time import perf_counter
from typing import Any, Generic, TypeVar

import attrs

from gridjustice.errors import AdapterUnavailableError

Q = TypeVar("Q")
A = TypeVar("A")

MOST = 64
"""So many are done at one go: the first of them waits for the last."""

STALLED = 1.0
"""Seconds; see `Together`."""

SHARE = 0.25
"""For how much of the time that the last group took its members are waited for, who are likely to ask again."""

_LEAD, _ALONE = object(), object()
"""What is told instead of an outcome: that it is time to lead, and that everybody has to do their own."""


class _Failed:
    """Told where there is no outcome: what the asker is to raise."""

    def __init__(self, problem: BaseException) -> None:
        self._problem = problem

    def anew(self) -> BaseException:
        """The same error; of one that all get, a copy: each thread writes its own way into the traceback."""
        if type(self._problem) is not AdapterUnavailableError:
            return self._problem
        copy = AdapterUnavailableError(*self._problem.args)
        copy.__cause__ = self._problem
        return copy


@attrs.frozen(eq=False)
class Asking(Generic[Q]):
    """What a thread asks for.

    Attributes:
        question: what.
        context: the asker's context variables; whoever answers for somebody else does it in theirs.
    """

    question: Q
    context: Context = attrs.field(factory=copy_context)
    _told: SimpleQueue[Any] = attrs.field(factory=SimpleQueue)

    @property
    def is_untold(self) -> bool:
        """Whether nothing was told that was not heard."""
        return self._told.empty()

    def tell(self, what: object) -> None:
        """The asker wakes up and reads it."""
        self._told.put(what)

    def hear(self, seconds: float) -> Any:
        """What was told.

        Raises:
            Empty: nothing was, for so long.
        """
        return self._told.get(timeout=seconds)


class Together(Generic[Q, A]):
    """Leads and followers among the threads of one process; see the top of this module."""

    def __init__(
        self, do: Callable[[Sequence[Asking[Q]]], Sequence[A]], alone: Callable[[Q], A], *, stalled: float = STALLED
    ) -> None:
        """Nobody asks yet.

        Args:
            do: does all of a group, or none of it if it raises; the outcomes in their order.
            alone: does one, and raises what its asker is to get.
            stalled: seconds after which who was not taken up stops trusting that somebody leads.
        """
        self._do = do
        self._alone = alone
        self._stalled = stalled
        self._begin()

    @property
    def waiting(self) -> int:
        """How many have asked and were not taken up yet."""
        return len(self._waiting)

    def ask(self, question: Q) -> A:
        """The outcome of what is asked, done alone or with others.

        Raises:
            AdapterUnavailableError: nothing was kept, or it cannot be known.
        """
        if self._process != os.getpid():
            self._begin()  # the threads of the parent process, of which one may have been leading, do not exist here
        mine: Asking[Q] = Asking(question)
        self._waiting.append(mine)
        if 0 < self._expected <= len(self._waiting):
            self._complete.put(None)
        try:
            told = self._heard(mine)
        except BaseException:
            with suppress(ValueError):
                self._waiting.remove(mine)
            self._wake()  # somebody may have counted on this thread to lead
            raise
        if told is _ALONE:
            return self._alone(question)
        if isinstance(told, _Failed):
            raise told.anew()
        outcome: A = told
        return outcome

    def _begin(self) -> None:
        self._waiting: deque[Asking[Q]] = deque()
        self._complete: SimpleQueue[None] = SimpleQueue()
        self._expected = 0
        self._leading = threading.Lock()
        self._last = (1, 0.0)
        self._process = os.getpid()

    def _heard(self, mine: Asking[Q]) -> Any:
        """What is told at last; until then this thread leads whenever nobody does."""
        while True:
            leading = self._leading
            if mine in self._waiting and leading.acquire(blocking=False):
                try:
                    self._lead()
                finally:
                    leading.release()
                    self._wake()
            try:
                told = mine.hear(self._stalled)
            except Empty:
                if mine in self._waiting:
                    # Whoever leads waits for a storage, or died between two lines: somebody else has to. Two leaders do
                    # no harm, since nothing is taken up twice and the storage lets in one of them.
                    self._leading = threading.Lock()
                elif not self._leading.locked() and mine.is_untold:
                    return _ALONE  # a leader died that had taken it up
                continue
            if told is not _LEAD:
                return told

    def _wake(self) -> None:
        """Who has waited longest leads next."""
        with suppress(IndexError):
            self._waiting[0].tell(_LEAD)

    def _lead(self) -> None:
        """One group is done, and all its members are told."""
        self._wait_for_others()
        untold: deque[Asking[Q]] = deque()
        began = perf_counter()
        try:
            while self._waiting and len(untold) < MOST:
                untold.append(self._waiting.popleft())
            group = tuple(untold)
            outcomes = self._do(group) if len(group) > 1 else [self._alone(each.question) for each in group]
            for outcome in outcomes:
                untold[0].tell(outcome)
                untold.popleft()
            self._last = len(group), perf_counter() - began
        except KeyboardInterrupt:
            raise  # it is meant for this thread, whatever it was doing for others
        except BaseException as problem:  # noqa: BLE001  # what ends one thread must not end this one
            if len(untold) == 1 or isinstance(problem, AdapterUnavailableError):
                while untold:
                    untold.popleft().tell(_Failed(problem))
        finally:
            for each in untold:
                each.tell(_ALONE)  # whosever fault it is: the members find out

    def _wait_for_others(self) -> None:
        """Where the last group was one of several, its members are likely to ask again at once; a little is waited."""
        expected, took = self._last
        if 0 < len(self._waiting) < expected:
            self._complete = SimpleQueue()
            self._expected = expected
            if len(self._waiting) < expected:
                with suppress(Empty):
                    self._complete.get(timeout=took * SHARE)
            self._expected = 0
