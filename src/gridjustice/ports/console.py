"""The console channel: notices on a terminal, for trying things out and for demonstrations."""

from __future__ import annotations

import sys
from threading import Lock
from typing import TextIO

from gridjustice.ports.channel import Answer, Channel, Medium, Message
from gridjustice.ports.settings import Section


class ConsoleChannel(Channel):
    """Writes every message to a stream, in its own language, whole and at once.

    It tells whoever looks at the terminal, so it is for people who are not real.
    """

    medium = Medium.CONSOLE

    def __init__(self, name: str, stream: TextIO | None = None) -> None:
        """Nothing is written yet.

        Args:
            name: as the office's file names it.
            stream: where to; standard output as it is when something is sent, where it is None.
        """
        super().__init__(name)
        self._stream = stream
        self._lock = Lock()

    @classmethod
    def from_settings(cls, name: str, section: Section) -> ConsoleChannel:
        """A channel of a section without settings."""
        section.done()
        return cls(name)

    def send(self, message: Message) -> Answer:
        """The message stands on the terminal; see `Channel.send`."""
        head = f"→ {message.address}" + (f" · {message.title}" if message.title else "")
        body = "".join(f"  {line}\n" if line else "\n" for line in message.text.split("\n"))
        stream = self._stream or sys.stdout
        with self._lock:
            stream.write(f"{head}\n{body}")
            stream.flush()
        return Answer(detail="written")
