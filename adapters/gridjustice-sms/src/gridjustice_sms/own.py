"""A gateway of the court's own, or of any vendor that takes one request over HTTP for one text message."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlencode

import attrs

from gridjustice.errors import AdapterRejectedError, AdapterUnavailableError, InvalidError
from gridjustice.ports.channel import Answer, Message
from gridjustice.ports.settings import Secret, Section
from gridjustice.ports.web import Endpoint
from gridjustice_sms.gateways import Asked, Gateway, at, shown
from gridjustice_sms.http import Reply, endpoint, header
from gridjustice_sms.numbers import local
from gridjustice_sms.templates import Templates, values_of

BLANK = re.compile(r"\{([a-z_]+(?:\.[^{}\s]+)?)\}")
WORDS = frozenset({"number", "text", "title", "key", "language", "template", "code"})
"""What may stand in braces; beside these ``value.NAME`` for a value of the message."""

NUMBERS = ("e164", "digits", "local")
NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@attrs.frozen(kw_only=True)
class OwnGateway(Gateway):
    """How one gateway is asked, and how it answers.

    Attributes:
        endpoint: where.
        method: ``POST``, ``PUT`` or ``GET``.
        form: what is sent, by names; for ``GET`` it stands in the address.
        document: what is sent as JSON, where it is no form.
        headers: what is sent beside it; what shows who asks, is made of a secret.
        key_header: the header that carries the key.
        numbers: how a number is written: one of `NUMBERS`.
        home: the code of the country of numbers without one.
        templates: codes for ``{code}``.
        code_at: where in the reply its code stands; empty where the status says all.
        taken: the codes that say yes.
        later: the codes that say "later"; all others say no.
        reference_at: where in the reply the gateway's own number stands.
        path: where all this stands in the file.
    """

    endpoint: Endpoint
    method: str
    form: Mapping[str, str] | None
    document: Any
    headers: Mapping[str, Secret] = attrs.field(repr=False)
    key_header: str
    numbers: str
    home: str
    templates: Templates
    code_at: str
    taken: tuple[str, ...]
    later: tuple[str, ...]
    reference_at: str
    path: str

    @classmethod
    def read(cls, section: Section, home: str) -> Self:
        """The gateway of a section.

        Raises:
            InvalidError: a setting is wrong.
        """
        method = section.choice("method", ("POST", "PUT", "GET"), "POST")
        form, document = _content(section, method)
        code_at = section.text("code_at", "")
        return cls(
            endpoint=endpoint(section, "url"),
            method=method,
            form=form,
            document=document,
            headers=_headers(section),
            key_header=_key_header(section),
            numbers=section.choice("numbers", NUMBERS, "e164"),
            home=home,
            templates=Templates.read(section.section("templates")),
            code_at=code_at,
            taken=section.texts("taken", None if code_at else ()),
            later=section.texts("later", ()),
            reference_at=section.text("reference_at", ""),
            path=section.path,
        )

    def request(self, message: Message, number: str, now: datetime) -> Asked:
        fill = self._filling(message, number)
        headers = {name: secret.reveal() for name, secret in self.headers.items()}
        headers[self.key_header] = message.plain_key
        target = self.endpoint.target
        if self.form is None:
            body = json.dumps(_each(self.document, fill), ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json; charset=utf-8"
        else:
            body = urlencode({name: fill(text) for name, text in self.form.items()}).encode()
            if self.method == "GET":
                target, body = f"{target}{'&' if '?' in target else '?'}{body.decode()}", b""
            else:
                headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
        return Asked(self.method, target, headers, body)

    def answer(self, reply: Reply, now: datetime) -> Answer:
        code = at(reply.content, self.code_at) if self.code_at else ""
        if code in self.later and code:
            raise AdapterUnavailableError(f"the gateway answered {code}", retry_after_seconds=reply.retry_after)
        if reply.status >= 300:
            raise reply.refusal()
        if self.code_at and code not in self.taken:
            if not code:
                raise AdapterUnavailableError("the gateway's reply has no code where the settings say it stands")
            raise AdapterRejectedError("the gateway answered with a code that is no yes")
        reference = shown(at(reply.content, self.reference_at)) if self.reference_at else ""
        return Answer(reference=reference, detail=code or str(reply.status))

    def expect(self, template: str, language: str, values: Collection[str]) -> None:
        asked = self._asked()
        if "code" in asked:
            self.templates.expect(template, language, values)
        missing = sorted(each for each in asked if each.startswith("value.") and each[6:] not in values)
        if missing:
            raise InvalidError(
                f"messages of the sort {template!r} have no {', '.join(missing)}",
                path=f"{self.path}.{'json' if self.form is None else 'form'}",
            )

    def _asked(self) -> set[str]:
        """What stands in braces anywhere."""
        found: set[str] = set()

        def note(text: str) -> str:
            found.update(BLANK.findall(text))
            return text

        _each(dict(self.form) if self.form is not None else self.document, note)
        return found

    def _filling(self, message: Message, number: str) -> Callable[[str], str]:
        """Fills the blanks of a text, all at once: what is filled in is not looked at again."""
        written = {"e164": number, "digits": number.removeprefix("+"), "local": local(number, self.home)}
        words = {f"value.{name}": value for name, value in values_of(message).items()}
        words |= {"number": written[self.numbers], "text": message.text, "title": message.title, "key": message.key}
        words |= {"language": message.language, "template": message.template}
        if "code" in self._asked():
            words["code"] = self.templates.for_message(message).code

        def fill(text: str) -> str:
            if missing := [name for name in BLANK.findall(text) if name not in words]:
                raise AdapterRejectedError(f"messages of the sort {message.template!r} have no {missing[0]}")
            return BLANK.sub(lambda match: words[match[1]], text)

        return fill


def _content(section: Section, method: str) -> tuple[dict[str, str] | None, Any]:
    """What is sent: a form or a document, exactly one of them, with nothing in braces that nobody knows."""
    form, text = section.mapping("form", {}), section.text("json", "")
    if bool(form) == bool(text) or (text and method == "GET"):
        raise section.wrong("form", "either form or json says what is sent; with GET only form")
    try:
        document = json.loads(text) if text else dict(form)
    except ValueError:
        raise section.wrong("json", "is no JSON") from None

    def check(part: str) -> str:
        for name in BLANK.findall(part):
            if name not in WORDS and not name.startswith("value."):
                raise section.wrong("json" if text else "form", f"{{{name}}} is nothing that a message has")
        return part

    _each(document, check)
    return (form, None) if form else (None, document)


def _headers(section: Section) -> dict[str, Secret]:
    """The headers: those of the file, and what shows who asks."""
    table = section.section("headers")
    headers = {name: table.secret(name) for name in table.names()}
    user, token = section.text("user", ""), section.secret("token", "")
    if user and token.reveal():
        raise section.wrong("token", "either user and password or a token shows who asks")
    if user:
        pair = f"{user}:{section.secret('password').reveal()}"
        headers["Authorization"] = Secret(f"Basic {b64encode(pair.encode()).decode()}")
    elif token.reveal():
        headers["Authorization"] = Secret(f"Bearer {token.reveal()}")
    for name, secret in headers.items():
        header(section, f"headers.{name}", secret.reveal())
        if not NAME.fullmatch(name):
            raise section.wrong(f"headers.{name}", "is no name of a header")
    return headers


def _key_header(section: Section) -> str:
    name = section.text("key_header", "Idempotency-Key")
    if not NAME.fullmatch(name):
        raise section.wrong("key_header", "is no name of a header")
    return name


def _each(document: Any, change: Callable[[str], str]) -> Any:
    """The same document, with each text in it changed."""
    match document:
        case str():
            return change(document)
        case list():
            return [_each(part, change) for part in document]
        case dict():
            return {name: _each(part, change) for name, part in document.items()}
    return document
