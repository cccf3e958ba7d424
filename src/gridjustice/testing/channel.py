"""The contract kit of the channel port: each promise as tests, for whoever writes an adapter.

Subclass `ChannelContract` in a test module of your own. Give it a real server on the loopback whose behaviour the tests
steer, by a subclass of `OtherSide`, and your channel with `SECONDS` to wait::

    class TestMyChannel(ChannelContract):
        @pytest.fixture
        def other_side(self) -> Iterator[OtherSide]:
            with MyGateway() as gateway:
                yield gateway

        @pytest.fixture
        def opening(self, other_side: OtherSide) -> Callable[[], Channel]:
            return lambda: MyChannel("mine", port=other_side.port, password=other_side.secrets[0], seconds=SECONDS)

A test is named after the number of its promise in `gridjustice.ports.channel`.
"""

from __future__ import annotations

import logging
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import attrs
import pytest

from gridjustice.errors import AdapterError, AdapterRejectedError, AdapterUnavailableError
from gridjustice.ports.channel import Answer, Channel, Medium, Message, Reach

SECONDS = 1.0
"""How long the channel of a test waits."""

WAIT = 120.0
"""How long the other side asks to be left alone, in seconds."""

TEXTS = {
    "chinese": "和龙林区的调解定于2026年11月30日上午9时，请携带身份证。",
    "korean": "련락원이 당신의 분쟁을 접수하였습니다. 격자장에게 물어보십시오.",
    "rare": "𠮷野家、㐂、龘、𬌗；é e\u0301; 👨‍👩‍👧",
    "lines": "第一行\n\n第三行\n  两个空格\n末行后有空格 \n",
    "dots": ".\n..\n.QUIT\n.\n后面还有",
    "signs": """"双" '单' {花括号} ${变量} %s %(x)s <标签> & \\n \\ | `反` # = + ?""",
    "commands": "Bcc: nobody@example.test\nFrom: nobody\n\nDATA\nBEGIN:VCALENDAR",
    "long": "这一行很长，" * 400,
}


@attrs.frozen(kw_only=True)
class Arrived:
    """What the other side took.

    Attributes:
        key: from whatever field carries it.
        text: as whoever reads it has it before them.
        address: as the medium has it.
    """

    key: str
    text: str
    address: str


class OtherSide(ABC):
    """A real server of the medium, which does what a test tells it to.

    Attributes:
        address: whom it takes messages for.
        secrets: what the channel shows it and nobody else may see, as a password.
        loggers: where the server itself writes down what it does; nothing of the channel's.
    """

    address: str
    secrets: tuple[str, ...] = ()
    loggers: tuple[str, ...] = ()

    @abstractmethod
    def takes(self) -> None:
        """From now on it takes everything, as it does from the beginning."""

    @abstractmethod
    def refuses(self) -> None:
        """It understands and says no, for ever; where the medium has words for that, it repeats address and text."""

    @abstractmethod
    def puts_off(self, seconds: float | None) -> None:
        """It says that it may take the same later; in so many seconds, if any are given."""

    @abstractmethod
    def hangs(self) -> None:
        """It listens and says nothing more."""

    @abstractmethod
    def drips(self) -> None:
        """It answers without an end, an octet now and then, faster than any limit between two of them."""

    @abstractmethod
    def drops(self) -> None:
        """It hangs up in the middle."""

    @abstractmethod
    def stops(self) -> None:
        """Nobody listens there any more."""

    @property
    @abstractmethod
    def arrived(self) -> list[Arrived]:
        """What it took, in order."""

    @property
    @abstractmethod
    def tries(self) -> int:
        """How often something was handed to it, taken or not."""

    def message(self, key: str, text: str = TEXTS["chinese"]) -> Message:
        """A message by which this text is said; for media with templates of their own, with its values."""
        return Message(key=key, address=self.address, language="zh", title="调解通知", text=text, template="step")


class ChannelContract:
    """Every promise of the channel port. Give it the fixtures ``other_side`` and ``opening``."""

    @pytest.fixture
    def other_side(self) -> Iterator[OtherSide]:
        """A server that takes everything."""
        raise NotImplementedError("a contract test gives the fixture `other_side`")

    @pytest.fixture
    def opening(self, other_side: OtherSide) -> Callable[[], Channel]:
        """A function that makes a channel to that server, which waits for `SECONDS`."""
        raise NotImplementedError("a contract test gives the fixture `opening`")

    @pytest.fixture
    def channel(self, opening: Callable[[], Channel]) -> Iterator[Channel]:
        """A channel to that server."""
        channel = opening()
        yield channel
        channel.close()

    def test_it_says_what_it_is(self, channel: Channel) -> None:
        """Its name, what carries its messages, whom it reaches."""
        assert channel.name != ""
        assert channel.medium in Medium
        assert channel.reach in Reach

    def test_it_is_made_while_nobody_listens(self, other_side: OtherSide, opening: Callable[[], Channel]) -> None:
        """An office starts while its server is down, and ends too; closing twice is closing once."""
        other_side.stops()
        channel = opening()
        channel.close()
        channel.close()

    def test_1_one_message_is_one_try(self, channel: Channel, other_side: OtherSide) -> None:
        """Promise 1: taken, refused, put off or dropped."""
        channel.send(other_side.message("a"))
        assert (len(other_side.arrived), other_side.tries) == (1, 1)
        for number, behave in enumerate((other_side.refuses, lambda: other_side.puts_off(None), other_side.drops), 2):
            behave()
            self.failing(channel, other_side.message("a"))
            assert other_side.tries == number
        assert len(other_side.arrived) == 1

    @pytest.mark.parametrize("key", ["e-17.p-4.mail.brief", '案件/1 "x" é', "k" * 200])
    def test_2_the_key_travels(self, channel: Channel, other_side: OtherSide, key: str) -> None:
        """Promise 2: the same for the same, another for another."""
        for each in (key, key, key + "'"):
            channel.send(other_side.message(each))
        first, again, other = (arrived.key for arrived in other_side.arrived)
        assert first == again != other
        assert first != ""

    def test_3_what_is_taken_has_an_answer(self, channel: Channel, other_side: OtherSide) -> None:
        """Promise 3."""
        assert isinstance(channel.send(other_side.message("a")), Answer)
        assert [arrived.address for arrived in other_side.arrived] == [other_side.address]

    def test_3_a_no_is_a_no(self, channel: Channel, other_side: OtherSide) -> None:
        """Promise 3: and the next message is asked anew."""
        other_side.refuses()
        with pytest.raises(AdapterRejectedError):
            channel.send(other_side.message("a"))
        other_side.takes()
        channel.send(other_side.message("b"))

    @pytest.mark.parametrize("seconds", [None, WAIT])
    def test_3_later_is_later(self, channel: Channel, other_side: OtherSide, seconds: float | None) -> None:
        """Promise 3: with the time that the other side named, and with none where it named none."""
        other_side.puts_off(seconds)
        with pytest.raises(AdapterUnavailableError) as caught:
            channel.send(other_side.message("a"))
        assert caught.value.retry_after_seconds == seconds
        other_side.takes()
        channel.send(other_side.message("a"))

    def test_3_a_broken_line_is_later(self, channel: Channel, other_side: OtherSide) -> None:
        """Promise 3: nobody knows what became of it, so the same is sent again, with the same key."""
        other_side.drops()
        with pytest.raises(AdapterUnavailableError):
            channel.send(other_side.message("a"))
        other_side.takes()
        channel.send(other_side.message("a"))
        assert len(other_side.arrived) == 1

    def test_3_nobody_there_is_later(self, channel: Channel, other_side: OtherSide) -> None:
        """Promise 3: also for a channel that had sent before."""
        channel.send(other_side.message("a"))
        other_side.stops()
        with pytest.raises(AdapterUnavailableError):
            channel.send(other_side.message("b"))

    def test_4_nothing_said_shows_a_word(
        self, channel: Channel, other_side: OtherSide, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Promise 4: errors with all that hangs on them, answers, logs, and the channel itself."""
        caplog.set_level(logging.DEBUG)
        message = other_side.message("a", "谁也不该看到的一句话")
        said = [repr(channel), str(channel), repr(channel.send(message))]
        stages = (other_side.refuses, lambda: other_side.puts_off(WAIT), other_side.drops, other_side.stops)
        for behave in stages:
            behave()
            problem = self.failing(channel, message)
            said += [repr(problem), *traceback.format_exception(problem)]
        logged = [record for record in caplog.records if record.name not in other_side.loggers]
        said += [f"{record.getMessage()} {record.args}" for record in logged]
        hidden = (message.text, message.address, message.address.removeprefix("+86"), *other_side.secrets)
        assert [word for word in hidden if any(word in each for each in said)] == []

    @pytest.mark.parametrize("sort", sorted(TEXTS))
    def test_5_any_text_arrives(self, channel: Channel, other_side: OtherSide, sort: str) -> None:
        """Promise 5: to the last sign."""
        channel.send(other_side.message("a", TEXTS[sort]))
        assert [arrived.text for arrived in other_side.arrived] == [TEXTS[sort]]

    def test_6_silence_ends_in_time(self, channel: Channel, other_side: OtherSide) -> None:
        """Promise 6."""
        other_side.hangs()
        self.in_time(channel, other_side.message("a"))

    def test_6_an_answer_without_end_ends_in_time(self, channel: Channel, other_side: OtherSide) -> None:
        """Promise 6."""
        other_side.drips()
        self.in_time(channel, other_side.message("a"))

    def test_7_several_threads_use_it_at_once(self, channel: Channel, other_side: OtherSide) -> None:
        """Promise 7: all arrive, each with its own words."""
        sent = {f"k{number}": f"第{number}条\n.{number}" for number in range(24)}
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda pair: channel.send(other_side.message(*pair)), sent.items()))
        assert sorted(arrived.text for arrived in other_side.arrived) == sorted(sent.values())

    def test_8_what_is_sent_was_expected(self, channel: Channel, other_side: OtherSide) -> None:
        """Promise 8: what this channel sends in these tests, it does not refuse at the start."""
        message = other_side.message("a")
        channel.expect(message.template, message.language, [name for name, _ in message.values])

    def failing(self, channel: Channel, message: Message) -> AdapterError:
        """The error of a message that cannot be sent."""
        with pytest.raises(AdapterError) as caught:
            channel.send(message)
        return caught.value

    def in_time(self, channel: Channel, message: Message) -> None:
        """Sending ends with "later", after the time that was set and not much more."""
        begun = monotonic()
        with pytest.raises(AdapterUnavailableError):
            channel.send(message)
        assert monotonic() - begun < SECONDS + 2
