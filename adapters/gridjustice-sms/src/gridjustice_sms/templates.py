"""Templates that a gateway has approved: which one a message is sent with, and what is put into it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Self

import attrs

from gridjustice.errors import AdapterRejectedError, InvalidError
from gridjustice.ports.channel import Message
from gridjustice.ports.settings import Section

ANY = "any"
"""Stands for a language where there is one template for all that have none of their own."""

WHOLE = ("title", "text")
"""Beside `Message.values`, a message's own words may be put into a template."""


def values_of(message: Message) -> dict[str, str]:
    """What can be put into a template."""
    return {"title": message.title, "text": message.text, **dict(message.values)}


@attrs.frozen
class Template:
    """One template of a gateway.

    Attributes:
        code: by which the gateway knows it.
        parameters: its blanks in its own order, each with the name of the value that fills it.
    """

    code: str
    parameters: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, section: Section) -> Self:
        """The template of a section: its code and its parameters, as ``day`` or, under another name, ``riqi=day``.

        Raises:
            InvalidError: it is not written so.
        """
        code = section.text("code")
        parameters = [each.partition("=") for each in section.texts("parameters", ())]
        section.done()
        pairs = [(blank.strip(), value.strip() if is_other else blank.strip()) for blank, is_other, value in parameters]
        return cls(code, tuple(pairs))

    def filled(self, message: Message) -> list[tuple[str, str]]:
        """The blanks with what fills them, in order.

        Raises:
            AdapterRejectedError: the message does not have a value.
        """
        values = values_of(message)
        for _, name in self.parameters:
            if name not in values:
                raise AdapterRejectedError(f"messages of the sort {message.template!r} have no value {name!r}")
        return [(blank, values[name]) for blank, name in self.parameters]


@attrs.frozen
class Templates:
    """All templates of a channel.

    Attributes:
        known: by sort of message and language, the language in small letters.
        path: where they stand in the file.
    """

    known: Mapping[tuple[str, str], Template]
    path: str

    @classmethod
    def read(cls, section: Section) -> Self:
        """The templates of a section: in it a table for each sort, in that a table for each language.

        Raises:
            InvalidError: one is not written so.
        """
        known = {}
        for sort in section.names():
            of_sort = section.section(sort)
            for language in of_sort.names():
                known[sort, language.lower()] = Template.read(of_sort.section(language))
        return cls(known, section.path)

    def find(self, sort: str, language: str) -> Template | None:
        """The template for a sort in a language, in the same without its region, or in any; None if there is none."""
        exact = language.lower()
        asked = (exact, exact.partition("-")[0], ANY)
        return next((self.known[sort, each] for each in asked if (sort, each) in self.known), None)

    def for_message(self, message: Message) -> Template:
        """The template of a message.

        Raises:
            AdapterRejectedError: there is none.
        """
        found = self.find(message.template, message.language)
        if found is None:
            raise AdapterRejectedError(f"no template for the sort {message.template!r} in {message.language!r}")
        return found

    def expect(self, sort: str, language: str, values: Collection[str]) -> None:
        """There is a template for this, and it asks for nothing but these values.

        Raises:
            InvalidError: there is none, or it does.
        """
        found = self.find(sort, language)
        if found is None:
            raise InvalidError(f"no template for messages of this sort in {language!r}", path=f"{self.path}.{sort}")
        missing = sorted({name for _, name in found.parameters} - {*values, *WHOLE})
        if missing:
            raise InvalidError(
                f"template {found.code!r} asks for {', '.join(missing)}, which these messages do not have",
                path=f"{self.path}.{sort}",
            )
