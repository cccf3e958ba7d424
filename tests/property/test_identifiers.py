"""Identity numbers and credit codes, held against python-stdnum; case numbers against themselves.

Where the two differ on purpose a test says so. python-stdnum has a list of counties with their years and refuses who
was born before the county had its code, though many got their number later (in 和龙 all born before 1993, of Hong Kong
all born before 1997); it knows no permits from Taiwan and no foreigners; it wants digits in front of a credit code.
"""

from __future__ import annotations

from datetime import date

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from gridjustice.domain.identifiers import CaseNumber, CreditCode, Holder, IdentityNumber, case_types, to_18
from gridjustice.errors import InvalidValueError

bounded = settings(max_examples=200, deadline=None)

COUNTIES = ("110101", "222401", "222402", "222424", "222426", "310101", "710000")
"""Regions that python-stdnum lists without years."""

EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)
counties = st.sampled_from(COUNTIES)
days = st.dates(EARLIEST, LATEST).map("{:%Y%m%d}".format)
sequences = st.integers(0, 999).map("{:03}".format)
signs = st.sampled_from(CreditCode.ALPHABET)
digits = st.sampled_from("0123456789")
anything = st.one_of(
    st.text(max_size=22),
    st.text("0123456789Xx", min_size=15, max_size=19),
    st.text(CreditCode.ALPHABET + "IOSVZ", min_size=17, max_size=19),
)


def takes(kind: type[IdentityNumber | CreditCode], written: str) -> bool:
    """Whether it is valid exactly as it is written."""
    try:
        return kind(written).value == written
    except InvalidValueError:
        return False


def reads(kind: type[IdentityNumber | CreditCode], written: str) -> str | None:
    """The one form of what was written, if it is valid."""
    try:
        return kind.parse(written).value
    except InvalidValueError:
        return None


def is_identity(written: str) -> bool:
    """What the oracle says; where it lists a province, but not the county, it falls over its own table."""
    try:
        return bool(ric.is_valid(written))
    except KeyError:
        return False


def has_place(written: str) -> bool:
    """Whether the oracle lists the county for the year of birth."""
    try:
        return bool(ric.get_birth_place(written))
    except (KeyError, ValidationError):
        return False


@st.composite
def identities(draw: st.DrawFn) -> str:
    """A valid identity number of a citizen, of a county that the oracle lists."""
    body = draw(counties) + draw(days) + draw(sequences)
    return body + IdentityNumber.check(body)


@st.composite
def codes(draw: st.DrawFn) -> str:
    """A valid credit code with digits in front."""
    body = "".join(draw(digits) for _ in range(8)) + "".join(draw(signs) for _ in range(9))
    return body + CreditCode.check(body)


@st.composite
def changed(draw: st.DrawFn, numbers: st.SearchStrategy[str]) -> str:
    """A number in which one character is another, two have changed places, or one is gone or doubled."""
    number = draw(numbers)
    place = draw(st.integers(0, len(number) - 2))
    before, one, two, after = number[:place], number[place], number[place + 1], number[place + 2 :]
    other = draw(st.sampled_from("0123456789XABIOSVZx"))
    return draw(st.sampled_from([before + other + two, before + one + other, before + two + one, before + two])) + after


@bounded
@given(identities())
def test_an_identity_number_made_here_is_one_for_the_oracle(number: str) -> None:
    """The same check, the same birth date."""
    assert takes(IdentityNumber, number)
    assert ric.is_valid(number)
    assert ric.get_birth_date(number) == IdentityNumber(number).born_on


@settings(max_examples=500, deadline=None)
@given(st.one_of(changed(identities()), anything))
def test_both_agree_on_what_is_no_identity_number(written: str) -> None:
    """But for the county, of which only the province is looked at here, and for foreigners."""
    ours, theirs = takes(IdentityNumber, written), is_identity(written) and ric.compact(written) == written
    assert ours == theirs or (ours and not has_place(written))


@bounded
@given(identities(), st.integers(0, 16), digits)
def test_one_wrong_digit_is_always_noticed(number: str, place: int, digit: str) -> None:
    """It is what the check is for."""
    assume(number[place] != digit)
    assert not takes(IdentityNumber, number[:place] + digit + number[place + 1 :])


@bounded
@given(st.sampled_from(("830000", "911840", "440199", "222499")), days, sequences)
def test_known_difference_regions_that_the_oracle_does_not_list(region: str, day: str, sequence: str) -> None:
    """Permits of people from Taiwan, foreigners' cards, counties that the oracle does not have: valid here."""
    body = region + day + sequence
    number = body + IdentityNumber.check(body)
    assert takes(IdentityNumber, number)
    assert ric.calc_check_digit(number) == number[-1]
    assert not is_identity(number)


@bounded
@given(st.sampled_from((("222406", 1993), ("222403", 1985), ("810000", 1997), ("820000", 1999))), st.data(), sequences)
def test_known_difference_a_region_that_got_its_code_later(
    region: tuple[str, int], data: st.DataObject, sequence: str
) -> None:
    """和龙 became a city in 1993: who was born before and got the number afterwards has its code all the same."""
    code, since = region
    born = data.draw(st.dates(EARLIEST, date(since - 1, 12, 31)))
    body = f"{code}{born:%Y%m%d}{sequence}"
    number = body + IdentityNumber.check(body)
    assert takes(IdentityNumber, number)
    assert not is_identity(number)


@bounded
@given(identities(), st.data())
def test_known_difference_blanks_and_hyphens(number: str, data: st.DataObject) -> None:
    """Read here wherever they stand; the oracle takes none inside an identity number."""
    place = data.draw(st.integers(1, 17))
    written = number[:place] + data.draw(st.sampled_from((" ", "-", "\u3000"))) + number[place:].lower()
    assert reads(IdentityNumber, written) == number
    assert not takes(IdentityNumber, written)
    assert not ric.is_valid(written)


@bounded
@given(counties, st.dates(EARLIEST, date(1999, 12, 31)), st.integers(0, 995))
def test_an_old_number_becomes_one_that_the_oracle_takes(region: str, day: date, sequence: int) -> None:
    """With the same region, day and sequence."""
    number = IdentityNumber(to_18(f"{region}{day:%y%m%d}{sequence:03}"))
    assert ric.is_valid(number.value)
    assert (number.region, number.born_on, number.value[14:17]) == (region, day, f"{sequence:03}")


@bounded
@given(identities(), st.dates(LATEST, date(2150, 1, 1)))
def test_age_and_sex_follow_from_the_number(number: str, day: date) -> None:
    """Exactly one of the two; so many birthdays have passed."""
    read = IdentityNumber(number)
    assert read.is_male != read.is_female
    assert read.holder is not Holder.FOREIGNER
    born, age = read.born_on, read.age_on(day)
    assert (born.year + age, born.month, born.day) <= (day.year, day.month, day.day)
    assert (born.year + age + 1, born.month, born.day) > (day.year, day.month, day.day)


@bounded
@given(codes())
def test_a_credit_code_made_here_is_one_for_the_oracle(code: str) -> None:
    """The same check."""
    assert takes(CreditCode, code)
    assert uscc.is_valid(code)


@settings(max_examples=500, deadline=None)
@given(st.one_of(changed(codes()), anything))
def test_both_agree_on_what_is_no_credit_code(written: str) -> None:
    """But for a letter in front."""
    ours, theirs = takes(CreditCode, written), uscc.is_valid(written) and uscc.compact(written) == written
    assert ours == theirs or (ours and not written[:2].isdecimal())


@bounded
@given(codes(), st.sampled_from("ANY"))
def test_known_difference_an_authority_with_a_letter(code: str, authority: str) -> None:
    """The oracle wants a digit, but villages' collective organisations have an N."""
    body = authority + code[1:-1]
    assert takes(CreditCode, body + CreditCode.check(body))
    assert not uscc.is_valid(body + uscc.calc_check_digit(body))


@bounded
@given(codes(), st.integers(1, 17), st.sampled_from(" -"))
def test_both_read_a_credit_code_with_blanks_and_hyphens(code: str, place: int, sign: str) -> None:
    """In capitals and in small letters."""
    written = (code[:place] + sign + code[place:]).lower()
    assert reads(CreditCode, written) == code == uscc.validate(written)


@settings(max_examples=500, deadline=None)
@given(anything)
@example("１１０１０５１９４９１２３１００２Ｘ")
@example("1101051949123100²X")
def test_whatever_is_read_is_kept(written: str) -> None:
    """A number that was read is valid as it is kept; nothing but a refusal ever comes out otherwise."""
    for kind in (IdentityNumber, CreditCode):
        value = reads(kind, written)
        assert value is None or takes(kind, value)


courts = st.one_of(
    st.sampled_from(("最高法", "示例")),
    st.builds("{}{}".format, st.sampled_from("吉川浙粤兵"), st.sampled_from(("", "01", "75", "7502", "0604"))),
)
cases = st.builds(
    CaseNumber,
    year=st.integers(2016, 2199),
    number=st.integers(1, 99_999_999),
    court_code=courts,
    type_code=st.one_of(st.sampled_from(list(case_types())), st.text("民商刑行知执特诉前调确", min_size=1, max_size=6)),
    further=st.sampled_from(("", "之一", "之十二")),
)


@bounded
@given(cases)
def test_a_case_number_written_and_read_is_the_same(number: CaseNumber) -> None:
    """In full width and in half width."""
    assert CaseNumber.parse(str(number)) == number
    assert CaseNumber.parse(str(number).replace("（", "( ").replace("）", " )").replace("号", " 号")) == number


@bounded
@given(cases, cases)
def test_case_numbers_have_one_order(one: CaseNumber, other: CaseNumber) -> None:
    """Year and number first; two are equal only if they are the same."""
    assert (one < other) + (one == other) + (one > other) == 1
    if (one.year, one.number) < (other.year, other.number):
        assert one < other


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(max_size=30), st.text("（）()2027吉5民初号之一 ", max_size=30)))
@example("（2022）吉7502民初２²号")
def test_whatever_is_read_as_a_case_number_has_one_form(written: str) -> None:
    """It is refused with a reason, or its form is read as the same."""
    try:
        number = CaseNumber.parse(written)
    except InvalidValueError:
        return
    assert CaseNumber.parse(str(number)) == number
