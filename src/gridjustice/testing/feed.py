"""The contract kit of the feed port: each promise as tests, for whoever writes an adapter of feeds.

Give the kit the other side, as a real server on loopback that does as it is told::

    class TestMine(FeedContract):
        @pytest.fixture
        def other(self) -> Iterator[OtherSide]:
            with MyServer() as server:
                yield server
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from abc import ABC, abstractmethod
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import attrs
import pytest

from gridjustice.errors import AdapterError, AdapterRejectedError, AdapterUnavailableError
from gridjustice.ports.channel import Answer
from gridjustice.ports.feed import Feed, Told

TEXTS = (
    "向阳社区𠮷阿姨",
    "연변조선족자치주 련락원",
    '"引号"与\\反斜线',
    ".\n..\r\n\t行首的点",
    "e\u0301\u200d\u2028",
    "👩‍🌾" * 50,
)
MASKED = "金*花"
WAIT_SECONDS = 120.0


class Behaviour(Enum):
    """What the other side does with what it is told from now on."""

    TAKES = "takes it"
    BUSY = "asks to be told again in two minutes, in whatever way its protocol has for that"
    REFUSES = "says that it will never take it"
    BREAKS = "ends the connection instead of answering"
    HANGS = "says nothing, and keeps the connection"
    DRIPS = "begins to answer and never comes to what it says, a byte now and then"


@attrs.frozen(kw_only=True)
class Heard:
    """Something that arrived, whatever was answered to it."""

    key: str
    record: str
    version: int
    facts: Mapping[str, Any]


class OtherSide(ABC):
    """Who is told, and what the kit may ask of it.

    Attributes:
        secrets: what the feed was given and must show nobody: keys, tokens, its address.
        limit_seconds: within which a call of the feed ends; a second or less, for the sake of who waits.
    """

    secrets: tuple[str, ...]
    limit_seconds: float

    @abstractmethod
    def feed(self) -> Feed:
        """A feed to it, made of settings."""

    @abstractmethod
    def behave(self, behaviour: Behaviour) -> None:
        """What is told from now on is treated like this."""

    @abstractmethod
    def heard(self) -> list[Heard]:
        """Everything that has arrived, in its order."""

    @abstractmethod
    def leave(self) -> None:
        """Nobody is there any more: connections are refused."""


class FeedContract:
    """What every feed must keep; give the fixture ``other``."""

    @pytest.fixture
    def other(self) -> OtherSide:
        """The other side, which takes what it is told."""
        raise NotImplementedError("a contract test gives the fixture `other`")

    def told(self, version: int = 1, record: str = "2e3f", facts: Mapping[str, Any] | None = None) -> Told:
        """An event."""
        return Told(
            key=f"{record}-{version}",
            record=record,
            version=version,
            kind="dispute",
            step="agree",
            state="agreed",
            court="222406-01",
            unit="222401001",
            grid="222401001001-02",
            at=datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC),
            day=date(2026, 11, 23),
            number="(2026)吉2406诉前调1号",
            labels=frozenset({"stage:mediation", "state:agreed"}),
            facts={} if facts is None else facts,
        )

    @pytest.mark.parametrize("behaviour", [Behaviour.BUSY, Behaviour.REFUSES, Behaviour.BREAKS])
    def test_1_one_event_is_one_try(self, other: OtherSide, behaviour: Behaviour) -> None:
        """Promise 1."""
        feed = other.feed()
        feed.tell(self.told(1))  # so that a connection is there that may be used again
        other.behave(behaviour)
        with pytest.raises(AdapterError):
            feed.tell(self.told(2))
        assert [heard.version for heard in other.heard()] == [1, 2]
        feed.close()

    def test_2_the_key_travels_and_is_the_same_again(self, other: OtherSide) -> None:
        """Promise 2."""
        feed = other.feed()
        for _ in range(2):
            feed.tell(self.told())
        assert [heard.key for heard in other.heard()] == [self.told().key] * 2
        feed.close()

    def test_3_what_was_taken_is_answered(self, other: OtherSide) -> None:
        """Promise 3."""
        feed = other.feed()
        assert isinstance(feed.tell(self.told()), Answer)
        feed.close()

    def test_3_who_is_busy_says_when(self, other: OtherSide) -> None:
        """Promise 3."""
        feed = other.feed()
        other.behave(Behaviour.BUSY)
        with pytest.raises(AdapterUnavailableError) as problem:
            feed.tell(self.told())
        assert problem.value.retry_after_seconds == pytest.approx(WAIT_SECONDS, abs=5)
        feed.close()

    def test_3_no_is_no(self, other: OtherSide) -> None:
        """Promise 3."""
        feed = other.feed()
        other.behave(Behaviour.REFUSES)
        with pytest.raises(AdapterRejectedError):
            feed.tell(self.told())
        feed.close()

    def test_3_who_is_not_there_may_be_later(self, other: OtherSide) -> None:
        """Promise 3: also behind a connection that was used before."""
        feed = other.feed()
        feed.tell(self.told(1))
        other.leave()
        for _ in range(2):
            with pytest.raises(AdapterUnavailableError):
                feed.tell(self.told(2))
        feed.close()

    def test_3_a_feed_can_be_made_while_nobody_is_there(self, other: OtherSide) -> None:
        """An office starts while others are down."""
        other.leave()
        other.feed().close()

    @pytest.mark.parametrize("behaviour", Behaviour)
    def test_4_nobodys_words_in_an_error(
        self, other: OtherSide, behaviour: Behaviour, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Promise 4: nor in a log, at any level, nor in what an error was caused by."""
        caplog.set_level(logging.DEBUG)
        feed = other.feed()
        other.behave(behaviour)
        said: list[object] = []
        try:
            said.append(feed.tell(self.told(facts={"name": MASKED})))
        except AdapterError as problem:
            said += traceback.format_exception(problem)
        feed.close()
        shown = "\n".join([*map(str, said), caplog.text, repr(feed)])
        assert [word for word in (MASKED, *other.secrets) if word in shown] == []

    def test_5_any_text_arrives(self, other: OtherSide) -> None:
        """Promise 5."""
        feed = other.feed()
        facts = {"said": list(TEXTS), "fee": "300.00", "instalments": [{"no": 1, "paid": False, "on": None}]}
        feed.tell(self.told(facts=facts))
        assert json.loads(json.dumps(other.heard()[0].facts)) == facts
        feed.close()

    @pytest.mark.parametrize("behaviour", [Behaviour.HANGS, Behaviour.DRIPS])
    def test_6_a_call_ends_in_time(self, other: OtherSide, behaviour: Behaviour) -> None:
        """Promise 6: and the next one is not held up by it."""
        feed = other.feed()
        other.behave(behaviour)
        began = time.monotonic()
        with pytest.raises(AdapterUnavailableError):
            feed.tell(self.told(1))
        assert time.monotonic() - began < other.limit_seconds * 2 + 1
        other.behave(Behaviour.TAKES)
        feed.tell(self.told(2))
        assert other.heard()[-1].version == 2
        feed.close()

    def test_7_threads_use_it_together(self, other: OtherSide) -> None:
        """Promise 7: nothing is lost, nothing is mixed."""
        feed = other.feed()
        events = [self.told(version, record=f"record{number}") for number in range(8) for version in (1, 2, 3)]
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(feed.tell, events))
        assert len(answers) == len(events)
        assert sorted(heard.key for heard in other.heard()) == sorted(told.key for told in events)
        assert all(heard.key == f"{heard.record}-{heard.version}" for heard in other.heard())
        feed.close()

    def test_8_what_was_told_is_there_before_the_next(self, other: OtherSide) -> None:
        """Promise 8: the other side can put in order what it hears by record and version."""
        feed = other.feed()
        for version in range(1, 6):
            feed.tell(self.told(version))
            assert (other.heard()[-1].record, other.heard()[-1].version) == ("2e3f", version)
        feed.close()

    def test_what_is_not_wanted_is_a_plain_no(self, other: OtherSide) -> None:
        """Asking what is wanted tells nobody anything."""
        feed = other.feed()
        assert feed.wants(self.told()) in {True, False}
        assert other.heard() == []
        feed.close()
