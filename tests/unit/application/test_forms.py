"""Forms, derived from the facts of a step, and what somebody types into them."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridjustice.application.codec import from_plain
from gridjustice.application.forms import Field, form_of, parse_field
from gridjustice.domain.dispute.mediation import AgreementMade, Delegation, Extension
from gridjustice.domain.dispute.prevention import Report, Triage
from gridjustice.domain.network_facts import PersonEnrolled
from gridjustice.domain.record import Facts
from gridjustice.errors import InvalidError
from gridjustice.testing.district import report_facts
from gridjustice.workflow.kinds import BUILT_IN

TYPES = {"text", "number", "yes_no", "day", "choice", "group"}


class TimeOfDay(Enum):
    MORNING = "morning"


@attrs.frozen
class Visit(Facts):
    on: date
    when: TimeOfDay = TimeOfDay.MORNING
    notes: tuple[str, ...] = attrs.field(factory=tuple)


def field(cls: type, name: str) -> Field:
    return next(each for each in form_of(cls) if each.name == name)


def test_a_form_asks_in_the_order_of_the_facts() -> None:
    """Each field once."""
    assert [each.name for each in form_of(Triage)] == [
        *("jurisdiction", "route", "reason", "matter", "same_matter_checked"),
        *("labour", "asked_about_labour", "told_keep_as_is", "told_protection"),
    ]


@pytest.mark.parametrize(
    ("cls", "name", "type_", "many", "required"),
    [
        (Triage, "reason", "text", False, True),
        (Triage, "route", "choice", False, True),
        (Report, "grid", "text", False, False),
        (Report, "parties", "group", True, True),
        (Report, "cause", "text", False, False),
        (Extension, "days", "number", False, True),
        (Extension, "agreed_by", "text", True, True),
        (Delegation, "consented", "text", True, False),
        (Triage, "told_keep_as_is", "yes_no", False, False),
        (AgreementMade, "sealed_on", "day", False, False),
        (AgreementMade, "signatures", "group", True, True),
        (PersonEnrolled, "languages", "text", True, False),
    ],
)
def test_a_field_says_what_it_takes(cls: type, name: str, type_: str, many: bool, required: bool) -> None:
    """Its type, whether several may be given, whether it must be."""
    found = field(cls, name)
    assert (found.type, found.many, found.required) == (type_, many, required)


def test_a_choice_says_its_values_and_where_their_labels_stand() -> None:
    """In the order of the enum; the default is one of them."""
    level = field(Report, "level")
    assert level.choices == ("blue", "yellow", "orange", "red")
    assert level.choices_of == "level"
    assert level.default == "blue"
    assert field(Report, "parties").fields[1].choices == ("applicant", "respondent")


def test_personal_fields_are_marked() -> None:
    """So that they are neither shown back nor logged."""
    assert field(Report, "gist").personal
    assert not field(Report, "unit").personal
    assert {each.name for each in field(Report, "parties").fields if each.personal} == {
        *("name", "phone", "id_number", "credit_code", "other_document", "address")
    }


@pytest.mark.parametrize("kind", BUILT_IN, ids=lambda kind: kind.name)
def test_every_step_of_every_table_has_a_form(kind: Any) -> None:
    """With types that a front end knows; choices are never empty."""
    for cls in kind.facts.values():
        for each in form_of(cls):
            assert each.type in TYPES
            assert bool(each.choices) is (each.type == "choice")
            assert bool(each.fields) is (each.type == "group")


@pytest.mark.parametrize(
    ("cls", "name", "typed", "value"),
    [
        (Extension, "days", "10", 10),
        (Extension, "days", "-3", -3),
        (Triage, "told_keep_as_is", "yes", True),
        (Triage, "told_keep_as_is", "YES", True),
        (Triage, "told_keep_as_is", "是", True),
        (Triage, "told_keep_as_is", "아니", False),
        (Triage, "told_keep_as_is", "0", False),
        (AgreementMade, "sealed_on", "2022-06-01", "2022-06-01"),
        (Triage, "route", "mediation", "mediation"),
        (Triage, "reason", " as it was typed ", " as it was typed "),
    ],
)
def test_what_is_typed_becomes_plain_data(cls: type, name: str, typed: str, value: Any) -> None:
    """Ready for the office, which checks it again."""
    assert parse_field(field(cls, name), typed) == value


@pytest.mark.parametrize(
    ("cls", "name", "typed", "message"),
    [
        (Extension, "days", "ten", "'ten' is no whole number"),
        (Extension, "days", "1.5", "is no whole number"),
        (Extension, "days", "", "is no whole number"),
        (Extension, "days", "--3", "is no whole number"),
        (Extension, "days", "9" * 5000, "is no whole number"),
        (Triage, "told_keep_as_is", "maybe", "is neither yes nor no"),
        (AgreementMade, "sealed_on", "2022-02-30", "is no day; write it as 2026-11-23"),
        (AgreementMade, "sealed_on", "1 June", "is no day"),
        (Triage, "route", "nowhere", "is none of on_the_spot, mediation, docketing, government"),
        (Report, "parties", "side=applicant,colour=red", "is not name=value with one of the names id, side, name"),
        (Report, "parties", "applicant", "is not name=value"),
        (Report, "parties", "side=left", "'left' is none of applicant, respondent"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(cls: type, name: str, typed: str, message: str) -> None:
    """And with the field."""
    with pytest.raises(InvalidError, match=message) as refusal:
        parse_field(field(cls, name), typed)
    assert refusal.value.path


def test_a_group_is_typed_as_names_and_values() -> None:
    """Marks inside of a value are escaped."""
    parties = field(Report, "parties")
    typed = r"id=a1, side=applicant,name=Li\, Wei,address=a\=b\\c\d,phone=1=2"
    assert parse_field(parties, typed) == {
        "id": "a1",
        "side": "applicant",
        "name": "Li, Wei",
        "address": "a=b\\c\\d",
        "phone": "1=2",
    }


@given(st.dictionaries(st.sampled_from(["name", "phone", "address"]), st.text(max_size=30), min_size=1))
def test_every_text_can_be_typed_into_a_group(values: dict[str, str]) -> None:
    """Backslash before comma, equals sign and backslash; everything else as it is."""
    escaped = {n: "".join("\\" + c if c in ",=\\" else c for c in value) for n, value in values.items()}
    typed = ",".join(f"{name}={value}" for name, value in escaped.items())
    assert parse_field(field(Report, "parties"), typed) == values


def test_a_form_that_is_filled_gives_the_facts() -> None:
    """Field by field, as a command line asks."""

    def typed(value: Any) -> str:
        if isinstance(value, dict):
            return ",".join(f"{name}={inner}" for name, inner in value.items())
        return str(value)

    filled: dict[str, Any] = {}
    for each in form_of(Report):
        if each.name in report_facts():
            value = report_facts()[each.name]
            parsed = [parse_field(each, typed(v)) for v in (value if each.many else [value])]
            filled[each.name] = parsed if each.many else parsed[0]
    assert from_plain(Report, filled) == from_plain(Report, report_facts())


def test_a_form_of_a_class_that_a_plugin_brings() -> None:
    """Any attrs class with fields of the known types."""
    on, when, notes = form_of(Visit)
    assert (on.type, on.required) == ("day", True)
    assert (when.choices, when.choices_of, when.default) == (("morning",), "time_of_day", "morning")
    assert (notes.many, notes.required, notes.default) == (True, False, None)
    assert from_plain(Visit, {"on": "2022-06-01"}) == Visit(on=date(2022, 6, 1))
