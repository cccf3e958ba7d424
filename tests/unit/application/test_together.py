"""What threads ask for at once is done at one go; each has its own outcome, and what befalls one hits no other."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import ContextVar

import pytest

from gridjustice.application.together import MOST, Asking, Together
from gridjustice.errors import AdapterRejectedError, AdapterUnavailableError

FOR_EVER = 600.0
"""Seconds that no test waits."""


class Doing:
    """Doubles numbers, and writes down who did what; the first one of all, 0, holds everybody up until it may go."""

    def __init__(self, fails: Callable[[Sequence[int]], BaseException | None] = lambda numbers: None) -> None:
        self.fails = fails
        self.groups: list[list[int]] = []
        self.alone: list[int] = []
        self.began = threading.Event()
        self.may_go = threading.Event()

    def many(self, asked: Sequence[Asking[int]]) -> list[int]:
        numbers = [each.question for each in asked]
        self.groups.append(numbers)
        if problem := self.fails(numbers):
            raise problem
        return [number * 2 for number in numbers]

    def one(self, number: int) -> int:
        self.alone.append(number)
        if number == 0:
            self.began.set()
            assert self.may_go.wait(FOR_EVER)
        if problem := self.fails([number]):
            raise problem
        return number * 2


def heard(doing: Doing, many: int, *, before: Callable[[], object] = lambda: None) -> dict[int, object]:
    """What each of so many threads hears that ask while another one leads; 0 is the leader's."""
    together: Together[int, int] = Together(doing.many, doing.one, stalled=FOR_EVER)
    heard: dict[int, object] = {}

    def ask(number: int) -> None:
        try:
            heard[number] = together.ask(number)
        except BaseException as problem:  # noqa: BLE001  # what a thread raises is what the test is about
            heard[number] = problem

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(many + 1)]
    threads[0].start()
    assert doing.began.wait(FOR_EVER)
    for thread in threads[1:]:
        thread.start()
    until(lambda: together.waiting == many)
    before()
    doing.may_go.set()
    for thread in threads:
        thread.join()
    assert together.waiting == 0
    return heard


def until(is_so: Callable[[], bool]) -> None:
    """Give the other threads way until it is so."""
    late = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < late
        os.sched_yield()


def test_who_is_alone_is_served_alone() -> None:
    """One after the other: no group, and nobody is waited for."""
    doing = Doing()
    together: Together[int, int] = Together(doing.many, doing.one)
    assert [together.ask(number) for number in (1, 2, 3)] == [2, 4, 6]
    assert (doing.groups, doing.alone) == ([], [1, 2, 3])


@pytest.mark.parametrize("many", [2, 8, 32])
def test_those_who_ask_while_somebody_leads_are_served_at_one_go(many: int) -> None:
    """Each hears what it asked for."""
    doing = Doing()
    assert heard(doing, many) == {number: number * 2 for number in range(many + 1)}
    assert [sorted(group) for group in doing.groups] == [list(range(1, many + 1))]
    assert doing.alone == [0]


def test_a_group_is_bounded() -> None:
    """The rest come next."""
    doing = Doing()
    assert len(heard(doing, MOST + 2)) == MOST + 3
    assert [len(group) for group in doing.groups] == [MOST, 2]


def test_an_error_of_a_group_hits_only_whose_it_is() -> None:
    """Everybody does their own again; each error is whose it is."""

    def fails(numbers: Sequence[int]) -> BaseException | None:
        return AdapterRejectedError("5 cannot be kept") if 5 in numbers else None

    doing = Doing(fails)
    got = heard(doing, 8)
    assert isinstance(got.pop(5), AdapterRejectedError)
    assert got == {number: number * 2 for number in range(9) if number != 5}
    assert (len(doing.groups), sorted(doing.alone)) == (1, list(range(9)))


@pytest.mark.parametrize("end", [SystemExit, GeneratorExit])
def test_what_would_end_one_thread_ends_no_other(end: type[BaseException]) -> None:
    """Not even the one that leads."""
    doing = Doing(lambda numbers: end() if 3 in numbers else None)
    got = heard(doing, 8)
    assert isinstance(got.pop(3), end)
    assert got == {number: number * 2 for number in range(9) if number != 3}


def test_a_storage_that_is_not_to_be_had_is_told_to_all() -> None:
    """Each gets an error of its own, and nobody tries again alone: it would take as long, one after the other."""
    problem = AdapterUnavailableError("locked by another process")
    doing = Doing(lambda numbers: problem if len(numbers) > 1 else None)
    got = heard(doing, 8)
    assert got.pop(0) == 0
    assert {str(each) for each in got.values()} == {"locked by another process"}
    assert len({id(each) for each in got.values()}) == 8
    assert problem not in got.values()
    assert doing.alone == [0]


def test_an_interrupted_leader_leaves_the_others_to_themselves() -> None:
    """The interrupt is for the thread that was struck; the rest do their own."""
    struck: list[int] = []

    def fails(numbers: Sequence[int]) -> BaseException | None:
        if len(numbers) > 1:
            struck.append(len(numbers))
            return KeyboardInterrupt()
        return None

    got = heard(Doing(fails), 8)
    interrupted = [number for number, what in got.items() if isinstance(what, KeyboardInterrupt)]
    assert len(interrupted) == len(struck) == 1
    assert all(got[number] == number * 2 for number in got if number not in interrupted)


def test_an_error_of_one_alone_is_raised_as_it_is() -> None:
    """The same object, its cause and its traceback with it."""
    problem = ValueError("as it is")
    doing = Doing(lambda numbers: problem)
    together: Together[int, int] = Together(doing.many, doing.one)
    with pytest.raises(ValueError, match="as it is") as raised:
        together.ask(1)
    assert raised.value is problem
    doing.fails = lambda numbers: None
    assert together.ask(2) == 4


def test_a_leader_that_never_comes_back_is_replaced() -> None:
    """Whoever was not taken up for long leads; what the lost one had not taken up is done."""
    doing = Doing()
    together: Together[int, int] = Together(doing.many, doing.one, stalled=0.01)
    lost = threading.Thread(target=together.ask, args=(0,))
    lost.start()
    assert doing.began.wait(FOR_EVER)
    assert together.ask(1) == 2
    assert together.ask(2) == 4
    doing.may_go.set()
    lost.join()
    assert together.ask(3) == 6


def test_what_a_lost_leader_had_taken_up_is_done_by_who_asked() -> None:
    """It was never told, nobody leads: so it was lost, and doing it again does no harm."""
    doing = Doing()
    together: Together[int, int] = Together(doing.many, doing.one, stalled=0.05)
    got: list[int] = []
    threads = [threading.Thread(target=lambda n=n: got.append(together.ask(n))) for n in (0, 1)]
    threads[0].start()
    assert doing.began.wait(FOR_EVER)
    threads[1].start()
    until(lambda: together.waiting == 1 or bool(got))
    with suppress(IndexError):
        together._waiting.popleft()
    doing.may_go.set()
    for thread in threads:
        thread.join()
    assert sorted(got) == [0, 2]


def test_who_is_interrupted_while_waiting_has_not_asked() -> None:
    """Unless somebody has taken it up; and nobody counts on it to lead."""
    doing = Doing()
    together: Together[int, int] = Together(doing.many, doing.one, stalled=FOR_EVER)
    leader = threading.Thread(target=together.ask, args=(0,))
    leader.start()
    assert doing.began.wait(FOR_EVER)

    struck = threading.get_ident()

    def interrupt() -> None:
        until(lambda: together.waiting == 1)
        signal.pthread_kill(struck, signal.SIGINT)

    interrupting = threading.Thread(target=interrupt)
    interrupting.start()
    with pytest.raises(KeyboardInterrupt):
        together.ask(1)
    assert together.waiting == 0
    interrupting.join()
    doing.may_go.set()
    leader.join()
    assert together.ask(2) == 4
    assert doing.alone == [0, 2]


def test_a_child_process_does_not_wait_for_threads_of_its_parent() -> None:
    """The one that led, and those that waited, are not there after a fork."""
    doing = Doing()
    together: Together[int, int] = Together(doing.many, doing.one, stalled=FOR_EVER)
    threads = [threading.Thread(target=together.ask, args=(number,)) for number in (0, 1)]
    threads[0].start()
    assert doing.began.wait(FOR_EVER)
    threads[1].start()
    until(lambda: together.waiting == 1)
    child = os.fork()
    if child == 0:
        os._exit(0 if together.ask(7) == 14 and doing.alone[-1] == 7 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    doing.may_go.set()
    for thread in threads:
        thread.join()
    assert sorted(doing.alone) == [0, 1]


def test_the_context_of_who_asks_goes_with_what_is_asked() -> None:
    """So that whoever does it can do it there."""
    name: ContextVar[str] = ContextVar("name")
    contexts: list[str] = []
    doing = Doing()

    def many(asked: Sequence[Asking[int]]) -> list[int]:
        contexts.extend(each.context[name] for each in asked)
        return doing.many(asked)

    together: Together[int, int] = Together(many, doing.one, stalled=FOR_EVER)

    def ask(number: int) -> None:
        name.set(f"thread {number}")
        together.ask(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    threads[0].start()
    assert doing.began.wait(FOR_EVER)
    for thread in threads[1:]:
        thread.start()
    until(lambda: together.waiting == 3)
    doing.may_go.set()
    for thread in threads:
        thread.join()
    assert sorted(contexts) == ["thread 1", "thread 2", "thread 3"]
