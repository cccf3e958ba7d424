"""Numbers that others give out are read as people type them, kept in one form, and refused with what is wrong."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from gridjustice.application.codec import from_plain
from gridjustice.domain.identifiers import (
    CaseNumber,
    CheckedNumber,
    CreditCode,
    Holder,
    IdentityNumber,
    case_number,
    case_types,
    credit_code,
    identity_number,
    mask_number,
    to_18,
)
from gridjustice.domain.personal import ERASED, marks, masked
from gridjustice.errors import InvalidError, InvalidValueError

CITIZEN = "11010519491231002X"
CREDIT = "91350100M000100Y43"
SAMPLES = [
    "（2024）吉7502民初22号",
    "（2021）川0104民诉前调801号",
    "（2024）浙02民诉前调595号",
    "（2024）粤0604诉前调确1716号",
    "（2022）吉7504民特1号",
    "（2023）吉民终7号",
    "（2020）最高法知民终1号之一",
    "（2022）示例诉前调确1号",
    "（2023）兵01执12号之二十一",
]


@attrs.frozen(kw_only=True)
class Papers:
    """Fields of each sort."""

    case: str | None = case_number(default=None)
    identity: str | None = identity_number(default=None)
    credit: str | None = credit_code(default=None)


def identity(region: str, born: str, sequence: str = "002") -> str:
    """A number with the right check."""
    body = region + born + sequence
    return body + IdentityNumber.check(body)


def test_a_case_number_comes_apart_and_together() -> None:
    """Year, court, type, number, further document."""
    number = CaseNumber.parse("（2022）吉7502民初22号之一")
    assert attrs.asdict(number) == {
        "year": 2022,
        "number": 22,
        "court_code": "吉7502",
        "type_code": "民初",
        "further": "之一",
    }
    assert str(number) == "（2022）吉7502民初22号之一"


@pytest.mark.parametrize("written", SAMPLES)
def test_a_case_number_of_any_court_is_kept_as_it_is(written: str) -> None:
    """Basic, intermediate, high, supreme and example courts."""
    assert str(CaseNumber.parse(written)) == written
    assert Papers(case=written).case == written


@pytest.mark.parametrize(
    "written",
    [
        "(2022)吉7502民初22号",
        "（2022)吉7502民初22号",
        " ( 2022 ) 吉 7502 民初 22 号\u3000\n",
        "（２０２２）吉７５０２民初２２号",
        "（2022）吉7502民初0022号",
        "\ufeff（2022）吉7502民初22号\u200b",
    ],
)
def test_a_case_number_is_read_as_people_type_it_and_kept_in_one_form(written: str) -> None:
    """The field does not repair it: it says how it is written."""
    assert str(CaseNumber.parse(written)) == "（2022）吉7502民初22号"
    with pytest.raises(InvalidValueError, match="must be written as （2022）吉7502民初22号"):
        Papers(case=written)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2022吉7502民初22号", "at the beginning must come the year in round brackets"),
        ("〔2022〕吉7502民初22号", "at the beginning must come the year in round brackets"),
        ("（22）吉7502民初22号", "at the beginning must come the year in round brackets"),
        ("（2022）7502民初22号", r"after \(2022\) must come the court"),
        ("（2022）吉750民初22号", r"after \(2022\) must come the court"),
        ("（2022）延7502民初22号", r"after \(2022\) must come the court"),
        ("（2022）吉750222号", r"after \(2022\) must come the court"),
        ("（2022）吉7502", r"after \(2022\)吉7502 must come the type of case"),
        ("（2022）吉7502MC22号", r"after \(2022\)吉7502 must come the type of case"),
        ("（2022）吉7502民初号", "the number, from 1"),
        ("（2022）吉7502民初0号", "the number, from 1"),
        ("（2022）吉7502民初字第22号", "the number, from 1"),
        ("（2022）吉7502民初123456789号", "at most eight digits"),
        ("（2022）吉7502民初22", "民初22 must come 号 and nothing more"),
        ("（2022）吉7502民初22号之", "号 and nothing more"),
        ("（2022）吉7502民初22号、23号", "号 and nothing more"),
        ("", "at the beginning"),
    ],
)
def test_what_is_no_case_number_is_refused_with_what_is_missing(written: str, said: str) -> None:
    """The message says which part, where, and shows an example."""
    with pytest.raises(InvalidValueError, match=rf"is no case number as （2022）吉7502民初22号: .*{said}"):
        CaseNumber.parse(written)


@pytest.mark.parametrize(
    "parts",
    [
        {"court_code": "吉", "type_code": "7502民初"},
        {"court_code": "最高法知"},
        {"type_code": ""},
        {"type_code": " 民初"},
        {"number": 0},
        {"number": -1},
        {"year": 22},
        {"further": "之1"},
        {"further": "其一"},
    ],
)
def test_a_case_number_is_made_of_its_own_parts_only(parts: dict[str, object]) -> None:
    """What would be read otherwise than it was made is refused."""
    good: dict[str, object] = {"year": 2022, "court_code": "吉7502", "type_code": "民初", "number": 22}
    with pytest.raises(InvalidValueError):
        CaseNumber(**{**good, **parts})  # type: ignore[arg-type]  # wrong parts are the point


def test_case_numbers_are_ordered_by_year_and_number() -> None:
    """As numbers, not as texts."""
    written = ["（2021）吉7502民初100号", "（2022）吉7502民初9号", "（2022）吉7502民初22号", "（2022）吉7504民初22号"]
    assert [str(number) for number in sorted(map(CaseNumber.parse, reversed(written)))] == written


def test_an_unknown_type_of_case_is_accepted_and_can_be_told() -> None:
    """The list is not closed, and a court may bring its own."""
    unknown = CaseNumber.parse("（2022）吉7502民出22号")
    assert not unknown.has_known_type()
    assert unknown.has_known_type({"民出"})
    assert CaseNumber.parse("（2022）吉7502民初22号").has_known_type()


def test_every_known_type_can_stand_in_a_case_number() -> None:
    """The data fits the form."""
    for code in case_types():
        assert CaseNumber.parse(f"（2022）吉7502{code}1号").type_code == code


@pytest.mark.parametrize("value", [CITIZEN, "440524188001010014"])
def test_an_identity_number_of_the_standard_is_valid(value: str) -> None:
    """With X and with a digit as its check."""
    assert IdentityNumber(value).value == value


@pytest.mark.parametrize("value", [CREDIT, "91330106673959654P", "91110000100017643K"])
def test_a_credit_code_is_valid(value: str) -> None:
    """With a digit and with a letter as its check."""
    assert CreditCode(value).value == value


@pytest.mark.parametrize(
    "written",
    [CITIZEN.lower(), "110105 19491231 002X", "１１０１０５１９４９１２３１００２Ｘ", "110105-19491231-002x\n"],
)
def test_an_identity_number_is_read_as_people_type_it(written: str) -> None:
    """Blanks, hyphens, full-width digits, a small x; the field keeps the one form only."""
    assert IdentityNumber.parse(written).value == CITIZEN
    with pytest.raises(InvalidValueError, match=f"as {CITIZEN}; write it in half-width capitals"):
        Papers(identity=written)


def test_a_credit_code_is_read_as_people_type_it() -> None:
    """Small letters and hyphens."""
    assert CreditCode.parse("91350100-m000100y4-3").value == CREDIT
    with pytest.raises(InvalidValueError, match=f"as {CREDIT}; write it in half-width capitals"):
        Papers(credit=CREDIT.lower())


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "this has 0 characters"),
        (identity("222406", "19491231")[:-1], "this has 17 characters"),
        ("110105491231002", "this has 15 characters"),
        ("X10105194912310021", "17 digits and a digit or X"),
        (identity("990105", "19491231")[:-1] + "A", "17 digits and a digit or X"),
        (identity("160105", "19491231"), "begin with a province"),
        (identity("840000", "19491231"), "begin with a province"),
        (identity("110105", "19490229"), "birth date in places 7 to 14"),
        (identity("110105", "19491301"), "birth date in places 7 to 14"),
        (identity("110105", "00000101"), "birth date in places 7 to 14"),
        (CITIZEN[:-1] + "0", "one of them is mistyped"),
        (CITIZEN.replace("1949", "1994"), "one of them is mistyped"),
    ],
)
def test_what_is_no_identity_number_is_refused_with_the_reason(value: str, said: str) -> None:
    """The message says what is wrong and never holds the number."""
    with pytest.raises(InvalidValueError, match=said) as refused:
        IdentityNumber(value)
    assert not value or value not in str(refused.value)
    assert CITIZEN in str(refused.value)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("91110000100017643", "this has 17 characters"),
        ("91350100M000100O43", "without I, O, S, V, Z"),
        ("913A0100M000100Y43", "digits in places 3 to 8"),
        ("91350100M000100Y34", "one of them is mistyped"),
    ],
)
def test_what_is_no_credit_code_is_refused_with_the_reason(value: str, said: str) -> None:
    """The message never holds the code."""
    with pytest.raises(InvalidValueError, match=said) as refused:
        CreditCode(value)
    assert value not in str(refused.value)


def test_a_credit_code_may_begin_with_a_letter() -> None:
    """That of a village's collective economic organisation begins with N."""
    body = "N2222401MA0000000"
    assert CreditCode(body + CreditCode.check(body)).value.startswith("N2")


@pytest.mark.parametrize(
    ("region", "holder"),
    [
        ("222406", Holder.CITIZEN),
        ("810000", Holder.HONG_KONG),
        ("820000", Holder.MACAO),
        ("830000", Holder.TAIWAN),
        ("922410", Holder.FOREIGNER),
    ],
)
def test_permits_of_others_have_the_same_shape(region: str, holder: Holder) -> None:
    """Residence permits of people from Hong Kong, Macao, Taiwan; foreigners' cards since 2023."""
    number = IdentityNumber(identity(region, "19800102"))
    assert (number.holder, number.region, number.born_on) == (holder, region, date(1980, 1, 2))


@pytest.mark.parametrize(("sequence", "male"), [("001", True), ("012", False), ("119", True), ("990", False)])
def test_the_last_of_the_sequence_tells_the_sex(sequence: str, male: bool) -> None:
    """Odd is male, even is female."""
    number = IdentityNumber(identity("222406", "19800102", sequence))
    assert (number.is_male, number.is_female) == (male, not male)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("20040601", date(2022, 5, 31), 17),
        ("20040601", date(2022, 6, 1), 18),
        ("20040229", date(2022, 2, 28), 17),
        ("20040229", date(2022, 3, 1), 18),
        ("20040229", date(2024, 2, 29), 20),
        ("20220601", date(2022, 6, 1), 0),
    ],
)
def test_the_age_is_full_years(born: str, day: date, age: int) -> None:
    """One more on the birthday itself."""
    assert IdentityNumber(identity("222406", born)).age_on(day) == age


def test_a_birth_in_the_future_is_refused_on_the_day_that_is_given() -> None:
    """The number alone cannot know what day it is."""
    number = IdentityNumber(identity("222406", "20220602"))
    with pytest.raises(InvalidValueError, match="this one is after 2022-06-01"):
        number.age_on(date(2022, 6, 1))


def test_an_old_number_of_15_digits_becomes_one_of_18() -> None:
    """The century is added, and the check."""
    assert to_18("110105 491231 002") == CITIZEN


@pytest.mark.parametrize("old", ["110105491231996", "11010549123100", CITIZEN, "110105490229002", "160105491231002"])
def test_what_is_no_old_number_is_not_converted(old: str) -> None:
    """Also the sequences kept for people of the century before, whose year would be wrong."""
    with pytest.raises(InvalidValueError):
        to_18(old)


def test_a_masked_number_keeps_four_characters_at_either_end() -> None:
    """County and birth date are hidden; another length is masked as any text."""
    assert IdentityNumber(CITIZEN).masked == "1101＊＊＊＊＊＊＊＊＊＊002X"
    assert mask_number("12345") == "1＊＊＊"
    assert mask_number(ERASED) == ERASED


@pytest.mark.parametrize("number", [IdentityNumber(CITIZEN), CreditCode(CREDIT)])
def test_a_number_does_not_show_itself(number: CheckedNumber) -> None:
    """Neither as repr nor as text: it would stand in a log."""
    assert number.value not in f"{number} {number!r}"


def test_identity_and_credit_fields_are_personal_and_may_be_erased() -> None:
    """The marks stay; None, erased and masked values pass as in every personal field."""
    assert marks(Papers).fields == ("identity", "credit")
    assert Papers() == Papers(identity=None)
    assert Papers(identity=ERASED, credit=ERASED).identity == ERASED
    shown = masked(Papers(identity=CITIZEN, credit=CREDIT, case=SAMPLES[0]))
    assert shown == Papers(identity="1＊＊＊", credit="9＊＊＊", case=SAMPLES[0])
    assert masked(shown) == shown


@pytest.mark.parametrize("member", ["case", "identity", "credit"])
def test_a_wrong_number_from_outside_is_refused_with_its_place(member: str) -> None:
    """The codec runs no converter; the rule holds there, too."""
    with pytest.raises(InvalidError, match=rf"^\$\.papers\.{member}: .* as ") as refused:
        from_plain(Papers, {member: "12345"}, "$.papers")
    assert refused.value.path == f"$.papers.{member}"


def test_a_field_refuses_a_blank_and_a_wrong_number() -> None:
    """The rules of the number come on top of those of the text."""
    for wrong in ("", " ", "a" * 300, CITIZEN[:-1] + "0"):
        with pytest.raises(InvalidValueError):
            Papers(identity=wrong)
    with pytest.raises(InvalidValueError, match="must not be blank"):
        Papers(case=" ")
