"""Domain objects to canonical JSON and back; the only door to the library *msgspec*.

Canonical is RFC 8785. msgspec's sorted encoding is byte-equal to it as long as nothing is a float, keys are ASCII and
whole numbers stay below 2^53; this module holds all three. msgspec also runs no converters, drops unknown members
silently and takes instants without a zone: `from_plain` checks what comes from outside.

Personal data travels in envelopes: the marked fields of an object are taken out and put, sealed, into its member ``~``.
"""

from __future__ import annotations

import hashlib
import re
import threading
import types
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache
from itertools import compress
from operator import attrgetter, is_not
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs
import msgspec

from gridjustice.application.recent import Recent
from gridjustice.domain.personal import ERASED, MATTER, Marks, marks, unwrap
from gridjustice.domain.record import Derived, Event, Facts, LedBy, Record, UnknownFacts
from gridjustice.domain.values import per_class
from gridjustice.errors import DefinitionError, InvalidError, InvalidValueError, NotFoundError
from gridjustice.ports.sealer import Envelope, NullSealer, Sealer
from gridjustice.ports.storage import Change
from gridjustice.workflow.table import Kind

T = TypeVar("T")

FORMAT = 1
"""Version of the event format; a body with another number is not read."""

ENVELOPE = "~"

RECENT = 1024
"""How many decoded records, and how many sealed parts, an office remembers at least."""

_SAFE_INTEGER = 2**53 - 1
_SURROGATE = re.compile("[\ud800-\udfff]")

_canonical = msgspec.json.Encoder(order="sorted").encode
_parse = msgspec.json.Decoder().decode


def digest(body: bytes) -> str:
    """SHA-256, as 64 hexadecimal characters."""
    return hashlib.sha256(body).hexdigest()


def canonical(thing: object) -> bytes:
    """Canonical JSON (RFC 8785) of what holds no float."""
    return _canonical(thing)


def parse(body: bytes | str) -> Any:
    """JSON as dicts, lists, texts, whole numbers.

    Raises:
        InvalidError: it is no JSON.
    """
    try:
        return _parse(body)
    except msgspec.DecodeError as problem:
        raise InvalidError(f"is no JSON: {problem}") from problem


_first_reading = threading.Lock()
_read_before: set[type] = set()


def _converted(plain: Any, cls: type[T]) -> T:
    """Plain data as an object of a class.

    msgspec looks at a class when it first reads it, and shows what it has seen so far to every thread: two that read a
    class for the first time bring the process down. So that is done by one at a time.
    """
    if cls in _read_before:
        return msgspec.convert(plain, cls)
    with _first_reading:
        converted = msgspec.convert(plain, cls)
        _read_before.add(cls)
    return converted


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Change).decode


def pack_change(change: Change) -> bytes:
    """A step's effect as bytes for a while, to be read back by `unpack_change` of the same process."""
    return _pack(change)


def unpack_change(packed: bytes) -> Change:
    """The step's effect that was packed."""
    return _unpack(packed)


@lru_cache(maxsize=1024)
def instant_text(instant: datetime) -> str:
    """An instant as rows hold it: UTC, fixed width, so that text order is time order."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def to_plain(thing: object) -> Any:
    """An object as dicts, lists and texts, personal data in clear; for showing, never for storing."""
    return msgspec.to_builtins(thing)


def from_plain(cls: type[T], plain: Any, path: str = "$") -> T:
    """An object from dicts, lists and texts that somebody outside sent.

    Raises:
        InvalidError: an unknown or missing member, a wrong type, a broken rule, a float, an instant without a zone;
            with the path of the place.
    """
    _check_plain(cls, plain, path)
    try:
        return _converted(plain, cls)
    except msgspec.ValidationError as problem:
        message, _, place = str(problem).partition(" - at `")
        around = path + place.rstrip("`").removeprefix("$")
        raise InvalidError(message, path=_blamed(cls, plain, path, message) or around) from problem


def schema(cls: type) -> dict[str, Any]:
    """The JSON Schema of a class."""
    return msgspec.json.schema(cls)


class Codec:
    """Records and events as bodies, for the kinds of one office."""

    def __init__(self, kinds: Mapping[str, Kind], sealer: Sealer) -> None:
        self._kinds = kinds
        self._sealer = sealer
        self._recent: Recent[bytes, Any] = Recent(RECENT)
        self._twin: Codec | None = None
        self._parts: Recent[tuple[int, str], tuple[object, msgspec.Raw]] = Recent(RECENT)
        for kind in kinds.values():
            for cls in (kind.record, *kind.facts.values()):
                check_class(cls)

    def record_body(self, record: Record) -> bytes:
        """A record's body."""
        body = _canonical(self._sealed(record.id, record))
        self._recent.put(body, record)
        return body

    def record(self, kind: str, body: bytes) -> Any:
        """The record of a body.

        The last few are remembered by their whole body, so what is remembered can never be out of date.
        """
        known = self._recent.get(body)
        if known is None:
            known = self.read_record(kind, body)
            self._recent.put(body, known)
        return known

    def read_record(self, kind: str, body: bytes) -> Any:
        """The record of a body, read anew."""
        cls = self._kind(kind).record
        plain = _parse(body)
        self._unseal(plain["id"], plain, marks(cls))
        return _converted(plain, cls)

    def bare_body(self, record: Record) -> bytes:
        """A record's body without its envelopes: what an audit can compare without sealing anything again."""
        if self._twin is None:
            self._twin = Codec(self._kinds, NullSealer())
        return _canonical(without_envelopes(_parse(self._twin.record_body(record))))

    def event_body(self, event: Event, previous: str) -> bytes:
        """An event's body, chained to the hash of the event before it (empty for the first)."""
        return _canonical(
            {
                "v": FORMAT,
                "prev": previous,
                "record": event.record,
                "version": event.version,
                "kind": event.kind,
                "step": event.step,
                "source": event.source,
                "target": event.target,
                "actor": event.actor,
                "at": instant_text(event.at),
                "day": event.day,
                "facts_version": event.facts.VERSION,
                "facts": self._sealed(event.record, event.facts),
                "derived": event.derived,
                "key": event.key,
                "request": event.request,
                "cause": event.cause,
            }
        )

    def event(self, body: bytes) -> Event:
        """The event of a body, its facts brought up to the version of today.

        Raises:
            NotFoundError: its kind or step is unknown, or its facts are newer, since a plugin is gone or older: it
                still verifies by its hash.
        """
        plain = _parse(body)
        if plain["v"] != FORMAT:
            raise InvalidError(f"is an event of format {plain['v']}, this library reads {FORMAT}")
        kind = self._kind(plain["kind"])
        cls = kind.facts.get(plain["step"])
        if cls is None:
            raise NotFoundError(f"{kind.name} has no step {plain['step']!r}; a plugin may be missing")
        facts = plain["facts"]
        version = plain["facts_version"]
        if version > cls.VERSION:
            known = f"facts of {plain['step']!r} are known here up to version {cls.VERSION}"
            raise NotFoundError(f"{known}, not version {version}; a newer plugin or library may be missing")
        while version < cls.VERSION:
            facts = cls.UPCASTERS[version](facts)
            version += 1
        self._unseal(plain["record"], facts, marks(cls))
        return self._told(plain, _converted(facts, cls))

    def outline(self, body: bytes) -> Event:
        """The event of a body whose facts cannot be read here: who took which step and when, and nothing else."""
        return self._told(_parse(body), UnknownFacts())

    def _told(self, plain: Any, facts: Facts) -> Event:
        return Event(
            record=plain["record"],
            version=plain["version"],
            kind=plain["kind"],
            step=plain["step"],
            source=plain["source"],
            target=plain["target"],
            actor=plain["actor"],
            at=datetime.fromisoformat(plain["at"]),
            day=date.fromisoformat(plain["day"]),
            facts=facts,
            derived=_converted(plain["derived"], Derived),
            key=plain["key"],
            request=plain["request"],
            cause=_converted(plain["cause"], LedBy) if plain["cause"] else None,
        )

    def fingerprint(self, kind: str, record: str, step: str, facts: Facts) -> str:
        """Stands for what was asked under a key, and gives nothing of it away."""
        try:
            return self._sealer.fingerprint(_canonical((kind, record, step, facts)))
        except UnicodeEncodeError as problem:
            raise InvalidError("holds half a surrogate pair, which no database keeps; remove it") from problem

    def handle(self, *named: str) -> str:
        """Stands for what names a thing elsewhere, and gives nothing of it away; the same in every process."""
        return self._sealer.fingerprint(_canonical(named))

    def _kind(self, name: str) -> Kind:
        try:
            return self._kinds[name]
        except KeyError:
            raise NotFoundError(f"there is no kind {name!r}; a plugin may be missing") from None

    def _sealed(self, record: str, thing: Any) -> Any:
        found = marks(type(thing))
        return self._seal(record, thing, found) if found else thing

    def _seal(self, record: str, thing: Any, found: Marks) -> dict[str, Any]:
        names, nothings, values = _reader(type(thing))
        given = values(thing)
        # In C from end to end: records have some fifty fields, of which most say nothing.
        plain = dict(compress(zip(names, given, strict=True), map(is_not, given, nothings)))
        for name, many, below in found.nested:
            value = plain.get(name)
            if value is not None:
                plain[name] = (
                    [self._part(record, each, below) for each in value] if many else self._part(record, value, below)
                )
        if found.fields:
            private = {name: plain.pop(name) for name in found.fields if name in plain}
            subject = getattr(thing, found.subject) if found.subject else MATTER
            alg, key, nonce, subject, data = self._sealer.seal(record, subject, _canonical(private).decode())
            plain[ENVELOPE] = {"alg": alg, "key": key, "nonce": nonce, "subject": subject, "data": data}
        return plain

    def _part(self, record: str, part: Any, found: Marks) -> Any:
        """A sealed part, as it was sealed before while the part is the same object: most steps leave parties alone."""
        known = self._parts.get((id(part), record))
        if known is not None and known[0] is part:
            return known[1]
        sealed = msgspec.Raw(_canonical(self._seal(record, part, found)))
        self._parts.put((id(part), record), (part, sealed))  # the part is kept with it, so its id stays its own
        return sealed

    def _unseal(self, record: str, plain: dict[str, Any], found: Marks) -> None:
        """Put what is in the envelopes back in its place; what was erased becomes `ERASED`."""
        if not found:
            return
        envelope = plain.pop(ENVELOPE, None)
        if envelope is not None:
            text = self._sealer.unseal(record, Envelope(**envelope))
            private = dict.fromkeys(found.fields, ERASED) if text is None else _parse(text)
            if not private.keys() <= set(found.fields):
                raise InvalidError("has an envelope that holds what does not belong in it")
            plain.update(private)
        for name, many, below in found.nested:
            value = plain.get(name)
            if value is not None:
                for each in value if many else (value,):
                    self._unseal(record, each, below)


def without_envelopes(plain: Any) -> Any:
    """A body's plain data without what is sealed in it: of each envelope there is only whose it is."""
    if isinstance(plain, dict):
        return {
            name: value.get("subject") if name == ENVELOPE and isinstance(value, dict) else without_envelopes(value)
            for name, value in plain.items()
        }
    return [without_envelopes(each) for each in plain] if isinstance(plain, list) else plain


@per_class
def _hints(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {name: hints[name] for name in _names(cls)}


@per_class
def _reader(cls: type) -> tuple[tuple[str, ...], tuple[object, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of a marked class's fields, for each the value that is left out, and what reads them all at once.

    Left out is what says nothing and is so by default: None, no items, False. These are the same objects everywhere.
    """
    names = _names(cls)
    nothings = tuple(f.default if f.default in (None, (), False) else attrs.NOTHING for f in attrs.fields(cls))
    return names, nothings, attrgetter(*names) if len(names) > 1 else lambda thing: (getattr(thing, names[0]),)


@per_class
def _names(cls: type) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(cls))


@per_class
def check_class(cls: type) -> None:
    """Hold a class to what canonical JSON can say.

    Raises:
        DefinitionError: it has a float, or a field that may be None without being None by default (an absent member
            must mean None, else a record could not be read back).
    """
    hints = get_type_hints(cls)
    for field in attrs.fields(cls):
        hint = hints[field.name]
        where = f"{cls.__name__}.{field.name}"
        if not field.name.isascii():
            raise DefinitionError(f"{where} has a name that is not ASCII")
        if type(None) in get_args(hint) and field.default is not None:
            raise DefinitionError(f"{where} may be None but is not None by default")
        for inner in _inside(hint):
            if inner is float:
                raise DefinitionError(f"{where} holds a float; use Decimal or whole numbers of a smaller unit")
            if attrs.has(inner):
                check_class(inner)


def _inside(hint: Any) -> list[Any]:
    hint = getattr(hint, "__supertype__", hint)
    found = [hint]
    for part in get_args(hint):
        found += _inside(part)
    return found


def _check_plain(hint: Any, plain: Any, path: str) -> None:
    """What msgspec would let through: unknown members, floats, large numbers, instants without a zone, half signs."""
    hint = getattr(hint, "__supertype__", hint)
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = [a for a in get_args(hint) if a is not type(None)]
        if plain is not None and len(inner) == 1:
            _check_plain(inner[0], plain, path)
    elif origin is tuple and isinstance(plain, (list, tuple)):
        for index, each in enumerate(plain):
            _check_plain(get_args(hint)[0], each, f"{path}[{index}]")
    elif attrs.has(hint) and isinstance(plain, Mapping):
        _check_members(hint, plain, path)
    else:
        _check_leaf(hint, plain, path)


def _check_members(cls: Any, plain: Mapping[str, Any], path: str) -> None:
    hints = _hints(cls)
    for name, value in plain.items():
        if name not in hints:
            known = ", ".join(hints) or "nothing"
            raise InvalidError(f"is unknown here; {cls.__name__} takes {known}", path=f"{path}.{name}")
        _check_plain(hints[name], value, f"{path}.{name}")


def _blamed(hint: Any, plain: Any, path: str, message: str) -> str:
    """The path of the first text whose own rule says the message; empty where none does.

    msgspec names the object around it, and who fills in a form wants to know which field.
    """
    inner, many = unwrap(hint)
    if many and isinstance(plain, (list, tuple)):
        found = (_blamed(inner, each, f"{path}[{index}]", message) for index, each in enumerate(plain))
        return next(filter(None, found), "")
    if not attrs.has(inner) or not isinstance(plain, Mapping):
        return ""
    hints = _hints(inner)
    for field in attrs.fields(inner):
        value, here = plain.get(field.name), f"{path}.{field.name}"
        if isinstance(value, str) and field.validator is not None and unwrap(hints[field.name]) == (str, False):
            try:
                field.validator(None, field, value)
            except InvalidValueError as problem:
                if str(problem) == message:
                    return here
        elif below := _blamed(hints[field.name], value, here, message):
            return below
    return ""


def _check_leaf(hint: Any, plain: Any, path: str) -> None:
    if isinstance(plain, float):
        raise InvalidError("is a number with a fraction; give it as a text or in a smaller unit", path=path)
    if isinstance(plain, int) and abs(plain) > _SAFE_INTEGER:
        raise InvalidError(f"is larger than {_SAFE_INTEGER}", path=path)
    if isinstance(plain, str) and not plain.isascii() and (half := _SURROGATE.search(plain)):
        code, position = ord(half.group()), half.start() + 1
        raise InvalidError(f"holds half a surrogate pair, U+{code:04X}, at position {position}; remove it", path=path)
    if hint is datetime and isinstance(plain, str) and not (plain.endswith("Z") or "+" in plain[10:]):
        raise InvalidError("is an instant without a zone; end it with Z or +08:00", path=path)
    if isinstance(hint, type) and issubclass(hint, Enum) and isinstance(plain, str):
        values = [str(member.value) for member in hint]
        if plain not in values:
            raise InvalidError(f"{plain!r} is none of {', '.join(values)}", path=path)
