"""Numbers that others give out: of cases, of persons, of organisations.

Each class reads what people type (`parse`) and holds the one form in which it is kept; a field made here refuses any
other and says what to change. A valid number is well formed, nothing more: nobody was asked whether it was given out.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Container, Mapping
from datetime import date
from enum import Enum
from importlib import resources
from types import MappingProxyType
from typing import Any, ClassVar, Self

import attrs

from gridjustice.domain.personal import HIDDEN, mask_text, personal
from gridjustice.domain.values import text
from gridjustice.errors import InvalidValueError

_BLANKS = re.compile("[\\s\u200b\ufeff]")
_CASE_EXAMPLE = "（2022）吉7502民初22号"


def _half_width(written: str) -> str:
    """The same without blanks and with half-width signs."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", written))


def _compact(written: str) -> str:
    """The same without blanks and hyphens, in half-width capitals."""
    return _half_width(written).replace("-", "").upper()


@functools.cache
def _case_data() -> dict[str, Any]:
    file = resources.files("gridjustice.domain") / "data" / "case_numbers.toml"
    return tomllib.loads(file.read_text("utf-8"))


@functools.cache
def _case_parts() -> tuple[tuple[re.Pattern[str], str], ...]:
    """(pattern with one group, what it is) of each part in turn."""
    data = _case_data()
    court = f"({'|'.join(data['courts'])}|[{data['provinces']}](?:[0-9]{{4}}|[0-9]{{2}})?(?![0-9]))"
    return (
        (re.compile(r"\(((?:19|20|21)[0-9]{2})\)"), "the year in round brackets"),
        (re.compile(court), "the court: the character of its province and four, two or no digits"),
        (re.compile("((?:(?![字第号])[\u4e00-\u9fff]){1,6})"), "the type of case, at most six Chinese characters"),
        (re.compile("0*([1-9][0-9]{0,7})(?![0-9])"), "the number, from 1 and in at most eight digits"),
        (re.compile(r"号((?:之[一二三四五六七八九十]{1,3})?)\Z"), "号 and nothing more, or 之一, 之二 and so on"),
    )


def case_types() -> Mapping[str, str]:
    """The known types of case (案件类型代字), each with what it is, in Chinese; not a closed list."""
    return MappingProxyType(_case_data()["types"])


@attrs.frozen(kw_only=True, order=True)
class CaseNumber:
    """A case number (案号), as ``（2022）吉7502民初22号``; ordered by year and number, then by the rest.

    The form is that of the rules named in ``data/case_numbers.toml``; older numbers (with 字第) have another.

    Attributes:
        court_code: the court (法院代字), as ``吉7502``, opaque; not the ``court_code`` of any list of places.
        type_code: the type of case (案件类型代字), as ``民初``, with the character of a special jurisdiction in front.
        further: ``之一`` and so on, on a further document in the same case; else empty.

    Raises:
        InvalidValueError: a part is not of its form, or runs into the next one.
    """

    year: int
    number: int
    court_code: str
    type_code: str
    further: str = ""

    def __attrs_post_init__(self) -> None:
        if self._parts(str(self)) != attrs.asdict(self):
            raise InvalidValueError(f"{self} would be read in other parts than it was made of")

    def __str__(self) -> str:
        return f"（{self.year}）{self.court_code}{self.type_code}{self.number}号{self.further}"

    @classmethod
    def parse(cls, written: str) -> CaseNumber:
        """What was written, also with blanks, zeros in front, brackets and digits of either width.

        Raises:
            InvalidValueError: a part is missing; the message says which, and where.
        """
        return cls(**cls._parts(written))

    @staticmethod
    def _parts(written: str) -> dict[str, Any]:
        plain, position = _half_width(written), 0
        found: list[str] = []
        for pattern, what in _case_parts():
            match = pattern.match(plain, position)
            if match is None:
                place = f"after {plain[:position]}" if position else "at the beginning"
                shown = written[:64]
                raise InvalidValueError(f"{shown!r} is no case number as {_CASE_EXAMPLE}: {place} must come {what}")
            found.append(match[1])
            position = match.end()
        year, court, case, number, further = found
        return {"year": int(year), "number": int(number), "court_code": court, "type_code": case, "further": further}

    def has_known_type(self, known: Container[str] | None = None) -> bool:
        """Whether its type is among the known ones (`case_types` unless given): if not, ask, but do not refuse."""
        return self.type_code in (case_types() if known is None else known)


def case_number(**field: Any) -> Any:
    """An attrs field for a case number, a text in its one form or refused; None passes where the type allows it."""

    def validate(instance: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
        if value is not None and (right := str(CaseNumber.parse(value))) != value:
            raise InvalidValueError(f"{value!r} must be written as {right}")

    made = text(64, **field)
    made.validator(validate)
    return made


def mask_number(value: str) -> str:
    """The first four and the last four of 18 characters, a mark for each between: 1101＊＊＊＊＊＊＊＊＊＊002X.

    Of a person that keeps province, city and sex and hides county and birth date. Another length: as any text.
    """
    return value[:4] + HIDDEN * 10 + value[-4:] if len(value) == 18 else mask_text(value)


@attrs.frozen
class CheckedNumber:
    """18 characters, the last one a check of the others; no repr and no message shows them.

    Raises:
        InvalidValueError: it is not in the form of its kind, or fails the check.
    """

    NAME: ClassVar[str]
    EXAMPLE: ClassVar[str]
    FORM: ClassVar[str]
    SHAPE: ClassVar[re.Pattern[str]]
    ALPHABET: ClassVar[str]
    WEIGHTS: ClassVar[tuple[int, ...]]
    SUM: ClassVar[int]
    """What the weighted characters and the check come to, modulo the length of the alphabet."""

    value: str = attrs.field(repr=mask_number)

    def __attrs_post_init__(self) -> None:
        right = f"{self.NAME} must be {self.FORM}, as {self.EXAMPLE}"
        if self.value != _compact(self.value):
            raise InvalidValueError(f"{right}; write it in half-width capitals without blanks and hyphens")
        if not self.SHAPE.fullmatch(self.value):
            raise InvalidValueError(f"{right}; this has {len(self.value)} characters")
        if self.value[-1] != self.check(self.value[:-1]):
            raise InvalidValueError(f"{right}; the last character does not fit the others: one of them is mistyped")

    @classmethod
    def parse(cls, written: str) -> Self:
        """What was written, also with blanks, hyphens, full-width or small characters."""
        return cls(_compact(written))

    @classmethod
    def check(cls, body: str) -> str:
        """The check of the first 17 characters."""
        total = sum(cls.ALPHABET.index(sign) * weight for sign, weight in zip(body, cls.WEIGHTS, strict=True))
        return cls.ALPHABET[(cls.SUM - total) % len(cls.ALPHABET)]

    @property
    def masked(self) -> str:
        """As `mask_number` shows it."""
        return mask_number(self.value)


class Holder(Enum):
    """Whose identity number it is; the value is how it begins."""

    CITIZEN = ""
    HONG_KONG = "81"
    MACAO = "82"
    TAIWAN = "83"
    FOREIGNER = "9"


@attrs.frozen
class IdentityNumber(CheckedNumber):
    """An identity number (公民身份号码, GB 11643-1999): region 6, birth date 8, sequence 3, check 1 (X is ten).

    Residence permits of people from Hong Kong, Macao and Taiwan and, since 2023, foreigners' permanent residence cards
    have the same shape and check; older documents of theirs have not and belong in another field.
    """

    NAME = "an identity number"
    EXAMPLE = "11010519491231002X"
    FORM = "17 digits and a digit or X, and begin with a province, 81, 82, 83 or 9"
    SHAPE = re.compile("(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[0-9])[0-9]{15}[0-9X]")
    ALPHABET = "0123456789X"
    WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    SUM = 1

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        try:
            _ = self.born_on
        except ValueError:
            raise InvalidValueError(f"{self.NAME} has a birth date in places 7 to 14, as {self.EXAMPLE}") from None

    @property
    def holder(self) -> Holder:
        """Whose it is, by its beginning."""
        return next(holder for holder in reversed(Holder) if self.value.startswith(holder.value))

    @property
    def region(self) -> str:
        """Six digits: where it was first given out, by the codes of that day; no county for others than citizens."""
        return self.value[:6]

    @property
    def born_on(self) -> date:
        return date(int(self.value[6:10]), int(self.value[10:12]), int(self.value[12:14]))

    @property
    def is_male(self) -> bool:
        return self.value[16] in "13579"

    @property
    def is_female(self) -> bool:
        return not self.is_male

    def age_on(self, day: date) -> int:
        """Full years: one more on each birthday, for 29 February on 1 March of other years.

        Raises:
            InvalidValueError: that day is before the birth; so ask, too, whether a birth lies in the future.
        """
        born = self.born_on
        if day < born:
            raise InvalidValueError(f"{self.NAME} has the birth date in places 7 to 14; this one is after {day}")
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def to_18(old: str) -> str:
    """The identity number of 18 characters to one of 15 digits (GB 11643-1989: year of two digits, no check).

    Raises:
        InvalidValueError: it is none; or its sequence is 996 to 999, kept for people born before 1900.
    """
    digits = _compact(old)
    if not re.fullmatch("[0-9]{15}", digits) or digits[12:] >= "996":
        raise InvalidValueError("an old identity number has 15 digits, the last three below 996; ask for the one of 18")
    body = f"{digits[:6]}19{digits[6:]}"
    return IdentityNumber(body + IdentityNumber.check(body)).value


@attrs.frozen
class CreditCode(CheckedNumber):
    """A unified social credit code (统一社会信用代码, GB 32100-2015): kind 2, region 6, organisation 9, check 1."""

    NAME = "a credit code"
    EXAMPLE = "91350100M000100Y43"
    FORM = "18 digits and capitals without I, O, S, V, Z, with digits in places 3 to 8"
    ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    SHAPE = re.compile(f"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
    WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    SUM = 0


def _personal_number(kind: type[CheckedNumber], field: Mapping[str, Any]) -> Any:
    """A personal field that also takes what masking and erasure leave, or no record could be shown or replayed."""

    def validate(instance: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
        if value is not None and value != mask_text(value):
            kind(value)

    made = personal(**field)
    made.validator(validate)
    return made


def identity_number(**field: Any) -> Any:
    """An attrs field for an identity number as a text, personal. Let it be None: many people have none."""
    return _personal_number(IdentityNumber, field)


def credit_code(**field: Any) -> Any:
    """An attrs field for a credit code as a text; personal, because that of a sole trader leads to a person."""
    return _personal_number(CreditCode, field)
